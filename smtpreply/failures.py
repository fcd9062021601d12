"""What a mail client raised or returned, read back into replies and events.

Clients are known by the names of their classes and their attributes: nothing is imported, so
that nobody pays for a client that is not in use. What was printed (`smtpreply.printed`) is
read by the same tables as what was raised. Where it is not known whether the message had been
sent, the stage is UNKNOWN, from which nothing is ever sent again unasked.
"""

import errno
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import attrs

from smtpreply.event import Event, EventKind
from smtpreply.printed import Printed
from smtpreply.reply import Reply
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.complaints import complaint
from smtpreply.traces import hides_another, stage_of

Answers: TypeAlias = list[tuple[str | None, Any]]
"""Recipients, each with what was answered, in whatever form it came; None: not known whom."""

# The stage that a class of exception names, looked for along its bases.
_STAGES = {
    "SMTPConnectError": Stage.CONNECT,
    "SMTPConnectResponseError": Stage.CONNECT,
    "SMTPHeloError": Stage.EHLO,
    "EHLORequiredError": Stage.EHLO,
    "SMTPAuthenticationError": Stage.AUTH,
    "AUTHDeclinedError": Stage.AUTH,
    "AuthenticationError": Stage.AUTH,
    "SMTPTLSError": Stage.STARTTLS,
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
    "SMTPConnectError": EventKind.CLOSED,
    "ReplyError": EventKind.NOT_A_REPLY,
    "SSLCertVerificationError": EventKind.CERTIFICATE_REFUSED,
    "SSLEOFError": EventKind.CLOSED,  # often in the midst of a session, where TLS had worked
    "SSLZeroReturnError": EventKind.CLOSED,
    "SSLError": EventKind.TLS_FAILED,
    "gaierror": EventKind.DNS_FAILURE,
    "DNSLookupError": EventKind.DNS_FAILURE,
    "ConnectionRefusedError": EventKind.CONNECT_REFUSED,
    "NoRouteError": EventKind.UNREACHABLE,
    "TCPTimedOutError": EventKind.CONNECT_TIMEOUT,
    "ConnectionDone": EventKind.CLOSED,
    "ConnectionLost": EventKind.CLOSED,
    "ConnectionResetError": EventKind.CLOSED,
    "ConnectionAbortedError": EventKind.CLOSED,
    "BrokenPipeError": EventKind.CLOSED,
    "ConnectionError": EventKind.CLOSED,
    "TimeoutError": EventKind.TIMEOUT,
}

# Kinds that the words of the exception may make more particular.
_GENERAL = frozenset({EventKind.CLOSED, EventKind.TLS_FAILED})

_BEFORE_ALL = frozenset(
    {
        EventKind.CONNECT_REFUSED,
        EventKind.CONNECT_TIMEOUT,
        EventKind.UNREACHABLE,
        EventKind.DNS_FAILURE,
    }
)
"""What can only happen before there is a connection."""

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_CLOSED = frozenset({errno.ENOTCONN, errno.ESHUTDOWN, errno.ENETDOWN, errno.ENETRESET})

# Where there may be no connection yet. What cuts one that is there is CLOSED, whatever its name:
# behind the message it must not look like a host that was never reached.
_CONNECTING = (Stage.UNKNOWN, Stage.CONNECT)
_NOT_REACHED = (EventKind.UNREACHABLE, EventKind.CONNECT_REFUSED)
_NO_HANDSHAKE_YET = (*_CONNECTING, Stage.STARTTLS)

# What clients give in the place of a code when there was no reply: smtplib and Twisted -1,
# Twisted 0, and Mailman 3 writes 444, which no server sends.
_SENTINELS = {-1: EventKind.NOT_A_REPLY, 0: EventKind.CLOSED, 444: EventKind.CLOSED}

# Twisted's SMTPConnectError says this of any connection that was lost, at whatever stage.
_TWISTED_LOST = "Unable to connect to SMTP server: "

# Twisted's log of a session: what was sent behind ``>>>``, what came behind ``<<<``.
_SENT = re.compile(rb"^>>> ?(.*)$", re.MULTILINE)
_LOG_LENGTH = 10
"""Lines that Twisted's log keeps; in a full one the command may have been dropped."""

# U+DC80 to U+DCFF stand for bytes that are no UTF-8 ("surrogateescape"), the others for nothing.
_NO_BYTE = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")

_CAUSES = 10
"""How many exceptions behind an exception are looked at."""


