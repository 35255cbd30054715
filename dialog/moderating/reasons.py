"""The words for why an inspel is refused, held or hidden, as its author reads them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_
from dialog.moderating.models import Reason

# What staff choose among, and what the log says.
NAMES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.PERSONAL_DATA: N_("Personuppgifter"),
        Reason.HATE: N_("Hat eller kränkning"),
        Reason.THREAT: N_("Hot"),
        Reason.OFF_TOPIC: N_("Handlar om något annat"),
        Reason.SEVERAL_THOUGHTS: N_("Flera tankar i samma inspel"),
        Reason.UNCLEAR: N_("Svårt att förstå"),
        Reason.ADVERTISING: N_("Reklam"),
        Reason.DUPLICATE: N_("Finns redan"),
        Reason.OTHER: N_("Annat skäl"),
    }
)

# What the author reads: what was wrong, and what to do to be heard all the same.
TO_AUTHORS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.PERSONAL_DATA: N_(
            "Det går att förstå vem inspelet handlar om. Skriv det gärna en gång till utan namn, telefonnummer och "
            "andra uppgifter om personer."
        ),
        Reason.HATE: N_(
            "Inspelet kan såra eller kränka någon. Skriv det gärna en gång till och berätta vad du tycker om frågan."
        ),
        Reason.THREAT: N_("Inspelet kan läsas som ett hot, och sådana publicerar vi inte."),
        Reason.OFF_TOPIC: N_(
            "Inspelet handlar om något annat än frågan i dialogen. Hör gärna av dig till kommunen om det."
        ),
        Reason.SEVERAL_THOUGHTS: N_(
            "Inspelet innehåller flera tankar. Dela gärna upp det, så kan andra rösta om en sak i taget."
        ),
        Reason.UNCLEAR: N_(
            "Vi är inte säkra på att andra förstår inspelet. Skriv det gärna en gång till med andra ord."
        ),
        Reason.ADVERTISING: N_("Inspelet gör reklam för något, och det publicerar vi inte här."),
        Reason.DUPLICATE: N_("Det finns redan ett inspel som säger samma sak. Rösta gärna på det."),
        Reason.OTHER: N_("Inspelet kan inte publiceras."),
    }
)
