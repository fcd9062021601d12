"""What each action sends, and what is to be minded whenever it is proposed.

Commands are templates: ``{recipient}`` and the like are filled in from what the client
knows, and stay named places where it does not know.
"""

import attrs

from smtpreply.advice import Action, Caution, Command
from smtpreply.context import Fact
from smtpreply.history import Step
from smtpreply.policy import Permission


@attrs.frozen
class ActionRow:
    """One action: the lines it sends, its standing cautions, what it comes to over time."""

    action: Action
    label: str
    """What a person reads."""
    commands: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    permission: Permission | None = None
    """What a policy must allow for it to be proposed."""
    unless: Fact | None = None
    """Not proposed where this is known to be so."""
    not_after: tuple[int, ...] = ()
    """Reply codes that it is never proposed after, whatever their text says."""
    step: Step = Step.NOW
    """What it comes to over time; see `smtpreply.planner.plan`."""

    @property
    def lines(self) -> tuple[Command, ...]:
        """The commands as values."""
        return tuple(Command(template) for template in self.commands)


_A, _C, _P, _S = Action, Caution, Permission, Step

_LOST_STEP = (503,)  # client and server have lost step (RFC 5321 4.1.4): never a bounce

# fmt: off
ACTIONS: dict[Action, ActionRow] = {
    row.action: row
    for row in (
        ActionRow(_A.PROCEED, "go on with the next command"),
        ActionRow(_A.CONTINUE_SASL, "send the next line of the login", ("{response}",)),
        ActionRow(_A.SEND_CONTENT, "send the message, dot-stuffed, then a lone dot"),
        ActionRow(_A.SEND_LONE_DOT, "send only the lone dot, not the message", (".",)),
        ActionRow(_A.START_TLS_HANDSHAKE, "start the TLS handshake, then EHLO again", (), (_C.INJECTION,)),
        ActionRow(_A.DONE, "nothing more to do", step=_S.STOP),
        ActionRow(_A.WAIT_FOR_INBOUND, "wait for the server to connect and deliver"),
        ActionRow(_A.ACCEPT_VERIFIED, "take the address as existing", step=_S.STOP),
        ActionRow(_A.ACCEPT_UNVERIFIED, "take the address as unknown, and send to it if it is needed", step=_S.STOP),
        ActionRow(_A.USE_HELO, "greet with HELO, without extensions", ("HELO {client_name}",), permission=_P.HELO),
        ActionRow(_A.USE_LHLO, "greet with LHLO: this is LMTP", ("LHLO {client_name}",)),
        ActionRow(_A.FIX_HELO_NAME, "greet again with a name that resolves, or an address literal", ("EHLO {client_name}",)),
        ActionRow(_A.REISSUE_EHLO, "send EHLO again", ("EHLO {client_name}",)),
        ActionRow(_A.STARTTLS_FIRST, "start TLS, greet again, then repeat the command", ("STARTTLS",)),
        ActionRow(_A.AUTHENTICATE_FIRST, "log in over TLS, then repeat the command", ("AUTH {mechanism}",), (_C.CREDENTIALS_EXPOSED,)),
        ActionRow(_A.NEXT_MECHANISM, "try another login mechanism, each once", ("AUTH {mechanism}",)),
        ActionRow(_A.CANCEL_SASL, "cancel the login", ("*",)),
        ActionRow(_A.DROP_PARAMETER, "repeat the command without the refused parameter"),
        ActionRow(_A.ADD_PARAMETER, "repeat the command with the parameter that it lacks"),
        ActionRow(_A.RESET_AND_CONTINUE, "reset, and begin the transaction anew", ("RSET",)),
        ActionRow(_A.STOP_USING_COMMAND, "do without this command at this server"),
        ActionRow(_A.USE_DATA, "use DATA instead of BDAT"),
        ActionRow(_A.USE_ETRN, "ask for the queue with ETRN", ("ETRN {domain}",)),
        ActionRow(_A.SPLIT_RECIPIENTS, "send the rest in another transaction"),
        ActionRow(_A.CHECK_CAPABILITIES, "look at the EHLO keywords", ("EHLO {client_name}",)),
        ActionRow(_A.PROBE_RECIPIENT, "ask with MAIL, RCPT and RSET, without a message", ("MAIL FROM:<>", "RCPT TO:<{recipient}>", "RSET"), (_C.NOT_PROOF, _C.ADDRESS_HARVESTING), permission=_P.PROBING),
        ActionRow(_A.CHECK_CATCH_ALL, "probe an address that cannot exist: if it is accepted too, nothing is proved", ("MAIL FROM:<>", "RCPT TO:<{random_local_part}@{domain}>", "RSET"), (_C.ADDRESS_HARVESTING,), permission=_P.PROBING),
        ActionRow(_A.SEND_TEST_MESSAGE, "send a test message", ("MAIL FROM:<{sender}>", "RCPT TO:<{recipient}>", "DATA"), (_C.VISIBLE_MESSAGE,), permission=_P.TEST_MESSAGES),
        ActionRow(_A.ASK_USER, "let a person decide", step=_S.MEND),
        ActionRow(_A.RECONNECT, "open a new connection to the same host"),
        ActionRow(_A.CLOSE_CONNECTION, "close the connection without QUIT"),
        ActionRow(_A.NEXT_HOST, "try the next host", permission=_P.NEXT_HOST, unless=Fact.FIXED_HOST, step=_S.NEXT_HOST),
        ActionRow(_A.NEXT_ADDRESS_FAMILY, "connect to the same host over IPv4, or IPv6"),
        ActionRow(_A.USE_ADDRESS_RECORD, "take the domain itself for its host (no MX record exists)"),
        ActionRow(_A.RETRY_LATER, "try again later", step=_S.WAIT),
        ActionRow(_A.SLOW_DOWN, "send more slowly, over fewer connections", step=_S.WAIT),
        ActionRow(_A.GIVE_UP_RECIPIENT, "give up this recipient", (), (_C.BACKSCATTER,), not_after=_LOST_STEP, step=_S.GIVE_UP),
        ActionRow(_A.GIVE_UP_MESSAGE, "give up this message", (), (_C.BACKSCATTER,), not_after=_LOST_STEP, step=_S.GIVE_UP),
        ActionRow(_A.GIVE_UP_HOST, "do not use this host any more", ("QUIT",), step=_S.NEXT_HOST),
        ActionRow(_A.GIVE_UP_DOMAIN, "give up all recipients of this domain", (), (_C.BACKSCATTER,), not_after=_LOST_STEP, step=_S.GIVE_UP),
        ActionRow(_A.SUPPRESS_RECIPIENT, "send nothing to this address any more", permission=_P.SUPPRESSION, not_after=_LOST_STEP),
        ActionRow(_A.HOLD_AS_UNKNOWN, "keep the message as unknown, neither sent nor failed", (), (_C.DUPLICATE_RISK,), step=_S.STOP),
        ActionRow(_A.RESEND_DESPITE_RISK, "send it once more, later and to the same host, with the same Message-ID", (), (_C.DUPLICATE_RISK,), _P.DUPLICATES, step=_S.WAIT),
        ActionRow(_A.NOTIFY_SENDER, "tell the sender", (), (_C.BACKSCATTER,)),
        ActionRow(_A.DROP_NOTIFICATION, "drop the notification, and tell nobody but a log", step=_S.STOP),
        ActionRow(_A.USE_REAL_SENDER, "repeat the probe with a real sender address", ("RSET", "MAIL FROM:<{sender}>"), permission=_P.PROBING),
        ActionRow(_A.WITHOUT_INITIAL_RESPONSE, "send AUTH with the mechanism alone, the response behind the 334", ("AUTH {mechanism}",)),
        ActionRow(_A.REFRESH_TOKEN, "get a new access token and log in once more"),
        ActionRow(_A.PER_RECIPIENT, "judge each recipient by its own answer"),
        ActionRow(_A.DISABLE_PIPELINING, "send one command at a time to this host"),
        ActionRow(_A.CONTINUE_IN_CLEAR, "go on without TLS", (), (_C.UNENCRYPTED, _C.TLS_STRIPPING), _P.CLEARTEXT),
        ActionRow(_A.RECONNECT_IN_CLEAR, "open a new connection and do not start TLS", (), (_C.UNENCRYPTED, _C.TLS_STRIPPING), _P.CLEARTEXT),
        ActionRow(_A.SWITCH_TLS_MODE, "start TLS from the first byte, or with STARTTLS, whichever was not tried"),
        ActionRow(_A.FEWER_CONNECTIONS, "use fewer connections to this destination", step=_S.WAIT),
        ActionRow(_A.SUSPEND_DESTINATION, "send nothing to this destination for a while", step=_S.WAIT),
        ActionRow(_A.RESUME_DESTINATION, "send to this destination again, slowly at first"),
        ActionRow(_A.SUSPEND_ACCOUNT, "hold all mail of this account", step=_S.MEND),
        ActionRow(_A.HOLD_LOCALLY, "keep the message until its time has come", step=_S.WAIT),
        ActionRow(_A.USE_OAUTH, "log in with OAuth instead of a password", step=_S.MEND),
        ActionRow(_A.CONTACT_ACCOUNT_ADMIN, "ask who administers the account", step=_S.MEND),
        ActionRow(_A.DOWNGRADE_ENCODING, "encode the message for seven bits", step=_S.MEND),
        ActionRow(_A.USE_ASCII_ADDRESS, "use an address in ASCII: A-labels for the domain, another local part", step=_S.MEND),
        ActionRow(_A.CLEAN_LIST, "take the dead addresses off the list first", step=_S.MEND),
        ActionRow(_A.CHECK_SERVICE, "check that the service can be reached", step=_S.MEND),
        ActionRow(_A.FIX_CLIENT, "mend the client or its configuration", step=_S.MEND),
        ActionRow(_A.FIX_CREDENTIALS, "mend the login", (), (_C.LOCKOUT,), step=_S.MEND),
        ActionRow(_A.FIX_RECIPIENT_ADDRESS, "correct the recipient's address", step=_S.MEND),
        ActionRow(_A.FIX_SENDER_ADDRESS, "use another sender address", step=_S.MEND),
        ActionRow(_A.FIX_SENDER_POLICY, "mend what the sending side publishes or is listed for", step=_S.MEND),
        ActionRow(_A.FIX_MESSAGE, "change the message", step=_S.MEND),
        ActionRow(_A.SHRINK_MESSAGE, "send a smaller message", step=_S.MEND),
        ActionRow(_A.REQUEST_DELISTING, "ask for removal from the block list, once the cause is mended", step=_S.MEND),
        ActionRow(_A.CONTACT_POSTMASTER, "write to the postmaster there, by another way", step=_S.MEND),
    )
}
# fmt: on
