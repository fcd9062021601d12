"""For tests: a server that says what it is told to. Names are loaded when they are first used."""

from typing import TYPE_CHECKING

from smtpreply.adapters.lazily import lazily

if TYPE_CHECKING:
    from smtpreply.testing.aioserver import AsyncScriptedServer as AsyncScriptedServer
    from smtpreply.testing.certificates import Certificate as Certificate
    from smtpreply.testing.certificates import self_signed as self_signed
    from smtpreply.testing.script import ACCEPTING as ACCEPTING
    from smtpreply.testing.script import After as After
    from smtpreply.testing.script import End as End
    from smtpreply.testing.script import Session as Session
    from smtpreply.testing.script import Turn as Turn
    from smtpreply.testing.server import ScriptedServer as ScriptedServer
    from smtpreply.testing.transcript import script_from_transcript as script_from_transcript

__all__ = [
    "ACCEPTING",
    "After",
    "AsyncScriptedServer",
    "Certificate",
    "End",
    "ScriptedServer",
    "Session",
    "Turn",
    "script_from_transcript",
    "self_signed",
]

_SCRIPT, _CERTIFICATES = "smtpreply.testing.script", "smtpreply.testing.certificates"

__getattr__ = lazily(
    __name__,
    ACCEPTING=_SCRIPT,
    After=_SCRIPT,
    AsyncScriptedServer="smtpreply.testing.aioserver",
    Certificate=_CERTIFICATES,
    End=_SCRIPT,
    ScriptedServer="smtpreply.testing.server",
    Session=_SCRIPT,
    Turn=_SCRIPT,
    script_from_transcript="smtpreply.testing.transcript",
    self_signed=_CERTIFICATES,
)
