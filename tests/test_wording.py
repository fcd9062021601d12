"""What the wording of a reply says: words, languages, traps, what else is read, users' own rows."""

import pickle
import random
import sys

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply.classifier import KNOWLEDGE, KNOWLEDGE_VERSION, Knowledge, classify
from smtpreply.codes import EnhancedCode, ReplyCode
from smtpreply.details import read_delay
from smtpreply.parser import parse
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Permanence, QuotedReply, Reason, Scope, Verdict
from smtpreply.wordindex import WordIndex
from smtpreply.wording import locate_words, read_words

OWN = Source("The relay's manual", "2")


def judged(text: str | bytes, stage: Stage = Stage.UNKNOWN) -> Verdict:
    wire = text.encode() if isinstance(text, str) else text
    return classify(parse(wire.replace(b"\n", b"\r\n") + b"\r\n"), stage)


class TestWords:
    def test_digits_signs_and_addresses_do_not_count(self) -> None:
        text = b"550-5.1.1 <no.such.user@example.org>: The User's\r\n550 mailbox, UNKNOWN!"
        assert read_words(text) == [b"the", b"users", b"mailbox", b"unknown"]

    def test_accents_do_not_count_and_an_ideograph_is_a_word(self) -> None:
        assert read_words("Boîte pleine".encode()) == [b"boite", b"pleine"]
        assert read_words("用户不".encode()) == ["用".encode(), "户".encode(), "不".encode()]

    @given(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\u2019"), max_size=80)
    )
    def test_the_words_of_any_text_are_read(self, text: str) -> None:
        assert all(word for word in read_words(text.encode()))

    @given(st.text("ab' .,@<>\n1-é不", max_size=60))
    def test_words_are_found_again_in_the_text(self, text: str) -> None:
        words = read_words(text.encode())
        places = locate_words(text)
        if len(words) == len(places):  # elsewhere the whole text is named as evidence
            for word, (start, end) in zip(words, places, strict=True):
                assert read_words(text[start:end].encode()) == [word]

    @given(st.binary(max_size=200))
    def test_any_bytes_are_judged(self, text: bytes) -> None:
        wire = b"550 " + text.replace(b"\n", b"").replace(b"\r", b"") + b"\r\n"
        verdict = classify(Reply(wire, ReplyCode(550)))
        assert verdict.because
        assert verdict.retry_after is None


class TestLanguages:
    @pytest.mark.parametrize(
        ("text", "encoding", "reason"),
        [
            ("550 用户不存在", "gb18030", Reason.RECIPIENT_UNKNOWN),
            ("550 用户不存在", "utf-8", Reason.RECIPIENT_UNKNOWN),
            ("552 收件人邮箱已满", "gb18030", Reason.MAILBOX_FULL),
            ("550 пользователь не найден", "cp1251", Reason.RECIPIENT_UNKNOWN),
            ("550 пользователь не найден", "utf-8", Reason.RECIPIENT_UNKNOWN),
            ("550 Empfänger unbekannt", "latin-1", Reason.RECIPIENT_UNKNOWN),
            ("550 le compte du destinataire est bloqué", "latin-1", Reason.MAILBOX_DISABLED),
            ("552 caixa postal cheia", "utf-8", Reason.MAILBOX_FULL),
            ("550 宛先が見つかりません", "utf-8", Reason.RECIPIENT_UNKNOWN),
        ],
    )
    def test_the_common_phrases_are_known(self, text: str, encoding: str, reason: Reason) -> None:
        wire = text.encode(encoding)
        verdict = judged(wire)
        assert verdict.reason is reason
        matched = verdict.because[0].matched.encode("utf-8", "surrogateescape")
        assert matched
        assert matched in wire


