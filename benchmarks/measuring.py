"""Latency and processor time of one client's requests, then requests per second of several."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.client import Browser

# One step of a person: number of the step in, seconds out.
Step = Callable[[Browser, int], float]
# Processor seconds so far.
Meter = Callable[[], float]

WARM = 1_000  # steps measured are numbered from here


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
    """Seconds; `processor` is what a request took of the processors, of web server and database together."""

    p50: float
    p95: float
    requests: int
    processor: float


@dataclass
class Walker:
    """A browser that repeats one step; `meter` tells how long web server and database were on a processor."""

    browser: Browser
    step: Step
    meter: Meter
    taken: list[float] = field(default_factory=list)
    processor: float = 0

    def warm_up(self, times: int) -> None:
        for number in range(times):
            self.step(self.browser, number)

    def walk(self, times: int) -> None:
        before = self.meter()
        for _ in range(times):
            self.taken.append(self.step(self.browser, WARM + len(self.taken)))
        self.processor += self.meter() - before

    def latency(self) -> Latency:
        count = len(self.taken)
        p95 = statistics.quantiles(self.taken, n=20)[-1]
        return Latency(statistics.median(self.taken), p95, count, self.processor / count)


def latency(page: Walker, effort: Effort) -> Latency:
    """Of one page alone, as often as the effort allows."""
    deadline = time.monotonic() + effort.seconds
    page.warm_up(effort.warm_up)
    while len(page.taken) < effort.requests and (len(page.taken) < effort.least or time.monotonic() < deadline):
        page.walk(1)
    return page.latency()


def side_by_side(floor: Walker, page: Walker, effort: Effort) -> tuple[Latency, Latency]:
    """Of the floor and a page in turns, some requests each, so that what else the machine does hits both."""
    floor.warm_up(effort.warm_up)
    page.warm_up(effort.warm_up)
    for _ in range(effort.turns):
        floor.walk(max(1, effort.requests // effort.turns))
        page.walk(max(1, effort.requests // effort.turns))
    return floor.latency(), page.latency()


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
