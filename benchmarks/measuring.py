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
    """How long to look: up to `requests`, no longer than `seconds` once `least` are in."""

    requests: int = 240
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


def latency(browser: Browser, step: Step, effort: Effort) -> Latency:
    deadline = time.monotonic() + effort.seconds
    for number in range(effort.warm_up):
        step(browser, number)
        if time.monotonic() > deadline - effort.seconds * 0.8:
            break
    taken: list[float] = []
    while len(taken) < effort.requests and (len(taken) < effort.least or time.monotonic() < deadline):
        taken.append(step(browser, effort.warm_up + len(taken)))
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
