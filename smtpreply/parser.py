"""Bytes in, replies out: a state machine that does no I/O.

`ReplyParser` finds where each reply ends and reads its lines; how the connection cut
the bytes changes nothing. The only exception that can escape is `ReplyError`, after
which the parser is usable again behind the bytes that caused it. Bytes of an unfinished
reply are bounded by `Limits`, and time is linear in the bytes.
"""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Any, TypeAlias

from smtpreply.codes import ReplyCode
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.foreign import protocol_of
from smtpreply.limits import LIMITS, TOLERANT, Limits, Tolerance
from smtpreply.line import CODES, LINE_END_DEFECTS, Line, read_line
from smtpreply.reply import Defect, DefectKind, FreshReply, Reply, ReplyLine
from smtpreply.stage import Stage

Buffer: TypeAlias = bytes | bytearray | memoryview

# How a line begins that ends its reply, and one that does not: code and separator in one look-up.
_LAST = {code + b" ": number for code, number in CODES.items() if number.is_grammatical}
_MORE = {last[:3] + b"-": last for last in _LAST}

_WINDOW = 65536  # so many bytes are cut into lines at a time, however many were fed

# smtp.qq.com puts 16 bytes before "221 Bye.": two 32-bit lengths, then eight zeros.
_BINARY_HEADER = re.compile(rb"\0\0\0[\x11-\xff]\0\0\0[\x01-\xff]\0{8}")
_BINARY_HEADER_LENGTH = 16

# A bare keyword is some other protocol's word, or an EHLO line whose code was forgotten.
_BARE_KEYWORD = re.compile(rb"[A-Z][A-Z0-9-]+")

