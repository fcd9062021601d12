"""What a `Delivery` asks its driver to do, one thing at a time, and to whom it delivers."""

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    from smtpreply.outcome import Outcome


class TlsMode(Enum):
    """How a connection to a host is encrypted."""

    STARTTLS = "starttls"
    """With STARTTLS; what happens where it is not offered or fails, the policy says."""
    IMPLICIT = "implicit"
    """From the first byte (RFC 8314 3.3)."""
    NONE = "none"
    """Not at all, by the caller's word that nobody listens: loopback, a Unix socket. Nobody logs in
    over it."""


@attrs.frozen
class Host:
    """One host of the destination."""

    name: str
    port: int = 25
    tls: TlsMode = TlsMode.STARTTLS

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise ValueError("a host has a name or an address, not an empty text")
        if not 0 < self.port < 65536:
            raise ValueError(f"a port is from 1 to 65535, not {self.port!r}")

    def __str__(self) -> str:
        return f"{self.name}:{self.port}"


@attrs.frozen
class Connect:
    """Open a connection; with `TlsMode.IMPLICIT`, the handshake included."""

    host: Host
    timeout: float
    """Seconds."""


@attrs.frozen
class Send:
    """Write all of ``data``."""

    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} B>")  # it may hold a password
    timeout: float


@attrs.frozen
class Receive:
    """Read what has come, at least one byte, and give it to `Delivery.receive_data`."""

    timeout: float
    """Seconds; what is left of those for the whole answer, if a part of it has come."""


@attrs.frozen
class StartTls:
    """Do the TLS handshake on the connection. Nothing that was read before it may be kept."""

    host: Host
    timeout: float


@attrs.frozen
class Close:
    """Close the connection."""


@attrs.frozen
class WaitUntil:
    """Nothing is to be done before ``at``, on the clock that `Delivery.next_step` is told.

    A driver may wait, or end here: what waits is in the outcomes, and the delivery can go on later.
    """

    at: float
    warn: tuple[str, ...] = ()
    """Recipients whose sender should now be told that the message waits: once, and never the
    empty sender (RFC 5321 4.5.5)."""


@attrs.frozen
class Finished:
    """Everybody has an outcome that stands."""

    outcomes: "tuple[Outcome, ...]"


Instruction: TypeAlias = Connect | Send | Receive | StartTls | Close | WaitUntil | Finished
