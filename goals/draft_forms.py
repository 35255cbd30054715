"""The forms of a draft of the målbild: one for each kind of part, and how a target is read as people write it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from goals.differences import unit_words, value_words
from goals.drafting import Document, Kind
from goals.malbild import LONGEST_NAME, LONGEST_TEXT, MOST_OF_A_KIND, UNITS, Malbild
from goals.staff_forms import at_most, clean, needed

LONGEST_TITLE = 200
LARGEST_TARGET = 1e9


class PartForm(SentForm):
    """A form for one part of a draft; ``malbild`` is the draft it is a part of."""

    malbild: Malbild

    @classmethod
    def of(cls, part: Mapping[str, Any], malbild: Malbild) -> PartForm:
        """The form as sent, else with the part as it stands."""
        form = cls(data=cls.filled(part))
        form.malbild = malbild
        form.offer()
        return form

    @classmethod
    def filled(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the fields for a part."""
        return dict(part)

    def offer(self) -> None:
        """Put the draft's own choices into the fields."""

    def values(self) -> Document:
        """The fields of the part as they are kept; None for what is left out."""
        return {name: clean(field.data) for name, field in self._fields.items()}

    @property
    def name(self) -> str:
        """The words a new part's key is made of."""
        return str(self.values().get("text", ""))

    def shown(self, part: Mapping[str, Any]) -> list[tuple[str, str]]:
        """A part under the labels of the form, for somebody who must see what it says now."""
        filled = self.filled(part)
        return [
            (str(field.label.text), self._words(field, filled.get(name)))
            for name, field in self._fields.items()
            if name in filled
        ]

    def _words(self, field: Field, value: Any) -> str:
        if isinstance(field, (SelectField, SelectMultipleField, RadioField)):
            chosen = value if isinstance(value, list) else [value]
            offered: Any = field.choices or ()
            return ", ".join(str(choice.label) for choice in offered if choice.value in chosen)
        return str(value or "")

    def _figures(self) -> list[SelectChoice]:
        return [SelectChoice(key, figure.title["sv"]) for key, figure in self.malbild.figures.items()]


