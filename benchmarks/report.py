"""What was measured, as one table for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import Latency
from benchmarks.scenarios import Scenario

MEMORY_LIMIT_MIB = 110


@dataclass
class Figures:
    """Of the floor, the portal and django-helpdesk; whatever was not measured is missing."""

    floor: Latency
    portal: dict[str, Latency] = field(default_factory=dict)
    statements: dict[str, list[str]] = field(default_factory=dict)
    helpdesk: dict[str, Latency] = field(default_factory=dict)
    per_second: dict[str, float] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


def show(figures: Figures, scenarios: Sequence[Scenario]) -> None:
    print("\nOne client, milliseconds; x is the multiple of the floor's median")
    heads = ("page", "p50", "p95", "n", "x", "aim", "statements", "helpdesk p50", "helpdesk x")
    floor = figures.floor
    rows = [("floor", *_times(floor), "1.0", "", "1", "", "")]
    rows += [
        (scenario.name, *_portal_columns(figures, scenario), *_helpdesk_columns(figures, scenario))
        for scenario in scenarios
    ]
    _table(heads, rows)
    print("\nEight clients, requests per second")
    _table(("page", "per second"), [(name, f"{rate:.0f}") for name, rate in figures.per_second.items()])
    total = sum(figures.memory)
    each = " + ".join(f"{worker:.0f}" for worker in figures.memory)
    print(f"\nMemory of the web workers (PSS) after that: {each} = {total:.0f} MiB, limit {MEMORY_LIMIT_MIB}")
    missed = misses(figures, scenarios)
    print("\nEvery aim is met." if not missed else "\nMISSED\n" + "\n".join(f"  {line}" for line in missed))


def misses(figures: Figures, scenarios: Iterable[Scenario]) -> list[str]:
    found = []
    for scenario in scenarios:
        ratio = _ratio(figures, figures.portal[scenario.name])
        if scenario.aim and ratio > scenario.aim:
            found.append(f"{scenario.name}: {ratio:.1f}x the floor, aim {scenario.aim:g}x")
        sent = len(figures.statements[scenario.name])
        if sent > scenario.statements:
            found.append(f"{scenario.name}: {sent} statements, limit {scenario.statements}")
    total = sum(figures.memory)
    if total > MEMORY_LIMIT_MIB:
        found.append(f"memory: {total:.0f} MiB, limit {MEMORY_LIMIT_MIB}")
    return found


def _portal_columns(figures: Figures, scenario: Scenario) -> tuple[str, ...]:
    taken = figures.portal[scenario.name]
    ratio = _ratio(figures, taken)
    aim = ""
    if scenario.aim:
        aim = f"{scenario.aim:g} {'ok' if ratio <= scenario.aim else 'MISSED'}"
    sent = len(figures.statements[scenario.name])
    return *_times(taken), f"{ratio:.1f}", aim, f"{sent} of {scenario.statements}"


def _helpdesk_columns(figures: Figures, scenario: Scenario) -> tuple[str, str]:
    taken = figures.helpdesk.get(scenario.name)
    return (f"{taken.p50 * 1000:.0f}", f"{_ratio(figures, taken):.0f}") if taken else ("", "")


def _ratio(figures: Figures, taken: Latency) -> float:
    return taken.p50 / figures.floor.p50


def _times(taken: Latency) -> tuple[str, str, str]:
    return f"{taken.p50 * 1000:.2f}", f"{taken.p95 * 1000:.2f}", str(taken.requests)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    for row in [heads, *rows]:
        first, *others = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]).rstrip())
