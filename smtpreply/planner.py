"""Advice met with history: what to do next, and when, until it is done or given up.

Pure: time and jitter are arguments. It ends: what is advised "at once" twice in the same run
for the same reason is put off instead, and what is put off for longer than the schedule allows
is given up, with the last reply as the reason. What may still succeed is never given up before.
"""

from collections.abc import Collection

import attrs

from smtpreply.advice import Action, Advice
from smtpreply.history import Attempt, History, Plan, Schedule, Step
from smtpreply.tables.actions import ACTIONS
from smtpreply.tables.schedules import CAREFUL_SCHEDULE
from smtpreply.verdict import Permanence

# The server's own words about time are taken seriously, within bounds: untrusted text must not
# make us hammer, nor forget the message (RFC 6647 5: one minute to 24 hours).
SHORTEST = 30.0
LONGEST = 86400.0


def plan(
    advice: Advice,
    history: History,
    schedule: Schedule = CAREFUL_SCHEDULE,
    *,
    elapsed: float,
    jitter: float = 0.0,
    hosts: Collection[str] = (),
    host: str = "",
    reply: str = "",
    able: Collection[Action] | None = None,
) -> Plan:
    """Say what comes next for one recipient.

    ``history`` holds the attempts before the one that led to ``advice``; ``elapsed`` is the time
    of that one in seconds after the first, ``host`` where it was made and ``reply`` how it ended,
    for a person; ``jitter`` is a number from -1 to 1 that the caller draws; ``hosts`` are those of
    the destination, the best first.

    ``able`` names the actions that the caller can carry out at once; None: whatever is advised
    first. With it, the first advised action that can be done, or leads somewhere, is the plan: a
    permanent refusal ends in `Step.GIVE_UP` or `Step.MEND`, everything else in another host or
    another time. Raises ``ValueError`` for a negative time or a jitter outside its range.
    """
    if elapsed < 0:
        raise ValueError(f"the time elapsed is not negative, but {elapsed!r}")
    if not -1 <= jitter <= 1:
        raise ValueError(f"the jitter is from -1 to 1, not {jitter!r}")
    now = _Now(advice, history, schedule, elapsed, jitter, tuple(hosts), host, reply)
    if able is None:
        return now.step_of(advice.action) or now.later()
    for action in (advice.action, *advice.alternatives):
        if ACTIONS[action].step is Step.NOW and action not in able:
            continue
        if now.leads_astray(action):
            continue
        step = now.step_of(action)
        if step is not None:
            return step
    return now.last_resort()


@attrs.frozen
class _Now:
    """One recipient at one moment."""

    advice: Advice
    history: History
    schedule: Schedule
    elapsed: float
    jitter: float
    hosts: tuple[str, ...]
    host: str
    reply: str

    def step_of(self, action: Action) -> Plan | None:
        """What an action comes to; None if it leads nowhere any more."""
        step = ACTIONS[action].step
        if action is Action.RESEND_DESPITE_RISK and self.history.may_be_delivered:
            return self._plan(Step.STOP, Action.HOLD_AS_UNKNOWN)  # two copies, not twenty
        if step is Step.NOW:
            return None if self._repeats() else self._plan(step, action, at=self.elapsed)
        if step is Step.NEXT_HOST:
            return self._elsewhere(action)
        if step is Step.WAIT:
            return self.later(action)
        if step is Step.GIVE_UP:
            return self._plan(step, action, reason=self._last_reply())
        if step is Step.MEND:
            return self._unmended() or self._plan(step, action)
        return self._plan(step, action)

    def leads_astray(self, action: Action) -> bool:
        """Whether an action would end what may still succeed, or what another host left open.

        What is advised first stands, but what somebody must mend is no reason to return a message
        that is only put off.
        """
        step = ACTIONS[action].step
        if step not in (Step.GIVE_UP, Step.MEND):
            return False
        if self._another_host_failed_softly():
            return True
        if step is Step.GIVE_UP and action is self.advice.action:
            return False
        return self.advice.permanence is not Permanence.PERMANENT

    def later(self, action: Action = Action.RETRY_LATER) -> Plan:
        """Try again when the schedule says, and not before the server wants."""
        waits = self.history.after(Attempt(self.elapsed, self.advice)).waits
        delay = self.schedule.delay(waits)
        delay += delay * self.schedule.jitter * self.jitter
        if self.advice.delay is not None:
            delay = max(delay, min(max(self.advice.delay.minimum, SHORTEST), LONGEST))
        at = self.elapsed + delay
        if at > self.schedule.give_up_after:
            return self._plan(Step.EXPIRE, Action.GIVE_UP_MESSAGE, reason=self._last_reply())
        return self._plan(Step.WAIT, action, at=at, warn=self._warns())

    def last_resort(self) -> Plan:
        """Nothing that was advised can be done."""
        if self.advice.permanence is Permanence.PERMANENT and not (
            self._another_host_failed_softly()
        ):
            return self._plan(Step.GIVE_UP, Action.GIVE_UP_MESSAGE, reason=self._last_reply())
        return self.later()

    def _plan(
        self,
        step: Step,
        action: Action,
        *,
        at: float | None = None,
        warn: bool = False,
        reason: str = "",
    ) -> Plan:
        return Plan(
            step=step, action=action, at=at, warn=warn, reason=reason or self.advice.summary
        )

    def _elsewhere(self, action: Action) -> Plan | None:
        """The best host that was not tried in this run."""
        if not self.hosts:  # the caller may know some
            return None if self._repeats() else self._plan(Step.NEXT_HOST, action, at=self.elapsed)
        tried = {attempt.host for attempt in self._run()} | {self.host}
        left = next((host for host in self.hosts if host not in tried), None)
        if left is None:
            return None
        return attrs.evolve(self._plan(Step.NEXT_HOST, action, at=self.elapsed), host=left)

    def _unmended(self) -> Plan | None:
        """Another host, where the advice names it: it may take what needs mending for this one."""
        others = (a for a in self.advice.alternatives if ACTIONS[a].step is Step.NEXT_HOST)
        return next((p for p in map(self._elsewhere, others) if p is not None), None)

    def _run(self) -> list[Attempt]:
        return [attempt for attempt in self.history.attempts if attempt.at == self.elapsed]

    def _another_host_failed_softly(self) -> bool:
        """Then the message is put off: one bad host must not return mail that another may take.

        Only where the others were left for their own sake; a recipient refused here stays refused.
        """
        return ACTIONS[self.advice.action].step is Step.NEXT_HOST and any(
            attempt.advice.permanence is not Permanence.PERMANENT for attempt in self._run()
        )

    def _warns(self) -> bool:
        """Once: at the first attempt behind the time to warn."""
        after = self.schedule.warn_after
        if after is None or self.elapsed < after:
            return False
        return not any(attempt.at >= after for attempt in self.history.attempts)

    def _repeats(self) -> bool:
        """Whether the same was advised in this run already: a second time helps no more."""
        return any(attempt.advice.because == self.advice.because for attempt in self._run())

    def _last_reply(self) -> str:
        earlier = (attempt.reply for attempt in reversed(self.history.attempts) if attempt.reply)
        return self.reply or next(earlier, "")
