"""What to do about what comes in the place of a reply: the network, DNS, TLS, the own queue.

Before the final dot a repeat doubles nothing; behind it, silence may mean "accepted".
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay, Throttle, Throttled
from smtpreply.context import Fact, Needs
from smtpreply.event import EventKind
from smtpreply.policy import Permission
from smtpreply.stage import CONTENT, HELLO, Stage
from smtpreply.tables.remedyrow import LATER, NO_GREETING_CHECKS, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Scope

_A, _B, _C, _F, _K, _P, _S = Action, Blame, Caution, Fact, EventKind, Permission, Scope
_CONNECT, _STARTTLS, _AUTH = (Stage.CONNECT,), (Stage.STARTTLS,), (Stage.AUTH,)
_SILENCE = (_K.CLOSED, _K.TIMEOUT, _K.NOT_A_REPLY)
_TLS_BROKEN = (_K.TLS_FAILED, _K.TLS_WRONG_MODE, _K.TLS_INTERRUPTED)
_NO_TLS_NEEDED = ((_F.NEEDS_TLS, False), (_F.NEEDS_AUTHENTICATION, False))
_R5321 = Source("RFC 5321", "5.1")

# fmt: off
EVENT_REMEDIES: tuple[RemedyRow, ...] = (
    RemedyRow(
        name="unanswered-somewhere", stages=(Stage.UNKNOWN,), events=(_K.CLOSED, _K.TIMEOUT, _K.NOT_A_REPLY),
        action=_A.HOLD_AS_UNKNOWN, alternatives=(_A.RESEND_DESPITE_RISK,), scope=_S.MESSAGE, blame=_B.NETWORK,
        checks=("Had the final dot been sent? If not, nothing was delivered, and it may be tried again at once.",),
        summary="The connection failed, and it is not known whether the message had been sent.",
        remedy="Developer: tell the library the stage. Until it is known, the message may have been accepted: hold it as unknown.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 1047"), example=Example(Stage.UNKNOWN, event=_K.CLOSED)),
    # Behind the message: nobody knows
    RemedyRow(
        name="resend-message-unanswered", stages=CONTENT, events=(*_SILENCE, *_TLS_BROKEN, _K.EXTRA_REPLY), permissions=(_P.DUPLICATES,),
        action=_A.RESEND_DESPITE_RISK, alternatives=(_A.HOLD_AS_UNKNOWN,), scope=_S.MESSAGE, blame=_B.NETWORK, delay=Delay(900, 3600, 14400),
        summary="The message was sent and never answered: it may have been accepted, and this policy prefers two copies to none.",
        remedy="Developer: queue it for the same host, not another, with the same Message-ID, and log that it may arrive twice.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 1047"), example=Example(Stage.END_OF_DATA, event=_K.TIMEOUT, policy="RELAY")),
    RemedyRow(
        name="message-unanswered", stages=CONTENT, events=(*_SILENCE, *_TLS_BROKEN, _K.EXTRA_REPLY),
        action=_A.HOLD_AS_UNKNOWN, alternatives=(_A.RESEND_DESPITE_RISK,), scope=_S.MESSAGE, blame=_B.NETWORK,
        summary="The message was sent and never answered: it may have been accepted.",
        remedy="Developer: report it as unknown and keep the Message-ID; a policy that prefers two copies to none would send it again to the same host, later.",
        cautions=(_C.DUPLICATE_RISK, _C.NEVER_SUPPRESS), source=Source("RFC 1047"), example=Example(Stage.END_OF_DATA, event=_K.CLOSED)),
    RemedyRow(
        name="message-broken-off", events=(_K.WRITE_FAILED,),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.NETWORK, delay=SOON,
        checks=("Did the server send a refusal before it hung up? Then that is the verdict.",),
        summary="The connection was lost inside the message, before its end: nothing was delivered.",
        remedy="Developer: read what still waits on the connection; then a new one, or the next host; no copy can double.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.8"), example=Example(Stage.END_OF_DATA, event=_K.WRITE_FAILED)),
    RemedyRow(
        name="own-message-unreadable", events=(_K.SOURCE_FAILED,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.MESSAGE, blame=_B.CLIENT, delay=Delay(60, 300, 3600),
        summary="The message cannot be read to its end: never send the dot.",
        remedy="Developer: close the connection at once; a dot would deliver a cut-off message as if it were whole.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.1.1.4"), example=Example(Stage.END_OF_DATA, event=_K.SOURCE_FAILED)),

    # DNS
    RemedyRow(
        name="domain-does-not-exist", events=(_K.DNS_NO_DOMAIN,),
        action=_A.GIVE_UP_DOMAIN, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.DOMAIN, blame=_B.RECIPIENT,
        checks=("Is it still so some minutes later? A broken delegation can look like this for a while.",),
        summary="The recipient's domain does not exist.", remedy="Sender: check the spelling of the domain. Developer: ask DNS once more before suppressing anything.",
        source=_R5321, example=Example(Stage.CONNECT, event=_K.DNS_NO_DOMAIN), dead=True),
    RemedyRow(
        name="domain-has-null-mx", events=(_K.DNS_NULL_MX,),
        action=_A.GIVE_UP_DOMAIN, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.DOMAIN, blame=_B.RECIPIENT,
        summary="The recipient's domain says that it takes no mail.", remedy="Developer: do not connect, do not use the domain's own address; report 556 5.1.10.",
        source=Source("RFC 7505", "3"), example=Example(Stage.CONNECT, event=_K.DNS_NULL_MX), dead=True),
    RemedyRow(
        name="domain-without-mx", events=(_K.DNS_NO_MX,),
        action=_A.USE_ADDRESS_RECORD, scope=_S.DOMAIN, blame=_B.NOBODY, delay=NOW,
        summary="No MX record: the domain itself is the host.", remedy="Developer: connect to the domain's own address, as if it were its only MX.",
        source=_R5321, example=Example(Stage.CONNECT, event=_K.DNS_NO_MX)),
    RemedyRow(
        name="mx-hosts-unusable", events=(_K.DNS_MX_UNUSABLE,),
        action=_A.RETRY_LATER, alternatives=(_A.GIVE_UP_DOMAIN,), scope=_S.DOMAIN, blame=_B.NETWORK, delay=LATER,
        summary="MX records exist, but none of their hosts resolves.", remedy="Developer: try later; never use the domain's own address instead, its owner took that out of service.",
        cautions=(_C.NEVER_SUPPRESS,), source=_R5321, example=Example(Stage.CONNECT, event=_K.DNS_MX_UNUSABLE)),
    RemedyRow(
        name="dns-failed", events=(_K.DNS_TEMPORARY, _K.DNS_FAILURE),
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE,), scope=_S.DOMAIN, blame=_B.NETWORK, delay=LATER,
        checks=("Is the host name spelled right?", "Does the resolver answer for other names?"),
        summary="The host name could not be resolved.", remedy="Operator: check name and resolver. Developer: never fall back to the domain's own address while its MX answer is unknown.",
        cautions=(_C.NEVER_SUPPRESS,), source=_R5321, example=Example(Stage.CONNECT, event=_K.DNS_FAILURE)),
    RemedyRow(
        name="mail-loops-over-hosts", stages=HELLO, events=(_K.MX_IS_SELF,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.NEXT_HOST, _A.FIX_CLIENT), scope=_S.MESSAGE, blame=_B.CLIENT,
        checks=("Was it the best host of the domain? Only then is it a loop for sure; else the next host may be another machine.",),
        summary="The host calls itself by this client's own name: a loop.", remedy="Operator: this host is an MX of the domain but does not know it, or two machines share one name. Developer: QUIT; no fallback relay, which would feed the loop.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_proto.c: host or domain name found in EHLO reply"), example=Example(Stage.EHLO, event=_K.MX_IS_SELF)),
    RemedyRow(
        name="mail-loops", events=(_K.MX_IS_SELF,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_CLIENT,), scope=_S.MESSAGE, blame=_B.CLIENT,
        summary="The mail would come back to this host: a loop.", remedy="Operator: this host is an MX of the domain but does not know it. Developer: drop itself and all worse hosts from the list; no fallback relay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_R5321, example=Example(Stage.CONNECT, event=_K.MX_IS_SELF)),

    # Hosts and destinations
    RemedyRow(
        name="no-host-left", events=(_K.ALL_HOSTS_FAILED,),
        action=_A.RETRY_LATER, alternatives=(_A.FEWER_CONNECTIONS,), scope=_S.DOMAIN, blame=_B.HOST, delay=LATER,
        summary="No host of the domain could be reached.", remedy="Developer: keep the message and try all hosts again later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.CONNECT, event=_K.ALL_HOSTS_FAILED)),
    RemedyRow(
        name="destination-dead", events=(_K.DESTINATION_DEAD,),
        action=_A.SUSPEND_DESTINATION, alternatives=(_A.RETRY_LATER,), scope=_S.DOMAIN, blame=_B.HOST, delay=Delay(60, 300, 4000),
        summary="One connection after the other fails: stop for a while.", remedy="Developer: hold everything for this destination, then let one connection probe it, and raise the number slowly.",
        cautions=(_C.NEVER_SUPPRESS,), throttles=(Throttle(_S.DOMAIN, Throttled.SUSPENSION, None, 300),), source=Source("Postfix", "qmgr feedback"), example=Example(Stage.CONNECT, event=_K.DESTINATION_DEAD)),
    RemedyRow(
        name="destination-alive", events=(_K.DESTINATION_ALIVE,),
        action=_A.RESUME_DESTINATION, scope=_S.DOMAIN, blame=_B.NOBODY, delay=NOW,
        summary="The destination works again.", remedy="Developer: forget its failures and send what waits, one connection more for each success.",
        source=Source("Postfix", "qmgr feedback"), example=Example(Stage.CONNECT, event=_K.DESTINATION_ALIVE)),
    RemedyRow(
        name="greeting-is-not-smtp", stages=_CONNECT, events=(_K.NOT_A_REPLY,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.CHECK_SERVICE, _A.FIX_CLIENT, _A.NEXT_HOST), scope=_S.HOST, blame=_B.CLIENT, checks=NO_GREETING_CHECKS[:4],
        summary="What answers there is not an SMTP server.", remedy="Operator: check host and port. Developer: close without sending anything, least of all a password.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2"), example=Example(Stage.CONNECT, event=_K.NOT_A_REPLY)),
    RemedyRow(
        name="fixed-host-down", stages=_CONNECT, events=(_K.CONNECT_REFUSED, _K.CONNECT_TIMEOUT, _K.UNREACHABLE, _K.CLOSED, _K.TIMEOUT), when=((_F.FIXED_HOST, True),),
        action=_A.RETRY_LATER, alternatives=(_A.CHECK_SERVICE,), scope=_S.HOST, blame=_B.HOST, delay=Delay(30, 300, 3600), checks=NO_GREETING_CHECKS,
        summary="The configured server cannot be reached.", remedy="Developer: the same host again later; never another port on the way down to 25, which gives up TLS and login. Operator: go through the checks.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "relayhost"), example=Example(Stage.CONNECT, event=_K.CONNECT_REFUSED, needs=Needs(authentication=True))),
    RemedyRow(
        name="no-way-over-ipv6", stages=_CONNECT, events=(_K.UNREACHABLE, _K.CONNECT_REFUSED, _K.CONNECT_TIMEOUT), when=((_F.IPV6, True),),
        action=_A.NEXT_ADDRESS_FAMILY, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.NETWORK, delay=NOW, checks=NO_GREETING_CHECKS,
        summary="The host cannot be reached over IPv6: try IPv4.", remedy="Developer: connect to an IPv4 address of the same host.",
        cautions=(_C.NEVER_SUPPRESS,), source=_R5321, example=Example(Stage.CONNECT, event=_K.UNREACHABLE, ipv6=True)),
    RemedyRow(
        name="connecting-took-too-long", stages=_CONNECT, events=(_K.CONNECT_TIMEOUT,),
        action=_A.NEXT_HOST, alternatives=(_A.SUSPEND_DESTINATION, _A.CHECK_SERVICE, _A.RETRY_LATER, _A.NEXT_ADDRESS_FAMILY), scope=_S.HOST, blame=_B.HOST, delay=Delay(120, 900, 3600), checks=NO_GREETING_CHECKS,
        throttles=(Throttle(_S.HOST, Throttled.SUSPENSION, None, 900, times=2, within=900),),
        summary="The host did not answer in time.", remedy="Developer: the next host now; remember this one as slow for a quarter of an hour, so that not every message waits for it. Operator: go through the checks.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("ZoneMTA", "lib/sender.js"), example=Example(Stage.CONNECT, event=_K.CONNECT_TIMEOUT)),
    RemedyRow(
        name="closed-before-greeting", stages=_CONNECT, events=(_K.CLOSED,),
        action=_A.NEXT_HOST, alternatives=(_A.FEWER_CONNECTIONS, _A.CHECK_SERVICE, _A.RETRY_LATER), scope=_S.HOST, blame=_B.HOST, delay=LATER, checks=NO_GREETING_CHECKS,
        summary="The server hung up before its greeting: often a firewall, or a limit of connections.", remedy="Developer: the next host, else later, and over fewer connections if it happens again. Operator: go through the checks.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.8"), example=Example(Stage.CONNECT, event=_K.CLOSED)),
    RemedyRow(
        name="no-greeting", stages=_CONNECT, events=(_K.CONNECT_REFUSED, _K.CONNECT_TIMEOUT, _K.UNREACHABLE, _K.CLOSED, _K.TIMEOUT),
        action=_A.NEXT_HOST, alternatives=(_A.CHECK_SERVICE, _A.RETRY_LATER, _A.NEXT_ADDRESS_FAMILY), scope=_S.HOST, blame=_B.HOST, delay=LATER, checks=NO_GREETING_CHECKS,
        summary="No 220 greeting came.", remedy="Developer: try the next host, then later; nothing was sent, so nothing can be doubled. Operator: go through the checks.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.1"), example=Example(Stage.CONNECT, event=_K.CONNECT_REFUSED)),
    # TLS
    RemedyRow(
        name="injected", events=(_K.INJECTED,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.NETWORK, delay=LATER,
        summary="Bytes were waiting behind the 220 to STARTTLS: an attack, or a broken proxy.", remedy="Developer: close without using any of them. Operator: look at what is between.",
        cautions=(_C.INJECTION, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "6"), example=Example(Stage.STARTTLS, event=_K.INJECTED)),
    RemedyRow(
        name="tls-on", events=(_K.TLS_ESTABLISHED, _K.SASL_LAYER),
        action=_A.REISSUE_EHLO, scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="The connection is protected now: greet again.", remedy="Developer: forget every keyword learned before, send EHLO, and ignore STARTTLS in its reply.",
        source=Source("RFC 3207", "4.2"), example=Example(Stage.STARTTLS, event=_K.TLS_ESTABLISHED, tls=True)),
    RemedyRow(
        name="tls-wrong-mode", events=(_K.TLS_WRONG_MODE,),
        action=_A.SWITCH_TLS_MODE, alternatives=(_A.FIX_CLIENT, _A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Which port is it? 465 wants TLS from the first byte, 587 and 25 want STARTTLS.",),
        summary="TLS was started where the server expects clear text first, or not where it expects TLS.", remedy="Operator: switch between implicit TLS and STARTTLS, never to no TLS.",
        cautions=(_C.TLS_STRIPPING, _C.LOOP), source=Source("RFC 8314", "3"), example=Example(Stage.CONNECT, event=_K.TLS_WRONG_MODE)),
    RemedyRow(
        name="tls-policy-unknown", events=(_K.TLS_POLICY_UNKNOWN,),
        action=_A.RETRY_LATER, scope=_S.DOMAIN, blame=_B.NETWORK, delay=LATER,
        summary="The domain's TLS policy could not be looked up.", remedy="Developer: deliver nothing before it can; taking a failed look-up for no policy lets an attacker switch it off.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 7672", "2.1"), example=Example(Stage.STARTTLS, event=_K.TLS_POLICY_UNKNOWN)),
    RemedyRow(
        name="certificate-refused-but-optional", events=(_K.CERTIFICATE_REFUSED,), permissions=(_P.CLEARTEXT,), when=_NO_TLS_NEEDED,
        action=_A.PROCEED, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        checks=("Is there an MTA-STS policy in testing mode, or TLSRPT? Then count it for the report.",),
        summary="The certificate is not what it should be, and nothing requires TLS: encrypted to somebody is better than in clear.", remedy="Developer: go on inside TLS, with EHLO; no login on this connection. Operator: tell the domain, if it asks for reports.",
        cautions=(_C.TLS_STRIPPING,), source=Source("RFC 7435", "3"), example=Example(Stage.STARTTLS, event=_K.CERTIFICATE_REFUSED, policy="RELAY", needs=Needs(tls=False, authentication=False))),
    RemedyRow(
        name="certificate-refused", events=(_K.CERTIFICATE_REFUSED,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.CONTACT_POSTMASTER), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        checks=("Is the certificate for the name that was asked for, trusted, and not expired?", "Does the DANE or MTA-STS policy name this host? Fetch it once more before giving up."),
        summary="The certificate is not what it must be.", remedy="Developer: close before any login; the next host, else later; clear text would be worse.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4.1"), example=Example(Stage.STARTTLS, event=_K.CERTIFICATE_REFUSED)),
    RemedyRow(
        name="tls-cut-off", events=(_K.TLS_INTERRUPTED,),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.NETWORK, delay=NOW,
        checks=("Does a smaller ClientHello get through? Middle boxes drop large ones.",),
        summary="The TLS handshake was cut off.", remedy="Developer: once more with fewer groups and ciphers; then treat it like a failed handshake.",
        cautions=(_C.LOOP, _C.TLS_STRIPPING), source=Source("ZoneMTA", "tls-retry"), example=Example(Stage.STARTTLS, event=_K.TLS_INTERRUPTED)),
    RemedyRow(
        name="tls-failed-but-optional", events=(_K.TLS_FAILED,), permissions=(_P.CLEARTEXT,), when=(*_NO_TLS_NEEDED, (_F.DEFERRED, True)),
        action=_A.RECONNECT_IN_CLEAR, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.HOST, delay=NOW,
        summary="TLS fails, nothing requires it, and the message has waited once already.", remedy="Developer: a new connection without STARTTLS, never the same one; remember for some days that TLS is broken there.",
        source=Source("Postfix", "smtp_tls_security_level=may"), example=Example(Stage.STARTTLS, event=_K.TLS_FAILED, policy="RELAY", deferred=True, needs=Needs(tls=False, authentication=False))),
    RemedyRow(
        name="tls-handshake-failed", events=(_K.TLS_FAILED,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        checks=("Is TLS expected from the first byte here (465), or only after STARTTLS (587, 25)?", "Is the certificate valid, for this name, and trusted?", "Do both sides share a protocol version?"),
        summary="TLS could not be established: do not go on in clear text.",
        remedy="Developer: close the connection, try the next host, else later. Operator: look at certificate and protocol versions on both sides.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4.1"), example=Example(Stage.STARTTLS, event=_K.TLS_FAILED)),
    # What is not offered
    RemedyRow(
        name="starttls-missing-but-optional", stages=_STARTTLS, events=(_K.NOT_OFFERED,), permissions=(_P.CLEARTEXT,), when=_NO_TLS_NEEDED,
        action=_A.CONTINUE_IN_CLEAR, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, blame=_B.HOST, delay=NOW,
        summary="The server offers no TLS, and nothing requires it.", remedy="Developer: go on with MAIL; no login on this connection.",
        source=Source("RFC 3207", "6"), example=Example(Stage.STARTTLS, event=_K.NOT_OFFERED, policy="RELAY", needs=Needs(tls=False, authentication=False))),
    RemedyRow(
        name="starttls-missing", stages=_STARTTLS, events=(_K.NOT_OFFERED,),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        summary="The server offers no TLS: somebody in between may have taken it out.", remedy="Developer: QUIT, the next host, else later; neither mail nor password on this connection.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "6"), example=Example(Stage.STARTTLS, event=_K.NOT_OFFERED)),
    RemedyRow(
        name="login-missing-without-tls", stages=_AUTH, events=(_K.NOT_OFFERED, _K.NO_COMMON_MECHANISM), when=((_F.TLS, False), (_F.OFFERS_STARTTLS, True)),
        action=_A.STARTTLS_FIRST, alternatives=(_A.FIX_CLIENT,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="No usable login is offered in clear: start TLS, and it may appear.", remedy="Developer: STARTTLS, EHLO, then AUTH.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, event=_K.NOT_OFFERED, tls=False, offers=("STARTTLS",))),
    RemedyRow(
        name="no-common-mechanism", events=(_K.NO_COMMON_MECHANISM,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.FIX_CLIENT, _A.RETRY_LATER), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Which mechanisms does the EHLO reply offer, and which does the client know?",),
        summary="Client and server have no login mechanism in common.", remedy="Operator: configure a mechanism that the server offers. Developer: do not send without the login.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, event=_K.NO_COMMON_MECHANISM)),
    RemedyRow(
        name="login-missing", stages=_AUTH, events=(_K.NOT_OFFERED,),
        action=_A.GIVE_UP_HOST, alternatives=(_A.FIX_CLIENT, _A.NEXT_HOST, _A.RETRY_LATER), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Is this the submission server (587, 465), or an MX (25)?", "Which mechanisms does the client know?"),
        summary="No usable login is offered here.", remedy="Operator: check host, port and mechanisms. Developer: do not send without the login the mail needs: it would be refused, or go out under a wrong identity.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, event=_K.NOT_OFFERED)),
    RemedyRow(
        name="vrfy-not-listed", stages=(Stage.VRFY, Stage.EXPN), events=(_K.NOT_OFFERED,),
        action=_A.PROBE_RECIPIENT, alternatives=(_A.SEND_TEST_MESSAGE, _A.ACCEPT_UNVERIFIED), scope=_S.COMMAND, blame=_B.NOBODY, delay=NOW,
        summary="The server does not list the command: do not ask.", remedy="Developer: EXPN must be listed where it is known; VRFY may work unlisted, once a host. A probe or a test message says more.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.5.2"), example=Example(Stage.VRFY, event=_K.NOT_OFFERED)),
    RemedyRow(
        name="extension-missing", events=(_K.NOT_OFFERED,),
        action=_A.NEXT_HOST, alternatives=(_A.DOWNGRADE_ENCODING, _A.USE_ASCII_ADDRESS, _A.DROP_PARAMETER, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=NOW,
        checks=("What is missing? 8BITMIME and BINARYMIME: encode anew, which breaks signatures. SMTPUTF8: ASCII addresses. DSN: drop the parameters. REQUIRETLS, RRVS, FUTURERELEASE: never drop them.",),
        summary="The server does not offer what the message needs.", remedy="Developer: another host of the domain may; else change the message where that loses nothing, else give it up. Never send it as if the extension were there.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6152", "3"), example=Example(Stage.MAIL, event=_K.NOT_OFFERED)),
    RemedyRow(
        name="larger-than-offered", events=(_K.TOO_LARGE,),
        action=_A.SHRINK_MESSAGE, alternatives=(_A.NEXT_HOST, _A.GIVE_UP_MESSAGE), scope=_S.MESSAGE, blame=_B.MESSAGE,
        checks=("Was the size counted with CRLF line ends and after encoding? SIZE 0 and SIZE without a number are no limit.",),
        summary="The message is larger than the server takes: do not send it.", remedy="Sender: send a link, or less. Developer: report 5.3.4 without asking the server.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.1"), example=Example(Stage.MAIL, event=_K.TOO_LARGE)),

    # Login
    RemedyRow(
        name="challenge-unreadable", events=(_K.CHALLENGE_UNREADABLE,),
        action=_A.CANCEL_SASL, alternatives=(_A.NEXT_MECHANISM,), scope=_S.COMMAND, blame=_B.HOST, delay=NOW,
        summary="The server's challenge cannot be answered: cancel.", remedy="Developer: a lone *, expect 501, then the next mechanism.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, event=_K.CHALLENGE_UNREADABLE)),
    RemedyRow(
        name="login-unanswered", stages=_AUTH, events=_SILENCE,
        action=_A.RECONNECT, alternatives=(_A.RETRY_LATER,), scope=_S.ACCOUNT, blame=_B.HOST, delay=Delay(5, 60, 1800),
        summary="The connection ended during the login.",
        remedy="Developer: one new connection, then wait; do not offer the same password to other hosts.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.8"), example=Example(Stage.AUTH, event=_K.CLOSED)),

    # Inside a session
    RemedyRow(
        name="quit-unanswered", stages=(Stage.QUIT,), events=_SILENCE,
        action=_A.DONE, scope=_S.CONNECTION, blame=_B.NOBODY,
        summary="The server left without saying goodbye; what was accepted stays accepted.",
        remedy="Nothing to do.", source=Source("RFC 5321", "4.1.1.10"), example=Example(Stage.QUIT, event=_K.CLOSED)),
    RemedyRow(
        name="idle-connection-lost", events=(_K.IDLE_LOST,),
        action=_A.RECONNECT, scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="The idle connection is of no more use: open a new one.", remedy="Developer: close without QUIT, reconnect, send the message there; it does not count as an attempt.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "3.8"), example=Example(Stage.NOOP, event=_K.IDLE_LOST)),
    RemedyRow(
        name="idle-connection-silent", stages=(Stage.NOOP, Stage.RSET), events=_SILENCE,
        action=_A.RECONNECT, scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="The connection is of no more use: open a new one.", remedy="Developer: close without QUIT and reconnect; the verdict on the message before stands, and it does not count as an attempt.",
        cautions=(_C.LOOP,), source=Source("Postfix", "src/smtp/smtp_proto.c"), example=Example(Stage.RSET, event=_K.TIMEOUT)),
    RemedyRow(
        name="reused-connection-lost", events=(_K.CLOSED,), when=((_F.REUSED, True),),
        action=_A.RECONNECT, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.NOBODY, delay=NOW,
        summary="An idle connection was closed: open a new one.",
        remedy="Developer: reconnect and begin the transaction anew; it does not count as an attempt.",
        cautions=(_C.LOOP,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, event=_K.CLOSED, reused=True)),
    RemedyRow(
        name="replies-out-of-step", events=(_K.EXTRA_REPLY,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.DISABLE_PIPELINING, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="More replies than commands: every later answer would be taken for another.", remedy="Developer: close at once, trust no answer behind the one too many, and send one command at a time to this host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 2920", "3.1"), example=Example(Stage.RCPT, event=_K.EXTRA_REPLY)),
    RemedyRow(
        name="nobody-accepted", events=(_K.NO_RECIPIENT,),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.PER_RECIPIENT,), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="No recipient was accepted: do not send DATA.", remedy="Developer: RSET, then the next message; each recipient keeps its own answer, a 4yz among them is tried again.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.3"), example=Example(Stage.RCPT, event=_K.NO_RECIPIENT)),
    RemedyRow(
        name="all-put-off", events=(_K.ALL_PUT_OFF,),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER, commands=(Command("QUIT"),),
        checks=("Is it greylisting? Then the same host, sender and order of recipients again; another host may not know of the first try.",),
        summary="Every recipient was put off: push no further message into this connection.", remedy="Developer: QUIT, keep every recipient and come back later; one host more of the domain is worth a try unless the text speaks of greylisting.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Exim", "smtp.c: all recipients deferred"), example=Example(Stage.RCPT, event=_K.ALL_PUT_OFF)),
    RemedyRow(
        name="some-accepted", events=(_K.SOME_RECIPIENTS,),
        action=_A.PROCEED, alternatives=(_A.PER_RECIPIENT, _A.RETRY_LATER), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="Some recipients were accepted: send the message to them.", remedy="Developer: DATA now; later only those put off, never the whole message again, which would double it for the others.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.3"), example=Example(Stage.RCPT, event=_K.SOME_RECIPIENTS)),
    RemedyRow(
        name="ehlo-unanswered-but-not-needed", stages=(Stage.EHLO,), events=(_K.CLOSED,), when=((_F.NEEDS_EXTENSIONS, False),), permissions=(_P.HELO,),
        action=_A.RECONNECT, alternatives=(_A.USE_HELO, _A.NEXT_HOST), scope=_S.CONNECTION, blame=_B.HOST, delay=Delay(0, 0, 60),
        checks=("Is the client blocked? Servers that hang up on EHLO mostly do so on purpose.",),
        summary="The server hung up on EHLO, and this session needs no extension.", remedy="Developer: one new connection, with HELO there; else the next host.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 1869", "4.7"), example=Example(Stage.EHLO, event=_K.CLOSED, lmtp=False, needs=Needs(tls=False, authentication=False, smtputf8=False))),
    RemedyRow(
        name="ehlo-unanswered", stages=HELLO, events=(_K.CLOSED,),
        action=_A.NEXT_HOST, alternatives=(_A.RECONNECT, _A.RETRY_LATER), scope=_S.HOST, blame=_B.HOST, delay=SOON,
        checks=("Is the client blocked? Servers that hang up on EHLO mostly do so on purpose.",),
        summary="The server hung up when it was greeted.", remedy="Developer: the next host; one new connection is worth a try.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.8"), example=Example(Stage.EHLO, event=_K.CLOSED)),
    RemedyRow(
        name="not-a-reply", events=(_K.NOT_A_REPLY,),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.NEXT_HOST, _A.RETRY_LATER), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="What came is no SMTP reply: nothing that follows can be trusted.",
        remedy="Developer: close without QUIT, the next host, else later; never a bounce for it. Operator: does a proxy or a firewall stand in between?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2"), example=Example(Stage.RCPT, event=_K.NOT_A_REPLY)),
    RemedyRow(
        name="unanswered-before-message", events=(*_SILENCE, _K.CONNECT_REFUSED, _K.CONNECT_TIMEOUT, _K.UNREACHABLE),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER, _A.RECONNECT), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="The connection failed before the message was sent.",
        remedy="Developer: close without QUIT, try the next host, else later; nothing was delivered, so nothing can be doubled.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, event=_K.TIMEOUT)),

    # The queue
    RemedyRow(
        name="notification-failed", events=(_K.FAILED, _K.EXPIRED), when=((_F.NULL_SENDER, True),),
        action=_A.DROP_NOTIFICATION, scope=_S.MESSAGE, blame=_B.NOBODY,
        summary="A notification cannot be delivered: tell nobody.", remedy="Operator: log it. Developer: never answer a bounce with a bounce.",
        cautions=(_C.BACKSCATTER,), source=Source("RFC 5321", "4.5.5"), example=Example(Stage.UNKNOWN, event=_K.FAILED, null_sender=True)),
    RemedyRow(
        name="expired", events=(_K.EXPIRED,),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.NOTIFY_SENDER,), scope=_S.MESSAGE, blame=_B.HOST,
        summary="The message was tried for as long as the policy allows.", remedy="Developer: return it with the last reply as the reason, 4.4.7 or 5.4.7; only for recipients still waiting.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.UNKNOWN, event=_K.EXPIRED)),
    RemedyRow(
        name="failed", events=(_K.FAILED,),
        action=_A.NOTIFY_SENDER, scope=_S.MESSAGE, blame=_B.NOBODY,
        summary="The message failed for good: tell the sender.", remedy="Developer: one notification with the reply in it, from the null sender, to the envelope sender, and only if the message was taken from somebody known.",
        cautions=(_C.BACKSCATTER,), source=Source("RFC 5321", "6.1"), example=Example(Stage.UNKNOWN, event=_K.FAILED)),
    RemedyRow(
        name="notification-still-waiting", events=(_K.DELAYED,), when=((_F.NULL_SENDER, True),),
        action=_A.RETRY_LATER, scope=_S.MESSAGE, blame=_B.NOBODY, delay=LATER,
        summary="A notification still waits: tell nobody, and go on trying.", remedy="Developer: nothing goes out about a message from the null sender.",
        cautions=(_C.BACKSCATTER,), source=Source("RFC 5321", "4.5.5"), example=Example(Stage.UNKNOWN, event=_K.DELAYED, null_sender=True)),
    RemedyRow(
        name="still-waiting", events=(_K.DELAYED,),
        action=_A.NOTIFY_SENDER, alternatives=(_A.RETRY_LATER,), scope=_S.MESSAGE, blame=_B.NOBODY,
        summary="The message still waits: tell the sender once, and go on trying.", remedy="Developer: one notification that says delayed, not failed.",
        cautions=(_C.BACKSCATTER,), source=Source("RFC 3464", "2.3.3"), example=Example(Stage.UNKNOWN, event=_K.DELAYED)),
    RemedyRow(
        name="deferred-again", events=(_K.DEFERRED_AGAIN,),
        action=_A.RETRY_LATER, scope=_S.MESSAGE, blame=_B.HOST, delay=LATER,
        summary="Put off once more: wait longer than the last time.", remedy="Developer: the next delay of the schedule; the last reply stays the reason.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.4.1"), example=Example(Stage.UNKNOWN, event=_K.DEFERRED_AGAIN)),
)
# fmt: on