@attrs.frozen(kw_only=True)
class Failure:
    """What an exception says of itself, raised or printed."""

    names: tuple[str, ...]
    """Of its class and the bases of that, the particular first."""
    text: str
    code: int | None = None
    message: bytes | str = ""
    number: object = None
    """The system's errno."""
    log: bytes = b""
    """Twisted's log of the session."""
    stage: Stage = Stage.UNKNOWN
    """Where it was raised, if the traceback says."""
    behind: EventKind | None = None
    """What the exception behind it says happened."""

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        """What a raised exception says."""
        message = next(
            (v for n in ("smtp_error", "message", "resp") if (v := getattr(error, n, None))), b""
        )
        log: Any = getattr(error, "log", None)
        return cls(
            names=tuple(c.__name__ for c in type(error).__mro__),
            text=str(error),
            code=_code_of(error),
            message=message if isinstance(message, bytes | str) else b"",
            number=getattr(error, "errno", None),
            log=log if isinstance(log, bytes) else b"",
            stage=stage_of(error),
            behind=_kind_behind(error),
        )

    @classmethod
    def of_printed(cls, printed: Printed) -> "Failure":
        """What the `repr` of an exception says: code, text and log, or errno and text."""
        args = printed.args
        name = printed.name.rpartition(".")[2]
        first = args[0] if args else None
        words = next((a for a in args if isinstance(a, bytes | str)), "")
        text = words if isinstance(words, str) else words.decode("utf-8", "replace")
        if not isinstance(first, int):
            return cls(names=(name,), text=text)
        if not _CODED.match(name):
            return cls(names=(name,), text=text, number=first)
        log = args[2] if len(args) > 2 and isinstance(args[2], bytes) else b""
        return cls(names=(name,), text=text, code=first, message=words, log=log)


# Classes whose first argument is a reply code; that of an OSError is an errno.
_CODED = re.compile(r"E?SMTP|AUTH|TLSRequired|EHLORequired|Authentication")


def _code_of(error: BaseException) -> int | None:
    for name, beside in (("smtp_code", "smtp_error"), ("code", "message"), ("code", "resp")):
        value: Any = getattr(error, name, None)
        if isinstance(value, int) and hasattr(error, beside):
            return int(value)
    return None


def _kind_behind(error: BaseException) -> EventKind | None:
    """What the cause says. Of what was merely being handled only a timeout counts: smtplib says
    "closed" for a reply that did not come in time, and nothing else is safe to conclude from."""
    if error.__cause__ is not None:
        return _kind([c.__name__ for c in type(error.__cause__).__mro__], None)
    return EventKind.TIMEOUT if isinstance(error.__context__, TimeoutError) else None


def _kind(names: Iterable[str], number: Any) -> EventKind | None:
    if number in _UNREACHABLE:
        return EventKind.UNREACHABLE
    kind = next((_EVENTS[name] for name in names if name in _EVENTS), None)
    return EventKind.CLOSED if kind is None and number in _CLOSED else kind


# Replies and events ------------------------------------------------------------------------------


def read_pair(code: int, message: bytes | str, stage: Stage) -> Reply | Event:
    """The reply that a client returned as code and text, with LF between its lines.

    A number that stands for "no reply", as smtplib's -1, and any that is no reply code, makes
    an event; its text may say what happened.
    """
    if isinstance(message, bytes):
        message = message.decode("utf-8", "surrogateescape")
    message = encodable(message)
    if code in _SENTINELS or not 200 <= code <= 599:
        row = complaint(message)
        kind = row.kind if row else _SENTINELS.get(code, EventKind.NOT_A_REPLY)
        if row and stage is Stage.UNKNOWN:
            stage = row.stage
        return Event(kind, stage, f"{code} {message}")
    lines = message.replace("\r\n", "\n").replace("\r", " ").split("\n")
    return Reply.build(code, *lines, stage=stage)


def encodable(text: str) -> str:
    """The text without surrogates that stand for no byte: no reply can hold them."""
    return _NO_BYTE.sub("?", text)


def read_exception(error: BaseException, stage: Stage = Stage.UNKNOWN) -> Reply | Event:
    """The reply that ``error``, or else what it was raised from, carries or says happened.

    ``stage`` overrules the one that the exception names. Raises ``TypeError`` for an exception
    that says nothing about an answer: a mistake of the caller's, an extension not offered.
    """
    carried: Any = getattr(getattr(error, "diagnosis", None), "source", None)
    if isinstance(carried, Reply | Event):
        return carried  # raised by smtpreply's own adapter, which knew more
    if hides_another(error):
        return Event(EventKind.CLOSED, Stage.UNKNOWN, str(error))
    current: BaseException | None = error
    for _ in range(_CAUSES):
        if current is None:
            break
        found = read_failure(Failure.of(current), stage)
        if found is not None:
            return found
        # Only what it was raised from: what was merely being handled may be about something else.
        current = current.__cause__
    raise TypeError(f"{type(error).__name__} says nothing about an answer: {error}")


def read_failure(failure: Failure, stage: Stage = Stage.UNKNOWN) -> Reply | Event | None:
    """The reply or event in a failure; None if it says nothing about an answer."""
    if stage is Stage.UNKNOWN:
        stage = _stage(failure)
    if failure.code is not None:
        return read_pair(failure.code, failure.message, stage)
    kind = _kind(failure.names, failure.number)
    if kind is None:
        return None
    kind = _particular(kind, failure, stage)
    if kind is EventKind.TIMEOUT and stage is Stage.CONNECT:
        kind = EventKind.CONNECT_TIMEOUT
    if kind in _NOT_REACHED and stage not in _CONNECTING:
        kind = EventKind.CLOSED  # the way broke in the midst of the session
    if kind is EventKind.TLS_WRONG_MODE and stage not in _NO_HANDSHAKE_YET:
        kind = EventKind.CLOSED  # clear text where TLS had been spoken, as Exim writes it
    if kind is EventKind.CLOSED and stage is Stage.STARTTLS and not _is_of_a_client(failure):
        kind = EventKind.TLS_INTERRUPTED  # in the handshake
    if kind in _BEFORE_ALL:
        stage = Stage.CONNECT
    return Event(kind, stage, failure.text)


