"""What other hosts and networks say in codes of their own; see `smtpreply.tables.providers`."""

from smtpreply.stage import Stage
from smtpreply.tables.phrases_row import PhraseRow, tag_row
from smtpreply.tables.providers import OFTEN_MISTAKEN
from smtpreply.tables.rows import Source
from smtpreply.verdict import Permanence, Reason

_R = Reason
_ORANGE = Source("https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/")
_GODADDY = Source("https://www.godaddy.com/help/what-does-my-email-bounceback-mean-3568")
_COX = Source("https://www.cox.com/residential/support/email-error-codes.html")
_SPECTRUM = Source(
    "https://www.spectrumbusiness.net/support/internet/understanding-email-error-codes"
)
_NETEASE = Source("https://help.mail.163.com/faq.do?m=list&categoryID=90")
_FIELD = Source("https://smtpfieldmanual.com/")
_MIMECAST = Source(
    "https://community.mimecast.com/s/article/email-security-cloud-gateway-mimecast-smtp-error-codes"
)
_OPENSMTPD = Source(
    "https://github.com/OpenSMTPD/OpenSMTPD/blob/master/usr.sbin/smtpd/lka_session.c"
)
_EXIM = Source(
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html"
)
_T = Permanence.TRANSIENT
_P = Permanence.PERMANENT
_ALL = OFTEN_MISTAKEN


def _qq(number: int) -> Source:
    return Source(f"https://service.mail.qq.com/detail/122/{number}")


def _ib(
    number: str, reason: Reason, code: int, text: str, permanence: Permanence | None = None
) -> PhraseRow:
    first = number.split("|")[0]
    return tag_row(
        f"godaddy-ib{first}", reason, 0.93, f"{code} {text} IB{first}", "ib", rf"ib(?:{number})\b",
        source=_GODADDY, provider="GoDaddy", tag=f"IB{first}", beats=_ALL, permanence=permanence,
    )  # fmt: skip


def _orange(
    number: str, reason: Reason, code: int, text: str, permanence: Permanence | None = None
) -> PhraseRow:
    first = number.split("|")[0]
    return tag_row(
        f"orange-{first}", reason, 0.93, f"{code} {text} OFR_{first} [{first}]", "(ofr|lpn|lpnaaa|ouk)",
        rf"[_-](?:{number})\b",
        source=_ORANGE, provider="Orange", tag=f"OFR_{first}", beats=(*_ALL, _R.BLOCKLISTED), permanence=permanence,
    )  # fmt: skip


