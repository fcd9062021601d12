"""A delivery against hosts that answer what they are told to: what it says, and what comes of it."""

from collections.abc import Sequence
from typing import Any

import pytest

from smtpreply import (
    CAREFUL,
    RELAY,
    SUBMISSION,
    Caution,
    Delivery,
    Envelope,
    Event,
    EventKind,
    Fate,
    Host,
    Policy,
    Reason,
    Recipient,
    Stage,
    TlsMode,
)
from smtpreply.instruction import Close, Connect, Finished, Receive, Send, WaitUntil
from smtpreply.policy import Permission
from smtpreply.sasl import CramMd5, LoginLogin, Plain, XOAuth2
from smtpreply.tables.schedules import POSTFIX
from tests.carrier import DEFAULTS, Journey, Peer, carry, verbs

ALICE, BOB, CAROL = "alice@example.net", "bob@example.net", "carol@example.com"
MESSAGE = b"Subject: hi\n\nHello.\n.a dot\n"
WIRED = b"Subject: hi\r\n\r\nHello.\r\n.a dot\r\n"
HELLO = ["CONNECT", "EHLO", "STARTTLS", "TLS", "EHLO"]
CLOSED, TIMEOUT = EventKind.CLOSED, EventKind.TIMEOUT


def an_envelope(*recipients: str | Recipient, **more: Any) -> Envelope:
    message = more.pop("message", MESSAGE)
    sender = more.pop("sender", "me@example.org")
    return Envelope(sender, recipients or (ALICE, BOB), message, **more)


def a_delivery(
    envelope: Envelope | None = None,
    *,
    hosts: Sequence[Host] = (Host("mx1"),),
    policy: Policy = CAREFUL,
    **more: Any,
) -> Delivery:
    envelope = envelope or an_envelope()
    return Delivery(envelope, hosts, client_name="client.example.org", policy=policy, **more)


def fates(delivery: Delivery) -> list[str]:
    return [outcome.fate.value for outcome in delivery.outcomes]


def play(
    answers: dict[str, Any], *, lmtp: bool = False, **more: Any
) -> tuple[Delivery, Peer, Journey]:
    peer = Peer(answers, lmtp=lmtp)
    waits = more.pop("waits", False)
    delivery = a_delivery(lmtp=lmtp, **more)
    return delivery, peer, carry(delivery, peer, waits=waits)


def without(*keywords: str) -> str:
    lines = [line for line in DEFAULTS["EHLO"].split("\n") if not line[4:].startswith(keywords)]
    return "\n".join([*[f"{line[:3]}-{line[4:]}" for line in lines[:-1]], f"250 {lines[-1][4:]}"])


def offering(*keywords: str) -> str:
    return "250-mx.example.net\n" + "".join(f"250-{k}\n" for k in keywords) + "250 STARTTLS"


class TestTheGoodWay:
    def test_pipelined_over_tls(self) -> None:
        delivery, peer, journey = play({})
        assert fates(delivery) == ["delivered", "delivered"]
        assert peer.taken == [(ALICE, WIRED), (BOB, WIRED)]
        assert verbs(peer.commands) == [*HELLO, "MAIL", "RCPT", "RCPT", "DATA", ".", "QUIT"]
        sent = [step.data for step in journey.steps if isinstance(step, Send)]
        assert sent[3].count(b"\r\n") == 4, "MAIL, RCPT, RCPT and DATA go in one group"
        assert journey.finished

    def test_each_outcome_has_its_queue_id_and_diagnosis(self) -> None:
        delivery, _, _ = play({})
        first, second = delivery.outcomes
        assert (first.recipient, second.recipient) == (ALICE, BOB)
        assert first.queue_id == second.queue_id == "4Z1x2Y3z"
        assert first.diagnosis is not None
        assert first.diagnosis.verdict.reason is Reason.MESSAGE_ACCEPTED
        assert first.diagnosis.recipient == ALICE
        assert str(first).startswith(f"{ALICE}: delivered; 250 2.0.0 to end of data")
        assert (first.host, first.is_final, first.cautions) == ("mx1:25", True, ())

    def test_one_command_at_a_time_where_pipelining_is_not_offered(self) -> None:
        delivery, peer, journey = play({"EHLO": without("PIPELINING")})
        assert fates(delivery) == ["delivered", "delivered"]
        commands = [step.data for step in journey.steps if isinstance(step, Send)]
        assert all(command.count(b"\r\n") == 1 for command in commands if b"Subject" not in command)
        assert verbs(peer.commands)[-1] == "QUIT"

    def test_lmtp_has_one_answer_a_recipient(self) -> None:
        answers = {".": ["250 ok", "452 4.2.2 over quota", "550 5.1.1 no such user"]}
        envelope = an_envelope(ALICE, BOB, CAROL)
        delivery, peer, _ = play(
            answers, lmtp=True, envelope=envelope, hosts=[Host("lmtp", 24, TlsMode.NONE)]
        )
        assert fates(delivery) == ["delivered", "deferred", "refused"]
        assert verbs(peer.commands)[:2] == ["CONNECT", "LHLO"]
        assert [who for who, _ in peer.taken] == [ALICE]

    def test_parameters_that_the_server_offers(self) -> None:
        envelope = an_envelope(
            Recipient(ALICE, ["NOTIFY=FAILURE"]), message=b"Subject: x\n\n\xc3\xa4\n",
            parameters=["RET=HDRS"],
        )  # fmt: skip
        _, peer, _ = play({"EHLO": offering("SIZE", "8BITMIME", "DSN")}, envelope=envelope)
        assert "MAIL FROM:<me@example.org> SIZE=18 BODY=8BITMIME RET=HDRS" in peer.commands
        assert f"RCPT TO:<{ALICE}> NOTIFY=FAILURE" in peer.commands

    def test_chunks_where_they_are_wanted_and_offered(self) -> None:
        delivery, peer, _ = play({"EHLO": offering("CHUNKING", "PIPELINING")}, chunking=True)
        assert fates(delivery) == ["delivered", "delivered"]
        assert f"BDAT {len(WIRED)} LAST" in peer.commands
        assert peer.taken[0] == (ALICE, WIRED)

    def test_chunks_in_lmtp_have_one_answer_a_recipient_too(self) -> None:
        answers = {"LHLO": "250-x\n250 CHUNKING", "BDAT": ["250 ok", "550 5.1.1 no such user"]}
        hosts = [Host("lmtp", 24, TlsMode.NONE)]
        delivery, peer, _ = play(answers, lmtp=True, hosts=hosts, chunking=True)
        assert fates(delivery) == ["delivered", "refused"]
        assert len(peer.taken) == 1

    def test_implicit_tls(self) -> None:
        _, peer, _ = play({}, hosts=[Host("mx1", 465, TlsMode.IMPLICIT)])
        assert verbs(peer.commands)[:3] == ["CONNECT", "EHLO", "MAIL"]


