"""Plays a script to one connection: a state machine without I/O.

`Player.play` yields what to do with the connection, one `Step` after the other, and is sent what
was heard; it returns when the connection is to be closed. It reads what a server must: lines,
however they are cut or pipelined, messages to their dot, chunks by their length, logins, and
TLS. Everything that it says is in the script, or is the 500 to what is not.
"""

import math
import ssl
from collections.abc import Generator, Iterable
from typing import TypeAlias

import attrs

from smtpreply.testing.script import END_OF_MESSAGE, LOGIN_LINE, After, End, Session, Turn
from smtpreply.testing.tls import INTERNAL_ERROR, Tls

_LAST_LINE = b".\r\n"
_BEGINNING = ("EHLO", "LHLO", "HELO", "MAIL", "RSET")  # no recipient is left behind these


@attrs.frozen
class Say:
    """Write these bytes."""

    data: bytes


@attrs.frozen
class Hear:
    """Wait for bytes, and send them to the generator; b"" if the client has closed."""


@attrs.frozen
class Pause:
    """Wait so many seconds; infinity: until the server is stopped."""

    seconds: float


@attrs.frozen
class HangUp:
    """Close the writing side of the connection."""


@attrs.frozen
class Break:
    """Have the connection reset, and not closed, at its end."""


Step: TypeAlias = Say | Hear | Pause | HangUp | Break
Steps: TypeAlias = Generator[Step, bytes | None, None]
_Line: TypeAlias = Generator[Step, bytes | None, str]


class _Over(Exception):  # noqa: N818 - it is no error
    def __init__(self, end: End, error: str = "") -> None:
        super().__init__(end)
        self.end, self.error = end, error


