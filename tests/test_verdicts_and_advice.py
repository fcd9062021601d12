"""Classify and advise: the situations that the library exists for."""

from typing import Any

import attrs
import pytest
from hypothesis import given

from smtpreply import (
    Action,
    Advice,
    Blame,
    Capabilities,
    Caution,
    Context,
    Delay,
    Event,
    EventKind,
    Knowledge,
    Needs,
    Permanence,
    Reason,
    Reply,
    Rules,
    Scope,
    Severity,
    Stage,
    Verdict,
    advise,
    classify,
    commands_for,
    parse,
)
from smtpreply.knowledge import KNOWLEDGE
from smtpreply.policy import CAREFUL
from smtpreply.tables.replycodes import REPLY_CODES
from smtpreply.testing.strategies import contexts, replies
from smtpreply.verdict import Source


def ask(reply: str | Event, context: Context | Stage) -> tuple[Verdict, Advice]:
    source = reply
    if isinstance(reply, str):
        source = parse(reply.replace("\n", "\r\n").encode() + b"\r\n")  # type: ignore[assignment]
    verdict = classify(source, context)  # type: ignore[arg-type]
    return verdict, advise(verdict, context)


class TestSeeds:
    """What this library began with."""

    def test_220_greeting(self) -> None:
        verdict, advice = ask("220 mx.example.org ESMTP", Stage.CONNECT)
        assert verdict.reason is Reason.SERVICE_READY
        assert verdict.severity is Severity.POSITIVE_COMPLETION
        assert verdict.permanence is Permanence.NONE
        assert advice.action is Action.PROCEED
        assert "nothing to fix" in advice.summary
        assert [str(c) for c in advice.commands] == ["EHLO {client_name}"]

    @pytest.mark.parametrize(
        "kind",
        [EventKind.CONNECT_REFUSED, EventKind.CONNECT_TIMEOUT, EventKind.CLOSED, EventKind.TIMEOUT],
    )
    def test_no_220(self, kind: EventKind) -> None:
        _, advice = ask(Event(kind, Stage.CONNECT), Stage.CONNECT)
        checks = " ".join(advice.checks)
        for word in ("run", "25", "465", "587", "firewall", "TLS from the first byte"):
            assert word in checks
        assert Action.CHECK_SERVICE in (advice.action, *advice.alternatives)

    @pytest.mark.parametrize(
        "reply",
        [
            "502 5.5.1 VRFY disabled",
            "500 what?",
            "554 5.7.1 no",
            "550 5.7.1 no",
            "252 2.5.2 send some mail",
        ],
    )
    def test_vrfy_refused(self, reply: str) -> None:
        context = Context(Stage.VRFY, command="VRFY <alice@example.org>")
        verdict, advice = ask(reply, context)
        assert not verdict.address_dead
        assert verdict.scope is Scope.COMMAND
        assert advice.action is Action.SEND_TEST_MESSAGE
        assert Action.PROBE_RECIPIENT in advice.alternatives
        assert any("EHLO" in check for check in advice.checks)
        assert Caution.NOT_PROOF in advice.cautions
        assert not advice.may_suppress
        probe = commands_for(Action.PROBE_RECIPIENT, context)
        assert [c.line() for c in probe] == [
            b"MAIL FROM:<>\r\n",
            b"RCPT TO:<alice@example.org>\r\n",
            b"RSET\r\n",
        ]

    def test_vrfy_502_is_a_permanent_negative(self) -> None:
        verdict, _ = ask("502 no", Stage.VRFY)
        assert verdict.severity is Severity.PERMANENT_NEGATIVE
        assert verdict.permanence is Permanence.PERMANENT
        assert verdict.reason is Reason.NOT_IMPLEMENTED
        assert verdict.row == "500-vrfy"

    def test_vrfy_unknown_user_is_about_the_user(self) -> None:
        verdict, advice = ask("550 5.1.1 no such user", Stage.VRFY)
        assert verdict.address_dead
        assert advice.action is Action.GIVE_UP_RECIPIENT

    def test_expn_refused(self) -> None:
        verdict, advice = ask("502 no", Stage.EXPN)
        assert verdict.scope is Scope.COMMAND
        assert advice.action is Action.SEND_TEST_MESSAGE
        assert "list" in advice.summary

    def test_turn_refused(self) -> None:
        _, advice = ask("502 no", Stage.TURN)
        assert advice.action is Action.STOP_USING_COMMAND
        offering = Context(
            Stage.TURN, capabilities=Capabilities.from_reply(Reply.build(250, "mx", "ETRN"))
        )
        _, advice = ask("502 no", offering)
        assert advice.action is Action.USE_ETRN


