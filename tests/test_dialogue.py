"""Pairs commands with replies for whole sessions, whatever the server does."""

import copy
import pickle
from collections.abc import Callable, Iterable

import attrs
import pytest

from smtpreply import Context, Dialogue, Exchange, ReplyError, Stage

Step = tuple[str, bytes]
"""What happens: ("C", bytes) the client sends, ("S", bytes) the server does."""


def play(steps: Iterable[Step], *, lmtp: bool = False, by_byte: bool = False) -> list[Exchange]:
    dialogue = Dialogue(lmtp=lmtp)
    exchanges: list[Exchange] = []
    for side, data in steps:
        for chunk in [data[i : i + 1] for i in range(len(data))] if by_byte else [data]:
            if side == "C":
                dialogue.send(chunk)
            else:
                exchanges += dialogue.receive(chunk)
    exchanges += dialogue.receive(b"")
    return exchanges


def pairs(exchanges: Iterable[Exchange]) -> list[tuple[str, str | None, int]]:
    return [(e.stage.name, e.command, int(e.reply.code)) for e in exchanges]


SESSION: list[Step] = [
    ("S", b"220 mx\r\n"),
    ("C", b"EHLO me\r\n"),
    ("S", b"250-mx\r\n250-SIZE 1000\r\n250 AUTH PLAIN\r\n"),
    ("C", b"AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"),
    ("S", b"235 welcome\r\n"),
    ("C", b"MAIL FROM:<a@example.org>\r\n"),
    ("S", b"250 ok\r\n"),
    ("C", b"RCPT TO:<b@example.org>\r\n"),
    ("S", b"250 ok\r\n"),
    ("C", b"RCPT TO:<c@example.org>\r\n"),
    ("S", b"550 5.1.1 no\r\n"),
    ("C", b"DATA\r\n"),
    ("S", b"354 go\r\n"),
    ("C", b"Subject: x\r\n\r\nQUIT\r\n..\r\n.\r\n"),
    ("S", b"250 queued\r\n"),
    ("C", b"QUIT\r\n"),
    ("S", b"221 bye\r\n"),
]

EXPECTED = [
    ("CONNECT", None, 220),
    ("EHLO", "EHLO me", 250),
    ("AUTH", "AUTH PLAIN", 235),
    ("MAIL", "MAIL FROM:<a@example.org>", 250),
    ("RCPT", "RCPT TO:<b@example.org>", 250),
    ("RCPT", "RCPT TO:<c@example.org>", 550),
    ("DATA", "DATA", 354),
    ("END_OF_DATA", ".", 250),
    ("QUIT", "QUIT", 221),
]


class TestSession:
    @pytest.mark.parametrize("by_byte", [False, True])
    def test_whole(self, by_byte: bool) -> None:
        assert pairs(play(SESSION, by_byte=by_byte)) == EXPECTED

    def test_what_is_known_grows(self) -> None:
        exchanges = {(e.stage, int(e.reply.code)): e.context for e in play(SESSION)}
        assert exchanges[Stage.EHLO, 250].capabilities is None
        auth = exchanges[Stage.AUTH, 235]
        assert auth.capabilities is not None
        assert auth.capabilities.size == 1000
        assert auth.authenticated is False
        assert exchanges[Stage.MAIL, 250].authenticated is True
        assert exchanges[Stage.RCPT, 250].accepted_recipients == 0
        assert exchanges[Stage.RCPT, 550].accepted_recipients == 1
        assert exchanges[Stage.END_OF_DATA, 250].accepted_recipients == 1
        assert exchanges[Stage.END_OF_DATA, 250].reused is False
        quitting = exchanges[Stage.QUIT, 221]
        assert quitting.accepted_recipients == 0
        assert quitting.reused is True
        assert quitting.tls is False

    def test_no_credentials_are_kept(self) -> None:
        shown = repr(play(SESSION))
        assert "AGFsaWNlAHNlY3JldA" not in shown

    def test_what_is_due(self) -> None:
        dialogue = Dialogue()
        assert (dialogue.next_stage, dialogue.unanswered) == (Stage.CONNECT, (None,))
        list(dialogue.receive(b"220 mx\r\n250 x"))
        assert dialogue.unanswered == ()
        assert dialogue.next_stage is Stage.UNKNOWN
        assert dialogue.trailing_data == b"250 x"
        dialogue.send(b"NOOP\r\nRSET\r\n")
        assert list(dialogue.unanswered) == ["NOOP", "RSET"]


