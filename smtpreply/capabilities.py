"""What a server offers: its EHLO reply as an ordered multimap of keywords.

Unknown keywords are kept, as new ones must never be refused (RFC 5321 2.2.1). The
typed views never raise: what cannot be read is told apart from what is not there.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Self

import attrs

from smtpreply.reply import Reply


class SizeDeclaration(Enum):
    """What the SIZE keyword says (RFC 1870 4)."""

    ABSENT = "absent"
    UNSTATED = "unstated"
    """SIZE without a number: no limit is known."""
    UNLIMITED = "unlimited"
    """SIZE 0: no fixed maximum; not "nothing is accepted"."""
    LIMITED = "limited"
    UNREADABLE = "unreadable"
    """Something that is no number follows."""


@attrs.frozen
class Capability:
    """One line of an EHLO reply behind the first."""

    keyword: str
    """In upper case, for keywords are compared without case (RFC 5321 2.4)."""
    parameters: tuple[str, ...] = ()

    @classmethod
    def from_line(cls, line: str) -> Self | None:
        """Read a line; None if nothing stands in it."""
        words = line.split()
        return cls(words[0].upper(), tuple(words[1:])) if words else None


@attrs.frozen
class Capabilities:
    """What the server offered in its last EHLO (or LHLO) reply.

    Keywords are looked up without regard to case. A reply that refuses EHLO, and one
    to HELO, offers nothing.
    """

    domain: str = ""
    """The name the server gives itself; empty if it gave none."""
    greeting: str = ""
    """What follows the name in the first line."""
    offered: tuple[Capability, ...] = ()
    """The keywords in the order of the reply; a keyword may occur more than once."""

    @classmethod
    def from_reply(cls, reply: Reply) -> Self:
        """Read the reply to EHLO or LHLO. Only a 250 offers anything (RFC 5321 4.1.1.1)."""
        if reply.code != 250:
            return cls()
        first, *rest = reply.lines
        domain, _, greeting = first.strip().partition(" ")
        capabilities = (Capability.from_line(line) for line in rest)
        return cls(domain, greeting.strip(), tuple(c for c in capabilities if c is not None))

    def __contains__(self, keyword: object) -> bool:
        return isinstance(keyword, str) and any(
            capability.keyword == keyword.upper() for capability in self.offered
        )

    def __iter__(self) -> Iterator[str]:
        """Each keyword once, in the order of the reply."""
        return iter(dict.fromkeys(capability.keyword for capability in self.offered))

    def __len__(self) -> int:
        return len(set(self))

    def __getitem__(self, keyword: str) -> tuple[str, ...]:
        """The parameters of all lines with this keyword; raises ``KeyError`` if there is none."""
        if keyword not in self:
            raise KeyError(keyword)
        return tuple(parameter for line in self.all(keyword) for parameter in line)

    def all(self, keyword: str) -> tuple[tuple[str, ...], ...]:
        """The parameters of each line with this keyword, one tuple a line."""
        wanted = keyword.upper()
        return tuple(c.parameters for c in self.offered if c.keyword == wanted)

    @property
    def size_declaration(self) -> SizeDeclaration:
        """What SIZE says; of several lines the most generous, as a message withheld for
        another one's sake would be lost without having been refused."""
        lines = self.all("SIZE")
        if not lines:
            return SizeDeclaration.ABSENT
        numbers = [_decimal(line[0]) for line in lines if line]
        if 0 in numbers:
            return SizeDeclaration.UNLIMITED
        if any(numbers):
            return SizeDeclaration.LIMITED
        return SizeDeclaration.UNREADABLE if numbers else SizeDeclaration.UNSTATED

    @property
    def size(self) -> int | None:
        """The number behind SIZE in octets, 0 for no fixed maximum; None where there is none."""
        declaration = self.size_declaration
        if declaration is SizeDeclaration.UNLIMITED:
            return 0
        if declaration is SizeDeclaration.LIMITED:
            return max(_decimal(line[0]) or 0 for line in self.all("SIZE") if line)
        return None

    @property
    def auth(self) -> tuple[str, ...]:
        """SASL mechanisms in upper case, each once: ``AUTH`` and the old ``AUTH=`` joined."""
        found: list[str] = []
        for capability in self.offered:
            keyword, equals, first = capability.keyword.partition("=")
            if keyword == "AUTH":
                found += [first] if equals and first else []
                found += [
                    parameter.upper().removeprefix("=") for parameter in capability.parameters
                ]
        return tuple(dict.fromkeys(mechanism for mechanism in found if mechanism))

    @property
    def limits(self) -> dict[str, int]:
        """The numbers of LIMITS, such as ``{"RCPTMAX": 100}`` (RFC 9422 3)."""
        pairs = (p.upper().partition("=") for line in self.all("LIMITS") for p in line)
        numbers = ((name, _decimal(value)) for name, _, value in pairs)
        return {name: number for name, number in numbers if number is not None}

    @property
    def starttls(self) -> bool:
        """STARTTLS (RFC 3207)."""
        return "STARTTLS" in self

    @property
    def pipelining(self) -> bool:
        """PIPELINING (RFC 2920)."""
        return "PIPELINING" in self

    @property
    def chunking(self) -> bool:
        """CHUNKING, hence BDAT (RFC 3030)."""
        return "CHUNKING" in self

    @property
    def eight_bit_mime(self) -> bool:
        """8BITMIME (RFC 6152)."""
        return "8BITMIME" in self

    @property
    def smtputf8(self) -> bool:
        """SMTPUTF8 (RFC 6531)."""
        return "SMTPUTF8" in self

    @property
    def dsn(self) -> bool:
        """DSN (RFC 3461)."""
        return "DSN" in self

    @property
    def enhanced_status_codes(self) -> bool:
        """ENHANCEDSTATUSCODES (RFC 2034)."""
        return "ENHANCEDSTATUSCODES" in self

    @property
    def vrfy(self) -> bool:
        """VRFY. A server may know it without listing it (RFC 5321 3.5.2)."""
        return "VRFY" in self


def _decimal(text: str) -> int | None:
    # RFC 1870 4 allows 20 digits; more would be a way to make us count.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None