class TestTwins:
    """The same code, another meaning."""

    def test_421_on_a_reused_connection(self) -> None:
        _, advice = ask("421 bye", Context(Stage.MAIL, reused=True))
        assert advice.action is Action.RECONNECT
        assert advice.delay is not None
        assert advice.delay.default == 0

    @pytest.mark.parametrize("stage", list(Stage))
    def test_421_anywhere(self, stage: Stage) -> None:
        verdict, advice = ask("421 closing", stage)
        assert verdict.permanence is Permanence.TRANSIENT
        assert verdict.scope in (Scope.CONNECTION, Scope.HOST, Scope.ACCOUNT)
        assert not advice.may_suppress

    def test_554(self) -> None:
        verdict, advice = ask("554 no", Stage.CONNECT)
        assert verdict.scope is Scope.HOST
        assert advice.action is Action.NEXT_HOST
        verdict, advice = ask("554 no", Stage.END_OF_DATA)
        assert verdict.scope is Scope.MESSAGE
        assert advice.action is Action.GIVE_UP_MESSAGE

    @pytest.mark.parametrize(
        ("accepted", "reason", "action"),
        [
            (5, Reason.TOO_MANY_RECIPIENTS, Action.SPLIT_RECIPIENTS),
            (0, Reason.SYSTEM_FULL, Action.RETRY_LATER),
            (None, Reason.TOO_MANY_RECIPIENTS, Action.RETRY_LATER),
        ],
    )
    def test_452_at_rcpt(self, accepted: int | None, reason: Reason, action: Action) -> None:
        verdict, advice = ask("452 no", Context(Stage.RCPT, accepted_recipients=accepted))
        assert (verdict.reason, advice.action) == (reason, action)

    @pytest.mark.parametrize(
        ("tls", "reason", "action"),
        [
            (False, Reason.TLS_REQUIRED, Action.STARTTLS_FIRST),
            (True, Reason.AUTH_REQUIRED, Action.AUTHENTICATE_FIRST),
            (None, Reason.AUTH_REQUIRED, Action.AUTHENTICATE_FIRST),
        ],
    )
    def test_530(self, tls: bool | None, reason: Reason, action: Action) -> None:
        verdict, advice = ask("530 5.7.0 no", Context(Stage.MAIL, tls=tls))
        assert (verdict.reason, advice.action) == (reason, action)

    @pytest.mark.parametrize(
        ("stage", "reason"),
        [
            (Stage.STARTTLS, Reason.TLS_REQUIRED),
            (Stage.AUTH, Reason.SYSTEM_ERROR),
            (Stage.RCPT, Reason.RELAY_DENIED),
        ],
    )
    def test_454(self, stage: Stage, reason: Reason) -> None:
        verdict, advice = ask("454 no", stage)
        assert verdict.reason is reason
        assert not advice.may_suppress

    @pytest.mark.parametrize("stage", list(Stage))
    def test_503_is_never_a_bounce(self, stage: Stage) -> None:
        verdict, advice = ask("503 5.5.1 bad sequence", stage)
        assert verdict.reason is Reason.PROTOCOL_ERROR or stage is Stage.CONNECT
        assert not verdict.address_dead
        assert not {
            a for a in (advice.action, *advice.alternatives) if a.name.startswith("GIVE_UP")
        } - {Action.GIVE_UP_HOST}

    def test_class_mismatch_lowers_confidence_and_the_code_decides(self) -> None:
        verdict, _ = ask("550 4.2.1 no", Stage.RCPT)
        assert verdict.permanence is Permanence.PERMANENT
        agreeing, _ = ask("550 no", Stage.RCPT)
        assert verdict.confidence < agreeing.confidence

    def test_a_bare_550_proves_nothing(self) -> None:
        verdict, advice = ask("550 no", Stage.RCPT)
        assert not verdict.address_dead
        assert not advice.may_suppress
        assert verdict.confidence < 0.5

    def test_a_policy_refusal_never_suppresses(self) -> None:
        verdict, advice = ask("550 5.7.1 no", Stage.RCPT)
        assert verdict.reason is Reason.POLICY
        assert not advice.may_suppress
        assert advice.blame is not Blame.RECIPIENT

    def test_lmtp_answers_for_each_recipient(self) -> None:
        verdict, _ = ask("552 no", Context(Stage.END_OF_DATA, lmtp=True))
        assert verdict.scope is Scope.RECIPIENT

    @pytest.mark.parametrize("kind", [EventKind.CLOSED, EventKind.TIMEOUT])
    def test_silence_behind_the_message_may_double_it(self, kind: EventKind) -> None:
        verdict, advice = ask(Event(kind, Stage.END_OF_DATA), Stage.END_OF_DATA)
        assert verdict.permanence is Permanence.UNCERTAIN
        assert advice.action is Action.HOLD_AS_UNKNOWN
        assert Caution.DUPLICATE_RISK in advice.cautions

    def test_ehlo_refused_falls_back_only_where_nothing_is_lost(self) -> None:
        _, advice = ask("502 no", Stage.EHLO)
        assert advice.action is Action.USE_HELO
        for needs in (Needs(tls=True), Needs(authentication=True), Needs(smtputf8=True)):
            _, advice = ask("502 no", Context(Stage.EHLO, needs=needs))
            assert Action.USE_HELO not in (advice.action, *advice.alternatives)

    def test_no_message_without_recipients(self) -> None:
        _, advice = ask("354 go", Context(Stage.DATA, accepted_recipients=0))
        assert advice.action is Action.SEND_LONE_DOT

    def test_250_to_data_is_no_invitation(self) -> None:
        verdict, advice = ask("250 ok", Stage.DATA)
        assert verdict.permanence is Permanence.UNCERTAIN
        assert advice.action is Action.CLOSE_CONNECTION

    def test_the_last_chunk_is_the_message(self) -> None:
        verdict, advice = ask("250 ok", Context(Stage.BDAT, command="BDAT 5 LAST"))
        assert (verdict.reason, advice.action) == (Reason.MESSAGE_ACCEPTED, Action.DONE)

    def test_several_recipients_one_refusal(self) -> None:
        _, advice = ask("550 5.1.1 no such user", Context(Stage.END_OF_DATA, accepted_recipients=3))
        assert advice.action is Action.SPLIT_RECIPIENTS


