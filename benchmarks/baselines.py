"""What others would write in an afternoon: the two smallest apps that take the same answers, to be measured beside.

``bare`` is a Flask view with one INSERT written by hand. ``small`` is Flask-SQLAlchemy, WTForms and the CSRF check of
Flask-WTF, each used in the plain way. Both keep what they acknowledge: SQLite with full sync, PostgreSQL with fsync.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import DictLoader
from sqlalchemy import JSON, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from benchmarks.people import questionnaire
from core.prompts import Control, Prompt
from surveys.questions import KINDS

DATABASE, SURVEY, LAYOUT = "BASELINE_DATABASE", "BASELINE_SURVEY", "BASELINE_LAYOUT"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000")
PATH, THANKS = "/", "/tack"
TABLE = "CREATE TABLE IF NOT EXISTS answer (answers TEXT NOT NULL)"

LAYOUT_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><main>{% block main %}{% endblock %}</main></body></html>"""
FORM_PAGE = """{% extends "layout.html" %}{% block title %}{{ title }}{% endblock %}{% block main %}
<h1>{{ title }}</h1>
<form method="post">{{ form.hidden_tag() }}
{% for field in form if field.type != "CSRFTokenField" %}
<div>{{ field.label }} {{ field() }}{% for error in field.errors %}<p>{{ error }}</p>{% endfor %}</div>
{% endfor %}
<button>Skicka svaren</button></form>{% endblock %}"""


class Base(DeclarativeBase):
    """The parent of the one table."""


class Answer(Base):
    """What one person answered."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class ManyField(SelectMultipleField):
    """Checkboxes, as WTForms' own documentation makes them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def bare() -> Flask:
    """One view and one INSERT; the page is put together once and every answer is sent as JSON."""
    app = Flask(__name__)
    url = os.environ[DATABASE]
    names = [prompt.key for prompt in _prompts()]
    page = "".join(f'<label>{name} <input name="{name}"></label>' for name in names)
    mine = threading.local()
    is_sqlite = url.startswith("sqlite")
    insert = f"INSERT INTO answer (answers) VALUES ({'?' if is_sqlite else '%s'})"

    def connection() -> Any:
        if not hasattr(mine, "connection"):
            mine.connection = _sqlite(url) if is_sqlite else psycopg.connect(_address(url), autocommit=True)
        return mine.connection

    @app.get(PATH)
    def show() -> str:
        return f'<!doctype html><form method="post">{page}<button>Skicka</button></form>'

    @app.post(PATH)
    def receive() -> ResponseReturnValue:
        connection().execute(insert, (json.dumps(request.form.to_dict(flat=False)),))
        return redirect(THANKS, 303)

    return app


def small() -> Flask:
    """The view a tutorial would end with."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"layout.html": LAYOUT_PAGE, "form.html": FORM_PAGE})
    app.config.update(SECRET_KEY="a secret for measurements", SQLALCHEMY_DATABASE_URI=os.environ[DATABASE])
    if os.environ[DATABASE].startswith("sqlite"):
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"timeout": 30}}
    db = SQLAlchemy(app, model_class=Base, disable_autonaming=True)
    CSRFProtect(app)
    prompts = _prompts()
    form_class = type("SurveyForm", (FlaskForm,), {prompt.key: _field(prompt) for prompt in prompts})
    title = questionnaire(os.environ[SURVEY])[0].title.into("sv")
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _set_pragmas)

    @app.route(PATH, methods=["GET", "POST"])
    def survey() -> ResponseReturnValue:
        form = form_class()
        if form.validate_on_submit():
            db.session.add(Answer(answers={prompt.key: form[prompt.key].data for prompt in prompts}))
            db.session.commit()
            return redirect(THANKS, 303)
        return render_template("form.html", form=form, title=title)

    return app


def prepare(database_url: str) -> None:
    """Make the table both apps use."""
    if database_url.startswith("sqlite"):
        connection = _sqlite(database_url)
        connection.execute(TABLE.replace("(answers", "(id INTEGER PRIMARY KEY, answers"))
        connection.close()
        return
    with psycopg.connect(_address(database_url)) as server:
        server.execute(TABLE.replace("(answers", "(id SERIAL PRIMARY KEY, answers").replace("TEXT", "JSON"))


def stored(database_url: str) -> int:
    """How many answers either app has stored."""
    if database_url.startswith("sqlite"):
        connection = _sqlite(database_url)
        n = int(connection.execute("SELECT count(*) FROM answer").fetchone()[0])
        connection.close()
        return n
    with psycopg.connect(_address(database_url)) as server:
        row = server.execute("SELECT count(*) FROM answer").fetchone()
        return int(row[0]) if row else 0


def _prompts() -> list[Prompt]:
    asked, _data = questionnaire(os.environ[SURVEY], os.environ.get(LAYOUT, ""))
    prompts = [KINDS[question.kind].prompt(question, "sv") for question in asked.questions]
    return [prompt for prompt in prompts if prompt.control is not None]


def _field(prompt: Prompt) -> Field:
    choices = [SelectChoice(choice.key, choice.label) for choice in prompt.choices]
    if prompt.control is Control.PICK_ONE:
        return RadioField(prompt.label, choices=choices, validators=[Optional()])
    if prompt.control is Control.PICK_MANY:
        return ManyField(prompt.label, choices=choices, validators=[Optional()])
    kind = TextAreaField if prompt.control is Control.LONG_TEXT else StringField
    return kind(prompt.label, validators=[Optional(), Length(max=prompt.max_length or 200)])


def _address(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(str(make_url(url).database), timeout=30, isolation_level=None)
    _set_pragmas(connection, None)
    return connection


def _set_pragmas(connection: sqlite3.Connection, entry: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
