"""How a summary was made and whose voices it carries, in words: the same on its page and in its document."""

from __future__ import annotations

from core.i18n import gettext as _
from core.i18n import ngettext, number, write_date
from dialog.results import DialogueView
from dialog.summarising.results import SummaryView


def made(dialogue: DialogueView, summary: SummaryView) -> tuple[str, ...]:
    """Who has done what: a programme, those who read, and the one who approved."""
    helped = sum(one.is_assisted for one in summary.shown)
    assisted = ngettext(
        "En språktjänst har föreslagit hur en mening ska låta. Den är kontrollerad och läst som alla andra.",
        "En språktjänst har föreslagit hur %(num)s meningar ska låta. De är kontrollerade och lästa som alla andra.",
        helped,
    )
    approved = _(
        "%(name)s godkände sammanfattningen %(day)s. Den som har skrivit i den får inte själv godkänna den.",
        name=summary.approved_by,
        day=write_date(summary.approved_on),
    )
    return tuple(
        part
        for part in (
            _(
                "Ett program har räknat rösterna, ordnat inspelen och föreslagit meningar. Samma röster och inspel ger "
                "alltid samma förslag."
            ),
            assisted if helped else "",
            _(
                "Sedan har människor på kommunen läst varje mening bredvid de inspel som den bygger på, och behållit, "
                "ändrat eller strukit den. Talen är räknade och kan inte skrivas om."
            ),
            approved if summary.approved_by else "",
            _(
                "Inget program bestämmer vad kommunen ska göra. Det här går till %(receiver)s.",
                receiver=dialogue.receiver,
            )
            if dialogue.receiver
            else _("Inget program bestämmer vad kommunen ska göra."),
            _("De som deltog valde själva att vara med. Det här är vad de tycker, inte vad alla i kommunen tycker."),
        )
        if part
    )


def coverage(summary: SummaryView) -> tuple[str, ...]:
    """How much of what was said stands behind the sentences, as the worker counted it; what is not told is left out."""
    told, minority = summary.coverage, summary.coverage.get("minority") or {}
    words = []
    if told.get("cited") is not None and told.get("inspel"):
        words.append(
            _(
                "Meningarna bygger på %(cited)s av %(all)s inspel.",
                cited=number(told["cited"]),
                all=number(told["inspel"]),
            )
        )
    if told.get("voices") is not None and told.get("participants"):
        words.append(
            _(
                "Av %(all)s som deltog har %(voices)s skrivit eller hållit med om minst ett av dem.",
                voices=number(told["voices"]),
                all=number(told["participants"]),
            )
        )
    if minority.get("heard") is not None and minority.get("n"):
        words.append(
            _(
                "Av %(all)s som ofta tyckte annorlunda än de flesta håller %(heard)s med om minst ett av dem.",
                heard=number(minority["heard"]),
                all=number(minority["n"]),
            )
        )
    return tuple(words)
