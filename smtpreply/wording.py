"""The words of a reply: what of its text counts when its wording is judged.

Digits, signs and e-mail addresses do not count, nor do case, accents and apostrophes. Text that
is not ASCII is read as UTF-8, or as what its bytes look like (GBK, Windows-1251, Latin-1). At
most `LIMIT` bytes are read, each a fixed number of times; nothing raises.
"""

import re
import unicodedata
from collections.abc import Iterator

LIMIT = 8192  # bytes; the longest refusal seen is under 2,000

_IS_WORD = frozenset([*range(97, 123), *range(65, 91), *range(128, 256)])
_LETTERS = bytes((c + 32 if c < 91 else c) if c in _IS_WORD else 32 for c in range(256))
# From the start of a piece only, and without going back: the time is linear in the text
_ADDRESS = re.compile(
    rb"""(?<![^\s<>()\[\]{}:;,"|])[^\s<>()\[\]{}:;,"|@]*+@[^\s<>()\[\]{}:;,"|]*+"""
)


def read_words(text: bytes) -> list[bytes]:
    """The words of a text, in UTF-8, without digits and signs; e-mail addresses are left out."""
    if len(text) > LIMIT:
        text = text[:LIMIT]
    if not text.isascii():
        text = fold(decode(text)).encode()
    if b"@" in text:
        text = _ADDRESS.sub(b" ", text)
    return text.translate(_LETTERS, b"'").split()


def decode(text: bytes) -> str:
    """The text of a reply that is not ASCII: UTF-8, or what its bytes look like."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode(_encoding(text), "replace")


_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CYRILLIC_SHARE = 0.7  # small letters are 0xE0 to 0xFF; the first bytes of common hanzi are not


def _encoding(text: bytes) -> str:
    """GBK comes in pairs of high bytes, Windows-1251 in words of them, Latin-1 one by one."""
    runs: list[bytes] = _HIGH_RUN.findall(text)
    high = b"".join(runs)
    if len(high) < 3 * len(runs) / 2:
        return "latin-1"
    if sum(c >= 0xE0 for c in high) > len(high) * _CYRILLIC_SHARE:
        return "cp1251"
    return "gb18030"


_SPACED = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])")  # written without spaces
_SIGNS = re.compile("[\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\ufffd\ud800-\udfff]")


def fold(text: str) -> str:
    """Lower-case, without accents, each ideograph a word of its own."""
    if text.isascii():
        return text.lower()
    text = text.replace("\u2019", "'").lower()
    text = _SPACED.sub(r" \1 ", _SIGNS.sub(" ", text))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_PIECE = re.compile(r'[^\s<>()\[\]{}:;,"|]+')
_WORD = re.compile(r"(?:[^\W\d_]|(?<=[^\W\d_])['\u2019](?=[^\W\d_]))+")


def locate_words(text: str) -> list[tuple[int, int]]:
    """Where the words of `read_words` stand in the text of a reply, in order."""
    readable, places = _readable(text[:LIMIT])
    found: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(readable):
        if "@" in piece.group():
            continue
        for word in _WORD.finditer(readable, *piece.span()):
            found.extend(_parts(word))
    return found if places is None else [(places[start], places[end]) for start, end in found]


def _parts(word: "re.Match[str]") -> Iterator[tuple[int, int]]:
    start = word.start()
    for part in _SPACED.split(word.group()):
        if part:
            yield start, start + len(part)
        start += len(part)


def _readable(text: str) -> tuple[str, list[int] | None]:
    """The text as `decode` reads it, and where each of its characters begins, if that differs."""
    if text.isascii() or not any("\udc80" <= c <= "\udcff" for c in text):
        return text, None
    raw = text.encode("utf-8", "surrogateescape")
    encoding = _encoding(raw)
    readable = raw.decode(encoding, "replace")
    begins: list[int] = []  # for each byte, the character of the text it is part of
    for number, character in enumerate(text):
        begins += [number] * len(character.encode("utf-8", "surrogateescape"))
    places, at = [0], 0
    for character in readable:
        at += len(character.encode(encoding, "replace"))
        places.append(begins[at] if at < len(begins) else len(text))
    return readable, places
