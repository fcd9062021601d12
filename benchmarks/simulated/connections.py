"""What the hosts of `simulation.py` say and do over one connection: bytes come, bytes go.

The clock is told with each call. Troubles strike here, and what was stored, or left open behind the
dot, is noted in the mailboxes.
"""

from collections.abc import Iterable

from benchmarks.simulated.hosts import MINIMUM, Host, Mailbox, Trouble
from benchmarks.simulated.troubles import GREYLISTING, LATE, LIMITS, PIECES, TOO_MANY, Then


class Connection:
    """The server's side of one connection."""

    def __init__(self, host: Host, now: float) -> None:
        host.visited(now)
        self.host, self.there = host, host.destination
        self.hung_up = False
        self.refused = self.unreachable = False
        self._silent = False
        self._out: list[tuple[float, bytes]] = []
        self._in = b""
        self._now = now
        self._in_content = False
        self._sender: str | None = None
        self._rcpts: list[Mailbox] = []
        self._first = ""
        self._mails = 0
        self._tls = False
        self._contradicts = False  # in one packet: for what comes later no client can wait
        trouble = self._find("CONNECT")
        if trouble is not None:
            self._note(trouble)
            self.refused = trouble.row.then is Then.HANG_UP
            self.unreachable = not self.refused
        elif self._goes_on("GREETING", ""):
            self._say("220 " + host.name + (" LMTP" if host.lmtp else " ESMTP"))

    # What a client calls ---------------------------------------------------------------------

    def send(self, data: bytes, now: float) -> bool:
        """Take bytes; false if the connection is gone, and they with it."""
        if self.hung_up:
            self._leave_open(data.endswith(b".\r\n"))  # how much of it arrived, nobody knows
            return False
        self._now = now
        self._in += data
        while not self.hung_up and not self._silent and self._take():
            pass
        return True

    def receive(self, now: float, timeout: float) -> tuple[float, bytes | None]:
        """What comes within the timeout, and when; None for nothing, no bytes for a hang-up."""
        if self._out and self._out[0][0] <= now + timeout:
            now = max(now, self._out[0][0])
            ready = [data for at, data in self._out if at <= now]
            del self._out[: len(ready)]
            data = b"".join(ready)
            if self.host.pieces and not self._contradicts:
                size = self.there.draw.randint(1, 7)
                self._out[:0] = [(now, data[size:])] * (size < len(data))
                self.there.struck[PIECES] += 1
                return now, data[:size]
            return now, data
        if self.hung_up and not self._out:
            return now, b""
        return now + timeout, None

    def handshake(self, now: float) -> bool:
        """The TLS handshake; false if it fails, and with it the connection."""
        self._now = now
        if not self._goes_on("TLS", ""):
            self.hung_up = True
            return False
        self._tls, self._sender, self._rcpts = True, None, []
        return True

    # Troubles --------------------------------------------------------------------------------

    def _find(self, at: str, mailbox: Mailbox | None = None) -> Trouble | None:
        mine = mailbox.trouble if mailbox else None
        for trouble in (self.host.trouble, self.there.trouble, mine):
            if trouble is None or not trouble.is_on(self._now):
                continue
            if trouble.row.at == at and not (trouble.row.tls_only and not self._tls):
                return trouble
        return None

    def _note(self, trouble: Trouble) -> None:
        trouble.strike(self._now)
        self.there.struck[trouble.row.kind] += 1

    def _goes_on(self, at: str, key: str, mailbox: Mailbox | None = None) -> bool:
        """Whether nothing happens here instead of the usual; else it has happened."""
        trouble = self._find(at, mailbox)
        if trouble is None:
            return True
        self._note(trouble)
        self._happen(trouble, key)
        return trouble.row.then is Then.GO_ON

    def _happen(self, trouble: Trouble, key: str | None) -> None:
        if trouble.says:
            self._say(trouble.says, key, wait=trouble.seconds or None)
        if trouble.row.delay:
            self._now += trouble.row.delay
        self.hung_up |= trouble.row.then is Then.HANG_UP
        self._silent |= trouble.row.then is Then.STALL
        if self.hung_up:
            self.host.said_no("", self._now, 0)

    def _say(self, text: str, key: str | None = "", *, wait: float | None = None) -> None:
        """Send a reply; a "no" is noted, to whom (the client, a recipient, or elsewhere), and how
        long the host wants to be left alone."""
        who = "" if text.startswith("421") else key
        if text.startswith(("4", "5")) and who is not None:
            asked = wait or (MINIMUM if text.startswith("4") and wait is None else 0)
            self.host.said_no(who, self._now, asked)
        data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode() + b"\r\n"
        self._out.append((self._now, data))
        self.hung_up |= text.startswith("421")

    # Commands --------------------------------------------------------------------------------

    def _take(self) -> bool:
        if self._in_content:
            return self._take_content()
        line, end, rest = self._in.partition(b"\r\n")
        if not end:
            return False
        self._in = rest
        verb = line.partition(b" ")[0].decode("latin-1").upper()
        command = getattr(self, f"_do_{verb.lower()}", None)
        if command is None:
            self._say("500 5.5.2 what is this")
        else:
            command(line.decode("latin-1"))
        return True

    def _do_ehlo(self, line: str) -> None:
        if not self._goes_on("EHLO", ""):
            return
        self._sender, self._rcpts = None, []
        self.there.struck[LIMITS] += len(self.host.announces)
        words = [self.host.name, "PIPELINING", "SIZE 50000000", "8BITMIME", *self.host.announces]
        hidden = self._find("OFFER")
        if hidden is None and not self._tls and not self.host.lmtp:
            words.append("STARTTLS")
        elif hidden is not None:
            self.there.struck[hidden.row.kind] += 1
        words.append("ENHANCEDSTATUSCODES")
        self._say("\n".join([f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}"]))

    _do_lhlo = _do_ehlo

    def _do_helo(self, line: str) -> None:
        self._sender, self._rcpts = None, []
        self._say(f"250 {self.host.name}")

    def _do_starttls(self, line: str) -> None:
        if self._goes_on("STARTTLS", ""):
            self._say("220 2.0.0 go ahead")

    def _do_mail(self, line: str) -> None:
        self._rcpts, self._first = [], ""
        if not self._goes_on("MAIL", ""):
            return
        self._mails += 1
        if self.host.mails and self._mails > self.host.mails:
            self._say("421 4.7.0 too many transactions in this connection")
            return
        self._sender = line.partition("<")[2].partition(">")[0]
        self._say("250 2.1.0 sender ok")

    def _do_rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        if self._sender is None:
            self._say("503 5.5.1 need MAIL first", address)
            return
        self.host.came(address, self._now)
        mailbox = self.there.mailboxes[address]
        self._first = self._first or address
        if not self._goes_on("RCPT", address, None if self.host.late else mailbox):
            return
        if len(self._rcpts) >= self.host.most:
            self.there.struck[TOO_MANY] += 1
            self._say("452 4.5.3 too many recipients", address, wait=0)  # split, and at once
        elif self._is_known(address):
            self._rcpts.append(mailbox)
            self._say("250 2.1.5 recipient ok")

    def _is_known(self, address: str) -> bool:
        greylist = self.host.greylist
        if greylist is None or greylist.knows((self._sender or "", self._first), self._now):
            return True
        self.there.struck[GREYLISTING] += 1
        named = str(greylist.wait) in greylist.says
        self._say(greylist.says, address, wait=greylist.wait if named else None)
        return False

    def _do_data(self, line: str) -> None:
        if not self._goes_on("DATA", ""):
            return
        nobody = None if self._rcpts else self._find("NOBODY")
        if nobody is not None:
            self._note(nobody)
        elif not self._rcpts:
            self._say("554 5.5.1 no valid recipients")
            return
        self._in_content = True
        self._say("354 go ahead")

    def _do_rset(self, line: str) -> None:
        self._sender, self._rcpts = None, []
        self._say("250 2.0.0 ok")

    def _do_quit(self, line: str) -> None:
        if self._goes_on("QUIT", ""):
            self._say("221 2.0.0 bye")
            self.hung_up = True

    # The message -----------------------------------------------------------------------------

    def _take_content(self) -> bool:
        if not self._in:
            return False
        whole = self._in.startswith(b".\r\n") or b"\r\n.\r\n" in self._in
        if not self._goes_on("CONTENT", ""):
            self._leave_open(whole)
            return False
        if not whole:
            return False
        self._in = b"" if self._in.startswith(b".\r\n") else self._in.partition(b"\r\n.\r\n")[2]
        self._in_content = False
        rcpts, self._rcpts, self._sender = self._rcpts, [], None
        trouble = self._find(".")
        if trouble is None or trouble.row.then is Then.GO_ON:
            if trouble is not None:
                self._note(trouble)
                self._happen(trouble, "")
            (self._conclude_lmtp if self.host.lmtp else self._conclude)(rcpts)
        else:
            self._break_off(trouble, rcpts)
        return True

    def _leave_open(self, whole: bool) -> None:
        for mailbox in self._rcpts if whole and self._in_content else ():
            mailbox.ambiguous = True

    def _break_off(self, trouble: Trouble, rcpts: list[Mailbox]) -> None:
        """An answer for all, or none, or two."""
        self._note(trouble)
        self._contradicts = trouble.row.unclear
        clear = trouble.row.then is Then.SAY and not trouble.row.unclear
        each = len(rcpts) if self.host.lmtp and clear and not trouble.says.startswith("421") else 1
        for _ in range(each):
            self._happen(trouble, None)
        for rank, mailbox in enumerate(rcpts):
            self.host.said_no(mailbox.address, self._now, self._wait_of(trouble))
            mailbox.ambiguous |= not clear or (self.host.lmtp and rank >= each)
            mailbox.copies += trouble.stored

    @staticmethod
    def _wait_of(trouble: Trouble) -> float:
        return trouble.seconds or (MINIMUM if trouble.says.startswith("4") else 0)

    def _conclude(self, rcpts: list[Mailbox]) -> None:
        """One answer for all: the first that is wrong with any of them refuses the message."""
        for mailbox in rcpts:
            trouble = mailbox.trouble if self.host.late else None
            if trouble is not None and trouble.is_on(self._now):
                self._note(trouble)
                self.there.struck[LATE] += 1
                for each in rcpts:
                    self.host.said_no(each.address, self._now, self._wait_of(trouble))
                self._say(trouble.says, mailbox.address)
                return
        self._store(rcpts)
        self._say("250 2.0.0 queued as 4Z1x2Y3z")

    def _conclude_lmtp(self, rcpts: list[Mailbox]) -> None:
        """One answer each (RFC 2033 4.2)."""
        for rank, mailbox in enumerate(rcpts):
            cut = self._find("BETWEEN") if rank else None
            if cut is not None:
                self._break_off(cut, rcpts[rank:])
                return
            trouble = mailbox.trouble if self.host.late else None
            if trouble is not None and trouble.is_on(self._now):
                self._note(trouble)
                self.there.struck[LATE] += 1
                self._happen(trouble, mailbox.address)
            else:
                self._store([mailbox])
                self._say(f"250 2.1.5 {mailbox.address} stored")

    @staticmethod
    def _store(rcpts: Iterable[Mailbox]) -> None:
        for mailbox in rcpts:
            mailbox.copies += 1
