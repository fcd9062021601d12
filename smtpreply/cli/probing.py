"""``smtpreply probe``: a live server, asked what it offers, with every answer explained.

It only reads unless told: greeting, EHLO, STARTTLS, EHLO again, HELP. An address is asked for
only where the operator names it; no message is begun, and nobody logs in. Whatever the
server does becomes a finding, in bounded time; the exit code is 1 if one is a failure.
"""

import datetime
import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import NoReturn, TypeVar

import attrs

from smtpreply.adapters.smtplib import SMTP_PORT, SMTP_SSL_PORT, diagnosis_of
from smtpreply.advice import Action
from smtpreply.capabilities import Capabilities
from smtpreply.cli import BadInputError
from smtpreply.cli import findings as found
from smtpreply.cli.hurried import Hurried, HurriedLmtp, HurriedTls, Patience
from smtpreply.diagnosis import diagnose
from smtpreply.dialogue import Exchange
from smtpreply.event import Event, EventKind
from smtpreply.printable import printable
from smtpreply.stage import Stage

T = TypeVar("T")

_REPEATED = (
    "A careful client would stop here. The handshake is repeated without checking the "
    "certificate, on a new connection, only to show what is offered behind it."
)
_WRONG_MODE = {
    False: "TLS from the first byte works here: ask with --tls.",
    True: "Clear text works here, so TLS begins with STARTTLS: ask with --no-tls.",
}

_TARGET = re.compile(
    r"\[(?P<literal>[^\]]*)\](?::(?P<of>\d+))?|(?P<host>[^:]*)(?::(?P<port>\d+))?", re.ASCII
)
_LMTP_PORT = 24  # as IANA has it; smtplib has another one
_UNASKED_SHOWN = 3
_SECOND_THOUGHT = 5.0  # seconds to try the other mode of TLS
_MODE_UNCLEAR = frozenset(
    {
        EventKind.TIMEOUT,
        EventKind.CLOSED,
        EventKind.NOT_A_REPLY,
        EventKind.TLS_FAILED,
        EventKind.TLS_INTERRUPTED,
        EventKind.TLS_WRONG_MODE,
    }
)


@attrs.frozen(kw_only=True)
class Wanted:
    """What the operator asked for; raises `BadInputError` for what cannot be asked."""

    host: str
    port: int
    lmtp: bool = False
    tls: bool = False
    starttls: bool = True
    name: str = ""
    """What the client calls itself; empty: the host's name, or its address."""
    timeout: float = 30.0
    deadline: float = 120.0
    vrfy: tuple[str, ...] = ()
    expn: tuple[str, ...] = ()
    rcpt: str = ""
    sender: str | None = None
    catch_all: bool = False

    def __attrs_post_init__(self) -> None:
        if self.lmtp and self.tls:
            raise BadInputError("LMTP with TLS from the first byte is not spoken here")
        if bool(self.rcpt) != (self.sender is not None):
            raise BadInputError("--rcpt and --sender go together (--sender '<>' for the empty one)")
        if self.catch_all and not self.rcpt:
            raise BadInputError("--catch-all needs --rcpt and --sender")
        if not all(text.strip() for text in (*self.vrfy, *self.expn)):
            raise BadInputError("an address to ask for is not empty")
        for text in (*self.vrfy, *self.expn, self.rcpt, self.sender or ""):
            _check_sendable(text, "an address")
        if self.name and " " in self.name:
            raise BadInputError(f"a name of a client has no spaces: {printable(self.name, 60)}")
        _check_sendable(self.name, "a name of a client")


def target(text: str, *, lmtp: bool, tls: bool | None) -> tuple[str, int, bool]:
    """Host, port, and whether TLS comes first, of HOST, HOST:PORT, an IPv6 address or [IPv6]:PORT.

    Raises `BadInputError` for anything else.
    """
    match = _TARGET.fullmatch(text)
    if match is None and text.count(":") < 2:
        raise BadInputError(f"HOST, HOST:PORT or [IPv6]:PORT is wanted, not {printable(text, 60)}")
    host, digits, literal = text, None, True  # an IPv6 address without brackets
    if match is not None:
        literal = match["literal"] is not None
        host = match["literal"] if literal else match["host"]
        digits = match["of"] or match["port"]
    _check_host(host, literal)
    if digits is None:
        port = _LMTP_PORT if lmtp else SMTP_SSL_PORT if tls else SMTP_PORT
    else:
        port = int(digits[:6])
    if not 0 < port < 65536:
        raise BadInputError(f"a port is a number from 1 to 65535, not {digits}")
    first = port == SMTP_SSL_PORT and not lmtp if tls is None else tls
    return host.rstrip("."), port, first


