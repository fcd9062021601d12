"""What a server says to EHLO and LHLO: its name, and the keywords that it offers.

Keywords are those of our tables and such as nobody knows, in any order and case, also twice.
"""

from collections.abc import Iterable

from hypothesis import strategies as st

from smtpreply.capabilities import Capabilities
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.keywords import KEYWORDS
from smtpreply.testing.strategies.arguments import check_count

_USUAL = (
    "PIPELINING", "SIZE 10240000", "STARTTLS", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8", "DSN",
    "CHUNKING", "AUTH PLAIN LOGIN", "VRFY", "HELP",
)  # fmt: skip
# What tables do not have: odd spellings that servers were seen with, and numbers at their edges.
_ODD = (
    "AUTH=LOGIN PLAIN", "SIZE", "SIZE 0", "SIZE 1000", "SIZE 99999999999999999999", "SIZE many",
    "LIMITS RCPTMAX=1", "LIMITS MAILMAX=1 RCPTMAX=none", "AUTH",
)  # fmt: skip
_NAMES = st.sampled_from(["mx.example.org", "mx.example.org at your service", "[192.0.2.1]"])
_UNKNOWN = st.from_regex(r"X[A-Z0-9-]{1,8}( [A-Z0-9=]{1,8})?", fullmatch=True)


def _keyword(line: str) -> str:
    """The keyword of a line; ``AUTH=LOGIN`` is AUTH."""
    return line.split(None, 1)[0].partition("=")[0].upper()


def ehlo_replies(
    *,
    offers: Iterable[str] = (),
    never: Iterable[str] = (),
    max_keywords: int = 6,
    stage: Stage = Stage.EHLO,
) -> st.SearchStrategy[Reply]:
    """A 250 to EHLO, or LHLO. Its first line names the host; each other line is a keyword.

    Every line of ``offers`` (``"STARTTLS"``, ``"SIZE 1000"``) is among them, in its own case, and
    no keyword of ``never``; at most ``max_keywords`` others are. The simplest offers just that.
    """
    if stage not in (Stage.EHLO, Stage.LHLO):
        raise ValueError(f"stage is EHLO or LHLO, not {stage!r}")
    check_count("max_keywords", max_keywords, 0)
    offered, forbidden = _lines("offers", offers), {*map(_keyword, _lines("never", never))}
    if both := {*map(_keyword, offered)} & forbidden:
        raise ValueError(f"never holds what offers has: {', '.join(sorted(both))}")
    tables = [row.example for row in KEYWORDS]
    usual, seldom = (
        st.sampled_from([line for line in lines if _keyword(line) not in forbidden])
        for lines in (_USUAL, [*_ODD, *tables])
    )
    other = st.builds(
        lambda line, lower: line.lower() if lower else line, usual | seldom, st.booleans()
    )
    unknown = _UNKNOWN.map(lambda line: "X" + line if _keyword(line) in forbidden else line)
    keywords = st.lists(other | unknown, max_size=max_keywords).flatmap(
        lambda others: st.permutations([*offered, *others])
    )
    return _said(keywords, stage)


@st.composite
def _said(draw: st.DrawFn, keywords: st.SearchStrategy[list[str]], stage: Stage) -> Reply:
    return Reply.build(250, draw(_NAMES), *draw(keywords), stage=stage)


def _lines(name: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    for line in found:
        if not isinstance(line, str) or not line.strip() or len(line.splitlines()) > 1:
            raise ValueError(f"{name} holds lines that begin with a keyword, not {line!r}")
    return found


def capabilities() -> st.SearchStrategy[Capabilities]:
    """What an EHLO reply offers; the simplest is nothing."""
    return ehlo_replies().map(Capabilities.from_reply)
