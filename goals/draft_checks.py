"""What to look at before a draft of the målbild is decided: what stops it, and what somebody must have read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.i18n import gettext as _
from goals.malbild import Malbild
from goals.models import OfficialValue, Reading


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at; a draft with a ``stops`` cannot be decided, the others must have been read."""

    words: str
    stops: bool = False


def remarks(session: Session, before: Malbild, after: Malbild) -> tuple[Remark, ...]:
    """What stands out in a draft beside the version it began as; what stops it first."""
    found = (*_unanswered(after), *_lost(session, before, after), *_idle(after))
    return tuple(sorted(found, key=lambda remark: not remark.stops))


def _unanswered(after: Malbild) -> Iterator[Remark]:
    if not after.areas:
        yield Remark(_("Målbilden har inget målområde."), stops=True)
    for area in after.areas:
        if not area.indicators:
            yield Remark(_("Målområde %(number)s har ingen indikator.", number=area.number))
        for indicator in area.indicators:
            if not indicator.figures:
                yield Remark(_("Indikatorn ”%(text)s” har inget mått.", text=indicator.text), stops=True)


def _lost(session: Session, before: Malbild, after: Malbild) -> Iterator[Remark]:
    gone = [figure for key, figure in before.figures.items() if key not in after.figures]
    keys = [figure.key for figure in gone]
    has_values = {
        *session.scalars(select(Reading.figure).where(Reading.figure.in_(keys)).distinct()),
        *session.scalars(select(OfficialValue.series).where(OfficialValue.series.in_(keys)).distinct()),
    }
    for figure in gone:
        title = figure.title["sv"]
        if figure.derived:
            yield Remark(
                _("Måttet ”%(title)s” räknar Samspel fram ur svar. Det försvinner från målbilden.", title=title)
            )
        elif figure.key in has_values:
            yield Remark(_("Måttet ”%(title)s” har inlästa värden. De finns kvar men visas inte längre.", title=title))


def _idle(after: Malbild) -> Iterator[Remark]:
    for figure in after.figures.values():
        if after.asked_by(figure.key) is None:
            yield Remark(_("Måttet ”%(title)s” hör inte till någon indikator.", title=figure.title["sv"]))
    unowned = sum(not indicator.owner for indicator in after.indicators)
    if unowned:
        yield Remark(
            _("%(count)s av %(total)s indikatorer saknar ansvarig nämnd.", count=unowned, total=len(after.indicators))
        )
