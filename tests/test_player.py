"""The player of scripts, without a socket: what it is told and what it does, step by step."""

import contextlib
import ssl
from typing import Any

import pytest

from smtpreply.testing import ACCEPTING, After, End, Session, Turn, self_signed
from smtpreply.testing.player import Break, HangUp, Hear, Pause, Player, Say, Step

OK = Turn("250 ok", command="", times=None)
"""The answer to everything else."""


class Played:
    """A player on its way; what it does until it wants to hear something is in `steps`."""

    def __init__(self, *script: Turn, **options: Any) -> None:
        self.session = Session()
        self._player = Player(script, self.session, **options).play()
        self.steps: list[Step] = []
        self.over = False
        self._run(None)

    def _run(self, heard: bytes | None) -> None:
        try:
            while not isinstance(step := self._player.send(heard), Hear):
                self.steps.append(step)
                heard = None
        except StopIteration:
            self.over = True

    def hear(self, data: bytes) -> bytes:
        """Tell it something; what it says to that."""
        before = len(self.steps)
        self._run(data)
        return b"".join(step.data for step in self.steps[before:] if isinstance(step, Say))

    @property
    def said(self) -> bytes:
        return b"".join(step.data for step in self.steps if isinstance(step, Say))


class TestTurns:
    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"reply": None}, "a reply is text or bytes"),
            ({"command": b"EHLO"}, "command: what a line begins with"),
            ({"command": "EHLO\r\n"}, "command: one line"),
            ({"times": 0}, "times: a whole number of at least 1"),
            ({"times": True}, "times"),
            ({"piece": 0.5}, "piece"),
            ({"connection": 0}, "connection"),
            ({"delay": -1}, "delay: seconds, finite and not negative"),
            ({"delay": float("nan")}, "delay"),
            ({"delay": float("inf")}, "delay"),
            ({"delay": "1"}, "delay"),
            ({"interval": 0.1}, "piece is needed"),
            ({"after": "close"}, "after: one of After"),
            ({"at": -1, "command": "."}, "at: a number of bytes"),
            ({"at": 1, "command": "DATA"}, "at: counts the bytes of a message"),
            ({"then": "421 bye"}, "then: a Turn"),
            ({"then": Turn("250 ok", command="X")}, "then: .* no command"),
            ({"then": Turn("421 bye"), "after": After.CLOSE}, "nothing is said behind"),
        ],
    )
    def test_an_argument_that_is_wrong(self, arguments: dict[str, Any], error: str) -> None:
        with pytest.raises((TypeError, ValueError), match=error):
            Turn(arguments.pop("reply", "250 ok"), **arguments)

    def test_a_whole_line_or_its_beginning(self) -> None:
        played = Played(Turn("250 whole", command="noop", whole=True), OK)
        assert played.hear(b"NOOP x\r\n") == b"250 ok\r\n"
        assert played.hear(b"Noop\r\n") == b"250 whole\r\n"

    def test_several_answers_one_after_the_other(self) -> None:
        late = Turn("421 idle", delay=5, after=After.CLOSE)
        played = Played(Turn("250 ok", command="NOOP", then=Turn("250 again", then=late)))
        assert played.hear(b"NOOP\r\n") == b"250 ok\r\n250 again\r\n421 idle\r\n"
        assert played.steps[-2] == Pause(5)
        assert (played.over, played.session.end) == (True, End.CLOSED)

    def test_pieces(self) -> None:
        played = Played(Turn("220 x", piece=3, interval=0.5))
        assert played.steps == [Say(b"220"), Pause(0.5), Say(b" x\r"), Pause(0.5), Say(b"\n")]

    def test_no_answer(self) -> None:
        assert Played(Turn(b"", command="NOOP"), OK).hear(b"NOOP\r\nRSET\r\n") == b"250 ok\r\n"


