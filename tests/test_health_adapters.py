"""Where health is kept: threads share it in memory, processes in a real Redis; nothing is lost."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from smtpreply import Event, EventKind, Health, Stage, diagnose
from smtpreply.adapters.health import (
    HealthConflictError,
    HealthStore,
    MemoryHealth,
    RedisHealth,
)
from smtpreply.breaker import admit, observe
from smtpreply.health import POSTFIX_FEEDBACK, Hits

ROOT = Path(__file__).parents[1]
OK = diagnose("250 2.0.0 queued", stage=Stage.END_OF_DATA)
DOWN = diagnose(Event(EventKind.CONNECT_REFUSED, Stage.CONNECT))
HALF = diagnose("250 2.1.5 ok", stage=Stage.RCPT)
YAHOO = diagnose("421 4.7.0 [TSS04] Messages from 192.0.2.1 deferred", stage=Stage.MAIL)

COUNTING = attrs.evolve(POSTFIX_FEEDBACK, name="COUNTING", limit=1_000_000, failed_cohorts=None)
"""Under which every message accepted is to be seen in the window."""

WORKERS, EACH = 6, 150

# A worker says that it is ready, and begins when all are: on a line of standard input.
WORKER = """
import sys, redis
from smtpreply import Stage, diagnose
from smtpreply.adapters.health import RedisHealth
from tests.test_health_adapters import COUNTING, EACH, OK
store = RedisHealth(redis.Redis(port=int(sys.argv[1])), policy=COUNTING, tries=10_000)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(EACH):
    store.observe("gmail.com", OK, now=1000.0)
