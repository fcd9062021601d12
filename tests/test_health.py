"""The breaker: Postfix's feedback and KumoMTA's triggers, as values; what counts, and that it ends."""

import json
import random
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import Diagnosis, Event, EventKind, Reply, Scope, Stage, diagnose
from smtpreply.advice import Throttle, Throttled
from smtpreply.breaker import admit, forgotten_at, observe, pulse_row
from smtpreply.health import (
    MOST_BRAKES,
    MOST_COUNTED,
    MOST_HITS,
    POSTFIX_FEEDBACK,
    POSTFIX_GENTLE_FEEDBACK,
    Brake,
    Health,
    HealthPolicy,
    Hits,
    Permit,
    Pulse,
)
from smtpreply.policy import POLICIES
from smtpreply.tables.pulses import PULSE_ROWS, PulseRow
from smtpreply.testing.strategies import replies
from tests.scenario import source_of

OK = diagnose("250 2.0.0 queued as 1", stage=Stage.END_OF_DATA)
REFUSED = diagnose("550 5.1.1 no such user", stage=Stage.RCPT)
MESSAGE_REFUSED = diagnose("554 5.6.0 no such thing", stage=Stage.END_OF_DATA)
DOWN = diagnose(Event(EventKind.CONNECT_REFUSED, Stage.CONNECT))
HALF = diagnose("250 2.1.5 ok", stage=Stage.RCPT)
YAHOO = diagnose(
    "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume"
    " or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes",
    stage=Stage.MAIL,
)
CROWDED = diagnose("421 4.7.0 too many connections from you", stage=Stage.CONNECT)
LISTED = diagnose("550 5.7.1 blocked using zen.spamhaus.org", stage=Stage.RCPT)
ACCOUNT_SPENT = diagnose("550 5.4.5 Daily user sending quota exceeded. - gsmtp", stage=Stage.MAIL)


def braking(*throttles: Throttle, because: str = "row", of: Diagnosis = HALF) -> Diagnosis:
    advice = attrs.evolve(of.advice, throttles=throttles, because=because)
    return attrs.evolve(of, advice=advice)


def suspension(duration: float, times: int = 1, within: float | None = None) -> Throttle:
    return Throttle(Scope.DOMAIN, Throttled.SUSPENSION, None, duration, times, within)


def rate(value: float, duration: float) -> Throttle:
    return Throttle(Scope.DOMAIN, Throttled.MESSAGE_RATE, value, duration)


def after(
    *diagnoses: Diagnosis,
    health: Health | None = None,
    now: float = 0.0,
    step: float = 0.0,
    policy: HealthPolicy = POSTFIX_FEEDBACK,
) -> Health:
    health = Health() if health is None else health
    for number, diagnosis in enumerate(diagnoses):
        health = observe(health, diagnosis, now=now + number * step, policy=policy)
    return health


def asked(health: Health, now: float, **more: Any) -> Permit:
    return admit(health, now=now, **more)[1]


