"""What a server was recorded to say, made a script and said again; the whole corpus is played in test_transcripts."""

import smtplib
from typing import Any

import pytest

from smtpreply.testing import After, ScriptedServer, Turn, script_from_transcript, self_signed
from tests.test_player import Played

ROWS = """
{"command": "(connect)", "reply_latin1": "220 mx.zoo.test ESMTP\\r\\n", "end": ""}
{"command": "EHLO me", "reply_latin1": "250-mx.zoo.test\\r\\n250 PIPELINING\\r\\n", "end": "", "server": "x"}
{"command": "MAIL FROM:<a@zoo.test>\\r\\nRCPT TO:<b@zoo.test>\\r\\nDATA\\r\\n", "reply_latin1": "250 ok\\r\\n250 ok\\r\\n354 go\\r\\n"}
{"command": "Subject: x\\r\\n\\r\\n.\\r\\n", "reply_latin1": "250 queued as 1\\r\\n"}
{"command": "RCPT TO:<full@zoo.test>", "reply_latin1": "452 full\\r\\n"}
{"command": "TURN", "reply_latin1": "502 no\\r\\n250 Ok\\r\\n"}
{"command": "QUIT", "reply_latin1": "221 bye\\r\\n", "end": "eof"}
"""


def rows(*exchanges: tuple[str, str, str] | tuple[str, str]) -> list[dict[str, Any]]:
    return [dict(zip(("command", "reply_latin1", "end"), e, strict=False)) for e in exchanges]


def played(*exchanges: tuple[str, str, str] | tuple[str, str], whole: bool = True) -> Played:
    greeting = ("(connect)", "220 hi\r\n")
    return Played(*script_from_transcript(rows(greeting, *exchanges), whole=whole))


def test_as_it_was_recorded() -> None:
    script = script_from_transcript(ROWS)
    assert Played(*script).said == b"220 mx.zoo.test ESMTP\r\n"
    again = Played(*script)
    assert again.hear(b"EHLO me\r\n") == b"250-mx.zoo.test\r\n250 PIPELINING\r\n"
    assert again.hear(b"MAIL FROM:<a@zoo.test>\r\n") == b"250 ok\r\n", "each line its reply"
    assert again.hear(b"RCPT TO:<b@zoo.test>\r\nDATA\r\n") == b"250 ok\r\n354 go\r\n"
    assert again.hear(b"something else\r\n.\r\n") == b"250 queued as 1\r\n"
    assert again.hear(b"RCPT TO:<full@zoo.test>\r\n") == b"452 full\r\n"
    assert again.hear(b"RCPT TO:<c@zoo.test>\r\n") == b"500 not in the script\r\n"
    assert again.hear(b"TURN\r\n") == b"502 no\r\n250 Ok\r\n"
    assert again.hear(b"turn\r\n") == b"502 no\r\n250 Ok\r\n", "the last answer, for ever"
    assert again.hear(b"QUIT\r\n") == b"221 bye\r\n"
    assert again.over


def test_a_client_with_other_names() -> None:
    with ScriptedServer(script_from_transcript(ROWS, whole=False)) as server:
        with smtplib.SMTP(server.host, server.port, local_hostname="you", timeout=5) as smtp:
            refused = smtp.sendmail("c@example.org", ["d@example.org", "e@example.org"], "Hello")
    assert refused == {"e@example.org": (452, b"full")}
    assert server.sessions[0].unexpected == []


def test_a_login() -> None:
    again = played(
        ("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n"),
        ("YWxpY2U=", "334 UGFzc3dvcmQ6\r\n"),
        ("c2VjcmV0", "535 no\r\n"),
        ("AUTH PLAIN AGE=", "235 in\r\n"),
    )
    said = again.hear(b"AUTH LOGIN\r\nanything\r\nelse\r\nAUTH PLAIN AGE=\r\n")
    assert [line[:3] for line in said.splitlines()] == [b"334", b"334", b"535", b"235"]


def test_a_message_whose_data_was_left_out() -> None:
    message = ("Subject: y\r\n\r\n.\r\n", "250 queued as 2\r\n")
    again = played(("DATA", "354 on with it\r\n"), (".\r\n", "554 empty\r\n"), message)
    said = again.hear(b"DATA\r\n.\r\nDATA\r\n.\r\n")
    assert said == b"354 on with it\r\n554 empty\r\n354 on with it\r\n250 queued as 2\r\n"
    assert played(message).hear(b"DATA\r\n.\r\n") == b"354 go ahead\r\n250 queued as 2\r\n"


def test_a_message_in_several_writes() -> None:
    again = played(
        ("DATA", "354 go\r\n"),
        ("x" * 90, "552 big\r\n"),
        ("x\r\n.\r\nNOOP\r\n", "250 a\r\n250 b\r\n"),
    )
    assert again.hear(b"DATA\r\n") == b"354 go\r\n552 big\r\n"
    assert again.hear(b"x\r\n.\r\nNOOP\r\n") == b"250 a\r\n250 b\r\n"