def _aup(
    name: str,
    reason: Reason,
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
HOST_ROWS: tuple[PhraseRow, ...] = (
    # --- GoDaddy ---
    _ib("007|504|510|607", _R.RATE_LIMITED, 421, "Too many sessions.", _T),
    _ib("101", _R.RATE_LIMITED, 421, "Server busy."),
    _ib("103|104|105|106|110|111|113", _R.BLOCKLISTED, 554, "Connection refused."),
    _ib("108", _R.PTR_REQUIRED, 421, "Connection refused."),
    _ib("212", _R.SPAM_CONTENT, 552, "This message has been rejected."),
    _ib("401", _R.BAD_CREDENTIALS, 535, "Not accepted."),
    _ib("501|502|506", _R.SENDER_REJECTED, 550, "From address refused."),
    _ib("508", _R.AUTH_FAILED, 550, "Invalid record."),
    _ib("605", _R.TOO_MANY_RECIPIENTS, 452, "Reduce the number and retry."),
    _ib("705", _R.VIRUS, 552, "Message rejected."),
    # --- Orange, La Poste ---
    _orange("101|102|103|510|999|630", _R.BLOCKLISTED, 550, "Refused."),
    _orange("104", _R.RATE_LIMITED, 421, "Refused."),
    _orange("305", _R.BAD_CREDENTIALS, 550, "Refused."),
    _orange("401", _R.AUTH_FAILED, 550, "Refused."),
    _orange("402", _R.AUTH_REQUIRED, 550, "Refused."),
    _orange("405", _R.SENDER_REJECTED, 501, "Refused."),
    _orange("416", _R.RECIPIENT_UNKNOWN, 550, "Refused."),
    _orange("417", _R.MAILBOX_FULL, 552, "Refused."),
    _orange("420|426", _R.MAILBOX_DISABLED, 550, "Refused."),
    _orange("505", _R.SYSTEM_ERROR, 421, "Refused."),
    _orange("506", _R.SPAM_CONTENT, 550, "Refused."),
    _orange("514", _R.MESSAGE_TOO_LARGE, 552, "Refused."),
    _orange("517", _R.AUTH_FAILED, 571, "Refused."),
    # --- Cox, Spectrum ---
    _aup("blocked", _R.BLOCKLISTED, 554, "cxbl|cdrbl|ipbl|cxthrt|cxbl1|bl", _COX, "Cox"),
    _aup("rdns", _R.PTR_REQUIRED, 554, "cxdns", _COX, "Cox"),
    _aup("sender", _R.AUTH_FAILED, 554, "cxsndr", _COX, "Cox"),
    _aup("protocol", _R.PROTOCOL_ERROR, 554, "cxsmtp", _COX, "Cox"),
    _aup("rate", _R.RATE_LIMITED, 421, "cxcnct|cxmxrt", _COX, "Cox", _T),
    _aup("url", _R.SPAM_CONTENT, 554, "urlbl", _COX, "Cox"),
    _aup("blocked", _R.BLOCKLISTED, 554, "i-1000|[a-z]*-?(?:1000|1200|1220|1260)", _SPECTRUM, "Spectrum"),
    _aup("rdns", _R.PTR_REQUIRED, 554, "i-1100|[a-z]*-?1100", _SPECTRUM, "Spectrum"),
    _aup("policy", _R.POLICY, 554, "i-1160|[a-z]*-?1160", _SPECTRUM, "Spectrum"),
    _aup("rate", _R.RATE_LIMITED, 554, "i-1300|[a-z]*-?(?:1300|1350|1550|1580)", _SPECTRUM, "Spectrum", _T),
    _aup("size", _R.MESSAGE_TOO_LARGE, 554, "i-1530|[a-z]*-?1530", _SPECTRUM, "Spectrum"),
    _aup("busy", _R.SYSTEM_ERROR, 554, "i-1090|[a-z]*-?1090", _SPECTRUM, "Spectrum", _T),
    # --- QQ ---
    tag_row("qq-frequency", _R.RATE_LIMITED, 0.95, "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1",
        "(connection|ip|domain|sender|mail) frequency (is)? limited", source=_qq(172), provider="QQ", tag="frequency", beats=_ALL,
        permanence=_T),
    tag_row("qq-content", _R.SPAM_CONTENT, 0.95, "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1",
        "mail content denied", source=_qq(171), provider="QQ", tag="content", beats=_ALL),
    tag_row("qq-connection", _R.BLOCKLISTED, 0.9, "550 Connection denied. http://service.mail.qq.com/cgi-bin/help?subtype=1",
        "(connection denied|suspected spam ip|black ip)", source=_qq(170), provider="QQ", tag="connection", codes=(5,)),
    tag_row("qq-recipient-rate", _R.RATE_LIMITED, 0.85,
        "550 Mailbox unavailable or access denied. http://service.mail.qq.com/detail/122/166", "mailbox unavailable or access denied",
        r"mailbox unavailable or access denied.{0,60}mail\.qq\.com", source=_qq(166), provider="QQ", tag="166", beats=_ALL, permanence=_T),
    tag_row("qq-bounce-attack", _R.SPAM_CONTENT, 0.9, "550 Suspected bounce attacks. http://service.mail.qq.com/cgi-bin/help",
        "suspected bounce (attack|attacks)", source=_qq(57), provider="QQ", tag="57"),
    tag_row("qq-recipients", _R.RECIPIENT_REFUSED, 0.95, "550 Mail is rejected by recipients http://service.mail.qq.com/cgi-bin/help",
        "rejected by recipients", source=_qq(92), provider="QQ", tag="92", beats=_ALL),
    # --- NetEase (163.com, 126.com): two letters for where it was refused, three for why ---
    tag_row("netease-rate", _R.RATE_LIMITED, 0.93, "450 MI:DMC refused", "(hl|mi|rp)",
        r"\b(?:hl:i[cf]c|mi:(?:cel|ccl|dmc|sfq|stc)|rp:(?:ccl|cel|qrc|trc|rcl))\b",
        source=_NETEASE, provider="NetEase", tag="MI:DMC", beats=_ALL),
    tag_row("netease-recipients", _R.TOO_MANY_RECIPIENTS, 0.93, "450 RP:DRC refused", "rp", r"\brp:drc\b",
        source=_NETEASE, provider="NetEase", tag="RP:DRC", beats=(*_ALL, _R.RATE_LIMITED)),
    tag_row("netease-spam", _R.SPAM_CONTENT, 0.95, "554 DT:SPM refused", "dt spm", r"\bdt:spm\b",
        source=_NETEASE, provider="NetEase", tag="DT:SPM", beats=(*_ALL, _R.GREYLISTED)),
    tag_row("netease-blocked", _R.BLOCKLISTED, 0.95, "450 DT:RBL refused", "(dt|hl|wm)",
        r"\b(?:dt:rbl|hl:(?:mep|rep|ipb)|wm:bli)\b", source=_NETEASE, provider="NetEase", tag="DT:RBL", beats=_ALL),
    tag_row("netease-sender", _R.SENDER_REJECTED, 0.93, "554 MI:SPB refused", "(mi spb|wm blu|dt sum)",
        r"\b(?:mi:spb|wm:blu|dt:sum)\b", source=_NETEASE, provider="NetEase", tag="MI:SPB", beats=_ALL),
    tag_row("netease-helo", _R.PTR_REQUIRED, 0.93, "550 HL:IHU refused", "(hl ihu|hl nhd|mi nhd)",
        r"\b(?:hl:ihu|hl:nhd|mi:nhd)\b", source=_NETEASE, provider="NetEase", tag="HL:IHU", beats=(*_ALL, _R.BLOCKLISTED)),
    # --- Facebook: where it comes from, P for good and T for now, a number ---
    tag_row("facebook-blocked", _R.BLOCKLISTED, 0.95, "554 5.7.1 POL-P1 http://postmaster.facebook.com/response_codes?ip=192.0.2.1#pol",
        "pol (p|t)", r"\bpol-(?:p[12]|t[12])\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook",
        tag="POL-P1", beats=_ALL),
    tag_row("facebook-content", _R.SPAM_CONTENT, 0.95, "554 5.7.1 POL-P3 http://postmaster.facebook.com/response_codes", "pol p",
        r"\bpol-p(?:3|6)\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="POL-P3", beats=(*_ALL,
        _R.BLOCKLISTED)),
    tag_row("facebook-attachment", _R.VIRUS, 0.95, "554 5.7.1 POL-P4 http://postmaster.facebook.com/response_codes", "pol p",
        r"\bpol-p[45]\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="POL-P4", beats=_ALL),
    tag_row("facebook-dmarc", _R.AUTH_FAILED, 0.95, "554 5.7.1 POL-P7 http://postmaster.facebook.com/response_codes", "pol p",
        r"\bpol-p7\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="POL-P7", beats=_ALL),
    tag_row("facebook-recipient", _R.RECIPIENT_UNKNOWN, 0.95, "550 5.1.1 RCP-P1 http://postmaster.facebook.com/response_codes#rcp", "rcp p",
        r"\brcp-p1\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="RCP-P1"),
    tag_row("facebook-inactive", _R.MAILBOX_DISABLED, 0.95, "550 5.1.1 RCP-P2 http://postmaster.facebook.com/response_codes#rcp", "rcp p",
        r"\brcp-p2\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="RCP-P2",
        beats=(_R.RECIPIENT_UNKNOWN, _R.BLOCKLISTED)),
    tag_row("facebook-rate", _R.RATE_LIMITED, 0.95, "452 4.2.1 RCP-T2 http://postmaster.facebook.com/response_codes", "(rcp t|con t)",
        r"\b(?:rcp-t[1-4]|con-t[1-4])\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="RCP-T2",
        beats=_ALL),
    tag_row("facebook-internal", _R.SYSTEM_ERROR, 0.95, "451 4.3.0 INT-T1 http://postmaster.facebook.com/response_codes", "int (p|t)",
        r"\bint-[pt]\d\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="INT-T1"),
    tag_row("facebook-sender-domain", _R.SENDER_REJECTED, 0.95, "550 5.1.8 DNS-P2 http://postmaster.facebook.com/response_codes#dns",
        "dns (p|t)", r"\bdns-[pt][12]\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="DNS-P2",
        beats=(_R.DOMAIN_UNKNOWN,)),
    tag_row("facebook-ptr", _R.PTR_REQUIRED, 0.95, "550 5.7.1 DNS-P3 http://postmaster.facebook.com/response_codes#dns", "dns p",
        r"\bdns-p3\b", source=Source("http://postmaster.facebook.com/response_codes"), provider="Facebook", tag="DNS-P3"),
    # --- others ---
    tag_row("mail-from-ip", _R.BLOCKLISTED, 0.87, "550 5.7.1 Mail from 192.0.2.1 refused",
        "(from|from ip) (is|are|was|were)? (not allowed|not accepted|refused|rejected|denied|blocked)",
        r"\b(?:mail|message|email|messages|connection|connections|mails) from (?:ip )?[\[(]?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[\])]? (?:is |was |were )?(?:not (?:allowed|accepted)|refused|rejected|denied|blocked)",
        source=Source("Sendmail", "cf/README, FEATURE(dnsbl)"), beats=(_R.SENDER_REJECTED, _R.POLICY)),
    tag_row("mimecast-greylist", _R.GREYLISTED, 0.9,
        "451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451",
        "(internal resources are temporarily unavailable|internal resources temporarily|internal resource temporarily)", source=_MIMECAST,
        provider="Mimecast", codes=(4,), beats=(_R.SYSTEM_ERROR,)),
    tag_row("mimecast-busy", _R.RATE_LIMITED, 0.88, "451 Account service is temporarily unavailable - https://community.mimecast.com",
        "(account service is temporarily unavailable|recipient temporarily unavailable)", source=_MIMECAST, provider="Mimecast", codes=(4,),
        beats=(_R.SYSTEM_ERROR, _R.MAILBOX_DISABLED)),
    tag_row("mimecast-relay", _R.RELAY_DENIED, 0.95, "451 Open relay not allowed - https://community.mimecast.com",
        "open relay not allowed", source=_MIMECAST, provider="Mimecast", permanence=_P),
    tag_row("mimecast-anti-spoof", _R.POLICY, 0.85, "550 Rejected by header based Anti-Spoofing policy - https://community.mimecast.com",
        "anti spoofing policy", source=_MIMECAST, provider="Mimecast", beats=(_R.AUTH_FAILED, _R.SENDER_REJECTED)),
    tag_row("mimecast-user-block", _R.RECIPIENT_REFUSED, 0.93, "550 Envelope blocked - User Entry - https://community.mimecast.com",
        "(envelope blocked user|manually blocked senders)", source=_MIMECAST, provider="Mimecast", beats=(*_ALL, _R.BLOCKLISTED)),
    tag_row("mimecast-reputation", _R.BLOCKLISTED, 0.93, "550 csi.mimecast.org Poor Reputation Sender",
        "(poor reputation sender|ct ip reputation)", source=_MIMECAST, provider="Mimecast", beats=_ALL),
    tag_row("t-online", _R.BLOCKLISTED, 0.95,
        "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.)",
        "problem occurred ask your postmaster", source=Source("https://postmaster.t-online.de/"), provider="T-Online", tag="BL", beats=_ALL),
    tag_row("gmx-blocked", _R.BLOCKLISTED, 0.95, "554-gmx.example.org Nemesis ESMTP Service not available\n554 IP address is block listed",
        "address is (block|black) listed", source=Source("https://postmaster.gmx.net/en/error-messages"), provider="GMX", tag="c=bl",
        beats=_ALL),
    tag_row("gmx-ip-policy", _R.BLOCKLISTED, 0.85, "550 Reject due to policy restrictions (IP based)", "(restrictions|violations) ip based",
        source=Source("https://postmaster.gmx.net/en/error-messages"), provider="GMX", tag="policy", beats=_ALL),
    tag_row("symantec-zodiac", _R.BLOCKLISTED, 0.95, "500 5.7.1 Symantec Zodiac", "zodiac", source=_FIELD, provider="Broadcom",
        tag="Zodiac", beats=(*_ALL, _R.NOT_IMPLEMENTED)),
    tag_row("barracuda-abuse", _R.BLOCKLISTED, 0.9, "450 4.7.1 Policy Rejection- Abuse. Go away.", "abuse", r"policy rejection- abuse",
        source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda",
        beats=_ALL, permanence=_P),
    tag_row("barracuda-blocked", _R.POLICY, 0.93, "550 permanent failure for one or more recipients (bob@example.org:blocked)",
        "permanent failure for", r"permanent failure for one or more recipients .{0,200}:blocked",
        source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda",
        beats=(_R.MAILBOX_DISABLED, _R.SPAM_CONTENT)),
    tag_row("barracuda-url", _R.SPAM_CONTENT, 0.93, "554 rejected due to spam URL in content",
        "(spam url in content|rejecting banned content)",
        source=Source("https://campus.barracuda.com/product/emailsecuritygateway/doc/39815000/smtp-error-codes/"), provider="Barracuda",
        beats=_ALL),
    tag_row("ironport-sbrs", _R.BLOCKLISTED, 0.95,
        "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
        "(access to this mail system|access to submit messages)", source=Source("https://talosintelligence.com/"), provider="Cisco", tag="SBRS",
        beats=_ALL),
    tag_row("proofpoint", _R.BLOCKLISTED, 0.95, "554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
        "(ipcheck|support|prs) proofpoint com", source=Source(
        "https://help.proofpoint.com/Proofpoint_Essentials/Email_Security/Administrator_Topics/110_logs/Common_Error_Codes_found_in_Message_Details"),
        provider="Proofpoint", tag="pdr", beats=_ALL),
    tag_row("trend-ers", _R.POLICY, 0.85, "550 5.7.1 <bob@example.org>: Recipient address rejected: ERS-Customized-Block.",
        "ers customized block", source=_FIELD, provider="Trend Micro", tag="ERS", beats=(_R.BLOCKLISTED, _R.RECIPIENT_UNKNOWN)),
    tag_row("trend-block-rcpt", _R.POLICY, 0.93, "554 5.7.1 <bob@example.org>: Recipient address rejected: BLOCK-RCPT.", "block rcpt",
        source=_FIELD, provider="Trend Micro", tag="BLOCK-RCPT", beats=(_R.RECIPIENT_UNKNOWN, _R.MAILBOX_DISABLED, _R.RECIPIENT_REFUSED)),
    tag_row("trend-no-domain", _R.SENDER_REJECTED, 0.93, "554 5.7.1 <bob@example.org>: Recipient address rejected: NO-DOMAIN.",
        "rejected no domain", source=_FIELD, provider="Trend Micro", tag="NO-DOMAIN", beats=(_R.RECIPIENT_UNKNOWN, _R.POLICY, _R.RELAY_DENIED,
        _R.DOMAIN_UNKNOWN)),
    tag_row("trend-invalid-recipient", _R.RECIPIENT_UNKNOWN, 0.93,
        "554 5.7.1 <bob@example.org>: Recipient address rejected: INVALID-RECIPIENT.", "rejected invalid recipient", source=_FIELD,
        provider="Trend Micro", tag="INVALID-RECIPIENT"),
    tag_row("trend-block-sender", _R.SENDER_REJECTED, 0.85, "554 5.7.1 <bob@example.org>: Recipient address rejected: BLOCK-SENDER.",
        "block sender", source=_FIELD, provider="Trend Micro", tag="BLOCK-SENDER", beats=(_R.RECIPIENT_UNKNOWN, _R.RECIPIENT_REFUSED)),
    tag_row("rambler-540", _R.MAILBOX_DISABLED, 0.9, "540 5.7.1 <bob@example.org>: recipient address rejected: Inactive",
        "recipient address rejected (inactive|blocked)", r"recipient address rejected: (?:inactive|blocked)", source=_FIELD, provider="Rambler",
        tag="540", beats=(_R.RECIPIENT_UNKNOWN,)),
    tag_row("improvmx-domain", _R.DOMAIN_UNKNOWN, 0.9,
        "551 5.7.1 Our database returned invalid pieces of information about the requested recipient's domain (#id-5.9.3)", "id",
        r"#id-5\.9\.3", source=_FIELD, provider="ImprovMX", tag="5.9.3", beats=(_R.RECIPIENT_MOVED,)),
    tag_row("improvmx-grey", _R.GREYLISTED, 0.8, "450 4.2.1 Please try again later. (#id-5.9.4)", "id", r"#id-5\.9\.4", source=_FIELD,
        provider="ImprovMX", tag="5.9.4", beats=(_R.MAILBOX_DISABLED, _R.SYSTEM_ERROR)),
    tag_row("improvmx-loop", _R.NETWORK, 0.95, "551 5.7.1 Loop detected (#id-5.9.0)", "id", r"#id-5\.9\.0", source=_FIELD,
        provider="ImprovMX", tag="5.9.0", beats=(_R.RECIPIENT_MOVED,)),
    tag_row("ses-rate", _R.RATE_LIMITED, 0.95, "454 4.7.0 Throttling failure: Maximum sending rate exceeded", "throttling failure",
        source=Source("https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html"), provider="Amazon SES", tag="throttle",
        beats=(*_ALL, _R.RELAY_DENIED)),
    tag_row("ses-unverified", _R.SENDER_REJECTED, 0.95, "554 Message rejected: Email address is not verified", "is not verified",
        source=Source("https://repost.aws/knowledge-center/ses-554-400-message-rejected-error"), provider="Amazon SES", tag="unverified",
        beats=_ALL),
    tag_row("sendgrid-identity", _R.SENDER_REJECTED, 0.95, "550 The from address does not match a verified Sender Identity",
        "(verified sender identity|authorized to send from that)",
        source=Source("https://www.twilio.com/docs/sendgrid/for-developers/sending-email/smtp-errors-and-troubleshooting"), provider="SendGrid",
        tag="identity", beats=(*_ALL, _R.AUTH_FAILED), permanence=_P),
    tag_row("zoho-policy", _R.RECIPIENT_REFUSED, 0.8, "541 5.4.1 Mail rejected by destination domain",
        "(by destination domain|restricted by policy)", source=_FIELD, provider="Zoho", beats=(_R.NETWORK, _R.POLICY)),
    tag_row("att-rbl", _R.BLOCKLISTED, 0.95, "553 5.3.0 mx DNSBL:RBL 521< 192.0.2.1 >_is_blocked.", "dnsbl", r"dnsbl:(?:att)?rbl",
        source=Source("https://www.att.com/support/article/email-support/KM1401980/"), provider="AT&T", tag="DNSBL:RBL", beats=_ALL),
    tag_row("att-rdns", _R.PTR_REQUIRED, 0.95,
        "550 5.7.1 Connections not accepted from servers without a valid sender domain. Fix reverse DNS for 192.0.2.1", "fix reverse dns",
        source=Source("https://www.att.com/support/article/email-support/KM1401980/"), provider="AT&T", tag="rdns", beats=(*_ALL,
        _R.BLOCKLISTED)),
    tag_row("trellix-etp", _R.BLOCKLISTED, 0.93, "550 5.5.4 ETP208 Your IP 192.0.2.1 is listed by Invaluement", "etp", r"\betp208\b",
        source=_FIELD, provider="Trellix", tag="ETP208", beats=_ALL),
    # The same for a user that is unknown and for a domain that no rule relays: not known to be dead.
    tag_row("opensmtpd-invalid-recipient", _R.RECIPIENT_UNKNOWN, 0.6, "550 Invalid recipient: <bob@example.org>", "invalid recipient",
        r"^550 invalid recipient: <[^<>]*>\s*$", stage=Stage.RCPT, source=_OPENSMTPD, provider="OpenSMTPD",
        permanence=Permanence.UNCERTAIN),
    # At RCPT it asks first whether it would relay; at VRFY it has no route to foreign domains either.
    tag_row("exim-vrfy-unrouteable", _R.RECIPIENT_UNKNOWN, 0.6, "550 <bob@example.org> Unrouteable address", "unrouteable address",
        r"^550 <[^<>]*> unrouteable address\s*$", stage=Stage.VRFY, stages=(Stage.VRFY,), source=_EXIM, provider="Exim",
        permanence=Permanence.UNCERTAIN),
)
# fmt: on
