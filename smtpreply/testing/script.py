r"""What a scripted server is told to say, and what it has heard: values, without I/O.

A script is a sequence of `Turn` values. The first turn without a command is the greeting; each
command of the client is answered by the first turn that matches it and is not used up. Every
connection plays the script from its beginning.
"""

import math
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

import attrs

LOGIN_LINE = "334"
"""As the command of a turn: it answers the line of a login, behind a 334."""

END_OF_MESSAGE = "."
"""As the command of a turn: it answers the message, once its end has come."""


class After(Enum):
    """What happens behind an answer."""

    KEEP = "keep"
    CLOSE = "close"
    """The connection is closed in an orderly way."""
    RESET = "reset"
    """The connection is reset: what was on its way may be lost."""
    HALF_CLOSE = "half-close"
    """The server says goodbye, but reads on until the client leaves."""
    SILENCE = "silence"
    """Nothing more is said; the server reads on until the client leaves."""
    STALL = "stall"
    """Nothing more is said, and nothing read, until the server is stopped."""
    FAIL_TLS = "fail-tls"
    """The handshake that the client begins is refused with an alert, as by a broken server."""


class End(Enum):
    """How a connection ended."""

    CLIENT = "client"
    """The client closed it."""
    LOST = "lost"
    """The client reset it, or was gone when it was spoken to."""
    TIMED_OUT = "timed-out"
    """The client said nothing for too long, or took nothing."""
    CLOSED = "closed"
    """The script closed it."""
    RESET = "reset"
    """The script reset it."""
    TLS_FAILED = "tls-failed"
    """There was no handshake, or what the client sent behind it was no TLS."""
    STOPPED = "stopped"
    """The server was stopped."""


def _to_bytes(reply: bytes | str) -> bytes:
    if isinstance(reply, bytes):
        return reply
    if not isinstance(reply, str):
        raise TypeError(f"a reply is text or bytes, not {reply!r}")
    return reply.replace("\n", "\r\n").encode() + b"\r\n" if reply else b""


def _command(turn: "Turn", field: "attrs.Attribute[Any]", value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        raise TypeError(f"command: what a line begins with, or None for the greeting: {value!r}")
    if "\n" in value:
        raise ValueError(f"command: one line, without its end: {value!r}")


def _count(turn: "Turn", field: "attrs.Attribute[Any]", value: Any) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise ValueError(f"{field.name}: a whole number of at least 1, or None: {value!r}")


def _seconds(turn: "Turn", field: "attrs.Attribute[Any]", value: Any) -> None:
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise ValueError(f"{field.name}: seconds, finite and not negative: {value!r}")


@attrs.frozen
class Turn:
    """One answer.

    ``reply`` is text (lines joined by LF; a line end is added) or bytes, which go out as they are,
    none at all if empty. ``command`` is what the client's line must begin with, in any case; None
    is the greeting, "." answers the end of the message, and "334" a line of a login.
    Raises ``ValueError`` or ``TypeError`` that names the argument.
    """

    reply: bytes = attrs.field(converter=_to_bytes)
    command: str | None = attrs.field(default=None, kw_only=True, validator=_command)
    whole: bool = attrs.field(default=False, kw_only=True)
    """Whether the line must be the command, and not only begin with it."""
    connection: int | None = attrs.field(default=None, kw_only=True, validator=_count)
    """On which connection it is played, counted from 1; None: on each."""
    times: int | None = attrs.field(default=1, kw_only=True, validator=_count)
    """How often it answers; None: for ever."""
    at: int | None = attrs.field(default=None, kw_only=True)
    """With the command ".": it answers as soon as the message has this many bytes, without
    waiting for its end; what comes behind them is read as commands."""
    delay: float = attrs.field(default=0.0, kw_only=True, validator=_seconds)
    """Seconds before the answer."""
    piece: int | None = attrs.field(default=None, kw_only=True, validator=_count)
    """Bytes a write; None: all at once."""
    interval: float = attrs.field(default=0.0, kw_only=True, validator=_seconds)
    """Seconds between two pieces."""
    clear: bool = attrs.field(default=False, kw_only=True)
    """Whether it is written in clear though TLS is on; a close behind it has no goodbye of TLS."""
    after: After = attrs.field(default=After.KEEP, kw_only=True)
    then: "Turn | None" = attrs.field(default=None, kw_only=True)
    """What is said next, unasked."""

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.after, After):
            raise TypeError(f"after: one of After, not {self.after!r}")
        if self.interval and self.piece is None:
            raise ValueError("interval: stands between pieces, so piece is needed")
        if self.at is not None and (type(self.at) is not int or self.at < 0):
            raise ValueError(f"at: a number of bytes, or None: {self.at!r}")
        if self.at is not None and self.command != END_OF_MESSAGE:
            raise ValueError(f"at: counts the bytes of a message, not of {self.command!r}")
        if self.then is not None:
            self._check_then(self.then)

    def _check_then(self, then: Any) -> None:
        if not isinstance(then, Turn):
            raise TypeError(f"then: a Turn, not {then!r}")
        if then.command is not None:
            raise ValueError("then: is said unasked, so it has no command")
        if self.after is not After.KEEP:
            raise ValueError(f"then: nothing is said behind {self.after}")

    def answers(self, line: str) -> bool:
        """Whether it is the answer to this line."""
        if self.command is None:
            return False
        line, command = line.upper(), self.command.upper()
        return line == command if self.whole else line.startswith(command)

    def says(self, code: bytes) -> bool:
        """Whether one of its lines begins with this, as `354` does that lets a message begin."""
        return any(
            line.startswith(code) for part in self.parts() for line in part.reply.splitlines()
        )

    def parts(self) -> Iterator["Turn"]:
        """This turn, and those that are said behind it unasked."""
        part: Turn | None = self
        while part is not None:
            yield part
            part = part.then


