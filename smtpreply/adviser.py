"""What to do next? From a `Verdict` to `Advice`.

Policy, not fact: the rules are a value that a mailer may replace. The first row whose
conditions hold decides. Pure, and never raises for any verdict; what no rule knows ends
in the careful advice for its class.
"""

from functools import cached_property

import attrs

from smtpreply.advice import Action, Advice, Caution, Command, Delay
from smtpreply.codes import ReplyCode
from smtpreply.context import Context
from smtpreply.event import EventKind
from smtpreply.policy import CAREFUL, Policy
from smtpreply.stage import Stage
from smtpreply.tables.actions import ACTIONS
from smtpreply.tables.reasons import REASONS
from smtpreply.tables.remedies import REMEDIES
from smtpreply.tables.remedyrow import RemedyRow
from smtpreply.verdict import Permanence, Reason, Verdict


@attrs.frozen(repr=False)
class Rules:
    """The rows that advice stands on, in order; put your own before ours to overrule them."""

    rows: tuple[RemedyRow, ...] = REMEDIES

    def __repr__(self) -> str:
        return f"<Rules, {len(self.rows)} rows>"

    def matching(
        self, verdict: Verdict, context: Context, policy: Policy = CAREFUL
    ) -> tuple[RemedyRow, ...]:
        """Every row that holds in this situation under this policy; the first decides."""
        facts = context.facts
        return tuple(row for row in self._fitting(verdict) if _holds(row, verdict, facts, policy))

    def deciding(self, verdict: Verdict, context: Context, policy: Policy = CAREFUL) -> RemedyRow:
        """The first row that holds; the last ones take anything."""
        facts = context.facts
        for row in self._fitting(verdict):
            if _holds(row, verdict, facts, policy):
                return row
        raise LookupError(f"no rule takes {verdict.row}: the rules are incomplete")

    def candidates(self, verdict: Verdict) -> tuple[RemedyRow, ...]:
        """The rows for this stage and code, or event, in order; other conditions left open."""
        key = (_happened(verdict), verdict.stage)
        found = self._by_place.get(key)
        if found is None:
            found = tuple(row for row in self.rows if _may_match(row, verdict))
            self._by_place[key] = found
        return found

    def _fitting(self, verdict: Verdict) -> tuple[RemedyRow, ...]:
        """Of the candidates, those that this verdict does not rule out by itself."""
        uncertain = verdict.permanence is Permanence.UNCERTAIN
        dead, provider = verdict.address_dead, verdict.provider
        key = (_happened(verdict), verdict.stage, verdict.reason, dead, uncertain, provider)
        found = self._by_verdict.get(key)
        if found is None:
            found = tuple(row for row in self.candidates(verdict) if _fits(row, verdict))
            self._by_verdict[key] = found
        return found

    # Filled as situations come up. Two, for a new verdict mostly comes at a code and stage that
    # were seen before, and need not go through all rows.
    @cached_property
    def _by_place(self) -> dict[tuple[object, ...], tuple[RemedyRow, ...]]:
        return {}

    @cached_property
    def _by_verdict(self) -> dict[tuple[object, ...], tuple[RemedyRow, ...]]:
        return {}

    @cached_property
    def given(self) -> dict[tuple[object, ...], Advice]:
        """What was advised, by all that it depends on: situations come up again and again."""
        return {}


_MOST_GIVEN = 20_000

RULES = Rules()
"""The rules that ship with the library: careful ones."""


def advise(
    verdict: Verdict,
    context: Context | Stage | None = None,
    *,
    policy: Policy = CAREFUL,
    rules: Rules = RULES,
) -> Advice:
    """Say what to do about a verdict; the more ``context`` is known, the better.

    Nothing that ``policy`` forbids is proposed: the first allowed alternative takes the place
    of a forbidden action, and a row all of whose actions are forbidden does not hold.

    >>> from smtpreply.classifier import classify
    >>> from smtpreply.reply import Reply
    >>> advise(classify(Reply.build(502), Stage.VRFY)).action
    <Action.SEND_TEST_MESSAGE: 'send-test-message'>
    """
    known = Context.of(verdict.stage if context is None else context)
    key = (
        verdict.common or verdict.rows,
        known.facts,
        policy,
        verdict.stage,
        verdict.code,
        verdict.enhanced,
        verdict.reason,
        verdict.permanence,
        verdict.scope,
        verdict.address_dead,
        verdict.provider,
        verdict.retry_after,
        verdict.event,
    )
    given = rules.given
    advice = given.get(key)
    if advice is None:
        if len(given) >= _MOST_GIVEN:
            given.clear()
        advice = given[key] = _advise(verdict, known, policy, rules)
    if advice.commands and known.command:
        return attrs.evolve(advice, commands=_filled(advice.commands, known))
    return advice


