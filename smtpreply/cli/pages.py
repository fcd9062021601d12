"""The pages of the reference: one a code, the index, the comparison, the keywords."""

import json
from collections.abc import Callable, Iterable

from smtpreply.cli.assets import COMPARE_SCRIPT, INDEX_SCRIPT, STYLE
from smtpreply.cli.markup import Markup, join, page, tag
from smtpreply.codes import Severity
from smtpreply.explanation import Explanation, about, by_stage
from smtpreply.printable import printable
from smtpreply.stage import Stage
from smtpreply.tables.actions import ACTIONS
from smtpreply.tables.headings import headings
from smtpreply.tables.rows import Fix, KeywordRow, Source

Link = Callable[[str], "str | None"]
"""The address of the page of a code, or None if it has none."""


def no_link(_: str) -> None:
    """For a page that stands alone."""


def code_page(explanation: Explanation, *, lang: str = "en", link: Link = no_link) -> str:
    """One code on one self-contained page; ``link`` ties it into a site."""
    words = headings(lang)
    e = explanation
    in_site = link is not no_link
    body = join(
        _navigation() if in_site else None,
        tag("header", tag("h1", e.subject, tag("small", e.title)), _badges(e)),
        _section(words["description"], tag("p", e.description)),
        _section(words["adds"], tag("p", e.adds)) if e.adds else None,
        _section(words["example"], tag("pre", _wire(e.example))),
        _section(words["seen"], tag("p", e.seen)),
        _fix(words, e.fix),
        _section(words["again"], tag("p", e.again)),
        _section(words["believe"], tag("p", e.believe)) if e.believe else None,
        _advice(words, e),
        _confused(words, e, link),
        _section(words["doubts"], tag("p", e.doubts)) if e.doubts else None,
        _section(words["references"], _sources(e.sources)),
    )
    title = f"SMTP {e.subject}: {e.title}"
    return page(title, tag("main", body), style=STYLE, lang=lang)


def index_page(explanations: Iterable[Explanation], link: Link) -> str:
    """All codes, with a search that runs in the page."""
    cards = [
        tag(
            "a",
            tag("b", e.subject, class_=_colour(e)),
            tag("span", e.title),
            tag("small", e.standing_text),
            href=link(e.subject) or "",
            class_="card",
            data_text=" ".join(
                (e.subject, e.title, e.description, e.seen, e.standing_text)
            ).lower(),
        )
        for e in explanations
    ]
    search = tag(
        "input", id="search", type="search", placeholder="A code or a word: 550, greylist, quota …",
        autofocus="", aria_label="Search", autocomplete="off",
    )  # fmt: skip
    body = tag(
        "main",
        _navigation(),
        tag(
            "header",
            tag("h1", "SMTP reply codes"),
            tag("p", "What servers say, what it means, and what to do."),
        ),
        search,
        tag("p", id="count", class_="note", aria_live="polite"),
        tag("div", *cards, id="cards"),
    )
    return page("SMTP reply codes", body, style=STYLE, script=INDEX_SCRIPT)


def compare_page(explanations: Iterable[Explanation], link: Link) -> str:
    """Any two codes side by side, chosen in the page: ``compare.html#220,502``."""
    words = headings("en")
    listed = list(explanations)
    data = {
        "codes": {e.subject: _comparable(e, link) for e in listed},
        "words": {
            key: words[key]
            for key in (
                "description",
                "seen",
                "fix",
                "again",
                "difference",
                "when",
                "same",
                "advice",
            )
        },
    }
    options = [tag("option", e.title, value=e.subject) for e in listed]

    def choice(name: str) -> Markup:
        return tag(
            "input", id=name, list="codes", size="8", aria_label=f"{name} code", autocomplete="off"
        )

    body = tag(
        "main",
        _navigation(),
        tag("header", tag("h1", "Compare two codes")),
        tag("p", choice("first"), " and ", choice("second"), class_="choose"),
        tag("datalist", *options, id="codes"),
        tag("div", id="comparison", aria_live="polite"),
    )
    # "</script>" inside the data would end the script; "<" is written as an escape.
    script = f"const DATA = {json.dumps(data)};".replace("<", "\\u003c") + COMPARE_SCRIPT
    return page("Compare two SMTP codes", body, style=STYLE, script=script)


def keywords_page(rows: Iterable[KeywordRow]) -> str:
    """All EHLO keywords."""
    sections = [
        tag(
            "section",
            tag("h2", row.keyword, tag("small", row.title), id=row.keyword),
            tag("p", row.meaning),
            tag("pre", f"250-{row.example}"),
            _facts(row),
            tag("p", row.doubts, class_="note") if row.doubts else None,
            _sources(row.sources),
        )
        for row in rows
    ]
    header = tag(
        "header",
        tag("h1", "EHLO keywords"),
        tag("p", "What a server offers, and what follows for the client."),
    )
    return page("EHLO keywords", tag("main", _navigation(), header, *sections), style=STYLE)


