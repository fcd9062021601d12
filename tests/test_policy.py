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
    Reply,
    Stage,
    advise,
    classify,
)
from smtpreply.policy import CAREFUL, POLICIES, RELAY, SUBMISSION, Permission, Policy
from smtpreply.tables.actions import ACTIONS
from smtpreply.testing.strategies import contexts, events, replies

policies = st.sampled_from(sorted(POLICIES)).map(lambda name: POLICIES[name]) | st.builds(
    Policy,
    name=st.just("any"),
    permissions=st.frozensets(st.sampled_from(Permission)),
    greylisting=st.just(CAREFUL.greylisting),
    give_up_after=st.just(1.0),
    warn_after=st.just(1.0),
)
sources = replies(max_lines=1) | events(stage=Stage.UNKNOWN)


class TestObeyed:
    @given(source=sources, context=contexts(), policy=policies)
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


# What keeps a message that was put off: another try, now or later, here or elsewhere.
KEEPING = {
    Action.RETRY_LATER,
    Action.SLOW_DOWN,
    Action.NEXT_HOST,
    Action.RECONNECT,
    Action.SPLIT_RECIPIENTS,
    Action.RESET_AND_CONTINUE,
    Action.DROP_PARAMETER,
    Action.SEND_LONE_DOT,
    Action.HOLD_AS_UNKNOWN,
    Action.RESEND_DESPITE_RISK,
    Action.STARTTLS_FIRST,
    Action.AUTHENTICATE_FIRST,
}
SENDING = [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.END_OF_DATA, Stage.BDAT]
ENHANCED = [None] + [
    f"4.{s}.{d}" for s in range(8) for d in (*range(13), 20, 23, 25, 26, 27, 28, 29, 30)
]


class TestPutOff:
    @pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
    @pytest.mark.parametrize("stage", SENDING)
    def test_a_4yz_never_ends_in_nothing_but_giving_up(self, stage: Stage, policy: Policy) -> None:
        lost = []
        for code in (421, 432, 450, 451, 452, 453, 454, 455, 471, 499):
            for enhanced in ENHANCED:
                verdict = classify(Reply.build(code, "no", enhanced=enhanced), stage)
                advice = advise(verdict, stage, policy=policy)
                kept = KEEPING & {advice.action, *advice.alternatives}
                if not kept or advice.action.name.startswith("GIVE_UP"):
                    lost.append((code, enhanced, advice.because))
        assert not lost


class TestFixedHost:
    @given(source=sources, stage=st.sampled_from(Stage), policy=policies)
    def test_has_no_other(self, source: Reply | Event, stage: Stage, policy: Policy) -> None:
        context = Context(stage, fixed_host=True)
        advice = advise(classify(source, context), context, policy=policy)
        assert Action.NEXT_HOST not in (advice.action, *advice.alternatives)


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
