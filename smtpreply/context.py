"""What the client knows when a reply comes.

Every field has a "not known" value. Less knowledge gives a humbler verdict and a more
careful advice, never an exception.
"""

from enum import IntFlag, auto
from functools import cached_property
from operator import attrgetter

import attrs

from smtpreply.capabilities import Capabilities, SizeDeclaration
from smtpreply.stage import Stage


@attrs.frozen
class Needs:
    """What the message or the session cannot do without; None: not known."""

    tls: bool | None = None
    """Nothing may go out in clear: policy, MTA-STS, DANE or REQUIRETLS say so."""
    authentication: bool | None = None
    """The client has to log in: this is submission, not delivery to an MX."""
    smtputf8: bool | None = None
    """An address or a header is not ASCII (RFC 6531)."""
    eight_bit: bool | None = None
    """The body holds bytes above 127 (RFC 6152)."""
    size: int | None = None
    """Octets of the message as it goes over the wire."""


NO_NEEDS = Needs()
"""Nothing is known of what the message needs."""


class Fact(IntFlag):
    """What may be true of a session; rows ask for these."""

    TLS = auto()
    """The connection is encrypted."""
    AUTHENTICATED = auto()
    ACCEPTED_ANY = auto()
    """At least one recipient was accepted in this transaction."""
    ACCEPTED_SEVERAL = auto()
    PIPELINED = auto()
    REUSED = auto()
    """The connection carried an earlier transaction, or was idle."""
    LMTP = auto()
    GREETED = auto()
    """EHLO or HELO was answered."""
    PARAMETERS = auto()
    """The command, MAIL or RCPT, has parameters behind the address."""
    OFFERS_STARTTLS = auto()
    OFFERS_AUTH = auto()
    OFFERS_VRFY = auto()
    OFFERS_ETRN = auto()
    NEEDS_TLS = auto()
    NEEDS_AUTHENTICATION = auto()
    NEEDS_EXTENSIONS = auto()
    """Something that HELO cannot give: TLS, AUTH, SMTPUTF8, or LMTP."""
    LAST_CHUNK = auto()
    """The command is BDAT with LAST: its reply is the answer to the message (RFC 3030 2)."""
    NULL_SENDER = auto()
    PROBE = auto()
    FIXED_HOST = auto()
    IPV6 = auto()
    DEFERRED = auto()
    TOKEN_LOGIN = auto()
    """The login uses XOAUTH2 or OAUTHBEARER."""
    RRVS = auto()
    """The RCPT command demands the owner of the address to be unchanged (RFC 7293)."""
    FUTURE_RELEASE = auto()
    """The MAIL command asks for a later delivery (RFC 4865)."""
    DELIVER_BY = auto()
    """The MAIL command sets a deadline (RFC 2852)."""
    TOO_LARGE = auto()
    """The message is larger than the server said it takes."""
    OFFERS_LIMITS = auto()
    NEEDS_SMTPUTF8 = auto()
    NEEDS_EIGHT_BIT = auto()
    BINARY = auto()
    """The MAIL command says BODY=BINARYMIME (RFC 3030)."""
    REQUIRETLS = auto()
    """The MAIL command demands TLS on the whole way (RFC 8689)."""
    SIZE_DECLARED = auto()
    DEADLINE_BINDS = auto()
    """The MAIL command wants the message back rather than late: ``BY=...;R`` (RFC 2852 4.1)."""
    DROPPABLE = auto()
    """The command has a parameter that the message can do without."""
    UNFINISHED = auto()
    """The reply came while the message was still being sent."""


@attrs.frozen
class Context:
    """What is known of the session at the moment a reply comes; None: not known."""

    stage: Stage = Stage.UNKNOWN
    command: str | None = None
    """The command line that the reply answers, without credentials."""
    capabilities: Capabilities | None = None
    """What the last EHLO reply offered; ``Capabilities()`` after HELO."""
    tls: bool | None = None
    authenticated: bool | None = None
    accepted_recipients: int | None = None
    """How many recipients the server has accepted so far in this transaction."""
    pipelined: bool | None = None
    """Other commands were sent before this reply came."""
    reused: bool | None = None
    """The connection has carried an earlier transaction, or lain idle."""
    lmtp: bool | None = None
    null_sender: bool | None = None
    """The envelope sender is empty: the message is a notification (RFC 5321 4.5.5)."""
    probe: bool | None = None
    """No message follows: the client only asks for an address."""
    fixed_host: bool | None = None
    """The host is configured, not found by MX: there is no other."""
    ipv6: bool | None = None
    """The connection goes over IPv6."""
    deferred: bool | None = None
    """The message was put off before."""
    unfinished: bool | None = None
    """The reply came before the message was sent to its end."""
    needs: Needs = NO_NEEDS

    @classmethod
    def of(cls, context: "Context | Stage") -> "Context":
        """A context from a bare stage; a context stays what it is."""
        return _BARE[context] if isinstance(context, Stage) else context

    @cached_property
    def facts(self) -> tuple[int, int]:
        """Two sets of `Fact`: those known to be true, and those known to be false."""
        true = false = 0
        for fact, value in (*zip(_FIELD_FACTS, _field_values(self), strict=True), *self._found()):
            if value:
                true = _or(true, fact)
            elif value is not None:
                false = _or(false, fact)
        return true, false

    def _found(self) -> list[tuple[Fact, bool | None]]:
        """What no field says by itself; a fact that is not named is not known."""
        needs, fixed = self.needs, self.fixed_host
        found = [
            (
                Fact.NEEDS_EXTENSIONS,
                _any((needs.tls, needs.authentication, needs.smtputf8, self.lmtp)),
            ),
            (Fact.NULL_SENDER, self._null_sender()),
            (Fact.FIXED_HOST, needs.authentication if fixed is None else fixed),
        ]
        if self.accepted_recipients is not None:
            found.append((Fact.ACCEPTED_ANY, self.accepted_recipients > 0))
            found.append((Fact.ACCEPTED_SEVERAL, self.accepted_recipients > 1))
        if self.capabilities is not None:
            found += self._found_in_offer(self.capabilities)
        if self.command is not None:
            found += _found_in_command(self.stage, self.command)
        return found

    def _found_in_offer(self, offer: Capabilities) -> list[tuple[Fact, bool | None]]:
        keywords = frozenset(offer)
        return [
            (Fact.GREETED, True),
            (Fact.OFFERS_AUTH, bool(offer.auth)),
            (Fact.TOO_LARGE, None if self.needs.size is None else _exceeds(self.needs.size, offer)),
            *[(fact, keyword in keywords) for fact, keyword in _KEYWORD_FACTS],
        ]

    def _null_sender(self) -> bool | None:
        if self.null_sender is None and self.stage is Stage.MAIL and self.command is not None:
            return self.command.partition(":")[2].lstrip().startswith("<>")
        return self.null_sender


