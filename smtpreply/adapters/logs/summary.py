"""Counts over a log: by reason, provider, domain, action and time; dead addresses; asked delays.

The memory is bounded: each table has a most, and what comes beyond it is counted together as
`OTHERS`. Lines come oldest first, so that a delivery clears the address that was refused before.
Parts of a log may be summed up in many places, each with ``part=True``, and merged in that order.
"""

from collections.abc import Iterable

import attrs

from smtpreply.adapters.logs.judge import Judge
from smtpreply.adapters.logs.reader import LogReader
from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus
from smtpreply.tables.mailhosts import provider_of

OTHERS = "(others)"
MOST_KEYS = 20_000
"""Rows a table; in each a name and four numbers."""
MOST_ADDRESSES = 50_000
_SAID = 300  # characters of a reply that are kept
_OWN_HOSTS = frozenset({"127.0.0.1", "::1", "localhost", "[127.0.0.1]", "[::1]"})
"""Mail handed to one of these is with a filter or another queue of the same host, on its way still:
a line of its own says later what became of it."""
_NAME = 320  # characters of a name or an address that are kept: no real one has more


@attrs.define
class Counts:
    """How many attempts ended in which way, by the number of the `LogStatus`."""

    by_outcome: list[int] = attrs.field(factory=lambda: [0, 0, 0, 0])
    example: str = ""
    """What was said the first time."""

    @property
    def total(self) -> int:
        """All attempts."""
        return sum(self.by_outcome)

    def add(self, other: "Counts") -> None:
        """Count what another has counted."""
        pairs = zip(self.by_outcome, other.by_outcome, strict=True)
        self.by_outcome = [ours + theirs for ours, theirs in pairs]
        self.example = self.example or other.example

    @property
    def refused(self) -> int:
        """All that were not delivered."""
        return self.total - self.by_outcome[LogStatus.DELIVERED]


class Table:
    """Counts by name, most at the top; bounded."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: dict[str, Counts] = {}

    def row(self, name: str) -> Counts:
        """The counts of a name, or those of `OTHERS` if there is no room for it."""
        counts = self._rows.get(name)
        if counts is None and len(name) > _NAME:
            return self.row(name[:_NAME])
        if counts is None:
            if len(self._rows) >= self._most and name != OTHERS:
                return self.row(OTHERS)
            counts = self._rows[name] = Counts()
        return counts

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, other: "Table") -> None:
        """Count what another has counted."""
        for name, counts in other._rows.items():
            self.row(name).add(counts)

    def by_refusals(self) -> list[tuple[str, Counts]]:
        """The rows, the one with the most refusals first."""
        return sorted(self._rows.items(), key=lambda r: (-r[1].refused, -r[1].total, r[0]))

    def by_name(self) -> list[tuple[str, Counts]]:
        """The rows by name: times in order."""
        return [(name, self._rows[name]) for name in in_order(self._rows)]


def in_order(times: Iterable[str]) -> list[str]:
    """Times in order; those without a year belong together, so that December comes before January.

    >>> in_order(["01-02", "12-30", "2026-01-01"])
    ['12-30', '01-02', '2026-01-01']
    """
    listed = list(times)
    months = {time[:2] for time in listed if time[2:3] == "-"}
    turned = "12" in months and "01" in months

    def key(time: str) -> tuple[bool, bool, str]:
        dated = time[2:3] != "-"
        return dated, not dated and turned and time[:2] <= "06", time

    return sorted(listed, key=key)


@attrs.define
class DeadAddress:
    """An address that servers said does not work, and that nothing was delivered to since."""

    address: str
    refusals: int
    first: str
    last: str
    """Time of the last refusal."""
    said: str
    """What was said last."""


@attrs.define
class AskedDelay:
    """A time that servers asked to wait for."""

    seconds: float
    count: int
    reason: str
    domain: str
    """The first recipient's domain that it was asked for."""


