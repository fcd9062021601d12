"""What naive clients do wrong, and we must never advise; and replies that have two meanings.

The classes are the sections of the collected facts: each test of `TestTwins` is one of the
replies that mean something else elsewhere, each of `TestDangers` one naive fallback.
"""

from itertools import product

import pytest

from smtpreply import (
    Action,
    Advice,
    Blame,
    Capabilities,
    Caution,
    Context,
    Event,
    EventKind,
    Needs,
    Permanence,
    Reason,
    Reply,
    Scope,
    Stage,
    Verdict,
    advise,
    classify,
    commands_for,
    parse,
)
from smtpreply.policy import CAREFUL, POLICIES, Permission, Policy
from smtpreply.stage import CONTENT

A, R, S = Action, Reason, Stage
IN_CLEAR = {A.CONTINUE_IN_CLEAR, A.RECONNECT_IN_CLEAR}
GIVE_UP = {A.GIVE_UP_RECIPIENT, A.GIVE_UP_MESSAGE, A.GIVE_UP_DOMAIN}
AGAIN = {A.RETRY_LATER, A.RECONNECT, A.NEXT_HOST, A.NEXT_ADDRESS_FAMILY, A.RESET_AND_CONTINUE}
SENDING = (S.MAIL, S.RCPT, S.DATA, S.END_OF_DATA, S.BDAT)
PROFILES = tuple(POLICIES.values())
policies = pytest.mark.parametrize("policy", PROFILES, ids=lambda p: p.name)


def ask(
    reply: str | Event, context: Context | Stage, policy: Policy = CAREFUL
) -> tuple[Verdict, Advice]:
    source = reply if isinstance(reply, Event) else parse(reply.encode() + b"\r\n")
    verdict = classify(source, context)
    return verdict, advise(verdict, context, policy=policy)


def proposed(reply: str | Event, context: Context | Stage, policy: Policy = CAREFUL) -> set[Action]:
    _, advice = ask(reply, context, policy)
    return {advice.action, *advice.alternatives}


def capabilities(*keywords: str) -> Capabilities:
    return Capabilities.from_reply(Reply.build(250, "mx.example.org", *keywords))


