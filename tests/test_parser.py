"""The reply rule, point by point, on cases written for this project."""

from typing import Any

import attrs
import pytest

from smtpreply import (
    LIMITS,
    STRICT,
    DefectKind,
    Limits,
    Reply,
    ReplyError,
    ReplyErrorKind,
    ReplyParser,
    Stage,
    Tolerance,
    parse,
)
from tests.wire import TRAILING, pieces, read, read_all_ways


@attrs.frozen
class Case:
    """Bytes, and the replies (code, enhanced, lines, defects) or errors they must give."""

    name: str
    data: bytes
    outcome: list[Any]
    stage: Stage = Stage.UNKNOWN
    eof: bool = False


def ok(code: int, *lines: str, enhanced: str | None = None, defects: tuple[str, ...] = ()) -> Any:
    return (code, enhanced, lines, frozenset(defects))


HEADER = b"\0\0\0\x1a\0\0\0\n" + b"\0" * 8  # as smtp.qq.com puts one before a reply

CASES = [
    # 1. Line end
    Case("crlf", b"250 done\r\n", [ok(250, "done")]),
    Case("bare-lf", b"220-a\n220 b\n", [ok(220, "a", "b", defects=("bare-lf",))]),
    Case("two-crs", b"250-a\r\r\n250 b\r\r\r\n", [ok(250, "a", "b", defects=("extra-cr",))]),
    Case("one-extra-cr", b"250 a\r\r\n", [ok(250, "a", defects=("extra-cr",))]),
    Case("only-crs-end-a-line", b"250 XX\n", [ok(250, "XX", defects=("bare-lf",))]),
    Case("cr-inside", b"250 a\rb\r\n", [ok(250, "a\rb", defects=("bare-cr",))]),
    Case("cr-ends-nothing", b"250 a\r250 b\r", []),
    Case("formfeed-ends-nothing", b"250 a\x0cb\r\n", [ok(250, "a\x0cb", defects=("control-char",))]),
    # 2. Reply line
    Case("empty-text", b"334 \r\n", [ok(334, "")]),
    Case("code-only", b"334\r\n", [ok(334, "", defects=("code-only",))]),
    Case("code-only-lf", b"250\n", [ok(250, "", defects=("code-only", "bare-lf"))]),
    Case("empty-continuations", b"250-\r\n250-\r\n250 \r\n", [ok(250, "", "", "")]),
    Case("tab", b"250\tdone\r\n", [ok(250, "done", defects=("bad-separator",))]),
    Case("glued", b"250done\r\n", [ok(250, "done", defects=("bad-separator",))]),
    Case("colon", b"250:done\r\n", [ok(250, "done", defects=("bad-separator",))]),
    Case("glued-utf8", "250é\r\n".encode(), [ok(250, "é", defects=("bad-separator", "non-ascii"))]),
    Case("leading-space", b"\t 250 done\r\n", [ok(250, "done", defects=("leading-space",))]),
    Case("space-first", b" 250 done\r\n", [ok(250, "done", defects=("leading-space",))]),
    Case("space-before-each", b" 250-a\r\n\t250 b\r\n", [ok(250, "a", "b", defects=("leading-space",))]),
    Case("space-code-only", b" 250\r\n", [ok(250, "", defects=("leading-space", "code-only"))]),
    Case("space-and-glued", b" 250done\r\n", ["bad-code"]),
    Case("formfeed-is-no-space", b" \x0c250 done\r\n", ["bad-code"]),
    Case("unlisted-299", b"299 x\r\n", [ok(299, "x", defects=("nonstandard-code",))]),
    Case("unlisted-592", b"592 x\r\n", [ok(592, "x", defects=("nonstandard-code",))]),
    *(
        Case(f"no-code-{name}", data + b"\r\n", ["bad-code"])
        for name, data in {
            "one-digit": b"2 x",
            "two-digits": b"25 x",
            "four-digits": b"2500 x",
            "plus": b"+25 x",
            "minus": b"-25 x",
            "underscore": b"2_5 x",
            "000": b"000 x",
            "1yz": b"150 x",
            "6yz": b"650 x",
            "9yz": b"999 x",
            "arabic-digits": "٢٥٠ x".encode(),
            "fullwidth-digits": "２５０ x".encode(),
            "word": b"hello there",
            "nul": b"\x00250 x",
        }.items()
    ),
    # 3. Mixed codes
    Case("teaser-then-521", b"220-mx\r\n521 5.5.1 no\r\n", [ok(521, "mx", "5.5.1 no", enhanced="5.5.1", defects=("mixed-codes",))]),
    Case("450-then-550", b"450-a\r\n550 b\r\n", [ok(550, "a", "b", defects=("mixed-codes",))]),
    Case("no-turned-yes", b"550-no\r\n250 yes\r\n", ["mixed-codes"]),
    Case("no-turned-go-on", b"451-no\r\n354 go\r\n", ["mixed-codes"]),
    Case("enhanced-of-last", b"450-4.7.1 a\r\n550 5.7.2 b\r\n", [ok(550, "4.7.1 a", "5.7.2 b", enhanced="5.7.2", defects=("mixed-codes", "enhanced-differs"))]),
    Case("least-no-turned-yes", b"400-no\r\n250 yes\r\n", ["mixed-codes"]),
    Case("least-no", b"400 no\n", [ok(400, "no", defects=("bare-lf",))]),
    # 4. Lines that do not belong
    Case("blank-before", b"\r\n \r\n250 x\r\n", [ok(250, "x", defects=("blank-line",))]),
    Case("blank-inside", b"214-a\r\n\r\n214 b\r\n", [ok(214, "a", "b", defects=("blank-line",))]),
    Case("ftp-style", b"250-a\r\n  b\r\n250 c\r\n", [ok(250, "a", "  b", "c", defects=("uncoded-line",))]),
    Case("prose-as-it-came", b"250-a\r\n b \r\r\n c XX\r\n250 d\r\n", [ok(250, "a", " b ", " c XX", "d", defects=("uncoded-line", "extra-cr"))]),
    Case("number-in-prose", b"550-limit\r\n500MB a day\r\n550 bye\r\n", [ok(550, "limit", "500MB a day", "bye", defects=("uncoded-line",))]),
    Case("year-in-prose", b"550-since\r\n2024-01-01 x\r\n550 bye\r\n", [ok(550, "since", "2024-01-01 x", "bye", defects=("uncoded-line",))]),
    Case("one-bad-line", b"garbage here\r\n250 x\r\n", ["bad-code", ok(250, "x")]),
    Case("keywords-without-code", b"250 hi\r\nSIZE\r\n250 x\r\n", [ok(250, "hi"), "not-smtp", ok(250, "x")]),
    Case("one-keyword", b"MX\r\n250 x\r\n", ["not-smtp", ok(250, "x")]),
    Case("keyword-and-space", b"SIZE \r\n250 x\r\n", ["bad-code", ok(250, "x")]),
    # 5. Not SMTP at all: at once, without a line end
    *(
        Case(f"foreign-{name}", data, ["not-smtp"])
        for name, data in {
            "tls-alert": b"\x15\x03\x01\x00\x02\x02F",
            "tls-hello": b"\x16\x03\x03\x00\x50",
            "ssh": b"SSH-2.0-x",
            "http": b"HTTP/1.1 400 Bad",
            "pop3": b"+OK ready",
            "pop3-error": b"-ERR no",
            "imap": b"* OK ready",
            "telnet": b"\xff\xfd\x18",
            "ldap": b"0\x0c\x02\x01",
            "vnc": b"RFB 003.008",
        }.items()
    ),
    Case("foreign-then-smtp", b"HTTP/1.0 400\r\n250 x\r\n", ["not-smtp", ok(250, "x")]),
    # 6. Text
    Case("gbk", b"535 \xc7\xeb\r\n", [ok(535, "\udcc7\udceb", defects=("non-utf8",))]),
    Case("latin1", b"550 caf\xe9\r\n", [ok(550, "caf\udce9", defects=("non-utf8",))]),
    Case("nul", b"250 a\x00b\r\n", [ok(250, "a\x00b", defects=("nul",))]),
    Case("escape", b"250 \x1b[2Jx\r\n", [ok(250, "\x1b[2Jx", defects=("control-char",))]),
    Case("long-for-rfc", b"550 " + b"x" * 600 + b"\r\n", [ok(550, "x" * 600, defects=("line-too-long-for-rfc",))]),
    Case("long-second-line", b"550-a\r\n550 " + b"x" * 600 + b"\r\n", [ok(550, "a", "x" * 600, defects=("line-too-long-for-rfc",))]),
    Case("binary-header", HEADER + b"221 Bye.\r\n", [ok(221, "Bye.", defects=("garbage-before-reply", "nul"))]),
    Case("binary-header-behind-a-reply", b"250 a\r\n" + HEADER + b"221 b\r\n", [ok(250, "a"), ok(221, "b", defects=("garbage-before-reply", "nul"))]),
    Case("binary-header-inside", b"250-a\r\n" + HEADER + b"250 b\r\n250 c\r\n", [ok(250, "a", HEADER[:7].decode(), HEADER[8:].decode() + "250 b", "c", defects=("uncoded-line", "bare-lf", "nul", "control-char"))]),
    Case("nearly-a-binary-header", HEADER[:15] + b"x250 a\r\n250 b\r\n", ["bad-code", "bad-code", ok(250, "b")]),
    Case("nul-first", b"\x00250 x\n250 y\r\n", ["bad-code", ok(250, "y")]),
    Case("nul-behind-a-blank-line", b"\n250 \0a\r\n", [ok(250, "\0a", defects=("blank-line", "bare-lf", "nul"))]),
    Case("half-a-binary-header", b"\0\0\0\x1a\0\0\0\nhi\r\n250 x\r\n", ["bad-code", "bad-code", ok(250, "x")]),
    # 8. What follows
    Case("back-to-back", b"250 a\r\n550-b\r\n550 c\r\n503 d\r\n", [ok(250, "a"), ok(550, "b", "c"), ok(503, "d")]),
    # 9. End of file
    Case("eof-clean", b"250 x\r\n", [ok(250, "x")], eof=True),
    Case("eof-after-blank", b"250 x\r\n\r\n", [ok(250, "x")], eof=True),
    Case("eof-in-line", b"250 x", ["eof"], eof=True),
    Case("eof-behind-cr", b"250 x\r", ["eof"], eof=True),
    Case("eof-in-reply", b"250-x\r\n", ["eof"], eof=True),
    Case("eof-in-header", b"\0\0\0\x1a", ["eof"], eof=True),
    Case("eof-after-formfeed", b"250 x\r\n\x0c", [ok(250, "x"), "eof"], eof=True),
    Case("eof-after-x", b"250 x\r\nX", [ok(250, "x"), "eof"], eof=True),
    Case("eof-behind-foreign", b"SSH-2.0", ["not-smtp"], eof=True),
    Case("partial", b"25", []),
    # 10. Enhanced code
    Case("enhanced", b"550 5.1.1 x\r\n", [ok(550, "5.1.1 x", enhanced="5.1.1")]),
    Case("enhanced-alone", b"250 2.0.0\r\n", [ok(250, "2.0.0", enhanced="2.0.0")]),
    Case("enhanced-large", b"550 5.7.606 x\r\n", [ok(550, "5.7.606 x", enhanced="5.7.606")]),
    Case("enhanced-spaced", b"250  2.0.0  x\r\n", [ok(250, " 2.0.0  x", enhanced="2.0.0", defects=("enhanced-extra-space",))]),
    Case("enhanced-zero", b"550 5.7.01 x\r\n", [ok(550, "5.7.01 x", enhanced="5.7.1", defects=("enhanced-nonstandard",))]),
    Case("enhanced-hash", b"550 #5.1.0 x\r\n", [ok(550, "#5.1.0 x", enhanced="5.1.0", defects=("enhanced-nonstandard",))]),
    Case("enhanced-tail", b"553 sorry (#5.7.1)\r\n", [ok(553, "sorry (#5.7.1)", enhanced="5.7.1", defects=("enhanced-nonstandard",))]),
    Case("enhanced-colon", b"550 5.1.1: x\r\n", [ok(550, "5.1.1: x", enhanced="5.1.1", defects=("enhanced-nonstandard",))]),
    Case("enhanced-other-class", b"550 4.2.1 x\r\n", [ok(550, "4.2.1 x", enhanced="4.2.1", defects=("enhanced-class-mismatch",))]),
    Case("enhanced-on-last", b"550-a\r\n550 5.1.8 b\r\n", [ok(550, "a", "5.1.8 b", enhanced="5.1.8", defects=("enhanced-not-on-all-lines",))]),
    Case("enhanced-two", b"550-5.1.1 a\r\n550 5.1.2 b\r\n", [ok(550, "5.1.1 a", "5.1.2 b", enhanced="5.1.1", defects=("enhanced-differs",))]),
    Case("enhanced-glued", b"250 2.1.5x\r\n", [ok(250, "2.1.5x")]),
    Case("enhanced-ip", b"550 5.9.1.20 blocked\r\n", [ok(550, "5.9.1.20 blocked")]),
    Case("enhanced-class-3", b"550 3.1.1 x\r\n", [ok(550, "3.1.1 x")]),
    Case("enhanced-in-354", b"354 2.0.0 go\r\n", [ok(354, "2.0.0 go")]),
    Case("enhanced-version", b"250 ok (4.86.1)\r\n", [ok(250, "ok (4.86.1)")]),
    Case("enhanced-other-class-inside", b"550 no (4.2.1)\r\n", [ok(550, "no (4.2.1)")]),
    Case("enhanced-greeting", b"220 2.3.4 mx\r\n", [ok(220, "2.3.4 mx")], stage=Stage.CONNECT),
    Case("enhanced-starttls", b"220 2.0.0 go\r\n", [ok(220, "2.0.0 go", enhanced="2.0.0")], stage=Stage.STARTTLS),
    Case("enhanced-ehlo", b"250 2.3.4 mx\r\n", [ok(250, "2.3.4 mx")], stage=Stage.EHLO),
    Case("enhanced-refused-ehlo", b"550 5.7.1 no\r\n", [ok(550, "5.7.1 no", enhanced="5.7.1")], stage=Stage.EHLO),
]  # fmt: skip


