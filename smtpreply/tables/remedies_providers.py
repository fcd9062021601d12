"""What to do about the wordings of providers: throttling, bans, and rules of their own.

These stand before the general rows: a named provider's answer is better known than a bare
code. Brakes are values for the caller to put on; the counting is the caller's. The numbers are
those that KumoMTA ships (assets/community/shaping.toml) where it has any for the provider, else
like them. The provider's own page is the source, as it is what a person must read.
"""

from smtpreply.advice import Action, Blame, Caution, Delay, Throttle, Throttled
from smtpreply.stage import HELLO, Stage
from smtpreply.tables.remedyrow import LATER, MUCH_LATER, SENDING, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _R, _S = Action, Blame, Caution, Reason, Scope

# Not at QUIT, RSET and NOOP, where no answer changes anything, nor at AUTH, which is the account's.
_WHERE = (Stage.CONNECT, *HELLO, Stage.STARTTLS, *SENDING, Stage.OTHER, Stage.UNKNOWN)

_HOUR = 3600.0
_GOOGLE = Source("https://support.google.com/a/answer/3726730")
_GOOGLE_LIMITS = Source("https://support.google.com/a/answer/166852")
_GOOGLE_SENDERS = Source("https://support.google.com/a/answer/81126")
_OUTLOOK = Source("https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx")
_DELIST = Source("https://sender.office.com/")
_EXCHANGE = Source(
    "https://learn.microsoft.com/en-us/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits"
)
_YAHOO = Source("https://senders.yahooinc.com/smtp-error-codes")
_AOL = Source("https://postmaster.aol.com/error-codes")
_ORANGE = Source("https://www.postmastery.com/orange-postmaster-smtp-error-codes-ofr/")
_QQ = Source("https://service.mail.qq.com/detail/122/172")
_COMCAST = Source("http://postmaster.comcast.net/mail-error-codes.html")
_SPECTRUM = Source(
    "https://www.spectrumbusiness.net/support/internet/understanding-email-error-codes"
)
_COX = Source("https://www.cox.com/residential/support/email-error-codes.html")
_GODADDY = Source("https://www.godaddy.com/help/what-does-my-email-bounceback-mean-3568")
_NETEASE = Source("https://help.mail.163.com/faq.do?m=list&categoryID=90")
_MIMECAST = Source(
    "https://community.mimecast.com/s/article/email-security-cloud-gateway-mimecast-smtp-error-codes"
)
_T_ONLINE = Source("https://postmaster.t-online.de/")
_SES = Source("https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html")

# Banned addresses get one of a whole range of codes (5.7.606 to 5.7.649).
_BANNED = ("5.7.511", *(f"5.7.{detail}" for detail in range(606, 650)))


def _suspend(hours: float, times: int = 1, scope: Scope = Scope.DOMAIN) -> Throttle:
    return Throttle(scope, Throttled.SUSPENSION, None, hours * _HOUR, times, _within(times))


def _rate(a_minute: float, hours: float, times: int = 1) -> Throttle:
    return Throttle(
        Scope.DOMAIN, Throttled.MESSAGE_RATE, a_minute, hours * _HOUR, times, _within(times)
    )


def _connections(number: int, hours: float) -> Throttle:
    return Throttle(Scope.DOMAIN, Throttled.CONNECTIONS, number, hours * _HOUR)


def _within(times: int) -> float | None:
    return None if times == 1 else _HOUR


