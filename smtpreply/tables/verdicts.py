"""What a reply means by its numbers: the rows that `classify` fires.

A code row speaks for a reply code at a stage; of those that match, the first in the
table speaks, so the particular stands before the general. An enhanced row speaks for an
enhanced code whatever its class.
Weights say how far a row alone carries its reason, from 0 to 1: a 550 at RCPT means
"unknown user" so often and something else so often that it weighs little.
"""

import attrs

from smtpreply.context import Fact
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope


@attrs.frozen(kw_only=True)
class CodeRow:
    """What a reply code means at a stage."""

    name: str
    codes: tuple[int, ...]
    """Reply codes; a single digit stands for its class."""
    stages: tuple[Stage, ...] = ()
    """Empty: at any stage."""
    when: tuple[tuple[Fact, bool], ...] = ()
    """What must be known of the session for the row to hold."""
    reason: Reason
    weight: float
    scope: Scope | None = None
    """How far it reaches; None: as far as the reason does."""
    source: Source
    example: Example


@attrs.frozen(kw_only=True)
class EnhancedRow:
    """What an enhanced code means, whatever its class."""

    name: str
    subject: int
    detail: int
    last_detail: int | None = None
    reason: Reason
    weight: float
    source: Source
    example: Example


_R, _S, _F = Reason, Scope, Fact
_HELLO = (Stage.EHLO, Stage.HELO, Stage.LHLO)
_ASIDE = (Stage.VRFY, Stage.EXPN, Stage.HELP, Stage.NOOP, Stage.RSET, Stage.QUIT)
_QUEUE = (Stage.ETRN, Stage.ATRN, Stage.TURN)
_SEND = (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.END_OF_DATA, Stage.BDAT)
_R5321 = Source("RFC 5321", "4.3.2")


def _row(
    name: str,
    codes: tuple[int, ...],
    stages: tuple[Stage, ...],
    reason: Reason,
    weight: float,
    example: Example,
    *,
    scope: Scope | None = None,
    when: tuple[tuple[Fact, bool], ...] = (),
    source: Source = _R5321,
) -> CodeRow:
    return CodeRow(
        name=name, codes=codes, stages=stages, when=when, reason=reason, weight=weight,
        scope=scope, source=source, example=example,
    )  # fmt: skip


