"""What is known of a code: `explain` one, `compare` two.

Facts come from the tables of codes, what a reply means at a stage from `classify` and
`advise`. Nobody's guess is stated as fact: a number that no table holds gets the meaning
of its class and the word "not registered".
"""

import re
from functools import cache
from typing import TypeAlias

import attrs

from smtpreply.codes import Category, EnhancedCode, ReplyCode, Severity
from smtpreply.diagnosis import Diagnosis, diagnose, parse_text
from smtpreply.errors import ReplyError, ReplyErrorKind
from smtpreply.reply import Reply
from smtpreply.stage import Stage
from smtpreply.tables.enhancedcodes import CLASS_MEANINGS, ENHANCED_CODES, SUBJECT_MEANINGS
from smtpreply.tables.pairs import PAIRS
from smtpreply.tables.replycodes import REPLY_CODES, SEVERITY_MEANINGS
from smtpreply.tables.rows import (
    EnhancedCodeRow,
    Fix,
    PairRow,
    ReplyCodeRow,
    Source,
    Standing,
)

Explainable: TypeAlias = "int | str | EnhancedCode | Reply"

_STANDING_TEXTS = {
    Standing.STANDARD: "standard",
    Standing.REGISTRY_ONLY: "registry only",
    Standing.DRAFT: "not registered, from an expired draft",
    Standing.IN_THE_WILD: "not registered, seen in the wild",
    Standing.FOLKLORE: "not registered, folklore",
    None: "not registered",
}

_NUMBER = re.compile(r"[1-9][0-9]{2}", re.ASCII)
_RFC_5321 = Source("RFC 5321", "4.2.1")
_RFC_3463 = Source("RFC 3463", "2")


@attrs.frozen(kw_only=True)
class Explanation:
    """All that is known of a code, an enhanced code, a pair of them, or a whole reply."""

    subject: str
    """What was asked for: ``502``, ``5.1.1`` or ``550 5.1.1``."""
    title: str
    standing: Standing | None
    """None: not registered, and not known to be in use."""
    severity: Severity | None
    """None for a number outside 200 to 599, which is no SMTP reply."""
    category: Category | None
    description: str
    seen: str
    stages: tuple[Stage, ...]
    fix: Fix
    again: str
    confused_with: tuple[tuple[str, str], ...] = ()
    doubts: str = ""
    adds: str = ""
    """What the pair says that neither code says alone; empty otherwise."""
    believe: str = ""
    """Which of a pair to believe, where they contradict each other; empty otherwise."""
    sources: tuple[Source, ...]
    example: str
    """A whole reply, lines joined by LF."""
    parts: "tuple[Explanation, ...]" = ()
    """Of a pair: the code, then the enhanced code."""
    diagnosis: Diagnosis | None
    """What the reply, or the example, means at the stage asked for, and what to do."""

    @property
    def standing_text(self) -> str:
        """The standing in words: everything that no standard and no registry holds says so."""
        return _STANDING_TEXTS[self.standing]


@attrs.frozen(kw_only=True)
class Comparison:
    """Two of them side by side."""

    first: Explanation
    second: Explanation
    difference: str
    """The key difference, in one sentence."""
    when: str
    """When to use, or expect, which."""
    same_class: bool
    same_scope: bool
    same_advice: bool
    believe: str
    """Which to believe when one reply carries both; empty where it cannot."""


