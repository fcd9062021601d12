"""The shape of a phrase row: a family of wordings that say one thing.

A phrase is written in lower-case words; digits, punctuation and apostrophes are not part of
words ("doesn't" is ``doesnt``), and e-mail addresses are left out of the text that it is sought
in. ``(a|b c)`` is one of several, ``{name}`` one of a class of `CLASSES`, ``?`` behind either
makes it optional, ``..`` skips up to four words and ``...`` up to twelve; ``^`` and ``$`` are the ends of
the text. What digits and signs tell apart (``[TSS04]``, ``OFR_506``) is said by a ``pattern``
besides, sought in the lower-case bytes of the reply where one of the phrases was found.

Weights follow one scale: 0.95 the wording can mean nothing else, 0.85 it is hardly ever used
for anything else, 0.7 it mostly means this, 0.5 it leans this way, 0.3 a hint.
"""

import attrs

from smtpreply.stage import Stage
from smtpreply.tables.rows import Example, Source
from smtpreply.verdict import Permanence, Reason, Scope


@attrs.frozen(kw_only=True)
class PhraseRow:
    """One family of wordings."""

    name: str
    reason: Reason
    weight: float
    phrases: tuple[str, ...] = ()
    pattern: str = ""
    unless: tuple[str, ...] = ()
    """Phrases that, found anywhere in the reply, mean that this row does not speak."""
    codes: tuple[int, ...] = ()
    """Reply codes it holds for; a single digit stands for its class; empty: for any refusal."""
    stages: tuple[Stage, ...] = ()
    """Empty: at any stage. It always holds where the stage is not known."""
    beats: tuple[Reason, ...] = ()
    """Reasons whose rows it silences where they weigh less than it does: its rank over wordings
    that are part of its own, or that mean something else in its neighbourhood."""
    provider: str | None = None
    tag: str | None = None
    permanence: Permanence | None = None
    """What it really is, against the class of the code. Only rows of a named provider may."""
    scope: Scope | None = None
    source: Source
    example: Example

    def holds(self, code: int, stage: Stage) -> bool:
        """Whether it may speak for this code at this stage."""
        if self.codes and code not in self.codes and code // 100 not in self.codes:
            return False
        return not self.stages or stage in self.stages or stage is Stage.UNKNOWN


def phrase_row(
    name: str,
    reason: Reason,
    weight: float,
    example: str,
    *phrases: str,
    source: Source,
    stage: Stage = Stage.UNKNOWN,
    unless: tuple[str, ...] = (),
    codes: tuple[int, ...] = (),
    stages: tuple[Stage, ...] = (),
    beats: tuple[Reason, ...] = (),
    scope: Scope | None = None,
) -> PhraseRow:
    """Make a row of phrases; ``example`` is the reply, at ``stage``."""
    return PhraseRow(
        name=name, reason=reason, weight=weight, phrases=phrases, unless=unless, codes=codes,
        stages=stages, beats=beats, scope=scope, source=source, example=Example(stage, example),
    )  # fmt: skip


def tag_row(
    name: str,
    reason: Reason,
    weight: float,
    example: str,
    phrase: str,
    pattern: str = "",
    *,
    source: Source,
    provider: str | None = None,
    tag: str | None = None,
    stage: Stage = Stage.UNKNOWN,
    codes: tuple[int, ...] = (),
    stages: tuple[Stage, ...] = (),
    beats: tuple[Reason, ...] = (),
    permanence: Permanence | None = None,
    scope: Scope | None = None,
) -> PhraseRow:
    """Make a row of a pattern, sought where ``phrase`` was found; see `phrase_row`."""
    return PhraseRow(
        name=name, reason=reason, weight=weight, pattern=pattern, phrases=(phrase,),
        codes=codes, stages=stages, beats=beats, provider=provider, tag=tag, permanence=permanence, scope=scope,
        source=source, example=Example(stage, example),
    )  # fmt: skip


CLASSES: dict[str, str] = {
    "who": "user|users|recipient|recipients|mailbox|mailboxes|address|addresses|account|accounts|addressee|customer|username|rcpt|alias|person|subscriber|local part|localpart|inbox|mail box|destination|contact|member|login|name|id|userid|email|e mail|mail",
    "box": "mailbox|mailboxes|inbox|mail box|account|user|users|recipient|recipients|recipients mailbox|maildir|folder|mail folder|mail|address|addressee|customer|mailfolder|storage|destination|boite|space",
    "not": "not|no|doesnt|does not|do not|dont|didnt|did not|isnt|is not|are not|was not|wasnt|cannot|cant|can not|could not|couldnt|never|unable|without",
    "reject": "rejected|reject|rejects|rejecting|refused|refuse|refuses|denied|declined|blocked|not accepted|not allowed|prohibited|bounced|discarded|not permitted",
    "mail": "mail|email|e mail|message|messages|mails|emails|letter|mail content|message content|content",
    "sender": "sender|senders|mailfrom|mail from|from address|return path|reverse path|envelope sender|originator|from field|sender address|sender domain|originating",
}
"""Words that wordings use for one another."""

SEEN = Source("Bounces in public collections")
"""A wording that real servers were seen to send; no document promises it."""
