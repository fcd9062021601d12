"""Scenarios: the login, and commands that want one first."""

from smtpreply import Action as A
from smtpreply import Caution as C
from smtpreply import Needs, Stage
from smtpreply.event import EventKind as K
from tests.scenario import Scenario as S

_AUTH, _MAIL, _RCPT = Stage.AUTH, Stage.MAIL, Stage.RCPT
_LOCK, _LEAK, _SAFE = (C.LOCKOUT,), (C.CREDENTIALS_EXPOSED,), (C.NEVER_SUPPRESS,)
_AGAIN = (A.NEXT_MECHANISM, A.RETRY_LATER, A.RECONNECT)

# fmt: off
LOGIN_SCENARIOS: tuple[S, ...] = (
    S(rule="AUTH-235", stage=_AUTH, reply="235 2.7.0 Authentication successful", action=A.PROCEED),
    S(rule="AUTH-334", stage=_AUTH, reply="334 VXNlcm5hbWU6", action=A.CONTINUE_SASL, also=(A.CANCEL_SASL,)),
    S(rule="AUTH-334", stage=_AUTH, reply="334 ", command="AUTH XOAUTH2", action=A.CONTINUE_SASL),
    S(rule="AUTH-334-BAD", stage=_AUTH, event=K.CHALLENGE_UNREADABLE, action=A.CANCEL_SASL, also=(A.NEXT_MECHANISM,)),
    S(rule="AUTH-334-OAUTH-ERROR", stage=_AUTH, reply="334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0K", command="AUTH XOAUTH2", action=A.CANCEL_SASL, also=(A.REFRESH_TOKEN,), cautions=(C.LOOP,)),
    S(rule="AUTH-432", stage=_AUTH, reply="432 4.7.12 A password transition is needed", tls=True, action=A.NEXT_MECHANISM, also=(A.FIX_CREDENTIALS,), cautions=(*_LEAK, C.LOOP)),
    S(rule="AUTH-432", stage=_AUTH, reply="432 4.7.12 A password transition is needed", tls=False, action=A.STARTTLS_FIRST, never=(A.NEXT_MECHANISM,), cautions=_LEAK),
    S(rule="AUTH-432", stage=_AUTH, reply="432 4.7.12 A password transition is needed", action=A.FIX_CREDENTIALS, never=(A.NEXT_MECHANISM,), cautions=_LEAK),
    S(rule="AUTH-454", stage=_AUTH, reply="454 4.7.0 Temporary authentication failure", action=A.RETRY_LATER, also=(A.RECONNECT,), never=(A.FIX_CREDENTIALS,)),
    S(rule="AUTH-454", stage=_AUTH, reply="435 4.7.8 Authentication failed", action=A.RETRY_LATER, cautions=_LOCK),
    S(rule="AUTH-454-TOO-MANY", stage=_AUTH, reply="454 4.7.0 Too many login attempts, please try again later. xx - gsmtp", action=A.SLOW_DOWN, also=(A.RETRY_LATER,), cautions=_LOCK, throttled=True),
    S(rule="AUTH-454-TOO-MANY", stage=_AUTH, reply="451 4.7.0 Account temporarily locked", action=A.SLOW_DOWN, never=(A.NEXT_MECHANISM,), throttled=True),
    S(rule="AUTH-500-LINE", stage=_AUTH, reply="500 5.5.6 Authentication Exchange line is too long", action=A.WITHOUT_INITIAL_RESPONSE, also=(A.NEXT_MECHANISM,)),
    S(rule="AUTH-500-LINE", stage=_AUTH, reply="500 5.5.2 Error: line too long", action=A.WITHOUT_INITIAL_RESPONSE),
    S(rule="AUTH-500-502", stage=_AUTH, reply="502 5.5.1 Command not implemented", tls=False, offers=("STARTTLS", "SIZE"), action=A.STARTTLS_FIRST),
    S(rule="AUTH-500-502", stage=_AUTH, reply="502 5.5.1 Command not implemented", tls=False, action=A.STARTTLS_FIRST, also=(A.REISSUE_EHLO, A.GIVE_UP_HOST), cautions=_LEAK),
    S(rule="AUTH-500-502", stage=_AUTH, reply="500 5.5.1 Command unrecognized", tls=True, action=A.REISSUE_EHLO, also=(A.GIVE_UP_HOST,), never=(A.STARTTLS_FIRST, A.PROCEED)),
    S(rule="AUTH-500-502", stage=_AUTH, reply="502 5.5.1 Unrecognized authentication mechanism", tls=True, offers=("AUTH PLAIN LOGIN",), action=A.NEXT_MECHANISM),
    S(rule="AUTH-501", stage=_AUTH, reply="501 5.7.0 Authentication aborted", action=A.NEXT_MECHANISM, also=(A.FIX_CREDENTIALS,), cautions=(C.LOOP,)),
    S(rule="AUTH-501", stage=_AUTH, reply="501 5.5.2 Cannot decode response", action=A.NEXT_MECHANISM, also=(A.FIX_CLIENT,), cautions=(C.LOOP,)),
    S(rule="AUTH-503-DONE", stage=_AUTH, reply="503 5.5.1 Error: already authenticated", authenticated=True, action=A.PROCEED),
    S(rule="AUTH-503-SEQUENCE", stage=_AUTH, reply="503 5.5.1 Error: MAIL transaction in progress", offers=("AUTH PLAIN",), action=A.RESET_AND_CONTINUE, also=(A.REISSUE_EHLO,)),
    S(rule="AUTH-503-SEQUENCE", stage=_AUTH, reply="503 5.5.1 AUTH not permitted during a mail transaction", accepted=1, tls=False, action=A.RESET_AND_CONTINUE),
    S(rule="AUTH-503-SEQUENCE", stage=_AUTH, reply="503 5.5.1 Error: send HELO/EHLO first", action=A.REISSUE_EHLO, also=(A.RESET_AND_CONTINUE,)),
    S(rule="AUTH-503-NOT-OFFERED", stage=_AUTH, reply="503 AUTH command used when not advertised", tls=False, action=A.STARTTLS_FIRST, also=(A.GIVE_UP_HOST,)),
    S(rule="AUTH-503-NOT-OFFERED", stage=_AUTH, reply="503 5.5.1 Error: authentication not enabled", tls=True, action=A.FIX_CLIENT, also=(A.GIVE_UP_HOST,), never=(A.STARTTLS_FIRST,)),
    S(rule="AUTH-504", stage=_AUTH, reply="504 5.5.4 Unrecognized authentication type", action=A.NEXT_MECHANISM, also=(A.GIVE_UP_HOST,)),
    S(rule="AUTH-504", stage=_AUTH, reply="504 5.7.4 Unrecognized Authentication Type xx - gsmtp", tls=True, offers=("AUTH PLAIN XOAUTH2",), action=A.NEXT_MECHANISM),
    S(rule="AUTH-530", stage=_AUTH, reply="530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("STARTTLS",), action=A.STARTTLS_FIRST, never=(A.NEXT_MECHANISM,)),
    S(rule="AUTH-530", stage=_AUTH, reply="530 5.7.0 Must issue a STARTTLS command first", tls=False, offers=("AUTH PLAIN",), action=A.FIX_CLIENT, also=(A.GIVE_UP_HOST,), never=(A.STARTTLS_FIRST, A.CONTINUE_IN_CLEAR), cautions=_LEAK),
    S(rule="AUTH-534-WEAK", stage=_AUTH, reply="534 5.7.9 Authentication mechanism is too weak", action=A.NEXT_MECHANISM, also=(A.FIX_CREDENTIALS,), cautions=_LOCK),
    S(rule="AUTH-534-WEB", stage=_AUTH, reply="534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please log in via\n534-5.7.14 your web browser and then try again.\n534 5.7.14 https://support.google.com/mail/answer/78754 xx - gsmtp", action=A.FIX_CREDENTIALS, also=(A.SUSPEND_ACCOUNT,), never=_AGAIN),
    S(rule="AUTH-534-WEB", stage=_AUTH, reply="534-5.7.9 Please log in with your web browser and then try again. Learn more at\n534 5.7.9 https://support.google.com/mail/?p=WebLoginRequired xx - gsmtp", action=A.FIX_CREDENTIALS, never=_AGAIN),
    S(rule="AUTH-APP-PASSWORD", stage=_AUTH, reply="534-5.7.9 Application-specific password required. Learn more at\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor xx - gsmtp", action=A.FIX_CREDENTIALS, also=(A.USE_OAUTH,), never=_AGAIN),
    S(rule="AUTH-APP-PASSWORD", stage=_AUTH, reply="535 5.7.0 Please log in with an app password", action=A.FIX_CREDENTIALS, also=(A.USE_OAUTH,), never=_AGAIN),
    S(rule="AUTH-535-CREDENTIALS", stage=_AUTH, reply="535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", action=A.FIX_CREDENTIALS, also=(A.NEXT_MECHANISM,), never=(A.RETRY_LATER,), cautions=(*_LOCK, *_SAFE)),
    S(rule="AUTH-535-CREDENTIALS", stage=_AUTH, reply="535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials xx - gsmtp", command="AUTH PLAIN", action=A.FIX_CREDENTIALS, also=(A.NEXT_MECHANISM,)),
    S(rule="AUTH-535-OAUTH", stage=_AUTH, reply="535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials xx - gsmtp", command="AUTH XOAUTH2", action=A.REFRESH_TOKEN, also=(A.FIX_CREDENTIALS,), cautions=(C.LOOP,)),
    S(rule="AUTH-535-OAUTH", stage=_AUTH, reply="535 5.7.3 Authentication unsuccessful", command="AUTH OAUTHBEARER", action=A.REFRESH_TOKEN),
    S(rule="AUTH-535-BASIC-DISABLED", stage=_AUTH, reply="535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", action=A.USE_OAUTH, also=(A.CONTACT_ACCOUNT_ADMIN,), never=_AGAIN),
    S(rule="AUTH-535-BASIC-DISABLED", stage=_AUTH, reply="535 5.7.3 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", action=A.USE_OAUTH, also=(A.CONTACT_ACCOUNT_ADMIN,), never=_AGAIN),
    S(rule="AUTH-ACCOUNT-DISABLED", stage=_AUTH, reply="525 5.7.13 User Account Disabled", action=A.SUSPEND_ACCOUNT, also=(A.CONTACT_ACCOUNT_ADMIN,), never=(*_AGAIN, A.GIVE_UP_MESSAGE), cautions=_SAFE),
    S(rule="AUTH-ACCOUNT-DISABLED", stage=_AUTH, reply="535 5.7.0 Your account is locked", action=A.SUSPEND_ACCOUNT, never=_AGAIN, cautions=_SAFE),
    S(rule="AUTH-538", stage=_AUTH, reply="538 5.7.11 Encryption required for requested authentication mechanism", tls=False, action=A.STARTTLS_FIRST, cautions=_LEAK),
    S(rule="AUTH-538", stage=_AUTH, reply="538 5.7.11 Encryption required for requested authentication mechanism", tls=True, action=A.RECONNECT, never=(A.STARTTLS_FIRST,)),
    S(rule="AUTH-5XX-OTHER", stage=_AUTH, reply="554 5.7.1 Denied by local policy", action=A.NEXT_MECHANISM, also=(A.FIX_CREDENTIALS,), cautions=(C.LOOP, C.LOCKOUT, C.NEVER_SUPPRESS)),
    S(rule="AUTH-5XX-OTHER", stage=_AUTH, reply="550 Authentication failed", action=A.FIX_CREDENTIALS, also=(A.NEXT_MECHANISM,)),
    S(rule="AUTH-NOT-OFFERED-CLEAR", stage=_AUTH, event=K.NOT_OFFERED, tls=False, offers=("STARTTLS",), action=A.STARTTLS_FIRST),
    S(rule="AUTH-NOT-OFFERED-TLS", stage=_AUTH, event=K.NOT_OFFERED, tls=True, offers=("SIZE",), action=A.GIVE_UP_HOST, also=(A.NEXT_HOST, A.FIX_CLIENT), never=(A.PROCEED,)),
    S(rule="AUTH-NO-COMMON-MECH", stage=_AUTH, event=K.NO_COMMON_MECHANISM, tls=True, action=A.GIVE_UP_HOST, also=(A.RETRY_LATER,)),
    S(rule="AUTH-NO-COMMON-MECH", stage=_AUTH, event=K.NO_COMMON_MECHANISM, tls=False, offers=("STARTTLS", "AUTH GSSAPI"), action=A.STARTTLS_FIRST),
    S(rule="AUTH-LOST", stage=_AUTH, event=K.TIMEOUT, action=A.RECONNECT, also=(A.RETRY_LATER,), never=(A.NEXT_HOST,), cautions=_LOCK),
    S(rule="AUTH-LOST", stage=_AUTH, event=K.CLOSED, action=A.RECONNECT, also=(A.RETRY_LATER,), never=(A.NEXT_HOST,)),
    S(rule="AUTH-421-AFTER-FAIL", stage=_AUTH, reply="421 4.7.0 Error: too many failed login attempts", action=A.SLOW_DOWN, also=(A.FIX_CREDENTIALS,), cautions=_LOCK, throttled=True),
    S(rule="AUTH-421-AFTER-FAIL", stage=_AUTH, reply="421 4.7.0 closing connection", action=A.RETRY_LATER, also=(A.SLOW_DOWN, A.FIX_CREDENTIALS), never=(A.RECONNECT, A.NEXT_HOST), cautions=_LOCK),
    S(rule="ANY-530-AUTH", stage=_MAIL, reply="530 5.7.0 Authentication required", tls=True, authenticated=False, action=A.AUTHENTICATE_FIRST, also=(A.STARTTLS_FIRST, A.FIX_CREDENTIALS), cautions=_SAFE),
    S(rule="ANY-530-AUTH", stage=_RCPT, reply="550 5.7.1 Authentication required", tls=False, action=A.STARTTLS_FIRST, also=(A.AUTHENTICATE_FIRST,)),
    S(rule="ANY-530-AUTH", stage=_MAIL, reply="530 5.7.57 Client not authenticated to send mail", tls=True, action=A.AUTHENTICATE_FIRST),
    S(rule="ANY-530-AUTH", stage=_MAIL, reply="530 5.7.0 Authentication required", tls=False, offers=("AUTH PLAIN",), action=A.FIX_CLIENT, never=(A.AUTHENTICATE_FIRST, A.NEXT_HOST), cautions=_LEAK),
    S(rule="ANY-530-AUTH", stage=_RCPT, reply="550 5.7.1 Authentication required", tls=True, needs=Needs(authentication=False), action=A.FIX_CLIENT, never=(A.AUTHENTICATE_FIRST,), cautions=_LEAK),
    S(rule="ANY-530-AUTH", stage=_MAIL, reply="530 5.7.0 Authentication required", tls=True, authenticated=True, action=A.FIX_CREDENTIALS, never=(A.AUTHENTICATE_FIRST,)),
)
# fmt: on
