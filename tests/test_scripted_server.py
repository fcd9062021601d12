"""The scripted server says what it is told to, byte for byte."""

import socket
import time

import pytest

from smtpreply.testing import After, ScriptedServer, Turn


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
