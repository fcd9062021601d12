"""Both drop-in clients, blocking and asyncio, with every server of `tests.zoo_rows`."""

import asyncio
import gc
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import attrs
import pytest

from smtpreply import Action, Diagnosis, Dialogue, Scope, Stage
from smtpreply.adapters import smtplib as blocking
from smtpreply.adapters.recording import diagnosis_in, diagnosis_of
from smtpreply.adapters.verification import AddressStatus, How, Verification
from smtpreply.dialogue import Exchange
from smtpreply.errors import ReplyError
from tests.zoo import Keeper
from tests.zoo_rows import SERVERS, Server, Situation, given
from tests.zoo_visits import (
    DO,
    ME,
    MESSAGE,
    PATIENCE,
    SENDER,
    Asyncio,
    Blocking,
    meant,
    send,
    told,
)


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_left_to_the_collector() -> Iterator[None]:
    yield
    gc.collect()  # a socket that it closes is a ResourceWarning, hence an error


CLIENTS: tuple[type[Blocking], ...] = (Blocking, Asyncio)
PAIRS = [(server, client) for server in SERVERS for client in CLIENTS[: 1 if server.lmtp else 2]]
both_clients = pytest.mark.parametrize(
    ("server", "client"),
    [pytest.param(s, client, id=f"{s.name}-{client.__name__.lower()}") for s, client in PAIRS],
)


@pytest.fixture
def visitor(server: Server, client: type[Blocking], keeper: Keeper) -> Blocking:
    """A client that is not connected yet."""
    return client(server, server.port or keeper.port(server.name))


class Visits:
    """Goes through all situations of a server at once, for what most of them do is to wait."""

    def __init__(self, keeper: Keeper, pool: ThreadPoolExecutor) -> None:
        self._keeper, self._pool = keeper, pool
        self._found: dict[tuple[str, type[Blocking]], dict[Situation, Future[Any]]] = {}

    def found(
        self, server: Server, client: type[Blocking], situation: Situation
    ) -> Diagnosis | None:
        """What the server said in this situation."""
        all_of_it = self._found.get((server.name, client))
        if all_of_it is None:
            port = server.port or self._keeper.port(server.name)
            soon = [s for s in Situation if not server.lacks(s) and s not in server.slow]
            all_of_it = {
                s: self._pool.submit(_visit, client(server, port), server, s) for s in soon
            }
            self._found[server.name, client] = all_of_it
        if situation in all_of_it:
            found: Diagnosis | None = all_of_it[situation].result()
            return found
        return _visit(
            client(server, server.port or self._keeper.port(server.name)), server, situation
        )


def _visit(client: Blocking, server: Server, situation: Situation) -> Diagnosis | None:
    async def visit() -> Diagnosis | None:
        async with client:
            return await DO[situation](client, server)

    return asyncio.run(visit())


@pytest.fixture(scope="module")
def visits(keeper: Keeper) -> Iterator[Visits]:
    with ThreadPoolExecutor(4) as pool:
        yield Visits(keeper, pool)


CASES = [
    pytest.param(
        server, client, situation, id=f"{server.name}-{client.__name__.lower()}-{situation.value}",
        marks=[pytest.mark.campaign] if situation in server.slow else [],
    )
    for server, client in PAIRS
    for situation in Situation
]  # fmt: skip


TLS_PAIRS = [
    pytest.param(
        server, client, id=f"{server.name}-{client.__name__.lower()}"
    )
    for server, client in PAIRS
    if server.tls
]  # fmt: skip


class TestEveryServer:
    @pytest.mark.parametrize(("server", "client", "situation"), CASES)
    def test_means(
        self, server: Server, client: type[Blocking], situation: Situation, visits: Visits
    ) -> None:
        if reason := server.lacks(situation):
            pytest.skip(reason)
        found = visits.found(server, client, situation)
        assert meant(found) == server.meaning(situation), found
        if situation is Situation.SESSION and found is not None:
            assert bool(found.verdict.details.queue_id) == server.queue_id
        if found is not None and not found.verdict.address_dead:
            assert not found.advice.may_suppress

    @pytest.mark.parametrize(("server", "client"), TLS_PAIRS)
    def test_a_second_starttls_is_refused_and_the_session_goes_on(
        self, server: Server, visitor: Blocking
    ) -> None:
        async def visit() -> Diagnosis | None:
            async with visitor:
                await visitor.start_tls()
                assert await told(visitor, visitor.start_tls()) is None, "the client will not"
                return await send(visitor, server.known)

        assert meant(asyncio.run(visit())) == server.meaning(Situation.SESSION)


