"""What real clients raise and return when a real server refuses, and what is left of it as text."""

import smtplib
import socket
import ssl
import traceback
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpreply import (
    Action,
    Diagnosis,
    Event,
    EventKind,
    Reason,
    Stage,
    diagnose,
    diagnose_all,
)
from smtpreply.failures import read_exception
from smtpreply.printed import DEPTH, LENGTH, Printed, read_printed
from smtpreply.remains import understand
from smtpreply.reports import read_report
from smtpreply.tables.complaints import COMPLAINTS, complaint
from smtpreply.testing import ScriptedServer, Turn
from tests.clients import (
    BOB,
    CLIENTS,
    DATA,
    GONE,
    HELLO,
    LONG,
    MAIL,
    NOBODY,
    PATIENCE,
    QUEUED,
    RCPT,
    closed_port,
    outcome,
    with_aiosmtplib,
    with_smtplib,
    with_twisted,
)

E, S = EventKind, Stage
Told = tuple[str | None, int | EventKind, Stage]
"""Whom it is about, the code or what happened, and at which stage."""


@attrs.frozen
class Scenario:
    name: str
    script: tuple[Turn, ...]
    told: tuple[Told, ...]
    but: dict[str, tuple[Told, ...]] = attrs.field(factory=dict[str, tuple[Told, ...]])
    """What is told otherwise by a client that knows less, or more."""


def one(what: int | EventKind, stage: Stage) -> tuple[Told, ...]:
    return ((None, what, stage),)


LOST = {"twisted": one(E.CLOSED, S.UNKNOWN)}
"""Twisted calls every lost connection an SMTPConnectError, at whatever stage it was lost."""

SCENARIOS = (
    Scenario("greeting", (Turn("554 5.7.1 go away"),), one(554, S.CONNECT)),
    Scenario("greeting-silence", (Turn(b""),), one(E.CONNECT_TIMEOUT, S.CONNECT), {"twisted": one(E.TIMEOUT, S.UNKNOWN), "ours": one(E.TIMEOUT, S.CONNECT)}),
    Scenario("greeting-closed", (Turn(b"", **GONE),), one(E.CLOSED, S.CONNECT), LOST),
    Scenario("hello", (HELLO[0], Turn("550 no", command="EHLO"), Turn("550 no", command="HELO"), *HELLO[2:]), one(550, S.EHLO), {"ours": one(550, S.HELO)}),
    Scenario("sender", (*HELLO, Turn("550-5.7.1 bad\n550 5.7.1 sender", command="MAIL")), one(550, S.MAIL)),
    Scenario("sender-421", (*HELLO, Turn("421 4.3.2 bye", command="MAIL", **GONE)), one(421, S.MAIL)),
    Scenario("sender-closed", (*HELLO, Turn(b"", command="MAIL", **GONE)), one(E.CLOSED, S.MAIL), LOST),
    Scenario("sender-silence", (*HELLO, Turn(b"", command="MAIL")), one(E.TIMEOUT, S.MAIL)),
    Scenario("sender-garbage", (*HELLO, Turn(b"garbage\r\n", command="MAIL")), one(E.NOT_A_REPLY, S.MAIL)),
    Scenario("recipients", (*HELLO, MAIL, Turn("550 5.1.1 no such user", command="RCPT", times=None)), ((BOB, 550, S.RCPT), (NOBODY, 550, S.RCPT))),
    Scenario("recipients-closed", (*HELLO, MAIL, Turn(b"", command="RCPT", **GONE)), one(E.CLOSED, S.RCPT), LOST),
    Scenario("one-recipient", (*HELLO, MAIL, Turn("550 5.1.1 no", command=f"RCPT TO:<{NOBODY}"), RCPT, DATA, QUEUED), ((NOBODY, 550, S.RCPT),), {"twisted": ((BOB, 250, S.RCPT), (NOBODY, 550, S.RCPT)), "django": ()}),
    Scenario("data", (*HELLO, MAIL, RCPT, Turn("451 4.3.0 no", command="DATA")), one(451, S.DATA)),
    Scenario("data-silence", (*HELLO, MAIL, RCPT, Turn(b"", command="DATA")), one(E.TIMEOUT, S.DATA)),
    Scenario("data-closed", (*HELLO, MAIL, RCPT, Turn(b"", command="DATA", **GONE)), one(E.CLOSED, S.DATA), LOST),
    Scenario("message", (*HELLO, MAIL, RCPT, DATA, Turn("554 5.7.1 spam", command=".")), one(554, S.END_OF_DATA)),
    Scenario("message-silence", (*HELLO, MAIL, RCPT, DATA, Turn(b"", command=".")), one(E.TIMEOUT, S.END_OF_DATA)),
    Scenario("message-closed", (*HELLO, MAIL, RCPT, DATA, Turn(b"", command=".", **GONE)), one(E.CLOSED, S.END_OF_DATA), LOST),
    Scenario("accepted", (*HELLO, MAIL, RCPT, DATA, QUEUED), (), {"twisted": ((BOB, 250, S.RCPT), (NOBODY, 250, S.RCPT))}),
)  # fmt: skip


