"""The corners of verdicts: memories that are full, traces that are stored, numbers that lie."""

import pickle
from typing import Any

import attrs
import pytest

from smtpreply import (
    KNOWLEDGE,
    RULES,
    Context,
    EnhancedCode,
    Event,
    EventKind,
    Evidence,
    Knowledge,
    Permanence,
    Reason,
    Reply,
    Rules,
    Scope,
    Stage,
    Throttle,
    Throttled,
    advise,
    adviser,
    classifier,
    classify,
    explain,
    parse,
    wordindex,
)
from smtpreply import knowledge as knowledge_module
from smtpreply.details import read_tag
from smtpreply.tables.phrases_row import PhraseRow, phrase_row
from smtpreply.tables.rows import Source as Origin
from smtpreply.tables.verdicts import CodeRow, EnhancedRow
from smtpreply.verdict import Source
from smtpreply.weighing import Judgement, judge


def say(text: str, stage: Stage = Stage.UNKNOWN, known: Knowledge = KNOWLEDGE) -> object:
    return classify(Reply.build(550, text), stage, knowledge=known)


class TestMemories:
    """What is remembered is bounded, and forgetting changes no verdict."""

    WORDINGS = (
        "no such user",
        "mailbox full",
        "blocked by spamhaus",
        "spam detected",
        "relay denied",
        "too many messages",
    )

    @pytest.mark.parametrize(
        ("module", "name"),
        [
            (knowledge_module, "_MOST_JUDGEMENTS"),
            (wordindex, "_MOST_STATES"),
            (wordindex, "_MOST_OUTCOMES"),
        ],
    )
    def test_full(self, module: object, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = [say(text) for text in self.WORDINGS]
        monkeypatch.setattr(module, name, 2)
        fresh = attrs.evolve(KNOWLEDGE)
        for _ in range(3):
            assert [say(text, known=fresh) for text in self.WORDINGS] == expected

    def test_states_do_not_keep_each_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wordindex, "_MOST_STATES", 3)
        fresh = attrs.evolve(KNOWLEDGE)
        for text in self.WORDINGS * 5:
            say(text, known=fresh)
            assert len(fresh.words._machine.states) <= 3

    def test_a_row_that_does_not_speak_has_no_place(self) -> None:
        assert KNOWLEDGE.words.span(KNOWLEDGE.phrase_rows[0], [b"nothing"]) is None

    def test_long_texts_are_not_remembered(self) -> None:
        fresh = attrs.evolve(KNOWLEDGE)
        say("no such user " * 2000, known=fresh)
        assert not fresh.words._outcomes

    def test_bounded_to_the_last_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(knowledge_module, "_MOST_JUDGEMENTS", 2)
        fresh = attrs.evolve(KNOWLEDGE)
        for text in self.WORDINGS:
            say(text, known=fresh)
            assert len(fresh._judgements) <= 2

    def test_what_was_worked_out_is_not_worked_out_again(self) -> None:
        first, second = (
            classify(Reply.build(550, f"{who}: no such user"), Stage.RCPT).common
            for who in ("<a@example.org>", "<b@example.org>")
        )
        assert first is not None
        assert first is second

    def test_nor_for_another_session_that_is_alike(self) -> None:
        sessions = [Context(Stage.RCPT, tls=True, accepted_recipients=2) for _ in range(2)]
        first, second = (classify(Reply.build(452), session).common for session in sessions)
        assert first is second

    def test_what_is_remembered_of_one_session_is_no_answer_for_another(self) -> None:
        sessions: list[Context | Stage] = [
            stage if not known else Context(stage, **known)
            for stage in (Stage.MAIL, Stage.RCPT, Stage.END_OF_DATA)
            for known in ({}, {"tls": False}, {"tls": True}, {"lmtp": True}, {"accepted_recipients": 0}, {"accepted_recipients": 5})
        ]  # fmt: skip
        asked = [(Reply.build(code), session) for session in sessions for code in (452, 530, 552)]
        alone = [classify(r, s, knowledge=Knowledge(phrase_rows=())) for r, s in asked]
        one = Knowledge(phrase_rows=())
        assert [classify(r, s, knowledge=one) for r, s in asked] == alone
        assert [classify(r, s, knowledge=one) for r, s in reversed(asked)] == alone[::-1]

    def test_enhanced_codes_are_read_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(classifier, "_MOST_ENHANCED", 2)
        known: dict[bytes, EnhancedCode] = {}
        monkeypatch.setattr(classifier, "_ENHANCED", known)
        for text in ("5.1.1 x", "no", "x (5.1.2)", "5.1.3: x", "#5.1.4 x", "5.1.5", "5.1.6 x"):
            classify(parse(f"550 {text}\r\n".encode()))
        assert known == {b"5.1.1": EnhancedCode(5, 1, 1), b"5.1.6": EnhancedCode(5, 1, 6)}
        classify(parse(b"550 5.1.7 x\r\n"))
        assert len(known) == 2

    def test_and_never_for_a_line_that_does_not_decide(self) -> None:
        assert classify(parse(b"450 4.7.1 a\r\n")).enhanced == EnhancedCode(4, 7, 1)
        mixed = classify(parse(b"450-4.7.1 a\r\n550 5.7.2 b\r\n"))
        assert mixed.enhanced == EnhancedCode(5, 7, 2)


