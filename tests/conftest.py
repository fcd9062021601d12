"""What more than one file of tests needs, once a session."""

from collections.abc import Iterator

import pytest

from tests.zoo import Keeper


@pytest.fixture(scope="session")
def keeper() -> Iterator[Keeper]:
    """The zoo's servers."""
    keeper = Keeper()
    try:
        yield keeper
    finally:
        keeper.close()
