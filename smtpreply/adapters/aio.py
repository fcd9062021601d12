"""Delivers under asyncio: the same as `smtpreply.adapters.blocking`, with ``await`` in it.

It uses the socket itself and not asyncio's streams, for a stream throws away what has come when
a write fails, and a refusal may be in it. TLS runs over two buffers in memory. A cancelled
delivery closes its connection. Deliveries share nothing, so that a thousand may run at once.
"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any

from smtpreply.adapters.driving import SIZE, Step, Warn, Wire, a_socket, addresses, sni, spread
from smtpreply.delivery import Delivery
from smtpreply.instruction import Close, Connect, Finished, Host, Send, StartTls, TlsMode, WaitUntil
from smtpreply.outcome import Outcome
from smtpreply.stage import Stage


async def deliver(
    delivery: Delivery,
    *,
    tls_context: ssl.SSLContext | None = None,
    max_wait: float = 0.0,
    timeout: float | None = None,
    warn: Warn | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    jitter: Callable[[], float] = spread,
) -> tuple[Outcome, ...]:
    """Deliver, and return one outcome a recipient: see `smtpreply.adapters.blocking.deliver`."""
    wire, left = _AsyncWire(delivery, tls_context, timeout), max_wait
    try:
        while True:
            todo = delivery.next_step(at=clock(), jitter=jitter())
            if isinstance(todo, Finished):
                return todo.outcomes
            if not isinstance(todo, WaitUntil):
                await wire.carry_out(todo)
                continue
            if warn is not None and todo.warn:
                warn(todo.warn)
            pause = max(todo.at - clock(), 0.0)
            if pause > left:
                return delivery.outcomes
            await sleep(pause)
            left -= pause
    finally:
        wire.close()


class _AsyncWire(Wire):
    _pipe: "_Pipe"

    async def carry_out(self, todo: Step) -> None:
        if isinstance(todo, Close):
            self.close()
            return
        timeout = self.bounded(todo.timeout)
        if isinstance(todo, Connect):
            await self._connect(todo.host, timeout)
        elif self.sock is None:
            self.lost()
        elif isinstance(todo, StartTls):
            await self._start_tls(self.sock, todo.host, timeout)
        elif isinstance(todo, Send):
            await self._send(todo.data, timeout)
        else:
            await self._receive(timeout)

    async def _connect(self, host: Host, timeout: float) -> None:
        self.close()
        try:
            sock = await self._dial(host, timeout)
        except (OSError, ValueError) as error:
            self.failed(error, Stage.CONNECT)
            return
        self._pipe = _Pipe(sock)
        if host.tls is TlsMode.IMPLICIT:
            await self._start_tls(sock, host, timeout)

    async def _dial(self, host: Host, timeout: float) -> socket.socket:
        """A connection to the first address that takes it; raises what the last one said."""
        loop, failed = asyncio.get_running_loop(), OSError(f"{host.name} has no address")
        async with asyncio.timeout(timeout):
            found = await loop.run_in_executor(None, addresses, host)
        for family, address in found:
            self.sock = sock = a_socket(family)
            sock.setblocking(False)
            try:
                async with asyncio.timeout(timeout):
                    await loop.sock_connect(sock, address)
            except OSError as error:
                failed = error
                self.close()
            else:
                return sock
        raise failed

    async def _start_tls(self, sock: socket.socket, host: Host, timeout: float) -> None:
        try:
            self._pipe = pipe = _TlsPipe(sock, self.context, sni(host))
            async with asyncio.timeout(timeout):
                await pipe.shake_hands()
        except (OSError, ValueError) as error:
            self.failed(error, Stage.STARTTLS)

    async def _send(self, data: bytes, timeout: float) -> None:
        failed: OSError | None = None
        try:
            async with asyncio.timeout(timeout):
                await self._pipe.send(data)
        except OSError as error:
            failed = error
        self.take_what_waits(self._pipe.read_now)  # a refusal in the middle of the message, perhaps
        if failed is not None:
            self.failed(failed)

    async def _receive(self, timeout: float) -> None:
        try:
            async with asyncio.timeout(timeout):
                data = await self._pipe.receive(SIZE)
        except OSError as error:
            self.failed(error)
        else:
            self.delivery.receive_data(data)


class _Pipe:
    """A socket that does not block."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._loop = sock, asyncio.get_running_loop()
        self.read_now: Callable[[int], bytes] = sock.recv

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self._sock, data)

    async def receive(self, size: int) -> bytes:
        return await self._loop.sock_recv(self._sock, size)


class _TlsPipe(_Pipe):
    """With TLS on it. What was read before is not in its buffers."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, name: str) -> None:
        super().__init__(sock)
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=name)
        self.read_now = self._read_now

    async def shake_hands(self) -> None:
        await self._do(self._tls.do_handshake)

    async def send(self, data: bytes) -> None:
        await self._do(self._tls.write, data)

    async def receive(self, size: int) -> bytes:
        got: bytes = await self._do(self._read, size)
        return got

    async def _do(self, call: Callable[..., Any], *args: Any) -> Any:
        """Call it until it asks for no more, and send what it writes."""
        while True:
            try:
                done, wants_more = call(*args), False
            except ssl.SSLWantReadError:
                done, wants_more = None, True
            except ssl.SSLError:
                with contextlib.suppress(OSError):  # the server should hear why
                    self._sock.send(self._out.read())
                raise
            if self._out.pending:
                await super().send(self._out.read())
            if not wants_more:
                return done
            self._take(await super().receive(SIZE))

    def _read_now(self, size: int) -> bytes:
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                return self._read(size)
            self._take(self._sock.recv(SIZE))

    def _read(self, size: int) -> bytes:
        try:
            return self._tls.read(size)
        except ssl.SSLEOFError:  # it hung up without a word, as many do
            return b""

    def _take(self, data: bytes) -> None:
        self._in.write(data) if data else self._in.write_eof()
