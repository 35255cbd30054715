"""Reading JSON-stat 2.0: a flat list of values and the dimensions that say what each is of (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

# The service gives no more in one answer.
MOST_CELLS = 150_000


class NotJsonStat(ValueError):
    """A document that is no JSON-stat data set; the text says what is wrong with it."""


def cells(document: Any) -> Iterator[tuple[Mapping[str, str], float | None]]:
    """Each value with its code in every dimension; None where there is none. Raises NotJsonStat.

    The last dimension runs fastest. ``index`` is a mapping from code to place or a list of codes, and a dimension of
    one category may have only ``label``; ``value`` is a list, or a mapping from place to value where most are missing.
    """
    if not isinstance(document, dict) or document.get("class") != "dataset":
        raise NotJsonStat("it is not a data set")
    names, sizes = document.get("id"), document.get("size")
    if not isinstance(names, list) or not isinstance(sizes, list) or len(names) != len(sizes):
        raise NotJsonStat("id and size do not go together")
    dimensions = document.get("dimension")
    if not isinstance(dimensions, dict) or not all(isinstance(name, str) and name in dimensions for name in names):
        raise NotJsonStat("a dimension is missing")
    codes = [_codes(dimensions[name], size) for name, size in zip(names, sizes, strict=True)]
    count = prod(len(part) for part in codes)
    if count > MOST_CELLS:
        raise NotJsonStat(f"it has {count} cells")
    values = _values(document.get("value"), count)
    for place, combination in enumerate(product(*codes)):
        yield dict(zip(names, combination, strict=True)), values.get(place)


def _codes(dimension: Any, size: Any) -> list[str]:
    category = dimension.get("category") if isinstance(dimension, dict) else None
    if not isinstance(category, dict):
        raise NotJsonStat("a dimension has no categories")
    index: Any = category.get("index", category.get("label"))
    if isinstance(index, dict) and "index" in category:
        if not all(_is_whole(place) for place in index.values()):
            raise NotJsonStat("an index holds something else than places")
        codes = sorted(index, key=lambda code: int(index[code]))
        if [index[code] for code in codes] != list(range(len(codes))):
            raise NotJsonStat("an index has gaps")
    elif (isinstance(index, dict) and len(index) == 1) or _is_list_of_codes(index):
        codes = list(index)
    else:
        raise NotJsonStat("a dimension has no index")
    if not _is_whole(size) or len(codes) != size:
        raise NotJsonStat("a dimension has another size than it says")
    return codes


def _values(value: Any, count: int) -> Mapping[int, float | None]:
    if isinstance(value, list):
        if len(value) != count:
            raise NotJsonStat("there are more or fewer values than cells")
        found = dict(enumerate(value))
    elif isinstance(value, dict):
        if not all(key.isascii() and key.isdigit() and len(key) < 9 and int(key) < count for key in value):
            raise NotJsonStat("a value stands outside the cells")
        found = {int(key): one for key, one in value.items()}
    else:
        raise NotJsonStat("there are no values")
    for one in found.values():
        if one is not None and (isinstance(one, bool) or not isinstance(one, int | float)):
            raise NotJsonStat("a value is not a number")
    return found


def _is_list_of_codes(index: Any) -> bool:
    return isinstance(index, list) and all(isinstance(code, str) for code in index) and len(set(index)) == len(index)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
