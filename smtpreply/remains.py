"""What is left of an exception where only text was kept: in a database row, a log, a report.

`understand` gives back the value that the text stands for, which `smtpreply.failures` reads as
it reads the exception itself. It never evaluates anything, and never raises.
"""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from smtpreply.event import Event
from smtpreply.failures import Answers, Whole, answers_in
from smtpreply.printed import Printed, read_printed
from smtpreply.reports import read_diagnostic_code, read_report
from smtpreply.tables.complaints import complaint

# Numbers that a client writes where there was no reply.
_SENTINEL = re.compile(r"(-1|0{1,3}|444)(?:[ -](.*))?$", re.DOTALL)

# The last line of a traceback: ``smtplib.SMTPDataError: (554, b'5.7.1 spam')``.
_RAISED = re.compile(
    r"(?:[a-z_][\w.]*\.)?((?:E?SMTP|Connection|BrokenPipe|Timeout|SSL|AUTH)\w*|gaierror): (.+)",
    re.DOTALL,
)

# A pair that was cut off, as in a column of 255 characters.
_CUT = re.compile(
    r"(?:\w{1,40}\()?\(?(-?\d{1,3}), "
    r"b?(['\"])((?:(?!\2)[^\\]|\\.)*)"
    r"(?:\\?|\2(?:, (?:b?['\"][^'\"]*)?)?)$",
    re.DOTALL,
)

# Twisted prints code and text, below them the refused recipients and its log of the session.
_LOG_LINE = re.compile(r"(?:<<<|>>>) |[^\s@]{1,64}@[^\s:]{1,255}: \d{3} ")
_LOGGED_ANSWER = re.compile(r"([^\s@]{1,64}@[^\s:]{1,255}): (\d{3}) (.*)")
_CODE = re.compile(r"(\d{3}) (.*)", re.DOTALL)


def understand(text: str) -> Any:
    """What the text stands for, in a form that `read` of `smtpreply.diagnosis` takes.

    A pair, a `Printed` exception, a `Reply`, an `Event`, or a list of recipients and their
    answers. None where it is none of these.
    """
    text = text.strip()
    sentinel = _SENTINEL.match(text)
    if sentinel:
        return int(sentinel[1]), sentinel[2] or ""
    raised = _RAISED.fullmatch(text)
    if raised:
        return _raised(raised[1], raised[2])
    for reader in (_printed, _cut, _logged, read_report, read_diagnostic_code, _complained):
        found = reader(text)
        if found is not None:
            return found
    return None


def _printed(text: str) -> Any:
    value = read_printed(text)
    if _is_pair(value):
        return value
    if isinstance(value, Printed):
        return value if _all_read(answers_in(value) or []) else None
    if isinstance(value, tuple) and len(value) == 3 and _is_pair(value[:2]):
        # smtplib's SMTPSenderRefused holds bytes; aiosmtplib has one for recipients just like it.
        sender = isinstance(value[1], bytes)
        return Printed("SMTPSenderRefused" if sender else "SMTPResponseException", value)
    answers = answers_in(value)
    return answers if answers is None or _all_read(answers) else None


def _all_read(answers: Answers) -> bool:
    """Whether each is an answer, and not something else that was printed in its place."""
    return all(
        answers_in(answer) is None if isinstance(answer, Printed) else _is_answer(answer)
        for _, answer in answers
    )


def _is_answer(value: Any) -> bool:
    return _is_pair(value) or isinstance(value, Whole)


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and isinstance(value[0], int)
        and isinstance(value[1], bytes | str)
    )


def _raised(name: str, rest: str) -> Any:
    logged = _logged(rest)
    if logged is not None:
        return attrs.evolve(logged, name=name)
    value = read_printed(rest)
    args = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple | Mapping | list) and _all_read(
        answers_in(Printed(name, args)) or []
    ):
        return Printed(name, args)
    return Printed(name, (rest,))


def _cut(text: str) -> Any:
    match = _CUT.match(text)
    if match is None:
        return None
    return int(match[1]), match[3].replace("\\n", "\n")


def _logged(text: str) -> Any:
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if i and _LOG_LINE.match(line)), 0)
    if not start:
        return None
    said, log = "\n".join(lines[:start]), lines[start:]
    coded = _CODE.match(said)
    code, words = (int(coded[1]), coded[2]) if coded else (-1, said)
    found = [match for line in log if (match := _LOGGED_ANSWER.match(line))]
    answers = [(match[1], int(match[2]), match[3]) for match in found]
    return Printed(
        "SMTPDeliveryError", (code, words, "\n".join(log).encode("utf-8", "replace"), answers)
    )


def _complained(text: str) -> Any:
    row = complaint(text)
    return None if row is None else Event(row.kind, row.stage, text)
