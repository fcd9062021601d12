"""The scripted server under asyncio: the same as `ScriptedServer`, with ``await`` in it.

    async with AsyncScriptedServer(script) as server:
        await aiosmtplib.send(message, hostname=server.host, port=server.port)

It runs in the loop of the test, on nothing but sockets; no thread is started.
"""

import asyncio
import contextlib
import socket
from types import TracebackType
from typing import Self

from smtpreply.testing.listening import SIZE, Listening, have_it_reset, note_failure
from smtpreply.testing.player import Break, HangUp, Hear, Pause, Say, Step, Steps
from smtpreply.testing.script import End, Session


class AsyncScriptedServer(Listening):
    """Plays a script to every client that connects; an asynchronous context manager."""

    def _prepare(self) -> None:
        self._listener.setblocking(False)
        self._accepting: asyncio.Task[None] | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def __aenter__(self) -> Self:
        self._accepting = asyncio.create_task(self._accept())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End every connection and stop listening."""
        self._stopping = True
        if self._accepting is not None and not self._accepting.done():
            await self._wake()
            await self._accepting
        self._listener.close()
        for task in self._open:
            task.cancel()
        await self.wait(self.TIMEOUT)

    async def wait(self, timeout: float = 5.0) -> bool:
        """Wait until the connections that are open have ended; whether they did in time."""
        if not self._open:
            return True
        _, late = await asyncio.wait(set(self._open), timeout=timeout)
        return not late

    async def _wake(self) -> None:
        # Not by cancelling it: a connection that has just been accepted would stay open.
        with contextlib.suppress(OSError), socket.socket() as caller:
            caller.setblocking(False)
            await asyncio.get_running_loop().sock_connect(caller, (self.host, self.port))

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connection, _ = await loop.sock_accept(self._listener)
            if self._stopping:
                connection.close()
                return
            connection.setblocking(False)
            session, steps = self._admit(connection)
            task = asyncio.create_task(self._serve(connection, session, steps))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _serve(self, connection: socket.socket, session: Session, steps: Steps) -> None:
        with connection:
            try:
                await self._carry_out(connection, steps)
            except asyncio.CancelledError:
                session.end = End.STOPPED
            except OSError as error:
                note_failure(session, error)

    async def _carry_out(self, connection: socket.socket, steps: Steps) -> None:
        heard: bytes | None = None
        with contextlib.suppress(StopIteration):
            while True:
                heard = await self._do(connection, steps.send(heard))

    async def _do(self, connection: socket.socket, step: Step) -> bytes | None:
        loop = asyncio.get_running_loop()
        if isinstance(step, Say):
            async with asyncio.timeout(self.TIMEOUT):
                await loop.sock_sendall(connection, step.data)
        elif isinstance(step, Hear):
            async with asyncio.timeout(self.TIMEOUT):
                return await loop.sock_recv(connection, SIZE)
        elif isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        elif isinstance(step, HangUp):
            connection.shutdown(socket.SHUT_WR)
        elif isinstance(step, Break):
            have_it_reset(connection)
        return None
