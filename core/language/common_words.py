"""Words that stand in texts about anything, so that no theme is called after them.

For themes and extracts only: the lists hold "bra", "inte" and "aldrig", which sentiment lives on.
"""

from __future__ import annotations

from functools import cache

from stop_words import StopWordError, get_stop_words  # type: ignore[import-untyped]

# What people write in comments to a municipality whatever they write about, and some forms the lists leave out.
_SWEDISH = """
    tycka tycker tyckte tänka tänker tro tror känna känner kännas känns veta vet vore borde bör behöver behövs skulle
    kanske hoppas önskar önska ta tar tas tog ge ger ges gav får fås få vilja ville låt låta sak saker grej grejer gång
    gånger väldigt jätte jättebra jättedåligt riktigt ganska mest ännu istället dessutom bland själva alls ens bara
    också helt hela hel bäst kunna ha varit vore ordna fixa göra görs gjordes bör finns fanns saknas saknar fungerar
    funkar hej mvh osv tex etc kommun kommunen kommunens eller samt vårat varken vart dom oss era mej dej sej nån nåt
    nånting mkt oxå nej okej ok bättre sämre dålig dåligt dåliga alldeles hittills dock fast ändå säkert nästan
    tid tiden tider tidigt dag dagen dagar vecka veckan veckor månad månaden månader år året åren hit plats
    bort borta sätt sätta sätts ställa ställer per viss vissa flest hellre går gick gått gå kör kommer komma
"""
_ENGLISH = "would could should please need needs want wants like get got really very much more municipality"
_OWN = {"sv": frozenset(_SWEDISH.split()), "en": frozenset(_ENGLISH.split())}
_NORWEGIAN = "no"


@cache
def common_words(language: str) -> frozenset[str]:
    """The common words of a language in small letters; of one without a list, none."""
    try:
        listed = frozenset(word.casefold() for word in get_stop_words("nb" if language == _NORWEGIAN else language))
    except StopWordError:
        listed = frozenset()
    return listed | _OWN.get(language, frozenset())