ORIGIN = Origin("The relay's manual", "2")
UNKNOWN, FULL, BLOCKED = Reason.RECIPIENT_UNKNOWN, Reason.MAILBOX_FULL, Reason.POLICY


def code_row(reason: Reason, weight: float, scope: Scope | None = None) -> CodeRow:
    row = KNOWLEDGE.code_rows[-1]
    return attrs.evolve(row, name="code", when=(), reason=reason, weight=weight, scope=scope)


def enhanced_row(reason: Reason, weight: float) -> EnhancedRow:
    return attrs.evolve(KNOWLEDGE.enhanced_rows[0], name="number", reason=reason, weight=weight)


def phrase(reason: Reason, weight: float, *beats: Reason, scope: Scope | None = None) -> PhraseRow:
    return phrase_row(
        f"says-{reason.value}-{weight}", reason, weight, "550 x", "x",
        source=ORIGIN, beats=beats, scope=scope,
    )  # fmt: skip


def amount(
    *rows: CodeRow | EnhancedRow | PhraseRow,
    code: int = 550,
    stage: Stage = Stage.RCPT,
    contradicts: bool = False,
    lmtp: bool = False,
) -> Judgement:
    return judge(code, stage, rows, contradicts=contradicts, lmtp=lmtp)


class TestWeighing:
    """What rows amount to, with rows made for it."""

    def test_witnesses_for_one_reason_add_up(self) -> None:
        both = amount(code_row(UNKNOWN, 0.5), phrase(UNKNOWN, 0.4))
        assert (both.reason, both.confidence) == (UNKNOWN, 0.7)

    def test_the_best_reason_against_it_counts_half(self) -> None:
        torn = amount(code_row(BLOCKED, 0.2), enhanced_row(FULL, 0.4), phrase(UNKNOWN, 0.8))
        assert (torn.reason, torn.confidence) == (UNKNOWN, 0.64)

    def test_many_weak_ones_win_over_one(self) -> None:
        rows = (enhanced_row(FULL, 0.7), code_row(UNKNOWN, 0.5), phrase(UNKNOWN, 0.6))
        won = amount(*rows)
        assert won.reason is UNKNOWN
        assert won.rows == (rows[2], rows[1], rows[0])

    def test_a_contradiction_in_the_numbers_costs_three_tenths(self) -> None:
        assert amount(phrase(UNKNOWN, 0.8), contradicts=True).confidence == 0.56

    def test_confidence_has_three_places(self) -> None:
        assert amount(phrase(UNKNOWN, 0.12345)).confidence == 0.123

    @pytest.mark.parametrize(
        ("lighter", "confidence"),
        [
            (phrase(FULL, 0.7), 0.8),
            (phrase(FULL, 0.8, FULL), 0.48),
            (phrase(BLOCKED, 0.7), 0.52),
            (phrase(UNKNOWN, 0.5), 0.9),
        ],
    )
    def test_a_row_silences_lighter_ones_that_it_beats(
        self, lighter: PhraseRow, confidence: float
    ) -> None:
        """Not those of equal weight, nor of other reasons, nor of its own."""
        heavy = phrase(UNKNOWN, 0.8, FULL, UNKNOWN)
        judgement = amount(heavy, lighter)
        assert (judgement.reason, judgement.confidence) == (UNKNOWN, confidence)
        assert set(judgement.rows) == {heavy, lighter}  # it spoke all the same

    @pytest.mark.parametrize(
        ("code", "weight", "stage", "dead"),
        [
            (500, 0.45, Stage.RCPT, True),
            (599, 0.9, Stage.VRFY, True),
            (550, 0.44, Stage.RCPT, False),
            (503, 0.9, Stage.RCPT, False),
            (504, 0.9, Stage.RCPT, True),
            (499, 0.9, Stage.RCPT, False),
            (550, 0.9, Stage.MAIL, False),
        ],
    )
    def test_when_an_address_is_dead(
        self, code: int, weight: float, stage: Stage, dead: bool
    ) -> None:
        assert amount(phrase(UNKNOWN, weight), code=code, stage=stage).address_dead is dead

    def test_a_code_alone_kills_none(self) -> None:
        assert not amount(code_row(UNKNOWN, 0.9)).address_dead
        assert amount(code_row(UNKNOWN, 0.9), enhanced_row(UNKNOWN, 0.1)).address_dead

    @pytest.mark.parametrize(
        ("code", "permanence"),
        [
            (399, Permanence.NONE),
            (400, Permanence.TRANSIENT),
            (499, Permanence.TRANSIENT),
            (500, Permanence.PERMANENT),
        ],
    )
    def test_permanence_follows_the_class(self, code: int, permanence: Permanence) -> None:
        assert amount(code_row(FULL, 0.5), code=code).permanence is permanence

    @pytest.mark.parametrize(
        ("code", "stage", "scope"),
        [
            (421, Stage.RCPT, Scope.CONNECTION),
            (422, Stage.RCPT, Scope.DOMAIN),
            (421, Stage.CONNECT, Scope.DOMAIN),
            (421, Stage.END_OF_DATA, Scope.DOMAIN),
        ],
    )
    def test_a_421_reaches_as_far_as_the_connection(
        self, code: int, stage: Stage, scope: Scope
    ) -> None:
        row = code_row(BLOCKED, 0.5, Scope.DOMAIN)
        assert amount(row, code=code, stage=stage).scope is scope

    def test_a_wording_names_its_tag(self) -> None:
        mine = attrs.evolve(phrase(BLOCKED, 0.9), provider="Relay", tag="BUSY", phrases=("busy",))
        own = KNOWLEDGE.extend(phrase_rows=(mine,))
        verdict = classify(Reply.build(450, "busy"), Stage.RCPT, knowledge=own)
        assert (verdict.provider, verdict.tag) == ("Relay", "BUSY")


