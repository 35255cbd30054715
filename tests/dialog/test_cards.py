from __future__ import annotations

from collections import Counter
from random import Random

from flask import Flask
from sqlalchemy.orm import Session

from dialog import cards
from dialog.cards import Progress
from dialog.models import StatementKind, StatementState
from tests.builders import on_sqlite
from tests.dialog.taking_part import cast, numbered, voice
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import statements


def test_every_inspel_of_others_comes_once_and_then_none(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer", "Billigare kort", "Varmare hallar")
    anna = voice(session, dialogue)
    add_inspel(session, dialogue.id, "Mitt eget", author_id=anna.id)
    add_inspel(session, dialogue.id, "Oläst", state=StatementState.SUBMITTED)
    add_inspel(session, dialogue.id, "Jag är ung", kind=StatementKind.ABOUT_SELF)
    seen: list[int] = []

    while (card := cards.next_for(session, dialogue.id, anna.id, Random(len(seen)))) is not None:
        seen.append(card.number)
        assert cards.progress(session, dialogue.id, anna.id) == Progress(len(seen) - 1, 3)
        cast(session, dialogue, anna, card.number)

    assert sorted(seen) == [1, 2, 3]
    assert cards.progress(session, dialogue.id, anna.id) == Progress(3, 3)
    # Somebody who has not begun may be shown them all.
    assert cards.progress(session, dialogue.id, None) == Progress(0, 4)
    assert cards.next_for(session, dialogue.id, None, Random(0)) is not None


@on_sqlite
def test_what_few_have_seen_and_what_tells_people_apart_comes_more_often(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Sett av många", "Sett av ingen", "Sett av många och delar folk")
    many, none, telling = (numbered(session, dialogue, number) for number in (1, 2, 3))
    many.n_agree = many.n_disagree = telling.n_agree = telling.n_disagree = 20
    telling.extremity = 2.0
    session.flush()

    drawn = Counter(
        card.number
        for chance in range(400)
        if (card := cards.next_for(session, dialogue.id, None, Random(chance))) is not None
    )

    assert drawn[none.number] > drawn[telling.number] > drawn[many.number]


@on_sqlite
def test_the_same_chance_draws_the_same_card_and_a_thousand_inspel_cost_as_many_questions_as_three(
    app: Flask, session: Session
) -> None:
    dialogue = open_dialogue(app, *(f"Inspel om sak {n}" for n in range(400)))
    anna = voice(session, dialogue)
    session.flush()

    with statements(app) as asked:
        first = cards.next_for(session, dialogue.id, anna.id, Random("anna 0"))

    assert first == cards.next_for(session, dialogue.id, anna.id, Random("anna 0"))
    assert len(asked) == 2
