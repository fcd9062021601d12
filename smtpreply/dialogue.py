"""Who answers what: pairs the replies of a session with the commands they answer.

A state machine without I/O, beside the client: it is told what the client sends and what
the server sends, and yields `Exchange` values with all that was known at that moment. A
reply that nobody asked for is named as such, and never paired with the wrong command.
"""

from collections import deque
from collections.abc import Iterator

import attrs

from smtpreply.capabilities import Capabilities
from smtpreply.context import NO_NEEDS, Context, Needs
from smtpreply.errors import ReplyError
from smtpreply.limits import LIMITS, TOLERANT, Limits, Tolerance
from smtpreply.parser import Buffer, ReplyParser
from smtpreply.reply import Reply
from smtpreply.stage import HELLO, Stage

_END = b"\r\n.\r\n"
_LOGIN_LINE = "(a line of the login)"


@attrs.frozen
class Exchange:
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
        return self.stage is Stage.UNKNOWN


@attrs.define
class _Expected:
    """A reply that is due."""

    stage: Stage
    command: str | None
    pipelined: bool = False
    is_last_for_message: bool = False


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
        self._expected = deque([_Expected(Stage.CONNECT, None)])
        self._session: Context = Context(
            tls=tls,
            authenticated=False,
            accepted_recipients=0,
            reused=False,
            lmtp=lmtp,
            needs=needs,
        )
        self._accepted: list[str] = []  # the RCPT lines of this transaction that were accepted
        self._outgoing = bytearray()  # sent, but not yet a whole line, or waiting for a reply
        self._content: bytes | None = None  # the last bytes of the message while it is being sent
        self._chunk_left = 0
        self._login = False  # the next line the client sends belongs to AUTH
        self._unasked: deque[Exchange | ReplyError] = deque()

    @property
    def context(self) -> Context:
        """What is known of the session now."""
        return self._session

    @property
    def unanswered(self) -> tuple[str | None, ...]:
        """The commands that still wait for a reply, in order; None stands for the greeting."""
        return tuple(expected.command for expected in self._expected)

    @property
    def next_stage(self) -> Stage:
        """What the next reply will answer; UNKNOWN if none is due."""
        return self._expected[0].stage if self._expected else Stage.UNKNOWN

    @property
    def trailing_data(self) -> bytes:
        """What the server sent behind the last exchange."""
        return self._parser.trailing_data

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
        expected = self._expected[0] if self._expected else None
        if expected is None and self._content is not None:
            # An answer before the dot: the server has seen enough of the message.
            expected = _Expected(Stage.END_OF_DATA, ".")
        stage = Stage.UNKNOWN if expected is None else expected.stage
        try:
            reply = self._parser.next_reply(stage)
        except ReplyError:
            self._drop_due()
            raise
        if reply is None:
            return None
        if expected is None:
            return Exchange(stage, None, reply, self._session)
        self._drop_due()
        context = attrs.evolve(
            self._session, stage=stage, command=expected.command, pipelined=expected.pipelined
        )
        if reply.is_mixed and expected.stage is Stage.END_OF_DATA:
            expected = self._drop_merged(expected)
        self._learn(expected, reply)
        self._take_outgoing()
        return Exchange(stage, expected.command, reply, context)

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
        self._session = attrs.evolve(
            self._session, tls=True, capabilities=None, authenticated=False, accepted_recipients=0
        )
        self._accepted = []

    def _drop_due(self) -> None:
        if self._expected:
            self._expected.popleft()

    def _drop_merged(self, expected: _Expected) -> _Expected:
        """A reply that says yes and no has answered for all recipients at once."""
        while not expected.is_last_for_message and self._expected:
            expected = self._expected.popleft()
        return expected

    def _learn(self, expected: _Expected, reply: Reply) -> None:
        """Change what is known of the session by a reply."""
        stage, session = expected.stage, self._session
        self._login = stage is Stage.AUTH and reply.code == 334
        if stage is Stage.DATA and reply.code == 354:
            self._content = b"\r\n"  # so that a dot on the very first line ends the message
        elif stage is Stage.AUTH and reply.code == 235:
            self._session = attrs.evolve(session, authenticated=True)
        elif stage in HELLO and reply.is_positive_completion:
            offered = Capabilities() if stage is Stage.HELO else Capabilities.from_reply(reply)
            self._session = attrs.evolve(session, capabilities=offered)
            self._begin_transaction()
        elif stage in (Stage.MAIL, Stage.RSET) and reply.is_positive_completion:
            self._begin_transaction()
        elif stage is Stage.RCPT and reply.is_positive_completion:
            self._accepted.append(expected.command or "")
            self._session = attrs.evolve(session, accepted_recipients=len(self._accepted))
        elif expected.is_last_for_message:
            self._begin_transaction()
            self._session = attrs.evolve(self._session, reused=True)

    def _begin_transaction(self) -> None:
        self._accepted = []
        if self._session.accepted_recipients:
            self._session = attrs.evolve(self._session, accepted_recipients=0)

    # What the client sends -------------------------------------------------------------------

    def send(self, data: Buffer) -> None:
        """Note bytes that the client sends: commands, lines of a login, or the message.

        A reply that lies there unread, while none is due, cannot answer what is sent now.
        """
        if not self._expected:
            self._set_aside()
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
            self._unasked.append(Exchange(Stage.UNKNOWN, None, reply, self._session))

    def _take_outgoing(self) -> None:
        while self._outgoing and not self._must_wait():
            if self._content is not None:
                taken = self._take_content(self._content)
            elif self._chunk_left:
                taken = self._take_chunk()
            else:
                taken = self._take_line()
            if not taken:
                return

    def _must_wait(self) -> bool:
        # What follows DATA is the message or a command, what follows AUTH a line of the login or a
        # command: the reply says which.
        return bool(self._expected) and self._expected[-1].stage in (Stage.DATA, Stage.AUTH)

    def _take_content(self, tail: bytes) -> bool:
        data = tail + bytes(self._outgoing)
        end = data.find(_END)
        if end < 0:
            self._content = data[-(len(_END) - 1) :]
            self._outgoing.clear()
            return False
        del self._outgoing[: end + len(_END) - len(tail)]
        self._content = None
        self._expect_message_replies(Stage.END_OF_DATA, ".")
        return True

    def _take_chunk(self) -> bool:
        taken = min(self._chunk_left, len(self._outgoing))
        self._chunk_left -= taken
        del self._outgoing[:taken]
        return True

    def _take_line(self) -> bool:
        end = self._outgoing.find(b"\n")
        if end < 0:
            return False
        line = bytes(self._outgoing[:end]).rstrip(b"\r").decode("utf-8", "surrogateescape")
        del self._outgoing[: end + 1]
        if self._login:
            self._login = False
            self._expect(Stage.AUTH, _LOGIN_LINE)
            return True
        stage = Stage.of_command(line)
        if stage is Stage.AUTH:
            line = " ".join(line.split()[:2])  # the initial response is a password
        if stage is Stage.BDAT:
            self._expect_chunk(line)
        else:
            self._expect(stage, line)
        return True

    def _expect(self, stage: Stage, command: str, *, is_last_for_message: bool = False) -> None:
        pipelined = bool(self._expected) and self._expected[-1].stage is not Stage.CONNECT
        if pipelined:
            self._expected[-1].pipelined = True
        self._expected.append(_Expected(stage, command, pipelined, is_last_for_message))

    def _expect_chunk(self, line: str) -> None:
        words = line.upper().split()
        if len(words) > 1 and words[1].isascii() and words[1].isdigit():
            self._chunk_left = int(words[1][:20])
        if words[2:] == ["LAST"]:
            self._expect_message_replies(Stage.BDAT, line)
        else:
            self._expect(Stage.BDAT, line)

    def _expect_message_replies(self, stage: Stage, command: str) -> None:
        commands = [command]
        if self._session.lmtp and self._accepted:
            commands = list(self._accepted)
        *before, last = commands
        for recipient in before:
            self._expect(stage, recipient)
        self._expect(stage, last, is_last_for_message=True)
