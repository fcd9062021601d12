"""What to do about the commands beside the transaction, and about all that is left.

A refusal of VRFY, EXPN, TURN and the like is about the command: it says nothing about an
address, and the job can be done another way.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay
from smtpreply.context import Fact
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import LATER, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_VRFY, _EXPN, _TURN = (Stage.VRFY,), (Stage.EXPN,), (Stage.TURN,)
_VRFY_CHECK = "Does the EHLO reply list VRFY? Where it does not, do not ask again."
_EXPN_CHECK = (
    "Does the EHLO reply list EXPN? A server that knows it must list it (RFC 5321 4.1.1.7)."
)

# fmt: off
ASIDE_ROWS: tuple[RemedyRow, ...] = (
    # VRFY
    RemedyRow(
        name="vrfy-needs-utf8", stages=(*_VRFY, *_EXPN), codes=(252, 550, 553), enhanced=("x.6.8",),
        action=_A.ADD_PARAMETER, alternatives=(_A.ACCEPT_UNVERIFIED, _A.PROBE_RECIPIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW, commands=(Command("VRFY {recipient} SMTPUTF8"),),
        checks=("Does the EHLO reply list SMTPUTF8?",),
        summary="The answer is not ASCII, and the client did not say that it reads UTF-8.", remedy="Developer: once more with SMTPUTF8 behind the address (EXPN likewise); else the address stays unknown.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 6531", "3.7.4.2"), example=Example(Stage.VRFY, "553 5.6.8 UTF-8 string reply is required", command="VRFY <bob@example.org>")),
    RemedyRow(
        name="vrfy-yes-to-all", stages=_VRFY, codes=(250,), wordings=("vrfy-names-nobody",),
        action=_A.SEND_TEST_MESSAGE, alternatives=(_A.ACCEPT_UNVERIFIED, _A.PROBE_RECIPIENT), scope=_S.COMMAND, blame=_B.HOST,
        summary="The server says yes without naming a mailbox: it says that to everybody.", remedy="Developer: the address stays unknown; a yes must name the mailbox. A probe with RCPT costs less than a message and proves less; do not ask this host with VRFY again.",
        cautions=(_C.NOT_PROOF, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.5.1"), example=Example(Stage.VRFY, "250 Ok")),
    RemedyRow(
        name="vrfy-yes", stages=_VRFY, codes=(250,),
        action=_A.ACCEPT_VERIFIED, alternatives=(_A.CHECK_CATCH_ALL,), scope=_S.RECIPIENT, blame=_B.NOBODY,
        summary="The server says that the address exists.", remedy="Developer: take the address in angle brackets, and send with MAIL and RCPT as ever; servers that say yes to everybody exist.",
        cautions=(_C.NOT_PROOF,), source=Source("RFC 5321", "3.5.3"), example=Example(Stage.VRFY, "250 Bob <bob@example.org>")),
    RemedyRow(
        name="vrfy-forwarded", stages=_VRFY, codes=(251,),
        action=_A.ACCEPT_VERIFIED, alternatives=(_A.ASK_USER,), scope=_S.RECIPIENT, blame=_B.NOBODY,
        summary="The address works and is forwarded.", remedy="Developer: go on sending to the old address, and show the new one to a person.",
        cautions=(_C.DO_NOT_FOLLOW,), source=Source("RFC 5321", "3.5.3"), example=Example(Stage.VRFY, "251 will forward to <bob@example.net>")),
    RemedyRow(
        name="vrfy-will-not-say", stages=_VRFY, codes=(2,),
        action=_A.SEND_TEST_MESSAGE, alternatives=(_A.ACCEPT_UNVERIFIED, _A.PROBE_RECIPIENT), scope=_S.COMMAND, blame=_B.NOBODY,
        checks=(_VRFY_CHECK,),
        summary="The server does not say whether the address exists, but would take a message for it.", remedy="Developer: the address stays unknown; this is no yes. Send the message itself, or a test message; a probe with RCPT costs less and proves less.",
        cautions=(_C.NOT_PROOF, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.5.3"), example=Example(Stage.VRFY, "252 cannot VRFY user, but will accept message")),
    RemedyRow(
        name="vrfy-put-off", stages=_VRFY, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.ACCEPT_UNVERIFIED, _A.PROBE_RECIPIENT), scope=_S.COMMAND, blame=_B.HOST, delay=Delay(300, 900, 3600),
        summary="The server cannot say now.", remedy="Developer: the address stays unknown, it is not invalid; ask again later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6647", "5"), example=Example(Stage.VRFY, "450 try later")),
    RemedyRow(
        name="vrfy-moved", stages=_VRFY, codes=(551,),
        action=_A.ASK_USER, alternatives=(_A.FIX_RECIPIENT_ADDRESS,), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The address has moved.", remedy="Developer: show the new address to a person, and verify that one; change nothing unasked.",
        cautions=(_C.DO_NOT_FOLLOW, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.5.3"), example=Example(Stage.VRFY, "551 user not local; please try <bob@example.net>")),
    RemedyRow(
        name="vrfy-misspelt", stages=_VRFY, codes=(550, 553), enhanced=("5.1.3",),
        action=_A.FIX_RECIPIENT_ADDRESS, alternatives=(_A.ASK_USER, _A.PROBE_RECIPIENT), scope=_S.RECIPIENT, blame=_B.CLIENT,
        summary="The address is not written as an address.", remedy="Sender: check the spelling. Developer: check brackets, quoting and the encoding of the domain.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.2"), example=Example(Stage.VRFY, "553 5.1.3 bad address syntax")),
    RemedyRow(
        name="vrfy-syntax", stages=_VRFY, codes=(501,),
        action=_A.FIX_RECIPIENT_ADDRESS, alternatives=(_A.FIX_CLIENT, _A.PROBE_RECIPIENT), scope=_S.COMMAND, blame=_B.CLIENT,
        checks=("Does anything stand behind the address? VRFY has none of the parameters of MAIL.",),
        summary="The address behind VRFY is not written as this server wants it.", remedy="Developer: VRFY takes a user or a mailbox; try it with or without angle brackets, once. Sender: check the spelling.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.6"), example=Example(Stage.VRFY, "501 syntax error")),
    RemedyRow(
        name="vrfy-no-such-user", stages=_VRFY, dead=True,
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The server says that the address does not exist.", remedy="Sender: check the spelling. List owner: take it off the list.",
        source=Source("RFC 5321", "3.5.3"), example=Example(Stage.VRFY, "550 5.1.1 no such user")),
    RemedyRow(
        name="vrfy-ambiguous", stages=_VRFY, codes=(553,),
        action=_A.ASK_USER, alternatives=(_A.PROBE_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.RECIPIENT, blame=_B.CLIENT,
        checks=("Does the reply list mailboxes? Without a list the name is merely not allowed.",),
        summary="More than one mailbox matches, or the name is not allowed.", remedy="Developer: show the mailboxes in the reply to a person; never choose one unasked, never write to all of them.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.5.1"), example=Example(Stage.VRFY, "553-ambiguous\n553 <bob@example.org>")),
    RemedyRow(
        name="vrfy-out-of-order", stages=_VRFY, codes=(503,),
        action=_A.REISSUE_EHLO, alternatives=(_A.STARTTLS_FIRST, _A.AUTHENTICATE_FIRST, _A.STOP_USING_COMMAND), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="The server wants another command before VRFY.", remedy="Developer: EHLO, and TLS or login where the text says so; once.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.VRFY, "503 hello first")),
    RemedyRow(
        name="vrfy-parameter", stages=_VRFY, codes=(555,),
        action=_A.DROP_PARAMETER, alternatives=(_A.PROBE_RECIPIENT, _A.SEND_TEST_MESSAGE, _A.ACCEPT_UNVERIFIED), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="The server does not take what stands behind the address.", remedy="Developer: VRFY with the address alone, once; SMTPUTF8 is the only parameter there is.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 6531", "3.7.4.2"), example=Example(Stage.VRFY, "555 parameters not recognized")),
    RemedyRow(
        name="vrfy-unclear", stages=_VRFY, codes=(550,), reasons=(_R.OTHER, _R.RECIPIENT_UNKNOWN, _R.MAILBOX_DISABLED, _R.MAILBOX_FULL, _R.RECIPIENT_REFUSED),
        action=_A.PROBE_RECIPIENT, alternatives=(_A.SEND_TEST_MESSAGE, _A.ACCEPT_UNVERIFIED, _A.ASK_USER), scope=_S.COMMAND, blame=_B.NOBODY, delay=NOW,
        checks=(_VRFY_CHECK, "Does the text speak of the user, or of the command?"),
        summary="The server refuses, and does not say whether the address or the question.", remedy="Developer: the address stays unknown until RCPT says more. Sender: read the text.",
        cautions=(_C.NOT_PROOF, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.2.2"), example=Example(Stage.VRFY, "550 no")),
    RemedyRow(
        name="vrfy-refused", stages=_VRFY, codes=(5,),
        action=_A.SEND_TEST_MESSAGE, alternatives=(_A.PROBE_RECIPIENT, _A.ACCEPT_UNVERIFIED, _A.STOP_USING_COMMAND, _A.CHECK_CAPABILITIES), scope=_S.COMMAND, blame=_B.NOBODY,
        checks=(_VRFY_CHECK,),
        summary="The server does not verify addresses: send a test message instead.", remedy="Developer: it says nothing about the mailbox. A probe with MAIL, RCPT and RSET costs less than a message and proves less; do not ask this host with VRFY again.",
        cautions=(_C.NOT_PROOF, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "7.3"), example=Example(Stage.VRFY, "502 5.5.1 VRFY command is disabled")),

    # EXPN
    RemedyRow(
        name="expn-members", stages=_EXPN, codes=(250,),
        action=_A.PROCEED, summary="The members of the list, one a line.", remedy="For diagnosis only; send to the list address.",
        source=Source("RFC 5321", "4.1.1.7"), example=Example(Stage.EXPN, "250-<a@example.org>\n250 <b@example.org>")),
    RemedyRow(
        name="expn-put-off", stages=_EXPN, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.SEND_TEST_MESSAGE,), scope=_S.COMMAND, delay=LATER,
        summary="The server cannot expand the list now.", remedy="Developer: ask later, or send to the list address.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.EXPN, "450 later")),
    RemedyRow(
        name="expn-will-not-say", stages=_EXPN, codes=(2, 3),
        action=_A.ACCEPT_UNVERIFIED, alternatives=(_A.SEND_TEST_MESSAGE, _A.ASK_USER), scope=_S.COMMAND, blame=_B.NOBODY,
        summary="The server does not show the members, but would take a message for the list.", remedy="Developer: write to the list address itself.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.EXPN, "252 cannot expand the list")),
    RemedyRow(
        name="expn-out-of-order", stages=_EXPN, codes=(503,),
        action=_A.REISSUE_EHLO, alternatives=(_A.STARTTLS_FIRST, _A.AUTHENTICATE_FIRST, _A.STOP_USING_COMMAND), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="The server wants another command before EXPN.", remedy="Developer: EHLO, and TLS or login where the text says so; once.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EXPN, "503 hello first")),
    RemedyRow(
        name="expn-refused", stages=_EXPN, codes=(5,),
        action=_A.SEND_TEST_MESSAGE, alternatives=(_A.STOP_USING_COMMAND, _A.ASK_USER), scope=_S.COMMAND, blame=_B.NOBODY,
        checks=(_EXPN_CHECK,),
        summary="The server does not show the members of lists: write to the list address instead.", remedy="Developer: it does not mean that the list does not exist. Ask the list owner, or the list manager, for the members.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "7.3"), example=Example(Stage.EXPN, "502 not implemented")),

    # TURN, ETRN, ATRN
    RemedyRow(
        name="turn-use-etrn", stages=_TURN, codes=(4, 5), when=((_F.OFFERS_ETRN, True),),
        action=_A.USE_ETRN, alternatives=(_A.STOP_USING_COMMAND,), scope=_S.COMMAND, blame=_B.NOBODY,
        summary="TURN is not done any more: the server offers ETRN.", remedy="Developer: ETRN with the own domain; the server then connects and delivers.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1985"), example=Example(Stage.TURN, "502 not implemented", offers=("ETRN",))),
    RemedyRow(
        name="turn-accepted", stages=_TURN, codes=(2,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.WAIT_FOR_INBOUND,), scope=_S.CONNECTION, blame=_B.NOBODY,
        checks=("Did the client mean to turn the roles? From here on the server sends and the client answers.",),
        summary="The roles have turned: the server sends now.", remedy="Developer: close, unless this client can receive mail. Operator: TURN gives mail to whoever asks; use ATRN.",
        source=Source("RFC 821", "3.8"), example=Example(Stage.TURN, "250 ok")),
    RemedyRow(
        name="turn-refused", stages=_TURN, codes=(3, 4, 5),
        action=_A.STOP_USING_COMMAND, alternatives=(_A.USE_ETRN,), scope=_S.COMMAND, blame=_B.NOBODY,
        checks=("Does the EHLO reply list ETRN? ATRN, after a login, is on port 366.",),
        summary="TURN is not done any more, as it would give mail to whoever asks.", remedy="Operator: fetch the queue with ETRN, or with ATRN after a login, or read the mailbox with IMAP.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "F.1"), example=Example(Stage.TURN, "502 not implemented")),
    RemedyRow(
        name="queue-started", stages=(Stage.ETRN, Stage.ATRN), codes=(2,),
        action=_A.WAIT_FOR_INBOUND, scope=_S.COMMAND, blame=_B.NOBODY, summary="The server goes through its queue.", remedy="Operator: 251 says that nothing waits; else expect connections on port 25. Developer: QUIT.",
        source=Source("RFC 1985", "5"), example=Example(Stage.ETRN, "252 pending messages started")),
    RemedyRow(
        name="queue-empty", stages=(Stage.ATRN,), codes=(453,),
        action=_A.DONE, blame=_B.NOBODY, summary="No mail waits.", remedy="Nothing to do.",
        source=Source("RFC 2645", "4.2"), example=Example(Stage.ATRN, "453 you have no mail")),
    RemedyRow(
        name="queue-command-unknown", stages=(Stage.ETRN, Stage.ATRN), codes=(500, 502, 504),
        action=_A.STOP_USING_COMMAND, alternatives=(_A.CHECK_CAPABILITIES, _A.CONTACT_POSTMASTER), scope=_S.COMMAND, blame=_B.NOBODY,
        checks=("Does the EHLO reply list the command? ATRN is on port 366, after a login.",),
        summary="The server does not hand out its queue this way.", remedy="Operator: ask the provider for ATRN, or fetch the mail with IMAP or POP.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1985", "5"), example=Example(Stage.ETRN, "502 not implemented")),
    RemedyRow(
        name="queue-syntax", stages=(Stage.ETRN, Stage.ATRN), codes=(501,),
        action=_A.FIX_CLIENT, alternatives=(_A.STOP_USING_COMMAND,), scope=_S.COMMAND, blame=_B.CLIENT,
        summary="The name behind the command is not written as the server wants it.", remedy="Developer: ETRN takes one domain, or @domain for all below it; ATRN takes domains with commas between them.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 1985", "5"), example=Example(Stage.ETRN, "501 syntax error")),
    RemedyRow(
        name="queue-not-allowed", stages=(Stage.ETRN, Stage.ATRN), codes=(459, 5),
        action=_A.STOP_USING_COMMAND, alternatives=(_A.AUTHENTICATE_FIRST, _A.CONTACT_POSTMASTER), scope=_S.COMMAND, blame=_B.POLICY,
        summary="The server does not start its queue for this name.", remedy="Operator: check the domain given, and whether the provider allows it from this address.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1985", "5"), example=Example(Stage.ETRN, "459 node not allowed")),
    RemedyRow(
        name="queue-put-off", stages=(Stage.ETRN, Stage.ATRN), codes=(4,),
        action=_A.RETRY_LATER, scope=_S.COMMAND, delay=LATER, summary="The server cannot start its queue now.", remedy="Ask again later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1985", "5"), example=Example(Stage.ETRN, "458 unable to queue messages")),

    # HELP, NOOP, RSET
    RemedyRow(
        name="help", stages=(Stage.HELP,), codes=(2,),
        action=_A.PROCEED, scope=_S.COMMAND, blame=_B.NOBODY, summary="Help for a person.", remedy="Developer: show it; what the server can do stands in the EHLO reply, never here.",
        source=Source("RFC 5321", "4.1.1.8"), example=Example(Stage.HELP, "214 see the manual")),
    RemedyRow(
        name="help-refused", stages=(Stage.HELP,), codes=(4, 5),
        action=_A.PROCEED, scope=_S.COMMAND, blame=_B.NOBODY, summary="The server gives no help.", remedy="Developer: go on; what the server can do stands in the EHLO reply.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.1.1.8"), example=Example(Stage.HELP, "502 not implemented")),
    RemedyRow(
        name="noop-unknown", stages=(Stage.NOOP,), codes=(500, 501, 502, 504),
        action=_A.PROCEED, alternatives=(_A.RECONNECT,), scope=_S.COMMAND, blame=_B.CLIENT,
        summary="The server does not like NOOP; the connection is alive all the same.", remedy="Developer: go on, and ask with RSET next time; reconnecting would only repeat it.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.1.1.9"), example=Example(Stage.NOOP, "501 syntax error")),
    RemedyRow(
        name="noop-refused", stages=(Stage.NOOP,), codes=(3, 4, 5),
        action=_A.RECONNECT, scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        summary="This connection is of no more use: open a new one.", remedy="Developer: close without QUIT, reconnect, send the message there; it does not count as an attempt.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("lettre", "src/transport/smtp/pool/sync_impl.rs"), example=Example(Stage.NOOP, "450 not now")),
    RemedyRow(
        name="reset-refused", stages=(Stage.RSET,), codes=(3, 4, 5),
        action=_A.RECONNECT, alternatives=(_A.CLOSE_CONNECTION, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The transaction could not be reset: nobody knows what the server still holds.", remedy="Developer: close without QUIT, and begin on a new connection; the verdict on the message before stands. RSET takes no argument, and needs not be sent before the first MAIL.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.5"), example=Example(Stage.RSET, "501 syntax: RSET")),
    RemedyRow(
        name="farewell-garbled", stages=(Stage.QUIT,), codes=(3,),
        action=_A.DONE, scope=_S.CONNECTION, blame=_B.HOST,
        summary="No answer to QUIT changes anything: what was accepted stays accepted.", remedy="Developer: close, and keep all results.",
        source=Source("RFC 5321", "4.1.1.10"), example=Example(Stage.QUIT, "354 go ahead")),
    RemedyRow(
        name="alive", stages=(Stage.NOOP, Stage.RSET), codes=(2,),
        action=_A.PROCEED, summary="The connection is alive.", remedy="Go on.",
        source=Source("RFC 5321", "4.1.1.9"), example=Example(Stage.NOOP, "250 ok")),
)

LAST_ROWS: tuple[RemedyRow, ...] = (
    # All that is left
    RemedyRow(
        name="something-not-known", codes=(500,), stages=(Stage.UNKNOWN,),
        action=_A.FIX_CLIENT, alternatives=(_A.RECONNECT, _A.STOP_USING_COMMAND), scope=_S.COMMAND, blame=_B.CLIENT, delay=SOON,
        checks=("Which command was it? Optional ones have a substitute; a mandatory one that is not known means that replies are out of step.", "Was a line longer than 512 octets (RFC 5321 4.5.3.1.4)?"),
        summary="The server could not read the command.", remedy="Developer: look at the bytes that were sent; do without the command if it is an optional one, else reconnect and send one command at a time.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.4"), example=Example(Stage.UNKNOWN, "500 5.5.6 line too long")),
    RemedyRow(
        name="command-not-known", codes=(500, 502),
        action=_A.STOP_USING_COMMAND, alternatives=(_A.CHECK_CAPABILITIES, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT,
        checks=("Which command was it? Optional ones have a substitute; a mandatory one that is not known means that replies are out of step.",),
        summary="The server does not do that.", remedy="Developer: do without it at this host, and remember it: EHLO lists what it can do.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.4"), example=Example(Stage.OTHER, "502 not implemented")),
    RemedyRow(
        name="syntax-not-right", codes=(501,),
        action=_A.FIX_CLIENT, alternatives=(_A.DROP_PARAMETER, _A.FIX_RECIPIENT_ADDRESS, _A.FIX_SENDER_ADDRESS), scope=_S.COMMAND, blame=_B.CLIENT,
        checks=("Which command was it? It may be the name behind EHLO, an address, a parameter, or base64.",),
        summary="What stands behind the command is not as the server wants it.", remedy="Developer: look at the bytes that were sent; the same again will be refused again.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.UNKNOWN, "501 5.5.4 syntax error in parameters or arguments")),
    RemedyRow(
        name="parameter-not-implemented", codes=(504,),
        action=_A.DROP_PARAMETER, alternatives=(_A.NEXT_MECHANISM, _A.STOP_USING_COMMAND), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Was it AUTH? Then the mechanism is meant. EHLO or HELO? Then the name.",),
        summary="The server knows the command, but not what stands behind it.", remedy="Developer: without the parameter, unless the message needs it; after AUTH another mechanism.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.2.2"), example=Example(Stage.UNKNOWN, "504 command parameter not implemented")),
    RemedyRow(
        name="parameter-not-known", codes=(455, 555),
        action=_A.DROP_PARAMETER, alternatives=(_A.RETRY_LATER,), scope=_S.COMMAND, blame=_B.CLIENT, delay=SOON,
        summary="A parameter is not accepted.", remedy="Developer: without the parameter, unless the message needs it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.1.1.11"), example=Example(Stage.UNKNOWN, "555 parameters not recognized")),
    RemedyRow(
        name="something-done", codes=(2,),
        action=_A.PROCEED, summary="The command was carried out.", remedy="Go on.",
        source=Source("RFC 5321", "4.2.1"), example=Example(Stage.OTHER, "250 ok")),
    RemedyRow(
        name="challenge-somewhere", codes=(334,), stages=(Stage.UNKNOWN,),
        action=_A.CONTINUE_SASL, alternatives=(_A.CANCEL_SASL,), summary="The server asks for the next line of a login.", remedy="Answer in base64, or cancel with a lone *.",
        source=Source("RFC 4954", "4"), example=Example(Stage.UNKNOWN, "334 VXNlcm5hbWU6")),
    RemedyRow(
        name="message-wanted-somewhere", codes=(354,), stages=(Stage.UNKNOWN,),
        action=_A.SEND_CONTENT, alternatives=(_A.CLOSE_CONNECTION,), summary="The server waits for a message.", remedy="Send it, if DATA was what you sent; else close.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.UNKNOWN, "354 go ahead")),
    RemedyRow(
        name="go-on-with-what", codes=(3,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="The server waits for something nobody began.", remedy="Developer: close, and try later.",
        source=Source("RFC 5321", "4.2.1"), example=Example(Stage.OTHER, "354 go ahead")),
    RemedyRow(
        name="put-off", codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), delay=LATER,
        summary="Not now.", remedy="Developer: the same again, later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.UNKNOWN, "450 no")),
    RemedyRow(
        name="command-refused", codes=(5,), stages=(Stage.OTHER,),
        action=_A.STOP_USING_COMMAND, alternatives=(_A.CONTACT_POSTMASTER,), scope=_S.COMMAND, blame=_B.POLICY,
        summary="The command is refused.", remedy="Developer: do without it at this host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.OTHER, "550 no")),
    RemedyRow(
        name="refused", codes=(5,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.ASK_USER,),
        checks=("Which command was answered? A refusal at the greeting is the host's, at RCPT the recipient's, behind the message the message's.",),
        summary="Refused; what for depends on the command that was answered.", remedy="Developer: tell the library the stage. Sender: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.UNKNOWN, "599 no")),
)
# fmt: on
