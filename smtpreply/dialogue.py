"""Who answers what: pairs the replies of a session with the commands they answer.

A state machine without I/O, beside the client: it is told what the client sends and what
the server sends, and yields `Exchange` values with all that was known at that moment. A
reply that nobody asked for is named as such, and never paired with the wrong command.
"""

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from smtpreply.capabilities import Capabilities
from smtpreply.context import NO_NEEDS, Context, Needs
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.limits import LIMITS, TOLERANT, Limits, Tolerance
from smtpreply.parser import Buffer, ReplyParser
from smtpreply.reply import Reply
from smtpreply.stage import HELLO, Stage

_END = b"\r\n.\r\n"
_SEAM = len(_END) - 1  # as much of it can have been sent before
_LOGIN_LINE = b"(a line of the login)"
_DOT = b"."

# Looked up once: naming a member of an enum costs as much as a call, and every reply needs many.
_RCPT, _DATA, _AUTH = Stage.RCPT, Stage.DATA, Stage.AUTH
_END_OF_DATA, _UNKNOWN = Stage.END_OF_DATA, Stage.UNKNOWN
_ANSWER_DECIDES = (_DATA, _AUTH)
_BEGINNING = (Stage.MAIL, Stage.RSET)
# The verbs that are sent most, as they stand at the head of a line: with `Stage.of_command` a line
# would take twice the time.
_COMMON = {
    verb: stage
    for stage in (Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.RSET, Stage.QUIT)
    for word in (stage.value.encode(), stage.value.lower().encode())
    for verb in (word + b" ", word + b"\r")
}


