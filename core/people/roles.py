"""Who may do what, as one table that a person can read and an auditor can check."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_


class Role(enum.StrEnum):
    """What a member of staff is here; one person may be several."""

    ADMINISTRATOR = "administrator"
    STRATEGIST = "strategist"
    COMMUNICATOR = "communicator"
    MODERATOR = "moderator"
    SAFEGUARDING = "safeguarding"
    MANAGER = "manager"
    READER = "reader"

    @property
    def label(self) -> str:
        """The role's Swedish name, which is also its message id for translation."""
        return _LABELS[self]


_LABELS = {
    Role.ADMINISTRATOR: N_("Administratör"),
    Role.STRATEGIST: N_("Utvecklingsstrateg"),
    Role.COMMUNICATOR: N_("Kommunikatör"),
    Role.MODERATOR: N_("Samtalsledare"),
    Role.SAFEGUARDING: N_("Trygghetsansvarig"),
    Role.MANAGER: N_("Chef"),
    Role.READER: N_("Läsare"),
}


class Permission(enum.StrEnum):
    """One thing a staff page lets a person do; a view asks for exactly one."""

    ENTER = "enter"
    SEE_RESULTS = "see_results"
    READ_COMMENTS = "read_comments"
    EXPORT_ANSWERS = "export_answers"
    EDIT_SURVEYS = "edit_surveys"
    ENTER_ANSWERS = "enter_answers"
    INVITE = "invite"
    PLAN_DIALOGUES = "plan_dialogues"
    MODERATE = "moderate"
    WRITE_SUMMARIES = "write_summaries"
    APPROVE_SUMMARIES = "approve_summaries"
    ANSWER_BACK = "answer_back"
    EDIT_MALBILD = "edit_malbild"
    ENTER_READINGS = "enter_readings"
    HANDLE_CONCERNS = "handle_concerns"
    SEE_UNDELIVERED = "see_undelivered"
    SEE_LOG = "see_log"
    DECIDE_RETENTION = "decide_retention"
    MANAGE_STAFF = "manage_staff"
    MANAGE_CONNECTIONS = "manage_connections"


_ADMINISTRATOR = Role.ADMINISTRATOR
_STRATEGIST = Role.STRATEGIST
_COMMUNICATOR = Role.COMMUNICATOR
_MODERATOR = Role.MODERATOR
_SAFEGUARDING = Role.SAFEGUARDING
_MANAGER = Role.MANAGER

# An administrator runs the system and does not thereby read what people in distress have written: concerns are open to
# the safeguarding role alone, and giving somebody that role leaves a line in the audit log.
PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.ENTER: frozenset(Role),
        Permission.SEE_RESULTS: frozenset(Role) - {_SAFEGUARDING},
        Permission.READ_COMMENTS: frozenset({_STRATEGIST, _COMMUNICATOR, _MODERATOR}),
        Permission.EXPORT_ANSWERS: frozenset({_STRATEGIST}),
        Permission.EDIT_SURVEYS: frozenset({_STRATEGIST, _COMMUNICATOR}),
        Permission.ENTER_ANSWERS: frozenset({_STRATEGIST, _COMMUNICATOR}),
        Permission.INVITE: frozenset({_STRATEGIST, _COMMUNICATOR}),
        Permission.PLAN_DIALOGUES: frozenset({_STRATEGIST, _COMMUNICATOR, _MODERATOR}),
        Permission.MODERATE: frozenset({_COMMUNICATOR, _MODERATOR}),
        Permission.WRITE_SUMMARIES: frozenset({_STRATEGIST, _COMMUNICATOR, _MODERATOR}),
        Permission.APPROVE_SUMMARIES: frozenset({_STRATEGIST, _MANAGER}),
        Permission.ANSWER_BACK: frozenset({_STRATEGIST, _COMMUNICATOR}),
        Permission.EDIT_MALBILD: frozenset({_STRATEGIST}),
        Permission.ENTER_READINGS: frozenset({_STRATEGIST}),
        Permission.HANDLE_CONCERNS: frozenset({_SAFEGUARDING}),
        Permission.SEE_UNDELIVERED: frozenset({_ADMINISTRATOR, _STRATEGIST, _COMMUNICATOR}),
        Permission.SEE_LOG: frozenset({_ADMINISTRATOR}),
        Permission.DECIDE_RETENTION: frozenset({_ADMINISTRATOR, _STRATEGIST}),
        Permission.MANAGE_STAFF: frozenset({_ADMINISTRATOR}),
        Permission.MANAGE_CONNECTIONS: frozenset({_ADMINISTRATOR}),
    }
)
