"""A summary as a Word document for a nämnd: the sentences, their votes in tables, and what each rests on as notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from core.documents.paper import Paper, tag_of
from core.documents.tables import Column, Table
from core.i18n import gettext as _
from core.i18n import in_language, ngettext, number, write_date
from core.summaries.sentences import Section
from dialog.results import DialogueView
from dialog.summarising import method, shown_summary
from dialog.summarising.models import SummaryState
from dialog.summarising.results import SummaryView
from dialog.summarising.shown_summary import Cited, Part, Told
from dialog.summarising.words import SECTIONS

NOTHING = "–"
# What is the municipality's own is running text; what rests on others stands point by point.
_STYLES: Mapping[Section, str] = MappingProxyType(
    {Section.INGRESS: "Samspel svar", Section.BACKGROUND: "Normal", Section.THANKS: "Normal"}
)


def as_word(dialogue: DialogueView, summary: SummaryView, municipality: str, now: datetime) -> bytes:
    """The whole document, in the summary's own language; ``now`` is what the file says of when it was made."""
    with in_language(summary.language):
        paper = Paper(tag_of(summary.language))
        _head(paper, dialogue, summary, municipality)
        parts = shown_summary.whole(summary)
        notes = _notes(parts)
        for part in parts:
            _part(paper, part, notes)
        _made(paper, dialogue, summary)
        _sources(paper, notes, parts)
        title = _("Sammanfattning: %(title)s", title=dialogue.title)
        paper.footer(f"{title} · {_('version %(version)s', version=summary.version)}", _("Sida"), _("av"))
        paper.describe(
            title, dialogue.question, municipality, _("dialog, sammanfattning, %(slug)s", slug=dialogue.slug), now
        )
        return paper.as_bytes()


def _head(paper: Paper, dialogue: DialogueView, summary: SummaryView, municipality: str) -> None:
    """What it is, who receives it, who answers for it, and whether it still counts."""
    paper.title(dialogue.title, f"{_('Sammanfattning av en dialog')} · {municipality}")
    paper.text(dialogue.question, "Quote", tag=tag_of(dialogue.language))
    paper.facts(
        (_("Mottagare:"), dialogue.receiver),
        (_("Diarienummer:"), dialogue.case_number),
    )
    paper.facts(
        (_("Version:"), str(summary.version)),
        (_("Publicerad:"), write_date(summary.published_on)),
        (_("Godkänd av:"), summary.approved_by),
        (_("Svar lovat senast:"), write_date(dialogue.feedback_due_on)),
    )
    if dialogue.is_demo:
        paper.text(
            _("Dialogen finns för att visa hur programmet fungerar. Ingen har sagt det här."),
            "Samspel notis",
            label=_("Påhittade data."),
        )
    if summary.state is SummaryState.SUPERSEDED:
        paper.text(summary.ended_reason or "", "Samspel notis", label=_("En nyare version gäller."))
    left_out = shown_summary.gone(summary)
    if left_out:
        paper.text(
            ngettext(
                "En mening är borttagen, för det som den bygger på går inte längre att läsa.",
                "%(num)s meningar är borttagna, för det som de bygger på går inte längre att läsa.",
                left_out,
            ),
            "Samspel not",
        )


def _part(paper: Paper, part: Part, notes: Mapping[int, int]) -> None:
    # The ingress opens the document and needs no heading.
    if part.section is not Section.INGRESS:
        paper.heading(1, _(SECTIONS[part.section]))
    for topic, sentences in part.topics:
        if topic:
            paper.heading(2, topic)
        for told in sentences:
            _sentence(paper, told, part, notes)
    if part.is_free:
        paper.text(_("Kommunens egna ord."), "Samspel not")
    votes = _votes(part, notes)
    if votes is not None:
        paper.table(votes, _("Tabell"))


def _sentence(paper: Paper, told: Told, part: Part, notes: Mapping[int, int]) -> None:
    """The words, and after them the notes they lead to."""
    led_to = ", ".join(str(notes[one.number]) for one in told.cited)
    words = f"{told.words} [{led_to}]" if led_to else told.words
    paper.text(words, _STYLES.get(part.section, "List Bullet"))


def _votes(part: Part, notes: Mapping[int, int]) -> Table | None:
    """How people voted on what a part rests on; None where nothing may be counted."""
    counted = {one.number: one for told in part.sentences for one in told.cited if one.claim is not None}
    if not counted:
        return None
    columns = (
        Column(_("Inspel"), width=3.4),
        Column(_("Håller med"), "number"),
        Column(_("Håller inte med"), "number"),
        Column(_("Vet inte"), "number"),
        Column(_("Alla röster"), "number"),
        Column(_("Andel"), "number"),
        Column(_("Felmarginal"), "number", 1.3),
    )
    return Table(
        _("Röster: %(part)s", part=_(SECTIONS[part.section])),
        columns,
        tuple(_row(one, notes) for one in counted.values()),
    )


def _row(one: Cited, notes: Mapping[int, int]) -> tuple[str, ...]:
    claim = one.claim
    assert claim is not None
    counts = (claim.agree, claim.disagree, claim.passes, claim.n)
    return (
        f"{one.inspel.text} [{notes[one.number]}]",
        *(number(count) for count in counts),
        f"{number(claim.share * 100)} %" if claim.share is not None else NOTHING,
        f"{number(claim.low * 100)}–{number(claim.high * 100)} %"
        if claim.low is not None and claim.high is not None
        else NOTHING,
    )


def _made(paper: Paper, dialogue: DialogueView, summary: SummaryView) -> None:
    paper.heading(1, _("Så gjordes sammanfattningen"))
    for words in (*method.made(dialogue, summary), *method.coverage(summary)):
        paper.text(words)
    for words in (
        _(
            "Andelen är av alla röster på inspelet: de som står på den största sidan, eller de som svarade Vet inte "
            "där många är osäkra."
        ),
        _(
            "Felmarginalen (Wilsons intervall, 90 procent) säger inom vilka gränser andelen troligen skulle ligga om "
            "många fler av samma slags personer hade röstat. Att något förenar säger vi bara när hela intervallet "
            "ligger över hälften."
        ),
    ):
        paper.text(words, "Samspel not")


def _sources(paper: Paper, notes: Mapping[int, int], parts: Sequence[Part]) -> None:
    """The inspel behind the notes, word for word."""
    if not notes:
        return
    inspel = {one.number: one.inspel for part in parts for told in part.sentences for one in told.cited}
    paper.heading(1, _("Inspelen som sammanfattningen bygger på"))
    for cited, note in notes.items():
        words = inspel[cited]
        label = f"[{note}] {_('Nr %(number)s.', number=cited)}"
        paper.text(f"”{words.text}”", "Samspel not", label=label, tag=tag_of(words.language))


def _notes(parts: Iterable[Part]) -> Mapping[int, int]:
    """The number of the note of each inspel, in the order they are first cited."""
    numbers: Sequence[int] = [one.number for part in parts for told in part.sentences for one in told.cited]
    return {inspel: at for at, inspel in enumerate(dict.fromkeys(numbers), 1)}