class TestEvidence:
    """Each row names the characters that it read."""

    @pytest.mark.parametrize(
        ("wire", "number", "start"),
        [
            (b"550-no 5.1.1 user\r\n550 like that (5.1.1)\r\n", "5.1.1", 3),
            (b"550 5.1.1 user\r\n", "5.1.1", 0),
            (b"550 5.01.1 user\r\n", "5.1.1", 0),
        ],
    )
    def test_of_the_numbers(self, wire: bytes, number: str, start: int) -> None:
        found = {e.source: (e.matched, e.start) for e in classify(parse(wire), Stage.RCPT).because}
        assert found == {Source.ENHANCED: (number, start), Source.CODE: ("550", 0)}

    def test_of_a_pattern(self) -> None:
        verdict = classify(parse(b"421 4.7.0 [TSS04] temporarily deferred\r\n"), Stage.MAIL)
        assert (verdict.because[0].matched, verdict.because[0].start) == ("[TSS04]", 6)

    def test_is_the_whole_text_where_its_words_have_no_place(self) -> None:
        text = "no such user \ufffd \xbd"
        piece = classify(Reply.build(550, text)).because[0]
        assert (piece.matched, piece.start) == (text, 0)


class TestIrregularReply:
    """What is wrong with the form of a reply changes nothing in its meaning."""

    @pytest.mark.parametrize(
        "wire",
        [
            b"550 no such user\n",
            b"550no such user\r\n",
            b"550-no such\n550 user\n",
            b" 550 no such user\r\n",
            b" 550-no such\r\n 550 user\r\n",
            b"550-no such\r\nuser\r\n550 x\r\n",
        ],
    )
    @pytest.mark.parametrize("stage", [Stage.RCPT, Stage.END_OF_DATA])
    def test_means_the_same(self, wire: bytes, stage: Stage) -> None:
        verdict = classify(parse(wire), stage)
        assert verdict.because[0].row == "no-such-user"
        assert verdict.permanence is Permanence.PERMANENT

    def test_what_stands_before_it_is_not_read(self) -> None:
        text = "550 用户不存在\r\n".encode()
        header = b"\0\0\0\xe9\0\0\0\xe9" + b"\0" * 8
        assert classify(parse(header + text)).rows == classify(parse(text)).rows

    def test_unless_it_says_yes_and_no_to_the_message(self) -> None:
        merged = parse(b"250-a ok\r\n550 b: no such user\r\n")
        assert classify(merged, Stage.END_OF_DATA).permanence is Permanence.UNCERTAIN
        assert classify(merged, Stage.RCPT).permanence is Permanence.PERMANENT


