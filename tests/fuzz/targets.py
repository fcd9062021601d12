"""The targets: each takes any bytes, and asserts what must hold for them.

What escapes from one, an assertion or anything else, is a finding. Errors that are promised are
caught where they are promised.
"""

import io
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from smtpreply import (
    STRICT,
    Capabilities,
    Context,
    Dialogue,
    Event,
    EventKind,
    Limits,
    Needs,
    Policy,
    Reply,
    ReplyError,
    ReplyParser,
    SizeDeclaration,
    Stage,
    advise,
    classify,
    diagnose,
    diagnose_all,
    parse,
)
from smtpreply.adapters.logs import DIALECTS, LogReader, LogStatus, Summary
from smtpreply.cli import logfiles
from smtpreply.diagnosis import Diagnosis
from smtpreply.limits import LIMITS, TOLERANT, Tolerance
from smtpreply.policy import POLICIES
from smtpreply.printed import read_printed
from smtpreply.remains import understand
from tests.fuzz.given import Given, cut
from tests.wire import Outcome, pieces, read, same

STAGES = tuple(Stage)
EVENTS = tuple(EventKind)
TIGHT = Limits(line=64, lines=4, reply=128)
_POLICIES = tuple(POLICIES.values())

# --- The parser ------------------------------------------------------------------------------


def parser(data: bytes) -> None:
    """Only `ReplyError`; the same for every segmentation; what is held is bounded."""
    given = Given(data)
    limits = given.choice((LIMITS, TIGHT))
    tolerance: Tolerance = given.choice((TOLERANT, STRICT))
    eof, stage = bool(given.byte() % 2), given.choice(STAGES)
    number = given.byte() % 9
    gaps = [given.byte() for _ in range(number % 8)]
    material = given.rest
    how: dict[str, Any] = {"limits": limits, "tolerance": tolerance}
    whole = read([material], stage, eof=eof, **how)
    chunks = pieces(material, 1) if number == 8 else cut(material, gaps)
    assert same(_read_watched(chunks, stage, eof=eof, **how), whole), (
        "cut otherwise, read otherwise"
    )
    for outcome in whole:
        if isinstance(outcome, Reply):
            _check_reply(outcome, limits)
            assert same([parse(outcome.raw, stage=stage, **how)], [outcome]), "read again"
    try:
        alone: Outcome = [parse(material, stage=stage, **how)]
    except ReplyError:
        return
    assert same(alone, whole[:1])


def _read_watched(
    chunks: list[bytes], stage: Stage, *, eof: bool, limits: Limits, tolerance: Tolerance
) -> Outcome:
    """Read as `read` does; what waits keeps the limits and, until an error, no byte is lost."""
    reader = ReplyParser(limits=limits, tolerance=tolerance)
    outcome: Outcome = []
    came, taken, failed = 0, 0, False
    for chunk in (*chunks, None) if eof else chunks:
        if chunk is None:
            reader.receive_eof()
        else:
            reader.receive_data(chunk)
            came += len(chunk)
        while True:
            try:
                reply = reader.next_reply(stage)
            except ReplyError as error:
                assert len(error.data) <= ReplyError.KEPT
                outcome.append((error.kind.value, str(error)))
                failed = True
                continue
            if reply is None:
                break
            taken += len(reply.raw)
            outcome.append(reply)
        waiting = len(reader.trailing_data)
        assert waiting <= limits.reply
        assert failed or waiting == came - taken or chunk is None, "bytes were lost"
    return outcome


def _check_reply(reply: Reply, limits: Limits) -> None:
    assert len(reply.raw) <= limits.reply
    assert reply.raw.count(b"\n") <= limits.lines
    assert max(map(len, reply.raw.split(b"\n"))) < limits.line
    assert len(reply.lines) == len(reply.raw_lines) == len(reply.enhanced_codes)
    assert [line.encode("utf-8", "surrogateescape") for line in reply.lines] == [*reply.raw_lines]
    assert reply.text == "\n".join(reply.lines)
    assert reply.enhanced is None or reply.enhanced in reply.enhanced_codes
    assert str(reply).replace("\n", "").isprintable()
    assert len(reply.message) <= len(reply.text)
    assert len({defect.kind for defect in reply.defects}) == len(reply.defects)
    assert bytes(reply) == reply.raw


# --- The dialogue ----------------------------------------------------------------------------

