"""Both drivers over real sockets: what servers do to them, and that nothing stays open."""

import asyncio
import contextlib
import gc
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from aiosmtpd import smtp as aiosmtpd_smtp
from aiosmtpd.controller import Controller

from smtpreply import (
    CAREFUL,
    RELAY,
    Action,
    Caution,
    Delivery,
    Envelope,
    EventKind,
    Fate,
    Host,
    Outcome,
    Reason,
    Recipient,
    TlsMode,
)
from smtpreply.adapters import aio, blocking, driving, smtplib
from smtpreply.event import Event
from smtpreply.sasl import CramMd5, LoginLogin, Plain
from smtpreply.stage import Stage
from smtpreply.testing import After, ScriptedServer, Turn
from tests.test_live import Handler, certificate

# aiosmtpd itself warns about old idioms; that is not ours to fail on.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

ALICE, BOB = "alice@example.org", "bob@example.org"
FDS = Path("/proc/self/fd")

Drive: TypeAlias = Callable[..., tuple[Outcome, ...]]


def drive_asyncio(delivery: Delivery, **options: Any) -> tuple[Outcome, ...]:
    if sleep := options.get("sleep"):

        async def asleep(seconds: float) -> None:
            sleep(seconds)

        options["sleep"] = asleep
    return asyncio.run(aio.deliver(delivery, **options))


@pytest.fixture(params=[blocking.deliver, drive_asyncio], ids=["blocking", "asyncio"])
def drive(request: pytest.FixtureRequest) -> Drive:
    driver: Drive = request.param
    return driver


@pytest.fixture(autouse=True)
def _nothing_stays_open() -> Iterator[None]:
    before = len(list(FDS.iterdir())) if FDS.is_dir() else 0
    yield
    assert (len(list(FDS.iterdir())) if FDS.is_dir() else 0) == before


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_left_to_the_collector() -> Iterator[None]:
    yield
    gc.collect()  # a socket that it closes is a ResourceWarning, hence an error


class Clock:
    """Jumps where others wait."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


# Fewer words at the call sites ------------------------------------------------------------------


def turns(**answers: Any) -> list[Turn]:
    """A polite server's script, with other answers by verb; each is what `Turn` takes."""
    script = {
        "HELLO": "220 mx.example.org ESMTP", "EHLO": "250-mx.example.org\n250 PIPELINING",
        "STARTTLS": "220 go", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go",
        "DOT": "250 2.0.0 queued as 4Z1x2Y3z", "RSET": "250 ok", "QUIT": "221 bye",
    } | answers  # fmt: skip
    made: list[Turn] = []
    for verb, answer in script.items():
        command = {"HELLO": None, "DOT": "."}.get(verb, verb)
        reply, more = answer if isinstance(answer, tuple) else (answer, {})
        made.append(Turn(reply, **{"command": command, "times": None, **more}))
    return made


def closing(reply: "str | bytes", after: After = After.CLOSE) -> Any:
    return reply, {"after": after}


def late(reply: str) -> Any:
    return reply, {"delay": 0.9}


def an_envelope(*recipients: str, message: bytes = b"Subject: hi\n\nHello.\n.dot\n") -> Envelope:
    return Envelope("me@example.net", recipients or (ALICE,), message)


def a_delivery(*hosts: Host, **more: Any) -> Delivery:
    envelope = more.pop("envelope", None) or an_envelope()
    return Delivery(envelope, hosts, client_name="client.example.net", **more)


def clear(server: Any) -> Host:
    return Host("127.0.0.1", server.port, TlsMode.NONE)


def fates(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.fate.value for outcome in outcomes]


def reasons(outcomes: tuple[Outcome, ...]) -> list[Reason]:
    return [o.diagnosis.verdict.reason for o in outcomes if o.diagnosis is not None]