def seen(diagnoses: tuple[Diagnosis, ...]) -> tuple[Told, ...]:
    return tuple(
        (
            d.recipient,
            d.source.kind if isinstance(d.source, Event) else int(d.source.code),
            d.verdict.stage,
        )
        for d in diagnoses
    )


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_what_a_client_raises_and_returns(scenario: Scenario, client: str) -> None:
    if client == "twisted" and scenario.name == "hello":
        pytest.skip("Twisted fails in its own code when both EHLO and HELO are refused")
    with ScriptedServer(scenario.script) as server:
        silent = "silence" in scenario.name
        found = outcome(CLIENTS[client], server.host, server.port, PATIENCE if silent else LONG)
    expected = scenario.but.get(client, scenario.told)
    if isinstance(found, int):
        return  # Django says how many messages were sent
    assert seen(diagnose_all(found)) == expected
    if isinstance(found, Exception):
        assert len(expected) > 1 or seen((diagnose(found),)) == expected
        # Text without its class does not say that a silence was that of the greeting.
        evident = [(w, E.TIMEOUT if k is E.CONNECT_TIMEOUT else k) for w, k, _ in expected]
        last_line = traceback.format_exception_only(found)[-1]
        for text in (str(found), repr(found), last_line):
            told = seen(diagnose_all(text))
            assert [(w, E.TIMEOUT if k is E.CONNECT_TIMEOUT else k) for w, k, _ in told] == evident
            for (_, _, stage), (_, _, known) in zip(told, expected, strict=True):
                # It may know less, or fear the worst: never that it was earlier than it was.
                assert stage in (known, S.UNKNOWN, S.END_OF_DATA) or {stage, known} <= {
                    S.EHLO,
                    S.HELO,
                }


