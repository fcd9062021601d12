"""The stage of a session: which command a reply answers.

The same code means other things at other stages (554 is "no service" in the
greeting and "transaction failed" after the data), so nothing is judged without it.
"""

from smtpreply.term import Term


class Stage(Term):
    """What a reply answers. The value is the command's name on the wire."""

    CONNECT = "connect"
    """The greeting; no command was sent."""
    EHLO = "EHLO"
    HELO = "HELO"
    LHLO = "LHLO"
    """LMTP's EHLO (RFC 2033 4.1)."""
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    """AUTH and every line of the exchange that follows it (RFC 4954 4)."""
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    """The DATA command itself, answered 354."""
    END_OF_DATA = "end of data"
    """The lone dot after the message, or in LMTP one reply a recipient."""
    BDAT = "BDAT"
    """A chunk (RFC 3030 2), the last one included."""
    VRFY = "VRFY"
    EXPN = "EXPN"
    HELP = "HELP"
    NOOP = "NOOP"
    RSET = "RSET"
    QUIT = "QUIT"
    ETRN = "ETRN"
    ATRN = "ATRN"
    TURN = "TURN"
    OTHER = "other"
    """A command that is none of these (XCLIENT, BURL, a typing error)."""
    UNKNOWN = "unknown"
    """Not known, or the reply answers nothing."""

    @classmethod
    def of_command(cls, line: str) -> "Stage":
        """The stage of the command that ``line`` begins with; OTHER where it is none of ours.

        >>> Stage.of_command("rcpt to:<alice@example.org>")
        <Stage.RCPT: 'RCPT'>
        """
        verb = line.strip().split(" ", 1)[0].upper()
        return _BY_VERB.get(verb, cls.OTHER)

    @classmethod
    def from_text(cls, text: str) -> "Stage":
        """Find a stage by its name or its value, in any case; raises ``ValueError``.

        >>> Stage.from_text("end-of-data")
        <Stage.END_OF_DATA: 'end of data'>
        """
        name = text.strip().replace("-", "_").replace(" ", "_").upper()
        if name not in cls.__members__:
            known = ", ".join(cls.__members__)
            raise ValueError(f"no stage is called {text!r}; there are {known}")
        return cls[name]


HELLO = (Stage.EHLO, Stage.HELO, Stage.LHLO)
"""Where the client introduces itself."""

CONTENT = (Stage.END_OF_DATA, Stage.BDAT)
"""Where the answer is to the message itself."""

_BY_VERB = {stage.value: stage for stage in Stage if stage.value.isupper()}
