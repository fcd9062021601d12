"""Rows do not rot: each has a source, and an example that fires that very row."""

from typing import Any

import pytest

from smtpreply import Action, Event, Reason, Stage, advise, classify
from smtpreply.advice import Blame
from smtpreply.adviser import RULES
from smtpreply.knowledge import KNOWLEDGE
from smtpreply.policy import POLICIES
from smtpreply.tables.actions import ACTIONS
from smtpreply.tables.events import EVENT_ROWS
from smtpreply.tables.marks import MARKS
from smtpreply.tables.reasons import REASONS
from smtpreply.tables.remedies import REMEDIES
from smtpreply.tables.verdicts import CODE_ROWS, ENHANCED_ROWS
from tests.scenario import source_of


@pytest.mark.parametrize("row", CODE_ROWS, ids=lambda row: row.name)
def test_code_row_fires_for_its_example(row: Any) -> None:
    reply = source_of(row.example)
    assert KNOWLEDGE.code_row(reply.code, row.example.context) is row
    verdict = classify(reply, row.example.context)
    assert row.name in [evidence.row for evidence in verdict.because]


@pytest.mark.parametrize("row", ENHANCED_ROWS, ids=lambda row: row.name)
def test_enhanced_row_fires_for_its_example(row: Any) -> None:
    verdict = classify(source_of(row.example), row.example.context)
    assert row.name in [evidence.row for evidence in verdict.because]
    assert verdict.reason is row.reason


@pytest.mark.parametrize("row", MARKS.values(), ids=lambda row: row.name)
def test_mark_row_is_evidence_for_its_example(row: Any) -> None:
    verdict = classify(source_of(row.example), row.example.context)
    assert row.name in [evidence.row for evidence in verdict.because]
    assert verdict.reason is row.reason


@pytest.mark.parametrize("row", EVENT_ROWS, ids=lambda row: row.name)
def test_event_row_fires(row: Any) -> None:
    stage = row.stages[0] if row.stages else Stage.UNKNOWN
    verdict = classify(Event(row.kind, stage))
    assert verdict.row == row.name
    assert verdict.severity is None


@pytest.mark.parametrize("row", REMEDIES, ids=lambda row: row.name)
class TestRemedies:
    def test_fires_for_its_example(self, row: Any) -> None:
        example = row.example
        verdict = classify(source_of(example), example.context)
        policy = POLICIES[example.policy]
        matching = RULES.matching(verdict, example.context, policy)
        assert matching[0].name == row.name
        assert advise(verdict, example.context, policy=policy).because == row.name

    def test_says_what_and_who_and_where_from(self, row: Any) -> None:
        assert row.summary[-1] in ".?"
        assert row.remedy[-1] in ".?"
        assert row.source.document
        assert row.action not in row.alternatives
        assert len(set(row.alternatives)) == len(row.alternatives)

    def test_suppresses_only_the_dead(self, row: Any) -> None:
        if Action.SUPPRESS_RECIPIENT in (row.action, *row.alternatives):
            assert row.dead
            assert row.blame is Blame.RECIPIENT
        assert row.action is not Action.SUPPRESS_RECIPIENT

    def test_gives_a_time_if_it_says_later(self, row: Any) -> None:
        if row.action in (Action.RETRY_LATER, Action.SLOW_DOWN):
            assert row.delay is not None
            assert row.delay.default > 0


@pytest.mark.parametrize("rows", [CODE_ROWS, ENHANCED_ROWS, EVENT_ROWS, REMEDIES], ids=str)
def test_names_are_unique(rows: tuple[Any, ...]) -> None:
    names = [row.name for row in rows]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", [*CODE_ROWS, *ENHANCED_ROWS, *EVENT_ROWS], ids=lambda row: row.name)
def test_every_row_has_a_source_and_a_sane_weight(row: Any) -> None:
    assert row.source.document
    assert 0 < row.weight <= 1


def test_tables_and_enums_agree() -> None:
    assert set(REASONS) == set(Reason)
    assert set(ACTIONS) == set(Action)


def test_every_action_is_proposed_somewhere() -> None:
    proposed = {action for row in REMEDIES for action in (row.action, *row.alternatives)}
    assert proposed == set(Action)


def test_only_reasons_about_the_address_are_dead() -> None:
    dead = {reason for reason, row in REASONS.items() if row.dead}
    assert dead == {Reason.RECIPIENT_UNKNOWN, Reason.RECIPIENT_MOVED, Reason.DOMAIN_UNKNOWN}
    assert all(REASONS[reason].blame is Blame.RECIPIENT for reason in dead)
