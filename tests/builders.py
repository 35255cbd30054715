"""Makes what tests need in a line each: a survey, an open round, answers, staff, and time that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from core import worker
from core.db import begin_writing
from core.house import house_of
from core.people.roles import Role
from surveys import answering, authoring, rounds, storing, toml_files
from surveys.authoring import Terms
from surveys.models import Access, Channel
from surveys.questionnaire import Questionnaire
from surveys.questions import Value
from surveys.rounds import Round
from surveys.storing import Submitted
from tests.browsing import Browser
from tests.databases import migrate
from tests.ground import NOON, PASSWORD, at_noon, hire, working

TODAY = NOON.date()
OWN = "myndighetsservice-foretag"

on_sqlite = pytest.mark.on_sqlite


def load_demo(app: Flask) -> None:
    """The schema and the demo, as ``make run`` loads them at noon."""
    migrate(app)
    with at_noon():
        result = run(app, "demo")
    assert result.exit_code == 0, result.stderr


def run(app: Flask, *arguments: str, stdin: str | None = None) -> Result:
    """Run a command of ``flask``; standard output and standard error are kept apart."""
    begin_writing()
    result = app.test_cli_runner().invoke(args=list(arguments), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def drain(app: Flask) -> int:
    """Let the worker do everything that is due."""
    return worker.drain(app, house_of(app))


def small_survey(slug: str = "prov", layout: str = "section_pages", anonymous: bool = True) -> dict[str, Any]:
    """A questionnaire with most kinds, a required question, a section and a question that are shown on a condition."""
    return {
        "slug": slug,
        "languages": ["sv", "en"],
        "layout": layout,
        "minutes": 2,
        "anonymous": anonymous,
        "title": {"sv": "En liten enkät", "en": "A small survey"},
        "purpose": {"sv": "För att prova.", "en": "To try things out."},
        "who_sees": {"sv": "Bara vi.", "en": "Only us."},
        "thanks": {"sv": "Vi läser allt.", "en": "We read everything."},
        "scales": {
            "fem": {"from": 1, "to": 5, "low": {"sv": "Dåligt", "en": "Bad"}, "high": {"sv": "Bra", "en": "Good"}}
        },
        "section": [
            {
                "key": "du",
                "title": {"sv": "Om dig", "en": "About you"},
                "question": [
                    {
                        "key": "roll",
                        "kind": "one_choice",
                        "required": True,
                        "text": {"sv": "Vem är du?", "en": "Who are you?"},
                        "choice": [
                            {"key": "boende", "text": {"sv": "Boende", "en": "Resident"}},
                            {"key": "foretag", "text": {"sv": "Företag", "en": "Company"}},
                        ],
                    },
                ],
            },
            {
                "key": "foretaget",
                "title": {"sv": "Företaget", "en": "The company"},
                "show_if": {"question": "roll", "is": ["foretag"]},
                "question": [
                    {
                        "key": "antal",
                        "kind": "number",
                        "min": 0,
                        "max": 1000,
                        "text": {"sv": "Hur många är ni?", "en": "How many are you?"},
                    },
                    {
                        "key": "kanaler",
                        "kind": "many_choices",
                        "at_most": 2,
                        "text": {"sv": "Hur hörde ni av er?", "en": "How did you get in touch?"},
                        "choice": [
                            {"key": "besok", "text": {"sv": "Besök", "en": "Visit"}},
                            {"key": "telefon", "text": {"sv": "Telefon", "en": "Phone"}},
                            {"key": "epost", "text": {"sv": "E-post", "en": "E-mail"}},
                        ],
                    },
                ],
            },
            {
                "key": "betyg",
                "title": {"sv": "Ditt betyg", "en": "Your rating"},
                "question": [
                    {
                        "key": "nojd",
                        "kind": "scale",
                        "scale": "fem",
                        "text": {"sv": "Hur gick det?", "en": "How did it go?"},
                    },
                    {
                        "key": "varfor",
                        "kind": "long_text",
                        "show_if": {"question": "nojd", "at_most": 2},
                        "text": {"sv": "Vad gick snett?", "en": "What went wrong?"},
                    },
                    {
                        "key": "ord",
                        "kind": "short_text",
                        "text": {"sv": "Beskriv oss med ett ord", "en": "Describe us in a word"},
                    },
                    {"key": "igen", "kind": "yes_no", "text": {"sv": "Kommer du igen?", "en": "Will you be back?"}},
                ],
            },
        ],
    }


def case_survey(slug: str = "arenden", layout: str = "one_page") -> dict[str, Any]:
    """A questionnaire for closed cases: three areas, two types of customer, three questions that give an NKI."""
    areas = {"bygglov": "Bygglov", "miljo": "Miljö- och hälsoskydd", "livsmedel": "Livsmedelskontroll"}
    types = {"foretag": "Ett företag", "privatperson": "Mig själv"}
    questions = [
        {
            "key": key,
            "kind": "one_choice",
            "measures": measure,
            "text": text,
            "choice": [{"key": option, "text": words} for option, words in options.items()],
        }
        for key, measure, text, options in (
            ("omrade", "area", "Vad gällde ärendet?", areas),
            ("kundtyp", "customer_type", "För vem var ärendet?", types),
        )
    ]
    nki = [
        {"key": key, "kind": "scale", "scale": "tio", "measures": "nki", "text": text}
        for key, text in (("helhet", "Hur nöjd är du?"), ("vantan", "Som väntat?"), ("ideal", "Nära det bästa?"))
    ]
    why = {"key": "varfor", "kind": "long_text", "text": "Varför?"}
    return {
        "slug": slug,
        "languages": ["sv"],
        "layout": layout,
        "minutes": 1,
        "title": "Hur gick ditt ärende?",
        "purpose": "För att bli bättre.",
        "who_sees": "Bara vi.",
        "thanks": "Tack.",
        "scales": {"tio": {"from": 1, "to": 10, "low": "Inte alls", "high": "Mycket"}},
        "section": [{"key": "allt", "title": "Ärendet", "question": [*questions, *nki, why]}],
    }


TERMS = Terms(
    period="2026",
    controller="Kommunstyrelsen",
    legal_basis="Uppgift av allmänt intresse",
    contact="enkat@example.se",
    erase_on=date(2028, 1, 1),
    erase_decision="KS 2026-1",
    opens_on=TODAY,
    closes_on=TODAY + timedelta(days=30),
)


def open_round(app: Flask, source: str | Mapping[str, Any], **changed: Any) -> Round:
    """Publish a ready questionnaire (by name) or one given as data, and open a round on it."""
    with working(app) as session:
        if isinstance(source, str):
            questionnaire, data = toml_files.read(toml_files.library_file(source))
        else:
            questionnaire, data = Questionnaire.from_data(source), dict(source)
        version = authoring.publish(session, questionnaire, data, NOON)
        collection = authoring.open_collection(session, version, replace(TERMS, **changed), TODAY)
        return rounds.by_id(session, collection.id)


def code_round(app: Flask, source: str | Mapping[str, Any], **changed: Any) -> Round:
    """A round that is answered with personal codes."""
    return open_round(app, source, access=Access.CODE, **changed)


def store(app: Flask, round_: Round, *answers: Mapping[str, Value]) -> None:
    """Store answers as if they had come from the web and been counted, and tell the other rooms."""
    with working(app) as session:
        rows = [Submitted(dict(given), TODAY, "sv", Channel.WEB) for given in answers]
        storing.store(session, round_, rows, is_anonymous=round_.is_anonymous)
        answering.tell(session, round_)


def signed_in(app: Flask, *roles: Role) -> Browser:
    """The browser of a new member of staff, who has just signed in."""
    email = f"{'-'.join(roles) or 'reader'}@example.se"
    hire(app, *roles, email=email)
    browser = Browser(app)
    page = browser.open("/personal/logga-in")
    page = browser.send(page, {"email": email, "password": PASSWORD})
    assert page.path == "/personal", page.text
    return browser
