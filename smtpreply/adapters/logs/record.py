"""One delivery as a log tells it, as a value; and what every dialect's lines begin with.

Nothing is judged here. What the log does not say is empty, never guessed.
"""

from enum import IntEnum

import attrs

from smtpreply.stage import Stage


class LogStatus(IntEnum):
    """What became of one attempt. The numbers are places in a row of counts."""

    DELIVERED = 0
    DEFERRED = 1
    """The sending server will try again."""
    FAILED = 2
    """It gave up at once."""
    EXPIRED = 3
    """It gave up after trying for long."""


@attrs.frozen
class LoggedDelivery:
    """One attempt to deliver to one recipient."""

    time: str
    """``2026-11-25 06:04:54``; ``11-25 06:04:54`` where the log does not name the year."""
    queue_id: str
    recipient: str
    """Empty where the line is about a message and names nobody."""
    host: str
    """The host that was asked; empty where none was, as for a local mailbox."""
    outcome: LogStatus
    said: str
    """The reply, LF between its lines, if it begins with a code; else the log's own words."""
    stage: Stage = Stage.UNKNOWN
    """What the reply answered, where the log says it."""
    status: str = ""
    """The enhanced code that the sending server chose, which may not be the reply's."""


_MONTHS = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def read_time(line: str) -> str:
    """The time that a line begins with, in the form of `LoggedDelivery.time`; empty if none.

    >>> read_time("Nov  5 06:04:54 mail postfix/smtp[1]: ..."), read_time("2026-11-05T06:04:54.1Z")
    ('11-05 06:04:54', '2026-11-05 06:04:54')
    """
    if line[:1] == "<":  # the priority that syslog sends along, and its version
        line = line.partition(">")[2].removeprefix("1 ")
    if line[4:5] == "-" == line[7:8] and line[13:14] == ":":
        day, clock = line[:10], line[11:19]
        return f"{day} {clock}" if day.replace("-", "").isdigit() else ""
    month = _MONTHS.get(line[:3])
    if month is None or line[9:10] != ":":
        return ""
    day = line[4:6].replace(" ", "0")
    return f"{month}-{day} {line[7:15]}" if day.isdigit() and line[15:16] == " " else ""


def unfold(said: str) -> str:
    """A reply of several lines that the log joined with spaces, in lines again.

    >>> unfold("550-5.1.1 no such user 550 5.1.1 sorry")
    '550-5.1.1 no such user\\n550 5.1.1 sorry'
    """
    if said[3:4] != "-":
        return said
    code = said[:3]
    return said.replace(f" {code}-", f"\n{code}-").replace(f" {code} ", f"\n{code} ")


def unescape(text: str) -> str:
    r"""Undo the escapes with which Exim and Sendmail write what is not printable.

    >>> unescape(r"J\303\274rgen")
    'Jürgen'
    """
    if "\\" not in text:
        return text
    data = bytearray()
    parts = iter(text.encode("utf-8", "surrogateescape").split(b"\\"))
    data += next(parts)
    for part in parts:
        digits = part[:3]
        if len(digits) == 3 and digits.isdigit() and digits < b"400" and max(digits) < 56:
            data.append(int(digits, 8))
            data += part[3:]
        elif part[:1] in _ESCAPES:
            data += _ESCAPES[part[:1]] + part[1:]
        else:
            data += b"\\" + part
    return data.decode("utf-8", "surrogateescape")


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