def shown(outcome: Any) -> Any:
    if isinstance(outcome, Reply):
        enhanced = None if outcome.enhanced is None else str(outcome.enhanced)
        kinds = frozenset(defect.kind.value for defect in outcome.defects)
        return (int(outcome.code), enhanced, outcome.lines, kinds)
    return outcome[0]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
class TestCases:
    def test_in_every_segmentation(self, case: Case) -> None:
        outcome = read_all_ways(case.data, case.stage, eof=case.eof)
        assert [shown(x) for x in outcome] == case.outcome

    def test_with_trailing_bytes(self, case: Case) -> None:
        if case.eof or not case.data.endswith(b"\n"):
            pytest.skip("an open line swallows what follows")
        outcome = read([case.data + TRAILING], case.stage)
        assert [shown(x) for x in outcome] == [*case.outcome, ok(250, "next")]


def test_case_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


class TestLimits:
    """7. Each limit has its own error, and what follows the reply is read all the same."""

    SMALL = Limits(line=64, lines=3, reply=150)

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"250 " + b"x" * 61 + b"\r\n", "line-too-long"),
            (b"250-" + b"x" * 61 + b"\r\n250 y\r\n", "line-too-long"),
            (b"250-a\r\n250-b\r\n250-c\r\n250 d\r\n", "too-many-lines"),
            (b"250-a\r\n" * 10 + b"250 d\r\n", "too-many-lines"),
            ((b"250-" + b"x" * 50 + b"\r\n") * 3 + b"250 y\r\n", "reply-too-long"),
            (b"hello " * 20 + b"\r\n", "line-too-long"),
            (b"550-a\r\n550 " + b"x" * 61 + b"\r\n", "line-too-long"),
            (b"550-a\r\n" + b"hello " * 20 + b"\r\n550 b\r\n", "line-too-long"),
            ((b"550-" + b"x" * 37 + b"\r\n") * 2 + b"550 " + b"x" * 61 + b"\r\n", "line-too-long"),
            (b"250-a\r\n250-b\r\n250-c\r\nprose\r\n250 d\r\n", "too-many-lines"),
            (b"\r\n\r\n\r\n250-a\r\n250 b\r\n", "too-many-lines"),
            # the LF within the header ends nothing, in the part that is thrown away neither
            (HEADER + b"x" * 60 + b"\r\n", "line-too-long"),
        ],
    )
    def test_error_then_next_reply(self, data: bytes, kind: str) -> None:
        outcome = read_all_ways(data + TRAILING, limits=self.SMALL)
        assert [shown(x) for x in outcome] == [kind, ok(250, "next")]

    def test_a_line_of_exactly_the_limit_is_read(self) -> None:
        (reply,) = read_all_ways(b"250 " + b"x" * 58 + b"\r\n", limits=self.SMALL)
        assert isinstance(reply, Reply)

    def test_nor_is_a_reply_of_exactly_the_limit_too_long(self) -> None:
        data = b"550-" + b"x" * 59 + b"\n550-" + b"y" * 59 + b"\n550 " + b"z" * 17 + b"\n"
        (reply,) = read_all_ways(data, limits=self.SMALL)
        assert isinstance(reply, Reply)
        assert len(reply.raw) == self.SMALL.reply

    def test_a_line_may_be_longer_than_any_read(self) -> None:
        limits = Limits(line=300_000, reply=300_000)
        data = b"250-" + b"x" * 200_000 + b"\r\n250 y\r\n250 z\r\n25"
        for size in (300_000, 70_000, 65_536):
            outcome = read(pieces(data, size), limits=limits)
            assert [shown(x)[2][-1] for x in outcome] == ["y", "z"]

    def test_as_many_lines_as_allowed_are_read(self) -> None:
        (reply,) = read_all_ways(b"250-a\r\n250-b\r\n250 c\r\n", limits=self.SMALL)
        assert isinstance(reply, Reply)

    def test_an_endless_line_is_an_error_before_its_end(self) -> None:
        outcome = read_all_ways(b"250 " + b"x" * 200, limits=self.SMALL)
        assert [shown(x) for x in outcome] == ["line-too-long"]

    def test_memory_is_bounded_while_an_endless_line_is_thrown_away(self) -> None:
        parser = ReplyParser(limits=self.SMALL)
        with pytest.raises(ReplyError, match="line-too-long"):
            list(parser.feed(b"250 " + b"x" * 100))
        for _ in range(1000):
            assert list(parser.feed(b"x" * 1000)) == []
        assert len(parser.trailing_data) <= 64
        assert [reply.text for reply in parser.feed(b"\r\n250 y\r\n")] == ["y"]

    def test_endless_blank_lines_are_an_error(self) -> None:
        outcome = read_all_ways(b"\r\n" * 4 + b"250 y\r\n", limits=self.SMALL)
        assert [shown(x) for x in outcome] == ["too-many-lines", ok(250, "y")]

    def test_the_rest_of_a_refused_reply_is_no_reply(self) -> None:
        """Else every later answer would be paired with the wrong command."""
        rest = b"550-still the same\r\n  and prose\r\n2024-01-01 too\r\n550 the end\r\n"
        data = b"550-" + b"x" * 80 + b"\r\n" + rest
        outcome = read_all_ways(data + TRAILING, limits=self.SMALL)
        assert [shown(x) for x in outcome] == ["line-too-long", ok(250, "next")]

    @pytest.mark.parametrize("header", [HEADER + b"550 b\r\n", HEADER[:8]])
    def test_nor_is_a_binary_header_in_that_rest_one(self, header: bytes) -> None:
        data = b"550-" + b"x" * 80 + b"\r\n" + header + b"550 the end\r\n"
        outcome = read_all_ways(data + TRAILING, limits=self.SMALL)
        assert [shown(x) for x in outcome] == ["line-too-long", ok(250, "next")]

    def test_an_endless_reply_may_be_closed_without_another_error(self) -> None:
        outcome = read_all_ways(
            b"550-" + b"x" * 80 + b"\r\n550-more\r\n", eof=True, limits=self.SMALL
        )
        assert [shown(x) for x in outcome] == ["line-too-long"]

    @pytest.mark.parametrize("name", ["line", "lines", "reply"])
    def test_a_limit_of_nothing_is_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match=f"the limit {name} is at least"):
            Limits(**{name: 0})


