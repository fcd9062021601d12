"""The drop-in aiosmtplib: same calls and exceptions, with what was said and what it means."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller

from smtpreply import Action, Caution, EventKind, Reason, Stage, diagnose
from smtpreply.adapters import aio
from smtpreply.adapters import aiosmtplib as ours
from smtpreply.adapters.verification import AddressStatus, How, Verification
from smtpreply.testing import After, ScriptedServer, Turn
from tests.test_architecture import loaded_by
from tests.test_drivers import ClearController, a_closed_port
from tests.test_live import Handler, certificate, trusting
from tests.test_smtplib_adapter import ACCEPTING, HELLO, MESSAGE

# aiosmtpd itself warns about old idioms; that is not ours to fail on.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BOB, NOBODY, LATER = "alice@example.org", "nobody@example.org", "later@example.org"
TO_THE_DOT = ACCEPTING[:7]


def client(server: Any, cls: Any = ours.SMTP, **options: Any) -> Any:
    """Not yet connected."""
    options = {"timeout": 5, "start_tls": False, "local_hostname": "me", **options}
    return cls(hostname="127.0.0.1", port=server.port, **options)


def talk(
    script: Sequence[Turn], what: Callable[[ours.SMTP], Awaitable[Any]], **options: Any
) -> tuple[Any, ours.SMTP, ScriptedServer]:
    """What came of it, or what was raised."""

    async def main(smtp: ours.SMTP) -> Any:
        try:
            await smtp.connect()
            return await what(smtp)
        except (OSError, ours.SMTPException, ValueError) as error:
            return error
        finally:
            smtp.close()

    with ScriptedServer(script) as server:
        smtp = client(server, **options)
        return asyncio.run(main(smtp)), smtp, server


def sending(*recipients: str) -> Callable[[ours.SMTP], Awaitable[Any]]:
    return lambda smtp: smtp.sendmail("a@example.org", list(recipients), MESSAGE)


def settled(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it, and leave asyncio the moment that it needs to close what TLS broke."""

    async def main() -> Any:
        try:
            return await work
        finally:
            await asyncio.sleep(0.05)

    return asyncio.run(main())


async def nothing(smtp: ours.SMTP) -> None:
    """Nothing but connecting."""