class TestTraps:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("550 example.net does not designate 192.0.2.1: user unknown", Reason.AUTH_FAILED),
            ("452 4.3.1 queue disk full", Reason.SYSTEM_FULL),
            ("550 5.2.2 submission quota exceeded", Reason.RATE_LIMITED),
            ("550 5.7.1 <spam@example.org>: user unknown", Reason.RECIPIENT_UNKNOWN),
            ("550 <a@example.org> addressee unknown, relay=[192.0.2.1]", Reason.RECIPIENT_UNKNOWN),
            ("550 <a@example.net>: sender address rejected: user unknown", Reason.SENDER_REJECTED),
            ("421 To protect our users from spam, mail was rate limited", Reason.RATE_LIMITED),
            ("503 5.5.1 all recipients were rejected: no such user", Reason.RECIPIENT_UNKNOWN),
            ("550 relaying denied; this is not a spam block list", Reason.RELAY_DENIED),
            ("550 5.4.1 recipient address rejected: access denied.", Reason.RECIPIENT_UNKNOWN),
        ],
    )  # fmt: skip
    def test_the_words_around_decide(self, text: str, reason: Reason) -> None:
        assert judged(text).reason is reason

    def test_a_bare_code_never_kills_an_address(self) -> None:
        assert not judged("550 no", Stage.RCPT).address_dead

    def test_a_4yz_never_kills_an_address(self) -> None:
        assert not judged("450 4.1.1 user unknown", Stage.RCPT).address_dead

    def test_a_503_never_kills_an_address(self) -> None:
        assert not judged("503 5.5.1 no such user", Stage.DATA).address_dead

    def test_a_refusal_by_policy_never_kills_an_address(self) -> None:
        assert not judged("550 5.7.1 message rejected due to local policy", Stage.RCPT).address_dead

    def test_a_contradiction_lowers_the_confidence(self) -> None:
        clear = judged("550 5.1.1 user unknown", Stage.RCPT)
        torn = judged("550 5.7.1 user unknown", Stage.RCPT)
        assert torn.reason is clear.reason
        assert torn.confidence < clear.confidence

    def test_vrfy_refused_is_about_the_command(self) -> None:
        verdict = judged("502 5.5.1 VRFY command is disabled", Stage.VRFY)
        assert (verdict.reason, verdict.scope) == (Reason.NOT_IMPLEMENTED, Scope.COMMAND)


class TestPermanence:
    """Only a row of a named provider says that it is not what the code says."""

    def test_a_rate_limit_given_as_550(self) -> None:
        verdict = judged(
            "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help"
        )
        assert verdict.permanence is Permanence.TRANSIENT
        assert verdict.provider == "QQ"

    def test_a_4yz_that_waiting_does_not_cure(self) -> None:
        verdict = judged(
            "421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred"
        )
        assert verdict.permanence is Permanence.PERMANENT
        assert (verdict.provider, verdict.tag) == ("Yahoo", "TS03")

    def test_without_a_provider_the_class_holds(self) -> None:
        assert judged("550 rate limit exceeded").permanence is Permanence.PERMANENT
        assert judged("450 user unknown").permanence is Permanence.TRANSIENT


class TestDelays:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("450 4.2.0 greylisted, try again in 300 seconds", 300),
            ("451 4.7.1 greylisted for 5 minutes", 300),
            ("451 4.7.1 please come back in 00:05:00", 300),
            ("450 4.7.1 greylisted: retry=00:10:00", 600),
            ("450 retry=120", 120),
            ("450 come back in 2040 seconds", 2040),
            ("450 retry after 60 secs", 60),
            ("450 please wait 300 seconds", 300),
            ("450 please try again in 2 hours", 7200),
            ("450-greylisted, try\n450 again in 90 s", 90),
        ],
    )
    def test_the_server_names_it(self, text: str, seconds: float) -> None:
        assert judged(text).retry_after == seconds

    @pytest.mark.parametrize(
        "text",
        [
            "450 192.0.2.5 try again later",
            "450 try again later (id 4711 minutes.example.org)",
            "450 too many messages in 60 seconds, try again later",
            "421 2026-02-07T18:37:25 try again",
            "450 see https://example.org/retry/300",
            "451 try again, error 300",
        ],
    )
    def test_no_number_is_taken_for_one(self, text: str) -> None:
        assert judged(text).retry_after is None

    def test_a_refusal_for_good_has_none(self) -> None:
        assert judged("550 user unknown, try again in 300 seconds").retry_after is None

    @given(st.binary(max_size=300))
    def test_any_text_can_be_read(self, text: bytes) -> None:
        delay = read_delay(text)
        assert delay is None or delay >= 0


