"""Names that a module offers, but loads only for who asks, since they need another package."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def lazily(module: str, **homes: str) -> Callable[[str], Any]:
    """A ``__getattr__`` for ``module`` (PEP 562): each name, and the module that it comes from."""

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return get