class TestPipelining:
    def test_group(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx\r\n"),
                ("C", b"MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n"),
                ("S", b"250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n"),
                ("C", b"hi\r\n.\r\nRSET\r\n"),
                ("S", b"250 queued\r\n250 ok\r\n"),
            ]
        )
        stages = ["CONNECT", "MAIL", "RCPT", "RCPT", "DATA", "END_OF_DATA", "RSET"]
        assert [e.stage.name for e in exchanges] == stages
        assert [e.context.pipelined for e in exchanges[1:5]] == [True] * 4

    def test_content_sent_before_the_354_is_read(self) -> None:
        """The client saw the 354 before it told us: what follows DATA waits for our reading."""
        dialogue = Dialogue()
        dialogue.send(b"DATA\r\n")
        dialogue.receive_data(b"220 mx\r\n354 go\r\n250 queued\r\n")
        dialogue.send(b"MAIL FROM:<x>\r\n.\r\n")
        found = [dialogue.next_exchange() for _ in range(3)]
        assert [e.stage for e in found if e] == [Stage.CONNECT, Stage.DATA, Stage.END_OF_DATA]

    def test_refused_data_is_no_content(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx\r\n"),
                ("C", b"DATA\r\nRSET\r\n"),
                ("S", b"503 no\r\n250 ok\r\n"),
            ]
        )
        assert pairs(exchanges)[1:] == [("DATA", "DATA", 503), ("RSET", "RSET", 250)]

    def test_alone_is_not_pipelined(self) -> None:
        exchanges = play([("C", b"EHLO me\r\n"), ("S", b"220 mx\r\n250 mx\r\n")])
        assert [e.context.pipelined for e in exchanges] == [False, False]


class TestMessage:
    @pytest.mark.parametrize("message", [b".\r\n", b"a\r\n.\r\n", b"a\r\n..b\r\n\r\n.\r\n"])
    @pytest.mark.parametrize("by_byte", [False, True])
    def test_ends_at_the_lone_dot(self, message: bytes, by_byte: bool) -> None:
        steps: list[Step] = [
            ("S", b"220 mx\r\n"),
            ("C", b"DATA\r\n"),
            ("S", b"354 go\r\n"),
            ("C", message + b"NOOP\r\n"),
            ("S", b"250 a\r\n250 b\r\n"),
        ]
        assert [e.stage for e in play(steps, by_byte=by_byte)][2:] == [
            Stage.END_OF_DATA,
            Stage.NOOP,
        ]

    def test_a_bare_lf_ends_nothing(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"DATA\r\n")
        list(dialogue.receive(b"354 go\r\n"))
        dialogue.send(b"a\n.\nb")
        assert dialogue.unanswered == ()


class TestChunks:
    def test_bdat(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx\r\n"),
                ("C", b"BDAT 6\r\nQUIT\r\nBDAT 4 LAST\r\nabc\n"),
                ("S", b"250 6 octets\r\n250 queued\r\n"),
                ("C", b"NOOP\r\n"),
                ("S", b"250 ok\r\n"),
            ]
        )
        assert pairs(exchanges)[1:] == [
            ("BDAT", "BDAT 6", 250),
            ("BDAT", "BDAT 4 LAST", 250),
            ("NOOP", "NOOP", 250),
        ]
        assert exchanges[-1].context.reused is True

    def test_a_size_that_is_none(self) -> None:
        exchanges = play(
            [("S", b"220 mx\r\n"), ("C", b"BDAT x\r\nBDAT\r\n"), ("S", b"501 a\r\n501 b\r\n")]
        )
        assert [e.stage for e in exchanges][1:] == [Stage.BDAT, Stage.BDAT]


class TestEarlyAnswer:
    """The server has seen enough before the dot came."""

    def test_is_about_the_message(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"DATA\r\n")
        list(dialogue.receive(b"354 go\r\n"))
        dialogue.send(b"a very long mess")
        (exchange,) = dialogue.receive(b"552 too big\r\n")
        assert (exchange.stage, exchange.command) == (Stage.END_OF_DATA, ".")
        assert not exchange.is_unasked


class TestLogin:
    def test_challenges(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx\r\n"),
                ("C", b"AUTH LOGIN\r\n"),
                ("S", b"334 VXNlcm5hbWU6\r\n"),
                ("C", b"YWxpY2U=\r\n"),
                ("S", b"334 UGFzc3dvcmQ6\r\n"),
                ("C", b"c2VjcmV0\r\n"),
                ("S", b"535 no\r\n"),
                ("C", b"NOOP\r\n"),
                ("S", b"250 ok\r\n"),
            ]
        )
        assert [e.stage.name for e in exchanges] == ["CONNECT", "AUTH", "AUTH", "AUTH", "NOOP"]
        assert exchanges[2].command == "(a line of the login)"
        assert exchanges[-1].context.authenticated is False


