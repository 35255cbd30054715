"""A browser without JavaScript: reads the forms on a page and sends them as a person would fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Answers = Mapping[str, str | list[str]]
_SILENT = ("script", "style", "title")


@dataclass
class Form:
    """A form as it stands on the page."""

    action: str
    method: str
    kept: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, set[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> set[str]:
        """Everything a person can fill in."""
        return self.texts | set(self.choices)

    def filled(self, answers: Answers, button: tuple[str, str] | None = None) -> MultiDict[str, str]:
        """What a browser sends; an answer the page gives no way to give is the test's mistake or the page's."""
        for name, value in answers.items():
            assert name in self.names(), f"the page does not ask for {name}, only for {sorted(self.names())}"
            for one in [value] if isinstance(value, str) else value:
                assert name in self.texts or one in self.choices[name], f"{name} cannot be answered with {one}"
        if button is not None:
            assert button in self.buttons, f"no button {button}, only {self.buttons}"
        sent = MultiDict([(name, value) for name, value in self.kept if name not in answers])
        for name, value in answers.items():
            sent.setlist(name, [value] if isinstance(value, str) else value)
        if button is not None:
            sent.add(*button)
        return sent


class _Reader(HTMLParser):
    """Collects what a test asks about."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.title = ""
        self._open: list[str] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in ("input", "img", "link", "meta", "br", "path", "hr"):
            self._open.append(tag)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        if self.forms and "name" in given and "disabled" not in given:
            self._control(tag, given)
        elif self.forms and tag == "option" and self._select:
            self._options.append(given["value"])
            self.forms[-1].choices.setdefault(self._select, set()).add(given["value"])
            if "selected" in given:
                self.forms[-1].kept.append((self._select, given["value"]))

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given["name"], given.get("value", "")
        kind = given.get("type", "text")
        if tag == "button":
            form.buttons.append((name, value))
        elif tag == "textarea":
            form.texts.add(name)
            self._textarea = name
            form.kept.append((name, ""))
        elif tag == "select":
            self._select, self._options = name, []
            form.choices.setdefault(name, set())
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.choices.setdefault(name, set()).add(value)
            if "checked" in given:
                form.kept.append((name, value))
        elif tag == "input":
            form.kept.append((name, value))
            if kind != "hidden":
                form.texts.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "textarea":
            self._textarea = None
        if tag == "select" and self._select is not None:
            form, name, self._select = self.forms[-1], self._select, None
            if self._options and not any(known == name for known, _ in form.kept):
                # A list always has something chosen: its first line, when the page says nothing.
                form.kept.append((name, self._options[0]))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            name, before = self.forms[-1].kept.pop()
            # The first line break in a textarea is not part of its text.
            self.forms[-1].kept.append((name, before + (data if before else data.removeprefix("\n"))))
        if "title" in self._open:
            self.title += data
        if not any(tag in self._open for tag in _SILENT):
            self.words.append(data)


class Page:
    """What came back, as a person sees it."""

    def __init__(self, response: TestResponse) -> None:
        """Read a response."""
        self.status = response.status_code
        self.url = response.request.full_path.rstrip("?")
        self.path = urlsplit(self.url).path
        self.headers = response.headers
        self.body = response.get_data()
        self.html = self.body.decode() if response.mimetype == "text/html" else ""
        response.close()
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links, self.title = reader.forms, reader.links, reader.title.strip()
        self.text = " ".join("".join(reader.words).split())

    def form(self, *names: str) -> Form:
        """The form that posts and asks for all these names; the first that posts when none are given."""
        posting = [form for form in self.forms if form.method == "post"]
        for form in posting:
            known = form.names() | {name for name, _ in form.kept}
            if known.issuperset(names):
                return form
        raise AssertionError(f"no form on {self.url} ({self.status}) asks for {names}: {self.text[:400]}")

    def value(self, name: str) -> list[str]:
        """What stands in a field of the page's forms."""
        return [value for form in self.forms for known, value in form.kept if known == name]


class Browser:
    """One person's browser, with its cookie."""

    def __init__(self, app: Flask) -> None:
        """A browser that has never been here."""
        self.app = app
        self.client = app.test_client()

    def open(self, address: str) -> Page:
        """Go to an address and wherever it leads."""
        return Page(self.client.get(address, follow_redirects=True))

    def send(
        self,
        page: Page,
        answers: Answers | None = None,
        *,
        button: tuple[str, str] | None = None,
        to: str = "",
        follow: bool = True,
    ) -> Page:
        """Fill in a form of the page and send it; ``to`` picks the form by the end of its address."""
        answers = answers or {}
        form = next((form for form in page.forms if to and form.action.endswith(to)), None) or page.form(*answers)
        return self.post(form.action or page.url, form.filled(answers, button), follow=follow)

    def post(self, address: str, data: Mapping[str, str], *, follow: bool = True) -> Page:
        """Send what was filled in, as it is."""
        answer = self.client.post(address, data=data)
        if not follow or not answer.location:
            return Page(answer)
        # The first asks for the same to be sent there, all others for a page.
        return self.post(answer.location, data) if answer.status_code == 307 else self.open(answer.location)

    def lose_cookies(self) -> None:
        """As after a long time, or when somebody clears them."""
        self.client = self.app.test_client()

    def cookie(self) -> str:
        """The value of the one cookie, or nothing."""
        found = self.client.get_cookie("samspel")
        return found.value if found else ""

    def twin(self) -> Browser:
        """Another connection of the same browser, for what happens at the same time."""
        other = Browser(self.app)
        if self.cookie():
            other.client.set_cookie("samspel", self.cookie())
        return other
