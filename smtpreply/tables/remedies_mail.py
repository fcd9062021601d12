"""What to do about a transaction: sender, recipients and message.

Before the final dot a repeat is safe; behind it only a reply says so. Only a verdict that
the address itself is dead may lead to suppressing it.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay
from smtpreply.context import Fact
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import (
    CONTENT,
    ENVELOPE,
    LATER,
    MUCH_LATER,
    SENDING,
    SLOWER,
    SOON,
    RemedyRow,
)
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_MAIL, _RCPT, _DATA, _END = (Stage.MAIL,), (Stage.RCPT,), (Stage.DATA,), (Stage.END_OF_DATA,)

# fmt: off
MAIL_ROWS: tuple[RemedyRow, ...] = (
    # Yes
    RemedyRow(
        name="sender-accepted", stages=_MAIL, codes=(250,),
        action=_A.PROCEED, commands=(Command("RCPT TO:<{recipient}>"),), summary="The sender is accepted, for now.", remedy="Go on with RCPT; some servers judge the sender only there, or behind the message.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.MAIL, "250 2.1.0 ok")),
    RemedyRow(
        name="recipient-forwarded", stages=_RCPT, codes=(251,),
        action=_A.PROCEED, alternatives=(_A.ASK_USER,), summary="The recipient is accepted and has a new address.", remedy="Count it as accepted; show the new address to the sender.",
        cautions=(_C.DO_NOT_FOLLOW,), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "251 will forward to <bob@example.net>")),
    RemedyRow(
        name="recipient-accepted", stages=_RCPT, codes=(2,),
        action=_A.PROCEED, summary="The recipient is accepted; that is no promise of delivery.", remedy="Go on with the next RCPT, or with DATA.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.RCPT, "250 2.1.5 ok")),
    RemedyRow(
        name="nobody-to-send-to", stages=_DATA, codes=(354,), when=((_F.ACCEPTED_ANY, False),),
        action=_A.SEND_LONE_DOT, alternatives=(_A.CLOSE_CONNECTION,), scope=_S.TRANSACTION, blame=_B.HOST, delay=NOW,
        summary="The server asks for the message although it accepted no recipient.", remedy="Developer: send the lone dot and nothing else, expect a refusal, RSET; a 250 to it delivers nothing to anybody.",
        source=Source("RFC 2920", "3.1"), example=Example(Stage.DATA, "354 go ahead", accepted=0)),
    RemedyRow(
        name="send-message", stages=_DATA, codes=(354,),
        action=_A.SEND_CONTENT, summary="Send the message.", remedy="Developer: dot-stuff it, end with a lone dot, and wait ten minutes for the answer.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "354 go ahead")),
    RemedyRow(
        name="message-accepted", stages=_END, codes=(2,),
        action=_A.DONE, summary="The message is accepted: the server is responsible for it now.", remedy="Record it as sent before anything else; the text often holds the queue id.",
        source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "250 2.0.0 queued as 4XyZ")),
    RemedyRow(
        name="last-chunk-accepted", stages=(Stage.BDAT,), codes=(2,), when=((_F.LAST_CHUNK, True),),
        action=_A.DONE, summary="The message is accepted: the server is responsible for it now.", remedy="Record it as sent before anything else; the text often holds the queue id.",
        source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "250 2.0.0 queued as 4XyZ", command="BDAT 86 LAST")),
    RemedyRow(
        name="chunk-accepted", stages=(Stage.BDAT,), codes=(2,),
        action=_A.PROCEED, summary="The chunk is accepted; behind the last one, so is the message.", remedy="Send the next chunk; after BDAT LAST record the message as sent.",
        source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "250 86 octets received")),
    RemedyRow(
        name="message-not-asked-for", stages=_DATA, codes=(2,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="DATA was answered with a success instead of 354: do not send the message.", remedy="Developer: close and try later; the server might take the message for commands.",
        source=Source("RFC 5321", "4.1.1.4"), example=Example(Stage.DATA, "250 ok")),
    RemedyRow(
        name="out-of-step", stages=SENDING, codes=(2, 3),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="This is no answer to that command: client and server are out of step.", remedy="Developer: close, and try later without pipelining.",
        source=Source("RFC 5321", "4.2.1"), example=Example(Stage.END_OF_DATA, "354 go ahead")),

    # Nobody was accepted, or replies are out of step
    RemedyRow(
        name="message-answered-both-ways", stages=CONTENT, codes=(4, 5), uncertain=True,
        action=_A.HOLD_AS_UNKNOWN, alternatives=(_A.RETRY_LATER,), scope=_S.MESSAGE, blame=_B.HOST, delay=Delay(900, 3600, 14400),
        summary="One reply says yes and no: the message was accepted for some recipients, and it does not say for whom.",
        remedy="Developer: deliver to one recipient a transaction at this server; a repeat to all would double it for some.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 2033", "4.2"), example=Example(Stage.END_OF_DATA, "250-taken for alice\n452 bob is full")),
    RemedyRow(
        name="no-recipients", stages=(Stage.DATA, Stage.BDAT), codes=(4, 5), when=((_F.ACCEPTED_ANY, False),),
        action=_A.RESET_AND_CONTINUE, scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="No recipient was accepted: the answers to RCPT are the verdict.", remedy="Developer: RSET; keep each recipient's own answer, this one must not replace a 4yz among them.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "554 no valid recipients", accepted=0)),
    RemedyRow(
        name="chunks-unknown", stages=(Stage.BDAT,), codes=(500, 502, 504, 521),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.USE_DATA,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server does not know BDAT and may have read the chunk as commands.", remedy="Developer: close at once; on a new connection use DATA.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "500 unknown command")),
    RemedyRow(
        name="no-recipients-perhaps", stages=(Stage.DATA, Stage.BDAT), codes=(502, 503, 554), reasons=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was any recipient accepted? If not, the answers to RCPT are the verdict.",),
        summary="The server has nobody to deliver to, or commands came in the wrong order.", remedy="Developer: RSET; never let this replace a recipient's own 4yz; if it comes again, reconnect without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "554 no valid recipients")),
    RemedyRow(
        name="out-of-order-after-message", stages=_END, codes=(502, 503),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=LATER,
        summary="The server took the message for commands, or replies are out of step.", remedy="Developer: close; send it again later without pipelining. Never a bounce.",
        cautions=(_C.NEVER_SUPPRESS, _C.DUPLICATE_RISK), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.END_OF_DATA, "503 bad sequence")),
    RemedyRow(
        name="data-unknown", stages=_DATA, codes=(500,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        summary="A server that does not know DATA is broken, or a proxy is in between.", remedy="Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.1"), example=Example(Stage.DATA, "500 not implemented")),
    RemedyRow(
        name="out-of-order", codes=(503,),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was an earlier command refused? Then its answer is the verdict, and this one only follows from it.", "Was EHLO sent, then MAIL, then an accepted RCPT?"),
        summary="Commands came in the wrong order; that is never a reason to bounce.", remedy="Developer: RSET and once more; if it comes again, close, and reconnect without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.RCPT, "503 need MAIL first")),

    # Parameters and syntax
    RemedyRow(
        name="mail-or-rcpt-out-of-order", stages=ENVELOPE, codes=(502,),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.REISSUE_EHLO, _A.RECONNECT), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent, then MAIL? No server lacks MAIL or RCPT.",),
        summary="The server wants another command first.", remedy="Developer: EHLO, MAIL, RCPT in this order; once more, then a new connection without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.MAIL, "502 please introduce yourself first")),
    RemedyRow(
        name="parameter-refused-certainly", stages=ENVELOPE, codes=(455, 500, 501, 504, 555), when=((_F.PARAMETERS, True),),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Which parameter does the EHLO reply not announce?", "Does the message need it? BODY, SMTPUTF8, REQUIRETLS, RRVS and HOLDFOR are not to be dropped."),
        summary="A parameter of MAIL or RCPT is not accepted, or the address is written wrongly.", remedy="Developer: repeat the command without what EHLO does not announce, unless the message needs it; then look at the address.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "501 5.5.4 bad RET parameter", command="MAIL FROM:<a@example.org> RET=X")),
    RemedyRow(
        name="parameter-refused", stages=ENVELOPE, codes=(455, 555),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Which parameter does the EHLO reply not announce?", "Does the message need it? BODY, SMTPUTF8, REQUIRETLS, RRVS and HOLDFOR are not to be dropped."),
        summary="A parameter of MAIL or RCPT is not accepted.", remedy="Developer: repeat the command without what EHLO does not announce, unless the message needs it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.MAIL, "555 parameters not recognized")),
    RemedyRow(
        name="sender-syntax", stages=_MAIL, codes=(501, 504),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.DROP_PARAMETER, _A.FIX_CLIENT), scope=_S.SENDER, blame=_B.CLIENT,
        summary="The sender address, or a parameter behind it, is written in a way the server does not take.", remedy="Developer: MAIL FROM:<address>, in angle brackets, without a display name, ASCII unless SMTPUTF8 is on.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.MAIL, "501 5.5.4 syntax error")),
    RemedyRow(
        name="recipient-syntax", stages=_RCPT, codes=(501, 504, 513),
        action=_A.FIX_RECIPIENT_ADDRESS, alternatives=(_A.GIVE_UP_RECIPIENT,), scope=_S.RECIPIENT, blame=_B.CLIENT,
        summary="The recipient address is written in a way the server does not take.", remedy="Sender: check the spelling. Developer: check brackets, quoting and the encoding of the domain.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.RCPT, "501 5.5.2 syntax error")),
    RemedyRow(
        name="command-unknown", stages=(*ENVELOPE, *_DATA, Stage.BDAT), codes=(500, 501, 504),
        action=_A.FIX_CLIENT, alternatives=(_A.RECONNECT, _A.NEXT_HOST), scope=_S.COMMAND, blame=_B.CLIENT, delay=SOON,
        summary="The server does not know a command every server must know: replies may be out of step.", remedy="Developer: close, reconnect without pipelining; look at the bytes that were sent.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.1"), example=Example(Stage.MAIL, "500 command unrecognized")),

    # Room and numbers
    RemedyRow(
        name="too-many-recipients", reasons=(_R.TOO_MANY_RECIPIENTS,), stages=_RCPT, when=((_F.ACCEPTED_ANY, True),),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.RETRY_LATER,), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="Enough recipients for one transaction: finish it, and send the rest in the next.", remedy="Developer: DATA for those accepted, then MAIL, RCPT and DATA for the others on the same connection; remember the number.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "452 4.5.3 too many recipients", accepted=100)),
    RemedyRow(
        name="too-many-recipients-or-full", reasons=(_R.TOO_MANY_RECIPIENTS,), codes=(4, 552),
        action=_A.RETRY_LATER, alternatives=(_A.SPLIT_RECIPIENTS,), delay=LATER,
        checks=("Was a recipient accepted before in this transaction? Only then is there anything to split.",),
        summary="No room: too many recipients, or no storage.", remedy="Developer: if some were accepted, send the rest in another transaction; if none was, try later: a batch of one cannot be split.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "452 no")),
    RemedyRow(
        name="too-many-recipients-refused", reasons=(_R.TOO_MANY_RECIPIENTS,), codes=(5,),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.SLOW_DOWN, _A.GIVE_UP_RECIPIENT), scope=_S.TRANSACTION, blame=_B.POLICY, delay=Delay(0, 60, 3600),
        checks=("Is there more than one recipient? A batch of one cannot be split.",),
        summary="More recipients than the server's rules allow.", remedy="Developer: send the refused ones in smaller transactions, once.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.END_OF_DATA, "554 5.5.3 too many recipients")),
    RemedyRow(
        name="system-full", reasons=(_R.SYSTEM_FULL,), stages=_MAIL, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), delay=Delay(900, 3600, 14400), commands=(Command("RSET"),),
        summary="The server has no room now.", remedy="Developer: RSET, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.1"), example=Example(Stage.MAIL, "452 4.3.1 insufficient system storage")),
    RemedyRow(
        name="mailbox-full-for-now", reasons=(_R.MAILBOX_FULL,), codes=(4,),
        action=_A.RETRY_LATER, scope=_S.RECIPIENT, delay=MUCH_LATER,
        summary="The mailbox is full.", remedy="Developer: keep trying at long intervals until the queue gives up. Recipient: make room.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "452 4.2.2 mailbox full")),
    RemedyRow(
        name="several-recipients-one-refusal", stages=_END, codes=(5,), reasons=(_R.RECIPIENT_UNKNOWN, _R.MAILBOX_DISABLED, _R.MAILBOX_FULL, _R.RECIPIENT_MOVED, _R.RECIPIENT_REFUSED, _R.DOMAIN_UNKNOWN), when=((_F.ACCEPTED_SEVERAL, True),),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.RECIPIENT, blame=_B.RECIPIENT, delay=Delay(0, 60, 1800),
        summary="One recipient is at fault, and one answer stands for all.", remedy="Developer: send once more with one recipient a transaction, to find out which; the refused message was delivered to nobody.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "550 5.1.1 no such user", accepted=3)),
    RemedyRow(
        name="mailbox-full", reasons=(_R.MAILBOX_FULL,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.RETRY_LATER,), scope=_S.RECIPIENT, delay=MUCH_LATER,
        summary="The mailbox is full, and the server will not wait.", remedy="Sender: reach the recipient another way. Developer: count a soft bounce; later messages may get through.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "552 5.2.2 mailbox full")),
    RemedyRow(
        name="message-too-large", reasons=(_R.MESSAGE_TOO_LARGE,),
        action=_A.SHRINK_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE,
        checks=("What does SIZE in the EHLO reply say? Encoding adds a third to an attachment.",),
        summary="The message is too large.", remedy="Sender: send a link, or less. Developer: compare with SIZE before sending; another host of the domain will say the same.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6"), example=Example(Stage.MAIL, "552 5.3.4 message too big")),

    # The sending side
    RemedyRow(
        name="too-fast", reasons=(_R.RATE_LIMITED,), codes=(4,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), blame=_B.SENDER, delay=LATER, throttles=SLOWER,
        summary="Too much, too fast.", remedy="Operator: fewer connections and messages an hour to this destination. Developer: try again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.5"), example=Example(Stage.RCPT, "451 4.4.5 too many messages")),
    RemedyRow(
        name="too-fast-refused", reasons=(_R.RATE_LIMITED,), codes=(5,),
        action=_A.SLOW_DOWN, alternatives=(_A.SUSPEND_DESTINATION, _A.GIVE_UP_MESSAGE), blame=_B.SENDER, delay=Delay(3600, 14400, 86400), throttles=SLOWER,
        summary="A sending limit is reached.", remedy="Operator: find out which limit, and send more slowly. Developer: hold what waits for this destination; this message was refused.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("IANA SMTP Enhanced Status Codes"), example=Example(Stage.END_OF_DATA, "550 5.7.28 mail flood detected")),
    RemedyRow(
        name="blocked", reasons=(_R.BLOCKLISTED, _R.PTR_REQUIRED),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.NEXT_ADDRESS_FAMILY, _A.REQUEST_DELISTING), blame=_B.SENDER,
        summary="The sending address is blocked, or its DNS is not accepted.", remedy="Operator: mend reverse DNS, find the block list in the text, ask for removal once the cause is gone; stop sending there until then.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.3"), example=Example(Stage.MAIL, "550 5.7.25 reverse DNS validation failed")),
    RemedyRow(
        name="sender-not-authenticated", reasons=(_R.AUTH_FAILED,), codes=(5,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE,), blame=_B.SENDER,
        summary="SPF, DKIM or DMARC did not pass.", remedy="Operator: add the sending host to SPF, sign with DKIM for the domain in From; do not resend the same bytes.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3"), example=Example(Stage.END_OF_DATA, "550 5.7.26 unauthenticated mail")),
    RemedyRow(
        name="sender-refused", reasons=(_R.SENDER_REJECTED,), codes=(5,),
        action=_A.FIX_SENDER_ADDRESS, alternatives=(_A.FIX_SENDER_POLICY, _A.GIVE_UP_MESSAGE), scope=_S.SENDER, blame=_B.SENDER,
        summary="The sender is not accepted.", remedy="Sender: use an address that exists and is yours. Operator: check the domain's MX, SPF and block lists. It is not the recipient's fault.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.MAIL, "550 5.1.8 sender domain not found")),
    RemedyRow(
        name="relay-denied", reasons=(_R.RELAY_DENIED,),
        action=_A.AUTHENTICATE_FIRST, alternatives=(_A.FIX_CLIENT,), blame=_B.CLIENT,
        checks=("Is this the submission server? Then log in first.", "Is this the MX that the recipient's domain names today?"),
        summary="The server is not responsible for that recipient.", remedy="Developer: log in if this is the own relay. Operator: else it is the wrong host; look at the MX record.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "454 4.7.1 relay access denied")),
    RemedyRow(
        name="content-refused", stages=(*SENDING, Stage.UNKNOWN), reasons=(_R.SPAM_CONTENT, _R.VIRUS, _R.MESSAGE_MALFORMED), codes=(5,),
        action=_A.FIX_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE,
        summary="The content is refused.", remedy="Sender: look at links, attachments and wording. Developer: check line ends, headers and MIME. The same bytes will be refused again, by any host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.7"), example=Example(Stage.END_OF_DATA, "554 5.6.0 message content rejected")),

    # Recipients
    RemedyRow(
        name="one-of-them-refused", dead=True, stages=CONTENT, when=((_F.ACCEPTED_SEVERAL, None), (_F.LMTP, None)),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.SPLIT_RECIPIENTS, _A.FIX_RECIPIENT_ADDRESS), scope=_S.MESSAGE, blame=_B.RECIPIENT,
        checks=("How many recipients did it have? With one, that address is dead; with several, nobody knows which.",),
        summary="A recipient does not exist, and the answer stands for all of them.", remedy="Developer: with several recipients send once more, one a transaction, to find out which.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "550 5.1.1 no such user")),
    RemedyRow(
        name="domain-takes-no-mail", dead=True, reasons=(_R.DOMAIN_UNKNOWN,),
        action=_A.GIVE_UP_DOMAIN, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.DOMAIN, blame=_B.RECIPIENT,
        summary="The recipient's domain takes no mail.", remedy="Sender: check the spelling of the domain. Developer: fail all its recipients.",
        source=Source("RFC 7505", "4"), example=Example(Stage.RCPT, "556 5.1.10 recipient domain has a null MX")),
    RemedyRow(
        name="recipient-has-moved", reasons=(_R.RECIPIENT_MOVED,), dead=True,
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER, _A.SUPPRESS_RECIPIENT), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The recipient has moved.", remedy="Sender: ask for the new address; where the text names one, confirm it first.",
        cautions=(_C.DO_NOT_FOLLOW,), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "551 5.1.6 mailbox has moved")),
    RemedyRow(
        name="recipient-moved", codes=(551,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER,), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The recipient has another address now.", remedy="Sender: confirm the address in the text and send to that one.",
        cautions=(_C.DO_NOT_FOLLOW, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "551 no")),
    RemedyRow(
        name="recipient-dead", dead=True,
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The address does not exist.", remedy="Sender: check the spelling. Developer: go on with the other recipients. List owner: take the address off the list.",
        source=Source("RFC 3463", "3.2"), example=Example(Stage.RCPT, "550 5.1.1 no such user")),
    RemedyRow(
        name="recipient-disabled", reasons=(_R.MAILBOX_DISABLED,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER,), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The mailbox is switched off.", remedy="Sender: reach the recipient another way; the mailbox may come back.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "550 5.2.1 mailbox disabled")),
    RemedyRow(
        name="recipient-refuses", reasons=(_R.RECIPIENT_REFUSED,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.CONTACT_POSTMASTER,), scope=_S.RECIPIENT, blame=_B.POLICY,
        summary="The recipient, or the group, does not take mail from this sender.", remedy="Sender: ask the recipient or the owner of the group for permission; the address is good.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.8"), example=Example(Stage.RCPT, "550 5.7.2 members only")),
    RemedyRow(
        name="recipient-refused", stages=_RCPT, codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.FIX_SENDER_POLICY, _A.CONTACT_POSTMASTER), scope=_S.RECIPIENT,
        checks=("Do other recipients at the same host get the same answer? Then it is about the sender.",),
        summary="The recipient is refused; the code alone does not say why.", remedy="Developer: go on with the other recipients, no other host for this one. Sender: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.3"), example=Example(Stage.RCPT, "550 no")),

    # For now, and for good
    RemedyRow(
        name="sender-put-off", stages=_MAIL, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.MESSAGE, delay=LATER, commands=(Command("RSET"),),
        summary="The transaction is put off.", remedy="Developer: RSET, then later; other messages may go on over this connection.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.MAIL, "451 local error")),
    RemedyRow(
        name="recipient-put-off", stages=_RCPT, codes=(4,),
        action=_A.RETRY_LATER, scope=_S.RECIPIENT, delay=LATER,
        summary="This recipient is put off.", remedy="Developer: go on with the others, this one again later, from the same address and with the same sender.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.RCPT, "450 mailbox unavailable")),
    RemedyRow(
        name="message-put-off", stages=(*_DATA, *CONTENT), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), delay=LATER,
        summary="The message is refused for now.", remedy="Developer: later, for the recipients that were accepted; it was delivered to none of them, so a repeat doubles nothing.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "451 4.3.0 local error")),
    RemedyRow(
        name="sender-refused-unclear", stages=_MAIL, codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_SENDER_POLICY, _A.FIX_SENDER_ADDRESS), scope=_S.MESSAGE, commands=(Command("RSET"),),
        summary="The sender or the message is refused before a recipient was named.", remedy="Developer: RSET and return it to the sender. Operator: read the text: block list, SPF, an address that is not the login's own?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.MAIL, "554 5.7.1 no")),
    RemedyRow(
        name="message-refused", stages=(*_DATA, *CONTENT), codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_MESSAGE, _A.FIX_SENDER_POLICY), scope=_S.MESSAGE,
        summary="The message is refused.", remedy="Developer: return it to the sender, no other host, not the same bytes again. Operator: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "554 transaction failed")),
)
# fmt: on
