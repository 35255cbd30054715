from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.chat import ChatChannel, ChatUse, Heard, Keep
from core.concerns.models import Concern
from dialog import hosting
from dialog.chat.desk import ACTS, DESK
from dialog.chat.here import CONSENT
from dialog.errors import (
    DialogueClosed,
    DialoguePaused,
    HasLeft,
    NoSuchDialogue,
    NoSuchStatement,
    NotInThisChat,
)
from dialog.models import (
    AgeBand,
    Audience,
    Channel,
    Choice,
    Door,
    ModerationMode,
    Participant,
    Source,
    Statement,
    StatementKind,
    StatementState,
    Vote,
)
from dialog.moderating import deciding
from dialog.moderating.models import Appeal, Reason
from dialog.results import DialogueView
from tests.browsing import Browser
from tests.builders import TODAY, on_sqlite
from tests.dialog.chatting import Chatter
from tests.dialog.taking_part import counters, numbered, recount, voice
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, working

pytestmark = on_sqlite

FULL: dict[str, Any] = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
SEEDS = ("Kortet borde vara billigare", "Hallen är för kall", "Fler bänkar vid torget")
BUS = "Fler turer på kvällen så att vi kommer hem efter träningen"
THOUGHTS = (
    "Bygg en bro över ån",
    "Lampor längs stigen till skolan",
    "Simhallen öppnar för sent på lördagar",
    "Parken behöver soptunnor",
    "Låt biblioteket ha kvällsöppet",
    "Snöröjningen tar för lång tid",
)
BY = Actor(None, "Kerstin Ek")


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def only(session: Session, kind: type) -> object:
    return session.scalars(select(kind)).one()


def vote_by_number(chatter: Chatter, dialogue: DialogueView, number: int, choice: Choice, important: bool) -> None:
    chatter.hear(Heard("dialog.kort", {"d": str(dialogue.id), "c": CONSENT, "n": str(number)}))
    if important:
        chatter.press("Det här är viktigt för mig")
    labels = {Choice.AGREE: "Håller med", Choice.DISAGREE: "Håller inte med", Choice.PASS: "Vet inte"}
    chatter.press(labels[choice])


