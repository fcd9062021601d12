"""What was said on a connection, and what it means: the part that the clients have in common.

No I/O: a client hands over what it sends and receives, and asks for the next answer. A reply
that nobody asked for is noted, and never handed out as the answer to a command, but for the
421 that says the connection is closing.
"""

from collections import deque

import attrs

from smtpreply.context import Context
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.event import Event, EventKind
from smtpreply.failures import read_exception
from smtpreply.reply import Reply
from smtpreply.stage import Stage

_UNKNOWN = Stage.UNKNOWN

EXCHANGES_KEPT = 1000
"""How many exchanges a connection remembers; older ones are forgotten."""

TOO_MUCH = frozenset(
    {ReplyErrorKind.LINE_TOO_LONG, ReplyErrorKind.TOO_MANY_LINES, ReplyErrorKind.REPLY_TOO_LONG}
)
"""What is wrong with a reply behind which nothing more is read: the connection is closed."""


def diagnosis_of(error: BaseException) -> Diagnosis | None:
    """The diagnosis that an exception of `SMTP` carries; None where no answer is behind it."""
    found: Diagnosis | None = getattr(error, "diagnosis", None)
    return found


def diagnoses_of(error: BaseException) -> tuple[Diagnosis, ...]:
    """One diagnosis a refused recipient for ``SMTPRecipientsRefused``, else one or none."""
    one = diagnosis_of(error)
    found: tuple[Diagnosis, ...] | None = getattr(error, "diagnoses", None)
    return found if found is not None else ((one,) if one is not None else ())


def diagnosis_in(exchange: Exchange) -> Diagnosis:
    """What the reply means where it was given."""
    return diagnose(exchange.reply, context=exchange.context)


def said(reply: Reply) -> bytes:
    """The text as clients give it: lines stripped and joined by LF."""
    lines = reply.raw_lines
    if len(lines) == 1:  # most, and it costs half
        return lines[0].strip(b" \t\r\n")
    return b"\n".join([line.strip(b" \t\r\n") for line in lines])


class Record:
    """Of one connection."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.dialogue = dialogue
        self.exchanges: deque[Exchange] = deque(maxlen=EXCHANGES_KEPT)
        self.event: Event | None = None
        """What came in the place of the last reply."""

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What the last reply, or what came in its place, means; None before any."""
        if self.event is not None:
            return self.of_event(self.event)
        return diagnosis_in(self.exchanges[-1]) if self.exchanges else None

    def next_answer(self) -> Exchange | None:
        """The next answer, not yet noted; None if more bytes are needed.

        Raises `ReplyError` for what came in the place of an answer that was due.
        """
        dialogue = self.dialogue
        while True:
            try:
                exchange = dialogue.next_exchange()
            except ReplyError as error:
                if error.stage is _UNKNOWN and dialogue.waiting:
                    continue  # bytes too many answer nothing that follows, and so does a reply
                raise
            if (
                exchange is None
                or exchange.stage is not _UNKNOWN
                or exchange.reply.closes_connection
            ):
                return exchange
            self.exchanges.append(exchange)

    def of_probe(self) -> Diagnosis | None:
        """The same as `diagnosis`, for a MAIL or RCPT that no message follows."""
        if self.event is not None or not self.exchanges:
            return self.diagnosis
        last = self.exchanges[-1]
        return diagnose(last.reply, context=attrs.evolve(last.context, probe=True))

    def of_event(self, event: Event) -> Diagnosis:
        """What the event means here."""
        return diagnose(event, context=self.at(event.stage))

    def of_exception(self, error: BaseException, stage: Stage) -> Diagnosis | None:
        """What the exception means, raised at this stage; None if it is not about an answer."""
        try:
            source = read_exception(error, stage)
        except TypeError:
            return None
        return diagnose(source, context=self.at(source.stage))

    def of_answer(self, code: int, text: bytes | str) -> Diagnosis | None:
        """What the newest reply with this code and text means; None if there was none."""
        for exchange in reversed(self.exchanges):
            if exchange.reply.code == code and said(exchange.reply) == text:
                return diagnosis_in(exchange)
        return None

    def of_message(self, before: tuple[Exchange, ...]) -> Diagnosis:
        """What the answer to the last message means that was sent since ``before``."""
        known = {id(exchange) for exchange in before}
        for exchange in reversed(self.exchanges):
            if exchange.stage is Stage.END_OF_DATA and id(exchange) not in known:
                return diagnosis_in(exchange)
        raise ValueError("send_test_message sent no message over this connection")

    def note(self, kind: EventKind, stage: Stage, detail: str) -> Diagnosis:
        """Note what came in the place of a reply, and say what it means."""
        self.event = Event(kind, stage, detail)
        return self.of_event(self.event)

    def is_out_of_step(self) -> bool:
        """Notes it, if a server refused RSET (which it must not, RFC 5321 4.1.1.5) right behind the
        message: it had answered the message early, and answers the rest of it line by line.
        """
        refused = [exchange for exchange in self.exchanges if not exchange.is_unasked][-2:]
        stages = [exchange.stage for exchange in refused]
        found = stages == [Stage.END_OF_DATA, Stage.RSET] and all(
            exchange.reply.is_negative for exchange in refused
        )
        if found:
            self.note(EventKind.EXTRA_REPLY, Stage.RSET, str(refused[-1].reply.code))
        return found

    def at(self, stage: Stage) -> Context:
        """What is known of the session now, at this stage."""
        return attrs.evolve(self.dialogue.context, stage=stage)


class Recorded:
    """A client with a `Record` of its connection."""

    _record: Record | None = None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Commands and replies of this connection, oldest first."""
        return tuple(self._record.exchanges) if self._record is not None else ()

    @property
    def last_reply(self) -> Reply | None:
        """The last reply, or None."""
        exchanges = self.exchanges
        return exchanges[-1].reply if exchanges else None

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What the last reply, or what came in its place, means and advises; None before any."""
        return self._record.diagnosis if self._record is not None else None
