"""Delivery status notifications: what a ``message/delivery-status`` body says of each recipient.

A ``Diagnostic-Code`` field holds a type and what that kind of system said (RFC 3464 2.3.6).
Only behind ``smtp`` (and ``lmtp``, which some write) stands an SMTP reply; other dialects
(``x-unix``) are kept as they are, unread, as an event that says no more than the report does.
"""

import re

from smtpreply.event import Event, EventKind
from smtpreply.failures import Answers, read_pair
from smtpreply.reply import Reply
from smtpreply.stage import Stage

# The name of the field may be left out where the type by itself is telling.
_FIELD = re.compile(
    r"(?:Diagnostic-Code:\s*([a-z][a-z0-9-]{0,30})|(smtp|lmtp|esmtp|x-[a-z0-9-]{1,30}))\s*;\s*",
    re.IGNORECASE,
)
_BODY = re.compile(r"^(?:Final-Recipient|Reporting-MTA|Action):", re.I | re.M)
_FOLD = re.compile(r"\r?\n[ \t]+")
_FIELD_END = re.compile(r"\r?\n(?![ \t])")
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
_REPLY_LINE = re.compile(r"[2-5]\d\d[ -]|[2-5]\d\d$")
_SMTP = frozenset({"smtp", "lmtp", "esmtp"})
_ACTIONS = {"failed": EventKind.FAILED, "delayed": EventKind.DELAYED}


def read_diagnostic_code(text: str, action: str = "failed") -> Reply | Event | None:
    r"""The reply in the value of a ``Diagnostic-Code`` field, of which the stage is not known.

    An `Event` for a dialect that is not SMTP; None if the text is no such value.

    >>> read_diagnostic_code("smtp; 550-5.1.1 no such\n 550 5.1.1 user").lines
    ('5.1.1 no such', '5.1.1 user')
    """
    text = text.strip()
    match = _FIELD.match(text)
    if match is None:
        return None
    lines = [line.strip() for line in _FOLD.split(text[match.end() :])]
    if (match[1] or match[2]).lower() not in _SMTP or not _REPLY_LINE.match(lines[0]):
        return Event(_ACTIONS[action], Stage.UNKNOWN, _FOLD.sub(" ", text))
    code = lines[0][:3]
    # A reply of several lines may be folded where each of them ends, or anywhere.
    if not all(line.startswith(code) and _REPLY_LINE.match(line) for line in lines):
        lines = [" ".join(lines)]
    return read_pair(int(code), "\n".join(line[4:] for line in lines), Stage.UNKNOWN)


def read_report(text: str) -> Answers | None:
    """What a whole body says: address and answer of each recipient that failed or waits.

    None if the text is no such body. Recipients who got the message are left out.
    """
    if not _BODY.search(text):
        return None
    found: Answers = []
    for block in _BLANK.split(text.strip()):
        fields = _fields(block)
        action = fields.get("action", "").lower()
        if action not in _ACTIONS:
            continue  # the fields about the message, or a recipient who got it
        said = fields.get("diagnostic-code", "")
        answer = read_diagnostic_code(f"Diagnostic-Code: {said}", action)
        recipient = fields.get("final-recipient", "").partition(";")[2].strip()
        found.append((recipient or None, answer or Event(_ACTIONS[action], Stage.UNKNOWN, said)))
    return found


def _fields(block: str) -> dict[str, str]:
    """Fields by their names in lower case, folded as they are (RFC 5322 2.2)."""
    fields: dict[str, str] = {}
    for line in _FIELD_END.split(block):
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields
