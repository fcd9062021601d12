"""The pytest plugin: the fixtures `smtp_script` and `smtp_server`, and the mark `smtp_script`.

pytest loads it by itself where the package is installed, so it loads nothing of the package
before a test asks for a fixture.

    @pytest.mark.smtp_script(Turn("550 5.1.1 no such user", command="RCPT"))
    def test_refused(smtp_server):
        with smtplib.SMTP(smtp_server.host, smtp_server.port) as smtp: ...
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from smtpreply.testing.script import Turn
    from smtpreply.testing.server import ScriptedServer

MARK = "smtp_script"


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(*turns, **options): what smtp_server says before its usual script, and how it is "
        "made: tls, implicit, lmtp",
    )


@pytest.fixture
def smtp_script(request: pytest.FixtureRequest) -> "tuple[Turn, ...]":
    """The script of `smtp_server`: `ACCEPTING`, with the turns of the mark before it.

    Those of the closest mark stand first. Override it to play another script.
    """
    from smtpreply.testing.script import ACCEPTING

    marked = [turn for mark in request.node.iter_markers(MARK) for turn in mark.args]
    return (*marked, *ACCEPTING)


@pytest.fixture
def smtp_server(
    request: pytest.FixtureRequest, smtp_script: "tuple[Turn, ...]"
) -> "Iterator[ScriptedServer]":
    """A `ScriptedServer` that plays `smtp_script` on loopback until the test is over."""
    from smtpreply.testing.server import ScriptedServer

    mark = request.node.get_closest_marker(MARK)
    with ScriptedServer(smtp_script, **(mark.kwargs if mark else {})) as server:
        yield server
