"""Where somebody lives: streets with a number, post towns, boxes, villages with a number and names of properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.language.redaction.found import Found, apart, hide
from core.language.redaction.words import LOCAL_PLACES, POST_TOWNS, VILLAGES

_ANY = re.compile(r"[^\W\d_]\.? ?(?:[sS]:|nr\.? ?)?\d|\d\d [^\W\d_]")
_UNITS = (
    r"(?! ?(?:km|m|meter|cm|mil|kr|kronor|kvm|st|stycken|år|dagar|dygn|veckor|månader|timmar|tim|min|minuter|gånger|ggr"
    r"|grader|procent|personer|platser|stugor|bilar|barn|elever|hus|par|till \d|av|%|:-|/)(?!\w))"
)
_NUMBER = (
    r" ?(?:nr\.? ?)?(?!(?:19|20)\d\d)\d{1,3}(?: ?- ?\d{1,3}(?!\d))?(?: ?[A-Ha-h](?!\w))?(?![\d:]|[.,]\d|[^\W\d_]{2})"
    + _UNITS
    + r"(?:,? (?:lgh|lägenhet|port|vån|våning|uppgång)\.? ?(?:\d{1,4}|[A-Ha-h](?!\w)))?"
)
_STREET = re.compile(
    r"(gatan|vägen|gränden|gränd|stigen|torget|backen|allén|slingan|esplanaden|kajen|gata|väg|stig|torg|backe|allé"
    r"|leden|ringen|liden|stråket|vreten|svängen|kroken|tået|höjden|tunet|gärdet|lunden|hagen|udden|viken|dalen|åsen|heden|gården)"
    r"(?<!\d)" + _NUMBER,
    re.I,
)
# These endings are words of their own so often that only a capital letter makes a street of them.
_WITH_CAPITAL = {
    "gata",
    "väg",
    "stig",
    "torg",
    "backe",
    "allé",
    "leden",
    "ringen",
    "liden",
    "stråket",
    "vreten",
    "svängen",
}
_WITH_CAPITAL |= {
    "kroken",
    "tået",
    "höjden",
    "tunet",
    "gärdet",
    "lunden",
    "hagen",
    "udden",
    "viken",
    "dalen",
    "åsen",
    "heden",
    "gården",
}
# Roads everybody travels on, and paths without a house.
_ROADS = {
    "riks",
    "läns",
    "lands",
    "europa",
    "motor",
    "cykel",
    "gång",
    "tillfarts",
    "infarts",
    "skogsbil",
    "om",
    "halv",
    "i",
}
_FIRST_WORDS = {"norra", "södra", "östra", "västra", "stora", "lilla", "gamla", "nya", "övre", "nedre", "inre", "yttre"}
_FIRST_WORDS |= {"mellersta", "sankt", "s:t", "s:ta"}
_BEFORE = re.compile(r"(?:[\w:'-]{1,30} ){1,3}$")
_PROPERTY = re.compile(
    r"(?<![\w])((?:[A-ZÅÄÖ][a-zåäöé-]{1,25} ){1,4})(?:s:)?(\d{1,4}):(\d{1,4})(?![\d:])|"
    r"(?<=fastigheten )((?:[a-zåäö-]{2,25} ){1,3})\d{1,4}:\d{1,4}(?![\d:])"
)
_PROPERTY_SAID = re.compile(
    r"(?:fastighet\w{0,20}|tomt(?:en)?|beteckning(?:en)?|skifte(?:t)?|stuga(?:n)?)[ :]{1,2}$", re.I
)
_NOT_PROPERTIES = {
    "kl",
    "klockan",
    "kap",
    "kapitel",
    "lag",
    "lagen",
    "lagens",
    "sfs",
    "bibeln",
    "matteus",
    "mark",
    "lukas",
}
_NOT_PROPERTIES |= {
    "johannes",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "vann",
    "resultat",
}
_NOT_PROPERTIES |= {
    "resultatet",
    "match",
    "matchen",
    "poäng",
    "stod",
    "tid",
    "tiden",
    "avgång",
    "buss",
    "bussen",
    "tåget",
}
_POST = re.compile(r"(?<![\d-])(?:(?:SE?|S)[- ])?(\d{3})( ?)(\d\d),? {1,2}([^\W\d_][^\W\d_-]{1,25})(?!\w)", re.I)
_BOX = re.compile(r"(?<!\w)(?:post)?box (?:nr )?\d{1,5}(?!\d)", re.I)
_LIVES = r"(?:bor (?:på|i|vid)|bosatt (?:på|i)|adress(?:en)?(?: är)?|hemma (?:på|i)|huset (?:på|i))[ :]{1,2}"
_VILLAGE = re.compile(
    rf"(?<!\w)({'|'.join(sorted(VILLAGES, key=len, reverse=True))})"
    + _NUMBER
    + r"(?=$|[,;!?)\n]|\.(?!\d)| (?:och|har|är|i|på|där|som)(?!\w))",
    re.I,
)
_HOME = re.compile(_LIVES + r"([A-ZÅÄÖ][\wåäö-]{2,30}" + _NUMBER + ")")


def find(text: str) -> list[Found]:
    """Addresses in a folded text, none upon another."""
    if not _ANY.search(text):
        return []
    found: list[Found] = []
    for look in (_streets, _posts, _properties, _villages):
        taken = apart(look(text))
        if taken:
            text = hide(text, taken)
            found += taken
    return found


def _streets(text: str) -> Iterator[Found]:
    for match in _STREET.finditer(text):
        start, ending = match.start(), match[1].lower()
        while start and (text[start - 1].isalpha() or text[start - 1] in "-'"):
            start -= 1
        name = text[start : match.start()]
        first_words = _BEFORE.search(text, max(0, start - 90), start)
        before = first_words[0].split() if first_words else []
        if not name:
            # "Olles väg", "Nils Holgerssons gata": the name is the words before, and they are capitalised.
            whose = _owner(before)
            if not whose:
                continue
            start -= len(" ".join(whose)) + 1
        elif name.lower() in _ROADS or (ending in _WITH_CAPITAL and not name[0].isupper()):
            continue
        elif before and before[-1].lower() in _FIRST_WORDS:
            start -= len(before[-1]) + 1
        yield Found("address", start, match.end())


def _owner(before: list[str]) -> list[str]:
    """The capitalised words right before, of which the last is a genitive."""
    if not before or not before[-1].endswith("s") or not before[-1][0].isupper() or len(before[-1]) < 3:
        return []
    # One more when it is capitalised too; the word that opens a sentence is seldom part of a street.
    return before[-2:] if len(before) > 2 and before[-2][0].isupper() and len(before[-2]) > 2 else before[-1:]


def _posts(text: str) -> Iterator[Found]:
    for match in _POST.finditer(text):
        town = match[4]
        if town.lower() in POST_TOWNS or (match[2] and town[0].isupper() and match[1] != "000" and match[3] != "00"):
            yield Found("address", match.start(), match.end())
    for match in _BOX.finditer(text):
        yield Found("address", match.start(), match.end())


def _properties(text: str) -> Iterator[Found]:
    for match in _PROPERTY.finditer(text):
        if match[4]:
            yield Found("address", match.start(), match.end())
            continue
        words, start = match[1].split(), match.start()
        # The word that opens a sentence ("Gällande Lima 4:56") is capitalised without being part of the name.
        while len(words) > 1 and words[0].lower() not in LOCAL_PLACES | _FIRST_WORDS:
            start += len(words.pop(0)) + 1
        if words[0].lower() in _NOT_PROPERTIES or re.match(r"(?:19|20)\d\d$", match[2]):
            continue
        a_time = int(match[2]) < 25 and len(match[3]) == 2 and int(match[3]) < 60
        said = _PROPERTY_SAID.search(text, max(0, start - 40), start) is not None
        if not a_time or said or (len(words) > 1 and words[0].lower() in LOCAL_PLACES):
            yield Found("address", start, match.end())


def _villages(text: str) -> Iterator[Found]:
    for match in _VILLAGE.finditer(text):
        start = match.start()
        first_words = _BEFORE.search(text, max(0, start - 60), start)
        if first_words and first_words[0].split()[-1].lower() in _FIRST_WORDS:
            start -= len(first_words[0].split()[-1]) + 1
        yield Found("address", start, match.end())
    for match in _HOME.finditer(
        hide(text, [Found("address", each.start(), each.end()) for each in _VILLAGE.finditer(text)])
    ):
        yield Found("address", match.start(1), match.end(1))
