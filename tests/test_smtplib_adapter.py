"""The drop-in smtplib: same calls and exceptions, with what was said and what it means."""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from smtpreply import Action, Caution, Event, EventKind, Reason, Stage
from smtpreply.adapters import smtplib as ours
from smtpreply.adapters.verification import AddressStatus, How
from smtpreply.testing import After, ScriptedServer, Turn

HELLO = (
    Turn("220 mx.example.org ESMTP"),
    Turn("250-mx.example.org\n250 SIZE 1000", command="EHLO"),
)
ACCEPTING = (
    *HELLO,
    Turn("250 ok", command="MAIL", times=None),
    Turn("550 5.1.1 no such user", command="RCPT TO:<nobody", times=None),
    Turn("450 later", command="RCPT TO:<later", times=None),
    Turn("250 ok", command="RCPT", times=None),
    Turn("354 go", command="DATA", times=None),
    Turn("250 queued", command=".", times=None),
    Turn("250 ok", command="RSET", times=None),
    Turn("221 bye", command="QUIT"),
)
MESSAGE = "Subject: x\r\n\r\nhello\r\n.dot\r\n"


@contextmanager
def serving(*script: Turn) -> Iterator[ScriptedServer]:
    with ScriptedServer(script) as server:
        yield server


def connect(server: ScriptedServer, cls: type[ours.SMTP] = ours.SMTP) -> ours.SMTP:
    return cls(server.host, server.port, local_hostname="client.example.net", timeout=5)


class TestDropIn:
    """Side by side with smtplib itself, on the same script."""

    @pytest.mark.parametrize(
        "script",
        [
            ACCEPTING,
            (*HELLO, Turn("550 5.7.1 no", command="MAIL"), *ACCEPTING[2:]),
            (*HELLO, Turn("421 bye", command="MAIL", after=After.CLOSE)),
            (
                *HELLO,
                Turn("250 ok", command="MAIL"),
                Turn("421 bye", command="RCPT", after=After.CLOSE),
            ),
            (*HELLO, Turn(b"", command="MAIL", after=After.CLOSE)),
            (*ACCEPTING[:7], Turn("554 no", command="."), Turn("250 ok", command="RSET")),
            (*ACCEPTING[:7], Turn(b"", command=".", after=After.RESET)),
            (Turn("554 no service"),),
            (
                Turn("220 x"),
                Turn("500 what", command="EHLO"),
                Turn("250 ok", command="HELO"),
                *ACCEPTING[2:],
            ),
            (Turn("220 x"), Turn("500 what", command="EHLO"), Turn("550 no", command="HELO")),
            (*HELLO, Turn(b"250 " + b"x" * 10_000 + b"\r\n", command="MAIL")),
            (*HELLO, Turn(b"garbage\r\n", command="MAIL"), Turn("250 ok", command="RSET")),
            (*HELLO, Turn(b"250-a\r\n", command="MAIL", after=After.CLOSE)),
            (*HELLO, Turn(b"250-a\r\n250 b\r\n", command="MAIL", piece=1), *ACCEPTING[3:]),
            (*HELLO, Turn(b"250\r\n", command="MAIL"), *ACCEPTING[3:]),
        ],
        ids=lambda script: "-".join(str(turn.reply[:12]) for turn in script[-2:]),
    )
    def test_same_outcome(self, script: Sequence[Turn]) -> None:
        outcomes = []
        for cls in (smtplib.SMTP, ours.SMTP):
            with serving(*script) as server:
                outcomes.append(
                    (
                        self.outcome(cls, server),
                        server.sessions[0].commands,
                        server.sessions[0].messages,
                    )
                )
        assert outcomes[0] == outcomes[1]

    def outcome(self, cls: type[smtplib.SMTP], server: ScriptedServer) -> Any:
        try:
            with cls(server.host, server.port, local_hostname="me", timeout=5) as smtp:
                to = ["bob@example.org", "nobody@example.org"]
                refused = smtp.sendmail("a@example.org", to, MESSAGE)
                return refused, smtp.noop(), smtp.esmtp_features, smtp.does_esmtp
        except smtplib.SMTPException as error:
            words = error.args if not isinstance(error, smtplib.SMTPServerDisconnected) else ()
            return type(error), words

    def test_calls_that_read_one_reply(self) -> None:
        script = (
            *HELLO,
            Turn("214-help\n214 more", command="HELP"),
            Turn("250 ok", command="NOOP"),
            Turn("252 try", command="VRFY"),
            Turn("550 no", command="EXPN"),
            Turn("221 bye", command="QUIT"),
        )
        answers = []
        for cls in (smtplib.SMTP, ours.SMTP):
            with serving(*script) as server, cls(server.host, server.port, timeout=5) as smtp:
                answers.append((smtp.help(), smtp.noop(), smtp.vrfy("alice"), smtp.expn("list")))
        assert answers[0] == answers[1]

    def test_debug_output(self, capsys: pytest.CaptureFixture[str]) -> None:
        shown = []
        for cls in (smtplib.SMTP, ours.SMTP):
            with serving(*HELLO) as server:
                smtp = cls(local_hostname="me", timeout=5)
                smtp.set_debuglevel(1)
                smtp.connect(server.host, server.port)
                smtp.ehlo()
                smtp.close()
                shown.append(
                    [
                        line
                        for line in capsys.readouterr().err.splitlines()
                        if "connect: to" not in line
                    ]
                )
        assert shown[0] == shown[1]

    def test_not_connected(self) -> None:
        smtp = ours.SMTP(local_hostname="me")
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            smtp.noop()
        assert hasattr(caught.value, "diagnosis")
        assert smtp.diagnosis is None or smtp.diagnosis.reply is None
        assert smtp.last_reply is None
        with pytest.raises(smtplib.SMTPServerDisconnected, match="connect"):
            ours.SMTP(local_hostname="me").getreply()


