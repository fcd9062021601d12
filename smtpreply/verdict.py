"""What a reply means, as a value: fact as far as the evidence goes, no policy.

What to do about it is `Advice`.
"""

from abc import ABC, abstractmethod
from enum import Enum
from functools import cached_property

import attrs

from smtpreply.codes import EnhancedCode, ReplyCode, Severity
from smtpreply.event import EventKind
from smtpreply.stage import Stage
from smtpreply.term import Term


class Permanence(Term):
    """What an answer really is, for the same thing asked again unchanged."""

    NONE = "none"
    """Not a refusal."""
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"
    """The evidence does not say, or contradicts itself."""


class Reason(Term):
    """What a reply is about."""

    # What may be said in favour
    SERVICE_READY = "service-ready"
    COMPLETED = "completed"
    INFORMATION = "information"
    CLOSING = "closing"
    TLS_READY = "tls-ready"
    AUTHENTICATED = "authenticated"
    CHALLENGE = "challenge"
    """The server waits for the next line of the AUTH exchange."""
    START_INPUT = "start-input"
    """The server waits for the message."""
    RECIPIENT_ACCEPTED = "recipient-accepted"
    WILL_FORWARD = "will-forward"
    ADDRESS_CONFIRMED = "address-confirmed"
    """VRFY said yes."""
    NOT_VERIFIED = "not-verified"
    """Neither yes nor no: the server will not say before it gets a message."""
    MESSAGE_ACCEPTED = "message-accepted"
    """The server has taken over the responsibility for the message (RFC 5321 4.2.5)."""

    # What a refusal may be about
    RECIPIENT_UNKNOWN = "recipient-unknown"
    MAILBOX_DISABLED = "mailbox-disabled"
    MAILBOX_FULL = "mailbox-full"
    RECIPIENT_MOVED = "recipient-moved"
    RECIPIENT_REFUSED = "recipient-refused"
    DOMAIN_UNKNOWN = "domain-unknown"
    RELAY_DENIED = "relay-denied"
    GREYLISTED = "greylisted"
    RATE_LIMITED = "rate-limited"
    TOO_MANY_RECIPIENTS = "too-many-recipients"
    BLOCKLISTED = "blocklisted"
    PTR_REQUIRED = "ptr-required"
    SPAM_CONTENT = "spam-content"
    VIRUS = "virus"
    AUTH_FAILED = "auth-failed"
    """SPF, DKIM, DMARC or ARC: the authentication of the message, not the login."""
    POLICY = "policy"
    MESSAGE_TOO_LARGE = "message-too-large"
    MESSAGE_MALFORMED = "message-malformed"
    TLS_REQUIRED = "tls-required"
    AUTH_REQUIRED = "auth-required"
    BAD_CREDENTIALS = "bad-credentials"
    SENDER_REJECTED = "sender-rejected"
    PROTOCOL_ERROR = "protocol-error"
    NOT_IMPLEMENTED = "not-implemented"
    SYSTEM_ERROR = "system-error"
    SYSTEM_FULL = "system-full"
    NETWORK = "network"
    EXPIRED = "expired"
    OTHER = "other"
    """It cannot be told from what is there."""


class Scope(Term):
    """How far an answer reaches: what else it is true for."""

    COMMAND = "command"
    """Only this command; it says nothing about address or message."""
    RECIPIENT = "recipient"
    SENDER = "sender"
    MESSAGE = "message"
    TRANSACTION = "transaction"
    CONNECTION = "connection"
    HOST = "host"
    DOMAIN = "domain"
    ACCOUNT = "account"


class Source(Enum):
    """Which part of a reply an evidence was found in."""

    CODE = "code"
    ENHANCED = "enhanced code"
    TEXT = "text"
    EVENT = "event"


@attrs.frozen
class Evidence:
    """One row that spoke, and what it read."""

    row: str
    """The name of the row."""
    reason: Reason
    weight: float
    source: Source
    matched: str
    """The characters of the reply that it matched."""
    start: int = 0
    """Where they begin in `Reply.text`; 0 for the code."""


@attrs.frozen
class QuotedReply:
    """The reply of another server, as this one passes it on: ``host x said: 450 ...``."""

    code: ReplyCode
    enhanced: EnhancedCode | None
    text: str
    """From its code on, as far as it is quoted."""
    host: str | None = None
    """Who said it, where it is named."""


@attrs.frozen
class Details:
    """What else the text says, read off it as it stands; empty or None where it does not."""

    block_lists: tuple[str, ...] = ()
    """Names of block lists, such as ``zen.spamhaus.org``, in lower case."""
    links: tuple[str, ...] = ()
    """Addresses to look things up at."""
    queue_id: str | None = None
    """Under which the server keeps the message it has just taken over."""
    alternatives: tuple[str, ...] = ()
    """The addresses that a 251, 551 or 553 offers instead."""
    quoted: QuotedReply | None = None
    size_limit: int | None = None
    """Octets that a message may have, where a 552 says so."""


class Trace(ABC):
    """How a verdict came about: tells its evidence and details when asked, not before."""

    __slots__ = ()

    @abstractmethod
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that spoke and what they matched."""

    def rows(self) -> tuple[str, ...]:
        """The names of the rows that spoke."""
        return tuple([evidence.row for evidence in self.evidence()])

    def common(self) -> object | None:
        """A value that two traces share only if their `rows` are the same; None: not known."""
        return None

    @abstractmethod
    def details(self) -> Details:
        """What else the text says."""

    @abstractmethod
    def tag(self) -> str | None:
        """The provider's own code as it stands in the text."""


@attrs.frozen
class Verdict:
    """What a reply, or the event in its place, means."""

    stage: Stage
    code: ReplyCode | None
    """None for an event."""
    enhanced: EnhancedCode | None
    severity: Severity | None
    """What the code says; None for an event."""
    permanence: Permanence
    """What it really is. Only the rows of a named provider make it differ from the code's class."""
    reason: Reason
    scope: Scope
    address_dead: bool
    """True only where the server said for good (5yz) that the address itself does not work, and
    said it with more than a bare code. Nothing else justifies suppressing an address."""
    confidence: float
    """From 0 to 1: how far the evidence carries the reason; below 0.5 it is little more than
    the class of the code."""
    _because: tuple[Evidence, ...] | Trace = attrs.field(alias="because", repr=False, eq=False)
    retry_after: float | None = None
    """Seconds the server asks to wait; None where it names none."""
    provider: str | None = None
    """Who wrote the wording, where it is recognised."""
    _tag: str | None = attrs.field(default=None, alias="tag", repr=False, eq=False)
    event: EventKind | None = None
    """What happened in the place of a reply."""

    @cached_property
    def because(self) -> tuple[Evidence, ...]:
        """What decided, the strongest first."""
        return self._because.evidence() if isinstance(self._because, Trace) else self._because

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The names of the rows that decided, the strongest first: `because`, but cheaper."""
        if isinstance(self._because, Trace):
            return self._because.rows()
        return tuple([evidence.row for evidence in self._because])

    @cached_property
    def tag(self) -> str | None:
        """The provider's own code in the text, such as ``TSS04``, or our name for its wording."""
        return self._because.tag() if isinstance(self._because, Trace) else self._tag

    @cached_property
    def details(self) -> Details:
        """What else the text of the reply says."""
        return self._because.details() if isinstance(self._because, Trace) else Details()

    @property
    def common(self) -> object | None:
        """A value that two verdicts share only if their `rows` are the same; None: not known."""
        return self._because.common() if isinstance(self._because, Trace) else None

    @property
    def row(self) -> str:
        """The name of the row that decided."""
        return self.rows[0]
