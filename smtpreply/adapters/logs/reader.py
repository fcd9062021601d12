"""From lines to deliveries: each line is read by the dialect it is written in.

Which dialect that is, is told by marks that only its delivery lines have; the table holds one row
a dialect, the most telling first. All other lines are no deliveries, and those that no known
server writes are told apart, so that they can be counted and shown.
"""

import re
from collections.abc import Callable

import attrs

from smtpreply.adapters.logs import exchange, exim, opensmtpd, postfix, sendmail
from smtpreply.adapters.logs.record import LoggedDelivery

Deliveries = tuple[LoggedDelivery, ...]


@attrs.frozen
class Dialect:
    """How one server writes its deliveries."""

    name: str
    recognise: Callable[[str], bool]
    read: Callable[[str], "Deliveries | None"]
    """Empty for a line about something else; None for a delivery that cannot be read."""


DIALECTS: tuple[Dialect, ...] = (
    Dialect("exim", exim.recognise, exim.read),
    Dialect("postfix", postfix.recognise, postfix.read),
    Dialect("opensmtpd", opensmtpd.recognise, opensmtpd.read),
    Dialect("sendmail", sendmail.recognise, sendmail.read),
    Dialect("exchange", exchange.recognise, exchange.Columns.of().read),
)

_OTHER = re.compile(
    r"(<\d{1,3}>(1 )?)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)"
)
"""How the lines of all known servers begin, whatever they are about."""


class LogReader:
    """Reads line after line; it remembers only what columns an Exchange log has."""

    def __init__(self, dialect: str | None = None) -> None:
        """``dialect`` is the name of one of `DIALECTS`, None finds it out for each line.

        Raises ``ValueError`` for a name that is none.
        """
        chosen = [row for row in DIALECTS if dialect in (None, row.name)]
        if not chosen:
            known = ", ".join(row.name for row in DIALECTS)
            raise ValueError(f"no log is called {dialect!r}; there are {known}")
        self._chosen = chosen

    def read(self, line: str) -> Deliveries | None:
        """The deliveries in a line without its end; empty if it holds none; None if unreadable."""
        if line[:1] in ("#", "\ufeff"):
            self._read_head(line.lstrip("\ufeff"))
            return ()
        for dialect in self._chosen:
            if dialect.recognise(line):
                return dialect.read(line)
        return () if _OTHER.match(line) or not line.strip() else None

    def _read_head(self, line: str) -> None:
        if not line.startswith(exchange.HEADER):
            return
        try:
            columns = exchange.Columns.of(line.removeprefix(exchange.HEADER).split(","))
        except ValueError:
            return  # another kind of log with the same head
        self._chosen = [
            attrs.evolve(row, read=columns.read) if row.name == "exchange" else row
            for row in self._chosen
        ]
