"""What an attacker on the way, a hostile server and a hostile log can try; `SECURITY.md` lists it."""

import asyncio
import csv
import gzip
import io
import json
import pickle
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import (
    Delivery,
    Envelope,
    Fate,
    Host,
    Limits,
    Recipient,
    ReplyError,
    ReplyParser,
    Stage,
    diagnose,
)
from smtpreply.adapters import aiosmtplib as aio_client
from smtpreply.adapters import blocking, smtplib
from smtpreply.adapters.fields import log_fields
from smtpreply.adapters.logs import LogReader, Summary
from smtpreply.adapters.retrying import (
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnknownDeliveryError,
    raise_for,
)
from smtpreply.cli import main
from smtpreply.cli.logfiles import lines_of
from smtpreply.cli.logpage import log_page
from smtpreply.cli.pages import code_page
from smtpreply.explanation import explain
from smtpreply.sasl import CramMd5, LoginLogin, Plain
from smtpreply.testing import ScriptedServer, Turn
from tests.carrier import Peer, carry
from tests.fuzz.pumps import pumped
from tests.test_logs import POSTFIX
from tests.test_probe import dripping

ROOT = Path(__file__).parents[1]
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

ESCAPES = "\x1b]0;mine\x07\x1b[2J\x9b31m\u202egnp.exe\r\u2028"
MARKUP = "<script>alert(1)</script><img src=x onerror='alert(2)'>\"><svg/onload=alert(3)>&lt;b>"
FORGED = "\r\nRCPT TO:<evil@example.org>"


def said(commands: list[str]) -> str:
    return "\n".join(commands).lower()


# The page itself --------------------------------------------------------------------------------


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", SECURITY))
    files = {file.stem: file.read_text("utf-8") for file in (ROOT / "tests").glob("test_*.py")}
    there = {name for text in files.values() for name in re.findall(r"def (test_\w+)\(", text)}
    assert len(named) > 30
    assert named - there - set(files) == set()


def test_every_threat_has_a_test_and_the_page_is_packed() -> None:
    rows = [line for line in SECURITY.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if not row.startswith(("| who", "| what", "|--"))]
    assert len(threats) > 20
    assert all("`test_" in row for row in threats), [r for r in threats if "`test_" not in r]
    assert '"/SECURITY.md"' in (ROOT / "pyproject.toml").read_text()


# In the middle, before the handshake ------------------------------------------------------------

OFFERING = (Turn("220 mx"), Turn("250-mx\n250 STARTTLS", command="EHLO", times=None))
INJECTED = Turn(b"220 go\r\n235 welcome\r\n250 ok\r\n", command="STARTTLS")


class TestInjectedBehindStartTls:
    """The replies wait in clear behind the 220: read after the handshake they would be trusted."""

    def test_is_refused_by_smtplib_with_our_classes(self) -> None:
        with ScriptedServer((*OFFERING, INJECTED)) as server:
            with smtplib.SMTP(server.host, server.port, local_hostname="me") as smtp:
                with pytest.raises(smtplib.SMTPException, match="trailing-data"):
                    smtp.starttls()
                assert smtp.sock is None
        assert [e.stage for e in smtp.exchanges] == [Stage.CONNECT, Stage.EHLO, Stage.STARTTLS]

    def test_is_refused_by_aiosmtplib_with_our_classes(self) -> None:
        async def start() -> None:
            smtp = aio_client.SMTP(hostname="127.0.0.1", port=server.port, start_tls=False)
            await smtp.connect()
            with pytest.raises(aiosmtplib.SMTPException, match="trailing-data"):
                await smtp.starttls()
            assert not smtp.is_connected

        with ScriptedServer((*OFFERING, INJECTED)) as server:
            asyncio.run(start())

    def test_is_refused_by_a_delivery(self) -> None:
        envelope = Envelope("a@example.org", ["b@example.net"], b"Hi")
        with ScriptedServer((*OFFERING, INJECTED)) as server:
            host = Host("127.0.0.1", server.port)
            delivery = Delivery(envelope, [host], client_name="me.example.org")
            [outcome] = blocking.deliver(delivery, timeout=5)
        assert outcome.fate is Fate.DEFERRED
        assert "mail" not in said([c for s in server.sessions for c in s.commands])