class TestInTheSession:
    """Advice that is carried out at once."""

    def test_helo_where_ehlo_is_unknown(self) -> None:
        answers = {"EHLO": "502 5.5.1 not implemented"}
        delivery, peer, _ = play(answers, policy=RELAY)
        assert verbs(peer.commands)[:4] == ["CONNECT", "EHLO", "HELO", "MAIL"]
        assert fates(delivery) == ["delivered", "delivered"]

    def test_no_helo_where_tls_may_not_be_given_up(self) -> None:
        delivery, peer, _ = play({"EHLO": "502 5.5.1 not implemented"})
        assert "MAIL" not in verbs(peer.commands)
        assert fates(delivery) == ["deferred", "deferred"]

    def test_a_refused_parameter_is_dropped_once(self) -> None:
        answers = {"MAIL": ["555 5.5.4 unsupported option: SIZE", "250 ok"]}
        delivery, peer, _ = play(answers)
        assert [c for c in peer.commands if c.startswith("MAIL")] == [
            "MAIL FROM:<me@example.org> SIZE=31", "MAIL FROM:<me@example.org>",
        ]  # fmt: skip
        assert fates(delivery) == ["delivered", "delivered"]

    def test_a_refused_parameter_of_one_recipient(self) -> None:
        envelope = an_envelope(Recipient(ALICE, ["NOTIFY=NEVER"]), BOB)
        answers = {"EHLO": offering("DSN", "PIPELINING"), "RCPT": ["555 5.5.4 what?", "250 ok"]}
        delivery, peer, _ = play(answers, envelope=envelope)
        assert fates(delivery) == ["delivered", "delivered"]
        assert peer.commands.count(f"RCPT TO:<{ALICE}>") == 1
        assert len(peer.taken) == 2

    def test_what_is_not_offered_is_left_away(self) -> None:
        envelope = an_envelope(Recipient(ALICE, ["NOTIFY=NEVER"]), parameters=["RET=FULL"])
        delivery, peer, _ = play({}, envelope=envelope)
        assert fates(delivery) == ["delivered"]
        assert f"RCPT TO:<{ALICE}>" in peer.commands

    def test_too_many_recipients_are_split(self) -> None:
        answers = {"RCPT": ["250 ok", "452 4.5.3 too many recipients", "250 ok"]}
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["delivered", "delivered"]
        assert [who for who, _ in peer.taken] == [ALICE, BOB]
        assert verbs(peer.commands).count("CONNECT") == 1

    @pytest.mark.parametrize(
        ("rcpt", "batches"),
        [
            (["250 ok", "250 ok", "552 too many recipients", "250 ok"], [2, 1]),
            ("250 ok", [1, 1, 1]),  # nobody is over a limit, and half of them is one
        ],
    )
    def test_too_many_recipients_by_the_answer_to_data(self, rcpt: Any, batches: list[int]) -> None:
        """Exim accepts as many as it takes, and then refuses the message for all of them."""
        answers = {"RCPT": rcpt, "DATA": ["554 Too many recipients", "354 go ahead"]}
        delivery, peer, _ = play(answers, envelope=an_envelope(ALICE, BOB, CAROL))
        assert fates(delivery) == ["delivered"] * 3
        assert [who for who, _ in peer.taken] == [ALICE, BOB, CAROL]
        said = " ".join(verbs(peer.commands))
        transactions = said.split(" MAIL ")[2:]
        assert [each.count("RCPT") for each in transactions] == batches

    def test_one_recipient_that_is_too_many_is_put_off(self) -> None:
        answers = {"DATA": "554 Too many recipients"}
        delivery, peer, _ = play(answers, envelope=an_envelope(ALICE))
        assert fates(delivery) == ["deferred"]
        assert verbs(peer.commands).count("MAIL") == 1

    def test_limits_are_kept(self) -> None:
        limits = offering("LIMITS RCPTMAX=1 MAILMAX=1", "PIPELINING")
        delivery, peer, _ = play({"EHLO": limits}, envelope=an_envelope(ALICE, BOB, CAROL))
        assert fates(delivery) == ["delivered"] * 3
        assert verbs(peer.commands).count("CONNECT") == 3
        assert verbs(peer.commands).count("MAIL") == 3

    def test_limits_and_a_split_at_data_end(self) -> None:
        limits = offering("LIMITS MAILMAX=1", "PIPELINING")
        answers = {"EHLO": limits, "DATA": ["554 5.5.3 too many recipients", "354 go"]}
        delivery, peer, _ = play(answers, envelope=an_envelope(ALICE, BOB, CAROL))
        assert fates(delivery) == ["delivered"] * 3
        assert len(peer.taken) == 3

    def test_one_domain_a_transaction(self) -> None:
        limits = offering("LIMITS RCPTDOMAINMAX=1", "PIPELINING")
        delivery, peer, _ = play({"EHLO": limits}, envelope=an_envelope(ALICE, CAROL, BOB))
        assert fates(delivery) == ["delivered"] * 3
        assert verbs(peer.commands).count("MAIL") == 3

    def test_whom_a_refusal_of_the_message_is_about_is_found_out(self) -> None:
        answers = {".": ["550 5.1.1 mailbox not found", "250 ok", "550 5.1.1 mailbox not found"]}
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["delivered", "refused"]
        assert [who for who, _ in peer.taken] == [ALICE]

    def test_it_is_found_out_over_several_connections_too(self) -> None:
        """With one transaction a connection, it was asked about everybody together for ever."""
        answers = {
            "EHLO": offering("LIMITS MAILMAX=1", "PIPELINING"),
            ".": ["550 5.1.1 mailbox not found", "250 ok", "550 5.1.1 mailbox not found"],
        }
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["delivered", "refused"]
        assert [who for who, _ in peer.taken] == [ALICE]
        assert verbs(peer.commands).count("CONNECT") == 3

    def test_out_of_order_is_reset_once(self) -> None:
        answers = {"EHLO": without("PIPELINING"), "MAIL": ["503 5.5.1 bad sequence", "250 ok"]}
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands).count("RSET") == 1

    def test_a_server_that_wants_to_be_greeted_again_is(self) -> None:
        answers = {"MAIL": ["503 5.5.1 Error: send HELO/EHLO first", "250 ok"]}
        answers["EHLO"] = [without("PIPELINING")]
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands).count("EHLO") == 3

    def test_a_transaction_for_nobody_is_reset(self) -> None:
        answers = {"EHLO": offering("LIMITS RCPTMAX=1"), "RCPT": ["550 5.1.1 unknown", "250 ok"]}
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["refused", "delivered"]
        assert verbs(peer.commands).count("RSET") == 1

    def test_chunks_that_are_refused_give_way_to_data(self) -> None:
        answers = {"EHLO": offering("CHUNKING"), "BDAT": "502 5.5.1 not implemented"}
        delivery, peer, _ = play(answers, chunking=True)
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands).count("CONNECT") == 2
        assert len(peer.taken) == 2

    def test_a_censored_greeting_turns_pipelining_off(self) -> None:
        delivery, _, journey = play({"CONNECT": "220 ****************"})
        sent = [step.data for step in journey.steps if isinstance(step, Send)]
        assert fates(delivery) == ["delivered", "delivered"]
        assert not any(b"MAIL" in data and b"RCPT" in data for data in sent)

    def test_greeted_once_more_where_the_server_forgot_it(self) -> None:
        answers = {"MAIL": ["503 5.5.1 Error: send HELO/EHLO first", "250 ok"], "RCPT": "250 ok"}
        delivery, peer, _ = play(answers | {"EHLO": without("PIPELINING")})
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands)[5:8] == ["MAIL", "EHLO", "MAIL"]

    def test_ehlo_once_more_where_it_asks_for_what_comes_later(self) -> None:
        delivery, peer, _ = play(
            {"EHLO": ["530 5.7.0 must issue STARTTLS first", DEFAULTS["EHLO"]]}
        )
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands)[:4] == ["CONNECT", "EHLO", "EHLO", "STARTTLS"]

    def test_data_out_of_order_is_reset_once(self) -> None:
        for pipelining in ("PIPELINING", "HELP"):
            answers = {"EHLO": offering(pipelining), "DATA": ["554 no valid recipients", "354 go"]}
            delivery, peer, _ = play(answers)
            assert fates(delivery) == ["delivered", "delivered"]
            assert verbs(peer.commands).count("RSET") == 1

    def test_data_after_a_lost_step_goes_over_a_new_connection(self) -> None:
        delivery, peer, _ = play({"DATA": ["503 5.5.1 bad sequence", "354 go"]})
        assert fates(delivery) == ["delivered", "delivered"]
        assert verbs(peer.commands).count("CONNECT") == 2
        assert len(peer.taken) == 2

    def test_a_refused_data_command_ends_only_its_own_recipients(self) -> None:
        limits = offering("LIMITS RCPTMAX=1", "PIPELINING")
        delivery, peer, _ = play({"EHLO": limits, "DATA": ["554 5.7.1 spam", "354 go"]})
        assert fates(delivery) == ["refused", "delivered"]
        assert verbs(peer.commands).count("RSET") == 1

    def test_behind_a_refused_message_rset_shows_whether_the_server_is_in_step(self) -> None:
        answers = {
            "EHLO": offering("LIMITS RCPTMAX=1"),
            ".": ["552 5.3.4 too big", "250 ok"],
            # It had refused early, and takes what was still to come for commands.
            "RSET": "500 5.5.1 unknown command",
        }
        delivery, peer, _ = play(answers)
        assert fates(delivery) == ["refused", "delivered"]
        told = verbs(peer.commands)
        assert told[told.index(".") + 1 :][:3] == ["RSET", "QUIT", "CONNECT"]
        assert [to for to, _ in peer.taken] == [BOB]

    def test_a_transaction_without_recipients_is_reset(self) -> None:
        limits = offering("LIMITS RCPTMAX=1")
        delivery, peer, _ = play({"EHLO": limits, "RCPT": ["550 5.1.1 no such user", "250 ok"]})
        assert fates(delivery) == ["refused", "delivered"]
        assert verbs(peer.commands).count("RSET") == 1

    def test_a_connection_lost_at_a_data_for_nobody(self) -> None:
        limits = offering("LIMITS RCPTMAX=1", "PIPELINING")
        answers = {
            "EHLO": limits,
            "RCPT": ["550 5.1.1 no such user", "250 ok"],
            "DATA": [Event(CLOSED), "354 go"],
        }
        peers = {"mx1": Peer(answers), "mx2": Peer()}
        delivery = a_delivery(hosts=TestOtherHosts.TWO)
        carry(delivery, peers)
        assert fates(delivery) == ["refused", "delivered"]

    def test_the_rest_goes_over_a_new_connection_where_one_was_lost(self) -> None:
        limits = offering("LIMITS RCPTMAX=1", "PIPELINING")
        delivery, peer, _ = play({"EHLO": limits, ".": [Event(CLOSED), "250 ok"]})
        assert fates(delivery) == ["unknown", "delivered"]
        assert verbs(peer.commands).count("CONNECT") == 2

    def test_one_reply_that_says_yes_and_no_leaves_lmtp_recipients_unknown(self) -> None:
        hosts = [Host("lmtp", 24, TlsMode.NONE)]
        reply = "550-5.1.1 no such user\n250-2.0.0 ok\n550 5.1.1 sorry"
        delivery, _, _ = play({".": reply}, lmtp=True, hosts=hosts)
        assert fates(delivery) == ["unknown", "unknown"]


