"""The values: frozen, equal by value, picklable, and clear about what they refuse."""

import copy
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import (
    Action,
    Capabilities,
    Category,
    Command,
    Context,
    Defect,
    DefectKind,
    Delay,
    EnhancedCode,
    Event,
    EventKind,
    Needs,
    Reply,
    ReplyCode,
    ReplyError,
    ReplyErrorKind,
    Severity,
    SizeDeclaration,
    Stage,
    codes,
    diagnose,
    parse,
)
from smtpreply.context import Fact
from smtpreply.printable import printable, printable_bytes


class TestReplyCode:
    @given(st.integers(200, 599))
    def test_any_code_works(self, number: int) -> None:
        code = ReplyCode(number)
        assert code == number
        assert code.severity.value == number // 100
        assert str(code) == f"{code}" == str(number)
        assert repr(code) == f"ReplyCode({number})"

    @pytest.mark.parametrize("bad", [199, 600, -1, 0, True, "250", 25.0, None])
    def test_refuses_what_is_none(self, bad: Any) -> None:
        with pytest.raises(ValueError, match="a reply code is"):
            ReplyCode(bad)

    @pytest.mark.parametrize("bad", ["2_5", "+25", " 25", "25", "2500", "٢٥٠", "", "abc", "650"])
    def test_reads_three_ascii_digits_only(self, bad: str) -> None:
        with pytest.raises(ValueError, match="a reply code is"):
            ReplyCode.from_text(bad)

    def test_reads_text(self) -> None:
        assert ReplyCode.from_text("421") == codes.SERVICE_NOT_AVAILABLE

    def test_category(self) -> None:
        assert codes.COMMAND_NOT_IMPLEMENTED.category is Category.SYNTAX
        assert codes.HELP_MESSAGE.category is Category.INFORMATION
        assert codes.SERVICE_READY.category is Category.CONNECTIONS
        assert codes.AUTH_CHALLENGE.category is Category.UNSPECIFIED
        assert ReplyCode(571).category is Category.UNSPECIFIED
        assert codes.MAILBOX_UNAVAILABLE.category is Category.MAIL_SYSTEM

    def test_named_constants_are_what_their_names_say(self) -> None:
        assert codes.SERVICE_READY == 220
        assert codes.COMMAND_NOT_IMPLEMENTED == 502

    def test_severity_knows_yes_from_no(self) -> None:
        assert [s.is_positive for s in Severity] == [True, True, False, False]
        assert [s.is_negative for s in Severity] == [False, False, True, True]


class TestEnhancedCode:
    @given(st.sampled_from([2, 4, 5]), st.integers(0, 999), st.integers(0, 999))
    def test_round_trip(self, class_: int, subject: int, detail: int) -> None:
        code = EnhancedCode(class_, subject, detail)
        assert EnhancedCode.from_text(str(code)) == code
        assert eval(repr(code).replace("('", ".from_text('")) == code

    @pytest.mark.parametrize(
        "bad", ["5.1", "5.1.1.1", "3.1.1", "5.01.1", "5.1.1000", " 5.1.1", "5.1.1\n", "٥.1.1"]
    )
    def test_reads_strictly(self, bad: str) -> None:
        with pytest.raises(ValueError, match="an enhanced code looks like"):
            EnhancedCode.from_text(bad)

    @pytest.mark.parametrize(("class_", "subject", "detail"), [(3, 1, 1), (5, -1, 1), (5, 1, 1000)])
    def test_refuses_what_is_none(self, class_: int, subject: int, detail: int) -> None:
        with pytest.raises(ValueError, match="of an enhanced code is"):
            EnhancedCode(class_, subject, detail)

    def test_is_ordered_and_hashable(self) -> None:
        assert EnhancedCode(5, 1, 2) < EnhancedCode(5, 1, 10)
        assert len({EnhancedCode(5, 1, 1), EnhancedCode.from_text("5.1.1")}) == 1

    def test_agreement_and_severity(self) -> None:
        code = EnhancedCode(4, 2, 2)
        assert code.agrees_with(452)
        assert not code.agrees_with(552)
        assert code.severity is Severity.TRANSIENT_NEGATIVE


