"""What to do about the message: the answers to DATA, to its end, and to BDAT.

Behind the final dot one answer stands for all recipients, but in LMTP; a refusal there is
definite, so a repeat doubles nothing. Only silence is not an answer.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Delay
from smtpreply.context import Fact
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.remedyrow import ENVELOPE, LATER, SENDING, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_DATA, _END, _BDAT = (Stage.DATA,), (Stage.END_OF_DATA,), (Stage.BDAT,)

# fmt: off
MESSAGE_ROWS: tuple[RemedyRow, ...] = (
    # Yes
    RemedyRow(
        name="nobody-to-send-to", stages=_DATA, codes=(354,), when=((_F.ACCEPTED_ANY, False),),
        action=_A.SEND_LONE_DOT, alternatives=(_A.RESET_AND_CONTINUE, _A.CLOSE_CONNECTION), scope=_S.TRANSACTION, blame=_B.HOST, delay=NOW,
        summary="The server asks for the message although it accepted no recipient.", remedy="Developer: send the lone dot and nothing else, expect a refusal, RSET; a 250 to it delivers nothing to anybody.",
        source=Source("RFC 2920", "3.1"), example=Example(Stage.DATA, "354 go ahead", accepted=0)),
    RemedyRow(
        name="send-message", stages=_DATA, codes=(354,),
        action=_A.SEND_CONTENT, summary="Send the message.", remedy="Developer: dot-stuff it, end with a lone dot, and wait ten minutes for the answer.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "354 go ahead")),
    RemedyRow(
        name="lmtp-accepted", stages=_END, codes=(2,), when=((_F.LMTP, True),),
        action=_A.DONE, alternatives=(_A.PER_RECIPIENT,), scope=_S.RECIPIENT,
        summary="The message is accepted for this recipient; the next answer is for the next one.", remedy="Developer: record it as sent for this recipient; read one answer for each that was accepted, in their order. If the connection ends before, the rest is unknown.",
        source=Source("RFC 2033", "4.2"), example=Example(Stage.END_OF_DATA, "250 2.0.0 delivered", lmtp=True)),
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

    # Nobody was accepted, or replies are out of step
    RemedyRow(
        name="message-answered-both-ways", stages=CONTENT, codes=(4, 5), uncertain=True,
        action=_A.HOLD_AS_UNKNOWN, alternatives=(_A.RETRY_LATER,), scope=_S.MESSAGE, blame=_B.HOST, delay=Delay(900, 3600, 14400),
        summary="One reply says yes and no: the message was accepted for some recipients, and it does not say for whom.",
        remedy="Developer: deliver to one recipient a transaction at this server; a repeat to all would double it for some.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 2033", "4.2"), example=Example(Stage.END_OF_DATA, "250-taken for alice\n452 bob is full")),
    RemedyRow(
        name="chunks-unknown", stages=(Stage.BDAT,), codes=(500, 502, 504, 521),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.USE_DATA, _A.DOWNGRADE_ENCODING), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server does not know BDAT and may have read the chunk as commands.", remedy="Developer: close at once; on a new connection use DATA, binary content encoded first. BDAT only where EHLO offers CHUNKING.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3030", "2"), example=Example(Stage.BDAT, "500 unknown command")),
    RemedyRow(
        name="no-recipients", stages=(Stage.DATA, Stage.BDAT), codes=(4, 5), when=((_F.ACCEPTED_ANY, False),),
        action=_A.RESET_AND_CONTINUE, scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="No recipient was accepted: the answers to RCPT are the verdict.", remedy="Developer: RSET; keep each recipient's own answer, this one must not replace a 4yz among them.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "554 no valid recipients", accepted=0)),
    RemedyRow(
        name="data-behind-chunks", stages=(*_DATA, *_BDAT), codes=(503,), wordings=("after-bdat",),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.RECONNECT,), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        summary="DATA and BDAT may not be mixed in one transaction.", remedy="Developer: RSET, then MAIL and RCPT, and only one of the two; until RSET nobody knows what the server holds.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 3030", "2"), example=Example(Stage.DATA, "503 5.5.1 DATA not permitted after BDAT", accepted=1)),
    RemedyRow(
        name="data-out-of-step", stages=_DATA, codes=(503,), when=((_F.ACCEPTED_ANY, True),),
        action=_A.RECONNECT, alternatives=(_A.DISABLE_PIPELINING, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.CLIENT, delay=Delay(0, 60, 600),
        summary="The server misses a command that was sent and answered: replies are out of step.", remedy="Developer: close; a new connection, one command at a time. Never a bounce.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("KumoMTA", "smtp_dispatcher.rs"), example=Example(Stage.DATA, "503 5.5.1 bad sequence of commands", accepted=2)),
    RemedyRow(
        name="data-unknown", stages=_DATA, codes=(500,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.RETRY_LATER, _A.RECONNECT), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        summary="A server that does not know DATA is broken, or a proxy is in between.", remedy="Developer: QUIT; leave this host out for now, it has not judged the message. Operator: what is in between?",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.1"), example=Example(Stage.DATA, "500 command unrecognized")),
    RemedyRow(
        name="data-not-implemented", stages=_DATA, codes=(502,), when=((_F.ACCEPTED_ANY, True),),
        action=_A.GIVE_UP_HOST, alternatives=(_A.RETRY_LATER, _A.RECONNECT), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        summary="A server that does not know DATA is broken, or a proxy is in between.", remedy="Developer: QUIT; leave this host out for now, it has not judged the message. Operator: what is in between?",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.1"), example=Example(Stage.DATA, "502 5.5.2 not implemented", accepted=1)),
    RemedyRow(
        name="no-recipients-perhaps", stages=(Stage.DATA, Stage.BDAT), codes=(502, 503, 554), reasons=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was any recipient accepted? If not, the answers to RCPT are the verdict.",),
        summary="The server has nobody to deliver to, or commands came in the wrong order.", remedy="Developer: RSET; never let this replace a recipient's own 4yz; if it comes again, reconnect without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.3"), example=Example(Stage.DATA, "554 no valid recipients")),
    RemedyRow(
        name="out-of-order-after-message", stages=_END, codes=(500, 502, 503), reasons=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED, _R.OTHER),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER, _A.DISABLE_PIPELINING), scope=_S.CONNECTION, blame=_B.CLIENT, delay=LATER,
        summary="The server took the message for commands, or replies are out of step.", remedy="Developer: close; send it again later without pipelining. Never a bounce.",
        cautions=(_C.NEVER_SUPPRESS, _C.DUPLICATE_RISK), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.END_OF_DATA, "503 bad sequence")),
    RemedyRow(
        name="hello-before-mail", stages=(*ENVELOPE, *_DATA), codes=(500, 502, 503, 550, 554), reasons=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED), wordings=("hello-first",),
        action=_A.REISSUE_EHLO, alternatives=(_A.RECONNECT,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server wants to be greeted first.", remedy="Developer: EHLO, then the transaction from MAIL on; after STARTTLS, EHLO is needed anew.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.MAIL, "503 5.5.1 Error: send HELO/EHLO first")),
    RemedyRow(
        name="out-of-order", codes=(503,),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was an earlier command refused? Then its answer is the verdict, and this one only follows from it.", "Was EHLO sent, then MAIL, then an accepted RCPT?"),
        summary="Commands came in the wrong order; that is never a reason to bounce.", remedy="Developer: RSET and once more; if it comes again, close, and reconnect without pipelining.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.RCPT, "503 need MAIL first")),

    # One of several recipients is at fault
    RemedyRow(
        name="several-recipients-one-refusal", stages=CONTENT, codes=(5,), reasons=(_R.RECIPIENT_UNKNOWN, _R.MAILBOX_DISABLED, _R.MAILBOX_FULL, _R.RECIPIENT_MOVED, _R.RECIPIENT_REFUSED, _R.DOMAIN_UNKNOWN), when=((_F.ACCEPTED_SEVERAL, True),), unless=(_F.LMTP,),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.RECIPIENT, blame=_B.RECIPIENT, delay=Delay(0, 60, 1800),
        summary="One recipient is at fault, and one answer stands for all.", remedy="Developer: send once more with one recipient a transaction, to find out which; the refused message was delivered to nobody.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "550 5.1.1 no such user", accepted=3)),
    RemedyRow(
        name="one-of-them-refused", dead=True, stages=CONTENT, when=((_F.ACCEPTED_SEVERAL, None),), unless=(_F.LMTP,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.SPLIT_RECIPIENTS, _A.FIX_RECIPIENT_ADDRESS), scope=_S.MESSAGE, blame=_B.RECIPIENT,
        checks=("How many recipients did it have? With one, that address is dead; with several, nobody knows which.",),
        summary="A recipient does not exist, and the answer stands for all of them.", remedy="Developer: with several recipients send once more, one a transaction, to find out which.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "550 5.1.1 no such user")),

    # The content
    RemedyRow(
        name="not-convertible", stages=CONTENT, codes=(5,), enhanced=("5.6.9", "5.6.10", "5.6.8"),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.USE_ASCII_ADDRESS, _A.DOWNGRADE_ENCODING), scope=_S.MESSAGE, blame=_B.MESSAGE,
        summary="The message is not ASCII, and somebody on the way could not convert it.", remedy="Sender: send it in ASCII, addresses and headers too. Developer: return it; the same bytes will fail again.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6531", "3.5"), example=Example(Stage.END_OF_DATA, "554 5.6.9 SMTPUTF8 conversion failed")),
    RemedyRow(
        name="format-refused", stages=(*SENDING, Stage.UNKNOWN), reasons=(_R.MESSAGE_MALFORMED,), codes=(5,),
        action=_A.FIX_MESSAGE, alternatives=(_A.DOWNGRADE_ENCODING, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE,
        checks=("CRLF at every line end, no bare CR or LF?", "One From, one Date, one Message-ID?", "No line over 998 octets, no raw byte above 127 without 8BITMIME?"),
        summary="The message breaks a rule of its format.", remedy="Developer: go through the checks and send it anew; the same bytes will be refused again, by any host. A bare LF is refused because it can smuggle a second message.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5322", "2.1"), example=Example(Stage.END_OF_DATA, "550 5.6.11 bare LF not allowed")),
    RemedyRow(
        name="content-put-off", stages=CONTENT, reasons=(_R.SPAM_CONTENT, _R.VIRUS), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=LATER,
        summary="The content looks suspicious to the server; for now.", remedy="Developer: once or twice later, here and not elsewhere. Sender: look at links, attachments and wording meanwhile.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 3463", "3.8"), example=Example(Stage.END_OF_DATA, "451 4.7.1 message looks like spam, try later")),
    RemedyRow(
        name="content-refused", stages=CONTENT, reasons=(_R.SPAM_CONTENT, _R.VIRUS), codes=(5,),
        action=_A.FIX_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE, _A.FIX_SENDER_POLICY), scope=_S.MESSAGE, blame=_B.MESSAGE,
        summary="The content is refused.", remedy="Developer: return it to the sender; no other host, not the same bytes again, and no splitting: that looks like evasion. Sender: look at links, attachments and wording.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 3463", "3.7"), example=Example(Stage.END_OF_DATA, "554 5.7.1 message rejected as spam")),
    RemedyRow(
        name="content-refused-early", stages=(*ENVELOPE, *_DATA, Stage.UNKNOWN), reasons=(_R.SPAM_CONTENT, _R.VIRUS), codes=(5,),
        action=_A.FIX_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE,
        summary="The server speaks of the content before it has seen it: it is about who sends.", remedy="Operator: look at reputation and block lists. Sender: look at links and wording. The same will be refused again, by any host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.8"), example=Example(Stage.RCPT, "554 5.7.1 rejected as spam")),
)
# fmt: on
