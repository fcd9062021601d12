"""Runs CPython's own tests of smtplib with the adapter's classes in the place of smtplib's.

A script, for it changes `smtplib` for the whole process: `python tests/cpython_smtplib.py` takes
the `test` package of the Python it runs on, prints what came out as JSON, and what is wrong
with it on standard error. Exit codes: 0 as expected, 1 not, 77 no `test` package here.
"""

import importlib
import importlib.util
import json
import smtplib
import sys
import unittest
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

CLASSES = ("SMTP", "SMTP_SSL", "LMTP")
MISSING = 77

DIFFERENT = {
    "DebuggingServerTests.testVRFY": "verify returns a typed Verification, not the pair of vrfy",
}
"""The cases that fail on purpose, each with its reason; the README has them too."""


def here() -> bool:
    """Whether this Python came with its tests: Debian packs them apart, other builds leave them out."""
    try:
        return importlib.util.find_spec("test.test_smtplib") is not None
    except ModuleNotFoundError:
        return False


def run() -> dict[str, Any]:
    """Replace the classes, run every case, and say what came out."""
    from smtpreply.adapters import smtplib as ours

    for name in CLASSES:
        setattr(smtplib, name, getattr(ours, name))
    seen = _count_replies(ours.SMTP)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of CPython's own old test server
        tests: ModuleType = importlib.import_module("test.test_smtplib")
        suite = unittest.defaultTestLoader.loadTestsFromModule(tests)
        result = unittest.TextTestRunner(stream=sys.stderr, verbosity=0).run(suite)
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "ran": result.testsRun,
        "failed": sorted(_name(case) for case, _ in (*result.failures, *result.errors)),
        "skipped": sorted(_name(case) for case, _ in result.skipped),
        "replies": seen[0],
    }


def complaints(found: Mapping[str, Any], different: Mapping[str, str] = DIFFERENT) -> list[str]:
    """What is not as it should be: empty if only the listed cases fail, and each of them does."""
    failed = set(found["failed"])
    wrong = [f"{name} fails and is not listed" for name in sorted(failed - set(different))]
    wrong += [f"{name} is listed and passes" for name in sorted(set(different) - failed)]
    # 82 cases in 3.11; a handful may be skipped where Python was built without MD5 or SSL.
    if found["ran"] - len(found["skipped"]) < 70:
        wrong.append(f"too few cases ran: {found['ran']}, of them {len(found['skipped'])} skipped")
    if found["replies"] < 100:
        wrong.append(f"the adapter's classes read only {found['replies']} replies: not in use?")
    return wrong


def _count_replies(cls: Any) -> list[int]:
    seen = [0]
    original = cls.getreply

    def getreply(self: Any) -> Any:
        seen[0] += 1
        return original(self)

    cls.getreply = getreply
    return seen


def _name(case: Any) -> str:
    return str(case.id()).removeprefix("test.test_smtplib.")


def main() -> int:
    """Run, print, judge."""
    if not here():
        print(f"Python {sys.version.split()[0]} came without its tests", file=sys.stderr)
        return MISSING
    found = run()
    print(json.dumps(found))
    wrong = complaints(found)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