@pytest.mark.parametrize("answer", ["250-mx\n250 PIPELINING", "502 5.5.1 what?"])
def test_a_stripped_starttls_sends_nothing_in_clear(answer: str) -> None:
    peer = Peer({"EHLO": answer})
    envelope = Envelope("a@example.org", ["b@example.net"], b"Hi")
    delivery = Delivery(
        envelope, [Host("mx", 587)], client_name="me", logins=[Plain("user", "secret")]
    )
    carry(delivery, peer, waits=False)
    assert [o.fate for o in delivery.outcomes] == [Fate.DEFERRED]
    assert not {"MAIL", "AUTH", "DATA"} & {c.partition(" ")[0] for c in peer.commands}


# A hostile server: size and time ----------------------------------------------------------------


@pytest.mark.parametrize(
    "piece", [b"x" * 2000, b"250-x\r\n" * 300, b"\r\n" * 1000, b"\0" * 2000, b"250 ok\r\n" * 250]
)
def test_a_server_without_end_fills_no_memory(piece: bytes) -> None:
    """An endless line, endless lines, blank ones, nothing, replies: four times as much of each."""
    less, more = (peak_of(partial(read_without_end, piece, often)) for often in (20, 80))
    assert more < less + 60 * len(piece) // 2
    assert more < 1_000_000


def read_without_end(piece: bytes, often: int) -> None:
    parser = ReplyParser()
    for _ in range(often):
        parser.receive_data(piece)
        while True:
            try:
                if parser.next_reply() is None:
                    break
            except ReplyError:
                continue
    assert len(parser.trailing_data) <= Limits().reply