# fmt: off
CODE_ROWS: tuple[CodeRow, ...] = (
    # 421 answers any command, or none (RFC 5321 3.8)
    _row("421-at-auth", (421,), (Stage.AUTH,), _R.SYSTEM_ERROR, 0.4, Example(Stage.AUTH, "421 4.7.0 closing"), scope=_S.CONNECTION, source=Source("RFC 5321", "3.8")),
    _row("421-anywhere", (421,), (), _R.SYSTEM_ERROR, 0.4, Example(Stage.RCPT, "421 mx.example.org closing channel"), scope=_S.CONNECTION, source=Source("RFC 5321", "3.8")),
    _row("221-for-the-message", (221,), CONTENT, _R.PROTOCOL_ERROR, 0.7, Example(Stage.END_OF_DATA, "221 bye"), scope=_S.MESSAGE, source=Source("RFC 5321", "4.2.5")),
    _row("221-closing", (221,), (), _R.CLOSING, 0.9, Example(Stage.QUIT, "221 bye"), source=Source("RFC 5321", "4.1.1.10")),
    # Greeting
    _row("220-greeting", (220,), (Stage.CONNECT,), _R.SERVICE_READY, 1.0, Example(Stage.CONNECT, "220 mx.example.org ESMTP"), source=Source("RFC 5321", "3.1")),
    _row("2yz-greeting", (2,), (Stage.CONNECT,), _R.SERVICE_READY, 0.4, Example(Stage.CONNECT, "250 mx.example.org"), source=Source("RFC 5321", "4.2.1")),
    _row("554-greeting", (554,), (Stage.CONNECT,), _R.POLICY, 0.4, Example(Stage.CONNECT, "554 no SMTP service here"), scope=_S.HOST, source=Source("RFC 5321", "3.1")),
    _row("521-greeting", (521,), (Stage.CONNECT, *_HELLO), _R.POLICY, 0.5, Example(Stage.CONNECT, "521 no"), scope=_S.HOST, source=Source("RFC 7504", "3")),
    _row("5yz-greeting", (5,), (Stage.CONNECT,), _R.POLICY, 0.3, Example(Stage.CONNECT, "550 go away"), scope=_S.HOST, source=Source("RFC 5321", "3.1")),
    _row("4yz-greeting", (4,), (Stage.CONNECT,), _R.SYSTEM_ERROR, 0.4, Example(Stage.CONNECT, "450 no"), scope=_S.HOST, source=Source("RFC 5321", "4.2.1")),
    # EHLO, HELO, LHLO
    _row("250-hello", (250,), _HELLO, _R.COMPLETED, 1.0, Example(Stage.EHLO, "250-mx.example.org\n250 PIPELINING"), scope=_S.CONNECTION),
    _row("500-hello", (500, 502), _HELLO, _R.NOT_IMPLEMENTED, 0.9, Example(Stage.EHLO, "500 unrecognized command"), source=Source("RFC 5321", "3.2")),
    _row("501-hello", (501, 504), _HELLO, _R.PROTOCOL_ERROR, 0.6, Example(Stage.HELO, "501 no"), scope=_S.CONNECTION),
    _row("550-hello", (550, 553, 554), _HELLO, _R.POLICY, 0.4, Example(Stage.EHLO, "550 not welcome"), scope=_S.HOST),
    # STARTTLS
    _row("220-starttls", (220,), (Stage.STARTTLS,), _R.TLS_READY, 1.0, Example(Stage.STARTTLS, "220 go ahead"), source=Source("RFC 3207", "4")),
    _row("2yz-starttls", (2,), (Stage.STARTTLS,), _R.PROTOCOL_ERROR, 0.7, Example(Stage.STARTTLS, "250 ok"), scope=_S.CONNECTION, source=Source("RFC 3207", "4")),
    _row("454-starttls", (454,), (Stage.STARTTLS,), _R.TLS_REQUIRED, 0.7, Example(Stage.STARTTLS, "454 TLS not available due to temporary reason"), scope=_S.CONNECTION, source=Source("RFC 3207", "4")),
    _row("4yz-starttls", (4,), (Stage.STARTTLS,), _R.SYSTEM_ERROR, 0.5, Example(Stage.STARTTLS, "451 no"), scope=_S.CONNECTION, source=Source("RFC 3207", "4")),
    _row("502-starttls", (500, 502), (Stage.STARTTLS,), _R.NOT_IMPLEMENTED, 0.9, Example(Stage.STARTTLS, "502 not implemented"), scope=_S.CONNECTION, source=Source("RFC 3207", "4")),
    # AUTH
    _row("235-auth", (235,), (Stage.AUTH,), _R.AUTHENTICATED, 1.0, Example(Stage.AUTH, "235 2.7.0 welcome"), source=Source("RFC 4954", "6")),
    _row("334-auth", (334,), (Stage.AUTH, Stage.UNKNOWN), _R.CHALLENGE, 1.0, Example(Stage.AUTH, "334 VXNlcm5hbWU6"), source=Source("RFC 4954", "4")),
    _row("2yz-auth", (2,), (Stage.AUTH,), _R.PROTOCOL_ERROR, 0.5, Example(Stage.AUTH, "250 ok"), scope=_S.CONNECTION, source=Source("RFC 4954", "6")),
    _row("432-auth", (432,), (Stage.AUTH,), _R.BAD_CREDENTIALS, 0.7, Example(Stage.AUTH, "432 4.7.12 a password transition is needed"), source=Source("RFC 4954", "6")),
    _row("454-auth", (454,), (Stage.AUTH,), _R.SYSTEM_ERROR, 0.7, Example(Stage.AUTH, "454 4.7.0 temporary authentication failure"), scope=_S.ACCOUNT, source=Source("RFC 4954", "6")),
    _row("502-auth", (500, 502, 504), (Stage.AUTH,), _R.NOT_IMPLEMENTED, 0.8, Example(Stage.AUTH, "504 unrecognized authentication type"), source=Source("RFC 4954", "4")),
    _row("534-auth", (534,), (Stage.AUTH, Stage.UNKNOWN), _R.BAD_CREDENTIALS, 0.7, Example(Stage.AUTH, "534 5.7.9 mechanism is too weak"), source=Source("RFC 4954", "6")),
    _row("535-auth", (535,), (), _R.BAD_CREDENTIALS, 0.9, Example(Stage.AUTH, "535 5.7.8 credentials invalid"), source=Source("RFC 4954", "6")),
    _row("538-auth", (523, 524, 538), (), _R.TLS_REQUIRED, 0.8, Example(Stage.AUTH, "538 5.7.11 encryption required"), source=Source("RFC 4954", "6")),
    _row("525-auth", (525,), (Stage.AUTH, Stage.UNKNOWN), _R.BAD_CREDENTIALS, 0.7, Example(Stage.AUTH, "525 5.7.13 account disabled"), source=Source("RFC 5248", "2.4")),
    _row("550-auth", (550, 554), (Stage.AUTH,), _R.BAD_CREDENTIALS, 0.5, Example(Stage.AUTH, "550 no"), source=Source("RFC 4954", "6")),
    # 530 asks for TLS or for a login: what the session lacks decides
    _row("530-without-tls", (530,), (), _R.TLS_REQUIRED, 0.7, Example(Stage.MAIL, "530 5.7.0 no", tls=False), when=((_F.TLS, False),), source=Source("RFC 3207", "4")),
    _row("530-at-auth", (530,), (Stage.AUTH,), _R.TLS_REQUIRED, 0.6, Example(Stage.AUTH, "530 5.7.0 no"), source=Source("RFC 3207", "4")),
    _row("530-with-tls", (530,), (), _R.AUTH_REQUIRED, 0.8, Example(Stage.MAIL, "530 5.7.0 no", tls=True), when=((_F.TLS, True),), source=Source("RFC 4954", "6")),
    _row("530-anywhere", (530,), (), _R.AUTH_REQUIRED, 0.5, Example(Stage.MAIL, "530 5.7.0 no"), source=Source("RFC 4954", "6")),
    # Recipients
    _row("250-rcpt", (250, 252), (Stage.RCPT,), _R.RECIPIENT_ACCEPTED, 1.0, Example(Stage.RCPT, "250 2.1.5 ok"), source=Source("RFC 5321", "3.3")),
    _row("251-rcpt", (251,), (Stage.RCPT, Stage.VRFY), _R.WILL_FORWARD, 1.0, Example(Stage.RCPT, "251 user not local; will forward to <bob@example.net>"), source=Source("RFC 5321", "3.4")),
    _row("450-rcpt", (450,), (Stage.RCPT,), _R.OTHER, 0.3, Example(Stage.RCPT, "450 mailbox unavailable"), scope=_S.RECIPIENT),
    _row("452-rcpt-accepted", (452,), (Stage.RCPT,), _R.TOO_MANY_RECIPIENTS, 0.6, Example(Stage.RCPT, "452 too many", accepted=100), when=((_F.ACCEPTED_ANY, True),), source=Source("RFC 5321", "4.5.3.1.10")),
    _row("452-rcpt-first", (452,), (Stage.RCPT,), _R.SYSTEM_FULL, 0.5, Example(Stage.RCPT, "452 no room", accepted=0), when=((_F.ACCEPTED_ANY, False),), scope=_S.RECIPIENT, source=Source("RFC 5321", "4.5.3.1.10")),
    _row("452-rcpt", (452,), (Stage.RCPT,), _R.TOO_MANY_RECIPIENTS, 0.3, Example(Stage.RCPT, "452 no"), scope=_S.RECIPIENT, source=Source("RFC 5321", "4.5.3.1.10")),
    _row("552-rcpt-accepted", (552,), (Stage.RCPT,), _R.TOO_MANY_RECIPIENTS, 0.4, Example(Stage.RCPT, "552 no", accepted=100), when=((_F.ACCEPTED_ANY, True),), source=Source("RFC 5321", "4.5.3.1.10")),
    _row("552-rcpt-first", (552,), (Stage.RCPT,), _R.MAILBOX_FULL, 0.5, Example(Stage.RCPT, "552 exceeded storage allocation", accepted=0), when=((_F.ACCEPTED_ANY, False),)),
    _row("552-rcpt", (552,), (Stage.RCPT,), _R.TOO_MANY_RECIPIENTS, 0.3, Example(Stage.RCPT, "552 no"), scope=_S.RECIPIENT, source=Source("RFC 5321", "4.5.3.1.10")),
    _row("454-rcpt", (454,), (Stage.RCPT,), _R.RELAY_DENIED, 0.5, Example(Stage.RCPT, "454 4.7.1 relay access denied"), scope=_S.RECIPIENT, source=Source("Postfix", "relay_domains_reject_code")),
    _row("550-rcpt", (550,), (Stage.RCPT,), _R.RECIPIENT_UNKNOWN, 0.4, Example(Stage.RCPT, "550 no"), scope=_S.RECIPIENT),
    _row("551-rcpt", (551,), (Stage.RCPT, Stage.VRFY, Stage.UNKNOWN), _R.RECIPIENT_MOVED, 0.45, Example(Stage.RCPT, "551 user not local; please try <bob@example.net>"), source=Source("RFC 5321", "3.4")),
    _row("553-rcpt", (553,), (Stage.RCPT,), _R.RECIPIENT_UNKNOWN, 0.3, Example(Stage.RCPT, "553 mailbox name not allowed"), scope=_S.RECIPIENT),
    _row("554-rcpt", (554,), (Stage.RCPT,), _R.POLICY, 0.3, Example(Stage.RCPT, "554 refused"), scope=_S.RECIPIENT),
    _row("556-rcpt", (556,), (), _R.DOMAIN_UNKNOWN, 0.9, Example(Stage.RCPT, "556 5.1.10 recipient domain has a null MX"), source=Source("RFC 7504", "4")),
    _row("521-bdat", (521,), (Stage.BDAT,), _R.NOT_IMPLEMENTED, 0.6, Example(Stage.BDAT, "521 5.5.4 Syntax: BDAT count [LAST]"), scope=_S.CONNECTION, source=Source("Postfix", "smtpd: 521 means that it disconnects")),
    _row("521-rcpt", (521,), (Stage.RCPT,), _R.POLICY, 0.3, Example(Stage.RCPT, "521 no"), source=Source("RFC 7504", "3")),
    # Sender
    _row("250-mail", (250,), (Stage.MAIL,), _R.COMPLETED, 1.0, Example(Stage.MAIL, "250 2.1.0 ok"), scope=_S.TRANSACTION, source=Source("RFC 5321", "3.3")),
    _row("452-mail", (452,), (Stage.MAIL,), _R.SYSTEM_FULL, 0.6, Example(Stage.MAIL, "452 insufficient system storage")),
    _row("552-mail", (552,), (Stage.MAIL,), _R.MESSAGE_TOO_LARGE, 0.7, Example(Stage.MAIL, "552 message size exceeds fixed maximum"), source=Source("RFC 1870", "6.1")),
    _row("550-mail", (550, 553, 554), (Stage.MAIL,), _R.SENDER_REJECTED, 0.4, Example(Stage.MAIL, "550 no")),
    # The message
    _row("354-data", (354,), (Stage.DATA, Stage.UNKNOWN), _R.START_INPUT, 1.0, Example(Stage.DATA, "354 go ahead"), source=Source("RFC 5321", "3.3")),
    _row("2yz-data", (2,), (Stage.DATA,), _R.PROTOCOL_ERROR, 0.7, Example(Stage.DATA, "250 ok"), scope=_S.CONNECTION, source=Source("RFC 5321", "4.1.1.4")),
    _row("554-data", (554,), (Stage.DATA,), _R.PROTOCOL_ERROR, 0.4, Example(Stage.DATA, "554 no valid recipients"), scope=_S.TRANSACTION),
    _row("250-bdat-last", (2,), (Stage.BDAT,), _R.MESSAGE_ACCEPTED, 1.0, Example(Stage.BDAT, "250 2.0.0 queued as 4XyZ", command="BDAT 86 LAST"), when=((_F.LAST_CHUNK, True),), source=Source("RFC 3030", "2")),
    _row("250-bdat", (250,), (Stage.BDAT,), _R.COMPLETED, 0.7, Example(Stage.BDAT, "250 86 octets received"), scope=_S.TRANSACTION, source=Source("RFC 3030", "2")),
    _row("250-message", (2,), (Stage.END_OF_DATA,), _R.MESSAGE_ACCEPTED, 1.0, Example(Stage.END_OF_DATA, "250 2.0.0 queued as 4XyZ"), source=Source("RFC 5321", "4.2.5")),
    _row("452-message", (452,), CONTENT, _R.SYSTEM_FULL, 0.6, Example(Stage.END_OF_DATA, "452 insufficient system storage")),
    _row("552-message", (552,), CONTENT, _R.MESSAGE_TOO_LARGE, 0.5, Example(Stage.END_OF_DATA, "552 no"), source=Source("RFC 1870", "6.3")),
    _row("500-message", (500,), (Stage.END_OF_DATA,), _R.OTHER, 0.3, Example(Stage.END_OF_DATA, "500 no"), scope=_S.MESSAGE),
    _row("550-message", (550, 554), CONTENT, _R.POLICY, 0.35, Example(Stage.END_OF_DATA, "554 transaction failed"), scope=_S.MESSAGE),
    _row("4yz-message", (4,), CONTENT, _R.SYSTEM_ERROR, 0.35, Example(Stage.END_OF_DATA, "451 local error in processing"), scope=_S.MESSAGE),
    # Verifying and other side paths: a refusal says nothing about the address
    _row("250-vrfy", (250,), (Stage.VRFY,), _R.ADDRESS_CONFIRMED, 0.6, Example(Stage.VRFY, "250 Bob <bob@example.org>"), source=Source("RFC 5321", "3.5.3")),
    _row("252-vrfy", (252,), (Stage.VRFY, Stage.EXPN), _R.NOT_VERIFIED, 1.0, Example(Stage.VRFY, "252 cannot VRFY user, but will accept message"), source=Source("RFC 5321", "3.5.3")),
    _row("500-vrfy", (500, 502, 504), (*_ASIDE, *_QUEUE), _R.NOT_IMPLEMENTED, 1.0, Example(Stage.VRFY, "502 5.5.1 VRFY command is disabled"), scope=_S.COMMAND),
    _row("550-vrfy", (550,), (Stage.VRFY,), _R.OTHER, 0.4, Example(Stage.VRFY, "550 no"), scope=_S.COMMAND, source=Source("RFC 5321", "3.5.3")),
    _row("553-vrfy", (553,), (Stage.VRFY,), _R.OTHER, 0.5, Example(Stage.VRFY, "553-ambiguous; possibilities are\n553-<bob@example.org>\n553 <bobby@example.org>"), scope=_S.COMMAND, source=Source("RFC 5321", "3.5.1")),
    _row("5yz-aside", (550, 551, 553, 554, 521), (*_ASIDE, *_QUEUE), _R.POLICY, 0.4, Example(Stage.EXPN, "550 access denied"), scope=_S.COMMAND, source=Source("RFC 5321", "7.3")),
    _row("211-help", (211, 214), (), _R.INFORMATION, 1.0, Example(Stage.HELP, "214 see the manual"), source=Source("RFC 5321", "4.1.1.8")),
    _row("2yz-etrn", (250, 251, 252, 253), _QUEUE, _R.COMPLETED, 0.9, Example(Stage.ETRN, "252 pending messages for node started"), scope=_S.COMMAND, source=Source("RFC 1985", "5")),
    _row("453-atrn", (453,), (Stage.ATRN, Stage.UNKNOWN), _R.INFORMATION, 0.9, Example(Stage.ATRN, "453 you have no mail"), scope=_S.COMMAND, source=Source("RFC 2645", "4.2")),
    _row("458-etrn", (458,), (), _R.SYSTEM_ERROR, 0.8, Example(Stage.ETRN, "458 unable to queue messages"), scope=_S.COMMAND, source=Source("RFC 1985", "5")),
    _row("459-etrn", (459,), (), _R.POLICY, 0.8, Example(Stage.ETRN, "459 node not allowed"), scope=_S.COMMAND, source=Source("RFC 1985", "5")),
    # Syntax, at any stage: about the command, never about recipient or message
    _row("503-anywhere", (503,), (), _R.PROTOCOL_ERROR, 0.8, Example(Stage.RCPT, "503 need MAIL first"), scope=_S.COMMAND, source=Source("RFC 5321", "4.1.4")),
    _row("502-anywhere", (500, 502, 504), (), _R.NOT_IMPLEMENTED, 0.6, Example(Stage.OTHER, "502 not implemented"), scope=_S.COMMAND),
    _row("501-rcpt", (501,), (Stage.RCPT,), _R.PROTOCOL_ERROR, 0.5, Example(Stage.RCPT, "501 syntax error"), scope=_S.RECIPIENT),
    _row("501-mail", (501,), (Stage.MAIL,), _R.PROTOCOL_ERROR, 0.5, Example(Stage.MAIL, "501 syntax error"), scope=_S.TRANSACTION),
    _row("501-anywhere", (501,), (), _R.PROTOCOL_ERROR, 0.7, Example(Stage.VRFY, "501 syntax: VRFY address"), scope=_S.COMMAND),
    _row("555-anywhere", (455, 555), (), _R.NOT_IMPLEMENTED, 0.8, Example(Stage.MAIL, "555 parameters not recognized"), scope=_S.COMMAND, source=Source("RFC 5321", "4.1.1.11")),
    _row("356-unexpected", (3,), (Stage.CONNECT, *_HELLO, Stage.STARTTLS, *_SEND, *_ASIDE, *_QUEUE, Stage.OTHER), _R.PROTOCOL_ERROR, 0.7, Example(Stage.END_OF_DATA, "354 go ahead"), scope=_S.CONNECTION, source=Source("RFC 5321", "4.2.1")),
    _row("5yz-no-address", (550, 551, 552, 553), (Stage.STARTTLS, Stage.DATA, Stage.OTHER, *_ASIDE, *_QUEUE), _R.OTHER, 0.3, Example(Stage.OTHER, "550 not allowed"), source=Source("RFC 5321", "4.2.1")),
    # What the code alone says, where the stage is not known or adds nothing
    _row("550-anywhere", (550,), (), _R.RECIPIENT_UNKNOWN, 0.2, Example(Stage.UNKNOWN, "550 no"), source=Source("RFC 5321", "4.2.3")),
    _row("552-anywhere", (552,), (), _R.MAILBOX_FULL, 0.3, Example(Stage.UNKNOWN, "552 no"), source=Source("RFC 5321", "4.2.3")),
    _row("553-anywhere", (553,), (), _R.SENDER_REJECTED, 0.2, Example(Stage.UNKNOWN, "553 no"), source=Source("RFC 5321", "4.2.3")),
    _row("554-anywhere", (554,), (), _R.POLICY, 0.2, Example(Stage.UNKNOWN, "554 no"), source=Source("RFC 5321", "4.2.3")),
    _row("452-anywhere", (452,), (), _R.SYSTEM_FULL, 0.3, Example(Stage.UNKNOWN, "452 no"), source=Source("RFC 5321", "4.2.3")),
    _row("451-anywhere", (451,), (), _R.SYSTEM_ERROR, 0.35, Example(Stage.RCPT, "451 local error"), source=Source("RFC 5321", "4.2.3")),
    _row("2yz-anywhere", (2,), (), _R.COMPLETED, 0.5, Example(Stage.NOOP, "250 ok"), source=Source("RFC 5321", "4.2.1")),
    _row("3yz-anywhere", (3,), (), _R.CHALLENGE, 0.2, Example(Stage.UNKNOWN, "399 well"), source=Source("RFC 5321", "4.2.1")),
    _row("4yz-anywhere", (4,), (), _R.OTHER, 0.2, Example(Stage.MAIL, "450 no"), source=Source("RFC 5321", "4.2.1")),
    _row("5yz-anywhere", (5,), (), _R.OTHER, 0.2, Example(Stage.RCPT, "599 no"), source=Source("RFC 5321", "4.2.1")),
)
# fmt: on


