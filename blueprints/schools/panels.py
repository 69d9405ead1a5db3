"""Places on a school's page for other areas: each may show something of its own there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.access import Actor
from portal.schools.models import School


@dataclass(frozen=True)
class SchoolPanel:
    """`template` is included with `context` as `panel_data`; it brings its own heading."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[School, Actor], SchoolPanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Adds what an area shows on each school's page; None shows nothing."""
    _providers.append(provider)
    return provider


def panels_of(school: School, actor: Actor) -> list[SchoolPanel]:
    return [panel for provider in _providers if (panel := provider(school, actor))]