def test_chunks() -> None:
    again = played(
        ("BDAT 6\r\nQUIT\r\nBDAT 2 LAST", "250 a\r\n"),
        ("x\n", "250 b\r\n"),
        ("NOOP", "250 c\r\n"),
    )
    assert (
        again.hear(b"BDAT 6\r\nQUIT\r\nBDAT 2 LAST\r\nx\nNOOP\r\n")
        == b"250 a\r\n250 b\r\n250 c\r\n"
    )


def test_all_replies_to_a_message_over_lmtp() -> None:
    again = played(("DATA", "354 go\r\n"), (".\r\n", "250 a\r\n452 b\r\n"))
    assert again.hear(b"DATA\r\n.\r\n") == b"354 go\r\n250 a\r\n452 b\r\n"


def test_what_is_no_reply() -> None:
    again = played(
        ("EHLO x", "hello\r\n250 ok\r\n"), ("NOOP", ""), ("HELP", "214 é"), ("NO\rOP", "500 ?\r\n")
    )
    assert again.hear(b"EHLO x\r\n") == b"hello\r\n250 ok\r\n"
    assert again.hear(b"NOOP\r\n") == b""
    assert again.hear(b"HELP\r\n") == b"214 \xe9"
    assert again.hear(b"NO\rOP\r\n") == b"500 ?\r\n"


def test_an_empty_line_does_not_answer_everything() -> None:
    again = played(("", "500 empty\r\n"), ("NOOP x", "250 ok\r\n"), whole=False)
    assert again.hear(b"NOOP\r\n\r\n") == b"250 ok\r\n500 empty\r\n"


@pytest.mark.parametrize(
    ("end", "after"),
    [
        ("", After.KEEP),
        ("timeout", After.KEEP),
        ("eof", After.CLOSE),
        ("reset", After.RESET),
        ("error: WRONG_VERSION_NUMBER", After.CLOSE),
    ],
)
def test_how_it_ended(end: str, after: After) -> None:
    script = script_from_transcript(
        rows(("(connect)", "220 hi\r\n", ""), ("QUIT", "221 x\r\n", end))
    )
    assert [turn.after for turn in script] == [After.KEEP, after]


def test_what_came_unasked() -> None:
    idle = ("(idle, 12 s)", "421 idle\r\n", "eof")
    again = played(("NOOP", "250 ok\r\n"), idle)
    assert again.hear(b"NOOP\r\n") == b"250 ok\r\n421 idle\r\n"
    assert again.over
    assert Played(*script_from_transcript(rows(idle))).said == b"421 idle\r\n"
    assert not played(("(idle, 12 s)", "", "timeout")).over


def test_a_handshake_that_failed() -> None:
    failed = "error: [SSL: TLSV1_ALERT_INTERNAL_ERROR]"
    greeting = ("(connect)", "220 hi\r\n")
    script = script_from_transcript(
        rows(greeting, ("STARTTLS", "220 go\r\n"), ("(TLS handshake)", "", failed))
    )
    assert script[1] == Turn(
        "220 go", command="STARTTLS", whole=True, after=After.FAIL_TLS, times=None
    )
    [turn] = script_from_transcript(rows(("(connect)", "", failed)))
    assert turn.after is After.FAIL_TLS


def test_one_that_succeeds() -> None:
    certificate = self_signed()
    script = script_from_transcript(
        rows(
            ("(connect)", "220 hi\r\n"),
            ("EHLO me", "250-mx\r\n250 STARTTLS\r\n"),
            ("STARTTLS", "220 go\r\n"),
            ("EHLO me", "250 mx\r\n"),
            ("QUIT", "221 bye\r\n", "eof"),
        )
    )
    with ScriptedServer(script, tls=certificate.server_context()) as server:
        with smtplib.SMTP(server.host, server.port, local_hostname="me", timeout=5) as smtp:
            smtp.starttls(context=certificate.client_context())
            assert smtp.ehlo() == (250, b"mx")


def test_one_connection_after_the_other() -> None:
    script = script_from_transcript(
        rows(
            ("(connect)", "220 first\r\n"),
            ("NOOP", "250 a\r\n", "eof"),
            ("NOOP", "250 b\r\n", "eof"),  # its greeting was the same, and left out
            ("(connect)", "421 third\r\n", "eof"),
        )
    )
    greetings, answers = [], []
    for number in (1, 2, 3):
        again = Played(*(turn for turn in script if turn.connection == number))
        greetings.append(again.said)
        answers.append(again.hear(b"NOOP\r\n") if not again.over else b"")
    assert greetings == [b"220 first\r\n", b"220 first\r\n", b"421 third\r\n"]
    assert answers == [b"250 a\r\n", b"250 b\r\n", b""]


@pytest.mark.parametrize(
    ("transcript", "error"),
    [
        ("no JSON", "row 0: no JSON"),
        ('\n{"command": "NOOP"}', "row 1: needs command and reply_latin1"),
        ([{"command": "NOOP", "reply_latin1": "250 \u20ac"}], "row 0"),
        ([{"command": 1, "reply_latin1": "250"}], "row 0"),
        ([{"command": "NOOP", "reply_latin1": "250", "end": None}], "row 0"),
        (["NOOP"], "row 0"),
    ],
)
def test_what_is_no_transcript(transcript: Any, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        script_from_transcript(transcript)
