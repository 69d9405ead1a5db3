"""Other processes for the tests of faults: started, listened to with a deadline, and never left over."""

import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 40


class Driven:
    """A Python program in a process group of its own, as a terminal would start it."""

    def __init__(self, program: str, *arguments: object) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", program, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.output = ""
        self._read = 0
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.process.stdout, selectors.EVENT_READ)

    def wait_for(self, text: str) -> str:
        """The line in which `text` next appears; what came before it is passed over."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while (at := self.output.find(text, self._read)) < 0 or "\n" not in self.output[at:]:
            if not self._selector.select(max(0, deadline - time.monotonic())):
                raise AssertionError(f"no {text!r} within {DEADLINE_SECONDS} s in:\n{self.output}")
            data = os.read(self.process.stdout.fileno(), 65536)
            assert data, f"ended without {text!r}:\n{self.output}"
            self.output += data.decode()
        self._read = self.output.index("\n", at) + 1
        return self.output[self.output.rfind("\n", 0, at) + 1 : self._read - 1]

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def leave(self) -> int:
        """Closes its input, which lets the program go on to its end."""
        self.process.stdin.close()
        return self.process.wait(DEADLINE_SECONDS)

    def finish(self) -> None:
        family = self.family() if self.process.poll() is None else []
        for process in [*family, self.process]:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait(DEADLINE_SECONDS)
        self._selector.close()
        self.process.stdin.close()
        self.process.stdout.close()


def gone(processes: list[psutil.Process], seconds: float = DEADLINE_SECONDS) -> bool:
    """Whether all end within the time; one that only waits for its parent to notice has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        _, alive = psutil.wait_procs(processes, timeout=0.1)
        if not [process for process in alive if not is_zombie(process)]:
            return True
    return False


def is_zombie(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
