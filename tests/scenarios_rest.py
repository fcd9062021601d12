"""Scenarios: rest."""

from tests.scenario import Scenario

REST_SCENARIOS: tuple[Scenario, ...] = ()

REST_LEFT_OUT: dict[str, str] = {}
"""Rules that are not a client's to follow, or not ours, each with the reason."""
