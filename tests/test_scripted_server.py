"""The scripted server says what it is told to, byte for byte."""

import asyncio
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack
from typing import Any, Self, TypeVar

import pytest

import smtpreply.testing
from smtpreply.testing import (
    ACCEPTING,
    After,
    AsyncScriptedServer,
    End,
    ScriptedServer,
    Session,
    Turn,
    self_signed,
)
from smtpreply.testing.listening import Listening, have_it_reset

T = TypeVar("T")


def talk(server: ScriptedServer, *lines: bytes, size: int = 65536) -> bytes:
    with socket.create_connection((server.host, server.port), timeout=5) as connection:
        received = connection.recv(size)
        for line in lines:
            connection.sendall(line)
            received += connection.recv(size)
        return received


class TestTurns:
    def test_plays_in_order_and_counts(self) -> None:
        script = [
            Turn("220 hi"),
            Turn("250 once", command="noop"),
            Turn("251 after", command="NOOP", times=None),
        ]
        with ScriptedServer(script) as server:
            said = talk(server, b"NOOP\r\n", b"NOOP\r\n", b"NOOP\r\n")
            assert said == b"220 hi\r\n250 once\r\n251 after\r\n251 after\r\n"
            assert talk(server, b"NOOP\r\n") == b"220 hi\r\n250 once\r\n", (
                "each connection from the start"
            )
        assert len(server.sessions) == 2
        assert server.sessions[0].commands == ["NOOP"] * 3

    def test_any_bytes(self) -> None:
        with ScriptedServer([Turn(b"\x00\xff no line end")]) as server:
            assert talk(server) == b"\x00\xff no line end"

    def test_what_is_not_in_the_script(self) -> None:
        with ScriptedServer([Turn("220 hi")]) as server:
            assert talk(server, b"FOO\r\n").endswith(b"500 not in the script\r\n")
        assert server.sessions[0].unexpected == ["FOO"]

    def test_delay_and_pieces(self) -> None:
        with ScriptedServer([Turn("220 slow", delay=0.05, piece=3)]) as server:
            start = time.monotonic()
            with socket.create_connection((server.host, server.port), timeout=5) as connection:
                received = b""
                while not received.endswith(b"\r\n"):
                    received += connection.recv(65536)
            assert received == b"220 slow\r\n"
            assert time.monotonic() - start >= 0.05

    def test_message(self) -> None:
        script = [Turn("220 hi"), Turn("354 go", command="DATA"), Turn("250 ok", command=".")]
        with ScriptedServer(script) as server:
            talk(server, b"DATA\r\n", b"Subject: x\r\n\r\n..dot\r\n.\r\n")
        assert server.sessions[0].messages == [b"Subject: x\r\n\r\n..dot\r\n"]
        assert server.sessions[0].commands == ["DATA"]

    def test_a_message_that_breaks_off_is_none(self) -> None:
        with ScriptedServer([Turn("220 hi"), Turn("354 go", command="DATA")]) as server:
            talk(server, b"DATA\r\n")
        assert server.sessions[0].messages == []

    def test_close_and_reset(self) -> None:
        with ScriptedServer([Turn("220 hi", after=After.CLOSE)]) as server:
            with socket.create_connection((server.host, server.port), timeout=5) as connection:
                assert connection.recv(100) == b"220 hi\r\n"
                assert connection.recv(100) == b""
        with ScriptedServer([Turn("220 hi"), Turn(b"", command="X", after=After.RESET)]) as server:
            with socket.create_connection((server.host, server.port), timeout=5) as connection:
                connection.recv(100)
                connection.sendall(b"X\r\n")
                with pytest.raises(ConnectionResetError):
                    connection.recv(100)

    def test_no_greeting(self) -> None:
        with ScriptedServer([Turn("250 ok", command="NOOP")]) as server:
            with socket.create_connection((server.host, server.port), timeout=5) as connection:
                connection.sendall(b"NOOP\r\n")
                assert connection.recv(100) == b"250 ok\r\n"


