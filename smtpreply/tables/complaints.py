"""What mail clients say in words when no reply came: the `str()` of their exceptions.

Such text is what is left of an exception in a database row or a log. The first row whose
pattern the text begins with speaks. A row names a stage only where the words do: UNKNOWN is
the careful answer, as it leaves open that the message had been sent.
"""

import re

import attrs

from smtpreply.event import EventKind
from smtpreply.stage import Stage
from smtpreply.tables.rows import Source


def _compile(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


@attrs.frozen(kw_only=True)
class ComplaintRow:
    """Words of a client, or of the system below it, and what they say happened."""

    name: str
    pattern: re.Pattern[str] = attrs.field(converter=_compile)
    kind: EventKind
    stage: Stage = Stage.UNKNOWN
    source: Source
    example: str


_K = EventKind
_PYTHON = Source("Python", "smtplib, socket, ssl")
_AIO = Source("aiosmtplib", "errors")
_TWISTED = Source("Twisted", "mail.smtp, internet.error")

# What comes before the words: the number that the system gives, what aiosmtplib and Twisted add.
_LEAD = (
    r"(?:Error connecting to \S+ on port \d+: |Unable to connect to SMTP server: )?"
    r"(?:\[(?:Errno|WinError) -?\d+\] )?"
)

# fmt: off
COMPLAINTS: tuple[ComplaintRow, ...] = (
    # Before there was a connection
    ComplaintRow(name="refused", pattern=_LEAD + r"(connection refused|connect call failed|connection was refused|no connection could be made)", kind=_K.CONNECT_REFUSED, stage=Stage.CONNECT, source=_PYTHON, example="[Errno 111] Connection refused"),
    ComplaintRow(name="refused-everywhere", pattern=_LEAD + r"multiple exceptions: .*connect call failed", kind=_K.CONNECT_REFUSED, stage=Stage.CONNECT, source=Source("Python", "asyncio create_connection"), example="Multiple exceptions: [Errno 111] Connect call failed ('::1', 25, 0, 0), [Errno 111] Connect call failed ('127.0.0.1', 25)"),
    ComplaintRow(name="unreachable", pattern=_LEAD + r"(no route to host|(network|host) is unreachable|cannot assign requested address)", kind=_K.UNREACHABLE, stage=Stage.CONNECT, source=_PYTHON, example="[Errno 113] No route to host"),
    ComplaintRow(name="not-resolved", pattern=_LEAD + r"(name or service not known|temporary failure in name resolution|nodename nor servname|no address associated|getaddrinfo failed|dns lookup failed)", kind=_K.DNS_FAILURE, stage=Stage.CONNECT, source=_PYTHON, example="[Errno -2] Name or service not known"),
    ComplaintRow(name="connect-timed-out", pattern=r"timed out (connecting to|waiting for server ready)", kind=_K.CONNECT_TIMEOUT, stage=Stage.CONNECT, source=_AIO, example="Timed out connecting to mx.example.org on port 25"),
    ComplaintRow(name="twisted-connect-timed-out", pattern=_LEAD + r"user timeout caused connection failure", kind=_K.CONNECT_TIMEOUT, stage=Stage.CONNECT, source=_TWISTED, example="Unable to connect to SMTP server: User timeout caused connection failure."),
    # TLS
    ComplaintRow(name="certificate", pattern=_LEAD + r".{0,40}certificate verify failed|.{0,40}CERTIFICATE_VERIFY_FAILED", kind=_K.CERTIFICATE_REFUSED, source=_PYTHON, example="[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)"),
    ComplaintRow(name="wrong-version", pattern=_LEAD + r"\[SSL: (WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|UNKNOWN_PROTOCOL|HTTP_REQUEST)\]", kind=_K.TLS_WRONG_MODE, source=_PYTHON, example="[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"),
    ComplaintRow(name="tls", pattern=_LEAD + r"(\[SSL(?!: UNEXPECTED_EOF)|\[\('SSL|.{0,20}handshake operation timed out)", kind=_K.TLS_FAILED, source=_PYTHON, example="[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1006)"),
    # On a connection, nobody knows where
    ComplaintRow(name="silence", pattern=_LEAD + r"(connection unexpectedly closed: (\[Errno \d+\] )?)?(the (read|write) operation timed out|connection timed out|timed out|operation timed out)", kind=_K.TIMEOUT, source=_PYTHON, example="Connection unexpectedly closed: timed out"),
    ComplaintRow(name="no-answer", pattern=r"(timed out waiting for|timeout waiting for)", kind=_K.TIMEOUT, source=_TWISTED, example="Timeout waiting for SMTP server response"),
    ComplaintRow(name="closed", pattern=_LEAD + r"(connection unexpectedly closed|connection reset|broken pipe|connection aborted|software caused connection abort|unexpected eof received|connection lost|server not connected|please run connect\(\) first|connection was closed cleanly|connection to the other side was lost|eof occurred in violation|\[SSL: UNEXPECTED_EOF)", kind=_K.CLOSED, source=_PYTHON, example="Connection unexpectedly closed"),
    # Bytes that are no reply, as a client tells of them
    ComplaintRow(name="malformed", pattern=r"(malformed SMTP response|invalid response from SMTP server|response too long|line too long)", kind=_K.NOT_A_REPLY, source=_AIO, example="Malformed SMTP response line: garbage"),
)
# fmt: on


def complaint(text: str) -> ComplaintRow | None:
    """The row that speaks, or None where these are not the words of a client."""
    return next((row for row in COMPLAINTS if row.pattern.match(text)), None)
