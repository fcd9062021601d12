"""The circuit breaker of an MTA, as two pure functions over `Health`.

`observe` says what a destination's health is after an answer; `admit` says whether something
may go there now. Both take the time and give a new value. A suspension always ends: with one
probe, and with a window of one that grows with each message accepted. A clock that runs
backwards breaks nothing: nothing in force lasts longer, from the time given on, than the full
time it was put on for. Atomic updates where many share a health: `smtpreply.adapters.health`.
"""

import math

import attrs

from smtpreply.advice import Throttle, Throttled
from smtpreply.diagnosis import Diagnosis
from smtpreply.health import (
    MOST_BRAKES,
    MOST_COUNTED,
    MOST_HITS,
    POSTFIX_FEEDBACK,
    Brake,
    Health,
    HealthPolicy,
    Hits,
    Permit,
    Pulse,
)
from smtpreply.tables.pulses import PULSE_ROWS, PulseRow
from smtpreply.verdict import Scope

_SITE = frozenset({Scope.HOST, Scope.DOMAIN})
_ROUNDING = 1e-6  # three thirds are one


def observe(
    health: Health,
    diagnosis: Diagnosis,
    *,
    now: float,
    policy: HealthPolicy = POSTFIX_FEEDBACK,
) -> Health:
    """The health of a destination after one answer, or what came in its place.

    A message accepted grows the window and ends a suspension for failures; a failure of the
    site shrinks it, and suspends the destination at the policy's limit; a refused recipient or
    message only shows that the site works. The brakes that the advice names are put on, those
    that want several such answers when the last of them has come; they stay on for their time,
    whatever else is accepted meanwhile. Observe a failed session once, not once a recipient. For
    a domain with several hosts, observe what came of the last one tried, or keep a health for
    each host. Raises ``ValueError`` for a time that is no finite number.
    """
    health = _settled(health, now, policy)
    pulse = pulse_row(diagnosis).pulse
    if pulse is Pulse.FAILED and not policy.scopes & _SITE:
        pulse = Pulse.NOTHING
    throttles = [t for t in diagnosis.advice.throttles if t.scope in policy.scopes]
    if pulse is Pulse.NOTHING and not throttles:
        return health
    health = attrs.evolve(_pulsed(health, pulse, now, policy), updated=now)
    return _braked(health, throttles, diagnosis.advice.because, now, policy)


def admit(
    health: Health,
    *,
    now: float,
    in_flight: int = 0,
    policy: HealthPolicy = POSTFIX_FEEDBACK,
) -> tuple[Health, Permit]:
    """Say whether one connection more may be opened now, and how much may go over it.

    ``in_flight`` is the number of connections open already, by all who share the health. Behind
    a suspension one probe goes first: who gets the permit for it has claimed it, so that the new
    health must be kept. If nothing is heard of it for the policy's ``probe_time``, the next one
    may go. Raises ``ValueError`` for a time that is no finite number, or a negative number of
    connections.
    """
    if in_flight < 0:
        raise ValueError(f"in_flight is not negative, but {in_flight!r}")
    health = _settled(health, now, policy)
    until = _closed_until(health, now)
    if until is not None:
        return health, Permit(allowed=False, connections=0, suspended_until=until)
    probing = health.dead_until is not None
    connections = 1 if probing else _connections(health, policy)
    allowed = in_flight < connections
    if probing and allowed:
        health = attrs.evolve(health, probe_until=now + policy.probe_time)
    each = _strictest(health, Throttled.MESSAGES_PER_CONNECTION)
    return health, Permit(
        allowed=allowed,
        connections=connections,
        messages_per_minute=_strictest(health, Throttled.MESSAGE_RATE),
        messages_per_connection=None if each is None else max(1, int(each)),
        probe=probing and allowed,
    )


def pulse_row(diagnosis: Diagnosis) -> PulseRow:
    """The row that says what an answer shows of the site that gave it."""
    return next(row for row in PULSE_ROWS if _holds(row, diagnosis))


