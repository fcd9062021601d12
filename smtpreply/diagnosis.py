"""The three verbs in one: from what people hold to reply, verdict and advice.

`diagnose` takes bytes, text, a `Reply`, an `Event`, ``(code, message)`` or an exception of any
client, which is known by its attributes, so that nothing is imported; `diagnose_all` what names
several recipients. `smtpreply.failures` and `smtpreply.remains` know the shapes.
"""

from typing import Any, TypeAlias

import attrs

from smtpreply.advice import Advice
from smtpreply.adviser import RULES, Rules, advise
from smtpreply.classifier import KNOWLEDGE, Knowledge, classify
from smtpreply.context import Context
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import Event, EventKind
from smtpreply.failures import (
    Answers,
    Failure,
    Whole,
    answers_in,
    encodable,
    read_exception,
    read_failure,
    read_pair,
)
from smtpreply.parser import parse
from smtpreply.policy import CAREFUL, Policy
from smtpreply.printable import printable
from smtpreply.printed import Printed
from smtpreply.remains import understand
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.verdict import Permanence, Verdict

Diagnosable: TypeAlias = (
    "bytes | bytearray | memoryview | str | Reply | Event | tuple[int, bytes | str] | BaseException"
)


@attrs.frozen
class Diagnosis:
    """What came, what it means, and what to do."""

    source: Reply | Event
    verdict: Verdict
    advice: Advice
    recipient: str | None = None
    """Whom it is about, where that is known."""

    @property
    def reply(self) -> Reply | None:
        """The reply; None if something else came."""
        return self.source if isinstance(self.source, Reply) else None

    def __str__(self) -> str:
        """One line: what, why, what to do."""
        if isinstance(self.source, Reply):
            enhanced = f" {self.source.enhanced}" if self.source.enhanced else ""
            what = f"{self.source.code}{enhanced} to {self.verdict.stage.value}"
        else:
            what = f"{self.source.kind.value} at {self.verdict.stage.value}"
        whom = f" for {printable(self.recipient, 80)}" if self.recipient else ""
        reason = f"{self.verdict.permanence.value} {self.verdict.reason.value}"
        if self.verdict.permanence is Permanence.NONE:
            reason = self.verdict.reason.value
        return f"{what}{whom}: {reason}; {self.advice.action.value}: {self.advice.summary}"


def diagnose(
    source: Diagnosable,
    *,
    stage: Stage | None = None,
    context: Context | None = None,
    recipient: str | None = None,
    policy: Policy = CAREFUL,
    knowledge: Knowledge = KNOWLEDGE,
    rules: Rules = RULES,
) -> Diagnosis:
    """Read, classify and advise in one call.

    Text and bytes need not end with a line end, and may use LF alone. Text may also be what is
    left of an exception, its `str` or `repr`, or the ``Diagnostic-Code`` of a bounce. What is no
    reply and none of these becomes the event `EventKind.NOT_A_REPLY`. Raises ``ValueError`` for
    an empty reply, for more than one, and for text that names several recipients;
    ``TypeError`` for what is none of `Diagnosable`.

    >>> str(diagnose("502 5.5.1 VRFY disabled", stage=Stage.VRFY)).split(";")[0]
    '502 5.5.1 to VRFY: permanent not-implemented'
    """
    if stage is not None and not isinstance(stage, Stage):
        raise TypeError(f"a stage is a Stage, not {stage!r}; see Stage.from_text")
    known = context if context is not None else Context.of(stage or Stage.UNKNOWN)
    if stage is not None and known.stage is not stage:
        known = attrs.evolve(known, stage=stage)
    whom, answer = _only(_told(source, known.stage), source)
    happened = _read_one(answer, _stage_of_answer(whom, answer, known.stage))
    verdict = classify(happened, known, knowledge=knowledge)
    if known.stage is not verdict.stage:
        known = attrs.evolve(known, stage=verdict.stage)
    return Diagnosis(
        happened,
        verdict,
        advise(verdict, known, policy=policy, rules=rules),
        whom if recipient is None else recipient,
    )