class TestDetails:
    @pytest.mark.parametrize(
        ("text", "queue_id"),
        [
            ("250 2.0.0 Ok: queued as 4XyZ12345", "4XyZ12345"),
            ("250 OK id=1abCDe-0001Ab-2C", "1abCDe-0001Ab-2C"),
            ("250 2.0.0 8ABcdEFg012345 Message accepted for delivery", "8ABcdEFg012345"),
            ("250 2.6.0 <a@b> [InternalId=12345678, Hostname=x] Queued mail", "12345678"),
            ("250 2.0.0 OK  1697021234 a1-20020a056si123 - gsmtp", "a1-20020a056si123"),
            ("250 Message Queued (0B6C5A1E-2F3D.1)", "0B6C5A1E-2F3D.1"),
            ("250 2.0.0 1a2b3c4d Message accepted for delivery", "1a2b3c4d"),
            ("250 ok 1697021234 qp 12345", "1697021234 qp 12345"),
            ("250 Ok 0100018b1c2d3e4f-abcdef01-000000", "0100018b1c2d3e4f-abcdef01-000000"),
            ("250 ok", None),
        ],
    )  # fmt: skip
    def test_queue_id(self, text: str, queue_id: str | None) -> None:
        assert judged(text, Stage.END_OF_DATA).details.queue_id == queue_id
        assert judged(text, Stage.RCPT).details.queue_id is None

    def test_block_lists_and_links(self) -> None:
        details = judged(
            "554 blocked using zen.spamhaus.org; see https://www.spamhaus.org/x."
        ).details
        assert details.block_lists[0] == "zen.spamhaus.org"
        assert details.links == ("https://www.spamhaus.org/x",)

    def test_the_name_of_a_list_without_a_domain(self) -> None:
        assert judged("550 Email blocked by SPAMHAUS").details.block_lists == ("spamhaus",)

    def test_alternatives(self) -> None:
        moved = judged("551 user not local; please try <bob@example.net>", Stage.RCPT)
        assert moved.details.alternatives == ("bob@example.net",)
        ambiguous = "553-ambiguous; possibilities are\n553-<b@example.org>\n553 <c@example.org>"
        assert judged(ambiguous, Stage.VRFY).details.alternatives == (
            "b@example.org",
            "c@example.org",
        )
        refused = judged("553 5.7.1 <a@example.net>: sender address rejected", Stage.MAIL)
        assert refused.details.alternatives == ()

    def test_quoted_reply(self) -> None:
        text = "450 host mx.example.org[192.0.2.9] said: 550 5.1.1 no (in reply to RCPT)"
        assert judged(text).details.quoted == QuotedReply(
            ReplyCode(550), EnhancedCode(5, 1, 1), "550 5.1.1 no", "mx.example.org"
        )

    @pytest.mark.parametrize(
        ("text", "size"),
        [
            ("552 message size exceeds fixed limit (10485760)", 10485760),
            ("552 message exceeds the maximum of 25 MB", 25 * 1024**2),
            ("552 mailbox full", None),
        ],
    )
    def test_size_limit(self, text: str, size: int | None) -> None:
        assert judged(text).details.size_limit == size


