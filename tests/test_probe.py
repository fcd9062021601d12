"""The probe: what it asks and what it leaves alone, and a clear finding for all that can go wrong."""

import contextlib
import datetime
import gc
import ipaddress
import json
import os
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from smtpreply.cli import BadInputError, main
from smtpreply.cli.certificate import read_certificate
from smtpreply.cli.probing import target
from smtpreply.testing import After, ScriptedServer, Turn
from tests.test_live import Handler, TlsController, certificate

# aiosmtpd itself warns about old idioms; that is not ours to fail on. A socket left open is.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning",
    "ignore::UserWarning",
    "error::pytest.PytestUnraisableExceptionWarning",
)

GREETING = Turn("220 mx.example.org ESMTP")
HELLO = Turn("250-mx.example.org\n250-SIZE 1000\n250-X-ODD \x1b[2J\n250 VRFY", command="EHLO")
REST = (Turn("214 see the book", command="HELP"), Turn("221 bye", command="QUIT"))
PLAIN = (GREETING, HELLO, *REST)


@pytest.fixture(autouse=True)
def no_socket_left() -> Iterator[None]:
    """A socket that nobody closed warns when it is collected, and a warning fails here."""
    yield
    gc.collect()


def probe(server: Any, *arguments: str) -> int:
    host = getattr(server, "host", None) or "127.0.0.1"
    return main(["probe", f"{host}:{server.port}", "--timeout", "5", *arguments])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """All that was printed, with its lines joined, as they are broken anywhere."""
    return " ".join(capsys.readouterr().out.split())


def commands(server: ScriptedServer, number: int = 0) -> list[str]:
    return [command.upper() for command in server.sessions[number].commands]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def starttls_server(tmp_path: Path) -> Iterator[Any]:
    context = certificate(tmp_path)
    controller = TlsController(
        Handler(), hostname="127.0.0.1", port=free_port(), tls_context=context
    )
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Any]:
    context = certificate(tmp_path)
    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    yield controller
    controller.stop()