print(sum(store.admit("dead.example", now=1300.0).probe for _ in range(20)))
"""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def wait_until_it_answers(client: Any, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            client.ping()
            return
        except redis.exceptions.ConnectionError:
            assert server.poll() is None, "redis-server ended at once"
            time.sleep(0.05)
    raise AssertionError("redis-server does not answer")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a Redis of our own listens: on loopback, without a file on disk."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("no redis-server here: Debian has it in the package redis-server")
    port = free_port()
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=tmp_path_factory.mktemp("redis"),
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis(port=port) as client:
            wait_until_it_answers(client, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def client(port: int) -> Iterator[Any]:
    with redis.Redis(port=port) as client:
        client.flushall()
        yield client


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> HealthStore:
    if request.param == "memory":
        return MemoryHealth()
    return RedisHealth(request.getfixturevalue("client"))


class TestBoth:
    def test_does_what_the_pure_functions_do(self, store: HealthStore) -> None:
        health = Health()
        for number, diagnosis in enumerate([OK, DOWN, YAHOO, HALF, DOWN, YAHOO, DOWN]):
            now = 1000.0 + number
            health = observe(health, diagnosis, now=now)
            assert store.observe("a.example", diagnosis, now=now) == health
            health, permit = admit(health, now=now, in_flight=2)
            assert store.admit("a.example", now=now, in_flight=2) == permit
        assert store.get("a.example") == health

    def test_keeps_destinations_apart(self, store: HealthStore) -> None:
        for _ in range(4):
            store.observe("a.example", DOWN, now=0.0)
        assert not store.admit("a.example", now=1.0)
        assert store.admit("b.example", now=1.0)
        assert store.get("b.example") == Health()

    def test_has_a_clock(self, store: HealthStore) -> None:
        before = time.time()
        updated = store.observe("a.example", OK).updated
        assert updated is not None
        assert before <= updated <= time.time()
        assert store.admit("a.example").connections == 6

    def test_passes_errors_on_and_changes_nothing(self, store: HealthStore) -> None:
        store.observe("a.example", OK, now=0.0)
        before = store.get("a.example")
        with pytest.raises(ValueError, match="in_flight is not negative"):
            store.admit("a.example", in_flight=-1, now=0.0)
        assert store.get("a.example") == before

    def test_starts_afresh_when_told(self, store: Any) -> None:
        store.observe("a.example", DOWN, now=0.0)
        store.forget("a.example")
        store.forget("a.example")
        assert store.get("a.example") == Health()


def together(work: Callable[[], Any]) -> list[Any]:
    """The same work in several threads, begun at once."""
    start = threading.Barrier(WORKERS)

    def begin() -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(WORKERS) as threads:
        return [future.result() for future in [threads.submit(begin) for _ in range(WORKERS)]]


@pytest.fixture
def leisurely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step takes its time between reading and writing, so that threads get in between."""
    home = "smtpreply.adapters.health"

    def slow(verb: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            result = verb(*arguments, **named)
            time.sleep(0.001)
            return result

        return call

    monkeypatch.setattr(f"{home}.observe", slow(observe))
    monkeypatch.setattr(f"{home}.admit", slow(admit))


class TestMemory:
    @pytest.mark.usefixtures("leisurely")
    def test_threads_lose_nothing(self) -> None:
        store = MemoryHealth(policy=COUNTING)
        together(lambda: [store.observe("gmail.com", OK, now=0.0) for _ in range(20)])
        assert store.get("gmail.com").window == 5 + WORKERS * 20

    @pytest.mark.usefixtures("leisurely")
    def test_one_thread_gets_the_probe(self) -> None:
        store = MemoryHealth()
        for _ in range(4):
            store.observe("dead.example", DOWN, now=0.0)
        assert sum(together(lambda: store.admit("dead.example", now=300.0).probe)) == 1

    def test_holds_no_more_than_is_in_force(self) -> None:
        store = MemoryHealth()
        for number in range(3000):
            store.observe(f"{number}.example", OK, now=number * 10.0)
        assert len(store) < 1100
        assert store.get("2999.example").window == 6

    def test_holds_nothing_of_what_it_knows_nothing_of(self) -> None:
        store = MemoryHealth()
        store.observe("a.example", HALF, now=0.0)
        store.admit("a.example", now=0.0)
        assert len(store) == 0
        store.observe("a.example", OK, now=0.0)
        store.admit("a.example", now=5000.0)
        assert len(store) == 0


class TestRedis:
    def test_processes_lose_nothing_and_one_gets_the_probe(self, client: Any, port: int) -> None:
        store = RedisHealth(client, policy=COUNTING)
        RedisHealth(client).observe("dead.example", DOWN, now=1000.0)
        for _ in range(3):
            RedisHealth(client).observe("dead.example", DOWN, now=1000.0)
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, str(port)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _ in range(WORKERS)
        ]  # fmt: skip
        try:
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline() == "ready\n"
            for worker in workers:
                assert worker.stdin is not None
                worker.stdin.write("\n")
                worker.stdin.flush()
            probes = [int(worker.communicate(timeout=120)[0]) for worker in workers]
        finally:
            for worker in workers:
                worker.kill()
                worker.communicate()
        assert store.get("gmail.com").window == 5 + WORKERS * EACH
        assert sorted(probes) == [0] * (WORKERS - 1) + [1]

    def test_keys_have_a_prefix_and_end_when_nothing_counts(self, client: Any) -> None:
        store = RedisHealth(client, prefix="mail:")
        store.observe("a.example", DOWN, now=0.0)
        assert client.keys() == [b"mail:a.example"]
        assert 3_990_000 < client.pttl("mail:a.example") <= 4_000_000
        for _ in range(3):
            store.observe("a.example", DOWN, now=0.0)
        assert 4_290_000 < client.pttl("mail:a.example") <= 4_300_000

    def test_writes_nothing_where_nothing_changed(self, client: Any) -> None:
        store = RedisHealth(client)
        store.admit("a.example", now=0.0)
        store.observe("a.example", HALF, now=0.0)
        assert client.keys() == []
        store.observe("a.example", DOWN, now=0.0)
        store.admit("a.example", now=5000.0)
        assert client.keys() == []

    def test_works_with_a_client_that_decodes(self, port: int, client: Any) -> None:
        with redis.Redis(port=port, decode_responses=True) as decoding:
            store = RedisHealth(decoding)
            store.observe("a.example", OK, now=0.0)
            assert store.observe("a.example", OK, now=0.0).window == 7
            client.set("smtpreply:health:b.example", b"\xff")
            with pytest.raises(ValueError, match=r"b\.example' cannot be read"):
                store.get("b.example")

    @pytest.mark.parametrize(
        ("stored", "why"),
        [
            (b"\xff", "invalid start byte"),
            (b"nothing", "Expecting value"),
            (b"[]", "health is a mapping"),
            (json.dumps({**Health().to_dict(), "version": 2}).encode(), "version is 1, not 2"),
            (json.dumps({**Health().to_dict(), "window": 0}).encode(), "window is a number"),
        ],
    )
    def test_what_cannot_be_read_is_named_and_left(
        self, client: Any, stored: bytes, why: str
    ) -> None:
        name = "smtpreply:health:a.example"
        store = RedisHealth(client)
        client.set(name, stored)
        for call in (
            lambda: store.get("a.example"),
            lambda: store.observe("a.example", OK, now=0.0),
            lambda: store.admit("a.example", now=0.0),
        ):
            with pytest.raises(ValueError, match=f"'{name}' cannot be read: .*{why}"):
                call()
        assert client.get(name) == stored
        store.forget("a.example")
        assert store.admit("a.example", now=0.0)

    def test_a_race_is_run_again_and_given_up_in_the_end(self, client: Any) -> None:
        """Somebody else writes between each reading and writing."""
        races = iter(range(100))
        store = RedisHealth(client, tries=3)
        swap = store._swap

        def late(times: int) -> Callable[..., Any]:
            def call(**arguments: Any) -> Any:
                if (number := next(races)) < times:
                    other = Health(hits=(Hits(f"row-{number}", 60, (0.0,)),), updated=0)
                    client.set("smtpreply:health:a.example", json.dumps(other.to_dict()))
                return swap(**arguments)

            return call

        store._swap = late(2)
        health = store.observe("a.example", OK, now=0.0)
        assert (health.window, health.hits[0].because) == (6, "row-1")
        store._swap = late(99)
        with pytest.raises(HealthConflictError, match="at each of 3 tries; nothing was written"):
            store.observe("a.example", OK, now=0.0)
        assert store.get("a.example").window is None

    def test_what_redis_raises_is_passed_on(self) -> None:
        with redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0)) as nowhere:
            with pytest.raises(redis.exceptions.ConnectionError):
                RedisHealth(nowhere).admit("a.example")

    def test_tries_at_least_once(self, client: Any) -> None:
        with pytest.raises(ValueError, match="tries is 1 or more, not 0"):
            RedisHealth(client, tries=0)
