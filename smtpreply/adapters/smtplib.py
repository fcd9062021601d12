"""`smtplib`, with its replies read, judged and advised on.

`SMTP`, `SMTP_SSL` and `LMTP` are drop-in: the same calls, the same exceptions. Besides,
replies are read by `ReplyParser`, `exchanges` holds what was said, and every exception
carries `.diagnosis`. What differs is on purpose: a code that is no code is -1 as ever, but
``2_5`` is none; a reply without end is refused; bytes behind the 220 to STARTTLS are too; a
failed handshake closes the connection, so that nothing goes on in clear; `verify` returns a
`Verification` (`vrfy` is as it was); LMTP reads one reply a recipient. `deliver` is all of a
delivery in one call.
"""

import smtplib
from collections.abc import Callable, Collection, Generator, Sequence
from smtplib import (
    CRLF,
    LMTP_PORT,
    SMTP_PORT,
    SMTP_SSL_PORT,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    quoteaddr,
    quotedata,
)
from socket import socket
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from smtpreply.adapters.delivering import deliver, prepare
from smtpreply.adapters.recording import (
    EXCHANGES_KEPT,
    TOO_MUCH,
    Record,
    Recorded,
    diagnoses_of,
    diagnosis_in,
    diagnosis_of,
    said,
)
from smtpreply.adapters.verification import (
    Ask,
    Question,
    Verification,
    asking,
    check_verify,
    probing,
)
from smtpreply.advice import Action
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Dialogue
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import EventKind
from smtpreply.stage import Stage

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from _typeshed import SizedBuffer

SendTestMessage: TypeAlias = Callable[["SMTP", str], object]
"""Sends a test message to the address over the given connection; raises what smtplib raises."""


