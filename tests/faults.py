"""Every fault at every point of a session, as scripts for the scripted server.

A point is a turn that is due, and how much of it was said before the fault; a fault is what
happens then. It happens on the first connection; any other is healthy.
"""

from collections.abc import Callable, Iterator

import attrs

from smtpreply.testing import After, Turn

ALICE, BOB, CAROL = "alice@example.net", "bob@example.org", "carol@example.org"
MESSAGE = b"Subject: x\r\n\r\n" + b"hello\r\n" * 400
BIG = b"Subject: big\r\n\r\n" + (b"x" * 998 + b"\r\n") * 6_000
"""More than the buffers on both sides take, so that a server that stops reading is felt."""

EXTENSIONS = b"250-SIZE 100000000\r\n250 ENHANCEDSTATUSCODES\r\n"
HELLO = b"250-mx.example.org\r\n" + EXTENSIONS
PIPELINING = b"250-mx.example.org\r\n250-PIPELINING\r\n" + EXTENSIONS


@attrs.frozen
class Point:
    """Where something goes wrong."""

    name: str
    command: str | None
    """What the turn answers, as in `Turn`."""
    good: bytes
    """What is due."""
    said: int = 0
    """How many bytes of it come before the fault."""
    wrong: tuple[bytes, ...] = ()
    """Replies that are none here; the first stands in the table."""
    inside: bool = False
    """Before the message has come to its end."""

    @property
    def is_behind_dot(self) -> bool:
        return self.command == "." and not self.inside


_OK = b"250 2.0.0 Ok, as it should be\r\n"
_ODD = (b"999 what\r\n", b"000 what\r\n", b"250-yes\r\n550 no\r\n")

POINTS = (
    Point("before the greeting", None, b"220 mx.example.org ESMTP\r\n", wrong=(b"250 hello\r\n", b"354 go on\r\n", *_ODD)),
    Point("inside the greeting", None, b"220-mx.example.org\r\n220 ESMTP\r\n", said=24, wrong=(b"220-mx.example.org\r\n354 go on\r\n", b"220-mx.example.org\r\n421 no\r\n")),
    Point("before EHLO's reply", "EHLO", HELLO, wrong=(b"220 hello\r\n", b"354 go on\r\n", *_ODD)),
    Point("inside EHLO's reply", "EHLO", HELLO, said=len(HELLO) - 20, wrong=(b"250-mx.example.org\r\n354 go on\r\n", b"250-mx.example.org\r\n450 later\r\n")),
    Point("inside MAIL's reply", "MAIL", _OK, said=6, wrong=(b"354 go on\r\n", b"220 hello\r\n", *_ODD)),
    Point("between RCPT's", f"RCPT TO:<{CAROL}>", _OK, wrong=(b"220 hello\r\n", b"354 go on\r\n", *_ODD)),
    Point("instead of 354", "DATA", b"354 End data with <CR><LF>.<CR><LF>\r\n", wrong=(b"250 ok\r\n", b"220 hello\r\n", *_ODD)),
    Point("inside the message", ".", _OK, inside=True, wrong=(b"354 go on\r\n", b"250 2.0.0 Ok\r\n", *_ODD)),
    Point("after the dot", ".", _OK, wrong=(b"354 go on\r\n", b"220 hello\r\n", *_ODD)),
    Point("inside its reply", ".", b"250-2.0.0 Ok\r\n250 2.0.0 queued as 1\r\n", said=20, wrong=(b"250-2.0.0 Ok\r\n354 go on\r\n", b"250-2.0.0 Ok\r\n450 later\r\n")),
    Point("after that, at QUIT", "QUIT", b"221 2.0.0 Bye for now\r\n", wrong=(b"250 ok\r\n", b"354 go on\r\n", *_ODD)),
)  # fmt: skip


@attrs.frozen
class Case:
    """One fault at one point."""

    point: Point
    fault: str
    turn: Turn
    number: int = 0
    """Which of several wrong replies."""

    @property
    def name(self) -> str:
        return f"{self.point.name}: {self.fault}{self.number or ''}"

    @property
    def is_read_no_more(self) -> bool:
        """Whether the server stops reading while the message comes."""
        return self.point.inside and self.fault in ("close", "reset", "stall")

    @property
    def message(self) -> bytes:
        return BIG if self.is_read_no_more else MESSAGE

    @property
    def says_yes(self) -> bool:
        """Whether the faulty answer accepts what it answers, by its last line."""
        lines = self.turn.reply.splitlines() or [b""]
        return self.turn.reply.endswith(b"\n") and lines[-1].startswith(b"2")

    def script(self, *, pipelining: bool = False) -> tuple[Turn, ...]:
        """What the server says: the fault on the first connection, and none on the others."""
        turn = self.turn
        if pipelining and self.point.command == "EHLO" and self.point.good in turn.reply:
            turn = attrs.evolve(turn, reply=turn.reply.replace(HELLO, PIPELINING))
        return (turn, *healthy(PIPELINING if pipelining else HELLO))


def healthy(hello: bytes = HELLO) -> tuple[Turn, ...]:
    """A server that takes everything."""
    return (
        Turn("220 mx.example.org ESMTP"),
        Turn(hello, command="EHLO", times=None),
        Turn("250 mx.example.org", command="HELO", times=None),
        Turn("250 2.1.0 Ok", command="MAIL", times=None),
        Turn("250 2.1.5 Ok", command="RCPT", times=None),
        Turn("354 go on", command="DATA", times=None),
        Turn("250 2.0.0 queued", command=".", times=None),
        Turn("250 2.0.0 Ok", command="RSET", times=None),
        Turn("221 2.0.0 Bye", command="QUIT", after=After.CLOSE),
    )


def _turn(point: Point, reply: bytes, after: After = After.KEEP, **options: object) -> Turn:
    more: dict[str, object] = {"at": 1000} if point.inside and "piece" not in options else {}
    if point.inside and after is After.KEEP and "piece" not in options:
        after = After.HALF_CLOSE  # what comes is the rest of the message, and no command
    return Turn(reply, command=point.command, connection=1, after=after, **more, **options)  # type: ignore[arg-type]


def _begun(point: Point) -> bytes:
    return point.good[: point.said]


def _at_end(point: Point) -> After:
    return After.CLOSE if point.command == "QUIT" else After.KEEP


_FAULTS: dict[str, Callable[[Point], Iterator[Turn]]] = {
    "close": lambda p: iter([_turn(p, _begun(p), After.CLOSE)]),
    "reset": lambda p: iter([_turn(p, _begun(p), After.RESET)]),
    "stall": lambda p: iter([_turn(p, _begun(p), After.STALL)]),
    "garbage": lambda p: iter([_turn(p, _begun(p) + b"\x00\xff is no SMTP\r\n", _at_end(p))]),
    "slow": lambda p: iter([_turn(p, p.good, _at_end(p), piece=1, interval=0.02)]),
    "wrong code": lambda p: (_turn(p, reply, _at_end(p)) for reply in p.wrong),
    "extra reply": lambda p: iter([_turn(p, p.good * 2, _at_end(p))]),
}
FAULTS = tuple(_FAULTS)

CASES = tuple(
    Case(point, fault, turn, number)
    for point in POINTS
    for fault, turns in _FAULTS.items()
    for number, turn in enumerate(turns(point))
)