def _check_host(host: str, literal: bool) -> None:
    try:
        if literal:
            ipaddress.IPv6Address(host)
        elif not host or not host.isprintable() or re.search(r"[\s/@]", host):
            raise ValueError("it is empty, or holds what no name holds")
        else:
            host.encode("idna")
    except ValueError:
        what = "an IPv6 address" if literal else "the name or address of a host"
        raise BadInputError(f"{what} is wanted, not {printable(host, 60)!r}") from None


def _check_sendable(text: str, what: str) -> None:
    if not (text.isascii() and text.isprintable()):
        raise BadInputError(f"{what} is printable ASCII, not {printable(text, 60)}")


def run(wanted: Wanted, *, as_json: bool) -> int:
    """Ask, print each finding as it comes; exit code 1 if one of them is a failure."""
    report = found.Report(as_json)
    patience = Patience.of(wanted.timeout, wanted.deadline)
    for trusting in (False, True):
        with closing(_Session(wanted, report, patience, trusting)) as session:
            try:
                session.whole()
            except _UntrustedError:
                continue
            except _EndedError:
                pass
            break
    return 1 if report.failed else 0


class _EndedError(Exception):
    """Nothing more can be asked; the report says why."""


class _UntrustedError(Exception):
    """The certificate was not accepted."""


