"""The tables of wordings: each row has a source and an example, and its example fires it."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from smtpreply.classifier import KNOWLEDGE, classify
from smtpreply.parser import ReplyParser, parse
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.phrases import PHRASE_ROWS
from smtpreply.tables.phrases_languages import LANGUAGE_ROWS
from smtpreply.tables.phrases_row import SEEN, PhraseRow
from smtpreply.tables.rows import Example
from smtpreply.tables.verdicts import CODE_ROWS, ENHANCED_ROWS, CodeRow, EnhancedRow
from smtpreply.verdict import Source, Verdict
from smtpreply.weighing import Row

SHARED = Path(__file__).parents[2] / "shared" / "corpus"


def judged(example: Example) -> Verdict:
    return classify(parse(example.wire), example.context)


def named(row: Row) -> str:
    return row.name


@pytest.mark.parametrize("row", PHRASE_ROWS, ids=named)
def test_its_example_fires_it_and_lands_in_its_reason(row: PhraseRow) -> None:
    verdict = judged(row.example)
    assert row.name in [piece.row for piece in verdict.because]
    assert verdict.reason is row.reason


@pytest.mark.parametrize("row", PHRASE_ROWS, ids=named)
def test_a_row_for_another_reason_in_its_example_has_a_lower_rank(row: PhraseRow) -> None:
    rivals = [
        piece
        for piece in judged(row.example).because
        if piece.source is Source.TEXT and piece.reason is not row.reason
    ]
    assert all(rival.weight < row.weight for rival in rivals), rivals


@pytest.mark.parametrize("row", PHRASE_ROWS, ids=named)
def test_it_says_where_in_the_text_it_matched(row: PhraseRow) -> None:
    verdict = judged(row.example)
    text = parse(row.example.wire).text
    for piece in verdict.because:
        if piece.source is Source.TEXT:
            assert piece.matched
            assert text[piece.start :].startswith(piece.matched)


@pytest.mark.parametrize("row", list[Row]([*CODE_ROWS, *ENHANCED_ROWS]), ids=named)
def test_the_example_of_a_number_fires_its_row(row: CodeRow | EnhancedRow) -> None:
    assert row.name in [piece.row for piece in judged(row.example).because]


def test_names_are_unique() -> None:
    rows: tuple[Row, ...] = (*PHRASE_ROWS, *CODE_ROWS, *ENHANCED_ROWS)
    names = Counter(row.name for row in rows)
    assert [name for name, times in names.items() if times > 1] == []


def test_weights_are_on_the_scale() -> None:
    assert [row.name for row in PHRASE_ROWS if not 0.3 <= row.weight <= 0.95] == []


def test_every_row_has_a_source() -> None:
    assert [row.name for row in PHRASE_ROWS if not row.source.document] == []


def test_only_a_named_provider_overrules_the_class_of_the_code() -> None:
    overruling = [row for row in PHRASE_ROWS if row.permanence is not None]
    assert overruling
    assert [row.name for row in overruling if not row.provider or not row.source.url] == []


@cache
def replies() -> tuple[tuple[Reply, Stage], ...]:
    """All refusals that we have, each once."""
    found: dict[tuple[bytes, Stage], Reply] = {}
    for line in (SHARED / "labelled_replies.jsonl").read_text("utf-8").splitlines():
        *first, last = [x for x in json.loads(line)["reply"].split("\n") if x.strip()]
        wire = "\r\n".join([*first, last[:3] + " " + last[4:]]).encode() + b"\r\n"
        found[wire, Stage.UNKNOWN] = parse(wire)
    for path in sorted((SHARED / "transcripts").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            exchange = json.loads(line)
            parser = ReplyParser()
            try:
                answers = list(parser.feed(exchange["reply_latin1"].encode("latin-1")))
            except ValueError:
                continue
            if len(answers) == 1 and answers[0].is_negative:
                stage = Stage.of_command(exchange["command"].partition("\n")[0])
                found.setdefault((answers[0].raw, stage), answers[0])
    return tuple((reply, stage) for (_, stage), reply in found.items())


def test_no_row_is_dead() -> None:
    """A row decides something in the replies that we have, or a document stands behind it."""
    if not SHARED.is_dir():
        pytest.skip("the corpus is not here")
    deciding: set[str] = set()
    for reply, stage in replies():
        verdict = classify(reply, stage)
        deciding.update(piece.row for piece in verdict.because if piece.reason is verdict.reason)
    undocumented = [row for row in PHRASE_ROWS if row.source == SEEN and row not in LANGUAGE_ROWS]
    assert [row.name for row in undocumented if row.name not in deciding] == []


def test_the_index_holds_every_row() -> None:
    assert KNOWLEDGE.words.rows == PHRASE_ROWS
