"""What the rows that spoke amount to: one reason, how sure, and how far it reaches.

Rows for one reason add up like independent witnesses; the best reason against it counts half.
Before that, a row may silence lighter ones for the reasons that it `beats`. Permanence follows
the class of the code, except where a row of a named provider says better.
"""

import re
from collections.abc import Iterable

import attrs

from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.tables.reasons import REASONS
from smtpreply.tables.verdicts import CodeRow, EnhancedRow
from smtpreply.verdict import Permanence, Reason, Scope, Source

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

# Where an answer can be about one address; a 5.1.1 to MAIL is about the sender's.
_NAMING_AN_ADDRESS = {*CONTENT, Stage.RCPT, Stage.VRFY, Stage.UNKNOWN}

_MISMATCH_FACTOR = 0.7  # a server that contradicts itself in its numbers is believed less
_NEEDED_FOR_DEAD = 0.45  # a bare 550 does not get there

Row = CodeRow | EnhancedRow | PhraseRow

_SOURCES = {CodeRow: Source.CODE, EnhancedRow: Source.ENHANCED, PhraseRow: Source.TEXT}


def source_of(row: Row) -> Source:
    """Which part of a reply a row reads."""
    return _SOURCES[type(row)]


@attrs.frozen(eq=False)  # each is worked out once and kept, so that identity will do
class Judgement:
    """What a set of rows amounts to."""

    reason: Reason
    confidence: float
    permanence: Permanence
    scope: Scope
    address_dead: bool
    provider: str | None
    tag: str | None
    tag_pattern: "re.Pattern[str] | None"
    """Where one row stands for several tags: what the tag of this reply is part of."""
    rows: tuple[Row, ...]
    """Those that spoke, the strongest for the reason first."""


def judge(
    code: int, stage: Stage, rows: Iterable[Row], *, contradicts: bool, lmtp: bool
) -> Judgement:
    """Weigh the rows that spoke; ``contradicts``: the enhanced code is of another class."""
    spoke = tuple(rows)
    kept = _ranked(spoke)
    reason, carried = _weigh(kept)
    # Rounded first, so that what is shown is what decides.
    confidence = round(carried * _MISMATCH_FACTOR if contradicts else carried, 3)
    for_it = [row for row in kept if row.reason is reason]
    permanence = _permanence(code, reason, for_it)
    known = next((r for r in for_it if isinstance(r, PhraseRow) and r.provider), None)
    return Judgement(
        reason=reason,
        confidence=confidence,
        permanence=permanence,
        scope=_scope(code, for_it, reason, stage, lmtp),
        address_dead=(
            REASONS[reason].dead
            and code >= 500
            and code != 503  # about the order of commands, whatever it quotes
            and permanence is Permanence.PERMANENT
            and confidence >= _NEEDED_FOR_DEAD
            and any(source_of(row) is not Source.CODE for row in for_it)
            and stage in _NAMING_AN_ADDRESS
        ),
        provider=None if known is None else known.provider,
        tag=None if known is None else known.tag,
        tag_pattern=re.compile(known.pattern) if known and known.tag and known.pattern else None,
        rows=tuple(sorted(spoke, key=lambda row: (row.reason is not reason, -row.weight))),
    )


def _ranked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    beaten: dict[Reason, float] = {}
    for row in rows:
        if isinstance(row, PhraseRow):
            for reason in row.beats:
                if reason is not row.reason:
                    beaten[reason] = max(row.weight, beaten.get(reason, 0.0))
    return tuple([row for row in rows if row.weight >= beaten.get(row.reason, 0.0)])


def _weigh(rows: tuple[Row, ...]) -> tuple[Reason, float]:
    doubts: dict[Reason, float] = {}
    for row in rows:
        doubts[row.reason] = doubts.get(row.reason, 1.0) * (1.0 - row.weight)
    reason = min(doubts, key=lambda r: doubts[r])
    against = max((1.0 - doubt for r, doubt in doubts.items() if r is not reason), default=0.0)
    return reason, (1.0 - doubts[reason]) * (1.0 - against / 2)


def _permanence(code: int, reason: Reason, rows: Iterable[Row]) -> Permanence:
    if code < 400:
        odd = reason is Reason.PROTOCOL_ERROR
        return Permanence.UNCERTAIN if odd else Permanence.NONE
    for row in rows:
        if isinstance(row, PhraseRow) and row.provider and row.permanence is not None:
            return row.permanence
    return Permanence.TRANSIENT if code < 500 else Permanence.PERMANENT


def _scope(code: int, rows: Iterable[Row], reason: Reason, stage: Stage, lmtp: bool) -> Scope:
    if code == 421 and stage not in (Stage.CONNECT, *CONTENT):
        return Scope.CONNECTION
    named = [r.scope for r in rows if not isinstance(r, EnhancedRow) and r.scope is not None]
    scope = named[-1] if named else REASONS[reason].scope
    if scope is None:
        scope = _STAGE_SCOPES.get(stage, Scope.COMMAND)
    if scope is Scope.COMMAND and stage in CONTENT:
        return Scope.MESSAGE
    if scope is Scope.MESSAGE and lmtp and stage is Stage.END_OF_DATA:
        return Scope.RECIPIENT  # RFC 2033 4.2: one answer a recipient
    return scope