def _advise(verdict: Verdict, known: Context, policy: Policy, rules: Rules) -> Advice:
    row = rules.deciding(verdict, known, policy)
    action, *alternatives = _possible(row, verdict, known.facts[0], policy)
    return Advice(
        action=action,
        alternatives=tuple(alternatives),
        scope=row.scope or verdict.scope,
        blame=row.blame or REASONS[verdict.reason].blame,
        delay=_delay(_own_delay(row, verdict, policy), verdict.retry_after),
        checks=row.checks,
        commands=_lines(row, action),
        summary=row.summary,
        remedy=row.remedy,
        cautions=_cautions(row, (action, *alternatives)),
        because=row.name,
        references=(str(row.source),),
        throttles=row.throttles,
        policy=policy.name,
        permanence=verdict.permanence,
    )


def commands_for(action: Action, context: Context | Stage) -> tuple[Command, ...]:
    """The lines that an action sends, filled in as far as the context tells.

    For an alternative: ``commands_for(advice.alternatives[0], context)``.
    """
    return _filled(ACTIONS[action].lines, Context.of(context))


def _happened(verdict: Verdict) -> EventKind | ReplyCode | None:
    return verdict.event if verdict.code is None else verdict.code


def _holds(row: RemedyRow, verdict: Verdict, facts: tuple[int, int], policy: Policy) -> bool:
    """Whether a row that fits the verdict holds for the rest of the situation."""
    true, false = facts
    return (
        (not row.enhanced or _carries(verdict, row.enhanced))
        and (not row.wordings or not set(row.wordings).isdisjoint(verdict.rows))
        and all(_is(fact, wanted, true, false) for fact, wanted in row.when)
        and not any(fact & true for fact in row.unless)
        and all(permission in policy.permissions for permission in row.permissions)
        and _possible(row, verdict, true, policy) != ()
    )


def _fits(row: RemedyRow, verdict: Verdict) -> bool:
    return (
        (not row.providers or verdict.provider in row.providers)
        and (not row.reasons or verdict.reason in row.reasons)
        and (not row.dead or verdict.address_dead)
        and (not row.uncertain or verdict.permanence is Permanence.UNCERTAIN)
    )


def _possible(row: RemedyRow, verdict: Verdict, true: int, policy: Policy) -> tuple[Action, ...]:
    """The row's actions that policy, session and reply code leave, the best first."""
    return tuple(
        [
            action
            for action in (row.action, *row.alternatives)
            if policy.allows((known := ACTIONS[action]).permission)
            and not (known.unless is not None and known.unless & true)
            and verdict.code not in known.not_after
        ]
    )


def _carries(verdict: Verdict, codes: tuple[str, ...]) -> bool:
    if verdict.enhanced is None:
        return False
    text = str(verdict.enhanced)
    return text in codes or f"x{text[1:]}" in codes


def _is(fact: int, wanted: bool | None, true: int, false: int) -> bool:
    if wanted is None:
        return not fact & (true | false)
    return bool(fact & (true if wanted else false))


def _may_match(row: RemedyRow, verdict: Verdict) -> bool:
    if row.stages and verdict.stage not in row.stages:
        return False
    if verdict.code is None:
        return verdict.event in row.events
    if row.events:
        return False
    return not row.codes or verdict.code in row.codes or verdict.code // 100 in row.codes


def _own_delay(row: RemedyRow, verdict: Verdict, policy: Policy) -> Delay | None:
    if verdict.reason is Reason.GREYLISTED and row.delay is not None:
        return policy.greylisting
    return row.delay


def _delay(delay: Delay | None, asked: float | None) -> Delay | None:
    """Never earlier than the server asks."""
    if delay is None or asked is None:
        return delay
    return Delay(max(delay.minimum, asked), max(delay.default, asked), max(delay.maximum, asked))


def _lines(row: RemedyRow, action: Action) -> tuple[Command, ...]:
    if row.commands is None or action is not row.action:
        return ACTIONS[action].lines
    return row.commands


def _filled(commands: tuple[Command, ...], context: Context) -> tuple[Command, ...]:
    values = _values(context)
    return tuple(command.fill(values) for command in commands)


def _values(context: Context) -> dict[str, str]:
    """What can be filled into a command from the one that was answered."""
    address = _address(context)
    if address is None:
        return {}
    values = {"recipient": address}
    _, at, domain = address.rpartition("@")
    if at and domain:
        values["domain"] = domain
    return values


def _address(context: Context) -> str | None:
    if context.stage not in (Stage.VRFY, Stage.RCPT) or not context.command:
        return None
    _, _, argument = context.command.partition(" ")
    if context.stage is Stage.RCPT:
        _, _, argument = argument.partition(":")
    argument = argument.strip()
    if argument.startswith("<"):
        argument = argument[1:].partition(">")[0]
    else:
        argument = argument.partition(" ")[0]
    usable = argument and argument.isprintable() and not any(c in argument for c in "<> ")
    return argument if usable else None


def _cautions(row: RemedyRow, actions: tuple[Action, ...]) -> tuple[Caution, ...]:
    proposed = (caution for action in actions for caution in ACTIONS[action].cautions)
    return tuple(dict.fromkeys((*row.cautions, *proposed)))
