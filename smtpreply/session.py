"""One connection of a delivery: greeting, EHLO or HELO, STARTTLS, login, then the mail, then QUIT.

What each answer leads to, the advice says. What can be carried out in this session is done here,
each at most once a host; everything else is for the delivery to decide, and ends the session.
"""

import base64
from collections.abc import Callable, Collection, Sequence
from typing import NoReturn

import attrs

from smtpreply.advice import Action, Command
from smtpreply.conversation import Conversation, Flow, Judge
from smtpreply.diagnosis import Diagnosis
from smtpreply.envelope import Envelope, Recipient
from smtpreply.errors import ReplyError
from smtpreply.event import Event, EventKind
from smtpreply.instruction import Close, Connect, Host, StartTls, TlsMode
from smtpreply.sasl import Login
from smtpreply.stage import Stage
from smtpreply.tables.timeouts import OTHERWISE, TO_CONNECT

Decide = Callable[[Diagnosis, Sequence[Recipient], Collection[Action]], Action | None]
"""Asks the delivery about an answer: the action to carry out here and now; None once it has
settled the recipients otherwise."""

RECIPIENTS = 100
"""Recipients in a transaction: what every server must take (RFC 5321 4.5.3.1.8), and few enough
that a pipelined group never fills the buffers on both sides (RFC 2920 3.1)."""

CHALLENGES = 8
"""How many challenges a login answers; the longest known mechanism has three."""


@attrs.frozen(kw_only=True)
class Options:
    """What holds for every session of a delivery."""

    client_name: str
    lmtp: bool
    logins: tuple[Login, ...]
    chunking: bool


@attrs.define
class Quirks:
    """What was learnt about a host in this run, and outlives a connection."""

    helo: bool = False
    in_clear: bool = False
    """Do not start TLS."""
    pipelining: bool = True
    chunking: bool = True
    initial_response: bool = True
    dropped: set[str] = attrs.field(factory=set[str])
    """Keywords of parameters that the message does without."""
    mechanisms: set[str] = attrs.field(factory=set[str])
    """Logins that were tried."""
    alone: set[Recipient] = attrs.field(factory=set[Recipient])
    """Who gets a transaction of their own, to learn whom a refusal is about."""
    most: int = RECIPIENTS
    """Recipients in a transaction."""
    done: set[Action] = attrs.field(factory=set[Action])
    """What was tried, and helps no more."""


class SessionOver(Exception):  # noqa: N818 - not an error: the way out of nested flows
    """The session ends here."""

    def __init__(self, *, polite: bool = True, again: bool = False) -> None:
        super().__init__()
        self.polite = polite
        """With QUIT, if nothing is on its way."""
        self.again = again
        """A new connection to the same host follows."""


# What changes how the next session with this host goes, and asks for a new connection.
RECONNECTING: dict[Action, tuple[str, bool] | None] = {
    Action.RECONNECT: None,
    Action.RECONNECT_IN_CLEAR: ("in_clear", True),
    Action.DISABLE_PIPELINING: ("pipelining", False),
    Action.USE_DATA: ("chunking", False),
}

# What an event means in the handshake that has another meaning elsewhere.
_IN_HANDSHAKE = {
    EventKind.TIMEOUT: EventKind.TLS_FAILED,
    EventKind.CLOSED: EventKind.TLS_INTERRUPTED,
}