def kind(outcome: Outcome) -> EventKind:
    assert outcome.diagnosis is not None
    assert isinstance(outcome.diagnosis.source, Event)
    return outcome.diagnosis.source.kind


def a_closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


class Raw:
    """A server that is a function from a connection, for what no script can say."""

    def __init__(self, serve: Callable[[socket.socket], None], path: str = "") -> None:
        self._serve = serve
        if path:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(path)
            self._listener.listen()
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = 0 if path else self._listener.getsockname()[1]
        self.failed: list[BaseException] = []

    def __enter__(self) -> "Raw":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.settimeout(10)
                with connection, contextlib.suppress(OSError):
                    self._serve(connection)


def until_data(connection: socket.socket) -> None:
    """The dialogue up to 354, without extensions."""
    connection.sendall(b"220 mx\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            verb = line[:4].upper()
            connection.sendall(b"354 go\r\n" if verb == b"DATA" else b"250 ok\r\n")
            if verb == b"DATA":
                return


# -------------------------------------------------------------------------------------------------


class TestAnswers:
    def test_delivered(self, drive: Drive) -> None:
        with ScriptedServer(turns()) as server:
            [outcome] = drive(a_delivery(clear(server)))
        assert (outcome.fate, outcome.queue_id) == (Fate.DELIVERED, "4Z1x2Y3z")
        [session] = server.sessions
        assert session.messages == [b"Subject: hi\r\n\r\nHello.\r\n..dot\r\n"]
        assert session.commands[-1] == "QUIT"

    def test_replies_byte_by_byte(self, drive: Drive) -> None:
        script = [Turn(t.reply, command=t.command, times=t.times, piece=1) for t in turns()]
        with ScriptedServer(script) as server:
            outcomes = drive(a_delivery(clear(server)))
        assert fates(outcomes) == ["delivered"]

    @pytest.mark.parametrize(
        ("answers", "fate", "reason"),
        [
            ({"HELLO": closing("")}, "deferred", Reason.NETWORK),
            ({"HELLO": closing("", After.RESET)}, "deferred", Reason.NETWORK),
            ({"HELLO": closing("421 4.3.2 too busy")}, "deferred", None),
            ({"HELLO": closing("554 5.7.1 go away")}, None, None),
            ({"HELLO": b"SSH-2.0-OpenSSH_9.2\r\n"}, "deferred", Reason.PROTOCOL_ERROR),
            ({"HELLO": b"\0\xff" * 50000}, "deferred", Reason.PROTOCOL_ERROR),
            ({"MAIL": closing("")}, "deferred", Reason.NETWORK),
            ({"RCPT": closing("421 4.7.0 closing on you")}, "deferred", None),
            ({"RCPT": "550 5.1.1 no such user"}, "refused", Reason.RECIPIENT_UNKNOWN),
            ({"DATA": closing("", After.RESET)}, "deferred", Reason.NETWORK),
            ({"DOT": closing("")}, "unknown", Reason.NETWORK),
            ({"DOT": closing("", After.RESET)}, "unknown", Reason.NETWORK),
            ({"DOT": closing("250 ok")}, "delivered", Reason.MESSAGE_ACCEPTED),
            ({"DOT": closing("250 ok", After.RESET)}, "delivered", Reason.MESSAGE_ACCEPTED),
            ({"DOT": b"ok\r\n"}, "unknown", Reason.PROTOCOL_ERROR),
            ({"DOT": closing("552 5.2.2 over quota")}, "refused", Reason.MAILBOX_FULL),
            ({"QUIT": closing("", After.RESET)}, "delivered", Reason.MESSAGE_ACCEPTED),
        ],
    )
    def test_what_servers_do(
        self, drive: Drive, answers: dict[str, Any], fate: str | None, reason: Reason | None
    ) -> None:
        with ScriptedServer(turns(**answers)) as server:
            [outcome] = drive(a_delivery(clear(server)), timeout=10.0)
        assert fate in (None, outcome.fate.value)
        assert outcome.fate is not Fate.DELIVERED or "DOT" in answers or "QUIT" in answers
        assert outcome.diagnosis is not None
        assert reason in (None, outcome.diagnosis.verdict.reason)
        assert (Caution.DUPLICATE_RISK in outcome.cautions) == (fate == "unknown")

    @pytest.mark.parametrize(
        ("answers", "fate"),
        [
            ({"HELLO": late("220 mx")}, "deferred"),
            ({"RCPT": late("250 ok")}, "deferred"),
            ({"DOT": late("250 ok")}, "unknown"),
            ({"QUIT": late("221 bye")}, "delivered"),
        ],
    )
    def test_no_answer_in_time(self, drive: Drive, answers: dict[str, Any], fate: str) -> None:
        with ScriptedServer(turns(**answers)) as server:
            outcomes = drive(a_delivery(clear(server)), timeout=0.4)
        assert fates(outcomes) == [fate]
        if fate != "delivered":
            assert kind(outcomes[0]) is EventKind.TIMEOUT

    def test_lmtp_has_one_answer_a_recipient(self, drive: Drive) -> None:
        script = turns(DOT=b"250 ok\r\n452 4.2.2 over quota\r\n")
        script.append(Turn("250-mx\n250 PIPELINING", command="LHLO"))
        with ScriptedServer(script) as server:
            outcomes = drive(a_delivery(clear(server), envelope=an_envelope(ALICE, BOB), lmtp=True))
        assert fates(outcomes) == ["delivered", "deferred"]
        assert reasons(outcomes)[1] is Reason.MAILBOX_FULL

    def test_over_a_unix_socket(self, drive: Drive, tmp_path: Path) -> None:
        def serve(connection: socket.socket) -> None:
            until_data(connection)
            while not connection.recv(65536).endswith(b"\r\n.\r\n"):
                pass
            connection.sendall(b"250 2.0.0 kept\r\n")

        path = str(tmp_path / "lmtp")
        with Raw(serve, path):
            outcomes = drive(a_delivery(Host(path, tls=TlsMode.NONE), lmtp=True))
        assert fates(outcomes) == ["delivered"]
        [gone] = drive(a_delivery(Host(path + "2", tls=TlsMode.NONE), lmtp=True))
        assert (gone.fate, kind(gone)) == (Fate.DEFERRED, EventKind.UNREACHABLE)


class TestBigMessages:
    BIG = an_envelope(message=b"Subject: big\n\n" + b"x" * 77 * 100_000 + b"\n")

    @pytest.mark.parametrize("mode", [TlsMode.NONE, TlsMode.IMPLICIT])
    @pytest.mark.parametrize("hangs_up", [True, False])
    def test_refused_while_it_is_written(
        self, drive: Drive, hangs_up: bool, mode: TlsMode, tmp_path: Path, trusting: "Trusting"
    ) -> None:
        """What was not read makes the system reset the connection; the refusal was there first."""
        read = []
        secure = certificate(tmp_path)

        def serve(connection: socket.socket) -> None:
            if mode is TlsMode.IMPLICIT:
                connection = secure.wrap_socket(connection, server_side=True)
            with connection:
                until_data(connection)
                connection.recv(100_000)
                connection.sendall(b"552 5.3.4 message too big\r\n")
                while not hangs_up and (data := connection.recv(65536)):
                    read.append(len(data))

        with Raw(serve) as server:
            delivery = a_delivery(Host("127.0.0.1", server.port, mode), envelope=self.BIG)
            outcomes = drive(delivery, timeout=10.0, tls_context=trusting())
        assert fates(outcomes) == ["refused"]
        assert reasons(outcomes) == [Reason.MESSAGE_TOO_LARGE]
        assert sum(read) < len(self.BIG.content), "the rest of it is not sent"

    def test_a_server_that_stops_reading(self, drive: Drive) -> None:
        done = threading.Event()

        def serve(connection: socket.socket) -> None:
            until_data(connection)
            done.wait(0.3)  # until nothing more fits between the two
            connection.sendall(b"451 4.3.0 no space left\r\n")
            done.wait(10)

        with Raw(serve) as server:
            outcomes = drive(a_delivery(clear(server), envelope=self.BIG), timeout=0.5)
            done.set()
        assert fates(outcomes) == ["deferred"]
        assert outcomes[0].diagnosis is not None
        assert outcomes[0].diagnosis.reply is not None, "it was read, though nothing could be sent"

    def test_a_flood_is_read_in_bounded_pieces(self) -> None:
        """A server that never stops talking: the delivery is asked again before it is all read."""
        delivery, asked = a_delivery(Host("mx.example.org")), list[int]()

        def read(size: int) -> bytes:
            asked.append(size)
            return b"220 mx\r\n"

        delivery.next_step(at=0.0)
        driving.Wire(delivery, None, None).take_what_waits(read)
        assert asked == [driving.SIZE] * driving.READS

    def test_closed_in_the_middle_means_not_delivered(self, drive: Drive) -> None:
        def serve(connection: socket.socket) -> None:
            until_data(connection)
            connection.recv(1000)

        with Raw(serve) as server:
            [outcome] = drive(a_delivery(clear(server), envelope=self.BIG), timeout=10.0)
        assert outcome.fate is Fate.DEFERRED
        assert not outcome.history.may_be_delivered


class TestWaiting:
    def test_waits_as_long_as_it_may(self, drive: Drive) -> None:
        clock = Clock()
        with greylisting() as server:
            outcomes = drive(
                a_delivery(clear(server)), max_wait=3600.0, clock=clock, sleep=clock.sleep
            )
        assert fates(outcomes) == ["delivered"]
        assert len(clock.slept) == 1
        assert clock.slept[0] >= 60

    def test_without_leave_to_wait_another_call_goes_on(self, drive: Drive) -> None:
        clock = Clock()
        with greylisting() as server:
            delivery = a_delivery(clear(server))
            [outcome] = drive(delivery, clock=clock, sleep=clock.sleep)
            assert (outcome.fate, clock.slept) == (Fate.DEFERRED, [])
            assert fates(drive(delivery, clock=clock, sleep=clock.sleep)) == ["deferred"]
            assert outcome.until is not None
            clock.now = outcome.until
            assert fates(drive(delivery, clock=clock, sleep=clock.sleep)) == ["delivered"]
        assert fates(drive(delivery, clock=clock)) == ["delivered"], "and is finished"

    def test_the_sender_is_told_once_and_it_ends(self, drive: Drive) -> None:
        clock, told = Clock(), list[tuple[str, ...]]()
        with ScriptedServer(turns(RCPT="451 4.3.0 not now")) as server:
            outcomes = drive(
                a_delivery(clear(server)), max_wait=1e9, warn=told.append,
                clock=clock, sleep=clock.sleep,
            )  # fmt: skip
        assert fates(outcomes) == ["expired"]
        assert told == [(ALICE,)]
        assert clock.now >= CAREFUL.warn_after

    def test_the_clock_and_the_jitter_by_default(self, drive: Drive) -> None:
        assert -1 <= driving.spread() <= 1
        with ScriptedServer(turns(RCPT="451 4.3.0 not now")) as server:
            assert fates(drive(a_delivery(clear(server)), max_wait=1.0)) == ["deferred"]


@contextlib.contextmanager
def greylisting() -> Iterator[Any]:
    """Puts the first connection off."""
    seen: list[int] = []

    def serve(connection: socket.socket) -> None:
        seen.append(1)
        connection.sendall(b"220 mx\r\n")
        in_message = False
        with connection.makefile("rb") as lines:
            for line in lines:
                if in_message and line != b".\r\n":
                    continue
                verb = line[:4].strip().upper()
                answer = {b"DATA": b"354 go", b"QUIT": b"221 bye"}.get(verb, b"250 ok")
                if verb == b"RCPT" and len(seen) == 1:
                    answer = b"451 4.7.1 greylisted, try again in 60 seconds"
                in_message = verb == b"DATA" and len(seen) > 1
                connection.sendall(answer + b"\r\n")

    with Raw(serve) as server:
        yield server


class TestHosts:
    def test_the_next_one_where_the_first_takes_no_connection(self, drive: Drive) -> None:
        with ScriptedServer(turns()) as server:
            closed = Host("127.0.0.1", a_closed_port(), TlsMode.NONE)
            [outcome] = drive(a_delivery(closed, clear(server)))
        assert (outcome.fate, outcome.host) == (Fate.DELIVERED, f"127.0.0.1:{server.port}")

    def test_every_address_of_a_host(self, drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
        with ScriptedServer(turns()) as server:
            closed = a_closed_port()
            found = [(socket.AF_INET, 0, 0, "", ("127.0.0.1", p)) for p in (closed, server.port)]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
            host = Host("mx.example.org", tls=TlsMode.NONE)
            assert fates(drive(a_delivery(host))) == ["delivered"]
            found.insert(0, found[0])
            found[:] = found[:1] * driving.ADDRESSES + found
            [outcome] = drive(a_delivery(host))
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.CONNECT_REFUSED)

    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (socket.gaierror(-2, "Name or service not known"), EventKind.DNS_FAILURE),
            (UnicodeError("label empty or too long"), EventKind.UNREACHABLE),
            (OSError(24, "Too many open files"), EventKind.UNREACHABLE),
            (TimeoutError("slow"), EventKind.CONNECT_TIMEOUT),
        ],
    )
    def test_not_found(
        self, drive: Drive, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: EventKind
    ) -> None:
        def fail(*_: Any, **__: Any) -> Any:
            raise error

        monkeypatch.setattr(socket, "getaddrinfo", fail)
        [outcome] = drive(a_delivery(Host("mx.example.org")))
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, expected)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
        [outcome] = drive(a_delivery(Host("mx.example.org")))
        assert kind(outcome) is EventKind.UNREACHABLE

    def test_a_name_that_cannot_be_one(self, drive: Drive) -> None:
        """It may stand in an MX record; nobody's program should end of it."""
        [outcome] = drive(a_delivery(Host("mx..example.org")))
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.UNREACHABLE)

    def test_no_socket_says_a_reply(self) -> None:
        with pytest.raises(TypeError, match="no socket says"):
            driving.failure(smtplib.SMTPDataError(550, b"no"), Stage.OTHER)


