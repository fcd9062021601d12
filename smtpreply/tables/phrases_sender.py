"""Wordings about the sender: its address on a block list, its names, its authentication."""

from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import SEEN, PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_POSTFIX = Source("Postfix", "smtpd(8), postconf(5)")
_SPAMHAUS = Source("https://www.spamhaus.org/faqs/")
_GOOGLE = Source("https://support.google.com/a/answer/3726730")
_EXCHANGE = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)

_LISTS = (
    "spamhaus|spamcop|sorbs|dnsbl|dnsbls|rbl|rbls|blacklist|blacklists|blacklisted|"
    "black list|blocklist|block list|blocklists|blocklisted|black listed|block listed|"
    "barracudacentral|abuseat|cbl|xbl|pbl|sbl|zen|spamrl|senderscore|sender score|"
    "invaluement|hostkarma|junkemailfilter|manitu|nixspam|uceprotect|psbl|surriel|"
    "mailspike|truncate|gbudb|abusix|trendmicro|trend micro|mail abuse|maps|njabl|dsbl|"
    "ordb|ahbl|backscatterer|spamrats|wpbl|lashback|cloudmark|csi|exploits block|"
    "policy block|realtime block|realtime blackhole|real time blackhole|"
    "open relay database|s25r|deny list|denylist|bad reputation"
)

