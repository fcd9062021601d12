"""What replies mean: `classify` and `advise` on the labelled replies, beside public classifiers.

The replies are parsed before, and decoded while they are judged. Tables are warm, unless it is
said otherwise. Doubled tables show whether the time depends on the number of rows: once with as
many rows again of other words, once with the same wordings under other names, all of which speak.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import attrs

from benchmarks import accuracy
from benchmarks.classifiers import PEERS, Peer, worth
from benchmarks.measuring import (
    Figure,
    MissingError,
    Options,
    Section,
    Taken,
    Turn,
    at_least,
    at_most,
    contest,
)
from smtpreply import KNOWLEDGE, RULES, Knowledge, Rules, Verdict, advise, classify
from smtpreply.tables.phrases import PHRASE_ROWS
from smtpreply.tables.phrases_row import PhraseRow

REPLIES = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "labelled_replies.jsonl"
ROUNDS = 15
PASSES = 3
ADVICE_PASSES = 30
FLAT = 1.1
"""What the doubled table may cost, for the machine has moods."""

Labelled = Sequence[accuracy.Labelled]


def classifying(replies: Labelled, knowledge: Knowledge, passes: int = PASSES) -> Turn:
    """Each pass over fresh replies, of which nothing was decoded yet."""

    def turn() -> float:
        fresh = [(attrs.evolve(one.reply), one.stage) for one in replies for _ in range(passes)]
        begun = time.process_time()
        for reply, stage in fresh:
            classify(reply, stage, knowledge=knowledge)
        return time.process_time() - begun

    return turn


def classifying_cold(replies: Labelled, knowledge: Knowledge) -> Turn:
    """With knowledge that has seen none of the replies; its index is there."""

    def turn() -> float:
        unused = attrs.evolve(knowledge)
        classify(replies[0].reply, replies[0].stage, knowledge=unused)
        return classifying(replies, unused, passes=1)()

    return turn


def advising(verdicts: Sequence[Verdict], rules: Rules, passes: int) -> Turn:
    stages = [(verdict, verdict.stage) for verdict in verdicts] * passes

    def turn() -> float:
        begun = time.process_time()
        for verdict, stage in stages:
            advise(verdict, stage, rules=rules)
        return time.process_time() - begun

    return turn


def other_words(row: PhraseRow) -> PhraseRow:
    """A row as long, which none of the replies is about."""
    phrases = tuple(f"zq{len(row.name)} {phrase}" for phrase in row.phrases)
    return attrs.evolve(row, name=f"{row.name}-of-others", phrases=phrases)


def doubled(knowledge: Knowledge, *, same: bool) -> Knowledge:
    """With each row twice."""
    again = [
        attrs.evolve(row, name=f"{row.name}-again") if same else other_words(row)
        for row in knowledge.phrase_rows
    ]
    return attrs.evolve(
        knowledge,
        code_rows=knowledge.code_rows * 2,
        enhanced_rows=knowledge.enhanced_rows * 2,
        phrase_rows=(*knowledge.phrase_rows, *again),
    )


def doubled_rules(rules: Rules) -> Rules:
    """With each row twice, side by side."""
    return Rules(
        tuple(
            each
            for row in rules.rows
            for each in (row, attrs.evolve(row, name=f"{row.name}-again"))
        )
    )


def run(options: Options) -> Section:
    """Measure, if the labelled replies are there; raises `MissingError` if not."""
    file = options.replies or REPLIES
    if not file.is_file():
        raise MissingError(f"no labelled replies at {file}: --replies FILE")
    try:
        replies = accuracy.read(str(file))
    except accuracy.BadFileError as error:
        raise MissingError(str(error)) from error
    knowledge = KNOWLEDGE
    if options.quick:
        replies, knowledge = replies[:20], attrs.evolve(knowledge, phrase_rows=PHRASE_ROWS[:20])
    rounds, passes = (1, 1) if options.quick else (ROUNDS, ADVICE_PASSES)
    verdicts = [classify(one.reply, one.stage) for one in replies]
    lines = [" ".join(one.reply.raw.decode("utf-8", "replace").split()) for one in replies]
    skipped: list[str] = []
    with ExitStack() as stack:
        peers: dict[str, Peer] = {}
        for name, start in PEERS.items():
            try:
                peers[name] = stack.enter_context(start(options, lines))
            except MissingError as error:
                skipped.append(str(error))
        taken = contest(
            {
                **_ours(replies, verdicts, passes, knowledge),
                **{name: peer.turn for name, peer in peers.items()},
            },
            rounds,
        )
    categories = [one.category for one in replies]
    said = [verdict.reason.value for verdict in verdicts]
    right = {name: worth(peer.labels, categories).right for name, peer in peers.items()}
    return Section(
        "meaning",
        f"Meaning: {len(replies):,} labelled replies, {rounds} rounds",
        (
            *_speed(taken, len(replies), len(verdicts) * passes),
            *_against(taken, right, len(replies)),
        ),
        notes=(
            "what the labels are worth at best (the share that is right if each label meant the "
            f"category it is given to most often): ours {worth(said, categories).right:.0%}, "
            + ", ".join(
                f"{name} {peers[name].version} {share:.0%}" for name, share in right.items()
            ),
            "the best public classifier is the one whose labels are worth most; peers in other "
            "languages run in processes of their own, and their start does not count.",
            f"{knowledge!r}, {RULES!r}",
        ),
        skipped=tuple(skipped),
    )


def _ours(
    replies: Labelled, verdicts: Sequence[Verdict], passes: int, knowledge: Knowledge
) -> dict[str, Turn]:
    return {
        "classify": classifying(replies, knowledge),
        "rows of other words": classifying(replies, doubled(knowledge, same=False)),
        "rows of the same words": classifying(replies, doubled(knowledge, same=True)),
        "cold": classifying_cold(replies, knowledge),
        "advise": advising(verdicts, RULES, passes),
        "rules twice": advising(verdicts, doubled_rules(RULES), passes),
    }


def _speed(taken: Taken, replies: int, advice: int) -> list[Figure]:
    flat = at_most(FLAT)
    cold = taken.per_second("cold", replies)
    return [
        taken.per_second("classify", replies * PASSES, target=at_least(100_000)),
        attrs.evolve(cold, name="classify, each wording for the first time"),
        taken.per_second("advise", advice, target=at_least(500_000)),
        taken.ratio(
            "rows of other words", "classify", target=flat,
            label="classify with as many rows again / as shipped",
        ),
        taken.ratio(
            "rows of the same words", "classify", target=flat,
            label="classify with every row twice, both speaking / as shipped",
        ),
        taken.ratio(
            "rules twice", "advise", target=flat,
            label="advise with every row twice / as shipped",
        ),
    ]  # fmt: skip


def _against(taken: Taken, right: dict[str, float], replies: int) -> list[Figure]:
    """Theirs in ours: how many times as many replies we judge in the same time."""
    best = max(right, key=right.__getitem__, default=None)
    figures = []
    for name in right:
        ratio = taken.ratio(name, "classify")
        label = f"classify, times as many as {name}{', the best' if name == best else ''}"
        figures.append(
            attrs.evolve(
                ratio,
                name=label,
                value=ratio.value * PASSES,
                low=(ratio.low or 0.0) * PASSES,
                high=(ratio.high or 0.0) * PASSES,
                target=at_least(10) if name == best else None,
            )
        )
        figures.append(taken.per_second(name, replies))
    return figures