def test_listens_on_loopback_only_and_stops() -> None:
    with ScriptedServer([Turn("220 hi")]) as server:
        assert server.host == "127.0.0.1"
        idle = socket.create_connection((server.host, server.port), timeout=5)
        assert idle.recv(100) == b"220 hi\r\n"
    assert idle.recv(100) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=5)


# Both servers, over sockets ---------------------------------------------------------------------


class InThread:
    """`AsyncScriptedServer` in a loop of its own, with the face of `ScriptedServer`."""

    def __init__(self, script: Iterable[Turn], **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = AsyncScriptedServer(script, **options)
        self.host, self.port = self._server.host, self._server.port
        self.sessions = self._server.sessions

    def _run(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    def wait(self, timeout: float = 5.0) -> bool:
        return self._run(self._server.wait(timeout))

    def __enter__(self) -> Self:
        self._run(self._server.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._server.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()


SERVERS = {"threads": ScriptedServer, "asyncio": InThread}
Serve = Callable[..., Any]


@pytest.fixture(params=sorted(SERVERS))
def serve(request: pytest.FixtureRequest) -> Serve:
    server: Serve = SERVERS[request.param]
    return server


def dial(server: Any) -> socket.socket:
    return socket.create_connection((server.host, server.port), timeout=5)


def until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while not received.endswith(end):
        data = connection.recv(65536)
        assert data, received
        received += data
    return received


class TestBothServers:
    def test_a_session(self, serve: Serve) -> None:
        with serve(ACCEPTING) as server:
            with smtplib.SMTP(server.host, server.port, local_hostname="me", timeout=5) as smtp:
                assert smtp.sendmail("a@x", ["b@x"], "Subject: x\r\n\r\nhello") == {}
            assert server.wait()
        [session] = server.sessions
        assert [command.split(":")[0] for command in session.commands] == [
            "ehlo me", "mail FROM", "rcpt TO", "data", "QUIT",
        ]  # fmt: skip
        assert session.messages == [b"Subject: x\r\n\r\nhello\r\n"]
        assert (session.end, session.error, session.tls) == (End.CLOSED, "", False)

    def test_a_big_message(self, serve: Serve) -> None:
        message = b"x" * 70 + b"\r\n"
        with serve(ACCEPTING) as server, dial(server) as connection:
            until(connection, b"\r\n")
            connection.sendall(b"DATA\r\n" + message * 40_000 + b".\r\n")
            assert until(connection, b"queued\r\n").startswith(b"354")
        assert server.sessions[0].messages == [message * 40_000]

    def test_tls_from_the_first_byte(self, serve: Serve) -> None:
        certificate = self_signed()
        with serve(ACCEPTING, tls=certificate.server_context(), implicit=True) as server:
            context = certificate.client_context()
            with smtplib.SMTP_SSL(server.host, server.port, timeout=5, context=context) as smtp:
                assert smtp.noop()[0] == 250
            assert server.wait()
        assert server.sessions[0].tls
        assert server.sessions[0].end is End.CLOSED

    def test_starttls(self, serve: Serve) -> None:
        certificate = self_signed()
        script = (
            Turn("250-mx\n250 STARTTLS", command="EHLO"),
            Turn("220 go", command="STARTTLS"),
            Turn("250-mx\n250 AUTH PLAIN", command="EHLO"),
            Turn("235 in", command="AUTH"),
            *ACCEPTING,
        )
        with serve(script, tls=certificate.server_context()) as server:
            with smtplib.SMTP(server.host, server.port, timeout=5) as smtp:
                smtp.starttls(context=certificate.client_context())
                assert smtp.login("alice", "secret")[0] == 235
            assert server.wait()
        assert server.sessions[0].tls

    def test_half_close(self, serve: Serve) -> None:
        with serve([Turn("421 bye", after=After.HALF_CLOSE)]) as server:
            with dial(server) as connection:
                assert until(connection, b"\n") == b"421 bye\r\n"
                assert connection.recv(10) == b""
                connection.sendall(b"QUIT\r\n")
            assert server.wait()
        assert server.sessions[0].ignored == b"QUIT\r\n"
        assert server.sessions[0].end is End.CLIENT

    def test_reset(self, serve: Serve) -> None:
        with serve([Turn("220 hi"), Turn(b"25", command="X", after=After.RESET)]) as server:
            with dial(server) as connection:
                until(connection, b"\n")
                connection.sendall(b"X\r\n")
                with pytest.raises(ConnectionResetError):
                    until(connection, b"more")
            assert server.wait()
        assert server.sessions[0].end is End.RESET

    def test_a_client_that_resets(self, serve: Serve) -> None:
        with serve([Turn("220 hi")]) as server:
            with dial(server) as connection:
                until(connection, b"\n")
                have_it_reset(connection)
            assert server.wait()
        assert server.sessions[0].end is End.LOST
        assert server.sessions[0].error

    def test_each_connection_its_turns(self, serve: Serve) -> None:
        script = [Turn("421 busy", connection=1, after=After.CLOSE), Turn("220 hi")]
        with serve(script) as server:
            for greeting in (b"421 busy\r\n", b"220 hi\r\n", b"220 hi\r\n"):
                with dial(server) as connection:
                    assert until(connection, b"\n") == greeting

    @pytest.mark.parametrize(
        ("turn", "said"),
        [
            (Turn("220 hi"), b"220 hi\r\n"),
            (Turn("220 late", delay=1000), b""),
            (Turn(b"220 hi", piece=1, interval=1000), b"2"),
            (Turn("220 hi", after=After.STALL), b"220 hi\r\n"),
            (Turn("220-hi", after=After.SILENCE), b"220-hi\r\n"),
            (Turn("220 hi", after=After.HALF_CLOSE), b"220 hi\r\n"),
            (Turn(b"2" * 60_000_000), b"2"),  # more than a client takes that does not read
        ],
    )
    def test_stopping_ends_them_all(self, serve: Serve, turn: Turn, said: bytes) -> None:
        threads = threading.active_count()
        with ExitStack() as stack:
            with serve([turn]) as server:
                clients = [stack.enter_context(dial(server)) for _ in range(3)]
                for client in clients if said else ():
                    assert client.recv(len(said)) == said
                for _ in range(5000):
                    if len(server.sessions) == 3:
                        break
                    time.sleep(0.001)
            assert {session.end for session in server.sessions} == {End.STOPPED}
            assert threading.active_count() == threads
            with pytest.raises(ConnectionRefusedError):
                dial(server)

    def test_a_client_that_says_nothing(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Listening, "TIMEOUT", 0.05)
        with serve([Turn("220 hi")]) as server, dial(server) as connection:
            until(connection, b"\n")
            assert server.wait()
        assert server.sessions[0].end is End.TIMED_OUT

    def test_waiting_has_an_end(self, serve: Serve) -> None:
        with serve([Turn("220 hi")]) as server:
            assert server.wait(), "nobody is there"
            with dial(server) as connection:
                until(connection, b"\n")
                assert not server.wait(0.01)

    def test_what_it_cannot_play(self, serve: Serve) -> None:
        with pytest.raises(TypeError, match="number 1 is '250 ok'"):
            ScriptedServer([Turn("220 hi"), "250 ok"])  # type: ignore[list-item]
        with pytest.raises(ValueError, match="implicit: needs the context"):
            ScriptedServer([], implicit=True)


def test_stopped_twice_or_before_it_began() -> None:
    server = ScriptedServer([])
    server.stop()
    server.stop()


def test_under_asyncio() -> None:
    async def talk() -> Session:
        async with AsyncScriptedServer(ACCEPTING) as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(b"NOOP\r\n")
            assert await reader.readline() == b"220 mx.example.org ESMTP\r\n"
            assert await reader.readline() == b"250 2.0.0 Ok\r\n"
            writer.close()
            await writer.wait_closed()
            assert await server.wait()
        await server.stop()
        return server.sessions[0]

    assert asyncio.run(talk()) == Session(["NOOP"], end=End.CLIENT)


@pytest.mark.parametrize("name", smtpreply.testing.__all__)
def test_public_names(name: str) -> None:
    assert getattr(smtpreply.testing, name)
