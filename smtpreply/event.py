"""What can happen instead of a reply: the other thing that a client must react to."""

from enum import Enum

import attrs

from smtpreply.stage import Stage


class EventKind(Enum):
    """What happened."""

    CONNECT_REFUSED = "connection refused"
    CONNECT_TIMEOUT = "connection timed out"
    UNREACHABLE = "host or network unreachable"
    DNS_FAILURE = "name not resolved"
    CLOSED = "connection closed"
    """The server closed or reset the connection without a reply."""
    TIMEOUT = "no reply in time"
    """RFC 5321 4.5.3.2 says how long to wait: 5 minutes, after the message 10."""
    TLS_FAILED = "TLS failed"
    """The handshake failed, or the certificate was not accepted."""
    NOT_A_REPLY = "not a reply"
    """Bytes came that are no SMTP reply."""


@attrs.frozen
class Event:
    """Something that happened at a stage in the place of a reply.

    The stage is that of the command that was waiting for one; END_OF_DATA means that the
    whole message had been sent, so that nobody knows whether it was accepted.
    """

    kind: EventKind
    stage: Stage = Stage.UNKNOWN
    detail: str = ""
    """What the system or the library said, as it said it."""
