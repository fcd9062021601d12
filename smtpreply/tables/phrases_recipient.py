"""Wordings about the recipient: unknown, switched off, full, moved, closed to this sender."""

from smtpreply.tables.phrases_row import SEEN, PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_POSTFIX = Source("Postfix", "smtpd(8), smtpd_check.c")
_SENDMAIL = Source("Sendmail", "cf/README, check_rcpt")
_EXIM = Source("Exim specification", "chapter 43, ACLs")
_EXCHANGE = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages"
)

_SENDER_WORDS = (
    "sender verify failed", "sender verification failed", "sender address rejected", "sender rejected",
    "verification failed for", "invalid sender", "sender .. (unknown|invalid|not found|does not exist|doesnt exist)", "unknown sender",
    "return path .. not exist",
    "unverified address", "address verification in progress",
)  # fmt: skip

# fmt: off
RECIPIENT_ROWS: tuple[PhraseRow, ...] = (
    # --- unknown ---
    phrase_row(
        "user-unknown", _R.RECIPIENT_UNKNOWN, 0.9, "550 5.1.1 <bob@example.org>: user unknown",
        "(user|users|recipient|recipients|mailbox|address|account|addressee|customer|username|alias|person|subscriber|local part|contact|"
        "login) (is|was|in|or|email|name|id|address|mailbox|currently)? (unknown|unkown|unknow|inexistent|nonexistent)",
        "(unknown|unkown|nonexistent|non existent|inexistent|non existing) (local|or|illegal|bad|invalid|virtual|email|mail|e mail|"
        "mailbox)? (or|local|illegal)? (user|users|recipient|recipients|mailbox|address|account|addressee|customer|username|alias|person|"
        "subscriber|local part|localpart|destination|to address|email)",
        "(user|recipient|mailbox|address|account) .. (user|recipient)? unknown (to|at|on|in) (this|our|local|virtual|the|relay)",
        "unknown in (local|virtual|relay) (recipient|mailbox|alias)",
        "(email|mail) address unknown", "^ (is)? (unknown|not found|invalid|not exist|not valid) $", "rcpt (address|format|to)? error",
        "recipient (address|format) error", "unrouteable (user|recipient)",
        unless=_SENDER_WORDS, source=_POSTFIX,
    ),
    phrase_row(
        "no-such-user", _R.RECIPIENT_UNKNOWN, 0.92, "550 no such user here",
        "no such (a|local|email|mail|e mail|virtual|valid)? (user|users|recipient|mailbox|address|account|person|alias|customer|"
        "local part|localpart|username|name|email|mail address|email address|individual|addressee|id)",
        "(there is|we have|have)? no (user|mailbox|account|recipient|person|one|such|alias|address) (here|exists|found|with that|by that|"
        "by this|with this|of that|under that|named|of this|called|at this|on this|for)",
        "no mailbox", "nobody by that name", "no such person", "not such user", "no existe (el)? (usuario|buzon)",
        "(this|that|the) (user|person) (doesnt|does not|dont) have (a|an) ... account", "(doesnt|does not) have (a|an) .. (account|mailbox)",
        "(doesnt|does not) handle mail for", "no valid mailbox",
        unless=_SENDER_WORDS, source=_EXIM,
    ),
    phrase_row(
        "does-not-exist", _R.RECIPIENT_UNKNOWN, 0.9, "550 5.1.1 mailbox does not exist",
        "{who} .. (that you tried to reach)? (doesnt|does not|do not|dont|doesn t|didnt|did not|dosent|not|no|isnt|never|no longer|"
        "may not|cannot|could not) (currently|actually|really)? (exist|exists|existing|existed|exit)",
        "{who} not (exist|exists|existing)", "{who} .. non existent", "(doesnt|does not) exist (here|on this|at this|in our|on our)",
        "no longer exists", "does not seem to exist",
        unless=(*_SENDER_WORDS, "domain (doesnt|does not|not) exist", "host (doesnt|does not|not) exist", "domain may not exist",
        "record (doesnt|does not) exist", "domain .. (doesnt|does not) exist"), source=_EXIM,
    ),
    phrase_row(
        "not-found", _R.RECIPIENT_UNKNOWN, 0.88, "550 mailbox not found",
        "(user|users|recipient|recipients|mailbox|address|account|addressee|customer|username|alias|person|subscriber|inbox|email|"
        "destination|member|local part|rcpt|id) (name|address|email|account|box|mailbox|not known or)? (is|was|were|has|could|can|cannot|"
        "couldnt|cant)? (not|been|be|not be)? (be|been)? (found|known|located|recognized|recognised|registered|listed|in our|hosted here|"
        "on file) ",
        "(not|cannot|cant|couldnt|could not|unable to|can not|wasnt able to|failed to) (be)? (find|found|locate|look up|resolve|identify|"
        "verify) .. (user|recipient|mailbox|address|account|alias|recipients)",
        "recipient not found", "mailbox not found", "user not found", "address not found", "recipnotfound", "recipientnotfound",
        "not a known user", "know (this|that|the|such) (user|recipient|address|mailbox)", "not known here", "not our customer",
        "not listed in", "validrcptto",
        "(recipient|user|address|mailbox) (cannot|could not|can not|couldnt|not) be verified", "recipient mailbox unallocated",
        "user lookup failed", "(user|recipient|address) not in (the|our|my|ldap|directory|list)", "resolver adr recipnotfound",
        "resolver adr exrecipnotfound", "(mailbox|user|recipient) was not found", "badrcptto",
        unless=(*_SENDER_WORDS, "domain (is|was)? not found", "host (is|was)? not found", "record (is|was)? not found", "sender domain",
        "(is|was|been) found on", "found in", "found on", "user .. on a list", "listed in", "mailbox .. is full"), source=_EXCHANGE,
    ),
    phrase_row(
        "invalid-recipient", _R.RECIPIENT_UNKNOWN, 0.85, "550 5.1.1 invalid recipient",
        "(invalid|illegal|bad|incorrect|wrong|undeliverable|unavailable|unroutable|unrouteable|non deliverable|unallocated|undefined|"
        "invalide|ungueltige|ungueltiger) (or unknown|or|email|e mail|mail|final|destination|local|to|envelope)? (unknown)? (user|"
        "recipient|recipients|mailbox|address|account|addressee|username|alias|rcpt|to address|destination|email address|local part|"
        "user name)",
        "(user|recipient|recipients|mailbox|address|account|username|email) (address|name|email)? (is|are|was|seems)? (invalid|illegal|"
        "incorrect|undeliverable|unroutable|unrouteable|bad|no good|wrong|not ok|not valid|not correct|not deliverable|unallocated)",
        "not a valid (email|e mail|mail|local|recipient|user|username|mailbox|address|account|smtp)",
        "(is|are) not (a|an) (active|valid|existing|deliverable|current) (address|user|recipient|mailbox|account|email)",
        "not an active address", "not a member of domain", "blank mailhost", "mailbox name (is)? (invalid|not valid)",
        "user .. not ok", "bad recipient", "bad destination mailbox",
        "address not valid", "is not a valid user", "(account|user) not valid", "no account",
        "invalid recipients?", "command rcpt .. not ok", "there is no one at this address", "badrcpt", "invalid rcpt",
        "recipient (is)? not (valid|correct)",
        unless=(*_SENDER_WORDS, "invalid (sender|mail from|from)", "sender", "client ip", "helo", "from address", "from header",
        "return address", "ip address", "invalid (host|ip)", "bad address syntax", "invalid address syntax", "user name or password",
        "username or password", "and password", "too many invalid", "many invalid", "valid address in from", "mail from"), source=_SENDMAIL,
    ),
    phrase_row(
        "recipient-rejected", _R.RECIPIENT_UNKNOWN, 0.65, "550 <bob@example.org> recipient rejected",
        "(recipient|address) (address|email|mailbox)? (was|is|has been)? (rejected|refused) (rcpt to)? $",
        "(rejected|refused|denied) recipient $", "(recipient|address) not accepted $", "(we)? (do not|dont) accept .. recipient",
        "bounce address rejected $",
        codes=(5,), source=_POSTFIX,
    ),
    phrase_row(
        "recipient-rejected-because", _R.RECIPIENT_UNKNOWN, 0.3, "550 <bob@example.org>: recipient address rejected: mailbox 12",
        "recipient address rejected", codes=(5,), source=_POSTFIX,
    ),
    phrase_row(
        # RFC 5321's own words for 550, which it gives to policy as well: no word about the address.
        "550-as-in-the-rfc", _R.RECIPIENT_REFUSED, 0.6, "550 requested action not taken: mailbox unavailable",
        "requested (mail)? action not taken mailbox (unavailable|not available)",
        codes=(5,), source=Source("RFC 5321", "4.2.3"),
    ),
    phrase_row(
        "mailbox-unavailable", _R.RECIPIENT_UNKNOWN, 0.6, "550 the mailbox is unavailable",
        "(mailbox|user|account|recipient|address) (is)? (unavailable|not available|unreachable)", "mailbox .. (unavailable|not available)",
        "unavailable mailbox", "konto niedostepne", "unknown or not available",
        "(user|recipient|mailbox|address) .. (cannot|can not|could not) be (reached|delivered)",
        codes=(5,), unless=("temporarily unavailable", "unavailable .. blacklisted", "ip address .. blacklisted", "try again", "requested .. action not taken", "requested action not taken"),
        source=Source("RFC 5321", "4.2.3"),
    ),
    phrase_row(
        "mailbox-unavailable-retry", _R.OTHER, 0.4, "450 requested mail action not taken: mailbox unavailable",
        "mailbox (is)? (unavailable|not available|busy)", codes=(4,), source=Source("RFC 5321", "4.2.3"),
    ),
    phrase_row(
        "recipient-syntax", _R.RECIPIENT_UNKNOWN, 0.8, "501 5.1.3 bad recipient address syntax",
        "(bad|invalid|illegal|malformed|improper) (recipient|destination) (mailbox|address)? (address)? (syntax|format)",
        "recipient address .. syntax", "recipient address .. (not a valid|not valid|invalid)",
        "recipient address rejected need fully qualified", "recipient .. need .. fully qualified", "recipient address reserved",
        "(recipient|destination) address .. illegal", "recipient address must contain a domain", "recipient address .. (malformed|missing)",
        "address contains illegal characters", "(restricted|illegal) characters in address",
        beats=(_R.PROTOCOL_ERROR, _R.NOT_IMPLEMENTED), unless=("sender address",), source=Source("RFC 3463", "3.2"),
    ),
    phrase_row(
        "undeliverable-address", _R.RECIPIENT_UNKNOWN, 0.7, "550 5.1.1 <bob@example.org>: recipient address rejected: undeliverable address",
        "undeliverable address", "undeliverable .. recipient", "address .. undeliverable", "unrouteable address", "unroutable address",
        "unroutable (user|recipient)", "address (verification|check) failed",
        unless=("sender", "unverified address", "in progress"), source=_EXIM,
    ),
    phrase_row(
        "access-denied-mailbox", _R.RECIPIENT_UNKNOWN, 0.5, "550 5.4.1 recipient address rejected: access denied. as(201806281)",
        "recipient address rejected access denied", stages=(), codes=(5,), source=_EXCHANGE,
    ),
    phrase_row(
        "banned-recipient", _R.RECIPIENT_UNKNOWN, 0.8, "550 5.7.505 access denied, banned recipient", "banned recipient",
        beats=(_R.POLICY, _R.BLOCKLISTED), source=_EXCHANGE,
    ),
    phrase_row(
        "user-path", _R.RECIPIENT_UNKNOWN, 0.9, "550 user path no exist", "user path (no|not|dont) exist", beats=(_R.SYSTEM_ERROR,), source=SEEN,
    ),
    # --- switched off ---
    phrase_row(
        "mailbox-disabled", _R.MAILBOX_DISABLED, 0.88, "550 5.2.1 the mailbox is disabled",
        "(mailbox|account|accounts|user|recipient|recipients|box|customer|inbox|address|subscriber|username|email address|"
        "email account) (that you tried to reach|address|name|you are trying to reach|status|account|mailbox)? (is|are|was|has been|"
        "have been|has|temporarily|temporary|currently|been|rejected)? (is|been|now|temporarily|temporary|currently|permanently|either|"
        "now|over quota or|no longer|administratively)? (disabled|disable|inactive|suspended|deactivated|locked|frozen|closed|terminated|"
        "expired|not active|not activated|not enabled|deleted|on hold|cancelled|canceled|unactivated|inactivated|dormant|archived|"
        "discontinued|active|blocked|isblocked|retired|abandoned)",
        "(disabled|inactive|suspended|deactivated|locked|frozen|closed|terminated|expired|blocked|archived|deleted|dormant) (email|mail|"
        "e mail|due to|for)? (mailbox|account|accounts|user|recipient|box|customer|inbox|address|inactivity)",
        "(mailbox|account|user|recipient|address) ... (is|has been|was) (disabled|inactive|suspended|deactivated|locked|closed|terminated)",
        "no longer (active|accepting mail|in use|available|receiving mail|accepts)", "account closed", "closed due to inactivity",
        "due to inactivity", "user .. status .. (locked|frozen)", "policy rejection on the target address",
        "(mailbox|account) .. deactivated", "deactivated due to abuse", "access to .. (mailbox|account) .. (disabled|suspended)",
        "^ (is|has been|was)? (locked|disabled|inactive|suspended|deactivated|blocked|frozen|closed|expired|not active) $",
        "suppression list", "on hold", "temporarily disabled", "not collecting mail", "est bloque", "is no longer valid", "no longer valid",
        "(mailbox|account) .. inactive",
        unless=("sending for this account", "your account", "sender address rejected", "sender .. (disabled|suspended|blocked|account is)",
        "sending .. (disabled|suspended|blocked)", "ip .. (is|was|has been)? blocked", "authentication", "certificate", "license",
        "inactive email address", "account .. spam", "out of storage", "is active", "message expired", "time expired"),
        beats=(_R.PROTOCOL_ERROR, _R.RECIPIENT_UNKNOWN, _R.GREYLISTED), source=SEEN,
    ),
    phrase_row(
        "is-disabled", _R.MAILBOX_DISABLED, 0.7, "550 bob is now disabled",
        "(is|are|was|has been|have been) (now|currently|temporarily|temporary|permanently|already)? (disabled|suspended|deactivated|"
        "locked|terminated|deleted|frozen|cancelled|discontinued)",
        codes=(5, 450, 452), unless=("authentication", "sending", "sender", "ip", "auth", "command", "vrfy", "expn", "tls", "starttls",
        "your account", "your domain", "relay", "license", "service", "login"), beats=(_R.POLICY,), source=SEEN,
    ),
    phrase_row(
        "inactive-address", _R.RECIPIENT_UNKNOWN, 0.8, "550 5.1.1 <bob@example.org>: inactive email address", "inactive email address",
        source=Source("https://support.apple.com/en-us/102322"),
    ),
    # --- full ---
    phrase_row(
        "mailbox-full", _R.MAILBOX_FULL, 0.92, "552 5.2.2 mailbox full",
        "(mailbox|inbox|mail box|account|user|users|recipient|recipients|maildir|folder|mail folder|mailfolder|mailboxes|box|storage|"
        "home directory|address) (mailbox|account|quota|inbox|for user|storage|space)? (is|are|was|has|have|seems)? (currently|almost|too|"
        "been|already|now|temporarily)? (full|over quota|overquota|over the quota|out of space|out of storage|over limit|over its quota|"
        "over his quota|exceeded|filled|over their quota|over allocated|at capacity|above quota)",
        "(over|exceed|exceeds|exceeded|exceeding|beyond|above|past) (the|its|their|his|mail|disk|user|users|mailbox|allocated|allotted|"
        "storage|assigned|email|account|recipient|max|maximum|my)? (storage|mail|disk|mailbox|email)? (quota|storage allocation|"
        "allocation|mailbox limit|storage limit|mailbox size|storage quota|mail quota|space limit)",
        "(quota|storage|mailbox|mailbox size|disk quota|storage limit|maildir|mail quota|space|disk) (limit|allocation|size|quota|"
        "for user|usage|limits|size limit)? (is|was|has been|have been|would be|will be|has)? (exceeded|exceed|exceeds|overrun|overflow|"
        "full|violated|reached|used up|overdrawn|over)",
        "out of (storage|mailbox|disk) space",
        "(not enough|insufficient|no) (disk|storage)? (space|room|storage) .. (mailbox|user|recipient|account|inbox)",
        "(mailbox|user|recipient|account) .. (not enough|insufficient|no|has no) .. (space|room|storage)",
        "over quota", "overquota", "quota exceeded", "quotaexceeded", "user .. exceeded .. quota", "mapiexceptionshutoffquotaexceeded",
        "boite .. pleine", "mailbox .. full", "too many messages (on|in) the server", "too many messages .. mailbox",
        "limit exeeded for this", "too much mail (in|data) .. mailbox", "would exceed .. quota", "exceed mailbox",
        "message .. exceed .. (mailbox|users|recipients) .. quota", "inbox .. (full|storage)",
        "(not enough|insufficient|no) (disk)? (space|room) for (this|the)? (user|recipient|mailbox)", "mailbox .. over",
        unless=("queue quota", "organization", "for sender", "rate limit", "message rate", "limit for the number", "sending limit",
        "submission quota", "sending quota", "message quota",
        "daily .. quota", "quota .. per", "rate quota", "send quota", "sender .. quota", "relay quota", "disk full", "outbound", "hourly",
        "mails quota", "system storage", "per (hour|day|minute)"), beats=(_R.SYSTEM_FULL, _R.MESSAGE_TOO_LARGE, _R.MAILBOX_DISABLED,
        _R.RECIPIENT_UNKNOWN), source=Source("RFC 3463", "3.3"),
    ),
    # --- moved ---
    phrase_row(
        "recipient-moved", _R.RECIPIENT_MOVED, 0.85, "551 user has moved; please try <bob@example.net>",
        "(user|recipient|mailbox|address|person|account|addressee) .. (has)? (moved|changed|relocated)", "(user|recipient) not local",
        "please try .. instead", "(has|have) a new (address|email)", "recipient no longer on server",
        "no longer (works|employed|with|at|on this|here|on server)", "(left|leaving) the (company|organization|organisation|university)",
        "please (use|forward|update) .. (new|address book)", "address .. has changed",
        unless=("sender", "domain"), source=Source("RFC 5321", "3.4"),
    ),
    # --- closed to this sender ---
    phrase_row(
        "not-in-allowed-senders", _R.RECIPIENT_REFUSED, 0.9, "550 5.7.133 sender not authenticated for group",
        "(sender|you) (is|are|was|were)? not (authenticated|authorized|allowed|permitted|in) (by|for|to send|to|to mail|to email|to post|"
        "allowed) (to)? (organization|group|mailbox|the group|this group|this recipient|this user|this address|this mailbox|this list|"
        "the list|mail to this|senders|them|that|the recipient)",
        "sender was not authenticated", "resolver rst (notauthorized|authrequired|notinscope)",
        "(recipient|user|mailbox|group|list|address) .. (only|exclusively) (accept|accepts|accepting|receive|receives|receiving) (mail|"
        "email|messages|internal|from)?", "only accepting mail from",
        "(members|subscribers|employees|internal senders|internal users|registered|authorized senders|approved senders) only",
        "only (members|subscribers|internal|authorized|approved|trusted|authenticated) .. (may|can|are|is|senders|users)",
        "allowed senders list", "approved (senders)? list", "list expansion prohibited",
        "(not|isnt) (a|an)? (member|subscriber|subscribed) (of|to) (this|the|that)? (list|group|mailing list|distribution list)",
        "you have been blocked by", "(blocked|rejected|refused|restricted) by (the)? (recipient|recipients|user|addressee|mailbox owner)",
        "mail is rejected by recipients", "user refused to receive",
        "(recipient|user|addressee|mailbox) .. (does not|doesnt|do not|dont|not) (want|accept|wish|accepting|to accept|like|receive|"
        "willing) (to)? (receive|accept|get|this|your|mail|email|messages|any|external|bounces|from)?",
        "(recipient|user|addressee) (refuses|rejects) (mail|email|your|this|messages)",
        "(recipient|user|addressee) (has)? (refused|rejected|declined|blocked) (your|this|the mail|mail|to receive|email|message|sender)",
        "blocked senders", "envelope blocked", "user entry", "delivery (is)? (restricted|not allowed|not authorized)",
        "(mail|delivery) .. restricted by policy", "mail rejected by destination domain", "block rcpt",
        "sender .. (blocked|rejected|refused) by (the)? (recipient|user)", "(challenge|confirmation) .. required",
        "you are not (allowed|authorized|permitted) to (send|post|mail|write) (mail|email|messages|a message)? (to)? (this|the|"
        "that) (user|recipient|list|address|group|mailbox)", "(not|are not) (allowed|authorized|permitted) to (send|post) (mail)? to",
        "personal black", "in (the)? (users|recipients) (black|block)", "rejected by recipient", "refused by recipient",
        "(settings|preferences) (do not|dont|doesnt|does not) (allow|accept)", "recipient preferences",
        "(recipients|users|personal|addressees) (own|personal)? (black list|block list|blacklist|blocklist|blocked senders|reject list)",
        "blocked by (the)? recipient", "only (members|subscribers) (may|can)",
        unless=("recipient address rejected (user|unknown|undeliverable|domain)", "blacklisted by recipient"), beats=(_R.AUTH_REQUIRED,
        _R.POLICY), source=_EXCHANGE,
    ),
    # --- the domain ---
    phrase_row(
        "no-network-mail", _R.DOMAIN_UNKNOWN, 0.9, "521 5.3.2 system not accepting network messages", "not accepting network (messages|mail)",
        codes=(5,), beats=(_R.SYSTEM_ERROR,), source=Source("RFC 3463", "3.4"),
    ),
    phrase_row(
        "domain-unknown", _R.DOMAIN_UNKNOWN, 0.87, "550 5.1.2 recipient address rejected: domain not found",
        "recipient address rejected domain not found",
        "(recipient|recipients|destination|to) domain .. (not found|does not exist|doesnt exist|not exist|unknown|invalid|not resolve|"
        "could not)", "(find|locate|resolve) the recipient domain",
        "(invalid|unknown|bad|nonexistent|non existent|unresolvable) (recipient|destination|target) (domain|host|system)",
        "bad destination (system|domain|host)", "domain name not found", "has no mx", "domain (is|was)? not found", "(domain|host) (is)? unknown",
        "(unknown|bad|no such|nonexistent) (domain|host)", "host not found", "domain (doesnt|does not|not|didnt) (exist|resolve)",
        "domain .. no longer (exists|valid|hosted)", "null mx", "nullmx",
        "(domain|host|system) (does not|doesnt|not|never) (accept|accepts|accepting|receive) (any|network)? (mail|messages|email)",
        "no mx .. (record|records|found|for)", "information about the requested recipients? domain", "requested recipient s domain",
        "unrouteable mail domain", "unroutable mail domain", "dns domain .. (doesnt|does not) exist", "all relevant mx records",
        "no valid mail (exchanger|host|server)", "does not accept mail", "no mail exchanger", "misconfigured domain",
        unless=("sender address rejected", "sender domain", "sender", "helo", "reverse", "ptr", "mail from", "unable to verify", "client",
        "from header", "your domain", "temporary", "temporarily", "recipient domain (spam|policy)", "rcpt domain", "relay", "local host"),
        beats=(_R.NETWORK, _R.RECIPIENT_UNKNOWN, _R.SYSTEM_ERROR, _R.RECIPIENT_REFUSED), source=_POSTFIX,
    ),
)
# fmt: on
