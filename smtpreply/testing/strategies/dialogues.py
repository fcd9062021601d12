"""Whole sessions, from the greeting to QUIT or to the fault that ends them.

The client's side is a sound one: it goes on as it must behind what it was told (HELO where EHLO
is refused, RSET behind a broken transaction), and uses what it was offered, nothing else. Of
STARTTLS, AUTH and PIPELINING the server offers what is used, so that another client, to which the
session is played as a script, uses no more.
"""

from collections.abc import Iterable
from functools import cache

import attrs
from hypothesis import strategies as st

from smtpreply.codes import EnhancedCode, ReplyCode
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.testing.strategies.arguments import (
    check_count,
    check_maybe,
    check_members,
    check_range,
)
from smtpreply.testing.strategies.codes import known_codes
from smtpreply.testing.strategies.hello import ehlo_replies
from smtpreply.testing.strategies.hostile import GARBAGE
from smtpreply.testing.strategies.replies import PHRASES, may_be_enhanced
from smtpreply.testing.strategies.script import Fault, ScriptedSession, Step

_NEXT_LINE_OF_LOGIN = "(a line of the login)"  # what a `Dialogue` says in the place of a secret
_EXTRA = b"250 nobody asked\r\n"
_USUAL_REFUSALS = (550, 554, 502, 535, 454)
_TEXTS = (*((phrase,) for phrase in PHRASES), ("ok", "ok"), ("250 ok", "", "550 no"))
_RECIPIENTS = tuple(f"{name}@example.net" for name in ("bob", "carol", "dave"))
_MESSAGES = st.sampled_from(
    [b"Subject: hi\r\n\r\nhello\r\n.\r\n", b"\r\n..\r\n.\r\n", b".\r\n", b"QUIT\r\n\xff\r\n.\r\n"]
)


@attrs.frozen
class _Wishes:
    """The arguments of `dialogues`."""

    lmtp: bool
    starttls: bool | None
    auth: bool | None
    pipelining: bool | None
    recipients: tuple[int, int]
    max_messages: int
    max_faults: int
    faults: tuple[Fault, ...]


def dialogues(
    *,
    lmtp: bool = False,
    starttls: bool | None = None,
    auth: bool | None = None,
    pipelining: bool | None = None,
    min_recipients: int = 1,
    max_recipients: int = 3,
    max_messages: int = 2,
    max_faults: int = 1,
    faults: Iterable[Fault] = tuple(Fault),
) -> st.SearchStrategy[ScriptedSession]:
    """A whole session, in which at most ``max_faults`` of the ``faults`` occur.

    ``starttls``, ``auth`` and ``pipelining`` say whether the session has them; None: perhaps.
    Recipients are counted for each message. Promise: a `Dialogue` pairs every answer with the
    command that `Step.answers` names, and with no other. With ``max_faults=0`` the simplest
    is one message to one recipient; with faults, the shortest session that still has its fault.
    """
    if not isinstance(lmtp, bool):
        raise ValueError(f"lmtp is True or False, not {lmtp!r}")
    for name, flag in (("starttls", starttls), ("auth", auth), ("pipelining", pipelining)):
        check_maybe(name, flag)
    check_range("recipients", min_recipients, max_recipients)
    check_count("max_messages", max_messages, 1)
    check_count("max_faults", max_faults, 0)
    wishes = _Wishes(
        lmtp, starttls, auth, pipelining, (min_recipients, max_recipients), max_messages,
        max_faults, check_members("faults", faults, Fault),
    )  # fmt: skip
    return _sessions(wishes)


@st.composite
def _sessions(draw: st.DrawFn, wishes: _Wishes) -> ScriptedSession:
    teller = _Teller(draw, wishes)
    teller.tell()
    return ScriptedSession(tuple(map(tuple, teller.rounds)), wishes.lmtp)


