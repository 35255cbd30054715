import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.suppression import COMPARE_MIN, FLOOR_NEVER, REPORT_MIN, hidden_cells, total_is_hidden

TABLES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 30), max_size=7)
FLOORS = st.integers(0, 20)


def test_large_cells_are_shown() -> None:
    assert hidden_cells({"bygglov": 22, "livsmedel": 19}, floor=REPORT_MIN, total_shown=True) == frozenset()


def test_a_cell_below_the_floor_is_hidden() -> None:
    assert hidden_cells({"bygglov": 22, "servering": 6}, floor=REPORT_MIN, total_shown=False) == {"servering"}


def test_a_cell_on_the_floor_is_shown() -> None:
    assert hidden_cells({"bygglov": 22, "servering": 7}, floor=REPORT_MIN, total_shown=True) == frozenset()


def test_fewer_than_five_are_hidden_whatever_the_floor() -> None:
    assert hidden_cells({"a": 4, "b": 5}, floor=0, total_shown=False) == {"a"}


def test_beside_a_total_the_smallest_shown_cell_is_hidden_too() -> None:
    areas = {"bygglov": 22, "miljo": 16, "livsmedel": 31, "servering": 6}
    assert hidden_cells(areas, floor=REPORT_MIN, total_shown=True) == {"servering", "miljo"}


def test_the_areas_of_the_oracle_are_hidden_as_in_r() -> None:
    first = {"bygglov": 18, "livsmedelskontroll": 16, "miljo_halsoskydd": 13, "serveringstillstand": 9}
    second = {"bygglov": 22, "livsmedelskontroll": 19, "miljo_halsoskydd": 15, "serveringstillstand": 6}
    assert hidden_cells(first, floor=REPORT_MIN, total_shown=False) == frozenset()
    assert hidden_cells(first, floor=COMPARE_MIN, total_shown=False) == {"serveringstillstand"}
    assert hidden_cells(second, floor=REPORT_MIN, total_shown=False) == {"serveringstillstand"}
    assert hidden_cells(second, floor=REPORT_MIN, total_shown=True) == {"serveringstillstand", "miljo_halsoskydd"}


def test_where_sizes_tie_the_first_key_is_hidden() -> None:
    assert hidden_cells({"c": 12, "b": 12, "a": 3}, floor=5, total_shown=True) == {"a", "b"}


def test_two_hidden_cells_shelter_each_other() -> None:
    assert hidden_cells({"a": 3, "b": 4, "c": 12}, floor=5, total_shown=True) == {"a", "b"}


def test_two_hidden_cells_with_fewer_than_five_people_need_a_third() -> None:
    assert hidden_cells({"a": 2, "b": 2, "c": 12, "d": 20}, floor=5, total_shown=True) == {"a", "b", "c"}


def test_an_empty_cell_shelters_no_other() -> None:
    assert hidden_cells({"a": 3, "empty": 0, "c": 12, "d": 20}, floor=5, total_shown=True) == {"a", "empty", "c"}


def test_an_empty_cell_alone_has_nothing_to_protect() -> None:
    assert hidden_cells({"empty": 0, "c": 12, "d": 20}, floor=5, total_shown=True) == {"empty"}


def test_the_total_is_hidden_when_it_is_the_hidden_cell() -> None:
    assert total_is_hidden({"a": 6, "empty": 0}, floor=REPORT_MIN)
    assert not total_is_hidden({"a": 6, "b": 9}, floor=REPORT_MIN)


def test_the_total_of_too_few_is_hidden() -> None:
    assert total_is_hidden({"a": 3, "b": 3}, floor=REPORT_MIN)
    assert total_is_hidden({}, floor=REPORT_MIN)
    assert total_is_hidden({"a": 2, "b": 2}, floor=0)


def test_a_council_of_eleven_may_see_its_own_total() -> None:
    assert not total_is_hidden({"alla": 11}, floor=FLOOR_NEVER)


def test_a_negative_base_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        hidden_cells({"a": -1}, floor=5, total_shown=True)


@given(TABLES, FLOORS, st.booleans())
def test_a_small_cell_is_never_shown(cells: dict[str, int], floor: int, total_shown: bool) -> None:
    hidden = hidden_cells(cells, floor=floor, total_shown=total_shown)
    assert all(base >= max(floor, FLOOR_NEVER) for key, base in cells.items() if key not in hidden)


@given(TABLES, FLOORS, st.booleans())
def test_the_order_of_the_cells_does_not_matter(cells: dict[str, int], floor: int, total_shown: bool) -> None:
    turned = dict(reversed(cells.items()))
    assert hidden_cells(cells, floor=floor, total_shown=total_shown) == hidden_cells(
        turned, floor=floor, total_shown=total_shown
    )


@given(TABLES, FLOORS)
def test_no_hidden_cell_can_be_solved_for(cells: dict[str, int], floor: int) -> None:
    """A reader has the total and the shown cells. Everything they say of a hidden cell must fit another truth too."""
    hidden = hidden_cells(cells, floor=floor, total_shown=True)
    if total_is_hidden(cells, floor=floor):
        return
    truth = {key: 50.0 * base for key, base in cells.items()}
    for key in hidden:
        if not cells[key]:
            continue
        # The reader knows the sizes: one answer moves up here, and as much goes down in another hidden cell.
        others = [other for other in hidden if other != key and cells[other]]
        assert others, "its sum is the total less the shown cells"
        another = truth | {key: truth[key] + 1, others[0]: truth[others[0]] - 1}
        assert sum(another.values()) == sum(truth.values())
        assert all(another[shown] == truth[shown] for shown in cells if shown not in hidden)


@given(TABLES, FLOORS)
def test_the_hidden_cells_together_are_never_fewer_than_five_people(cells: dict[str, int], floor: int) -> None:
    hidden = hidden_cells(cells, floor=floor, total_shown=True)
    people = sum(cells[key] for key in hidden)
    assert people == 0 or people >= FLOOR_NEVER or total_is_hidden(cells, floor=floor)


@given(TABLES, FLOORS)
def test_no_more_cells_are_hidden_than_needed(cells: dict[str, int], floor: int) -> None:
    alone = hidden_cells(cells, floor=floor, total_shown=False)
    beside_a_total = hidden_cells(cells, floor=floor, total_shown=True)
    assert alone <= beside_a_total
    assert len(beside_a_total - alone) <= 1
