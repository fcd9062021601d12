"""One envelope's life as a state machine without I/O: from the first connection to one outcome a
recipient, over as many hosts and days as the schedule allows.

A driver asks for the next instruction, carries it out, and tells what came; the sum of parser,
dialogue, verdict, advice and plan decides what follows. Nothing here reads a clock.
"""

import math
from collections import deque
from collections.abc import Collection, Mapping, Sequence

import attrs

from smtpreply.advice import Action, Caution, Command
from smtpreply.conversation import Flow, Judge
from smtpreply.diagnosis import Diagnosis
from smtpreply.envelope import Envelope, Recipient
from smtpreply.event import Event, EventKind
from smtpreply.history import Attempt, History, Plan, Schedule, Step
from smtpreply.instruction import Finished, Host, Instruction, Receive, TlsMode, WaitUntil
from smtpreply.outcome import Fate, Outcome
from smtpreply.planner import plan
from smtpreply.policy import CAREFUL, Policy
from smtpreply.sasl import Login
from smtpreply.session import Options, Quirks, Session, SessionOver
from smtpreply.stage import CONTENT
from smtpreply.tables.schedules import CAREFUL_SCHEDULE
from smtpreply.transaction import Transactions
from smtpreply.verdict import Reason

ANSWERS = 1000
"""How many answers are kept for `Delivery.take_answers`."""

HOSTS = 5
"""Hosts that one run tries, as Exim does (``hosts_max_try``); each may cost half an hour."""

HELD_UP = 3
"""How often a recipient is put off in the same way before another is tried: another host first, or
a copy of its own where the message was put off behind its end."""


