"""What the goals room offers."""

from __future__ import annotations

from datetime import timedelta

from core.errors import N_
from core.room import Handler, Job, RetentionRule, Room
from dialog.topics import (
    ANSWER_PUBLISHED,
    DIALOGUE_CHECKED_OUT,
    DIALOGUE_CLOSED,
    MEETING_CLOSED,
    SUMMARY_PUBLISHED,
    SUMMARY_WITHDRAWN,
)
from goals import (
    after_dialogues,
    commands,
    demo,
    jobs,
    method,
    public,
    reminders,
    staff_draft,
    staff_follow_up,
    staff_malbild,
    staff_sources,
    versions,
)
from goals.open_data import public as open_data
from goals.report import staff as report
from goals.topics import FORUM_DUE
from surveys.topics import ANSWERS_COUNTED, COLLECTION_CLOSED

ROOM = Room(
    name="goals",
    blueprints=(
        public.blueprint,
        method.blueprint,
        staff_follow_up.blueprint,
        staff_malbild.blueprint,
        staff_draft.blueprint,
        staff_sources.blueprint,
        report.blueprint,
        open_data.blueprint,
    ),
    commands=(commands.goals,),
    handlers=(
        Handler(ANSWERS_COUNTED, handle=jobs.on_answers),
        Handler(COLLECTION_CLOSED, handle=jobs.on_answers),
        Handler(ANSWERS_COUNTED, handle=jobs.on_answers_about_dialogues),
        Handler(COLLECTION_CLOSED, handle=jobs.on_answers_about_dialogues),
        Handler(DIALOGUE_CHECKED_OUT, handle=after_dialogues.on_checked_out),
        *(
            Handler(topic, handle=jobs.on_dialogues)
            for topic in (DIALOGUE_CLOSED, MEETING_CLOSED, ANSWER_PUBLISHED, SUMMARY_PUBLISHED, SUMMARY_WITHDRAWN)
        ),
        Handler(FORUM_DUE, handle=jobs.take_forum),
    ),
    jobs=(Job("goals.forum", timedelta(days=1), jobs.nightly),),
    retention=(
        RetentionRule(
            "reading",
            N_("Bevaras: uppgifter om grupper, inte om personer. Kan när som helst räknas fram på nytt ur svaren."),
        ),
        RetentionRule("malbild_version", N_("Bevaras: visar vad fullmäktige har beslutat.")),
        RetentionRule("malbild_draft", N_("Tills ändringen är beslutad eller kastad. Bara personal ser utkastet.")),
        RetentionRule("official_value", N_("Bevaras: uppgifter ur offentliga källor, med vem som läste in dem.")),
        RetentionRule("source_sync", N_("Bevaras: visar när uppgifter senast hämtades.")),
        RetentionRule("follow_up", N_("Bevaras: kommunens egen bedömning av sina mål.")),
    ),
    waiting_for=reminders.waiting_for,
    boards=versions.boards,
    demo=demo.load,
)