def _enhanced(
    number: str, reason: Reason, weight: float, example: Example, source: Source
) -> EnhancedRow:
    subject, _, details = number.partition(".")
    first, _, last = details.partition("-")
    return EnhancedRow(
        name=f"x.{number}", subject=int(subject), detail=int(first),
        last_detail=int(last) if last else None, reason=reason, weight=weight,
        source=source, example=example,
    )  # fmt: skip


def _rcpt(reply: str) -> Example:
    return Example(Stage.RCPT, reply)


def _end(reply: str) -> Example:
    return Example(Stage.END_OF_DATA, reply)


_R3463 = "RFC 3463"

# fmt: off
ENHANCED_ROWS: tuple[EnhancedRow, ...] = (
    _enhanced("1.1", _R.RECIPIENT_UNKNOWN, 0.8, _rcpt("550 5.1.1 no such user"), Source(_R3463, "3.2")),
    _enhanced("1.2", _R.DOMAIN_UNKNOWN, 0.7, _rcpt("550 5.1.2 no such host"), Source(_R3463, "3.2")),
    _enhanced("1.3", _R.RECIPIENT_UNKNOWN, 0.7, _rcpt("501 5.1.3 bad recipient address syntax"), Source(_R3463, "3.2")),
    _enhanced("1.4", _R.OTHER, 0.6, _rcpt("550 5.1.4 no"), Source(_R3463, "3.2")),
    _enhanced("1.6", _R.RECIPIENT_MOVED, 0.8, _rcpt("551 5.1.6 mailbox has moved"), Source(_R3463, "3.2")),
    _enhanced("1.7", _R.SENDER_REJECTED, 0.8, Example(Stage.MAIL, "553 5.1.7 bad sender address"), Source(_R3463, "3.2")),
    _enhanced("1.8", _R.SENDER_REJECTED, 0.8, Example(Stage.MAIL, "550 5.1.8 sender domain not found"), Source(_R3463, "3.2")),
    _enhanced("1.10", _R.DOMAIN_UNKNOWN, 0.9, _rcpt("556 5.1.10 null MX"), Source("RFC 7505", "4.2")),
    _enhanced("2.1", _R.MAILBOX_DISABLED, 0.7, _rcpt("550 5.2.1 mailbox disabled"), Source(_R3463, "3.3")),
    _enhanced("2.2", _R.MAILBOX_FULL, 0.8, _rcpt("552 5.2.2 mailbox full"), Source(_R3463, "3.3")),
    _enhanced("2.3", _R.MESSAGE_TOO_LARGE, 0.8, _rcpt("552 5.2.3 longer than allowed"), Source(_R3463, "3.3")),
    _enhanced("2.4", _R.SYSTEM_ERROR, 0.5, _rcpt("450 4.2.4 list expansion problem"), Source(_R3463, "3.3")),
    _enhanced("3.0", _R.SYSTEM_ERROR, 0.6, _end("451 4.3.0 mail system problem"), Source(_R3463, "3.4")),
    _enhanced("3.1", _R.SYSTEM_FULL, 0.8, _end("452 4.3.1 mail system full"), Source(_R3463, "3.4")),
    _enhanced("3.2", _R.SYSTEM_ERROR, 0.7, _end("451 4.3.2 not accepting messages"), Source(_R3463, "3.4")),
    _enhanced("3.3", _R.NOT_IMPLEMENTED, 0.7, _end("554 5.3.3 not capable"), Source(_R3463, "3.4")),
    _enhanced("3.4", _R.MESSAGE_TOO_LARGE, 0.9, _end("552 5.3.4 message too big"), Source(_R3463, "3.4")),
    _enhanced("3.5", _R.SYSTEM_ERROR, 0.7, _end("451 4.3.5 system incorrectly configured"), Source(_R3463, "3.4")),
    _enhanced("4.0", _R.NETWORK, 0.6, _end("451 4.4.0 network problem"), Source(_R3463, "3.5")),
    _enhanced("4.1", _R.NETWORK, 0.7, _end("451 4.4.1 no answer from host"), Source(_R3463, "3.5")),
    _enhanced("4.2", _R.NETWORK, 0.7, Example(Stage.DATA, "421 4.4.2 connection dropped"), Source(_R3463, "3.5")),
    _enhanced("4.3", _R.NETWORK, 0.7, _rcpt("451 4.4.3 no"), Source(_R3463, "3.5")),
    _enhanced("4.4", _R.NETWORK, 0.7, _rcpt("451 4.4.4 unable to route"), Source(_R3463, "3.5")),
    _enhanced("4.5", _R.RATE_LIMITED, 0.7, _end("451 4.4.5 system congestion"), Source(_R3463, "3.5")),
    _enhanced("4.6", _R.NETWORK, 0.7, _end("554 5.4.6 routing loop detected"), Source(_R3463, "3.5")),
    _enhanced("4.7", _R.EXPIRED, 0.8, _end("554 5.4.7 delivery time expired"), Source(_R3463, "3.5")),
    _enhanced("5.0", _R.PROTOCOL_ERROR, 0.6, Example(Stage.MAIL, "554 5.5.0 protocol status"), Source(_R3463, "3.6")),
    _enhanced("5.1", _R.PROTOCOL_ERROR, 0.5, Example(Stage.MAIL, "554 5.5.1 invalid command"), Source(_R3463, "3.6")),
    _enhanced("5.2", _R.PROTOCOL_ERROR, 0.7, Example(Stage.MAIL, "501 5.5.2 syntax error"), Source(_R3463, "3.6")),
    _enhanced("5.3", _R.TOO_MANY_RECIPIENTS, 0.8, _rcpt("452 4.5.3 too many recipients"), Source(_R3463, "3.6")),
    _enhanced("5.4", _R.PROTOCOL_ERROR, 0.7, Example(Stage.MAIL, "501 5.5.4 invalid arguments"), Source(_R3463, "3.6")),
    _enhanced("5.5", _R.PROTOCOL_ERROR, 0.7, Example(Stage.EHLO, "554 5.5.5 wrong protocol version"), Source(_R3463, "3.6")),
    _enhanced("5.6", _R.PROTOCOL_ERROR, 0.85, Example(Stage.AUTH, "500 5.5.6 no"), Source("RFC 4954", "6")),
    _enhanced("6.0-6", _R.MESSAGE_MALFORMED, 0.7, _end("554 5.6.0 no"), Source(_R3463, "3.7")),
    _enhanced("6.7-9", _R.NOT_IMPLEMENTED, 0.7, Example(Stage.MAIL, "550 5.6.7 non-ASCII addresses not permitted"), Source("RFC 6531", "4")),
    _enhanced("6.10", _R.MESSAGE_MALFORMED, 0.6, _end("554 5.6.10 conversion failed"), Source("RFC 6531", "4")),
    _enhanced("7.0", _R.POLICY, 0.45, _end("554 5.7.0 no"), Source(_R3463, "3.8")),
    _enhanced("7.1", _R.POLICY, 0.45, _end("554 5.7.1 no"), Source(_R3463, "3.8")),
    _enhanced("7.2", _R.RECIPIENT_REFUSED, 0.7, _rcpt("550 5.7.2 list expansion prohibited"), Source(_R3463, "3.8")),
    _enhanced("7.3-4", _R.NOT_IMPLEMENTED, 0.6, Example(Stage.AUTH, "504 5.7.4 security features not supported"), Source(_R3463, "3.8")),
    _enhanced("7.5", _R.TLS_REQUIRED, 0.5, _end("554 5.7.5 cryptographic failure"), Source(_R3463, "3.8")),
    _enhanced("7.7", _R.AUTH_FAILED, 0.5, _end("554 5.7.7 message integrity failure"), Source(_R3463, "3.8")),
    _enhanced("7.8-9", _R.BAD_CREDENTIALS, 0.8, Example(Stage.AUTH, "535 5.7.8 credentials invalid"), Source("RFC 4954", "6")),
    _enhanced("7.10-11", _R.TLS_REQUIRED, 0.9, Example(Stage.AUTH, "538 5.7.11 encryption required"), Source("RFC 4954", "6")),
    _enhanced("7.12", _R.BAD_CREDENTIALS, 0.8, Example(Stage.AUTH, "432 4.7.12 password transition needed"), Source("RFC 4954", "6")),
    _enhanced("7.13", _R.MAILBOX_DISABLED, 0.7, Example(Stage.RCPT, "525 5.7.13 account disabled"), Source("RFC 5248", "2.4")),
    _enhanced("7.14", _R.BAD_CREDENTIALS, 0.7, Example(Stage.AUTH, "534 5.7.14 trust relationship required"), Source("RFC 5248", "2.4")),
    _enhanced("7.15", _R.POLICY, 0.7, Example(Stage.MAIL, "450 4.7.15 priority too low"), Source("RFC 6710", "10.4")),
    _enhanced("7.16", _R.MESSAGE_TOO_LARGE, 0.7, Example(Stage.MAIL, "552 5.7.16 too big for the priority"), Source("RFC 6710", "10.4")),
    _enhanced("7.17", _R.RECIPIENT_MOVED, 0.8, _rcpt("550 5.7.17 mailbox owner has changed"), Source("RFC 7293", "14.2")),
    _enhanced("7.18", _R.DOMAIN_UNKNOWN, 0.8, _rcpt("550 5.7.18 domain owner has changed"), Source("RFC 7293", "14.2")),
    _enhanced("7.20-22", _R.AUTH_FAILED, 0.9, _end("550 5.7.20 no passing DKIM signature"), Source("RFC 7372", "3.1")),
    _enhanced("7.23-24", _R.AUTH_FAILED, 0.9, Example(Stage.MAIL, "550 5.7.23 SPF validation failed"), Source("RFC 7372", "3.2")),
    _enhanced("7.25", _R.PTR_REQUIRED, 0.9, Example(Stage.MAIL, "550 5.7.25 reverse DNS validation failed"), Source("RFC 7372", "3.3")),
    _enhanced("7.26", _R.AUTH_FAILED, 0.9, _end("550 5.7.26 multiple authentication checks failed"), Source("RFC 7372", "3.4")),
    _enhanced("7.27", _R.SENDER_REJECTED, 0.6, Example(Stage.MAIL, "550 5.7.27 sender address has a null MX"), Source("RFC 7505", "4.2")),
    _enhanced("7.28", _R.RATE_LIMITED, 0.7, _end("450 4.7.28 mail flood detected"), Source("IANA SMTP Enhanced Status Codes")),
    _enhanced("7.29", _R.AUTH_FAILED, 0.6, _end("550 5.7.29 ARC validation failure"), Source("RFC 8617", "10.4")),
    _enhanced("7.30", _R.TLS_REQUIRED, 0.6, Example(Stage.MAIL, "550 5.7.30 REQUIRETLS support required"), Source("RFC 8689", "5")),
)
# fmt: on
