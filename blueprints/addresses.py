"""Addresses in the request's tenant. Those without values are remembered: a page writes some thirty of them."""

from functools import lru_cache
from typing import Any

from flask import g, request, url_for


def here(endpoint: str, **values: Any) -> str:
    """`url_for`, which fills in the tenant of the request."""
    tenant = g.get("tenant")
    if values or tenant is None or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _plain(request.script_root, tenant.slug, endpoint)


@lru_cache(maxsize=4_000)
def _plain(_root: str, _slug: str, endpoint: str) -> str:
    return url_for(endpoint)
