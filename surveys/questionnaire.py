"""A questionnaire as pure data: what a published version holds, and how it is read from a dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.measures import MEASURES
from surveys.questions import KINDS, Condition, Option, Question, Scale, Text

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,58})[a-z0-9]", re.ASCII)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
# What can be chosen may also be an age, such as 16-29 or 65+.
OPTION = re.compile(r"[a-z0-9][a-z0-9_+-]{0,39}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2,8})?", re.ASCII)
LAYOUTS = ("section_pages", "one_page")
MOST_QUESTIONS = 200
LONGEST_TEXT = 5000
LONGEST_TITLE = 300
# Names that forms, addresses and files use for themselves.
RESERVED = frozenset(
    {"avsnitt", "csrf_token", "do", "granska", "inbjudan", "kod", "kvittokod", "nyckel", "sparkod", "sprak", "utkast"}
    | {"channel", "customer", "id", "language", "period", "submitted_on"}
    | {"data", "errors", "form_errors", "hide", "is_sent", "meta", "populate_obj", "process", "summary", "validate"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: ``path`` leads to the key, such as ``("section", 0, "question", 2, "kind")``."""

    path: tuple[str | int, ...]
    message: str

    @property
    def where(self) -> str:
        """The path as people write it, counting from one: ``section 1, question 3, kind``."""
        parts: list[str] = []
        for part in self.path:
            if isinstance(part, int) and parts:
                parts[-1] += f" {part + 1}"
            else:
                parts.append(str(part))
        return ", ".join(parts)


