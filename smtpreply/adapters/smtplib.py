"""`smtplib`, with its replies read, judged and advised on.

`SMTP`, `SMTP_SSL` and `LMTP` are drop-in: the same calls, the same exceptions. Besides,
replies are read by `ReplyParser`, `exchanges` holds what was said, and every exception
carries `.diagnosis`. What differs is on purpose: a code that is no code is -1 as ever, but
``2_5`` is none; a reply without end is refused; bytes behind the 220 to STARTTLS are too; a
failed handshake closes the connection, so that nothing goes on in clear; `verify` returns a
`Verification` (`vrfy` is as it was); LMTP reads one reply a recipient. `deliver` is all of a
delivery in one call.
"""

import secrets
import smtplib
from collections import deque
from collections.abc import Callable, Collection, Sequence
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
from smtpreply.adapters.verification import AddressStatus, How, Verification
from smtpreply.advice import Action
from smtpreply.context import Context
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import Event, EventKind
from smtpreply.failures import read_exception
from smtpreply.reply import Reply
from smtpreply.stage import Stage

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from _typeshed import SizedBuffer

EXCHANGES_KEPT = 1000
"""How many exchanges a connection remembers; older ones are forgotten."""

SendTestMessage: TypeAlias = Callable[["SMTP", str], object]
"""Sends a test message to the address over the given connection; raises what smtplib raises."""

_TOO_MUCH = frozenset(
    {ReplyErrorKind.LINE_TOO_LONG, ReplyErrorKind.TOO_MANY_LINES, ReplyErrorKind.REPLY_TOO_LONG}
)


def diagnosis_of(error: BaseException) -> Diagnosis | None:
    """The diagnosis that an exception of `SMTP` carries; None where no answer is behind it."""
    found: Diagnosis | None = getattr(error, "diagnosis", None)
    return found


def diagnoses_of(error: BaseException) -> tuple[Diagnosis, ...]:
    """One diagnosis a refused recipient for ``SMTPRecipientsRefused``, else one or none."""
    one = diagnosis_of(error)
    found: tuple[Diagnosis, ...] | None = getattr(error, "diagnoses", None)
    return found if found is not None else ((one,) if one is not None else ())


