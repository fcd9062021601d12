"""A world for deliveries in which nothing is real: hosts that answer what they are told to, a clock
that jumps. Beside it stands what a server would have done, to compare outcomes with.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import attrs

from smtpreply.delivery import Delivery
from smtpreply.event import Event, EventKind
from smtpreply.instruction import (
    Close,
    Connect,
    Finished,
    Instruction,
    Receive,
    Send,
    StartTls,
    WaitUntil,
)

Answer: TypeAlias = "str | Event | Callable[[str], str | Event]"
"""Text without line end (lines joined by LF), an event in the place of an answer, or what makes
one from the command line."""

DEFAULTS = {
    "CONNECT": "220 mx.example.net ESMTP",
    "EHLO": "250-mx.example.net\n250-PIPELINING\n250-SIZE 1000000\n250-8BITMIME\n250-STARTTLS\n250 AUTH PLAIN LOGIN",
    "HELO": "250 mx.example.net",
    "LHLO": "250-mx.example.net\n250 PIPELINING",
    "STARTTLS": "220 go ahead",
    "TLS": "",
    "AUTH": "235 2.7.0 ok",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go ahead",
    ".": "250 2.0.0 queued as 4Z1x2Y3z",
    "BDAT": "250 2.0.0 queued as 4Z1x2Y3z",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@attrs.define
class Peer:
    """One host. ``answers`` maps a verb to what it answers, in turn; the last one repeats."""

    answers: dict[str, Any] = attrs.field(factory=dict[str, Any])
    lmtp: bool = False
    commands: list[str] = attrs.field(factory=list[str], init=False)
    """Everything it was told, over all connections; CONNECT and TLS among it."""
    taken: list[tuple[str, bytes]] = attrs.field(factory=list[tuple[str, bytes]], init=False)
    """Recipient and message, for all that it has accepted, or may have."""
    in_clear: list[bytes] = attrs.field(factory=list[bytes], init=False)
    """What came before TLS."""
    _turn: dict[str, int] = attrs.field(factory=dict[str, int], init=False)
    _out: bytes = attrs.field(default=b"", init=False)
    _in: bytes = attrs.field(default=b"", init=False)
    _event: Event | None = attrs.field(default=None, init=False)
    _mode: str = attrs.field(default="command", init=False)
    _left: int = attrs.field(default=0, init=False)
    _rcpts: list[str] = attrs.field(factory=list[str], init=False)
    _tls: bool = attrs.field(default=False, init=False)

    def connect(self) -> Event | None:
        self._out, self._in, self._event, self._mode = b"", b"", None, "command"
        self._rcpts, self._tls = [], False
        self._answer("CONNECT", "CONNECT")
        if self._event is not None and self._event.stage.value == "connect" and not self._out:
            event, self._event = self._event, None
            return event
        return None

    def start_tls(self) -> Event | None:
        self._answer("TLS", "TLS")
        self._tls = True
        event, self._event = self._event, None
        return event

    def send(self, data: bytes) -> None:
        if not self._tls:
            self.in_clear.append(data)
        self._in += data
        while self._event is None and self._take():
            pass

    def receive(self) -> "bytes | Event":
        if self._out:
            out, self._out = self._out, b""
            return out
        if self._event is not None:
            event, self._event = self._event, None
            return event
        return Event(EventKind.TIMEOUT)

    def _take(self) -> bool:
        if self._mode == "data":
            end = self._in.find(b"\r\n.\r\n") if not self._in.startswith(b".\r\n") else -2
            if end == -1:
                return False
            message, self._in = self._in[: max(end + 2, 0)], self._in[end + 5 :]
            self._mode = "command"
            self._end_message(".", ".", message.replace(b"\r\n..", b"\r\n."))
            return True
        if self._mode == "chunk":
            if len(self._in) < self._left:
                return False
            message, self._in = self._in[: self._left], self._in[self._left :]
            self._mode = "command"
            self._end_message("BDAT", "BDAT", message)
            return True
        line, end_of_line, rest = self._in.partition(b"\r\n")
        if not end_of_line:
            return False
        self._in = rest
        self._command(line.decode())
        return True

    def _command(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        if verb == "BDAT":
            self.commands.append(line)
            self._mode, self._left = "chunk", int(line.split()[1])
            return
        said = self._answer(verb if verb in DEFAULTS else "AUTH", line)
        if verb == "MAIL" or (verb in ("EHLO", "HELO", "LHLO", "RSET") and said.startswith("2")):
            self._rcpts = []
        if verb == "RCPT" and said.startswith("2"):
            self._rcpts.append(line.partition("<")[2].partition(">")[0])
        if verb == "DATA" and said.startswith("354"):
            self._mode = "data"

    def _end_message(self, verb: str, line: str, message: bytes) -> None:
        for recipients in [[r] for r in self._rcpts] if self.lmtp else [self._rcpts]:
            said = self._answer(verb, line)
            if said.startswith("2") or (self._event is not None and not said):
                self.taken += [(recipient, message) for recipient in recipients]
        self._rcpts = []

    def _answer(self, verb: str, line: str) -> str:
        self.commands.append(line)
        script = self.answers.get(verb, DEFAULTS[verb])
        if isinstance(script, list):
            turn = self._turn.get(verb, 0)
            self._turn[verb] = turn + 1
            script = script[min(turn, len(script) - 1)]
        said: str | Event = script(line) if callable(script) else script
        if isinstance(said, Event):
            self._event = said
            return ""
        if said:
            self._out += said.replace("\n", "\r\n").encode() + b"\r\n"
        return said


@attrs.define
class Journey:
    """What a delivery did on its way."""

    steps: list[Instruction] = attrs.field(factory=list[Instruction])
    waits: list[float] = attrs.field(factory=list[float])
    """Seconds waited, each time."""
    warned: list[str] = attrs.field(factory=list[str])
    finished: bool = False


def carry(
    delivery: Delivery,
    peers: dict[str, Peer] | Peer,
    *,
    waits: bool = True,
    most: int = 20000,
    starts: float = 0.0,
) -> Journey:
    """Drive a delivery until it is finished, or if it may not wait, until it would."""
    journey, now = Journey(), starts
    peer = peers if isinstance(peers, Peer) else Peer()
    for _ in range(most):
        todo = delivery.next_step(at=now)
        journey.steps.append(todo)
        event: Event | None = None
        if isinstance(todo, Finished):
            journey.finished = True
            return journey
        if isinstance(todo, WaitUntil):
            journey.warned += todo.warn
            if not waits:
                return journey
            journey.waits.append(todo.at - now)
            now = todo.at
        elif isinstance(todo, Connect):
            peer = peers if isinstance(peers, Peer) else peers[todo.host.name]
            event = peer.connect()
        elif isinstance(todo, Send):
            peer.send(todo.data)
        elif isinstance(todo, StartTls):
            event = peer.start_tls()
        elif isinstance(todo, Receive):
            came = peer.receive()
            if isinstance(came, Event):
                event = came
                now += todo.timeout if came.kind is EventKind.TIMEOUT else 0.0
            else:
                delivery.receive_data(came)
        else:
            assert isinstance(todo, Close)
        if event is not None:
            delivery.receive_event(event)
        now += 0.01
    raise AssertionError(f"the delivery does not end: {journey.steps[-5:]}")


def verbs(commands: Iterable[str]) -> list[str]:
    """The verbs alone, to compare."""
    return [command.partition(" ")[0].upper() for command in commands]
