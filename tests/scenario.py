"""One situation that real clients meet, and what is advised in it: the shape of a scenario."""

import attrs

from smtpreply import Action, Caution, Needs, Stage
from smtpreply.event import EventKind
from smtpreply.tables.rows import Example


@attrs.frozen(kw_only=True)
class Scenario:
    """A situation; its id names the rule of the collected facts that it shows."""

    rule: str
    stage: Stage
    reply: str = ""
    """As on the wire, lines joined by LF; empty for an event."""
    event: EventKind | None = None
    command: str | None = None
    accepted: int | None = None
    tls: bool | None = None
    authenticated: bool | None = None
    reused: bool | None = None
    offers: tuple[str, ...] | None = None
    needs: Needs = attrs.field(factory=Needs)
    null_sender: bool | None = None
    probe: bool | None = None
    fixed_host: bool | None = None
    ipv6: bool | None = None
    deferred: bool | None = None
    lmtp: bool | None = None
    unfinished: bool | None = None
    policy: str = "CAREFUL"

    action: Action
    """What must come first."""
    also: tuple[Action, ...] = ()
    """What must be among the alternatives."""
    never: tuple[Action, ...] = ()
    """What must not be proposed at all."""
    cautions: tuple[Caution, ...] = ()
    """What must be among the cautions."""
    throttled: bool | None = None
    """Whether a brake is put on; None: does not matter."""

    @property
    def example(self) -> Example:
        names = [f.name for f in attrs.fields(Example)]
        return Example(**{name: getattr(self, name) for name in names})
