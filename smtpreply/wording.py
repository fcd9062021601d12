"""The words of a reply, and the rows that speak for them.

What belongs here: turning the text of a reply into words, and finding the rows whose wording
is among them. What the rows say of it is weighed in `classify`. A row is found by its rarest
word: the words of the reply are looked up in an index, and only the rows found there read on,
so the cost depends on the reply and not on how many rows there are. What is read is bounded,
and so is every gap in a pattern; a hostile reply costs no more than a long one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

import attrs

from smtpreply.codes import ReplyCode
from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import CLASSES, PhraseRow
from smtpreply.verdict import Reason

LIMIT = 8192  # bytes of text that are read; the longest real refusal seen is under 2,000

_LOWER = bytes(c + 32 if 65 <= c <= 90 else c for c in range(256))
_IS_WORD = frozenset([*range(97, 123), *range(65, 91), *range(128, 256)])
_LETTERS = bytes(_LOWER[c] if c in _IS_WORD else 32 for c in range(256))
_PIECES = bytes(32 if c in b"<>()[]{}:;,\"|\r\n\t" else c for c in range(256))


def read_words(text: bytes) -> list[bytes]:
    """The words of a text, lower-case, without digits and signs; e-mail addresses are left out."""
    text = text[:LIMIT]
    if not text.isascii():
        text = fold(decode(text)).encode()
    if b"@" in text:
        text = b" ".join([p for p in text.translate(_PIECES).split() if b"@" not in p])
    return text.translate(_LETTERS, b"'").split()


def decode(text: bytes) -> str:
    """The text of a reply that is not ASCII: UTF-8, or what its bytes look like."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode(_encoding(text), "replace")


_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def _encoding(text: bytes) -> str:
    """GBK comes in pairs of high bytes, Windows-1251 in words of them, Latin-1 one by one."""
    runs: list[bytes] = _HIGH_RUN.findall(text)
    high = sum(map(len, runs))
    if high < 3 * len(runs) / 2 or text.isascii():
        return "latin-1"
    if all(len(run) % 2 == 0 for run in runs):
        return "gb18030"
    return "cp1251" if sum(c >= 0xC0 for c in text) > high * 0.8 else "gb18030"


_SPACED = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])")  # written without spaces
_SIGNS = re.compile("[\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\ufffd\ud800-\udfff]")


def fold(text: str) -> str:
    """Lower-case, without accents, each ideograph a word of its own."""
    text = text.replace("\u2019", "'").lower()
    text = _SPACED.sub(r" \1 ", _SIGNS.sub(" ", text))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@attrs.frozen
class Hit:
    """A row that spoke, and where: a part of the joined words, or of the text."""

    row: PhraseRow
    start: int
    end: int
    in_words: bool


@attrs.frozen(eq=False)
class _Check:
    """One row, ready to read."""

    row: PhraseRow
    search: "re.Pattern[bytes]"
    in_words: bool
    unless: "re.Pattern[bytes] | None"
    anchors: frozenset[bytes]

    def holds(self, code: int, stage: Stage) -> bool:
        row = self.row
        return (not row.codes or code in row.codes or code // 100 in row.codes) and (
            not row.stages or stage in row.stages or stage is Stage.UNKNOWN
        )


