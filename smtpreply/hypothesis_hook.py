"""What hypothesis calls when it is imported (the entry point), so that ``from_type(Reply)`` works.

Importing hypothesis must cost nothing for who does not use smtpreply. So of our modules only those
that are loaded are registered at once; for the others a finder waits, which finds nothing itself
and leaves when all are there. The strategies are loaded when they are first asked for.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

STRATEGIES = {
    "smtpreply.codes": {"ReplyCode": "reply_codes", "EnhancedCode": "enhanced_codes"},
    "smtpreply.reply": {"Reply": "replies"},
    "smtpreply.capabilities": {"Capabilities": "capabilities"},
    "smtpreply.context": {"Context": "contexts"},
    "smtpreply.event": {"Event": "events"},
    "smtpreply.dialogue": {"Exchange": "exchanges"},
}
"""For each module its types, and who makes their values."""


def register() -> None:
    """Register what is loaded, and wait for the rest."""
    awaited = set(STRATEGIES)
    for name in STRATEGIES:
        if name in sys.modules:
            awaited.discard(name)
            register_types_of(sys.modules[name])
    if awaited:
        sys.meta_path.insert(0, _Waiting(awaited))


def register_types_of(module: ModuleType) -> None:
    """Register the types of one of our modules."""
    from hypothesis.strategies import register_type_strategy

    for type_name, strategy in STRATEGIES[module.__name__].items():
        register_type_strategy(getattr(module, type_name), partial(_resolve, strategy))


def _resolve(name: str, _: type) -> Any:
    return getattr(import_module("smtpreply.testing.strategies"), name)()


class _Waiting(MetaPathFinder):
    """Registers the types of a module as soon as it is loaded."""

    def __init__(self, awaited: set[str]) -> None:
        self._awaited = awaited

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None for all but the awaited modules, which are found where they always are."""
        if fullname not in self._awaited:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = partial(self._load, spec.loader.exec_module)
            spec.loader.exec_module = load  # type: ignore[method-assign]
        return spec

    def _load(self, exec_module: Callable[[ModuleType], None], module: ModuleType) -> None:
        exec_module(module)
        register_types_of(module)
        self._awaited.discard(module.__name__)
        if not self._awaited and self in sys.meta_path:
            sys.meta_path.remove(self)
