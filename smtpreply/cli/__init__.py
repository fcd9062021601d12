"""The command line: ``smtpreply demo``, ``probe``, ``diagnose``, ``explain``, ``compare``,
``codes``, ``rules`` and ``log``.

Bad input gets one clear line on standard error and exit code 2; a closed pipe ends quietly.
Each command imports what it needs when it runs, so that ``explain`` does not pay for the rest.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TypeAlias

from smtpreply import __version__
from smtpreply.printable import printable
from smtpreply.stage import Stage

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

BAD_INPUT = 2
PIPE_CLOSED = 141  # what a shell reports for a process ended by SIGPIPE


class BadInputError(Exception):
    """Input that cannot be used; the text is the line for standard error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    if sys.stdout is None:
        return _complain("standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what a terminal cannot show
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BadInputError as error:
        return _complain(str(error))
    except BrokenPipeError:
        _forget_output()
        return PIPE_CLOSED
    except OSError as error:
        _forget_output()
        return _complain(f"cannot write: {error.strerror or error}")
    except KeyboardInterrupt:
        return 130
    return code


def _complain(text: str) -> int:
    print(f"smtpreply: {printable(text)}", file=sys.stderr)
    return BAD_INPUT


def _forget_output() -> None:
    # Python would complain once more when it flushes at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="smtpreply",
        description="Read SMTP replies, say what they mean, and say what to do next.",
    )
    parser.add_argument("--version", action="version", version=f"smtpreply {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_reply_commands(commands)
    _add_reference_commands(commands)
    return parser


def _add_reply_commands(commands: "_Commands") -> None:
    demo = commands.add_parser("demo", help="a real session against a scripted server, explained")
    demo.set_defaults(run=_demo)

    _add_probe(commands)

    diagnose = commands.add_parser("diagnose", help="what replies mean, and what to do")
    diagnose.add_argument(
        "replies", nargs="*", metavar="REPLY", help="a reply, such as '550 5.1.1 no such user'"
    )
    diagnose.add_argument(
        "-f",
        "--file",
        help="read replies from a file, - for standard input (the default without REPLY)",
    )
    _add_stage(diagnose)
    _add_json(diagnose, "print one JSON object a line")
    diagnose.set_defaults(run=_diagnose)

    rules = commands.add_parser("rules", help="the rules behind the advice")
    rules.add_argument("stage", nargs="?", type=_stage, metavar="STAGE", help="RCPT, VRFY, ...")
    rules.add_argument("reply", nargs="*", metavar="REPLY", help="a code, or a whole reply")
    rules.add_argument("--policy", default="CAREFUL", help="CAREFUL, SUBMISSION, RELAY, BULK, ...")
    _add_json(rules, "print one JSON object a line")
    rules.set_defaults(run=_rules)

    _add_log(commands)


def _add_log(commands: "_Commands") -> None:
    log = commands.add_parser("log", help="what a mail server's log says, summed up")
    log.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="Postfix, Exim, Sendmail, OpenSMTPD or Exchange message tracking, plain or gzip; "
        "- for standard input (the default)",
    )
    log.add_argument(
        "--format", metavar="NAME", help="postfix, exim, sendmail, opensmtpd or exchange"
    )
    log.add_argument("--top", type=_count, metavar="N", help="rows a table")
    log.add_argument("--unread", type=_count, default=0, metavar="N", help="show unreadable lines")
    log.add_argument("--html", metavar="REPORT", help="write a report as one page")
    forms = log.add_mutually_exclusive_group()
    _add_json(forms, "print one JSON object")
    forms.add_argument("--csv", action="store_true", help="print one table")
    log.set_defaults(run=_log)


def _add_probe(commands: "_Commands") -> None:
    probe = commands.add_parser(
        "probe", help="what a live server offers and answers, explained",
        description="Ask a live server: greeting, EHLO, STARTTLS, EHLO again, HELP. No address is "
        "asked for unless named here, no message is begun, nobody logs in. Exit code 1 if "
        "something failed.",
    )  # fmt: skip
    add = probe.add_argument
    add("target", metavar="HOST[:PORT]", help="port 25, or 24 with --lmtp, 465 with --tls")
    add("--lmtp", action="store_true", help="speak LMTP")
    add("--tls", action=argparse.BooleanOptionalAction,
        help="TLS from the first byte (the default for port 465)")  # fmt: skip
    add("--no-starttls", action="store_false", dest="starttls", help="stay in clear text")
    add("--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for each answer: 30")
    add("--deadline", type=_seconds, default=120.0, metavar="SECONDS", help="for all of it: 120")
    add("--name", default="", metavar="CLIENT_NAME", help="what the client calls itself in EHLO")
    add("--vrfy", action="append", default=[], metavar="ADDRESS", help="ask for it with VRFY")
    add("--expn", action="append", default=[], metavar="LIST", help="ask for it with EXPN")
    add("--rcpt", default="", metavar="ADDRESS",
        help="ask for it with MAIL, RCPT and RSET, without a message; servers count this as "
        "address harvesting, and block who does it often")  # fmt: skip
    add("--sender", metavar="ADDRESS", help="the sender for --rcpt; '<>' is the empty one")
    add("--catch-all", action="store_true",
        help="with --rcpt, ask for an address that cannot exist too")  # fmt: skip
    _add_json(probe, "print one JSON object a line")
    probe.set_defaults(run=_probe)


