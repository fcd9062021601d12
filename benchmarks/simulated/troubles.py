"""What goes wrong with the hosts of `simulation.py`: rows, each with how often, where and how long.

Truth is kept simple. A refusal with 5yz holds for ever, and behind the greeting every host of the
domain gives the same; a 5yz that says when to come back, and everything else, ends with time, but
for the share that never does. Rows with ``times`` strike so often and are over.
"""

from enum import Enum

import attrs

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Scope(Enum):
    """What has the trouble."""

    HOST = "host"
    DOMAIN = "domain"
    MAILBOX = "mailbox"


class Then(Enum):
    """What happens beside the answer."""

    SAY = "say"
    """Nothing: the answer stands in the place of the usual one."""
    GO_ON = "go on"
    """The usual answer comes as well."""
    HANG_UP = "hang up"
    STALL = "stall"
    """Nothing more is ever answered on this connection."""


@attrs.frozen
class Row:
    """One kind of trouble."""

    kind: str
    scope: Scope
    at: str
    """A verb, or one of CONNECT, GREETING, OFFER (of STARTTLS), TLS (the handshake), NOBODY (DATA
    without a recipient), CONTENT (inside the message), "." (its end), BETWEEN (answers of LMTP)."""
    says: tuple[str, ...] = ()
    """One of them is drawn; lines are parted by a line feed."""
    then: Then = Then.SAY
    weight: float = attrs.field(default=1.0, kw_only=True)
    lasts: tuple[float, float] = attrs.field(default=(0.0, 0.0), kw_only=True)
    """From when to when it may end, in seconds after the message set out."""
    forever: float = attrs.field(default=0.0, kw_only=True)
    """The share that never ends."""
    times: int = attrs.field(default=0, kw_only=True)
    stored: float = attrs.field(default=0.0, kw_only=True)
    """The share in which the message is stored all the same."""
    unclear: bool = attrs.field(default=False, kw_only=True)
    """What it says behind the dot is no answer that anybody can rely on."""
    delay: float = attrs.field(default=0.0, kw_only=True)
    """Seconds before the answer."""
    brakes: bool = attrs.field(default=False, kw_only=True)
    """Begins at the first visit, and anew with each that comes before the time it names."""
    in_clear: bool = attrs.field(default=False, kw_only=True)
    """Who goes on in clear text gets around it."""
    tls_only: bool = attrs.field(default=False, kw_only=True)
    lmtp: bool | None = attrs.field(default=None, kw_only=True)
    """Only over LMTP, or only over SMTP."""


LATE = "mailbox refused behind the dot"
GREYLISTING, TOO_MANY, LIMITS = "greylisting", "too many recipients", "LIMITS announced"
PIECES = "replies in pieces"
HABITS = (LATE, GREYLISTING, TOO_MANY, LIMITS, PIECES)
"""What hosts do besides, and is counted with the kinds of trouble."""

DEAD = ("no such mailbox", "no such mailbox, said with 4yz", "mailbox moved", "mailbox disabled")
"""Of these the address itself does not work."""

_H, _D, _M, _T = Scope.HOST, Scope.DOMAIN, Scope.MAILBOX, Then
_HOURS, _DAYS, _ALWAYS = (10 * MINUTE, 12 * HOUR), (HOUR, 2.5 * DAY), 99