class TestReply:
    def test_build_writes_canonical_form(self) -> None:
        reply = Reply.build(550, "no such user", "really", enhanced="5.1.1")
        assert bytes(reply) == b"550-5.1.1 no such user\r\n550 5.1.1 really\r\n"
        assert reply.message == "no such user\nreally"
        assert reply.text == "5.1.1 no such user\n5.1.1 really"
        assert reply.raw_lines == (b"5.1.1 no such user", b"5.1.1 really")
        assert reply.enhanced_codes == (EnhancedCode(5, 1, 1),) * 2

    @pytest.mark.parametrize(
        "reply", [Reply.build(271, "x"), Reply.build(550, "x", "\xe9")], ids=str
    )
    def test_build_is_what_the_parser_would_make_of_it(self, reply: Reply) -> None:
        again = parse(bytes(reply))
        assert (again, again.lines, again.defects) == (reply, reply.lines, reply.defects)
        assert reply.defects

    def test_build_without_lines(self) -> None:
        assert bytes(Reply.build(334)) == b"334 \r\n"

    @pytest.mark.parametrize("text", ["a\nb", "a\rb"])
    def test_build_refuses_line_ends(self, text: str) -> None:
        with pytest.raises(ValueError, match="holds no CR or LF"):
            Reply.build(250, text)

    def test_message_keeps_lines_without_enhanced_code(self) -> None:
        assert parse(b"550-5.1.1 a\r\n550 b\r\n").message == "a\nb"

    def test_predicates(self) -> None:
        replies = [Reply.build(code) for code in (250, 354, 451, 550)]
        assert [r.is_positive for r in replies] == [True, True, False, False]
        assert [r.is_positive_completion for r in replies] == [True, False, False, False]
        assert [r.is_positive_intermediate for r in replies] == [False, True, False, False]
        assert [r.is_negative for r in replies] == [False, False, True, True]
        assert [r.is_transient_negative for r in replies] == [False, False, True, False]
        assert [r.is_permanent_negative for r in replies] == [False, False, False, True]
        assert [r.severity for r in replies] == list(Severity)
        assert replies[0].category is Category.MAIL_SYSTEM

    def test_closing(self) -> None:
        assert Reply.build(421).closes_connection
        assert Reply.build(221).closes_connection
        assert not Reply.build(554).closes_connection

    def test_shown_escaped_as_on_the_wire(self) -> None:
        reply = parse(b"550-a\x1b[0m\r\n550 b\r\n")
        assert str(reply) == "550-a\\x1b[0m\n550 b"
        assert (
            repr(Reply.build(250, "x", stage=Stage.RCPT))
            == "<Reply b'250 x\\r\\n', stage=Stage.RCPT>"
        )
        assert repr(Reply.build(250, "x")) == "<Reply b'250 x\\r\\n'>"

    def test_undecodable_bytes_survive(self) -> None:
        reply = parse(b"535 \xc7\xeb\r\n")
        assert reply.text.encode("utf-8", "surrogateescape") == b"\xc7\xeb"

    def test_wherever_they_stand(self) -> None:
        reply = parse(b"535-5.7.8 \xc7\r\n535 5.7.8 \xeb\r\n")
        assert reply.text == "5.7.8 \udcc7\n5.7.8 \udceb"
        assert reply.message == "\udcc7\n\udceb"
        assert Reply.build(535, *reply.lines).raw == reply.raw

    def test_message_loses_only_white_space_behind_the_code(self) -> None:
        assert parse(b"550-5.1.1 \t Xy\r\n550 5.1.1 \x0cz\r\n").message == "Xy\n\x0cz"

    def test_enhanced_code_on_a_later_line_of_a_yes(self) -> None:
        assert parse(b"250-a\r\n250 2.1.5 b\r\n").enhanced == EnhancedCode(2, 1, 5)
        assert parse(b"250-a\r\n250 b\r\n").enhanced is None

    def test_enhanced_code_out_of_place_in_the_least_refusal(self) -> None:
        assert parse(b"400 x (#4.7.1)\r\n").enhanced == EnhancedCode(4, 7, 1)

    def test_the_longest_line_of_the_rfc(self) -> None:
        """512 octets, the code and the line end among them."""
        assert parse(b"550-\xc3\xa9\r\n550 " + b"x" * 506 + b"\r\n").defects == (
            Defect(DefectKind.NON_ASCII, 1),
        )
        assert parse(b"550 " + b"x" * 507 + b"\r\n").defects == (
            Defect(DefectKind.LINE_TOO_LONG_FOR_RFC, 1),
        )

    def test_defects_of_enhanced_codes(self) -> None:
        tail = parse(b"553-sorry (#5.7.1)\r\n553 bye\r\n")
        assert tail.defects == (Defect(DefectKind.ENHANCED_NONSTANDARD, 1),)
        three = parse(b"550-5.1.1 a\r\n550-5.1.2 b\r\n550 5.1.2 c\r\n")
        assert three.defects == (Defect(DefectKind.ENHANCED_DIFFERS, 3),)

    def test_defects_know_their_line(self) -> None:
        reply = parse(b"250-a\r\n250 \x00\n")
        assert set(reply.defects) == {Defect(DefectKind.BARE_LF, 2), Defect(DefectKind.NUL, 2)}
        assert str(Defect(DefectKind.NUL, 2)) == "nul in line 2"

    def test_blank_lines_count(self) -> None:
        assert Defect(DefectKind.NON_UTF8, 3) in parse(b"\r\n250-a\r\n250 \xe9\r\n").defects


