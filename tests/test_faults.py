"""Every fault at every point of a session, under every client: it ends, says what happened, and
neither loses nor doubles a message. The table in the README is what `python -m tests.test_faults`
prints.
"""

import asyncio
import gc
import smtplib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

import attrs
import pytest

from smtpreply import Action, Diagnosis, Event, EventKind, Fate, Host, Stage, TlsMode, diagnose_all
from smtpreply.adapters import aio
from smtpreply.adapters import aiosmtplib as theirs
from smtpreply.adapters import smtplib as ours
from smtpreply.adapters.retrying import (
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnknownDeliveryError,
    fate_of,
    is_retryable,
    raise_for,
)
from smtpreply.outcome import Outcome
from smtpreply.testing import After, ScriptedServer, Session, Turn
from smtpreply.testing.player import Hear, Step
from tests.faults import ALICE, BOB, CAROL, CASES, FAULTS, MESSAGE, POINTS, Case, healthy

README = Path(__file__).parents[1] / "README.md"
FDS = Path("/proc/self/fd")

PATIENCE = 0.8
"""Seconds a client waits where no answer comes."""
LONG = 20.0
"""Seconds it waits elsewhere, so that a busy machine fails no test; ends what hangs."""
WORKERS = 24
"""Most of the time is waited."""

E = EventKind
TO = (BOB, CAROL)
Fates: TypeAlias = dict[str, Fate]


# Clients ----------------------------------------------------------------------------------------


@attrs.frozen
class Result:
    """What a client told its user."""

    fates: Fates
    diagnosis: Diagnosis | None
    """Of what went wrong first; None if nothing did."""


Client: TypeAlias = Callable[[ScriptedServer, tuple[str, ...], bytes, float], Result]


def with_smtplib(
    server: ScriptedServer, to: tuple[str, ...], message: bytes, timeout: float
) -> Result:
    host, port = server.host, server.port
    smtp: Any = None
    try:
        with ours.SMTP(host, port, local_hostname="me", timeout=timeout) as smtp:
            refused = smtp.sendmail(ALICE, to, message)
    except (smtplib.SMTPException, OSError) as error:
        return of_error(error, to)
    finally:
        assert smtp is None or smtp.sock is None
    return of_return(refused, to)


def with_aiosmtplib(
    server: ScriptedServer, to: tuple[str, ...], message: bytes, timeout: float
) -> Result:
    async def send() -> dict[str, Any]:
        async with theirs.SMTP(
            hostname=server.host, port=server.port, local_hostname="me",
            timeout=timeout, start_tls=False,
        ) as smtp:  # fmt: skip
            refused: dict[str, Any] = (await smtp.sendmail(ALICE, to, message))[0]
            return refused

    try:
        return of_return(asyncio.run(asyncio.wait_for(send(), 3 * LONG)), to)
    except (theirs.SMTPException, OSError) as error:
        return of_error(error, to)


def with_deliver(
    server: ScriptedServer, to: tuple[str, ...], message: bytes, timeout: float
) -> Result:
    host = Host(server.host, server.port, TlsMode.NONE)
    return of_outcomes(ours.deliver(ALICE, to, message, host, client_name="me", timeout=timeout))


def with_aio(server: ScriptedServer, to: tuple[str, ...], message: bytes, timeout: float) -> Result:
    host = Host(server.host, server.port, TlsMode.NONE)
    delivery = ours.prepare(ALICE, to, message, host, client_name="me")
    return of_outcomes(
        asyncio.run(asyncio.wait_for(aio.deliver(delivery, timeout=timeout), 3 * LONG))
    )


def of_error(error: Exception, to: tuple[str, ...]) -> Result:
    """As a task queue reads it."""
    left: Fates = {}
    try:
        raise_for(error, recipients=to)
    except TemporaryDeliveryError as told:
        left = dict.fromkeys(told.recipients, Fate.DEFERRED)
    except UnknownDeliveryError as told:
        left = dict.fromkeys(told.recipients, Fate.UNKNOWN)
    except PermanentDeliveryError as told:
        left = dict.fromkeys(told.recipients, Fate.REFUSED)
    diagnosis = ours.diagnosis_of(error)
    assert diagnosis is not None, repr(error)
    return Result({who: left.get(who, Fate.DELIVERED) for who in to}, diagnosis)


