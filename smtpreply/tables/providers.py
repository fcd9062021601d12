"""What providers say in codes of their own: ``[TSS04]``, ``S3150``, ``OFR_506``, ``AUP#CXBL``.

A tag is the provider's own word for what its text only hints at, so it weighs more than a
phrase. Here, and nowhere else, a row may say that a refusal is not what the class of its code
says (``permanence``): a rate limit given as 550, a 4yz that waiting will not cure.
"""

from smtpreply.tables.phrases_row import PhraseRow, tag_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Permanence, Scope
from smtpreply.verdict import Reason as R

_YAHOO = Source("https://senders.yahooinc.com/smtp-error-codes")
_GOOGLE = Source("https://support.google.com/a/answer/3726730")
_OUTLOOK = Source("https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx")
_M365 = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)
_ORANGE = Source("https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/")
_GODADDY = Source("https://www.godaddy.com/help/what-does-my-email-bounceback-mean-3568")
_COX = Source("https://www.cox.com/residential/support/email-error-codes.html")
_SPECTRUM = Source(
    "https://www.spectrumbusiness.net/support/internet/understanding-email-error-codes"
)
_COMCAST = Source("http://postmaster.comcast.net/mail-error-codes.html")
_AOL = Source("https://postmaster.aol.com/error-codes")
_ICLOUD = Source("https://support.apple.com/en-us/102322")
_NETEASE = Source("https://help.mail.163.com/faq.do?m=list&categoryID=90")
_FIELD = Source("https://smtpfieldmanual.com/")
_MIMECAST = Source(
    "https://community.mimecast.com/s/article/email-security-cloud-gateway-mimecast-smtp-error-codes"
)
_T = Permanence.TRANSIENT
_P = Permanence.PERMANENT


def _qq(number: int) -> Source:
    return Source(f"https://service.mail.qq.com/detail/122/{number}")


_ALL = (R.POLICY, R.SPAM_CONTENT, R.SYSTEM_ERROR, R.RECIPIENT_UNKNOWN, R.PROTOCOL_ERROR, R.MAILBOX_FULL, R.MESSAGE_TOO_LARGE, R.RECIPIENT_REFUSED, R.MAILBOX_DISABLED, R.NETWORK, R.SENDER_REJECTED, R.AUTH_REQUIRED, R.MESSAGE_MALFORMED)  # fmt: skip


def _ib(
    number: str, reason: R, code: int, text: str, permanence: Permanence | None = None
) -> PhraseRow:
    first = number.split("|")[0]
    return tag_row(
        f"godaddy-ib{first}", reason, 0.93, f"{code} {text} IB{first}", "ib", rf"ib(?:{number})\b",
        source=_GODADDY, provider="GoDaddy", tag=f"IB{first}", beats=_ALL, permanence=permanence,
    )  # fmt: skip


def _orange(
    number: str, reason: R, code: int, text: str, permanence: Permanence | None = None
) -> PhraseRow:
    first = number.split("|")[0]
    return tag_row(
        f"orange-{first}", reason, 0.93, f"{code} {text} OFR_{first} [{first}]", "(ofr|lpn|lpnaaa|ouk)",
        rf"[_-](?:{number})\b",
        source=_ORANGE, provider="Orange", tag=f"OFR_{first}", beats=(*_ALL, R.BLOCKLISTED), permanence=permanence,
    )  # fmt: skip


def _aup(
    name: str,
    reason: R,
    code: int,
    tags: str,
    source: Source,
    provider: str,
    permanence: Permanence | None = None,
) -> PhraseRow:
    first = tags.split("|")[0]
    return tag_row(
        f"{provider.lower()}-{name}", reason, 0.93, f"{code} mx.example.org refused AUP#{first.upper()}", "aup",
        rf"aup#(?:{tags.lower()})", source=source, provider=provider, tag=f"AUP#{first.upper()}", beats=_ALL, permanence=permanence,
    )  # fmt: skip


