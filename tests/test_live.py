"""Whole sessions against aiosmtpd, a server that nobody here wrote, over a real socket."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd import smtp as aiosmtpd_smtp
from aiosmtpd.controller import Controller

from smtpreply import Action, Reason, Stage
from smtpreply.adapters import smtplib as ours
from smtpreply.adapters.verification import AddressStatus, How
from smtpreply.testing import self_signed

# aiosmtpd itself warns about old idioms; that is not ours to fail on.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


class Handler:
    """Knows alice, refuses VRFY, and keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_VRFY(self, server: Any, session: Any, envelope: Any, address: str) -> str:  # noqa: N802
        return "502 5.5.1 VRFY command is disabled"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not address.startswith("alice@"):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(envelope.content)
        return "250 2.0.0 Ok: queued as 12345"


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context, and its certificate for clients as cert.pem in the folder."""
    made = self_signed()
    (folder / "cert.pem").write_text(made.pem)
    return made.server_context()


class TlsController(Controller):
    def factory(self) -> aiosmtpd_smtp.SMTP:
        return aiosmtpd_smtp.SMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = TlsController(
        Handler(), hostname="127.0.0.1", port=port, tls_context=certificate(tmp_path)
    )
    controller.start()
    yield controller
    controller.stop()


def connect(server: Any) -> ours.SMTP:
    return ours.SMTP("127.0.0.1", server.port, local_hostname="client.example.net", timeout=10)


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class TestSession:
    def test_vrfy_refused_recipient_and_message(self, server: Any) -> None:
        with connect(server) as smtp:
            assert smtp.vrfy("alice")[0] == 502
            assert smtp.diagnosis is not None
            assert smtp.diagnosis.verdict.reason is Reason.NOT_IMPLEMENTED
            assert smtp.diagnosis.advice.action is Action.SEND_TEST_MESSAGE

            message = EmailMessage()
            message["From"], message["Subject"] = "bob@example.net", "Hello"
            message["To"] = "alice@example.org, nobody@example.org"
            message.set_content("Hello.\n.a line with a dot\n")
            refused = smtp.send_message(message)
        assert list(refused) == ["nobody@example.org"]
        assert b"\r\n.a line with a dot\r\n" in server.handler.messages[0]
        stages = [exchange.stage for exchange in smtp.exchanges]
        assert stages == [
            Stage.CONNECT, Stage.VRFY, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.RCPT,
            Stage.DATA, Stage.END_OF_DATA, Stage.QUIT,
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("alice@example.org", AddressStatus.DELIVERABLE),
            ("nobody@example.org", AddressStatus.UNDELIVERABLE),
        ],
    )
    def test_verify_falls_back_to_a_probe(
        self, server: Any, address: str, status: AddressStatus
    ) -> None:
        fallbacks = (Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL)
        with connect(server) as smtp:
            result = smtp.verify(address, fallbacks=fallbacks)
        assert (result.status, result.how) == (status, How.PROBE)
        assert server.handler.messages == []

    def test_all_recipients_refused(self, server: Any) -> None:
        with connect(server) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            smtp.sendmail("bob@example.net", ["nobody@example.org"], "x")
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.verdict.address_dead
        assert diagnosis.advice.may_suppress


class TestStartTls:
    def test_knowledge_is_forgotten_and_learned_again(self, server: Any) -> None:
        with connect(server) as smtp:
            smtp.starttls(context=trusting())
            smtp.sendmail("bob@example.net", ["alice@example.org"], "Subject: x\r\n\r\nhi\r\n")
            last = smtp.exchanges[-1]
        assert last.stage is Stage.END_OF_DATA
        assert last.context.tls is True
        assert last.context.capabilities is not None
        assert not last.context.capabilities.starttls

    def test_an_untrusted_certificate(self, server: Any) -> None:
        smtp = connect(server)
        with pytest.raises(ssl.SSLError) as caught:
            smtp.starttls(context=ssl.create_default_context())
        assert smtp.sock is None
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.verdict.reason is Reason.TLS_REQUIRED
        assert Action.PROCEED not in (diagnosis.advice.action, *diagnosis.advice.alternatives)
