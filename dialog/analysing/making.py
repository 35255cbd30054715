"""Makes the analysis of a dialogue from its votes and words: the worker's part, so that no page ever reckons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.corrections import calibrating, correcting, themes
from dialog.analysing import findings, opining, reading, wording
from dialog.analysing.findings import Finding, Text
from dialog.analysing.models import DialogueAnalysis
from dialog.analysis.opinions import METHOD
from dialog.models import Dialogue

# Goes up whenever the same words would be stored otherwise.
SHAPE = "1"


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis that differs from the one stored; ``extremity`` is by the number of an inspel."""

    input_hash: str
    method: str
    document: Mapping[str, Any]
    themes: Mapping[str, Any]
    extremity: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Made:
    """What is to be stored: an analysis if anything changed, findings that are new, and the ids of those to remove."""

    dialogue_id: int
    analysis: Analysis | None
    findings: tuple[Finding, ...]
    gone: tuple[int, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether everything stands as it stood."""
        return self.analysis is None and not self.findings and not self.gone


def subject_of(dialogue_id: int) -> str:
    """How decisions about the themes of a dialogue name it."""
    return f"dialogue:{dialogue_id}"


def correction_of(statement_id: int) -> str:
    """How a correction of what was found in an inspel names it."""
    return f"dialog:{statement_id}"


def make(session: Session, dialogue_id: int) -> Made | None:
    """Everything that can be said of a dialogue as it stands; None if there is no such dialogue. Nothing is changed.

    Votes are analysed again only when votes, inspel or ages have changed, and words only when words, corrections,
    decisions about themes or the analyser have.
    """
    dialogue = session.get(Dialogue, dialogue_id)
    if dialogue is None:
        return None
    calibration = calibrating.in_use(session)
    said = findings.texts(session, dialogue_id)
    before = findings.known(session, dialogue_id)
    new = tuple(findings.fresh(said, before, str(dialogue.languages[0]), calibration))
    found = before | {one.statement_id: one for one in new}
    gone = tuple(sorted(before.keys() - {one.id for one in said}))

    cast = reading.cast(session, dialogue_id)
    stored = session.get(DialogueAnalysis, dialogue_id)
    known = (stored.document, stored.themes) if stored else ({}, {})
    hashed = opining.fingerprint(cast)
    document = _same(known[0], hashed) or {"input": hashed} | opining.opine(cast)
    words = _words(session, dialogue_id, said, found, known[1], calibrating.analyser_of(calibration))
    analysis = Analysis(
        input_hash=opining.hash_of([document["input"], words["input"]]),
        method=METHOD,
        document=document,
        themes=words,
        extremity={int(number): value for number, value in document["extremity"].items()},
    )
    is_stored = stored is not None and stored.input_hash == analysis.input_hash
    return Made(dialogue_id, None if is_stored else analysis, new, gone)


def _words(
    session: Session,
    dialogue_id: int,
    said: Sequence[Text],
    found: Mapping[int, Finding],
    known: Mapping[str, Any],
    analyser: str,
) -> Mapping[str, Any]:
    read = [one for one in said if one.counts]
    languages = [str(found[one.id].document["language"]) for one in read]
    refs = {correction_of(one.id): one for one in read}
    corrected = {refs[ref].id: one for ref, one in correcting.of(session, refs).items()}
    vocabulary, decided = themes.vocabulary(session), themes.decisions(session, subject_of(dialogue_id))
    told = [
        [one.number, one.text, language, _plain(corrected.get(one.id))]
        for one, language in zip(read, languages, strict=True)
    ]
    basis = [SHAPE, _theme_method(), analyser, told, {name: list(v) for name, v in vocabulary.items()}]
    hashed = opining.hash_of([*basis, themes.plain(decided)])
    return _same(known, hashed) or {
        "input": hashed,
        "themes": wording.theme(read, languages, vocabulary, decided),
        "language": wording.count(read, found, corrected, analyser),
    }


def _same(stored: Mapping[str, Any], hashed: str) -> Mapping[str, Any] | None:
    return stored if stored.get("input") == hashed else None


def _plain(correction: correcting.Correction | None) -> Any:
    return None if correction is None else [correction.tone, correction.factors]


def _theme_method() -> str:
    from core.language.themes import METHOD, VERSION

    return f"{METHOD} {VERSION}"
