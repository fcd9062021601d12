"""The reference for people who look rather than read: safe, whole, and without a broken link."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from smtpreply import Reply, Severity, Stage, explain
from smtpreply.cli import main
from smtpreply.cli.markup import Markup, page, tag
from smtpreply.cli.pages import code_page
from smtpreply.reference import every_code, find_keyword, search


class Links(HTMLParser):
    """Collects links and everything a browser would load."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.titles = 0

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if name == "a":
            self.links.append(given.get("href") or "")
        self.loaded += [v or "" for k, v in attributes if k in ("src", "srcset", "action", "data")]
        self.loaded += [name] if name in ("link", "iframe", "object", "img", "embed") else []
        self.titles += name == "title"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert main(["codes", "--html", str(folder)]) == 0
    return folder


class TestSite:
    def test_every_internal_link_resolves_and_nothing_is_loaded(self, site: Path) -> None:
        for file in site.iterdir():
            links = Links()
            links.feed(file.read_text())
            assert links.loaded == [], file
            assert links.titles == 1
            for link in links.links:
                if not link.startswith("https://"):
                    assert (site / link).is_file(), f"{file.name} links to {link}"

    def test_has_a_page_for_each_code(self, site: Path) -> None:
        for explanation in every_code():
            text = (site / f"{explanation.subject}.html").read_text()
            assert f"SMTP {explanation.subject}" in text
        index = (site / "index.html").read_text()
        assert index.count('class="card"') == len(list(every_code()))

    def test_comparison_holds_every_code(self, site: Path) -> None:
        text = (site / "compare.html").read_text()
        match = re.search(r"const DATA = (\{.*?\});\n", text, re.DOTALL)
        assert match is not None
        data = json.loads(match[1])
        assert set(data["codes"]) == {e.subject for e in every_code()}
        assert data["codes"]["502"]["confused"]["500"]

    def test_keywords(self, site: Path) -> None:
        assert 'id="STARTTLS"' in (site / "keywords.html").read_text()

    def test_a_folder_that_cannot_be_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "file").write_text("x")
        assert main(["codes", "--html", str(tmp_path / "file" / "site")]) == 2
        assert "cannot write to" in capsys.readouterr().err


class TestOnePage:
    def test_stands_alone(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "502", "--html"]) == 0
        text = capsys.readouterr().out
        links = Links()
        links.feed(text)
        assert links.loaded == []
        assert all(link.startswith("https://") for link in links.links)
        assert "Command not implemented" in text

    def test_in_hindi(self) -> None:
        text = code_page(explain(502), lang="hi")
        assert '<html lang="hi">' in text
        assert "विवरण" in text

    def test_a_reply_is_text_and_never_markup(self) -> None:
        hostile = Reply.build(550, "<script>alert(1)</script>", '"><img src=x>', enhanced="5.1.1")
        text = code_page(explain(hostile))
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text

    def test_control_characters_are_escaped(self) -> None:
        assert "\x1b" not in code_page(explain("550 \x1b[2J"))


class TestMarkup:
    def test_only_tags_make_markup(self) -> None:
        assert (
            tag("p", "<b>", None, tag("i", "x"), title='"')
            == '<p title="&quot;">&lt;b&gt;<i>x</i></p>'
        )
        assert tag("br") == "<br>"
        assert isinstance(tag("br"), Markup)

    def test_page_forbids_loading(self) -> None:
        assert "default-src &#x27;none&#x27;" in page("x", style="")


class TestSearch:
    def test_by_word(self) -> None:
        assert {e.subject for e in search("greylist")} >= {"450", "451", "4.7.1"}
        assert search("GREYLIST retry") == search("retry greylist")

    def test_by_stage_and_class(self) -> None:
        found = search(stage=Stage.RCPT, severity=Severity.TRANSIENT_NEGATIVE)
        assert "452" in {e.subject for e in found}
        assert all(e.severity is Severity.TRANSIENT_NEGATIVE for e in found)

    def test_nothing(self) -> None:
        assert search("no such word anywhere") == ()

    def test_keyword(self) -> None:
        row = find_keyword("starttls")
        assert row is not None
        assert row.keyword == "STARTTLS"
        assert find_keyword("LUNCH") is None


class TestCommand:
    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["codes", "greylist"], "450"),
            (["codes", "--class", "4", "--stage", "RCPT"], "452"),
            (["explain", "starttls"], "EHLO keyword, standard"),
            (["codes"], "5.7.1"),
        ],
    )
    def test_says(
        self, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 0
        out = capsys.readouterr().out
        assert expected in out
        assert all(len(line) <= 80 for line in out.splitlines())

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["codes", "greylist", "--json"]) == 0
        assert {json.loads(line)["subject"] for line in capsys.readouterr().out.splitlines()} >= {
            "450"
        }
        assert main(["explain", "SIZE", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["mail_parameters"] == ["SIZE=n"]

    def test_nothing_found(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["codes", "no", "such", "word", "anywhere"]) == 2
        assert "no code matches" in capsys.readouterr().err
