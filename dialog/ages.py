"""The ages that the young choose among before they take part, in words that say from where on they may."""

from __future__ import annotations

from core.i18n import gettext as _
from dialog import joining
from dialog.models import AgeBand
from dialog.words import AGE_BANDS

# Whoever is older is told where else to be heard.
AGES = (AgeBand.UNDER_13, AgeBand.FROM_13, AgeBand.FROM_16, AgeBand.FROM_20)


def choices(youngest: int) -> list[tuple[AgeBand, str]]:
    """The ages to choose among. A group in which only some are old enough begins with them, and the rest are younger.

    Otherwise whoever is 13 would come in with those of 15, as they share a group.
    """
    words = {band: str(_(AGE_BANDS[band])) for band in AGES}
    for band in AGES[1:]:
        low, high = joining.YOUNG[band]
        if low < youngest <= high:
            old = f"{youngest}–{high}" if youngest < high else high
            words[band] = _("%(ages)s år", ages=old)
            words[AgeBand.UNDER_13] = _("Under %(age)s år", age=youngest)
    return [*words.items(), (AgeBand.FROM_30, _("30 år eller äldre"))]
