"""Whatever a server answers: a delivery ends, each recipient has one outcome, nothing is lost,
nothing is sent twice unless the policy says so, and no password goes out in clear.

A stateful machine plays the server. It knows what it has stored, and compares.
"""

from collections.abc import Callable
from typing import Any

import attrs
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from smtpreply import Caution, Delivery, Envelope, Event, EventKind, Fate, Host, Stage, TlsMode
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
from smtpreply.policy import POLICIES, Permission
from smtpreply.sasl import LoginLogin, Plain
from smtpreply.testing.strategies.hostile import GARBAGE

PASSWORD = "tr0ub4dor&3"
LOGINS = (Plain("alice", PASSWORD), LoginLogin("alice", PASSWORD))
SECRETS = (b"AGFsaWNlAHRyMHViNGRvciYz", b"dHIwdWI0ZG9yJjM=", PASSWORD.encode())

RECIPIENTS = ("a@example.net", "b@example.net", "c@example.com")
MESSAGES = (
    b"Subject: x\n\nhello\n",
    b"Subject: x\n\n.\n..\n\xff\n",
    b"Subject: \xc3\xa4\n\nx\n" + b"y" * 200_000,
    b"",
)
KEYWORDS = (
    "PIPELINING", "STARTTLS", "8BITMIME", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN", "SIZE",
    "AUTH LOGIN PLAIN",
)  # fmt: skip

SELDOM = ("SIZE 1000", "LIMITS RCPTMAX=1", "LIMITS MAILMAX=1", "LIMITS RCPTDOMAINMAX=1", "AUTH X")

TEXTS = (
    "ok", "2.0.0 ok", "5.1.1 no such user", "4.2.0 greylisted, try again in 300 seconds",
    "4.5.3 too many recipients", "5.7.1 blocked using zen.spamhaus.org", "5.3.4 message too big",
    "4.7.0 must issue a STARTTLS command first", "5.7.0 authentication required", "", "\x00\xff",
    "5.5.4 unsupported parameter", "4.3.2 shutting down", "bad sequence of commands",
)  # fmt: skip
LIKELY = {
    "CONNECT": 220, "EHLO": 250, "HELO": 250, "LHLO": 250, "STARTTLS": 220, "AUTH": 235,
    "MAIL": 250, "RCPT": 250, "DATA": 354, ".": 250, "BDAT": 250, "RSET": 250, "QUIT": 221,
}  # fmt: skip
UNLIKELY = (*range(200, 600, 50), 421, 354, 334, 452, 502, 503, 535, 552, 554, 555)
FAULTS = (EventKind.CLOSED, EventKind.TIMEOUT)
CONNECT_FAULTS = (
    EventKind.CONNECT_REFUSED, EventKind.CONNECT_TIMEOUT, EventKind.UNREACHABLE, EventKind.DNS_FAILURE,
)  # fmt: skip
TLS_FAULTS = (
    EventKind.TLS_FAILED, EventKind.CERTIFICATE_REFUSED, EventKind.TLS_INTERRUPTED, EventKind.CLOSED,
)  # fmt: skip


def once_in(times: int) -> st.SearchStrategy[bool]:
    """True that seldom; shrinks to False."""
    return st.sampled_from([False] * (times - 1) + [True])


@attrs.define
class Stored:
    """What the server did with the message for one recipient."""

    surely: int = 0
    perhaps: int = 0
    """Stored without an answer that could be understood, or not."""


@attrs.define
class Wire:
    """The server's side of one connection."""

    due: list[str] = attrs.field(factory=list[str])
    """Verbs that wait for a reply."""
    taken: bytes = b""
    mode: str = "command"
    left: int = 0
    rcpts: list[str] = attrs.field(factory=list[str])
    asked: list[str] = attrs.field(factory=list[str])
    """Recipients whose RCPT waits for its reply."""
    tls: bool = False
    dead: bool = False