class SMTP(Recorded, smtplib.SMTP):
    """`smtplib.SMTP` that knows what it was told.

    Exceptions of smtplib, and of the connection, carry ``diagnosis`` (a `Diagnosis`, or None where
    no answer is behind it); ``SMTPRecipientsRefused`` carries ``diagnoses``, one a recipient.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    # smtplib's own calls ---------------------------------------------------------------------

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> Any:
        """As in smtplib; begins a new `Dialogue`, and forgets what was said."""
        self._record = None
        try:
            return super().connect(host, port, source_address)
        except OSError as error:
            self._with_diagnosis(error, Stage.CONNECT)
            raise

    def send(self, s: Any) -> None:
        """As in smtplib."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        try:
            if self.sock:
                (self._record or self._talk()).dialogue.send(data)
            super().send(s if self.debuglevel > 0 else data)
        except OSError as error:
            if self._record is not None and self._record.dialogue.next_stage is Stage.END_OF_DATA:
                # The dot is the last of it, so that it did not go out.
                self._record.note(EventKind.WRITE_FAILED, Stage.END_OF_DATA, str(error))
            self._with_diagnosis(error)
            raise

    def getreply(self) -> tuple[int, bytes]:
        """As in smtplib: code and text; -1 for what is no reply."""
        record = self._record or self._talk()
        record.event = None
        try:
            if not record.dialogue.may_wait:
                self._receive(record)
            while (exchange := record.next_answer()) is None:
                self._receive(record)
        except ReplyError as error:
            return self._no_reply(error)
        except OSError as error:
            self._with_diagnosis(error)
            raise
        record.exchanges.append(exchange)
        code, message = int(exchange.reply.code), said(exchange.reply)
        if self.debuglevel > 0:
            self._debug(f"reply: retcode ({code}); Msg: {message!r}")
        return code, message

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """As in smtplib; refuses bytes that wait behind the 220 to STARTTLS."""
        code, message = super().docmd(cmd, args)
        if code == 220 and Stage.of_command(cmd) is Stage.STARTTLS:
            try:
                self._talk().dialogue.start_tls()
            except ReplyError as error:
                refusal: Any = SMTPException(str(error))
                refusal.diagnosis = self._talk().note(
                    EventKind.INJECTED, Stage.STARTTLS, str(error)
                )
                self.close()
                raise refusal from error
        return code, message

    def ehlo_or_helo_if_needed(self) -> None:
        """As in smtplib."""
        try:
            super().ehlo_or_helo_if_needed()
        except OSError as error:
            self._with_diagnosis(error)
            raise

    def auth(
        self, mechanism: str, authobject: Any, *, initial_response_ok: bool = True
    ) -> tuple[int, bytes]:
        """As in smtplib."""
        try:
            return super().auth(mechanism, authobject, initial_response_ok=initial_response_ok)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    def login(
        self, user: str, password: str, *, initial_response_ok: bool = True
    ) -> tuple[int, bytes]:
        """As in smtplib."""
        try:
            return super().login(user, password, initial_response_ok=initial_response_ok)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in smtplib; a failed handshake closes the connection. Not asked for inside TLS."""
        if self.sock and self._talk().dialogue.context.tls:
            raise SMTPNotSupportedError("the connection is encrypted already (RFC 3207 4.2)")
        try:
            return super().starttls(*args, **kwargs)
        except OSError as error:
            if not isinstance(error, SMTPException):
                self.close()
            self._with_diagnosis(error, Stage.STARTTLS)
            raise

    def _rset(self) -> None:
        """As in smtplib: behind what failed, and what came of it does not hide what that was."""
        record = self._talk()
        before = record.event
        super()._rset()  # type: ignore[misc]
        record.event = before or record.event
        if record.is_out_of_step():
            self.close()

    def __exit__(self, *args: Any) -> None:
        """As in smtplib: QUIT, which may raise ``SMTPResponseException``."""
        try:
            super().__exit__(*args)
        except OSError as error:
            self._with_diagnosis(error, Stage.QUIT)
            raise

    def data(self, msg: "Buffer | str") -> tuple[int, bytes]:
        """As in smtplib."""
        try:
            return super().data(msg)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    def sendmail(
        self,
        from_addr: str,
        to_addrs: str | Sequence[str],
        msg: "SizedBuffer | str",
        mail_options: Sequence[str] = (),
        rcpt_options: Sequence[str] = (),
    ) -> dict[str, tuple[int, bytes]]:
        """As in smtplib: returns the refused recipients as a dict of code and text."""
        try:
            return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    # Verifying -------------------------------------------------------------------------------

    def verify(  # type: ignore[override]
        self,
        address: str,
        *,
        fallbacks: Collection[Action] = (),
        sender: str = "",
        send_test_message: SendTestMessage | None = None,
    ) -> Verification:
        """Ask for an address with VRFY, and another way where the server will not say.

        ``fallbacks`` names what may be done then: `Action.PROBE_RECIPIENT` (MAIL with ``sender``,
        RCPT, RSET), with `Action.CHECK_CATCH_ALL` also RCPT with an address that cannot exist, and
        `Action.SEND_TEST_MESSAGE`, which calls ``send_test_message(smtp, address)``. What the
        advice puts first is done first. An open transaction is ended: a probe resets. Raises what
        smtplib raises if the connection fails, and ``ValueError`` for an empty address, a fallback
        that is none, or a test message that nobody can send.
        """
        check_verify(address, fallbacks, send_test_message)
        self.ehlo_or_helo_if_needed()
        return self._carry_out(asking(address, fallbacks, sender), send_test_message)

    def probe(
        self, address: str, *, sender: str = "", check_catch_all: bool = False
    ) -> Verification:
        """Ask for an address with MAIL, RCPT and RSET, without a message.

        With ``check_catch_all`` also for one at the same domain that cannot exist, if the first
        was accepted. See `Verification.cautions`: servers count probes. An open transaction is
        ended. Raises what smtplib raises if the connection fails, and ``ValueError`` for an empty
        address.
        """
        check_verify(address, (), None)
        self.ehlo_or_helo_if_needed()
        return self._carry_out(probing(address, sender, check_catch_all), None)

    def _carry_out(
        self, questions: Generator[Ask, Diagnosis, Verification], send: SendTestMessage | None
    ) -> Verification:
        ask = next(questions)
        while True:
            answer = self._put(ask, send)
            try:
                ask = questions.send(answer)
            except StopIteration as done:
                result: Verification = done.value
                return result

    def _put(self, ask: Ask, send: SendTestMessage | None) -> Diagnosis:
        if ask.question is Question.MESSAGE and send is not None:
            return self._send_test(ask.address, send)
        if ask.question is Question.VRFY:
            self.vrfy(ask.address)
        elif ask.question is Question.MAIL:
            self.mail(ask.address)
        elif ask.question is Question.RCPT:
            self.rcpt(ask.address)
        else:
            self._rset()
        diagnosis = self._talk().of_probe() if ask.is_probe else self.diagnosis
        if diagnosis is None:  # getreply either notes something or raises
            raise SMTPServerDisconnected("no reply was read")
        return diagnosis

    def _send_test(self, address: str, send: SendTestMessage) -> Diagnosis:
        before = self.exchanges
        try:
            send(self, address)
        except SMTPServerDisconnected:
            raise
        except SMTPException as error:
            answer = diagnosis_of(error)
            if answer is None:
                raise
            return answer
        return self._talk().of_message(before)

    # Reading ---------------------------------------------------------------------------------

    def _talk(self) -> Record:
        if self._record is None:
            dialogue = Dialogue(
                lmtp=isinstance(self, smtplib.LMTP), tls=isinstance(self, smtplib.SMTP_SSL)
            )
            self._record = Record(dialogue)
        return self._record

    def _receive(self, record: Record) -> None:
        # All that has arrived is taken, so that nothing hides in a buffer behind STARTTLS. The file
        # in between, as smtplib has it, would cost and give nothing.
        sock = self.sock
        read = sock.recv if self.file is None and isinstance(sock, socket) else self._file_reader()
        try:
            data = read(65536)
        except OSError as error:
            kind = EventKind.TIMEOUT if isinstance(error, TimeoutError) else EventKind.CLOSED
            record.note(kind, record.dialogue.next_stage, str(error))
            self.close()
            raise SMTPServerDisconnected(f"Connection unexpectedly closed: {error}") from error
        if self.debuglevel > 0 and data:
            for line in data.splitlines(keepends=True):
                self._debug("reply:", repr(line))
        if data:
            record.dialogue.receive_data(data)
            return
        record.note(EventKind.CLOSED, record.dialogue.next_stage, "Connection unexpectedly closed")
        self.close()
        raise SMTPServerDisconnected("Connection unexpectedly closed")

    def _file_reader(self) -> Callable[[int], bytes]:
        """The same for a socket that is none of Python's own, or a file that somebody has set."""
        if self.file is None:
            if self.sock is None:
                raise SMTPServerDisconnected("please run connect() first")
            self.file = self.sock.makefile("rb")
        read: Callable[[int], bytes] = getattr(self.file, "read1", None) or self.file.readline
        return read

    def _debug(self, *words: object) -> None:
        self._print_debug(*words)  # type: ignore[attr-defined]  # pyright: ignore

    def _no_reply(self, error: ReplyError) -> tuple[int, bytes]:
        self._talk().note(EventKind.NOT_A_REPLY, error.stage, str(error))
        if error.kind in TOO_MUCH:
            self.close()
            message = "Line too long." if error.kind is ReplyErrorKind.LINE_TOO_LONG else str(error)
            raise self._with_diagnosis(SMTPResponseException(500, message)) from error
        return -1, error.data[4:].strip(b" \t\r\n")

    # Diagnosing ------------------------------------------------------------------------------

    def _with_diagnosis(self, error: Any, stage: Stage = Stage.UNKNOWN) -> Any:
        if not hasattr(error, "diagnosis"):
            if isinstance(error, SMTPRecipientsRefused):
                error.diagnoses = self._diagnoses_of(error)  # type: ignore[attr-defined]
                error.diagnosis = error.diagnoses[0] if error.diagnoses else None  # type: ignore[attr-defined]
            else:
                error.diagnosis = self._diagnosis_of_error(error, stage)
        return error

    def _diagnoses_of(self, error: SMTPRecipientsRefused) -> tuple[Diagnosis, ...]:
        answers = {e.command: e for e in self.exchanges if e.stage is Stage.RCPT}
        diagnoses: list[Diagnosis] = []
        for address, answer in error.recipients.items():
            quoted = f"<{address}>"
            for command, exchange in answers.items():
                if command is not None and quoted in command:
                    diagnoses.append(attrs.evolve(diagnosis_in(exchange), recipient=address))
                    break
            else:
                diagnoses.append(diagnose(answer, stage=Stage.RCPT, recipient=address))
        return tuple(diagnoses)

    def _diagnosis_of_error(self, error: Any, stage: Stage) -> Diagnosis | None:
        if self._record is None and isinstance(error, SMTPException):
            return None  # "please run connect() first": nothing was asked, nothing answered
        record = self._talk()
        if isinstance(error, SMTPResponseException) and error.smtp_code > 0:
            answer = record.of_answer(error.smtp_code, error.smtp_error)
            if answer is not None:
                return answer
        if isinstance(error, SMTPResponseException | SMTPServerDisconnected) and record.event:
            return record.of_event(record.event)
        waiting = record.dialogue.next_stage
        return record.of_exception(error, stage if waiting is Stage.UNKNOWN else waiting)


