"""What became of a message for one recipient, as a value."""

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from smtpreply.advice import Action, Caution
from smtpreply.history import History, Plan, Step
from smtpreply.printable import printable

if TYPE_CHECKING:
    from smtpreply.diagnosis import Diagnosis


class Fate(Enum):
    """What became of it."""

    DELIVERED = "delivered"
    """The server has taken it over (RFC 5321 4.2.5)."""
    REFUSED = "refused"
    """The answer was final, or somebody must mend something first; nothing was delivered."""
    EXPIRED = "expired"
    """Put off for as long as the schedule allows, and given up; nothing was delivered."""
    DEFERRED = "deferred"
    """Put off until `Outcome.until`; nothing was delivered yet."""
    UNKNOWN = "unknown"
    """Sent once and never answered: it may have been delivered or not. A later refusal of a second
    copy does not change that."""

    @classmethod
    def of(cls, planned: Plan) -> "Fate":
        """What becomes of a recipient whose next step is this one."""
        return _BY_STEP.get(planned.step) or _BY_ACTION.get(planned.action, cls.REFUSED)


_BY_STEP = {
    Step.NOW: Fate.DEFERRED,
    Step.NEXT_HOST: Fate.DEFERRED,
    Step.WAIT: Fate.DEFERRED,
    Step.MEND: Fate.REFUSED,
    Step.GIVE_UP: Fate.REFUSED,
    Step.EXPIRE: Fate.EXPIRED,
}
_BY_ACTION = {Action.DONE: Fate.DELIVERED, Action.HOLD_AS_UNKNOWN: Fate.UNKNOWN}


@attrs.frozen(kw_only=True)
class Outcome:
    """One recipient's outcome."""

    recipient: str
    fate: Fate
    diagnosis: "Diagnosis | None"
    """The answer on which it stands; None where none was had yet."""
    host: str = ""
    """Who answered last."""
    until: float | None = None
    """When it is due again, for DEFERRED, on the driver's clock."""
    history: History = attrs.field(factory=History)
    """Every attempt for this recipient, to go on from in another `Delivery`."""

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """`Caution.DUPLICATE_RISK` where it was sent and not answered: it may arrive twice, or will
        if it is sent again."""
        return (Caution.DUPLICATE_RISK,) if self.history.may_be_delivered else ()

    @property
    def queue_id(self) -> str | None:
        """Under which the server keeps what it has taken over, where it names it."""
        if self.fate is not Fate.DELIVERED or self.diagnosis is None:
            return None
        return self.diagnosis.verdict.details.queue_id

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be tried."""
        return self.fate is not Fate.DEFERRED

    def __str__(self) -> str:
        """One line: who, what, and the answer."""
        known = f"{printable(self.recipient, 80)}: {self.fate.value}"
        return known if self.diagnosis is None else f"{known}; {self.diagnosis}"