class TestTwins:
    """The same code, another meaning: told apart by stage, state, enhanced code and text."""

    @pytest.mark.parametrize(
        ("reply", "tls", "action"),
        [
            ("530 5.7.0 Must issue a STARTTLS command first", False, A.STARTTLS_FIRST),
            ("530 5.7.0 Must issue a STARTTLS command first", None, A.STARTTLS_FIRST),
            ("530 5.7.0 no", False, A.STARTTLS_FIRST),
            ("530 5.7.0 no", True, A.AUTHENTICATE_FIRST),
            ("530 5.7.0 Authentication required", True, A.AUTHENTICATE_FIRST),
            ("530 5.7.0 Authentication required", False, A.STARTTLS_FIRST),
        ],
    )
    def test_530(self, reply: str, tls: bool | None, action: Action) -> None:
        _, advice = ask(reply, Context(S.MAIL, tls=tls, capabilities=capabilities("STARTTLS")))
        assert advice.action is action

    @pytest.mark.parametrize(
        ("reply", "stage", "reason"),
        [
            ("454 4.7.0 TLS not available due to local problem", S.STARTTLS, R.TLS_REQUIRED),
            ("454 4.7.0 Temporary authentication failure", S.AUTH, R.SYSTEM_ERROR),
            ("454 4.7.1 Relay access denied", S.RCPT, R.RELAY_DENIED),
        ],
    )
    def test_454(self, reply: str, stage: Stage, reason: Reason) -> None:
        verdict, advice = ask(reply, stage)
        assert verdict.reason is reason
        assert not advice.may_suppress

    @pytest.mark.parametrize(
        ("reply", "accepted", "reason", "action"),
        [
            ("452 4.5.3 too many recipients", 9, R.TOO_MANY_RECIPIENTS, A.SPLIT_RECIPIENTS),
            ("452 no", 9, R.TOO_MANY_RECIPIENTS, A.SPLIT_RECIPIENTS),
            ("452 4.3.1 mail system full", 9, R.SYSTEM_FULL, A.NEXT_HOST),
            ("452 4.2.2 mailbox full", 9, R.MAILBOX_FULL, A.RETRY_LATER),
            ("452 no", 0, R.SYSTEM_FULL, A.RETRY_LATER),
        ],
    )
    def test_452_at_rcpt(self, reply: str, accepted: int, reason: Reason, action: Action) -> None:
        verdict, advice = ask(reply, Context(S.RCPT, accepted_recipients=accepted))
        assert (verdict.reason, advice.action) == (reason, action)

    @pytest.mark.parametrize(
        ("reply", "stage", "accepted", "reason", "action"),
        [
            ("552 no", S.RCPT, 9, R.TOO_MANY_RECIPIENTS, A.SPLIT_RECIPIENTS),
            ("552 5.2.2 mailbox full", S.RCPT, 9, R.MAILBOX_FULL, A.GIVE_UP_RECIPIENT),
            ("552 5.3.4 message too big", S.END_OF_DATA, 9, R.MESSAGE_TOO_LARGE, A.SHRINK_MESSAGE),
            ("552 5.3.4 message too big", S.MAIL, None, R.MESSAGE_TOO_LARGE, A.SHRINK_MESSAGE),
            (
                "552 5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp",
                S.END_OF_DATA,
                1,
                R.VIRUS,
                A.FIX_MESSAGE,
            ),
            (
                "552 1 Requested mail action aborted, mailbox not found",
                S.END_OF_DATA,
                1,
                R.RECIPIENT_UNKNOWN,
                A.GIVE_UP_RECIPIENT,
            ),
        ],
    )
    def test_552(
        self, reply: str, stage: Stage, accepted: int | None, reason: Reason, action: Action
    ) -> None:
        verdict, advice = ask(reply, Context(stage, accepted_recipients=accepted))
        assert (verdict.reason, advice.action) == (reason, action)

    @pytest.mark.parametrize(
        ("reply", "stage", "dead"),
        [
            ("550 5.1.1 no such user", S.RCPT, True),
            ("550 no such user here", S.RCPT, True),
            ("550 5.7.1 rejected by policy", S.RCPT, False),
            ("550 5.7.1 blocked using zen.spamhaus.org", S.RCPT, False),
            ("550 Connection frequency limited", S.RCPT, False),
            ("550 5.7.1 Unable to relay", S.RCPT, False),
            ("550 too many unknown recipients", S.RCPT, False),
            ("550 access denied", S.VRFY, False),
            ("550 no", S.RCPT, False),
        ],
    )
    def test_550(self, reply: str, stage: Stage, dead: bool) -> None:
        verdict, advice = ask(reply, stage)
        assert verdict.address_dead is dead
        assert advice.may_suppress is dead

    @pytest.mark.parametrize(
        ("reply", "stage", "action"),
        [
            ("553-Ambiguous; possibilities are\r\n553 <bob@example.org>", S.VRFY, A.ASK_USER),
            ("553 5.1.7 bad sender address syntax", S.MAIL, A.FIX_SENDER_ADDRESS),
            ("553 requested action not taken", S.RCPT, A.GIVE_UP_RECIPIENT),
            ("553 5.7.1 sender address rejected: not owned by user bob", S.RCPT, A.FIX_SENDER_ADDRESS),
        ],
    )  # fmt: skip
    def test_553(self, reply: str, stage: Stage, action: Action) -> None:
        _, advice = ask(reply, stage)
        assert advice.action is action
        assert not advice.may_suppress

    def test_553_of_a_block(self) -> None:
        reply = "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1"
        verdict, advice = ask(reply, S.RCPT)
        assert verdict.reason is R.BLOCKLISTED
        assert advice.blame is Blame.SENDER
        assert not advice.may_suppress

    @pytest.mark.parametrize(
        ("reply", "context", "action"),
        [
            ("503 5.5.1 send HELO/EHLO first", Context(S.MAIL), A.REISSUE_EHLO),
            ("503 5.5.1 nested MAIL command", Context(S.MAIL), A.RESET_AND_CONTINUE),
            ("503 already authenticated", Context(S.AUTH, authenticated=True), A.PROCEED),
            ("503 no", Context(S.DATA, accepted_recipients=0), A.RESET_AND_CONTINUE),
            ("503 no", Context(S.DATA, accepted_recipients=2), A.RECONNECT),
            ("503 no", Context(S.EHLO, capabilities=capabilities("SIZE")), A.PROCEED),
            ("503 no", Context(S.END_OF_DATA), A.CLOSE_CONNECTION),
        ],
    )
    def test_503(self, reply: str, context: Context, action: Action) -> None:
        _, advice = ask(reply, context)
        assert advice.action is action

    @pytest.mark.parametrize(
        ("reply", "context", "scope", "action"),
        [
            ("554 No SMTP service here", Context(S.CONNECT), Scope.HOST, A.NEXT_HOST),
            ("554 no", Context(S.DATA, accepted_recipients=0), Scope.TRANSACTION, A.RESET_AND_CONTINUE),
            ("554 5.7.1 rejected as spam", Context(S.END_OF_DATA), Scope.MESSAGE, A.FIX_MESSAGE),
            ("554 5.7.1 Relay access denied", Context(S.RCPT), Scope.RECIPIENT, A.AUTHENTICATE_FIRST),
        ],
    )  # fmt: skip
    def test_554(self, reply: str, context: Context, scope: Scope, action: Action) -> None:
        _, advice = ask(reply, context)
        assert (advice.scope, advice.action) == (scope, action)

    def test_534_and_535_are_never_about_a_recipient(self) -> None:
        for reply in ("534 5.7.9 mechanism too weak", "535 5.7.8 bad credentials"):
            _, advice = ask(reply, S.AUTH)
            assert not GIVE_UP & {advice.action, *advice.alternatives}
            assert Caution.LOCKOUT in advice.cautions

    @pytest.mark.parametrize(
        ("reply", "reason"),
        [
            ("550 5.7.27 Sender domain has null MX", R.SENDER_REJECTED),
            ("550 5.7.27 sender is unauthenticated: SPF did not pass - gsmtp", R.AUTH_FAILED),
            ("550 5.7.29 ARC validation failure", R.AUTH_FAILED),
            (
                "550 5.7.29 This message was blocked because it wasn't sent over a TLS connection - gsmtp",
                R.TLS_REQUIRED,
            ),
            ("450 4.7.28 mail flood detected", R.RATE_LIMITED),
        ],
    )
    def test_new_enhanced_codes(self, reply: str, reason: Reason) -> None:
        assert ask(reply, S.MAIL)[0].reason is reason

    def test_521_of_a_disabled_or_a_busy_mailbox(self) -> None:
        assert ask("550 5.2.1 mailbox disabled", S.RCPT)[1].action is A.GIVE_UP_RECIPIENT
        busy = "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered"
        verdict, advice = ask(busy, S.RCPT)
        assert verdict.permanence is Permanence.TRANSIENT
        assert advice.action is A.RETRY_LATER

    def test_522_of_the_recipient_or_the_sender(self) -> None:
        assert ask("552 5.2.2 mailbox full", S.RCPT)[1].scope is Scope.RECIPIENT
        _, advice = ask("550 5.2.2 Submission quota exceeded", S.RCPT)
        assert (advice.scope, advice.blame) == (Scope.ACCOUNT, Blame.ACCOUNT)

    @pytest.mark.parametrize(
        ("reply", "context", "action"),
        [
            ("421 service shutting down", Context(S.MAIL), A.NEXT_HOST),
            ("421 idle too long", Context(S.MAIL, reused=True), A.RECONNECT),
            ("421 4.7.0 too many connections", Context(S.MAIL), A.SLOW_DOWN),
            ("421 greylisted, come back later", Context(S.RCPT), A.RETRY_LATER),
            ("421 too many messages in this connection", Context(S.MAIL), A.RECONNECT),
        ],
    )
    def test_421(self, reply: str, context: Context, action: Action) -> None:
        assert ask(reply, context)[1].action is action

    @pytest.mark.parametrize("code", [500, 502])
    def test_500_and_502_are_equal_for_a_fallback(self, code: int) -> None:
        assert ask(f"{code} no", S.EHLO)[1].action is A.USE_HELO
        assert ask(f"{code} no", S.BDAT)[1].action is A.CLOSE_CONNECTION
        assert ask(f"{code} no", S.VRFY)[1].action is A.SEND_TEST_MESSAGE

    @pytest.mark.parametrize("code", [504, 555, 455])
    def test_parameters(self, code: int) -> None:
        context = Context(S.MAIL, command="MAIL FROM:<a@example.org> RET=HDRS")
        assert ask(f"{code} no", context)[1].action is A.DROP_PARAMETER
        assert ask("504 no", S.AUTH)[1].action is A.NEXT_MECHANISM


