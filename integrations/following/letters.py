"""The words of mail to followers, in the language they chose; what a summary says is in its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.i18n import gettext as _
from core.i18n import in_language
from core.settings import Settings
from dialog.results import DialogueView
from dialog.summarising import results as summaries
from dialog.summarising import short_texts
from dialog.summarising.models import Summary, SummaryState
from integrations.following.following import Follower
from integrations.following.topics import Kind
from surveys.letters.writing import Text, one_line


def written(
    session: Session, follower: Follower, kind: Kind, about: int, dialogue: DialogueView, settings: Settings, token: str
) -> Text | None:
    """The whole mail, or None where what it was to tell is not so any more."""
    with in_language(follower.language):
        if kind is Kind.ASK:
            text = _asked(follower, dialogue, f"{settings.base_url}/folj/{token}")
        elif kind is Kind.ANSWERS:
            text = _answered(dialogue, settings.base_url)
        else:
            found = _of_summary(session, kind, about, dialogue, settings.base_url)
            if found is None:
                return None
            text = found
        foot = _foot(follower, dialogue, settings, f"{settings.base_url}/folj/{token}/avsluta")
    return Text(one_line(text.subject), f"{text.body}\n\n{foot}")


def _asked(follower: Follower, dialogue: DialogueView, link: str) -> Text:
    title = one_line(dialogue.title)
    if follower.is_confirmed:
        return _text(
            _("Du får redan mejl om dialogen"),
            _("Du har bett om mejl när det finns svar i dialogen ”%(title)s”. Det får du redan.", title=title),
            _("Du behöver inte göra något."),
        )
    return _text(
        _("Vill du ha mejl om dialogen?"),
        _("Någon, troligen du, har bett oss mejla hit när det finns svar i dialogen ”%(title)s”.", title=title),
        _("Öppna länken och välj ”Ja, mejla mig”:"),
        link,
        _("Bekräftar du inte inom en vecka tar vi bort din adress. Var det inte du behöver du inte göra något."),
    )


def _answered(dialogue: DialogueView, base_url: str) -> Text:
    title = one_line(dialogue.title)
    return _text(
        _("Kommunen har svarat: %(title)s", title=title),
        _("Kommunen har svarat på det som kom fram i dialogen ”%(title)s”.", title=title),
        _("Läs svaren:"),
        f"{base_url}/dialog/{dialogue.slug}/svar",
    )


def _of_summary(session: Session, kind: Kind, about: int, dialogue: DialogueView, base_url: str) -> Text | None:
    """The version counts or was taken back, as the mail was to tell; otherwise nothing."""
    summary = session.get(Summary, about)
    wanted = SummaryState.PUBLISHED if kind is Kind.SUMMARY else SummaryState.WITHDRAWN
    if summary is None or summary.state is not wanted:
        return None
    if kind is Kind.SUMMARY:
        short = short_texts.of(dialogue, summaries.view(session, summary))
        return _text(short.subject, *short.lines, _("Läs hela sammanfattningen:"), base_url + short.path)
    title = one_line(dialogue.title)
    return _text(
        _("Sammanfattningen är återkallad: %(title)s", title=title),
        _("Vi skrev till dig om en sammanfattning av dialogen ”%(title)s”. Den gäller inte längre.", title=title),
        _("Därför är den återkallad: %(reason)s", reason=one_line(summary.ended_reason or "")),
        f"{base_url}/dialog/{dialogue.slug}{short_texts.PATH}/{summary.version}",
    )


def _foot(follower: Follower, dialogue: DialogueView, settings: Settings, way_out: str) -> str:
    """Why the mail came, how to get no more, and who answers for it."""
    if follower.is_confirmed:
        why = _("Du får mejlet för att du har bett om det. Vill du inte ha fler? Sluta här:")
    else:
        why = _("Vill du att vi tar bort adressen direkt? Gör det här:")
    controller, contact = one_line(dialogue.controller), one_line(dialogue.contact)
    who = _("Frågor om dialogen: %(contact)s. Personuppgiftsansvarig är %(who)s.", contact=contact, who=controller)
    return _paragraphs((why, way_out, who, one_line(settings.municipality)))


def _text(subject: str, *paragraphs: str) -> Text:
    return Text(subject, _paragraphs(paragraphs))


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n\n".join(str(part) for part in parts)
