"""The public strategies keep their promises, and what fails shrinks to what a person can read."""

import importlib.metadata
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from smtpreply import (
    Capabilities,
    Context,
    Dialogue,
    EnhancedCode,
    Event,
    EventKind,
    Limits,
    Reply,
    ReplyCode,
    ReplyError,
    ReplyParser,
    Severity,
    Stage,
    hypothesis_hook,
    parse,
)
from smtpreply.codes import Category
from smtpreply.dialogue import Exchange
from smtpreply.reply import DefectKind
from smtpreply.testing import ScriptedServer
from smtpreply.testing.strategies import (
    Fault,
    ScriptedSession,
    WireReply,
    capabilities,
    chunked,
    contexts,
    defective_replies,
    dialogues,
    ehlo_replies,
    enhanced_codes,
    events,
    exchanges,
    hostile_bytes,
    replies,
    reply_codes,
    wire_replies,
)
from smtpreply.testing.strategies.defects import RECIPES
from tests.clients import TO, with_smtplib
from tests.wire import TRAILING, read, read_all_ways

T = TypeVar("T")


def some(strategy: st.SearchStrategy[T], condition: Callable[[T], object]) -> T:
    """One that fits, as it was found: shrinking is not what is asked for."""
    chosen = settings(derandomize=True, database=None, max_examples=2000, phases=[Phase.generate])
    return find(strategy, lambda value: bool(condition(value)), settings=chosen)


REFUSING = (Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE)
stages = st.sampled_from(Stage)


def simplest(strategy: st.SearchStrategy[T], condition: Callable[[T], object]) -> T:
    chosen = settings(derandomize=True, database=None, max_examples=2000)
    return find(strategy, lambda value: bool(condition(value)), settings=chosen)


class TestCodes:
    @given(reply_codes())
    def test_any_code(self, code: ReplyCode) -> None:
        assert type(code) is ReplyCode

    @given(st.data(), st.sampled_from(Severity), st.sampled_from(Category))
    def test_narrowed(self, data: st.DataObject, severity: Severity, category: Category) -> None:
        code = data.draw(reply_codes(severity=severity, category=category, grammatical=True))
        assert (code.severity, code.category, code.is_grammatical) == (severity, category, True)

    @given(st.data(), stages)
    def test_at_a_stage(self, data: st.DataObject, stage: Stage) -> None:
        assert data.draw(reply_codes(stage=stage)) >= 200

    def test_every_code_can_come(self) -> None:
        for code in (200, 299, 399, 482, 599):
            assert some(reply_codes(), lambda found, code=code: found == code) == code  # type: ignore[misc]

    @given(enhanced_codes())
    def test_any_enhanced_code(self, code: EnhancedCode) -> None:
        assert EnhancedCode.from_text(str(code)) == code

    @given(st.data(), st.sampled_from(REFUSING))
    def test_enhanced_of_a_severity(self, data: st.DataObject, severity: Severity) -> None:
        assert data.draw(enhanced_codes(severity=severity)).severity is severity
        assert data.draw(enhanced_codes(severity=severity, registered=True)).subject <= 7


class TestReplies:
    @given(replies() | stages.flatmap(lambda stage: replies(stage=stage)))
    def test_read_back_as_they_are(self, reply: Reply) -> None:
        again = parse(bytes(reply), stage=reply.stage)
        assert (again, again.lines, again.enhanced) == (reply, reply.lines, reply.enhanced)

    @given(replies(severity=Severity.PERMANENT_NEGATIVE, enhanced=True, min_lines=2, max_lines=3))
    def test_narrowed(self, reply: Reply) -> None:
        assert reply.is_permanent_negative
        assert reply.enhanced is not None
        assert {reply.enhanced} == {*reply.enhanced_codes}
        assert reply.enhanced.agrees_with(reply.code)
        assert 2 <= len(reply.lines) <= 3

    @given(replies(code=552, enhanced=False, text=st.sampled_from(["full", "quota"])))
    def test_named(self, reply: Reply) -> None:
        assert reply.code == 552
        assert reply.enhanced is None
        assert {*reply.lines} <= {"full", "quota"}

    @given(st.data(), st.sampled_from([Stage.EHLO, Stage.LHLO]))
    def test_ehlo(self, data: st.DataObject, stage: Stage) -> None:
        offers, never = ["STARTTLS", "size 1000"], ["AUTH", "xa", "PIPELINING"]
        reply = data.draw(ehlo_replies(offers=offers, never=never, max_keywords=2, stage=stage))
        offered = Capabilities.from_reply(reply)
        assert (reply.code, reply.stage, bool(offered.domain)) == (250, stage, True)
        assert {*offers} <= {*reply.lines[1:]}
        assert not any(keyword in offered for keyword in never)
        assert not offered.auth
        assert 3 <= len(reply.lines) <= 5
        assert len(offered.offered) == len(reply.lines) - 1

    @given(capabilities())
    def test_capabilities(self, offered: Capabilities) -> None:
        assert offered.domain


