"""A dialogue as staff plan it and everybody meets it: from the draft nobody sees to what came of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import Select, select

from core.audit import AuditEntry
from core.chat import ChatUse
from core.house import house_of, move_in, settings_of
from core.people.roles import Role
from dialog import results
from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.models import (
    Audience,
    Channel,
    Choice,
    Dialogue,
    Participant,
    Source,
    Statement,
    StatementState,
    Vote,
)
from dialog.results import IS_READ
from tests.browsing import Browser, Page
from tests.builders import TODAY, on_sqlite, signed_in
from tests.dialogues import PLAN, add_inspel, close_dialogue, more_votes, open_dialogue, plan_dialogue
from tests.ground import StandingClock, hire, working

LIST = "/personal/dialoger"
SLUG = "trygg-vag-till-skolan"
SETTLED = {
    "fragan": {"question": "Vad gör vägen till skolan trygg?", "purpose": "Nämnden beslutar om gång- och cykelvägar."},
    "paverkan": {"influence": "Belysning, men inte farten på länsvägen.", "ladder_step": "inflytande"},
    "mottagare": {
        "receiver": "Miljö- och stadsbyggnadsnämnden",
        "closes_on": str(TODAY + timedelta(days=30)),
        "feedback_due_on": str(TODAY + timedelta(days=60)),
    },
    "deltagare": {"audience": "ungdomar", "min_age": "13"},
    "uppgifter": {
        "controller": "Kommunstyrelsen",
        "legal_basis": "Uppgift av allmänt intresse",
        "contact": "dialog@example.se",
        "erase_on": "2028-01-01",
        "erase_decision": "KS 2026-1",
    },
}


def settle(staff: Browser, section: str, slug: str = SLUG, **answers: str) -> Page:
    return staff.send(staff.open(f"{LIST}/{slug}/plan/{section}"), answers)


def deeds(app: Flask) -> list[str]:
    with working(app) as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def published(dialogue_id: int) -> Select[tuple[Statement]]:
    return select(Statement).where(Statement.dialogue_id == dialogue_id, *IS_READ).order_by(Statement.number)


def answer(app: Flask, slug: str, number: int, unit: str = "Kommunstyrelsen") -> None:
    with working(app) as session:
        dialogue_id = session.scalars(select(Dialogue.id).where(Dialogue.slug == slug)).one()
        statement = select(Statement.id).where(Statement.dialogue_id == dialogue_id, Statement.number == number)
        session.add(
            Answer(
                dialogue_id=dialogue_id,
                statement_id=session.scalars(statement).one(),
                kind=AnswerKind.ANSWER,
                decision=Decision.INVESTIGATING,
                words="Vi räknar på en kvällsbuss.",
                unit=unit,
                written_by="Kerstin Ek",
                written_on=TODAY,
                published_on=TODAY,
            )
        )


@on_sqlite
def test_staff_choose_the_chats_also_while_people_take_part_and_the_page_says_which(app: Flask) -> None:
    staff, public = signed_in(app, Role.STRATEGIST), Browser(app)
    dialogue = open_dialogue(app, "Fler bänkar", "Lampor")
    more_votes(app, "hem", 3)
    page = staff.open(f"{LIST}/hem/plan/kanaler")
    for words in ("Slack kräver att man har fyllt 16 år", "Hela dialogen. Inspel och röster går genom"):
        assert words in page.text
    assert settle(staff, "kanaler", "hem", slack="full", teams="link").status == 200
    assert "Webben, Slack, Teams" in staff.open(f"{LIST}/hem").text
    assert deeds(app)[-1] == "dialogue.changed"
    with working(app) as session:
        chosen = results.by_id(session, dialogue.id, TODAY)
        assert (chosen.slack, chosen.teams) == (ChatUse.FULL, ChatUse.LINK)

    # What the municipality has not connected is not promised.
    assert "Slack" not in public.open("/dialog/hem").text
    with app.app_context():
        settings = replace(settings_of(app), slack_bot_token="xoxb-1", teams_app_id="1")
        move_in(app, house_of(app), settings)
    seen = public.open("/dialog/hem").text
    assert "Du kan också delta i en chatt: Slack. Skriv till Samspel där." in seen
    assert "Det du skriver direkt i chatten ligger också kvar där." in seen


def test_staff_plan_a_dialogue_and_open_it_and_everybody_reads_what_is_promised(app: Flask) -> None:
    staff, public = signed_in(app, Role.STRATEGIST), Browser(app)
    moderator = hire(app, Role.MODERATOR, email="samtal@example.se")
    lead = hire(app, Role.SAFEGUARDING, email="trygg@example.se")

    assert "Inga dialoger ännu. Planera den första." in staff.open(LIST).text
    page = staff.send(staff.open(f"{LIST}/ny"), {"title": "Trygg väg till skolan"})
    assert page.path == f"{LIST}/{SLUG}"
    assert "12 saker är kvar." in page.text
    assert f"{LIST}/{SLUG}/plan/uppgifter#legal_basis" in page.links
    assert staff.open(f"{LIST}/{SLUG}/oppna").status == 409
    for section, answers in SETTLED.items():
        assert settle(staff, section, **answers).status == 200
    page = settle(staff, "lasning", moderator_id=str(moderator))
    assert "En sak är kvar." in page.text
    assert "Välj en trygghetsansvarig." in page.text
    page = settle(staff, "trygghet", safeguarding_lead_id=str(lead))
    assert "Allt är bestämt." in page.text
    page = staff.send(
        staff.open(f"{LIST}/{SLUG}/startinspel"), {"texts": "Lys upp gångvägen\r\n\r\n  Fler  bänkar \r\n"}
    )
    assert "2 inspel är tillagda." in page.text
    assert public.open(f"/dialog/{SLUG}").status == 404
    assert "Trygg väg" not in public.open("/dialog").text + public.open("/").text

    page = staff.open(f"{LIST}/{SLUG}/oppna")
    assert "Det finns 2 startinspel." in page.text
    page = staff.send(page, to="/oppna")

    assert "Dialogen är öppen." in page.text
    seen = public.open(f"/dialog/{SLUG}").text
    for words in (
        "Vad gör vägen till skolan trygg?",
        "För dig som är ung, från 13 år",
        "Senast 1 maj 2026 får du veta här på sidan vad dialogen ledde till.",
        "Inflytande det här gäller nu",
        "Belysning, men inte farten på länsvägen.",
        "Miljö- och stadsbyggnadsnämnden",
        "Fler bänkar",
        "En samtalsledare läser inspelen innan andra ser dem.",
        "KS 2026-1",
    ):
        assert words in seen
    assert seen.count("det här gäller nu") == 1
    assert "deltar" not in seen.split("Så går det till")[0].replace("som deltar", "")
    assert "Vad gör vägen till skolan trygg?" in public.open("/").text
    assert "Trygg väg till skolan" in public.open("/dialog").text
    done = [deed for deed in deeds(app) if deed.startswith("dialogue.")]
    assert done == ["dialogue.planned", *["dialogue.changed"] * 7, "dialogue.seeds_added", "dialogue.opened"]


@on_sqlite
def test_a_dialogue_is_paused_resumed_moved_closed_and_its_outcome_told(app: Flask, time: StandingClock) -> None:
    view = open_dialogue(app, "Sista bussen går för tidigt", "Sms till kvällsbussen")
    staff, public = signed_in(app, Role.COMMUNICATOR), Browser(app)
    address, desk = "/dialog/hem", f"{LIST}/hem"

    assert "Dialogen är pausad" in staff.send(staff.open(desk), to="/pausa").text
    assert "Dialogen är pausad" in public.open(address).text
    assert "Pausad just nu" in public.open("/dialog").text
    assert PLAN.question not in public.open("/").text
    assert "Dialogen är öppen igen." in staff.send(staff.open(desk), to="/fortsatt").text
    late = {"due_on": str(TODAY), "reason": "Nämnden möts senare."}
    page = staff.send(staff.open(f"{desk}/loftesdag"), late)
    assert (page.status, page.value("reason")) == (422, ["Nämnden möts senare."])
    assert staff.send(page, late | {"due_on": str(TODAY + timedelta(days=70))}).path == desk
    seen = public.open(address).text
    assert "Senast 11 maj 2026" in seen
    assert "Först var 1 maj 2026 lovad. Dagen är flyttad: Nämnden möts senare." in seen

    with working(app) as session:
        session.add_all(Participant(dialogue_id=view.id, channel=Channel.WEB, joined_on=TODAY) for _ in range(11))
    assert "Minst 10 deltar" in public.open(address).text
    page = staff.send(staff.open(desk), to="/stang")
    assert "Dialogen är stängd." in page.text
    assert "Besvarat 0 av 2." in page.text
    seen = public.open(address).text
    assert "Stängde 2 mars 2026 11 deltog" in seen
    assert "Svaret är lovat senast 11 maj 2026." in public.open("/").text
    time.forward(days=60)
    assert f"Svara dem som deltog i ”{PLAN.title}”" in signed_in(app, Role.STRATEGIST).open("/personal").text
    time.forward(days=12)
    assert "Svaret är sent" in public.open(address).text
    answer(app, "hem", 1)
    assert "Kommunstyrelsen har svarat." in public.open("/").text
    assert "Besvarat 1 av 2. Resten skulle ha besvarats senast 11 maj 2026." in public.open("/dialog").text
    answer(app, "hem", 2)
    seen = public.open(address).text
    assert "Så blev det" in seen
    assert "2 av 2 inspel är besvarade." in seen
    assert "Vi räknar på en kvällsbuss." in seen
    assert "Svaret är sent" not in seen

    # What one no longer stands for is taken back with a reason, and nothing of what was said is shown.
    staff = signed_in(app, Role.MODERATOR)
    page = staff.send(staff.open(f"{desk}/aterkalla"), {"reason": "Frågan avgjordes av regionen."})
    assert "Dialogen är återkallad." in page.text
    gone = public.open(address)
    assert (gone.status, "Frågan avgjordes av regionen." in gone.text) == (200, True)
    assert "Sista bussen" not in gone.text + public.open("/").text


@on_sqlite
def test_two_who_settle_the_same_part_do_not_write_over_each_other_and_lose_nothing(app: Flask) -> None:
    plan_dialogue(app)
    first, second = signed_in(app, Role.STRATEGIST), signed_in(app, Role.COMMUNICATOR)
    page = second.open(f"{LIST}/hem/plan/mottagare")

    settle(first, "mottagare", slug="hem", receiver="Kultur- och fritidsnämnden")
    page = second.send(page, {"receiver": "Servicenämnden"})

    assert page.status == 409
    assert "Någon annan har ändrat under tiden" in page.text
    assert "Kultur- och fritidsnämnden" in page.text
    assert page.value("receiver") == ["Servicenämnden"]
    assert second.send(page, {"receiver": "Servicenämnden"}).path == f"{LIST}/hem"
    with working(app) as session:
        assert session.scalars(select(Dialogue.receiver)).one() == "Servicenämnden"


@on_sqlite
def test_what_cannot_be_is_said_beside_its_field_and_what_was_written_stays(app: Flask) -> None:
    plan_dialogue(app)
    staff = signed_in(app, Role.STRATEGIST)
    day = str(TODAY + timedelta(days=5))

    for section, answers, words in (
        ("fragan", {"title": " "}, "Skriv en rubrik."),
        ("fragan", {"question": "?" * 301}, "Texten är för lång. Högst 300 tecken."),
        ("mottagare", {"closes_on": day, "feedback_due_on": day}, "Löftesdagen måste komma efter sista dagen"),
        ("mottagare", {"closes_on": "20266-01-01"}, "Not a valid date"),
        ("uppgifter", {"erase_on": "2826-01-01"}, "Kontrollera årtalet."),
        ("deltagare", {"min_age": "130"}, "Skriv en ålder mellan 0 och 99."),
    ):
        page = settle(staff, section, slug="hem", **answers)
        assert page.status == 422
        assert "Det här behöver rättas" in page.text
        assert words in page.text or words == "Not a valid date"
        assert [page.value(name) for name in answers] == [[value] for value in answers.values()]
    for text, words in (("Bra\nDet här är en tanke", "Rad 1 säger för lite."), ("ab " * 100, "Rad 1 är 299 tecken.")):
        page = staff.send(staff.open(f"{LIST}/hem/startinspel"), {"texts": text})
        assert (page.status, words in page.text) == (422, True)
    page = staff.send(staff.open(f"{LIST}/hem/adress"), {"slug": "Å ä ö"})
    assert "Använd bara a–z, siffror och bindestreck." in page.text
    assert staff.send(page, {"slug": "kvallsbuss"}).path == f"{LIST}/kvallsbuss"
    assert staff.open(f"{LIST}/kvallsbuss/plan/finns-inte").status == 404


@on_sqlite
def test_after_somebody_has_taken_part_only_what_was_not_promised_is_offered_to_change(app: Flask) -> None:
    view = open_dialogue(app, "Ett inspel att rösta på", is_demo=True)
    staff = signed_in(app, Role.MODERATOR)
    with working(app) as session:
        session.add(Participant(dialogue_id=view.id, channel=Channel.WEB, joined_on=TODAY))

    page = staff.open(f"{LIST}/hem")
    assert "Det som har lovats står fast" in page.text
    assert f"{LIST}/hem/plan/fragan" not in page.links
    assert staff.open(f"{LIST}/hem/plan/mottagare").forms[-1].names() == {"receiver", "closes_on"}
    assert "Inget i den här delen kan ändras längre." in staff.open(f"{LIST}/hem/plan/fragan").text
    assert settle(staff, "uppgifter", slug="hem", contact="ny@example.se").path == f"{LIST}/hem"
    public = Browser(app).open("/dialog/hem")
    assert "ny@example.se" in public.text
    assert "påhittade data" in public.text


@on_sqlite
def test_a_dialogue_in_swedish_says_so_on_an_english_page(app: Flask) -> None:
    open_dialogue(app, "Sista bussen går för tidigt")

    page = Browser(app).open("/dialog/hem?sprak=en")

    assert f'<h1 class="long" lang="sv">{PLAN.question}</h1>' in page.html
    assert '<span lang="sv">Sista bussen går för tidigt</span>' in page.html


def sheet_of(**marks: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in marks.items()}


def test_a_sheet_of_paper_is_one_voice_counts_once_and_can_be_taken_back_the_same_day(
    app: Flask, time: StandingClock
) -> None:
    view = open_dialogue(app, "Sista bussen går för tidigt", "Sms till kvällsbussen", "Fler hållplatser")
    staff = signed_in(app, Role.STRATEGIST)
    with working(app) as session:
        add_inspel(session, view.id, "Väntar på att läsas", source=Source.WEB, state=StatementState.SUBMITTED)
    page = staff.open(f"{LIST}/hem/papper")
    assert page.form("text").names() >= {"rost-1", "rost-2", "rost-3", "viktigt-1", "text"}
    assert "Väntar på att läsas" not in page.text

    filled = sheet_of(rost_1="agree", viktigt_1="1", rost_2="disagree") | {"text": "Mopedvägen behöver lysen"}
    # Back and corrected: the sheet counts as it stands the last time.
    staff.send(page, filled | {"rost-3": "agree"})
    done = staff.send(page, filled)
    again = staff.send(page, filled)
    receipt = re.search(r"Skriv kvittot på den: ([\w-]+)", done.text)

    assert receipt is not None
    assert receipt[1] in again.text
    with working(app) as session:
        paper = session.scalars(select(Participant)).one()
        said = session.scalars(select(Statement).where(Statement.author_id == paper.id)).one()
        assert (paper.channel, paper.organisation_hash) == (Channel.PAPER, None)
        assert (said.text, said.source, said.state) == (
            "Mopedvägen behöver lysen",
            Source.PAPER,
            StatementState.SUBMITTED,
        )
        votes = {vote.statement_id: (vote.choice, vote.is_important) for vote in session.scalars(select(Vote))}
        counts = [(row.n_agree, row.n_disagree, row.n_important) for row in session.scalars(published(view.id))]
    assert sorted(votes.values()) == [(Choice.AGREE, True), (Choice.DISAGREE, False)]
    assert counts == [(1, 0, 1), (0, 1, 0), (0, 0, 0)]

    wrong = staff.send(staff.open(f"{LIST}/hem/papper/ta-tillbaka"), {"receipt": "2222-2222-2222"})
    assert (wrong.status, wrong.value("receipt")) == (422, ["2222-2222-2222"])
    back = staff.send(wrong, {"receipt": receipt[1].lower().replace("-", " ")})
    assert "Blanketten är borttagen." in back.text
    with working(app) as session:
        assert session.scalars(select(Participant)).all() == []
        assert [(row.n_agree, row.n_disagree) for row in session.scalars(published(view.id))] == [(0, 0)] * 3
    done = staff.send(staff.open(f"{LIST}/hem/papper"), {"rost-3": "pass"})
    receipt = re.search(r"Skriv kvittot på den: ([\w-]+)", done.text)
    time.forward(days=1)
    staff = signed_in(app, Role.COMMUNICATOR)
    assert receipt is not None
    assert staff.send(staff.open(f"{LIST}/hem/papper/ta-tillbaka"), {"receipt": receipt[1]}).status == 422
    assert [deed for deed in deeds(app) if deed.startswith("paper")] == [
        *["paper.entered"] * 3,
        "paper.taken_back",
        "paper.entered",
    ]


@on_sqlite
def test_a_sheet_is_asked_what_its_audience_is_asked_and_an_empty_or_wrong_one_is_not_counted(app: Flask) -> None:
    open_dialogue(app, "Kortare handläggning", slug="foretag", audience=Audience.NARINGSLIV)
    open_dialogue(app, "Öppna fritidsgården", slug="unga", audience=Audience.UNGDOMAR)
    staff, number = signed_in(app, Role.STRATEGIST), "556000-0001"
    companies, young = f"{LIST}/foretag/papper", f"{LIST}/unga/papper"

    page = staff.send(staff.open(companies), {"organisation_number": number})
    assert "Blanketten är tom." in page.text
    page = staff.send(page, {"organisation_number": "556000-0002", "rost-1": "agree", "text": "Ett bra förslag"})
    assert "Organisationsnumret ska ha tio siffror" in page.text
    assert (page.value("rost-1"), page.value("text")) == (["agree"], ["Ett bra förslag"])
    page = staff.send(page, {"organisation_number": number, "rost-1": "agree"})
    assert "Skriv kvittot på den" in page.text
    page = staff.send(staff.open(companies), {"organisation_number": number, "rost-1": "disagree"})
    assert "varje organisation har en röst" in page.text
    page = staff.send(staff.open(young), {"rost-1": "agree"})
    assert "Dialogen är till för unga." in page.text
    page = staff.send(page, {"rost-1": "agree", "age_band": "under_13"})
    assert page.status == 422
    page = staff.send(page, {"rost-1": "agree", "age_band": "13-15"})
    assert "Skriv kvittot på den" in page.text
    with working(app) as session:
        assert sorted(session.scalars(select(Vote.choice))) == [Choice.AGREE, Choice.AGREE]
    close_dialogue(app, "foretag")
    assert staff.open(companies).status == 409


@on_sqlite
def test_the_sheet_to_print_says_what_is_promised_and_an_inspel_that_left_is_not_counted(app: Flask) -> None:
    view = open_dialogue(app, *[f"Tanke nummer {n} om bussen" for n in range(1, 28)])
    staff = signed_in(app, Role.STRATEGIST)

    paper = staff.open(f"{LIST}/hem/papper/blankett")
    page = staff.open(f"{LIST}/hem/papper?fran=26")
    with working(app) as session:
        hosted = session.scalars(published(view.id).where(Statement.number == 27)).one()
        hosted.state = StatementState.HIDDEN
    page = staff.send(page, {"rost-26": "agree", "rost-27": "agree"})

    for words in (PLAN.question, "Tanke nummer 25 om bussen", "Senast 1 maj 2026", "/dialog/hem", "Kommunstyrelsen"):
        assert words in paper.text
    assert "Tanke nummer 26" not in paper.text
    assert f"{LIST}/hem/papper/blankett?fran=26" in paper.links
    assert "räknas inte, för de har tagits bort: 27" in page.text
    with working(app) as session:
        assert len(session.scalars(select(Vote)).all()) == 1
