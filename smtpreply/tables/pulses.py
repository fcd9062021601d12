"""What each answer says of the site that gave it: the rows that `observe` fires.

Only failures of a site count against it: no connection, no session, a server that gives up.
That a recipient, message or sender is refused shows that the site works, and ends the count of
failures, as in Postfix, where a delivery counts as good that "completes without connection or
handshake failure"; it earns no larger window. The first half of a session shows nothing: a
host that greets and then hangs would never be found dead. Rows stand in order, the first that
holds decides; the last always holds.
"""

import attrs

from smtpreply.advice import Action, Blame
from smtpreply.event import EventKind
from smtpreply.health import Pulse
from smtpreply.stage import CONTENT, HELLO, Stage
from smtpreply.tables.remedyrow import SENDING
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope


@attrs.frozen(kw_only=True)
class PulseRow:
    """When it holds, and what it says of the site. An empty condition always holds."""

    name: str
    pulse: Pulse
    stages: tuple[Stage, ...] = ()
    codes: tuple[int, ...] = ()
    """Reply codes; a single digit stands for its class. Such a row holds for no event."""
    events: tuple[EventKind, ...] = ()
    """A row with events holds for no reply."""
    reasons: tuple[Reason, ...] = ()
    scopes: tuple[Scope, ...] = ()
    """Of the verdict."""
    actions: tuple[Action, ...] = ()
    """What is advised first."""
    blames: tuple[Blame, ...] = ()
    source: Source
    example: Example


_A, _B, _K, _P, _R, _S = Action, Blame, EventKind, Pulse, Reason, Scope
_REFUSED = (4, 5)
_ABOUT_ONE = (*SENDING, Stage.VRFY, Stage.EXPN)
_COHORT = Source(
    "https://www.postfix.org/postconf.5.html#default_destination_concurrency_failed_cohort_limit"
)
_TROUBLE = Source("Postfix", "src/smtp/smtp_trouble.c: smtp_site_fail, smtp_stream_except")
_PROTO = Source("Postfix", "src/smtp/smtp_proto.c: smtp_helo")