class _Teller:
    """Tells a session step by step, each as the steps before it allow."""

    def __init__(self, draw: st.DrawFn, wishes: _Wishes) -> None:
        self._draw = draw
        self._wishes = wishes
        self._faults_left = wishes.max_faults
        self._over = False
        self._may: dict[str, bool] = {}
        self.rounds: list[list[Step]] = []

    def tell(self) -> None:
        """All of it."""
        if self._ask(Stage.CONNECT, b"", 220) == 220 and self._introduce():
            for _ in range(self._draw(st.integers(1, self._wishes.max_messages))):
                self._send_message()
        self._ask(Stage.QUIT, b"QUIT", 221)

    # The session -----------------------------------------------------------------------------

    def _introduce(self) -> bool:
        """EHLO, STARTTLS and AUTH; whether mail may follow."""
        draw, wishes = self._draw, self._wishes
        wanted = (
            ("STARTTLS", wishes.starttls), ("AUTH", wishes.auth), ("PIPELINING", wishes.pipelining),
        )  # fmt: skip
        self._may = {
            keyword: draw(st.booleans()) if wish is None else wish for keyword, wish in wanted
        }
        if not self._greet():
            return False
        if self._may["STARTTLS"] and self._ask(Stage.STARTTLS, b"STARTTLS", 220) == 220:
            self._may["STARTTLS"] = False
            if not self._greet():
                return False
        if self._may["AUTH"]:
            self._log_in()
        return True

    def _greet(self) -> bool:
        verb = Stage.LHLO if self._wishes.lmtp else Stage.EHLO
        lines = {"AUTH": "AUTH PLAIN LOGIN"}
        offers = tuple(lines.get(keyword, keyword) for keyword, may in self._may.items() if may)
        never = tuple(keyword for keyword, may in self._may.items() if not may)
        reply = self._draw(_hellos(offers, never, verb))
        line = b"%b client.example.org"
        if self._ask(verb, line % verb.value.encode(), 250, reply=bytes(reply)) == 250:
            return True
        self._may = dict.fromkeys(self._may, False)
        return not self._wishes.lmtp and self._ask(Stage.HELO, line % b"HELO", 250) == 250

    def _log_in(self) -> None:
        if self._draw(st.booleans()):
            prompts = (b"AUTH LOGIN", "VXNlcm5hbWU6"), (b"YWxpY2U=", "UGFzc3dvcmQ6")
            answers = "AUTH LOGIN"
            for line, challenge in prompts:
                reply = bytes(Reply.build(334, challenge))
                if self._ask(Stage.AUTH, line, 334, reply=reply, answers=answers) != 334:
                    return
                answers = _NEXT_LINE_OF_LOGIN
            self._ask(Stage.AUTH, b"c2VjcmV0", 235, answers=answers)
        else:
            self._ask(Stage.AUTH, b"AUTH PLAIN AGFsaWNlAHNlY3JldA==", 235, answers="AUTH PLAIN")

    def _send_message(self) -> None:
        """One transaction; in one round up to DATA, where commands are pipelined."""
        together = self._may["PIPELINING"]
        begun = self._ask(Stage.MAIL, b"MAIL FROM:<alice@example.org>", 250, more=together) == 250
        accepted: list[str] = []
        if begun or together:
            accepted = self._name_recipients(begun, together)
        if accepted or together:
            forced = None if accepted else 503
            code = self._ask(Stage.DATA, b"DATA", 354, forced=forced, goes_along=together)
            if code == 354:
                self._hand_over(accepted)
                return
        self._ask(Stage.RSET, b"RSET", 250)

    def _name_recipients(self, begun: bool, together: bool) -> list[str]:
        accepted: list[str] = []
        for number in range(self._draw(st.integers(*self._wishes.recipients))):
            name = _RECIPIENTS[number % len(_RECIPIENTS)]
            address = name if number < len(_RECIPIENTS) else f"{number}.{name}"
            line = f"RCPT TO:<{address}>"
            forced = None if begun else 503
            code = self._ask(
                Stage.RCPT, line.encode(), 250, forced=forced, goes_along=together, more=together
            )
            if code == 250:
                accepted.append(line)
        return accepted

    def _hand_over(self, accepted: list[str]) -> None:
        """The message, and in LMTP an answer for each accepted recipient (RFC 2033 4.2)."""
        message = self._draw(_MESSAGES).removesuffix(b"\r\n")
        answers = accepted if self._wishes.lmtp else ["."]
        for number, line in enumerate(answers):
            self._ask(
                Stage.END_OF_DATA,
                b"" if number else message,
                250,
                answers=line,
                goes_along=number > 0,
                more=number + 1 < len(answers),
            )

    # One step --------------------------------------------------------------------------------

    def _ask(
        self,
        stage: Stage,
        line: bytes,
        code: int,
        *,
        reply: bytes | None = None,
        answers: str | None = None,
        forced: int | None = None,
        goes_along: bool = False,
        more: bool = False,
    ) -> int | None:
        """Add a step; the code of its answer, None if there is none.

        ``code`` is the regular answer, and ``reply`` its bytes if they matter; ``forced`` is what
        can only be answered. ``goes_along``: in the round of the step before; ``more``: others
        follow in its round.
        """
        if self._over and not goes_along:
            return None
        command = line + b"\r\n" if line else b""
        if answers is None and line:
            answers = line.decode()
        if reply is None or forced is not None:
            reply = bytes(self._draw(_answers(stage, forced or code)))
        step = Step(stage, command, b"" if self._over else reply, answers)
        if not self._over and (fault := self._next_fault(stage, alone=not (goes_along or more))):
            step = self._spoil(step, fault)
            self._over = fault.ends
        if not goes_along:
            self.rounds.append([])
        self.rounds[-1].append(step)
        return None if self._over else step.code

    def _next_fault(self, stage: Stage, *, alone: bool) -> Fault | None:
        possible = [
            fault
            for fault in self._wishes.faults
            # QUIT is not refused. Behind the answer to DATA a second one would be the answer to
            # the message, behind STARTTLS an attack, in a round the answer to the next command.
            if not (fault is Fault.REFUSED and stage is Stage.QUIT)
            and not (fault is Fault.EXTRA and (stage in (Stage.DATA, Stage.STARTTLS) or not alone))
        ]
        if not self._faults_left or not possible:
            return None
        choices = [*[None] * 5 * len(possible), *possible]
        fault = self._draw(st.sampled_from(choices))
        self._faults_left -= fault is not None
        return fault

    def _spoil(self, step: Step, fault: Fault) -> Step:
        reply = step.reply
        if fault is Fault.EXTRA:
            return attrs.evolve(step, fault=fault, surplus=_EXTRA)
        if fault is Fault.REFUSED:
            reply = bytes(self._draw(_refusing(step.stage)))
        elif fault is Fault.DEFECTIVE:
            end = self._draw(st.sampled_from([b"\n", b"\r\r\n"]))
            reply = reply.replace(b"\r\n", end)
        elif fault is Fault.SHUTDOWN:
            reply = bytes(self._draw(_answers(step.stage, 421)))
        elif fault is Fault.CUT:
            reply = reply[: self._draw(st.integers(1, len(reply) - 1))]
        elif fault is Fault.GARBAGE:
            reply = self._draw(st.sampled_from(GARBAGE))
        else:
            reply = b""
        return attrs.evolve(step, reply=reply, fault=fault)


