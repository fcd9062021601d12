"""What holds for any bytes at all."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import (
    EnhancedCode,
    Limits,
    Reply,
    ReplyCode,
    ReplyError,
    ReplyParser,
    Stage,
    parse,
)
from smtpreply.testing.strategies import (
    chunked,
    enhanced_codes,
    hostile_bytes,
    replies,
    reply_codes,
)
from tests.wire import Outcome, drain, read, same

wild = hostile_bytes(min_size=0, max_size=400)
"""Bytes that are nearly replies: whole ones, their parts, and what servers get wrong."""

SMALL = Limits(line=64, lines=4, reply=128)


class TestSegmentation:
    """Whole, byte by byte, or cut anywhere: the same replies, defects and errors."""

    @given(wild.flatmap(chunked), st.booleans())
    def test_any_cut_gives_the_same(self, chunks: list[bytes], eof: bool) -> None:
        data = b"".join(chunks)
        whole = read([data], eof=eof)
        assert same(read(chunks, eof=eof), whole)
        assert same(read([bytes([byte]) for byte in data], eof=eof), whole)

    @given(wild.flatmap(chunked), st.booleans())
    def test_any_cut_under_tight_limits(self, chunks: list[bytes], eof: bool) -> None:
        data = b"".join(chunks)
        whole = read([data], eof=eof, limits=SMALL)
        assert same(read(chunks, eof=eof, limits=SMALL), whole)
        assert same(read([bytes([byte]) for byte in data], eof=eof, limits=SMALL), whole)

    @pytest.mark.parametrize("rest", [b"200-d\r\n200 end\r\n", b"200 end\r\n"])
    def test_a_limit_reached_inside_the_code_of_a_line(self, rest: bytes) -> None:
        for length in range(120, 132):  # where the rest begins, of 128 bytes allowed
            lines = [b"200-" + b"x" * (size - 6) + b"\r\n" for size in (60, 50, length - 110)]
            data = b"".join(lines) + rest + b"250 ok\r\n"
            whole = read([data], limits=SMALL)
            assert same(read([bytes([byte]) for byte in data], limits=SMALL), whole)
            assert len(whole) == 2


HEADER = b"\0\0\0\x1a\0\0\0\n" + b"\0" * 8

STREAMS = {
    "regular": b"250 a\r\n250-b\r\n250 c\r\n550 d\r\n25",
    "line-ends": b"250 a\n250-b\r\r\n250 c\n\n250 d\r\n",
    "header": HEADER + b"221 a\r\n250 b\r\n",
    "header-second": b"250 a\r\n" + HEADER + b"221 b\r\n250 c\r\n",
    "header-inside": b"250-a\r\n" + HEADER + b"250 b\r\n250 c\r\n",
    "headers": HEADER + b"221 a\n" + HEADER + b"221 b\n",
    "nearly-a-header": HEADER[:15] + b"x250 a\r\n250 b\r\n",
    "half-a-header": b"250 a\r\n" + HEADER[:12] + b"\n250 b\r\n",
    "nuls": b"\n250 \0a\r\n250 b\r\n\0250 c\r\n250 d\r\n",
    "errors": b"hi\r\n250 a\r\nSSH-2\r\n550-b\r\n250 c\r\n250 d\r\n",
}


class TestPromptness:
    @pytest.mark.parametrize("data", STREAMS.values(), ids=STREAMS)
    def test_a_reply_is_there_with_its_last_byte(self, data: bytes) -> None:
        """However many bytes came before, and cut at any two places."""
        due = [read([data[:end]]) for end in range(len(data) + 1)]
        places = range(len(data) + 1)
        for first, second in itertools.combinations_with_replacement(places, 2):
            parser, outcome = ReplyParser(), Outcome()
            for start, end in ((0, first), (first, second), (second, len(data))):
                parser.receive_data(data[start:end])
                drain(parser, Stage.UNKNOWN, outcome)
                assert same(outcome, due[end]), (first, second)


class TestRobustness:
    """No bytes at all make anything but ReplyError escape, and nothing grows without bound."""

    @given(wild | st.binary())
    def test_only_reply_error(self, data: bytes) -> None:
        for outcome in read([data], eof=True):
            if isinstance(outcome, Reply):
                assert outcome.defects is not None
                assert outcome.message is not None
                assert str(outcome).isprintable() or "\n" in str(outcome)

    @given(st.lists(wild, max_size=10))
    def test_memory_is_bounded_by_the_limits(self, chunks: list[bytes]) -> None:
        parser = ReplyParser(limits=SMALL)
        for chunk in chunks:
            parser.receive_data(chunk)
            while True:
                try:
                    if parser.next_reply() is None:
                        break
                except ReplyError:
                    continue
            assert len(parser.trailing_data) <= SMALL.reply

    @given(wild)
    def test_no_byte_is_lost(self, data: bytes) -> None:
        """Every byte is in a reply, behind an error, or still waiting."""
        parser = ReplyParser()
        parser.receive_data(data)
        rest = data
        while True:
            try:
                reply = parser.next_reply()
            except ReplyError:
                return  # what an error swallowed is its own business
            if reply is None:
                break
            assert rest.startswith(reply.raw)
            rest = rest[len(reply.raw) :]
        assert parser.trailing_data == rest


class TestRoundTrip:
    """What is built is read back as it was."""

    @given(replies())
    def test_parse_of_built_is_the_same(self, reply: Reply) -> None:
        again = parse(bytes(reply))
        assert again == reply
        assert hash(again) == hash(reply)
        assert again.lines == reply.lines
        assert again.enhanced == reply.enhanced

    @given(replies())
    def test_reading_a_reply_again_changes_nothing(self, reply: Reply) -> None:
        for outcome in read([reply.raw]):
            assert isinstance(outcome, Reply)
            assert parse(outcome.raw).defects == outcome.defects

    @given(wild)
    def test_any_reply_read_reads_back(self, data: bytes) -> None:
        for outcome in read([data]):
            if isinstance(outcome, Reply):
                assert same([parse(outcome.raw)], [outcome])

    @given(reply_codes(), enhanced_codes(), st.text("ab c1.é"))
    def test_enhanced_code_is_found(
        self, code: ReplyCode, enhanced: EnhancedCode, text: str
    ) -> None:
        reply = Reply.build(code, text, enhanced=enhanced, stage=Stage.RCPT)
        assert reply.enhanced == (None if reply.is_positive_intermediate else enhanced)


class TestLinearity:
    """Time grows linearly with the bytes: the work on the buffer is counted, not the seconds."""

    def test_a_byte_at_a_time_searches_each_byte_once(self) -> None:
        parser = ReplyParser(limits=Limits(line=100_000, reply=100_000))
        parser.receive_data(b"250 ")
        for _ in range(10_000):
            parser.receive_data(b"x")
            before, buffer = parser._searched, parser._buffer
            assert parser.next_reply() is None
            assert parser._buffer is buffer  # nor moved
            # What was searched for a line end before is not searched again.
            assert parser._searched == len(parser._buffer)
            assert parser._searched - before <= 5

    def test_a_large_read_is_cut_a_window_at_a_time(self) -> None:
        parser = ReplyParser()
        parser.receive_data(b"250 x\r\n" * 100_000 + b"25")
        assert parser.next_reply() is not None
        assert 60_000 < sum(map(len, parser._lines)) < 65_536

    def test_lines_of_an_open_reply_are_not_read_again(self) -> None:
        parser = ReplyParser()
        for number in range(500):
            parser.receive_data(b"250-x\r\n")
            assert parser.next_reply() is None
            assert len(parser._read_lines) == number + 1


class TestPlain:
    """A reply in canonical form is handed on as it came, and taken apart only for who asks."""

    def test_a_read_that_is_one_reply_is_not_even_copied(self) -> None:
        parser = ReplyParser()
        for data in (b"250 a\r\n", b"250-a\r\n250-b\r\n250 c\r\n", b"250 " + b"x" * 96 + b"\r\n"):
            parser.receive_data(data)
            reply = parser.next_reply()
            assert reply is not None
            assert reply.raw is data

    def test_nor_are_those_behind_others_read_line_by_line(self) -> None:
        several = b"250 a\r\n550-b\r\n550 c\r\n" * 20
        parser = ReplyParser(limits=Limits(line=64, lines=2, reply=64))
        for data, is_plain in ((several, True), (b"250 a\n", False), (several, True)):
            replies = list(parser.feed(data))
            assert b"".join(map(bytes, replies)) == data
            assert {reply._irregular is None for reply in replies} == {is_plain}

    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_nor_are_single_lines_in_pieces(self, size: int) -> None:
        data = b"250 abc\r\n" * 50
        parser = ReplyParser()
        chunks = [data[start : start + size] for start in range(0, len(data), size)]
        replies = [reply for chunk in chunks for reply in parser.feed(chunk)]
        assert len(replies) == 50
        assert all(reply._irregular is None for reply in replies)