class TestDropIn:
    """Side by side with aiosmtplib itself, on the same script."""

    @pytest.mark.parametrize(
        "script",
        [
            ACCEPTING,
            (*HELLO, Turn("550 5.7.1 no", command="MAIL"), *ACCEPTING[2:]),
            (*HELLO, Turn("421 bye", command="MAIL", after=After.CLOSE)),
            (*HELLO, Turn("250 ok", command="MAIL"), Turn("421 bye", command="RCPT")),
            (*HELLO, Turn(b"", command="MAIL", after=After.CLOSE)),
            (*TO_THE_DOT, Turn("554 no", command="."), Turn("250 ok", command="RSET")),
            (*TO_THE_DOT[:6], Turn("451 no", command="DATA"), Turn("250 ok", command="RSET")),
            (*TO_THE_DOT, Turn(b"", command=".", after=After.RESET)),
            (Turn("554 no service"),),
            (Turn("220 x"), Turn("500 what", command="EHLO"), Turn("250 ok", command="HELO"), *ACCEPTING[2:]),
            (Turn("220 x"), Turn("500 what", command="EHLO"), Turn("550 no", command="HELO")),
            (*HELLO, Turn(b"250-a\r\n", command="MAIL", after=After.CLOSE)),
            (*HELLO, Turn(b"250-a\r\n250 b\r\n", command="MAIL", piece=1), *ACCEPTING[3:]),
            (*HELLO, Turn(b"250\r\n", command="MAIL"), *ACCEPTING[3:]),
        ],
        ids=lambda script: "-".join(str(turn.reply[:12]) for turn in script[-2:]),
    )  # fmt: skip
    def test_same_outcome(self, script: Sequence[Turn]) -> None:
        outcomes = []
        for cls in (aiosmtplib.SMTP, ours.SMTP):
            with ScriptedServer(script) as server:
                outcome = asyncio.run(self.outcome(client(server, cls)))
                session = server.sessions[0]
                outcomes.append((outcome, session.commands, session.messages))
        assert outcomes[0] == outcomes[1]

    async def outcome(self, smtp: Any) -> Any:
        try:
            async with smtp:
                refused = await smtp.sendmail("a@example.org", [BOB, NOBODY], MESSAGE)
                return refused, await smtp.noop(), smtp.esmtp_extensions, smtp.supports_esmtp
        except aiosmtplib.SMTPException as error:
            words = error.args if isinstance(error, aiosmtplib.SMTPResponseException) else ()
            return type(error), words

    def test_calls_that_read_one_reply(self) -> None:
        script = (
            *HELLO,
            Turn("214-help\n214 more", command="HELP"),
            Turn("250 ok", command="NOOP"),
            Turn("252 try", command="VRFY"),
            Turn("250 a\u00e9", command="EXPN"),
        )

        async def ask(smtp: Any) -> Any:
            return (
                await smtp.help(),
                await smtp.noop(),
                await smtp.vrfy(BOB),
                await smtp.expn("list"),
                await smtp.rset(),
            )

        answer, smtp, _ = talk((*script, ACCEPTING[-2]), ask)
        theirs, _, _ = talk((*script, ACCEPTING[-2]), ask, cls=aiosmtplib.SMTP)
        assert answer == theirs
        assert isinstance(answer[1], aiosmtplib.SMTPResponse)
        assert [e.stage.name for e in smtp.exchanges[2:]] == [
            "HELP",
            "NOOP",
            "VRFY",
            "EXPN",
            "RSET",
        ]

    def test_names_of_aiosmtplib_are_there(self) -> None:
        missing = {name for name in aiosmtplib.__all__ if not hasattr(ours, name)}
        assert missing <= {"SMTPTokenGenerator"}  # a type of its latest versions
        for name in ours.__all__:
            if name.startswith("SMTP") and name != "SMTP":
                assert getattr(ours, name) is getattr(aiosmtplib, name)

    def test_the_driver_does_without_aiosmtplib(self) -> None:
        assert aio.SMTP is ours.SMTP
        assert "aiosmtplib" not in loaded_by("from smtpreply.adapters.aio import deliver")
        with pytest.raises(AttributeError, match=r"'smtpreply.adapters.aio' has no attribute 'X'"):
            _ = aio.X

    def test_over_a_unix_socket(self, tmp_path: Path) -> None:
        done = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 x\r\n")
            await reader.readline()
            writer.write(b"250 x\r\n")
            await reader.read()
            writer.close()
            done.set()

        async def main() -> ours.SMTP:
            path = str(tmp_path / "smtp")
            async with await asyncio.start_unix_server(serve, path):
                smtp = ours.SMTP(socket_path=path, start_tls=False, local_hostname="me")
                await smtp.connect()
                await smtp.ehlo()
                smtp.close()
                await done.wait()
            return smtp

        assert [e.stage for e in asyncio.run(main()).exchanges] == [Stage.CONNECT, Stage.EHLO]


class TestSend:
    def test_text(self) -> None:
        async def main(port: int) -> Any:
            return await ours.send(
                MESSAGE, sender="a@example.org", recipients=[BOB, NOBODY],
                hostname="127.0.0.1", port=port, start_tls=False,
            )  # fmt: skip

        with ScriptedServer(ACCEPTING) as server:
            refused, said = asyncio.run(main(server.port))
        assert (refused, said) == ({NOBODY: (550, "5.1.1 no such user")}, "queued")

    def test_a_message(self) -> None:
        message = EmailMessage()
        message["From"], message["To"] = "a@example.org", NOBODY
        message.set_content("Hello.\n")

        async def main(port: int) -> Any:
            return await ours.send(message, hostname="127.0.0.1", port=port, start_tls=False)

        with ScriptedServer(ACCEPTING) as server:
            with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
                asyncio.run(main(server.port))
        assert [d.recipient for d in ours.diagnoses_of(caught.value)] == [NOBODY]

    @pytest.mark.parametrize(("sender", "recipients"), [("a@example.org", None), (None, BOB)])
    def test_text_without_an_envelope(self, sender: Any, recipients: Any) -> None:
        with pytest.raises(ValueError, match="needs sender and recipients"):
            asyncio.run(ours.send("x", sender=sender, recipients=recipients))