IN_RANGE = sorted(
    {row.code for row in REPLY_CODES if 200 <= row.code <= 599} | {299, 399, 499, 592}
)


class TestEverything:
    """Never an exception, never no answer, never a forbidden one."""

    @pytest.mark.parametrize("stage", list(Stage))
    @pytest.mark.parametrize("code", IN_RANGE)
    def test_every_code_at_every_stage(self, code: int, stage: Stage) -> None:
        check_safe(*ask(f"{code} text", stage))

    @pytest.mark.parametrize("stage", list(Stage))
    @pytest.mark.parametrize("kind", list(EventKind))
    def test_every_event_at_every_stage(self, kind: EventKind, stage: Stage) -> None:
        verdict, advice = ask(Event(kind, stage), stage)
        check_safe(verdict, advice)
        assert verdict.code is None

    @given(replies() | replies(enhanced=True), contexts())
    def test_any_reply_in_any_context(self, reply: Reply, context: Context) -> None:
        verdict = classify(reply, context)
        check_safe(verdict, advise(verdict, context))


def check_safe(verdict: Verdict, advice: Advice) -> None:
    assert 0 < verdict.confidence <= 1
    assert verdict.because
    assert advice.summary
    assert advice.because
    if advice.may_suppress:
        assert verdict.address_dead
        assert advice.blame is Blame.RECIPIENT
    if verdict.address_dead:
        assert verdict.permanence is Permanence.PERMANENT
        assert any(e.source is not Source.CODE for e in verdict.because) or verdict.code == 556
    for command in advice.commands:
        filled = command.line(**dict.fromkeys(command.fields, "x"))
        assert filled.count(b"\n") == 1


class TestUnknown:
    @pytest.mark.parametrize("code", [299, 399, 499, 592])
    def test_gets_its_class_humbly(self, code: int) -> None:
        verdict = classify(Reply.build(code, "what is this"), Stage.UNKNOWN)
        assert verdict.severity is not None
        assert verdict.severity.value == code // 100
        assert verdict.confidence <= 0.5

    def test_stage_of_the_reply_counts(self) -> None:
        reply = parse(b"502 no\r\n", stage=Stage.VRFY)
        assert classify(reply).stage is Stage.VRFY
        assert classify(reply, Stage.EHLO).stage is Stage.EHLO
        assert classify(reply, Context(tls=True)).stage is Stage.VRFY


class TestOwnRules:
    """A mailer may replace what we know and what we would do, without touching our modules."""

    def test_own_code_row(self) -> None:
        mine = attrs.evolve(
            KNOWLEDGE.code_rows[-1], name="mine", codes=(599,), reason=Reason.GREYLISTED, weight=0.9
        )
        knowledge = Knowledge(code_rows=(mine, *KNOWLEDGE.code_rows))
        assert (
            classify(Reply.build(599), Stage.RCPT, knowledge=knowledge).reason is Reason.GREYLISTED
        )
        assert classify(Reply.build(599), Stage.RCPT).reason is Reason.OTHER

    def test_own_rule(self) -> None:
        mine = attrs.evolve(Rules().rows[-1], name="mine", codes=(502,), action=Action.ASK_USER)
        rules = Rules((mine, *Rules().rows))
        verdict = classify(Reply.build(502), Stage.VRFY)
        assert advise(verdict, rules=rules).because == "mine"
        assert advise(verdict).because != "mine"

    def test_an_incomplete_table_says_so(self) -> None:
        with pytest.raises(LookupError, match="the table is incomplete"):
            classify(Reply.build(250), knowledge=Knowledge(code_rows=()))
        with pytest.raises(LookupError, match="the table is incomplete"):
            classify(Event(EventKind.CLOSED), knowledge=Knowledge(event_rows=()))
        with pytest.raises(LookupError, match="the rules are incomplete"):
            advise(classify(Reply.build(250)), rules=Rules(()))