class TestNumbers:
    def test_of_a_yes_are_kept(self) -> None:
        assert classify(parse(b"250 2.1.5 ok\r\n"), Stage.RCPT).enhanced == EnhancedCode(2, 1, 5)

    def test_of_the_least_refusal_speak(self) -> None:
        assert classify(parse(b"400 4.2.2 x\r\n"), Stage.RCPT).rows[0] == "x.2.2"


class TestStage:
    def test_one_that_is_not_known_is_none(self) -> None:
        assert classify(parse(b"502 no\r\n", stage=Stage.VRFY), Stage.UNKNOWN).stage is Stage.VRFY

    def test_of_an_event_is_that_of_the_context(self) -> None:
        closed = classify(Event(EventKind.CLOSED, Stage.CONNECT), Stage.END_OF_DATA)
        assert closed == classify(Event(EventKind.CLOSED, Stage.END_OF_DATA))


class TestOwnRows:
    def test_stand_before_ours(self) -> None:
        code = code_row(FULL, 0.9)
        number = attrs.evolve(enhanced_row(FULL, 0.9), subject=7, detail=1)
        event = attrs.evolve(KNOWLEDGE.event_rows[0], name="mine", stages=())
        own = KNOWLEDGE.extend(
            code_rows=[attrs.evolve(code, codes=(550,), stages=())],
            enhanced_rows=[number],
            event_rows=[event],
        )
        verdict = classify(parse(b"550 5.7.1 x\r\n"), Stage.RCPT, knowledge=own)
        assert verdict.rows == ("code", "number")
        assert classify(Event(event.kind, Stage.EHLO), knowledge=own).row == "mine"
        assert classify(parse(b"551 5.1.1 x\r\n"), Stage.RCPT, knowledge=own) == classify(
            parse(b"551 5.1.1 x\r\n"), Stage.RCPT
        )


class TestStoredVerdict:
    def test_tells_the_same(self) -> None:
        reply = parse(
            b"421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred; see https://example.org/x\r\n"
        )
        verdict = classify(reply, Stage.MAIL)
        again = pickle.loads(pickle.dumps(verdict))
        assert again == verdict
        assert again.because == verdict.because
        assert again.rows == verdict.rows
        assert again.details == verdict.details
        assert again.tag == verdict.tag == "TSS04"
        assert pickle.loads(pickle.dumps(again)) == verdict

    def test_is_small(self) -> None:
        assert len(pickle.dumps(classify(Reply.build(550, "no such user"), Stage.RCPT))) < 4000

    def test_made_by_hand(self) -> None:
        evidence = Evidence("mine", Reason.POLICY, 0.5, Source.CODE, "550")
        verdict = attrs.evolve(classify(Reply.build(550)), because=(evidence,), tag="X")
        assert verdict.rows == ("mine",)
        assert verdict.row == "mine"
        assert verdict.tag == "X"
        assert verdict.details.links == ()


class TestIncompleteTable:
    def test_rows_that_all_want_more(self) -> None:
        row = next(row for row in KNOWLEDGE.code_rows if row.name == "452-rcpt-accepted")
        with pytest.raises(LookupError, match="the table is incomplete"):
            classify(
                Reply.build(452),
                Context(Stage.RCPT),
                knowledge=attrs.evolve(KNOWLEDGE, code_rows=(row,)),
            )


class TestDetails:
    def test_quoted_code_with_leading_zeros_is_no_enhanced_code(self) -> None:
        quoted = classify(
            Reply.build(550, "host mx.example.org[192.0.2.1] said: 550 5.01.01 no such user")
        ).details.quoted
        assert quoted is not None
        assert quoted.enhanced is None
        plain = classify(
            Reply.build(550, "host mx.example.org[192.0.2.1] said: 550 no such user")
        ).details.quoted
        assert plain is not None
        assert plain.enhanced is None

    @pytest.mark.parametrize(
        ("text", "limit"),
        [
            ("message size exceeds fixed maximum message size: 10485760", 10485760),
            ("size limit 25 MB", 25 * 1024**2),
            ("size limit 25", None),
            ("too big", None),
        ],
    )
    def test_size(self, text: str, limit: int | None) -> None:
        assert classify(Reply.build(552, text), Stage.MAIL).details.size_limit == limit

    def test_a_tag_behind_the_part_that_is_read(self) -> None:
        import re

        assert read_tag(b"550 nothing", re.compile("tss04")) is None