class TestLogin:
    PLAIN = Plain("alice", "secret")

    def test_over_tls(self) -> None:
        delivery, peer, _ = play({}, logins=[self.PLAIN], policy=SUBMISSION)
        assert "AUTH PLAIN AGFsaWNlAHNlY3JldA==" in peer.commands
        assert fates(delivery) == ["delivered", "delivered"]

    @pytest.mark.parametrize("policy", [CAREFUL, RELAY, SUBMISSION])
    def test_never_in_clear(self, policy: Policy) -> None:
        for answers in (
            {"EHLO": without("STARTTLS")},
            {"STARTTLS": "454 4.7.0 not now"},
            {"EHLO": "502 no"},
        ):
            delivery, peer, _ = play(answers, logins=[self.PLAIN], policy=policy)
            assert "AUTH" not in verbs(peer.commands)
            assert "MAIL" not in verbs(peer.commands)
            assert fates(delivery) == ["deferred", "deferred"]

    def test_a_wrong_password_is_tried_once(self) -> None:
        delivery, peer, _ = play(
            {"AUTH": "535 5.7.8 authentication failed"},
            logins=[self.PLAIN, LoginLogin("alice", "secret")], policy=SUBMISSION, waits=True,
        )  # fmt: skip
        assert verbs(peer.commands).count("AUTH") == 1
        assert fates(delivery) == ["refused", "refused"]
        assert not any(
            outcome.diagnosis.advice.may_suppress
            for outcome in delivery.outcomes
            if outcome.diagnosis
        )

    def test_next_mechanism(self) -> None:
        answers = {
            "AUTH": [
                "504 5.5.4 mechanism not supported",
                "334 VXNlcm5hbWU6",
                "334 UGFzc3dvcmQ6",
                "235 ok",
            ]
        }
        delivery, peer, _ = play(answers, logins=[self.PLAIN, LoginLogin("alice", "secret")])
        assert peer.commands[6:9] == ["AUTH LOGIN", "YWxpY2U=", "c2VjcmV0"]
        assert fates(delivery) == ["delivered", "delivered"]

    def test_no_common_mechanism(self) -> None:
        delivery, peer, _ = play({}, logins=[CramMd5("alice", "secret")])
        assert "AUTH" not in verbs(peer.commands)
        assert fates(delivery) in (["refused", "refused"], ["deferred", "deferred"])

    def test_a_challenge_that_makes_no_sense(self) -> None:
        answers = {"EHLO": offering("AUTH CRAM-MD5"), "AUTH": ["334 %%%", "501 cancelled"]}
        _, peer, _ = play(answers, logins=[CramMd5("alice", "secret")])
        assert peer.commands[6:8] == ["*", "QUIT"]
        assert "MAIL" not in verbs(peer.commands)

    def test_without_the_initial_response_where_the_line_is_too_long(self) -> None:
        answers = {"AUTH": ["500 5.5.6 Authentication Exchange line is too long", "334 ", "235 ok"]}
        delivery, peer, _ = play(answers, logins=[self.PLAIN])
        assert peer.commands[5:8] == [
            "AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN", "AGFsaWNlAHNlY3JldA==",
        ]  # fmt: skip
        assert fates(delivery) == ["delivered", "delivered"]

    def test_challenges_without_end(self) -> None:
        delivery, peer, _ = play({"AUTH": "334 "}, logins=[XOAuth2("alice", "token")])
        assert "MAIL" not in verbs(peer.commands)
        answers = {"EHLO": offering("AUTH XOAUTH2"), "AUTH": "334 eA=="}
        delivery, peer, _ = play(answers, logins=[XOAuth2("alice", "token")])
        assert verbs(peer.commands).count("") == 8
        assert "MAIL" not in verbs(peer.commands)
        assert "delivered" not in fates(delivery)

    def test_a_login_without_tls_cannot_be_configured(self) -> None:
        with pytest.raises(ValueError, match="a login needs TLS"):
            a_delivery(hosts=[Host("mx1", 25, TlsMode.NONE)], logins=[self.PLAIN])


