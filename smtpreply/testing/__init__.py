"""For tests: a server that says what it is told to."""

from smtpreply.testing.server import After, ScriptedServer, Session, Turn

__all__ = ["After", "ScriptedServer", "Session", "Turn"]
