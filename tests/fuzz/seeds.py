"""What a campaign begins with: the seeds that are written down, and what the project has anyway.

``corpus/TARGET.txt`` holds one input a line, as Python writes bytes; behind ``#`` stands why it is
there. ``corpus/found.txt`` is of the same form, the name of the target before each: inputs that
made a target fail once. Both are run as usual tests.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from smtpreply.tables.complaints import COMPLAINTS
from smtpreply.tables.keywords import KEYWORDS
from smtpreply.tables.phrases import PHRASE_ROWS
from tests.fuzz.targets import STAGES, TARGETS
from tests.test_parser import CASES

CORPUS = Path(__file__).with_name("corpus")
_LOGS = Path(__file__).parents[1] / "data" / "logs"


def written(target: str) -> list[bytes]:
    """The seeds of a target's own file."""
    return [ast.literal_eval(line) for line in _lines(CORPUS / f"{target}.txt")]


def found() -> list[tuple[str, bytes]]:
    """What campaigns found, each with its target."""
    pairs = (line.split(" ", 1) for line in _lines(CORPUS / "found.txt"))
    return [(target, ast.literal_eval(literal)) for target, literal in pairs]


def _lines(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            yield line


def seeds(target: str) -> list[bytes]:
    """All that a campaign begins with."""
    inputs = [*written(target), *(data for name, data in found() if name == target)]
    return [*inputs, *_DERIVED.get(target, lambda: ())()]


def _of_parser() -> Iterator[bytes]:
    for case in CASES:
        head = bytes([0, 0, case.eof, STAGES.index(case.stage), 2, 3, 5])
        yield head + case.data


def _of_capabilities() -> Iterator[bytes]:
    for row in KEYWORDS:
        yield b"mx.example.org hello\n" + row.example.encode()


def _of_verdict() -> Iterator[bytes]:
    for row in PHRASE_ROWS:
        yield bytes([0, STAGES.index(row.example.context.stage), 0, 0]) + row.example.wire


def _of_text() -> Iterator[bytes]:
    for row in COMPLAINTS:
        yield bytes([0, 0]) + row.example.encode()


def _of_logs() -> Iterator[bytes]:
    for file in sorted(_LOGS.glob("*.log")):
        for line in file.read_bytes().split(b"\n"):
            yield bytes([0]) + line


_DERIVED = {
    "parser": _of_parser,
    "capabilities": _of_capabilities,
    "verdict": _of_verdict,
    "text": _of_text,
    "logs": _of_logs,
}
assert set(_DERIVED) <= set(TARGETS)
