"""Advice met with history: what to do next, and when, until it is done or given up.

Pure: time and jitter are arguments. It ends: what is advised "at once" twice at the same
moment for the same reason is put off instead, and what is put off for longer than the
schedule allows is given up, with the last reply as the reason.
"""

import attrs

from smtpreply.advice import Action, Advice
from smtpreply.plan import Attempt, History, Plan, Schedule, Step
from smtpreply.tables.schedules import CAREFUL_SCHEDULE

# The server's own words about time are taken seriously, within bounds: untrusted text must not
# make us hammer, nor forget the message (RFC 6647 5: one minute to 24 hours).
SHORTEST = 30.0
LONGEST = 86400.0

_LATER = frozenset({Action.RETRY_LATER, Action.SLOW_DOWN, Action.FEWER_CONNECTIONS,
                    Action.SUSPEND_DESTINATION, Action.RESEND_DESPITE_RISK,
                    Action.HOLD_LOCALLY})  # fmt: skip
_OVER = frozenset({Action.GIVE_UP_RECIPIENT, Action.GIVE_UP_MESSAGE, Action.GIVE_UP_DOMAIN})
_MEND = frozenset({Action.FIX_CLIENT, Action.FIX_CREDENTIALS, Action.FIX_RECIPIENT_ADDRESS,
                   Action.FIX_SENDER_ADDRESS, Action.FIX_SENDER_POLICY, Action.FIX_MESSAGE,
                   Action.SHRINK_MESSAGE, Action.REQUEST_DELISTING, Action.CONTACT_POSTMASTER,
                   Action.CONTACT_ACCOUNT_ADMIN, Action.USE_OAUTH, Action.ASK_USER,
                   Action.CHECK_SERVICE, Action.CLEAN_LIST, Action.SUSPEND_ACCOUNT})  # fmt: skip
_NOTHING = frozenset({Action.DONE, Action.HOLD_AS_UNKNOWN, Action.DROP_NOTIFICATION,
                      Action.ACCEPT_VERIFIED, Action.ACCEPT_UNVERIFIED})  # fmt: skip
_OTHER_HOST = frozenset({Action.NEXT_HOST, Action.GIVE_UP_HOST})


def plan(
    advice: Advice,
    history: History,
    schedule: Schedule = CAREFUL_SCHEDULE,
    *,
    elapsed: float,
    jitter: float = 0.0,
    hosts: tuple[str, ...] = (),
) -> Plan:
    """Say what comes next for one recipient.

    ``history`` holds the attempts before the one that led to ``advice``; ``elapsed`` is the time
    of that one in seconds after the first; ``jitter`` is a number from -1 to 1 that the caller
    draws; ``hosts`` are those of the domain, the best first. Raises ``ValueError`` for a negative
    time or a jitter outside its range.
    """
    if elapsed < 0:
        raise ValueError(f"the time elapsed is not negative, but {elapsed!r}")
    if not -1 <= jitter <= 1:
        raise ValueError(f"the jitter is from -1 to 1, not {jitter!r}")
    action = advice.action
    if action in _NOTHING or action in _MEND:
        return _plan(Step.STOP, action, advice)
    if action in _OVER:
        return _plan(Step.GIVE_UP, action, advice, reason=_last(history))
    if action in _LATER:
        return _later(advice, history, schedule, elapsed, jitter)
    if action in _OTHER_HOST and hosts:
        host = _next_host(history, elapsed, hosts)
        if host is None:
            return _later(advice, history, schedule, elapsed, jitter)
        return attrs.evolve(_plan(Step.NOW, action, advice, at=elapsed), host=host)
    if _repeats(advice, history, elapsed):
        return _later(advice, history, schedule, elapsed, jitter)
    return _plan(Step.NOW, action, advice, at=elapsed)


def _plan(
    step: Step, action: Action, advice: Advice, *, at: float | None = None, reason: str = ""
) -> Plan:
    return Plan(step=step, action=action, at=at, warn=False, reason=reason or advice.summary)


def _later(
    advice: Advice, history: History, schedule: Schedule, elapsed: float, jitter: float
) -> Plan:
    waits = history.after(Attempt(elapsed, advice)).waits
    delay = schedule.delay(waits)
    delay += delay * schedule.jitter * jitter
    if advice.delay is not None:
        delay = max(delay, min(max(advice.delay.minimum, SHORTEST), LONGEST))
    at = elapsed + delay
    if at > schedule.give_up_after:
        return _plan(Step.GIVE_UP, Action.GIVE_UP_MESSAGE, advice, reason=_last(history))
    return Plan(
        step=Step.WAIT,
        action=Action.RETRY_LATER,
        at=at,
        warn=_warns(history, schedule, elapsed),
        reason=advice.summary,
    )


def _warns(history: History, schedule: Schedule, elapsed: float) -> bool:
    """Once: at the first attempt behind the time to warn."""
    after = schedule.warn_after
    if after is None or elapsed < after:
        return False
    return not any(attempt.at >= after for attempt in history.attempts)


def _next_host(history: History, elapsed: float, hosts: tuple[str, ...]) -> str | None:
    """The best host that was not tried in this run."""
    tried = {attempt.host for attempt in history.attempts if attempt.at == elapsed}
    return next((host for host in hosts if host not in tried), None)


def _repeats(advice: Advice, history: History, elapsed: float) -> bool:
    """Whether the same was advised at this very moment already: a second time helps no more."""
    return any(
        attempt.at == elapsed and attempt.advice.because == advice.because
        for attempt in history.attempts
    )


def _last(history: History) -> str:
    return next((a.reply for a in reversed(history.attempts) if a.reply), "")
