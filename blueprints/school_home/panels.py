"""Places on a school's first screen for other areas: what waits for the school's word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.access import Actor


@dataclass(frozen=True)
class HomePanel:
    """`template` is included with `context` as `panel_data`; it brings its own heading."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[Actor], HomePanel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Adds what an area shows on the school's first screen; None shows nothing."""
    _providers.append(provider)
    return provider


def panels_for(actor: Actor) -> list[HomePanel]:
    return [panel for provider in _providers if (panel := provider(actor))]
