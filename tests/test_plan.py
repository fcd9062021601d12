"""Over time: schedules as their sources have them, and a plan that ends."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import Action, Event, EventKind, Permanence, Reason, Reply, Stage, advise, classify
from smtpreply.advice import Advice
from smtpreply.history import Attempt, History, Schedule, Step
from smtpreply.planner import LONGEST, plan
from smtpreply.tables.schedules import EXIM, KUMOMTA, POSTFIX, RFC_5321, SCHEDULES, ZONEMTA
from smtpreply.testing.strategies import reply_codes

MINUTE, HOUR, DAY = 60, 3600, 86400


def advised(code: int, stage: Stage = Stage.RCPT) -> Advice:
    return advise(classify(Reply.build(code), stage))


LATER = advised(450)


class TestSchedules:
    """Times computed by hand from the sources."""

    @pytest.mark.parametrize(
        ("schedule", "minutes"),
        [
            (RFC_5321, [0, 30, 60, 180, 300]),
            (POSTFIX, [0, 5, 10, 20, 40, 80, 146.67, 213.33]),
            (
                EXIM,
                [
                    0,
                    15,
                    30,
                    45,
                    60,
                    75,
                    90,
                    105,
                    120,
                    180,
                    270,
                    405,
                    607.5,
                    911.25,
                    1366.875,
                    1726.875,
                ],
            ),
            (ZONEMTA, [0, 5, 12, 20, 45, 120, 240, 480, 720]),
            (KUMOMTA, [0, 20, 60, 140, 300, 620, 1260, 2540, 5100]),
        ],
        ids=lambda value: getattr(value, "name", ""),
    )
    def test_first_times(self, schedule: Schedule, minutes: list[float]) -> None:
        times = [t / MINUTE for t in schedule.times()[: len(minutes)]]
        assert times == pytest.approx(minutes, abs=0.01)

    def test_zonemta_tries_seventeen_times_more(self) -> None:
        assert len(ZONEMTA.times()) == 18

    @pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
    def test_ends_and_says_where_from(self, schedule: Schedule) -> None:
        times = schedule.times()
        assert times[-1] <= schedule.give_up_after
        assert len(times) < 200
        assert schedule.source

    def test_rfc_wants_four_to_five_days(self) -> None:
        assert 4 * DAY <= RFC_5321.give_up_after <= 5 * DAY


class TestLater:
    def test_waits_as_the_schedule_says(self) -> None:
        history = History()
        for expected in POSTFIX.times()[1:6]:
            elapsed = history.attempts[-1].at if history.attempts else 0.0
            result = plan(LATER, history, POSTFIX, elapsed=elapsed)
            assert result.step is Step.WAIT
            assert result.at == expected or result.at == elapsed + 300
            history = history.after(Attempt(elapsed, LATER)) if not history.attempts else history
            history = history.after(Attempt(expected, LATER))

    def test_never_before_the_server_wants(self) -> None:
        verdict = classify(Reply.build(450, "greylisted, try again in 3000 seconds"), Stage.RCPT)
        advice = advise(verdict)
        assert verdict.retry_after == 3000
        result = plan(advice, History(), elapsed=0.0)
        assert result.at is not None
        assert result.at >= 3000

    def test_never_longer_than_a_day_because_a_server_says_so(self) -> None:
        verdict = classify(Reply.build(450, "try again in 9000000 seconds"), Stage.RCPT)
        result = plan(advise(verdict), History(), elapsed=0.0)
        assert result.at is not None
        assert result.at <= LONGEST

    @pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
    @pytest.mark.parametrize("jitter", [-1, 0, 1])
    def test_greylisting_is_answered_within_its_window(
        self, schedule: Schedule, jitter: float
    ) -> None:
        """RFC 6647 5: from a minute to a day after the first attempt, whatever the text says."""
        for text in ("greylisted", "greylisted, try again in 1 second", "greylisted for 9 days"):
            verdict = classify(Reply.build(450, text), Stage.RCPT)
            assert verdict.reason is Reason.GREYLISTED
            result = plan(advise(verdict), History(), schedule, elapsed=0.0, jitter=jitter)
            assert result.at is not None
            assert 60 <= result.at <= DAY

    def test_jitter_spreads(self) -> None:
        early, late = (plan(LATER, History(), KUMOMTA, elapsed=0.0, jitter=j).at for j in (-1, 1))
        assert (early, late) == (1170, 1230)

    def test_warns_once(self) -> None:
        history, warned = History(), []
        for at in EXIM.times()[:18]:
            warned.append(plan(LATER, history, EXIM, elapsed=at).warn)
            history = history.after(Attempt(at, LATER))
        assert warned.count(True) == 1

    def test_gives_up_with_the_last_reply(self) -> None:
        history = (
            History()
            .after(Attempt(0.0, LATER, reply="450 4.2.1 no"))
            .after(Attempt(5 * DAY - 10, LATER, reply="450 still no"))
        )
        result = plan(LATER, history, RFC_5321, elapsed=5 * DAY - 10)
        assert (result.step, result.action) == (Step.EXPIRE, Action.GIVE_UP_MESSAGE)
        assert result.reason == "450 still no"
        result = plan(LATER, history, RFC_5321, elapsed=5 * DAY - 10, reply="450 for ever")
        assert result.reason == "450 for ever"


class TestAtOnce:
    def test_an_action_is_carried_out_now(self) -> None:
        result = plan(advised(502, Stage.EHLO), History(), elapsed=7.0)
        assert (result.step, result.action, result.at) == (Step.NOW, Action.USE_HELO, 7.0)

    def test_but_not_twice_in_a_row(self) -> None:
        advice = advised(502, Stage.EHLO)
        result = plan(advice, History().after(Attempt(7.0, advice)), elapsed=7.0)
        assert result.step is Step.WAIT

    def test_hosts_in_order_each_once_then_later(self) -> None:
        advice = advised(554, Stage.CONNECT)
        hosts = ("mx1", "mx2", "mx3")
        history, seen = History().after(Attempt(0.0, advice, "mx1")), []
        while (result := plan(advice, history, elapsed=0.0, hosts=hosts)).step is Step.NEXT_HOST:
            seen.append(result.host)
            history = history.after(Attempt(0.0, advice, result.host))
        assert seen == ["mx2", "mx3"]
        assert result.step is Step.WAIT

    def test_the_caller_may_know_hosts_that_plan_does_not(self) -> None:
        advice = advised(554, Stage.CONNECT)
        result = plan(advice, History(), elapsed=0.0)
        assert (result.step, result.host) == (Step.NEXT_HOST, "")
        again = plan(advice, History().after(Attempt(0.0, advice)), elapsed=0.0)
        assert again.step is Step.WAIT


class TestAble:
    """With the caller's abilities named, the first advised action that leads somewhere is planned."""

    def test_what_cannot_be_done_is_passed_over(self) -> None:
        advice = advised(502, Stage.EHLO)  # USE_HELO, then NEXT_HOST
        hosts = ("mx1", "mx2")
        able = plan(
            advice, History(), elapsed=0.0, able=(Action.USE_HELO,), hosts=hosts, host="mx1"
        )
        assert (able.step, able.action) == (Step.NOW, Action.USE_HELO)
        unable = plan(advice, History(), elapsed=0.0, able=(), hosts=hosts, host="mx1")
        assert (unable.step, unable.host) == (Step.NEXT_HOST, "mx2")

    def test_a_permanent_answer_ends_and_another_waits(self) -> None:
        refused = plan(advised(550), History(), elapsed=0.0, able=())
        assert refused.step is Step.GIVE_UP
        later = plan(LATER, History(), elapsed=0.0, able=())
        assert later.step is Step.WAIT

    def test_what_must_be_mended_does_not_return_what_is_only_put_off(self) -> None:
        advice = advise(
            classify(Reply.build(450, "4.7.25 no PTR record for your address"), Stage.RCPT)
        )
        assert advice.action in (Action.FIX_SENDER_POLICY, Action.RETRY_LATER)
        assert plan(advice, History(), elapsed=0.0, able=()).step is Step.WAIT

    def test_one_soft_host_keeps_the_message_from_being_returned(self) -> None:
        never, busy = advised(521, Stage.CONNECT), advised(421, Stage.CONNECT)
        for first, step in ((never, Step.GIVE_UP), (busy, Step.WAIT)):
            history = History().after(Attempt(0.0, first, "mx1"))
            result = plan(never, history, elapsed=0.0, able=(), hosts=("mx1", "mx2"), host="mx2")
            assert result.step is step

    def test_nothing_advised_can_be_done(self) -> None:
        advice = attrs.evolve(advised(502, Stage.EHLO), alternatives=())
        assert plan(advice, History(), elapsed=0.0, able=()).step is Step.GIVE_UP
        soft = attrs.evolve(advice, permanence=Permanence.UNCERTAIN)
        assert plan(soft, History(), elapsed=0.0, able=()).step is Step.WAIT


