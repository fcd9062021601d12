"""What can happen instead of a reply: the other thing that a client must react to."""

import attrs

from smtpreply.stage import Stage
from smtpreply.term import Term


class EventKind(Term):
    """What happened."""

    CONNECT_REFUSED = "connection refused"
    CONNECT_TIMEOUT = "connection timed out"
    UNREACHABLE = "host or network unreachable"
    DNS_FAILURE = "name not resolved"
    CLOSED = "connection closed"
    """The server closed or reset the connection without a reply."""
    TIMEOUT = "no reply in time"
    """RFC 5321 4.5.3.2 says how long to wait: 5 minutes, after the message 10."""
    TLS_FAILED = "TLS failed"
    """The handshake failed, or the certificate was not accepted."""
    NOT_A_REPLY = "not a reply"
    """Bytes came that are no SMTP reply."""

    # What DNS said of the recipient's domain (RFC 5321 5.1)
    DNS_TEMPORARY = "DNS did not answer"
    DNS_NO_DOMAIN = "domain does not exist"
    DNS_NULL_MX = "domain takes no mail"
    """Its only MX is ``.`` (RFC 7505)."""
    DNS_NO_MX = "no MX record"
    """None, but the domain has an address of its own."""
    DNS_MX_UNUSABLE = "no MX host resolves"
    MX_IS_SELF = "best host is this client itself"
    """The MX list, a greeting or an EHLO reply names the client's own host: a loop."""

    # What became of the connections
    ALL_HOSTS_FAILED = "no host could be reached"
    DESTINATION_DEAD = "connections fail again and again"
    DESTINATION_ALIVE = "a suspended destination works again"
    IDLE_LOST = "idle connection lost"
    """A probe of an idle connection failed, or a reply that nobody asked for waited on it."""

    # TLS
    TLS_WRONG_MODE = "TLS at the wrong time"
    """TLS where clear text is spoken first, or the other way round."""
    TLS_INTERRUPTED = "TLS handshake cut off"
    """Reset or silence in the handshake, as middle boxes do to a large ClientHello."""
    CERTIFICATE_REFUSED = "certificate not accepted"
    """Not trusted, not for this name, or not what DANE or MTA-STS promises."""
    TLS_POLICY_UNKNOWN = "TLS policy could not be looked up"
    """TLSA or MTA-STS could not be fetched: not the same as "there is none"."""
    INJECTED = "bytes behind the reply to STARTTLS"
    TLS_ESTABLISHED = "TLS established"
    SASL_LAYER = "SASL security layer established"

    # Before a command is sent
    NOT_OFFERED = "extension not offered"
    """The message or the session needs what the EHLO reply does not offer; `detail` names it."""
    NO_COMMON_MECHANISM = "no login mechanism in common"
    TOO_LARGE = "message larger than the server takes"

    # Inside a transaction
    NO_RECIPIENT = "no recipient accepted"
    ALL_PUT_OFF = "every recipient put off"
    """Each with a 4yz, none refused for good."""
    SOME_RECIPIENTS = "some recipients accepted"
    CHALLENGE_UNREADABLE = "login challenge cannot be answered"
    WRITE_FAILED = "connection lost in the message"
    """Before the final dot: nothing was delivered."""
    SOURCE_FAILED = "message cannot be read"
    """The client's own copy of the message cannot be read to its end."""
    EXTRA_REPLY = "more replies than commands"

    # In the queue
    DEFERRED_AGAIN = "deferred again"
    EXPIRED = "tried for too long"
    DELAYED = "still waiting"
    FAILED = "failed for good"


@attrs.frozen
class Event:
    """Something that happened at a stage in the place of a reply.

    The stage is that of the command that was waiting for one; END_OF_DATA means that the
    whole message had been sent, so that nobody knows whether it was accepted.
    """

    kind: EventKind
    stage: Stage = Stage.UNKNOWN
    detail: str = ""
    """What the system or the library said, as it said it."""
