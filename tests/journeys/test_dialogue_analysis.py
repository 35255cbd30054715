"""Staff follow what a dialogue says while it is open, name its themes, and never see what too few have said."""

from __future__ import annotations

from flask import Flask

from core.people.roles import Role
from tests.browsing import Browser
from tests.builders import drain, on_sqlite, signed_in
from tests.dialog.test_analysing import COUNCIL, INSPEL, A, put_votes
from tests.dialogues import open_dialogue
from tests.ground import StandingClock

SHOW = "/personal/dialoger/hem/analys"


def test_staff_see_verdicts_counts_and_why_there_are_no_groups(app: Flask) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)
    staff = signed_in(app, Role.STRATEGIST)
    assert "Analysen är inte gjord än" in staff.open(SHOW).text

    drain(app)

    page = staff.open(SHOW)
    assert "10 av 11 håller med" in page.text
    assert "Inga tydliga grupper" in page.text
    assert "Färre än 30 personer" in page.text
    assert "minst femton inspel" in page.text
    assert "Tonen visas först när det finns minst 50 inspel" in page.text
    assert "opinions-1" in page.text
    assert "Stäng en hållplats" in staff.open(f"{SHOW}?visa=isar").text
    assert "Färre än fem har röstat" in staff.open(f"{SHOW}?visa=for-fa").text


@on_sqlite
def test_four_voters_show_nothing_at_all(app: Flask) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, [[A] * 4] * 4)
    drain(app)

    page = signed_in(app, Role.STRATEGIST).open(SHOW)

    assert "För få har röstat" in page.text
    assert "Fler turer" not in page.text
    assert "4 av 4" not in page.text


@on_sqlite
def test_a_theme_keeps_the_name_staff_give_it_and_may_join_another(app: Flask, time: StandingClock) -> None:
    dialogue = open_dialogue(app, *_about_two_things())
    put_votes(app, dialogue, [[A] * 6] * 32)
    drain(app)
    staff = signed_in(app, Role.STRATEGIST)
    first, second = _themes(staff)[:2]

    empty = staff.send(staff.open(first), {"label": ""})
    named = staff.send(staff.open(first), {"label": "Kvällsbussar"})
    drain(app)

    assert empty.status == 422
    assert "Skriv ett namn." in empty.text
    assert named.path == SHOW
    assert "Kvällsbussar" in staff.open(SHOW).text
    time.forward(minutes=2)
    put_votes(app, dialogue, [[A] * 6] * 32, seed=500)
    drain(app)
    assert "Kvällsbussar" in staff.open(SHOW).text

    page = staff.open(second)
    staff.send(page, {"into": first.rpartition("/")[2]}, button=("do", "ihop"))
    drain(app)

    assert len(_themes(staff)) == 1
    assert "32 inspel" in staff.open(SHOW).text


@on_sqlite
def test_the_municipalitys_own_themes_are_found_first(app: Flask) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    put_votes(app, dialogue, COUNCIL)
    drain(app)
    staff, address = signed_in(app, Role.STRATEGIST), f"{SHOW}/egna-teman"

    wrong = staff.send(staff.open(address), {"label": "Trafik", "words": "a" * 61})
    staff.send(staff.open(address), {"label": "Trafik", "words": "turer\nbussarna\n\nbussarna"})
    drain(app)

    assert wrong.status == 422
    assert "a" * 61 in wrong.html
    assert "Trafik" in staff.open(SHOW).text
    assert "turer, bussarna" in staff.open(address).text
    assert (
        signed_in(
            app,
            Role.READER,
        )
        .open(address)
        .status
        == 403
    )


def _themes(staff: Browser) -> list[str]:
    """The addresses of the themes on the page, the largest first."""
    html = staff.open(SHOW).html
    return [f"{SHOW}/teman/{part.partition(chr(34))[0]}" for part in html.split(f"{SHOW}/teman/")[1:]]


def _about_two_things() -> list[str]:
    buses = ("Sista", "Första", "Den tidiga", "Skolans", "Fjällets", "Byns", "Lördagens", "Nattens")
    lights = ("Torgets", "Parkens", "Gatans", "Badets", "Stigens", "Backens", "Stationens", "Älvens")
    wishes = ("måste gå senare", "borde vara gratis")
    dark = ("är trasig och mörk", "behöver lagas i mörkret")
    return [
        *(f"{one} buss {wish}" for one in buses for wish in wishes),
        *(f"{one} belysning {wish}" for one in lights for wish in dark),
    ]
