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
from smtpreply.details import read_delay, read_details, read_tag
from smtpreply.event import Event
from smtpreply.knowledge import BARE, KNOWLEDGE, KNOWLEDGE_VERSION, Knowledge
from smtpreply.reply import Reply
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.marks import MARKS, MarkRow
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.verdict import Details, Evidence, Permanence, Source, Trace, Verdict
from smtpreply.weighing import Judgement, source_of
from smtpreply.wording import LIMIT, locate_words, read_words

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
    if context is None:
        context = BARE[source.stage]
    elif isinstance(context, Stage):
        context = BARE[source.stage if context is Stage.UNKNOWN else context]
    elif context.stage is Stage.UNKNOWN:
        context = attrs.evolve(context, stage=source.stage)
    if isinstance(source, Event):
        return _classify_event(source, context, knowledge)
    return _classify_reply(source, context, knowledge)


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


_ANY_ENHANCED = re.compile(rb"[245](?<![\d.][245])\.\d{1,3}\.\d{1,3}(?![\d.])")


def _classify_reply(reply: Reply, context: Context, knowledge: Knowledge) -> Verdict:
    code, stage = reply.code, context.stage
    severity, digits = _OF_CODE[code]
    enhanced: EnhancedCode | None
    numbers: tuple[int, ...] = ()
    may_name_delay = False
    regular = True
    text = reply.raw
    if digits:
        regular = text.startswith(digits)
        enhanced = _enhanced(reply, regular)
        text = text if regular else b"\n".join(reply.raw_lines)
        words = read_words(text)
        if words:  # without one no phrase speaks, and the index need not be built
            numbers, may_name_delay = knowledge.words.find(words, text)
    else:
        enhanced = reply.enhanced
    judgement = knowledge.judgement(code, enhanced, context, numbers)
    retry_after = None
    if may_name_delay and judgement.permanence is Permanence.TRANSIENT:
        retry_after = read_delay(text)
    permanence = judgement.permanence
    if not regular and reply.is_mixed and stage in CONTENT:
        permanence = Permanence.UNCERTAIN  # accepted for some, refused for others
    return Verdict(
        stage,
        code,
        enhanced,
        severity,
        permanence,
        judgement.reason,
        judgement.scope,
        judgement.address_dead,
        judgement.confidence,
        _ReplyTrace(reply, stage, judgement, knowledge),
        retry_after,
        judgement.provider,
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


# By code: its severity, and of a refusal the digits (to look is quicker than to reckon)
_OF_CODE = {
    code: (Severity(code // 100), b"%d" % code if code >= 400 else b"") for code in range(200, 600)
}
_MOST_ENHANCED = 2000
_ENHANCED: dict[bytes, EnhancedCode] = {}  # what codes at the start of a line were read as


@attrs.frozen
class _Told(Trace):
    """What a trace told, for a verdict that was stored away."""

    _evidence: tuple[Evidence, ...]
    _details: Details
    _tag: str | None

    def evidence(self) -> tuple[Evidence, ...]:
        return self._evidence

    def details(self) -> Details:
        return self._details

    def tag(self) -> str | None:
        return self._tag


@attrs.define(eq=False)  # not frozen, for one is made for each verdict and that would be slower
class _ReplyTrace(Trace):
    """From a reply and the rows that spoke for it."""

    reply: Reply
    stage: Stage
    judgement: Judgement
    knowledge: Knowledge

    def evidence(self) -> tuple[Evidence, ...]:
        text = self.reply.text
        words = read_words(b"\n".join(self.reply.raw_lines))
        places = locate_words(text)
        found: list[Evidence] = []
        for row in self.judgement.rows:
            source = source_of(row)
            start = 0
            if isinstance(row, PhraseRow):
                start, end = self._span(row, text, words, places)
                matched = text[start:end]
            elif source is Source.CODE:
                matched = str(self.reply.code)
            else:
                matched = str(self.reply.enhanced)
                start = max(text.find(matched), 0)
            found.append(Evidence(row.name, row.reason, row.weight, source, matched, start))
        mark = self._mark()
        if mark is not None:
            found.append(Evidence(mark.name, mark.reason, mark.weight, Source.TEXT, text))
        return tuple(found)

    def rows(self) -> tuple[str, ...]:
        names = [row.name for row in self.judgement.rows]
        mark = self._mark()
        return tuple(names if mark is None else [*names, mark.name])

    def common(self) -> object | None:
        return None if self.reply.code in MARKS else self.judgement

    def _mark(self) -> MarkRow | None:
        """The row for what stands in a positive reply, where one does."""
        row = MARKS.get(self.reply.code)
        return row if row is not None and row.speaks(self.stage, self.reply.raw) else None

    def details(self) -> Details:
        return read_details(self.reply, self.stage)

    def tag(self) -> str | None:
        pattern = self.judgement.tag_pattern
        found = read_tag(self.reply.raw, pattern) if pattern is not None else None
        return found or self.judgement.tag

    def __reduce__(self) -> tuple[type[_Told], tuple[object, ...]]:
        return _Told, (self.evidence(), self.details(), self.tag())

    def _span(
        self, row: PhraseRow, text: str, words: list[bytes], places: list[tuple[int, int]]
    ) -> tuple[int, int]:
        """Where the row's pattern or words stand in the text; all of it if that is not known."""
        if row.pattern and (match := re.search(row.pattern, text[:LIMIT].lower())) is not None:
            return match.span()
        found = self.knowledge.words.span(row, words)
        if found is None or len(places) != len(words):
            return 0, len(text)
        return places[found[0]][0], places[found[1] - 1][1]
