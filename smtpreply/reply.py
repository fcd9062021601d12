"""A reply as a value: its code, its lines, and what was wrong with it.

What belongs here: what can be read off the bytes of one whole reply. Finding where
a reply ends is the parser's work; saying what it means is the classifier's. A reply
decodes nothing until it is asked, for most are only looked at for their code.
"""

import re
from functools import cached_property
from typing import Self

import attrs

from smtpreply.codes import Category, EnhancedCode, ReplyCode, Severity
from smtpreply.printable import printable
from smtpreply.stage import Stage
from smtpreply.term import Term


class DefectKind(Term):
    """What was wrong with a reply that can be used all the same."""

    BARE_LF = "bare-lf"
    """A line ended with LF alone."""
    EXTRA_CR = "extra-cr"
    """More than one CR before the LF."""
    BARE_CR = "bare-cr"
    """A CR inside a line; it ends nothing (RFC 5321 2.3.8)."""
    CODE_ONLY = "code-only"
    """A last line without the space behind the code; clients must accept it (RFC 5321 4.2.1)."""
    BAD_SEPARATOR = "bad-separator"
    """Neither a space nor a hyphen behind the code."""
    LEADING_SPACE = "leading-space"
    """White space before the code."""
    NONSTANDARD_CODE = "nonstandard-code"
    """The second digit is above 5, which RFC 5321 4.2 cannot produce."""
    MIXED_CODES = "mixed-codes"
    """The lines of one reply carry different codes; the last decided."""
    BLANK_LINE = "blank-line"
    """An empty line before or inside the reply."""
    UNCODED_LINE = "uncoded-line"
    """A line without a code inside the reply, kept as text."""
    GARBAGE_BEFORE_REPLY = "garbage-before-reply"
    """A binary header before the code (smtp.qq.com's answer to QUIT)."""
    NON_ASCII = "non-ascii"
    """Text outside ASCII, in valid UTF-8 (regular only after SMTPUTF8, RFC 6531 3.7.4)."""
    NON_UTF8 = "non-utf8"
    """Text in neither ASCII nor UTF-8 (GBK, Latin-1); see `Reply.lines` for how it is kept."""
    LINE_TOO_LONG_FOR_RFC = "line-too-long-for-rfc"
    """More than 512 bytes with the line end (RFC 5321 4.5.3.1.5)."""
    NUL = "nul"
    CONTROL_CHAR = "control-char"
    """A control character other than TAB: take care when printing."""
    ENHANCED_NONSTANDARD = "enhanced-nonstandard"
    """An enhanced code that is not where RFC 2034 4 puts it, or is dressed up: ``(#5.7.1)``."""
    ENHANCED_EXTRA_SPACE = "enhanced-extra-space"
    """More than one space before the enhanced code."""
    ENHANCED_CLASS_MISMATCH = "enhanced-class-mismatch"
    """Its class is not the first digit of the code (RFC 2034 4 requires that)."""
    ENHANCED_DIFFERS = "enhanced-differs"
    """Lines carry different enhanced codes; the first of them decided."""
    ENHANCED_NOT_ON_ALL_LINES = "enhanced-not-on-all-lines"
    """Some lines carry an enhanced code and some do not (RFC 2034 4 wants it on all)."""


@attrs.frozen
class Defect:
    """One defect of a reply and where it first shows."""

    kind: DefectKind
    line: int
    """The line of the reply as received, from 1; blank lines count."""

    def __str__(self) -> str:
        return f"{self.kind.value} in line {self.line}"


@attrs.frozen
class ReplyLine:
    """One line of a reply that is not in canonical form."""

    number: int
    """Its place in the reply as received, from 1."""
    code: int
    """0 for a line without a code."""
    text: bytes


_STANDARD_ENHANCED = re.compile(rb"([ \t]*)([245])\.(\d{1,3})\.(\d{1,3})(?=[ \t]|$)")

# Where real servers put it otherwise: 5.1.1: text, (5.1.1) text, #5.1.0 text, text (#5.7.1),
# cuda_nsu 5.1.1 text, text - 5.7.1 [BL23] text. Elsewhere a number is only a number.
_NONSTANDARD_ENHANCED = re.compile(
    rb"(?:^[ \t]*(?:[^\s.]+ )?|[(\[#]|[-:] )#?([245])\.([0-7])\.(\d{1,3})(?=[\s)\]:;,]|$)"
)

