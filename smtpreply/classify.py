"""What does it mean? From a reply, or an event in its place, to a `Verdict`.

Evidence is combined: the row for the code at its stage, the row for the enhanced code where its
class agrees with the code's (RFC 2034 4), and the rows for the wording (`smtpreply.wordindex`).
What they amount to is said by `smtpreply.weighing`. Pure, and never raises for anything a server
may say: what nobody knows gets the meaning of its class, humbly.
"""

import re

import attrs

from smtpreply.codes import EnhancedCode, Severity
from smtpreply.context import Context
from smtpreply.details import names_delay, read_delay, read_details
from smtpreply.event import Event, EventKind
from smtpreply.knowledge import KNOWLEDGE, KNOWLEDGE_VERSION, Knowledge
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.verdict import Details, Evidence, Permanence, Scope, Source, Trace, Verdict
from smtpreply.weighing import Judgement, Row, judge, source_of
from smtpreply.wording import locate_words, read_words

__all__ = ["KNOWLEDGE", "KNOWLEDGE_VERSION", "Knowledge", "classify"]

_UNCERTAIN_EVENTS = frozenset({EventKind.NOT_A_REPLY})


def classify(
    source: Reply | Event,
    context: Context | Stage | None = None,
    *,
    knowledge: Knowledge = KNOWLEDGE,
) -> Verdict:
    """Say what a reply, or an event, means where it came.

    ``context`` is a stage, or all that is known of the session; without it the stage that
    the reply was read at counts. Never raises for anything a server may say.

    >>> classify(Reply.build(502), Stage.VRFY).reason
    <Reason.NOT_IMPLEMENTED: 'not-implemented'>
    >>> classify(Reply.build(550, "no such user"), Stage.RCPT).address_dead
    True
    """
    known = Context.of(Stage.UNKNOWN if context is None else context)
    if known.stage is Stage.UNKNOWN and source.stage is not Stage.UNKNOWN:
        known = attrs.evolve(known, stage=source.stage)
    if isinstance(source, Event):
        return _classify_event(source, known, knowledge)
    return _classify_reply(source, known, knowledge)


def _classify_event(event: Event, context: Context, knowledge: Knowledge) -> Verdict:
    row = knowledge.event_row(attrs.evolve(event, stage=context.stage))
    evidence = Evidence(row.name, row.reason, row.weight, Source.EVENT, event.detail)
    uncertain = event.kind in _UNCERTAIN_EVENTS or row.scope is Scope.MESSAGE
    return Verdict(
        stage=context.stage,
        code=None,
        enhanced=None,
        severity=None,
        permanence=Permanence.UNCERTAIN if uncertain else Permanence.TRANSIENT,
        reason=row.reason,
        scope=row.scope,
        address_dead=False,
        confidence=row.weight,
        because=(evidence,),
        event=event.kind,
    )


_SEVERITIES = {severity.value: severity for severity in Severity}
_ANY_ENHANCED = re.compile(rb"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


def _classify_reply(reply: Reply, context: Context, knowledge: Knowledge) -> Verdict:
    code, stage = reply.code, context.stage
    enhanced: EnhancedCode | None
    numbers: tuple[int, ...] = ()
    words: list[bytes] = []
    text = reply.raw
    if code >= 400:
        regular = text.startswith(_DIGITS[code])
        enhanced = _enhanced(reply, regular)
        text = text if regular else b"\n".join(reply.raw_lines)
        words = read_words(text)
        numbers = knowledge.words.find(words, text)
    else:
        enhanced = reply.enhanced
    code_row = knowledge.code_row(code, context)
    number = enhanced.class_ * 1_000_000 + enhanced.subject * 1000 + enhanced.detail if enhanced else 0
    key = (id(code_row), code, id(stage), context.lmtp, number, numbers)  # enums are slow to hash
    judgement = knowledge.recall(key)
    if judgement is None:
        judgement = _judge(reply, enhanced, context, (code_row,), numbers, knowledge)
        knowledge.remember(key, judgement)
    retry_after = None
    if judgement.permanence is Permanence.TRANSIENT and names_delay(text, words):
        retry_after = read_delay(text)
    return Verdict(
        stage,
        code,
        enhanced,
        _SEVERITIES[code // 100],
        judgement.permanence,
        judgement.reason,
        judgement.scope,
        judgement.address_dead,
        judgement.confidence,
        _ReplyTrace(reply, stage, judgement.rows, knowledge),
        retry_after,
        judgement.provider,
        judgement.tag,
    )


def _enhanced(reply: Reply, regular: bool) -> EnhancedCode | None:
    """The same as `Reply.enhanced`, quicker where there is none or it stands in its place."""
    raw = reply.raw
    if regular:
        found = _KNOWN_ENHANCED.get(raw[4:13].partition(b" ")[0])
        if found is not None:
            return found
        if raw.count(b".") < 2 or _ANY_ENHANCED.search(raw) is None:
            return None
    return reply.enhanced


_DIGITS = [b"%d" % code for code in range(600)]
_KNOWN_ENHANCED = {
    b"%d.%d.%d" % (class_, subject, detail): EnhancedCode(class_, subject, detail)
    for class_ in (4, 5)
    for subject in range(8)
    for detail in range(31)
}


def _judge(
    reply: Reply,
    enhanced: EnhancedCode | None,
    context: Context,
    code_rows: tuple[Row, ...],
    numbers: tuple[int, ...],
    knowledge: Knowledge,
) -> Judgement:
    code, stage = reply.code, context.stage
    rows = list(code_rows)
    contradicts = enhanced is not None and not enhanced.agrees_with(code)
    if enhanced is not None and not contradicts and code >= 400:
        enhanced_row = knowledge.enhanced_row(enhanced.subject, enhanced.detail)
        if enhanced_row is not None:
            rows.append(enhanced_row)
    table = knowledge.words.rows if numbers else ()
    rows.extend(row for n in numbers if (row := table[n]).holds(code, stage))
    per_recipient = bool(context.lmtp) and stage is Stage.END_OF_DATA
    return judge(code, stage, rows, contradicts=contradicts, per_recipient=per_recipient)


@attrs.frozen
class _ReplyTrace(Trace):
    """From a reply and the rows that spoke for it."""

    reply: Reply
    stage: Stage
    rows: tuple[Row, ...]
    knowledge: Knowledge = attrs.field(eq=False)

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple([self._evidence(row) for row in self.rows])

    def details(self) -> Details:
        return read_details(self.reply, self.stage)

    def _evidence(self, row: Row) -> Evidence:
        source = source_of(row)
        matched, start = "", 0
        text = self.reply.text
        if source is Source.CODE:
            matched = str(self.reply.code)
        elif source is Source.ENHANCED:
            matched = str(self.reply.enhanced)
            start = max(text.find(matched), 0)
        elif isinstance(row, PhraseRow):
            start, end = self._span(row, text)
            matched = text[start:end]
        return Evidence(row.name, row.reason, row.weight, source, matched, start)

    def _span(self, row: PhraseRow, text: str) -> tuple[int, int]:
        """Where the row's pattern or words stand in the text; all of it if that is not known."""
        if row.pattern and (match := re.search(row.pattern, text.lower())) is not None:
            return match.span()
        words = read_words(b"\n".join(self.reply.raw_lines))
        found = self.knowledge.words.span(row, words)
        places = list(locate_words(text))
        if found is None or len(places) < found[1]:
            return 0, len(text)
        return places[found[0]][0], places[found[1] - 1][1]
