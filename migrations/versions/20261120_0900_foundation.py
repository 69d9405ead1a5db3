"""The first tables of every area; their walls follow in the next migration."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261120_0900"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "municipality",
                "association",
                "operator",
                name="tenantkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenant_slug")),
    )
    op.create_table(
        "account_policy",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("second_factor_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("session_hours", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_account_policy_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_policy")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_account_policy_tenant_id")),
    )
    op.create_table(
        "audit_event",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_label", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_audit_event_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("tenant_id", "seq", name=op.f("uq_audit_event_tenant_id_seq")),
    )
    op.create_index("ix_audit_event_action", "audit_event", ["tenant_id", "action", "seq"], unique=False)
    op.create_index("ix_audit_event_actor", "audit_event", ["tenant_id", "actor_id", "seq"], unique=False)
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["tenant_id", "subject_type", "subject_id", "seq"], unique=False
    )
    op.create_table(
        "fiscal_year",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_fiscal_year_period")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_fiscal_year_year")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_fiscal_year_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fiscal_year")),
        sa.UniqueConstraint("tenant_id", "year", name=op.f("uq_fiscal_year_tenant_id_year")),
    )
    op.create_table(
        "holiday_change",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_holiday_change_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_holiday_change")),
        sa.UniqueConstraint("tenant_id", "day", name=op.f("uq_holiday_change_tenant_id_day")),
    )
    op.create_table(
        "mail",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "sent", "failed", name="mailstatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_mail_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail")),
    )
    op.create_index("ix_mail_listing", "mail", ["tenant_id", "id"], unique=False)
    op.create_index("ix_mail_subject", "mail", ["tenant_id", "subject_type", "subject_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending", "done", "dead", name="outboxstatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_outbox_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("tenant_id", "once_key", name=op.f("uq_outbox_tenant_id_once_key")),
    )
    op.create_index(
        "ix_outbox_due", "outbox", ["run_after"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index("ix_outbox_listing", "outbox", ["tenant_id", "status", "id"], unique=False)
    op.create_table(
        "running_number",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_running_number_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_running_number")),
        sa.UniqueConstraint("tenant_id", "series", "year", name=op.f("uq_running_number_tenant_id_series_year")),
    )
    op.create_table(
        "school",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "school_type",
            sa.Enum(
                "kindergarten",
                "elementary",
                "junior_high",
                "compulsory",
                "high",
                "secondary",
                "special_needs",
                name="schooltype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("branch_of_id", sa.BigInteger(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("branch_of_id <> id", name=op.f("ck_school_branch_of")),
        sa.CheckConstraint("pupils >= 0", name=op.f("ck_school_pupils")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "branch_of_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_school_tenant_id_branch_of_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_school_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_school")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_school_tenant_id_code")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("account", "address", name="throttlescope", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failure_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sign_in_throttle_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_throttle")),
        sa.UniqueConstraint("tenant_id", "scope", "key", name=op.f("uq_sign_in_throttle_tenant_id_scope_key")),
    )
    op.create_table(
        "stored_file",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_stored_file_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_content", "stored_file", ["tenant_id", "sha256"], unique=False)
    op.create_table(
        "support_category",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "group",
            sa.Enum(
                "lesson",
                "school_affairs",
                "environment",
                "in_house_training",
                name="categorygroup",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("national", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_support_category_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_category")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_support_category_tenant_id_code")),
    )
    op.create_table(
        "support_centre",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("head_post", sa.Text(), nullable=False),
        sa.Column("head_name", sa.Text(), nullable=False),
        sa.Column("contact_names", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("document_prefix", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_support_centre_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_support_centre")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_support_centre_tenant_id")),
    )
    op.create_table(
        "user_account",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_kana", sa.Text(), nullable=False),
        sa.Column("given_kana", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "roles <@ ARRAY['supporter', 'lead', 'school', 'board', 'trainee', 'office', 'association', 'tenant_admin', 'operator']::text[] AND cardinality(roles) > 0",
            name=op.f("ck_user_account_roles"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_user_account_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("tenant_id", "email_key", name=op.f("uq_user_account_tenant_id_email_key")),
    )
    op.create_index(
        "ix_user_account_listing", "user_account", ["tenant_id", "family_kana", "given_kana", "id"], unique=False
    )
    op.create_table(
        "working_hours",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("break_starts", sa.Time(), nullable=True),
        sa.Column("break_ends", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(break_starts IS NULL) = (break_ends IS NULL) AND (break_starts IS NULL OR (opens <= break_starts AND break_starts < break_ends AND break_ends <= closes))",
            name=op.f("ck_working_hours_break"),
        ),
        sa.CheckConstraint("opens < closes", name=op.f("ck_working_hours_opens")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_working_hours_weekday")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_working_hours_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_working_hours")),
        sa.UniqueConstraint("tenant_id", "weekday", name=op.f("uq_working_hours_tenant_id_weekday")),
    )
    op.create_table(
        "account_link",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("invitation", "reset", name="linkpurpose", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_account_link_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_account_link_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_account_link_tenant_id_token_hash")),
    )
    op.create_index("ix_account_link_user", "account_link", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "visit", "online", "centre", name="bookingmode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"], ["school.tenant_id", "school.id"], name=op.f("fk_booking_tenant_id_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_booking_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_booking_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_booking")),
    )
    op.create_index("ix_booking_person", "booking", ["tenant_id", "user_id", "starts_at"], unique=False)
    op.create_index("ix_booking_school", "booking", ["tenant_id", "school_id", "starts_at"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("take_good_rows", sa.Boolean(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "undone",
                "refused",
                "cancelled",
                "failed",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("examples", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rejected_file_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_wanted", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_import_run_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rejected_file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_import_run_tenant_id_rejected_file_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_import_run_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_run")),
        sa.UniqueConstraint("tenant_id", "once_key", name=op.f("uq_import_run_tenant_id_once_key")),
    )
    op.create_index("ix_import_run_listing", "import_run", ["tenant_id", "id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("terms", name="paperkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_by_name", sa.Text(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_paper_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_paper_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_paper")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_paper_tenant_id_code")),
        sa.UniqueConstraint("tenant_id", "once_key", name=op.f("uq_paper_tenant_id_once_key")),
    )
    op.create_index("ix_paper_listing", "paper", ["tenant_id", "id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_recovery_code_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_recovery_code_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "tenant_id", "user_id", "code_hash", name=op.f("uq_recovery_code_tenant_id_user_id_code_hash")
        ),
    )
    op.create_table(
        "saved_view",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_saved_view_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_saved_view_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("tenant_id", "user_id", "name", name=op.f("uq_saved_view_tenant_id_user_id_name")),
    )
    op.create_table(
        "school_contact",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("receives_mail", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_school_contact_tenant_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_school_contact_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_school_contact_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_school_contact")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_school_contact_tenant_id_user_id")),
    )
    op.create_index("ix_school_contact_school", "school_contact", ["tenant_id", "school_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_staff_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_staff_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_staff_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_staff_tenant_id_user_id")),
    )
    op.create_table(
        "term",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fiscal_year_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "fiscal_year_id"],
            ["fiscal_year.tenant_id", "fiscal_year.id"],
            name=op.f("fk_term_tenant_id_fiscal_year_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_term_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_term")),
        sa.UniqueConstraint("tenant_id", "fiscal_year_id", "name", name=op.f("uq_term_tenant_id_fiscal_year_id_name")),
        sa.UniqueConstraint("tenant_id", "starts_on", name=op.f("uq_term_tenant_id_starts_on")),
    )
    op.create_table(
        "user_session",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("second_factor_done", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_user_session_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_user_session_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_user_session_tenant_id_token_hash")),
    )
    op.create_index("ix_user_session_user", "user_session", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "booked_quarter",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "booking_id"],
            ["booking.tenant_id", "booking.id"],
            name=op.f("fk_booked_quarter_tenant_id_booking_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_booked_quarter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_booked_quarter")),
        sa.UniqueConstraint("tenant_id", "user_id", "quarter", name="uq_booked_quarter_person"),
    )
    op.create_index("ix_booked_quarter_booking", "booked_quarter", ["tenant_id", "booking_id"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("online", "visit", "training", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "portal",
                "phone",
                "email",
                "fax",
                "in_person",
                "remote",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category_code", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "triaged",
                "scheduled",
                "in_progress",
                "waiting",
                "resolved",
                "closed",
                "cancelled",
                name="ticketstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum("normal", "high", name="priority", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("work_done", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("follows_id", sa.BigInteger(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_word", sa.Text(), nullable=False),
        sa.Column("last_word_by", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("import_fingerprint", sa.Text(), nullable=True),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT (status IN ('resolved', 'closed')) OR served_on IS NOT NULL", name=op.f("ck_ticket_served_when_done")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR status = 'cancelled'", name=op.f("ck_ticket_merged_is_cancelled")
        ),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name=op.f("ck_ticket_minutes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assignee_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_ticket_tenant_id_assignee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "booking_id"],
            ["booking.tenant_id", "booking.id"],
            name=op.f("fk_ticket_tenant_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["school_contact.tenant_id", "school_contact.id"],
            name=op.f("fk_ticket_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "follows_id"], ["ticket.tenant_id", "ticket.id"], name=op.f("fk_ticket_tenant_id_follows_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "merged_into_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_tenant_id_merged_into_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"], ["school.tenant_id", "school.id"], name=op.f("fk_ticket_tenant_id_school_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ticket_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("tenant_id", "fiscal_year", "number", name=op.f("uq_ticket_tenant_id_fiscal_year_number")),
        sa.UniqueConstraint("tenant_id", "import_fingerprint", name=op.f("uq_ticket_tenant_id_import_fingerprint")),
        sa.UniqueConstraint("tenant_id", "once_key", name=op.f("uq_ticket_tenant_id_once_key")),
    )
    op.create_index(
        "ix_ticket_assignee",
        "ticket",
        ["tenant_id", "assignee_id", sa.literal_column("updated_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=["status", "kind", "fiscal_year", "category_code"],
    )
    op.create_index(
        "ix_ticket_booking",
        "ticket",
        ["tenant_id", "booking_id"],
        unique=False,
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_category",
        "ticket",
        ["tenant_id", "category_code", sa.literal_column("updated_at DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ticket_follows",
        "ticket",
        ["tenant_id", "follows_id"],
        unique=False,
        postgresql_where=sa.text("follows_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_merged",
        "ticket",
        ["tenant_id", "merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_open",
        "ticket",
        ["tenant_id", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('received', 'triaged', 'scheduled', 'in_progress', 'waiting')"),
    )
    op.create_index(
        "ix_ticket_open_assignee",
        "ticket",
        ["tenant_id", "assignee_id"],
        unique=False,
        postgresql_where=sa.text("status IN ('received', 'triaged', 'scheduled', 'in_progress', 'waiting')"),
    )
    op.create_index("ix_ticket_received", "ticket", ["tenant_id", "received_on", "id"], unique=False)
    op.create_index(
        "ix_ticket_recent",
        "ticket",
        ["tenant_id", sa.literal_column("updated_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=["status", "kind", "fiscal_year", "category_code"],
    )
    op.create_index(
        "ix_ticket_school",
        "ticket",
        ["tenant_id", "school_id", sa.literal_column("updated_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=["status", "kind", "fiscal_year", "category_code"],
    )
    op.create_index(
        "ix_ticket_served",
        "ticket",
        ["tenant_id", "served_on"],
        unique=False,
        postgresql_include=["kind", "school_id", "category_code"],
        postgresql_where=sa.text("status IN ('resolved', 'closed')"),
    )
    op.create_index(
        "ix_ticket_status",
        "ticket",
        ["tenant_id", "status", sa.literal_column("updated_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "ticket_comment",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column(
            "author_side",
            sa.Enum(
                "school", "centre", "board", name="authorside", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_ticket_comment_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_comment_tenant_id_ticket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ticket_comment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_comment")),
        sa.UniqueConstraint("tenant_id", "once_key", name=op.f("uq_ticket_comment_tenant_id_once_key")),
    )
    op.create_index("ix_ticket_comment_ticket", "ticket_comment", ["tenant_id", "ticket_id", "id"], unique=False)
    op.create_table(
        "ticket_link",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ticket_id < other_id", name=op.f("ck_ticket_link_once")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_link_tenant_id_other_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_link_tenant_id_ticket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ticket_link_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_link")),
        sa.UniqueConstraint(
            "tenant_id", "ticket_id", "other_id", name=op.f("uq_ticket_link_tenant_id_ticket_id_other_id")
        ),
    )
    op.create_index("ix_ticket_link_other", "ticket_link", ["tenant_id", "other_id"], unique=False)
    op.create_table(
        "ticket_slot",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name=op.f("ck_ticket_slot_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_slot_tenant_id_ticket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ticket_slot_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_slot")),
        sa.UniqueConstraint(
            "tenant_id", "ticket_id", "position", name=op.f("uq_ticket_slot_tenant_id_ticket_id_position")
        ),
    )
    op.create_table(
        "ticket_attachment",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "comment_id"],
            ["ticket_comment.tenant_id", "ticket_comment.id"],
            name=op.f("fk_ticket_attachment_tenant_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_ticket_attachment_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"],
            ["ticket.tenant_id", "ticket.id"],
            name=op.f("fk_ticket_attachment_tenant_id_ticket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_ticket_attachment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_ticket_attachment")),
    )
    op.create_index("ix_ticket_attachment_comment", "ticket_attachment", ["tenant_id", "comment_id"], unique=False)
    op.create_index("ix_ticket_attachment_ticket", "ticket_attachment", ["tenant_id", "ticket_id"], unique=False)