class TestWhatIsRead:
    def test_lines_however_they_are_cut(self) -> None:
        whole, bits = Played(*ACCEPTING), Played(*ACCEPTING)
        data = b"EHLO x\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n.\r\nNOOP\nQUIT\r\n"
        said = whole.hear(data)
        assert b"".join(bits.hear(data[n : n + 1]) for n in range(len(data))) == said
        assert whole.session == bits.session
        assert whole.session.commands[-2:] == ["NOOP", "QUIT"]
        assert not whole.session.unexpected

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b".\r\n", b""),
            (b"\r\n.\r\n", b"\r\n"),
            (b"a\r\n..\r\n.b\r\n.\r\n", b"a\r\n..\r\n.b\r\n"),
            (b"a\n.\r\n", b"a\n"),
            (b"a\r\n.\n\r\n.\r\n", b"a\r\n.\n\r\n"),
        ],
    )
    def test_messages(self, data: bytes, message: bytes) -> None:
        whole, bits = Played(*ACCEPTING), Played(*ACCEPTING)
        whole.hear(b"DATA\r\n" + data + b"NOOP\r\n")
        for byte in b"DATA\r\n" + data + b"NOOP\r\n":
            bits.hear(bytes([byte]))
        assert whole.session.messages == bits.session.messages == [message]
        assert whole.session.commands == bits.session.commands == ["DATA", "NOOP"]

    def test_a_refused_message_is_read_as_commands(self) -> None:
        played = Played(Turn("554 no", command="DATA"), OK)
        played.hear(b"DATA\r\nNOOP\r\n")
        assert played.session.commands == ["DATA", "NOOP"]

    def test_chunks_by_their_length(self) -> None:
        whole, bits = Played(*ACCEPTING), Played(*ACCEPTING)
        data = b"BDAT 6\r\nQUIT\r\nBDAT 3 LAST\r\na\r\nBDAT 0 last\r\nBDAT x\r\nNOOP\r\n"
        said = whole.hear(data)
        assert said.count(b"250") == 5
        assert b"".join(bits.hear(data[n : n + 1]) for n in range(len(data))) == said
        assert whole.session.messages == bits.session.messages == [b"QUIT\r\na\r\n", b""]

    def test_chunks_are_forgotten_at_rset(self) -> None:
        played = Played(*ACCEPTING)
        played.hear(b"BDAT 2\r\nabRSET\r\nBDAT 1 LAST\r\nc")
        assert played.session.messages == [b"c"]

    def test_a_login(self) -> None:
        played = Played(
            Turn("334 VXNlcm5hbWU6", command="AUTH"),
            Turn("334 UGFzc3dvcmQ6", command="334"),
            Turn("235 in", command="334"),
            Turn("250 not this", command="QUIT"),
            Turn("535 no", command="AUTH"),
            OK,
        )
        said = played.hear(b"AUTH LOGIN\r\nQUIT\r\nQUIT\r\nAUTH PLAIN\r\n334\r\n")
        assert [line[:3] for line in said.splitlines()] == [b"334", b"334", b"235", b"535", b"250"]

    def test_a_login_by_its_lines(self) -> None:
        played = Played(
            Turn("334 ", command="AUTH"),
            Turn("235 in", command="YWxpY2U="),
            Turn("501 ?", command=""),
        )
        assert played.hear(b"AUTH X\r\nYWxpY2U=\r\n*\r\n") == b"334 \r\n235 in\r\n501 ?\r\n"

    def test_half_a_line_is_none(self) -> None:
        played = Played(OK)
        played.hear(b"NOO")
        assert played.hear(b"") == b""
        assert (played.session.commands, played.session.end) == ([], End.CLIENT)