class TestVerify:
    """No status may say more than the server is configured to mean."""

    @pytest.mark.parametrize(
        ("who", "fallback"),
        [
            ("known", Action.PROBE_RECIPIENT),
            ("unknown", Action.PROBE_RECIPIENT),
            ("foreign", Action.PROBE_RECIPIENT),
            ("known", Action.SEND_TEST_MESSAGE),
            ("unknown", Action.SEND_TEST_MESSAGE),
        ],
    )
    @both_clients
    def test_with_a_fallback(
        self, server: Server, visitor: Blocking, who: str, fallback: Action
    ) -> None:
        address = getattr(server, who)
        if not address:
            pytest.skip(f"the row of {server.name} names no {who}")
        result = self._verify(visitor, address, fallback)
        assert result.status is expected_status(server, who)
        if len(result.diagnoses) > 1:
            assert result.how is (
                How.PROBE if fallback is Action.PROBE_RECIPIENT else How.TEST_MESSAGE
            )

    @both_clients
    def test_without_one_nothing_but_vrfy_is_asked(self, server: Server, visitor: Blocking) -> None:
        if not server.known:
            pytest.skip(f"the row of {server.name} names no known")
        result = self._verify(visitor, server.known)
        assert len(result.diagnoses) == 1
        said = server.meaning(Situation.VRFY_KNOWN)
        assert said is not None
        confirms = said.action is Action.ACCEPT_VERIFIED
        assert result.status is (AddressStatus.DELIVERABLE if confirms else AddressStatus.UNKNOWN)

    @pytest.mark.parametrize("server", [s for s in SERVERS if s.name == "exim"], ids=["exim"])
    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_probe_is_advised_as_one(self, server: Server, visitor: Blocking) -> None:
        async def visit() -> Verification:
            async with visitor:
                found: Verification = await visitor.call("probe", server.unknown, sender=SENDER)
                return found

        advice = asyncio.run(visit()).diagnosis.advice
        assert Action.SUPPRESS_RECIPIENT not in advice.alternatives

    @staticmethod
    def _verify(visitor: Blocking, address: str, *fallbacks: Action) -> Verification:
        async def visit() -> Verification:
            async with visitor:
                return await visitor.verify(address, *fallbacks)

        return asyncio.run(visit())


def expected_status(server: Server, who: str) -> AddressStatus:
    """What may be known of the address, by what the server is configured to mean."""
    situation = {
        "known": Situation.SESSION, "unknown": Situation.UNKNOWN, "foreign": Situation.RELAY,
    }[who]  # fmt: skip
    said = server.meaning(situation)
    if said is None or not (said.dead or said.code == 2):
        return AddressStatus.UNKNOWN
    return AddressStatus.UNDELIVERABLE if said.dead else AddressStatus.DELIVERABLE


class TestPipelining:
    """Neither client pipelines; a `Dialogue` follows one that does."""

    @pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
    def test_every_reply_is_paired(self, server: Server, keeper: Keeper) -> None:
        if not (server.known and server.unknown):
            pytest.skip(f"the row of {server.name} names nobody, known or unknown")
        wire = Wire(server, keeper)
        with wire.sock:
            assert [greeting.stage for greeting in wire.say("", 1)] == [Stage.CONNECT]
            [hello] = wire.say(f"{'LHLO' if server.lmtp else 'EHLO'} {ME}\r\n", 1)
            assert ("PIPELINING" in hello.reply.text) == server.pipelining
            if not server.pipelining:
                return  # and so nothing is said before its turn
            lines = (
                f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{server.unknown}>", f"RCPT TO:<{server.known}>",
                "DATA",
            )  # fmt: skip
            said = wire.say("".join(f"{line}\r\n" for line in lines), 4)
            assert [exchange.command for exchange in said] == list(lines)
            assert all(exchange.context.pipelined for exchange in said)
            assert meant(diagnosis_in(said[1])) == server.meaning(Situation.UNKNOWN)
            assert [exchange.reply.code for exchange in said[2:]] == [250, 354]
            [taken] = wire.say("Subject: hi\r\n\r\nHello.\r\n.\r\n", 1)
            assert meant(diagnosis_in(taken)) == server.meaning(Situation.SESSION)