def peak_of(work: Callable[[], object]) -> int:
    """Bytes that it held at the most, at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_server_that_drips_is_left_by_aiosmtplib_with_our_classes() -> None:
    async def connect(port: int) -> None:
        smtp = aio_client.SMTP(hostname="127.0.0.1", port=port, start_tls=False, timeout=0.5)
        with pytest.raises(aiosmtplib.SMTPException):
            await smtp.connect()

    with dripping() as port:
        asyncio.run(connect(port))


# A hostile server: what it says, shown to people ------------------------------------------------


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(list(arguments))
    captured = capsys.readouterr()
    return captured.out + captured.err


@pytest.mark.parametrize("form", [(), ("--json",), ("--html",)])
@pytest.mark.parametrize("command", ["diagnose", "explain", "rules", "compare"])
def test_escapes_in_a_reply_do_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], command: str, form: tuple[str, ...]
) -> None:
    reply = f"550 5.1.1 no such user {ESCAPES}"
    if form == ("--html",) and command != "explain":
        form = ()
    arguments = [reply, *(["451 x \x1b[1m"] if command == "compare" else [])]
    if command == "rules":
        arguments = ["RCPT", reply]
    out = shown(capsys, command, *form, *arguments)
    assert out
    assert out.replace("\n", "").isprintable(), out


def test_escapes_in_what_is_no_reply_do_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for arguments in (
        ("diagnose", ESCAPES), ("explain", ESCAPES), ("codes", ESCAPES), ("rules", "RCPT", ESCAPES),
        ("diagnose", "-f", f"/nowhere/{ESCAPES}"), ("log", f"/nowhere/{ESCAPES}"),
        ("probe", f"127.0.0.1{ESCAPES}:1"), ("explain", "550", "--lang", ESCAPES),
        ("diagnose", "--stage", ESCAPES, "550 no"), ("log", "--format", ESCAPES, "x"),
    ):  # fmt: skip
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path)
            try:
                out = shown(capsys, *arguments)
            except SystemExit:
                captured = capsys.readouterr()
                out = captured.out + captured.err
        assert out.replace("\n", "").isprintable(), (arguments, out)


def test_escapes_in_messages_for_people_are_shown_as_such() -> None:
    diagnosis = diagnose(f"550 no {ESCAPES}".encode(), stage=Stage.RCPT, recipient=ESCAPES)
    error = ReplyParser()
    error.receive_data(ESCAPES.encode() + b"\n")
    with pytest.raises(ReplyError) as caught:
        error.next_reply()
    assert str(diagnosis).isprintable()
    assert str(caught.value).isprintable()
    assert str(diagnosis.reply).isprintable()


# A hostile log ----------------------------------------------------------------------------------


def a_line(said: str, recipient: str = "a@example.org") -> str:
    return (
        POSTFIX.replace("a@example.org", recipient)
        + f"dsn=5.1.1, status=bounced (host x[1] said: {said} (in reply to RCPT TO command))\n"
    )


def a_log(folder: Path, *lines: str) -> str:
    file = folder / "mail.log"
    file.write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
    return str(file)


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",), ("--unread", "9")])
def test_escapes_in_a_log_do_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: tuple[str, ...]
) -> None:
    quiet = ESCAPES.replace("\r", "")
    file = a_log(
        tmp_path,
        a_line(f"550 5.1.1 no such user {quiet}", f"{quiet}@example.org"),
        a_line("450 4.2.0 try again in 5 minutes", f"a@{quiet}.example"),
        f"{quiet} is no line of a log\n",
    )
    out = shown(capsys, "log", file, *form)
    assert out.replace("\n", "").isprintable(), out


@pytest.mark.parametrize("sign", [*"=+-@", "\t=", "\r=", "\n="])
def test_no_cell_is_a_formula(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sign: str
) -> None:
    evil = f"{sign}HYPERLINK(1)"
    file = a_log(
        tmp_path,
        a_line("550 5.1.1 no such user", f"{evil}@example.org"),
        a_line("550 5.1.1 no such user", f"a@{evil}"),
        a_line(f"{evil} 550 5.1.1 no such user"),
        POSTFIX + f"dsn=5.0.0, status=bounced ({evil})\n",
    )
    rows = list(csv.reader(io.StringIO(shown(capsys, "log", file, "--csv"))))
    assert len(rows) > 5
    assert not [cell for row in rows for cell in row if cell[:1] in (*"=+-@\t\r\n",)]


def count_lines(file: str) -> int:
    return sum(1 for _ in lines_of(file))


class TestHostileFiles:
    @pytest.mark.parametrize("unit", [b"\0", b"x", b"Nov 25 06:04:54 x\n"])
    def test_a_gzip_bomb_is_read_in_constant_memory(self, tmp_path: Path, unit: bytes) -> None:
        peaks: list[int] = []
        for megabytes in (4, 16):
            file = tmp_path / f"{megabytes}.log.gz"
            file.write_bytes(gzip.compress(unit * (megabytes * 1_000_000 // len(unit)), 1))
            assert file.stat().st_size < megabytes * 10_000, "a hundred times smaller"
            peaks.append(peak_of(partial(count_lines, str(file))))
        assert peaks[1] < 1.1 * peaks[0] < 20_000_000

    @pytest.mark.parametrize(
        "piece", ["\0", "<", ", status=", ": to=<", "550-", "\\303", ' C="', ";{LED="]
    )
    def test_a_huge_line_is_read_or_counted(self, piece: str) -> None:
        summary, reader = Summary(), LogReader()
        for line in (piece * (65536 // len(piece)), a_line("550 " + piece * 9000, piece * 9000)):
            summary.add_line(line.rstrip("\n"), reader)
        assert summary.lines == 2
        assert all(len(dead.said) <= 300 for dead in summary.to_suppress())

    def test_a_reply_cannot_forge_the_fields_before_it(self) -> None:
        """What a server says stands at a line's end; whom the line is about stands before it."""
        forged = "550 5.1.1 no such user), to=<b@example.org>, relay=y[2]:25, dsn=2.0.0, status=sent (250 ok"
        [delivery] = LogReader().read(a_line(forged).rstrip("\n")) or ()
        assert (delivery.recipient, delivery.host, delivery.outcome.name) == (
            "a@example.org",
            "mx.example.org",
            "FAILED",
        )


