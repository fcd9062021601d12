"""What the strategies are told, checked at the call and not when an example is drawn.

Each check raises ``ValueError`` with the name of the argument and what was expected.
"""

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from smtpreply.codes import ReplyCode, Severity

_E = TypeVar("_E", bound=Enum)


def check_member(name: str, value: object, kind: type[Enum]) -> None:
    """None, or a member of the enum."""
    if value is not None and not isinstance(value, kind):
        raise ValueError(f"{name} is a {kind.__name__} or None, not {value!r}")


def check_members(name: str, values: Iterable[_E], kind: type[_E]) -> tuple[_E, ...]:
    """Members of the enum, each once, in its order."""
    given = list(values)
    for value in given:
        if not isinstance(value, kind):
            raise ValueError(f"{name} holds members of {kind.__name__}, not {value!r}")
    return tuple(member for member in kind if member in given)


def check_maybe(name: str, value: object) -> None:
    """True, False or None."""
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{name} is True, False or None, not {value!r}")


def check_count(name: str, value: int, least: int) -> None:
    """A whole number that is not too small."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is an int of at least {least}, not {value!r}")


def check_range(what: str, least: int, most: int, start: int = 1) -> None:
    """How many of them there may be; the arguments are ``min_what`` and ``max_what``."""
    check_count(f"min_{what}", least, start)
    check_count(f"max_{what}", most, 1)
    if least > most:
        raise ValueError(f"min_{what} is at most max_{what}, not {least} > {most}")


def check_code(code: int | None, severity: Severity | None) -> None:
    """A code from 200 to 599, if there is one, of the severity, if there is one."""
    check_member("severity", severity, Severity)
    if code is None:
        return
    try:
        found = ReplyCode(code)
    except ValueError as error:
        raise ValueError(f"code: {error}") from None
    if severity is not None and found.severity is not severity:
        raise ValueError(f"code is of the severity {severity.name}, not {code}")
