"""What processes took of the machine: time on a processor, which a busy machine does not lengthen much; and memory."""

from collections.abc import Iterable
from pathlib import Path

import psutil


def database(data_dir: Path) -> psutil.Process:
    """The embedded PostgreSQL's first process; its others are children of it."""
    number = (data_dir / "servers" / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
    return psutil.Process(int(number))


def processor_seconds(families: Iterable[psutil.Process]) -> float:
    """Seconds on a processor so far, of each process with its children and of all their threads."""
    family = [one for parent in families for one in (parent, *parent.children(recursive=True))]
    return sum(_nanoseconds(thread) for one in family for thread in Path(f"/proc/{one.pid}/task").glob("*")) / 1e9


def _nanoseconds(thread: Path) -> int:
    try:
        return int((thread / "schedstat").read_text().split()[0])
    except FileNotFoundError:  # it has ended since
        return 0


def pss_mib(parent: psutil.Process) -> list[float]:
    """PSS of each child: what it has alone, and its part of what it shares."""
    return [child.memory_full_info().pss / 2**20 for child in parent.children()]
