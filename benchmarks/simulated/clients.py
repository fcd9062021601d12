"""The clients that `simulation.py` compares: a driver for `Delivery`, and three naive strategies.

Each gets a `Destination` and says in the end what it believes became of the message, for each
recipient. Time is virtual: a step takes a little, a timeout what it is.
"""

import random
from collections.abc import Callable, Iterable

import attrs

from benchmarks.simulated.connections import Connection
from benchmarks.simulated.hosts import Destination, Host
from smtpreply import instruction
from smtpreply.advice import Caution
from smtpreply.delivery import Delivery
from smtpreply.envelope import Envelope
from smtpreply.event import Event, EventKind
from smtpreply.outcome import Fate, Outcome
from smtpreply.policy import Policy
from smtpreply.stage import Stage

STEP = 0.02
"""Seconds a step takes."""
TIMEOUT = 60.0
"""Seconds that the naive clients wait for an answer."""
THREE, AT_ONCE = 3, 10
"""Attempts of the naive clients."""
CLIENT = "client.sender.example"


@attrs.frozen
class Belief:
    """What a client holds at its end about one recipient."""

    fate: Fate
    later: bool
    """Not in the first attempt."""
    suppresses: bool = False
    """It marks the address as dead."""
    cautioned: bool = False
    """It says that the message may arrive twice."""


Beliefs = dict[str, Belief]
Client = Callable[[Destination], Beliefs]

# Ours ------------------------------------------------------------------------------------------


def delivery(policy: Policy) -> Client:
    """`Delivery`, carried to its end."""

    def run(there: Destination) -> Beliefs:
        return _Driver(there, policy).run()

    return run


class _Driver:
    """Carries out what a delivery asks for."""

    def __init__(self, there: Destination, policy: Policy) -> None:
        lmtp = there.hosts[0].lmtp
        tls = instruction.TlsMode.NONE if lmtp else instruction.TlsMode.STARTTLS
        self._hosts = {host.name: host for host in there.hosts}
        self._delivery = Delivery(
            Envelope(there.sender, list(there.mailboxes), there.message),
            [instruction.Host(name, tls=tls) for name in self._hosts],
            client_name=CLIENT, policy=policy, lmtp=lmtp,
        )  # fmt: skip
        self._jitter = random.Random(there.message)
        self._now = 0.0
        self._line: Connection | None = None

    def run(self) -> Beliefs:
        while True:
            todo = self._delivery.next_step(at=self._now, jitter=self._jitter.uniform(-1, 1))
            self._now += STEP
            if isinstance(todo, instruction.Finished):
                return {outcome.recipient: _belief(outcome) for outcome in todo.outcomes}
            event = self._carry_out(todo)
            if event is not None:
                self._delivery.receive_event(event)

    def _carry_out(self, todo: instruction.Instruction) -> Event | None:
        if isinstance(todo, instruction.Connect):
            return self._connect(todo)
        if isinstance(todo, instruction.WaitUntil):
            self._now = todo.at
            return None
        line = self._line
        assert line is not None
        if isinstance(todo, instruction.Send):
            return None if line.send(todo.data, self._now) else Event(EventKind.CLOSED)
        if isinstance(todo, instruction.Receive):
            self._now, data = line.receive(self._now, todo.timeout)
            if data is None:
                return Event(EventKind.TIMEOUT)
            self._delivery.receive_data(data)
        elif isinstance(todo, instruction.StartTls):
            return None if line.handshake(self._now) else Event(EventKind.TLS_FAILED)
        return None

    def _connect(self, todo: instruction.Connect) -> Event | None:
        self._line = Connection(self._hosts[todo.host.name], self._now)
        if self._line.unreachable:
            self._now += todo.timeout
            return Event(EventKind.CONNECT_TIMEOUT, Stage.CONNECT)
        return Event(EventKind.CONNECT_REFUSED, Stage.CONNECT) if self._line.refused else None


def _belief(outcome: Outcome) -> Belief:
    diagnosis = outcome.diagnosis
    return Belief(
        outcome.fate,
        later=outcome.history.attempts[-1].at > 0,
        suppresses=diagnosis is not None and diagnosis.advice.may_suppress,
        cautioned=Caution.DUPLICATE_RISK in outcome.cautions,
    )


# The naive -------------------------------------------------------------------------------------


