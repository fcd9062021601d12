"""One line of a reply, read on its own (RFC 5321 4.2).

Pure: the same bytes give the same reading, wherever the line stands. Whether a line
without a code may stand there at all is for the parser to say.
"""

import attrs

from smtpreply.codes import ReplyCode
from smtpreply.reply import DefectKind

CODES = {b"%d" % code: ReplyCode(code) for code in range(200, 600)}
"""The 400 codes by their bytes: a look-up refuses what ``int()`` would take (``2_5``, ``+25``)."""

LINE_END_DEFECTS = frozenset({DefectKind.BARE_LF, DefectKind.EXTRA_CR, DefectKind.BARE_CR})
"""The defects that any line may have, whether or not it begins with a code."""

_WHITE = b" \t"
_DROPPED_SEPARATORS = frozenset(byte for byte in range(128) if not chr(byte).isalnum())


@attrs.frozen
class Line:
    """What one line says."""

    code: ReplyCode | None
    """None for a line without a code."""
    text: bytes
    is_last: bool
    """Whether it ends its reply."""
    defects: tuple[DefectKind, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        return self.code is None and not self.text.strip()

    @property
    def continues(self) -> bool:
        """Whether it says that more lines follow."""
        return self.code is not None and not self.is_last


def read_line(line: bytes) -> Line:
    """Read a line as it came, without its LF but with whatever CR it had."""
    content = line.rstrip(b"\r")
    defects = _defects_of_line_end(content, line)
    if content[:1] in (b" ", b"\t"):
        shifted = content.lstrip(_WHITE)
        # Only a regular reply line counts behind white space; "  250of them" never does.
        if shifted[:3] in CODES and shifted[3:4] in (b" ", b"-", b""):
            defects.append(DefectKind.LEADING_SPACE)
            content = shifted
    code = CODES.get(content[:3])
    if code is None or content[3:4].isdigit():
        return Line(None, content, False, tuple(defects))
    separator = content[3:4]
    if separator == b"-":
        return Line(code, content[4:], False, tuple(defects))
    if separator == b"":
        defects.append(DefectKind.CODE_ONLY)
    elif separator != b" ":
        defects.append(DefectKind.BAD_SEPARATOR)
        if separator[0] not in _DROPPED_SEPARATORS:
            return Line(code, content[3:], True, tuple(defects))
    return Line(code, content[4:], True, tuple(defects))


def _defects_of_line_end(content: bytes, line: bytes) -> list[DefectKind]:
    defects: list[DefectKind] = []
    carriage_returns = len(line) - len(content)
    if carriage_returns == 0:
        defects.append(DefectKind.BARE_LF)
    elif carriage_returns > 1:
        defects.append(DefectKind.EXTRA_CR)
    if b"\r" in content:
        defects.append(DefectKind.BARE_CR)
    return defects
