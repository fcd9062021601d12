"""Bytes on the wire beside what they must be read as.

What is expected is put together with the bytes, from the same parts; no parser has a hand in it.
"""

import attrs

from smtpreply.codes import EnhancedCode
from smtpreply.reply import DefectKind


@attrs.frozen
class WireReply:
    """One whole reply, and what it must be read as."""

    wire: bytes
    """All of it, line ends included."""
    code: int = attrs.field(converter=int)
    lines: tuple[str, ...]
    """The text of each line that counts, enhanced codes included, as `Reply.lines` has it: without
    code, separator and line end, bytes that are no UTF-8 as lone surrogates."""
    enhanced: EnhancedCode | None = None
    defects: frozenset[DefectKind] = frozenset()
    """Exactly these; none in a regular reply."""

    @property
    def text(self) -> str:
        """All lines, joined by LF."""
        return "\n".join(self.lines)


CRLF = b"\r\n"


def encode(text: str) -> bytes:
    """Text as bytes; lone surrogates give back the bytes that they stand for."""
    return text.encode("utf-8", "surrogateescape")


def wire_lines(code: int, lines: tuple[str, ...]) -> list[bytes]:
    """The lines of a regular reply without their line ends."""
    last = len(lines) - 1
    return [
        b"%d%b%b" % (code, b" " if number == last else b"-", encode(line))
        for number, line in enumerate(lines)
    ]


def joined(lines: list[bytes]) -> bytes:
    """Lines on the wire."""
    return b"".join(line + CRLF for line in lines)
