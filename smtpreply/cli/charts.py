"""Charts as SVG for the page of a log: stacked columns over time, stacked bars by name.

Colours are classes, so that they follow the page's light or dark; every mark has a title that a
browser shows when the pointer is on it. Numbers in, markup out: nothing is looked up here.
"""

from collections.abc import Sequence

from smtpreply.cli.markup import Markup, join, tag

WIDTH = 760
_LEFT = 52  # room for the numbers of the axis
_HEIGHT = 180
_BELOW = 24
_ROW = 24
_NAMES = 220
_NUMBERS = 96

_EVERY = (1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 1000)
"""How many columns lie between two that are named, so that at most eight are."""

Series = Sequence[tuple[str, str]]
"""What is stacked: the name of each layer and its class."""
Stacked = Sequence[tuple[str, Sequence[int]]]
"""Rows: a name, and a number a layer."""


def columns(rows: Stacked, series: Series, label: str) -> Markup:
    """One column a row, layers upon each other; names below, where there is room."""
    highest = nice(max((sum(values) for _, values in rows), default=0))
    step = (WIDTH - _LEFT) / max(len(rows), 1)
    marks = [_grid(highest)]
    for place, (name, values) in enumerate(rows):
        x, y = _LEFT + place * step, float(_HEIGHT)
        for (layer, colour), value in zip(series, values, strict=True):
            height = _HEIGHT * value / highest
            y -= height
            if value:
                text = f"{name}: {value:,} {layer}"
                marks.append(_rect(x + step * 0.08, y, step * 0.84, height, colour, text))
    marks += _dates([name for name, _ in rows], step)
    return _svg(label, WIDTH, _HEIGHT + _BELOW, join(*marks), top=10)


def bars(rows: Stacked, series: Series, label: str) -> Markup:
    """One bar a row, layers behind each other, its name before it and its sum behind."""
    highest = max((sum(values) for _, values in rows), default=0) or 1
    room = WIDTH - _NAMES - _NUMBERS
    marks: list[Markup] = []
    for place, (name, values) in enumerate(rows):
        x, y = float(_NAMES), place * _ROW
        marks.append(_text(_NAMES - 10, y + 16, shorten(name), "end", name))
        for (layer, colour), value in zip(series, values, strict=True):
            width = room * value / highest
            if value:
                text = f"{name}: {value:,} {layer}"
                marks.append(_rect(x, y + 4, max(width, 1), _ROW - 8, colour, text))
            x += width
        marks.append(_text(x + 8, y + 16, f"{sum(values):,}", "start"))
    return _svg(label, WIDTH, len(rows) * _ROW, join(*marks))


def nice(number: int) -> int:
    """The end of an axis: the next round number that four parts divide.

    >>> nice(0), nice(7), nice(83), nice(1300)
    (4, 8, 100, 1500)
    """
    size = 1
    while True:
        for step in (4, 5, 6, 8, 10, 12, 15, 20, 25, 30):
            if number <= step * size and step * size % 4 == 0:
                return step * size
        size *= 10


def shorten(name: str) -> str:
    """A name that fits before its bar."""
    return name if len(name) <= 30 else name[:14] + "…" + name[-15:]


def _grid(highest: int) -> Markup:
    lines: list[Markup] = []
    for part in range(5):
        y = _HEIGHT - _HEIGHT * part / 4
        lines.append(tag("path", d=f"M{_LEFT} {y:.1f}H{WIDTH}", class_="grid"))
        lines.append(_text(_LEFT - 8, y + 4, f"{highest * part // 4:,}", "end"))
    return join(*lines)


def _dates(names: Sequence[str], step: float) -> list[Markup]:
    every = next(step for step in _EVERY if step * 8 >= len(names))
    first = next((place for place, name in enumerate(names) if name.endswith(" 00")), 0)
    return [
        _text(_LEFT + (place + 0.5) * step, _HEIGHT + 18, name, "middle")
        for place, name in enumerate(names)
        if (place - first) % every == 0 and (place + 0.5) * step < WIDTH - _LEFT - 36
    ]


def _rect(x: float, y: float, width: float, height: float, colour: str, text: str) -> Markup:
    return tag(
        "rect", tag("title", text), x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}",
        height=f"{height:.1f}", class_=colour,
    )  # fmt: skip


def _text(x: float, y: float, text: str, anchor: str, title: str = "") -> Markup:
    hover = tag("title", title) if title and title != text else None
    return tag("text", text, hover, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def _svg(label: str, width: int, height: int, marks: Markup, top: int = 0) -> Markup:
    return tag(
        "svg", marks, viewBox=f"0 {-top} {width} {height + top}", role="img", aria_label=label
    )