class TestWhatWasSaid:
    def test_exchanges(self) -> None:
        (refused, _), smtp, _ = talk(ACCEPTING, sending(BOB, NOBODY))
        assert refused == {NOBODY: (550, "5.1.1 no such user")}
        stages = [exchange.stage.name for exchange in smtp.exchanges]
        assert stages == ["CONNECT", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "END_OF_DATA"]
        assert smtp.last_reply is not None
        assert smtp.last_reply.text == "queued"
        assert smtp.diagnosis is not None
        assert smtp.diagnosis.verdict.reason is Reason.MESSAGE_ACCEPTED

    def test_before_and_behind_a_connection(self) -> None:
        smtp = ours.SMTP(hostname="127.0.0.1")
        assert (smtp.exchanges, smtp.last_reply, smtp.diagnosis) == ((), None, None)

        async def main(smtp: ours.SMTP) -> None:
            async with smtp:
                await smtp.ehlo()
            assert smtp.exchanges[-1].stage is Stage.QUIT
            async with smtp:
                assert [exchange.stage for exchange in smtp.exchanges] == [Stage.CONNECT]

        with ScriptedServer(ACCEPTING) as server:
            asyncio.run(main(client(server)))

    @pytest.mark.parametrize(
        "more", [b"250 Ok\r\n", b"garbage\r\n", b"250 a\r\ngarbage\r\n250 b\r\n"]
    )
    @pytest.mark.parametrize("wait", [0.0, 0.1])
    def test_what_nobody_asked_for_answers_nothing_that_follows(
        self, more: bytes, wait: float
    ) -> None:
        async def ask(smtp: ours.SMTP) -> Any:
            with pytest.raises(aiosmtplib.SMTPResponseException):
                await smtp.expn("x")
            await asyncio.sleep(wait)
            noop = await smtp.noop()
            with pytest.raises(aiosmtplib.SMTPResponseException) as caught:
                await smtp.vrfy(BOB)
            return noop, caught.value.args

        script = (
            *HELLO,
            Turn(b"502 no\r\n" + more, command="EXPN"),
            Turn("250 fine", command="NOOP"),
            Turn("550 no", command="VRFY"),
        )
        answers, smtp, _ = talk(script, ask)
        assert answers == ((250, "fine"), (550, "no"))
        assert sum(e.is_unasked for e in smtp.exchanges) == more.count(b"250")

    def test_a_421_nobody_asked_for_says_why_it_is_closed(self) -> None:
        async def ask(smtp: ours.SMTP) -> Any:
            await smtp.noop()
            while smtp.is_connected:
                await asyncio.sleep(0.01)
            return await smtp.sendmail("a@example.org", BOB, MESSAGE)

        bye = Turn(b"250 ok\r\n421 4.3.2 going down\r\n", command="NOOP", after=After.CLOSE)
        error, smtp, _ = talk((*HELLO, bye), ask)
        assert type(error) is aiosmtplib.SMTPServerDisconnected
        assert smtp.last_reply is not None
        assert smtp.last_reply.code == 421
        diagnosis = ours.diagnosis_of(error)
        assert diagnosis is not None
        assert diagnosis.reply == smtp.last_reply

    def test_a_421_nobody_asked_for_ends_the_session(self) -> None:
        bye = Turn(b"250 ok\r\n421 bye\r\n", command="EHLO")
        error, _, _ = talk((HELLO[0], bye), sending(BOB))
        assert type(error) is aiosmtplib.SMTPSenderRefused
        assert error.code == 421

    def test_talk_without_end_closes(self) -> None:
        async def ask(smtp: ours.SMTP) -> Any:
            await smtp.noop()
            while smtp.is_connected:
                await asyncio.sleep(0.01)
            return smtp.diagnosis

        endless = Turn(b"250 ok\r\n" + b"x" * 200_000, command="NOOP")
        diagnosis, _, _ = talk((*HELLO, endless), ask)
        assert diagnosis.source.kind is EventKind.NOT_A_REPLY


