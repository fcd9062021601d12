"""Every pattern of ours against the texts that would make it slow, if anything does.

A pattern blows up where it repeats something that it can match in many ways, and fails behind it.
So, for each repeat in a pattern: what comes before it, then what it repeats, thousands of times,
then what nothing matches; and beginnings of the whole pattern, one after the other. ``python -m
tests.fuzz.pumps [LENGTH]`` runs them all and prints the slowest; a test gives it a minute.
"""

import importlib
import inspect
import pkgutil
import re
import sys
import time
from collections.abc import Iterable, Iterator
from re import _parser  # type: ignore[attr-defined]  # pyright: ignore
from typing import Any

import smtpreply
from smtpreply import classify, parse, wordindex
from smtpreply.tables.phrases import PHRASE_ROWS

LENGTH = 8192
"""Characters; most patterns never see more, for `smtpreply.wording.LIMIT` is before them."""

_ENDS = ("", "\0", "\n\0")
_OFTEN = 5  # times at least that a repeat may repeat, to be tried

Known = dict[tuple[Any, int], str]


def patterns() -> Known:
    """All patterns that smtpreply compiles, with flags; the value is the module."""
    found: Known = {}
    real = re._compile  # type: ignore[attr-defined]

    def noting(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(2)
        module = frame.f_globals.get("__name__", "")
        if module.startswith("smtpreply") and isinstance(pattern, str | bytes):
            found.setdefault((pattern, int(flags)), module)
        return real(pattern, flags)

    re._compile = noting  # type: ignore[attr-defined]
    try:
        _compile_all()
    finally:
        re._compile = real  # type: ignore[attr-defined]
    return found


def _compile_all() -> None:
    for info in pkgutil.walk_packages(smtpreply.__path__, "smtpreply."):
        if not info.name.endswith("__main__"):
            importlib.import_module(info.name)
    for row in PHRASE_ROWS:  # those of phrases, and those that are compiled where they are used
        for words in (*row.phrases, *row.unless):
            _ = wordindex._Phrase.of(words).pattern
        verdict = classify(parse(row.example.wire), row.example.context)
        _ = verdict.because, verdict.tag, verdict.details


# --- Texts that a pattern nearly matches -----------------------------------------------------


def pumped(pattern: str | bytes, flags: int, length: int) -> Iterator[str | bytes]:
    """Texts of about this length."""
    tree = _parser.parse(pattern, flags)
    for text in _pumped(list(tree), "", length):
        for end in _ENDS:
            whole = text + end
            yield whole if isinstance(pattern, str) else whole.encode("latin-1", "replace")


def _pumped(items: list[Any], before: str, length: int) -> Iterator[str]:
    start = before
    for name, value in items:
        kind = str(name)
        if kind.endswith("_REPEAT"):
            _, most, body = value
            for way in (0, 1):
                unit = _sample(list(body), way) or " "
                if int(most) >= _OFTEN:
                    yield before + unit * (length // len(unit))
            yield from _pumped(list(body), before, length)
        elif kind == "SUBPATTERN":
            yield from _pumped(list(value[-1]), before, length)
        elif kind in ("BRANCH", "ATOMIC_GROUP"):
            for branch in value[1] if kind == "BRANCH" else [value]:
                yield from _pumped(list(branch), before, length)
        before += _sample([(name, value)], 0)
    for cut in (len(before), len(before) - 1):
        unit = before[len(start) : cut]
        if unit:
            yield (unit * (length // len(unit) + 1))[:length]


def _sample(items: Iterable[Any], way: int) -> str:
    """A text that these items match; ``way`` is which of several."""
    return "".join(_SAMPLES.get(str(name), _nothing)(value, way) for name, value in items)


def _nothing(_: Any, __: int) -> str:
    return ""


def _one_of(choices: list[Any], way: int) -> str:
    if str(choices[0][0]) == "NEGATE":
        excluded = [value for name, value in choices[1:] if str(name) == "LITERAL"]
        return next(c for c in "ax-. \n~" if ord(c) not in excluded)
    name, value = choices[-1 if way else 0]
    if str(name) == "RANGE":
        return chr(value[1 if way else 0])
    return chr(value) if str(name) == "LITERAL" else _category(value, way)


def _category(value: Any, way: int) -> str:
    name = str(value)
    if "NOT" in name:
        return {"CATEGORY_NOT_SPACE": "a.", "CATEGORY_NOT_WORD": " -"}.get(name, "a ")[way]
    return {"CATEGORY_DIGIT": "12", "CATEGORY_SPACE": " \t"}.get(name, "a1")[way]


def _repeated(value: Any, way: int) -> str:
    least, most, body = value
    return _sample(list(body), way) * max(int(least), min(1, int(most)))


_SAMPLES: dict[str, Any] = {
    "LITERAL": lambda value, way: chr(value),
    "NOT_LITERAL": lambda value, way: "a" if value != ord("a") else "b",
    "ANY": lambda value, way: "a ."[way],
    "IN": _one_of,
    "CATEGORY": _category,
    "SUBPATTERN": lambda value, way: _sample(list(value[-1]), way),
    "ATOMIC_GROUP": lambda value, way: _sample(list(value), way),
    "BRANCH": lambda value, way: _sample(list(value[1][-1 if way else 0]), way),
    "MAX_REPEAT": _repeated,
    "MIN_REPEAT": _repeated,
    "POSSESSIVE_REPEAT": _repeated,
    "GROUPREF": lambda value, way: "'",
}


# --- How long they take ----------------------------------------------------------------------


def is_only_matched(pattern: str | bytes, module: str) -> bool:
    """Whether it is a module's own and only ever matched from a place on, never searched for."""
    loaded = sys.modules[module]
    names = [
        n for n, v in vars(loaded).items() if isinstance(v, re.Pattern) and v.pattern == pattern
    ]
    source = inspect.getsource(loaded)
    uses = re.findall(rf"\b(?:{'|'.join(names)})\.(\w+)\(", source) if names else []
    return bool(uses) and set(uses) <= {"match", "fullmatch"}


def slowest(length: int) -> list[tuple[float, str, str | bytes]]:
    """Each pattern with its module and the seconds of its worst text, the slowest first."""
    found: list[tuple[float, str, str | bytes]] = []
    for (pattern, flags), module in patterns().items():
        compiled, worst = re.compile(pattern, flags), 0.0
        only_matched = is_only_matched(pattern, module)
        for text in pumped(pattern, flags, length):
            began = time.perf_counter()
            for _ in [compiled.match(text)] if only_matched else compiled.finditer(text):
                pass
            worst = max(worst, time.perf_counter() - began)
        found.append((worst, module, pattern))
    return sorted(found, key=lambda row: -row[0])


def main() -> None:
    length = int(sys.argv[1]) if len(sys.argv) > 1 else LENGTH
    found = slowest(length)
    print(f"{len(found)} patterns, {length:,} characters")
    for seconds, module, pattern in found[:12]:
        print(f"{seconds:9.4f} s  {module}  {pattern!r:.120}")


if __name__ == "__main__":
    main()