class _Session:
    """One connection; ``trusting`` takes any certificate, and is silent until TLS is on."""

    def __init__(
        self, wanted: Wanted, report: found.Report, patience: Patience, trusting: bool
    ) -> None:
        self._wanted, self._report, self._patience = wanted, report, patience
        self._trusting = trusting
        self._silent = trusting and not wanted.tls  # what comes before TLS was shown already
        self._context = _tls_context(trusting)
        self._smtp = self._client(wanted.tls, patience)
        self._last: Exchange | None = None  # the last one that was told
        self._connecting, self._reached = True, False

    def close(self) -> None:
        self._smtp.close()

    def whole(self) -> None:
        """From the greeting to QUIT."""
        self._connect()
        offered = self._hello()
        self._tell(found.keywords(offered, None))
        if not self._wanted.tls and self._encrypt(offered):
            under_tls = self._hello()
            # Trusting, nothing was shown before: then all keywords are.
            self._tell(found.keywords(under_tls, offered))
        self._ask(self._smtp.help)
        self._addresses()
        self._quit()

    def _connect(self) -> None:
        wanted, smtp = self._wanted, self._smtp
        code, _ = self._ask(partial(smtp.connect, wanted.host, wanted.port))
        self._connecting = False
        if isinstance(smtp.sock, ssl.SSLSocket):
            self._tell_tls()
        if code != 220:
            self._end("The server does not let this client in: nothing more was asked.")
        smtp.local_hostname = wanted.name or _own_name(smtp.sock)

    def _hello(self) -> Capabilities:
        smtp = self._smtp
        code, _ = self._ask(smtp.ehlo)
        if code // 100 == 2 and smtp.last_reply is not None:
            return Capabilities.from_reply(smtp.last_reply)
        advice = smtp.diagnosis.advice if smtp.diagnosis is not None else None
        if advice is not None and Action.USE_HELO in (advice.action, *advice.alternatives):
            code, _ = self._ask(smtp.helo)
        if code // 100 != 2:
            self._end("The server does not take the client's greeting: nothing more was asked.")
        return Capabilities()

    def _encrypt(self, offered: Capabilities) -> bool:
        if not offered.starttls:
            self._tell(found.note("STARTTLS is not offered: what is said here goes in clear text."))
            return False
        if not self._wanted.starttls:
            self._tell(found.note("STARTTLS was left out, as told: all goes in clear text."))
            return False
        if self._ask(self._start_tls):
            self._tell_tls()
            return True
        return False

    def _start_tls(self) -> bool:
        try:
            self._smtp.starttls(context=self._context)
        except smtplib.SMTPResponseException:
            if self._smtp.sock is None:
                raise
            return False  # the answer is shown like any other
        return True

    def _addresses(self) -> None:
        wanted, smtp = self._wanted, self._smtp
        for address in wanted.vrfy:
            self._ask(partial(smtp.vrfy, address))
        for address in wanted.expn:
            self._ask(partial(smtp.expn, address))
        if wanted.rcpt:
            sender = (wanted.sender or "").strip("<>")
            ask = partial(smtp.probe, wanted.rcpt, sender=sender, check_catch_all=wanted.catch_all)
            self._tell(found.verification(self._ask(ask)))

    def _quit(self) -> None:
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError) as error:
            self._tell_new()
            self._tell(found.note(f"QUIT was not answered: {printable(str(error), 200)}"))
        else:
            self._tell_new()

    # Asking and telling ----------------------------------------------------------------------

    def _ask(self, call: Callable[[], T]) -> T:
        """The result of a call; what goes wrong is told and ends the session.

        Nothing is printed inside the ``try``: a closed pipe is no failure of the server.
        """
        try:
            result = call()
        except (smtplib.SMTPException, OSError) as error:
            self._tell_new()
            self._fail(error)
        self._tell_new()
        diagnosis = self._smtp.diagnosis
        source = None if diagnosis is None else diagnosis.source
        if isinstance(source, Event):
            self._tell(found.trouble(diagnosis, source.detail))
            raise _EndedError
        if source is not None and source.closes_connection:
            self._end("The server ends the session here: nothing more was asked.")
        return result

    def _fail(self, error: Exception) -> NoReturn:
        diagnosis = diagnosis_of(error)
        if isinstance(error, ssl.SSLCertVerificationError):
            self._tell(found.trouble(diagnosis, error.verify_message))
            self._tell(found.note(_REPEATED))
            raise _UntrustedError
        unclear = diagnosis is not None and (
            isinstance(diagnosis.source, Event) and diagnosis.source.kind in _MODE_UNCLEAR
        )
        if self._connecting and unclear and self._other_mode_works():
            event = Event(EventKind.TLS_WRONG_MODE, Stage.CONNECT, str(error))
            self._tell(found.trouble(diagnose(event), _WRONG_MODE[self._wanted.tls]))
        else:
            self._tell(found.trouble(diagnosis, str(error)))
        raise _EndedError

    def _end(self, text: str) -> NoReturn:
        self._tell(found.note(text, failed=True))
        raise _EndedError

    def _tell(self, finding: found.Finding) -> None:
        if not self._silent or finding.failed:
            self._report.tell(finding)

    def _tell_tls(self) -> None:
        self._silent = False
        if isinstance(self._smtp.sock, ssl.SSLSocket):
            now = datetime.datetime.now(datetime.UTC)
            verified = not self._trusting
            self._tell(found.encryption(self._smtp.sock, verified=verified, now=now))

    def _tell_new(self) -> None:
        """What was said since the last time."""
        smtp = self._smtp
        if smtp.reached and not self._reached:
            self._reached = True
            self._tell(found.connection(smtp.reached, self._wanted.port, smtp.unreached))
        new: list[Exchange] = []
        for exchange in reversed(smtp.exchanges):
            if exchange is self._last:
                break
            new.insert(0, exchange)
        self._last = new[-1] if new else self._last
        unasked = 0
        for exchange in new:
            unasked += exchange.is_unasked
            if not exchange.is_unasked or unasked <= _UNASKED_SHOWN:
                self._tell(found.answer(exchange))
        if unasked > _UNASKED_SHOWN:
            more = unasked - _UNASKED_SHOWN
            self._tell(found.note(f"And {more} or more replies besides that nobody asked for."))

    def _client(self, tls: bool, patience: Patience) -> Hurried:
        if tls:
            return HurriedTls(self._wanted.host, patience, context=self._context)
        kind = HurriedLmtp if self._wanted.lmtp else Hurried
        return kind(self._wanted.host, patience)

    def _other_mode_works(self) -> bool:
        """Whether the server speaks SMTP if TLS comes first where it did not, or the reverse."""
        if self._wanted.lmtp:
            return False
        self._context = _tls_context(trusting=True)
        patience = attrs.evolve(self._patience, answer=min(self._patience.answer, _SECOND_THOUGHT))
        with closing(self._client(not self._wanted.tls, patience)) as smtp:
            try:
                smtp.connect(self._wanted.host, self._wanted.port)
            except (smtplib.SMTPException, OSError):
                return False
        return smtp.last_reply is not None


def _tls_context(trusting: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trusting:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _own_name(connected: socket.socket | None) -> str:
    """What the client calls itself: a name with a dot, or else its address (RFC 5321 4.1.3)."""
    name = socket.gethostname()
    if "." in name or connected is None:
        return name
    address = str(connected.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
