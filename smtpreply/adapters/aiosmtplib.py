"""`aiosmtplib`, with its replies read, judged and advised on.

`SMTP` and `send` are drop-in: the same calls, the same exceptions. Besides, replies are read
by `ReplyParser`, `exchanges` holds what was said, every exception carries `.diagnosis`, and
`verify` asks for an address. What differs is on purpose, as in `smtpreply.adapters.smtplib`:
odd codes, replies without end, bytes behind the 220 to STARTTLS, failed handshakes, replies too
many. And a command that was cancelled, or had no answer in time, closes the connection: its
answer must not be taken for that of the next. Needs aiosmtplib, nothing else.
"""

import asyncio
import contextlib
import email.message
from collections.abc import Awaitable, Callable, Collection, Coroutine, Generator, Sequence
from functools import wraps
from typing import Any, Self, TypeAlias, TypeVar, cast

import aiosmtplib
import attrs
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPConnectTimeoutError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPReadTimeoutError,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPStatus,
    SMTPTimeoutError,
)
from aiosmtplib.protocol import SMTPProtocol

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
from smtpreply.diagnosis import Diagnosis
from smtpreply.dialogue import Dialogue
from smtpreply.errors import ReplyError
from smtpreply.event import EventKind
from smtpreply.limits import LIMITS
from smtpreply.stage import Stage

SendTestMessage: TypeAlias = Callable[["SMTP", str], Awaitable[object]]
"""Sends a test message to the address over the given connection; raises what aiosmtplib does."""

_Call = TypeVar("_Call", bound=Callable[..., Coroutine[Any, Any, Any]])


class _Protocol(SMTPProtocol):
    """aiosmtplib's end of the connection, with its replies read by a `Dialogue`."""

    _smtp: "SMTP"
    _record: Record
    _reading = False

    def adopted(self, smtp: "SMTP", record: Record) -> Self:
        self._smtp, self._record = smtp, record
        return self

    def write(self, data: bytes) -> None:
        super().write(data)
        self._record.dialogue.send(data)

    def data_received(self, data: bytes) -> None:
        dialogue = self._record.dialogue
        dialogue.receive_data(data)
        if self._reading:
            self._answer()
        elif len(dialogue.trailing_data) > LIMITS.reply:
            self._record.note(EventKind.NOT_A_REPLY, Stage.UNKNOWN, "it talks without end, unasked")
            self._abandon()

    def eof_received(self) -> bool:
        self._note_farewell()
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._note_farewell()
        super().connection_lost(exc)

    def _note_farewell(self) -> None:
        """A 421 that nobody asked for may tell why it hangs up."""
        with contextlib.suppress(ReplyError):
            exchange = self._record.next_answer()
            if exchange is not None:
                self._record.exchanges.append(exchange)

    async def read_response(self, timeout: float | None = None) -> SMTPResponse:
        record = self._record
        record.event, stage = None, record.dialogue.next_stage
        self._reading = True
        self._answer()
        try:
            response = await super().read_response(timeout)
        except ReplyError as error:
            raise self._no_reply(error, stage) from error
        except SMTPServerDisconnected as error:
            _carrying(error, record.note(EventKind.CLOSED, stage, str(error)))
            raise
        except SMTPTimeoutError as error:
            self._abandon()
            _carrying(error, record.note(EventKind.TIMEOUT, stage, str(error)))
            raise
        except asyncio.CancelledError:
            self._abandon()
            raise
        finally:
            self._reading = False
        if stage is Stage.STARTTLS and response.code == SMTPStatus.ready:
            self._refuse_what_was_sent_in_clear()
        return response

    def _answer(self) -> None:
        """Give the answer, if it is there, to who waits for it."""
        waiter = self._response_waiter
        if waiter is None or waiter.done():
            return
        try:
            exchange = self._record.next_answer()
        except ReplyError as error:
            waiter.set_exception(error)
            return
        if exchange is not None:
            self._record.exchanges.append(exchange)
            reply = exchange.reply
            text = said(reply).decode("utf-8", "surrogateescape")
            waiter.set_result(SMTPResponse(int(reply.code), text))

    def _no_reply(self, error: ReplyError, stage: Stage) -> SMTPException:
        diagnosis = self._record.note(EventKind.NOT_A_REPLY, stage, str(error))
        if error.kind in TOO_MUCH:
            self._abandon()
        refusal = SMTPResponseException(SMTPStatus.invalid_response.value, str(error))
        return _carrying(refusal, diagnosis)

    def _refuse_what_was_sent_in_clear(self) -> None:
        try:
            self._record.dialogue.start_tls()
        except ReplyError as error:
            diagnosis = self._record.note(EventKind.INJECTED, Stage.STARTTLS, str(error))
            self._abandon()
            raise _carrying(SMTPException(str(error)), diagnosis) from error

    async def start_tls(self, *args: Any, **kwargs: Any) -> SMTPResponse:
        try:
            return await super().start_tls(*args, **kwargs)
        except SMTPResponseException:
            raise  # refused: nothing has changed
        except BaseException as error:
            self._abandon()  # so that nothing goes on in clear
            if isinstance(error, SMTPServerDisconnected) and self._record.dialogue.context.tls:
                diagnosis = self._record.note(EventKind.TLS_INTERRUPTED, Stage.STARTTLS, str(error))
                _carrying(error, diagnosis)
            raise

    def _abandon(self) -> None:
        if self._smtp.protocol is self:
            self._smtp.close()


