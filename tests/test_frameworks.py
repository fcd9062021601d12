"""Retry libraries, task queues, Django and logs: the real packages around the real failures."""

import asyncio
import json
import logging
import pickle
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import stamina
import structlog
import tenacity

from smtpreply import (
    CAREFUL,
    KNOWLEDGE_VERSION,
    RELAY,
    Event,
    EventKind,
    Permission,
    Reason,
    Stage,
    diagnose,
    diagnose_all,
)
from smtpreply.adapters.fields import log_fields
from smtpreply.adapters.retrying import (
    DEFAULT_DELAY,
    DeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
    UnknownDeliveryError,
    backoff,
    deliver,
    fate_of,
    is_retryable,
    raise_for,
    wait_for,
)
from smtpreply.outcome import Fate
from smtpreply.testing import ScriptedServer, Turn
from tests.clients import (
    BOB,
    DATA,
    GONE,
    HELLO,
    MAIL,
    MESSAGE,
    NOBODY,
    QUEUED,
    RCPT,
    SENDER,
    TO,
    django_backend,
    django_message,
    outcome,
    with_aiosmtplib,
    with_smtplib,
    with_twisted,
)

GREYLISTED = Turn("450 4.7.1 greylisted, try again in 300 seconds", command="RCPT", times=2)
NO_SUCH = Turn("550 5.1.1 no such user", command="RCPT", times=2)
LOST = Turn(b"", command=".", **GONE)


def script(*turns: Turn) -> tuple[Turn, ...]:
    return (*HELLO, *turns, MAIL, RCPT, DATA, QUEUED)


def failing(*turns: Turn, client: Callable[..., Any] = with_smtplib) -> Any:
    """What the client raises for this script."""
    with ScriptedServer(script(*turns)) as server:
        return outcome(client, server.host, server.port)


@contextmanager
def serving_once_then_well(*turns: Turn) -> Iterator[Callable[[], ScriptedServer]]:
    """Each call gives the server of the next session: the first fails, the second does not."""
    with ScriptedServer(script(*turns)) as bad, ScriptedServer(script()) as good:
        servers = [bad, good]
        yield lambda: servers.pop(0) if len(servers) > 1 else servers[0]


