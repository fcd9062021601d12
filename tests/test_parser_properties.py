"""What holds for any bytes at all."""

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
from tests.wire import read, same

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

    def test_a_limit_reached_inside_the_code_of_a_line(self) -> None:
        for length in range(120, 130):  # where the third line begins, of 128 bytes allowed
            lines = b"200-" + b"a" * 54 + b"\r\n" + b"200-" + b"b" * (length - 66) + b"\r\n"
            data = lines + b"200-c\r\n200 end\r\n250 ok\r\n"
            whole = read([data], eof=False, limits=SMALL)
            assert same(read([bytes([byte]) for byte in data], eof=False, limits=SMALL), whole)
            assert len(whole) == 2


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
            before = parser._searched
            assert parser.next_reply() is None
            # What was searched for a line end before is not searched again.
            assert parser._searched == len(parser._buffer)
            assert parser._searched - before <= 5

    def test_lines_of_an_open_reply_are_not_read_again(self) -> None:
        parser = ReplyParser()
        for number in range(500):
            parser.receive_data(b"250-x\r\n")
            assert parser.next_reply() is None
            assert len(parser._read_lines) == number + 1
