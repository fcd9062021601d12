"""What to do next, as a value."""

import re
from collections.abc import Mapping
from enum import Enum
from string import Formatter

import attrs

from smtpreply.term import Term
from smtpreply.verdict import Permanence, Scope


class Action(Term):
    """What a client does next."""

    # Go on
    PROCEED = "proceed"
    CONTINUE_SASL = "continue-sasl"
    SEND_CONTENT = "send-content"
    SEND_LONE_DOT = "send-lone-dot"
    START_TLS_HANDSHAKE = "start-tls-handshake"
    DONE = "done"
    WAIT_FOR_INBOUND = "wait-for-inbound"
    ACCEPT_VERIFIED = "accept-verified"
    ACCEPT_UNVERIFIED = "accept-unverified"

    # Do it another way in this session
    USE_HELO = "use-helo"
    USE_LHLO = "use-lhlo"
    FIX_HELO_NAME = "fix-helo-name"
    REISSUE_EHLO = "reissue-ehlo"
    STARTTLS_FIRST = "starttls-first"
    AUTHENTICATE_FIRST = "authenticate-first"
    NEXT_MECHANISM = "next-mechanism"
    CANCEL_SASL = "cancel-sasl"
    DROP_PARAMETER = "drop-parameter"
    ADD_PARAMETER = "add-parameter"
    RESET_AND_CONTINUE = "reset-and-continue"
    STOP_USING_COMMAND = "stop-using-command"
    USE_DATA = "use-data"
    USE_ETRN = "use-etrn"
    USE_REAL_SENDER = "use-real-sender"
    WITHOUT_INITIAL_RESPONSE = "without-initial-response"
    REFRESH_TOKEN = "refresh-token"
    PER_RECIPIENT = "per-recipient"
    """Judge each recipient by its own answer."""
    DISABLE_PIPELINING = "disable-pipelining"
    CONTINUE_IN_CLEAR = "continue-in-clear"
    SPLIT_RECIPIENTS = "split-recipients"

    # Verify an address otherwise
    CHECK_CAPABILITIES = "check-capabilities"
    PROBE_RECIPIENT = "probe-recipient"
    CHECK_CATCH_ALL = "check-catch-all"
    SEND_TEST_MESSAGE = "send-test-message"
    ASK_USER = "ask-user"

    # Another connection, another host, another time
    RECONNECT = "reconnect"
    RECONNECT_IN_CLEAR = "reconnect-in-clear"
    CLOSE_CONNECTION = "close-connection"
    SWITCH_TLS_MODE = "switch-tls-mode"
    NEXT_HOST = "next-host"
    NEXT_ADDRESS_FAMILY = "next-address-family"
    USE_ADDRESS_RECORD = "use-address-record"
    RETRY_LATER = "retry-later"
    SLOW_DOWN = "slow-down"
    FEWER_CONNECTIONS = "fewer-connections"
    SUSPEND_DESTINATION = "suspend-destination"
    RESUME_DESTINATION = "resume-destination"
    SUSPEND_ACCOUNT = "suspend-account"
    HOLD_LOCALLY = "hold-locally"
    """Keep the message here until its time has come."""

    # Give up, by scope
    GIVE_UP_RECIPIENT = "give-up-recipient"
    GIVE_UP_MESSAGE = "give-up-message"
    GIVE_UP_HOST = "give-up-host"
    GIVE_UP_DOMAIN = "give-up-domain"
    SUPPRESS_RECIPIENT = "suppress-recipient"
    HOLD_AS_UNKNOWN = "hold-as-unknown"
    """Nobody knows whether the message was accepted; sending it again may double it."""
    RESEND_DESPITE_RISK = "resend-despite-risk"
    """Send again what may have been accepted: only where the policy prefers two copies to none."""
    NOTIFY_SENDER = "notify-sender"
    DROP_NOTIFICATION = "drop-notification"
    """Say nothing to anybody: a bounce is never answered with a bounce (RFC 5321 4.5.5)."""

    # Somebody must mend something first
    CHECK_SERVICE = "check-service"
    FIX_CLIENT = "fix-client"
    FIX_CREDENTIALS = "fix-credentials"
    USE_OAUTH = "use-oauth"
    CONTACT_ACCOUNT_ADMIN = "contact-account-admin"
    FIX_RECIPIENT_ADDRESS = "fix-recipient-address"
    FIX_SENDER_ADDRESS = "fix-sender-address"
    FIX_SENDER_POLICY = "fix-sender-policy"
    FIX_MESSAGE = "fix-message"
    DOWNGRADE_ENCODING = "downgrade-encoding"
    USE_ASCII_ADDRESS = "use-ascii-address"
    SHRINK_MESSAGE = "shrink-message"
    CLEAN_LIST = "clean-list"
    REQUEST_DELISTING = "request-delisting"
    CONTACT_POSTMASTER = "contact-postmaster"