class TestPlainCallables:
    @pytest.mark.parametrize(
        ("turns", "again", "wait"),
        [
            ((GREYLISTED,), True, 300.0),
            ((NO_SUCH,), False, 0.0),
            ((Turn("421 4.3.2 busy", command="MAIL", **GONE),), True, None),
            ((Turn(b"", command="MAIL", **GONE),), True, None),
            ((Turn("451 4.3.0 try later", command="DATA"),), True, None),
            ((Turn("451 4.3.0 try later", command="."),), True, None),
            ((Turn("554 5.7.1 spam", command="."),), False, 0.0),
            ((LOST,), False, 0.0),
            # A yes that the client does not go on from: nobody has the message.
            ((Turn("220 what", command="MAIL"),), True, None),
            ((Turn("252 maybe", command="RCPT", times=2),), True, None),
        ],
    )
    def test_by_what_happened(self, turns: Any, again: bool, wait: float | None) -> None:
        error = failing(*turns)
        assert is_retryable(error) is again
        assert wait_for(error) == wait if wait is not None else wait_for(error) > 0
        assert backoff(error) == (wait_for(error) if again else False)

    def test_a_yes_that_the_client_did_not_go_on_from_is_no_delivery(self) -> None:
        with pytest.raises(TemporaryDeliveryError) as caught:
            raise_for(failing(Turn("220 what", command="MAIL")), recipients=TO)
        assert caught.value.recipients == tuple(TO)
        assert caught.value.delay > 0
        # In what was returned it is one: the server took the recipient, and then the message.
        raise_for({BOB: (252, b"maybe")}, recipients=TO)

    @pytest.mark.parametrize("client", [with_smtplib, with_aiosmtplib, with_twisted])
    def test_silence_behind_the_message_only_if_the_policy_says_so(self, client: Any) -> None:
        error = failing(LOST, client=client)
        for policy in (CAREFUL, RELAY.without_permission(Permission.DUPLICATES)):
            assert not is_retryable(error, policy=policy)
        stages = {d.verdict.stage for d in diagnose_all(error)}
        # Twisted does not say where it was: not even a policy that risks two copies helps then.
        assert is_retryable(error, policy=RELAY) == (stages == {Stage.END_OF_DATA})

    @pytest.mark.parametrize("failure", [KeyError("x"), None, {BOB: (450, b"later")}, 550])
    def test_not_an_answer(self, failure: Any) -> None:
        # A dict that was returned says that others have the message: the same again doubles it.
        assert not is_retryable(failure)
        assert wait_for(failure) == 0

    def test_one_of_several_is_worth_another_attempt(self) -> None:
        refused = Turn("550 5.1.1 no", command=f"RCPT TO:<{NOBODY}")
        assert is_retryable(failing(refused, GREYLISTED))

    def test_a_delivery_error(self) -> None:
        diagnosis = diagnose("450 later", stage=Stage.RCPT)
        assert is_retryable(TemporaryDeliveryError((diagnosis,)))

    @pytest.mark.parametrize(
        ("source", "stage", "expected"),
        [
            ("250 ok", Stage.RCPT, Fate.DELIVERED),
            ("500 what", Stage.QUIT, Fate.DELIVERED),
            (Event(EventKind.TIMEOUT, Stage.END_OF_DATA), None, Fate.UNKNOWN),
            (Event(EventKind.CONNECT_REFUSED), None, Fate.DEFERRED),
            (Event(EventKind.IDLE_LOST), None, Fate.DEFERRED),
            (Event(EventKind.NOT_A_REPLY, Stage.MAIL), None, Fate.DEFERRED),
            ("535 5.7.8 bad password", Stage.AUTH, Fate.REFUSED),
            ("530 5.7.0 Must issue a STARTTLS command first", Stage.MAIL, Fate.REFUSED),
            ("452 4.2.2 mailbox full", Stage.RCPT, Fate.DEFERRED),
            ("550 5.1.1 no such user", Stage.RCPT, Fate.REFUSED),
        ],
    )
    def test_outcomes(self, source: Any, stage: Stage | None, expected: Fate) -> None:
        assert fate_of(diagnose(source, stage=stage)) is expected


class TestTenacity:
    def test_retries_and_waits(self) -> None:
        slept: list[float] = []
        with serving_once_then_well(GREYLISTED) as server:

            @tenacity.retry(retry=is_retryable, wait=wait_for, sleep=slept.append, stop=tenacity.stop_after_attempt(3))  # fmt: skip
            def send() -> Any:
                where = server()
                return with_smtplib(where.host, where.port)

            assert send() == {}
        assert slept == [300.0]

    def test_does_not_repeat_what_may_have_arrived(self) -> None:
        with ScriptedServer(script(LOST)) as server:
            send = tenacity.retry(retry=is_retryable, wait=wait_for, reraise=True)(with_smtplib)
            with pytest.raises(smtplib.SMTPServerDisconnected):
                send(server.host, server.port)
            assert len(server.sessions) == 1

    def test_with_another_policy(self) -> None:
        again = partial(is_retryable, policy=RELAY)
        with serving_once_then_well(LOST) as server:

            @tenacity.retry(retry=again, wait=partial(wait_for, policy=RELAY), sleep=lambda _: None)
            def send() -> Any:
                where = server()
                return with_smtplib(where.host, where.port)

            assert send() == {}


