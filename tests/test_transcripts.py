"""What eleven real servers said, read and judged whole.

The recordings are not part of the project: where they are absent, everything here is skipped.
Reading them and finding what each reply answers is the work of ``benchmarks/transcripts.py``.
"""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from benchmarks import transcripts
from smtpreply.adapters.smtplib import LMTP, SMTP
from smtpreply.advice import Action, Advice, Blame, Caution
from smtpreply.context import Context
from smtpreply.dialogue import Dialogue, Exchange
from smtpreply.stage import Stage
from smtpreply.testing import ScriptedServer, Turn, script_from_transcript
from smtpreply.verdict import Reason, Scope
from tests.test_player import Played

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = _ROOT.parent / "shared" / "corpus" / "transcripts"

pytestmark = pytest.mark.skipif(
    not _FOLDER.is_dir(), reason=f"the recordings of real servers are not at {_FOLDER}"
)

GARBAGE = {
    # go-smtp writes a newline inside an error text as it is: a line without a code follows, and it
    # comes behind a reply that was complete, so it can belong to nothing.
    (listener, "RCPT TO:<multi@zoo.test>", b"in two lines\r")
    for listener in ("go-smtp", "go-smtp-smtps", "go-smtp-lmtp", "go-smtp-strict")
}

ASIDE = frozenset(
    {Stage.EXPN, Stage.TURN, Stage.HELP, Stage.NOOP, Stage.RSET, Stage.QUIT, Stage.ETRN, Stage.ATRN}
)
WIDER_THAN_THE_COMMAND = {
    # TLS or a login is missing: it is the session that has to change before anything else
    Reason.TLS_REQUIRED,
    Reason.AUTH_REQUIRED,
}
NARROW = frozenset({Scope.RECIPIENT, Scope.SENDER, Scope.MESSAGE, Scope.DOMAIN})
MAY_SUPPRESS = frozenset({Stage.VRFY, Stage.RCPT, Stage.END_OF_DATA})
GIVE_UP = frozenset(action for action in Action if action.name.startswith("GIVE_UP_"))
GIVE_UP_ADDRESS_OR_MESSAGE = GIVE_UP - {Action.GIVE_UP_HOST}


@attrs.frozen
class Replayed:
    sessions: list[list[transcripts.Record]]
    answers: list[transcripts.Answer]
    garbage: list[transcripts.Unreadable]

    def __repr__(self) -> str:
        return f"Replayed({len(self.answers)} answers)"  # pytest prints it when a test fails


@pytest.fixture(scope="module")
def replayed() -> Replayed:
    sessions = transcripts.sessions(transcripts.load(_FOLDER))
    answers: list[transcripts.Answer] = []
    garbage: list[transcripts.Unreadable] = []
    for session in sessions:
        for found in transcripts.replay(session):
            if isinstance(found, transcripts.Answer):
                answers.append(found)
            else:
                garbage.append(found)
    return Replayed(sessions, answers, garbage)


def _refusals(replayed: Replayed) -> Iterator[transcripts.Answer]:
    return (answer for answer in replayed.answers if answer.reply.is_negative)


def _told(answers: Iterator[transcripts.Answer] | list[transcripts.Answer]) -> list[str]:
    """What went wrong, each situation once, for the message of a failed test."""
    told = {
        f"{a.stage.value} {a.reply.code} {a.verdict.reason.value} -> {a.advice.action.value}"
        f" for the {a.advice.scope.value} ({a.advice.because}): {a.reply.raw[:80]!r}"
        for a in answers
    }
    return sorted(told)


def _proposed(advice: Advice) -> frozenset[Action]:
    return frozenset((advice.action, *advice.alternatives))


# Reading ----------------------------------------------------------------------------------------


def test_all_eleven_servers_are_there(replayed: Replayed) -> None:
    assert len({answer.record.server for answer in replayed.answers}) == 11
    assert len(replayed.answers) > 15_000


def test_every_reply_is_read_except_known_garbage(replayed: Replayed) -> None:
    found = {(g.record.listener, g.record.command, g.error.data) for g in replayed.garbage}
    assert found == GARBAGE