VALUES: list[Any] = [
    ReplyCode(550),
    EnhancedCode(5, 1, 1),
    Reply.build(550, "x", enhanced="5.1.1"),
    parse(b"250 a\n"),
    Defect(DefectKind.NUL, 1),
    Capabilities.from_reply(parse(b"250-mx\r\n250 SIZE 10\r\n")),
    Needs(tls=True),
    Context(Stage.RCPT, accepted_recipients=2),
    Event(EventKind.CLOSED, Stage.DATA),
    Delay(1, 2, 3),
    Command("RCPT TO:<{recipient}>"),
    diagnose("550 5.1.1 x", stage=Stage.RCPT).verdict,
    diagnose("550 5.1.1 x", stage=Stage.RCPT).advice,
    diagnose("550 5.1.1 x", stage=Stage.RCPT),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
class TestEveryValue:
    def test_pickles_and_copies_to_an_equal(self, value: Any) -> None:
        for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
            assert again == value
            assert hash(again) == hash(value)
            assert repr(again) == repr(value)

    def test_is_frozen_and_slotted(self, value: Any) -> None:
        assert not hasattr(value, "__dict__")
        if attrs.has(type(value)):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(value, attrs.fields(type(value))[0].name, None)


class TestError:
    def test_pickles(self) -> None:
        error = ReplyError(ReplyErrorKind.NOT_SMTP, "this is SSH", b"SSH-", "SSH")
        again = pickle.loads(pickle.dumps(error))
        assert (again.kind, again.data, again.protocol) == (error.kind, b"SSH-", "SSH")
        assert str(again) == "not-smtp: this is SSH: SSH-"

    def test_without_data(self) -> None:
        assert str(ReplyError(ReplyErrorKind.EOF, "gone")) == "eof: gone"


class TestStage:
    @pytest.mark.parametrize(
        ("line", "stage"),
        [
            ("ehlo me", Stage.EHLO),
            ("MAIL FROM:<>", Stage.MAIL),
            ("rcpt TO:<a@example.org>", Stage.RCPT),
            (" noop ", Stage.NOOP),
            ("XCLIENT x", Stage.OTHER),
            ("", Stage.OTHER),
            (".", Stage.OTHER),
        ],
    )
    def test_of_command(self, line: str, stage: Stage) -> None:
        assert Stage.of_command(line) is stage

    def test_from_text(self) -> None:
        assert Stage.from_text("end of data") is Stage.END_OF_DATA
        assert Stage.from_text("vrfy") is Stage.VRFY
        with pytest.raises(ValueError, match="no stage is called 'lunch'; there are CONNECT"):
            Stage.from_text("lunch")


def capabilities(*lines: str) -> Capabilities:
    return Capabilities.from_reply(Reply.build(250, "mx.example.org hello", *lines))


class TestCapabilities:
    def test_first_line_is_the_domain(self) -> None:
        caps = capabilities("STARTTLS")
        assert (caps.domain, caps.greeting) == ("mx.example.org", "hello")
        assert "MX.EXAMPLE.ORG" not in caps

    def test_keywords_in_order_without_case(self) -> None:
        caps = capabilities("Pipelining", "size 10", "X-New a b", "SIZE 20")
        assert list(caps) == ["PIPELINING", "SIZE", "X-NEW"]
        assert len(caps) == 3
        assert "x-new" in caps
        assert 5 not in caps
        assert caps["x-new"] == ("a", "b")
        assert caps["size"] == ("10", "20")
        assert caps.all("SIZE") == (("10",), ("20",))
        with pytest.raises(KeyError):
            caps["DSN"]

    @pytest.mark.parametrize(
        ("lines", "declaration", "size"),
        [
            ((), SizeDeclaration.ABSENT, None),
            (("SIZE",), SizeDeclaration.UNSTATED, None),
            (("SIZE 0",), SizeDeclaration.UNLIMITED, 0),
            (("SIZE 1000",), SizeDeclaration.LIMITED, 1000),
            (("SIZE unlimited",), SizeDeclaration.UNREADABLE, None),
            (("SIZE ١٠",), SizeDeclaration.UNREADABLE, None),
            (("SIZE " + "9" * 21,), SizeDeclaration.UNREADABLE, None),
            (("SIZE 10", "SIZE 20"), SizeDeclaration.LIMITED, 20),
            (("SIZE 10", "SIZE 0"), SizeDeclaration.UNLIMITED, 0),
            (("SIZE", "SIZE 20"), SizeDeclaration.LIMITED, 20),
        ],
    )
    def test_size(
        self, lines: tuple[str, ...], declaration: SizeDeclaration, size: int | None
    ) -> None:
        caps = capabilities(*lines)
        assert caps.size_declaration is declaration
        assert caps.size == size

    def test_auth_of_both_spellings(self) -> None:
        caps = capabilities("AUTH plain LOGIN", "AUTH=LOGIN XOAUTH2", "AUTH", "AUTH =CRAM-MD5")
        assert caps.auth == ("PLAIN", "LOGIN", "XOAUTH2", "CRAM-MD5")
        assert capabilities("AUTHORIZE x").auth == ()
        assert capabilities("AUTH=").auth == ()

    def test_limits(self) -> None:
        caps = capabilities("LIMITS RCPTMAX=100 mailmax=20 RCPTDOMAINMAX=x NEW")
        assert caps.limits == {"RCPTMAX": 100, "MAILMAX": 20}

    def test_flags(self) -> None:
        caps = capabilities(
            "STARTTLS",
            "PIPELINING",
            "CHUNKING",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "VRFY",
        )
        assert caps.starttls
        assert caps.pipelining
        assert caps.chunking
        assert caps.eight_bit_mime
        assert caps.smtputf8
        assert caps.dsn
        assert caps.enhanced_status_codes
        assert caps.vrfy
        assert not Capabilities().starttls

    @pytest.mark.parametrize("code", [220, 500, 550])
    def test_a_refusal_offers_nothing(self, code: int) -> None:
        assert Capabilities.from_reply(Reply.build(code, "mx", "STARTTLS")) == Capabilities()

    def test_empty_lines_are_no_keywords(self) -> None:
        assert list(capabilities("", "HELP")) == ["HELP"]


_SPECIAL = Fact.BINARY | Fact.REQUIRETLS | Fact.SIZE_DECLARED | Fact.DEADLINE_BINDS


class TestContext:
    def test_of(self) -> None:
        assert Context.of(Stage.RCPT) == Context(stage=Stage.RCPT)
        context = Context(tls=True)
        assert Context.of(context) is context

    def test_nothing_known(self) -> None:
        assert Context().facts == (0, 0)

    @pytest.mark.parametrize(
        ("context", "true", "false"),
        [
            (Context(tls=True), Fact.TLS, Fact(0)),
            (Context(tls=False), Fact(0), Fact.TLS),
            (Context(accepted_recipients=0), Fact(0), Fact.ACCEPTED_ANY | Fact.ACCEPTED_SEVERAL),
            (Context(accepted_recipients=1), Fact.ACCEPTED_ANY, Fact.ACCEPTED_SEVERAL),
            (Context(accepted_recipients=2), Fact.ACCEPTED_ANY | Fact.ACCEPTED_SEVERAL, Fact(0)),
            (Context(needs=Needs(tls=True)), Fact.NEEDS_TLS | Fact.NEEDS_EXTENSIONS, Fact(0)),
            (Context(needs=Needs(tls=False)), Fact(0), Fact.NEEDS_TLS),
            (
                Context(lmtp=False, needs=Needs(tls=False, authentication=False, smtputf8=False)),
                Fact(0),
                Fact.LMTP
                | Fact.NEEDS_TLS
                | Fact.NEEDS_AUTHENTICATION
                | Fact.NEEDS_EXTENSIONS
                | Fact.NEEDS_SMTPUTF8
                | Fact.FIXED_HOST,
            ),
            (Context(Stage.BDAT, command="BDAT 5"), Fact(0), Fact.LAST_CHUNK),
            (Context(Stage.BDAT, command="bdat 5 last"), Fact.LAST_CHUNK, Fact(0)),
            (Context(Stage.RSET, command="BDAT 5 LAST"), Fact(0), Fact(0)),
            (
                Context(Stage.MAIL, command="MAIL FROM:<a> BY=5"),
                Fact.PARAMETERS | Fact.DELIVER_BY | Fact.DROPPABLE,
                Fact.NULL_SENDER | Fact.FUTURE_RELEASE | _SPECIAL,
            ),
            (
                Context(Stage.MAIL, command="MAIL FROM:<>"),
                Fact.NULL_SENDER,
                Fact.PARAMETERS | Fact.DELIVER_BY | Fact.FUTURE_RELEASE | Fact.DROPPABLE | _SPECIAL,
            ),
            (Context(unfinished=True), Fact.UNFINISHED, Fact(0)),
            (Context(needs=Needs(eight_bit=True)), Fact.NEEDS_EIGHT_BIT, Fact(0)),
            (
                Context(Stage.MAIL, command="MAIL FROM:<a> BODY=BINARYMIME SIZE=9 REQUIRETLS"),
                Fact.PARAMETERS
                | Fact.DROPPABLE
                | Fact.BINARY
                | Fact.SIZE_DECLARED
                | Fact.REQUIRETLS,
                Fact.NULL_SENDER | Fact.FUTURE_RELEASE | Fact.DELIVER_BY | Fact.DEADLINE_BINDS,
            ),
            (
                Context(Stage.MAIL, command="MAIL FROM:<a> BY=60;R"),
                Fact.PARAMETERS | Fact.DELIVER_BY | Fact.DEADLINE_BINDS,
                Fact.NULL_SENDER
                | Fact.FUTURE_RELEASE
                | Fact.DROPPABLE
                | (_SPECIAL & ~Fact.DEADLINE_BINDS),
            ),
            (Context(Stage.AUTH, command="AUTH XOAUTH2"), Fact.TOKEN_LOGIN, Fact(0)),
            (
                Context(Stage.RCPT, command="RCPT TO:<a>"),
                Fact(0),
                Fact.PARAMETERS | Fact.RRVS | Fact.DROPPABLE,
            ),
        ],
    )
    def test_facts(self, context: Context, true: Fact, false: Fact) -> None:
        assert context.facts == (int(true), int(false))

    @pytest.mark.parametrize(
        ("line", "size", "too_large"),
        [("SIZE 10", 11, True), ("SIZE 10", 10, False), ("SIZE 0", 99, False), ("SIZE", 99, None)],
    )
    def test_too_large(self, line: str, size: int, too_large: bool | None) -> None:
        context = Context(capabilities=capabilities(line), needs=Needs(size=size))
        true, false = context.facts
        assert bool(true & Fact.TOO_LARGE) is (too_large is True)
        assert bool(false & Fact.TOO_LARGE) is (too_large is False)

    def test_offers(self) -> None:
        true, false = Context(capabilities=capabilities("STARTTLS", "AUTH PLAIN")).facts
        assert true == Fact.OFFERS_STARTTLS | Fact.OFFERS_AUTH | Fact.GREETED
        assert false == Fact.OFFERS_VRFY | Fact.OFFERS_ETRN | Fact.OFFERS_LIMITS


class TestCommand:
    def test_fills_and_writes(self) -> None:
        command = Command("RCPT TO:<{recipient}> {extra}")
        assert command.fields == ("recipient", "extra")
        filled = command.fill({"recipient": "a{b}@example.org"})
        assert filled.fields == ("extra",)
        assert filled.line(extra="X=1") == b"RCPT TO:<a{b}@example.org> X=1\r\n"
        assert str(Command("RSET")) == "RSET"
        assert Command("RSET").fill({}) == Command("RSET")
        assert Command("RSET").line() == b"RSET\r\n"

    def test_places_have_types(self) -> None:
        command = Command("AUTH {mechanism} {response} {other}")
        kinds = [kind.name for kind in command.types.values()]
        assert kinds == ["MECHANISM", "BASE64", "TEXT"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("recipient", "a b@example.org"),
            ("recipient", "a>NOTIFY=NEVER"),
            ("domain", "a@b"),
            ("client_name", ""),
            ("mechanism", "PLAIN AGEAYg=="),
            ("response", "not base64"),
        ],
    )
    def test_nothing_else_fits_in_a_place(self, name: str, value: str) -> None:
        with pytest.raises(ValueError, match=f"{name} is no"):
            Command("X {" + name + "}").line(**{name: value})

    def test_says_what_is_missing(self) -> None:
        with pytest.raises(ValueError, match="still needs recipient"):
            Command("RCPT TO:<{recipient}>").line()

    @pytest.mark.parametrize("value", ["a\r\nRSET", "a\nb", "a\x00", "a\x7f"])
    def test_no_second_command_gets_through(self, value: str) -> None:
        command = Command("RCPT TO:<{recipient}>")
        with pytest.raises(ValueError, match="control character"):
            command.line(recipient=value)
        with pytest.raises(ValueError, match="control character"):
            command.fill({"recipient": value})


class TestDelay:
    @pytest.mark.parametrize("numbers", [(2, 1, 3), (-1, 0, 0), (0, 5, 4)])
    def test_is_in_order(self, numbers: tuple[float, float, float]) -> None:
        with pytest.raises(ValueError, match="minimum <= default <= maximum"):
            Delay(*numbers)

    def test_shown(self) -> None:
        assert str(Delay(60, 300, 3600)) == "300 s (60 to 3600)"


class TestPrintable:
    @given(st.text())
    def test_is_printable_whatever_comes(self, text: str) -> None:
        assert printable(text).isprintable()

    @given(st.binary())
    def test_bytes_too(self, data: bytes) -> None:
        assert printable_bytes(data, 10).isprintable()

    def test_cuts(self) -> None:
        assert printable("abcdef", 4) == "abc…"
        assert printable_bytes(b"ab\xff") == "ab\\xff"

    def test_no_terminal_escape_and_no_turned_text(self) -> None:
        assert printable("\x1b[2J\u202e") == "\\x1b[2J\\u202e"


def test_every_action_is_spelled_like_its_name() -> None:
    for action in Action:
        assert action.value == action.name.lower().replace("_", "-")
