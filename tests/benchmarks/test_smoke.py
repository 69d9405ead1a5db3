"""The benchmark on few rows: it loads them, measures every page within its number of statements, and says so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal import embedded

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "list": 6,
    "filtered list": 6,
    "sorted list": 6,
    "text search": 6,
    "detail": 8,
    "create": 10,
    "term report": 8,
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bench") / "data"
    command = [sys.executable, ROOT / "benchmarks" / "run.py", "--quick", "--without-helpdesk", "--data-dir", folder]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    embedded.discard(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_measured_beside_the_floor_and_keeps_to_its_statements(page, printed):
    line = re.search(rf"^  {page} +[\d.]+ .* (\d+) of (\d+)", printed, re.MULTILINE)
    assert line, printed
    sent, limit = map(int, line.groups())
    assert limit == PAGES[page]
    assert sent <= limit, printed


@pytest.mark.slow
def test_throughput_and_memory_are_told(printed):
    assert "Several clients, requests per second" in printed
    assert re.search(r"Memory of the web workers .*: \d+ \+ \d+ = \d+ MiB of 110", printed)
