"""What is known of one destination's health, as a small value that a fleet can share.

A destination is what the caller keeps a `Health` for: a host, a domain, an account. Times
are seconds on a clock of the caller's (for a fleet: Unix time). Nothing is decided here: how
health changes with each answer is `smtpreply.breaker`. The value is bounded in size, and
travels as a plain dict that JSON can hold (`Health.to_dict`, `Health.from_dict`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

import attrs

from smtpreply.advice import Throttle, Throttled
from smtpreply.verdict import Scope

_VERSION = 1

MOST_BRAKES = 16
MOST_COUNTED = 16
MOST_HITS = 100
"""No more than so many brakes, rows that are counted, and answers counted for each of them."""


class Pulse(Enum):
    """What one answer says of a destination's health."""

    DELIVERED = "delivered"
    """A message was accepted: more may be sent at a time."""
    ALIVE = "alive"
    """The site works, though it refused a recipient, a message or a sender."""
    FAILED = "failed"
    """The site itself failed: no connection, no session, or the server gave up."""
    NOTHING = "nothing"
    """Too little to tell: half a session, or something of the client's own."""


def _finite(_: Any, field: "attrs.Attribute[Any]", value: float | None) -> None:
    if value is not None and not math.isfinite(value):
        raise ValueError(f"{field.name} is a finite number, not {value!r}")


def _at_least(lowest: float) -> Callable[[Any, "attrs.Attribute[Any]", float | None], None]:
    def check(_: Any, field: "attrs.Attribute[Any]", value: float | None) -> None:
        if value is not None and not lowest <= value < math.inf:
            raise ValueError(f"{field.name} is a number from {lowest:g} on, not {value!r}")

    return check


def _at_most(most: int) -> Callable[[Any, "attrs.Attribute[Any]", Sequence[Any]], None]:
    def check(_: Any, field: "attrs.Attribute[Any]", value: Sequence[Any]) -> None:
        if len(value) > most:
            raise ValueError(f"{field.name} holds at most {most}, not {len(value)}")

    return check


def _all_finite(_: Any, field: "attrs.Attribute[Any]", value: Sequence[float]) -> None:
    if not all(map(math.isfinite, value)):
        raise ValueError(f"{field.name} holds finite numbers, not {value!r}")


@attrs.frozen
class Brake:
    """A brake in force."""

    throttle: Throttle
    until: float = attrs.field(validator=_finite)
    because: str = ""
    """The name of the row that pulled it."""

    def __str__(self) -> str:
        value = "" if self.throttle.value is None else f"{self.throttle.value:g} "
        why = f" ({self.because})" if self.because else ""
        return f"{value}{self.throttle.what.value} until {self.until:.0f}{why}"


@attrs.frozen
class Hits:
    """When answers came that pull a brake only if there are several of them."""

    because: str
    """The name of the row that is counted."""
    within: float = attrs.field(validator=_at_least(0))
    """Seconds after which one counts no more."""
    at: tuple[float, ...] = attrs.field(validator=[_at_most(MOST_HITS), _all_finite])
    """Oldest first."""


