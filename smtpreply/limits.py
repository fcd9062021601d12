"""How much a server may say, and how badly: the parser's two policy values.

Each limit and each leniency is argued where it is granted.
"""

from collections.abc import Iterable

import attrs

from smtpreply.reply import DefectKind


def _at_least(least: int) -> "attrs._ValidatorType[int]":  # pyright: ignore[reportPrivateUsage]
    def check(_: object, attribute: "attrs.Attribute[int]", value: int) -> None:
        if value < least:
            raise ValueError(f"the limit {attribute.name} is at least {least}, not {value!r}")

    return check


@attrs.frozen
class Limits:
    """Bounds on what is read of one reply; what exceeds one is a `ReplyError` of its own kind."""

    line: int = attrs.field(default=8192, validator=_at_least(64))
    """Bytes in a line, its line end included. RFC 5321 4.5.3.1.5 says 512; Microsoft 365 sends 700,
    sendmail echoes 3,075; Postfix reads 2,048, smtplib 8,192."""
    lines: int = attrs.field(default=1000, validator=_at_least(1))
    """Lines in a reply, blank ones included. The longest honest ones are HELP and EHLO replies of
    some dozens; no RFC bounds them."""
    reply: int = attrs.field(default=65536, validator=_at_least(64))
    """Bytes in a reply. No RFC bounds it; a refusal of 64 KiB informs nobody."""


LIMITS = Limits()
"""The limits that hold unless others are given."""


@attrs.frozen
class Tolerance:
    """Which defects are refused: a reply that shows one of them raises `ReplyError`."""

    refused: frozenset[DefectKind] = attrs.field(default=frozenset())

    def without(self, kinds: Iterable[DefectKind]) -> "Tolerance":
        """The same, but tolerating ``kinds``."""
        return Tolerance(self.refused - frozenset(kinds))


TOLERANT = Tolerance()
"""Takes every usable reply: a client that refuses what its peers accept loses mail over it."""

STRICT = Tolerance(frozenset(DefectKind)).without(
    [
        DefectKind.CODE_ONLY,  # RFC 5321 4.2.1: clients must accept it
        DefectKind.NON_ASCII,  # regular once SMTPUTF8 is in use (RFC 6531 3.7.4)
    ]
)
"""Takes what the RFCs allow and nothing else: for testing servers, not for sending mail."""
