"""The corners of verdicts: memories that are full, traces that are stored, numbers that lie."""

import pickle
from typing import Any

import attrs
import pytest

from smtpreply import (
    KNOWLEDGE,
    RULES,
    Context,
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
    classify,
    explain,
    parse,
    wordindex,
)
from smtpreply import knowledge as knowledge_module
from smtpreply.details import read_tag
from smtpreply.verdict import Source


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
    assert len(repr(KNOWLEDGE)) < 80
    assert repr(RULES).startswith("<Rules, ")


class TestAdviceThatIsKept:
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