def diagnose_all(
    source: Any,
    *,
    stage: Stage | None = None,
    context: Context | None = None,
    policy: Policy = CAREFUL,
    knowledge: Knowledge = KNOWLEDGE,
    rules: Rules = RULES,
) -> tuple[Diagnosis, ...]:
    """Like `diagnose`, for what names several recipients: one diagnosis each.

    Takes what says so of smtplib, aiosmtplib and Twisted (``SMTPRecipientsRefused``,
    ``SMTPDeliveryError``, what ``sendmail`` and ``send`` return), the same as text, the body of a
    delivery report, and all that `diagnose` takes (then a tuple of one). What is said of the whole
    message has no `Diagnosis.recipient`. An empty tuple: nobody was refused.
    """
    asked = Stage.UNKNOWN if context is None else context.stage
    asked = asked if stage is None else stage
    return tuple(
        diagnose(
            answer,
            stage=_stage_of_answer(who, answer, asked),
            context=context,
            recipient=who,
            policy=policy,
            knowledge=knowledge,
            rules=rules,
        )
        for who, answer in _told(source, asked)
    )


def _told(source: Any, stage: Stage) -> Answers:
    """Who was answered what; None where it is not said who, as in a single reply."""
    if isinstance(source, str | bytes | bytearray | memoryview):
        return _told_in_text(source, stage)
    answers = answers_in(source)
    return [(None, source)] if answers is None else answers


def _told_in_text(source: str | bytes | bytearray | memoryview, stage: Stage) -> Answers:
    text = (
        encodable(source)
        if isinstance(source, str)
        else bytes(source).decode("utf-8", "surrogateescape")
    )
    if not text.strip():
        raise ValueError("an empty reply cannot be diagnosed")
    # A server never sends 444; clients write it down where they got no reply.
    noted = isinstance(source, str) and text.lstrip().startswith("444")
    try:
        found: Any = understand(text) if noted else None
        found = parse_text(text, stage) if found is None else found
    except ReplyError as error:
        found = understand(text)
        if found is None:
            found = _no_reply(error, stage)
    return found if isinstance(found, list) else _told(found, stage)


def _no_reply(error: ReplyError, stage: Stage) -> Event:
    if error.kind in (ReplyErrorKind.TRAILING_DATA, ReplyErrorKind.NEED_MORE):
        raise ValueError(f"exactly one whole reply is wanted: {error}") from error
    return Event(EventKind.NOT_A_REPLY, stage, str(error))


def parse_text(text: str, stage: Stage) -> Reply:
    """The reply in text with any line ends, or none at its end. Raises `ReplyError`."""
    data = text.encode("utf-8", "surrogateescape")
    lines = data.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    # A reply copied from a log often lacks its last lines: the last one that is there ends it.
    if lines[-1][3:4] == b"-":
        lines[-1] = lines[-1][:3] + b" " + lines[-1][4:]
    return parse(b"\r\n".join(lines) + b"\r\n", stage=stage)


def _only(told: Answers, source: Any) -> tuple[str | None, Any]:
    if len(told) == 1:
        return told[0]
    if isinstance(source, str | bytes | bytearray | memoryview):
        raise ValueError(f"the text holds {len(told)} answers: use diagnose_all")
    raise TypeError(f"{type(source).__name__} names {len(told)} recipients: use diagnose_all")


def _stage_of_answer(who: str | None, answer: Any, stage: Stage) -> Stage:
    """What a client says it was told for a recipient is an answer to RCPT, unless more is known."""
    if stage is Stage.UNKNOWN and who is not None and isinstance(answer, tuple | str | bytes):
        return Stage.RCPT
    return stage


def _read_one(answer: Any, stage: Stage) -> Reply | Event:
    if isinstance(answer, Reply | Event):
        return answer
    if isinstance(answer, Whole):
        answer = answer.error
    if isinstance(answer, BaseException):
        return read_exception(answer, stage)
    if isinstance(answer, Printed):
        found = read_failure(Failure.of_printed(answer), stage)
        return Event(EventKind.NOT_A_REPLY, stage, repr(answer)) if found is None else found
    if isinstance(answer, tuple):
        return _read_pair(answer, stage)
    raise TypeError(
        "diagnose takes bytes, text, a Reply, an Event, (code, message) or an exception, "
        f"not {type(answer).__name__}"
    )


def _read_pair(pair: tuple[Any, ...], stage: Stage) -> Reply | Event:
    if len(pair) != 2 or not isinstance(pair[0], int) or not isinstance(pair[1], bytes | str):
        raise TypeError(f"a pair of code and text is wanted, not {pair!r}")
    return read_pair(pair[0], pair[1], stage)
