"""What the drivers of a `Delivery` have in common, whatever their way to wait for a socket.

Where a host is, what a failure says, what has come already, and what bounds all that.
"""

import random
import socket
import ssl
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from smtpreply.delivery import Delivery
from smtpreply.event import Event, EventKind
from smtpreply.failures import read_exception
from smtpreply.instruction import Close, Connect, Host, Receive, Send, StartTls
from smtpreply.reply import Reply
from smtpreply.stage import Stage

SIZE = 65536
"""Bytes in one read."""

READS = 16
"""Reads at most of what has come unasked: far more than any reply."""

ADDRESSES = 5
"""Addresses of a host that are tried, as in Postfix (``smtp_mx_address_limit``)."""

Step: TypeAlias = Connect | Send | Receive | StartTls | Close
"""What is done to a connection."""

Warn: TypeAlias = Callable[[tuple[str, ...]], object]
"""Told for which recipients the sender should hear that the message waits (`WaitUntil.warn`)."""

WOULD_BLOCK = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""What a socket raises that has nothing for us now."""

Address: TypeAlias = tuple[socket.AddressFamily, Any]

# What an error says that says nothing else; none of these refuses anything for good.
_OTHERWISE = {Stage.CONNECT: EventKind.UNREACHABLE, Stage.STARTTLS: EventKind.TLS_FAILED}


def addresses(host: Host) -> list[Address]:
    """Where to connect to, in the order to try; a name that begins with / is a Unix socket.

    Raises ``OSError`` or ``ValueError`` if the name is not known, or cannot be one.
    """
    if host.name.startswith("/"):
        return [(socket.AF_UNIX, host.name)]
    found = socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found[:ADDRESSES]]


def a_socket(family: socket.AddressFamily) -> socket.socket:
    """One that sends at once: what it sends waits for an answer."""
    made = socket.socket(family, socket.SOCK_STREAM)
    if family in (socket.AF_INET, socket.AF_INET6):
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def failure(error: Exception, stage: Stage) -> Event:
    """What an error means for a delivery.

    ``stage`` is CONNECT until there is a connection, STARTTLS in the handshake, and then OTHER.
    """
    try:
        found: Reply | Event = read_exception(error, stage)
    except TypeError:  # no more sockets, a name that cannot be one, a socket file that is not there
        found = Event(_OTHERWISE.get(stage, EventKind.CLOSED), stage, str(error))
    if isinstance(found, Reply):
        raise TypeError(f"no socket says {found}") from error
    return found


def sni(host: Host) -> str:
    """The name that the certificate must be for; DNS writes it with a dot at its end."""
    return host.name.rstrip(".")


@cache
def verifying() -> ssl.SSLContext:
    """The TLS that is used where the caller brings none: it trusts whom the system trusts."""
    return ssl.create_default_context()


def spread() -> float:
    """A jitter, drawn anew."""
    return random.uniform(-1.0, 1.0)


class Wire:
    """One connection at a time, for one delivery."""

    def __init__(
        self, delivery: Delivery, tls_context: ssl.SSLContext | None, timeout: float | None
    ) -> None:
        self.delivery = delivery
        self._context, self._most = tls_context, timeout
        self.sock: socket.socket | None = None

    @property
    def context(self) -> ssl.SSLContext:
        """How to do TLS."""
        return self._context or verifying()

    def bounded(self, timeout: float) -> float:
        """The timeout of a step, within what the caller allows."""
        return timeout if self._most is None else min(timeout, self._most)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def failed(self, error: Exception, stage: Stage = Stage.OTHER) -> None:
        """Tell the delivery."""
        self.delivery.receive_event(failure(error, stage))

    def lost(self) -> None:
        """Tell the delivery that an earlier call was interrupted, and closed its connection."""
        self.delivery.receive_event(Event(EventKind.CLOSED, detail="not connected any more"))

    def take_what_waits(self, read: Callable[[int], bytes]) -> None:
        """Give the delivery what has come; ``read`` does not block."""
        for _ in range(READS):
            try:
                data = read(SIZE)
            except WOULD_BLOCK:
                return
            except OSError as error:
                self.failed(error)
                return
            self.delivery.receive_data(data)
            if not data:
                return
