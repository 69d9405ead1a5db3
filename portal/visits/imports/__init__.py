"""What comes in as files: the rota, and travel times."""

from portal.visits.imports.rota import ROTA
from portal.visits.imports.travel import TRAVEL

__all__ = ["ROTA", "TRAVEL"]
