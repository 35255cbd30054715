"""Comments to a municipality that nobody has written: varied, with known subjects, and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH, OTHER, SHORT = "english", "other", "short"
# Out of a hundred comments, so many are in English, in other languages, and a word or two.
_SHARES = {ENGLISH: 6, OTHER: 3, SHORT: 6}
_PERSONAL, _MISSPELT, _TWO_THOUGHTS, _WORRYING = 0.08, 0.1, 0.25, 0.002
_WORRY = "Ibland orkar jag inte leva längre."


@dataclass(frozen=True, slots=True)
class Comment:
    """A text with its language and what it is about; English, other languages and short ones have no subject."""

    text: str
    language: str
    topic: str


@dataclass(frozen=True, slots=True)
class _Topic:
    """What people name in a subject, what they say of it, and where or when it is."""

    things: tuple[str, ...]
    said: tuple[str, ...]
    where: tuple[str, ...]


def _of(things: str, said: str, where: str) -> _Topic:
    return _Topic(*(tuple(part.strip() for part in text.split(";")) for text in (things, said, where)))


TOPICS: Mapping[str, _Topic] = {
    "buss": _of(
        "bussen; skolbussen; kvällsbussen; busslinjen; linjetrafiken; kollektivtrafiken; busstiderna; nattbussen",
        "är alltid försenad; går för sällan; kom inte alls; borde gå oftare; passar inte tågtiderna;"
        " är för dyr att åka;"
        "fungerar riktigt bra; missar anslutningen; kör förbi utan att stanna; har fått en ny tidtabell",
        "vid busshållplatsen; från Sälen; till byarna; mellan Lima och Malung; för oss som pendlar; vid hållplatsen",
    ),
    "vinter": _of(
        "plogningen; snöröjningen; sandningen; vinterväghållningen; gångvägen; plogbilen; trottoaren; halkbekämpningen",
        "kommer alldeles för sent; är usel; lämnar höga snövallar; sköts utmärkt; är full av is; glömmer vändplanen;"
        "måste bli bättre när det snöar; gör att folk halkar; missade vår gata",
        "efter snöfallet; på vår gata; förbi äldreboendet; när det är isigt; vid snövallen; i backen; hela vintern",
    ),
    "skolmat": _of(
        "skolmaten; skollunchen; maten i matsalen; salladsbordet; matsedeln; lunchkön; den vegetariska maten;"
        " skolköket",
        "är kall; smakar ingenting; har blivit godare; borde eleverna få påverka; luktar konstigt; är riktigt god;"
        "räcker inte till alla; stressar oss som äter sist; har för små portioner",
        "på högstadiet; i matsalen; för den som är allergisk; när man äter sist; på gymnasiet; varje lunchrast",
    ),
    "bygglov": _of(
        "bygglovet; bygglovsansökan; handläggningen av bygglovet; startbeskedet; ritningarna;"
        " handläggaren på byggenheten;"
        "handläggningstiden; situationsplanen; kontrollplanen",
        "drog ut på tiden; tog sju månader; blev klart förvånansvärt snabbt; var svårt att förstå; kostade för mycket;"
        "krävde nya ritningar; förklarades tydligt; skickades tillbaka som ofullständig",
        "för attefallshuset; när vi byggde till garaget; för fasadändringen; på byggenheten; för altanen",
    ),
    "fritid": _of(
        "fritidsgården; ungdomsgården; musikstudion; skateparken; sporthallen; fritidsledarna;"
        " träningstiderna; utegymmet",
        "borde ha öppet på söndagar; stänger för tidigt; är jättebra för oss unga; behöver rustas upp;"
        " är fulla av äldre;"
        "lyssnar på oss ungdomar; saknar utrustning; borde finnas även i Sälen",
        "för tjejer; för oss som inte spelar fotboll; på sportlovet; på helgkvällarna; för ungdomar; i sporthallen",
    ),
    "belysning": _of(
        "gatubelysningen; belysningen; vägbelysningen; gatlyktan; lamporna; tunnelbelysningen; lyktorna",
        "är trasig sedan i höstas; släcks för tidigt; saknas helt; gör att jag inte vågar gå ut;"
        " borde lysa hela natten;"
        "lyser bra sedan bytet; blinkar och slocknar; gör det mörkt och otryggt",
        "i gångtunneln; längs elljusspåret; i parken; på Västra vägen; vid stationen; där det är som mörkast",
    ),
    "sopor": _of(
        "sophämtningen; återvinningsstationen; soptunnan; sopbilen; sopkärlen; sorteringen; matavfallspåsarna; tippen",
        "tömdes inte; är överfull av kartonger; har höjt avgiften; går sönder; är krånglig med så många kärl;"
        "har hjälpsam personal; borde ha öppet på kvällen; stod otömd i veckor",
        "vid återvinningscentralen; när sommargästerna är här; för glas och plast; vid fastigheten; under julhelgen",
    ),
    "omsorg": _of(
        "hemtjänsten; äldreboendet; hemtjänstpersonalen; boendestödet; trygghetslarmet; vikarierna;"
        " biståndshandläggaren",
        "byter ansikten varje dag; har för bråttom; är underbar mot mamma; missade besöket; behöver mer utbildning;"
        "tog sig tid att lyssna; lät pappa vänta i månader; svarade inte på larmet",
        "på äldreboendet; hos min mormor; för de anhöriga; på nattskiftet; efter sjukhusbesöket; i omsorgen",
    ),
    "bad": _of(
        "simhallen; badplatsen; simskolan; simhallens bastu; badbryggan; omklädningsrummet i simhallen; badvattnet",
        "är för kallt; borde öppna tidigare; är fin men sliten; var stängd utan besked; har för få badvakter;"
        "är ett lyft för hela familjen; har trasiga duschar; behöver en ramp för rullstol",
        "för barnfamiljer; när sommaren är som varmast; på motionssimmet; för den som ska lära sig simma; vid sjön",
    ),
    "förskola": _of(
        "förskolan; förskoleplatsen; dagis; pedagogerna på förskolan; barngrupperna; förskolekön;"
        " nattomsorgen för barn",
        "har för stora grupper; är varm och trygg; stänger innan jag slutat jobbet; ligger för långt bort;"
        "har bytt pedagoger igen; gav oss plats direkt; saknar vikarier när någon är sjuk",
        "för småbarnsföräldrar; för treåringar; vid inskolningen; på förskolegården; när båda föräldrarna jobbar skift",
    ),
    "vägar": _of(
        "vägen; grusvägen; cykelvägen; potthålen; trafiken genom byn; farthindret; övergångsstället; asfalten",
        "är full av hål; behöver asfalteras; är livsfarlig för cyklister; lagades fint i våras; skadar bilarna;"
        "borde få sänkt hastighet; saknar skyltar; dammar så att vi inte kan öppna fönstret",
        "genom byn; förbi bron; för den som cyklar; efter tjällossningen; där lastbilarna kör; vid korsningen",
    ),
    "bibliotek": _of(
        "biblioteket; bokbussen; bibliotekets e-böcker; sagostunden; läshörnan; meröppet på biblioteket; boklånen",
        "har blivit ljusare och trevligare; borde få fler läsplatser; köper in för få böcker;"
        " hade en fin författarkväll;"
        "har bra öppettider; kunde ha fler böcker på arabiska; är kommunens bästa plats",
        "för den som vill läsa; på barnavdelningen; bland böckerna; för studerande; vid lånedisken",
    ),
}
_BEFORE = (
    "",
    "",
    "",
    "Jag tycker att ",
    "Tyvärr är det så att ",
    "Hej! ",
    "Som förälder märker jag att ",
    "Det är bra att ni frågar: ",
    "Vi i byn har länge sagt att ",
    "Sedan i höstas är det så att ",
    "Ärligt talat, ",
    "Min upplevelse är att ",
)
_AFTER = (
    "",
    "",
    "",
    "Varför gör ingen något?",
    "Tack för ordet!",
    "Hoppas ni lyssnar.",
    "Det vore bra om någon svarade.",
    "Så kan det inte få fortsätta!",
    "Fortsätt så.",
    "Jag har ringt runt men ingen svarar.",
    "Vi är flera som tycker så :)",
    "Annars är jag nöjd.",
    "Jag fick snabbt besked när jag frågade, men inget hände.",
    "Trevligt bemötande ändå.",
)
_GIVEN = ("Anna", "Lars", "Fatima", "Erik", "Karin", "Mohammed", "Eva-Lena", "Johan", "Birgitta", "Per")
_FAMILY = ("Karlsson", "Nilsson", "Lindqvist", "Ahmed", "Ersson", "Olsson", "Bergman", "Persson")
_IN_ENGLISH = (
    "The bus is {how} and nobody answers the phone",
    "I am {how} with the library and the staff",
    "Snow clearing was {how}",
    "The swimming hall is {how} but the opening hours are too short",
    "My building permit was handled in a {how} way",
    "Street lights are {how} near the station",
    "The youth centre has been {how} for my kids this year",
)
_HOW = ("good", "bad", "terrible", "very friendly", "slow", "great", "confusing", "helpful", "not safe", "late again")
_IN_OTHERS = (
    ("fi", "Bussi kulkee liian harvoin ja olemme usein myöhässä koulusta"),
    ("fi", "Kirjaston henkilökunta on ystävällistä ja auttaa aina"),
    ("pl", "Autobus spóźnia się codziennie i nikt nie odpowiada"),
    ("de", "Das Schwimmbad ist schön, aber viel zu selten geöffnet"),
    ("ar", "الحافلة تتأخر كل يوم ولا أحد يجيب على الهاتف"),
    ("uk", "Дякую, персонал дуже добре допомагає"),
    ("no", "Jeg synes at biblioteket har fått bedre åpningstider enn før"),
    ("da", "Jeg synes, at bussen burde køre meget oftere om aftenen"),
)
_BRIEF = (
    "Bra",
    "Ja",
    "Nej",
    "Vet ej",
    "Inget",
    "Ok",
    "👍",
    "Jättebra!",
    "Dåligt",
    "-",
    "Bra service",
    "Inga synpunkter",
    "5",
)


def written(many: int, seed: int = 1) -> list[Comment]:
    """So many comments, in the order of the dice."""
    dice = random.Random(seed)
    return [_comment(dice) for _ in range(many)]


def _comment(dice: random.Random) -> Comment:
    kind = dice.randrange(100)
    if kind < _SHARES[ENGLISH]:
        text = dice.choice(_IN_ENGLISH).format(how=dice.choice(_HOW))
        return Comment(f"{text}. {dice.choice(_IN_ENGLISH).format(how=dice.choice(_HOW))}.", "en", "")
    if kind < _SHARES[ENGLISH] + _SHARES[OTHER]:
        language, text = dice.choice(_IN_OTHERS)
        return Comment(f"{text} ({dice.randrange(2015, 2026)})", language, "")
    if kind < sum(_SHARES.values()):
        return Comment(dice.choice(_BRIEF), "sv", "")
    topic = dice.choice(sorted(TOPICS))
    thoughts = [_thought(dice, TOPICS[topic])]
    if dice.random() < _TWO_THOUGHTS:
        thoughts.append(_thought(dice, TOPICS[topic]))
    text = f"{dice.choice(_BEFORE)}{' '.join(thoughts)} {dice.choice(_AFTER)}".strip()
    if dice.random() < _WORRYING:
        text = f"{text} {_WORRY}"
    if dice.random() < _PERSONAL:
        text = f"{text} {_personal(dice)}"
    if dice.random() < _MISSPELT:
        text = _misspelt(dice, text)
    return Comment(text[0].upper() + text[1:], "sv", topic)


def _thought(dice: random.Random, topic: _Topic) -> str:
    order = [dice.choice(topic.things), dice.choice(topic.said), dice.choice(topic.where)]
    return " ".join(order) + dice.choice(".!..")


def _personal(dice: random.Random) -> str:
    name = f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}"
    number = f"070-{dice.randrange(100, 999)} {dice.randrange(10, 99)} {dice.randrange(10, 99)}"
    mail = f"{name.split()[0].lower()}@example.se"
    return dice.choice(
        (
            f"Ring {name} på {number}.",
            f"Mejla mig på {mail}.",
            f"Jag bor på Storgatan {dice.randrange(1, 90)}.",
            f"/{name}",
        )
    )


def _misspelt(dice: random.Random, text: str) -> str:
    at = dice.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1 :]