def test_no_byte_is_lost(replayed: Replayed) -> None:
    broken = {id(garbage.record) for garbage in replayed.garbage}
    read: Counter[int] = Counter()
    for answer in replayed.answers:
        read[id(answer.record)] += len(answer.reply.raw)
    for session in replayed.sessions:
        for record in session:
            assert id(record) in broken or read[id(record)] == len(record.replies), record


def test_few_replies_answer_nothing(replayed: Replayed) -> None:
    unasked = [answer for answer in replayed.answers if answer.stage is Stage.UNKNOWN]
    assert len(unasked) < 0.01 * len(replayed.answers)


# Judging ----------------------------------------------------------------------------------------


def test_each_is_judged_at_its_stage(replayed: Replayed) -> None:
    for answer in replayed.answers:
        assert answer.verdict.stage is answer.stage
        assert answer.verdict.code == answer.reply.code
        assert answer.verdict.because
        assert answer.advice.because
        assert answer.advice.summary


def test_a_refusal_beside_the_transaction_is_about_no_address(replayed: Replayed) -> None:
    wrong = [
        a
        for a in _refusals(replayed)
        if a.stage in ASIDE | {Stage.OTHER, Stage.VRFY}
        and a.advice.scope in NARROW
        and not a.verdict.address_dead
        and not (a.stage is Stage.VRFY and a.reply.code in (551, 553))
    ]
    assert not _told(wrong)


def test_a_refusal_beside_the_transaction_is_about_the_command(replayed: Replayed) -> None:
    wrong = [
        a
        for a in _refusals(replayed)
        if a.stage in (Stage.VRFY, Stage.EXPN, Stage.TURN, Stage.HELP)
        and a.advice.scope is not Scope.COMMAND
        and a.verdict.reason not in WIDER_THAN_THE_COMMAND
        and not a.reply.closes_connection
        and not a.verdict.address_dead
    ]
    assert not _told(wrong)


def test_nothing_beside_the_transaction_is_given_up(replayed: Replayed) -> None:
    wrong = [
        a
        for a in _refusals(replayed)
        if a.stage in ASIDE | {Stage.OTHER} and _proposed(a.advice) & GIVE_UP_ADDRESS_OR_MESSAGE
    ]
    assert not _told(wrong)


def test_only_a_dead_address_may_be_suppressed(replayed: Replayed) -> None:
    wrong = [a for a in replayed.answers if a.advice.may_suppress and not a.verdict.address_dead]
    assert not _told(wrong)


def test_suppressing_needs_a_stage_that_names_an_address(replayed: Replayed) -> None:
    wrong = [a for a in replayed.answers if a.advice.may_suppress and a.stage not in MAY_SUPPRESS]
    assert not _told(wrong)


def test_an_address_is_dead_only_for_good(replayed: Replayed) -> None:
    wrong = [
        a for a in replayed.answers if a.verdict.address_dead and not a.reply.is_permanent_negative
    ]
    assert not _told(wrong)


def test_who_may_suppress_blames_the_recipient(replayed: Replayed) -> None:
    wrong = [
        a
        for a in replayed.answers
        if a.advice.may_suppress and a.advice.blame is not Blame.RECIPIENT
    ]
    assert not _told(wrong)


def test_suppressing_and_its_opposite_never_stand_together(replayed: Replayed) -> None:
    wrong = [
        a
        for a in replayed.answers
        if a.advice.may_suppress and Caution.NEVER_SUPPRESS in a.advice.cautions
    ]
    assert not _told(wrong)


def test_wrong_order_never_gives_up(replayed: Replayed) -> None:
    wrong = [a for a in replayed.answers if a.reply.code == 503 and a.advice.action in GIVE_UP]
    told = [line for line in _told(wrong) if not line.startswith("LHLO 503")]
    assert not told  # at LHLO the host is not used any more: no mail is given up


def test_what_is_put_off_is_never_given_up(replayed: Replayed) -> None:
    wrong = [
        a for a in replayed.answers if a.reply.is_transient_negative and a.advice.action in GIVE_UP
    ]
    assert not _told(wrong)


