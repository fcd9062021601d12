"""Wordings about the session: rate, greylisting, relaying, login, TLS, order and syntax."""

from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import SEEN, PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_POSTFIX = Source("Postfix", "smtpd(8), anvil(8), postscreen(8)")
_R5321 = Source("RFC 5321", "4.2.3")
_R4954 = Source("RFC 4954", "6")
_R3207 = Source("RFC 3207", "4")

# fmt: off
SESSION_ROWS: tuple[PhraseRow, ...] = (
    # --- rate ---
    phrase_row(
        "too-many-connections", _R.RATE_LIMITED, 0.92, "421 4.7.0 too many connections from 192.0.2.1",
        "(too many|excessive|many|maximum|max|number of|maximum number of|limit of|exceeded|more than|exceeds) (new|simultaneous|"
        "concurrent|parallel|open|smtp|smtpd|client|active|tls|the|allowed|inbound|number of)? (concurrent|smtp|tls|inbound|of|"
        "parallel)? (connections|sessions|connection|session|connects|processes|conn|connexions|threads)",
        "(connection|connections|session|sessions|concurrency) (rate|limit|count|frequency|attempts|per)",
        "(concurrent|simultaneous|parallel) (server|client|smtp|inbound)? (connections|sessions)", "too frequent (connects|connections)",
        "trop de connexions", "connection frequency", "(connect|connecting) too (often|fast|frequently)",
        beats=(_R.SYSTEM_ERROR, _R.BLOCKLISTED, _R.POLICY, _R.TLS_REQUIRED), source=_POSTFIX,
    ),
    phrase_row(
        "rate", _R.RATE_LIMITED, 0.9, "450 4.7.1 rate limit exceeded, slow down",
        "(rate|rates|ratelimit|frequency|throttle|throttled|throttling|throttel|ratelimited) (limit|limits|limited|limiting|exceeded|"
        "controlled|control|that prevents|of|too high|is too high|failure|policy|at|because|by|for)",
        "(rate|message|mail|sending|frequency|volume|recipient|hourly|daily|delivery|connection|relay|receive|submission|outgoing|"
        "outbound|msg|send) (rate|limit|limits|quota|frequency|limited|sending limit|smtp relay limit|sending quota|relay limit|"
        "receive limit|message limit|volume limit) (is|was|has been|have been|limit|of)? (exceeded|exceed|exceeds|reached|limited|over|"
        "hit|been|for|limit)",
        "(daily|hourly|monthly|per day|per hour|per minute|per second|a day) .. (limit|quota|exceeded|allowed|maximum)",
        "(limit|quota|exceeded|allowed|maximum|messages|mails|emails) .. (per hour|per day|per minute|daily|hourly|per second|"
        "per connection|in a day|an hour|each day)", "(sending|submission|send|outgoing|relay|message|messages) quota",
        "too (much|many) (mail|mails|messages|emails|email|traffic|message|e mails|requests|commands|attempts|logins|deliveries|"
        "transactions|envelopes|recent|auth|login|volume)", "too many .. (mails|messages|emails)",
        "too (quickly|fast|frequently|frequent|often|rapidly)", "slow down", "throttled", "throttling",
        "(unusual|excessive|high|unexpected|large) (rate|volume|number|traffic|amount) (of|or)?", "(frequency|rate) (is)? limited",
        "(max|maximum) (messages?|mails?|emails) per", "messages? per connection", "(sent|sending|send) .. too (many|much)",
        "too many times", "receiving (mail|email|messages) (too|at a rate)", "at a rate that", "number of messages they can receive",
        "temporarily rate limited", "rate limited", "flood", "concurrent limit", "thread limit", "permitted limits",
        "(connect|connection|rcpt|login) too many", "unusual (sending)? activity", "(directory)? harvest (attack)?", "harvesting",
        "namespace mining", "allowable connection time", "exceeded .. (limit for|sending|messages|threshold)",
        "(sending|receiving|message|recipient|sender) (limit|limits|threshold)", "unexpected volume", "user complaints", "peak .. limit",
        "busy .. (ip|volume)",
        unless=("too many messages (on|in) the (server|mailbox)", "mailbox size limit", "size limit", "mailbox quota",
        "too many recipients", "too many hops", "recipient limit", "domain policy size", "too many errors", "too many invalid",
        "too many unrecognized", "too many bad", "too many unknown", "too many syntax", "disk quota", "permanently deferred",
        "limit of limit attachments"), beats=(_R.SYSTEM_ERROR, _R.POLICY, _R.MAILBOX_FULL, _R.SPAM_CONTENT, _R.MAILBOX_DISABLED,
        _R.MESSAGE_TOO_LARGE, _R.GREYLISTED, _R.NETWORK), source=_POSTFIX,
    ),
    phrase_row(
        "temporarily-deferred", _R.RATE_LIMITED, 0.6, "421 message from (192.0.2.1) temporarily deferred",
        "temporarily deferred", "temporarily blocked", "(mail|message|messages|delivery) .. deferred", "deferred due to", codes=(4,),
        unless=("greylist", "permanently deferred", "verification"), beats=(_R.SYSTEM_ERROR,),
        source=Source("https://senders.yahooinc.com/smtp-error-codes"),
    ),
    phrase_row(
        "try-again-closing", _R.RATE_LIMITED, 0.75, "421 4.7.0 try again later, closing connection", "try again later closing connection",
        source=Source("https://support.google.com/a/answer/3221692"),
    ),
    phrase_row(
        "denied-for-now", _R.RATE_LIMITED, 0.8, "451 4.7.550 access denied, please try again later",
        "access denied (please)? try again later", codes=(4,), beats=(_R.BLOCKLISTED, _R.POLICY),
        source=Source(
        "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"),
    ),
    phrase_row(
        "server-busy", _R.RATE_LIMITED, 0.5, "451 4.7.500 server busy, please try again later from [192.0.2.1]",
        "(server|system|service|mta|host|smtp) (is|too)? (too)? busy", "too busy", "(system|server) .. overload", "overloaded",
        "load (average|is|too)", codes=(4,),
        source=Source(
        "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"),
    ),
    phrase_row(
        "too-many-errors", _R.RATE_LIMITED, 0.55, "421 4.7.0 mx.example.org error: too many errors",
        "too many (errors|bad commands|invalid commands|smtp errors|failures|failed|protocol errors)", "excessive errors",
        "too many (invalid|unknown|bad|nonexistent|unknown or invalid|failed|rejected) (recipients|users|addresses|rcpt)", codes=(4, 5),
        source=_POSTFIX,
    ),
    phrase_row(
        "too-many-bad-recipients", _R.RATE_LIMITED, 0.93, "421 4.7.1 too many invalid recipients, closing",
        "too many (invalid|unknown|bad|nonexistent|unknown or invalid|failed|rejected|unverified) (recipient|recipients|users|addresses|rcpt|rcpts)", "directory harvest", codes=(4, 5), beats=(_R.RECIPIENT_UNKNOWN, _R.TOO_MANY_RECIPIENTS), source=Source("OpenSMTPD", "limit max-failures"),
    ),
    phrase_row(
        "messages-per-connection", _R.RATE_LIMITED, 0.9, "421 4.7.0 too many messages in this connection",
        "(max|maximum|too many|limit|number of|maximum number of) (number|of)? (of)? (message|messages|mail|mails|email|mails|transactions) (per|in|for|on|this|over|sent in|during) (this|the|a|one|single)? (connection|session|smtp session)", "(message|messages|mail|mails|email|mails|transactions) per (connection|session) (limit)? (reached|exceeded)",
        codes=(4,), beats=(_R.SYSTEM_ERROR, _R.POLICY), source=Source("KumoMTA", "max_deliveries_per_connection"),
    ),
    phrase_row(
        "sending-quota", _R.RATE_LIMITED, 0.9, "550 5.4.5 daily sending quota exceeded",
        "(daily|hourly|sending|submission|outgoing|outbound|user sending|24 hour) .. (message|sending|relay|submission|user|mail|email)? (quota|limit|limits) .. (exceeded|exceeds|reached|exceed)", "(exceeded|exceeds|reached|over|hit) .. (your|the|its|daily|hourly|maximum) (daily|hourly|sending|submission)? (sending|submission|relay|message|mail|email)? (quota|limit)", "(max|maximum) (email|mails|message|messages|mail|mails) per (hour|day)", "(email|mails|message|messages|mail|mails) per (hour|day) .. (exceeded|reached)",
        unless=("mailbox", "recipient s", "inbox", "connection", "size", "receiving", "receive limit", "user you are trying", "storage", "disk", "too many recipients"), beats=(_R.MAILBOX_FULL, _R.POLICY, _R.MAILBOX_DISABLED), source=Source("https://support.google.com/a/answer/166852"),
    ),
    phrase_row(
        "too-many-recipients", _R.TOO_MANY_RECIPIENTS, 0.88, "452 4.5.3 too many recipients",
        "too many (recipients|recipient|rcpt|rcpts|addresses|receivers|destinations|users|addressees)",
        "(maximum|max|number of|limit of|number) (number of)? (recipients|recipient|rcpt) .. (exceeded|reached|limit|allowed|exceeds|too)?",
        "(recipients?|rcpt) (limit|count|number) .. (exceeded|reached)?", "more than .. recipients", "too many .. recipients",
        "reduce the number of recipients", "(one|only|single) recipient (per|at a time|only|is allowed)", "multiple recipients not",
        "recipients per (message|transaction|session|mail|connection)", "(separate|another|different|next) (transaction|session)",
        "only one recipient",
        unless=("too many invalid", "per hour", "per day", "in short time", "too many recipients from", "recipients per (hour|day)",
        "one or more recipients", "daily limit"), beats=(_R.RATE_LIMITED, _R.POLICY, _R.MAILBOX_FULL, _R.SYSTEM_FULL, _R.MESSAGE_TOO_LARGE,
        _R.RECIPIENT_UNKNOWN), source=Source("RFC 5321", "4.5.3.1.10"),
    ),
    phrase_row(
        "too-many-recipients-from", _R.RATE_LIMITED, 0.93, "450 4.7.1 error: too many recipients from 192.0.2.1",
        "too many recipients from", "recipients per (hour|day|minute)", "too many recipients in (short|a short|the last|one hour|an hour)",
        "daily limit for message recipients",
        beats=(_R.TOO_MANY_RECIPIENTS,), source=_POSTFIX,
    ),
    # --- greylisting ---
    phrase_row(
        "greylisted", _R.GREYLISTED, 0.95, "450 4.2.0 greylisted, try again in 300 seconds",
        "(greylist|greylisted|greylisting|graylist|graylisted|graylisting|grey listed|grey listing|gray listed|gray listing|postgrey|"
        "greylists|grey|greylisting action)", "(greylist|greylisted) (for|in|by)",
        beats=(_R.RECIPIENT_UNKNOWN, _R.SYSTEM_ERROR, _R.RATE_LIMITED, _R.POLICY, _R.BLOCKLISTED, _R.SENDER_REJECTED, _R.MAILBOX_DISABLED,
        _R.OTHER), source=Source("RFC 6647", "2"),
    ),
    phrase_row(
        "come-back", _R.GREYLISTED, 0.7, "451 4.7.1 please come back in 00:05:00",
        "come back (in|later|after)", "^ (please)? try again later (please)? $", "resources temporarily unavailable please try again later",
        "(try|retry|resend|attempt) (again)? (in|after) (a few)? (seconds|minutes|minute|secs|sec|min|mins|hour|hours|moments)",
        "first (time|attempt|contact|seen)", "not yet (authorized|been seen|known)", "temporarily (rejected|refused) .. (first|new)",
        "delayed by", "internal resources? (are|is)? temporarily unavailable", "delay .. (host|sender|unknown)", "requires confirmation",
        "(server|sender) .. requires confirmation",
        codes=(4, 550), unless=("said", "too many", "rate", "limit", "busy", "throttled", "over quota", "connections"),
        beats=(_R.RECIPIENT_UNKNOWN, _R.SYSTEM_ERROR), source=Source("milter-greylist", "greylist.conf(5)"),
    ),
    phrase_row(
        "verification-in-progress", _R.GREYLISTED, 0.9,
        "450 4.1.1 <bob@example.org>: recipient address rejected: unverified address: address verification in progress",
        "(verification|verify|callout) (is)? in progress", "unverified address", codes=(4,), beats=(_R.RECIPIENT_UNKNOWN, _R.SYSTEM_ERROR,
        _R.NETWORK), source=Source("Postfix", "verify(8)"),
    ),
    phrase_row(
        "try-again-later", _R.GREYLISTED, 0.4, "450 please try again later",
        "(try|retry) (it)? (again|later)", "(please)? (try|resend|retry) .. later", "temporarily rejected",
        "client host rejected try again later", codes=(450,), source=SEEN,
    ),
    # --- relaying ---
    phrase_row(
        "relay-denied", _R.RELAY_DENIED, 0.93, "554 5.7.1 <bob@example.org>: relay access denied",
        "(relay|relaying|relayed|relays|gatewaying|open relay|unauthorized relay|smtp relay|mail relay|email relay|mail relaying) (access|"
        "is|was|are|attempt|attempts|through|of|from|mail|to|for|by|msg|message|check|host|service|not|your|this|operation|domain|request|"
        "using)? (is|this|the|that|server|not|through)? (denied|prohibited|not permitted|not allowed|rejected|refused|not|disallowed|"
        "blocked|forbidden|unauthorized|disabled|fail|failed|restricted|not supported|denied by|without authentication|server)",
        "(not|no|unable|cannot|cant|wont|dont|do not|does not|refuse|refusing|denies|denied|refused|we|unauthorized|not permitted|"
        "not allowed|not authorized|denying) (to|allowed to|permitted to|accept|authorized to|an open|from|the|for|do not)? (relay|"
        "relaying)", "(allowed|list of) rcpthosts", "rcpthosts", "not a gateway", "not (a)? local (host|domain)", "for relay",
        "relay (denied|not permitted|access|not allowed|check|prohibited)", "relaying (denied|not|is|prohibited|mail)",
        "(not|isnt|arent|is not) (responsible|configured|hosted|handled) (for|to|here|on|by) (accept|receive|that|this|the|mail)? (mail|"
        "domain|for|here)?", "domain .. (not|isnt) .. (hosted|local|handled|served|here|accepted) (here|by|on)?",
        "(we|server|i) (do not|dont|does not|doesnt|not) (accept|handle|serve|process|host) (mail|email|that|this|messages)? (for|domain)",
        "tenantattribution", "no valid cert", "(cannot|can not|cant|wont) deliver mail for", "to be relayed",
        "(relayed|relay) through this", "mail for .. (not|is not|isnt) (accepted|handled|hosted)", "recipient domain not",
        "you (must|need to|have to) (be a|check|pop|authenticate|login|log in) .. (before|relay|customer|local)",
        "third party (relay|mail)", "unauthorized destination", "(final)? destination .. not local",
        beats=(_R.AUTH_REQUIRED, _R.BAD_CREDENTIALS, _R.POLICY, _R.RECIPIENT_UNKNOWN, _R.DOMAIN_UNKNOWN, _R.RECIPIENT_REFUSED,
        _R.BLOCKLISTED), unless=("is an open relay", "relay limit", "relay daily", "service providers", "smtp relay at your", "bypassing",
        "relay sending", "spammer", "addressee unknown", "invalid address", "delivery time", "blocked using", "hotmail"), source=_POSTFIX,
    ),
    # --- login ---
    phrase_row(
        "auth-required", _R.AUTH_REQUIRED, 0.9, "530 5.7.0 authentication required",
        "(authentication|authenticate|auth|login|log in|smtp auth|authorization|logon|authentification|autentication|"
        "smtp authentication) (is|are|must be)? (required|needed|requise|necessary|mandatory|first|before|to send|expected|command first|"
        "requested|to use)",
        "(must|need|please|have to|requires|require|required|should|needs) (to)? (be|first|issue|use|perform|an)? (an)? (authenticate|"
        "authenticated|authentication|login|log in|auth|smtp authentication|smtp auth|logged in)",
        "(not|isnt|was not|unless|without) (been)? (logged in|authenticated|authentication|login|logged on)",
        "(client|you|sender|user) .. not .. (authenticated|logged in|login)",
        "unauthenticated (senders|sender|users|clients|access|relay|client)", "authentication required",
        "anonymous (mail|users|access|senders)", "authenticate first", "pop before smtp", "unauthenticated commands", "please log ?in",
        "no auth", "auth failed", "local user only or", "login first", "authorization required",
        unless=("web browser", "spf", "dkim", "dmarc", "by organization", "for group", "for mailbox", "sender was not", "resolver rst",
        "application specific", "encryption required", "mechanism", "sender is unauthenticated", "unauthenticated email",
        "required authentication level", "check mail first .. relay", "sender not authenticated", "credentials for relay", "unverified"),
        beats=(_R.SENDER_REJECTED, _R.POLICY, _R.RECIPIENT_UNKNOWN, _R.RECIPIENT_REFUSED, _R.PROTOCOL_ERROR), source=_R4954,
    ),
    phrase_row(
        "bad-credentials", _R.BAD_CREDENTIALS, 0.92, "535 5.7.8 authentication credentials invalid",
        "(authentication|auth|login|logon|authorization|sasl|password|plain) (credentials|data|method|attempt|was|is|has|login|plain|"
        "mechanism|code|information|the|of)? (failed|failure|invalid|unsuccessful|rejected|aborted|incorrect|denied|fail|failed|cancelled|"
        "canceled|exchange|unavailable|refused|wrong|not accepted|invalide|mismatch|expired)",
        "(username|user|user name|login|userid|account|id) (and|or|name) (password|pass|passwd) .. (incorrect|not|invalid|wrong|accepted|"
        "mismatch|bad|failed)?",
        "(invalid|incorrect|wrong|bad|unknown|unrecognized|illegal|expired) (username|user name|password|login|credentials|authentication|"
        "auth|user or password|userid|authorization) (or|and|name|credentials|password|response|data|code)? (password|name)?",
        "has no permission", "password (is|was|incorrect|wrong|invalid|expired|required|not|has)", "application specific password",
        "app password", "credentials (invalid|rejected|incorrect|not|were|are)",
        "(log|sign) in (via|through|with|using) (your)? (web)? browser", "web login required", "smtpclientauthentication is disabled",
        "basic authentication is disabled", "authentication disabled", "code d authentification invalide", "authentification invalide",
        "could not authenticate", "failed to authenticate", "unable to authenticate",
        "too many (login|auth|authentication|failed) (attempts|failures)", "authentication .. (too weak|transition)",
        unless=("spf", "dkim", "dmarc", "credentials for relay", "by organization", "for group", "mechanism not",
        "unrecognized authentication", "for recipient", "invalid user", "unknown user", "identity changes",
        "sender .. (authenticated|authentication)", "temporary authentication failure", "relay"), beats=(_R.AUTH_REQUIRED, _R.SYSTEM_ERROR,
        _R.PROTOCOL_ERROR, _R.POLICY, _R.TLS_REQUIRED, _R.MAILBOX_DISABLED), source=_R4954,
    ),
    phrase_row(
        "app-password", _R.BAD_CREDENTIALS, 0.9, "535 5.7.0 application-specific password required",
        "(application|app) specific password", "(application|app) password", source=SEEN, beats=(_R.AUTH_REQUIRED,),
    ),
    phrase_row(
        "too-many-logins", _R.RATE_LIMITED, 0.93, "454 4.7.0 too many login attempts, please try again later",
        "too many (failed|invalid|bad|unsuccessful|incorrect|recent)? (login|logins|auth|authentication|authentications|sasl|password|failed|"
        "sign in) (attempts|attempt|failures|tries|errors|requests)?",
        "(login|auth|authentication) (attempt|attempts)? rate limit",
        codes=(4, 5), stages=(Stage.AUTH,), stage=Stage.AUTH, beats=(_R.BAD_CREDENTIALS, _R.AUTH_REQUIRED, _R.SYSTEM_ERROR),
        source=Source("https://support.google.com/mail/answer/7126229"),
    ),
    phrase_row(
        "login-locked-for-now", _R.RATE_LIMITED, 0.9, "451 4.7.0 account temporarily locked",
        "temporarily (locked|blocked|suspended|banned)", codes=(4,), stages=(Stage.AUTH,), stage=Stage.AUTH,
        beats=(_R.BAD_CREDENTIALS, _R.MAILBOX_DISABLED, _R.SYSTEM_ERROR), source=SEEN,
    ),
    phrase_row(
        "auth-error", _R.BAD_CREDENTIALS, 0.6, "551 auth error.", "auth error", codes=(5,), source=SEEN,
    ),
    phrase_row(
        "auth-fault", _R.SYSTEM_ERROR, 0.8, "454 4.7.0 temporary authentication failure", "temporary authentication failure",
        "(auth|authentication) (server|service|backend) .. (error|unavailable|not available|down)", "auth error",
        "(authentication|auth) temporarily",
        codes=(4,), beats=(_R.BAD_CREDENTIALS,), source=_R4954,
    ),
    # --- TLS ---
    phrase_row(
        "starttls-first", _R.TLS_REQUIRED, 0.93, "530 5.7.0 must issue a STARTTLS command first",
        "(issue|use|requires|require|required|requiring|need|needs|without|send|enable|support|must|over|via|initiate|start|using|by|a|"
        "offer) (a|an|the|to|start|use|be|issue|support|sent over a|secure)? (starttls|tls|ssl|start tls|encryption|secure connection|"
        "encrypted connection|encrypted session|ssl tls|secure channel|transport layer security)",
        "(starttls|tls|ssl|encryption|encrypted connection|encrypted session|secure connection) (command|is|connection|version|"
        "negotiation|session|protocol|must be|has to be)? (required|first|needed|mandatory|is required|failed|failure|not available|"
        "unavailable|error|handshake|expected|used|to|for|is)", "starttls (is|not|required|first|command)",
        "tls (not|required|negotiation|handshake|currently|unavailable|error|failed|connection|version)",
        "(tlsa|dane|mta sts|mtasts|sts policy|requiretls|dnssec)",
        "certificate .. (expired|mismatch|invalid|untrusted|failed|verify|verification|not trusted|unknown|revoked)",
        "certificate host mismatch", "(cipher|ciphers|handshake)", "lack of security", "this route requires (encryption|tls|ssl|high)",
        "senders to use tls",
        "(unencrypted|plaintext|cleartext|insecure|not encrypted) (connection|connections|session|not|channel|auth|password|"
        "authentication|login)?", "tls connection", "encryption required",
        unless=("too many new tls", "no valid cert", "(cannot|can not|cant|wont) deliver mail for", "to be relayed",
        "(relayed|relay) through this", "tls sessions", "virus", "encrypted (file|attachment|archive|zip)", "security policies",
        "starttls not implemented", "not implemented", "unrecognized", "cleartext virus"), beats=(_R.AUTH_REQUIRED, _R.POLICY,
        _R.NOT_IMPLEMENTED, _R.AUTH_FAILED, _R.BAD_CREDENTIALS, _R.SYSTEM_ERROR), source=_R3207,
    ),
    phrase_row(
        "tls-again", _R.PROTOCOL_ERROR, 0.95, "454 4.3.3 TLS not available after start", "tls not available after start",
        "starttls command used when not advertised", stage=Stage.STARTTLS, stages=(Stage.STARTTLS,), beats=(_R.TLS_REQUIRED,),
        source=Source("Sendmail, Exim", "srvrsmtp.c, smtp_in.c: STARTTLS where TLS is active"),
    ),
    # --- syntax, order, what is not done here ---
    phrase_row(
        "bad-sequence", _R.PROTOCOL_ERROR, 0.88, "503 5.5.1 bad sequence of commands",
        "(sequence|order) (error|of|errors)", "(bad|improper|invalid|incorrect|wrong|out of) (sequence|order|state)",
        "(need|send|say|expecting|expected|issue|missing|polite|needs|give|use|must|requires|specify|say hello|no) (mail|rcpt|helo|ehlo|"
        "hello|data|a|first|have|the|valid|to|people|introduce|say)? (from|to|before|command|first|ehlo|helo|hello|rcpt|mail|yourself)",
        "(mail|rcpt|helo|ehlo|hello|mail from|rcpt to|ehlo helo|helo ehlo) (command)? first",
        "(nested|duplicate|second|already|another) (mail|helo|ehlo|sender|specified|data|rcpt|authenticated|got|given|been)",
        "sender already", "no (valid)? (recipients|recipient|sender)", "(before|without|after) (mail|rcpt|helo|ehlo|data|auth)",
        "transaction (already|in progress|not)", "already (authenticated|specified|in progress|have|received|issued|started|active|in tls)",
        "identity changes", "sender not (specified|given|yet)", "one mail .. at a time", "bad command sequence", "pipelining",
        "early talker", "talk too soon", "may not be repeated", "improper command", "(synchronization|synchronisation) error",
        "introduce yourself", "no identity",
        unless=("starttls command first", "(authenticate|authenticated|authentication) (first|required|is)", "auth command first",
        "auth first", "login first", "authentication not enabled", "no valid recipients? found"), beats=(_R.RECIPIENT_UNKNOWN, _R.POLICY,
        _R.NOT_IMPLEMENTED), source=_R5321,
    ),
    phrase_row(
        "vrfy-needs-domain", _R.PROTOCOL_ERROR, 0.95, "501 bob: recipient address must contain a domain", "address must contain a domain",
        stage=Stage.VRFY, stages=(Stage.VRFY, Stage.EXPN), beats=(_R.RECIPIENT_UNKNOWN, _R.SENDER_REJECTED),
        source=Source("Exim", "parse.c, at VRFY: a name without a domain, which RFC 5321 3.5.1 allows there"),
    ),
    # Told apart from the row above only for the sake of the advice
    phrase_row(
        "hello-first", _R.PROTOCOL_ERROR, 0.88, "503 5.5.1 send HELO/EHLO first",
        "(helo|ehlo|hello|helo ehlo|ehlo helo|helo or ehlo|ehlo or helo) (command)? (first|required|is required|expected|before)", "polite people", "introduce yourself", "say hello", "(need|no|without) (helo|ehlo|hello)",
        codes=(500, 502, 503, 550, 554), unless=("already", "duplicate", "command rejected", "invalid (helo|ehlo)"), source=Source("RFC 5321", "4.1.4"),
    ),
    phrase_row(
        "after-bdat", _R.PROTOCOL_ERROR, 0.6, "503 5.5.1 DATA not permitted after BDAT", "bdat", codes=(503,), stage=Stage.DATA, stages=(Stage.DATA, Stage.BDAT), source=Source("RFC 3030", "2"),
    ),
    phrase_row(
        "line-too-long", _R.PROTOCOL_ERROR, 0.93, "500 line too long", "line too long", "line length exceeded", codes=(500, 501),
        beats=(_R.MESSAGE_MALFORMED, _R.MESSAGE_TOO_LARGE, _R.NOT_IMPLEMENTED), source=_R5321,
    ),
    phrase_row(
        "syntax-error", _R.PROTOCOL_ERROR, 0.85, "501 5.5.4 syntax error in parameters or arguments",
        "(syntax|protocol|parse|format) (error|errors|violation|is|problem|in)",
        "(bad|invalid|illegal|improper|incorrect|malformed|unexpected|wrong) (syntax|command|commands|parameter|parameters|argument|"
        "arguments|message size syntax|size|option|line|data|base|request|protocol|response|length|character|encoding)",
        "syntactically (incorrect|invalid)", "(command|line|input) .. (too long|too short)",
        "(cant|cannot|could not|unable to|failed to|invalid|error) (to)? (decode|decoding|base)", "not (a)? valid base", "base64",
        "smtp protocol (error|violation)",
        "(argument|arguments|parameter|parameters) (required|missing|expected|invalid|error|not allowed|error in|is|are|syntax)",
        "stray newline", "no parameters allowed",
        "(missing|extra|too many|unexpected) (argument|arguments|parameter|parameters|colon|bracket|brackets|characters)",
        "message ended early", "(smtp|esmtp) (violation|error)", "parameter (is)? (incorrect|invalid|wrong)", "strict", "line length",
        "garbage", "(synchronization|sync) error", "bad size", "path .. (syntax|too long)", "(tag|angle) brackets?",
        unless=("helo", "ehlo argument", "recipient address", "destination address", "address syntax", "mailbox address", "not implemented",
        "strict ascii", "in header", "too many unrecognized", "message header", "sender address syntax", "unrecognized command",
        "about smtp error", "unimplemented"), source=_R5321,
    ),
    phrase_row(
        "syntax-error-google", _R.PROTOCOL_ERROR, 0.95, "555 5.5.2 syntax error, goodbye. For more information, go to About SMTP error messages",
        "syntax error (goodbye|no|cannot|in)", "smtp protocol violation", "(syntax error|bad sequence|protocol) ... about smtp error",
        "no commands allowed to pipeline", beats=(_R.NOT_IMPLEMENTED, _R.TLS_REQUIRED),
        source=Source("https://support.google.com/a/answer/3221692"),
    ),
    phrase_row(
        "address-syntax", _R.PROTOCOL_ERROR, 0.6, "501 5.1.7 bad address syntax",
        "(bad|invalid|illegal|malformed) (sender|mail)? (address|path|mailbox) syntax", unless=("recipient", "destination"), codes=(501,
        553), source=_R5321,
    ),
    phrase_row(
        "use-lhlo", _R.NOT_IMPLEMENTED, 0.92, "500 5.5.1 this is LMTP, use LHLO", "lhlo", "lmtp",
        codes=(500, 501, 502), stages=(Stage.EHLO, Stage.HELO), stage=Stage.EHLO, beats=(_R.PROTOCOL_ERROR,),
        source=Source("RFC 2033", "4.1"),
    ),
    phrase_row(
        "not-implemented", _R.NOT_IMPLEMENTED, 0.9, "502 5.5.1 command not implemented",
        "(not|isnt|never) (yet|been)? (implemented|recognized|recognised|supported|understood)", "when not advertised", "not advertised",
        "unsupported body",
        "(unrecognized|unrecognised|unknown|unimplemented|unsupported|disabled|unkown|invalid unknown) (command|commands|verb|parameter|"
        "parameters|mechanism|option|auth|authentication|smtp|esmtp|argument|keyword|extension|method|feature)",
        "(command|mechanism|parameter|parameters|extension|option|vrfy|expn|verb|auth|method|feature|etrn|turn|smtputf|authentication|utf|"
        "bdat|chunking|pipelining) (name|type|is|was|are|not|mechanism|or|from|has been)? (not|unrecognized|unimplemented|disabled|"
        "unknown|disallowed|unsupported|no longer) (implemented|recognized|supported|understood|enabled|available|known|allowed|support)?",
        "no longer supported", "unrecognized command", "unimplemented", "authentication not enabled", "must declare smtputf",
        "smtputf .. (required|not)", "(not|doesnt|does not) support (smtputf|utf|eai|bit|internationalized|bitmime|binarymime|dsn)",
        "strict ascii mode", "(mechanism|method) .. not (supported|available|recognized)", "parameters not recognized",
        "non ascii (address|addresses) not", "internationalized .. not", "bad command",
        "(i|we) (dont|do not) (know|understand|recognize|implement)",
        unless=("know this user", "know that user", "know this recipient", "know this address", "body type", "relay", "recipient not",
        "user not", "mailbox not", "address not", "certificate", "ipv", "attachment",
        "connection not", "not recognized as", "temporarily"), beats=(_R.PROTOCOL_ERROR,), codes=(500, 501, 502, 504, 454, 421, 538, 534,
        553, 550, 555, 554, 455, 530), source=_R5321,
    ),
    phrase_row(
        "auth-not-offered", _R.NOT_IMPLEMENTED, 0.9, "503 5.5.1 error: authentication not enabled",
        "(authentication|auth) not (enabled|available|advertised|supported)", "when not advertised", "not advertised", codes=(503,),
        beats=(_R.PROTOCOL_ERROR,), source=_POSTFIX,
    ),
)
# fmt: on
