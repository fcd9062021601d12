"""What is known: the rows that verdicts stand on, as one value, and how they are found.

`KNOWLEDGE` is what ships. A mailer that knows more makes a value of its own
(`Knowledge.extend`) and gives it to `classify`; nothing is kept in a module.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Self

import attrs

from smtpreply.codes import EnhancedCode, ReplyCode
from smtpreply.context import Context
from smtpreply.event import Event
from smtpreply.stage import Stage
from smtpreply.tables.events import EVENT_ROWS, EventRow
from smtpreply.tables.phrases import PHRASE_ROWS
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.tables.verdicts import (
    CODE_ROWS,
    ENHANCED_ROWS,
    CodeRow,
    EnhancedRow,
)
from smtpreply.weighing import Judgement, Row, judge
from smtpreply.wordindex import WordIndex

KNOWLEDGE_VERSION = "2026.11.25"
"""The day on which a row was last changed. A verdict may differ between versions; within one it
does not. Keep it with verdicts that you store."""

_MOST_JUDGEMENTS = 20_000

BARE = {stage: Context.of(stage) for stage in Stage}
"""What is known with a stage and nothing else."""


@attrs.frozen(repr=False)
class Knowledge:
    """The rows that verdicts stand on.

    Code, enhanced and event rows are asked in order, the first that fits speaks. All phrase
    rows speak; a row overrules another by weight, or by what it `PhraseRow.beats`.
    """

    code_rows: tuple[CodeRow, ...] = CODE_ROWS
    enhanced_rows: tuple[EnhancedRow, ...] = ENHANCED_ROWS
    event_rows: tuple[EventRow, ...] = EVENT_ROWS
    phrase_rows: tuple[PhraseRow, ...] = PHRASE_ROWS
    version: str = KNOWLEDGE_VERSION

    def __repr__(self) -> str:
        rows = sum(
            map(len, (self.code_rows, self.enhanced_rows, self.event_rows, self.phrase_rows))
        )
        return f"<Knowledge {self.version}, {rows} rows>"

    def extend(
        self,
        *,
        code_rows: Iterable[CodeRow] = (),
        enhanced_rows: Iterable[EnhancedRow] = (),
        event_rows: Iterable[EventRow] = (),
        phrase_rows: Iterable[PhraseRow] = (),
        version: str | None = None,
    ) -> Self:
        """The same with more rows, yours before ours; a phrase row replaces one of its name."""
        phrases = tuple(phrase_rows)
        names = {row.name for row in phrases}
        return attrs.evolve(
            self,
            code_rows=(*code_rows, *self.code_rows),
            enhanced_rows=(*enhanced_rows, *self.enhanced_rows),
            event_rows=(*event_rows, *self.event_rows),
            phrase_rows=(*phrases, *[row for row in self.phrase_rows if row.name not in names]),
            version=version or f"{self.version}+own",
        )

    def code_row(self, code: ReplyCode, context: Context) -> CodeRow:
        """The row that speaks for this code in this situation; the last ones take any code."""
        candidates = self._candidates(code, context.stage)
        if not candidates[0].when:
            return candidates[0]
        true, false = context.facts
        for row in candidates:
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

    @cached_property
    def words(self) -> WordIndex:
        """The phrase rows, by their words; built when first asked for."""
        return WordIndex(self.phrase_rows)

    def judgement(
        self,
        code: ReplyCode,
        enhanced: EnhancedCode | None,
        context: Context,
        phrases: tuple[int, ...],
    ) -> Judgement:
        """What the rows for these numbers and phrases amount to; worked out once for each set."""
        plain = context is BARE[context.stage]
        row = None if plain else self.code_row(code, context)
        key: tuple[object, ...] = (code, id(context if plain else row), enhanced, phrases)
        if not plain:
            key = (*key, context.stage, context.lmtp)
        found = self._judgements.get(key)
        if found is None:
            if len(self._judgements) >= _MOST_JUDGEMENTS:
                self._judgements.clear()
            row = self.code_row(code, context)
            found = self._judgements[key] = self._judge(code, enhanced, context, row, phrases)
        return found

    def _judge(
        self,
        code: ReplyCode,
        enhanced: EnhancedCode | None,
        context: Context,
        code_row: CodeRow,
        phrases: tuple[int, ...],
    ) -> Judgement:
        rows: list[Row] = [code_row]
        agrees = enhanced is None or enhanced.agrees_with(code)
        if enhanced is not None and agrees and code >= 400:
            enhanced_row = self.enhanced_row(enhanced.subject, enhanced.detail)
            if enhanced_row is not None:
                rows.append(enhanced_row)
        table = self.words.rows if phrases else ()
        rows.extend(row for n in phrases if (row := table[n]).holds(code, context.stage))
        return judge(code, context.stage, rows, contradicts=not agrees, lmtp=bool(context.lmtp))

    @cached_property
    def _judgements(self) -> dict[tuple[object, ...], Judgement]:
        return {}

    def _candidates(self, code: ReplyCode, stage: Stage) -> tuple[CodeRow, ...]:
        key = (code, stage)
        found = self._code_index.get(key)
        if found is None:
            found = self._code_index[key] = tuple(
                row
                for row in self.code_rows
                if (code in row.codes or code // 100 in row.codes)
                and (not row.stages or stage in row.stages)
            )
            if not found:
                raise LookupError(f"no code row takes {code} at {stage}: the table is incomplete")
        return found

    @cached_property
    def _code_index(self) -> dict[tuple[int, Stage], tuple[CodeRow, ...]]:
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
