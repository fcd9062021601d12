"""The command line: readable answers, one clear line for bad input, quiet on a closed pipe."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smtpreply.cli import main

REPLIES = b"220 mx.example.org ESMTP\r\n550-5.1.1 no such user\r\n550 5.1.1 sorry\r\n"


def run(*arguments: str, data: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "smtpreply", *arguments]
    return subprocess.run(
        command, input=data, capture_output=True, timeout=60, check=False, **options
    )


def fits(text: str) -> bool:
    """Within 80 columns, but for a single word that cannot be broken, such as an address."""
    return all(len(line) <= 80 or " " not in line.strip() for line in text.splitlines())


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


class TestDiagnose:
    def test_arguments(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diagnose", "--stage", "VRFY", "502 5.5.1 no", "252 maybe"]) == 0
        out = said(capsys)
        assert "send-test-message" in out
        assert "probe-recipient" in out
        assert "not-verified" in out
        assert fits(out)

    def test_standard_input(self) -> None:
        done = run("diagnose", "--json", data=REPLIES)
        assert done.returncode == 0
        first, second = map(json.loads, done.stdout.splitlines())
        assert first["reply"] == {
            "code": 220,
            "enhanced": None,
            "lines": ["mx.example.org ESMTP"],
            "defects": [],
        }
        assert second["verdict"]["reason"] == "recipient-unknown"
        assert second["verdict"]["severity"] == "permanent_negative"
        assert second["advice"]["action"] == "give-up-recipient"
        assert second["advice"]["commands"] == []

    def test_a_file_without_a_last_line_end(self, tmp_path: Path) -> None:
        file = tmp_path / "replies"
        file.write_bytes(REPLIES.replace(b"\r\n", b"\n").rstrip())
        done = run("diagnose", "--json", "-f", str(file))
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
        assert "bare-lf in line 1" in json.loads(done.stdout.splitlines()[1])["reply"]["defects"]

    def test_a_dash_is_standard_input(self) -> None:
        assert run("diagnose", "--file", "-", data=REPLIES).returncode == 0

    def test_undecodable_bytes_survive_as_json(self) -> None:
        done = run("diagnose", "--json", data=b"550 caf\xe9\r\n")
        assert json.loads(done.stdout)["reply"]["lines"] == ["caf\udce9"]

    def test_terminal_escapes_do_not_get_through(self) -> None:
        done = run("diagnose", data=b"550 \x1b[2J\x07gone\r\n")
        assert b"\x1b" not in done.stdout
        assert b"\x07" not in done.stdout

    def test_a_huge_file_in_constant_memory(self, tmp_path: Path) -> None:
        file = tmp_path / "huge"
        file.write_bytes(b"250 0123456789012345678901234567890123456789\r\n" * 20_000)
        done = run("diagnose", "--json", "-f", str(file))
        assert done.returncode == 0
        assert done.stdout.count(b"\n") == 20_000

    @pytest.mark.parametrize(
        ("arguments", "data", "message"),
        [
            (("diagnose", "hello"), b"", "this is no SMTP reply: hello"),
            (("diagnose", ""), b"", "an empty reply cannot be diagnosed"),
            (("diagnose", "250 a\n250 b"), b"", "exactly one whole reply is wanted"),
            (("diagnose",), b"", "no reply in standard input"),
            (("diagnose", "-f", "/nonexistent/x"), b"", "cannot read /nonexistent/x: No such file"),
            (("diagnose", "-f", "/"), b"", "cannot read /: Is a directory"),
            (("diagnose", "-f", "x", "250 ok"), b"", "give replies or --file, not both"),
            (("diagnose",), b"250 ok\r\nbad line\r\n", "standard input: bad-code"),
            (("diagnose",), b"bad\r\nbad too\r\n", "(2 such in all)"),
            (("diagnose",), b"250-open\r\n", "eof: the connection ended inside a reply"),
            (("explain", "lunch"), b"", "a code such as 550"),
            (("explain", "502", "--lang", "xx"), b"", "no headings for 'xx'; there are en, hi"),
            (("compare", "220", "lunch"), b"", "a code such as 550"),
        ],
    )
    def test_bad_input(self, arguments: tuple[str, ...], data: bytes, message: str) -> None:
        done = run(*arguments, data=data)
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
        assert done.stderr.startswith(b"smtpreply: ")
        assert message in done.stderr.decode()

    @pytest.mark.parametrize(
        "arguments", [(), ("lunch",), ("diagnose", "--stage", "lunch", "250 ok")]
    )
    def test_bad_usage(self, arguments: tuple[str, ...]) -> None:
        done = run(*arguments)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr

    def test_good_replies_are_shown_before_the_bad_line_is(self) -> None:
        done = run("diagnose", "--json", data=b"250 ok\r\nbad line\r\n250 ok\r\n")
        assert len(done.stdout.splitlines()) == 2
        assert done.returncode == 2


class TestClosedPipe:
    @pytest.mark.parametrize("arguments", [("diagnose", "--json"), ("explain", "502"), ("demo",)])
    def test_is_no_traceback(self, arguments: tuple[str, ...]) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        try:
            command = [sys.executable, "-m", "smtpreply", *arguments]
            done = subprocess.run(
                command,
                input=REPLIES * 5000,
                stdout=writer,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        finally:
            os.close(writer)
        assert done.stderr == b""
        assert done.returncode == 141


class TestDemo:
    def test_shows_the_whole_way(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["demo"]) == 0
        out = said(capsys)
        for expected in (
            "S: 220 mx.example.org ESMTP",
            "C: ehlo client.example.net",
            "S: 502 5.5.1 VRFY command is disabled",
            "-> send-test-message",
            "C: rcpt TO:<alice@example.org>",
            "S: 250 2.0.0 Ok: queued as 4XyZ12345",
            "=> message-accepted",
            "alice@example.org: deliverable (by probe)",
        ):
            assert expected.lower() in out.lower()  # Pythons differ in the case of commands
        assert fits(out)


class TestExplain:
    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["502"], ["Command not implemented", "How to fix it", "RFC 5321"]),
            (["5.1.1"], ["Bad destination mailbox address", "give-up-recipient"]),
            (["550", "5.7.1"], ["What the pair adds"]),
            (["550-5.1.1 no such user"], ["550 5.1.1", "550-5.1.1 no such user"[4:]]),
            (["554", "--stage", "CONNECT"], ["next-host", "connect"]),
            (["299"], ["not registered"]),
            (["101"], ["folklore"]),
            (["502", "--lang", "hi"], ["विवरण", "जब आप इसे देखें", "कैसे ठीक करें"]),
        ],
    )
    def test_says(
        self, arguments: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["explain", *arguments]) == 0
        out = said(capsys)
        for text in expected:
            assert text in out
        assert fits(out)

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "502", "--json"]) == 0
        record = json.loads(said(capsys))
        assert record["title"] == "Command not implemented"
        assert record["standing"] == "standard"


class TestCompare:
    def test_side_by_side(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["compare", "220", "502"]) == 0
        out = said(capsys)
        for heading in (
            "Key difference",
            "Description",
            "When you see it",
            "How to fix it",
            "When to use which",
        ):
            assert heading in out
        assert "class: no, scope: no, advice: no" in out

    def test_hindi(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["compare", "220", "502", "--lang", "hi"]) == 0
        out = said(capsys)
        for heading in ("मुख्य अंतर", "कब किसका उपयोग करें"):
            assert heading in out

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["compare", "550", "5.1.1", "--json"]) == 0
        record = json.loads(said(capsys))
        assert record["same_class"] is True
        assert record["believe"]


class TestTerminal:
    def test_colours_only_where_somebody_looks(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
        assert main(["explain", "502"]) == 0
        assert "\x1b[" in said(capsys)

    def test_plain_without_rich(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setitem(sys.modules, "rich.console", None)
        assert main(["explain", "502"]) == 0
        assert "\x1b[" not in said(capsys)


class TestRules:
    def test_lists_all_with_their_conditions(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["rules"]) == 0
        out = said(capsys)
        assert "vrfy-refused: send-test-message" in out
        assert fits(out)

    def test_lists_those_of_a_stage(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["rules", "VRFY", "--json"]) == 0
        names = {json.loads(line)["name"] for line in said(capsys).splitlines()}
        assert "vrfy-refused" in names
        assert "starttls-refused" not in names

    def test_shows_which_would_fire_and_why_the_first_wins(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["rules", "RCPT", "452"]) == 0
        out = said(capsys)
        assert "452 to RCPT: too-many-recipients, policy CAREFUL" in out
        assert "decides: it stands first" in out
        assert "accepted any is so" in out
        assert fits(out)

    def test_under_a_policy_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["rules", "CONNECT", "554", "--policy", "SUBMISSION", "--json"]) == 0
        assert json.loads(said(capsys).splitlines()[0])["name"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["rules", "RCPT", "lunch"], "a code or a whole reply is wanted"),
            (
                ["rules", "RCPT", "450", "--policy", "BOLD"],
                "no policy is called 'BOLD'; there are CAREFUL",
            ),
            (["rules", "RCPT", "250 a\n250 b"], "exactly one whole reply"),
        ],
    )
    def test_bad_input(
        self, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 2
        assert message in capsys.readouterr().err


class TestOutput:
    def test_closed(self) -> None:
        for command in ("explain 502 >&-", "diagnose '250 ok' >&-"):
            done = subprocess.run(
                ["bash", "-c", f"{sys.executable} -m smtpreply {command}"],
                capture_output=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 2
            assert done.stderr == b"smtpreply: standard output is closed\n"

    def test_full(self) -> None:
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "smtpreply", "explain", "502"],
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr == b"smtpreply: cannot write: No space left on device\n"

    def test_input_closed(self) -> None:
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m smtpreply diagnose <&-"],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (2, b"smtpreply: standard input is closed\n")

    def test_terminal_without_the_letters(self) -> None:
        environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = run("compare", "220", "502", "--lang", "hi", env=environment)
        assert done.returncode == 0
        assert b"\\u092e" in done.stdout

    def test_version(self) -> None:
        assert run("--version").stdout.startswith(b"smtpreply 0.")

    def test_a_file_given_for_a_reply(self, tmp_path: Path) -> None:
        file = tmp_path / "replies.txt"
        file.write_bytes(REPLIES)
        assert b"give a file with --file" in run("diagnose", str(file)).stderr
