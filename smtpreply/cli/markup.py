"""HTML that is safe by construction: text is escaped, only `tag` makes markup.

Replies are untrusted, so no string ever becomes markup unseen.
"""

from html import escape
from typing import TypeAlias


class Markup(str):
    """HTML that `tag` made; every other string is text."""

    __slots__ = ()


Child: TypeAlias = "str | None"
_VOID = frozenset({"meta", "input", "br", "link"})


def tag(name: str, /, *children: Child, **attributes: str) -> Markup:
    """An element; ``class_`` and ``for_`` lose their underscore, None is left out.

    >>> tag("p", "a < b", class_="x")
    '<p class="x">a &lt; b</p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Markup:
    """Children one after the other, text escaped."""
    return Markup("".join(c if isinstance(c, Markup) else escape(c) for c in children if c))


def page(title: str, *body: Child, style: str, lang: str = "en", script: str = "") -> str:
    """A whole page: self-contained, nothing is loaded from anywhere.

    ``style`` and ``script`` are ours, never a server's.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    head = join(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
    scripts = Markup(f"<script>{script}</script>") if script else None
    html = tag("html", tag("head", head), tag("body", *body, scripts), lang=lang)
    return f"<!doctype html>\n{html}\n"