@attrs.frozen(eq=False)
class WordIndex:
    """The rows, by the words that they are found by."""

    _by_word: dict[bytes, tuple[_Check, ...]]
    _keys: frozenset[bytes]

    @classmethod
    def of(cls, rows: Iterable[PhraseRow]) -> "WordIndex":
        """Build the index; once for a table."""
        rows = tuple(rows)
        common = Counter(
            word for row in rows for phrase in row.phrases
            for element in _elements(phrase) for word in element.words
        )  # fmt: skip
        by_word: dict[bytes, list[_Check]] = {}
        for row in rows:
            for check in _checks(row, common):
                for word in check.anchors:
                    by_word.setdefault(word, []).append(check)
        return cls({word: tuple(found) for word, found in by_word.items()}, frozenset(by_word))

    def find(self, text: bytes, code: ReplyCode, stage: Stage) -> list[Hit]:
        """The rows that the text speaks for, each once."""
        words = read_words(text)
        found = self._keys.intersection(words)
        if not found:
            return []
        by_word = self._by_word
        joined = b" " + b" ".join(words) + b" "
        hits: list[Hit] = []
        seen: set[str] = set()
        lower: bytes | None = None
        for word in found:
            for check in by_word[word]:
                name = check.row.name
                if name in seen:
                    continue
                if check.in_words:
                    match = check.search.search(joined)
                else:
                    lower = text[:LIMIT].lower() if lower is None else lower
                    match = check.search.search(lower)
                if match is None or not check.holds(code, stage):
                    continue
                if check.unless is not None and check.unless.search(joined):
                    continue
                seen.add(name)
                hits.append(Hit(check.row, match.start(), match.end(), check.in_words))
        return hits


# --- The language of phrases -----------------------------------------------------------------


@attrs.frozen
class _Element:
    pattern: str
    words: tuple[str, ...] = ()
    """One word of each alternative, if the element must be there."""


_TOKEN = re.compile(r"\.\.\.?|\([^()]*\)\??|\{[a-z]+\}\??|[^\s(){}]+")
_RARE_NEVER = frozenset(
    "a an the of to in on at by is it its be are was has have this that for from with your you our we no not and or "
    "mail email message address user recipient does server".split()
)


def _elements(phrase: str) -> Iterator[_Element]:
    for token in _TOKEN.findall(phrase):
        if token in ("..", "..."):
            yield _Element(r"(?:\S+ ){0,%d}" % (4 if token == ".." else 12))
            continue
        if token in ("^", "$"):
            yield _Element(token)
            continue
        optional = token.endswith("?") and token[0] in "({"
        body = token.rstrip("?").strip("(){}")
        if token.endswith("?") and not optional:  # the last letter may be missing
            body = f"{body}|{body[:-1]}"
        alternatives = (CLASSES[body] if token.startswith("{") else body).split("|")
        folded = [" ".join(fold(a).split()) for a in alternatives]
        pattern = "(?:" + "|".join(re.escape(a) for a in folded) + ") "
        if optional:
            yield _Element(f"(?:{pattern})?")
        else:
            yield _Element(pattern, tuple(_rarest(a) for a in folded))


def _rarest(alternative: str) -> str:
    words = [w for w in alternative.split() if w not in _RARE_NEVER]
    return max(words or alternative.split(), key=len)


def _compile(phrase: str) -> "re.Pattern[bytes]":
    pattern = " " + "".join(e.pattern for e in _elements(phrase))
    return re.compile(pattern.replace(" ^", "^ ", 1).encode())


def _checks(row: PhraseRow, common: Counter[str]) -> Iterator[_Check]:
    unless = None
    if row.unless:
        unless = re.compile(b"|".join(_compile(p).pattern for p in row.unless))
    if row.pattern:
        anchors = frozenset(fold(word).encode() for word in row.words)
        yield _Check(row, re.compile(row.pattern.encode()), False, unless, anchors)
    for phrase in row.phrases:
        yield _Check(row, _compile(phrase), True, unless, _anchors(phrase, common))


def _anchors(phrase: str, common: Counter[str]) -> frozenset[bytes]:
    """The words of the element that is the least often met."""

    def cost(element: _Element) -> int:
        return sum(common[word] + (1000 if word in _RARE_NEVER else 1) for word in element.words)

    required = [element for element in _elements(phrase) if element.words]
    best = min(required, key=cost)
    return frozenset(word.encode() for word in best.words)


def reasons_of(hits: Iterable[Hit]) -> set[Reason]:
    """What the hits are about."""
    return set(chain(hit.row.reason for hit in hits))
