"""Django's SMTP backend over our smtplib: every failure is diagnosed, none is lost.

    EMAIL_BACKEND = "smtpreply.adapters.django.EmailBackend"    # or a BACKEND in MAILERS

It takes Django's settings and raises what Django's own raises, with ``.diagnosis`` on it. Besides,
it notes what Django drops: failures under ``fail_silently``, and recipients who were refused
while others got the message. They are in `EmailBackend.failures` and go out as the signal
`delivery_failed`. Needs Django, nothing else.
"""

from typing import Any

import attrs
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend
from django.dispatch import Signal

from smtpreply.adapters import smtplib
from smtpreply.diagnosis import Diagnosis

delivery_failed = Signal()
"""Sent with ``failure``, a `Failure`, by the class of the backend."""


@attrs.frozen
class Failure:
    """A message, or some recipients of it, that a server did not take."""

    message: Any
    """Django's ``EmailMessage``; None where the connection could not even be opened."""
    diagnoses: tuple[Diagnosis, ...]
    """One a refused recipient, or one for the whole; empty where no answer is behind it."""
    error: OSError | None
    """What was raised; None where the message was accepted for other recipients."""


class _Noting(smtplib.SMTP):
    """Keeps what sendmail returned, which Django does not look at."""

    refused: tuple[Diagnosis, ...] = ()

    def sendmail(self, *args: Any, **kwargs: Any) -> Any:
        self.refused = ()
        refused = super().sendmail(*args, **kwargs)
        if refused:
            told = self._with_diagnosis(smtplib.SMTPRecipientsRefused(refused))
            self.refused = smtplib.diagnoses_of(told)
        return refused


class _NotingSsl(_Noting, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):  # type: ignore[misc]
    """Django's SMTP backend, with diagnoses."""

    connection: Any
    fail_silently: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.failures: list[Failure] = []
        """What went wrong in this backend's time, oldest first."""

    @property
    def connection_class(self) -> Any:
        """The client to connect with."""
        return _NotingSsl if self.use_ssl else _Noting

    def open(self) -> bool | None:
        """As in Django."""
        opened: bool | None = self._noting(None, super().open)
        return opened

    def _send(self, email_message: Any) -> Any:
        sent = self._noting(email_message, lambda: super(EmailBackend, self)._send(email_message))
        if sent and self.connection is not None and self.connection.refused:
            self._note(Failure(email_message, self.connection.refused, None))
        return bool(sent)

    def _noting(self, message: Any, call: Any) -> Any:
        silently = self.fail_silently
        self.fail_silently = False
        try:
            return call()
        except OSError as error:  # smtplib's exceptions among them
            self._note(Failure(message, smtplib.diagnoses_of(error), error))
            # Django silences what smtplib raises; of other errors only those of opening.
            if silently and (message is None or isinstance(error, smtplib.SMTPException)):
                return None
            raise
        finally:
            self.fail_silently = silently

    def _note(self, failure: Failure) -> None:
        self.failures.append(failure)
        delivery_failed.send_robust(sender=type(self), failure=failure)
