"""What becomes of many messages among hosts with every kind of trouble, on a virtual clock.

    python -m benchmarks.simulation [--messages N] [--seed N] [--faults] [--json FILE]

Each message goes to a destination of its own (`simulated/hosts.py`, `troubles.py`), each client
meets an equal one (`clients.py`), and the truth is what the hosts have stored. Every recipient is
counted in one of these columns:

delivered       the client says so, after the first visit, and it is stored
later           the same, after more than one
refused         the client says it failed, it is not stored, and no patience would have changed that
given up        the same, for it waited in vain until the end of its schedule
unknown         the client says that it does not know
LOST            not stored, though the client says delivered; or though the client says it failed,
                and a patient client would have delivered it (in clear text only if it allows that,
                and never by going around a block list)
DENIED          stored, though the client says it failed

and besides, what went wrong on the way:

DOUBLED         recipients with more than one copy
HAMMERED        visits to a host, and recipients named to it, before the time it asked for (a minute
                where it named none); beyond that, connections after the fifth within a minute to a
                host that has said no or hung up
SUPPRESSED      addresses marked as dead that work; behind the slash, those that are dead
unfounded       unknown, though no answer to the message was missing or contradicted another

What it cannot show: messages do not meet at their hosts, so nothing is said of load; what
contradicts itself behind the dot comes in one packet, for no client waits for what comes later;
a host that says 250 keeps its word; every message is ASCII.

Exits with 1 if `Delivery` under CAREFUL has lost, denied or doubled anything, or says unknown
without reason; or if it has doubled anything under RELAY without its caution.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import attrs

from benchmarks.simulated.clients import (
    Belief,
    Client,
    by_first_digit,
    delivery,
    retry_everything,
    send_and_log,
)
from benchmarks.simulated.hosts import Destination, Mailbox, destination
from benchmarks.simulated.troubles import HABITS, ROWS
from smtpreply.outcome import Fate
from smtpreply.policy import CAREFUL, RELAY, Permission

KINDS = (*dict.fromkeys(row.kind for row in ROWS), *HABITS)
OUTCOMES = ("delivered", "later", "refused", "given up", "unknown", "LOST", "DENIED")
BESIDES = ("DOUBLED", "HAMMERED", "SUPPRESSED")
NEVER = ("LOST", "DENIED", "DOUBLED", "SUPPRESSED", "unfounded", "doubled unsaid")


@attrs.frozen
class Contestant:
    """A client, and whether it may send in clear text."""

    name: str
    client: Client
    clear: bool


def contestants() -> tuple[Contestant, ...]:
    ours = [
        Contestant(
            f"smtpreply, {policy.name}", delivery(policy), policy.allows(Permission.CLEARTEXT)
        )
        for policy in (CAREFUL, RELAY)
    ]
    return (
        *ours,
        Contestant("everything, three times", retry_everything, True),
        Contestant("5yz final, 4yz at once", by_first_digit, True),
        Contestant("sendmail and log", send_and_log, True),
    )


@attrs.frozen
class Result:
    """What came of one contestant."""

    name: str
    counts: Counter[str]
    struck: Counter[str]
    """Kinds of trouble that it met."""
    wrong: tuple[str, ...]
    """Recipients of which something that must not happen happened, to look into."""


def simulate(contestant: Contestant, messages: int, seed: int) -> Result:
    """Let a contestant deliver so many messages."""
    counts, struck, wrong = Counter[str](), Counter[str](), list[str]()
    for number in range(messages):
        there = destination(seed, number)
        beliefs = contestant.client(there)
        struck += there.struck
        counts["HAMMERED"] += sum(host.hammered for host in there.hosts)
        for mailbox in there.mailboxes.values():
            found = Counter(_judge(there, mailbox, beliefs[mailbox.address], contestant.clear))
            counts += found
            wrong += [f"{what}: {mailbox.address}" for what in NEVER if found[what]]
    return Result(contestant.name, counts, struck, tuple(wrong))


def _simulate(rank: int, messages: int, seed: int) -> Result:
    return simulate(contestants()[rank], messages, seed)


def _judge(there: Destination, mailbox: Mailbox, belief: Belief, clear: bool) -> Iterator[str]:
    """The column that a recipient counts in, and what else is to be said of it."""
    yield "recipients"
    yield _outcome(there, mailbox, belief, clear)
    if mailbox.copies > 1:
        yield "DOUBLED"
        if not belief.cautioned:
            yield "doubled unsaid"
    if belief.suppresses:
        yield "SUPPRESSED" if mailbox.works else "dead"
    if belief.fate is Fate.UNKNOWN and not mailbox.ambiguous:
        yield "unfounded"


def _outcome(there: Destination, mailbox: Mailbox, belief: Belief, clear: bool) -> str:
    if belief.fate is Fate.UNKNOWN:
        return "unknown"
    if belief.fate is Fate.DELIVERED:
        return "LOST" if not mailbox.copies else "later" if belief.later else "delivered"
    if mailbox.copies:
        return "DENIED"
    if there.deliverable(mailbox.address, clear=clear):
        return "LOST"
    return "given up" if belief.fate is Fate.EXPIRED else "refused"


def failures(careful: Result, relay: Result) -> list[str]:
    """What must not have happened."""
    found = [f"{careful.name}: {what}" for what in careful.wrong]
    unsaid = [what for what in relay.wrong if what.startswith("doubled unsaid")]
    return found + [f"{relay.name}: {what}" for what in unsaid]


# The report ------------------------------------------------------------------------------------


def table(results: list[Result]) -> Iterator[str]:
    """The figures, line by line."""
    yield f"{'':24}" + "".join(f"{name:>10}" for name in OUTCOMES)
    for result in results:
        yield f"{result.name:24}" + "".join(f"{result.counts[name]:10,}" for name in OUTCOMES)
    yield ""
    yield f"{'':24}{'DOUBLED':>10}{'HAMMERED':>10}{'SUPPRESSED':>16}"
    for result in results:
        counts = result.counts
        suppressed = f"{counts['SUPPRESSED']:,} / {counts['dead']:,}"
        yield f"{result.name:24}{counts['DOUBLED']:10,}{counts['HAMMERED']:10,}{suppressed:>16}"


def faults(results: list[Result]) -> Iterator[str]:
    """How often each kind of trouble struck, for each contestant in turn."""
    for kind in KINDS:
        yield f"{kind:36}" + "".join(f"{result.struck[kind]:9,}" for result in results)


def report(results: list[Result], messages: int, seed: int) -> Iterator[str]:
    careful, relay = results[:2]
    recipients = careful.counts["recipients"]
    yield f"{messages:,} messages for {recipients:,} recipients, seed {seed}"
    yield ""
    yield from table(results)
    yield ""
    doubled, unsaid = relay.counts["DOUBLED"], relay.counts["doubled unsaid"]
    yield f"doubled under RELAY and marked with DUPLICATE_RISK: {doubled - unsaid:,} of {doubled:,}"
    unknown, unfounded = careful.counts["unknown"], careful.counts["unfounded"]
    yield f"unknown under CAREFUL and with reason: {unknown - unfounded:,} of {unknown:,}"


def as_json(results: list[Result], messages: int, seed: int) -> str:
    found = [{"name": r.name, "counts": r.counts, "faults": r.struck} for r in results]
    figures = {"messages": messages, "seed": seed, "clients": found}
    return json.dumps(figures, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--messages", type=int, default=10_000, help="how many (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the hosts (default: %(default)s)")
    parser.add_argument(
        "--faults", action="store_true", help="how often each kind of trouble struck"
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures there, too")
    given = parser.parse_args(arguments)
    if given.messages < 1:
        parser.error(f"--messages is at least 1, not {given.messages}")
    with ProcessPoolExecutor() as pool:
        ranks = range(len(contestants()))
        results = [*pool.map(_simulate, ranks, repeat(given.messages), repeat(given.seed))]
    for line in report(results, given.messages, given.seed):
        print(line)
    if given.faults:
        print("", *faults(results), sep="\n")
    if given.json is not None:
        given.json.write_text(as_json(results, given.messages, given.seed))
    wrong = failures(results[0], results[1])
    print(*wrong[:20], sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