class TestOtherHosts:
    TWO = (Host("mx1"), Host("mx2"))

    @pytest.mark.parametrize(
        "answers",
        [
            {"CONNECT": "554 no service"},
            {"CONNECT": "421 4.3.2 closing"},
            {"CONNECT": "521 never"},
            {"CONNECT": Event(EventKind.CONNECT_REFUSED, Stage.CONNECT)},
            {"CONNECT": Event(EventKind.CONNECT_TIMEOUT, Stage.CONNECT)},
            {"CONNECT": "HTTP/1.1 400 Bad Request"},
            {"EHLO": Event(CLOSED)},
            {"EHLO": "550 5.0.0 no"},
            {"STARTTLS": "454 4.7.0 not now"},
            {"TLS": Event(EventKind.CERTIFICATE_REFUSED)},
            {"TLS": Event(EventKind.TLS_FAILED)},
            {"EHLO": without("STARTTLS")},
            {"MAIL": Event(TIMEOUT)},
            {"RCPT": Event(CLOSED)},
            {"DATA": Event(CLOSED)},
        ],
        ids=lambda answers: str(next(iter(answers.items())))[:40],
    )  # fmt: skip
    def test_host_trouble_leads_to_the_next(self, answers: dict[str, Any]) -> None:
        peers = {"mx1": Peer(answers), "mx2": Peer()}
        delivery = a_delivery(hosts=self.TWO)
        journey = carry(delivery, peers, waits=False)
        assert fates(delivery) == ["delivered", "delivered"]
        assert peers["mx1"].taken == []
        assert {outcome.host for outcome in delivery.outcomes} == {"mx2:25"}
        assert not journey.waits

    @pytest.mark.parametrize(
        "answers", [{"RCPT": "550 5.1.1 no such user"}, {"DATA": "554 5.7.1 spam"}, {".": "554 5.7.1 spam"}, {"MAIL": "550 5.1.8 bad sender"}]
    )  # fmt: skip
    def test_a_refusal_of_the_mail_is_not_shopped_around(self, answers: dict[str, Any]) -> None:
        peers = {"mx1": Peer(answers), "mx2": Peer()}
        delivery = a_delivery(hosts=self.TWO)
        carry(delivery, peers)
        assert fates(delivery) == ["refused", "refused"]
        assert peers["mx2"].commands == []

    def test_each_answer_of_each_host_is_told_once_for_its_health(self) -> None:
        peers = {"mx1": Peer({"CONNECT": "421 4.3.2 closing"}), "mx2": Peer({".": "250 ok"})}
        delivery = a_delivery(hosts=self.TWO)
        carry(delivery, peers)
        told = [(str(h), d.verdict.stage, d.verdict.code) for h, d in delivery.take_answers()]
        assert told[0] == ("mx1:25", Stage.CONNECT, 421)
        assert told[-1] == ("mx2:25", Stage.END_OF_DATA, 250)
        assert [stage for _, stage, _ in told].count(Stage.END_OF_DATA) == 1
        assert delivery.take_answers() == ()

    def test_five_hosts_a_run(self) -> None:
        peers = {f"mx{n}": Peer({"CONNECT": "421 4.3.2 closing"}) for n in range(8)}
        delivery = a_delivery(hosts=[Host(name) for name in peers])
        journey = carry(delivery, peers, waits=False)
        assert isinstance(journey.steps[-1], WaitUntil)
        assert [len(peer.commands) > 0 for peer in peers.values()] == [True] * 5 + [False] * 3

    def test_behind_the_dot_there_is_no_other_host(self) -> None:
        peers = {"mx1": Peer({".": Event(CLOSED)}), "mx2": Peer()}
        for policy in (CAREFUL, RELAY):
            delivery = a_delivery(hosts=self.TWO, policy=policy)
            carry(delivery, peers)
            assert peers["mx2"].commands == []

    def test_all_hosts_hard_is_a_refusal_one_soft_is_not(self) -> None:
        hard, soft = Peer({"CONNECT": "521 never"}), Peer({"CONNECT": "421 busy"})
        for peers, fate in (
            ((hard, hard), "refused"),
            ((hard, soft), "deferred"),
            ((soft, hard), "deferred"),
        ):
            delivery = a_delivery(hosts=self.TWO)
            carry(delivery, {"mx1": peers[0], "mx2": peers[1]}, waits=False)
            assert fates(delivery) == [fate, fate]


