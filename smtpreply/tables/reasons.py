"""What each reason means, how far it reaches, and who can mend it: one row a reason.

The scope here holds unless the row that decided says better. `dead` marks the reasons
that are about the address itself: nothing else may ever lead to suppressing one.
"""

import attrs

from smtpreply.advice import Blame
from smtpreply.verdict import Reason, Scope


@attrs.frozen
class ReasonRow:
    """What is known of one reason."""

    reason: Reason
    meaning: str
    scope: Scope | None
    """None: as far as the command reaches that was answered."""
    blame: Blame
    dead: bool = False
    """The address itself does not exist any more, or never did."""


_R, _S, _B = Reason, Scope, Blame

# fmt: off
REASONS: dict[Reason, ReasonRow] = {
    row.reason: row
    for row in (
        ReasonRow(_R.SERVICE_READY, "The server is ready.", _S.CONNECTION, _B.NOBODY),
        ReasonRow(_R.COMPLETED, "The command was carried out.", None, _B.NOBODY),
        ReasonRow(_R.INFORMATION, "Text for a person.", _S.COMMAND, _B.NOBODY),
        ReasonRow(_R.CLOSING, "The server closes the connection.", _S.CONNECTION, _B.NOBODY),
        ReasonRow(_R.TLS_READY, "The TLS handshake may begin.", _S.CONNECTION, _B.NOBODY),
        ReasonRow(_R.AUTHENTICATED, "The login succeeded.", _S.ACCOUNT, _B.NOBODY),
        ReasonRow(_R.CHALLENGE, "The server waits for the next line of the login.", _S.ACCOUNT, _B.NOBODY),
        ReasonRow(_R.START_INPUT, "The server waits for the message.", _S.TRANSACTION, _B.NOBODY),
        ReasonRow(_R.RECIPIENT_ACCEPTED, "The recipient is accepted; that is no promise of delivery.", _S.RECIPIENT, _B.NOBODY),
        ReasonRow(_R.WILL_FORWARD, "Accepted; the address has moved and the server forwards.", _S.RECIPIENT, _B.NOBODY),
        ReasonRow(_R.ADDRESS_CONFIRMED, "The server says that the address exists.", _S.RECIPIENT, _B.NOBODY),
        ReasonRow(_R.NOT_VERIFIED, "The server does not say whether the address exists.", _S.COMMAND, _B.NOBODY),
        ReasonRow(_R.MESSAGE_ACCEPTED, "The server has taken over the message.", _S.MESSAGE, _B.NOBODY),
        ReasonRow(_R.RECIPIENT_UNKNOWN, "The mailbox does not exist.", _S.RECIPIENT, _B.RECIPIENT, dead=True),
        ReasonRow(_R.MAILBOX_DISABLED, "The mailbox exists but is switched off.", _S.RECIPIENT, _B.RECIPIENT),
        ReasonRow(_R.MAILBOX_FULL, "The recipient is over quota.", _S.RECIPIENT, _B.RECIPIENT),
        ReasonRow(_R.RECIPIENT_MOVED, "The recipient has another address now.", _S.RECIPIENT, _B.RECIPIENT, dead=True),
        ReasonRow(_R.RECIPIENT_REFUSED, "The recipient does not take mail from this sender.", _S.RECIPIENT, _B.POLICY),
        ReasonRow(_R.DOMAIN_UNKNOWN, "The recipient's domain does not exist or takes no mail.", _S.DOMAIN, _B.RECIPIENT, dead=True),
        ReasonRow(_R.RELAY_DENIED, "The server is not responsible for that recipient.", _S.RECIPIENT, _B.CLIENT),
        ReasonRow(_R.GREYLISTED, "A first attempt is put off on purpose.", _S.RECIPIENT, _B.POLICY),
        ReasonRow(_R.RATE_LIMITED, "Too much in too short a time.", _S.CONNECTION, _B.SENDER),
        ReasonRow(_R.TOO_MANY_RECIPIENTS, "More recipients than one transaction may have.", _S.TRANSACTION, _B.NOBODY),
        ReasonRow(_R.BLOCKLISTED, "The sending address or domain is on a block list.", _S.HOST, _B.SENDER),
        ReasonRow(_R.PTR_REQUIRED, "Reverse DNS or the HELO name is not accepted.", _S.HOST, _B.SENDER),
        ReasonRow(_R.SPAM_CONTENT, "The content was judged to be spam.", _S.MESSAGE, _B.MESSAGE),
        ReasonRow(_R.VIRUS, "Malware, or an attachment that is not allowed.", _S.MESSAGE, _B.MESSAGE),
        ReasonRow(_R.AUTH_FAILED, "SPF, DKIM, DMARC or ARC did not pass.", _S.SENDER, _B.SENDER),
        ReasonRow(_R.POLICY, "A rule of the server's, not said which.", None, _B.POLICY),
        ReasonRow(_R.MESSAGE_TOO_LARGE, "The message is larger than the server takes.", _S.MESSAGE, _B.MESSAGE),
        ReasonRow(_R.MESSAGE_MALFORMED, "The message breaks a rule of its format.", _S.MESSAGE, _B.MESSAGE),
        ReasonRow(_R.TLS_REQUIRED, "TLS is wanted, or failed.", _S.CONNECTION, _B.CLIENT),
        ReasonRow(_R.AUTH_REQUIRED, "A login is wanted.", _S.CONNECTION, _B.CLIENT),
        ReasonRow(_R.BAD_CREDENTIALS, "The login was refused.", _S.ACCOUNT, _B.ACCOUNT),
        ReasonRow(_R.SENDER_REJECTED, "The sender address is not accepted.", _S.SENDER, _B.SENDER),
        ReasonRow(_R.PROTOCOL_ERROR, "Syntax, order or parameters are not as they should be.", _S.COMMAND, _B.CLIENT),
        ReasonRow(_R.NOT_IMPLEMENTED, "The server does not do that.", _S.COMMAND, _B.NOBODY),
        ReasonRow(_R.SYSTEM_ERROR, "Something is wrong at the server.", None, _B.HOST),
        ReasonRow(_R.SYSTEM_FULL, "The server has no room.", _S.HOST, _B.HOST),
        ReasonRow(_R.NETWORK, "The connection, a route or a name does not work.", _S.CONNECTION, _B.NETWORK),
        ReasonRow(_R.EXPIRED, "A server has given up after trying for long.", _S.MESSAGE, _B.HOST),
        ReasonRow(_R.OTHER, "It cannot be told from the reply.", None, _B.NOBODY),
    )
}
# fmt: on
