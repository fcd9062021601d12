"""Documents that many rows of enhanced codes cite, each named once.

Only whole documents and the sections of RFC 3463, one for each subject; a row that
needs a more exact place writes its own `Source`.
"""

from smtpreply.tables.rows import Source

IANA = Source("IANA SMTP Enhanced Status Codes")
OTHER = Source("RFC 3463", "3.1")
ADDRESS = Source("RFC 3463", "3.2")
MAILBOX = Source("RFC 3463", "3.3")
SYSTEM = Source("RFC 3463", "3.4")
NETWORK = Source("RFC 3463", "3.5")
PROTOCOL = Source("RFC 3463", "3.6")
CONTENT = Source("RFC 3463", "3.7")
SECURITY = Source("RFC 3463", "3.8")
AUTH = Source("RFC 4954", "6")
REGISTRY = Source("RFC 5248", "2.4")
GOOGLE = Source("https://support.google.com/a/answer/3726730")
MICROSOFT = Source(
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/"
    "non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online"
)
YAHOO = Source("https://senders.yahooinc.com/smtp-error-codes")
POSTFIX = Source("Postfix")
SENDMAIL = Source("Sendmail")
