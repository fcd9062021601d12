"""What to do about the session: connecting, greeting, introducing oneself, starting TLS.

A failure here is the host's or the client's and never says anything about a recipient. The
login, and what must wait for it, stands in `remedies_login`.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay, Throttle, Throttled
from smtpreply.context import Fact, Needs
from smtpreply.policy import Permission
from smtpreply.stage import HELLO, Stage
from smtpreply.tables.remedyrow import LATER, SLOWER, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _P, _R, _S = Action, Blame, Caution, Fact, Permission, Reason, Scope
_CONNECT, _STARTTLS = (Stage.CONNECT,), (Stage.STARTTLS,)
_EHLO, _HELO = (Stage.EHLO,), (Stage.HELO,)
_OPENING = (*_CONNECT, *HELLO)
_NEEDED = ((_F.NEEDS_EXTENSIONS, True),)
_NOT_NEEDED = ((_F.NEEDS_EXTENSIONS, False),)
_NO_TLS_NEEDED = ((_F.NEEDS_TLS, False), (_F.NEEDS_AUTHENTICATION, False))
_FIXED = ((_F.FIXED_HOST, True),)
_QUIT = (Command("QUIT"),)
_NAME_CHECK = "Is the name a full domain name that resolves to this client, or an address literal such as [192.0.2.1]?"
_NOTHING = Needs(tls=False, authentication=False, smtputf8=False)
_IN_CLEAR = Needs(tls=False, authentication=False)

# fmt: off
SESSION_ROWS: tuple[RemedyRow, ...] = (
    # Blocked, or too many at a time: before all else, for trying on makes it worse
    RemedyRow(
        name="too-many-connections", stages=_OPENING, codes=(4, 5), reasons=(_R.RATE_LIMITED,), wordings=("too-many-connections",),
        action=_A.FEWER_CONNECTIONS, alternatives=(_A.SLOW_DOWN, _A.RETRY_LATER), scope=_S.HOST, blame=_B.CLIENT, delay=Delay(10, 60, 3600),
        throttles=(Throttle(_S.HOST, Throttled.CONNECTIONS, 1, 3600),),
        summary="Too many connections to this server at a time.", remedy="Developer: close this one, send over those that are open, halve their number, and raise it slowly again. Another host of the domain counts the same connections.",
        cautions=(_C.EVASION, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_client_connection_count_limit"), example=Example(Stage.CONNECT, "421 4.7.0 Too many concurrent SMTP connections; please try again later.")),
    RemedyRow(
        name="greeting-blocked", stages=_OPENING, codes=(4, 5), reasons=(_R.BLOCKLISTED,),
        action=_A.SUSPEND_DESTINATION, alternatives=(_A.REQUEST_DELISTING, _A.FIX_SENDER_POLICY, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(3600, 7200, 86400),
        throttles=(Throttle(_S.DOMAIN, Throttled.SUSPENSION, None, 7200),),
        checks=("Which list does the text name, and what does the list say about the address?",),
        summary="The server does not talk to this address: it is on a block list, or has a bad reputation.",
        remedy="Operator: look the address up at the list, mend the cause, then ask for removal. Developer: send nothing from this address to the domain until then; its other hosts read the same list.",
        cautions=(_C.EVASION, _C.NEVER_SUPPRESS), source=Source("ZoneMTA", "config/bounces.txt"), example=Example(Stage.CONNECT, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org")),

    # 421 and 221: the server hangs up
    RemedyRow(
        name="421-after-message", stages=(Stage.END_OF_DATA,), codes=(421,),
        action=_A.RETRY_LATER, alternatives=(_A.RECONNECT,), delay=LATER,
        summary="The server refused the message for now and closes.",
        remedy="Developer: it is a definite no, so the message may be sent again later without risk of a second copy.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "421 closing")),
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
        action=_A.RECONNECT, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=SOON,
        checks=("Which command did it not like? Do without that one.",),
        summary="The server refuses and hangs up.", remedy="Developer: a new connection, without the command that was refused.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "access(5): 521"), example=Example(Stage.OTHER, "521 closing connection, too many errors")),
    RemedyRow(
        name="421-from-fixed-host", codes=(421,), when=_FIXED,
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE, _A.SLOW_DOWN), delay=Delay(30, 300, 3600),
        summary="The configured server is not available and closes the connection.",
        remedy="Developer: close, the same server again later; recipients answered 250 before it were not delivered.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "relayhost"), example=Example(Stage.MAIL, "421 4.3.2 shutting down", fixed_host=True)),
    RemedyRow(
        name="421-anywhere", codes=(421,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.SLOW_DOWN), delay=LATER,
        summary="The server is not available and closes the connection.",
        remedy="Developer: close, try the next host, else later; recipients answered 250 before it were not delivered, messages answered 250 were. No HELO, no QUIT.",
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
        name="greeting-masked-but-needed", stages=_CONNECT, codes=(220,), wordings=("greeting-masked",), when=_NEEDED,
        action=_A.DISABLE_PIPELINING, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.NETWORK, delay=SOON, commands=(Command("EHLO {client_name}"),),
        summary="A firewall rewrites this session, and may hide what it needs.", remedy="Developer: EHLO; if STARTTLS or AUTH is missing from the reply, leave: no clear text. Operator: let the firewall's SMTP inspection be switched off.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_pix_workarounds"), example=Example(Stage.CONNECT, "220 **********************", needs=Needs(tls=True))),
    RemedyRow(
        name="greeting-masked", stages=_CONNECT, codes=(220,), wordings=("greeting-masked",),
        action=_A.DISABLE_PIPELINING, alternatives=(_A.USE_HELO,), scope=_S.CONNECTION, blame=_B.NETWORK, delay=NOW, commands=(Command("EHLO {client_name}"),),
        summary="A firewall rewrites this session: one command at a time.", remedy="Developer: EHLO, ignore keywords of nothing but X, do not pipeline, and send the last line end and dot in a packet of their own. Operator: let the firewall's SMTP inspection be switched off.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_pix_workarounds"), example=Example(Stage.CONNECT, "220 **********************")),
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
        name="greeting-521", stages=_CONNECT, codes=(521,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_DOMAIN), scope=_S.HOST, blame=_B.HOST,
        summary="This host never accepts mail.", remedy="Developer: use the domain's other hosts; if all say so, the domain takes no mail. Operator: check the host name.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7504", "3"), example=Example(Stage.CONNECT, "521 mx.example.org accepts no mail")),
    RemedyRow(
        name="greeting-unnamed", stages=_CONNECT, codes=(4, 5), reasons=(_R.PTR_REQUIRED,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.SENDER, delay=Delay(3600, 7200, 86400),
        summary="The server does not accept the reverse DNS of this address.",
        remedy="Operator: give the sending address a PTR record whose name leads back to it. Developer: hold the mail until then.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.3"), example=Example(Stage.CONNECT, "554 5.7.25 no reverse DNS for 192.0.2.1")),
    RemedyRow(
        name="greeting-refused-by-fixed-host", stages=_CONNECT, codes=(4, 5), when=_FIXED,
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=_QUIT,
        summary="The configured server takes no mail from here.", remedy="Operator: check host, port and the provider's rules. Developer: QUIT, the same server later; bounce nothing for it.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "relayhost"), example=Example(Stage.CONNECT, "554 no SMTP service here", fixed_host=True)),
    RemedyRow(
        name="greeting-refused", stages=_CONNECT, codes=(5,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=_QUIT,
        summary="The server takes no mail from here, now or ever; another host of the domain may.",
        remedy="Developer: QUIT, then the next host; bounce only when every host keeps refusing until the queue gives up. Operator: is the sending address listed somewhere?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtp_skip_5xx_greeting"), example=Example(Stage.CONNECT, "554 no SMTP service here")),
    RemedyRow(
        name="greeting-put-off", stages=_CONNECT, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server is not ready now.", remedy="Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.CONNECT, "450 busy")),

    # EHLO, HELO, LHLO
    RemedyRow(
        name="hello-with-limits", stages=HELLO, codes=(250,), when=((_F.OFFERS_LIMITS, True), (_F.ACCEPTED_ANY, None)),
        action=_A.PROCEED, alternatives=(_A.SPLIT_RECIPIENTS,), scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        checks=("RCPTMAX: so many RCPT a transaction. MAILMAX: so many transactions a connection. RCPTDOMAINMAX: so many domains a transaction.",),
        summary="The server says its limits: keep to them.", remedy="Developer: plan the transactions by LIMITS; the rest of the recipients goes into the next one, or into a new connection. The numbers hold for this session only.",
        source=Source("RFC 9422", "4"), example=Example(Stage.EHLO, "250-mx.example.org\n250 LIMITS RCPTMAX=20", offers=("LIMITS RCPTMAX=20",))),
    RemedyRow(
        name="hello", stages=HELLO, codes=(250,),
        action=_A.PROCEED, blame=_B.NOBODY, summary="The server has introduced itself.", remedy="Developer: read the keywords in any case, then STARTTLS, AUTH or MAIL, as the message needs. What was learned before TLS counts no more behind it; after HELO nothing is offered.",
        source=Source("RFC 5321", "4.1.1.1"), example=Example(Stage.EHLO, "250 mx.example.org")),
    RemedyRow(
        name="hello-behind-weak-tls", stages=(*_EHLO, *_HELO), codes=(554,), when=((_F.TLS, True),),
        action=_A.NEXT_HOST, alternatives=(_A.RECONNECT, _A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.POLICY, delay=LATER, commands=_QUIT,
        checks=("Which protocol version and cipher were agreed on?", "Does the server want a client certificate?", "Does it refuse this client for another reason?"),
        summary="TLS came up, and now the server refuses everything: it may not like the cipher or the certificate.", remedy="Developer: QUIT; the next host, or once more with stronger parameters or a client certificate. Operator: update the TLS library.",
        cautions=(_C.LOOP, _C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4.1"), example=Example(Stage.EHLO, "554 5.7.0 TLS security insufficient", tls=True)),
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
        name="hello-to-lmtp", stages=(*_EHLO, *_HELO), codes=(5,), wordings=("use-lhlo",),
        action=_A.USE_LHLO, alternatives=(_A.FIX_CLIENT,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Is this an LMTP port (24, 2003, a local socket), and is LMTP what was meant?",),
        summary="This is LMTP: the server wants LHLO.", remedy="Developer: LHLO, and expect one answer for each recipient behind the dot. Operator: correct the protocol in the configuration.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 2033", "4.1"), example=Example(Stage.EHLO, "500 5.5.1 command unknown, use LHLO")),
    RemedyRow(
        name="hello-by-lmtp-client", stages=(*_EHLO, *_HELO), codes=(500, 502), when=((_F.LMTP, True),),
        action=_A.USE_LHLO, alternatives=(_A.FIX_CLIENT,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="LMTP begins with LHLO.", remedy="Developer: LHLO instead, and expect one answer for each recipient behind the dot.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 2033", "4.1"), example=Example(Stage.EHLO, "500 unknown command", lmtp=True)),
    RemedyRow(
        name="helo-unknown", stages=_HELO, codes=(500, 502),
        action=_A.NEXT_HOST, alternatives=(_A.FIX_CLIENT, _A.GIVE_UP_HOST, _A.USE_LHLO), scope=_S.HOST, blame=_B.CLIENT, delay=LATER, commands=_QUIT,
        checks=("Is this an LMTP port (24, 2003, a local socket)? Only then is LHLO the way.",),
        summary="No SMTP server refuses HELO as unknown: this may be something else.", remedy="Operator: check the port. Developer: QUIT, the next host; LHLO only where LMTP was meant, for it answers for each recipient.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.2"), example=Example(Stage.HELO, "500 unknown command")),
    RemedyRow(
        name="lhlo-refused", stages=(Stage.LHLO,), codes=(5,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.FIX_CLIENT,), scope=_S.HOST, blame=_B.CLIENT,
        summary="This is no LMTP server.", remedy="Operator: check the port; never mix LMTP and SMTP, for they answer for recipients differently.",
        source=Source("RFC 2033", "4.1"), example=Example(Stage.LHLO, "500 unknown command")),
    RemedyRow(
        name="ehlo-name-refused-but-needed", stages=_EHLO, codes=(501, 504), when=_NEEDED,
        action=_A.FIX_HELO_NAME, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,),
        summary="The name given to EHLO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: EHLO once more with that name; no HELO, which would give up what this session needs.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EHLO, "501 5.5.4 invalid domain name", needs=Needs(tls=True))),
    RemedyRow(
        name="ehlo-name-refused-by-words-but-needed", stages=_EHLO, codes=(5,), wordings=("helo-name", "helo-domain"), when=_NEEDED,
        action=_A.FIX_HELO_NAME, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,),
        summary="The name given to EHLO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: EHLO once more with that name; no HELO, which would give up what this session needs.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_helo_restrictions"), example=Example(Stage.EHLO, "550 5.7.1 HELO argument localhost not allowed", needs=Needs(tls=True))),
    RemedyRow(
        name="hello-name-refused", stages=_EHLO, codes=(501, 504),
        action=_A.FIX_HELO_NAME, alternatives=(_A.USE_HELO, _A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,),
        summary="The name given to EHLO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: once more with that name.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.EHLO, "501 invalid domain")),
    RemedyRow(
        name="ehlo-name-refused-by-words", stages=_EHLO, codes=(5,), wordings=("helo-name", "helo-domain"),
        action=_A.FIX_HELO_NAME, alternatives=(_A.USE_HELO, _A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,),
        summary="The name given to EHLO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost; if it is right already, look at the reputation of the address. Developer: once more with that name.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_helo_restrictions"), example=Example(Stage.EHLO, "550 5.7.1 HELO argument localhost not allowed")),
    RemedyRow(
        name="helo-name-refused", stages=_HELO, codes=(501, 504),
        action=_A.FIX_HELO_NAME, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,), commands=(Command("HELO {client_name}"),),
        summary="The name given to HELO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: once more with that name, then the next host.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "4.1.4"), example=Example(Stage.HELO, "501 invalid domain")),
    RemedyRow(
        name="helo-name-refused-by-words", stages=_HELO, codes=(5,), wordings=("helo-name", "helo-domain"),
        action=_A.FIX_HELO_NAME, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, checks=(_NAME_CHECK,), commands=(Command("HELO {client_name}"),),
        summary="The name given to HELO is not accepted.", remedy="Operator: greet with a full name that resolves, never localhost. Developer: once more with that name, then the next host.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_helo_restrictions"), example=Example(Stage.HELO, "550 Access denied - Invalid HELO name")),
    RemedyRow(
        name="hello-unnamed", stages=HELLO, codes=(4, 5), reasons=(_R.PTR_REQUIRED,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.SENDER, delay=Delay(3600, 7200, 86400),
        summary="The server does not accept the reverse DNS of this address, or its name.",
        remedy="Operator: give the sending address a PTR record whose name leads back to it, and greet with that name. Developer: hold the mail until then.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.3"), example=Example(Stage.EHLO, "550 5.7.25 reverse DNS failed")),
    RemedyRow(
        name="hello-refused-by-fixed-host", stages=HELLO, codes=(4, 5), when=_FIXED,
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.CLIENT, delay=LATER, commands=_QUIT,
        summary="The configured server refuses this client's greeting.", remedy="Operator: check host, port and the name this client greets with; does a firewall rewrite SMTP? Developer: no HELO, which would give up TLS and login; the same server later, and bounce nothing for it.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("Postfix", "relayhost"), example=Example(Stage.EHLO, "502 not implemented", needs=Needs(authentication=True))),
    RemedyRow(
        name="ehlo-refused-but-needed", stages=(Stage.EHLO,), codes=(5,), when=((_F.NEEDS_EXTENSIONS, True),),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="EHLO is refused, and HELO cannot give what this session needs.",
        remedy="Developer: do not fall back to HELO: mail or password would go out in clear, or unauthenticated. Operator: does a firewall rewrite SMTP?",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "6"), example=Example(Stage.EHLO, "502 not implemented", needs=Needs(tls=True))),
    RemedyRow(
        name="ehlo-unknown", stages=_EHLO, codes=(500, 502), permissions=(_P.HELO,),
        action=_A.USE_HELO, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, delay=NOW,
        checks=("Does this session need TLS, AUTH or SMTPUTF8? Then HELO is no way out.",),
        summary="The server does not know EHLO: use HELO.", remedy="Developer: HELO once, then MAIL without any parameter.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.2"), example=Example(Stage.EHLO, "500 unrecognized command")),
    RemedyRow(
        name="ehlo-refused-by-rule", stages=_EHLO, codes=(5,), when=_NOT_NEEDED, permissions=(_P.HELO,),
        action=_A.USE_HELO, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        summary="The server refuses EHLO; HELO may do, for this session needs no extension.", remedy="Developer: HELO once; if that is refused too, QUIT and the next host.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_proto.c: smtp_helo"), example=Example(Stage.EHLO, "554 5.7.1 Access denied", needs=_NOTHING, lmtp=False)),
    RemedyRow(
        name="hello-refused", stages=HELLO, codes=(5,),
        action=_A.NEXT_HOST, alternatives=(_A.FIX_HELO_NAME, _A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.SENDER, delay=LATER, commands=(Command("QUIT"),),
        summary="The server refuses this client when it introduces itself.", remedy="Operator: check HELO name, reverse DNS and block lists. Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.HELO, "550 no")),
    RemedyRow(
        name="ehlo-put-off", stages=_EHLO, codes=(4,), when=_NOT_NEEDED, permissions=(_P.HELO,),
        action=_A.NEXT_HOST, alternatives=(_A.USE_HELO, _A.RETRY_LATER), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=_QUIT,
        summary="The server cannot serve this client now.", remedy="Developer: QUIT, the next host, else later. HELO once is allowed here, but gives up every extension for this message.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_proto.c: smtp_helo"), example=Example(Stage.EHLO, "451 try later", needs=_NOTHING, lmtp=False)),
    RemedyRow(
        name="hello-put-off", stages=HELLO, codes=(4,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server cannot serve this client now.", remedy="Developer: QUIT, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.1"), example=Example(Stage.EHLO, "451 try later")),

    # STARTTLS
    RemedyRow(
        name="starttls-answered-wrongly", stages=(Stage.STARTTLS,), codes=(2, 3), reasons=(_R.PROTOCOL_ERROR,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="This is no answer to STARTTLS: neither TLS nor clear text is safe here.", remedy="Developer: close; start no handshake, and send neither mail nor password. Operator: does something in between rewrite SMTP?",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "250 ok")),
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
        name="starttls-put-off-for-the-first-time", stages=_STARTTLS, codes=(4,), when=(*_NO_TLS_NEEDED, (_F.DEFERRED, False)), permissions=(_P.CLEARTEXT,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST, _A.CONTINUE_IN_CLEAR), scope=_S.HOST, blame=_B.HOST, delay=SOON, commands=_QUIT,
        summary="TLS is not available now: try once more with TLS before going on without.", remedy="Developer: QUIT and come back soon; the second time nothing requires TLS, so that the message may go in clear.",
        source=Source("Postfix", "smtp_tls_security_level=may"), example=Example(Stage.STARTTLS, "454 4.7.0 TLS not available", policy="RELAY", deferred=False, needs=_IN_CLEAR)),
    RemedyRow(
        name="starttls-put-off-but-optional", stages=_STARTTLS, codes=(4,), when=_NO_TLS_NEEDED, permissions=(_P.CLEARTEXT,),
        action=_A.CONTINUE_IN_CLEAR, alternatives=(_A.RETRY_LATER, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        summary="TLS is not available now, and nothing requires it.", remedy="Developer: go on with MAIL on this connection; no login on it.",
        cautions=(_C.LOOP,), source=Source("Postfix", "smtp_tls_security_level=may"), example=Example(Stage.STARTTLS, "454 4.7.0 TLS not available", policy="RELAY", needs=_IN_CLEAR)),
    RemedyRow(
        name="starttls-refused-but-optional", stages=_STARTTLS, codes=(5,), when=_NO_TLS_NEEDED, permissions=(_P.CLEARTEXT,),
        action=_A.CONTINUE_IN_CLEAR, alternatives=(_A.RECONNECT_IN_CLEAR, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        summary="The server refuses STARTTLS, and nothing requires it.", remedy="Developer: EHLO, then MAIL on this connection, or a new one without STARTTLS; no login on it.",
        cautions=(_C.LOOP,), source=Source("Postfix", "smtp_tls_security_level=may"), example=Example(Stage.STARTTLS, "502 5.5.1 command not implemented", policy="RELAY", needs=_IN_CLEAR)),
    RemedyRow(
        name="starttls-refused-by-fixed-host", stages=_STARTTLS, codes=(4, 5), when=_FIXED,
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=_QUIT,
        summary="The configured server does not start TLS.", remedy="Developer: QUIT; neither password nor mail in clear; the same server later. Operator: check port, server and what is between.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "454 4.7.0 TLS not available", fixed_host=True)),
    RemedyRow(
        name="starttls-refused", stages=_STARTTLS, codes=(4, 5),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        summary="The server does not start TLS.", remedy="Developer: try the next host, else later; no password and no confidential mail on this connection. Operator: look at the server's certificate.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4"), example=Example(Stage.STARTTLS, "454 TLS not available")),
)
# fmt: on