class TestDiagnosis:
    def test_every_refused_recipient(self) -> None:
        error, _, _ = talk(ACCEPTING, sending(NOBODY, LATER))
        assert type(error) is aiosmtplib.SMTPRecipientsRefused
        diagnoses = ours.diagnoses_of(error)
        assert [(d.recipient, d.advice.action) for d in diagnoses] == [
            (NOBODY, Action.GIVE_UP_RECIPIENT),
            (LATER, Action.RETRY_LATER),
        ]
        assert ours.diagnosis_of(error) is diagnoses[0]
        assert [ours.diagnoses_of(each) for each in error.recipients] == [(d,) for d in diagnoses]

    @pytest.mark.parametrize(
        ("turns", "error", "stage", "action"),
        [
            ((Turn("550 no", command="MAIL"),), "SMTPSenderRefused", Stage.MAIL, Action.FIX_SENDER_ADDRESS),
            ((*TO_THE_DOT[2:], Turn("552 big", command=".")), "SMTPDataError", Stage.END_OF_DATA, Action.SHRINK_MESSAGE),
            ((*TO_THE_DOT[2:6], Turn("451 later", command="DATA")), "SMTPDataError", Stage.DATA, Action.RETRY_LATER),
            ((*TO_THE_DOT[2:], Turn(b"", command=".", after=After.CLOSE)), "SMTPServerDisconnected", Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
            ((*TO_THE_DOT[2:], Turn(b"", command=".", after=After.RESET)), "SMTPServerDisconnected", Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
            ((Turn(b"", command="MAIL", after=After.CLOSE),), "SMTPServerDisconnected", Stage.MAIL, Action.NEXT_HOST),
            ((*TO_THE_DOT[2:], Turn(b"250 " + b"x" * 20_000 + b"\r\n", command=".")), "SMTPResponseException", Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
            ((*TO_THE_DOT[2:], Turn(b"garbage here\r\n", command=".")), "SMTPResponseException", Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
            ((*TO_THE_DOT[2:], Turn(b"550-no\r\n250 yes\r\n", command=".")), "SMTPResponseException", Stage.END_OF_DATA, Action.HOLD_AS_UNKNOWN),
        ],
    )  # fmt: skip
    def test_of_an_exception(
        self, turns: Sequence[Turn], error: str, stage: Stage, action: Action
    ) -> None:
        caught, _, _ = talk((*HELLO, *turns, Turn("250 ok", command="RSET")), sending(BOB))
        assert type(caught).__name__ == error
        diagnosis = ours.diagnosis_of(caught)
        assert diagnosis is not None
        assert (diagnosis.verdict.stage, diagnosis.advice.action) == (stage, action)
        assert diagnose(caught) == diagnosis

    def test_of_a_refused_connection(self) -> None:
        with ScriptedServer(()) as server:
            pass
        with pytest.raises(aiosmtplib.SMTPConnectError) as caught:
            asyncio.run(client(server).connect())
        diagnosis: Any = ours.diagnosis_of(caught.value)
        assert diagnosis.source.kind is EventKind.CONNECT_REFUSED
        assert diagnosis.verdict.stage is Stage.CONNECT

    @pytest.mark.parametrize(
        ("greeting", "error", "kind"),
        [
            (Turn("554 5.7.1 go away"), "SMTPConnectResponseError", None),
            (Turn(b"HTTP/1.1 400 Bad Request\r\n"), "SMTPResponseException", EventKind.NOT_A_REPLY),
            (Turn(b"\x15\x03\x01\x00\x02\x02F"), "SMTPResponseException", EventKind.NOT_A_REPLY),
            (Turn(b"", after=After.CLOSE), "SMTPConnectError", EventKind.CLOSED),
            (Turn("220 x", delay=0.6), "SMTPConnectTimeoutError", EventKind.TIMEOUT),
        ],
    )
    def test_of_a_bad_greeting(self, greeting: Turn, error: str, kind: EventKind | None) -> None:
        caught, smtp, _ = talk((greeting,), nothing, timeout=0.3)
        assert type(caught).__name__ == error
        diagnosis: Any = ours.diagnosis_of(caught)
        assert diagnosis.verdict.stage is Stage.CONNECT
        assert diagnosis == smtp.diagnosis
        assert Action.NEXT_HOST in (diagnosis.advice.action, *diagnosis.advice.alternatives)
        assert getattr(diagnosis.source, "kind", None) is kind

    def test_of_an_endless_reply(self) -> None:
        async def ask(smtp: ours.SMTP) -> Any:
            with pytest.raises(aiosmtplib.SMTPResponseException, match="too-many-lines") as caught:
                await smtp.noop()
            assert not smtp.is_connected
            return caught.value

        error, _, _ = talk((*HELLO, Turn(b"250-x\r\n" * 2000, command="NOOP")), ask)
        diagnosis: Any = ours.diagnosis_of(error)
        assert diagnosis.source.kind is EventKind.NOT_A_REPLY
        assert diagnosis.verdict.stage is Stage.NOOP

    def test_of_silence_behind_the_dot(self) -> None:
        script = (*TO_THE_DOT, Turn("250 ok", command=".", delay=0.6))
        error, smtp, _ = talk(script, sending(BOB), timeout=0.3)
        assert type(error) is aiosmtplib.SMTPReadTimeoutError
        diagnosis: Any = ours.diagnosis_of(error)
        assert diagnosis.source.kind is EventKind.TIMEOUT
        assert diagnosis.advice.action is Action.HOLD_AS_UNKNOWN
        assert not smtp.is_connected

    def test_of_what_is_no_answer(self) -> None:
        async def ask(smtp: ours.SMTP) -> None:
            calls: list[Any] = [smtp.starttls, smtp.connect, lambda: smtp.login("a", "b")]
            for call in calls:
                with pytest.raises(aiosmtplib.SMTPException) as caught:
                    await asyncio.wait_for(call(), 5)
                assert ours.diagnosis_of(caught.value) is None
                assert hasattr(caught.value, "diagnosis")
            assert smtp.diagnosis is not None
            assert smtp.diagnosis.verdict.stage is Stage.EHLO

        result, _, _ = talk(HELLO, ask)
        assert result is None
        with pytest.raises(aiosmtplib.SMTPServerDisconnected) as lost:
            asyncio.run(ours.SMTP(local_hostname="me").noop())
        assert ours.diagnosis_of(lost.value) is None
        assert ours.diagnoses_of(lost.value) == ()

    def test_not_that_of_an_earlier_command(self) -> None:
        """A connection that was lost at one message says nothing about the next."""

        async def ask(smtp: ours.SMTP) -> Any:
            with pytest.raises(aiosmtplib.SMTPServerDisconnected):
                await smtp.sendmail("a@example.org", BOB, MESSAGE)
            return await smtp.sendmail("a@example.org", BOB, MESSAGE)

        script = (*TO_THE_DOT, Turn(b"", command=".", after=After.CLOSE))
        error, _, _ = talk(script, ask)
        diagnosis = ours.diagnosis_of(error)
        assert diagnosis is not None
        assert diagnosis.verdict.stage is Stage.EHLO
        assert diagnosis.advice.action is Action.NEXT_HOST


class TestLogin:
    OFFERING = (HELLO[0], Turn("250-mx\n250 AUTH CRAM-MD5 PLAIN LOGIN", command="EHLO"))
    LOGIN = (
        Turn("504 5.5.4 not this", command="AUTH CRAM-MD5"),
        Turn("504 5.5.4 nor this", command="AUTH PLAIN"),
        Turn("334 UGFzc3dvcmQ6", command="AUTH LOGIN"),
        Turn("535 5.7.8 no", command="c2VjcmV0"),
    )

    def test_passwords_are_in_no_exchange(self) -> None:
        error, smtp, server = talk(
            (*self.OFFERING, *self.LOGIN), lambda smtp: smtp.login("alice", "secret")
        )
        assert type(error) is aiosmtplib.SMTPAuthenticationError
        assert "c2VjcmV0" in server.sessions[0].commands
        shown = repr((smtp.exchanges, smtp.diagnosis, error, vars(error)))
        for secret in ("secret", "c2VjcmV0", "AGFsaWNlAHNlY3JldA", "YWxpY2U"):
            assert secret not in shown
        assert [e.stage for e in smtp.exchanges[2:]] == [Stage.AUTH] * 4

    def test_failed(self) -> None:
        error, _, _ = talk(
            (*self.OFFERING, *self.LOGIN), lambda smtp: smtp.login("alice", "secret")
        )
        diagnosis = ours.diagnosis_of(error)
        assert diagnosis is not None
        assert diagnosis.advice.action is Action.FIX_CREDENTIALS
        assert Caution.LOCKOUT in diagnosis.advice.cautions

    def test_while_connecting(self) -> None:
        offering = Turn("250-mx\n250 AUTH PLAIN", command="EHLO")
        script = (HELLO[0], offering, Turn("235 ok", command="AUTH"))
        _, smtp, _ = talk(script, nothing, username="alice", password="secret")
        assert [e.stage for e in smtp.exchanges] == [Stage.CONNECT, Stage.EHLO, Stage.AUTH]
        assert smtp.exchanges[-1].command == "AUTH PLAIN"


class TestStartTls:
    OFFERING = (HELLO[0], Turn("250-mx\n250 STARTTLS", command="EHLO", times=None))

    @staticmethod
    async def start(smtp: ours.SMTP) -> Any:
        try:
            return await smtp.starttls()
        finally:
            assert not smtp.is_connected

    @pytest.mark.parametrize("piece", [None, 8])
    def test_refuses_bytes_behind_the_220(self, piece: int | None) -> None:
        data = b"220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n"
        after = After.KEEP if piece is None else After.CLOSE
        injected = Turn(data, command="STARTTLS", piece=piece, after=after)
        error, _, _ = talk((*self.OFFERING, injected), self.start)
        diagnosis: Any = ours.diagnosis_of(error)
        if piece is None:  # else they may come when the handshake has begun, and it fails
            assert type(error) is aiosmtplib.SMTPException
            assert "trailing-data" in str(error)
            assert diagnosis.source.kind is EventKind.INJECTED
        assert diagnosis.verdict.stage is Stage.STARTTLS

    def test_a_failed_handshake_closes(self) -> None:
        cut = Turn("220 go", command="STARTTLS", after=After.CLOSE)
        error, _, _ = talk((*self.OFFERING, cut), self.start)
        diagnosis: Any = ours.diagnosis_of(error)
        assert diagnosis.verdict.stage is Stage.STARTTLS
        assert diagnosis.source.kind is EventKind.TLS_INTERRUPTED

    def test_so_does_one_without_an_end(self) -> None:
        error, _, _ = talk(
            (*self.OFFERING, Turn("220 go", command="STARTTLS")), self.start, timeout=0.3
        )
        diagnosis: Any = ours.diagnosis_of(error)
        assert diagnosis.verdict.stage is Stage.STARTTLS
        assert Action.PROCEED not in (diagnosis.advice.action, *diagnosis.advice.alternatives)

    def test_refused(self) -> None:
        async def start(smtp: ours.SMTP) -> Any:
            try:
                return await smtp.starttls()
            finally:
                assert smtp.is_connected

        refusal = Turn("454 TLS not available", command="STARTTLS")
        error, _, _ = talk((*self.OFFERING, refusal), start)
        diagnosis = ours.diagnosis_of(error)
        assert diagnosis is not None
        assert Caution.TLS_STRIPPING in diagnosis.advice.cautions


class TestCancelled:
    def test_its_answer_is_not_taken_for_that_of_the_next(self) -> None:
        async def ask(smtp: ours.SMTP) -> Any:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(smtp.noop(), 0.3)
            assert not smtp.is_connected
            with pytest.raises(aiosmtplib.SMTPServerDisconnected):
                await smtp.vrfy(BOB)
            await smtp.connect()
            return await smtp.vrfy(BOB)

        slow = Turn("250 late", command="NOOP", delay=0.6)
        answer, smtp, _ = talk((*HELLO, slow, Turn("252 try", command="VRFY")), ask)
        assert answer == (252, "try")
        assert [e.stage for e in smtp.exchanges] == [Stage.CONNECT, Stage.EHLO, Stage.VRFY]

    def test_while_connecting(self) -> None:
        async def main(smtp: ours.SMTP) -> Any:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(smtp.connect(), 0.3)
            assert not smtp.is_connected

        with ScriptedServer((Turn("220 x", delay=0.6),)) as server:
            asyncio.run(main(client(server)))


class TestManyAtOnce:
    def test_fifty_clients(self) -> None:
        async def one(port: int, number: int) -> Any:
            to = (BOB, NOBODY, LATER)[number % 3]
            async with ours.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as smtp:
                try:
                    await smtp.sendmail(f"a{number}@example.org", to, MESSAGE)
                except aiosmtplib.SMTPRecipientsRefused as error:
                    [diagnosis] = ours.diagnoses_of(error)
                    assert diagnosis.recipient == to
                    return diagnosis.verdict.reason
                assert f"a{number}@" in str(smtp.exchanges[2].command)
                return smtp.diagnosis and smtp.diagnosis.verdict.reason

        async def main(port: int) -> list[Any]:
            return await asyncio.gather(*(one(port, number) for number in range(50)))

        with ScriptedServer(ACCEPTING) as server:
            reasons = asyncio.run(main(server.port))
            messages = [message for session in server.sessions for message in session.messages]
        assert reasons[:2] == [Reason.MESSAGE_ACCEPTED, Reason.RECIPIENT_UNKNOWN]
        assert reasons == (reasons[:3] * 17)[:50]
        assert len(messages) == 17

    def test_tasks_that_share_a_client(self) -> None:
        async def one(smtp: ours.SMTP, to: str) -> Any:
            try:
                return await smtp.sendmail("a@example.org", to, MESSAGE)
            except aiosmtplib.SMTPRecipientsRefused as error:
                return [d.recipient for d in ours.diagnoses_of(error)]

        async def ask(smtp: ours.SMTP) -> Any:
            probing = smtp.verify(BOB, fallbacks=(Action.PROBE_RECIPIENT,))
            return await asyncio.gather(
                one(smtp, BOB), probing, one(smtp, NOBODY), smtp.noop(), one(smtp, BOB)
            )

        hello = Turn("250 mx", command="EHLO", times=None)  # each task may begin with it
        rest = (Turn("502 no", command="VRFY"), Turn("250 ok", command="NOOP"))
        answers, _, server = talk((HELLO[0], hello, *ACCEPTING[2:], *rest), ask)
        sent: Any = ({}, "queued")
        assert answers[:1] + answers[2:] == [sent, [NOBODY], (250, "ok"), sent]
        assert answers[1].status is AddressStatus.DELIVERABLE
        verbs = [c[:4] for c in server.sessions[0].commands if c[:4] not in ("EHLO", "NOOP")]
        mail = ["MAIL", "RCPT", "DATA"]
        assert verbs == [*mail, "VRFY", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET", *mail]


class TestVerify:
    REFUSING = (*ACCEPTING, Turn("502 5.5.1 disabled", command="VRFY", times=None))
    PROBE = (Action.PROBE_RECIPIENT,)

    def verify(self, address: str, *script: Turn, **options: Any) -> tuple[Any, list[str]]:
        result, _, server = talk(script, lambda smtp: smtp.verify(address, **options))
        return result, server.sessions[0].commands

    @pytest.mark.parametrize(
        ("reply", "status"),
        [
            ("250 Bob <alice@example.org>", AddressStatus.DELIVERABLE),
            ("550 5.1.1 no such user", AddressStatus.UNDELIVERABLE),
            ("252 will try", AddressStatus.UNKNOWN),
            ("garbage", AddressStatus.UNKNOWN),
        ],
    )
    def test_by_vrfy(self, reply: str, status: AddressStatus) -> None:
        result, commands = self.verify(BOB, *HELLO, Turn(reply, command="VRFY"))
        assert (result.status, result.how) == (status, How.VRFY)
        assert [command[:4] for command in commands] == ["EHLO", "VRFY"]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            (BOB, AddressStatus.DELIVERABLE),
            (NOBODY, AddressStatus.UNDELIVERABLE),
            (LATER, AddressStatus.UNKNOWN),
        ],
    )
    def test_by_probe(self, address: str, status: AddressStatus) -> None:
        result, commands = self.verify(address, *self.REFUSING, fallbacks=self.PROBE)
        assert (result.status, result.how) == (status, How.PROBE)
        assert Caution.NOT_PROOF in result.cautions
        assert commands[2:] == ["MAIL FROM:<>", f"RCPT TO:<{address}>", "RSET"]
        assert [d.verdict.stage for d in result.diagnoses] == [Stage.VRFY, Stage.RCPT]

    def test_a_probe_without_vrfy(self) -> None:
        result, _, server = talk(ACCEPTING, lambda smtp: smtp.probe(BOB, check_catch_all=True))
        assert (result.catch_all, result.status) == (True, AddressStatus.UNKNOWN)
        assert [c[:4] for c in server.sessions[0].commands] == [
            "EHLO",
            "MAIL",
            "RCPT",
            "RCPT",
            "RSET",
        ]
        with pytest.raises(ValueError, match="not empty"):
            asyncio.run(ours.SMTP().probe(" "))

    def test_catch_all_proves_nothing(self) -> None:
        fallbacks = (*self.PROBE, Action.CHECK_CATCH_ALL)
        result, commands = self.verify(BOB, *self.REFUSING, fallbacks=fallbacks)
        assert (result.catch_all, result.status) == (True, AddressStatus.UNKNOWN)
        assert commands[4].endswith("@example.org>")

    @pytest.mark.parametrize(
        ("turns", "stage"),
        [
            ((Turn("550 no null sender", command="MAIL"), Turn("250 ok", command="RSET")), Stage.MAIL),
            ((ACCEPTING[2], Turn("421 bye", command="RCPT", after=After.CLOSE)), Stage.RCPT),
            ((ACCEPTING[2], Turn("550 no", command="RCPT"), Turn(b"", command="RSET", after=After.CLOSE)), Stage.RCPT),
            ((ACCEPTING[2], Turn("550 no", command="RCPT"), Turn("500 what", command="RSET")), Stage.RCPT),
        ],
    )  # fmt: skip
    def test_a_probe_that_fails(self, turns: Sequence[Turn], stage: Stage) -> None:
        result, _ = self.verify(BOB, *HELLO, *turns, self.REFUSING[-1], fallbacks=self.PROBE)
        assert isinstance(result, Verification)
        assert result.status is AddressStatus.UNKNOWN
        assert result.diagnosis.verdict.stage is stage

    def test_a_connection_that_fails(self) -> None:
        hang_up = Turn(b"", command="RCPT", after=After.CLOSE)
        error, _ = self.verify(
            BOB, *ACCEPTING[:3], hang_up, self.REFUSING[-1], fallbacks=self.PROBE
        )
        assert type(error) is aiosmtplib.SMTPServerDisconnected
        diagnosis = ours.diagnosis_of(error)
        assert diagnosis is not None
        assert diagnosis.verdict.stage is Stage.RCPT

    @staticmethod
    async def send(smtp: ours.SMTP, address: str) -> None:
        await smtp.sendmail("me@example.net", address, MESSAGE)

    @pytest.mark.parametrize(
        ("address", "status"),
        [(BOB, AddressStatus.DELIVERABLE), (NOBODY, AddressStatus.UNDELIVERABLE)],
    )
    def test_by_message(self, address: str, status: AddressStatus) -> None:
        result, _ = self.verify(
            address,
            *self.REFUSING,
            fallbacks=(Action.SEND_TEST_MESSAGE,),
            send_test_message=self.send,
        )
        assert (result.status, result.how) == (status, How.TEST_MESSAGE)
        assert Caution.VISIBLE_MESSAGE in result.cautions

    @pytest.mark.parametrize(
        "raised", [aiosmtplib.SMTPServerDisconnected("x"), aiosmtplib.SMTPException("x")]
    )
    def test_what_the_callback_raises_otherwise_is_raised(self, raised: Exception) -> None:
        async def fail(smtp: ours.SMTP, address: str) -> None:
            raise raised

        error, _ = self.verify(
            BOB, *self.REFUSING, fallbacks=(Action.SEND_TEST_MESSAGE,), send_test_message=fail
        )
        assert error is raised

    def test_a_callback_that_sends_nothing(self) -> None:
        async def idle(smtp: ours.SMTP, address: str) -> None:
            pass

        async def ask(smtp: ours.SMTP) -> Any:
            await self.send(smtp, BOB)  # an earlier message proves nothing
            return await smtp.verify(
                BOB, fallbacks=(Action.SEND_TEST_MESSAGE,), send_test_message=idle
            )

        error, _, _ = talk(self.REFUSING, ask)
        assert type(error) is ValueError
        assert "sent no message" in str(error)

    @pytest.mark.parametrize(
        ("address", "fallbacks", "message"),
        [
            ("", (), "not empty"),
            (BOB, (Action.ASK_USER,), "a fallback is one of PROBE_RECIPIENT"),
            (BOB, (Action.SEND_TEST_MESSAGE,), "needs send_test_message"),
        ],
    )
    def test_bad_arguments(self, address: str, fallbacks: Any, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            asyncio.run(ours.SMTP().verify(address, fallbacks=fallbacks))

    def test_not_connected(self) -> None:
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            asyncio.run(ours.SMTP(local_hostname="me").verify(BOB))


# A server that nobody here wrote ----------------------------------------------------------------


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    running: list[Any] = []

    def start(cls: Any, **options: Any) -> Any:
        made = cls(Handler(), hostname="127.0.0.1", port=a_closed_port(), **options)
        made.start()
        running.append(made)
        return made

    yield start
    for controller in running:
        controller.stop()


class TestAiosmtpd:
    def test_a_whole_session_over_starttls(self, serve: Callable[..., Any], tmp_path: Path) -> None:
        server = serve(ClearController, tls_context=certificate(tmp_path))

        async def main() -> Any:
            smtp = client(server, start_tls=None, tls_context=trusting())
            async with smtp:
                fallbacks = (Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL)
                found = [await smtp.verify(to, fallbacks=fallbacks) for to in (BOB, NOBODY)]
                refused, _ = await smtp.sendmail("a@example.org", [BOB, NOBODY], MESSAGE)
                with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
                    await smtp.sendmail("a@example.org", [NOBODY], MESSAGE)
            return smtp, found, refused, caught.value

        smtp, found, refused, error = settled(main())
        assert [r.status.value for r in found] == ["deliverable", "undeliverable"]
        assert [r.how for r in found] == [How.PROBE, How.PROBE]
        assert list(refused) == [NOBODY]
        [diagnosis] = ours.diagnoses_of(error)
        assert diagnosis.verdict.address_dead
        assert len(server.handler.messages) == 1
        assert [e.stage.name for e in smtp.exchanges[:4]] == ["CONNECT", "EHLO", "STARTTLS", "EHLO"]
        last = smtp.exchanges[-2]
        assert (last.stage, last.context.tls) == (Stage.RSET, True)
        assert not last.context.capabilities.starttls

    def test_over_tls_from_the_first_byte(self, serve: Callable[..., Any], tmp_path: Path) -> None:
        server = serve(Controller, ssl_context=certificate(tmp_path))

        async def main() -> Any:
            async with client(server, start_tls=None, use_tls=True, tls_context=trusting()) as smtp:
                await smtp.sendmail("a@example.org", BOB, MESSAGE)
                return smtp.exchanges

        exchanges = settled(main())
        assert [e.context.tls for e in exchanges] == [True] * 6
        assert len(server.handler.messages) == 1

    @pytest.mark.parametrize("implicit", [False, True])
    def test_an_untrusted_certificate(
        self, serve: Callable[..., Any], tmp_path: Path, implicit: bool
    ) -> None:
        context = certificate(tmp_path)
        if implicit:
            server, options = serve(Controller, ssl_context=context), {"use_tls": True}
        else:
            server, options = serve(ClearController, tls_context=context), {"start_tls": True}
        smtp = client(server, tls_context=ssl.create_default_context(), **options)
        with pytest.raises(OSError, match="certificate verify failed") as caught:
            settled(smtp.connect())
        assert not smtp.is_connected
        diagnosis: Any = ours.diagnosis_of(caught.value)
        assert diagnosis.source.kind is EventKind.CERTIFICATE_REFUSED
        assert Action.PROCEED not in (diagnosis.advice.action, *diagnosis.advice.alternatives)
