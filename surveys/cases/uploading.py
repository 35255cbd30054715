"""The file between uploading and reading in: kept as text, so that a mistake in the columns costs no new upload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import N_, PersonMet
from core.spreadsheets import Sheet, SheetRow
from surveys.cases.meanings import Columns
from surveys.cases.models import CaseColumns, CaseUpload

KEPT = timedelta(days=1)
LONGEST_NAME = 200


class NoSuchUpload(PersonMet):
    """The file has been read in, replaced by another or removed after a day."""

    status = 404
    title = N_("Filen finns inte kvar")
    message = N_("Filen är redan inläst, ersatt av en som du laddade upp senare, eller äldre än ett dygn.")
    advice = N_("Gå till ärendesidan och se vad som är inläst, eller ladda upp filen igen.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody is looking at."""

    id: int
    file_name: str
    sheet: Sheet


def keep(session: Session, collection_id: int, staff_id: int, name: str, sheet: Sheet, now: datetime) -> int:
    """Keep a file until it is read in; it takes the place of what the same person had uploaded for the round."""
    session.execute(
        delete(CaseUpload).where(CaseUpload.collection_id == collection_id, CaseUpload.staff_id == staff_id)
    )
    upload = CaseUpload(
        collection_id=collection_id,
        staff_id=staff_id,
        file_name=name[:LONGEST_NAME],
        columns=list(sheet.columns),
        rows=[[row.number, *row.cells] for row in sheet.rows],
        created_at=now,
    )
    session.add(upload)
    session.flush()
    return upload.id


def upload(session: Session, collection_id: int, upload_id: int) -> Upload:
    """A round's upload; raises NoSuchUpload."""
    found = session.scalar(
        select(CaseUpload).where(CaseUpload.id == upload_id, CaseUpload.collection_id == collection_id)
    )
    if found is None:
        raise NoSuchUpload
    rows = tuple(SheetRow(int(number), tuple(map(str, cells))) for number, *cells in found.rows)
    return Upload(found.id, found.file_name, Sheet(tuple(map(str, found.columns)), rows))


def unfinished(session: Session, collection_id: int, staff_id: int) -> tuple[int, str] | None:
    """The id and the name of the file a person has uploaded for a round and not read in yet."""
    row = session.execute(
        select(CaseUpload.id, CaseUpload.file_name).where(
            CaseUpload.collection_id == collection_id, CaseUpload.staff_id == staff_id
        )
    ).first()
    return None if row is None else (row.id, row.file_name)


def take(session: Session, collection_id: int, upload_id: int) -> None:
    """Remove an upload, to read it in; raises NoSuchUpload when it is gone, so that a double click does so once."""
    statement = delete(CaseUpload).where(CaseUpload.id == upload_id, CaseUpload.collection_id == collection_id)
    if session.execute(statement.execution_options(synchronize_session=False)).rowcount == 0:  # type: ignore[attr-defined]
        raise NoSuchUpload


def suggested_columns(session: Session, survey_id: int, sheet: Sheet) -> Columns:
    """What the columns most likely mean: as last time, else by their headings."""
    known = session.get(CaseColumns, survey_id)
    return Columns.guessed(sheet.columns, known.mapping if known else {})


def remember_columns(session: Session, survey_id: int, sheet: Sheet, columns: Columns) -> None:
    """Suggest the same next time."""
    session.merge(CaseColumns(survey_id=survey_id, mapping=columns.as_remembered(sheet.columns)))


def purge(session: Session, now: datetime) -> int:
    """Remove files that nobody has confirmed within a day."""
    result = session.execute(delete(CaseUpload).where(CaseUpload.created_at < now - KEPT))
    return int(result.rowcount)  # type: ignore[attr-defined]
