"""Public classifiers of bounces that can be run here, each in a process of its own.

A peer gets the same replies as we, each as one line, on its standard input; it says a label for
each, and then, as often as it is asked, how many seconds of its CPU one pass took. Its start does
not count. None of their rules are kept here: they come from Debian, npm, PyPI, or a file of yours.

What could not be had from a registry: KumoMTA's own classifier, whose rules run in Rust (our own
evaluation of them, one `re` after another, stands in for it); Sisimai in Ruby and Go, and newer
than Debian has it in Perl; @postalsys/bounce-classifier, a model in JavaScript. What is there but
reads no reply: flufl.bounce and bounced find addresses in whole bounces, bounce-email is for
Python 2, email-bounce-parser looks codes up.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import attrs

from benchmarks.measuring import MissingError, Options, require

_PERL = r"""
use strict; use warnings; use JSON::PP; use Time::HiRes qw(clock); use Sisimai; use Sisimai::Reason;
$| = 1;
my $replies = decode_json(scalar <STDIN>);
print encode_json(["$Sisimai::VERSION", [map { Sisimai::Reason->match($_) } @$replies]]), "\n";
while (<STDIN>) {
    my $begun = clock();
    Sisimai::Reason->match($_) for @$replies;
    print clock() - $begun, "\n";
}
"""

_NODE = """
const folder = process.argv[1], readline = require('readline');
const rules = require(folder + '/lib/bounces.js');
const version = require(folder + '/package.json').version;
if (!rules.rules) rules.reloadBounces();
let replies = null;
readline.createInterface({ input: process.stdin }).on('line', line => {
    if (replies === null) {
        replies = JSON.parse(line);
        console.log(JSON.stringify([version, replies.map(r => rules.check(r).category || 'none')]));
        return;
    }
    const begun = process.cpuUsage();
    for (const reply of replies) rules.check(reply);
    const used = process.cpuUsage(begun);
    console.log((used.user + used.system) / 1e6);
});
"""

_PYTHON = """
import importlib.metadata, json, sys, time
from BounceClassifier import Bounce_classifier as Classifier
texts = ["Diagnostic-Code: smtp; " + reply + "\\n" for reply in json.loads(sys.stdin.readline())]
labels = [Classifier(text).diagonostic_code()[1] for text in texts]
print(json.dumps([importlib.metadata.version("BounceClassifier"), labels]), flush=True)
for _ in sys.stdin:
    begun = time.process_time()
    for text in texts:
        Classifier(text).diagonostic_code()
    print(time.process_time() - begun, flush=True)
"""


class Peer(Protocol):
    """A classifier that runs."""

    version: str
    labels: list[str]
    """What it said of each reply."""

    def turn(self) -> float:
        """Judge all replies once; seconds of CPU."""
        ...


class _Process:
    """One that speaks the protocol above."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", replies: Sequence[str]) -> None:
        self._name, self._process = name, process
        self.version, self.labels = json.loads(self._ask(json.dumps(replies)))

    def turn(self) -> float:
        return float(self._ask("again"))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError as error:
            raise MissingError(f"{self._name} does not run: {error}") from error
        if not answer:
            raise MissingError(f"{self._name} ended without an answer")
        return answer


@contextmanager
def _running(name: str, command: Sequence[str], replies: Sequence[str]) -> Iterator[Peer]:
    with (
        tempfile.TemporaryDirectory() as folder,  # one of them leaves a file where it runs
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, cwd=folder,
        ) as process,
    ):  # fmt: skip
        try:
            yield _Process(name, process, replies)
        finally:
            assert process.stdin is not None
            try:
                process.stdin.close()
                process.wait(10)
            except (OSError, subprocess.TimeoutExpired):
                process.kill()


@contextmanager
def sisimai(options: Options, replies: Sequence[str]) -> Iterator[Peer]:
    """Sisimai's `Sisimai::Reason->match`, in Perl."""
    perl = shutil.which("perl")
    here = perl and subprocess.run([perl, "-MSisimai", "-e1"], capture_output=True, check=False)
    if not perl or not here or here.returncode:
        raise MissingError("Sisimai is not here: apt-get install libsisimai-perl")
    with _running("Sisimai", [perl, "-e", _PERL], replies) as peer:
        yield peer


@contextmanager
def zone_mta(options: Options, replies: Sequence[str]) -> Iterator[Peer]:
    """ZoneMTA's `bounces.check`, in JavaScript."""
    node = shutil.which("node")
    if node is None or options.node is None:
        raise MissingError(
            "ZoneMTA is not here: npm install --ignore-scripts --prefix DIR zone-mta, --node DIR"
        )
    folder = options.node.resolve() / "node_modules" / "zone-mta"
    if not folder.is_dir():
        raise MissingError(f"ZoneMTA is not at {folder}")
    with _running("ZoneMTA", [node, "-e", _NODE, str(folder)], replies) as peer:
        yield peer


@contextmanager
def bounce_classifier(options: Options, replies: Sequence[str]) -> Iterator[Peer]:
    """BounceClassifier of PyPI; it takes a bounce, so the reply comes as a `Diagnostic-Code`."""
    require("BounceClassifier")
    with _running(
        "BounceClassifier", [sys.executable, "-W", "ignore", "-c", _PYTHON], replies
    ) as peer:
        yield peer


class _Rules:
    """KumoMTA's rules, each a regular expression, the first that matches decides."""

    version = "as given"

    def __init__(self, file: Path, replies: Sequence[str]) -> None:
        rules: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))["rules"]
        self._rules = [(re.compile(rule).search, name) for name in rules for rule in rules[name]]
        self._replies = replies
        self.labels = [self._label(reply) for reply in replies]

    def _label(self, reply: str) -> str:
        for search, name in self._rules:
            if search(reply):
                return name
        return "Uncategorized"

    def turn(self) -> float:
        begun = time.process_time()
        for reply in self._replies:
            self._label(reply)
        return time.process_time() - begun


@contextmanager
def kumomta_rules(options: Options, replies: Sequence[str]) -> Iterator[Peer]:
    """Our evaluation, with `re`, of a file of rules that KumoMTA evaluates in Rust."""
    if options.rules is None:
        raise MissingError("KumoMTA's rules are not given: --rules assets/bounce_classifier/*.toml")
    try:
        yield _Rules(options.rules, replies)
    except (OSError, ValueError, KeyError, re.error) as error:
        raise MissingError(f"{options.rules}: {error}") from error


PEERS = {
    "Sisimai": sisimai,
    "ZoneMTA": zone_mta,
    "BounceClassifier": bounce_classifier,
    "KumoMTA's rules under re": kumomta_rules,
}


@attrs.frozen
class Worth:
    """What somebody's labels are worth."""

    names: int
    """How many different ones there are."""
    right: float
    """The share of replies that would be right if each label meant the category that it is given
    to most often: the most that any reading of the labels can make of them."""


def worth(labels: Sequence[str], categories: Sequence[str]) -> Worth:
    by_label: dict[str, Counter[str]] = defaultdict(Counter)
    for label, category in zip(labels, categories, strict=True):
        by_label[label][category] += 1
    right = sum(max(counts.values()) for counts in by_label.values())
    return Worth(len(by_label), right / len(labels))