def as_read(reply: Reply) -> WireReply:
    defects = frozenset(defect.kind for defect in reply.defects)
    return WireReply(reply.raw, reply.code, reply.lines, reply.enhanced, defects)


class TestWire:
    @given(wire_replies(defects=DefectKind))
    def test_must_be_read_as_they_say(self, case: WireReply) -> None:
        """Whole, byte by byte, in sevens, and with trailing bytes."""
        (reply,) = read_all_ways(case.wire)
        first, behind = read_all_ways(case.wire + TRAILING)
        assert isinstance(reply, Reply)
        assert isinstance(first, Reply)
        assert as_read(reply) == as_read(first) == case
        assert reply.text == case.text
        assert isinstance(behind, Reply)
        assert behind.raw == TRAILING

    @given(st.data(), wire_replies(defects=DefectKind))
    def test_however_they_are_cut(self, data: st.DataObject, case: WireReply) -> None:
        (reply,) = read(data.draw(chunked(case.wire)))
        assert isinstance(reply, Reply)
        assert as_read(reply) == case

    @given(wire_replies(severity=Severity.TRANSIENT_NEGATIVE, min_lines=2, max_lines=2))
    def test_narrowed(self, case: WireReply) -> None:
        assert case.code // 100 == 4
        assert case.wire.count(b"\r\n") == len(case.lines) == 2
        assert not case.defects

    @given(wire_replies(code=354))
    def test_a_code_by_itself(self, case: WireReply) -> None:
        assert (case.code, case.enhanced) == (354, None)

    @pytest.mark.parametrize("kind", DefectKind)
    def test_every_defect_on_demand(self, kind: DefectKind) -> None:
        companions = {DefectKind.NUL} if kind is DefectKind.GARBAGE_BEFORE_REPLY else set()

        @settings(max_examples=40)
        @given(defective_replies(kind))
        def shows_it(case: WireReply) -> None:
            assert as_read(parse(case.wire)) == case
            assert case.defects == {kind} | companions

        shows_it()

    @given(defective_replies())
    def test_any_defect(self, case: WireReply) -> None:
        assert case.defects

    def test_there_is_a_recipe_for_every_kind(self) -> None:
        assert set(RECIPES) == set(DefectKind)


class TestBytes:
    @given(st.data(), st.binary(max_size=300))
    def test_chunks_are_the_data(self, data: st.DataObject, whole: bytes) -> None:
        chunks = data.draw(chunked(whole))
        assert b"".join(chunks) == whole
        assert all(chunks)

    @pytest.mark.parametrize("whole", [b"", b"x", bytearray(b"xy"), memoryview(b"xyz")])
    def test_chunks_of_little(self, whole: bytes) -> None:
        assert simplest(chunked(whole), lambda chunks: True) == ([bytes(whole)] if whole else [])

    @given(st.data())
    def test_every_cut_can_come(self, data: st.DataObject) -> None:
        chunks = data.draw(chunked(b"250 ok\r\n"))
        assert 1 <= len(chunks) <= 8

    @given(hostile_bytes(min_size=3, max_size=500))
    def test_hostile_bytes_have_their_size(self, data: bytes) -> None:
        assert 3 <= len(data) <= 500

    @given(hostile_bytes())
    def test_nothing_but_reply_error_escapes(self, data: bytes) -> None:
        parser = ReplyParser(limits=Limits(line=1000, lines=20, reply=4000))
        parser.receive_data(data)
        parser.receive_eof()
        for _ in range(len(data) + 1):
            try:
                if parser.next_reply() is None:
                    return
            except ReplyError:
                continue
        raise AssertionError("it does not end")

    def test_hostile_bytes_of_every_kind(self) -> None:
        wanted = {b"\0", b"\x1b[2J", b"HTTP/", b"\xff\xfd", b"\r\r", b"\xe9", b"999", b"x" * 500}
        seen: set[bytes] = set()

        def all_seen(data: bytes) -> bool:
            seen.update(what for what in wanted if what in data)
            return seen == wanted

        some(hostile_bytes(max_size=2000), all_seen)