class _Offer:
    """What the last positive reply to EHLO, HELO or LHLO offered, read when it is asked for."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    @cached_property
    def capabilities(self) -> Capabilities:
        if self._reply.stage is Stage.HELO:
            return Capabilities()
        return Capabilities.from_reply(self._reply)


@attrs.define  # never changed, and quicker to make than a frozen one
class _Session:
    """What changes once or never."""

    tls: bool
    lmtp: bool
    needs: Needs
    authenticated: bool = False


class _Known:
    """What is known of the session at one moment, as little as can be noted for each reply.

    Most exchanges are never asked for their context, and making it would cost more than all else
    that is done with a reply.
    """

    __slots__ = ("_context", "accepted", "offer", "reused", "session")

    def __init__(
        self,
        session: _Session,
        offer: _Offer | None = None,
        reused: bool = False,
        accepted: int = 0,
    ) -> None:
        self.session = session
        self.offer = offer
        self.reused = reused
        self.accepted = accepted
        self._context: Context | None = None

    @property
    def context(self) -> Context:
        if self._context is None:
            session = self.session
            self._context = Context(
                tls=session.tls,
                authenticated=session.authenticated,
                lmtp=session.lmtp,
                needs=session.needs,
                capabilities=None if self.offer is None else self.offer.capabilities,
                accepted_recipients=self.accepted,
                reused=self.reused,
            )
        return self._context


def _text(line: bytes | None) -> str | None:
    return None if line is None else line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")


class _Fresh:
    """An `Exchange` while its slots are filled, as `smtpreply.reply.FreshReply` is a reply.

    Its command and its context are made when they are first asked for.
    """

    __slots__ = (
        "__weakref__",
        "_known",
        "_line",
        "_pipelined",
        "command",
        "context",
        "reply",
        "stage",
    )

    # For a type checker every attribute would seem to be there.
    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str) -> Context | str | None:
            """Come here only where a slot is empty."""
            if name == "command":
                made = _text(self._line)
            elif name == "context":
                made = attrs.evolve(
                    self._known.context,
                    stage=self.stage,
                    command=self.command,
                    pipelined=self._pipelined,
                )
            else:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            object.__setattr__(self, name, made)
            return made


@attrs.frozen
class Exchange(_Fresh):
    """One command and its reply."""

    stage: Stage
    """UNKNOWN for a reply that nobody asked for."""
    command: str | None
    """The line that was sent, without credentials; None for the greeting and an unasked reply.

    Behind the message it is ``.``; in LMTP, where each accepted recipient gets its own reply
    there (RFC 2033 4.2), it is that recipient's RCPT line.
    """
    reply: Reply
    context: Context
    """What the client knew when the reply came."""

    @property
    def is_unasked(self) -> bool:
        """Whether the reply answers no command: a 421 before closing, or a server out of step."""
        return self.stage is _UNKNOWN


_Due: TypeAlias = tuple[Stage, bytes | None, bool, bool]
"""A reply that is due: its stage, the line it answers, whether that was pipelined, and whether it
is the last for the message. A plain tuple, because there is one a command."""


_GREETING: _Due = (Stage.CONNECT, None, False, False)
_UNASKED: _Due = (_UNKNOWN, None, False, False)


class Dialogue:
    r"""Follows one connection from its greeting on.

    >>> dialogue = Dialogue()
    >>> [exchange.stage for exchange in dialogue.receive(b"220 mx.example.org ESMTP\r\n")]
    [<Stage.CONNECT: 'connect'>]
    >>> dialogue.send(b"VRFY alice\r\n")
    >>> [exchange.command for exchange in dialogue.receive(b"502 not implemented\r\n")]
    ['VRFY alice']
    """

    def __init__(
        self,
        *,
        lmtp: bool = False,
        tls: bool = False,
        needs: Needs = NO_NEEDS,
        limits: Limits = LIMITS,
        tolerance: Tolerance = TOLERANT,
    ) -> None:
        """``tls`` says that the connection is encrypted from the first byte (port 465)."""
        self._parser = ReplyParser(limits=limits, tolerance=tolerance)
        self._expected: deque[_Due] = deque([_GREETING])
        self._known = _Known(_Session(tls, lmtp, needs))
        self._accepted: list[bytes] = []  # the RCPT lines of this transaction that were accepted
        self._outgoing = bytearray()  # sent, but not yet a whole line, or waiting for a reply
        self._content: bytes | None = None  # the last bytes of the message while it is being sent
        self._chunk_left = 0
        self._login = False  # the next line the client sends belongs to AUTH
        self._unasked: deque[Exchange | ReplyError] = deque()

    @property
    def context(self) -> Context:
        """What is known of the session now."""
        return self._known.context

    @property
    def unanswered(self) -> tuple[str | None, ...]:
        """The commands that still wait for a reply, in order; None stands for the greeting."""
        return tuple(_text(line) for _, line, _, _ in self._expected)

    @property
    def waiting(self) -> int:
        """How many commands still wait for a reply; the greeting counts as one."""
        return len(self._expected)

    @property
    def next_stage(self) -> Stage:
        """What the next reply will answer; UNKNOWN if none is due."""
        return self._expected[0][0] if self._expected else Stage.UNKNOWN

    @property
    def trailing_data(self) -> bytes:
        """What the server sent behind the last exchange."""
        return self._parser.trailing_data

    @property
    def may_wait(self) -> bool:
        """Whether something that the server sent may wait to be read; False is sure."""
        return self._parser.may_wait or bool(self._unasked)

    # What the server sends -------------------------------------------------------------------

    def receive_data(self, data: Buffer) -> None:
        """Take bytes from the server."""
        self._parser.receive_data(data)

    def receive_eof(self) -> None:
        """Note that the server closed the connection; see `unanswered` for what it left open."""
        self._parser.receive_eof()

    def next_exchange(self) -> Exchange | None:
        """The next exchange, or None if more bytes are needed.

        Raises `ReplyError` and nothing else; the bad bytes count as the answer that was due.
        """
        if self._unasked:
            unasked = self._unasked.popleft()
            if isinstance(unasked, ReplyError):
                raise unasked
            return unasked
        expected = self._expected
        due = expected[0] if expected else self._undue()
        stage, line, pipelined, is_last = due
        try:
            reply = self._parser.next_reply(stage)
        except ReplyError as error:
            if expected:
                expected.popleft()
                error.stage = stage
                if error.kind is ReplyErrorKind.MIXED_CODES and not is_last:
                    self._drop_merged(line)
            raise
        if reply is None:
            return None
        exchange: Any = _Fresh()
        exchange.stage = stage
        exchange._line = line
        exchange.reply = reply
        exchange._known = self._known
        exchange._pipelined = pipelined
        if expected:
            expected.popleft()
            if stage is _END_OF_DATA and not is_last and reply.is_mixed:
                exchange._line = self._drop_merged(line)
                is_last = True
        exchange.__class__ = Exchange
        self._learn(stage, line, reply, is_last)
        if self._outgoing:
            self._take_outgoing()
        return exchange  # type: ignore[no-any-return]

    def _undue(self) -> _Due:
        """What a reply answers that is not due."""
        if self._content is None:
            return _UNASKED
        # An answer before the dot: the server has seen enough of the message.
        return _END_OF_DATA, _DOT, False, False

    def receive(self, data: Buffer) -> Iterator[Exchange]:
        """Take bytes, then yield every exchange they complete."""
        self.receive_data(data)
        return iter(self.next_exchange, None)

    def start_tls(self) -> None:
        """Note that the TLS handshake begins; call it behind the 220 to STARTTLS.

        Everything known of the server is forgotten (RFC 3207 4.2). Raises `ReplyError` if bytes
        wait that were sent in clear.
        """
        self._parser.require_no_trailing_data()
        session = attrs.evolve(self._known.session, tls=True, authenticated=False)
        self._known = _Known(session, reused=self._known.reused)
        self._accepted = []

    def _drop_merged(self, line: bytes | None) -> bytes | None:
        """A reply that says yes and no has answered for all recipients at once."""
        while self._expected and self._expected[0][0] is _END_OF_DATA:
            line = self._expected.popleft()[1]
        return line

    def _learn(self, stage: Stage, line: bytes | None, reply: Reply, is_last: bool) -> None:
        """Change what is known of the session by a reply."""
        code, known = reply.code, self._known
        if stage is _RCPT:
            if code < 300:
                self._accepted.append(line or b"")
                self._known = _Known(known.session, known.offer, known.reused, len(self._accepted))
        elif stage is _DATA:
            if code == 354:
                self._content = b"\r\n"  # so that a dot on the very first line ends the message
        elif stage in _BEGINNING:
            if code < 300 and self._accepted:
                self._begin_transaction(known.offer, known.reused)
        elif is_last:
            self._begin_transaction(known.offer, reused=True)
        elif stage is _AUTH:
            self._login = code == 334
            if code == 235:
                session = attrs.evolve(known.session, authenticated=True)
                self._known = _Known(session, known.offer, known.reused, known.accepted)
        elif stage in HELLO and code < 300:
            self._begin_transaction(_Offer(reply), known.reused)

    def _begin_transaction(self, offer: _Offer | None, reused: bool) -> None:
        self._accepted = []
        self._known = _Known(self._known.session, offer, reused)

    # What the client sends -------------------------------------------------------------------

    def send(self, data: Buffer) -> None:
        """Note bytes that the client sends: commands, lines of a login, or the message.

        A reply that lies there unread, while none is due, cannot answer what is sent now.
        """
        if not self._expected:
            if self._parser.may_wait:
                self._set_aside()
            if not (self._outgoing or self._chunk_left) and type(data) is bytes:
                # What is sent most, a whole line or the message, is taken where it is, uncopied.
                if self._content is not None:
                    data = self._take_content(self._content, data)
                elif data.find(b"\n") == len(data) - 1 >= 0:
                    stage = None if self._login else _COMMON.get(data[:5])
                    if stage is None:
                        self._take_line(data)
                    else:
                        self._expected.append((stage, data, False, False))
                    return
        self._outgoing += data
        self._take_outgoing()

    def _set_aside(self) -> None:
        while True:
            try:
                reply = self._parser.next_reply()
            except ReplyError as error:
                self._unasked.append(error)
                continue
            if reply is None:
                return
            self._unasked.append(Exchange(Stage.UNKNOWN, None, reply, self.context))

    def _take_outgoing(self) -> None:
        while self._outgoing and not self._must_wait():
            if self._content is not None:
                self._outgoing = bytearray(self._take_content(self._content, self._outgoing))
            elif self._chunk_left:
                self._take_chunk()
            elif not self._take_next_line():
                return

    def _must_wait(self) -> bool:
        # What follows DATA is the message or a command, what follows AUTH a line of the login or a
        # command: the reply says which.
        return bool(self._expected) and self._expected[-1][0] in _ANSWER_DECIDES

    def _take_content(self, tail: bytes, data: bytes | bytearray) -> bytes | bytearray:
        """Take what belongs to the message, of which ``tail`` went before; what follows it."""
        end = (tail + data[:_SEAM]).find(_END) - len(tail)
        if end < -len(tail):
            end = data.find(_END)
            if end < 0:
                self._content = (tail + data[-_SEAM:])[-_SEAM:]
                return b""
        self._content = None
        self._expect_message_replies(_END_OF_DATA, _DOT)
        return data[end + len(_END) :]

    def _take_chunk(self) -> None:
        taken = min(self._chunk_left, len(self._outgoing))
        self._chunk_left -= taken
        del self._outgoing[:taken]

    def _take_next_line(self) -> bool:
        end = self._outgoing.find(b"\n")
        if end < 0:
            return False
        line = bytes(self._outgoing[: end + 1])
        del self._outgoing[: end + 1]
        self._take_line(line)
        return True

    def _take_line(self, line: bytes) -> None:
        """Take a line with its line end."""
        if self._login:
            self._login = False
            self._expect(_AUTH, _LOGIN_LINE)
            return
        stage = _COMMON.get(line[:5])
        if stage is None:
            stage = Stage.of_command(line.decode("utf-8", "surrogateescape"))
        if stage is _AUTH:
            line = b" ".join(line.split()[:2])  # the initial response is a password
        elif stage is Stage.BDAT:
            self._expect_chunk(line)
            return
        self._expect(stage, line)

    def _expect(self, stage: Stage, line: bytes, is_last: bool = False) -> None:
        expected = self._expected
        pipelined = bool(expected) and expected[-1] is not _GREETING
        if pipelined:
            before, its_line, _, was_last = expected[-1]
            expected[-1] = before, its_line, True, was_last
        expected.append((stage, line, pipelined, is_last))

    def _expect_chunk(self, line: bytes) -> None:
        words = line.upper().split()
        if len(words) > 1 and words[1].isdigit():
            self._chunk_left = int(words[1][:20])
        if words[2:] == [b"LAST"]:
            self._expect_message_replies(Stage.BDAT, line)
        else:
            self._expect(Stage.BDAT, line)

    def _expect_message_replies(self, stage: Stage, line: bytes) -> None:
        lines = [line]
        if self._known.session.lmtp and self._accepted:
            lines = list(self._accepted)
        *before, last = lines
        for recipient in before:
            self._expect(stage, recipient)
        self._expect(stage, last, is_last=True)
