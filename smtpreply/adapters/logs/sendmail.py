"""Sendmail: ``QID: to=a@x,b@x, delay=.., relay=.., dsn=.., reply=550 .., stat=User unknown``.

``stat`` is Sendmail's own word, which calls any 550 to RCPT "User unknown"; ``reply``, in newer
versions, is the first line of what the server said. Which command it answered is not told.
"""

from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus, read_time, unescape
from smtpreply.stage import Stage

MARK = ", stat="

_OUTCOMES = {"2": LogStatus.DELIVERED, "4": LogStatus.DEFERRED, "5": LogStatus.FAILED}
_DEFERRED = "Deferred: "
_NO_HOST = ("local", "*file*", "*include*", "prog", "procmail")


def recognise(line: str) -> bool:
    """Whether a line is a delivery line of Sendmail's."""
    return MARK in line and ": to=" in line


def read(line: str) -> tuple[LoggedDelivery, ...] | None:
    """The deliveries in a line, one a recipient; empty if none was tried; None if unreadable."""
    before, found, rest = line.partition(": to=")
    recipients, _, fields = rest.partition(", ")
    time = read_time(line)
    if not found or not recipients or not time:
        return None
    at = fields.find(", dsn=")
    if at < 0:
        return ()  # queued, not tried
    status, _, answer = fields[at + 6 :].partition(", ")
    outcome = _OUTCOMES.get(status[:1])
    if outcome is None:
        return None
    said, host, queue_id = _answer(answer), _host(fields[:at]), before.rpartition(" ")[2]
    stage = Stage.END_OF_DATA if outcome is LogStatus.DELIVERED else Stage.UNKNOWN
    return tuple(
        LoggedDelivery(time, queue_id, address, host, outcome, said, stage, status)
        for part in recipients.split(",")
        if "@" in (address := part.strip(" <>"))
    )


def _answer(text: str) -> str:
    """What the server said, or Sendmail's own word."""
    if text.startswith("reply="):
        said, found, stat = text[6:].rpartition(MARK)
        if stat.startswith(_DEFERRED):  # the reply again, whole or its end
            said = text[6:].partition(MARK)[0]
        return unescape(said if found else text[6:])
    return unescape(text.removeprefix("stat=").removeprefix(_DEFERRED))


def _host(fields: str) -> str:
    if any(f"mailer={name}," in fields + "," for name in _NO_HOST):
        return ""
    return fields.partition("relay=")[2].partition(",")[0].partition(" ")[0].rstrip(".")