# HTML -------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Elements and attributes, as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        assert all(not (value or "").lower().startswith("javascript:") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _check_page(page: str, harmless: str) -> None:
    """The page has the elements and attributes of the same page about something harmless."""
    found, usual = _Reader(page), _Reader(harmless)
    assert found.elements <= usual.elements
    assert found.attributes <= usual.attributes
    assert "script" not in found.elements
    assert not [name for name in found.attributes if name.startswith("on")]
    assert 'content="default-src &#x27;none&#x27;' in page


def _report(said: str, recipient: str) -> str:
    summary, reader = Summary(), LogReader()
    for line in (
        a_line(said, recipient),
        a_line("450 4.2.0 try again in 5 minutes", recipient),
        a_line("550 5.1.1 no such user", "a@" + recipient),
        "2026-11-25 06:06:25 1abcde-000001-AB => " + recipient + " R=x T=y H=" + recipient,
    ):
        summary.add_line(line.rstrip("\n"), reader)
    return log_page(summary, [recipient])


HARMLESS = _report("550 5.1.1 no such user", "b@example.org")


class TestHtml:
    def test_markup_in_a_log_is_text_in_the_report(self) -> None:
        page = _report(f"550 5.1.1 no such user {MARKUP}", f"{MARKUP}@example.org")
        _check_page(page, HARMLESS)
        assert MARKUP[:50] in " ".join(_Reader(page).text)

    @given(st.text(st.sampled_from("<>&\"'/=;scriptonload \x00\u2028-!"), max_size=60))
    def test_whatever_a_log_says_is_text(self, text: str) -> None:
        _check_page(_report(f"550 5.1.1 {text}", f"{text}@example.org"), HARMLESS)

    def test_markup_in_a_reply_is_text_on_its_page(self) -> None:
        page = code_page(explain(f"550 5.1.1 no such user {MARKUP}"))
        _check_page(page, code_page(explain("550 5.1.1 no such user")))


# Our own commands -------------------------------------------------------------------------------

WILLING = (
    Turn("220 mx"),
    *(Turn("250 ok", command=c, times=None) for c in ("EHLO", "HELO", "MAIL", "RCPT", "RSET", "VRFY", "EXPN", "NOOP")),
    Turn("354 go", command="DATA", times=None), Turn("250 ok", command=".", times=None),
    Turn("214 help", command="HELP", times=None), Turn("221 bye", command="QUIT", times=None),
)  # fmt: skip
FORGERIES = [
    "a@example.org>" + FORGED,
    "a@example.org" + FORGED,
    "a" + FORGED.replace("\n", ""),
    "a@b\nNOOP",
    "\0a@b",
]


def commands_of(server: ScriptedServer) -> list[str]:
    return [command for session in server.sessions for command in session.commands]


def _check_commands(commands: list[str], most: int) -> None:
    """One RCPT at most, the others as often as they were asked for; no line within a line."""
    assert len([c for c in commands if c.lower().startswith("rcpt")]) <= most
    assert not [c for c in commands if "\r" in c or "\n" in c or "\0" in c]


SMTPLIB_CALLS: dict[str, Callable[[smtplib.SMTP, str], object]] = {
    "sender": lambda smtp, text: smtp.sendmail(text, ["b@example.org"], b"Hi"),
    "recipient": lambda smtp, text: smtp.sendmail("a@example.org", [text], b"Hi"),
    "option": lambda smtp, text: smtp.sendmail("a@x.example", ["b@x.example"], b"", [text], [text]),
    "ehlo": lambda smtp, text: smtp.ehlo(text),
    "helo": lambda smtp, text: smtp.helo(text),
    "vrfy": lambda smtp, text: smtp.vrfy(text),
    "expn": lambda smtp, text: smtp.expn(text),
    "help": lambda smtp, text: smtp.help(text),
    "docmd": lambda smtp, text: smtp.docmd("NOOP", text),
}


@pytest.mark.parametrize("text", FORGERIES)
@pytest.mark.parametrize("call", SMTPLIB_CALLS)
def test_smtplib_with_our_classes_sends_no_line_within_a_line(call: str, text: str) -> None:
    with ScriptedServer(WILLING) as server:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname="me")
        try:
            SMTPLIB_CALLS[call](smtp, text)
        except (ValueError, smtplib.SMTPException):
            pass
        finally:
            smtp.close()
    _check_commands([c for c in commands_of(server) if "\0" not in text or "a@b" not in c], 1)


