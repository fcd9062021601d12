"""Delivering in one call, for who knows `smtplib.SMTP.sendmail`.

`prepare` makes a `Delivery` from what people hold: an `EmailMessage`, a host by its name, user and
password. `deliver` carries it out with the blocking driver; `smtpreply.adapters.aio` would too.
"""

import copy
import socket
import ssl
from collections.abc import Iterable, Sequence
from email.message import Message
from typing import Any, TypeAlias

from smtpreply.adapters import blocking
from smtpreply.adapters.driving import Warn
from smtpreply.delivery import Delivery
from smtpreply.envelope import Envelope, Recipient
from smtpreply.instruction import Host, TlsMode
from smtpreply.outcome import Outcome
from smtpreply.policy import CAREFUL, Policy
from smtpreply.sasl import CramMd5, Login, LoginLogin, Plain

HostLike: TypeAlias = "Host | str | tuple[str, int]"
"""``"mx.example.org"``, ``"mx.example.org:587"``, ``("mx.example.org", 587)``, or ``"/run/lmtp"``.

Port 465 means TLS from the first byte (RFC 8314 3.3), a Unix socket none, everything else
STARTTLS; a `Host` says it otherwise."""

_BLIND = ("Bcc", "Resent-Bcc")


def prepare(
    sender: str,
    recipients: "str | Iterable[str | Recipient]",
    message: "bytes | Message[Any, Any]",
    hosts: "HostLike | Sequence[HostLike]",
    *,
    user: str = "",
    password: str = "",
    client_name: str = "",
    policy: Policy = CAREFUL,
    lmtp: bool = False,
) -> Delivery:
    """A delivery of one message, to carry out with a driver.

    ``hosts`` are one or several, the best first; the MX records are looked up elsewhere. Without a
    ``client_name``, it is the name of this machine. Blind copies are named in the envelope only.
    Raises ``ValueError`` for an address or a host that cannot be one, for one that occurs twice,
    and for a user without password; ``TypeError`` for a message that is text.
    """
    whom = (recipients,) if isinstance(recipients, str) else tuple(recipients)
    if isinstance(message, Message):
        is_ascii = all(str(getattr(a, "address", a)).isascii() for a in (sender, *whom))
        message = _written(message, utf8=not is_ascii)
    envelope = Envelope(sender, whom, message)
    return Delivery(
        envelope,
        [_host(host) for host in _listed(hosts)],
        client_name=client_name or socket.getfqdn(),
        policy=policy,
        logins=_logins(user, password),
        lmtp=lmtp,
    )


def deliver(
    sender: str,
    recipients: "str | Iterable[str | Recipient]",
    message: "bytes | Message[Any, Any]",
    hosts: "HostLike | Sequence[HostLike]",
    *,
    user: str = "",
    password: str = "",
    client_name: str = "",
    policy: Policy = CAREFUL,
    lmtp: bool = False,
    tls_context: ssl.SSLContext | None = None,
    max_wait: float = 0.0,
    timeout: float | None = None,
    warn: Warn | None = None,
) -> tuple[Outcome, ...]:
    """Deliver a message, and return one outcome a recipient: `prepare`, then `blocking.deliver`.

    What was put off is DEFERRED in the outcomes, and forgotten: keep the delivery of `prepare` to
    go on with it later.
    """
    delivery = prepare(
        sender, recipients, message, hosts,
        user=user, password=password, client_name=client_name, policy=policy, lmtp=lmtp,
    )  # fmt: skip
    return blocking.deliver(
        delivery, tls_context=tls_context, max_wait=max_wait, timeout=timeout, warn=warn
    )


def _written(message: "Message[Any, Any]", *, utf8: bool) -> bytes:
    """The message as it goes over the wire, without the headers that nobody else may see."""
    if any(name in message for name in _BLIND):
        message = copy.copy(message)
        for name in _BLIND:
            del message[name]
    policy: Any = message.policy  # its own, for that of old messages writes what ours cannot
    changes = {"utf8": True} if utf8 and hasattr(policy, "utf8") else {}
    return message.as_bytes(policy=policy.clone(linesep="\r\n", **changes))


def _listed(hosts: "HostLike | Sequence[HostLike]") -> Sequence[Any]:
    if isinstance(hosts, Host | str):
        return [hosts]
    is_pair = len(hosts) == 2 and isinstance(hosts[1], int)
    return [hosts] if is_pair else hosts


def _host(given: Any) -> Host:
    if isinstance(given, Host):
        return given
    if isinstance(given, str):
        if given.startswith("/"):
            return Host(given, tls=TlsMode.NONE)
        name, colon, port = given.partition(":")
        given = (name, port) if colon and port.isdecimal() else (given, 25)
    name, port = given
    return Host(name, int(port), TlsMode.IMPLICIT if int(port) == 465 else TlsMode.STARTTLS)


def _logins(user: str, password: str) -> tuple[Login, ...]:
    if bool(user) != bool(password):
        raise ValueError("a login needs both user and password")
    return (Plain(user, password), LoginLogin(user, password), CramMd5(user, password)) * bool(user)