class TestConnecting:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_refused(self, client: str) -> None:
        with closed_port() as (host, port):
            found = outcome(CLIENTS[client], host, port)
        for held in (found, str(found), repr(found), traceback.format_exception_only(found)[-1]):
            assert seen(diagnose_all(held)) == one(E.CONNECT_REFUSED, S.CONNECT), held
            assert diagnose(held).advice.action is Action.NEXT_HOST

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_such_name(self, client: str) -> None:
        found = outcome(CLIENTS[client], "nowhere.invalid", 25)
        for held in (found, str(found), repr(found), traceback.format_exception_only(found)[-1]):
            assert seen(diagnose_all(held)) == one(E.DNS_FAILURE, S.CONNECT), held

    @pytest.mark.parametrize("held", [lambda e: e, str, repr])
    def test_tls_where_clear_text_is_spoken(self, held: Any) -> None:
        with ScriptedServer(HELLO) as server, pytest.raises(ssl.SSLError) as raised:
            smtplib.SMTP_SSL(server.host, server.port, timeout=5)
        assert seen(diagnose_all(held(raised.value)))[0][1] in (E.TLS_WRONG_MODE, E.TLS_FAILED)

    @pytest.mark.parametrize("held", [lambda e: e, str, repr])
    def test_a_handshake_that_gets_no_answer(self, held: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            with pytest.raises(TimeoutError) as raised:
                smtplib.SMTP_SSL("127.0.0.1", server.getsockname()[1], timeout=0.2)
        assert seen(diagnose_all(held(raised.value)))[0][1] in (
            E.TLS_FAILED,
            E.CONNECT_TIMEOUT,
            E.TIMEOUT,
        )


class TestMailSafety:
    """Where nobody knows whether the message was accepted, no reading of it may say that it was not."""

    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize("turn", [Turn(b"", command="."), Turn(b"", command=".", **GONE)], ids=["silence", "closed"])  # fmt: skip
    def test_no_answer_to_the_message(self, client: str, turn: Turn) -> None:
        with ScriptedServer((*HELLO, MAIL, RCPT, DATA, turn)) as server:
            error: Any = outcome(CLIENTS[client], server.host, server.port, PATIENCE)
        for held in (error, str(error), repr(error), traceback.format_exception_only(error)[-1]):
            assert diagnose(held).advice.action is Action.HOLD_AS_UNKNOWN, held

    def test_behind_pickle_the_stage_is_not_known(self) -> None:
        import pickle

        with ScriptedServer((*HELLO, MAIL, RCPT, DATA, Turn(b"", command=".", **GONE))) as server:
            error = outcome(with_smtplib, server.host, server.port)
        assert diagnose(error).verdict.stage is Stage.END_OF_DATA
        loaded = pickle.loads(pickle.dumps(error))
        assert diagnose(loaded).verdict.stage is Stage.UNKNOWN
        assert diagnose(loaded).advice.action is Action.HOLD_AS_UNKNOWN

    def test_a_lost_quit_is_no_failure(self) -> None:
        script = (*HELLO[:-1], MAIL, RCPT, DATA, QUEUED, Turn("500 no", command="QUIT"))
        with ScriptedServer(script) as server:
            error = outcome(with_smtplib, server.host, server.port)
        assert isinstance(error, smtplib.SMTPResponseException)
        assert diagnose(error).verdict.stage is Stage.QUIT

    def test_a_refused_quit_that_hides_a_failure(self) -> None:
        script = (*HELLO[:-1], MAIL, RCPT, Turn("451 no", command="DATA"), Turn("421 no", command="QUIT"))  # fmt: skip
        with ScriptedServer(script) as server:
            error = outcome(with_smtplib, server.host, server.port)
        assert (error.smtp_code, type(error.__context__)) == (421, smtplib.SMTPDataError)
        assert diagnose(error).advice.action is Action.HOLD_AS_UNKNOWN

    def test_another_smtplib_counts_the_message_as_sent(self) -> None:
        # Its `data` keeps the answer to DATA under a name that we do not know.
        code = "def data(answer): raise ConnectionResetError(answer)"
        module: dict[str, Any] = {"__name__": "smtplib"}
        exec(code, module)
        with pytest.raises(ConnectionResetError) as raised:
            module["data"](354)
        assert seen((diagnose(raised.value),)) == one(E.CLOSED, S.END_OF_DATA)

    def test_a_broken_way_in_the_midst_of_a_session(self) -> None:
        no_route = OSError(113, "No route to host")
        event = read_exception(no_route, Stage.END_OF_DATA)
        assert isinstance(event, Event)
        assert (event.kind, event.stage) == (E.CLOSED, Stage.END_OF_DATA)
        text = "Connection unexpectedly closed: [Errno 113] No route to host"
        assert seen((diagnose(text),)) == one(E.CLOSED, S.UNKNOWN)


class TestWrapped:
    """A framework's own exception, raised from the client's."""

    def wrapped(self, *, explicit: bool) -> Exception:
        try:
            try:
                raise smtplib.SMTPDataError(554, b"5.7.1 spam")
            except smtplib.SMTPException as error:
                if explicit:
                    raise RuntimeError("mail failed") from error
                raise RuntimeError("mail failed")  # noqa: B904
        except RuntimeError as error:
            return error

    def test_the_cause_is_read(self) -> None:
        assert seen((diagnose(self.wrapped(explicit=True)),)) == one(554, S.END_OF_DATA)

    def test_what_was_being_handled_is_not(self) -> None:
        # It may be about an earlier attempt, and the message sent since.
        with pytest.raises(TypeError, match="RuntimeError says nothing about an answer"):
            diagnose(self.wrapped(explicit=False))

    def test_a_cause_behind_a_closed_connection(self) -> None:
        gone = smtplib.SMTPServerDisconnected("gone")
        gone.__cause__ = ConnectionRefusedError(111, "no")
        assert seen((diagnose(gone),)) == one(E.CONNECT_REFUSED, S.CONNECT)
        assert seen((diagnose(gone, stage=Stage.MAIL),)) == one(E.CLOSED, S.MAIL)

    def test_a_circle_of_causes_ends(self) -> None:
        first, second = KeyError("a"), KeyError("b")
        first.__cause__, second.__cause__ = second, first
        with pytest.raises(TypeError, match="KeyError says nothing"):
            diagnose(first)

    def test_a_code_that_is_not_of_smtp(self) -> None:
        import urllib.error
        from email.message import Message

        error = urllib.error.HTTPError("http://x", 404, "no", Message(), None)
        with error, pytest.raises(TypeError, match="HTTPError says nothing"):
            diagnose(error)


class TestSentinels:
    @pytest.mark.parametrize(
        ("held", "kind", "stage"),
        [
            ((-1, b"x"), E.NOT_A_REPLY, S.UNKNOWN),
            ((0, b""), E.CLOSED, S.UNKNOWN),
            ((444, "[Errno 111] Connection refused"), E.CONNECT_REFUSED, S.CONNECT),
            ((444, "x"), E.CLOSED, S.UNKNOWN),
            ("444 [Errno 111] Connection refused", E.CONNECT_REFUSED, S.CONNECT),
            ("444 timed out", E.TIMEOUT, S.UNKNOWN),
            ("444", E.CLOSED, S.UNKNOWN),
            ("-1 what", E.NOT_A_REPLY, S.UNKNOWN),
            ("000", E.CLOSED, S.UNKNOWN),
            ("(-1, b'')", E.NOT_A_REPLY, S.UNKNOWN),
            (smtplib.SMTPConnectError(0, b""), E.CLOSED, S.CONNECT),
        ],
    )
    def test_stand_for_no_reply(self, held: Any, kind: EventKind, stage: Stage) -> None:
        assert seen((diagnose(held),)) == one(kind, stage)

    def test_bytes_off_the_wire_are_taken_at_their_word(self) -> None:
        assert seen((diagnose(b"444 no"),)) == one(444, S.UNKNOWN)


class TestText:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("(550, b'5.1.1 no\\nreally')", one(550, S.UNKNOWN)),
            ("  (550, '5.1.1 no')\n", one(550, S.UNKNOWN)),
            ("(550, b'no', 'a@example.org')", one(550, S.MAIL)),
            ("(550, 'no', 'a@example.org')", one(550, S.UNKNOWN)),
            ("{'a@example.org': (550, b'no')}", (("a@example.org", 550, S.RCPT),)),
            ("SMTPResponse(code=550, message='no')", one(550, S.UNKNOWN)),
            ("smtplib.SMTPDataError: (554, b'no')", one(554, S.END_OF_DATA)),
            ("SMTPSenderRefused(-1, b'x', 'a')", one(E.NOT_A_REPLY, S.MAIL)),
            ("SMTPConnectError(-1, 'Unable to connect to SMTP server: no idea')", one(E.NOT_A_REPLY, S.UNKNOWN)),
            ("OSError(113, 'No route to host')", one(E.UNREACHABLE, S.CONNECT)),
            ("OSError(107, 'x')", one(E.CLOSED, S.UNKNOWN)),
            ("ssl.SSLEOFError(8, 'EOF occurred in violation of protocol (_ssl.c:1000)')", one(E.CLOSED, S.UNKNOWN)),
            ("(550, b'5.1.1 The email account that you tried to rea", one(550, S.UNKNOWN)),
            ("SMTPDataError(554, b'5.7.1 spa", one(554, S.UNKNOWN)),
            ("(550, b'5.1.1 no', 'alice@exam", one(550, S.UNKNOWN)),
            ("KeyError('x')", one(E.NOT_A_REPLY, S.UNKNOWN)),
            ("SMTPRecipientsRefused([])", ()),
            ("{}", ()),
        ],
    )  # fmt: skip
    def test_what_is_left_of_an_exception(self, text: str, told: tuple[Told, ...]) -> None:
        assert seen(diagnose_all(text)) == told

    def test_several_recipients_need_the_plural(self) -> None:
        text = "{'a@example.org': (550, b'no'), 'b@example.org': (450, b'later')}"
        assert [d.recipient for d in diagnose_all(text)] == ["a@example.org", "b@example.org"]
        with pytest.raises(ValueError, match="holds 2 answers: use diagnose_all"):
            diagnose(text)

    def test_a_single_one_names_its_recipient(self) -> None:
        diagnosis = diagnose("{'a@example.org': (550, b'5.1.1 no')}")
        assert (diagnosis.recipient, diagnosis.verdict.stage) == ("a@example.org", Stage.RCPT)

    @pytest.mark.parametrize(
        "text",
        [
            "__import__('os').system('true')", "(lambda: 1)()", "(550, b'x' + b'y')", "(550,",
            "[1, 2]", "{1: 2}", "((((((((((550, b'x'))))))))))", "(550, f'{1}')", "{'a': 1}",
            "{'a' 1}", "(550 'x')", "()", "hello", "b'\\q'", "('\\U00110000', 1)", "{None: 3}",
            "Foo(a=b)", "Foo(a", "None", "(1e9, 'x')", "ok; bye", "[SMTPResponse(1, 2)]",
        ],
    )  # fmt: skip
    def test_anything_else_is_no_reply_and_runs_nothing(self, text: str) -> None:
        assert seen(diagnose_all(text)) == one(E.NOT_A_REPLY, S.UNKNOWN)


