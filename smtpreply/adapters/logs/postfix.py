"""Postfix: ``QID: to=<..>, relay=.., dsn=.., status=bounced (host x said: 550 ..)``.

The text in brackets tells who said what, and in reply to which command. A message that was
tried for too long has a line of its own, which names the sender and nobody else.
"""

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus, read_time, unfold
from smtpreply.stage import Stage
from smtpreply.tables.logwords import stage_named

MARK = ", status="

_OUTCOMES = {
    "sent": LogStatus.DELIVERED,
    "deferred": LogStatus.DEFERRED,
    "SOFTBOUNCE": LogStatus.DEFERRED,
    "bounced": LogStatus.FAILED,
    "expired,": LogStatus.EXPIRED,
    "force-expired,": LogStatus.EXPIRED,
}
_PROBES = frozenset({"deliverable", "undeliverable"})
_SUSPENDED = "delivery temporarily suspended: "


def recognise(line: str) -> bool:
    """Whether a line is a delivery line of Postfix's; systemd writes a status, too."""
    return MARK in line and (": to=<" in line or ": from=<" in line)


def read(line: str) -> tuple[LoggedDelivery, ...] | None:
    """The delivery in a line; empty for a probe of an address; None if it cannot be read."""
    start = line.find(": to=<")
    end = line.find(">, ", start)
    if start < 0 or end < 0:
        return _read_expired(line)
    at = line.find(MARK, end)
    word, _, text = line[at + len(MARK) :].partition(" ")
    outcome = _OUTCOMES.get(word)
    time = read_time(line)
    if at < 0 or outcome is None or not time:
        return () if word in _PROBES else None
    said, stage = _answer(text[1:-1] if text[-1:] == ")" else text[1:])
    return (
        LoggedDelivery(
            time,
            line[line.rfind(" ", 0, start) + 1 : start],
            line[start + 6 : end],
            _host(line[end + 3 : at]),
            outcome,
            said,
            Stage.END_OF_DATA if outcome is LogStatus.DELIVERED else stage,
            line[line.rfind("=", end, at) + 1 : at],
        ),
    )


def _read_expired(line: str) -> tuple[LoggedDelivery, ...] | None:
    before, found, rest = line.partition(": from=<")
    outcome = _OUTCOMES.get(rest.partition(MARK)[2].partition(" ")[0])
    time = read_time(line)
    if not found or outcome is not LogStatus.EXPIRED or not time:
        return None
    queue_id = before.rpartition(" ")[2]
    return (LoggedDelivery(time, queue_id, "", "", outcome, "message expired"),)


def _host(fields: str) -> str:
    """The host in ``relay=mx.example.org[192.0.2.1]:25``; empty for none, local and the like."""
    at = fields.find("relay=")
    relay = fields[at + 6 : fields.find(",", at)]
    name, bracket, _ = relay.partition("[")
    return name if bracket else ""


def _answer(text: str) -> tuple[str, Stage]:
    """What was said, without who said it, and the stage."""
    if text.startswith(_SUSPENDED):  # said to an earlier message; this one was not tried
        text = text[len(_SUSPENDED) :]
    before, found, said = text.partition(" said: ")
    if found and before.startswith(("host ", "SASL authentication failed; server ")):
        answer, found, asked = said.rpartition(" (in reply to ")
        if found:
            return unfold(answer), stage_named(asked)
        return unfold(said), Stage.AUTH if before.startswith("SASL") else Stage.UNKNOWN
    before, found, said = text.partition(" refused to talk to me: ")
    if found and before.startswith("host "):
        return unfold(said), Stage.CONNECT
    _, found, doing = text.partition(" while ")
    if found:
        return text, stage_named(doing)
    return text, Stage.UNKNOWN
