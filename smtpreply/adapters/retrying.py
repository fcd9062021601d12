"""Whether, when and for whom to send again: plain callables for retry libraries and task queues.

`is_retryable` and `wait_for` fit tenacity's ``retry=`` and ``wait=``, `backoff` stamina's ``on=``;
`raise_for` and `deliver` turn what a client raised or returned into three exceptions, for Celery
or a loop of your own. All take an exception of any client. What may have been accepted is not
sent again, unless the policy allows `Permission.DUPLICATES`; whoever got the message is never
among the recipients to try again. Give another policy with `functools.partial`.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from smtpreply.advice import Action
from smtpreply.diagnosis import Diagnosis, diagnose_all
from smtpreply.failures import answers_in
from smtpreply.policy import CAREFUL, Policy
from smtpreply.verdict import Permanence

DEFAULT_DELAY = 300.0
"""Seconds to wait where the advice names none; RFC 6647 5 has most servers content with it."""


class Outcome(Enum):
    """What became of a message, or of one recipient of it."""

    ACCEPTED = "accepted"
    """Or nothing failed that matters: QUIT."""
    TEMPORARY = "temporary"
    """The same again, later, may work, and delivers nothing twice that the policy forbids."""
    PERMANENT = "permanent"
    """The same again will fail: something must be changed first, or given up."""
    UNKNOWN = "unknown"
    """It may have been accepted. Sending it again may deliver it twice."""


# Ways to go on that leave message and recipients as they are.
_SAME_AGAIN = frozenset(
    {
        Action.RETRY_LATER,
        Action.RECONNECT,
        Action.NEXT_HOST,
        Action.NEXT_ADDRESS_FAMILY,
        Action.SLOW_DOWN,
        Action.FEWER_CONNECTIONS,
        Action.SUSPEND_DESTINATION,
        Action.CLOSE_CONNECTION,
    }
)

_BY_ACTION = {
    Action.HOLD_AS_UNKNOWN: Outcome.UNKNOWN,
    Action.RESEND_DESPITE_RISK: Outcome.TEMPORARY,
    Action.RETRY_LATER: Outcome.TEMPORARY,
    Action.DONE: Outcome.ACCEPTED,
}


def outcome_of(diagnosis: Diagnosis) -> Outcome:
    """What became of it, by the advice."""
    verdict, advice = diagnosis.verdict, diagnosis.advice
    if advice.action in _BY_ACTION:
        return _BY_ACTION[advice.action]
    if verdict.permanence is Permanence.NONE:
        return Outcome.ACCEPTED
    lasting = verdict.permanence is Permanence.PERMANENT
    if Action.RETRY_LATER in advice.alternatives:
        again = advice.action in _SAME_AGAIN or not lasting
    else:
        again = advice.action is Action.RECONNECT and not lasting
    return Outcome.TEMPORARY if again else Outcome.PERMANENT


class DeliveryError(Exception):
    """A message was not delivered to all; can be pickled."""

    def __init__(self, diagnoses: tuple[Diagnosis, ...], recipients: tuple[str, ...] = ()) -> None:
        super().__init__(diagnoses, recipients)
        self.diagnoses = diagnoses
        """Why: one a recipient, or one for the whole message."""
        self.recipients = recipients
        """Whom it is about; empty where the client did not say and nobody told `raise_for`."""

    @property
    def diagnosis(self) -> Diagnosis:
        """The first of them that speaks for the exception."""
        return self.diagnoses[0]

    @property
    def refused(self) -> tuple[str, ...]:
        """Recipients who were refused for good: try none of them again."""
        return tuple(
            d.recipient
            for d in self.diagnoses
            if d.recipient is not None and outcome_of(d) is Outcome.PERMANENT
        )

    def __str__(self) -> str:
        return "; ".join(map(str, self.diagnoses))


class TemporaryDeliveryError(DeliveryError):
    """Send it again after `delay` seconds, to `recipients` only: others have it, or never will."""

    @property
    def delay(self) -> float:
        """Seconds to wait: the longest that any of its recipients asks for."""
        return max(map(_delay, self.diagnoses), default=DEFAULT_DELAY)


class PermanentDeliveryError(DeliveryError):
    """The same again will fail for all `recipients`."""


class UnknownDeliveryError(DeliveryError):
    """The message may have been accepted for `recipients`: hold it, and let a person look."""


# For tenacity and stamina ------------------------------------------------------------------------


def is_retryable(failure: Any, *, policy: Policy = CAREFUL) -> bool:
    """Whether the very same may be sent again: for an exception, or tenacity's ``RetryCallState``.

    False where nobody knows whether the message was accepted, where some recipients have it, and
    for an exception that says nothing about an answer.
    """
    return _told(failure, policy) is Outcome.TEMPORARY


def wait_for(failure: Any, *, policy: Policy = CAREFUL) -> float:
    """Seconds to wait before the next attempt; 0 where there should be none."""
    diagnoses = _diagnoses(failure, policy)
    again = [d for d in diagnoses if outcome_of(d) is Outcome.TEMPORARY]
    return max(map(_delay, again), default=0.0)


def backoff(failure: Any, *, policy: Policy = CAREFUL) -> float | bool:
    """Seconds to wait, or False for "do not": what stamina wants of a hook."""
    return wait_for(failure, policy=policy) if is_retryable(failure, policy=policy) else False


def _told(failure: Any, policy: Policy) -> Outcome:
    diagnoses = _diagnoses(failure, policy)
    return _whole(diagnoses) if diagnoses else Outcome.ACCEPTED


def _diagnoses(failure: Any, policy: Policy) -> tuple[Diagnosis, ...]:
    attempt: Any = getattr(failure, "outcome", None)  # tenacity's state of a call
    if attempt is not None and not isinstance(failure, BaseException):
        failure = attempt.exception()
    if isinstance(failure, DeliveryError):
        return failure.diagnoses
    if not isinstance(failure, BaseException):
        return ()  # it returned: whatever it returned, the message is accepted for somebody
    try:
        return diagnose_all(failure, policy=policy)
    except TypeError:
        return ()  # not about an answer: a mistake in the caller's code


def _whole(diagnoses: tuple[Diagnosis, ...]) -> Outcome:
    """What became of the message. What is said of the whole of it, which stands first, counts.

    Where each recipient was answered by itself, nobody has it, and one worth another attempt is
    enough.
    """
    if diagnoses[0].recipient is None:
        return outcome_of(diagnoses[0])
    found = {outcome_of(diagnosis) for diagnosis in diagnoses}
    order = (Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.TEMPORARY)
    return next((outcome for outcome in order if outcome in found), Outcome.PERMANENT)


def _delay(diagnosis: Diagnosis) -> float:
    delay = diagnosis.advice.delay
    return DEFAULT_DELAY if delay is None else float(delay.default)


# For task queues ---------------------------------------------------------------------------------


def deliver(
    send: Callable[[tuple[str, ...]], object],
    recipients: Iterable[str],
    *,
    policy: Policy = CAREFUL,
) -> None:
    """Call ``send`` with the recipients, and raise a `DeliveryError` for what was refused.

    ``send`` returns what smtplib's or aiosmtplib's ``sendmail`` does, or None. An exception of it
    that says nothing about an answer is let through.
    """
    everybody = tuple(recipients)
    try:
        refused = send(everybody)
    except Exception as error:
        try:
            raise_for(error, recipients=everybody, policy=policy)
        except TypeError:
            raise error from None
    else:
        if answers_in(refused) is not None:  # whatever else it returns, it was sent
            raise_for(refused, recipients=everybody, policy=policy)


def raise_for(found: object, *, recipients: Iterable[str] = (), policy: Policy = CAREFUL) -> None:
    """Raise what became of a message, from an exception or from what ``sendmail`` returned.

    ``recipients`` are those it was sent to; they are named where the client names none. Nothing
    is raised if nobody was refused, or only QUIT failed. Raises ``TypeError`` for an exception
    that says nothing about an answer.
    """
    cause = found if isinstance(found, BaseException) else None
    if isinstance(found, DeliveryError):
        raise found
    diagnoses = () if found is None else diagnose_all(found, policy=policy)
    everybody = tuple(recipients)
    told = [d for d in diagnoses if outcome_of(d) is not Outcome.ACCEPTED]
    if diagnoses and diagnoses[0].recipient is None:
        _raise_whole(tuple(told), everybody, cause, outcome_of(diagnoses[0]))
        return
    for outcome in _ERRORS:
        speaking = [d for d in told if outcome_of(d) is outcome]
        if speaking:
            others = [d for d in told if d not in speaking]
            who = tuple(d.recipient for d in speaking if d.recipient is not None)
            raise _ERRORS[outcome]((*speaking, *others), who) from cause


def _raise_whole(
    told: tuple[Diagnosis, ...],
    recipients: tuple[str, ...],
    cause: BaseException | None,
    outcome: Outcome,
) -> None:
    """Raise what was said of the whole message; whoever was refused before is not tried again."""
    if outcome is Outcome.ACCEPTED:
        return
    gone = {d.recipient for d in told if outcome_of(d) is Outcome.PERMANENT}
    left = tuple(who for who in recipients if who not in gone)
    who = recipients if outcome is Outcome.PERMANENT else left
    raise _ERRORS[outcome](told, who) from cause


# The one that must not be overlooked comes first.
_ERRORS: dict[Outcome, type[DeliveryError]] = {
    Outcome.UNKNOWN: UnknownDeliveryError,
    Outcome.TEMPORARY: TemporaryDeliveryError,
    Outcome.PERMANENT: PermanentDeliveryError,
}
