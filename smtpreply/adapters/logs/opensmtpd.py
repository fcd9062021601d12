"""OpenSMTPD: ``ID mta delivery evpid=.. to=<..> relay=".." result="PermFail" stat="550 .."``.

The lines of a reply are joined, their codes but the first left out. ``relay: Expire for ..`` is
the end of one that was tried for too long.
"""

from smtpreply.adapters.logs.record import LoggedDelivery, Outcome, read_time
from smtpreply.stage import Stage

MARK = " rcpt=<"

_OUTCOMES = {
    "Ok": Outcome.DELIVERED,
    "TempFail": Outcome.DEFERRED,
    "PermFail": Outcome.FAILED,
    "Expire": Outcome.EXPIRED,
}


def read(line: str) -> tuple[LoggedDelivery, ...] | None:
    """The delivery in a line; empty if the line is about something else; None if unreadable."""
    time = read_time(line)
    if not time:
        return None
    said, found = _value(line, " stat=", to_the_end=True)
    if not found:
        return () if " delivery " not in line else None
    result = _value(line, " result=")[0] or line.partition("relay: ")[2].partition(" ")[0]
    outcome = _OUTCOMES.get(result)
    recipient = line.partition(" to=<")[2].partition(">")[0]
    if outcome is None or not recipient:
        return None
    head, _, more = line.partition(" evpid=")
    queue_id = more if more else line.partition(" for ")[2]
    return (
        LoggedDelivery(
            time,
            queue_id.partition(" ")[0].rstrip(":"),
            recipient,
            _host(line) if " mta " in head else "",
            outcome,
            said,
            Stage.END_OF_DATA if outcome is Outcome.DELIVERED else Stage.UNKNOWN,
        ),
    )


def _value(line: str, key: str, *, to_the_end: bool = False) -> tuple[str, bool]:
    """A value, in quotes or bare, and whether it is there."""
    _, found, text = line.partition(key)
    if to_the_end:
        return text.removeprefix('"').removesuffix('"'), bool(found)
    if text[:1] == '"':
        return text[1:].partition('"')[0], bool(found)
    return text.partition(" ")[0].rstrip(","), bool(found)


def _host(line: str) -> str:
    """The name in ``relay="192.0.2.1 (mx.example.org)"``, or the address."""
    relay = _value(line, " relay=")[0]
    address, _, name = relay.partition(" (")
    return name.rstrip(")") or address