class TestPrinted:
    @pytest.mark.parametrize(
        "value",
        [
            (550, b"a'\"\n\xff\\"), ("é\x00\u2028\U0001f600'",), {"a": (1, -2)}, [], [None, True], (), "x",
            {None: [(b"", "")]}, -1,
        ],
    )  # fmt: skip
    def test_reads_what_repr_writes(self, value: Any) -> None:
        assert read_printed(repr(value)) == value

    def test_calls(self) -> None:
        assert read_printed("a.B(1, x=[C()])") == Printed("a.B", (1, [Printed("C", ())]))
        assert read_printed("A(None, B)") is None

    def test_depth_and_length_are_bounded(self) -> None:
        assert read_printed("(" * DEPTH + "1," + ",".join([")"] * DEPTH)) is not None
        assert read_printed("(" * (DEPTH + 1) + "1," + ",".join([")"] * (DEPTH + 1))) is None
        assert read_printed("A(" * 100_000) is None
        assert read_printed("1" + " " * LENGTH) is None


@pytest.mark.parametrize("row", COMPLAINTS, ids=lambda row: row.name)
def test_complaint_fires_for_its_example(row: Any) -> None:
    found = complaint(row.example)
    assert found is not None
    assert found.name == row.name
    assert row.source.document
    assert seen((diagnose(row.example),)) == one(row.kind, row.stage)