class SMTP_SSL(SMTP, smtplib.SMTP_SSL):  # noqa: N801  # pyright: ignore[reportIncompatibleMethodOverride]
    """`smtplib.SMTP_SSL`, likewise."""


class LMTP(SMTP, smtplib.LMTP):  # pyright: ignore[reportIncompatibleMethodOverride]
    """`smtplib.LMTP`, likewise, and with one reply a recipient behind the message (RFC 2033 4.2).

    `sendmail` raises ``SMTPDataError`` if the message was accepted for nobody; recipients it was
    refused for are in the dict that it returns.
    """

    _refused_at_end: dict[str, tuple[int, bytes]]

    def data(self, msg: "Buffer | str") -> tuple[int, bytes]:
        """Send the message and read all replies; the first positive one, or else the first."""
        self._refused_at_end = {}
        answers = [super().data(msg)]
        if answers[0][0] == 354:
            return answers[0]
        recipients = [self._talk().exchanges[-1].command or ""]
        while self._talk().dialogue.next_stage is Stage.END_OF_DATA:
            answers.append(self.getreply())
            recipients.append(self._talk().exchanges[-1].command or "")
        for recipient, answer in zip(recipients, answers, strict=False):
            if answer[0] // 100 != 2:
                self._refused_at_end[_address_of(recipient)] = answer
        return next((answer for answer in answers if answer[0] // 100 == 2), answers[0])

    def sendmail(
        self,
        from_addr: str,
        to_addrs: str | Sequence[str],
        msg: "SizedBuffer | str",
        mail_options: Sequence[str] = (),
        rcpt_options: Sequence[str] = (),
    ) -> dict[str, tuple[int, bytes]]:
        """As in smtplib, with the recipients refused behind the message too."""
        refused = super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)
        return {**refused, **self._refused_at_end}


def _address_of(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


__all__ = [
    "CRLF",
    "EXCHANGES_KEPT",
    "LMTP",
    "LMTP_PORT",
    "SMTP",
    "SMTP_PORT",
    "SMTP_SSL",
    "SMTP_SSL_PORT",
    "SMTPAuthenticationError",
    "SMTPConnectError",
    "SMTPDataError",
    "SMTPException",
    "SMTPHeloError",
    "SMTPNotSupportedError",
    "SMTPRecipientsRefused",
    "SMTPResponseException",
    "SMTPSenderRefused",
    "SMTPServerDisconnected",
    "SendTestMessage",
    "deliver",
    "diagnoses_of",
    "diagnosis_of",
    "prepare",
    "quoteaddr",
    "quotedata",
]