class TestOverTime:
    def test_what_is_put_off_is_tried_again_and_only_that(self) -> None:
        answers = {"RCPT": ["250 ok", "450 4.2.0 greylisted, try again in 400 seconds", "250 ok"]}
        delivery, peer, journey = play(answers, waits=True)
        assert fates(delivery) == ["delivered", "delivered"]
        assert [who for who, _ in peer.taken] == [ALICE, BOB]
        assert journey.waits == [pytest.approx(400, abs=1)]

    def test_greylisting_is_answered_at_the_same_host(self) -> None:
        first = Peer({"CONNECT": ["421 busy", "220 hi"]})
        second = Peer({"RCPT": ["450 4.7.1 greylisted", "450 4.7.1 greylisted", "250 ok"]})
        delivery = a_delivery(hosts=TestOtherHosts.TWO)
        carry(delivery, {"mx1": first, "mx2": second})
        assert verbs(first.commands) == ["CONNECT"]
        assert verbs(second.commands).count("CONNECT") == 2

    def test_the_schedule_decides_when_and_the_end_is_an_end(self) -> None:
        delivery, _, journey = play({"RCPT": "450 4.3.0 try later"}, waits=True, schedule=POSTFIX)
        assert fates(delivery) == ["expired", "expired"]
        assert journey.waits[:4] == [pytest.approx(s, abs=1) for s in (300, 300, 600, 1200)]
        outcome = delivery.outcomes[0]
        assert sum(journey.waits) <= POSTFIX.give_up_after
        assert outcome.history.attempts[-1].reply.startswith("450 4.3.0 to RCPT")
        assert outcome.until is None

    def test_the_sender_is_warned_once(self) -> None:
        _, _, journey = play({"RCPT": "450 4.3.0 try later"}, waits=True)
        assert journey.warned == [ALICE, BOB]

    def test_nobody_is_warned_of_a_notification(self) -> None:
        envelope = an_envelope(sender="")
        _, peer, journey = play({"RCPT": "450 4.3.0 try later"}, waits=True, envelope=envelope)
        assert "MAIL FROM:<> SIZE=31" in peer.commands
        assert journey.warned == []

    def test_who_is_put_off_at_one_host_for_long_tries_another_first(self) -> None:
        stuck, good = Peer({"RCPT": "451 4.3.5 server configuration problem"}), Peer()
        peers = {"mx1": stuck, "mx2": stuck, "mx3": good}
        delivery = a_delivery(hosts=[Host("mx1"), Host("mx2"), Host("mx3")])
        carry(delivery, peers)
        assert fates(delivery) == ["delivered", "delivered"]
        hosts = [attempt.host for attempt in delivery.outcomes[0].history.attempts]
        assert hosts == ["mx1:25"] * 3 + ["mx2:25"] + ["mx1:25"] * 3 + ["mx3:25"]

    def test_who_is_blocked_does_not_try_elsewhere(self) -> None:
        peers = {
            "mx1": Peer({"CONNECT": "554 5.7.1 blocked using zen.spamhaus.org"}),
            "mx2": Peer(),
        }
        delivery = a_delivery(hosts=TestOtherHosts.TWO)
        carry(delivery, peers)
        assert fates(delivery) == ["expired", "expired"]
        assert peers["mx2"].commands == []

    def test_one_recipient_does_not_hold_up_the_others_for_ever(self) -> None:
        """Behind the dot one answer stands for all; in the end each is asked for alone."""
        peer = Peer()
        peer.answers["."] = lambda _: (
            "450 4.1.1 user unknown"
            if any(BOB in line for line in peer.commands[-3:])
            else "250 ok"
        )
        delivery = a_delivery(an_envelope(ALICE, CAROL, BOB))
        journey = carry(delivery, peer)
        assert fates(delivery) == ["delivered", "delivered", "expired"]
        assert [who for who, _ in peer.taken] == [ALICE, CAROL]
        settled = [outcome.history.attempts[-1].at for outcome in delivery.outcomes[:2]]
        assert settled == [pytest.approx(sum(journey.waits[:3]), abs=3)] * 2

    def test_a_driver_may_stop_and_come_back(self) -> None:
        peer = Peer({"RCPT": ["450 4.3.0 later", "450 4.3.0 later", "250 ok"]})
        delivery = a_delivery()
        journey = carry(delivery, peer, waits=False)
        assert isinstance(journey.steps[-1], WaitUntil)
        until = delivery.outcomes[0].until
        assert until == journey.steps[-1].at
        assert isinstance(delivery.next_step(at=until - 1), WaitUntil), "not before its time"
        carry(delivery, peer, starts=until)
        assert fates(delivery) == ["delivered", "delivered"]

    def test_another_process_takes_it_up(self) -> None:
        peer = Peer({"RCPT": "450 4.3.0 later"})
        first = a_delivery()
        carry(first, peer, waits=False)
        histories = {outcome.recipient: outcome.history for outcome in first.outcomes}
        second = a_delivery(histories=histories, first_attempt=0.0)
        journey = carry(second, peer, waits=False, starts=300.0)
        assert isinstance(journey.steps[-1], WaitUntil)
        assert journey.steps[-1].at == pytest.approx(300 + 600, abs=1), (
            "the second delay, not the first"
        )
        assert len(second.outcomes[0].history.attempts) == 2