class BadQuestionnaire(Exception):
    """A questionnaire that cannot be used, with every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """``problems`` in the order of the file."""
        super().__init__("; ".join(f"{problem.where}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together and make a page."""

    key: str
    title: Text
    intro: Text
    questions: tuple[Question, ...]
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything a respondent meets."""

    slug: str
    languages: tuple[str, ...]
    layout: str
    minutes: int
    anonymous: bool
    title: Text
    purpose: Text
    who_sees: Text
    thanks: Text
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question | None:
        """The question with this key, if there is one."""
        return next((question for question in self.questions if question.key == key), None)

    def measuring(self, measure: str) -> tuple[Question, ...]:
        """The questions that say they measure this."""
        return tuple(question for question in self.questions if question.measures == measure)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Questionnaire:
        """Read and check a dictionary shaped like the TOML files; raises BadQuestionnaire with every problem."""
        reader = _Reader()
        questionnaire = reader.questionnaire(_Table(reader, data, ()))
        if reader.problems:
            raise BadQuestionnaire(reader.problems)
        return questionnaire


class _Table:
    """One table of the file: hands out checked values and remembers which keys were asked for."""

    def __init__(self, reader: _Reader, data: Any, path: tuple[str | int, ...]) -> None:
        self.reader, self.path = reader, path
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self.asked: set[str] = set()
        if not isinstance(data, Mapping):
            self.problem(None, "should be a table")

    def problem(self, key: str | None, message: str) -> None:
        self.reader.problems.append(Problem(self.path if key is None else (*self.path, key), message))

    def raw(self, key: str, kind: type | tuple[type, ...], what: str, *, needed: bool = False) -> Any:
        self.asked.add(key)
        value = self.data.get(key)
        if value is None:
            if needed:
                self.problem(key, "is missing")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.problem(key, f"should be {what}")
            return None
        return value

    def words(self, key: str, pattern: re.Pattern[str], what: str) -> str:
        value = self.raw(key, str, what, needed=True)
        if value is not None and not pattern.fullmatch(value):
            self.problem(key, f"should be {what}")
        return str(value or "")

    def flag(self, key: str, default: bool) -> bool:
        value = self.raw(key, bool, "true or false")
        return default if value is None else bool(value)

    def whole(self, key: str, lowest: int, highest: int, *, needed: bool = False) -> int | None:
        value = self.raw(key, int, "a whole number", needed=needed)
        if value is not None and not lowest <= value <= highest:
            self.problem(key, f"should lie between {lowest} and {highest}")
            return None
        return None if value is None else int(value)

    def number(self, key: str) -> float | None:
        value = self.raw(key, (int, float), "a number")
        if value is not None and not abs(value) <= 1e9:
            self.problem(key, "is too large")
            return None
        return None if value is None else float(value)

    def text(self, key: str, *, needed: bool = False) -> Text:
        value = self.raw(key, (str, dict), "a text, or one text for each language", needed=needed)
        if value is None:
            return Text()
        by_language = dict.fromkeys(self.reader.languages, value) if isinstance(value, str) else value
        for language, words in by_language.items():
            if language not in self.reader.languages:
                self.problem(key, f"is in {language!r}, which is not one of the languages")
            elif not isinstance(words, str) or not words.strip() or len(words) > LONGEST_TEXT or "\0" in words:
                self.problem(key, f"needs words in {language!r}, at most {LONGEST_TEXT} characters")
        missing = [language for language in self.reader.languages if language not in by_language]
        if missing:
            self.problem(key, f"has no words in {', '.join(missing)}")
        return Text(tuple((language, str(by_language.get(language, "")).strip()) for language in self.reader.languages))

    def tables(self, key: str, *, needed: bool = False) -> Iterator[_Table]:
        rows = self.raw(key, list, "a list of tables", needed=needed) or []
        for number, row in enumerate(rows):
            yield _Table(self.reader, row, (*self.path, key, number))

    def strings(self, key: str, what: str, *, needed: bool = False) -> tuple[str, ...]:
        values = self.raw(key, list, what, needed=needed) or []
        if not all(isinstance(value, str) for value in values):
            self.problem(key, f"should be {what}")
            return ()
        return tuple(values)

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                self.problem(str(key), "is not a key that is known here")


class _Reader:
    """Reads the whole file and gathers what is wrong instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.languages: tuple[str, ...] = ("sv",)
        self.scales: dict[str, Scale] = {}
        self.seen: dict[str, Question] = {}

    def questionnaire(self, table: _Table) -> Questionnaire:
        languages = table.strings("languages", "a list of languages", needed=True)
        if not languages or len(set(languages)) != len(languages) or not all(map(LANGUAGE.fullmatch, languages)):
            table.problem("languages", 'should name each language once, the source first, such as ["sv", "en"]')
        self.languages = languages or self.languages
        layout = table.raw("layout", str, "a layout", needed=True) or LAYOUTS[0]
        if layout not in LAYOUTS:
            table.problem("layout", f"should be one of {', '.join(LAYOUTS)}")
        self._read_scales(table)
        questionnaire = Questionnaire(
            slug=table.words("slug", SLUG, "3-60 small letters, digits and dashes"),
            languages=self.languages,
            layout=layout,
            minutes=table.whole("minutes", 1, 60, needed=True) or 1,
            anonymous=table.flag("anonymous", True),
            title=table.text("title", needed=True),
            purpose=table.text("purpose", needed=True),
            who_sees=table.text("who_sees", needed=True),
            thanks=table.text("thanks", needed=True),
            sections=tuple(self._section(section) for section in table.tables("section", needed=True)),
        )
        table.done()
        if any(len(words) > LONGEST_TITLE for _, words in questionnaire.title.words):
            table.problem("title", f"should have at most {LONGEST_TITLE} characters")
        if not self.seen:
            table.problem("section", "has no questions")
        if len(self.seen) > MOST_QUESTIONS:
            table.problem("section", f"has more than {MOST_QUESTIONS} questions")
        keys = [section.key for section in questionnaire.sections]
        for key in {key for key in keys if keys.count(key) > 1}:
            table.problem("section", f"has the key {key!r} twice")
        return questionnaire

    def _read_scales(self, table: _Table) -> None:
        named = table.raw("scales", dict, "named scales") or {}
        for name, data in named.items():
            scale = _Table(self, data, ("scales", name))
            lowest, highest = scale.whole("from", 0, 10, needed=True), scale.whole("to", 1, 11, needed=True)
            low, high = scale.text("low", needed=True), scale.text("high", needed=True)
            scale.done()
            if lowest is not None and highest is not None:
                self.scales[name] = Scale(lowest, highest, low, high)

    def _section(self, table: _Table) -> Section:
        section = Section(
            key=table.words("key", KEY, "a key of small letters, digits and _"),
            title=table.text("title", needed=True),
            intro=table.text("intro"),
            show_if=self._condition(table),
            questions=tuple(self._question(question) for question in table.tables("question", needed=True)),
        )
        table.done()
        return section

    def _question(self, table: _Table) -> Question:
        name = table.raw("kind", str, "a kind", needed=True) or ""
        kind = KINDS.get(name)
        if kind is None:
            table.problem("kind", f"should be one of {', '.join(KINDS)}")
            table.asked.update(table.data)
        allowed = kind.allowed if kind else frozenset()
        key = table.words("key", KEY, "a key of small letters, digits and _")
        if key in self.seen:
            table.problem("key", f"{key!r} is used twice")
        if key in RESERVED:
            table.problem("key", f"{key!r} is a name that forms or files use themselves")
        question = Question(
            key=key,
            kind=name,
            text=table.text("text", needed=True),
            help=table.text("help"),
            required=table.flag("required", False),
            show_if=self._condition(table),
            dont_know="dont_know" in allowed and table.flag("dont_know", name in ("scale", "yes_no")),
            measures=self._measures(table) if "measures" in allowed else "",
            scale=self._scale(table) if "scale" in allowed else None,
            options=self._options(table) if "choice" in allowed else (),
            lowest=table.number("min") if "min" in allowed else None,
            highest=table.number("max") if "max" in allowed else None,
            unit=table.text("unit") if "unit" in allowed else Text(),
            max_length=table.whole("max_length", 1, 10_000) if "max_length" in allowed else None,
            at_most=table.whole("at_most", 1, 100) if "at_most" in allowed else None,
        )
        table.done()
        self._check(table, question)
        self.seen[key] = question
        return question

    def _check(self, table: _Table, question: Question) -> None:
        kind = KINDS.get(question.kind)
        wrong = kind.check(question) if kind else None
        if wrong:
            table.problem("kind", wrong)
        measure = MEASURES.get(question.measures)
        asked_on = (question.scale.lowest, question.scale.highest) if question.scale else None
        if measure and measure.scale and asked_on and asked_on != measure.scale:
            table.problem("measures", f"{question.measures} is asked on {measure.scale[0]}-{measure.scale[1]}")
        if measure and bool(measure.scale) != (question.kind == "scale"):
            table.problem("measures", f"{question.measures} does not go with the kind {question.kind}")

    def _measures(self, table: _Table) -> str:
        name = table.raw("measures", str, "the name of a measure") or ""
        if name and name not in MEASURES:
            table.problem("measures", f"should be one of {', '.join(MEASURES)}")
            return ""
        return str(name)

    def _scale(self, table: _Table) -> Scale | None:
        name = table.raw("scale", str, "the name of a scale")
        if name is not None and name not in self.scales:
            table.problem("scale", f"there is no [scales.{name}]")
        return self.scales.get(name)

    def _options(self, table: _Table) -> tuple[Option, ...]:
        options = []
        for choice in table.tables("choice", needed=True):
            options.append(Option(choice.words("key", OPTION, "a key"), choice.text("text", needed=True)))
            choice.done()
        keys = [option.key for option in options]
        for key in sorted({key for key in keys if keys.count(key) > 1 or key == "vet_ej"}):
            table.problem("choice", f"{key!r} is used twice or reserved")
        return tuple(options)

    def _condition(self, table: _Table) -> Condition | None:
        data = table.raw("show_if", dict, "a condition")
        if data is None:
            return None
        condition = _Table(self, data, (*table.path, "show_if"))
        key = condition.raw("question", str, "the key of an earlier question", needed=True) or ""
        among = condition.strings("is", "a list of answers")
        bounds = condition.number("at_least"), condition.number("at_most")
        condition.done()
        if key not in self.seen:
            condition.problem("question", f"{key!r} is not an earlier question")
        if not among and bounds == (None, None):
            condition.problem(None, "needs is = [...], at_least or at_most")
        return Condition(key, among, *bounds)
