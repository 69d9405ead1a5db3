"""The demo: an invented municipality with all its schools, a small one, an association and the operator.

Built by the real operations with fixed seeds, told relative to the day it is loaded; never beside a real tenant.
"""

from portal.demo.tenants import accounts, is_wanted, load

__all__ = ["accounts", "is_wanted", "load"]
