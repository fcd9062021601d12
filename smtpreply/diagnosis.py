"""The three verbs in one: from what people hold to reply, verdict and advice.

`diagnose` takes bytes, text, a `Reply`, an `Event`, ``(code, message)`` or an exception of
smtplib or aiosmtplib, which is known by its attributes, so that nothing is imported.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from smtpreply.advice import Advice
from smtpreply.adviser import RULES, Rules, advise
from smtpreply.classifier import KNOWLEDGE, Knowledge, classify
from smtpreply.context import Context
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import Event, EventKind
from smtpreply.failures import read_exception, read_pair
from smtpreply.parser import parse
from smtpreply.policy import CAREFUL, Policy
from smtpreply.printable import printable
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

    Text and bytes need not end with a line end, and may use LF alone. Bytes that are no
    reply become the event `EventKind.NOT_A_REPLY`. Raises ``ValueError`` for an empty
    reply or for more than one, and ``TypeError`` for what is none of `Diagnosable`.

    >>> str(diagnose("502 5.5.1 VRFY disabled", stage=Stage.VRFY)).split(";")[0]
    '502 5.5.1 to VRFY: permanent not-implemented'
    """
    if stage is not None and not isinstance(stage, Stage):
        raise TypeError(f"a stage is a Stage, not {stage!r}; see Stage.from_text")
    known = context if context is not None else Context.of(stage or Stage.UNKNOWN)
    if stage is not None and known.stage is not stage:
        known = attrs.evolve(known, stage=stage)
    happened = read(source, known.stage)
    verdict = classify(happened, known, knowledge=knowledge)
    if known.stage is not verdict.stage:
        known = attrs.evolve(known, stage=verdict.stage)
    return Diagnosis(
        happened, verdict, advise(verdict, known, policy=policy, rules=rules), recipient
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
    """Like `diagnose`, for what names several recipients.

    Takes smtplib's ``SMTPRecipientsRefused``, the dict that ``sendmail`` returns, and all that
    `diagnose` takes (then a tuple of one).
    """
    refused: Any = getattr(source, "recipients", source)
    named = refused.items() if isinstance(refused, Mapping) else [(None, source)]
    if isinstance(refused, Mapping):
        stage = stage or Stage.RCPT
    return tuple(
        diagnose(
            answer,
            stage=stage,
            context=context,
            recipient=None if address is None else str(address),
            policy=policy,
            knowledge=knowledge,
            rules=rules,
        )
        for address, answer in named
    )


def read(source: Any, stage: Stage) -> Reply | Event:
    """The reply or event in what `diagnose` takes; raises what it raises."""
    if isinstance(source, Reply | Event):
        return source
    if isinstance(source, BaseException):
        return _read_exception(source, stage)
    if isinstance(source, tuple):
        return _read_pair(source, stage)
    if isinstance(source, str):
        source = source.encode("utf-8", "surrogateescape")
    if isinstance(source, bytes | bytearray | memoryview):
        return _read_bytes(bytes(source), stage)
    raise TypeError(
        "diagnose takes bytes, text, a Reply, an Event, (code, message) or an exception, "
        f"not {type(source).__name__}"
    )


def _read_exception(error: BaseException, stage: Stage) -> Reply | Event:
    refused: Any = getattr(error, "recipients", None)
    if not isinstance(refused, Mapping):
        return read_exception(error, stage)
    if len(refused) != 1:
        raise TypeError(f"{type(error).__name__} names several recipients: use diagnose_all")
    (answer,) = refused.values()
    return read(answer, Stage.RCPT if stage is Stage.UNKNOWN else stage)


def _read_bytes(data: bytes, stage: Stage) -> Reply | Event:
    if not data.strip():
        raise ValueError("an empty reply cannot be diagnosed")
    lines = data.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    # A reply copied from a log often lacks its last lines: the last one that is there ends it.
    if lines[-1][3:4] == b"-":
        lines[-1] = lines[-1][:3] + b" " + lines[-1][4:]
    try:
        return parse(b"\r\n".join(lines) + b"\r\n", stage=stage)
    except ReplyError as error:
        if error.kind in (ReplyErrorKind.TRAILING_DATA, ReplyErrorKind.NEED_MORE):
            raise ValueError(f"exactly one whole reply is wanted: {error}") from error
        return Event(EventKind.NOT_A_REPLY, stage, str(error))


def _read_pair(pair: tuple[Any, ...], stage: Stage) -> Reply | Event:
    if len(pair) != 2 or not isinstance(pair[0], int) or not isinstance(pair[1], bytes | str):
        raise TypeError(f"a pair of code and text is wanted, not {pair!r}")
    return read_pair(pair[0], pair[1], stage)
