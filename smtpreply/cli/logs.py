"""``smtpreply log``: what a mail server's log says of the mail it sent, summed up.

Lines that cannot be read are counted, never fatal. A file that cannot be read is complained of,
the others are summed up, and the exit code is 2.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from smtpreply.adapters.logs import LogReader, LogStatus, Summary
from smtpreply.adapters.logs.summary import Counts
from smtpreply.cli import BAD_INPUT, BadInputError
from smtpreply.cli.logfiles import (
    STANDARD_INPUT,
    BadLogError,
    Progress,
    lines_of,
    name_of,
    oldest_first,
)
from smtpreply.cli.logpage import log_page
from smtpreply.cli.output import Line, dump, duration, on_one_line, wrapped, write
from smtpreply.printable import printable, printable_bytes

TOP = 10
_SHOWN = 160  # characters of a reply or of a line
_NAME = 36  # columns for a name
_DEFUSED = ("=", "+", "-", "@", "\t", "\r")


@attrs.define
class Report:
    """A summary, and what could not be read."""

    files: list[str]
    summary: Summary = attrs.field(factory=Summary)
    unread: list[str] = attrs.field(factory=list)
    """The first unreadable lines, as many as were asked for."""
    problems: list[str] = attrs.field(factory=list)


def run(
    files: Sequence[str],
    *,
    dialect: str | None = None,
    form: str = "text",
    html: str | None = None,
    unread: int = 0,
    top: int | None = None,
) -> int:
    """Read the files, or standard input without any, and print the summary."""
    try:
        LogReader(dialect)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    report = Report(list(files) or [STANDARD_INPUT])
    _read(report, dialect, unread)
    for problem in report.problems:
        print(f"smtpreply: {printable(problem)}", file=sys.stderr)
    names = ", ".join(name_of(file) for file in report.files)
    summary = report.summary
    if not summary.lines:
        if report.problems:
            return BAD_INPUT
        raise BadInputError(f"no line in {names}")
    strange = not summary.all.total and summary.unread * 2 > summary.lines
    if strange and not unread:
        raise BadInputError(
            f"{names}: this reads as no mail log, {summary.unread:,} of {summary.lines:,} lines "
            "are not understood; --unread 5 shows some"
        )
    if html is not None:
        _write_page(html, report, top)
    _print(report, form, top, quiet=html is not None)
    return BAD_INPUT if report.problems or strange else 0


def _read(report: Report, dialect: str | None, unread: int) -> None:
    progress = Progress(report.files)
    add = report.summary.add_line
    try:
        for file in oldest_first(report.files):
            reader = LogReader(dialect)
            try:
                for line in lines_of(file, progress):
                    if not add(line, reader) and len(report.unread) < unread:
                        report.unread.append(line)
            except BadLogError as error:
                report.problems.append(str(error))
    finally:
        progress.end()


def _write_page(file: str, report: Report, top: int | None) -> None:
    text = log_page(report.summary, [name_of(f) for f in report.files], top=top)
    try:
        Path(file).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise BadInputError(f"cannot write {file}: {error.strerror}") from error
    print(f"smtpreply: the report is in {printable(file)}", file=sys.stderr)


def _print(report: Report, form: str, top: int | None, *, quiet: bool) -> None:
    if form == "json":
        dump(as_record(report, top))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([_defused(cell) for cell in row] for row in as_rows(report, top))
    elif not quiet:
        write(lines_of_report(report, TOP if top is None else top))


# As JSON and CSV -----------------------------------------------------------------------------


def as_record(report: Report, top: int | None = None) -> dict[str, Any]:
    """The report as JSON: every table whole, or its first ``top`` rows."""
    summary = report.summary
    tables = {
        name: [
            {"name": key, **_counted(counts), **({"example": counts.example} if has else {})}
            for key, counts in rows[:top]
        ]
        for name, has, rows in _tables(summary)
    }
    return {
        "files": [name_of(file) for file in report.files],
        "lines": summary.lines,
        "unread": summary.unread,
        "unread_lines": report.unread,
        "handed_over": summary.handed_over,
        "deliveries": _counted(summary.all),
        **tables,
        "suppress": [attrs.asdict(dead) for dead in summary.to_suppress()[:top]],
        "suppress_left_out": summary.dead_left_out,
        "cleared": summary.cleared,
        "delays": [attrs.asdict(asked) for asked in summary.asked_delays()[:top]],
    }


def _tables(summary: Summary) -> list[tuple[str, bool, list[tuple[str, Counts]]]]:
    """The tables: name, whether a row has an example, rows."""
    return [
        ("reasons", True, summary.reasons.by_refusals()),
        ("actions", True, summary.actions.by_refusals()),
        ("providers", False, summary.providers.by_refusals()),
        ("domains", False, summary.domains.by_refusals()),
        ("days", False, summary.days()),
    ]


def _counted(counts: Counts) -> dict[str, int]:
    return {outcome.name.lower(): counts.by_outcome[outcome] for outcome in LogStatus}


def as_rows(report: Report, top: int | None = None) -> Iterator[tuple[object, ...]]:
    """The report as one table, for a spreadsheet."""
    summary = report.summary
    outcomes = [outcome.name.lower() for outcome in LogStatus]
    yield "table", "name", "count", *outcomes, "first", "last", "text"
    for name, _, rows in _tables(summary):
        for key, counts in rows[:top]:
            text = on_one_line(counts.example)
            yield name, printable(key), counts.total, *counts.by_outcome, "", "", text
    for dead in summary.to_suppress()[:top]:
        yield (
            "suppress", printable(dead.address), dead.refusals, "", "", "", "", dead.first,
            dead.last, on_one_line(dead.said),
        )  # fmt: skip
    for asked in summary.asked_delays()[:top]:
        yield (
            "delays", f"{asked.seconds:g}", asked.count, "", "", "", "", "", "",
            printable(f"{asked.reason} {asked.domain}"),
        )  # fmt: skip
    for line in report.unread:
        yield "unread", "", "", "", "", "", "", "", "", printable(line)


def _defused(cell: object) -> object:
    """What a spreadsheet would take for a formula is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DEFUSED) else cell