class ServerPlayed(RuleBasedStateMachine):
    """Plays the server, and the network, of one delivery."""

    @initialize(
        policy=st.sampled_from(sorted(POLICIES)),
        count=st.integers(1, 3),
        hosts=st.integers(1, 3),
        message=st.sampled_from(MESSAGES),
        mode=st.sampled_from([*TlsMode] * 2 + [TlsMode.STARTTLS]),
        lmtp=st.booleans(),
        login=st.booleans(),
        chunking=st.booleans(),
        binary=st.sampled_from([False, False, False, True]),
    )
    def begin(
        self, policy: str, count: int, hosts: int, message: bytes, mode: TlsMode, lmtp: bool,
        login: bool, chunking: bool, binary: bool,
    ) -> None:  # fmt: skip
        self.policy, self.lmtp = POLICIES[policy], lmtp
        self.delivery = Delivery(
            Envelope("me@example.org", RECIPIENTS[:count], message, binary=binary),
            [Host(f"mx{n}", 25, mode) for n in range(hosts)],
            client_name="client.example.org", policy=self.policy, lmtp=lmtp, chunking=chunking,
            logins=LOGINS if login and mode is not TlsMode.NONE else (),
        )  # fmt: skip
        permitted = Permission.CLEARTEXT in self.policy.permissions
        self.may_be_in_clear = permitted or mode is TlsMode.NONE
        self.now, self.steps = 0.0, 0
        self.stored = {recipient: Stored() for recipient in RECIPIENTS[:count]}
        self.wire = Wire(tls=True)
        self.todo: Instruction = Close()
        self.ask()

    def ask(self, jitter: float = 0.0) -> None:
        """The next instruction that needs a decision of ours."""
        self.now += 0.01
        self.steps += 1
        assert self.steps < 20_000, "it does not end"
        self.todo = self.delivery.next_step(at=self.now, jitter=jitter)
        if isinstance(self.todo, Send):
            self.take(self.todo.data)

    def take(self, data: bytes) -> None:
        if not self.wire.tls:
            assert not any(secret in data for secret in SECRETS), "a password in clear"
            if not self.may_be_in_clear:
                assert b"MAIL FROM" not in data, "mail in clear"
        self.wire.taken += data
        while not self.wire.dead and self.take_one():
            pass

    def take_one(self) -> bool:
        wire = self.wire
        if wire.mode == "data":
            data = b"\r\n" + wire.taken
            end = data.find(b"\r\n.\r\n")
            if end >= 0:
                wire.taken, wire.mode = data[end + 5 :], "command"
                self.expect_answers(".")
            return end >= 0
        if wire.mode == "chunk":
            if len(wire.taken) < wire.left:
                return False
            wire.taken, wire.mode = wire.taken[wire.left :], "command"
            self.expect_answers("BDAT")
            return True
        if "DATA" in wire.due:  # what follows depends on the answer
            return False
        line, end_of_line, rest = wire.taken.partition(b"\r\n")
        if not end_of_line:
            return False
        wire.taken = rest
        verb = line.split(b" ")[0].decode("ascii", "replace").upper()
        if verb == "BDAT":
            wire.mode, wire.left = "chunk", int(line.split()[1])
            return True
        if verb == "RCPT":
            wire.asked.append(line.partition(b"<")[2].partition(b">")[0].decode())
        wire.due.append(verb if verb in LIKELY else "AUTH")
        return True

    def expect_answers(self, verb: str) -> None:
        count = len(self.wire.rcpts) if self.lmtp else 1
        self.wire.due += [verb] * count

    # What the server may do ------------------------------------------------------------------

    def is_at(self, *kinds: type) -> bool:
        return isinstance(self.todo, kinds)

    @precondition(lambda self: self.is_at(Connect))
    @rule(fault=st.sampled_from([None] * 20 + [*CONNECT_FAULTS]))
    def connect(self, fault: EventKind | None) -> None:
        assert isinstance(self.todo, Connect)
        self.wire = Wire(due=["CONNECT"], tls=self.todo.host.tls is TlsMode.IMPLICIT)
        if fault is not None:
            self.delivery.receive_event(Event(fault, Stage.CONNECT))
        self.ask()

    @precondition(lambda self: self.is_at(Send))
    @rule(fails=once_in(40))
    def send(self, fails: bool) -> None:
        if fails:
            self.die(EventKind.CLOSED)
        self.ask()

    @precondition(lambda self: self.is_at(StartTls))
    @rule(fault=st.sampled_from([None] * 30 + [*TLS_FAULTS]))
    def start_tls(self, fault: EventKind | None) -> None:
        if fault is None:
            self.wire.tls = True
        else:
            self.die(fault)
        self.ask()

    @precondition(lambda self: self.is_at(Close))
    @rule()
    def close(self) -> None:
        self.lose_what_is_due()
        self.wire = Wire(dead=True)
        self.ask()

    @precondition(lambda self: self.is_at(WaitUntil))
    @rule(late=st.sampled_from([0.0, 1.0, 1e5, 1e6]), jitter=st.floats(-1, 1))
    def wait(self, late: float, jitter: float) -> None:
        assert isinstance(self.todo, WaitUntil)
        assert self.todo.at > self.now
        for recipient, stored in self.stored.items():
            self.compare(recipient, stored)
        self.now = self.todo.at + late
        self.ask(jitter)

    @precondition(lambda self: self.is_at(Finished))
    @rule()
    def rest(self) -> None:
        assert isinstance(self.delivery.next_step(at=self.now), Finished), "the end stays the end"

    @precondition(lambda self: self.is_at(Receive) and not self.wire.due)
    @rule()
    def nothing_is_due(self) -> None:
        self.fall_silent(EventKind.TIMEOUT)

    @precondition(lambda self: self.is_at(Receive) and bool(self.wire.due))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        if data.draw(once_in(30), "silence"):
            self.delivery.receive_data(
                data.draw(st.sampled_from([b"", b"25", b"250-a\r\n"])) or b"2"
            )
            self.fall_silent(data.draw(st.sampled_from(FAULTS)))
            return
        if data.draw(once_in(40), "nonsense"):
            self.note(self.wire.due.pop(0), 0)
            self.delivery.receive_data(data.draw(st.sampled_from(GARBAGE)))
            self.ask()
            return
        out = b"\r\n" if data.draw(once_in(30), "blank line") else b""  # which answers nothing
        for _ in range(data.draw(st.integers(1, len(self.wire.due)))):
            out += self.reply_to(self.wire.due[0], data.draw)
            if not self.wire.due:
                break
        if not self.wire.due and data.draw(once_in(30), "stray"):
            # A reply too many, beside the others: what it answers, nobody knows.
            out += b"%d stray\r\n" % data.draw(st.sampled_from([250, 450, 550, 354]))
        self.delivery.receive_data(out)
        self.ask()

    def fall_silent(self, kind: EventKind) -> None:
        self.lose_what_is_due()
        self.die(kind)
        self.ask()

    def die(self, kind: EventKind) -> None:
        self.wire.dead = True
        if kind is EventKind.CLOSED and self.is_at(Receive):
            self.delivery.receive_data(b"")
        else:
            self.delivery.receive_event(Event(kind))

    def lose_what_is_due(self) -> None:
        for verb in self.wire.due:
            self.note(verb, 0)
        self.wire.due.clear()

    def reply_to(self, verb: str, draw: Callable[[Any], Any]) -> bytes:
        self.wire.due.pop(0)
        code = draw(st.sampled_from(UNLIKELY)) if draw(once_in(8)) else LIKELY[verb]
        self.note(verb, code)
        if verb in ("EHLO", "LHLO") and code == 250:
            left_out = draw(st.lists(st.sampled_from(KEYWORDS), max_size=2))
            keywords = [keyword for keyword in KEYWORDS if keyword not in left_out]
            keywords += draw(st.lists(st.sampled_from(SELDOM), max_size=1))
            return b"".join(f"250-{k}\r\n".encode() for k in ["mx", *keywords]) + b"250 HELP\r\n"
        return f"{code} {draw(st.sampled_from(TEXTS))}\r\n".encode("latin-1")

    def note(self, verb: str, code: int) -> None:
        """What the server does as it answers; code 0: it does it, and does not answer."""
        wire = self.wire
        if verb in ("MAIL", "RSET", "EHLO", "LHLO", "HELO") and code // 100 == 2:
            wire.rcpts = []
        elif verb == "RCPT" and wire.asked:
            recipient = wire.asked.pop(0)
            if code // 100 == 2:
                wire.rcpts.append(recipient)
        elif verb == "DATA" and code == 354:
            wire.mode = "data"
        elif verb in (".", "BDAT"):
            for recipient in wire.rcpts[:1] if self.lmtp else wire.rcpts:
                self.store(recipient, code)
            wire.rcpts = wire.rcpts[1:] if self.lmtp else []
        while not wire.dead and self.take_one():
            pass

    def store(self, recipient: str, code: int) -> None:
        stored = self.stored[recipient]
        if 200 <= code < 300 and code != 221:
            stored.surely += 1
        elif code < 400:  # neither yes nor no
            stored.perhaps += 1
        copies = stored.surely + stored.perhaps
        allowed = 2 if Permission.DUPLICATES in self.policy.permissions else 1
        assert copies <= allowed, f"{recipient} may have it {copies} times"

    # What must hold --------------------------------------------------------------------------

    def compare(self, recipient: str, stored: Stored) -> None:
        """The outcome as it stands against what the server knows."""
        outcome = next(o for o in self.delivery.outcomes if o.recipient == recipient)
        if outcome.fate is Fate.DELIVERED:
            assert stored.surely
        elif outcome.fate in (Fate.REFUSED, Fate.EXPIRED):
            assert not stored.surely
            assert not stored.perhaps
        elif outcome.fate is Fate.DEFERRED and (stored.perhaps or stored.surely):
            assert Caution.DUPLICATE_RISK in outcome.cautions
            assert Permission.DUPLICATES in self.policy.permissions
        if stored.surely + stored.perhaps > 1:
            assert Caution.DUPLICATE_RISK in outcome.cautions
        assert (outcome.until is not None) == (outcome.fate is Fate.DEFERRED)
        assert outcome.diagnosis is not None

    def teardown(self) -> None:
        """Left alone by everybody, it ends; and then the outcomes are what the server knows."""
        if not hasattr(self, "delivery"):
            return
        while not self.is_at(Finished):
            if self.is_at(Connect):
                self.connect(EventKind.CONNECT_TIMEOUT)
            elif self.is_at(WaitUntil):
                self.wait(0.0, 0.0)
            elif self.is_at(Receive):
                self.fall_silent(EventKind.TIMEOUT)
            elif self.is_at(StartTls):
                self.start_tls(EventKind.TLS_FAILED)
            elif self.is_at(Close):
                self.close()
            else:
                self.ask()
        assert isinstance(self.todo, Finished)
        assert self.todo.outcomes == self.delivery.outcomes
        assert [outcome.recipient for outcome in self.todo.outcomes] == list(self.stored)
        for recipient, stored in self.stored.items():
            self.compare(recipient, stored)
            assert all(o.is_final for o in self.todo.outcomes)
        assert isinstance(self.delivery.next_step(at=self.now), Finished), "the end stays the end"


def machine(examples: int, steps: int) -> Any:
    """The machine as a test case of its own."""
    case: Any = type("Case", (ServerPlayed.TestCase,), {})
    case.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    return case


TestDelivery = machine(examples=100, steps=80)
TestManyDeliveries = pytest.mark.campaign(machine(examples=5000, steps=120))
