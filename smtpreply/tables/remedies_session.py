"""What to do about the session: connecting, greeting, TLS and login.

A failure here is the host's or the client's and never says anything about a recipient.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay
from smtpreply.context import Fact, Needs
from smtpreply.event import EventKind
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import HELLO, LATER, SLOWER, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _E, _F, _R, _S = Action, Blame, Caution, EventKind, Fact, Reason, Scope
_CONNECT = (Stage.CONNECT,)
_AUTH = (Stage.AUTH,)
_STARTTLS = (Stage.STARTTLS,)

# fmt: off
SESSION_ROWS: tuple[RemedyRow, ...] = (
    # 421 and 221: the server hangs up
    RemedyRow(
        name="421-after-message", stages=(Stage.END_OF_DATA,), codes=(421,),
        action=_A.RETRY_LATER, alternatives=(_A.RECONNECT,), delay=LATER,
        summary="The server refused the message for now and closes.",
        remedy="Developer: it is a definite no, so the message may be sent again later without risk of a second copy.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "421 closing")),
    RemedyRow(
        name="421-at-login", stages=_AUTH, codes=(421,),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, delay=Delay(600, 3600, 86400),
        summary="The server hangs up during the login, often after too many attempts.",
        remedy="Developer: stop logging in for a while. Operator: check the password before the next attempt.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.8"), example=Example(Stage.AUTH, "421 too many errors")),
    RemedyRow(
        name="421-at-quit", stages=(Stage.QUIT,), codes=(4, 5),
        action=_A.DONE, blame=_B.NOBODY, scope=_S.CONNECTION,
        summary="An error after QUIT changes nothing: what was accepted stays accepted.",
        remedy="Nothing to do.", source=Source("RFC 5321", "4.1.1.10"), example=Example(Stage.QUIT, "421 closing")),
    RemedyRow(
        name="421-slow-down", codes=(421,), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), delay=Delay(300, 1800, 14400), throttles=SLOWER,
        summary="The server hangs up because too much comes too fast.",
        remedy="Operator: fewer connections and messages an hour to this host. Developer: try again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, "421 4.4.5 too many messages")),
    RemedyRow(
        name="421-reused", codes=(421,), when=((_F.REUSED, True),),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="The server ended an idle connection: open a new one at once.",
        remedy="Developer: reconnect and begin the transaction anew; it does not count as an attempt.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, "421 idle too long", reused=True)),
    RemedyRow(
        name="421-idle", stages=(Stage.NOOP, Stage.RSET), codes=(421, 451, 521, 554),
        action=_A.RECONNECT, scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="This connection is of no more use: open a new one.",
        remedy="Developer: close it; the verdict on the message before stands.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.1.1.5"), example=Example(Stage.RSET, "421 closing")),
    RemedyRow(
        name="hangs-up", codes=(521,), stages=(Stage.AUTH, Stage.MAIL, Stage.DATA, Stage.VRFY, Stage.EXPN, Stage.HELP, Stage.OTHER, Stage.UNKNOWN),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.CLIENT, delay=SOON,
        checks=("Which command did it not like? Do without that one.",),
        summary="The server refuses and hangs up.", remedy="Developer: a new connection, without the command that was refused.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "access(5): 521"), example=Example(Stage.OTHER, "521 closing connection, too many errors")),
    RemedyRow(
        name="421-anywhere", codes=(421,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.SLOW_DOWN), delay=LATER,
        summary="The server is not available and closes the connection.",
        remedy="Developer: close, try the next host, else later; recipients answered 250 before it were not delivered.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, "421 service not available")),
    RemedyRow(
        name="221-after-quit", stages=(Stage.QUIT,), codes=(2,),
        action=_A.DONE, summary="The session is over.", remedy="Close the connection.",
        source=Source("RFC 5321", "4.1.1.10"), example=Example(Stage.QUIT, "221 bye")),
    RemedyRow(
        name="221-unasked", codes=(221,),
        action=_A.RECONNECT, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=SOON,
        summary="The server says goodbye unasked, most often after waiting too long.",
        remedy="Developer: nothing of this transaction was accepted; begin it anew on a new connection.",
        source=Source("RFC 5321", "4.1.1.10"), example=Example(Stage.UNKNOWN, "221 idle timeout")),

    # Greeting
    RemedyRow(
        name="greeting", stages=_CONNECT, codes=(220,),
        action=_A.PROCEED, commands=(Command("EHLO {client_name}"),),
        summary="The server is ready: nothing to fix.", remedy="Read the whole greeting, then send EHLO; talking earlier looks like spam.",
        source=Source("RFC 5321", "3.1"), example=Example(Stage.CONNECT, "220 mx.example.org ESMTP")),
    RemedyRow(
        name="greeting-other-2yz", stages=_CONNECT, codes=(2,),
        action=_A.PROCEED, commands=(Command("EHLO {client_name}"),), alternatives=(_A.CLOSE_CONNECTION,),
        checks=("Is this a reply left over from an earlier session, read late?",),
        summary="A positive greeting, but not the 220 it should be.", remedy="Developer: go on with EHLO if the connection is new; close it if it is reused, for replies are out of step.",
        source=Source("RFC 5321", "4.2.1"), example=Example(Stage.CONNECT, "250 hello")),
    RemedyRow(
        name="greeting-521", stages=(*_CONNECT, *HELLO), codes=(521,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_DOMAIN), scope=_S.HOST, blame=_B.HOST,
        summary="This host never accepts mail.", remedy="Developer: use the domain's other hosts; if all say so, the domain takes no mail. Operator: check the host name.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7504", "3"), example=Example(Stage.CONNECT, "521 mx.example.org accepts no mail")),
    RemedyRow(
        name="greeting-blocked", stages=(*_CONNECT, *HELLO), reasons=(_R.BLOCKLISTED, _R.PTR_REQUIRED),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.REQUEST_DELISTING, _A.RETRY_LATER), scope=_S.HOST, blame=_B.SENDER, delay=Delay(3600, 7200, 86400),
        summary="The server does not talk to this address: it is listed, or its reverse DNS is not accepted.",
        remedy="Operator: mend reverse DNS and HELO name, look the address up at the list named in the text, stop sending there until it is off.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "7.8"), example=Example(Stage.EHLO, "550 5.7.25 reverse DNS failed")),
    RemedyRow(
        name="greeting-refused", stages=_CONNECT, codes=(5,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        commands=(Command("QUIT"),),
        summary="The server takes no mail from here, now or ever; another host of the domain may.",
        remedy="Developer: QUIT, then the next host; bounce only when every host keeps refusing until the queue gives up. Operator: is the sending address listed somewhere?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.1"), example=Example(Stage.CONNECT, "554 no SMTP service here")),
    RemedyRow(
        name="greeting-put-off", stages=_CONNECT, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server is not ready now.", remedy="Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.CONNECT, "450 busy")),

    # EHLO, HELO, LHLO
    RemedyRow(
        name="hello", stages=HELLO, codes=(250,),
        action=_A.PROCEED, summary="The server has introduced itself.", remedy="Read the keywords; then STARTTLS, AUTH or MAIL, as the message needs.",
        source=Source("RFC 5321", "4.1.1.1"), example=Example(Stage.EHLO, "250 mx.example.org")),
    RemedyRow(
        name="hello-needs-more", stages=HELLO, reasons=(_R.TLS_REQUIRED, _R.AUTH_REQUIRED), codes=(4, 5),
        action=_A.REISSUE_EHLO, alternatives=(_A.STARTTLS_FIRST, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server wants EHLO and then TLS or a login.", remedy="Developer: greet with EHLO, not HELO, then STARTTLS.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4"), example=Example(Stage.HELO, "530 must issue STARTTLS first", tls=False)),
    RemedyRow(
        name="hello-repeated", stages=HELLO, codes=(503,), when=((_F.GREETED, True),),
        action=_A.PROCEED, alternatives=(_A.RECONNECT,), scope=_S.COMMAND,
        summary="The server does not want a second EHLO.", remedy="Developer: keep what the first one offered; after STARTTLS close instead, for a fresh list is needed there.",
        source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EHLO, "503 duplicate EHLO", offers=("SIZE",))),
    RemedyRow(
        name="hello-out-of-order", stages=HELLO, codes=(503,),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.HOST, delay=SOON,
        summary="The server will not be greeted now.", remedy="Developer: did it refuse in its greeting already? Close; else a new connection, once, then the next host.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EHLO, "503 bad sequence")),
    RemedyRow(
        name="helo-unknown", stages=(Stage.HELO,), codes=(500, 502),
        action=_A.USE_LHLO, alternatives=(_A.NEXT_HOST, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.CLIENT, delay=NOW,
        checks=("Is this an LMTP port (24, 2003, a local socket)? Only then is LHLO the way.",),
        summary="No SMTP server refuses HELO as unknown: this may be LMTP.", remedy="Operator: check the port. Developer: LHLO only where LMTP was meant, for it answers for each recipient.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 2033", "4.1"), example=Example(Stage.HELO, "500 use LHLO")),
    RemedyRow(
        name="lhlo-refused", stages=(Stage.LHLO,), codes=(5,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.FIX_CLIENT,), scope=_S.HOST, blame=_B.CLIENT,
        summary="This is no LMTP server.", remedy="Operator: check the port; never mix LMTP and SMTP, for they answer for recipients differently.",
        source=Source("RFC 2033", "4.1"), example=Example(Stage.LHLO, "500 unknown command")),
    RemedyRow(
        name="ehlo-refused-but-needed", stages=(Stage.EHLO,), codes=(5,), when=((_F.NEEDS_EXTENSIONS, True),),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="EHLO is refused, and HELO cannot give what this session needs.",
        remedy="Developer: do not fall back to HELO: mail or password would go out in clear, or unauthenticated. Operator: does a firewall rewrite SMTP?",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "6"), example=Example(Stage.EHLO, "502 not implemented", needs=Needs(tls=True))),
    RemedyRow(
        name="helo-name-refused", stages=(Stage.HELO,), codes=(501, 504),
        action=_A.FIX_HELO_NAME, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Is the name a full domain name that resolves to this client, or an address literal such as [192.0.2.1]?",),
        summary="The name given to HELO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: once more with that name.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.HELO, "501 invalid domain")),
    RemedyRow(
        name="hello-name-refused", stages=(Stage.EHLO,), codes=(501, 504),
        action=_A.FIX_HELO_NAME, alternatives=(_A.USE_HELO, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Is the name a full domain name that resolves to this client, or an address literal such as [192.0.2.1]?",),
        summary="The name given to EHLO or HELO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: once more with that name.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EHLO, "501 invalid domain")),
    RemedyRow(
        name="ehlo-unknown", stages=(Stage.EHLO,), codes=(500, 502),
        action=_A.USE_HELO, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, delay=NOW,
        checks=("Does this session need TLS, AUTH or SMTPUTF8? Then HELO is no way out.",),
        summary="The server does not know EHLO: use HELO.", remedy="Developer: HELO once, then no extension at all.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "3.2"), example=Example(Stage.EHLO, "500 unrecognized command")),
    RemedyRow(
        name="hello-refused", stages=HELLO, codes=(5,),
        action=_A.NEXT_HOST, alternatives=(_A.FIX_HELO_NAME, _A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.SENDER, delay=LATER, commands=(Command("QUIT"),),
        summary="The server refuses this client when it introduces itself.", remedy="Operator: check HELO name, reverse DNS and block lists. Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.HELO, "550 no")),
    RemedyRow(
        name="hello-put-off", stages=HELLO, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server cannot serve this client now.", remedy="Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.EHLO, "451 try later")),

    # STARTTLS
    RemedyRow(
        name="starttls-go-ahead", stages=_STARTTLS, codes=(220,),
        action=_A.START_TLS_HANDSHAKE, summary="Start the handshake.", remedy="Developer: discard what was read behind the 220, shake hands, forget all keywords and send EHLO again.",
        source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "220 go ahead")),
    RemedyRow(
        name="starttls-already", stages=_STARTTLS, codes=(4, 5), when=((_F.TLS, True),),
        action=_A.REISSUE_EHLO, alternatives=(_A.PROCEED,), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="TLS is on already.", remedy="Developer: ignore it; EHLO, then go on.",
        source=Source("RFC 3207", "4.2"), example=Example(Stage.STARTTLS, "503 TLS already active", tls=True)),
    RemedyRow(
        name="starttls-with-argument", stages=_STARTTLS, codes=(501,),
        action=_A.FIX_CLIENT, scope=_S.COMMAND, blame=_B.CLIENT,
        summary="STARTTLS takes no argument.", remedy="Developer: send exactly STARTTLS and nothing behind it.",
        source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "501 no parameters allowed")),
    RemedyRow(
        name="starttls-out-of-order", stages=_STARTTLS, codes=(503,),
        action=_A.REISSUE_EHLO, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent, and does its reply offer STARTTLS?",),
        summary="The server wants EHLO before STARTTLS.", remedy="Developer: EHLO, then STARTTLS, once; no password and no confidential mail without it.",
        cautions=(_C.TLS_STRIPPING, _C.LOOP), source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "503 EHLO first")),
    RemedyRow(
        name="starttls-refused", stages=_STARTTLS, codes=(4, 5),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server does not start TLS.", remedy="Developer: try the next host, else later; no password and no confidential mail on this connection. Operator: look at the server's certificate.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "454 TLS not available")),

    # AUTH
    RemedyRow(
        name="login-done", stages=_AUTH, codes=(235,),
        action=_A.PROCEED, summary="Logged in.", remedy="Go on with MAIL.",
        source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "235 welcome")),
    RemedyRow(
        name="login-challenge", stages=_AUTH, codes=(334,),
        action=_A.CONTINUE_SASL, alternatives=(_A.CANCEL_SASL,), summary="The server asks for the next line of the login.",
        remedy="Developer: answer in base64; cancel with a lone * if the mechanism has no answer, and bound the number of rounds.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "334 VXNlcm5hbWU6")),
    RemedyRow(
        name="login-answered-wrongly", stages=_AUTH, codes=(2, 3),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="This is no answer to AUTH: client and server are out of step.", remedy="Developer: close; do not take it for a login.",
        source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "250 ok")),
    RemedyRow(
        name="login-needs-tls", stages=_AUTH, reasons=(_R.TLS_REQUIRED,),
        action=_A.STARTTLS_FIRST, scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Does the server offer STARTTLS? If not, stop: never send the password in clear to please it.",),
        summary="The login needs TLS.", remedy="Developer: STARTTLS, EHLO, AUTH. If the password was sent in clear already, tell its owner to change it.",
        cautions=(_C.CREDENTIALS_EXPOSED,), source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "538 5.7.11 encryption required", tls=False)),
    RemedyRow(
        name="login-done-before", stages=_AUTH, codes=(503,), when=((_F.AUTHENTICATED, True),),
        action=_A.PROCEED, scope=_S.COMMAND, blame=_B.CLIENT, summary="Already logged in.", remedy="Go on with MAIL.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 already authenticated", authenticated=True)),
    RemedyRow(
        name="login-unknown-without-tls", stages=_AUTH, codes=(500, 502, 503, 504), when=((_F.TLS, False), (_F.OFFERS_STARTTLS, True), (_F.OFFERS_AUTH, False)),
        action=_A.STARTTLS_FIRST, alternatives=(_A.NEXT_MECHANISM,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="AUTH is not offered in clear: start TLS, and it may appear.", remedy="Developer: STARTTLS, EHLO, then AUTH.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "502 not implemented", tls=False, offers=("STARTTLS",))),
    RemedyRow(
        name="login-not-offered", stages=_AUTH, codes=(500, 502, 503, 504), when=((_F.OFFERS_AUTH, False),),
        action=_A.FIX_CLIENT, alternatives=(_A.REISSUE_EHLO, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Is this the submission server (587, 465), or somebody's MX (25)?",),
        summary="The server offers no login.", remedy="Operator: check host and port. Developer: show no further password to a server that does not ask for one.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, "502 not implemented", tls=True, offers=("SIZE",))),
    RemedyRow(
        name="login-out-of-order", stages=_AUTH, codes=(503,),
        action=_A.REISSUE_EHLO, alternatives=(_A.RESET_AND_CONTINUE, _A.GIVE_UP_HOST), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent? Is a transaction open? Does the EHLO reply offer AUTH at all?",),
        summary="AUTH is not allowed at this point, or not offered here.", remedy="Developer: EHLO first, no transaction open. Operator: submission is on 587 or 465, not 25.",
        cautions=(_C.LOOP,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 AUTH not advertised")),
    RemedyRow(
        name="login-put-off", stages=_AUTH, codes=(4,), reasons=(_R.SYSTEM_ERROR, _R.OTHER, _R.NETWORK, _R.POLICY, _R.RATE_LIMITED, _R.RELAY_DENIED),
        action=_A.RETRY_LATER, alternatives=(_A.RECONNECT,), scope=_S.ACCOUNT, blame=_B.HOST, delay=Delay(30, 300, 1800),
        summary="The server cannot check the login now.", remedy="Developer: try later with the same password; do not mark it as wrong and do not ask for another.",
        cautions=(_C.LOCKOUT,), source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "454 4.7.0 temporary authentication failure")),
    RemedyRow(
        name="login-transition", stages=_AUTH, codes=(432, 422),
        action=_A.FIX_CREDENTIALS, scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The server needs the password once in another form.", remedy="Operator: log in once with PLAIN, inside verified TLS only; an attacker can forge this to get at the password.",
        cautions=(_C.CREDENTIALS_EXPOSED,), source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "432 4.7.12 transition needed")),
    RemedyRow(
        name="login-mechanism-refused", stages=_AUTH, codes=(500, 502, 504, 501, 534),
        action=_A.NEXT_MECHANISM, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Which mechanisms does the EHLO reply offer?",),
        summary="This login mechanism does not work here.", remedy="Developer: the next mechanism that EHLO offers, each once, only upwards in strength. Operator: some providers want an app password or OAuth.",
        cautions=(_C.LOCKOUT, _C.LOOP), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "504 unrecognized authentication type")),
    RemedyRow(
        name="login-refused", stages=_AUTH, codes=(4, 5),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.NEXT_MECHANISM,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The login was refused.", remedy="Operator: check user name and password; many providers want an app password or OAuth. Developer: do not repeat it; hold the account's mail, do not bounce it.",
        cautions=(_C.LOCKOUT,), source=Source("RFC 4954", "6"), example=Example(Stage.AUTH, "535 5.7.8 credentials invalid")),

    # At any other stage: the session must change first
    RemedyRow(
        name="tls-first", reasons=(_R.TLS_REQUIRED,), unless=(_F.TLS,),
        action=_A.STARTTLS_FIRST, alternatives=(_A.AUTHENTICATE_FIRST, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Does the EHLO reply offer STARTTLS? If not, something in between may have taken it out.",),
        summary="The server wants TLS first.", remedy="Developer: STARTTLS, handshake, EHLO, then the command again.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 3207", "4"), example=Example(Stage.MAIL, "530 5.7.0 must issue STARTTLS first", tls=False)),
    RemedyRow(
        name="login-first", reasons=(_R.AUTH_REQUIRED,),
        action=_A.AUTHENTICATE_FIRST, alternatives=(_A.STARTTLS_FIRST, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Is TLS on? Log in only inside it.", "Is this the submission server of the sender, or the MX of somebody else, who wants no login?"),
        summary="The server wants a login first.", remedy="Developer: RSET, STARTTLS if it is off, AUTH, then the transaction again. Operator: give the client its credentials.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 4954", "6"), example=Example(Stage.MAIL, "530 5.7.0 authentication required", tls=True)),
    RemedyRow(
        name="login-was-refused", reasons=(_R.BAD_CREDENTIALS,),
        action=_A.FIX_CREDENTIALS, scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The login is not accepted.", remedy="Operator: mend the credentials; hold the account's mail meanwhile.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "6"), example=Example(Stage.MAIL, "535 5.7.8 credentials invalid")),
)
# fmt: on