class TestUnknown:
    SILENCE = (Event(CLOSED), Event(TIMEOUT), "what is this", "354 again")

    @pytest.mark.parametrize("silence", SILENCE, ids=str)
    def test_is_held(self, silence: Any) -> None:
        delivery, peer, journey = play({".": silence}, waits=True)
        assert fates(delivery) == ["unknown", "unknown"]
        assert verbs(peer.commands).count(".") == 1
        assert delivery.outcomes[0].cautions == (Caution.DUPLICATE_RISK,)
        assert not journey.waits

    def test_is_sent_twice_only_where_the_policy_says_so_and_to_the_same_host(self) -> None:
        peers = {"mx1": Peer({".": [Event(CLOSED), "250 ok"]}), "mx2": Peer()}
        delivery = a_delivery(hosts=TestOtherHosts.TWO, policy=RELAY)
        journey = carry(delivery, peers)
        assert fates(delivery) == ["delivered", "delivered"]
        assert len(peers["mx1"].taken) == 4
        assert journey.waits == [pytest.approx(900, abs=1)]
        assert all(outcome.cautions == (Caution.DUPLICATE_RISK,) for outcome in delivery.outcomes)

    def test_two_copies_not_twenty(self) -> None:
        peer = Peer({".": Event(CLOSED)})
        delivery = a_delivery(policy=RELAY)
        carry(delivery, peer)
        assert verbs(peer.commands).count(".") == 2
        assert fates(delivery) == ["unknown", "unknown"]

    def test_a_refused_copy_says_nothing_of_the_first(self) -> None:
        peer = Peer({".": Event(CLOSED), "RCPT": ["250 ok", "250 ok", "550 5.1.1 no such user"]})
        delivery = a_delivery(policy=RELAY)
        carry(delivery, peer)
        assert fates(delivery) == ["unknown", "unknown"]

    def test_two_answers_that_contradict_each_other(self) -> None:
        for answers, fate in (("250 ok\n", "delivered"), ("550 no\n", "unknown")):
            delivery, peer, _ = play({".": f"250 ok\n{answers.strip()}"})
            assert fates(delivery) == [fate, fate]
            assert verbs(peer.commands)[-1] == ".", "out of step: no QUIT, a close"

    def test_what_breaks_off_inside_the_message_was_not_delivered(self) -> None:
        envelope = an_envelope(ALICE, message=b"x" * 70 + b"\n" + b"y" * 300_000)
        delivery = a_delivery(envelope)
        peer, now, broken = Peer(), 0.0, False
        while not isinstance(step := delivery.next_step(at=now), Finished | WaitUntil):
            now += 1
            if isinstance(step, Connect):
                peer.connect()
            elif isinstance(step, Send) and step.data.startswith(b"yyy") and not broken:
                broken = True
                delivery.receive_event(Event(CLOSED, detail="broken pipe"))
            elif isinstance(step, Send):
                peer.send(step.data)
            elif (
                not isinstance(step, Close)
                and hasattr(step, "timeout")
                and not hasattr(step, "host")
            ):
                came = peer.receive()
                assert isinstance(came, bytes)
                delivery.receive_data(came)
            elif hasattr(step, "host"):
                peer.start_tls()
        assert broken
        assert fates(delivery) == ["delivered"], "over a new connection"
        assert len(peer.taken) == 1
        assert delivery.outcomes[0].cautions == ()

    def test_nothing_is_said_inside_a_message(self) -> None:
        answers = {"EHLO": without("PIPELINING"), "DATA": ["354 go\n354 go", "354 go"]}
        delivery, _, journey = play(answers)
        assert fates(delivery) == ["delivered", "delivered"]
        first = journey.steps[
            : next(n for n, s in enumerate(journey.steps) if isinstance(s, Close))
        ]
        last = [step.data for step in first if isinstance(step, Send)][-1]
        assert last == b"DATA\r\n", "no QUIT: the server takes it for the message"

    def test_an_early_refusal_is_an_answer(self) -> None:
        envelope = an_envelope(ALICE, BOB, message=b"x" * 200_000)
        delivery = a_delivery(envelope)
        peer, now = Peer(), 0.0
        while not isinstance(step := delivery.next_step(at=now), Finished | WaitUntil):
            now += 1
            if isinstance(step, Connect):
                peer.connect()
            elif isinstance(step, Send) and step.data.startswith(b"xxx"):
                delivery.receive_data(b"552 5.3.4 message too big\r\n")
                delivery.receive_event(Event(CLOSED, detail="broken pipe"))
            elif isinstance(step, Send):
                peer.send(step.data)
            elif not isinstance(step, Close) and not hasattr(step, "host"):
                came = peer.receive()
                assert isinstance(came, bytes)
                delivery.receive_data(came)
            elif hasattr(step, "host"):
                peer.start_tls()
        assert fates(delivery) == ["refused", "refused"]


class TestNeeds:
    @pytest.mark.parametrize(
        ("envelope", "keywords"),
        [
            (an_envelope(ALICE, message=b"Subject: x\n\n\xff\n"), ("8BITMIME",)),
            (an_envelope("\u00e4@example.net"), ("SMTPUTF8",)),
            (an_envelope(ALICE, message="Subject: \u00e4\n\nx\n".encode()), ("SMTPUTF8",)),
            (an_envelope(ALICE, message=b"a\nb\0", binary=True), ("BINARYMIME", "CHUNKING")),
            (an_envelope(ALICE, parameters=["REQUIRETLS"]), ("REQUIRETLS",)),
            (an_envelope(Recipient(ALICE, ["RRVS=2014-04-03T23:01:00Z"])), ("RRVS",)),
        ],
        ids=str,
    )  # fmt: skip
    def test_what_is_needed_is_never_done_without(
        self, envelope: Envelope, keywords: tuple[str, ...]
    ) -> None:
        delivery, peer, _ = play({"EHLO": offering("PIPELINING")}, envelope=envelope)
        assert fates(delivery) == ["refused"]
        assert peer.taken == []
        delivery, peer, _ = play({"EHLO": offering("PIPELINING", *keywords)}, envelope=envelope)
        assert fates(delivery) == ["delivered"]

    def test_another_host_may_offer_it(self) -> None:
        peers = {"mx1": Peer({"EHLO": offering()}), "mx2": Peer({"EHLO": offering("SMTPUTF8")})}
        delivery = a_delivery(an_envelope("\u00e4@example.net"), hosts=TestOtherHosts.TWO)
        carry(delivery, peers)
        assert fates(delivery) == ["delivered"]
        assert "MAIL FROM:<me@example.org> SMTPUTF8" in peers["mx2"].commands

    def test_a_message_larger_than_offered_is_not_sent(self) -> None:
        delivery, peer, _ = play({"EHLO": offering("SIZE 10")})
        assert fates(delivery) == ["refused", "refused"]
        assert "MAIL" not in verbs(peer.commands)

    def test_required_tls_is_not_given_up_by_a_policy_that_would(self) -> None:
        envelope = an_envelope(require_tls=True)
        for answers in (
            {"EHLO": without("STARTTLS")},
            {"STARTTLS": "454 no"},
            {"TLS": Event(EventKind.TLS_FAILED)},
        ):
            delivery, peer, _ = play(answers, policy=RELAY, envelope=envelope)
            assert "MAIL" not in verbs(peer.commands)
            assert fates(delivery) == ["deferred", "deferred"]

    def test_clear_text_where_the_policy_allows_it(self) -> None:
        for answers, waited in (({"EHLO": without("STARTTLS")}, 0), ({"STARTTLS": "454 no"}, 1)):
            delivery, peer, journey = play(answers, policy=RELAY, waits=True)
            assert fates(delivery) == ["delivered", "delivered"]
            assert "TLS" not in verbs(peer.commands)
            assert len(journey.waits) == waited, "a 454 may be over soon: TLS gets another chance"

    def test_broken_tls_is_left_only_on_a_new_connection_and_the_second_time(self) -> None:
        delivery, peer, journey = play(
            {"TLS": Event(EventKind.TLS_FAILED)}, policy=RELAY, waits=True
        )
        assert fates(delivery) == ["delivered", "delivered"]
        assert len(journey.waits) == 1
        assert verbs(peer.commands)[4:] == [
            "CONNECT", "EHLO", "STARTTLS", "TLS", "CONNECT", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", ".", "QUIT",
        ]  # fmt: skip


