"""What those who take part may tell of themselves, if they want to, so that we see whom we have heard.

Told freely and only then: nobody is asked before they begin, and whoever skips it takes part as much as anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from dialog.models import AgeBand, Audience, Participant, Sex, SizeClass
from dialog.results import DialogueView

# The youngest do not take part in dialogues for everybody.
AGES = tuple(band for band in AgeBand if band is not AgeBand.UNDER_13)


@dataclass(frozen=True, slots=True)
class Background:
    """What somebody has told; None for what they have not, or have taken back."""

    age_band: AgeBand | None = None
    sex: Sex | None = None
    size_class: SizeClass | None = None

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Background:
        """From the values as they are kept, "" for what was not told; raises ValueError for others."""
        age_band, sex, size_class = (sent.get(field.name) for field in fields(cls))
        return cls(
            AgeBand(age_band) if age_band else None,
            Sex(sex) if sex else None,
            SizeClass(size_class) if size_class else None,
        )


def asked(dialogue: DialogueView) -> tuple[str, ...]:
    """Which of it is asked in a dialogue: of companies their size, of the young no more than they have said already."""
    if dialogue.audience is Audience.NARINGSLIV:
        return ("size_class",)
    return ("sex",) if dialogue.audience is Audience.UNGDOMAR else ("age_band", "sex")


def told(participant: Participant) -> Background:
    """What somebody has told so far."""
    return Background(**{field.name: getattr(participant, field.name) for field in fields(Background)})


def has_told(dialogue: DialogueView, participant: Participant) -> bool:
    """Whether they have told anything of what is asked."""
    return any(getattr(participant, name) is not None for name in asked(dialogue))


def tell(dialogue: DialogueView, participant: Participant, said: Background) -> None:
    """Keep what was told, in the place of what was told before; raises DialogueClosed or DialoguePaused.

    ``participant`` is locked by the caller. Only what is asked in the dialogue is kept.
    """
    dialogue.must_be_open()
    for name in asked(dialogue):
        setattr(participant, name, getattr(said, name))


def join(first: Participant, second: Participant) -> None:
    """Two become one: what the first has not told is what the second has."""
    for field in fields(Background):
        if getattr(first, field.name) is None:
            setattr(first, field.name, getattr(second, field.name))
