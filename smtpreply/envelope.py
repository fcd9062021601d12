r"""What is to be delivered: sender, recipients and the message, as it must go over the wire.

The message is kept as bytes. Its line ends are made CRLF, for a bare LF or CR is how messages
are smuggled (RFC 5321 2.3.8); what it needs of a server is read off it.
"""

import re
from collections.abc import Iterable
from functools import cached_property

import attrs

from smtpreply.advice import Command
from smtpreply.context import Needs

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_PARAMETER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(=[\x21-\x3c\x3e-\x7e]+)?")


def _to_texts(parameters: Iterable[str]) -> tuple[str, ...]:
    if isinstance(parameters, str):
        raise TypeError(f"parameters are a sequence of texts, not one text: {parameters!r}")
    return tuple(parameters)


def _check_parameters(_: object, __: object, parameters: tuple[str, ...]) -> None:
    for parameter in parameters:
        if not _PARAMETER.fullmatch(parameter):
            raise ValueError(
                f"a parameter is KEYWORD or KEYWORD=value (RFC 5321 4.1.2), not {parameter!r}"
            )


def _check_sender(_: object, __: object, address: str) -> None:
    Command("MAIL FROM:<{sender}>").line(sender=address)


def _check_recipient(_: object, __: object, address: str) -> None:
    if not address:
        raise ValueError("a recipient's address is not empty")
    Command("RCPT TO:<{recipient}>").line(recipient=address)


@attrs.frozen
class Recipient:
    """One recipient; ``parameters`` such as ``NOTIFY=FAILURE`` go behind the address."""

    address: str = attrs.field(validator=_check_recipient)
    """Without angle brackets."""
    parameters: tuple[str, ...] = attrs.field(
        default=(), converter=_to_texts, validator=_check_parameters
    )

    @property
    def domain(self) -> str:
        """What stands behind the last @, in lower case."""
        return self.address.rpartition("@")[2].lower()


def _to_recipients(recipients: "Iterable[Recipient | str]") -> tuple[Recipient, ...]:
    if isinstance(recipients, str):
        raise TypeError(f"recipients are a sequence of addresses, not one text: {recipients!r}")
    return tuple(r if isinstance(r, Recipient) else Recipient(r) for r in recipients)


def _to_bytes(message: "bytes | str") -> bytes:
    if isinstance(message, str):
        raise TypeError("the message is bytes, encoded as its headers say, not text")
    return bytes(message)


@attrs.frozen
class Envelope:
    r"""Whom a message is from and for, and the message itself.

    Raises ``ValueError`` for an address or parameter that would break out of its command, for no
    recipient at all, and for one that occurs twice.

    >>> Envelope("alice@example.org", ["bob@example.net"], b"Subject: hi\n\n.dot\n").content
    b'Subject: hi\r\n\r\n.dot\r\n'
    """

    sender: str = attrs.field(validator=_check_sender)
    """Empty for a notification (RFC 5321 4.5.5)."""
    recipients: tuple[Recipient, ...] = attrs.field(converter=_to_recipients)
    message: bytes = attrs.field(converter=_to_bytes, repr=lambda message: f"<{len(message)} B>")
    parameters: tuple[str, ...] = attrs.field(
        default=(), converter=_to_texts, validator=_check_parameters, kw_only=True
    )
    """For MAIL, such as ``RET=HDRS``; SIZE, BODY and SMTPUTF8 are added where they are needed."""
    binary: bool = attrs.field(default=False, kw_only=True)
    """Send the bytes as they are: needs BINARYMIME and CHUNKING (RFC 3030)."""
    require_tls: bool = attrs.field(default=False, kw_only=True)
    """Nothing of it may go out in clear on this hop, whatever the policy allows."""

    def __attrs_post_init__(self) -> None:
        if not self.recipients:
            raise ValueError("an envelope has at least one recipient")
        seen: set[str] = set()
        for recipient in self.recipients:
            if recipient.address in seen:
                raise ValueError(f"{recipient.address!r} occurs twice among the recipients")
            seen.add(recipient.address)

    @cached_property
    def content(self) -> bytes:
        """The message with CRLF line ends and one at its end; untouched if `binary`."""
        if self.binary:
            return self.message
        content = _LINE_END.sub(b"\r\n", self.message)
        return content if content.endswith(b"\r\n") or not content else content + b"\r\n"

    @cached_property
    def stuffed(self) -> bytes:
        """The content as DATA sends it: leading dots doubled, a lone dot last (RFC 5321 4.5.2)."""
        return _LEADING_DOT.sub(b"..", self.content) + b".\r\n"

    @cached_property
    def needs(self) -> Needs:
        """What the message needs of a server, as far as it tells by itself."""
        head, _, body = self.content.partition(b"\r\n\r\n")
        addresses = (self.sender, *(recipient.address for recipient in self.recipients))
        return Needs(
            tls=self.require_tls or "REQUIRETLS" in (p.upper() for p in self.parameters),
            smtputf8=not head.isascii() or not all(address.isascii() for address in addresses),
            eight_bit=not self.binary and not body.isascii(),
            size=len(self.content),
        )
