"""Connections that end in time: each answer has its limit, and all of them have one together.

A time limit of a socket holds for one read, so a server that sends a byte now and then keeps
a client for ever, and a name server that is silent has no limit at all. Here every read and
write, every address and the look-up of the name get what is left of the whole.
"""

import socket
import ssl
import threading
import time
from typing import Any

import attrs

from smtpreply.adapters.recording import Record
from smtpreply.adapters.smtplib import LMTP, SMTP, SMTP_SSL


@attrs.frozen
class Patience:
    """When to stop waiting."""

    answer: float
    """Seconds for one answer, and for one address to connect to."""
    ends: float
    """When everything is over, on the monotonic clock."""

    @classmethod
    def of(cls, answer: float, whole: float) -> "Patience":
        """From now on: ``answer`` seconds for each answer, ``whole`` for all of them."""
        return cls(answer, time.monotonic() + whole)

    def left(self) -> float:
        """Seconds to wait for the next answer; raises ``TimeoutError`` if none are left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole probe is over")
        return min(self.answer, left)


class Hurried(SMTP):
    """`SMTP` within `Patience`; `reached` is the address that answered."""

    _host: str  # smtplib checks the certificate against it

    def __init__(self, host: str, patience: Patience, **more: Any) -> None:
        self._patience = patience
        self.reached = ""
        self.unreached: list[tuple[str, OSError]] = []
        # A name is given, as smtplib would look one up in the DNS, without a limit.
        super().__init__(local_hostname="localhost", timeout=patience.answer, **more)
        self._host = host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        addresses = _resolve(host, port, self._patience.left())
        for address in addresses:
            try:
                made: socket.socket = super()._get_socket(address, port, self._patience.left())  # type: ignore[misc]
            except ssl.SSLError:
                self.reached = address
                raise
            except OSError as error:
                self.unreached.append((address, error))
                if address == addresses[-1]:
                    raise
                continue
            self.reached = address
            return made
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")

    def _receive(self, record: Record) -> None:
        self._hurry()
        super()._receive(record)

    def send(self, s: Any) -> None:
        """As in smtplib."""
        self._hurry()
        super().send(s)

    def _hurry(self) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._patience.left())


class HurriedTls(Hurried, SMTP_SSL):
    """`SMTP_SSL` within `Patience`."""


class HurriedLmtp(Hurried, LMTP):
    """`LMTP` within `Patience`."""


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, each once; raises ``OSError``."""
    found: list[Any] = []

    def look() -> None:
        try:
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            found.append(error)

    # A thread, as a look-up cannot be broken off: one that hangs is left to end by itself.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise socket.gaierror(socket.EAI_AGAIN, f"no answer from the DNS in {seconds:g} s")
    if isinstance(found[0], OSError):
        raise found[0]
    return list(dict.fromkeys(str(address[0]) for *_, address in found[0]))
