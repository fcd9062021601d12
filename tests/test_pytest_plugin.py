"""The pytest plugin, as a project of somebody else's uses it."""

import re
import tomllib
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
PLUGIN = "smtpreply.testing.plugin"

PRELUDE = """
import smtplib, sys
import pytest
from smtpreply.testing import Turn, self_signed

def refused(server):
    with smtplib.SMTP(server.host, server.port, timeout=10) as smtp:
        return smtp.sendmail("a@example.org", ["b@example.org", "c@example.org"], "Hello")
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    # Only the plugin under test, whether or not it is installed.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\naddopts = --strict-markers\nfilterwarnings = error")
    return pytester


def run(project: pytest.Pytester, test: str) -> pytest.RunResult:
    project.makepyfile(PRELUDE + test)
    return project.runpytest_subprocess("-p", PLUGIN)


def test_a_server_that_accepts(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
def test_it(smtp_server):
    assert refused(smtp_server) == {}
    assert smtp_server.sessions[0].messages == [b"Hello\\r\\n"]
    assert smtp_server.sessions[0].unexpected == []
""",
    )
    result.assert_outcomes(passed=1)


def test_the_example_of_the_readme(project: pytest.Pytester) -> None:
    readme = (ROOT / "README.md").read_text()
    [example] = re.findall(r"```python\n(@pytest.*?)```", readme, re.DOTALL)
    run(project, example).assert_outcomes(passed=1)


def test_a_mark_says_what_is_different(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
@pytest.mark.smtp_script(Turn("550 no", command="RCPT"))
class TestIt:
    def test_one_is_refused(self, smtp_server):
        assert list(refused(smtp_server)) == ["b@example.org"]

    @pytest.mark.smtp_script(Turn("250 ok", command="RCPT"))
    def test_the_closest_comes_first(self, smtp_server):
        assert list(refused(smtp_server)) == ["c@example.org"]
""",
    )
    result.assert_outcomes(passed=2)


def test_a_mark_says_how_it_is_made(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
CERTIFICATE = self_signed()

@pytest.mark.smtp_script(tls=CERTIFICATE.server_context(), implicit=True)
def test_tls(smtp_server):
    context = CERTIFICATE.client_context()
    with smtplib.SMTP_SSL(smtp_server.host, smtp_server.port, timeout=10, context=context) as smtp:
        assert smtp.noop()[0] == 250

@pytest.mark.smtp_script(Turn("250 a", command="."), Turn("452 b", command="."), lmtp=True)
def test_lmtp(smtp_server):
    with smtplib.LMTP(smtp_server.host, smtp_server.port) as lmtp:
        lmtp.sendmail("a@example.org", ["b@example.org", "c@example.org"], "Hello")
        assert lmtp.getreply() == (452, b"b")
""",
    )
    result.assert_outcomes(passed=2)


def test_a_fixture_replaces_the_script(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
@pytest.fixture
def smtp_script():
    return [Turn("554 go away")]

def test_it(smtp_server):
    with pytest.raises(smtplib.SMTPConnectError, match="go away"):
        refused(smtp_server)
""",
    )
    result.assert_outcomes(passed=1)


def test_it_loads_nothing_before_it_is_used(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
import sys

def test_without(request):
    loaded = [name for name in sys.modules if name.startswith("smtpreply.")]
    assert not {"smtpreply.testing.script", "smtpreply.testing.server"} & set(loaded), loaded
    assert not {"hypothesis", "attrs", "cryptography"} & set(sys.modules)

def test_with(smtp_server):
    assert "smtpreply.testing.server" in sys.modules
    assert not {"hypothesis", "cryptography", "smtpreply.testing.aioserver"} & set(sys.modules)
"""
    )
    project.runpytest_subprocess("-p", PLUGIN).assert_outcomes(passed=2)


def test_pytest_finds_it_by_its_entry_point(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the package is installed: what the installer writes is written by hand."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    lines = [f"{name} = {module}\n" for name, module in points["pytest11"].items()]
    assert lines == [f"smtpreply = {PLUGIN}\n"]
    folder = project.mkdir("installed") / "smtpreply-0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: smtpreply\nVersion: 0\n")
    (folder / "entry_points.txt").write_text("[pytest11]\n" + "".join(lines))
    monkeypatch.setenv("PYTHONPATH", f"{folder.parent}:{ROOT}")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    project.makepyfile(
        PRELUDE + "\ndef test_it(smtp_server):\n    assert refused(smtp_server) == {}\n"
    )
    project.runpytest_subprocess().assert_outcomes(passed=1)
