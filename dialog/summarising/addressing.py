"""What the addresses of a summary's pages ask for: the version, the part of it, the page of the part."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core.summaries.sentences import Section
from dialog.listing import LAST_PAGE
from dialog.results import DialogueView
from dialog.summarising import results, review_page
from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.models import Summary
from dialog.summarising.results import SummaryView

# The names of the parts in addresses.
NAMES: Mapping[Section, str] = MappingProxyType(
    {
        Section.INGRESS: "ingress",
        Section.BACKGROUND: "bakgrund",
        Section.HEARD: "horda",
        Section.UNITES: "forenar",
        Section.DIVIDES: "isar",
        Section.UNSURE: "osakert",
        Section.UNCLEAR: "oklart",
        Section.PRIORITISED: "prioriterat",
        Section.QUOTES: "citat",
        Section.TOO_FEW: "for-fa",
        Section.LEFT_OUT: "utelamnat",
        Section.THANKS: "tack",
    }
)
_SECTIONS = {name: section for section, name in NAMES.items()}


def summary_at(session: Session, dialogue: DialogueView) -> Summary:
    """The version of a dialogue that is being worked on; raises NoSuchSummary."""
    summary = results.under_way(session, dialogue.id)
    if summary is None:
        raise NoSuchSummary
    return summary


def section_asked_for() -> Section | None:
    """The part in the address; None for the one whose turn it is."""
    return _SECTIONS.get(request.args.get("del", ""))


def page_asked_for() -> int | None:
    """The page of the part; None for the one whose turn it is."""
    asked = request.args.get("sida", 0, type=int)
    return min(asked, LAST_PAGE) if asked > 0 else None


def revision_seen() -> int:
    """The revision that the sent form was made of; -1, which no version has, where it says none."""
    seen = request.form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1


def back_to(
    dialogue: DialogueView, summary: SummaryView, section: Section | None = None, key: str = ""
) -> ResponseReturnValue:
    """To a sentence on the page where it stands, to the part, or to the part whose turn it is."""
    page = review_page.page_with(summary, key) if key else 1
    asked: dict[str, Any] = {"del": NAMES[section]} if section else {}
    anchor = f"mening-{key}" if key else None
    here = url_for("staff_summary.show", slug=dialogue.slug, sida=page if key else None, _anchor=anchor, **asked)
    return redirect(here, 303)
