"""The tables of what is known: complete, sourced, and consistent with each other."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from smtpreply import Capabilities, EnhancedCode, Reply, ReplyCode, codes
from smtpreply.diagnosis import diagnose, parse_text
from smtpreply.stage import Stage
from smtpreply.tables.enhancedcodes import CLASS_MEANINGS, ENHANCED_CODES, SUBJECT_MEANINGS
from smtpreply.tables.keywords import KEYWORDS
from smtpreply.tables.pairs import PAIRS
from smtpreply.tables.replycodes import REPLY_CODES, SEVERITY_MEANINGS
from smtpreply.tables.rows import Source, Standing

FACTS = Path(__file__).parents[2] / "shared" / "facts"
CODE_ROWS: tuple[Any, ...] = (*REPLY_CODES, *ENHANCED_CODES)


def facts(name: str) -> Any:
    if not (FACTS / name).exists():
        pytest.skip(f"the shared facts are not there: {FACTS / name}")
    return json.loads((FACTS / name).read_text())


def name_of(row: Any) -> str:
    return str(getattr(row, "code", None) or f"x.{row.subject}.{row.detail}")


@pytest.mark.parametrize("row", CODE_ROWS, ids=name_of)
class TestCodeRows:
    def test_says_everything(self, row: Any) -> None:
        for text in (row.title, row.meaning, row.seen, row.again, row.example):
            assert text.strip() == text
            assert text
        assert row.sources
        assert not row.title.endswith(".")

    def test_fixes_are_sentences(self, row: Any) -> None:
        for text in (row.fix.sender, row.fix.developer, row.fix.operator):
            assert not text or text[-1] in ".?"


class TestReplyCodes:
    def test_ascending_and_once(self) -> None:
        codes = [row.code for row in REPLY_CODES]
        assert codes == sorted(set(codes))

    def test_examples_parse(self) -> None:
        for row in REPLY_CODES:
            if 200 <= row.code <= 599:
                assert parse_text(row.example, Stage.UNKNOWN).code == row.code

    def test_all_facts_are_there(self) -> None:
        assert {c["code"] for c in facts("basic_codes.json")["codes"]} <= {
            r.code for r in REPLY_CODES
        }

    def test_every_severity_has_a_meaning(self) -> None:
        assert {2, 3, 4, 5} <= set(SEVERITY_MEANINGS)


class TestNames:
    """Tables and constants agree."""

    def test_named_codes_are_in_the_table(self) -> None:
        known = {row.code for row in REPLY_CODES if row.standing is Standing.STANDARD}
        named = {value for value in vars(codes).values() if isinstance(value, ReplyCode)}
        assert named == known

    def test_typed_capabilities_are_in_the_table(self) -> None:
        known = {row.keyword for row in KEYWORDS}
        assert known >= {"SIZE", "AUTH", "LIMITS", "STARTTLS", "PIPELINING", "CHUNKING", "8BITMIME"}
        assert known >= {"SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "VRFY", "ETRN"}


class TestEnhancedCodes:
    def test_in_order_without_overlap(self) -> None:
        spans = [(r.subject, r.detail, r.last_detail or r.detail) for r in ENHANCED_CODES]
        assert spans == sorted(spans)
        for (subject, _, last), (next_subject, first, _) in itertools.pairwise(spans):
            assert next_subject > subject or first > last

    def test_examples_carry_the_code(self) -> None:
        for row in ENHANCED_CODES:
            reply = diagnose(row.example).reply
            assert isinstance(reply, Reply)
            assert reply.enhanced is not None
            assert reply.enhanced.subject == row.subject
            assert row.detail <= reply.enhanced.detail <= (row.last_detail or row.detail)
            assert reply.enhanced.class_ in row.classes

    def test_basic_codes_are_known_and_of_a_class_of_theirs(self) -> None:
        known = {row.code for row in REPLY_CODES}
        for row in ENHANCED_CODES:
            assert set(row.basic_codes) <= known
            assert {code // 100 for code in row.basic_codes} <= set(row.classes)

    def test_all_facts_are_there(self) -> None:
        wanted = {c["code"].removeprefix("X.") for c in facts("enhanced_codes.json")["codes"]}
        assert wanted <= {f"{row.subject}.{row.detail}" for row in ENHANCED_CODES}

    def test_classes_and_subjects_have_meanings(self) -> None:
        assert set(CLASS_MEANINGS) == {2, 4, 5}
        assert set(SUBJECT_MEANINGS) == set(range(8))


class TestPairs:
    def test_in_order_and_once(self) -> None:
        keys = [(row.code, EnhancedCode.from_text(row.enhanced)) for row in PAIRS]
        assert keys == sorted(set(keys))

    def test_examples_carry_the_pair(self) -> None:
        for row in PAIRS:
            reply = diagnose(row.example).reply
            assert reply is not None
            assert (int(reply.code), str(reply.enhanced)) == (row.code, row.enhanced)


class TestKeywords:
    def test_in_order_and_once(self) -> None:
        keywords = [row.keyword for row in KEYWORDS]
        assert keywords == sorted(set(keywords))

    @pytest.mark.parametrize("row", KEYWORDS, ids=lambda row: row.keyword)
    def test_example_is_read_as_the_keyword(self, row: Any) -> None:
        capabilities = Capabilities.from_reply(Reply.build(250, "mx.example.org", row.example))
        assert row.keyword in capabilities
        assert row.meaning
        assert row.sources

    def test_all_facts_are_there(self) -> None:
        wanted = {
            word
            for entry in facts("ehlo_keywords.json")["keywords"]
            for word in entry["keyword"].replace(" / ", ", ").split(", ")
        }
        assert wanted <= {row.keyword for row in KEYWORDS}


class TestSource:
    @pytest.mark.parametrize(
        ("source", "url", "text"),
        [
            (
                Source("RFC 5321", "4.2.1"),
                "https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1",
                "RFC 5321 4.2.1",
            ),
            (Source("RFC 5321"), "https://www.rfc-editor.org/rfc/rfc5321", "RFC 5321"),
            (Source("RFC 5321", "F.1"), "https://www.rfc-editor.org/rfc/rfc5321", "RFC 5321 F.1"),
            (Source("https://example.org/x"), "https://example.org/x", "https://example.org/x"),
            (Source("Postfix"), "", "Postfix"),
        ],
    )
    def test_url(self, source: Source, url: str, text: str) -> None:
        assert (source.url, str(source)) == (url, text)

    def test_every_rfc_has_a_number(self) -> None:
        for row in (*CODE_ROWS, *PAIRS, *KEYWORDS):
            for source in row.sources:
                assert not source.document.startswith("RFC") or source.document[4:].isdigit()