def of_return(refused: dict[str, Any], to: tuple[str, ...]) -> Result:
    fates = dict.fromkeys(to, Fate.DELIVERED)
    found = {diagnosis.recipient or "": diagnosis for diagnosis in diagnose_all(refused)}
    fates.update({who: fate_of(diagnosis) for who, diagnosis in found.items()})
    return Result(fates, next(iter(found.values()), None))


def of_outcomes(outcomes: tuple[Outcome, ...]) -> Result:
    failed = [outcome.diagnosis for outcome in outcomes if outcome.fate is not Fate.DELIVERED]
    return Result({o.recipient: o.fate for o in outcomes}, failed[0] if failed else None)


CLIENTS: dict[str, tuple[Client, bool]] = {
    "smtplib": (with_smtplib, False),
    "aiosmtplib": (with_aiosmtplib, False),
    "deliver": (with_deliver, False),
    "deliver, pipelined": (with_deliver, True),
    "aio.deliver": (with_aio, False),
    "aio.deliver, pipelined": (with_aio, True),
}
"""Each with whether the server offers pipelining to it."""


# Runs -------------------------------------------------------------------------------------------


class SlowServer(ScriptedServer):
    """Reads slowly, too."""

    def _do(self, connection: socket.socket, step: Step) -> bytes | None:
        if isinstance(step, Hear):
            time.sleep(0.02)
        return super()._do(connection, step)


@attrs.frozen
class Run:
    """One case under one client."""

    case: Case
    first: Result
    """Of the first call."""
    stored: Counter[str]
    """Who has how many copies behind it."""
    again: Result | None
    """Of a second call, for whoever was put off."""
    finally_stored: Counter[str]
    let_go: bool
    """Whether no connection was left open that the server still listened to."""


def run(case: Case, client: Client, pipelining: bool) -> Run:
    kind = SlowServer if case.fault == "slow" else ScriptedServer
    with kind(case.script(pipelining=pipelining)) as server:
        if case.is_read_no_more:
            server._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        timeout = PATIENCE if case.fault == "stall" else LONG
        first = client(server, TO, case.message, timeout)
        let_go = case.fault == "stall" or server.wait(LONG)
        stored = copies(case, server.sessions)
        left = tuple(who for who in TO if first.fates[who] is Fate.DEFERRED)
        again = client(server, left, MESSAGE, LONG) if left else None
        let_go &= case.fault == "stall" or server.wait(LONG)
        return Run(case, first, stored, again, copies(case, server.sessions), let_go)


def copies(case: Case, sessions: list[Session]) -> Counter[str]:
    """Who has how many: the recipients that a server accepted for each message it has stored."""
    found: Counter[str] = Counter()
    for number, session in enumerate(sessions):
        assert len(session.messages) <= 1
        if not session.messages:
            continue
        data = max(n for n, line in enumerate(session.commands) if line.upper() == "DATA")
        mail = max(n for n in range(data) if session.commands[n].upper().startswith("MAIL"))
        named = {
            line.partition("<")[2].partition(">")[0] for line in session.commands[mail + 1 : data]
        }
        asked = (case.point.command or "").startswith("RCPT") and number == 0
        found.update(named - ({CAROL} if asked and not case.says_yes else set()))
    return found


