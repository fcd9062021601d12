"""``smtpreply diagnose``: replies from arguments, a file or standard input."""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import attrs

from smtpreply.cli import BAD_INPUT, BadInputError
from smtpreply.cli.output import Line, dump, jsonable, wrapped, write
from smtpreply.diagnosis import Diagnosis, diagnose
from smtpreply.errors import ReplyError
from smtpreply.parser import ReplyParser
from smtpreply.printable import printable
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.actions import ACTIONS

_CHUNK = 65536


def run(replies: Sequence[str], file: str | None, stage: Stage, *, as_json: bool) -> int:
    """Diagnose every reply; exit code 2 if anything was no reply."""
    if replies and file is not None:
        raise BadInputError("give replies or --file, not both")
    count = 0
    if replies:
        for text in replies:
            _show(_diagnose_text(text, stage), count, as_json)
            count += 1
        return 0
    name = "standard input" if file in (None, "-") else printable(str(file))
    bad = _Bad()
    with _opened(file, name) as stream:
        for read in _replies(stream, name, stage, bad):
            _show(diagnose(read, stage=stage), count, as_json)
            count += 1
    if bad.count:
        more = f" ({bad.count} such in all)" if bad.count > 1 else ""
        print(f"smtpreply: {name}: {bad.first}{more}", file=sys.stderr)
        return BAD_INPUT
    if not count:
        raise BadInputError(f"no reply in {name}")
    return 0


@attrs.define
class _Bad:
    """What was no reply."""

    first: str = ""
    count: int = 0

    def note(self, error: ReplyError) -> None:
        self.first = self.first or str(error)
        self.count += 1


def _diagnose_text(text: str, stage: Stage) -> Diagnosis:
    try:
        diagnosis = diagnose(text, stage=stage)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    if diagnosis.reply is None:
        hint = "; give a file with --file" if os.path.exists(text) else ""
        raise BadInputError(f"this is no SMTP reply: {printable(text, 60)}{hint}")
    return diagnosis


def _opened(file: str | None, name: str) -> BinaryIO:
    try:
        if file is None or file == "-":
            if sys.stdin is None:
                raise BadInputError("standard input is closed")
            return open(sys.stdin.fileno(), "rb", closefd=False)
        return open(file, "rb")
    except OSError as error:
        raise BadInputError(f"cannot read {name}: {error.strerror}") from error


def _replies(stream: BinaryIO, name: str, stage: Stage, bad: _Bad) -> Iterator[Reply]:
    """Every reply in the stream, in constant memory; what is none is noted in ``bad``."""
    parser = ReplyParser()
    while chunk := _read(stream, name):
        parser.receive_data(chunk)
        yield from _waiting(parser, stage, bad)
    if parser.trailing_data.strip():
        parser.receive_data(b"\r\n")  # a last line without its end is meant to be one
        yield from _waiting(parser, stage, bad)
    parser.receive_eof()
    yield from _waiting(parser, stage, bad)


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_CHUNK)
    except OSError as error:
        raise BadInputError(f"cannot read {name}: {error.strerror}") from error


def _waiting(parser: ReplyParser, stage: Stage, bad: _Bad) -> Iterator[Reply]:
    while True:
        try:
            reply = parser.next_reply(stage)
        except ReplyError as error:
            bad.note(error)
            continue
        if reply is None:
            return
        yield reply


def _show(diagnosis: Diagnosis, number: int, as_json: bool) -> None:
    if as_json:
        dump(as_record(diagnosis))
        return
    if number:
        write([("", "")])
    write(lines_of(diagnosis))


def as_record(diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis as JSON: what came, what it means, what to do."""
    reply = diagnosis.reply
    record = {
        "verdict": jsonable(diagnosis.verdict),
        "advice": jsonable(diagnosis.advice),
    }
    if reply is None:
        return {"event": jsonable(diagnosis.source), **record}
    shown = {
        "code": int(reply.code),
        "enhanced": jsonable(reply.enhanced),
        "lines": list(reply.lines),
        "defects": [str(defect) for defect in reply.defects],
    }
    return {"reply": shown, **record}


def lines_of(diagnosis: Diagnosis) -> Iterator[Line]:
    """A diagnosis for a person."""
    verdict, advice = diagnosis.verdict, diagnosis.advice
    if diagnosis.reply is not None:
        for line in str(diagnosis.reply).split("\n"):
            yield from wrapped(line, "", "bold", hang=4)
        for defect in diagnosis.reply.defects:
            yield f"  defect: {defect}", "yellow"
    else:
        yield str(diagnosis).partition(":")[0], "bold"
    how = f"{verdict.permanence.value}, about the {verdict.scope.value}"
    sure = f"{verdict.confidence:.0%} sure"
    yield from _labelled(f"means:   {verdict.reason.value} ({how}, {sure})")
    rows = ", ".join(f"{e.row} ({printable(e.matched, 30)})" for e in verdict.because)
    yield from _labelled(f"because: {rows}", style="dim")
    yield from _labelled(f"do:      {advice.action.value}: {advice.summary}", style="green")
    if advice.delay is not None:
        yield from _labelled(f"wait:    {advice.delay}")
    for check in advice.checks:
        yield from _labelled(f"check:   {check}")
    for throttle in advice.throttles:
        yield from _labelled(f"brake:   {throttle}")
    for command in advice.commands:
        yield from _labelled(f"send:    {printable(str(command))}")
    for action in advice.alternatives:
        yield from _labelled(f"or:      {action.value}: {ACTIONS[action].label}")
    yield from _labelled(f"who:     {advice.remedy}")
    for caution in advice.cautions:
        yield from _labelled(f"mind:    {caution.value}", style="yellow")
    yield from wrapped(
        f"source:  {'; '.join(advice.references)} (rule {advice.because})", style="dim"
    )


def _labelled(text: str, style: str = "") -> Iterator[Line]:
    return wrapped(text, style=style, hang=len("because: "))
