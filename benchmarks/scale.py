"""From measured figures to what a mailer of 100 million messages a day spends on replies.

    python -m benchmarks --json FILE
    python -m benchmarks.scale FILE... [--write]

Prints two tables in Markdown, computed from the JSON and from `LOAD`, whose every field is an
assumption: the cost of that load, for SCALE.md, and the ratios, for the README. ``--write`` puts
them into these pages, between their marks. Several files are read as one: runs of one machine, on
one day. Figures of a quick run are refused.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"scale": ROOT / "benchmarks" / "SCALE.md", "ratios": ROOT / "README.md"}
DAY = 86_400


class BadFiguresError(Exception):
    """The file does not hold what is needed; the text is one line."""


@attrs.frozen
class Load:
    """What is assumed of the mailer."""

    messages: int = 100_000_000
    """A day, each in a transaction of its own."""
    recipients: float = 1.1
    """A message."""
    attempts: float = 1.3
    """A message: greylisting, full mailboxes, hosts that are down."""
    refused: float = 0.15
    """The share of replies to RCPT and to the message that are no 250, and so are judged."""
    peak: float = 3.0
    """The busiest hour against the mean of the day."""
    session: float = 2.0
    """Seconds that a session lasts, for most of which it waits."""
    fixed_replies: int = 8
    """A session: greeting, EHLO, STARTTLS, EHLO again, MAIL, DATA, the message, QUIT."""

    @property
    def sessions_at_peak(self) -> float:
        """A second: no connection is used twice, which is the worst case."""
        return self.messages * self.attempts / DAY * self.peak

    @property
    def replies_at_peak(self) -> float:
        return self.sessions_at_peak * (self.fixed_replies + self.recipients)

    @property
    def judged_at_peak(self) -> float:
        return self.sessions_at_peak * (self.recipients + 1) * self.refused

    @property
    def open_at_peak(self) -> float:
        return self.sessions_at_peak * self.session

    @property
    def lines(self) -> float:
        """Delivery lines in a day's logs."""
        return self.messages * self.recipients * self.attempts


LOAD = Load()


