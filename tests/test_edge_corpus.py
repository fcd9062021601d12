"""Every odd reply of the shared corpus gives the result that the reply rule wants."""

import json
from pathlib import Path
from typing import Any

import pytest

from smtpreply import Capabilities, Reply, ReplyError, ReplyParser, Stage
from tests.wire import read_all_ways

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "edge_replies.json"

if not CORPUS.exists():
    pytest.skip(f"the shared corpus is not there: {CORPUS}", allow_module_level=True)

CASES: list[dict[str, Any]] = json.loads(CORPUS.read_text())
STAGES = {"greeting": "CONNECT", "DATA-END": "END_OF_DATA", "LMTP-DATA-END": "END_OF_DATA"}


def stage_of(case: dict[str, Any]) -> Stage:
    name = STAGES.get(case["context"], case["context"])
    return Stage[name] if name in Stage.__members__ else Stage.UNKNOWN


def shown(outcome: Reply | tuple[str, str]) -> Any:
    if not isinstance(outcome, Reply):
        return f"error:{outcome[0]}"
    return {
        "code": outcome.code,
        "enhanced": None if outcome.enhanced is None else str(outcome.enhanced),
        "lines": list(outcome.lines),
        "defects": sorted(defect.kind.value for defect in outcome.defects),
    }


def wanted(result: Any) -> Any:
    return result if isinstance(result, str) else {**result, "defects": sorted(result["defects"])}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
class TestCorpus:
    def test_sensible_result(self, case: dict[str, Any]) -> None:
        data = case["bytes_latin1"].encode("latin-1")
        if case["id"] == "starttls-injection-fragment":
            return self.check_injection(data)
        outcome = read_all_ways(data, stage_of(case), eof=case.get("eof", False))
        expected = [wanted(r) for r in (case["sensible_result"], *case.get("then", ()))]
        if expected == ["need-more"]:
            assert outcome == []
        else:
            assert [shown(x) for x in outcome[: len(expected)]] == expected
        return None

    def check_injection(self, data: bytes) -> None:
        """Whether bytes wait behind a reply depends on when one looks: asked for, not a defect."""
        parser = ReplyParser()
        parser.receive_data(data)
        reply = parser.next_reply(Stage.STARTTLS)
        assert reply is not None
        assert reply.code == 220
        assert parser.trailing_data == b"250-mx SIZE 999 AUTH PLAIN"
        with pytest.raises(ReplyError, match="trailing-data"):
            parser.require_no_trailing_data()
        assert parser.trailing_data == b""

    def test_capabilities(self, case: dict[str, Any]) -> None:
        probe = case.get("ehlo_probe")
        if probe is None:
            pytest.skip("no EHLO reply")
        outcome = read_all_ways(case["bytes_latin1"].encode("latin-1"), Stage.EHLO)
        replies = [x for x in outcome if isinstance(x, Reply)]
        if not replies:
            assert case["sensible_result"] == "need-more"
            return
        capabilities = Capabilities.from_reply(replies[0])
        if probe.get("rejected"):
            assert len(capabilities) == 0
        for keyword in probe.get("has", ()):
            assert keyword in capabilities
        for keyword in probe.get("hasnot", ()):
            assert keyword not in capabilities
        if "size" in probe:
            assert capabilities.size == probe["size"]
        for mechanism in probe.get("auth", ()):
            assert mechanism in capabilities.auth
