"""Replies in canonical form, and the text that stands in them.

`texts` are what `WireReply` can promise to be read unchanged: no full stop before a digit, so
that nothing in them is an enhanced code.
"""

from functools import cache

from hypothesis import strategies as st

from smtpreply.codes import EnhancedCode, ReplyCode, Severity
from smtpreply.reply import Reply
from smtpreply.stage import HELLO, Stage
from smtpreply.testing.strategies.arguments import check_code, check_maybe, check_range
from smtpreply.testing.strategies.codes import codes_at, enhanced_codes, known_first

PHRASES = (
    "ok", "", "no such user", "try again later", "mx.example.org ready", "queued as 4Z1x2Y3z",
    # What a hasty client stumbles over.
    "-", " ", "- not the last line", "250 is in the text", "550-550 too", "500MB are too much",
)  # fmt: skip

_ASCII = st.characters(min_codepoint=32, max_codepoint=126, exclude_characters=".")
texts: st.SearchStrategy[str] = st.sampled_from(PHRASES) | st.text(_ASCII, max_size=40)
_any_text = texts | st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40
)


def replies(
    *,
    code: int | None = None,
    severity: Severity | None = None,
    stage: Stage = Stage.UNKNOWN,
    enhanced: bool | None = None,
    min_lines: int = 1,
    max_lines: int = 4,
    text: st.SearchStrategy[str] | None = None,
) -> st.SearchStrategy[Reply]:
    """Any `Reply` in canonical form, as `Reply.build` makes it.

    At a stage other than UNKNOWN, codes are those known there. ``enhanced`` says whether an
    enhanced code of the reply's own class is on every line; None: perhaps, where RFC 2034 4 allows
    one. ``text`` makes the lines, by default any text without CR and LF. Raises ``ValueError``
    where no code fits.

    Promise: ``parse(bytes(reply), stage=reply.stage) == reply``. The simplest is ``250 ok``.
    """
    check_code(code, severity)
    if not isinstance(stage, Stage):
        raise ValueError(f"stage is a Stage, not {stage!r}")
    check_maybe("enhanced", enhanced)
    check_range("lines", min_lines, max_lines)
    lines = st.lists(_any_text if text is None else text, min_size=min_lines, max_size=max_lines)
    return _built(coded(code, severity, stage, enhanced), lines, stage)


@st.composite  # so that hypothesis shows the reply, and not how it was made
def _built(
    draw: st.DrawFn,
    codes: st.SearchStrategy[tuple[ReplyCode, EnhancedCode | None]],
    lines: st.SearchStrategy[list[str]],
    stage: Stage,
) -> Reply:
    code, enhanced = draw(codes)
    return Reply.build(code, *draw(lines), enhanced=enhanced, stage=stage)


def coded(
    code: int | None,
    severity: Severity | None,
    stage: Stage,
    enhanced: bool | None = None,
    *,
    grammatical: bool = False,
) -> st.SearchStrategy[tuple[ReplyCode, EnhancedCode | None]]:
    """A code, and the enhanced code beside it. Arguments as of `replies`."""
    codes = codes_at(None if stage is Stage.UNKNOWN else stage) if code is None else [code]
    found = [
        known
        for known in map(ReplyCode, codes)
        if severity in (None, known.severity)
        and (known.is_grammatical or not grammatical)
        and (enhanced is not True or may_be_enhanced(known, stage))
    ]
    if not found:
        raise ValueError(f"no reply has {code=}, {severity=!s}, {enhanced=} at {stage=!s}")
    return known_first(found, stage).flatmap(
        lambda known: st.tuples(st.just(known), _enhanced_for(known, stage, enhanced))
    )


def may_be_enhanced(code: ReplyCode, stage: Stage) -> bool:
    """RFC 2034 4: not in a 3yz reply, in the greeting, and where the server names its host."""
    names_host = code == 220 if stage is Stage.CONNECT else code == 250 and stage in HELLO
    return not names_host and code.severity is not Severity.POSITIVE_INTERMEDIATE


@cache
def _enhanced_for(
    code: ReplyCode, stage: Stage, enhanced: bool | None
) -> st.SearchStrategy[EnhancedCode | None]:
    if enhanced is False:
        return st.none()
    if not may_be_enhanced(code, stage):
        # A choice that changes nothing: else such a reply would be simpler than any other.
        return st.booleans().map(lambda _: None)
    found = enhanced_codes(severity=code.severity)
    return found if enhanced else st.none() | found
