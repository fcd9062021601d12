"""The strata: imports run downhill, and nothing below the shelf touches the world."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "smtpreply"

NOUNS = (
    "term", "foreign", "printable", "codes", "stage", "event", "errors", "reply", "line", "limits",
    "capabilities", "context", "verdict", "advice", "policy", "history",
    "envelope", "instruction", "outcome", "health",
)  # fmt: skip
VERBS = (
    "parser", "dialogue", "printed", "traces", "failures", "reports", "remains", "wordindex", "wording", "details", "weighing", "knowledge", "classifier", "adviser", "diagnosis", "explanation", "reference",
    "planner", "sasl", "conversation", "session", "transaction", "delivery", "breaker",
)  # fmt: skip
SHELF = ("adapters", "testing", "cli", "hypothesis_hook", "__main__")

FORBIDDEN = {
    "socket", "ssl", "asyncio", "time", "random", "secrets", "logging", "os", "io", "pathlib",
    "datetime", "threading", "subprocess", "smtplib", "sys",
}  # fmt: skip

MODULES = sorted(
    path.relative_to(ROOT.parent).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
)  # fmt: skip


def path_of(module: str) -> Path:
    path = ROOT.parent / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports_of(module: str) -> set[str]:
    """What a module imports when it runs; imports for type checkers do not count."""
    tree = ast.parse(path_of(module).read_text())
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            found.add(node.module or "")
    return found


def stratum(module: str) -> int:
    parts = module.split(".")
    if len(parts) == 1:
        return 4
    name = parts[1]
    if name in SHELF:
        return 3
    if name in VERBS:
        return 2
    if name == "tables":
        return 1
    assert name in NOUNS, f"{module} is in no stratum: add it to one"
    return 0


@pytest.mark.parametrize("module", MODULES)
class TestEveryModule:
    def test_imports_run_downhill(self, module: str) -> None:
        if module == "smtpreply":
            return
        for imported in imports_of(module):
            if imported.startswith("smtpreply"):
                assert imported != "smtpreply" or stratum(module) == 3, (
                    f"{module} imports the package"
                )
                is_package = imported == "smtpreply"
                assert is_package or stratum(imported) <= stratum(module), f"{module}: {imported}"

    def test_touches_the_world_only_on_the_shelf(self, module: str) -> None:
        if stratum(module) == 3:
            return
        roots = {imported.split(".")[0] for imported in imports_of(module)}
        assert not roots & FORBIDDEN

    def test_opens_with_its_theory(self, module: str) -> None:
        assert ast.get_docstring(ast.parse(path_of(module).read_text()))

    def test_is_of_a_size_to_be_read_at_one_sitting(self, module: str) -> None:
        if module.startswith("smtpreply.tables."):
            return  # rows speak for themselves
        tree = ast.parse(path_of(module).read_text())
        code = {n.lineno for n in ast.walk(tree) if isinstance(n, ast.stmt)}
        assert len(code) < 400
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 50, f"{module}.{node.name}"


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


class TestImportCost:
    def test_importing_the_package_loads_no_part_of_it(self) -> None:
        assert not {m for m in loaded_by("import smtpreply") if m.startswith("smtpreply.")}

    def test_parsing_loads_no_table(self) -> None:
        loaded = loaded_by("from smtpreply import ReplyParser")
        assert not {m for m in loaded if m.startswith("smtpreply.tables")}

    def test_classifying_does_not_load_the_reference(self) -> None:
        loaded = loaded_by("from smtpreply import classify, advise, diagnose")
        assert "smtpreply.tables.replycodes" not in loaded
        assert "smtpreply.tables.enhancedcodes" not in loaded

    def test_nothing_but_attrs_is_loaded_from_elsewhere(self) -> None:
        loaded = loaded_by("from smtpreply import diagnose, explain, Dialogue")
        assert not loaded & {"rich", "hypothesis", "pytest", "smtplib", "socket", "ssl", "asyncio"}


def test_every_public_name_can_be_had() -> None:
    import smtpreply

    for name in smtpreply.__all__:
        assert getattr(smtpreply, name) is not None
        assert name in dir(smtpreply)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = smtpreply.nothing