class TestWhatCounts:
    @pytest.mark.parametrize("row", PULSE_ROWS, ids=lambda row: row.name)
    def test_row_fires_for_its_example(self, row: PulseRow) -> None:
        example = row.example
        diagnosis = diagnose(
            source_of(example), context=example.context, policy=POLICIES[example.policy]
        )
        assert pulse_row(diagnosis) is row
        assert row.source.document

    @pytest.mark.parametrize(
        ("reply", "stage", "pulse"),
        [
            ("220 mx ESMTP", Stage.CONNECT, Pulse.NOTHING),
            ("250 mx", Stage.EHLO, Pulse.NOTHING),
            ("250 ok", Stage.MAIL, Pulse.NOTHING),
            ("354 go on", Stage.DATA, Pulse.NOTHING),
            ("221 bye", Stage.QUIT, Pulse.NOTHING),
            ("535 5.7.8 wrong password", Stage.AUTH, Pulse.NOTHING),
            ("550 your name is not yours", Stage.EHLO, Pulse.NOTHING),
            ("421 4.3.2 shutting down", Stage.RCPT, Pulse.FAILED),
            ("421 closing", Stage.UNKNOWN, Pulse.FAILED),
            ("421 closing", Stage.RSET, Pulse.NOTHING),
            ("550 5.7.1 blocked using zen.spamhaus.org", Stage.CONNECT, Pulse.FAILED),
            ("550 5.7.1 blocked using zen.spamhaus.org", Stage.RCPT, Pulse.ALIVE),
            ("450 4.2.0 greylisted, see you in 300 seconds", Stage.RCPT, Pulse.ALIVE),
            ("450 4.1.2 domain not found", Stage.RCPT, Pulse.ALIVE),
            ("452 4.3.1 insufficient system storage", Stage.RCPT, Pulse.FAILED),
            ("554 5.6.0 no such thing", Stage.END_OF_DATA, Pulse.ALIVE),
            ("550 no", Stage.UNKNOWN, Pulse.NOTHING),
        ],
    )
    def test_replies(self, reply: str, stage: Stage, pulse: Pulse) -> None:
        assert pulse_row(diagnose(reply, stage=stage)).pulse is pulse

    @pytest.mark.parametrize(
        ("kind", "pulse"),
        [
            (EventKind.CLOSED, Pulse.FAILED),
            (EventKind.IDLE_LOST, Pulse.NOTHING),
            (EventKind.SOURCE_FAILED, Pulse.NOTHING),
            (EventKind.DNS_NO_DOMAIN, Pulse.NOTHING),
            (EventKind.MX_IS_SELF, Pulse.NOTHING),
            (EventKind.TOO_LARGE, Pulse.NOTHING),
            (EventKind.EXPIRED, Pulse.NOTHING),
        ],
    )
    def test_events(self, kind: EventKind, pulse: Pulse) -> None:
        for stage in (Stage.CONNECT, Stage.MAIL, Stage.END_OF_DATA):
            assert pulse_row(diagnose(Event(kind, stage))).pulse is pulse

    @given(replies(), st.sampled_from(Stage))
    def test_any_answer_finds_a_row(self, reply: Reply, stage: Stage) -> None:
        assert pulse_row(diagnose(reply, stage=stage)) in PULSE_ROWS


class TestPostfixFeedback:
    """src/qmgr/qmgr_queue.c, followed by hand with the defaults of postconf(5)."""

    def test_window_grows_by_one_a_message_up_to_twenty(self) -> None:
        assert after(OK).window == 6
        assert after(*[OK] * 15).window == 20
        assert after(*[OK] * 40).window == 20

    @pytest.mark.parametrize(
        ("failures", "window", "cohorts"),
        [(1, 4, 1 / 5), (2, 3, 1 / 5 + 1 / 4), (3, 2, 1 / 5 + 1 / 4 + 1 / 3)],
    )
    def test_failures_shrink_it(self, failures: int, window: float, cohorts: float) -> None:
        health = after(*[DOWN] * failures)
        assert health.window == window
        assert health.cohorts == pytest.approx(cohorts)
        assert asked(health, 0).connections == window
        assert asked(health, 0)

    # 1/5 + 1/4 + 1/3 + 1/2 is the first sum not below 1; from 20 it is 1/20 + ... + 1/8.
    @pytest.mark.parametrize(("start", "failures"), [(1, 1), (2, 2), (5, 4), (20, 13)])
    def test_one_failed_cohort_is_death(self, start: int, failures: int) -> None:
        health = after(*[DOWN] * (failures - 1), health=Health(window=start))
        assert health.dead_until is None
        health = observe(health, DOWN, now=0)
        assert health.dead_until == 300
        assert asked(health, 299) == Permit(allowed=False, connections=0, suspended_until=300)

    @pytest.mark.parametrize("sign", [OK, REFUSED, MESSAGE_REFUSED, YAHOO])
    def test_a_sign_of_life_ends_the_count(self, sign: Diagnosis) -> None:
        health = after(DOWN, DOWN, DOWN, sign)
        assert health.cohorts == 0
        assert after(DOWN, health=health).dead_until is None

    def test_a_refusal_does_not_grow_it(self) -> None:
        assert after(REFUSED, MESSAGE_REFUSED).window == 5
        assert after(DOWN, REFUSED).window == 4

    def test_half_a_session_tells_nothing(self) -> None:
        health = after(DOWN, DOWN, DOWN)
        assert after(HALF, health=health) == health
        assert after(HALF) == Health()

    def test_stragglers_do_not_prolong_death(self) -> None:
        health = after(*[DOWN] * 4)
        assert after(DOWN, DOWN, health=health, now=200) == attrs.evolve(health, updated=200)

    def test_a_straggler_that_delivers_ends_it(self) -> None:
        health = after(*[DOWN] * 4, OK)
        assert (health.dead_until, health.window) == (None, 2)

    def test_never_dies_without_a_limit(self) -> None:
        policy = attrs.evolve(POSTFIX_FEEDBACK, failed_cohorts=None)
        health = after(*[DOWN] * 99, policy=policy)
        assert health.dead_until is None
        assert health.window == 1

    def test_thirds_make_one(self) -> None:
        policy = attrs.evolve(POSTFIX_FEEDBACK, shrink=0)
        assert after(*[DOWN] * 3, health=Health(window=3), policy=policy).dead_until == 300


