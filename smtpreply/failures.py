"""What a mail client raised or returned, read back into a reply or an event.

Clients are known by the names of their classes and their attributes: nothing is imported,
so that nobody pays for a client that is not in use.
"""

import errno
from typing import Any

from smtpreply.event import Event, EventKind
from smtpreply.reply import Reply
from smtpreply.stage import Stage

# The stage that a class of exception names, looked for along its bases.
_STAGES = {
    "SMTPConnectError": Stage.CONNECT,
    "SMTPConnectResponseError": Stage.CONNECT,
    "SMTPHeloError": Stage.EHLO,
    "SMTPAuthenticationError": Stage.AUTH,
    "SMTPSenderRefused": Stage.MAIL,
    "SMTPRecipientRefused": Stage.RCPT,
    "SMTPDataError": Stage.END_OF_DATA,
}

# What a class of exception says happened; the particular before the general.
_EVENTS = {
    "SMTPServerDisconnected": EventKind.CLOSED,
    "SMTPConnectTimeoutError": EventKind.CONNECT_TIMEOUT,
    "SMTPReadTimeoutError": EventKind.TIMEOUT,
    "SMTPTimeoutError": EventKind.TIMEOUT,
    "ReplyError": EventKind.NOT_A_REPLY,
    "SSLCertVerificationError": EventKind.CERTIFICATE_REFUSED,
    "SSLEOFError": EventKind.CLOSED,
    "SSLZeroReturnError": EventKind.CLOSED,
    "SSLError": EventKind.TLS_FAILED,
    "gaierror": EventKind.DNS_FAILURE,
    "ConnectionRefusedError": EventKind.CONNECT_REFUSED,
    "ConnectionError": EventKind.CLOSED,
    "TimeoutError": EventKind.TIMEOUT,
}

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_CLOSED = frozenset({errno.ENOTCONN, errno.ESHUTDOWN, errno.ENETDOWN, errno.ENETRESET})

# Where there may be no connection yet. What cuts one that is there is CLOSED, whatever its name:
# behind the message it must not look like a host that was never reached.
_CONNECTING = (Stage.UNKNOWN, Stage.CONNECT)


def read_pair(code: int, message: bytes | str, stage: Stage) -> Reply | Event:
    """The reply that a client returned as code and text, with LF between its lines.

    A number that is no reply code, as smtplib's -1 for garbage, makes an event.
    """
    if isinstance(message, bytes):
        message = message.decode("utf-8", "surrogateescape")
    if not 200 <= code <= 599:
        kind = EventKind.CLOSED if code == 0 else EventKind.NOT_A_REPLY
        return Event(kind, stage, f"{code} {message}")
    lines = message.replace("\r\n", "\n").replace("\r", " ").split("\n")
    return Reply.build(code, *lines, stage=stage)


def read_exception(error: BaseException, stage: Stage = Stage.UNKNOWN) -> Reply | Event:
    """The reply that ``error`` carries, or what it says happened.

    ``stage`` overrules the one that the class names. Raises ``TypeError`` for an exception
    that says nothing about an answer: a mistake of the caller's, an extension not offered.
    """
    names = [cls.__name__ for cls in type(error).__mro__]
    if stage is Stage.UNKNOWN:
        stage = next((_STAGES[name] for name in names if name in _STAGES), Stage.UNKNOWN)
    code = _code(error)
    if code is not None:
        return read_pair(code, _message(error), stage)
    number: Any = getattr(error, "errno", None)
    if number in _UNREACHABLE and stage in _CONNECTING:
        return Event(EventKind.UNREACHABLE, Stage.CONNECT, str(error))
    named = next((name for name in names if name in _EVENTS), "")
    kind = _EVENTS.get(named)
    if isinstance(error.__cause__ or error.__context__, TimeoutError) and kind is EventKind.CLOSED:
        kind = EventKind.TIMEOUT  # smtplib says "closed" for a reply that did not come in time
    if kind is None and number in _CLOSED | _UNREACHABLE:
        kind = EventKind.CLOSED
    if kind is EventKind.CONNECT_REFUSED and stage not in _CONNECTING:
        kind = EventKind.CLOSED
    if kind is None:
        raise TypeError(f"{type(error).__name__} says nothing about an answer: {error}")
    if kind is EventKind.CLOSED and stage is Stage.STARTTLS and not named.startswith("SMTP"):
        # In the handshake: clients have classes of their own for a command without an answer.
        kind = EventKind.TLS_INTERRUPTED
    if kind is EventKind.TIMEOUT and stage is Stage.CONNECT:
        kind = EventKind.CONNECT_TIMEOUT
    if kind in (EventKind.CONNECT_REFUSED, EventKind.DNS_FAILURE):
        stage = Stage.CONNECT
    return Event(kind, stage, str(error))


def _code(error: BaseException) -> int | None:
    for name in ("smtp_code", "code"):  # smtplib, aiosmtplib
        value: Any = getattr(error, name, None)
        if isinstance(value, int):
            return value
    return None


def _message(error: BaseException) -> bytes | str:
    for name in ("smtp_error", "message"):
        value: Any = getattr(error, name, None)
        if isinstance(value, bytes | str):
            return value
    return ""
