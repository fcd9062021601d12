"""What it costs to import the package, and to ask the command line something.

Each start is a process of its own, and what is compared is its CPU, user and system. The import is
compared with the bare start taken off, which is the harder comparison; the command line with the
start of Python and the import of rich.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

from benchmarks.measuring import Figure, Options, Section, at_most, contest, require

ROUNDS = 31
BARE = "bare"
STATEMENTS = {
    BARE: "pass",
    "import attrs": "import attrs",
    "import smtpreply": "import smtpreply",
    "ReplyParser": "from smtpreply import ReplyParser",
    "Dialogue": "from smtpreply import Dialogue",
    "diagnose": "from smtpreply import diagnose",
    "diagnose a reply": "from smtpreply import diagnose; diagnose('550 5.1.1 no such user')",
    "import smtplib": "import smtplib",
    "import aiosmtplib": "import aiosmtplib",
    "rich": "import rich.console",
    "rich, and says something": "from rich.console import Console; Console().print('hello')",
}
COMMANDS = {
    "explain 502": ("-m", "smtpreply", "explain", "502"),
    "explain 5.1.1": ("-m", "smtpreply", "explain", "5.1.1"),
    "diagnose '550 5.1.1 ...'": ("-m", "smtpreply", "diagnose", "550 5.1.1 no such user"),
    "--version": ("-m", "smtpreply", "--version"),
}


def _used_by_children() -> float:
    """Seconds of CPU of all processes that were started and have ended."""
    try:
        import resource
    except ImportError:  # not on Windows; there is only what counts hundredths
        times = os.times()
        return times.children_user + times.children_system
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start(arguments: Sequence[str]) -> float:
    """Seconds of CPU of a whole Python process."""
    before = _used_by_children()
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return _used_by_children() - before


def run(options: Options) -> Section:
    """Measure all starts in turns."""
    rounds = 1 if options.quick else ROUNDS
    require("rich")
    here = {name: ("-c", code) for name, code in STATEMENTS.items() if _runs(code)}
    everything = {**here, **COMMANDS}
    taken = contest(
        {name: partial(start, arguments) for name, arguments in everything.items()}, rounds
    )
    figures: list[Figure] = []
    for name in here:
        if name in (BARE, "import attrs") or name.startswith("rich"):
            continue
        target = at_most(1.5) if name == "import smtpreply" else None
        label = f"{name} / import attrs, the bare start taken off"
        figures.append(taken.net_ratio(name, "import attrs", BARE, target=target, label=label))
    for name in COMMANDS:
        target = at_most(1.5) if name == "explain 502" else None
        figures.append(taken.ratio(name, "rich", target=target, label=f"{name} / import rich"))
    figures += [taken.each(name, 1, unit="ms", label=f"{name}: CPU") for name in everything]
    return Section(
        "importing",
        f"Import and command line: CPU of whole processes, {rounds} rounds",
        tuple(figures),
        notes=(
            "import smtpreply loads no part of it: names come when they are first used.",
            "bare: python -c pass; rich: python -c 'import rich.console'.",
        ),
    )


def _runs(code: str) -> bool:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return done.returncode == 0
