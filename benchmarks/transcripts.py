"""Replays what eleven real servers said, and counts what the library makes of it.

A record of the corpus is one write of the client and every byte that came back. Three things
stand between it and a `Reply` at its `Stage`:

- A write may hold several commands, and a server may answer more or less often than asked. So
  replies are paired with commands one by one, and the code of the last decides what comes next:
  behind a refused DATA the lines of the message are commands. What is left over answers nothing
  (UNKNOWN): a closing 421, the second half of a line that was too long.
- Exchanges that repeat an earlier one were left out, so "the one before" is not to be had. Only
  the EHLO reply and TLS are carried along; how many recipients were accepted is not known.
- Message content and the lines of a login are recorded as commands, and are known by their shape:
  content ends with a lone dot, and in the login runs what begins with no verb belongs to AUTH.

Usage: ``python -m benchmarks.transcripts [--rows] [FOLDER]``
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

import attrs

from smtpreply.advice import Advice
from smtpreply.adviser import advise
from smtpreply.capabilities import Capabilities
from smtpreply.classifier import classify
from smtpreply.context import Context
from smtpreply.errors import ReplyError
from smtpreply.parser import ReplyParser
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.verdict import Verdict

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "transcripts"
EARLY = "EHLO before the greeting"
"""The client speaks first; the greeting and the answer to EHLO come in one."""
HALVES = ("NO", "BDAT 5 FIRST")
"""Sent first, the rest of the command later: ``NO``, then ``OP``; a chunk without its octets."""
LOGIN_LINE = "(a line of the login)"
ABRIDGED = "..."
"""Stands for what the recording leaves out of a long write."""


@attrs.frozen
class Record:
    """One write of the client, and what came back."""

    server: str
    listener: str
    tls: bool
    scenario: str
    command: str
    replies: bytes
    end: str
    """How the connection ended, if it did: eof, timeout, reset, error: ..."""

    @property
    def session(self) -> tuple[str, str, bool, str]:
        return self.server, self.listener, self.tls, self.scenario

    @property
    def lmtp(self) -> bool:
        return self.listener.endswith("-lmtp")

    @property
    def is_connect(self) -> bool:
        return self.command.startswith("(connect")

    @property
    def is_pseudo(self) -> bool:
        """Nothing was sent: the client connected, waited, or shook hands."""
        return self.command.startswith("(")

    @property
    def is_content(self) -> bool:
        """A message with the dot that ends it, and no command before it."""
        ends = self.command == ".\r\n" or self.command.endswith("\r\n.\r\n")
        return ends and Stage.of_command(self.command) is Stage.OTHER

    @property
    def is_login_line(self) -> bool:
        """A line of a login behind AUTH: nothing else without a verb is sent in those runs."""
        in_login = self.scenario.startswith("auth") and not self.is_pseudo
        return in_login and Stage.of_command(self.command) is Stage.OTHER

    @property
    def is_half(self) -> bool:
        """The server waited for the rest of it, which the next record brings."""
        return self.command in HALVES and self.end == "timeout" and not self.replies

    @property
    def wire(self) -> str:
        """What went over the wire, byte for character; a command was sent with its CRLF."""
        if self.is_pseudo or self.command == HALVES[0]:
            return ""
        return self.command if self.command.endswith("\n") else self.command + "\r\n"


@attrs.frozen
class Answer:
    """One reply, at its stage, with all that the library says about it."""

    record: Record
    reply: Reply
    context: Context
    verdict: Verdict
    advice: Advice

    @property
    def stage(self) -> Stage:
        return self.context.stage


@attrs.frozen
class Unreadable:
    """Bytes of a server that are no reply."""

    record: Record
    error: ReplyError


Due = tuple[Stage, str | None]
_NOTHING: Due = (Stage.UNKNOWN, None)


def load(folder: Path) -> list[Record]:
    """Every record of the folder, in file order."""
    records = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            row["replies"] = row.pop("reply_latin1").encode("latin-1")
            row.pop("version")
            records.append(Record(**row))
    return records


def sessions(records: Iterable[Record]) -> list[list[Record]]:
    """Records that belong together: a server, a listener, in clear or not, a run."""
    grouped: dict[tuple[str, str, bool, str], list[Record]] = defaultdict(list)
    for record in records:
        grouped[record.session].append(record)
    return [join_halves(session) for session in grouped.values()]


def join_halves(session: Iterable[Record]) -> list[Record]:
    """The same with a command that was sent in two packets made one."""
    joined: list[Record] = []
    for record in session:
        if joined and joined[-1].is_half:
            before = joined.pop()
            line_end = "" if before.command == HALVES[0] else "\r\n"
            record = attrs.evolve(record, command=before.command + line_end + record.command)
        joined.append(record)
    return joined


def replay(session: Iterable[Record]) -> Iterator[Answer | Unreadable]:
    """Every reply of a session, with what is known when it comes."""
    capabilities: Capabilities | None = None
    for record in session:
        if record.is_connect:
            capabilities = None
        for found in pair(record):
            if isinstance(found, ReplyError):
                yield Unreadable(record, found)
                continue
            (stage, command), reply = found
            context = Context(
                stage=stage,
                command=command,
                capabilities=capabilities,
                tls=record.tls,
                lmtp=record.lmtp,
                pipelined=not record.is_content and "\n" in record.wire[:-1],
            )
            verdict = classify(reply, context)
            yield Answer(record, reply, context, verdict, advise(verdict, context))
            if stage in (Stage.EHLO, Stage.LHLO) and reply.is_positive_completion:
                capabilities = Capabilities.from_reply(reply)


def pair(record: Record) -> Iterator[tuple[Due, Reply] | ReplyError]:
    """Each reply of a record with the command it answers."""
    parser = ReplyParser()
    parser.receive_data(record.replies)
    due = _due(record)
    now = next(due, _NOTHING)
    while True:
        try:
            reply = parser.next_reply(now[0])
        except ReplyError as error:
            yield error
            now = _NOTHING
            continue
        if reply is None:
            break
        yield now, reply
        try:
            now = due.send(int(reply.code)) if now is not _NOTHING else _NOTHING
        except StopIteration:
            now = _NOTHING
    if parser.trailing_data:
        raise ValueError(f"half a reply is left in {record}")


def _due(record: Record) -> Generator[Due, int, None]:
    """What each reply to a record answers; is told the code of each."""
    if record.is_connect:
        yield Stage.CONNECT, None
    elif record.command == EARLY:
        yield Stage.CONNECT, None
        yield Stage.EHLO, EARLY
    elif record.is_pseudo:
        return
    elif record.is_content:
        yield Stage.END_OF_DATA, "."
        while record.lmtp:  # one a recipient, and how many were accepted is not recorded
            yield Stage.END_OF_DATA, "."
    elif record.is_login_line:
        yield Stage.AUTH, LOGIN_LINE
    else:
        yield from _due_to_commands(record)


def _due_to_commands(record: Record) -> Generator[Due, int, None]:
    rest = record.wire
    accepted = 0
    while rest:
        line, _, rest = rest.partition("\n")
        line = line.removesuffix("\r")
        stage = Stage.of_command(line)
        if stage is Stage.OTHER and ABRIDGED in line:
            return  # how many lines follow, and so what the replies answer, is not told
        code = yield stage, _without_credentials(line)
        accepted += stage is Stage.RCPT and code < 300
        if stage is Stage.BDAT:
            rest = rest[_chunk_size(line) :]
            while record.lmtp and line.upper().endswith(" LAST"):
                yield stage, line
        elif stage is Stage.DATA and code == 354:
            _, dot, rest = ("\r\n" + rest).partition("\r\n.\r\n")
            for _ in range(accepted if record.lmtp else 1) if dot else ():
                yield Stage.END_OF_DATA, "."


def _chunk_size(line: str) -> int:
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _without_credentials(line: str) -> str:
    return " ".join(line.split()[:2]) if Stage.of_command(line) is Stage.AUTH else line


# The report ----------------------------------------------------------------------------------


def report(found: Iterable[Answer | Unreadable], *, rows: bool) -> Iterator[str]:
    """Lines to print."""
    answers: list[Answer] = []
    unreadable: list[Unreadable] = []
    for item in found:
        if isinstance(item, Answer):
            answers.append(item)
        else:
            unreadable.append(item)
    yield f"{len(answers)} replies read, {len(unreadable)} pieces of garbage"
    for garbage in unreadable:
        record = garbage.record
        yield f"  {record.listener}: {record.command!r} -> {record.replies!r}: {garbage.error}"
    yield from _counts("by server", answers, lambda answer: answer.record.server)
    yield from _counts("by stage", answers, lambda answer: answer.stage.value)
    yield from _counts("by reason", answers, lambda answer: answer.verdict.reason.value)
    yield from _counts("by action", answers, lambda answer: answer.advice.action.value)
    if rows:
        yield from _table(answers)


def _counts(title: str, answers: list[Answer], key: Callable[[Answer], str]) -> Iterator[str]:
    yield f"\n{title}"
    for name, count in Counter(map(key, answers)).most_common():
        yield f"{count:8} {name}"


def _table(answers: list[Answer]) -> Iterator[str]:
    """Stage, code, reason and action with their rows, the count and one example."""
    cells: dict[tuple[str, ...], list[Answer]] = defaultdict(list)
    for answer in answers:
        cells[_cell(answer)].append(answer)
    order = {stage.value: place for place, stage in enumerate(Stage)}
    yield "\ncount  stage  code  reason (row)  action (row)  scope  blame"
    for cell in sorted(cells, key=lambda cell: (order[cell[0]], *cell[1:])):
        stage, code, reason, row, action, because, scope, blame = cell
        example = cells[cell][0]
        yield (
            f"{len(cells[cell]):5}  {stage}  {code}  {reason} ({row})"
            f"  {action} ({because})  {scope}  {blame}"
        )
        yield f"       {example.record.listener}: {_shown(example)}"


def _cell(answer: Answer) -> tuple[str, ...]:
    verdict, advice = answer.verdict, answer.advice
    return (
        answer.stage.value,
        str(int(answer.reply.code)),
        verdict.reason.value,
        verdict.row,
        advice.action.value,
        advice.because,
        advice.scope.value,
        advice.blame.value,
    )


def _shown(answer: Answer) -> str:
    command = answer.record.command if answer.context.command is None else answer.context.command
    text = answer.reply.raw.decode("latin-1").strip()
    return f"{command[:60]!r} -> {text[:110]!r}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--rows", action="store_true", help="each stage, code, reason and action")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"transcripts.py: there is no folder {options.folder}", file=sys.stderr)
        return 2
    found = (item for session in sessions(load(options.folder)) for item in replay(session))
    for line in report(found, rows=options.rows):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