@attrs.define(init=False)
class Wire:
    """A socket with a `Dialogue` beside it."""

    sock: socket.socket
    dialogue: Dialogue

    def __init__(self, server: Server, keeper: Keeper) -> None:
        port = server.port or keeper.port(server.name)
        self.sock = socket.create_connection((server.host, port), timeout=PATIENCE)
        self.dialogue = Dialogue(lmtp=server.lmtp)

    def say(self, text: str, replies: int) -> list[Exchange]:
        """Send it, and read so many replies."""
        self.dialogue.send(text.encode())
        self.sock.sendall(text.encode())
        found: list[Exchange] = []
        while len(found) < replies:
            got = self.sock.recv(65536)
            assert got, f"closed after {found}"
            found += self.dialogue.receive(got)
        return found


class TestLmtp:
    @pytest.mark.parametrize(
        "server", [s for s in SERVERS if s.lmtp and s.full], ids=lambda server: server.name
    )
    def test_one_answer_a_recipient(self, server: Server, keeper: Keeper) -> None:
        port = server.port or keeper.port(server.name)
        refused: Any = {}
        with blocking.LMTP(server.host, port, local_hostname=ME, timeout=PATIENCE) as lmtp:
            with pytest.raises(blocking.SMTPDataError) if server.merges else nullcontext() as error:
                refused = lmtp.sendmail(SENDER, [server.known, server.full], MESSAGE)
            behind = [diagnosis_in(e) for e in lmtp.exchanges if e.stage is Stage.END_OF_DATA]
        if error is not None:  # nobody can tell who has got it
            [one] = behind
            assert one.advice.action is Action.HOLD_AS_UNKNOWN
            assert diagnosis_of(error.value) == one
            return
        assert list(refused) == [server.full]
        assert [meant(one) for one in behind] == [
            server.meaning(Situation.SESSION), server.meaning(Situation.FULL),
        ]  # fmt: skip
        assert behind[1].verdict.scope is Scope.RECIPIENT

    @pytest.mark.parametrize("server", [s for s in SERVERS if s.merges], ids=lambda s: s.name)
    def test_no_answer_is_waited_for_behind_one_for_all(
        self, server: Server, keeper: Keeper
    ) -> None:
        wire = Wire(server, keeper)
        with wire.sock:
            wire.say("", 1)
            for line in (f"LHLO {ME}", f"MAIL FROM:<{SENDER}>"):
                wire.say(f"{line}\r\n", 1)
            for who in (server.full, server.known):
                wire.say(f"RCPT TO:<{who}>\r\n", 1)
            wire.say("DATA\r\n", 1)
            with suppress(ReplyError):  # 452-bob is full, 250 taken for alice
                wire.say("Subject: hi\r\n\r\n.\r\n", 1)
            assert wire.dialogue.waiting == 0


class TestAServerOfOnesOwn:
    def test_a_row_from_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "server.json"
        path.write_text(
            '{"port": 2525, "known": "a@example.org", "login": ["a", "secret"],'
            ' "means": {"relay": null, "unknown": {"stage": "RCPT", "code": 5, "action": '
            '"give-up-recipient", "reason": "recipient-unknown", "permanence": "uncertain"}}}'
        )
        server = given(str(path))
        assert (server.host, server.port, server.login) == ("127.0.0.1", 2525, ("a", "secret"))
        assert server.meaning(Situation.RELAY) is None
        unknown = server.meaning(Situation.UNKNOWN)
        assert unknown is not None
        assert (unknown.stage, unknown.dead) == (Stage.RCPT, False)
        assert server.lacks(Situation.SESSION) == ""
        assert server.lacks(Situation.MANY) == "the row of given names no people"

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("{}", "has a port"),
            ('{"port": 25, "hosts": 1}', "no field hosts"),
            ('{"port": 25, "host": "192.0.2.1"}', "not on loopback"),
            ('{"port": 25, "host": "mx.example.org"}', "not on loopback"),
            ('{"port": 25, "means": {"sunday": null}}', "sunday"),
        ],
    )
    def test_what_is_no_row(self, tmp_path: Path, text: str, complaint: str) -> None:
        path = tmp_path / "server.json"
        path.write_text(text)
        with pytest.raises(ValueError, match=complaint):
            given(str(path))

    def test_another_machine_is_said(self, tmp_path: Path) -> None:
        path = tmp_path / "server.json"
        path.write_text('{"port": 25, "host": "192.0.2.1", "elsewhere": true}')
        assert given(str(path)).host == "192.0.2.1"
