"""Where in a session a client's exception was raised, read off its traceback.

smtplib's ``SMTPServerDisconnected`` does not say what was being asked, and whether the message
had been sent by then decides whether it may be sent again. The frames of the traceback say it:
the functions of smtplib and aiosmtplib are named after the commands. Without a traceback, as
behind pickle, the stage is not known. Frames are only looked at, nothing is imported.
"""

from collections.abc import Iterator
from typing import Any

from smtpreply.stage import Stage

_CLIENTS = frozenset({"smtplib", "aiosmtplib"})

_FUNCTIONS = {
    "connect": Stage.CONNECT,
    "_connect": Stage.CONNECT,
    "_create_connection": Stage.CONNECT,
    "ehlo": Stage.EHLO,
    "helo": Stage.HELO,
    "starttls": Stage.STARTTLS,
    "auth": Stage.AUTH,
    "login": Stage.AUTH,
    "mail": Stage.MAIL,
    "rcpt": Stage.RCPT,
    "vrfy": Stage.VRFY,
    "verify": Stage.VRFY,
    "expn": Stage.EXPN,
    "noop": Stage.NOOP,
    "rset": Stage.RSET,
    "help": Stage.HELP,
    "quit": Stage.QUIT,
    "__exit__": Stage.QUIT,
    "data": Stage.END_OF_DATA,
    "execute_data_command": Stage.END_OF_DATA,
}

# The variables that hold the answer to DATA itself: until it is 354 nothing of the message was
# sent. Where none of them is known the message counts as sent, which is the careful guess.
_ANSWERS_TO_DATA = {"data": "code", "execute_data_command": "start_response"}


def stage_of(error: BaseException) -> Stage:
    """The stage at which smtplib or aiosmtplib raised it; UNKNOWN where that cannot be told."""
    frame = _frame(error)
    if frame is None:
        return Stage.UNKNOWN
    name = frame.f_code.co_name
    return _stage_in_data(frame, name) if name in _ANSWERS_TO_DATA else _FUNCTIONS[name]


def hides_another(error: BaseException) -> bool:
    """Whether a refused QUIT took the place of an exception that was leaving a ``with`` block.

    It may also be one that was handled before, so neither says what became of the message.
    """
    frame = _frame(error)
    is_exit = frame is not None and frame.f_code.co_name == "__exit__"
    return is_exit and error.__context__ is not None


def _frame(error: BaseException) -> Any:
    """The innermost function of a client that is named after a command."""
    for frame in reversed(list(_frames(error))):
        module = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if module in _CLIENTS and frame.f_code.co_name in _FUNCTIONS:
            return frame
    return None


def _frames(error: BaseException) -> Iterator[Any]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _stage_in_data(frame: Any, name: str) -> Stage:
    variable = _ANSWERS_TO_DATA[name]
    if variable not in frame.f_code.co_varnames:
        return Stage.END_OF_DATA
    answer = frame.f_locals.get(variable)
    return Stage.END_OF_DATA if getattr(answer, "code", answer) == 354 else Stage.DATA
