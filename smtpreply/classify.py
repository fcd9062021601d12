"""What does it mean? From a reply, or an event in its place, to a `Verdict`.

Evidence is combined: the row for the code at its stage, the row for the enhanced code
where its class agrees with the code's (RFC 2034 4). Rows that say the same reason make it
stronger, rows that contradict each other lower the confidence. Pure, and never raises for
anything a server may say: what nobody knows gets the meaning of its class, humbly.
"""

from collections.abc import Iterable
from functools import cached_property

import attrs

from smtpreply.codes import ReplyCode, Severity
from smtpreply.context import Context
from smtpreply.event import Event, EventKind
from smtpreply.reply import DefectKind, Reply
from smtpreply.stage import Stage
from smtpreply.tables.phrases import PHRASE_ROWS
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.tables.reasons import REASONS
from smtpreply.tables.verdicts import (
    CODE_ROWS,
    ENHANCED_ROWS,
    EVENT_ROWS,
    CodeRow,
    EnhancedRow,
    EventRow,
)
from smtpreply.verdict import Evidence, Permanence, Reason, Scope, Source, Verdict
from smtpreply.wording import WordIndex


@attrs.frozen
class Knowledge:
    """The rows that verdicts stand on. Make your own with `attrs.evolve` to add or replace some.

    Rows are asked in order: put yours before ours to overrule them.
    """

    code_rows: tuple[CodeRow, ...] = CODE_ROWS
    enhanced_rows: tuple[EnhancedRow, ...] = ENHANCED_ROWS
    event_rows: tuple[EventRow, ...] = EVENT_ROWS
    phrase_rows: tuple[PhraseRow, ...] = PHRASE_ROWS

    @cached_property
    def words(self) -> WordIndex:
        """The phrase rows, by the words they are found by."""
        return WordIndex.of(self.phrase_rows)

    def code_row(self, code: ReplyCode, context: Context) -> CodeRow:
        """The row that speaks for this code in this situation; the last ones take any code."""
        true, false = context.facts
        for row in self._candidates(code, context.stage):
            if all(fact & (true if wanted else false) for fact, wanted in row.when):
                return row
        raise LookupError(f"no code row takes {code} at {context.stage}: the table is incomplete")

    def enhanced_row(self, subject: int, detail: int) -> EnhancedRow | None:
        """The row for an enhanced code, whatever its class."""
        return self._enhanced_index.get((subject, detail))

    def event_row(self, event: Event) -> EventRow:
        """The row for an event at its stage."""
        for row in self.event_rows:
            if row.kind is event.kind and (not row.stages or event.stage in row.stages):
                return row
        raise LookupError(f"no event row takes {event.kind}: the table is incomplete")

    def _candidates(self, code: ReplyCode, stage: Stage) -> tuple[CodeRow, ...]:
        key = (code, stage)
        found = self._code_index.get(key)
        if found is None:
            found = tuple(
                row
                for row in self.code_rows
                if (code in row.codes or code // 100 in row.codes)
                and (not row.stages or stage in row.stages)
            )
            self._code_index[key] = found
        return found

    @cached_property
    def _code_index(self) -> dict[tuple[ReplyCode, Stage], tuple[CodeRow, ...]]:
        return {}  # filled as situations come up: there are 400 codes by 22 stages at most

    @cached_property
    def _enhanced_index(self) -> dict[tuple[int, int], EnhancedRow]:
        index: dict[tuple[int, int], EnhancedRow] = {}
        for row in self.enhanced_rows:
            for detail in range(row.detail, (row.last_detail or row.detail) + 1):
                index.setdefault((row.subject, detail), row)
        return index


KNOWLEDGE = Knowledge()
"""What ships with the library."""

_PERMANENCE = {
    Severity.POSITIVE_COMPLETION: Permanence.NONE,
    Severity.POSITIVE_INTERMEDIATE: Permanence.NONE,
    Severity.TRANSIENT_NEGATIVE: Permanence.TRANSIENT,
    Severity.PERMANENT_NEGATIVE: Permanence.PERMANENT,
}

_UNCERTAIN_EVENTS = frozenset({EventKind.NOT_A_REPLY})

_STAGE_SCOPES = {
    Stage.CONNECT: Scope.HOST,
    Stage.EHLO: Scope.HOST,
    Stage.HELO: Scope.HOST,
    Stage.LHLO: Scope.HOST,
    Stage.STARTTLS: Scope.CONNECTION,
    Stage.AUTH: Scope.ACCOUNT,
    Stage.MAIL: Scope.TRANSACTION,
    Stage.RCPT: Scope.RECIPIENT,
    Stage.DATA: Scope.TRANSACTION,
    Stage.END_OF_DATA: Scope.MESSAGE,
    Stage.BDAT: Scope.MESSAGE,
    Stage.UNKNOWN: Scope.TRANSACTION,
}

_MISMATCH_FACTOR = 0.7  # a server that contradicts itself in its numbers is believed less
_NEEDED_FOR_DEAD = 0.5  # a bare 550 does not get there


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
    """
    known = _context(source, context)
    if isinstance(source, Event):
        return _classify_event(source, known, knowledge)
    return _classify_reply(source, known, knowledge)


def _context(source: Reply | Event, context: Context | Stage | None) -> Context:
    known = Context.of(Stage.UNKNOWN if context is None else context)
    if known.stage is Stage.UNKNOWN and source.stage is not Stage.UNKNOWN:
        return attrs.evolve(known, stage=source.stage)
    return known


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


def _classify_reply(reply: Reply, context: Context, knowledge: Knowledge) -> Verdict:
    code_row = knowledge.code_row(reply.code, context)
    findings = [_Finding(code_row.name, code_row.reason, code_row.weight, Source.CODE)]
    enhanced = reply.enhanced
    if reply.is_negative:
        enhanced_row = _enhanced_row(reply, enhanced, knowledge)
        if enhanced_row is not None:
            findings.append(
                _Finding(enhanced_row.name, enhanced_row.reason, enhanced_row.weight, Source.ENHANCED)
            )
        text = b"\n".join(reply.raw_lines)
        hits = knowledge.words.find(text, reply.code, context.stage)
        findings.extend(
            _Finding(h.row.name, h.row.reason, h.row.weight, Source.TEXT, h.row, h.start, h.end, h.in_words)
            for h in hits
        )
    findings = _ranked(findings)
    reason, confidence = _weigh(findings)
    if enhanced is not None and not enhanced.agrees_with(reply.code):
        confidence *= _MISMATCH_FACTOR
    findings.sort(key=lambda f: (f.reason is not reason, -f.weight))
    scope = code_row.scope if code_row.reason is reason else None
    permanence = _PERMANENCE[reply.severity]
    if reply.is_positive and reason is Reason.PROTOCOL_ERROR:
        permanence = Permanence.UNCERTAIN
    provider = tag = None
    for f in findings:
        row = f.row
        if row is None or row.reason is not reason:
            continue
        if row.provider is not None and provider is None:
            provider, tag = row.provider, row.tag
        if row.permanence is not None:
            permanence = row.permanence
        if row.scope is not None:
            scope = row.scope
    return Verdict(
        stage=context.stage,
        code=reply.code,
        enhanced=enhanced,
        severity=reply.severity,
        permanence=permanence,
        reason=reason,
        scope=_scope(scope, reason, context),
        address_dead=(
            REASONS[reason].dead
            and reply.is_permanent_negative
            and permanence is Permanence.PERMANENT
            and confidence >= _NEEDED_FOR_DEAD
            and any(f.reason is reason and f.source is not Source.CODE for f in findings)
        ),
        confidence=round(confidence, 3),
        because=tuple(Evidence(f.name, f.reason, f.weight, f.source, "") for f in findings),
        provider=provider,
        tag=tag,
    )


def _ranked(findings: "list[_Finding]") -> "list[_Finding]":
    beaten = {}
    for f in findings:
        if f.row is not None:
            for reason in f.row.beats:
                if f.weight > beaten.get(reason, 0.0):
                    beaten[reason] = f.weight
    if not beaten:
        return findings
    return [f for f in findings if f.weight >= beaten.get(f.reason, 0.0)]


@attrs.frozen
class _Finding:
    name: str
    reason: Reason
    weight: float
    source: Source
    row: PhraseRow | None = None
    start: int = 0
    end: int = 0
    in_words: bool = False


def _enhanced_row(reply, enhanced, knowledge):
    if enhanced is None or not enhanced.agrees_with(reply.code):
        return None
    return knowledge.enhanced_row(enhanced.subject, enhanced.detail)


def _weigh(evidence: "Iterable[_Finding]") -> tuple[Reason, float]:
    """The strongest reason and how sure it is.

    Rows for one reason add up like independent witnesses; the best reason against it counts half.
    """
    doubts: dict[Reason, float] = {}
    for piece in evidence:
        doubts[piece.reason] = doubts.get(piece.reason, 1.0) * (1.0 - piece.weight)
    reason = min(doubts, key=lambda r: doubts[r])
    against = max((1.0 - doubt for r, doubt in doubts.items() if r is not reason), default=0.0)
    return reason, (1.0 - doubts[reason]) * (1.0 - against / 2)


def _scope(row_scope: Scope | None, reason: Reason, context: Context) -> Scope:
    scope = row_scope or REASONS[reason].scope
    if scope is None:
        scope = _STAGE_SCOPES.get(context.stage, Scope.COMMAND)
    if scope is Scope.MESSAGE and context.lmtp and context.stage is Stage.END_OF_DATA:
        return Scope.RECIPIENT  # RFC 2033 4.2: one answer a recipient
    return scope
