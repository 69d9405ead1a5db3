"""Where people may be sent after signing in: paths of their own tenant alone."""

from urllib.parse import urlsplit

from flask import g


def own_path(wanted: str | None) -> str | None:
    """The path when it lies in the request's tenant; None for everything else."""
    if not wanted or "\\" in wanted or any(ord(sign) < 33 for sign in wanted):
        return None
    parts = urlsplit(wanted)
    inside = parts.path.startswith(f"/{g.tenant.slug}/") and ".." not in parts.path.split("/")
    return wanted if inside and not parts.scheme and not parts.netloc else None
