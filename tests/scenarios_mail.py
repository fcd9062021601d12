"""Scenarios: mail."""

from tests.scenario import Scenario

MAIL_SCENARIOS: tuple[Scenario, ...] = ()

MAIL_LEFT_OUT: dict[str, str] = {}
"""Rules that are not a client's to follow, or not ours, each with the reason."""