@attrs.frozen(kw_only=True)
class Health:
    """How a destination fares. ``Health()`` is one of which nothing is known."""

    window: float | None = attrs.field(default=None, validator=_at_least(1))
    """How many connections at a time are thought good, rounded down; None: not known yet, so as
    many as the policy starts with."""
    cohorts: float = attrs.field(default=0.0, validator=_at_least(0))
    """Failures since the last sign of life, each counted as its part of the window."""
    dead_until: float | None = attrs.field(default=None, validator=_finite)
    """Until when nothing is sent as too much failed; in the past: one probe is to go first."""
    probe_until: float | None = attrs.field(default=None, validator=_finite)
    """Until when the one who has claimed the probe may take for it; None: nobody has."""
    brakes: tuple[Brake, ...] = attrs.field(default=(), validator=_at_most(MOST_BRAKES))
    hits: tuple[Hits, ...] = attrs.field(default=(), validator=_at_most(MOST_COUNTED))
    updated: float | None = attrs.field(default=None, validator=_finite)
    """When something was last learned; None: never."""

    def to_dict(self) -> dict[str, Any]:
        """The value as JSON can hold it; `from_dict` reads it."""
        return {
            "version": _VERSION,
            "window": self.window,
            "cohorts": self.cohorts,
            "dead_until": self.dead_until,
            "probe_until": self.probe_until,
            "brakes": [
                {
                    **attrs.asdict(brake.throttle),
                    "scope": brake.throttle.scope.name,
                    "what": brake.throttle.what.name,
                    "until": brake.until,
                    "because": brake.because,
                }
                for brake in self.brakes
            ],
            "hits": [{**attrs.asdict(hits), "at": list(hits.at)} for hits in self.hits],
            "updated": self.updated,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Health":
        """Read what `to_dict` wrote. Raises ``ValueError``, which names the field, for all else."""
        top = _Fields(data, "")
        if (version := top.take("version")) != _VERSION:
            raise ValueError(f"version is {_VERSION}, not {version!r}: another release wrote this")
        health = cls(
            window=top.maybe("window"),
            cohorts=top.number("cohorts"),
            dead_until=top.maybe("dead_until"),
            probe_until=top.maybe("probe_until"),
            brakes=tuple(_read_brake(item) for item in top.items("brakes")),
            hits=tuple(_read_hits(item) for item in top.items("hits")),
            updated=top.maybe("updated"),
        )
        top.nothing_left()
        return health

    def __str__(self) -> str:
        """One line: what is in force."""
        parts = ["window " + ("new" if self.window is None else f"{self.window:g}")]
        if self.cohorts:
            parts.append(f"{self.cohorts:.3g} cohorts failed")
        if self.dead_until is not None:
            parts.append(f"dead until {self.dead_until:.0f}, then a probe")
        return "; ".join([*parts, *map(str, self.brakes)])


@attrs.frozen(kw_only=True)
class Permit:
    """Whether something may go to a destination now, and how much; true if it may."""

    allowed: bool
    """Whether one connection more may be opened."""
    connections: int
    """How many at a time, those open already counted; 0 while suspended."""
    messages_per_minute: float | None = None
    """Over all who share the health; None: no limit is known."""
    messages_per_connection: int | None = None
    suspended_until: float | None = None
    """When to ask again; None where it is not suspended."""
    probe: bool = False
    """This connection is the probe, and goes alone: tell what comes of it."""

    def __bool__(self) -> bool:
        return self.allowed

    def __str__(self) -> str:
        """One line for a person."""
        if self.suspended_until is not None:
            return f"suspended until {self.suspended_until:.0f}"
        parts = ["one probe" if self.probe else f"connections: {self.connections}"]
        if self.messages_per_minute is not None:
            parts.append(f"messages a minute: {self.messages_per_minute:g}")
        if self.messages_per_connection is not None:
            parts.append(f"messages a connection: {self.messages_per_connection}")
        return ", ".join(parts if self.allowed else ["no more now", *parts])


def _positive(_: Any, field: "attrs.Attribute[Any]", value: float | None) -> None:
    if value is not None and not 0 < value < math.inf:
        raise ValueError(f"{field.name} is a number above 0, not {value!r}")


@attrs.frozen(kw_only=True)
class HealthPolicy:
    """How fast trust grows and shrinks, and when it ends. Times are seconds."""

    name: str
    start: int = attrs.field(validator=_at_least(1))
    """Connections at a time to a destination of which nothing is known."""
    limit: int = attrs.field(validator=_at_least(1))
    """Connections at a time that are never exceeded."""
    growth: float = attrs.field(validator=_at_least(0))
    """What a message that was accepted adds to the window."""
    shrink: float = attrs.field(validator=_at_least(0))
    """What a failure of the site takes from it; it never falls below 1."""
    by_cohort: bool
    """Whether `growth` and `shrink` are for as many messages as the window holds, not for one."""
    failed_cohorts: float | None = attrs.field(validator=_positive)
    """How many windows full of failures, without a sign of life between them, suspend the
    destination; None: they never do."""
    back_off: float = attrs.field(validator=_positive)
    """How long it is suspended then, before a probe."""
    probe_time: float = attrs.field(validator=_positive)
    """How long one probe may take before another may go."""
    forget_after: float = attrs.field(validator=_positive)
    """How long after the last answer, and the end of all brakes, a destination is new again."""
    scopes: frozenset[Scope] = frozenset({Scope.HOST, Scope.DOMAIN, Scope.ACCOUNT})
    """What the destination is. Brakes for something else are left out, and failures of the site
    count only if it is a host or a domain. Whoever keeps one health for a host and another for
    the account there gives each its own."""


POSTFIX_FEEDBACK = HealthPolicy(
    name="POSTFIX_FEEDBACK",
    start=5,  # initial_destination_concurrency
    limit=20,  # default_destination_concurrency_limit
    growth=1,  # default_destination_concurrency_positive_feedback
    shrink=1,  # default_destination_concurrency_negative_feedback
    by_cohort=False,
    failed_cohorts=1,  # default_destination_concurrency_failed_cohort_limit
    back_off=300,  # minimal_backoff_time
    # A server may take five minutes to greet (RFC 5321 4.5.3.2.1); a probe of which nothing was
    # heard for as long is lost with the one who made it.
    probe_time=300,
    # Postfix forgets a destination once no mail waits for it; none waits longer than
    # maximal_backoff_time for its next attempt.
    forget_after=4000,
)
"""What Postfix does by default since 2.5, but for the probe: Postfix lets five go at once."""

POSTFIX_GENTLE_FEEDBACK = attrs.evolve(
    POSTFIX_FEEDBACK, name="POSTFIX_GENTLE_FEEDBACK", by_cohort=True
)
"""The same with ``1/concurrency``, for servers that limit connections: the window grows by one a
cohort, not by one a message, and so stays near what they bear (Postfix SCHEDULER_README)."""


_T = TypeVar("_T", Scope, Throttled)


class _Fields:
    """The fields of a dict from somewhere else, taken one by one; errors name the place."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, Mapping):
            raise ValueError(f"{where or 'health'} is a mapping, not {type(data).__name__}")
        self._left, self._where = dict(data), where

    def take(self, name: str) -> Any:
        if name not in self._left:
            raise ValueError(f"{self._path(name)} is missing")
        return self._left.pop(name)

    def number(self, name: str) -> float:
        return self._check_number(name, self.take(name))

    def maybe(self, name: str) -> float | None:
        value = self.take(name)
        return None if value is None else self._check_number(name, value)

    def count(self, name: str) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{self._path(name)} is a whole number from 1 on, not {value!r}")
        return value

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str):
            raise ValueError(f"{self._path(name)} is text, not {value!r}")
        return value

    def member(self, name: str, kind: type[_T]) -> _T:
        value = self.take(name)
        if not isinstance(value, str) or value not in kind.__members__:
            raise ValueError(f"{self._path(name)} is a {kind.__name__}, not {value!r}")
        return kind[value]

    def items(self, name: str) -> list["_Fields"]:
        return [_Fields(item, f"{name}[{n}]") for n, item in enumerate(self._list(name))]

    def numbers(self, name: str) -> tuple[float, ...]:
        return tuple(self._check_number(name, item) for item in self._list(name))

    def nothing_left(self) -> None:
        for name in self._left:
            raise ValueError(f"{self._path(str(name))} is not a field of a health")

    def _list(self, name: str) -> Sequence[Any]:
        value = self.take(name)
        if not isinstance(value, list | tuple):
            raise ValueError(f"{self._path(name)} is a list, not {value!r}")
        return value

    def _check_number(self, name: str, value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(f"{self._path(name)} is a number, not {value!r}")
        try:
            return float(value)
        except OverflowError as error:
            raise ValueError(f"{self._path(name)} is a finite number, but too large") from error

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name


def _read_brake(fields: _Fields) -> Brake:
    throttle = Throttle(
        scope=fields.member("scope", Scope),
        what=fields.member("what", Throttled),
        value=fields.maybe("value"),
        duration=fields.number("duration"),
        times=fields.count("times"),
        within=fields.maybe("within"),
    )
    brake = Brake(throttle, fields.number("until"), fields.text("because"))
    fields.nothing_left()
    return brake


def _read_hits(fields: _Fields) -> Hits:
    hits = Hits(fields.text("because"), fields.number("within"), fields.numbers("at"))
    fields.nothing_left()
    return hits
