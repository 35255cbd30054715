"""Rules of the house that a reader could check by eye, and forget to."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from core.settings import PREFIX, ROOT, Settings
from surveys import questions

ROOMS = ("core", "surveys", "dialog", "goals", "integrations")
# What can open a connection to somewhere else.
CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "slack_sdk", "slack_bolt", "smtplib", "ftplib", "socket", "ssl"}
CLIENTS |= {"http.client", "urllib.request", "asyncio", "msal"}
# Slack's library finds who is to hear what and checks signatures here, and is given nothing to call with.
CALL_NOBODY = {f"integrations/slack/{name}.py" for name in ("app", "hearing", "public")}
NOT_KINDS = {"__init__", "definition", "kind", "words"}


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for path in [*(path for room in rooms for path in (ROOT / room).rglob("*.py")), ROOT / "wsgi.py"]:
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_client(name: str) -> bool:
    return any(name == client or name.startswith(client + ".") for client in CLIENTS)


def test_only_integrations_can_reach_the_outside() -> None:
    inner = [room for room in ROOMS if room != "integrations"]

    found = {(where, name) for where, tree in modules(*inner) for name in imported(tree) if is_client(name)}

    assert found == set()


def test_integrations_calls_the_outside_only_through_the_gate() -> None:
    ungated = {
        where
        for where, tree in modules("integrations")
        if any(map(is_client, imported(tree))) and "core.outside" not in set(imported(tree))
    }

    assert ungated == CALL_NOBODY


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        where
        for where, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }

    assert readers == {"core/settings.py"}


def test_only_the_clock_asks_what_time_it_is() -> None:
    # The log and the scheduler tell the real time, whatever a test or the demo says it is.
    allowed = {"core/clock.py", "core/web/logs.py", "core/worker.py"}
    askers = {
        where
        for where, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "utcnow", "today")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    }

    assert askers <= allowed


def test_verbs_do_not_commit() -> None:
    """Edges commit: views, commands and what the worker runs; a verb that did would end its caller's transaction."""
    edges = {"asking", "hearing", "syncing", "home", "commands", "errors", "one_piece", "worker"}
    pages = ("public", "staff")
    committing = {
        where
        for where, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and Path(where).stem not in edges
        and not Path(where).stem.startswith(pages)
    }

    assert committing == set()


def test_everything_public_says_what_it_is() -> None:
    silent = [f"{where}: {name}" for where, tree in modules(*ROOMS) for name in undocumented(tree)]

    assert silent == []


def undocumented(tree: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(tree):
        yield "the module"
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                methods = [method for method in node.body if isinstance(method, ast.FunctionDef)]
                for method in methods:
                    if not method.name.startswith("_") and not ast.get_docstring(method):
                        yield f"{node.name}.{method.name}"


def test_every_kind_of_question_has_one_file_and_one_entry_in_the_register() -> None:
    files = {path.stem for path in (ROOT / "surveys" / "questions").glob("*.py")} - NOT_KINDS
    registered = [Path(inspect.getfile(type(kind))).stem for kind in questions.REGISTER]

    assert sorted(registered) == sorted(files)
    assert sorted(kind.name for kind in questions.REGISTER) == sorted(files)
    assert list(questions.KINDS) == [kind.name for kind in questions.REGISTER]


@pytest.mark.parametrize("name", [PREFIX + field.name.upper() for field in fields(Settings) if field.name != "root"])
def test_every_setting_has_a_row_in_the_operations_manual(name: str) -> None:
    rows = (ROOT / "docs" / "operations.md").read_text("utf-8").splitlines()

    assert any(row.startswith((f"| {name} |", f"| `{name}` |")) for row in rows)


def test_the_operations_manual_names_no_setting_that_is_gone() -> None:
    rows = (ROOT / "docs" / "operations.md").read_text("utf-8").splitlines()
    named = {row.split("|")[1].strip(" `") for row in rows if row.startswith(("| SAMSPEL_", "| `SAMSPEL_"))}

    assert named == {PREFIX + field.name.upper() for field in fields(Settings) if field.name != "root"}
