"""The mail of a session: MAIL, RCPT, the message and its answers, as often as it takes.

Pipelined where the server offers it (RFC 2920). What holds for the safety of the message: a dot
goes out only behind the whole message and only if somebody was accepted; once it is out, anything
but a clear answer leaves the message unknown; who was accepted is never sent to again.
"""

from functools import cache
from typing import Any, NoReturn

import attrs

from smtpreply.advice import Action, Command
from smtpreply.context import ESSENTIAL, Needs
from smtpreply.conversation import Flow
from smtpreply.dialogue import Exchange
from smtpreply.envelope import Recipient
from smtpreply.event import Event, EventKind
from smtpreply.session import RECIPIENTS, RECONNECTING, Session, SessionOver
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.keywords import KEYWORDS
from smtpreply.verdict import Scope

PIECE = 65536
"""Bytes of the message in one `Send`."""

_OUT_OF_STEP = (EventKind.EXTRA_REPLY, EventKind.NOT_A_REPLY)


@cache
def _extensions() -> dict[str, str]:
    """Which EHLO keyword a parameter of MAIL or RCPT belongs to."""
    return {
        _keyword(parameter): row.keyword
        for row in KEYWORDS
        for parameter in (*row.mail_parameters, *row.rcpt_parameters)
    }


def _keyword(parameter: str) -> str:
    return parameter.partition("=")[0].upper()