class _Loop:
    """The event loop as aiosmtplib sees it while it connects: all that it makes is adopted."""

    def __init__(self, loop: Any, adopt: Callable[[SMTPProtocol], _Protocol]) -> None:
        self._loop, self._adopt = loop, adopt

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    async def create_connection(
        self, factory: Callable[[], SMTPProtocol], *args: Any, **kwargs: Any
    ) -> Any:
        return await self._loop.create_connection(lambda: self._adopt(factory()), *args, **kwargs)

    async def create_unix_connection(
        self, factory: Callable[[], SMTPProtocol], *args: Any, **kwargs: Any
    ) -> Any:
        return await self._loop.create_unix_connection(
            lambda: self._adopt(factory()), *args, **kwargs
        )


def _diagnosed(call: _Call, stage: Stage = Stage.UNKNOWN) -> _Call:
    """aiosmtplib's call, whose exceptions carry a diagnosis."""

    @wraps(call)
    async def diagnosed(self: "SMTP", /, *args: Any, **kwargs: Any) -> Any:
        try:
            return await call(self, *args, **kwargs)
        except (SMTPException, OSError) as error:
            self._with_diagnosis(error, stage)  # pyright: ignore[reportPrivateUsage]
            raise

    return cast(_Call, diagnosed)


class SMTP(Recorded, aiosmtplib.SMTP):
    """`aiosmtplib.SMTP` that knows what it was told.

    Exceptions of aiosmtplib, and of the connection, carry ``diagnosis`` (a `Diagnosis`, or None
    where no answer is behind it); ``SMTPRecipientsRefused`` carries ``diagnoses``, one a recipient.
    """

    connect = _diagnosed(aiosmtplib.SMTP.connect, Stage.CONNECT)
    ehlo = _diagnosed(aiosmtplib.SMTP.ehlo)
    helo = _diagnosed(aiosmtplib.SMTP.helo)
    starttls = _diagnosed(aiosmtplib.SMTP.starttls, Stage.STARTTLS)
    login = _diagnosed(aiosmtplib.SMTP.login)
    auth_crammd5 = _diagnosed(aiosmtplib.SMTP.auth_crammd5)
    auth_plain = _diagnosed(aiosmtplib.SMTP.auth_plain)
    auth_login = _diagnosed(aiosmtplib.SMTP.auth_login)
    mail = _diagnosed(aiosmtplib.SMTP.mail)
    rcpt = _diagnosed(aiosmtplib.SMTP.rcpt)
    data = _diagnosed(aiosmtplib.SMTP.data, Stage.DATA)  # what is not read is not sent
    rset = _diagnosed(aiosmtplib.SMTP.rset)
    noop = _diagnosed(aiosmtplib.SMTP.noop)
    help = _diagnosed(aiosmtplib.SMTP.help)
    vrfy = _diagnosed(aiosmtplib.SMTP.vrfy)
    expn = _diagnosed(aiosmtplib.SMTP.expn)
    quit = _diagnosed(aiosmtplib.SMTP.quit)
    send_message = _diagnosed(aiosmtplib.SMTP.send_message)

    async def execute_command(self, *args: bytes, **options: Any) -> SMTPResponse:
        """As in aiosmtplib."""
        try:
            return await super().execute_command(*args, **options)
        except (SMTPException, OSError) as error:
            verb = b"".join(args[:1]).decode("ascii", "replace")
            self._with_diagnosis(error, Stage.of_command(verb))
            raise

    async def sendmail(self, *args: Any, **options: Any) -> tuple[dict[str, SMTPResponse], str]:
        """As in aiosmtplib; a failed RSET does not hide the answer that it was sent for."""
        try:
            return await super().sendmail(*args, **options)
        except (SMTPException, OSError) as error:
            if self._record is not None and self._record.is_out_of_step():
                self.close()
            self._with_diagnosis(error, Stage.UNKNOWN)
            found = diagnosis_of(error)
            if found is not None and found.verdict.stage is Stage.RSET:
                self._with_what_rset_was_for(error)
            raise

    def _with_what_rset_was_for(self, error: Exception) -> None:
        before = error.__context__
        while before is not None and not isinstance(before, _ANSWERED):
            before = before.__context__
        if before is not None:
            self._with_diagnosis(before, Stage.UNKNOWN)
            cast(Any, error).diagnosis = diagnosis_of(before)

    def close(self) -> None:
        """As in aiosmtplib; what was not sent yet is dropped: the server might never read it."""
        transport: Any = self.transport
        if transport is not None and transport.get_write_buffer_size():
            transport.abort()
        super().close()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    # Verifying -------------------------------------------------------------------------------

    async def verify(
        self,
        address: str,
        *,
        fallbacks: Collection[Action] = (),
        sender: str = "",
        send_test_message: SendTestMessage | None = None,
    ) -> Verification:
        """Ask for an address: see `smtpreply.adapters.smtplib.SMTP.verify`.

        ``send_test_message`` is a coroutine function here. Another task's `sendmail` over the same
        connection is waited for, and waits. Raises what aiosmtplib raises if the connection fails,
        and ``ValueError`` as there, and for an address that aiosmtplib does not send.
        """
        check_verify(address, fallbacks, send_test_message)
        return await self._carry_out(asking(address, fallbacks, sender), send_test_message)

    async def probe(
        self, address: str, *, sender: str = "", check_catch_all: bool = False
    ) -> Verification:
        """Ask without VRFY: see `smtpreply.adapters.smtplib.SMTP.probe`, and `verify`."""
        check_verify(address, (), None)
        return await self._carry_out(probing(address, sender, check_catch_all), None)

    async def _carry_out(
        self, questions: Generator[Ask, Diagnosis, Verification], send: SendTestMessage | None
    ) -> Verification:
        if self._sendmail_lock is None:
            self._sendmail_lock = asyncio.Lock()
        lock = self._sendmail_lock
        async with lock:
            await self._ehlo_or_helo_if_needed()
            ask = next(questions)
            while True:
                answer = await self._put(ask, send, lock)
                try:
                    ask = questions.send(answer)
                except StopIteration as done:
                    result: Verification = done.value
                    return result

    async def _put(self, ask: Ask, send: SendTestMessage | None, lock: asyncio.Lock) -> Diagnosis:
        before = self.exchanges
        try:
            if ask.question is Question.MESSAGE and send is not None:
                await self._send_test(ask.address, send, lock)
                return self._talk().of_message(before)
            if ask.question is Question.VRFY:
                await self.vrfy(ask.address)
            elif ask.question is Question.MAIL:
                await self.mail(ask.address)
            elif ask.question is Question.RCPT:
                await self.rcpt(ask.address)
            else:
                await self.rset()
        except SMTPException as error:
            answer, is_lost = diagnosis_of(error), not isinstance(error, _ANSWERED)
            if answer is None or (is_lost and ask.question is not Question.RSET):
                raise
            return (self._talk().of_probe() if ask.is_probe else None) or answer
        record = self._talk()
        return (record.of_probe() if ask.is_probe else None) or diagnosis_in(record.exchanges[-1])

    async def _send_test(self, address: str, send: SendTestMessage, lock: asyncio.Lock) -> None:
        lock.release()  # sendmail takes it
        try:
            await send(self, address)
        finally:
            await lock.acquire()

    # Connecting and diagnosing ---------------------------------------------------------------

    async def _create_connection(self, timeout: float | None) -> SMTPResponse:
        loop = self.loop
        self._record = record = Record(Dialogue(tls=self.use_tls))

        def adopt(protocol: SMTPProtocol) -> _Protocol:
            protocol.__class__ = _Protocol
            return cast(_Protocol, protocol).adopted(self, record)

        self.loop = cast(Any, _Loop(loop, adopt))
        try:
            return await super()._create_connection(timeout)
        finally:
            self.loop = loop

    def _talk(self) -> Record:
        if self._record is None:
            raise SMTPServerDisconnected("Server not connected")
        return self._record

    def _with_diagnosis(self, error: Any, stage: Stage) -> None:
        if hasattr(error, "diagnosis"):
            return
        if isinstance(error, SMTPRecipientsRefused):
            each = (diagnosis_of(refused) for refused in error.recipients)
            diagnoses = tuple(diagnosis for diagnosis in each if diagnosis is not None)
            cast(Any, error).diagnoses = diagnoses
            _carrying(error, diagnoses[0] if diagnoses else None)
            return
        found = self._diagnosis_of_error(error, stage)
        if found is not None and isinstance(error, SMTPRecipientRefused):
            found = attrs.evolve(found, recipient=error.recipient)
        _carrying(error, found)

    def _diagnosis_of_error(self, error: Exception, stage: Stage) -> Diagnosis | None:
        record = self._record
        if error.__cause__ is not None and diagnosis_of(error.__cause__) is not None:
            return diagnosis_of(error.__cause__)
        if record is None:
            return None  # never connected: nothing was asked, nothing answered
        if isinstance(error, SMTPResponseException) and error.code > 0:
            text = error.message.encode("utf-8", "surrogateescape")
            answer = record.of_answer(error.code, text)
            if answer is not None:
                return answer
        last = record.exchanges[-1] if record.exchanges else None
        if isinstance(error, SMTPServerDisconnected) and last is not None and last.is_unasked:
            return diagnosis_in(last)  # it had said that it would hang up
        return record.of_exception(error, stage)


