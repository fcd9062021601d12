"""How everything here is measured, so that figures of one day and one machine can be compared.

Contestants take turns in one process, round after round, and the order turns too: whatever the
machine does besides strikes all of them. What is compared is CPU time; a ratio is the median of the
ratios of the rounds, with its quartiles. Garbage is collected before each turn, and the collector
stays on, as in life; what was there before is frozen, so that it walks over what the contestants
made. Nothing is asserted: a target that is missed is printed as missed.
"""

import gc
import importlib.metadata
import math
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

Turn = Callable[[], float]
"""One turn of a contestant: does its work, and returns the seconds that it took."""


class MissingError(Exception):
    """Something that is needed is not here; the text says what, and how to get it."""


@attrs.frozen
class Options:
    """What the benchmarks are told."""

    quick: bool = False
    """Tiny sizes: to see that all of it runs. The figures mean nothing."""
    replies: Path | None = None
    """Labelled replies, as `benchmarks.accuracy` reads them."""
    node: Path | None = None
    """A folder where npm has installed public classifiers."""
    rules: Path | None = None
    """KumoMTA's rules for its bounce classifier, a TOML file."""


@attrs.frozen
class Target:
    """What a figure should be."""

    value: float
    at_least: bool = False

    def is_met_by(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.value:,.10g}"


def at_most(value: float) -> Target:
    return Target(value)


def at_least(value: float) -> Target:
    return Target(value, at_least=True)


@attrs.frozen
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str = ""
    """Empty for a ratio."""
    low: float | None = None
    """The lower quartile of the rounds."""
    high: float | None = None
    target: Target | None = None

    @property
    def is_met(self) -> bool | None:
        return None if self.target is None else self.target.is_met_by(self.value)

    def as_json(self) -> dict[str, Any]:
        target = self.target
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit or "ratio",
            "quartiles": None if self.low is None else [self.low, self.high],
            "target": None if target is None else str(target),
            "met": self.is_met,
        }


@attrs.frozen
class Section:
    """The figures of one benchmark, and what must be known to read them."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    """What was not measured, and why."""

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "figures": [figure.as_json() for figure in self.figures],
            "notes": list(self.notes),
            "skipped": list(self.skipped),
        }


# Measuring -----------------------------------------------------------------------------------


class Taken:
    """Seconds by contestant, one a round."""

    def __init__(self, seconds: Mapping[str, Sequence[float]]) -> None:
        self._seconds = seconds

    def __contains__(self, name: str) -> bool:
        return name in self._seconds

    def median(self, name: str) -> float:
        return statistics.median(self._seconds[name])

    def least(self, name: str) -> float:
        return min(self._seconds[name])

    def ratio(self, name: str, of: str, *, target: Target | None = None, label: str = "") -> Figure:
        """How much one takes of what another takes."""
        pairs = zip(self._seconds[name], self._seconds[of], strict=True)
        ratios = [taken / other for taken, other in pairs]
        return _spread(label or f"{name} / {of}", ratios, "", target)

    def net_ratio(
        self, name: str, of: str, less: str, *, target: Target | None = None, label: str = ""
    ) -> Figure:
        """The same, when both include something that is to be left out."""
        rounds = zip(*(self._seconds[n] for n in (name, of, less)), strict=True)
        ratios = [(a - bare) / (b - bare) for a, b, bare in rounds if b > bare]
        return _spread(label or f"{name} / {of}", ratios or [math.nan], "", target)

    def per_second(self, name: str, count: int, *, target: Target | None = None) -> Figure:
        """How many of ``count`` things a turn are done in a second."""
        return _spread(name, [count / taken for taken in self._seconds[name]], "/s", target)

    def each(self, name: str, count: int, *, unit: str = "us", label: str = "") -> Figure:
        """What one of ``count`` things a turn takes."""
        scale = {"us": 1e6, "ms": 1e3, "s": 1.0}[unit]
        times = [taken / count * scale for taken in self._seconds[name]]
        return _spread(label or name, times, unit, None)


def _spread(name: str, values: Sequence[float], unit: str, target: Target | None) -> Figure:
    doubled = [*values, *values] if len(values) == 1 else values  # there are no quartiles of one
    low, middle, high = statistics.quantiles(doubled, n=4, method="inclusive")
    return Figure(name, middle, unit, low, high, target)


def contest(contestants: Mapping[str, Turn], rounds: int) -> Taken:
    """Let all take turns for some rounds, after one that does not count."""
    names = list(contestants)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    gc.freeze()
    try:
        for number in range(rounds + 1):
            first = number % len(names)
            for name in (*names[first:], *names[:first]):
                gc.collect()
                taken = contestants[name]()
                if number:
                    seconds[name].append(taken)
    finally:
        gc.unfreeze()
    return Taken(seconds)


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """By which power the time grows with the size: 1 is linear, 2 square."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(time, 1e-9)) for time in times]
    return statistics.linear_regression(xs, ys).slope


@contextmanager
def one_processor() -> Iterator[None]:
    """Keep everything on one processor: on two, whoever sends to an idle one pays for waking it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def require(package: str) -> None:
    """Raise `MissingError` unless the package is here."""
    try:
        __import__(package)
    except ImportError:
        raise MissingError(
            f"{package} is not installed: pip install {package}, or --group bench"
        ) from None


# Where and when ------------------------------------------------------------------------------


def version(package: str) -> str | None:
    """The installed version of a distribution, or None."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def circumstances(packages: Iterable[str]) -> dict[str, Any]:
    """Date, machine, load and versions."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "cpu": _cpu_model(),
        "processors": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load_average": list(os.getloadavg()) if hasattr(os, "getloadavg") else None,
        "garbage_collector": "on; collected before each turn; older objects frozen",
        "versions": {name: version(name) for name in packages},
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
