"""What Linux offers so that no process is left over: children die with the supervisor, which adopts orphans."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Called in a new child: SIGTERM when the supervisor is killed."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _adopt(on: bool) -> None:
    if _libc:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Descendants whose parent dies become our children, where `kill_orphans` finds them."""
    _adopt(True)
    try:
        yield
    finally:
        _adopt(False)


@contextmanager
def leaving_orphans() -> Iterator[None]:
    """Meanwhile daemons may be started: they go to the system, as usual."""
    _adopt(False)
    try:
        yield
    finally:
        _adopt(True)


def kill_orphans(but: set[int]) -> None:
    """Kills, with all below them, our children that are none of ours: a worker's job after the worker was killed."""
    for process in psutil.Process().children():
        if process.pid in but:
            continue
        with suppress(psutil.Error):
            for descendant in process.children(recursive=True):
                descendant.kill()
            process.kill()
        with suppress(ChildProcessError):
            os.waitpid(process.pid, 0)
