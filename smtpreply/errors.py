"""The one exception that reading a reply can raise.

It names what was wrong, keeps the bytes that were, and is raised by the parser
alone: classifying and advising never raise for anything a server may say.
"""

from enum import Enum

from smtpreply.printable import printable_bytes
from smtpreply.stage import Stage


class ReplyErrorKind(Enum):
    """Why bytes were no usable reply."""

    BAD_CODE = "bad-code"
    """A line that does not begin with three digits from 200 to 599 (RFC 5321 4.2.1)."""
    NOT_SMTP = "not-smtp"
    """Another protocol speaks: TLS, SSH, HTTP, POP3, IMAP, Telnet, LDAP..."""
    LINE_TOO_LONG = "line-too-long"
    TOO_MANY_LINES = "too-many-lines"
    REPLY_TOO_LONG = "reply-too-long"
    MIXED_CODES = "mixed-codes"
    """A negative line, then a positive last line: taking the last would turn a no into a yes."""
    EOF = "eof"
    """The connection ended inside a reply."""
    NEED_MORE = "need-more"
    """`parse` was given less than a whole reply."""
    TRAILING_DATA = "trailing-data"
    """Bytes wait where none may: behind the 220 to STARTTLS, or behind the reply for `parse`."""
    DEFECT = "defect"
    """A usable reply with a defect that the chosen `Tolerance` refuses."""


class ReplyError(ValueError):
    """Bytes that are no usable reply.

    ``kind`` says why, ``data`` holds the bytes (at most 1,000 of them), ``protocol``
    the protocol recognised instead of SMTP, or an empty string. ``stage`` is set by `Dialogue`:
    which answer it came in the place of, UNKNOWN if none was due.
    """

    stage: Stage = Stage.UNKNOWN

    KEPT = 1000
    """How many of the offending bytes are kept."""

    def __init__(
        self, kind: ReplyErrorKind, message: str, data: bytes = b"", protocol: str = ""
    ) -> None:
        super().__init__(kind, message, data[: self.KEPT], protocol)
        self.kind = kind
        self.message = message
        self.data = data[: self.KEPT]
        self.protocol = protocol

    def __str__(self) -> str:
        shown = f": {printable_bytes(self.data, 80)}" if self.data else ""
        return f"{self.kind.value}: {self.message}{shown}"