def explain(subject: Explainable, *, stage: Stage = Stage.UNKNOWN) -> Explanation:
    """Explain a code, an enhanced code, both (``"550 5.1.1"``), or a whole reply.

    Raises ``ValueError`` for what is none of these.

    >>> explain(502).title
    'Command not implemented'
    >>> explain("5.8.1").standing_text
    'not registered'
    """
    if isinstance(subject, EnhancedCode):
        return _explain_enhanced(subject, stage)
    if isinstance(subject, Reply):
        return _explain_reply(subject, stage)
    if not isinstance(subject, int | str):
        raise ValueError(f"a code, a pair or a whole reply is wanted, not {subject!r}")
    text = str(int(subject)) if isinstance(subject, int) else subject.strip()
    if _NUMBER.fullmatch(text):
        return _explain_code(int(text), stage)
    number, _, rest = text.partition(" ")
    try:
        enhanced = EnhancedCode.from_text(rest.strip() if _NUMBER.fullmatch(number) else text)
    except ValueError:
        return _explain_reply(_parse(text, stage), stage)
    if _NUMBER.fullmatch(number):
        return _explain_pair(int(number), enhanced, None, stage)
    return _explain_enhanced(enhanced, stage)


def compare(first: Explainable, second: Explainable, *, stage: Stage = Stage.UNKNOWN) -> Comparison:
    """Put two side by side: any two that `explain` takes.

    >>> compare(220, 502).same_class
    False
    """
    a, b = explain(first, stage=stage), explain(second, stage=stage)
    return Comparison(
        first=a,
        second=b,
        difference=_difference(a, b),
        when=_when(a, b),
        same_class=a.severity is not None and a.severity is b.severity,
        same_scope=_scope(a) is not None and _scope(a) is _scope(b),
        same_advice=_action(a) is not None and _action(a) is _action(b),
        believe=_believe(a, b),
    )


def by_stage(explanation: Explanation) -> tuple[Diagnosis, ...]:
    """What a reply code means at each stage it is given at, and what to do there.

    Empty for an enhanced code, a number that is no reply, and a code of one stage only.
    """
    subject = explanation.subject
    if not _NUMBER.fullmatch(subject) or explanation.severity is None:
        return ()
    if len(explanation.stages) < 2:
        return ()
    reply = Reply.build(int(subject))
    return tuple(diagnose(reply, stage=stage) for stage in explanation.stages)


# Looking up ----------------------------------------------------------------------------------


@cache
def _codes() -> dict[int, ReplyCodeRow]:
    return {row.code: row for row in REPLY_CODES}


@cache
def _pairs() -> dict[tuple[int, str], PairRow]:
    return {(row.code, row.enhanced): row for row in PAIRS}


@cache
def _enhanced() -> dict[tuple[int, int], EnhancedCodeRow]:
    return {
        (row.subject, detail): row
        for row in ENHANCED_CODES
        for detail in range(row.detail, (row.last_detail or row.detail) + 1)
    }


def _parse(text: str, stage: Stage) -> Reply:
    try:
        return parse_text(text, stage)
    except ReplyError as error:
        if error.kind in (ReplyErrorKind.TRAILING_DATA, ReplyErrorKind.NEED_MORE) and text:
            raise ValueError(f"exactly one whole reply is wanted: {error}") from error
        raise ValueError(
            "a code such as 550, an enhanced code such as 5.1.1, or a whole reply is wanted, "
            f"not {text!r}"
        ) from error


# Explaining ----------------------------------------------------------------------------------


def _explain_code(code: int, stage: Stage) -> Explanation:
    row = _codes().get(code)
    if row is None:
        return _explain_unknown_code(code, stage)
    in_range = 200 <= code <= 599
    return Explanation(
        subject=str(code),
        title=row.title,
        standing=row.standing,
        severity=ReplyCode(code).severity if in_range else None,
        category=ReplyCode(code).category if in_range else None,
        description=_with_class(row),
        seen=row.seen,
        stages=row.stages,
        fix=row.fix,
        again=row.again,
        confused_with=row.confused_with,
        doubts=row.doubts,
        sources=row.sources,
        example=row.example,
        diagnosis=diagnose(Reply.build(code), stage=_at(stage, _first(row.stages)))
        if in_range
        else None,
    )


def _with_class(row: ReplyCodeRow) -> str:
    """Where no standard says what a code means, its class still does."""
    if row.standing is Standing.STANDARD or not 200 <= row.code <= 599:
        return row.meaning
    return f"{row.meaning} {SEVERITY_MEANINGS[row.code // 100]}"


