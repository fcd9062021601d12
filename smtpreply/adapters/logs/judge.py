"""What a logged delivery means: `diagnose`, with a memory.

A log repeats itself, so a diagnosis is kept for what was said at its stage, the recipient's own
address left out. The memory is bounded; when it is full it is forgotten whole.
"""

import attrs

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus
from smtpreply.diagnosis import Diagnosis, diagnose, parse_text
from smtpreply.errors import ReplyError
from smtpreply.event import Event, EventKind
from smtpreply.line import CODES
from smtpreply.policy import CAREFUL, Policy
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.logwords import event_named

_MOST = 4096
_LONGEST = 2000
"""Characters of what was said that are judged; no real refusal has more. A line may name thousands
of recipients and one long answer: the time would grow with the square of its length."""
_ANYBODY = "recipient@example.org"
_CODES = {code.decode() for code in CODES}
_KINDS = {
    LogStatus.DEFERRED: EventKind.DEFERRED_AGAIN,
    LogStatus.FAILED: EventKind.FAILED,
    LogStatus.EXPIRED: EventKind.EXPIRED,
}
_OWN_CODES = {LogStatus.DEFERRED: 450, LogStatus.FAILED: 550}


class Judge:
    """Diagnoses deliveries, each kind of them once."""

    def __init__(self, policy: Policy = CAREFUL) -> None:
        self._policy = policy
        self._known: dict[tuple[str, Stage, LogStatus, str, bool], Diagnosis] = {}

    def anew(self) -> "Judge":
        """One of the same policy that remembers nothing."""
        return Judge(self._policy)

    def diagnosis(self, delivery: LoggedDelivery) -> Diagnosis:
        """What the delivery means, and what to do; never raises for anything a log may hold."""
        said = delivery.said
        if len(said) > _LONGEST:
            said = said[:_LONGEST]
            delivery = attrs.evolve(delivery, said=said)
        if delivery.recipient:
            said = said.replace(delivery.recipient, _ANYBODY)
        key = (said, delivery.stage, delivery.outcome, delivery.status, not delivery.host)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = diagnose(happening(delivery), policy=self._policy)
            if len(said) <= _LONGEST:  # a short address may have been replaced a thousand times
                self._known[key] = known
        return known


def happening(delivery: LoggedDelivery) -> Reply | Event:
    """The reply that the log quotes, or what it says happened instead.

    Where nobody else was asked, the sending server's own status is the answer. Where a host was
    asked and its reply is not told, that status is only a guess at it (Sendmail calls any 550
    5.1.1), and nothing is made of it.
    """
    stage, outcome = delivery.stage, delivery.outcome
    if outcome is LogStatus.EXPIRED:
        return Event(EventKind.EXPIRED, stage, delivery.said)
    if delivery.said[:3] in _CODES and not delivery.said[3:4].isalnum():
        return _reply(delivery.said, stage)
    if outcome is LogStatus.DELIVERED:
        return Reply.build(250, stage=Stage.END_OF_DATA)
    row = event_named(delivery.said)
    if row is not None:
        return Event(row.kind, row.stage or stage, delivery.said)
    if delivery.status and not delivery.host:
        return _reply(f"{_OWN_CODES[outcome]} {delivery.status} {delivery.said}", stage)
    return Event(_KINDS[outcome], stage, delivery.said)


def _reply(text: str, stage: Stage) -> Reply | Event:
    error = ""
    for part in (text, text.partition("\n")[0]):  # what follows the reply's end is not of it
        try:
            return parse_text(part, stage)
        except ReplyError as found:
            error = str(found)
    return Event(EventKind.NOT_A_REPLY, stage, error)