class TestLmtp:
    ANSWERS = (Turn("250 a", command="."), Turn("452 b", command="."), *ACCEPTING)

    def test_one_answer_a_recipient(self) -> None:
        played = Played(Turn("550 no", command="RCPT TO:<x"), *self.ANSWERS, lmtp=True)
        played.hear(b"LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<x>\r\nRCPT TO:<b>\r\n")
        assert played.hear(b"DATA\r\n.\r\n").endswith(b"<CR><LF>.<CR><LF>\r\n250 a\r\n452 b\r\n")
        assert played.hear(b"DATA\r\n.\r\n").count(b"250") == 1, "nobody was accepted any more"

    @pytest.mark.parametrize("forget", [b"RSET", b"MAIL FROM:<>", b"LHLO c"])
    def test_recipients_are_forgotten(self, forget: bytes) -> None:
        played = Played(*ACCEPTING, lmtp=True)
        played.hear(b"RCPT TO:<a>\r\nRCPT TO:<b>\r\n" + forget + b"\r\nRCPT TO:<c>\r\n")
        assert played.hear(b"DATA\r\n.\r\n").count(b"queued") == 1

    def test_chunks(self) -> None:
        played = Played(*ACCEPTING, lmtp=True)
        played.hear(b"RCPT TO:<a>\r\nRCPT TO:<b>\r\n")
        assert played.hear(b"BDAT 1\r\na").count(b"250") == 1
        assert played.hear(b"BDAT 1 LAST\r\nb").count(b"250") == 2

    def test_smtp_gives_one(self) -> None:
        played = Played(*self.ANSWERS)
        played.hear(b"RCPT TO:<a>\r\nRCPT TO:<b>\r\nDATA\r\n")
        assert played.hear(b".\r\n") == b"250 a\r\n"


class TestFaults:
    def test_reset(self) -> None:
        played = Played(Turn(b"2", after=After.RESET))
        assert played.steps == [Say(b"2"), Break()]
        assert (played.over, played.session.end) == (True, End.RESET)

    def test_half_close(self) -> None:
        played = Played(Turn("421 bye", after=After.HALF_CLOSE), OK)
        assert played.steps == [Say(b"421 bye\r\n"), HangUp()]
        assert played.hear(b"QUIT\r\n") == b""
        played.hear(b"")
        assert (played.session.ignored, played.session.commands) == (b"QUIT\r\n", [])
        assert (played.over, played.session.end) == (True, End.CLIENT)

    def test_silence_in_the_middle_of_a_reply(self) -> None:
        played = Played(Turn(b"250-half", command="EHLO", after=After.SILENCE), OK)
        assert played.hear(b"EHLO x\r\nNOOP\r\n") == b"250-half"
        assert played.hear(b"QUIT\r\n") == b""
        played.hear(b"")
        assert (played.session.ignored, played.session.end) == (b"NOOP\r\nQUIT\r\n", End.CLIENT)

    def test_stall(self) -> None:
        played = Played(Turn("220 hi", after=After.STALL))
        assert played.steps == [Say(b"220 hi\r\n"), Pause(float("inf"))]

    @pytest.mark.parametrize("whole", [True, False])
    def test_refused_while_it_comes(self, whole: bool) -> None:
        script = (Turn("552 big", command=".", at=10), Turn("354 go", command="DATA"), OK)
        played = Played(*script)
        data = b"DATA\r\n" + b"x" * 20 + b"\r\n.\r\n"
        size = len(data) if whole else 1  # how it is cut makes no difference
        said = b"".join(played.hear(data[n : n + size]) for n in range(0, len(data), size))
        assert said == b"354 go\r\n552 big\r\n250 ok\r\n250 ok\r\n", "the rest was commands"
        assert played.session.messages == []
        assert played.session.commands == ["DATA", "x" * 10, "."]

    def test_a_message_that_ends_before_it_is_refused(self) -> None:
        played = Played(Turn("552 big", command=".", at=10), Turn("354 go", command="DATA"), OK)
        assert played.hear(b"DATA\r\nxxx\r\n.\r\nNOOP\r\n") == b"354 go\r\n552 big\r\n250 ok\r\n"
        assert played.session.messages == [b"xxx\r\n"]

    def test_closed_in_the_middle_of_a_message(self) -> None:
        played = Played(
            Turn("354 go", command="DATA"), Turn(b"", command=".", at=5, after=After.CLOSE)
        )
        played.hear(b"DATA\r\n")
        played.hear(b"123456")
        assert (played.over, played.session.end) == (True, End.CLOSED)