def told(session: ScriptedSession) -> Iterator[tuple[Stage, str | None, int] | str]:
    """What must come out: from the session alone."""
    for step in session.steps:
        if step.code is not None:
            yield step.stage, step.answers, step.code
        if step.surplus:
            yield Stage.UNKNOWN, None, int(step.surplus[:3])
        if step.fault in (Fault.CUT, Fault.GARBAGE):
            yield "error"


def paired(found: Exchange | ReplyError) -> tuple[Stage, str | None, int] | str:
    if isinstance(found, ReplyError):
        return "error"
    return found.stage, found.command, int(found.reply.code)


def heard(server: ScriptedServer, session: ScriptedSession) -> bytes:
    """All that a client hears that says its part of the session."""
    found = b""
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        for steps in session.rounds:
            connection.sendall(b"".join(step.command for step in steps))
            due = len(found) + sum(len(step.reply + step.surplus) for step in steps)
            while len(found) < due:
                data = connection.recv(due - len(found))
                assert data
                found += data
        return found + connection.recv(100)


AUDIBLE = [fault for fault in Fault if fault is not Fault.SILENCE]
any_session = dialogues(max_faults=2) | dialogues(lmtp=True, max_faults=2)


class TestDialogues:
    @given(any_session)
    def test_each_answer_is_paired_with_its_command(self, session: ScriptedSession) -> None:
        dialogue = Dialogue(lmtp=session.lmtp)
        assert [paired(found) for found in session.play(dialogue)] == list(told(session))

    @given(any_session)
    def test_they_are_whole(self, session: ScriptedSession) -> None:
        first, last = session.steps[0], session.rounds[-1][-1]
        assert (first.stage, first.command) == (Stage.CONNECT, b"")
        assert len(session.faults) <= 2
        ending = [fault for fault in session.faults if fault.ends]
        assert ending == list(session.faults[-1:]) if ending else last.stage is Stage.QUIT
        for steps in session.rounds:
            assert bool(steps[0].command) == (steps[0].stage is not Stage.CONNECT)
            silent = [step for step in steps if not step.reply]
            assert not silent or (steps is session.rounds[-1] and ending)

    @given(dialogues(starttls=True, auth=True, pipelining=True, max_faults=0))
    def test_with_everything(self, session: ScriptedSession) -> None:
        assert not session.faults
        assert {step.stage for step in session.steps} > {Stage.STARTTLS, Stage.AUTH}
        assert max(map(len, session.rounds)) >= 3
        exchanges = session.play(Dialogue())
        assert isinstance(exchanges[-1], Exchange)
        context = exchanges[-1].context
        assert (context.tls, context.authenticated) == (True, True)
        assert context.capabilities is not None
        assert not context.capabilities.starttls

    @given(dialogues(starttls=False, auth=False, pipelining=False, min_recipients=4, max_recipients=5, max_messages=1, max_faults=0))  # fmt: skip
    def test_with_nothing(self, session: ScriptedSession) -> None:
        assert all(len(steps) == 1 for steps in session.rounds)
        verbs = [step.command.split()[0].decode() for step in session.steps[2:-2]]
        count = len(verbs) - 2
        assert verbs == ["MAIL", *["RCPT"] * count, "DATA"]
        assert 4 <= count <= 5
        assert len({step.command for step in session.steps if step.stage is Stage.RCPT}) == count

    @pytest.mark.parametrize("fault", Fault)
    def test_every_fault_on_demand(self, fault: Fault) -> None:
        session = some(dialogues(faults=[fault]), lambda session: session.faults)
        assert session.faults == (fault,)

    @given(dialogues(lmtp=True, max_faults=0, min_recipients=2, max_messages=1))
    def test_lmtp_answers_each_recipient(self, session: ScriptedSession) -> None:
        at_end = [step.answers for step in session.steps if step.stage is Stage.END_OF_DATA]
        assert at_end == [step.answers for step in session.steps if step.stage is Stage.RCPT]

    @settings(max_examples=15, deadline=None)
    @given(dialogues(starttls=False, max_faults=2, faults=AUDIBLE) | dialogues(starttls=False, lmtp=True, faults=AUDIBLE))  # fmt: skip
    def test_as_a_script(self, session: ScriptedSession) -> None:
        """The very bytes come over a socket, whoever asks."""
        said = b"".join(step.reply + step.surplus for step in session.steps)
        with ScriptedServer(session.script) as server:
            assert heard(server, session) == said
        assert not server.sessions[0].unexpected

    @settings(max_examples=15, deadline=None)
    @given(dialogues(starttls=False, auth=False, min_recipients=len(TO), max_messages=1, max_faults=0))  # fmt: skip
    def test_as_a_script_for_smtplib(self, session: ScriptedSession) -> None:
        with ScriptedServer(session.script) as server:
            assert with_smtplib(server.host, server.port) == {}
        assert len(server.sessions[0].messages) == 1


