"""Dialogues, inspel and votes; concerns; what the analysis of language finds and staff correct.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calibration_model",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("f1_before", sa.Float(), nullable=True),
        sa.Column("f1_after", sa.Float(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_model")),
    )
    op.create_table(
        "text_correction",
        sa.Column("subject_ref", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=True),
        sa.Column("factors", sa.JSON(), nullable=True),
        sa.Column("corrected_by", sa.String(length=120), nullable=False),
        sa.Column("corrected_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_ref", name=op.f("pk_text_correction")),
    )
    op.create_table(
        "theme_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_ref", sa.String(length=120), nullable=False),
        sa.Column("anchor", sa.JSON(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=True),
        sa.Column("merged_into", sa.JSON(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_decision")),
    )
    with op.batch_alter_table("theme_decision", schema=None) as batch_op:
        batch_op.create_index("ix_theme_decision_subject_ref", ["subject_ref", "id"], unique=False)

    op.create_table(
        "theme_word",
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("label", name=op.f("pk_theme_word")),
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_ref", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "raised_by",
            sa.Enum(
                "participant", "staff", "screening", name="raiser", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("unmasked", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "seen",
                "handed_over",
                "no_action",
                name="concern_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(state IN ('handed_over', 'no_action')) = (closed_at IS NOT NULL)",
            name=op.f("ck_concern_closed_has_a_time"),
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["staff.id"], name=op.f("fk_concern_deputy_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["staff.id"], name=op.f("fk_concern_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("subject_ref", name=op.f("uq_concern_subject_ref")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index("ix_concern_state", ["state"], unique=False)

    op.create_table(
        "dialogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("influence", sa.Text(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "medborgare",
                "ungdomar",
                "naringsliv",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "ladder_step",
            sa.Enum(
                "information",
                "konsultation",
                "dialog",
                "inflytande",
                "medbeslutande",
                name="ladder_step",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("receiver", sa.String(length=120), nullable=False),
        sa.Column("feedback_due_on", sa.Date(), nullable=True),
        sa.Column("feedback_first_due_on", sa.Date(), nullable=True),
        sa.Column("feedback_moved_reason", sa.String(length=300), nullable=True),
        sa.Column(
            "moderation",
            sa.Enum("pre", "post", name="moderation_mode", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("controller", sa.String(length=120), nullable=False),
        sa.Column("legal_basis", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("erase_decision", sa.String(length=120), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("safeguarding_lead_id", sa.Integer(), nullable=True),
        sa.Column("safeguarding_deputy_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "closed",
                "published",
                "answered",
                "archived",
                "withdrawn",
                name="dialogue_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=300), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name=op.f("ck_dialogue_withdrawn_has_a_reason")
        ),
        sa.CheckConstraint("min_age IS NULL OR (min_age BETWEEN 0 AND 99)", name=op.f("ck_dialogue_min_age")),
        sa.CheckConstraint(
            "(feedback_first_due_on IS NULL) = (feedback_moved_reason IS NULL)",
            name=op.f("ck_dialogue_moved_promise_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(["moderator_id"], ["staff.id"], name=op.f("fk_dialogue_moderator_id")),
        sa.ForeignKeyConstraint(
            ["safeguarding_deputy_id"], ["staff.id"], name=op.f("fk_dialogue_safeguarding_deputy_id")
        ),
        sa.ForeignKeyConstraint(["safeguarding_lead_id"], ["staff.id"], name=op.f("fk_dialogue_safeguarding_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue")),
        sa.UniqueConstraint("slug", name=op.f("uq_dialogue_slug")),
    )
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.create_index("ix_dialogue_state", ["state"], unique=False)

    op.create_table(
        "dialogue_analysis",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_dialogue_analysis_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", name=op.f("pk_dialogue_analysis")),
    )
    op.create_table(
        "dialogue_key",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["dialogue_id"], ["dialogue.id"], name=op.f("fk_dialogue_key_dialogue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", name=op.f("pk_dialogue_key")),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "slack",
                "teams",
                "paper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_13",
                "13-15",
                "16-19",
                "20-29",
                "30-49",
                "50-64",
                "65+",
                name="age_band",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("organisation_hash", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_until", UTCDateTime(), nullable=True),
        sa.Column("label", sa.String(length=20), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_participant_dialogue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint(
            "dialogue_id", "organisation_hash", name=op.f("uq_participant_dialogue_id_organisation_hash")
        ),
        sa.UniqueConstraint("link_hash", name=op.f("uq_participant_link_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_dialogue_id"), ["dialogue_id"], unique=False)

    op.create_table(
        "comment_themes",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_comment_themes_collection_id")),
        sa.PrimaryKeyConstraint("collection_id", "question_key", name=op.f("pk_comment_themes")),
    )
    op.create_table(
        "door",
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "slack",
                "teams",
                "paper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_door_dialogue_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_door_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dialogue_id", "handle", name=op.f("pk_door")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("door", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "opinion",
                "proposal",
                "question",
                "about_self",
                name="statement_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "seed",
                "web",
                "slack",
                "teams",
                "session",
                "survey",
                "paper",
                "import",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "held",
                "published",
                "rejected",
                "merged",
                "hidden",
                "withdrawn",
                "flagged",
                name="statement_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("n_agree", sa.Integer(), nullable=False),
        sa.Column("n_disagree", sa.Integer(), nullable=False),
        sa.Column("n_pass", sa.Integer(), nullable=False),
        sa.Column("n_important", sa.Integer(), nullable=False),
        sa.Column("extremity", sa.Float(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_statement_merged_into_another")
        ),
        sa.CheckConstraint(
            "state NOT IN ('flagged', 'withdrawn') OR text = ''", name=op.f("ck_statement_flagged_has_no_words")
        ),
        sa.CheckConstraint(
            "n_agree >= 0 AND n_disagree >= 0 AND n_pass >= 0 AND n_important >= 0", name=op.f("ck_statement_counts")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["participant.id"], name=op.f("fk_statement_author_id")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_statement_dialogue_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["statement.id"], name=op.f("fk_statement_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("dialogue_id", "number", name=op.f("uq_statement_dialogue_id_number")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_statement_queue", ["dialogue_id", "state", "number"], unique=False)
        batch_op.create_index(
            "ix_statement_seen", ["dialogue_id", "state", "n_agree", "n_disagree", "n_pass"], unique=False
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("answer", "referral", name="answer_kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "will_do",
                "partly",
                "no",
                "investigating",
                "already_done",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("written_by", sa.String(length=120), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(kind = 'answer') OR (decision IS NULL)", name=op.f("ck_answer_referral_decides_nothing")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_answer_dialogue_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_answer_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("statement_id", "kind", name=op.f("uq_answer_statement_id_kind")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index("ix_answer_dialogue_id", ["dialogue_id", "published_on"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("upheld", "changed", name="appeal_outcome", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_appeal_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_appeal")),
    )
    op.create_table(
        "moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "approve",
                "hold",
                "reject",
                "merge",
                "hide",
                "mask",
                "flag",
                "restore",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "hate",
                "threat",
                "off_topic",
                "several_thoughts",
                "unclear",
                "advertising",
                "duplicate",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "action NOT IN ('reject', 'hide') OR reason IS NOT NULL", name=op.f("ck_moderation_refusal_has_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_moderation_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index("ix_moderation_statement_id", ["statement_id", "id"], unique=False)

    op.create_table(
        "statement_finding",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_finding_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_statement_finding")),
    )
    op.create_table(
        "statement_original",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_original_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_statement_original")),
    )
    op.create_table(
        "vote",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("agree", "disagree", "pass", name="choice", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("is_important", sa.Boolean(), nullable=False),
        sa.Column("voted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_vote_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_vote_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", "statement_id", name=op.f("pk_vote")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index("ix_vote_statement_id", ["statement_id"], unique=False)

    op.create_table(
        "comment_finding",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("analyser", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id", "question_key"],
            ["comment.response_id", "comment.question_key"],
            name=op.f("fk_comment_finding_response_id_question_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", "question_key", name=op.f("pk_comment_finding")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_mark",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_comment_mark_collection_id")),
        sa.ForeignKeyConstraint(
            ["response_id", "question_key"],
            ["comment.response_id", "comment.question_key"],
            name=op.f("fk_comment_mark_response_id_question_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("collection_id", "question_key", "mark", "response_id", name=op.f("pk_comment_mark")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment_mark", schema=None) as batch_op:
        batch_op.create_index("ix_comment_mark_response_id", ["response_id", "question_key"], unique=False)

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_withheld", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("is_withheld")

    with op.batch_alter_table("comment_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_mark_response_id")

    op.drop_table("comment_mark")
    op.drop_table("comment_finding")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index("ix_vote_statement_id")

    op.drop_table("vote")
    op.drop_table("statement_original")
    op.drop_table("statement_finding")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_index("ix_moderation_statement_id")

    op.drop_table("moderation")
    op.drop_table("appeal")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_dialogue_id")

    op.drop_table("answer")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index("ix_statement_seen")
        batch_op.drop_index("ix_statement_queue")
        batch_op.drop_index(batch_op.f("ix_statement_author_id"))

    op.drop_table("statement")
    with op.batch_alter_table("door", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_door_participant_id"))

    op.drop_table("door")
    op.drop_table("comment_themes")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_dialogue_id"))

    op.drop_table("participant")
    op.drop_table("dialogue_key")
    op.drop_table("dialogue_analysis")
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_index("ix_dialogue_state")

    op.drop_table("dialogue")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_state")

    op.drop_table("concern")
    op.drop_table("theme_word")
    with op.batch_alter_table("theme_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_decision_subject_ref")

    op.drop_table("theme_decision")
    op.drop_table("text_correction")
    op.drop_table("calibration_model")