class TestGentleFeedback:
    """1/concurrency: one connection more, or fewer, a cohort (SCHEDULER_README)."""

    def test_grows_at_the_end_of_a_cohort(self) -> None:
        windows = [
            asked(after(*[OK] * n, policy=POSTFIX_GENTLE_FEEDBACK), 0).connections
            for n in (4, 5, 10, 11)
        ]
        assert windows == [5, 6, 6, 7]

    def test_shrinks_at_its_beginning(self) -> None:
        policy = attrs.evolve(POSTFIX_GENTLE_FEEDBACK, failed_cohorts=None)
        windows = [asked(after(*[DOWN] * n, policy=policy), 0).connections for n in (1, 4, 5)]
        assert windows == [4, 4, 3]


class TestProbe:
    def dead(self) -> Health:
        return after(*[DOWN] * 4)

    def test_one_goes_first(self) -> None:
        health, permit = admit(self.dead(), now=300)
        assert permit == Permit(allowed=True, connections=1, probe=True)
        assert asked(health, 301) == Permit(allowed=False, connections=0, suspended_until=600)

    def test_not_beside_another_connection(self) -> None:
        health, permit = admit(self.dead(), now=300, in_flight=1)
        assert not permit
        assert not permit.probe
        assert asked(health, 300).probe

    @pytest.mark.parametrize(("answer", "window"), [(OK, 2), (REFUSED, 1)])
    def test_success_opens_and_ramps_up_by_one(self, answer: Diagnosis, window: int) -> None:
        health, _ = admit(self.dead(), now=300)
        health = observe(health, answer, now=301)
        assert asked(health, 301) == Permit(allowed=True, connections=window)
        for number in range(1, 4):
            health = observe(health, OK, now=301)
            assert asked(health, 301).connections == window + number

    def test_a_client_that_only_asks_for_addresses_gets_through_it(self) -> None:
        health, _ = admit(self.dead(), now=300)
        for reply, stage in (
            ("250 ok", Stage.MAIL),
            ("250 ok", Stage.RCPT),
            ("250 ok", Stage.RSET),
        ):
            assert health.dead_until is not None
            health = observe(health, diagnose(reply, stage=stage), now=301)
        assert asked(health, 301) == Permit(allowed=True, connections=1)

    def test_failure_closes_again(self) -> None:
        health, _ = admit(self.dead(), now=300)
        health = observe(health, DOWN, now=310)
        assert asked(health, 310).suspended_until == 610
        assert asked(health, 610).probe

    def test_a_lost_one_is_followed_by_another(self) -> None:
        health, _ = admit(self.dead(), now=300)
        health = observe(health, HALF, now=400)
        assert not asked(health, 599)
        assert asked(health, 600).probe

    def test_a_refusal_with_a_suspension_closes_for_its_time(self) -> None:
        health, _ = admit(self.dead(), now=300)
        health = observe(health, LISTED, now=310)
        assert health.probe_until is None
        assert asked(health, 311).suspended_until == 310 + 21600