# Parts ---------------------------------------------------------------------------------------


def _navigation() -> Markup:
    links = (("index.html", "Codes"), ("compare.html", "Compare"), ("keywords.html", "Keywords"))
    return tag("nav", *(tag("a", text, href=address) for address, text in links))


def _section(title: str, *children: str | None) -> Markup:
    return tag("section", tag("h2", title), *children)


def _colour(explanation: Explanation) -> str:
    severity = explanation.severity
    return f"c{severity.value}" if isinstance(severity, Severity) else "c0"


def _badges(explanation: Explanation) -> Markup:
    texts = [explanation.standing_text]
    if explanation.severity is not None:
        texts.insert(0, _words(explanation.severity.name))
    if explanation.category is not None:
        texts.append(_words(explanation.category.name))
    colours = [_colour(explanation), *[""] * len(texts)]
    return tag(
        "p", *(tag("span", t, class_=f"badge {c}") for t, c in zip(texts, colours, strict=False))
    )


def _words(name: str) -> str:
    return name.replace("_", " ").lower()


def _wire(example: str) -> str:
    return "\n".join(printable(line) for line in example.split("\n"))


def _fix(words: dict[str, str], fix: Fix) -> Markup | None:
    rows = [
        join(tag("dt", words[who]), tag("dd", text))
        for who in ("sender", "developer", "operator")
        if (text := getattr(fix, who))
    ]
    return _section(words["fix"], tag("dl", *rows)) if rows else None


def _advice(words: dict[str, str], explanation: Explanation) -> Markup | None:
    if explanation.diagnosis is None:
        return None
    verdict, advice = explanation.diagnosis.verdict, explanation.diagnosis.advice
    where = "" if verdict.stage is Stage.UNKNOWN else f" ({verdict.stage.value})"
    stages = _by_stage(explanation)
    if stages is not None:
        return _section(words["advice"], stages)
    others = [tag("li", f"{a.value}: {ACTIONS[a].label}") for a in advice.alternatives]
    cautions = [tag("li", caution.value) for caution in advice.cautions]
    return _section(
        words["advice"] + where,
        tag("p", tag("b", advice.action.value), ": ", advice.summary),
        tag("p", advice.remedy),
        tag("ul", *others) if others else None,
        tag("ul", *cautions, class_="cautions") if cautions else None,
    )


def _by_stage(explanation: Explanation) -> Markup | None:
    rows = [
        join(
            tag("dt", d.verdict.stage.value),
            tag("dd", tag("b", d.advice.action.value), ": ", d.advice.summary),
        )
        for d in by_stage(explanation)
        if d.verdict.stage is not Stage.UNKNOWN
    ]
    return tag("dl", *rows) if rows else None


def _confused(words: dict[str, str], explanation: Explanation, link: Link) -> Markup | None:
    rows = [
        join(tag("dt", _linked(subject, link(subject))), tag("dd", sentence))
        for subject, sentence in explanation.confused_with
    ]
    return _section(words["confused"], tag("dl", *rows)) if rows else None


def _linked(text: str, address: str | None) -> Markup:
    return tag("a", text, href=address) if address else join(text)


def _sources(sources: Iterable[Source]) -> Markup:
    return tag(
        "ul", *(tag("li", _linked(str(s), s.url or None)) for s in sources), class_="sources"
    )


def _facts(row: KeywordRow) -> Markup | None:
    facts = (
        ("Parameters", row.parameters),
        ("Commands", ", ".join(row.verbs)),
        ("MAIL parameters", ", ".join(row.mail_parameters)),
        ("RCPT parameters", ", ".join(row.rcpt_parameters)),
    )
    rows = [join(tag("dt", name), tag("dd", text)) for name, text in facts if text]
    return tag("dl", *rows) if rows else None


def _comparable(explanation: Explanation, link: Link) -> dict[str, object]:
    advice = explanation.diagnosis.advice if explanation.diagnosis else None
    fix = explanation.fix
    return {
        "title": explanation.title,
        "colour": _colour(explanation),
        "about": about(explanation),
        "description": explanation.description,
        "seen": explanation.seen,
        "fix": [text for text in (fix.sender, fix.developer, fix.operator) if text],
        "again": explanation.again,
        "class": explanation.severity.value if explanation.severity else 0,
        "scope": advice.scope.value if advice else "",
        "action": advice.action.value if advice else "",
        "confused": dict(explanation.confused_with),
        "page": link(explanation.subject) or "",
    }
