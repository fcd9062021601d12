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
from smtpreply.details import read_delay, read_details
from smtpreply.event import Event
from smtpreply.knowledge import KNOWLEDGE, KNOWLEDGE_VERSION, Knowledge
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.marks import MARKS
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.verdict import Details, Evidence, Permanence, Source, Trace, Verdict
from smtpreply.weighing import Judgement, Row, source_of
from smtpreply.wording import locate_words, read_words

__all__ = ["KNOWLEDGE", "KNOWLEDGE_VERSION", "Knowledge", "classify"]


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
    return Verdict(
        stage=context.stage,
        code=None,
        enhanced=None,
        severity=None,
        permanence=row.permanence,
        reason=row.reason,
        scope=row.scope,
        address_dead=row.dead,
        confidence=row.weight,
        because=(evidence,),
        event=event.kind,
    )


_CONTENT = frozenset({Stage.END_OF_DATA, Stage.BDAT})
_SEVERITIES = {severity.value: severity for severity in Severity}
_ANY_ENHANCED = re.compile(rb"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")


def _classify_reply(reply: Reply, context: Context, knowledge: Knowledge) -> Verdict:
    code, stage = reply.code, context.stage
    enhanced: EnhancedCode | None
    numbers: tuple[int, ...] = ()
    may_name_delay = False
    regular = True
    text = reply.raw
    if code >= 400:
        regular = text.startswith(_DIGITS[code])
        enhanced = _enhanced(reply, regular)
        text = text if regular else b"\n".join(reply.raw_lines)
        numbers, may_name_delay = knowledge.words.find(read_words(text), text)
    else:
        enhanced = reply.enhanced
    judgement = knowledge.judgement(code, enhanced, context, numbers)
    tag = judgement.tag
    if code in MARKS and MARKS[code].speaks(stage, text):
        tag = MARKS[code].tag
    retry_after = None
    if may_name_delay and judgement.permanence is Permanence.TRANSIENT:
        retry_after = read_delay(text)
    permanence = judgement.permanence
    if not regular and reply.is_mixed and stage in _CONTENT:
        permanence = Permanence.UNCERTAIN  # accepted for some, refused for others
    return Verdict(
        stage,
        code,
        enhanced,
        _SEVERITIES[code // 100],
        permanence,
        judgement.reason,
        judgement.scope,
        judgement.address_dead,
        judgement.confidence,
        _ReplyTrace(reply, stage, judgement, knowledge),
        retry_after,
        judgement.provider,
        tag,
    )


def _enhanced(reply: Reply, regular: bool) -> EnhancedCode | None:
    """The same as `Reply.enhanced`, quicker where there is none or it stands in its place."""
    if not regular:
        return reply.enhanced
    raw = reply.raw
    first = raw[4:13].partition(b" ")[0]
    found = _ENHANCED.get(first)
    if found is not None:
        return found
    if raw.count(b".") < 2 or _ANY_ENHANCED.search(raw) is None:
        return None
    enhanced = reply.enhanced
    if enhanced is not None and first == str(enhanced).encode() and len(_ENHANCED) < _MOST_ENHANCED:
        _ENHANCED[first] = enhanced
    return enhanced


_DIGITS = [b"%d" % code for code in range(600)]
_MOST_ENHANCED = 2000
_ENHANCED: dict[bytes, EnhancedCode] = {}  # what codes at the start of a line were read as


@attrs.define(unsafe_hash=True)  # frozen in all but name: one is made for each verdict
class _ReplyTrace(Trace):
    """From a reply and the rows that spoke for it."""

    reply: Reply
    stage: Stage
    judgement: Judgement
    knowledge: Knowledge

    def evidence(self) -> tuple[Evidence, ...]:
        return tuple([self._evidence(row) for row in self.judgement.rows])

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
