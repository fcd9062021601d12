"""What to do about the login, and where a command must wait for TLS or a login.

A login goes out inside TLS or not at all, and never twice the same: servers count attempts and
lock accounts. What fails here is the account's or the client's fault, so the account's mail is
held, not bounced.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Command, Delay, Throttle, Throttled
from smtpreply.context import Fact, Needs
from smtpreply.stage import HELLO, Stage
from smtpreply.tables.remedyrow import LATER, SENDING, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_AUTH = (Stage.AUTH,)
_ASIDE = (Stage.VRFY, Stage.EXPN, Stage.NOOP, Stage.RSET, Stage.OTHER, Stage.UNKNOWN)
_R4954, _R3207 = Source("RFC 4954", "6"), Source("RFC 3207", "4")
_OFF = ((_F.TLS, False),)
_ON = ((_F.TLS, True),)
_NO_STARTTLS = ((_F.TLS, False), (_F.OFFERS_STARTTLS, False))
_GMAIL_LOGIN = Source("https://support.google.com/mail/answer/7126229")
_EXCHANGE_LOGIN = Source("https://learn.microsoft.com/en-us/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission")  # fmt: skip
_LOCKED_OUT = Delay(600, 3600, 86400)

# fmt: off
LOGIN_ROWS: tuple[RemedyRow, ...] = (
    # The server hangs up for want of TLS
    RemedyRow(
        name="421-wants-tls", stages=(*HELLO, Stage.AUTH, *SENDING, *_ASIDE), codes=(421,), reasons=(_R.TLS_REQUIRED,), unless=(_F.TLS,),
        action=_A.STARTTLS_FIRST, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=Delay(0, 60, 300), commands=(Command("EHLO {client_name}"), Command("STARTTLS")),
        checks=("Was TLS left out because it failed at this host before? Forget that.",),
        summary="The server wants TLS, and hangs up without it.", remedy="Developer: open a new connection, EHLO, STARTTLS, handshake, and send the message there.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("https://support.google.com/mail/answer/81126"), example=Example(Stage.RCPT, "421 4.7.0 TLS required for RCPT domain, closing connection", tls=False)),

    # The exchange
    RemedyRow(
        name="login-done", stages=_AUTH, codes=(235,),
        action=_A.PROCEED, summary="Logged in.", remedy="Developer: go on with MAIL.",
        source=_R4954, example=Example(Stage.AUTH, "235 welcome")),
    RemedyRow(
        name="login-token-error", stages=_AUTH, codes=(334,), wordings=("token-error",),
        action=_A.CANCEL_SASL, alternatives=(_A.REFRESH_TOKEN, _A.FIX_CREDENTIALS), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=NOW,
        summary="The 334 carries an error, not a challenge: the token is not accepted.", remedy="Developer: cancel, get a new token, log in once more. To hear the reason, answer with an empty line (XOAUTH2) or AQ== (OAUTHBEARER) instead of the asterisk, and read the 535. Sender: if the new token fails too, grant access again.",
        cautions=(_C.LOOP,), source=Source("https://developers.google.com/gmail/imap/xoauth2-protocol"), example=Example(Stage.AUTH, "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=", command="AUTH XOAUTH2")),
    RemedyRow(
        name="login-challenge", stages=_AUTH, codes=(334,),
        action=_A.CONTINUE_SASL, alternatives=(_A.CANCEL_SASL,), summary="The server asks for the next line of the login.",
        remedy="Developer: answer in base64; cancel with a lone * if the mechanism has no answer, and bound the number of rounds.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "334 VXNlcm5hbWU6")),
    RemedyRow(
        name="login-answered-wrongly", stages=_AUTH, codes=(2, 3),
        action=_A.CLOSE_CONNECTION, alternatives=(_A.RETRY_LATER,), scope=_S.CONNECTION, blame=_B.HOST, delay=LATER,
        summary="This is no answer to AUTH: client and server are out of step.", remedy="Developer: close; do not take it for a login.",
        source=_R4954, example=Example(Stage.AUTH, "250 ok")),

    # TLS first
    RemedyRow(
        name="login-needs-tls-not-offered", stages=_AUTH, codes=(4, 5), reasons=(_R.TLS_REQUIRED,), when=_NO_STARTTLS,
        action=_A.FIX_CLIENT, alternatives=(_A.GIVE_UP_HOST,), scope=_S.HOST, blame=_B.HOST,
        checks=("Is it the right port? On 465 TLS starts with the first byte.",),
        summary="The login needs TLS, and the server offers none: stop.", remedy="Developer: QUIT; the password stays here. Operator: check the port, and what is between. If the password went out in clear already, change it.",
        cautions=(_C.TLS_STRIPPING, _C.CREDENTIALS_EXPOSED, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "9"), example=Example(Stage.AUTH, "530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("AUTH PLAIN",))),
    RemedyRow(
        name="login-needs-tls", stages=_AUTH, codes=(4, 5), reasons=(_R.TLS_REQUIRED,), unless=(_F.TLS,),
        action=_A.STARTTLS_FIRST, scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Does the server offer STARTTLS? If not, stop: never send the password in clear to please it.",),
        summary="The login needs TLS.", remedy="Developer: STARTTLS, EHLO, AUTH. If the password was sent in clear already, tell its owner to change it.",
        cautions=(_C.CREDENTIALS_EXPOSED,), source=_R4954, example=Example(Stage.AUTH, "538 5.7.11 encryption required", tls=False)),
    RemedyRow(
        name="login-behind-weak-tls", stages=_AUTH, codes=(4, 5), reasons=(_R.TLS_REQUIRED,), when=_ON,
        action=_A.RECONNECT, alternatives=(_A.FIX_CLIENT, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=SOON,
        checks=("Which protocol version and cipher were agreed on?", "Is TLS ended by a proxy that the server does not know of?"),
        summary="TLS is on, and the server does not count it.", remedy="Developer: once more with a newer protocol version. Operator: update the TLS library, or ask the provider.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4.1"), example=Example(Stage.AUTH, "538 5.7.11 encryption required", tls=True)),

    # At the wrong moment, or at the wrong server
    RemedyRow(
        name="login-done-before", stages=_AUTH, codes=(503,), when=((_F.AUTHENTICATED, True),),
        action=_A.PROCEED, scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW, summary="Already logged in.", remedy="Developer: go on with MAIL.",
        source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 already authenticated", authenticated=True)),
    RemedyRow(
        name="login-inside-transaction", stages=_AUTH, codes=(503,), when=((_F.ACCEPTED_ANY, True),),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.REISSUE_EHLO,), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="No login inside a transaction.", remedy="Developer: RSET, AUTH, then MAIL anew.",
        cautions=(_C.LOOP,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 5.5.1 Error: MAIL transaction in progress", accepted=1)),
    RemedyRow(
        name="login-unknown-without-tls", stages=_AUTH, codes=(500, 502, 503, 504), when=((_F.TLS, False), (_F.OFFERS_STARTTLS, True), (_F.OFFERS_AUTH, False)),
        action=_A.STARTTLS_FIRST, alternatives=(_A.FIX_CLIENT,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="AUTH is not offered in clear: start TLS, and it may appear.", remedy="Developer: STARTTLS, EHLO, then AUTH.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.LOOP), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "502 not implemented", tls=False, offers=("STARTTLS",))),
    RemedyRow(
        name="login-not-offered-503", stages=_AUTH, codes=(503,), when=((_F.OFFERS_AUTH, False),),
        action=_A.FIX_CLIENT, alternatives=(_A.REISSUE_EHLO, _A.GIVE_UP_HOST), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Was HELO sent? Then EHLO first.", "Is this the submission server (587, 465), or somebody's MX (25)?"),
        summary="AUTH was sent to a server that offers no login.", remedy="Operator: check host and port. Developer: never send AUTH where EHLO does not list it, and do not send without the login.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, "503 bad sequence", tls=True, offers=("SIZE",))),
    RemedyRow(
        name="login-not-offered", stages=_AUTH, codes=(500, 502, 504), when=((_F.OFFERS_AUTH, False),),
        action=_A.GIVE_UP_HOST, alternatives=(_A.REISSUE_EHLO, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Was HELO sent? Then EHLO first.", "Is this the submission server (587, 465), or somebody's MX (25)?"),
        summary="The server offers no login.", remedy="Operator: check host and port. Developer: show no further password to a server that does not ask for one, and do not send without the login.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, "502 not implemented", tls=True, offers=("SIZE",))),
    RemedyRow(
        name="login-line-too-long", stages=_AUTH, codes=(500, 501), enhanced=("5.5.6",),
        action=_A.WITHOUT_INITIAL_RESPONSE, alternatives=(_A.NEXT_MECHANISM,), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="The login line is too long.", remedy="Developer: send AUTH with the mechanism alone, and the response behind the 334, where 12288 octets are allowed; else a mechanism with a shorter answer.",
        cautions=(_C.LOOP,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "500 5.5.6 Authentication Exchange line is too long")),
    RemedyRow(
        name="login-command-too-long", stages=_AUTH, codes=(500,), reasons=(_R.PROTOCOL_ERROR,),
        action=_A.WITHOUT_INITIAL_RESPONSE, alternatives=(_A.NEXT_MECHANISM, _A.FIX_CLIENT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        summary="The server cannot read the AUTH line, most often for its length.", remedy="Developer: AUTH with the mechanism alone, the response behind the 334; a command line has 512 octets.",
        cautions=(_C.LOOP,), source=Source("Postfix", "smtp_sasl_glue.c"), example=Example(Stage.AUTH, "500 5.5.2 line too long")),
    RemedyRow(
        name="login-hidden-without-tls", stages=_AUTH, codes=(500, 502), when=_OFF, unless=(_F.OFFERS_AUTH,),
        action=_A.STARTTLS_FIRST, alternatives=(_A.REISSUE_EHLO, _A.GIVE_UP_HOST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent, not HELO?",),
        summary="The server does not know AUTH in clear.", remedy="Developer: STARTTLS, EHLO; where AUTH is listed then, log in. Operator: submission is on 587 or 465, not on 25.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.LOOP), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, "502 5.5.1 command not implemented", tls=False)),
    RemedyRow(
        name="login-command-unknown", stages=_AUTH, codes=(500, 502), unless=(_F.OFFERS_AUTH,),
        action=_A.REISSUE_EHLO, alternatives=(_A.GIVE_UP_HOST, _A.FIX_CLIENT), scope=_S.HOST, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent, and does its reply list AUTH?", "Is TLS on?"),
        summary="The server does not know AUTH.", remedy="Developer: EHLO shows whether it does; if not, leave, and do not send without the login. Operator: check host and port.",
        cautions=(_C.LOOP, _C.NEVER_SUPPRESS), source=Source("RFC 4954", "3"), example=Example(Stage.AUTH, "500 5.5.1 command unrecognized")),
    RemedyRow(
        name="login-not-advertised-in-clear", stages=_AUTH, codes=(503,), reasons=(_R.NOT_IMPLEMENTED,), when=_OFF,
        action=_A.STARTTLS_FIRST, alternatives=(_A.GIVE_UP_HOST,), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="AUTH was sent where it is not advertised: start TLS, and it may be.", remedy="Developer: STARTTLS, EHLO, then AUTH, if EHLO lists it. If the password went out with the command, change it.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.LOOP), source=Source("Exim", "auth_advertise_hosts"), example=Example(Stage.AUTH, "503 AUTH command used when not advertised", tls=False)),
    RemedyRow(
        name="login-not-advertised", stages=_AUTH, codes=(503,), reasons=(_R.NOT_IMPLEMENTED,), when=_ON,
        action=_A.FIX_CLIENT, alternatives=(_A.GIVE_UP_HOST, _A.REISSUE_EHLO), scope=_S.HOST, blame=_B.CLIENT,
        checks=("Was EHLO sent again inside TLS?", "Is this the submission server (587, 465), or somebody's MX (25)?"),
        summary="AUTH was sent to a server that does not advertise it.", remedy="Operator: check host and port. Developer: no further password to this host.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtpd_sasl_auth_enable"), example=Example(Stage.AUTH, "503 5.5.1 Error: authentication not enabled", tls=True)),
    RemedyRow(
        name="login-out-of-turn", stages=_AUTH, codes=(503,), when=((_F.GREETED, True),),
        action=_A.RESET_AND_CONTINUE, alternatives=(_A.REISSUE_EHLO, _A.RECONNECT), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Was MAIL sent before? Has this session logged in already?",),
        summary="AUTH is not allowed at this point.", remedy="Developer: RSET, then AUTH, then MAIL; a session logs in once.",
        cautions=(_C.LOOP,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 5.5.1 bad sequence of commands", offers=("AUTH PLAIN",))),
    RemedyRow(
        name="login-out-of-order", stages=_AUTH, codes=(503,),
        action=_A.REISSUE_EHLO, alternatives=(_A.RESET_AND_CONTINUE, _A.GIVE_UP_HOST), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Was EHLO sent? Is a transaction open? Does the EHLO reply offer AUTH at all?",),
        summary="AUTH is not allowed at this point, or not offered here.", remedy="Developer: EHLO first, no transaction open. Operator: submission is on 587 or 465, not 25.",
        cautions=(_C.LOOP,), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "503 5.5.1 Error: send HELO/EHLO first")),

    # Not now
    RemedyRow(
        name="login-too-often", stages=_AUTH, codes=(4, 5), reasons=(_R.RATE_LIMITED,),
        action=_A.SLOW_DOWN, alternatives=(_A.RETRY_LATER, _A.FIX_CREDENTIALS), scope=_S.ACCOUNT, blame=_B.CLIENT, delay=_LOCKED_OUT,
        throttles=(Throttle(_S.ACCOUNT, Throttled.SUSPENSION, None, 3600),),
        summary="Too many logins, or too many that failed: stop for a while.", remedy="Developer: close; no login of this account before the delay is over, then one, and keep the connection for many messages. Operator: check the password before it is tried again.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_GMAIL_LOGIN, example=Example(Stage.AUTH, "454 4.7.0 Too many login attempts, please try again later")),
    RemedyRow(
        name="421-at-login", stages=_AUTH, codes=(421,),
        action=_A.RETRY_LATER, alternatives=(_A.SLOW_DOWN, _A.FIX_CREDENTIALS), scope=_S.ACCOUNT, delay=_LOCKED_OUT,
        checks=("Did a 535 come just before? Then the password is what is wrong.",),
        summary="The server hangs up during the login, often after too many attempts.",
        remedy="Developer: stop logging in for a while. Operator: check the password before the next attempt.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.8"), example=Example(Stage.AUTH, "421 4.3.2 shutting down")),
    RemedyRow(
        name="login-transition-in-tls", stages=_AUTH, codes=(432, 422), when=_ON,
        action=_A.NEXT_MECHANISM, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=NOW, commands=(Command("AUTH PLAIN"),),
        checks=("Was the server's certificate verified, for its name? Without that, stop.",),
        summary="The server needs the password once in plain form, inside TLS.", remedy="Developer: AUTH PLAIN once, only with a verified certificate; the strong mechanism again from the next session on.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.LOOP, _C.LOCKOUT), source=_R4954, example=Example(Stage.AUTH, "432 4.7.12 A password transition is needed", tls=True)),
    RemedyRow(
        name="login-transition-in-clear", stages=_AUTH, codes=(432, 422), when=_OFF,
        action=_A.STARTTLS_FIRST, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=NOW,
        summary="The server asks for the password in plain form, and TLS is off.", remedy="Developer: STARTTLS first, and verify the certificate: anybody can forge this answer to get at the password.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.TLS_STRIPPING, _C.LOOP), source=_R4954, example=Example(Stage.AUTH, "432 4.7.12 A password transition is needed", tls=False)),
    RemedyRow(
        name="login-transition", stages=_AUTH, codes=(432, 422),
        action=_A.FIX_CREDENTIALS, scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The server needs the password once in another form.", remedy="Operator: log in once with PLAIN, inside verified TLS only; an attacker can forge this to get at the password.",
        cautions=(_C.CREDENTIALS_EXPOSED,), source=_R4954, example=Example(Stage.AUTH, "432 4.7.12 transition needed")),
    RemedyRow(
        name="login-put-off-by-words", stages=_AUTH, codes=(4,), reasons=(_R.BAD_CREDENTIALS,),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=_LOCKED_OUT,
        summary="The login was refused for now, in words that sound like a wrong password.", remedy="Developer: hold the account's mail and try once later, with the same password. Operator: check it if it comes again.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.AUTH, "435 4.7.0 authentication failed")),
    RemedyRow(
        name="login-put-off", stages=_AUTH, codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.RECONNECT,), scope=_S.ACCOUNT, blame=_B.HOST, delay=Delay(30, 300, 1800),
        summary="The server cannot check the login now.", remedy="Developer: try later with the same password; do not mark it as wrong and do not ask for another.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.AUTH, "454 4.7.0 temporary authentication failure")),

    # The account
    RemedyRow(
        name="login-account-off-525", stages=_AUTH, codes=(525,),
        action=_A.SUSPEND_ACCOUNT, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The account that sends is switched off.", remedy="Developer: hold every message of this account and try no further login. Operator: ask who administers the account.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5248", "2.4"), example=Example(Stage.AUTH, "525 no")),
    RemedyRow(
        name="login-with-password-off", stages=_AUTH, codes=(4, 5), enhanced=("5.7.139", "5.7.57"),
        action=_A.USE_OAUTH, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.POLICY,
        checks=("Does the text name the tenant or the mailbox? Then its administrator must allow SMTP AUTH, with OAuth too.",),
        summary="Logins with a password are switched off here: use OAuth.", remedy="Developer: AUTH XOAUTH2 with a token. Operator: let the administrator allow authenticated SMTP for the mailbox; whether the password is right does not matter.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_EXCHANGE_LOGIN, example=Example(Stage.AUTH, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.")),
    RemedyRow(
        name="login-with-password-off-by-words", stages=_AUTH, codes=(4, 5), wordings=("m365-basic-disabled", "m365-anonymous"),
        action=_A.USE_OAUTH, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.POLICY,
        summary="Logins with a password are switched off here: use OAuth.", remedy="Developer: AUTH XOAUTH2 with a token. Operator: let the administrator allow authenticated SMTP for the mailbox.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_EXCHANGE_LOGIN, example=Example(Stage.AUTH, "535 5.7.3 SmtpClientAuthentication is disabled for the Mailbox.")),
    RemedyRow(
        name="login-account-off", stages=_AUTH, codes=(5,), reasons=(_R.MAILBOX_DISABLED,),
        action=_A.SUSPEND_ACCOUNT, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The account that sends is switched off or locked.", remedy="Developer: hold every message of this account, bounce none yet, and try no further login. Operator: ask who administers the account.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5248", "2.4"), example=Example(Stage.AUTH, "535 5.7.13 user account disabled")),
    RemedyRow(
        name="login-account-off-by-words", stages=_AUTH, codes=(5,), wordings=("sender-disabled", "mailbox-disabled"),
        action=_A.SUSPEND_ACCOUNT, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The account that sends is switched off or locked.", remedy="Developer: hold every message of this account, bounce none yet, and try no further login. Operator: ask who administers the account.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5248", "2.4"), example=Example(Stage.AUTH, "535 5.7.0 your account is locked")),
    RemedyRow(
        name="login-wants-app-password", stages=_AUTH, codes=(5,), wordings=("google-app-password", "app-password"),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.USE_OAUTH,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The account wants an app password: its own will never do.", remedy="Sender: make an app password for this program. Developer: or OAuth; no second try, and no other mechanism, with this password.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("https://support.google.com/accounts/answer/185833"), example=Example(Stage.AUTH, "534 5.7.9 Application-specific password required. https://support.google.com/mail/?p=InvalidSecondFactor")),
    RemedyRow(
        name="login-wants-browser", stages=_AUTH, codes=(5,), wordings=("google-web-login",),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.SUSPEND_ACCOUNT,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The provider wants the account's owner to sign in on the web first.", remedy="Sender: sign in with a browser and confirm. Developer: stop until then; each further try, with any mechanism, makes it more suspicious.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("https://support.google.com/mail/answer/78754"), example=Example(Stage.AUTH, "534 5.7.14 Please log in via your web browser and then try again.")),
    RemedyRow(
        name="login-wants-trust", stages=_AUTH, codes=(5,), enhanced=("5.7.14",),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.SUSPEND_ACCOUNT,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The server does not trust this login yet.", remedy="Sender: follow what the text says, most often a sign-in on the web. Developer: stop until then.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5248", "2.4"), example=Example(Stage.AUTH, "534 5.7.14 trust relationship required")),
    RemedyRow(
        name="login-token-refused", stages=_AUTH, codes=(535, 534), when=((_F.TOKEN_LOGIN, True),),
        action=_A.REFRESH_TOKEN, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=NOW,
        checks=("Is the token for this user, and for SMTP?",),
        summary="The access token is not accepted.", remedy="Developer: a new token, and one more login. Sender: if that fails too, grant access again; IMAP alone is not enough.",
        cautions=(_C.LOOP, _C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("https://developers.google.com/gmail/imap/xoauth2-protocol"), example=Example(Stage.AUTH, "535 5.7.8 Username and Password not accepted.", command="AUTH XOAUTH2")),

    # The mechanism
    RemedyRow(
        name="login-mechanism-too-weak", stages=_AUTH, codes=(534,),
        action=_A.NEXT_MECHANISM, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.COMMAND, blame=_B.POLICY, delay=NOW,
        checks=("Which mechanisms does the EHLO reply offer?",),
        summary="The server wants a stronger login mechanism.", remedy="Developer: the next stronger one that EHLO offers, such as SCRAM or a token, each once, never a weaker one. Operator: some providers want an app password or OAuth.",
        cautions=(_C.LOCKOUT, _C.LOOP), source=_R4954, example=Example(Stage.AUTH, "534 5.7.9 authentication mechanism is too weak")),
    RemedyRow(
        name="login-mechanism-unknown", stages=_AUTH, codes=(500, 502, 504),
        action=_A.NEXT_MECHANISM, alternatives=(_A.GIVE_UP_HOST,), scope=_S.COMMAND, blame=_B.HOST, delay=NOW,
        checks=("Which mechanisms does the EHLO reply offer?",),
        summary="This login mechanism does not work here.", remedy="Developer: the next mechanism that EHLO offers, each once. Operator: if none is left, this is not the server to log in to.",
        cautions=(_C.LOCKOUT, _C.LOOP), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "504 unrecognized authentication type")),
    RemedyRow(
        name="login-unreadable", stages=_AUTH, codes=(501,),
        action=_A.NEXT_MECHANISM, alternatives=(_A.FIX_CLIENT, _A.FIX_CREDENTIALS), scope=_S.COMMAND, blame=_B.CLIENT, delay=NOW,
        checks=("Did the client cancel with *? Then this is the answer to that.", "Is it base64, and for PLAIN NUL, user, NUL, password?"),
        summary="The server could not read the login, or it was cancelled.", remedy="Developer: after a cancel the next mechanism; else mend the encoding, and do not send the same again.",
        cautions=(_C.LOCKOUT, _C.LOOP), source=Source("RFC 4954", "4"), example=Example(Stage.AUTH, "501 5.5.2 cannot decode response")),

    # Refused
    RemedyRow(
        name="login-from-listed-address", stages=_AUTH, codes=(5,), reasons=(_R.BLOCKLISTED, _R.PTR_REQUIRED),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.REQUEST_DELISTING,), scope=_S.HOST, blame=_B.SENDER,
        summary="The server takes no login from this network address.", remedy="Operator: look the address up at the list that the text names. Developer: hold the account's mail; the password is not what is wrong.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "7.8"), example=Example(Stage.AUTH, "550 5.7.1 blocked using zen.spamhaus.org")),
    RemedyRow(
        name="login-refused", stages=_AUTH, codes=(535,),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.NEXT_MECHANISM,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The login was refused.", remedy="Operator: check user name and password; many providers want an app password or OAuth. Developer: do not repeat it, remember that it failed, and try one other mechanism at most; hold the account's mail, do not bounce it.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_sasl_auth_cache_name"), example=Example(Stage.AUTH, "535 5.7.8 credentials invalid")),
    RemedyRow(
        name="login-refused-by-words", stages=_AUTH, codes=(5,), reasons=(_R.BAD_CREDENTIALS, _R.AUTH_REQUIRED),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.NEXT_MECHANISM,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The login was refused.", remedy="Operator: check user name and password. Developer: one other mechanism at most; hold the account's mail, do not bounce it.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_sasl_auth_soft_bounce"), example=Example(Stage.AUTH, "550 authentication failed")),
    RemedyRow(
        name="login-not-allowed", stages=_AUTH, codes=(5,),
        action=_A.NEXT_MECHANISM, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=NOW,
        summary="The login was refused, without saying that the password is wrong.", remedy="Developer: one other mechanism, once, then QUIT; hold the account's mail, do not bounce it. Operator: read the text, and ask the provider.",
        cautions=(_C.LOCKOUT, _C.LOOP, _C.NEVER_SUPPRESS), source=Source("Postfix", "smtp_sasl_auth_soft_bounce"), example=Example(Stage.AUTH, "554 5.7.1 denied by policy")),
)

CHANGE_ROWS: tuple[RemedyRow, ...] = (
    # At any other stage: the session must change first
    RemedyRow(
        name="tls-not-good-enough", stages=(Stage.MAIL, Stage.RCPT, Stage.DATA, *_ASIDE), codes=(523, 530, 538, 554), reasons=(_R.TLS_REQUIRED,), when=_ON,
        action=_A.RECONNECT, alternatives=(_A.RETRY_LATER, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.POLICY, delay=SOON, commands=(Command("QUIT"),),
        checks=("Which protocol version and cipher were agreed on?", "Does the server want a client certificate?"),
        summary="TLS is on, and the server does not think it good enough.", remedy="Developer: QUIT, and once more with a newer protocol version, stronger ciphers, or a client certificate. Operator: update the TLS library.",
        cautions=(_C.LOOP, _C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "4.1"), example=Example(Stage.MAIL, "554 5.7.0 cipher too weak", tls=True)),
    RemedyRow(
        name="tls-wanted-not-offered", codes=(4, 5), reasons=(_R.TLS_REQUIRED,), when=_NO_STARTTLS,
        action=_A.RETRY_LATER, alternatives=(_A.FIX_CLIENT, _A.CONTACT_POSTMASTER), scope=_S.HOST, blame=_B.HOST, delay=LATER,
        checks=("Is something in between that takes STARTTLS out of the EHLO reply?",),
        summary="The server wants TLS and does not offer it.", remedy="Developer: never the same again in clear; later. Operator: look at what is between, and at the port.",
        cautions=(_C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 3207", "6"), example=Example(Stage.MAIL, "530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("SIZE",))),
    RemedyRow(
        name="tls-first", reasons=(_R.TLS_REQUIRED,), unless=(_F.TLS,),
        action=_A.STARTTLS_FIRST, alternatives=(_A.REISSUE_EHLO, _A.AUTHENTICATE_FIRST), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Does the EHLO reply offer STARTTLS? If not, something in between may have taken it out: stop.",),
        summary="The server wants TLS first.", remedy="Developer: STARTTLS, handshake, EHLO, the login if there is one, then the transaction again.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=_R3207, example=Example(Stage.MAIL, "530 5.7.0 must issue STARTTLS first", tls=False)),
    RemedyRow(
        name="login-not-enough", codes=(4, 5), reasons=(_R.AUTH_REQUIRED,), when=((_F.AUTHENTICATED, True),),
        action=_A.FIX_CREDENTIALS, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The client has logged in, and the server wants another login.", remedy="Operator: is this account allowed to send, and as this sender? Developer: do not log in again with the same one.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.MAIL, "530 5.7.1 authentication required", authenticated=True)),
    RemedyRow(
        name="login-wanted-by-stranger", codes=(4, 5), reasons=(_R.AUTH_REQUIRED,), when=((_F.NEEDS_AUTHENTICATION, False),),
        action=_A.FIX_CLIENT, alternatives=(_A.CONTACT_POSTMASTER,), scope=_S.HOST, blame=_B.POLICY,
        checks=("Is this an MX of the recipient's domain? Look it up again.", "Is this address known as a dial-up or hosting address that should use its provider's relay?"),
        summary="A server that this client has no account at wants a login.", remedy="Operator: mend the route, or send through the own provider's relay. Developer: never show it the password of another server.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.RCPT, "550 5.7.1 authentication required", needs=Needs(authentication=False))),
    RemedyRow(
        name="login-wanted-tls-not-offered", codes=(4, 5), reasons=(_R.AUTH_REQUIRED,), when=_NO_STARTTLS,
        action=_A.FIX_CLIENT, alternatives=(_A.CONTACT_POSTMASTER,), scope=_S.HOST, blame=_B.HOST,
        checks=("Is it the right port? On 465 TLS starts with the first byte.", "Is something in between that takes STARTTLS out of the EHLO reply?"),
        summary="The server wants a login and offers no TLS for it.", remedy="Operator: use the provider's submission port, 465 or 587. Developer: no password in clear.",
        cautions=(_C.CREDENTIALS_EXPOSED, _C.TLS_STRIPPING, _C.NEVER_SUPPRESS), source=Source("RFC 8314", "3"), example=Example(Stage.VRFY, "530 5.7.0 authentication required", tls=False, offers=("AUTH PLAIN",))),
    RemedyRow(
        name="login-first-in-clear", codes=(4, 5), reasons=(_R.AUTH_REQUIRED,), when=_OFF,
        action=_A.STARTTLS_FIRST, alternatives=(_A.AUTHENTICATE_FIRST, _A.FIX_CREDENTIALS), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        checks=("Is this the submission server of the sender, or the MX of somebody else, who wants no login?",),
        summary="The server wants a login first; TLS before it.", remedy="Developer: STARTTLS, EHLO, AUTH, then the transaction again. Operator: give the client its credentials.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 4954", "9"), example=Example(Stage.VRFY, "530 5.7.0 authentication required", tls=False)),
    RemedyRow(
        name="login-first", reasons=(_R.AUTH_REQUIRED,),
        action=_A.AUTHENTICATE_FIRST, alternatives=(_A.STARTTLS_FIRST, _A.FIX_CREDENTIALS, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW, commands=(Command("RSET"), Command("AUTH {mechanism}")),
        checks=("Is TLS on? Log in only inside it.", "Is this the submission server of the sender, or the MX of somebody else, who wants no login?"),
        summary="The server wants a login first.", remedy="Developer: RSET, STARTTLS if it is off, AUTH, then the transaction again. Operator: give the client its credentials.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=_R4954, example=Example(Stage.MAIL, "530 5.7.0 authentication required", tls=True)),
    RemedyRow(
        name="login-refused-for-now", reasons=(_R.BAD_CREDENTIALS,), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.FIX_CREDENTIALS,), scope=_S.ACCOUNT, blame=_B.ACCOUNT, delay=LATER,
        summary="The login is not accepted now.", remedy="Developer: hold the account's mail and try later. Operator: look at the credentials.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.MAIL, "451 4.7.8 no")),
    RemedyRow(
        name="login-was-refused", reasons=(_R.BAD_CREDENTIALS,),
        action=_A.FIX_CREDENTIALS, scope=_S.ACCOUNT, blame=_B.ACCOUNT,
        summary="The login is not accepted.", remedy="Operator: mend the credentials; hold the account's mail meanwhile.",
        cautions=(_C.LOCKOUT, _C.NEVER_SUPPRESS), source=_R4954, example=Example(Stage.MAIL, "535 5.7.8 credentials invalid")),
)
# fmt: on
