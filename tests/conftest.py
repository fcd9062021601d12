"""What more than one file of tests needs, once a session."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.zoo import Keeper

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
