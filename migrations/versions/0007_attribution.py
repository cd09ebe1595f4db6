"""The policy's versions, the ledger with its evidence and salts, keys, receipts, appeals.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Tables that nobody changes, and what the program itself may do with each.
ONLY_GROWS = ("ledger", "attribution_policies", "signing_keys")
PROGRAM_MAY = {
    "ledger": "SELECT, INSERT",
    "attribution_policies": "SELECT, INSERT",
    "signing_keys": "SELECT, INSERT",
    "ledger_evidence": "SELECT, INSERT, DELETE",
    "ledger_salts": "SELECT, INSERT, DELETE",
    "ledger_checkpoints": "SELECT, INSERT",
}

# The defaults, as they were on the first day, and the SHA-256 of their canonical bytes.
FIRST_POLICY = """{
    "version": 1,
    "timezone": "Europe/Paris",
    "model": "declared",
    "window_days": 180,
    "declaration_days": 30,
    "confirm_days": 14,
    "former_employee_months": 12,
    "skew_s": 120,
    "scope": "organisation",
    "stories": true,
    "kinds": ["declaration", "recommendation", "visit"],
    "prior_rule": "any",
    "prior_months": 6,
    "agency_rule": "earliest",
    "excluded_roles": ["executive", "programme_manager", "recruiter"],
    "exclude_hiring_team": true,
    "leaver_rule": "exclude"
}"""
FIRST_HASH = "b3c33ce5e18c1f9ccbe43e13e6c7f82588d9eb122e855695ae41288cf72d0a5c"

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def upgrade() -> None:
    """Make the tables, let the ledger only grow, and write the first policy."""
    op.create_table(
        "attribution_policies",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("attribution_policies_pkey")),
        sa.UniqueConstraint("id", name=op.f("attribution_policies_id_key")),
        sa.UniqueConstraint("in_force_from", name=op.f("attribution_policies_in_force_from_key")),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("v", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "decision",
                "override",
                "erasure",
                name="ledgerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("application", sa.Uuid(), nullable=True),
        sa.Column("candidate", sa.Text(), nullable=True),
        sa.Column("ambassadors", postgresql.JSONB(), nullable=False),
        sa.Column("opening", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policies", postgresql.JSONB(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("ledger_pkey")),
        sa.UniqueConstraint("hash", name=op.f("ledger_hash_key")),
    )
    op.create_index("ledger_application_idx", "ledger", ["application", "seq"], unique=False)
    op.create_index(op.f("ledger_candidate_idx"), "ledger", ["candidate"], unique=False)
    op.create_table(
        "ledger_checkpoints",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("ledger_checkpoints_pkey")),
    )
    op.create_table(
        "ledger_salts",
        sa.Column(
            "subject_kind",
            sa.Enum(
                "candidate",
                "person",
                name="subjectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("ledger_salts_pkey")),
        sa.UniqueConstraint("pseudonym", name=op.f("ledger_salts_pseudonym_key")),
    )
    op.create_table(
        "ledger_verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("altered_seq", sa.BigInteger(), nullable=True),
        sa.Column("alteration", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_verifications_pkey")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("jwk", postgresql.JSONB(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("signing_keys_pkey")),
    )
    op.create_table(
        "ledger_evidence",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["ledger.seq"], name=op.f("ledger_evidence_seq_fkey")),
        sa.PrimaryKeyConstraint("seq", name=op.f("ledger_evidence_pkey")),
    )
    op.create_table(
        "policy_dry_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("differing", sa.BigInteger(), nullable=False),
        sa.Column("differences", postgresql.JSONB(), nullable=False),
        sa.Column("published_version", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["people.id"],
            name=op.f("policy_dry_runs_asked_by_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_version"],
            ["attribution_policies.version"],
            name=op.f("policy_dry_runs_published_version_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("policy_dry_runs_pkey")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["referral_links.id"],
            name=op.f("receipts_link_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("receipts_person_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("receipts_pkey")),
        sa.UniqueConstraint("link_id", name=op.f("receipts_link_id_key")),
    )
    op.create_index(op.f("receipts_person_id_idx"), "receipts", ["person_id"], unique=False)
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "granted",
                "dismissed",
                "withdrawn",
                name="appealstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_seq", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL)", name=op.f("appeals_closed_has_date_check")
        ),
        sa.CheckConstraint(
            "(state IN ('granted', 'dismissed')) = (override_seq IS NOT NULL)",
            name=op.f("appeals_judged_has_line_check"),
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"],
            ["people.id"],
            name=op.f("appeals_ambassador_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("appeals_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["people.id"], name=op.f("appeals_judge_id_fkey"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ledger_seq"], ["ledger.seq"], name=op.f("appeals_ledger_seq_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["override_seq"], ["ledger.seq"], name=op.f("appeals_override_seq_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("appeals_pkey")),
        sa.UniqueConstraint(
            "application_id",
            "ambassador_id",
            "ledger_seq",
            name=op.f("appeals_application_id_ambassador_id_ledger_seq_key"),
        ),
    )
    op.create_index(op.f("appeals_application_id_idx"), "appeals", ["application_id"], unique=False)
    op.create_index("appeals_state_idx", "appeals", ["state", "answer_due_at"], unique=False)

    op.execute(REFUSE)
    for table in ONLY_GROWS:
        refuse(table, "UPDATE OR DELETE OR TRUNCATE")
    refuse("ledger_evidence", "UPDATE OR TRUNCATE")
    refuse("ledger_salts", "UPDATE OR TRUNCATE")
    refuse("ledger_checkpoints", "UPDATE OR DELETE OR TRUNCATE")
    grant()
    op.execute(
        sa.text(
            "INSERT INTO attribution_policies (version, id, settings, hash, in_force_from) VALUES"
            " (1, '019300a0-0000-7000-8000-000000000001', CAST(:settings AS jsonb), :hash,"
            " '2000-01-01T00:00:00Z')"
        ).bindparams(settings=FIRST_POLICY, hash=FIRST_HASH)
    )


def refuse(table: str, what: str) -> None:
    """Refuse a statement on a table, whoever asks, even to replication."""
    op.execute(
        f"CREATE TRIGGER {table}_only_grows BEFORE {what} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_only_grows")


def grant() -> None:
    """Leave the program's role what it needs; it owns nothing."""
    context = op.get_context()
    assert context.config is not None
    role = context.config.attributes.get("program_role")
    if role is None:
        return
    quoted = context.dialect.identifier_preparer.quote(role)
    for table, allowed in PROGRAM_MAY.items():
        op.execute(f"REVOKE ALL ON {table} FROM {quoted}")
        op.execute(f"GRANT {allowed} ON {table} TO {quoted}")


def downgrade() -> None:
    """Drop them, with the whole history of attribution."""
    for table in (
        "appeals",
        "receipts",
        "policy_dry_runs",
        "ledger_evidence",
        "signing_keys",
        "ledger_verifications",
        "ledger_salts",
        "ledger_checkpoints",
        "ledger",
        "attribution_policies",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