# fmt: off
SENDER_ROWS: tuple[PhraseRow, ...] = (
    # --- block lists and reputation ---
    phrase_row(
        "blocked-using", _R.BLOCKLISTED, 0.93, "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked using dnsbl.example.org",
        "(client|host|address|ip|client host|server) .. (blocked|rejected|refused|denied|listed) (using|by|via|with|at|in|on|due)",
        "blocked using", "refused by the dnsbl", "refused by rbl",
        beats=(_R.SPAM_CONTENT, _R.SENDER_REJECTED), unless=("by recipient", "uribl", "surbl"), source=_POSTFIX,
    ),
    phrase_row(
        "listed", _R.BLOCKLISTED, 0.9, "550 the sending IP is listed at bl.example.org",
        f"(listed|found|present|entry|appears|listing|is|are|in|on) (on|in|at|by|with|as|an|the|a|our|one|list|using|your|internal|local|see|please)? (or more|the|our|a|an|https|http|www|recipients|local|of|internal|customer|ip)? (list|www|of)? ({_LISTS})",
        "is listed (in|at|on|by)", "listed (at|by|in) (spamhaus|dnsbl|rbl|the|our|bl|https|http|www)", "listed on https",
        "on (our|the|a|its|my|their|your) (internal|local|ip|global|own)? (blacklist|block list|blocklist|black list|deny list|"
        "reject list|blocked list|blackhole list)", "(bloque|bloquee|bloques|bloqueado) .. spamhaus", "on blacklistis",
        beats=(_R.POLICY,), unless=("domain present in the",
        "(recipients|users|personal|addressees) (own|personal)? (black list|block list|blacklist|blocklist)"), source=_SPAMHAUS,
    ),
    phrase_row(
        "list-name", _R.BLOCKLISTED, 0.8, "550 blocked by zen.spamhaus.org",
        "(spamhaus|spamcop|sorbs|barracudacentral|abuseat|spamrl|senderscore|invaluement|hostkarma|uceprotect|surriel|mailspike|abusix|"
        "njabl|backscatterer|spamrats|manitu|gbudb|spameatingmonkey|ahbl|ordb|dsbl|wpbl|psbl|nixspam|junkemailfilter|cloudmark|s25r)",
        "(dnsbl|dnsbls|rbl|rbls|dnswl|dns rbl|csi|cbl|xbl|pbl|sbl)", "block list provider", "realtime (block|blackhole) list",
        unless=("domain present in the", "message body", "url in", "lists of dynamic and", "dbl"), source=_SPAMHAUS,
    ),
    phrase_row(
        "blacklisted", _R.BLOCKLISTED, 0.85, "550 your IP is blacklisted",
        "(blacklisted|blocklisted|black listed|block listed|blacklist|blocklist|blackhole|graylisted sender|black list|block list|banned|"
        "blackholed)", "black ip", "bad ip", "(list|database) of (known)? spammers", "known spammers", "suspected spam ip",
        "spam (source|sources|host|sender|ip)",
        "(known|identified|recognized) .. (spammer|spam source|spamming)", "ip .. spammer", "(sender|host|ip|client) .. banned",
        "banned (sender|ip|sending ip|host)", "open relay (check|database|list)?", "openrelay check",
        "(is|as|an|a) (an|a)? (open relay|open proxy|openrelay|botnet|zombie|spammer)", "blocked for (spam|abuse|spamming)",
        "blocked by (ldap|rbl|dnsbl|blacklist|cleantalk|ip|firewall|our|blocklist|the)", "blocked due to (abuse|spam)", "source bloquee",
        "spam incident",
        unless=("url", "open relay not allowed", "not an open relay", "banned content", "banned file", "banned recipient",
        "banned attachment", "banned extension", "not .. block list",
        "(recipients|users|personal|addressees) (own|personal)? (black list|block list|blacklist|blocklist)", "lists of dynamic",
        "no open relay"), beats=(_R.POLICY, _R.RELAY_DENIED, _R.SENDER_REJECTED), source=_SPAMHAUS,
    ),
    phrase_row(
        "reputation", _R.BLOCKLISTED, 0.9, "554 your IP address has a poor reputation",
        "(poor|bad|low|very low|negative|suspicious|weak|insufficient|ip|sender|domain|senders|mta s poor|neutral|no|due to|cloudmark|"
        "network) reputation", "reputation (of|is|for|score|filter|block|filters|service|based|sender|related|too|below)", "reputation",
        beats=(_R.SPAM_CONTENT, _R.POLICY), source=_GOOGLE,
    ),
    phrase_row(
        "ip-blocked", _R.BLOCKLISTED, 0.82, "550 access from ip address 192.0.2.1 blocked",
        "(ip|ip address|client|host|server|network|connection|source ip|connecting ip|sending ip|your host|your server|adresse ip|"
        "mailserver|mail server) (address|from|of)? (is|was|has been|have been|been|from your)? (temporarily|permanently|currently|"
        "locally|source)? (blocked|banned|rejected|refused|denied|blacklisted|bloquee|not allowed|not permitted|rejeted|deny)",
        "(blocked|banned|rejected|refused|denied|block|ban) (by|for|from|against|because of)? (your|the|this|client|sending|its|bad)? (ip|"
        "ip address|host|server|network|ips|mail server)", "block has been placed against your ip",
        "(ip|host) .. (is|has been) (temporarily|permanently)? (blocked|banned)", "messages from .. werent sent",
        "(will not be|not|are not|cannot be|wont be) accepted from (this|your|that|the|ip)? (ip|ip addresses|host|server|address|network|"
        "addresses)?", "traffic not accepted", "no access from mail server", "has been blocked for the day", "part of their network",
        "ip based", "your access to (submit|this|our)", "to unblock", "permanently blocked", "country (is)? (blocked|not allowed|rejected)",
        "to spammers", "not in (the|our|a)? (whitelist|white list|allow list|allowlist)",
        "not whitelisted",
        "(not|dont|do not) accept (mail|email|connections|messages|mails) from (your|dynamic|this host|this ip|this server|this network)",
        "from dynamic addresses", "recent abuse from", "delist", "unblock", "removal from this list",
        "(dynamic|residential|dialup|dial up|consumer|dsl|end user|generic|non static) (ip|ips|address|addresses|space|range|host|pool|"
        "hostname|customer|network)", "not authorized to send (email|mail) directly",
        "use (the|your) (smtp)? (relay|smarthost|smart host|isp|providers|mail relay|service providers)", "bypassing", "direct (to)? mx",
        "complaints (concerning|about|from|against|of|received)", "host network not allowed",
        "(intrusion|attack|attacks|abuse|suspicious activity) .. (detected|prevention|from)", "not (allowed|permitted) to connect",
        "blocked by cleantalk", "refused by blackhole", "network .. not allowed",
        "(administrative|administratively) .. (blocked|denied|prohibited) .. ip", "access denied .. ip",
        unless=("spf", "reverse dns", "ptr", "reverse", "too many connections", "rate", "connection attempts", "frequency", "throttled",
        "throttling", "user status", "relay access denied", "mismatch", "temporarily rejected message", "refused by remote",
        "refused by (the)? (recipient|user)", "harvest", "rejected try again later"), source=_EXCHANGE,
    ),
    phrase_row(
        "access-denied-bare", _R.BLOCKLISTED, 0.45, "550 access denied",
        "access denied", "go away", "connection (refused|rejected|denied|dropped)", "client host rejected access denied", "not welcome",
        "you are not (allowed|welcome|permitted)", "problem occurred",
        unless=("recipient address rejected", "sender address rejected", "spf", "dmarc", "dkim", "reverse", "ptr", "rate", "too many",
        "relay access denied", "mailbox", "authentication", "authenticated"), stages=(), source=SEEN,
    ),
    phrase_row(
        "spam-from-host", _R.BLOCKLISTED, 0.88, "554 too much spam from your IP address",
        "spam (from|by|originating from|sent from|received from) (your|this|the|sending) (ip|host|network|server|ip address|mail server|"
        "address|isp)", "(spam|abuse) .. from your (ip|host|network|server)",
        beats=(_R.SPAM_CONTENT, _R.RATE_LIMITED), unless=("unusual rate", "to protect our users"), source=_SPAMHAUS,
    ),
    # --- reverse DNS and the HELO name ---
    phrase_row(
        "reverse-dns", _R.PTR_REQUIRED, 0.93, "550 5.7.25 client host has no reverse DNS",
        "(reverse|inverse|rdns|ptr|ptrs) (dns|lookup|name|hostname|record|records|resolution|mapping|look up|entry|domain|resource|"
        "address|check|required|is|ip|zone|host|and)?",
        "(cannot|could not|unable to|cant|couldnt|failed to) find your (reverse)? (hostname|host name|host)",
        "(forward|backward) .. dns .. (match|entry|point)",
        "(hostname|ip|address|host|name) .. (does not|doesnt|not|cannot|didnt|must) (be)? (resolve|resolvable|match) .. (ip|hostname|name|"
        "address|host)", "rdns", "may not be mail exchanger", "(no|missing|without|invalid|bad|valid) (rdns|ptr|reverse)", "fcrdns",
        "unverifyable sending", "client host rejected cannot find", "hostname .. resolve", "(your)? (ip|host|address) .. not resolve",
        "dns ptr", "ip name lookup failed",
        beats=(_R.BLOCKLISTED, _R.POLICY, _R.SENDER_REJECTED, _R.RATE_LIMITED, _R.AUTH_FAILED, _R.NETWORK, _R.DOMAIN_UNKNOWN,
        _R.RECIPIENT_UNKNOWN, _R.SYSTEM_ERROR, _R.GREYLISTED), unless=("reverse path", "path is missing", "spf domain", "temporary spf"),
        source=_GOOGLE,
    ),
    phrase_row(
        "helo-name", _R.PTR_REQUIRED, 0.88, "550 5.7.1 <laptop>: HELO command rejected: host not found",
        "(helo|ehlo) (command|name|hostname|host|argument|domain|string|greeting|identity)? (name|argument)? (is|was|you|has)? (rejected|"
        "invalid|not|malformed|refused|bad|does|doesnt|required|forged|sent|must|ehlo|argument|error|contains|fake|impersonating|"
        "unacceptable|mismatch)",
        "(invalid|bad|forged|fake|illegal|bogus|malformed|incorrect|wrong|syntactically invalid|require|faked|your|unqualified) (helo|"
        "ehlo|helohost)", "helohost", "(helo|ehlo) check (fail|failed|error)",
        "(helo|ehlo) .. (fqdn|fully qualified|dynamic|ip address|localhost|resolve|match|mismatch|not found|impersonating|hostname)",
        "need fully qualified hostname", "client name .. helo", "i dont believe you are", "(helo|ehlo) .. does not .. (match|resolve)",
        "no helo name", "your helo",
        beats=(_R.PROTOCOL_ERROR, _R.POLICY, _R.BLOCKLISTED, _R.DOMAIN_UNKNOWN, _R.SENDER_REJECTED, _R.RECIPIENT_UNKNOWN, _R.NETWORK),
        unless=("helo domain is listed", "first", "expected", "send helo", "polite", "obtained from helo", "spamhaus", "dnsbl", "blacklist",
        "requires", "spf", "syntax (helo|ehlo)"), source=_POSTFIX,
    ),
    phrase_row(
        "helo-domain", _R.PTR_REQUIRED, 0.85, "501 5.0.0 invalid domain name", "invalid domain name", codes=(501,),
        beats=(_R.PROTOCOL_ERROR,), source=Source("Sendmail", "srvrsmtp.c, HELO"), stage=Stage.EHLO,
    ),
    phrase_row(
        "name-mismatch", _R.PTR_REQUIRED, 0.6, "550 domain example.org mismatches client ip 192.0.2.1",
        "domain (mismatch|mismatches) client", "domain .. mismatches client ip", "mismatches client", "without a valid sender domain",
        "(unverifiable|unverifyable|unknown) (sending)? (ip|ips|client)", "cannot (resolve|find) your (host|name|address|hostname)",
        unless=("mail from",), source=Source("https://help.mail.163.com/faq.do?m=list&categoryID=90"),
    ),
    # --- SPF, DKIM, DMARC ---
    phrase_row(
        "dmarc", _R.AUTH_FAILED, 0.93, "550 5.7.1 rejected by the DMARC policy of example.org",
        "dmarc", "domain based message authentication", "aligned with .. (spf|dkim)",
        "dmarc .. (policy|fail|failed|failure|reject|rejected|verification|evaluation|check)",
        beats=(_R.POLICY, _R.SPAM_CONTENT, _R.SENDER_REJECTED, _R.RATE_LIMITED, _R.BLOCKLISTED, _R.MESSAGE_MALFORMED, _R.RECIPIENT_UNKNOWN),
        source=Source("RFC 7372", "3"),
    ),
    phrase_row(
        "spf", _R.AUTH_FAILED, 0.92, "550 5.7.23 SPF check failed",
        "(spf|openspf)", "sender policy framework", "senderid", "sender id",
        "(is|are|was|not|isnt) (not)? (allowed|permitted|authorized|authorised|designated|designate) (to)? (send|sender|to use|for|"
        "use) (mail|email|messages|from|for|by|mails)? (from|for|on behalf|by|of)", "(does not|doesnt|not) designate",
        "invalid ip for sending mail of domain", "mail from mismatches client", "client ip .. not .. authorized",
        beats=(_R.POLICY, _R.SPAM_CONTENT, _R.SENDER_REJECTED, _R.RECIPIENT_REFUSED, _R.RATE_LIMITED, _R.BLOCKLISTED, _R.RECIPIENT_UNKNOWN,
        _R.PTR_REQUIRED), unless=("ptr record", "ptr records", "unusual rate", "anti spoofing policy", "sender identity", "directly to our",
        "belong", "owned by"), source=Source("RFC 7208", "8.4"),
    ),
    phrase_row(
        "dkim", _R.AUTH_FAILED, 0.88, "550 5.7.20 no passing DKIM signature found",
        "(dkim|domainkeys|domainkey|arc)", "(missing|invalid|no|bad) .. (dkim|signature)", "(this|the) message is not signed",
        "sender is unauthenticated", "unauthenticated (email|mail|message)", "must pass either",
        "authentication (level|checks|results|requirements)",
        "(fail|fails|failed|not pass|did not pass|pass) .. authentication (check|checks|requirements)",
        "(authenticate|authenticated|authentication) .. (spf|dkim|dmarc)",
        beats=(_R.POLICY, _R.SPAM_CONTENT, _R.SENDER_REJECTED, _R.RATE_LIMITED, _R.BLOCKLISTED, _R.AUTH_REQUIRED, _R.BAD_CREDENTIALS),
        unless=("duplicate header", "unusual rate", "ptr records"), source=Source("RFC 7372", "3.1"),
    ),
    phrase_row(
        "spoofed", _R.AUTH_FAILED, 0.7, "550 rejecting spoofed message",
        "(spoofed|spoofing|spoof|forged|forgery|impersonation|impersonating|anti spoofing)", unless=("anti spoofing policy",
        "anti spoof policy", "helo", "possible forgery"), source=SEEN,
    ),
    # --- the sender's address ---
    phrase_row(
        "sender-rejected", _R.SENDER_REJECTED, 0.85, "550 5.7.1 <alice@example.net>: sender address rejected: access denied",
        "accept (mail|email|messages|mails) from (this|that) (sender|address)",
        "sender address (is|was|has been)? (rejected|refused|denied|not accepted|not allowed|verification|invalid|blocked)",
        "sender (is|was|email|domain|address|mail|host|has been)? (is|was|not)? (rejected|refused|denied|not accepted|not allowed|"
        "not permitted|invalid|unknown|not exist|unverified|forbidden|not valid|blocked|mismatch|not authorized|not verified)",
        "(reject|rejected|refused|refuse|denies|denied|bad|invalid|illegal|unknown|unverified|unauthorized|forged|unacceptable|malformed|"
        "unresolvable|unroutable|unrouteable|wrong|null|missing|improper) (the|this|envelope|outbound|mail)? (sender|from address|"
        "mail from|mailfrom|return path|reverse path|return address|from domain|originator|from field|from)",
        "(mail from|mailfrom|return path|reverse path|from address|sending address|from|envelope from|originator) (address|domain|is|was|"
        "command|header|field|email)? (is|was|must|has|not|does)? (invalid|not|rejected|refused|denied|illegal|unknown|bad|required|"
        "blocked|unacceptable|missing|malformed|doesnt|does not)",
        unless=("recipients only", "not rfc", "having no from", "dmarc", "sender not authenticated", "sender was not", "dnsbl", "rbl",
        "connection denied", "allowed senders", "spamhaus"), source=_POSTFIX,
    ),
    phrase_row(
        "sender-domain", _R.SENDER_REJECTED, 0.88, "553 5.1.8 domain of sender address alice@example.net does not exist",
        "(domain of sender|sender domain|senders domain|domain of the sender|mail from domain|from domain|sending domain|"
        "return path domain|originating domain|sender address rejected domain) .. (not|no|must|invalid|unresolvable|cannot|could not|"
        "unable|isnt|rejected|blocked|unknown)", "unresolvable .. from domain",
        "(cannot|could not|cant|unable to|unable) (to)? (resolve|find|verify|validate|determine) .. (sender|mail from|domain of|"
        "return path|envelope)", "no mx for .. sender", "sender .. (no|not have|does not have|without|lacks|has no) .. (mx|a record|dns)",
        "sender .. (does not|doesnt|not) (exist|resolve)", "unroutable sender", "domain name required for sender", "sender verify",
        "sender verification", "sender callout",
        "callback .. sender", "verification failed for",
        "(sender|from) .. (must be|need|needs|should be|requires) .. (fully qualified|fqdn)", "sender address rejected need fully",
        "null sender", "empty (envelope)? (sender|from)", "invalid mail address must be",
        "domain (doesnt|does not|not|isnt) .. accept bounces", "sender domain",
        beats=(_R.DOMAIN_UNKNOWN, _R.RECIPIENT_UNKNOWN, _R.RECIPIENT_REFUSED, _R.POLICY, _R.AUTH_FAILED, _R.MAILBOX_DISABLED,
        _R.PTR_REQUIRED), unless=("dmarc", "dkim", "spf", "reputation", "sending domain .. (authenticate|authentication|authenticated)",
        "recipient domain", "required authentication", "without a valid sender domain", "reverse"), source=_POSTFIX,
    ),
    phrase_row(
        "sender-not-owned", _R.SENDER_REJECTED, 0.9, "553 5.7.1 <alice@example.net>: sender address rejected: not owned by user bob",
        "not owned by",
        "(does not|doesnt|not|must) (match|belong|be the same|own|correspond) .. (user|account|login|sender|authenticated|auth|username|"
        "identity|authorized|verified)", "(mail|from) .. must equal authorized user", "sender identity",
        "not (allowed|authorized|permitted|entitled) to send (mail|email|messages)? (as|from|on behalf|using) (this|that|the|another|from|"
        "behalf|sender)?", "(address|email|domain|identity|sender) .. not (been)? verified", "bad outbound sender",
        "sender .. not in my domain", "send as denied", "(permission|permissions) to send as", "badmailfrom", "local user only",
        "use (this|that) sender", "(must|should) contain a domain", "sendasdenied", "sending denied",
        "sender .. is not .. (allowed|authorized|local)", "purported responsible address",
        "you (must|can only|may only|are not allowed to) (send|use) .. (own|as|from)", "message sending for this account is disabled",
        "(account|user) .. (not allowed|disabled|suspended|blocked) .. (to send|sending|outgoing|outbound)", "unregistered domains?",
        "ip addresses are not allowed as a from", "from address", "email address is not verified", "provide a valid from",
        "(sender|from) .. not local",
        beats=(_R.RECIPIENT_REFUSED, _R.POLICY, _R.MAILBOX_DISABLED, _R.BLOCKLISTED, _R.RECIPIENT_UNKNOWN, _R.AUTH_FAILED),
        unless=("missing a valid", "dmarc", "dkim", "spf", "spam", "directly to our", "for relay", "not authenticated", "relay denied",
        "recipient address must contain"),
        source=Source("Postfix", "reject_sender_login_mismatch"),
    ),
    phrase_row(
        "sender-disabled", _R.SENDER_REJECTED, 0.8, "550 5.7.1 <alice@example.net>: sender address rejected: mailbox disabled",
        "sender address rejected .. (disabled|unknown|user|not|access|undeliverable|unverified|domain)",
        "sender account .. (disabled|blocked|suspended|locked)", "your account .. (disabled|blocked|suspended|locked|not allowed)",
        "block sender",
        beats=(_R.MAILBOX_DISABLED, _R.RECIPIENT_UNKNOWN, _R.BLOCKLISTED), unless=("not logged in", "dnsbl",
        "unverified address .. in progress"), source=_POSTFIX,
    ),
)
# fmt: on