def _add_reference_commands(commands: "_Commands") -> None:
    explain = commands.add_parser("explain", help="what is known of a code")
    explain.add_argument(
        "subject", nargs="+", metavar="CODE", help="502, 5.1.1, '550 5.1.1', or a whole reply"
    )
    _add_stage(explain)
    _add_language(explain)
    _add_json(explain, "print a JSON object")
    explain.add_argument("--html", action="store_true", help="write one self-contained page")
    explain.set_defaults(run=_explain)

    compare = commands.add_parser("compare", help="two codes side by side")
    compare.add_argument("first", metavar="CODE")
    compare.add_argument("second", metavar="CODE")
    _add_stage(compare)
    _add_language(compare)
    _add_json(compare, "print a JSON object")
    compare.set_defaults(run=_compare)

    codes = commands.add_parser("codes", help="list and search codes, or write the reference")
    codes.add_argument("words", nargs="*", metavar="WORD", help="words that must occur: greylist")
    codes.add_argument("--stage", type=_stage, metavar="STAGE", help="those given at a stage")
    codes.add_argument("--class", type=int, choices=(2, 3, 4, 5), dest="digit", help="first digit")
    codes.add_argument("--html", metavar="DIR", help="write the whole reference as a static site")
    _add_json(codes, "print one JSON object a line")
    codes.set_defaults(run=_codes)


def _add_stage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stage", type=_stage, default=Stage.UNKNOWN, metavar="STAGE",
        help="what the reply answers: CONNECT, EHLO, MAIL, RCPT, DATA, END_OF_DATA, VRFY, ...",
    )  # fmt: skip


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang", default="en", metavar="LANG", help="language of the headings: en, hi"
    )


def _add_json(parser: argparse._ActionsContainer, text: str) -> None:
    parser.add_argument("--json", action="store_true", help=text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise argparse.ArgumentTypeError(f"seconds are a number over 0, not {text!r}")
    return seconds


def _stage(text: str) -> Stage:
    try:
        return Stage.from_text(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"a number of rows or lines is wanted, not {text!r}")
    return int(text)


def _demo(_: argparse.Namespace) -> int:
    from smtpreply.cli.demo import run

    return run()


def _probe(options: argparse.Namespace) -> int:
    from smtpreply.cli.probing import Wanted, run, target

    host, port, tls = target(options.target, lmtp=options.lmtp, tls=options.tls)
    wanted = Wanted(
        host=host, port=port, lmtp=options.lmtp, tls=tls, starttls=options.starttls,
        name=options.name, timeout=options.timeout, deadline=options.deadline,
        vrfy=tuple(options.vrfy), expn=tuple(options.expn),
        rcpt=options.rcpt, sender=options.sender, catch_all=options.catch_all,
    )  # fmt: skip
    return run(wanted, as_json=options.json)


def _diagnose(options: argparse.Namespace) -> int:
    from smtpreply.cli.diagnosing import run

    return run(options.replies, options.file, options.stage, as_json=options.json)


def _log(options: argparse.Namespace) -> int:
    from smtpreply.cli.logs import run

    form = "json" if options.json else "csv" if options.csv else "text"
    return run(
        options.files,
        dialect=options.format,
        form=form,
        html=options.html,
        unread=options.unread,
        top=options.top,
    )


def _explain(options: argparse.Namespace) -> int:
    from smtpreply.cli.explaining import explain_one

    form = "html" if options.html else "json" if options.json else "text"
    return explain_one(" ".join(options.subject), options.stage, lang=options.lang, form=form)


def _codes(options: argparse.Namespace) -> int:
    from smtpreply.cli.listing import list_codes, write_site

    if options.html is not None:
        return write_site(options.html)
    words = " ".join(options.words)
    return list_codes(words, options.stage, options.digit, as_json=options.json)


def _rules(options: argparse.Namespace) -> int:
    from smtpreply.cli.ruling import run

    return run(options.stage, " ".join(options.reply), options.policy, as_json=options.json)


def _compare(options: argparse.Namespace) -> int:
    from smtpreply.cli.explaining import compare_two

    return compare_two(
        options.first, options.second, options.stage, lang=options.lang, as_json=options.json
    )