class TestTriggers:
    """KumoMTA's: what the advice names, put on at once or at the n-th answer of an hour."""

    def test_too_many_connections(self) -> None:
        health = after(CROWDED)
        assert asked(health, 0, in_flight=1) == Permit(allowed=False, connections=1)
        assert asked(health, 3599).connections == 1
        assert asked(health, 3600).connections == 4

    def test_yahoo_slows_down_at_once_and_stops_at_the_second(self) -> None:
        health = after(YAHOO)
        assert asked(health, 1) == Permit(allowed=True, connections=5, messages_per_minute=1)
        health = observe(health, YAHOO, now=1800)
        assert asked(health, 1801).suspended_until == 1800 + 7200
        assert asked(health, 9000).probe

    def test_not_if_the_hour_has_passed(self) -> None:
        health = after(YAHOO, YAHOO, step=3600)
        assert asked(health, 3601)

    def test_success_does_not_lift_what_the_server_asked_for(self) -> None:
        health = after(LISTED, OK, OK)
        assert not asked(health, 21599)
        assert asked(health, 21600) == Permit(allowed=True, connections=1, probe=True)

    def test_the_caller_may_say_that_it_is_dead_or_alive(self) -> None:
        health = after(diagnose(Event(EventKind.DESTINATION_DEAD, Stage.CONNECT)))
        assert asked(health, 299).suspended_until == 300
        alive = diagnose(Event(EventKind.DESTINATION_ALIVE, Stage.CONNECT))
        assert asked(observe(health, alive, now=300), 300).probe is False

    def test_the_strictest_of_several_is_in_force(self) -> None:
        health = after(braking(rate(10, 86400)), braking(rate(1, 1800)))
        assert asked(health, 1799).messages_per_minute == 1
        assert asked(health, 1800).messages_per_minute == 10

    def test_a_milder_and_shorter_one_changes_nothing(self) -> None:
        health = after(braking(rate(1, 3600)), braking(rate(10, 60)), braking(rate(1, 3600)))
        assert [brake.throttle.value for brake in health.brakes] == [1]

    @pytest.mark.parametrize(("value", "expected"), [(20, 20), (0.5, 1)])
    def test_messages_a_connection(self, value: float, expected: int) -> None:
        throttle = Throttle(Scope.HOST, Throttled.MESSAGES_PER_CONNECTION, value, 60)
        assert asked(after(braking(throttle)), 0).messages_per_connection == expected

    def test_different_rows_are_counted_apart(self) -> None:
        second = suspension(60, times=2, within=3600)
        health = after(braking(second, because="a"), braking(second, because="b"))
        assert asked(health, 0)
        assert not asked(observe(health, braking(second, because="a"), now=1), 1)

    def test_without_a_time_all_that_is_remembered_counts(self) -> None:
        health = after(*[braking(suspension(60, times=2))] * 2, step=3000)
        assert not asked(health, 3001)

    def test_is_counted_to_a_hundred_and_no_further(self) -> None:
        many = braking(suspension(60, times=500, within=3600))
        assert asked(after(*[many] * 99), 0)
        assert not asked(after(*[many] * 100), 0)


class TestScopes:
    def test_a_key_for_a_host_leaves_out_brakes_for_the_domain(self) -> None:
        policy = attrs.evolve(POSTFIX_FEEDBACK, scopes=frozenset({Scope.HOST}))
        assert after(YAHOO, policy=policy).brakes == ()
        assert len(after(CROWDED, policy=policy).brakes) == 1

    def test_a_key_for_an_account_does_not_fail_with_the_host(self) -> None:
        policy = attrs.evolve(POSTFIX_FEEDBACK, scopes=frozenset({Scope.ACCOUNT}))
        assert after(*[DOWN] * 9, policy=policy) == Health()
        health = after(ACCOUNT_SPENT, policy=policy)
        assert not asked(health, 3599)
        health, permit = admit(health, now=3600, policy=policy)
        assert permit.probe
        assert observe(health, OK, now=3601, policy=policy).dead_until is None


