"""Questionnaires as TOML files: read with errors that name file, key and line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from surveys.questionnaire import BadQuestionnaire, Problem, Questionnaire

LIBRARY = Path(__file__).parent / "library"
MOST_BYTES = 500_000
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")


class BadFile(Exception):
    """A file that cannot be read as a questionnaire; ``lines`` are ready to print, one problem each."""

    def __init__(self, lines: list[str]) -> None:
        """``lines``: ``file:line: where: what is wrong``."""
        super().__init__("\n".join(lines))
        self.lines = lines


def library_slugs() -> list[str]:
    """The ready questionnaires that come with Samspel."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def library_file(slug: str) -> Path:
    """Where a ready questionnaire lies."""
    return LIBRARY / f"{slug}.toml"


def read(path: Path) -> tuple[Questionnaire, dict[str, Any]]:
    """The questionnaire in a file and its plain data; raises BadFile naming file, line and key."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise BadFile([f"{path.name}: larger than {MOST_BYTES} bytes"])
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise BadFile([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile([f"{path.name}:{line}: is not UTF-8"]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadFile([f"{path.name}: {error}"]) from error
    try:
        return Questionnaire.from_data(data), data
    except BadQuestionnaire as error:
        raise BadFile([_line(path.name, text, problem) for problem in error.problems]) from error


def _line(name: str, text: str, problem: Problem) -> str:
    return f"{name}:{line_of(text, problem.path)}: {problem.where}: {problem.message}"


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line, counted from one, where a path leads, or where the nearest table above it begins."""
    wanted = list(path)
    here: list[str | int] = []
    counts: dict[str, int] = {}
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            here = _table_path(header[2].split("."), header[1] == "[[", counts)
            shared = len(here) if wanted[: len(here)] == here else 0
        else:
            key = line.split("=", 1)[0].strip().strip('"')
            full = [*here, *key.split(".")] if "=" in line else []
            shared = len(full) if full and wanted[: len(full)] == full else 0
        if shared > depth:
            best, depth = number, shared
    return best


def _table_path(names: list[str], repeated: bool, counts: dict[str, int]) -> list[str | int]:
    """``["section", "question"]`` -> ``["section", 0, "question", 2]``, counting tables as they come."""
    path: list[str | int] = []
    for position, name in enumerate(part.strip().strip('"') for part in names):
        path.append(name)
        key = "/".join(map(str, path))
        if position == len(names) - 1 and repeated:
            counts[key] = counts.get(key, -1) + 1
        if key in counts:
            path.append(counts[key])
    return path