class TestAttacks:
    def test_bytes_behind_the_220_to_starttls(self) -> None:
        delivery, peer, _ = play({"STARTTLS": "220 go\n250 injected"})
        assert "TLS" not in verbs(peer.commands)
        assert "MAIL" not in verbs(peer.commands)
        assert fates(delivery) == ["deferred", "deferred"]

    def test_a_server_that_drips_has_no_more_time_than_another(self) -> None:
        """Five minutes for the greeting (RFC 5321 4.5.3.2.1), and not five more for each byte."""
        delivery, now = a_delivery(), 0.0
        timeouts: list[float] = []
        while isinstance(todo := delivery.next_step(at=now), Connect | Receive):
            now += 40.0
            if isinstance(todo, Receive):
                timeouts.append(todo.timeout)
                delivery.receive_data(b"x" if timeouts[1:] else b"220-mx\r\n220 ")
        assert timeouts == [300, 260, 220, 180, 140, 100, 60, 20]
        assert isinstance(todo, Close)
        [(_, diagnosis)] = delivery.take_answers()
        assert diagnosis.source == Event(EventKind.TIMEOUT, Stage.CONNECT)

    def test_each_answer_of_a_group_has_its_own_time(self) -> None:
        peer = Peer({"EHLO": "250-mx\n250 PIPELINING"})
        delivery, now = a_delivery(hosts=[Host("mx1", tls=TlsMode.NONE)]), 0.0
        waiting: list[bytes] = []
        while not isinstance(todo := delivery.next_step(at=now), Finished):
            if isinstance(todo, Connect):
                assert peer.connect() is None
            elif isinstance(todo, Send):
                peer.send(todo.data)
            elif isinstance(todo, Receive):
                came = b"" if waiting else peer.receive()
                assert isinstance(came, bytes)
                waiting += came.splitlines(keepends=True)
                now += 10.0 if waiting[0][3:4] == b"-" else 250.0  # together 1,000 s for the group
                delivery.receive_data(waiting.pop(0))
        assert fates(delivery) == ["delivered", "delivered"]

    def test_an_answer_too_many_is_never_paired_with_what_follows(self) -> None:
        delivery, peer, _ = play({"EHLO": [DEFAULTS["EHLO"], DEFAULTS["EHLO"] + "\n250 stray"]})
        assert fates(delivery) == ["deferred", "deferred"]
        assert "." not in verbs(peer.commands)

    @pytest.mark.parametrize("stray", ["250 noted", "550 5.7.1 no", "what?"])
    def test_in_a_group_with_one_answer_too_many_none_counts(self, stray: str) -> None:
        """Shifted by one, Bob's refusal would be taken for an answer to DATA, and hit Alice."""
        said = {ALICE: [f"{stray}\n250 ok", "250 ok"], BOB: ["550 5.1.1 no such user"] * 2}
        delivery, peer, _ = play({"RCPT": lambda line: said[line[9:-1]].pop(0)}, waits=True)
        assert fates(delivery) == ["delivered", "refused"]
        assert [who for who, _ in peer.taken] == [ALICE]
        assert verbs(peer.commands).count("CONNECT") == 2

    @pytest.mark.parametrize("behind", ["421 4.3.2 closing", "what?"])
    def test_what_lies_behind_a_group_ends_the_session(self, behind: str) -> None:
        answers = {"RCPT": [f"250 ok\n{behind}", "250 ok"]}
        lmtp: dict[str, Any] = {"lmtp": True, "hosts": [Host("lmtp", 24, TlsMode.NONE)]}
        delivery, peer, _ = play(answers, envelope=an_envelope(ALICE), waits=True, **lmtp)
        assert fates(delivery) == ["delivered"]
        assert verbs(peer.commands).count("DATA") == 1, "not in the first session"
        assert verbs(peer.commands).count("CONNECT") == 2

    def test_a_hang_up_behind_a_group_leaves_its_answers(self) -> None:
        peer = Peer({"RCPT": "550 5.1.1 no such user", "DATA": "554 5.5.1 no valid recipients"})
        delivery, now = a_delivery(), 0.0
        while not isinstance(step := delivery.next_step(at=now), Finished):
            now += 1
            if isinstance(step, Connect):
                peer.connect()
            elif isinstance(step, Send):
                peer.send(step.data)
            elif hasattr(step, "host"):
                peer.start_tls()
            elif not isinstance(step, Close):
                came = peer.receive()
                assert isinstance(came, bytes)
                delivery.receive_data(came)
                if b"550" in came:
                    delivery.receive_data(b"")
        assert fates(delivery) == ["refused", "refused"]

    def test_a_lone_dot_where_nobody_was_accepted(self) -> None:
        delivery, peer, _ = play({"RCPT": "550 5.1.1 no such user", "DATA": "354 go ahead"})
        assert fates(delivery) == ["refused", "refused"]
        assert verbs(peer.commands)[-3:] == ["DATA", ".", "QUIT"]
        assert peer.taken == []

    def test_no_dot_where_recipients_were_taken_without_a_sender(self) -> None:
        delivery, peer, _ = play({"MAIL": ["503 5.5.1 bad sequence", "250 ok"]})
        assert [message for _, message in peer.taken] == [WIRED, WIRED]
        assert verbs(peer.commands).count("CONNECT") == 2
        assert fates(delivery) == ["delivered", "delivered"]

    def test_no_goodbye_where_it_would_be_taken_for_the_message(self) -> None:
        answers = {"EHLO": offering("PIPELINING"), "MAIL": "430 authentication required"}
        delivery, peer, _ = play(answers, hosts=[Host("mx1", 25, TlsMode.NONE)])
        assert fates(delivery) == ["deferred", "deferred"]
        assert verbs(peer.commands)[-1] == "DATA", "which the server took for good"
        assert b"QUIT\r\n" not in peer.in_clear

    def test_421_behind_another_answer(self) -> None:
        answers = {"EHLO": "250-mx\n250 HELP\n421 4.3.2 closing"}
        hosts = [Host("mx1", 25, TlsMode.NONE)]
        delivery, _, _ = play(answers, hosts=hosts)
        assert fates(delivery) == ["deferred", "deferred"]
        diagnosis = delivery.outcomes[0].diagnosis
        assert diagnosis is not None
        assert (diagnosis.verdict.code, diagnosis.verdict.stage) == (421, Stage.MAIL)
        assert delivery.outcomes[0].queue_id is None

    def test_503_to_rcpt_and_a_stall(self) -> None:
        peers = {"mx1": Peer({"RCPT": "354 what"}), "mx2": Peer()}
        delivery = a_delivery(hosts=TestOtherHosts.TWO)
        carry(delivery, peers)
        assert peers["mx1"].taken == []
        assert set(fates(delivery)) <= {"delivered", "expired"}

    def test_421_at_the_dot_is_no_invitation_to_come_back_at_once(self) -> None:
        limits = offering("LIMITS RCPTMAX=1", "PIPELINING")
        delivery, peer, _ = play({"EHLO": limits, ".": "421 4.3.2 shutting down"})
        assert fates(delivery) == ["deferred", "deferred"]
        assert verbs(peer.commands).count("CONNECT") == 1

    def test_421_in_the_middle(self) -> None:
        peer = Peer({"RCPT": ["250 ok", "421 4.3.2 closing", "250 ok"]})
        delivery = a_delivery()
        carry(delivery, peer)
        assert fates(delivery) == ["delivered", "delivered"]
        assert sorted(who for who, _ in peer.taken) == [ALICE, BOB]