class TestFromType:
    @pytest.fixture(autouse=True)
    def _registered(self) -> None:
        """As the entry point does, where it is installed."""
        hypothesis_hook.register()

    @pytest.mark.parametrize(
        "kind", [ReplyCode, EnhancedCode, Reply, Capabilities, Context, Event, Exchange]
    )
    def test_is_registered(self, kind: type[Any]) -> None:
        assert type(some(st.from_type(kind), lambda value: True)) is kind

    @pytest.mark.parametrize("kind", [Stage, Severity])
    def test_enums_need_no_help(self, kind: type[Any]) -> None:
        assert type(some(st.from_type(kind), lambda value: True)) is kind

    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data(), stages)
    def test_contexts_events_and_exchanges(self, data: st.DataObject, stage: Stage) -> None:
        context = data.draw(contexts(stage=stage))
        exchange = data.draw(exchanges(stage=stage))
        assert (context.stage, exchange.stage, exchange.reply.stage) == (stage, stage, stage)
        assert exchange.context.stage is stage
        assert exchange.command == exchange.context.command
        if context.command is not None and stage not in (Stage.OTHER, Stage.END_OF_DATA):
            assert Stage.of_command(context.command) is stage
        event = data.draw(events(kind=EventKind.CLOSED, stage=stage))
        assert (event.kind, event.stage) == (EventKind.CLOSED, stage)

    def test_the_entry_point_names_the_hook(self) -> None:
        named = {e.value for e in importlib.metadata.entry_points(group="hypothesis")}
        if "smtpreply.hypothesis_hook:register" not in named:
            pytest.skip("installed before there was an entry point: install again")
        register = hypothesis_hook.__name__ + ":" + hypothesis_hook.register.__name__
        assert register in named


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