AIO_CALLS: dict[str, Callable[[aio_client.SMTP, str], Any]] = {
    "sender": lambda smtp, text: smtp.sendmail(text, ["b@example.org"], b"Hi"),
    "recipient": lambda smtp, text: smtp.sendmail("a@example.org", [text], b"Hi"),
    "option": lambda smtp, text: smtp.mail("a@example.org", options=[text]),
    "ehlo": lambda smtp, text: smtp.ehlo(hostname=text),
    "vrfy": lambda smtp, text: smtp.vrfy(text),
    "expn": lambda smtp, text: smtp.expn(text),
    "command": lambda smtp, text: smtp.execute_command(b"NOOP", text.encode()),
}


@pytest.mark.parametrize("text", FORGERIES)
@pytest.mark.parametrize("call", AIO_CALLS)
def test_aiosmtplib_with_our_classes_sends_no_line_within_a_line(call: str, text: str) -> None:
    async def run() -> None:
        smtp = aio_client.SMTP(hostname="127.0.0.1", port=server.port, start_tls=False)
        await smtp.connect()
        try:
            await AIO_CALLS[call](smtp, text)
        except (ValueError, TypeError, aiosmtplib.SMTPException):
            pass
        finally:
            smtp.close()

    with ScriptedServer(WILLING) as server:
        asyncio.run(run())
    _check_commands([c for c in commands_of(server) if "\0" not in text or "a@b" not in c], 1)


@pytest.mark.parametrize("text", FORGERIES)
def test_nobody_verifies_an_address_with_a_line_end(text: str) -> None:
    async def ask(port: int) -> None:
        async with aio_client.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as smtp:
            for asked in (smtp.verify(text), smtp.probe("a@x.example", sender=text)):
                with pytest.raises(ValueError, match="no control character"):
                    await asked

    with ScriptedServer(WILLING) as server:
        with smtplib.SMTP(server.host, server.port, local_hostname="me") as smtp:
            for call in (smtp.verify, smtp.probe):
                with pytest.raises(ValueError, match="no control character"):
                    call(text)
            with pytest.raises(ValueError, match="no control character"):
                smtp.probe("a@example.org", sender=text)
        asyncio.run(ask(server.port))
    assert not re.search("vrfy|mail|rcpt", said(commands_of(server)))


@pytest.mark.parametrize("text", FORGERIES)
def test_no_delivery_is_made_of_a_line_end(text: str) -> None:
    good = Envelope("a@example.org", ["b@example.org"], b"Hi")
    makers: tuple[Callable[[], object], ...] = (
        lambda: Envelope(text, ["b@example.org"], b"Hi"),
        lambda: Envelope("a@example.org", [text], b"Hi"),
        lambda: Recipient("b@example.org", [text]),
        lambda: Envelope("a@example.org", ["b@example.org"], b"Hi", parameters=[text]),
        lambda: Delivery(good, [Host("mx")], client_name=text),
    )
    for make in makers:
        with pytest.raises(ValueError, match=r"control character|parameter"):
            make()


def test_a_message_cannot_end_itself() -> None:
    """Whatever line ends it has, one lone dot goes over the wire, and it is the last line."""
    for end in (b"\n.\n", b"\r\n.\r\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r.\n"):
        stuffed = Envelope("a@b.example", ["c@d.example"], b"Hi" + end + b"MAIL FROM:<>").stuffed
        assert stuffed.split(b"\r\n").count(b".") == 1
        assert stuffed.endswith(b"\r\n.\r\n")
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", stuffed)


# Patterns ---------------------------------------------------------------------------------------


