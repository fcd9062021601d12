"""``python -m benchmarks``: measures speed and memory, prints a table, writes JSON.

Each target stands beside its figure, met or missed; a missed one is no error. Exit codes: 0 what
was asked for was measured, or named as skipped; 2 it cannot be asked for, or nothing was measured.
"""

import argparse
import importlib
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import Figure, MissingError, Options, Section, circumstances

NAMES = {
    "parsing": "replies from bytes, beside smtplib, aiosmtplib, smtpproto and the floor",
    "growth": "time against size for every way to cut the bytes; memory of an idle parser",
    "meaning": "classify and advise, beside public classifiers; tables doubled",
    "importing": "the import, and the command line",
    "session": "whole sessions, beside smtplib and aiosmtplib; 1,000 at once",
    "cluster": "the log reader on a local cluster, its answer compared with one process's",
}
PACKAGES = (
    "smtpreply", "attrs", "aiosmtplib", "smtpproto", "rich", "BounceClassifier", "distributed",
)  # fmt: skip
_WIDTH = 66


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure speed and memory beside peers; figures are ratios where they can be.",
        epilog="Benchmarks: " + "; ".join(f"{name}: {what}" for name, what in NAMES.items()) + ".",
    )
    add = parser.add_argument
    add("--only", nargs="+", metavar="NAME", choices=list(NAMES), help=", ".join(NAMES))
    add("--json", type=Path, metavar="FILE", help="write all figures there, too")
    add("--quick", action="store_true", help="tiny sizes, to see that it runs; no figures to keep")
    add("--replies", type=Path, metavar="FILE", help="labelled replies, for meaning")
    add("--node", type=Path, metavar="DIR", help="where npm has installed zone-mta, for meaning")
    add("--rules", type=Path, metavar="FILE", help="KumoMTA's bounce rules, for meaning")
    return parser


def measure(names: Sequence[str], options: Options) -> Iterator[Section]:
    """The sections, each as it is ready; one that cannot be measured says why."""
    for name in names:
        try:
            section: Section = importlib.import_module(f"benchmarks.{name}").run(options)
        except MissingError as error:
            section = Section(name, NAMES[name], (), skipped=(str(error),))
        yield section


def lines_of(section: Section) -> Iterator[str]:
    """A section for a person."""
    yield section.title
    for figure in section.figures:
        yield f"  {_named(figure.name)}{_value(figure):>14} {_quartiles(figure):19}{_aim(figure)}"
    for note in section.notes:
        yield f"  ({note})"
    for reason in section.skipped:
        yield f"  skipped: {reason}"
    yield ""


def _named(name: str) -> str:
    return name.ljust(_WIDTH) if len(name) <= _WIDTH else f"{name}\n  {'':{_WIDTH}}"


def _value(figure: Figure) -> str:
    return f"{_number(figure.value)} {figure.unit}".rstrip()


def _number(value: float) -> str:
    if math.isnan(value):
        return "?"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _quartiles(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{_number(figure.low)}..{_number(figure.high)}"


def _aim(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"{figure.target} {'met' if figure.is_met else 'MISSED'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.json is not None and not given.json.parent.is_dir():
        parser.error(f"there is no folder {given.json.parent}")
    options = Options(given.quick, given.replies, given.node, given.rules)
    where = circumstances(PACKAGES)
    print(_headline(where))
    sections = []
    for section in measure(given.only or list(NAMES), options):
        sections.append(section)
        for line in lines_of(section):
            print(line, flush=True)
    aims = [figure for section in sections for figure in section.figures if figure.target]
    print(f"{sum(bool(figure.is_met) for figure in aims)} of {len(aims)} targets met")
    if given.json is not None:
        given.json.write_text(_as_json(where, sections, options), encoding="utf-8")
    return 0 if any(section.figures for section in sections) else 2


def _headline(where: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {v}" for name, v in where["versions"].items() if v)
    load = where["load_average"]
    busy = f", load {load[0]:.1f}" if load else ""
    return f"{where['date']}, {where['python']}, {where['cpu']}{busy}\n{versions}\n"


def _as_json(where: dict[str, Any], sections: Sequence[Section], options: Options) -> str:
    found = {
        "circumstances": where,
        "load_average_after": circumstances(())["load_average"],
        "quick": options.quick,
        "sections": {section.name: section.as_json() for section in sections},
    }
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