class Session:
    """One connection to one host for some recipients of an envelope."""

    def __init__(
        self,
        host: Host,
        envelope: Envelope,
        recipients: Sequence[Recipient],
        *,
        judge: Judge,
        options: Options,
        quirks: Quirks,
        decide: Decide,
    ) -> None:
        self.host, self.envelope, self.options, self.quirks = host, envelope, options, quirks
        self.waiting = list(recipients)
        """Those about whom nothing was decided yet, in the order of the envelope."""
        self._decide = decide
        self._is_open = False
        needs = attrs.evolve(envelope.needs, authentication=bool(options.logins))
        self.talk = Conversation(
            judge, lmtp=options.lmtp, tls=host.tls is TlsMode.IMPLICIT, needs=needs
        )

    def open(self) -> Flow[None]:
        """Connect, greet, encrypt and log in; raises `SessionOver` where that fails."""
        yield Connect(self.host, TO_CONNECT)
        failed = self.talk.heard()
        self._is_open = failed is None
        greeting = self.talk.judged(failed or (yield from self.talk.hear()))
        able = (Action.PROCEED, Action.DISABLE_PIPELINING)
        if self.react(greeting, able, often=able) is Action.DISABLE_PIPELINING:
            self.quirks.pipelining = False
        yield from self.greet()
        if self.host.tls is TlsMode.STARTTLS and not self.quirks.in_clear:
            yield from self._encrypt()
        if self.options.logins:
            yield from self._log_in()

    def close(self, over: SessionOver) -> Flow[None]:
        """Say goodbye if that can be heard, and close what was opened."""
        if over.polite and self.talk.is_settled:
            yield from self.talk.ask(b"QUIT\r\n")
        if self._is_open:
            yield Close()

    # Answers and what they lead to -----------------------------------------------------------

    def react(
        self,
        diagnosis: Diagnosis,
        able: Collection[Action],
        *,
        often: Collection[Action] = (Action.PROCEED,),
    ) -> Action:
        """The action to carry out now; raises `SessionOver` if there is none.

        What is not in ``often`` is done once a host.
        """
        possible = ({*able, *RECONNECTING} - self.quirks.done) | ({*able} & {*often})
        action = self._decide(diagnosis, tuple(self.waiting), possible)
        if action is None:
            self.waiting.clear()
            raise SessionOver(polite=diagnosis.advice.action is not Action.CLOSE_CONNECTION)
        if action not in often:
            self.quirks.done.add(action)
        if action in RECONNECTING and action not in able:
            self.reconnect(action)
        return action

    def reconnect(self, action: Action) -> NoReturn:
        """Go on over a new connection, as ``action`` says."""
        self.quirks.done.add(action)
        change = RECONNECTING[action]
        if change is not None:
            setattr(self.quirks, *change)
        raise SessionOver(again=True)

    def end(self, diagnosis: Diagnosis) -> NoReturn:
        """End the session: for good, or for a new connection, as the delivery decides."""
        self.react(diagnosis, ())
        raise AssertionError("nothing can be carried out here")  # pragma: no cover

    def settle(
        self, diagnosis: Diagnosis, recipients: Sequence[Recipient], able: Collection[Action] = ()
    ) -> Action | None:
        """Let the delivery decide about some recipients; None once their fate is settled."""
        action = self._decide(diagnosis, recipients, able)
        if action is None:
            self.waiting = [waiting for waiting in self.waiting if waiting not in recipients]
        return action

    # Before the mail -------------------------------------------------------------------------

    def greet(self) -> Flow[None]:
        """EHLO, or what the server wants instead of it."""
        verb = "LHLO" if self.options.lmtp else "HELO" if self.quirks.helo else "EHLO"
        able = (Action.PROCEED, Action.REISSUE_EHLO, *((Action.USE_HELO,) * (verb == "EHLO")))
        while True:
            line = Command(f"{verb} {{client_name}}").line(client_name=self.options.client_name)
            action = self.react((yield from self.talk.ask(line)), able)
            if action is Action.PROCEED:
                return
            if action is Action.USE_HELO:
                verb, self.quirks.helo = "HELO", True

    def _encrypt(self) -> Flow[None]:
        able = (Action.START_TLS_HANDSHAKE, Action.CONTINUE_IN_CLEAR)
        if self.talk.capabilities.starttls:
            diagnosis = yield from self.talk.ask(b"STARTTLS\r\n")
        else:
            diagnosis = self.talk.happened(EventKind.NOT_OFFERED, Stage.STARTTLS, "STARTTLS")
        if self.react(diagnosis, able, often=able) is Action.CONTINUE_IN_CLEAR:
            return
        try:
            self.talk.start_tls()
        except ReplyError as error:
            self.end(self.talk.happened(EventKind.INJECTED, Stage.STARTTLS, str(error)))
        yield StartTls(self.host, OTHERWISE)
        failed = self.talk.heard()
        if failed is not None:
            # Whatever comes now, from the handshake or in the place of it, is not the server's.
            event = failed if isinstance(failed, Event) else Event(EventKind.INJECTED)
            kind = _IN_HANDSHAKE.get(event.kind, event.kind)
            self.end(self.talk.happened(kind, Stage.STARTTLS, event.detail))
        yield from self.greet()

    def _log_in(self) -> Flow[None]:
        often = (Action.PROCEED, Action.NEXT_MECHANISM)
        while True:
            login = self._untried()
            if login is None or not self.talk.is_encrypted:
                offered = self.talk.capabilities.auth
                kind = EventKind.NO_COMMON_MECHANISM if offered else EventKind.NOT_OFFERED
                self.end(self.talk.happened(kind, Stage.AUTH))
            self.quirks.mechanisms.add(login.mechanism)
            diagnosis = yield from self._try(login)
            able = often if self._untried() else (Action.PROCEED,)
            if self.react(diagnosis, able, often=often) is Action.PROCEED:
                return

    def _untried(self) -> Login | None:
        return next(
            (
                login
                for login in self.options.logins
                if login.mechanism in self.talk.capabilities.auth
                and login.mechanism not in self.quirks.mechanisms
            ),
            None,
        )

    def _try(self, login: Login) -> Flow[Diagnosis]:
        """One mechanism to its end; what the last answer means."""
        initial = login.initial() if self.quirks.initial_response else None
        diagnosis = yield from self.talk.ask(_auth_line(login, initial))
        if diagnosis.advice.action is Action.WITHOUT_INITIAL_RESPONSE and initial is not None:
            self.quirks.initial_response = False
            diagnosis = yield from self.talk.ask(_auth_line(login, None))
        for step in range(1, CHALLENGES + 1):
            if diagnosis.advice.action is not Action.CONTINUE_SASL or diagnosis.reply is None:
                break
            try:
                challenge = base64.b64decode(diagnosis.reply.message, validate=True)
                response = login.respond(challenge, step)
            except ValueError as error:  # binascii.Error is one
                yield from self.talk.ask(b"*\r\n")
                return self.talk.happened(EventKind.CHALLENGE_UNREADABLE, Stage.AUTH, str(error))
            diagnosis = yield from self.talk.ask(base64.b64encode(response) + b"\r\n")
        return diagnosis


def _auth_line(login: Login, initial: bytes | None) -> bytes:
    line = Command("AUTH {mechanism}").line(mechanism=login.mechanism)
    if initial is None:
        return line
    # RFC 4954 4: "=" stands for a response that is there, but empty
    return line.rstrip() + b" " + (base64.b64encode(initial) or b"=") + b"\r\n"
