"""The foundation: people, surveys and their cases and letters, the målbild and its figures, outbox.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_entry_previous_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column(
            "fulfilment",
            sa.Enum(
                "met", "partly", "not_met", name="fulfilment", native_enum=False, create_constraint=True, length=20
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=120), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_indicator", ["indicator", "period", "id"], unique=False)

    op.create_table(
        "job_lease",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("next_due_at", UTCDateTime(), nullable=False),
        sa.Column("last_run_at", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_lease")),
    )
    with op.batch_alter_table("job_lease", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_lease_next_due_at"), ["next_due_at"], unique=False)

    op.create_table(
        "malbild_draft",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_malbild_draft_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_malbild_draft")),
    )
    op.create_table(
        "malbild_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("paragraph", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_malbild_version")),
        sa.UniqueConstraint("number", name=op.f("uq_malbild_version_number")),
    )
    op.create_table(
        "official_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("kolada", "file", "form", name="origin", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("is_derived", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stated_at", UTCDateTime(), nullable=False),
        sa.Column("stated_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_value")),
    )
    with op.batch_alter_table("official_value", schema=None) as batch_op:
        batch_op.create_index("ix_official_value_series", ["series", "place", "period", "id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "claimed", "dead", name="message_state", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(length=120), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("dead_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'claimed') = (claimed_by IS NOT NULL)", name=op.f("ck_outbox_message_claimed_by_somebody")
        ),
        sa.CheckConstraint("(state = 'dead') = (dead_at IS NOT NULL)", name=op.f("ck_outbox_message_dead_since")),
        sa.CheckConstraint(
            "attempts >= 0 AND (state = 'pending' OR attempts > 0)", name=op.f("ck_outbox_message_attempts_counted")
        ),
        sa.CheckConstraint(
            "state <> 'dead' OR last_error IS NOT NULL", name=op.f("ck_outbox_message_dead_for_a_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_alive",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state <> 'dead'"),
            postgresql_where=sa.text("state <> 'dead'"),
        )
        batch_op.create_index(
            "uq_outbox_message_waiting_by_key",
            ["topic", "key"],
            unique=True,
            sqlite_where=sa.text("state = 'pending' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'pending' AND key IS NOT NULL"),
        )

    op.create_table(
        "population_count",
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("dimension", sa.String(length=20), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 0", name=op.f("ck_population_count_not_negative")),
        sa.PrimaryKeyConstraint("period", "dimension", "cell", name=op.f("pk_population_count")),
    )
    op.create_table(
        "rate_count",
        sa.Column("bucket", sa.String(length=40), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("window_start", UTCDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "key_hash", "window_start", name=op.f("pk_rate_count")),
    )
    with op.batch_alter_table("rate_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_count_window_start"), ["window_start"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("definition", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("figure", "period", name=op.f("uq_reading_figure_period")),
    )
    op.create_table(
        "source_sync",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("tried_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=600), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_sync")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_slug")),
    )
    op.create_table(
        "unsubscribed",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_unsubscribed")),
    )
    op.create_table(
        "analysis",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_analysis_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "period", name=op.f("pk_analysis")),
    )
    op.create_table(
        "case_columns",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_case_columns_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_case_columns")),
    )
    op.create_table(
        "staff_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "strategist",
                "communicator",
                "moderator",
                "safeguarding",
                "reader",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_staff_session_ends_after_it_began")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "survey_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_version_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_version")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_version_survey_id_number")),
    )
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column(
            "access",
            sa.Enum("open", "code", name="access", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_cut_at_close", sa.Boolean(), nullable=False),
        sa.Column("subject_ref", sa.String(length=60), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("controller", sa.String(length=120), nullable=False),
        sa.Column("legal_basis", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("erase_decision", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "NOT (is_anonymous AND is_cut_at_close)", name=op.f("ck_collection_anonymous_from_the_start_or_later")
        ),
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name=op.f("ck_collection_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_collection_survey_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_collection_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
    )
    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.create_index("ix_collection_subject_ref", ["subject_ref"], unique=False)
        batch_op.create_index("ix_collection_survey_id", ["survey_id"], unique=False)

    op.create_table(
        "case_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_case_upload_collection_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_upload_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_upload")),
    )
    op.create_table(
        "closed_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("case_hash", sa.String(length=64), nullable=False),
        sa.Column("customer_hash", sa.String(length=64), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("customer_type", sa.String(length=40), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "invited",
                "in_insikt",
                "same_customer",
                "no_address",
                name="case_outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_closed_case_collection_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_closed_case_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_case")),
        sa.UniqueConstraint("survey_id", "case_hash", name=op.f("uq_closed_case_survey_id_case_hash")),
    )
    with op.batch_alter_table("closed_case", schema=None) as batch_op:
        batch_op.create_index("ix_closed_case_collection_id", ["collection_id"], unique=False)
        batch_op.create_index("ix_closed_case_period", ["survey_id", "period", "area"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=True),
        sa.Column("customer_hash", sa.String(length=64), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("customer_type", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_invitation_collection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitation_code_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_collection_id", ["collection_id", "customer_hash"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invitation", "reminder", name="letter_kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_letter_collection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_collection_id", ["collection_id"], unique=False)

    op.create_table(
        "tally",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=90), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_tally_collection_id")),
        sa.PrimaryKeyConstraint("collection_id", "question_key", "value", name=op.f("pk_tally")),
    )
    op.create_table(
        "contact",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("case_ref", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_contact_invitation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "refused",
                "bounced",
                "dropped",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(state IN ('waiting', 'dropped')) OR sent_at IS NOT NULL", name=op.f("ck_mail_sent_when")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_mail_invitation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_mail_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("letter_id", "invitation_id", name=op.f("uq_mail_letter_id_invitation_id")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_invitation_id", ["invitation_id"], unique=False)
        batch_op.create_index(
            "ix_mail_returned",
            ["letter_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('bounced', 'refused')"),
            postgresql_where=sa.text("state IN ('bounced', 'refused')"),
        )

    op.create_table(
        "receipt",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("is_mixed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_receipt_invitation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_receipt")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", name="response_state", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_tallied", sa.Boolean(), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("customer_type", sa.String(length=40), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("web", "paper", "import", name="channel", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("receipt_hash", sa.String(length=64), nullable=True),
        sa.Column("draft_hash", sa.String(length=64), nullable=True),
        sa.Column("resume_hash", sa.String(length=64), nullable=True),
        sa.Column("touched_at", UTCDateTime(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("cluster", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_on IS NOT NULL)", name=op.f("ck_response_submitted_has_a_date")
        ),
        sa.CheckConstraint(
            "NOT (is_anonymous AND state = 'submitted') OR (invitation_id IS NULL AND draft_hash IS NULL"
            " AND resume_hash IS NULL AND touched_at IS NULL AND external_id IS NULL)",
            name=op.f("ck_response_anonymous_is_cut_loose"),
        ),
        sa.CheckConstraint(
            "state = 'submitted' OR draft_hash IS NOT NULL", name=op.f("ck_response_draft_has_an_owner")
        ),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_response_collection_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_response_invitation_id")),
        sa.ForeignKeyConstraint(["version_id"], ["survey_version.id"], name=op.f("fk_response_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("collection_id", "external_id", name=op.f("uq_response_collection_id_external_id")),
        sa.UniqueConstraint("draft_hash", name=op.f("uq_response_draft_hash")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_response_receipt_hash")),
        sa.UniqueConstraint("resume_hash", name=op.f("uq_response_resume_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(
            "ix_response_begun",
            ["invitation_id"],
            unique=False,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.create_index(
            "ix_response_untallied",
            ["collection_id"],
            unique=False,
            sqlite_where=sa.text("state = 'submitted' AND is_tallied = false"),
            postgresql_where=sa.text("state = 'submitted' AND is_tallied = false"),
        )

    op.create_table(
        "comment",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_comment_collection_id")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_comment_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "question_key", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_page", ["collection_id", "question_key", "response_id"], unique=False)

    op.create_table(
        "score",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(length=24), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("customer_type", sa.String(length=40), nullable=False),
        sa.Column("cluster", sa.String(length=64), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_score_response_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_score_survey_id")),
        sa.PrimaryKeyConstraint("response_id", "measure", name=op.f("pk_score")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(
            "ix_score_cell",
            ["survey_id", "measure", "period", "area", "customer_type", "cluster", "value"],
            unique=False,
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index("ix_score_cell")

    op.drop_table("score")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_page")

    op.drop_table("comment")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_response_untallied",
            sqlite_where=sa.text("state = 'submitted' AND is_tallied = false"),
            postgresql_where=sa.text("state = 'submitted' AND is_tallied = false"),
        )
        batch_op.drop_index(
            "ix_response_begun",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.drop_table("response")
    op.drop_table("receipt")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_mail_returned",
            sqlite_where=sa.text("state IN ('bounced', 'refused')"),
            postgresql_where=sa.text("state IN ('bounced', 'refused')"),
        )
        batch_op.drop_index("ix_mail_invitation_id")

    op.drop_table("mail")
    op.drop_table("contact")
    op.drop_table("tally")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_collection_id")

    op.drop_table("letter")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_collection_id")

    op.drop_table("invitation")
    with op.batch_alter_table("closed_case", schema=None) as batch_op:
        batch_op.drop_index("ix_closed_case_period")
        batch_op.drop_index("ix_closed_case_collection_id")

    op.drop_table("closed_case")
    op.drop_table("case_upload")
    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.drop_index("ix_collection_survey_id")
        batch_op.drop_index("ix_collection_subject_ref")

    op.drop_table("collection")
    op.drop_table("survey_version")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_staff_id"))

    op.drop_table("staff_session")
    op.drop_table("staff_role")
    op.drop_table("case_columns")
    op.drop_table("analysis")
    op.drop_table("unsubscribed")
    op.drop_table("survey")
    op.drop_table("staff")
    op.drop_table("source_sync")
    op.drop_table("reading")
    with op.batch_alter_table("rate_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_count_window_start"))

    op.drop_table("rate_count")
    op.drop_table("population_count")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_message_waiting_by_key",
            sqlite_where=sa.text("state = 'pending' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'pending' AND key IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_message_alive",
            sqlite_where=sa.text("state <> 'dead'"),
            postgresql_where=sa.text("state <> 'dead'"),
        )

    op.drop_table("outbox_message")
    with op.batch_alter_table("official_value", schema=None) as batch_op:
        batch_op.drop_index("ix_official_value_series")

    op.drop_table("official_value")
    op.drop_table("malbild_version")
    op.drop_table("malbild_draft")
    with op.batch_alter_table("job_lease", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_lease_next_due_at"))

    op.drop_table("job_lease")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_indicator")

    op.drop_table("follow_up")
    op.drop_table("audit_entry")
