"""What is known of an address after asking, as a value."""

from enum import Enum

import attrs

from smtpreply.advice import Caution
from smtpreply.diagnosis import Diagnosis
from smtpreply.printable import printable
from smtpreply.verdict import Reason

_CONFIRMING = frozenset(
    {
        Reason.ADDRESS_CONFIRMED,
        Reason.WILL_FORWARD,
        Reason.RECIPIENT_ACCEPTED,
        Reason.MESSAGE_ACCEPTED,
    }
)


class AddressStatus(Enum):
    """What is known of the address."""

    DELIVERABLE = "deliverable"
    """The server takes it; see `Verification.how` for what that is worth."""
    UNDELIVERABLE = "undeliverable"
    """The server said that the address itself does not work."""
    UNKNOWN = "unknown"
    """Neither: refused for another reason, put off, or accepted like any other address."""

    @classmethod
    def of(cls, diagnosis: Diagnosis) -> "AddressStatus":
        """What one answer says of the address."""
        if diagnosis.verdict.address_dead:
            return cls.UNDELIVERABLE
        if diagnosis.verdict.reason in _CONFIRMING:
            return cls.DELIVERABLE
        return cls.UNKNOWN


class How(Enum):
    """How it is known, the weakest first."""

    PROBE = "probe"
    """MAIL and RCPT, without a message: no proof."""
    VRFY = "vrfy"
    """The server's word."""
    TEST_MESSAGE = "test message"
    """A message was accepted; a bounce may still come."""


@attrs.frozen
class Verification:
    """The result of `SMTP.verify`."""

    address: str
    status: AddressStatus
    how: How
    """What was asked last, on which the status stands."""
    diagnoses: tuple[Diagnosis, ...]
    """Everything that was answered, in order: VRFY first."""
    catch_all: bool | None = None
    """Whether the server accepts an address that cannot exist; None: not asked."""

    @property
    def diagnosis(self) -> Diagnosis:
        """The answer on which the status stands."""
        return self.diagnoses[-1]

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What to mind before relying on it."""
        if self.how is How.PROBE:
            return (Caution.NOT_PROOF, Caution.ADDRESS_HARVESTING)
        return (Caution.VISIBLE_MESSAGE,) if self.how is How.TEST_MESSAGE else ()

    def __str__(self) -> str:
        """One line: what, how, and the answer."""
        known = f"{printable(self.address, 80)}: {self.status.value} (by {self.how.value})"
        return f"{known}; {self.diagnosis}"
