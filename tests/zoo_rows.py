"""What each server is configured to mean: rows to compare diagnoses with.

A row stands for one listener. In a `Situation` it means what `WORLD` says, except where ``means``
says otherwise: because the server is configured so, or cannot tell, or does not offer it; then the
row says what happens instead. None: the client itself refuses, nothing is asked. A server of one's
own is a row from a file (`given`); CONTRIBUTING.md tells how.
"""

import ipaddress
import json
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from smtpreply import Action, Permanence, Reason, Stage
from tests.zoo import CERTIFICATE

SERVER = "SMTPREPLY_SERVER"
"""The environment variable that names the file of a server of one's own."""


class Situation(Enum):
    """What a client does."""

    SESSION = "session"
    """TLS and login where they are offered, and a message for a user who is there."""
    VRFY_KNOWN = "vrfy known"
    VRFY_UNKNOWN = "vrfy unknown"
    UNKNOWN = "unknown"
    RELAY = "relay"
    """To another domain."""
    FULL = "full"
    LARGE_DECLARED = "large declared"
    """A message that is too large, its size named where SIZE is offered."""
    LARGE_SENT = "large sent"
    """The same without a word before."""
    MANY = "many"
    """The first recipient too many; the others get the message."""
    PASSWORD = "password"
    """A wrong one."""
    TLS = "tls"
    TLS_AGAIN = "tls again"
    """The bare command, where TLS is there."""


@attrs.frozen
class Means:
    """What a diagnosis must say."""

    stage: Stage
    code: int
    """The first digit; 0 for an event in its place."""
    reason: Reason
    permanence: Permanence
    action: Action
    dead: bool = False


_S, _R, _P, _A = Stage, Reason, Permanence, Action

ACCEPTED = Means(_S.END_OF_DATA, 2, _R.MESSAGE_ACCEPTED, _P.NONE, _A.DONE)
UNSAID = Means(_S.VRFY, 2, _R.NOT_VERIFIED, _P.NONE, _A.SEND_TEST_MESSAGE)
NO_VRFY = Means(_S.VRFY, 5, _R.NOT_IMPLEMENTED, _P.PERMANENT, _A.SEND_TEST_MESSAGE)
SAID_OF_ALL = attrs.evolve(UNSAID, reason=_R.ADDRESS_CONFIRMED)
CONFIRMED = Means(_S.VRFY, 2, _R.ADDRESS_CONFIRMED, _P.NONE, _A.ACCEPT_VERIFIED)
UNKNOWN = Means(_S.RCPT, 5, _R.RECIPIENT_UNKNOWN, _P.PERMANENT, _A.GIVE_UP_RECIPIENT, dead=True)
UNCLEAR = attrs.evolve(UNKNOWN, dead=False)
FULL = Means(_S.RCPT, 4, _R.MAILBOX_FULL, _P.TRANSIENT, _A.RETRY_LATER)
TOO_LARGE = Means(_S.MAIL, 5, _R.MESSAGE_TOO_LARGE, _P.PERMANENT, _A.SHRINK_MESSAGE)
TOO_LARGE_BEHIND = attrs.evolve(TOO_LARGE, stage=_S.END_OF_DATA)
MANY = Means(_S.RCPT, 4, _R.TOO_MANY_RECIPIENTS, _P.TRANSIENT, _A.SPLIT_RECIPIENTS)
TLS = Means(_S.STARTTLS, 2, _R.TLS_READY, _P.NONE, _A.START_TLS_HANDSHAKE)
TLS_FAILED = Means(_S.STARTTLS, 0, _R.TLS_REQUIRED, _P.TRANSIENT, _A.NEXT_HOST)
TLS_AGAIN = Means(_S.STARTTLS, 5, _R.PROTOCOL_ERROR, _P.PERMANENT, _A.REISSUE_EHLO)

WORLD: Mapping[Situation, Means | None] = {
    Situation.SESSION: ACCEPTED,
    Situation.VRFY_KNOWN: UNSAID,
    Situation.VRFY_UNKNOWN: UNSAID,
    Situation.UNKNOWN: UNKNOWN,
    Situation.RELAY: Means(_S.RCPT, 5, _R.RELAY_DENIED, _P.PERMANENT, _A.AUTHENTICATE_FIRST),
    Situation.FULL: FULL,
    Situation.LARGE_DECLARED: TOO_LARGE,
    Situation.LARGE_SENT: TOO_LARGE_BEHIND,
    Situation.MANY: MANY,
    Situation.PASSWORD: Means(_S.AUTH, 5, _R.BAD_CREDENTIALS, _P.PERMANENT, _A.FIX_CREDENTIALS),
    Situation.TLS: TLS,
    Situation.TLS_AGAIN: TLS_AGAIN,
}