class Player:
    """One connection's way through the script.

    ``tls`` is used behind a 220 to STARTTLS, or from the first byte if ``implicit``. ``lmtp`` asks
    the script for one answer to a message for each recipient that was accepted (RFC 2033 4.2).
    """

    def __init__(
        self,
        script: Iterable[Turn],
        session: Session,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        lmtp: bool = False,
    ) -> None:
        self._turns = tuple(script)
        self._left = [turn.times for turn in self._turns]
        self._session = session
        self._context, self._at_once, self._lmtp = tls, tls if implicit else None, lmtp
        self._tls: Tls | None = None
        self._forget()

    def _forget(self) -> None:
        self._heard = bytearray()  # not yet read as a line or a message
        self._accepted = 0  # recipients
        self._chunks = b""
        self._login = False  # the next line belongs to AUTH

    def play(self) -> Steps:
        """What to do, step by step."""
        try:
            if self._at_once is not None:
                yield from self._shake_hands(self._at_once)
            greeting = next((turn for turn in self._turns if turn.command is None), None)
            if greeting is not None:
                yield from self._say(greeting)
            while True:
                yield from self._answer((yield from self._line()))
        except _Over as over:
            self._session.end, self._session.error = over.end, over.error

    # Commands ------------------------------------------------------------------------------------

    def _answer(self, line: str) -> Steps:
        self._session.commands.append(line)
        verb, *words = line.upper().split() or [""]
        if verb == "BDAT" and not self._login:
            yield from self._chunk(line, words)
            return
        turn = self._turn_for(line)
        yield from self._say(turn)
        if self._login or verb == "AUTH":
            self._login = turn.says(b"334")
        elif verb == "DATA" and turn.says(b"354"):
            yield from self._message()
        elif verb == "STARTTLS" and turn.says(b"220") and self._context and not self._tls:
            yield from self._shake_hands(self._context)
        else:
            self._count(verb, turn)

    def _count(self, verb: str, turn: Turn) -> None:
        if not turn.says(b"2"):
            return
        if verb in _BEGINNING:
            self._accepted, self._chunks = 0, b""
        elif verb == "RCPT":
            self._accepted += 1

    def _turn_for(self, line: str) -> Turn:
        number = self._find(line)
        if number is None:
            self._session.unexpected.append(line)
            return Turn("500 not in the script")
        left = self._left[number]
        self._left[number] = None if left is None else left - 1
        return self._turns[number]

    def _find(self, line: str) -> int | None:
        left = [number for number, left in enumerate(self._left) if left != 0]
        if self._login:
            for number in left:
                if self._turns[number].command == LOGIN_LINE:
                    return number
        return next((number for number in left if self._turns[number].answers(line)), None)

    # Messages ------------------------------------------------------------------------------------

    def _message(self) -> Steps:
        number = self._find(END_OF_MESSAGE)
        early = None if number is None else self._turns[number].at
        searched = 0
        while True:
            end = self._end_of_message(searched)
            if early is not None and early <= (len(self._heard) if end is None else end):
                del self._heard[:early]
                self._accepted = 0
                yield from self._say(self._turn_for(END_OF_MESSAGE))
                return
            if end is not None:
                break
            searched = max(len(self._heard) - len(_LAST_LINE), 0)
            yield from self._hear()
        self._session.messages.append(bytes(self._heard[:end]))
        del self._heard[: end + len(_LAST_LINE)]
        yield from self._answer_message(END_OF_MESSAGE)

    def _end_of_message(self, start: int) -> int | None:
        if self._heard.startswith(_LAST_LINE):
            return 0
        end = self._heard.find(b"\n" + _LAST_LINE, start)
        return None if end < 0 else end + 1

    def _chunk(self, line: str, words: list[str]) -> Steps:
        size = int(words[0]) if words and words[0].isdecimal() else 0
        while len(self._heard) < size:
            yield from self._hear()
        self._chunks += self._heard[:size]
        del self._heard[:size]
        if words[1:] == ["LAST"]:
            self._session.messages.append(self._chunks)
            self._chunks = b""
            yield from self._answer_message(line)
        else:
            yield from self._say(self._turn_for(line))

    def _answer_message(self, line: str) -> Steps:
        answers = self._accepted if self._lmtp and self._accepted else 1
        self._accepted = 0
        for _ in range(answers):
            yield from self._say(self._turn_for(line))

    # Saying --------------------------------------------------------------------------------------

    def _say(self, turn: Turn) -> Steps:
        for part in turn.parts():
            if part.delay:
                yield Pause(part.delay)
            size = part.piece or len(part.reply) or 1
            for start in range(0, len(part.reply), size):
                if start and part.interval:
                    yield Pause(part.interval)
                yield Say(self._encoded(part.reply[start : start + size], part.clear))
            yield from self._afterwards(part)

    def _encoded(self, data: bytes, clear: bool) -> bytes:
        return data if clear or self._tls is None else self._tls.encrypt(data)

    def _afterwards(self, turn: Turn) -> Steps:
        after = turn.after
        if after is After.RESET:
            yield Break()
            raise _Over(End.RESET)
        if after in (After.CLOSE, After.HALF_CLOSE):
            if self._tls is not None and not turn.clear:
                yield Say(self._tls.goodbye())
            if after is After.CLOSE:
                raise _Over(End.CLOSED)
            yield HangUp()
        if after is After.FAIL_TLS:
            yield from self._refuse_hand()
        if after in (After.HALF_CLOSE, After.SILENCE):
            yield from self._ignore()
        if after is After.STALL:
            yield Pause(math.inf)

    def _ignore(self) -> Steps:
        while True:
            self._session.ignored += self._heard
            self._heard.clear()
            yield from self._hear()

    # Hearing -------------------------------------------------------------------------------------

    def _line(self) -> _Line:
        while (end := self._heard.find(b"\n")) < 0:
            yield from self._hear()
        line = bytes(self._heard[: end + 1])
        del self._heard[: end + 1]
        return line.decode("utf-8", "replace").rstrip("\r\n")

    def _hear(self) -> Steps:
        """Wait until there is more of what the client says."""
        known = len(self._heard)
        while len(self._heard) == known:
            data = None if self._tls is not None and self._tls.closed else (yield Hear())
            if not data:
                raise _Over(End.CLIENT)
            yield from self._take(data)

    def _take(self, data: bytes) -> Steps:
        if self._tls is None:
            self._heard += data
            return
        try:
            self._heard += self._tls.decrypt(data)
        except ssl.SSLError as error:
            yield Say(self._tls.take())  # the alert
            raise _Over(End.TLS_FAILED, str(error)) from error

    def _shake_hands(self, context: ssl.SSLContext) -> Steps:
        """TLS from here on; what was said before is forgotten (RFC 3207 4.2)."""
        tls, data = Tls(context), bytes(self._heard)
        self._forget()
        while not (yield from self._shake(tls, data)):
            data = (yield Hear()) or b""
            if not data:
                raise _Over(End.CLIENT)
        self._tls, self._session.tls = tls, True
        yield from self._take(b"")  # a client may speak in the same breath

    def _shake(self, tls: Tls, data: bytes) -> Generator[Step, bytes | None, bool]:
        try:
            done = tls.shake_hands(data)
        except ssl.SSLError as error:
            yield Say(tls.take())  # the alert
            raise _Over(End.TLS_FAILED, str(error)) from error
        if answer := tls.take():
            yield Say(answer)
        return done

    def _refuse_hand(self) -> Steps:
        self._heard.clear()
        yield from self._hear()
        yield Say(INTERNAL_ERROR)
        raise _Over(End.TLS_FAILED, "the script refused the handshake")
