"""Wordings about the server and its network: faults, full disks, routes, names, and giving up."""

from smtpreply.tables.phrases_row import PhraseRow, phrase_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Reason

_R = Reason
_POSTFIX = Source("Postfix", "smtpd(8), anvil(8), postscreen(8)")
_R5321 = Source("RFC 5321", "4.2.3")

# fmt: off
SERVER_ROWS: tuple[PhraseRow, ...] = (
    # --- the server ---
    phrase_row(
        "system-full", _R.SYSTEM_FULL, 0.93, "452 4.3.1 insufficient system storage",
        "(insufficient|not enough|no|out of|lack of|low|low on|inadequate) (system|disk|free|queue|storage|server|spool|mail)? (system|"
        "disk|free|spool)? (storage|disk space|space|diskspace|disk)",
        "(disk|file system|filesystem|spool|partition|volume|queue|mail system|system) (is|space|file|storage)? (full|write error|"
        "no space|out of space|space low)", "no space left", "write error", "storage (is)? (full|exhausted|exceeded) .. (server|system)",
        "mail system full", "(system|server) storage",
        unless=("mailbox", "quota", "users? disk", "recipient", "inbox", "storage allocation"), beats=(_R.SYSTEM_ERROR, _R.MAILBOX_FULL,
        _R.NETWORK), source=Source("RFC 3463", "3.4"),
    ),
    phrase_row(
        "no-resources", _R.SYSTEM_ERROR, 0.93, "452 4.3.1 insufficient system resources",
        "(insufficient|not enough|no|out of|low on) (system|server|local)? (resources|resource|memory)",
        unless=("disk", "storage"), beats=(_R.SYSTEM_FULL, _R.GREYLISTED), source=Source(
        "https://learn.microsoft.com/en-us/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages"),
    ),
    phrase_row(
        "server-fault", _R.SYSTEM_ERROR, 0.85, "451 4.3.0 local error in processing",
        "(internal|server|system|local|operating system|database|configuration|config|processing|software|backend|unexpected|ldap|queue|"
        "program|disk|mailer|file|smtp|dns|application|sql|mysql|temporary|lookup|gateway|resource) (server|system|configuration|config|"
        "processing|local|lookup|i o|io|table|application|policy|program)? (error|errors|failure|problem|fault|malfunction|trouble|"
        "exception|failed|fail|problems|difficulties|configuration error|issue)", "(internal|server) error", "no system resources",
        "(insufficient|out of|not enough|low on|no) (system|server|local)? (resources|memory)",
        "(service|server|system|smtp|mail server|mail system|host|mailserver) (is|was|currently|temporarily|not|still)? (currently|"
        "temporarily|too)? (unavailable|not available|down|out of service|shutting down|offline|closing|shutdown|not accepting|unable|"
        "starting up|in maintenance|under maintenance|unavail|inoperative|not ready)",
        "(cannot|could not|unable|couldnt|cant|failed) (to)? (load|open|write|create|fork|read|exec|access|complete|process|initialize|"
        "allocate|store|queue|check|rewrite|connect to|queue message|save|lock|chdir|init|contact|execute|start|query)",
        "(maintenance|shutting down|misconfigured|misconfiguration|out of memory)",
        "(temporary|temporarily) .. (failure|error|problem|unavailable|fail)",
        "(temporary|transient) (local|system|server|domain|internal|service|lookup|resource|general)? (problem|failure|error|condition|"
        "fail)", "requested action aborted", "trouble in home directory", "home directory", "unable to (accept|process|complete|contact)",
        "qq (trouble|error|temporary|permanent|write|read|internal)", "(queue|spool) (file|directory)",
        "server configuration (error|problem)", "requested action aborted local error", "problem attempting to execute", "load drd",
        "(failed|unable|fail) to (be)? (replicated|replicate)", "no healthy", "license expired", "aborted", "general (failure|error)",
        "resources? (temporarily)? (unavailable|exhausted|limit)", "timeout .. (lookup|policy|database|milter|content filter)",
        "(policy|milter|filter) service", "temporarily rejected (message|this)", "account service", "time out .. processing",
        "closing (transmission)? channel", "time limit exceeded", "alias .. loop",
        unless=("greylist", "rate", "too many", "connections", "smtp error messages", "syntax error", "spf", "dmarc", "domain not found",
        "dns error when resolving mx", "mailbox full", "dns ptr", "quota", "verification in progress", "internal resources",
        "internal resource", "smtp command timeout", "closing connection", "blocked using", "server verification", "user unknown",
        "user lookup", "requested mail action aborted", "max message", "throttled", "limit", "login attempts", "connect to",
        "permanent exception", "blacklist"), source=_R5321,
    ),
    phrase_row(
        "try-later", _R.SYSTEM_ERROR, 0.35, "451 temporary local problem, please try later",
        "(try|retry) (again)? (later|soon|shortly)", "temporarily (unavailable|unable|rejected|not available)", "temporary", "temporarily",
        "(service|currently) unavailable", codes=(4,), source=_R5321,
    ),
    phrase_row(
        "temporarily-refused", _R.GREYLISTED, 0.9, "450 4.3.2 client host rejected: try again later",
        "client host rejected try again later", "all screening tests", "service currently unavailable",
        codes=(450,), beats=(_R.SYSTEM_ERROR,), source=Source("Postfix", "postscreen(8)"),
    ),
    phrase_row(
        "scanner-down", _R.SYSTEM_ERROR, 0.95, "451 4.7.1 virus scanner unavailable",
        "(scanner|scanning|milter|filter|antivirus|virus check|content check|policy server|spamd|clamd) (is|has|service|"
        "temporarily)? (unavailable|failure|failed|error|not available|timeout|timed out|down)",
        codes=(4,), beats=(_R.VIRUS, _R.SPAM_CONTENT, _R.MESSAGE_MALFORMED, _R.NETWORK), source=Source("Exim specification",
        "chapter 45, content scanning"),
    ),
    # --- routes and names ---
    phrase_row(
        "dns-fault", _R.NETWORK, 0.9, "451 4.4.3 temporary server error. DNS lookup failed",
        "(host|hostname|host name) lookup (failed|failure|error|did not)", "failing for a long time", "retry time not reached",
        "dns (temporary|lookup|error|failure|query|resolution|resolving|server|timeout) (failure|failed|error|timeout|problem|temporary)?",
        "temporary dns (failure|error|problem|lookup)",
        unless=("reverse", "ptr", "sender", "spf", "dmarc", "dkim", "helo", "rdns", "resolving mx", "name not found", "mail from"),
        beats=(_R.SYSTEM_ERROR,), source=Source("RFC 3463", "3.5"),
    ),
    phrase_row(
        "loop", _R.NETWORK, 0.93, "554 5.4.6 too many hops, this message is looping",
        "too many (hops|received)", "(mail|routing|message|delivery|forwarding|email|forward|local|a) (loop|loops|looping|loopback)",
        "(loop|loops|looping) (detected|back|found|to myself|to me)", "(hop count|hopcount|hops) (exceeded|exceeds|limit)?",
        "exceeded .. hops", "loops back to (myself|me)", "maximum hop", "number of hops", "this message is looping", "lowest numbered mx",
        "mx list .. points", "points (back)? to (me|myself|local)",
        beats=(_R.POLICY, _R.RATE_LIMITED, _R.MESSAGE_TOO_LARGE, _R.RECIPIENT_MOVED, _R.DOMAIN_UNKNOWN, _R.PROTOCOL_ERROR,
        _R.MESSAGE_MALFORMED), source=Source("RFC 5321", "6.3"),
    ),
    phrase_row(
        "timeout", _R.NETWORK, 0.85, "421 4.4.2 mx.example.org error: timeout exceeded",
        "(timeout|timed out|time out|timeout exceeded|idle too long|idle timeout|inactivity timeout|read timeout)",
        "(connection|line|link|session) (was|has been|with)? (lost|dropped|broken|reset|timed out|aborted|closed unexpectedly|terminated|"
        "timeout)", "lost connection", "lost input", "idle (for)? too long", "(no|network) (route|connection|answer|response) (to|from)",
        "(host|network|server|destination|route) (is)? (unreachable|not reachable|down)", "connection refused",
        "(dns|mx|nameserver|name server|name service|resolver) (lookup|query|server|error|failure|timeout|problem|resolution|"
        "temporar)? (failed|failure|error|timeout|problem|temporary|lookup|timed out)",
        "(unable|cannot|could not|failed) (to)? (route|connect|reach|resolve|lookup|look up)",
        "network (error|problem|failure|unreachable|is)", "unable to route", "no route", "host .. not reachable", "bad route",
        "proxy .. (error|fail)", "dnssec invalid", "next hop", "temporary (dns|domain) (failure|error|problem|lookup)",
        "domain .. (temporary|temporarily)", "connection .. (dropped|closed) due",
        unless=("connection refused (mx|this|due|by|for|your)", "connection refused .. (ip|listed|list|reputation|blocked|spam)",
        "database", "backend", "sender", "mail from", "blocked", "timeout .. (policy|milter)", "reverse", "ptr", "recipient domain",
        "mailbox", "drd", "idle", "greylist", "helo", "ehlo", "spam", "rbl", "refused your"), source=Source("RFC 3463", "3.5"),
    ),
    phrase_row(
        "idle", _R.NETWORK, 0.8, "421 4.4.2 idle timeout, closing", "idle", "smtp command timeout", "timeout waiting", "timeout closing",
        "(inactivity|idle) .. (timeout|too long|limit|closing)", unless=("idler",), codes=(4,), beats=(_R.SYSTEM_ERROR,), source=_R5321,
    ),
    phrase_row(
        "expired", _R.EXPIRED, 0.93, "554 5.4.7 delivery time expired",
        "(message|delivery|queue|retry|mail|retry time|delivery time|time|message lifetime|lifetime) (time|timeout|lifetime|has|was|"
        "period|is|in the queue)? (expired|expiration|exceeded|has expired|too old)",
        "(too long|too many days|for days) (in|on) (the)? (queue)", "delayed too long", "(giving|given|gave) up", "retry timeout exceeded",
        "(couldnt|could not) be delivered (for|within|after)", "(been)? in the queue too long", "message (too|is) old",
        "not deliverable .. days",
        unless=("size", "password", "certificate", "license", "mailbox", "account", "user", "quota", "recipient",
        "message .. exceeded .. limit", "error timeout exceeded", "idle", "hops"), beats=(_R.NETWORK,), source=Source("RFC 3463", "3.5"),
    ),
    # --- unspecific ---
    phrase_row(
        "said-nested", _R.SYSTEM_ERROR, 0.5, "450 host mx.example.org[192.0.2.9] said: 450 hm", "lost connection with", "host .. said",
        "remote server returned", codes=(4,), source=_POSTFIX,
    ),
)
# fmt: on
