"""What it means that something else came than a reply: the rows that `classify` fires for events.

Of the rows for a kind the first that holds at the stage speaks.
"""

import attrs

from smtpreply.event import EventKind
from smtpreply.stage import Stage
from smtpreply.tables.rows import Source
from smtpreply.verdict import Permanence, Reason, Scope


@attrs.frozen(kw_only=True)
class EventRow:
    """What an event means."""

    name: str
    kind: EventKind
    stages: tuple[Stage, ...] = ()
    """Empty: at any stage."""
    reason: Reason
    weight: float
    scope: Scope
    permanence: Permanence = Permanence.TRANSIENT
    dead: bool = False
    """The address itself does not work: the domain does not exist, or takes no mail."""
    source: Source


_K, _P, _R, _S = EventKind, Permanence, Reason, Scope
_MESSAGE = (Stage.END_OF_DATA,)
_R5321 = Source("RFC 5321", "5.1")

# fmt: off
EVENT_ROWS: tuple[EventRow, ...] = (
    # Behind the message nobody knows whether it was accepted
    EventRow(name="closed-after-message", kind=_K.CLOSED, stages=(*_MESSAGE, Stage.BDAT), reason=_R.NETWORK, weight=0.9, scope=_S.MESSAGE, permanence=_P.UNCERTAIN, source=Source("RFC 1047")),
    EventRow(name="timeout-after-message", kind=_K.TIMEOUT, stages=(*_MESSAGE, Stage.BDAT), reason=_R.NETWORK, weight=0.9, scope=_S.MESSAGE, permanence=_P.UNCERTAIN, source=Source("RFC 1047")),
    EventRow(name="garbage-after-message", kind=_K.NOT_A_REPLY, stages=(*_MESSAGE, Stage.BDAT), reason=_R.PROTOCOL_ERROR, weight=0.8, scope=_S.MESSAGE, permanence=_P.UNCERTAIN, source=Source("RFC 1047")),
    EventRow(name="tls-failed-after-message", kind=_K.TLS_FAILED, stages=(*_MESSAGE, Stage.BDAT), reason=_R.NETWORK, weight=0.8, scope=_S.MESSAGE, permanence=_P.UNCERTAIN, source=Source("RFC 1047")),
    # Connections
    EventRow(name="connect-refused", kind=_K.CONNECT_REFUSED, reason=_R.NETWORK, weight=0.9, scope=_S.HOST, source=_R5321),
    EventRow(name="connect-timeout", kind=_K.CONNECT_TIMEOUT, reason=_R.NETWORK, weight=0.9, scope=_S.HOST, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="unreachable", kind=_K.UNREACHABLE, reason=_R.NETWORK, weight=0.9, scope=_S.HOST, source=_R5321),
    EventRow(name="closed", kind=_K.CLOSED, reason=_R.NETWORK, weight=0.7, scope=_S.CONNECTION, source=Source("RFC 5321", "3.8")),
    EventRow(name="timeout", kind=_K.TIMEOUT, reason=_R.NETWORK, weight=0.8, scope=_S.CONNECTION, source=Source("RFC 5321", "4.5.3.2")),
    EventRow(name="not-a-reply", kind=_K.NOT_A_REPLY, reason=_R.PROTOCOL_ERROR, weight=0.8, scope=_S.CONNECTION, permanence=_P.UNCERTAIN, source=Source("RFC 5321", "4.2")),
    EventRow(name="extra-reply", kind=_K.EXTRA_REPLY, reason=_R.PROTOCOL_ERROR, weight=0.8, scope=_S.CONNECTION, permanence=_P.UNCERTAIN, source=Source("RFC 2920", "3.1")),
    EventRow(name="idle-lost", kind=_K.IDLE_LOST, reason=_R.NETWORK, weight=0.9, scope=_S.CONNECTION, source=Source("RFC 5321", "3.8")),
    EventRow(name="all-hosts-failed", kind=_K.ALL_HOSTS_FAILED, reason=_R.NETWORK, weight=0.9, scope=_S.DOMAIN, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="destination-dead", kind=_K.DESTINATION_DEAD, reason=_R.NETWORK, weight=0.9, scope=_S.DOMAIN, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="destination-alive", kind=_K.DESTINATION_ALIVE, reason=_R.COMPLETED, weight=0.9, scope=_S.DOMAIN, permanence=_P.NONE, source=Source("RFC 5321", "4.5.4.1")),
    # DNS
    EventRow(name="dns-failure", kind=_K.DNS_FAILURE, reason=_R.NETWORK, weight=0.7, scope=_S.DOMAIN, source=_R5321),
    EventRow(name="dns-temporary", kind=_K.DNS_TEMPORARY, reason=_R.NETWORK, weight=0.9, scope=_S.DOMAIN, source=_R5321),
    EventRow(name="dns-no-domain", kind=_K.DNS_NO_DOMAIN, reason=_R.DOMAIN_UNKNOWN, weight=0.9, scope=_S.DOMAIN, permanence=_P.PERMANENT, dead=True, source=_R5321),
    EventRow(name="dns-null-mx", kind=_K.DNS_NULL_MX, reason=_R.DOMAIN_UNKNOWN, weight=0.95, scope=_S.DOMAIN, permanence=_P.PERMANENT, dead=True, source=Source("RFC 7505", "3")),
    EventRow(name="dns-no-mx", kind=_K.DNS_NO_MX, reason=_R.COMPLETED, weight=0.9, scope=_S.DOMAIN, permanence=_P.NONE, source=_R5321),
    EventRow(name="dns-mx-unusable", kind=_K.DNS_MX_UNUSABLE, reason=_R.NETWORK, weight=0.8, scope=_S.DOMAIN, source=_R5321),
    EventRow(name="mx-is-self", kind=_K.MX_IS_SELF, reason=_R.NETWORK, weight=0.9, scope=_S.MESSAGE, permanence=_P.PERMANENT, source=_R5321),
    # TLS
    EventRow(name="tls-failed", kind=_K.TLS_FAILED, reason=_R.TLS_REQUIRED, weight=0.8, scope=_S.CONNECTION, source=Source("RFC 3207", "4.1")),
    EventRow(name="tls-interrupted", kind=_K.TLS_INTERRUPTED, reason=_R.TLS_REQUIRED, weight=0.7, scope=_S.CONNECTION, source=Source("RFC 3207", "4.1")),
    EventRow(name="tls-wrong-mode", kind=_K.TLS_WRONG_MODE, reason=_R.TLS_REQUIRED, weight=0.9, scope=_S.CONNECTION, permanence=_P.UNCERTAIN, source=Source("RFC 8314", "3")),
    EventRow(name="certificate-refused", kind=_K.CERTIFICATE_REFUSED, reason=_R.TLS_REQUIRED, weight=0.9, scope=_S.HOST, source=Source("RFC 3207", "4.1")),
    EventRow(name="tls-policy-unknown", kind=_K.TLS_POLICY_UNKNOWN, reason=_R.TLS_REQUIRED, weight=0.8, scope=_S.DOMAIN, source=Source("RFC 7672", "2.1")),
    EventRow(name="injected", kind=_K.INJECTED, reason=_R.PROTOCOL_ERROR, weight=0.9, scope=_S.CONNECTION, permanence=_P.UNCERTAIN, source=Source("RFC 3207", "6")),
    EventRow(name="tls-established", kind=_K.TLS_ESTABLISHED, reason=_R.TLS_READY, weight=1.0, scope=_S.CONNECTION, permanence=_P.NONE, source=Source("RFC 3207", "4.2")),
    EventRow(name="sasl-layer", kind=_K.SASL_LAYER, reason=_R.AUTHENTICATED, weight=1.0, scope=_S.CONNECTION, permanence=_P.NONE, source=Source("RFC 4954", "4")),
    # Before a command
    EventRow(name="starttls-not-offered", kind=_K.NOT_OFFERED, stages=(Stage.STARTTLS,), reason=_R.TLS_REQUIRED, weight=0.9, scope=_S.HOST, source=Source("RFC 3207", "6")),
    EventRow(name="auth-not-offered", kind=_K.NOT_OFFERED, stages=(Stage.AUTH,), reason=_R.AUTH_REQUIRED, weight=0.9, scope=_S.HOST, source=Source("RFC 4954", "4")),
    EventRow(name="not-offered", kind=_K.NOT_OFFERED, reason=_R.NOT_IMPLEMENTED, weight=0.9, scope=_S.HOST, permanence=_P.PERMANENT, source=Source("RFC 5321", "2.2.1")),
    EventRow(name="no-common-mechanism", kind=_K.NO_COMMON_MECHANISM, reason=_R.NOT_IMPLEMENTED, weight=0.9, scope=_S.HOST, permanence=_P.PERMANENT, source=Source("RFC 4954", "3")),
    EventRow(name="larger-than-offered", kind=_K.TOO_LARGE, reason=_R.MESSAGE_TOO_LARGE, weight=0.95, scope=_S.MESSAGE, permanence=_P.PERMANENT, source=Source("RFC 1870", "6.1")),
    # Inside a transaction
    EventRow(name="no-recipient", kind=_K.NO_RECIPIENT, reason=_R.OTHER, weight=0.9, scope=_S.TRANSACTION, permanence=_P.UNCERTAIN, source=Source("RFC 5321", "3.3")),
    EventRow(name="all-put-off", kind=_K.ALL_PUT_OFF, reason=_R.OTHER, weight=0.9, scope=_S.TRANSACTION, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="some-recipients", kind=_K.SOME_RECIPIENTS, reason=_R.OTHER, weight=0.9, scope=_S.TRANSACTION, permanence=_P.UNCERTAIN, source=Source("RFC 5321", "3.3")),
    EventRow(name="challenge-unreadable", kind=_K.CHALLENGE_UNREADABLE, reason=_R.PROTOCOL_ERROR, weight=0.9, scope=_S.CONNECTION, permanence=_P.PERMANENT, source=Source("RFC 4954", "4")),
    EventRow(name="write-failed", kind=_K.WRITE_FAILED, reason=_R.NETWORK, weight=0.9, scope=_S.TRANSACTION, source=Source("RFC 5321", "3.8")),
    EventRow(name="source-failed", kind=_K.SOURCE_FAILED, reason=_R.OTHER, weight=0.9, scope=_S.MESSAGE, source=Source("RFC 5321", "4.1.1.4")),
    # In the queue
    EventRow(name="deferred-again", kind=_K.DEFERRED_AGAIN, reason=_R.OTHER, weight=0.5, scope=_S.MESSAGE, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="expired", kind=_K.EXPIRED, reason=_R.EXPIRED, weight=0.95, scope=_S.MESSAGE, permanence=_P.PERMANENT, source=Source("RFC 5321", "4.5.4.1")),
    EventRow(name="delayed", kind=_K.DELAYED, reason=_R.OTHER, weight=0.5, scope=_S.MESSAGE, source=Source("RFC 3464", "2.3.3")),
    EventRow(name="failed", kind=_K.FAILED, reason=_R.OTHER, weight=0.5, scope=_S.MESSAGE, permanence=_P.PERMANENT, source=Source("RFC 5321", "6.1")),
)
# fmt: on
