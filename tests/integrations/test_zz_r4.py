from __future__ import annotations
import itertools, random, json
import pytest
from datetime import timedelta
from flask import Flask
from sqlalchemy import select, text, func, event
from core.chat import ChatChannel, ChatUse, Heard
from core.db import Base
from dialog.models import *
from dialog.meetings.models import *
from dialog import hosting
from dialog.chat.desk import ACTS
from dialog.meetings.chat.desk import DEEDS
from integrations.conversations.arrival import Surface
from surveys.chat import _ACTS, _ANYWHERE
from surveys.models import *
from tests.builders import open_round, code_round, small_survey, drain, on_sqlite, TODAY
from tests.dialogues import open_dialogue, plan_dialogue, close_dialogue
from tests.meetings import open_meeting
from tests.ground import NOON, StandingClock, working
from tests.integrations.persons import Person

pytestmark = on_sqlite
FULL = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
LINKS = {"slack": ChatUse.LINK, "teams": ChatUse.LINK}
OFFS = {"slack": ChatUse.OFF, "teams": ChatUse.OFF}

KEPT = ["participant","door","vote","statement","meeting_seat","meeting_input","response","comment","score","chat_address","collection_key","appeal","meeting_binding"]

def rows(app):
    with working(app) as s:
        return {t: sorted(json.dumps(list(r), default=str) for r in s.execute(select(Base.metadata.tables[t])).all()) for t in KEPT}

EVERY = ["dialog."+a for a in ACTS] + ["mote."+a for a in DEEDS] + ["mote.skriv","mote.kod","mote.kod.skicka","mote.visa"] + ["enkat."+a for a in (*_ACTS,*_ANYWHERE)]

def tries(app, person, datas, values):
    before = rows(app)
    bad = []
    for do in EVERY:
        for data in datas:
            try:
                person.hear(Heard(do, data, values))
            except Exception as e:
                bad.append((do, data, repr(e)[:200]))
                continue
            after = rows(app)
            if after != before:
                bad.append((do, data, [t for t in KEPT if after[t]!=before[t]], person.screen.title))
                before = after
    return bad

VALUES = {"text": ("Bygg en bro över ån till skolan",), "alder": ("13_15",), "orgnr": ("556036-0793",), "namn": ("Kim",), "varfor": ("För att",), "enhetskod": ("AAAA-AAAA",), "roll": ("boende",), "nojd": ("2",), "igen": ("ja",), "varfor": ("x y",), "avsnitt": ("om",), "mar": ("3",), "prick1": ("1",)}

def set_use(app, **uses):
    with working(app) as s:
        for d in s.scalars(select(Dialogue)):
            for k, v in uses.items(): setattr(d, k, v)
        for c in s.scalars(select(Collection)):
            for k, v in uses.items(): setattr(c, k, v)

@pytest.mark.parametrize("use", ["link", "off"])
@pytest.mark.parametrize("joined", [False, True])
def test_link_off(app, use, joined):
    d = open_dialogue(app, "Bänkar vid torget", "Lampor vid ån", **FULL)
    r = open_round(app, small_survey(), **FULL)
    open_meeting(app, "hem", "KKKKK2", StepKind.VOTING)
    p = Person(app, "U1", ChatChannel.SLACK)
    if joined:
        p.open(d.id); p.press("Håller med") if False else p.hear(Heard("dialog.rosta", p.button("Håller med").data) ) if False else p.hear(Heard("dialog.rosta", {"d": str(d.id), "n": "1", "v": "agree"}))
        p.hear(Heard("mote.in", {"k": "KKKKK2", "c": "dialog-1"}))
        p.hear(Heard("enkat.borja", {"enkat": "prov", "alder": "16"}))
    set_use(app, slack=ChatUse(use), teams=ChatUse(use))
    datas = [{"d": str(d.id), "c": "dialog-1", "n": "1", "v": "agree", "k": "KKKKK2", "s": "4", "enkat": "prov", "alder": "99", "avsnitt": "om", "del": "0"}]
    print(use, joined)
    for b in tries(app, p, datas, VALUES): print("  ", b)
    for do in EVERY:
        s = p.hear(Heard(do, datas[0], VALUES))
        allb = [b.label for b in s.buttons]
        if s.send: allb.append("SEND "+s.send.label)
        print("   ", do, "|", s.title, "|", s.notice, "|", [x[:30] for x in s.paragraphs][:3], allb, [l.url for l in s.links])