class TestLmtp:
    def test_a_reply_for_each_accepted_recipient(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx LMTP\r\n"),
                ("C", b"LHLO me\r\n"),
                ("S", b"250-mx\r\n250 PIPELINING\r\n"),
                (
                    "C",
                    b"MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\n",
                ),
                ("S", b"250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n"),
                ("C", b"hi\r\n.\r\nQUIT\r\n"),
                ("S", b"250 a took it\r\n452 c is full\r\n221 bye\r\n"),
            ],
            lmtp=True,
        )
        assert pairs(exchanges)[-3:] == [
            ("END_OF_DATA", "RCPT TO:<a@x>", 250),
            ("END_OF_DATA", "RCPT TO:<c@x>", 452),
            ("QUIT", "QUIT", 221),
        ]
        assert exchanges[-2].context.accepted_recipients == 2
        assert exchanges[-1].context.accepted_recipients == 0

    def test_a_merged_reply_answers_for_all(self) -> None:
        """Net::Server::Mail's LMTP merges the replies of two recipients into one."""
        exchanges = play(
            [
                ("S", b"220 mx LMTP\r\n"),
                ("C", b"RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n"),
                ("S", b"250 ok\r\n250 ok\r\n354 go\r\n"),
                ("C", b".\r\nNOOP\r\n"),
                ("S", b"250-taken for a\r\n452 b is full\r\n250 ok\r\n"),
            ],
            lmtp=True,
        )
        assert [e.stage for e in exchanges][-2:] == [Stage.END_OF_DATA, Stage.NOOP]
        assert exchanges[-2].reply.is_mixed

    def test_nobody_accepted_gets_one_reply(self) -> None:
        exchanges = play(
            [
                ("S", b"220 mx\r\n"),
                ("C", b"DATA\r\n"),
                ("S", b"354 go\r\n"),
                ("C", b".\r\n"),
                ("S", b"503 no\r\n"),
            ],
            lmtp=True,
        )
        assert pairs(exchanges)[-1] == ("END_OF_DATA", ".", 503)


class TestTls:
    def start(self, behind: bytes = b"") -> Dialogue:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"EHLO me\r\n")
        list(dialogue.receive(b"250-mx\r\n250 STARTTLS\r\n"))
        dialogue.send(b"STARTTLS\r\n")
        dialogue.receive_data(b"220 go\r\n" + behind)
        exchange = dialogue.next_exchange()
        assert exchange is not None
        assert exchange.stage is Stage.STARTTLS
        return dialogue

    def test_everything_is_forgotten(self) -> None:
        dialogue = self.start()
        assert dialogue.context.capabilities is not None
        dialogue.start_tls()
        assert dialogue.context.capabilities is None
        assert dialogue.context.tls is True

    def test_nothing_may_wait(self) -> None:
        dialogue = self.start(b"250-mx\r\n250 AUTH PLAIN\r\n")
        with pytest.raises(ReplyError, match="trailing-data"):
            dialogue.start_tls()

    def test_implicit(self) -> None:
        assert Dialogue(tls=True).context.tls is True