class FailedError(Exception):
    """A session ended in an exception; ``code`` is that of the reply, 0 where there was none."""

    def __init__(self, code: int, refused: dict[str, int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.refused = refused or {}


def retry_everything(there: Destination) -> Beliefs:
    """Whatever fails: the whole message to everybody again, at once, at the next host; three times
    in all. Who was accepted once counts as delivered."""
    beliefs = dict.fromkeys(there.mailboxes, Belief(Fate.REFUSED, later=False))
    now = 0.0
    for attempt in range(THREE):
        session = _Session(there.hosts[attempt % len(there.hosts)], now)
        try:
            refused: Iterable[str] = session.deliver(there, list(there.mailboxes))
        except FailedError:
            refused = there.mailboxes
        for address in there.mailboxes.keys() - refused:
            if beliefs[address].fate is not Fate.DELIVERED:
                beliefs[address] = Belief(Fate.DELIVERED, later=attempt > 0)
        if not refused:
            break
        now = session.now
    return beliefs


def by_first_digit(there: Destination) -> Beliefs:
    """5yz is final, wherever it comes, and the address is marked as dead; all else is tried again
    at once, for who is left, at the next host; ten times in all."""
    beliefs = dict.fromkeys(there.mailboxes, Belief(Fate.REFUSED, later=True))
    left = list(there.mailboxes)
    now = 0.0
    for attempt in range(AT_ONCE):
        session = _Session(there.hosts[attempt % len(there.hosts)], now)
        try:
            codes = session.deliver(there, left)
        except FailedError as failed:
            codes = failed.refused or dict.fromkeys(left, failed.code)
        now = session.now
        for address in left:
            code = codes.get(address, 250)
            if address not in codes:
                beliefs[address] = Belief(Fate.DELIVERED, later=attempt > 0)
            elif 500 <= code < 600:
                beliefs[address] = Belief(Fate.REFUSED, later=attempt > 0, suppresses=True)
        left = [address for address in left if address in codes and codes[address] < 500]
        if not left:
            break
    return beliefs


def send_and_log(there: Destination) -> Beliefs:
    """One host, one attempt; what is refused or raised goes into a log."""
    try:
        refused: Iterable[str] = _Session(there.hosts[0], 0.0).deliver(there, list(there.mailboxes))
    except FailedError:
        refused = there.mailboxes
    return {
        address: Belief(Fate.REFUSED if address in refused else Fate.DELIVERED, later=False)
        for address in there.mailboxes
    }


class _Session:
    """What `smtplib.SMTP` and its ``sendmail`` do, STARTTLS where it is offered; one connection."""

    def __init__(self, host: Host, now: float) -> None:
        self.now = now
        self._host = host
        self._line = Connection(host, now)
        self._buffer = b""

    def deliver(self, there: Destination, addresses: list[str]) -> dict[str, int]:
        """Who was refused, and with what code; raises `FailedError` where sendmail raises."""
        self._open()
        self._expect(self._ask(f"MAIL FROM:<{there.sender}>"), 250)
        refused: dict[str, int] = {}
        for address in addresses:
            code = self._ask(f"RCPT TO:<{address}>")[0]
            if code not in (250, 251):
                refused[address] = code
            if code == 421:
                raise FailedError(code, dict.fromkeys(addresses, code))
        if len(refused) == len(addresses):
            raise FailedError(0, refused)
        self._expect(self._ask("DATA"), 354)
        self._send(there.message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self._expect(self._reply(), 250)
        self._send(b"QUIT\r\n", must=False)
        return refused

    def _open(self) -> None:
        if self._line.refused or self._line.unreachable:
            self.now += TIMEOUT * self._line.unreachable
            raise FailedError(0)
        self._expect(self._reply(), 220)
        if "STARTTLS" in self._greet():
            self._expect(self._ask("STARTTLS"), 220)
            self._buffer = b""
            if not self._line.handshake(self.now):
                raise FailedError(0)
            self._greet()

    def _greet(self) -> str:
        code, text = self._ask(f"{'LHLO' if self._host.lmtp else 'EHLO'} {CLIENT}")
        if not 200 <= code <= 299:
            text = ""
            self._expect(self._ask(f"HELO {CLIENT}"), 250)
        return text

    def _expect(self, reply: tuple[int, str], code: int) -> None:
        if reply[0] != code:
            raise FailedError(reply[0])

    def _ask(self, line: str) -> tuple[int, str]:
        self._send(line.encode() + b"\r\n")
        return self._reply()

    def _send(self, data: bytes, *, must: bool = True) -> None:
        self.now += STEP
        if not self._line.send(data, self.now) and must:
            raise FailedError(0)

    def _reply(self) -> tuple[int, str]:
        """The code of the last line, and -1 for what is none, as ``getreply`` has it."""
        texts: list[str] = []
        while True:
            line = self._read_line()
            if not line[:3].isdigit():
                return -1, ""
            texts.append(line[4:])
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(texts)

    def _read_line(self) -> str:
        while b"\n" not in self._buffer:
            self.now, data = self._line.receive(self.now + STEP, TIMEOUT)
            if not data:
                raise FailedError(0)
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip().decode("latin-1")
