"""Wordings about the session: rate, greylisting, relaying, login, TLS, syntax, and the server."""

from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import SEEN, PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason as R

_POSTFIX = Source("Postfix", "smtpd(8), anvil(8), postscreen(8)")
_R5321 = Source("RFC 5321", "4.2.3")
_R4954 = Source("RFC 4954", "6")
_R3207 = Source("RFC 3207", "4")

# fmt: off
SESSION_ROWS: tuple[PhraseRow, ...] = (
    # --- rate ---
    phrase_row(
        "too-many-connections", R.RATE_LIMITED, 0.92, "421 4.7.0 too many connections from 192.0.2.1",
        "(too many|excessive|many|maximum|max|number of|maximum number of|limit of|exceeded|more than|exceeds) (new|simultaneous|concurrent|parallel|open|smtp|smtpd|client|active|tls|the|allowed|inbound|number of)? (concurrent|smtp|tls|inbound|of|parallel)? (connections|sessions|connection|session|connects|processes|conn|connexions|threads)", "(connection|connections|session|sessions|concurrency) (rate|limit|count|frequency|attempts|per)", "(concurrent|simultaneous|parallel) (server|client|smtp|inbound)? (connections|sessions)", "too frequent (connects|connections)", "trop de connexions", "connection frequency", "(connect|connecting) too (often|fast|frequently)",
        beats=(R.SYSTEM_ERROR, R.BLOCKLISTED, R.POLICY, R.TLS_REQUIRED), source=_POSTFIX,
    ),
    phrase_row(
        "rate", R.RATE_LIMITED, 0.9, "450 4.7.1 rate limit exceeded, slow down",
        "(rate|rates|ratelimit|frequency|throttle|throttled|throttling|throttel|ratelimited) (limit|limits|limited|limiting|exceeded|controlled|control|that prevents|of|too high|is too high|failure|policy|at|because|by|for)", "(rate|message|mail|sending|frequency|volume|recipient|hourly|daily|delivery|connection|relay|receive|submission|outgoing|outbound|msg|send) (rate|limit|limits|quota|frequency|limited|sending limit|smtp relay limit|sending quota|relay limit|receive limit|message limit|volume limit) (is|was|has been|have been|limit|of)? (exceeded|exceed|exceeds|reached|limited|over|hit|been|for|limit)", "(daily|hourly|monthly|per day|per hour|per minute|per second|a day) .. (limit|quota|exceeded|allowed|maximum)", "(limit|quota|exceeded|allowed|maximum|messages|mails|emails) .. (per hour|per day|per minute|daily|hourly|per second|per connection|in a day|an hour|each day)", "(sending|submission|send|outgoing|relay|message|messages) quota", "too (much|many) (mail|mails|messages|emails|email|traffic|message|e mails|requests|commands|attempts|logins|deliveries|transactions|envelopes|recent|auth|login|volume)", "too (quickly|fast|frequently|frequent|often|rapidly)", "slow down", "throttled", "throttled", "throttling", "(unusual|excessive|high|unexpected|large) (rate|volume|number|traffic|amount) (of|or)?", "(frequency|rate) (is)? limited", "(max|maximum) (messages?|mails?|emails) per", "messages? per connection", "(sent|sending|send) .. too (many|much)", "too many times", "receiving (mail|email|messages) (too|at a rate)", "at a rate that", "number of messages they can receive", "temporarily rate limited", "rate limited", "flood", "concurrent limit", "thread limit", "exceeded .. (limit for|sending|messages|threshold)", "(sending|receiving|message|recipient|sender) (limit|limits|threshold)", "unexpected volume", "user complaints", "peak .. limit", "busy .. (ip|volume)",
        unless=("too many messages (on|in) the (server|mailbox)", "mailbox size limit", "size limit", "mailbox quota", "too many recipients", "too many hops", "recipient limit", "domain policy size", "too many errors", "too many invalid", "too many unrecognized", "too many bad", "too many unknown", "too many syntax", "disk quota", "permanently deferred", "limit of limit attachments"), beats=(R.SYSTEM_ERROR, R.POLICY, R.MAILBOX_FULL, R.SPAM_CONTENT, R.MAILBOX_DISABLED, R.MESSAGE_TOO_LARGE, R.GREYLISTED), source=_POSTFIX,
    ),
    phrase_row(
        "temporarily-deferred", R.RATE_LIMITED, 0.6, "421 message from (192.0.2.1) temporarily deferred",
        "temporarily deferred", "temporarily blocked", "(mail|message|messages|delivery) .. deferred", "deferred due to", codes=(4,),
        unless=("greylist", "permanently deferred", "verification"), source=Source("https://senders.yahooinc.com/smtp-error-codes"),
    ),
    phrase_row(
        "try-again-closing", R.RATE_LIMITED, 0.75, "421 4.7.0 try again later, closing connection", "try again later closing connection",
        source=Source("https://support.google.com/a/answer/3221692"),
    ),
    phrase_row(
        "server-busy", R.RATE_LIMITED, 0.5, "451 4.7.500 server busy, please try again later from [192.0.2.1]",
        "(server|system|service|mta|host|smtp) (is|too)? (too)? busy", "too busy", "(system|server) .. overload", "overloaded", "load (average|is|too)", codes=(4,),
        source=Source("https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"),
    ),
    phrase_row(
        "too-many-errors", R.RATE_LIMITED, 0.55, "421 4.7.0 mx.example.org error: too many errors",
        "too many (errors|bad commands|invalid commands|smtp errors|failures|failed|protocol errors)", "excessive errors", "too many (invalid|unknown|bad|nonexistent|unknown or invalid|failed|rejected) (recipients|users|addresses|rcpt)", codes=(4, 5), source=_POSTFIX,
    ),
    phrase_row(
        "too-many-recipients", R.TOO_MANY_RECIPIENTS, 0.88, "452 4.5.3 too many recipients",
        "too many (recipients|recipient|rcpt|rcpts|addresses|receivers|destinations|users|addressees)", "(maximum|max|number of|limit of|number) (number of)? (recipients|recipient|rcpt) .. (exceeded|reached|limit|allowed|exceeds|too)?", "(recipients?|rcpt) (limit|count|number) .. (exceeded|reached)?", "more than .. recipients", "too many .. recipients", "reduce the number of recipients", "(one|only|single) recipient (per|at a time|only|is allowed)", "multiple recipients not", "recipients per (message|transaction|session|mail|connection)", "(separate|another|different|next) (transaction|session)", "only one recipient",
        unless=("too many invalid", "per hour", "per day", "in short time", "too many recipients from", "recipients per (hour|day)", "one or more recipients", "daily limit"), beats=(R.RATE_LIMITED, R.POLICY, R.MAILBOX_FULL, R.SYSTEM_FULL, R.MESSAGE_TOO_LARGE, R.RECIPIENT_UNKNOWN), source=Source("RFC 5321", "4.5.3.1.10"),
    ),
    phrase_row(
        "too-many-recipients-from", R.RATE_LIMITED, 0.93, "450 4.7.1 error: too many recipients from 192.0.2.1",
        "too many recipients from", "recipients per (hour|day|minute)", "too many recipients in", "daily limit for message recipients", beats=(R.TOO_MANY_RECIPIENTS,), source=_POSTFIX,
    ),
    # --- greylisting ---
    phrase_row(
        "greylisted", R.GREYLISTED, 0.95, "450 4.2.0 greylisted, try again in 300 seconds",
        "(greylist|greylisted|greylisting|graylist|graylisted|graylisting|grey listed|grey listing|gray listed|gray listing|postgrey|greylists|grey|greylisting action)", "(greylist|greylisted) (for|in|by)",
        beats=(R.RECIPIENT_UNKNOWN, R.SYSTEM_ERROR, R.RATE_LIMITED, R.POLICY, R.BLOCKLISTED, R.SENDER_REJECTED, R.MAILBOX_DISABLED, R.OTHER), source=Source("RFC 6647", "2"),
    ),
    phrase_row(
        "come-back", R.GREYLISTED, 0.7, "451 4.7.1 please come back in 00:05:00",
        "come back (in|later|after)", "(try|retry|resend|attempt) (again)? (in|after) (a few)? (seconds|minutes|minute|secs|sec|min|mins|hour|hours|moments)", "first (time|attempt|contact|seen)", "not yet (authorized|been seen|known)", "temporarily (rejected|refused) .. (first|new)", "delayed by", "internal resources? (are|is)? temporarily unavailable", "delay .. (host|sender|unknown)", "early talker", "requires confirmation", "(server|sender) .. requires confirmation", "retry time not reached",
        codes=(4, 550), unless=("said", "too many", "rate", "limit", "busy", "throttled", "over quota", "connections"), beats=(R.RECIPIENT_UNKNOWN, R.SYSTEM_ERROR), source=Source("milter-greylist", "greylist.conf(5)"),
    ),
    phrase_row(
        "verification-in-progress", R.GREYLISTED, 0.9, "450 4.1.1 <bob@example.org>: recipient address rejected: unverified address: address verification in progress",
        "(verification|verify|callout) (is)? in progress", "unverified address", codes=(4,), beats=(R.RECIPIENT_UNKNOWN, R.SYSTEM_ERROR, R.NETWORK), source=Source("Postfix", "verify(8)"),
    ),
    phrase_row(
        "bare-try-later", R.GREYLISTED, 0.6, "450 4.7.1 please try again later", "^ (please)? try again later (please)? $", "resources temporarily unavailable please try again later", codes=(450, 451), beats=(R.SYSTEM_ERROR,), source=SEEN,
    ),
    phrase_row(
        "try-again-later", R.GREYLISTED, 0.3, "450 please try again later",
        "(try|retry) (it)? (again|later)", "(please)? (try|resend|retry) .. later", "temporarily rejected", "client host rejected try again later", codes=(450,), source=SEEN,
    ),
    # --- relaying ---
    phrase_row(
        "relay-denied", R.RELAY_DENIED, 0.93, "554 5.7.1 <bob@example.org>: relay access denied",
        "(relay|relaying|relayed|relays|gatewaying|open relay|unauthorized relay|smtp relay|mail relay|email relay|mail relaying) (access|is|was|are|attempt|attempts|through|of|from|mail|to|for|by|msg|message|check|host|service|not|your|this|operation|domain|request|using)? (is|this|the|that|server|not|through)? (denied|prohibited|not permitted|not allowed|rejected|refused|not|disallowed|blocked|forbidden|unauthorized|disabled|fail|failed|restricted|not supported|denied by|without authentication|server)", "(not|no|unable|cannot|cant|wont|dont|do not|does not|refuse|refusing|denies|denied|refused|we|unauthorized|not permitted|not allowed|not authorized|denying) (to|allowed to|permitted to|accept|authorized to|an open|from|the|for|do not)? (relay|relaying)", "(allowed|list of) rcpthosts", "rcpthosts", "not a gateway", "not (a)? local (host|domain)", "for relay", "relay (denied|not permitted|access|not allowed|check|prohibited)", "relaying (denied|not|is|prohibited|mail)", "(not|isnt|arent|is not) (responsible|authorized|configured|hosted|handled) (for|to|here|on|by) (accept|receive|that|this|the|mail)? (mail|domain|for|here)?", "domain .. (not|isnt) .. (hosted|local|handled|served|here|accepted) (here|by|on)?", "(we|server|i) (do not|dont|does not|doesnt|not) (accept|handle|serve|process|host) (mail|email|that|this|messages)? (for|domain|from)? (this|that|the|your)? (domain|address|recipient)?", "tenantattribution", "no valid cert", "mail for .. (not|is not|isnt) (accepted|handled|hosted)", "recipient domain not", "you (must|need to|have to) (be a|check|pop|authenticate|login|log in) .. (before|relay|customer|local)", "third party (relay|mail)", "unauthorized destination", "(final)? destination .. not local",
        beats=(R.AUTH_REQUIRED, R.BAD_CREDENTIALS, R.POLICY, R.RECIPIENT_UNKNOWN, R.DOMAIN_UNKNOWN, R.RECIPIENT_REFUSED, R.BLOCKLISTED), unless=("is an open relay", "relay limit", "relay daily", "service providers", "smtp relay at your", "bypassing", "relay sending", "spammer", "addressee unknown", "invalid address", "delivery time", "blocked using", "hotmail"), source=_POSTFIX,
    ),
    # --- login ---
    phrase_row(
        "auth-required", R.AUTH_REQUIRED, 0.9, "530 5.7.0 authentication required",
        "(authentication|authenticate|auth|login|log in|smtp auth|authorization|logon|authentification|autentication|smtp authentication) (is|are|must be)? (required|needed|requise|necessary|mandatory|first|before|to send|expected|command first|requested|to use)", "(must|need|please|have to|requires|require|required|should|needs) (to)? (be|first|issue|use|perform|an)? (an)? (authenticate|authenticated|authentication|login|log in|auth|smtp authentication|smtp auth|logged in)", "(not|isnt|was not|unless|without) (been)? (logged in|authenticated|authentication|login|logged on)", "(client|you|sender|user) .. not .. (authenticated|logged in|login)", "unauthenticated (senders|sender|users|clients|access|relay|client)", "authentication required", "anonymous (mail|users|access|senders)", "authenticate first", "pop before smtp", "please log ?in", "no auth", "auth failed", "login first", "authorization required",
        unless=("web browser", "spf", "dkim", "dmarc", "by organization", "for group", "for mailbox", "sender was not", "resolver rst", "application specific", "encryption required", "mechanism", "sender is unauthenticated", "unauthenticated email", "required authentication level", "check mail first .. relay", "sender not authenticated", "credentials for relay", "unverified"), beats=(R.SENDER_REJECTED, R.POLICY, R.RECIPIENT_UNKNOWN, R.RECIPIENT_REFUSED, R.PROTOCOL_ERROR), source=_R4954,
    ),
    phrase_row(
        "bad-credentials", R.BAD_CREDENTIALS, 0.92, "535 5.7.8 authentication credentials invalid",
        "(authentication|auth|login|logon|authorization|sasl|password|plain) (credentials|data|method|attempt|was|is|has|login|plain|mechanism|code|information|the|of)? (failed|failure|invalid|unsuccessful|rejected|aborted|incorrect|denied|fail|failed|cancelled|canceled|exchange|unavailable|refused|wrong|not accepted|invalide|mismatch|expired)", "(username|user|user name|login|userid|account|id) (and|or|name) (password|pass|passwd) .. (incorrect|not|invalid|wrong|accepted|mismatch|bad|failed)?", "(invalid|incorrect|wrong|bad|unknown|unrecognized|illegal|expired) (username|user name|password|login|credentials|user|account|authentication|auth|user or password|userid|authorization) (or|and|name|credentials|password|response|data|code)? (password|name)?", "has no permission", "password (is|was|incorrect|wrong|invalid|expired|required|not|has)", "application specific password", "app password", "credentials (invalid|rejected|incorrect|not|were|are)", "(log|sign) in (via|through|with|using) (your)? (web)? browser", "web login required", "smtpclientauthentication is disabled", "basic authentication is disabled", "authentication disabled", "code d authentification invalide", "authentification invalide", "could not authenticate", "unable to authenticate", "too many (login|auth|authentication|failed) (attempts|failures)", "authentication .. (too weak|transition)",
        unless=("spf", "dkim", "dmarc", "credentials for relay", "by organization", "for group", "mechanism not", "unrecognized authentication", "for recipient", "invalid user", "unknown user", "identity changes", "sender .. (authenticated|authentication)", "temporary authentication failure", "relay"), beats=(R.AUTH_REQUIRED, R.SYSTEM_ERROR, R.PROTOCOL_ERROR, R.POLICY, R.TLS_REQUIRED, R.MAILBOX_DISABLED), source=_R4954,
    ),
    phrase_row(
        "app-password", R.BAD_CREDENTIALS, 0.9, "535 5.7.0 application-specific password required",
        "(application|app) specific password", "(application|app) password", source=SEEN, tag="app-password", beats=(R.AUTH_REQUIRED,),
    ),
    phrase_row(
        "too-many-logins", R.RATE_LIMITED, 0.93, "454 4.7.0 too many login attempts, please try again later",
        "too many (failed|invalid|bad|unsuccessful|incorrect|recent)? (login|logins|auth|authentication|authentications|sasl|password|failed|sign in) (attempts|attempt|failures|tries|errors|requests)?", "(login|auth|authentication) (attempt|attempts)? rate limit",
        codes=(4, 5), stages=(Stage.AUTH,), stage=Stage.AUTH, beats=(R.BAD_CREDENTIALS, R.AUTH_REQUIRED, R.SYSTEM_ERROR), source=Source("https://support.google.com/mail/answer/7126229"),
    ),
    phrase_row(
        "login-locked-for-now", R.RATE_LIMITED, 0.9, "451 4.7.0 account temporarily locked",
        "temporarily (locked|blocked|suspended|banned)", codes=(4,), stages=(Stage.AUTH,), stage=Stage.AUTH,
        beats=(R.BAD_CREDENTIALS, R.MAILBOX_DISABLED, R.SYSTEM_ERROR), source=SEEN,
    ),
    phrase_row(
        "login-account-off", R.MAILBOX_DISABLED, 0.93, "535 5.7.0 account locked",
        "(account|user|user account|mailbox|login) .. (disabled|locked|suspended|expired|blocked|deactivated|closed)", "(disabled|locked|suspended|expired|blocked|deactivated) (user|account|mailbox)",
        unless=("authentication is disabled", "auth is disabled", "smtpclientauthentication", "password .. expired", "token .. expired"), codes=(521, 534, 535, 550, 554), stages=(Stage.AUTH,), stage=Stage.AUTH,
        beats=(R.BAD_CREDENTIALS,), source=Source("RFC 5248", "2.4"),
    ),
    phrase_row(
        "auth-error", R.BAD_CREDENTIALS, 0.6, "551 auth error.", "auth error", codes=(5,), source=SEEN,
    ),
    phrase_row(
        "auth-fault", R.SYSTEM_ERROR, 0.8, "454 4.7.0 temporary authentication failure", "temporary authentication failure", "(auth|authentication) (server|service|backend) .. (error|unavailable|not available|down)", "auth error", "(authentication|auth) temporarily",
        codes=(4,), beats=(R.BAD_CREDENTIALS,), source=_R4954,
    ),
    # --- TLS ---
    phrase_row(
        "starttls-first", R.TLS_REQUIRED, 0.93, "530 5.7.0 must issue a STARTTLS command first",
        "(issue|use|requires|require|required|requiring|need|needs|without|send|enable|support|must|over|via|initiate|start|using|by|a|offer) (a|an|the|to|start|use|be|issue|support|sent over a|secure)? (starttls|tls|ssl|start tls|encryption|secure connection|encrypted connection|encrypted session|ssl tls|secure channel|transport layer security)", "(starttls|tls|ssl|encryption|encrypted connection|encrypted session|secure connection) (command|is|connection|version|negotiation|session|protocol|must be|has to be)? (required|first|needed|mandatory|is required|failed|failure|not available|unavailable|error|handshake|expected|used|to|for|is)", "starttls (is|not|required|first|command)", "tls (not|required|negotiation|handshake|currently|unavailable|error|failed|connection|version)", "(tlsa|dane|mta sts|mtasts|sts policy|requiretls|dnssec)", "certificate .. (expired|mismatch|invalid|untrusted|failed|verify|verification|not trusted|unknown|revoked)", "certificate host mismatch", "(cipher|ciphers|handshake)", "lack of security", "this route requires", "senders to use tls", "(unencrypted|plaintext|cleartext|insecure|not encrypted) (connection|connections|session|not|channel|auth|password|authentication|login)?", "tls connection", "encryption required",
        unless=("too many new tls", "no valid cert", "tls sessions", "virus", "encrypted (file|attachment|archive|zip)", "security policies", "starttls not implemented", "not implemented", "unrecognized", "cleartext virus"), beats=(R.AUTH_REQUIRED, R.POLICY, R.NOT_IMPLEMENTED, R.AUTH_FAILED, R.BAD_CREDENTIALS, R.SYSTEM_ERROR), source=_R3207,
    ),
    # --- syntax, order, what is not done here ---
    phrase_row(
        "bad-sequence", R.PROTOCOL_ERROR, 0.88, "503 5.5.1 bad sequence of commands",
        "(sequence|order) (error|of|errors)", "(bad|improper|invalid|incorrect|wrong|out of) (sequence|order|state)", "(need|send|say|expecting|expected|issue|missing|polite|needs|give|use|must|requires|specify|say hello|no) (mail|rcpt|helo|ehlo|hello|data|a|first|have|the|valid|to|people|introduce|say)? (from|to|before|command|first|ehlo|helo|hello|rcpt|mail|yourself)", "(mail|rcpt|helo|ehlo|hello|mail from|rcpt to|ehlo helo|helo ehlo) (command)? first", "(nested|duplicate|second|already|another) (mail|helo|ehlo|sender|specified|data|rcpt|authenticated|got|given|been)", "sender already", "no (valid)? (recipients|recipient|sender)", "(before|without|after) (mail|rcpt|helo|ehlo|data|auth)", "transaction (already|in progress|not)", "already (authenticated|specified|in progress|have|received|issued|started|active|in tls)", "identity changes", "sender not (specified|given|yet)", "one mail .. at a time", "bad command sequence", "pipelining", "improper command", "(synchronization|synchronisation) error", "introduce yourself", "no identity",
        unless=("starttls command first", "(authenticate|authenticated|authentication) (first|required|is)", "auth command first", "auth first", "login first", "authentication not enabled", "no valid recipients? found"), beats=(R.RECIPIENT_UNKNOWN, R.POLICY, R.NOT_IMPLEMENTED), source=_R5321,
    ),
    phrase_row(
        "line-too-long", R.PROTOCOL_ERROR, 0.93, "500 line too long", "line too long", "line length exceeded", codes=(500, 501), beats=(R.MESSAGE_MALFORMED, R.MESSAGE_TOO_LARGE, R.NOT_IMPLEMENTED), source=_R5321,
    ),
    phrase_row(
        "syntax-error", R.PROTOCOL_ERROR, 0.85, "501 5.5.4 syntax error in parameters or arguments",
        "(syntax|protocol|parse|format) (error|errors|violation|is|problem|in)", "(bad|invalid|illegal|improper|incorrect|malformed|unexpected|wrong) (syntax|command|commands|parameter|parameters|argument|arguments|message size syntax|size|option|line|data|base|request|protocol|response|length|character|encoding)", "syntactically (incorrect|invalid)", "(command|line|input) .. (too long|too short)", "(cant|cannot|could not|unable to|failed to|invalid|error) (to)? (decode|decoding|base)", "not (a)? valid base", "base64", "smtp protocol (error|violation)", "(argument|arguments|parameter|parameters) (required|missing|expected|invalid|error|not allowed|error in|is|are|syntax)", "stray newline", "no parameters allowed", "(missing|extra|too many|unexpected) (argument|arguments|parameter|parameters|colon|bracket|brackets|characters)", "message ended early", "(smtp|esmtp) (violation|error)", "parameter (is)? (incorrect|invalid|wrong)", "strict", "line length", "garbage", "(synchronization|sync) error", "bad size", "path .. (syntax|too long)", "(tag|angle) brackets?",
        unless=("helo", "ehlo argument", "recipient address", "destination address", "address syntax", "mailbox address", "not implemented", "strict ascii", "in header", "too many unrecognized", "message header", "sender address syntax", "unrecognized command", "about smtp error", "unimplemented"), source=_R5321,
    ),
    phrase_row(
        "syntax-error-google", R.PROTOCOL_ERROR, 0.9, "555 5.5.2 syntax error, goodbye. For more information, go to About SMTP error messages",
        "syntax error (goodbye|no|cannot|in)", "smtp protocol violation", "(syntax error|bad sequence|protocol) ... about smtp error", beats=(R.NOT_IMPLEMENTED,), source=Source("https://support.google.com/a/answer/3221692"),
    ),
    phrase_row(
        "address-syntax", R.PROTOCOL_ERROR, 0.6, "501 5.1.7 bad address syntax", "(bad|invalid|illegal|malformed) (sender|mail)? (address|path|mailbox) syntax", unless=("recipient", "destination"), codes=(501, 553), source=_R5321,
    ),
    phrase_row(
        "use-lhlo", R.NOT_IMPLEMENTED, 0.92, "500 5.5.1 this is LMTP, use LHLO", "lhlo", "lmtp",
        codes=(500, 501, 502), stages=(Stage.EHLO, Stage.HELO), stage=Stage.EHLO, tag="use-lhlo", beats=(R.PROTOCOL_ERROR,), source=Source("RFC 2033", "4.1"),
    ),
    phrase_row(
        "not-implemented", R.NOT_IMPLEMENTED, 0.9, "502 5.5.1 command not implemented",
        "(not|isnt|never) (yet|been)? (implemented|recognized|recognised|supported|understood)", "when not advertised", "not advertised", "(unrecognized|unrecognised|unknown|unimplemented|unsupported|disabled|unkown|invalid unknown) (command|commands|verb|parameter|parameters|mechanism|option|auth|authentication|smtp|esmtp|argument|keyword|extension|method|feature)", "(command|mechanism|parameter|parameters|extension|option|vrfy|expn|verb|auth|method|feature|etrn|turn|smtputf|authentication|utf|bdat|chunking|pipelining) (name|type|is|was|are|not|mechanism|or|from|has been)? (not|unrecognized|unimplemented|disabled|unknown|disallowed|unsupported|no longer) (implemented|recognized|supported|understood|enabled|available|known|allowed|support)?", "no longer supported", "unrecognized command", "unimplemented", "authentication not enabled", "must declare smtputf", "smtputf .. (required|not)", "(not|doesnt|does not) support (smtputf|utf|eai|bit|internationalized|bitmime|binarymime|dsn)", "strict ascii mode", "(mechanism|method) .. not (supported|available|recognized)", "parameters not recognized", "non ascii (address|addresses) not", "internationalized .. not", "bad command", "(i|we) (dont|do not) (know|understand|recognize|implement)",
        unless=("body type", "relay", "recipient not", "user not", "mailbox not", "address not", "certificate", "ipv", "attachment", "connection not", "not recognized as", "temporarily"), beats=(R.PROTOCOL_ERROR,), codes=(500, 501, 502, 503, 504, 454, 421, 538, 534, 553, 550, 555, 554, 455, 530), source=_R5321,
    ),
    # --- the server ---
    phrase_row(
        "system-full", R.SYSTEM_FULL, 0.93, "452 4.3.1 insufficient system storage",
        "(insufficient|not enough|no|out of|lack of|low|low on|inadequate) (system|disk|free|queue|storage|server|spool|mail)? (system|disk|free|spool)? (storage|disk space|space|diskspace|disk)", "(disk|file system|filesystem|spool|partition|volume|queue|mail system|system) (is|space|file|storage)? (full|write error|no space|out of space|space low)", "no space left", "write error", "storage (is)? (full|exhausted|exceeded) .. (server|system)", "mail system full", "(system|server) storage",
        unless=("mailbox", "quota", "users? disk", "recipient", "inbox", "storage allocation"), beats=(R.SYSTEM_ERROR, R.MAILBOX_FULL, R.NETWORK), source=Source("RFC 3463", "3.4"),
    ),
    phrase_row(
        "server-fault", R.SYSTEM_ERROR, 0.85, "451 4.3.0 local error in processing",
        "(internal|server|system|local|operating system|database|configuration|config|processing|software|backend|unexpected|ldap|queue|program|disk|mailer|file|smtp|dns|application|sql|mysql|temporary|lookup|gateway|resource) (server|system|configuration|config|processing|local|lookup|i o|io|table|application|policy|program)? (error|errors|failure|problem|fault|malfunction|trouble|exception|failed|fail|problems|difficulties|configuration error|issue)", "(internal|server) error", "no system resources", "(insufficient|out of|not enough|low on|no) (system|server|local)? (resources|memory)", "(service|server|system|smtp|mail server|mail system|host|mailserver) (is|was|currently|temporarily|not|still)? (currently|temporarily|too)? (unavailable|not available|down|out of service|shutting down|offline|closing|shutdown|not accepting|unable|starting up|in maintenance|under maintenance|unreachable|unavail|inoperative|not ready)", "(cannot|could not|unable|couldnt|cant|failed) (to)? (load|open|write|create|fork|read|exec|access|complete|process|initialize|allocate|store|queue|check|rewrite|connect to|queue message|save|lock|chdir|init|contact|execute|start|query)", "(maintenance|shutting down|misconfigured|misconfiguration|out of memory)", "(temporary|temporarily) .. (failure|error|problem|unavailable|fail)", "(temporary|transient) (local|system|server|domain|internal|service|lookup|resource|general)? (problem|failure|error|condition|fail)", "requested action aborted", "trouble in home directory", "home directory", "unable to (accept|process|complete|contact)", "qq (trouble|error|temporary|permanent|write|read|internal)", "(queue|spool) (file|directory)", "server configuration (error|problem)", "requested action aborted local error", "problem attempting to execute", "load drd", "license expired", "aborted", "general (failure|error)", "resources? (temporarily)? (unavailable|exhausted|limit)", "timeout .. (lookup|policy|database|milter|content filter)", "(policy|milter|filter) service", "temporarily rejected (message|this)", "account service", "time out .. processing", "closing (transmission)? channel", "alias .. loop",
        unless=("greylist", "rate", "too many", "connections", "smtp error messages", "syntax error", "spf", "dmarc", "domain not found", "dns error when resolving mx", "mailbox full", "dns ptr", "quota", "verification in progress", "internal resources", "internal resource", "smtp command timeout", "closing connection", "blocked using", "server verification", "user unknown", "user lookup", "requested mail action aborted", "max message", "throttled", "limit", "login attempts", "connect to", "permanent exception", "blacklist"), source=_R5321,
    ),
    phrase_row(
        "try-later", R.SYSTEM_ERROR, 0.35, "451 temporary local problem, please try later",
        "(try|retry) (again)? (later|soon|shortly)", "temporarily (unavailable|unable|rejected|not available)", "temporary", "temporarily", "(service|currently) unavailable", codes=(4,), source=_R5321,
    ),
    phrase_row(
        "temporarily-refused", R.GREYLISTED, 0.6, "450 4.3.2 client host rejected: try again later", "client host rejected try again later", "all screening tests", "service currently unavailable",
        codes=(450, 451), source=Source("Postfix", "postscreen(8)"),
    ),
    # --- routes and names ---
    phrase_row(
        "loop", R.NETWORK, 0.93, "554 5.4.6 too many hops, this message is looping",
        "too many (hops|received)", "(mail|routing|message|delivery|forwarding|email|forward|local|a) (loop|loops|looping|loopback)", "(loop|loops|looping) (detected|back|found|to myself|to me)", "(hop count|hopcount|hops) (exceeded|exceeds|limit)?", "exceeded .. hops", "loops back to (myself|me)", "maximum hop", "number of hops", "this message is looping",
        beats=(R.POLICY, R.RATE_LIMITED, R.MESSAGE_TOO_LARGE, R.RECIPIENT_MOVED, R.DOMAIN_UNKNOWN, R.PROTOCOL_ERROR, R.MESSAGE_MALFORMED), source=Source("RFC 5321", "6.3"),
    ),
    phrase_row(
        "timeout", R.NETWORK, 0.85, "421 4.4.2 mx.example.org error: timeout exceeded",
        "(timeout|timed out|time out|timeout exceeded|idle too long|idle timeout|inactivity timeout|read timeout)", "(connection|line|link|session) (was|has been|with)? (lost|dropped|broken|reset|timed out|aborted|closed unexpectedly|terminated|timeout)", "lost connection", "idle (for)? too long", "(no|network) (route|connection|answer|response) (to|from)", "(host|network|server|destination|route) (is)? (unreachable|not reachable|down)", "connection refused", "(dns|mx|nameserver|name server|name service|resolver) (lookup|query|server|error|failure|timeout|problem|resolution|temporar)? (failed|failure|error|timeout|problem|temporary|lookup|timed out)", "(unable|cannot|could not|failed) (to)? (route|connect|reach|deliver|resolve|lookup|look up)", "network (error|problem|failure|unreachable|is)", "unable to route", "no route", "host .. not reachable", "bad route", "proxy .. (error|fail)", "dnssec invalid", "next hop", "temporary (dns|domain) (failure|error|problem|lookup)", "domain .. (temporary|temporarily)", "connection .. (dropped|closed) due",
        unless=("connection refused (mx|this|due|by|for|your)", "connection refused .. (ip|listed|list|reputation|blocked|spam)", "database", "backend", "sender", "mail from", "blocked", "timeout .. (policy|milter)", "reverse", "ptr", "recipient domain", "mailbox", "drd", "idle", "greylist", "helo", "ehlo", "spam", "rbl", "refused your"), source=Source("RFC 3463", "3.5"),
    ),
    phrase_row(
        "idle", R.NETWORK, 0.8, "421 4.4.2 idle timeout, closing", "idle", "smtp command timeout", "timeout waiting", "timeout closing", "(inactivity|idle) .. (timeout|too long|limit|closing)", unless=("idler",), codes=(4,), beats=(R.SYSTEM_ERROR,), source=_R5321,
    ),
    phrase_row(
        "expired", R.EXPIRED, 0.93, "554 5.4.7 delivery time expired",
        "(message|delivery|queue|retry|mail|retry time|delivery time|time|message lifetime|lifetime) (time|timeout|lifetime|has|was|period|is|in the queue)? (expired|expiration|exceeded|has expired|too old)", "(too long|too many days|for days) (in|on) (the)? (queue)", "(giving|given|gave) up", "retry timeout exceeded", "(couldnt|could not) be delivered (for|within|after)", "(been)? in the queue too long", "message (too|is) old", "not deliverable .. days",
        unless=("size", "password", "certificate", "license", "mailbox", "account", "user", "quota", "recipient", "message .. exceeded .. limit", "timeout exceeded", "idle", "hops"), beats=(R.NETWORK,), source=Source("RFC 3463", "3.5"),
    ),
    # --- unspecific ---
    phrase_row(
        "said-nested", R.SYSTEM_ERROR, 0.5, "450 host mx.example.org[192.0.2.9] said: 450 lost connection", "lost connection with", "host .. said", "remote server returned", codes=(4,), source=_POSTFIX,
    ),
)
# fmt: on
