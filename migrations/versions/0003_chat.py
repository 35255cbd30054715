"""Chats: connections, deliveries, addresses, interviews; meetings; what a survey or a dialogue is in each chat.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DOORS = "('web', 'slack', 'teams', 'paper', 'import')"
_DOORS_BEFORE = "('web', 'paper', 'import')"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "chat_address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("slack", "teams", name="chat_channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=False),
        sa.Column("subject_ref", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("consent", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_address")),
        sa.UniqueConstraint(
            "channel", "tenant", "person", "subject_ref", name=op.f("uq_chat_address_channel_tenant_person_subject_ref")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("chat_address", schema=None) as batch_op:
        batch_op.create_index("ix_chat_address_subject_ref", ["subject_ref"], unique=False)

    op.create_table(
        "chat_connection",
        sa.Column(
            "channel",
            sa.Enum("slack", "teams", name="chat_channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "connected",
                "removed",
                "revoked",
                name="connection_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("service_url", sa.String(length=300), nullable=False),
        sa.Column("connected_at", UTCDateTime(), nullable=False),
        sa.Column("last_event_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "tenant", name=op.f("pk_chat_connection")),
    )
    op.create_table(
        "connection_check",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_connection_check")),
    )
    op.create_table(
        "chat_delivery",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_chat_delivery")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("chat_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_delivery_received_on"), ["received_on"], unique=False)

    op.create_table(
        "chat_interview",
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("slack", "teams", name="chat_channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("desk", sa.String(length=20), nullable=False),
        sa.Column("screen", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_hash", name=op.f("pk_chat_interview")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("chat_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_interview_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dialogue_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("adult_code", sa.String(length=12), nullable=False),
        sa.Column(
            "pace",
            sa.Enum("live", "days", name="pace", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("adults_needed", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "lobby",
                "running",
                "paused",
                "closed",
                "stopped",
                name="meeting_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "paused_by",
            sa.Enum("staff", "adults", name="paused_by", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("starts_at", UTCDateTime(), nullable=True),
        sa.Column("adults_missing_since", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("n_seats", sa.Integer(), nullable=False),
        sa.Column("n_adults", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("(state = 'paused') = (paused_by IS NOT NULL)", name=op.f("ck_meeting_paused_by_somebody")),
        sa.CheckConstraint("adults_needed BETWEEN 0 AND 9", name=op.f("ck_meeting_adults_needed")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"], name=op.f("fk_meeting_dialogue_id")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["staff.id"], name=op.f("fk_meeting_facilitator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("adult_code", name=op.f("uq_meeting_adult_code")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_code")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_dialogue_id", ["dialogue_id"], unique=False)
        batch_op.create_index("ix_meeting_state", ["state"], unique=False)

    op.create_table(
        "collection_key",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_key_collection_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", name=op.f("pk_collection_key")),
    )
    op.create_table(
        "meeting_binding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("slack", "teams", name="chat_channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("tenant", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=250), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_binding_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_binding")),
        sa.UniqueConstraint(
            "meeting_id", "channel", "tenant", "place", name=op.f("uq_meeting_binding_meeting_id_channel_tenant_place")
        ),
    )
    op.create_table(
        "meeting_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
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
        sa.Column(
            "role",
            sa.Enum("participant", "adult", name="seat_role", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("participant_id", sa.Uuid(), nullable=True),
        sa.Column("consent", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("hand", sa.Integer(), nullable=True),
        sa.Column("last_seen_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(role = 'adult') = (last_seen_at IS NOT NULL)", name=op.f("ck_meeting_seat_adults_are_seen")
        ),
        sa.CheckConstraint(
            "(role = 'adult') = (participant_id IS NULL)", name=op.f("ck_meeting_seat_adults_do_not_vote")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_seat_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_meeting_seat_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_seat")),
        sa.UniqueConstraint("meeting_id", "handle", name=op.f("uq_meeting_seat_meeting_id_handle")),
        sa.UniqueConstraint("meeting_id", "participant_id", name=op.f("uq_meeting_seat_meeting_id_participant_id")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("meeting_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_seat_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "meeting_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "welcome",
                "check_in",
                "facts",
                "writing",
                "release",
                "voting",
                "talk",
                "prioritise",
                "read_back",
                "check_out",
                name="step_kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "open",
                "done",
                "skipped",
                name="step_state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("extended_seconds", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.CheckConstraint("closes_at IS NULL OR state = 'open'", name=op.f("ck_meeting_step_ends_while_open")),
        sa.CheckConstraint("seconds > 0 AND extended_seconds >= 0", name=op.f("ck_meeting_step_timebox")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_step_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_step")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meeting_step_meeting_id_position")),
    )
    op.create_table(
        "meeting_input",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["meeting_seat.id"], name=op.f("fk_meeting_input_seat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["meeting_step.id"], name=op.f("fk_meeting_input_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("step_id", "seat_id", "item", name=op.f("pk_meeting_input")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "slack",
                sa.Enum("off", "link", "full", name="slack", native_enum=False, create_constraint=True, length=20),
                server_default="off",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "teams",
                sa.Enum("off", "link", "full", name="teams", native_enum=False, create_constraint=True, length=20),
                server_default="off",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("chat_min_age", sa.Integer(), nullable=True))
        batch_op.create_check_constraint("chat_min_age", "chat_min_age IS NULL OR chat_min_age BETWEEN 0 AND 99")

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "slack",
                sa.Enum("off", "link", "full", name="slack", native_enum=False, create_constraint=True, length=20),
                server_default="off",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "teams",
                sa.Enum("off", "link", "full", name="teams", native_enum=False, create_constraint=True, length=20),
                server_default="off",
                nullable=False,
            )
        )

    with op.batch_alter_table("participant", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(sa.Column("consent", sa.String(length=20), nullable=True))
        batch_op.alter_column("channel", existing_type=sa.String(length=20), nullable=True)

    with op.batch_alter_table("response", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint("channel", type_="check")
        batch_op.create_check_constraint("channel", f"channel IN {_DOORS}")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("response", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_constraint("channel", type_="check")
        batch_op.create_check_constraint("channel", f"channel IN {_DOORS_BEFORE}")
    op.execute("UPDATE participant SET channel = 'web' WHERE channel IS NULL")
    with op.batch_alter_table("participant", table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.alter_column("channel", existing_type=sa.String(length=20), nullable=False)
        batch_op.drop_column("consent")

    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_constraint("teams", type_="check")
        batch_op.drop_constraint("slack", type_="check")
        batch_op.drop_column("teams")
        batch_op.drop_column("slack")

    with op.batch_alter_table("collection", schema=None) as batch_op:
        batch_op.drop_constraint("chat_min_age", type_="check")
        batch_op.drop_column("chat_min_age")
        batch_op.drop_constraint("teams", type_="check")
        batch_op.drop_constraint("slack", type_="check")
        batch_op.drop_column("teams")
        batch_op.drop_column("slack")

    op.drop_table("meeting_input")
    op.drop_table("meeting_step")
    with op.batch_alter_table("meeting_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_seat_participant_id"))

    op.drop_table("meeting_seat")
    op.drop_table("meeting_binding")
    op.drop_table("collection_key")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_state")
        batch_op.drop_index("ix_meeting_dialogue_id")

    op.drop_table("meeting")
    with op.batch_alter_table("chat_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_interview_asked_at"))

    op.drop_table("chat_interview")
    with op.batch_alter_table("chat_delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_delivery_received_on"))

    op.drop_table("chat_delivery")
    op.drop_table("connection_check")
    op.drop_table("chat_connection")
    with op.batch_alter_table("chat_address", schema=None) as batch_op:
        batch_op.drop_index("ix_chat_address_subject_ref")

    op.drop_table("chat_address")
