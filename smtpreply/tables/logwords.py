"""What mail servers write into their logs where no reply came, and at which stage it was.

A server's log says "Connection refused", or "lost connection with x while sending RCPT TO": the
rows read such words as the event that `smtpreply.event` knows. They stand in order, the
particular before the general, and are sought in the text in lower case.
"""

import attrs

from smtpreply.event import EventKind
from smtpreply.stage import Stage
from smtpreply.tables.rows import Source


@attrs.frozen(kw_only=True)
class LogWordRow:
    """Words of a log, and what they say happened."""

    kind: EventKind
    words: tuple[str, ...]
    """Any of these, in lower case."""
    stage: Stage | None = None
    """The stage it always means; None where the text says it otherwise."""
    source: Source
    example: str


_K = EventKind
_POSTFIX = Source("Postfix 3.7")
_EXIM = Source("Exim 4.96")
_SENDMAIL = Source("Sendmail 8.17")
_OPENSMTPD = Source("OpenSMTPD 6.8")
_EXCHANGE = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)

# fmt: off
LOG_WORDS: tuple[LogWordRow, ...] = (
    # Given up
    LogWordRow(kind=_K.EXPIRED, words=("retry timeout exceeded", "failing for a long time", "envelope expired", "queue.expired", "message expired"), source=_EXIM, example="retry timeout exceeded"),
    # Not tried at all
    LogWordRow(kind=_K.DEFERRED_AGAIN, words=("retry time not reached",), source=_EXIM, example="retry time not reached for any host for 'example.org'"),
    # DNS
    LogWordRow(kind=_K.DNS_NULL_MX, words=("nullmx", "does not accept mail"), source=_POSTFIX, example="Domain example.org does not accept mail (nullMX)"),
    LogWordRow(kind=_K.MX_IS_SELF, words=("loops back to myself", "lowest numbered mx record points to local host"), source=_POSTFIX, example="mail for example.org loops back to myself"),
    LogWordRow(kind=_K.DNS_MX_UNUSABLE, words=("mx records point to non-existent hosts", "unable to look up host"), source=_EXIM, example="all relevant MX records point to non-existent hosts"),
    LogWordRow(kind=_K.DNS_TEMPORARY, words=("host not found, try again", "host lookup did not complete", "name server timeout", "try again; host lookup"), source=_POSTFIX, example="Host or domain name not found. Name service error for name=example.org type=MX: Host not found, try again"),
    LogWordRow(kind=_K.DNS_NO_DOMAIN, words=("name service error for", "host unknown (name server"), source=_POSTFIX, example="Host or domain name not found. Name service error for name=example.org type=AAAA: Host not found"),
    LogWordRow(kind=_K.DNS_FAILURE, words=("lookup of host", "no ip address found", "host not found", "could not resolve"), source=_OPENSMTPD, example="Host not found"),
    # TLS
    LogWordRow(kind=_K.NOT_OFFERED, words=("tls is required, but was not offered", "tls session is required, but the server did not offer"), stage=Stage.STARTTLS, source=_POSTFIX, example="TLS is required, but was not offered by host mx.example.org[192.0.2.1]"),
    LogWordRow(kind=_K.CERTIFICATE_REFUSED, words=("certificate not trusted", "certificate not verified", "certificate verification failed", "certificate validation failure"), source=_POSTFIX, example="Server certificate not trusted"),
    LogWordRow(kind=_K.TLS_FAILED, words=("cannot start tls", "tls session", "tls handshake", "ssl_connect", "tls error"), source=_POSTFIX, example="Cannot start TLS: handshake failure"),
    # Connections
    LogWordRow(kind=_K.CONNECT_REFUSED, words=("connection refused",), stage=Stage.CONNECT, source=_POSTFIX, example="connect to mx.example.org[192.0.2.1]:25: Connection refused"),
    LogWordRow(kind=_K.UNREACHABLE, words=("no route to host", "network is unreachable", "host is unreachable", "network unreachable"), stage=Stage.CONNECT, source=_POSTFIX, example="connect to mx.example.org[192.0.2.1]:25: No route to host"),
    LogWordRow(kind=_K.TIMEOUT, words=("timed out while", "smtp timeout after", "smtp timeout while"), source=_EXIM, example="SMTP timeout after RCPT TO:<alice@example.org>"),
    LogWordRow(kind=_K.CONNECT_TIMEOUT, words=("connection timed out", "operation timed out", "connection timeout"), stage=Stage.CONNECT, source=_POSTFIX, example="connect to mx.example.org[192.0.2.1]:25: Connection timed out"),
    LogWordRow(kind=_K.CLOSED, words=("lost connection with", "closed connection in response to", "connection reset by", "connection closed unexpectedly", "connection lost with", "broken pipe"), source=_SENDMAIL, example="Connection reset by mx.example.org."),
    LogWordRow(kind=_K.ALL_HOSTS_FAILED, words=("network error on destination mxs", "all hosts have been failing", "unable to connect"), stage=Stage.CONNECT, source=_OPENSMTPD, example="Network error on destination MXs"),
    LogWordRow(kind=_K.TOO_LARGE, words=("exceeds size limit",), stage=Stage.MAIL, source=_POSTFIX, example="message size 20000000 exceeds size limit 10000000 of server mx.example.org[192.0.2.1]"),
    LogWordRow(kind=_K.CONNECT_TIMEOUT, words=("socket error code 10060", "connection attempt failed because the connected party"), stage=Stage.CONNECT, source=_EXCHANGE, example="Socket error code 10060"),
)

STAGE_WORDS: tuple[tuple[str, Stage], ...] = (
    # Postfix: (in reply to ... command), while sending ..., while receiving ...
    # Exim: after ..., in response to ...
    ("end of data", Stage.END_OF_DATA),
    ("message body", Stage.DATA),
    ("rcpt to", Stage.RCPT),
    ("mail from", Stage.MAIL),
    ("data", Stage.DATA),
    ("bdat", Stage.BDAT),
    ("starttls", Stage.STARTTLS),
    ("initial connection", Stage.CONNECT),
    ("initial server greeting", Stage.CONNECT),
    ("ehlo", Stage.EHLO),
    ("helo", Stage.HELO),
    ("lhlo", Stage.LHLO),
    ("auth", Stage.AUTH),
    ("rset", Stage.RSET),
    ("quit", Stage.QUIT),
)
"""What logs call the stages; the first that occurs counts."""
# fmt: on


def stage_named(text: str) -> Stage:
    """The stage that the words of a log name.

    >>> stage_named("end of DATA command")
    <Stage.END_OF_DATA: 'end of data'>
    """
    text = text.lower()
    return next((stage for words, stage in STAGE_WORDS if words in text), Stage.UNKNOWN)


def event_named(text: str) -> LogWordRow | None:
    """The row whose words the text holds, or None.

    >>> event_named("Connection refused by mx.example.org.").kind
    <EventKind.CONNECT_REFUSED: 'connection refused'>
    """
    text = text.lower()
    return next((row for row in LOG_WORDS if any(words in text for words in row.words)), None)
