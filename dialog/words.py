"""What people call the kinds the code knows: audiences, steps of the delaktighetstrappa, states, who reads what when.

All are Swedish source texts, translated when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.chat import ChatChannel, ChatUse
from core.errors import N_
from dialog.models import AgeBand, Audience, DialogueState, LadderStep, ModerationMode, Sex, SizeClass

AUDIENCES: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.MEDBORGARE: N_("Medborgare"),
        Audience.UNGDOMAR: N_("Ungdomar"),
        Audience.NARINGSLIV: N_("Näringsliv"),
    }
)

# From the lowest step to the highest.
LADDER: Mapping[LadderStep, str] = MappingProxyType(
    {
        LadderStep.INFORMATION: N_("Information"),
        LadderStep.KONSULTATION: N_("Konsultation"),
        LadderStep.DIALOG: N_("Dialog"),
        LadderStep.INFLYTANDE: N_("Inflytande"),
        LadderStep.MEDBESLUTANDE: N_("Medbeslutande"),
    }
)
LADDER_MEANS: Mapping[LadderStep, str] = MappingProxyType(
    {
        LadderStep.INFORMATION: N_("Du får veta vad som händer, men det är redan bestämt."),
        LadderStep.KONSULTATION: N_("Du säger vad du tycker om det som kommunen föreslår."),
        LadderStep.DIALOG: N_("Du resonerar tillsammans med andra innan något är bestämt."),
        LadderStep.INFLYTANDE: N_("Det ni kommer fram till vägs in i beslutet, och kommunen visar hur."),
        LadderStep.MEDBESLUTANDE: N_("Du är med och fattar beslutet."),
    }
)

STATES: Mapping[DialogueState, str] = MappingProxyType(
    {
        DialogueState.DRAFT: N_("Planeras"),
        DialogueState.OPEN: N_("Öppen"),
        DialogueState.PAUSED: N_("Pausad"),
        DialogueState.CLOSED: N_("Stängd"),
        DialogueState.PUBLISHED: N_("Sammanfattad"),
        DialogueState.ANSWERED: N_("Besvarad"),
        DialogueState.ARCHIVED: N_("Arkiverad"),
        DialogueState.WITHDRAWN: N_("Återkallad"),
    }
)

MODERATION: Mapping[ModerationMode, str] = MappingProxyType(
    {
        ModerationMode.PRE: N_("En samtalsledare läser inspelen innan andra ser dem."),
        ModerationMode.POST: N_("Inspelen syns direkt, och en samtalsledare läser dem efteråt."),
    }
)

CHATS: Mapping[ChatChannel, str] = MappingProxyType({ChatChannel.SLACK: "Slack", ChatChannel.TEAMS: "Teams"})

CHAT_USES: Mapping[ChatUse, str] = MappingProxyType(
    {
        ChatUse.OFF: N_("Av"),
        ChatUse.LINK: N_("Bara en länk till webben. Inget som någon skriver eller röstar går genom chatten."),
        ChatUse.FULL: N_("Hela dialogen. Inspel och röster går genom chattens leverantör på vägen hit."),
    }
)

AGE_BANDS: Mapping[AgeBand, str] = MappingProxyType(
    {
        AgeBand.UNDER_13: N_("Under 13 år"),
        AgeBand.FROM_13: N_("13–15 år"),
        AgeBand.FROM_16: N_("16–19 år"),
        AgeBand.FROM_20: N_("20–29 år"),
        AgeBand.FROM_30: N_("30–49 år"),
        AgeBand.FROM_50: N_("50–64 år"),
        AgeBand.FROM_65: N_("65 år eller äldre"),
    }
)

SEXES: Mapping[Sex, str] = MappingProxyType({Sex.WOMAN: N_("Kvinna"), Sex.MAN: N_("Man"), Sex.OTHER: N_("Annat")})

SIZE_CLASSES: Mapping[SizeClass, str] = MappingProxyType(
    {
        SizeClass.ALONE: N_("Ingen anställd"),
        SizeClass.FROM_1: N_("1–9 anställda"),
        SizeClass.FROM_10: N_("10–49 anställda"),
        SizeClass.FROM_50: N_("50 anställda eller fler"),
    }
)
