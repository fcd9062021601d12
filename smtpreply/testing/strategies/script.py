"""A whole session as a value: what the client says, what the server answers, and what goes wrong.

No strategy here: `dialogues` makes these. A session can be played against a `Dialogue` in memory,
or be the script of a `ScriptedServer`.
"""

from enum import Enum

import attrs

from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.errors import ReplyError
from smtpreply.stage import Stage
from smtpreply.testing import After, Turn


class Fault(Enum):
    """What goes wrong in the place of the regular answer."""

    REFUSED = "refused"
    """A 4yz or 5yz; the session goes on as it then must."""
    DEFECTIVE = "defective"
    """The answer with odd line ends."""
    EXTRA = "extra"
    """A reply that nobody asked for, behind the answer."""
    SHUTDOWN = "shutdown"
    """A 421, then the end of the connection."""
    CLOSED = "closed"
    """The connection ends before the answer."""
    CUT = "cut"
    """The connection ends inside the answer."""
    GARBAGE = "garbage"
    """Bytes that are no reply; then the connection ends."""
    SILENCE = "silence"
    """No answer, and the connection stays: needs a client with a timeout."""

    @property
    def ends(self) -> bool:
        """Whether the session is over after it."""
        return self not in (Fault.REFUSED, Fault.DEFECTIVE, Fault.EXTRA)


@attrs.frozen
class Step:
    """One command and its answer."""

    stage: Stage
    command: bytes
    """What the client sends: a line, or the message with its dot. Empty for the greeting, and in
    LMTP for the answers behind the message from the second on."""
    reply: bytes
    """Empty where the connection ended, or fell silent, before."""
    answers: str | None = None
    """`Exchange.command` of the answer: without credentials, in LMTP the RCPT line."""
    fault: Fault | None = None
    surplus: bytes = b""
    """What comes behind the answer without having been asked for."""

    @property
    def code(self) -> int | None:
        """The code of the answer; None where there is no whole one."""
        if not self.reply or self.fault in (Fault.CUT, Fault.GARBAGE):
            return None
        return int(self.reply[:3])


@attrs.frozen
class ScriptedSession:
    """A session from the greeting to its end."""

    rounds: tuple[tuple[Step, ...], ...]
    """Steps in order. Those of one round are sent together, before any of their answers is read:
    more than one where commands are pipelined, or in LMTP behind the message."""
    lmtp: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them in order."""
        return tuple(step for steps in self.rounds for step in steps)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What goes wrong, in order."""
        return tuple(step.fault for step in self.steps if step.fault is not None)

    @property
    def script(self) -> tuple[Turn, ...]:
        """Turns for a `ScriptedServer`, for any client that says the same verbs in this order.

        The server goes on in clear behind STARTTLS unless it is told otherwise: take sessions
        without (``starttls=False``) for a client that would begin a handshake.
        """
        turns: list[Turn] = []
        for step in self.steps:
            if turns and not step.command:  # one more answer to the same message
                turns[-1] = attrs.evolve(
                    turns[-1], reply=turns[-1].reply + _said(step), after=_after(step)
                )
            else:
                turns.append(Turn(_said(step), command=_prompt(step), after=_after(step)))
        return tuple(turns)

    def play(self, dialogue: Dialogue) -> list[Exchange | ReplyError]:
        """Tell a new dialogue all of it; what came out, in order.

        Make the dialogue with ``lmtp=session.lmtp``.
        """
        found: list[Exchange | ReplyError] = []
        for steps in self.rounds:
            if sent := b"".join(step.command for step in steps):
                dialogue.send(sent)
            dialogue.receive_data(b"".join(_said(step) for step in steps))
            _drain(dialogue, found)
            if steps[-1].stage is Stage.STARTTLS and steps[-1].code == 220:
                dialogue.start_tls()
        if self.steps[-1].fault is not Fault.SILENCE:
            dialogue.receive_eof()
            _drain(dialogue, found)
        return found


def _said(step: Step) -> bytes:
    return step.reply + step.surplus


def _after(step: Step) -> After:
    closes = step.fault is not None and step.fault.ends and step.fault is not Fault.SILENCE
    return After.CLOSE if closes or step.stage is Stage.QUIT else After.KEEP


def _prompt(step: Step) -> str | None:
    """What a client's line begins with: its verb, or for the login the line as it is."""
    if step.stage is Stage.CONNECT:
        return None
    if step.stage is Stage.END_OF_DATA:
        return "."
    return step.command.decode("ascii").split()[0]


def _drain(dialogue: Dialogue, found: list[Exchange | ReplyError]) -> None:
    while True:
        try:
            exchange = dialogue.next_exchange()
        except ReplyError as error:
            found.append(error)
            continue
        if exchange is None:
            return
        found.append(exchange)
