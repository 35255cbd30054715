"""How every command says what went wrong: on standard error, with exit code 1, or 2 for wrong usage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import click

MOST_LINES = 50


def fail(message: str, *, usage: bool = False) -> NoReturn:
    """End the command; JSON on standard output stays untouched."""
    raise SystemExit(_print_lines(message.splitlines(), 2 if usage else 1))


def _print_lines(lines: Iterable[str], code: int) -> int:
    shown = list(lines)
    for line in shown[:MOST_LINES]:
        click.echo(line, err=True)
    if len(shown) > MOST_LINES:
        click.echo(f"... and {len(shown) - MOST_LINES} more", err=True)
    return code