# Few choices a step: a session has dozens of them, and a failure has to shrink in seconds.


@cache
def _answers(stage: Stage, code: int) -> st.SearchStrategy[Reply]:
    """A code in many dresses, with an enhanced code where there may be one."""
    bare = [Reply.build(code, *lines, stage=stage) for lines in _TEXTS]
    enhanced = EnhancedCode(code // 100, 0, 0) if may_be_enhanced(ReplyCode(code), stage) else None
    dressed = [Reply.build(code, *lines, enhanced=enhanced, stage=stage) for lines in _TEXTS]
    return st.sampled_from(bare + dressed)


@cache
def _hellos(
    offers: tuple[str, ...], never: tuple[str, ...], stage: Stage
) -> st.SearchStrategy[Reply]:
    return ehlo_replies(offers=offers, never=never, max_keywords=3, stage=stage)


@cache
def _refusing(stage: Stage) -> st.SearchStrategy[Reply]:
    """The 4yz and 5yz known at the stage, the usual first; 421 is a fault of its own."""
    codes = sorted(known_codes(stage), key=lambda code: (code not in _USUAL_REFUSALS, code))
    refusals = [code for code in codes if code >= 400 and code != 421]
    return st.sampled_from(refusals).flatmap(lambda code: _answers(stage, code))