class TestWhatWasSaid:
    def test_exchanges(self) -> None:
        with serving(*ACCEPTING) as server, connect(server) as smtp:
            refused = smtp.sendmail(
                "a@example.org", ["bob@example.org", "nobody@example.org"], MESSAGE
            )
            assert refused == {"nobody@example.org": (550, b"5.1.1 no such user")}
            stages = [exchange.stage.name for exchange in smtp.exchanges]
            assert stages == ["CONNECT", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "END_OF_DATA"]
            assert smtp.last_reply is not None
            assert smtp.last_reply.text == "queued"
            assert smtp.diagnosis is not None
            assert smtp.diagnosis.verdict.reason is Reason.MESSAGE_ACCEPTED

    def test_a_new_connection_begins_anew(self) -> None:
        with serving(*HELLO) as server:
            smtp = connect(server)
            smtp.ehlo()
            smtp.close()
            smtp.connect(server.host, server.port)
            assert [exchange.stage for exchange in smtp.exchanges] == [Stage.CONNECT]
            smtp.close()

    def test_a_reply_too_many_answers_nothing_that_follows(self) -> None:
        with serving(
            *HELLO, Turn(b"502 no\r\n250 Ok\r\n", command="EXPN"), Turn("550 no", command="VRFY")
        ) as server:
            smtp = connect(server)
            smtp.ehlo()
            assert smtp.expn("x")[0] == 502
            assert smtp.vrfy("y") == (550, b"no")
            assert [e.is_unasked for e in smtp.exchanges] == [False, False, False, True, False]
            smtp.close()

    def test_nor_do_bytes_too_many_that_are_no_reply(self) -> None:
        script = (
            *HELLO,
            Turn(b"502 no\r\ngarbage\r\n", command="EXPN"),
            Turn("250 ok", command="NOOP"),
            Turn("550 no", command="VRFY"),
        )
        with serving(*script) as server:
            smtp = connect(server)
            smtp.ehlo()
            assert smtp.expn("x")[0] == 502
            assert smtp.noop() == (250, b"ok")
            assert smtp.vrfy("y") == (550, b"no")
            smtp.close()

    def test_a_421_nobody_asked_for_ends_the_session_as_in_smtplib(self) -> None:
        with serving(
            *HELLO, Turn(b"500 what\r\n421 bye\r\n", command="NOOP", after=After.CLOSE)
        ) as server:
            smtp = connect(server)
            smtp.ehlo()
            assert smtp.noop()[0] == 500
            with pytest.raises(smtplib.SMTPSenderRefused) as caught:
                smtp.sendmail("a@example.org", "b@example.org", MESSAGE)
            assert caught.value.smtp_code == 421


