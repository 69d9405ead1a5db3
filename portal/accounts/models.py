"""Tables of accounts: users, sessions, single-use links, recovery codes, throttles, and the tenant's sign-in rules."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts import roles
from portal.accounts.devices import device_name
from portal.kernel import clock, tenancy
from portal.kernel.access import Role
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db, reference
from portal.kernel.text import search_key

ROLE_VALUES = ", ".join(f"'{role.value}'" for role in Role)


class User(tenancy.TenantOwned, Timestamps, db.Model):
    """A person with an account in one tenant. Names are kept as typed; `search` is for finding only."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "email_key"),
        sa.CheckConstraint(f"roles <@ ARRAY[{ROLE_VALUES}]::text[] AND cardinality(roles) > 0", name="roles"),
        sa.Index("ix_user_account_listing", "tenant_id", "family_kana", "given_kana", "id"),
    )

    email: Mapped[str] = mapped_column(sa.Text)
    email_key: Mapped[str] = mapped_column(sa.Text, doc="the address in lower case: the sign-in name")
    family_name: Mapped[str] = mapped_column(sa.Text)
    given_name: Mapped[str] = mapped_column(sa.Text)
    family_kana: Mapped[str] = mapped_column(sa.Text, default="")
    given_kana: Mapped[str] = mapped_column(sa.Text, default="")
    search: Mapped[str] = mapped_column(sa.Text, default="")
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    password_hash: Mapped[str | None] = mapped_column(sa.Text, doc="argon2id; None until the invitation is taken up")
    totp_secret: Mapped[str | None] = mapped_column(sa.Text, doc="base32; None when no second factor is set up")
    totp_last_step: Mapped[int | None] = mapped_column(doc="time step last accepted: a code is good once")
    last_sign_in_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}"

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def audit_label(self) -> str:
        return self.name

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    @property
    def role_names(self) -> str:
        return roles.written(self.roles)

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def index_for_search(self) -> None:
        """Refreshes the search key; operations call it after they change a name or the address."""
        self.search = " ".join(
            search_key(part)
            for part in (self.family_name + self.given_name, self.family_kana + self.given_kana, self.email)
        )


class UserSession(tenancy.TenantOwned, db.Model):
    """A signed-in browser. The cookie holds a random token; the row keeps its SHA-256 alone."""

    __tablename__ = "user_session"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        sa.Index("ix_user_session_user", "tenant_id", "user_id"),
    )

    user_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(sa.Text)
    second_factor_done: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    address: Mapped[str] = mapped_column(sa.Text, default="")
    agent: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]

    user = reference("UserSession", "user_id", "User")

    @property
    def device(self) -> str:
        return device_name(self.agent)


class LinkPurpose(Choice):
    INVITATION = "invitation", "招待"
    RESET = "reset", "パスワードの再設定"


class AccountLink(tenancy.TenantOwned, db.Model):
    """A single-use link sent by mail; the row keeps the SHA-256 of its token alone."""

    __tablename__ = "account_link"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        sa.Index("ix_account_link_user", "tenant_id", "user_id"),
    )

    user_id: Mapped[int]
    purpose: Mapped[LinkPurpose] = choice_column(LinkPurpose)
    token_hash: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user = reference("AccountLink", "user_id", "User")


class RecoveryCode(tenancy.TenantOwned, db.Model):
    """One of ten codes that stand in for the second factor once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "user_id", "code_hash"),
    )

    user_id: Mapped[int]
    code_hash: Mapped[str] = mapped_column(sa.Text)
    used_at: Mapped[datetime | None]


class ThrottleScope(Choice):
    ACCOUNT = "account", "アカウント"
    ADDRESS = "address", "接続元"


class SignInThrottle(tenancy.TenantOwned, db.Model):
    """Failed sign-ins of an account name or an address, and until when it has to wait."""

    __tablename__ = "sign_in_throttle"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "scope", "key"),)

    scope: Mapped[ThrottleScope] = choice_column(ThrottleScope)
    key: Mapped[str] = mapped_column(sa.Text)
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)
    last_failure_at: Mapped[datetime] = mapped_column(default=clock.now)
    blocked_until: Mapped[datetime | None]


class AccountPolicy(tenancy.TenantOwned, Timestamps, db.Model):
    """The tenant's sign-in rules: one row a tenant."""

    __tablename__ = "account_policy"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    second_factor_roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    session_hours: Mapped[int] = mapped_column(sa.Integer, default=12)
