"""The whole of what is known, to walk through and to search.

`explain` answers for one code; this lists all of them, and the EHLO keywords. Pure, and
loads every table: for reference pages and the command line, not for a mailer's hot path.
"""

from collections.abc import Iterator

from smtpreply.codes import EnhancedCode, Severity
from smtpreply.explanation import Explanation, explain
from smtpreply.stage import Stage
from smtpreply.tables.enhancedcodes import ENHANCED_CODES
from smtpreply.tables.keywords import KEYWORDS
from smtpreply.tables.replycodes import REPLY_CODES
from smtpreply.tables.rows import KeywordRow


def every_code() -> Iterator[Explanation]:
    """Every reply code, then every enhanced code in each class it is known with, in order."""
    for row in REPLY_CODES:
        yield explain(row.code)
    enhanced = {
        EnhancedCode(class_, row.subject, row.detail)
        for row in ENHANCED_CODES
        for class_ in row.classes
    }
    for code in sorted(enhanced):
        yield explain(code)


def search(
    words: str = "", *, stage: Stage | None = None, severity: Severity | None = None
) -> tuple[Explanation, ...]:
    """The codes whose texts hold every word of ``words``, in any case.

    ``stage`` keeps those that are given there, ``severity`` those of that class.
    """
    wanted = words.lower().split()
    return tuple(
        explanation
        for explanation in every_code()
        if (severity is None or explanation.severity is severity)
        and (stage is None or stage in explanation.stages)
        and all(word in _text(explanation) for word in wanted)
    )


def find_keyword(name: str) -> KeywordRow | None:
    """What is known of an EHLO keyword, in any case; None for an unknown one."""
    wanted = name.strip().upper()
    return next((row for row in KEYWORDS if row.keyword.upper() == wanted), None)


def _text(explanation: Explanation) -> str:
    fix = explanation.fix
    confused = (f"{subject} {sentence}" for subject, sentence in explanation.confused_with)
    parts = (
        explanation.subject, explanation.title, explanation.description, explanation.seen,
        explanation.again, explanation.doubts, explanation.example, explanation.standing_text,
        fix.sender, fix.developer, fix.operator, *confused,
    )  # fmt: skip
    return "\n".join(parts).lower()
