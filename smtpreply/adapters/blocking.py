"""Delivers over blocking sockets: carries out what a `Delivery` asks for, step by step.

It decides nothing. What it promises: no failure of the network is raised, a refusal that lies
behind a failed write is read, and whatever happens no socket stays open.
"""

import socket
import ssl
import time
from collections.abc import Callable

from smtpreply.adapters.driving import SIZE, Step, Warn, Wire, a_socket, addresses, sni, spread
from smtpreply.delivery import Delivery
from smtpreply.instruction import Close, Connect, Finished, Host, Send, StartTls, TlsMode, WaitUntil
from smtpreply.outcome import Outcome
from smtpreply.stage import Stage


def deliver(
    delivery: Delivery,
    *,
    tls_context: ssl.SSLContext | None = None,
    max_wait: float = 0.0,
    timeout: float | None = None,
    warn: Warn | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
    jitter: Callable[[], float] = spread,
) -> tuple[Outcome, ...]:
    """Deliver, and return one outcome a recipient.

    It waits ``max_wait`` seconds in all for what was put off; what is put off for longer comes back
    as DEFERRED, and another call with the same delivery goes on with it, when it is due.
    ``tls_context`` is a verifying one unless given. ``timeout`` bounds every single step, in
    seconds; without it, those of RFC 5321 hold. Less than ten minutes behind the message makes
    unknown what was accepted. ``warn`` is told whose sender should hear that the message waits.
    ``clock`` does not run backwards.
    """
    wire, left = _BlockingWire(delivery, tls_context, timeout), max_wait
    try:
        while True:
            todo = delivery.next_step(at=clock(), jitter=jitter())
            if isinstance(todo, Finished):
                return todo.outcomes
            if not isinstance(todo, WaitUntil):
                wire.carry_out(todo)
                continue
            if warn is not None and todo.warn:
                warn(todo.warn)
            pause = max(todo.at - clock(), 0.0)
            if pause > left:
                return delivery.outcomes
            sleep(pause)
            left -= pause
    finally:
        wire.close()


class _BlockingWire(Wire):
    def carry_out(self, todo: Step) -> None:
        if isinstance(todo, Close):
            self.close()
            return
        timeout = self.bounded(todo.timeout)
        if isinstance(todo, Connect):
            self._connect(todo.host, timeout)
        elif self.sock is None:
            self.lost()
        elif isinstance(todo, StartTls):
            self._start_tls(self.sock, todo.host, timeout)
        elif isinstance(todo, Send):
            self._send(self.sock, todo.data, timeout)
        else:
            self._receive(self.sock, timeout)

    def _connect(self, host: Host, timeout: float) -> None:
        self.close()
        try:
            sock = self._dial(host, timeout)
        except (OSError, ValueError) as error:
            self.failed(error, Stage.CONNECT)
            return
        if host.tls is TlsMode.IMPLICIT:
            self._start_tls(sock, host, timeout)

    def _dial(self, host: Host, timeout: float) -> socket.socket:
        """A connection to the first address that takes it; raises what the last one said."""
        failed = OSError(f"{host.name} has no address")
        for family, address in addresses(host):
            self.sock = sock = a_socket(family)
            sock.settimeout(timeout)
            try:
                sock.connect(address)
            except OSError as error:
                failed = error
                self.close()
            else:
                return sock
        raise failed

    def _start_tls(self, sock: socket.socket, host: Host, timeout: float) -> None:
        sock.settimeout(timeout)
        try:
            # The handshake not at once, so that there is something to close if it is interrupted.
            self.sock = secure = self.context.wrap_socket(
                sock, server_hostname=sni(host), do_handshake_on_connect=False
            )
            secure.do_handshake()
        except (OSError, ValueError) as error:
            self.failed(error, Stage.STARTTLS)

    def _send(self, sock: socket.socket, data: bytes, timeout: float) -> None:
        sock.settimeout(timeout)
        failed: OSError | None = None
        try:
            sock.sendall(data)
        except OSError as error:
            failed = error
        sock.settimeout(0.0)
        self.take_what_waits(sock.recv)  # a refusal in the middle of the message, perhaps
        if failed is not None:
            self.failed(failed)

    def _receive(self, sock: socket.socket, timeout: float) -> None:
        sock.settimeout(timeout)
        try:
            data = sock.recv(SIZE)
        except OSError as error:
            self.failed(error)
        else:
            self.delivery.receive_data(data)
