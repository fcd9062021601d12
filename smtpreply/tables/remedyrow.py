"""The shape of the rows that `advise` fires, and the texts that several of them share.

A row says in which situation it holds and what to do then. Rows stand in order: of those
that match, the first decides, so the particular stands before the general. What to do is
opinion, argued by the source; what a reply means is fact and stands in `verdicts`.
"""

import attrs

from smtpreply.advice import Action, Blame, Caution, Command, Delay, Throttle, Throttled
from smtpreply.context import Fact
from smtpreply.event import EventKind
from smtpreply.policy import Permission
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope


@attrs.frozen(kw_only=True)
class RemedyRow:
    """When it holds, and what to do then. An empty condition always holds."""

    name: str
    stages: tuple[Stage, ...] = ()
    codes: tuple[int, ...] = ()
    """Reply codes; a single digit stands for its class."""
    events: tuple[EventKind, ...] = ()
    """A row for events holds for no reply, and the other way round."""
    reasons: tuple[Reason, ...] = ()
    uncertain: bool = False
    """Holds only for a verdict whose permanence is uncertain."""
    dead: bool = False
    """Holds only for a verdict with `address_dead`."""
    when: tuple[tuple[Fact, bool | None], ...] = ()
    """What must be known of the session; None: must not be known."""

    unless: tuple[Fact, ...] = ()
    """What must not be known to be true of the session."""
    providers: tuple[str, ...] = ()
    """Holds only for wordings of these providers, as `Verdict.provider` names them."""
    enhanced: tuple[str, ...] = ()
    """Holds only for these enhanced codes, ``5.7.1`` or without class ``x.7.1``."""
    wordings: tuple[str, ...] = ()
    """Holds only where one of these rows, of phrases mostly, counts in the verdict."""
    permissions: tuple[Permission, ...] = ()
    """What the policy must allow; besides, what the action itself needs."""

    action: Action
    alternatives: tuple[Action, ...] = ()
    scope: Scope | None = None
    """None: the verdict's."""
    blame: Blame | None = None
    """None: the one that the verdict's reason names."""
    delay: Delay | None = None
    checks: tuple[str, ...] = ()
    commands: tuple[Command, ...] | None = None
    """None: those of the action."""
    summary: str
    remedy: str
    cautions: tuple[Caution, ...] = ()
    throttles: tuple[Throttle, ...] = ()
    source: Source
    example: Example


# Seconds. Five minutes is what greylisting and most queues start with, half an hour what
# RFC 5321 4.5.4.1 asks for between tries, four hours what MTAs end up with.
LATER = Delay(300, 1800, 14400)
SOON = Delay(60, 300, 3600)
MUCH_LATER = Delay(3600, 21600, 86400)

# What KumoMTA does to whoever says "slow down" (assets/policy-extras/shaping.toml).
SLOWER = (
    Throttle(Scope.DOMAIN, Throttled.CONNECTIONS, 1, 5400.0),
    Throttle(Scope.DOMAIN, Throttled.MESSAGE_RATE, 1, 5400.0),
)

ENVELOPE = (Stage.MAIL, Stage.RCPT)
SENDING = (*ENVELOPE, Stage.DATA, *CONTENT)

NO_GREETING_CHECKS = (
    "Does the server run, and is this its name and address?",
    "Is it the right port? 25 between servers, 465 (TLS from the first byte) or 587 (STARTTLS) for submission.",
    "Does a firewall or the provider block outgoing connections to that port?",
    "Does the port expect TLS from the first byte (465) while the client waits for a greeting in clear?",
    "Does the server only greet slowly? RFC 5321 4.5.3.2.1 allows five minutes.",
)
