"""How an address is verified, and what is known of it afterwards.

`asking` decides what to ask next and does no I/O: a client carries out each `Ask` and sends
back what was answered.
"""

import secrets
from collections.abc import Collection, Generator
from enum import Enum

import attrs

from smtpreply.advice import Action, Caution
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
        # A yes behind which the advice asks again is none: it is said of everybody.
        says_yes = diagnosis.verdict.reason in _CONFIRMING
        if says_yes and diagnosis.advice.action is not Action.SEND_TEST_MESSAGE:
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


class Question(Enum):
    """What to ask the server."""

    VRFY = "vrfy"
    MAIL = "mail"
    """With the sender."""
    RCPT = "rcpt"
    RSET = "rset"
    """The answer does not matter, nor does a connection that is lost here."""
    MESSAGE = "message"
    """Send the address a test message, and bring the answer to that."""


def _check_printable(_: object, __: object, address: str) -> None:
    # Clients make an address of what they are given: smtplib reads "a\rb <c@example.org>" as c's.
    if any(ord(character) < 32 or ord(character) == 127 for character in address):
        raise ValueError(f"an address holds no control character: {address!r}")


@attrs.frozen
class Ask:
    """One question of `asking`, for a client to put."""

    question: Question
    address: str = attrs.field(default="", validator=_check_printable)

    @property
    def is_probe(self) -> bool:
        """Whether it is part of a transaction that no message follows."""
        return self.question in (Question.MAIL, Question.RCPT)


_FALLBACKS = (Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL, Action.SEND_TEST_MESSAGE)


def check_verify(address: str, fallbacks: Collection[Action], send: object) -> None:
    """Raise ``ValueError`` for what `SMTP.verify` cannot do."""
    if not address.strip():
        raise ValueError("an address to verify is not empty")
    _check_printable(None, None, address)
    for fallback in fallbacks:
        if fallback not in _FALLBACKS:
            names = ", ".join(action.name for action in _FALLBACKS)
            raise ValueError(f"a fallback is one of {names}, not {fallback!r}")
    if Action.SEND_TEST_MESSAGE in fallbacks and send is None:
        raise ValueError("SEND_TEST_MESSAGE among the fallbacks needs send_test_message")


def asking(
    address: str, fallbacks: Collection[Action], sender: str
) -> Generator[Ask, Diagnosis, Verification]:
    """Yield what to ask, take what was answered, and return what is known in the end.

    See `smtpreply.adapters.smtplib.SMTP.verify`. What the advice puts first is done first.
    """
    asked = yield Ask(Question.VRFY, address)
    result = Verification(address, AddressStatus.of(asked), How.VRFY, (asked,))
    for action in (asked.advice.action, *asked.advice.alternatives):
        if result.status is not AddressStatus.UNKNOWN or action not in fallbacks:
            continue
        if action is Action.PROBE_RECIPIENT:
            probed = yield from probing(address, sender, Action.CHECK_CATCH_ALL in fallbacks)
            result = attrs.evolve(probed, diagnoses=(*result.diagnoses, *probed.diagnoses))
        elif action is Action.SEND_TEST_MESSAGE:
            answer = yield Ask(Question.MESSAGE, address)
            diagnoses = (*result.diagnoses, answer)
            status = AddressStatus.of(answer)
            result = Verification(address, status, How.TEST_MESSAGE, diagnoses)
    return result


def probing(
    address: str, sender: str, check_catch_all: bool
) -> Generator[Ask, Diagnosis, Verification]:
    """The same without VRFY: see `smtpreply.adapters.smtplib.SMTP.probe`."""
    status, catch_all = AddressStatus.UNKNOWN, None
    last = answer = yield Ask(Question.MAIL, sender)
    if _first_digit(answer) == 2:
        last = answer = yield Ask(Question.RCPT, address)
        status = AddressStatus.of(answer)
    if status is AddressStatus.DELIVERABLE and check_catch_all:
        nobody = f"{secrets.token_hex(12)}@{address.rpartition('@')[2]}"
        last = yield Ask(Question.RCPT, nobody)
        catch_all = {2: True, 5: False}.get(_first_digit(last))  # put off: not known
        if catch_all is not False:
            status = AddressStatus.UNKNOWN
    if last.reply is None or last.reply.code != 421:
        yield Ask(Question.RSET)
    return Verification(address, status, How.PROBE, (answer,), catch_all)


def _first_digit(answer: Diagnosis) -> int:
    """0 for what is no reply."""
    return answer.reply.code // 100 if answer.reply is not None else 0
