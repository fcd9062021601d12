"""Bytes in, replies out: a state machine that does no I/O.

`ReplyParser` finds where each reply ends and reads its lines; how the connection cut
the bytes changes nothing. The only exception that can escape is `ReplyError`, after
which the parser is usable again behind the bytes that caused it. Bytes of an unfinished
reply are bounded by `Limits`, and time is linear in the bytes.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from smtpreply.codes import ReplyCode
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.limits import LIMITS, TOLERANT, Limits, Tolerance
from smtpreply.line import CODES, LINE_END_DEFECTS, Line, read_line
from smtpreply.reply import Defect, DefectKind, Reply, ReplyLine
from smtpreply.stage import Stage

Buffer: TypeAlias = bytes | bytearray | memoryview

# A whole reply in canonical form. The possessive repeats make it linear: nothing is tried twice.
_CANONICAL = re.compile(rb"([2-5][0-5][0-9])(?:-[^\r\n]*+\r\n\1)*+ [^\r\n]*+\r\n")

# What other protocols say first, and who they are. A prefix that no reply can begin with.
_FOREIGN = (
    (b"\x15\x03", "a TLS alert"),
    (b"\x16\x03", "a TLS handshake"),
    (b"SSH-", "SSH"),
    (b"HTTP/", "HTTP"),
    (b"<html", "HTML"),
    (b"<!DOCTYPE", "HTML"),
    (b"+OK", "POP3"),
    (b"-ERR", "POP3"),
    (b"* OK", "IMAP"),
    (b"* PREAUTH", "IMAP"),
    (b"* BYE", "IMAP"),
    (b"RFB ", "VNC"),
    (b"AMQP", "AMQP"),
    (b"\xff\xfb", "Telnet"),
    (b"\xff\xfc", "Telnet"),
    (b"\xff\xfd", "Telnet"),
    (b"\xff\xfe", "Telnet"),
    (b"0\x0c\x02", "LDAP"),
    (b"0\x84\x00", "LDAP"),
    (b"\xf2\xf2\xf0", "EBCDIC text"),
    (b"\xf2\xf5\xf0", "EBCDIC text"),
)
_FOREIGN_BY_FIRST: dict[int, list[tuple[bytes, str]]] = {}
for _prefix, _name in _FOREIGN:
    _FOREIGN_BY_FIRST.setdefault(_prefix[0], []).append((_prefix, _name))

# smtp.qq.com puts 16 bytes before "221 Bye.": two 32-bit lengths, then eight zeros.
_BINARY_HEADER = re.compile(rb"\0\0\0[\x11-\xff]\0\0\0[\x01-\xff]\0{8}")
_BINARY_HEADER_LENGTH = 16

# A bare keyword is some other protocol's word, or an EHLO line whose code was forgotten.
_BARE_KEYWORD = re.compile(rb"[A-Z][A-Z0-9-]+")

_SKIPPED_LINE_KEPT = 64  # enough of a line that is thrown away to see whether it is the last


class _Skip(Enum):
    """What is thrown away behind an error."""

    NOTHING = 0
    LINE = 1
    REPLY = 2
    """All lines up to the last of the reply, so that its rest is not taken for another reply."""


_NOTHING = _Skip.NOTHING  # looked up once: every reply asks


class ReplyParser:
    """Reads replies from bytes as they arrive.

    >>> parser = ReplyParser()
    >>> parser.receive_data(b"250-mx.example.org" + bytes([13, 10]) + b"250 SIZE 1000")
    >>> parser.next_reply() is None
    True
    >>> parser.receive_data(bytes([13, 10]))
    >>> parser.next_reply().lines
    ('mx.example.org', 'SIZE 1000')
    """

    __slots__ = (
        "_buffer",
        "_defects",
        "_eof",
        "_limits",
        "_line_start",
        "_lines",
        "_number",
        "_reply_start",
        "_searched",
        "_skipping",
        "_tolerance",
    )

    def __init__(self, *, limits: Limits = LIMITS, tolerance: Tolerance = TOLERANT) -> None:
        self._limits = limits
        self._tolerance = tolerance
        self._buffer: bytes | bytearray = b""
        self._reply_start = 0  # where the reply that is being read begins in the buffer
        self._line_start = 0  # where its first unread line begins
        self._searched = 0  # up to where no LF was found
        self._number = 0  # complete lines of the reply so far, blank ones included
        self._lines: list[ReplyLine] = []
        self._defects: dict[DefectKind, Defect] = {}
        self._skipping = _Skip.NOTHING
        self._eof = False

    def receive_data(self, data: Buffer) -> None:
        """Take bytes from the server. Raises `ReplyError` if `receive_eof` was called before."""
        if self._eof:
            raise ReplyError(ReplyErrorKind.EOF, "bytes after the end of the connection")
        if not self._buffer:
            # Kept as it is: most reads hold whole replies, which are then never copied.
            self._buffer = data if type(data) is bytes else bytearray(data)
            return
        if type(self._buffer) is bytes:
            self._buffer = bytearray(self._buffer)
        self._buffer += data

    def receive_eof(self) -> None:
        """Note that the server closed the connection."""
        self._eof = True

    def next_reply(self, stage: Stage = Stage.UNKNOWN) -> Reply | None:
        """The next whole reply; None if more bytes are needed, or after a clean end.

        ``stage`` is what the reply answers, where that is known: it decides whether
        an enhanced code may be there (RFC 2034 4). Raises `ReplyError` and nothing else.
        """
        if not self._buffer and not self._eof:
            return None
        at_start = self._number == 0 and self._skipping is _NOTHING
        # Only where a line end has come in since: else a long line would be read over and over.
        if at_start and self._buffer.find(b"\n", self._searched) >= 0:
            reply = self._canonical_reply(stage)
            if reply is not None:
                return reply
        while (line := self._next_line()) is not None:
            reply = self._read(line, stage)
            if reply is not None:
                return reply
        if self._eof:
            self._end()
        return None

    def feed(self, data: Buffer) -> Iterator[Reply]:
        """Take bytes, then yield every whole reply.

        The bytes are taken at once, whether or not the iterator is used. If it raises
        `ReplyError`, what follows the bad bytes waits: call ``feed(b"")`` to go on.
        """
        self.receive_data(data)
        return iter(self.next_reply, None)

    @property
    def trailing_data(self) -> bytes:
        """The bytes behind the last reply: part of the next, or whole ones not yet asked for."""
        return bytes(self._buffer[self._reply_start :])

    def require_no_trailing_data(self) -> None:
        """Raise `ReplyError` if anything waits, and throw it away.

        Call it behind the 220 to STARTTLS, before the handshake: what was sent in clear
        must never be read as if it had come through TLS (RFC 3207 4, CVE-2011-0411).
        """
        waiting = self.trailing_data
        self._forget_all()
        if waiting:
            raise ReplyError(
                ReplyErrorKind.TRAILING_DATA,
                f"{len(waiting)} bytes wait behind the reply to STARTTLS, where none may",
                waiting,
            )

    # Reading whole replies -------------------------------------------------------------------

    def _canonical_reply(self, stage: Stage) -> Reply | None:
        match = _CANONICAL.match(self._buffer, self._reply_start)
        if match is None:
            return None
        raw: bytes = match[0]
        size = len(raw)
        limits = self._limits
        # A line has six bytes at least, so most replies need no counting.
        if size > limits.line or size > limits.reply:
            return None
        if size > 6 * limits.lines and raw.count(b"\n") > limits.lines:
            return None
        if size == len(self._buffer):
            # `_begin_reply` for most replies: nothing follows, and nothing was noted.
            self._buffer = b""
            self._searched = 0
        else:
            self._begin_reply(match.end())
        reply = Reply(raw, CODES[raw[:3]], stage)
        if self._tolerance.refused:
            self._check(reply)
        return reply

    def _check(self, reply: Reply) -> None:
        for defect in reply.defects:
            if defect.kind in self._tolerance.refused:
                raise ReplyError(ReplyErrorKind.DEFECT, str(defect), reply.raw)

    def _begin_reply(self, start: int) -> None:
        """Set everything up for the reply that begins at ``start``."""
        if start == len(self._buffer):
            self._buffer = b""
            start = 0
        elif start > 65536:  # not for each reply: that would move the rest each time
            self._buffer = bytearray(memoryview(self._buffer)[start:])
            start = 0
        self._reply_start = self._line_start = self._searched = start
        self._number = 0
        if self._lines or self._defects:
            self._lines = []
            self._defects = {}

    def _forget_all(self) -> None:
        self._skipping = _Skip.NOTHING
        self._begin_reply(len(self._buffer))

    # Reading lines ---------------------------------------------------------------------------

    def _next_line(self) -> bytes | None:
        """The next line without its LF, or None; raises where a part of it says enough."""
        header = self._binary_header()
        if header is None:
            return None
        buffer = self._buffer
        end = buffer.find(b"\n", max(self._searched, self._line_start + header))
        if self._skipping is not _Skip.NOTHING:
            return self._next_skipped_line(end)
        stop = len(buffer) if end < 0 else end + 1
        if self._number == 0:
            self._refuse_foreign(stop)
        self._check_lengths(stop)
        if end < 0:
            self._searched = len(buffer)
            return None
        self._number += 1
        line = bytes(buffer[self._line_start + header : end])
        self._line_start = self._searched = end + 1
        if self._number > self._limits.lines:
            raise self._fail(
                ReplyErrorKind.TOO_MANY_LINES,
                f"more than {self._limits.lines} lines in one reply",
                line,
            )
        return line

    def _binary_header(self) -> int | None:
        """How many bytes of a known binary header precede the line; None while that is open."""
        buffer, start = self._buffer, self._line_start
        if (
            self._number
            or self._skipping is not _Skip.NOTHING
            or not buffer.startswith(b"\0", start)
        ):
            return 0
        if _BINARY_HEADER.match(buffer, start):
            self._note(DefectKind.GARBAGE_BEFORE_REPLY, 1)
            self._note(DefectKind.NUL, 1)
            return _BINARY_HEADER_LENGTH
        seen = bytes(buffer[start : start + _BINARY_HEADER_LENGTH])
        filler = b"\0\0\0\x11\0\0\0\x01\0\0\0\0\0\0\0\0"[len(seen) :]
        may_become_one = len(seen) < _BINARY_HEADER_LENGTH and _BINARY_HEADER.match(seen + filler)
        return None if may_become_one else 0

    def _refuse_foreign(self, stop: int) -> None:
        start = self._line_start
        if start == stop:
            return
        first = self._buffer[start]
        for prefix, name in _FOREIGN_BY_FIRST.get(first, ()):
            if self._buffer.startswith(prefix, start):
                raise self._fail_line(
                    ReplyErrorKind.NOT_SMTP, f"this is {name}, not SMTP", prefix, name
                )

    def _check_lengths(self, stop: int) -> None:
        limits = self._limits
        line = stop - self._line_start
        reply = stop - self._reply_start
        if line <= limits.line and reply <= limits.reply:
            return
        # Both may be exceeded in one read: name the one that came first in the bytes.
        room = limits.reply - (self._line_start - self._reply_start)
        data = bytes(self._buffer[self._line_start : self._line_start + ReplyError.KEPT])
        if limits.line <= room:
            raise self._fail_line(
                ReplyErrorKind.LINE_TOO_LONG, f"a line of more than {limits.line} bytes", data[:64]
            )
        raise self._fail_line(
            ReplyErrorKind.REPLY_TOO_LONG, f"a reply of more than {limits.reply} bytes", b""
        )

    # Making sense of a line ------------------------------------------------------------------

    def _read(self, line: bytes, stage: Stage) -> Reply | None:
        """Take one line; the reply if it was the last, else None."""
        read = read_line(line)
        if self._skipping is not _Skip.NOTHING:
            regular = DefectKind.BAD_SEPARATOR not in read.defects
            if self._skipping is _Skip.LINE or (read.is_last and regular):
                self._skipping = _Skip.NOTHING
                self._begin_reply(self._line_start)
            return None
        belongs = read.code is not None and self._belongs(read)
        for kind in read.defects:
            if belongs or kind in LINE_END_DEFECTS:
                self._note(kind, self._number)
        if read.is_blank:
            self._note(DefectKind.BLANK_LINE, self._number)
            return None
        if read.code is None or not belongs:
            self._take_uncoded(line)
            return None
        self._lines.append(ReplyLine(self._number, read.code, read.text))
        if not read.is_last:
            return None
        return self._finish(stage)

    def _belongs(self, read: Line) -> bool:
        # Inside a 550 reply "500MB is the limit" is prose: without a regular separator only the
        # reply's own code is taken for one.
        if DefectKind.BAD_SEPARATOR not in read.defects or not self._lines:
            return True
        return read.code == self._lines[0].code

    def _take_uncoded(self, line: bytes) -> None:
        if self._lines:
            self._note(DefectKind.UNCODED_LINE, self._number)
            self._lines.append(ReplyLine(self._number, 0, line.rstrip(b"\r")))
            return
        self._begin_reply(self._line_start)
        if _BARE_KEYWORD.fullmatch(line.rstrip(b"\r")):
            raise ReplyError(
                ReplyErrorKind.NOT_SMTP, "a bare word where a reply should begin", line
            )
        raise ReplyError(
            ReplyErrorKind.BAD_CODE,
            "a reply begins with three digits from 200 to 599, then a space or a hyphen",
            line,
        )

    def _finish(self, stage: Stage) -> Reply:
        lines = tuple(self._lines)
        code = ReplyCode(lines[-1].code)
        codes = {line.code for line in lines if line.code}
        if len(codes) > 1:
            self._note(DefectKind.MIXED_CODES, lines[-1].number)
        if not code.is_grammatical:
            self._note(DefectKind.NONSTANDARD_CODE, lines[-1].number)
        defects = tuple(self._defects.values())
        raw = bytes(self._buffer[self._reply_start : self._line_start])
        self._begin_reply(self._line_start)
        if code < 400 and max(codes) >= 400:
            raise ReplyError(
                ReplyErrorKind.MIXED_CODES,
                f"a reply that begins with {max(codes)} does not end with {code}",
                raw,
            )
        reply = Reply(raw, code, stage, lines, defects)
        self._check(reply)
        return reply

    def _note(self, kind: DefectKind, number: int) -> None:
        if kind not in self._defects:
            self._defects[kind] = Defect(kind, number)

    # Errors, and what is thrown away behind them ---------------------------------------------

    def _fail(
        self, kind: ReplyErrorKind, message: str, line: bytes, protocol: str = ""
    ) -> ReplyError:
        """An error about a complete line; the rest of its reply is thrown away unseen."""
        belongs = bool(self._lines) or read_line(line).continues
        last = not belongs or read_line(line).is_last
        self._begin_reply(self._line_start)
        self._skipping = _Skip.NOTHING if last else _Skip.REPLY
        return ReplyError(kind, message, line, protocol)

    def _fail_line(
        self, kind: ReplyErrorKind, message: str, data: bytes, protocol: str = ""
    ) -> ReplyError:
        """An error inside a line: that line, and its reply if it goes on, is thrown away."""
        seen = bytes(self._buffer[self._line_start :][:_SKIPPED_LINE_KEPT])
        read = read_line(seen)
        is_cut = len(seen) < 4 and b"\n" not in seen  # too little to tell whether it is the last
        goes_on = read.continues or (bool(self._lines) and (is_cut or not read.is_last))
        start = self._line_start
        self._begin_reply(start)
        self._skipping = _Skip.REPLY if goes_on else _Skip.LINE
        return ReplyError(kind, message, data, protocol)

    def _next_skipped_line(self, end: int) -> bytes | None:
        buffer, start = self._buffer, self._line_start
        if end < 0:
            self._buffer = buffer[: start + _SKIPPED_LINE_KEPT]
            self._searched = len(self._buffer)
            return None
        line = bytes(buffer[start : min(end, start + _SKIPPED_LINE_KEPT)])
        self._line_start = self._searched = end + 1
        if self._skipping is _Skip.REPLY:
            self._begin_reply(end + 1)
        return line

    def _end(self) -> None:
        """The connection is closed and no whole reply is left."""
        waiting = self.trailing_data
        reported = self._skipping is not _Skip.NOTHING
        unfinished = bool(self._lines) or waiting.strip(b"\r\n\t ")
        self._forget_all()
        if unfinished and not reported:
            raise ReplyError(ReplyErrorKind.EOF, "the connection ended inside a reply", waiting)


def parse(
    data: Buffer,
    *,
    stage: Stage = Stage.UNKNOWN,
    limits: Limits = LIMITS,
    tolerance: Tolerance = TOLERANT,
) -> Reply:
    """Read exactly one whole reply, its line end included.

    Raises `ReplyError` if there is less than one, more than one, or none at all.

    >>> parse(b"550 5.1.1 no such user" + bytes([13, 10])).enhanced
    EnhancedCode('5.1.1')
    """
    parser = ReplyParser(limits=limits, tolerance=tolerance)
    parser.receive_data(data)
    reply = parser.next_reply(stage)
    waiting = parser.trailing_data
    if reply is None:
        raise ReplyError(
            ReplyErrorKind.NEED_MORE, "a reply ends with a line end behind its last line", waiting
        )
    if waiting:
        raise ReplyError(ReplyErrorKind.TRAILING_DATA, "more than one reply", waiting)
    return reply