class TestTime:
    def test_a_destination_is_forgotten(self) -> None:
        health = after(DOWN)
        assert forgotten_at(health) == 4000
        assert asked(health, 3999).connections == 4
        assert admit(health, now=4000) == (Health(), asked(Health(), 0))
        assert forgotten_at(Health()) is None

    def test_but_not_before_the_probe_that_is_due(self) -> None:
        health = after(LISTED)
        assert forgotten_at(health) == 21600 + 4000
        assert asked(health, 25599).probe
        assert not asked(health, 25600).probe

    def test_counted_answers_are_remembered_as_long_as_they_count(self) -> None:
        day = braking(suspension(60, times=2, within=86400))
        health = after(day)
        assert forgotten_at(health) is not None
        health, _ = admit(health, now=3000)
        assert health.hits[0].at == (0,)

    def test_a_clock_set_back_shortens_to_the_full_time_from_now(self) -> None:
        health = after(*[DOWN] * 4, now=1_000_000)
        health, permit = admit(health, now=50)
        assert permit.suspended_until == 350
        assert asked(health, 350).probe
        health = after(LISTED, YAHOO, now=1_000_000)
        health, permit = admit(health, now=0)
        assert permit.suspended_until == 21600
        assert max(hits.at[-1] for hits in health.hits) == 0
        assert health.updated == 0

    def test_a_claim_from_the_future_ends_too(self) -> None:
        health, _ = admit(after(*[DOWN] * 4, now=1_000_000), now=1_000_300)
        health, permit = admit(health, now=0)
        assert permit.suspended_until == 300
        assert asked(health, 300).probe

    @pytest.mark.parametrize("now", [float("nan"), float("inf"), float("-inf")])
    def test_a_time_is_a_number(self, now: float) -> None:
        with pytest.raises(ValueError, match="now is a finite number"):
            observe(Health(), OK, now=now)
        with pytest.raises(ValueError, match="now is a finite number"):
            admit(Health(), now=now)

    def test_connections_are_not_negative(self) -> None:
        with pytest.raises(ValueError, match="in_flight is not negative"):
            admit(Health(), now=0, in_flight=-1)


# By name, which hypothesis can print.
ANSWERS = {
    "ok": OK,
    "refused": REFUSED,
    "message refused": MESSAGE_REFUSED,
    "down": DOWN,
    "half": HALF,
    "yahoo": YAHOO,
    "crowded": CROWDED,
    "listed": LISTED,
    "account spent": ACCOUNT_SPENT,
    "timeout": diagnose(Event(EventKind.CONNECT_TIMEOUT, Stage.CONNECT)),
    "dead": diagnose(Event(EventKind.DESTINATION_DEAD, Stage.CONNECT)),
    "third": braking(suspension(60, times=3, within=600)),
}
policies = st.builds(
    HealthPolicy,
    name=st.just("any"),
    start=st.integers(1, 30),
    limit=st.integers(1, 30),
    growth=st.floats(0, 3),
    shrink=st.floats(0, 3),
    by_cohort=st.booleans(),
    failed_cohorts=st.none() | st.floats(0.1, 3),
    back_off=st.floats(1, 5000),
    probe_time=st.floats(1, 5000),
    forget_after=st.floats(1, 5000),
)
steps = st.lists(st.tuples(st.sampled_from(sorted(ANSWERS)), st.floats(-5000, 5000)), max_size=30)


def run(answers: list[tuple[str, float]], policy: HealthPolicy) -> list[tuple[Health, float]]:
    """Each health on the way, and its time; the clock also runs backwards."""
    health, now, seen = Health(), 1_000_000.0, []
    for name, step in answers:
        now += step
        health = observe(health, ANSWERS[name], now=now, policy=policy)
        health, _ = admit(health, now=now, policy=policy)
        seen.append((health, now))
    return seen