class TestHook:
    """Each in an interpreter of its own; the entry point's call is made by hand."""

    HOOKED = (
        "import os, sys; os.environ['HYPOTHESIS_NO_PLUGINS'] = '1'\n"
        "import hypothesis; from hypothesis import find, strategies as st\n"
        "from smtpreply.hypothesis_hook import register; register()\n"
    )

    def test_costs_nothing_while_nobody_uses_smtpreply(self) -> None:
        loaded = run(self.HOOKED + "print(*[m for m in sys.modules if 'smtpreply' in m])")
        assert loaded == "smtpreply smtpreply.hypothesis_hook"

    def test_registers_what_is_loaded_later(self) -> None:
        lines = run(
            self.HOOKED + "import importlib.util; importlib.util.find_spec('smtpreply.codes')\n"
            "from smtpreply import Reply, ReplyCode, Dialogue\n"
            "print(find(st.from_type(Reply), lambda reply: True))\n"
            "print(find(st.from_type(ReplyCode), lambda code: code > 300))\n"
            "from smtpreply import Event, Capabilities\n"
            "print(find(st.from_type(Event), lambda event: event.detail).detail)\n"
            "print([f for f in sys.meta_path if type(f).__module__.startswith('smtpreply')])"
        ).splitlines()
        assert lines == ["250 ok", "550", "timed out", "[]"]

    def test_registers_what_was_loaded_before(self) -> None:
        code = "from smtpreply import *\nfrom smtpreply.dialogue import Exchange\n" + self.HOOKED
        code += "print(find(st.from_type(Exchange), lambda e: True).reply, len([f for f in sys.meta_path if 'smtpreply' in type(f).__module__]))"
        assert run(code) == "250 ok 0"

    def test_a_module_that_is_not_there_is_not_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """In this interpreter, for the coverage of what the others show."""
        name = "smtpreply.not_there"
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        monkeypatch.setitem(hypothesis_hook.STRATEGIES, name, {})
        hypothesis_hook.register()
        waiting = sys.meta_path[0]
        assert waiting.find_spec("smtpreply.codes", None) is None
        with pytest.raises(ModuleNotFoundError):
            __import__(name)

    def test_a_module_that_comes_is_registered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        name = "smtpreply.limits"  # stands for one that nobody has loaded
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        monkeypatch.setattr(hypothesis_hook, "STRATEGIES", {name: {"Limits": "reply_codes"}})
        monkeypatch.delitem(sys.modules, name)
        hypothesis_hook.register()
        waiting = sys.meta_path[0]
        limits = importlib.import_module(name)
        assert waiting not in sys.meta_path
        assert simplest(st.from_type(limits.Limits), lambda value: True) == 250

    def test_without_hypothesis(self) -> None:
        code = (
            "import sys; sys.modules['hypothesis'] = None\n"
            "import smtpreply.testing\n"
            "try: import smtpreply.testing.strategies\n"
            "except ImportError as error: print(error)"
        )
        assert run(code) == (
            "smtpreply.testing.strategies needs hypothesis: pip install 'smtpreply[testing]'"
        )


