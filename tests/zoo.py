"""Real mail servers on loopback, and where they are.

The zoo is a tool that keeps them, each in a root of its own. It is looked for beside the project,
or where ``SMTPREPLY_ZOO`` says; ``zoo install NAME...`` comes before, as root for those of Debian.
A server is started when it is first asked for, once a session, and what was started is stopped.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ZOO = Path(
    os.environ.get("SMTPREPLY_ZOO", Path(__file__).parents[2].resolve() / "shared" / "zoo" / "zoo")
)
HOME = Path(os.environ.get("ZOO_DIR", Path(tempfile.gettempdir()) / "zoo"))
CERTIFICATE = HOME / "tls" / "cert.pem"
PORTS = 20
"""How many a server has from its base on."""


def missing(server: str) -> str:
    """Why it cannot be tested against; empty if it can."""
    if not ZOO.is_file():
        return f"{ZOO} is not here"
    if os.geteuid() != 0:
        return "the zoo's servers are started by root only"
    if not (HOME / server / ".zoo-installed").exists():
        return f"not installed in {HOME}: {server}"
    return ""


def _run(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, str(ZOO), *arguments], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _listed() -> list[dict[str, Any]]:
    """One row a listener."""
    rows: list[dict[str, Any]] = json.loads(_run("list", "--json"))
    return rows


def _free_base(above: int) -> int:
    """The first of so many ports that nobody listens on."""

    def is_free(port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) != 0

    for base in range(above, 30000, PORTS):
        if all(is_free(port) for port in range(base, base + PORTS)):
            return base
    raise AssertionError("no ports are free")


class Keeper:
    """Starts servers when they are asked for."""

    def __init__(self) -> None:
        self._rows = {row["listener"]: row for row in _listed()} if ZOO.is_file() else {}
        self._moved: dict[str, int] = {}
        """How far each server that was started is from the ports that it had before."""
        self._base = 4500

    def port(self, listener: str) -> int:
        """Where the listener is; skips the test if its server is not to be had."""
        row = self._rows.get(listener, {"server": listener, "running": False, "port": 0})
        server = row["server"]
        if reason := missing(server):
            pytest.skip(reason)
        if not row["running"] and server not in self._moved:
            self._start(server)
        port: int = row["port"] + self._moved.get(server, 0)
        return port

    def _start(self, server: str) -> None:
        base = _free_base(self._base)
        self._base = base + PORTS
        _run("start", server, "--port", str(base))
        ports = [row["port"] for row in self._rows.values() if row["server"] == server]
        self._moved[server] = base - min(ports)

    def close(self) -> None:
        """Stop what was started."""
        if self._moved:
            _run("stop", *self._moved)
