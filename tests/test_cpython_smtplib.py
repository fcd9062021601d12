"""CPython's own tests of smtplib pass with our classes, but for what differs on purpose."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import cpython_smtplib
from tests.cpython_smtplib import DIFFERENT, MISSING, complaints

ROOT = Path(__file__).parents[1]

GOOD: dict[str, Any] = {"ran": 82, "failed": ["A.a"], "skipped": [], "replies": 500}


def test_cpythons_own_tests() -> None:
    run = subprocess.run(
        [sys.executable, cpython_smtplib.__file__],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    if run.returncode == MISSING:
        pytest.skip(run.stderr.strip())
    found = json.loads(run.stdout)
    assert complaints(found) == [], run.stderr
    assert run.returncode == 0


class TestTheScriptCanFail:
    def test_as_listed(self) -> None:
        assert complaints(GOOD, {"A.a": "on purpose"}) == []

    @pytest.mark.parametrize(
        ("found", "complaint"),
        [
            ({**GOOD, "failed": ["A.a", "B.b"]}, "B.b fails and is not listed"),
            ({**GOOD, "failed": []}, "A.a is listed and passes"),
            ({**GOOD, "ran": 5}, "too few cases ran"),
            ({**GOOD, "skipped": ["B.b"] * 80}, "too few cases ran"),
            ({**GOOD, "replies": 0}, "not in use"),
        ],
    )
    def test_otherwise(self, found: dict[str, Any], complaint: str) -> None:
        (said,) = complaints(found, {"A.a": "on purpose"})
        assert complaint in said


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_readme_lists_what_differs(name: str) -> None:
    readme = re.sub(r"\s+", " ", (ROOT / "README.md").read_text())
    assert f"`{name}`" in readme
