import pytest

from core.periods import middle_of, one_before, parts_a_year


@pytest.mark.parametrize(
    ("period", "earlier", "parts", "middle"),
    [
        ("2026", "2025", None, 2026.5),
        ("2026-H2", "2026-H1", 2, 2026.75),
        ("2026-T1", "2025-T3", 3, 2026 + 1 / 6),
        ("2026-K1", "2025-K4", 4, 2026.125),
        ("2026-M01", "2025-M12", 12, 2026 + 1 / 24),
        ("2026-M10", "2026-M09", 12, 2026 + 9.5 / 12),
        ("2026-M1", "2025-M12", 12, 2026 + 1 / 24),
        # Other parts of a year have no known length, and no year comes before the first.
        ("2026-V09", None, None, None),
        ("2026-K5", None, None, None),
        ("2026-K0", None, None, None),
        ("2026-pilot", None, None, None),
        ("0000", None, None, 0.5),
        ("0000-K1", None, 4, 0.125),
    ],
)
def test_a_period_knows_the_one_before_it_its_length_and_its_middle(
    period: str, earlier: str | None, parts: int | None, middle: float | None
) -> None:
    assert one_before(period) == earlier
    assert parts_a_year(period) == parts
    assert middle_of(period) == (None if middle is None else pytest.approx(middle))
