"""Row-level security and grants of the first tables, and the owner's functions: tenants, audit chain, outbox age."""

import sqlalchemy as sa
from alembic import op

from portal.kernel import rls

revision = "20261120_0901"
down_revision = "20261120_0900"
branch_labels = None
depends_on = None

TABLES = (
    "account_link", "account_policy", "booked_quarter", "booking", "fiscal_year", "holiday_change", "import_run",
    "mail", "outbox", "paper", "recovery_code", "running_number", "saved_view", "school", "school_contact",
    "sign_in_throttle", "staff", "stored_file", "support_category", "support_centre", "term", "ticket",
    "ticket_attachment", "ticket_comment", "ticket_link", "ticket_slot", "user_account", "user_session",
    "working_hours",
)  # fmt: skip

CARD = "id bigint, slug text, name text, kind text, code text, demo boolean"

FUNCTIONS = (
    (
        f"""
        CREATE FUNCTION tenant_by_slug(wanted text) RETURNS TABLE ({CARD})
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$ SELECT t.id, t.slug, t.name, t.kind, t.code, t.demo FROM tenant t WHERE t.slug = wanted $$
        """,
        "tenant_by_slug(text)",
        "portal_auth",
    ),
    (
        f"""
        CREATE FUNCTION tenant_directory() RETURNS TABLE ({CARD})
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$ SELECT t.id, t.slug, t.name, t.kind, t.code, t.demo FROM tenant t ORDER BY t.name $$
        """,
        "tenant_directory()",
        "portal_auth",
    ),
    (
        f"""
        CREATE FUNCTION tenant_register(new_slug text, new_name text, new_kind text, new_code text, new_demo boolean)
        RETURNS TABLE ({CARD})
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
        AS $$
        BEGIN
            IF session_user <> 'portal_owner' AND NOT EXISTS (
                SELECT FROM tenant t
                WHERE t.id = nullif(current_setting('portal.tenant_id', true), '')::bigint AND t.kind = 'operator'
            ) THEN
                RAISE insufficient_privilege USING MESSAGE = 'tenants are registered by operators';
            END IF;
            RETURN QUERY INSERT INTO tenant AS t (slug, name, kind, code, demo, created_at)
                VALUES (new_slug, new_name, new_kind, new_code, new_demo, now())
                RETURNING t.id, t.slug, t.name, t.kind::text, t.code, t.demo;
        END $$
        """,
        "tenant_register(text, text, text, text, boolean)",
        "portal_web",
    ),
    (
        """
        CREATE FUNCTION tenant_counters() RETURNS TABLE (tenant_id bigint, slug text, name text, kind text,
            users bigint, schools bigint, tickets bigint, open_tickets bigint, dead_work bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
        AS $$
        DECLARE
            caller text := current_setting('portal.tenant_id', true);
            one record;
        BEGIN
            IF NOT EXISTS (SELECT FROM tenant t WHERE t.id = nullif(caller, '')::bigint AND t.kind = 'operator') THEN
                RAISE insufficient_privilege USING MESSAGE = 'counters are for operators';
            END IF;
            FOR one IN SELECT t.id, t.slug, t.name, t.kind FROM tenant t ORDER BY t.name LOOP
                PERFORM set_config('portal.tenant_id', one.id::text, true);
                tenant_id := one.id; slug := one.slug; name := one.name; kind := one.kind;
                SELECT count(*) INTO users FROM user_account u WHERE u.deactivated_at IS NULL;
                SELECT count(*) INTO schools FROM school s WHERE s.archived_at IS NULL;
                SELECT count(*), count(*) FILTER (WHERE t.status NOT IN ('resolved', 'closed', 'cancelled'))
                    INTO tickets, open_tickets FROM ticket t;
                SELECT count(*) INTO dead_work FROM outbox o WHERE o.tenant_id = one.id AND o.status = 'dead';
                RETURN NEXT;
            END LOOP;
            PERFORM set_config('portal.tenant_id', caller, true);
        END $$
        """,
        "tenant_counters()",
        "portal_web",
    ),
    (
        """
        CREATE FUNCTION outbox_oldest_due_seconds() RETURNS double precision
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$
            SELECT coalesce(extract(epoch FROM now() - min(run_after)), 0)::double precision FROM outbox
            WHERE status = 'pending' AND run_after <= now() AND (lease_until IS NULL OR lease_until < now())
        $$
        """,
        "outbox_oldest_due_seconds()",
        "portal_web, portal_worker",
    ),
    (
        """
        CREATE FUNCTION audit_payload(event audit_event) RETURNS text
        LANGUAGE sql STABLE
        AS $$
            SELECT jsonb_build_array(
                event.tenant_id, event.seq, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                event.actor_id, event.actor_name, event.address, event.action, event.subject_type, event.subject_id,
                event.subject_label, event.changes, event.internal)::text
        $$
        """,
        "audit_payload(audit_event)",
        "portal_web, portal_worker",
    ),
    (
        """
        CREATE FUNCTION audit_chain() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
        AS $$
        DECLARE
            head audit_head%ROWTYPE;
        BEGIN
            INSERT INTO audit_head (tenant_id, seq, hash) VALUES (NEW.tenant_id, 0, '')
                ON CONFLICT (tenant_id) DO NOTHING;
            SELECT * INTO head FROM audit_head h WHERE h.tenant_id = NEW.tenant_id FOR UPDATE;
            NEW.seq := head.seq + 1;
            NEW.prev_hash := head.hash;
            NEW.hash := encode(sha256(convert_to(head.hash || audit_payload(NEW), 'UTF8')), 'hex');
            UPDATE audit_head h SET seq = NEW.seq, hash = NEW.hash WHERE h.tenant_id = NEW.tenant_id;
            RETURN NEW;
        END $$
        """,
        "audit_chain()",
        "portal_owner",
    ),
    (
        """
        CREATE FUNCTION audit_first_break() RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$
            WITH mine AS (
                SELECT nullif(current_setting('portal.tenant_id', true), '')::bigint AS id
            ), walked AS (
                SELECT e.seq, e.prev_hash, e.hash,
                    row_number() OVER (ORDER BY e.seq) AS place,
                    coalesce(lag(e.hash) OVER (ORDER BY e.seq), '') AS expected,
                    encode(sha256(convert_to(e.prev_hash || audit_payload(e), 'UTF8')), 'hex') AS computed
                FROM audit_event e JOIN mine ON e.tenant_id = mine.id
            )
            SELECT coalesce(
                (SELECT min(least(seq, place)) FROM walked
                    WHERE seq <> place OR prev_hash <> expected OR hash <> computed),
                (SELECT h.seq FROM audit_head h JOIN mine ON h.tenant_id = mine.id
                    WHERE h.hash <> coalesce((SELECT w.hash FROM walked w WHERE w.seq = h.seq), ''))
            )
        $$
        """,
        "audit_first_break()",
        "portal_web, portal_worker",
    ),
)


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_audit_head_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_audit_head_tenant_id")),
    )
    for statement in (*rls.protect(*TABLES), *_special_tables()):
        op.execute(statement)
    for body, signature, callers in FUNCTIONS:
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {callers}")
    op.execute("CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain()")


def _special_tables() -> list[str]:
    """Tables whose walls or rights differ from the rule."""
    return [
        *rls.policy_statements("tenant", column="id"),
        "CREATE POLICY register ON tenant TO portal_owner USING (true) WITH CHECK (true)",
        *rls.grant_statements("tenant", "SELECT"),
        *rls.protect("audit_event", rights="SELECT, INSERT"),
        *rls.policy_statements("audit_head"),
        "GRANT SELECT ON audit_head TO portal_backup",
        "CREATE POLICY relay ON outbox FOR SELECT TO portal_relay, portal_owner USING (true)",
        "GRANT SELECT ON outbox TO portal_relay",
    ]
