from __future__ import annotations
from sqlalchemy import select
from core import clock
from core.chat import ChatChannel, ChatUse, Heard
from dialog import joining, linking, hosting, results
from dialog.joining import Entry
from dialog.models import *
from dialog.meetings.models import *
from tests.builders import on_sqlite, TODAY
from tests.dialogues import open_dialogue
from tests.dialog.taking_part import voice
from tests.meetings import open_meeting
from tests.ground import working, NOON
from tests.integrations.persons import Person
pytestmark = on_sqlite
def test_seat(app):
    d = open_dialogue(app, "Bänkar vid torget", "Lampor vid ån", slack=ChatUse.FULL)
    open_meeting(app, "hem", "KKKKK2", StepKind.CHECK_IN)
    p = Person(app, "U1")
    p.hear(Heard("mote.visa", {"k": "KKKKK2"})); p.send(namn="Kim")
    p.send(**{p.screen.prompts[0].key: "3"})
    with working(app) as s:
        w = voice(s, d, "web pass")
        code = linking.link_code(s, d, w, clock.now())
    p.open(d.id)
    p.press("Mina inspel")
    p.hear(Heard("dialog.koppla.skicka", {"d": str(d.id)}, {"enhetskod": (code,)}))
    print(p.screen.notice, p.screen.title)
    with working(app) as s:
        print([ (x.name, x.participant_id) for x in s.scalars(select(MeetingSeat))], s.scalars(select(MeetingInput)).all())
    p.hear(Heard("mote.visa", {"k": "KKKKK2"})); print(p.screen.title, p.screen.paragraphs)