class TestDiagnosis:
    def test_every_refused_recipient(self) -> None:
        with serving(*ACCEPTING) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
                smtp.sendmail("a@example.org", ["nobody@example.org", "later@example.org"], MESSAGE)
            smtp.close()
        error: Any = caught.value
        assert [d.recipient for d in error.diagnoses] == ["nobody@example.org", "later@example.org"]
        assert [d.advice.action for d in error.diagnoses] == [
            Action.GIVE_UP_RECIPIENT,
            Action.RETRY_LATER,
        ]
        assert error.diagnosis is error.diagnoses[0]

    @pytest.mark.parametrize(
        ("turns", "error", "stage", "action"),
        [
            ((Turn("550 no", command="MAIL"),), smtplib.SMTPSenderRefused, Stage.MAIL, Action.FIX_SENDER_ADDRESS),
            ((*ACCEPTING[2:7], Turn("552 big", command=".")), smtplib.SMTPDataError, Stage.END_OF_DATA, Action.SHRINK_MESSAGE),
            ((*ACCEPTING[2:7], Turn(b"", command=".", after=After.CLOSE)), smtplib.SMTPServerDisconnected, Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
            ((Turn(b"", command="MAIL", after=After.CLOSE),), smtplib.SMTPServerDisconnected, Stage.MAIL, Action.NEXT_HOST),
        ],
    )  # fmt: skip
    def test_of_an_exception(
        self, turns: Sequence[Turn], error: type[Exception], stage: Stage, action: Action
    ) -> None:
        with serving(*HELLO, *turns) as server:
            smtp = connect(server)
            with pytest.raises(error) as caught:
                smtp.sendmail("a@example.org", "bob@example.org", MESSAGE)
            smtp.close()
        diagnosis = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.verdict.stage is stage
        assert diagnosis.advice.action is action

    def test_of_a_refused_connection(self) -> None:
        with serving() as server:
            pass
        with pytest.raises(ConnectionRefusedError) as caught:
            ours.SMTP(server.host, server.port, timeout=5)
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.source.kind is EventKind.CONNECT_REFUSED
        assert diagnosis.advice.checks

    def test_of_a_greeting_that_refuses(self) -> None:
        with (
            serving(Turn("554 5.7.1 go away")) as server,
            pytest.raises(smtplib.SMTPConnectError) as caught,
        ):
            connect(server)
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.verdict.stage is Stage.CONNECT
        assert diagnosis.advice.action is Action.NEXT_HOST

    def test_of_silence(self) -> None:
        with (
            serving(Turn("220 x", delay=1.0)) as server,
            pytest.raises(OSError, match="timed out") as caught,
        ):
            ours.SMTP(server.host, server.port, timeout=0.1)
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.advice.action is Action.NEXT_HOST

    def test_of_garbage(self) -> None:
        with (
            serving(Turn(b"HTTP/1.1 400 Bad Request\r\n")) as server,
            pytest.raises(smtplib.SMTPConnectError) as caught,
        ):
            connect(server)
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.source.kind is EventKind.NOT_A_REPLY
        assert "HTTP" in diagnosis.source.detail

    def test_of_an_endless_reply(self) -> None:
        with serving(*HELLO, Turn(b"250-x\r\n" * 2000, command="NOOP")) as server:
            smtp = connect(server)
            smtp.ehlo()
            with pytest.raises(smtplib.SMTPResponseException, match="too-many-lines") as caught:
                smtp.noop()
            assert smtp.sock is None
        assert caught.value.diagnosis.source.kind is EventKind.NOT_A_REPLY  # type: ignore[attr-defined]

    def test_of_what_is_no_answer(self) -> None:
        with serving(*HELLO) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPNotSupportedError) as caught:
                smtp.login("alice", "secret")
            smtp.close()
        assert hasattr(caught.value, "diagnosis")

    def test_of_a_failed_login(self) -> None:
        offering = Turn("250-mx\n250 AUTH PLAIN", command="EHLO")
        with serving(HELLO[0], offering, Turn("535 5.7.8 no", command="AUTH")) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
                smtp.login("alice", "secret")
            shown = repr(smtp.exchanges)
            smtp.close()
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.advice.action is Action.FIX_CREDENTIALS
        assert Caution.LOCKOUT in diagnosis.advice.cautions
        assert "AGFsaWNlAHNlY3JldA" not in shown


