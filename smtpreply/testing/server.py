r"""A scripted SMTP server on loopback: real sockets, and any bytes for an answer.

The script is data, a sequence of `Turn` values; see `smtpreply.testing.script`. This is the
server with threads; `AsyncScriptedServer` is the same under asyncio.

    with ScriptedServer([Turn("220 hello"), Turn("502 no", command="VRFY")]) as server:
        smtplib.SMTP(server.host, server.port).vrfy("alice")
"""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

from smtpreply.testing.listening import SIZE, Listening, have_it_reset, note_failure
from smtpreply.testing.player import Break, HangUp, Hear, Pause, Say, Step, Steps
from smtpreply.testing.script import ACCEPTING, After, End, Session, Turn


class _Stopped(Exception):  # noqa: N818 - it is no error
    pass


class ScriptedServer(Listening):
    """Plays a script to every client that connects; a context manager.

    It listens on 127.0.0.1, on a port the system chooses, and ends all connections when the
    context is left, whatever they are waiting for.
    """

    def _prepare(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._accepting: threading.Thread | None = None
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
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
        self._stopping.set()
        if self._accepting is not None:
            self._wake()
            self._accepting.join(self.TIMEOUT)
        self._listener.close()
        with self._lock:
            for connection in self._open.values():
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.wait(self.TIMEOUT)

    def wait(self, timeout: float = 5.0) -> bool:
        """Wait until the connections that are open have ended; whether they did in time."""
        until = time.monotonic() + timeout
        with self._lock:
            threads = list(self._open)
        for thread in threads:
            thread.join(max(until - time.monotonic(), 0.0))
        return not any(thread.is_alive() for thread in threads)

    def _wake(self) -> None:
        # Some systems need the one to wake whoever waits in accept(), some the other.
        with contextlib.suppress(OSError), socket.socket() as caller:
            caller.settimeout(1.0)
            caller.connect((self.host, self.port))
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self._stopping.is_set():
                connection.close()
                return
            session, steps = self._admit(connection)
            thread = threading.Thread(
                target=self._serve, args=(connection, session, steps), daemon=True
            )
            with self._lock:
                self._open[thread] = connection
                thread.start()

    def _serve(self, connection: socket.socket, session: Session, steps: Steps) -> None:
        connection.settimeout(self.TIMEOUT)
        try:
            self._carry_out(connection, steps)
        except _Stopped:
            session.end = End.STOPPED
        except OSError as error:
            note_failure(session, error, stopped=self._stopping.is_set())
        finally:
            with self._lock:
                del self._open[threading.current_thread()]
                connection.close()

    def _carry_out(self, connection: socket.socket, steps: Steps) -> None:
        heard: bytes | None = None
        with contextlib.suppress(StopIteration):
            while True:
                heard = self._do(connection, steps.send(heard))

    def _do(self, connection: socket.socket, step: Step) -> bytes | None:
        heard = None
        if isinstance(step, Say):
            connection.sendall(step.data)
        elif isinstance(step, Hear):
            heard = connection.recv(SIZE)
        elif isinstance(step, Pause):
            self._stopping.wait(min(step.seconds, threading.TIMEOUT_MAX))
        elif isinstance(step, HangUp):
            connection.shutdown(socket.SHUT_WR)
        elif isinstance(step, Break):
            have_it_reset(connection)
        if self._stopping.is_set():
            raise _Stopped
        return heard


__all__ = ["ACCEPTING", "After", "End", "ScriptedServer", "Session", "Turn"]
