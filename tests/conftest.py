"""What more than one file of tests needs, once a session."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from smtpreply import KNOWLEDGE, RULES, classifier
from tests.zoo import Keeper

# On a loaded machine all is slow, and that is nobody's fault; the rest is as hypothesis has it, which
# draws the same examples each time in CI.
settings.register_profile(
    "loaded", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("loaded")

# For mutmut, which runs the tests thousands of times: the same few examples each time.
settings.register_profile(
    "mutation", derandomize=True, max_examples=25, database=None, deadline=None
)


@pytest.fixture(scope="session")
def keeper() -> Iterator[Keeper]:
    """The zoo's servers."""
    keeper = Keeper()
    try:
        yield keeper
    finally:
        keeper.close()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """For mutmut: every test asks for itself, and finds no answer that another test left."""
    if "MUTANT_UNDER_TEST" not in os.environ:
        return
    for memory in (
        KNOWLEDGE._judgements,
        KNOWLEDGE._code_index,
        RULES._by_place,
        RULES._by_verdict,
        RULES.given,
        classifier._ENHANCED,
    ):
        memory.clear()
