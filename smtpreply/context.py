"""What the client knows when a reply comes.

Every field has a "not known" value. Less knowledge gives a humbler verdict and a more
careful advice, never an exception.
"""

from enum import IntFlag, auto
from functools import cached_property

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
        for fact, value in self._known():
            if value:
                true |= fact
            elif value is not None:
                false |= fact
        return int(true), int(false)

    def _known(self) -> list[tuple[Fact, bool | None]]:
        accepted, needs = self.accepted_recipients, self.needs
        extensions = (needs.tls, needs.authentication, needs.smtputf8, self.lmtp)
        return [
            (Fact.TLS, self.tls),
            (Fact.AUTHENTICATED, self.authenticated),
            (Fact.ACCEPTED_ANY, None if accepted is None else accepted > 0),
            (Fact.ACCEPTED_SEVERAL, None if accepted is None else accepted > 1),
            (Fact.PIPELINED, self.pipelined),
            (Fact.REUSED, self.reused),
            (Fact.LMTP, self.lmtp),
            (Fact.GREETED, None if self.capabilities is None else True),
            (Fact.PARAMETERS, self._parameters()),
            (Fact.OFFERS_STARTTLS, self._offers("STARTTLS")),
            (Fact.OFFERS_AUTH, None if self.capabilities is None else bool(self.capabilities.auth)),
            (Fact.OFFERS_VRFY, self._offers("VRFY")),
            (Fact.OFFERS_ETRN, self._offers("ETRN")),
            (Fact.NEEDS_TLS, needs.tls),
            (Fact.NEEDS_AUTHENTICATION, needs.authentication),
            (Fact.NEEDS_EXTENSIONS, _any(extensions)),
            (Fact.LAST_CHUNK, self._last_chunk()),
            (Fact.NULL_SENDER, self._null_sender()),
            (Fact.PROBE, self.probe),
            (
                Fact.FIXED_HOST,
                self.needs.authentication if self.fixed_host is None else self.fixed_host,
            ),
            (Fact.IPV6, self.ipv6),
            (Fact.DEFERRED, self.deferred),
            (Fact.TOKEN_LOGIN, self._says(Stage.AUTH, ("XOAUTH2", "OAUTHBEARER"))),
            (Fact.RRVS, self._says(Stage.RCPT, (" RRVS=",))),
            (Fact.FUTURE_RELEASE, self._says(Stage.MAIL, (" HOLDFOR=", " HOLDUNTIL="))),
            (Fact.DELIVER_BY, self._says(Stage.MAIL, (" BY=",))),
            (Fact.TOO_LARGE, self._too_large()),
            (Fact.OFFERS_LIMITS, self._offers("LIMITS")),
            (Fact.NEEDS_SMTPUTF8, needs.smtputf8),
            (Fact.NEEDS_EIGHT_BIT, needs.eight_bit),
            (Fact.BINARY, self._says(Stage.MAIL, (" BODY=BINARYMIME",))),
            (Fact.REQUIRETLS, self._says(Stage.MAIL, (" REQUIRETLS",))),
            (Fact.SIZE_DECLARED, self._says(Stage.MAIL, (" SIZE=",))),
            (Fact.DEADLINE_BINDS, self._deadline_binds()),
            (Fact.DROPPABLE, self._droppable()),
            (Fact.UNFINISHED, self.unfinished),
        ]

    def _offers(self, keyword: str) -> bool | None:
        return None if self.capabilities is None else keyword in self.capabilities

    def _says(self, stage: Stage, words: tuple[str, ...]) -> bool | None:
        """Whether the command of that stage holds one of the words; None at another."""
        if self.stage is not stage or self.command is None:
            return None
        command = self.command.upper()
        return any(word in command for word in words)

    def _null_sender(self) -> bool | None:
        if self.null_sender is None and self.stage is Stage.MAIL and self.command is not None:
            return self.command.partition(":")[2].lstrip().startswith("<>")
        return self.null_sender

    def _parameters(self) -> bool | None:
        if self.stage not in (Stage.MAIL, Stage.RCPT) or self.command is None:
            return None
        return bool(self._parameter_words())

    def _parameter_words(self) -> list[str]:
        """What stands behind the address of MAIL or RCPT, in upper case."""
        command = self.command or ""
        if ">" in command:
            return command.rpartition(">")[2].upper().split()
        return command.partition(":")[2].upper().split()[1:]

    def _deadline_binds(self) -> bool | None:
        if self.stage is not Stage.MAIL or self.command is None:
            return None
        return any(p.startswith("BY=") and ";R" in p for p in self._parameter_words())

    def _droppable(self) -> bool | None:
        """Dropping any of `ESSENTIAL` would corrupt, expose or misdeliver the message."""
        if self.stage not in (Stage.MAIL, Stage.RCPT) or self.command is None:
            return None
        parameters = self._parameter_words()
        if self._deadline_binds():
            parameters = [p for p in parameters if not p.startswith("BY=")]
        return any(p.partition("=")[0] not in ESSENTIAL for p in parameters)

    def _last_chunk(self) -> bool | None:
        if self.stage is not Stage.BDAT or self.command is None:
            return None
        return self.command.upper().split()[2:] == ["LAST"]

    def _too_large(self) -> bool | None:
        if self.needs.size is None or self.capabilities is None:
            return None
        if self.capabilities.size_declaration is SizeDeclaration.LIMITED:
            return self.needs.size > (self.capabilities.size or 0)
        return False if self.capabilities.size == 0 else None


def _any(values: tuple[bool | None, ...]) -> bool | None:
    if any(values):
        return True
    return None if None in values else False


ESSENTIAL = frozenset({"BODY", "SMTPUTF8", "REQUIRETLS", "RRVS", "HOLDFOR", "HOLDUNTIL"})
"""Parameters of MAIL and RCPT that no message is sent without, once it has asked for them."""

_BARE = {stage: Context(stage=stage) for stage in Stage}