@attrs.define
class Session:
    """What one connection brought."""

    commands: list[str] = attrs.field(factory=list[str])
    """The lines the client sent, without the messages."""
    messages: list[bytes] = attrs.field(factory=list[bytes])
    """The messages, as they came: dot-stuffed, without the final dot; or the chunks of BDAT."""
    unexpected: list[str] = attrs.field(factory=list[str])
    """Lines that no turn answers; they got a 500."""
    ignored: bytes = b""
    """What came when the server had fallen silent."""
    tls: bool = False
    """Whether there was a handshake, and it succeeded."""
    end: End | None = None
    """How it ended; None while it lasts."""
    error: str = ""
    """What TLS or the system said of its end, if it did."""


def script_of(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """The script as servers keep it; ``TypeError`` for anything in it that is no `Turn`."""
    script = tuple(turns)
    for number, turn in enumerate(script):
        if not isinstance(turn, Turn):
            raise TypeError(f"a script is made of Turn values; number {number} is {turn!r}")
    return script


ACCEPTING = (
    Turn("220 mx.example.org ESMTP"),
    Turn("250-mx.example.org\n250-PIPELINING\n250-SIZE 10485760\n250-8BITMIME\n"
         "250-ENHANCEDSTATUSCODES\n250-CHUNKING\n250 SMTPUTF8", command="EHLO", times=None),
    Turn("250-mx.example.org\n250-PIPELINING\n250 ENHANCEDSTATUSCODES", command="LHLO", times=None),
    Turn("250 mx.example.org", command="HELO", times=None),
    Turn("250 2.1.0 Ok", command="MAIL", times=None),
    Turn("250 2.1.5 Ok", command="RCPT", times=None),
    Turn("354 End data with <CR><LF>.<CR><LF>", command="DATA", times=None),
    Turn("250 2.0.0 Ok: queued", command=".", times=None),
    Turn("250 2.0.0 Ok", command="BDAT", times=None),
    Turn("250 2.0.0 Ok", command="RSET", times=None),
    Turn("250 2.0.0 Ok", command="NOOP", times=None),
    Turn("252 2.0.0 Cannot verify, send some mail", command="VRFY", times=None),
    Turn("221 2.0.0 Bye", command="QUIT", after=After.CLOSE),
)  # fmt: skip
"""A server that behaves well, and takes every message; put turns before it to change it.

It does not offer STARTTLS. These two do, where the server has a certificate (`self_signed`):
``Turn("250-mx.example.org\\n250 STARTTLS", command="EHLO")`` and
``Turn("220 2.0.0 Go ahead", command="STARTTLS")``.
"""
