"""Log files as lines: plain, gzip or standard input, in constant memory, with a progress bar.

Bytes that are no UTF-8 survive as surrogate escapes. Whatever goes wrong with a file is a
`BadLogError`; the lines before it have been given by then.
"""

import gzip
import os
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from smtpreply.adapters.logs.record import read_time
from smtpreply.adapters.logs.summary import in_order

_CHUNK = 1 << 20
_LONGEST = 1 << 16
"""Bytes of a line that are read; what follows is skipped."""
_GZIP = b"\x1f\x8b"
_DATED_WITHIN = 50  # lines in which the first time is looked for
STANDARD_INPUT = "-"


class BadLogError(Exception):
    """A file that cannot be read, or not to its end; the text says which and why."""


def name_of(file: str) -> str:
    """What to call a file."""
    return "standard input" if file == STANDARD_INPUT else file


def oldest_first(files: Sequence[str]) -> list[str]:
    """The files by the first time in each; as they were given if a pipe is among them."""
    if len(files) < 2 or not all(Path(file).is_file() for file in files):
        return list(files)
    times = {file: _first_time(file) for file in files}
    order = {moment: place for place, moment in enumerate(in_order(times.values()))}
    return sorted(files, key=lambda file: (not times[file], order[times[file]]))


def _first_time(file: str) -> str:
    try:
        return next(filter(None, map(read_time, islice(lines_of(file), _DATED_WITHIN))), "")
    except BadLogError:
        return ""  # it will be complained of when it is read


def lines_of(file: str, progress: "Progress | None" = None) -> Iterator[str]:
    """The lines of a file without their ends; raises `BadLogError`."""
    try:
        with _opened(file) as raw:
            stream = _unpacked(raw)
            rest, skipping = b"", False
            while chunk := stream.read1(_CHUNK):
                if progress is not None:
                    progress.show(name_of(file), len(chunk), raw)
                if skipping:
                    _, found, chunk = chunk.partition(b"\n")
                    skipping = not found
                cut = chunk.rfind(b"\n") + 1
                if cut:
                    yield from _decoded(rest + chunk[: cut - 1])
                    rest = chunk[cut:]
                else:
                    rest += chunk
                if len(rest) > _LONGEST:
                    yield from _decoded(rest[:_LONGEST])
                    rest, skipping = b"", True
            if rest:
                yield from _decoded(rest)
    except (EOFError, zlib.error) as error:
        raise BadLogError(f"cannot read {name_of(file)} to its end: {error}") from error
    except OSError as error:
        raise BadLogError(f"cannot read {name_of(file)}: {error.strerror or error}") from error


def _decoded(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape")
    if "\r" in text:
        text = text.removesuffix("\r").replace("\r\n", "\n")
    lines = text.split("\n")
    if max(map(len, lines)) > _LONGEST:
        lines = [line[:_LONGEST] for line in lines]
    return lines


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file != STANDARD_INPUT:
        with open(file, "rb") as raw:
            yield raw
    elif sys.stdin is None:
        raise BadLogError("standard input is closed")
    else:
        yield sys.stdin.buffer


def _unpacked(raw: BinaryIO) -> gzip.GzipFile:
    """The stream, unpacked if it begins as gzip does, whatever its name is."""
    peek = getattr(raw, "peek", None)
    begin: bytes = peek(len(_GZIP)) if peek is not None else b""
    return gzip.GzipFile(fileobj=raw) if begin[:2] == _GZIP else cast("gzip.GzipFile", raw)


class Progress:
    """One line on standard error, if somebody looks at it."""

    WIDTH = 30
    EVERY = 0.1
    """Seconds between two looks."""

    def __init__(self, files: Sequence[str]) -> None:
        self._wanted = sys.stderr is not None and sys.stderr.isatty()
        self._total = sum(_size(file) for file in files)
        self._before = 0
        self._file = ""
        self._place = 0
        self._unpacked = 0
        self._began = self._shown = time.monotonic()

    def show(self, name: str, count: int, raw: BinaryIO) -> None:
        """Say how far it is: ``count`` more bytes were read from the file."""
        if not self._wanted:
            return
        self._unpacked += count
        if name != self._file:
            self._file, self._before, self._place = name, self._before + self._place, 0
        self._place = raw.tell() if raw.seekable() else 0
        now = time.monotonic()
        if now - self._shown >= self.EVERY:
            self._shown = now
            speed = self._unpacked / 1e6 / (now - self._began)
            self._write(f"{self._bar()}{self._unpacked / 1e6:,.0f} MB, {speed:,.0f} MB/s")

    def _bar(self) -> str:
        if not self._total:
            return ""
        share = min((self._before + self._place) / self._total, 1.0)
        done = round(share * self.WIDTH)
        return f"[{'#' * done}{'.' * (self.WIDTH - done)}] {share:4.0%}  "

    def end(self) -> None:
        """Take the line away."""
        if self._wanted:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _size(file: str) -> int:
    try:
        return os.stat(file).st_size if Path(file).is_file() else 0
    except OSError:
        return 0
