"""Summaries and who wants to hear of them; what staff want by mail; who was heard; the role of a chef.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROLES_BEFORE = "('administrator', 'strategist', 'communicator', 'moderator', 'safeguarding', 'reader')"
_ROLES = "('administrator', 'strategist', 'communicator', 'moderator', 'safeguarding', 'manager', 'reader')"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "mail_follower",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_ref", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_follower")),
        sa.UniqueConstraint("subject_ref", "email", name=op.f("uq_mail_follower_subject_ref_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_follower_token_hash")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "news_told",
        sa.Column("news", sa.String(length=60), nullable=False),
        sa.Column("whom", sa.String(length=64), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("news", "whom", name=op.f("pk_news_told")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("news_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_told_told_on"), ["told_on"], unique=False)

    op.create_table(
        "assistance_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("called_at", UTCDateTime(), nullable=False),
        sa.Column("host", sa.String(length=250), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_assistance_call_dialogue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_call")),
    )
    with op.batch_alter_table("assistance_call", schema=None) as batch_op:
        batch_op.create_index("ix_assistance_call_dialogue_id", ["dialogue_id", "called_at"], unique=False)

    op.create_table(
        "summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "changes_requested",
                "approved",
                "published",
                "superseded",
                "withdrawn",
                name="summary_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("coverage", sa.JSON(), nullable=False),
        sa.Column("drafted_at", UTCDateTime(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("returned", sa.JSON(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.String(length=120), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=120), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(state IN ('published', 'superseded', 'withdrawn')) = (published_on IS NOT NULL)",
            name=op.f("ck_summary_published_on_a_day"),
        ),
        sa.CheckConstraint(
            "(state IN ('superseded', 'withdrawn')) = (ended_reason IS NOT NULL AND ended_on IS NOT NULL)",
            name=op.f("ck_summary_ended_with_a_reason"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id != submitted_by_id", name=op.f("ck_summary_approved_by_another")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["staff.id"], name=op.f("fk_summary_approved_by_id")),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_summary_approver_id")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_summary_dialogue_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["staff.id"], name=op.f("fk_summary_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
        sa.UniqueConstraint("dialogue_id", "version", name=op.f("uq_summary_dialogue_id_version")),
    )
    with op.batch_alter_table("summary", schema=None) as batch_op:
        batch_op.create_index("ix_summary_state", ["state"], unique=False)

    op.create_table(
        "summary_reason",
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(length=40), nullable=False),
        sa.Column("sentence_key", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("given_by", sa.String(length=120), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_reason_summary_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("summary_id", "check", "sentence_key", name=op.f("pk_summary_reason")),
    )
    op.create_table(
        "summary_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "ingress",
                "background",
                "heard",
                "unites",
                "divides",
                "unsure",
                "unclear",
                "prioritised",
                "quotes",
                "too_few",
                "left_out",
                "thanks",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "kept",
                "changed",
                "struck",
                name="sentence_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("read_back", sa.JSON(), nullable=False),
        sa.Column("is_assisted", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["staff.id"], name=op.f("fk_summary_sentence_changed_by_id")),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_sentence_summary_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_sentence")),
        sa.UniqueConstraint("summary_id", "key", name=op.f("uq_summary_sentence_summary_id_key")),
    )
    with op.batch_alter_table("summary_sentence", schema=None) as batch_op:
        batch_op.create_index("ix_summary_sentence_place", ["summary_id", "position"], unique=False)

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_assisted", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("participant", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sex",
                sa.Enum("woman", "man", "other", name="sex", native_enum=False, create_constraint=True, length=20),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "size_class",
                sa.Enum(
                    "0", "1-9", "10-49", "50+", name="size_class", native_enum=False, create_constraint=True, length=20
                ),
                nullable=True,
            )
        )

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "digest",
                sa.Enum("off", "daily", "weekly", name="digest", native_enum=False, create_constraint=True, length=20),
                server_default="off",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("digest_sent_on", sa.Date(), nullable=True))

    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_constraint("role", type_="check")
        batch_op.create_check_constraint("role", f"role IN {_ROLES}")


def downgrade() -> None:
    """Go back."""
    op.execute("DELETE FROM staff_role WHERE role = 'manager'")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_constraint("role", type_="check")
        batch_op.create_check_constraint("role", f"role IN {_ROLES_BEFORE}")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("digest_sent_on")
        batch_op.drop_constraint("digest", type_="check")
        batch_op.drop_column("digest")

    with op.batch_alter_table("participant", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint("size_class", type_="check")
        batch_op.drop_column("size_class")
        batch_op.drop_constraint("sex", type_="check")
        batch_op.drop_column("sex")

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_column("is_assisted")

    with op.batch_alter_table("summary_sentence", schema=None) as batch_op:
        batch_op.drop_index("ix_summary_sentence_place")

    op.drop_table("summary_sentence")
    op.drop_table("summary_reason")
    with op.batch_alter_table("summary", schema=None) as batch_op:
        batch_op.drop_index("ix_summary_state")

    op.drop_table("summary")
    with op.batch_alter_table("assistance_call", schema=None) as batch_op:
        batch_op.drop_index("ix_assistance_call_dialogue_id")

    op.drop_table("assistance_call")
    with op.batch_alter_table("news_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_told_told_on"))

    op.drop_table("news_told")
    op.drop_table("mail_follower")