# As text -------------------------------------------------------------------------------------


def lines_of_report(report: Report, top: int) -> Iterator[Line]:
    """The report for a person."""
    summary = report.summary
    attempts = summary.all.total
    unread = f", {summary.unread:,} of them unreadable" if summary.unread else ""
    yield f"{summary.lines:,} lines{unread}; {attempts:,} attempts to deliver", "bold"
    if summary.handed_over:
        yield f"  besides, {summary.handed_over:,} handed to filters on the same host", "dim"
    styles = ("green", "yellow", "red", "red")
    for outcome, style in zip(LogStatus, styles, strict=True):
        count = summary.all.by_outcome[outcome]
        share = count / attempts if attempts else 0.0
        yield f"  {outcome.name.lower():<12}{count:>12,}{share:>9.1%}", style
    for name, has_example, rows in _tables(summary):
        shown = rows[max(len(rows) - top, 0) :] if name == "days" else rows[:top]
        yield from _table(f"By {name[:-1]}", shown, len(rows), delivered=not has_example)
    yield from _suppress(summary, top)
    yield from _delays(summary, top)
    for line in report.unread:
        yield f"unread: {printable_bytes(line.encode('utf-8', 'surrogateescape'), _SHOWN)}", "dim"


def _table(
    title: str, rows: Sequence[tuple[str, Counts]], total: int, *, delivered: bool
) -> Iterator[Line]:
    if not rows:
        return
    columns = list(LogStatus)[0 if delivered else 1 :]
    more = f" (of {total:,})" if total > len(rows) else ""
    heads = "".join(f"{column.name.lower():>10}" for column in columns)
    yield "", ""
    yield f"{title + more:<{_NAME}}{heads}", "bold"
    for name, counts in rows:
        cells = "".join(f"{counts.by_outcome[column]:>10,}" for column in columns)
        yield f"  {printable(name, _NAME - 3):<{_NAME - 2}}{cells}", ""


def _suppress(summary: Summary, top: int) -> Iterator[Line]:
    found = summary.to_suppress()
    if not found:
        return
    yield "", ""
    yield f"To suppress: {len(found):,} addresses that servers call dead", "bold"
    for dead in found[:top]:
        yield from wrapped(f"{dead.refusals:>5,}x {printable(dead.address, 60)}  {dead.last}", "  ")
        yield from wrapped(on_one_line(dead.said, _SHOWN), " " * 9, "dim")
    if summary.cleared:
        yield f"  {summary.cleared:,} more took mail later, and are not listed", "dim"
    if summary.dead_left_out:
        yield f"  {summary.dead_left_out:,} refusals had no room", "yellow"


def _delays(summary: Summary, top: int) -> Iterator[Line]:
    asked = summary.asked_delays()
    if not asked:
        return
    yield "", ""
    yield "Asked to wait", "bold"
    for delay in asked[:top]:
        why = f"{delay.reason}, {printable(delay.domain, 40)}"
        yield from wrapped(
            f"{duration(delay.seconds):>10} {delay.count:>8,}x  {why}", "  ", hang=24
        )