class Summary:
    """Counts what it is given."""

    def __init__(
        self,
        judge: Judge | None = None,
        *,
        most_keys: int = MOST_KEYS,
        most_addresses: int = MOST_ADDRESSES,
        part: bool = False,
    ) -> None:
        """``part`` makes one that others can take in with `merge`: it remembers every recipient
        that something was delivered to, so its memory grows with those of its part of the log.
        """
        self._judge = judge or Judge()
        self._most_keys = most_keys
        self._most_addresses = most_addresses
        self.lines = 0
        self.unread = 0
        self.all = Counts()
        self.handed_over = 0
        """How often mail was given to a filter or another queue on the same host: no delivery."""
        self.reasons = Table(most_keys)
        self.actions = Table(most_keys)
        self.providers = Table(most_keys)
        self.domains = Table(most_keys)
        self.hours = Table(most_keys)
        self.delays: dict[float, AskedDelay] = {}
        self.dead: dict[str, DeadAddress] = {}
        self.dead_left_out = 0
        """Refusals of dead addresses for which there was no room."""
        self.cleared = 0
        """How often something was delivered to an address that had been dead."""
        self._delivered: set[str] | None = set() if part else None
        self._dead_first: set[str] = set()  # dead in this part before anything was delivered

    def add_line(self, line: str, reader: LogReader) -> bool:
        """Count a line; False if it cannot be read."""
        self.lines += 1
        deliveries = reader.read(line)
        if deliveries is None:
            self.unread += 1
            return False
        for delivery in deliveries:
            self.add(delivery)
        return True

    def add(self, delivery: LoggedDelivery) -> None:
        """Count a delivery."""
        outcome = delivery.outcome
        if outcome is LogStatus.DELIVERED and delivery.host in _OWN_HOSTS:
            self.handed_over += 1
            return
        domain = delivery.recipient.rpartition("@")[2].lower()
        self.all.by_outcome[outcome] += 1
        self.hours.row(delivery.time[:-6]).by_outcome[outcome] += 1
        if domain:
            self.domains.row(domain).by_outcome[outcome] += 1
        if outcome is LogStatus.DELIVERED:
            self._clear(delivery.recipient)
            provider = provider_of(delivery.host)
        else:
            provider = self._add_refusal(delivery, domain)
        self.providers.row(provider or OTHERS).by_outcome[outcome] += 1

    def _add_refusal(self, delivery: LoggedDelivery, domain: str) -> str:
        """Count why, and what to do; returns the provider that the host or the wording names."""
        diagnosis = self._judge.diagnosis(delivery)
        verdict = diagnosis.verdict
        for table, name in (
            (self.reasons, verdict.reason.value),
            (self.actions, diagnosis.advice.action.value),
        ):
            counts = table.row(name)
            counts.by_outcome[delivery.outcome] += 1
            counts.example = counts.example or delivery.said[:_SAID]
        if verdict.retry_after is not None:
            self._add_delay(verdict.retry_after, verdict.reason.value, domain)
        if verdict.address_dead and delivery.recipient:
            self._add_dead(delivery)
        return provider_of(delivery.host) or verdict.provider or ""

    def _add_delay(self, seconds: float, reason: str, domain: str, count: int = 1) -> None:
        asked = self.delays.get(seconds)
        if asked is not None:
            asked.count += count
        elif len(self.delays) < self._most_keys:
            self.delays[seconds] = AskedDelay(seconds, count, reason, domain[:_NAME])

    def merge(self, later: "Summary") -> None:
        """Take in the summary of a later part of the log, made with ``part=True``.

        As if its lines had been read here behind ours: the same to the last count, as long as no
        table is full. Several are merged in the order of their times; pairs may be merged first,
        if both are parts. Raises ``ValueError`` for one that is no part.
        """
        if later._delivered is None:
            raise ValueError("only a summary that was made with part=True can be merged into one")
        self.lines += later.lines
        self.unread += later.unread
        self.handed_over += later.handed_over
        self.all.add(later.all)
        for ours, theirs in zip(self._tables(), later._tables(), strict=True):
            ours.add(theirs)
        for asked in later.delays.values():
            self._add_delay(asked.seconds, asked.reason, asked.domain, asked.count)
        self._merge_dead(later, later._delivered)

    def _tables(self) -> tuple[Table, ...]:
        return self.reasons, self.actions, self.providers, self.domains, self.hours

    def _merge_dead(self, later: "Summary", delivered: set[str]) -> None:
        for address in [address for address in self.dead if address in delivered]:
            del self.dead[address]
            # Where it was refused again before that delivery, the part has counted it.
            self.cleared += address not in later._dead_first
        self.cleared += later.cleared
        self.dead_left_out += later.dead_left_out
        for found in later.dead.values():
            known = self.dead.get(found.address)
            if known is not None:
                known.refusals += found.refusals
                known.last, known.said = found.last, found.said
            elif len(self.dead) < self._most_addresses:
                self.dead[found.address] = attrs.evolve(found)
            else:
                self.dead_left_out += found.refusals
        if self._delivered is not None:
            self._dead_first |= later._dead_first - self._delivered
            self._delivered |= delivered

    def __getstate__(self) -> dict[str, object]:
        """For another process: without what the judge remembers."""
        return {**self.__dict__, "_judge": self._judge.anew()}

    def _add_dead(self, delivery: LoggedDelivery) -> None:
        if self._delivered is not None and delivery.recipient not in self._delivered:
            self._dead_first.add(delivery.recipient)
        known = self.dead.get(delivery.recipient)
        said = delivery.said[:_SAID]
        if known is not None:
            known.refusals, known.last, known.said = known.refusals + 1, delivery.time, said
        elif len(self.dead) < self._most_addresses and len(delivery.recipient) <= _NAME:
            self.dead[delivery.recipient] = DeadAddress(
                delivery.recipient, 1, delivery.time, delivery.time, said
            )
        else:
            self.dead_left_out += 1

    def _clear(self, recipient: str) -> None:
        if self._delivered is not None:
            self._delivered.add(recipient)
        if recipient in self.dead:
            del self.dead[recipient]
            self.cleared += 1

    def to_suppress(self) -> list[DeadAddress]:
        """The dead addresses, those that were tried most often first."""
        return sorted(self.dead.values(), key=lambda dead: (-dead.refusals, dead.address))

    def asked_delays(self) -> list[AskedDelay]:
        """What servers asked to wait, the most frequent first."""
        return sorted(self.delays.values(), key=lambda asked: (-asked.count, asked.seconds))

    def days(self) -> list[tuple[str, Counts]]:
        """The counts by day, in order."""
        days = Table(self._most_keys)
        for hour, counts in self.hours.by_name():
            days.row(hour[:-3] or hour).add(counts)
        return days.by_name()
