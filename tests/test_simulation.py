"""A small run of the simulation: what may never happen does not, and the naive show that it could."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from benchmarks import simulation
from benchmarks.simulated import clients, hosts, troubles
from smtpreply.outcome import Fate
from smtpreply.policy import CAREFUL, RELAY

SEEDS = (1, 2)
MESSAGES = 200


@cache
def run(seed: int) -> tuple[simulation.Result, ...]:
    return tuple(simulation.simulate(one, MESSAGES, seed) for one in simulation.contestants())


@pytest.mark.parametrize("seed", SEEDS)
class TestWhatBecame:
    def test_careful_loses_doubles_and_denies_nothing(self, seed: int) -> None:
        careful = run(seed)[0]
        assert careful.name.endswith(CAREFUL.name)
        assert careful.wrong == ()
        assert careful.counts["delivered"] > careful.counts["unknown"] > 0
        assert all(careful.counts[name] for name in ("later", "refused", "given up", "dead"))

    def test_relay_doubles_only_with_its_caution(self, seed: int) -> None:
        relay = run(seed)[1]
        assert relay.name.endswith(RELAY.name)
        assert relay.counts["DOUBLED"] > 0
        assert {what.partition(":")[0] for what in relay.wrong} == {"DOUBLED"}

    def test_the_naive_do_all_that(self, seed: int) -> None:
        """Or the check could not fail."""
        three, digit, log = run(seed)[2:]
        assert all(naive.counts["LOST"] and naive.counts["DENIED"] for naive in (three, digit, log))
        assert three.counts["DOUBLED"]
        assert three.counts["HAMMERED"]
        assert digit.counts["SUPPRESSED"]
        assert digit.counts["HAMMERED"] > 10 * run(seed)[0].counts["HAMMERED"]

    def test_every_recipient_counts_once(self, seed: int) -> None:
        for result in run(seed):
            told = sum(result.counts[name] for name in simulation.OUTCOMES)
            assert told == result.counts["recipients"] > MESSAGES

    def test_it_is_the_same_every_time(self, seed: int) -> None:
        again = simulation.simulate(simulation.contestants()[0], MESSAGES, seed)
        assert again == run(seed)[0]


def test_every_kind_of_trouble_can_strike() -> None:
    """If not in the small runs, then at the first destination that has it and lets it come so far."""
    struck = Counter[str]()
    for seed in SEEDS:
        for result in run(seed):
            struck += result.struck
    for row in troubles.ROWS:
        number = 0
        while not struck[row.kind]:
            there = hosts.destination(3, number)
            rows = [t.row for t in (there.trouble, *(h.trouble for h in there.hosts)) if t]
            rows += [m.trouble.row for m in there.mailboxes.values() if m.trouble]
            if row in rows:
                clients.delivery(RELAY)(there)
                struck += there.struck
            number += 1
            assert number < 20_000, row.kind
    assert set(struck) == set(simulation.KINDS)


def test_failures_are_named_and_counted() -> None:
    """With a client that claims to have delivered everything."""

    def liar(there: hosts.Destination) -> clients.Beliefs:
        return dict.fromkeys(there.mailboxes, clients.Belief(Fate.DELIVERED, later=False))

    lying = simulation.simulate(simulation.Contestant("liar", liar, False), 10, 1)
    assert lying.counts["LOST"] == lying.counts["recipients"] == len(lying.wrong)
    assert len(simulation.failures(lying, lying)) == len(lying.wrong)


def test_it_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.json"
    assert (
        simulation.main(["--messages", "20", "--seed", "2", "--faults", "--json", str(file)]) == 0
    )
    printed = capsys.readouterr().out
    assert printed.startswith("20 messages for ")
    assert "smtpreply, CAREFUL" in printed
    assert all(kind in printed for kind in simulation.KINDS)
    found = json.loads(file.read_text())
    assert [client["name"] for client in found["clients"]][2:] == [
        "everything, three times", "5yz final, 4yz at once", "sendmail and log",
    ]  # fmt: skip


def test_a_bad_number_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        simulation.main(["--messages", "0"])
    assert "at least 1, not 0" in capsys.readouterr().err
