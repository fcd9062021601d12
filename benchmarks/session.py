"""What our smtplib costs: client CPU of whole sessions, against plain smtplib's, as a ratio.

Run: `python benchmarks/session.py [sessions]`. The clients send the same message to the same
server on loopback, in turns, so that the machine's moods strike all. Only the thread of the
client is counted, without the waiting; the ratio is the median of those of the rounds. All is
kept on one processor: on two, whoever sends to an idle one pays for waking it. Between the two
stands smtplib with its replies read by our parser and nothing else: the least that it costs.
"""

import argparse
import os
import platform
import smtplib
import statistics
import time
from typing import Any

from smtpreply import ReplyParser
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


class Read(smtplib.SMTP):
    """smtplib's own, but with replies found and bounded by `ReplyParser`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._parser = ReplyParser()
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        assert self.sock is not None
        while (reply := self._parser.next_reply()) is None:
            self._parser.receive_data(self.sock.recv(65536))
        return int(reply.code), b"\n".join(reply.raw_lines)


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
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    clients = {"smtplib": smtplib.SMTP, "parser": Read, "ours": ours.SMTP}
    taken: dict[str, list[float]] = {name: [] for name in clients}
    with ScriptedServer(SCRIPT) as server:
        for cls in clients.values():
            cpu(cls, server, ROUND)  # warm up
        for _ in range(rounds):
            for name, cls in clients.items():
                taken[name].append(cpu(cls, server, ROUND))
    print(f"Python {platform.python_version()}, {rounds} rounds of {ROUND} sessions")
    for name, seconds in taken.items():
        ratio = statistics.median(b / a for a, b in zip(taken["smtplib"], seconds, strict=True))
        print(f"{name:8}{statistics.median(seconds) * 1e6:5.0f} us a session, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
