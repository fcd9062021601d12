"""What a client does in each situation, written once for the blocking and the asyncio client."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from smtpreply import Action, Diagnosis, Reason, Stage
from smtpreply.adapters import aiosmtplib as aio
from smtpreply.adapters import smtplib as blocking
from smtpreply.adapters.recording import diagnosis_in, diagnosis_of
from smtpreply.adapters.verification import Verification
from smtpreply.dialogue import Exchange
from tests.zoo_rows import Means, Server, Situation

SENDER, ME = "bob@elsewhere.test", "client.example.net"
MESSAGE = b"Subject: hi\r\n\r\nHello.\r\n.dot\r\n"
PATIENCE = 15.0
"""Seconds."""

# One way to write what a client does, for both -----------------------------------------------------


class Blocking:
    """The client on smtplib; its calls wait where they are, which nobody minds here."""

    _smtp: Any

    def __init__(self, server: Server, port: int) -> None:
        self._server, self._port = server, port
        self._context = ssl.create_default_context(cafile=server.cafile)

    async def __aenter__(self) -> "Blocking":
        make = blocking.LMTP if self._server.lmtp else blocking.SMTP
        self._smtp = make(self._server.host, self._port, local_hostname=ME, timeout=PATIENCE)
        self._smtp.ehlo()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._smtp.close()

    @property
    def diagnosis(self) -> Diagnosis | None:
        found: Diagnosis | None = self._smtp.diagnosis
        return found

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        found: tuple[Exchange, ...] = self._smtp.exchanges
        return found

    async def call(self, name: str, *arguments: Any, **options: Any) -> Any:
        return getattr(self._smtp, name)(*arguments, **options)

    async def start_tls(self) -> None:
        self._smtp.starttls(context=self._context)
        self._smtp.ehlo()

    async def ask(self, command: str) -> None:
        self._smtp.docmd(command)

    async def verify(self, address: str, *fallbacks: Action) -> Verification:
        result: Verification = self._smtp.verify(
            address, fallbacks=fallbacks, sender=SENDER,
            send_test_message=lambda smtp, to: smtp.sendmail(SENDER, [to], MESSAGE),
        )  # fmt: skip
        return result


class Asyncio(Blocking):
    """The client on aiosmtplib, which knows no LMTP."""

    _transport: Any

    async def __aenter__(self) -> "Asyncio":
        self._smtp = aio.SMTP(
            hostname=self._server.host, port=self._port, local_hostname=ME, timeout=PATIENCE,
            start_tls=False,
        )  # fmt: skip
        await self._smtp.connect()
        self._transport = self._smtp.transport
        await self._smtp.ehlo()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._smtp.close()
        self._transport.abort()  # TLS would say farewell, for which the loop does not wait
        await asyncio.sleep(0)

    async def call(self, name: str, *arguments: Any, **options: Any) -> Any:
        return await getattr(self._smtp, name)(*arguments, **options)

    async def start_tls(self) -> None:
        await self._smtp.starttls(tls_context=self._context)
        await self._smtp.ehlo()

    async def ask(self, command: str) -> None:
        await self._smtp.execute_command(command.encode())

    async def verify(self, address: str, *fallbacks: Action) -> Verification:
        async def send(smtp: Any, to: str) -> None:
            await smtp.sendmail(SENDER, [to], MESSAGE)

        result: Verification = await self._smtp.verify(
            address, fallbacks=fallbacks, sender=SENDER, send_test_message=send
        )
        return result


async def told(client: Blocking, call: Awaitable[object]) -> Diagnosis | None:
    """What the call's failure says, or else the last reply."""
    try:
        await call
    except (blocking.SMTPException, aio.SMTPException, OSError) as error:
        return diagnosis_of(error)
    return client.diagnosis


# What is done in each situation --------------------------------------------------------------------


async def secure(client: Blocking, server: Server) -> None:
    if server.tls:
        await client.start_tls()


async def session(client: Blocking, server: Server) -> Diagnosis | None:
    await secure(client, server)
    if server.login and server.meaning(Situation.PASSWORD):
        await client.call("login", *server.login)
        assert client.diagnosis is not None
        assert client.diagnosis.verdict.reason is Reason.AUTHENTICATED
    found = await told(client, client.call("sendmail", SENDER, [server.known], MESSAGE))
    await client.call("quit")
    assert client.exchanges[-1].reply.code == 221
    assert client.exchanges[0].stage is Stage.CONNECT
    return found


async def send(client: Blocking, *recipients: str, message: bytes = MESSAGE) -> Diagnosis | None:
    return await told(client, client.call("sendmail", SENDER, list(recipients), message))


def large(server: Server) -> bytes:
    return MESSAGE + (b"0123456789" * 7 + b"\r\n") * (server.size // 50)


async def large_sent(client: Blocking, server: Server) -> Diagnosis | None:
    await client.call("mail", SENDER)
    await client.call("rcpt", server.known)
    return await told(client, client.call("data", large(server)))


async def too_many(client: Blocking, server: Server) -> Diagnosis | None:
    last = await send(client, *server.people)
    refused = [e for e in client.exchanges if e.stage is Stage.RCPT and e.reply.code >= 300]
    return diagnosis_in(refused[0]) if refused else last


async def wrong_password(client: Blocking, server: Server) -> Diagnosis | None:
    await secure(client, server)
    user = server.login[0] if server.login else ""
    return await told(client, client.call("login", user, "wrong"))


async def tls(client: Blocking, server: Server) -> Diagnosis | None:
    found = await told(client, client.start_tls())
    if found is not None and found.reply is not None:
        found = diagnosis_in(next(e for e in client.exchanges if e.stage is Stage.STARTTLS))
    return found


async def tls_again(client: Blocking, server: Server) -> Diagnosis | None:
    try:
        await client.start_tls()
    except (blocking.SMTPException, aio.SMTPException, OSError) as error:
        return diagnosis_of(error)
    return await told(client, client.ask("STARTTLS"))


Visit = Callable[[Blocking, Server], Awaitable[Diagnosis | None]]

DO: dict[Situation, Visit] = {
    Situation.SESSION: session,
    Situation.VRFY_KNOWN: lambda client, server: told(client, client.call("vrfy", server.known)),
    Situation.VRFY_UNKNOWN: lambda client, server: told(
        client, client.call("vrfy", server.unknown)
    ),
    Situation.UNKNOWN: lambda client, server: send(client, server.unknown),
    Situation.RELAY: lambda client, server: send(client, server.foreign),
    Situation.FULL: lambda client, server: send(client, server.full),
    Situation.LARGE_DECLARED: lambda client, server: send(
        client, server.known, message=large(server)
    ),
    Situation.LARGE_SENT: large_sent,
    Situation.MANY: too_many,
    Situation.PASSWORD: wrong_password,
    Situation.TLS: tls,
    Situation.TLS_AGAIN: tls_again,
}


def meant(diagnosis: Diagnosis | None) -> Means | None:
    """The diagnosis, as a row says it."""
    if diagnosis is None:
        return None
    verdict = diagnosis.verdict
    return Means(
        verdict.stage, verdict.code // 100 if verdict.code else 0, verdict.reason,
        verdict.permanence, diagnosis.advice.action, verdict.address_dead,
    )  # fmt: skip