class Stop(BaseException):
    """As `KeyboardInterrupt` and `SystemExit` are."""


class TestInterrupted:
    @pytest.mark.parametrize("step", range(1, 11))
    def test_anywhere(self, drive: Drive, step: int) -> None:
        """Nothing stays open, and another call goes on without calling anything lost or done."""
        calls = 0

        def clock() -> float:
            nonlocal calls
            calls += 1
            if calls == step:
                raise Stop
            return 0.0

        with ScriptedServer(turns()) as server:
            delivery = a_delivery(clear(server))
            with contextlib.suppress(Stop):  # how many steps it takes, the network decides
                drive(delivery, clock=clock)
            [outcome] = drive(delivery, clock=lambda: 0.0)
        delivered = sum(len(session.messages) for session in server.sessions)
        assert delivered <= 1
        assert outcome.fate in (Fate.DELIVERED, Fate.DEFERRED, Fate.UNKNOWN)
        assert delivered == 0 or outcome.fate is not Fate.DEFERRED

    def test_a_cancelled_task_closes_its_connection(self) -> None:
        async def main(delivery: Delivery) -> None:
            task = asyncio.create_task(aio.deliver(delivery))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        with ScriptedServer(turns(DOT=late("250 ok"))) as server:
            delivery = a_delivery(clear(server))
            asyncio.run(main(delivery))
            assert len(server.sessions) == 1
        assert fates(drive_asyncio(delivery)) == ["unknown"]

    def test_is_short_enough_to_be_written_for_another_transport(self) -> None:
        assert len(Path(aio.__file__).read_text().splitlines()) < 200

    def test_many_at_once(self) -> None:
        async def main(port: int) -> list[tuple[Outcome, ...]]:
            host = Host("127.0.0.1", port, TlsMode.NONE)
            return await asyncio.gather(*(aio.deliver(a_delivery(host)) for _ in range(100)))

        with ScriptedServer(turns()) as server:
            found = asyncio.run(main(server.port))
        assert [fates(outcomes) for outcomes in found] == [["delivered"]] * 100
        assert len(server.sessions) == 100