class TestOutOfStep:
    def test_an_unasked_421_answers_nothing(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        (exchange,) = dialogue.receive(b"421 idle\r\n")
        assert exchange.is_unasked
        assert exchange.command is None

    def test_a_421_may_answer_what_is_due(self) -> None:
        exchanges = play([("S", b"220 mx\r\n"), ("C", b"NOOP\r\n"), ("S", b"421 bye\r\n")])
        assert pairs(exchanges)[-1] == ("NOOP", "NOOP", 421)

    def test_error_and_goodbye_in_one_read(self) -> None:
        exchanges = play(
            [("S", b"220 mx\r\n"), ("C", b"FOO\r\n"), ("S", b"500 what\r\n421 bye\r\n")]
        )
        assert [e.stage for e in exchanges][1:] == [Stage.OTHER, Stage.UNKNOWN]

    def test_a_reply_too_many_is_not_paired_with_the_next_command(self) -> None:
        """Net::Server::Mail answers TURN with two replies."""
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"TURN\r\n")
        dialogue.receive_data(b"502 no\r\n250 Ok\r\n")
        first = dialogue.next_exchange()
        dialogue.send(b"RCPT TO:<nobody@x>\r\n")
        second, third = dialogue.next_exchange(), None
        dialogue.receive_data(b"550 no\r\n")
        third = dialogue.next_exchange()
        assert [e.stage for e in (first, second, third) if e] == [
            Stage.TURN,
            Stage.UNKNOWN,
            Stage.RCPT,
        ]
        assert third is not None
        assert third.reply.code == 550

    def test_garbage_set_aside_is_still_reported(self) -> None:
        dialogue = Dialogue()
        dialogue.receive_data(b"220 mx\r\nwhat is this\r\n")
        assert dialogue.next_exchange() is not None
        dialogue.send(b"NOOP\r\n")
        with pytest.raises(ReplyError, match="bad-code"):
            dialogue.next_exchange()
        assert [e.stage for e in dialogue.receive(b"250 ok\r\n")] == [Stage.NOOP]

    def test_garbage_is_the_answer_that_was_due(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"NOOP\r\nRSET\r\n")
        dialogue.receive_data(b"what is this\r\n250 ok\r\n")
        with pytest.raises(ReplyError):
            dialogue.next_exchange()
        exchange = dialogue.next_exchange()
        assert exchange is not None
        assert exchange.stage is Stage.RSET

    def test_unasked_garbage(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.receive_data(b"what is this\r\n")
        with pytest.raises(ReplyError):
            dialogue.next_exchange()

    def test_end_of_connection(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"NOOP\r\n")
        dialogue.receive_eof()
        assert dialogue.next_exchange() is None
        assert dialogue.unanswered == ("NOOP",)


class TestTransaction:
    @pytest.mark.parametrize(
        "command", [b"RSET\r\n", b"MAIL FROM:<>\r\n", b"EHLO me\r\n", b"HELO me\r\n"]
    )
    def test_begins_anew(self, command: bytes) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"RCPT TO:<a@x>\r\n")
        list(dialogue.receive(b"250 ok\r\n"))
        assert dialogue.context.accepted_recipients == 1
        dialogue.send(command)
        list(dialogue.receive(b"250 ok\r\n"))
        assert dialogue.context.accepted_recipients == 0

    def test_a_refused_reset_changes_nothing(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"RCPT TO:<a@x>\r\nRSET\r\n")
        list(dialogue.receive(b"250 ok\r\n500 no\r\n"))
        assert dialogue.context.accepted_recipients == 1

    def test_helo_offers_nothing(self) -> None:
        dialogue = Dialogue()
        list(dialogue.receive(b"220 mx\r\n"))
        dialogue.send(b"HELO me\r\n")
        list(dialogue.receive(b"250 mx\r\n"))
        assert dialogue.context.capabilities is not None
        assert len(dialogue.context.capabilities) == 0

    def test_context_is_a_context(self) -> None:
        assert isinstance(Dialogue().context, Context)


class TestExchangesAreValues:
    """The context of an exchange is made when it is asked for; nobody can tell."""

    def test_equal_hashable_and_shown_alike_asked_or_not(self) -> None:
        asked, unasked = play(SESSION), play(SESSION)
        known = [exchange.context for exchange in asked]
        assert asked == unasked
        assert [hash(exchange) for exchange in asked] == [hash(exchange) for exchange in unasked]
        assert [repr(exchange) for exchange in play(SESSION)] == [repr(e) for e in asked]
        assert [exchange.context for exchange in unasked] == known

    @pytest.mark.parametrize("remade", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
    def test_copies(self, remade: Callable[[Exchange], Exchange]) -> None:
        assert [remade(exchange) for exchange in play(SESSION)] == play(SESSION)

    def test_made_by_hand(self) -> None:
        for exchange in play(SESSION):
            values = (exchange.stage, exchange.command, exchange.reply, exchange.context)
            assert Exchange(*values) == exchange
            assert attrs.evolve(exchange, command="x") == Exchange(values[0], "x", *values[2:])
        assert exchange.context.stage is exchange.stage

    def test_frozen_and_without_other_attributes(self) -> None:
        exchange = play(SESSION)[0]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            exchange.context = Context()  # type: ignore[misc]
        with pytest.raises(AttributeError, match="'Exchange' object has no attribute 'contexts'"):
            exchange.contexts  # type: ignore[attr-defined]  # noqa: B018

    def test_what_was_known_then_not_what_is_known_now(self) -> None:
        exchanges = play(SESSION)
        late = [exchange.context for exchange in reversed(exchanges)][::-1]
        assert late == [exchange.context for exchange in play(SESSION)]
        assert late[0].capabilities is None
        assert late[-1].reused is True