class TestWhatFollows:
    """8. Bytes behind a reply wait for the next one; behind the 220 to STARTTLS none may."""

    def test_trailing_data_is_what_was_not_read(self) -> None:
        parser = ReplyParser()
        parser.receive_data(b"220 go ahead\r\n250-injected")
        assert parser.next_reply(Stage.STARTTLS) is not None
        assert parser.trailing_data == b"250-injected"

    def test_requiring_none_raises_and_throws_it_away(self) -> None:
        parser = ReplyParser()
        parser.receive_data(b"220 go ahead\r\n250-injected\r\n250 ")
        parser.next_reply(Stage.STARTTLS)
        with pytest.raises(ReplyError) as caught:
            parser.require_no_trailing_data()
        assert caught.value.kind is ReplyErrorKind.TRAILING_DATA
        assert caught.value.data == b"250-injected\r\n250 "
        assert not parser.may_wait
        assert list(parser.feed(b"250 cl")) == []
        assert [reply.text for reply in parser.feed(b"ean\r\n")] == ["clean"]

    def test_nothing_waiting_is_fine(self) -> None:
        parser = ReplyParser()
        assert list(parser.feed(b"220 go ahead\r\n"))
        parser.require_no_trailing_data()

    def test_may_wait_is_false_where_nothing_does(self) -> None:
        parser = ReplyParser()
        assert not parser.may_wait
        parser.receive_data(b"250 a\r\n")
        assert parser.may_wait
        assert parser.next_reply() is not None
        assert not parser.may_wait
        parser.receive_data(b"250-b\r\n")
        for _ in range(2):
            assert parser.next_reply() is None
            assert parser.may_wait
        assert len(list(parser.feed(b"250 b\r\n"))) == 1
        assert not parser.may_wait


