"""How many delivery lines a second does `smtpreply log` read on one core?

    python -m benchmarks.logs [LINES]

Makes LINES (200,000) delivery lines a dialect from the samples in tests/data/logs: 85 in 100
delivered, the others spread over the sample's refusals, each with a recipient, a queue id and a
time of its own, and with an id in the reply's text, so that no two are alike. Prints lines a
second of processor time, from the file to the summary, and the memory that it took. For comparison
the last row is the same for a whole log, in which four lines of five are about something else.
"""

import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from smtpreply.adapters.logs import LogReader, Summary
from smtpreply.adapters.logs.record import LogStatus
from smtpreply.cli.logfiles import lines_of

_SAMPLES = Path(__file__).parents[1] / "tests" / "data" / "logs"
_DIALECTS = ("postfix", "exim", "sendmail", "opensmtpd", "exchange")
_DELIVERED = 0.85


def samples(dialect: str) -> tuple[list[str], list[str], list[str]]:
    """Lines of a sample: delivered, refused, others."""
    reader = LogReader(dialect)
    delivered: list[str] = []
    refused: list[str] = []
    others: list[str] = []
    for line in lines_of(str(_SAMPLES / f"{dialect}.log")):
        found = reader.read(line)
        if not found:
            others.append(line)
        elif found[0].recipient:
            (delivered if found[0].outcome is LogStatus.DELIVERED else refused).append(line)
    return delivered, refused, others


def varied(line: str, number: int) -> str:
    """The line with ids and a recipient of its own, in its reply too."""
    line = re.sub(r"\b\w+@(example\.\w+)", rf"user{number}@\1", line)
    return re.sub(r"(User unknown|unavailable|again|full|limit)", rf"\1 q{number:x}-7f5", line)


def make(dialect: str, count: int, *, whole: bool = False) -> Iterator[str]:
    """Lines of a log."""
    rng = random.Random(5)
    delivered, refused, others = samples(dialect)
    if dialect == "exchange":
        yield from (line for line in others if line.startswith("#"))
    for number in range(count):
        if whole and number % 5:
            yield rng.choice(others)
            continue
        kind = delivered if rng.random() < _DELIVERED else refused
        yield varied(rng.choice(kind), number)


def measure(path: Path) -> tuple[float, Summary]:
    """Lines a second over a file, and what they said."""
    summary, reader = Summary(), LogReader()
    began = time.process_time()
    for line in lines_of(str(path)):
        summary.add_line(line, reader)
    return summary.lines / (time.process_time() - began), summary


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        for dialect, whole in [*((name, False) for name in _DIALECTS), ("postfix", True)]:
            path = Path(folder, "log")
            with path.open("w", encoding="utf-8", errors="surrogateescape") as file:
                file.writelines(f"{line}\n" for line in make(dialect, count, whole=whole))
            speed, summary = measure(path)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            kind = f"{dialect}, whole log" if whole else dialect
            print(
                f"{kind:20} {speed:>9,.0f} lines/s  {summary.all.total:>9,} attempts, "
                f"{summary.unread} unread, {path.stat().st_size / 1e6:,.0f} MB read, "
                f"{memory:,.0f} MB used"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
