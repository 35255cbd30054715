"""The comments on a question as sentences that cite, worded when somebody reads them (pure but for the language).

Sentences and sources are those of every summary (``core.summaries``): ``q`` are the counts of the question, ``t1`` and
``f1`` those of a subject and of a service factor, ``k1`` a quoted comment with how many others say nearly the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.corrections.forms import FACTOR_NAMES
from core.i18n import gettext as _
from core.i18n import ngettext, number
from core.statistics.intervals import wilson
from core.statistics.rounding import published_integer
from core.statistics.suppression import REPORT_MIN
from core.summaries.clauses import CONFIDENCE
from core.summaries.sentences import SLOT, Section, Sentence, Source, typed
from surveys.comments.results import CommentView, Overview, Summary, Theme

ALL = "q"
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with the subject (``theme``) or service factor whose comments it tells of, "" for neither.

    ``pieces`` are its words as people read them, each with its language, or "" for the reader's own.
    """

    sentence: Sentence
    pieces: tuple[tuple[str, str], ...]
    theme: str = ""
    factor: str = ""
    n: int = 0

    @property
    def words(self) -> str:
        """All of it in one."""
        return "".join(text for text, _language in self.pieces)


@dataclass(frozen=True, slots=True)
class Telling:
    """A summary: its sentences in the order they are read, and everything they may cite, by ref."""

    sentences: tuple[Told, ...]
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _Group:
    """A subject or a factor: what it is called, how many comments it has, and the quotes that speak for it."""

    ref: str
    name: str
    n: int
    quotes: tuple[str, ...]
    theme: str = ""
    factor: str = ""


def tell(overview: Overview, quoted: Mapping[str, CommentView], *, is_closed: bool) -> Telling | None:
    """Sum up the comments on a question; ``quoted`` are the quotes that can still be read, by ref.

    Under seven comments it says that they are too few, once no more can come; until then, and where the worker has not
    summed them up yet, there is none.
    """
    if overview.n < REPORT_MIN:
        return _too_few(overview.n) if is_closed else None
    if overview.summary is None:
        return None
    return _told(overview, overview.summary, quoted)


