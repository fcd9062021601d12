"""Reading replies: `ReplyParser` beside smtplib, aiosmtplib, smtpproto and the floor.

The workload is eight replies of a real session, over and over, once as one read each and once in
reads of 64 KiB. Every contestant gets the same bytes and finds the same number of replies; what
each of them includes is said where it is driven. Ours are typed replies with all checks on.
"""

import asyncio
import importlib
import io
import smtplib
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

import attrs

from benchmarks.measuring import (
    Figure,
    MissingError,
    Options,
    Section,
    Taken,
    at_most,
    contest,
    require,
)
from smtpreply import ReplyParser

SESSION = (
    b"220 mx.google.com ESMTP d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"250-mx.google.com at your service, [203.0.113.7]\r\n250-SIZE 157286400\r\n250-8BITMIME\r\n"
    b"250-STARTTLS\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250-CHUNKING\r\n"
    b"250 SMTPUTF8\r\n",
    b"250 2.1.0 OK d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"250 2.1.5 OK d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n"
    b"550-5.1.1 double-checking the recipient's email address for typos or\r\n"
    b"550-5.1.1 unnecessary spaces. For more information, go to\r\n"
    b"550 5.1.1  https://support.google.com/mail/?p=NoSuchUser "
    b"d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"354 Go ahead d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"250 2.0.0 OK  1712345678 d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
    b"221 2.0.0 closing connection d75a77b69052e-4b1f2c9a1b2si1234567 - gsmtp\r\n",
)
REPLIES = 20_000
ROUNDS = 15
READ = 65536
PEERS = {"aiosmtplib": "aiosmtplib", "smtpproto": "smtpproto"}

FRAMING, FULL, DEFECTS = "code", "lines, text, enhanced", "the same and defects"
IN_MEMORY = "smtplib from memory"
_LESS_THAN = {  # what is aimed at: how much of whose time
    FRAMING: {"smtplib": 0.75, "aiosmtplib": 0.4, "smtpproto": 0.4},
    FULL: {"smtplib": 1.2, "aiosmtplib": 0.6, "smtpproto": 0.6},
}


@attrs.frozen
class Workload:
    """The same bytes, cut in one way."""

    name: str
    reads: tuple[bytes, ...]
    replies: int

    def one_reply_a_read(self) -> bool:
        return len(self.reads) == self.replies


