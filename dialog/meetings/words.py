"""What people call the states and the answers of a meeting; Swedish source texts, translated when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_
from core.i18n import gettext as _
from core.i18n import ngettext
from dialog.meetings.models import MeetingState, PausedBy
from dialog.meetings.reading_back import Line

STATES: Mapping[MeetingState, str] = MappingProxyType(
    {
        MeetingState.DRAFT: N_("Planeras"),
        MeetingState.SCHEDULED: N_("Planerat"),
        MeetingState.LOBBY: N_("Väntrummet är öppet"),
        MeetingState.RUNNING: N_("Pågår"),
        MeetingState.PAUSED: N_("Pausat"),
        MeetingState.CLOSED: N_("Avslutat"),
        MeetingState.STOPPED: N_("Avbrutet"),
    }
)
PAUSES: Mapping[PausedBy, str] = MappingProxyType(
    {
        PausedBy.STAFF: N_("Samtalsledaren har pausat mötet."),
        PausedBy.ADULTS: N_("Mötet är pausat för att det saknas vuxna. Det fortsätter när de är tillbaka."),
    }
)

# What is asked with one tap from 1 to 5, in the order it is asked. The check-out asks what the questionnaire
# ``efter-dialogen`` asks, by the same keys.
CHECK_IN: Mapping[str, str] = MappingProxyType({"lage": N_("Hur känns det just nu?")})
CHECK_OUT: Mapping[str, str] = MappingProxyType(
    {
        "utrymme": N_("Kändes det tryggt att säga vad du tyckte?"),
        "rost": N_("Fick du fram det du ville säga?"),
        "lyssnare": N_("Lyssnade kommunen på det du sa?"),
        "inflytande": N_("Tror du att det du sa kommer att göra skillnad?"),
    }
)
# What 1 and 5 mean.
CHECK_IN_ENDS = (N_("Inte alls bra"), N_("Mycket bra"))
CHECK_OUT_ENDS = (N_("Nej, inte alls"), N_("Ja, helt och hållet"))

JUDGEMENTS: Mapping[str, str] = MappingProxyType(
    {"stammer": N_("Stämmer"), "stammer_inte": N_("Stämmer inte"), "saknas": N_("Något saknas")}
)

_SENTENCES = {
    "agree": N_("%(count)s av %(n)s håller med: %(inspel)s"),
    "disagree": N_("%(count)s av %(n)s håller inte med: %(inspel)s"),
    "split": N_("Här tycker ni olika: %(inspel)s. Av %(n)s håller %(count)s med och %(other)s inte med."),
}


def sentence(line: Line) -> str:
    """A line that is read back, in the reader's language, with the inspel quoted in its own."""
    inspel = f"”{line.text}”" if line.text else _("inspel %(number)s, som inte visas längre", number=line.number)
    if line.kind == "dots":
        return str(
            ngettext(
                "%(inspel)s fick %(num)s prick. %(n)s personer la ut sina.",
                "%(inspel)s fick %(num)s prickar. %(n)s personer la ut sina.",
                line.count,
                n=line.n,
                inspel=inspel,
            )
        )
    values = {"count": line.count, "other": line.other, "n": line.n, "inspel": inspel}
    return str(_(_SENTENCES[line.kind], **values))


def said(words: str) -> str:
    """A step's title or words in the reader's language; what staff have written stands as it is."""
    return _(words) if words else ""