def _explain_unknown_code(code: int, stage: Stage) -> Explanation:
    digit = code // 100
    known = 200 <= code <= 599
    meaning = SEVERITY_MEANINGS.get(digit, SEVERITY_MEANINGS[6])
    return Explanation(
        subject=str(code),
        title="Not registered",
        standing=None,
        severity=ReplyCode(code).severity if known else None,
        category=ReplyCode(code).category if known else None,
        description=f"No RFC and no registry lists {code}. {meaning}",
        seen="Not known." if known else "Not on an SMTP connection.",
        stages=(),
        fix=Fix(developer="Act by the first digit, and read the text (RFC 5321 4.2.1)."),
        again={4: "Yes, later.", 5: "Not unchanged."}.get(digit, "Not needed." if known else "No."),
        sources=(_RFC_5321,),
        example=f"{code} text",
        diagnosis=diagnose(Reply.build(code), stage=stage) if known else None,
    )


def _explain_enhanced(code: EnhancedCode, stage: Stage) -> Explanation:
    row = _enhanced().get((code.subject, code.detail))
    if row is None:
        return _explain_unknown_enhanced(code, stage)
    seen_with = code.class_ in row.classes
    doubts = row.doubts
    if not seen_with:
        usual = " or ".join(str(c) for c in row.classes)
        doubts = f"Class {code.class_} is unusual: it is registered or seen with {usual}. {doubts}"
    reply = Reply.build(_partner(row, code.class_), enhanced=code)
    return Explanation(
        subject=str(code),
        title=row.title,
        standing=row.standing,
        severity=code.severity,
        category=None,
        description=f"{row.meaning} {CLASS_MEANINGS[code.class_]}",
        seen=row.seen,
        stages=(),
        fix=row.fix,
        again=row.again,
        confused_with=row.confused_with,
        doubts=doubts.strip(),
        sources=row.sources,
        example=row.example,
        diagnosis=diagnose(reply, stage=_at(stage, Stage.RCPT)),
    )


