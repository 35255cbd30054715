"""The meetings there are to choose from: which steps, in what order, how long each is, and what is said in them.

What staff choose is copied into the meeting's own steps, where they may change it. All texts are Swedish source texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import N_
from dialog.meetings.models import Pace, StepKind
from dialog.models import Audience

MINUTE = 60
# In a meeting that goes on for days each minute of the template is a day.
DAYS_FOR_MINUTES = 24 * 60
PACES: Mapping[Pace, int] = MappingProxyType({Pace.LIVE: 1, Pace.DAYS: DAYS_FOR_MINUTES})

_K = StepKind


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step as it is planned; ``seconds`` is its timebox in a room, where a minute is a minute."""

    kind: StepKind
    title: str
    words: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Template:
    """A meeting to choose; ``audience`` is whom it is made for (anybody when None) and ``pace`` how it goes."""

    key: str
    title: str
    lead: str
    steps: tuple[StepPlan, ...]
    audience: Audience | None = None
    pace: Pace = Pace.LIVE

    @property
    def minutes(self) -> int:
        """How long it takes; days where it goes on for days."""
        return sum(step.seconds for step in self.steps) // MINUTE


# What a step is called and what people read in it, whatever the meeting.
TITLES: Mapping[StepKind, str] = MappingProxyType(
    {
        _K.WELCOME: N_("Välkommen"),
        _K.CHECK_IN: N_("Incheckning"),
        _K.FACTS: N_("Det här vet vi"),
        _K.WRITING: N_("Skriv tyst"),
        _K.RELEASE: N_("Släpp fram inspelen"),
        _K.VOTING: N_("Rösta"),
        _K.TALK: N_("Det som förenar och det som skiljer"),
        _K.PRIORITISE: N_("Prioritera"),
        _K.READ_BACK: N_("Stämmer det här?"),
        _K.CHECK_OUT: N_("Utcheckning"),
    }
)
WORDS: Mapping[StepKind, str] = MappingProxyType(
    {
        _K.WELCOME: N_("En i taget pratar, och alla får plats. Det du skriver och röstar syns inte med ditt namn."),
        _K.CHECK_IN: N_("Tryck på en siffra. Ingen ser vad just du svarar."),
        _K.FACTS: N_("Läs i lugn och ro. Fråga om något är oklart."),
        _K.WRITING: N_("Skriv en tanke i taget. Finns det redan ett likadant inspel kan du rösta på det i stället."),
        _K.RELEASE: N_("Samtalsledaren läser inspelen och släpper fram dem. Vila ögonen en stund."),
        _K.VOTING: N_("Ett inspel i taget. Säg vad du tycker, och hoppa över det du inte vet."),
        _K.TALK: N_("Titta på resultatet och prata om det. Räck upp handen om du vill säga något."),
        _K.PRIORITISE: N_("Du har tre prickar. Lägg dem på det som är viktigast, högst två på samma inspel."),
        _K.READ_BACK: N_("Läs varje rad. Säg om den stämmer med det ni kom fram till."),
        _K.CHECK_OUT: N_("Fyra frågor om hur det var att vara med. Ingen ser vad just du svarar."),
    }
)


def step(kind: StepKind, minutes: int) -> StepPlan:
    """A step with the title and the words of its kind."""
    return StepPlan(kind, TITLES[kind], WORDS[kind], minutes * MINUTE)


def _steps(*planned: tuple[StepKind, int]) -> tuple[StepPlan, ...]:
    return tuple(step(kind, minutes) for kind, minutes in planned)


SHORT = Template(
    key="kort",
    title=N_("Kort möte, 30 min"),
    lead=N_("Skriv, rösta, prata och läs tillbaka. Passar de flesta."),
    steps=_steps(
        (_K.WELCOME, 2),
        (_K.WRITING, 5),
        (_K.RELEASE, 2),
        (_K.VOTING, 5),
        (_K.TALK, 7),
        (_K.PRIORITISE, 3),
        (_K.READ_BACK, 3),
        (_K.CHECK_OUT, 3),
    ),
)
YOUTH_COUNCIL = Template(
    key="ungdomsrad",
    title=N_("Ungdomsråd, 60 min"),
    lead=N_("Med incheckning, fakta på lätt svenska och god tid att prata. Två vuxna är med."),
    steps=_steps(
        (_K.WELCOME, 4),
        (_K.CHECK_IN, 3),
        (_K.FACTS, 4),
        (_K.WRITING, 8),
        (_K.RELEASE, 3),
        (_K.VOTING, 8),
        (_K.TALK, 14),
        (_K.PRIORITISE, 8),
        (_K.READ_BACK, 5),
        (_K.CHECK_OUT, 3),
    ),
    audience=Audience.UNGDOMAR,
)
CITIZENS = Template(
    key="medborgare",
    title=N_("Medborgarmöte, 90 min"),
    lead=N_("För en kväll med många i lokalen. Mest tid för fakta och samtal."),
    steps=_steps(
        (_K.WELCOME, 5),
        (_K.CHECK_IN, 3),
        (_K.FACTS, 10),
        (_K.WRITING, 10),
        (_K.RELEASE, 5),
        (_K.VOTING, 12),
        (_K.TALK, 25),
        (_K.PRIORITISE, 8),
        (_K.READ_BACK, 7),
        (_K.CHECK_OUT, 5),
    ),
    audience=Audience.MEDBORGARE,
)
BUSINESS = Template(
    key="naringsliv",
    title=N_("Näringslivsträff, 45 min"),
    lead=N_("För en frukost eller lunch. Varje företag har en röst."),
    steps=_steps(
        (_K.WELCOME, 3),
        (_K.FACTS, 4),
        (_K.WRITING, 7),
        (_K.RELEASE, 3),
        (_K.VOTING, 7),
        (_K.TALK, 12),
        (_K.PRIORITISE, 3),
        (_K.READ_BACK, 3),
        (_K.CHECK_OUT, 3),
    ),
    audience=Audience.NARINGSLIV,
)
OVER_DAYS = Template(
    key="dagar",
    title=N_("På egen tid, 14 dagar"),
    lead=N_("Samma steg, men var och en deltar när det passar. Varje steg är öppet några dagar."),
    steps=_steps(
        (_K.WRITING, 5),
        (_K.RELEASE, 1),
        (_K.VOTING, 4),
        (_K.PRIORITISE, 2),
        (_K.READ_BACK, 1),
        (_K.CHECK_OUT, 1),
    ),
    pace=Pace.DAYS,
)

# The first is what is chosen where nobody chooses.
TEMPLATES: tuple[Template, ...] = (SHORT, YOUTH_COUNCIL, CITIZENS, BUSINESS, OVER_DAYS)


def find(key: str) -> Template:
    """The template with a key, or the first where none has it."""
    return next((template for template in TEMPLATES if template.key == key), SHORT)
