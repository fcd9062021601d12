r"""What Python printed, read back: the `repr` of tuples, dicts, lists and exceptions.

Database rows hold ``(550, b'5.1.1 no')`` where an exception was stored as text. It is read
by a small grammar of its own and never evaluated: only what `repr` writes is known, and
nesting is bounded by `DEPTH`. The time taken grows with the length of the text and no faster.
"""

import ast
import re
from collections.abc import Callable
from typing import Any

import attrs

DEPTH = 6
"""How deep it may nest. ``SMTPRecipientsRefused({'a@b': (550, b'...')})`` is 3 deep."""

LENGTH = 1_000_000
"""Longer text is not read: it would be the refusals of ten thousand recipients."""


@attrs.frozen
class Printed:
    """An object that printed itself as a call: an exception, or a named tuple."""

    name: str
    args: tuple[Any, ...]
    """Positional ones, then those given by name, in order."""


# A quoted string only with the escapes that `repr` writes, so that `literal_eval`, which turns
# one such token into its value, meets nothing but a string.
_SIMPLE = r"""\\[\\'"nrtabfv0]|\\x[0-9a-f]{2}"""
_WIDE = r"|\\u[0-9a-f]{4}|\\U(?:000[0-9a-f]|0010)[0-9a-f]{4}"
_UNPRINTED = r"\x00-\x1f\x7f\ud800-\udfff"  # always escaped
_TOKEN = re.compile(
    rf"""\s*(?:(?P<string>
        b'(?:[\x20-\x26\x28-\x5b\x5d-\x7e]|{_SIMPLE})*'
      | b"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|{_SIMPLE})*"
      | '(?:[^'\\{_UNPRINTED}]|{_SIMPLE}{_WIDE})*'
      | "(?:[^"\\{_UNPRINTED}]|{_SIMPLE}{_WIDE})*")
    | (?P<number>-?\d{{1,9}}(?![\w.]))
    | (?P<name>[A-Za-z_][\w.]{{0,80}})
    | (?P<mark>[][(){{}},:=]))""",
    re.VERBOSE,
)
_CONSTANTS = {"None": None, "True": True, "False": False}


def read_printed(text: str) -> Any:
    """The value that was printed, or None where it is not the whole of one.

    Numbers, strings, bytes, tuples, lists and dicts come back as such, calls as `Printed`.

    >>> read_printed("SMTPDataError(554, b'5.7.1 spam')")
    Printed(name='SMTPDataError', args=(554, b'5.7.1 spam'))
    """
    if len(text) > LENGTH:
        return None
    try:
        reader = _Reader(text)
        value = reader.value(DEPTH)
        return value if reader.is_at_end else None
    except _NotPrintedError:
        return None


class _NotPrintedError(Exception):
    """It is something else."""


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._at = 0
        self._kind, self._token = "", ""
        self._advance()

    @property
    def is_at_end(self) -> bool:
        return not self._kind

    def _advance(self) -> None:
        if self._at == len(self._text):
            self._kind = self._token = ""
            return
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise _NotPrintedError
        self._at = match.end()
        self._kind = match.lastgroup or ""
        self._token = match[self._kind]

    def _take(self) -> str:
        token = self._token
        self._advance()
        return token

    def value(self, depth: int) -> Any:
        kind, token = self._kind, self._token
        if kind == "string":
            return ast.literal_eval(self._take())
        if kind == "number":
            return int(self._take())
        if kind == "name":
            self._advance()
            return self._named(token, depth)
        if depth and token in ("(", "[", "{"):
            self._advance()
            return self._group(token, depth - 1)
        raise _NotPrintedError

    def _named(self, name: str, depth: int) -> Any:
        if self._token == "(" and depth:
            self._advance()
            return Printed(name, tuple(self._items(")", lambda: self._argument(depth - 1))))
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        raise _NotPrintedError

    def _argument(self, depth: int) -> Any:
        """An argument; of ``code=550`` the value: which field it is, its place says."""
        return self._keyword(depth) if self._kind == "name" else self.value(depth)

    def _keyword(self, depth: int) -> Any:
        name = self._take()
        if self._token != "=":
            return self._named(name, depth)
        self._advance()
        return self.value(depth)

    def _group(self, opening: str, depth: int) -> Any:
        if opening == "{":
            return dict(self._items("}", lambda: self._pair(depth)))
        values = self._items(")" if opening == "(" else "]", lambda: self.value(depth))
        return tuple(values) if opening == "(" else values

    def _pair(self, depth: int) -> tuple[Any, Any]:
        key = self.value(0)
        if self._take() != ":":
            raise _NotPrintedError
        return key, self.value(depth)

    def _items(self, closing: str, item: Callable[[], Any]) -> list[Any]:
        items: list[Any] = []
        while self._token != closing:
            items.append(item())
            if self._token != ",":
                break
            self._advance()
        if self._take() != closing:
            raise _NotPrintedError
        return items
