"""Reading JSON-stat: the same cells however a document is written, and an error for what is none."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.scb.jsonstat import NotJsonStat, cells

SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def document(sizes: list[int], values: Any, *, as_list: bool) -> dict[str, Any]:
    codes = [[f"{name}{place}" for place in range(size)] for name, size in zip("abcd", sizes, strict=False)]
    return {
        "class": "dataset",
        "id": list("abcd"[: len(sizes)]),
        "size": sizes,
        "dimension": {
            name: {"category": {"index": part if as_list else {code: at for at, code in reversed([*enumerate(part)])}}}
            for name, part in zip("abcd", codes, strict=False)
        },
        "value": values,
    }


@given(SIZES, st.booleans(), st.booleans(), st.data())
def test_every_cell_is_found_under_its_codes_with_the_last_dimension_running_fastest(
    sizes: list[int], as_list: bool, is_sparse: bool, data: st.DataObject
) -> None:
    combinations = list(product(*(range(size) for size in sizes)))
    values = data.draw(st.lists(st.none() | st.integers(0, 9), min_size=len(combinations), max_size=len(combinations)))
    sparse = {str(at): value for at, value in enumerate(values) if value is not None}

    found = list(cells(document(sizes, sparse if is_sparse else values, as_list=as_list)))

    assert [value for _codes, value in found] == values
    for places, (codes, _value) in zip(combinations, found, strict=True):
        assert codes == {name: f"{name}{at}" for name, at in zip("abcd", places, strict=False)}


GOOD = document([2, 1], [1, 2], as_list=False)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"class": "collection"}, "not a data set"),
        ({"id": ["a"]}, "do not go together"),
        ({"id": ["a", "x"]}, "dimension is missing"),
        ({"dimension": []}, "dimension is missing"),
        ({"dimension": {"a": {}, "b": {}}}, "no categories"),
        ({"size": [3, 1]}, "another size"),
        ({"size": ["2", 1]}, "another size"),
        ({"value": [1]}, "more or fewer"),
        ({"value": ["1", 2]}, "not a number"),
        ({"value": [True, 2]}, "not a number"),
        ({"value": {"2": 1}}, "outside"),
        ({"value": {"-1": 1}}, "outside"),
        ({"value": None}, "no values"),
    ],
)
def test_a_document_that_is_none_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(NotJsonStat, match=words):
        list(cells(GOOD | changed))


@pytest.mark.parametrize(
    "index", [{"a0": 0, "a1": 2}, {"a0": 0, "a1": 0}, {"a0": "0", "a1": 1}, ["a0", "a0"], [1, 2], 5]
)
def test_an_index_must_give_each_code_a_place_of_its_own(index: Any) -> None:
    dimension = GOOD["dimension"] | {"a": {"category": {"index": index}}}

    with pytest.raises(NotJsonStat):
        list(cells(GOOD | {"dimension": dimension}))


def test_what_is_no_document_at_all_is_refused() -> None:
    nothings: list[Any] = [None, [], "dataset", 5]
    for nothing in nothings:
        with pytest.raises(NotJsonStat):
            list(cells(nothing))
    with pytest.raises(NotJsonStat, match="cells"):
        list(cells(document([1], [1], as_list=True) | _huge()))


def _huge() -> dict[str, Any]:
    codes = [str(at) for at in range(400)]
    return {"id": ["a", "b"], "size": [400, 400], "dimension": {key: {"category": {"index": codes}} for key in "ab"}}
