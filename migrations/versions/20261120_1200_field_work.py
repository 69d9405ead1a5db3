"""Field work: rota, absences, promises, presence and feeds; daily logs, confirmations and monthly reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel import rls

revision = "20261120_1200"
down_revision = "20261120_0901"
branch_labels = None
depends_on = None

TABLES = (
    "absence",
    "calendar_feed",
    "daily_log",
    "entry_photo",
    "log_entry",
    "log_revision",
    "monthly_report",
    "presence",
    "rota_exception",
    "rota_slot",
    "school_confirmation",
    "travel_time",
    "visit_promise",
    "visit_settings",
    "worklog_settings",
)


def upgrade() -> None:
    op.create_table(
        "visit_settings",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("weekly_hours", sa.Integer(), nullable=False),
        sa.Column("weeks_ahead", sa.Integer(), nullable=False),
        sa.Column("keep_place", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("travel_minutes BETWEEN 0 AND 480", name=op.f("ck_visit_settings_travel_minutes")),
        sa.CheckConstraint("weekly_hours BETWEEN 1 AND 60", name=op.f("ck_visit_settings_weekly_hours")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_visit_settings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_visit_settings")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_visit_settings_tenant_id")),
    )
    op.create_table(
        "worklog_settings",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("remind", sa.Boolean(), nullable=False),
        sa.Column("remind_hour", sa.Integer(), nullable=False),
        sa.Column("schools_confirm", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("remind_hour BETWEEN 0 AND 23", name=op.f("ck_worklog_settings_remind_hour")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_worklog_settings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_worklog_settings")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_worklog_settings_tenant_id")),
    )
    op.create_table(
        "absence",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "all", "morning", "afternoon", name="daypart", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "annual_leave",
                "sick",
                "training",
                "other",
                name="absencekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("part = 'all' OR first_day = last_day", name=op.f("ck_absence_part_of_one_day")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_absence_period")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_absence_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_absence_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_day", "absence", ["tenant_id", "first_day", "last_day"], unique=False)
    op.create_index("ix_absence_person", "absence", ["tenant_id", "user_id", "first_day"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(user_id IS NULL) <> (school_id IS NULL)", name=op.f("ck_calendar_feed_one_subject")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_calendar_feed_tenant_id_school_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_calendar_feed_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_calendar_feed_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_calendar_feed_tenant_id_token_hash")),
    )
    op.create_index("ix_calendar_feed_school", "calendar_feed", ["tenant_id", "school_id"], unique=False)
    op.create_index("ix_calendar_feed_user", "calendar_feed", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "daily_log",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "checked",
                "approved",
                name="logstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("dismissed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("checked_by_name", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_daily_log_revision")),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name=op.f("ck_daily_log_hours")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_daily_log_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_daily_log_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_daily_log")),
        sa.UniqueConstraint("tenant_id", "user_id", "day", name=op.f("uq_daily_log_tenant_id_user_id_day")),
    )
    op.create_index("ix_daily_log_day", "daily_log", ["tenant_id", "day", "user_id"], unique=False)
    op.create_index("ix_daily_log_status", "daily_log", ["tenant_id", "status", "day"], unique=False)
    op.create_table(
        "monthly_report",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "supporter",
                "school",
                "centre",
                name="reportscope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_key", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "checked",
                "approved",
                name="reportstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("issues", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_name", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(scope = 'school') = (school_id IS NOT NULL)", name=op.f("ck_monthly_report_school")),
        sa.CheckConstraint("(scope = 'supporter') = (user_id IS NOT NULL)", name=op.f("ck_monthly_report_supporter")),
        sa.CheckConstraint("status <> 'approved' OR snapshot IS NOT NULL", name=op.f("ck_monthly_report_frozen")),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_monthly_report_month")),
        sa.CheckConstraint("subject_key = coalesce(user_id, school_id, 0)", name=op.f("ck_monthly_report_subject_key")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_monthly_report_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_monthly_report_tenant_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_monthly_report_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_monthly_report_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_monthly_report")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_monthly_report_tenant_id_code")),
        sa.UniqueConstraint(
            "tenant_id",
            "month",
            "scope",
            "subject_key",
            name=op.f("uq_monthly_report_tenant_id_month_scope_subject_key"),
        ),
    )
    op.create_table(
        "presence",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.CheckConstraint("left_at IS NULL OR arrived_at <= left_at", name=op.f("ck_presence_period")),
        sa.CheckConstraint("NOT forgotten OR left_at IS NULL", name=op.f("ck_presence_forgotten")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"], ["school.tenant_id", "school.id"], name=op.f("fk_presence_tenant_id_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_presence_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_presence_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_presence")),
        sa.UniqueConstraint("tenant_id", "client_key", name=op.f("uq_presence_tenant_id_client_key")),
    )
    op.create_index("ix_presence_person", "presence", ["tenant_id", "user_id", "day"], unique=False)
    op.create_index("ix_presence_school", "presence", ["tenant_id", "school_id", "day"], unique=False)
    op.create_index(
        "uq_presence_open",
        "presence",
        ["tenant_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL AND NOT forgotten"),
    )
    op.create_table(
        "rota_slot",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "visit", "online", "centre", name="bookingmode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("import_key", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_rota_slot_period")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_rota_slot_hours")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_rota_slot_weekday")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"], ["school.tenant_id", "school.id"], name=op.f("fk_rota_slot_tenant_id_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_rota_slot_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_rota_slot_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rota_slot")),
        sa.UniqueConstraint("tenant_id", "import_key", name=op.f("uq_rota_slot_tenant_id_import_key")),
    )
    op.create_index("ix_rota_slot_person", "rota_slot", ["tenant_id", "user_id", "weekday"], unique=False)
    op.create_index("ix_rota_slot_school", "rota_slot", ["tenant_id", "school_id"], unique=False)
    op.create_table(
        "travel_time",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name=op.f("ck_travel_time_minutes")),
        sa.CheckConstraint("school_id < other_id", name=op.f("ck_travel_time_once")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_travel_time_tenant_id_other_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_travel_time_tenant_id_school_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_travel_time_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_travel_time")),
        sa.UniqueConstraint(
            "tenant_id", "school_id", "other_id", name=op.f("uq_travel_time_tenant_id_school_id_other_id")
        ),
    )
    op.create_index("ix_travel_time_other", "travel_time", ["tenant_id", "other_id"], unique=False)
    op.create_table(
        "visit_promise",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
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
            nullable=True,
        ),
        sa.Column(
            "unit",
            sa.Enum("year", "term", "month", name="promiseunit", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(school_id IS NULL) <> (school_type IS NULL)", name=op.f("ck_visit_promise_one_subject")),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_visit_promise_period")),
        sa.CheckConstraint("visits BETWEEN 1 AND 366", name=op.f("ck_visit_promise_visits")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_visit_promise_tenant_id_school_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_visit_promise_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_visit_promise")),
    )
    op.create_index("ix_visit_promise_school", "visit_promise", ["tenant_id", "school_id", "starts_on"], unique=False)
    op.create_table(
        "log_revision",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "log_id"],
            ["daily_log.tenant_id", "daily_log.id"],
            name=op.f("fk_log_revision_tenant_id_log_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_log_revision_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_log_revision")),
        sa.UniqueConstraint("tenant_id", "log_id", "revision", name=op.f("uq_log_revision_tenant_id_log_id_revision")),
    )
    op.create_table(
        "rota_exception",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("rota_slot_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rota_slot_id"],
            ["rota_slot.tenant_id", "rota_slot.id"],
            name=op.f("fk_rota_exception_tenant_id_rota_slot_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_rota_exception_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rota_exception")),
        sa.UniqueConstraint(
            "tenant_id", "rota_slot_id", "day", name=op.f("uq_rota_exception_tenant_id_rota_slot_id_day")
        ),
    )
    op.create_table(
        "school_confirmation",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by_name", sa.Text(), nullable=False),
        sa.Column(
            "way",
            sa.Enum("portal", "link", name="confirmationway", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "log_id"],
            ["daily_log.tenant_id", "daily_log.id"],
            name=op.f("fk_school_confirmation_tenant_id_log_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"],
            ["school.tenant_id", "school.id"],
            name=op.f("fk_school_confirmation_tenant_id_school_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_school_confirmation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_school_confirmation")),
        sa.UniqueConstraint(
            "tenant_id",
            "log_id",
            "school_id",
            "revision",
            name=op.f("uq_school_confirmation_tenant_id_log_id_school_id_revision"),
        ),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_school_confirmation_tenant_id_token_hash")),
    )
    op.create_index(
        "ix_school_confirmation_waiting",
        "school_confirmation",
        ["tenant_id", "school_id", "confirmed_at"],
        unique=False,
    )
    op.create_table(
        "log_entry",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("log_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("school_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "visit", "online", "centre", name="bookingmode", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("teacher", sa.Text(), nullable=False),
        sa.Column("grade_class", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("tools", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "continues",
                "handover",
                name="entryoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("good_practice", sa.Boolean(), nullable=False),
        sa.Column("drafted", sa.Boolean(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column("import_fingerprint", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_log_entry_minutes")),
        sa.CheckConstraint("pupils IS NULL OR pupils >= 0", name=op.f("ck_log_entry_pupils")),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name=op.f("ck_log_entry_hours")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "booking_id"],
            ["booking.tenant_id", "booking.id"],
            name=op.f("fk_log_entry_tenant_id_booking_id"),
            ondelete="SET NULL (booking_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "log_id"],
            ["daily_log.tenant_id", "daily_log.id"],
            name=op.f("fk_log_entry_tenant_id_log_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "school_id"], ["school.tenant_id", "school.id"], name=op.f("fk_log_entry_tenant_id_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ticket_id"], ["ticket.tenant_id", "ticket.id"], name=op.f("fk_log_entry_tenant_id_ticket_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["user_account.tenant_id", "user_account.id"],
            name=op.f("fk_log_entry_tenant_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_log_entry_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("tenant_id", "client_key", name=op.f("uq_log_entry_tenant_id_client_key")),
        sa.UniqueConstraint("tenant_id", "import_fingerprint", name=op.f("uq_log_entry_tenant_id_import_fingerprint")),
    )
    op.create_index("ix_log_entry_booking", "log_entry", ["tenant_id", "booking_id"], unique=False)
    op.create_index(
        "ix_log_entry_day",
        "log_entry",
        ["tenant_id", "day"],
        unique=False,
        postgresql_include=["log_id", "user_id", "school_id", "category_code", "mode", "minutes"],
        postgresql_where=sa.text("NOT drafted"),
    )
    op.create_index("ix_log_entry_log", "log_entry", ["tenant_id", "log_id"], unique=False)
    op.create_index("ix_log_entry_person", "log_entry", ["tenant_id", "user_id", "day"], unique=False)
    op.create_index("ix_log_entry_school", "log_entry", ["tenant_id", "school_id", "day"], unique=False)
    op.create_index("ix_log_entry_ticket", "log_entry", ["tenant_id", "ticket_id"], unique=False)
    op.create_table(
        "entry_photo",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["log_entry.tenant_id", "log_entry.id"],
            name=op.f("fk_entry_photo_tenant_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name=op.f("fk_entry_photo_tenant_id_file_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_entry_photo_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_entry_photo")),
    )
    op.create_index("ix_entry_photo_entry", "entry_photo", ["tenant_id", "entry_id"], unique=False)
    op.add_column(
        "booking",
        sa.Column(
            "origin",
            sa.Enum(
                "ticket", "rota", "manual", name="bookingorigin", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
            server_default="ticket",
        ),
    )
    op.alter_column("booking", "origin", server_default=None)
    op.add_column("booking", sa.Column("rota_slot_id", sa.BigInteger(), nullable=True))
    op.add_column("booking", sa.Column("rota_day", sa.Date(), nullable=True))
    op.add_column("booking", sa.Column("covers_id", sa.BigInteger(), nullable=True))
    op.add_column("booking", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("booking", "version", server_default=None)
    op.create_unique_constraint(
        op.f("uq_booking_tenant_id_rota_slot_id_rota_day"), "booking", ["tenant_id", "rota_slot_id", "rota_day"]
    )
    op.create_foreign_key(
        op.f("fk_booking_tenant_id_rota_slot_id"),
        "booking",
        "rota_slot",
        ["tenant_id", "rota_slot_id"],
        ["tenant_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_booking_tenant_id_covers_id"),
        "booking",
        "user_account",
        ["tenant_id", "covers_id"],
        ["tenant_id", "id"],
    )
    for statement in rls.protect(*TABLES):
        op.execute(statement)
