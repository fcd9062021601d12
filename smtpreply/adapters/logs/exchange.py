"""Exchange message tracking: comma-separated, ``#Fields:`` names the columns.

``SEND`` and ``DELIVER`` are deliveries, ``DEFER`` and ``FAIL`` are not; ``recipient-status`` holds
one status a recipient, ``550 5.1.1 ..`` or ``[{LED=550 5.1.1 ..};{FQDN=mx.example.org};..]``.
Mail handed from one Exchange server to the next is a delivery at each.
"""

import csv
import re
from collections.abc import Iterable

import attrs

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus, read_time, unfold
from smtpreply.stage import Stage

HEADER = "#Fields: "

# Exchange Server 2019, for a piece of a log without its head
COLUMNS = (
    "date-time", "client-ip", "client-hostname", "server-ip", "server-hostname", "source-context",
    "connector-id", "source", "event-id", "internal-message-id", "message-id",
    "network-message-id", "recipient-address", "recipient-status",
)  # fmt: skip
_OUTCOMES = {
    "SEND": LogStatus.DELIVERED,
    "DELIVER": LogStatus.DELIVERED,
    "DEFER": LogStatus.DEFERRED,
    "FAIL": LogStatus.FAILED,
}
_NEXT_STATUS = re.compile(r";(?=\[\{LED=|'?[2-5]\d\d[ -])")  # a text may hold a semicolon
_EVENTS = tuple(f",{name}," for name in _OUTCOMES)
_WANTED = (
    "server-hostname", "source-context", "event-id", "internal-message-id", "recipient-address",
    "recipient-status",
)  # fmt: skip


@attrs.frozen
class Columns:
    """Where the fields stand."""

    places: tuple[int, ...]
    last: int

    @classmethod
    def of(cls, names: Iterable[str] = COLUMNS) -> "Columns":
        """From the names of all columns; raises ``ValueError`` if one that is needed is missing."""
        listed = [name.strip().lower() for name in names]
        places = tuple([listed.index(name) for name in _WANTED])
        return cls(places, max(places))

    def read(self, line: str) -> tuple[LoggedDelivery, ...] | None:
        """The deliveries in a line, one a recipient; empty for other events; None if unreadable."""
        if not any(event in line for event in _EVENTS):
            return ()
        cells = _cells(line)
        time = read_time(line)
        if len(cells) <= self.last or not time:
            return None
        host, context, event, message, to, status = [cells[place] for place in self.places]
        outcome = _OUTCOMES.get(event)
        if outcome is None:
            return ()
        if ";" not in to:
            told = _told(host, outcome, status or context)
            return (LoggedDelivery(time, message, to, *told),) if to else ()
        recipients = to.split(";")
        statuses = _NEXT_STATUS.split(status)
        if len(statuses) == len(recipients):
            each = [_told(host, outcome, said or context) for said in statuses]
        else:  # one for all of them, read once: both may be long
            each = [_told(host, outcome, status or context)] * len(recipients)
        return tuple(
            LoggedDelivery(time, message, address, *told)
            for address, told in zip(recipients, each, strict=True)
            if address
        )


def recognise(line: str) -> bool:
    """Whether a line looks like one of a tracking log: a time in UTC and a comma behind it."""
    return line[10:11] == "T" and line[23:25] == "Z,"


def _cells(line: str) -> list[str]:
    """The cells of a line, none if it cannot be read; most lines have no quotes."""
    if '"' not in line:
        return line.split(",")
    try:
        (cells,) = csv.reader((line,), strict=True)
    except (csv.Error, ValueError):
        return []
    return cells


def _told(host: str, outcome: LogStatus, said: str) -> tuple[str, LogStatus, str, Stage]:
    """Which host, what became of it, what was said, and at which stage."""
    if said.startswith("[{LED="):
        parts = said.strip("[]").split("};{")
        named = next((part[5:] for part in parts if part.startswith("FQDN=")), "").rstrip("}")
        said, host = parts[0].removeprefix("{LED=").rstrip("}"), named or host
    if "QUEUE.Expired" in said:
        outcome = LogStatus.EXPIRED
    stage = Stage.END_OF_DATA if outcome is LogStatus.DELIVERED else Stage.UNKNOWN
    return host, outcome, unfold(said.strip("'")), stage
