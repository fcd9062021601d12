"""What real servers did that a client must survive, played by the scripted server.

Each case ends in bounded time, gives each command its own answer, and says what happened.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import attrs
import pytest

from smtpreply import (
    Action,
    Caution,
    Diagnosis,
    Event,
    EventKind,
    Fate,
    Host,
    Reason,
    TlsMode,
)
from smtpreply.adapters import smtplib as ours
from smtpreply.adapters.verification import AddressStatus
from smtpreply.outcome import Outcome
from smtpreply.testing import After, ScriptedServer, Turn, self_signed

T = TypeVar("T")
What = Reason | EventKind

PATIENCE = 0.3
"""Seconds the client waits where no answer comes."""
LONG = 20.0
"""Seconds it waits elsewhere, so that a busy machine fails no test; ends what hangs."""

A, R, E = Action, Reason, EventKind
ALICE, BOB, CAROL = "alice@example.net", "bob@example.org", "carol@example.org"

HELLO = (
    Turn("220 mx.example.org ESMTP"),
    Turn("250-mx.example.org\n250-PIPELINING\n250 SIZE 1000000", command="EHLO", times=None),
    Turn("250-mx.example.org\n250 PIPELINING", command="LHLO"),
)
REST = (
    Turn("252 in step", command="VRFY in-step", times=None),
    Turn("250 ok", command="MAIL", times=None),
    Turn("250 ok", command="RCPT", times=None),
    Turn("354 go", command="DATA", times=None),
    Turn("250 queued", command=".", times=None),
    Turn("250 ok", command="RSET", times=None),
    Turn("221 bye", command="QUIT", after=After.CLOSE),
)


def within(call: Callable[[], T]) -> T:
    """What the call returns or raises; fails if it does not end."""
    found: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(call())
        except BaseException as error:  # handed on below
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(2 * LONG)
    assert not thread.is_alive(), "it never ends"
    if failed:
        raise failed[0]
    return found[0]


@contextmanager
def client(
    *turns: Turn,
    kind: type[ours.SMTP] = ours.SMTP,
    tls: ssl.SSLContext | None = None,
    timeout: float = LONG,
) -> Iterator[Any]:
    """A client that has greeted a server which says this, and otherwise behaves well."""
    with ScriptedServer((*turns, *HELLO, *REST), tls=tls) as server:
        smtp: Any = within(
            lambda: kind(server.host, server.port, local_hostname="me", timeout=LONG)
        )
        try:
            within(smtp.ehlo_or_helo_if_needed)
            smtp.sock.settimeout(timeout)
            yield smtp
        finally:
            smtp.close()


def said(smtp: Any) -> list[tuple[str | None, int]]:
    """Each command behind the hello with its answer; None where nobody had asked."""
    return [(e.command, int(e.reply.code)) for e in smtp.exchanges][2:]


def what(diagnosis: Diagnosis | None) -> What:
    assert diagnosis is not None
    is_event = isinstance(diagnosis.source, Event)
    return diagnosis.source.kind if is_event else diagnosis.verdict.reason  # type: ignore[union-attr]


def in_step(smtp: Any) -> bool:
    answer: tuple[int, bytes] = within(lambda: smtp.vrfy("in-step"))
    return answer == (252, b"in step")


# One command, one odd answer --------------------------------------------------------------------


@attrs.frozen
class Odd:
    """A command that is answered oddly, on a connection that goes on."""

    name: str
    command: str
    answer: bytes
    code: int
    reason: Reason
    unasked: tuple[int, ...] = ()
    """Replies nobody had asked for."""
    text: bytes | None = None
    """What the client returns, where it matters."""
    piece: int | None = None


ODD = (
    # Replies that put a client out of step
    Odd("two replies to TURN", "TURN", b"502 Command not implemented\r\n250 Ok\r\n", 502, R.NOT_IMPLEMENTED, (250,)),
    Odd("a login line too long, four replies", "AUTH PLAIN " + "A" * 13_000, b"500 5.5.6 line too long\r\n" + b"500 5.5.1 unrecognized\r\n" * 3, 500, R.PROTOCOL_ERROR, (500, 500, 500)),
    Odd("a login line too long, two replies", "AUTH PLAIN " + "A" * 13_000, b"500 5.5.6 line too long\r\n501 5.5.2 cannot decode\r\n", 500, R.PROTOCOL_ERROR, (501,)),
    Odd("a NOOP cut in two", "NOOP " + "x" * 5000, b"500 line too long\r\n250 ok\r\n", 500, R.NOT_IMPLEMENTED, (250,)),
    Odd("several lines in several packets", "HELP", b"214-one\r\n214-two\r\n214 three\r\n", 214, R.INFORMATION, (), b"one\ntwo\nthree", 5),
    Odd("several lines, byte by byte", "HELP", b"214-one\r\n214-two\r\n214 three\r\n", 214, R.INFORMATION, (), b"one\ntwo\nthree", 1),
    # Malformed text
    Odd("a line end inside an error text", "ETRN x", b"554 5.0.0 it failed:\nin two lines\r\n", 554, R.POLICY, (), b"5.0.0 it failed:"),
    Odd("class and code disagree", "EXPN x", b"502 2.5.1 not this one\r\n", 502, R.NOT_IMPLEMENTED),
    Odd("no text", "EXPN x", b"451 \r\n", 451, R.SYSTEM_ERROR, (), b""),
    Odd("a line of 3,075 bytes", "EXPN x", b"550 " + b"y" * 3069 + b"\r\n", 550, R.POLICY, (), b"y" * 3069),
    Odd("UTF-8 in HELP", "HELP", "214-Käse\r\n214 ε\r\n".encode(), 214, R.INFORMATION, (), "Käse\nε".encode()),
    Odd("binary, echoed", "AUTH PLAIN ngD/", b"535 Authentication invalid (\x9e\x00\xff)\r\n", 535, R.BAD_CREDENTIALS, (), b"Authentication invalid (\x9e\x00\xff)"),
    Odd("an empty line inside HELP", "HELP", b"214-Commands:\r\n\r\n214 end\r\n", 214, R.INFORMATION, (), b"Commands:\nend"),
    Odd("430: a login is missing", "VRFY alice", b"430 authentication required\r\n", 430, R.AUTH_REQUIRED),
    Odd("454: a wrong password", "AUTH PLAIN AGEAYg==", b"454 4.7.0 wrong password\r\n", 454, R.BAD_CREDENTIALS),
    # VRFY of a user who is there
    Odd("VRFY 250", "VRFY alice", b"250 Alice <alice@example.org>\r\n", 250, R.ADDRESS_CONFIRMED),
    Odd("VRFY 252", "VRFY alice", b"252 cannot verify\r\n", 252, R.NOT_VERIFIED),
    Odd("VRFY 500", "VRFY alice", b"500 unrecognized\r\n", 500, R.NOT_IMPLEMENTED),
    Odd("VRFY 501", "VRFY alice", b"501 a domain is needed\r\n", 501, R.PROTOCOL_ERROR),
    Odd("VRFY 502", "VRFY alice", b"502 disabled\r\n", 502, R.NOT_IMPLEMENTED),
    Odd("VRFY 503", "VRFY alice", b"503 what?\r\n", 503, R.PROTOCOL_ERROR),
    Odd("VRFY 521", "VRFY alice", b"521 not here\r\n", 521, R.POLICY),
    Odd("VRFY 550", "VRFY alice", b"550 no\r\n", 550, R.OTHER),
    Odd("EXPN 250", "EXPN alice", b"250 Ok\r\n", 250, R.COMPLETED),
    Odd("TURN 250", "TURN", b"250 Ok\r\n", 250, R.COMPLETED),
)  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_an_odd_answer(odd: Odd) -> None:
    verb = odd.command.split()[0]
    with client(Turn(odd.answer, command=verb, piece=odd.piece)) as smtp:
        code, text = within(lambda: smtp.docmd(odd.command))
        assert code == odd.code
        assert odd.text is None or text == odd.text
        assert what(smtp.diagnosis) is odd.reason
        assert not smtp.diagnosis.verdict.address_dead
        assert in_step(smtp)
        known = " ".join(odd.command.split()[:2]) if verb == "AUTH" else odd.command
        assert said(smtp) == [
            (known, odd.code),
            *((None, unasked) for unasked in odd.unasked),
            ("vrfy in-step", 252),
        ]


def test_a_yes_to_vrfy_proves_nothing() -> None:
    with client(Turn("250 Ok", command="VRFY", times=None)) as smtp:
        result = within(lambda: smtp.verify(BOB))
        assert result.status is AddressStatus.UNKNOWN
        assert Caution.NOT_PROOF in result.diagnosis.advice.cautions


# The connection ends, or nothing comes ----------------------------------------------------------


@attrs.frozen
class Ending:
    """Commands, the last of which is answered oddly and is the last on the connection."""

    name: str
    commands: tuple[str, ...]
    turns: tuple[Turn, ...]
    answers: tuple[int, ...]
    """What the client returns for each; one less if the last raises."""
    last: What
    """What the diagnosis says of the last."""
    said: tuple[int, ...]
    """All that is on record behind the hello."""


SILENT: Any = {"after": After.SILENCE}
ENDINGS = (
    Ending("an error and a closing 421 in one read", ("EXPN x", "NOOP"), (Turn("550 no\n421 4.7.0 too many errors", command="EXPN", after=After.CLOSE),), (550, 421), R.RATE_LIMITED, (550, 421)),
    Ending("an error and a closing 500 in one read", ("EXPN x", "NOOP"), (Turn("550 no\n500 Too many unrecognized commands", command="EXPN", after=After.CLOSE),), (550,), E.CLOSED, (550, 500)),
    Ending("VRFY 421", ("VRFY alice", "NOOP"), (Turn("421 not to you", command="VRFY", after=After.CLOSE),), (421,), E.CLOSED, (421,)),
    Ending("bare LF and lines without a code", ("NOOP",), (Turn(b"421 Setup exception:\nConnect exception: refused\n\r\n", command="NOOP", after=After.CLOSE),), (421,), R.SYSTEM_ERROR, (421,)),
    Ending("an empty line before the 421 of a time-out", ("NOOP", "EXPN x"), (Turn("250 ok", command="NOOP", then=Turn(b"\r\n421 4.4.2 timeout\r\n", after=After.CLOSE)),), (250, 421), R.NETWORK, (250, 421)),
    Ending("221 at an idle time-out", ("NOOP", "EXPN x"), (Turn("250 ok", command="NOOP", then=Turn("221 2.4.2 Idle timeout, bye bye", after=After.CLOSE)),), (250, 221), R.CLOSING, (250, 221)),
    Ending("every error closes", ("EXPN x", "NOOP"), (Turn("500 no", command="EXPN", after=After.CLOSE),), (500,), E.CLOSED, (500,)),
    Ending("bad base64 is never answered", ("AUTH PLAIN !!!",), (Turn(b"", command="AUTH", **SILENT),), (), E.TIMEOUT, ()),
    Ending("a cancelled login is never answered", ("AUTH LOGIN", "*"), (Turn("334 VXNlcm5hbWU6", command="AUTH"), Turn(b"", command="334", **SILENT)), (334,), E.TIMEOUT, (334,)),
    Ending("BURL is never answered", ("BURL imap://x LAST",), (Turn(b"", command="BURL", **SILENT),), (), E.TIMEOUT, ()),
    Ending("a reply that never ends", ("HELP",), (Turn(b"214-and so", command="HELP", **SILENT),), (), E.TIMEOUT, ()),
    Ending("garbage", ("NOOP",), (Turn(b"\x00\xff\xfe\r\n", command="NOOP"),), (-1,), E.NOT_A_REPLY, ()),
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.name)
def test_the_last_answer(ending: Ending) -> None:
    timeout = PATIENCE if ending.last is E.TIMEOUT else LONG
    with client(*ending.turns, timeout=timeout) as smtp:
        answers = []
        for command in ending.commands[: len(ending.answers)]:
            answers.append(within(lambda said=command: smtp.docmd(said))[0])  # type: ignore[misc]
        assert tuple(answers) == ending.answers
        for command in ending.commands[len(ending.answers) :]:
            with pytest.raises(smtplib.SMTPServerDisconnected):
                within(lambda said=command: smtp.docmd(said))  # type: ignore[misc]
            assert smtp.sock is None, "nothing can be said on it any more"
        assert what(smtp.diagnosis) is ending.last
        assert tuple(code for _, code in said(smtp)) == ending.said
        asked = [command for command, _ in said(smtp) if command is not None]
        assert asked == list(ending.commands[: len(asked)]), "each answer at its own command"


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        (b"421 4.7.0 You talk too soon\r\n", R.PROTOCOL_ERROR),
        (b"421 Setup exception:\nConnect exception: refused\n\r\n", R.SYSTEM_ERROR),
    ],
)
def test_instead_of_a_greeting(greeting: bytes, reason: Reason) -> None:
    with ScriptedServer([Turn(greeting, after=After.CLOSE)]) as server:
        with pytest.raises(smtplib.SMTPConnectError) as caught:
            within(lambda: ours.SMTP(server.host, server.port, timeout=LONG))
        [outcome, _] = delivered(server)
    assert what(ours.diagnosis_of(caught.value)) is reason
    assert (outcome.fate, what(outcome.diagnosis)) == (Fate.DEFERRED, reason)


def test_who_speaks_before_the_greeting() -> None:
    """Only a raw client does; ours waits."""
    script = [Turn(b"", then=Turn("421 You talk too soon", delay=0.05, after=After.CLOSE))]
    with ScriptedServer(script) as server:
        with socket.create_connection((server.host, server.port), timeout=LONG) as connection:
            connection.sendall(b"EHLO me\r\n")
            assert connection.recv(100) == b"421 You talk too soon\r\n"


# Messages ---------------------------------------------------------------------------------------

MESSAGE = b"Subject: x\r\n\r\nhello\r\n"
BIG = (
    b"Subject: big\r\n\r\n"
    + b"QUIT is what each line of this message could be taken for\r\n" * 5000
)


def delivered(server: ScriptedServer, message: bytes = MESSAGE, **options: Any) -> list[Outcome]:
    options = {"client_name": "me", "timeout": LONG, **options}
    mode = options.pop("mode", TlsMode.NONE)
    host = Host(server.host, server.port, mode)
    return list(within(lambda: ours.deliver(ALICE, [BOB, CAROL], message, host, **options)))


@attrs.frozen
class Mail:
    """A message to two people, and what becomes of it for each."""

    name: str
    turns: tuple[Turn, ...]
    bob: tuple[Fate, What]
    carol: tuple[Fate, What]
    connections: int = 1
    lmtp: bool = False
    message: bytes = MESSAGE


DELIVERED = (Fate.DELIVERED, R.MESSAGE_ACCEPTED)
UNANSWERED = (Fate.UNKNOWN, E.TIMEOUT)
TOO_BIG = (Fate.REFUSED, R.MESSAGE_TOO_LARGE)
NOT_GREETED = (
    Turn("503 5.5.1 EHLO first", command="RCPT", times=2),
    Turn("503 5.5.1 EHLO first", command="DATA"),
)
MAIL = (
    Mail("LMTP: one reply of several lines for two recipients", (Turn(b"250-taken for bob\r\n452 4.2.2 carol is full\r\n", command="."),), (Fate.UNKNOWN, E.NOT_A_REPLY), (Fate.UNKNOWN, E.NOT_A_REPLY), lmtp=True),
    Mail("LMTP: one reply where two are due", (Turn("552 5.3.4 too big", command="."),), TOO_BIG, UNANSWERED, lmtp=True),
    Mail("LMTP: what looks like a keyword in the last line of LHLO", (Turn("250-mx\n250-SIZE 1000000\n250 Ok SESSIONID=<a-b-1>", command="LHLO"), Turn("250 bob\n250 carol", command=".")), DELIVERED, DELIVERED, lmtp=True),
    Mail("too big, said while it comes, and the rest read as commands", (Turn("552 5.3.4 too big", command=".", at=5000),), TOO_BIG, TOO_BIG, message=BIG),
    Mail("too big, said while it comes, and hung up", (Turn("552 5.3.4 too big", command=".", at=5000, after=After.HALF_CLOSE),), TOO_BIG, TOO_BIG, message=BIG),
    Mail("an error and a closing 421 in one read", (Turn("550 5.1.1 no such user\n421 4.7.0 too many errors", command="RCPT", after=After.CLOSE),), (Fate.REFUSED, R.RECIPIENT_UNKNOWN), (Fate.DEFERRED, R.RATE_LIMITED)),
    Mail("several lines in several packets", (Turn("250-2.1.5 ok\n250 2.1.5 really", command="RCPT", piece=4), Turn("250-queued\n250 as 1", command=".", piece=1)), DELIVERED, DELIVERED),
    Mail("bare LF and lines without a code", (Turn(b"421 Setup exception:\nConnect exception: refused\n\r\n", command="RCPT", after=After.CLOSE),), (Fate.DEFERRED, R.SYSTEM_ERROR), (Fate.DEFERRED, R.SYSTEM_ERROR), connections=2),
    Mail("a line end inside an error text", (Turn(b"554 5.0.0 it failed:\nin two lines\r\n", command="."),), (Fate.REFUSED, R.POLICY), (Fate.REFUSED, R.POLICY)),
    Mail("354 with an enhanced code", (Turn("354 2.0.0 go on", command="DATA"),), DELIVERED, DELIVERED),
    Mail("451 without a text", (Turn("451 ", command="RCPT"),), (Fate.DEFERRED, R.SYSTEM_ERROR), DELIVERED),
    Mail("a line of 3,075 bytes", (Turn("550 5.1.1 " + "x" * 3063, command="RCPT"),), (Fate.REFUSED, R.RECIPIENT_UNKNOWN), DELIVERED),
    Mail("a last EHLO line without a keyword", (Turn(b"250-mx\r\n250-SIZE 100000\r\n250 \r\n", command="EHLO"),), DELIVERED, DELIVERED),
    Mail("an empty line before the 421 of a time-out", (Turn("250 ok", command="MAIL", then=Turn(b"\r\n421 4.4.2 timeout\r\n", after=After.CLOSE), connection=1),), DELIVERED, DELIVERED, connections=2),
    Mail("221 at an idle time-out", (Turn("250 ok", command="MAIL", then=Turn("221 2.4.2 Idle timeout, bye bye", after=After.CLOSE), connection=1),), DELIVERED, DELIVERED, connections=2),
    Mail("430: a login is missing", (Turn("430 authentication required", command="MAIL"),), (Fate.DEFERRED, R.AUTH_REQUIRED), (Fate.DEFERRED, R.AUTH_REQUIRED)),
    Mail("503 5.7.1: no relaying", (Turn("503 5.7.1 relaying denied", command="RCPT"),), (Fate.DEFERRED, R.RELAY_DENIED), DELIVERED),
    Mail("513 and 523", (Turn("513 bad address syntax", command="RCPT"), Turn("523 the mailbox is full", command="RCPT")), (Fate.REFUSED, R.OTHER), (Fate.REFUSED, R.MAILBOX_FULL)),
    Mail("an empty message is never answered", (Turn(b"", command=".", after=After.SILENCE),), UNANSWERED, UNANSWERED, message=b""),
    Mail("a new greeting is wanted", (Turn("503 5.5.1 EHLO first", command="MAIL"), *NOT_GREETED), DELIVERED, DELIVERED),
    Mail("any parameter of MAIL is an error, and each error closes", (Turn("501 5.5.4 no parameters", command=f"MAIL FROM:<{ALICE}> ", times=None, after=After.CLOSE),), DELIVERED, DELIVERED, connections=2),
)  # fmt: skip


@pytest.mark.parametrize("mail", MAIL, ids=lambda mail: mail.name)
def test_a_message(mail: Mail) -> None:
    with ScriptedServer((*mail.turns, *HELLO, *REST)) as server:
        timeout = PATIENCE if UNANSWERED in (mail.bob, mail.carol) else LONG
        bob, carol = delivered(server, mail.message, lmtp=mail.lmtp, timeout=timeout)
        assert server.wait(LONG)
    assert (bob.fate, what(bob.diagnosis)) == mail.bob
    assert (carol.fate, what(carol.diagnosis)) == mail.carol
    assert len(server.sessions) == mail.connections
    taken = sum(len(session.messages) for session in server.sessions)
    may_be_there = {bob.fate, carol.fate} & {Fate.DELIVERED, Fate.UNKNOWN}
    assert taken <= 1 or not may_be_there, "nothing is sent twice"


def test_lmtp_one_reply_of_several_lines_for_two_recipients() -> None:
    merged = Turn(b"250-taken for bob\r\n452 4.2.2 carol is full\r\n", command=".")
    with client(merged, kind=ours.LMTP) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            within(lambda: smtp.sendmail(ALICE, [BOB, CAROL], MESSAGE))
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.advice.action is Action.HOLD_AS_UNKNOWN, "one of them may have it"
        assert in_step(smtp)


def test_lmtp_one_reply_where_two_are_due() -> None:
    big = Turn("552 5.3.4 too big", command=".")
    with client(big, kind=ours.LMTP, timeout=PATIENCE) as smtp:
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            within(lambda: smtp.sendmail(ALICE, [BOB, CAROL], MESSAGE))
        assert what(ours.diagnosis_of(caught.value)) is EventKind.TIMEOUT
        assert said(smtp)[-1] == (f"rcpt TO:<{BOB}>", 552), "the answer that came is on record"


def test_too_big_said_while_it_comes() -> None:
    with client(Turn("552 5.3.4 too big", command=".", at=5000)) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            within(lambda: smtp.sendmail(ALICE, [BOB], BIG))
        assert what(ours.diagnosis_of(caught.value)) is Reason.MESSAGE_TOO_LARGE


def test_what_is_said_to_the_rest_of_it_answers_no_command() -> None:
    """The lines behind the early 552 are answered one by one, while the client goes on."""
    too_big = Turn("552 5.3.4 too big", command=".", at=20)
    unknown = Turn("500 5.5.2 unknown", command="", times=None, delay=0.2)
    hello = (Turn("250-mx.example.org\n250 SIZE 1000000", command="EHLO"),)
    script = (HELLO[0], *hello, too_big, *REST[1:4], unknown, REST[0])
    with ScriptedServer(script) as server:
        smtp = ours.SMTP(server.host, server.port, local_hostname="me", timeout=LONG)
        try:
            with pytest.raises(smtplib.SMTPDataError):
                within(lambda: smtp.sendmail(ALICE, [BOB], MESSAGE + b"line\r\n" * 30))
            with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
                within(lambda: smtp.vrfy("in-step"))
            assert what(ours.diagnosis_of(caught.value)) is E.EXTRA_REPLY, "it was given up"
            assert smtp.sock is None
        finally:
            smtp.close()


def test_after_rset_a_new_greeting_is_wanted() -> None:
    first = (Turn("250 ok", command="MAIL"), Turn("550 5.1.1 no such user", command="RCPT"))
    with client(*first, Turn("503 5.5.1 EHLO first", command="MAIL")) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused):  # smtplib sends RSET behind it
            within(lambda: smtp.sendmail(ALICE, [BOB], MESSAGE))
        with pytest.raises(smtplib.SMTPSenderRefused) as caught:
            within(lambda: smtp.sendmail(ALICE, [BOB], MESSAGE))
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.advice.action is Action.REISSUE_EHLO
        within(smtp.ehlo)
        assert within(lambda: smtp.sendmail(ALICE, [BOB], MESSAGE)) == {}
        assert in_step(smtp)


def test_any_parameter_of_mail_is_an_error_and_each_error_closes() -> None:
    refused = Turn("501 5.5.4 no parameters", command=f"MAIL FROM:<{ALICE}> ", after=After.CLOSE)
    with client(refused) as smtp:
        with pytest.raises(smtplib.SMTPSenderRefused) as caught:
            within(lambda: smtp.sendmail(ALICE, [BOB], MESSAGE))
        diagnosis = ours.diagnosis_of(caught.value)
        assert diagnosis is not None
        assert diagnosis.advice.action is Action.DROP_PARAMETER


# TLS --------------------------------------------------------------------------------------------

CERTIFICATE = self_signed()
OFFER = Turn("250-mx.example.org\n250 STARTTLS", command="EHLO")
START = Turn("220 go", command="STARTTLS")
TOO_MANY = "500 Too many unrecognized commands"


def test_clear_text_inside_tls() -> None:
    cut = Turn(TOO_MANY, command="NONSENSE", clear=True, after=After.CLOSE)
    with client(OFFER, START, cut, tls=CERTIFICATE.server_context()) as smtp:
        within(lambda: smtp.starttls(context=CERTIFICATE.client_context()))
        within(smtp.ehlo)
        with pytest.raises(smtplib.SMTPServerDisconnected) as caught:
            within(lambda: smtp.docmd("NONSENSE"))
        diagnosis = ours.diagnosis_of(caught.value)
        assert what(diagnosis) is EventKind.CLOSED
        assert "WRONG_VERSION_NUMBER" in str(diagnosis.source)  # type: ignore[union-attr]
        assert smtp.sock is None


@pytest.mark.parametrize(("command", "fate"), [("RCPT", Fate.DEFERRED), (".", Fate.UNKNOWN)])
def test_clear_text_inside_tls_while_delivering(command: str, fate: Fate) -> None:
    cut = Turn(TOO_MANY, command=command, clear=True, after=After.CLOSE)
    script = (OFFER, START, cut, *HELLO, *REST)
    with ScriptedServer(script, tls=CERTIFICATE.server_context()) as server:
        outcomes = delivered(
            server, mode=TlsMode.STARTTLS, tls_context=CERTIFICATE.client_context()
        )
    assert [(o.fate, what(o.diagnosis)) for o in outcomes] == [(fate, EventKind.CLOSED)] * 2
    assert sum(len(session.messages) for session in server.sessions) == (command == ".")


def test_a_handshake_that_the_server_fails() -> None:
    failing = (OFFER, Turn("220 go", command="STARTTLS", after=After.FAIL_TLS))
    with client(*failing) as smtp:
        with pytest.raises(ssl.SSLError) as caught:
            within(lambda: smtp.starttls(context=CERTIFICATE.client_context()))
        assert what(ours.diagnosis_of(caught.value)) is EventKind.TLS_FAILED
        assert smtp.sock is None, "nothing goes on in clear"
    with ScriptedServer((*failing, *HELLO, *REST)) as server:
        outcomes = delivered(
            server, mode=TlsMode.STARTTLS, tls_context=CERTIFICATE.client_context()
        )
    assert [(o.fate, what(o.diagnosis)) for o in outcomes] == [(Fate.DEFERRED, E.TLS_FAILED)] * 2
    said = [command for session in server.sessions for command in session.commands]
    assert not [c for c in said if c.startswith(("MAIL", "RCPT", "DATA"))]
