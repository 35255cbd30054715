"""What to think over before an inspel is sent, found by its words: advice to its author and hints to staff."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass

from core.language.personal_data import personal_data


class Hint(enum.StrEnum):
    """Something about an inspel that its author, or whoever reads it, should look at once more."""

    PERSONAL_DATA = "personal_data"
    SEVERAL_THOUGHTS = "several_thoughts"
    ABOUT_SELF = "about_self"
    ADVERTISING = "advertising"


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found in one text. ``personal_data`` holds the very words, to show their author and nobody else."""

    hints: tuple[Hint, ...]
    personal_data: tuple[str, ...]
    is_question: bool
    is_proposal: bool


# Characters that show nothing and can turn the text after them around on the page.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÉ\"”'–-])")

_ASKS = re.compile(
    r"\b(?:behöver|behövs|borde|bör|måste|ska|skall|vill (?:att|ha|se)|önskar|kunde|kan (?:ni|kommunen|man)|föreslår"
    r"|förslag|inför|bygg|skapa|ordna|öppna|stäng|flytta|sänk|höj|ta bort|sätt upp|låt|gör|ge oss|fixa|fler|mer|färre"
    r"|mindre|bättre|need|should|must|want|more|fewer|build|open|let)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:^|\s)(?:1[.)]|[a][)]|[-•*])\s+\S.*(?:\s)(?:2[.)]|[b][)]|[-•*])\s+\S", re.DOTALL)
_AND_ALSO = re.compile(
    r"\boch (?:dessutom|vidare|för övrigt|förresten)\b|\bdessutom\b.*\b(?:borde|måste|behöv\w*|vill|ska)\b"
    r"|\bsamt att\b|\ben annan sak\b|\bför det (?:andra|tredje)\b|\band also\b|\bfurthermore\b",
    re.IGNORECASE | re.DOTALL,
)
# Words that begin the reason for what was just said rather than another thought.
_REASON = re.compile(
    r"^(?:det|den|de|då|dä?r|därför|annars|för|så|nu|i ?dag|idag|just nu|ofta|ibland|många|många av|speciellt|särskilt"
    r"|till exempel|t\.ex|exempelvis|tack|snälla|it|that|this|they|then|otherwise|because|now|today)\b",
    re.IGNORECASE,
)

_AGE = r"(?:\d{1,3}|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo)"
# Gender, origin, faith, love and health: who somebody is, whether or not the sentence says "I".
_WHO = (
    r"(?:kvinna|tjej|kille|flicka|pojke|icke-?binär|transperson|hbtqi?-person|homosexuell|bisexuell|lesbisk|muslim"
    r"|kristen|jude|ateist|invandrare|utlandsfödd|nyanländ|flykting|asylsökande|same|funktionsnedsatt|rullstolsburen)"
)
# Said of oneself these tell who one is; of others they are whom the matter concerns, as in "som ung kommer man".
_ONLY_OF_ONESELF = (
    r"(?:man|svensk|rom|gay|ung|gammal|pensionär|tonåring|ungdom|ensamstående|arbetslös|sjukskriven|sjukpensionär)"
)
_KIND_OF = r"(?:en |ett )?(?:ung |gammal |äldre |vuxen |ensam )?"
_ABOUT_SELF = re.compile(
    rf"\bjag är {_KIND_OF}(?:{_WHO}|{_ONLY_OF_ONESELF})\b(?! nog)"
    rf"|\bjag är (?:snart |bara |nu |precis )?{_AGE}(?:\s*(?:år|bast))?(?=\W*$|[.,!?;]|\s+(?:år|bast|och|gammal))"
    rf"|\bsom {_KIND_OF}{_WHO}\b"
    rf"|\bsom {_KIND_OF}(?:{_ONLY_OF_ONESELF}|{_AGE}-?åring) \w+ jag\b"
    rf"|\bjag är (?:en )?{_AGE}-?åring\b"
    r"|\bjag (?:kommer ursprungligen från|är född (?:i|utomlands)|flydde från"
    r"|har (?:en )?(?:adhd|autism|diabetes|diagnos|funktionsnedsättning))\b"
    r"|\bi(?: am|'m) (?:a |an )?(?:young |old )?(?:woman|man|girl|boy|immigrant|refugee|muslim|christian|pensioner)\b"
    r"|\bi(?: am|'m) \d{1,3} years old\b",
    re.IGNORECASE,
)
_ADVERTISING = re.compile(
    r"https?://|\bwww\.|\.(?:se|com|nu|net|org)/|\b(?:köp (?:nu|här|våra|hos)|rabatt(?:kod)?|erbjudande|besök vår"
    r"|beställ (?:nu|här)|följ oss|klicka här|gratis offert|swisha|sponsra\w*|buy now|click here|discount)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:varför|hur|när|var|vad|vem|vilka?|vilket|kan|ska|finns|får|har|är|why|how|when|where|what|who|can|is|are)\b",
    re.IGNORECASE,
)


def tidy(text: str) -> str:
    """The text with its characters composed, its whitespace folded, and without characters that show nothing."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def says_something(text: str) -> bool:
    """Whether a tidy text has the two words that it takes for others to say what they think of it."""
    return len(_WORD.findall(text)) > 1


def lint(text: str) -> Lint:
    """What there is to think over in a tidy text; the time grows with its length alone."""
    # An address on the web is no person's; whether it advertises is looked at below.
    parts = (part for part in personal_data(text) if part.kind != "url")
    found = tuple(dict.fromkeys(text[part.start : part.end] for part in parts))
    hints = {
        Hint.PERSONAL_DATA: bool(found),
        Hint.SEVERAL_THOUGHTS: _has_several_thoughts(text),
        Hint.ABOUT_SELF: bool(_ABOUT_SELF.search(text)),
        Hint.ADVERTISING: bool(_ADVERTISING.search(text)),
    }
    is_question = text.endswith("?") or (bool(_QUESTION.match(text)) and "?" in text)
    return Lint(
        hints=tuple(hint for hint, is_found in hints.items() if is_found),
        personal_data=found,
        is_question=is_question,
        is_proposal=not is_question and bool(_ASKS.search(text)),
    )


def _has_several_thoughts(text: str) -> bool:
    """Two sentences that each ask for something, a list, or words that say that another thing comes."""
    if _LIST.search(text) or _AND_ALSO.search(text):
        return True
    parts = [part for sentence in _END.split(text) for part in re.split(r";\s+", sentence)]
    asking = [part for part in parts if _ASKS.search(part)]
    return sum(1 for n, part in enumerate(asking) if n == 0 or not _REASON.match(part)) > 1