class Figures:
    """What `python -m benchmarks --json` wrote."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found
        if found.get("quick"):
            raise BadFiguresError("these are the figures of a quick run, which mean nothing")

    @classmethod
    def of(cls, *files: Path) -> "Figures":
        found: dict[str, Any] = {"sections": {}}
        for file in files:
            try:
                more = json.loads(file.read_text("utf-8"))
                sections = {**found["sections"], **more["sections"]}
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise BadFiguresError(f"{file}: {type(error).__name__}: {error}") from error
            found = {**more, "sections": sections, "quick": found.get("quick") or more["quick"]}
        return cls(found)

    def figure(self, section: str, name: str) -> dict[str, Any]:
        for figure in self._section(section):
            if figure["name"] == name:
                return dict(figure)
        raise BadFiguresError(f"{section} has no figure {name!r}: measure it, without --quick")

    def value(self, section: str, name: str) -> float:
        return float(self.figure(section, name)["value"])

    def with_targets(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for section in self._found["sections"]:
            for figure in self._section(section):
                if figure["target"] is not None:
                    yield section, figure

    def _section(self, name: str) -> list[dict[str, Any]]:
        return list(self._found["sections"].get(name, {"figures": ()})["figures"])

    @property
    def when_and_where(self) -> str:
        where = self._found["circumstances"]
        versions = ", ".join(f"{name} {v}" for name, v in where["versions"].items() if v)
        load = where["load_average"]
        busy = f", load {load[0]:.1f}" if load else ""
        return f"{where['date'][:10]}, {where['python']}, {where['cpu']}{busy}; {versions}"


@attrs.frozen
class Row:
    """One line of the table: how often at the peak, what it takes, and what that amounts to."""

    what: str
    how_often: str
    each: str
    total: str


def rows(figures: Figures, load: Load = LOAD) -> Iterator[Row]:
    """What the load costs."""
    one_read = "one read a reply: {}, a reply"
    yield _cpu("replies found, code read", load.replies_at_peak,
               figures.value("parsing", one_read.format("code")))  # fmt: skip
    yield _cpu("the same, lines, text and enhanced code read", load.replies_at_peak,
               figures.value("parsing", one_read.format("lines, text, enhanced")))  # fmt: skip
    yield _cpu("refusals judged", load.judged_at_peak, 1e6 / figures.value("meaning", "classify"))
    first = "classify, each wording for the first time"
    yield _cpu("the same, had each a wording of its own", load.judged_at_peak,
               1e6 / figures.value("meaning", first))  # fmt: skip
    yield _cpu("refusals advised on", load.judged_at_peak, 1e6 / figures.value("meaning", "advise"))
    at_once = "1,000 at once, Delivery, a session: {}"
    yield _cpu("whole sessions under asyncio, without TLS", load.sessions_at_peak,
               figures.value("session", at_once.format("CPU")))  # fmt: skip
    held = figures.value("growth", "idle parser, after a session, one ask a reply")
    yield Row("parsers of idle connections", "100,000", f"{held:,.0f} bytes", _size(held * 100_000))
    kept = figures.value("session", at_once.format("memory at most")) * 1024
    yield Row("open sessions, their Delivery and its socket", f"{load.open_at_peak:,.0f}",
              f"{kept / 1024:,.0f} KiB", _size(kept * load.open_at_peak))  # fmt: skip
    speed = figures.value("cluster", "one process")
    yield Row("a day's log summed up", f"{load.lines:,.0f} lines", f"{1e6 / speed:,.1f} us",
              f"{load.lines / speed / 3600:.2f} hours of a core")  # fmt: skip


def _cpu(what: str, how_often: float, each: float) -> Row:
    return Row(
        what, f"{how_often:,.0f}/s", f"{each:,.2f} us", f"{how_often * each / 1e6:.3f} cores"
    )


def _size(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"


def scale_table(figures: Figures, load: Load = LOAD) -> str:
    """The cost of the load, in Markdown."""
    lines = ["| what, at the peak | how often | each | in all |", "|---|--:|--:|--:|"]
    lines += [f"| {r.what} | {r.how_often} | {r.each} | {r.total} |" for r in rows(figures, load)]
    return "\n".join([*lines, "", f"Measured {figures.when_and_where}."])


def ratio_table(figures: Figures) -> str:
    """All that has a target and is no slope, in Markdown."""
    lines = ["| measured | figure | aim | |", "|---|--:|--:|---|"]
    for section, figure in figures.with_targets():
        if figure["unit"] == "power":
            continue
        unit = "" if figure["unit"] == "ratio" else f" {figure['unit']}"
        value = figure["value"]
        number = f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
        met = "" if figure["met"] else "missed"
        name = figure["name"] if section not in ("session",) else f"session: {figure['name']}"
        lines.append(f"| {name} | {number}{unit} | {figure['target']} | {met} |")
    slopes = [f["value"] for _, f in figures.with_targets() if f["unit"] == "power"]
    if slopes:
        aim = f"{max(slopes):.2f} | <= 1.1 | {'' if max(slopes) <= 1.1 else 'missed'} |"
        lines.append(f"| time grows with the bytes by the power of, at most | {aim}")
    return "\n".join([*lines, "", f"Measured {figures.when_and_where}."])


def placed(page: str, name: str, block: str) -> str:
    """The page with a block between its marks; raises `BadFiguresError` if they are not there."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise BadFiguresError(f"the page has no marks for {name}")
    return f"{before}{begin}\n{block}\n\n{end}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or write them; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="what --json wrote")
    parser.add_argument("--write", action="store_true", help="into SCALE.md and README.md")
    options = parser.parse_args(arguments)
    try:
        figures = Figures.of(*options.files)
        blocks = {"scale": scale_table(figures), "ratios": ratio_table(figures)}
        if options.write:
            pages = {
                name: placed(path.read_text("utf-8"), name, blocks[name])
                for name, path in PAGES.items()
            }
            for name, page in pages.items():
                PAGES[name].write_text(page, encoding="utf-8")
    except BadFiguresError as error:
        print(error, file=sys.stderr)
        return 2
    if not options.write:
        print(*blocks.values(), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
