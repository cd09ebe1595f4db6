"""The organisation, teams, people and the charter.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "charters",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_fr", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("charters_pkey")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("places_pkey")),
        sa.UniqueConstraint("name", name=op.f("places_name_key")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("about_fr", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("teams_pkey")),
        sa.UniqueConstraint("name_en", name=op.f("teams_name_en_key")),
        sa.UniqueConstraint("name_fr", name=op.f("teams_name_fr_key")),
    )
    op.create_table(
        "used_tokens",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("used_tokens_pkey")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("singleton", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about_fr", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("legal_fr", sa.Text(), nullable=False),
        sa.Column("legal_en", sa.Text(), nullable=False),
        sa.Column("privacy_fr", sa.Text(), nullable=False),
        sa.Column("privacy_en", sa.Text(), nullable=False),
        sa.Column("brand_color", sa.Text(), nullable=False),
        sa.Column("logo_id", sa.Uuid(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("singleton", name=op.f("organisations_one_row_check")),
        sa.CheckConstraint(
            "brand_color ~ '^#[0-9a-f]{6}$'", name=op.f("organisations_brand_color_check")
        ),
        sa.ForeignKeyConstraint(
            ["logo_id"], ["stored_files.id"], name=op.f("organisations_logo_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("organisations_pkey")),
        sa.UniqueConstraint("singleton", name=op.f("organisations_singleton_key")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column(
            "appearance",
            sa.Enum(
                "system",
                "light",
                "dark",
                name="appearance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("portrait_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.Column("employee", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("people_email_lower_check")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("people_language_check")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("people_place_id_fkey")),
        sa.ForeignKeyConstraint(
            ["portrait_id"], ["stored_files.id"], name=op.f("people_portrait_id_fkey")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("people_team_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("people_pkey")),
        sa.UniqueConstraint("email", name=op.f("people_email_key")),
        sa.UniqueConstraint("oidc_subject", name=op.f("people_oidc_subject_key")),
    )
    op.create_index(op.f("people_team_id_idx"), "people", ["team_id"], unique=False)
    op.create_table(
        "charter_acceptances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("charter_acceptances_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["charters.version"], name=op.f("charter_acceptances_version_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("charter_acceptances_pkey")),
        sa.UniqueConstraint(
            "person_id", "version", name=op.f("charter_acceptances_person_id_version_key")
        ),
    )
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ambassador",
                "recruiter",
                "editor",
                "hiring_manager",
                "programme_manager",
                "admin",
                "auditor",
                "executive",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("person_roles_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("person_roles_pkey")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("sign_in_sessions_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_sessions_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("sign_in_sessions_token_hash_key")),
    )
    op.create_index(
        op.f("sign_in_sessions_person_id_idx"), "sign_in_sessions", ["person_id"], unique=False
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("sign_in_sessions_person_id_idx"), table_name="sign_in_sessions")
    op.drop_table("sign_in_sessions")
    op.drop_table("person_roles")
    op.drop_table("charter_acceptances")
    op.drop_index(op.f("people_team_id_idx"), table_name="people")
    op.drop_table("people")
    op.drop_table("organisations")
    op.drop_table("used_tokens")
    op.drop_table("teams")
    op.drop_table("places")
    op.drop_table("charters")
    # ### end Alembic commands ###