class TestStartTls:
    OFFERING = (HELLO[0], Turn("250-mx\n250 STARTTLS", command="EHLO", times=None))

    def test_refuses_bytes_behind_the_220(self) -> None:
        injected = Turn(b"220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n", command="STARTTLS")
        with serving(*self.OFFERING, injected) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPException, match="trailing-data") as caught:
                smtp.starttls()
            assert smtp.sock is None
        assert caught.value.diagnosis.source.kind is EventKind.INJECTED  # type: ignore[attr-defined]

    def test_a_failed_handshake_closes(self) -> None:
        with serving(
            *self.OFFERING, Turn("220 go", command="STARTTLS", after=After.CLOSE)
        ) as server:
            smtp = connect(server)
            with pytest.raises(OSError) as caught:  # noqa: PT011  ssl's or the socket's
                smtp.starttls()
            assert smtp.sock is None
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert diagnosis.verdict.stage is Stage.STARTTLS
        assert diagnosis.source.kind is EventKind.TLS_INTERRUPTED
        assert diagnosis.advice.alternatives[0] is Action.NEXT_HOST

    def test_refused(self) -> None:
        with serving(*self.OFFERING, Turn("454 TLS not available", command="STARTTLS")) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPResponseException) as caught:
                smtp.starttls()
            smtp.close()
        diagnosis: Any = caught.value.diagnosis  # type: ignore[attr-defined]
        assert Caution.TLS_STRIPPING in diagnosis.advice.cautions


class TestLmtp:
    SCRIPT = (
        Turn("220 mx LMTP"),
        Turn("250 mx", command="LHLO"),
        Turn("250 ok", command="MAIL", times=None),
        Turn("250 ok", command="RCPT", times=None),
        Turn("354 go", command="DATA", times=None),
        Turn("221 bye", command="QUIT"),
    )

    def test_reads_a_reply_for_each_recipient(self) -> None:
        both = Turn(b"250 a has it\r\n452 4.2.2 b is full\r\n", command=".")
        with (
            serving(*self.SCRIPT, both, Turn("250 ok", command="NOOP")) as server,
            connect(server, ours.LMTP) as smtp,
        ):
            refused = smtp.sendmail("x@example.org", ["a@example.org", "b@example.org"], MESSAGE)
            assert refused == {"b@example.org": (452, b"4.2.2 b is full")}
            assert smtp.noop() == (250, b"ok")

    def test_refused_for_all(self) -> None:
        both = Turn(b"552 a\r\n552 b\r\n", command=".")
        with serving(*self.SCRIPT, both, Turn("250 ok", command="RSET")) as server:
            smtp = connect(server, ours.LMTP)
            with pytest.raises(smtplib.SMTPDataError):
                smtp.sendmail("x@example.org", ["a@example.org", "b@example.org"], MESSAGE)
            smtp.close()

    def test_data_refused(self) -> None:
        script = (
            *self.SCRIPT[:4],
            Turn("451 later", command="DATA"),
            Turn("250 ok", command="RSET"),
        )
        with serving(*script) as server:
            smtp = connect(server, ours.LMTP)
            with pytest.raises(smtplib.SMTPDataError):
                smtp.sendmail("x@example.org", ["a@example.org"], MESSAGE)
            smtp.close()


