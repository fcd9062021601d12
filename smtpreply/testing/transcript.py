r"""Scripts from what real servers were recorded to say.

A transcript is JSON Lines, one exchange a line, or the same as mappings: ``command``, what the
client sent in one write, with or without its last CRLF (several lines where it pipelined, a
message with its dot); ``reply_latin1``, all that came back; and ``end``, if the connection ended:
"eof", "reset", "timeout" if nothing (more) came, or what TLS said. Bytes are written as latin-1.
A command in parentheses was not sent: "(connect)" begins a connection, and what comes at any
other was said unasked. More keys are ignored, and exchanges that only repeat may be left out.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from smtpreply.errors import ReplyError
from smtpreply.parser import ReplyParser
from smtpreply.stage import Stage
from smtpreply.testing.script import END_OF_MESSAGE, LOGIN_LINE, After, Turn

_ENDS = {"": After.KEEP, "timeout": After.KEEP, "eof": After.CLOSE, "reset": After.RESET}
_DOT = "\r\n.\r\n"


@attrs.frozen
class _Row:
    command: str
    reply: bytes
    end: str

    @property
    def connects(self) -> bool:
        return self.command.startswith("(connect")

    @property
    def is_sent(self) -> bool:
        return not self.command.startswith("(")

    @property
    def wire(self) -> str:
        return self.command if self.command.endswith("\n") else self.command + "\r\n"

    @property
    def is_message(self) -> bool:
        """The message alone; its DATA was left out, or is in the row before."""
        ends = ("\r\n" + self.command).endswith(_DOT)
        return ends and Stage.of_command(self.command) is Stage.OTHER

    @property
    def after(self) -> After:
        return _ENDS.get(self.end, After.CLOSE if self.is_sent else After.FAIL_TLS)


def script_from_transcript(
    transcript: str | Iterable[Mapping[str, Any]], *, whole: bool = True
) -> tuple[Turn, ...]:
    """The script that says again what the server said.

    With ``whole`` each command must come as it was recorded; without it the verb is enough, so
    that a client with other names and addresses can be answered. The last answer to a command is
    given for ever. Where several connections were recorded, the first client plays the first. LMTP
    needs no ``lmtp`` of the server: all replies to a message are one turn. Raises ``ValueError``
    that names the row for what is no transcript.
    """
    rows = _from_lines(transcript) if isinstance(transcript, str) else enumerate(transcript)
    connections = _connections(_row(number, row) for number, row in rows)
    script: list[Turn] = []
    for number, rows_of_one in enumerate(connections, 1):
        turns = _Reader(whole).read(rows_of_one)
        only = number if len(connections) > 1 else None
        script += [attrs.evolve(turn, connection=only) for turn in turns]
    return tuple(script)


def _from_lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise ValueError(f"transcript, row {number}: no JSON: {error}") from error


def _row(number: int, row: Any) -> _Row:
    try:
        command, reply, end = row["command"], row["reply_latin1"], row.get("end", "")
        made = _Row(command, reply.encode("latin-1"), end.strip())
        command.encode("latin-1")
    except (KeyError, TypeError, AttributeError, UnicodeEncodeError) as error:
        raise ValueError(
            f"transcript, row {number}: needs command and reply_latin1, text of bytes: {row!r:.100}"
        ) from error
    return made


def _connections(rows: Iterable[_Row]) -> list[list[_Row]]:
    """The rows of each connection, with the greeting put back where it was left out."""
    found: list[list[_Row]] = []
    greeting: list[_Row] = []
    over = True
    for row in rows:
        if row.connects:
            greeting = [row]
            found.append([])
        elif over:
            found.append(list(greeting))
        found[-1].append(row)
        over = row.after is not After.KEEP
    return found


class _Reader:
    """Makes the turns of one connection."""

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._turns: list[Turn] = []
        self._message = self._login = False  # what the next line belongs to
        self._chunk = 0  # bytes of it that are still to come
        self._go_ahead = b"354 go ahead\r\n"

    def read(self, rows: Iterable[_Row]) -> list[Turn]:
        for row in rows:
            if row.connects:
                self._turns.append(Turn(row.reply, after=row.after))
            elif row.is_sent:
                self._sent(row)
            elif row.reply or row.after is not After.KEEP:
                self._unasked(row)
        keys = [(turn.command or "").upper() for turn in self._turns]
        last = {key: number for number, key in enumerate(keys)}
        return [
            attrs.evolve(turn, times=None) if last[key] == number else turn
            for number, (key, turn) in enumerate(zip(keys, self._turns, strict=True))
        ]

    def _sent(self, row: _Row) -> None:
        replies = _split(row.reply)
        wire, before = row.wire, len(self._turns)
        if row.is_message and not self._message:  # DATA was left out, being as it was before
            self._turns.append(Turn(self._go_ahead, command="DATA", whole=self._whole))
            self._message = True
        while wire:
            command, wire = self._next(wire)
            if command is None:
                break
            reply = replies.pop(0) if replies else b""
            verb, *words = command.upper().split() or [""]
            whole = self._whole or not verb
            self._turns.append(Turn(reply, command=command if whole else verb, whole=whole))
            self._learn(verb, words, reply)
        rest = b"".join(replies)
        if len(self._turns) > before:  # whatever is left was said behind the last
            last = self._turns[-1]
            self._turns[-1] = attrs.evolve(last, reply=last.reply + rest, after=row.after)
        elif rest or row.after is not After.KEEP:  # in the middle of a message
            self._unasked(row)

    def _next(self, wire: str) -> tuple[str | None, str]:
        """The next command, and what follows it; None if there is none any more."""
        skipped = min(self._chunk, len(wire))
        self._chunk -= skipped
        wire = wire[skipped:]
        if not wire:
            return None, ""
        if self._message:
            _, dot, rest = ("\r\n" + wire).partition(_DOT)
            self._message = not dot
            return (END_OF_MESSAGE if dot else None), rest
        line, _, rest = wire.partition("\n")
        line = line.encode("latin-1").decode("utf-8", "replace").rstrip("\r")
        return (LOGIN_LINE if self._login else line), rest

    def _learn(self, verb: str, words: list[str], reply: bytes) -> None:
        self._message = verb == "DATA" and reply.startswith(b"354")
        if self._message:
            self._go_ahead = reply
        self._login = verb in ("AUTH", LOGIN_LINE) and reply.startswith(b"334")
        if verb == "BDAT" and words and words[0].isdecimal():
            self._chunk = int(words[0])

    def _unasked(self, row: _Row) -> None:
        """Hang it on what was said before."""
        if not self._turns:
            self._turns.append(Turn(b""))
        before = self._turns[-1]
        if not row.reply and row.after is After.FAIL_TLS:
            self._turns[-1] = attrs.evolve(before, after=row.after)
        elif before.after is After.KEEP and before.then is None:
            self._turns[-1] = attrs.evolve(before, then=Turn(row.reply, after=row.after))


def _split(data: bytes) -> list[bytes]:
    """The bytes of each reply; what is none is the last."""
    parser = ReplyParser()
    parser.receive_data(data)
    found: list[bytes] = []
    with contextlib.suppress(ReplyError):
        while (reply := parser.next_reply()) is not None:
            found.append(reply.raw)
    rest = data[sum(map(len, found)) :]
    return [*found, rest] if rest else found
