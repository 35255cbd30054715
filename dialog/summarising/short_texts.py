"""A published summary in few words, for each place that tells of it: the web card, Slack, Teams and a mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core import clock
from core.chat import Screen
from core.i18n import gettext as _
from core.i18n import write_date
from core.summaries.sentences import Section, filled
from dialog.chat.here import page_of
from dialog.models import DialogueState
from dialog.results import DialogueView
from dialog.summarising.results import HIGHLIGHTED, SentenceView, SummaryView, numbers_of

# In characters. A card is read among others and a chat on a phone; what is left out is one tap away.
LONGEST_CARD = 280
LONGEST_IN_CHAT = 900
LONGEST_SUBJECT = 78
CLEAREST = 2
PATH = "/sammanfattning"
_ENDS = (". ", "! ", "? ")


@dataclass(frozen=True, slots=True)
class ShortTexts:
    """What is said in each place, in the language texts are said in when it is made; the summary's words are its own.

    ``language`` is that of the summary's words. ``card`` stands on the dialogue's page. ``slack`` and ``teams`` are
    screens without buttons: whoever sends them adds the one that ends the messages. ``lines`` are the paragraphs of the
    mail in plain text, without greeting; its only link goes to ``path``, from the first slash.
    """

    language: str
    card: str
    slack: Screen
    teams: Screen
    subject: str
    lines: tuple[str, ...]
    path: str


def of(dialogue: DialogueView, summary: SummaryView) -> ShortTexts:
    """What staff have written for channels, or else the ingress and the two clearest sentences."""
    said, promise = paragraphs(summary), _promise(dialogue)
    screen = Screen(
        _("Sammanfattning: %(title)s", title=dialogue.title),
        (*_together(said, LONGEST_IN_CHAT), *promise),
        links=(page_of(dialogue, _("Läs sammanfattningen"), PATH),),
    )
    return ShortTexts(
        language=summary.language,
        card=" ".join(_together(said, LONGEST_CARD)),
        slack=screen,
        teams=screen,
        subject=cut(_("Sammanfattningen är klar: %(title)s", title=dialogue.title), LONGEST_SUBJECT),
        lines=(*said, *promise),
        path=f"/dialog/{dialogue.slug}{PATH}",
    )


def paragraphs(summary: SummaryView) -> tuple[str, ...]:
    """The short text in paragraphs, with the words of inspel that can still be read in their places."""
    if summary.short.strip():
        written = _with_words(summary)
        return tuple(" ".join(part.split()) for part in written.replace("\r\n", "\n").split("\n\n") if part.strip())
    ingress = " ".join(one.words for one in summary.of(Section.INGRESS))
    return tuple(part for part in (" ".join(ingress.split()), *(one.words for one in clearest(summary))) if part)


def clearest(summary: SummaryView) -> tuple[SentenceView, ...]:
    """The two sentences that stand most firmly: by the lower limit of what they cite, then in the order they are read.

    Only the parts that the municipality owes an answer to are chosen among, and of them none that may be chance.
    """
    offered = [one for one in summary.shown if one.section in HIGHLIGHTED and one.section is not Section.UNCLEAR]
    firmest = sorted(offered, key=lambda one: (-_firmness(one), one.position))[:CLEAREST]
    return tuple(sorted(firmest, key=lambda one: one.position))


def cut(text: str, longest: int) -> str:
    """At most so many characters: whole sentences if at least one has room, or else whole words and a mark."""
    if len(text) <= longest:
        return text
    head = text[: longest + 1]
    end = max((head.rfind(mark) for mark in _ENDS), default=-1)
    if end > 0:
        return head[: end + 1]
    return f"{head[:longest].rpartition(' ')[0] or head[: longest - 1]}…"


def _together(said: Iterable[str], longest: int) -> tuple[str, ...]:
    """As many whole paragraphs as have room; the first is cut when it alone is too long."""
    taken: list[str] = []
    room = longest
    for part in said:
        if len(part) > room and taken:
            break
        taken.append(cut(part, longest))
        room -= len(taken[-1]) + 1
    return tuple(taken)


def _firmness(sentence: SentenceView) -> float:
    return max((claim["low"] or 0.0 for claim in sentence.claims.values()), default=0.0)


def _with_words(summary: SummaryView) -> str:
    readable = {inspel.number: inspel.text for one in summary.shown for inspel in one.inspel}

    def words_of(ref: str) -> str:
        text = next((readable[number] for number in numbers_of([ref]) if number in readable), "")
        return f"”{text}”" if text else _("(borttaget)")

    return filled(summary.short, words_of)


def _promise(dialogue: DialogueView) -> tuple[str, ...]:
    """When one will know what it led to, where that day has been promised and is still to come."""
    due_on = dialogue.feedback_due_on
    if due_on is None or due_on < clock.today() or dialogue.state is DialogueState.ANSWERED:
        return ()
    return (_("Senast %(day)s får du veta vad det ledde till.", day=write_date(due_on)),)
