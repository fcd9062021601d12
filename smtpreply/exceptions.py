"""An exception that a mail client raised, read back into a reply or an event.

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
    "SSLError": EventKind.TLS_FAILED,
    "gaierror": EventKind.DNS_FAILURE,
    "ConnectionRefusedError": EventKind.CONNECT_REFUSED,
    "ConnectionError": EventKind.CLOSED,
    "TimeoutError": EventKind.TIMEOUT,
}

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})


def read_exception(error: BaseException, stage: Stage = Stage.UNKNOWN) -> Reply | Event:
    """The reply that ``error`` carries, or what it says happened.

    ``stage`` overrules the one that the class names. Raises ``TypeError`` for an exception
    that is none of a mail client's or a connection's.
    """
    names = [cls.__name__ for cls in type(error).__mro__]
    if stage is Stage.UNKNOWN:
        stage = next((_STAGES[name] for name in names if name in _STAGES), Stage.UNKNOWN)
    code = _code(error)
    if code is not None:
        if 200 <= code <= 599:
            return Reply.build(code, *_message(error).split("\n"), stage=stage)
        return Event(EventKind.NOT_A_REPLY if code > 0 else EventKind.CLOSED, stage, str(error))
    if getattr(error, "errno", None) in _UNREACHABLE:
        return Event(EventKind.UNREACHABLE, Stage.CONNECT, str(error))
    kind = next((_EVENTS[name] for name in names if name in _EVENTS), None)
    if kind is None and isinstance(error, OSError):
        kind = EventKind.CLOSED
    if kind is None:
        raise TypeError(f"{type(error).__name__} says nothing about a connection: {error}")
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


def _message(error: BaseException) -> str:
    for name in ("smtp_error", "message"):
        value: Any = getattr(error, name, None)
        if isinstance(value, bytes):
            value = value.decode("utf-8", "surrogateescape")
        if isinstance(value, str):
            return value.replace("\r\n", "\n").replace("\r", " ")
    return ""
