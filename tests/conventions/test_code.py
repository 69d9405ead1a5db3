"""What the source itself must look like."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted(path for folder in ("portal", "blueprints") for path in (ROOT / folder).rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIEWS = sorted((ROOT / "blueprints").rglob("*.py"))
AREAS = [path for path in PYTHON if path.is_relative_to(ROOT / "portal") and path.parent.name != "portal"]
REQUEST_NAMES = {"request", "session", "g", "current_user"}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "misc.py", "common.py"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imports(path: Path) -> set[str]:
    """Dotted names that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", AREAS, ids=_name)
def test_areas_know_no_request(path):
    taken = {name for name in _imports(path) if name.startswith(("flask.", "flask_login."))}
    assert not {name for name in taken if name.split(".")[-1] in REQUEST_NAMES}


@pytest.mark.parametrize("path", VIEWS, ids=_name)
def test_views_do_not_query(path):
    text = path.read_text()
    assert not re.search(r"\b(sa\.select|sa\.text|select\(|db\.session\.(execute|scalars?|query|get)\b)", text)


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_every_module_says_what_it_owns(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "module docstring"
    assert path.name not in FORBIDDEN_NAMES
    assert len(path.read_text().splitlines()) <= 300, "split it by sub-noun"


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_functions_stay_small(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, node.name


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_only_states_move_a_status(path):
    if path.name in {"states.py", "import_jobs.py", "outbox.py", "jobs.py", "mail.py"}:
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                assert not _is_a_records_status(target), node.lineno


def _is_a_records_status(target: ast.expr) -> bool:
    if not isinstance(target, ast.Attribute) or target.attr != "status":
        return False
    return not (isinstance(target.value, ast.Name) and target.value.id == "self")


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_hold_no_script_style_or_foreign_address(path):
    text = path.read_text()
    papers = "pdf" in path.parts or "papers" in path.parts
    assert not re.search(r"<[^<>{}]*\son\w+\s*=\s*[\"']", text), "event handler"
    assert papers or not re.search(r"\sstyle\s*=|<style", text), "inline style"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", text), "another host"
    assert len(text.splitlines()) <= 120


def test_web_processes_never_load_the_paper_maker():
    import subprocess
    import sys

    code = "import sys, portal.app, blueprints.registry; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