def test_a_success_is_nowhere_given_up_or_repeated(replayed: Replayed) -> None:
    never = GIVE_UP | {Action.RETRY_LATER, Action.NEXT_HOST, Action.HOLD_AS_UNKNOWN}
    wrong = [a for a in replayed.answers if a.reply.is_positive and a.advice.action in never]
    assert not _told(wrong)


def test_only_the_final_answer_ends_a_message(replayed: Replayed) -> None:
    wrong = [
        a
        for a in replayed.answers
        if a.verdict.reason is Reason.MESSAGE_ACCEPTED
        and a.stage not in (Stage.END_OF_DATA, Stage.BDAT)
    ]
    assert not _told(wrong)


def test_a_message_is_sent_only_behind_354(replayed: Replayed) -> None:
    wrong = [
        a
        for a in replayed.answers
        if a.advice.action is Action.SEND_CONTENT
        and not (a.stage is Stage.DATA and a.reply.code == 354)
    ]
    assert not _told(wrong)


def test_tls_is_not_asked_for_where_it_is_on(replayed: Replayed) -> None:
    wrong = [
        a for a in replayed.answers if a.context.tls and a.advice.action is Action.STARTTLS_FIRST
    ]
    assert not _told(wrong)


# Following a session ----------------------------------------------------------------------------


@attrs.define
class _Follower:
    """Leads a `Dialogue` through a session, with what the recording leaves out put back in."""

    dialogue: Dialogue | None = None
    last: transcripts.Answer | None = None

    def prepare(self, record: transcripts.Record, replies: int) -> Dialogue:
        """A dialogue in the state in which this record was taken."""
        greeting = record.is_connect or record.command == transcripts.EARLY
        if self.dialogue is None or greeting:
            self.dialogue, self.last = Dialogue(lmtp=record.lmtp, tls=record.tls), None
            if not greeting:
                list(self.dialogue.receive(b"220 put back\r\n"))
        stage = None if self.last is None else self.last.stage
        code = None if self.last is None else int(self.last.reply.code)
        if (stage, code) == (Stage.DATA, 354) and not record.is_content and not record.is_pseudo:
            self._exchange(".", b"250 put back\r\n" * max(1, self._accepted()))
        if (stage, code) == (Stage.AUTH, 334) and not record.is_login_line:
            self._exchange("*", b"501 put back\r\n")
        if record.is_content and ((stage, code) != (Stage.DATA, 354) or record.lmtp):
            self._begin_message(replies, record.lmtp)
        if record.is_login_line and (stage, code) != (Stage.AUTH, 334):
            self._exchange("AUTH LOGIN", b"334 \r\n")
        return self.dialogue

    def _begin_message(self, replies: int, lmtp: bool) -> None:
        if self.last is not None and self.last.stage is Stage.DATA and self.last.reply.code == 354:
            return  # begun already: LMTP with all its recipients on record
        if lmtp:  # each accepted recipient answers; that many were there
            self._exchange("RSET", b"250 put back\r\n")
            for _ in range(replies):
                self._exchange("RCPT TO:<put@back>", b"250 put back\r\n")
        self._exchange("DATA", b"354 put back\r\n")

    def _accepted(self) -> int:
        assert self.dialogue is not None
        context: Context = self.dialogue.context
        return (context.accepted_recipients or 0) if context.lmtp else 1

    def _exchange(self, command: str, reply: bytes) -> None:
        assert self.dialogue is not None
        self.dialogue.send(command.encode() + b"\r\n")
        list(self.dialogue.receive(reply))


def _sent(record: transcripts.Record) -> bytes:
    wire = "EHLO client.example.org\r\n" if record.command == transcripts.EARLY else record.wire
    return wire.encode("latin-1")


