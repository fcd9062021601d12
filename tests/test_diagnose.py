"""Diagnose takes what people hold."""

import smtplib
import socket
import ssl
from typing import Any

import attrs
import pytest

from smtpreply import (
    Action,
    Context,
    Event,
    EventKind,
    Reason,
    Reply,
    Stage,
    diagnose,
    diagnose_all,
)
from smtpreply.failures import read_exception

CLEAR = "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:2580)"


class TestSources:
    @pytest.mark.parametrize(
        "source",
        [
            b"550 5.1.1 no\r\n",
            bytearray(b"550 5.1.1 no\r\n"),
            memoryview(b"550 5.1.1 no\r\n"),
            "550 5.1.1 no",
            "550 5.1.1 no\n",
            "550-5.1.1 no",
            Reply.build(550, "no", enhanced="5.1.1"),
            (550, b"5.1.1 no"),
            (550, "5.1.1 no"),
            smtplib.SMTPDataError(550, b"5.1.1 no"),
        ],
    )
    def test_same_answer_however_it_is_held(self, source: Any) -> None:
        diagnosis = diagnose(source, stage=Stage.RCPT)
        assert diagnosis.verdict.reason is Reason.RECIPIENT_UNKNOWN
        assert diagnosis.reply is not None
        stage = diagnosis.reply.stage
        assert diagnosis.reply == Reply.build(550, "no", enhanced="5.1.1", stage=stage)

    def test_several_lines_with_any_line_end(self) -> None:
        for text in ("550-a\n550 b", "550-a\r\n550 b\r\n", b"550-a\n550-b"):
            reply = diagnose(text).reply
            assert reply is not None
            assert reply.lines == ("a", "b")

    def test_several_lines_in_a_pair(self) -> None:
        reply = diagnose((550, b"a\nb\rc")).reply
        assert reply is not None
        assert reply.lines == ("a", "b c")

    def test_undecodable_text(self) -> None:
        reply = diagnose((550, b"caf\xe9")).reply
        assert reply is not None
        assert reply.raw == b"550 caf\xe9\r\n"

    @pytest.mark.parametrize("source", ["hello", b"\x16\x03\x01", (-1, b"what"), (42, b"x")])
    def test_what_is_no_reply_is_an_event(self, source: Any) -> None:
        diagnosis = diagnose(source, stage=Stage.CONNECT)
        assert isinstance(diagnosis.source, Event)
        assert diagnosis.reply is None
        assert diagnosis.verdict.reason is Reason.PROTOCOL_ERROR

    @pytest.mark.parametrize("source", ["", b"", " \n "])
    def test_nothing_is_refused(self, source: Any) -> None:
        with pytest.raises(ValueError, match="empty reply"):
            diagnose(source)

    def test_two_replies_are_refused(self) -> None:
        with pytest.raises(ValueError, match="exactly one whole reply"):
            diagnose("250 a\n250 b")

    @pytest.mark.parametrize(
        "source",
        [None, 550, 5.5, object(), ("550", "x"), (550, "x", "y"), (550, None), KeyError("x")],
    )
    def test_other_things_are_refused(self, source: Any) -> None:
        with pytest.raises(TypeError):
            diagnose(source)


class TestContext:
    def test_stage_and_context(self) -> None:
        context = Context(stage=Stage.RCPT, accepted_recipients=3)
        assert diagnose("452 no", context=context).advice.action is Action.SPLIT_RECIPIENTS
        assert diagnose("452 no", context=context, stage=Stage.MAIL).verdict.stage is Stage.MAIL

    def test_an_exception_names_its_stage(self) -> None:
        error = smtplib.SMTPSenderRefused(550, b"no", "a@example.org")
        diagnosis = diagnose(error)
        assert diagnosis.verdict.stage is Stage.MAIL
        assert diagnosis.advice.because == diagnose((550, b"no"), stage=Stage.MAIL).advice.because


class TestOneLine:
    def test_reply(self) -> None:
        assert str(diagnose("502 5.5.1 no", stage=Stage.VRFY)) == (
            "502 5.5.1 to VRFY: permanent not-implemented; send-test-message: "
            "The server does not verify addresses: send a test message instead."
        )

    def test_good_news_and_recipient(self) -> None:
        line = str(diagnose("250 ok", stage=Stage.RCPT, recipient="a\n@example.org"))
        assert line.startswith("250 to RCPT for a\\n@example.org: recipient-accepted; proceed")

    def test_event(self) -> None:
        line = str(diagnose(Event(EventKind.TIMEOUT, Stage.DATA)))
        assert line.startswith("no reply in time at DATA: transient network; next-host")


class TestPlural:
    def test_refused_recipients(self) -> None:
        refused = {"a@example.org": (550, b"5.1.1 no"), "b@example.org": (450, b"later")}
        for source in (refused, smtplib.SMTPRecipientsRefused(refused)):
            one, two = diagnose_all(source)
            assert (one.recipient, one.verdict.reason) == (
                "a@example.org",
                Reason.RECIPIENT_UNKNOWN,
            )
            assert (two.recipient, two.advice.action) == ("b@example.org", Action.RETRY_LATER)
            assert two.verdict.stage is Stage.RCPT

    def test_anything_else_is_one(self) -> None:
        assert len(diagnose_all("250 ok")) == 1


