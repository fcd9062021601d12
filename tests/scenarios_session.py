"""Scenarios: connecting, greeting, introducing oneself, TLS; and what becomes of the queue."""

from smtpreply import Action as A
from smtpreply import Caution as C
from smtpreply import Needs, Stage
from smtpreply.event import EventKind as K
from tests.scenario import Scenario as S
from tests.scenarios_login import LOGIN_SCENARIOS

_CONNECT, _EHLO, _HELO, _TLS = Stage.CONNECT, Stage.EHLO, Stage.HELO, Stage.STARTTLS
_MAIL, _RCPT, _END, _UNKNOWN = Stage.MAIL, Stage.RCPT, Stage.END_OF_DATA, Stage.UNKNOWN
_CLEAR = (A.CONTINUE_IN_CLEAR, A.RECONNECT_IN_CLEAR, A.USE_HELO)
_NEEDS_TLS = Needs(tls=True)
_OPTIONAL = Needs(tls=False, authentication=False)
_NOTHING = Needs(tls=False, authentication=False, smtputf8=False)
_STRIP, _SAFE = (C.TLS_STRIPPING,), (C.NEVER_SUPPRESS,)
_SHOP = (A.NEXT_HOST, A.GIVE_UP_DOMAIN)

# fmt: off
_CONNECTING = (
    S(rule="DNS-TEMPFAIL", stage=_CONNECT, event=K.DNS_TEMPORARY, action=A.RETRY_LATER, never=(A.USE_ADDRESS_RECORD, A.GIVE_UP_DOMAIN)),
    S(rule="DNS-TEMPFAIL", stage=_CONNECT, event=K.DNS_FAILURE, action=A.RETRY_LATER, never=(A.USE_ADDRESS_RECORD, A.GIVE_UP_DOMAIN)),
    S(rule="DNS-NXDOMAIN", stage=_CONNECT, event=K.DNS_NO_DOMAIN, action=A.GIVE_UP_DOMAIN, also=(A.SUPPRESS_RECIPIENT,)),
    S(rule="DNS-NULL-MX", stage=_CONNECT, event=K.DNS_NULL_MX, action=A.GIVE_UP_DOMAIN, also=(A.SUPPRESS_RECIPIENT,), never=(A.USE_ADDRESS_RECORD, A.RETRY_LATER)),
    S(rule="DNS-NO-MX", stage=_CONNECT, event=K.DNS_NO_MX, action=A.USE_ADDRESS_RECORD),
    S(rule="DNS-MX-UNUSABLE", stage=_CONNECT, event=K.DNS_MX_UNUSABLE, action=A.RETRY_LATER, also=(A.GIVE_UP_DOMAIN,), never=(A.USE_ADDRESS_RECORD,)),
    S(rule="DNS-SELF-MX", stage=_CONNECT, event=K.MX_IS_SELF, action=A.GIVE_UP_MESSAGE, also=(A.FIX_CLIENT,), never=(A.NEXT_HOST,)),
    S(rule="CONN-REFUSED", stage=_CONNECT, event=K.CONNECT_REFUSED, action=A.NEXT_HOST, also=(A.NEXT_ADDRESS_FAMILY, A.RETRY_LATER), cautions=_SAFE),
    S(rule="CONN-TIMEOUT", stage=_CONNECT, event=K.CONNECT_TIMEOUT, action=A.NEXT_HOST, also=(A.SUSPEND_DESTINATION, A.RETRY_LATER), throttled=True),
    S(rule="CONN-IPV6-UNREACHABLE", stage=_CONNECT, event=K.UNREACHABLE, ipv6=True, action=A.NEXT_ADDRESS_FAMILY),
    S(rule="CONN-IPV6-UNREACHABLE", stage=_CONNECT, event=K.UNREACHABLE, ipv6=False, action=A.NEXT_HOST),
    S(rule="CONN-ALL-FAILED", stage=_CONNECT, event=K.ALL_HOSTS_FAILED, action=A.RETRY_LATER, also=(A.FEWER_CONNECTIONS,)),
    S(rule="CONN-DEST-DEAD", stage=_CONNECT, event=K.DESTINATION_DEAD, action=A.SUSPEND_DESTINATION, also=(A.RETRY_LATER,), throttled=True),
    S(rule="CONN-FIXED-RELAY-DOWN", stage=_CONNECT, event=K.CONNECT_REFUSED, fixed_host=True, action=A.RETRY_LATER, never=(A.SWITCH_TLS_MODE, A.NEXT_HOST)),
    S(rule="CONN-FIXED-RELAY-DOWN", stage=_CONNECT, event=K.CONNECT_TIMEOUT, needs=Needs(authentication=True), policy="SUBMISSION", action=A.RETRY_LATER, never=(A.NEXT_HOST,)),
    S(rule="CONN-WRONG-TLS-MODE", stage=_CONNECT, event=K.TLS_WRONG_MODE, action=A.SWITCH_TLS_MODE, also=(A.FIX_CLIENT,), never=_CLEAR, cautions=_STRIP),
)

