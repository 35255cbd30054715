"""Learns from what staff have corrected, in the worker, and says which calibration new analyses use."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.corrections.models import CalibrationModel, TextCorrection
from core.corrections.topics import CALIBRATION_CHANGED
from core.db import db, insert_into, reading
from core.language import analysing
from core.language.calibration import LEAST_CORRECTIONS, BadCalibration, Calibration, Corrected, fit
from core.language.sentiment import LABELS, SWEDISH, judge_many
from core.room import Note

# So many more corrections are worth learning anew from.
STEP = 10
# The latest teach; more would take the worker long and hardly change what is learnt.
MOST = 5_000
FOLDS = 5
# The part that teaches must be large enough to teach when a fifth is held out.
NEEDED_TO_MEASURE = math.ceil(LEAST_CORRECTIONS * FOLDS / (FOLDS - 1))
_ONLY = 1
ANALYSER = f"{analysing.ANALYSER} {analysing.VERSION}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What has been learnt so far, for staff: ``n`` corrections taught what is in use, ``corrections`` there are now.

    ``f1_before`` and ``f1_after`` are the mean F1 (0-1) of the three tones, cross-validated on the corrections; None
    under ``to_measure`` corrections.
    """

    corrections: int
    n: int
    is_on: bool
    f1_before: float | None
    f1_after: float | None
    made_at: datetime | None
    analyser: str = ANALYSER
    least: int = LEAST_CORRECTIONS
    to_measure: int = NEEDED_TO_MEASURE


@dataclass(frozen=True, slots=True)
class Learnt:
    """A calibration ready to be stored, with how well the lexicon alone and both together judge what is held out."""

    n: int
    calibration: Calibration
    f1_before: float | None
    f1_after: float | None


def in_use(session: Session) -> Calibration | None:
    """The calibration that new analyses use; None when there is none, or it is switched off or of another version."""
    content = session.scalar(
        select(CalibrationModel.content).where(
            CalibrationModel.id == _ONLY, CalibrationModel.is_on, CalibrationModel.analyser == ANALYSER
        )
    )
    if content is None:
        return None
    try:
        found = Calibration.from_bytes(content)
    except BadCalibration:
        # Nobody is helped by an analysis that stops; the next corrections write it anew.
        return None
    return found if found.is_in_use else None


def analyser_of(calibration: Calibration | None) -> str:
    """The analyser, its version and its calibration in one short name: findings with another name are made anew."""
    if calibration is None:
        return ANALYSER
    return f"{ANALYSER} +{calibration.corrections}.{crc32(calibration.weights.tobytes()):08x}"


def standing(session: Session) -> Standing:
    """How many corrections there are, and what has been learnt from them."""
    row = session.get(CalibrationModel, _ONLY)
    corrections = _count(session)
    if row is None or row.analyser != ANALYSER:
        return Standing(corrections, 0, row is None or row.is_on, None, None, None)
    return Standing(corrections, row.n, row.is_on, row.f1_before, row.f1_after, row.made_at)


def switch(session: Session, is_on: bool) -> bool:
    """Use what was learnt, or leave it; whether anything changed. What is analysed already is analysed anew."""
    row = session.get(CalibrationModel, _ONLY, with_for_update=True)
    if row is None or row.is_on == is_on:
        return False
    row.is_on = is_on
    session.flush()
    _tell(session)
    return True


def learn(news: Mapping[str, Any]) -> Note | None:
    """Learn anew when there are enough new corrections; gives what keeps it. No transaction is open meanwhile."""
    session = db.session()
    with reading():
        try:
            row = session.get(CalibrationModel, _ONLY)
            n = _count(session)
            is_due = row is None or row.analyser != ANALYSER or abs(n - row.n) >= STEP
            known = _known(session) if is_due and n >= LEAST_CORRECTIONS else ()
        finally:
            session.rollback()
    return partial(keep, learnt=found, now=clock.now()) if (found := learnt_from(known, n)) else None


def learnt_from(known: Sequence[Corrected], n: int) -> Learnt | None:
    """What the corrections teach; None when they are too few or all say the same. The same give the same."""
    calibration = fit(known)
    if not calibration.is_in_use:
        return None
    return Learnt(n, calibration, *_gain(set(known)))


def _gain(known: Set[Corrected]) -> tuple[float | None, float | None]:
    """The mean F1 without and with what was learnt, cross-validated in FOLDS parts."""
    texts = sorted(known, key=lambda one: (crc32(one.text.encode()), one.text, one.label))
    if len(texts) < NEEDED_TO_MEASURE:
        return None, None
    before = [judged.leaning or "" for judged in judge_many([one.text for one in texts])]
    after = [""] * len(texts)
    for fold in range(FOLDS):
        held = range(fold, len(texts), FOLDS)
        taught = fit(one for i, one in enumerate(texts) if i % FOLDS != fold)
        for i, judged in zip(held, judge_many([texts[i].text for i in held], calibration=taught), strict=True):
            after[i] = judged.leaning or ""
    right = [one.label for one in texts]
    return mean_f1(right, before), mean_f1(right, after)


def mean_f1(right: Sequence[str], said: Sequence[str]) -> float:
    """The unweighted mean of F1 = 2 tp / (2 tp + fp + fn) over the tones that somebody said, rounded to 4 digits."""
    found = []
    for label in LABELS:
        pairs = list(zip(right, said, strict=True))
        hits = sum(one == other == label for one, other in pairs)
        misses = sum((one == label) != (other == label) for one, other in pairs)
        if any(one == label for one in right):
            found.append(2 * hits / (2 * hits + misses))
    return round(sum(found) / len(found), 4) if found else 0.0


def keep(session: Session, learnt: Learnt, now: datetime) -> None:
    """Put what was learnt in place of what was there; what staff switched off stays off."""
    statement = insert_into(session, CalibrationModel).values(
        id=_ONLY,
        analyser=ANALYSER,
        n=learnt.n,
        content=learnt.calibration.to_bytes(),
        is_on=True,
        f1_before=learnt.f1_before,
        f1_after=learnt.f1_after,
        made_at=now,
    )
    names = ("analyser", "n", "content", "f1_before", "f1_after", "made_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[CalibrationModel.id], set_={name: statement.excluded[name] for name in names}
        )
    )
    _tell(session)


def on_changed(session: Session, news: Mapping[str, Any]) -> None:
    """The house itself has nothing analysed; the rooms hear the same news and look at what is theirs."""


def _tell(session: Session) -> None:
    outbox.post(session, CALIBRATION_CHANGED, key="calibration")


def _teaches() -> Any:
    return (TextCorrection.tone.in_(LABELS), TextCorrection.language == SWEDISH)


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TextCorrection).where(*_teaches())) or 0


def _known(session: Session) -> tuple[Corrected, ...]:
    """What teaches: corrected tones of Swedish texts, the only ones our own analyser judges."""
    rows = session.execute(
        select(TextCorrection.words, TextCorrection.tone)
        .where(*_teaches())
        .order_by(TextCorrection.corrected_at.desc(), TextCorrection.subject_ref)
        .limit(MOST)
    )
    return tuple(Corrected(words, tone) for words, tone in rows if tone is not None)
