"""Latencies of one client, then requests per second of several."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.client import Browser

# One step of a person: number of the step in, seconds out.
Step = Callable[[Browser, int], float]


@dataclass(frozen=True)
class Effort:
    """How long to look: `requests`, where they are slow no longer than `seconds` once `least` are in."""

    requests: int = 240
    turns: int = 8
    warm_up: int = 30
    seconds: float = 30
    least: int = 10
    throughput_seconds: float = 5
    clients: int = 8


@dataclass(frozen=True)
class Latency:
    p50: float
    p95: float
    requests: int


@dataclass(frozen=True)
class Walker:
    """A browser that repeats one step."""

    browser: Browser
    step: Step

    def walk(self, first: int, times: int) -> list[float]:
        return [self.step(self.browser, first + at) for at in range(times)]


def latency(page: Walker, effort: Effort) -> Latency:
    """Of one page alone, as often as the effort allows."""
    deadline = time.monotonic() + effort.seconds
    page.walk(0, effort.warm_up)
    taken: list[float] = []
    while len(taken) < effort.requests and (len(taken) < effort.least or time.monotonic() < deadline):
        taken += page.walk(effort.warm_up + len(taken), 1)
    return _latency(taken)


def side_by_side(floor: Walker, page: Walker, effort: Effort) -> tuple[Latency, Latency]:
    """Of the floor and a page in turns, some requests each, so that what else the machine does hits both."""
    floor.walk(0, effort.warm_up)
    page.walk(0, effort.warm_up)
    size = max(1, effort.requests // effort.turns)
    on_floor, on_page = [], []
    for _ in range(effort.turns):
        on_floor += floor.walk(len(on_floor), size)
        on_page += page.walk(effort.warm_up + len(on_page), size)
    return _latency(on_floor), _latency(on_page)


def _latency(taken: list[float]) -> Latency:
    return Latency(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], len(taken))


def throughput(browsers: Sequence[Browser], step: Step, seconds: float) -> float:
    """Steps per second of all the browsers at once. The first error of a client is raised here."""
    done, problems = [0] * len(browsers), []
    until = time.monotonic() + seconds

    def work(at: int) -> None:
        try:
            while time.monotonic() < until:
                step(browsers[at], at * 100_000 + done[at])
                done[at] += 1
        except Exception as problem:
            problems.append(problem)

    began = time.monotonic()
    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return sum(done) / (time.monotonic() - began)
