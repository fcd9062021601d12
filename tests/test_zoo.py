"""Both drivers against Postfix, Exim, OpenSMTPD and Sendmail as Debian ships them.

And LMTP, with those that have it. `tests.zoo` knows where the servers are.
"""

import ssl
from typing import Any
from uuid import uuid4

import attrs
import pytest

from smtpreply import (
    RELAY,
    Caution,
    Delivery,
    Envelope,
    EventKind,
    Fate,
    Host,
    Outcome,
    Permission,
    Reason,
    TlsMode,
)
from smtpreply.event import Event
from smtpreply.sasl import CramMd5, Login, LoginLogin, Plain
from smtpreply.stage import Stage
from tests.test_drivers import (
    Drive,
    _nothing_stays_open,  # noqa: F401 - fixtures, as the next
    drive,  # noqa: F401
    fates,
    kind,
    reasons,
)
from tests.zoo import CERTIFICATE, Keeper

# What is the same in all of them, and what each answers in its own way ---------------------------


@attrs.frozen(kw_only=True)
class Kind:
    """One listener that takes mail."""

    listener: str
    tls: TlsMode = TlsMode.STARTTLS
    unknown_is_dead: bool = True
    relay_denied: Reason = Reason.RELAY_DENIED


KINDS = {
    "postfix": Kind(listener="postfix"),
    "exim": Kind(listener="exim"),
    # Its TLS is broken; and it says the same of an unknown user and of a domain that is not its own.
    "opensmtpd": Kind(
        listener="opensmtpd", tls=TlsMode.NONE, unknown_is_dead=False,
        relay_denied=Reason.RECIPIENT_UNKNOWN,
    ),
    "sendmail": Kind(listener="sendmail"),
}  # fmt: skip

ALICE = "alice@zoo.test"
MESSAGE = b"Subject: hi\n\nHello.\n.dot\n"


@pytest.fixture(params=KINDS)
def a_kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@attrs.frozen
class Mailer:
    """Delivers with one of the drivers."""

    drive: Any
    keeper: Keeper

    def __call__(
        self,
        listener: str,
        *recipients: str,
        tls: TlsMode = TlsMode.STARTTLS,
        sender: str = "bob@elsewhere.test",
        message: bytes = MESSAGE,
        **more: Any,
    ) -> tuple[Outcome, ...]:
        host = Host("127.0.0.1", self.keeper.port(listener), tls)
        delivery = Delivery(
            Envelope(sender, recipients or (ALICE,), message), [host],
            client_name="client.example.net", **more,
        )  # fmt: skip
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        outcomes: tuple[Outcome, ...] = self.drive(delivery, tls_context=context, timeout=15.0)
        return outcomes


@pytest.fixture
def mail(drive: Drive, keeper: Keeper) -> Mailer:  # noqa: F811
    return Mailer(drive, keeper)


def says_nothing_of_the_address(outcome: Outcome) -> bool:
    assert outcome.diagnosis is not None
    return not outcome.diagnosis.verdict.address_dead and not outcome.diagnosis.advice.may_suppress


class TestEveryServer:
    def test_delivered(self, mail: Mailer, a_kind: Kind) -> None:
        [outcome] = mail(a_kind.listener, tls=a_kind.tls)
        assert outcome.fate is Fate.DELIVERED
        assert outcome.queue_id

    def test_unknown(self, mail: Mailer, a_kind: Kind) -> None:
        gone, alice = mail(a_kind.listener, "nosuch@zoo.test", ALICE, tls=a_kind.tls)
        assert (gone.fate, alice.fate) == (Fate.REFUSED, Fate.DELIVERED)
        assert gone.diagnosis is not None
        assert gone.diagnosis.verdict.reason is Reason.RECIPIENT_UNKNOWN
        assert gone.diagnosis.verdict.address_dead == a_kind.unknown_is_dead

    def test_relay_denied_says_nothing_of_the_address(self, mail: Mailer, a_kind: Kind) -> None:
        [outcome] = mail(a_kind.listener, "x@other.example", tls=a_kind.tls)
        assert outcome.fate is Fate.REFUSED
        assert reasons((outcome,)) == [a_kind.relay_denied]
        assert says_nothing_of_the_address(outcome)

    def test_over_quota(self, mail: Mailer, a_kind: Kind) -> None:
        full, alice = mail(a_kind.listener, "full@zoo.test", ALICE, tls=a_kind.tls)
        assert (full.fate, alice.fate) == (Fate.DEFERRED, Fate.DELIVERED)
        assert reasons((full,)) == [Reason.MAILBOX_FULL]
        assert says_nothing_of_the_address(full)

    def test_too_large_is_not_sent(self, mail: Mailer, a_kind: Kind) -> None:
        message = MESSAGE + b"x" * 1_000_000
        [outcome] = mail(a_kind.listener, tls=a_kind.tls, message=message)
        assert outcome.fate is Fate.REFUSED
        assert kind(outcome) is EventKind.TOO_LARGE
        assert outcome.diagnosis is not None
        assert outcome.diagnosis.verdict.stage is Stage.MAIL, "by the limit that EHLO names"
        assert reasons((outcome,)) == [Reason.MESSAGE_TOO_LARGE]

    def test_a_large_one_that_it_takes(self, mail: Mailer, a_kind: Kind) -> None:
        message = MESSAGE + b"0123456789\n" * 80_000
        assert fates(mail(a_kind.listener, tls=a_kind.tls, message=message)) == ["delivered"]

    def test_more_recipients_than_it_takes(self, mail: Mailer, a_kind: Kind) -> None:
        people = ["alice", "bob", "postmaster", "Alice", "Bob", "ALICE", "BOB"]
        outcomes = mail(a_kind.listener, *(f"{p}@zoo.test" for p in people), tls=a_kind.tls)
        assert fates(outcomes) == ["delivered"] * len(people)
        assert len({outcome.queue_id for outcome in outcomes}) == 2, "five of them, then two"

    def test_in_several_lines(self, mail: Mailer, a_kind: Kind) -> None:
        [outcome] = mail(a_kind.listener, "multi@zoo.test", tls=a_kind.tls)
        assert outcome.fate is Fate.REFUSED
        if a_kind.listener == "exim":
            assert outcome.diagnosis is not None
            assert outcome.diagnosis.reply is not None
            assert len(outcome.diagnosis.reply.lines) == 3
            assert says_nothing_of_the_address(outcome)