def _is_of_a_client(failure: Failure) -> bool:
    """Whether a mail client raised it, which it does for a command without an answer, or else the
    system or the TLS library."""
    return next((n for n in failure.names if n in _EVENTS), "").startswith("SMTP")


def _stage(failure: Failure) -> Stage:
    """Where it happened. The class says best, but for ``SMTPDataError``, which may be either."""
    if failure.text.startswith(_TWISTED_LOST):
        return _logged_stage(failure.log)
    named = next((_STAGES[name] for name in failure.names if name in _STAGES), Stage.UNKNOWN)
    if named is not Stage.UNKNOWN and named is not Stage.END_OF_DATA:
        return named
    seen = failure.stage if failure.stage is not Stage.UNKNOWN else _logged_stage(failure.log)
    return seen if seen is not Stage.UNKNOWN else named


def _logged_stage(log: bytes) -> Stage:
    sent = _SENT.findall(log)
    if sent:
        line = sent[-1].decode("utf-8", "replace")
        return Stage.END_OF_DATA if line == "." else Stage.of_command(line)
    lines = log.count(b"\n") + 1
    return Stage.CONNECT if log.startswith(b"<<< ") and lines < _LOG_LENGTH else Stage.UNKNOWN


def _particular(kind: EventKind, failure: Failure, stage: Stage) -> EventKind:
    """What a general kind is in particular: the exception behind it says, or the words do."""
    if kind not in _GENERAL or (stage in CONTENT and kind is EventKind.TLS_FAILED):
        return kind
    row = complaint(failure.text)
    found = failure.behind or (row.kind if row else kind)
    if found in _BEFORE_ALL and stage not in _CONNECTING:
        return kind
    return found


# Several recipients ------------------------------------------------------------------------------


def answers_in(source: Any) -> Answers | None:
    """Recipients and their answers, in what a client raised or returned; None if it names none.

    smtplib's and aiosmtplib's ``SMTPRecipientsRefused`` and the dicts that ``sendmail`` returns,
    aiosmtplib's pair of such a dict and a text, Twisted's ``SMTPDeliveryError`` and its pair of a
    number and a list. What is said of the whole message stands first, under None.
    """
    if isinstance(source, Mapping):
        return [(_address(address), answer) for address, answer in source.items()]
    if isinstance(source, Printed):
        return _answers_printed(source)
    if isinstance(source, tuple) and len(source) == 2:
        first, second = source
        if isinstance(first, Mapping) and isinstance(second, str):
            return answers_in(first)
        return answers_in(second) if isinstance(first, int) and isinstance(second, list) else None
    if isinstance(source, list):
        found = [_answer_in(item) for item in source]
        return None if None in found else [answer for answer in found if answer is not None]
    if isinstance(source, BaseException):
        return _answers_raised(source)
    return None


def _answers_raised(error: Any) -> Answers | None:
    refused = answers_in(getattr(error, "recipients", None))
    if refused is not None:
        return refused
    told = answers_in(getattr(error, "addresses", None))
    return None if not told else _with_whole(error, told)


def _answers_printed(printed: Printed) -> Answers | None:
    if not printed.args or not _CODED.match(printed.name.rpartition(".")[2]):
        return None
    last = printed.args[-1]
    told = answers_in(last) if isinstance(last, Mapping | list) else None
    if told is None or len(printed.args) == 1:
        return told  # the recipients are all that it holds
    return _with_whole(printed, told) if told else None


def _with_whole(source: Any, told: Answers) -> Answers | None:
    """Twisted's list has those accepted too: with one among them the code is about the message."""
    refused: Answers = [(who, answer) for who, answer in told if not _accepts(answer)]
    if len(refused) == len(told):
        return refused
    return [(None, Whole(source)), *refused] if refused else None


def _accepts(answer: Any) -> bool:
    return isinstance(answer, tuple) and answer[:1] != () and answer[0] in range(200, 300)


@attrs.frozen
class Whole:
    """An exception, for what it says of the message, not of recipients."""

    error: Any


def _answer_in(item: Any) -> tuple[str | None, Any] | None:
    """Address and answer in an item of a list: aiosmtplib's exceptions, Twisted's triples."""
    if isinstance(item, Printed) and len(item.args) == 3:
        return _address(item.args[2]), item
    address: Any = getattr(item, "recipient", None)
    if isinstance(item, BaseException) and isinstance(address, str):
        return address, item
    if isinstance(item, tuple) and len(item) == 3 and isinstance(item[1], int):
        return _address(item[0]), (item[1], item[2])
    return None


def _address(address: Any) -> str | None:
    if isinstance(address, bytes):
        return address.decode("utf-8", "surrogateescape")
    return None if address is None else str(address)
