"""A great many submitted responses with their scores and tallies, made by the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from core import population
from core.db import db, table_of
from core.population import Count
from surveys import rounds
from surveys.measures import AGE_GROUP, AGE_GROUPS, FACTORS, NKI, SERVICE, SEX, SEXES
from surveys.models import Collection, Response, Score, Tally
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS
from surveys.tallying import ALL, CELL

AREAS = ("bygglov", "miljo_halsoskydd", "livsmedelskontroll", "serveringstillstand")
INDEX = "CREATE INDEX ix_score_cell ON score (survey_id, measure, period, area, customer_type, cluster, value)"
AREA = f"CASE i % 4 WHEN 0 THEN '{AREAS[0]}' WHEN 1 THEN '{AREAS[1]}' WHEN 2 THEN '{AREAS[2]}' ELSE '{AREAS[3]}' END"
# Sorted by their random keys, because that is the order in which the tables lie.
PEOPLE = {
    "sqlite": """WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :many),
        person AS MATERIALIZED (SELECT lower(hex(randomblob(16))) AS id, i FROM number)""",
    "postgresql": """WITH person AS MATERIALIZED
        (SELECT gen_random_uuid() AS id, i FROM generate_series(1, :many) AS number(i))""",
}
ANYTHING = {"sqlite": "abs(random()) % 10", "postgresql": "floor(random() * 10)"}
OBJECT = {"sqlite": "json_object", "postgresql": "json_build_object"}
MEASURES = (NKI, SERVICE, *FACTORS)
PEOPLE_LIVING_HERE = 5000


def with_sex_and_age(asked: Questionnaire, data: Mapping[str, Any]) -> tuple[Questionnaire, dict[str, Any]]:
    """A questionnaire that also asks what answers are weighted by."""
    questions = [
        {
            "key": key,
            "kind": "one_choice",
            "measures": measure,
            "text": key,
            "choice": [{"key": choice, "text": choice} for choice in choices],
        }
        for key, measure, choices in (("kon", SEX, SEXES), ("alder", AGE_GROUP, AGE_GROUPS))
    ]
    more = {**data, "section": [*data["section"], {"key": "om_dig", "title": "Om dig", "question": questions}]}
    return Questionnaire.from_data(more), more


def fill(session: Session, collection: Collection, many: int) -> None:
    """Put ``many`` responses in an empty round, eight scores each, spread evenly over four areas; committed.

    Answers to scale questions and, apart from them, scores on ten steps from 0 to 100 are drawn by chance.
    """
    dialect = session.get_bind().dialect.name
    named = {
        "many": many,
        "collection": collection.id,
        "survey": collection.survey_id,
        "version": collection.version_id,
        "period": collection.period,
        "all": ALL,
        "cell": CELL,
    }
    session.execute(text("DROP INDEX ix_score_cell"))
    checks = [check for kind in (Response, Score) for check in table_of(kind).foreign_key_constraints]
    # PostgreSQL checks one row at a time while rows come in, and all of them at once when a check is added.
    checks = checks if dialect == "postgresql" else []
    for check in checks:
        session.execute(DropConstraint(check))
    asked = rounds.questionnaire_of(collection.version)
    for statement in (_responses(dialect, asked), _scores(dialect), INDEX, *TALLIES):
        made = text(statement)
        session.execute(made, _wanted(made, named))
    for check in checks:
        session.execute(AddConstraint(check))
    _other_tallies(session, collection, many)
    population.store(session, [Count(collection.period, area, many) for area in AREAS])
    for dimension, cells in ((SEX, SEXES), (AGE_GROUP, AGE_GROUPS)):
        people = [Count(collection.period, cell, PEOPLE_LIVING_HERE // len(cells)) for cell in cells]
        population.store(session, people, dimension)
    session.commit()
    _tidy(session, dialect)


def _responses(dialect: str, asked: Questionnaire) -> str:
    return f"""INSERT INTO response (id, collection_id, version_id, state, is_anonymous, is_tallied, area,
        customer_type, channel, language, answers, submitted_on)
        {PEOPLE[dialect]}
        SELECT id, :collection, :version, 'submitted', true, true, {AREA},
        CASE WHEN i % 10 < 7 THEN 'foretag' ELSE 'privatperson' END, 'web', 'sv',
        {_answers(dialect, asked)}, '2025-06-01' FROM person ORDER BY id"""


def _answers(dialect: str, asked: Questionnaire) -> str:
    """One person's answers: a step of every scale by chance; whatever else is chosen alternates."""
    by_chance = ANYTHING[dialect]
    pairs = []
    for question in asked.questions:
        if question.kind == "scale":
            pairs.append(f"'{question.key}', 1 + {by_chance}")
        elif question.kind == "one_choice":
            keys = [option.key for option in question.options]
            cases = " ".join(f"WHEN {number} THEN '{key}'" for number, key in enumerate(keys))
            pairs.append(f"'{question.key}', CASE (i / {1 + len(pairs)}) % {len(keys)} {cases} END")
    return f"{OBJECT[dialect]}({', '.join(pairs)})"


def _scores(dialect: str) -> str:
    measures = " UNION ALL ".join(f"SELECT '{measure}' AS measure" for measure in MEASURES)
    return f"""INSERT INTO score (response_id, measure, survey_id, period, area, customer_type, value)
        SELECT id, measure, :survey, :period, area, customer_type, {ANYTHING[dialect]} * 100.0 / 9
        FROM response CROSS JOIN ({measures}) AS asked ORDER BY id, measure"""


TALLIES = (
    """INSERT INTO tally (collection_id, question_key, value, n)
       SELECT :collection, :all, '', count(*) FROM response""",
    """INSERT INTO tally (collection_id, question_key, value, n)
       SELECT :collection, :cell, area || '/' || customer_type, count(*) FROM response GROUP BY area, customer_type""",
)


def _other_tallies(session: Session, collection: Collection, many: int) -> None:
    """The answers to every question, spread evenly, so that the staff's page has all it would have."""
    for question in rounds.questionnaire_of(collection.version).questions:
        choices = KINDS[question.kind].prompt(question, "sv").choices
        for choice in choices:
            session.add(
                Tally(collection_id=collection.id, question_key=question.key, value=choice.key, n=many // len(choices))
            )


def _wanted(statement: TextClause, named: Mapping[str, object]) -> dict[str, object]:
    return {name: named[name] for name in statement.compile().params}


def _tidy(session: Session, dialect: str) -> None:
    """What a database does by itself after a while: count its rows and, on PostgreSQL, mark them visible to all."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if dialect == "sqlite" else "VACUUM ANALYZE"))