@attrs.define
class Transactions:
    """Sends the envelope over an open session, until everybody in it is settled."""

    session: Session
    _heard: list[Exchange | Event] = attrs.field(factory=list[Exchange | Event], init=False)
    """Answers to a pipelined group, until they are looked at."""
    _is_odd: bool = attrs.field(default=False, init=False)
    """The server takes recipients without a sender: a dot could deliver an empty message."""

    def run(self) -> Flow[None]:
        """Transactions until nobody waits; raises `SessionOver` where the session cannot go on."""
        most = self.session.talk.capabilities.limits.get("MAILMAX", 0)
        begun = 0
        while self.session.waiting:
            if most and begun == most:
                raise SessionOver(again=True)
            begun += 1
            yield from self._transact()

    def _transact(self) -> Flow[None]:
        self._clear_obstacles()
        batch = [recipient for recipient in self._batch() if self._suits(recipient)]
        if not batch:
            return
        session, talk = self.session, self.session.talk
        lines = [self._mail_line(), *map(self._rcpt_line, batch)]
        chunked = self._uses_chunks()
        group = session.quirks.pipelining and talk.capabilities.pipelining
        # In LMTP nobody answers the dot behind a message for nobody (RFC 2033 4.2).
        data_too = group and not chunked and not session.options.lmtp
        if group:
            yield from talk.say(b"".join([*lines, b"DATA\r\n" * data_too]))
            yield from self._hear_group(len(lines) + data_too)
        else:
            yield from talk.say(lines[0])
        action = self._begin((yield from self._hear()))
        accepted: list[Recipient] = []
        for recipient, line in zip(batch, lines[1:], strict=True):
            if not group:
                if action is not Action.PROCEED:
                    break
                yield from talk.say(line)
            found = yield from self._hear()
            if self._accepts(recipient, found, action is Action.PROCEED, bool(accepted)):
                accepted.append(recipient)
        if data_too or (accepted and not chunked):
            yield from self._send_data(accepted, len(batch), asked=data_too)
        elif accepted:
            yield from self._send_chunk(accepted)
        elif session.waiting and action is Action.PROCEED:
            yield from self._reset()
        if action is Action.RESET_AND_CONTINUE:
            yield from self._reset()
        elif action is Action.REISSUE_EHLO:
            yield from session.greet()

    def _hear_group(self, number: int) -> Flow[None]:
        """Hear a group of answers to its end before any of them counts: with one too many, nobody
        knows which of them is whose."""
        talk = self.session.talk
        self._heard = []
        for _ in range(number):
            found = yield from talk.hear()
            self._heard.append(found)
            if isinstance(found, Event) or found.reply.closes_connection or found.reply.code == 354:
                return
        extra = talk.heard()
        if isinstance(extra, Event) and extra.kind not in _OUT_OF_STEP:
            talk.receive_event(extra)  # the answers were there first; it is about what follows
        elif extra is not None:
            self.session.end(talk.judged(attrs.evolve(extra, stage=Stage.DATA)))

    def _hear(self) -> Flow[Exchange | Event]:
        return self._heard.pop(0) if self._heard else (yield from self.session.talk.hear())

    # What goes into it -----------------------------------------------------------------------

    def _batch(self) -> list[Recipient]:
        """Whom the next transaction is for: in the order of the envelope, for greylisting looks at
        the first (RFC 6647 5), and within the server's limits (RFC 9422 3)."""
        limits = self.session.talk.capabilities.limits
        most = min(self.session.quirks.most, limits.get("RCPTMAX") or RECIPIENTS)
        domains = limits.get("RCPTDOMAINMAX") or RECIPIENTS
        batch: list[Recipient] = []
        for recipient in self.session.waiting:
            if recipient in self.session.quirks.alone:
                return batch or [recipient]
            if len({recipient.domain, *(r.domain for r in batch)}) > domains:
                break
            batch.append(recipient)
            if len(batch) == most:
                break
        return batch

    def _clear_obstacles(self) -> None:
        """Before MAIL: what the message needs must be offered (RFC 5321 2.2.1, RFC 1870 6.1)."""
        talk, envelope = self.session.talk, self.session.envelope
        offered, needs = talk.capabilities, envelope.needs
        if offered.size and (needs.size or 0) > offered.size:
            self.session.end(talk.happened(EventKind.TOO_LARGE, Stage.MAIL, str(offered.size)))
        if envelope.binary and not ("BINARYMIME" in offered and self._uses_chunks()):
            self._lacks("BINARYMIME", command="MAIL FROM:<> BODY=BINARYMIME", needs=Needs())
        if needs.eight_bit and not offered.eight_bit_mime:
            self._lacks("8BITMIME", needs=Needs(eight_bit=True))
        if needs.smtputf8 and not offered.smtputf8:
            self._lacks("SMTPUTF8", needs=Needs(smtputf8=True))
        missing = self._missing(envelope.parameters)
        if missing:
            command = f"MAIL FROM:<{envelope.sender}> {' '.join(missing)}"
            known: dict[str, Any] = {"command": command, "needs": Needs()}
            diagnosis = talk.happened(EventKind.NOT_OFFERED, Stage.MAIL, " ".join(missing), **known)
            self.session.react(diagnosis, (Action.DROP_PARAMETER,), often=(Action.DROP_PARAMETER,))
            self.session.quirks.dropped.update(map(_keyword, missing))

    def _lacks(self, extension: str, **known: Any) -> NoReturn:
        talk = self.session.talk
        self.session.end(talk.happened(EventKind.NOT_OFFERED, Stage.MAIL, extension, **known))

    def _suits(self, recipient: Recipient) -> bool:
        """Whether the server offers what the recipient's parameters ask for, or can be done
        without; else the recipient is settled."""
        missing = self._missing(recipient.parameters)
        if not missing:
            return True
        command = f"RCPT TO:<{recipient.address}> {' '.join(missing)}"
        known: dict[str, Any] = {"command": command, "needs": Needs()}
        diagnosis = self.session.talk.happened(
            EventKind.NOT_OFFERED, Stage.RCPT, " ".join(missing), **known
        )
        if self.session.settle(diagnosis, [recipient], (Action.DROP_PARAMETER,)) is None:
            return False
        self.session.quirks.dropped.update(map(_keyword, missing))
        return True

    def _missing(self, parameters: tuple[str, ...]) -> list[str]:
        offered = self.session.talk.capabilities
        return [
            parameter
            for parameter in self._kept(parameters)
            if _extensions().get(_keyword(parameter), _keyword(parameter)) not in offered
        ]

    def _kept(self, parameters: tuple[str, ...]) -> list[str]:
        return [p for p in parameters if _keyword(p) not in self.session.quirks.dropped]

    def _uses_chunks(self) -> bool:
        session = self.session
        wanted = session.options.chunking or session.envelope.binary
        return wanted and session.quirks.chunking and session.talk.capabilities.chunking

    def _mail_line(self) -> bytes:
        offered, envelope = self.session.talk.capabilities, self.session.envelope
        needs = envelope.needs
        parameters = [
            *([f"SIZE={needs.size}"] if "SIZE" in offered else ()),
            *(["BODY=BINARYMIME"] if envelope.binary else ()),
            *(["BODY=8BITMIME"] if needs.eight_bit else ()),
            *(["SMTPUTF8"] if needs.smtputf8 else ()),
            *envelope.parameters,
        ]
        line = Command("MAIL FROM:<{sender}>").line(sender=envelope.sender)
        return _with(line, self._kept(tuple(parameters)))

    def _rcpt_line(self, recipient: Recipient) -> bytes:
        line = Command("RCPT TO:<{recipient}>").line(recipient=recipient.address)
        return _with(line, self._kept(recipient.parameters))

    # Answers to the envelope -----------------------------------------------------------------

    def _begin(self, found: Exchange | Event) -> Action:
        """What the answer to MAIL leads to; raises `SessionOver` if to nothing in this session."""
        if isinstance(found, Exchange) and found.reply.code == 250:
            return Action.PROCEED
        able = (Action.DROP_PARAMETER, Action.RESET_AND_CONTINUE, Action.REISSUE_EHLO)
        action = self.session.react(self.session.talk.judged(found), (Action.PROCEED, *able))
        if action is Action.DROP_PARAMETER:
            self._drop(("SIZE", *self.session.envelope.parameters))
        return action

    def _accepts(
        self, recipient: Recipient, found: Exchange | Event, begun: bool, others: bool
    ) -> bool:
        """Whether a recipient was accepted; else it is settled, or waits for another transaction.

        Raises `SessionOver` if the answer is about the connection, not the recipient.
        """
        session = self.session
        if isinstance(found, Exchange) and not found.reply.closes_connection:
            if found.reply.is_positive_completion:
                self._is_odd |= not begun
                return begun
            if not begun:  # MAIL was refused, and this answers nothing
                return False
        diagnosis = session.talk.judged(found)
        lost = isinstance(found, Event) or found.reply.closes_connection
        if lost or diagnosis.advice.scope is Scope.CONNECTION:
            session.end(diagnosis)
        able = [Action.SPLIT_RECIPIENTS] if others else []
        if any(_keyword(p) not in ESSENTIAL for p in self._kept(recipient.parameters)):
            able.append(Action.DROP_PARAMETER)
        if session.settle(diagnosis, [recipient], able) is Action.DROP_PARAMETER:
            self._drop(recipient.parameters)
        return False

    def _drop(self, parameters: tuple[str, ...]) -> None:
        droppable = {_keyword(parameter) for parameter in parameters} - ESSENTIAL
        self.session.quirks.dropped |= droppable

    def _reset(self) -> Flow[None]:
        self.session.react((yield from self.session.talk.ask(b"RSET\r\n")), (Action.PROCEED,))

    # The message -----------------------------------------------------------------------------

    def _send_data(self, accepted: list[Recipient], named: int, *, asked: bool) -> Flow[None]:
        session, talk = self.session, self.session.talk
        if not asked:
            yield from talk.say(b"DATA\r\n")
        found = yield from self._hear()
        go_ahead = isinstance(found, Exchange) and found.reply.code == 354
        if not accepted:
            if go_ahead and self._is_odd:
                raise SessionOver(polite=False, again=bool(session.waiting))
            if go_ahead:  # nobody to send to: a lone dot ends what must not begin
                yield from talk.say(b".\r\n")
                found = yield from talk.hear()
            if isinstance(found, Event) and session.waiting:
                session.end(talk.judged(attrs.evolve(found, stage=Stage.DATA)))
            return
        diagnosis = talk.judged(found)
        if isinstance(found, Event) or found.reply.closes_connection:
            session.end(diagnosis)
        able = {Action.SEND_CONTENT, Action.RESET_AND_CONTINUE, *RECONNECTING} - session.quirks.done
        if named > 1:
            able.add(Action.SPLIT_RECIPIENTS)
        action = session.settle(diagnosis, accepted, able)
        if action in RECONNECTING:
            session.reconnect(action)
        if action is Action.SEND_CONTENT:
            yield from self._send_content(session.envelope.stuffed, accepted)
            return
        if action is Action.RESET_AND_CONTINUE:
            session.quirks.done.add(action)
        elif action is Action.SPLIT_RECIPIENTS:
            # As many as it accepted; half of them, where it accepted all and then said no.
            session.quirks.most = len(accepted) if len(accepted) < named else named // 2
        if session.waiting:
            yield from self._reset()

    def _send_chunk(self, accepted: list[Recipient]) -> Flow[None]:
        content = self.session.envelope.content
        line = f"BDAT {len(content)} LAST\r\n".encode()
        yield from self._send_content(line + content, accepted)

    def _send_content(self, data: bytes, accepted: list[Recipient]) -> Flow[None]:
        """Send the message in pieces, the last with its end, and hear what becomes of it."""
        talk = self.session.talk
        for start in range(0, len(data), PIECE):
            early = talk.heard()
            if early is not None:
                self._break_off(early, accepted)
            yield from talk.say(data[start : start + PIECE])
        yield from self._conclude(accepted)

    def _break_off(self, found: Exchange | Event, accepted: list[Recipient]) -> NoReturn:
        """The message is not sent to its end, so that nothing can have been delivered."""
        session, talk = self.session, self.session.talk
        talk.abandon()  # even QUIT would be a line of the message
        if isinstance(found, Exchange) and found.reply.is_negative:
            session.settle(talk.judged(found, unfinished=True), accepted)
            raise SessionOver(polite=False, again=bool(session.waiting))
        detail = found.detail if isinstance(found, Event) else str(found.reply.code)
        session.end(talk.happened(EventKind.WRITE_FAILED, Stage.END_OF_DATA, detail))

    def _conclude(self, accepted: list[Recipient]) -> Flow[None]:
        """Hear the answer to the message, and let the delivery decide what comes of it."""
        session, talk = self.session, self.session.talk
        answers = yield from self._answers(accepted)
        for found, whom in answers:
            # About the message as a whole, and not about one recipient of LMTP, is a single answer.
            whole = len(answers) == 1 and isinstance(found, Exchange)
            able = set[Action]()
            if whole and len(whom) > 1 and not session.options.lmtp:
                able.add(Action.SPLIT_RECIPIENTS)
            if whole and not session.envelope.binary:
                able |= {Action.USE_DATA} - session.quirks.done
            action = session.settle(talk.judged(found), whom, able)
            if action is Action.SPLIT_RECIPIENTS:
                session.quirks.alone.update(whom)
            elif action is Action.USE_DATA:
                session.reconnect(action)
        last = answers[-1][0]
        if session.waiting and not talk.is_settled:
            if isinstance(last, Exchange) and last.reply.closes_connection:
                # The server wants no more for now: that is an answer to who still waits, too.
                session.end(talk.judged(attrs.evolve(last, stage=Stage.MAIL)))
            raise SessionOver(again=True)
        if session.waiting and isinstance(last, Exchange) and last.reply.is_negative:
            # It may have refused early and taken the rest for commands: then it refuses this too.
            yield from self._reset()

    def _answers(
        self, accepted: list[Recipient]
    ) -> Flow[list[tuple[Exchange | Event, list[Recipient]]]]:
        """Each answer and whom it is for: one for all, or in LMTP one each (RFC 2033 4.2).

        What came instead of an answer is for all who had none. One answer too many leaves all of
        them open, unless it says the same: nobody knows any more which is whose.
        """
        talk = self.session.talk
        answers: list[tuple[Exchange | Event, list[Recipient]]] = []
        left = list(accepted)
        while left:
            found = yield from talk.hear()
            if isinstance(found, Exchange) and found.reply.is_mixed and len(left) > 1:
                text = "one reply says yes and no to several recipients"
                found = Event(EventKind.NOT_A_REPLY, found.stage, text)
            more = isinstance(found, Exchange) and talk.due in CONTENT
            whom = left[:1] if more else left
            answers.append((found, whom))
            left = left[len(whom) :]
        last = answers[-1][0]
        extra = None if isinstance(last, Event) else talk.heard()
        if isinstance(extra, Event) and extra.kind is EventKind.EXTRA_REPLY:
            classes = {extra.detail[:1]}
            classes |= {
                str(found.reply.code)[:1] for found, _ in answers if isinstance(found, Exchange)
            }
            if len(classes) > 1:
                return [(attrs.evolve(extra, stage=last.stage), accepted)]
        return answers


def _with(line: bytes, parameters: list[str]) -> bytes:
    return b" ".join([line.rstrip(), *(p.encode("ascii") for p in parameters)]) + b"\r\n"
