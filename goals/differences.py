"""What tells two versions of the målbild apart, in words a council can read."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.i18n import gettext as _
from core.i18n import number
from goals.malbild import Figure, Indicator, Malbild, Strategy, shortened


class How(enum.StrEnum):
    """What has become of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as before: what it is, and how it read before and after ("" where it was not there)."""

    how: How
    what: str
    before: str = ""
    after: str = ""


def difference(before: Malbild, after: Malbild) -> tuple[Change, ...]:
    """Everything that differs, in the order of the document; nothing for two that say the same."""
    return (*_texts(before, after), *_areas(before, after), *_figures(before, after))


def unit_words(unit: str) -> str:
    """What a unit is called on a page."""
    words = {
        "index": _("index 0–100"),
        "%": _("procent"),
        "antal": _("antal"),
        "per 1000": _("antal per 1 000"),
        "rang": _("plats i en rangordning"),
        "dagar": _("dagar"),
        "ja/nej": _("ja eller nej"),
    }
    return str(words.get(unit, unit))


def value_words(value: float | None, unit: str) -> str:
    """A target as people write it; "" for none."""
    if value is None:
        return ""
    if unit == "ja/nej":
        return str(_("Ja") if value else _("Nej"))
    written = number(value, next(digits for digits in (0, 1, 2) if digits == 2 or value == round(value, digits)))
    return f"{written} %" if unit == "%" else written


def _texts(before: Malbild, after: Malbild) -> Iterator[Change]:
    for what, read in (
        (_("Titel"), lambda malbild: malbild.title),
        (_("År"), lambda malbild: malbild.year),
        (_("Vision"), lambda malbild: "\n\n".join(malbild.vision)),
        (_("Varför en målbild?"), lambda malbild: malbild.why),
        (_("Som en röd tråd"), lambda malbild: malbild.thread),
        (_("Nämnder"), lambda malbild: ", ".join(malbild.boards)),
    ):
        yield from _field(what, read(before), read(after))


def _areas(before: Malbild, after: Malbild) -> Iterator[Change]:
    for at in range(max(len(before.areas), len(after.areas))):
        what = _("Målområde %(number)s", number=at + 1)
        old = before.areas[at].text if at < len(before.areas) else ""
        new = after.areas[at].text if at < len(after.areas) else ""
        yield from _field(what, old, new)
    yield from _strategies(before, after)
    yield from _indicators(before, after)


def _strategies(before: Malbild, after: Malbild) -> Iterator[Change]:
    old = {row.key: (area.number, row) for area in before.areas for row in area.strategies}
    new = {row.key: (area.number, row) for area in after.areas for row in area.strategies}
    yield from _gone_and_new(_("Strategi"), _texts_of(old), _texts_of(new))
    for key, (area, row) in new.items():
        if key not in old:
            continue
        area_before, row_before = old[key]
        what = _("Strategi: %(text)s", text=shortened(row.text))
        yield from _field(what, row_before.text, row.text)
        yield from _field(_("%(what)s – målområde", what=what), str(area_before), str(area))
        yield from _field(
            _("%(what)s – följs med", what=what),
            _names(row_before.followed_by, before),
            _names(row.followed_by, after),
        )
    yield from _orders(_("Ordningen på strategierna"), before, after, lambda area: [row.key for row in area.strategies])


def _indicators(before: Malbild, after: Malbild) -> Iterator[Change]:
    old = {row.key: (area.number, row) for area in before.areas for row in area.indicators}
    new = {row.key: (area.number, row) for area in after.areas for row in area.indicators}
    yield from _gone_and_new(_("Indikator"), _texts_of(old), _texts_of(new))
    for key, (area, row) in new.items():
        if key not in old:
            continue
        area_before, row_before = old[key]
        what = _("Indikator: %(text)s", text=shortened(row.text))
        yield from _field(what, row_before.text, row.text)
        yield from _field(_("%(what)s – målområde", what=what), str(area_before), str(area))
        yield from _field(
            _("%(what)s – ansvarig", what=what), row_before.owner or _("ej utsedd"), row.owner or _("ej utsedd")
        )
        yield from _field(_("%(what)s – mål", what=what), row_before.target, row.target)
        yield from _field(
            _("%(what)s – mått", what=what), _names(row_before.figures, before), _names(row.figures, after)
        )
    yield from _orders(
        _("Ordningen på indikatorerna"), before, after, lambda area: [row.key for row in area.indicators]
    )


def _figures(before: Malbild, after: Malbild) -> Iterator[Change]:
    old, new = before.figures, after.figures
    yield from _gone_and_new(_("Mått"), _titles(old), _titles(new))
    for key, figure in new.items():
        if key not in old:
            continue
        was = old[key]
        what = _("Mått: %(text)s", text=shortened(figure.title["sv"]))
        for label, first, then in (
            (what, was.title["sv"], figure.title["sv"]),
            (_("%(what)s – på engelska", what=what), was.title.get("en", ""), figure.title.get("en", "")),
            (_("%(what)s – förklaring", what=what), was.short["sv"], figure.short["sv"]),
            (_("%(what)s – förklaring på engelska", what=what), was.short.get("en", ""), figure.short.get("en", "")),
            (_("%(what)s – enhet", what=what), unit_words(was.unit), unit_words(figure.unit)),
            (_("%(what)s – bättre när det", what=what), _direction(was), _direction(figure)),
            (
                _("%(what)s – målvärde", what=what),
                value_words(was.target, was.unit),
                value_words(figure.target, figure.unit),
            ),
            (_("%(what)s – källa", what=what), was.source, figure.source),
        ):
            yield from _field(label, first, then)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Change(How.CHANGED, _("Ordningen på måtten"))


def _field(what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        how = How.CHANGED if before and after else How.ADDED if after else How.REMOVED
        yield Change(how, what, before, after)


def _gone_and_new(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    yield from (Change(How.REMOVED, what, before=text) for key, text in before.items() if key not in after)
    yield from (Change(How.ADDED, what, after=text) for key, text in after.items() if key not in before)


def _orders(what: str, before: Malbild, after: Malbild, read: Any) -> Iterator[Change]:
    """Said once for each målområde whose own rows have changed places; what has come, gone or moved is said above."""
    for old_area, new_area in zip(before.areas, after.areas, strict=False):
        old, new = read(old_area), read(new_area)
        if [key for key in old if key in new] != [key for key in new if key in old]:
            yield Change(How.CHANGED, _("%(what)s i målområde %(number)s", what=what, number=new_area.number))


def _texts_of(rows: Mapping[str, tuple[int, Strategy | Indicator]]) -> dict[str, str]:
    return {key: row.text for key, (_area, row) in rows.items()}


def _titles(figures: Mapping[str, Figure]) -> dict[str, str]:
    return {key: figure.title["sv"] for key, figure in figures.items()}


def _names(keys: Sequence[str], malbild: Malbild) -> str:
    return ", ".join(malbild.figures[key].title["sv"] for key in keys)


def _direction(figure: Figure) -> str:
    return str(_("ökar") if figure.better == "up" else _("minskar"))
