"""The shapes of the rows that say what is known of codes and keywords.

A row is a frozen value: facts in prose, where they come from, and an example as a
server would send it. A row decides nothing; the rows that decide are in
`smtpreply.tables.verdicts` and `smtpreply.tables.remedies`.
"""

from enum import Enum

import attrs

from smtpreply.capabilities import Capabilities, Capability
from smtpreply.context import NO_NEEDS, Context, Needs
from smtpreply.event import EventKind
from smtpreply.stage import Stage


class Standing(Enum):
    """How well a code is established."""

    STANDARD = "standard"
    """An RFC in force defines it."""
    REGISTRY_ONLY = "registry only"
    """Named in an IANA registry as the partner of an enhanced code, defined nowhere."""
    DRAFT = "draft"
    """Proposed in an Internet-Draft that expired."""
    IN_THE_WILD = "in the wild"
    """In no RFC, yet real servers or services send it."""
    FOLKLORE = "folklore"
    """Copied from list to list; no server is known to mean it."""


@attrs.frozen
class Source:
    """Where a fact comes from: a document and a place in it.

    ``document`` is a name ("RFC 5321", "IANA SMTP Enhanced Status Codes", "Postfix
    3.7") or an address; ``section`` may be empty.
    """

    document: str
    section: str = ""

    @property
    def url(self) -> str:
        """An address to read it at, or empty where none is known."""
        if self.document.startswith("https://"):
            return self.document
        if self.document.startswith("RFC "):
            number = self.document[4:]
            anchor = f"#section-{self.section}" if self.section[:1].isdigit() else ""
            return f"https://www.rfc-editor.org/rfc/rfc{number}{anchor}"
        return ""

    def __str__(self) -> str:
        return f"{self.document} {self.section}".strip()


@attrs.frozen
class Example:
    """A situation in which a row decides: a reply, or an event, and what is known of the session."""

    stage: Stage
    reply: str = ""
    """The reply as on the wire, lines joined by LF; empty for an event."""
    event: EventKind | None = None
    command: str | None = None
    accepted: int | None = None
    """How many recipients were accepted before."""
    tls: bool | None = None
    authenticated: bool | None = None
    reused: bool | None = None
    offers: tuple[str, ...] | None = None
    """The keywords of the last EHLO reply."""
    needs: Needs = NO_NEEDS
    null_sender: bool | None = None
    probe: bool | None = None
    fixed_host: bool | None = None
    ipv6: bool | None = None
    deferred: bool | None = None
    lmtp: bool | None = None
    unfinished: bool | None = None
    policy: str = "CAREFUL"
    """The name of the policy that is asked."""

    @property
    def wire(self) -> bytes:
        """The reply as bytes."""
        return self.reply.replace("\n", "\r\n").encode() + b"\r\n"

    @property
    def context(self) -> Context:
        """What the client knows in this situation."""
        lines = [Capability.from_line(line) for line in self.offers or ()]
        return Context(
            stage=self.stage,
            command=self.command,
            capabilities=None
            if self.offers is None
            else Capabilities(offered=tuple(line for line in lines if line is not None)),
            tls=self.tls,
            authenticated=self.authenticated,
            accepted_recipients=self.accepted,
            reused=self.reused,
            null_sender=self.null_sender,
            probe=self.probe,
            fixed_host=self.fixed_host,
            ipv6=self.ipv6,
            deferred=self.deferred,
            lmtp=self.lmtp,
            unfinished=self.unfinished,
            needs=self.needs,
        )


@attrs.frozen
class Fix:
    """What each can do about it; an empty string means that there is nothing for them to do."""

    sender: str = ""
    """The person whose mail it is."""
    developer: str = ""
    """Who wrote the program that sends."""
    operator: str = ""
    """Who runs the sending or the receiving server."""


@attrs.frozen(kw_only=True)
class ReplyCodeRow:
    """All that is known of one reply code."""

    code: int
    title: str
    standing: Standing
    meaning: str
    """What the server says with it."""
    seen: str
    """When one sees it."""
    stages: tuple[Stage, ...]
    """Where a standard or a known server gives it; empty where nobody is known to."""
    fix: Fix
    again: str
    """Whether trying again helps."""
    confused_with: tuple[tuple[str, str], ...] = ()
    """Codes it is taken for ("550", "5.1.1"), each with the difference."""
    doubts: str = ""
    """Where sources contradict each other, or a fact could not be confirmed."""
    sources: tuple[Source, ...]
    example: str
    """A whole reply as a server would send it, lines joined by LF, without the last line end."""


@attrs.frozen(kw_only=True)
class EnhancedCodeRow:
    """All that is known of one enhanced code, or of a range of them, whatever its class."""

    subject: int
    detail: int
    last_detail: int | None = None
    """The end of a range that a provider uses as one (5.7.606 to 5.7.649); None for one code."""
    title: str
    standing: Standing
    classes: tuple[int, ...]
    """The classes it is registered or seen with."""
    basic_codes: tuple[int, ...]
    """The reply codes it goes with; empty where the registry leaves that open."""
    meaning: str
    seen: str
    fix: Fix
    again: str
    confused_with: tuple[tuple[str, str], ...] = ()
    doubts: str = ""
    sources: tuple[Source, ...]
    example: str


@attrs.frozen(kw_only=True)
class PairRow:
    """A reply code and an enhanced code that together mean more than either."""

    code: int
    enhanced: str
    adds: str
    """What the pair says that neither says alone."""
    sources: tuple[Source, ...]
    example: str


@attrs.frozen(kw_only=True)
class KeywordRow:
    """One EHLO keyword: a service extension (RFC 5321 4.1.1.1)."""

    keyword: str
    title: str
    standing: Standing
    meaning: str
    """What a client may do where it is offered, and must not where it is not."""
    parameters: str
    """What may follow the keyword; empty for nothing."""
    verbs: tuple[str, ...] = ()
    """Commands it adds."""
    mail_parameters: tuple[str, ...] = ()
    rcpt_parameters: tuple[str, ...] = ()
    doubts: str = ""
    sources: tuple[Source, ...]
    example: str
    """The line in the EHLO reply, without the code."""