def workloads(replies: int) -> tuple[Workload, Workload]:
    stream = SESSION * max(1, replies // len(SESSION))
    whole = b"".join(stream)
    blocks = tuple(whole[start : start + READ] for start in range(0, len(whole), READ))
    return (
        Workload("one read a reply", stream, len(stream)),
        Workload("reads of 64 KiB", blocks, len(stream)),
    )


Drive = Callable[[Workload], int]
"""Reads all, and returns how many replies it found."""


def timed(drive: Drive, work: Workload) -> float:
    begun = time.process_time()
    found = drive(work)
    taken = time.process_time() - begun
    if found != work.replies:
        raise AssertionError(f"{drive} found {found} replies of {work.replies}")
    return taken


# The contestants -----------------------------------------------------------------------------


# Three times the same loop: one call more for each reply would be a fifth of the time.


def ours_code(work: Workload) -> int:
    parser, found = ReplyParser(), 0
    receive, next_reply = parser.receive_data, parser.next_reply
    for data in work.reads:
        receive(data)
        while (reply := next_reply()) is not None:
            found += 1
            reply.code  # noqa: B018
    return found


def ours_full(work: Workload) -> int:
    parser, found = ReplyParser(), 0
    receive, next_reply = parser.receive_data, parser.next_reply
    for data in work.reads:
        receive(data)
        while (reply := next_reply()) is not None:
            found += 1
            reply.code  # noqa: B018
            reply.lines  # noqa: B018
            reply.text  # noqa: B018
            reply.enhanced  # noqa: B018
    return found


def ours_defects(work: Workload) -> int:
    parser, found = ReplyParser(), 0
    receive, next_reply = parser.receive_data, parser.next_reply
    for data in work.reads:
        receive(data)
        while (reply := next_reply()) is not None:
            found += 1
            reply.code  # noqa: B018
            reply.lines  # noqa: B018
            reply.text  # noqa: B018
            reply.enhanced  # noqa: B018
            reply.defects  # noqa: B018
    return found


class _Raw(io.RawIOBase):
    """What `socket.SocketIO` is to `socket.makefile`: Python too, one ``recv_into`` a read."""

    def __init__(self, reads: Sequence[bytes]) -> None:
        self._next = iter(reads).__next__

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._next()
        size = len(data)
        buffer[:size] = data
        return size


def _smtplib_on(file: Any, replies: int) -> int:
    client = smtplib.SMTP()
    client.file = file
    client.sock = object()  # type: ignore[assignment]  # getreply asks only that there is one
    for _ in range(replies):
        client.getreply()
    client.file = client.sock = None
    return replies


def smtplib_reading(work: Workload) -> int:
    """As in life: a buffered reader over a raw file that gives what one read brings."""
    return _smtplib_on(io.BufferedReader(_Raw(work.reads), READ), work.replies)


def smtplib_from_memory(work: Workload) -> int:
    """Its best case: all is in memory, and nothing has to be read."""
    return _smtplib_on(io.BytesIO(b"".join(work.reads)), work.replies)


def floor(work: Workload) -> int:
    """The cheapest loop that finds line ends, checks three digits and splits the text.

    It joins nothing over two reads, knows no reply of several lines and makes no value.
    """
    last = 0
    for data in work.reads:
        for line in data.split(b"\r\n"):
            code, text = line[:3], line[4:]
            last += code.isdigit() and line[3:4] != b"-" and text is not None
    return work.replies


class _NoTransport(asyncio.Transport):
    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default


def _aiosmtplib_protocol(loop: asyncio.AbstractEventLoop) -> Any:
    from aiosmtplib.protocol import SMTPProtocol

    protocol = SMTPProtocol(loop=loop)
    protocol.connection_made(_NoTransport())
    return protocol


def aiosmtplib_futures(work: Workload) -> int:
    """`data_received`, with the future that its `read_response` makes anew for each reply.

    Left out, in its favour: the event loop, ``wait_for``, and the lock around each command.
    """
    loop, found = asyncio.new_event_loop(), 0
    try:
        protocol = _aiosmtplib_protocol(loop)
        for data in work.reads:
            protocol._response_pending = True
            protocol.data_received(data)
            found += protocol._response_waiter.result().code > 0
            protocol._response_waiter = loop.create_future()
        protocol._closed_future.cancel()
    finally:
        loop.close()
    return found


def aiosmtplib_parser(work: Workload) -> int:
    """Its parse function and nothing else, no futures: `data_received` refuses more than 32 KiB,
    and drops what comes behind the first reply of a read."""
    loop, found = asyncio.new_event_loop(), 0
    try:
        protocol = _aiosmtplib_protocol(loop)
        buffer, read = protocol._buffer, protocol._read_response_from_buffer
        for data in work.reads:
            buffer.extend(data)
            while (response := read()) is not None:
                found += response.code > 0
        protocol._closed_future.cancel()
    finally:
        loop.close()
    return found


def aiosmtplib_drive(work: Workload) -> int:
    return aiosmtplib_futures(work) if work.one_reply_a_read() else aiosmtplib_parser(work)


def _states() -> Iterator[tuple[Any, str | None]]:
    """What smtpproto must think it has sent, so that it takes each reply of `SESSION`."""
    state: Any = importlib.import_module("smtpproto.protocol").ClientState
    return cycle(
        [
            (state.greeting_expected, None),
            (state.greeting_received, "EHLO"),
            (state.ready, "MAIL"),
            (state.mailtx, "RCPT"),
            (state.recipient_sent, "RCPT"),
            (state.recipient_sent, "DATA"),
            (state.data_sent, None),
            (state.ready, "QUIT"),
        ]
    )


def smtpproto_drive(work: Workload) -> int:
    """`feed_bytes`, told by two assignments what was sent; sending itself is left out.

    It gives one reply a call: behind the first of a read it is called with nothing, and each time
    it copies what is left.
    """
    protocol: Any = importlib.import_module("smtpproto.protocol").SMTPClientProtocol()
    feed, found, states = protocol.feed_bytes, 0, _states()
    protocol._state, protocol._command_sent = next(states)
    for data in work.reads:
        while (response := feed(data)) is not None:
            found += response.code > 0
            protocol._state, protocol._command_sent = next(states)
            data = b""
            if not protocol._in_buffer:
                break
    return found


# The benchmark -------------------------------------------------------------------------------

CONTESTANTS: dict[str, Drive] = {
    "floor": floor,
    "smtplib": smtplib_reading,
    IN_MEMORY: smtplib_from_memory,
    "aiosmtplib": aiosmtplib_drive,
    "smtpproto": smtpproto_drive,
    FRAMING: ours_code,
    FULL: ours_full,
    DEFECTS: ours_defects,
}


def run(options: Options) -> Section:
    """Measure, for both ways to read."""
    replies, rounds = (80, 1) if options.quick else (REPLIES, ROUNDS)
    here, missing = _those_here()
    figures: list[Figure] = []
    for work in workloads(replies):
        turns = {name: _turn(CONTESTANTS[name], work) for name in here}
        figures += _figures(contest(turns, rounds), work, here)
    return Section(
        "parsing",
        f"Parsing: {replies:,} replies of a session, {rounds} rounds; ours / theirs",
        tuple(figures),
        notes=(
            "smtplib reads from a buffered file as it does from a socket; its best case is beside.",
            "aiosmtplib: with a future a reply where one read holds one, else its bare parser, for "
            "its protocol drops what comes behind the first reply of a read.",
            "smtpproto copies what is left of a read for each reply in it.",
            "the floor makes no value, joins no reads and knows no reply of several lines.",
        ),
        skipped=tuple(missing),
    )


def _turn(drive: Drive, work: Workload) -> Callable[[], float]:
    return lambda: timed(drive, work)


def _those_here() -> tuple[list[str], list[str]]:
    here, missing = list(CONTESTANTS), []
    for name, package in PEERS.items():
        try:
            require(package)
        except MissingError as error:
            here.remove(name)
            missing.append(str(error))
    return here, missing


def _figures(taken: Taken, work: Workload, here: Sequence[str]) -> Iterator[Figure]:
    peers = [name for name in here if name not in (FRAMING, FULL, DEFECTS)]
    for name in (FRAMING, FULL, DEFECTS):
        aims = _LESS_THAN.get(name, {})
        for peer in peers if aims else ("smtplib",):
            target = at_most(aims[peer]) if peer in aims else None
            label = f"{work.name}: {name} / {peer}"
            yield taken.ratio(name, peer, target=target, label=label)
    for name in here:
        yield taken.each(name, work.replies, label=f"{work.name}: {name}, a reply")
