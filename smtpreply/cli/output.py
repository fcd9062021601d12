"""Lines for a terminal: in colour where rich is installed and somebody looks, else plain.

The layout is the same either way, at most 80 columns wide; only colours differ.
"""

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, TypeAlias

import attrs

from smtpreply.advice import Command
from smtpreply.codes import EnhancedCode
from smtpreply.printable import printable
from smtpreply.tables.rows import Source

WIDTH = 80
_SHOWN_AS_TEXT = (EnhancedCode, Command, Source)
Line: TypeAlias = "tuple[str, str]"
"""A line and its style, in rich's words; an empty style is plain."""


def write(lines: Iterable[Line]) -> None:
    """Print lines to standard output, in colour where that is wanted."""
    console = _console()
    for text, style in lines:
        if console is None or not style:
            sys.stdout.write(text + "\n")
        else:
            console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _console() -> Any:
    if not sys.stdout.isatty():
        return None
    try:
        from rich.console import Console
    except ImportError:
        return None
    return Console()


def wrapped(text: str, indent: str = "  ", style: str = "", hang: int = 0) -> Iterator[Line]:
    """A paragraph, broken at `WIDTH`; words longer than that are left whole.

    Lines behind the first stand ``hang`` columns further in.
    """
    wrapper = textwrap.TextWrapper(
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + " " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in wrapper.wrap(text):
        yield line, style


def on_one_line(text: str, limit: int | None = None) -> str:
    """What a server said, printable, its line ends become spaces."""
    return printable(text.replace("\r\n", " ").replace("\n", " "), limit)


def duration(seconds: float) -> str:
    """A time to wait, in the largest unit that leaves no rest.

    >>> duration(300), duration(90)
    ('5 min', '90 s')
    """
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def dump(value: Any) -> None:
    """Print a value as one line of JSON, in ASCII: lone surrogates survive as escapes."""
    sys.stdout.write(json.dumps(jsonable(value)) + "\n")


def jsonable(value: Any) -> Any:
    """Plain dicts, lists, strings and numbers of any value of ours."""
    if isinstance(value, Enum):
        return value.name.lower() if isinstance(value.value, int) else value.value
    if attrs.has(type(value)):
        if isinstance(value, _SHOWN_AS_TEXT):
            return str(value)
        fields = (f.name for f in attrs.fields(type(value)) if not f.name.startswith("_"))
        return {name.rstrip("_"): jsonable(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [jsonable(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return value