def test_no_pattern_blows_up() -> None:
    """Each pattern of ours against texts made to make it slow; a minute is ten times what it takes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.pumps"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    count = int(done.stdout.partition(" ")[0])
    assert count > 1000


def test_what_makes_a_bad_pattern_slow_is_among_the_texts() -> None:
    assert "x" + "a" * 100 + "\0" in list(pumped(r"x(a|a)*b", 0, 100))
    assert b" " * 100 + b"\0" in list(pumped(rb"\s+$", 0, 100))


# Secrets ----------------------------------------------------------------------------------------

SECRETS = ("sEcReT", "c0VjUmVU", "AHVzZXIAc0VjUmVU")


@pytest.mark.parametrize("login", [Plain, LoginLogin, CramMd5])
def test_a_password_is_in_nothing_that_is_shown(login: Any) -> None:
    offered = f"250-mx\n250-STARTTLS\n250 AUTH {login.mechanism}"
    peer = Peer({"EHLO": offered, "AUTH": ["334 UGFzc3dvcmQ6", "334 UGFzc3dvcmQ6", "535 5.7.8 no"]})
    envelope = Envelope("a@example.org", ["b@example.net"], b"Hi")
    delivery = Delivery(
        envelope, [Host("mx", 587)], client_name="me", logins=[login("user", "sEcReT")]
    )
    journey = carry(delivery, peer, waits=False)
    told = delivery.take_answers()
    fields = [log_fields(diagnosis) for _, diagnosis in told]
    assert any(command.startswith(f"AUTH {login.mechanism}") for command in peer.commands)
    everything = repr((journey, delivery.outcomes, told, fields, [str(d) for _, d in told]))
    assert not [secret for secret in SECRETS if secret in everything]


def test_a_password_is_in_no_exchange_of_smtplib() -> None:
    script = (
        Turn("220 mx"), Turn("250-mx\n250 AUTH PLAIN LOGIN", command="EHLO"),
        Turn("535 5.7.8 no", command="AUTH PLAIN"), Turn("334 UGFzc3dvcmQ6", command="AUTH LOGIN"),
        Turn("535 5.7.8 no", command="c0VjUmVU"), Turn("221 bye", command="QUIT"),
    )  # fmt: skip
    with ScriptedServer(script) as server:
        with smtplib.SMTP(server.host, server.port, local_hostname="me") as smtp:
            with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
                smtp.login("user", "sEcReT")
        assert "c0VjUmVU" in commands_of(server)
    error = caught.value
    everything = repr((smtp.exchanges, smtp.diagnosis, error, vars(error), str(error)))
    fields = json.dumps(log_fields(diagnose(error)))
    assert not [secret for secret in SECRETS if secret in everything + fields]


# Pickles ----------------------------------------------------------------------------------------


def test_nothing_of_ours_reads_a_pickle_or_runs_text() -> None:
    """Redis holds JSON; text is read by a grammar, of which `literal_eval` gets single strings."""
    for file in (ROOT / "smtpreply").rglob("*.py"):
        source = file.read_text("utf-8")
        assert not re.search(r"^\s*(import|from) (pickle|marshal|shelve|dill)\b", source, re.M), (
            file
        )
        assert not re.search(r"(?<![\w.])(eval|exec|compile|__import__)\(", source), file


class _Noting(pickle.Unpickler):
    """Notes what a pickle names: all that it could call."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.named: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        self.named.add(f"{module}.{name}")
        return super().find_class(module, name)


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (TemporaryDeliveryError, (450, b"4.2.0 " + MARKUP.encode())),
        (PermanentDeliveryError, (550, b"5.1.1 " + ESCAPES.encode())),
        (UnknownDeliveryError, None),
    ],
)
def test_a_pickled_error_names_nothing_but_our_values(error: Any, answer: Any) -> None:
    """Whoever may write to a queue of pickles can run anything; what we put there runs nothing."""
    failure: BaseException = TimeoutError("timed out")
    if answer is not None:
        failure = smtplib.SMTPRecipientsRefused({"b@example.org": answer})
    else:
        failure = smtplib.SMTPServerDisconnected("lost")
    with pytest.raises(error) as caught:
        raise_for(failure, recipients=["b@example.org"])
    reader = _Noting(io.BytesIO(pickle.dumps(caught.value)))
    again = reader.load()
    assert reader.named
    assert all(name.startswith("smtpreply.") for name in reader.named), reader.named
    assert str(again) == str(caught.value)