REPORT = """\
Reporting-MTA: dns; mx.example.org
Arrival-Date: Tue, 1 Jul 2025 10:00:00 +0000

Original-Recipient: rfc822;a@example.org
Final-Recipient: rfc822; a@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The account does not exist.
    550 5.1.1 no such user

Final-Recipient: rfc822; b@example.org
Action: delayed
Status: 4.0.0
Diagnostic-Code: x-unix; user unknown

Final-Recipient: rfc822; c@example.org
Action: relayed

Action: failed
"""


class TestReports:
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_a_whole_body(self, newline: str) -> None:
        text = REPORT.replace("\n", newline)
        first, second, third = diagnose_all(text)
        assert seen((first, second, third)) == (
            ("a@example.org", 550, S.UNKNOWN),
            ("b@example.org", E.DELAYED, S.UNKNOWN),
            (None, E.FAILED, S.UNKNOWN),
        )
        assert first.verdict.reason is Reason.RECIPIENT_UNKNOWN
        assert first.reply is not None
        assert first.reply.message == "The account does not exist.\nno such user"

    def test_nothing_but_deliveries(self) -> None:
        assert diagnose_all("Final-Recipient: rfc822; a@example.org\nAction: delivered\n") == ()
        assert read_report("hello") is None

    @pytest.mark.parametrize(
        "text",
        [
            "smtp; 550 5.1.1 <a@example.org>: no such user",
            "Diagnostic-Code: SMTP; 550 5.1.1 no such user",
            "smtp;550-5.1.1 no such\n 550 5.1.1 user",
            "smtp; 550 5.1.1 no\r\n\tsuch user",
            "lmtp; 550 5.1.1 no such user",
        ],
    )
    def test_a_field(self, text: str) -> None:
        diagnosis = diagnose(text)
        assert diagnosis.verdict.reason is Reason.RECIPIENT_UNKNOWN
        assert diagnosis.verdict.stage is Stage.UNKNOWN

    @pytest.mark.parametrize(
        "text",
        [
            "x-unix; 550 5.1.1 user unknown",
            "X-Postfix; user unknown",
            "smtp; user unknown",
            "Diagnostic-Code: dns; no such host",
        ],
    )
    def test_other_dialects_say_little(self, text: str) -> None:
        diagnosis = diagnose(text)
        assert seen((diagnosis,)) == one(E.FAILED, S.UNKNOWN)
        assert not diagnosis.verdict.address_dead
        assert diagnosis.verdict.confidence <= 0.5
        assert not diagnosis.advice.may_suppress

    def test_a_folded_line_that_looks_like_another_reply(self) -> None:
        reply = diagnose("smtp; 550 see room\n 250 in the basement").reply
        assert reply is not None
        assert reply.lines == ("see room 250 in the basement",)


