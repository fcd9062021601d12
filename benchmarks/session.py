"""What whole sessions cost: our smtplib, and `Delivery`, beside plain smtplib; and 1,000 at once.

The clients send the same message to two recipients at the same server on loopback. Only the thread
of the client is counted, without the waiting, and all is kept on one processor: on two, whoever
sends to an idle one pays for waking it. Beside them stands smtplib with its replies read by our
parser and nothing else: the least that it costs.

The 1,000 sessions run in one event loop on one processor, against a server in another process that
greets nobody before all are connected (`benchmarks.crowd`).
"""

import asyncio
import smtplib
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from benchmarks.crowd import ANSWERS, GREETING, crowd_server
from benchmarks.measuring import (
    Figure,
    MissingError,
    Options,
    Section,
    Turn,
    at_most,
    contest,
    one_processor,
    require,
)
from smtpreply import Delivery, Host, ReplyParser, TlsMode
from smtpreply.adapters import aio, blocking
from smtpreply.adapters import smtplib as ours
from smtpreply.testing import ScriptedServer
from smtpreply.testing import Turn as Answer

SCRIPT = (
    Answer(GREETING),
    *(Answer(text, command=verb, times=None) for verb, text in ANSWERS.items()),
)
SENDER, RECIPIENTS = "alice@example.net", ["bob@example.org", "eve@example.org"]
NAME = "client.example.net"
MESSAGE = b"Subject: benchmark\r\n\r\n" + b"A line of a message of usual size.\r\n" * 200
A_TURN = 20
ROUNDS = 50
CROWD = 1000
CROWD_ROUNDS = 3
TIMEOUT = 60.0


class Read(smtplib.SMTP):
    """smtplib's own, but with replies found and bounded by `ReplyParser`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._parser = ReplyParser()
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        assert self.sock is not None
        while (reply := self._parser.next_reply()) is None:
            self._parser.receive_data(self.sock.recv(65536))
        return int(reply.code), b"\n".join(reply.raw_lines)


# One at a time -------------------------------------------------------------------------------


def through(cls: type[smtplib.SMTP], host: str, port: int) -> None:
    with cls(host, port, local_hostname=NAME) as smtp:
        refused = smtp.sendmail(SENDER, RECIPIENTS, MESSAGE)
    if refused:
        raise AssertionError(f"refused: {refused}")


def delivery_to(host: str, port: int) -> Delivery:
    hosts = [Host(host, port, TlsMode.NONE)]
    return ours.prepare(SENDER, RECIPIENTS, MESSAGE, hosts, client_name=NAME)


def through_delivery(host: str, port: int) -> None:
    check(blocking.deliver(delivery_to(host, port)))


def check(outcomes: tuple[Any, ...]) -> None:
    if [outcome.fate.value for outcome in outcomes] != ["delivered"] * len(RECIPIENTS):
        raise AssertionError(f"not delivered: {outcomes}")


def turn_of(session: Callable[[str, int], None], server: ScriptedServer, count: int) -> Turn:
    def turn() -> float:
        begun = time.thread_time()
        for _ in range(count):
            session(server.host, server.port)
        return time.thread_time() - begun

    return turn


def one_at_a_time(options: Options) -> list[Figure]:
    rounds, count = (1, 2) if options.quick else (ROUNDS, A_TURN)
    sessions: dict[str, Callable[[str, int], None]] = {
        "smtplib": partial(through, smtplib.SMTP),
        "smtplib and our parser": partial(through, Read),
        "our smtplib": partial(through, ours.SMTP),
        "Delivery": through_delivery,
    }
    with one_processor(), ScriptedServer(SCRIPT) as server:
        turns = {name: turn_of(session, server, count) for name, session in sessions.items()}
        taken = contest(turns, rounds)
    targets = {"our smtplib": at_most(1.2), "Delivery": at_most(1.2)}
    figures = [
        taken.ratio(name, "smtplib", target=targets.get(name))
        for name in sessions
        if name != "smtplib"
    ]
    return figures + [
        taken.each(name, count, label=f"{name}, a session: CPU of the client") for name in sessions
    ]


# Many at once --------------------------------------------------------------------------------


async def with_aiosmtplib(cls: Any, host: str, port: int) -> None:
    client = cls(hostname=host, port=port, local_hostname=NAME, start_tls=False, timeout=TIMEOUT)
    async with client:
        refused, _ = await client.sendmail(SENDER, RECIPIENTS, MESSAGE)
    if refused:
        raise AssertionError(f"refused: {refused}")


async def with_delivery(host: str, port: int) -> None:
    check(await aio.deliver(delivery_to(host, port), timeout=TIMEOUT))


Session = Callable[[str, int], Awaitable[None]]


async def all_at_once(session: Session, host: str, port: int, count: int) -> None:
    await asyncio.gather(*(session(host, port) for _ in range(count)))


def crowd_turn(session: Session, host: str, port: int, count: int) -> Turn:
    def turn() -> float:
        begun = time.process_time()
        asyncio.run(all_at_once(session, host, port, count))
        return time.process_time() - begun

    return turn


def many_at_once(options: Options) -> tuple[list[Figure], list[str]]:
    count, rounds = (10, 1) if options.quick else (CROWD, CROWD_ROUNDS)
    sessions: dict[str, Session] = {"Delivery": with_delivery}
    skipped: list[str] = []
    try:
        require("aiosmtplib")
    except MissingError as error:
        skipped.append(str(error))
    else:
        import aiosmtplib

        from smtpreply.adapters import aiosmtplib as our_aiosmtplib

        sessions["aiosmtplib"] = partial(with_aiosmtplib, aiosmtplib.SMTP)
        sessions["our aiosmtplib"] = partial(with_aiosmtplib, our_aiosmtplib.SMTP)
    with enough_files(3 * count), crowd_server(count) as (host, port), one_processor():
        turns = {name: crowd_turn(one, host, port, count) for name, one in sessions.items()}
        taken = contest(turns, rounds)
        begun = time.perf_counter()
        turns["Delivery"]()
        wall = time.perf_counter() - begun
        memory = {name: peak_memory(turn) / count for name, turn in turns.items()}
    figures = [
        taken.ratio(name, "aiosmtplib", label=f"{count:,} at once: {name} / aiosmtplib")
        for name in sessions
        if name != "aiosmtplib" and "aiosmtplib" in sessions
    ]
    for name in sessions:
        label = f"{count:,} at once, {name}, a session"
        figures.append(taken.each(name, count, label=f"{label}: CPU"))
        figures.append(Figure(f"{label}: memory at most", memory[name] / 1024, "KiB"))
    figures.append(Figure(f"{count:,} at once, Delivery: from first to last", wall, "s"))
    return figures, skipped


def peak_memory(turn: Turn) -> float:
    """The most that Python's objects took at one moment."""
    tracemalloc.start()
    try:
        turn()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@contextmanager
def enough_files(count: int) -> Iterator[None]:
    """Let this process and those it starts open so many; as many as the system allows."""
    try:
        import resource
    except ImportError:  # not on Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def run(options: Options) -> Section:
    """Measure both."""
    figures, skipped = many_at_once(options)
    return Section(
        "session",
        f"Sessions of two recipients and {len(MESSAGE) / 1024:.1f} KiB; client CPU, ours / theirs",
        (*one_at_a_time(options), *figures),
        notes=(
            "one after another: CPU of the client's thread, on one processor with its server.",
            "at once: CPU of the client's process on one processor; the server is another process, "
            "and greets when all are connected.",
            "Delivery sends the commands of an envelope in one write where the server takes that.",
        ),
        skipped=tuple(skipped),
    )