_GREETING = (
    S(rule="GREET-220", stage=_CONNECT, reply="220-mx1.example.org ESMTP\n220 no bulk mail, please", action=A.PROCEED),
    S(rule="GREET-2XX-OTHER", stage=_CONNECT, reply="250 mx1.example.org ready", action=A.PROCEED, also=(A.CLOSE_CONNECTION,)),
    S(rule="GREET-421", stage=_CONNECT, reply="421 4.3.2 mx1.example.org Service not available", action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=(A.USE_HELO,)),
    S(rule="GREET-421", stage=_CONNECT, reply="421 4.3.2 smtp.example.org Service not available", fixed_host=True, action=A.RETRY_LATER, never=(A.NEXT_HOST,)),
    S(rule="GREET-4XX", stage=_CONNECT, reply="451 4.3.0 Temporary system problem", action=A.NEXT_HOST, also=(A.RETRY_LATER,), cautions=_SAFE),
    S(rule="GREET-554", stage=_CONNECT, reply="554 mx1.example.org No SMTP service here", action=A.NEXT_HOST, also=(A.RETRY_LATER, A.GIVE_UP_HOST), never=(A.GIVE_UP_MESSAGE, A.GIVE_UP_DOMAIN), cautions=_SAFE),
    S(rule="GREET-554", stage=_CONNECT, reply="554 smtp.example.org No SMTP service here", fixed_host=True, action=A.RETRY_LATER, never=(A.NEXT_HOST, A.GIVE_UP_MESSAGE)),
    S(rule="GREET-521", stage=_CONNECT, reply="521 mx.example.org does not accept mail", action=A.GIVE_UP_HOST, also=_SHOP),
    S(rule="GREET-521", stage=_EHLO, reply="521 5.7.1 not from you", action=A.NEXT_HOST, never=(A.GIVE_UP_DOMAIN,)),
    S(rule="GREET-5XX-BLOCKLIST", stage=_CONNECT, reply="554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", action=A.SUSPEND_DESTINATION, also=(A.REQUEST_DELISTING, A.RETRY_LATER), never=(A.NEXT_HOST,), cautions=(C.EVASION, C.NEVER_SUPPRESS), throttled=True),
    S(rule="GREET-5XX-BLOCKLIST", stage=_CONNECT, reply="550 5.7.1 192.0.2.1 has a poor reputation", action=A.SUSPEND_DESTINATION, cautions=_SAFE, throttled=True),
    S(rule="GREET-TOO-MANY-CONN", stage=_CONNECT, reply="421 4.7.0 mx1.example.org Too many concurrent SMTP connections; please try again later.", action=A.FEWER_CONNECTIONS, also=(A.RETRY_LATER,), throttled=True),
    S(rule="GREET-TOO-MANY-CONN", stage=_CONNECT, reply="554 5.7.1 too many connections from 192.0.2.1", action=A.FEWER_CONNECTIONS, never=(A.GIVE_UP_HOST,), throttled=True),
    S(rule="GREET-TIMEOUT", stage=_CONNECT, event=K.TIMEOUT, action=A.NEXT_HOST, also=(A.RETRY_LATER,), cautions=_SAFE),
    S(rule="GREET-EOF", stage=_CONNECT, event=K.CLOSED, action=A.NEXT_HOST, also=(A.RETRY_LATER, A.FEWER_CONNECTIONS)),
    S(rule="GREET-NOT-SMTP", stage=_CONNECT, event=K.NOT_A_REPLY, action=A.CLOSE_CONNECTION, also=(A.FIX_CLIENT, A.NEXT_HOST), never=(A.GIVE_UP_MESSAGE,)),
    S(rule="GREET-OWN-NAME", stage=_CONNECT, event=K.MX_IS_SELF, action=A.GIVE_UP_MESSAGE, also=(A.FIX_CLIENT,)),
    S(rule="GREET-CENSORED", stage=_CONNECT, reply="220 ***************************************", action=A.DISABLE_PIPELINING, also=(A.USE_HELO,)),
    S(rule="GREET-CENSORED", stage=_CONNECT, reply="220 ****************************2******0*****", needs=_NEEDS_TLS, action=A.DISABLE_PIPELINING, also=(A.NEXT_HOST,), never=_CLEAR, cautions=_STRIP),
)

