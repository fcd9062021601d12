"""Read SMTP replies, say what they mean, and say what to do next.

The way from bytes to advice: `ReplyParser` makes a `Reply`, `classify` a `Verdict`,
`advise` an `Advice`; `diagnose` does all three, and `Dialogue` knows which command each
reply answers. Everything here does no I/O. Names are loaded when they are first used, so
that a program that only parses does not pay for the tables.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smtpreply.advice import Action as Action
    from smtpreply.advice import Advice as Advice
    from smtpreply.advice import Blame as Blame
    from smtpreply.advice import Caution as Caution
    from smtpreply.advice import Command as Command
    from smtpreply.advice import Delay as Delay
    from smtpreply.advice import Throttle as Throttle
    from smtpreply.advice import Throttled as Throttled
    from smtpreply.adviser import RULES as RULES
    from smtpreply.adviser import Rules as Rules
    from smtpreply.adviser import advise as advise
    from smtpreply.adviser import commands_for as commands_for
    from smtpreply.breaker import admit as admit
    from smtpreply.breaker import observe as observe
    from smtpreply.capabilities import Capabilities as Capabilities
    from smtpreply.capabilities import SizeDeclaration as SizeDeclaration
    from smtpreply.classifier import classify as classify
    from smtpreply.codes import Category as Category
    from smtpreply.codes import EnhancedCode as EnhancedCode
    from smtpreply.codes import ReplyCode as ReplyCode
    from smtpreply.codes import Severity as Severity
    from smtpreply.context import Context as Context
    from smtpreply.context import Needs as Needs
    from smtpreply.delivery import Delivery as Delivery
    from smtpreply.diagnosis import Diagnosis as Diagnosis
    from smtpreply.diagnosis import diagnose as diagnose
    from smtpreply.diagnosis import diagnose_all as diagnose_all
    from smtpreply.dialogue import Dialogue as Dialogue
    from smtpreply.dialogue import Exchange as Exchange
    from smtpreply.envelope import Envelope as Envelope
    from smtpreply.envelope import Recipient as Recipient
    from smtpreply.errors import ReplyError as ReplyError
    from smtpreply.errors import ReplyErrorKind as ReplyErrorKind
    from smtpreply.event import Event as Event
    from smtpreply.event import EventKind as EventKind
    from smtpreply.explanation import Comparison as Comparison
    from smtpreply.explanation import Explanation as Explanation
    from smtpreply.explanation import compare as compare
    from smtpreply.explanation import explain as explain
    from smtpreply.health import POSTFIX_FEEDBACK as POSTFIX_FEEDBACK
    from smtpreply.health import POSTFIX_GENTLE_FEEDBACK as POSTFIX_GENTLE_FEEDBACK
    from smtpreply.health import Brake as Brake
    from smtpreply.health import Health as Health
    from smtpreply.health import HealthPolicy as HealthPolicy
    from smtpreply.health import Permit as Permit
    from smtpreply.history import Attempt as Attempt
    from smtpreply.history import History as History
    from smtpreply.history import Plan as Plan
    from smtpreply.history import Schedule as Schedule
    from smtpreply.history import Step as Step
    from smtpreply.instruction import Host as Host
    from smtpreply.instruction import TlsMode as TlsMode
    from smtpreply.knowledge import KNOWLEDGE as KNOWLEDGE
    from smtpreply.knowledge import KNOWLEDGE_VERSION as KNOWLEDGE_VERSION
    from smtpreply.knowledge import Knowledge as Knowledge
    from smtpreply.limits import LIMITS as LIMITS
    from smtpreply.limits import STRICT as STRICT
    from smtpreply.limits import TOLERANT as TOLERANT
    from smtpreply.limits import Limits as Limits
    from smtpreply.limits import Tolerance as Tolerance
    from smtpreply.outcome import Fate as Fate
    from smtpreply.outcome import Outcome as Outcome
    from smtpreply.parser import ReplyParser as ReplyParser
    from smtpreply.parser import parse as parse
    from smtpreply.planner import plan as plan
    from smtpreply.policy import BULK as BULK
    from smtpreply.policy import CAREFUL as CAREFUL
    from smtpreply.policy import RELAY as RELAY
    from smtpreply.policy import SUBMISSION as SUBMISSION
    from smtpreply.policy import TRANSACTIONAL as TRANSACTIONAL
    from smtpreply.policy import Permission as Permission
    from smtpreply.policy import Policy as Policy
    from smtpreply.reply import Defect as Defect
    from smtpreply.reply import DefectKind as DefectKind
    from smtpreply.reply import Reply as Reply
    from smtpreply.sasl import CramMd5 as CramMd5
    from smtpreply.sasl import Login as Login
    from smtpreply.sasl import LoginLogin as LoginLogin
    from smtpreply.sasl import Plain as Plain
    from smtpreply.sasl import XOAuth2 as XOAuth2
    from smtpreply.stage import Stage as Stage
    from smtpreply.tables.schedules import SCHEDULES as SCHEDULES
    from smtpreply.verdict import Details as Details
    from smtpreply.verdict import Evidence as Evidence
    from smtpreply.verdict import Permanence as Permanence
    from smtpreply.verdict import Reason as Reason
    from smtpreply.verdict import Scope as Scope
    from smtpreply.verdict import Verdict as Verdict

__version__ = "0.1.0"

_HOMES = {
    "advice": ("Action", "Advice", "Blame", "Caution", "Command", "Delay", "Throttle", "Throttled"),
    "adviser": ("RULES", "Rules", "advise", "commands_for"),
    "breaker": ("admit", "observe"),
    "capabilities": ("Capabilities", "SizeDeclaration"),
    "classifier": ("classify",),
    "knowledge": ("KNOWLEDGE", "KNOWLEDGE_VERSION", "Knowledge"),
    "codes": ("Category", "EnhancedCode", "ReplyCode", "Severity"),
    "context": ("Context", "Needs"),
    "delivery": ("Delivery",),
    "diagnosis": ("Diagnosis", "diagnose", "diagnose_all"),
    "dialogue": ("Dialogue", "Exchange"),
    "envelope": ("Envelope", "Recipient"),
    "errors": ("ReplyError", "ReplyErrorKind"),
    "event": ("Event", "EventKind"),
    "explanation": ("Comparison", "Explanation", "compare", "explain"),
    "health": (
        "Brake",
        "Health",
        "HealthPolicy",
        "POSTFIX_FEEDBACK",
        "POSTFIX_GENTLE_FEEDBACK",
        "Permit",
    ),
    "history": ("Attempt", "History", "Plan", "Schedule", "Step"),
    "instruction": ("Host", "TlsMode"),
    "limits": ("LIMITS", "Limits", "STRICT", "TOLERANT", "Tolerance"),
    "outcome": ("Fate", "Outcome"),
    "parser": ("ReplyParser", "parse"),
    "planner": ("plan",),
    "policy": (
        "BULK",
        "CAREFUL",
        "Permission",
        "Policy",
        "RELAY",
        "SUBMISSION",
        "TRANSACTIONAL",
    ),
    "reply": ("Defect", "DefectKind", "Reply"),
    "sasl": ("CramMd5", "Login", "LoginLogin", "Plain", "XOAuth2"),
    "stage": ("Stage",),
    "tables.schedules": ("SCHEDULES",),
    "verdict": ("Details", "Evidence", "Permanence", "Reason", "Scope", "Verdict"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
