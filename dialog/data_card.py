"""What goes with a dialogue's files: what was asked of whom, what was left out and why, and how to read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel, ChatUse
from core.errors import N_
from core.i18n import gettext as _
from core.i18n import in_language, write_date
from dialog.analysing.models import DialogueAnalysis
from dialog.exporting import COMMENT_COLUMNS, PARTICIPANT_COLUMNS, VOTE_COLUMNS, Conversation
from dialog.importing import COMMENTS, PARTICIPANTS, VOTES
from dialog.models import Channel, Statement, StatementState
from dialog.moderating import refusals
from dialog.moderating.models import Reason
from dialog.moderating.reasons import NAMES
from dialog.results import FEWEST
from dialog.words import AUDIENCES, LADDER

FILES = MappingProxyType({"datakort.md": "sv", "data-card.md": "en"})
METADATA = "metadata.json"

CHANNELS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.WEB: N_("Webben"),
        Channel.SLACK: N_("Slack"),
        Channel.TEAMS: N_("Teams"),
        Channel.PAPER: N_("Papper"),
        Channel.IMPORT: N_("Inläst från annat håll"),
    }
)
# What each column of the files holds, in the order they stand.
_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "timestamp": N_("dagens midnatt (UTC) i millisekunder sedan 1970"),
        "datetime": N_("dagen; alla röster har samma dag, eftersom den dag någon röstade inte lämnas ut"),
        "comment-id": N_("inspelets nummer i dialogen"),
        "author-id": N_("tom, eftersom den annars skulle visa vem av dem som röstade som skrev inspelet"),
        "agrees": N_("hur många som håller med"),
        "disagrees": N_("hur många som inte håller med"),
        "moderated": N_("1: inspelet är publicerat"),
        "comment-body": N_("inspelets text"),
        "important": N_("hur många som tycker att inspelet är viktigt"),
        "voter-id": N_("ett nummer som har lottats för den här filen och inte finns någon annanstans"),
        "vote": N_("1: håller med, -1: håller inte med, 0: vet inte"),
        "participant": N_("samma nummer som voter-id"),
        "group-id": N_("grupp enligt den som samlade in rösterna, annars tom"),
        "n-comments": N_("tom, av samma skäl som author-id"),
        "n-votes": N_("hur många inspel personen har röstat på"),
        "n-agree": N_("hur många av dem personen håller med om"),
        "n-disagree": N_("hur många av dem personen inte håller med om"),
    }
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many inspel are not in the files: refused by reason (None where none is noted), merged, and the rest."""

    refused: Mapping[Reason | None, int]
    merged: int
    others: int


def cards(session: Session, conversation: Conversation, municipality: str) -> dict[str, str]:
    """The texts to put beside the files, by name: a data card in each language, and the same for programs."""
    left_out = _left_out(session, conversation)
    method = session.scalar(
        select(DialogueAnalysis.method).where(DialogueAnalysis.dialogue_id == conversation.dialogue.id)
    )
    written = {}
    for name, language in FILES.items():
        with in_language(language):
            written[name] = _card(conversation, left_out, municipality, method)
    written[METADATA] = _metadata(conversation, left_out, municipality, method)
    return written


def _left_out(session: Session, conversation: Conversation) -> LeftOut:
    """What was flagged is never told apart from what waits or was withdrawn."""
    dialogue_id = conversation.dialogue.id
    found = {
        (state, kind): n
        for state, kind, n in session.execute(
            select(Statement.state, Statement.kind, func.count())
            .where(Statement.dialogue_id == dialogue_id)
            .group_by(Statement.state, Statement.kind)
        )
    }
    refused = refusals.by_reason(session, dialogue_id)
    merged = sum(n for (state, _kind), n in found.items() if state is StatementState.MERGED)
    others = sum(found.values()) - sum(refused.values()) - merged - len(conversation.said)
    return LeftOut(refused, merged, others)


def _channels(conversation: Conversation) -> dict[Channel, int | None]:
    """How many took part through each; when one has fewer than five it is said of none how many.

    Where it has been forgotten which door anybody used, those that the dialogue offered are said, and no numbers.
    """
    found = {channel: conversation.channels[channel] for channel in Channel if conversation.channels.get(channel)}
    if None in conversation.channels:
        offered = (Channel(chat) for chat in ChatChannel if conversation.dialogue.use_in(chat) is ChatUse.FULL)
        return dict.fromkeys((Channel.WEB, *offered, *found))
    return dict(found) if min(found.values()) >= FEWEST else dict.fromkeys(found)