_HELLO = (
    S(rule="EHLO-250", stage=_EHLO, reply="250-mx1.example.org\n250-STARTTLS\n250 AUTH=LOGIN", action=A.PROCEED),
    S(rule="EHLO-500-502", stage=_EHLO, reply="502 5.5.1 Command not implemented", action=A.USE_HELO, also=(A.NEXT_HOST,), cautions=(C.LOOP,)),
    S(rule="EHLO-500-502", stage=_EHLO, reply="500 5.5.1 Command unrecognized", needs=_NOTHING, lmtp=False, action=A.USE_HELO),
    S(rule="EHLO-500-502", stage=_EHLO, reply="500 5.5.1 Command unrecognized", policy="SUBMISSION", never=(A.USE_HELO, A.NEXT_HOST), action=A.FIX_HELO_NAME),
    S(rule="EHLO-501-BADNAME", stage=_EHLO, reply="501 5.5.4 Invalid domain name", action=A.FIX_HELO_NAME, also=(A.USE_HELO, A.GIVE_UP_HOST)),
    S(rule="EHLO-501-BADNAME", stage=_EHLO, reply="550 5.7.1 HELO argument 'localhost' not allowed", action=A.FIX_HELO_NAME),
    S(rule="EHLO-501-BADNAME", stage=_EHLO, reply="504 5.5.2 <laptop>: Helo command rejected: need fully-qualified hostname", needs=_NEEDS_TLS, action=A.FIX_HELO_NAME, never=(A.USE_HELO,)),
    S(rule="EHLO-501-BADNAME", stage=_EHLO, reply="550 5.7.25 no reverse DNS for 192.0.2.1", action=A.FIX_SENDER_POLICY, never=(A.FIX_HELO_NAME,)),
    S(rule="EHLO-5XX-POLICY", stage=_EHLO, reply="554 5.7.1 Access denied by local policy", needs=_NOTHING, lmtp=False, action=A.USE_HELO, also=(A.NEXT_HOST, A.GIVE_UP_HOST)),
    S(rule="EHLO-5XX-POLICY", stage=_EHLO, reply="554 5.7.1 Access denied by local policy", action=A.NEXT_HOST, never=(A.USE_HELO,), cautions=_SAFE),
    S(rule="EHLO-421", stage=_EHLO, reply="421 4.3.2 shutting down", action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=(A.USE_HELO,)),
    S(rule="EHLO-4XX", stage=_EHLO, reply="451 4.3.0 Temporary system problem", needs=_NOTHING, lmtp=False, action=A.NEXT_HOST, also=(A.USE_HELO, A.RETRY_LATER)),
    S(rule="EHLO-4XX", stage=_EHLO, reply="451 4.3.0 Temporary system problem", action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=(A.USE_HELO,)),
    S(rule="EHLO-EOF", stage=_EHLO, event=K.CLOSED, needs=_NOTHING, lmtp=False, action=A.RECONNECT, also=(A.USE_HELO, A.NEXT_HOST), cautions=(C.LOOP,)),
    S(rule="EHLO-EOF", stage=_EHLO, event=K.CLOSED, needs=_NEEDS_TLS, action=A.NEXT_HOST, never=(A.USE_HELO,)),
    S(rule="EHLO-NO-FALLBACK", stage=_EHLO, reply="502 5.5.1 Command not implemented", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER, A.GIVE_UP_HOST), never=_CLEAR, cautions=_STRIP),
    S(rule="EHLO-NO-FALLBACK", stage=_EHLO, reply="500 5.5.1 Command unrecognized", needs=Needs(smtputf8=True), action=A.NEXT_HOST, never=_CLEAR),
    S(rule="EHLO-NO-FALLBACK", stage=_EHLO, reply="554 5.7.1 Access denied", needs=Needs(authentication=True), action=A.RETRY_LATER, never=(*_CLEAR, A.NEXT_HOST)),
    S(rule="EHLO-NO-FALLBACK", stage=_EHLO, reply="451 4.3.0 try again", needs=_NEEDS_TLS, action=A.NEXT_HOST, never=_CLEAR),
    S(rule="HELO-2XX", stage=_HELO, reply="250 mx1.example.org", action=A.PROCEED),
    S(rule="HELO-4XX", stage=_HELO, reply="450 4.7.1 try later", action=A.NEXT_HOST, also=(A.RETRY_LATER,)),
    S(rule="HELO-5XX", stage=_HELO, reply="554 5.7.1 Access denied by local policy", action=A.NEXT_HOST, also=(A.GIVE_UP_HOST, A.FIX_HELO_NAME), cautions=_SAFE),
    S(rule="HELO-5XX", stage=_HELO, reply="502 5.5.1 what is that", action=A.NEXT_HOST, also=(A.GIVE_UP_HOST,)),
    S(rule="HELO-5XX", stage=_HELO, reply="504 5.5.2 <laptop>: Helo command rejected: need fully-qualified hostname", action=A.FIX_HELO_NAME, also=(A.NEXT_HOST, A.GIVE_UP_HOST), never=(A.USE_HELO,)),
    S(rule="LHLO-REFUSED", stage=Stage.LHLO, reply="500 5.5.1 Command unrecognized", lmtp=True, action=A.GIVE_UP_HOST, also=(A.FIX_CLIENT,), never=(A.USE_HELO,)),
    S(rule="LHLO-NEEDED", stage=_EHLO, reply="500 5.5.1 command unknown, this is LMTP: use LHLO", action=A.USE_LHLO, also=(A.FIX_CLIENT,)),
    S(rule="LHLO-NEEDED", stage=_HELO, reply="500 5.5.1 Unknown command", lmtp=True, action=A.USE_LHLO),
    S(rule="LHLO-NEEDED", stage=_HELO, reply="500 5.5.1 Unknown command", lmtp=False, action=A.NEXT_HOST),
    S(rule="EHLO-503", stage=_EHLO, reply="503 5.5.1 Duplicate HELO/EHLO", offers=("SIZE", "PIPELINING"), action=A.PROCEED, also=(A.RECONNECT,)),
    S(rule="EHLO-503", stage=_EHLO, reply="503 5.5.1 Duplicate HELO/EHLO", tls=True, action=A.RECONNECT, never=(A.PROCEED,)),
    S(rule="EHLO-SELF", stage=_EHLO, event=K.MX_IS_SELF, action=A.GIVE_UP_MESSAGE, also=(A.NEXT_HOST,)),
    S(rule="EHLO-LIMITS", stage=_EHLO, reply="250-mx1.example.org\n250 LIMITS MAILMAX=10 RCPTMAX=100", offers=("LIMITS MAILMAX=10 RCPTMAX=100",), action=A.PROCEED, also=(A.SPLIT_RECIPIENTS,)),
    S(rule="EHLO-AGAIN-TLS", stage=_TLS, event=K.TLS_ESTABLISHED, tls=True, action=A.REISSUE_EHLO),
    S(rule="EHLO-AGAIN-SASL", stage=Stage.AUTH, event=K.SASL_LAYER, authenticated=True, action=A.REISSUE_EHLO),
)

