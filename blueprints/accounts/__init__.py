"""Pages of accounts: signing in, one's own settings, the tenant's users and sign-in rules."""

from blueprints.accounts import links, own, second_factor, user_steps, views

__all__ = ["links", "own", "second_factor", "user_steps", "views"]