class SMTP(smtplib.SMTP):
    """`smtplib.SMTP` that knows what it was told.

    Exceptions of smtplib, and of the connection, carry ``diagnosis`` (a `Diagnosis`, or None where
    no answer is behind it); ``SMTPRecipientsRefused`` carries ``diagnoses``, one a recipient.
    """

    _dialogue: Dialogue | None = None
    _exchanges: "deque[Exchange]"
    _event: Event | None = None  # what came in the place of the last reply

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._exchanges = deque(maxlen=EXCHANGES_KEPT)
        try:
            super().__init__(*args, **kwargs)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    # What was said ---------------------------------------------------------------------------

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Commands and replies of this connection, oldest first."""
        return tuple(self._exchanges)

    @property
    def last_reply(self) -> Reply | None:
        """The last reply, or None."""
        return self._exchanges[-1].reply if self._exchanges else None

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What the last reply, or what came in its place, means and advises; None before any."""
        if self._event is not None:
            return diagnose(self._event, context=self._at(self._event.stage))
        return _diagnosis_of(self._exchanges[-1]) if self._exchanges else None

    # smtplib's own calls ---------------------------------------------------------------------

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> Any:
        """As in smtplib; begins a new `Dialogue`."""
        self._dialogue = None
        self._exchanges.clear()
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
                (self._dialogue or self._talk()).send(data)
            super().send(s if self.debuglevel > 0 else data)
        except OSError as error:
            self._with_diagnosis(error)
            raise

    def getreply(self) -> tuple[int, bytes]:
        """As in smtplib: code and text; -1 for what is no reply."""
        self._event = None
        talk = self._dialogue or self._talk()
        stage = talk.next_stage
        try:
            exchange = talk.next_exchange()
            while exchange is None or (
                exchange.is_unasked and not exchange.reply.closes_connection
            ):
                if exchange is None:
                    self._receive(talk, stage)
                else:
                    self._exchanges.append(exchange)  # a reply too many answers nothing after it
                exchange = talk.next_exchange()
        except ReplyError as error:
            return self._no_reply(error, stage)
        except OSError as error:
            self._with_diagnosis(error)
            raise
        self._exchanges.append(exchange)
        code = int(exchange.reply.code)
        message = _said(exchange)
        if self.debuglevel > 0:
            self._debug(f"reply: retcode ({code}); Msg: {message!r}")
        return code, message

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """As in smtplib; refuses bytes that wait behind the 220 to STARTTLS."""
        code, message = super().docmd(cmd, args)
        if code == 220 and Stage.of_command(cmd) is Stage.STARTTLS:
            try:
                self._talk().start_tls()
            except ReplyError as error:
                self._event = Event(EventKind.INJECTED, Stage.STARTTLS, str(error))
                self.close()
                refusal: Any = SMTPException(str(error))
                refusal.diagnosis = self.diagnosis
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
        """As in smtplib; a failed handshake closes the connection."""
        try:
            return super().starttls(*args, **kwargs)
        except OSError as error:
            if not isinstance(error, SMTPException):
                self.close()
            self._with_diagnosis(error, Stage.STARTTLS)
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
        _check_verify(address, fallbacks, send_test_message)
        self.ehlo_or_helo_if_needed()
        self.vrfy(address)
        asked = self._last_diagnosis()
        result = Verification(address, AddressStatus.of(asked), How.VRFY, (asked,))
        for action in (asked.advice.action, *asked.advice.alternatives):
            if result.status is not AddressStatus.UNKNOWN or action not in fallbacks:
                continue
            if action is Action.PROBE_RECIPIENT:
                check = Action.CHECK_CATCH_ALL in fallbacks
                probed = self.probe(address, sender=sender, check_catch_all=check)
                diagnoses = (*result.diagnoses, *probed.diagnoses)
                result = attrs.evolve(probed, diagnoses=diagnoses)
            elif action is Action.SEND_TEST_MESSAGE and send_test_message is not None:
                result = self._send_test(result, send_test_message)
        return result

    def probe(
        self, address: str, *, sender: str = "", check_catch_all: bool = False
    ) -> Verification:
        """Ask for an address with MAIL, RCPT and RSET, without a message.

        With ``check_catch_all`` also for one at the same domain that cannot exist, if the first
        was accepted. See `Verification.cautions`: servers count probes. An open transaction is
        ended. Raises what smtplib raises if the connection fails, and ``ValueError`` for an empty
        address.
        """
        _check_verify(address, (), None)
        self.ehlo_or_helo_if_needed()
        code, _ = self.mail(sender)
        if code // 100 == 2:
            code, _ = self.rcpt(address)
        answer = self._last_diagnosis()
        status = AddressStatus.UNKNOWN
        if answer.verdict.stage is Stage.RCPT:
            status = AddressStatus.of(answer)
        catch_all = None
        if status is AddressStatus.DELIVERABLE and check_catch_all:
            code, _ = self.rcpt(f"{secrets.token_hex(12)}@{address.rpartition('@')[2]}")
            catch_all = {2: True, 5: False}.get(code // 100)  # put off: not known
            if catch_all is not False:
                status = AddressStatus.UNKNOWN
        if code != 421:
            self._rset()  # type: ignore[attr-defined]
        return Verification(address, status, How.PROBE, (answer,), catch_all)

    def _send_test(self, asked: Verification, send: SendTestMessage) -> Verification:
        address, before = asked.address, self.exchanges
        try:
            send(self, address)
        except SMTPServerDisconnected:
            raise
        except SMTPException as error:
            answer = diagnosis_of(error)
            if answer is None:
                raise
        else:
            answer = self._answer_to_message(before)
        status = AddressStatus.of(answer)
        return Verification(address, status, How.TEST_MESSAGE, (*asked.diagnoses, answer))

    def _answer_to_message(self, before: tuple[Exchange, ...]) -> Diagnosis:
        known = {id(exchange) for exchange in before}
        for exchange in reversed(self._exchanges):
            if exchange.stage is Stage.END_OF_DATA and id(exchange) not in known:
                return _diagnosis_of(exchange)
        raise ValueError("send_test_message sent no message over this connection")

    def _last_diagnosis(self) -> Diagnosis:
        diagnosis = self.diagnosis
        if diagnosis is None:  # getreply either notes something or raises
            raise SMTPServerDisconnected("no reply was read")
        return diagnosis

    # Reading ---------------------------------------------------------------------------------

    def _talk(self) -> Dialogue:
        if self._dialogue is None:
            self._dialogue = Dialogue(
                lmtp=isinstance(self, smtplib.LMTP), tls=isinstance(self, smtplib.SMTP_SSL)
            )
        return self._dialogue

    def _receive(self, talk: Dialogue, stage: Stage) -> None:
        # All that has arrived is taken, so that nothing hides in a buffer behind STARTTLS. The file
        # in between, as smtplib has it, would cost and give nothing.
        direct = self.sock if self.file is None and isinstance(self.sock, socket) else None
        read = direct.recv if direct is not None else self._file_reader()
        try:
            data = read(65536)
        except OSError as error:
            kind = EventKind.TIMEOUT if isinstance(error, TimeoutError) else EventKind.CLOSED
            self._event = Event(kind, stage, str(error))
            self.close()
            raise SMTPServerDisconnected(f"Connection unexpectedly closed: {error}") from error
        if self.debuglevel > 0 and data:
            for line in data.splitlines(keepends=True):
                self._debug("reply:", repr(line))
        if data:
            talk.receive_data(data)
            return
        self._event = Event(EventKind.CLOSED, stage, "Connection unexpectedly closed")
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

    def _no_reply(self, error: ReplyError, stage: Stage) -> tuple[int, bytes]:
        self._event = Event(EventKind.NOT_A_REPLY, stage, str(error))
        if error.kind in _TOO_MUCH:
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
        answers = {e.command: e for e in self._exchanges if e.stage is Stage.RCPT}
        diagnoses: list[Diagnosis] = []
        for address, answer in error.recipients.items():
            quoted = f"<{address}>"
            for command, exchange in answers.items():
                if command is not None and quoted in command:
                    diagnoses.append(attrs.evolve(_diagnosis_of(exchange), recipient=address))
                    break
            else:
                diagnoses.append(diagnose(answer, stage=Stage.RCPT, recipient=address))
        return tuple(diagnoses)

    def _diagnosis_of_error(self, error: Any, stage: Stage) -> Diagnosis | None:
        if isinstance(error, SMTPResponseException) and error.smtp_code > 0:
            for exchange in reversed(self._exchanges):
                if exchange.reply.code == error.smtp_code and _said(exchange) == error.smtp_error:
                    return _diagnosis_of(exchange)
        if isinstance(error, SMTPResponseException | SMTPServerDisconnected) and self._event:
            return diagnose(self._event, context=self._at(self._event.stage))
        if self._dialogue is None and isinstance(error, SMTPException):
            return None  # "please run connect() first": nothing was asked, nothing answered
        waiting = self._talk().next_stage
        try:
            source = read_exception(error, stage if waiting is Stage.UNKNOWN else waiting)
        except TypeError:
            return None  # about the client, not about an answer
        return diagnose(source, context=self._at(source.stage))

    def _at(self, stage: Stage) -> Context:
        return attrs.evolve(self._talk().context, stage=stage)


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
        recipients = [self._exchanges[-1].command or ""]
        while self._talk().next_stage is Stage.END_OF_DATA:
            answers.append(self.getreply())
            recipients.append(self._exchanges[-1].command or "")
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


_FALLBACKS = (Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL, Action.SEND_TEST_MESSAGE)


def _check_verify(
    address: str, fallbacks: Collection[Action], send: SendTestMessage | None
) -> None:
    if not address.strip():
        raise ValueError("an address to verify is not empty")
    for fallback in fallbacks:
        if fallback not in _FALLBACKS:
            names = ", ".join(action.name for action in _FALLBACKS)
            raise ValueError(f"a fallback is one of {names}, not {fallback!r}")
    if Action.SEND_TEST_MESSAGE in fallbacks and send is None:
        raise ValueError("SEND_TEST_MESSAGE among the fallbacks needs send_test_message")


def _address_of(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _said(exchange: Exchange) -> bytes:
    """The text as smtplib gives it: lines stripped and joined by LF."""
    return b"\n".join([line.strip(b" \t\r\n") for line in exchange.reply.raw_lines])


def _diagnosis_of(exchange: Exchange) -> Diagnosis:
    return diagnose(exchange.reply, context=exchange.context)


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
