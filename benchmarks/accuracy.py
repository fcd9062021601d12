"""How often is `classify` right? Measures it on a file of labelled replies.

    python -m benchmarks.accuracy FILE

FILE holds one JSON object a line: ``reply`` (LF between lines), ``command`` or null, ``category``,
``also_acceptable``, ``address_dead``. Prints exact and acceptable shares, each category with
precision and recall, the confusion table, the replies that were judged wrongly and why, and
verdicts a second on one core, the replies being parsed before and decoded while judged. Exits
with 2 and one line if the file is not of that kind.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from smtpreply.classifier import KNOWLEDGE_VERSION, classify
from smtpreply.errors import ReplyError
from smtpreply.parser import parse
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.verdict import Reason, Verdict

_STAGES = {None: Stage.UNKNOWN, "CONN": Stage.CONNECT, "DATA": Stage.END_OF_DATA}
_CATEGORIES = frozenset(reason.value for reason in Reason)
_ROUNDS = 25
_WIDTH = 160  # of a reply in the list of wrong rows


class BadFileError(Exception):
    """FILE is not a file of labelled replies; the message is one line."""


@attrs.frozen
class Labelled:
    """One reply and what it was labelled as."""

    reply: Reply
    stage: Stage
    category: str
    also: frozenset[str]
    dead: bool


@attrs.frozen
class Judged:
    """A labelled reply and the verdict on it."""

    labelled: Labelled
    verdict: Verdict

    @property
    def category(self) -> str:
        return self.verdict.reason.value

    @property
    def exact(self) -> bool:
        return self.category == self.labelled.category

    @property
    def acceptable(self) -> bool:
        return self.exact or self.category in self.labelled.also


def read(path: str) -> list[Labelled]:
    """The labelled replies of a file; raises `BadFileError`."""
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFileError(f"{path}: {error}") from error
    found: list[Labelled] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError, ReplyError) as error:
            what = f"{type(error).__name__}: {error}".replace("\n", " ")
            raise BadFileError(f"{path}, line {number}: no labelled reply ({what})") from error
    if not found:
        raise BadFileError(f"{path}: no labelled replies in it")
    return found


def _labelled(row: dict[str, Any]) -> Labelled:
    if row["category"] not in _CATEGORIES:
        raise ValueError(f"no category is called {row['category']!r}")
    command: str | None = row.get("command")
    stage = _STAGES.get(command)
    return Labelled(
        reply=as_reply(row["reply"]),
        stage=stage or Stage.of_command(command or ""),
        category=row["category"],
        also=frozenset(row.get("also_acceptable") or ()),
        dead=bool(row["address_dead"]),
    )


def as_reply(text: str) -> Reply:
    """A reply from its text; collections cut long ones, so the last line may say "more"."""
    lines = [line for line in text.replace("\r", "").split("\n") if line.strip()]
    if lines and lines[-1][3:4] == "-":
        lines[-1] = f"{lines[-1][:3]} {lines[-1][4:]}"
    return parse("\r\n".join([*lines, ""]).encode("utf-8", "surrogateescape"))


def judge(replies: list[Labelled]) -> list[Judged]:
    """The verdict on each."""
    return [Judged(one, classify(one.reply, one.stage)) for one in replies]


def speed(replies: list[Labelled]) -> float:
    """Verdicts a second: the best of some rounds, each over fresh replies that decoded nothing."""
    best = float("inf")
    for _ in range(_ROUNDS):
        fresh = [(attrs.evolve(one.reply), one.stage) for one in replies]
        start = time.perf_counter()
        for reply, stage in fresh:
            classify(reply, stage)
        best = min(best, time.perf_counter() - start)
    return len(replies) / best


def share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%}" if whole else "     -"


def report(judged: list[Judged]) -> Iterator[str]:
    """The figures, line by line."""
    n = len(judged)
    transient = [one for one in judged if one.labelled.reply.is_transient_negative]
    yield f"knowledge {KNOWLEDGE_VERSION}, {n} replies"
    yield f"exact       {share(sum(one.exact for one in judged), n)}"
    yield f"acceptable  {share(sum(one.acceptable for one in judged), n)}"
    yield (
        f"4yz exact   {share(sum(one.exact for one in transient), len(transient))}"
        f"  of {len(transient)}"
    )
    yield from _dead(judged)
    yield ""
    yield from _by_category(judged)
    yield ""
    yield from _confusions(judged)
    yield ""
    yield from _wrong(judged)


def _dead(judged: list[Judged]) -> Iterator[str]:
    pairs = Counter((one.labelled.dead, one.verdict.address_dead) for one in judged)
    hit, missed, false = pairs[True, True], pairs[True, False], pairs[False, True]
    yield f"address dead: accuracy  {share(hit + pairs[False, False], len(judged))}"
    yield f"              precision {share(hit, hit + false)}"
    yield f"              recall    {share(hit, hit + missed)}"


def _by_category(judged: list[Judged]) -> Iterator[str]:
    given = Counter(one.labelled.category for one in judged)
    said = Counter(one.category for one in judged)
    right = Counter(one.category for one in judged if one.exact)
    yield f"{'category':22}{'n':>5}{'exact':>7}{'precision':>11}{'recall':>9}"
    for name, number in given.most_common():
        precision, recall = share(right[name], said[name]), share(right[name], number)
        yield f"{name:22}{number:5}{right[name]:7}{precision:>11}{recall:>9}"


def _confusions(judged: list[Judged]) -> Iterator[str]:
    wrong = Counter((one.labelled.category, one.category) for one in judged if not one.exact)
    yield "confusions: labelled, judged, how often"
    for (label, category), number in sorted(wrong.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {label:22}{category:22}{number:4}"


def _wrong(judged: list[Judged]) -> Iterator[str]:
    yield "wrong rows; + where the verdict is acceptable too"
    for one in judged:
        if one.exact and one.labelled.dead == one.verdict.address_dead:
            continue
        mark = "+" if one.acceptable else "-"
        dead = "" if one.labelled.dead == one.verdict.address_dead else " (dead or not)"
        text = " / ".join(str(one.labelled.reply).split("\n"))[:_WIDTH]
        rows = ", ".join(f"{piece.row} {piece.weight}" for piece in one.verdict.because[:5])
        yield f"{mark} {one.labelled.category} -> {one.category}{dead}: {text}"
        yield f"      {one.verdict.confidence:.2f} by {rows}"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: accuracy.py FILE", file=sys.stderr)
        return 2
    try:
        replies = read(arguments[0])
    except BadFileError as error:
        print(error, file=sys.stderr)
        return 2
    for line in report(judge(replies)):
        print(line)
    print(f"\n{speed(replies):,.0f} verdicts a second")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