class TestResults:
    def test_aiosmtplib_and_twisted_name_each_recipient(self) -> None:
        script = (*HELLO, MAIL, Turn("550 5.1.1 no", command=f"RCPT TO:<{NOBODY}"), RCPT, DATA, Turn("554 spam", command="."))  # fmt: skip
        with ScriptedServer(script) as server:
            error = outcome(with_twisted, server.host, server.port)
        # What was said of the message comes first, then who was refused before.
        told = ((None, 554, S.END_OF_DATA), (NOBODY, 550, S.RCPT))
        assert seen(diagnose_all(error)) == told
        assert seen(diagnose_all(repr(error))) == told
        with pytest.raises(TypeError, match="names 2 recipients: use diagnose_all"):
            diagnose(error)

    def test_a_response(self) -> None:
        import aiosmtplib

        assert seen((diagnose(aiosmtplib.SMTPResponse(550, "no")),)) == one(550, S.UNKNOWN)

    def test_each_of_aiosmtplibs_refusals(self) -> None:
        refusing = Turn("550 5.1.1 no such user", command="RCPT", times=None)
        with ScriptedServer((*HELLO, MAIL, refusing)) as server:
            error = outcome(with_aiosmtplib, server.host, server.port)
        assert seen(tuple(diagnose(e) for e in error.recipients)) == (
            (None, 550, S.RCPT),
            (None, 550, S.RCPT),
        )

    @pytest.mark.parametrize("source", [[1], [(1, 2)], ({}, 3), (1, [2]), (1, [])])
    def test_other_lists_are_refused(self, source: Any) -> None:
        if source == (1, []):
            assert diagnose_all(source) == ()
            return
        with pytest.raises(TypeError):
            diagnose_all(source)


def test_text_never_raises_but_as_said() -> None:
    """Every beginning of every text that a client prints."""
    texts = [row.example for row in COMPLAINTS] + [REPORT]
    texts += [
        "{'a@example.org': (550, b'5.1.1 no'), 'b': (450, b'x')}",
        "SMTPDataError(554, b'5.7.1 a')",
    ]
    for text in texts:
        for end in range(1, len(text)):
            if text[:end].strip():
                diagnose_all(text[:end])
            understand(text[end:])


PIECES = [
    "(", ")", "[", "]", "{", "}", ",", ", ", ": ", ":", "=", "b'", "'", '"', "\\", "\\x", "-1", "0", "444",
    "550", "550 ", "550-", "5.1.1 ", "no", "a@example.org", "\n", "\r\n", "\n ", " ", "<<< ", ">>> ", ".",
    "SMTPDataError", "SMTPRecipientsRefused", "SMTPDeliveryError", "smtplib.", "None", "smtp; ", "x-unix; ",
    "Action: failed", "Final-Recipient: rfc822; ", "Diagnostic-Code: ", "[Errno 111] ", "timed out",
    "Unable to connect to SMTP server: ", "Error connecting to x on port 25: ", "\udcff", "\ud800", "\\ud800", "\0", "é",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_mixture_is_read_or_refused(text: str) -> None:
    try:
        diagnoses = diagnose_all(text)
    except ValueError as error:
        refused = str(error)
    else:
        refused = "exactly one whole reply"
        assert all(str(diagnosis) for diagnosis in diagnoses)
    assert refused.startswith(("an empty reply", "exactly one whole reply"))
