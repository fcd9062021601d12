"""A strategy over time, as values: what was tried, when to try again, what comes next.

Seconds count from the first attempt. Nothing here reads a clock.
"""

from enum import Enum

import attrs

from smtpreply.advice import Action, Advice
from smtpreply.verdict import Reason


@attrs.frozen
class Attempt:
    """One attempt for one recipient and how it ended."""

    at: float
    """Seconds after the first attempt; 0 for the first. Hosts that were tried one after the other
    in one run share its time."""
    advice: Advice
    """What was advised when it ended."""
    host: str = ""
    """Where it was made."""
    reply: str = ""
    """The reply, or what came in its place, as text for a person."""
    reason: Reason = Reason.OTHER
    """What the answer was about."""


@attrs.frozen
class History:
    """All attempts so far, oldest first; a new one makes a new history."""

    attempts: tuple[Attempt, ...] = ()

    def after(self, attempt: Attempt) -> "History":
        """The history with one more attempt; raises ``ValueError`` if it lies before the last."""
        if self.attempts and attempt.at < self.attempts[-1].at:
            raise ValueError(
                f"an attempt at {attempt.at:g} s cannot follow one at {self.attempts[-1].at:g} s"
            )
        return History((*self.attempts, attempt))

    @property
    def may_be_delivered(self) -> bool:
        """Whether the message was sent once and never answered: nobody knows, whatever follows."""
        unknown = (Action.HOLD_AS_UNKNOWN, Action.RESEND_DESPITE_RISK)
        return any(attempt.advice.action in unknown for attempt in self.attempts)

    @property
    def waits(self) -> int:
        """How often it was put off, counting what was tried at once as one attempt."""
        times = [attempt.at for attempt in self.attempts]
        return len(dict.fromkeys(times))


@attrs.frozen(kw_only=True)
class Schedule:
    """When a client tries again: the delays of somebody who has done it for long."""

    name: str
    delays: tuple[float, ...]
    """Seconds before the second attempt, the third, ...; the last one repeats."""
    give_up_after: float
    """Seconds after the first attempt behind which nothing is tried any more."""
    warn_after: float | None
    """Seconds after which the sender is told that the message waits; None: never."""
    jitter: float
    """The part of a delay by which it may vary, as 0.05; spreads what was put off together."""
    source: str

    def delay(self, waits: int) -> float:
        """Seconds to wait after the attempt that was the ``waits``-th to end in "later"."""
        return self.delays[min(waits, len(self.delays)) - 1]

    def within(self, *, give_up_after: float, warn_after: float | None) -> "Schedule":
        """The same delays, with other ends."""
        return attrs.evolve(self, give_up_after=give_up_after, warn_after=warn_after)

    def times(self) -> tuple[float, ...]:
        """Every time at which an attempt is due, from 0 to the end."""
        found, at, waits = [0.0], 0.0, 0
        while True:
            waits += 1
            at += self.delay(waits)
            if at > self.give_up_after:
                return tuple(found)
            found.append(at)


class Step(Enum):
    """What an action comes to over time."""

    NOW = "now"
    """Carry it out at once."""
    NEXT_HOST = "next-host"
    """Go on at another host of the destination, in the same run."""
    WAIT = "wait"
    """Try again at `Plan.at`."""
    MEND = "mend"
    """Nothing more will be done before somebody has mended something."""
    STOP = "stop"
    """Nothing more will be done: it is done, or must be left as it is."""
    GIVE_UP = "give-up"
    """Return the message: the answer was final."""
    EXPIRE = "expire"
    """Return the message: it was tried for as long as the schedule allows."""


@attrs.frozen(kw_only=True)
class Plan:
    """The next step for one recipient."""

    step: Step
    action: Action
    """Which of the advised actions it is; `Action.RETRY_LATER` or ``GIVE_UP_MESSAGE`` where none
    could be carried out."""
    at: float | None
    """Seconds after the first attempt; None where nothing is scheduled."""
    warn: bool
    """Whether the sender should be told now that the message waits."""
    reason: str
    """Why, for a person; when giving up, the last reply."""
    host: str = ""
    """Where, if another host was chosen."""
