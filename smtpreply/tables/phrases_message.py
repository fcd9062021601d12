"""Wordings about the message: spam, malware, size, form; and unspecific refusals by policy."""

from smtpreply.tables.phrases_row import SEEN, PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_AMAVIS = Source("Amavis", "amavisd.conf, final_spam_destiny")
_GOOGLE = Source("https://support.google.com/a/answer/3726730")

# fmt: off
MESSAGE_ROWS: tuple[PhraseRow, ...] = (
    phrase_row(
        "spam", _R.SPAM_CONTENT, 0.82, "554 5.7.1 message rejected as spam",
        "(as|is|be|like|considered|probable|likely|suspected|possible|contains|contain|of|detected|a|this|looks like|to be|your|the|"
        "potential|containing|no|judged|definitely|classified|identified|treated|flagged|appears|rejected|high|marked) (as|a|to be|"
        "an)? (spam|spammy|junk|unsolicited|uce|ube|bulk|junk mail|spam mail|spamlike|phishing|phish|scam|advertisement)",
        "(spam|junk|uce|ube|unsolicited|spamassassin|dspam|spam mail|bulk) (mail|message|email|content|is|not|rejected|detected|found|"
        "score|filter|points|blocked|url|check|suspected|probability|refused|denied|was|blacklist|words|signature|source|report|policy|"
        "criteria|filters|assassin|email|list|prohibited|protection|engine|dropped|discarded|reject|threshold|like|messages|e mail|"
        "bounced|rules|by)", "rejected (as|by|due to|for|because of) (a)? (spam|content|dspam|junk|spamassassin|bayes|antispam|anti spam)",
        "anti spam", "antispam", "spam", "(unsolicited|junk)", "uribl", "surbl", "dbl", "(phishing|phish)", "community may consider spam",
        "judged to be spam", "similar to spam", "mass (mail|mailer|mailing|mailers|mailings)", "bulk (mail|mailer|mailing|mailings)",
        "mass mailer", "spamming",
        unless=("protect our users from spam", "reduce the amount of spam", "not (a)? spam", "blocked for spam", "spamming issues",
        "for spam incident", "incident de spam", "spam ip", "spammer", "blacklist", "block list", "unusual rate", "you are sending spam",
        "spam source", "geoip", "spam abuse detected", "protect users from spam", "best protect"), beats=(_R.POLICY,), source=_AMAVIS,
    ),
    phrase_row(
        "likely-unsolicited", _R.SPAM_CONTENT, 0.85, "550 5.7.1 this message is likely unsolicited mail",
        "likely (unsolicited|suspicious|spam)", "suspicious due to the nature", "nature of the (content|links)",
        "appears (similar|to be) (to)? (spam|unsolicited|junk)", "you are sending spam",
        unless=("reputation", "spamhaus"), source=_GOOGLE,
    ),
    phrase_row(
        "content-refused", _R.SPAM_CONTENT, 0.75, "554 5.7.1 message content rejected",
        "(content|mail content|message content|body|message body|mail data|subject|header|headers|text) (was|is|has been|filter|of|"
        "filtering|reject|not)? (been)? (rejected|rejection|refused|denied|blocked|reject|not acceptable|not accepted|deemed|unacceptable|"
        "restriction|violation|is not|refused by|restrictions)",
        "(rejected|blocked|denied|refused|bounced) .. (content|contents|filter|filtering|filters|by content)",
        "content (filter|filtering|scanner|restrictions|policy|check)",
        "(message|mail|email) (was|is|has been)? (filtered|filter|quarantined|scored)", "(mail|message|email) (rejete|filtered)",
        "banned (content|word|words|subject|text|phrase)",
        "(forbidden|prohibited|unacceptable|objectionable|inappropriate|offensive|blocked|undesirable) (content|word|words|language|text|"
        "url|link|urls|links|phrase|keyword)",
        "(url|link|uri|domain|urls|links|domains) .. (in|within|present|contained) .. (message|mail|body|email|content|list|dbl)",
        "scored .. (spam|points)", "score .. (exceeds|exceeded|over|above|too high)",
        "(malicious|suspicious) (url|link|urls|links|content)", "matches a profile", "fingerprint",
        "blocked by (spamassassin|rspamd|filter|content)", "hash .. (matched|listed)", "rspamd", "backscatter", "bounce attacks?",
        "(consider|considered) spam", "message looks like", "bayes",
        "(blacklisted|blocklisted|listed|blocked|bad) (url|urls|link|links|uri|uris)", "pyzor", "bogofilter", "razor", "dcc",
        "domain present in", "outboundspamexception", "high probability", "(considered|deemed|looks|appears) suspicious",
        unless=("virus", "malware", "attachment", "potential security", "dns ptr", "header size", "rfc", "duplicate header",
        "header exceeds", "by header based", "blocked senders", "disallowed header", "message header", "geoip"), beats=(_R.POLICY,), source=_AMAVIS,
    ),
    phrase_row(
        "virus", _R.VIRUS, 0.93, "550 virus detected",
        "(virus|viruses|viral|malware|trojan|worm|infected|infection|clamav|malicious|eicar|exploit|ransomware|macro|macros|virusi)",
        "(executable|dangerous|forbidden|prohibited|disallowed|banned|blocked|illegal|unsafe|restricted|unauthorized|suspicious|encrypted|"
        "zip|not allowed|unacceptable) (file|attachment|attachments|files|archive|extension|filename|file type|mime|content type)",
        "(attachment|attachments|file|file type|file extension|extension|archive|file name|filename) .. (not allowed|blocked|prohibited|"
        "forbidden|rejected|banned|denied|refused|not accepted|not permitted|is dangerous|executable|disallowed|not acceptable|type)",
        "potential security (issue|risk|threat)", "security (risk|threat|issue)", "illegal attachment",
        "contains (a|an)? (virus|dangerous|executable|prohibited)",
        unless=("exploits block", "number of attachments", "remove attachments", "attachment size", "too large",
        "malicious (url|link|urls|links)", "spamhaus", "file types blocked", "rfc", "unicode", "virus free", "file not found",
        "file too big", "no virus", "queue file"), beats=(_R.SPAM_CONTENT, _R.POLICY), source=Source("ClamAV",
        "clamav-milter.conf, RejectMsg"),
    ),
    phrase_row(
        "too-large", _R.MESSAGE_TOO_LARGE, 0.92, "552 5.3.4 message size exceeds fixed limit",
        "(message|mail|email|size|content|file|data|attachment|attachments|body|letter|header|headers|subject|messages|msg|object|"
        "message file|mail data|it) (header|size|file|length|body|that|for this recipient|is|sizes)? (is|are|was|that|has)? (too|"
        "to) (large|big|long|much|huge|great)",
        "(size|length|maximum|limit|message|mail|sizes|bytes|number of attachments) .. (exceeds|exceed|exceeded|exceeding|larger|over|"
        "greater|above|bigger|beyond|surpasses) .. (size|limit|maximum|length|bytes|limits|mb|allowed|kb|fixed|administrative|max|"
        "restriction|threshold|permitted|attachments)",
        "(exceeds|exceed|exceeded|exceeding|larger than|over|greater than|bigger than|beyond) .. (maximum|message|size|fixed|max|"
        "allowable|administrative|allowed|permitted)? (message|mail|email|size|attachment|header|body)? (size|length|sizelimit) (limit|"
        "limits|of|allowed|for|restriction|set|permitted|policy)?",
        "(message|mail|email|attachment|recip|header|body) size (limit|exceeded|violation|exceeds|restriction|too|over|limits|is|not)",
        "too (large|big) (message|mail|email|a|for|data|attachment|file)", "too much (data|mail data)",
        "message (too|is too) (large|big|long)", "size limit", "too much mail data", "maximum (message|mail|email|allowed) size",
        "sizelimit", "recipsizelimit", "larger than (the)? (current|maximum|allowed|max|system)", "number of attachments",
        "message length exceeds", "max message size", "size .. (exceeded|not allowed)", "permitted size", "size .. is too",
        "exceeds (the)? (limit|maximum) .. (size|bytes|mb)",
        unless=("mailbox size", "mailbox full", "mailbox is full", "recipient s mailbox is full", "mailbox is full", "connections",
        "too many recipients", "number of recipients", "recipients per", "messages per", "quota", "rate", "hops", "sent", "daily", "hourly",
        "receive limit", "limit for the number", "concurrent", "submission", "attempts", "domain policy size per transaction",
        "bad message size", "command", "storage allocation", "errors", "thread limit"), beats=(_R.RECIPIENT_REFUSED, _R.RATE_LIMITED,
        _R.SPAM_CONTENT, _R.MESSAGE_MALFORMED, _R.POLICY, _R.RECIPIENT_UNKNOWN), source=Source("RFC 1870", "6.1"),
    ),
    phrase_row(
        "malformed", _R.MESSAGE_MALFORMED, 0.9, "550 5.7.1 this message is not RFC 5322 compliant",
        "(not|non|isnt|arent) (rfc)? .. compliant", "not (rfc)? compliant", "must be rfc", "rfc section", "multiple addresses in from",
        "multiple from addresses", "without sender address", "rfc compliant", "noncompliant", "rfc (violation|non compliant)",
        "(violates|violation of|violate|against|per|comply with|conform to|accordance with|breaks|fails) (the|with)? rfc",
        "(missing|duplicate|invalid|bad|malformed|multiple|illegal|broken|no|improper|absent|empty|repeated|incorrect|several|unparseable|"
        "more than one|without|too many|syntactically incorrect|non ascii) (or invalid|valid|required|or|and|from|date|message id|"
        "unescaped|to|subject)? (header|headers|header field|message id|date header|from header|mime|header line|header lines|messageid|"
        "date|from field|boundary|content type|encoding|message format|subject header|bit|body|headers)",
        "(header|headers|message id|mime|date header|from header|subject|message header) .. (missing|malformed|not valid|duplicate|"
        "duplicated|invalid|unparseable|incorrect|incomplete|contains invalid|not permitted|not compliant|bad syntax|syntax error|corrupt|"
        "repeated)", "messages missing", "having no from", "(bare|naked) (lf|cr|line feed|linefeed|newline|carriage|lfs)",
        "(non ascii|unencoded|raw|nul|null|control|unescaped|unicode|illegal|invalid|bit|utf|nonascii) (bit)? (character|characters|char|"
        "chars|data|byte|bytes|octet)", "encoded word", "message headers? (fail|check|syntax)", "lines? too long", "line limit",
        "line length", "barelinefeedsareillegal", "bare linefeeds?", "smtplf", "body type not",
        "(improper|improperly) (formatted|formed|use of)", "not .. (properly|correctly) (formatted|formed|encoded)",
        "message .. (unparseable|corrupt|empty|no body|without)", "mime (error|violation|structure|type|format|nesting|parts|part|depth)",
        "disallowed header", "content type", "header syntax", "conversion (error|failed|failure)",
        "(message|header|headers|mime) (parse|parsing) (error|failed|failure)", "bad headers?", "syntax error in .. header",
        unless=("address contains illegal", "by header based", "size", "virus", "attachment", "address syntax", "parameters", "command",
        "recipient address", "smtp error", "base", "in user name", "(invalid|missing|bad|no|valid) dkim", "spf",
        "review rfc specifications for more information goodbye", "goodbye", "sender address", "recipient", "invalid characters in local"),
        beats=(_R.POLICY, _R.SPAM_CONTENT, _R.SENDER_REJECTED, _R.PROTOCOL_ERROR, _R.RECIPIENT_UNKNOWN, _R.RATE_LIMITED),
        source=Source("RFC 3463", "3.7"),
    ),
    phrase_row(
        "invalid-characters", _R.MESSAGE_MALFORMED, 0.5, "550 5.6.11 invalid characters", "invalid characters",
        unless=("address", "domain", "user", "command", "local"), source=Source(
        "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"),
    ),
    # --- policy ---
    phrase_row(
        "policy", _R.POLICY, 0.55, "554 5.7.1 message rejected by local policy",
        "(local|security|site|company|server|corporate|administrative|domain|email|our|mail|content|system|organization|organizational|"
        "custom|recipient|transport|internal|access|configured|to|of|by|for|acceptable use|usage|due to) (security|use)? (policy|policies)",
        "policy (violation|restriction|restrictions|reasons|rejection|violations|reason|prohibits|rule|denied|reject|error|prohibited|"
        "block|blocked|refusal)", "policy", "(administrative|administratively) (prohibition|prohibited|denied|blocked|rejected|reject)",
        "(transport|custom|acl|mailflow|mail flow|local|security|milter|sieve) rules?",
        "(bounced|rejected|blocked) by (the|your|our)? (administrator|admin|organization)", "blocked by your", "not accepted for this",
        "rejected by (rule|system|administrator|server|admin|acl|milter|header|access|the)", "no permit",
        "(insufficient|no|not enough|without) (permission|permissions|privilege|privileges|authorization)",
        "specified domain is not allowed", "security (reasons|restriction|policies|violation)",
        "not (allowed|permitted|acceptable) (here|on this|by this|at this)?", "prohibited", "customized block", "unauthorized", "violates",
        "violation",
        unless=("dmarc", "spf", "protocol violation"), source=Source("RFC 3463", "3.8"),
    ),
    phrase_row(
        "local-policy", _R.POLICY, 0.8, "554 5.7.1 message rejected due to local policy",
        "(due to|by|for|because of|violates|violation of|under|per) (our|the|a|its|this|site|system|server)? (local|site|company|security|"
        "corporate|administrative|internal)? (policy|policies|policy reasons|security policies|policy restrictions) ", "security policies",
        "rejected by policy", "rejected for policy", "policy violation", "policy reasons",
        unless=("dmarc", "spf", "dkim", "sender policy", "ip based", "bounced due to a policy", "spam", "complaints", "dynamic ip", "dnsbl",
        "blacklist", "spamhaus", "relay", "block has been placed"), source=SEEN,
    ),
    phrase_row(
        "bare-refusal", _R.POLICY, 0.5, "550 rejected",
        "^ (message|mail|email|sorry|error|command|connection)? (is|was)? (rejected|denied|refused|blocked|not accepted|not allowed|"
        "forbidden) $", source=SEEN,
    ),
    phrase_row(
        "message-refused", _R.POLICY, 0.4, "550 message rejected",
        "(message|mail|email|transaction|delivery|your message|e mail) (was|is|has been|could not be|not|cannot be)? (been)? (rejected|"
        "refused|denied|accepted|blocked|discarded|not accepted|not allowed)", "access denied", "not authorized", "command rejected",
        "transaction failed", "operation not permitted",
        source=SEEN,
    ),
)
# fmt: on