class TestStamina:
    def test_the_hook_gives_the_delay(self) -> None:
        waits: list[float] = []

        def hook(error: Exception) -> float | bool:
            waits.append(backoff(error))
            return 0.0 if waits[-1] else False

        with serving_once_then_well(GREYLISTED) as server:

            @stamina.retry(on=hook)
            def send() -> Any:
                where = server()
                return with_smtplib(where.host, where.port)

            assert send() == {}
        assert waits == [300.0]

    def test_straight(self) -> None:
        with stamina.set_testing(True), ScriptedServer(script(NO_SUCH)) as server:
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                stamina.retry(on=backoff)(with_smtplib)(server.host, server.port)
            assert len(server.sessions) == 1


class TestErrors:
    def test_partly_accepted(self) -> None:
        later = Turn("450 4.7.1 greylisted", command=f"RCPT TO:<{NOBODY}")
        refused = failing(later)
        assert list(refused) == [NOBODY]
        with pytest.raises(TemporaryDeliveryError) as raised:
            raise_for(refused, recipients=TO)
        assert raised.value.recipients == (NOBODY,)
        assert raised.value.delay >= 60
        assert raised.value.__cause__ is None

    def test_one_for_good_and_one_for_now(self) -> None:
        gone = Turn("550 5.1.1 no such user", command=f"RCPT TO:<{NOBODY}")
        error = failing(gone, GREYLISTED)
        with pytest.raises(TemporaryDeliveryError) as raised:
            raise_for(error, recipients=TO)
        assert raised.value.recipients == (BOB,)
        assert raised.value.refused == (NOBODY,)
        assert raised.value.diagnosis.verdict.reason is Reason.GREYLISTED
        assert raised.value.__cause__ is error
        assert "550 5.1.1 to RCPT for nobody@example.org" in str(raised.value)

    @pytest.mark.parametrize(
        ("turn", "kind"),
        [
            (Turn("451 4.3.0 later", command="."), TemporaryDeliveryError),
            (Turn("554 5.7.1 spam", command="."), PermanentDeliveryError),
            (LOST, UnknownDeliveryError),
        ],
    )
    def test_the_whole_message(self, turn: Turn, kind: type[DeliveryError]) -> None:
        with pytest.raises(kind) as raised:
            raise_for(failing(turn), recipients=TO)
        assert raised.value.recipients == (BOB, NOBODY)

    def test_the_whole_message_with_some_refused_before(self) -> None:
        gone = Turn("550 5.1.1 no such user", command=f"RCPT TO:<{NOBODY}")
        error = failing(gone, Turn("451 4.3.0 later", command="."), client=with_twisted)
        with pytest.raises(TemporaryDeliveryError) as raised:
            raise_for(error, recipients=TO)
        assert (raised.value.recipients, raised.value.refused) == ((BOB,), (NOBODY,))

    @pytest.mark.parametrize("found", [None, {}, ({}, "queued"), (2, [(b"a", 250, b"ok")]), smtplib.SMTPServerDisconnected])  # fmt: skip
    def test_nothing_to_raise(self, found: Any) -> None:
        if found is smtplib.SMTPServerDisconnected:
            found = failing_at_quit()
        raise_for(found, recipients=TO)

    def test_who_was_not_asked_is_not_forgotten(self) -> None:
        # A 421 to the second RCPT: smtplib names but that one, and the first has nothing either.
        cut = Turn("421 4.3.2 shutting down", command=f"RCPT TO:<{NOBODY}", **GONE)
        error = failing(cut)
        assert list(error.recipients) == [NOBODY]
        with pytest.raises(TemporaryDeliveryError) as raised:
            raise_for(error, recipients=TO)
        assert raised.value.recipients == (BOB, NOBODY)

    def test_named_by_nobody(self) -> None:
        with pytest.raises(PermanentDeliveryError) as raised:
            raise_for(failing(Turn("554 5.7.1 spam", command=".")))
        assert raised.value.recipients == ()

    def test_no_delay_named(self) -> None:
        refused = TemporaryDeliveryError((diagnose("550 5.1.1 no", stage=Stage.RCPT),))
        assert refused.delay == DEFAULT_DELAY

    def test_is_raised_as_it_is(self) -> None:
        error = PermanentDeliveryError((diagnose("550 5.1.1 no", stage=Stage.RCPT),))
        with pytest.raises(PermanentDeliveryError) as raised:
            raise_for(error)
        assert raised.value is error

    def test_pickle(self) -> None:
        diagnoses = diagnose_all({BOB: (450, b"later"), NOBODY: (550, b"5.1.1 no such user")})
        for kind in (TemporaryDeliveryError, PermanentDeliveryError, UnknownDeliveryError):
            error = kind(diagnoses, (BOB,))
            loaded = pickle.loads(pickle.dumps(error))
            assert type(loaded) is kind
            assert (loaded.diagnoses, loaded.recipients) == (diagnoses, (BOB,))
            assert (str(loaded), loaded.refused) == (str(error), (NOBODY,))