def by_factor(overviews: Sequence[Overview]) -> Telling | None:
    """Each service factor in all the comments of a round; None where one question has them all, or they are too few.

    Factors that fewer than seven comments name are told of together, as too few.
    """
    n = sum(one.n for one in overviews)
    if len(overviews) < _SEVERAL or n < REPORT_MIN:
        return None
    counted: Counter[str] = Counter()
    for one in overviews:
        counted.update({factor: k for factor, k, _words in one.factors})
    told = [(factor, k) for factor, k in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
    groups = [
        _Group(f"f{place}", _factor(factor), k, (), factor=factor)
        for place, (factor, k) in enumerate((item for item in told if item[1] >= REPORT_MIN), 1)
    ]
    few = [_factor(factor) for factor, k in told if k < REPORT_MIN]
    sources = {ALL: Source(ALL, figures={"comments": n}, labels=tuple(few))}
    sources |= {one.ref: _of_group(one, n) for one in groups}
    return Telling((*(_of(one, n, {}, {}) for one in groups), *_few(few)), sources)


def _few(names: Sequence[str]) -> Iterator[Told]:
    if names:
        words = _("För få har skrivit om %(list)s för att säga något.", list=_listed(names))
        yield _own("few", Section.TOO_FEW, str(words))


def _factor(key: str) -> str:
    """A service factor within a sentence."""
    return str(_(FACTOR_NAMES[key])).lower()


def _told(overview: Overview, summary: Summary, quoted: Mapping[str, CommentView]) -> Telling:
    groups = [*_themes(overview.themes, summary), *_factors(overview.factors, summary)]
    few = [typed(one.name) for one in overview.themes if one.n < REPORT_MIN]
    few += [_factor(factor) for factor, n, _words in overview.factors if n < REPORT_MIN]
    sources = {ALL: _of_all(overview, summary, few)}
    sources |= {one.ref: _of_group(one, overview.n) for one in groups}
    sources |= {ref: _of_quote(ref, one, summary.alike.get(ref, 0)) for ref, one in quoted.items()}
    found = (
        _own("heard", Section.HEARD, _heard(overview.n)),
        *(_of(one, overview.n, quoted, summary.alike) for one in groups),
        *_few(few),
        *_left_out(overview.n, summary),
    )
    return Telling(found, sources)


def _too_few(n: int) -> Telling:
    words = ngettext(
        "%(num)s kommentar är för få för att säga något.", "%(num)s kommentarer är för få för att säga något.", n
    )
    sources = {ALL: Source(ALL, figures={"comments": n})}
    return Telling((_own("few", Section.TOO_FEW, str(words)),), sources)


def _themes(themes: Sequence[Theme], summary: Summary) -> Iterator[_Group]:
    told = [theme for theme in themes if theme.key in summary.themes]
    for place, theme in enumerate(told, 1):
        yield _Group(f"t{place}", typed(theme.name), theme.n, summary.themes[theme.key], theme=theme.key)


def _factors(factors: Sequence[tuple[str, int, tuple[str, ...]]], summary: Summary) -> Iterator[_Group]:
    told = [(factor, n) for factor, n, _words in factors if factor in summary.factors]
    for place, (factor, n) in enumerate(told, 1):
        yield _Group(f"f{place}", _factor(factor), n, summary.factors[factor], factor=factor)


def _of_all(overview: Overview, summary: Summary, labels: Sequence[str]) -> Source:
    figures = {
        "comments": overview.n,
        "comments_told": summary.told,
        "comments_left": overview.n - summary.told,
        "comments_repeated": summary.repeated,
    }
    return Source(ALL, figures=figures, labels=tuple(labels))


def _of_group(group: _Group, n: int) -> Source:
    share, limits = group.n / n, wilson(group.n, n, CONFIDENCE)
    figures = {
        "comments": n,
        "comments_about": group.n,
        "share": published_integer(100 * share),
        "low": published_integer(100 * limits.low),
        "high": published_integer(100 * limits.high),
        "confidence": published_integer(100 * CONFIDENCE),
    }
    return Source(group.ref, "", "sv", figures, share, limits.low, limits.high, (group.name,))


def _of_quote(ref: str, comment: CommentView, alike: int) -> Source:
    findings = comment.findings
    return Source(ref, findings.redacted, findings.language, {"comments_alike": alike} if alike else {})


def _heard(n: int) -> str:
    return str(ngettext("%(num)s kommentar är läst.", "%(num)s kommentarer är lästa.", n))


def _of(group: _Group, n: int, quoted: Mapping[str, CommentView], alike: Mapping[str, int]) -> Told:
    """How many write of it and, where that can be read, what one of them writes."""
    words = _about(group, k=number(group.n), n=number(n), figures=figures_of(group.n, n))
    refs = [ref for ref in group.quotes if ref in quoted]
    for ref in refs:
        words += " " + str(_("Så skriver en av dem: %(quote)s", quote=f"{{{ref}}}"))
        if more := alike.get(ref, 0):
            words += " " + str(
                ngettext("%(num)s till skriver nästan samma sak.", "%(num)s till skriver nästan samma sak.", more)
            )
    sentence = Sentence(group.ref, Section.QUOTES, words, (group.ref, *refs), group.name)
    return Told(sentence, _pieces(words, quoted), group.theme, group.factor, group.n)


def _about(group: _Group, **values: str) -> str:
    if group.factor:
        return str(_("%(k)s av %(n)s kommentarer nämner %(topic)s %(figures)s.", topic=group.name, **values))
    return str(_("%(k)s av %(n)s kommentarer handlar om %(topic)s %(figures)s.", topic=group.name, **values))


def figures_of(k: int, n: int) -> str:
    """The share of ``k`` in ``n`` with its interval, as sentences have it."""
    limits = wilson(k, n, CONFIDENCE)
    low, high = number(published_integer(100 * limits.low)), _per_cent(limits.high)
    values = {"share": _per_cent(k / n), "sure": _per_cent(CONFIDENCE), "limits": f"{low}–{high}"}
    return str(_("(%(share)s, %(sure)s intervall %(limits)s)", **values))


def _per_cent(share: float) -> str:
    return f"{number(published_integer(100 * share))}\u00a0%"


def _left_out(n: int, summary: Summary) -> Iterator[Told]:
    values = {"told": number(summary.told), "n": number(n), "left": number(n - summary.told)}
    words = _("%(told)s av %(n)s kommentarer ryms i det som står här.", **values)
    if summary.told < n:
        words = _("%(told)s av %(n)s kommentarer ryms i det som står här; %(left)s gör det inte.", **values)
    yield _own("coverage", Section.LEFT_OUT, str(words))
    if summary.repeated:
        words = ngettext(
            "%(num)s kommentar har nästan samma ord som en annan.",
            "%(num)s kommentarer har nästan samma ord som en annan.",
            summary.repeated,
        )
        yield _own("repeated", Section.LEFT_OUT, str(words))


def _own(key: str, section: Section, words: str) -> Told:
    return Told(Sentence(key, section, words, (ALL,)), ((words, ""),))


def _pieces(words: str, quoted: Mapping[str, CommentView]) -> tuple[tuple[str, str], ...]:
    """The words with the quotes in their places; between two slots stand the reader's own."""
    pieces = []
    for place, part in enumerate(SLOT.split(words)):
        if place % 2:
            findings = quoted[part].findings
            pieces.append((f"”{findings.redacted}”", findings.language))
        elif part:
            pieces.append((part, ""))
    return tuple(pieces)


def _listed(several: Sequence[str]) -> str:
    if len(several) < 2:
        return "".join(several)
    return str(_("%(first)s och %(last)s", first=", ".join(several[:-1]), last=several[-1]))