class TestFeed:
    def test_takes_the_bytes_even_if_nobody_iterates(self) -> None:
        parser = ReplyParser()
        parser.feed(b"250 ")
        assert [reply.text for reply in parser.feed(b"x\r\n")] == ["x"]

    def test_goes_on_behind_an_error(self) -> None:
        parser = ReplyParser()
        with pytest.raises(ReplyError):
            list(parser.feed(b"garbage here\r\n250 x\r\n"))
        assert [reply.text for reply in parser.feed(b"")] == ["x"]

    def test_takes_any_buffer(self) -> None:
        parser = ReplyParser()
        assert len(list(parser.feed(bytearray(b"250 x\r\n")))) == 1
        assert len(list(parser.feed(memoryview(b"250 x\r\n")))) == 1

    def test_refuses_bytes_behind_the_end(self) -> None:
        parser = ReplyParser()
        parser.receive_eof()
        assert parser.next_reply() is None
        with pytest.raises(ReplyError, match=r"^eof: bytes after the end of the connection$"):
            parser.receive_data(b"250 x\r\n")

    def test_a_long_run_of_replies_leaves_nothing_behind(self) -> None:
        parser = ReplyParser()
        assert len(list(parser.feed(b"250 0123456789\r\n" * 10_000 + b"25"))) == 10_000
        assert parser.trailing_data == b"25"
        assert len(list(parser.feed(b"0 x\r\n"))) == 1


