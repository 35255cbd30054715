"""Closed cases come as an Excel file: columns once, a look, read in; one answer a customer, cut loose at the end."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from core import audit, clock, population, spreadsheets
from core.db import Base, in_write_transaction
from core.house import house_of
from core.people.roles import Role
from core.population import Count
from surveys import answering, authoring, results, rounds, storing
from surveys.answering import Door
from surveys.cases import admitting, standing, uploading
from surveys.cases.models import Case, CaseOutcome, CaseUpload, Contact
from surveys.models import Access, Channel, Collection, Comment, Invitation, Receipt, Response, Score
from surveys.storing import Submitted
from tests.browsing import Browser, Page
from tests.builders import OWN, TODAY, case_survey, code_round, drain, on_sqlite, open_round, signed_in, small_survey
from tests.ground import NOON, StandingClock, statements, working

HEADINGS = ["Diarienr", "Verksamhet", "Avslutat", "Kundtyp", "Orgnr", "Kontaktperson", "Mejl", "Mobil", "Insikt"]
PLACE = "/personal/enkater/arenden/arenden/1"
SMS = re.compile("^07[0-9]-[0-9]{7}$")


def case(number: int, **changed: object) -> list[object]:
    """A row as the case system writes it, each its own customer unless said."""
    row: dict[str, object] = {
        "case": f"SBN 2026-{number:04d}",
        "area": ("Bygglov", "MILJÖ- och hälsoskydd", "livsmedel")[number % 3],
        "closed_on": date(2026, 1 + number % 2, 15),
        "customer_type": "Företag",
        "customer": 5560000000 + number,
        "name": f"Kim {number}",
        "email": f"kim{number}@example.se",
        "phone": 701000000 + number if number % 2 else None,
        "insikt": "nej",
    }
    return list((row | changed).values())


def workbook(*rows: Any, headings: Any = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Avslutade ärenden, kvartal 1"])
    for row in (headings, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(staff: Browser, data: bytes, name: str = "ärenden.xlsx", place: str = PLACE) -> Page:
    token = staff.open(place).value("csrf_token")[0]
    sent = {"csrf_token": token, "file": (io.BytesIO(data), name)}
    return Page(staff.client.post(place, data=sent, follow_redirects=True))


def read_in(staff: Browser, *rows: list[object], place: str = PLACE) -> Page:
    """Upload, take the columns as they are suggested, and read in."""
    page = upload(staff, workbook(*rows), place=place)
    page = staff.send(page, to=page.path)
    return staff.send(page, to=page.url)


def opened(app: Flask, **changed: Any) -> Browser:
    """A round for cases, and somebody who sees to it."""
    code_round(app, case_survey(), **changed)
    return signed_in(app, Role.STRATEGIST)


def sms_list(staff: Browser, who: str = "silent", place: str = PLACE) -> list[dict[str, str]]:
    page = staff.send(staff.open(place), {"who": who}, to="/sms.csv")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig")), delimiter=";"))


def answer(app: Flask, link: str, **answers: str) -> Page:
    browser = Browser(app)
    page = browser.open(link.removeprefix("http://127.0.0.1:8000"))
    return browser.send(page, {"helhet": "8", "vantan": "7"} | answers)


def count(app: Flask, table: type) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def outcomes(app: Flask) -> dict[CaseOutcome, int]:
    with working(app) as session:
        rows = session.execute(select(Case.outcome, func.count()).group_by(Case.outcome))
        return dict(rows.tuples().all())


def test_a_quarters_cases_are_read_in_and_the_next_list_needs_no_columns_and_asks_nobody_twice(app: Flask) -> None:
    staff = opened(app, period="2026-K1")
    waiting = staff.open("/personal")
    assert "Ladda upp ärenden för 2026-K1" in waiting.text
    rows = [case(number) for number in range(38)]
    rows += [
        case(40, area="Simhall", email="a b"),
        case(41, closed_on=date(2026, 4, 1)),
        case(42, case=" sbn 2026-0001"),
    ]

    page = upload(staff, workbook(*rows))
    chosen = {name: page.value(name) for name in ("case", "area", "closed_on", "customer", "name", "email", "phone")}
    assert list(chosen.values()) == [["0"], ["1"], ["2"], ["4"], ["5"], ["6"], ["7"]]
    page = staff.send(page, to=page.path)

    assert "41 rader, 38 ok, 3 med orsak" in page.text
    assert "Området ’Simhall’ finns inte i enkäten. E-postadressen ’a b’ är inte rätt skriven." in page.text
    assert "Avslutat 2026-04-01, utanför perioden 2026-K1." in page.text
    assert "Ärendet står också på rad 4." in page.text
    assert count(app, Case) == 0
    to_fix = staff.open(next(link for link in page.links if ".csv" in link)).body.decode("utf-8-sig")
    assert to_fix.splitlines()[0] == ";".join([*HEADINGS, "Att rätta"])
    assert "2026-04-01" in to_fix
    assert len(to_fix.splitlines()) == 4

    page = staff.send(page, to=page.url)

    assert page.path == PLACE
    assert "0 av 38 har svarat" in page.text
    assert "Ladda upp ärenden för" not in staff.open("/personal").text
    page = upload(staff, workbook(*rows[:2], case(50)))
    page = staff.send(page, to=page.path)
    assert "3 rader, 1 ok, 2 med orsak 2 av dem är redan inlästa." in page.text
    staff.send(page, to=page.url)
    assert outcomes(app) == {CaseOutcome.INVITED: 39}
    with working(app) as session:
        assert population.counts(session, "2026-K1") == {"bygglov": 13, "miljo": 13, "livsmedel": 13}
        assert sum(population.counts(session, "2026-K1", "area:foretag").values()) == 39
        done = [entry for entry in audit.entries(session) if entry.action == "cases.read_in"]
        assert [dict(entry.details) for entry in done][1] == {"rows": 41, "read_in": 38, "invited": 38}


@on_sqlite
def test_a_customer_is_asked_about_one_case_a_period_and_answers_once(app: Flask) -> None:
    staff = opened(app)
    read_in(
        staff,
        case(1, customer="556677-8899", email=None, phone=None),
        case(2, customer="165566778899"),
        case(3, customer="5566778899"),
        case(4, customer="7788990011"),
        case(5, customer="7788990011", insikt="Ja"),
        case(6, customer=None),
        case(7, customer=None),
    )
    assert outcomes(app) == {
        CaseOutcome.NO_ADDRESS: 1,
        CaseOutcome.INVITED: 3,
        CaseOutcome.SAME_CUSTOMER: 2,
        CaseOutcome.IN_INSIKT: 1,
    }
    read_in(staff, case(8, customer="5566778899"))
    assert outcomes(app)[CaseOutcome.SAME_CUSTOMER] == 3
    assert "7 har" not in staff.open(PLACE).text
    assert "0 av 3 har svarat" in staff.open(PLACE).text

    # A code on paper, made for the same customer by some other way, is one too many.
    with working(app) as session:
        first = session.scalars(select(Invitation).where(Invitation.customer_hash.is_not(None))).first()
        assert first is not None
        secret = str(app.config["SECRET_KEY"])
        second = answering.invite_known(session, secret, 1, customer_hash=first.customer_hash)
        codes = [answering.code_of(secret, invitation) for invitation in (first, second)]
    late = Browser(app)
    late_page = late.open(f"/i/{codes[1]}")
    assert answer(app, f"/i/{codes[0]}").path == "/enkat/arenden/tack"

    refused = late.send(late_page, {"helhet": "1"})

    assert refused.status == 409
    assert "Ni har redan svarat" in refused.text
    assert "Ni har redan svarat" in Browser(app).open(f"/i/{codes[1]}").text
    assert (count(app, Response), count(app, Receipt)) == (1, 1)


@on_sqlite
def test_where_the_list_has_no_customer_the_address_tells_who_has_several_cases(app: Flask) -> None:
    staff = opened(app)

    read_in(
        staff,
        case(1, customer=None, email="Info@bygg.example.se"),
        case(2, customer=None, email="info@bygg.example.se"),
        case(3, customer=None, email="in.fo@bygg.example.se"),
    )

    assert outcomes(app) == {CaseOutcome.INVITED: 2, CaseOutcome.SAME_CUSTOMER: 1}


def test_two_who_answer_for_the_same_customer_at_the_same_time_leave_one_answer(app: Flask) -> None:
    round_ = code_round(app, case_survey())
    secret = str(app.config["SECRET_KEY"])
    with working(app) as session:
        both = [answering.invite_known(session, secret, 1, customer_hash="kund") for _ in range(2)]
        first, second = (str(answering.code_of(secret, invitation)) for invitation in both)
    late = Browser(app)
    page = late.open(f"/i/{second}")

    with ThreadPoolExecutor(1) as pool:
        with working(app) as session:
            door = Door("sv", code=first)
            answering.answer_at_once(session, round_, {"helhet": 8}, door, secret, "a" * 32, TODAY)
            sent = pool.submit(late.send, page, {"helhet": "1"})
            with pytest.raises(TimeoutError):
                sent.result(timeout=0.5)
        refused = sent.result()

    assert (refused.status, "Ni har redan svarat" in refused.text) == (409, True)
    (stored,) = everything(app)["response"]
    assert (stored["invitation_id"], stored["cluster"], count(app, Receipt)) == (None, None, 1)


def test_two_confidential_answers_for_a_customer_do_not_wait_for_each_other_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_round(app, case_survey(), is_anonymous=False, is_cut_at_close=True)
    secret = str(app.config["SECRET_KEY"])
    with working(app) as session:
        both = [answering.invite_known(session, secret, 1, customer_hash="kund") for _ in range(2)]
        links = [f"/i/{answering.code_of(secret, invitation)}" for invitation in both]
    barrier, rule = threading.Barrier(2), answering._one_answer_a_customer

    def when_both_are_stored(*arguments: Any, **how: Any) -> None:
        # The embedded database lets one in at a time, and then nobody else comes.
        if how.get("to_answer"):
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=0.5)
        rule(*arguments, **how)

    monkeypatch.setattr(answering, "_one_answer_a_customer", when_both_are_stored)

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda link: answer(app, link), links))

    assert sorted(page.status for page in pages) == [200, 409]
    assert (count(app, Response), count(app, Receipt)) == (1, 1)


@on_sqlite
def test_the_list_for_text_messages_leads_to_the_survey_and_who_has_answered_leaves_it(app: Flask) -> None:
    staff = opened(app)
    read_in(staff, *(case(number) for number in range(1, 8)), case(9, name="@Kim", phone="+46 (0)70-999 99 99"))
    lines = sms_list(staff)
    assert [line["Namn"] for line in lines] == ["Kim 1", "Kim 3", "Kim 5", "Kim 7", "'@Kim"]
    assert all(SMS.match(line["Telefon"]) for line in lines)
    assert lines[-1]["Telefon"] == "070-9999999"
    assert all(line["Länk"] == f"http://127.0.0.1:8000/i/{line['Kod']}" for line in lines)

    assert answer(app, lines[0]["Länk"]).path == "/enkat/arenden/tack"

    assert "1 av 8 har svarat" in staff.open(PLACE).text
    assert len(sms_list(staff)) == 4
    assert len(sms_list(staff, "all")) == 5
    silent = staff.open(f"{PLACE}/inte-svarat")
    assert "kim1@" not in silent.text
    assert "Kim 3SBN 2026-0003kim3@example.se0701000003" in silent.text
    assert Browser(app).open(lines[0]["Länk"].removeprefix("http://127.0.0.1:8000")).status == 409
    with working(app) as session:
        kept = [entry.details for entry in audit.entries(session) if entry.action == "contacts.exported"]
    assert [dict(details) for details in kept] == [
        {"count": 5, "only_not_answered": False},
        {"count": 4, "only_not_answered": True},
        {"count": 5, "only_not_answered": True},
    ]


@on_sqlite
def test_fifty_at_a_time_are_shown_of_those_who_have_not_answered_and_of_bad_rows(app: Flask) -> None:
    staff = opened(app)
    rows = [case(number) for number in range(60)]
    page = upload(staff, workbook(*rows, *(case(100 + number, area="Annat") for number in range(60))))
    page = staff.send(page, to=page.path)
    assert page.text.count("’Annat’") == 50
    following = staff.open(next(link for link in page.links if "efter=" in link))
    assert following.text.count("’Annat’") == 10
    staff.send(following, to=page.url.split("?")[1])

    first = staff.open(f"{PLACE}/inte-svarat")
    second = staff.open(next(link for link in first.links if "efter=" in link))

    assert (first.text.count("@example.se"), second.text.count("@example.se")) == (50, 10)
    with statements(app) as few:
        staff.open(PLACE)
    read_in(staff, *(case(number) for number in range(200, 260)))
    with statements(app) as more:
        staff.open(PLACE)
    assert len(few) == len(more)


def test_confidential_answers_are_named_while_open_and_nothing_joins_them_when_the_round_has_closed(app: Flask) -> None:
    staff = opened(app, is_anonymous=False, is_cut_at_close=True)
    read_in(staff, *(case(number) for number in range(1, 9)), case(9, phone=701000009, customer=None))
    links = [line["Länk"] for line in sms_list(staff)]
    start = Browser(app).open(links[0].removeprefix("http://127.0.0.1:8000"))
    assert "Svaren är konfidentiella och blir anonyma" in start.text
    for link in links[:4]:
        assert answer(app, link, varfor="Hemliga ord").path == "/enkat/arenden/tack"
    drain(app)
    # The same customer twice, as when a list on paper was entered beside the web.
    with working(app) as session:
        customer = session.scalars(select(Response.cluster).where(Response.cluster.is_not(None))).first()
        twin = Submitted(
            {"helhet": 3, "vantan": 4}, TODAY, "sv", Channel.PAPER, external_id="kund 17", cluster=customer
        )
        storing.store(session, rounds.by_id(session, 1), [twin], is_anonymous=False)
    before = everything(app)
    assert {row["invitation_id"] for row in before["response"]} > {None}
    assert {row["cluster"] for row in before["response"]} == {row["cluster"] for row in before["score"]}

    with working(app) as session:
        authoring.close(session, session.get_one(Collection, 1), NOON)

    after = everything(app)
    assert_cut_loose(before, after)
    assert sorted(map(shape, after["response"])) == sorted(map(shape, before["response"]))
    assert after["tally"] == before["tally"]
    assert len(after["receipt"]) == 4
    labels = [row["cluster"] for row in after["response"] if row["cluster"]]
    assert len(labels) == 2
    assert len(set(labels)) == 1
    assert {row["cluster"] for row in after["score"]} == {labels[0], None}
    assert "Anonym sedan den stängde" in staff.open("/personal/enkater/arenden").text
    drain(app)
    assert everything(app)["tally"] == before["tally"]


def shape(row: dict[str, Any]) -> str:
    return json.dumps(
        [row["answers"], row["area"], row["customer_type"], str(row["submitted_on"]), row["receipt_hash"]]
    )


def everything(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with working(app) as session:
        return {
            table.name: [dict(row._mapping) for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def assert_cut_loose(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> None:
    """No row of an answer holds anything that stands in another table or stood in its own while it was named."""
    tables = ("response", "score", "comment", "comment_finding", "comment_mark")
    own = json.dumps([after[name] for name in tables], default=str)
    elsewhere = json.dumps({k: v for k, v in after.items() if k not in tables}, default=str)
    for row in before["response"]:
        assert str(row["id"]) not in own
        assert row["external_id"] is None or row["external_id"] not in own
        assert row["cluster"] is None or row["cluster"] not in own
    for row in after["response"]:
        assert row["is_anonymous"]
        assert row["invitation_id"] is None
        assert str(row["id"]) not in elsewhere
        assert row["id"].hex not in elsewhere
        assert row["cluster"] is None or row["cluster"] not in elsewhere
    assert len(after["comment"]) == len(before["comment"])
    assert {row["response_id"] for row in after["comment"]} <= {row["id"] for row in after["response"]}


def test_a_receipt_takes_an_answer_back_after_the_cut_and_what_was_begun_belongs_to_nobody(app: Flask) -> None:
    code_round(app, case_survey(layout="section_pages"), is_anonymous=False, is_cut_at_close=True)
    staff = signed_in(app, Role.STRATEGIST)
    read_in(staff, case(1), case(3))
    sent, begun = [line["Länk"].removeprefix("http://127.0.0.1:8000") for line in sms_list(staff)]
    somebody, another = Browser(app), Browser(app)
    page = somebody.send(somebody.send(somebody.open(sent)), {"helhet": "2", "vantan": "4", "varfor": "Hemliga ord"})
    thanks = somebody.send(page)
    another.send(another.send(another.open(begun)), {"helhet": "3"})
    receipt = re.findall(r'class="code">([^<]+)<', thanks.html)[0]

    staff.send(staff.open("/personal/enkater/arenden"), to="/stang/1")

    rows = everything(app)["response"]
    assert [(row["invitation_id"], row["is_anonymous"]) for row in rows] == [(None, True)] * 2
    page = Browser(app).send(somebody.open("/enkat/arenden/ta-tillbaka"), {"kvittokod": receipt})
    page = somebody.send(somebody.open("/enkat/arenden/ta-tillbaka"), {"kvittokod": receipt})
    assert [row["state"] for row in everything(app)["response"]] == ["draft"]
    assert (count(app, Score), count(app, Comment)) == (0, 0)


@on_sqlite
def test_n_on_the_board_follows_the_cases_that_have_been_read_in(app: Flask) -> None:
    round_ = code_round(app, OWN)
    staff, place = signed_in(app, Role.STRATEGIST), f"/personal/enkater/{OWN}/arenden/1"
    areas = ("Bygglov", "Miljö- och hälsoskydd", "Livsmedelskontroll", "serveringstillstånd")

    for step, (total, answers) in enumerate([(40, 24), (60, 8)]):
        rows = [case(step * 40 + n, area=areas[n % 4]) for n in range(total - step * 40)]
        read_in(staff, *rows, place=place)
        with working(app) as session:
            keys = ("bygglov", "miljo_halsoskydd", "livsmedelskontroll", "serveringstillstand")
            given = dict.fromkeys(("nki_helhet", "nki_forvantan", "nki_ideal"), 7)
            people = [{"omrade": keys[n % 4], "kundtyp": "foretag"} | given for n in range(answers)]
            submitted = [Submitted(dict(one), TODAY, "sv", Channel.WEB) for one in people]
            storing.store(session, round_, submitted, is_anonymous=True)
            answering.tell(session, round_)
        drain(app)

        measured = Browser(app).open("/malbild/nki.json")
        assert f'"N": {total}' in json.dumps(json.loads(measured.body)), measured.body


@on_sqlite
def test_another_survey_in_the_same_period_leaves_n_alone(app: Flask) -> None:
    staff = opened(app)
    read_in(staff, case(0), case(3))
    code_round(app, case_survey("andra"))

    read_in(staff, case(6), place="/personal/enkater/andra/arenden/2")

    with working(app) as session:
        assert population.counts(session, "2026") == {"bygglov": 2}


@on_sqlite
def test_n_comes_from_the_survey_that_measures_and_what_it_takes_the_place_of_is_told(app: Flask) -> None:
    without = case_survey("utan")
    for question in without["section"][0]["question"]:
        question.pop("measures" if question.get("measures") == "nki" else "", None)
    code_round(app, without)
    code_round(app, case_survey())
    staff = signed_in(app, Role.STRATEGIST)
    with working(app) as session:
        population.store(session, [Count("2026", "bygglov", 200), Count("2026", "livsmedel", 9)])
    read_in(staff, case(0), place="/personal/enkater/utan/arenden/1")
    place = "/personal/enkater/arenden/arenden/2"

    page = staff.send(page := upload(staff, workbook(case(0), case(3)), place=place), to=page.path)

    assert "inte kommer från inlästa listor: Bygglov 200. När" in page.text
    staff.send(page, to=page.url)
    page = staff.send(page := upload(staff, workbook(case(6)), place=place), to=page.path)
    assert "inte kommer från inlästa listor" not in page.text
    with working(app) as session:
        assert population.counts(session, "2026") == {"bygglov": 2, "livsmedel": 9}


@on_sqlite
def test_a_workbook_with_several_sheets_says_which_one_is_read(app: Flask) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(case(1))))
    book.create_sheet("Anvisning", 0).append(["Läs detta"])
    file = io.BytesIO()
    book.save(file)

    assert "ärenden.xlsx, bladet Sheet" in upload(opened(app), file.getvalue()).text


@on_sqlite
def test_a_file_that_cannot_be_used_says_why_and_changes_nothing(app: Flask) -> None:
    staff = opened(app)
    page = upload(staff, b"\xd0\xcf\x11\xe0" + b"\0" * 99, "gammal.xls")
    assert page.status == 422
    assert page.title.startswith("Fel: ")
    assert "Filen gammal.xls är i ett gammalt Excelformat" in page.text

    missing = Page(staff.client.post(PLACE, data={"csrf_token": page.value("csrf_token")[0]}))
    assert "Välj en fil att ladda upp." in missing.text
    assert upload(staff, b"x" * (7 * 1024 * 1024)).status == 413
    stale = Page(
        staff.client.post(PLACE, data={"csrf_token": "gammal", "file": (io.BytesIO(workbook(case(1))), "a.xlsx")})
    )
    assert "Filen behöver du välja en gång till." in stale.text
    elsewhere = {"csrf_token": page.value("csrf_token")[0], "file": (io.BytesIO(b"x"), "a.xlsx")}
    assert Page(staff.client.post("/personal/enkater/arenden/oppna", data=elsewhere)).status == 400
    assert count(app, CaseUpload) == 0


@on_sqlite
def test_columns_that_make_no_sense_are_told_and_the_file_is_kept(app: Flask) -> None:
    staff = opened(app)
    page = upload(staff, workbook(case(1), headings=["a", "b", "c", "d", "e", "f", "g", "h", "i"]))
    page = staff.send(page, {"case": "0", "name": "0"}, to=page.path)
    assert page.status == 422
    assert "#area" in page.links
    assert "#name" in page.links
    assert page.value("case") == ["0"]

    for text in ("", "0-1", "0-1-x------", "0-99-------", "--------", "0-1-------0", "٣-1-------"):
        back = staff.open(f"{PLACE}/fil/1/granska?kolumner={text}")
        assert back.path == f"{PLACE}/fil/1"
    assert "Fortsätt med den" in staff.open(PLACE).text
    stale = staff.post(f"{PLACE}/fil/1/granska?kolumner=0-1-------", {"csrf_token": "gammal"})
    assert "1 rad, 1 ok, 0 med orsak" in stale.text
    assert count(app, Case) == 0


@on_sqlite
def test_a_list_is_read_in_once_however_often_the_button_is_pressed(app: Flask) -> None:
    staff = opened(app)
    page = upload(staff, workbook(case(1)))
    page = staff.send(page, to=page.path)
    staff.send(page, to=page.url)

    again = staff.send(page, to=page.url)

    assert again.status == 404
    assert "redan inläst" in again.text
    assert count(app, Case) == 1


@on_sqlite
def test_nobody_who_answers_waits_while_a_list_is_understood(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    staff, seen = opened(app), list[bool]()

    def watched(verb: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            seen.append(in_write_transaction())
            return verb(*arguments)

        return call

    monkeypatch.setattr(spreadsheets, "read", watched(spreadsheets.read))
    monkeypatch.setattr(admitting, "read_list", watched(admitting.read_list))
    page = upload(staff, workbook(*(case(number) for number in range(300))))
    page = staff.send(page, to=page.path)

    with statements(app) as asked:
        staff.send(page, to=page.url, follow=False)

    assert seen == [False, False, False]
    assert len([statement for statement in asked if not statement.startswith("PRAGMA")]) < 40, asked


def test_an_answer_need_not_wait_for_a_list_that_is_being_read_in(app: Flask, engine: str) -> None:
    staff = opened(app)
    read_in(staff, case(1))
    link = sms_list(staff)[0]["Länk"]

    with ThreadPoolExecutor(1) as pool:
        with working(app) as session:
            results.one_at_a_time(session, 1)
            sent = pool.submit(answer, app, link)
            # The embedded database has one writer.
            if engine == "postgresql":
                sent.result(timeout=10)
        assert sent.result().path == "/enkat/arenden/tack"


@on_sqlite
@pytest.mark.parametrize("path", ["", "/fil/1", "/fil/1/granska?kolumner=0-1-------"])
def test_a_closed_round_receives_no_cases(app: Flask, path: str) -> None:
    staff = opened(app)
    page = upload(staff, workbook(case(1)))
    staff.send(staff.open("/personal/enkater/arenden"), to="/stang/1")

    assert "Läs in" not in staff.open(PLACE + path).text
    token = {"csrf_token": page.value("csrf_token")[0]}
    refused = staff.post(PLACE + path, token | {"case": "0", "area": "1"})

    assert refused.status == 409 or refused.path.endswith("/granska")
    assert count(app, Case) == 0


@on_sqlite
def test_cases_need_a_round_with_codes_that_asks_for_the_area(app: Flask) -> None:
    open_round(app, case_survey())
    code_round(app, small_survey())
    staff = signed_in(app, Role.STRATEGIST)

    assert staff.open(PLACE).status == 404
    assert staff.open("/personal/enkater/arenden/arenden/2").status == 404
    assert "frågar inte vilket område" in staff.open("/personal/enkater/prov/arenden/2").text
    token = staff.open("/personal/enkater/prov/arenden/2").value("csrf_token")[0]
    assert staff.post("/personal/enkater/prov/arenden/2", {"csrf_token": token}).status == 404


@on_sqlite
def test_how_people_were_reached_is_forgotten_when_the_round_has_been_closed_for_a_month(
    app: Flask, time: StandingClock
) -> None:
    staff = opened(app)
    read_in(staff, case(1))
    upload(staff, workbook(case(2)))
    with working(app) as session:
        authoring.close(session, session.get_one(Collection, 1), clock.now())

    kept = {}
    for days in (0, 2, 29):
        time.forward(days=days)
        with working(app) as session:
            removed = {standing.purge_contacts: 0, uploading.purge: 0}
            for purge in removed:
                purge(session, clock.now())
        kept[days] = (count(app, CaseUpload), count(app, Contact))

    assert kept == {0: (1, 1), 2: (0, 1), 29: (0, 0)}
    assert {"contact", "case_upload"} <= {rule.table for rule in house_of(app).retention if rule.purge}


@on_sqlite
def test_the_three_ways_to_protect_answers_are_chosen_when_a_round_is_opened(app: Flask) -> None:
    staff = opened(app)
    staff.send(staff.open("/personal/enkater/arenden"), to="/stang/1")
    settled = {"controller": "KS", "legal_basis": "Lag", "contact": "a@example.se", "erase_decision": "KS 1"}
    page = staff.open("/personal/enkater/arenden/oppna")
    assert page.value("protection") == ["anonymous"]

    refused = staff.send(page, settled | {"protection": "until_close"})
    assert "#protection" in refused.links
    done = staff.send(refused, settled | {"protection": "until_close", "access": "code"})

    assert "Konfidentiell tills den stänger" in done.text
    with working(app) as session:
        collection = session.get_one(Collection, 2)
        assert (collection.is_anonymous, collection.is_cut_at_close) == (False, True)
        assert collection.access is Access.CODE
