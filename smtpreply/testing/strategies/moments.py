"""What a client knows when an answer comes, and what else may come: for ``st.from_type``.

Every field of a `Context` may be unknown, and the simplest context knows nothing.
"""

from hypothesis import strategies as st

from smtpreply.context import Context, Needs
from smtpreply.dialogue import Exchange
from smtpreply.event import Event, EventKind
from smtpreply.stage import HELLO, Stage
from smtpreply.testing.strategies.arguments import check_member
from smtpreply.testing.strategies.hello import capabilities
from smtpreply.testing.strategies.replies import replies

_maybe = st.none() | st.booleans()
_needs = st.builds(
    Needs,
    tls=_maybe,
    authentication=_maybe,
    smtputf8=_maybe,
    eight_bit=_maybe,
    size=st.none() | st.integers(0, 10**8),
)
_WITHOUT_COMMAND = (Stage.CONNECT, Stage.UNKNOWN)
_PARAMETERS = {
    Stage.MAIL: (
        " FROM:<alice@example.org>",
        " FROM:<>",
        " FROM:<alice@example.org> SIZE=1000 BODY=8BITMIME",
        " FROM:<alice@example.org> BY=600;R REQUIRETLS",
        " FROM:<alice@example.org> HOLDFOR=60 SMTPUTF8",
    ),
    Stage.RCPT: (" TO:<bob@example.net>", " TO:<bob@example.net> RRVS=2014-04-03T23:01:00Z"),
    Stage.AUTH: (" PLAIN", " XOAUTH2"),
    Stage.BDAT: (" 1000", " 1000 LAST"),
    Stage.VRFY: (" bob",),
}


def contexts(*, stage: Stage | None = None) -> st.SearchStrategy[Context]:
    """Any `Context`, at the stage if one is named. Its command is one of its stage, or None."""
    check_member("stage", stage, Stage)
    if stage is None:
        stages = st.sampled_from([Stage.UNKNOWN, *Stage])
        return stages.flatmap(lambda found: contexts(stage=found))
    return st.builds(
        Context,
        stage=st.just(stage),
        command=_commands(stage),
        capabilities=st.none() | capabilities(),
        tls=_maybe,
        authenticated=_maybe,
        accepted_recipients=st.none() | st.integers(0, 3),
        pipelined=_maybe,
        reused=_maybe,
        lmtp=_maybe,
        null_sender=_maybe,
        probe=_maybe,
        fixed_host=_maybe,
        ipv6=_maybe,
        deferred=_maybe,
        unfinished=_maybe,
        needs=_needs,
    )


def _commands(stage: Stage) -> st.SearchStrategy[str | None]:
    if stage in _WITHOUT_COMMAND:
        return st.none()
    if stage is Stage.END_OF_DATA:
        return st.sampled_from([None, "."])
    verb = "XCLIENT" if stage is Stage.OTHER else stage.value
    usual = (" client.example.org",) if stage in HELLO else ("",)
    lines = [verb + parameters for parameters in _PARAMETERS.get(stage, usual)]
    return st.sampled_from([None, *lines, lines[0].lower()])


def events(
    *, kind: EventKind | None = None, stage: Stage | None = None
) -> st.SearchStrategy[Event]:
    """Any `Event`, of the kind and at the stage that are named."""
    check_member("kind", kind, EventKind)
    check_member("stage", stage, Stage)
    return st.builds(
        Event,
        st.sampled_from(EventKind) if kind is None else st.just(kind),
        st.sampled_from([Stage.UNKNOWN, *Stage]) if stage is None else st.just(stage),
        st.sampled_from(["", "timed out", "[Errno 111] Connection refused"]) | st.text(max_size=40),
    )


def exchanges(*, stage: Stage | None = None) -> st.SearchStrategy[Exchange]:
    """Any `Exchange`: a reply that is known at its stage, and what the client knew."""
    return contexts(stage=stage).flatmap(
        lambda context: st.builds(
            Exchange,
            st.just(context.stage),
            st.just(context.command),
            replies(stage=context.stage),
            st.just(context),
        )
    )