_SEEN = 64  # enough of a line to see whose it is, and whether it is the last


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
        "_are_plain",
        "_at_start",
        "_buffer",
        "_defects",
        "_eof",
        "_limits",
        "_lines",
        "_longest",
        "_number",
        "_one_by_one",
        "_raw",
        "_read_lines",
        "_refused",
        "_searched",
        "_size",
        "_skipping",
        "_start",
        "may_wait",
    )

    def __init__(self, *, limits: Limits = LIMITS, tolerance: Tolerance = TOLERANT) -> None:
        self._limits = limits
        self._refused = tolerance.refused
        self._longest = min(limits.line, limits.reply)
        # Bytes that are not cut into lines yet.
        self._buffer: bytes | bytearray = b""
        self._start = 0  # where they begin in the buffer
        self._searched = 0  # up to where no LF was found
        self._one_by_one = 0  # up to where lines are cut singly
        # Lines that nobody has looked at, the next one last.
        self._lines: list[bytes] = []
        # The reply that is being read line by line.
        self._number = 0  # its lines so far, blank ones included
        self._raw: list[bytes] = []
        self._size = 0  # the bytes of these
        self._read_lines: list[ReplyLine] = []
        self._defects: dict[DefectKind, Defect] = {}
        self._skipping = _NOTHING
        self._are_plain = False  # whether every one of `_lines` has a regular end and length
        self._at_start = True  # whether the next of them begins a reply
        self._eof = False
        self.may_wait = False
        """False where for sure nothing waits, neither a reply nor a part of one."""

    def receive_data(self, data: Buffer) -> None:
        """Take bytes from the server. Raises `ReplyError` if `receive_eof` was called before."""
        if self._eof:
            raise ReplyError(ReplyErrorKind.EOF, "bytes after the end of the connection")
        self.may_wait = True
        buffer = self._buffer
        if not buffer:
            # Kept as it is: most reads hold whole replies, which are then never copied.
            self._buffer = data if type(data) is bytes else bytearray(data)
            return
        if type(buffer) is bytearray and self._start < _WINDOW:
            buffer += data
            return
        # What was cut into lines is dropped, but not at each read: that would move the rest often.
        self._buffer = bytearray(memoryview(buffer)[self._start :])
        self._buffer += data
        self._searched -= self._start
        self._one_by_one -= self._start
        self._start = 0

    def receive_eof(self) -> None:
        """Note that the server closed the connection."""
        self._eof = True

    def next_reply(self, stage: Stage = Stage.UNKNOWN) -> Reply | None:
        """The next whole reply; None if more bytes are needed, or after a clean end.

        ``stage`` is what the reply answers, where that is known: it decides whether
        an enhanced code may be there (RFC 2034 4). Raises `ReplyError` and nothing else.
        """
        raw: bytes | bytearray = self._buffer
        code = None
        if not self._lines:
            if not raw and not self._eof:
                self.may_wait = bool(self._raw)
                return None
            # Most reads hold one whole reply, and most of these are one line.
            if self._at_start and not self._start and type(raw) is bytes:
                code = _LAST.get(raw[:4])
                if len(raw) > self._longest:
                    code = None
                elif code is None:
                    code = self._code_of_several(raw)
                elif raw.find(b"\n") != len(raw) - 1 or raw.find(b"\r") != len(raw) - 2:
                    code = None
            if code is not None:
                self._buffer = b""
                self._searched = 0
                self.may_wait = False
            else:
                self._cut_lines()
        if code is None:
            if not (self._are_plain and self._at_start):
                return self._read_on(stage)
            raw = self._lines[-1]
            code = _LAST.get(raw[:4])
            if code is not None:
                del self._lines[-1]
            else:
                raw = self._several_lines()
                if not raw:
                    return self._read_on(stage)
                code = CODES[raw[:3]]
        reply: Any = FreshReply()
        reply.raw = raw
        reply.code = code
        reply.stage = stage
        reply._irregular = None
        reply.__class__ = Reply
        if self._refused:
            self._check(reply)
        return reply  # type: ignore[no-any-return]

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
        return b"".join([*self._raw, *reversed(self._lines), self._buffer[self._start :]])

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

    # Cutting into lines ----------------------------------------------------------------------

    def _cut_lines(self) -> None:
        """Cut what is there of whole lines, at most `_WINDOW` bytes of it."""
        self._are_plain = False
        buffer, start = self._buffer, self._start
        if start < self._one_by_one:
            self._cut_line()
            return
        end = len(buffer)
        if end - start > _WINDOW or not buffer.endswith(b"\n"):
            end = buffer.rfind(b"\n", self._searched, start + _WINDOW) + 1
            if not end:
                end = buffer.find(b"\n", max(self._searched, start + _WINDOW)) + 1
            if not end:
                self._searched = len(buffer)
                return
        window = buffer[start:end]
        if type(window) is not bytes:
            window = bytes(window)
        lines = window.splitlines(keepends=True)
        count = len(lines)
        if window.count(b"\n") == count == window.count(b"\r"):
            self._are_plain = len(window) <= self._longest or max(map(len, lines)) <= self._longest
        elif b"\0" in window:
            self._one_by_one = end
            self._cut_line()
            return
        else:
            # Bytes of a line end stand elsewhere; only LF ends a line.
            lines = [line + b"\n" for line in window.split(b"\n")]
            del lines[-1]
        lines.reverse()
        self._take_lines(lines, end)

    def _cut_line(self) -> None:
        """Cut one line, where a binary header may hold what looks like the end of one."""
        header = self._binary_header()
        if header is None:
            return
        end = self._buffer.find(b"\n", self._start + header)
        if end < 0:
            self._searched = len(self._buffer)
            return
        self._take_lines([bytes(self._buffer[self._start : end + 1])], end + 1)

    def _take_lines(self, lines: list[bytes], end: int) -> None:
        self._lines = lines
        if end == len(self._buffer):
            self._buffer = b""
            self._start = self._searched = self._one_by_one = 0
        else:
            self._start = self._searched = end

    def _binary_header(self) -> int | None:
        """How many bytes of a known binary header come next; None while that is open."""
        buffer, start = self._buffer, self._start
        if self._number or self._skipping is not _NOTHING or not buffer.startswith(b"\0", start):
            return 0
        if _BINARY_HEADER.match(buffer, start):
            return _BINARY_HEADER_LENGTH
        seen = bytes(buffer[start : start + _BINARY_HEADER_LENGTH])
        filler = b"\0\0\0\x11\0\0\0\x01\0\0\0\0\0\0\0\0"[len(seen) :]
        may_become_one = len(seen) < _BINARY_HEADER_LENGTH and _BINARY_HEADER.match(seen + filler)
        return None if may_become_one else 0

    # Reading what is plain -------------------------------------------------------------------

    def _code_of_several(self, data: bytes) -> ReplyCode | None:
        """The code, if this is one whole reply of several lines in canonical form, and no more."""
        head = data[:4]
        last = _MORE.get(head)
        if last is None:
            return None
        count = data.count(b"\n")
        plain = (
            data.count(b"\r\n" + head) == count - 2
            and data.find(b"\n", data.find(b"\r\n" + last) + 2) == len(data) - 1
            and data.endswith(b"\r\n")
            and data.count(b"\r") == count <= self._limits.lines
        )
        return _LAST[last] if plain else None

    def _several_lines(self) -> bytes:
        """The next reply, if it is several lines in canonical form, and all there; else nothing."""
        lines = self._lines
        head = lines[-1][:4]
        last = _MORE.get(head)
        if last is None:
            return b""
        taken = [lines[-1]]
        for line in islice(reversed(lines), 1, None):
            taken.append(line)
            if not line.startswith(head):
                break
        raw = b"".join(taken)
        if (
            not taken[-1].startswith(last)
            or len(taken) > self._limits.lines
            or len(raw) > self._limits.reply
        ):
            return b""
        del lines[-len(taken) :]
        return raw

    def _check(self, reply: Reply) -> None:
        for defect in reply.defects:
            if defect.kind in self._refused:
                raise ReplyError(ReplyErrorKind.DEFECT, str(defect), reply.raw)

    # Reading line by line --------------------------------------------------------------------

    def _read_on(self, stage: Stage) -> Reply | None:
        while (line := self._next_line()) is not None:
            reply = self._read(line, stage)
            if reply is not None:
                return reply
        if self._eof:
            self._end()
        return None

    def _begin_reply(self, skipping: _Skip = _NOTHING) -> None:
        """Set everything up for what begins with the next line."""
        self._skipping = skipping
        self._number = self._size = 0
        self._raw = []
        self._read_lines = []
        self._defects = {}
        self._at_start = skipping is _NOTHING

    def _forget_all(self) -> None:
        self._lines = []
        self._buffer = b""
        self._start = self._searched = self._one_by_one = 0
        self.may_wait = False
        self._begin_reply()

    def _next_line(self) -> bytes | None:
        """The next line without its LF, or None; raises where a part of it says enough."""
        if not self._lines:
            self._cut_lines()
            if not self._lines:
                self._look_at_part()
                return None
        raw = self._lines[-1]
        line = raw[:-1]
        if self._skipping is not _NOTHING:
            del self._lines[-1]
            return line[:_SEEN]
        self._look_at(raw[:_SEEN], len(raw))
        del self._lines[-1]
        self._at_start = False
        self._raw.append(raw)
        self._size += len(raw)
        self._number += 1
        if self._number > self._limits.lines:
            raise self._fail(
                ReplyErrorKind.TOO_MANY_LINES,
                f"more than {self._limits.lines} lines in one reply",
                line,
            )
        if self._number == 1 and _BINARY_HEADER.match(line):
            self._note(DefectKind.GARBAGE_BEFORE_REPLY, 1)
            self._note(DefectKind.NUL, 1)
            line = line[_BINARY_HEADER_LENGTH:]
        return line

    def _look_at_part(self) -> None:
        """Look at a line that is not all there."""
        seen = bytes(self._buffer[self._start : self._start + _SEEN])
        if self._skipping is not _NOTHING:
            self._keep(seen)
        elif seen and self._binary_header() is not None:
            try:
                self._look_at(seen, len(self._buffer) - self._start)
            except ReplyError:
                self._keep(seen)
                raise

    def _keep(self, seen: bytes) -> None:
        """Of a line that is thrown away, its beginning; an LF in that is part of a header."""
        self._buffer = seen.replace(b"\n", b"\0")
        self._start = self._one_by_one = 0
        self._searched = len(seen)

    def _look_at(self, seen: bytes, size: int) -> None:
        """Raise if the line that begins so, or its length so far, says that it is no reply."""
        if self._number == 0:
            foreign = protocol_of(seen)
            if foreign is not None:
                prefix, name = foreign
                raise self._fail_line(
                    ReplyErrorKind.NOT_SMTP, f"this is {name}, not SMTP", seen, prefix, name
                )
        limits = self._limits
        if size <= limits.line and self._size + size <= limits.reply:
            return
        # Both may be exceeded in one read: name the one that came first in the bytes.
        if limits.line <= limits.reply - self._size:
            raise self._fail_line(
                ReplyErrorKind.LINE_TOO_LONG,
                f"a line of more than {limits.line} bytes",
                seen,
                seen,
            )
        raise self._fail_line(
            ReplyErrorKind.REPLY_TOO_LONG, f"a reply of more than {limits.reply} bytes", seen, b""
        )

    # Making sense of a line ------------------------------------------------------------------

    def _read(self, line: bytes, stage: Stage) -> Reply | None:
        """Take one line; the reply if it was the last, else None."""
        read = read_line(line)
        if self._skipping is not _NOTHING:
            # "500MB is the limit" is prose, and ends nothing.
            regular = DefectKind.BAD_SEPARATOR not in read.defects
            if self._skipping is _Skip.LINE or (read.is_last and regular):
                self._begin_reply()
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
        self._read_lines.append(ReplyLine(self._number, read.code, read.text))
        if not read.is_last:
            return None
        return self._finish(stage)

    def _belongs(self, read: Line) -> bool:
        # Inside a 550 reply "500MB is the limit" is prose: without a regular separator only the
        # reply's own code is taken for one.
        if DefectKind.BAD_SEPARATOR not in read.defects or not self._read_lines:
            return True
        return read.code == self._read_lines[0].code

    def _take_uncoded(self, line: bytes) -> None:
        if self._read_lines:
            self._note(DefectKind.UNCODED_LINE, self._number)
            self._read_lines.append(ReplyLine(self._number, 0, line.rstrip(b"\r")))
            return
        self._begin_reply()
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
        lines = tuple(self._read_lines)
        code = ReplyCode(lines[-1].code)
        codes = {line.code for line in lines if line.code}
        if len(codes) > 1:
            self._note(DefectKind.MIXED_CODES, lines[-1].number)
        if not code.is_grammatical:
            self._note(DefectKind.NONSTANDARD_CODE, lines[-1].number)
        defects = tuple(self._defects.values())
        raw = b"".join(self._raw)
        self._begin_reply()
        if code < 400 and max(codes) >= 400:
            raise ReplyError(
                ReplyErrorKind.MIXED_CODES,
                f"a reply that begins with {max(codes)} does not end with {code}",
                raw,
            )
        reply = Reply(raw, code, stage, (lines, defects))
        self._check(reply)
        return reply

    def _note(self, kind: DefectKind, number: int) -> None:
        if kind not in self._defects:
            self._defects[kind] = Defect(kind, number)

    # Errors, and what is thrown away behind them ---------------------------------------------

    def _fail(self, kind: ReplyErrorKind, message: str, line: bytes) -> ReplyError:
        """An error about a complete line; the rest of its reply is thrown away unseen."""
        belongs = bool(self._read_lines) or read_line(line).continues
        last = not belongs or read_line(line).is_last
        self._begin_reply(_NOTHING if last else _Skip.REPLY)
        return ReplyError(kind, message, line)

    def _fail_line(
        self, kind: ReplyErrorKind, message: str, seen: bytes, data: bytes, protocol: str = ""
    ) -> ReplyError:
        """An error inside a line: that line, and its reply if it goes on, is thrown away.

        The line is read again while it is, and says then whether it was the last.
        """
        belongs = bool(self._read_lines) or read_line(seen).continues
        self._begin_reply(_Skip.REPLY if belongs else _Skip.LINE)
        return ReplyError(kind, message, data, protocol)

    def _end(self) -> None:
        """The connection is closed and no whole reply is left."""
        waiting = self.trailing_data
        reported = self._skipping is not _NOTHING
        unfinished = waiting.strip(b"\r\n\t ")
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
