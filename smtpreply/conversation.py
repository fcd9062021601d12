"""One connection as a conversation without I/O: say a line, hear the answer, judge it.

Written as generators: each yields the instructions that a driver carries out, and returns what
came of it. What a driver brings is taken in between, and looked at only here.
"""

from collections.abc import Generator
from typing import Any, TypeAlias, TypeVar

import attrs

from smtpreply.adviser import RULES, Rules
from smtpreply.capabilities import Capabilities
from smtpreply.context import Context, Needs
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.errors import ReplyError
from smtpreply.event import Event, EventKind
from smtpreply.instruction import Instruction, Receive, Send
from smtpreply.knowledge import KNOWLEDGE, Knowledge
from smtpreply.policy import Policy
from smtpreply.stage import Stage
from smtpreply.tables.timeouts import OTHERWISE, TIMEOUTS, TO_SEND

T = TypeVar("T")
Flow: TypeAlias = Generator[Instruction, None, T]


@attrs.frozen(kw_only=True)
class Judge:
    """How answers are judged: tables, policy, and what is known beyond the session."""

    policy: Policy
    knowledge: Knowledge = KNOWLEDGE
    rules: Rules = RULES
    null_sender: bool
    fixed_host: bool
    deferred: bool

    def __call__(self, source: "Exchange | Event", context: Context, **known: Any) -> Diagnosis:
        """What came, what it means, and what to do; ``known`` is what the context does not say."""
        whole = attrs.evolve(
            context,
            stage=source.stage,
            null_sender=self.null_sender,
            fixed_host=self.fixed_host,
            deferred=self.deferred,
            **known,
        )
        return diagnose(
            source.reply if isinstance(source, Exchange) else source,
            context=whole,
            policy=self.policy,
            knowledge=self.knowledge,
            rules=self.rules,
        )


class Conversation:
    """Says and hears over one connection."""

    def __init__(self, judge: Judge, *, lmtp: bool, tls: bool, needs: Needs) -> None:
        self.judge = judge
        self._dialogue = Dialogue(lmtp=lmtp, tls=tls, needs=needs)
        self._event: Event | None = None
        self._is_lost = False
        self._is_message_due = False  # what is said next would be taken for it

    # What the driver brings ------------------------------------------------------------------

    def receive_data(self, data: bytes) -> None:
        """Take bytes; none at all means that the server closed the connection."""
        if data:
            self._dialogue.receive_data(data)
        else:
            self._dialogue.receive_eof()
            self.receive_event(Event(EventKind.CLOSED))

    def receive_event(self, event: Event) -> None:
        """Take what happened instead; the first counts."""
        self._event = self._event or event

    # What is known ---------------------------------------------------------------------------

    @property
    def due(self) -> Stage:
        """What the next answer is to; UNKNOWN if none is due."""
        return self._dialogue.next_stage

    @property
    def context(self) -> Context:
        """What is known of the session now, at the stage of the answer that is due."""
        waiting = self._dialogue.unanswered
        command = waiting[0] if waiting else None
        return attrs.evolve(self._dialogue.context, stage=self.due, command=command)

    @property
    def capabilities(self) -> Capabilities:
        """What the server offers; nothing before it was greeted."""
        return self._dialogue.context.capabilities or Capabilities()

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS is on."""
        return bool(self._dialogue.context.tls)

    @property
    def is_settled(self) -> bool:
        """Whether every command was answered, and another one can be."""
        open_ends = self._is_lost, self._is_message_due, self._dialogue.waiting, self._event
        return not any(open_ends)

    def abandon(self) -> None:
        """Say nothing more: it would be taken for something else."""
        self._is_lost = True

    def start_tls(self) -> None:
        """Forget what is known; raises `ReplyError` if bytes wait that were sent in clear."""
        self._dialogue.start_tls()

    # Saying and hearing ----------------------------------------------------------------------

    def say(self, data: bytes) -> Flow[None]:
        """Send bytes; if that fails, the next answer tells."""
        self._dialogue.send(data)
        self._is_message_due = False
        yield Send(data, TO_SEND)

    def hear(self) -> Flow[Exchange | Event]:
        """The next answer, or what came in its place.

        For all of one answer it yields the same object: its timeout is for the whole of it.
        """
        row = TIMEOUTS.get(self.due)
        wait = Receive(row.seconds if row else OTHERWISE)
        while (found := self.heard()) is None:
            yield wait
        return found

    def ask(self, line: bytes) -> Flow[Diagnosis]:
        """Send a line and judge its answer."""
        yield from self.say(line)
        return self.judged((yield from self.hear()))

    def heard(self) -> Exchange | Event | None:
        """What has come already: an answer before an event, for it was there first."""
        due = self.due
        try:
            exchange = self._dialogue.next_exchange()
        except ReplyError as error:
            self._is_lost = True
            return Event(EventKind.NOT_A_REPLY, due, str(error))
        if exchange is None:
            event, self._event = self._event, None
            self._is_lost |= event is not None
            return event and attrs.evolve(event, stage=due)
        self._is_lost |= exchange.reply.closes_connection or exchange.is_unasked
        if not exchange.is_unasked:
            self._is_message_due = exchange.stage is Stage.DATA and exchange.reply.code == 354
            return exchange
        if exchange.reply.closes_connection:  # it answers whatever waits, and all that follows
            return attrs.evolve(exchange, stage=due, context=self.context)
        return Event(EventKind.EXTRA_REPLY, due, str(exchange.reply.code))

    def judged(self, found: Exchange | Event, **known: Any) -> Diagnosis:
        """What an answer means; ``known`` is what else the context should say."""
        context = found.context if isinstance(found, Exchange) else self.context
        return self.judge(found, context, **known)

    def happened(self, kind: EventKind, stage: Stage, detail: str = "", **known: Any) -> Diagnosis:
        """What it means that something happened here, and not on the wire."""
        return self.judge(Event(kind, stage, detail), self._dialogue.context, **known)