def greeted(outcome: Outcome) -> str:
    """The first line of the reply that decided."""
    assert outcome.diagnosis is not None
    assert outcome.diagnosis.reply is not None
    return outcome.diagnosis.reply.lines[0]


class TestTls:
    @pytest.mark.parametrize("listener", ["postfix-smtps", "exim-smtps", "sendmail-smtps"])
    def test_from_the_first_byte(self, mail: Mailer, listener: str) -> None:
        assert fates(mail(listener, tls=TlsMode.IMPLICIT)) == ["delivered"]

    @pytest.mark.parametrize("listener", ["postfix", "exim", "sendmail"])
    def test_a_certificate_that_nobody_vouches_for(
        self,
        drive: Drive,  # noqa: F811
        keeper: Keeper,
        listener: str,
    ) -> None:
        host = Host("127.0.0.1", keeper.port(listener))
        delivery = Delivery(
            Envelope("bob@elsewhere.test", [ALICE], MESSAGE), [host], client_name="c.example.net"
        )
        [outcome] = drive(delivery, timeout=15.0)
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.CERTIFICATE_REFUSED)

    @pytest.mark.parametrize(
        ("listener", "tls"),
        [("opensmtpd", TlsMode.STARTTLS), ("opensmtpd-smtps", TlsMode.IMPLICIT)],
    )
    def test_that_fails_lets_nothing_out_in_clear(
        self, mail: Mailer, listener: str, tls: TlsMode
    ) -> None:
        [outcome] = mail(listener, tls=tls)
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.TLS_FAILED)
        assert outcome.diagnosis is not None
        assert Caution.TLS_STRIPPING in outcome.diagnosis.advice.cautions

    def test_refused_with_454(self, mail: Mailer) -> None:
        [outcome] = mail("postfix-brokentls")
        assert outcome.fate is Fate.DEFERRED
        assert reasons((outcome,)) == [Reason.TLS_REQUIRED]
        assert fates(mail("postfix-brokentls", policy=RELAY)) == ["deferred"], "once at least"

    def test_not_offered(self, mail: Mailer) -> None:
        [outcome] = mail("postfix-plain")
        assert (outcome.fate, kind(outcome)) == (Fate.DEFERRED, EventKind.NOT_OFFERED)
        policy = RELAY.without_permission(Permission.CLEARTEXT)
        assert fates(mail("postfix-plain", policy=policy)) == ["deferred"]
        assert fates(mail("postfix-plain", policy=RELAY)) == ["delivered"]


class TestLmtp:
    """bob is over quota, which the servers say behind the message."""

    @pytest.mark.parametrize("listener", ["aiosmtpd-lmtp", "smtp-server-lmtp"])
    @pytest.mark.parametrize("people", [(ALICE, "bob@zoo.test"), ("bob@zoo.test", ALICE)])
    def test_one_answer_a_recipient(
        self, mail: Mailer, listener: str, people: tuple[str, str]
    ) -> None:
        outcomes = {o.recipient: o for o in mail(listener, *people, tls=TlsMode.NONE, lmtp=True)}
        assert outcomes[ALICE].fate is Fate.DELIVERED
        bob = outcomes["bob@zoo.test"]
        assert (bob.fate, reasons((bob,))) == (Fate.DEFERRED, [Reason.MAILBOX_FULL])
        assert says_nothing_of_the_address(bob)

    def test_one_answer_for_all_leaves_all_unknown(self, mail: Mailer) -> None:
        outcomes = mail("perl-lmtp", ALICE, "bob@zoo.test", tls=TlsMode.NONE, lmtp=True)
        assert fates(outcomes) == ["unknown", "unknown"]


