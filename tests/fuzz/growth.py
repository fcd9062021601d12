"""Inputs that grow, and what reads them: for the test that counts the work, and for the clock.

Each makes, of a number, something to call whose work should grow with the number and no faster.
They are the worst that we could think of: what is kept open, repeated, nested, or never ends.
"""

from collections.abc import Callable

from smtpreply import Capabilities, Limits, ReplyParser, Stage, classify, diagnose_all, parse
from smtpreply.adapters.logs import LogReader, Summary
from smtpreply.printed import read_printed
from smtpreply.remains import understand
from tests.wire import pieces, read

_WIDE = Limits(line=1 << 24, lines=1 << 24, reply=1 << 24)

Growing = Callable[[int], Callable[[], object]]


def _reading(data: bytes, size: int | None = None) -> Callable[[], object]:
    chunks = pieces(data, size or len(data))
    return lambda: read(chunks, eof=True, limits=_WIDE)


def _refusing(data: bytes) -> Callable[[], object]:
    """Under the usual limits, which it exceeds."""
    return lambda: read(pieces(data, 1000), eof=True)


def _left_open(size: int) -> Callable[[], object]:
    parser = ReplyParser(limits=_WIDE)

    def feed() -> None:
        for _ in range(size):
            list(parser.feed(b"x"))

    parser.receive_data(b"250 ")
    return feed


def _offered(lines: list[bytes]) -> Callable[[], object]:
    wire = b"".join(b"250-%s\r\n" % line for line in lines) + b"250 HELP\r\n"
    reply = parse(wire, stage=Stage.EHLO, limits=_WIDE)

    def look() -> object:
        found = Capabilities.from_reply(reply)
        return found.size, found.auth, found.limits, found.starttls, len(found), found["HELP"]

    return look


def _judged(text: bytes) -> Callable[[], object]:
    reply = parse(b"550 " + text + b"\r\n", limits=_WIDE)

    def judge() -> object:
        verdict = classify(reply, Stage.RCPT)
        return verdict.because, verdict.details, verdict.tag

    return judge


def _diagnosed(text: str) -> Callable[[], object]:
    return lambda: diagnose_all(text)


def _logged(*lines: str) -> Callable[[], object]:
    def count() -> None:
        reader, summary = LogReader(), Summary()
        for line in lines:
            summary.add_line(line, reader)

    return count


_REPORT = (
    "Final-Recipient: rfc822; {0}@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 no\n\n"
)
_SENDMAIL = "Nov 25 06:04:54 m sendmail[1]: 4A: to={}, delay=1, relay=x. [1], dsn=5.1.1, reply=550 {}, stat=x"
_EXCHANGE = "2026-11-25T06:04:54.123Z,,,,mx,,,SMTP,FAIL,1,<m>,n,{},550 5.1.1 {}"

GROWING: dict[str, Growing] = {
    "many replies": lambda n: _reading(b"250 ok\r\n" * n),
    "a reply of many lines": lambda n: _reading(b"250-x\r\n" * n + b"250 x\r\n"),
    "a reply of many odd lines": lambda n: _reading(b"250-x\n" * n + b"250 x\n"),
    "lines without a code": lambda n: _reading(b"250-a\r\n" + b"x\r\n" * n + b"250 x\r\n"),
    "blank lines": lambda n: _reading(b"\r\n" * n + b"250 x\r\n"),
    "no code at all": lambda n: _reading(b"x\n" * n),
    "byte by byte": lambda n: _reading(b"250-abcde\r\n" * (n // 11), 1),
    "a line without an end": _left_open,
    "an endless line": lambda n: _refusing(b"250 " + b"x" * (n * 100)),
    "endless lines": lambda n: _refusing(b"250-x\r\n" * n),
    "endless carriage returns": lambda n: _reading(b"250 x" + b"\r" * n + b"\n"),
    "keywords": lambda n: _offered([b"X%d" % number for number in range(n)]),
    "sizes": lambda n: _offered([b"SIZE %d" % number for number in range(n)]),
    "mechanisms": lambda n: _offered([b"AUTH " + b" ".join(b"X%d" % i for i in range(n))]),
    "words": lambda n: _judged(b"no such user " * (n // 13)),
    "addresses in a text": lambda n: _judged(b"<a@b.example> " * (n // 14)),
    "refused recipients, printed": lambda n: _diagnosed(
        repr({f"{i}@example.org": (550, b"no") for i in range(n // 8)})
    ),
    "opening brackets": lambda n: lambda: read_printed("(" * n),
    "empty brackets": lambda n: lambda: understand("[" + "()," * n + "]"),
    "a report": lambda n: _diagnosed("\n".join(map(_REPORT.format, range(n // 8)))),
    "a client's log": lambda n: lambda: understand("550 no\n" + "<<< 550 no\n" * n),
    "lines of a log": lambda n: _logged(*["Nov 25 06:04:54 mail cron[1]: nothing"] * n),
    "recipients and a long answer": lambda n: _logged(
        _SENDMAIL.format(",".join(f"{i:05}@b" for i in range(n)), "x" * n)
    ),
    "recipients and a long status": lambda n: _logged(
        _EXCHANGE.format(";".join(f"{i:05}@b" for i in range(n)), "x" * n)
    ),
}
