"""Candidates, applications, touches.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REASON_COLUMNS = ("position", "code", "label_fr", "label_en", "sentence_fr", "sentence_en")
# What a recruiter may answer from the first day; the sentences are what candidates read.
REASON_ROWS = [
    (
        1,
        "skills",
        "Compétences trop éloignées",
        "Skills too far from the position",
        "Ce poste demande des compétences que votre candidature ne montre pas encore.",
        "This position needs skills that your application does not show yet.",
    ),
    (
        2,
        "experience",
        "Expérience insuffisante pour le poste",
        "Not enough experience for the position",
        "Ce poste demande davantage d’expérience dans son domaine.",
        "This position needs more experience in its field.",
    ),
    (
        3,
        "closer",
        "Une autre candidature répond de plus près",
        "Another application was closer",
        "Une autre candidature répond de plus près à ce que ce poste demande.",
        "Another application was closer to what this position needs.",
    ),
    (
        4,
        "filled",
        "Poste pourvu",
        "Position filled",
        "Le poste a été pourvu avant que nous puissions aller plus loin ensemble.",
        "The position was filled before we could go further together.",
    ),
    (
        5,
        "cancelled",
        "Recrutement arrêté",
        "Recruitment stopped",
        "Ce recrutement est arrêté : personne n’y sera recruté pour le moment.",
        "This recruitment has been stopped: nobody will be hired for it for now.",
    ),
    (
        6,
        "place",
        "Lieu ou télétravail incompatibles",
        "Place or remote work do not fit",
        "Le lieu ou la part de télétravail de ce poste ne s’accordent pas avec vos souhaits.",
        "The place or the share of remote work of this position does not fit your wishes.",
    ),
    (
        7,
        "pay",
        "Salaire souhaité hors de la fourchette",
        "Expected salary outside the range",
        "Le salaire que vous souhaitez dépasse ce que ce poste permet.",
        "The salary you are looking for is above what this position allows.",
    ),
    (
        8,
        "start",
        "Date de début incompatible",
        "Start date does not fit",
        "Nous avons besoin de quelqu’un à une date où vous n’êtes pas disponible.",
        "We need someone at a date when you are not available.",
    ),
]
REASONS = sa.table("refusal_reasons", *(sa.column(name) for name in REASON_COLUMNS))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "refusal_reasons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("label_fr", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("sentence_fr", sa.Text(), nullable=False),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("refusal_reasons_pkey")),
        sa.UniqueConstraint("position", name=op.f("refusal_reasons_position_key")),
    )
    op.bulk_insert(REASONS, [dict(zip(REASON_COLUMNS, row, strict=True)) for row in REASON_ROWS])
    op.create_table(
        "candidates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_folded", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "folded",
            sa.Text(),
            sa.Computed("fold(name || ' ' || email)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("candidates_person_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("candidates_pkey")),
        sa.UniqueConstraint("email_folded", name=op.f("candidates_email_folded_key")),
    )
    op.create_index(
        "candidates_folded_idx",
        "candidates",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("cv_id", sa.Uuid(), nullable=True),
        sa.Column("cv_text", sa.Text(), nullable=False),
        sa.Column("cv_pages_drawn", sa.BigInteger(), nullable=False),
        sa.Column("cv_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "cv_search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector(CASE language WHEN 'fr' THEN 'relais_fr'::regconfig "
                "ELSE 'relais_en'::regconfig END, cv_text)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "received",
                "review",
                "interview",
                "offer",
                "hired",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "hired",
                "refused",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.Column("refusal_note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "referrer_sees",
            sa.Enum(
                "applied",
                "outcome",
                "stages",
                name="referrersees",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "choice",
            sa.Enum(
                "kept",
                "named",
                "none",
                name="recommenderchoice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("choice_ambassador_id", sa.Uuid(), nullable=True),
        sa.Column("named_recommender", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("status_generation", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("applications_ended_has_date_check")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal_reason IS NOT NULL)",
            name=op.f("applications_refused_has_reason_check"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("applications_candidate_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["choice_ambassador_id"],
            ["people.id"],
            name=op.f("applications_choice_ambassador_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["cv_id"], ["stored_files.id"], name=op.f("applications_cv_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["referral_links.id"], name=op.f("applications_link_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["openings.id"], name=op.f("applications_opening_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["refusal_reason"],
            ["refusal_reasons.code"],
            name=op.f("applications_refusal_reason_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("applications_pkey")),
        sa.UniqueConstraint(
            "form_id", "candidate_id", name=op.f("applications_form_id_candidate_id_key")
        ),
    )
    op.create_index(
        "applications_open_key",
        "applications",
        ["candidate_id", "opening_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "applications_opening_idx", "applications", ["opening_id", "stage"], unique=False
    )
    op.create_index(
        op.f("applications_choice_ambassador_id_idx"),
        "applications",
        ["choice_ambassador_id"],
        unique=False,
    )
    op.create_index(
        "applications_search_idx",
        "applications",
        ["cv_search"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "cv_pages",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("cv_pages_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("cv_pages_file_id_fkey")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("cv_pages_pkey")),
    )
    op.create_table(
        "repeated_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("cv_name", sa.Text(), nullable=False),
        sa.Column("cv_size", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "referrer_sees",
            sa.Enum(
                "applied",
                "outcome",
                "stages",
                name="referrersees",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "choice",
            sa.Enum(
                "kept",
                "named",
                "none",
                name="recommenderchoice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("named_recommender", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("repeated_forms_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["referral_links.id"], name=op.f("repeated_forms_link_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("repeated_forms_pkey")),
        sa.UniqueConstraint(
            "form_id", "application_id", name=op.f("repeated_forms_form_id_application_id_key")
        ),
    )
    op.create_index(
        op.f("repeated_forms_application_id_idx"),
        "repeated_forms",
        ["application_id"],
        unique=False,
    )
    op.create_table(
        "touches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "visit",
                "recommendation",
                "declaration",
                name="touchkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("link_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publication_id", sa.Uuid(), nullable=True),
        sa.Column("story", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ok",
                "pending",
                "refused",
                name="touchstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own_session", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'ok' OR kind = 'visit' OR settled_at IS NOT NULL",
            name=op.f("touches_settled_check"),
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["people.id"], name=op.f("touches_ambassador_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidates.id"],
            name=op.f("touches_candidate_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["referral_links.id"], name=op.f("touches_link_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("touches_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("touches_pkey")),
        sa.UniqueConstraint("candidate_id", "source", name=op.f("touches_candidate_id_source_key")),
    )
    op.create_index(op.f("touches_ambassador_id_idx"), "touches", ["ambassador_id"], unique=False)
    op.create_index(op.f("touches_candidate_id_idx"), "touches", ["candidate_id"], unique=False)
    op.create_table(
        "moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "from_stage",
            sa.Enum(
                "received",
                "review",
                "interview",
                "offer",
                "hired",
                name="from_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "open",
                "hired",
                "refused",
                "withdrawn",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_stage",
            sa.Enum(
                "received",
                "review",
                "interview",
                "offer",
                "hired",
                name="to_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "open",
                "hired",
                "refused",
                "withdrawn",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("moves_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("moves_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("moves_pkey")),
    )
    op.create_index(op.f("moves_application_id_idx"), "moves", ["application_id"], unique=False)
    op.create_table(
        "removed_recommenders",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("ambassador_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["people.id"], name=op.f("removed_recommenders_ambassador_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("removed_recommenders_application_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "ambassador_id", name=op.f("removed_recommenders_pkey")
        ),
    )
    # ### end Alembic commands ###


def downgrade() -> None:
    """Drop them."""
    op.drop_table("removed_recommenders")
    op.drop_index(op.f("moves_application_id_idx"), table_name="moves")
    op.drop_table("moves")
    op.drop_index(op.f("touches_candidate_id_idx"), table_name="touches")
    op.drop_index(op.f("touches_ambassador_id_idx"), table_name="touches")
    op.drop_table("touches")
    op.drop_index(op.f("repeated_forms_application_id_idx"), table_name="repeated_forms")
    op.drop_table("repeated_forms")
    op.drop_table("cv_pages")
    op.drop_index(op.f("applications_choice_ambassador_id_idx"), table_name="applications")
    op.drop_index("applications_search_idx", table_name="applications", postgresql_using="gin")
    op.drop_index("applications_opening_idx", table_name="applications")
    op.drop_index(
        "applications_open_key",
        table_name="applications",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("applications")
    op.drop_index("candidates_folded_idx", table_name="candidates", postgresql_using="gin")
    op.drop_table("candidates")
    op.drop_table("refusal_reasons")
    # ### end Alembic commands ###
