r"""A scripted SMTP server on loopback: real sockets, and any bytes for an answer.

The script is data, a sequence of `Turn` values. The first turn without a command is the
greeting; each command of the client is answered by the first turn that matches it and is
not used up. Every connection plays the script from its beginning.

    with ScriptedServer([Turn("220 hello"), Turn("502 no", command="VRFY")]) as server:
        smtplib.SMTP(server.host, server.port).vrfy("alice")
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from enum import Enum
from types import TracebackType
from typing import Self

import attrs


class After(Enum):
    """What happens behind an answer."""

    KEEP = "keep"
    CLOSE = "close"
    """The connection is closed in an orderly way."""
    RESET = "reset"
    """The connection is reset: what was on its way may be lost."""


def _to_bytes(reply: bytes | str) -> bytes:
    if isinstance(reply, bytes):
        return reply
    if not isinstance(reply, str):
        raise TypeError(f"a reply is text or bytes, not {reply!r}")
    return reply.replace("\n", "\r\n").encode() + b"\r\n" if reply else b""


@attrs.frozen
class Turn:
    """One answer.

    ``reply`` is text (lines joined by LF; a line end is added) or bytes, which go out as they are,
    none at all if empty. ``command`` is what the client's line must begin with, in any case; None
    is the greeting, and "." answers the end of the message.
    """

    reply: bytes = attrs.field(converter=_to_bytes)
    command: str | None = attrs.field(default=None, kw_only=True)
    times: int | None = attrs.field(default=1, kw_only=True)
    """How often it answers; None: for ever."""
    delay: float = attrs.field(default=0.0, kw_only=True)
    """Seconds before the answer."""
    piece: int | None = attrs.field(default=None, kw_only=True)
    """Bytes a write; None: all at once."""
    after: After = attrs.field(default=After.KEEP, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.times is not None and self.times < 1) or (
            self.piece is not None and self.piece < 1
        ):
            raise ValueError("times and piece are at least 1, or None")
        if self.delay < 0:
            raise ValueError("a delay is not negative")

    def answers(self, line: str) -> bool:
        """Whether it is the answer to this line."""
        return self.command is not None and line.upper().startswith(self.command.upper())


@attrs.define
class Session:
    """What one connection brought."""

    commands: list[str] = attrs.field(factory=list[str])
    """The lines the client sent, without the messages."""
    messages: list[bytes] = attrs.field(factory=list[bytes])
    """The messages, as they came: dot-stuffed, without the final dot."""
    unexpected: list[str] = attrs.field(factory=list[str])
    """Lines that no turn answers; they got a 500."""


class ScriptedServer:
    """Plays a script to every client that connects; a context manager.

    It listens on 127.0.0.1, on a port the system chooses, and ends all connections when the
    context is left.
    """

    TIMEOUT = 30.0
    """Seconds after which a client that says nothing is cut off, so that no test hangs."""

    def __init__(self, script: Iterable[Turn]) -> None:
        self._script = tuple(script)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host: str = "127.0.0.1"
        self.port: int = self._listener.getsockname()[1]
        self.sessions: list[Session] = []
        """One a connection, in the order they came."""
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._stopping = False

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End every connection and stop listening."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(self.TIMEOUT)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            session = Session()
            self.sessions.append(session)
            self._open.add(connection)
            self._start(self._serve, connection, session)

    def _serve(self, connection: socket.socket, session: Session) -> None:
        connection.settimeout(self.TIMEOUT)
        with connection, contextlib.suppress(OSError):
            _Player(self._script, connection, session).play()
        self._open.discard(connection)


class _Player:
    """One connection's way through the script."""

    def __init__(
        self, script: tuple[Turn, ...], connection: socket.socket, session: Session
    ) -> None:
        self._turns = script
        self._left = [turn.times for turn in script]
        self._connection = connection
        self._session = session
        self._file = connection.makefile("rb")

    def play(self) -> None:
        with self._file:
            greeting = next((turn for turn in self._turns if turn.command is None), None)
            if greeting is not None and not self._say(greeting):
                return
            in_message = False
            while True:
                line = self._read_message() if in_message else self._file.readline()
                if not line:
                    return
                text = "." if in_message else line.decode("utf-8", "replace").rstrip("\r\n")
                if not in_message:
                    self._session.commands.append(text)
                turn = self._turn_for(text)
                if not self._say(turn):
                    return
                in_message = text.upper() == "DATA" and turn.reply.startswith(b"354")

    def _read_message(self) -> bytes:
        lines: list[bytes] = []
        while (line := self._file.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if line:
            self._session.messages.append(b"".join(lines))
        return line

    def _turn_for(self, line: str) -> Turn:
        for number, turn in enumerate(self._turns):
            left = self._left[number]
            if turn.answers(line) and left != 0:
                self._left[number] = None if left is None else left - 1
                return turn
        self._session.unexpected.append(line)
        return Turn("500 not in the script")

    def _say(self, turn: Turn) -> bool:
        """Give an answer; False if the connection is over."""
        if turn.delay:
            time.sleep(turn.delay)
        size = turn.piece or len(turn.reply) or 1
        for start in range(0, len(turn.reply), size):
            self._connection.sendall(turn.reply[start : start + size])
        if turn.after is After.RESET:
            # Linger of zero seconds: close sends RST instead of FIN.
            self._connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        return turn.after is After.KEEP
