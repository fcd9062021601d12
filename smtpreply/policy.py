"""What a mailer has decided to risk, as a value: `advise` proposes nothing it forbids.

A reply says what is; a policy says what may be done about it. Permissions are given by
name, so that no risk is taken unseen. Profiles are frozen and named after the use they
are for; each field is argued where it is set.
"""

import attrs

from smtpreply.advice import Delay
from smtpreply.term import Term


class Permission(Term):
    """Something risky that a policy may allow."""

    CLEARTEXT = "cleartext"
    """Go on without TLS where TLS fails or is not offered, as long as no login is involved and
    nothing requires it. A forged 454 is enough to make use of it (RFC 3207 6)."""
    DUPLICATES = "duplicates"
    """Send again what may have been accepted: better twice than never (RFC 1047)."""
    HELO = "helo"
    """Fall back from EHLO to HELO, hence to no extension at all."""
    PROBING = "probing"
    """Ask for an address with MAIL, RCPT and RSET. Servers count it as harvesting."""
    NEXT_HOST = "next-host"
    """Use another host of the same domain. A submission server has no others."""
    SUPPRESSION = "suppression"
    """Propose that nothing is sent any more to an address that is dead."""
    TEST_MESSAGES = "test-messages"
    """Propose a test message: somebody may read it."""
    RETRY_552 = "retry-552"
    """Treat 552 to RCPT like 452, as RFC 5321 4.5.3.1.10 says: older servers mean "too many
    recipients". Postfix does not, as 552 also means "mailbox full"."""


_ALL = frozenset(Permission)


@attrs.frozen(kw_only=True, cache_hash=True)
class Policy:
    """What is allowed, and how long to keep trying. Times are seconds."""

    name: str
    permissions: frozenset[Permission]
    greylisting: Delay
    """When to come back to a greylisting server."""
    give_up_after: float
    """How long a message is tried in all; RFC 5321 4.5.4.1 says at least 4 to 5 days."""
    warn_after: float
    """When to tell the sender that it is still waiting."""

    def allows(self, permission: Permission | None) -> bool:
        """Whether something is permitted; what needs no permission always is."""
        return permission is None or permission in self.permissions

    def with_permission(self, *permissions: Permission) -> "Policy":
        """The same policy, allowing more."""
        return attrs.evolve(
            self, name=f"{self.name}+", permissions=self.permissions | set(permissions)
        )

    def without_permission(self, *permissions: Permission) -> "Policy":
        """The same policy, allowing less."""
        return attrs.evolve(
            self, name=f"{self.name}-", permissions=self.permissions - set(permissions)
        )


_DAY = 86400.0
_HOUR = 3600.0

# RFC 6647 5: a second attempt is welcome from one minute to 24 hours; most want five minutes.
_GREYLISTING = Delay(60, 300, _DAY)

CAREFUL = Policy(
    name="CAREFUL",
    # Everything that loses, doubles or exposes nothing. Not among it: clear text and duplicates.
    permissions=_ALL - {Permission.CLEARTEXT, Permission.DUPLICATES},
    greylisting=_GREYLISTING,
    give_up_after=5 * _DAY,  # the upper end of RFC 5321 4.5.4.1
    warn_after=4 * _HOUR,  # what sendmail and OpenSMTPD do
)
"""The default: for who does not know yet what kind of mailer they are."""

SUBMISSION = Policy(
    name="SUBMISSION",
    # One configured server, which wants a login: no other host, no HELO, no clear text. The user
    # waits and can be asked, so nothing is sent twice unasked, and nobody is probed.
    permissions=frozenset({Permission.SUPPRESSION, Permission.TEST_MESSAGES}),
    greylisting=_GREYLISTING,
    give_up_after=_DAY,  # the sender should hear soon; the server, not the client, keeps the queue
    warn_after=_HOUR,
)
"""A program that hands mail to its own provider, on port 587 or 465 (RFC 6409)."""

RELAY = Policy(
    name="RELAY",
    # An MTA between strangers: most of the world still wants opportunistic TLS (RFC 7435), and a
    # queue that lost a message has failed worse than one that doubled it. Probing is for its own
    # recipients' sake (address verification) and off here.
    permissions=_ALL - {Permission.PROBING, Permission.TEST_MESSAGES},
    greylisting=_GREYLISTING,
    give_up_after=5 * _DAY,
    warn_after=4 * _HOUR,
)
"""A mail server that delivers to the hosts of other domains."""

BULK = Policy(
    name="BULK",
    # Newsletters: a second copy annoys thousands, a lost one few; probing lists gets one blocked.
    permissions=frozenset(
        {Permission.HELO, Permission.NEXT_HOST, Permission.SUPPRESSION, Permission.CLEARTEXT}
    ),
    greylisting=Delay(300, 900, _DAY),  # no hurry, and fewer second attempts
    give_up_after=2 * _DAY,  # yesterday's offer helps nobody
    warn_after=2 * _DAY,
)
"""Many like messages to many recipients."""

TRANSACTIONAL = Policy(
    name="TRANSACTIONAL",
    # Receipts and passwords: encrypted or not at all, and rather twice than never.
    permissions=_ALL - {Permission.CLEARTEXT, Permission.PROBING, Permission.HELO},
    greylisting=Delay(60, 90, 600),  # a login code is worth something for ten minutes
    give_up_after=_DAY,
    warn_after=600.0,
)
"""Single messages that somebody waits for."""

POLICIES = {policy.name: policy for policy in (CAREFUL, SUBMISSION, RELAY, BULK, TRANSACTIONAL)}