class TestVerify:
    REFUSING = (*ACCEPTING, Turn("502 5.5.1 disabled", command="VRFY", times=None))
    PROBE = (Action.PROBE_RECIPIENT,)

    def verify(self, address: str, *script: Turn, **options: Any) -> tuple[Any, ScriptedServer]:
        with serving(*script) as server:
            smtp = connect(server)
            result = smtp.verify(address, **options)
            smtp.quit()
            return result, server

    @pytest.mark.parametrize(
        ("reply", "status"),
        [
            ("250 Bob <bob@example.org>", AddressStatus.DELIVERABLE),
            ("251 forwards to <bob@example.net>", AddressStatus.DELIVERABLE),
            ("550 5.1.1 no such user", AddressStatus.UNDELIVERABLE),
            ("252 will try", AddressStatus.UNKNOWN),
            ("550 no", AddressStatus.UNKNOWN),
            ("550 <bob@example.org> Unrouteable address", AddressStatus.UNKNOWN),
            ("501 bob: recipient address must contain a domain", AddressStatus.UNKNOWN),
            ("250 Ok", AddressStatus.UNKNOWN),
            ("451 later", AddressStatus.UNKNOWN),
        ],
    )
    def test_by_vrfy(self, reply: str, status: AddressStatus) -> None:
        result, _ = self.verify("bob@example.org", *ACCEPTING, Turn(reply, command="VRFY"))
        assert (result.status, result.how) == (status, How.VRFY)
        assert result.catch_all is None
        assert result.cautions == ()

    def test_nothing_is_done_unless_allowed(self) -> None:
        result, server = self.verify("bob@example.org", *self.REFUSING)
        assert result.status is AddressStatus.UNKNOWN
        assert [c.split()[0].upper() for c in server.sessions[0].commands] == [
            "EHLO",
            "VRFY",
            "QUIT",
        ]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("bob@example.org", AddressStatus.DELIVERABLE),
            ("nobody@example.org", AddressStatus.UNDELIVERABLE),
            ("later@example.org", AddressStatus.UNKNOWN),
        ],
    )
    def test_by_probe(self, address: str, status: AddressStatus) -> None:
        result, server = self.verify(address, *self.REFUSING, fallbacks=self.PROBE)
        assert (result.status, result.how) == (status, How.PROBE)
        assert Caution.NOT_PROOF in result.cautions
        commands = [command.lower() for command in server.sessions[0].commands]  # Pythons differ
        assert commands[2:] == ["mail from:<>", f"rcpt to:<{address}>", "rset", "quit"]
        assert [d.verdict.stage for d in result.diagnoses] == [Stage.VRFY, Stage.RCPT]
        assert str(result).startswith(f"{address}: {status.value} (by probe); ")

    def test_catch_all_proves_nothing(self) -> None:
        fallbacks = (*self.PROBE, Action.CHECK_CATCH_ALL)
        result, server = self.verify("bob@example.org", *self.REFUSING, fallbacks=fallbacks)
        assert result.catch_all is True
        assert result.status is AddressStatus.UNKNOWN
        assert server.sessions[0].commands[4].endswith("@example.org>")

    def test_no_catch_all(self) -> None:
        script = (
            *HELLO,
            ACCEPTING[2],
            Turn("250 ok", command="RCPT TO:<bob"),
            Turn("550 5.1.1 no", command="RCPT"),
            *ACCEPTING[6:],
            self.REFUSING[-1],
        )
        fallbacks = (*self.PROBE, Action.CHECK_CATCH_ALL)
        result, _ = self.verify("bob@example.org", *script, fallbacks=fallbacks)
        assert (result.catch_all, result.status) == (False, AddressStatus.DELIVERABLE)

    def test_sender_refused(self) -> None:
        script = (
            *HELLO,
            Turn("550 no null sender", command="MAIL"),
            *ACCEPTING[7:],
            self.REFUSING[-1],
        )
        result, _ = self.verify("bob@example.org", *script, fallbacks=self.PROBE)
        assert result.status is AddressStatus.UNKNOWN
        assert result.diagnosis.verdict.stage is Stage.MAIL

    def test_421_at_the_probe(self) -> None:
        script = (
            *ACCEPTING[:3],
            Turn("421 bye", command="RCPT", after=After.CLOSE),
            self.REFUSING[-1],
        )
        with serving(*script) as server:
            smtp = connect(server)
            result = smtp.verify("bob@example.org", fallbacks=self.PROBE)
            smtp.close()
        assert result.status is AddressStatus.UNKNOWN

    def send(self, smtp: smtplib.SMTP, address: str) -> None:
        smtp.sendmail("me@example.net", address, MESSAGE)

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("bob@example.org", AddressStatus.DELIVERABLE),
            ("nobody@example.org", AddressStatus.UNDELIVERABLE),
            ("later@example.org", AddressStatus.UNKNOWN),
        ],
    )
    def test_by_message(self, address: str, status: AddressStatus) -> None:
        result, server = self.verify(
            address,
            *self.REFUSING,
            fallbacks=(Action.SEND_TEST_MESSAGE,),
            send_test_message=self.send,
        )
        assert (result.status, result.how) == (status, How.TEST_MESSAGE)
        assert Caution.VISIBLE_MESSAGE in result.cautions
        assert len(server.sessions[0].messages) == (status is AddressStatus.DELIVERABLE)

    def test_the_advice_decides_the_order(self) -> None:
        fallbacks = (Action.PROBE_RECIPIENT, Action.SEND_TEST_MESSAGE)
        result, server = self.verify(
            "later@example.org", *self.REFUSING, fallbacks=fallbacks, send_test_message=self.send
        )
        assert [d.verdict.stage for d in result.diagnoses] == [Stage.VRFY, Stage.RCPT, Stage.RCPT]
        assert result.how is How.PROBE
        assert server.sessions[0].messages == []

    def test_a_message_nobody_can_send(self) -> None:
        with serving(*self.REFUSING) as server:
            smtp = connect(server)
            with pytest.raises(ValueError, match="needs send_test_message"):
                smtp.verify("bob@example.org", fallbacks=(Action.SEND_TEST_MESSAGE,))
            smtp.close()

    @pytest.mark.parametrize(
        "error", [smtplib.SMTPServerDisconnected("x"), smtplib.SMTPException("x")]
    )
    def test_what_the_callback_raises_otherwise_is_raised(self, error: Exception) -> None:
        def fail(smtp: smtplib.SMTP, address: str) -> None:
            raise error

        with serving(*self.REFUSING) as server:
            smtp = connect(server)
            with pytest.raises(type(error)):
                smtp.verify(
                    "b@example.org", fallbacks=(Action.SEND_TEST_MESSAGE,), send_test_message=fail
                )
            smtp.close()

    def test_a_callback_that_sends_nothing(self) -> None:
        with serving(*self.REFUSING) as server:
            smtp = connect(server)
            with pytest.raises(ValueError, match="sent no message"):
                smtp.verify(
                    "b@example.org",
                    fallbacks=(Action.SEND_TEST_MESSAGE,),
                    send_test_message=lambda s, a: None,
                )
            smtp.close()


