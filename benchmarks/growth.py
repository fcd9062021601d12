"""Does the time stay linear in the bytes, however they are cut; and what does an idle parser hold?

Six kinds of bytes are fed against raised limits in pieces of 1, 7 and 1460 bytes and whole, at
doubling sizes; the slope in the log-log plane says by which power the time grows. Single bytes go
up to a quarter of the size only, for the calls alone take seconds there.
"""

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice

import attrs

from benchmarks.measuring import Figure, Options, Section, at_most, slope
from smtpreply import Limits, ReplyError, ReplyParser

MIB = 1 << 20
SIZES = (MIB // 4, *(n * MIB for n in (1, 2, 4, 8, 16)))
PATIENCE = 30.0
"""Seconds for one size, after which no larger one is tried: what is not linear would take hours."""
TOO_SHORT = 0.01
"""Seconds in which nothing can be told of a slope but the sizes of the caches."""
QUICK_SIZES = tuple(n * 1024 for n in (4, 8))
PIECES = (1, 7, 1460, 0)
"""Bytes a read; 0: all at once."""
LINEAR = 1.1
"""A slope up to here is linear: caches are smaller than 16 MiB, and machines have moods."""
RAISED = Limits(line=32 * MIB, lines=32 * MIB, reply=32 * MIB)
PARSERS = 2000

Maker = Callable[[int], bytes]
"""Bytes of about a size, whole replies or errors."""


def _repeated(unit: bytes) -> Maker:
    return lambda size: unit * max(1, size // len(unit))


def _many_lines(size: int) -> bytes:
    line = b"250-a line of an answer of very many lines\r\n"
    return line * (size // len(line)) + b"250 the last\r\n"


def _long_line(size: int) -> bytes:
    return b"550 5.1.1 " + b"no such user " * (size // 13) + b"\r\n"


_ODD = (  # one of each kind of trouble, over and over
    b"250-first\n250 second\n"  # bare LF
    b"250 a \0 in it\r\n"
    b"450-later\r\n550 never\r\n"  # mixed codes
    b"250-first\r\nno code here\r\n\r\n250 last\r\n"
    b"250 a\rb\rc\r\r\n"
    b"550-5.1.1\tgr\xfc\xdfe\r\n550\r\n"
)

KINDS: dict[str, Maker] = {
    "plain replies": _repeated(b"250 2.1.5 Ok d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n"),
    "one reply of many lines": _many_lines,
    "one long line": _long_line,
    "odd replies": _repeated(_ODD),
    "binary headers": _repeated(b"\0\0\0\x1f\0\0\0\x0f" + bytes(8) + b"221 Bye.\r\n"),
    "errors": _repeated(b"no reply at all\r\nHTTP/1.1 400 Bad Request\r\n"),
}


def consume(data: bytes, piece: int) -> float:
    """Feed it all, ask for every reply, pass over every error; seconds of CPU."""
    parser = ReplyParser(limits=RAISED)
    receive, next_reply = parser.receive_data, parser.next_reply
    step = piece or len(data)
    begun = time.process_time()
    for start in range(0, len(data), step):
        receive(data[start : start + step])
        while True:
            try:
                if next_reply() is None:
                    break
            except ReplyError:
                continue
    taken = time.process_time() - begun
    if parser.trailing_data:
        raise AssertionError("bytes are left")
    return taken


@attrs.frozen
class Curve:
    """What one kind took, cut in one way, at each size."""

    kind: str
    piece: int
    sizes: tuple[int, ...]
    times: tuple[float, ...]

    def figure(self) -> Figure:
        cut = f"{self.piece} bytes" if self.piece > 1 else "1 byte" if self.piece else "whole"
        mib = self.sizes[-1] / MIB
        name = f"{self.kind}, {cut}: {self.times[-1]:.2f} s for {mib:.3g} MiB; slope"
        target = at_most(LINEAR) if self.times[-1] > TOO_SHORT else None
        return Figure(name, slope(self.sizes, self.times), "power", target=target)


def measure(kind: str, piece: int, sizes: tuple[int, ...]) -> Curve:
    if piece == 1 and len(sizes) > 3:
        sizes = sizes[:-2]
    times: list[float] = []
    for size in sizes:
        data = KINDS[kind](size)
        gc.collect()
        # The shortest twice, for it is disturbed easily.
        times.append(min(consume(data, piece) for _ in range(1 + (size == sizes[0]))))
        if times[-1] > PATIENCE and len(times) > 1:
            break
    return Curve(kind, piece, sizes[: len(times)], tuple(times))


# An idle parser ------------------------------------------------------------------------------


def fresh() -> ReplyParser:
    return ReplyParser()


def read_and_asked_again() -> ReplyParser:
    """As a client leaves it that asks until there is nothing."""
    parser = ReplyParser()
    for reply in (b"220 mx ESMTP\r\n", b"250-mx\r\n250 SIZE\r\n", b"250 2.0.0 Ok\r\n"):
        list(parser.feed(reply))
    return parser


def read_and_left() -> ReplyParser:
    """As a client leaves it that takes one reply a command."""
    parser = ReplyParser()
    for reply in (b"220 mx ESMTP\r\n", b"250-mx\r\n250 SIZE\r\n", b"250 2.0.0 Ok\r\n"):
        parser.receive_data(reply)
        parser.next_reply()
    return parser


def pipelined_and_left() -> ReplyParser:
    """As above, but the last replies came in one read, and the one before in two pieces."""
    parser = ReplyParser()
    for piece in (b"250 2.1.0 ", b"Ok\r\n"):
        parser.receive_data(piece)
        parser.next_reply()
    parser.receive_data(b"250 2.1.5 Ok\r\n" * 5)
    for _ in range(5):
        parser.next_reply()
    return parser


STATES = {
    "fresh": fresh,
    "after a session, asked until None": read_and_asked_again,
    "after a session, one ask a reply": read_and_left,
    "after pipelined and cut replies": pipelined_and_left,
}


def held(make: Callable[[], ReplyParser], count: int) -> float:
    """Bytes that one parser holds, what it shares with the others left out."""
    make()
    gc.collect()
    kept: list[ReplyParser | None] = [None] * count
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for place in range(count):
            kept[place] = make()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / count


def run(options: Options) -> Section:
    """Measure both."""
    sizes, count = (QUICK_SIZES, 10) if options.quick else (SIZES, PARSERS)
    kinds = islice(KINDS, 2) if options.quick else iter(KINDS)
    curves = [measure(kind, piece, sizes) for kind in kinds for piece in PIECES]
    figures = [curve.figure() for curve in curves]
    figures += _memory(count)
    return Section(
        "growth",
        f"Growth: the power of the size by which the time grows, up to {sizes[-1] / MIB:.3g} MiB",
        tuple(figures),
        notes=(
            "limits raised to 32 MiB a line, a reply, and lines; single bytes to a quarter of the "
            "size.",
            *(_times(curve) for curve in curves),
        ),
    )


def _times(curve: Curve) -> str:
    each = ", ".join(
        f"{size / MIB:.3g} MiB {seconds:.3f} s"
        for size, seconds in zip(curve.sizes, curve.times, strict=True)
    )
    return f"{curve.kind}, {curve.piece or 'whole'}: {each}"


def _memory(count: int) -> Iterator[Figure]:
    for name, make in STATES.items():
        yield Figure(f"idle parser, {name}", held(make, count), "bytes", target=at_most(1024))
