"""Whole replies on the wire: regular ones, and for each `DefectKind` a recipe that shows it.

A recipe takes regular parts and spoils them in one way, and says what must still be read. Lines
that a recipe does not touch are regular.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TypeAlias

from hypothesis import strategies as st

from smtpreply.codes import EnhancedCode, ReplyCode, Severity
from smtpreply.reply import DefectKind
from smtpreply.stage import Stage
from smtpreply.testing.strategies.arguments import (
    check_code,
    check_member,
    check_members,
    check_range,
)
from smtpreply.testing.strategies.codes import enhanced_codes, reply_codes
from smtpreply.testing.strategies.replies import coded, texts
from smtpreply.testing.strategies.wire import CRLF, WireReply, encode, joined, wire_lines

Recipe: TypeAlias = Callable[[st.DrawFn], WireReply]


def wire_replies(
    *,
    code: int | None = None,
    severity: Severity | None = None,
    min_lines: int = 1,
    max_lines: int = 4,
    defects: Iterable[DefectKind] = (),
) -> st.SearchStrategy[WireReply]:
    """One whole reply as bytes, with what it must be read as.

    Regular as RFC 5321 4.2 and RFC 2034 4 have it, its text ASCII. With ``defects``, also replies
    that show one of these; the other arguments do not bind them. The simplest regular one is
    ``250 ok``.
    """
    check_code(code, severity)
    check_range("lines", min_lines, max_lines)
    kinds = check_members("defects", defects, DefectKind)
    codes = coded(code, severity, Stage.UNKNOWN, grammatical=True)
    return st.one_of(_regular(codes, _lines(min_lines, max_lines)), *map(_recipe, kinds))


def defective_replies(kind: DefectKind | None = None) -> st.SearchStrategy[WireReply]:
    """One whole reply that is usable, but shows the defect; any of all kinds, if none is named.

    ``defects`` holds that kind, and only where it cannot be had alone another: the header of
    ``GARBAGE_BEFORE_REPLY`` holds NULs.
    """
    check_member("kind", kind, DefectKind)
    return st.one_of(*map(_recipe, DefectKind if kind is None else [kind]))


@st.composite
def _recipe(draw: st.DrawFn, kind: DefectKind) -> WireReply:
    return RECIPES[kind](draw)


# Parts ---------------------------------------------------------------------------------------


def _lines(least: int = 1, most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts, min_size=least, max_size=most).map(tuple)


_codes = reply_codes(grammatical=True)


def _dressed(enhanced: EnhancedCode | None, lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines if enhanced is None else tuple(f"{enhanced} {line}" for line in lines)


# Composite, not mapped: hypothesis then shows the value itself, and not how it was made.


@st.composite
def _regular(
    draw: st.DrawFn,
    codes: st.SearchStrategy[tuple[ReplyCode, EnhancedCode | None]],
    texts_of_lines: st.SearchStrategy[tuple[str, ...]],
) -> WireReply:
    code, enhanced = draw(codes)
    lines = _dressed(enhanced, draw(texts_of_lines))
    return WireReply(joined(wire_lines(code, lines)), code, lines, enhanced)


def _index(draw: st.DrawFn, lines: Sequence[str]) -> int:
    return draw(st.integers(0, len(lines) - 1))


# Line ends and lines -------------------------------------------------------------------------


def _line_end(kind: DefectKind, ends: tuple[bytes, ...]) -> Recipe:
    """One of the lines, or more, ends otherwise."""

    def recipe(draw: st.DrawFn) -> WireReply:
        code, lines = draw(_codes), draw(_lines())
        odd = draw(st.sets(st.integers(0, len(lines) - 1), min_size=1))
        wire = b"".join(
            line + (draw(st.sampled_from(ends)) if number in odd else CRLF)
            for number, line in enumerate(wire_lines(code, lines))
        )
        return WireReply(wire, code, lines, None, frozenset({kind}))

    return recipe


def _code_only(draw: st.DrawFn) -> WireReply:
    code, before = draw(_codes), draw(_lines(0, 3))
    *first, _ = wire_lines(code, (*before, ""))
    wire = joined([*first, b"%d" % code])
    return WireReply(wire, code, (*before, ""), None, frozenset({DefectKind.CODE_ONLY}))


_DROPPED = (":", "\t", "_", ".", ",", "/", "=")
_KEPT = ("x", "O")


def _bad_separator(draw: st.DrawFn) -> WireReply:
    """A separator that is a letter belongs to the text."""
    code, lines = draw(_codes), draw(_lines())
    separator = draw(st.sampled_from(_DROPPED + _KEPT))
    *first, last = wire_lines(code, lines)
    wire = joined([*first, last[:3] + encode(separator) + last[4:]])
    if separator in _KEPT:
        lines = (*lines[:-1], separator + lines[-1])
    return WireReply(wire, code, lines, None, frozenset({DefectKind.BAD_SEPARATOR}))


def _leading_space(draw: st.DrawFn) -> WireReply:
    code, lines = draw(_codes), draw(_lines())
    written = wire_lines(code, lines)
    where = _index(draw, lines)
    written[where] = draw(st.sampled_from([b" ", b"\t", b"  "])) + written[where]
    defects = frozenset({DefectKind.LEADING_SPACE})
    return WireReply(joined(written), code, lines, None, defects)


def _blank_line(draw: st.DrawFn) -> WireReply:
    code, lines = draw(_codes), draw(_lines())
    written = wire_lines(code, lines)
    written.insert(_index(draw, lines), draw(st.sampled_from([b"", b" ", b"\t"])))
    return WireReply(joined(written), code, lines, None, frozenset({DefectKind.BLANK_LINE}))


def _uncoded_line(draw: st.DrawFn) -> WireReply:
    """Behind the first line: before it, a line without a code is no part of any reply."""
    code, lines = draw(_codes), draw(_lines(2))
    where = draw(st.integers(1, len(lines) - 1))
    # A word in front, so that it is neither blank nor begins with a code.
    uncoded = draw(st.sampled_from(["see", "25", "2500", "-"])) + draw(texts.map(" ".__add__))
    written = wire_lines(code, lines)
    written.insert(where, encode(uncoded))
    lines = (*lines[:where], uncoded, *lines[where:])
    return WireReply(joined(written), code, lines, None, frozenset({DefectKind.UNCODED_LINE}))


def _garbage(draw: st.DrawFn) -> WireReply:
    """The header of smtp.qq.com: two lengths of 32 bits, then eight zeros."""
    code, lines = draw(_codes), draw(_lines())
    lengths = draw(st.integers(0x11, 0xFF)), draw(st.integers(1, 0xFF))
    header = b"\0\0\0%c\0\0\0%c" % lengths + bytes(8)
    defects = frozenset({DefectKind.GARBAGE_BEFORE_REPLY, DefectKind.NUL})
    return WireReply(header + joined(wire_lines(code, lines)), code, lines, None, defects)


# Codes ---------------------------------------------------------------------------------------


def _nonstandard_code(draw: st.DrawFn) -> WireReply:
    hundreds, tens, ones = st.sampled_from([5, 4, 2, 3]), st.integers(6, 9), st.integers(0, 9)
    code = draw(hundreds) * 100 + draw(tens) * 10 + draw(ones)
    lines = draw(_lines())
    defects = frozenset({DefectKind.NONSTANDARD_CODE})
    return WireReply(joined(wire_lines(code, lines)), code, lines, None, defects)


def _mixed_codes(draw: st.DrawFn) -> WireReply:
    """The last code decides; a refusal that becomes a yes is no usable reply."""
    code, lines = draw(_codes), draw(_lines(2))
    allowed = [c for c in (220, 250, 354, 450, 550) if c != code and (c < 400 or code >= 400)]
    other = draw(st.sampled_from(allowed))
    others = draw(st.integers(1, len(lines) - 1))
    *first, last = wire_lines(code, lines)
    first[:others] = wire_lines(other, (*lines[:others], ""))[:-1]
    defects = frozenset({DefectKind.MIXED_CODES})
    return WireReply(joined([*first, last]), code, lines, None, defects)


# Text ----------------------------------------------------------------------------------------


def _text(kind: DefectKind, odd: st.SearchStrategy[str], *, end: str = "") -> Recipe:
    """Something odd inside the text of one line; ``end`` stands at its end."""

    def recipe(draw: st.DrawFn) -> WireReply:
        code, lines = draw(_codes), draw(_lines())
        where = _index(draw, lines)
        spoilt = draw(texts) + draw(odd) + lines[where] + end
        lines = (*lines[:where], spoilt, *lines[where + 1 :])
        wire = joined(wire_lines(code, lines))
        return WireReply(wire, code, lines, None, frozenset({kind}))

    return recipe


_BEYOND_ASCII = st.sampled_from("éß不") | st.characters(
    min_codepoint=0xA1, exclude_categories=["Cs", "Cn"]
)
# Latin-1, a byte that UTF-8 never has, a tail without a head, and two characters of GBK.
_NO_UTF8 = st.sampled_from(["\udce9", "\udcff", "\udc80", "\udcc4\udce3\udcba\udcc3"])
_CONTROLS = st.sampled_from("\x1b\x07\x08\x7f\x0b\x0c\x01") | st.just("\x1b[2J\x1b[31m")
_TOO_LONG = st.integers(507, 1200).map("x".__mul__)  # 512 with code, separator and line end


# Enhanced codes ------------------------------------------------------------------------------


_NEGATIVE = (Severity.PERMANENT_NEGATIVE, Severity.TRANSIENT_NEGATIVE)


@cache
def _of(severity: Severity) -> st.SearchStrategy[tuple[ReplyCode, EnhancedCode]]:
    """A code, and an enhanced code of its class."""
    codes = reply_codes(severity=severity, grammatical=True)
    return st.tuples(codes, enhanced_codes(severity=severity))


_enhanced = st.sampled_from((Severity.POSITIVE_COMPLETION, *_NEGATIVE)).flatmap(_of)
_refusing = st.one_of([reply_codes(severity=s, grammatical=True) for s in _NEGATIVE])


_DRESSES: tuple[Callable[[int, int, int, str], str], ...] = (
    lambda c, s, d, text: f"(#{c}.{s}.{d}) {text}",
    lambda c, s, d, text: f"#{c}.{s}.{d} {text}",
    lambda c, s, d, text: f"{c}.{s}.{d}: {text}",
    lambda c, s, d, text: f"[{c}.{s}.{d}] {text}",
    lambda c, s, d, text: f"{text} (#{c}.{s}.{d})",
    lambda c, s, d, text: f"cuda_nsu {c}.{s}.{d} {text}",
    lambda c, s, d, text: f"{c}.{s}.0{d % 100} {text}",
)


def _enhanced_nonstandard(draw: st.DrawFn) -> WireReply:
    code, lines = draw(_refusing), draw(_lines())
    subject, detail = draw(st.integers(0, 7)), draw(st.integers(0, 999))
    dress = draw(st.sampled_from(_DRESSES))
    where = _index(draw, lines)
    dressed = dress(code // 100, subject, detail, lines[where])
    if dress is _DRESSES[-1]:
        detail %= 100
    lines = (*lines[:where], dressed, *lines[where + 1 :])
    enhanced = EnhancedCode(code // 100, subject, detail)
    defects = frozenset({DefectKind.ENHANCED_NONSTANDARD})
    return WireReply(joined(wire_lines(code, lines)), code, lines, enhanced, defects)


def _with_enhanced(draw: st.DrawFn, least: int) -> tuple[ReplyCode, list[EnhancedCode], list[str]]:
    """A code, an enhanced code of its class for each line, the same for all, and the lines."""
    code, enhanced = draw(_enhanced)
    lines = list(draw(_lines(least)))
    return code, [enhanced] * len(lines), lines


def _finished(code: int, lines: list[str], enhanced: EnhancedCode, kind: DefectKind) -> WireReply:
    wire = joined(wire_lines(code, tuple(lines)))
    return WireReply(wire, code, tuple(lines), enhanced, frozenset({kind}))


def _enhanced_extra_space(draw: st.DrawFn) -> WireReply:
    code, enhanced, lines = _with_enhanced(draw, 1)
    spaces = [""] * len(lines)
    spaces[_index(draw, lines)] = draw(st.sampled_from([" ", "\t", "  "]))
    dressed = [f"{s}{e} {line}" for s, e, line in zip(spaces, enhanced, lines, strict=True)]
    return _finished(code, dressed, enhanced[0], DefectKind.ENHANCED_EXTRA_SPACE)


def _enhanced_mismatch(draw: st.DrawFn) -> WireReply:
    code, (enhanced, *_), lines = _with_enhanced(draw, 1)
    class_ = draw(st.sampled_from([c for c in (5, 2, 4) if c != code // 100]))
    wrong = EnhancedCode(class_, enhanced.subject, enhanced.detail)
    dressed = list(_dressed(wrong, tuple(lines)))
    return _finished(code, dressed, wrong, DefectKind.ENHANCED_CLASS_MISMATCH)


def _enhanced_differs(draw: st.DrawFn) -> WireReply:
    code, enhanced, lines = _with_enhanced(draw, 2)
    first = enhanced[0]
    where = draw(st.integers(1, len(lines) - 1))
    other = (first.detail + draw(st.integers(1, 999))) % 1000
    enhanced[where] = EnhancedCode(first.class_, first.subject, other)
    dressed = [f"{e} {line}" for e, line in zip(enhanced, lines, strict=True)]
    return _finished(code, dressed, first, DefectKind.ENHANCED_DIFFERS)


def _enhanced_not_on_all(draw: st.DrawFn) -> WireReply:
    code, (enhanced, *_), lines = _with_enhanced(draw, 2)
    bearer = _index(draw, lines)
    lines[bearer] = f"{enhanced} {lines[bearer]}"
    return _finished(code, lines, enhanced, DefectKind.ENHANCED_NOT_ON_ALL_LINES)


RECIPES: dict[DefectKind, Recipe] = {
    DefectKind.BARE_LF: _line_end(DefectKind.BARE_LF, (b"\n",)),
    DefectKind.EXTRA_CR: _line_end(DefectKind.EXTRA_CR, (b"\r\r\n", b"\r\r\r\n")),
    DefectKind.BARE_CR: _text(DefectKind.BARE_CR, st.just("\r"), end="."),
    DefectKind.CODE_ONLY: _code_only,
    DefectKind.BAD_SEPARATOR: _bad_separator,
    DefectKind.LEADING_SPACE: _leading_space,
    DefectKind.NONSTANDARD_CODE: _nonstandard_code,
    DefectKind.MIXED_CODES: _mixed_codes,
    DefectKind.BLANK_LINE: _blank_line,
    DefectKind.UNCODED_LINE: _uncoded_line,
    DefectKind.GARBAGE_BEFORE_REPLY: _garbage,
    DefectKind.NON_ASCII: _text(DefectKind.NON_ASCII, _BEYOND_ASCII),
    DefectKind.NON_UTF8: _text(DefectKind.NON_UTF8, _NO_UTF8),
    DefectKind.LINE_TOO_LONG_FOR_RFC: _text(DefectKind.LINE_TOO_LONG_FOR_RFC, _TOO_LONG),
    DefectKind.NUL: _text(DefectKind.NUL, st.just("\0")),
    DefectKind.CONTROL_CHAR: _text(DefectKind.CONTROL_CHAR, _CONTROLS),
    DefectKind.ENHANCED_NONSTANDARD: _enhanced_nonstandard,
    DefectKind.ENHANCED_EXTRA_SPACE: _enhanced_extra_space,
    DefectKind.ENHANCED_CLASS_MISMATCH: _enhanced_mismatch,
    DefectKind.ENHANCED_DIFFERS: _enhanced_differs,
    DefectKind.ENHANCED_NOT_ON_ALL_LINES: _enhanced_not_on_all,
}
"""One for every kind; a test demands it."""