class TestParse:
    def test_one_whole_reply(self) -> None:
        assert parse(b"250 x\r\n").text == "x"

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"", ReplyErrorKind.NEED_MORE),
            (b"250 x", ReplyErrorKind.NEED_MORE),
            (b"250-x\r\n", ReplyErrorKind.NEED_MORE),
            (b"250 x\r\n250", ReplyErrorKind.TRAILING_DATA),
            (b"what is this\r\n", ReplyErrorKind.BAD_CODE),
        ],
    )
    def test_less_more_or_none(self, data: bytes, kind: ReplyErrorKind) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(data)
        assert caught.value.kind is kind


class TestTolerance:
    def test_strict_refuses_a_defect_and_reads_on(self) -> None:
        outcome = read_all_ways(b"250 a\n250 b\r\n", tolerance=STRICT)
        assert [shown(x) for x in outcome] == ["defect", ok(250, "b")]

    def test_strict_takes_what_the_rfc_makes_clients_accept(self) -> None:
        assert parse(b"334\r\n", tolerance=STRICT).code == 334

    def test_one_defect_can_be_refused(self) -> None:
        tolerance = Tolerance(frozenset({DefectKind.NUL}))
        assert parse(b"250 a\n", tolerance=tolerance)
        with pytest.raises(ReplyError, match="nul in line 1"):
            parse(b"250 \x00\r\n", tolerance=tolerance)