_ANSWERED = (SMTPResponseException, SMTPRecipientsRefused)


def _carrying(error: SMTPException, diagnosis: Diagnosis | None) -> SMTPException:
    cast(Any, error).diagnosis = diagnosis
    return error


async def send(
    message: email.message.EmailMessage | email.message.Message | str | bytes,
    /,
    *,
    sender: str | None = None,
    recipients: str | Sequence[str] | None = None,
    mail_options: Sequence[str] | None = None,
    rcpt_options: Sequence[str] | None = None,
    **connection: Any,
) -> tuple[dict[str, SMTPResponse], str]:
    """As in aiosmtplib: connect, send, quit; ``connection`` goes to `SMTP`."""
    if not isinstance(message, str | bytes):
        async with SMTP(**connection) as smtp:
            return await smtp.send_message(
                message,
                sender=sender,
                recipients=recipients,
                mail_options=mail_options,
                rcpt_options=rcpt_options,
            )
    if not recipients or not sender:
        raise ValueError("a message of text or bytes needs sender and recipients beside it")
    async with SMTP(**connection) as smtp:
        return await smtp.sendmail(
            sender, recipients, message, mail_options=mail_options, rcpt_options=rcpt_options
        )


__all__ = [
    "EXCHANGES_KEPT",
    "SMTP",
    "SMTPAuthenticationError",
    "SMTPConnectError",
    "SMTPConnectResponseError",
    "SMTPConnectTimeoutError",
    "SMTPDataError",
    "SMTPException",
    "SMTPHeloError",
    "SMTPNotSupported",
    "SMTPReadTimeoutError",
    "SMTPRecipientRefused",
    "SMTPRecipientsRefused",
    "SMTPResponse",
    "SMTPResponseException",
    "SMTPSenderRefused",
    "SMTPServerDisconnected",
    "SMTPStatus",
    "SMTPTimeoutError",
    "SendTestMessage",
    "diagnoses_of",
    "diagnosis_of",
    "send",
]
