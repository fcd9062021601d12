"""Whether, when and for whom to send again: plain callables for retry libraries and task queues.

`is_retryable` and `wait_for` fit tenacity's ``retry=`` and ``wait=``, `backoff` stamina's ``on=``;
`raise_for` and `deliver` turn what a client raised or returned into three exceptions, for Celery
or a loop of your own. All take an exception of any client. What may have been accepted is not
sent again, unless the policy allows `Permission.DUPLICATES`; whoever got the message is never
among the recipients to try again. Give another policy with `functools.partial`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from smtpreply.advice import Action
from smtpreply.diagnosis import Diagnosis, diagnose_all
from smtpreply.failures import answers_in
from smtpreply.history import History
from smtpreply.outcome import Fate
from smtpreply.planner import plan
from smtpreply.policy import CAREFUL, Policy
from smtpreply.stage import HELLO, Stage
from smtpreply.verdict import Permanence

DEFAULT_DELAY = 300.0
"""Seconds to wait where the advice names none; RFC 6647 5 has most servers content with it."""


# A client that is called anew goes to the same host, and does nothing else than it did before.
_HOST = ("the same",)
_BEFORE = (*HELLO, Stage.CONNECT, Stage.STARTTLS, Stage.AUTH, Stage.MAIL, Stage.RCPT, Stage.DATA)
_ABLE = frozenset({Action.RESEND_DESPITE_RISK})


def fate_of(diagnosis: Diagnosis) -> Fate:
    """What became of a message, or of one recipient, for who can only do the same again.

    DELIVERED: accepted, or nothing failed that matters, as QUIT. DEFERRED: the same, later, may
    work. REFUSED: it will not, before something is changed. UNKNOWN: it may have been accepted.
    """
    if diagnosis.verdict.permanence is Permanence.NONE:
        return Fate.DELIVERED
    planned = plan(diagnosis.advice, History(), elapsed=0, hosts=_HOST, host=_HOST[0], able=_ABLE)
    return Fate.of(planned)


def _fate_of_raised(diagnosis: Diagnosis) -> Fate:
    """The same for an exception: a positive answer in it is one that the client did not go on from,
    as 252 to RCPT in smtplib, so that there was no message."""
    fate, stage = fate_of(diagnosis), diagnosis.verdict.stage
    return Fate.DEFERRED if fate is Fate.DELIVERED and stage in _BEFORE else fate


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
            if d.recipient is not None and fate_of(d) is Fate.REFUSED
        )

    def __str__(self) -> str:
        return "; ".join(map(str, self.diagnoses))


class TemporaryDeliveryError(DeliveryError):
    """Send it again after `delay` seconds, to `recipients` only: others have it, or never will."""

    @property
    def delay(self) -> float:
        """Seconds to wait: the longest that any of its recipients asks for."""
        deferred = (d for d in self.diagnoses if _fate_of_raised(d) is Fate.DEFERRED)
        return max(map(_delay, deferred), default=DEFAULT_DELAY)


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
    return _told(failure, policy) is Fate.DEFERRED


def wait_for(failure: Any, *, policy: Policy = CAREFUL) -> float:
    """Seconds to wait before the next attempt; 0 where there should be none."""
    diagnoses = _diagnoses(failure, policy)
    again = [d for d in diagnoses if _fate_of_raised(d) is Fate.DEFERRED]
    return max(map(_delay, again), default=0.0)


def backoff(failure: Any, *, policy: Policy = CAREFUL) -> float | bool:
    """Seconds to wait, or False for "do not": what stamina wants of a hook."""
    return wait_for(failure, policy=policy) if is_retryable(failure, policy=policy) else False


def _told(failure: Any, policy: Policy) -> Fate:
    diagnoses = _diagnoses(failure, policy)
    return _whole(diagnoses) if diagnoses else Fate.DELIVERED


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


def _whole(diagnoses: tuple[Diagnosis, ...]) -> Fate:
    """What became of the message. What is said of the whole of it, which stands first, counts.

    Where each recipient was answered by itself, nobody has it, and one worth another attempt is
    enough.
    """
    if diagnoses[0].recipient is None:
        return _fate_of_raised(diagnoses[0])
    found = {_fate_of_raised(diagnosis) for diagnosis in diagnoses}
    order = (Fate.UNKNOWN, Fate.DELIVERED, Fate.DEFERRED)
    return next((fate for fate in order if fate in found), Fate.REFUSED)


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
    if isinstance(found, DeliveryError):
        raise found
    cause = found if isinstance(found, BaseException) else None
    diagnoses = () if found is None else diagnose_all(found, policy=policy)
    judge = fate_of if cause is None else _fate_of_raised
    told = tuple(d for d in diagnoses if judge(d) is not Fate.DELIVERED)
    whole = diagnoses[:1] if diagnoses and diagnoses[0].recipient is None else ()
    fates = {judge(d) for d in whole or told} - {Fate.DELIVERED}
    if not fates:
        return
    fate = next(fate for fate in _ERRORS if fate in fates)
    first = tuple(d for d in told if judge(d) is fate)
    ordered = (*first, *(d for d in told if d not in first))
    raise _ERRORS[fate](ordered, _left(fate, told, tuple(recipients), cause)) from cause


def _left(
    fate: Fate, told: tuple[Diagnosis, ...], everybody: tuple[str, ...], cause: object
) -> tuple[str, ...]:
    """Whom an exception is about.

    A client that raised has delivered to nobody: not to those it had not asked yet, and not to
    those that were accepted until a 421 cut the session off. So all are left but who was refused
    for good. One that returned has delivered to all but those it names.
    """
    named = tuple(d.recipient for d in told if d.recipient is not None and fate_of(d) is fate)
    if cause is None or not everybody:
        return named
    gone = {d.recipient for d in told if fate_of(d) is Fate.REFUSED}
    return everybody if fate is Fate.REFUSED else tuple(w for w in everybody if w not in gone)


# The one that must not be overlooked comes first.
_ERRORS: dict[Fate, type[DeliveryError]] = {
    Fate.UNKNOWN: UnknownDeliveryError,
    Fate.DEFERRED: TemporaryDeliveryError,
    Fate.REFUSED: PermanentDeliveryError,
}
