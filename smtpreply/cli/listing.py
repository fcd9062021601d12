"""``smtpreply codes``: list and search, or write the whole reference as a static site."""

from collections.abc import Iterator
from pathlib import Path

from smtpreply.cli import BadInputError
from smtpreply.cli.explaining import as_record
from smtpreply.cli.output import Line, dump, wrapped, write
from smtpreply.cli.pages import code_page, compare_page, index_page, keywords_page
from smtpreply.codes import Severity
from smtpreply.explanation import Explanation
from smtpreply.reference import every_code, search
from smtpreply.stage import Stage
from smtpreply.tables.keywords import KEYWORDS

_STYLES = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}


def list_codes(words: str, stage: Stage | None, digit: int | None, *, as_json: bool) -> int:
    """Print the codes that match, one a line."""
    severity = None if digit is None else Severity(digit)
    found = search(words, stage=stage, severity=severity)
    if not found:
        raise BadInputError("no code matches; try fewer words")
    if as_json:
        for explanation in found:
            dump(as_record(explanation))
    else:
        write(line for explanation in found for line in _line(explanation))
    return 0


def _line(explanation: Explanation) -> Iterator[Line]:
    severity = explanation.severity
    standing = explanation.standing_text
    note = "" if standing == "standard" else f" ({standing})"
    text = f"{explanation.subject:<9} {explanation.title}{note}"
    return wrapped(text, "", _STYLES[severity.value] if severity else "dim", hang=10)


def write_site(folder: str) -> int:
    """Write the reference into a folder: index, a page a code, comparison, keywords."""
    explanations = list(every_code())
    known = {explanation.subject for explanation in explanations}

    def link(subject: str) -> str | None:
        return f"{subject}.html" if subject in known else None

    pages = {
        f"{explanation.subject}.html": code_page(explanation, link=link)
        for explanation in explanations
    }
    pages["index.html"] = index_page(explanations, link)
    pages["compare.html"] = compare_page(explanations, link)
    pages["keywords.html"] = keywords_page(KEYWORDS)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            Path(folder, name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"cannot write to {folder}: {error.strerror}") from error
    write([(f"{len(pages)} pages written to {folder}; begin with index.html", "")])
    return 0