@attrs.define
class _Case:
    """One recipient on the way to an outcome."""

    recipient: Recipient
    outcome: Outcome
    is_open: bool = False
    """Still to be tried at another host in this run."""
    warn: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether it is sent for the second time: to the same host, which may know it, and to no
        other (RFC 1047)."""
        return self.outcome.history.may_be_delivered

    def first_host(self, hosts: Sequence[Host]) -> str:
        """Where the next run begins; empty for the best host.

        Greylisting knows who came before, and another host may not (RFC 6647 5). Who is put off at
        the same host again and again sees whether another does better, unless that is evasion.
        """
        attempts = self.outcome.history.attempts
        if attempts and (self.is_copy or attempts[-1].reason is Reason.GREYLISTED):
            return attempts[-1].host
        tried = [attempt.host for attempt in attempts]
        if attempts and Caution.EVASION in attempts[-1].advice.cautions:
            return ""
        if len(tried) >= HELD_UP and len(set(tried[-HELD_UP:])) == 1:
            return min(map(str, hosts), key=tried.count)
        return ""

    @property
    def is_held_up(self) -> bool:
        """Whether the message itself was put off several times, perhaps for another recipient's
        sake: one answer stands for all, and alone each may do better."""
        last = self.outcome.diagnosis
        refused = last is not None and last.verdict.stage in CONTENT
        return refused and self.outcome.history.waits >= HELD_UP

    def is_due(self, now: float) -> bool:
        """Whether it is to be tried at this time."""
        return self.outcome.until is None or self.outcome.until <= now


class Delivery:
    r"""Delivers one envelope.

    >>> from smtpreply.instruction import Connect, Send
    >>> delivery = Delivery(
    ...     Envelope("a@example.org", ["b@example.net"], b"Subject: hi\n\nHi\n"),
    ...     [Host("mx.example.net")], client_name="client.example.org",
    ... )
    >>> delivery.next_step(at=0.0).host.name
    'mx.example.net'
    >>> delivery.next_step(at=0.1).timeout  # it waits for the greeting
    300.0
    >>> delivery.receive_data(b"220 mx.example.net ESMTP\r\n")
    >>> delivery.next_step(at=0.2).data
    b'EHLO client.example.org\r\n'
    """

    def __init__(
        self,
        envelope: Envelope,
        hosts: Sequence[Host],
        *,
        client_name: str,
        policy: Policy = CAREFUL,
        schedule: Schedule | None = None,
        logins: Sequence[Login] = (),
        lmtp: bool = False,
        chunking: bool = False,
        histories: Mapping[str, History] | None = None,
        first_attempt: float | None = None,
    ) -> None:
        """``hosts`` are those of the destination in the order of preference.

        ``client_name`` is what EHLO says: a name that resolves, or an address literal. Without a
        ``schedule``, the careful one ends when the policy says. ``chunking`` sends the message with
        BDAT where it is offered. ``histories`` and ``first_attempt`` (on the driver's clock) take
        up a delivery that another process began. Raises ``ValueError`` for no host, for one that
        occurs twice, for a login over a connection without TLS, and for a ``client_name`` of more
        than a word.
        """
        _check(hosts, logins, client_name)
        self.envelope = envelope
        self.hosts = tuple(hosts)
        self.policy = policy
        self.schedule = schedule or CAREFUL_SCHEDULE.within(
            give_up_after=policy.give_up_after, warn_after=policy.warn_after
        )
        self._options = Options(
            client_name=client_name, lmtp=lmtp, logins=tuple(logins), chunking=chunking
        )
        self._cases = {
            recipient.address: _Case(recipient, _unanswered(recipient, histories or {}))
            for recipient in envelope.recipients
        }
        self._first = first_attempt
        self._now = -math.inf
        self._jitter = 0.0
        self._run_began = 0.0
        self._run_hosts = self.hosts
        self._session: Session | None = None
        self._answers: deque[tuple[Host, Diagnosis]] = deque(maxlen=ANSWERS)
        self._wait: Receive | None = None  # for the answer that is due, which is late at `_until`
        self._until = math.inf
        self._life = self._deliver()

    # What a driver calls ---------------------------------------------------------------------

    def next_step(self, *, at: float, jitter: float = 0.0) -> Instruction:
        """What to do next, at the time ``at`` in seconds on any clock that does not run backwards.

        Asking says that the step before was carried out, unless `receive_event` told otherwise.
        ``jitter``, drawn anew from -1 to 1 for each call, spreads what was put off together.
        Raises ``ValueError`` for a time before the last one, or a jitter outside its range.
        """
        if self._first is None:
            self._first = at
        if at < max(self._now, self._first):
            raise ValueError(f"time runs forward: {at:g} is before {max(self._now, self._first):g}")
        if not -1 <= jitter <= 1:
            raise ValueError(f"the jitter is from -1 to 1, not {jitter!r}")
        self._now, self._jitter = at, jitter
        return self._in_time(next(self._life, None) or Finished(self.outcomes))

    def _in_time(self, todo: Instruction) -> Instruction:
        """A server that sends a byte now and then has no more time for an answer than another."""
        if not isinstance(todo, Receive):
            return todo
        if todo is not self._wait:
            self._wait, self._until = todo, self._now + todo.timeout
            return todo
        left = self._until - self._now
        if left > 0:
            return Receive(left)
        self.receive_event(Event(EventKind.TIMEOUT))
        return self._in_time(next(self._life, None) or Finished(self.outcomes))

    def receive_data(self, data: bytes) -> None:
        """Take what the server sent; nothing at all means that it closed the connection.

        Raises ``ValueError`` where no connection is open.
        """
        self._open_session().talk.receive_data(data)

    def receive_event(self, event: Event) -> None:
        """Note that the last step failed, or what happened instead of an answer.

        Raises ``ValueError`` where no connection is open or being opened.
        """
        self._open_session().talk.receive_event(event)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One a recipient, in their order, as they stand now."""
        return tuple(case.outcome for case in self._cases.values())

    def take_answers(self) -> tuple[tuple[Host, Diagnosis], ...]:
        """What hosts answered since the last call, each answer once, oldest first.

        For the health of each host (`smtpreply.breaker.observe`): an outcome has only the last
        host's answer, and the same one for every recipient. That a sender or a recipient was
        accepted is not among them. Nobody needs to ask: only the newest are kept.
        """
        answers = tuple(self._answers)
        self._answers.clear()
        return answers

    def _open_session(self) -> Session:
        if self._session is None:
            raise ValueError("no connection is open that something could come from")
        return self._session

    # Runs over hosts -------------------------------------------------------------------------

    def _deliver(self) -> Flow[None]:
        while waiting := [case for case in self._cases.values() if not case.outcome.is_final]:
            due = [case for case in waiting if case.is_due(self._now)]
            if due:
                alike = self._way(due[0])
                yield from self._run([case for case in due if self._way(case) == alike])
            else:
                until = min(case.outcome.until or 0.0 for case in waiting)
                yield WaitUntil(until, self._warnings())

    def _way(self, case: _Case) -> tuple[str, bool]:
        """Where a run for it begins, and whether it may go on at another host."""
        return case.first_host(self.hosts), not case.is_copy

    def _warnings(self) -> tuple[str, ...]:
        """Whose sender should be told now: once, and never about a notification."""
        warned = [case for case in self._cases.values() if case.warn]
        for case in warned:
            case.warn = False
        return tuple(case.recipient.address for case in warned) if self.envelope.sender else ()

    def _run(self, cases: list[_Case]) -> Flow[None]:
        """One host after the other, until each of these recipients is settled or put off."""
        self._run_began = self._now
        first, goes_on = self._way(cases[0])
        hosts = sorted(self.hosts, key=lambda host: str(host) != first)  # the others as they were
        self._run_hosts = tuple(hosts[: HOSTS if goes_on else 1])
        for case in cases:
            case.is_open = True
        for host in self._run_hosts:
            visiting = [case for case in cases if case.is_open]
            if visiting:
                yield from self._visit(host, visiting)

    def _visit(self, host: Host, cases: list[_Case]) -> Flow[None]:
        """One host, over as many connections as the advice asks for."""
        quirks = Quirks(alone={case.recipient for case in cases if case.is_held_up})
        waiting = [case.recipient for case in cases]
        while waiting:
            over = SessionOver()
            self._session = session = Session(
                host, self.envelope, waiting,
                judge=self._judge(cases), options=self._options, quirks=quirks, decide=self._decide,
            )  # fmt: skip
            try:
                yield from session.open()
                yield from Transactions(session).run()
            except SessionOver as end:
                over = end
            yield from session.close(over)
            self._session = None
            waiting = session.waiting if over.again else []

    def _judge(self, cases: list[_Case]) -> Judge:
        return Judge(
            policy=self.policy,
            null_sender=not self.envelope.sender,
            fixed_host=len(self._run_hosts) == 1 and bool(self._options.logins),
            deferred=any(case.outcome.history.attempts for case in cases),
        )

    # Answers ---------------------------------------------------------------------------------

    def _decide(
        self, diagnosis: Diagnosis, recipients: Sequence[Recipient], able: Collection[Action]
    ) -> Action | None:
        """The action to carry out in the session; None once the recipients are settled."""
        host = self._open_session().host
        self._answers.append((host, diagnosis))
        attempt = Attempt(
            at=self._run_began - (self._first or 0.0),
            advice=diagnosis.advice,
            host=str(host),
            reply=str(diagnosis),
            reason=diagnosis.verdict.reason,
        )
        for recipient in recipients:
            case = self._cases[recipient.address]
            planned = self._plan(attempt, case.outcome.history, able)
            if planned.step is Step.NOW:
                return planned.action
            self._settle(case, diagnosis, attempt, planned)
        return None

    def _plan(self, attempt: Attempt, history: History, able: Collection[Action]) -> Plan:
        return plan(
            attempt.advice,
            history,
            self.schedule,
            elapsed=attempt.at,
            jitter=self._jitter,
            hosts=tuple(map(str, self._run_hosts)),
            host=attempt.host,
            reply=attempt.reply,
            able=able,
        )

    def _settle(self, case: _Case, diagnosis: Diagnosis, attempt: Attempt, planned: Plan) -> None:
        history = case.outcome.history.after(attempt)
        case.is_open = planned.step is Step.NEXT_HOST
        case.warn |= planned.warn
        case.outcome = Outcome(
            recipient=case.recipient.address,
            fate=_fate(planned, history),
            diagnosis=attrs.evolve(diagnosis, recipient=case.recipient.address),
            host=attempt.host,
            # From the end of the run on: several hosts that time out may take half an hour.
            until=self._now + planned.at - attempt.at if planned.at is not None else None,
            history=history,
        )


def _fate(planned: Plan, history: History) -> Fate:
    fate = Fate.of(planned)
    if fate in (Fate.REFUSED, Fate.EXPIRED) and history.may_be_delivered:
        return Fate.UNKNOWN
    return fate


def _unanswered(recipient: Recipient, histories: Mapping[str, History]) -> Outcome:
    return Outcome(
        recipient=recipient.address,
        fate=Fate.DEFERRED,
        diagnosis=None,
        history=histories.get(recipient.address, History()),
    )


def _check(hosts: Sequence[Host], logins: Sequence[Login], client_name: str) -> None:
    Command("EHLO {client_name}").line(client_name=client_name)
    if not hosts:
        raise ValueError("a delivery needs at least one host")
    for host in hosts:
        if hosts.count(host) > 1:
            raise ValueError(f"{host} occurs twice among the hosts")
        if logins and host.tls is TlsMode.NONE:
            raise ValueError(f"a login needs TLS, and {host} is to be used without")