_COMMANDS = (
    b"EHLO me\r\n", b"HELO me\r\n", b"LHLO me\r\n", b"STARTTLS\r\n", b"AUTH PLAIN AGEAYg==\r\n",
    b"AUTH LOGIN\r\n", b"YQ==\r\n", b"MAIL FROM:<a@example.org>\r\n", b"RCPT TO:<b@example.org>\r\n",
    b"RCPT TO:<c@example.org>\r\n", b"DATA\r\n", b"hello\r\n.\r\n", b"BDAT 2\r\nhi",
    b"BDAT 2 LAST\r\nhi", b"RSET\r\n", b"NOOP\r\n", b"VRFY b\r\n", b"QUIT\r\n", b"XWHAT\r\n",
)  # fmt: skip


def dialogue(data: bytes) -> None:
    """Whatever is asked and answered: only `ReplyError`, and the context can be judged."""
    given = Given(data)
    talk = Dialogue(lmtp=bool(given.byte() % 2))
    for _ in range(given.byte() % 12):
        order, length = given.byte(), given.byte() % 64
        if order % 2:
            talk.receive_data(given.rest[:length])
            for _ in range(length):
                given.byte()
        else:
            talk.send(_COMMANDS[(order // 2) % len(_COMMANDS)])
        _hear(talk)
    talk.receive_data(given.rest)
    _hear(talk)


def _hear(talk: Dialogue) -> None:
    while True:
        try:
            exchange = talk.next_exchange()
        except ReplyError:
            continue
        if exchange is None:
            break
        assert "AGEAYg" not in f"{exchange!r}", "a password is kept"
        advise(classify(exchange.reply, exchange.context), exchange.context)
    assert len(talk.trailing_data) <= LIMITS.reply


# --- Capabilities ----------------------------------------------------------------------------


def capabilities(data: bytes) -> None:
    """No view of an EHLO reply raises, and they agree with each other."""
    lines = data.replace(b"\r", b"").split(b"\n")
    wire = b"".join(b"250-%s\r\n" % line for line in lines[:-1]) + b"250 %s\r\n" % lines[-1]
    for reply in read([wire], Stage.EHLO) + read([data], Stage.EHLO):
        if isinstance(reply, Reply):
            _check_capabilities(Capabilities.from_reply(reply), reply)


def _check_capabilities(found: Capabilities, reply: Reply) -> None:
    assert len(found.offered) < len(reply.lines) or not found.offered
    keywords = list(found)
    assert len(found) == len(keywords) == len(set(keywords))
    for keyword in keywords[:9]:  # each looks at all
        assert keyword in found
        assert found[keyword] == tuple(p for line in found.all(keyword) for p in line)
    assert "\0 " not in found
    limited = found.size_declaration in (SizeDeclaration.LIMITED, SizeDeclaration.UNLIMITED)
    assert (found.size is not None) is limited
    numbers = [*found.limits.values(), found.size or 0]
    assert all(0 <= number < 10**20 for number in numbers)
    assert len(set(found.auth)) == len(found.auth)
    assert all(found.auth)
    views = (
        found.starttls, found.pipelining, found.chunking, found.eight_bit_mime, found.smtputf8,
        found.dsn, found.enhanced_status_codes, found.vrfy,
    )  # fmt: skip
    assert {type(view) for view in views} == {bool}


# --- Verdict and advice ----------------------------------------------------------------------


def verdict(data: bytes) -> None:
    """`classify` and `advise` never raise, for any reply or event in any context."""
    given = Given(data)
    policy, stage = given.choice(_POLICIES), given.choice(STAGES)
    context = _context(given, stage)
    event = given.byte()
    source: Reply | Event
    if event % 4 == 1:
        kind = given.choice(EVENTS)
        _judge(Event(kind, stage, given.rest.decode("utf-8", "surrogateescape")), context, policy)
        return
    material = given.rest
    for source in (x for x in read([material + b"\r\n"], stage) if isinstance(x, Reply)):
        _judge(source, context, policy)


def _context(given: Given, stage: Stage) -> Context:
    """What is known; mostly nothing, as mostly."""
    if given.byte() % 2 == 0:
        return Context(stage)
    perhaps = given.perhaps
    return Context(
        stage,
        command=given.choice((None, "MAIL FROM:<a@b> SIZE=1 SMTPUTF8", "RCPT TO:<a@b> RRVS=2014-04-03T23:01:00Z", "BDAT 1 LAST", "AUTH XOAUTH2", "VRFY a")),
        capabilities=given.choice((None, Capabilities(), _OFFERED)),
        tls=perhaps(), authenticated=perhaps(),
        accepted_recipients=given.choice((None, 0, 1, 7)),
        pipelined=perhaps(), reused=perhaps(), lmtp=perhaps(), null_sender=perhaps(), probe=perhaps(),
        fixed_host=perhaps(), ipv6=perhaps(), deferred=perhaps(), unfinished=perhaps(),
        needs=Needs(tls=perhaps(), authentication=perhaps(), smtputf8=perhaps(), eight_bit=perhaps()),
    )  # fmt: skip


_OFFERED = Capabilities.from_reply(
    parse(b"250-mx\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 VRFY\r\n")
)


def _judge(source: Reply | Event, context: Context, policy: Policy) -> None:
    said = classify(source, context)
    advice = advise(said, context, policy=policy)
    _check_diagnosis(Diagnosis(source, said, advice))
    assert classify(source, context) == said, "the same again"
    assert advise(said, context, policy=policy) == advice, "the same again"


def _check_diagnosis(diagnosis: Diagnosis) -> None:
    said, advice = diagnosis.verdict, diagnosis.advice
    assert 0 <= said.confidence <= 1
    assert said.retry_after is None or 0 <= said.retry_after < 10**12
    assert said.details is not None
    assert said.row in {evidence.row for evidence in said.because}
    text = diagnosis.reply.text if diagnosis.reply is not None else ""
    for evidence in said.because if text else ():
        assert 0 <= evidence.start <= len(text)
    assert advice.action not in advice.alternatives
    assert str(diagnosis).isprintable()


# --- What is left of exceptions --------------------------------------------------------------


def text(data: bytes) -> None:
    """Any text: a diagnosis, or ``ValueError`` that says why not; nothing is evaluated."""
    given = Given(data)
    stage, error = given.choice(STAGES), given.choice(("surrogateescape", "surrogatepass"))
    material = given.rest.decode("utf-8", "surrogateescape")
    if error == "surrogatepass":
        material = given.rest.decode("utf-16-le", "replace")
    for source in (material, given.rest):
        for verb in (diagnose, diagnose_all):
            _diagnosed(verb, source, stage)
    understand(material)
    value = read_printed(material)
    if value is not None and "Printed(" not in repr(value):
        assert read_printed(repr(value)) == value, "printed again"


def _diagnosed(verb: Callable[..., Any], source: Any, stage: Stage) -> None:
    try:
        found = verb(source, stage=stage)
    except ValueError:  # empty, more than one reply, or several recipients
        return
    for diagnosis in found if isinstance(found, tuple) else (found,):
        _check_diagnosis(diagnosis)


# --- Logs ------------------------------------------------------------------------------------

_DIALECTS = (None, *(dialect.name for dialect in DIALECTS))


def logs(data: bytes) -> None:
    """Any lines, read as any server's: each is read, or counted as unread."""
    given = Given(data)
    reader, summary = LogReader(given.choice(_DIALECTS)), Summary(most_keys=4, most_addresses=4)
    lines = given.rest.decode("utf-8", "surrogateescape").split("\n")
    for line in lines:
        deliveries = reader.read(line)
        for delivery in deliveries or ():
            assert delivery.outcome in LogStatus
            assert len(delivery.said) <= len(line)
        assert summary.add_line(line, reader) is (deliveries is not None)
    assert summary.lines == len(lines)
    assert max(map(len, (summary.domains, summary.reasons, summary.hours))) <= 5
    assert len(summary.dead) <= 4
    assert sum(counts.total for _, counts in summary.hours.by_name()) == summary.all.total


def logfile(data: bytes) -> None:
    """Any file, packed or not: lines of bounded length, or `BadLogError`."""
    lines: list[str] = []
    with _standard_input(data):
        try:
            lines.extend(logfiles.lines_of(logfiles.STANDARD_INPUT))
        except logfiles.BadLogError as error:
            assert data[:2] == b"\x1f\x8b", error
            return
    assert all(len(line) <= 1 << 16 for line in lines)
    assert not any("\n" in line for line in lines)


@contextmanager
def _standard_input(data: bytes) -> Any:
    """The file that ``-`` names, without a real one: a fuzzer opens millions."""
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))
    try:
        yield
    finally:
        sys.stdin = before


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (parser, dialogue, capabilities, verdict, text, logs, logfile)
}