class TestOwnKnowledge:
    ROW = phrase_row(
        "our-relay-busy", Reason.RATE_LIMITED, 0.95, "554 hold your horses",
        "hold your horses", source=OWN, beats=(Reason.POLICY,),
    )  # fmt: skip

    def test_a_row_is_added(self) -> None:
        knowledge = KNOWLEDGE.extend(phrase_rows=(self.ROW,))
        reply = Reply.build(554, "hold your horses")
        assert classify(reply, knowledge=knowledge).reason is Reason.RATE_LIMITED
        assert classify(reply).reason is not Reason.RATE_LIMITED

    def test_ours_is_overruled(self) -> None:
        theirs = attrs.evolve(self.ROW, name="virus", phrases=("virus found",))
        knowledge = KNOWLEDGE.extend(phrase_rows=(theirs,))
        assert len(knowledge.phrase_rows) == len(KNOWLEDGE.phrase_rows)
        assert (
            classify(Reply.build(554, "virus found"), knowledge=knowledge).reason
            is Reason.RATE_LIMITED
        )

    def test_versions(self) -> None:
        assert KNOWLEDGE.version == KNOWLEDGE_VERSION
        assert KNOWLEDGE.extend(phrase_rows=(self.ROW,)).version != KNOWLEDGE_VERSION
        assert KNOWLEDGE.extend(version="7").version == "7"

    def test_without_phrases_the_numbers_decide(self) -> None:
        bare = Knowledge(phrase_rows=())
        assert (
            classify(Reply.build(550, "virus found"), knowledge=bare).because[0].row
            == "550-anywhere"
        )

    def test_a_phrase_needs_a_word(self) -> None:
        with pytest.raises(ValueError, match="must be there"):
            WordIndex([attrs.evolve(self.ROW, phrases=("(hold)? .. (your)? horses", "(a)? .. b"))])


class TestVerdict:
    def test_it_is_a_value(self) -> None:
        verdict = judged("550 5.1.1 user unknown", Stage.RCPT)
        again = judged("550 5.1.1 user unknown", Stage.RCPT)
        assert verdict == again
        assert hash(verdict) == hash(again)
        assert pickle.loads(pickle.dumps(verdict)).because == verdict.because

    def test_evidence_names_the_characters(self) -> None:
        verdict = judged("550-5.1.1 <a@example.org>: the user is\n550 5.1.1 unknown here")
        piece = verdict.because[0]
        assert (piece.row, piece.matched) == ("user-unknown", "user is\n5.1.1 unknown")


def hostile() -> list[bytes]:
    rng = random.Random(4)
    words = [word for row in KNOWLEDGE.phrase_rows for p in row.phrases for word in p.split()]
    return [
        b"a" * 65_500,
        b"user " * 13_000,
        " ".join(rng.choices(words, k=9_000)).encode(),
        b"@" * 65_500,
        b"a@ " * 20_000,
        b"5.1." * 16_000,
        b"try again in 300 s " * 3_000,
        b"\xd3\xc3" * 32_000,
        b"host x said: 450 " * 3_000,
        b"mailbox does " * 5_000,
    ]


def calls_for(text: bytes) -> int:
    """How many calls a verdict with its evidence and details takes: work counted, not timed."""
    reply = Reply(b"450 " + text + b"\r\n", ReplyCode(450))
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        verdict = classify(reply)
        told = (verdict.because, verdict.details)
    finally:
        sys.setprofile(before)
    assert told[0]
    return calls


@pytest.mark.parametrize("text", hostile(), ids=range(10))
def test_a_hostile_reply_costs_no_more_than_its_length(text: bytes) -> None:
    calls_for(text[:65_500])  # learns the wordings
    half, whole = calls_for(text[:32_750]), calls_for(text[:65_500])
    assert whole <= 3 * half + 1000


def test_more_rows_do_not_make_it_slower_to_look() -> None:
    """A word costs one look-up in a state, however many rows there are."""
    rows: list[PhraseRow] = list(KNOWLEDGE.phrase_rows)
    many = [
        attrs.evolve(
            TestOwnKnowledge.ROW,
            name=f"own-{n}",
            phrases=(f"user {chr(97 + n % 26)}{'x' * (n // 26)}q",),
        )
        for n in range(400)
    ]
    text = b"550 5.1.1 the user is unknown here"
    few, more = WordIndex(rows), WordIndex(rows + many)
    assert few.find(read_words(text), text) == more.find(read_words(text), text)
    steps = [len(index._machine.states) for index in (few, more)]
    assert steps[0] == steps[1]