class TestOver:
    @pytest.mark.parametrize(
        ("advice", "step"),
        [
            (advised(250, Stage.END_OF_DATA), Step.STOP),
            (advised(535, Stage.AUTH), Step.MEND),
            (advised(550), Step.GIVE_UP),
            (advise(classify(Event(EventKind.CLOSED, Stage.END_OF_DATA))), Step.STOP),
        ],
    )
    def test_is_over(self, advice: Advice, step: Step) -> None:
        result = plan(advice, History(), elapsed=0.0)
        assert (result.step, result.at) == (step, None)


class TestArguments:
    def test_bad_ones(self) -> None:
        with pytest.raises(ValueError, match="not negative"):
            plan(LATER, History(), elapsed=-1)
        with pytest.raises(ValueError, match="from -1 to 1"):
            plan(LATER, History(), elapsed=0, jitter=2)
        with pytest.raises(ValueError, match="cannot follow"):
            History().after(Attempt(5, LATER)).after(Attempt(4, LATER))


class TestEnds:
    @given(
        st.lists(st.tuples(reply_codes(), st.sampled_from(Stage)), min_size=1, max_size=5),
        st.sampled_from(sorted(SCHEDULES)),
        st.floats(-1, 1),
    )
    def test_whatever_is_answered(
        self, answers: list[tuple[int, Stage]], name: str, jitter: float
    ) -> None:
        """A bounded number of steps, time never runs backwards, and the end is an end."""
        schedule, history, elapsed = SCHEDULES[name], History(), 0.0
        hosts = ("mx1", "mx2")
        for number in range(2000):
            code, stage = answers[number % len(answers)]
            advice = advised(code, stage)
            result = plan(advice, history, schedule, elapsed=elapsed, jitter=jitter, hosts=hosts)
            if result.step in (Step.STOP, Step.MEND, Step.GIVE_UP, Step.EXPIRE):
                return
            assert result.at is not None
            assert result.at >= elapsed
            history = history.after(Attempt(elapsed, advice, result.host))
            elapsed = result.at
            if advice.action is Action.PROCEED:
                return
        raise AssertionError("the plan does not end")
