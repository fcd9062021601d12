"""How often `classify` is right on the labelled replies; skipped where they are not."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import accuracy
from smtpreply.classifier import classify

FILE = Path(__file__).parents[2] / "shared" / "corpus" / "labelled_replies.jsonl"

needs_corpus = pytest.mark.skipif(not FILE.is_file(), reason="../shared/corpus is not here")


@needs_corpus
def test_it_is_as_right_as_it_was() -> None:
    judged = accuracy.judge(accuracy.read(str(FILE)))
    n = len(judged)
    transient = [one for one in judged if one.labelled.reply.is_transient_negative]
    assert sum(one.exact for one in judged) / n > 0.95
    assert sum(one.acceptable for one in judged) / n > 0.97
    assert sum(one.exact for one in transient) / len(transient) > 0.9


@needs_corpus
def test_dead_addresses_are_told_from_live_ones() -> None:
    judged = accuracy.judge(accuracy.read(str(FILE)))
    pairs = Counter((one.labelled.dead, one.verdict.address_dead) for one in judged)
    assert pairs[True, True] / (pairs[True, True] + pairs[True, False]) > 0.92
    assert pairs[True, True] / (pairs[True, True] + pairs[False, True]) > 0.97


@needs_corpus
def test_every_word_of_evidence_is_in_the_reply() -> None:
    for one in accuracy.read(str(FILE)):
        text = one.reply.text
        for piece in classify(one.reply, one.stage).because:
            assert piece.matched in text or piece.matched == str(one.reply.code)


@pytest.mark.parametrize("text", ["", "no json\n", '{"reply": "550 no"}\n', "[]\n"])
def test_a_bad_file_is_one_clear_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(text)
    done = subprocess.run(
        [sys.executable, accuracy.__file__, str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(file) in done.stderr