def test_the_terms_come_first_and_nothing_is_kept_before_somebody_has_said_yes(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    anna = Chatter(session)
    offer = next(iter(DESK.offers(session, anna.speaker, TODAY)))
    assert (offer.title, offer.lead) == (dialogue.title, dialogue.question)

    anna.open(dialogue)
    for said in (
        dialogue.question,
        "Priset går inte att påverka.",
        "Svaret kommer från: Kommunstyrelsen. Senast 1 maj 2026 får du veta",
        "Ingen ser hur just du har röstat.",
        "ligger också kvar i Slack",
        "Skriv radera om du vill att vi raderar det du har gjort. Det går till och med 1 april 2026.",
        "Personuppgiftsansvarig: Kommunstyrelsen. Rättslig grund: Uppgift av allmänt intresse.",
        "Jag har fyllt 16, börja",
        "http://127.0.0.1:8000/dialog/hem",
    ):
        assert said in anna.text, said
    assert [button.label for button in Chatter(session, "bo", ChatChannel.TEAMS).open(dialogue).buttons] == ["Börja"]

    # What no screen offered yet leads back to the terms.
    for do in ("rosta", "skicka", "svara", "koppla.skicka", "meddela.ja", "mina"):
        shown = anna.hear(Heard(f"dialog.{do}", {"d": str(dialogue.id), "n": "1", "v": "agree"}, {"text": (BUS,)}))
        assert (shown.title, shown.keep) == (dialogue.title, None)
    anna.press("örja")
    assert "Du har röstat på 0 av 3 inspel" in anna.text
    assert [count(session, kind) for kind in (Participant, Door, Vote, Statement)] == [0, 0, 0, 3]


def test_the_same_deeds_leave_the_same_rows_on_the_web_in_slack_and_in_teams(app: Flask, browser: Browser) -> None:
    deeds = [(1, Choice.AGREE, True), (2, Choice.DISAGREE, False), (3, Choice.PASS, False)]
    rows = {}
    for channel in ("web", "slack", "teams"):
        dialogue = open_dialogue(app, *SEEDS, slug=channel, **FULL)
        if channel == "web":
            for number, choice, important in deeds:
                page = browser.open(f"/dialog/web/rosta?inspel={number}")
                browser.send(page, {"viktigt": "1"} if important else {}, button=("rost", choice.value), to="/rosta")
            browser.send(browser.open("/dialog/web/skriv"), {"text": f"  {BUS} "}, to="/skriv")
        else:
            with working(app) as session:
                anna = Chatter(session, channel=ChatChannel(channel))
                anna.begin(dialogue)
                for number, choice, important in deeds:
                    vote_by_number(anna, dialogue, number, choice, important)
                anna.press("Skriv ett eget inspel")
                anna.send(text=f"  {BUS} ")
        with working(app) as session:
            who = session.scalars(select(Participant).where(Participant.dialogue_id == dialogue.id)).one()
            said = session.scalars(select(Statement).where(Statement.author_id == who.id)).one()
            given = select(Statement.number, Vote.choice, Vote.is_important, Vote.voted_on).join(Vote)
            cast = given.where(Vote.participant_id == who.id).order_by(Statement.number)
            rows[channel] = (
                (who.age_band, who.organisation_hash, who.label, who.joined_on),
                (said.number, said.text, said.language, said.kind, said.state, said.said_on),
                session.execute(cast).all(),
                counters(session, dialogue) == recount(session, dialogue),
            )
            assert (who.channel, said.source) == (Channel(channel), Source(channel))
            assert who.consent == (None if channel == "web" else CONSENT)
    assert rows["web"] == rows["slack"] == rows["teams"]


def test_a_vote_can_be_taken_back_and_an_old_button_is_understood(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    vote_by_number(anna, dialogue, 2, Choice.AGREE, True)
    assert anna.screen.notice == "Din röst på inspel 2 är sparad"
    assert "Håller med" not in anna.screen.notice
    # What mattered was inspel 2, and not the next one.
    assert anna.button("Det här är viktigt för mig").label
    old = anna.button("Vet inte")

    anna.press("Ångra rösten på inspel 2")
    assert ("Inspel 2" in anna.screen.paragraphs, count(session, Vote)) == (True, 0)
    anna.press("Håller med")
    anna.press("Ångra")
    anna.press("Viktigt för mig" if "Viktigt för mig: ja. Ändra" in anna.text else "Det här är viktigt för mig")

    # The inspel of an old message has been merged meanwhile.
    number = int(old.data["n"])
    deciding.hide(session, numbered(session, dialogue, number), Reason.OTHER, BY, NOON)
    anna.hear(Heard(old.do, old.data))
    assert anna.screen.notice == "Inspelet går inte längre att rösta på"
    for broken in ({"n": "99999999999"}, {"n": "x"}, {"n": "-1"}, {"n": str(number), "v": "maybe"}):
        anna.hear(Heard("dialog.rosta", {**old.data, **broken}))
    assert count(session, Vote) == 0
    with pytest.raises(NoSuchDialogue):
        anna.hear(Heard("dialog.visa", {"d": "²"}))
    with pytest.raises(NoSuchDialogue):
        anna.hear(Heard("dialog.finns-inte", old.data))


def test_advice_comes_back_with_the_words_and_nothing_is_stored_until_they_are_sent_again(
    app: Flask, session: Session
) -> None:
    dialogue = open_dialogue(app, "Kortet borde vara mycket billigare", **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    anna.press("Skriv ett eget inspel")
    anna.send(text="Nej")
    assert anna.screen.errors == {"text": "Skriv minst två ord, så att andra förstår vad du menar."}
    anna.send(text="ord " * 100)
    assert "Korta det till högst 280" in anna.screen.errors["text"]

    anna.send(text="Kortet borde vara billigare")
    assert "Inspel 1: ”Kortet borde vara mycket billigare”" in anna.text
    assert [button.label for button in anna.screen.buttons] == ["Ändra", "Skicka ändå", "Rösta på inspel 1"]
    anna.press("Ändra")
    assert anna.screen.filled == {"text": ("Kortet borde vara billigare",)}

    words = "Ring mig på 070-174 06 05 om bussen"
    anna.send(text=words)
    assert anna.screen.title == "Läs igenom en gång till"
    assert "070-174" not in anna.text
    assert (count(session, Participant), count(session, Statement)) == (0, 1)

    anna.press("Skicka ändå")
    assert anna.screen.title == "Tack för ditt inspel"
    assert "bussen" not in anna.text
    said = numbered(session, dialogue, 2)
    assert (said.text, said.source, said.state) == (words, Source.SLACK, StatementState.SUBMITTED)


def test_words_that_worry_go_to_the_one_who_reads_them_and_help_is_shown(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, audience=Audience.UNGDOMAR, **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    anna.send(alder="16-19")
    anna.press("Skriv ett eget inspel")
    anna.send(text="Jag orkar inte leva längre och vill dö")
    assert anna.screen.title == "Tack för att du berättar"
    assert "116 111 Bris" in anna.text
    assert count(session, Concern) == 1
    anna.press("Mina inspel")
    assert "Läses av en trygghetsansvarig" in anna.text


@pytest.mark.parametrize("channel", [ChatChannel.SLACK, ChatChannel.TEAMS])
def test_slack_is_for_those_who_have_turned_sixteen_and_teams_for_those_the_dialogue_is_for(
    app: Flask, session: Session, channel: ChatChannel
) -> None:
    dialogue = open_dialogue(app, *SEEDS, audience=Audience.UNGDOMAR, **FULL)
    anna = Chatter(session, channel=channel)
    anna.begin(dialogue)
    assert anna.send().errors == {"alder": "Välj hur gammal du är."}
    # A card that was sent before the age was said leads back to the question.
    asked = anna.hear(Heard("dialog.rosta", {"d": str(dialogue.id), "c": CONSENT, "n": "1", "v": "agree"}))
    assert asked.send is not None
    asked = anna.hear(Heard("dialog.koppla", {"d": str(dialogue.id), "c": CONSENT}))
    assert [prompt.key for prompt in asked.prompts] == ["alder"]
    anna.send(alder="13-15")
    if channel is ChatChannel.SLACK:
        assert "I Slack måste man ha fyllt 16 år.\nPå webben kan du vara med från 13 år." in anna.text
        assert count(session, Participant) == 0
        anna.press("Valde du fel ålder?")
        anna.send(alder="16-19")
    assert only(session, Participant).age_band in (AgeBand.FROM_13, AgeBand.FROM_16)  # type: ignore[attr-defined]
    assert "Inspel" in anna.text
    old = Chatter(session, "bo", channel)
    old.begin(dialogue)
    old.send(alder="30-49")
    assert "till för unga" in old.text
    assert count(session, Participant) == 1


def test_a_company_has_one_voice_which_a_colleague_shares_by_code(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, audience=Audience.NARINGSLIV, **FULL)
    anna, bo = Chatter(session), Chatter(session, "bo", ChatChannel.TEAMS)
    anna.begin(dialogue)
    assert "en röst" in anna.text
    anna.send(orgnr="")
    assert "Varje företag och förening har en röst." in anna.screen.errors["orgnr"]
    anna.send(orgnr="556000-0002")
    assert (anna.screen.filled, len(anna.screen.errors)) == ({"orgnr": ("556000-0002",)}, 1)
    anna.send(orgnr="556016-0680")
    vote_by_number(anna, dialogue, 1, Choice.AGREE, False)

    bo.begin(dialogue)
    bo.send(orgnr="5560160680")
    assert "Ert företag har redan en röst" in bo.text
    bo.press("Jag har en kod")
    bo.send(enhetskod="ABCD-EFGH-JKMN")
    assert (bo.screen.filled["enhetskod"], len(bo.screen.errors)) == (("ABCD-EFGH-JKMN",), 1)
    anna.press("Mina inspel")
    code = anna.press("Ta fram en kod").paragraphs[0]
    bo.send(enhetskod=code.lower())
    assert "en och samma röst" in bo.screen.notice
    assert "Du har röstat på 1 av 3" in bo.text
    assert (count(session, Participant), count(session, Door)) == (1, 2)


def test_a_dialogue_that_is_only_a_link_takes_nothing_and_one_that_is_off_is_not_there(
    app: Flask, session: Session
) -> None:
    dialogue = open_dialogue(app, *SEEDS, slack=ChatUse.LINK)
    slack, teams = Chatter(session), Chatter(session, channel=ChatChannel.TEAMS)
    (offer,) = DESK.offers(session, slack.speaker, TODAY)
    assert getattr(offer.press, "url", "") == "http://127.0.0.1:8000/dialog/hem"
    assert DESK.offers(session, teams.speaker, TODAY) == []
    forged = {"d": str(dialogue.id), "c": CONSENT, "n": "1", "v": "agree"}
    for do in ("rosta", "skicka", "svara", "koppla.skicka", "meddela.ja", "visa", "mina", "lamna.ja"):
        shown = slack.hear(Heard(f"dialog.{do}", forged))
        assert (shown.buttons, shown.prompts, shown.keep) == ((), (), None)
        with pytest.raises(NotInThisChat):
            teams.hear(Heard(f"dialog.{do}", forged, {"text": (BUS,)}))
    # Whoever had written something is told that it was not kept, and gets it back.
    with pytest.raises(NotInThisChat):
        slack.hear(Heard("dialog.skicka", forged, {"text": (BUS,)}))
    assert (count(session, Participant), count(session, Statement)) == (0, 3)
    # Whoever has asked to be told may always ask not to be.
    assert teams.hear(Heard("dialog.tysta", forged)).forget == (f"dialog:{dialogue.id}",)


def test_a_dialogue_that_has_paused_or_closed_says_so_and_keeps_nothing(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    press = anna.button("Håller med")
    anna.press("Vet inte")
    row = hosting.find(session, "hem")
    hosting.pause(session, row, TODAY)
    with pytest.raises(DialoguePaused):
        anna.hear(Heard(press.do, press.data))
    assert "Dialogen är pausad" in anna.open(dialogue).title
    anna.press("Mina inspel")
    hosting.close(session, row, TODAY)
    with pytest.raises(DialogueClosed):
        anna.hear(Heard(press.do, press.data))
    for do in ("visa", "mina", "kort", "skriv", "lamna", "meddela"):
        shown = anna.hear(Heard(f"dialog.{do}", press.data))
        assert "Dialogen är stängd." in shown.paragraphs[0]
    assert (DESK.erase(session, anna.speaker), count(session, Vote)) == (0, 1)
    assert anna.hear(Heard("dialog.tysta", press.data)).forget


def test_authors_see_the_fate_of_their_inspel_object_and_take_them_back(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    for thought in THOUGHTS:
        anna.press("Skriv")
        anna.send(text=thought)
    refused = numbered(session, dialogue, 9)
    deciding.reject(session, refused, Reason.UNCLEAR, BY, NOON, note="Vilken gata?")

    anna.press("Mina inspel")
    assert "Inspel 9, 2 mars 2026: Inte publicerat. Vi är inte säkra" in anna.text
    assert "Samtalsledaren skriver: ”Vilken gata?”" in anna.text
    assert "Snöröj" not in anna.text
    anna.press("Äldre inspel")
    assert "Inspel 4" in anna.text
    anna.hear(Heard("dialog.mina", anna.button("Rösta på inspel").data))
    anna.press("Inspel 9")
    anna.press("Jag håller inte med")
    assert anna.send(varfor=" ").errors
    assert anna.send(varfor="x" * 1001).filled == {"varfor": ("x" * 1001,)}
    anna.send(varfor="Storgatan")
    assert "Din invändning är skickad" in anna.screen.notice
    assert only(session, Appeal).words == "Storgatan"  # type: ignore[attr-defined]

    anna.press("Inspel 8")
    anna.press("Ta bort")
    anna.press("Ta bort inspelet")
    assert "Inspelet är borttaget" in anna.screen.notice
    stranger = Chatter(session, "bo")
    stranger.begin(dialogue)
    for do in ("inspel", "invand", "tabort.ja"):
        with pytest.raises(NoSuchStatement):
            stranger.hear(Heard(f"dialog.{do}", {"d": str(dialogue.id), "c": CONSENT, "n": "7"}))


def test_leaving_and_erasing_take_all_of_ones_own_in_every_dialogue_and_nobody_elses(
    app: Flask, session: Session
) -> None:
    dialogues = [open_dialogue(app, *SEEDS, slug=slug, **FULL) for slug in ("ett", "tva", "tre")]
    anna, bo = Chatter(session), Chatter(session, "bo")
    for dialogue in dialogues:
        for chatter in (anna, bo):
            chatter.begin(dialogue)
            vote_by_number(chatter, dialogue, 1, Choice.AGREE, True)
    anna.open(dialogues[0])
    anna.press("Mina inspel")
    anna.press("Lämna dialogen")
    assert "Alla dina röster. De räknas inte längre." in anna.text
    leave = anna.button("Lämna och radera")
    anna.press("Lämna och radera")
    assert (anna.screen.forget, anna.screen.is_last) == ((f"dialog:{dialogues[0].id}",), True)
    with pytest.raises(HasLeft):
        anna.hear(Heard(leave.do, leave.data))
    assert DESK.erase(session, anna.speaker) == 2
    assert DESK.erase(session, anna.speaker) == 0
    assert (count(session, Participant), count(session, Vote), count(session, Door)) == (3, 3, 3)
    for dialogue in dialogues:
        assert counters(session, dialogue)[1] == (1, 0, 0, 1)


def test_an_address_is_kept_only_after_its_own_question_and_for_so_long(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    anna = Chatter(session)
    anna.begin(dialogue)
    anna.press("Klar för nu")
    assert anna.screen.is_last
    asked = anna.press("Säg till mig när det finns ett svar")
    assert asked.keep is None
    assert "längst till 30 juli 2026" in anna.text
    kept = anna.press("Ja, säg till mig")
    assert kept.keep == Keep(f"dialog:{dialogue.id}", TODAY.replace(month=7, day=30), CONSENT)
    assert anna.press("Säg inte till mig").forget == (f"dialog:{dialogue.id}",)
    assert count(session, Participant) == 0


def test_an_author_whose_door_is_forgotten_is_not_told_apart_from_those_on_the_web(
    app: Flask, session: Session
) -> None:
    few = open_dialogue(app, *SEEDS, slug="fa", moderation=ModerationMode.POST, **FULL)
    many = open_dialogue(app, *SEEDS, slug="manga", moderation=ModerationMode.POST, **FULL)
    for dialogue, n in ((few, 4), (many, 5)):
        for nth in range(n):
            chatter = Chatter(session, f"{nth}")
            chatter.begin(dialogue)
            chatter.press("Skriv ett eget inspel")
            chatter.send(text=THOUGHTS[nth])
        for nth in range(6):
            voice(session, dialogue, f"webb {nth}")
        hosting.close(session, hosting.find(session, dialogue.slug), TODAY)
    session.expire_all()
    channels = {
        dialogue.slug: sorted(
            str(channel)
            for channel in session.scalars(select(Participant.channel).where(Participant.dialogue_id == dialogue.id))
        )
        for dialogue in (few, many)
    }
    assert channels == {"fa": ["None"] * 10, "manga": ["slack"] * 5 + ["web"] * 6}
    sources = select(Statement.source).where(Statement.author_id.is_not(None), Statement.dialogue_id == few.id)
    assert set(session.scalars(sources)) == {Source.WEB}
    assert {door.channel for door in session.scalars(select(Door))} == {Channel.WEB}
    assert set(session.scalars(select(Participant.consent))) == {None}


def test_every_button_on_every_screen_leads_somewhere(app: Flask, session: Session) -> None:
    """From the first screen on, pressing whatever is offered, until nothing new is seen."""
    dialogue = open_dialogue(app, *SEEDS, **FULL)
    with session.begin_nested():
        add_inspel(session, dialogue.id, "Jag är 17 år", kind=StatementKind.ABOUT_SELF)
    anna = Chatter(session)
    seen: set[str] = set()
    # What one sees of one's own is another thing when one has done something; leaving comes last.
    for _round in range(2):
        waiting, pressed = [Heard("dialog.visa", {"d": str(dialogue.id)})], set[str]()
        while waiting:
            waiting.sort(key=lambda one: (one.do.startswith("dialog.lamna"), one.do != "dialog.mina"))
            heard = waiting.pop(0)
            if heard.do in pressed or (heard.do == "dialog.lamna.ja" and not _round):
                continue
            pressed.add(heard.do)
            screen = anna.hear(heard)
            assert screen.title
            assert len(screen.title) <= 150
            for button in (*screen.buttons, *([screen.send] if screen.send else [])):
                assert len(button.label) <= 75, button.label
                waiting.append(Heard(button.do, button.data, {"text": (BUS,), "enhetskod": ("x",)}))
        seen |= pressed
    assert {f"dialog.{do}" for do in ACTS} - seen == {"dialog.svara", "dialog.invand", "dialog.invand.skicka"}