def _follow(
    session: list[transcripts.Record],
) -> Iterator[tuple[transcripts.Answer, Exchange]]:
    follower = _Follower()
    for record in session:
        answers = [a for a in transcripts.replay([record]) if isinstance(a, transcripts.Answer)]
        if sum(len(a.reply.raw) for a in answers) != len(record.replies):
            follower.dialogue = None  # garbage, see above
            continue
        dialogue = follower.prepare(record, len(answers))
        dialogue.send(_sent(record))
        exchanges = list(dialogue.receive(record.replies))
        assert len(exchanges) == len(answers), record
        told = [a for a in answers if a.stage is not Stage.UNKNOWN]
        abridged = transcripts.ABRIDGED in record.wire and len(told) < len(answers)
        yield from zip(told if abridged else answers, exchanges, strict=not abridged)
        follower.last = answers[-1] if answers else None
        if record.end or dialogue.unanswered or abridged:
            follower.dialogue = None


def test_dialogue_finds_the_same_stages(replayed: Replayed) -> None:
    followed = 0
    for session in replayed.sessions:
        for answer, exchange in _follow(session):
            followed += 1
            assert exchange.reply.raw == answer.reply.raw
            # Only the dialogue knows that the message was still being sent.
            early = answer.stage is Stage.UNKNOWN and exchange.stage is Stage.END_OF_DATA
            assert early or exchange.stage is answer.stage, (answer.record, exchange.reply.raw)
            assert exchange.context.tls == answer.record.tls
    assert followed > 0.99 * len(replayed.answers)


def test_dialogue_tells_no_credentials(replayed: Replayed) -> None:
    for session in replayed.sessions:
        for answer, exchange in _follow(session):
            if answer.stage is Stage.AUTH:
                assert exchange.command is not None
                assert len(exchange.command.split()) <= 2 or exchange.command.startswith("(")


# Played back ------------------------------------------------------------------------------------


def _script(session: list[transcripts.Record]) -> tuple[Turn, ...]:
    return script_from_transcript(
        {"command": r.command, "reply_latin1": r.replies.decode("latin-1"), "end": r.end}
        for r in session
    )


def _play(
    session: list[transcripts.Record],
) -> Iterator[tuple[transcripts.Record, bytes]]:
    """What each record gets for an answer when the session is played by its script."""
    script = _script(session)
    played, connection, in_message = None, 0, False
    for record in session:
        if record.is_connect or played is None or played.over:
            connection += 1
            played = Played(*(turn for turn in script if turn.connection in (None, connection)))
            if record.is_connect:
                yield record, played.said
                continue
        if record.is_pseudo:
            continue
        if record.is_content and not in_message:
            played.hear(b"DATA\r\n")  # left out of the recording
        said = played.hear(record.wire.encode("latin-1"))
        in_message = record.wire.endswith("DATA\r\n") and b"354" in said
        yield record, said


def test_a_script_says_what_the_server_said(replayed: Replayed) -> None:
    answers, idle = 0, []
    for session in replayed.sessions:
        for record, said in _play(session):
            answers += 1
            if said != record.replies:
                # What came after some seconds comes at once, behind what was said before.
                assert said.startswith(record.replies), record
                idle.append(record)
    assert answers > 14_900
    assert len(idle) < 10
    assert all(record.scenario.startswith("idle") for record in idle)


def test_our_client_hears_what_the_server_said(replayed: Replayed) -> None:
    heard: Counter[str] = Counter()
    for session in replayed.sessions:
        first = session[0]
        if first.scenario == "commands" and not first.tls and first.server not in heard:
            heard[first.server] = _talk_with_our_client(session)
    assert len(heard) == 11
    assert sum(heard.values()) > 300


def _talk_with_our_client(session: list[transcripts.Record]) -> int:
    """Send the commands, as long as each has a line to itself and a reply; how many there were."""
    recorded, count = session[0].replies, 0
    with ScriptedServer(_script(session)) as server:
        kind = LMTP if session[0].lmtp else SMTP
        with contextlib.closing(kind(server.host, server.port, timeout=10)) as smtp:
            for record in session[1:]:
                if record.is_connect or not record.replies or "\n" in record.command:
                    break
                code, _ = smtp.docmd(record.command)
                recorded += record.replies
                told = b"".join(exchange.reply.raw for exchange in smtp.exchanges)
                assert recorded.startswith(told), record
                assert smtp.exchanges[-1].stage is Stage.of_command(record.command), record
                count += 1
                if record.end or code == 354:
                    break
    return count