class Client:
    """A client's TLS in memory, against a player."""

    def __init__(self, played: Played, context: ssl.SSLContext) -> None:
        self.played = played
        self.incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self._outgoing, server_hostname="localhost")

    def exchange(self) -> None:
        self.incoming.write(self.played.hear(self._outgoing.read()))

    def shake_hands(self) -> None:
        while True:
            try:
                self.tls.do_handshake()
                return self.exchange()
            except ssl.SSLWantReadError:
                self.exchange()

    def hear(self, data: bytes) -> bytes:
        self.tls.write(data)
        self.exchange()
        return self.read()

    def read(self) -> bytes:
        """One record after the other."""
        read = b""
        with contextlib.suppress(ssl.SSLWantReadError):
            while record := self.tls.read(65536):
                read += record
        return read


@pytest.fixture(scope="module")
def server() -> ssl.SSLContext:
    return CERTIFICATE.server_context()


CERTIFICATE = self_signed()
STARTTLS = Turn("220 go", command="STARTTLS")


def encrypted(*script: Turn, server: ssl.SSLContext, **options: Any) -> Client:
    played = Played(*script, tls=server, **options)
    if not options.get("implicit"):
        assert played.hear(b"STARTTLS\r\n").endswith(b"220 go\r\n")
    client = Client(played, CERTIFICATE.client_context())
    client.shake_hands()
    return client


