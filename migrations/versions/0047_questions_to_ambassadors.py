"""Questions to ambassadors: who takes them, what was written, reports, and kept answers.

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLES = (
    "kept_answers", "question_reports", "asker_blocks", "question_messages", "questions",
    "ask_profile_themes", "ask_profiles",
)  # fmt: skip


def _key(table: str, *columns: str, to: str, on_delete: str | None = None) -> sa.Constraint:
    name = op.f(f"{table}_{'_'.join(columns)}_fkey")
    return sa.ForeignKeyConstraint(list(columns), [to], name=name, ondelete=on_delete)


def upgrade() -> None:
    """Take questions from now on, unless the company or the person says otherwise."""
    op.add_column(
        "organisations",
        sa.Column("takes_questions", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    _profiles()
    _questions()
    _around_questions()
    _kept_answers()


def _profiles() -> None:
    op.create_table(
        "ask_profiles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("takes", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("paused_until", sa.Date()),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True)),
        sa.Column("shown_name", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("sentence_language", sa.Text(), nullable=False),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("shows_photo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT listed OR (shown_name <> '' AND sentence <> '')",
            name=op.f("ask_profiles_listed_check"),
        ),
        sa.CheckConstraint(
            "sentence_language IN ('fr', 'en')", name=op.f("ask_profiles_sentence_language_check")
        ),
        sa.CheckConstraint(
            "languages <@ ARRAY['fr', 'en'] AND cardinality(languages) > 0",
            name=op.f("ask_profiles_languages_check"),
        ),
        _key("ask_profiles", "person_id", to="people.id", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("ask_profiles_pkey")),
        sa.UniqueConstraint("code", name=op.f("ask_profiles_code_key")),
    )
    op.create_index(
        "ask_profiles_listed_idx",
        "ask_profiles",
        [sa.text("fold(shown_name)"), "person_id"],
        postgresql_where=sa.text("listed"),
    )
    op.create_table(
        "ask_profile_themes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        _key("ask_profile_themes", "person_id", to="ask_profiles.person_id", on_delete="CASCADE"),
        _key("ask_profile_themes", "theme_id", to="themes.id", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "theme_id", name=op.f("ask_profile_themes_pkey")),
    )
    op.create_index(op.f("ask_profile_themes_theme_id_idx"), "ask_profile_themes", ["theme_id"])


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("mailbox_hash", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("waiting_since", sa.DateTime(timezone=True)),
        sa.Column("reminded_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closing", sa.String(40)),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("questions_language_check")),
        sa.CheckConstraint(
            "confirmed_at IS NOT NULL OR answered_at IS NULL",
            name=op.f("questions_confirmed_before_answered_check"),
        ),
        sa.CheckConstraint(
            "(closing IS NULL) = (closed_at IS NULL)", name=op.f("questions_closed_check")
        ),
        sa.CheckConstraint(
            "closing IN ('blocked', 'judged', 'not_passed_on', 'unanswered')",
            name=op.f("questions_closing_check"),
        ),
        _key("questions", "ambassador_id", to="people.id", on_delete="CASCADE"),
        _key("questions", "publication_id", to="publications.id", on_delete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("questions_pkey")),
        sa.UniqueConstraint("form_id", name=op.f("questions_form_id_key")),
    )
    op.create_index(
        "questions_of_ambassador_idx",
        "questions",
        ["ambassador_id", "last_at", "id"],
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )
    op.create_index(
        "questions_waiting_idx",
        "questions",
        ["waiting_since"],
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index("questions_last_at_idx", "questions", ["last_at"])
    op.create_index(op.f("questions_publication_id_idx"), "questions", ["publication_id"])
    op.create_table(
        "question_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("by_asker", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("question_messages", "question_id", to="questions.id", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("question_messages_pkey")),
        sa.UniqueConstraint("form_id", name=op.f("question_messages_form_id_key")),
    )
    op.create_index(op.f("question_messages_question_id_idx"), "question_messages", ["question_id"])


def _around_questions() -> None:
    op.create_table(
        "asker_blocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid()),
        sa.Column("mailbox_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("asker_blocks", "ambassador_id", to="people.id", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("asker_blocks_pkey")),
        sa.UniqueConstraint(
            "ambassador_id",
            "mailbox_hash",
            name=op.f("asker_blocks_ambassador_id_mailbox_hash_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("asker_blocks_mailbox_hash_idx", "asker_blocks", ["mailbox_hash"])
    op.create_table(
        "question_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("by_asker", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.Column("judged_by_id", sa.Uuid()),
        sa.Column("verdict", sa.String(40)),
        sa.CheckConstraint(
            "(verdict IS NULL) = (judged_at IS NULL)", name=op.f("question_reports_judged_check")
        ),
        sa.CheckConstraint(
            "verdict IN ('nothing', 'closed', 'barred')",
            name=op.f("question_reports_reportverdict_check"),
        ),
        _key("question_reports", "question_id", to="questions.id", on_delete="CASCADE"),
        _key("question_reports", "judged_by_id", to="people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("question_reports_pkey")),
        sa.UniqueConstraint(
            "question_id", "by_asker", name=op.f("question_reports_question_id_by_asker_key")
        ),
    )
    op.create_index(
        "question_reports_open_idx",
        "question_reports",
        ["id"],
        postgresql_where=sa.text("judged_at IS NULL"),
    )


def _kept_answers() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid()),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("asker_name", sa.Text(), nullable=False),
        sa.Column("ambassador_name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ambassador_agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_agreed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("kept_answers_language_check")),
        _key("kept_answers", "question_id", to="questions.id", on_delete="SET NULL"),
        _key("kept_answers", "publication_id", to="publications.id", on_delete="CASCADE"),
        _key("kept_answers", "ambassador_id", to="people.id", on_delete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("kept_answers_pkey")),
        sa.UniqueConstraint("question_id", name=op.f("kept_answers_question_id_key")),
    )
    op.create_index(
        "kept_answers_shown_idx",
        "kept_answers",
        ["publication_id", "asker_agreed_at"],
        postgresql_where=sa.text("asker_agreed_at IS NOT NULL"),
    )
    op.create_index("kept_answers_ambassador_idx", "kept_answers", ["ambassador_id"])


def downgrade() -> None:
    """Forget every question, and who took them."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("organisations", "takes_questions")