REFUSALS = (
    "450 no", "450 4.2.0 greylisted", "451 4.3.0 local error", "452 4.3.1 system full", "452 4.2.2 mailbox full",
    "421 4.7.0 too many connections", "454 4.7.0 no", "455 no", "500 no", "501 no", "502 no", "503 no", "504 no",
    "521 no", "530 5.7.0 no", "535 5.7.8 bad credentials", "550 no", "550 5.1.1 no such user", "550 5.7.1 no",
    "550 5.7.1 blocked using zen.spamhaus.org", "550 5.7.26 unauthenticated mail", "550 5.7.25 no reverse DNS",
    "551 user not local; please try <x@example.com>", "552 5.2.2 mailbox full", "552 5.3.4 too big", "552 no",
    "553 no", "554 no", "554 5.7.1 relay access denied", "554 5.7.1 spam", "554 5.6.0 malformed", "555 no",
    "556 5.1.10 null MX", "550 5.7.17 owner has changed", "550 5.4.5 daily sending quota exceeded",
)  # fmt: skip
TEMPORARY = tuple(reply for reply in REFUSALS if reply[0] == "4")
PERMANENT = tuple(reply for reply in REFUSALS if reply[0] == "5")
SILENCE = (
    EventKind.CLOSED, EventKind.TIMEOUT, EventKind.NOT_A_REPLY,
    EventKind.TLS_FAILED, EventKind.TLS_WRONG_MODE, EventKind.TLS_INTERRUPTED,
)  # fmt: skip
# These are the session's: TLS, login, or a server that hangs up. Nothing was said of the mail.
OF_THE_SESSION = {R.TLS_REQUIRED, R.AUTH_REQUIRED, R.BAD_CREDENTIALS}


