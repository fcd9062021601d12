"""OpenSMTPD: ``ID mta delivery evpid=.. to=<..> relay=".." result="PermFail" stat="550 .."``.

The lines of a reply are joined, their codes but the first left out. ``relay: Expire for ..`` is
the end of one that was tried for too long.
"""

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus, read_time
from smtpreply.stage import Stage

MARK = " rcpt=<"

_OUTCOMES = {
    "Ok": LogStatus.DELIVERED,
    "TempFail": LogStatus.DEFERRED,
    "PermFail": LogStatus.FAILED,
    "Expire": LogStatus.EXPIRED,
}


def recognise(line: str) -> bool:
    """Whether a line is a delivery line of OpenSMTPD's."""
    return MARK in line


def read(line: str) -> tuple[LoggedDelivery, ...] | None:
    """The delivery in a line; empty if the line is about something else; None if unreadable."""
    time = read_time(line)
    if not time:
        return None
    mark = line.find(MARK)
    at = line.find(" stat=", mark)
    start = line.rfind(" to=<", 0, mark)
    if at < 0 or start < 0:
        return None if " delivery " in line else ()
    head, fields = line[:start], line[mark:at]
    before, evpid, more = head.partition(" evpid=")
    result = _value(fields, " result=")
    if not evpid:
        before, _, more = head.partition(" for ")
        result = before.rpartition("relay: ")[2]
    outcome = _OUTCOMES.get(result)
    if outcome is None:
        return None
    said = line[at + 6 :]
    return (
        LoggedDelivery(
            time,
            more.partition(" ")[0].rstrip(":"),
            line[start + 5 : mark].rstrip(",>"),
            _host(fields) if " mta " in before else "",
            outcome,
            said[1:-1] if said[:1] == '"' == said[-1:] else said,
            Stage.END_OF_DATA if outcome is LogStatus.DELIVERED else Stage.UNKNOWN,
        ),
    )


def _value(fields: str, key: str) -> str:
    """A value, in quotes or bare."""
    at = fields.find(key)
    if at < 0:
        return ""
    at += len(key)
    if fields[at : at + 1] == '"':
        return fields[at + 1 : fields.find('"', at + 1)]
    return fields[at:].partition(" ")[0]


def _host(fields: str) -> str:
    """The name in ``relay="192.0.2.1 (mx.example.org)"``, or the address."""
    relay = _value(fields, " relay=")
    address, _, name = relay.partition(" (")
    return name.rstrip(")") or address
