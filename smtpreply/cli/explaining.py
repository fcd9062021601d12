"""``smtpreply explain`` and ``smtpreply compare``: codes for a person, or as JSON."""

import sys
from collections.abc import Iterator
from typing import Any

from smtpreply.cli import BadInputError
from smtpreply.cli.output import Line, dump, jsonable, wrapped, write
from smtpreply.explanation import Comparison, Explanation, by_stage, compare, explain
from smtpreply.printable import printable
from smtpreply.reference import find_keyword
from smtpreply.stage import Stage
from smtpreply.tables.headings import headings
from smtpreply.tables.rows import Fix, KeywordRow

_STAGES_LISTED = 12  # a code of more stages than that is explained without one


def explain_one(subject: str, stage: Stage, *, lang: str, form: str) -> int:
    """Print what is known of a code, or of an EHLO keyword: as text, json or html."""
    keyword = find_keyword(subject)
    if keyword is not None and form != "html":
        if form == "json":
            dump(keyword)
        else:
            write(lines_of_keyword(keyword))
        return 0
    try:
        words, explanation = headings(lang), explain(subject, stage=stage)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    if form == "html":
        from smtpreply.cli.pages import code_page  # most never ask for a page

        sys.stdout.write(code_page(explanation, lang=lang))
    elif form == "json":
        dump(as_record(explanation))
    else:
        write(lines_of(explanation, words))
    return 0


def compare_two(first: str, second: str, stage: Stage, *, lang: str, as_json: bool) -> int:
    """Print two codes side by side."""
    try:
        words, comparison = headings(lang), compare(first, second, stage=stage)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    if as_json:
        dump(comparison)
    else:
        write(lines_of_comparison(comparison, words))
    return 0


def as_record(explanation: Explanation) -> dict[str, Any]:
    """An explanation as JSON, its standing in words."""
    return {**jsonable(explanation), "standing": explanation.standing_text}


def lines_of(explanation: Explanation, words: dict[str, str]) -> Iterator[Line]:
    """An explanation for a person."""
    yield from wrapped(f"{explanation.subject}  {explanation.title}", "", "bold", hang=4)
    yield from wrapped(_kind(explanation), style="dim")
    yield from _section(words["description"], explanation.description)
    yield from _section(words["adds"], explanation.adds)
    yield from _section(words["seen"], explanation.seen)
    yield from _fix(words, explanation.fix)
    yield from _section(words["again"], explanation.again)
    yield from _section(words["believe"], explanation.believe)
    if explanation.confused_with:
        yield from _heading(words["confused"])
        for subject, difference in explanation.confused_with:
            named = difference.startswith(subject)
            yield from wrapped(difference if named else f"{subject}: {difference}")
    yield from _section(words["doubts"], explanation.doubts)
    yield from _heading(words["example"])
    for line in explanation.example.split("\n"):
        yield from wrapped(printable(line), hang=4)
    yield from _diagnosed(explanation, words)
    references = ", ".join(map(str, explanation.sources))
    yield from _section(words["references"], references)


def lines_of_keyword(row: KeywordRow) -> Iterator[Line]:
    """An EHLO keyword for a person."""
    yield from wrapped(f"{row.keyword}  {row.title}", "", "bold", hang=4)
    yield from wrapped(f"EHLO keyword, {row.standing.value}", style="dim")
    yield from _section("Description", row.meaning)
    yield from _section("Parameters", row.parameters)
    yield from _section("Commands it adds", ", ".join(row.verbs))
    yield from _section("MAIL parameters", ", ".join(row.mail_parameters))
    yield from _section("RCPT parameters", ", ".join(row.rcpt_parameters))
    yield from _section("Where sources differ", row.doubts)
    yield from _section("On the wire", f"250-{row.example}")
    yield from _section("References", ", ".join(map(str, row.sources)))


def lines_of_comparison(comparison: Comparison, words: dict[str, str]) -> Iterator[Line]:
    """A comparison for a person."""
    a, b = comparison.first, comparison.second
    yield f"{a.subject} and {b.subject}", "bold"
    yield from _section(words["difference"], comparison.difference)
    for name in ("description", "seen"):
        yield from _heading(words[name])
        for one in (a, b):
            yield from wrapped(f"{one.subject}  {one.title} ({_kind(one)})", style="bold")
            yield from wrapped(getattr(one, name), "    ")
    yield from _heading(words["fix"])
    for one in (a, b):
        yield from wrapped(one.subject, style="bold")
        yield from _fixes(words, one.fix, "    ")
    yield from _section(words["when"], comparison.when)
    yield from _heading(words["same"])
    same = (comparison.same_class, comparison.same_scope, comparison.same_advice)
    names = ("class", "scope", "advice")
    answers = zip(names, same, strict=True)
    yield "  " + ", ".join(f"{name}: {'yes' if is_same else 'no'}" for name, is_same in answers), ""
    yield from _section(words["believe"], comparison.believe)


def _kind(explanation: Explanation) -> str:
    parts = [explanation.standing_text]
    if explanation.severity is not None:
        parts.append(explanation.severity.name.replace("_", " ").lower())
    if explanation.category is not None:
        parts.append(explanation.category.name.replace("_", " ").lower())
    return ", ".join(parts)


def _diagnosed(explanation: Explanation, words: dict[str, str]) -> Iterator[Line]:
    if explanation.diagnosis is None:
        return
    stages = by_stage(explanation)
    if explanation.diagnosis.verdict.stage is Stage.UNKNOWN and 0 < len(stages) <= _STAGES_LISTED:
        yield from _heading(words["advice"])
        for diagnosis in stages:
            stage, advice = diagnosis.verdict.stage.value, diagnosis.advice
            yield from wrapped(f"{stage}: {advice.action.value}: {advice.summary}", hang=3)
        return
    verdict, advice = explanation.diagnosis.verdict, explanation.diagnosis.advice
    where = "" if verdict.stage is Stage.UNKNOWN else f" to {verdict.stage.value}"
    yield from _section(
        words["meaning_here"] + where,
        f"{verdict.reason.value}: {verdict.permanence.value}, about the {verdict.scope.value}, "
        f"{verdict.confidence:.0%} sure",
    )
    others = ", ".join(action.value for action in advice.alternatives)
    text = f"{advice.action.value}: {advice.summary}"
    yield from _section(words["advice"], f"{text} Or: {others}." if others else text)


def _fix(words: dict[str, str], fix: Fix) -> Iterator[Line]:
    lines = list(_fixes(words, fix))
    if lines:
        yield from _heading(words["fix"])
        yield from lines


def _fixes(words: dict[str, str], fix: Fix, indent: str = "  ") -> Iterator[Line]:
    for who in ("sender", "developer", "operator"):
        text = getattr(fix, who)
        if text:
            yield from wrapped(f"{words[who]}: {text}", indent)


def _heading(text: str) -> Iterator[Line]:
    yield "", ""
    yield text, "bold cyan"


def _section(title: str, text: str) -> Iterator[Line]:
    if text:
        yield from _heading(title)
        yield from wrapped(text)