def _vrfy(known: Means, unknown: Means) -> dict[Situation, Means | None]:
    return {Situation.VRFY_KNOWN: known, Situation.VRFY_UNKNOWN: unknown}


def _silent(*situations: Situation) -> dict[Situation, Means | None]:
    return dict.fromkeys(situations)


_NO_TLS = _silent(Situation.TLS, Situation.TLS_AGAIN)
_NO_LIMIT: dict[Situation, Means | None] = {
    Situation.LARGE_DECLARED: ACCEPTED, Situation.LARGE_SENT: ACCEPTED,
}  # fmt: skip
_BEHIND: dict[Situation, Means | None] = {
    Situation.FULL: attrs.evolve(FULL, stage=_S.END_OF_DATA),
}


@attrs.frozen(kw_only=True)
class Server:
    """One listener, who lives there, and what it means."""

    name: str
    host: str = "127.0.0.1"
    port: int = 0
    """0: the zoo knows."""
    cafile: str | None = None
    """Who vouches for its certificate; None: whom the system trusts."""
    elsewhere: bool = False
    """Whether it may be on another machine. It gets real messages."""
    lmtp: bool = False
    tls: bool = False
    """Whether STARTTLS comes first."""
    login: tuple[str, str] | None = None
    known: str = ""
    unknown: str = ""
    foreign: str = ""
    full: str = ""
    people: tuple[str, ...] = ()
    """One more than it takes for one message."""
    size: int = 0
    """Octets that a message may have at most."""
    queue_id: bool = False
    """Whether its answer to the message names one."""
    pipelining: bool = False
    """Whether it is offered."""
    merges: bool = False
    """Whether its answers behind the message, one a recipient in LMTP, are run together."""
    slow: Mapping[Situation, str] = {}
    """What takes seconds, and why; left out unless the long runs are asked for."""
    means: Mapping[Situation, Means | None] = {}

    def meaning(self, situation: Situation) -> Means | None:
        """What it means there."""
        return self.means[situation] if situation in self.means else WORLD[situation]

    def lacks(self, situation: Situation) -> str:
        """Why it cannot be tested; empty if it can."""
        fields = _NEEDED.get(situation, ("known",))
        lacking = [name for name in fields if not getattr(self, name)]
        return f"the row of {self.name} names no {', '.join(lacking)}" if lacking else ""


_NEEDED = {
    Situation.VRFY_UNKNOWN: ("unknown",),
    Situation.UNKNOWN: ("unknown",),
    Situation.RELAY: ("foreign",),
    Situation.FULL: ("full",),
    Situation.LARGE_DECLARED: ("known", "size"),
    Situation.LARGE_SENT: ("known", "size"),
    Situation.MANY: ("people",),
    Situation.PASSWORD: ("login",),
}


def _zoo(name: str, **more: Any) -> Server:
    """A listener of the zoo's; its world is told in the zoo's own README."""
    facts: dict[str, Any] = {
        "cafile": str(CERTIFICATE), "tls": True, "login": ("alice", "secret"),
        "known": "alice@zoo.test", "unknown": "nosuch@zoo.test", "foreign": "x@other.example",
        "full": "full@zoo.test", "people": ("alice@zoo.test", "bob@zoo.test") * 3,
        "size": 1_000_000,
    }  # fmt: skip
    return Server(name=name, **{**facts, **more})


def _lmtp(name: str, **more: Any) -> Server:
    """bob is over quota, which is said behind the message (RFC 2033 4.2)."""
    facts = {
        "lmtp": True, "tls": False, "login": None, "full": "bob@zoo.test", "people": (),
        "means": {**_NO_TLS, **_BEHIND},
    }  # fmt: skip
    return _zoo(name, **{**facts, **more})


