"""What to do about the sender: the answers to MAIL, and refusals of whoever sends.

Nothing here says anything about a recipient, so nothing here may suppress one; and a refusal
of this sender is not to be remembered against the host (RFC 5321 4.5.4.1).
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay
from smtpreply.context import Fact
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import ENVELOPE, LATER, SENDING, SLOWER, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_MAIL = (Stage.MAIL,)
_PARAMETER_CHECKS = (
    "Which parameter does the EHLO reply not announce?",
    "Does the message need it? BODY, SMTPUTF8, REQUIRETLS, RRVS and HOLDFOR are not to be dropped.",
)

# fmt: off
SENDER_ROWS: tuple[RemedyRow, ...] = (
    RemedyRow(
        name="sender-accepted", stages=_MAIL, codes=(250,),
        action=_A.PROCEED, commands=(Command("RCPT TO:<{recipient}>"),), summary="The sender is accepted, for now.", remedy="Go on with RCPT; some servers judge the sender only there, or behind the message.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.MAIL, "250 2.1.0 ok")),

    # The sender's address
    RemedyRow(
        name="null-sender-refused", stages=_MAIL, codes=(5,), reasons=(_R.SENDER_REJECTED, _R.POLICY, _R.OTHER, _R.RECIPIENT_UNKNOWN, _R.RECIPIENT_REFUSED, _R.MAILBOX_DISABLED), when=((_F.NULL_SENDER, True),),
        action=_A.DROP_NOTIFICATION, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.HOST, commands=(Command("RSET"),),
        summary="The server takes no notifications: their sender is empty, as it must be.", remedy="Developer: drop it; never answer with another bounce, never put a real sender in. Operator: a log entry is enough.",
        cautions=(_C.BACKSCATTER, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.5.5"), example=Example(Stage.MAIL, "550 5.7.1 null sender not accepted", null_sender=True)),
    RemedyRow(
        name="sender-not-owned", stages=SENDING, reasons=(_R.SENDER_REJECTED,), codes=(5,), wordings=("sender-not-owned",),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.CONTACT_ACCOUNT_ADMIN, _A.GIVE_UP_MESSAGE), scope=_S.SENDER, blame=_B.ACCOUNT,
        summary="The account may not send with this sender address.", remedy="Sender: use the account's own address. Operator: add the address as an alias, or the right to send as its owner.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "reject_sender_login_mismatch"), example=Example(Stage.MAIL, "553 5.7.1 <a@example.net>: sender address rejected: not owned by user b")),
    RemedyRow(
        name="sender-not-found-now", stages=SENDING, reasons=(_R.SENDER_REJECTED,), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_SENDER_ADDRESS,), scope=_S.SENDER, blame=_B.SENDER, delay=LATER,
        checks=("Does the sender's domain have an MX or an address record, and do all its name servers answer?",),
        summary="The server cannot check the sender now.", remedy="Operator: check the DNS of the sender's domain. Developer: try later; every recipient fails alike.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "reject_unknown_sender_domain"), example=Example(Stage.MAIL, "450 4.1.8 sender address rejected: domain not found")),
    RemedyRow(
        name="sender-address-syntax", stages=_MAIL, codes=(5,), enhanced=("5.1.3", "5.1.7"),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.SENDER, blame=_B.SENDER, commands=(Command("RSET"),),
        summary="The sender address is written wrongly.", remedy="Developer: RSET; MAIL FROM:<address>, in angle brackets, no display name, ASCII unless SMTPUTF8 is on. It is not the host's fault, nor a recipient's.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.2"), example=Example(Stage.MAIL, "501 5.1.7 bad sender address syntax")),
    RemedyRow(
        name="sender-refused", reasons=(_R.SENDER_REJECTED,), codes=(5,),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.FIX_SENDER_POLICY, _A.GIVE_UP_MESSAGE), scope=_S.SENDER, blame=_B.SENDER,
        summary="The sender is not accepted.", remedy="Sender: use an address that exists and is yours. Operator: check the domain's MX, SPF and block lists. It is not the recipient's fault.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.MAIL, "550 5.1.8 sender domain not found")),

    # Parameters of MAIL and RCPT
    RemedyRow(
        name="priority-refused", stages=ENVELOPE, enhanced=("4.7.15", "5.7.15", "4.7.16", "5.7.16"),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER, _A.SHRINK_MESSAGE), scope=_S.MESSAGE, blame=_B.POLICY, delay=Delay(0, 3600, 14400),
        checks=("x.7.15: is the priority too low while the server is busy? x.7.16: is the message too big for its priority?",),
        summary="The server does not take a message of this priority now.", remedy="Developer: without MT-PRIORITY, once; else wait for the rush to end, or send less.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 6710", "4"), example=Example(Stage.MAIL, "450 4.7.15 priority level is too low")),
    RemedyRow(
        name="future-release-refused", stages=_MAIL, codes=(501, 504, 554, 555), when=((_F.FUTURE_RELEASE, True),),
        action=_A.HOLD_LOCALLY, alternatives=(_A.FIX_CLIENT,), scope=_S.MESSAGE, blame=_B.CLIENT, commands=(Command("RSET"),),
        checks=("How long does the FUTURERELEASE keyword of the EHLO reply allow?",),
        summary="The server does not hold the message for so long.", remedy="Developer: keep it here until its time, or ask for less; without the parameter it would go out now.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 4865", "5"), example=Example(Stage.MAIL, "501 5.5.4 HOLDFOR too long", command="MAIL FROM:<a@example.org> HOLDFOR=9999999")),
    RemedyRow(
        name="deadline-refused", stages=_MAIL, codes=(501, 504, 555), when=((_F.DEADLINE_BINDS, True),),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.ASK_USER,), scope=_S.MESSAGE, blame=_B.POLICY, commands=(Command("RSET"),),
        summary="The message must arrive in time or come back, and the server does not promise that.", remedy="Developer: return it with 5.4.7; without BY it might arrive too late. Sender: allow more time, or ask for a notice only (BY=...;N).",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 2852", "4"), example=Example(Stage.MAIL, "555 5.5.4 BY not supported", command="MAIL FROM:<a@example.org> BY=60;R")),
    RemedyRow(
        name="not-ascii-refused", stages=_MAIL, codes=(5,), enhanced=("5.6.7",),
        action=_A.USE_ASCII_ADDRESS, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE, commands=(Command("RSET"),),
        summary="The server takes no address that is not ASCII.", remedy="Developer: A-labels where only the domain is not ASCII. Sender: use a sender address in ASCII.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6531", "3.5"), example=Example(Stage.MAIL, "550 5.6.7 non-ASCII addresses not permitted")),
    RemedyRow(
        name="body-parameter-refused", stages=_MAIL, codes=(504, 555), when=((_F.PARAMETERS, True), (_F.DROPPABLE, False)),
        action=_A.DOWNGRADE_ENCODING, alternatives=(_A.USE_ASCII_ADDRESS, _A.REISSUE_EHLO, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=NOW, commands=(Command("RSET"),),
        checks=("Which parameter is it? BODY: encode the message for seven bits. SMTPUTF8: use ASCII addresses.", "Is the address in angle brackets? Some say 555 for any syntax error."),
        summary="The server does not take what the message is declared to be.", remedy="Developer: change the message so that it needs no such parameter; leaving only the parameter away would spoil it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 6152", "3"), example=Example(Stage.MAIL, "555 5.5.4 unsupported option: BODY=8BITMIME", command="MAIL FROM:<a@example.org> BODY=8BITMIME")),
    RemedyRow(
        name="parameter-refused-certainly", stages=ENVELOPE, codes=(500, 501, 504, 555), when=((_F.DROPPABLE, True),),
        action=_A.DROP_PARAMETER, alternatives=(_A.REISSUE_EHLO, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=_PARAMETER_CHECKS,
        summary="A parameter of MAIL or RCPT is not accepted, or the address is written wrongly.", remedy="Developer: repeat the command without what EHLO does not announce: MT-PRIORITY, BY, AUTH, RET, ENVID, NOTIFY, ORCPT, SIZE, in this order; then look at the address.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "501 5.5.4 bad RET parameter", command="MAIL FROM:<a@example.org> RET=X")),
    RemedyRow(
        name="parameter-not-now", stages=ENVELOPE, codes=(455,), when=((_F.DROPPABLE, True),),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER,), scope=_S.COMMAND, blame=_B.HOST, delay=NOW,
        checks=_PARAMETER_CHECKS,
        summary="A parameter of MAIL or RCPT cannot be honoured now.", remedy="Developer: repeat the command with only what the message needs; else later.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "455 4.5.4 cannot accept RET now", command="MAIL FROM:<a@example.org> RET=HDRS")),
    RemedyRow(
        name="parameter-not-now-perhaps", stages=ENVELOPE, codes=(455,), when=((_F.DROPPABLE, None),),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER,), scope=_S.COMMAND, blame=_B.HOST, delay=NOW,
        checks=_PARAMETER_CHECKS,
        summary="A parameter of MAIL or RCPT cannot be honoured now.", remedy="Developer: repeat the command with only what the message needs; else later.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "455 parameters not possible now")),
    RemedyRow(
        name="parameter-refused", stages=ENVELOPE, codes=(555,), when=((_F.DROPPABLE, None),),
        action=_A.DROP_PARAMETER, alternatives=(_A.REISSUE_EHLO, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=(*_PARAMETER_CHECKS, "Is the address in angle brackets? Some say 555 for any syntax error."),
        summary="A parameter of MAIL or RCPT is not accepted.", remedy="Developer: repeat the command without what EHLO does not announce, unless the message needs it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "555 parameters not recognized")),
    RemedyRow(
        name="sender-syntax-certainly", stages=_MAIL, codes=(501, 504, 555), when=((_F.DROPPABLE, False),),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.FIX_CLIENT, _A.GIVE_UP_MESSAGE), scope=_S.SENDER, blame=_B.CLIENT,
        summary="The sender address is written in a way the server does not take.", remedy="Developer: MAIL FROM:<address>, in angle brackets, without a display name, ASCII unless SMTPUTF8 is on.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.MAIL, "555 5.5.2 syntax error", command="MAIL FROM:a@example.org")),
    RemedyRow(
        name="sender-syntax", stages=_MAIL, codes=(501, 504),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.DROP_PARAMETER, _A.FIX_CLIENT), scope=_S.SENDER, blame=_B.CLIENT,
        summary="The sender address, or a parameter behind it, is written in a way the server does not take.", remedy="Developer: MAIL FROM:<address>, in angle brackets, without a display name, ASCII unless SMTPUTF8 is on.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.MAIL, "501 5.5.4 syntax error")),

    # Order
    RemedyRow(
        name="mail-or-rcpt-out-of-order", stages=ENVELOPE, codes=(502,),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.REISSUE_EHLO, _A.RECONNECT), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent, then MAIL? No server lacks MAIL or RCPT.",),
        summary="The server wants another command first.", remedy="Developer: EHLO, MAIL, RCPT in this order; once more, then a new connection without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.MAIL, "502 5.5.1 bad sequence of commands")),

    # Room
    RemedyRow(
        name="no-room-for-this-size", reasons=(_R.SYSTEM_FULL,), stages=_MAIL, codes=(4,), when=((_F.SIZE_DECLARED, True),),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.MESSAGE, blame=_B.HOST, delay=Delay(1800, 3600, 14400), commands=(Command("RSET"),),
        summary="The server has no room for a message of this size now.", remedy="Developer: RSET; smaller messages may go on over this connection, this one later or at another host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.1"), example=Example(Stage.MAIL, "452 insufficient storage for a message of this size", command="MAIL FROM:<a@example.org> SIZE=9000000")),
    RemedyRow(
        name="system-full", reasons=(_R.SYSTEM_FULL,), stages=_MAIL, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=Delay(900, 3600, 14400), commands=(Command("RSET"), Command("QUIT")),
        summary="The server has no room now.", remedy="Developer: RSET, QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.1"), example=Example(Stage.MAIL, "452 4.3.1 insufficient system storage")),

    # The sending side
    RemedyRow(
        name="too-fast", reasons=(_R.RATE_LIMITED,), codes=(4,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), blame=_B.SENDER, delay=LATER,
        summary="Too much, too fast.", remedy="Operator: fewer connections and messages an hour to this destination. Developer: try again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), throttles=SLOWER, source=Source("KumoMTA", "assets/policy-extras/shaping.toml"), example=Example(Stage.RCPT, "451 4.4.5 too many messages")),
    RemedyRow(
        name="too-fast-refused", reasons=(_R.RATE_LIMITED,), codes=(5,),
        action=_A.SLOW_DOWN, alternatives=(_A.SUSPEND_DESTINATION, _A.GIVE_UP_MESSAGE), blame=_B.SENDER, delay=Delay(3600, 14400, 86400),
        summary="A sending limit is reached.", remedy="Operator: find out which limit, and send more slowly. Developer: hold what waits for this destination; this message was refused.",
        cautions=(_C.NEVER_SUPPRESS,), throttles=SLOWER, source=Source("IANA SMTP Enhanced Status Codes"), example=Example(Stage.END_OF_DATA, "550 5.7.28 mail flood detected")),
    RemedyRow(
        name="blocked", reasons=(_R.BLOCKLISTED, _R.PTR_REQUIRED),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.NEXT_ADDRESS_FAMILY, _A.REQUEST_DELISTING, _A.GIVE_UP_MESSAGE), blame=_B.SENDER,
        checks=("Which list does the text name? Its own page says why, and how to get off.",),
        summary="The sending address is blocked, or its DNS is not accepted.", remedy="Operator: mend reverse DNS, find the block list in the text, ask for removal once the cause is gone; stop sending there until then.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.3"), example=Example(Stage.MAIL, "550 5.7.25 reverse DNS validation failed")),
    RemedyRow(
        name="sender-not-authenticated", reasons=(_R.AUTH_FAILED,), codes=(5,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE,), blame=_B.SENDER,
        summary="SPF, DKIM or DMARC did not pass.", remedy="Operator: add the sending host to SPF, sign with DKIM for the domain in From; do not resend the same bytes.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3"), example=Example(Stage.END_OF_DATA, "550 5.7.26 unauthenticated mail")),
    RemedyRow(
        name="sender-refused-by-policy", stages=_MAIL, codes=(5,), reasons=(_R.POLICY,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE, _A.FIX_SENDER_ADDRESS), scope=_S.SENDER, blame=_B.SENDER, commands=(Command("RSET"),),
        summary="The sender is refused by a rule of the server's.", remedy="Operator: read the text: block list, SPF, an address that is not the login's own, a local rule. Developer: RSET, return the message; no other host, and do not remember it against this one.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.MAIL, "550 5.7.1 rejected by local policy")),
)
# fmt: on