class Blame(Enum):
    """Whose fault a refusal is. Only `RECIPIENT` may ever lead to suppressing an address."""

    NOBODY = "nobody"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    SENDER = "sender"
    ACCOUNT = "account"
    CLIENT = "client"
    HOST = "host"
    NETWORK = "network"
    POLICY = "policy"


class Caution(Term):
    """What may go wrong with an advice. The value is the sentence to show."""

    NOT_PROOF = (
        "A 250 to RCPT is not proof: catch-all servers accept every address and bounce later."
    )
    ADDRESS_HARVESTING = (
        "Servers count probes: many of them look like address harvesting and get you blocked."
    )
    VISIBLE_MESSAGE = (
        "A test message is real mail: a person may see it, and a bounce may come days later."
    )
    DUPLICATE_RISK = (
        "The message may have been accepted already: sending it again may deliver it twice."
    )
    CREDENTIALS_EXPOSED = (
        "Send no password without TLS; one that went out in clear must be changed."
    )
    TLS_STRIPPING = (
        "An attacker can forge this to keep you from encrypting: do not go on in clear text."
    )
    LOCKOUT = "Each further attempt may lock the account."
    BACKSCATTER = (
        "Bounce only to senders whose address is verified; others would get mail they never caused."
    )
    INJECTION = (
        "Bytes behind the 220 to STARTTLS were sent by somebody else: discard them and close."
    )
    NEVER_SUPPRESS = "This says nothing about the recipient: do not suppress the address."
    DO_NOT_FOLLOW = (
        "Show the new address to the sender; following it unasked lets others steal mail."
    )
    LOOP = "Do this once: the second time it cannot help either."
    UNENCRYPTED = "The message goes out unencrypted: anybody on the way can read and change it."
    EVASION = "Trying another host or address after this looks like evasion: do not."


@attrs.frozen
class Delay:
    """How long to wait, in seconds."""

    minimum: float
    default: float
    maximum: float

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.minimum <= self.default <= self.maximum:
            raise ValueError(
                f"a delay has 0 <= minimum <= default <= maximum seconds, not {self!r}"
            )

    def __str__(self) -> str:
        return f"{self.default:g} s ({self.minimum:g} to {self.maximum:g})"


NOW = Delay(0, 0, 0)


class Throttled(Enum):
    """What is throttled, and in what unit."""

    MESSAGE_RATE = "messages a minute"
    CONNECTIONS = "connections at a time"
    MESSAGES_PER_CONNECTION = "messages a connection"
    SUSPENSION = "suspended"


@attrs.frozen
class Throttle:
    """A brake on what goes to a destination: how hard, how long, and when it is pulled."""

    scope: Scope
    """What it is for: this host, the whole domain, the sending account."""
    what: Throttled
    value: float | None
    """In the unit that `what` names; None for a suspension."""
    duration: float
    """Seconds."""
    times: int = 1
    """How many such answers pull it; 1: at once."""
    within: float | None = None
    """Seconds within which they must come; None where one is enough."""

    def __str__(self) -> str:
        how = self.what.value if self.value is None else f"{self.value:g} {self.what.value}"
        when = "" if self.times == 1 else f", after {self.times} such answers in {self.within:g} s"
        return f"{how} for the {self.scope.value} for {self.duration:g} s{when}"


