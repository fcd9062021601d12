"""Scenarios: session."""

from tests.scenario import Scenario

SESSION_SCENARIOS: tuple[Scenario, ...] = ()

SESSION_LEFT_OUT: dict[str, str] = {}
"""Rules that are not a client's to follow, or not ours, each with the reason."""
