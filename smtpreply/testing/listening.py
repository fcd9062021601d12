"""What the scripted servers have in common, whatever their way to wait for a socket.

A socket that listens on 127.0.0.1, on a port the system chooses, and one `Session` and one
`Player` a connection.
"""

import socket
import ssl
import struct
from collections.abc import Iterable

from smtpreply.testing.player import Player, Steps
from smtpreply.testing.script import End, Session, Turn, script_of

SIZE = 65536
"""Bytes in one read."""


class Listening:
    """A socket, and what came over it."""

    TIMEOUT = 30.0
    """Seconds after which a client that says nothing is cut off, so that no test hangs."""

    def __init__(
        self,
        script: Iterable[Turn],
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        lmtp: bool = False,
    ) -> None:
        """``tls`` is a server's context: it is used behind a 220 to STARTTLS, or, if ``implicit``,
        from the first byte; without it a 220 is only said. `self_signed` makes one. With ``lmtp``
        the script is asked for one answer to a message for each recipient it has accepted.
        """
        self._script = script_of(script)
        if implicit and tls is None:
            raise ValueError("implicit: needs the context of a server as tls")
        self._tls, self._implicit, self._lmtp = tls, implicit, lmtp
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host: str = "127.0.0.1"
        self.port: int = self._listener.getsockname()[1]
        self.sessions: list[Session] = []
        """One a connection, in the order they came."""
        self._prepare()

    def _prepare(self) -> None:
        """Make ready what the way to wait needs."""

    def _admit(self, connection: socket.socket) -> tuple[Session, Steps]:
        """What a new connection will be told."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a piece, a packet
        session = Session()
        self.sessions.append(session)
        number = len(self.sessions)
        script = [turn for turn in self._script if turn.connection in (None, number)]
        player = Player(script, session, tls=self._tls, implicit=self._implicit, lmtp=self._lmtp)
        return session, player.play()


def have_it_reset(connection: socket.socket) -> None:
    """Closing it sends RST instead of FIN: linger of zero seconds."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def note_failure(session: Session, error: OSError, *, stopped: bool = False) -> None:
    """Note how a connection ended that failed."""
    if stopped:
        session.end = End.STOPPED
    else:
        session.end = End.TIMED_OUT if isinstance(error, TimeoutError) else End.LOST
        session.error = str(error)
