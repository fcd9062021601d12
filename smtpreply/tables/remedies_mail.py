"""What to do about a transaction, whichever command is answered: what is asked first, and last.

First come the answers that mean the same at every command: silence, an extension that is not
offered, a probe, greylisting, quotas, blocks. Last comes what is left when neither the sender,
nor a recipient, nor the message explains the answer. Before the final dot a repeat is safe.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay, Throttle, Throttled
from smtpreply.context import Fact, Needs
from smtpreply.event import EventKind
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.remedyrow import ENVELOPE, LATER, SENDING, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _K, _R, _S = Action, Blame, Caution, Fact, EventKind, Reason, Scope
_MAIL, _RCPT, _DATA, _END = (Stage.MAIL,), (Stage.RCPT,), (Stage.DATA,), (Stage.END_OF_DATA,)
_SILENCE = (_K.CLOSED, _K.TIMEOUT, _K.NOT_A_REPLY)
_NOT_OFFERED = (_K.NOT_OFFERED,)
# A refusal that may be about the address, the sender or the site, but not about the dialogue.
_ABOUT_MAIL = tuple(
    reason
    for reason in Reason
    if reason
    not in (Reason.PROTOCOL_ERROR, Reason.NOT_IMPLEMENTED, Reason.TLS_REQUIRED, Reason.AUTH_REQUIRED, Reason.BAD_CREDENTIALS)
)  # fmt: skip

# fmt: off
MAIL_EVENT_ROWS: tuple[RemedyRow, ...] = (
    # Silence where nothing can have been accepted yet
    RemedyRow(
        name="chunk-unanswered", stages=(Stage.BDAT,), events=_SILENCE, when=((_F.LAST_CHUNK, False),),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.NETWORK, delay=SOON,
        summary="A chunk was not answered, but it was not the last one: nothing was delivered.", remedy="Developer: begin the transaction anew, on a new connection or at the next host; only behind BDAT with LAST may a copy double.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, event=_K.CLOSED, command="BDAT 65536")),
    RemedyRow(
        name="recipient-unanswered", stages=_RCPT, events=(_K.CLOSED,), unless=(_F.REUSED,),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.HOST, delay=SOON,
        summary="The connection ended between the recipients: no message was sent.", remedy="Developer: again with everybody who was not refused for good, those accepted before included; the same host once, then the next.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.8"), example=Example(Stage.RCPT, event=_K.CLOSED)),

    # An extension that the message needs, and the server does not offer
    RemedyRow(
        name="requiretls-not-offered", stages=_MAIL, events=_NOT_OFFERED, when=((_F.REQUIRETLS, True),),
        action=_A.NEXT_HOST, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.POLICY, delay=NOW,
        summary="The sender demands TLS on the whole way, and this host does not promise it.", remedy="Developer: another host of the domain; if none offers REQUIRETLS, return the message with 5.7.30. Never without the parameter.",
        cautions=(_C.NEVER_SUPPRESS, _C.TLS_STRIPPING), source=Source("RFC 8689", "4.2.1"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, command="MAIL FROM:<a@example.org> REQUIRETLS")),
    RemedyRow(
        name="owner-check-not-offered", stages=_RCPT, events=_NOT_OFFERED, when=((_F.RRVS, True),),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.NEXT_HOST,), scope=_S.RECIPIENT, blame=_B.POLICY, delay=NOW,
        summary="The server cannot tell whether the mailbox still has the owner that the message is for.", remedy="Developer: do not send without RRVS; the message may hold what only the former owner may read. Sender: confirm the address first.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7293", "5"), example=Example(Stage.RCPT, event=_K.NOT_OFFERED, command="RCPT TO:<bob@example.org> RRVS=2014-04-03T23:01:00Z")),
    RemedyRow(
        name="future-release-not-offered", stages=_MAIL, events=_NOT_OFFERED, when=((_F.FUTURE_RELEASE, True),),
        action=_A.HOLD_LOCALLY, scope=_S.MESSAGE, blame=_B.NOBODY,
        summary="The server cannot hold the message until its time.", remedy="Developer: keep it here and send it when it is due; without the parameter it would go out now.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 4865", "5"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, command="MAIL FROM:<a@example.org> HOLDFOR=86400")),
    RemedyRow(
        name="utf8-not-offered", stages=ENVELOPE, events=_NOT_OFFERED, when=((_F.NEEDS_SMTPUTF8, True),),
        action=_A.NEXT_HOST, alternatives=(_A.USE_ASCII_ADDRESS, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=NOW,
        checks=("Is only the domain not ASCII? Its A-label form (xn--...) needs no SMTPUTF8.", "Is it only a header? Encode it (RFC 2047).", "Is it a local part? Only another address helps."),
        summary="An address or a header is not ASCII, and the server does not take that.", remedy="Developer: another host, or an ASCII form of the address where there is one; else return it with 5.6.7. Never send the bytes raw.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6531", "3.2"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, needs=Needs(smtputf8=True))),
    RemedyRow(
        name="binary-not-offered", stages=_MAIL, events=_NOT_OFFERED, when=((_F.BINARY, True),),
        action=_A.DOWNGRADE_ENCODING, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=NOW,
        checks=("Is the body signed (DKIM, S/MIME, PGP)? Encoding it anew breaks the signature.",),
        summary="The server takes no binary content, and no lines over 998 octets.", remedy="Developer: encode the parts in base64 or quoted-printable and use DATA; raw, bare line ends and long lines would be spoiled on the way.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "3"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, command="MAIL FROM:<a@example.org> BODY=BINARYMIME")),
    RemedyRow(
        name="eight-bit-not-offered", stages=_MAIL, events=_NOT_OFFERED, when=((_F.NEEDS_EIGHT_BIT, True),),
        action=_A.DOWNGRADE_ENCODING, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=NOW,
        checks=("Is the body signed (DKIM, S/MIME, PGP)? Encoding it anew breaks the signature.",),
        summary="The body has bytes above 127, and the server does not offer 8BITMIME.", remedy="Developer: encode the parts in quoted-printable or base64, and count SIZE anew; a signed body goes to another host, or back with 5.6.3.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6152", "3"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, needs=Needs(eight_bit=True))),
    RemedyRow(
        name="parameter-not-offered", stages=ENVELOPE, events=_NOT_OFFERED, when=((_F.DROPPABLE, True),),
        action=_A.DROP_PARAMETER, alternatives=(_A.NOTIFY_SENDER,), scope=_S.COMMAND, blame=_B.NOBODY, delay=NOW,
        summary="A parameter is not offered, and the message gets through without it.", remedy="Developer: leave RET, ENVID, NOTIFY, ORCPT and the like away; where the sender asked for a success notice, say yourself that the message was relayed to a server without DSN.",
        source=Source("RFC 3461", "5.2.2"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED, command="MAIL FROM:<a@example.org> RET=HDRS ENVID=q1")),
)

FIRST_MAIL_ROWS: tuple[RemedyRow, ...] = (
    RemedyRow(
        name="chunk-answered-by-something-else", stages=(Stage.BDAT,), codes=(221, 3), when=((_F.LAST_CHUNK, False),),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.HOST, delay=SOON,
        summary="A chunk was answered by something that is neither yes nor no, but it was not the last one: nothing was delivered.",
        remedy="Developer: close the connection and begin the transaction anew, on a new one; only behind BDAT with LAST may a copy double.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "354 go ahead", command="BDAT 65536")),
    RemedyRow(
        name="answers-one-by-one", stages=_END, codes=(353,),
        action=_A.PER_RECIPIENT, alternatives=(_A.CLOSE_CONNECTION, _A.HOLD_AS_UNKNOWN), scope=_S.RECIPIENT, blame=_B.NOBODY, delay=NOW,
        checks=("Was PRDR asked for in MAIL? If not, client and server are out of step: close, and the message is unknown.",),
        summary="The server answers for each recipient now, and for the whole at the end.", remedy="Developer: read one answer for each accepted recipient, in their order, then one more for the message.",
        source=Source("https://datatracker.ietf.org/doc/draft-hall-prdr/"), example=Example(Stage.END_OF_DATA, "353 content analysis has started")),
    RemedyRow(
        name="message-answered-by-something-else", stages=CONTENT, codes=(221, 3),
        action=_A.HOLD_AS_UNKNOWN, alternatives=(_A.RESEND_DESPITE_RISK,), scope=_S.MESSAGE, blame=_B.HOST,
        summary="The message was answered by something that is neither yes nor no: it may have been accepted.",
        remedy="Developer: close the connection and report the message as unknown; replies are out of step, or the server hangs up. A policy that prefers two copies to none would send it again, later.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "221 bye")),
    # An answer while the message is still on its way
    RemedyRow(
        name="put-off-inside-message", stages=(*_DATA, *CONTENT), codes=(4,), when=((_F.UNFINISHED, True),),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.TRANSACTION, blame=_B.HOST, delay=LATER,
        summary="The server put the message off before it was sent to its end.", remedy="Developer: stop, and close without the dot: a dot now could deliver the first half as the whole. Then later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtp_proto.c"), example=Example(Stage.END_OF_DATA, "451 4.3.0 queue file write error", unfinished=True)),
    RemedyRow(
        name="refused-inside-message", stages=(*_DATA, *CONTENT), codes=(5,), when=((_F.UNFINISHED, True),),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.GIVE_UP_MESSAGE, _A.FIX_MESSAGE), scope=_S.TRANSACTION, blame=_B.MESSAGE,
        summary="The server refused the message before it was sent to its end.", remedy="Developer: stop, and close without the dot: a dot now could deliver the first half as the whole. Then act on the refusal.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtp_proto.c"), example=Example(Stage.END_OF_DATA, "552 5.3.4 message too big", unfinished=True)),

    # A demand of the sender's that outlives every refusal
    RemedyRow(
        name="requiretls-refused", stages=_MAIL, codes=(501, 504, 550, 554, 555), when=((_F.REQUIRETLS, True), (_F.DROPPABLE, False)),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.ASK_USER,), scope=_S.MESSAGE, blame=_B.POLICY, commands=(Command("RSET"),),
        summary="The sender demands TLS on the whole way, and the server does not promise it.", remedy="Developer: return it with 5.7.30; never without the parameter. Sender: decide whether it may go unprotected.",
        cautions=(_C.NEVER_SUPPRESS, _C.TLS_STRIPPING), source=Source("RFC 8689", "4.2.1"), example=Example(Stage.MAIL, "555 5.5.4 REQUIRETLS not supported", command="MAIL FROM:<a@example.org> REQUIRETLS")),

    # A probe: no message follows
    RemedyRow(
        name="probe-sender-refused", stages=_MAIL, codes=(5,), reasons=_ABOUT_MAIL, when=((_F.PROBE, True), (_F.NULL_SENDER, True)),
        action=_A.USE_REAL_SENDER, alternatives=(_A.ACCEPT_UNVERIFIED,), scope=_S.TRANSACTION, blame=_B.HOST, delay=NOW,
        summary="The server refuses probes from the empty sender.", remedy="Developer: RSET and once more with a real address of yours; if that is refused too, the recipient stays unknown.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("Postfix", "address_verify_sender"), example=Example(Stage.MAIL, "550 5.7.1 empty envelope sender not accepted", probe=True, null_sender=True)),
    RemedyRow(
        name="probe-put-off", stages=ENVELOPE, codes=(4,), reasons=_ABOUT_MAIL, when=((_F.PROBE, True),),
        action=_A.ACCEPT_UNVERIFIED, alternatives=(_A.RETRY_LATER,), scope=_S.RECIPIENT, blame=_B.HOST, delay=Delay(60, 300, 86400), commands=(Command("RSET"), Command("QUIT")),
        summary="The probe was put off: the address stays unknown.", remedy="Developer: RSET and QUIT; ask again later from the same address. Greylisting answers so to whoever comes for the first time.",
        cautions=(_C.NEVER_SUPPRESS, _C.NOT_PROOF), source=Source("RFC 6647", "5"), example=Example(Stage.RCPT, "450 4.2.0 greylisted", probe=True)),
    RemedyRow(
        name="probe-says-yes", stages=_RCPT, codes=(2,), when=((_F.PROBE, True),),
        action=_A.ACCEPT_VERIFIED, alternatives=(_A.CHECK_CATCH_ALL, _A.ACCEPT_UNVERIFIED), scope=_S.RECIPIENT, blame=_B.NOBODY, commands=(Command("RSET"),),
        summary="The server would take mail for this address.", remedy="Developer: ask for an address that cannot exist as well: if that is accepted too, nothing is known. RSET, QUIT; remember the answer for some weeks.",
        cautions=(_C.NOT_PROOF,), source=Source("Postfix", "address_verify_positive_expire_time"), example=Example(Stage.RCPT, "250 2.1.5 ok", probe=True)),
    RemedyRow(
        name="probe-says-no", stages=_RCPT, dead=True, when=((_F.PROBE, True),),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.FIX_RECIPIENT_ADDRESS, _A.ACCEPT_UNVERIFIED), scope=_S.RECIPIENT, blame=_B.RECIPIENT, commands=(Command("RSET"), Command("QUIT")),
        summary="The server says that the address does not exist.", remedy="Sender: check the spelling. Developer: RSET, QUIT; keep a no for days, not for ever, as it may be the server's mistake.",
        cautions=(_C.ADDRESS_HARVESTING,), source=Source("Postfix", "address_verify_negative_expire_time"), example=Example(Stage.RCPT, "550 5.1.1 no such user", probe=True)),
    RemedyRow(
        name="probe-refused", stages=ENVELOPE, codes=(5,), reasons=_ABOUT_MAIL, when=((_F.PROBE, True),),
        action=_A.ACCEPT_UNVERIFIED, alternatives=(_A.FIX_SENDER_POLICY,), scope=_S.COMMAND, blame=_B.POLICY, commands=(Command("RSET"), Command("QUIT")),
        summary="The probe was refused, but not because of the address: it stays unknown.", remedy="Developer: RSET, QUIT. Operator: block lists, policy and rate limits speak of the one who asks.",
        cautions=(_C.NEVER_SUPPRESS, _C.ADDRESS_HARVESTING), source=Source("RFC 3463", "3.8"), example=Example(Stage.RCPT, "550 5.7.1 no", probe=True)),
)

PATIENCE_ROWS: tuple[RemedyRow, ...] = (
    # What asks for patience, at whichever command it comes
    RemedyRow(
        name="greylisted", stages=SENDING, reasons=(_R.GREYLISTED,), codes=(4,),
        action=_A.RETRY_LATER, delay=Delay(60, 300, 86400), blame=_B.POLICY,
        summary="A first attempt is put off on purpose: come back a little later.", remedy="Developer: again from the same address, with the same sender and recipients in the same order, best to the same host. Another address or host begins the wait anew.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 6647", "5"), example=Example(Stage.RCPT, "450 4.2.0 greylisted, try again in 300 seconds")),
    RemedyRow(
        name="one-recipient-too-fast", stages=(*_RCPT, *CONTENT), reasons=(_R.RATE_LIMITED,), enhanced=("4.2.1", "5.2.1", "5.2.121", "5.2.122", "4.2.121", "4.2.122"),
        action=_A.RETRY_LATER, alternatives=(_A.SLOW_DOWN,), scope=_S.RECIPIENT, blame=_B.NOBODY, delay=Delay(600, 3600, 14400),
        summary="This one recipient is getting too much mail at the moment.", remedy="Developer: go on with the others; this one again in an hour, even where the code is a 550. The address is good.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("https://support.google.com/mail/answer/6592"), example=Example(Stage.RCPT, "450 4.2.1 rate limit exceeded for this mailbox")),
    RemedyRow(
        name="connection-used-up", stages=(*ENVELOPE, *_DATA), reasons=(_R.RATE_LIMITED,), codes=(4,), wordings=("messages-per-connection", "yahoo-max-messages"),
        action=_A.RECONNECT, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=Delay(0, 5, 60), commands=(Command("QUIT"),),
        summary="This connection has carried as many messages as the server allows.", remedy="Developer: QUIT and a new connection; the message was not touched and no attempt is counted. Operator: fewer messages a connection to this host.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), throttles=(Throttle(_S.HOST, Throttled.MESSAGES_PER_CONNECTION, 20, 86400),),
        source=Source("KumoMTA", "max_deliveries_per_connection"), example=Example(Stage.MAIL, "421 4.7.0 too many messages in this connection")),
    RemedyRow(
        name="account-quota-used-up", stages=SENDING, reasons=(_R.RATE_LIMITED,), wordings=("sending-quota", "google-daily", "m365-submission-quota"),
        action=_A.RETRY_LATER, alternatives=(_A.SUSPEND_ACCOUNT, _A.SLOW_DOWN), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=Delay(3600, 86400, 86400),
        checks=("Is it the limit of an hour or of a day? Most windows roll over 24 hours.",),
        summary="The account has sent as much as it may.", remedy="Developer: hold the account's mail until the window has passed, and bounce nothing, even where the code is a 550. Operator: spread the mail, or ask for a higher limit.",
        cautions=(_C.NEVER_SUPPRESS,), throttles=(Throttle(_S.ACCOUNT, Throttled.SUSPENSION, None, 3600),),
        source=Source("https://support.google.com/a/answer/166852"), example=Example(Stage.MAIL, "452 4.3.1 hourly sending quota exceeded")),
    RemedyRow(
        name="too-many-dead-addresses", stages=SENDING, reasons=(_R.RATE_LIMITED,), codes=(4, 5), wordings=("too-many-bad-recipients",),
        action=_A.SLOW_DOWN, alternatives=(_A.CLEAN_LIST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.SENDER, delay=Delay(600, 3600, 14400), commands=(Command("QUIT"),),
        summary="Too many of the recipients do not exist: it looks like address harvesting.", remedy="Developer: QUIT; the other recipients later, those known to exist first. List owner: take off whoever got a 5.1.1 before, and only those.",
        cautions=(_C.NEVER_SUPPRESS, _C.ADDRESS_HARVESTING), throttles=(Throttle(_S.HOST, Throttled.CONNECTIONS, 1, 3600),),
        source=Source("OpenSMTPD", "limit max-failures"), example=Example(Stage.RCPT, "421 4.7.1 too many invalid recipients")),
    RemedyRow(
        name="login-only-with-tls", stages=SENDING, reasons=(_R.AUTH_REQUIRED,), when=((_F.TLS, False), (_F.OFFERS_STARTTLS, False)),
        action=_A.FIX_CLIENT, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Is it the right port? 465 speaks TLS from the first byte, 587 after STARTTLS.",),
        summary="The server wants a login, and offers no TLS to protect it.", remedy="Developer: show it no password. Operator: check host and port; somebody in between may have taken STARTTLS out.",
        cautions=(_C.NEVER_SUPPRESS, _C.TLS_STRIPPING, _C.CREDENTIALS_EXPOSED), source=Source("RFC 8314", "3"), example=Example(Stage.MAIL, "530 5.7.0 authentication required", tls=False, offers=("AUTH PLAIN",))),
    RemedyRow(
        name="tls-before-login", stages=SENDING, reasons=(_R.AUTH_REQUIRED,), when=((_F.TLS, False),),
        action=_A.STARTTLS_FIRST, alternatives=(_A.AUTHENTICATE_FIRST, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server wants a login; TLS comes before it.", remedy="Developer: RSET, STARTTLS, EHLO, AUTH, then the transaction again; never the password in clear.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 4954", "9"), example=Example(Stage.MAIL, "530 5.7.0 authentication required", tls=False)),
    RemedyRow(
        name="421-after-last-chunk", stages=(Stage.BDAT,), codes=(421,),
        action=_A.RETRY_LATER, alternatives=(_A.RECONNECT,), scope=_S.MESSAGE, blame=_B.HOST, delay=LATER,
        summary="The server refused the chunk for now and closes: nothing was delivered.", remedy="Developer: a definite no, so the message may be sent again later without risk of a second copy.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "421 4.3.2 shutting down")),
    RemedyRow(
        name="421-inside-transaction", stages=(*_RCPT, *_DATA), codes=(421,), reasons=(_R.SYSTEM_ERROR, _R.NETWORK, _R.OTHER), unless=(_F.REUSED,),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.HOST, delay=SOON,
        summary="The server hangs up in the middle: the whole transaction is gone, accepted recipients too.", remedy="Developer: close; again with everybody who was not refused for good, here once, then at the next host, then later.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.8"), example=Example(Stage.RCPT, "421 4.3.2 service shutting down", accepted=3)),
)

LAST_MAIL_ROWS: tuple[RemedyRow, ...] = (
    # No answer to that command
    RemedyRow(
        name="out-of-step", stages=SENDING, codes=(2, 3),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="This is no answer to that command: client and server are out of step.", remedy="Developer: close, and try later without pipelining.",
        source=Source("RFC 5321", "4.2.1"), example=Example(Stage.MAIL, "354 go ahead")),
    RemedyRow(
        name="command-unknown", stages=(*ENVELOPE, *_DATA, Stage.BDAT), codes=(500, 501, 504),
        action=_A.FIX_CLIENT, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.COMMAND, blame=_B.CLIENT, delay=SOON,
        summary="The server does not know a command every server must know: replies may be out of step.", remedy="Developer: close, reconnect without pipelining; look at the bytes that were sent.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.1"), example=Example(Stage.MAIL, "500 command unrecognized")),

    # For now
    RemedyRow(
        name="sender-put-off", stages=_MAIL, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.MESSAGE, delay=LATER, commands=(Command("RSET"),),
        summary="The transaction is put off.", remedy="Developer: RSET, then the next host or later; it is this message, so others may go on over this connection.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.MAIL, "451 local error")),
    RemedyRow(
        name="recipient-server-trouble", stages=_RCPT, codes=(4,), reasons=(_R.SYSTEM_ERROR, _R.SYSTEM_FULL, _R.NETWORK),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.RECIPIENT, blame=_B.HOST, delay=LATER,
        summary="The server has trouble with this recipient at the moment.", remedy="Developer: go on with the others; this one at another host, or later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtp_trouble.c"), example=Example(Stage.RCPT, "451 4.3.0 local error in processing")),
    RemedyRow(
        name="recipient-put-off", stages=_RCPT, codes=(4,),
        action=_A.RETRY_LATER, scope=_S.RECIPIENT, delay=LATER,
        summary="This recipient is put off.", remedy="Developer: go on with the others, this one again later, from the same address and with the same sender.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.RCPT, "450 mailbox unavailable")),
    RemedyRow(
        name="lmtp-put-off", stages=_END, codes=(4,), when=((_F.LMTP, True),),
        action=_A.RETRY_LATER, alternatives=(_A.PER_RECIPIENT,), scope=_S.RECIPIENT, delay=LATER,
        summary="This recipient is put off; in LMTP each has an answer of its own.", remedy="Developer: read one answer for each accepted recipient; this one alone again later, never those that were answered 250.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 2033", "4.2"), example=Example(Stage.END_OF_DATA, "451 4.3.0 local error", lmtp=True)),
    RemedyRow(
        name="chunk-put-off", stages=(Stage.BDAT,), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.RESET_AND_CONTINUE, _A.NEXT_HOST), scope=_S.MESSAGE, delay=LATER, commands=(Command("RSET"),),
        summary="The message is refused for now, in the middle of its chunks.", remedy="Developer: send no more BDAT, read the answers to those under way, RSET; later, for the recipients that were accepted.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "451 4.3.0 local error")),
    RemedyRow(
        name="data-put-off", stages=_DATA, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST, _A.RESET_AND_CONTINUE), scope=_S.MESSAGE, delay=LATER, commands=(Command("RSET"),),
        summary="The message is not wanted now.", remedy="Developer: RSET; later for the recipients that were accepted, while those refused before keep their own answers.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.DATA, "451 4.3.0 try later")),
    RemedyRow(
        name="message-put-off", stages=_END, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.PER_RECIPIENT, _A.NEXT_HOST), scope=_S.MESSAGE, delay=LATER,
        summary="The message is refused for now.", remedy="Developer: later, for the recipients that were accepted, while those refused at RCPT keep their own answers; nobody got it, so a repeat doubles nothing.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "451 4.3.0 local error")),

    # For good
    RemedyRow(
        name="sender-refused-unclear", stages=_MAIL, codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_SENDER_POLICY, _A.FIX_SENDER_ADDRESS), scope=_S.MESSAGE, commands=(Command("RSET"),),
        summary="The sender or the message is refused before a recipient was named.", remedy="Developer: RSET and return it to the sender. Operator: read the text: block list, SPF, an address that is not the login's own?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.MAIL, "571 no")),
    RemedyRow(
        name="lmtp-refused", stages=_END, codes=(5,), when=((_F.LMTP, True),),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.PER_RECIPIENT, _A.FIX_MESSAGE), scope=_S.RECIPIENT,
        summary="This recipient is refused; in LMTP each has an answer of its own.", remedy="Developer: read one answer for each accepted recipient; a refusal of one says nothing of the others.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 2033", "4.2"), example=Example(Stage.END_OF_DATA, "554 5.7.1 no", lmtp=True)),
    RemedyRow(
        name="data-refused", stages=(*_DATA, Stage.BDAT), codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.RESET_AND_CONTINUE, _A.FIX_SENDER_POLICY), scope=_S.MESSAGE, commands=(Command("RSET"),),
        summary="The message is refused before it was sent, or in the middle of it.", remedy="Developer: no more BDAT, RSET; return it to the sender for the recipients that were accepted. Operator: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.DATA, "550 5.7.1 no")),
    RemedyRow(
        name="message-refused", stages=_END, codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_MESSAGE, _A.FIX_SENDER_POLICY), scope=_S.MESSAGE,
        summary="The message is refused.", remedy="Developer: return it to the sender, no other host, not the same bytes again. Operator: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "554 transaction failed")),
)
# fmt: on
