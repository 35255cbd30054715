"""What the dialogue room offers."""

from __future__ import annotations

from datetime import timedelta

from core.concerns.topics import CONCERN_RELEASED
from core.corrections.topics import CALIBRATION_CHANGED
from core.errors import N_
from core.room import LONG, Handler, Job, RetentionRule, Room
from dialog import (
    commands,
    concerns,
    demo,
    jobs,
    listing,
    models,  # noqa: F401
    public,
    public_concern,
    public_results,
    public_taking_part,
    reporting,
    staff,
    staff_analysis,
    staff_corrections,
    staff_exports,
    staff_paper,
    staff_plan,
)
from dialog.analysing import jobs as analysing_jobs
from dialog.analysing import models as analysing_models  # noqa: F401
from dialog.chat.desk import DESK
from dialog.feedback import jobs as feedback_jobs
from dialog.feedback import models as feedback_models  # noqa: F401
from dialog.feedback import public as feedback_public
from dialog.feedback import reminders as feedback_reminders
from dialog.feedback import staff as feedback_staff
from dialog.feedback import staff_overdue as feedback_overdue
from dialog.feedback import staff_points as feedback_points
from dialog.feedback import staff_settling as feedback_settling
from dialog.meetings import jobs as meeting_jobs
from dialog.meetings import models as meeting_models  # noqa: F401
from dialog.meetings import public as meeting_public
from dialog.meetings import staff as meeting_staff
from dialog.meetings import staff_leading as meeting_leading
from dialog.meetings.chat.desk import DESK as MEETING_DESK
from dialog.moderating import jobs as moderating_jobs
from dialog.moderating import models as moderating_models  # noqa: F401
from dialog.moderating import staff as moderating_staff
from dialog.moderating import staff_one as moderating_one
from dialog.summarising import jobs as summarising_jobs
from dialog.summarising import models as summarising_models  # noqa: F401
from dialog.summarising import notifying, staff_approve, staff_review, staff_sentence, staff_summaries
from dialog.summarising import public_summary as summarising_public
from dialog.summarising import staff_assistance as summarising_assistance
from dialog.summarising import staff_publish as summarising_publish
from dialog.summarising import wording as summarising_wording
from dialog.topics import (
    ANALYSIS_DUE,
    ANSWER_PUBLISHED,
    DIALOGUE_CLOSED,
    MEETING_CLOSED,
    STATEMENT_DECIDED,
    STATEMENT_LEFT,
    STATEMENT_SAID,
    SUMMARY_COVERAGE_DUE,
    SUMMARY_DECIDED,
    SUMMARY_DUE,
    SUMMARY_SENT,
    VOTES_CHANGED,
)

_UNTIL_DECIDED = N_("Till det datum och enligt det gallringsbeslut som står på dialogen.")

