"""The benchmarks run and compare the same work; nothing here asserts on the time that it takes."""

import json
import os
import shutil
import sys
from pathlib import Path

import attrs
import pytest

from benchmarks import (
    __main__,
    classifiers,
    cluster,
    growth,
    importing,
    meaning,
    measuring,
    parsing,
    scale,
    session,
)
from benchmarks.measuring import Figure, MissingError, Options, Section, Taken, at_least, at_most
from smtpreply import RULES, Stage, classify, parse
from smtpreply.adapters.logs import Summary
from smtpreply.knowledge import KNOWLEDGE

QUICK = Options(quick=True)
LABELLED: list[dict[str, str | None]] = [
    {"reply": "550 5.1.1 no such user", "command": "RCPT", "category": "recipient-unknown"},
    {"reply": "452 4.2.2 mailbox full", "command": "RCPT", "category": "mailbox-full"},
    {
        "reply": "550-5.1.1 no such\n550 5.1.1 user",
        "command": None,
        "category": "recipient-unknown",
    },
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "labelled.jsonl"
    rows: list[dict[str, object]] = [
        {**row, "also_acceptable": [], "address_dead": 0} for row in LABELLED
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return file


class TestMeasuring:
    def test_a_ratio_is_the_median_of_the_rounds(self) -> None:
        taken = Taken({"ours": [1.0, 2.0, 9.0], "theirs": [2.0, 2.0, 3.0]})
        figure = taken.ratio("ours", "theirs", target=at_most(1.0))
        assert (figure.value, figure.low, figure.high) == (1.0, 0.75, 2.0)
        assert figure.is_met
        assert taken.each("ours", 2, unit="s").value == 1.0
        assert taken.per_second("ours", 4).value == 2.0

    def test_what_both_include_can_be_taken_off(self) -> None:
        taken = Taken({"ours": [3.0], "theirs": [2.0], "bare": [1.0]})
        assert taken.net_ratio("ours", "theirs", "bare").value == 2.0

    def test_everybody_takes_as_many_turns_and_none_is_always_first(self) -> None:
        turns: list[str] = []

        def turn(name: str) -> float:
            turns.append(name)
            return 1.0

        measuring.contest({name: lambda name=name: turn(name) for name in "ab"}, 3)  # type: ignore[misc]
        assert "".join(turns) == "abbaabba"

    def test_slope_is_the_power(self) -> None:
        assert measuring.slope([1, 2, 4], [3, 6, 12]) == pytest.approx(1)
        assert measuring.slope([1, 2, 4], [1, 4, 16]) == pytest.approx(2)

    def test_targets(self) -> None:
        assert at_least(10).is_met_by(10)
        assert not at_least(10).is_met_by(9)
        assert str(at_least(100_000)) == ">= 100,000"
        assert Figure("free", 1.0).is_met is None


class TestParsing:
    @pytest.mark.parametrize("name", parsing.CONTESTANTS)
    def test_each_finds_every_reply_however_it_is_read(self, name: str) -> None:
        package = parsing.PEERS.get(name)
        if package is not None:
            pytest.importorskip(package)
        for work in parsing.workloads(2000):
            assert parsing.CONTESTANTS[name](work) == 2000

    def test_reads_hold_the_same_bytes(self) -> None:
        one, many = parsing.workloads(2000)
        assert b"".join(one.reads) == b"".join(many.reads)
        assert one.one_reply_a_read()
        assert not many.one_reply_a_read()
        assert len(many.reads) > 2

    def test_it_runs(self) -> None:
        section = parsing.run(QUICK)
        assert any(f.target and "smtplib" in f.name for f in section.figures)


class TestGrowth:
    @pytest.mark.parametrize("kind", growth.KINDS)
    def test_every_kind_is_of_its_size_and_read_whole(self, kind: str) -> None:
        data = growth.KINDS[kind](4096)
        assert 3500 < len(data) < 4300
        for piece in growth.PIECES:
            growth.consume(data, piece)

    def test_no_larger_size_is_tried_when_patience_ends(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(growth, "consume", lambda data, piece: len(data) ** 2 / 1e6)
        curve = growth.measure("errors", 0, (2048, 8192, 16384))
        assert len(curve.times) == len(curve.sizes) == 2
        assert curve.figure().value == pytest.approx(2, abs=0.1)
        assert curve.figure().is_met is False

    @pytest.mark.parametrize("state", growth.STATES)
    def test_an_idle_parser_waits_for_a_reply(self, state: str) -> None:
        assert growth.STATES[state]().trailing_data == b""
        assert 0 < growth.held(growth.STATES[state], 20) < 1024

    def test_it_runs(self) -> None:
        names = [figure.name for figure in growth.run(QUICK).figures]
        assert any("1460 bytes" in name for name in names)


class TestMeaning:
    def test_it_runs(self, labelled: Path) -> None:
        section = meaning.run(Options(quick=True, replies=labelled))
        assert any("times as many" in f.name or f.name == "advise" for f in section.figures)
        assert any("npm install" in reason for reason in section.skipped)

    def test_without_replies_it_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(MissingError, match="--replies"):
            meaning.run(Options(replies=tmp_path / "none"))
        (tmp_path / "bad").write_text("no json")
        with pytest.raises(MissingError, match="line 1"):
            meaning.run(Options(replies=tmp_path / "bad"))

    def test_twice_the_rows_mean_the_same(self) -> None:
        reply = parse(b"550 5.1.1 no such user\r\n")
        once = classify(reply, Stage.RCPT)
        few = [row for row in KNOWLEDGE.phrase_rows if row.name in once.row][:1]
        some = attrs.evolve(KNOWLEDGE, phrase_rows=(*few, *KNOWLEDGE.phrase_rows[:20]))
        for same in (True, False):
            knowledge = meaning.doubled(some, same=same)
            assert len(knowledge.phrase_rows) == 2 * len(some.phrase_rows)
            verdict = classify(reply, Stage.RCPT, knowledge=knowledge)
            assert (verdict.reason, verdict.row) == (once.reason, once.row)
            assert (f"{once.row}-again" in verdict.rows) is same
        assert len(meaning.doubled_rules(RULES).rows) == 2 * len(RULES.rows)

    def test_labels_are_worth_what_they_tell_apart(self) -> None:
        assert classifiers.worth(["x", "x", "y"], ["a", "a", "b"]) == classifiers.Worth(2, 1.0)
        assert classifiers.worth(["x", "x", "x", "x"], ["a", "a", "b", "c"]).right == 0.5

    def test_rules_of_kumomta_are_read_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.toml"
        file.write_text('[rules]\nInvalidRecipient = ["^550 5.1.1 "]\nOther = ["^5"]\n')
        replies = ["550 5.1.1 gone", "552 full", "450 later"]
        with classifiers.kumomta_rules(Options(rules=file), replies) as peer:
            assert peer.labels == ["InvalidRecipient", "Other", "Uncategorized"]
            assert peer.turn() >= 0
        file.write_text("[rules]\nBad = ['(']\n")
        with (
            pytest.raises(MissingError, match=r"rules\.toml"),
            classifiers.kumomta_rules(Options(rules=file), replies),
        ):
            pass

    @pytest.mark.parametrize("name", classifiers.PEERS)
    def test_a_peer_that_is_not_here_is_named_with_how_to_get_it(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "which", lambda _: None)
        monkeypatch.setitem(sys.modules, "BounceClassifier", None)
        with (
            pytest.raises(MissingError, match=r"install|--rules"),
            classifiers.PEERS[name](Options(), ["550 no"]),
        ):
            pass

    @pytest.mark.skipif(shutil.which("perl") is None, reason="no perl here")
    def test_sisimai_judges_where_it_is(self) -> None:
        try:
            with classifiers.sisimai(Options(), ["550 5.1.1 user unknown"]) as peer:
                assert peer.labels == ["userunknown"]
                assert peer.turn() >= 0
        except MissingError as error:
            pytest.skip(str(error))


class TestImporting:
    def test_it_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("rich")
        keep = (importing.BARE, "import attrs", "import smtpreply", "rich")
        monkeypatch.setattr(importing, "STATEMENTS", {k: importing.STATEMENTS[k] for k in keep})
        monkeypatch.setattr(importing, "COMMANDS", {"--version": importing.COMMANDS["--version"]})
        names = [figure.name for figure in importing.run(QUICK).figures]
        assert any(name.startswith("--version / ") for name in names)


class TestSession:
    def test_it_runs(self) -> None:
        names = [figure.name for figure in session.run(QUICK).figures]
        assert "Delivery / smtplib" in names
        assert "10 at once, Delivery, a session: CPU" in names

    def test_it_keeps_to_one_processor_only_while_it_measures(self) -> None:
        if not hasattr(os, "sched_getaffinity"):
            pytest.skip("processes cannot be kept to a processor here")
        before = os.sched_getaffinity(0)
        with measuring.one_processor():
            assert len(os.sched_getaffinity(0)) == 1
        assert os.sched_getaffinity(0) == before


class TestCluster:
    def test_addresses_come_back_in_the_next_file(self, tmp_path: Path) -> None:
        files = cluster.write_logs(tmp_path, 3, 200)
        assert cluster.in_one_process(files).cleared

    def test_parts_amount_to_the_whole(self, tmp_path: Path) -> None:
        files = cluster.write_logs(tmp_path, 3, 200)
        whole = Summary()
        for file in files:
            whole.merge(cluster.summed(file))
        assert cluster.told(whole) == cluster.told(cluster.in_one_process(files))

    def test_a_bad_number_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit, match="2"):
            cluster.main(["--files", "0"])
        assert "at least 1" in capsys.readouterr().err


class TestCommand:
    def test_it_prints_targets_and_writes_json(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        missed = Figure("ours / theirs", 2.0, target=at_most(1.5), low=1.5, high=2.5)
        made = Section(
            "parsing", "Parsing", (missed, Figure("each", 3.0, "us")), ("note",), ("none",)
        )
        monkeypatch.setattr(parsing, "run", lambda options: made)
        file = tmp_path / "figures.json"
        assert __main__.main(["--only", "parsing", "--json", str(file)]) == 0
        printed = capsys.readouterr().out
        assert "<= 1.5 MISSED" in printed
        assert "1.50..2.50" in printed
        assert "skipped: none" in printed
        assert printed.endswith("0 of 1 targets met\n")
        found = json.loads(file.read_text())
        assert found["circumstances"]["cpu"]
        assert found["circumstances"]["versions"]["attrs"]
        [first, second] = found["sections"]["parsing"]["figures"]
        assert (first["met"], first["target"], second["met"]) == (False, "<= 1.5", None)

    def test_what_cannot_be_measured_says_why(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert __main__.main(["--only", "meaning", "--replies", "none/here"]) == 2
        assert "skipped: no labelled replies at none/here" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [(["--only", "nothing"], "invalid choice"), (["--json", "no/where/x.json"], "no folder")],
    )
    def test_bad_arguments(
        self, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit, match="2"):
            __main__.main(arguments)
        assert said in capsys.readouterr().err


FIGURES = {
    "parsing": {
        "one read a reply: code, a reply": 1.0,
        "one read a reply: lines, text, enhanced, a reply": 2.0,
    },
    "meaning": {
        "classify": 100_000.0,
        "classify, each wording for the first time": 10_000.0,
        "advise": 500_000.0,
    },
    "session": {
        "1,000 at once, Delivery, a session: CPU": 1000.0,
        "1,000 at once, Delivery, a session: memory at most": 20.0,
    },
    "growth": {"idle parser, after a session, one ask a reply": 400.0},
    "cluster": {"one process": 100_000.0},
}


class TestScale:
    def file(self, tmp_path: Path, *, quick: bool = False) -> Path:
        sections = {
            name: {
                "figures": [Figure(f, v, target=at_most(1.5)).as_json() for f, v in found.items()]
            }
            for name, found in FIGURES.items()
        }
        slope = Figure("one long line, whole; slope", 1.3, "power", target=at_most(1.1))
        sections["growth"]["figures"].append(slope.as_json())
        file = tmp_path / "figures.json"
        file.write_text(
            json.dumps(
                {
                    "circumstances": measuring.circumstances(["attrs"]),
                    "quick": quick,
                    "sections": sections,
                }
            )
        )
        return file

    def test_the_load_is_multiplied_out(self, tmp_path: Path) -> None:
        found = {row.what: row for row in scale.rows(scale.Figures.of(self.file(tmp_path)))}
        assert found["replies found, code read"].how_often == "41,076/s"
        assert found["replies found, code read"].total == "0.041 cores"
        assert found["refusals judged"].total == "0.014 cores"
        assert found["parsers of idle connections"].total == "40 MB"
        assert found["a day's log summed up"].total == "0.40 hours of a core"

    def test_the_page_says_what_is_assumed(self) -> None:
        page, load = scale.PAGES["scale"].read_text(), scale.LOAD
        for number in (load.messages, round(load.sessions_at_peak), round(load.replies_at_peak)):
            assert f"{number:,}" in page
        assert f"{load.open_at_peak:,.0f} are open" in page

    def test_both_tables_are_printed_or_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = self.file(tmp_path)
        assert scale.main([str(file)]) == 0
        assert "| refusals advised on | " in capsys.readouterr().out
        pages = {}
        for name, path in scale.PAGES.items():
            pages[name] = tmp_path / path.name
            pages[name].write_text(path.read_text())
        monkeypatch.setattr(scale, "PAGES", pages)
        for _ in range(2):  # written again, it stays the same
            assert scale.main([str(file), "--write"]) == 0
        assert pages["scale"].read_text().count("| refusals advised on | ") == 1
        assert "| 1.30 | <= 1.1 | missed |" in pages["ratios"].read_text()

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"quick": true}'])
    def test_other_files_are_refused(
        self, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "figures.json"
        file.write_text(text)
        assert scale.main([str(file)]) == 2
        assert capsys.readouterr().err.count("\n") == 1

    def test_a_figure_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(scale.BadFiguresError, match="no figure 'other'"):
            scale.Figures.of(self.file(tmp_path)).value("parsing", "other")
        with pytest.raises(scale.BadFiguresError, match="no marks"):
            scale.placed("a page", "scale", "a table")
