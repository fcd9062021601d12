"""``smtpreply diagnose``: replies from arguments, a file or standard input."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

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
    name = "standard input" if file in (None, "-") else str(file)
    bad: list[str] = []
    try:
        with _opened(file) as stream:
            for read in _replies(stream, stage, bad):
                _show(diagnose(read, stage=stage), count, as_json)
                count += 1
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise BadInputError(f"cannot read {name}: {error.strerror}") from error
    if bad:
        more = f" ({len(bad)} such in all)" if len(bad) > 1 else ""
        print(f"smtpreply: {name}: {bad[0]}{more}", file=sys.stderr)
        return BAD_INPUT
    if not count:
        raise BadInputError(f"no reply in {name}")
    return 0


def _diagnose_text(text: str, stage: Stage) -> Diagnosis:
    try:
        diagnosis = diagnose(text, stage=stage)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    if diagnosis.reply is None:
        raise BadInputError(f"this is no SMTP reply: {printable(text, 60)!s}")
    return diagnosis


def _opened(file: str | None) -> BinaryIO:
    if file is None or file == "-":
        return open(sys.stdin.fileno(), "rb", closefd=False)
    return open(file, "rb")


def _replies(stream: BinaryIO, stage: Stage, bad: list[str]) -> Iterator[Reply]:
    """Every reply in the stream, in constant memory; what is none is noted in ``bad``."""
    parser = ReplyParser()
    while chunk := stream.read(_CHUNK):
        parser.receive_data(chunk)
        yield from _waiting(parser, stage, bad)
    if parser.trailing_data.strip():
        parser.receive_data(b"\r\n")  # a last line without its end is meant to be one
        yield from _waiting(parser, stage, bad)
    parser.receive_eof()
    yield from _waiting(parser, stage, bad)


def _waiting(parser: ReplyParser, stage: Stage, bad: list[str]) -> Iterator[Reply]:
    while True:
        try:
            reply = parser.next_reply(stage)
        except ReplyError as error:
            if len(bad) < 1000:
                bad.append(str(error))
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