class TestLogin:
    LISTENERS = ("postfix-submission", "exim-submission", "sendmail-submission")

    @pytest.mark.parametrize("listener", LISTENERS)
    @pytest.mark.parametrize("login", [Plain, LoginLogin, CramMd5])
    def test_right(self, mail: Mailer, listener: str, login: Any) -> None:
        user = "alice" if listener == "exim-submission" else "alice@zoo.test"
        logins: list[Login] = [login(user, "secret")]
        assert fates(mail(listener, logins=logins)) == ["delivered"]

    @pytest.mark.parametrize("listener", LISTENERS)
    def test_wrong(self, mail: Mailer, listener: str) -> None:
        logins = [Plain("alice", "wrong"), LoginLogin("alice", "wrong")]
        [outcome] = mail(listener, logins=logins)
        assert outcome.fate is Fate.REFUSED
        assert reasons((outcome,)) == [Reason.BAD_CREDENTIALS]
        assert says_nothing_of_the_address(outcome)

    @pytest.mark.parametrize("listener", LISTENERS)
    def test_none(self, mail: Mailer, listener: str) -> None:
        [outcome] = mail(listener)
        assert outcome.fate is Fate.REFUSED
        assert reasons((outcome,)) in ([Reason.AUTH_REQUIRED], [Reason.POLICY])
        assert says_nothing_of_the_address(outcome)


class TestTheirWays:
    @pytest.mark.parametrize(
        ("listener", "sender", "reason"),
        [
            ("exim-acl", "later@elsewhere.test", None),  # at MAIL
            ("postfix-greylist", "", Reason.GREYLISTED),
            ("postfix-eager", "bob@elsewhere.test", None),  # behind the message
            ("opensmtpd", "bye@zoo.test", None),  # 421 to MAIL, and gone
        ],
    )
    def test_put_off(self, mail: Mailer, listener: str, sender: str, reason: Reason | None) -> None:
        tls = TlsMode.STARTTLS if listener == "exim-acl" else TlsMode.NONE
        sender = sender or f"{uuid4().hex}@elsewhere.test"  # whom it has never seen
        [outcome] = mail(listener, sender=sender, tls=tls)
        assert outcome.fate is Fate.DEFERRED
        assert outcome.until is not None
        assert reason in (None, *reasons((outcome,)))
        assert says_nothing_of_the_address(outcome)

    def test_one_of_two_is_put_off(self, mail: Mailer) -> None:
        later, alice = mail("opensmtpd", "later@zoo.test", ALICE, tls=TlsMode.NONE)
        assert (later.fate, alice.fate) == (Fate.DEFERRED, Fate.DELIVERED)
        assert greeted(later) == "4.7.1 come back later"

    @pytest.mark.parametrize("who", ["drop", "bye"])
    def test_refused_and_closed_in_the_middle(self, mail: Mailer, who: str) -> None:
        """The refusal is about one; what it leaves of the others is put off, not lost."""
        outcomes = mail("exim-acl", ALICE, f"{who}@zoo.test", "bob@zoo.test")
        assert outcomes[1].fate is Fate.REFUSED
        assert says_nothing_of_the_address(outcomes[1])
        assert {outcomes[0].fate, outcomes[2].fate} <= {Fate.DELIVERED, Fate.DEFERRED}

    @pytest.mark.parametrize("listener", ["postfix-closed", "exim-closed", "opensmtpd-closed"])
    def test_turned_away_in_the_greeting(self, mail: Mailer, listener: str) -> None:
        [outcome] = mail(listener, tls=TlsMode.NONE)
        assert outcome.fate in (Fate.DEFERRED, Fate.REFUSED)
        assert outcome.diagnosis is not None
        assert not isinstance(outcome.diagnosis.source, Event)
        assert outcome.diagnosis.verdict.stage is Stage.CONNECT
        assert says_nothing_of_the_address(outcome)

    @pytest.mark.parametrize("listener", ["exim-banner", "exim-strict", "sendmail-open"])
    def test_delivered_all_the_same(self, mail: Mailer, listener: str) -> None:
        assert fates(mail(listener)) == ["delivered"]

    def test_recipients_past_the_limit_refused_with_552(self, mail: Mailer) -> None:
        people = ["alice", "bob", "postmaster", "Alice", "Bob", "ALICE", "BOB"]
        outcomes = mail("exim-strict", *(f"{p}@zoo.test" for p in people))
        assert fates(outcomes) == ["delivered"] * len(people), "though DATA is refused with 554"

    def test_every_recipient_has_an_answer_of_its_own_in_chunks(self, mail: Mailer) -> None:
        assert fates(mail("exim", chunking=True)) == ["delivered"]
        assert fates(mail("postfix", chunking=True)) == ["delivered"]
