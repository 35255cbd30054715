"""What the surveys room offers."""

from __future__ import annotations

from datetime import timedelta

from core.concerns.topics import CONCERN_RELEASED
from core.corrections.topics import CALIBRATION_CHANGED
from core.errors import N_
from core.room import LONG, Handler, Job, RetentionRule, Room
from surveys import (
    chat,
    commands,
    concerns,
    demo,
    jobs,
    listing,
    public,
    public_codes,
    public_drafts,
    staff,
    staff_analysis,
    staff_channels,
)
from surveys.cases import models as case_models  # noqa: F401
from surveys.cases import staff as case_staff
from surveys.cases import standing, uploading
from surveys.comments import jobs as comment_jobs
from surveys.comments import models as comment_models  # noqa: F401
from surveys.comments import staff as comment_staff
from surveys.letters import jobs as letter_jobs
from surveys.letters import models as letter_models  # noqa: F401
from surveys.letters import public as letter_public
from surveys.letters import staff as letter_staff
from surveys.letters.topics import LETTER_BEGUN
from surveys.topics import ANALYSIS_DUE, ANSWERS_COUNTED, COMMENTS_DUE, RESPONSE_SUBMITTED

_UNTIL_DECIDED = N_("Till det datum och enligt det gallringsbeslut som står på mätomgången.")

ROOM = Room(
    name="surveys",
    blueprints=(
        public.blueprint,
        public_drafts.blueprint,
        public_codes.blueprint,
        staff.blueprint,
        case_staff.blueprint,
        staff_analysis.blueprint,
        staff_channels.blueprint,
        comment_staff.blueprint,
        letter_staff.blueprint,
        letter_public.blueprint,
    ),
    commands=(commands.surveys,),
    handlers=(
        Handler(CONCERN_RELEASED, handle=concerns.on_released),
        Handler(RESPONSE_SUBMITTED, handle=jobs.on_answers),
        Handler(ANSWERS_COUNTED, handle=jobs.on_counted),
        Handler(ANSWERS_COUNTED, handle=comment_jobs.on_counted),
        Handler(ANALYSIS_DUE, send=jobs.analyse, lane=LONG),
        Handler(COMMENTS_DUE, send=comment_jobs.read, lane=LONG),
        Handler(CALIBRATION_CHANGED, handle=comment_jobs.on_calibrated),
        Handler(LETTER_BEGUN, handle=letter_jobs.on_letter_begun),
    ),
    jobs=(
        Job("surveys.close_due", timedelta(minutes=5), jobs.close_due),
        Job("surveys.mix_receipts", timedelta(days=1), jobs.mix_receipts),
        Job("surveys.comments", timedelta(hours=1), comment_jobs.catch_up),
        Job("surveys.letters", timedelta(minutes=10), letter_jobs.begin_and_end),
    ),
    retention=(
        RetentionRule("survey", N_("Bevaras: visar vad kommunen har frågat om.")),
        RetentionRule("survey_version", N_("Bevaras: visar ordagrant vad som frågades.")),
        RetentionRule("collection", N_("Bevaras: visar när och på vilken grund det frågades.")),
        RetentionRule("collection_key", N_("Förstörs när enkäten stänger.")),
        RetentionRule("invitation", _UNTIL_DECIDED),
        RetentionRule("receipt", _UNTIL_DECIDED),
        RetentionRule(
            "response",
            N_("Utkast i 30 dagar, inskickade svar till det datum och enligt det beslut som står på mätomgången."),
            jobs.purge_drafts,
        ),
        RetentionRule("score", N_("Lika länge som svaret.")),
        RetentionRule("comment", N_("Lika länge som svaret.")),
        RetentionRule("comment_finding", N_("Lika länge som svaret.")),
        RetentionRule("comment_mark", N_("Lika länge som svaret.")),
        RetentionRule("comment_themes", N_("Kan när som helst räknas fram på nytt ur svaren.")),
        RetentionRule("tally", N_("Bevaras: antal, utan uppgifter om personer.")),
        RetentionRule("analysis", N_("Kan när som helst räknas fram på nytt ur svaren.")),
        RetentionRule("closed_case", _UNTIL_DECIDED),
        RetentionRule("contact", N_("Tills mätomgången har varit stängd i 30 dagar."), standing.purge_contacts),
        RetentionRule("case_upload", N_("Tills uppladdningen är bekräftad, som längst två dygn."), uploading.purge),
        RetentionRule("case_columns", N_("Bevaras: vilken kolumn som betyder vad, utan uppgifter om personer.")),
        RetentionRule("letter", _UNTIL_DECIDED),
        RetentionRule("mail", _UNTIL_DECIDED),
        RetentionRule(
            "unsubscribed", N_("Tills den som har avregistrerat sig vill ha mejl igen. Adressen står inte i klartext.")
        ),
        RetentionRule("population_count", N_("Bevaras: antal avslutade ärenden, utan uppgifter om personer.")),
    ),
    open_now=listing.open_now,
    waiting_for=listing.waiting_for,
    desks=(chat.DESK,),
    demo=demo.load,
)