def failing_at_quit() -> Any:
    with ScriptedServer((*HELLO[:-1], MAIL, RCPT, DATA, QUEUED)) as server:
        error = outcome(with_smtplib, server.host, server.port)
    assert isinstance(error, smtplib.SMTPResponseException)
    return error


class TestDeliver:
    def test_who_got_it_gets_it_once(self) -> None:
        later = Turn("450 4.7.1 greylisted", command=f"RCPT TO:<{NOBODY}")
        with ScriptedServer(script(later)) as first, ScriptedServer(script()) as second:
            with pytest.raises(TemporaryDeliveryError) as raised:
                deliver(partial(self.send, first), TO)
            deliver(partial(self.send, second), raised.value.recipients)
        asked = [
            c
            for server in (first, second)
            for c in server.sessions[0].commands
            if c.upper().startswith("RCPT")
        ]
        assert [c[8:].rstrip(">") for c in asked] == [f"<{BOB}", f"<{NOBODY}", f"<{NOBODY}"]

    def send(self, server: ScriptedServer, recipients: tuple[str, ...]) -> Any:
        with smtplib.SMTP(server.host, server.port, local_hostname="me", timeout=20) as smtp:
            return smtp.sendmail(SENDER, recipients, MESSAGE)

    def test_a_failure(self) -> None:
        with ScriptedServer(script(NO_SUCH)) as server, pytest.raises(PermanentDeliveryError):
            deliver(partial(self.send, server), TO)

    def test_a_mistake_is_let_through(self) -> None:
        def send(_: tuple[str, ...]) -> None:
            raise KeyError("x")

        with pytest.raises(KeyError):
            deliver(send, TO)

    @pytest.mark.parametrize("returned", [None, 1, True, "queued as 123", (250, b"ok")])
    def test_whatever_else_it_returns_was_sent(self, returned: object) -> None:
        deliver(lambda _: returned, TO)