def _partner(row: EnhancedCodeRow, class_: int) -> int:
    """The reply code that the enhanced code goes with most, in that class."""
    of_example = int(row.example[:3])
    if of_example // 100 == class_:
        return of_example
    return next((code for code in row.basic_codes if code // 100 == class_), class_ * 100 + 50)


def _explain_unknown_enhanced(code: EnhancedCode, stage: Stage) -> Explanation:
    subject = SUBJECT_MEANINGS.get(code.subject, "No subject with this number is defined.")
    reply = Reply.build(code.class_ * 100 + 50, enhanced=code)
    return Explanation(
        subject=str(code),
        title="Not registered",
        standing=None,
        severity=code.severity,
        category=None,
        description=f"The registry does not list {code}. {CLASS_MEANINGS[code.class_]} {subject}",
        seen="Not known; providers make up details of their own.",
        stages=(),
        fix=Fix(developer="Act by the reply code, and read the text."),
        again={2: "Not needed.", 4: "Yes, later."}.get(code.class_, "Not unchanged."),
        sources=(_RFC_3463,),
        example=f"{code.class_ * 100 + 50} {code} text",
        diagnosis=diagnose(reply, stage=_at(stage, Stage.RCPT)),
    )


def _explain_reply(reply: Reply, stage: Stage) -> Explanation:
    if reply.enhanced is not None:
        return _explain_pair(int(reply.code), reply.enhanced, reply, stage)
    explanation = _explain_code(int(reply.code), stage)
    return attrs.evolve(explanation, example=str(reply), diagnosis=diagnose(reply, stage=stage))


def _explain_pair(
    code: int, enhanced: EnhancedCode, reply: Reply | None, stage: Stage
) -> Explanation:
    basic, extra = _explain_code(code, stage), _explain_enhanced(enhanced, stage)
    row = _pairs().get((code, str(enhanced)))
    example = str(reply) if reply else (row.example if row else f"{code} {enhanced} text")
    at = _at(stage, _first(basic.stages))
    diagnosed = None
    if reply or 200 <= code <= 599:
        diagnosed = diagnose(reply or Reply.build(code, enhanced=enhanced), stage=at)
    return Explanation(
        subject=f"{code} {enhanced}",
        title=f"{basic.title} / {extra.title}",
        standing=basic.standing and extra.standing,
        severity=basic.severity,
        category=basic.category,
        description=extra.description,
        seen=extra.seen,
        stages=basic.stages,
        fix=extra.fix,
        again=basic.again if not enhanced.agrees_with(code) else extra.again,
        confused_with=extra.confused_with,
        doubts=" ".join(filter(None, (basic.doubts, extra.doubts))),
        adds=row.adds if row else "",
        believe=_which_of_pair(code, enhanced),
        sources=tuple(
            dict.fromkeys((*(row.sources if row else ()), *basic.sources, *extra.sources))
        ),
        example=example,
        parts=(basic, extra),
        diagnosis=diagnosed,
    )


def _which_of_pair(code: int, enhanced: EnhancedCode) -> str:
    if enhanced.agrees_with(code):
        return ""
    return (
        f"{code} and {enhanced} contradict each other: believe the reply code, and take the "
        "enhanced code for a hint at most (RFC 2034 4)."
    )


def _at(stage: Stage, otherwise: Stage) -> Stage:
    return otherwise if stage is Stage.UNKNOWN else stage


def _first(stages: tuple[Stage, ...]) -> Stage:
    """Where a code is at home; a code of every stage is at none."""
    return stages[0] if len(stages) == 1 else Stage.UNKNOWN


# Comparing -----------------------------------------------------------------------------------


def _difference(a: Explanation, b: Explanation) -> str:
    for one, other in ((a, b), (b, a)):
        for subject, sentence in one.confused_with:
            if subject == other.subject:
                return sentence
    if a.subject == b.subject:
        return f"There is none: both are {a.subject}."
    return f"{about(a)}; {about(b)}."


def about(explanation: Explanation) -> str:
    """What a code is about, as half a sentence: class and title."""
    kind = "no SMTP reply"
    if explanation.severity is not None:
        kind = explanation.severity.name.replace("_", " ").lower()
    title = explanation.title
    title = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{explanation.subject} ({kind}) is about {title}"


def _when(a: Explanation, b: Explanation) -> str:
    return f"{_use(a)} {_use(b)}"


def _use(explanation: Explanation) -> str:
    if explanation.severity is None:
        return f"{explanation.subject}: never on an SMTP connection."
    sentence = explanation.description.partition(". ")[0].rstrip(".")
    where = ""
    if 0 < len(explanation.stages) < 8:
        where = f" to {', '.join(stage.value for stage in explanation.stages)}"
    return f"{explanation.subject}{where}: {sentence[:1].lower()}{sentence[1:]}."


def _scope(explanation: Explanation) -> object:
    return explanation.diagnosis.advice.scope if explanation.diagnosis else None


def _action(explanation: Explanation) -> object:
    return explanation.diagnosis.advice.action if explanation.diagnosis else None


def _believe(a: Explanation, b: Explanation) -> str:
    basic = next((x for x in (a, b) if _NUMBER.fullmatch(x.subject)), None)
    enhanced = next((x for x in (a, b) if x.subject.count(".") == 2 and " " not in x.subject), None)
    if basic is None or enhanced is None:
        return ""
    text = _which_of_pair(int(basic.subject), EnhancedCode.from_text(enhanced.subject))
    return text or (
        f"They agree: {basic.subject} says what to do, {enhanced.subject} says why. Where a reply "
        "contradicts itself, the reply code is believed (RFC 2034 4)."
    )