class TestAlways:
    @given(steps, policies)
    def test_window_is_never_below_one_nor_above_the_limit(
        self, answers: list[tuple[str, float]], policy: HealthPolicy
    ) -> None:
        for health, now in run(answers, policy):
            assert health.window is None or health.window >= 1
            permit = asked(health, now, policy=policy)
            if permit.allowed:
                assert 1 <= permit.connections <= policy.limit

    @given(steps, policies, st.integers(0, 3))
    def test_every_suspension_ends(
        self, answers: list[tuple[str, float]], policy: HealthPolicy, skew: int
    ) -> None:
        """At the latest when the time that was named has come, whatever the clock did."""
        for health, now in run(answers, policy):
            now -= skew * 10_000
            health, permit = admit(health, now=now, policy=policy)
            if permit.suspended_until is not None:
                longest = max(21600.0, policy.back_off, policy.probe_time)
                assert now < permit.suspended_until <= now + longest
                assert asked(health, permit.suspended_until, policy=policy).allowed

    @given(st.lists(st.sampled_from(["refused", "message refused", "half"]), max_size=40), policies)
    def test_refused_recipients_never_suspend(
        self, answers: list[str], policy: HealthPolicy
    ) -> None:
        health = after(*[ANSWERS[name] for name in answers], policy=policy)
        assert health.window in (None, policy.start)
        assert asked(health, 0, policy=policy).allowed

    @given(
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.floats(0, 500)), max_size=80)
    )
    def test_the_value_stays_small(self, answers: list[tuple[int, int, float]]) -> None:
        health = Health()
        for number, times, now in answers:
            throttles = (
                suspension(number + 1, times=times * 50, within=1000),
                rate(41 - number, 100 + number),
            )
            health = observe(health, braking(*throttles, because=f"row-{number}"), now=now)
        assert len(health.brakes) <= MOST_BRAKES
        assert len(health.hits) <= MOST_COUNTED
        assert all(len(hits.at) <= MOST_HITS for hits in health.hits)
        assert len(json.dumps(health.to_dict())) < 60_000

    @given(steps, policies)
    def test_goes_through_json(
        self, answers: list[tuple[str, float]], policy: HealthPolicy
    ) -> None:
        for health, _ in run(answers, policy):
            assert Health.from_dict(json.loads(json.dumps(health.to_dict()))) == health

    @given(st.lists(st.sampled_from(["down", "yahoo", "half", "third"]), max_size=8), st.randoms())
    def test_what_comes_at_one_moment_comes_in_any_order(
        self, names: list[str], order: random.Random
    ) -> None:
        """Brakes and their counts do not depend on it; failures in a row do on life between."""
        answers = [ANSWERS[name] for name in names]
        shuffled = sorted(answers, key=lambda _: order.random())
        one, other = after(*answers, now=9), after(*shuffled, now=9)
        assert set(one.brakes) == set(other.brakes)
        assert set(one.hits) == set(other.hits)
        only = [answer for answer in answers if answer is DOWN]
        assert after(*only, now=9) == after(*reversed(only), now=9)

    def test_the_brake_that_ends_first_gives_way(self) -> None:
        health = after(*[braking(rate(n + 1, 1000 + n)) for n in range(MOST_BRAKES + 3)])
        assert min(brake.throttle.value or 0 for brake in health.brakes) == 4


def changed(*path: Any, to: Any = None) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


