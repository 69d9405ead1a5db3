"""One process of the Procfile: started, read, ended, started again after a pause that grows while it keeps dying."""

import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from portal.supervise import kinship

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 30.0


class Child:
    """A command with its environment; never run by a shell, so that signals reach it."""

    def __init__(self, name: str, command: str, environment: dict[str, str], folder: Path, colour: str) -> None:
        self.name = name
        self.colour = colour
        self.pause = 0.0
        self._command = shlex.split(command)
        self._environment = environment
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._due_at = 0.0
        self._unfinished = b""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def due(self) -> bool:
        return self._process is None and time.monotonic() >= self._due_at

    def start(self, selector: selectors.BaseSelector) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which then ends all in order."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            preexec_fn=kinship.die_with_parent,
        )
        assert self._process.stdout  # noqa: S101 - asked for above
        os.set_blocking(self._process.stdout.fileno(), False)
        selector.register(self._process.stdout, selectors.EVENT_READ, self)

    def read(self, selector: selectors.BaseSelector) -> Iterator[str]:
        """Whole lines it has printed."""
        if not self._process or not self._process.stdout:
            return
        try:
            data = os.read(self._process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not data:
            selector.unregister(self._process.stdout)
        *lines, self._unfinished = (self._unfinished + data).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace")

    def ended(self, selector: selectors.BaseSelector) -> int | None:
        """Its exit code, once, when it has ended; what it left behind is killed and a new start planned."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self._signal_group(signal.SIGKILL)
        if self._process.stdout:
            with suppress(KeyError):
                selector.unregister(self._process.stdout)
            self._process.stdout.close()
        self._process = None
        self._unfinished = b""
        healthy = time.monotonic() - self._started_at > HEALTHY_AFTER_SECONDS
        self.pause = FIRST_PAUSE_SECONDS if healthy or not self.pause else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self._due_at = time.monotonic() + self.pause
        return code

    def terminate(self) -> None:
        if self._process:
            self._process.terminate()

    def kill(self) -> None:
        self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: int) -> None:
        if self._process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