ROOM = Room(
    name="dialog",
    blueprints=(
        public.blueprint,
        public_taking_part.blueprint,
        public_results.blueprint,
        public_concern.blueprint,
        staff_plan.blueprint,
        staff.blueprint,
        staff_paper.blueprint,
        staff_analysis.blueprint,
        staff_corrections.blueprint,
        staff_exports.blueprint,
        moderating_staff.blueprint,
        moderating_one.blueprint,
        feedback_staff.blueprint,
        feedback_points.blueprint,
        feedback_settling.blueprint,
        feedback_overdue.blueprint,
        feedback_public.blueprint,
        summarising_public.blueprint,
        summarising_publish.blueprint,
        summarising_assistance.blueprint,
        meeting_public.blueprint,
        meeting_staff.blueprint,
        meeting_leading.blueprint,
        staff_review.blueprint,
        staff_sentence.blueprint,
        staff_approve.blueprint,
        staff_summaries.blueprint,
    ),
    commands=(commands.dialog,),
    handlers=(
        Handler(CONCERN_RELEASED, handle=concerns.on_released),
        Handler(CONCERN_RELEASED, handle=reporting.on_released),
        Handler(STATEMENT_SAID, handle=analysing_jobs.on_changed),
        Handler(STATEMENT_DECIDED, handle=moderating_jobs.on_decided),
        Handler(STATEMENT_LEFT, handle=summarising_wording.on_statement_left),
        Handler(VOTES_CHANGED, handle=analysing_jobs.on_changed),
        Handler(DIALOGUE_CLOSED, handle=analysing_jobs.on_closed),
        Handler(DIALOGUE_CLOSED, handle=meeting_jobs.on_dialogue_closed),
        Handler(CALIBRATION_CHANGED, handle=analysing_jobs.on_calibrated),
        Handler(ANALYSIS_DUE, send=analysing_jobs.analyse, lane=LONG),
        Handler(ANSWER_PUBLISHED, handle=feedback_jobs.on_published),
        Handler(DIALOGUE_CLOSED, handle=summarising_jobs.on_dialogue_closed),
        Handler(MEETING_CLOSED, handle=summarising_jobs.on_meeting_closed),
        Handler(STATEMENT_LEFT, handle=summarising_jobs.on_statement_left),
        Handler(SUMMARY_DUE, send=summarising_jobs.draft, lane=LONG),
        Handler(SUMMARY_COVERAGE_DUE, send=summarising_jobs.cover, lane=LONG),
        Handler(SUMMARY_SENT, handle=notifying.on_sent),
        Handler(SUMMARY_DECIDED, handle=notifying.on_decided),
    ),
    jobs=(
        Job("dialog.close_due", timedelta(minutes=5), jobs.close_due),
        Job(feedback_reminders.JOB, timedelta(hours=6), feedback_reminders.remind),
        Job("dialog.forget_codes", timedelta(minutes=5), jobs.forget_codes),
        Job("dialog.run_meetings", timedelta(seconds=1), meeting_jobs.run_meetings, meeting_jobs.is_time),
    ),
    retention=(
        RetentionRule("dialogue", N_("Bevaras: visar vad kommunen har frågat om och lovat.")),
        RetentionRule("dialogue_key", N_("Förstörs när dialogen stänger.")),
        RetentionRule("participant", _UNTIL_DECIDED),
        RetentionRule(
            "door",
            N_(
                "Till det datum och enligt det gallringsbeslut som står på dialogen. En väg in från en chatt tas bort "
                "när dialogen stänger."
            ),
        ),
        RetentionRule("statement", _UNTIL_DECIDED),
        RetentionRule("statement_original", _UNTIL_DECIDED),
        RetentionRule("vote", _UNTIL_DECIDED),
        RetentionRule("meeting", N_("Bevaras: visar att och hur kommunen har samtalat.")),
        RetentionRule("meeting_step", N_("Bevaras: visar vad som kom fram, bara som antal.")),
        RetentionRule("meeting_seat", N_("Tills mötet är slut.")),
        RetentionRule("meeting_input", N_("Tills steget är slut, då bara antalen blir kvar.")),
        RetentionRule("meeting_binding", N_("Bevaras: visar var mötet hölls.")),
        RetentionRule("moderation", _UNTIL_DECIDED),
        RetentionRule("appeal", _UNTIL_DECIDED),
        RetentionRule("answer", N_("Bevaras: visar vad kommunen har svarat.")),
        RetentionRule("dialogue_analysis", N_("Kan när som helst räknas fram på nytt ur rösterna.")),
        RetentionRule("summary", N_("Bevaras: visar vad kommunen har sagt att dialogen kom fram till.")),
        RetentionRule("summary_sentence", N_("Bevaras med sammanfattningen. Ord som tas tillbaka tas bort.")),
        RetentionRule("summary_reason", N_("Bevaras med sammanfattningen.")),
        RetentionRule("assistance_call", _UNTIL_DECIDED),
        RetentionRule("statement_finding", N_("Kan när som helst räknas fram på nytt ur inspelet.")),
    ),
    open_now=listing.open_now,
    news=listing.news,
    waiting_for=listing.waiting_for,
    desks=(DESK, MEETING_DESK),
    demo=demo.load,
)
