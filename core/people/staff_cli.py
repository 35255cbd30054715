"""``flask staff``: the way in on a new machine, and the way back in when nobody remembers a password."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from core import audit
from core.db import db
from core.people import accounts, passwords
from core.people.roles import Role

staff = AppGroup("staff", help="Accounts of the municipality's staff.")

_password_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as colleagues see it.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="Repeatable.",
)
@_password_stdin
def add(email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Open an account for EMAIL."""
    with _told_plainly(email):
        held = [Role(role) for role in roles]
        accounts.add_staff(db.session(), email, name, _password(password_stdin), held, actor=audit.COMMAND_LINE)
        db.session.commit()
    click.echo(f"{email} can now sign in as {', '.join(roles)}.")


@staff.command()
@click.argument("email")
@_password_stdin
def password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password and sign the person out everywhere."""
    with _told_plainly(email):
        staff_id = accounts.staff_with(db.session(), email)
        accounts.set_password(db.session(), staff_id, _password(password_stdin), actor=audit.COMMAND_LINE)
        db.session.commit()
    click.echo(f"{email} has a new password.")


@staff.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL and end its sessions at once."""
    _change(email, accounts.disable)
    click.echo(f"{email} is disabled and signed out everywhere.")


@staff.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open the disabled account of EMAIL again."""
    _change(email, accounts.enable)
    click.echo(f"{email} can sign in again.")


@staff.command("list")
def show() -> None:
    """List every account: address, name, roles, and whether it is disabled."""
    for account in accounts.accounts(db.session()):
        state = "" if account.is_active else "disabled"
        click.echo("\t".join((account.email, account.name, ", ".join(account.roles), state)).rstrip())


def _change(email: str, verb: Callable[..., None]) -> None:
    with _told_plainly(email):
        verb(db.session(), accounts.staff_with(db.session(), email), actor=audit.COMMAND_LINE)
        db.session.commit()


def _password(from_stdin: bool) -> str:
    """Asked twice at a terminal; otherwise all of standard input, without the line break that ``echo`` adds."""
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.read(passwords.LONGEST + 2).removesuffix("\n").removesuffix("\r")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


@contextmanager
def _told_plainly(email: str) -> Iterator[None]:
    """Errors on standard error: exit code 2 for what the caller can write better, 1 for what the accounts forbid."""
    try:
        yield
    except (accounts.BadAccount, passwords.BadPassword) as error:
        raise click.UsageError(str(error)) from error
    except accounts.EmailTaken as error:
        raise click.ClickException(f"{email} already has an account") from error
    except accounts.NoSuchStaff as error:
        raise click.ClickException(f"{email} has no account") from error