class TestThrottle:
    def test_shown(self) -> None:
        brake = Throttle(Scope.HOST, Throttled.MESSAGE_RATE, 10, 1800, 2, 3600)
        assert (
            str(brake)
            == "10 messages a minute for the host for 1800 s, after 2 such answers in 3600 s"
        )
        assert (
            str(Throttle(Scope.DOMAIN, Throttled.SUSPENSION, None, 60))
            == "suspended for the domain for 60 s"
        )


def test_explain_refuses_what_is_nothing() -> None:
    with pytest.raises(ValueError, match="a code, a pair or a whole reply is wanted, not None"):
        explain(None)  # type: ignore[arg-type]


def test_tables_do_not_flood_a_terminal() -> None:
    small = attrs.evolve(KNOWLEDGE, code_rows=(), enhanced_rows=(), event_rows=(), version="7")
    assert repr(small) == f"<Knowledge 7, {len(KNOWLEDGE.phrase_rows)} rows>"
    assert len(repr(KNOWLEDGE)) < 80
    assert repr(RULES).startswith("<Rules, ")


ALIKE = {
    "a mark": (parse(b"220 mx ESMTP\r\n"), parse(b"220 " + b"*" * 40 + b"\r\n"), Stage.CONNECT),
    "a merged refusal": (
        parse(b"550 b: no such user\r\n"),
        parse(b"250-a ok\r\n550 b: no such user\r\n"),
        Stage.END_OF_DATA,
    ),
    "an event": (Event(EventKind.CONNECT_REFUSED), Event(EventKind.DNS_FAILURE), Stage.CONNECT),
}


class TestAdviceThatIsKept:
    @pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
    def test_is_not_that_for_what_is_nearly_the_same(
        self, pair: tuple[Reply | Event, Reply | Event, Stage]
    ) -> None:
        *sources, stage = pair
        verdicts = [classify(source, stage) for source in sources]
        alone = [advise(verdict, rules=Rules()) for verdict in verdicts]
        assert alone[0].because != alone[1].because
        for order in (1, -1):
            rules = Rules()
            together = [advise(verdict, rules=rules) for verdict in verdicts[::order]]
            assert together[::order] == alone

    REPLY = b"450 4.2.0 greylisted, try again in 300 seconds\r\n"

    def test_is_given_once_for_a_situation(self) -> None:
        first, second = (classify(parse(self.REPLY), Stage.RCPT) for _ in range(2))
        assert advise(first) is advise(second)

    def test_is_the_same_for_a_verdict_that_was_stored(self) -> None:
        verdict = classify(parse(self.REPLY), Stage.RCPT)
        assert advise(pickle.loads(pickle.dumps(verdict))) == advise(verdict)

    @pytest.mark.parametrize(
        "change",
        [
            {"retry_after": 7200.0},
            {"reason": Reason.MAILBOX_FULL},
            {"scope": Scope.HOST},
            {"permanence": Permanence.UNCERTAIN},
        ],
        ids=str,
    )
    def test_is_not_given_for_a_verdict_that_was_changed(self, change: dict[str, Any]) -> None:
        verdict = classify(parse(self.REPLY), Stage.RCPT)
        fresh = Rules()  # it has given no advice yet
        for one in (verdict, attrs.evolve(verdict, **change)):
            assert advise(one) == advise(one, rules=fresh)
        assert advise(attrs.evolve(verdict, **change)) != advise(verdict)

    def test_is_filled_in_for_each_command(self) -> None:
        verdict = classify(Reply.build(502), Stage.VRFY)
        for who in ("a", "b"):
            context = Context(Stage.VRFY, command=f"VRFY {who}@example.org")
            assert f"RCPT TO:<{who}@example.org>" in map(str, advise(verdict, context).commands)

    def test_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adviser, "_MOST_GIVEN", 3)
        rules = Rules()
        for code in range(500, 520):
            verdict = classify(Reply.build(code), Stage.RCPT)
            assert advise(verdict, rules=rules) == advise(verdict)
            assert len(rules.given) <= 3
