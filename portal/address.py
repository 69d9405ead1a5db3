"""The address at which `portal up` last served, kept in the data folder: commands beside it put it into links too."""

from collections.abc import Mapping
from pathlib import Path

FILE = "address"
VARIABLE = "PORTAL_BASE_URL"


def remember(data_dir: Path, base_url: str) -> None:
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / FILE).write_text(base_url, encoding="ascii")


def added(environ: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment, with the address that is remembered unless it names one itself."""
    file = data_dir / FILE
    if environ.get(VARIABLE) or not file.is_file():
        return dict(environ)
    return {**environ, VARIABLE: file.read_text(encoding="ascii")}
