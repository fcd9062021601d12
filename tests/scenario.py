"""One situation that real clients meet, and what is advised in it: the shape of a scenario."""

from typing import Any

import attrs

from smtpreply import Action, Caution, Event, parse
from smtpreply.tables.rows import Example


@attrs.frozen(kw_only=True)
class Scenario(Example):
    """A situation; its id names the rule of the collected facts that it shows."""

    rule: str

    action: Action
    """What must come first."""
    also: tuple[Action, ...] = ()
    """What must be among the alternatives."""
    never: tuple[Action, ...] = ()
    """What must not be proposed at all."""
    cautions: tuple[Caution, ...] = ()
    """What must be among the cautions."""
    throttled: bool | None = None
    """Whether a brake is put on; None: does not matter."""


def source_of(example: Example) -> Any:
    """The reply or event of an example."""
    if example.event is not None:
        return Event(example.event, example.stage)
    return parse(example.wire, stage=example.stage)