# fmt: off
PROVIDER_ROWS: tuple[PhraseRow, ...] = (
    # --- Yahoo, AOL ---
    tag_row("yahoo-tss04", R.RATE_LIMITED, 0.9, "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints", "(tss|ts)", r"\[tss?0[1245]\]", source=_YAHOO, provider="Yahoo", tag="TSS04", beats=_ALL),
    tag_row("yahoo-tss07", R.BLOCKLISTED, 0.93, "553 5.7.1 [TSS07] Connections will not be accepted from 192.0.2.1", "tss", r"\[tss07\]", source=_YAHOO, provider="Yahoo", tag="TSS07", beats=_ALL),
    tag_row("yahoo-tss09", R.BLOCKLISTED, 0.93, "553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; retrying will not succeed", "(tss|ts)", r"\[ts(?:s09|s11|03|s1[0-9])\]", source=_YAHOO, provider="Yahoo", tag="TSS09", beats=(*_ALL, R.RATE_LIMITED), permanence=_P),
    tag_row("yahoo-bl", R.BLOCKLISTED, 0.95, "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1", "bl", r"\[bl2[0-9]\]", source=_YAHOO, provider="Yahoo", tag="BL21", beats=_ALL),
    tag_row("yahoo-defer", R.BLOCKLISTED, 0.8, "421 Message from (192.0.2.1) temporarily deferred - 4.16.50. Please refer to http://help.yahoo.com/help/us/mail/defer/defer-06.html", "(defer|deferred)", r"temporarily deferred - 4\.16\.5[0-9]\. |mail/defer/defer-", source=Source("https://help.yahoo.com/kb/SLN3434.html"), provider="Yahoo", tag="4.16.50", codes=(4,), beats=(R.RATE_LIMITED,)),
    tag_row("yahoo-no-account", R.RECIPIENT_UNKNOWN, 0.95, "554 delivery error: dd This user doesn't have a yahoo.com account (bob) [0] - mta1.mail.example.org", "user doesnt have a", source=_YAHOO, provider="Yahoo", tag="dd"),
    tag_row("yahoo-554-30", R.MAILBOX_DISABLED, 0.95, "554 delivery error: dd This mailbox is disabled (554.30)", "mailbox is disabled", r"\(554\.30\)", source=_YAHOO, provider="Yahoo", tag="554.30"),
    tag_row("yahoo-552-not-found", R.RECIPIENT_UNKNOWN, 0.95, "552 1 Requested mail action aborted, mailbox not found", "action aborted mailbox not found", source=_YAHOO, provider="Yahoo", tag="1", beats=(R.MAILBOX_FULL, R.SYSTEM_ERROR)),
    tag_row("yahoo-policy", R.POLICY, 0.8, "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes", "(accepted for policy reasons|message not allowed|ph)", r"not accepted for policy reasons|message not allowed - \[(?:299|29[0-9])\]|\[ph01\]", source=_YAHOO, provider="Yahoo", tag="PH01"),
    tag_row("yahoo-vs1", R.BLOCKLISTED, 0.85, "451 VS1-IP Excessive unknown recipients - possible Open Relay", "vs", r"\bvs1-ip\b", source=Source("https://help.yahoo.com/kb/SLN23996.html"), provider="Yahoo", tag="VS1-IP", beats=(*_ALL, R.RATE_LIMITED, R.RELAY_DENIED)),
    tag_row("yahoo-au01", R.AUTH_FAILED, 0.93, "554 5.7.5 (AU01) Message not accepted for policy reasons", "au", r"\(au01\)", source=Source("https://help.yahoo.com/kb/SLN23996.html"), provider="Yahoo", tag="AU01", beats=_ALL),
    tag_row("yahoo-headers", R.MESSAGE_MALFORMED, 0.9, "554 Message not allowed - Headers are not RFC compliant [291]", "headers are not rfc compliant", source=_YAHOO, provider="Yahoo", tag="291", beats=_ALL),
    tag_row("yahoo-max-messages", R.RATE_LIMITED, 0.93, "421 Max message per connection reached, closing transmission channel", "(message|messages) per connection reached", source=_YAHOO, provider="Yahoo", beats=_ALL),
    tag_row("aol-ip", R.BLOCKLISTED, 0.93, "554 RTR:BL refused", "(rtr|con)", r"\b(?:rtr:(?:bb|sc|bl|bg|ch|ds|ge|dv|du|kr|bw)|con:b[1x])", source=_AOL, provider="AOL", tag="RTR:BL", beats=(*_ALL, R.RATE_LIMITED)),
    tag_row("aol-rdns", R.PTR_REQUIRED, 0.93, "554 RTR:RD refused", "rtr", r"\brtr:rd\b", source=_AOL, provider="AOL", tag="RTR:RD", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("aol-rate", R.RATE_LIMITED, 0.93, "554 RLY:B1 refused", "(rly|dyn)", r"\b(?:rly:(?:b[1-3]|bd|cs4|ch2|nw|ov|sn)|dyn:t[1-2])", source=_AOL, provider="AOL", tag="RLY:B1", beats=_ALL, permanence=_T),
    tag_row("aol-url", R.SPAM_CONTENT, 0.93, "554 HVU:B1 refused", "hvu", r"\bhvu:b[1-2]", source=_AOL, provider="AOL", tag="HVU:B1", beats=(R.POLICY,)),
    # --- Google ---
    tag_row("google-no-user", R.RECIPIENT_UNKNOWN, 0.95, "550 5.1.1 The email account that you tried to reach does not exist - gsmtp", "(tried to reach does not exist|nosuchuser)", source=_GOOGLE, provider="Google", tag="NoSuchUser"),
    tag_row("google-disabled", R.MAILBOX_DISABLED, 0.95, "550 5.2.1 The email account that you tried to reach is disabled - gsmtp", "(tried to reach is disabled|tried to reach is inactive|disableduser)", source=_GOOGLE, provider="Google", tag="DisabledUser"),
    tag_row("google-receiving-rate", R.RATE_LIMITED, 0.95, "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered", "(is receiving mail at a rate|is receiving email at a rate|is receiving mail too quickly|is receiving email too quickly|receivingrate|receivingrateperm)", source=_GOOGLE, provider="Google", tag="ReceivingRate", beats=(*_ALL, R.MAILBOX_DISABLED), permanence=_T, scope=Scope.RECIPIENT),
    tag_row("google-over-quota", R.MAILBOX_FULL, 0.95, "452 4.2.2 The recipient's inbox is out of storage space - gsmtp", "(out of storage space|reach is over quota|overquotatemp|overquotaperm)", source=_GOOGLE, provider="Google", tag="OverQuota", beats=(R.MAILBOX_DISABLED,)),
    tag_row("google-reputation", R.BLOCKLISTED, 0.95, "421 4.7.0 suspicious due to the very low reputation of the sending domain - gsmtp", "very low reputation of the sending", source=_GOOGLE, provider="Google", tag="low-reputation", beats=(*_ALL, R.RATE_LIMITED)),
    tag_row("google-unusual-rate-blocked", R.BLOCKLISTED, 0.93, "550 5.7.28 There is an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail has been blocked", "unusual rate of", source=_GOOGLE, provider="Google", tag="UnsolicitedIPError", codes=(5,), beats=(*_ALL, R.RATE_LIMITED)),
    tag_row("google-unusual-rate", R.RATE_LIMITED, 0.93, "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail - gsmtp", "(unusual rate of|unsolicitedratelimiterror)", source=_GOOGLE, provider="Google", tag="UnsolicitedRateLimitError", codes=(4,), beats=(*_ALL, R.BLOCKLISTED, R.AUTH_FAILED)),
    tag_row("google-unsolicited", R.SPAM_CONTENT, 0.93, "550 5.7.1 Our system has detected that this message is likely unsolicited mail - gsmtp", "(likely unsolicited|unsolicitedmessageerror)", source=_GOOGLE, provider="Google", tag="UnsolicitedMessageError"),
    tag_row("google-bulk-tls", R.TLS_REQUIRED, 0.95, "550 5.7.29 This message was blocked because it wasn't sent over a TLS connection - gsmtp", "(over a tls connection|senders to use tls)", source=_GOOGLE, provider="Google", tag="bulk-tls", beats=(*_ALL, R.AUTH_FAILED)),
    tag_row("google-blocked-content", R.VIRUS, 0.93, "552 5.7.0 This message was blocked because its content presents a potential security issue - gsmtp", "(content presents a potential|illegal attachment on your)", source=_GOOGLE, provider="Google", tag="BlockedMessage", beats=(*_ALL, R.MAILBOX_FULL)),
    tag_row("google-noncompliant", R.MESSAGE_MALFORMED, 0.95, "550 5.7.1 This message is not RFC 5322 compliant - gsmtp", "(not rfc compliant|missing a valid message id|missing a valid address in|encoded word syntax|unicode character in|rfcmessagenoncompliant|non compliant domain)", source=_GOOGLE, provider="Google", tag="RfcMessageNonCompliant", beats=(*_ALL, R.AUTH_FAILED)),
    tag_row("google-not-authorized", R.BLOCKLISTED, 0.93, "550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers - gsmtp", "(to send email directly|to send mail directly|notauthorizederror)", source=_GOOGLE, provider="Google", tag="NotAuthorizedError", beats=(*_ALL, R.AUTH_FAILED, R.RELAY_DENIED)),
    tag_row("google-daily", R.RATE_LIMITED, 0.93, "550 5.4.5 Daily user sending quota exceeded - gsmtp", "(daily|peak) (user|smtp)? (sending|relay) (quota|limit|sending limit)", source=Source("https://support.google.com/a/answer/166852"), provider="Google", tag="sending-quota", beats=(*_ALL, R.RELAY_DENIED, R.NETWORK), permanence=_T),
    tag_row("google-web-login", R.BAD_CREDENTIALS, 0.93, "534 5.7.14 Please log in via your web browser - gsmtp", "(web browser|webloginrequired)", source=_GOOGLE, provider="Google", tag="WebLoginRequired", beats=(R.AUTH_REQUIRED,)),
    tag_row("google-app-password", R.BAD_CREDENTIALS, 0.93, "534 5.7.9 Application-specific password required https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp", "invalidsecondfactor", source=_GOOGLE, provider="Google", tag="InvalidSecondFactor", beats=(R.AUTH_REQUIRED,)),
    tag_row("google-bad-credentials", R.BAD_CREDENTIALS, 0.93, "535 5.7.8 Username and Password not accepted https://support.google.com/mail/?p=BadCredentials - gsmtp", "badcredentials", source=_GOOGLE, provider="Google", tag="BadCredentials", beats=(R.AUTH_REQUIRED,)),
    tag_row("google-relay", R.RELAY_DENIED, 0.95, "550 5.7.0 Mail relay denied [192.0.2.1]. Invalid credentials for relay - gsmtp", "(mail relay denied|email relay denied|credentials for relay)", source=Source("https://support.google.com/a/answer/6140680"), provider="Google", tag="relay-denied", beats=(*_ALL, R.BAD_CREDENTIALS)),
    tag_row("google-ipv6", R.PTR_REQUIRED, 0.93, "550 5.7.1 This message does not meet IPv6 sending guidelines regarding PTR records - gsmtp", "does not meet ipv sending guidelines", source=_GOOGLE, provider="Google", tag="IPv6AuthError", beats=(*_ALL, R.AUTH_FAILED)),
    # --- Microsoft ---
    tag_row("outlook-s3140", R.BLOCKLISTED, 0.95, "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Part of their network is on our block list (S3150)", "(s|as)", r"\(a?s3(?:150|140)\)", source=_OUTLOOK, provider="Microsoft", tag="S3150", beats=_ALL),
    tag_row("outlook-s8001", R.BLOCKLISTED, 0.95, "550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus (S8002)", "s", r"\(s800[1-9]\)", source=Source("https://www.spamhaus.org/lookup/"), provider="Microsoft", tag="S8001", beats=(*_ALL, R.PTR_REQUIRED)),
    tag_row("outlook-s775", R.RATE_LIMITED, 0.93, "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation (S775)", "(rate limited due to ip reputation|s)", r"\(s(?:77[0-9]|3114|3115)\)|rate limited due to ip reputation", source=Source("https://postmaster.live.com"), provider="Microsoft", tag="S775", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("outlook-rp", R.RATE_LIMITED, 0.95, "421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit allowed", "rp", r"\brp-00[123]\b", source=_OUTLOOK, provider="Microsoft", tag="RP-001", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("outlook-sc", R.BLOCKLISTED, 0.95, "550 SC-001 Mail rejected by Outlook.com for policy reasons", "(sc|dy|ou)", r"\b(?:sc-00[1-4]|dy-00[12]|ou-00[12])\b", source=_OUTLOOK, provider="Microsoft", tag="SC-001", beats=_ALL),
    tag_row("m365-server-busy", R.RATE_LIMITED, 0.9, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712344)", "server busy please try again later from", source=_M365, provider="Microsoft", tag="AS777", beats=_ALL),
    tag_row("m365-not-found", R.RECIPIENT_UNKNOWN, 0.95, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "resolver adr (recipientnotfound|recipnotfound|exrecipnotfound)", source=_M365, provider="Microsoft", tag="RecipientNotFound"),
    tag_row("m365-edge-block", R.RECIPIENT_UNKNOWN, 0.93, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "recipient address rejected access denied", r"as\(2018062\d{2}\)|\b5\.4\.1 ", source=Source("https://support.microsoft.com/en-us/topic/c0e98a8e-81db-49c2-9bf1-32a1734d3e77"), provider="Microsoft", tag="AS201806281", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("m365-recipient-policy", R.RECIPIENT_REFUSED, 0.93, "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized", "resolver rst (notauthorized|authrequired|restrictedtorecip|sendernotauthenticatedforgroup|sendernotauthenticatedformailbox|notinscope)", source=_M365, provider="Microsoft", tag="RESOLVER.RST", beats=(*_ALL, R.AUTH_REQUIRED)),
    tag_row("m365-thread-limit", R.RATE_LIMITED, 0.93, "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded", "(recipient thread limit exceeded|concurrent connections limit exceeded)", source=_M365, provider="Microsoft", tag="STOREDRV", beats=(*_ALL, R.BAD_CREDENTIALS)),
    tag_row("m365-submission-quota", R.RATE_LIMITED, 0.93, "550 5.2.2 Submission quota exceeded", "submission quota", source=_M365, provider="Microsoft", beats=_ALL, permanence=_T, scope=Scope.ACCOUNT),
    tag_row("m365-receive-limit", R.RATE_LIMITED, 0.93, "554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour", "(messages they can receive|message receive limit)", source=_M365, provider="Microsoft", tag="5.2.122", beats=_ALL, permanence=_T, scope=Scope.RECIPIENT),
    tag_row("m365-anonymous", R.AUTH_REQUIRED, 0.95, "530 5.7.57 Client not authenticated to send mail", "client (was|is)? not authenticated to send", source=_M365, provider="Microsoft", tag="5.7.57", beats=(*_ALL, R.AUTH_FAILED)),
    tag_row("m365-basic-disabled", R.BAD_CREDENTIALS, 0.93, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant", "(basic authentication is disabled|basic auth is disabled|smtpclientauthentication is disabled)", source=Source("https://aka.ms/smtp_auth_disabled"), provider="Microsoft", tag="5.7.139", beats=(R.AUTH_REQUIRED, R.MAILBOX_DISABLED)),
    # --- Apple ---
    tag_row("icloud-cs01", R.POLICY, 0.95, "554 5.7.1 [CS01] Message rejected due to local policy", "cs", r"\[cs01\]", source=_ICLOUD, provider="Apple", tag="CS01", beats=(R.SPAM_CONTENT,)),
    tag_row("icloud-hme1", R.AUTH_FAILED, 0.95, "554 5.7.1 [HME1] This message was blocked for failing both SPF and DKIM authentication checks", "hme", r"\[hme1\]", source=_ICLOUD, provider="Apple", tag="HME1", beats=_ALL),
    tag_row("icloud-dbl", R.SPAM_CONTENT, 0.93, "550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL", "domain present in the spamhaus dbl", source=_ICLOUD, provider="Apple", tag="DBL", beats=(R.BLOCKLISTED,)),
    # --- Comcast ---
    tag_row("comcast-bl", R.BLOCKLISTED, 0.95, "554 mx.example.org 192.0.2.1 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000001", "(bl|es)", r"[# ](?:bl|es)0000\d\d\b|[# ]bl000[01]\d\d\b", source=_COMCAST, provider="Comcast", tag="BL000001", beats=_ALL),
    tag_row("comcast-rl", R.RATE_LIMITED, 0.95, "451 4.2.0 Throttled - https://postmaster.comcast.net/smtp-error-codes.php#RL000010", "rl", r"[# ]rl0000\d\d\b", source=_COMCAST, provider="Comcast", tag="RL000010", beats=_ALL),
    tag_row("comcast-pt", R.PTR_REQUIRED, 0.95, "554 mx.example.org refused, see http://postmaster.comcast.net/smtp-error-codes.php#PT000001", "pt", r"[# ]pt0000\d\d\b", source=_COMCAST, provider="Comcast", tag="PT000001", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("comcast-dm", R.AUTH_FAILED, 0.95, "550 5.2.0 Message rejected. See http://postmaster.comcast.net/smtp-error-codes.php#DM000001", "dm", r"[# ]dm0000\d\d\b", source=_COMCAST, provider="Comcast", tag="DM000001", beats=_ALL),
    # --- GoDaddy ---
    _ib("007|504|510|607|010|001", R.RATE_LIMITED, 421, "Too many sessions.", _T),
    _ib("101", R.RATE_LIMITED, 421, "Server busy."),
    _ib("103|104|105|106|110|111|113|112|107|115", R.BLOCKLISTED, 554, "Connection refused."),
    _ib("108", R.PTR_REQUIRED, 421, "Connection refused."),
    _ib("212|211|213|703", R.SPAM_CONTENT, 552, "This message has been rejected."),
    _ib("401|402", R.BAD_CREDENTIALS, 535, "Not accepted."),
    _ib("501|506|502|504|507|511", R.SENDER_REJECTED, 550, "From address refused."),
    _ib("508", R.AUTH_FAILED, 550, "Invalid record."),
    _ib("605", R.TOO_MANY_RECIPIENTS, 452, "Reduce the number and retry."),
    _ib("705|701|702", R.VIRUS, 552, "Message rejected."),
    _ib("601|602|603|604", R.RECIPIENT_UNKNOWN, 550, "Not accepted."),
    # --- Orange, La Poste ---
    _orange("101|102|103|105|510|999|630|109|007", R.BLOCKLISTED, 550, "Refused."),
    _orange("104|108|109", R.RATE_LIMITED, 421, "Refused."),
    _orange("305", R.BAD_CREDENTIALS, 550, "Refused."),
    _orange("401|403", R.AUTH_FAILED, 550, "Refused."),
    _orange("402", R.AUTH_REQUIRED, 550, "Refused."),
    _orange("405", R.SENDER_REJECTED, 501, "Refused."),
    _orange("416|415", R.RECIPIENT_UNKNOWN, 550, "Refused."),
    _orange("417", R.MAILBOX_FULL, 552, "Refused."),
    _orange("420|426", R.MAILBOX_DISABLED, 550, "Refused."),
    _orange("505", R.SYSTEM_ERROR, 421, "Refused."),
    _orange("506", R.SPAM_CONTENT, 550, "Refused."),
    _orange("514", R.MESSAGE_TOO_LARGE, 552, "Refused."),
    _orange("517|515", R.AUTH_FAILED, 571, "Refused."),
    # --- Cox, Spectrum ---
    _aup("blocked", R.BLOCKLISTED, 554, "cxbl|cdrbl|ipbl|cxthrt|cxbl1|bl", _COX, "Cox"),
    _aup("rdns", R.PTR_REQUIRED, 554, "cxdns", _COX, "Cox"),
    _aup("sender", R.AUTH_FAILED, 554, "cxsndr", _COX, "Cox"),
    _aup("protocol", R.PROTOCOL_ERROR, 554, "cxsmtp", _COX, "Cox"),
    _aup("rate", R.RATE_LIMITED, 421, "cxcnct|cxmxrt", _COX, "Cox", _T),
    _aup("url", R.SPAM_CONTENT, 554, "urlbl", _COX, "Cox"),
    _aup("blocked", R.BLOCKLISTED, 554, "i-1000|[a-z]*-?(?:1000|1200|1210|1220|1260|1500|1510|1520|1490)", _SPECTRUM, "Spectrum"),
    _aup("rdns", R.PTR_REQUIRED, 554, "i-1100|[a-z]*-?1100", _SPECTRUM, "Spectrum"),
    _aup("policy", R.POLICY, 554, "i-1160|[a-z]*-?1160", _SPECTRUM, "Spectrum"),
    _aup("rate", R.RATE_LIMITED, 554, "i-1300|[a-z]*-?(?:1300|1310|1320|1330|1340|1350|1360|1550|1580|1390)", _SPECTRUM, "Spectrum", _T),
    _aup("size", R.MESSAGE_TOO_LARGE, 554, "i-1530|[a-z]*-?1530", _SPECTRUM, "Spectrum"),
    _aup("busy", R.SYSTEM_ERROR, 554, "i-1090|[a-z]*-?1090", _SPECTRUM, "Spectrum", _T),
    # --- QQ ---
    tag_row("qq-frequency", R.RATE_LIMITED, 0.95, "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1", "(connection|ip|domain|sender|mail) frequency (is)? limited", source=_qq(172), provider="QQ", tag="frequency", beats=_ALL, permanence=_T),
    tag_row("qq-content", R.SPAM_CONTENT, 0.95, "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1", "mail content denied", source=_qq(171), provider="QQ", tag="content", beats=_ALL),
    tag_row("qq-connection", R.BLOCKLISTED, 0.9, "550 Connection denied. http://service.mail.qq.com/cgi-bin/help?subtype=1", "(connection denied|suspected spam ip|black ip)", source=_qq(170), provider="QQ", tag="connection", codes=(5,)),
    tag_row("qq-recipient-rate", R.RATE_LIMITED, 0.85, "550 Mailbox unavailable or access denied. http://service.mail.qq.com/detail/122/166", "mailbox unavailable or access denied", r"mailbox unavailable or access denied.{0,60}mail\.qq\.com", source=_qq(166), provider="QQ", tag="166", beats=_ALL, permanence=_T),
    tag_row("qq-bounce-attack", R.SPAM_CONTENT, 0.9, "550 Suspected bounce attacks. http://service.mail.qq.com/cgi-bin/help", "suspected bounce (attack|attacks)", source=_qq(57), provider="QQ", tag="57"),
    tag_row("qq-recipients", R.RECIPIENT_REFUSED, 0.95, "550 Mail is rejected by recipients http://service.mail.qq.com/cgi-bin/help", "rejected by recipients", source=_qq(92), provider="QQ", tag="92", beats=_ALL),
    # --- NetEase (163.com, 126.com): two letters for what it refused, and why ---
    tag_row("netease-rate", R.RATE_LIMITED, 0.93, "421 RP:RCL refused", "(rp|qu|hl|dt|mi|ctl|ecl)", r"\b(?:rp:rcl|rp:trc|rp:cel|qu:\w{3}|hl:rep|hl:mf[lt]|mi:ctl|mi:ecl|mi:nhd|mi:nlu|hl:itc|hl:iti|hl:its|ctl|rp:qrc)\b", source=_NETEASE, provider="NetEase", tag="RP:RCL", beats=_ALL),
    tag_row("netease-recipients", R.TOO_MANY_RECIPIENTS, 0.93, "450 RP:DRC refused", "rp", r"\brp:drc\b", source=_NETEASE, provider="NetEase", tag="RP:DRC", beats=(*_ALL, R.RATE_LIMITED)),
    tag_row("netease-spam", R.SPAM_CONTENT, 0.95, "554 DT:SPM refused", "dt", r"\bdt:(?:spm|sum|spb)\b", source=_NETEASE, provider="NetEase", tag="DT:SPM", beats=(*_ALL, R.GREYLISTED), permanence=_P),
    tag_row("netease-blocked", R.BLOCKLISTED, 0.95, "450 DT:RBL refused", "(dt|hl|mi)", r"\b(?:dt:rbl|hl:mep|hl:ihu|hl:iph|mi:dmc|mi:iph|hl:bl|ip:bl|dt:ip)\b", source=_NETEASE, provider="NetEase", tag="DT:RBL", beats=_ALL, permanence=_P),
    tag_row("netease-sender", R.SENDER_REJECTED, 0.9, "550 MI:SFQ refused", "mi", r"\bmi:(?:sfq|spb|stc)\b", source=_NETEASE, provider="NetEase", tag="MI:SFQ"),
    # --- others ---
    tag_row("mail-from-ip", R.BLOCKLISTED, 0.87, "550 5.7.1 Mail from 192.0.2.1 refused", "(from|from ip) (is|are|was|were)? (not allowed|not accepted|refused|rejected|denied|blocked)", r"\b(?:mail|message|email|messages|connection|connections|mails) from (?:ip )?[\[(]?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[\])]? (?:is |was |were )?(?:not (?:allowed|accepted)|refused|rejected|denied|blocked)", source=Source("Sendmail", "cf/README, FEATURE(dnsbl)"), beats=(R.SENDER_REJECTED, R.POLICY)),
    tag_row("mimecast-greylist", R.GREYLISTED, 0.9, "451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451", "(internal resources are temporarily unavailable|internal resources temporarily|internal resource temporarily)", source=_MIMECAST, provider="Mimecast", codes=(4,), beats=(R.SYSTEM_ERROR,)),
    tag_row("mimecast-busy", R.RATE_LIMITED, 0.8, "451 Account service is temporarily unavailable - https://community.mimecast.com", "(account service is temporarily unavailable|recipient temporarily unavailable)", source=_MIMECAST, provider="Mimecast", codes=(4,), beats=(R.SYSTEM_ERROR, R.MAILBOX_DISABLED)),
    tag_row("mimecast-relay", R.RELAY_DENIED, 0.95, "451 Open relay not allowed - https://community.mimecast.com", "open relay not allowed", source=_MIMECAST, provider="Mimecast", permanence=_P),
    tag_row("mimecast-anti-spoof", R.POLICY, 0.85, "550 Rejected by header based Anti-Spoofing policy - https://community.mimecast.com", "anti spoofing policy", source=_MIMECAST, provider="Mimecast", beats=(R.AUTH_FAILED, R.SENDER_REJECTED)),
    tag_row("mimecast-user-block", R.RECIPIENT_REFUSED, 0.93, "550 Envelope blocked - User Entry - https://community.mimecast.com", "(envelope blocked user|manually blocked senders)", source=_MIMECAST, provider="Mimecast", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("mimecast-reputation", R.BLOCKLISTED, 0.93, "550 csi.mimecast.org Poor Reputation Sender", "(poor reputation sender|ct ip reputation)", source=_MIMECAST, provider="Mimecast", beats=_ALL),
    tag_row("t-online", R.BLOCKLISTED, 0.95, "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.)", "problem occurred ask your postmaster", source=Source("https://postmaster.t-online.de/"), provider="T-Online", tag="BL", beats=_ALL),
    tag_row("gmx-blocked", R.BLOCKLISTED, 0.95, "554 gmx.example.org Nemesis ESMTP Service not available\n554 IP address is block listed", "address is (block|black) listed", source=Source("https://postmaster.gmx.net/en/error-messages"), provider="GMX", tag="c=bl", beats=_ALL),
    tag_row("gmx-ip-policy", R.BLOCKLISTED, 0.85, "550 Reject due to policy restrictions (IP based)", "(restrictions|violations) ip based", source=Source("https://postmaster.gmx.net/en/error-messages"), provider="GMX", tag="policy", beats=_ALL),
    tag_row("symantec-zodiac", R.BLOCKLISTED, 0.95, "500 5.7.1 Symantec Zodiac", "zodiac", source=_FIELD, provider="Broadcom", tag="Zodiac", beats=(*_ALL, R.NOT_IMPLEMENTED)),
    tag_row("barracuda-abuse", R.BLOCKLISTED, 0.9, "450 4.7.1 Policy Rejection- Abuse. Go away.", "abuse", r"policy rejection- abuse", source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda", beats=_ALL, permanence=_P),
    tag_row("barracuda-blocked", R.POLICY, 0.93, "550 permanent failure for one or more recipients (bob@example.org:blocked)", "permanent failure for", r"permanent failure for one or more recipients .{0,200}:blocked", source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda", beats=(R.MAILBOX_DISABLED, R.SPAM_CONTENT)),
    tag_row("barracuda-url", R.SPAM_CONTENT, 0.93, "554 rejected due to spam URL in content", "(spam url in content|rejecting banned content)", source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda", beats=_ALL),
    tag_row("ironport-sbrs", R.BLOCKLISTED, 0.95, "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation", "(access to this mail system|access to submit messages)", source=Source("https://talosintelligence.com/"), provider="Cisco", tag="SBRS", beats=_ALL),
    tag_row("proofpoint", R.BLOCKLISTED, 0.95, "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1", "(ipcheck|support|prs) proofpoint com", source=Source("https://help.proofpoint.com/Proofpoint_Essentials/Email_Security/Administrator_Topics/110_logs/Common_Error_Codes_found_in_Message_Details"), provider="Proofpoint", tag="pdr", beats=_ALL),
    tag_row("trend-ers", R.POLICY, 0.85, "550 5.7.1 <bob@example.org>: Recipient address rejected: ERS-Customized-Block.", "ers customized block", source=_FIELD, provider="Trend Micro", tag="ERS", beats=(R.BLOCKLISTED, R.RECIPIENT_UNKNOWN)),
    tag_row("trend-block-rcpt", R.POLICY, 0.9, "554 5.7.1 <bob@example.org>: Recipient address rejected: BLOCK-RCPT.", "block rcpt", source=_FIELD, provider="Trend Micro", tag="BLOCK-RCPT", beats=(R.RECIPIENT_UNKNOWN, R.MAILBOX_DISABLED, R.RECIPIENT_REFUSED)),
    tag_row("trend-no-domain", R.SENDER_REJECTED, 0.93, "554 5.7.1 <bob@example.org>: Recipient address rejected: NO-DOMAIN.", "rejected no domain", source=_FIELD, provider="Trend Micro", tag="NO-DOMAIN", beats=(R.RECIPIENT_UNKNOWN, R.POLICY, R.RELAY_DENIED, R.DOMAIN_UNKNOWN)),
    tag_row("trend-invalid-recipient", R.RECIPIENT_UNKNOWN, 0.93, "554 5.7.1 <bob@example.org>: Recipient address rejected: INVALID-RECIPIENT.", "rejected invalid recipient", source=_FIELD, provider="Trend Micro", tag="INVALID-RECIPIENT"),
    tag_row("trend-block-sender", R.SENDER_REJECTED, 0.85, "554 5.7.1 <bob@example.org>: Recipient address rejected: BLOCK-SENDER.", "block sender", source=_FIELD, provider="Trend Micro", tag="BLOCK-SENDER", beats=(R.RECIPIENT_UNKNOWN, R.RECIPIENT_REFUSED)),
    tag_row("rambler-540", R.MAILBOX_DISABLED, 0.9, "540 5.7.1 <bob@example.org>: recipient address rejected: Inactive", "recipient address rejected (inactive|blocked)", r"recipient address rejected: (?:inactive|blocked)", source=_FIELD, provider="Rambler", tag="540", beats=(R.RECIPIENT_UNKNOWN,)),
    tag_row("improvmx-domain", R.DOMAIN_UNKNOWN, 0.9, "551 5.7.1 Our database returned invalid pieces of information about the requested recipient's domain (#id-5.9.3)", "id", r"#id-5\.9\.3", source=_FIELD, provider="ImprovMX", tag="5.9.3", beats=(R.RECIPIENT_MOVED,)),
    tag_row("improvmx-grey", R.GREYLISTED, 0.8, "450 4.2.1 Please try again later. (#id-5.9.4)", "id", r"#id-5\.9\.4", source=_FIELD, provider="ImprovMX", tag="5.9.4", beats=(R.MAILBOX_DISABLED, R.SYSTEM_ERROR)),
    tag_row("improvmx-loop", R.NETWORK, 0.95, "551 5.7.1 Loop detected (#id-5.9.0)", "id", r"#id-5\.9\.0", source=_FIELD, provider="ImprovMX", tag="5.9.0", beats=(R.RECIPIENT_MOVED,)),
    tag_row("ses-rate", R.RATE_LIMITED, 0.95, "454 4.7.0 Throttling failure: Maximum sending rate exceeded", "throttling failure", source=Source("https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html"), provider="Amazon SES", tag="throttle", beats=(*_ALL, R.RELAY_DENIED)),
    tag_row("ses-unverified", R.SENDER_REJECTED, 0.95, "554 Message rejected: Email address is not verified", "is not verified", source=Source("https://repost.aws/knowledge-center/ses-554-400-message-rejected-error"), provider="Amazon SES", tag="unverified", beats=_ALL),
    tag_row("sendgrid-identity", R.SENDER_REJECTED, 0.95, "550 The from address does not match a verified Sender Identity", "(verified sender identity|authorized to send from that)", source=Source("https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors-and-troubleshooting"), provider="SendGrid", tag="identity", beats=(*_ALL, R.AUTH_FAILED), permanence=_P),
    tag_row("zoho-policy", R.RECIPIENT_REFUSED, 0.8, "541 5.4.1 Mail rejected by destination domain", "(by destination domain|restricted by policy)", source=_FIELD, provider="Zoho", beats=(R.NETWORK, R.POLICY)),
    tag_row("att-rbl", R.BLOCKLISTED, 0.95, "553 5.3.0 mx DNSBL:RBL 521< 192.0.2.1 >_is_blocked.", "dnsbl", r"dnsbl:(?:att)?rbl", source=Source("https://www.att.com/support/article/email-support/KM1401980/"), provider="AT&T", tag="DNSBL:RBL", beats=_ALL),
    tag_row("att-rdns", R.PTR_REQUIRED, 0.95, "550 5.7.1 Connections not accepted from servers without a valid sender domain. Fix reverse DNS for 192.0.2.1", "fix reverse dns", source=Source("https://www.att.com/support/article/email-support/KM1401980/"), provider="AT&T", tag="rdns", beats=(*_ALL, R.BLOCKLISTED)),
    tag_row("trellix-etp", R.BLOCKLISTED, 0.93, "550 5.5.4 ETP208 Your IP 192.0.2.1 is listed by Invaluement", "etp", r"\betp208\b", source=_FIELD, provider="Trellix", tag="ETP208", beats=_ALL),
)
# fmt: on
