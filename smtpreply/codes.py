"""Reply codes and enhanced status codes as values.

What belongs here: the numbers a server says and what follows from their digits
alone (RFC 5321 4.2.1, RFC 3463 2). What does not: what a code means at a stage,
which is a matter of the tables. Every code from 200 to 599 works, known or not.
"""

import re
from enum import Enum
from typing import Self

import attrs

from smtpreply.term import Term


class Severity(Term):
    """What the first digit of a reply code says (RFC 5321 4.2.1)."""

    POSITIVE_COMPLETION = 2
    POSITIVE_INTERMEDIATE = 3
    TRANSIENT_NEGATIVE = 4
    PERMANENT_NEGATIVE = 5

    @property
    def is_positive(self) -> bool:
        """True for 2yz and 3yz."""
        return self.value < 4

    @property
    def is_negative(self) -> bool:
        """True for 4yz and 5yz."""
        return self.value > 3


class Category(Enum):
    """What the second digit of a reply code says (RFC 5321 4.2.1).

    The digits 3 and 4 are "unspecified" in the RFC; AUTH took 3 (RFC 4954). The
    digits 6 to 9 are in no RFC, yet servers use them (571): also unspecified.
    """

    SYNTAX = 0
    INFORMATION = 1
    CONNECTIONS = 2
    UNSPECIFIED = 3
    MAIL_SYSTEM = 5


_SEVERITIES = {severity.value: severity for severity in Severity}
_CATEGORIES = {category.value: category for category in Category}


class ReplyCode(int):
    """A reply code: an ``int`` from 200 to 599, whether or not an RFC lists it.

    Raises ``ValueError`` for anything else. There is no code 100 in SMTP, and
    none above 599 (RFC 5321 4.2.1).
    """

    __slots__ = ()

    def __new__(cls, code: int) -> Self:
        """Check the range; ``code`` is an ``int``, never text (see `from_text`)."""
        if not isinstance(code, int) or isinstance(code, bool):
            raise ValueError(f"a reply code is an int from 200 to 599, not {code!r}")
        if not 200 <= code <= 599:
            raise ValueError(f"a reply code is from 200 to 599, not {int(code)}")
        return super().__new__(cls, code)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read exactly three ASCII digits, as ``int()`` would not: no sign, blank or ``_``."""
        if not (len(text) == 3 and text.isascii() and text.isdigit()):
            raise ValueError(f"a reply code is exactly three digits, not {text!r}")
        return cls(int(text))

    @property
    def severity(self) -> Severity:
        """What the first digit says."""
        return _SEVERITIES[self // 100]

    @property
    def category(self) -> Category:
        """What the second digit says."""
        return _CATEGORIES.get(self // 10 % 10, Category.UNSPECIFIED)

    @property
    def is_grammatical(self) -> bool:
        """Whether RFC 5321 4.2 can produce it: its second digit is 0 to 5."""
        return self // 10 % 10 <= 5

    def __repr__(self) -> str:
        return f"ReplyCode({int(self)})"

    def __str__(self) -> str:
        return int.__repr__(self)


_ENHANCED = re.compile(r"([245])\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})", re.ASCII)


def _check_class(_: object, __: object, value: int) -> None:
    if value not in (2, 4, 5):
        raise ValueError(f"the class of an enhanced code is 2, 4 or 5, not {value!r}")


def _check_part(_: object, attribute: "attrs.Attribute[int]", value: int) -> None:
    if not isinstance(value, int) or not 0 <= value <= 999:
        raise ValueError(f"the {attribute.name} of an enhanced code is 0 to 999, not {value!r}")


@attrs.frozen(order=True, repr=False, cache_hash=True)
class EnhancedCode:
    """An enhanced status code, ``class.subject.detail`` (RFC 3463 2).

    The registry is a subset: 5.7.606 is as good a value as 5.1.1.
    """

    class_: int = attrs.field(validator=_check_class)
    """2 success, 4 persistent transient failure, 5 permanent failure."""
    subject: int = attrs.field(validator=_check_part)
    """0 to 999; RFC 3463 defines 0 to 7."""
    detail: int = attrs.field(validator=_check_part)
    """0 to 999."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read ``5.1.1`` strictly: ASCII digits, no leading zero, nothing around it.

        Raises ``ValueError``.
        """
        match = _ENHANCED.fullmatch(text)
        if match is None:
            raise ValueError(
                f"an enhanced code looks like 5.1.1 with class 2, 4 or 5, not {text!r}"
            )
        class_, subject, detail = match.groups()
        return cls(int(class_), int(subject), int(detail))

    @property
    def severity(self) -> Severity:
        """The severity its class corresponds to."""
        return _SEVERITIES[self.class_]

    def agrees_with(self, code: int) -> bool:
        """Whether its class equals the first digit of ``code``, as RFC 2034 4 requires."""
        return code // 100 == self.class_

    def __str__(self) -> str:
        return f"{self.class_}.{self.subject}.{self.detail}"

    def __repr__(self) -> str:
        return f"EnhancedCode({str(self)!r})"


SYSTEM_STATUS = ReplyCode(211)
HELP_MESSAGE = ReplyCode(214)
SERVICE_READY = ReplyCode(220)
SERVICE_CLOSING = ReplyCode(221)
AUTHENTICATION_SUCCEEDED = ReplyCode(235)
COMPLETED = ReplyCode(250)
USER_NOT_LOCAL_WILL_FORWARD = ReplyCode(251)
CANNOT_VERIFY_USER = ReplyCode(252)
PENDING_MESSAGES_STARTED = ReplyCode(253)
AUTH_CHALLENGE = ReplyCode(334)
START_MAIL_INPUT = ReplyCode(354)
SERVICE_NOT_AVAILABLE = ReplyCode(421)
PASSWORD_TRANSITION_NEEDED = ReplyCode(432)
MAILBOX_TEMPORARILY_UNAVAILABLE = ReplyCode(450)
LOCAL_ERROR = ReplyCode(451)
INSUFFICIENT_STORAGE = ReplyCode(452)
NO_MAIL = ReplyCode(453)
TLS_OR_AUTH_TEMPORARILY_UNAVAILABLE = ReplyCode(454)
PARAMETERS_NOT_ACCOMMODATED = ReplyCode(455)
UNABLE_TO_QUEUE = ReplyCode(458)
NODE_NOT_ALLOWED = ReplyCode(459)
COMMAND_UNRECOGNIZED = ReplyCode(500)
SYNTAX_ERROR_IN_PARAMETERS = ReplyCode(501)
COMMAND_NOT_IMPLEMENTED = ReplyCode(502)
BAD_SEQUENCE = ReplyCode(503)
PARAMETER_NOT_IMPLEMENTED = ReplyCode(504)
HOST_ACCEPTS_NO_MAIL = ReplyCode(521)
AUTHENTICATION_REQUIRED = ReplyCode(530)
MECHANISM_TOO_WEAK = ReplyCode(534)
CREDENTIALS_INVALID = ReplyCode(535)
ENCRYPTION_REQUIRED = ReplyCode(538)
MAILBOX_UNAVAILABLE = ReplyCode(550)
USER_NOT_LOCAL = ReplyCode(551)
EXCEEDED_STORAGE = ReplyCode(552)
MAILBOX_NAME_NOT_ALLOWED = ReplyCode(553)
TRANSACTION_FAILED = ReplyCode(554)
PARAMETERS_NOT_RECOGNIZED = ReplyCode(555)
DOMAIN_ACCEPTS_NO_MAIL = ReplyCode(556)
