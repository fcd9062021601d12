"""The fuzz targets as usual tests: over their seeds, what campaigns found, and any bytes.

`pytest -m campaign` gives hypothesis more of them; `python -m tests.fuzz` is the real thing.
"""

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.growth import GROWING
from tests.fuzz.seeds import found, seeds, written
from tests.fuzz.targets import TARGETS

each_target = pytest.mark.parametrize("target", TARGETS)


@each_target
def test_seeds(target: str) -> None:
    assert written(target), "a target begins with something"
    for data in seeds(target):
        TARGETS[target](data)


@pytest.mark.parametrize(("target", "data"), found())
def test_what_was_found(target: str, data: bytes) -> None:
    TARGETS[target](data)


@each_target
@given(data=st.binary(max_size=200))
def test_any_bytes(target: str, data: bytes) -> None:
    TARGETS[target](data)


@each_target
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_seed_with_a_piece_of_another_in_it(target: str, data: st.DataObject) -> None:
    known = written(target)
    one, other = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known))
    at, length = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, 9))
    TARGETS[target](one[:at] + other[at:] + data.draw(st.binary(max_size=3)) + one[at + length :])


@pytest.mark.campaign
@each_target
def test_a_hundred_thousand_damaged_seeds(target: str) -> None:
    chance, known = random.Random(target), seeds(target)
    for _ in range(100_000):
        TARGETS[target](_damaged(bytearray(chance.choice(known)), known, chance))


def _damaged(data: bytearray, known: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        other = chance.choice(known)
        begin = chance.randint(0, len(other))
        data[at : min(end, at + 9)] = chance.choice(
            (
                b"",
                chance.randbytes(chance.randint(1, 3)),
                other[begin : begin + chance.randint(1, 40)],
            )
        )
    return bytes(data)


def calls_in(work: Callable[[], object]) -> int:
    """How many functions are called, those written in C included."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", GROWING)
def test_twice_the_input_is_twice_the_work(name: str) -> None:
    """Calls are counted, so what one call in C does is not seen: `test_security` has the patterns,
    and `benchmarks/worst_inputs.py` the clock."""
    make = GROWING[name]
    make(2000)()  # what is learned once
    once, twice = calls_in(make(2000)), calls_in(make(4000))
    assert twice <= 2.2 * once
