"""What else a reply says: delays, names, links, ids, addresses, another server's words, a size.

Each reader takes the text as it stands and gives a typed value, or nothing; none guesses. A
number counts only where words say what it is: an IP address, an id or a date is never a delay.
Every pattern is bounded, so that the cost is linear in the text.
"""

import re
from collections.abc import Iterable

from smtpreply.codes import EnhancedCode, ReplyCode
from smtpreply.reply import Reply
from smtpreply.stage import CONTENT, Stage
from smtpreply.verdict import Details, QuotedReply
from smtpreply.wording import LIMIT

_MAY_QUEUE = (*CONTENT, Stage.UNKNOWN)


def read_details(reply: Reply, stage: Stage) -> Details:
    """All that the text of a reply says besides what it is about."""
    text = reply.text[:LIMIT]
    negative = reply.is_negative
    return Details(
        block_lists=_block_lists(text) if negative else (),
        links=_links(text),
        queue_id=_queue_id(text) if reply.code == 250 and stage in _MAY_QUEUE else None,
        alternatives=_alternatives(reply.code, text, stage),
        quoted=_quoted(text) if negative else None,
        size_limit=_size_limit(text) if reply.code in (523, 534, 552) else None,
    )


# --- Delays ----------------------------------------------------------------------------------

_DELAY = re.compile(
    rb"(?<![\d:t.])(\d{1,2}):(\d\d):(\d\d)(?![\d:])"
    rb"|(?<![\d.])(\d{1,6})(?: ?(?:-|to) ?\d{1,6})? ?(?:more )?"
    rb"(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)\b"
    rb"|\bretry(?:[ _-]?after)? ?[=:] ?(\d{1,6})(?![\d.:])"
)
_ASKED = re.compile(
    rb"(?:\bretry(?:[ _-]?after)? ?= ?|\b(?:again|back|retry|retrying|wait|later|resend|return"
    rb"|attempt|reconnect|deferred|delayed|blocked|banned|limited|rejected"
    rb"|gr[ae]y-?list(?:ed|ing)?|postgrey)\b[^\n;]{0,40}?\b(?:in|after|for|least|wait|about"
    rb"|within)(?: about| approximately| at least)? |\bwait )$"
)
_BEFORE = 70  # as far back as the words are looked for that ask to wait
_UNITS = {b"s": 1.0, b"m": 60.0, b"h": 3600.0, b"d": 86400.0}


def read_delay(text: bytes) -> float | None:
    """How many seconds the server asks to wait, where it says so.

    >>> read_delay(b"450 greylisted, try again in 5 minutes")
    300.0
    """
    text = text[:LIMIT].lower()
    for match in _DELAY.finditer(text):
        hours, minutes, seconds, number, unit, bare = match.groups()
        if bare is not None:
            return float(bare)
        start = match.start()
        if _ASKED.search(text, max(0, start - _BEFORE), start) is None:
            continue
        if hours is not None:
            return float(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
        return int(number) * _UNITS[unit[:1]]
    return None


# --- Tags ------------------------------------------------------------------------------------

_OF_TAG = re.compile(r"[\w:-]{0,20}$")
_MORE_OF_TAG = re.compile(r"[\w:-]{0,20}")


def read_tag(text: bytes, pattern: "re.Pattern[str]") -> str | None:
    """A provider's own code as it stands in the text, in capitals."""
    lower = text[:LIMIT].lower().decode("latin-1")
    match = pattern.search(lower)
    if match is None:  # it stood behind the part that is read
        return None
    before = _OF_TAG.search(lower[max(0, match.start() - 20) : match.start()])
    after = _MORE_OF_TAG.match(lower, match.end())
    tag = (before[0] if before else "") + match[0] + (after[0] if after else "")
    tag = tag.strip("[]() #-_:").upper()
    return tag if tag[:1].isalpha() and not re.search(r"\s", tag) else None


# --- Block lists and links -------------------------------------------------------------------

_LINK = re.compile(r"https?://[^\s<>\"'\[\]{}|]{1,500}", re.IGNORECASE)
_HOST = re.compile(r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}(?![\w@])", re.IGNORECASE)
_LIST_LABELS = frozenset(
    (
        "bl", "rbl", "dnsbl", "zen", "sbl", "xbl", "pbl", "dbl", "cbl", "css", "drop", "ubl",
        "dnsbl-1", "ix", "dul", "spam", "combined", "bad", "dyna", "multi", "black", "blacklist",
        "blocklist", "dnsrbl", "sa-ip4tset", "sip", "db", "psbl", "truncate",
    )
)  # fmt: skip
_LIST_OWNERS = frozenset(
    (
        "spamhaus", "spamcop", "sorbs", "barracudacentral", "abuseat", "surbl", "uribl",
        "mailspike", "uceprotect", "manitu", "invaluement", "surriel", "spamrats", "gbudb",
        "abusix", "njabl", "s5h", "backscatterer", "spamrl", "senderscore", "junkemailfilter",
        "cloudmark", "dnswl", "proofpoint", "interserver", "spfbl", "hostkarma",
    )
)  # fmt: skip
_LIST_NAMES = re.compile(
    r"\b(spamhaus|spamcop|sorbs|cloudmark|invaluement|hostkarma|barracuda|senderscore"
    r"|sender score|uceprotect|abusix|mailspike)\b(?!\.)",
    re.IGNORECASE,
)


def _links(text: str) -> tuple[str, ...]:
    return _unique(match.rstrip(".,;:!?)(") for match in _LINK.findall(text))


def _block_lists(text: str) -> tuple[str, ...]:
    hosts = [host.lower() for host in _HOST.findall(text)]
    named = [host.removeprefix("www.") for host in hosts if _is_list(host.split("."))]
    if not named:
        named = [name.lower() for name in _LIST_NAMES.findall(text)]
    return _unique(named)


def _is_list(labels: list[str]) -> bool:
    return labels[-2] in _LIST_OWNERS or (
        len(labels) > 2 and not _LIST_LABELS.isdisjoint(labels[:-2])
    )


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


# --- Queue ids -------------------------------------------------------------------------------

_QUEUE_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bqueued as ([\w.-]{4,80})",  # Postfix, Amavis, and whoever copies them
        r"\bid=([\w.-]{6,80})",  # Exim
        r"\bInternalId=(\d{4,40})",  # Exchange
        r"\b([\w.-]{8,80}) - gsmtp",  # Gmail
        r"\bqueued \(([\w.-]{8,80})\)",  # Haraka
        r"^(?:2\.\d\.\d )?([\w-]{8,40}) message accepted for delivery",  # Sendmail, OpenSMTPD
        r"^ok (\d{5,12} qp \d{1,10})",  # qmail
        r"^(?:2\.\d\.\d )?(?:ok:? )(?:queued )?([0-9a-f][\w.-]{15,100})\s*$",  # Amazon SES
        r"\bqueued (?:mail |message )?(?:for delivery )?(?:with id |id )<?([\w.@-]{6,100})",
        r"\bmessage[ -]id:? ?<?([\w.@-]{6,100})",
    )
)