class TestDangers:
    """One naive fallback a test."""

    @policies
    @pytest.mark.parametrize("kind", SILENCE)
    @pytest.mark.parametrize("command", [None, "BDAT 9 LAST"])
    def test_nothing_is_resent_after_silence_behind_the_dot(
        self, policy: Policy, kind: EventKind, command: str | None
    ) -> None:
        stage = S.BDAT if command else S.END_OF_DATA
        _, advice = ask(Event(kind, stage), Context(stage, command=command), policy)
        actions = {advice.action, *advice.alternatives}
        assert not AGAIN & actions
        assert Caution.DUPLICATE_RISK in advice.cautions
        allowed = policy.allows(Permission.DUPLICATES)
        assert (A.RESEND_DESPITE_RISK in actions) is allowed
        if allowed:
            assert advice.delay is not None
            assert advice.delay.minimum >= 900

    @policies
    def test_an_error_after_the_message_does_not_undo_it(self, policy: Policy) -> None:
        for stage, reply in product([S.QUIT, S.RSET, S.NOOP], REFUSALS):
            actions = proposed(reply, stage, policy)
            assert not (GIVE_UP | {A.RESEND_DESPITE_RISK, A.HOLD_AS_UNKNOWN}) & actions
            if stage is S.QUIT and reply[0] in "45":
                assert A.DONE in actions or classify(
                    parse(reply.encode() + b"\r\n"), stage
                ).reason in (OF_THE_SESSION)

    @policies
    def test_one_failed_recipient_does_not_repeat_or_stop_the_message(self, policy: Policy) -> None:
        for reply in ("550 5.1.1 no such user", "450 no", "552 5.2.2 mailbox full"):
            _, advice = ask(reply, Context(S.RCPT, accepted_recipients=2), policy)
            assert advice.scope is Scope.RECIPIENT
            assert advice.action is not A.GIVE_UP_MESSAGE
        _, advice = ask(Event(EventKind.SOME_RECIPIENTS, S.RCPT), S.RCPT, policy)
        assert advice.action is A.PROCEED

    @policies
    @pytest.mark.parametrize("reply", ["550 go away", "554 no SMTP service here", "521 no"])
    def test_no_bounce_for_a_greeting(self, policy: Policy, reply: str) -> None:
        _, advice = ask(reply, S.CONNECT, policy)
        assert advice.action not in GIVE_UP
        assert not advice.may_suppress
        assert not GIVE_UP & proposed(Event(EventKind.NOT_A_REPLY, S.CONNECT), S.CONNECT, policy)

    @pytest.mark.parametrize("stage", [S.MAIL, S.END_OF_DATA])
    def test_552_is_no_452_where_it_is_about_size(self, stage: Stage) -> None:
        for reply in ("552 no", "552 5.3.4 too big", "552 message exceeds maximum size"):
            actions = proposed(reply, stage)
            assert not {A.RETRY_LATER, A.SPLIT_RECIPIENTS} & actions

    def test_552_is_a_452_once_where_recipients_were_accepted(self) -> None:
        context = Context(S.RCPT, accepted_recipients=9)
        _, advice = ask("552 no", context)
        assert advice.action is A.SPLIT_RECIPIENTS
        assert Caution.LOOP in advice.cautions
        strict = CAREFUL.without_permission(Permission.RETRY_552)
        assert ask("552 no", context, strict)[1].action is A.GIVE_UP_RECIPIENT

    @policies
    @pytest.mark.parametrize("stage", [S.RCPT, S.DATA])
    @pytest.mark.parametrize(
        "reply", [*REFUSALS, "452 4.5.3 too many recipients", "550 5.5.3 too many recipients"]
    )
    def test_nothing_is_split_where_nobody_was_accepted(
        self, policy: Policy, stage: Stage, reply: str
    ) -> None:
        context = Context(stage, accepted_recipients=0)
        assert A.SPLIT_RECIPIENTS not in proposed(reply, context, policy)

    @pytest.mark.parametrize("stage", SENDING)
    def test_text_does_not_overrule_the_code(self, stage: Stage) -> None:
        verdict, advice = ask("450 5.1.1 no such user", stage)
        assert verdict.permanence is Permanence.TRANSIENT
        assert not verdict.address_dead
        assert advice.action not in GIVE_UP
        verdict, _ = ask("550 4.2.0 please try again later", stage)
        assert verdict.permanence is Permanence.PERMANENT

    @policies
    def test_only_a_dead_address_is_suppressed(self, policy: Policy) -> None:
        for reply, stage in product(REFUSALS, S):
            verdict, advice = ask(reply, stage, policy)
            if advice.may_suppress:
                assert verdict.address_dead
                assert advice.blame is Blame.RECIPIENT
                assert advice.action is not A.SUPPRESS_RECIPIENT
            elif reply[0] == "5" and stage is S.RCPT and advice.blame is not Blame.RECIPIENT:
                assert Caution.NEVER_SUPPRESS in advice.cautions

    @policies
    @pytest.mark.parametrize(
        "needs", [Needs(tls=True), Needs(authentication=True), Needs(smtputf8=True)]
    )
    def test_no_helo_where_extensions_are_needed(self, policy: Policy, needs: Needs) -> None:
        for stage, reply in product(S, REFUSALS):
            assert A.USE_HELO not in proposed(reply, Context(stage, needs=needs), policy)

    @policies
    @pytest.mark.parametrize("needs", [Needs(tls=True), Needs(authentication=True)])
    @pytest.mark.parametrize("stage", list(S))
    def test_no_clear_text_where_tls_or_a_login_is_needed(
        self, policy: Policy, needs: Needs, stage: Stage
    ) -> None:
        context = Context(stage, needs=needs, deferred=True)
        sources: list[str | Event] = [*REFUSALS, *(Event(kind, stage) for kind in EventKind)]
        for source in sources:
            assert not IN_CLEAR & proposed(source, context, policy)

    @policies
    def test_no_clear_text_on_the_connection_of_a_failed_handshake(self, policy: Policy) -> None:
        for needs in (Needs(), Needs(tls=False, authentication=False)):
            for deferred in (None, False, True):
                context = Context(S.STARTTLS, needs=needs, deferred=deferred)
                actions = proposed(Event(EventKind.TLS_FAILED, S.STARTTLS), context, policy)
                assert A.CONTINUE_IN_CLEAR not in actions

    @policies
    def test_bytes_before_the_handshake_are_not_used(self, policy: Policy) -> None:
        _, advice = ask(Event(EventKind.INJECTED, S.STARTTLS), S.STARTTLS, policy)
        assert advice.action is A.CLOSE_CONNECTION
        assert Caution.INJECTION in advice.cautions
        _, advice = ask("220 go ahead", S.STARTTLS, policy)
        assert Caution.INJECTION in advice.cautions

    @policies
    @pytest.mark.parametrize("stage", [*SENDING, S.AUTH])
    @pytest.mark.parametrize(
        "reply", ["530 5.7.0 Authentication required", "538 5.7.11 encryption required", "530 no"]
    )
    def test_no_login_before_tls(self, policy: Policy, stage: Stage, reply: str) -> None:
        offering = Context(stage, tls=False, capabilities=capabilities("STARTTLS", "AUTH PLAIN"))
        assert ask(reply, offering, policy)[1].action is not A.AUTHENTICATE_FIRST

    @policies
    def test_no_mail_without_the_login_it_needs(self, policy: Policy) -> None:
        context = Context(S.AUTH, needs=Needs(authentication=True))
        for kind in (EventKind.NOT_OFFERED, EventKind.NO_COMMON_MECHANISM):
            assert A.PROCEED not in proposed(Event(kind, S.AUTH), context, policy)
        for reply in ("535 5.7.8 bad credentials", "502 not implemented", "454 4.7.0 no"):
            assert A.PROCEED not in proposed(reply, context, policy)

    @policies
    @pytest.mark.parametrize("reply", ["535 5.7.8 bad credentials", "535 no", "550 no"])
    def test_a_refused_login_is_not_repeated(self, policy: Policy, reply: str) -> None:
        _, advice = ask(reply, S.AUTH, policy)
        assert advice.action not in AGAIN
        assert Caution.LOCKOUT in advice.cautions

    def test_no_other_port_for_submission(self) -> None:
        context = Context(S.CONNECT, needs=Needs(authentication=True))
        for kind in (EventKind.CONNECT_REFUSED, EventKind.CONNECT_TIMEOUT, EventKind.CLOSED):
            actions = proposed(Event(kind, S.CONNECT), context, POLICIES["SUBMISSION"])
            assert not {A.NEXT_HOST, *IN_CLEAR} & actions

    @policies
    def test_no_other_host_after_a_refusal_for_good(self, policy: Policy) -> None:
        for stage, reply in product(SENDING, PERMANENT):
            verdict, advice = ask(reply, stage, policy)
            if verdict.reason in OF_THE_SESSION or reply.startswith("521"):
                continue
            assert A.NEXT_HOST not in {advice.action, *advice.alternatives}

    @policies
    @pytest.mark.parametrize("stage", SENDING)
    @pytest.mark.parametrize(
        "reply", ["450 4.2.0 greylisted, try again in 300 seconds", "421 4.7.1 greylisted"]
    )
    def test_greylisting_is_waited_for_in_the_same_place(
        self, policy: Policy, stage: Stage, reply: str
    ) -> None:
        _, advice = ask(reply, stage, policy)
        assert (advice.action, advice.alternatives) == (A.RETRY_LATER, ())
        assert Caution.EVASION in advice.cautions

    @policies
    def test_a_notification_is_not_answered_and_its_sender_stays_empty(
        self, policy: Policy
    ) -> None:
        for reply, stage in product(REFUSALS, SENDING):
            actions = proposed(reply, Context(stage, null_sender=True), policy)
            assert not {A.NOTIFY_SENDER, A.USE_REAL_SENDER} & actions

    @policies
    @pytest.mark.parametrize("kind", [EventKind.FAILED, EventKind.EXPIRED])
    def test_a_failed_notification_is_dropped(self, policy: Policy, kind: EventKind) -> None:
        actions = proposed(Event(kind), Context(null_sender=True), policy)
        assert actions == {A.DROP_NOTIFICATION}

    @policies
    def test_giving_up_warns_of_backscatter(self, policy: Policy) -> None:
        for reply, stage in product(REFUSALS, SENDING):
            _, advice = ask(reply, stage, policy)
            if GIVE_UP & {advice.action, *advice.alternatives}:
                assert Caution.BACKSCATTER in advice.cautions

    @policies
    @pytest.mark.parametrize("stage", SENDING)
    def test_out_of_step_ends_the_connection(self, policy: Policy, stage: Stage) -> None:
        _, advice = ask(Event(EventKind.EXTRA_REPLY, stage), stage, policy)
        if stage in CONTENT:  # which of the replies was the one to the message?
            assert advice.action in (A.HOLD_AS_UNKNOWN, A.RESEND_DESPITE_RISK)
            assert Caution.DUPLICATE_RISK in advice.cautions
        else:
            assert advice.action is A.CLOSE_CONNECTION
            assert A.DISABLE_PIPELINING in advice.alternatives
        reply = "250 ok" if stage is S.DATA else "354 go ahead"
        advice = ask(reply, stage, policy)[1]
        if stage in CONTENT:  # neither yes nor no to the message
            assert advice.action is A.HOLD_AS_UNKNOWN
            assert Caution.DUPLICATE_RISK in advice.cautions
        elif stage is not S.DATA:
            assert advice.action is A.CLOSE_CONNECTION
        else:
            assert A.SEND_CONTENT not in proposed(reply, stage, policy)

    @policies
    @pytest.mark.parametrize("stage", [S.DATA, S.END_OF_DATA, S.BDAT])
    def test_no_dot_behind_half_a_message(self, policy: Policy, stage: Stage) -> None:
        context = Context(stage, unfinished=True)
        for reply in REFUSALS:
            _, advice = ask(reply, context, policy)
            if reply[:3] != "421" and classify(parse(reply.encode() + b"\r\n"), context).reason in (
                OF_THE_SESSION
            ):
                continue
            assert A.SEND_LONE_DOT not in {advice.action, *advice.alternatives}
            assert b".\r\n" not in [c.line() for c in advice.commands if not c.fields]
        _, advice = ask(Event(EventKind.SOURCE_FAILED, stage), context, policy)
        assert advice.action is A.CLOSE_CONNECTION

    @policies
    @pytest.mark.parametrize("code", [500, 502, 504])
    @pytest.mark.parametrize("accepted", [None, 0, 1])
    def test_unknown_bdat_ends_the_connection(
        self, policy: Policy, code: int, accepted: int | None
    ) -> None:
        context = Context(S.BDAT, accepted_recipients=accepted)
        _, advice = ask(f"{code} no", context, policy)
        assert advice.action is A.CLOSE_CONNECTION
        assert A.USE_DATA in advice.alternatives

    @policies
    @pytest.mark.parametrize("stage", [S.RCPT, S.VRFY])
    @pytest.mark.parametrize("code", [251, 551])
    def test_a_new_address_is_not_followed(self, policy: Policy, stage: Stage, code: int) -> None:
        context = Context(stage, command=f"{stage.value} TO:<bob@example.org>")
        _, advice = ask(f"{code} please try <mallory@example.com>", context, policy)
        assert Caution.DO_NOT_FOLLOW in advice.cautions
        lines = [
            str(c) for a in (advice.action, *advice.alternatives) for c in commands_for(a, context)
        ]
        assert not any("mallory" in line for line in lines)

    @policies
    def test_a_yes_is_no_proof(self, policy: Policy) -> None:
        for context in (Context(S.VRFY), Context(S.RCPT, probe=True)):
            _, advice = ask("250 ok", context, policy)
            assert Caution.NOT_PROOF in advice.cautions

    @policies
    @pytest.mark.parametrize(
        "command",
        [
            "MAIL FROM:<a@example.org> REQUIRETLS",
            "MAIL FROM:<a@example.org> BODY=8BITMIME",
            "MAIL FROM:<a@example.org> BODY=BINARYMIME",
            "MAIL FROM:<ä@example.org> SMTPUTF8",
            "MAIL FROM:<a@example.org> HOLDFOR=3600",
            "MAIL FROM:<a@example.org> HOLDUNTIL=2027-01-01T00:00:00Z",
            "MAIL FROM:<a@example.org> BY=60;R",
            "RCPT TO:<b@example.org> RRVS=2014-04-03T23:01:00Z",
        ],
    )
    def test_what_protects_the_message_is_not_dropped(self, policy: Policy, command: str) -> None:
        context = Context(S.of_command(command), command=command)
        for reply in REFUSALS:
            assert A.DROP_PARAMETER not in proposed(reply, context, policy), reply
        if "BY=" not in command and "SMTPUTF8" not in command and "8BITMIME" not in command:
            event = Event(EventKind.NOT_OFFERED, context.stage)
            assert A.DROP_PARAMETER not in proposed(event, context, policy)

    @policies
    def test_nothing_is_sent_raw_without_smtputf8(self, policy: Policy) -> None:
        context = Context(S.MAIL, needs=Needs(smtputf8=True))
        actions = proposed(Event(EventKind.NOT_OFFERED, S.MAIL), context, policy)
        assert not {A.PROCEED, A.DROP_PARAMETER} & actions
        assert A.USE_ASCII_ADDRESS in actions

    @policies
    @pytest.mark.parametrize("stage", [S.RCPT, S.END_OF_DATA])
    def test_the_stated_delay_is_not_undercut(self, policy: Policy, stage: Stage) -> None:
        _, advice = ask("451 4.7.1 greylisted, come back in 3600 seconds", stage, policy)
        assert advice.delay is not None
        assert advice.delay.minimum >= 3600

    @policies
    @pytest.mark.parametrize("stage", list(S))
    def test_503_gives_nobody_up(self, policy: Policy, stage: Stage) -> None:
        texts = (
            "no", "5.5.1 bad sequence", "5.1.1 user unknown", "5.5.1 no valid recipients", "virus found",
            "blocked using zen.spamhaus.org", "rejected by the domain's DMARC policy", "5.7.20 no DKIM", "loop",
        )  # fmt: skip
        for text in texts:
            _, advice = ask(f"503 {text}", stage, policy)
            assert not GIVE_UP & {advice.action, *advice.alternatives}
            assert not advice.may_suppress

    @policies
    def test_what_is_put_off_is_not_given_up(self, policy: Policy) -> None:
        for reply, stage in product(TEMPORARY, SENDING):
            assert not GIVE_UP & proposed(reply, stage, policy)