bad: Any = "x"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reply_codes(severity=bad), "severity is a Severity or None, not 'x'"),
        (lambda: reply_codes(category=bad), "category is a Category or None"),
        (lambda: reply_codes(stage=bad), "stage is a Stage or None"),
        (
            lambda: reply_codes(stage=Stage.DATA, severity=Severity.POSITIVE_COMPLETION, category=Category.SYNTAX),
            "no code has severity=Severity.POSITIVE_COMPLETION, .* known at stage=Stage.DATA",
        ),
        (
            lambda: enhanced_codes(severity=Severity.POSITIVE_INTERMEDIATE),
            "severity: the class of an enhanced code is 2, 4 or 5, never 3",
        ),
        (lambda: replies(code=600), "code: a reply code is from 200 to 599, not 600"),
        (
            lambda: replies(code=250, severity=Severity.PERMANENT_NEGATIVE),
            "code is of the severity PERMANENT_NEGATIVE, not 250",
        ),
        (lambda: replies(stage=bad), "stage is a Stage, not 'x'"),
        (lambda: replies(enhanced=bad), "enhanced is True, False or None, not 'x'"),
        (lambda: replies(code=354, enhanced=True), "no reply has code=354, .*enhanced=True"),
        (lambda: replies(min_lines=0), "min_lines is an int of at least 1, not 0"),
        (lambda: replies(max_lines=bad), "max_lines is an int of at least 1, not 'x'"),
        (lambda: replies(min_lines=3, max_lines=2), "min_lines is at most max_lines, not 3 > 2"),
        (lambda: wire_replies(defects=[bad]), "defects holds members of DefectKind, not 'x'"),
        (lambda: wire_replies(min_lines=3, max_lines=2), "min_lines is at most max_lines"),
        (lambda: defective_replies(bad), "kind is a DefectKind or None, not 'x'"),
        (lambda: ehlo_replies(stage=Stage.HELO), "stage is EHLO or LHLO, not <Stage.HELO"),
        (lambda: ehlo_replies(max_keywords=-1), "max_keywords is an int of at least 0, not -1"),
        (lambda: ehlo_replies(offers=[" "]), "offers holds lines that begin with a keyword"),
        (lambda: ehlo_replies(never=["A\nB"]), "never holds lines that begin with a keyword"),
        (lambda: ehlo_replies(offers=["auth=X"], never=["AUTH"]), "never holds what offers has: AUTH"),
        (lambda: hostile_bytes(min_size=2, max_size=1), "min_size is at most max_size, not 2 > 1"),
        (lambda: chunked(bad), "data is bytes, not 'x'"),
        (lambda: dialogues(lmtp=bad), "lmtp is True or False, not 'x'"),
        (lambda: dialogues(starttls=bad), "starttls is True, False or None"),
        (lambda: dialogues(min_recipients=4), "min_recipients is at most max_recipients, not 4 > 3"),
        (lambda: dialogues(max_messages=0), "max_messages is an int of at least 1, not 0"),
        (lambda: dialogues(max_faults=-1), "max_faults is an int of at least 0, not -1"),
        (lambda: dialogues(faults=[bad]), "faults holds members of Fault, not 'x'"),
        (lambda: contexts(stage=bad), "stage is a Stage or None"),
        (lambda: events(kind=bad), "kind is a EventKind or None"),
    ],
)  # fmt: skip
def test_bad_arguments_are_said_at_once(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


class TestShrinking:
    """What is left of a failure can be read at once."""

    def test_codes(self) -> None:
        assert simplest(reply_codes(), lambda code: True) == 250
        assert simplest(reply_codes(), lambda code: code >= 400) == 550
        assert simplest(reply_codes(stage=Stage.DATA), lambda code: code < 400) == 354
        assert str(simplest(enhanced_codes(), lambda code: True)) == "5.1.1"

    def test_replies(self) -> None:
        assert simplest(replies(), lambda reply: True).raw == b"250 ok\r\n"
        assert simplest(replies(), lambda r: r.enhanced).raw == b"250 2.0.0 ok\r\n"
        two = simplest(wire_replies(), lambda case: len(case.lines) > 1)
        assert two.wire == b"250-ok\r\n250 ok\r\n"
        offered = simplest(ehlo_replies(), lambda reply: "SIZE" in reply.text)
        assert offered.lines == ("mx.example.org", "SIZE 10240000")

    @pytest.mark.parametrize(
        ("kind", "wire"),
        [
            (DefectKind.BARE_LF, b"250 ok\n"),
            (DefectKind.CODE_ONLY, b"250\r\n"),
            (DefectKind.MIXED_CODES, b"220-ok\r\n250 ok\r\n"),
            (DefectKind.NON_UTF8, b"250 ok\xe9ok\r\n"),
            (DefectKind.ENHANCED_CLASS_MISMATCH, b"250 5.0.0 ok\r\n"),
        ],
    )
    def test_defects(self, kind: DefectKind, wire: bytes) -> None:
        assert simplest(defective_replies(kind), lambda case: True).wire == wire

    def test_chunks(self) -> None:
        chunks = chunked(b"250 ok\r\n")
        assert simplest(chunks, lambda found: True) == [b"250 ok\r\n"]
        assert simplest(chunks, lambda found: len(found) > 1) == [b"2", b"50 ok\r\n"]
        assert simplest(chunks, lambda found: len(found[0]) > 3) == [b"250 ok\r\n"]

    def test_sessions(self) -> None:
        session = simplest(dialogues(max_faults=0), lambda session: True)
        assert [step.command.split(b" ")[0] for step in session.steps] == [
            b"", b"EHLO", b"MAIL", b"RCPT", b"DATA\r\n", b"Subject:", b"QUIT\r\n",
        ]  # fmt: skip
        refused = simplest(
            dialogues(faults=[Fault.REFUSED]), lambda s: any(x.stage is Stage.RSET for x in s.steps)
        )
        assert refused.faults == (Fault.REFUSED,)
        assert len(refused.steps) <= 7


def test_values_are_frozen() -> None:
    case = some(wire_replies(), lambda case: True)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        case.code = 1  # type: ignore[misc]