# fmt: off
ROWS: tuple[Row, ...] = (
    # Before the mail
    Row("host down", _H, "CONNECT", then=_T.HANG_UP, weight=3, lasts=_DAYS, forever=0.08),
    Row("host unreachable", _H, "CONNECT", then=_T.STALL, weight=2, lasts=_DAYS, forever=0.08),
    Row("greeting 421", _H, "GREETING", ("421 4.3.2 service not available, closing transmission channel", "421 too busy", "421-4.3.2 maintenance\n421 4.3.2 come back later"), weight=3, lasts=_HOURS),
    Row("greeting 554", _H, "GREETING", ("554 no SMTP service here", "554 5.3.2 this system is not configured to accept mail", "521 mx does not accept mail"), weight=2, forever=1),
    Row("greeting: client blocked", _D, "GREETING", ("554 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org", "554-mx.example\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation."), forever=1),
    Row("hang up before the greeting", _H, "GREETING", then=_T.HANG_UP, lasts=_HOURS),
    Row("no greeting", _H, "GREETING", then=_T.STALL, lasts=_HOURS),
    Row("slow greeting", _H, "GREETING", then=_T.GO_ON, times=_ALWAYS, delay=180),
    Row("garbage for a greeting", _H, "GREETING", ("HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH_9.2", "2_20 hello", "\x00\x01\x02"), _T.HANG_UP, lasts=_HOURS),
    Row("EHLO unknown", _H, "EHLO", ("502 5.5.1 command not implemented", "500 command unrecognized: EHLO"), forever=1, in_clear=True, lmtp=False),
    Row("EHLO refused", _H, "EHLO", ("550 5.7.1 access denied", "554 5.7.1 bad HELO name"), forever=1),
    Row("hang up after EHLO", _H, "EHLO", then=_T.HANG_UP, lasts=_HOURS),
    Row("stall after EHLO", _H, "EHLO", then=_T.STALL, times=1),
    Row("hang up after EHLO over TLS", _H, "EHLO", then=_T.HANG_UP, times=2, tls_only=True, lmtp=False),
    Row("no STARTTLS", _H, "OFFER", lasts=_HOURS, forever=0.5, in_clear=True, lmtp=False),
    Row("STARTTLS put off", _H, "STARTTLS", ("454 4.7.0 TLS not available due to local problem", "454 TLS currently unavailable"), lasts=_HOURS, forever=0.2, in_clear=True, lmtp=False),
    Row("TLS broken", _H, "TLS", then=_T.HANG_UP, weight=2, lasts=_HOURS, forever=0.2, in_clear=True, lmtp=False),
    Row("bytes behind the 220 to STARTTLS", _H, "STARTTLS", ("220 go ahead\n250 injected",), lasts=_HOURS, in_clear=True, lmtp=False),

    # The envelope
    Row("MAIL put off", _H, "MAIL", ("451 4.3.0 temporary lookup failure", "452 4.3.1 insufficient system storage", "451-4.3.0 queue file write error\n451 4.3.0 try again"), weight=2, lasts=_HOURS),
    Row("MAIL 421", _H, "MAIL", ("421 4.3.2 shutting down",), lasts=_HOURS),
    Row("MAIL out of step", _H, "MAIL", ("503 5.5.1 bad sequence of commands", "503 sender already specified"), times=1),
    Row("hang up after MAIL", _H, "MAIL", then=_T.HANG_UP, times=2),
    Row("garbage for MAIL", _H, "MAIL", ("whatever", "25 ok"), lasts=_HOURS),
    Row("sender refused", _D, "MAIL", ("550 5.7.1 you are not allowed to send mail here", "553 5.1.8 sender address rejected: domain not found", "550 5.7.23 SPF validation failed", "550 5.1.0 address rejected"), weight=2, forever=1),
    Row("sender put off", _D, "MAIL", ("450 4.1.8 sender address rejected: domain not found", "451 4.7.1 sender policy lookup failed"), lasts=_HOURS, forever=0.1),
    Row("client on a block list", _D, "RCPT", ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "550 5.7.1 mail from 192.0.2.1 refused - see http://www.barracudacentral.org/reputation", "550-5.7.1 Our system has detected that this message is likely\n550-5.7.1 unsolicited mail.\n550 5.7.1 It was blocked."), weight=2, forever=1),
    Row("client on a block list for now", _D, "RCPT", ("450 4.7.1 Client host [192.0.2.1] blocked using a list, try later", "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation."), lasts=_HOURS),
    Row("relay denied", _D, "RCPT", ("550 5.7.1 relaying denied", "554 5.7.1 relay access denied", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"), forever=1),
    Row("policy refusal to RCPT", _D, "RCPT", ("550 5.7.1 rejected by local policy", "554 5.7.1 Sender address rejected: access denied", "550 Administrative prohibition"), forever=1),
    Row("RCPT put off", _H, "RCPT", ("451 4.3.0 temporary failure", "450 4.4.4 lookup of the recipient's server failed", "451 4.3.5 server configuration problem"), weight=2, lasts=_HOURS, forever=0.04),
    Row("RCPT 421", _H, "RCPT", ("421 4.4.2 timeout exceeded, closing",), times=2),
    Row("RCPT out of step", _H, "RCPT", ("503 5.5.1 need MAIL first",), times=1),
    Row("hang up inside RCPT", _H, "RCPT", then=_T.HANG_UP, weight=2, times=2),
    Row("stall inside RCPT", _H, "RCPT", then=_T.STALL, times=1),
    Row("slow RCPT", _H, "RCPT", then=_T.GO_ON, times=1, delay=120),
    Row("garbage for RCPT", _H, "RCPT", ("!!", "2505 ok", "000 ok"), lasts=_HOURS),
    Row("one answer too many", _H, "RCPT", ("250 2.0.0 noted",), _T.GO_ON, times=1),
    Row("no such mailbox", _M, "RCPT", (
        "550 5.1.1 <x>: Recipient address rejected: User unknown in virtual mailbox table", "550 no such user here", "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550 5.1.1 unnecessary spaces.",
        "550 5.4.1 Recipient address rejected: Access denied.", "554 delivery error: dd This user doesn't have a yahoo.com account", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "550 Requested action not taken: mailbox unavailable", "553 5.1.3 mailbox name not allowed"), weight=6, forever=1),
    Row("no such mailbox, said with 4yz", _M, "RCPT", ("450 4.1.1 <x>: Recipient address rejected: unverified address", "450 4.1.1 user unknown"), weight=0.5, forever=1),
    Row("mailbox moved", _M, "RCPT", ("551 5.1.6 user not local; please try <new@elsewhere.example>", "550 5.1.6 recipient no longer on server"), forever=1),
    Row("mailbox disabled", _M, "RCPT", ("550 5.2.1 The email account that you tried to reach is disabled.", "550 5.2.1 mailbox disabled, not accepting messages"), forever=1),
    Row("mailbox full for a while", _M, "RCPT", ("452 4.2.2 mailbox full", "452-4.2.2 The email account that you tried to reach is over quota. Please direct\n452 4.2.2 the recipient to clear it.", "452 quota exceeded, try again later"), weight=4, lasts=_DAYS),
    Row("mailbox full", _M, "RCPT", ("552 5.2.2 mailbox full", "554 5.2.2 mailbox over quota", "552 storage allocation exceeded"), weight=2, forever=1),
    Row("mailbox busy", _M, "RCPT", ("450 4.2.1 mailbox temporarily unavailable", "450 4.2.0 mailbox locked"), weight=2, lasts=_HOURS),
    Row("mailbox refuses the sender", _M, "RCPT", ("550 5.7.1 delivery not authorized, message refused", "550 5.7.1 user does not accept mail from you"), forever=1),
    Row("mailbox gets too much mail", _M, "RCPT", ("450 4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend later.",), lasts=_HOURS),

    # Brakes
    Row("brake at the greeting", _H, "GREETING", ("421 4.7.0 too many connections, try again in {minutes} minutes", "421 4.7.0 rate limited, retry after {seconds} seconds"), brakes=True),
    Row("brake at MAIL", _H, "MAIL", ("450 4.7.1 you are sending too fast, try again in {seconds} seconds",), brakes=True),
    Row("brake at RCPT", _H, "RCPT", ("450 4.7.1 rate limit exceeded, please try again in {minutes} minutes", "452 4.7.1 too much mail, try again in {seconds} seconds"), brakes=True),
    Row("brake said with 5yz", _H, "GREETING", ("554 5.7.1 too many connections from your host, please try again in {seconds} seconds",), brakes=True),

    # The message
    Row("DATA put off", _H, "DATA", ("451 4.3.0 try again later", "452 4.3.1 out of disk"), lasts=_HOURS),
    Row("DATA out of step", _H, "DATA", ("503 5.5.1 RCPT first",), times=1),
    Row("250 to DATA", _H, "DATA", ("250 2.0.0 ok",), times=2),
    Row("hang up after DATA", _H, "DATA", then=_T.HANG_UP, times=2),
    Row("asks for a message to nobody", _H, "NOBODY", then=_T.GO_ON, times=_ALWAYS),
    Row("hang up inside the message", _H, "CONTENT", then=_T.HANG_UP, weight=2, times=1),
    Row("hang up before the dot was seen", _H, ".", then=_T.HANG_UP, weight=2, times=1),
    Row("stored, and no answer", _H, ".", then=_T.HANG_UP, weight=3, times=1, stored=1),
    Row("silence behind the dot", _H, ".", then=_T.STALL, weight=2, times=1, stored=0.6),
    Row("slow behind the dot", _H, ".", then=_T.GO_ON, weight=2, times=_ALWAYS, delay=300),
    Row("garbage behind the dot", _H, ".", ("what?", "354 go ahead", "*** ok"), times=1, stored=0.6, unclear=True, lmtp=False),
    Row("yes and no behind the dot", _H, ".", ("250 2.0.0 queued\r\n554 5.6.0 no", "451 4.3.0 later\r\n250 2.0.0 queued", "250-2.0.0 taken\n554 5.6.0 refused"), times=1, stored=0.5, unclear=True, lmtp=False),
    Row("message put off", _H, ".", ("451 4.3.0 cannot queue, try again later", "452 4.3.1 out of storage", "451-4.7.1 scanner busy\n451 4.7.1 try later"), weight=2, lasts=_HOURS),
    Row("421 behind the dot", _H, ".", ("421 4.3.2 shutting down, message not accepted",), lasts=_HOURS),
    Row("content refused", _D, ".", ("554 5.7.1 message rejected as spam", "550 5.7.1 content rejected", "550-5.7.26 This mail is unauthenticated, which poses a security risk to the\n550 5.7.26 sender and users, and has been blocked.", "554 5.6.0 message malformed"), weight=3, forever=1),
    Row("message too large", _D, "MAIL", ("552 5.3.4 message size exceeds fixed limit", "552 message too large"), forever=1),
    Row("message too large, said behind the dot", _D, ".", ("552 5.3.4 message too big for system",), forever=1),
    Row("message failed", _D, ".", ("554 5.3.0 transaction failed", "554 transaction failed"), forever=1),
    Row("hang up between the answers", _H, "BETWEEN", then=_T.HANG_UP, weight=12, times=1, stored=0.5, lmtp=True),
    Row("hang up at QUIT", _H, "QUIT", then=_T.HANG_UP, times=_ALWAYS),
)
# fmt: on
