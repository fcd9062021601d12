"""The report on a log as one self-contained page, for a colleague."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from smtpreply.adapters.logs import LogStatus, Summary
from smtpreply.adapters.logs.summary import Counts, in_order
from smtpreply.advice import Action
from smtpreply.cli.assets import LOG_STYLE, STYLE
from smtpreply.cli.charts import Stacked, bars, columns
from smtpreply.cli.markup import Markup, join, page, tag
from smtpreply.cli.output import duration, on_one_line
from smtpreply.printable import printable
from smtpreply.tables.actions import ACTIONS

TOP = 15
_SAID = 220
_MOST_HOURS = 24 * 7
_MOST_DAYS = 400
_DATE, _HOUR = "%Y-%m-%d", "%Y-%m-%d %H"
_YEAR = "2000-"  # stands in for the year that a log does not name; a leap year

LAYERS = tuple(
    (outcome.name.lower(), colour)
    for outcome, colour in zip(LogStatus, ("f2", "f4", "f5", "f0"), strict=True)
)
_REFUSED = LAYERS[1:]


def log_page(summary: Summary, files: Sequence[str], *, top: int | None = None) -> str:
    """The whole page; ``top`` is how many rows a table has."""
    most = TOP if top is None else top
    body = join(
        _header(summary, files),
        _tiles(summary),
        _over_time(summary),
        _reasons(summary, most),
        _actions(summary, most),
        _bars("Providers", "Attempts by provider", summary.providers.by_refusals()[:most]),
        _domains(summary, most),
        _suppress(summary, most),
        _delays(summary, most),
        _footer(summary),
    )
    return page("What became of the mail", tag("main", body), style=STYLE + LOG_STYLE)


def _header(summary: Summary, files: Sequence[str]) -> Markup:
    days = [day for day, _ in summary.days() if day]
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else "no dates"
    listed = ", ".join(printable(file, 80) for file in files[:5])
    more = f" and {len(files) - 5:,} more" if len(files) > 5 else ""
    text = f"{printable(span)}; {summary.lines:,} lines of {listed}{more}"
    return tag("header", tag("h1", "What became of the mail"), tag("p", text, class_="note"))


def _tiles(summary: Summary) -> Markup:
    attempts = summary.all.total
    tiles = [_tile(f"{attempts:,}", "attempts to deliver", "")]
    for outcome, (name, colour) in zip(LogStatus, LAYERS, strict=True):
        count = summary.all.by_outcome[outcome]
        share = f"{count / attempts:.1%}" if attempts else "0 %"
        tiles.append(_tile(share, f"{name}: {count:,}", colour.replace("f", "c")))
    tiles.append(_tile(f"{len(summary.dead):,}", "addresses to suppress", ""))
    return tag("div", *tiles, class_="tiles")


def _tile(number: str, text: str, colour: str) -> Markup:
    return tag("div", tag("b", number, class_=colour), tag("small", text), class_="tile")


def _key(rows: Stacked, layers: Sequence[tuple[str, str]]) -> Markup:
    """What the colours mean, of those that occur."""
    found = [layer for place, layer in enumerate(layers) if any(v[place] for _, v in rows)]
    return tag("div", *(tag("span", tag("i", class_=f), name) for name, f in found), class_="key")


def _section(title: str, *children: str | None, note: str = "") -> Markup:
    return tag(
        "section", tag("h2", title), tag("p", note, class_="note") if note else None, *children
    )


def _over_time(summary: Summary) -> Markup | None:
    name, rows = over_time(summary)
    if not rows:
        return None
    return _section(
        f"Attempts by {name}", _key(rows, LAYERS), _wide(columns(rows, LAYERS, f"by {name}"))
    )


def _reasons(summary: Summary, most: int) -> Markup | None:
    rows = summary.reasons.by_refusals()[:most]
    if not rows:
        return None
    refused = _layers(rows, 1)
    examples = [(tag("td", name, class_="k"), _said(counts.example)) for name, counts in rows]
    return _section(
        "Why mail was not delivered",
        _key(refused, _REFUSED),
        _wide(bars(refused, _REFUSED, "Attempts by reason")),
        _table(("reason", "for example"), examples),
    )


def _actions(summary: Summary, most: int) -> Markup | None:
    rows = summary.actions.by_refusals()[:most]
    listed = [
        (
            _number(counts.total),
            tag("td", name, class_="k"),
            tag("td", ACTIONS[Action(name)].label),
        )
        for name, counts in rows
    ]
    if not listed:
        return None
    return _section("What to do", _table(("n:attempts", "action", "in words"), listed))


def _bars(title: str, label: str, rows: Sequence[tuple[str, Counts]]) -> Markup | None:
    if not rows:
        return None
    layers = _layers(rows)
    return _section(title, _key(layers, LAYERS), _wide(bars(layers, LAYERS, label)))


def _domains(summary: Summary, most: int) -> Markup | None:
    rows = summary.domains.by_refusals()
    listed = [
        (
            tag("td", printable(name, 60)),
            *(_number(count) for count in counts.by_outcome),
            tag("td", f"{counts.by_outcome[0] / counts.total:.0%}", class_="n"),
        )
        for name, counts in rows[:most]
    ]
    heads = ("domain", *(f"n:{name}" for name, _ in LAYERS), "n:delivered")
    note = f"Those with the most refusals, of {len(rows):,}."
    return _section("Domains", _table(heads, listed), note=note) if rows else None


def _suppress(summary: Summary, most: int) -> Markup | None:
    found = summary.to_suppress()
    if not found:
        return None
    listed = [
        (
            tag("td", printable(dead.address, 80), class_="a"),
            _number(dead.refusals),
            tag("td", printable(dead.last), class_="n"),
            _said(dead.said),
        )
        for dead in found[:most]
    ]
    note = (
        "Servers said for good that these addresses do not work, and nothing was delivered to "
        f"them since. {len(found):,} in all"
        + (f"; {summary.cleared:,} took mail later and are not listed." if summary.cleared else ".")
    )
    heads = ("address", "n:refusals", "n:last", "last reply")
    return _section("Addresses to suppress", _table(heads, listed), note=note)


def _delays(summary: Summary, most: int) -> Markup | None:
    listed = [
        (
            tag("td", duration(asked.seconds), class_="n"),
            _number(asked.count),
            tag("td", asked.reason),
            tag("td", printable(asked.domain, 60)),
        )
        for asked in summary.asked_delays()[:most]
    ]
    heads = ("n:wait", "n:asked", "reason", "first by")
    return _section("How long servers asked to wait", _table(heads, listed)) if listed else None


def _footer(summary: Summary) -> Markup:
    notes = (
        (summary.unread, "lines could not be read."),
        (summary.handed_over, "messages were handed to filters on the same host, not counted."),
    )
    text = " ".join(f"{count:,} {note}" for count, note in notes if count)
    return tag(
        "p",
        f"{text} An attempt is one delivery of one message to one recipient. Made by smtpreply; "
        "nothing on this page is loaded from elsewhere.",
        class_="note",
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Markup]]) -> Markup:
    """A table; ``n:`` before a head means numbers."""
    head = [tag("th", h.removeprefix("n:"), class_="n" if h[:2] == "n:" else "") for h in heads]
    body = [tag("tr", *cells) for cells in rows]
    return _wide(tag("table", tag("tr", *head), *body))


def _wide(content: Markup) -> Markup:
    """What may be wider than a narrow screen."""
    return tag("div", content, class_="wide")


def _number(count: int) -> Markup:
    return tag("td", f"{count:,}", class_="n")


def _said(text: str) -> Markup:
    return tag("td", on_one_line(text, _SAID), class_="said")


def _layers(rows: Sequence[tuple[str, Counts]], first: int = 0) -> Stacked:
    return [(printable(name, 60), counts.by_outcome[first:]) for name, counts in rows]


# Time ----------------------------------------------------------------------------------------


def over_time(summary: Summary) -> tuple[str, Stacked]:
    """By hour, day or month, whichever can be looked at; hours and days without mail included."""
    hours = dict(summary.hours.by_name())
    filled = _filled(hours, _HOUR, timedelta(hours=1), _MOST_HOURS)
    if filled:
        return "hour", filled
    days = dict(summary.days())
    filled = _filled(days, _DATE, timedelta(days=1), _MOST_DAYS)
    if filled:
        return "day", filled
    months: dict[str, list[int]] = {}
    for day, counts in days.items():
        sums = months.setdefault(day[:-3], [0] * len(LAYERS))
        months[day[:-3]] = [a + b for a, b in zip(sums, counts.by_outcome, strict=True)]
    return "month", [(name, months[name]) for name in in_order(months)]


def _filled(found: dict[str, Counts], form: str, step: timedelta, most: int) -> Stacked:
    """The rows and those missing between them; none if that would be too many.

    Rows that cannot be dated, as those of logs with and without years, are left as they are.
    """
    names = list(found)
    if not names or len(names) > most:
        return []
    try:
        wanted = _between(names[0], names[-1], form, step)
    except ValueError:
        return [(name, counts.by_outcome) for name, counts in found.items()]
    if len(wanted) > most:
        return []
    none = [0] * len(LAYERS)
    return [(name, found[name].by_outcome if name in found else none) for name in wanted]


def _between(first: str, last: str, form: str, step: timedelta) -> Sequence[str]:
    """The names of all times from the first to the last; raises ``ValueError`` for no times."""
    yearless = first[2:3] == "-"
    begin, end = (
        datetime.strptime(_YEAR + name if yearless else name, form) for name in (first, last)
    )
    if end < begin:  # over New Year, in a log without years
        end = end.replace(year=end.year + 1)
    count = (end - begin) // step + 1
    shown = slice(len(_YEAR) if yearless else 0, None)
    return [(begin + step * place).strftime(form)[shown] for place in range(count)]
