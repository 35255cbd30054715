"""What the integrations room offers: sources of official figures, fetched by button, by the clock and by command."""

from __future__ import annotations

from datetime import timedelta

from core.room import Handler, Job, Room
from core.staff_mail import STAFF_MAIL_DUE
from dialog.topics import (
    ANSWER_PUBLISHED,
    DIALOGUE_CLOSED,
    MEETING_CLOSED,
    MEETING_STEP_OPENED,
    MEETING_WARNED,
    STATEMENT_DECIDED,
    STATEMENT_LEFT,
    SUMMARY_PUBLISHED,
    SUMMARY_WITHDRAWN,
    SUMMARY_WORDING_DUE,
)
from goals import sources
from goals.commands import goals
from integrations import (
    closing,
    meeting_posts,
    models,  # noqa: F401
    previewing,
    retention,
    staff_mails,
    summary_posts,
    summary_previewing,
    telling,
    waiting_mails,
)
from integrations.assistance import asking
from integrations.commands import COMMANDS
from integrations.connections import checking
from integrations.connections import staff as connections_staff
from integrations.conversations import sending
from integrations.following import public as following_public
from integrations.following import sending as follower_mails
from integrations.following.topics import FOLLOWER_MAIL_DUE
from integrations.kolada.sync import KOLADA
from integrations.mail import outbound
from integrations.mail.commands import mail
from integrations.scb.sync import SCB
from integrations.slack import outbound as slack_outbound
from integrations.slack import public as slack_public
from integrations.slack.commands import slack_socket
from integrations.slack.topics import MESSAGE_DUE as SLACK_MESSAGE_DUE
from integrations.teams import outbound as teams_outbound
from integrations.teams.commands import teams_package
from integrations.teams.public import teams
from integrations.teams.replies import REPLY_DUE
from surveys.letters.topics import MAIL_DUE
from surveys.topics import COLLECTION_CLOSED

# The words belong to the goals, and what they call belongs here.
for command in COMMANDS:
    goals.add_command(command)

ROOM = Room(
    name="integrations",
    blueprints=(
        slack_public.blueprint,
        teams,
        connections_staff.blueprint,
        waiting_mails.blueprint,
        previewing.blueprint,
        summary_previewing.blueprint,
        following_public.blueprint,
    ),
    commands=(mail, slack_socket, teams_package),
    handlers=(
        Handler(sources.DUE[KOLADA.key], send=KOLADA.send),
        Handler(sources.DUE[SCB.key], send=SCB.send),
        Handler(checking.CHECK_DUE, send=checking.send),
        Handler(SUMMARY_WORDING_DUE, send=asking.send, lane="assistance"),
        Handler(MAIL_DUE, send=outbound.send, lane="mail"),
        Handler(FOLLOWER_MAIL_DUE, send=follower_mails.send, lane="followers"),
        Handler(STAFF_MAIL_DUE, send=staff_mails.send, lane="staff mail"),
        Handler(REPLY_DUE, send=teams_outbound.send, lane="replies"),
        Handler(sending.TEAMS_DUE, send=sending.send_in_teams, lane="teams"),
        Handler(STATEMENT_DECIDED, handle=telling.on_decided),
        Handler(ANSWER_PUBLISHED, handle=telling.on_answered),
        Handler(telling.ANSWERS_DUE, handle=telling.on_answers_due),
        Handler(SUMMARY_PUBLISHED, handle=summary_posts.on_published),
        Handler(SUMMARY_WITHDRAWN, handle=summary_posts.on_withdrawn),
        Handler(summary_posts.SUMMARY_NEWS_DUE, handle=summary_posts.on_news_due),
        Handler(DIALOGUE_CLOSED, handle=closing.on_closed),
        Handler(STATEMENT_LEFT, handle=closing.on_statement_left),
        Handler(STATEMENT_LEFT, handle=summary_posts.on_statement_left),
        Handler(COLLECTION_CLOSED, handle=closing.on_survey_closed),
        Handler(MEETING_STEP_OPENED, handle=meeting_posts.on_step_opened),
        Handler(MEETING_WARNED, handle=meeting_posts.on_warned),
        Handler(MEETING_CLOSED, handle=meeting_posts.on_closed),
        Handler(SLACK_MESSAGE_DUE, send=slack_outbound.send, lane="slack"),
    ),
    jobs=(
        Job("kolada.sync", timedelta(days=7), KOLADA.run),
        Job("scb.sync", timedelta(days=30), SCB.run),
    ),
    retention=retention.RULES,
    waiting_for=sources.waiting_for,
)
