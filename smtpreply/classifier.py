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
from smtpreply.event import Event
from smtpreply.reply import DefectKind, Reply
from smtpreply.stage import Stage
from smtpreply.tables.events import EVENT_ROWS, EventRow
from smtpreply.tables.reasons import REASONS
from smtpreply.tables.verdicts import (
    CODE_ROWS,
    ENHANCED_ROWS,
    CodeRow,
    EnhancedRow,
)
from smtpreply.verdict import Evidence, Permanence, Reason, Scope, Source, Verdict


@attrs.frozen
class Knowledge:
    """The rows that verdicts stand on. Make your own with `attrs.evolve` to add or replace some.

    Rows are asked in order: put yours before ours to overrule them.
    """

    code_rows: tuple[CodeRow, ...] = CODE_ROWS
    enhanced_rows: tuple[EnhancedRow, ...] = ENHANCED_ROWS
    event_rows: tuple[EventRow, ...] = EVENT_ROWS

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

_CONTENT = frozenset({Stage.END_OF_DATA, Stage.BDAT})

# Where an answer can be about one address; a 5.1.1 to MAIL is about the sender's.
_NAMING_AN_ADDRESS = _CONTENT | {Stage.RCPT, Stage.VRFY, Stage.UNKNOWN}

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


def _classify_reply(reply: Reply, context: Context, knowledge: Knowledge) -> Verdict:
    row = knowledge.code_row(reply.code, context)
    evidence = [Evidence(row.name, row.reason, row.weight, Source.CODE, str(reply.code))]
    enhanced = _enhanced_evidence(reply, knowledge)
    if enhanced is not None:
        evidence.append(enhanced)
    reason, confidence = _weigh(evidence)
    if any(defect.kind is DefectKind.ENHANCED_CLASS_MISMATCH for defect in reply.defects):
        confidence *= _MISMATCH_FACTOR
    because = tuple(sorted(evidence, key=lambda e: (e.reason is not reason, -e.weight)))
    scope = row.scope if row.reason is reason else None
    permanence = _PERMANENCE[reply.severity]
    if (reply.is_positive and reason is Reason.PROTOCOL_ERROR) or (
        reply.is_mixed and context.stage in _CONTENT
    ):
        permanence = Permanence.UNCERTAIN
    return Verdict(
        stage=context.stage,
        code=reply.code,
        enhanced=reply.enhanced,
        severity=reply.severity,
        permanence=permanence,
        reason=reason,
        scope=_scope(scope, reason, reply, context),
        address_dead=(
            REASONS[reason].dead
            and permanence is Permanence.PERMANENT
            and confidence >= _NEEDED_FOR_DEAD
            and context.stage in _NAMING_AN_ADDRESS
        ),
        confidence=round(confidence, 3),
        because=because,
    )


def _enhanced_evidence(reply: Reply, knowledge: Knowledge) -> Evidence | None:
    enhanced = reply.enhanced
    if enhanced is None or reply.is_positive or not enhanced.agrees_with(reply.code):
        return None
    row = knowledge.enhanced_row(enhanced.subject, enhanced.detail)
    if row is None:
        return None
    matched = str(enhanced)
    return Evidence(
        row.name, row.reason, row.weight, Source.ENHANCED, matched, max(reply.text.find(matched), 0)
    )


def _weigh(evidence: Iterable[Evidence]) -> tuple[Reason, float]:
    """The strongest reason and how sure it is.

    Rows for one reason add up like independent witnesses; the best reason against it counts half.
    """
    doubts: dict[Reason, float] = {}
    for piece in evidence:
        doubts[piece.reason] = doubts.get(piece.reason, 1.0) * (1.0 - piece.weight)
    reason = min(doubts, key=lambda r: doubts[r])
    against = max((1.0 - doubt for r, doubt in doubts.items() if r is not reason), default=0.0)
    return reason, (1.0 - doubts[reason]) * (1.0 - against / 2)


def _scope(row_scope: Scope | None, reason: Reason, reply: Reply, context: Context) -> Scope:
    if reply.code == 421 and context.stage not in (Stage.CONNECT, *_CONTENT):
        return Scope.CONNECTION
    scope = row_scope or REASONS[reason].scope
    if scope is None:
        scope = _STAGE_SCOPES.get(context.stage, Scope.COMMAND)
    if scope is Scope.COMMAND and context.stage in _CONTENT:
        return Scope.MESSAGE
    if scope is Scope.MESSAGE and context.lmtp and context.stage is Stage.END_OF_DATA:
        return Scope.RECIPIENT  # RFC 2033 4.2: one answer a recipient
    return scope
