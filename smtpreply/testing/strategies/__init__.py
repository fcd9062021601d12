"""For tests: hypothesis strategies for everything a server may say.

Each is built by construction, so that failures shrink to what a person reads at once, and each
promises something of what it gives; the promise is tested. A bad argument is a ``ValueError`` at
the call. With smtpreply installed, ``st.from_type(Reply)`` works without importing this package.
Needs hypothesis: ``smtpreply[testing]``.

    @given(wire_replies(), st.data())
    def test_my_client(case: WireReply, data: st.DataObject) -> None:
        chunks = data.draw(chunked(case.wire))
        assert my_client.read(chunks) == (case.code, case.text)
"""

try:
    import hypothesis as _hypothesis
except ImportError as error:
    raise ImportError(
        "smtpreply.testing.strategies needs hypothesis: pip install 'smtpreply[testing]'"
    ) from error

from smtpreply.testing.strategies.chunks import chunked
from smtpreply.testing.strategies.codes import enhanced_codes, reply_codes
from smtpreply.testing.strategies.defects import defective_replies, wire_replies
from smtpreply.testing.strategies.dialogues import dialogues
from smtpreply.testing.strategies.hello import capabilities, ehlo_replies
from smtpreply.testing.strategies.hostile import hostile_bytes
from smtpreply.testing.strategies.moments import contexts, events, exchanges
from smtpreply.testing.strategies.replies import replies
from smtpreply.testing.strategies.script import Fault, ScriptedSession, Step
from smtpreply.testing.strategies.wire import WireReply

del _hypothesis

__all__ = [
    "Fault",
    "ScriptedSession",
    "Step",
    "WireReply",
    "capabilities",
    "chunked",
    "contexts",
    "defective_replies",
    "dialogues",
    "ehlo_replies",
    "enhanced_codes",
    "events",
    "exchanges",
    "hostile_bytes",
    "replies",
    "reply_codes",
    "wire_replies",
]
