"""Staff read inspel, forty before ten; authors are told and may object; answers and referrals come back in public."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from core import audit
from core.people.roles import Role
from dialog.feedback.models import Answer
from dialog.models import Source, Statement, StatementState
from dialog.moderating import appeals, deciding
from dialog.moderating.models import Reason
from tests.browsing import Browser, Page
from tests.builders import on_sqlite, signed_in
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, StandingClock, statements, working

pytestmark = on_sqlite

QUEUE = "/personal/dialoger/hem/inspel"
S = StatementState
WORDS = (
    "Tak vid hållplatsen", "Bättre belysning på skolvägen", "Öppna fritidsgården på fredagar", "Billigare badhus",
    "Mer snöröjning", "Cykelväg till Lima", "Fler papperskorgar", "Visa filmer i biblioteket", "Måla om sporthallen",
    "En skatepark i centrum", "Längre öppettider i simhallen", "Mindre trafik vid torget", "Gratis frukost i skolan",
    "Nya gungor i parken", "Konserter för unga", "Plantera träd längs ån", "Laga grusplanen", "Ett utegym vid sjön",
    "Skidspår med ljus", "Låna ut skridskor", "Tätare sophämtning", "En verkstad för mopeder", "Grillplats vid älven",
    "Fler lekplatser för små barn", "Dansgolv i folkparken", "Ridvägar genom skogen", "Säkrare övergångsställen",
    "Studieplatser på kvällen", "Loppis varje lördag", "Tydligare skyltar i terrängen", "Kör igång en odling",
    "Hundrastgård i Sälen", "En mötesplats för äldre", "Läxhjälp efter lektionerna", "Bokbuss till byarna",
    "Klätterväggen borde öppnas", "Sommarjobb åt alla", "Rent vatten i badsjön", "Snabbare internet", "Fler bänkar",
)  # fmt: skip


def submitted(app: Flask, *texts: str, state: StatementState = S.SUBMITTED) -> list[int]:
    with working(app) as session:
        dialogue_id = session.scalars(select(Statement.dialogue_id)).first() or 1
        return [add_inspel(session, dialogue_id, text, source=Source.WEB, state=state).number for text in texts]


def states(app: Flask) -> dict[int, StatementState]:
    with working(app) as session:
        return {row.number: row.state for row in session.scalars(select(Statement))}


def boxes(page: Page) -> list[str]:
    return re.findall(r'name="valda" value="([^"]+)"', page.html)


def ticked(page: Page) -> list[str]:
    return re.findall(r'name="valda" value="([^"]+)" checked', page.html)


def press(staff: Browser, page: Page, do: str, answers: dict[str, str] | None = None, *, follow: bool = True) -> Page:
    """Fill in the form that has the button, and press it."""
    form = next(form for form in page.forms if ("do", do) in form.buttons)
    return staff.post(form.action, form.filled(answers or {}, ("do", do)), follow=follow)


def with_chosen(staff: Browser, page: Page, do: str, chosen: Sequence[str], **more: str) -> Page:
    sent = {"csrf_token": page.value("csrf_token")[0], "do": do, "valda": list(chosen), **more}
    return staff.post(page.url, sent)  # type: ignore[arg-type]  # a list is a box ticked more than once


def test_forty_inspel_are_published_in_four_presses(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, *WORDS)
    staff = signed_in(app, Role.MODERATOR)
    page, presses = staff.open(QUEUE), 0

    while boxes(page):
        page = staff.open(next(link for link in page.links if "alla=1" in link))
        page = with_chosen(staff, page, "publicera", ticked(page))
        presses += 2
        assert "publicerade" in page.text

    assert presses == 4
    assert set(states(app).values()) == {S.PUBLISHED}
    assert "Inget att läsa just nu" in page.text


def test_what_needs_a_reader_is_never_ticked_nor_published_among_others(app: Flask) -> None:
    open_dialogue(app)
    plain, phone = submitted(app, "Tak vid hållplatsen", "Ring mig på 070-123 45 67 om bussen")
    staff = signed_in(app, Role.MODERATOR)
    page = staff.open(f"{QUEUE}?alla=1")
    assert ticked(page) == [f"{plain}-0"]

    page = with_chosen(staff, page, "publicera", boxes(page))

    assert "Ett inspel är publicerat" in page.text
    assert f"Läs nr {phone} för sig" in page.text
    assert states(app) == {plain: S.PUBLISHED, phone: S.SUBMITTED}
    page = press(staff, page, f"maskera-{phone}-0")
    assert "publicerat utan personuppgifterna" in page.text
    with working(app) as session:
        assert session.scalars(select(Statement.text).where(Statement.number == phone)).one() == (
            "Ring mig på [telefonnummer] om bussen"
        )


def test_many_are_refused_with_one_reason_and_nothing_is_lost_when_it_is_missing(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, *WORDS[:3])
    staff = signed_in(app, Role.MODERATOR)
    page = staff.open(QUEUE)
    assert "Kryssa för minst ett" in with_chosen(staff, page, "neka", [], reason="off_topic", note="Hej").text
    assert "Kryssa för minst ett" in with_chosen(staff, page, "publicera", []).text

    page = with_chosen(staff, page, "neka", boxes(page)[:2], reason="", note="Skriv gärna igen.")

    assert (page.status, page.title.startswith("Fel: ")) == (422, True)
    assert ticked(page) == boxes(page)[:2]
    assert page.value("note") == ["Skriv gärna igen."]
    page = with_chosen(staff, page, "neka", ticked(page), reason="off_topic", note=page.value("note")[0])
    assert "2 inspel är nekade" in page.text
    assert list(states(app).values()) == [S.REJECTED, S.REJECTED, S.SUBMITTED]
    assert "Skriv gärna igen." in staff.open(f"{QUEUE}?visa=nekade").text


def test_after_a_press_the_next_inspel_is_where_one_is(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, *WORDS[:4])
    staff = signed_in(app, Role.MODERATOR)
    page = staff.open(QUEUE)

    deeds = ("publicera-2-0", "vanta-3-0", "publicera-4-0", "publicera-1-0")
    ways = [press(staff, page, do, follow=False).headers["Location"].removeprefix(QUEUE) for do in deeds]

    assert ways == [f"?visa=att-lasa{place}" for place in ("#inspel-3", "#inspel-4", "#inspel-1", "")]
    assert "Nr 3" in staff.open(f"{QUEUE}?visa=vantar").text


def test_the_second_of_two_moderators_is_told_what_the_first_did(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, *WORDS[:3])
    first, second = signed_in(app, Role.MODERATOR), signed_in(app, Role.COMMUNICATOR)
    page, stale = first.open(QUEUE), second.open(QUEUE)
    one = second.open(f"{QUEUE}/2")
    with_chosen(first, page, "neka", boxes(page)[:2], reason="hate")

    told = press(second, stale, "publicera-1-0")
    assert "har redan fått ett beslut av Kerstin Ek" in told.text
    told = with_chosen(second, stale, "publicera", boxes(stale))
    assert "Någon annan hann före med nr 1, 2." in told.text
    told = press(second, one, "slaihop", {"into": "3"})

    assert told.status == 409
    assert "Slå ihop med nummer 3" in told.text
    assert "har redan fått ett beslut av Kerstin Ek" in told.text
    assert list(states(app).values()) == [S.REJECTED, S.REJECTED, S.PUBLISHED]


def test_one_inspel_can_be_masked_merged_hidden_and_published_again_with_its_history(app: Flask) -> None:
    open_dialogue(app, "Kör fler bussar på kvällen")
    submitted(app, "Ni borde köra fler bussar på kvällen!", "Min granne Kimme kör för fort")
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(f"{QUEUE}/2")
    assert page.value("into") == ["1"]
    page = press(staff, page, "slaihop", {"into": "1"})
    assert "Nr 2 är sammanslaget med nr 1" in page.text
    page = press(staff, staff.open(f"{QUEUE}/3"), "maskera", {"masked": "Kimme kör för fort"})
    assert "bara att stryka" in page.text
    page = press(staff, page, "maskera", {"masked": "Min granne [namn] kör för fort"})
    assert "Nr 3 är publicerat" in page.text
    page = staff.open(f"{QUEUE}/3")
    page = press(staff, page, "dolj", {"reason": "other", "note": ""})
    assert "Skriv vad skälet är" in page.text
    press(staff, page, "dolj", {"reason": "other", "note": "Det går att förstå vem det är."})
    press(staff, staff.open(f"{QUEUE}/3"), "atersta")

    page = staff.open(f"{QUEUE}/3")

    assert "Min granne [namn] kör för fort" in page.text
    for deed in ("Personuppgifter strukna", "Publicerat", "Dolt: Annat skäl", "Publicerat igen"):
        assert deed in page.text
    assert list(states(app).values()) == [S.PUBLISHED, S.MERGED, S.PUBLISHED]


def test_an_objection_is_answered_by_somebody_else(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, "Tåget borde gå oftare")
    refuser, other = signed_in(app, Role.MODERATOR), signed_in(app, Role.COMMUNICATOR)
    page = refuser.open(f"{QUEUE}/1")
    press(refuser, page, "neka", {"reason": "off_topic", "note": ""})
    with working(app) as session:
        statement = session.scalars(select(Statement)).one()
        appeals.appeal(session, statement, "Tåget hör visst hit.", NOON)
    assert "En invändning mot ett beslut väntar" in refuser.open("/personal").text
    assert "Någon annan ska avgöra" in refuser.open(f"{QUEUE}/1").text

    page = other.open(f"{QUEUE}?visa=invandningar")
    assert "Tåget hör visst hit." in page.text
    page = press(other, other.open(f"{QUEUE}/1"), "avgor", {"outcome": "upheld", "answer": ""})
    assert "Skriv varför beslutet står fast" in page.text
    press(other, page, "avgor", {"outcome": "changed", "answer": "Du har rätt."})

    assert states(app) == {1: S.PUBLISHED}
    assert "Inspelet publicerades" in other.open(f"{QUEUE}/1").text


def test_staff_are_reminded_of_what_waits(app: Flask, time: StandingClock) -> None:
    open_dialogue(app)
    submitted(app, *WORDS[:4])
    time.forward(days=2)
    anybody = signed_in(app, Role.MODERATOR)
    assert "väntar på att bli läst" not in anybody.open("/personal").text
    assert "inspel" not in signed_in(app, Role.READER).open("/personal").text
    with working(app) as session:
        statement = session.scalars(select(Statement).where(Statement.number == 4)).one()
        statement.dialogue.moderator_id = None
        deciding.hold(session, statement, audit.SYSTEM, time())

    page = anybody.open("/personal")
    assert "3 inspel väntar på att bli lästa" in page.text
    assert "Det äldsta kom för 2 dagar sedan." in page.text
    assert "har fått vänta länge" not in page.text

    time.forward(days=4)
    anybody = signed_in(app, Role.MODERATOR, Role.STRATEGIST)
    assert "Ett inspel har fått vänta länge" in anybody.open("/personal").text


def test_the_log_is_a_file_that_runs_nothing_and_says_who_took_it(app: Flask) -> None:
    open_dialogue(app)
    submitted(app, "Hemliga ord")
    staff = signed_in(app, Role.MODERATOR)
    with working(app) as session:
        deciding.reject(session, session.scalars(select(Statement)).one(), Reason.HATE, audit.SYSTEM, NOON, note="=1+1")

    page = staff.send(staff.open(QUEUE), to="/logg.csv")

    rows = page.body.decode("utf-8-sig").splitlines()
    assert rows[0] == "nr;beslut;skal;anteckning;av;nar;forfattaren_underrattad"
    assert rows[1] == "1;reject;hate;'=1+1;Samspel;2026-03-02 13:00;2026-03-02 13:00"
    assert "Hemliga" not in page.body.decode()
    with working(app) as session:
        assert audit.entries(session)[0].action == "moderation_log.exported"


def test_an_answer_goes_from_draft_to_public_and_says_when_it_was_changed(app: Flask, time: StandingClock) -> None:
    open_dialogue(app, "Sen buss hem", "Bättre väg till skolan")
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open("/personal/dialoger/hem/inspel/1/svara")
    assert page.value("unit") == ["Kommunstyrelsen"]
    page = press(staff, page, "publicera", {"decision": "investigating", "words": "", "unit": ""})
    assert (page.status, page.value("decision")) == (422, ["investigating"])
    said = {"words": "Vi frågar Dalatrafik.", "unit": "Kommunstyrelsen", "due_on": "2026-06-15", "reference": "KS 7"}
    press(staff, page, "utkast", said)
    assert "Inget är besvarat ännu" in Browser(app).open("/dialog/hem/svar").text

    page = staff.open("/personal/dialoger/hem/inspel/1/svara")
    page = press(staff, page, "publicera", {"decision": "partly"})

    assert "Svaret på nr 1 är publicerat" in page.text
    public = Browser(app).open("/dialog/hem/svar")
    for words in ("Besvarat 1 av 2", "Sen buss hem", "Delvis", "Vi frågar Dalatrafik.", "15 juni 2026", "KS 7"):
        assert words in public.text
    assert "ändrat 2" not in public.text
    time.forward(hours=2)
    page = staff.open("/personal/dialoger/hem/inspel/1/svara")
    press(staff, page, "publicera", {"words": "Bussen börjar gå i höst."})
    public = Browser(app).open("/dialog/hem/svar")
    assert "Bussen börjar gå i höst." in public.text
    assert "ändrat 2 mars 2026" in public.text


def test_a_referral_says_where_to_and_leads_nowhere_unsafe(app: Flask) -> None:
    open_dialogue(app, "Laga gropen på Storgatan")
    staff = signed_in(app, Role.STRATEGIST)
    page = staff.open("/personal/dialoger/hem/inspel/1/hanvisa")
    said = {"unit": "Felanmälan", "words": "Anmäl gropen så lagas den."}
    for link in ("http://example.se", "javascript:alert(1)", "https://anna@example.se", "https://x", "https://a b.se"):
        page = press(staff, page, "publicera", said | {"link": link})
        assert (page.status, page.value("link")) == (422, [link])

    press(staff, page, "publicera", said | {"link": "https://example.se/felanmalan"})

    public = Browser(app).open("/dialog/hem/svar")
    assert "Skickat vidare till Felanmälan" in public.text
    assert "https://example.se/felanmalan" in public.links
    assert "Besvarat 1 av 1" in public.text


def test_two_who_answer_at_once_lose_nothing_of_what_they_wrote(app: Flask) -> None:
    open_dialogue(app, "Sen buss hem")
    first, second = signed_in(app, Role.STRATEGIST), signed_in(app, Role.COMMUNICATOR)
    address = "/personal/dialoger/hem/inspel/1/svara"
    page, stale = first.open(address), second.open(address)
    press(first, page, "publicera", {"words": "Den ena.", "unit": "KS"})

    told = press(second, stale, "publicera", {"words": "Den andra.", "unit": "BUN"})

    assert (told.status, told.value("words")) == (409, ["Den andra."])
    assert "Den ena." in told.text
    press(second, told, "publicera", {"words": "Båda."})
    with working(app) as session:
        assert [answer.words for answer in session.scalars(select(Answer))] == ["Båda."]


def test_a_form_that_was_open_too_long_comes_back_filled_in(app: Flask) -> None:
    open_dialogue(app, "Sen buss hem")
    submitted(app, *WORDS[:2])
    staff = signed_in(app, Role.COMMUNICATOR)
    old = {"csrf_token": "för gammal"}

    listed = staff.post(QUEUE, old | {"do": "neka", "valda": "2-0", "note": "Hej"})
    one = staff.post(f"{QUEUE}/2", old | {"do": "neka", "note": "Hej på dig"})
    answer = staff.post(f"{QUEUE}/1/svara", old | {"do": "publicera", "words": "Mitt svar", "seen": ""})

    assert (ticked(listed), listed.value("note")) == (["2-0"], ["Hej"])
    assert one.value("note") == ["Hej på dig"]
    assert answer.value("words") == ["Mitt svar"]
    assert states(app)[2] is S.SUBMITTED


def test_the_pages_cost_the_same_however_many_inspel_there_are(app: Flask) -> None:
    open_dialogue(app, "Sen buss hem")
    staff, anybody = signed_in(app, *Role), Browser(app)
    # One of the staff's is the gate's: whose the cookie is.
    costs = {QUEUE: 6, f"{QUEUE}/2": 6, "/personal/dialoger/hem/svar": 8, "/dialog/hem/svar": 10}

    for texts in (WORDS[:2], WORDS):
        submitted(app, *texts)
        submitted(app, *texts, state=S.PUBLISHED)
        found = {}
        for address in costs:
            browser = anybody if address.startswith("/dialog/") else staff
            browser.open(address)
            with statements(app) as seen:
                assert browser.open(address).status == 200
            found[address] = len([one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))])
        assert found == costs
