"""Explain and compare: exact about what is known, and never wrong about what is not."""

from typing import Any

import pytest

from smtpreply import EnhancedCode, Reply, Severity, Stage, compare, explain
from smtpreply.explanation import by_stage
from smtpreply.tables.enhancedcodes import ENHANCED_CODES
from smtpreply.tables.headings import HEADINGS, headings
from smtpreply.tables.pairs import PAIRS
from smtpreply.tables.replycodes import REPLY_CODES
from smtpreply.tables.rows import Standing


class TestSubjects:
    @pytest.mark.parametrize(
        "subject", [502, "502", " 502 ", Reply.build(502, "no"), "502 no", "502-no"]
    )
    def test_a_code_however_it_is_given(self, subject: Any) -> None:
        explanation = explain(subject)
        assert explanation.subject == "502"
        assert explanation.title == "Command not implemented"
        assert explanation.standing is Standing.STANDARD

    @pytest.mark.parametrize("subject", ["5.1.1", EnhancedCode(5, 1, 1)])
    def test_an_enhanced_code(self, subject: Any) -> None:
        explanation = explain(subject)
        assert explanation.subject == "5.1.1"
        assert explanation.severity is Severity.PERMANENT_NEGATIVE
        assert explanation.category is None

    @pytest.mark.parametrize(
        "subject", ["550 5.7.1", Reply.build(550, "x", enhanced="5.7.1"), "550-5.7.1 x"]
    )
    def test_a_pair(self, subject: Any) -> None:
        explanation = explain(subject)
        assert explanation.subject == "550 5.7.1"
        assert [part.subject for part in explanation.parts] == ["550", "5.7.1"]
        assert explanation.adds

    @pytest.mark.parametrize(
        "subject", ["", "lunch", "5.1", "55", "5555", "250 a\n250 b", "\x16\x03"]
    )
    def test_what_is_none_is_refused(self, subject: str) -> None:
        with pytest.raises(ValueError, match="reply"):
            explain(subject)

    def test_a_pair_nobody_wrote_about_adds_nothing(self) -> None:
        explanation = explain("450 4.4.4")
        assert explanation.adds == ""
        assert explanation.diagnosis is not None


class TestUnknown:
    @pytest.mark.parametrize("code", [299, 399, 499, 599, 571])
    def test_code_gets_its_class(self, code: int) -> None:
        explanation = explain(code)
        assert "not registered" in explanation.standing_text
        assert explanation.severity is not None
        assert explanation.severity.value == code // 100

    @pytest.mark.parametrize("code", [100, 199, 666, 999])
    def test_number_outside_smtp(self, code: int) -> None:
        explanation = explain(code)
        assert explanation.severity is None
        assert explanation.category is None
        assert explanation.diagnosis is None
        assert "not registered" in explanation.standing_text

    @pytest.mark.parametrize("code", ["2.9.9", "4.8.1", "5.7.998", "5.7.999", "5.99.1"])
    def test_enhanced_code_gets_its_class(self, code: str) -> None:
        explanation = explain(code)
        assert "not registered" in explanation.standing_text
        assert explanation.severity is not None

    def test_511_is_511_misread(self) -> None:
        explanation = explain(511)
        assert "5.1.1" in explanation.description + str(explanation.confused_with)

    def test_101_is_folklore(self) -> None:
        assert "folklore" in explain(101).standing_text

    def test_unusual_class_says_so(self) -> None:
        assert "unusual" in explain("4.1.10").doubts

    def test_pair_outside_smtp(self) -> None:
        explanation = explain("101 5.1.1")
        assert explanation.diagnosis is None


class TestStage:
    def test_decides_what_it_means(self) -> None:
        at_greeting, behind_message = (
            explain(554, stage=Stage.CONNECT),
            explain(554, stage=Stage.END_OF_DATA),
        )
        assert at_greeting.diagnosis is not None
        assert behind_message.diagnosis is not None
        assert at_greeting.diagnosis.advice.action is not behind_message.diagnosis.advice.action

    def test_a_code_of_one_stage_is_at_home_there(self) -> None:
        diagnosis = explain(354).diagnosis
        assert diagnosis is not None
        assert diagnosis.verdict.stage is Stage.DATA

    def test_all_stages_at_once(self) -> None:
        actions = {d.verdict.stage: d.advice.action for d in by_stage(explain(554))}
        assert actions[Stage.CONNECT] is not actions[Stage.END_OF_DATA]

    @pytest.mark.parametrize("subject", [354, 101, "5.1.1", "550 5.1.1"])
    def test_one_stage_or_none_needs_no_table(self, subject: Any) -> None:
        assert by_stage(explain(subject)) == ()


class TestContradiction:
    def test_the_code_is_believed(self) -> None:
        assert "believe the reply code" in explain("550 4.2.1").believe
        assert explain("550 5.1.1").believe == ""


class TestCompare:
    def test_220_and_502(self) -> None:
        comparison = compare(220, 502)
        assert not comparison.same_class
        assert not comparison.same_scope
        assert not comparison.same_advice
        assert comparison.difference.startswith(
            "220 (positive completion) is about service ready; 502"
        )
        assert comparison.when.startswith("220 to connect, STARTTLS: ")
        assert "502: the server knows the command" in comparison.when
        assert comparison.believe == ""

    def test_a_pair_known_to_be_confused_has_its_own_sentence(self) -> None:
        sentence = dict(explain(502).confused_with)["500"]
        assert compare(502, 500).difference == compare(500, 502).difference or sentence
        assert compare(502, 500).difference == sentence

    def test_the_same(self) -> None:
        comparison = compare(550, 550)
        assert comparison.same_class
        assert comparison.same_advice
        assert "none" in comparison.difference

    def test_code_and_enhanced_code(self) -> None:
        assert "They agree" in compare("5.1.1", 550).believe
        assert "contradict" in compare(550, "4.2.1").believe

    def test_no_smtp(self) -> None:
        comparison = compare(101, 220)
        assert "no SMTP reply" in comparison.difference
        assert "101: never on an SMTP connection." in comparison.when
        assert not comparison.same_scope

    @pytest.mark.parametrize("row", REPLY_CODES, ids=lambda row: str(row.code))
    def test_any_code_with_any(self, row: Any) -> None:
        assert compare(row.code, 250).difference
        assert compare(row.code, "5.7.1").when


class TestHeadings:
    def test_every_language_has_every_heading(self) -> None:
        assert {frozenset(words) for words in HEADINGS.values()} == {frozenset(HEADINGS["en"])}

    def test_unknown_language(self) -> None:
        with pytest.raises(ValueError, match="no headings for 'xx'; there are en, hi"):
            headings("xx")


@pytest.mark.parametrize("row", REPLY_CODES, ids=lambda row: str(row.code))
def test_reply_code_is_explained_by_its_row(row: Any) -> None:
    explanation = explain(row.code)
    assert explanation.title == row.title
    if 200 <= row.code <= 599:
        assert explain(row.example).subject.split()[0] == str(row.code)


@pytest.mark.parametrize("row", ENHANCED_CODES, ids=lambda row: f"{row.subject}.{row.detail}")
def test_enhanced_code_is_explained_by_its_row(row: Any) -> None:
    for class_ in row.classes:
        assert explain(EnhancedCode(class_, row.subject, row.detail)).title == row.title
    explanation = explain(row.example)
    assert explanation.parts[1].title == row.title


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: f"{row.code}-{row.enhanced}")
def test_pair_is_explained_by_its_row(row: Any) -> None:
    assert explain(row.example).adds == row.adds
    assert explain(f"{row.code} {row.enhanced}").adds == row.adds