class TestTls:
    def test_behind_starttls(self, server: ssl.SSLContext) -> None:
        client = encrypted(STARTTLS, OK, server=server)
        assert client.hear(b"EHLO x\r\nNOOP\r\n") == b"250 ok\r\n250 ok\r\n"
        assert client.played.session.tls
        assert client.played.session.commands == ["STARTTLS", "EHLO x", "NOOP"]
        assert client.hear(b"STARTTLS\r\n") == b"250 ok\r\n"

    def test_from_the_first_byte(self, server: ssl.SSLContext) -> None:
        client = encrypted(Turn("220 hi"), OK, server=server, implicit=True)
        assert client.hear(b"EHLO x\r\n") == b"220 hi\r\n250 ok\r\n"

    def test_what_was_said_before_is_forgotten(self, server: ssl.SSLContext) -> None:
        script = (STARTTLS, *ACCEPTING)
        played = Played(*script, tls=server, lmtp=True)
        played.hear(b"RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 1\r\naSTARTTLS\r\n")
        client = Client(played, CERTIFICATE.client_context())
        client.shake_hands()
        assert client.hear(b"BDAT 1 LAST\r\nb").count(b"250") == 1
        assert played.session.messages == [b"b"]

    def test_only_said_where_there_is_no_context(self) -> None:
        played = Played(STARTTLS, OK)
        assert played.hear(b"STARTTLS\r\nNOOP\r\n") == b"220 go\r\n250 ok\r\n"

    def test_refused(self, server: ssl.SSLContext) -> None:
        played = Played(Turn("454 not now", command="STARTTLS"), OK, tls=server)
        assert played.hear(b"STARTTLS\r\nNOOP\r\n") == b"454 not now\r\n250 ok\r\n"

    def test_plaintext_behind_the_220(self, server: ssl.SSLContext) -> None:
        played = Played(Turn(b"220 go\r\n250 evil\r\n", command="STARTTLS"), OK, tls=server)
        played.hear(b"STARTTLS\r\n")
        assert played.steps == [Say(b"220 go\r\n250 evil\r\n")], "in one write"

    def test_clear_text_inside(self, server: ssl.SSLContext) -> None:
        bye = Turn("500 too many", command="NOOP", clear=True, after=After.CLOSE)
        client = encrypted(STARTTLS, bye, server=server)
        client.tls.write(b"NOOP\r\n")
        client.exchange()
        assert client.played.said.endswith(b"500 too many\r\n"), "and no goodbye behind it"
        with pytest.raises(ssl.SSLError):
            client.tls.read(100)

    def test_an_orderly_close_says_goodbye(self, server: ssl.SSLContext) -> None:
        client = encrypted(
            STARTTLS, Turn("221 bye", command="QUIT", after=After.CLOSE), server=server
        )
        assert client.hear(b"QUIT\r\n") == b"221 bye\r\n"
        assert client.tls.read(1) == b"", "the end; it raises where nothing is there yet"
        assert client.played.session.end is End.CLOSED

    def test_pieces_are_encrypted_one_by_one(self, server: ssl.SSLContext) -> None:
        client = encrypted(STARTTLS, Turn("250 ok", command="NOOP", piece=1), server=server)
        client.hear(b"NOOP\r\n")
        records = [step.data for step in client.played.steps[-8:] if isinstance(step, Say)]
        assert [len(record) for record in records] == [len(records[0])] * len(b"250 ok\r\n")

    def test_the_client_says_goodbye(self, server: ssl.SSLContext) -> None:
        client = encrypted(STARTTLS, OK, server=server)
        client.tls.write(b"QUIT\r\n")
        with pytest.raises(ssl.SSLWantReadError):
            client.tls.unwrap()
        client.exchange()
        assert client.played.session.commands == ["STARTTLS", "QUIT"], "what came with it is read"
        assert (client.played.over, client.played.session.end) == (True, End.CLIENT)

    def test_a_client_that_does_not_trust(self, server: ssl.SSLContext) -> None:
        played = Played(STARTTLS, OK, tls=server)
        played.hear(b"STARTTLS\r\n")
        client = Client(played, self_signed().client_context())
        with pytest.raises(ssl.SSLCertVerificationError):
            client.shake_hands()
        client.exchange()
        assert (played.session.end, played.session.tls) == (End.TLS_FAILED, False)
        assert "unknown ca" in played.session.error

    @pytest.mark.parametrize("end", [b"", b"NOOP\r\n"])
    def test_a_client_that_speaks_no_tls(self, server: ssl.SSLContext, end: bytes) -> None:
        played = Played(STARTTLS, OK, tls=server)
        played.hear(b"STARTTLS\r\n")
        played.hear(end)
        assert played.over
        assert played.session.end is (End.TLS_FAILED if end else End.CLIENT)

    def test_rubbish_inside(self, server: ssl.SSLContext) -> None:
        client = encrypted(STARTTLS, OK, server=server)
        assert client.played.session.tls
        assert client.played.hear(b"NOOP in clear\r\n"), "an alert"
        assert client.played.session.end is End.TLS_FAILED

    def test_a_handshake_refused_by_the_script(self) -> None:
        played = Played(Turn("220 go", command="STARTTLS", after=After.FAIL_TLS))
        played.hear(b"STARTTLS\r\n")
        client = Client(played, CERTIFICATE.client_context())
        with pytest.raises(ssl.SSLError, match="INTERNAL_ERROR"):
            client.shake_hands()
        assert played.session.end is End.TLS_FAILED


class TestCertificates:
    def test_of_another_host(self, server: ssl.SSLContext) -> None:
        other = self_signed("mx.example.org", "192.0.2.1")
        played = Played(STARTTLS, tls=other.server_context())
        played.hear(b"STARTTLS\r\n")
        with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
            Client(played, other.client_context()).shake_hands()

    def test_expired(self) -> None:
        old = self_signed(expired=True)
        played = Played(STARTTLS, tls=old.server_context())
        played.hear(b"STARTTLS\r\n")
        with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
            Client(played, old.client_context()).shake_hands()

    def test_its_key_is_not_shown(self) -> None:
        assert "PRIVATE" not in repr(CERTIFICATE)
