"""What to do about a recipient: the answers to RCPT, and refusals that name an address.

One recipient's answer says nothing of the others. Only a verdict that the address itself is
dead may lead to suppressing it.
"""

from smtpreply.advice import NOW, Action, Blame, Caution, Delay
from smtpreply.context import Fact, Needs
from smtpreply.policy import Permission
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import LATER, MUCH_LATER, SOON, RemedyRow
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Reason, Scope

_A, _B, _C, _F, _R, _S = Action, Blame, Caution, Fact, Reason, Scope
_RCPT = (Stage.RCPT,)

# Where an answer can be about a recipient; at MAIL none was named yet.
_NAMED = (Stage.RCPT, Stage.DATA, Stage.END_OF_DATA, Stage.BDAT, Stage.VRFY, Stage.UNKNOWN)

# fmt: off
RECIPIENT_ROWS: tuple[RemedyRow, ...] = (
    RemedyRow(
        name="recipient-forwarded", stages=_RCPT, codes=(251,),
        action=_A.PROCEED, alternatives=(_A.ASK_USER,), summary="The recipient is accepted and has a new address.", remedy="Count it as accepted; show the new address to the sender.",
        cautions=(_C.DO_NOT_FOLLOW,), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "251 will forward to <bob@example.net>")),
    RemedyRow(
        name="recipient-accepted", stages=_RCPT, codes=(2,),
        action=_A.PROCEED, summary="The recipient is accepted; that is no promise of delivery.", remedy="Go on with the next RCPT, or with DATA.",
        source=Source("RFC 5321", "3.3"), example=Example(Stage.RCPT, "250 2.1.5 ok")),

    # How the address is written
    RemedyRow(
        name="recipient-syntax", stages=_RCPT, codes=(501, 504, 513, 555),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.FIX_RECIPIENT_ADDRESS,), scope=_S.RECIPIENT, blame=_B.CLIENT,
        summary="The recipient address is written in a way the server does not take.", remedy="Developer: go on with the others; check brackets, quoting, a trailing dot and the encoding of the domain. Sender: check the spelling.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.3.2"), example=Example(Stage.RCPT, "501 5.5.2 syntax error")),
    RemedyRow(
        name="recipient-not-ascii", stages=_RCPT, codes=(5,), enhanced=("5.6.7",),
        action=_A.USE_ASCII_ADDRESS, alternatives=(_A.GIVE_UP_RECIPIENT,), scope=_S.RECIPIENT, blame=_B.MESSAGE,
        checks=("Is only the domain not ASCII? Then its A-label form (xn--...) is the same domain.",),
        summary="The server takes no address that is not ASCII.", remedy="Developer: A-labels where only the domain is not ASCII. Sender: ask the recipient for an ASCII address; nobody else may make one up.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 6531", "3.5"), example=Example(Stage.RCPT, "553 5.6.7 non-ASCII addresses not permitted for that recipient")),

    # How many
    RemedyRow(
        name="too-many-recipients-said", reasons=(_R.TOO_MANY_RECIPIENTS,), stages=_RCPT, codes=(552,), when=((_F.ACCEPTED_ANY, True),), wordings=("too-many-recipients", "x.5.3"),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.RETRY_LATER,), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="Enough recipients for one transaction: finish it, and send the rest in the next.", remedy="Developer: DATA for those accepted, then MAIL, RCPT and DATA for the others on the same connection, once; the same answer again is final.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "552 too many recipients", accepted=100)),
    RemedyRow(
        name="552-perhaps-too-many", reasons=(_R.TOO_MANY_RECIPIENTS, _R.SYSTEM_ERROR, _R.OTHER), stages=_RCPT, codes=(552,), when=((_F.ACCEPTED_ANY, True),), permissions=(Permission.RETRY_552,),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.RETRY_LATER,), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        checks=("Does the text speak of size or quota after all?",),
        summary="A bare 552 behind accepted recipients: older servers mean too many of them.", remedy="Developer: DATA for those accepted, then the others in the next transaction, once; the second 552 for the same recipient is final.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "552 no", accepted=100)),
    RemedyRow(
        name="552-taken-as-final", reasons=(_R.TOO_MANY_RECIPIENTS, _R.SYSTEM_ERROR, _R.OTHER), stages=_RCPT, codes=(552,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SHRINK_MESSAGE, _A.ASK_USER), scope=_S.RECIPIENT, blame=_B.NOBODY,
        checks=("Does the text speak of size, quota or a number of recipients?",),
        summary="A 552 with no word on what is too much; it counts as final.", remedy="Developer: go on with the others. Sender: read the text; a full mailbox may take the next message.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "smtp_proto.c"), example=Example(Stage.RCPT, "552 no", accepted=100, policy="BULK")),
    RemedyRow(
        name="too-many-recipients", reasons=(_R.TOO_MANY_RECIPIENTS,), stages=_RCPT, codes=(4,), when=((_F.ACCEPTED_ANY, True),),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.RETRY_LATER,), scope=_S.TRANSACTION, blame=_B.NOBODY, delay=NOW,
        summary="Enough recipients for one transaction: finish it, and send the rest in the next.", remedy="Developer: DATA for those accepted, then MAIL, RCPT and DATA for the others on the same connection, grouped by domain; no attempt is counted. Remember the number.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "452 4.5.3 too many recipients", accepted=100)),
    RemedyRow(
        name="too-many-although-none", reasons=(_R.TOO_MANY_RECIPIENTS,), stages=_RCPT, codes=(4,), when=((_F.ACCEPTED_ANY, False),),
        action=_A.RETRY_LATER, alternatives=(_A.NEXT_HOST,), scope=_S.RECIPIENT, blame=_B.HOST, delay=LATER,
        summary="Too many recipients, says the server, although it accepted none: nothing can be split.", remedy="Developer: take it as a want of room and try later; a batch of one cannot be made smaller.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("KumoMTA", "smtp_dispatcher.rs"), example=Example(Stage.RCPT, "452 4.5.3 too many recipients", accepted=0)),
    RemedyRow(
        name="too-many-refused-although-none", reasons=(_R.TOO_MANY_RECIPIENTS,), stages=_RCPT, codes=(5,), when=((_F.ACCEPTED_ANY, False),),
        action=_A.SLOW_DOWN, alternatives=(_A.GIVE_UP_RECIPIENT,), scope=_S.SENDER, blame=_B.SENDER, delay=Delay(3600, 14400, 86400),
        summary="Too many recipients, says the server, although it accepted none: it counts what was sent before.", remedy="Operator: find out which limit it is, per hour or per sender. Developer: hold what waits for this destination.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "550 5.5.3 too many recipients", accepted=0)),
    RemedyRow(
        name="too-many-recipients-or-full", reasons=(_R.TOO_MANY_RECIPIENTS,), codes=(4, 552),
        action=_A.RETRY_LATER, alternatives=(_A.SPLIT_RECIPIENTS,), delay=LATER,
        checks=("Was a recipient accepted before in this transaction? Only then is there anything to split.",),
        summary="No room: too many recipients, or no storage.", remedy="Developer: if some were accepted, send the rest in another transaction; if none was, try later: a batch of one cannot be split.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.RCPT, "452 no")),
    RemedyRow(
        name="too-many-recipients-refused", reasons=(_R.TOO_MANY_RECIPIENTS,), codes=(5,),
        action=_A.SPLIT_RECIPIENTS, alternatives=(_A.SLOW_DOWN, _A.GIVE_UP_RECIPIENT), scope=_S.TRANSACTION, blame=_B.POLICY, delay=Delay(0, 60, 3600),
        checks=("Is there more than one recipient? A batch of one cannot be split.", "Is it a limit for the sender, by the hour or the day? Then wait.",),
        summary="More recipients than the server's rules allow.", remedy="Developer: send the refused ones in smaller transactions, once.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "4.5.3.1.10"), example=Example(Stage.END_OF_DATA, "554 5.5.3 too many recipients")),

    # Room and size
    RemedyRow(
        name="system-full-for-recipient", reasons=(_R.SYSTEM_FULL,), stages=_RCPT, codes=(4,), enhanced=("4.3.1",),
        action=_A.NEXT_HOST, alternatives=(_A.RETRY_LATER,), scope=_S.HOST, blame=_B.HOST, delay=Delay(900, 3600, 14400),
        summary="The server has no room now: it is its disk, not the mailbox.", remedy="Developer: RSET, the next host, else later.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.4"), example=Example(Stage.RCPT, "452 4.3.1 insufficient system storage")),
    RemedyRow(
        name="mailbox-full-behind-message", stages=(Stage.END_OF_DATA, Stage.BDAT), reasons=(_R.MAILBOX_FULL,), codes=(4,), when=((_F.ACCEPTED_SEVERAL, True),), unless=(_F.LMTP,),
        action=_A.RETRY_LATER, alternatives=(_A.SPLIT_RECIPIENTS,), scope=_S.MESSAGE, blame=_B.RECIPIENT, delay=Delay(1800, 3600, 21600),
        summary="One mailbox is full, and one answer stands for all recipients.", remedy="Developer: next time one recipient a transaction, so that the full mailbox does not hold up the others.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.END_OF_DATA, "452 4.2.2 mailbox full", accepted=3)),
    RemedyRow(
        name="mailbox-full-for-now", stages=_NAMED, reasons=(_R.MAILBOX_FULL,), codes=(4,),
        action=_A.RETRY_LATER, scope=_S.RECIPIENT, delay=MUCH_LATER,
        summary="The mailbox is full.", remedy="Developer: keep trying at long intervals until the queue gives up. Recipient: make room.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "452 4.2.2 mailbox full")),
    RemedyRow(
        name="mailbox-full", stages=_NAMED, reasons=(_R.MAILBOX_FULL,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.RETRY_LATER,), scope=_S.RECIPIENT, delay=MUCH_LATER,
        summary="The mailbox is full, and the server will not wait.", remedy="Sender: reach the recipient another way. Developer: count a soft bounce; later messages may get through.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "552 5.2.2 mailbox full")),
    RemedyRow(
        name="too-large-for-recipient", reasons=(_R.MESSAGE_TOO_LARGE,), stages=_RCPT, codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SHRINK_MESSAGE,), scope=_S.RECIPIENT, blame=_B.MESSAGE,
        summary="The message is too large for this recipient.", remedy="Developer: go on with the others; each has a limit of its own. Sender: send this one a link, or less.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.2"), example=Example(Stage.RCPT, "552 5.2.3 message too large for this recipient")),
    RemedyRow(
        name="too-large-for-now", reasons=(_R.MESSAGE_TOO_LARGE,), codes=(4,),
        action=_A.RETRY_LATER, alternatives=(_A.SHRINK_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE, delay=LATER,
        summary="The message is too large at the moment.", remedy="Developer: later, when there is room; smaller messages may go through now. Sender: send a link, or less.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6.1"), example=Example(Stage.MAIL, "452 4.3.4 no")),
    RemedyRow(
        name="message-too-large", reasons=(_R.MESSAGE_TOO_LARGE,),
        action=_A.SHRINK_MESSAGE, alternatives=(_A.GIVE_UP_MESSAGE,), scope=_S.MESSAGE, blame=_B.MESSAGE,
        checks=("What does SIZE in the EHLO reply say? Encoding adds a third to an attachment.",),
        summary="The message is too large.", remedy="Sender: send a link, or less. Developer: compare with SIZE before sending; another host of the domain will say the same.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 1870", "6"), example=Example(Stage.MAIL, "552 5.3.4 message too big")),

    # Not ours
    RemedyRow(
        name="relay-denied-after-login", reasons=(_R.RELAY_DENIED,), when=((_F.AUTHENTICATED, True),),
        action=_A.FIX_CLIENT, alternatives=(_A.CONTACT_ACCOUNT_ADMIN,), scope=_S.RECIPIENT, blame=_B.CLIENT,
        checks=("May this account send to other domains at all, and with this sender?", "Is this the host that the configuration means?"),
        summary="The server does not relay, although the client is logged in.", remedy="Operator: ask what the account may send, and whether this is the right host; a second login changes nothing.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "554 5.7.1 relay access denied", authenticated=True)),
    RemedyRow(
        name="relay-denied-without-tls", reasons=(_R.RELAY_DENIED,), when=((_F.TLS, False), (_F.OFFERS_STARTTLS, True), (_F.NEEDS_AUTHENTICATION, True)),
        action=_A.STARTTLS_FIRST, alternatives=(_A.AUTHENTICATE_FIRST, _A.FIX_CLIENT), scope=_S.CONNECTION, blame=_B.CLIENT, delay=NOW,
        summary="The server relays only for whoever is logged in; TLS comes before the login.", remedy="Developer: RSET, STARTTLS, EHLO, AUTH, then the transaction again.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 4954", "9"), example=Example(Stage.RCPT, "554 5.7.1 relay access denied", tls=False, offers=("STARTTLS",), needs=Needs(authentication=True))),
    RemedyRow(
        name="relay-put-off-by-mx", reasons=(_R.RELAY_DENIED,), codes=(4,), when=((_F.NEEDS_AUTHENTICATION, False),),
        action=_A.FIX_CLIENT, alternatives=(_A.RETRY_LATER, _A.CONTACT_POSTMASTER), scope=_S.RECIPIENT, blame=_B.CLIENT, delay=MUCH_LATER,
        checks=("Is this still the MX that the recipient's domain names? Ask DNS anew.",),
        summary="The server is not responsible for that recipient now.", remedy="Operator: look at the MX record; it may be stale, or its host does not know the domain. Developer: later, with a fresh look-up.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "454 4.7.1 relay access denied", needs=Needs(authentication=False))),
    RemedyRow(
        name="relay-denied-by-mx", reasons=(_R.RELAY_DENIED,), codes=(5,), when=((_F.NEEDS_AUTHENTICATION, False),),
        action=_A.FIX_CLIENT, alternatives=(_A.GIVE_UP_RECIPIENT, _A.CONTACT_POSTMASTER), scope=_S.RECIPIENT, blame=_B.CLIENT,
        checks=("Is this still the MX that the recipient's domain names? Ask DNS anew.",),
        summary="The server is not responsible for that recipient: it is the wrong host.", remedy="Operator: look at the MX record; it may be stale, or its host does not know the domain. Developer: fail this recipient, and ask DNS anew for the next message.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "550 5.7.1 relaying denied", needs=Needs(authentication=False))),
    RemedyRow(
        name="relay-put-off", reasons=(_R.RELAY_DENIED,), codes=(4,),
        action=_A.AUTHENTICATE_FIRST, alternatives=(_A.FIX_CLIENT, _A.RETRY_LATER), blame=_B.CLIENT, delay=LATER,
        checks=("Is this the submission server? Then log in first.", "Is this the MX that the recipient's domain names today?"),
        summary="The server is not responsible for that recipient.", remedy="Developer: log in if this is the own relay. Operator: else it is the wrong host; look at the MX record.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "454 4.7.1 relay access denied")),
    RemedyRow(
        name="relay-denied", reasons=(_R.RELAY_DENIED,), codes=(5,),
        action=_A.AUTHENTICATE_FIRST, alternatives=(_A.FIX_CLIENT, _A.GIVE_UP_RECIPIENT), blame=_B.CLIENT,
        checks=("Is this the submission server? Then log in first.", "Is this the MX that the recipient's domain names today?"),
        summary="The server is not responsible for that recipient.", remedy="Developer: log in if this is the own relay. Operator: else it is the wrong host; look at the MX record.",
        cautions=(_C.NEVER_SUPPRESS, _C.LOOP), source=Source("RFC 5321", "3.6.2"), example=Example(Stage.RCPT, "554 5.7.1 relay access denied")),

    # Who it is
    RemedyRow(
        name="owner-has-changed", stages=(Stage.RCPT, Stage.END_OF_DATA, Stage.BDAT), dead=True, enhanced=("5.7.17", "5.7.18"),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SUPPRESS_RECIPIENT, _A.ASK_USER), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The mailbox, or its domain, belongs to somebody else now.", remedy="Developer: do not send without RRVS: a stranger would read it; take the address off the account it stands for. List owner: take it off the list.",
        source=Source("RFC 7293", "5"), example=Example(Stage.RCPT, "550 5.7.17 mailbox owner has changed")),
    RemedyRow(
        name="domain-takes-no-mail", dead=True, reasons=(_R.DOMAIN_UNKNOWN,),
        action=_A.GIVE_UP_DOMAIN, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.DOMAIN, blame=_B.RECIPIENT,
        summary="The recipient's domain takes no mail.", remedy="Sender: check the spelling of the domain. Developer: fail all its recipients.",
        source=Source("RFC 7505", "4"), example=Example(Stage.RCPT, "556 5.1.10 recipient domain has a null MX")),
    RemedyRow(
        name="recipient-has-moved", reasons=(_R.RECIPIENT_MOVED,), dead=True,
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER, _A.SUPPRESS_RECIPIENT), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The recipient has moved.", remedy="Sender: ask for the new address; where the text names one, confirm it first.",
        cautions=(_C.DO_NOT_FOLLOW,), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "551 5.1.6 mailbox has moved")),
    RemedyRow(
        name="recipient-moved", stages=_NAMED, codes=(551,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER,), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The recipient has another address now.", remedy="Sender: confirm the address in the text and send to that one.",
        cautions=(_C.DO_NOT_FOLLOW, _C.NEVER_SUPPRESS), source=Source("RFC 5321", "3.4"), example=Example(Stage.RCPT, "551 no")),
    RemedyRow(
        name="recipient-dead", dead=True,
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.SUPPRESS_RECIPIENT, _A.FIX_RECIPIENT_ADDRESS), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The address does not exist.", remedy="Sender: check the spelling. Developer: go on with the other recipients. List owner: take the address off the list.",
        source=Source("RFC 3463", "3.2"), example=Example(Stage.RCPT, "550 5.1.1 no such user")),
    RemedyRow(
        name="recipient-disabled", stages=_NAMED, reasons=(_R.MAILBOX_DISABLED,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.ASK_USER,), scope=_S.RECIPIENT, blame=_B.RECIPIENT,
        summary="The mailbox is switched off.", remedy="Sender: reach the recipient another way; the mailbox may come back.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.3"), example=Example(Stage.RCPT, "550 5.2.1 mailbox disabled")),
    RemedyRow(
        name="recipient-refuses", stages=_NAMED, reasons=(_R.RECIPIENT_REFUSED,), codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.CONTACT_POSTMASTER,), scope=_S.RECIPIENT, blame=_B.POLICY,
        summary="The recipient, or the group, does not take mail from this sender.", remedy="Sender: ask the recipient or the owner of the group for permission; the address is good.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 3463", "3.8"), example=Example(Stage.RCPT, "550 5.7.2 members only")),
    RemedyRow(
        name="recipient-not-verified-yet", stages=_RCPT, codes=(4,), enhanced=("4.1.0", "4.1.1", "4.1.2"),
        action=_A.RETRY_LATER, scope=_S.RECIPIENT, blame=_B.HOST, delay=SOON,
        summary="The server could not look the recipient up now.", remedy="Developer: go on with the others; this one again soon. It does not say that the address is unknown.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("Postfix", "unverified_recipient_defer_code"), example=Example(Stage.RCPT, "451 4.1.1 temporary lookup failure")),
    RemedyRow(
        name="recipient-refused-by-policy", stages=_RCPT, codes=(5,), reasons=(_R.POLICY,), wordings=("x.7.0", "x.7.1", "local-policy"),
        action=_A.FIX_SENDER_POLICY, alternatives=(_A.GIVE_UP_RECIPIENT, _A.CONTACT_POSTMASTER), scope=_S.SENDER, blame=_B.POLICY,
        checks=("Do other recipients at the same host get the same answer? Then it is about the sender: RSET and QUIT.",),
        summary="A rule of the server's refuses this, most likely because of who sends.", remedy="Operator: read the text for a block list, SPF, or a local rule. Developer: fail this recipient, no other host or address for it.",
        cautions=(_C.NEVER_SUPPRESS, _C.EVASION), source=Source("RFC 3463", "3.8"), example=Example(Stage.RCPT, "554 5.7.1 rejected by local policy")),
    RemedyRow(
        name="mailbox-name-not-allowed", stages=_RCPT, codes=(553,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.FIX_RECIPIENT_ADDRESS, _A.FIX_SENDER_ADDRESS), scope=_S.RECIPIENT, blame=_B.CLIENT,
        checks=("Whose address does the text speak of? Some give their verdict on the sender only here.",),
        summary="The address is not allowed; the code alone does not say whose.", remedy="Developer: go on with the others. Sender: check the spelling of the recipient, then your own address.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.3"), example=Example(Stage.RCPT, "553 requested action not taken")),
    RemedyRow(
        name="recipient-refused", stages=_RCPT, codes=(5,),
        action=_A.GIVE_UP_RECIPIENT, alternatives=(_A.FIX_SENDER_POLICY, _A.CONTACT_POSTMASTER), scope=_S.RECIPIENT,
        checks=("Do other recipients at the same host get the same answer? Then it is about the sender.",),
        summary="The recipient is refused; the code alone does not say why.", remedy="Developer: go on with the other recipients, no other host for this one. Sender: read the text.",
        cautions=(_C.NEVER_SUPPRESS,), source=Source("RFC 5321", "4.2.3"), example=Example(Stage.RCPT, "550 no")),
)
# fmt: on