_or = int.__or__  # the ``|`` of IntFlag makes a member each time, at six times the price

_FIELDS = {
    "tls": Fact.TLS,
    "authenticated": Fact.AUTHENTICATED,
    "pipelined": Fact.PIPELINED,
    "reused": Fact.REUSED,
    "lmtp": Fact.LMTP,
    "probe": Fact.PROBE,
    "ipv6": Fact.IPV6,
    "deferred": Fact.DEFERRED,
    "unfinished": Fact.UNFINISHED,
    "needs.tls": Fact.NEEDS_TLS,
    "needs.authentication": Fact.NEEDS_AUTHENTICATION,
    "needs.smtputf8": Fact.NEEDS_SMTPUTF8,
    "needs.eight_bit": Fact.NEEDS_EIGHT_BIT,
}
"""The fields that are facts as they stand."""

_FIELD_FACTS = tuple(_FIELDS.values())
_field_values = attrgetter(*_FIELDS)

_KEYWORD_FACTS = (
    (Fact.OFFERS_STARTTLS, "STARTTLS"),
    (Fact.OFFERS_VRFY, "VRFY"),
    (Fact.OFFERS_ETRN, "ETRN"),
    (Fact.OFFERS_LIMITS, "LIMITS"),
)

_WORD_FACTS = {
    Stage.AUTH: ((Fact.TOKEN_LOGIN, ("XOAUTH2", "OAUTHBEARER")),),
    Stage.MAIL: (
        (Fact.FUTURE_RELEASE, (" HOLDFOR=", " HOLDUNTIL=")),
        (Fact.DELIVER_BY, (" BY=",)),
        (Fact.BINARY, (" BODY=BINARYMIME",)),
        (Fact.REQUIRETLS, (" REQUIRETLS",)),
        (Fact.SIZE_DECLARED, (" SIZE=",)),
    ),
    Stage.RCPT: ((Fact.RRVS, (" RRVS=",)),),
}
"""What the command of a stage says if one of the words stands in it."""


def _found_in_command(stage: Stage, command: str) -> list[tuple[Fact, bool | None]]:
    upper = command.upper()
    found: list[tuple[Fact, bool | None]] = [
        (fact, any(word in upper for word in words)) for fact, words in _WORD_FACTS.get(stage, ())
    ]
    if stage is Stage.BDAT:
        # LMTP: an answer for one recipient, which only the last chunk has
        is_last = upper.startswith("RCPT") or upper.split()[2:] == ["LAST"]
        found.append((Fact.LAST_CHUNK, is_last))
    elif stage in (Stage.MAIL, Stage.RCPT):
        parameters = _parameters(command)
        found.append((Fact.PARAMETERS, bool(parameters)))
        if stage is Stage.MAIL:
            binds = any(p.startswith("BY=") and ";R" in p for p in parameters)
            found.append((Fact.DEADLINE_BINDS, binds))
            if binds:
                parameters = [p for p in parameters if not p.startswith("BY=")]
        # Dropping any of `ESSENTIAL` would corrupt, expose or misdeliver the message.
        droppable = any(p.partition("=")[0] not in ESSENTIAL for p in parameters)
        found.append((Fact.DROPPABLE, droppable))
    return found


def _parameters(command: str) -> list[str]:
    """What stands behind the address of MAIL or RCPT, in upper case."""
    if ">" in command:
        return command.rpartition(">")[2].upper().split()
    return command.partition(":")[2].upper().split()[1:]


def _exceeds(size: int, offer: Capabilities) -> bool | None:
    """Whether a message is larger than the server said it takes."""
    if offer.size_declaration is SizeDeclaration.LIMITED:
        return size > (offer.size or 0)
    return False if offer.size == 0 else None


def _any(values: tuple[bool | None, ...]) -> bool | None:
    if any(values):
        return True
    return None if None in values else False


ESSENTIAL = frozenset({"BODY", "SMTPUTF8", "REQUIRETLS", "RRVS", "HOLDFOR", "HOLDUNTIL"})
"""Parameters of MAIL and RCPT that no message is sent without, once it has asked for them."""

_BARE = {stage: Context(stage=stage) for stage in Stage}