class TestStartTls:
    OFFERING = "250-mx.example.org\n250 STARTTLS"

    @pytest.mark.parametrize(
        ("answer", "expected", "connections"),
        [
            (closing("220 go"), EventKind.TLS_INTERRUPTED, 2),
            (closing("220 go", After.RESET), EventKind.TLS_INTERRUPTED, 2),
            (("220 go", {}), EventKind.TLS_WRONG_MODE, 1),  # and goes on in clear
            ((b"220 go\r\n250 injected\r\n", {}), EventKind.INJECTED, 1),
            (late("220 go"), EventKind.TIMEOUT, 1),
        ],
    )
    def test_that_fails_sends_nothing_in_clear(
        self, drive: Drive, answer: Any, expected: EventKind, connections: int
    ) -> None:
        script = turns(EHLO=self.OFFERING, STARTTLS=answer)
        with ScriptedServer(script) as server:
            host = Host("127.0.0.1", server.port)
            [outcome] = drive(a_delivery(host), timeout=0.5)
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, expected)
        assert len(server.sessions) == connections
        said = [command for session in server.sessions for command in session.commands]
        assert not [c for c in said if c.startswith(("MAIL", "RCPT", "DATA"))]

    def test_hung_up_without_a_word(
        self, drive: Drive, tmp_path: Path, trusting: "Trusting"
    ) -> None:
        """No close_notify, as many servers do."""
        secure = certificate(tmp_path)

        def serve(connection: socket.socket) -> None:
            with secure.wrap_socket(connection, server_side=True) as wrapped:
                until_data(wrapped)
                while not wrapped.recv(65536).endswith(b"\r\n.\r\n"):
                    pass

        with Raw(serve) as server:
            host = Host("127.0.0.1", server.port, TlsMode.IMPLICIT)
            [outcome] = drive(a_delivery(host), timeout=5.0, tls_context=trusting())
        assert (outcome.fate, kind(outcome)) == (Fate.UNKNOWN, EventKind.CLOSED)

    def test_implicit_tls_where_clear_text_is_spoken(self, drive: Drive) -> None:
        with ScriptedServer(turns()) as server:
            host = Host("127.0.0.1", server.port, TlsMode.IMPLICIT)
            [outcome] = drive(a_delivery(host), timeout=2.0)
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.TLS_WRONG_MODE)


