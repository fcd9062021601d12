"""How long a client waits, in seconds, before it takes silence for an answer.

RFC 5321 gives minima "SHOULD"; who waits less behind the dot gets duplicates (RFC 1047).
"""

import attrs

from smtpreply.stage import Stage
from smtpreply.tables.rows import Source


@attrs.frozen
class TimeoutRow:
    """How long at one stage."""

    stage: Stage
    seconds: float
    source: Source


def _rfc(stage: Stage, minutes: int, section: str) -> TimeoutRow:
    return TimeoutRow(stage, minutes * 60.0, Source("RFC 5321", section))


TIMEOUTS = {
    row.stage: row
    for row in (
        _rfc(Stage.CONNECT, 5, "4.5.3.2.1"),
        _rfc(Stage.MAIL, 5, "4.5.3.2.2"),
        _rfc(Stage.RCPT, 5, "4.5.3.2.3"),
        _rfc(Stage.DATA, 2, "4.5.3.2.4"),
        _rfc(Stage.END_OF_DATA, 10, "4.5.3.2.6"),
        TimeoutRow(Stage.BDAT, 600.0, Source("RFC 3030", "2: the last chunk stands for the dot")),
        # Nothing hangs on the answer to these, so that nobody waits long for it.
        TimeoutRow(Stage.QUIT, 5.0, Source("RFC 5321", "4.1.1.10")),
        TimeoutRow(Stage.RSET, 20.0, Source("Postfix", "smtp_rset_timeout")),
    )
}

OTHERWISE = 300.0
"""What RFC 5321 names for most commands."""

TO_CONNECT = 30.0
"""Until a connection is there, as Postfix has it (``smtp_connect_timeout``): there are other hosts."""

TO_SEND = 180.0
"""Until a block of the message is written (RFC 5321 4.5.3.2.5)."""