ZOO_SERVERS: tuple[Server, ...] = (
    _zoo("postfix", queue_id=True, pipelining=True, means=_vrfy(NO_VRFY, NO_VRFY)),
    _zoo("exim", queue_id=True, pipelining=True),
    # Its TLS is broken, and without TLS it offers no AUTH. It says the same of an unknown user and
    # of a domain that is not its own.
    _zoo("opensmtpd", queue_id=True, tls=False, means={
        **_vrfy(NO_VRFY, NO_VRFY), **_silent(Situation.PASSWORD),
        Situation.UNKNOWN: attrs.evolve(UNCLEAR, permanence=_P.UNCERTAIN),
        Situation.RELAY: attrs.evolve(UNCLEAR, permanence=_P.UNCERTAIN),
        Situation.LARGE_DECLARED: TOO_LARGE_BEHIND,
        Situation.TLS: TLS_FAILED, Situation.TLS_AGAIN: TLS_FAILED,
    }),
    _zoo("sendmail", queue_id=True, pipelining=True, means={
        Situation.TLS_AGAIN: attrs.evolve(TLS_AGAIN, code=4, permanence=_P.TRANSIENT),
    }),
    # A handshake within TLS is what it gets ready for.
    _zoo("aiosmtpd", means={Situation.TLS_AGAIN: TLS}),
    # It has no limits, and one answer for whoever is not here.
    _zoo("twisted", means={
        **_vrfy(NO_VRFY, NO_VRFY), **_NO_LIMIT, Situation.MANY: ACCEPTED,
        Situation.UNKNOWN: UNCLEAR, Situation.RELAY: UNCLEAR,
    }),
    # Net::Server::Mail: VRFY says "250 Ok" of everybody, and names nobody. It counts no recipients.
    _zoo("perl-esmtp", pipelining=True, means={
        **_vrfy(SAID_OF_ALL, SAID_OF_ALL),
        **_silent(Situation.PASSWORD),
        Situation.LARGE_DECLARED: TOO_LARGE_BEHIND, Situation.MANY: ACCEPTED,
        Situation.TLS_AGAIN: TLS,
    }),
    # A recipient named twice counts once, so two users are never too many.
    _zoo("smtp-server", pipelining=True, means={Situation.MANY: ACCEPTED}),
    _zoo("haraka", queue_id=True, pipelining=True, means={Situation.TLS_AGAIN: TLS},
         slow={Situation.PASSWORD: "it answers to a wrong password after seven seconds"}),
    # VRFY on: Postfix never says yes for sure, and Exim says no to what it would not relay.
    _zoo("postfix-plain", queue_id=True, tls=False, login=None, means={
        **_NO_TLS, **_vrfy(UNSAID, attrs.evolve(UNKNOWN, stage=_S.VRFY)),
        Situation.LARGE_DECLARED: TOO_LARGE_BEHIND,
    }),
    _zoo("exim-strict", queue_id=True, pipelining=True, means={
        **_vrfy(CONFIRMED, Means(_S.VRFY, 5, _R.RECIPIENT_UNKNOWN, _P.UNCERTAIN, _A.PROBE_RECIPIENT)),
        Situation.MANY: attrs.evolve(MANY, code=5, permanence=_P.PERMANENT),
    }),
    _zoo("sendmail-open", queue_id=True, pipelining=True, means={
        **_vrfy(CONFIRMED, attrs.evolve(UNKNOWN, stage=_S.VRFY)),
        Situation.TLS_AGAIN: attrs.evolve(TLS_AGAIN, code=4, permanence=_P.TRANSIENT),
    }),
    # This one takes whoever is named.
    _lmtp("aiosmtpd-lmtp", means={
        **_NO_TLS, **_BEHIND, Situation.UNKNOWN: ACCEPTED, Situation.RELAY: ACCEPTED,
    }),
    # It answers for all recipients in one reply, and "bob is full" is no wording for a mailbox.
    _lmtp("perl-lmtp", pipelining=True, merges=True, means={
        **_NO_TLS, **_NO_LIMIT,
        Situation.FULL: attrs.evolve(FULL, stage=_S.END_OF_DATA, reason=_R.SYSTEM_FULL),
        **_vrfy(SAID_OF_ALL, SAID_OF_ALL),
    }),
    _lmtp("smtp-server-lmtp", tls=True, pipelining=True, means=_BEHIND),
)  # fmt: skip


# A server of one's own -----------------------------------------------------------------------------


def given(path: str) -> Server:
    """The row in a JSON file: fields of `Server`, ``means`` by situation with fields of `Means`.

    Raises ``ValueError`` for what is no row, and for a host that is not on loopback unless the
    file says ``"elsewhere": true``.
    """
    said = json.loads(Path(path).read_text())
    unknown = sorted(set(said) - {field.name for field in attrs.fields(Server)})
    if unknown or not said.get("port"):
        raise ValueError(f"{path}: a server has a port, and no field {', '.join(unknown)}")
    means = {Situation(name): _read(means) for name, means in said.pop("means", {}).items()}
    said["slow"] = {Situation(name): why for name, why in said.get("slow", {}).items()}
    for name in ("login", "people"):
        said[name] = tuple(said[name]) if said.get(name) else None if name == "login" else ()
    server = Server(**{"name": "given", **said, "means": means})
    if not (server.elsewhere or _is_loopback(server.host)):
        raise ValueError(f'{path}: {server.host} is not on loopback; say "elsewhere": true')
    return server


def _read(said: dict[str, Any] | None) -> Means | None:
    if said is None:
        return None
    kinds = {"stage": Stage, "reason": Reason, "permanence": Permanence, "action": Action}
    read: dict[str, Any] = {
        name: kinds[name](value) if name in kinds else value for name, value in said.items()
    }
    return Means(**read)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


SERVERS = (*ZOO_SERVERS, *([given(os.environ[SERVER])] if SERVER in os.environ else ()))
