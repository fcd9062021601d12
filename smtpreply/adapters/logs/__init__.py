"""The logs of mail servers: Postfix, Exim, Sendmail, OpenSMTPD, Exchange message tracking.

`LogReader` makes `LoggedDelivery` values of lines, `Judge` says what each means, `Summary` counts
them. All of it is pure and takes text; files are opened by `smtpreply.cli.logfiles`.

    reader, summary = LogReader(), Summary()
    for line in open("/var/log/mail.log", errors="surrogateescape"):
        summary.add_line(line, reader)
"""

from smtpreply.adapters.logs.judge import Judge
from smtpreply.adapters.logs.reader import DIALECTS, LogReader
from smtpreply.adapters.logs.record import LoggedDelivery, LogStatus
from smtpreply.adapters.logs.summary import Summary

__all__ = ["DIALECTS", "Judge", "LogReader", "LogStatus", "LoggedDelivery", "Summary"]