def _queue_id(text: str) -> str | None:
    for pattern in _QUEUE_IDS:
        match = pattern.search(text)
        if match is not None:
            return match[1].rstrip(".")
    return None


# --- Addresses -------------------------------------------------------------------------------

_ADDRESS = re.compile(r"<([^<>\s@]{1,64}@[^<>\s]{1,255})>")


def _alternatives(code: int, text: str, stage: Stage) -> tuple[str, ...]:
    """RFC 5321 3.4 for 251 and 551, 3.5.1 for the list of a 553."""
    listing = code == 553 and (stage in (Stage.VRFY, Stage.EXPN) or "ambiguous" in text.lower())
    if code not in (251, 551) and not listing:
        return ()
    return _unique(_ADDRESS.findall(text))


# --- Another server's reply ------------------------------------------------------------------

_SAID = re.compile(
    r"(?:(?<![\w.-])([\w.-]{1,255}))?(?:\[[^\]\s]{1,64}\])? (?:said|replied|responded|says)"
    r"(?: with)?: ?(?=[45]\d\d[ -])|(?:returned|->|replied) (?=[45]\d\d[ -])",
    re.IGNORECASE,
)
_REPLY = re.compile(r"([45]\d\d)[ -](?:([45]\.\d{1,3}\.\d{1,3})\s)?[^\n]*")


def _quoted(text: str) -> QuotedReply | None:
    said = _SAID.search(text)
    reply = _REPLY.match(text, said.end()) if said is not None else None
    if said is None or reply is None:
        return None
    words = reply.group().partition(" (in reply to")[0].rstrip()
    enhanced = _enhanced(reply[2])
    return QuotedReply(ReplyCode(int(reply[1])), enhanced, words, said[1] or None)


def _enhanced(text: str | None) -> EnhancedCode | None:
    if text is None:
        return None
    try:
        return EnhancedCode.from_text(text)
    except ValueError:  # leading zeros
        return None


# --- Sizes -----------------------------------------------------------------------------------

_SIZE = re.compile(
    r"(?:size|limit|maximum|max|exceeds?|larger than|databytes)\b[^\d\n]{0,40}"
    r"(\d{1,12})\s?(k|kb|kib|m|mb|mib|g|gb|gib|bytes?|octets?)?\b",
    re.IGNORECASE,
)
_FACTORS = {"k": 1024, "m": 1024**2, "g": 1024**3}


def _size_limit(text: str) -> int | None:
    for number, unit in _SIZE.findall(text):
        factor = _FACTORS.get(unit[:1].lower(), 1)
        if factor > 1 or len(number) > 3 or unit:
            return int(number) * factor
    return None
