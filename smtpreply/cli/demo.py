"""``smtpreply demo``: a real smtplib session against the scripted server, explained.

VRFY is switched off, as nearly everywhere; the fallback finds out what it can, and a
message is sent. Everything goes over a real socket on loopback.
"""

from collections.abc import Iterator
from email.message import EmailMessage

from smtpreply.adapters.smtplib import SMTP
from smtpreply.advice import Action
from smtpreply.cli.output import Line, wrapped, write
from smtpreply.diagnosis import diagnose
from smtpreply.dialogue import Exchange
from smtpreply.printable import printable
from smtpreply.tables.actions import ACTIONS
from smtpreply.testing.server import ScriptedServer, Turn

SCRIPT = (
    Turn("220 mx.example.org ESMTP"),
    Turn(
        "250-mx.example.org\n250-PIPELINING\n250-SIZE 10485760\n250 ENHANCEDSTATUSCODES",
        command="EHLO",
    ),
    Turn("502 5.5.1 VRFY command is disabled", command="VRFY"),
    Turn("250 2.1.0 Ok", command="MAIL", times=None),
    Turn("250 2.1.5 Ok", command="RCPT TO:<alice@", times=None),
    Turn("550 5.1.1 no such user here", command="RCPT", times=None),
    Turn("250 2.0.0 Ok", command="RSET", times=None),
    Turn("354 End data with <CR><LF>.<CR><LF>", command="DATA"),
    Turn("250 2.0.0 Ok: queued as 4XyZ12345", command="."),
    Turn("221 2.0.0 Bye", command="QUIT"),
)


def run() -> int:
    """Talk to the scripted server and print each exchange."""
    with ScriptedServer(SCRIPT) as server:
        with SMTP(server.host, server.port, local_hostname="client.example.net") as smtp:
            verification = smtp.verify(
                "alice@example.org",
                fallbacks=(Action.PROBE_RECIPIENT, Action.CHECK_CATCH_ALL),
            )
            smtp.send_message(_message())
        exchanges = smtp.exchanges
    write(_intro())
    for exchange in exchanges:
        write(lines_of(exchange))
    write([("", "")])
    write(wrapped(str(verification), "", "bold", hang=3))
    for caution in verification.cautions:
        write(wrapped(f"mind: {caution.value}", "   ", "yellow", hang=6))
    return 0


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "bob@example.net"
    message["To"] = "alice@example.org"
    message["Subject"] = "Hello"
    message.set_content("A message to somebody whose server does not verify addresses.")
    return message


def _intro() -> Iterator[Line]:
    yield "C: what smtplib sent     S: what the server said", "bold"
    yield "   => what it means      -> what to do next", "bold"


def lines_of(exchange: Exchange) -> Iterator[Line]:
    """One exchange for a person."""
    diagnosis = diagnose(exchange.reply, context=exchange.context)
    verdict, advice = diagnosis.verdict, diagnosis.advice
    yield "", ""
    nothing = "(nothing: this reply was not asked for)" if exchange.is_unasked else "(connects)"
    yield f"C: {printable(exchange.command or nothing, 77)}", "cyan"
    for line in str(exchange.reply).split("\n"):
        yield from wrapped(f"S: {line}", "", "magenta", hang=3)
    permanence = "" if exchange.reply.is_positive else f"{verdict.permanence.value}, "
    yield from wrapped(
        f"=> {verdict.reason.value} ({permanence}about the {verdict.scope.value})", "   ", hang=3
    )
    yield from wrapped(f"-> {advice.action.value}: {advice.summary}", "   ", "green", hang=3)
    for check in advice.checks:
        yield from wrapped(f"check first: {check}", "      ", hang=13)
    if not exchange.reply.is_positive:
        for action in advice.alternatives:
            yield from wrapped(f"or: {action.value}: {ACTIONS[action].label}", "      ", hang=4)
        for caution in advice.cautions:
            yield from wrapped(f"mind: {caution.value}", "      ", "yellow", hang=6)