class FieldType(Enum):
    """What may stand in a place of a command; the value is its pattern."""

    ADDRESS = r"[^<>\s]*"
    """A mailbox without angle brackets; empty for the null sender."""
    DOMAIN = r"[^<>\s@]+"
    """A domain name, or an address literal such as ``[192.0.2.1]``."""
    LOCAL_PART = r"[^<>\s@\"]+"
    """What stands before the @, unquoted."""
    MECHANISM = r"[A-Za-z0-9_-]{1,20}"
    """The name of a SASL mechanism (RFC 4422 3.1)."""
    BASE64 = r"[A-Za-z0-9+/]*={0,2}|\*"
    """A line of a login, or ``*`` to cancel it (RFC 4954 4)."""
    TEXT = r".*"
    """Anything else that fits on a line."""


_FIELD_TYPES = {
    "recipient": FieldType.ADDRESS,
    "sender": FieldType.ADDRESS,
    "domain": FieldType.DOMAIN,
    "client_name": FieldType.DOMAIN,
    "random_local_part": FieldType.LOCAL_PART,
    "mechanism": FieldType.MECHANISM,
    "response": FieldType.BASE64,
}


@attrs.frozen
class Command:
    r"""A command line to send, with named places where something must be filled in.

    >>> Command("RCPT TO:<{recipient}>").line(recipient="alice@example.org")
    b'RCPT TO:<alice@example.org>\r\n'
    """

    template: str

    @property
    def fields(self) -> tuple[str, ...]:
        """What must be filled in, in order; empty if the line is ready to be sent."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.template) if name)

    @property
    def types(self) -> dict[str, FieldType]:
        """What may stand in each place."""
        return {name: _FIELD_TYPES.get(name, FieldType.TEXT) for name in self.fields}

    def fill(self, values: Mapping[str, str]) -> "Command":
        """The same line with the places filled in that ``values`` names."""
        known = {name: values.get(name, "{" + name + "}") for name in self.fields}
        for name in self.fields:
            if name in values:
                _check_field(name, values[name])
                known[name] = values[name].replace("{", "{{").replace("}", "}}")
        return Command(self.template.format(**known)) if known else self

    def line(self, **values: str) -> bytes:
        """The bytes to send, CRLF included.

        Raises ``ValueError`` if a place is not filled, or if a value is not of its type (`types`):
        a space or a bracket in an address would be a parameter, CR and LF a second command.
        """
        missing = [name for name in self.fields if name not in values]
        if missing:
            raise ValueError(f"{self.template!r} still needs {', '.join(missing)}")
        for name, value in values.items():
            _check_field(name, value)
        return self.template.format(**values).encode("utf-8") + b"\r\n"

    def __str__(self) -> str:
        return self.template


def _check_field(name: str, value: str) -> None:
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError(f"{name} holds a control character, which no command may: {value!r}")
    kind = _FIELD_TYPES.get(name, FieldType.TEXT)
    if re.fullmatch(kind.value, value) is None:
        raise ValueError(f"{name} is no {kind.name.lower().replace('_', ' ')}: {value!r}")


@attrs.frozen
class Advice:
    """What to do next, and what to mind."""

    action: Action
    """What to do first."""
    alternatives: tuple[Action, ...]
    """What else may help, the better first."""
    scope: Scope
    """What the action is about: this recipient only, the whole host, ..."""
    blame: Blame
    delay: Delay | None
    """How long to wait before it; None where only a change helps, not time."""
    checks: tuple[str, ...]
    """What to look at before acting, in order."""
    commands: tuple[Command, ...]
    """The lines to send next for `action`; empty where it needs none."""
    summary: str
    """One line for a person."""
    remedy: str
    """Who does what, for a person."""
    cautions: tuple[Caution, ...]
    because: str
    """The name of the row that decided."""
    references: tuple[str, ...]
    throttles: tuple[Throttle, ...] = ()
    """Brakes to put on the destination, the first the mildest."""
    policy: str = ""
    """The name of the policy that was asked."""
    permanence: Permanence = Permanence.UNCERTAIN
    """The verdict's: whether the same thing may succeed later, unchanged."""

    @property
    def may_suppress(self) -> bool:
        """Whether anything in it allows the address to be suppressed."""
        return Action.SUPPRESS_RECIPIENT in (self.action, *self.alternatives)