class TestArguments:
    def test_bad_ones(self) -> None:
        with pytest.raises(ValueError, match="at least one host"):
            a_delivery(hosts=[])
        with pytest.raises(ValueError, match="mx1:25 occurs twice"):
            a_delivery(hosts=[Host("mx1"), Host("mx1")])
        with pytest.raises(ValueError, match="port is from 1"):
            Host("mx1", 0)
        with pytest.raises(ValueError, match="not an empty text"):
            Host("")
        delivery = a_delivery()
        with pytest.raises(ValueError, match="no connection is open"):
            delivery.receive_data(b"250 ok\r\n")
        with pytest.raises(ValueError, match="no connection is open"):
            delivery.receive_event(Event(CLOSED))
        delivery.next_step(at=5.0)
        with pytest.raises(ValueError, match="time runs forward"):
            delivery.next_step(at=4.0)
        with pytest.raises(ValueError, match="from -1 to 1"):
            delivery.next_step(at=6.0, jitter=2.0)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("a@b", [], b""), "at least one recipient"),
            (("a@b", ["c@d", "c@d"], b""), "occurs twice"),
            (("a@b", [""], b""), "not empty"),
            (("a@b\r\nRCPT TO:<x>", ["c@d"], b""), "control character"),
            (("a@b", ["c@d> SIZE=1"], b""), "no address"),
        ],
    )
    def test_bad_envelopes(self, arguments: Any, says: str) -> None:
        with pytest.raises(ValueError, match=says):
            Envelope(*arguments)

    def test_bad_types_and_parameters(self) -> None:
        with pytest.raises(TypeError, match="not one text"):
            Envelope("a@b", "c@d", b"")
        with pytest.raises(TypeError, match="message is bytes"):
            Envelope("a@b", ["c@d"], "text")
        with pytest.raises(TypeError, match="not one text"):
            Recipient("c@d", "NOTIFY=NEVER")
        with pytest.raises(ValueError, match="KEYWORD"):
            Envelope("a@b", ["c@d"], b"", parameters=["SIZE 1"])


class TestEnvelope:
    def test_line_ends_and_dots(self) -> None:
        envelope = an_envelope(message=b".a\rb\n..c\r\n\n.")
        assert envelope.content == b".a\r\nb\r\n..c\r\n\r\n.\r\n"
        assert envelope.stuffed == b"..a\r\nb\r\n...c\r\n\r\n..\r\n.\r\n"
        assert an_envelope(message=b"").stuffed == b".\r\n"
        assert "<27 B>" in repr(an_envelope())

    def test_secrets_are_not_shown(self) -> None:
        for login in (
            Plain("u", "secret"),
            LoginLogin("u", "secret"),
            CramMd5("u", "secret"),
            XOAuth2("u", "secret"),
        ):
            assert "secret" not in repr(login)
        assert "secret" not in repr(Send(b"AUTH PLAIN secret", 1.0))


class TestSasl:
    def test_cram_md5_as_in_the_rfc(self) -> None:
        login = CramMd5("tim", "tanstaaftanstaaf")
        challenge = b"<1896.697170952@postoffice.reston.mci.net>"  # RFC 2195 2
        assert login.respond(challenge, 1) == b"tim b913a602c7eda7a495b4e6e7334d3890"
        assert login.initial() is None

    def test_xoauth2_and_plain(self) -> None:
        assert (
            XOAuth2("u@example.org", "t").initial()
            == b"user=u@example.org\x01auth=Bearer t\x01\x01"
        )
        assert XOAuth2("u", "t").respond(b'{"status":"401"}', 1) == b""
        assert XOAuth2("u", "t").respond(b"", 1) == XOAuth2("u", "t").initial()
        assert Plain("u", "p").respond(b"", 1) == b"\0u\0p"

    def test_one_challenge_too_many(self) -> None:
        for login, step in (
            (Plain("u", "p"), 2),
            (LoginLogin("u", "p"), 3),
            (CramMd5("u", "p"), 2),
        ):
            with pytest.raises(ValueError, match="challenge"):
                login.respond(b"x", step)


def test_a_permission_by_name_is_what_it_takes() -> None:
    """CAREFUL holds what silence left open; the same with DUPLICATES sends it again."""
    bolder = CAREFUL.with_permission(Permission.DUPLICATES)
    delivery, peer, _ = play({".": [Event(CLOSED), "250 ok"]}, policy=bolder, waits=True)
    assert fates(delivery) == ["delivered", "delivered"]
    assert len(peer.taken) == 4
    assert Fate.DELIVERED.value == "delivered"