class TextsForm(PartForm):
    """The målbild's own texts, and the nämnder that can be in charge."""

    title = StringField(later("Titel"), [needed(later("Skriv vad målbilden heter.")), at_most(LONGEST_NAME)])
    year = StringField(later("År"), [at_most(10)])
    vision = TextAreaField(
        later("Vision"), [at_most(LONGEST_TEXT)], description=later("Lämna en tom rad mellan styckena.")
    )
    why = TextAreaField(later("Varför en målbild?"), [at_most(LONGEST_TEXT)])
    thread = TextAreaField(later("Som en röd tråd"), [at_most(LONGEST_TEXT)])
    boards = TextAreaField(
        later("Nämnder"),
        [at_most(LONGEST_TEXT)],
        description=later("En på varje rad. De kan väljas som ansvariga för indikatorerna."),
    )

    @classmethod
    def filled(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """Lists as lines."""
        return dict(part) | {
            "vision": "\n\n".join(part.get("vision", ())),
            "boards": "\n".join(part.get("boards", ())),
            "why": part.get("why", "").strip(),
            "thread": part.get("thread", "").strip(),
        }

    def values(self) -> Document:
        """Lines as lists."""
        return super().values() | {"vision": self._paragraphs(), "boards": self._boards()}

    def validate_vision(self, field: Field) -> None:
        """No paragraph stands twice, and there are not too many."""
        found = self._paragraphs()
        if len(found) > MOST_OF_A_KIND:
            raise ValidationError(_("Skriv högst %(most)s stycken.", most=MOST_OF_A_KIND))
        if len(set(found)) != len(found):
            raise ValidationError(_("Samma stycke står två gånger."))

    def validate_boards(self, field: Field) -> None:
        """Each once, none too long, and none gone that is in charge of something."""
        found = self._boards()
        if len(set(found)) != len(found):
            raise ValidationError(_("Samma nämnd står två gånger."))
        if len(found) > MOST_OF_A_KIND or any(len(board) > LONGEST_NAME for board in found):
            raise ValidationError(_("Skriv högst 100 nämnder, med högst 120 tecken på varje rad."))
        for indicator in self.malbild.indicators:
            if indicator.owner and indicator.owner not in found:
                raise ValidationError(
                    _(
                        "%(board)s är ansvarig för minst en indikator. Byt ansvarig där innan du tar bort nämnden.",
                        board=indicator.owner,
                    )
                )

    def _paragraphs(self) -> list[str]:
        parts = re.split(r"\n\s*\n", clean(self.vision.data))
        return [part.strip() for part in parts if part.strip()]

    def _boards(self) -> list[str]:
        return [line.strip() for line in clean(self.boards.data).split("\n") if line.strip()]


class AreaForm(PartForm):
    """A målområde's own text."""

    text = TextAreaField(later("Mål"), [needed(later("Skriv målet.")), at_most(LONGEST_TEXT)])


class StrategyForm(PartForm):
    """How a goal is worked towards."""

    text = TextAreaField(later("Strategi"), [needed(later("Skriv strategin.")), at_most(LONGEST_TEXT)])
    followed_by = SelectMultipleField(later("Följs med"), choices=[])

    def offer(self) -> None:
        """The draft's figures."""
        self.followed_by.choices = self._figures()

    def values(self) -> Document:
        """Followed by nothing is left out."""
        return {"text": clean(self.text.data), "followed_by": list(self.followed_by.data or ()) or None}


class IndicatorForm(PartForm):
    """What is followed, with which figures, to which goal and by whom."""

    text = TextAreaField(later("Indikator"), [needed(later("Skriv indikatorn.")), at_most(LONGEST_TEXT)])
    figures = SelectMultipleField(
        later("Mått som svarar på den"), choices=[], description=later("Måtten avgör indikatorns svar på målbilden.")
    )
    owner = SelectField(later("Ansvarig nämnd"), choices=[])
    target = TextAreaField(
        later("Mål i ord"),
        [at_most(LONGEST_TEXT)],
        description=later("Behövs bara när indikatorns egen text inte säger vad som ska uppnås."),
    )

    def offer(self) -> None:
        """The draft's figures and nämnder."""
        self.figures.choices = self._figures()
        boards = [SelectChoice(board, board) for board in self.malbild.boards]
        self.owner.choices = [SelectChoice("", _("Ej utsedd")), *boards]

    def values(self) -> Document:
        """Nobody and no goal in words are left out."""
        return {
            "text": clean(self.text.data),
            "figures": list(self.figures.data or ()),
            "owner": self.owner.data or None,
            "target": clean(self.target.data) or None,
        }


class FigureForm(PartForm):
    """What a figure is called, how it is read, and the value to reach."""

    title_sv = StringField(later("Namn"), [needed(later("Skriv vad måttet heter.")), at_most(LONGEST_TITLE)])
    title_en = StringField(later("Namn på engelska"), [at_most(LONGEST_TITLE)])
    short_sv = TextAreaField(
        later("Förklaring"),
        [needed(later("Förklara i en mening vad måttet visar.")), at_most(LONGEST_TEXT)],
        description=later("En mening som alla förstår."),
    )
    short_en = TextAreaField(later("Förklaring på engelska"), [at_most(LONGEST_TEXT)])
    unit = SelectField(later("Enhet"), choices=[])
    better = RadioField(later("Det är bättre när siffran"), choices=[])
    target = StringField(
        later("Målvärde"),
        [at_most(40)],
        description=later("En siffra, eller Ja eller Nej. Lämna tomt om inget värde är bestämt."),
    )
    source = TextAreaField(
        later("Varifrån kommer värdena?"),
        [at_most(LONGEST_TEXT)],
        description=later("Till exempel vem som publicerar dem, och när."),
    )
    is_derived: bool

    @classmethod
    def of(cls, part: Mapping[str, Any], malbild: Malbild) -> PartForm:
        """What Samspel works out itself has its unit and direction from how it is worked out."""
        form = super().of(part, malbild)
        if part.get("derived"):
            del form["unit"], form["better"]
        return form

    @classmethod
    def filled(cls, part: Mapping[str, Any]) -> dict[str, Any]:
        """Each language in a field of its own."""
        unit = part.get("unit", "antal")
        return {
            "title_sv": part.get("title", {}).get("sv", ""),
            "title_en": part.get("title", {}).get("en", ""),
            "short_sv": part.get("short", {}).get("sv", ""),
            "short_en": part.get("short", {}).get("en", ""),
            "unit": unit,
            "better": part.get("better", "up"),
            "target": write_target(part.get("target"), unit),
            "source": part.get("source", ""),
        }

    def offer(self) -> None:
        """The units and directions there are."""
        self.unit.choices = [SelectChoice(unit, unit_words(unit)) for unit in UNITS]
        self.better.choices = [SelectChoice("up", _("ökar")), SelectChoice("down", _("minskar"))]

    def values(self) -> Document:
        """As in the file; the unit and the direction of a derived figure stay as they were."""
        found: Document = {
            "title": {"sv": clean(self.title_sv.data), "en": clean(self.title_en.data)},
            "short": {"sv": clean(self.short_sv.data), "en": clean(self.short_en.data)},
            "target": read_target(self.target.data or "", self._unit()),
            "source": clean(self.source.data) or None,
        }
        if "unit" in self._fields:
            found |= {"unit": self.unit.data, "better": self.better.data}
        return found

    @property
    def name(self) -> str:
        """The title makes the key."""
        return clean(self.title_sv.data)

    def validate_target(self, field: Field) -> None:
        """A value of the figure's own unit."""
        try:
            read_target(field.data or "", self._unit())
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def _unit(self) -> str:
        return str(self.unit.data) if "unit" in self._fields else "index"


def write_target(value: float | None, unit: str) -> str:
    """A target as it stands in the field, so that it is read again as what it was."""
    if value is None or unit == "ja/nej":
        return value_words(value, unit)
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def read_target(words: str, unit: str) -> float | None:
    """The target somebody has written, None for none; raises ValueError with what to do, in the reader's language."""
    written = words.strip().rstrip("%").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".").lower()
    if not written:
        return None
    if unit == "ja/nej":
        answers = {"ja": 1.0, "yes": 1.0, "1": 1.0, "nej": 0.0, "no": 0.0, "0": 0.0}
        if written not in answers:
            raise ValueError(_("Skriv Ja eller Nej."))
        return answers[written]
    # With two decimals at most, an English "1,000" is refused instead of being taken for one.
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,2})?", written, re.ASCII):
        raise ValueError(_("Skriv en siffra med högst två decimaler, till exempel 75 eller 99,5."))
    value = float(written)
    if not math.isfinite(value) or abs(value) > LARGEST_TARGET:
        raise ValueError(_("Siffran är för stor."))
    if unit == "index" and not 0 <= value <= 100:
        raise ValueError(_("Ett index ligger mellan 0 och 100."))
    if unit == "rang" and (value < 1 or value != round(value)):
        raise ValueError(_("Skriv en plats, till exempel 100."))
    return value


FORMS: Mapping[Kind, type[PartForm]] = {
    Kind.TEXTS: TextsForm,
    Kind.AREA: AreaForm,
    Kind.STRATEGY: StrategyForm,
    Kind.INDICATOR: IndicatorForm,
    Kind.FIGURE: FigureForm,
}