_STARTTLS = (
    S(rule="STARTTLS-220", stage=_TLS, reply="220 2.0.0 Ready to start TLS", action=A.START_TLS_HANDSHAKE, cautions=(C.INJECTION,)),
    S(rule="STARTTLS-220-EXTRA", stage=_TLS, event=K.INJECTED, action=A.CLOSE_CONNECTION, also=(A.NEXT_HOST, A.RETRY_LATER), never=_CLEAR, cautions=(C.INJECTION,)),
    S(rule="STARTTLS-454-MAY", stage=_TLS, reply="454 4.7.0 TLS not available due to local problem", policy="RELAY", needs=_OPTIONAL, deferred=True, action=A.CONTINUE_IN_CLEAR, also=(A.RETRY_LATER, A.NEXT_HOST), cautions=(C.UNENCRYPTED, C.TLS_STRIPPING)),
    S(rule="STARTTLS-454-MAY", stage=_TLS, reply="454 4.7.0 TLS not available due to local problem", policy="RELAY", needs=_OPTIONAL, deferred=False, action=A.RETRY_LATER, also=(A.CONTINUE_IN_CLEAR,)),
    S(rule="STARTTLS-454-MAY", stage=_TLS, reply="454 4.7.0 TLS not available due to local problem", needs=_OPTIONAL, action=A.NEXT_HOST, never=_CLEAR, cautions=_STRIP),
    S(rule="STARTTLS-454-REQUIRED", stage=_TLS, reply="454 4.7.0 TLS not available due to local problem", policy="RELAY", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR, cautions=_STRIP),
    S(rule="STARTTLS-454-REQUIRED", stage=_TLS, reply="451 4.3.0 not now", policy="SUBMISSION", needs=Needs(authentication=True), action=A.RETRY_LATER, never=(*_CLEAR, A.AUTHENTICATE_FIRST), cautions=_STRIP),
    S(rule="STARTTLS-501", stage=_TLS, reply="501 5.5.4 Syntax error (no parameters allowed)", action=A.FIX_CLIENT),
    S(rule="STARTTLS-5XX-MAY", stage=_TLS, reply="502 5.5.1 Command not implemented", policy="RELAY", needs=_OPTIONAL, action=A.CONTINUE_IN_CLEAR, also=(A.RECONNECT_IN_CLEAR,), cautions=(C.UNENCRYPTED,)),
    S(rule="STARTTLS-5XX-MAY", stage=_TLS, reply="554 5.7.3 Unable to initialize security subsystem", policy="RELAY", needs=_OPTIONAL, action=A.CONTINUE_IN_CLEAR),
    S(rule="STARTTLS-5XX-REQUIRED", stage=_TLS, reply="554 5.7.3 Unable to initialize security subsystem", policy="RELAY", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=(*_CLEAR, A.GIVE_UP_MESSAGE), cautions=_STRIP),
    S(rule="STARTTLS-5XX-REQUIRED", stage=_TLS, reply="502 5.5.1 Command not implemented", policy="BULK", needs=Needs(tls=False, authentication=True), action=A.RETRY_LATER, never=_CLEAR),
    S(rule="STARTTLS-REPEATED", stage=_TLS, reply="503 5.5.1 Error: TLS already active", tls=True, action=A.REISSUE_EHLO, also=(A.PROCEED,)),
    S(rule="STARTTLS-REPEATED", stage=_TLS, reply="454 4.5.1 STARTTLS may not be repeated", tls=True, action=A.REISSUE_EHLO, also=(A.PROCEED,)),
    S(rule="STARTTLS-MISSING-MAY", stage=_TLS, event=K.NOT_OFFERED, policy="RELAY", needs=_OPTIONAL, action=A.CONTINUE_IN_CLEAR, cautions=(C.UNENCRYPTED,)),
    S(rule="STARTTLS-MISSING-MAY", stage=_TLS, event=K.NOT_OFFERED, needs=_OPTIONAL, action=A.NEXT_HOST, never=_CLEAR),
    S(rule="STARTTLS-MISSING-REQUIRED", stage=_TLS, event=K.NOT_OFFERED, policy="RELAY", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR, cautions=_STRIP),
    S(rule="TLS-HANDSHAKE-MAY", stage=_TLS, event=K.TLS_FAILED, policy="RELAY", needs=_OPTIONAL, deferred=True, action=A.RECONNECT_IN_CLEAR, also=(A.NEXT_HOST, A.RETRY_LATER), never=(A.CONTINUE_IN_CLEAR,)),
    S(rule="TLS-HANDSHAKE-MAY", stage=_TLS, event=K.TLS_FAILED, policy="RELAY", needs=_OPTIONAL, deferred=False, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR),
    S(rule="TLS-HANDSHAKE-REQUIRED", stage=_TLS, event=K.TLS_FAILED, policy="RELAY", needs=_NEEDS_TLS, deferred=True, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR, cautions=_STRIP),
    S(rule="TLS-HANDSHAKE-SMALLER-HELLO", stage=_TLS, event=K.TLS_INTERRUPTED, action=A.RECONNECT, cautions=(C.LOOP,)),
    S(rule="TLS-CERT-MISMATCH", stage=_TLS, event=K.CERTIFICATE_REFUSED, policy="RELAY", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR, cautions=_STRIP),
    S(rule="TLS-CERT-MISMATCH", stage=_TLS, event=K.CERTIFICATE_REFUSED, policy="RELAY", needs=_OPTIONAL, action=A.PROCEED, never=_CLEAR),
    S(rule="TLS-DANE-TEMP", stage=_TLS, event=K.TLS_POLICY_UNKNOWN, policy="RELAY", action=A.RETRY_LATER, never=_CLEAR, cautions=_STRIP),
    S(rule="TLS-DANE-MISMATCH", stage=_TLS, event=K.CERTIFICATE_REFUSED, policy="RELAY", action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR),
    S(rule="TLS-STS-ENFORCE", stage=_TLS, event=K.CERTIFICATE_REFUSED, policy="BULK", needs=_NEEDS_TLS, action=A.NEXT_HOST, also=(A.RETRY_LATER,), never=_CLEAR),
    S(rule="TLS-STS-TESTING", stage=_TLS, event=K.CERTIFICATE_REFUSED, policy="RELAY", needs=_OPTIONAL, action=A.PROCEED),
    S(rule="TLS-TOO-WEAK", stage=_EHLO, reply="554 5.7.0 TLS security insufficient", tls=True, action=A.NEXT_HOST, also=(A.RECONNECT, A.RETRY_LATER), never=_CLEAR),
    S(rule="TLS-TOO-WEAK", stage=_MAIL, reply="554 5.7.0 Cipher too weak", tls=True, action=A.RECONNECT, also=(A.RETRY_LATER,), never=(*_CLEAR, A.GIVE_UP_MESSAGE, A.NEXT_HOST)),
    S(rule="ANY-530-STARTTLS", stage=_MAIL, reply="530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("STARTTLS",), action=A.STARTTLS_FIRST, also=(A.REISSUE_EHLO, A.AUTHENTICATE_FIRST), cautions=_SAFE),
    S(rule="ANY-530-STARTTLS", stage=_RCPT, reply="450 4.7.1 Session encryption is required", tls=False, action=A.STARTTLS_FIRST),
    S(rule="ANY-530-STARTTLS", stage=_MAIL, reply="530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("SIZE",), policy="RELAY", action=A.RETRY_LATER, never=(*_CLEAR, A.STARTTLS_FIRST), cautions=_STRIP),
    S(rule="ANY-TLS-REQUIRED-GMAIL", stage=_RCPT, reply="421 4.7.0 TLS required for RCPT domain, closing connection. xx - gsmtp", tls=False, action=A.STARTTLS_FIRST, also=(A.RETRY_LATER,), cautions=(C.LOOP,)),
    S(rule="ANY-TLS-REQUIRED-GMAIL", stage=_END, reply="550 5.7.29 This message was blocked because it wasn't sent over a TLS connection - gsmtp", tls=False, action=A.STARTTLS_FIRST, cautions=_SAFE),
    S(rule="ANY-421", stage=_MAIL, reply="421 4.4.2 mx1.example.org Error: timeout exceeded", reused=True, action=A.RECONNECT, also=(A.NEXT_HOST, A.RETRY_LATER)),
    S(rule="ANY-421", stage=_RCPT, reply="421 4.3.2 shutting down", reused=False, action=A.RECONNECT, also=(A.NEXT_HOST, A.RETRY_LATER)),
    S(rule="ANY-421", stage=_MAIL, reply="421 4.3.2 shutting down", reused=False, action=A.NEXT_HOST, also=(A.RETRY_LATER, A.SLOW_DOWN), cautions=_SAFE),
    S(rule="ANY-421", stage=_END, reply="421 4.3.2 shutting down", action=A.RETRY_LATER, never=(A.HOLD_AS_UNKNOWN,)),
    S(rule="ANY-421-UNSOLICITED", stage=_UNKNOWN, reply="421 4.4.2 mx1.example.org Error: timeout exceeded", reused=True, action=A.RECONNECT),
    S(rule="ANY-421-UNSOLICITED", stage=Stage.NOOP, event=K.IDLE_LOST, action=A.RECONNECT),
)

_QUEUE = (
    S(rule="Q-BACKOFF", stage=_UNKNOWN, event=K.DEFERRED_AGAIN, deferred=True, action=A.RETRY_LATER, cautions=_SAFE),
    S(rule="Q-EXPIRED", stage=_UNKNOWN, event=K.EXPIRED, action=A.GIVE_UP_MESSAGE, also=(A.NOTIFY_SENDER,), cautions=_SAFE),
    S(rule="Q-EXPIRED", stage=_UNKNOWN, event=K.EXPIRED, null_sender=True, action=A.DROP_NOTIFICATION, never=(A.NOTIFY_SENDER,)),
    S(rule="Q-DELAY-DSN", stage=_UNKNOWN, event=K.DELAYED, action=A.NOTIFY_SENDER, also=(A.RETRY_LATER,)),
    S(rule="Q-DELAY-DSN", stage=_UNKNOWN, event=K.DELAYED, null_sender=True, action=A.RETRY_LATER, never=(A.NOTIFY_SENDER,)),
    S(rule="Q-BOUNCE-RULES", stage=_UNKNOWN, event=K.FAILED, action=A.NOTIFY_SENDER, cautions=(C.BACKSCATTER,)),
    S(rule="Q-BOUNCE-RULES", stage=_UNKNOWN, event=K.FAILED, null_sender=True, action=A.DROP_NOTIFICATION, never=(A.NOTIFY_SENDER,)),
    S(rule="Q-SUPPRESS", stage=_RCPT, reply="550 5.1.1 <bob@example.org>: user unknown", action=A.GIVE_UP_RECIPIENT, also=(A.SUPPRESS_RECIPIENT,)),
    S(rule="Q-SUPPRESS", stage=_CONNECT, reply="554 5.7.1 192.0.2.1 blocked using zen.spamhaus.org", action=A.SUSPEND_DESTINATION, never=(A.SUPPRESS_RECIPIENT,), cautions=_SAFE),
    S(rule="Q-SUPPRESS", stage=_MAIL, reply="530 5.7.0 Authentication required", tls=True, action=A.AUTHENTICATE_FIRST, never=(A.SUPPRESS_RECIPIENT,), cautions=_SAFE),
    S(rule="Q-NEXT-HOST-ONLY-TRANSIENT", stage=_HELO, reply="451 4.3.0 Temporary system problem", action=A.NEXT_HOST),
    S(rule="Q-NEXT-HOST-ONLY-TRANSIENT", stage=_RCPT, reply="550 5.1.1 <bob@example.org>: user unknown", policy="RELAY", action=A.GIVE_UP_RECIPIENT, never=_SHOP),
    S(rule="Q-NEXT-HOST-ONLY-TRANSIENT", stage=_END, event=K.TIMEOUT, action=A.HOLD_AS_UNKNOWN, never=(A.NEXT_HOST,), cautions=(C.DUPLICATE_RISK,)),
    S(rule="Q-NEXT-HOST-ONLY-TRANSIENT", stage=_END, event=K.CLOSED, policy="RELAY", action=A.RESEND_DESPITE_RISK, never=(A.NEXT_HOST,), cautions=(C.DUPLICATE_RISK,)),
    S(rule="Q-STOP-SESSION-ALL-4XX", stage=_RCPT, event=K.ALL_PUT_OFF, accepted=0, action=A.RETRY_LATER, also=(A.NEXT_HOST,), cautions=_SAFE),
    S(rule="Q-HOST-RECOVERED", stage=_CONNECT, event=K.DESTINATION_ALIVE, action=A.RESUME_DESTINATION),
)

SESSION_SCENARIOS: tuple[S, ...] = (*_CONNECTING, *_GREETING, *_HELLO, *_STARTTLS, *LOGIN_SCENARIOS, *_QUEUE)
# fmt: on

SESSION_LEFT_OUT: dict[str, str] = {}
"""Rules that are not a client's to follow, or not ours, each with the reason."""
