"""What people call the parts of a summary and the states of a version; Swedish source texts, translated when read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import N_
from core.summaries.sentences import Section
from dialog.summarising.models import SummaryState

SECTIONS: Mapping[Section, str] = MappingProxyType(
    {
        Section.INGRESS: N_("Ingress"),
        Section.BACKGROUND: N_("Bakgrund"),
        Section.HEARD: N_("Vilka som hördes"),
        Section.UNITES: N_("Det här förenar"),
        Section.DIVIDES: N_("Här går åsikterna isär"),
        Section.UNSURE: N_("Många är osäkra"),
        Section.UNCLEAR: N_("Det går inte att säga säkert"),
        Section.PRIORITISED: N_("Det här prioriterades"),
        Section.QUOTES: N_("Med deltagarnas ord"),
        Section.TOO_FEW: N_("För få för att säga något"),
        Section.LEFT_OUT: N_("Det här är inte med"),
        Section.THANKS: N_("Tack"),
    }
)

STATES: Mapping[SummaryState, str] = MappingProxyType(
    {
        SummaryState.DRAFT: N_("Utkast"),
        SummaryState.IN_REVIEW: N_("Väntar på godkännande"),
        SummaryState.CHANGES_REQUESTED: N_("Ändring begärd"),
        SummaryState.APPROVED: N_("Godkänd"),
        SummaryState.PUBLISHED: N_("Publicerad"),
        SummaryState.SUPERSEDED: N_("Ersatt av en nyare"),
        SummaryState.WITHDRAWN: N_("Återkallad"),
    }
)