class TestServerDelay:
    def test_is_never_undercut(self) -> None:
        verdict = attrs.evolve(classify(Reply.build(450), Stage.RCPT), retry_after=20_000.0)
        delay: Any = advise(verdict).delay
        assert delay.minimum >= 20_000
        shorter = attrs.evolve(verdict, retry_after=1.0)
        assert advise(shorter).delay == advise(classify(Reply.build(450), Stage.RCPT)).delay

    def test_without_a_delay_of_ours_there_is_none(self) -> None:
        verdict = attrs.evolve(classify(Reply.build(250), Stage.NOOP), retry_after=60.0)
        assert advise(verdict).delay is None


class TestGreylisting:
    def test_the_policy_says_when_to_come_back(self) -> None:
        verdict = classify(parse(b"450 4.7.1 greylisted\r\n"), Stage.RCPT)
        assert verdict.reason is Reason.GREYLISTED
        patient = attrs.evolve(CAREFUL, greylisting=Delay(7, 8, 9))
        assert advise(verdict, policy=patient).delay == Delay(7, 8, 9)
        busy = classify(parse(b"450 4.3.2 busy\r\n"), Stage.RCPT)
        assert advise(busy, policy=patient).delay == advise(busy).delay


class TestGiven:
    def test_once_for_a_situation_whatever_is_to_be_sent(self) -> None:
        rules = Rules()
        verdict = classify(Reply.build(220), Stage.CONNECT)
        advice = advise(verdict, rules=rules)
        assert advice.commands
        assert advise(verdict, rules=rules) is advice
        assert rules.candidates(verdict) is rules.candidates(verdict)

    def test_says_where_it_stands_and_for_how_long(self) -> None:
        advice = advise(classify(parse(b"450 4.7.1 greylisted\r\n"), Stage.RCPT))
        assert advice.references == ("RFC 6647 5",)
        assert advice.permanence is Permanence.TRANSIENT


class TestFilledCommands:
    @pytest.mark.parametrize(
        ("stage", "command", "recipient"),
        [
            (Stage.VRFY, "VRFY alice", "alice"),
            (Stage.VRFY, "VRFY <alice@example.org> SMTPUTF8", "alice@example.org"),
            (Stage.VRFY, "vrfy alice@example.org SMTPUTF8", "alice@example.org"),
            (Stage.RCPT, "RCPT TO:<alice@example.org> NOTIFY=NEVER", "alice@example.org"),
            (Stage.RCPT, "RCPT TO: <alice@example.org>", "alice@example.org"),
            (Stage.RCPT, 'RCPT TO:<"a:b"@example.org>', '"a:b"@example.org'),
            (Stage.RCPT, "RCPT TO:<alice@example.org> X=<y>", "alice@example.org"),
            (Stage.VRFY, "VRFY Xavier", "Xavier"),
            (Stage.VRFY, "VRFY a>b", None),
            (Stage.RCPT, "RCPT TO:<a b@example.org>", None),
            (Stage.RCPT, "RCPT TO:<a\x00b@example.org>", None),
            (Stage.RCPT, "RCPT TO:<>", None),
            (Stage.RCPT, "RCPT TO:<a@>", "a@"),
            (Stage.VRFY, "VRFY", None),
            (Stage.MAIL, "MAIL FROM:<bob@example.org>", None),
            (Stage.VRFY, None, None),
        ],
    )
    def test_recipient_from_the_command(
        self, stage: Stage, command: str | None, recipient: str | None
    ) -> None:
        probe = commands_for(Action.PROBE_RECIPIENT, Context(stage, command=command))[1]
        expected = "{recipient}" if recipient is None else recipient
        assert str(probe) == f"RCPT TO:<{expected}>"

    def test_the_domain_is_behind_the_last_at(self) -> None:
        context = Context(Stage.RCPT, command='RCPT TO:<"a@b"@example.org>')
        probe = commands_for(Action.CHECK_CATCH_ALL, context)[1]
        assert str(probe) == "RCPT TO:<{random_local_part}@example.org>"

    def test_domain_too(self) -> None:
        context = Context(Stage.RCPT, command="RCPT TO:<alice@example.org>")
        probe = commands_for(Action.CHECK_CATCH_ALL, context)[1]
        assert probe.fields == ("random_local_part",)
        assert "{domain}" in str(
            commands_for(Action.USE_ETRN, Context(Stage.VRFY, command="VRFY alice"))[0]
        )
