import io
import random

import numpy as np
import pytest

from core.language.calibration import BadCalibration, Calibration, Corrected, fit
from core.language.sentiment import LABELS, NEGATIVE, NEUTRAL, POSITIVE, judge, judge_many
from tests.core.language.comments import Comment, comments, figure, macro_f1, row_of, surest_half

FOLDS, CORRECTIONS = 4, 120


def corrected(some: list[Comment]) -> list[Corrected]:
    return [Corrected(one.text, one.sentiment) for one in some]


@pytest.fixture(scope="module")
def shuffled() -> list[Comment]:
    """All labelled comments in an order that has nothing to do with how they were written."""
    return random.Random(4).sample(comments(), len(comments()))


@pytest.fixture(scope="module")
def trained(shuffled: list[Comment]) -> Calibration:
    """What 120 corrections teach."""
    return fit(corrected(shuffled[:CORRECTIONS]))


def local(n: int) -> list[Corrected]:
    """People here call what is good "rejält" and what is bad "klent", which no lexicon knows."""
    words = (("rejält", POSITIVE), ("klent", NEGATIVE), ("onsdag", NEUTRAL))
    return [Corrected(f"{place} {word}", label) for place in "abcdefghijklmnop"[: n // 3] for word, label in words]


def test_with_120_corrections_it_is_as_good_as_the_documentation_says(shuffled: list[Comment]) -> None:
    before, after, surest = [], [], []
    for fold in range(FOLDS):
        first = fold * CORRECTIONS
        model = fit(corrected(shuffled[first : first + CORRECTIONS]))
        others = [*shuffled[:first], *shuffled[first + CORRECTIONS :]]
        texts, right = [one.text for one in others], [one.sentiment for one in others]

        said = judge_many(texts, calibration=model)

        before.append(macro_f1(right, [one.label for one in judge_many(texts)]))
        after.append(macro_f1(right, [one.label for one in said]))
        surest.append(surest_half(right, [one.leaning for one in said], [one.confidence for one in said]))

    means = [sum(values) / FOLDS for values in (before, after, surest)]
    assert means[1] >= max(0.70, means[0] - 0.01)
    assert means[2] >= 0.85
    assert row_of("Sentiment", "120 corrections, four times") == [
        "120 corrections, four times",
        *(figure(value) for value in means),
    ]


def test_it_learns_how_people_here_write() -> None:
    model = fit(local(48))

    assert judge("q rejält", "sv").leaning == judge("q klent", "sv").leaning == NEUTRAL
    assert judge("q rejält", "sv", model).leaning == POSITIVE
    found = judge("q klent", "sv", model)
    assert found.leaning == NEGATIVE
    assert (found.analyser, found.version) == ("samspel-lexikon+rattning", "1.48")


@pytest.mark.parametrize(
    ("corrections", "reason"),
    [
        ([], "too_few"),
        (local(27), "too_few"),
        ([Corrected(f"Bra {n}", POSITIVE) for n in range(40)], "one_kind"),
        ([Corrected("Bra", POSITIVE)] * 40, "too_few"),
    ],
)
def test_it_stays_out_and_says_why_while_there_is_too_little_to_learn_from(
    corrections: list[Corrected], reason: str
) -> None:
    model = fit(corrections)

    assert (model.is_in_use, model.stays_out) == (False, reason)
    assert judge("Bra", "sv", model) == judge("Bra", "sv")
    assert Calibration.from_bytes(model.to_bytes()).stays_out == reason


def test_two_kinds_of_corrections_never_make_the_third() -> None:
    model = fit([one for one in local(48) if one.label != NEUTRAL] + [Corrected("q", POSITIVE)])

    assert judge("q rejält", "sv", model).leaning == POSITIVE
    assert judge("Det var riktigt dåligt", "sv", model).leaning == NEGATIVE


def test_the_same_corrections_in_any_order_give_the_same_bytes(shuffled: list[Comment], trained: Calibration) -> None:
    again = fit(reversed(corrected(shuffled[:CORRECTIONS])))

    assert again.to_bytes() == trained.to_bytes()


def test_it_is_stored_as_numbers_without_any_word_and_read_back_the_same(
    shuffled: list[Comment], trained: Calibration
) -> None:
    content = trained.to_bytes()

    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        assert all(np.issubdtype(file[name].dtype, np.number) for name in file.files)
    read = Calibration.from_bytes(content)
    texts = [one.text for one in shuffled[:50]]
    assert judge_many(texts, calibration=read) == judge_many(texts, calibration=trained)
    assert read.corrections == CORRECTIONS


def test_what_only_one_person_wrote_leaves_no_trace() -> None:
    secret = Corrected("Xyzzan kvoppar", NEGATIVE)

    with_it, without = fit([*local(48), secret]), fit([*local(48), Corrected("Fnurban snjoggar", NEGATIVE)])

    assert np.array_equal(with_it.weights, without.weights)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_calibration_is_refused(content: bytes) -> None:
    with pytest.raises(BadCalibration):
        Calibration.from_bytes(content)


@pytest.mark.parametrize("change", ["format", "shape", "weights", "filled", "stays_out"])
def test_a_calibration_somebody_has_changed_is_refused(trained: Calibration, change: str) -> None:
    with np.load(io.BytesIO(trained.to_bytes()), allow_pickle=False) as file:
        parts = {name: file[name] for name in file.files}
    parts[change] = parts[change] * np.nan if change == "weights" else parts[change] + 10_000
    changed = io.BytesIO()
    np.savez_compressed(changed, **parts)

    with pytest.raises(BadCalibration):
        Calibration.from_bytes(changed.getvalue())


def test_a_file_that_would_run_something_is_refused() -> None:
    hostile = io.BytesIO()
    np.savez_compressed(hostile, format=np.array([object()], dtype=object), allow_pickle=True)

    with pytest.raises(BadCalibration):
        Calibration.from_bytes(hostile.getvalue())


def test_a_correction_is_one_of_the_three_labels() -> None:
    assert [Corrected("Bra", label).label for label in LABELS] == list(LABELS)
    with pytest.raises(ValueError, match="unsure"):
        Corrected("Bra", "unsure")
