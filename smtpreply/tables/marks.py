"""Positive replies whose text changes what to do: seldom, so each code has one pattern at most.

A refusal is read word by word (`smtpreply.wordindex`); the text of a 2yz or 3yz is for people,
and only what stands here is sought in it. It changes no verdict, and counts as evidence beside
the code, so that an advice may ask for it.
"""

import re

import attrs

from smtpreply.stage import Stage
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason


@attrs.frozen(kw_only=True)
class MarkRow:
    """A pattern in a positive reply."""

    name: str
    code: int
    stages: tuple[Stage, ...]
    pattern: bytes
    """Must match from the beginning of the reply as it came."""
    reason: Reason
    """That of the code, which the mark does not change."""
    weight: float
    source: Source
    example: Example

    def speaks(self, stage: Stage, raw: bytes) -> bool:
        """Whether the reply carries the mark."""
        return stage in self.stages and re.match(self.pattern, raw) is not None


MARKS: dict[int, MarkRow] = {
    row.code: row
    for row in (
        MarkRow(
            # A firewall (Cisco PIX, ASA) overwrites the greeting; only 2, 0 and blanks survive.
            name="greeting-masked",
            code=220,
            stages=(Stage.CONNECT, Stage.UNKNOWN),
            pattern=rb"220[ -][20 ]*\*{3}[20* \r\n-]*$",
            reason=Reason.SERVICE_READY,
            weight=0.9,
            source=Source("Postfix", "smtp_pix_workarounds"),
            example=Example(Stage.CONNECT, "220 ****************************************"),
        ),
        MarkRow(
            # JSON in base64 begins so: why a token was refused; no challenge of a mechanism does.
            name="token-error",
            code=334,
            stages=(Stage.AUTH, Stage.UNKNOWN),
            pattern=rb"334 eyJ",
            reason=Reason.CHALLENGE,
            weight=0.9,
            source=Source("RFC 7628", "3.2.2"),
            example=Example(Stage.AUTH, "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0="),
        ),
        MarkRow(
            # A yes to VRFY must name the mailbox; Net::Server::Mail says "250 Ok" of everybody.
            name="vrfy-names-nobody",
            code=250,
            stages=(Stage.VRFY,),
            pattern=rb"(?i)250[ -](2\.\d{1,3}\.\d{1,3} )?ok[.!]?\r?\n?$",
            reason=Reason.ADDRESS_CONFIRMED,
            weight=0.9,
            source=Source("RFC 5321", "3.5.1"),
            example=Example(Stage.VRFY, "250 Ok"),
        ),
    )
}
