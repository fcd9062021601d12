"""What providers say in codes of their own: ``[TSS04]``, ``S3150``, ``OFR_506``, ``AUP#CXBL``.

A tag is the provider's own word for what its text only hints at, so it weighs more than a
phrase. Here, and nowhere else, a row may say that a refusal is not what the class of its code
says (``permanence``): a rate limit given as 550, a 4yz that waiting will not cure.
"""

from smtpreply.tables.phrases_row import PhraseRow, tag_row
from smtpreply.tables.rows import Source
from smtpreply.verdict import Permanence, Reason, Scope

_R = Reason
_YAHOO = Source("https://senders.yahooinc.com/smtp-error-codes")
_GOOGLE = Source("https://support.google.com/a/answer/3726730")
_OUTLOOK = Source("https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx")
_M365 = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)
_COMCAST = Source("http://postmaster.comcast.net/mail-error-codes.html")
_AOL = Source("https://postmaster.aol.com/error-codes")
_ICLOUD = Source("https://support.apple.com/en-us/102322")
_T = Permanence.TRANSIENT
_P = Permanence.PERMANENT

OFTEN_MISTAKEN = (_R.POLICY, _R.SPAM_CONTENT, _R.SYSTEM_ERROR, _R.RECIPIENT_UNKNOWN, _R.PROTOCOL_ERROR, _R.MAILBOX_FULL, _R.MESSAGE_TOO_LARGE,
    _R.RECIPIENT_REFUSED, _R.MAILBOX_DISABLED, _R.NETWORK, _R.SENDER_REJECTED, _R.AUTH_REQUIRED, _R.MESSAGE_MALFORMED)  # fmt: skip
"""What a provider's text is taken for where its tag is not read: silenced by most tags."""
_ALL = OFTEN_MISTAKEN

