"""What our smtplib costs: client CPU of whole sessions, against plain smtplib's, as a ratio.

Run: `python benchmarks/session.py [sessions]`. Both clients send the same message to the same
server on loopback, in turns, so that the machine's moods strike both. Only the thread of the
client is counted, without the waiting; the ratio is the median of those of the rounds.
"""

import argparse
import smtplib
import statistics
import time

from smtpreply.adapters import smtplib as ours
from smtpreply.testing import ScriptedServer, Turn

OFFERS = "\n".join(
    f"250-{line}" for line in ("mx.example.org", "PIPELINING", "SIZE 52428800", "8BITMIME")
)
SCRIPT = (
    Turn("220 mx.example.org ESMTP"),
    Turn(f"{OFFERS}\n250 SMTPUTF8", command="EHLO"),
    Turn("250 2.1.0 Ok", command="MAIL", times=None),
    Turn("250 2.1.5 Ok", command="RCPT", times=None),
    Turn("354 End data with <CR><LF>.<CR><LF>", command="DATA", times=None),
    Turn("250 2.0.0 Ok: queued as 4XYZ12", command=".", times=None),
    Turn("221 2.0.0 Bye", command="QUIT"),
)
MESSAGE = b"Subject: benchmark\r\n\r\n" + b"A line of a message of usual size.\r\n" * 200
ROUND = 20


def cpu(cls: type[smtplib.SMTP], server: ScriptedServer, sessions: int) -> float:
    """Seconds of this thread's CPU for one session."""
    begun = time.thread_time()
    for _ in range(sessions):
        with cls(server.host, server.port, local_hostname="client.example.net") as smtp:
            smtp.sendmail("alice@example.net", ["bob@example.org", "eve@example.org"], MESSAGE)
    return (time.thread_time() - begun) / sessions


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sessions", nargs="?", type=int, default=400)
    rounds = max(1, parser.parse_args().sessions // ROUND)
    plain: list[float] = []
    own: list[float] = []
    with ScriptedServer(SCRIPT) as server:
        for cls in (smtplib.SMTP, ours.SMTP):
            cpu(cls, server, ROUND)  # warm up
        for _ in range(rounds):
            plain.append(cpu(smtplib.SMTP, server, ROUND))
            own.append(cpu(ours.SMTP, server, ROUND))
    ratio = statistics.median(b / a for a, b in zip(plain, own, strict=True))
    print(f"smtplib {statistics.median(plain) * 1e6:.0f} us a session")
    print(f"ours    {statistics.median(own) * 1e6:.0f} us a session")
    print(f"ratio   {ratio:.2f}")


if __name__ == "__main__":
    main()
