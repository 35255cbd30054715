"""The one page where those who take part may tell, if they want to, a little about themselves."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.i18n import gettext as _
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import backgrounds, joining, results
from dialog.backgrounds import Background
from dialog.visitor import participant_of
from dialog.words import AGE_BANDS, SEXES, SIZE_CLASSES

# The fields of the page, by what they are kept as.
FIELDS = {"age_band": "alder", "sex": "kon", "size_class": "storlek"}


@public
@keeps_typed
def background(slug: str) -> ResponseReturnValue:
    """Ask what may be asked, say what it is for, and keep what was answered; nothing has to be."""
    to_change = request.method == "POST"
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=to_change)
    me = participant_of(db.session(), dialogue)
    if me is None or (not to_change and not dialogue.is_open):
        return redirect(url_for("taking_part.mine", slug=slug), 303)
    wanted = backgrounds.asked(dialogue)
    legends, choices = _legends(), _choices()
    name_fields({FIELDS[name]: legends[name] for name in wanted}, _shown)
    errors: dict[str, str] = {}
    if to_change:
        sent = {name: request.form.get(FIELDS[name], "") for name in wanted}
        errors = {
            name: _("Välj bland svaren, eller ”Vill inte svara”.")
            for name, value in sent.items()
            if value and value not in dict(choices[name])
        }
        if not errors and not is_stale():
            backgrounds.tell(dialogue, joining.locked(db.session(), me), Background.of(sent))
            db.session.commit()
            return redirect(url_for("taking_part.mine", slug=slug, berattat="1"), 303)
    else:
        known = backgrounds.told(me)
        sent = {name: str(getattr(known, name) or "") for name in wanted}
    body = render_template(
        "dialog/taking_part/background.html",
        dialogue=dialogue,
        asked=[(FIELDS[name], legends[name], choices[name], sent[name], errors.get(name, "")) for name in wanted],
        errors=[(f"#{FIELDS[name]}", f"{legends[name]} – {error}") for name, error in errors.items()],
        stale=is_stale(),
    )
    return body, 400 if errors else 200


def _legends() -> dict[str, str]:
    return {
        "age_band": _("Hur gammal är du?"),
        "sex": _("Vilket kön har du?"),
        "size_class": _("Hur många arbetar hos er?"),
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What can be answered to each question; not to answer is the last of them, and takes back what was told."""
    no_answer = ("", str(_("Vill inte svara")))
    return {
        "age_band": [*((band.value, str(_(AGE_BANDS[band]))) for band in backgrounds.AGES), no_answer],
        "sex": [*((sex.value, str(_(words))) for sex, words in SEXES.items()), no_answer],
        "size_class": [*((size.value, str(_(words))) for size, words in SIZE_CLASSES.items()), no_answer],
    }


def _shown(name: str, value: str) -> str:
    """A choice in the page's own words."""
    offered = {FIELDS[kind]: dict(found) for kind, found in _choices().items()}
    return offered.get(name, {}).get(value, value)
