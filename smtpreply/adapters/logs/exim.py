"""Exim: ``2026-11-25 06:06:25 ID ** address R=.. T=.. H=host [ip]: SMTP error from remote ..``.

Two signs behind the id say what became of it: ``=>`` and ``->`` delivered, ``==`` put off, ``**``
failed. Log selectors add fields, and syslog a beginning of its own. What is not printable is
written as an escape.
"""

import re

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus, read_time, unescape
from smtpreply.stage import Stage
from smtpreply.tables.logwords import stage_named

# Anchored at the line's beginning: what looks like an id and a flag further on is text.
_HEAD = re.compile(
    r"(?:[\d:. +-]{19,40})?(?:\[\d+\] )?(\w{6}-\w{6,11}-\w{2,4}) (=>|->|>>|==|\*\*) ", re.ASCII
)
_OUTCOMES = {
    "=>": LogStatus.DELIVERED,
    "->": LogStatus.DELIVERED,
    ">>": LogStatus.DELIVERED,
    "==": LogStatus.DEFERRED,
    "**": LogStatus.FAILED,
}
_REPLY = re.compile(r": ([2-5]\d\d[ -])")
_STAGED = ("SMTP error from remote mail", " in response to ", "SMTP timeout ")
_DT = re.compile(r" (?:DT|QT)=[\d.]+s$")
_EXPIRED = ("retry timeout exceeded", "failing for a long time")


def recognise(line: str) -> bool:
    """Whether a line is a delivery line of Exim's."""
    start = _start(line)
    return start >= 0 and _HEAD.match(line, start) is not None


def _start(line: str) -> int:
    """Where Exim's own line begins, behind what syslog put before it; -1 for another's line."""
    if line[4:5] == "-" and line[10:11] == " ":
        return 0
    at = line.find(" exim[", 0, 80)
    return line.find("]: ", at) + 3 if at >= 0 else -1


def read(line: str) -> tuple[LoggedDelivery, ...] | None:
    """The delivery in a line; None if it cannot be read."""
    match = _HEAD.match(line, max(_start(line), 0))
    time = read_time(line)
    if match is None or not time:
        return None
    recipient, rest = _recipient(line[match.end() :])
    if "@" not in recipient:
        return ()  # a file, a pipe, a black hole
    outcome = _OUTCOMES[match[2]]
    delivered = outcome is LogStatus.DELIVERED
    said, stage = _confirmed(rest) if delivered else _answer(_DT.sub("", rest))
    if outcome is LogStatus.FAILED and stage is Stage.UNKNOWN:  # Exim's own words
        outcome = LogStatus.EXPIRED if any(words in said for words in _EXPIRED) else outcome
    return (LoggedDelivery(time, match[1], recipient, _host(rest), outcome, said, stage),)


def _recipient(text: str) -> tuple[str, str]:
    """The address and the rest: ``bob@x R=..``, ``bob <bob@x> R=..``, ``bob@x: ..``."""
    first, _, rest = text.partition(" ")
    if first[-1:] == ":":
        return first[:-1], ": " + rest
    if rest[:1] == "<" and "@" not in first:
        address, found, behind = rest[1:].partition(">")
        return address if found else "", behind.lstrip(" ")
    return first, rest


def _host(fields: str) -> str:
    at = fields.find("H=")
    if at < 0 or (at and fields[at - 1] != " "):
        return ""
    return fields[at + 2 :].partition(" ")[0].rstrip(":")


def _confirmed(fields: str) -> tuple[str, Stage]:
    """The reply in ``C="250 ok"``, where the server was told to log it."""
    quoted = fields.partition(' C="')[2]
    said = quoted[: quoted.rfind('"')] if '"' in quoted else ""
    return unescape(said), Stage.END_OF_DATA if said else Stage.UNKNOWN


def _answer(text: str) -> tuple[str, Stage]:
    """What was said, and the stage that stands before it."""
    start = min((at for words in _STAGED if (at := text.find(words)) >= 0), default=-1)
    if start < 0:
        return unescape(text.partition(": ")[2] or text), Stage.UNKNOWN
    match = _REPLY.search(text, start)
    if match is None:
        return unescape(text.partition(": ")[2] or text), stage_named(text[start:])
    return unescape(text[match.start(1) :]), stage_named(text[start : match.start()])
