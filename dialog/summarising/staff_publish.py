"""Publishing for staff: see what each channel will say, show the approved version to everybody, take one back."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.chat import ChatChannel
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import in_language
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import hosting
from dialog import results as dialogues
from dialog.models import Dialogue
from dialog.results import DialogueView
from dialog.summarising import drafting, publishing, results, short_texts, versions, words
from dialog.summarising.errors import SealBroken, SummaryChangedMeanwhile, WrongSummaryStep
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.publish_forms import FirstForm, NewerForm, WithdrawForm
from dialog.summarising.results import SummaryView
from dialog.summarising.short_texts import ShortTexts
from dialog.summarising.states import UNDER_WAY
from dialog.words import CHATS

blueprint = Blueprint("summary_publishing", __name__, url_prefix="/personal/dialoger/<slug>/sammanfattning")

# Chats are drawn by whoever stands above and knows them.
PREVIEW = "summary_previews.show"
REVIEW = "staff_summary.show"


@blueprint.route("/publicera", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def publish(slug: str) -> ResponseReturnValue:
    """What each channel will say and one button; the versions there have been, with a way to take one back."""
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    summary = results.latest(session, dialogue.id, *UNDER_WAY)
    form = _form(dialogue)
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        if summary is None:
            raise WrongSummaryStep
        try:
            staff = signed_in_staff()
            publishing.publish(session, dialogue, summary, staff.name, today, seen=_seen(), reason=form.said)
        except SealBroken:
            session.rollback()
            return _sent_back(slug, summary.id)
        except SummaryChangedMeanwhile as error:
            session.rollback()
            return _page(slug, form, error), error.status
        _record("summary.published", summary, reason=form.said)
        session.commit()
        flash(_("Sammanfattningen är publicerad. De som har bett om det får veta det."), "good")
        return redirect(url_for("summary_publishing.publish", slug=slug), 303)
    return _page(slug, form), 422 if form.errors else 200


@blueprint.route("/<id:version>/dra-tillbaka", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def withdraw(slug: str, version: int) -> ResponseReturnValue:
    """Take a version back, and say why."""
    session, today, form = db.session(), clock.today(), WithdrawForm()
    dialogue = hosting.find(session, slug)
    shown = versions.seen(session, dialogue.id).numbered(version)
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        staff, summary = signed_in_staff(), results.version(session, dialogue.id, version)
        publishing.withdraw(session, dialogue, summary, staff.name, form.said, today, seen=_seen())
        _record("summary.withdrawn", summary, reason=form.said)
        session.commit()
        flash(_("Version %(version)s är återkallad.", version=version), "good")
        return redirect(url_for("summary_publishing.publish", slug=slug), 303)
    if shown.is_withdrawn:
        raise WrongSummaryStep
    body = render_template(
        "dialog/staff/publish/withdraw.html",
        dialogue=dialogues.view_of(dialogue, today),
        version=shown,
        form=form,
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


@blueprint.post("/ny-version")
@staff_only(Permission.WRITE_SUMMARIES)
def begin_newer(slug: str) -> ResponseReturnValue:
    """Have a newer version drafted from what the dialogue holds now."""
    session = db.session()
    dialogue = hosting.find(session, slug)
    if results.under_way(session, dialogue.id) is not None:
        raise WrongSummaryStep
    drafting.ask_for(session, dialogue.id)
    audit.record(session, signed_in_staff(), "summary.asked_for", "dialogue", dialogue.id, slug=slug)
    session.commit()
    flash(_("En ny version är på väg. Den finns att granska om en stund."), "good")
    return redirect(url_for("summary_publishing.publish", slug=slug), 303)


def _form(dialogue: Dialogue) -> FirstForm | NewerForm:
    """Whether a version that people have read is to be superseded decides what is asked."""
    return FirstForm() if results.published(db.session(), dialogue.id) is None else NewerForm()


def _seen() -> int:
    """The revision of the version that the form was shown with; one that cannot be read was never shown."""
    sent = request.form.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1


def _sent_back(slug: str, summary_id: int) -> ResponseReturnValue:
    """Back to review, in a transaction of its own: nothing of the publishing that failed is kept."""
    session = db.session()
    dialogue, summary = hosting.find(session, slug), session.get_one(Summary, summary_id)
    publishing.send_back(session, dialogue, summary)
    _record("summary.sent_back", summary)
    session.commit()
    return _page(slug, _form(dialogue), SealBroken()), SealBroken.status


def _record(deed: str, summary: Summary, **details: str) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "summary", summary.id, version=summary.version, **details)


def _page(slug: str, form: FirstForm | NewerForm, met: PersonMet | None = None) -> str:
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    under_way, view = results.under_way(session, dialogue.id), dialogues.view_of(dialogue, today)
    is_ready = under_way is not None and under_way.state is SummaryState.APPROVED
    summary = results.view(session, under_way) if under_way is not None and is_ready else None
    return render_template(
        "dialog/staff/publish/publish.html",
        dialogue=view,
        under_way=under_way.state if under_way else None,
        summary=summary,
        texts=_texts(view, summary) if summary else None,
        previews=_previews(slug),
        review=url_for(REVIEW, slug=slug) if REVIEW in current_app.view_functions else "",
        versions=versions.seen(session, dialogue.id),
        states=words.STATES,
        form=form,
        errors=form.summary,
        met=met,
        stale=is_stale(),
    )


def _texts(dialogue: DialogueView, summary: SummaryView) -> ShortTexts:
    """What is said, in the language most who read it have."""
    with in_language(summary.language):
        return short_texts.of(dialogue, summary)


def _previews(slug: str) -> dict[str, str]:
    """Where each chat shows exactly what would be sent, by its name."""
    if PREVIEW not in current_app.view_functions:
        return {}
    return {CHATS[chat]: url_for(PREVIEW, slug=slug, channel=chat.value) for chat in ChatChannel}