class TestStageOfWhatIsNoReply:
    """What answers the dot, whatever it is, leaves the message's fate unknown."""

    @pytest.mark.parametrize(
        "answer",
        [
            b"250 " + b"x" * 20_000 + b"\r\n",
            b"garbage here\r\n",
            b"550-no\r\n250 yes\r\n",
            b"HTTP/1.1 200\r\n",
        ],
    )
    def test_behind_the_message(self, answer: bytes) -> None:
        with serving(
            *ACCEPTING[:7], Turn(answer, command="."), Turn("250 ok", command="RSET")
        ) as server:
            smtp = connect(server)
            with pytest.raises(smtplib.SMTPResponseException) as caught:
                smtp.sendmail("a@example.org", "bob@example.org", MESSAGE)
            smtp.close()
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.verdict.stage is Stage.END_OF_DATA
        assert diagnosis.advice.action is Action.HOLD_AS_UNKNOWN

    def test_a_tls_record_for_a_greeting(self) -> None:
        with (
            serving(Turn(b"\x15\x03\x01\x00\x02\x02F")) as server,
            pytest.raises(smtplib.SMTPConnectError) as caught,
        ):
            connect(server)
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.advice.because == "greeting-is-not-smtp"
        assert diagnosis.advice.checks

    def test_a_time_out_is_one(self) -> None:
        with serving(*HELLO, Turn("250 ok", command="MAIL", delay=1.0)) as server:
            smtp = ours.SMTP(server.host, server.port, timeout=0.2, local_hostname="me")
            with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
                smtp.sendmail("a@example.org", "bob@example.org", MESSAGE)
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert isinstance(diagnosis.source, Event)
        assert (diagnosis.source.kind, diagnosis.source.stage) == (EventKind.TIMEOUT, Stage.MAIL)


