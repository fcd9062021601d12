"""The log reader on many processes: a local Dask cluster, and the same answer as one process gives.

    python -m benchmarks.cluster [--files N] [--lines N] [--workers N] [FILE ...]

Each file becomes a `Summary` of its own on some worker; they are merged here in the order of the
files, which is that of their times. The answer is compared with the single process's to the last
count, and the exit code is 1 if it differs. Without FILE the logs are made of the samples in
tests/data/logs. The cluster listens on loopback only.

On many machines it is the same with `Client(address)` and files that all of them can read; under
Spark, `for part in sc.parallelize(files, len(files)).map(summed).toLocalIterator()`.
"""

import argparse
import importlib
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.logs import make
from benchmarks.measuring import Figure, MissingError, Options, Section, require
from smtpreply import diagnose
from smtpreply.adapters.logs import Judge, LogReader, Summary
from smtpreply.cli.logfiles import lines_of, oldest_first

FILES, LINES, WORKERS = 8, 50_000, 2
_JUDGE = Judge()  # one a process, as the wordings of one file come back in the next


def summed(file: str) -> Summary:
    """One file, as a part."""
    summary, reader = Summary(_JUDGE, part=True), LogReader()
    for line in lines_of(file):
        summary.add_line(line, reader)
    return summary


def told(summary: Summary) -> dict[str, Any]:
    """All that a summary tells, to be compared."""
    names = ("lines", "unread", "all", "handed_over", "cleared", "dead_left_out")
    tables = ("reasons", "actions", "providers", "domains", "hours")
    return {
        **{name: getattr(summary, name) for name in names},
        **{name: getattr(summary, name).by_refusals() for name in tables},
        "suppress": summary.to_suppress(),
        "delays": summary.asked_delays(),
        "days": summary.days(),
    }


def in_one_process(files: Sequence[str]) -> Summary:
    """As `smtpreply log` does it."""
    summary = Summary()
    for file in files:
        reader = LogReader()
        for line in lines_of(file):
            summary.add_line(line, reader)
    return summary


@contextmanager
def local_cluster(workers: int) -> Iterator[Any]:
    """A Dask client on a cluster of processes on loopback; raises `MissingError`."""
    require("distributed")
    distributed: Any = importlib.import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):  # fmt: skip
        yield client


def on_cluster(client: Any, files: Sequence[str]) -> Summary:
    """The same answer: a task a file; what each found is taken in in the order of the files."""
    whole = Summary()
    parts = client.map(summed, files, pure=False)
    for number, part in enumerate(parts):
        whole.merge(part.result())
        parts[number] = None  # the worker may forget it
    return whole


def write_logs(folder: Path, files: int, lines: int) -> list[str]:
    """Postfix logs of one day each; who was refused in one may be delivered to in the next."""
    names = []
    for number in range(files):
        path = folder / f"mail.{number:03d}.log"
        with path.open("w", encoding="utf-8", errors="surrogateescape") as file:
            for line in make("postfix", lines):
                file.write(f"{line[:4]}{number % 28 + 1:2d}{_others(line[6:], number, lines)}\n")
        names.append(str(path))
    return names


def _others(line: str, number: int, lines: int) -> str:
    """The same line about somebody else, who is in the other files too."""
    return re.sub(r"\buser(\d+)@", lambda m: f"user{(int(m[1]) + 37 * number) % lines}@", line)


def run(options: Options) -> Section:
    """Measure one process and the cluster, and compare what they say."""
    count, lines, workers = (3, 300, 1) if options.quick else (FILES, LINES, WORKERS)
    require("distributed")
    with tempfile.TemporaryDirectory() as folder:
        files = write_logs(Path(folder), count, lines)
        return compare(files, workers)


def compare(files: Sequence[str], workers: int) -> Section:
    """Both ways over the same files; a difference is an ``AssertionError``."""
    _warm_up()
    begun = time.perf_counter()
    alone = in_one_process(files)
    one = time.perf_counter() - begun
    with local_cluster(workers) as client:
        client.run(_warm_up)
        begun = time.perf_counter()
        together = on_cluster(client, files)
        many = time.perf_counter() - begun
    ours, theirs = told(alone), told(together)
    differing = [name for name in ours if ours[name] != theirs[name]]
    if differing:
        raise AssertionError(f"the cluster says something else of {', '.join(differing)}")
    return Section(
        "cluster",
        f"The log reader on a local cluster: {len(files)} files, {alone.lines:,} lines",
        (
            Figure("one process", alone.lines / one, "lines/s"),
            Figure(f"{workers} workers", together.lines / many, "lines/s"),
            Figure(f"{workers} workers / one process, wall time", many / one),
        ),
        notes=(
            f"both say the same, to the last count: {alone.all.total:,} attempts, "
            f"{len(alone.dead):,} dead addresses, {alone.cleared:,} cleared.",
            "wall time, for the work is elsewhere; the cluster's start does not count.",
        ),
    )


def _warm_up() -> None:
    """Let a process import what it needs, and build its index of words."""
    diagnose("550 5.1.1 no such user")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, over given files or made ones; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cluster", description=(__doc__ or "").partition("\n")[0]
    )
    add = parser.add_argument
    add("given", nargs="*", metavar="FILE", help="logs; made of the samples without")
    add("--files", type=int, default=FILES, help="how many to make (default: %(default)s)")
    add("--lines", type=int, default=LINES, help="lines in each (default: %(default)s)")
    add("--workers", type=int, default=WORKERS, help="processes (default: %(default)s)")
    options = parser.parse_args(arguments)
    if min(options.files, options.lines, options.workers) < 1:
        parser.error("--files, --lines and --workers are at least 1")
    try:
        with tempfile.TemporaryDirectory() as folder:
            files = oldest_first(options.given) or write_logs(
                Path(folder), options.files, options.lines
            )
            section = compare(files, options.workers)
    except (MissingError, AssertionError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, MissingError) else 1
    for figure in section.figures:
        print(f"{figure.name:40}{figure.value:12,.2f} {figure.unit}")
    print(*section.notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
