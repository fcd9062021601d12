"""Every rule of the collected facts is shown by a scenario, or left out with a reason."""

import json
from pathlib import Path

import pytest

from smtpreply import Action, Permanence, advise, classify
from smtpreply.policy import POLICIES
from tests.scenario import Scenario, source_of
from tests.scenarios_mail import MAIL_LEFT_OUT, MAIL_SCENARIOS
from tests.scenarios_rest import REST_LEFT_OUT, REST_SCENARIOS
from tests.scenarios_session import SESSION_LEFT_OUT, SESSION_SCENARIOS

MATRIX = Path(__file__).parents[2] / "shared" / "facts" / "fallback_matrix.json"

SCENARIOS = (*SESSION_SCENARIOS, *MAIL_SCENARIOS, *REST_SCENARIOS)
LEFT_OUT = {**SESSION_LEFT_OUT, **MAIL_LEFT_OUT, **REST_LEFT_OUT}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.rule)
def test_scenario(scenario: Scenario) -> None:
    context, policy = scenario.context, POLICIES[scenario.policy]
    verdict = classify(source_of(scenario), context)
    advice = advise(verdict, context, policy=policy)
    proposed = {advice.action, *advice.alternatives}
    assert advice.action is scenario.action, (advice.because, verdict.reason)
    assert set(scenario.also) <= proposed, advice.because
    assert not set(scenario.never) & proposed, advice.because
    assert set(scenario.cautions) <= set(advice.cautions), advice.because
    if scenario.throttled is not None:
        assert bool(advice.throttles) is scenario.throttled, advice.because
    if Action.SUPPRESS_RECIPIENT in proposed:
        assert verdict.address_dead
        assert verdict.permanence is Permanence.PERMANENT


def test_every_rule_is_shown_or_left_out_with_a_reason() -> None:
    if not MATRIX.exists():
        pytest.skip(f"the shared facts are not there: {MATRIX}")
    rules = {rule["id"] for rule in json.loads(MATRIX.read_text())}
    shown = {scenario.rule for scenario in SCENARIOS}
    assert shown <= rules
    assert rules - shown == set(LEFT_OUT)
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())
