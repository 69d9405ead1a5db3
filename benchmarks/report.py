"""What was measured, as one table for people."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import Latency
from benchmarks.scenarios import Scenario

MEMORY_LIMIT_MIB = 110


@dataclass
class Figures:
    """By page. `floor` is the floor's latency while the page was measured; what was not measured is missing."""

    floor: dict[str, Latency] = field(default_factory=dict)
    portal: dict[str, Latency] = field(default_factory=dict)
    statements: dict[str, list[str]] = field(default_factory=dict)
    helpdesk: dict[str, Latency] = field(default_factory=dict)
    per_second: dict[str, float] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


def show(figures: Figures, scenarios: Sequence[Scenario]) -> None:
    print("\nOne client, milliseconds; x: multiple of the floor in the same moments; processor: of server and database")
    heads = ("page", "p50", "p95", "requests", "floor", "x", "aim", "processor", "x", "statements", "helpdesk", "x")
    _table(heads, [(one.name, *_portal(figures, one), *_helpdesk(figures, one)) for one in scenarios])
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        print(
            f"  The machine is busy (load {load:.1f} on {cores} cores): only the multiples of processor time mean much."
        )
    print("\nSeveral clients, requests per second")
    _table(("page", "per second"), [(name, f"{rate:.0f}") for name, rate in figures.per_second.items()])
    each = " + ".join(f"{worker:.0f}" for worker in figures.memory)
    print(f"\nMemory of the web workers after that (PSS): {each} = {sum(figures.memory):.0f} MiB of {MEMORY_LIMIT_MIB}")
    missed = misses(figures, scenarios)
    print("\n".join(["\nMISSED", *missed] if missed else ["\nEvery aim is met."]))


def misses(figures: Figures, scenarios: Iterable[Scenario]) -> list[str]:
    found = []
    for scenario in scenarios:
        ratio = _ratio(figures, figures.portal, scenario)
        if scenario.aim and ratio > scenario.aim:
            found.append(f"{scenario.name}: {ratio:.1f}x the floor, aim {scenario.aim:g}x")
        sent = len(figures.statements[scenario.name])
        if sent > scenario.statements:
            found.append(f"{scenario.name}: {sent} statements, limit {scenario.statements}")
    total = sum(figures.memory)
    if total > MEMORY_LIMIT_MIB:
        found.append(f"memory: {total:.0f} MiB, limit {MEMORY_LIMIT_MIB}")
    return found


def _portal(figures: Figures, scenario: Scenario) -> tuple[str, ...]:
    taken, floor = figures.portal[scenario.name], figures.floor[scenario.name]
    ratio = _ratio(figures, figures.portal, scenario)
    aim = f"{scenario.aim:g} {'ok' if ratio <= scenario.aim else 'MISSED'}" if scenario.aim else ""
    latency = _milliseconds(taken.p50), _milliseconds(taken.p95), str(taken.requests), _milliseconds(floor.p50)
    processor = _milliseconds(taken.processor), f"{taken.processor / floor.processor:.1f}"
    return (
        *latency,
        f"{ratio:.1f}",
        aim,
        *processor,
        f"{len(figures.statements[scenario.name])} of {scenario.statements}",
    )


def _helpdesk(figures: Figures, scenario: Scenario) -> tuple[str, str]:
    taken = figures.helpdesk.get(scenario.name)
    return (_milliseconds(taken.p50), f"{_ratio(figures, figures.helpdesk, scenario):.0f}") if taken else ("", "")


def _ratio(figures: Figures, measured: dict[str, Latency], scenario: Scenario) -> float:
    return measured[scenario.name].p50 / figures.floor[scenario.name].p50


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    for row in [heads, *rows]:
        first, *others = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]).rstrip())