class TestErrors:
    def test_says_what_and_where(self) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(b"ab\x1b[31m\r\n")
        assert str(caught.value) == (
            "bad-code: a reply begins with three digits from 200 to 599, then a space or a hyphen: "
            "ab\\x1b[31m\\r"
        )

    @pytest.mark.parametrize(
        ("data", "limits", "message", "kept"),
        [
            (b"", LIMITS, "need-more: a reply ends with a line end behind its last line", b""),
            (b"25", LIMITS, "need-more: a reply ends with a line end behind its last line: 25", b"25"),
            (b"250 a\r\n250", LIMITS, "trailing-data: more than one reply: 250", b"250"),
            (b"SIZE\n", LIMITS, "not-smtp: a bare word where a reply should begin: SIZE", b"SIZE"),
            (b"500-a\n200 b\n", LIMITS, "mixed-codes: a reply that begins with 500 does not end with 200: 500-a\\n200 b\\n", b"500-a\n200 b\n"),
            (b"250-a\n" * 4, Limits(lines=3), "too-many-lines: more than 3 lines in one reply: 250-a", b"250-a"),
            (b"250 " + b"x" * 99, Limits(line=64), "line-too-long: a line of more than 64 bytes: 250 " + "x" * 60, b"250 " + b"x" * 60),
            (b"250-" + b"x" * 50 + b"\n250-" + b"x" * 50, Limits(reply=64), "reply-too-long: a reply of more than 64 bytes", b""),
        ],
    )  # fmt: skip
    def test_of_every_kind(self, data: bytes, limits: Limits, message: str, kept: bytes) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(data, limits=limits)
        assert (str(caught.value), caught.value.data) == (message, kept)
        assert not caught.value.protocol

    def test_of_a_connection_that_ended(self) -> None:
        parser = ReplyParser()
        parser.receive_data(b"250-a\r\n25")
        parser.receive_eof()
        with pytest.raises(ReplyError) as caught:
            parser.next_reply()
        assert str(caught.value) == r"eof: the connection ended inside a reply: 250-a\r\n25"
        assert caught.value.data == b"250-a\r\n25"

    def test_of_a_refused_defect(self) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(b"250-a\r\n250 b\n", tolerance=STRICT)
        assert caught.value.data == b"250-a\r\n250 b\n"

    def test_defects_stand_in_a_line(self) -> None:
        header, mixed = parse(HEADER + b"221 Bye.\r\n"), parse(b"450-a\r\n450-b\r\n550 c\r\n")
        assert {defect.line for defect in header.defects} == {1}
        assert [defect.line for defect in mixed.defects] == [3]

    def test_names_the_protocol(self) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(b"SSH-2.0-OpenSSH_9.2\r\n")
        assert caught.value.protocol == "SSH"
        assert "this is SSH, not SMTP" in str(caught.value)

    def test_keeps_a_bounded_part_of_the_bytes(self) -> None:
        with pytest.raises(ReplyError) as caught:
            parse(b"x" * 5000 + b"\r\n")
        assert len(caught.value.data) == ReplyError.KEPT

    def test_pieces_helper(self) -> None:
        assert pieces(b"abcde", 2) == [b"ab", b"cd", b"e"]