class TestExceptions:
    @pytest.mark.parametrize(
        ("error", "kind", "stage"),
        [
            (ConnectionRefusedError("no"), EventKind.CONNECT_REFUSED, Stage.CONNECT),
            (ConnectionResetError("gone"), EventKind.CLOSED, Stage.UNKNOWN),
            (BrokenPipeError("gone"), EventKind.CLOSED, Stage.UNKNOWN),
            (socket.gaierror(-2, "unknown"), EventKind.DNS_FAILURE, Stage.CONNECT),
            (TimeoutError("slow"), EventKind.TIMEOUT, Stage.UNKNOWN),
            (ssl.SSLError("handshake"), EventKind.TLS_FAILED, Stage.UNKNOWN),
            (OSError(113, "no route"), EventKind.UNREACHABLE, Stage.CONNECT),
            (OSError(107, "not connected"), EventKind.CLOSED, Stage.UNKNOWN),
            (ssl.SSLCertVerificationError("name"), EventKind.CERTIFICATE_REFUSED, Stage.UNKNOWN),
            (smtplib.SMTPServerDisconnected("gone"), EventKind.CLOSED, Stage.UNKNOWN),
            (smtplib.SMTPConnectError(-1, b""), EventKind.NOT_A_REPLY, Stage.CONNECT),
            (smtplib.SMTPConnectError(0, b""), EventKind.CLOSED, Stage.CONNECT),
            (smtplib.SMTPDataError(42, b"x"), EventKind.NOT_A_REPLY, Stage.END_OF_DATA),
        ],
    )
    def test_events(self, error: Exception, kind: EventKind, stage: Stage) -> None:
        event = read_exception(error)
        assert isinstance(event, Event)
        assert (event.kind, event.stage) == (kind, stage)

    def test_timeout_while_connecting(self) -> None:
        event = read_exception(TimeoutError("slow"), Stage.CONNECT)
        assert isinstance(event, Event)
        assert event.kind is EventKind.CONNECT_TIMEOUT

    @pytest.mark.parametrize(
        ("error", "stage", "kind"),
        [
            (ssl.SSLEOFError(8, "EOF"), Stage.END_OF_DATA, EventKind.CLOSED),
            (ssl.SSLZeroReturnError(6, "closed"), Stage.END_OF_DATA, EventKind.CLOSED),
            (OSError(113, "no route"), Stage.END_OF_DATA, EventKind.CLOSED),
            (ConnectionRefusedError(111, "no"), Stage.END_OF_DATA, EventKind.CLOSED),
            (OSError(113, "no route"), Stage.CONNECT, EventKind.UNREACHABLE),
            (ssl.SSLEOFError(8, "EOF"), Stage.STARTTLS, EventKind.TLS_INTERRUPTED),
            (ConnectionResetError("gone"), Stage.STARTTLS, EventKind.TLS_INTERRUPTED),
            (OSError(107, "not connected"), Stage.STARTTLS, EventKind.TLS_INTERRUPTED),
            (ssl.SSLError(1, "alert"), Stage.STARTTLS, EventKind.TLS_FAILED),
            (ssl.SSLError(1, CLEAR), Stage.STARTTLS, EventKind.TLS_WRONG_MODE),
            (ssl.SSLError(1, CLEAR), Stage.CONNECT, EventKind.TLS_WRONG_MODE),
            (ssl.SSLError(1, CLEAR), Stage.RCPT, EventKind.CLOSED),
            (ssl.SSLError(1, CLEAR), Stage.OTHER, EventKind.CLOSED),
            (ssl.SSLError(1, CLEAR), Stage.END_OF_DATA, EventKind.TLS_FAILED),
            (smtplib.SMTPServerDisconnected("gone"), Stage.STARTTLS, EventKind.CLOSED),
        ],
    )
    def test_a_connection_that_is_there_is_closed_or_cut_in_the_handshake(
        self, error: Exception, stage: Stage, kind: EventKind
    ) -> None:
        event = read_exception(error, stage)
        assert isinstance(event, Event)
        assert (event.kind, event.stage) == (kind, stage)

    def test_stage_given_overrules(self) -> None:
        assert read_exception(smtplib.SMTPDataError(550, b"no"), Stage.DATA).stage is Stage.DATA

    @attrs.define
    class ResponseError(Exception):
        code: int
        message: str

    def test_known_by_attributes(self) -> None:
        reply = read_exception(self.ResponseError(550, "no\r\nreally"))
        assert isinstance(reply, Reply)
        assert reply.lines == ("no", "really")

    def test_code_without_text(self) -> None:
        error = self.ResponseError(550, None)  # type: ignore[arg-type]
        assert read_exception(error) == Reply.build(550)

    @pytest.mark.parametrize(
        "error",
        [KeyError("x"), FileNotFoundError(2, "no file"), smtplib.SMTPNotSupportedError("x")],
    )
    def test_others_say_nothing_about_an_answer(self, error: Exception) -> None:
        with pytest.raises(TypeError, match="says nothing about an answer"):
            read_exception(error)

    def test_a_time_out_that_smtplib_calls_closed(self) -> None:
        try:
            try:
                raise TimeoutError("slow")
            except OSError as error:
                raise smtplib.SMTPServerDisconnected("closed") from error
        except smtplib.SMTPServerDisconnected as error:
            event = read_exception(error)
        assert isinstance(event, Event)
        assert event.kind is EventKind.TIMEOUT

    def test_refused_recipients_are_not_a_network_fault(self) -> None:
        one = {"a@example.org": (550, b"5.1.1 no")}
        assert (
            diagnose(smtplib.SMTPRecipientsRefused(one)).verdict.reason is Reason.RECIPIENT_UNKNOWN
        )
        with pytest.raises(TypeError, match="use diagnose_all"):
            diagnose(smtplib.SMTPRecipientsRefused({**one, "b@example.org": (450, b"x")}))

    def test_a_stage_is_a_stage(self) -> None:
        with pytest.raises(TypeError, match="a stage is a Stage, not 'RCPT'"):
            diagnose("550 x", stage="RCPT")  # type: ignore[arg-type]
