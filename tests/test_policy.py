"""A policy is obeyed, whatever comes: what it forbids is never proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import (
    Action,
    Caution,
    Context,
    Event,
    EventKind,
    Needs,
    Reply,
    Stage,
    advise,
    classify,
)
from smtpreply.policy import CAREFUL, POLICIES, RELAY, SUBMISSION, Permission, Policy
from smtpreply.tables.actions import ACTIONS

maybe = st.none() | st.booleans()
contexts = st.builds(
    Context,
    stage=st.sampled_from(Stage),
    tls=maybe,
    authenticated=maybe,
    accepted_recipients=st.none() | st.integers(0, 3),
    reused=maybe,
    lmtp=maybe,
    null_sender=maybe,
    probe=maybe,
    fixed_host=maybe,
    ipv6=maybe,
    deferred=maybe,
    needs=st.builds(Needs, tls=maybe, authentication=maybe, smtputf8=maybe),
)
policies = st.sampled_from(sorted(POLICIES)).map(lambda name: POLICIES[name]) | st.builds(
    Policy,
    name=st.just("any"),
    permissions=st.frozensets(st.sampled_from(Permission)),
    greylisting=st.just(CAREFUL.greylisting),
    give_up_after=st.just(1.0),
    warn_after=st.just(1.0),
)
sources = st.builds(
    Reply.build, st.integers(200, 599), st.text("abc "), stage=st.just(Stage.UNKNOWN)
) | st.builds(Event, st.sampled_from(EventKind))


class TestObeyed:
    @given(source=sources, context=contexts, policy=policies)
    def test_nothing_forbidden_is_proposed(
        self, source: Reply | Event, context: Context, policy: Policy
    ) -> None:
        verdict = classify(source, context)
        advice = advise(verdict, context, policy=policy)
        for action in (advice.action, *advice.alternatives):
            assert policy.allows(ACTIONS[action].permission)
        if Action.SUPPRESS_RECIPIENT in (advice.action, *advice.alternatives):
            assert verdict.address_dead
        assert advice.policy == policy.name
        needs = context.needs
        if needs.tls or needs.authentication or needs.smtputf8 or context.lmtp:
            assert Action.USE_HELO not in (advice.action, *advice.alternatives)
        if needs.tls or needs.authentication:
            assert not {Action.CONTINUE_IN_CLEAR, Action.RECONNECT_IN_CLEAR} & {
                advice.action,
                *advice.alternatives,
            }


class TestSilenceBehindTheMessage:
    @pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
    @pytest.mark.parametrize("kind", [EventKind.CLOSED, EventKind.TIMEOUT, EventKind.NOT_A_REPLY])
    def test_is_resent_only_with_consent(self, policy: Policy, kind: EventKind) -> None:
        event = Event(kind, Stage.END_OF_DATA)
        advice = advise(classify(event), Stage.END_OF_DATA, policy=policy)
        assert Caution.DUPLICATE_RISK in advice.cautions
        resends = Action.RESEND_DESPITE_RISK in (advice.action, *advice.alternatives)
        assert resends is policy.allows(Permission.DUPLICATES)
        assert not {Action.RETRY_LATER, Action.NEXT_HOST, Action.RECONNECT} & {
            advice.action,
            *advice.alternatives,
        }


class TestProfiles:
    def test_submission_has_no_other_host(self) -> None:
        advice = advise(classify(Reply.build(554), Stage.CONNECT), policy=SUBMISSION)
        assert advice.action is Action.RETRY_LATER

    def test_relay_prefers_two_copies_to_none(self) -> None:
        advice = advise(classify(Event(EventKind.TIMEOUT, Stage.END_OF_DATA)), policy=RELAY)
        assert advice.action is Action.RESEND_DESPITE_RISK

    def test_the_default_is_the_careful_one(self) -> None:
        assert advise(classify(Reply.build(250), Stage.NOOP)).policy == "CAREFUL"

    def test_can_be_bent(self) -> None:
        bold = CAREFUL.with_permission(Permission.DUPLICATES)
        assert bold.allows(Permission.DUPLICATES)
        assert bold.name == "CAREFUL+"
        shy = CAREFUL.without_permission(Permission.PROBING)
        advice = advise(classify(Reply.build(502), Stage.VRFY), policy=shy)
        assert Action.PROBE_RECIPIENT not in advice.alternatives
        assert CAREFUL.allows(None)

    @pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
    def test_times_are_in_order(self, policy: Policy) -> None:
        assert 0 < policy.greylisting.default < policy.give_up_after
        assert policy.warn_after <= policy.give_up_after
