"""Run one wire case in every segmentation: whole, byte by byte, in sevens, with trailing bytes."""

from collections.abc import Iterable
from typing import Any

from smtpreply import Limits, Reply, ReplyError, ReplyParser, Stage
from smtpreply.limits import LIMITS, TOLERANT, Tolerance

Outcome = list[Reply | tuple[str, str]]

TRAILING = b"250 next\r\n"


def read(
    chunks: Iterable[bytes],
    stage: Stage = Stage.UNKNOWN,
    *,
    eof: bool = False,
    limits: Limits = LIMITS,
    tolerance: Tolerance = TOLERANT,
) -> Outcome:
    """Every reply, and every error as kind and text, in order."""
    parser = ReplyParser(limits=limits, tolerance=tolerance)
    outcome: Outcome = []
    for chunk in chunks:
        parser.receive_data(chunk)
        drain(parser, stage, outcome)
    if eof:
        parser.receive_eof()
        drain(parser, stage, outcome)
    return outcome


def drain(parser: ReplyParser, stage: Stage, outcome: Outcome) -> None:
    """Add every reply and error that the parser has so far."""
    while True:
        try:
            reply = parser.next_reply(stage)
        except ReplyError as error:
            outcome.append((error.kind.value, str(error)))
            continue
        if reply is None:
            return
        outcome.append(reply)


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def read_all_ways(data: bytes, stage: Stage = Stage.UNKNOWN, **options: Any) -> Outcome:
    """The outcome, after showing that no segmentation changes it."""
    whole = read([data], stage, **options)
    for size in (1, 2, 7):
        assert read(pieces(data, size), stage, **options) == whole, f"in pieces of {size}"
    return whole


def same(a: Outcome, b: Outcome) -> bool:
    """Equal, with the defects too: equality of replies is that of their bytes."""
    return a == b and [_defects(x) for x in a] == [_defects(x) for x in b]


def _defects(outcome: Reply | tuple[str, str]) -> object:
    return outcome.defects if isinstance(outcome, Reply) else None