# fmt: off
PROVIDER_ROWS: tuple[RemedyRow, ...] = (
    # Google
    RemedyRow(
        name="recipient-gets-too-much", stages=_WHERE, codes=(4, 5), reasons=(_R.RATE_LIMITED,), wordings=("google-receiving-rate", "m365-receive-limit"),
        action=_A.RETRY_LATER, alternatives=(_A.SLOW_DOWN,), scope=_S.RECIPIENT, blame=_B.NOBODY, delay=Delay(900, 3600, 14400),
        summary="The recipient gets more mail than their provider lets through at the moment.",
        remedy="Developer: keep the message and try this one recipient again in an hour, whatever the code says; the others are not concerned. Operator: does a loop or an alarm flood this mailbox?",
        cautions=(_C.NEVER_SUPPRESS,), source=_GOOGLE, example=Example(Stage.RCPT, "450 4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time. - gsmtp")),
    RemedyRow(
        name="google-unusual-rate", stages=_WHERE, providers=("Google",), wordings=("google-unusual-rate",), codes=(4,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER,), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(600, 1800, 3600), throttles=(_rate(10, 0.5, times=2),),
        summary="Gmail gets more from this address than it is used to.",
        remedy="Operator: ten messages a minute for half an hour, then slowly more; look into Postmaster Tools. Developer: the message was not taken, try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_GOOGLE_SENDERS, example=Example(Stage.END_OF_DATA, "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. - gsmtp")),
    RemedyRow(
        name="google-address-blocked", stages=_WHERE, providers=("Google",), wordings=("google-unusual-rate-blocked",), codes=(5,),
        action=_A.SLOW_DOWN, alternatives=(_A.SUSPEND_DESTINATION, _A.GIVE_UP_MESSAGE), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(3600, 7200, 14400), throttles=(_rate(10, 24), _suspend(2)),
        summary="Gmail blocks this address for a while because of what came from it.",
        remedy="Operator: stop for two hours, find out who sends unwanted mail here, then begin slowly. Developer: this message has failed; hold the others for this domain, the recipients are good.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_GOOGLE_SENDERS, example=Example(Stage.END_OF_DATA, "550 5.7.28 There is an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail has been blocked. - gsmtp")),
    RemedyRow(
        name="google-low-reputation", stages=_WHERE, providers=("Google",), wordings=("google-reputation",), codes=(4,),
        action=_A.SLOW_DOWN, alternatives=(_A.SUSPEND_DESTINATION, _A.RETRY_LATER, _A.FIX_SENDER_POLICY), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(3600, 7200, 14400), throttles=(_rate(1, 1.5), _suspend(1, times=5)),
        summary="Gmail thinks little of the sending domain or address.",
        remedy="Operator: send less, only to those who asked for it, and look into Postmaster Tools. Developer: try it again, slowly; stop for an hour when five such answers came within one.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_GOOGLE_SENDERS, example=Example(Stage.END_OF_DATA, "421 4.7.0 Our system has detected that this message is suspicious due to the very low reputation of the sending domain. - gsmtp")),
    RemedyRow(
        name="google-unsolicited", stages=_WHERE, providers=("Google",), wordings=("google-unsolicited",), codes=(5,),
        action=_A.FIX_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE, _A.SUSPEND_DESTINATION), scope=_S.MESSAGE, blame=_B.MESSAGE, throttles=(_suspend(1, times=5),),
        summary="Gmail takes the message for unsolicited mail.",
        remedy="Sender: change links and wording, and write only to those who asked for it. Developer: do not send these bytes again; stop for an hour when five such answers came within one.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_GOOGLE_SENDERS, example=Example(Stage.END_OF_DATA, "550 5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp")),
    RemedyRow(
        name="google-sending-quota", stages=_WHERE, codes=(4, 5), providers=("Google",), wordings=("google-daily",),
        action=_A.RETRY_LATER, alternatives=(_A.SUSPEND_ACCOUNT, _A.SLOW_DOWN, _A.CONTACT_ACCOUNT_ADMIN), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=Delay(3600, 14400, 86400), throttles=(_suspend(1, scope=_S.ACCOUNT),),
        summary="The account has sent all that it may for now.",
        remedy="Developer: keep all mail of this account; the limit is lifted within 24 hours at most, whatever the code says. Operator: was the password stolen? Else ask for a higher limit, or use a relay made for bulk.",
        cautions=(_C.NEVER_SUPPRESS,), source=_GOOGLE_LIMITS, example=Example(Stage.MAIL, "550 5.4.5 Daily user sending quota exceeded. - gsmtp")),

    RemedyRow(
        name="google-not-directly", stages=_WHERE, codes=(4, 5), providers=("Google",), wordings=("google-not-authorized",),
        action=_A.FIX_CLIENT, alternatives=(_A.FIX_SENDER_POLICY, _A.REQUEST_DELISTING), scope=_S.DOMAIN, blame=_B.CLIENT, throttles=(_suspend(6),),
        summary="Gmail takes no mail straight from this address: it counts as one of home connections.",
        remedy="Operator: send through the relay of your provider, or from an address made for servers, with reverse DNS of its own. Developer: hold the mail meanwhile.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_GOOGLE, example=Example(Stage.RCPT, "550 5.7.1 The IP you're using to send mail is not authorized to send email directly to our servers. Please use the SMTP relay at your service provider instead. - gsmtp")),

    # Microsoft
    RemedyRow(
        name="microsoft-busy", stages=_WHERE, codes=(4, 5), providers=("Microsoft",), wordings=("m365-server-busy",),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS, _A.SUSPEND_DESTINATION), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(1800, 1800, 7200), throttles=(_connections(1, 1.5), _suspend(0.5)),
        summary="Exchange Online says it is busy; it means that it does not trust this address with so much.",
        remedy="Operator: one connection, and nothing at all for half an hour; new addresses must begin with little. Developer: try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_OUTLOOK, example=Example(Stage.RCPT, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77713)")),
    RemedyRow(
        name="microsoft-rate", stages=_WHERE, codes=(4, 5), providers=("Microsoft",), wordings=("outlook-rp", "outlook-s775"),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(1800, 5400, 7200), throttles=(_connections(1, 1.5), _rate(1, 1.5)),
        summary="Outlook lets through only so much from this address.",
        remedy="Operator: one connection and one message a minute for 90 minutes, then slowly more; look into SNDS. Developer: try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_OUTLOOK, example=Example(Stage.MAIL, "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)")),
    RemedyRow(
        name="microsoft-threads", stages=_WHERE, codes=(4, 5), providers=("Microsoft",), wordings=("m365-thread-limit",),
        action=_A.FEWER_CONNECTIONS, alternatives=(_A.RETRY_LATER,), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 900, 7200), throttles=(_connections(1, 1),),
        summary="Too many connections deliver to that mailbox, or from that account, at once.",
        remedy="Developer: one connection for an hour, then try again. Operator: Exchange Online takes three at a time from one account.",
        cautions=(_C.NEVER_SUPPRESS,), source=_EXCHANGE, example=Example(Stage.END_OF_DATA, "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded")),
    RemedyRow(
        name="microsoft-sending-quota", stages=_WHERE, codes=(4, 5), providers=("Microsoft",), reasons=(_R.RATE_LIMITED,), enhanced=("x.2.2",),
        action=_A.RETRY_LATER, alternatives=(_A.SUSPEND_ACCOUNT, _A.SLOW_DOWN, _A.CONTACT_ACCOUNT_ADMIN), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=Delay(3600, 14400, 86400), throttles=(_suspend(1, scope=_S.ACCOUNT),),
        summary="The account has sent all that it may for now.",
        remedy="Developer: keep all mail of this account for up to 24 hours, although the code says for good; no recipient is full. Operator: was the password stolen? Else ask the administrator for a higher limit.",
        cautions=(_C.NEVER_SUPPRESS,), source=_EXCHANGE, example=Example(Stage.MAIL, "550 5.2.2 Submission quota exceeded")),
    RemedyRow(
        name="microsoft-banned", stages=_WHERE, enhanced=_BANNED, reasons=(_R.BLOCKLISTED, _R.POLICY), codes=(5,),
        action=_A.REQUEST_DELISTING, alternatives=(_A.SUSPEND_DESTINATION, _A.FIX_SENDER_POLICY), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 7200, 86400), throttles=(_suspend(2),),
        summary="Microsoft has banned this address.",
        remedy="Operator: mend the cause, then ask for removal at sender.office.com, for 5.7.511 by mail to delist@microsoft.com; send nothing there meanwhile. Developer: the message has failed, the recipients are good.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_DELIST, example=Example(Stage.RCPT, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/")),
    RemedyRow(
        name="outlook-banned", stages=_WHERE, codes=(4, 5), providers=("Microsoft",), wordings=("outlook-s3140", "outlook-sc"),
        action=_A.REQUEST_DELISTING, alternatives=(_A.SUSPEND_DESTINATION, _A.FIX_SENDER_POLICY), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 7200, 86400), throttles=(_suspend(2),),
        summary="Outlook.com blocks this address, or the network around it.",
        remedy="Operator: look into SNDS, mend the cause, and ask for mitigation at the sender support page; where the whole network is listed, ask the provider. Send nothing there meanwhile.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_OUTLOOK, example=Example(Stage.MAIL, "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).")),

    # Yahoo, AOL
    RemedyRow(
        name="yahoo-never", stages=_WHERE, codes=(4, 5), providers=("Yahoo",), wordings=("yahoo-tss09",),
        action=_A.GIVE_UP_MESSAGE, alternatives=(_A.REQUEST_DELISTING, _A.SUSPEND_DESTINATION), scope=_S.DOMAIN, blame=_B.SENDER, throttles=(_suspend(4),),
        summary="Yahoo will take nothing from this address, however often it is tried: it says so, even with a 421.",
        remedy="Developer: stop trying and return the message; hold what waits for Yahoo. Operator: mend the cause (complaints, spam traps), then write to Yahoo's sender support.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_YAHOO, example=Example(Stage.MAIL, "421 4.7.2 [TSS11] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.")),
    RemedyRow(
        name="yahoo-bounces", stages=_WHERE, codes=(4, 5), providers=("Yahoo",), wordings=("yahoo-vs1",),
        action=_A.SLOW_DOWN, alternatives=(_A.CLEAN_LIST, _A.RETRY_LATER, _A.SUSPEND_DESTINATION), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 14400, 86400), throttles=(_suspend(2),),
        summary="Too many of the recipients do not exist: Yahoo suspects an open relay or a bought list.",
        remedy="List owner: take the dead addresses off the list before anything else goes out. Operator: stop for two hours; does the server relay for strangers?",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_YAHOO, example=Example(Stage.RCPT, "451 VS1-IP Excessive unknown recipients - possible Open Relay")),
    RemedyRow(
        name="yahoo-blocked", stages=_WHERE, codes=(4, 5), providers=("Yahoo",), wordings=("yahoo-tss07", "yahoo-bl"),
        action=_A.REQUEST_DELISTING, alternatives=(_A.SUSPEND_DESTINATION, _A.GIVE_UP_MESSAGE), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(7200, 7200, 86400), throttles=(_suspend(2),),
        summary="Yahoo takes no connection from this address, mostly because Spamhaus lists it.",
        remedy="Operator: look the address up at check.spamhaus.org, mend the cause, ask for removal there; send Yahoo nothing meanwhile.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_YAHOO, example=Example(Stage.MAIL, "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list")),
    RemedyRow(
        name="yahoo-deferred", stages=_WHERE, providers=("Yahoo",), wordings=("yahoo-tss04", "yahoo-defer"), codes=(4,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.SUSPEND_DESTINATION), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(1800, 7200, 14400), throttles=(_rate(1, 0.5), _suspend(2, times=2)),
        summary="Yahoo puts this address off: too much at once, or complaints.",
        remedy="Operator: one message a minute for half an hour; two hours of nothing when it comes twice within one, four for TSS05. Developer: try it again after the delay. List owner: remove who complains.",
        cautions=(_C.NEVER_SUPPRESS,), source=_YAHOO, example=Example(Stage.CONNECT, "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes")),
    RemedyRow(
        name="aol-rate", stages=_WHERE, codes=(4, 5), providers=("AOL",), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER,), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(1800, 7200, 14400), throttles=(_rate(1, 0.5),),
        summary="AOL takes only so much from this address; it is for now, even with a 554.",
        remedy="Operator: one message a minute for half an hour. Developer: keep the message and try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_AOL, example=Example(Stage.CONNECT, "554 RLY:B1 refused")),

    # Orange, La Poste
    RemedyRow(
        name="orange-connections", stages=_WHERE, codes=(4, 5), providers=("Orange",), reasons=(_R.RATE_LIMITED,),
        action=_A.FEWER_CONNECTIONS, alternatives=(_A.RETRY_LATER, _A.SLOW_DOWN), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(900, 3600, 7200), throttles=(_connections(1, 1),),
        summary="Orange and La Poste allow one or two connections at a time.",
        remedy="Developer: one connection for an hour, then at most two; try the message again. Operator: the code in square brackets stands in their list.",
        cautions=(_C.NEVER_SUPPRESS,), source=_ORANGE, example=Example(Stage.CONNECT, "421 mwinf5c04 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104 [104]")),
    RemedyRow(
        name="orange-later", stages=_WHERE, providers=("Orange",), wordings=("orange-101",), codes=(4,),
        action=_A.FEWER_CONNECTIONS, alternatives=(_A.RETRY_LATER, _A.REQUEST_DELISTING), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(900, 3600, 7200), throttles=(_connections(1, 1),),
        summary="Orange or La Poste refuses this address for now.",
        remedy="Developer: one connection, and later. Operator: if it lasts for a day, the reputation is bad: ask their postmaster.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_ORANGE, example=Example(Stage.CONNECT, "421 4.0.0 service refuse. veuillez essayer plus tard. service refused, please try later. OFR_103 [103]")),

    # Others who count
    RemedyRow(
        name="qq-frequency", stages=_WHERE, providers=("QQ",), reasons=(_R.RATE_LIMITED,), codes=(5,),
        action=_A.SLOW_DOWN, alternatives=(_A.SUSPEND_DESTINATION, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(3600, 3600, 14400), throttles=(_rate(1, 1.5), _suspend(1)),
        summary="QQ says 550 and means: not so much at once.",
        remedy="Developer: put the message off as if it were a 4yz, nothing for an hour, then slowly. Operator: QQ counts by address, domain and sender.",
        cautions=(_C.NEVER_SUPPRESS,), source=_QQ, example=Example(Stage.RCPT, "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722")),
    RemedyRow(
        name="comcast-rate", stages=_WHERE, codes=(4, 5), providers=("Comcast",), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.FEWER_CONNECTIONS, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 900, 7200), throttles=(_connections(1, 1), _suspend(5 / 60)),
        summary="Comcast lets through only so much from this address.",
        remedy="Operator: fewer connections, and a pause of five minutes; the last digits of the RL code say what was counted. Developer: try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_COMCAST, example=Example(Stage.RCPT, "451 4.2.0 Throttled - https://postmaster.comcast.net/smtp-error-codes.php#RL000010")),
    RemedyRow(
        name="spectrum-rate", stages=_WHERE, codes=(4, 5), providers=("Spectrum",), wordings=("spectrum-rate", "spectrum-busy"),
        action=_A.SLOW_DOWN, alternatives=(_A.FEWER_CONNECTIONS, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 900, 7200), throttles=(_connections(1, 1),),
        summary="Spectrum lets through only so much from this address; it is for now, even with a 554.",
        remedy="Operator: fewer connections and messages an hour. Developer: keep the message and try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_SPECTRUM, example=Example(Stage.CONNECT, "554 mx.example.org ESMTP server not available AUP#I-1350")),
    RemedyRow(
        name="cox-rate", stages=_WHERE, codes=(4, 5), providers=("Cox",), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.FEWER_CONNECTIONS, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 900, 7200), throttles=(_connections(1, 1),),
        summary="Cox counts connections and messages of this address.",
        remedy="Operator: one connection for an hour, fewer messages. Developer: try it again after the delay.",
        cautions=(_C.NEVER_SUPPRESS,), source=_COX, example=Example(Stage.CONNECT, "421 mx.example.org cmsmtp 192.0.2.1 AUP#CXCNCT refused")),
    RemedyRow(
        name="godaddy-rate", stages=_WHERE, codes=(4, 5), providers=("GoDaddy",), reasons=(_R.RATE_LIMITED,),
        action=_A.FEWER_CONNECTIONS, alternatives=(_A.SLOW_DOWN, _A.RETRY_LATER), scope=_S.DOMAIN, blame=_B.SENDER, delay=LATER, throttles=(_connections(1, 1),),
        summary="GoDaddy counts sessions, messages and recipients of this address.",
        remedy="Developer: one connection for an hour, then try again. Operator: the IB code in the text says what was counted.",
        cautions=(_C.NEVER_SUPPRESS,), source=_GODADDY, example=Example(Stage.CONNECT, "421 Too many sessions. IB007")),
    RemedyRow(
        name="netease-rate", stages=_WHERE, codes=(4, 5), providers=("NetEase",), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(3600, 3600, 14400), throttles=(_connections(1, 1.5), _rate(1, 1.5)),
        summary="NetEase (163.com, 126.com, yeah.net) counts connections and messages of this address.",
        remedy="Operator: one connection and one message a minute for 90 minutes. Developer: try it again in an hour; the two letters before the colon say what was counted.",
        cautions=(_C.NEVER_SUPPRESS,), source=_NETEASE, example=Example(Stage.CONNECT, "421 RP:CEL 192.0.2.1 refused")),
    RemedyRow(
        name="mimecast-busy", stages=_WHERE, codes=(4,), reasons=(_R.SYSTEM_ERROR, _R.RATE_LIMITED), wordings=("mimecast-busy",),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FEWER_CONNECTIONS), scope=_S.DOMAIN, blame=_B.SENDER, delay=Delay(300, 900, 7200), throttles=(_connections(1, 1.5),),
        summary="Mimecast does not take more at the moment.",
        remedy="Developer: one connection, and again in a quarter of an hour.",
        cautions=(_C.NEVER_SUPPRESS,), source=_MIMECAST, example=Example(Stage.RCPT, "451 Account service is temporarily unavailable - https://community.mimecast.com")),
    RemedyRow(
        name="ses-rate", stages=_WHERE, codes=(4, 5), providers=("Amazon SES",), wordings=("ses-rate",),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.SUSPEND_ACCOUNT, _A.CONTACT_ACCOUNT_ADMIN), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=Delay(1, 60, 86400), throttles=(_suspend(1 / 60, scope=_S.ACCOUNT),),
        summary="The account sends more a second, or a day, than Amazon SES allows it.",
        remedy="Developer: wait a minute for a rate, up to a day for the daily quota, and send more slowly. Operator: ask for a higher quota in the console.",
        cautions=(_C.NEVER_SUPPRESS,), source=_SES, example=Example(Stage.MAIL, "454 4.7.0 Throttling failure: Maximum sending rate exceeded")),
    RemedyRow(
        name="t-online-blocked", stages=_WHERE, codes=(4, 5), providers=("T-Online",), reasons=(_R.BLOCKLISTED,),
        action=_A.CONTACT_POSTMASTER, alternatives=(_A.SUSPEND_DESTINATION, _A.FIX_SENDER_POLICY), scope=_S.DOMAIN, blame=_B.SENDER, delay=MUCH_LATER, throttles=(_suspend(6),),
        summary="T-Online takes mail only from servers that it knows.",
        remedy="Operator: give the server a name with an imprint page under its domain, then write to tosa@rx.t-online.de; send nothing there meanwhile.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=_T_ONLINE, example=Example(Stage.CONNECT, "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify. (BL))")),
)
# fmt: on
