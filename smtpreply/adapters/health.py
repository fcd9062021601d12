"""Where a breaker's state is kept: in this process, or in Redis for a whole fleet.

Both have the same three calls: `get`, `observe`, `admit`. Each is one atomic step over the pure
functions of `smtpreply.breaker`, so that no answer is lost and a probe goes to one worker only.
Call `observe` when the outcome of a message is safely noted: an error raised here (Redis away,
a stored value unreadable) says nothing about the message, and must not lead to a second copy.
A worker that cannot `admit` keeps its mail. Redis needs the extra: ``smtpreply[redis]``.
"""

import json
import math
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from smtpreply.breaker import admit, forgotten_at, observe
from smtpreply.diagnosis import Diagnosis
from smtpreply.health import POSTFIX_FEEDBACK, Health, HealthPolicy, Permit

if TYPE_CHECKING:
    from redis import Redis

_T = TypeVar("_T")
_Step = Callable[[Health], tuple[Health, _T]]

_NEW = Health()
_SWEEP = 1024
"""How many destinations are held before those that count no more are looked for."""

# KEYS[1]: the key. ARGV: the value expected (empty: none), the new one (empty: none), and its
# milliseconds. Gives 1 if it was set, else the value that is there (empty: none).
_SWAP = """
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then return found end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
"""


class HealthStore(Protocol):
    """What both stores can do. A key names a destination: ``"gmail.com"``, ``"user@relay"``."""

    def get(self, key: str) -> Health:
        """What is known of the destination, as it was left; ``Health()`` where nothing is."""
        ...

    def observe(self, key: str, diagnosis: Diagnosis, *, now: float | None = None) -> Health:
        """Take in an answer (`smtpreply.breaker.observe`); ``now`` is Unix time, if not given."""
        ...

    def admit(self, key: str, *, in_flight: int = 0, now: float | None = None) -> Permit:
        """Ask whether something may go there (`smtpreply.breaker.admit`)."""
        ...


class HealthConflictError(RuntimeError):
    """Others changed the same destination at each of many tries; nothing was changed."""


class _Store(ABC):
    """What the stores have in common: each call is one change of one destination."""

    policy: HealthPolicy

    @abstractmethod
    def _change(self, key: str, now: float, step: _Step[_T]) -> _T:
        """Carry out one step over the health of a destination, atomically."""

    def observe(self, key: str, diagnosis: Diagnosis, *, now: float | None = None) -> Health:
        """Take in an answer, and say how the destination fares now."""
        at = _time(now)
        return self._change(key, at, _observing(diagnosis, at, self.policy))

    def admit(self, key: str, *, in_flight: int = 0, now: float | None = None) -> Permit:
        """Whether one connection more may be opened; a probe is claimed with it."""
        at = _time(now)
        return self._change(key, at, _admitting(in_flight, at, self.policy))


class MemoryHealth(_Store):
    """Health kept in this process, for any number of its threads.

    It holds no more than what is in force: a destination of which nothing was heard for the
    policy's `forget_after` goes with one of the next changes.
    """

    def __init__(self, policy: HealthPolicy = POSTFIX_FEEDBACK) -> None:
        self.policy = policy
        self._lock = Lock()
        self._kept: dict[str, Health] = {}
        self._sweep_at = _SWEEP

    def __len__(self) -> int:
        """How many destinations are held."""
        return len(self._kept)

    def get(self, key: str) -> Health:
        """What is known of the destination, as it was left; ``Health()`` where nothing is."""
        with self._lock:
            return self._kept.get(key, _NEW)

    def forget(self, key: str) -> None:
        """Start afresh with a destination."""
        with self._lock:
            self._kept.pop(key, None)

    def _change(self, key: str, now: float, step: _Step[_T]) -> _T:
        with self._lock:
            health, result = step(self._kept.get(key, _NEW))
            self._kept[key] = health
            if health == _NEW:
                del self._kept[key]
            if len(self._kept) >= self._sweep_at:
                self._sweep(now)
        return result

    def _sweep(self, now: float) -> None:
        for key, health in list(self._kept.items()):
            end = forgotten_at(health, self.policy)
            if end is not None and end <= now:
                del self._kept[key]
        self._sweep_at = max(_SWEEP, 2 * len(self._kept))