def all_runs(clients: dict[str, tuple[Client, bool]]) -> dict[str, Run]:
    """By client and case. Each that hangs fails by its time-out here."""
    todo: SimpleQueue[tuple[str, Case, Client, bool]] = SimpleQueue()
    runs: dict[str, Future[Run]] = {}
    order = sorted(CASES, key=lambda case: case.fault != "slow")  # the longest first
    for case in order:
        for name, (client, pipelining) in clients.items():
            todo.put((name, case, client, pipelining))
            runs[key(name, case)] = Future()

    def work() -> None:
        while True:
            try:
                name, case, client, pipelining = todo.get_nowait()
            except Empty:
                return
            future = runs[key(name, case)]
            try:
                future.set_result(run(case, client, pipelining))
            except BaseException as error:
                future.set_exception(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    done = {name: future.result(5 * LONG) for name, future in runs.items()}
    for thread in threads:
        thread.join(LONG)
    return done


def key(client: str, case: Case) -> str:
    return f"{client}, {case.name}"


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    before = len(list(FDS.iterdir())) if FDS.is_dir() else 0
    done = all_runs(CLIENTS)
    gc.collect()  # a socket that it closes is a ResourceWarning, hence an error
    assert (len(list(FDS.iterdir())) if FDS.is_dir() else 0) == before
    return done


# What must hold ---------------------------------------------------------------------------------

both = pytest.mark.parametrize(
    ("client", "case"),
    [pytest.param(name, case, id=key(name, case)) for name in CLIENTS for case in CASES],
)

STAGES = {
    None: Stage.CONNECT,
    "EHLO": Stage.EHLO,
    "MAIL": Stage.MAIL,
    f"RCPT TO:<{CAROL}>": Stage.RCPT,
    "DATA": Stage.DATA,
    ".": Stage.END_OF_DATA,
    "QUIT": Stage.QUIT,
}
"""Of the answer that is due at a point."""

HAPPENED: dict[str, set[EventKind | None]] = {
    "close": {E.CLOSED, E.WRITE_FAILED, E.NOT_A_REPLY},
    # A reset may be there before the client knows that it is connected.
    "reset": {E.CLOSED, E.WRITE_FAILED, E.CONNECT_REFUSED},
    "stall": {E.TIMEOUT, E.WRITE_FAILED},
    "garbage": {E.NOT_A_REPLY},
    "wrong code": {E.NOT_A_REPLY, None},
    "extra reply": {E.EXTRA_REPLY, None},
}
"""What may be said of a fault; None stands for a reply. A reply that is cut off is none."""


def happened(diagnosis: Diagnosis) -> EventKind | None:
    return diagnosis.source.kind if isinstance(diagnosis.source, Event) else None


@both
def test_what_happened_is_said(runs: dict[str, Run], client: str, case: Case) -> None:
    diagnosis = runs[key(client, case)].first.diagnosis
    if diagnosis is None:
        return
    assert case.fault != "slow"
    assert happened(diagnosis) in HAPPENED[case.fault], str(diagnosis)
    # In a pipelined group each reply behind the extra one stands a place too late.
    shifted = {Stage.DATA} if CLIENTS[client][1] and case.fault == "extra reply" else set[Stage]()
    assert diagnosis.verdict.stage in {STAGES[case.point.command], *shifted}, str(diagnosis)
    reply = diagnosis.reply
    assert reply is None or str(int(reply.code)).encode() in case.turn.reply


@both
def test_nothing_is_lost_or_doubled(runs: dict[str, Run], client: str, case: Case) -> None:
    run = runs[key(client, case)]
    for who, fate in run.first.fates.items():
        copies = run.stored[who]
        if fate is Fate.DELIVERED:
            # A server that says yes before the message has come to its end lies.
            assert copies == 1 or (case.point.inside and case.says_yes)
        elif fate is Fate.UNKNOWN:
            assert case.point.command == "."
            assert copies <= 1
        else:
            assert copies == 0, f"{fate} for {who}, who has it"
    if run.again is not None:
        assert set(run.again.fates.values()) == {Fate.DELIVERED}
        assert all(run.finally_stored[who] == 1 for who in run.again.fates)
    assert max(run.finally_stored.values(), default=0) <= 1


@both
def test_no_connection_stays_open(runs: dict[str, Run], client: str, case: Case) -> None:
    assert runs[key(client, case)].let_go


@both
def test_slow_bytes_and_a_reply_too_many_do_no_harm(
    runs: dict[str, Run], client: str, case: Case
) -> None:
    pipelined = CLIENTS[client][1]  # then nobody knows whose a reply too many is
    if case.fault == "slow" or (
        case.fault == "extra reply" and not case.point.inside and not pipelined
    ):
        assert runs[key(client, case)].first.fates == dict.fromkeys(TO, Fate.DELIVERED)


# Single ones ------------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ["smtplib", "aiosmtplib"])
def test_a_failed_rset_does_not_hide_the_answer_it_was_sent_for(client: str) -> None:
    """With its own diagnosis, "reconnect", what may have been accepted would be sent again."""
    garbage = Turn(b"\x00 what\r\n", command=".")
    silence = Turn(b"", command="RSET", after=After.SILENCE)
    with ScriptedServer((garbage, silence, *healthy())) as server:
        result = CLIENTS[client][0](server, TO, MESSAGE, PATIENCE)
    assert set(result.fates.values()) == {Fate.UNKNOWN}
    assert result.diagnosis is not None
    assert (happened(result.diagnosis), result.diagnosis.verdict.stage) == (
        E.NOT_A_REPLY,
        Stage.END_OF_DATA,
    )


def test_aiosmtplib_gives_up_a_connection_that_is_out_of_step() -> None:
    """As under smtplib (`tests.test_surprises`): the rest of the message is read as commands."""
    early = Turn("552 5.3.4 too big", command=".", at=40)
    unknown = Turn("500 5.5.2 unknown", command="hello", times=None, delay=0.05)

    async def send(server: ScriptedServer) -> None:
        smtp = theirs.SMTP(hostname=server.host, port=server.port, timeout=LONG, start_tls=False)
        await smtp.connect()
        with pytest.raises(theirs.SMTPDataError) as caught:
            await smtp.sendmail(ALICE, TO, MESSAGE)
        assert caught.value.code == 552
        assert not smtp.is_connected
        assert smtp.diagnosis is not None
        assert happened(smtp.diagnosis) is E.EXTRA_REPLY
        with pytest.raises(theirs.SMTPServerDisconnected):
            await smtp.noop()

    with ScriptedServer((early, unknown, *healthy())) as server:
        asyncio.run(asyncio.wait_for(send(server), 3 * LONG))


def test_a_failed_quit_says_so() -> None:
    with ScriptedServer((Turn("250 ok", command="QUIT"), *healthy())) as server:
        smtp: Any = ours.SMTP(server.host, server.port, local_hostname="me", timeout=LONG)
        with pytest.raises(smtplib.SMTPResponseException) as caught, smtp:
            assert smtp.sendmail(ALICE, TO, MESSAGE) == {}
    assert not is_retryable(caught.value)
    diagnosis = ours.diagnosis_of(caught.value)
    assert diagnosis is not None
    assert diagnosis.advice.action is Action.DONE


# The table --------------------------------------------------------------------------------------

COLUMNS = tuple(fault for fault in FAULTS if fault not in ("slow", "extra reply"))

WORDS = {
    E.CLOSED: "closed",
    E.WRITE_FAILED: "cut off",
    E.TIMEOUT: "silent",
    E.NOT_A_REPLY: "garbled",
}
ADVICE = {Fate.DEFERRED: "retry", Fate.UNKNOWN: "hold", Fate.DELIVERED: "done"}


def cell(run: Run) -> str:
    """What the user of the smtplib adapter is told."""
    diagnosis, fates = run.first.diagnosis, run.first.fates
    if diagnosis is None:
        return "sent"
    kind = happened(diagnosis)
    what = str(int(diagnosis.reply.code)) if diagnosis.reply else WORDS[kind]  # type: ignore[index]
    whom = fates[CAROL] if fates[BOB] is Fate.DELIVERED else fates[BOB]
    return f"{what}, {ADVICE[whom]}"


def table(runs: dict[str, Run]) -> list[str]:
    rows = [("", *COLUMNS)]
    for point in POINTS:
        cells = [
            cell(runs[key("smtplib", case)])
            for fault in COLUMNS
            for case in CASES
            if case.point is point and case.fault == fault and not case.number
        ]
        rows.append((point.name, *cells))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def test_the_table_in_the_readme(runs: dict[str, Run]) -> None:
    # Another one is printed by `python -m tests.test_faults`.
    assert "\n".join(["```text", *table(runs), "```"]) in README.read_text()


if __name__ == "__main__":
    only = {"smtplib": CLIENTS["smtplib"]}
    print("\n".join(table(all_runs(only))))
