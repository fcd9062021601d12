"""All phrase rows, those of providers first: what `smtpreply.wordindex` finds in a refusal."""

from smtpreply.tables.phrases_languages import LANGUAGE_ROWS
from smtpreply.tables.phrases_message import MESSAGE_ROWS
from smtpreply.tables.phrases_recipient import RECIPIENT_ROWS
from smtpreply.tables.phrases_row import PhraseRow
from smtpreply.tables.phrases_sender import SENDER_ROWS
from smtpreply.tables.phrases_server import SERVER_ROWS
from smtpreply.tables.phrases_session import SESSION_ROWS
from smtpreply.tables.providers import MAILBOX_ROWS
from smtpreply.tables.providers_hosts import HOST_ROWS

PHRASE_ROWS: tuple[PhraseRow, ...] = (
    *MAILBOX_ROWS,
    *HOST_ROWS,
    *RECIPIENT_ROWS,
    *SENDER_ROWS,
    *MESSAGE_ROWS,
    *SESSION_ROWS,
    *SERVER_ROWS,
    *LANGUAGE_ROWS,
)