# fmt: off
MAILBOX_ROWS: tuple[PhraseRow, ...] = (
    # --- Yahoo, AOL ---
    tag_row("yahoo-tss04", _R.RATE_LIMITED, 0.9,
        "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints", "(tss|ts)",
        r"\[tss?0[1245]\]", source=_YAHOO, provider="Yahoo", tag="TSS04", beats=_ALL),
    tag_row("yahoo-tss07", _R.BLOCKLISTED, 0.93, "553 5.7.1 [TSS07] Connections will not be accepted from 192.0.2.1", "tss", r"\[tss07\]",
        source=_YAHOO, provider="Yahoo", tag="TSS07", beats=_ALL),
    tag_row("yahoo-tss09", _R.BLOCKLISTED, 0.93,
        "553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred; retrying will not succeed", "(tss|ts)",
        r"\[ts(?:s09|s11|03|s1[0-9])\]", source=_YAHOO, provider="Yahoo", tag="TSS09", beats=(*_ALL, _R.RATE_LIMITED), permanence=_P),
    tag_row("yahoo-bl", _R.BLOCKLISTED, 0.95, "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1", "bl", r"\[bl2[0-9]\]",
        source=_YAHOO, provider="Yahoo", tag="BL21", beats=_ALL),
    tag_row("yahoo-defer", _R.BLOCKLISTED, 0.8,
        "421 Message from (192.0.2.1) temporarily deferred - 4.16.50. Please refer to http://help.yahoo.com/help/us/mail/defer/defer-06.html",
        "(defer|deferred)", r"temporarily deferred - 4\.16\.5[0-9]\. |mail/defer/defer-",
        source=Source("https://help.yahoo.com/kb/SLN3434.html"), provider="Yahoo", tag="4.16.50", codes=(4,), beats=(_R.RATE_LIMITED,)),
    tag_row("yahoo-no-account", _R.RECIPIENT_UNKNOWN, 0.95,
        "554 delivery error: dd This user doesn't have a yahoo.com account (bob) [0] - mta1.mail.example.org", "user doesnt have a",
        source=_YAHOO, provider="Yahoo", tag="dd"),
    tag_row("yahoo-554-30", _R.MAILBOX_DISABLED, 0.95, "554 delivery error: dd This mailbox is disabled (554.30)", "mailbox is disabled",
        r"\(554\.30\)", source=_YAHOO, provider="Yahoo", tag="554.30"),
    tag_row("yahoo-552-not-found", _R.RECIPIENT_UNKNOWN, 0.95, "552 1 Requested mail action aborted, mailbox not found",
        "action aborted mailbox not found", source=_YAHOO, provider="Yahoo", tag="1", beats=(_R.MAILBOX_FULL, _R.SYSTEM_ERROR)),
    tag_row("yahoo-policy", _R.POLICY, 0.8,
        "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes",
        "(accepted for policy reasons|message not allowed|ph)",
        r"not accepted for policy reasons|message not allowed - \[(?:299|29[0-9])\]|\[ph01\]", source=_YAHOO, provider="Yahoo", tag="PH01"),
    tag_row("yahoo-vs1", _R.BLOCKLISTED, 0.93, "451 VS1-IP Excessive unknown recipients - possible Open Relay", "vs", r"\bvs1-ip\b",
        source=Source("https://help.yahoo.com/kb/SLN23996.html"), provider="Yahoo", tag="VS1-IP", beats=(*_ALL, _R.RATE_LIMITED,
        _R.RELAY_DENIED)),
    tag_row("yahoo-au01", _R.AUTH_FAILED, 0.93, "554 5.7.5 (AU01) Message not accepted for policy reasons", "au", r"\(au01\)",
        source=Source("https://help.yahoo.com/kb/SLN23996.html"), provider="Yahoo", tag="AU01", beats=_ALL),
    tag_row("yahoo-headers", _R.MESSAGE_MALFORMED, 0.9, "554 Message not allowed - Headers are not RFC compliant [291]",
        "headers are not rfc compliant", source=_YAHOO, provider="Yahoo", tag="291", beats=_ALL),
    tag_row("yahoo-max-messages", _R.RATE_LIMITED, 0.93, "421 Max message per connection reached, closing transmission channel",
        "(message|messages) per connection reached", source=_YAHOO, provider="Yahoo", beats=_ALL),
    tag_row("aol-ip", _R.BLOCKLISTED, 0.93, "554 RTR:BL refused", "(rtr|con)", r"\b(?:rtr:(?:bb|sc|bl|bg|ch|ds|ge|dv|du|kr|bw)|con:b[1x])",
        source=_AOL, provider="AOL", tag="RTR:BL", beats=(*_ALL, _R.RATE_LIMITED)),
    tag_row("aol-rdns", _R.PTR_REQUIRED, 0.93, "554 RTR:RD refused", "rtr", r"\brtr:rd\b", source=_AOL, provider="AOL", tag="RTR:RD",
        beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("aol-rate", _R.RATE_LIMITED, 0.93, "554 RLY:B1 refused", "(rly|dyn)", r"\b(?:rly:(?:b[1-3]|bd|cs4|ch2|nw|ov|sn)|dyn:t[1-2])",
        source=_AOL, provider="AOL", tag="RLY:B1", beats=_ALL, permanence=_T),
    tag_row("aol-url", _R.SPAM_CONTENT, 0.93, "554 HVU:B1 refused", "hvu", r"\bhvu:b[1-2]", source=_AOL, provider="AOL", tag="HVU:B1",
        beats=(_R.POLICY,)),
    # --- Google ---
    tag_row("google-no-user", _R.RECIPIENT_UNKNOWN, 0.95, "550 5.1.1 The email account that you tried to reach does not exist - gsmtp",
        "(tried to reach does not exist|nosuchuser)", source=_GOOGLE, provider="Google", tag="NoSuchUser"),
    tag_row("google-disabled", _R.MAILBOX_DISABLED, 0.95, "550 5.2.1 The email account that you tried to reach is disabled - gsmtp",
        "(tried to reach is disabled|tried to reach is inactive|disableduser)", source=_GOOGLE, provider="Google", tag="DisabledUser"),
    tag_row("google-receiving-rate", _R.RATE_LIMITED, 0.95,
        "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered",
        "(is receiving mail at a rate|is receiving email at a rate|is receiving mail too quickly|is receiving email too quickly|receivingrate|"
        "receivingrateperm)", source=_GOOGLE, provider="Google", tag="ReceivingRate", beats=(*_ALL, _R.MAILBOX_DISABLED), permanence=_T,
        scope=Scope.RECIPIENT),
    tag_row("google-over-quota", _R.MAILBOX_FULL, 0.95, "452 4.2.2 The recipient's inbox is out of storage space - gsmtp",
        "(out of storage space|reach is over quota|overquotatemp|overquotaperm)", source=_GOOGLE, provider="Google", tag="OverQuota",
        beats=(_R.MAILBOX_DISABLED,)),
    tag_row("google-reputation", _R.BLOCKLISTED, 0.95, "421 4.7.0 suspicious due to the very low reputation of the sending domain - gsmtp",
        "very low reputation of the sending", source=_GOOGLE, provider="Google", tag="low-reputation", beats=(*_ALL, _R.RATE_LIMITED)),
    tag_row("google-unusual-rate-blocked", _R.BLOCKLISTED, 0.93,
        "550 5.7.28 There is an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail has "
        "been blocked", "unusual rate of", source=_GOOGLE, provider="Google", tag="UnsolicitedIPError", codes=(5,), beats=(*_ALL,
        _R.RATE_LIMITED)),
    tag_row("google-unusual-rate", _R.RATE_LIMITED, 0.93, "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail - gsmtp",
        "(unusual rate of|unsolicitedratelimiterror)", source=_GOOGLE, provider="Google", tag="UnsolicitedRateLimitError", codes=(4,),
        beats=(*_ALL, _R.BLOCKLISTED, _R.AUTH_FAILED)),
    tag_row("google-unsolicited", _R.SPAM_CONTENT, 0.93,
        "550 5.7.1 Our system has detected that this message is likely unsolicited mail - gsmtp",
        "(likely unsolicited|unsolicitedmessageerror)", source=_GOOGLE, provider="Google", tag="UnsolicitedMessageError"),
    tag_row("google-bulk-tls", _R.TLS_REQUIRED, 0.95,
        "550 5.7.29 This message was blocked because it wasn't sent over a TLS connection - gsmtp",
        "(over a tls connection|senders to use tls)", source=_GOOGLE, provider="Google", tag="bulk-tls", beats=(*_ALL, _R.AUTH_FAILED)),
    tag_row("google-blocked-content", _R.VIRUS, 0.93,
        "552 5.7.0 This message was blocked because its content presents a potential security issue - gsmtp",
        "(content presents a potential|illegal attachment on your)", source=_GOOGLE, provider="Google", tag="BlockedMessage", beats=(*_ALL,
        _R.MAILBOX_FULL)),
    tag_row("google-noncompliant", _R.MESSAGE_MALFORMED, 0.95, "550 5.7.1 This message is not RFC 5322 compliant - gsmtp",
        "(not rfc compliant|missing a valid message id|missing a valid address in|encoded word syntax|unicode character in|"
        "rfcmessagenoncompliant|non compliant domain)", source=_GOOGLE, provider="Google", tag="RfcMessageNonCompliant", beats=(*_ALL,
        _R.AUTH_FAILED)),
    tag_row("google-not-authorized", _R.BLOCKLISTED, 0.93,
        "550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers - gsmtp",
        "(to send email directly|to send mail directly|notauthorizederror)", source=_GOOGLE, provider="Google", tag="NotAuthorizedError",
        beats=(*_ALL, _R.AUTH_FAILED, _R.RELAY_DENIED)),
    tag_row("google-daily", _R.RATE_LIMITED, 0.93, "550 5.4.5 Daily user sending quota exceeded - gsmtp",
        "(daily|peak) (user|smtp)? (sending|relay) (quota|limit|sending limit)", source=Source("https://support.google.com/a/answer/166852"),
        provider="Google", tag="sending-quota", beats=(*_ALL, _R.RELAY_DENIED, _R.NETWORK), permanence=_T),
    tag_row("google-web-login", _R.BAD_CREDENTIALS, 0.93, "534 5.7.14 Please log in via your web browser - gsmtp",
        "(web browser|webloginrequired)", source=_GOOGLE, provider="Google", tag="WebLoginRequired", beats=(_R.AUTH_REQUIRED,)),
    tag_row("google-app-password", _R.BAD_CREDENTIALS, 0.93,
        "534 5.7.9 Application-specific password required https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp",
        "invalidsecondfactor", source=_GOOGLE, provider="Google", tag="InvalidSecondFactor", beats=(_R.AUTH_REQUIRED,)),
    tag_row("google-bad-credentials", _R.BAD_CREDENTIALS, 0.93,
        "535 5.7.8 Username and Password not accepted https://support.google.com/mail/?p=BadCredentials - gsmtp",
        "badcredentials", source=_GOOGLE, provider="Google", tag="BadCredentials", beats=(_R.AUTH_REQUIRED,)),
    tag_row("google-relay", _R.RELAY_DENIED, 0.95, "550 5.7.0 Mail relay denied [192.0.2.1]. Invalid credentials for relay - gsmtp",
        "(mail relay denied|email relay denied|credentials for relay)", source=Source("https://support.google.com/a/answer/6140680"),
        provider="Google", tag="relay-denied", beats=(*_ALL, _R.BAD_CREDENTIALS)),
    tag_row("google-ipv6", _R.PTR_REQUIRED, 0.93,
        "550 5.7.1 This message does not meet IPv6 sending guidelines regarding PTR records - gsmtp", "does not meet ipv sending guidelines",
        source=_GOOGLE, provider="Google", tag="IPv6AuthError", beats=(*_ALL, _R.AUTH_FAILED)),
    # --- Microsoft ---
    tag_row("outlook-s3140", _R.BLOCKLISTED, 0.95,
        "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Part of their network is on our block list (S3150)",
        "block list (s|as)", r"\(a?s3(?:150|140)\)", source=_OUTLOOK, provider="Microsoft", tag="S3150", beats=_ALL),
    tag_row("outlook-s8001", _R.BLOCKLISTED, 0.95, "550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus (S8002)", "s",
        r"\(s800[1-9]\)", source=Source("https://www.spamhaus.org/lookup/"), provider="Microsoft", tag="S8001", beats=(*_ALL, _R.PTR_REQUIRED)),
    tag_row("outlook-s775", _R.RATE_LIMITED, 0.93,
        "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation (S775)",
        "(rate limited due to ip reputation|s)", r"\(s(?:77[0-9]|3114|3115)\)|rate limited due to ip reputation",
        source=Source("https://postmaster.live.com"), provider="Microsoft", tag="S775", beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("outlook-rp", _R.RATE_LIMITED, 0.95,
        "421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit allowed", "rp", r"\brp-00[123]\b",
        source=_OUTLOOK, provider="Microsoft", tag="RP-001", beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("outlook-sc", _R.BLOCKLISTED, 0.95, "550 SC-001 Mail rejected by Outlook.com for policy reasons", "(sc|dy|ou)",
        r"\b(?:sc-00[1-4]|dy-00[12]|ou-00[12])\b", source=_OUTLOOK, provider="Microsoft", tag="SC-001", beats=_ALL),
    tag_row("m365-server-busy", _R.RATE_LIMITED, 0.9, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77712344)",
        "server busy please try again later from", source=_M365, provider="Microsoft", tag="AS777", beats=_ALL),
    tag_row("m365-not-found", _R.RECIPIENT_UNKNOWN, 0.95,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "resolver adr (recipientnotfound|recipnotfound|exrecipnotfound)", source=_M365, provider="Microsoft", tag="RecipientNotFound"),
    tag_row("m365-edge-block", _R.RECIPIENT_UNKNOWN, 0.93, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
        "(recipient address|recipient addresses) rejected access denied", r"as\(2018062\d{2}\)|\b5\.4\.1 ",
        source=Source("https://support.microsoft.com/en-us/topic/c0e98a8e-81db-49c2-9bf1-32a1734d3e77"), provider="Microsoft",
        tag="AS201806281", beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("m365-recipient-policy", _R.RECIPIENT_REFUSED, 0.93, "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized",
        "resolver rst (notauthorized|authrequired|restrictedtorecip|sendernotauthenticatedforgroup|sendernotauthenticatedformailbox|notinscope)",
        source=_M365, provider="Microsoft", tag="RESOLVER.RST", beats=(*_ALL, _R.AUTH_REQUIRED)),
    tag_row("m365-thread-limit", _R.RATE_LIMITED, 0.93, "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded",
        "(recipient thread limit exceeded|concurrent connections limit exceeded)", source=_M365, provider="Microsoft", tag="STOREDRV",
        beats=(*_ALL, _R.BAD_CREDENTIALS)),
    tag_row("m365-submission-quota", _R.RATE_LIMITED, 0.93, "550 5.2.2 Submission quota exceeded", "submission quota", source=_M365,
        provider="Microsoft", beats=_ALL, permanence=_T, scope=Scope.ACCOUNT),
    tag_row("m365-receive-limit", _R.RATE_LIMITED, 0.93,
        "554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour",
        "(messages they can receive|message receive limit)", source=_M365, provider="Microsoft", tag="5.2.122", beats=_ALL, permanence=_T,
        scope=Scope.RECIPIENT),
    tag_row("m365-anonymous", _R.AUTH_REQUIRED, 0.95, "530 5.7.57 Client not authenticated to send mail",
        "client (was|is)? not authenticated to send", source=_M365, provider="Microsoft", tag="5.7.57", beats=(*_ALL, _R.AUTH_FAILED)),
    tag_row("m365-basic-disabled", _R.BAD_CREDENTIALS, 0.93,
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
        "(basic authentication is disabled|basic auth is disabled|smtpclientauthentication is disabled)",
        source=Source("https://aka.ms/smtp_auth_disabled"), provider="Microsoft", tag="5.7.139",
        beats=(_R.AUTH_REQUIRED, _R.MAILBOX_DISABLED)),
    # --- Apple ---
    tag_row("icloud-cs01", _R.POLICY, 0.95, "554 5.7.1 [CS01] Message rejected due to local policy", "cs", r"\[cs01\]", source=_ICLOUD,
        provider="Apple", tag="CS01", beats=(_R.SPAM_CONTENT,)),
    tag_row("icloud-hme1", _R.AUTH_FAILED, 0.95,
        "554 5.7.1 [HME1] This message was blocked for failing both SPF and DKIM authentication checks", "hme", r"\[hme1\]", source=_ICLOUD,
        provider="Apple", tag="HME1", beats=_ALL),
    tag_row("icloud-dbl", _R.SPAM_CONTENT, 0.93, "550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL",
        "domain present in the spamhaus dbl", source=_ICLOUD, provider="Apple", tag="DBL", beats=(_R.BLOCKLISTED,)),
    # --- Comcast ---
    tag_row("comcast-bl", _R.BLOCKLISTED, 0.95,
        "554 mx.example.org 192.0.2.1 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000001", "(bl|es)",
        r"(?<=[# ])(?:bl|es)0000\d\d\b|(?<=[# ])bl000[01]\d\d\b", source=_COMCAST, provider="Comcast", tag="BL000001", beats=_ALL),
    tag_row("comcast-rl", _R.RATE_LIMITED, 0.95, "451 4.2.0 Throttled - https://postmaster.comcast.net/smtp-error-codes.php#RL000010", "rl",
        r"(?<=[# ])rl0000\d\d\b", source=_COMCAST, provider="Comcast", tag="RL000010", beats=_ALL),
    tag_row("comcast-pt", _R.PTR_REQUIRED, 0.95,
        "554 mx.example.org refused, see http://postmaster.comcast.net/smtp-error-codes.php#PT000001", "pt", r"(?<=[# ])pt0000\d\d\b",
        source=_COMCAST, provider="Comcast", tag="PT000001", beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("comcast-dm", _R.AUTH_FAILED, 0.95,
        "550 5.2.0 Message rejected. See http://postmaster.comcast.net/smtp-error-codes.php#DM000001", "dm", r"(?<=[# ])dm0000\d\d\b",
        source=_COMCAST, provider="Comcast", tag="DM000001", beats=_ALL),
)
# fmt: on
