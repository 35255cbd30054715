"""Names of people: from lists of common names, from capital letters and from the words that stand before a name."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.language.redaction.found import Found
from core.language.redaction.words import (
    ALSO_WORDS,
    FAMILY,
    FAMILY_WORDS,
    GIVEN,
    NOT_PEOPLE,
    ROLE_ENDINGS,
    ROLES,
    SMALL_ALSO_WORDS,
    SMALL_FAMILY,
    SMALL_GIVEN,
)

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_CAPITALISED = re.compile(r"(?<![^\W\d_])[A-ZÅÄÖÉÜØÆŠŽĆŁÓŻÁÍČĐİŞÇÑ][^\W\d_]*")
_ENDS_SENTENCE = re.compile(r"[.!?:;\n\"”»(•*]|-")
# Endings that family names have and other words seldom; "-sson" says it alone, the others after a given name.
_SON = re.compile(r"[^\W\d_]{2,}(?:sson|sdotter)$", re.I)
_FAMILY_ENDING = re.compile(
    r"[^\W\d_]{2,}(?:son|sen|q[uv]ist|kvist|ström|gren|lund|berg|bergs|dahl|stedt|blad|löf|hielm|stierna|crantz|krantz|mark|feldt"
    r"|enius|elius|ander|ell|én|in|man|ski|ska|cki|cka|vi[cć]|ov|ova|enko|chuk|yan|zadeh|oğlu|oglu|nen)$",
    re.I,
)
_GIVEN_BEGINNING = re.compile(r"(?:Abdi|Abdu|Moham|Muham)[^\W\d_]{2,}$")
_PARTICLES = {"von", "van", "de", "af", "av", "der", "den", "el", "al", "bin", "ben", "da", "dos", "la", "le", "du"}
_ROMAN = re.compile(r"[IVX]+$")
_MONTHS = {"Maj", "Juni", "Mars", "August", "April", "Jan", "Juli"}
_MONTH_BEFORE = {
    "i",
    "den",
    "under",
    "sedan",
    "från",
    "till",
    "före",
    "efter",
    "mellan",
    "och",
    "slutet",
    "början",
    "av",
}
_NOT_OWNED = {"väg", "gata", "gränd", "stig", "torg", "backe", "plats", "krog", "konditori", "kiosk"}
# What people do and things do not: after it an ambiguous word at the start of a sentence is a name.
_DEEDS = {
    "sa",
    "sade",
    "svarade",
    "ringde",
    "hjälpte",
    "lovade",
    "mejlade",
    "lyssnade",
    "förklarade",
    "berättade",
    "fixade",
}
_DEEDS |= {
    "löste",
    "jobbar",
    "arbetar",
    "hälsade",
    "skrev",
    "tyckte",
    "bemötte",
    "återkom",
    "visade",
    "hörde",
    "vägrade",
}
_DEEDS |= {
    "gav",
    "heter",
    "ljög",
    "kunde",
    "ville",
    "undrade",
    "frågade",
    "skällde",
    "hette",
    "told",
    "said",
    "helped",
    "called",
}
_OFFICE = re.compile(
    r" (?:på|från|i|hos) (?:[\w-]{1,20} ){0,1}[\w-]{0,20}(?:bygg|miljö|kontor|kommun|förvaltning|recept|växel|soc"
    r"|bibliotek|tekniska|hemtjänst|skola|förskola|vård|turist|kundtjänst|avdelning|enhet|nämnd)",
    re.I,
)
# Capitalised words that follow a name or a role without being one.
_SMALL_WORDS = {
    "Jag",
    "Vi",
    "Ni",
    "Du",
    "Han",
    "Hon",
    "Hen",
    "De",
    "Dom",
    "Det",
    "Den",
    "Men",
    "Och",
    "Som",
    "Inte",
    "Nu",
    "Sen",
}
_SMALL_WORDS |= {
    "Då",
    "När",
    "Var",
    "Vad",
    "Hur",
    "Varför",
    "Så",
    "Om",
    "På",
    "I",
    "En",
    "Ett",
    "Min",
    "Mitt",
    "Er",
    "Ert",
    "För",
}
_SMALL_WORDS |= {
    "Till",
    "Från",
    "Med",
    "Att",
    "Här",
    "Där",
    "Bra",
    "Tack",
    "Hej",
    "Alla",
    "Ingen",
    "Detta",
    "Ja",
    "Nej",
    "Ok",
    "Jo",
}
_SMALL_WORDS |= {
    "Är",
    "Har",
    "Kan",
    "Ska",
    "Vill",
    "Mvh",
    "Hälsningar",
    "Ring",
    "The",
    "It",
    "My",
    "He",
    "She",
    "We",
    "They",
    "BUP",
}
_SMALL_WORDS |= {
    "Ni",
    "Allt",
    "Vår",
    "Vårt",
    "Våra",
    "Mina",
    "Era",
    "Sedan",
    "Efter",
    "Innan",
    "Under",
    "Över",
    "Skolan",
    "Fick",
}
# A capitalised word with such an ending is an office, a place or a thing.
_INSTITUTION = re.compile(
    r"(?:kontoret?|nämnden?|skolan?|gården|kommunen?|förvaltningen?|tjänsten?|centralen|verket|kassan|byrån|huset|hemmet|parken"
    r"|vägen|gatan|torget|fjället|sjön|dalen|heden|berget|loppet|laget|klubben|föreningen|bolaget|butiken|banken|kyrkan|badet"
    r"|hallen|gymnasiet|ska|iska|samhället|polisen|linjen|rådet|myndigheten|avdelningen|enheten|salen|fors|forsen|ansökan|lov)$",
    re.I,
)
_GREETINGS = {
    "hej",
    "hejsan",
    "tack",
    "tackar",
    "hälsa",
    "hälsning",
    "hälsningar",
    "mvh",
    "hälsar",
    "snälla",
    "stackars",
}
_MY = {"min", "mitt", "sin", "vår", "hennes", "hans", "deras", "er", "din", "mina", "våra"}
_CALLED = {"heter", "hette", "kallas", "kallad", "döpt"}
_WHO_IS_CALLED = {"jag", "hon", "han", "hen", "som", "ja", "namn", "man", "och"}


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    # What stands between this word and the one before, and whether a sentence begins here.
    gap: str
    opens: bool
    capital: bool


def find(text: str) -> list[Found]:
    """Names of people in a folded text, none upon another."""
    shouted = text.isupper() and len(text) > 12
    plain = text.title() if shouted else text
    found: list[Found] = []
    # Most comments open with an ordinary word and have no other capital: those need no closer look.
    if _SMALL_WORDS.issuperset(_CAPITALISED.findall(plain)) and SMALL_GIVEN.isdisjoint(_WORD.findall(text.lower())):
        return found
    words = _words_of(plain)
    taken = 0
    for place, word in enumerate(words):
        if place < taken:
            continue
        # In a text of capitals every word looks like a name; there only a given and a family name together count.
        length = _small_name(words, place) if shouted or not word.capital else _name(words, place, plain)
        if not length and found and not shouted and word.capital and _is_one_more(words, place, taken):
            length = 1 + _following(words, place)
        if length:
            first = place
            if word.capital and not shouted and place > taken and _goes_with(words, place):
                first -= 1
            found.append(Found("name", words[first].start, _end(plain, words[place + length - 1])))
            taken = place + length
    return found


def _words_of(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        opens = not words or (gap != " " and _ENDS_SENTENCE.search(gap) is not None and not _after_initial(words, gap))
        word, end = match[0], match.end()
        words.append(_Word(word, match.start(), end, gap, opens, word[0].isupper()))
    return words


def _after_initial(words: list[_Word], gap: str) -> bool:
    """ "A. Karlsson" goes on after its dot."""
    return gap == ". " and len(words[-1].text) == 1 and words[-1].capital


def _end(text: str, last: _Word) -> int:
    """An initial takes its dot along when the sentence goes on after it."""
    return last.end + (
        len(last.text) == 1 and re.match(r"\. ?(?:[^\W\d_]|\))|\.,", text[last.end : last.end + 3]) is not None
    )


def _name(words: list[_Word], place: int, text: str) -> int:
    """How many words from here are one name; 0 when none begins here."""
    word = words[place]
    before = words[place - 1] if place and word.gap in (" ", ", ", ": ", "\n", ",\n", "  ") else None
    role = before is not None and _is_role(before.text)
    follow = _following(words, place)
    if word.text in NOT_PEOPLE or (place + 1 < len(words) and _is_roman(words[place + 1].text)):
        return 0
    if _is_given(word.text):
        return _from_given(words, place, follow, role, text)
    if _is_family(word.text) and not _owns_a_road(words, place):
        return 1 + follow * (not word.text.endswith("ssons"))
    if len(word.text) == 1 and follow and _is_family_after(words[place + 1].text) and word.text != "I":
        return 1 + follow
    if _could_be_name(word.text) and (
        (role and before is not None and not _greets(before.text)) or _is_called(words, place)
    ):
        return 1 + follow
    if role and word.text.rstrip("s") in FAMILY_WORDS | FAMILY:
        return 1 + follow
    return 0


def _from_given(words: list[_Word], place: int, follow: int, role: bool, text: str) -> int:
    word = words[place]
    if _owns_a_road(words, place):
        return 0
    ambiguous = word.text in ALSO_WORDS or (word.text not in GIVEN and word.text[:-1] in ALSO_WORDS)
    if not ambiguous or follow or role or _is_called(words, place):
        return 1 + follow
    if word.text in _MONTHS and place and words[place - 1].text.lower() in _MONTH_BEFORE:
        return 0
    if not word.opens:
        return 1
    then = words[place + 1].text if place + 1 < len(words) else ""
    does = then in _DEEDS or _OFFICE.match(text, word.end) is not None
    # "Hans svar" is his answer, and a word alone after a slash or a line break is a signature.
    signs = place == len(words) - 1 and place > 0 and ("/" in word.gap or "\n" in word.gap)
    joined = then == "och" and place + 2 < len(words) and words[place + 2].text in GIVEN - ALSO_WORDS
    return int(does or signs or joined)


def _following(words: list[_Word], place: int) -> int:
    """How many of the next words belong to a name that begins here: more given names, particles, a family name."""
    count, at = 0, place + 1
    while at < len(words) and count < 4 and words[at].gap in (" ", "-", ". "):
        word = words[at].text
        if words[at].gap == ". " and len(words[at - 1].text) != 1:
            break
        if word in _PARTICLES and at + 1 < len(words) and words[at + 1].capital and words[at + 1].gap == " ":
            at, count = at + 1, count + 1
            continue
        if not word[0].isupper() or not _continues(word):
            break
        at, count = at + 1, count + 1
    # A particle without a name after it is an ordinary word.
    while count and words[place + count].text in _PARTICLES:
        count -= 1
    return count


def _continues(word: str) -> bool:
    if word in _SMALL_WORDS or word in NOT_PEOPLE or _is_roman(word):
        return False
    return (len(word) == 1 and word != "I") or _is_given(word) or _is_family_after(word) or _could_be_name(word)


def _is_roman(word: str) -> bool:
    """ "Karl XII" is no neighbour; a single letter is more often an initial."""
    return len(word) > 1 and _ROMAN.fullmatch(word) is not None


def _goes_with(words: list[_Word], place: int) -> bool:
    """Whether the word before a family name is the given name it goes with, though no list has it."""
    word, before = words[place], words[place - 1]
    if word.gap not in (" ", ". ") or not before.capital or before.opens or _is_given(word.text):
        return word.gap in (" ", ". ") and len(before.text) == 1 and before.capital and before.text != "I"
    return _could_be_name(before.text) and not _is_role(before.text)


def _is_one_more(words: list[_Word], place: int, taken: int) -> bool:
    """Whether an unknown capitalised word goes on a list of names: "Leo, Hugo och Wille"."""
    word = words[place]
    if word.opens or not _could_be_name(word.text):
        return False
    listed = word.gap == ", " and taken == place
    return listed or (words[place - 1].text in ("och", "o", "samt", "and") and word.gap == " " and taken == place - 1)


def _small_name(words: list[_Word], place: int) -> int:
    """A name in small letters: a given and a family name, or one the word before leaves no doubt about."""
    word = words[place].text.lower()
    if word not in SMALL_GIVEN:
        return 0
    then = words[place + 1] if place + 1 < len(words) else None
    if then is not None and then.gap == " ":
        family = then.text.lower()
        stem = family[:-1] if family.endswith("s") else family
        if family in SMALL_FAMILY or stem in SMALL_FAMILY or _SON.match(family) or _SON.match(stem):
            return 2
    before = words[place - 1].text.lower() if place else ""
    if place and words[place].gap in (" ", ": ", ", "):
        if before in _CALLED and _is_called(words, place):
            return 1
        clear = word not in SMALL_ALSO_WORDS and len(word) > 2
        if clear and _is_role(before) and not _greets(before):
            return 1
        if (
            clear
            and place > 1
            and before in ("man", "barn", "barnen", "tjej", "kille")
            and words[place - 2].text.lower() in _MY
        ):
            return 1
    return 0


def _is_called(words: list[_Word], place: int) -> bool:
    """Whether the words before say that somebody is called what stands here."""
    if not place:
        return False
    before = words[place - 1].text.lower()
    further = words[place - 2].text.lower() if place > 1 else ""
    if words[place].gap not in (" ", ": "):
        return False
    if before in _CALLED:
        return further in _WHO_IS_CALLED or _is_role(further) or further in _MY
    return (before in ("är", "is") and further in ("namn", "name")) or (before == "name" and further == "my")


def _is_given(word: str) -> bool:
    if word in GIVEN or _GIVEN_BEGINNING.match(word) or (len(word) > 3 and word.endswith("s") and word[:-1] in GIVEN):
        return True
    if word.isupper() and len(word) > 2:
        return word.capitalize() in GIVEN - ALSO_WORDS
    if "-" in word:
        parts = word.removesuffix("s").split("-")
        return all(part in GIVEN for part in parts) or all(part in GIVEN for part in word.split("-"))
    return False


def _is_family(word: str) -> bool:
    """Whether the word is a family name without help from the words around it."""
    if word.isupper() and len(word) > 3:
        word = word.capitalize()
    stem = word[:-1] if word.endswith("s") else word
    if "-" in word:
        return any(map(_is_family, filter(None, word.split("-"))))
    return word in FAMILY or stem in FAMILY or _SON.match(word) is not None or _SON.match(stem) is not None


def _is_family_after(word: str) -> bool:
    return (
        _is_family(word) or word in FAMILY_WORDS or word[:-1] in FAMILY_WORDS or _FAMILY_ENDING.match(word) is not None
    )


def _is_role(word: str) -> bool:
    word = word.lower()
    return word in ROLES or word.endswith(ROLE_ENDINGS)


def _greets(word: str) -> bool:
    """A greeting stands before names and before anything else."""
    return word.lower() in {
        "hej",
        "hejsan",
        "tack",
        "tackar",
        "hälsa",
        "hälsning",
        "hälsningar",
        "mvh",
        "hälsar",
        "snälla",
        "stackars",
    }


def _could_be_name(word: str) -> bool:
    """Whether a capitalised word that no list has may be a name."""
    return (
        len(word) > 1
        and word not in _SMALL_WORDS
        and word not in NOT_PEOPLE
        and not (word.isupper() and len(word) < 5)
        and _INSTITUTION.search(word) is None
    )


def _owns_a_road(words: list[_Word], place: int) -> bool:
    """ "Karins väg" is a road."""
    return place + 1 < len(words) and words[place].text.endswith("s") and words[place + 1].text in _NOT_OWNED
