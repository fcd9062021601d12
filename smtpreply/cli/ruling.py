"""``smtpreply rules``: the rows behind the advice, and which of them would decide."""

from collections.abc import Iterator

from smtpreply.adviser import RULES
from smtpreply.cli import BadInputError
from smtpreply.cli.output import Line, dump, wrapped, write
from smtpreply.context import Context
from smtpreply.diagnosis import diagnose
from smtpreply.policy import POLICIES, Policy
from smtpreply.stage import Stage
from smtpreply.tables.remedyrow import RemedyRow
from smtpreply.verdict import Verdict


def run(stage: Stage | None, reply: str, policy: str, *, as_json: bool) -> int:
    """List all rules, those of a stage, or those that a reply at a stage would fire."""
    if policy not in POLICIES:
        raise BadInputError(f"no policy is called {policy!r}; there are {', '.join(POLICIES)}")
    if not reply:
        rows = [row for row in RULES.rows if stage is None or not row.stages or stage in row.stages]
        if as_json:
            for row in rows:
                dump(_record(row))
        else:
            write(line for row in rows for line in _short(row))
        return 0
    verdict = _judge(reply, stage or Stage.UNKNOWN)
    chosen = POLICIES[policy]
    if as_json:
        for row in RULES.matching(verdict, Context.of(verdict.stage), chosen):
            dump(_record(row))
    else:
        write(_decision(verdict, chosen))
    return 0


def _judge(text: str, stage: Stage) -> Verdict:
    try:
        diagnosis = diagnose(text, stage=stage)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    if diagnosis.reply is None:
        raise BadInputError(f"a code or a whole reply is wanted, not {text!r}")
    return diagnosis.verdict


def _decision(verdict: Verdict, policy: Policy) -> Iterator[Line]:
    context = Context.of(verdict.stage)
    holding = RULES.matching(verdict, context, policy)
    yield from wrapped(
        f"{verdict.code} to {verdict.stage.value}: {verdict.reason.value}, policy {policy.name}",
        "",
        "bold",
    )
    for number, row in enumerate(holding, start=1):
        yield "", ""
        decides = (
            "decides: it stands first"
            if number == 1
            else "would decide if those before were not there"
        )
        yield from wrapped(
            f"{number}. {row.name}: {row.action.value} ({decides})",
            "",
            "green" if number == 1 else "",
            hang=3,
        )
        yield from wrapped(row.summary, "   ")
        yield from wrapped(f"holds because: {_conditions(row)}", "   ", "dim", hang=3)
    others = [row for row in RULES.candidates(verdict) if row not in holding]
    if others:
        yield "", ""
        yield "If more were known, or it were about something else:", "bold"
        for row in others:
            text = f"{row.name}: {row.action.value}, for {_conditions(row)}"
            yield from wrapped(text, "   ", "dim", hang=3)


def _short(row: RemedyRow) -> Iterator[Line]:
    yield from wrapped(f"{row.name}: {row.action.value}", "", "bold")
    yield from wrapped(f"when: {_conditions(row)}", "  ", "dim", hang=6)
    yield from wrapped(f"source: {row.source}", "  ", "dim", hang=8)


def _conditions(row: RemedyRow) -> str:
    """What a row asks for, in words."""
    parts = [
        _listed("stage", [stage.value for stage in row.stages]),
        _listed("code", [f"{code}yz" if code < 10 else str(code) for code in row.codes]),
        _listed("event", [event.value for event in row.events]),
        _listed("reason", [reason.value for reason in row.reasons]),
        _listed("enhanced code", list(row.enhanced)),
        _listed("provider", list(row.providers)),
        _listed("permission", [permission.value for permission in row.permissions]),
        "the address is dead" if row.dead else "",
        "the outcome is uncertain" if row.uncertain else "",
        *(_fact(fact.name or "", wanted) for fact, wanted in row.when),
        *(f"{_named(fact.name or '')} is not known to be so" for fact in row.unless),
    ]
    return "; ".join(part for part in parts if part) or "anything"


def _listed(name: str, values: list[str]) -> str:
    return f"{name} {' or '.join(values)}" if values else ""


def _named(name: str) -> str:
    return name.replace("_", " ").lower()


def _fact(name: str, wanted: bool | None) -> str:
    how = {True: "is so", False: "is not so", None: "is not known"}[wanted]
    return f"{_named(name)} {how}"


def _record(row: RemedyRow) -> dict[str, object]:
    return {
        "name": row.name,
        "when": _conditions(row),
        "action": row.action.value,
        "alternatives": [action.value for action in row.alternatives],
        "summary": row.summary,
        "source": str(row.source),
    }