class TestTarget:
    @pytest.mark.parametrize(
        ("text", "lmtp", "tls", "expected"),
        [
            ("mx.example.org", False, None, ("mx.example.org", 25, False)),
            ("mx.example.org.", False, None, ("mx.example.org", 25, False)),
            ("mx.example.org:587", False, None, ("mx.example.org", 587, False)),
            ("mx.example.org:465", False, None, ("mx.example.org", 465, True)),
            ("mx.example.org:465", False, False, ("mx.example.org", 465, False)),
            ("mx.example.org", False, True, ("mx.example.org", 465, True)),
            ("mx.example.org", True, None, ("mx.example.org", 24, False)),
            ("192.0.2.1:2525", False, None, ("192.0.2.1", 2525, False)),
            ("[2001:db8::1]:587", False, None, ("2001:db8::1", 587, False)),
            ("[2001:db8::1]", False, None, ("2001:db8::1", 25, False)),
            ("2001:db8::1", False, None, ("2001:db8::1", 25, False)),
            ("bücher.example", False, None, ("bücher.example", 25, False)),
        ],
    )
    def test_is_read(
        self, text: str, lmtp: bool, tls: bool | None, expected: tuple[str, int, bool]
    ) -> None:
        assert target(text, lmtp=lmtp, tls=tls) == expected

    @pytest.mark.parametrize(
        "text",
        ["", ":25", "host:", "host:smtp", "host:0", "host:65536", "host:99999999999", "a b", "a\n",
         "a..b", ".a", "[1.2.3.4]", "[::1", "::1]", "[::1]x", "smtp://host", "a@b", "1:2:3:xyz",
         "[]:25", "x" * 300, "host:２５"],
    )  # fmt: skip
    def test_is_refused(self, text: str) -> None:
        with pytest.raises(BadInputError):
            target(text, lmtp=False, tls=None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["host:smtp"], "HOST, HOST:PORT or [IPv6]:PORT is wanted"),
        (["host", "--tls", "--lmtp"], "LMTP with TLS"),
        (["host", "--rcpt", "a@b"], "--rcpt and --sender go together"),
        (["host", "--sender", "a@b"], "--rcpt and --sender go together"),
        (["host", "--catch-all"], "--catch-all needs"),
        (["host", "--vrfy", "a\r\nDATA"], "an address is printable ASCII"),
        (["host", "--vrfy", ""], "an address to ask for is not empty"),
        (["host", "--expn", "\x1b[2J"], "an address is printable ASCII, not \\x1b[2J"),
        (["host", "--rcpt", "ü@b", "--sender", "<>"], "an address is printable ASCII"),
        (["host", "--name", "a b"], "a name of a client has no spaces"),
    ],
)
def test_wrong_arguments(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_wrong_seconds(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["probe", "host", "--timeout", seconds])
    assert stopped.value.code == 2
    assert "seconds are a number over 0" in capsys.readouterr().err


class TestWhatIsAsked:
    def test_by_default_nothing_that_counts(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ScriptedServer(PLAIN) as server:
            assert probe(server, "--name", "client.example.net") == 0
        assert commands(server) == ["EHLO CLIENT.EXAMPLE.NET", "HELP", "QUIT"]
        out = said(capsys)
        assert "SIZE 1000: Largest message" in out
        assert "The client may declare the size" in out
        assert "not in our tables" in out
        assert "STARTTLS is not offered" in out

    def test_the_client_has_a_name_without_asking_the_dns(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with ScriptedServer(PLAIN) as server:
            monkeypatch.setattr(socket, "gethostname", lambda: "host")
            probe(server)
            monkeypatch.setattr(socket, "gethostname", lambda: "host.example.net")
            probe(server)
        assert commands(server, 0)[0] == "EHLO [127.0.0.1]"
        assert commands(server, 1)[0] == "EHLO HOST.EXAMPLE.NET"

    def test_vrfy_and_expn(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (*PLAIN, Turn("502 5.5.1 no", command="VRFY"), Turn("550 no", command="EXPN"))
        with ScriptedServer(script) as server:
            assert probe(server, "--vrfy", "alice@example.org", "--expn", "staff") == 0
        assert commands(server)[2:4] == ["VRFY ALICE@EXAMPLE.ORG", "EXPN STAFF"]
        out = said(capsys)
        assert "or: probe-recipient" in out
        assert "does not show the members" in out

    @pytest.mark.parametrize(
        ("answer", "status"), [("250 ok", "catch_all"), ("550 5.1.1 no such user", "deliverable")]
    )
    def test_a_recipient(
        self, answer: str, status: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        script = (
            *PLAIN, Turn("250 ok", command="MAIL"), Turn("250 ok", command="RCPT TO:<alice@"),
            Turn(answer, command="RCPT"), Turn("250 ok", command="RSET"),
        )  # fmt: skip
        asked = ("--rcpt", "alice@example.org", "--sender", "<>", "--catch-all")
        with ScriptedServer(script) as server:
            assert probe(server, *asked, "--json") == 0
        *_, mail, first, second, reset, _ = commands(server)
        assert (mail, first, reset) == ("MAIL FROM:<>", "RCPT TO:<ALICE@EXAMPLE.ORG>", "RSET")
        assert second.endswith("@EXAMPLE.ORG>")
        assert second != first
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        [address] = [one for one in found if one["finding"] == "address"]
        assert address["catch_all"] is (status == "catch_all")
        assert address["status"] == ("unknown" if status == "catch_all" else status)
        assert address["cautions"] == ["NOT_PROOF", "ADDRESS_HARVESTING"]

    def test_a_recipient_for_a_person(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (
            *PLAIN, Turn("250 ok", command="MAIL"), Turn("250 ok", command="RCPT", times=None),
            Turn("250 ok", command="RSET"),
        )  # fmt: skip
        asked = ("--rcpt", "alice@example.org", "--sender", "bob@example.net", "--catch-all")
        with ScriptedServer(script) as server:
            assert probe(server, *asked) == 0
        out = said(capsys)
        assert "mind: ADDRESS_HARVESTING" in out
        assert "An address that cannot exist was accepted too." in out

    def test_helo_where_ehlo_is_not_known(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (GREETING, Turn("502 no", command="EHLO"), Turn("250 hi", command="HELO"), *REST)
        with ScriptedServer(script) as server:
            assert probe(server) == 0
        assert [line.split()[0] for line in commands(server)] == ["EHLO", "HELO", "HELP", "QUIT"]
        assert "It offers no keywords." in said(capsys)

    def test_lmtp(self, capsys: pytest.CaptureFixture[str]) -> None:
        class LmtpController(Controller):
            def factory(self) -> LMTP:
                return LMTP(self.handler)

        controller = LmtpController(Handler(), hostname="127.0.0.1", port=free_port())
        controller.start()
        try:
            assert probe(controller, "--lmtp") == 0
        finally:
            controller.stop()
        assert "C: lhlo" in said(capsys)

    def test_json_is_one_object_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ScriptedServer(PLAIN) as server:
            assert probe(server, "--json") == 0
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [one["finding"] for one in found] == [
            "connection", "answer", "answer", "keywords", "note", "answer", "answer",
        ]  # fmt: skip
        assert found[3]["offered"][0]["keyword"] == "SIZE"
        assert found[3]["offered"][1]["title"] is None

    def test_no_escape_reaches_the_terminal(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (
            Turn(b"220 \x1b]0;mine\x07\x9b2J \xe2\x80\xae\r\n"),
            HELLO,
            Turn(b"\x1b[2J\r\n", command="HELP"),
        )
        with ScriptedServer(script) as server:
            assert probe(server, "--vrfy", "alice") == 1
        captured = capsys.readouterr()
        for shown in (captured.out, captured.err):
            assert all(line.isprintable() for line in shown.split("\n"))


class TestTls:
    def test_what_appears_and_what_is_gone(
        self,
        starttls_server: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert probe(starttls_server) == 0
        out = said(capsys)
        for expected in (
            "TLS: TLSv1.", "certificate: verified", "subject: CN=localhost",
            "issuer: CN=localhost (itself)", "names: localhost, 127.0.0.1",
            "Under TLS, against before: + AUTH LOGIN PLAIN: Authentication", "- STARTTLS: Change",
        ):  # fmt: skip
            assert expected in out

    def test_an_untrusted_certificate_is_a_failure_and_the_rest_is_shown(
        self, starttls_server: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert probe(starttls_server, "--json") == 1
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        [failure] = [one for one in found if one["finding"] == "failure"]
        assert failure["event"]["kind"] == "certificate not accepted"
        assert "self-signed certificate" in failure["detail"]
        [tls] = [one for one in found if one["finding"] == "tls"]
        assert tls["verified"] is False
        assert tls["certificate"]["names"] == ["localhost", "127.0.0.1"]
        greetings = [one for one in found if one.get("verdict", {}).get("stage") == "connect"]
        assert len(greetings) == 1, "what was shown before is not shown again"
        assert [one["keyword"] for one in found[-3]["gone"]] == ["STARTTLS"]

    def test_no_starttls(self, starttls_server: Any, capsys: pytest.CaptureFixture[str]) -> None:
        assert probe(starttls_server, "--no-starttls") == 0
        out = said(capsys)
        assert "STARTTLS was left out, as told" in out
        assert "C: STARTTLS" not in out

    def test_from_the_first_byte(
        self,
        tls_server: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert probe(tls_server, "--tls") == 1
        assert "certificate: NOT verified" in said(capsys)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert probe(tls_server, "--tls") == 0
        out = said(capsys)
        assert "certificate: verified" in out
        assert "It offers:" in out

    def test_starttls_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (
            GREETING, Turn("250-mx\n250 STARTTLS", command="EHLO"),
            Turn("454 4.7.0 not now", command="STARTTLS"), *REST,
        )  # fmt: skip
        with ScriptedServer(script) as server:
            assert probe(server) == 0
        assert commands(server)[-2:] == ["HELP", "QUIT"]
        assert "The server does not start TLS." in said(capsys)

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Turn(b"220 go\r\n250 injected\r\n", command="STARTTLS"), "bytes behind the reply"),
            (Turn(b"!\r\n", command="STARTTLS"), "not a reply"),
            (Turn("220 go", command="STARTTLS", after=After.CLOSE), "TLS handshake cut off"),
            (Turn(b"220 " + b"x" * 70000 + b"\r\n", command="STARTTLS"), "not a reply"),
        ],
    )
    def test_starttls_that_fails(
        self, answer: Turn, kind: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        script = (GREETING, Turn("250-mx\n250 STARTTLS", command="EHLO"), answer)
        with ScriptedServer(script) as server:
            assert probe(server) == 1
        assert f"Failed: {kind}" in said(capsys)
        assert len(server.sessions) == 1

    def test_starttls_and_a_reset(self, capsys: pytest.CaptureFixture[str]) -> None:
        answer = Turn("220 go", command="STARTTLS", after=After.RESET)
        script = (GREETING, Turn("250-mx\n250 STARTTLS", command="EHLO"), answer)
        with ScriptedServer(script) as server, warnings.catch_warnings():
            # Python's own ssl may leave its socket to be collected (SSLSocket._create, ENOTCONN).
            warnings.simplefilter("ignore", ResourceWarning)
            assert probe(server) == 1
        assert "Failed: TLS handshake cut off" in said(capsys)

    def test_clear_text_to_a_server_of_tls(
        self, tls_server: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert probe(tls_server, "--timeout", "0.5") == 1
        out = said(capsys)
        assert "Failed: TLS at the wrong time" in out
        assert "ask with --tls" in out

    def test_tls_to_a_server_of_clear_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ScriptedServer(PLAIN) as server:
            assert probe(server, "--tls") == 1
        out = said(capsys)
        assert "Failed: TLS at the wrong time" in out
        assert "ask with --no-tls" in out


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("script", "expected"),
        [
            ((Turn("554 5.7.1 go away"),), "does not let this client in"),
            ((Turn("421 4.3.2 busy"),), "The server ends the session here"),
            ((Turn(b"SSH-2.0-OpenSSH_9.2\r\n"),), "Failed: not a reply at connect"),
            (
                (Turn(b"HTTP/1.1 400 Bad Request\r\n\r\n", after=After.CLOSE),),
                "Failed: not a reply",
            ),
            ((Turn(b"\x00\xff\xfe\r\n"),), "Failed: not a reply"),
            ((Turn(b"2" * 100_000),), "Failed: not a reply"),
            ((Turn(b"", after=After.CLOSE),), "Failed: connection closed at connect"),
            ((Turn(b"", after=After.RESET),), "Failed: connection closed at connect"),
            ((Turn(b"220-half", after=After.CLOSE),), "Failed: connection closed at connect"),
            (
                (GREETING, Turn(b"", command="EHLO", after=After.CLOSE)),
                "Failed: connection closed at EHLO",
            ),
            (
                (GREETING, Turn("550 no", command="EHLO"), Turn("550 no", command="HELO")),
                "does not take the client's greeting",
            ),
            (
                (GREETING, HELLO, Turn("421 too many errors", command="HELP", after=After.CLOSE)),
                "The server ends the session here",
            ),
            ((GREETING, HELLO, Turn(b"", command="HELP", after=After.RESET)), "at HELP"),
        ],
    )
    def test_is_a_finding(
        self, script: tuple[Turn, ...], expected: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with ScriptedServer(script) as server:
            assert probe(server) == 1
        assert expected in said(capsys)

    def test_a_server_that_never_answers(self, capsys: pytest.CaptureFixture[str]) -> None:
        with ScriptedServer([]) as server:
            assert probe(server, "--timeout", "0.2") == 1
            assert probe(server, "--timeout", "0.2", "--lmtp") == 1
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            port = deaf.getsockname()[1]
            assert main(["probe", f"127.0.0.1:{port}", "--tls", "--timeout", "0.2"]) == 1
        out = said(capsys)
        assert out.count("Failed: no reply in time at connect") == 2
        assert "Failed: connection timed out" in out

    def test_a_server_that_drips(self, capsys: pytest.CaptureFixture[str]) -> None:
        with dripping() as port:
            assert main(["probe", f"127.0.0.1:{port}", "--deadline", "1", "--timeout", "0.8"]) == 1
        assert "Failed: no reply in time at connect" in said(capsys)

    def test_the_time_for_all_is_over(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (GREETING, HELLO, Turn("214 slow", command="HELP", delay=0.5), REST[1])
        vrfy = ("--vrfy", "alice", "--deadline", "0.4")
        with ScriptedServer(script) as server:
            assert probe(server, *vrfy) == 1
        assert "Failed: no reply in time" in said(capsys)
        assert "VRFY ALICE" not in commands(server)

    def test_quit_without_an_answer_is_no_failure(self, capsys: pytest.CaptureFixture[str]) -> None:
        script = (GREETING, HELLO, REST[0], Turn(b"", command="QUIT", after=After.CLOSE))
        with ScriptedServer(script) as server:
            assert probe(server) == 0
        assert "QUIT was not answered" in said(capsys)

    def test_replies_that_nobody_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        greeting = Turn(b"220 hi\r\n" + b"250 more\r\n" * 2000)
        with ScriptedServer((greeting, HELLO, *REST)) as server:
            probe(server, "--json")
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert sum(one.get("unasked", False) for one in found) == 3
        assert any(
            "or more replies besides that nobody asked for" in one.get("text", "") for one in found
        )

    def test_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["probe", f"127.0.0.1:{free_port()}"]) == 1
        assert "Failed: connection refused at connect" in said(capsys)

    def test_unknown_host(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def unknown(*_: Any, **__: Any) -> Any:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        assert main(["probe", "mx.example.invalid"]) == 1
        assert "Failed: name not resolved" in said(capsys)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
        assert main(["probe", "mx.example.invalid"]) == 1
        assert "the name has no address" in said(capsys)

    def test_a_silent_name_server(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        over = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60) and [])
        assert main(["probe", "mx.example.invalid", "--timeout", "0.2"]) == 1
        over.set()
        assert "no answer from the DNS in 0.2 s" in said(capsys)

    def test_the_second_address_answers(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        real = socket.getaddrinfo

        def two(host: str, port: int, *rest: Any, **more: Any) -> Any:
            if host == "mx.example.invalid":
                return [
                    *real("127.0.0.2", port, *rest, **more),
                    *real("127.0.0.1", port, *rest, **more),
                ]
            return real(host, port, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", two)
        with ScriptedServer(PLAIN) as server:
            assert main(["probe", f"mx.example.invalid:{server.port}", "--timeout", "5"]) == 0
        out = said(capsys)
        assert "No connection to 127.0.0.2: Connection refused" in out
        assert "Connected to 127.0.0.1" in out

    def test_a_closed_pipe_is_not_the_servers_fault(self) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with ScriptedServer(PLAIN) as server:
            command = [sys.executable, "-m", "smtpreply", "probe", f"127.0.0.1:{server.port}"]
            done = subprocess.run(
                command, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
            )
            os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")


@contextlib.contextmanager
def dripping() -> Iterator[int]:
    """A server whose greeting never ends, a line now and then."""
    over = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    while not over.wait(0.1):
                        connection.sendall(b"220-x\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def der(*names: x509.GeneralName, year: int = 2026) -> bytes:
    """A certificate that cryptography wrote."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "mx.example.org"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bücher", _type=_ASN1Type.BMPString),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "7"),
        ]
    )
    issuer = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "IN")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(1999, 12, 31, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(year, 1, 2, 3, 4, 5, tzinfo=datetime.UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


ONE = der(x509.DNSName("mx.example.org"), x509.IPAddress(ipaddress.ip_address("2001:db8::1")))


class TestCertificate:
    def test_is_read_as_cryptography_wrote_it(self) -> None:
        read = read_certificate(
            der(
                x509.DNSName("*.example.org"),
                x509.IPAddress(ipaddress.ip_address("192.0.2.1")),
                x509.RFC822Name("a@example.org"),
                x509.RegisteredID(x509.ObjectIdentifier("1.2.3")),
            )
        )
        assert read is not None
        assert read.subject == "CN=mx.example.org, O=Bücher, 0x550405=7"
        assert read.issuer == "C=IN"
        assert read.names == ("*.example.org", "192.0.2.1", "a@example.org", "0x2a03")
        assert f"{read.not_before:%Y-%m-%d}, {read.not_after}" == (
            "1999-12-31, 2026-01-02 03:04:05+00:00"
        )

    def test_without_names_and_beyond_2049(self) -> None:
        read = read_certificate(der(year=2150))
        assert read is not None
        assert read.names == ()
        assert read.not_after.year == 2150

    @given(at=st.integers(0, len(ONE)), byte=st.integers(0, 255), junk=st.binary(max_size=60))
    def test_whatever_is_sent_never_raises(self, at: int, byte: int, junk: bytes) -> None:
        for data in (
            junk,
            ONE[:at],
            ONE[:at] + bytes([byte]) + ONE[at + 1 :],
            ONE[:at] + junk + ONE[at:],
        ):
            read = read_certificate(data)
            assert read is None or all(isinstance(name, str) for name in read.names)