# A server that nobody here wrote ----------------------------------------------------------------


class Keeper(Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.sessions.append(session)
        return await super().handle_DATA(server, session, envelope)


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    accepted = data == aiosmtpd_smtp.LoginPassword(b"alice", b"secret")
    return aiosmtpd_smtp.AuthResult(success=accepted, handled=False)


class ClearController(Controller):
    """Without TLS on its socket, whatever it is given for STARTTLS."""

    def factory(self) -> aiosmtpd_smtp.SMTP:
        return aiosmtpd_smtp.SMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts aiosmtpd, and ends it; ``implicit`` puts TLS on its socket."""
    running: list[Any] = []

    def start(*, implicit: bool = False, **options: Any) -> Any:
        context = certificate(tmp_path)
        if implicit:
            options["ssl_context"] = context
        else:
            options["tls_context"] = context
        made = (Controller if implicit else ClearController)(
            Keeper(), hostname="127.0.0.1", port=a_closed_port(), **options
        )
        made.start()
        running.append(made)
        return made

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def trusting(tmp_path: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))


Trusting: TypeAlias = Callable[[], ssl.SSLContext]


class TestAiosmtpd:
    @pytest.mark.parametrize("mode", [TlsMode.STARTTLS, TlsMode.IMPLICIT])
    def test_over_tls(
        self, drive: Drive, serve: Callable[..., Any], trusting: Trusting, mode: TlsMode
    ) -> None:
        server = serve(implicit=mode is TlsMode.IMPLICIT)
        host = Host("127.0.0.1", server.port, mode)
        message = b"Subject: hi\n\n" + b"0123456789\n" * 300_000 + b".dot\n"
        envelope = an_envelope(ALICE, "nobody@example.org", message=message)
        outcomes = drive(a_delivery(host, envelope=envelope), tls_context=trusting())
        assert fates(outcomes) == ["delivered", "refused"]
        assert reasons(outcomes)[1] is Reason.RECIPIENT_UNKNOWN
        assert server.handler.messages == [envelope.content]
        assert (server.handler.sessions[0].ssl is not None) == (mode is TlsMode.STARTTLS)

    def test_a_certificate_that_nobody_vouches_for(
        self, drive: Drive, serve: Callable[..., Any]
    ) -> None:
        server = serve()
        [outcome] = drive(a_delivery(Host("127.0.0.1", server.port)))
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.CERTIFICATE_REFUSED)
        server_implicit = serve(implicit=True)
        [outcome] = drive(a_delivery(Host("127.0.0.1", server_implicit.port, TlsMode.IMPLICIT)))
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.CERTIFICATE_REFUSED)
        assert not server.handler.messages

    def test_the_name_that_the_certificate_is_for(
        self,
        drive: Drive,
        serve: Callable[..., Any],
        trusting: Trusting,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        server = serve()
        found = [(socket.AF_INET, 0, 0, "", ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        context = trusting()
        [outcome] = drive(a_delivery(Host("mx.example.org")), tls_context=context)
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.CERTIFICATE_REFUSED)
        outcomes = drive(a_delivery(Host("localhost.")), tls_context=context)
        assert fates(outcomes) == ["delivered"], "as DNS writes a name, with a dot at its end"

    @pytest.mark.parametrize("login", [Plain, LoginLogin])
    def test_login(
        self, drive: Drive, serve: Callable[..., Any], trusting: Trusting, login: Any
    ) -> None:
        server = serve(authenticator=authenticate, auth_required=True, require_starttls=True)
        host, context = Host("127.0.0.1", server.port), trusting()
        good = a_delivery(host, logins=[login("alice", "secret")])
        assert fates(drive(good, tls_context=context)) == ["delivered"]
        [outcome] = drive(a_delivery(host, logins=[login("alice", "wrong")]), tls_context=context)
        assert outcome.fate in (Fate.REFUSED, Fate.DEFERRED)
        assert outcome.diagnosis is not None
        assert outcome.diagnosis.verdict.reason is Reason.BAD_CREDENTIALS
        [outcome] = drive(
            a_delivery(host, logins=[CramMd5("alice", "secret")]), tls_context=context
        )
        assert outcome.fate is not Fate.DELIVERED
        assert len(server.handler.messages) == 1

    def test_larger_than_it_takes(
        self, drive: Drive, serve: Callable[..., Any], trusting: Trusting
    ) -> None:
        server = serve(data_size_limit=1000)
        envelope = an_envelope(message=b"Subject: hi\n\n" + b"x\n" * 1000)
        [outcome] = drive(
            a_delivery(Host("127.0.0.1", server.port), envelope=envelope), tls_context=trusting()
        )
        assert outcome.fate is Fate.REFUSED
        assert outcome.diagnosis is not None
        assert outcome.diagnosis.verdict.reason is Reason.MESSAGE_TOO_LARGE
        assert not server.handler.messages

    def test_no_tls_at_all_by_the_callers_word(
        self, drive: Drive, serve: Callable[..., Any]
    ) -> None:
        server = serve()
        assert fates(drive(a_delivery(clear(server)))) == ["delivered"]
        assert server.handler.sessions[0].ssl is None


class TestInOneCall:
    def message(self) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Bcc"] = "me@example.net", ALICE, BOB
        message["Subject"] = "Grüße"
        message.set_content("Hello.\n")
        return message

    def test_delivered(self, serve: Callable[..., Any], trusting: Trusting) -> None:
        server, message = serve(authenticator=authenticate), self.message()
        [outcome] = smtplib.deliver(
            "me@example.net", ALICE, message, ("127.0.0.1", server.port),
            user="alice", password="secret", tls_context=trusting(), client_name="client.example.net",
        )  # fmt: skip
        assert outcome.fate is Fate.DELIVERED
        [taken] = server.handler.messages
        assert b"Bcc" not in taken
        assert message["Bcc"] == BOB, "the caller's own stays as it was"
        assert b"Subject: =?utf-8?" in taken
        assert server.handler.sessions[0].authenticated

    def test_waits_as_told_and_warns(self) -> None:
        told: list[tuple[str, ...]] = []
        with ScriptedServer(turns(RCPT="451 4.3.0 not now")) as server:
            [outcome] = smtplib.deliver(
                "me@example.net", [ALICE], b"Subject: x\n\nx\n", clear(server),
                timeout=5.0, warn=told.append, policy=RELAY,
            )  # fmt: skip
        assert (outcome.fate, told) == (Fate.DEFERRED, [])
        assert outcome.diagnosis is not None
        assert outcome.diagnosis.advice.action is Action.RETRY_LATER

    @pytest.mark.parametrize(
        ("hosts", "expected"),
        [
            ("mx.example.org", [Host("mx.example.org")]),
            ("mx.example.org:587", [Host("mx.example.org", 587)]),
            (("mx.example.org", 465), [Host("mx.example.org", 465, TlsMode.IMPLICIT)]),
            ("/run/lmtp", [Host("/run/lmtp", tls=TlsMode.NONE)]),
            ("2001:db8::25", [Host("2001:db8::25")]),
            (Host("a", 26), [Host("a", 26)]),
            (["a", ("b", 26), Host("c")], [Host("a"), Host("b", 26), Host("c")]),
            (("a", "b"), [Host("a"), Host("b")]),
        ],
    )
    def test_hosts(self, hosts: Any, expected: list[Host]) -> None:
        delivery = smtplib.prepare("", [Recipient(ALICE)], b"x", hosts)
        assert list(delivery.hosts) == expected

    def test_messages_as_people_hold_them(self) -> None:
        old = MIMEText("Hello.\n")
        old["Subject"] = "x"
        for sender in ("me@example.net", "grüße@example.net"):
            for message in (old, self.message()):
                content = smtplib.prepare(sender, ALICE, message, "mx").envelope.content
                assert content.count(b"\n") == content.count(b"\r\n") > 3
                international = sender != "me@example.net" and message is not old
                assert ("Grüße".encode() in content) == international

    def test_what_cannot_be(self) -> None:
        with pytest.raises(ValueError, match="both user and password"):
            smtplib.prepare("", ALICE, b"x", "mx", user="alice")
        with pytest.raises(TypeError, match="bytes"):
            smtplib.prepare("", ALICE, "text", "mx")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="at least one host"):
            smtplib.prepare("", ALICE, b"x", [])
