"""`smtplib`, with its replies read, judged and advised on.

`SMTP`, `SMTP_SSL` and `LMTP` are drop-in: the same calls, the same exceptions. Besides,
replies are read by `ReplyParser`, `exchanges` holds what was said, and every exception
carries `.diagnosis`. What differs is on purpose: a code that is no code is -1 as ever, but
``2_5`` is none; a reply without end is refused; bytes behind the 220 to STARTTLS are too; a
failed handshake closes the connection, so that nothing goes on in clear; `verify` returns a
`Verification` (`vrfy` is as it was); LMTP reads one reply a recipient.
"""

import secrets
import smtplib
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import attrs

from smtpreply.adapters.verification import AddressStatus, How, Verification
from smtpreply.advice import Action
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import Event, EventKind
from smtpreply.exceptions import read_exception
from smtpreply.reply import Reply
from smtpreply.stage import Stage

EXCHANGES_KEPT = 1000
"""How many exchanges a connection remembers; older ones are forgotten."""

SendTestMessage: TypeAlias = Callable[["SMTP", str], object]
"""Sends a test message to the address over the given connection; raises what smtplib raises."""

_TOO_MUCH = frozenset(
    {ReplyErrorKind.LINE_TOO_LONG, ReplyErrorKind.TOO_MANY_LINES, ReplyErrorKind.REPLY_TOO_LONG}
)


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
        with self._diagnosed():
            super().__init__(*args, **kwargs)

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
            return diagnose(self._event, context=self._talk().context)
        return _diagnosis_of(self._exchanges[-1]) if self._exchanges else None

    # smtplib's own calls ---------------------------------------------------------------------

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> Any:
        """As in smtplib; begins a new `Dialogue`."""
        self._dialogue = None
        self._exchanges.clear()
        with self._diagnosed(Stage.CONNECT):
            return super().connect(host, port, source_address)

    def send(self, s: Any) -> None:
        """As in smtplib."""
        data = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        with self._diagnosed():
            if self.sock:
                self._talk().send(data)
            super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """As in smtplib: code and text; -1 for what is no reply."""
        self._event = None
        with self._diagnosed():
            try:
                exchange = self._next_exchange()
            except ReplyError as error:
                return self._no_reply(error)
        self._exchanges.append(exchange)
        reply = exchange.reply
        message = b"\n".join(line.strip(b" \t\r\n") for line in reply.raw_lines)
        if self.debuglevel > 0:
            self._debug(f"reply: retcode ({reply.code}); Msg: {message!r}")
        return int(reply.code), message

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """As in smtplib; refuses bytes that wait behind the 220 to STARTTLS."""
        code, message = super().docmd(cmd, args)
        if code == 220 and Stage.of_command(cmd) is Stage.STARTTLS:
            try:
                self._talk().start_tls()
            except ReplyError as error:
                self._event = Event(EventKind.TLS_FAILED, Stage.STARTTLS, str(error))
                self.close()
                raise self._with_diagnosis(smtplib.SMTPException(str(error))) from error
        return code, message

    def ehlo_or_helo_if_needed(self) -> None:
        """As in smtplib."""
        with self._diagnosed():
            super().ehlo_or_helo_if_needed()

    def auth(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in smtplib."""
        with self._diagnosed():
            return super().auth(*args, **kwargs)

    def login(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in smtplib."""
        with self._diagnosed():
            return super().login(*args, **kwargs)

    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """As in smtplib; a failed handshake closes the connection."""
        with self._diagnosed(Stage.STARTTLS):
            try:
                return super().starttls(*args, **kwargs)
            except OSError as error:
                if not isinstance(error, smtplib.SMTPException):
                    self.close()
                raise

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As in smtplib."""
        with self._diagnosed():
            return super().data(msg)

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        """As in smtplib: returns the refused recipients as a dict of code and text."""
        with self._diagnosed():
            return super().sendmail(*args, **kwargs)

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
        advice puts first is done first. Raises what smtplib raises if the connection fails, and
        ``ValueError`` for a test message that nobody can send.
        """
        if Action.SEND_TEST_MESSAGE in fallbacks and send_test_message is None:
            raise ValueError("SEND_TEST_MESSAGE among the fallbacks needs send_test_message")
        self.ehlo_or_helo_if_needed()
        self.vrfy(address)
        asked = self._last_diagnosis()
        result = Verification(address, AddressStatus.of(asked), How.VRFY, (asked,))
        for action in (asked.advice.action, *asked.advice.alternatives):
            if result.status is not AddressStatus.UNKNOWN or action not in fallbacks:
                continue
            if action is Action.PROBE_RECIPIENT:
                result = self._probe(result, sender, Action.CHECK_CATCH_ALL in fallbacks)
            elif action is Action.SEND_TEST_MESSAGE and send_test_message is not None:
                result = self._send_test(result, send_test_message)
        return result

    def _probe(self, asked: Verification, sender: str, check_catch_all: bool) -> Verification:
        address = asked.address
        code, _ = self.mail(sender)
        if code // 100 == 2:
            code, _ = self.rcpt(address)
        answer = self._last_diagnosis()
        status = AddressStatus.of(answer) if answer.verdict.stage is Stage.RCPT else asked.status
        catch_all = None
        if status is AddressStatus.DELIVERABLE and check_catch_all:
            code, _ = self.rcpt(f"{secrets.token_hex(12)}@{address.rpartition('@')[2]}")
            catch_all = code // 100 == 2
            if catch_all:
                status = AddressStatus.UNKNOWN
        if code != 421:
            self._rset()  # type: ignore[attr-defined]
        diagnoses = (*asked.diagnoses, answer)
        return Verification(address, status, How.PROBE, diagnoses, catch_all)

    def _send_test(self, asked: Verification, send: SendTestMessage) -> Verification:
        address = asked.address
        try:
            send(self, address)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            answer: Diagnosis | None = getattr(error, "diagnosis", None)
            if answer is None:
                raise
            status = AddressStatus.of(answer)
        else:
            answer = self._answer_to_message()
            status = AddressStatus.of(answer)
        return Verification(address, status, How.TEST_MESSAGE, (*asked.diagnoses, answer))

    def _answer_to_message(self) -> Diagnosis:
        for exchange in reversed(self._exchanges):
            if exchange.stage is Stage.END_OF_DATA:
                return _diagnosis_of(exchange)
        raise ValueError("send_test_message sent no message over this connection")

    def _last_diagnosis(self) -> Diagnosis:
        diagnosis = self.diagnosis
        if diagnosis is None:  # getreply either notes something or raises
            raise smtplib.SMTPServerDisconnected("no reply was read")
        return diagnosis

    # Reading ---------------------------------------------------------------------------------

    def _talk(self) -> Dialogue:
        if self._dialogue is None:
            self._dialogue = Dialogue(
                lmtp=isinstance(self, smtplib.LMTP), tls=isinstance(self, smtplib.SMTP_SSL)
            )
        return self._dialogue

    def _next_exchange(self) -> Exchange:
        talk = self._talk()
        while True:
            exchange = talk.next_exchange()
            if exchange is None:
                self._receive(talk)
            elif exchange.is_unasked and not exchange.reply.closes_connection:
                self._exchanges.append(exchange)  # a reply too many answers nothing that follows
            else:
                return exchange

    def _receive(self, talk: Dialogue) -> None:
        if self.file is None:
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("please run connect() first")
            self.file = self.sock.makefile("rb")
        # read1 takes all that has arrived, so that nothing hides in a buffer behind STARTTLS.
        read = getattr(self.file, "read1", None) or self.file.readline
        try:
            data = read(65536)
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(
                f"Connection unexpectedly closed: {error}"
            ) from error
        if self.debuglevel > 0 and data:
            for line in data.splitlines(keepends=True):
                self._debug("reply:", repr(line))
        if data:
            talk.receive_data(data)
            return
        self.close()
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    def _debug(self, *words: object) -> None:
        self._print_debug(*words)  # type: ignore[attr-defined]  # pyright: ignore

    def _no_reply(self, error: ReplyError) -> tuple[int, bytes]:
        stage = self._talk().next_stage
        self._event = Event(EventKind.NOT_A_REPLY, stage, str(error))
        if error.kind in _TOO_MUCH:
            self.close()
            message = "Line too long." if error.kind is ReplyErrorKind.LINE_TOO_LONG else str(error)
            raise self._with_diagnosis(smtplib.SMTPResponseException(500, message)) from error
        return -1, error.data[4:].strip(b" \t\r\n")

    # Diagnosing ------------------------------------------------------------------------------

    @contextmanager
    def _diagnosed(self, stage: Stage = Stage.UNKNOWN) -> Generator[None]:
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            self._with_diagnosis(error, stage)
            raise

    def _with_diagnosis(self, error: Any, stage: Stage = Stage.UNKNOWN) -> Any:
        if not hasattr(error, "diagnosis"):
            if isinstance(error, smtplib.SMTPRecipientsRefused):
                error.diagnoses = self._diagnoses_of(error)  # type: ignore[attr-defined]
                error.diagnosis = error.diagnoses[0] if error.diagnoses else None  # type: ignore[attr-defined]
            else:
                error.diagnosis = self._diagnosis_of_error(error, stage)
        return error

    def _diagnoses_of(self, error: smtplib.SMTPRecipientsRefused) -> tuple[Diagnosis, ...]:
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
        if isinstance(error, smtplib.SMTPResponseException):
            for exchange in reversed(self._exchanges):
                if exchange.reply.code == error.smtp_code:
                    return _diagnosis_of(exchange)
        if self._event is not None:
            return diagnose(self._event, context=self._talk().context)
        waiting = self._talk().next_stage
        try:
            event = read_exception(error, waiting if waiting is not Stage.UNKNOWN else stage)
        except TypeError:
            return None  # about the client, not about an answer: "please connect first"
        if isinstance(event, Event):
            self._event = event
        return diagnose(event, context=attrs.evolve(self._talk().context, stage=event.stage))


class SMTP_SSL(SMTP, smtplib.SMTP_SSL):  # noqa: N801  # pyright: ignore[reportIncompatibleMethodOverride]
    """`smtplib.SMTP_SSL`, likewise."""


class LMTP(SMTP, smtplib.LMTP):  # pyright: ignore[reportIncompatibleMethodOverride]
    """`smtplib.LMTP`, likewise, and with one reply a recipient behind the message (RFC 2033 4.2).

    `sendmail` raises ``SMTPDataError`` if the message was accepted for nobody; recipients it was
    refused for are in the dict that it returns.
    """

    _refused_at_end: dict[str, tuple[int, bytes]]

    def data(self, msg: Any) -> tuple[int, bytes]:
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

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        """As in smtplib, with the recipients refused behind the message too."""
        refused = super().sendmail(*args, **kwargs)
        return {**refused, **self._refused_at_end}


def _address_of(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _diagnosis_of(exchange: Exchange) -> Diagnosis:
    return diagnose(exchange.reply, context=exchange.context)


__all__: Sequence[str] = ("LMTP", "SMTP", "SMTP_SSL")