class RedisHealth(_Store):
    """Health kept in Redis, for every worker that talks to it.

    A change is computed here by the pure functions and written only if the stored value is still
    the one it was computed from: a script of four lines compares and sets in one step, and gives
    back what is there if another was faster, to compute from anew. So the rules exist once, in
    Python, and no connection is tied up between reading and writing as with WATCH. After
    ``tries`` lost races `HealthConflictError` is raised. Each key ends by itself when nothing of
    it counts any more. What redis-py raises is passed on; if the connection breaks just when a
    change was made and redis-py repeats it, that answer counts twice.

    A stored value that cannot be read, or was written by another release, raises ``ValueError``
    naming its key, and is left as it is: mail that waits until somebody looks is not lost, but a
    suspension forgotten may turn it into bounces. `forget` starts afresh.
    """

    def __init__(
        self,
        redis: "Redis",
        *,
        policy: HealthPolicy = POSTFIX_FEEDBACK,
        prefix: str = "smtpreply:health:",
        tries: int = 100,
    ) -> None:
        if tries < 1:
            raise ValueError(f"tries is 1 or more, not {tries!r}")
        self.policy = policy
        self._redis, self._prefix, self._tries = redis, prefix, tries
        self._swap: Any = redis.register_script(_SWAP)

    def get(self, key: str) -> Health:
        """What is known of the destination, as it was left; ``Health()`` where nothing is."""
        return _read(self._prefix + key, self._load(self._prefix + key))

    def forget(self, key: str) -> None:
        """Start afresh with a destination."""
        self._redis.delete(self._prefix + key)

    def _change(self, key: str, now: float, step: _Step[_T]) -> _T:
        name = self._prefix + key
        stored = self._load(name)
        for lost in range(self._tries):
            before = _read(name, stored)
            health, result = step(before)
            if health == before:
                return result
            found = self._swap(keys=[name], args=[stored or b"", *self._written(health, now)])
            if found == 1:
                return result
            stored = found
            # Many at one key: the more races are lost, the further apart.
            time.sleep(random.uniform(0, min(0.0005 * (lost + 1), 0.02)))
        raise HealthConflictError(
            f"{name!r} was changed by others at each of {self._tries} tries; nothing was written"
        )

    def _load(self, name: str) -> Any:
        try:
            return self._redis.get(name)
        except UnicodeDecodeError as error:  # of a client with decode_responses
            raise _unreadable(name, error) from error

    def _written(self, health: Health, now: float) -> tuple[str, int]:
        """The value to store, empty for none, and for how many milliseconds."""
        end = forgotten_at(health, self.policy)
        if end is None:
            return "", 0
        return json.dumps(health.to_dict(), separators=(",", ":")), math.ceil((end - now) * 1000)


def _time(now: float | None) -> float:
    return time.time() if now is None else now


def _observing(diagnosis: Diagnosis, now: float, policy: HealthPolicy) -> _Step[Health]:
    def step(health: Health) -> tuple[Health, Health]:
        after = observe(health, diagnosis, now=now, policy=policy)
        return after, after

    return step


def _admitting(in_flight: int, now: float, policy: HealthPolicy) -> _Step[Permit]:
    return lambda health: admit(health, now=now, in_flight=in_flight, policy=policy)


def _read(name: str, stored: Any) -> Health:
    if not stored:
        return _NEW
    try:
        return Health.from_dict(json.loads(stored))
    except ValueError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: ValueError) -> ValueError:
    return ValueError(
        f"the health stored at {name!r} cannot be read: {error}; forget it to start afresh"
    )