class TestCelery:
    def app(self) -> Any:
        from celery import Celery

        app = Celery("mail", set_as_current=False)
        app.conf.update(task_always_eager=True, task_eager_propagates=False, broker_url="memory://")
        return app

    def test_only_who_was_put_off_is_tried_again(self) -> None:
        app = self.app()
        later = Turn("450 4.7.1 greylisted", command=f"RCPT TO:<{NOBODY}")
        with serving_once_then_well(later) as server:
            asked: list[tuple[str, ...]] = []

            @app.task(bind=True, max_retries=3)  # type: ignore[untyped-decorator]
            def send(task: Any, recipients: list[str]) -> str:
                def over_smtp(to: tuple[str, ...]) -> Any:
                    asked.append(to)
                    where = server()
                    with smtplib.SMTP(where.host, where.port, timeout=20) as smtp:
                        return smtp.sendmail(SENDER, to, MESSAGE)

                try:
                    deliver(over_smtp, recipients)
                except TemporaryDeliveryError as error:
                    raise task.retry(
                        args=(error.recipients,), exc=error, countdown=error.delay
                    ) from error
                return "sent"

            result = send.apply(args=(TO,))
        assert result.get() == "sent"
        assert asked == [tuple(TO), (NOBODY,)]

    @pytest.mark.parametrize(
        ("turn", "kind", "attempts"),
        [
            (Turn("554 5.7.1 spam", command="."), PermanentDeliveryError, 1),
            (LOST, UnknownDeliveryError, 1),
            (Turn("451 4.3.0 later", command=".", times=None), TemporaryDeliveryError, 3),
        ],
    )
    def test_autoretry(self, turn: Turn, kind: type[DeliveryError], attempts: int) -> None:
        app = self.app()
        with ScriptedServer(script(turn)) as server:

            @app.task(autoretry_for=(TemporaryDeliveryError,), max_retries=2, retry_backoff=False)  # type: ignore[untyped-decorator]
            def send() -> None:
                deliver(lambda _: with_smtplib(server.host, server.port), TO)

            result = send.apply()
            assert len(server.sessions) == attempts
        assert isinstance(result.result, kind)
        from celery.utils.serialization import find_pickleable_exception

        # Celery looks for a base class that survives pickle: it need not look far.
        assert find_pickleable_exception(result.result) is None or type(result.result) is kind
        assert pickle.loads(pickle.dumps(result.result)).diagnoses == result.result.diagnoses


class TestDjango:
    def backend(self, server: ScriptedServer, *, silently: bool = False) -> Any:
        path = "smtpreply.adapters.django.EmailBackend"
        return django_backend(path, server.host, server.port, fail_silently=silently)

    def send(self, backend: Any) -> Any:
        return backend.send_messages([django_message()])

    @contextmanager
    def listening(self) -> Iterator[list[Any]]:
        from smtpreply.adapters.django import delivery_failed

        heard: list[Any] = []

        def receive(failure: Any, **_: Any) -> None:
            heard.append(failure)

        delivery_failed.connect(receive)
        yield heard
        delivery_failed.disconnect(receive)

    def test_sends(self) -> None:
        with self.listening() as heard, ScriptedServer(script()) as server:
            backend = self.backend(server)
            assert self.send(backend) == 1
            assert server.sessions[0].messages
        assert heard == backend.failures == []

    def test_a_refused_recipient_is_not_lost(self) -> None:
        gone = Turn("550 5.1.1 no such user", command=f"RCPT TO:<{NOBODY}")
        with self.listening() as heard, ScriptedServer(script(gone)) as server:
            backend = self.backend(server)
            message = django_message()
            assert backend.send_messages([message]) == 1
        (failure,) = heard
        assert (failure.message, failure.error) == (message, None)
        assert [(d.recipient, d.verdict.address_dead) for d in failure.diagnoses] == [
            (NOBODY, True)
        ]

    @pytest.mark.parametrize("silently", [False, True])
    def test_a_refused_message(self, silently: bool) -> None:
        spam = Turn("554 5.7.1 spam", command=".")
        with self.listening() as heard, ScriptedServer(script(spam)) as server:
            backend = self.backend(server, silently=silently)
            if silently:
                assert self.send(backend) == 0
            else:
                with pytest.raises(smtplib.SMTPDataError) as raised:
                    self.send(backend)
                assert diagnose(raised.value).verdict.reason is Reason.SPAM_CONTENT
                assert raised.value.diagnosis == heard[0].diagnoses[0]  # type: ignore[attr-defined]
        (failure,) = heard
        assert failure.diagnoses[0].verdict.stage is Stage.END_OF_DATA
        assert backend.fail_silently is silently

    @pytest.mark.parametrize("silently", [False, True])
    def test_no_connection(self, silently: bool) -> None:
        with ScriptedServer(()) as server:
            backend = self.backend(server, silently=silently)
        if silently:
            assert self.send(backend) == 0
        else:
            with pytest.raises(ConnectionRefusedError):
                self.send(backend)
        (failure,) = backend.failures
        assert failure.message is None
        assert failure.diagnoses[0].verdict.reason is Reason.NETWORK

    def test_retried_by_tenacity(self) -> None:
        with ScriptedServer(script(GREYLISTED)) as server:
            backend = self.backend(server)
            with pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
                self.send(backend)
        assert is_retryable(raised.value)


