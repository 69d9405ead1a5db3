"""Secrets handed to people (session cookies, links, recovery codes) and what is kept of them: SHA-256 alone."""

import hashlib
import secrets


def new_token() -> str:
    """43 characters that go into an address or a cookie as they are."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps; the tokens are random, so a fast hash gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()