def test_forged(app):
    """not joined, no consent, forging everything"""
    d = open_dialogue(app, "Bänkar vid torget", "Lampor vid ån", **FULL)
    u = open_dialogue(app, "Unga vill ha bänkar", "Unga vill lampor", slug="unga", audience=Audience.UNGDOMAR, **FULL)
    n = open_dialogue(app, "Vi vill ha bänkar", slug="foretag", audience=Audience.NARINGSLIV, **FULL)
    draft = plan_dialogue(app, slug="utkast", **FULL)
    open_round(app, small_survey(), **FULL)
    code_round(app, small_survey("koder"), **FULL)
    open_meeting(app, "unga", "KKKKK2", StepKind.WRITING)
    for acc, ch in (("U1", ChatChannel.SLACK),("t1", ChatChannel.TEAMS)):
        p = Person(app, acc, ch)
        for terms in ({}, {"c": "dialog-1"}):
            for did in (d.id, u.id, n.id, draft, 999):
                datas = [{"d": str(did), "n": "1", "v": "agree", "k": "KKKKK2", "s": "4", "enkat": "prov" if not terms else "koder", "alder": "15", "avsnitt": "om", "del": "0", **terms}]
                out = tries(app, p, datas, VALUES)
                print(ch.value, terms, did)
                for b in out: print("   ", b[0], b[2:])

def test_fuzz(app):
    d = open_dialogue(app, "Bänkar vid torget", "Lampor vid ån", **FULL)
    open_round(app, small_survey(), **FULL)
    open_meeting(app, "hem", "KKKKK2", StepKind.PRIORITISE)
    p = Person(app, "U1", ChatChannel.TEAMS)
    p.open(d.id); p.hear(Heard("mote.in", {"k": "KKKKK2", "c": "dialog-1"})); p.hear(Heard("enkat.borja", {"enkat": "prov", "alder": "16"}))
    r = random.Random(4)
    junk = ["", "1", "-1", "٣", "999999999", "9999999999999999999", "x"*1000, "KKKKK2", "prov", "agree", "\u2028", "é", "dialog-1", str(d.id), "om", "0", "²", "ja", "3,3,3", "personal_data,alike", "\ud800" if False else "q"]
    keys = ["d","c","n","v","i","k","s","enkat","alder","avsnitt","del","andrar","sida","t","sett","viktigt","rad","svar","tenant","place","_do","steg","val"]
    bad = {}
    for i in range(2500):
        do = r.choice(EVERY + ["chatt.start","chatt.hjalp","chatt.radera","chatt.har","chatt.svar","chatt.hoppa","chatt.avbryt","x","dialog.","enkat","mote.","."])
        data = {k: r.choice(junk) for k in keys if r.random() < .5}
        if r.random() < .7: data |= {"d": str(d.id), "k": "KKKKK2", "enkat": "prov"}
        values = {k: tuple(r.choice(junk) for _ in range(r.randrange(0, 3))) for k in [*VALUES, "prick2", "prick3", "zz"] if r.random() < .5}
        p.surface = r.choice([Surface.MODAL, Surface.MESSAGE])
        if r.random() < .15: do = "chatt.har"; data["_do"] = r.choice(EVERY)
        try:
            if r.random() < .15: p.say(r.choice(junk + ["hej","radera","ja","nej","hoppa över","möte KKKKK2","mote", "1", "2"]))
            else: p.hear(Heard(do, data, values))
        except Exception as e:
            bad.setdefault((do, type(e).__name__, str(e)[:150]), (data, values))
    for k, v in bad.items(): print(k, v)