def _card(conversation: Conversation, left_out: LeftOut, municipality: str, method: str | None) -> str:
    dialogue = conversation.dialogue
    lines = ["# " + _("Datakort: %(title)s", title=_line(dialogue.title))]
    if dialogue.is_demo:
        lines += ["", _("Allt i filerna är påhittat.")]
    asked = [
        (_("Frågan"), _line(dialogue.question)),
        (_("Vad den var till för"), _line(dialogue.purpose)),
        (_("Det här gick att påverka"), _line(dialogue.influence)),
        (_("Vem som kunde delta"), _(AUDIENCES[dialogue.audience])),
        (_("Steg på delaktighetstrappan"), _(LADDER[dialogue.ladder_step]) if dialogue.ladder_step else ""),
        (_("Vem som tar emot"), dialogue.receiver),
        (_("Personuppgiftsansvarig"), dialogue.controller),
    ]
    when = [(_("Öppnade"), write_date(dialogue.opened_on)), (_("Stängde"), write_date(dialogue.closed_on))]
    much = [
        (_("Personer som röstade"), str(len(conversation.rows))),
        (_("Publicerade inspel"), str(len(conversation.said))),
        (_("Röster"), str(conversation.votes)),
    ]
    ways = [(_(CHANNELS[channel]), "" if n is None else str(n)) for channel, n in _channels(conversation).items()]
    lines += _part(_("Vad som frågades"), asked) + _part(_("När"), when) + _part(_("Hur mycket"), much)
    lines += _heading(_("Så deltog man")) + [f"- {way}: {n}" if n else f"- {way}" for way, n in ways]
    if any(not n for _way, n in ways):
        lines += ["", _("Något sätt användes av färre än %(least)s, så antalen skrivs inte ut.", least=FEWEST)]
    lines += _part(_("Inspel som inte är med"), _counts(left_out)) or [
        *_heading(_("Inspel som inte är med")),
        _("Inga."),
    ]
    lines += [
        "",
        _("Texten i inspel som inte är publicerade lämnas inte ut, och inte heller rösterna på dem."),
        *_heading(_("Vad som är borttaget")),
        "- " + _("Vem som skrev ett inspel."),
        "- " + _("Vilken dag var och en röstade."),
        "- " + _("Ålder, organisation och vilket sätt var och en deltog på."),
        "",
        _(
            "En rad med röster kan vara den enda av sitt slag. Den som redan vet vad någon tyckte om några inspel kan "
            "då hitta resten. Pröva därför sekretessen innan filerna lämnas vidare."
        ),
    ]
    lines += _columns(_("Filerna"))
    lines += _part(
        _("Hur man använder dem"),
        [
            (_("Hänvisa så här"), _citation(conversation, municipality)),
            (_("Licens"), _licence(conversation)),
            (_("Metod i kommunens analys"), method or ""),
        ],
    )
    return "\n".join(lines) + "\n"


def _counts(left_out: LeftOut) -> list[tuple[str, str]]:
    refused = [
        (_("Nekade: %(reason)s", reason=_(NAMES[reason]) if reason else _("utan noterat skäl")), str(n))
        for reason, n in left_out.refused.items()
    ]
    merged = [(_("Sammanslagna med ett annat inspel; rösterna följde med"), str(left_out.merged))]
    others = [(_("Av andra skäl inte publicerade"), str(left_out.others))]
    return refused + merged * bool(left_out.merged) + others * bool(left_out.others)


def _columns(heading: str) -> list[str]:
    lines = [*_heading(heading), _("Filerna är i UTF-8 med komma mellan cellerna, som de Polis skriver.")]
    for name, columns in ((COMMENTS, COMMENT_COLUMNS), (VOTES, VOTE_COLUMNS), (PARTICIPANTS, PARTICIPANT_COLUMNS)):
        lines += ["", f"### {name}", "", *(f"- `{column}`: {_(_MEANS[column])}" for column in columns)]
    return [*lines, "- " + _("därefter en kolumn för varje inspel, med rösten; tom om personen inte har röstat på det")]


def _part(heading: str, said: Sequence[tuple[str, str]]) -> list[str]:
    lines = [f"- {what}: {words}" for what, words in said if words]
    return _heading(heading) + lines if lines else []


def _heading(words: str) -> list[str]:
    return ["", f"## {words}", ""]


def _line(words: str) -> str:
    return " ".join(words.split())


def _is_imported(conversation: Conversation) -> bool:
    """Whether somebody else collected it all: the municipality neither publishes nor licenses that."""
    return set(conversation.channels) == {Channel.IMPORT}


def _licence(conversation: Conversation) -> str:
    if _is_imported(conversation):
        return str(_("den som anges av dem som samlade in svaren"))
    return str(_("inte bestämd; kommunen bestämmer den innan filerna lämnas vidare"))


def _citation(conversation: Conversation, municipality: str) -> str:
    title = _line(conversation.dialogue.title)
    if _is_imported(conversation):
        return str(_("”%(title)s”, röster och inspel som har samlats in på annat håll.", title=title))
    return str(
        _(
            "%(municipality)s (%(year)s): ”%(title)s”, röster och inspel från en dialog.",
            municipality=municipality,
            year=conversation.day.year,
            title=title,
        )
    )


def _metadata(conversation: Conversation, left_out: LeftOut, municipality: str, method: str | None) -> str:
    dialogue = conversation.dialogue
    with in_language("sv"):
        citation = _citation(conversation, municipality)
    said = {
        "title": dialogue.title,
        "question": dialogue.question,
        "purpose": dialogue.purpose,
        "influence": dialogue.influence,
        "audience": dialogue.audience.value,
        "participation_ladder": dialogue.ladder_step.value if dialogue.ladder_step else None,
        "publisher": None if _is_imported(conversation) else municipality,
        "controller": dialogue.controller,
        "receiver": dialogue.receiver,
        "opened_on": _iso(dialogue.opened_on),
        "closed_on": _iso(dialogue.closed_on),
        "is_invented": dialogue.is_demo,
        "voters": len(conversation.rows),
        "statements": len(conversation.said),
        "votes": conversation.votes,
        "channels": {channel.value: n for channel, n in _channels(conversation).items()},
        "left_out": {
            "refused": {reason.value if reason else "unknown": n for reason, n in left_out.refused.items()},
            "merged": left_out.merged,
            "others": left_out.others,
        },
        "license": None,
        "citation": citation,
        "analysis_method": method,
        "files": {
            COMMENTS: list(COMMENT_COLUMNS),
            VOTES: list(VOTE_COLUMNS),
            PARTICIPANTS: [*PARTICIPANT_COLUMNS, *(str(one.number) for one in conversation.said)],
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
