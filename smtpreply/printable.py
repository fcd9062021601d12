"""Text from a server, made safe to show to a person.

A reply is untrusted: it may hold terminal escapes, line breaks that forge log
lines, or characters that turn the reading direction. Whatever is printed or put
into a message for people goes through here; the values keep what the server sent.
"""


def printable(text: str, limit: int | None = None) -> str:
    r"""Escape everything that is not printable, and cut after ``limit`` characters.

    >>> printable("OK\x1b[31m\n")
    'OK\\x1b[31m\\n'
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def printable_bytes(data: bytes, limit: int | None = None) -> str:
    """Decode for a person: UTF-8 where it is UTF-8, the rest escaped byte by byte."""
    if limit is not None:
        data = data[: limit * 4]
    return printable(data.decode("utf-8", "backslashreplace"), limit)