_LINE_MAXIMUM = 512  # RFC 5321 4.5.3.1.5, line end included
_CODE_AND_LINE_END = 6

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# RFC 2034 4: no enhanced code in the greeting nor in the answers to EHLO and HELO, where a host
# name stands in its place. A refusal there may carry one, and does.
_NO_ENHANCED = frozenset(
    {(Stage.CONNECT, 220), (Stage.EHLO, 250), (Stage.HELO, 250), (Stage.LHLO, 250)}
)
_WITHOUT_ENHANCED = frozenset(stage for stage, _ in _NO_ENHANCED)
_SPACE, _DOT = 0x20, 0x2E
_WHITE = b" \t"


_DOTTED = re.compile(rb"\.\d{1,3}\.\d")
_ENHANCED_FURTHER_ON = re.compile(rb"\n[2-5]\d\d[- ][ \t]*[245]\.\d")
# What a reply that begins with "550 5.1.1 " has: a memo, not knowledge.
_SEEN_ENHANCED: dict[bytes, EnhancedCode] = {}
_MANY = 4000


def _decode(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _lines_of(raw: bytes) -> list[str]:
    """Of several lines in canonical form, where all but the last begin alike."""
    text = _decode(raw)
    last = text.rindex("\r\n", 0, -2)
    return [*text[4:last].split("\r\n" + text[:4]), text[last + 6 : -2]]


class FreshReply:
    """A `Reply` while its slots are filled, for the parser: give it that class and it is one.

    Filling in a frozen value is dearer than freezing it afterwards, and there is one a reply.
    Nothing is checked: the bytes are in canonical form.
    """

    __slots__ = (
        "__weakref__",
        "_enhanced_reading",
        "_irregular",
        "code",
        "defects",
        "raw",
        "stage",
    )


@attrs.frozen(repr=False)
class Reply(FreshReply):
    """One whole reply of a server.

    Made by `ReplyParser`, `parse` or `Reply.build`. Two replies are equal when the
    same bytes were read at the same stage.
    """

    raw: bytes
    """The bytes as they came, line ends included, with what was skipped before the code."""
    code: ReplyCode
    """The code of the last line."""
    stage: Stage = Stage.UNKNOWN
    """What it was read as the answer to; decides whether an enhanced code may be there."""
    _irregular: tuple[tuple[ReplyLine, ...], tuple[Defect, ...]] | None = attrs.field(
        default=None, eq=False
    )
    """Its lines, and the defects of their framing; None for a reply in canonical form."""

    @classmethod
    def build(
        cls,
        code: int,
        *lines: str,
        enhanced: EnhancedCode | str | None = None,
        stage: Stage = Stage.UNKNOWN,
    ) -> Self:
        r"""Make a reply in canonical form, its enhanced code on every line (RFC 2034 4).

        Raises ``ValueError`` for a code outside 200 to 599, or a line holding CR or LF.

        >>> bytes(Reply.build(550, "no such user", enhanced="5.1.1"))
        b'550 5.1.1 no such user\r\n'
        """
        reply_code = ReplyCode(code)
        if isinstance(enhanced, str):
            enhanced = EnhancedCode.from_text(enhanced)
        prefix = f"{enhanced} " if enhanced is not None else ""
        texts = [prefix + line for line in lines or ("",)]
        for text in texts:
            if "\r" in text or "\n" in text:
                raise ValueError(f"a reply line holds no CR or LF; give several lines: {text!r}")
        *first, last = texts
        wire = [f"{reply_code}-{text}\r\n" for text in first] + [f"{reply_code} {last}\r\n"]
        return cls("".join(wire).encode("utf-8", "surrogateescape"), reply_code, stage)

    @property
    def severity(self) -> Severity:
        """What the first digit of the code says."""
        return self.code.severity

    @property
    def category(self) -> Category:
        """What the second digit of the code says."""
        return self.code.category

    @property
    def is_positive(self) -> bool:
        """True for 2yz and 3yz."""
        return self.code < 400

    @property
    def is_positive_completion(self) -> bool:
        """True for 2yz."""
        return self.code < 300

    @property
    def is_positive_intermediate(self) -> bool:
        """True for 3yz."""
        return 300 <= self.code < 400

    @property
    def is_negative(self) -> bool:
        """True for 4yz and 5yz."""
        return self.code >= 400

    @property
    def is_transient_negative(self) -> bool:
        """True for 4yz."""
        return 400 <= self.code < 500

    @property
    def is_permanent_negative(self) -> bool:
        """True for 5yz."""
        return self.code >= 500

    @property
    def is_mixed(self) -> bool:
        """Whether it refuses, but some of its lines say yes (LMTP servers that merge replies)."""
        lines = () if self._irregular is None else self._irregular[0]
        return self.is_negative and any(0 < line.code < 400 for line in lines)

    @property
    def closes_connection(self) -> bool:
        """Whether the server closes after it: 221 and 421 (RFC 5321 3.8, 4.2.3)."""
        return self.code in (221, 421)

    # Not cached: most are read once, and keeping them would cost more than making them again.

    @property
    def raw_lines(self) -> tuple[bytes, ...]:
        """The text of each line as bytes, without code, separator and line end."""
        if self._irregular is not None:
            return tuple([line.text for line in self._irregular[0]])
        raw = self.raw
        if raw[3] == _SPACE:
            return (raw[4:-2],)
        return tuple([line[4:] for line in raw[:-2].split(b"\r\n")])

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each line, as UTF-8.

        A byte that is none becomes a lone surrogate ("surrogateescape"), so that nothing is
        lost: ``line.encode("utf-8", "surrogateescape")`` gives the bytes back.
        """
        if self._irregular is not None:
            return tuple([_decode(line.text) for line in self._irregular[0]])
        raw = self.raw
        if raw[3] == _SPACE:
            return (raw[4:-2].decode("utf-8", "surrogateescape"),)
        return tuple(_lines_of(raw))

    @property
    def text(self) -> str:
        """All lines, joined by LF."""
        if self._irregular is not None:
            return "\n".join(self.lines)
        raw = self.raw
        if raw[3] == _SPACE:
            return raw[4:-2].decode("utf-8", "surrogateescape")
        return "\n".join(_lines_of(raw))

    @property
    def message(self) -> str:
        """The text without the enhanced codes that open its lines."""
        return "\n".join(_without_enhanced(line) for line in self.raw_lines)

    @property
    def enhanced(self) -> EnhancedCode | None:
        """The enhanced code: the first line that has one decides; None where none may be."""
        if self._irregular is not None:
            return self._enhanced_reading[0]
        # The usual cases first: in its place in the first line, or none at all.
        raw = self.raw
        known = _SEEN_ENHANCED.get(raw[:10])
        if known is not None and self.stage not in _WITHOUT_ENHANCED:
            return known
        if _has_none(raw, self.code):
            return None
        enhanced = self._enhanced_reading[0]
        is_plain = enhanced is not None and raw[4:10] == b"%b " % str(enhanced).encode()
        if enhanced is not None and is_plain and len(_SEEN_ENHANCED) < _MANY:
            _SEEN_ENHANCED[raw[:10]] = enhanced
        return enhanced

    @property
    def enhanced_codes(self) -> tuple[EnhancedCode | None, ...]:
        """The enhanced code of each line, None for a line without."""
        return self._enhanced_reading[1]

    @cached_property
    def defects(self) -> tuple[Defect, ...]:
        """What was wrong, each kind once at the first line that shows it; empty if nothing."""
        framing: tuple[Defect, ...] = ()
        if self._irregular is not None:
            framing = self._irregular[1]
        elif not self.code.is_grammatical:  # only `build` makes these regular
            framing = (Defect(DefectKind.NONSTANDARD_CODE, len(self.raw_lines)),)
        found = {defect.kind: defect for defect in framing}
        for defect in (*self._text_defects(), *self._enhanced_reading[2]):
            found.setdefault(defect.kind, defect)
        return tuple(found.values())

    @cached_property
    def _enhanced_reading(
        self,
    ) -> tuple[EnhancedCode | None, tuple[EnhancedCode | None, ...], tuple[Defect, ...]]:
        if self.is_positive_intermediate or (self.stage, self.code) in _NO_ENHANCED:
            return None, (None,) * len(self.raw_lines), ()
        return _read_enhanced(self._read_lines(), self.code)

    def _read_lines(self) -> tuple[ReplyLine, ...]:
        if self._irregular is not None:
            return self._irregular[0]
        return tuple(
            [ReplyLine(n, self.code, text) for n, text in enumerate(self.raw_lines, start=1)]
        )

    def _text_defects(self) -> list[Defect]:
        raw = self.raw
        if len(raw) <= _LINE_MAXIMUM and raw.isascii() and not _CONTROL.search(raw):
            return []
        return [
            Defect(kind, line.number)
            for line in self._read_lines()
            for kind in _defects_of_text(line.text)
        ]

    def __bytes__(self) -> bytes:
        return self.raw

    def __str__(self) -> str:
        """As on the wire, one line each, escaped for a person."""
        *first, last = map(printable, self.lines)
        return "\n".join([f"{self.code}-{line}" for line in first] + [f"{self.code} {last}"])

    def __repr__(self) -> str:
        stage = "" if self.stage is Stage.UNKNOWN else f", stage={self.stage}"
        return f"<Reply {self.raw!r}{stage}>"


def _without_enhanced(line: bytes) -> str:
    match = _STANDARD_ENHANCED.match(line)
    return _decode(line[match.end() :].lstrip(b" \t") if match else line)


def _has_none(raw: bytes, code: int) -> bool:
    """Whether it is plain to see that a reply in canonical form has no enhanced code."""
    if code >= 400:
        return _DOTTED.search(raw) is None
    # Elsewhere than in a refusal it is looked for at the head of a line only.
    if raw[5] == _DOT or raw[4] in _WHITE:
        return False
    return raw[3] == _SPACE or _ENHANCED_FURTHER_ON.search(raw) is None


def _defects_of_text(text: bytes) -> list[DefectKind]:
    found: list[DefectKind] = []
    if not text.isascii():
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            found.append(DefectKind.NON_UTF8)
        else:
            found.append(DefectKind.NON_ASCII)
    controls = set(_CONTROL.findall(text))
    if b"\0" in controls:
        found.append(DefectKind.NUL)
    if controls - {b"\0"}:
        found.append(DefectKind.CONTROL_CHAR)
    if len(text) + _CODE_AND_LINE_END > _LINE_MAXIMUM:
        found.append(DefectKind.LINE_TOO_LONG_FOR_RFC)
    return found


def _read_enhanced(
    lines: tuple[ReplyLine, ...], code: ReplyCode
) -> tuple[EnhancedCode | None, tuple[EnhancedCode | None, ...], tuple[Defect, ...]]:
    codes: list[EnhancedCode | None] = []
    defects: list[Defect] = []
    bare: list[int] = []  # lines that carry the deciding code and no enhanced code
    deciding: EnhancedCode | None = None
    regular = False
    for line in lines:
        found, kind = _enhanced_of_line(line.text, code)
        codes.append(found)
        if found is None:
            if line.code == code:
                bare.append(line.number)
            continue
        if kind is not None:
            defects.append(Defect(kind, line.number))
        regular = regular or kind is not DefectKind.ENHANCED_NONSTANDARD
        if deciding is None and line.code == code:
            deciding = found
            if not found.agrees_with(code):
                defects.append(Defect(DefectKind.ENHANCED_CLASS_MISMATCH, line.number))
    if len({found for found in codes if found is not None}) > 1:
        defects.append(Defect(DefectKind.ENHANCED_DIFFERS, lines[-1].number))
    if deciding is not None and bare and regular:
        defects.append(Defect(DefectKind.ENHANCED_NOT_ON_ALL_LINES, bare[0]))
    return deciding, tuple(codes), tuple(defects)


def _enhanced_of_line(
    text: bytes, code: ReplyCode
) -> tuple[EnhancedCode | None, DefectKind | None]:
    match = _STANDARD_ENHANCED.match(text)
    if match is not None:
        space, *parts = match.groups()
        kind = DefectKind.ENHANCED_EXTRA_SPACE if space else None
        if any(len(part) > 1 and part.startswith(b"0") for part in parts):
            kind = DefectKind.ENHANCED_NONSTANDARD  # 5.7.01: RFC 3463 2 has no leading zero
        return EnhancedCode(*map(int, parts)), kind
    # Out of its place only a refusal is searched, and only for a code of its own class: elsewhere
    # "4.86.1" is more likely a version.
    if code >= 400 and (match := _NONSTANDARD_ENHANCED.search(text)) is not None:
        found = EnhancedCode(*map(int, match.groups()))
        if found.agrees_with(code):
            return found, DefectKind.ENHANCED_NONSTANDARD
    return None, None
