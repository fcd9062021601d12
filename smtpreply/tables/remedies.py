"""All the rows that `advise` fires, in order: the first that matches decides."""

from smtpreply.tables.remedies_aside import ASIDE_ROWS, LAST_ROWS
from smtpreply.tables.remedies_events import EVENT_REMEDIES
from smtpreply.tables.remedies_login import CHANGE_ROWS, LOGIN_ROWS
from smtpreply.tables.remedies_mail import MAIL_ROWS
from smtpreply.tables.remedies_policy import POLICY_ROWS
from smtpreply.tables.remedies_providers import PROVIDER_ROWS
from smtpreply.tables.remedies_session import SESSION_ROWS

REMEDIES = (
    *EVENT_REMEDIES,
    *PROVIDER_ROWS,
    *POLICY_ROWS,
    *LOGIN_ROWS,
    *SESSION_ROWS,
    *CHANGE_ROWS,
    *ASIDE_ROWS,
    *MAIL_ROWS,
    *LAST_ROWS,
)
