"""What an attacker sends, or a server that is none, or broken.

`GARBAGE` are lines that no reply can begin with; each is an error for whoever waits for one.
"""

from hypothesis import strategies as st

from smtpreply.reply import DefectKind
from smtpreply.testing.strategies.arguments import check_range
from smtpreply.testing.strategies.defects import wire_replies

GARBAGE = (
    b"25\r\n",
    b"hello\r\n",
    b"999 what\r\n",
    b"2500 ok\r\n",
    b"+250 ok\r\n",
    b"2_5 ok\r\n",
    b"-25 ok\r\n",
    b"\xd9\xa2\xd9\xa5\xd9\xa0 ok\r\n",  # Arabic digits, which int() takes
    b"HTTP/1.1 400 Bad Request\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"+OK POP3 ready\r\n",
    b"* OK IMAP4rev1 ready\r\n",
    b"\x15\x03\x01\x00\x02\x02\x16\r\n",  # a TLS alert: protocol version
    b"\xff\xfd\x18\xff\xfb\x01\r\n",  # Telnet: IAC DO, IAC WILL
    b"<html>\r\n",
    b"\x00\x00\r\n",
)

_FRAGMENTS = (
    b"2", b"\r", b"\n", b"\r\n", b"\r\r\n", b" ", b"-", b"\t", b"\0", b"250", b"250 ", b"250-",
    b"550-", b"550 no\r\n", b"250-yes\r\n", b"550-no\r\n250 yes\r\n",  # a no that becomes a yes
    b"220 go ahead\r\n250 injected\r\n", b"334\r\n", b"5.1.1", b"5.99999.1 ", b"9",
    b"\x1b[2J\x1b]0;owned\x07", b"\x7f\x08\x08", b"\xff\xff", b"\xe9", b"\xc0\xaf", b"\xef\xbb\xbf",
    b"%s%n%s", b"\0\0\0\x1a\0\0\0\n" + bytes(8), b"\x16\x03\x01", b"SIZE 99999999999999999999\r\n",
    b".\r\n", b"DATA\r\n", b"SSH-", b"+OK", b"\xf2\xf5\xf0",
)  # fmt: skip

# Where somebody's buffer ends: RFC 5321 4.5.3.1.5, 1000 of a text line, Postfix, a page, smtplib.
_SIZES = (16, 64, 506, 507, 512, 513, 1000, 1024, 2048, 4096, 8192, 8193, 65536)


def hostile_bytes(*, min_size: int = 1, max_size: int = 10_000) -> st.SearchStrategy[bytes]:
    """Bytes that no client likes, ``max_size`` of them at most, at least ``min_size``.

    Other protocols, lines and replies without end, NUL, escape sequences, bare CR, digits alone,
    mixed codes, a second reply behind the first, between pieces of real replies. They may also be
    a whole and regular reply: what is promised is their size, and that they come in every kind.
    """
    check_range("size", min_size, max_size, start=0)
    sizes = st.sampled_from([*(size for size in _SIZES if size < max_size), max_size])
    endless = st.builds(
        lambda head, unit, size: head + unit * (size // len(unit)),
        st.sampled_from([b"", b"250 ", b"250-", b"5"]),
        st.sampled_from([b"x", b"2", b"\0", b"\r", b" ", b"250-x\r\n", b"\r\n", b"\xff"]),
        sizes,
    )
    piece = st.one_of(
        st.sampled_from(_FRAGMENTS),
        st.sampled_from(GARBAGE),
        wire_replies(defects=DefectKind).map(lambda case: case.wire),
        st.binary(min_size=1, max_size=8),
        endless,
    )
    return _joined(st.lists(piece, min_size=1, max_size=12), min_size, max_size)


@st.composite
def _joined(
    draw: st.DrawFn, pieces: st.SearchStrategy[list[bytes]], least: int, most: int
) -> bytes:
    return b"".join(draw(pieces))[:most].ljust(least, b"2")
