"""What to do about refusals for policy: authentication, block lists, IPv6, loops, too many errors.

These are about the sending side, whatever command they answer, so they stand before the rows of
the single commands. None of them says anything about a recipient. A listing in the greeting is
the session's, and content the message's.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Delay, Throttle, Throttled
from smtpreply.context import Fact
from smtpreply.stage import CONTENT, Stage
from smtpreply.tables.remedyrow import LATER, SENDING, SLOWER, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_ASKING = (Stage.VRFY, Stage.EXPN)
_ANY = (*SENDING, Stage.UNKNOWN)
_GOOGLE = Source("https://support.google.com/a/answer/81126")
_NDR = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)
_LISTED = ("blocked-using", "listed", "list-name", "blacklisted", "reputation", "ip-blocked")
_SIX_HOURS = Throttle(Scope.DOMAIN, Throttled.SUSPENSION, None, 21600.0)
_CONTRACT = ("5.7.51", "5.7.507", "5.7.513")

# fmt: off
POLICY_ROWS: tuple[RemedyRow, ...] = (
    # Too much of one thing
    RemedyRow(
        name="vrfy-too-many", stages=_ASKING, codes=(421,), unless=(_F.REUSED,),
        action=_A.SLOW_DOWN, alternatives=(_A.STOP_USING_COMMAND, _A.ACCEPT_UNVERIFIED), scope=_S.HOST, blame=_B.CLIENT, delay=Delay(3600, 86400, 86400),
        checks=("Was it the first question on this connection? Then the server may merely be shutting down.",),
        summary="The server hangs up on who asks for addresses: it may take the client for a harvester.",
        remedy="Developer: close, ask this host for no address for a day, and treat the addresses as unknown. Operator: VRFY is for single questions, not for cleaning lists.",
        cautions=(_C.ADDRESS_HARVESTING, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "7.3"), example=Example(Stage.VRFY, "421 4.7.0 mx.example.org Error: too many errors")),
    RemedyRow(
        name="vrfy-too-fast", stages=_ASKING, codes=(4, 5), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.STOP_USING_COMMAND, _A.ACCEPT_UNVERIFIED), scope=_S.HOST, blame=_B.CLIENT, delay=Delay(3600, 86400, 86400),
        summary="The server counts questions for addresses, and there were too many.",
        remedy="Developer: ask this host for no address for a day; a probe with RCPT would be counted just the same.",
        cautions=(_C.ADDRESS_HARVESTING, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "7.3"), example=Example(Stage.EXPN, "550 5.7.1 rate limit exceeded")),
    RemedyRow(
        name="too-many-errors", stages=(Stage.MAIL, Stage.DATA, Stage.HELP, Stage.OTHER), codes=(421, 502, 550, 554), reasons=(_R.RATE_LIMITED, _R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED), wordings=("too-many-errors",),
        action=_A.RECONNECT, alternatives=(_A.FIX_CLIENT, _A.SLOW_DOWN), scope=_S.CONNECTION, blame=_B.CLIENT, delay=Delay(60, 300, 3600),
        checks=("Which of the commands before this one were refused, and why were they sent again?",),
        summary="The server has had enough of commands that it refuses, and hangs up.",
        remedy="Developer: find the command that was refused again and again, and leave it out; then a new connection, after some minutes.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_hard_error_limit"), example=Example(Stage.MAIL, "421 4.7.0 mx.example.org Error: too many errors")),
    RemedyRow(
        name="hangs-up-over-syntax", codes=(421,), stages=(*_ANY, Stage.HELP, Stage.OTHER), reasons=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED), unless=(_F.REUSED,),
        action=_A.RECONNECT, alternatives=(_A.FIX_CLIENT, _A.SLOW_DOWN), scope=_S.CONNECTION, blame=_B.CLIENT, delay=Delay(60, 300, 3600),
        summary="The server hangs up because of how the client talks.",
        remedy="Developer: look at the bytes that were sent; a new connection, once, without the command that it did not like.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("OpenSMTPD", "usr.sbin/smtpd/limit.c"), example=Example(Stage.OTHER, "421 4.7.0 too many syntax errors")),
    RemedyRow(
        name="421-after-message-too-fast", stages=CONTENT, codes=(421,), reasons=(_R.RATE_LIMITED,), unless=(_F.LMTP,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), scope=_S.DOMAIN, blame=_B.SENDER, delay=LATER, throttles=SLOWER,
        summary="The message was refused for now, because too much comes too fast.",
        remedy="Operator: fewer connections and messages to this domain. Developer: nothing was delivered, so try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.5"), example=Example(Stage.END_OF_DATA, "421 4.7.0 too many messages, slow down")),
    RemedyRow(
        name="server-busy", stages=SENDING, codes=(4,), reasons=(_R.SYSTEM_ERROR, _R.RATE_LIMITED), wordings=("server-busy",),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 1800, 7200), throttles=SLOWER,
        summary="The server is busy: give it less.",
        remedy="Operator: one connection, few messages, for half an hour. Developer: try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("KumoMTA", "assets/policy-extras/shaping.toml"), example=Example(Stage.RCPT, "450 4.3.2 Server busy, try again slower")),

    # SPF, DKIM, DMARC, ARC
    RemedyRow(
        name="not-authenticated-over-ipv6", stages=_ANY, codes=(4,), reasons=(_R.AUTH_FAILED,), enhanced=("4.7.26",), when=((_F.IPV6, True),),
        action=_A.NEXT_ADDRESS_FAMILY, alternatives=(_A.FIX_SENDER_POLICY, _A.RETRY_LATER), scope=_S.HOST, blame=_B.SENDER, delay=LATER,
        summary="Over IPv6 the server takes only mail that passes SPF or DKIM.",
        remedy="Developer: close, and connect over IPv4. Operator: let SPF cover the IPv6 address, and sign with DKIM.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=_NDR, example=Example(Stage.END_OF_DATA, "450 4.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either SPF or DKIM validation, this message is not signed", ipv6=True)),
    RemedyRow(
        name="authentication-in-doubt", stages=_ANY, codes=(451,), reasons=(_R.AUTH_FAILED,), enhanced=("4.7.26",),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_SENDER_POLICY,), scope=_S.SENDER, blame=_B.SENDER, delay=LATER,
        summary="The server could not look up SPF or DKIM of the sender just now.",
        remedy="Developer: later. Operator: if it comes again, the records cannot be read: look at the DNS of the sending domain.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.4"), example=Example(Stage.END_OF_DATA, "451 4.7.26 Unable to perform SPF and DKIM checks, DNS failed")),
    RemedyRow(
        name="slowed-as-not-authenticated", stages=_ANY, codes=(4,), reasons=(_R.AUTH_FAILED, _R.RATE_LIMITED), enhanced=("4.7.26", "4.7.27", "4.7.30"),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.RETRY_LATER, _A.SLOW_DOWN), scope=_S.SENDER, blame=_B.SENDER, delay=LATER, throttles=SLOWER,
        summary="The server slows down mail that is not authenticated.",
        remedy="Operator: let SPF cover the sending host, and sign with DKIM for the domain in From. Developer: try it again once that is done; it may get through before, slowly.",
        cautions=(_C.NEVER_SUPPRESS,), source=_GOOGLE, example=Example(Stage.END_OF_DATA, "421 4.7.27 Your email has been rate limited because SPF authentication did not pass for this message. - gsmtp")),
    RemedyRow(
        name="not-authenticated-for-now", stages=_ANY, codes=(4,), reasons=(_R.AUTH_FAILED,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.RETRY_LATER,), scope=_S.SENDER, blame=_B.SENDER, delay=LATER,
        checks=("Does the SPF record name this host, does it parse, and does it take no more than ten lookups (RFC 7208 4.6.4)?",),
        summary="SPF, DKIM or DMARC did not pass, and the server waits for it to be mended.",
        remedy="Operator: mend the records of the sending domain. Developer: try it again after that; waiting alone does not help.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3"), example=Example(Stage.MAIL, "450 4.7.23 SPF validation failed")),
    RemedyRow(
        name="dmarc-refused", stages=_ANY, codes=(5,), reasons=(_R.AUTH_FAILED,), wordings=("dmarc",),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.FIX_MESSAGE, _A.GIVE_UP_MESSAGE), scope=_S.SENDER, blame=_B.SENDER,
        checks=("Is it a mailing list or a forwarder? Then the subscriber did nothing wrong: do not count a bounce.",),
        summary="The owner of the domain in From does not want such mail delivered (DMARC).",
        remedy="Operator: sign with DKIM for that domain, or let its SPF cover the host. Sender: write from a domain of your own. List owner: put the list's address in From.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 7489", "10.3"), example=Example(Stage.END_OF_DATA, "550 5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy")),
    RemedyRow(
        name="dkim-refused", stages=_ANY, codes=(5,), reasons=(_R.AUTH_FAILED,), enhanced=("5.7.20", "5.7.21", "5.7.22", "5.7.30"),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.SENDER, blame=_B.SENDER,
        checks=("Is the key in DNS?", "Is d= the domain in From, or above it?", "Does anything behind the signer change the body?"),
        summary="The message bears no DKIM signature that the server accepts.",
        remedy="Operator: sign with DKIM for the domain in From, as the last step before sending; the same bytes will be refused again.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.1"), example=Example(Stage.END_OF_DATA, "550 5.7.20 no passing DKIM signature found")),
    RemedyRow(
        name="spf-refused", stages=_ANY, codes=(5,), reasons=(_R.AUTH_FAILED,), enhanced=("5.7.23", "5.7.24", "5.7.27"),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.SENDER, blame=_B.SENDER,
        checks=("Does the SPF record name this host?", "Does the record parse, and does it take no more than ten lookups (RFC 7208 4.6.4)?"),
        summary="SPF does not allow this host to send for the domain of the sender.",
        remedy="Operator: add the host to the SPF record of the envelope domain, or mend the record.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 7372", "3.2"), example=Example(Stage.MAIL, "550 5.7.23 SPF validation failed")),
    RemedyRow(
        name="arc-refused", stages=_ANY, codes=(5,), reasons=(_R.AUTH_FAILED,), enhanced=("5.7.29",),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.SENDER, blame=_B.SENDER,
        summary="The chain of forwarders that the message came through cannot be trusted (ARC).",
        remedy="Operator: the last forwarder must seal what it changes; let it forward without changes, or write From the list.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 8617", "10.4"), example=Example(Stage.END_OF_DATA, "550 5.7.29 ARC validation failure")),
    RemedyRow(
        name="requiretls-not-possible", stages=_ANY, codes=(5,), reasons=(_R.TLS_REQUIRED,), enhanced=("5.7.30",), when=((_F.TLS, True),),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.ASK_USER,), scope=_S.MESSAGE, blame=_B.HOST,
        summary="The message must stay encrypted on its whole way, and from here on it could not.",
        remedy="Developer: return it to the sender; never send it without REQUIRETLS unasked. Sender: may it go without?",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 8689", "5"), example=Example(Stage.MAIL, "550 5.7.30 REQUIRETLS support required", tls=True)),

    # Where the mail comes from
    RemedyRow(
        name="no-ipv6-there", stages=_ANY, codes=(5,), enhanced=("5.7.510",),
        action=_A.NEXT_ADDRESS_FAMILY, alternatives=(_A.FIX_SENDER_POLICY,), scope=_S.HOST, blame=_B.SENDER, delay=NOW,
        summary="The recipient's domain takes no mail over IPv6.",
        remedy="Developer: close, and connect to an IPv4 address of the same host; that is no evasion. Operator: prefer IPv4 for this domain.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=_NDR, example=Example(Stage.RCPT, "550 5.7.510 Access denied, example.org does not accept email over IPv6")),
    RemedyRow(
        name="google-over-ipv6", stages=_ANY, codes=(4, 5), providers=("Google",), wordings=("google-ipv6",),
        action=_A.NEXT_ADDRESS_FAMILY, alternatives=(_A.FIX_SENDER_POLICY,), scope=_S.HOST, blame=_B.SENDER, delay=NOW,
        summary="Gmail wants more over IPv6: reverse DNS for the address, and SPF or DKIM.",
        remedy="Developer: close, and connect over IPv4. Operator: give the IPv6 address a PTR record, and let SPF cover it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=_GOOGLE, example=Example(Stage.END_OF_DATA, "550 5.7.1 [2001:db8::1] Our system has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication. - gsmtp")),
    RemedyRow(
        name="reverse-dns-over-ipv6", stages=(Stage.CONNECT, *_ANY), codes=(4, 5), reasons=(_R.PTR_REQUIRED,), when=((_F.IPV6, True),),
        action=_A.NEXT_ADDRESS_FAMILY, alternatives=(_A.FIX_SENDER_POLICY,), scope=_S.HOST, blame=_B.SENDER, delay=NOW,
        summary="The IPv6 address of this client has no reverse DNS that the server accepts.",
        remedy="Developer: close, and connect over IPv4, where reverse DNS may be in order; that is no evasion. Operator: give the IPv6 address a PTR record whose name leads back to it.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 7372", "3.3"), example=Example(Stage.MAIL, "550 5.7.25 Client host rejected: cannot find your reverse hostname, [2001:db8::1]", ipv6=True)),
    RemedyRow(
        name="helo-name-refused-late", stages=_ANY, codes=(4, 5), reasons=(_R.PTR_REQUIRED,), wordings=("helo-name", "helo-domain"),
        action=_A.FIX_HELO_NAME, alternatives=(_A.FIX_SENDER_POLICY, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.CLIENT, delay=NOW,
        checks=("Is the name a full domain name that resolves to this client, or an address literal such as [192.0.2.1]?",),
        summary="The server did not like the name given to EHLO, and says so only now.",
        remedy="Operator: greet with a full name that resolves to this address, never localhost. Developer: greet once more with that name, and begin the transaction anew.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtpd_delay_reject"), example=Example(Stage.RCPT, "450 4.7.1 <laptop>: Helo command rejected: Host not found")),
    RemedyRow(
        name="reverse-dns-for-now", stages=_ANY, codes=(4,), reasons=(_R.PTR_REQUIRED,),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.NEXT_ADDRESS_FAMILY, _A.RETRY_LATER), scope=_S.HOST, blame=_B.SENDER, delay=LATER,
        checks=("Was it over IPv6? Over IPv4 reverse DNS may be in order.",),
        summary="The address of this client has no reverse DNS that the server accepts.",
        remedy="Operator: give the address a PTR record whose name leads back to it; ask who owns the network. Developer: keep the message, and try it again once that is done.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "reject_unknown_client_hostname"), example=Example(Stage.RCPT, "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]")),
    RemedyRow(
        name="recipient-side-rule", stages=_ANY, codes=(5,), enhanced=_CONTRACT,
        action=_A.CONTACT_POSTMASTER, alternatives=(_A.GIVE_UP_RECIPIENT,), scope=_S.RECIPIENT, blame=_B.POLICY,
        summary="The recipient's organisation has a rule of its own against this sender.",
        remedy="Sender: ask the recipient, by another way, to have the rule changed. Operator: no block list is involved, so no delisting helps. Developer: go on with the other recipients.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_NDR, example=Example(Stage.RCPT, "550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by recipient domain using Customer Block list")),
    RemedyRow(
        name="listed-for-now", stages=_ANY, codes=(4,), reasons=(_R.BLOCKLISTED,), wordings=_LISTED,
        action=_A.REQUEST_DELISTING, alternatives=(_A.SUSPEND_DESTINATION, _A.FIX_SENDER_POLICY, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 21600, 86400), throttles=(_SIX_HOURS,),
        checks=("Which list is it? The text mostly gives its name, or an address to look it up at.",),
        summary="The sending address is on a block list; the server would look again later.",
        remedy="Operator: mend the cause first, then ask the list for removal; send nothing to this domain for six hours. Developer: keep the message and try it again after that, from the same address.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("ZoneMTA", "lib/sending-zone.js"), example=Example(Stage.RCPT, "450 4.7.1 Client host [192.0.2.1] blocked using bl.spamcop.net")),
    RemedyRow(
        name="listed", stages=_ANY, codes=(5,), reasons=(_R.BLOCKLISTED,), wordings=_LISTED,
        action=_A.REQUEST_DELISTING, alternatives=(_A.SUSPEND_DESTINATION, _A.FIX_SENDER_POLICY, _A.GIVE_UP_MESSAGE), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 21600, 86400), throttles=(_SIX_HOURS,),
        checks=("Which list is it? The text mostly gives its name, or an address to look it up at.",),
        summary="The sending address is on a block list.",
        remedy="Operator: mend the cause first, then ask the list for removal; send nothing to this domain for six hours, and do not change the address to get around it. Developer: this message has failed, the recipients are good.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("ZoneMTA", "lib/sending-zone.js"), example=Example(Stage.RCPT, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1")),
    RemedyRow(
        name="hop-count", stages=_ANY, codes=(5,), reasons=(_R.NETWORK,), wordings=("loop", "x.4.6"),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.FIX_CLIENT, _A.CONTACT_POSTMASTER), scope=_S.MESSAGE, blame=_B.CLIENT,
        summary="The message goes round in circles.",
        remedy="Operator: follow its Received lines and cut the circle: a forwarding rule, or an MX that leads back. Developer: no further try.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "6.3"), example=Example(Stage.END_OF_DATA, "554 5.4.14 Hop count exceeded - possible mail loop")),
)
# fmt: on
