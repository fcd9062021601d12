"""Destinations that exist only here, for `simulation.py`: their hosts, mailboxes, and the truth.

A `Destination` is drawn from a seed and a number, so that every client meets an equal one; its
troubles are drawn from the rows in `troubles.py`. What a host says is true, but for the rows that
break off or contradict themselves behind the dot; what it refuses with 5yz, and no word of later,
it never takes. `connections.py` talks for it.
"""

import math
import random
from collections import Counter

import attrs

from benchmarks.simulated.troubles import DEAD, ROWS, Row, Scope

MINIMUM = 60.0
"""Seconds that a host expects to be left alone after a "later" without a number."""
CONNECTIONS = 5
"""Connections within a minute that a host puts up with once it has said no or hung up."""
SENDERS = ("list@sender.example", "me@sender.example", "shop@sender.example", "")


@attrs.define
class Trouble:
    """A row that happens to a host, a domain or a mailbox."""

    row: Row
    says: str
    until: float
    """When it ends, by itself; infinity for never."""
    left: int
    """How often it strikes; where that is not 0, it does not block."""
    stored: bool
    seconds: int = 0
    """What it asks for, where it is a brake."""
    struck: bool = False

    @classmethod
    def of(cls, row: Row, draw: random.Random) -> "Trouble":
        until = math.inf
        if not row.times and draw.random() >= row.forever:
            until = draw.uniform(*row.lasts)
        seconds = draw.choice((120, 300, 600, 900, 1800, 3600))
        says = draw.choice(row.says or ("",)).replace("{seconds}", str(seconds))
        stored = draw.random() < row.stored
        return cls(row, says.replace("{minutes}", str(seconds // 60)), until, row.times, stored,
                   seconds if row.brakes else 0)  # fmt: skip

    def is_on(self, now: float) -> bool:
        if self.row.times:
            return self.left > 0
        return now < self.until or (bool(self.seconds) and not self.struck)

    def strike(self, now: float) -> None:
        self.left -= 1
        if self.seconds:  # who comes early waits anew
            self.until = now + self.seconds
        self.struck = True

    @property
    def opens(self) -> float:
        """From when on it keeps nobody who is patient from delivering."""
        return self.seconds if self.seconds else 0.0 if self.row.times else self.until


@attrs.define
class Mailbox:
    address: str
    trouble: Trouble | None = None
    copies: int = 0
    ambiguous: bool = False
    """A whole message for it was sent, and not answered clearly."""

    @property
    def works(self) -> bool:
        """Whether the address exists, whatever became of this message."""
        return self.trouble is None or self.trouble.row.kind not in DEAD


@attrs.define
class Greylist:
    """Puts off whom it does not know, by sender and first recipient; who comes early waits anew."""

    wait: int
    says: str
    since: dict[tuple[str, str], float] = attrs.field(factory=dict[tuple[str, str], float])
    known: set[tuple[str, str]] = attrs.field(factory=set[tuple[str, str]])

    def knows(self, key: tuple[str, str], now: float) -> bool:
        if key not in self.known and now >= self.since.get(key, math.inf) + self.wait:
            self.known.add(key)
        if key in self.known:
            return True
        if now > self.since.get(key, -math.inf) + 30:  # not the next RCPT of the same visit
            self.since[key] = now
        return False


@attrs.define(eq=False)
class Host:
    """One host, with what it has seen of the client."""

    name: str
    destination: "Destination"
    trouble: Trouble | None = None
    lmtp: bool = False
    pieces: bool = False
    """Its bytes come in ones and twos."""
    late: bool = False
    """Says what is wrong with a mailbox only behind the dot."""
    most: int = 100
    """Recipients a transaction."""
    mails: int = 0
    """Transactions a connection; 0: any number."""
    announces: tuple[str, ...] = ()
    """What it offers besides: LIMITS, if anything (RFC 9422)."""
    greylist: Greylist | None = None
    hammered: int = 0
    _not_before: dict[str, float] = attrs.field(factory=dict[str, float])
    _visits: list[float] = attrs.field(factory=list[float])
    _said_no: bool = False

    def visited(self, now: float) -> None:
        """Note that somebody connects."""
        self._visits = [at for at in self._visits if at > now - 60] + [now]
        if not self.came("", now) and self._said_no and len(self._visits) > CONNECTIONS:
            self.hammered += 1

    def came(self, key: str, now: float) -> bool:
        """Note that somebody tries; whether that was too early."""
        early = now < self._not_before.get(key, -math.inf)
        self.hammered += early
        return early

    def said_no(self, key: str, now: float, wait: float) -> None:
        """Note that somebody was put off (``wait`` in seconds), or refused (0)."""
        self._said_no = True
        if wait:
            self._not_before[key] = now + wait

    @property
    def opens(self) -> float:
        return self.trouble.opens if self.trouble else 0.0

    @property
    def only_clear(self) -> bool:
        """Whether nobody who insists on TLS ever gets through."""
        trouble = self.trouble
        return trouble is not None and trouble.row.in_clear and trouble.until == math.inf


@attrs.define(eq=False)
class Destination:
    """A domain, its hosts in order, and one message for some of its mailboxes."""

    sender: str
    message: bytes
    mailboxes: dict[str, Mailbox]
    hosts: list[Host]
    trouble: Trouble | None
    draw: random.Random
    struck: Counter[str] = attrs.field(factory=Counter[str])
    """Which kinds of trouble struck, and how often."""

    def deliverable(self, address: str, *, clear: bool) -> bool:
        """Whether a patient client gets the message stored, in clear text or without it."""
        mailbox = self.mailboxes[address].trouble
        if (self.trouble and self.trouble.opens == math.inf) or (
            mailbox and mailbox.opens == math.inf
        ):
            return False
        return any(
            (host.only_clear and clear) or (host.opens < math.inf and not host.only_clear)
            for host in self.hosts
        )


# Drawing one -----------------------------------------------------------------------------------


def destination(seed: int, number: int) -> Destination:
    """The destination of one message: the same for the same seed and number."""
    draw = random.Random(f"{seed}/{number}")
    lmtp = draw.random() < 0.08
    domain = f"d{number}.example"
    names = draw.sample(("ann", "bob", "cy", "dora", "ed", "fay", "gus", "hal"), _how_many(draw))
    there = Destination(
        sender=draw.choice(SENDERS),
        message=_message(draw, number),
        mailboxes={
            address: Mailbox(address, _trouble(Scope.MAILBOX, 0.22, draw, lmtp))
            for address in (f"{name}@{domain}" for name in names)
        },
        hosts=[],
        trouble=_trouble(Scope.DOMAIN, 0.12, draw, lmtp),
        draw=random.Random(f"{seed}/{number}/hosts"),
    )
    greylist = _greylist(draw) if draw.random() < 0.1 else None
    for rank in range(1 if lmtp else draw.choice((1, 1, 2, 2, 3))):
        there.hosts.append(_host(f"mx{rank}.{domain}", there, draw, lmtp, greylist))
    return there


def _how_many(draw: random.Random) -> int:
    return draw.choice((1, 1, 1, 1, 2, 2, 3, 5, 8))


def _message(draw: random.Random, number: int) -> bytes:
    lines = 3000 if draw.random() < 0.02 else draw.randint(1, 12)
    body = b"".join(b"line %d of message %d\r\n.dotted\r\n" % (n, number) for n in range(lines))
    return b"Message-ID: <%d@sender.example>\r\nSubject: hello\r\n\r\n" % number + body


def _trouble(scope: Scope, share: float, draw: random.Random, lmtp: bool) -> Trouble | None:
    if draw.random() >= share:
        return None
    rows = [row for row in ROWS if row.scope is scope and row.lmtp in (None, lmtp)]
    (row,) = draw.choices(rows, [row.weight for row in rows])
    return Trouble.of(row, draw)


def _greylist(draw: random.Random) -> Greylist:
    wait = draw.choice((60, 300, 600, 1800))
    says = draw.choice((
        "450 4.2.0 greylisted, please come back later",
        f"451 4.7.1 greylisting in action, please try again in {wait} seconds",
        f"450 4.2.0 <x>: Recipient address rejected: Greylisted for {wait} seconds",
        "451 4.7.1 please try again later",
    ))  # fmt: skip
    return Greylist(wait, says)


def _host(
    name: str, there: Destination, draw: random.Random, lmtp: bool, greylist: Greylist | None
) -> Host:
    host = Host(name, there, _trouble(Scope.HOST, 0.5, draw, lmtp), lmtp)
    host.pieces = draw.random() < 0.1
    host.late = draw.random() < (0.5 if lmtp else 0.1)
    limited = draw.random()
    if limited < 0.06:
        host.most = draw.randint(1, 3)
    elif limited < 0.1:
        host.most, host.mails = draw.randint(1, 3), draw.randint(1, 2)
        host.announces = (f"LIMITS RCPTMAX={host.most} MAILMAX={host.mails}",)
    if greylist is not None:  # each host on its own, or all together
        host.greylist = greylist if draw.random() < 0.5 else _greylist(draw)
    return host
