"""All the rows that `advise` fires, in order: the first that matches decides."""

from smtpreply.tables.remedies_aside import ASIDE_ROWS, LAST_ROWS
from smtpreply.tables.remedies_events import EVENT_REMEDIES
from smtpreply.tables.remedies_login import CHANGE_ROWS, LOGIN_ROWS
from smtpreply.tables.remedies_mail import (
    FIRST_MAIL_ROWS,
    LAST_MAIL_ROWS,
    MAIL_EVENT_ROWS,
    PATIENCE_ROWS,
)
from smtpreply.tables.remedies_message import MESSAGE_ROWS
from smtpreply.tables.remedies_policy import POLICY_ROWS
from smtpreply.tables.remedies_providers import PROVIDER_ROWS
from smtpreply.tables.remedies_recipient import RECIPIENT_ROWS
from smtpreply.tables.remedies_sender import SENDER_ROWS
from smtpreply.tables.remedies_session import SESSION_ROWS

REMEDIES = (
    *MAIL_EVENT_ROWS,
    *EVENT_REMEDIES,
    *FIRST_MAIL_ROWS,
    *PROVIDER_ROWS,
    *POLICY_ROWS,
    *LOGIN_ROWS,
    *PATIENCE_ROWS,
    *SESSION_ROWS,
    *CHANGE_ROWS,
    *ASIDE_ROWS,
    *MESSAGE_ROWS,
    *SENDER_ROWS,
    *RECIPIENT_ROWS,
    *LAST_MAIL_ROWS,
    *LAST_ROWS,
)
