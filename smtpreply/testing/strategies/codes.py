"""Numbers: reply codes and enhanced codes.

The simplest is the best known of what was asked for: 250, 354, 450, 550; 5.1.1, 2.0.0, 4.7.1.
"""

from collections.abc import Collection
from functools import cache

from hypothesis import strategies as st

from smtpreply.codes import Category, EnhancedCode, ReplyCode, Severity
from smtpreply.stage import Stage
from smtpreply.tables.enhancedcodes import ENHANCED_CODES
from smtpreply.tables.replycodes import REPLY_CODES
from smtpreply.testing.strategies.arguments import check_member

_SIMPLEST = (250, 550, 450, 354)
_SIMPLEST_AT = {
    Stage.CONNECT: 220, Stage.STARTTLS: 220, Stage.AUTH: 235, Stage.DATA: 354, Stage.QUIT: 221,
    Stage.VRFY: 252, Stage.HELP: 214,
}  # fmt: skip
_SIMPLEST_ENHANCED = ("5.1.1", "2.0.0", "4.7.1")


def reply_codes(
    *,
    severity: Severity | None = None,
    category: Category | None = None,
    stage: Stage | None = None,
    grammatical: bool = False,
) -> st.SearchStrategy[ReplyCode]:
    """Any `ReplyCode` from 200 to 599, the known ones more often.

    ``stage`` leaves only codes that are known there; ``grammatical`` leaves out those whose second
    digit is above 5, which RFC 5321 4.2 cannot produce. Raises ``ValueError`` where none is left.
    """
    check_member("severity", severity, Severity)
    check_member("category", category, Category)
    check_member("stage", stage, Stage)
    found = [
        code
        for code in codes_at(stage)
        if severity in (None, code.severity)
        and category in (None, code.category)
        and (code.is_grammatical or not grammatical)
    ]
    if not found:
        raise ValueError(f"no code has {severity=!s}, {category=!s} and is known at {stage=!s}")
    return known_first(found, stage)


def codes_at(stage: Stage | None) -> list[ReplyCode]:
    """The codes that are known at the stage; without one, all there are."""
    known = range(200, 600) if stage is None else sorted(known_codes(stage))
    return [ReplyCode(code) for code in known]


def known_first(codes: Collection[ReplyCode], stage: Stage | None) -> st.SearchStrategy[ReplyCode]:
    """One of the codes, the known ones more often; the simplest is the usual one at the stage."""
    usual = _SIMPLEST if stage is None else (_SIMPLEST_AT.get(stage, 250), *_SIMPLEST)
    first = [ReplyCode(code) for code in dict.fromkeys(usual) if code in codes]
    others = [code for code in sorted(codes) if code in known_codes() and code not in first]
    return st.sampled_from(first + others or sorted(codes)) | st.sampled_from(sorted(codes))


def enhanced_codes(
    *, severity: Severity | None = None, registered: bool = False
) -> st.SearchStrategy[EnhancedCode]:
    """Any `EnhancedCode`, subject and detail from 0 to 999, the known ones more often.

    ``registered`` leaves only those that we know of. Raises ``ValueError`` for the severity
    ``POSITIVE_INTERMEDIATE``, which no enhanced code has.
    """
    check_member("severity", severity, Severity)
    if severity is Severity.POSITIVE_INTERMEDIATE:
        raise ValueError("severity: the class of an enhanced code is 2, 4 or 5, never 3")
    classes = [5, 2, 4] if severity is None else [severity.value]
    known = st.sampled_from([code for code in known_enhanced_codes() if code.class_ in classes])
    if registered:
        return known
    numbers = st.integers(0, 999)
    return known | st.builds(EnhancedCode, st.sampled_from(classes), numbers, numbers)


@cache
def known_codes(stage: Stage | None = None) -> frozenset[int]:
    """The codes that our tables know, at the stage if there is one."""
    return frozenset(
        row.code
        for row in REPLY_CODES
        if 200 <= row.code <= 599 and (stage is None or stage in row.stages)
    )


@cache
def known_enhanced_codes() -> tuple[EnhancedCode, ...]:
    """The enhanced codes that our tables know, the simplest first."""
    simplest = tuple(map(EnhancedCode.from_text, _SIMPLEST_ENHANCED))
    known = {
        EnhancedCode(c, row.subject, row.detail) for row in ENHANCED_CODES for c in row.classes
    }
    return simplest + tuple(sorted(known.difference(simplest)))
