"""The README is true: every example runs, and its commands are those that CI runs."""

import doctest
import re
from pathlib import Path

import pytest

import smtpreply
from tests.test_architecture import MODULES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_every_example_runs() -> None:
    examples = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(examples.examples) > 10
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(examples).failed == 0


@pytest.mark.parametrize("module", MODULES)
def test_every_docstring_example_runs(module: str) -> None:
    if module.endswith("__main__"):
        pytest.skip("importing it runs it")
    loaded = __import__(module, fromlist=["_"])
    assert doctest.testmod(loaded).failed == 0


def test_ci_runs_the_command_of_the_readme() -> None:
    (command,) = re.findall(r"^python3 -m venv .*pytest$", README, re.MULTILINE)
    assert command in (ROOT / ".ci" / "run").read_text().splitlines()


def test_version_is_one() -> None:
    assert f'version = "{smtpreply.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_names_no_path_of_a_machine() -> None:
    for path in ROOT.rglob("*"):
        if path.suffix in (".py", ".md", ".toml") and ".venv" not in path.parts:
            assert "/work" + "/" not in path.read_text(), path