def forgotten_at(health: Health, policy: HealthPolicy = POSTFIX_FEEDBACK) -> float | None:
    """When the destination is new again if nothing more is heard of it; None: it is already."""
    times = [brake.until for brake in health.brakes]
    times += [hits.at[-1] for hits in health.hits if hits.at]
    times += [
        time for time in (health.updated, health.dead_until, health.probe_until) if time is not None
    ]
    return max(times) + policy.forget_after if times else None


def _holds(row: PulseRow, diagnosis: Diagnosis) -> bool:
    verdict, advice = diagnosis.verdict, diagnosis.advice
    code = verdict.code
    return (
        (not row.codes or (code is not None and (code in row.codes or code // 100 in row.codes)))
        and (not row.events or verdict.event in row.events)
        and (not row.stages or verdict.stage in row.stages)
        and (not row.reasons or verdict.reason in row.reasons)
        and (not row.scopes or verdict.scope in row.scopes)
        and (not row.actions or advice.action in row.actions)
        and (not row.blames or advice.blame in row.blames)
    )


def _settled(health: Health, now: float, policy: HealthPolicy) -> Health:
    """The health as it is at a time: what has ended is gone, or has become a probe that is due."""
    if not math.isfinite(now):
        raise ValueError(f"now is a finite number of seconds, not {now!r}")
    health = _drawn_near(health, now, policy)
    forgotten = forgotten_at(health, policy)
    if forgotten is not None and forgotten <= now:
        return Health()
    over = [b.until for b in health.brakes if b.until <= now and _suspends(b)]
    if over:  # one probe is due
        times = over if health.dead_until is None else [*over, health.dead_until]
        health = attrs.evolve(health, dead_until=max(times), window=1.0)
    lost = health.probe_until is not None and health.probe_until <= now
    return attrs.evolve(
        health,
        probe_until=None if lost else health.probe_until,
        brakes=tuple(brake for brake in health.brakes if brake.until > now),
        hits=tuple(recent for hits in health.hits if (recent := _recent(hits, now)).at),
    )


def _drawn_near(health: Health, now: float, policy: HealthPolicy) -> Health:
    """The health without a time that no clock of now could have set."""
    return attrs.evolve(
        health,
        dead_until=_nearer(health.dead_until, now + policy.back_off),
        probe_until=_nearer(health.probe_until, now + policy.probe_time),
        updated=_nearer(health.updated, now),
        brakes=tuple(
            attrs.evolve(brake, until=min(brake.until, now + brake.throttle.duration))
            for brake in health.brakes
        ),
        hits=tuple(
            attrs.evolve(hits, at=tuple(min(time, now) for time in hits.at)) for hits in health.hits
        ),
    )


def _nearer(time: float | None, latest: float) -> float | None:
    return None if time is None else min(time, latest)


def _suspends(brake: Brake) -> bool:
    return brake.throttle.what is Throttled.SUSPENSION


def _recent(hits: Hits, now: float) -> Hits:
    return attrs.evolve(hits, at=tuple(time for time in hits.at if now - time < hits.within))


def _pulsed(health: Health, pulse: Pulse, now: float, policy: HealthPolicy) -> Health:
    if pulse is Pulse.FAILED:
        return _failed(health, now, policy)
    if pulse is Pulse.NOTHING:
        return health
    window = _window(health, policy)
    if pulse is Pulse.DELIVERED:
        gain = policy.growth / _whole(window) if policy.by_cohort else policy.growth
        window = min(window + gain, policy.limit)
    return attrs.evolve(health, window=window, cohorts=0.0, dead_until=None, probe_until=None)


def _failed(health: Health, now: float, policy: HealthPolicy) -> Health:
    if health.dead_until is not None:
        # Those that were under way when it died tell nothing new; the probe does.
        if now < health.dead_until:
            return health
        return _dead(health, now, policy)
    window = _window(health, policy)
    cohorts = health.cohorts + 1 / _whole(window)
    if policy.failed_cohorts is not None and cohorts >= policy.failed_cohorts - _ROUNDING:
        return _dead(health, now, policy)
    loss = policy.shrink / _whole(window) if policy.by_cohort else policy.shrink
    return attrs.evolve(health, window=max(1.0, window - loss), cohorts=cohorts)


def _dead(health: Health, now: float, policy: HealthPolicy) -> Health:
    return attrs.evolve(
        health, window=1.0, cohorts=0.0, dead_until=now + policy.back_off, probe_until=None
    )


def _whole(window: float) -> int:
    return int(window + _ROUNDING)


def _window(health: Health, policy: HealthPolicy) -> float:
    return policy.start if health.window is None else health.window


def _braked(
    health: Health, throttles: list[Throttle], because: str, now: float, policy: HealthPolicy
) -> Health:
    """The health with the brakes that an answer pulls, and the answer counted for the others."""
    waiting = [throttle for throttle in throttles if throttle.times > 1]
    hits = None
    if waiting:
        hits = _counted(health, waiting, because, now, policy)
        others = tuple(h for h in health.hits if h.because != because)
        health = attrs.evolve(health, hits=(*others[1 - MOST_COUNTED :], hits))
    for throttle in throttles:
        if throttle.times <= 1 or (hits is not None and _enough(throttle, hits, now)):
            health = _pull(health, Brake(throttle, now + throttle.duration, because))
    return health


def _counted(
    health: Health, waiting: list[Throttle], because: str, now: float, policy: HealthPolicy
) -> Hits:
    before = next((hits.at for hits in health.hits if hits.because == because), ())
    most = min(max(throttle.times for throttle in waiting), MOST_HITS)
    within = max(policy.forget_after if t.within is None else t.within for t in waiting)
    return Hits(because, within, (*before, now)[-most:])


def _enough(throttle: Throttle, hits: Hits, now: float) -> bool:
    """Whether so many came in time; it is not counted further than to `MOST_HITS`."""
    within = math.inf if throttle.within is None else throttle.within
    recent = sum(now - time < within for time in hits.at)
    return recent >= min(throttle.times, MOST_HITS)


def _pull(health: Health, new: Brake) -> Health:
    """The health with a brake more, without those that it makes needless."""
    brakes = [b for b in health.brakes if not _covers(new, b)]
    if not any(_covers(b, new) for b in brakes):
        brakes.append(new)
    if len(brakes) > MOST_BRAKES:
        brakes.remove(min(brakes, key=lambda brake: brake.until))
    if _suspends(new):  # the probe, if there was one, has its answer
        health = attrs.evolve(health, probe_until=None)
    return attrs.evolve(health, brakes=tuple(brakes))


def _covers(one: Brake, other: Brake) -> bool:
    """Whether one brake is as hard as another of its kind, and lasts as long."""
    a, b = one.throttle, other.throttle
    return (
        (a.scope, a.what) == (b.scope, b.what)
        and one.until >= other.until
        and (a.value or 0) <= (b.value or 0)
    )


def _closed_until(health: Health, now: float) -> float | None:
    """Until when nothing may go; None if something may."""
    times = [brake.until for brake in health.brakes if _suspends(brake)]
    times += [t for t in (health.dead_until, health.probe_until) if t is not None and t > now]
    return max(times, default=None)


def _connections(health: Health, policy: HealthPolicy) -> int:
    window = min(_window(health, policy), policy.limit)
    braked = _strictest(health, Throttled.CONNECTIONS)
    return max(1, _whole(window if braked is None else min(window, braked)))


def _strictest(health: Health, what: Throttled) -> float | None:
    values = [b.throttle.value for b in health.brakes if b.throttle.what is what]
    return min((value for value in values if value is not None), default=None)
