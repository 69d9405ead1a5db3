"""Papers as PDF, made in a process of their own with limits on time and memory.

The engine is never loaded into the process that asks: a web worker stays small, and a paper that runs wild
ends alone.
"""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PAPERS = PROJECT / "templates" / "papers"
STATIC = PROJECT / "portal" / "static"


class PdfFailed(RuntimeError):
    """The paper could not be made: it wanted a file that is not the portal's own, or more than its limits."""


def render_pdf(html: str, *, timeout: int = 60, memory_mib: int = 2048) -> bytes:
    """A tagged PDF (PDF/UA-1). Relative addresses in `html` start at templates/papers."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.kernel.pdf.engine", str(timeout), str(memory_mib)],
            input=html.encode(),
            capture_output=True,
            cwd=PROJECT,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed(f"not finished within {timeout} s") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        reason = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise PdfFailed(reason or f"the engine ended with {done.returncode}")
    return done.stdout
