"""All that is known of enhanced status codes, one row a code whatever its class.

A row says what subject and detail mean (RFC 3463, the IANA registry, and what providers
made of them); the class says only whether it has happened, may pass, or stays. The class
must agree with the first digit of the reply code; where it does not, the reply code
decides (RFC 2034 4). The rows are data for people: nothing here decides what to do next.
"""

from smtpreply.tables._enhanced_addressing import ADDRESSING
from smtpreply.tables._enhanced_authentication import AUTHENTICATION_ROWS
from smtpreply.tables._enhanced_content import CONTENT_ROWS
from smtpreply.tables._enhanced_login import LOGIN_ROWS
from smtpreply.tables._enhanced_mailbox import MAILBOX_AND_SYSTEM
from smtpreply.tables._enhanced_network import NETWORK_AND_PROTOCOL
from smtpreply.tables._enhanced_security import SECURITY_ROWS
from smtpreply.tables._enhanced_vendor import VENDOR_ROWS
from smtpreply.tables.rows import EnhancedCodeRow

CLASS_MEANINGS: dict[int, str] = {
    2: "Success: the action was done, or will be.",
    4: "Failure for now: the message may be fine, and a later attempt may succeed.",
    5: "Failure for good: the same message to the same address will fail again unless something is changed.",
}

SUBJECT_MEANINGS: dict[int, str] = {
    0: "Nothing is known of the cause beyond the class.",
    1: "An address is the cause: the recipient's or the sender's, its spelling or its existence.",
    2: "The recipient's mailbox is the cause: full, switched off, limited. Its owner can usually help.",
    3: "The receiving mail system as a whole is the cause: its storage, limits or settings. Those who run it can help.",
    4: "The way between hosts is the cause: connections, DNS, routing, waiting time.",
    5: "The dialogue is the cause: a command that was wrong, out of order or not understood. The client is usually at fault.",
    6: "The content of the message is the cause: its kind, its encoding or a conversion. Another message may pass.",
    7: "Security or policy is the cause: login, encryption, authentication of the sender, block lists, rates. The sender or a rule is blamed, not the recipient's address.",
}

ENHANCED_CODES: tuple[EnhancedCodeRow, ...] = (
    *ADDRESSING,
    *MAILBOX_AND_SYSTEM,
    *NETWORK_AND_PROTOCOL,
    *CONTENT_ROWS,
    *SECURITY_ROWS,
    *LOGIN_ROWS,
    *AUTHENTICATION_ROWS,
    *VENDOR_ROWS,
)
"""Ordered by subject and detail; ranges do not overlap."""