NAMES = {
    "smtp_stage", "smtp_code", "smtp_enhanced", "smtp_event", "smtp_text", "smtp_reason",
    "smtp_permanence", "smtp_scope", "smtp_address_dead", "smtp_confidence", "smtp_provider",
    "smtp_row", "smtp_action", "smtp_delay", "smtp_rule", "smtp_policy", "smtp_recipient",
    "smtp_knowledge",
}  # fmt: skip
"""What users' queries and dashboards name: none may go."""


class TestFields:
    REPLY = b"550-5.1.1 <nobody@example.org>: no such\r\n550 5.1.1 user caf\xe9"

    def test_a_reply(self) -> None:
        fields = log_fields(diagnose(self.REPLY, stage=Stage.RCPT, recipient=NOBODY))
        assert set(fields) == NAMES
        assert fields == json.loads(json.dumps(fields))
        expected = {
            "smtp_stage": "RCPT",
            "smtp_code": 550,
            "smtp_enhanced": "5.1.1",
            "smtp_event": None,
            "smtp_reason": "recipient-unknown",
            "smtp_address_dead": True,
            "smtp_action": "give-up-recipient",
            "smtp_delay": None,
            "smtp_policy": "CAREFUL",
            "smtp_recipient": NOBODY,
            "smtp_knowledge": KNOWLEDGE_VERSION,
        }
        assert {name: fields[name] for name in expected} == expected
        json.dumps(fields, ensure_ascii=False).encode()

    def test_an_event(self) -> None:
        fields = log_fields(diagnose(failing(LOST)))
        assert set(fields) == NAMES
        assert (fields["smtp_code"], fields["smtp_event"]) == (None, "connection closed")
        assert fields["smtp_text"] == "Connection unexpectedly closed"

    def test_without_addresses(self) -> None:
        refused = failing(NO_SUCH)
        for diagnosis in (*diagnose_all(refused), diagnose(self.REPLY, recipient=NOBODY)):
            fields = log_fields(diagnosis, addresses=False)
            assert set(fields) == NAMES
            assert "nobody" not in json.dumps(fields)
            assert "@" not in json.dumps(fields)

    def test_structlog(self) -> None:
        lines: list[str] = []

        def keep(_: Any, __: str, line: Any) -> str:
            lines.append(line)
            raise structlog.DropEvent

        log = structlog.wrap_logger(None, processors=[structlog.processors.JSONRenderer(), keep])
        log.warning("refused", **log_fields(diagnose(self.REPLY, stage=Stage.RCPT)))
        (line,) = map(json.loads, lines)
        assert (line["event"], line["smtp_code"]) == ("refused", 550)

    def test_logging(self, caplog: pytest.LogCaptureFixture) -> None:
        logging.getLogger("mail").warning("refused", extra=log_fields(diagnose("550 5.1.1 no")))
        assert caplog.records[0].smtp_code == 550  # type: ignore[attr-defined]


def test_aiosmtplib_is_retried_too() -> None:
    async def main() -> int:
        attempts = 0
        with ScriptedServer(script(Turn("421 4.3.2 busy", command="MAIL", **GONE))) as server:
            import aiosmtplib

            @tenacity.retry(retry=is_retryable, stop=tenacity.stop_after_attempt(2), reraise=True)
            async def send() -> Any:
                nonlocal attempts
                attempts += 1
                return await aiosmtplib.send(
                    MESSAGE, sender=SENDER, recipients=TO, hostname=server.host, port=server.port,
                    start_tls=False, timeout=20,
                )  # fmt: skip

            with pytest.raises(aiosmtplib.SMTPSenderRefused):
                await send()
        return attempts

    assert asyncio.run(main()) == 2