class TestWhoseDiagnosis:
    def test_not_that_of_another_command_with_the_same_code(self) -> None:
        script = (
            *HELLO,
            Turn("500 what", command="VRFY"),
            *ACCEPTING[2:7],
            Turn(b"250 " + b"x" * 20_000 + b"\r\n", command="."),
        )
        with serving(*script) as server:
            smtp = connect(server)
            smtp.ehlo()
            smtp.vrfy("x")
            with pytest.raises(smtplib.SMTPResponseException) as caught:
                smtp.sendmail("a@example.org", "bob@example.org", MESSAGE)
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.verdict.stage is Stage.END_OF_DATA

    def test_what_was_never_asked_has_none(self) -> None:
        with serving(*HELLO) as server:
            smtp = connect(server)
            calls: list[Callable[[], object]] = [smtp.starttls, lambda: smtp.login("a", "b")]
            for call in calls:
                with pytest.raises(smtplib.SMTPNotSupportedError) as caught:
                    call()
                assert ours.diagnosis_of(caught.value) is None
            assert smtp.diagnosis is not None
            assert smtp.diagnosis.verdict.stage is Stage.EHLO
            smtp.close()
        assert ours.diagnoses_of(caught.value) == ()
        with pytest.raises(smtplib.SMTPServerDisconnected) as lost:
            ours.SMTP(local_hostname="me").noop()
        assert ours.diagnosis_of(lost.value) is None

    def test_names_of_smtplib_are_there(self) -> None:
        for name in (
            "SMTPException",
            "SMTPServerDisconnected",
            "SMTPRecipientsRefused",
            "SMTP_PORT",
        ):
            assert getattr(ours, name) is getattr(smtplib, name)


class TestVerifyArguments:
    @pytest.mark.parametrize(
        ("address", "fallbacks", "message"),
        [
            ("", (), "not empty"),
            ("a@example.org", ("probe-recipient",), "a fallback is one of PROBE_RECIPIENT"),
            ("a@example.org", (Action.ASK_USER,), "a fallback is one of"),
        ],
    )
    def test_bad_ones(self, address: str, fallbacks: Any, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            ours.SMTP(local_hostname="me").verify(address, fallbacks=fallbacks)

    def test_an_earlier_message_proves_nothing(self) -> None:
        with serving(*ACCEPTING, Turn("502 no", command="VRFY")) as server:
            smtp = connect(server)
            smtp.sendmail("a@example.org", "bob@example.org", MESSAGE)
            with pytest.raises(ValueError, match="sent no message"):
                smtp.verify(
                    "b@example.org",
                    fallbacks=(Action.SEND_TEST_MESSAGE,),
                    send_test_message=lambda s, a: None,
                )
            smtp.close()

    def test_a_catch_all_probe_put_off_says_nothing(self) -> None:
        script = (
            *HELLO,
            ACCEPTING[2],
            Turn("250 ok", command="RCPT TO:<bob"),
            Turn("450 later", command="RCPT"),
            *ACCEPTING[6:],
            Turn("502 no", command="VRFY"),
        )
        with serving(*script) as server:
            smtp = connect(server)
            result = smtp.verify(
                "bob@example.org", fallbacks=(Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL)
            )
            smtp.close()
        assert (result.catch_all, result.status) == (None, AddressStatus.UNKNOWN)
