"""From a published summary to the answers back: each point answered, the dialogue answered, promises remembered."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from core import audit
from core.db import db
from core.jobs import run_due
from core.outbox.models import OutboxMessage
from core.people.roles import Role
from core.room import Job
from core.staff_mail import STAFF_MAIL_DUE
from core.summaries.sentences import Section
from dialog import hosting
from dialog.feedback import answering, reminders
from dialog.feedback.answering import Written
from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import Audience, DialogueState, Statement
from dialog.summarising import publishing
from dialog.summarising import results as summaries
from dialog.topics import ANSWER_PUBLISHED
from tests.browsing import Browser, Page
from tests.builders import TODAY, on_sqlite, signed_in
from tests.ground import NOON, StandingClock, hire, statements, working
from tests.published import AGREED, Line, over, published

pytestmark = on_sqlite

LIST = "/personal/dialoger/hem/svar"
PUBLIC = "/dialog/hem/svar"
SAID = {"decision": "partly", "words": "Två fredagar i månaden.", "unit": "Barn- och utbildningsnämnden"}
# A third of the inspel is highlighted together with the first, and the fourth is quoted and owed nothing.
FOLDED: tuple[Line, ...] = (
    (Section.UNITES, "10 av 11 håller med om {i1}.", ("i1", "c1", "i3", "c3"), {"c1": AGREED, "c3": AGREED}),
    (Section.DIVIDES, "Om {i2} går åsikterna isär.", ("i2",), {}),
    (Section.QUOTES, "En av dem skriver {i4}.", ("i4",), {}),
)


def press(staff: Browser, page: Page, do: str, answers: dict[str, str] | None = None) -> Page:
    """Fill in the form that has the button, and press it."""
    form = next(form for form in page.forms if ("do", do) in form.buttons)
    return staff.post(form.action, form.filled(answers or {}, ("do", do)))


def state_of(app: Flask) -> DialogueState:
    with working(app) as session:
        return hosting.find(session, "hem").state


def answer(app: Flask, number: int, said: Written, day: date = TODAY, slug: str = "hem") -> None:
    with working(app) as session:
        dialogue_id = hosting.find(session, slug).id
        query = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number == number)
        statement = session.scalars(query).one()
        answering.save(session, statement, AnswerKind.ANSWER, said, "Anna Ek", day, publish=True)


def test_every_point_of_a_summary_is_answered_and_the_dialogue_is_then_answered(app: Flask) -> None:
    over(app)
    published(app, FOLDED)
    staff, anybody = signed_in(app, Role.COMMUNICATOR), Browser(app)
    page = staff.open(LIST)
    assert "0 av 3 inspel som sammanfattningen lyfter fram är besvarade" in page.text
    assert "10 av 11 håller med" in page.text
    assert page.text.index("Fler hållplatser") < page.text.index("Öppna fritidsgården")
    waiting = anybody.open(PUBLIC)
    assert "Besvarat 0 av 3" in waiting.text
    assert waiting.text.count("Inte besvarat ännu.") == 3

    # One answer to the two inspel that say the same: first seen as people will see it, and nothing is saved by that.
    page = staff.open(f"{LIST}/punkter/m0")
    assert "visas vid alla 2 inspel" in page.text
    preview = press(staff, page, "visa", SAID)
    assert (preview.status, preview.value("words")) == (200, [SAID["words"]])
    assert "Så här kommer svaret att se ut" in preview.text
    drafted = press(staff, preview, "utkast")
    assert "Svaret är sparat och syns bara här." in drafted.text
    drafts = staff.open(f"{LIST}/utkast")
    assert "Publicera alla 2 utkast" in drafts.text
    told = staff.send(drafts, to="/utkast")
    assert "2 svar är publicerade." in told.text
    assert "Markera dialogen som besvarad" not in told.text
    no = staff.open(f"{LIST}/punkter/m1")
    told = press(staff, no, "publicera", SAID | {"decision": "no", "reference": "sjutton"})

    assert "Diarienumret ”sjutton” ser ovanligt ut" in told.text
    done = staff.send(told, to="/klar")
    assert "Dialogen är besvarad." in done.text
    assert state_of(app) is DialogueState.ANSWERED
    public = anybody.open(PUBLIC)
    for words in ("Besvarat 3 av 3", "Allt besvarat efter 0 dagar", "i tid", "Två fredagar i månaden.", "Delvis 2"):
        assert words in public.text, words
    assert 'id="svar-3"' in public.html
    with working(app) as session:
        posted = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == ANSWER_PUBLISHED)).all()
        assert len(posted) == 3
    staff.send(done, to="/arkivera")
    assert state_of(app) is DialogueState.ARCHIVED
    assert anybody.open(PUBLIC).text.count("Besvarat 3 av 3") == 1


def test_an_answer_to_several_inspel_is_changed_for_all_and_never_over_somebody_elses(app: Flask) -> None:
    over(app)
    published(app, FOLDED)
    first, second = signed_in(app, Role.STRATEGIST), signed_in(app, Role.COMMUNICATOR)
    address = f"{LIST}/punkter/m0"
    page, stale = first.open(address), second.open(address)
    press(first, page, "publicera", SAID)

    met = press(second, stale, "publicera", SAID | {"words": "Mitt eget."})
    assert (met.status, met.value("words")) == (409, ["Mitt eget."])
    assert "Någon annan har skrivit under tiden" in met.text
    press(second, met, "publicera")
    press(first, first.open("/personal/dialoger/hem/inspel/3/svara"), "publicera", {"words": "Bara för nr 3."})

    assert "Inspelen har olika svar" in first.open(address).text
    with working(app) as session:
        found = session.scalars(select(Answer).order_by(Answer.statement_id)).all()
        assert [(one.words, one.updated_on) for one in found] == [("Mitt eget.", TODAY), ("Bara för nr 3.", TODAY)]
    assert first.open(f"{LIST}/punkter/m2").status == 404


def test_drafts_that_somebody_changed_meanwhile_are_not_published(app: Flask) -> None:
    over(app)
    published(app, FOLDED)
    staff = signed_in(app, Role.COMMUNICATOR)
    press(staff, staff.open(f"{LIST}/punkter/m0"), "utkast", SAID)
    seen = staff.open(f"{LIST}/utkast")
    press(staff, staff.open("/personal/dialoger/hem/inspel/1/svara"), "utkast", {"words": "Ändrat."})

    told = staff.send(seen, to="/utkast")

    assert "inget är publicerat" in told.text
    assert "Ändrat." in told.text
    assert "Besvarat 0 av 3" in Browser(app).open(PUBLIC).text


def test_what_is_looked_into_has_a_day_and_is_owed_again_when_it_has_passed(app: Flask, time: StandingClock) -> None:
    over(app)
    published(app)
    answer(app, 2, Written("Nej.", "KS", Decision.NO))
    staff = signed_in(app, *Role)
    page = staff.open("/personal/dialoger/hem/inspel/1/svara")
    investigating = SAID | {"decision": "investigating"}
    for day in ("", "2026-03-01", "i mars"):
        page = press(staff, page, "publicera", investigating | {"due_on": day})
        assert (page.status, page.value("words")) == (422, [SAID["words"]])
    press(staff, page, "publicera", {"due_on": "2026-03-15"})
    assert "Markera dialogen som besvarad" in staff.open(LIST).text

    time.forward(days=14)
    staff = signed_in(app, Role.STRATEGIST)
    listed, public = staff.open(LIST), Browser(app).open(PUBLIC)
    assert "Markera dialogen som besvarad" not in listed.text
    assert "Ett svar har passerat sin egen dag" in listed.text
    assert "Ett svar har passerat sin egen dag" in staff.open("/personal").text
    assert "Nytt besked senast 15 mars 2026 dagen har passerat" in public.text
    assert (
        "Punkter kvar att besvara: 1." in staff.post(f"{LIST}/klar", {"csrf_token": listed.value("csrf_token")[0]}).text
    )
    press(staff, staff.open("/personal/dialoger/hem/inspel/1/svara"), "publicera", {"decision": "already_done"})
    assert "ändrat 16 mars 2026" in Browser(app).open(PUBLIC).text
    assert "Markera dialogen som besvarad" in staff.open(LIST).text


def test_a_new_version_of_the_summary_changes_what_is_owed(app: Flask) -> None:
    over(app)
    published(app)
    staff = signed_in(app, *Role)
    for number in (1, 2):
        answer(app, number, Written("Vi gör det.", "KS", Decision.WILL_DO))
    staff.send(staff.open(LIST), to="/klar")

    published(app, FOLDED, version=2, reason="En punkt saknades.")
    page = staff.open(LIST)
    assert "2 av 3 inspel som" in page.text
    assert "Dialogen är markerad som besvarad, men sammanfattningen har ändrats" in page.text
    assert "Arkivera dialogen" not in page.text
    refused = staff.post(f"{LIST}/arkivera", {"csrf_token": page.value("csrf_token")[0]})
    assert refused.status == 409

    # Without any summary every published inspel is owed an answer.
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        summary = summaries.version(session, dialogue.id, 2)
        publishing.withdraw(session, dialogue, summary, "Bo Ås", "Fel siffror.", TODAY, seen=summary.revision)
    assert "Besvarat 2 av 4" in Browser(app).open(PUBLIC).text
    assert "Ingen publicerad sammanfattning" in staff.open(f"{LIST}?visa=lyfts-fram").text


def test_everybody_can_see_what_dialogues_led_to_and_whether_promises_were_kept(
    app: Flask, time: StandingClock
) -> None:
    empty = Browser(app).open("/sa-blev-det")
    assert "Ingen dialog är avslutad ännu" in empty.text
    for slug, audience in (("hem", Audience.UNGDOMAR), ("skola", Audience.MEDBORGARE), ("tyst", Audience.MEDBORGARE)):
        over(app, slug=slug, audience=audience)
    published(app)
    for number, day in ((1, 10), (2, 66)):
        answer(app, number, Written("Ja.", "KS", Decision.WILL_DO, reference="KS 2026-7"), TODAY + timedelta(days=day))
    answer(app, 1, Written("Nej.", "Trafikverket", Decision.NO), TODAY + timedelta(days=23), slug="skola")
    time.forward(days=67)
    anybody = Browser(app)

    page = anybody.open("/sa-blev-det")

    assert "0 av 3 dialoger fick alla svar i tid" in page.text
    for words in (
        "Besvarat 2 av 2", "Allt besvarat efter 66 dagar lovat inom 60 dagar 6 dagar sent", "Ja 2",
        "Besvarat 1 av 4", "Första svaret efter 23 dagar lovat inom 60 dagar resten är 7 dagar sen", "Nej 1",
        "Besvarat 0 av 4", "Inget är besvarat ännu lovat inom 60 dagar svaret är 7 dagar sent",
    ):  # fmt: skip
        assert words in page.text, words
    young = anybody.open("/sa-blev-det?for=ungdomar")
    assert "Hälften av dialogerna hade fått alla svar inom 66 dagar" in young.text
    assert "/dialog/skola/svar" not in young.links
    assert "Det finns inga äldre dialoger." in anybody.open("/sa-blev-det?sida=7").text
    assert "/sa-blev-det" in anybody.open("/").links


def test_an_answer_is_found_on_its_page_however_many_there_are(app: Flask) -> None:
    over(app, *(f"Inspel {n}" for n in range(1, 41)))
    published(app, FOLDED)
    for number in range(4, 41):
        answer(app, number, Written("Ja.", "KS", Decision.WILL_DO))
    anybody = Browser(app)

    seen, page = [], anybody.open(PUBLIC)
    while True:
        seen += [int(link.rpartition("-")[2]) for link in page.links if "#svar-" in link]
        following = [link for link in page.links if "sida=" in link and "sprak" not in link]
        if not following:
            break
        page = anybody.open(following[0])

    assert seen == list(range(4, 41))
    for number in (4, 20, 40):
        assert f'id="svar-{number}"' in anybody.open(f"{PUBLIC}?inspel={number}").html
    assert anybody.open(f"{PUBLIC}?inspel=99").status == 200
    assert "Det finns inga fler svar." in anybody.open(f"{PUBLIC}?sida=99").text


def test_what_is_owed_is_listed_with_the_latest_first_and_saved_as_a_file(app: Flask, time: StandingClock) -> None:
    assert "Inget är försenat" in signed_in(app, Role.COMMUNICATOR).open("/personal/aterkoppling").text
    over(app, slug="sen")
    over(app, slug="snart", feedback_due_on=TODAY + timedelta(days=80))
    over(app, slug="langt-till", feedback_due_on=TODAY + timedelta(days=300))
    answer(app, 1, Written("=1+1", "Kommunstyrelsen", Decision.INVESTIGATING, TODAY + timedelta(days=30)), slug="sen")
    time.forward(days=70)
    staff = signed_in(app, Role.STRATEGIST)

    page = staff.open("/personal/aterkoppling")
    file = staff.send(page, to="/fil.csv").body.decode("utf-8-sig").splitlines()

    assert "10 dagar sent1 av 4Kommunstyrelsen" in page.text
    assert "10 dagar kvar0 av 4" in page.text
    assert "Nr 1 i Hur kommer vi hem efter träningen?" in page.text
    assert "/personal/dialoger/langt-till/svar" not in page.links
    assert file[1:] == [
        "sen;;Kommunstyrelsen;2026-05-01;10;1;4;",
        "snart;;Kommunstyrelsen;2026-05-21;0;0;4;",
        "sen;1;Kommunstyrelsen;2026-04-01;40;;;investigating",
    ]
    with working(app) as session:
        assert audit.entries(session)[0].action == "overdue_answers.exported"


def test_a_promise_is_remembered_once_at_each_threshold_also_after_the_worker_was_away(
    app: Flask, time: StandingClock
) -> None:
    over(app)
    communicator = hire(app, Role.COMMUNICATOR, email="kommunikator@example.se")
    hire(app, Role.READER, email="lasare@example.se")
    job = Job(reminders.JOB, timedelta(hours=6), reminders.remind)
    told: dict[int, list[int]] = {}
    # Sixty days after today all is promised; the worker is away on the day that is three days before.
    for day in (44, 45, 46, 56, 58, 60, 66, 67, 68, 74, 75):
        time.time = NOON + timedelta(days=day)
        for hours in (0, 6):
            time.forward(hours=hours)
            with app.app_context():
                run_due(db.session(), [job], time())
                mails = db.session.scalars(
                    select(OutboxMessage.payload).where(OutboxMessage.topic == STAFF_MAIL_DUE)
                ).all()
                db.session.rollback()
            told[day] = sorted(mail["staff_id"] for mail in mails)
    assert mails[0]["path"] == "/personal/dialoger/hem"
    assert "Lovat senast 1 maj 2026. 14 dagar är kvar." in mails[0]["lines"]
    assert "Put up" not in str(mails)

    with working(app) as session:
        moderator = hosting.find(session, "hem").moderator_id
    growing = {day: len(staff) // 2 for day, staff in told.items()}
    assert growing == {44: 0, 45: 0, 46: 1, 56: 1, 58: 2, 60: 2, 66: 2, 67: 3, 68: 3, 74: 4, 75: 4}
    assert set(told[75]) == {communicator, moderator}


def test_the_pages_of_what_was_answered_cost_the_same_however_much_there_is(app: Flask) -> None:
    over(app, *(f"Inspel {n}" for n in range(1, 31)))
    published(app, FOLDED)
    staff, anybody = signed_in(app, *Role), Browser(app)
    costs = {LIST: 13, f"{LIST}/utkast": 4, f"{LIST}/punkter/m0": 11, PUBLIC: 11, "/sa-blev-det": 15}
    costs["/personal/aterkoppling"] = 3
    for numbers in ((1, 4), range(5, 31)):
        for number in numbers:
            answer(app, number, Written("Ja.", "KS", Decision.WILL_DO))
        found = {}
        for address in costs:
            browser = staff if address.startswith("/personal") else anybody
            browser.open(address)
            with statements(app) as seen:
                assert browser.open(address).status == 200
            found[address] = len([one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))])
        assert found == costs