# fmt: off
PULSE_ROWS: tuple[PulseRow, ...] = (
    # What the session itself makes good, or what ends it in good order
    PulseRow(name="idle-connection-ended", pulse=_P.NOTHING, events=(_K.IDLE_LOST, _K.CLOSED, _K.TIMEOUT, _K.NOT_A_REPLY), blames=(_B.NOBODY,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, event=_K.CLOSED, reused=True)),
    PulseRow(name="idle-connection-ended-by-421", pulse=_P.NOTHING, codes=(421,), blames=(_B.NOBODY,), source=Source("RFC 5321", "3.8"), example=Example(Stage.MAIL, "421 idle too long", reused=True)),
    PulseRow(name="goes-on-otherwise", pulse=_P.NOTHING, actions=(_A.USE_HELO, _A.USE_LHLO, _A.CONTINUE_IN_CLEAR, _A.RECONNECT_IN_CLEAR), source=_PROTO, example=Example(Stage.EHLO, "502 command not implemented")),

    # The site fails
    PulseRow(name="no-connection", pulse=_P.FAILED, events=(_K.CONNECT_REFUSED, _K.CONNECT_TIMEOUT, _K.UNREACHABLE, _K.ALL_HOSTS_FAILED), source=_COHORT, example=Example(Stage.CONNECT, event=_K.CONNECT_REFUSED)),
    PulseRow(name="connection-lost", pulse=_P.FAILED, events=(_K.CLOSED, _K.TIMEOUT, _K.NOT_A_REPLY, _K.WRITE_FAILED, _K.EXTRA_REPLY, _K.INJECTED), source=_TROUBLE, example=Example(Stage.RCPT, event=_K.TIMEOUT)),
    PulseRow(name="no-tls", pulse=_P.FAILED, events=(_K.TLS_FAILED, _K.TLS_INTERRUPTED, _K.CERTIFICATE_REFUSED), source=_PROTO, example=Example(Stage.STARTTLS, event=_K.TLS_FAILED)),
    PulseRow(name="no-tls-offered", pulse=_P.FAILED, stages=(Stage.STARTTLS,), events=(_K.NOT_OFFERED,), source=_PROTO, example=Example(Stage.STARTTLS, event=_K.NOT_OFFERED)),
    PulseRow(name="no-address", pulse=_P.FAILED, events=(_K.DNS_TEMPORARY, _K.DNS_FAILURE, _K.DNS_MX_UNUSABLE), source=Source("Postfix", "src/smtp/smtp_connect.c: smtp_sess_fail"), example=Example(Stage.CONNECT, event=_K.DNS_TEMPORARY)),
    # Even for good: one host with a wrong configuration must not decide (smtp_skip_5xx_greeting)
    PulseRow(name="greeted-with-refusal", pulse=_P.FAILED, stages=(Stage.CONNECT,), codes=_REFUSED, source=_PROTO, example=Example(Stage.CONNECT, "554 no service here")),
    PulseRow(name="hello-put-off", pulse=_P.FAILED, stages=HELLO, codes=(4,), source=_PROTO, example=Example(Stage.EHLO, "421 too many connections")),
    PulseRow(name="tls-refused", pulse=_P.FAILED, stages=(Stage.STARTTLS,), codes=_REFUSED, source=_PROTO, example=Example(Stage.STARTTLS, "454 4.7.0 TLS not available")),
    PulseRow(name="login-put-off", pulse=_P.FAILED, stages=(Stage.AUTH,), codes=(4,), blames=(_B.HOST,), source=Source("Postfix", "src/smtp/smtp_sasl_proto.c: smtp_sess_fail"), example=Example(Stage.AUTH, "454 4.7.0 temporary authentication failure")),

    # It works, whatever it thinks of us: that is what brakes are for
    PulseRow(name="said-about-us", pulse=_P.ALIVE, stages=_ABOUT_ONE, codes=_REFUSED, reasons=(_R.RATE_LIMITED, _R.BLOCKLISTED, _R.PTR_REQUIRED, _R.POLICY, _R.GREYLISTED, _R.SPAM_CONTENT, _R.AUTH_FAILED), source=Source("https://docs.kumomta.com/userguide/configuration/trafficshapingautomation/"), example=Example(Stage.END_OF_DATA, "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1")),

    PulseRow(name="gives-up", pulse=_P.FAILED, stages=(*SENDING, Stage.UNKNOWN), codes=(421,), source=Source("RFC 5321", "4.2.2"), example=Example(Stage.MAIL, "421 mx.example.org service not available")),
    PulseRow(name="host-in-trouble", pulse=_P.FAILED, stages=SENDING, codes=(4,), scopes=(_S.HOST,), reasons=(_R.SYSTEM_ERROR, _R.SYSTEM_FULL, _R.NETWORK), source=Source("RFC 3463", "3.4"), example=Example(Stage.MAIL, "452 4.3.1 insufficient system storage")),

    # It works
    PulseRow(name="message-accepted", pulse=_P.DELIVERED, stages=CONTENT, codes=(2,), reasons=(_R.MESSAGE_ACCEPTED,), source=_COHORT, example=Example(Stage.END_OF_DATA, "250 2.0.0 queued")),
    PulseRow(name="refused-one", pulse=_P.ALIVE, stages=_ABOUT_ONE, codes=_REFUSED, source=_COHORT, example=Example(Stage.RCPT, "550 5.1.1 no such user")),
    # All that a client wants that only asks for addresses: its probe must not stay open
    PulseRow(name="asked-and-answered", pulse=_P.ALIVE, stages=(Stage.VRFY, Stage.EXPN), codes=(2,), source=Source("RFC 5321", "3.5.1"), example=Example(Stage.VRFY, "252 2.5.0 cannot verify")),
    PulseRow(name="transaction-dropped", pulse=_P.ALIVE, stages=(Stage.RSET,), codes=(2,), source=Source("RFC 5321", "4.1.1.5"), example=Example(Stage.RSET, "250 2.0.0 ok")),
    PulseRow(name="said-to-be-alive", pulse=_P.ALIVE, events=(_K.DESTINATION_ALIVE,), source=_COHORT, example=Example(Stage.CONNECT, event=_K.DESTINATION_ALIVE)),

    PulseRow(name="nothing-said", pulse=_P.NOTHING, source=_COHORT, example=Example(Stage.RCPT, "250 2.1.5 ok")),
)
# fmt: on
