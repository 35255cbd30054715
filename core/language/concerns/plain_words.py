"""A text as the plain words a pattern can be written for: small letters, no dots or rings, one spelling, no fillers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.language.redaction.folding import fold

# Swedish letters as those write them who have no Swedish keyboard, so that both spellings meet.
_LETTERS = str.maketrans("åäöàáâãçéèêëíìîïñóòôõøúùûüýæ", "aaoaaaaceeeeiiiinooooouuuuya")
# Digits that stand for the letters they look like, inside a word.
_LOOKALIKES = str.maketrans("013457@$", "oieastas")
_TOKEN = re.compile(r"[\w@$]+(?:['’]\w+)?|[.!?;:\n]+|[,\"“”»«]")
_ENDS, _PAUSES = frozenset(".!?;:\n"), frozenset(',"“”»«')
_MANY_ALIKE = re.compile(r"(.)\1{2,}")
_MIXED = re.compile(r"(?=.*[^\W\d_])(?=.*[\d@$])\w")
_END, _PAUSE = ".", ","
_LONGEST = 40
# What does not change what is said: left out, so that patterns need not allow for it.
_FILLERS = {"alltså", "asså", "ass", "ba", "bara", "bah", "egentligen", "faktiskt", "fan", "fucking", "förfan"}
_FILLERS |= {"gärna", "helst", "ibland", "igen", "ja", "ju", "jävla", "jätte", "kanske", "liksom", "lixom", "mest"}
_FILLERS |= {"nog", "nu", "ofta", "omg", "redan", "seriöst", "snart", "ständigt", "så", "typ", "verkligen", "väl"}
_FILLERS |= {"hela", "tiden", "jämt", "också", "just", "really", "actually", "literally", "honestly", "ngl"}
_FILLERS |= {"lowkey", "so", "even", "still", "jävlar"}
# One spelling for words that are written in many ways in messages.
_SPELLINGS = {
    **dict.fromkeys(["jg", "jah", "jaa", "jagg"], "jag"),
    **dict.fromkeys(["mej", "maj"], "mig"),
    **dict.fromkeys(["dej"], "dig"),
    **dict.fromkeys(["sej"], "sig"),
    **dict.fromkeys(["int", "inge", "itne", "ite", "innte", "inteee", "icke", "ej"], "inte"),
    **dict.fromkeys(["aldig", "alrig", "aldri"], "aldrig"),
    **dict.fromkeys(["orkr", "orkra", "orka"], "orkar"),
    **dict.fromkeys(["vil", "villl", "vll"], "vill"),
    **dict.fromkeys(["nån", "ngn", "nåon"], "någon"),
    **dict.fromkeys(["nåt", "ngt", "nått"], "något"),
    **dict.fromkeys(["nåra", "nåra"], "några"),
    **dict.fromkeys(["dom", "dem", "domm"], "de"),
    **dict.fromkeys(["sk", "skall", "skaa"], "ska"),
    **dict.fromkeys(["kmr", "komer", "kommr", "komemr"], "kommer"),
    **dict.fromkeys(["o", "å", "oxh", "ohc", "ock"], "och"),
    **dict.fromkeys(["mamas", "morsan", "mama", "mor", "mammma"], "mamma"),
    **dict.fromkeys(["papa", "farsan", "farsa", "pappan", "pappsen"], "pappa"),
    **dict.fromkeys(["e", "ä", "äre"], "är"),
    **dict.fromkeys(["va"], "vara"),
    **dict.fromkeys(["vrf", "varfö"], "varför"),
    **dict.fromkeys(["lr"], "eller"),
    **dict.fromkeys(["döör", "dörr"], "dör"),
    **dict.fromkeys(["skolann", "skola"], "skolan"),
    **dict.fromkeys(["själmord", "självmor", "sjelvmord", "sjävmord", "självmrod", "suicid"], "självmord"),
    **dict.fromkeys(["mördar", "mördaa"], "mörda"),
    **dict.fromkeys(["wanna", "wana"], "want to"),
    **dict.fromkeys(["gonna", "gona"], "going to"),
    **dict.fromkeys(["u", "ya"], "you"),
    **dict.fromkeys(["ur"], "your"),
    **dict.fromkeys(["im", "i'm"], "i am"),
    **dict.fromkeys(["dont", "don't"], "do not"),
    **dict.fromkeys(["cant", "can't"], "can not"),
    **dict.fromkeys(["ill", "i'll"], "i will"),
    **dict.fromkeys(["ive", "i've"], "i have"),
    **dict.fromkeys(["he's", "hes"], "he is"),
    **dict.fromkeys(["she's", "shes"], "she is"),
    **dict.fromkeys(["everyone's"], "everyone is"),
    **dict.fromkeys(["didnt", "didn't"], "did not"),
    **dict.fromkeys(["wouldnt", "wouldn't"], "would not"),
    **dict.fromkeys(["isnt", "isn't"], "is not"),
}
_SUBJECTS = frozenset({"jag", "vi", "han", "hon", "hen", "de", "du", "ni"})
_VERBS = {"vill", "ville", "ska", "skulle", "kommer", "tänker", "orkar", "pallar", "kan", "önskar"}
_VERBS |= {"funderar", "borde", "måste", "förtjänar", "slår", "skjuter", "dödar", "mördar", "hugger", "bränner"}
_VERBS |= {"spränger", "spöar", "tar", "skär", "hatar", "sparkar", "hotar", "tvingar", "mår", "planerar"}
_VERBS |= {"stryper", "krossar", "mosar", "försöker", "vågar", "lever", "längtar", "känner", "svälter", "skadar"}
_VERBS |= {"rispar", "misshandlar", "tafsar", "tuttar", "tänder"}
# Titles are not what the writer says: "filmen ”Jag ska döda dig”".
_TITLE = re.compile(
    r"(?:bok(?:en)?|film(?:en)?|låt(?:en)?|sång(?:en)?|pjäs(?:en)?|serie(?:n)?|spel(?:et)?|novell(?:en)?|artikel(?:n)?"
    r"|rubrik(?:en)?|podd(?:en)?|dokumentär(?:en)?|utställning(?:en)?|program(?:met)?|föreställning(?:en)?|titel(?:n)?"
    r"|teater(?:n)?|text(?:en)?|book|film|movie|song|series|game|play)\s{1,3}(?:som heter |heter |med titeln |called )?"
    r"[\"“”»«'’][^\"“”»«\n]{1,120}[\"“”»«'’]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PlainText:
    """The plain words with one space between, and for each place in them where in the folded text its word stands."""

    text: str
    written: str
    _places: tuple[tuple[int, int, int], ...]

    def words(self, start: int, end: int) -> str:
        """The words as they were written that a span of the plain text stands for."""
        spans = [(first, last) for at, first, last in self._places if start <= at < end]
        return self.written[min(first for first, _ in spans) : max(last for _, last in spans)]


def plain(letters: str) -> str:
    """A word or a pattern in the letters that patterns are compared in."""
    return letters.lower().translate(_LETTERS)


_PLAIN_FILLERS = frozenset(map(plain, _FILLERS))
_PLAIN_VERBS = frozenset(map(plain, _VERBS))
_PLAIN_SPELLINGS = {plain(word): plain(meant) for word, meant in _SPELLINGS.items()}


def plain_words(text: str) -> PlainText:
    """The text in plain words; the end of a sentence is "." and a pause is ","."""
    written = fold(text).text
    spoken = (
        _TITLE.sub(lambda title: " " * len(title[0]), written)
        if any(quote in written for quote in "\"“”»«'’")
        else written
    )
    letters = _plain_letters(spoken)
    drawn_out = _MANY_ALIKE.search(letters) is not None
    said: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(letters):
        token = match[0]
        if token[0] in _ENDS:
            word = _END
        elif token[0] in _PAUSES:
            word = _PAUSE
        else:
            word = token[:_LONGEST]
            if not word.isalpha() and _MIXED.match(word):
                word = word.translate(_LOOKALIKES)
            if drawn_out:
                word = _MANY_ALIKE.sub(r"\1", word)
            word = _PLAIN_SPELLINGS.get(word, word)
            if word in _PLAIN_FILLERS:
                continue
        said.append((word, match.start(), match.end()))
    _subject_first(said)
    places: list[tuple[int, int, int]] = []
    length = 0
    for word, start, end in said:
        places.append((length, start, end))
        length += len(word) + 1
    return PlainText(" ".join(word for word, _, _ in said), written, tuple(places))


def _subject_first(said: list[tuple[str, int, int]]) -> None:
    """ "Då vill jag dö" as "då jag vill dö": a pattern is written for one order of the subject and its verb."""
    for at in range(len(said) - 1):
        if (
            said[at + 1][0] in _SUBJECTS
            and said[at][0] in _PLAIN_VERBS
            and (not at or said[at - 1][0] not in _SUBJECTS)
        ):
            said[at], said[at + 1] = said[at + 1], said[at]


def _plain_letters(text: str) -> str:
    """The text in plain letters, each where it stood: few letters of the world become two when made small."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower()[0] for letter in text)
    return small.translate(_LETTERS)