class TestDict:
    HEALTH = after(YAHOO, DOWN, now=7.5)

    def test_is_plain(self) -> None:
        assert after(CROWDED, now=7).to_dict() == {
            "version": 1,
            "window": 4,
            "cohorts": 0.2,
            "dead_until": None,
            "probe_until": None,
            "brakes": [
                {
                    "scope": "HOST",
                    "what": "CONNECTIONS",
                    "value": 1,
                    "duration": 3600,
                    "times": 1,
                    "within": None,
                    "until": 3607,
                    "because": "too-many-connections",
                }
            ],
            "hits": [],
            "updated": 7,
        }

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (changed("version", to=2), "version is 1, not 2"),
            (lambda data: data.pop("window"), "window is missing"),
            (changed("window", to=0.5), "window is a number from 1 on, not 0.5"),
            (changed("window", to=float("nan")), "window is a number from 1 on, not nan"),
            (changed("window", to="5"), "window is a number, not '5'"),
            (changed("window", to=True), "window is a number, not True"),
            (changed("window", to=10**400), "window is a finite number, but too large"),
            (changed("cohorts", to=-1), "cohorts is a number from 0 on, not -1"),
            (changed("dead_until", to=float("inf")), "dead_until is a finite number, not inf"),
            (changed("updated", to=[]), r"updated is a number, not \[\]"),
            (changed("more", to=1), "more is not a field of a health"),
            (changed("brakes", to={}), "brakes is a list"),
            (changed("brakes", 0, to=7), r"brakes\[0\] is a mapping, not int"),
            (changed("brakes", 0, "scope", to="domain"), r"brakes\[0\].scope is a Scope"),
            (changed("brakes", 0, "what", to=[]), r"brakes\[0\].what is a Throttled, not \[\]"),
            (changed("brakes", 0, "times", to=0), r"brakes\[0\].times is a whole number from 1"),
            (changed("brakes", 0, "times", to=True), r"brakes\[0\].times is a whole number from 1"),
            (changed("brakes", 0, "because", to=None), r"brakes\[0\].because is text"),
            (changed("brakes", 0, "until", to=float("nan")), "until is a finite number"),
            (changed("brakes", 0, "colour", to=1), r"brakes\[0\].colour is not a field"),
            (changed("hits", 0, "at", 0, to="now"), r"hits\[0\].at is a number, not 'now'"),
            (changed("hits", 0, "at", 0, to=float("nan")), "at holds finite numbers"),
            (changed("hits", 0, "at", to=[1.0] * 101), "at holds at most 100, not 101"),
            (changed("hits", 0, "within", to=-1), "within is a number from 0 on"),
            (changed("hits", 0, "colour", to=1), r"hits\[0\].colour is not a field"),
        ],
    )
    def test_what_is_wrong_is_named(self, change: Any, message: str) -> None:
        data = json.loads(json.dumps(self.HEALTH.to_dict()))
        change(data)
        with pytest.raises(ValueError, match=message):
            Health.from_dict(data)

    def test_too_many_of_anything(self) -> None:
        data = self.HEALTH.to_dict()
        with pytest.raises(ValueError, match="brakes holds at most 16, not 17"):
            Health.from_dict({**data, "brakes": data["brakes"] * 17})
        with pytest.raises(ValueError, match="hits holds at most 16, not 17"):
            Health.from_dict({**data, "hits": data["hits"] * 17})

    def test_no_dict_at_all(self) -> None:
        with pytest.raises(ValueError, match="health is a mapping, not list"):
            Health.from_dict([])  # type: ignore[arg-type]


class TestValues:
    def test_health_as_a_line(self) -> None:
        assert str(Health()) == "window new"
        health = after(CROWDED, DOWN, now=1_700_000_000)
        assert str(health) == (
            "window 3; 0.45 cohorts failed; "
            "1 connections at a time until 1700003600 (too-many-connections)"
        )
        assert str(after(*[DOWN] * 4)) == "window 1; dead until 300, then a probe"
        assert str(Brake(suspension(60), 60)) == "suspended until 60"

    def test_permit_as_a_line_and_a_truth(self) -> None:
        full = Permit(
            allowed=True, connections=2, messages_per_minute=10, messages_per_connection=5
        )
        assert str(full) == "connections: 2, messages a minute: 10, messages a connection: 5"
        assert str(Permit(allowed=False, connections=2)) == "no more now, connections: 2"
        assert str(Permit(allowed=True, connections=1, probe=True)) == "one probe"
        closed = Permit(allowed=False, connections=0, suspended_until=1.7e9)
        assert str(closed) == "suspended until 1700000000"
        assert full
        assert not closed

    @pytest.mark.parametrize(
        "wrong", [{"start": 0}, {"back_off": 0}, {"failed_cohorts": 0}, {"growth": -1}]
    )
    def test_policy_is_checked(self, wrong: dict[str, float]) -> None:
        (name,) = wrong
        with pytest.raises(ValueError, match=f"{name} is a number"):
            attrs.evolve(POSTFIX_FEEDBACK, **wrong)  # type: ignore[arg-type]

    def test_hits_end_where_they_count_no_more(self) -> None:
        health = Health(hits=(Hits("row", 10, (0.0, 5.0)),), updated=5)
        assert admit(health, now=12)[0].hits == (Hits("row", 10, (5.0,)),)
        assert admit(health, now=15)[0].hits == ()
