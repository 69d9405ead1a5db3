"""The register of tenants: what a municipality or an association is, and how one is found or created.

A tenant's row is seen by itself alone; everything else goes through the owner's functions (see the first migration).
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db
from portal.kernel.text import normalise_digits

SLUG_PATTERN = r"^[a-z][a-z0-9-]{1,30}$"
# First parts of addresses that are not a tenant's.
RESERVED_SLUGS = frozenset({"static", "assets", "healthz", "readyz"})
CODE_WEIGHTS = (6, 5, 4, 3, 2)
LOOKUP_SECONDS = 30


class TenantKind(Choice):
    MUNICIPALITY = "municipality", "自治体"
    ASSOCIATION = "association", "協会"
    OPERATOR = "operator", "運営"


class Tenant(db.Model):
    """A municipality, an association, or the operator of the installation."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(sa.Text, unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[TenantKind] = choice_column(TenantKind)
    code: Mapped[str | None] = mapped_column(sa.Text, doc="全国地方公共団体コード, six digits")
    demo: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class TenantCard:
    """What is known of a tenant before and during any work for it."""

    id: int
    slug: str
    name: str
    kind: TenantKind
    code: str | None
    demo: bool


class TenantExists(ValueError):
    """The slug is taken."""


class TenantRegister:
    """Finds tenants by slug through the `auth` login; answers are kept for LOOKUP_SECONDS per process."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._kept: dict[str, tuple[float, TenantCard]] = {}

    def find(self, slug: str) -> TenantCard | None:
        if not re.fullmatch(SLUG_PATTERN, slug):
            return None
        kept = self._kept.get(slug)
        if kept and time.monotonic() - kept[0] < LOOKUP_SECONDS:
            return kept[1]
        rows = self._call("SELECT * FROM tenant_by_slug(:slug)", slug=slug)
        if not rows:
            return None
        card = _card(rows[0])
        self._kept[slug] = (time.monotonic(), card)
        return card

    def all(self) -> list[TenantCard]:
        """Every tenant by name; for choosing one at the door and for the scheduler."""
        return [_card(row) for row in self._call("SELECT * FROM tenant_directory()")]

    def forget(self) -> None:
        """Drops what is kept and the connections."""
        self._kept.clear()
        self.engine.dispose()

    def _call(self, statement: str, **values: Any) -> list[sa.Row]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.text(statement), values))


def create_tenant(
    engine: sa.Engine, slug: str, name: str, kind: TenantKind, code: str | None, *, demo: bool = False
) -> TenantCard:
    """Registers a tenant over `engine`, whose login the database must allow it; raises TenantExists."""
    statement = sa.text("SELECT * FROM tenant_register(:slug, :name, :kind, :code, :demo)")
    values = {"slug": slug, "name": name, "kind": kind.value, "code": code, "demo": demo}
    try:
        with engine.begin() as connection:
            actor = tenancy.current_or_none()
            if actor is not None:
                connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{actor}'")
            return _card(connection.execute(statement, values).one())
    except sa.exc.IntegrityError as clash:
        raise TenantExists(f"「{slug}」はすでに使われています。") from clash


_register: TenantRegister


def use_register(register: TenantRegister) -> TenantRegister:
    """The register that work without a request asks; set once at start."""
    global _register
    _register = register
    return register


def find_tenant(slug: str) -> TenantCard | None:
    return _register.find(slug)


def all_tenants() -> list[TenantCard]:
    """The one exit from a tenant: for periodic work, which does nothing with it but enqueue one item in each."""
    return _register.all()


def checked_slug(typed: str) -> str:
    """The slug as it will stand in addresses; raises ValueError."""
    slug = typed.strip()
    if not re.fullmatch(SLUG_PATTERN, slug):
        raise ValueError("英小文字で始まる、英小文字・数字・ハイフンの2〜31文字にしてください。")
    if slug in RESERVED_SLUGS:
        raise ValueError(f"「{slug}」はシステムが使うため、識別名にできません。")
    return slug


def municipality_code(typed: str) -> str:
    """全国地方公共団体コード: five digits and the check digit of JIS X 0401/0402; raises ValueError."""
    code = normalise_digits(typed)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise ValueError("全国地方公共団体コードは6桁の数字で入力してください。")
    weighted = sum(weight * int(digit) for weight, digit in zip(CODE_WEIGHTS, code, strict=False))
    if int(code[5]) != (11 - weighted % 11) % 10:
        raise ValueError("全国地方公共団体コードの検査数字（6桁目）が合いません。番号を確かめてください。")
    return code


SetUp = Callable[[TenantCard], None]
_set_up: list[SetUp] = []


def on_set_up(function: SetUp) -> SetUp:
    """Registers what an area puts into a new tenant; it runs within that tenant and a transaction."""
    _set_up.append(function)
    return function


def set_up(card: TenantCard) -> None:
    """Fills a new tenant with every area's defaults, in the current transaction, which must be the tenant's."""
    for function in _set_up:
        function(card)


def _card(row: sa.Row) -> TenantCard:
    kind = TenantKind(row.kind)  # type: ignore[call-arg]  # found by its value alone
    return TenantCard(row.id, row.slug, row.name, kind, row.code, row.demo)
