"""What the demo's invented dialogues ask, what is said in them, and what the municipality answers."""

from __future__ import annotations

from dataclasses import dataclass

from dialog.feedback.models import Decision
from dialog.models import Audience, LadderStep

EXECUTIVE, SCHOOLS, BUILDING, YOUTH = (
    "Kommunstyrelsen",
    "Barn- och utbildningsnämnden",
    "Miljö- och stadsbyggnadsnämnden",
    "Ungdoms- och demokratiberedningen",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dialogue asks of whom. ``people`` take part; its last day is ``closes_in`` days away."""

    slug: str
    title: str
    question: str
    purpose: str
    influence: str
    audience: Audience
    step: LadderStep
    receiver: str
    controller: str
    people: int
    closes_in: int
    due_in: int
    min_age: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An invented answer. ``due`` is a day as month and day of the coming year, where one is promised."""

    decision: Decision
    words: str
    unit: str
    due: tuple[int, int] | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """An inspel and how it was met: the numbers of agree, disagree and pass, or the share that agrees in two groups."""

    text: str
    votes: tuple[int, int, int] | None = None
    shares: tuple[float, float] | None = None
    answer: Answered | None = None


WAY_HOME = Asked(
    "hur-kommer-vi-hem",
    "Hur kommer vi hem efter träningen?",
    "Vad behöver ändras för att du ska kunna ta dig hem på kvällen?",
    "Ungdomsrådet vill att alla ska kunna träna, var i kommunen man än bor.",
    "Kommunen kan påverka kvällsbussar, hållplatser och fritidsgårdens tider. Tidtabellen på stora vägen bestämmer "
    "regionen, men kommunen kan föra fram vad ni tycker.",
    Audience.UNGDOMAR,
    LadderStep.DIALOG,
    YOUTH,
    YOUTH,
    people=11,
    closes_in=-47,
    due_in=-20,
    min_age=13,
)
WAY_HOME_SAID = (
    Said(
        "Sista bussen Malung–Sälen går före träningen slutar",
        (10, 0, 1),
        answer=Answered(
            Decision.INVESTIGATING,
            "Vi räknar på en kvällsbuss klockan 21.15 tre kvällar i veckan tillsammans med regionen.",
            EXECUTIVE,
            (3, 15),
            "KS 2026/311",
        ),
    ),
    Said(
        "Öppna fritidsgården i Lima på fredagar",
        (8, 2, 1),
        answer=Answered(
            Decision.PARTLY, "Från januari har vi öppet två fredagar i månaden, 18–22.", SCHOOLS, None, "BUN 2026/87"
        ),
    ),
    Said(
        "Sms-anmälan till kvällsbuss, så att den bara kör när någon ska åka",
        (9, 1, 1),
        answer=Answered(
            Decision.INVESTIGATING, "Frågan är med när vi räknar på kvällsbussen.", EXECUTIVE, (3, 15), "KS 2026/311"
        ),
    ),
    Said(
        "Visa vad som händer med våra förslag",
        (11, 0, 0),
        answer=Answered(Decision.WILL_DO, "Det är den här sidan. Vi uppdaterar den när något händer.", YOUTH),
    ),
    Said(
        "Busskortet ska gälla på loven också",
        (7, 2, 2),
        answer=Answered(
            Decision.NO, "Regionen bestämmer över busskortet. Vi har skickat vidare vad ni tycker.", EXECUTIVE
        ),
    ),
    Said("Föräldrarna kan samåka, det behövs ingen ny buss", (3, 7, 1)),
    Said(
        "Det är för mörkt vid hållplatsen i Sälens by",
        (9, 0, 2),
        answer=Answered(Decision.WILL_DO, "Vi sätter upp två nya lampor före jul.", BUILDING, None, "MSN 2026/140"),
    ),
    Said(
        "Träningarna kan börja tidigare i stället",
        (5, 5, 1),
        answer=Answered(Decision.NO, "Föreningarna bestämmer tiderna, och hallarna är fulla före 17.", SCHOOLS),
    ),
    Said("Fler skulle åka buss om det fanns wifi", (4, 4, 3)),
    Said(
        "Fritidsgården i Sälen ska ha öppet lika länge som den i Malung",
        (6, 2, 3),
        answer=Answered(Decision.INVESTIGATING, "Vi ser över tiderna i budgeten för nästa år.", SCHOOLS, (6, 15)),
    ),
    Said("Mopedvägen mellan Malungsfors och Malung behöver belysning", (5, 1, 5)),
    Said(
        "Ungdomsrådet ska få träffa dem som planerar busslinjerna",
        (10, 1, 0),
        answer=Answered(Decision.ALREADY_DONE, "Ni träffade regionens trafikplanerare den 20 oktober.", YOUTH),
    ),
)

WAY_HOME_INGRESS = (
    "Ni vill kunna ta er hem när träningen är slut, och ni vill få veta vad som händer med det ni föreslår."
)

SCHOOL_ROAD = Asked(
    "trygg-vag-till-ungarde",
    "Trygg väg till Ungärde skola",
    "Hur blir vägen till Ungärde skola tryggare?",
    "Vi ska bestämma vad som ska göras på vägarna runt skolan de närmaste tre åren.",
    "Ni kan påverka gång- och cykelvägar, belysning, hastighet på kommunens gator och tider vid skolan. Länsvägen är "
    "statens, där kan vi bara föra fram vad ni tycker.",
    Audience.MEDBORGARE,
    LadderStep.KONSULTATION,
    BUILDING,
    BUILDING,
    people=64,
    closes_in=-12,
    due_in=22,
)
SCHOOL_ROAD_SAID = (
    Said("Bygg en gång- och cykelväg längs hela vägen från centrum", shares=(0.92, 0.81)),
    Said(
        "Sänk hastigheten på länsvägen förbi skolan till 40",
        shares=(0.95, 0.28),
        answer=Answered(
            Decision.NO,
            "Vägen är statens, så vi kan inte bestämma hastigheten. Vi har skickat förslaget till Trafikverket.",
            BUILDING,
            None,
            "MSN 2026/152",
        ),
    ),
    Said("Stäng gatan utanför skolan för bilar mellan 7.30 och 8.30", shares=(0.84, 0.16)),
    Said("Det måste gå att lämna barn med bil ända fram till dörren", shares=(0.12, 0.86)),
    Said("Fler parkeringsplatser vid skolan gör det tryggare", shares=(0.1, 0.79)),
    Said("Sätt upp farthinder på Skolgatan", shares=(0.87, 0.31)),
    Said("Belysningen på stigen genom skogen är för dålig", shares=(0.9, 0.88)),
    Said("Snöröjningen av cykelvägen ska vara klar före klockan sju", shares=(0.93, 0.85)),
    Said("Det behövs en vuxen vid övergångsstället på morgonen", shares=(0.82, 0.71)),
    Said("Föräldrar kör för fort vid skolan", shares=(0.86, 0.44)),
    Said("Skolbussen ska stanna på skolans sida av vägen", shares=(0.83, 0.84)),
    Said("Barn under tio år ska kunna cykla själva till skolan", shares=(0.88, 0.33)),
    Said("Cykelparkeringen behöver tak", shares=(0.63, 0.42)),
    Said("Vandrande skolbuss med föräldrar skulle fungera hos oss", shares=(0.66, 0.29)),
    Said("Skoldagen kan börja en kvart senare på vintern", shares=(0.52, 0.47)),
    Said("En app som visar var skolbussen är vore bra", shares=(0.61, 0.68)),
    Said("Det är tryggt som det är, lägg pengarna på annat", shares=(0.05, 0.55)),
    Said("Häckarna i korsningen vid kyrkan skymmer sikten", shares=(0.78, 0.76)),
    Said("Mopeder ska inte få köra på cykelvägen", shares=(0.71, 0.66)),
    Said("Lastbilar till sågen ska köra en annan väg när skolan börjar", shares=(0.85, 0.38)),
    Said("Ungdomarna på högstadiet ska få vara med och planera", shares=(0.8, 0.72)),
    Said("En avlämningsplats vid idrottshallen räcker, sedan kan barnen gå", shares=(0.79, 0.35)),
)

PERMITS = Asked(
    "bygglov-fore-hogsasong",
    "Bygglov före högsäsong",
    "Vad skulle göra det lättare att få bygglov klart före högsäsongen?",
    "Många företag i Sälen behöver sina lov före december. Vi vill veta var det tar tid i onödan.",
    "Ni kan påverka hur vi informerar, bokar möten och ordnar arbetet. Lagens krav och tidsgränser kan vi inte ändra.",
    Audience.NARINGSLIV,
    LadderStep.DIALOG,
    BUILDING,
    BUILDING,
    people=23,
    closes_in=24,
    due_in=66,
)
PERMITS_SAID = (
    Said("Vi vill ha en och samma handläggare genom hela ärendet", (19, 1, 2)),
    Said("Det tar för lång tid att få veta att något saknas i ansökan", (18, 2, 2)),
    Said("Ett förmöte i september borde vara självklart", (16, 2, 3)),
    Said("E-tjänsten är lätt att använda", (6, 10, 5)),
    Said("Taxan är rimlig för det vi får", (7, 9, 4)),
    Said("Ta in extra personal under hösten", (14, 3, 4)),
    Said("Företag som säljer stugor ska få gå före", (8, 9, 3)),
    Said("En checklista för skyltar och uteserveringar skulle räcka långt", (17, 1, 3)),
    Said("Vi får olika besked beroende på vem vi pratar med", (9, 6, 6)),
    Said("Telefontiden på morgonen krockar med vårt jobb", (11, 5, 5)),
    Said("Visa på webben hur lång kön är just nu", (18, 0, 3)),
    Said("Grannhörandet kan göras digitalt", (13, 2, 6)),
    Said("Låt oss följa ärendet på samma sätt som ett paket", (16, 1, 4)),
    Said("Kontoret borde finnas i Sälen en dag i veckan", (12, 4, 4)),
)
# Read by nobody yet, so that there is something to do in the demo; the telephone number is invented and masked.
PERMITS_WAITING = (
    "Det vore bra med ett utskick i augusti om vilka datum som gäller",
    "Ring mig på 070-174 06 35 så berättar jag hur det gick med vår skylt",
    "Vi vill slippa lämna in samma ritningar två gånger",
)
