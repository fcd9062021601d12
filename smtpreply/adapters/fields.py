"""A diagnosis as flat fields for logs: JSON lines, structlog, ``extra=`` of `logging`.

The names are stable and always all there; a field that is not known is None. A field may be
added; none is renamed or changes its type without a new major version.
"""

from typing import TypeAlias

from smtpreply.diagnosis import Diagnosis
from smtpreply.event import Event
from smtpreply.knowledge import KNOWLEDGE_VERSION

Field: TypeAlias = str | int | float | bool | None


def log_fields(diagnosis: Diagnosis, *, addresses: bool = True) -> dict[str, Field]:
    """The fields, ready for JSON.

    Without ``addresses`` the recipient and the server's words are None: replies quote addresses,
    whole or in part, in more ways than any pattern finds. The fields are:

    ``smtp_stage``: what was answered. ``smtp_code``, ``smtp_enhanced``, ``smtp_text``: the reply.
    ``smtp_event``: what came in the place of one. ``smtp_reason``, ``smtp_permanence``,
    ``smtp_scope``, ``smtp_address_dead``, ``smtp_confidence`` (0 to 1), ``smtp_provider``,
    ``smtp_row``: the verdict, and the row that decided. ``smtp_action``, ``smtp_delay`` (seconds),
    ``smtp_rule``, ``smtp_policy``: the advice, and the rule that decided. ``smtp_recipient``.
    ``smtp_knowledge``: the version of the tables.
    """
    verdict, advice, reply = diagnosis.verdict, diagnosis.advice, diagnosis.reply
    event = diagnosis.source if isinstance(diagnosis.source, Event) else None
    text = event.detail if event else reply.message if reply else ""
    return {
        "smtp_stage": verdict.stage.value,
        "smtp_code": int(reply.code) if reply else None,
        "smtp_enhanced": str(reply.enhanced) if reply and reply.enhanced else None,
        "smtp_event": event.kind.value if event else None,
        "smtp_text": _printable(text) if addresses else None,
        "smtp_reason": verdict.reason.value,
        "smtp_permanence": verdict.permanence.value,
        "smtp_scope": verdict.scope.value,
        "smtp_address_dead": verdict.address_dead,
        "smtp_confidence": round(verdict.confidence, 3),
        "smtp_provider": verdict.provider or None,
        "smtp_row": verdict.row,
        "smtp_action": advice.action.value,
        "smtp_delay": float(advice.delay.default) if advice.delay else None,
        "smtp_rule": advice.because,
        "smtp_policy": advice.policy,
        "smtp_recipient": diagnosis.recipient if addresses else None,
        "smtp_knowledge": KNOWLEDGE_VERSION,
    }


def _printable(text: str) -> str:
    """Without bytes that could not be decoded: JSON has no lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
