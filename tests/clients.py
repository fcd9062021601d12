"""Real mail clients, each as one function that sends a message to a scripted server."""

import asyncio
import io
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from smtpreply.testing import After, ScriptedServer, Turn

SENDER = "alice@example.org"
BOB, NOBODY = "bob@example.org", "nobody@example.org"
TO = [BOB, NOBODY]
MESSAGE = "Subject: x\r\n\r\nhello\r\n"
LONG = 20.0
PATIENCE = 0.5
"""Seconds that the clients wait: long, or where no reply comes."""

HELLO = (
    Turn("220 mx.example.org ESMTP"),
    Turn("250 mx.example.org", command="EHLO", times=None),
    Turn("250 ok", command="RSET", times=None),
    Turn("221 bye", command="QUIT", times=None),
)
MAIL = Turn("250 ok", command="MAIL", times=None)
RCPT = Turn("250 ok", command="RCPT", times=None)
DATA = Turn("354 go on", command="DATA", times=None)
QUEUED = Turn("250 queued", command=".", times=None)


def with_smtplib(host: str, port: int, timeout: float = LONG, cls: Any = smtplib.SMTP) -> Any:
    with cls(host, port, local_hostname="me", timeout=timeout) as smtp:
        return smtp.sendmail(SENDER, TO, MESSAGE)


def with_ours(host: str, port: int, timeout: float = LONG) -> Any:
    from smtpreply.adapters import smtplib as ours

    return with_smtplib(host, port, timeout, ours.SMTP)


def with_aiosmtplib(host: str, port: int, timeout: float = LONG) -> Any:
    import aiosmtplib

    return asyncio.run(
        aiosmtplib.send(
            MESSAGE,
            sender=SENDER,
            recipients=TO,
            hostname=host,
            port=port,
            timeout=timeout,
            start_tls=False,
            local_hostname="me",
        )
    )


def with_django(host: str, port: int, timeout: float = LONG) -> Any:
    backend = django_backend("django.core.mail.backends.smtp.EmailBackend", host, port, timeout)
    return backend.send_messages([django_message()])


def django_backend(path: str, host: str, port: int, timeout: float = LONG, **options: Any) -> Any:
    """A backend as Django makes it from its settings, old (EMAIL_BACKEND) or new (MAILERS)."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    if not settings.configured:
        settings.configure()
    return import_string(path)(host=host, port=port, timeout=timeout, alias="default", **options)


def django_message() -> Any:
    from django.core.mail import EmailMessage

    return EmailMessage("x", "hello", SENDER, TO)


_reactor: list[Any] = []


def with_twisted(host: str, port: int, timeout: float = LONG) -> Any:
    from twisted.internet import threads

    return threads.blockingCallFromThread(reactor(), _send_with_twisted, host, port, timeout)


def _send_with_twisted(host: str, port: int, timeout: float = LONG) -> Any:
    from twisted.internet.defer import Deferred
    from twisted.mail.smtp import ESMTPSenderFactory

    result: Any = Deferred()
    untyped: Any = ESMTPSenderFactory
    factory = untyped(
        None, None, SENDER, TO, io.BytesIO(MESSAGE.encode()), result,
        retries=0, timeout=timeout, requireTransportSecurity=False, requireAuthentication=False,
    )  # fmt: skip
    connector = reactor().connectTCP(host, port, factory, timeout=5)
    result.addBoth(lambda value: (connector.disconnect(), value)[1])
    return result


def reactor() -> Any:
    """Twisted's reactor in a thread of its own, for it can be run but once in a process."""
    if not _reactor:
        from twisted.internet import reactor as running

        _reactor.append(running)
        run: Any = running
        threading.Thread(
            target=run.run, kwargs={"installSignalHandlers": False}, daemon=True
        ).start()
    return _reactor[0]


CLIENTS: dict[str, Callable[..., Any]] = {
    "smtplib": with_smtplib,
    "aiosmtplib": with_aiosmtplib,
    "twisted": with_twisted,
    "django": with_django,
    "ours": with_ours,
}


def outcome(send: Callable[..., Any], host: str, port: int, timeout: float = LONG) -> Any:
    """What the client raised or returned."""
    try:
        return send(host, port, timeout)
    except Exception as error:
        return error


@contextmanager
def closed_port() -> Iterator[tuple[str, int]]:
    """A port of loopback at which nobody listens."""
    server = ScriptedServer(())
    server.stop()
    yield server.host, server.port


GONE: dict[str, Any] = {"after": After.CLOSE}
