"""Every door: who may open it is written here once, by hand, and compared with what the app does."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from core.people.access import PUBLIC, Access, declared_access
from core.people.roles import PERMISSIONS, Permission, Role
from core.web import WITHOUT_FORM_TOKEN
from tests.browsing import Browser, Page
from tests.builders import OWN, on_sqlite, signed_in

pytestmark = on_sqlite

# None is everybody. An endpoint that is missing here, or here and gone from the app, fails.
TABLE: dict[str, Permission | None] = {
    "static": None,
    "home.index": None,
    "home.about": None,
    "home.privacy": None,
    "home.accessibility": None,
    "home.alive": None,
    "home.ready": None,
    "surveys.start": None,
    "surveys.send_or_begin": None,
    "survey_drafts.page": None,
    "survey_drafts.review": None,
    "survey_drafts.submit": None,
    "surveys.thanks": None,
    "survey_codes.resume": None,
    "survey_codes.enter_code": None,
    "survey_codes.invited": None,
    "survey_codes.withdraw": None,
    "letters.ask": None,
    "letters.unsubscribe": None,
    "slack.events": None,
    "teams.messages": None,
    "letters.undo": None,
    "following.ask": None,
    "following.confirm": None,
    "following.stop": None,
    "goals.board": None,
    "goals.show": None,
    "goals.as_csv": None,
    "goals.as_json": None,
    "open_data.index": None,
    "open_data.as_csv": None,
    "open_data.as_json": None,
    "open_data.as_rdf": None,
    "open_data.as_turtle": None,
    "method.show": None,
    "staff.sign_in": None,
    "staff.sign_out": Permission.ENTER,
    "staff.today": Permission.ENTER,
    "staff.undelivered": Permission.SEE_UNDELIVERED,
    "staff.retry": Permission.SEE_UNDELIVERED,
    "staff.audit_log": Permission.SEE_LOG,
    "digest.show": Permission.ENTER,
    "concerns.index": Permission.HANDLE_CONCERNS,
    "concerns.show": Permission.HANDLE_CONCERNS,
    "concerns.act": Permission.HANDLE_CONCERNS,
    "concerns.save_file": Permission.HANDLE_CONCERNS,
    "connections.index": Permission.MANAGE_CONNECTIONS,
    "connections.check": Permission.MANAGE_CONNECTIONS,
    "waiting_mails.index": Permission.MANAGE_CONNECTIONS,
    "staff_sources.index": Permission.ENTER_READINGS,
    "staff_sources.fetch": Permission.ENTER_READINGS,
    "staff_sources.enter": Permission.ENTER_READINGS,
    "staff_sources.upload": Permission.ENTER_READINGS,
    "staff_sources.template": Permission.ENTER_READINGS,
    "staff_sources.take_back": Permission.ENTER_READINGS,
    "staff_malbild.index": Permission.SEE_RESULTS,
    "staff_malbild.version": Permission.SEE_RESULTS,
    "staff_malbild.compare": Permission.SEE_RESULTS,
    "staff_draft.begin": Permission.EDIT_MALBILD,
    "staff_draft.show": Permission.EDIT_MALBILD,
    "staff_draft.edit": Permission.EDIT_MALBILD,
    "staff_draft.add": Permission.EDIT_MALBILD,
    "staff_draft.move": Permission.EDIT_MALBILD,
    "staff_draft.remove": Permission.EDIT_MALBILD,
    "staff_draft.decide": Permission.EDIT_MALBILD,
    "staff_draft.discard": Permission.EDIT_MALBILD,
    "report.show": Permission.SEE_RESULTS,
    "report.as_word": Permission.SEE_RESULTS,
    "report.as_csv": Permission.SEE_RESULTS,
    "staff_follow_up.index": Permission.SEE_RESULTS,
    "staff_follow_up.show": Permission.SEE_RESULTS,
    "staff_follow_up.save": Permission.ENTER_READINGS,
    "staff_surveys.index": Permission.SEE_RESULTS,
    "staff_surveys.show": Permission.SEE_RESULTS,
    "staff_surveys.preview": Permission.SEE_RESULTS,
    "staff_surveys.open_round": Permission.EDIT_SURVEYS,
    "staff_surveys.close_round": Permission.EDIT_SURVEYS,
    "staff_surveys.codes": Permission.INVITE,
    "staff_surveys.comments": Permission.READ_COMMENTS,
    "staff_channels.show": Permission.EDIT_SURVEYS,
    "survey_previews.show": Permission.SEE_RESULTS,
    "staff_comments.show": Permission.READ_COMMENTS,
    "staff_comments.correct": Permission.READ_COMMENTS,
    "staff_comments.quote": Permission.READ_COMMENTS,
    "staff_corrections.show": Permission.READ_COMMENTS,
    "staff_corrections.switch": Permission.READ_COMMENTS,
    "staff_analysis.show": Permission.SEE_RESULTS,
    "staff_cases.index": Permission.INVITE,
    "staff_cases.columns": Permission.INVITE,
    "staff_cases.check": Permission.INVITE,
    "staff_cases.bad_rows": Permission.INVITE,
    "staff_cases.example": Permission.INVITE,
    "staff_cases.not_answered": Permission.INVITE,
    "staff_cases.phone_list": Permission.INVITE,
    "staff_letters.index": Permission.INVITE,
    "staff_letters.write": Permission.INVITE,
    "staff_letters.change": Permission.INVITE,
    "staff_letters.stop": Permission.INVITE,
    "staff_letters.show_mail": Permission.INVITE,
    "dialogues.index": None,
    "dialogues.show": None,
    "dialogue_results.show": None,
    "dialogue_results.as_csv": None,
    "dialogue_results.as_json": None,
    "taking_part.begin": None,
    "taking_part.link": None,
    "taking_part.code": None,
    "taking_part.vote": None,
    "taking_part.undo": None,
    "taking_part.write": None,
    "taking_part.thanks": None,
    "taking_part.mine": None,
    "taking_part.appeal": None,
    "taking_part.withdraw": None,
    "taking_part.leave": None,
    "taking_part.background": None,
    "concern_reports.report": None,
    "concern_reports.thanks": None,
    "summaries.show": None,
    "summaries.permalink": None,
    "summaries.as_word": None,
    "summary_publishing.publish": Permission.WRITE_SUMMARIES,
    "summary_previews.show": Permission.WRITE_SUMMARIES,
    "staff_summary.show": Permission.WRITE_SUMMARIES,
    "staff_summary.decide": Permission.WRITE_SUMMARIES,
    "staff_summary.draft": Permission.WRITE_SUMMARIES,
    "staff_summary.checks": Permission.WRITE_SUMMARIES,
    "staff_sentence.change": Permission.WRITE_SUMMARIES,
    "staff_sentence.add": Permission.WRITE_SUMMARIES,
    "staff_sentence.explain": Permission.WRITE_SUMMARIES,
    "staff_approval.send": Permission.WRITE_SUMMARIES,
    "staff_approval.take_back": Permission.WRITE_SUMMARIES,
    "staff_approval.read": Permission.APPROVE_SUMMARIES,
    "staff_approval.decide": Permission.APPROVE_SUMMARIES,
    "staff_approval.changes": Permission.SEE_RESULTS,
    "staff_summaries.index": Permission.SEE_RESULTS,
    "summary_publishing.withdraw": Permission.WRITE_SUMMARIES,
    "summary_publishing.begin_newer": Permission.WRITE_SUMMARIES,
    "feedback.index": None,
    "feedback.everything": None,
    "staff_feedback.index": Permission.ANSWER_BACK,
    "staff_feedback.write": Permission.ANSWER_BACK,
    "staff_feedback.save": Permission.ANSWER_BACK,
    "staff_points.write": Permission.ANSWER_BACK,
    "staff_points.save": Permission.ANSWER_BACK,
    "staff_settling.drafts": Permission.ANSWER_BACK,
    "staff_settling.publish": Permission.ANSWER_BACK,
    "staff_settling.mark_answered": Permission.ANSWER_BACK,
    "staff_settling.archive": Permission.ANSWER_BACK,
    "staff_overdue.index": Permission.ANSWER_BACK,
    "staff_overdue.save": Permission.ANSWER_BACK,
    "moderating.index": Permission.MODERATE,
    "moderating.decide": Permission.MODERATE,
    "moderating.save_log": Permission.MODERATE,
    "moderating_one.show": Permission.MODERATE,
    "moderating_one.decide": Permission.MODERATE,
    "meetings.enter_code": None,
    "meetings.room": None,
    "meetings.news": None,
    "meetings.act": None,
    "meetings.adult": None,
    "meetings.still_here": None,
    "staff_meetings.index": Permission.SEE_RESULTS,
    "staff_meetings.begin": Permission.PLAN_DIALOGUES,
    "staff_meetings.show": Permission.SEE_RESULTS,
    "staff_meetings.step": Permission.PLAN_DIALOGUES,
    "staff_meetings.poster": Permission.SEE_RESULTS,
    "staff_meetings.record": Permission.SEE_RESULTS,
    "meeting_leading.show": Permission.MODERATE,
    "meeting_leading.news": Permission.MODERATE,
    "meeting_leading.act": Permission.MODERATE,
    "meeting_leading.decide": Permission.MODERATE,
    "meeting_leading.still_here": Permission.MODERATE,
    "staff_dialogues.index": Permission.SEE_RESULTS,
    "staff_dialogues.show": Permission.SEE_RESULTS,
    "staff_dialogues.open_": Permission.PLAN_DIALOGUES,
    "staff_dialogues.pause": Permission.PLAN_DIALOGUES,
    "staff_dialogues.resume": Permission.PLAN_DIALOGUES,
    "staff_dialogues.close": Permission.PLAN_DIALOGUES,
    "staff_dialogues.withdraw": Permission.PLAN_DIALOGUES,
    "staff_dialogues.move_promise": Permission.PLAN_DIALOGUES,
    "staff_exports.show": Permission.EXPORT_ANSWERS,
    "staff_exports.download": Permission.EXPORT_ANSWERS,
    "staff_assistance.show": Permission.WRITE_SUMMARIES,
    "staff_assistance.switch": Permission.WRITE_SUMMARIES,
    "staff_assistance.call": Permission.WRITE_SUMMARIES,
    "staff_assistance.letters": Permission.WRITE_SUMMARIES,
    "staff_dialogue_corrections.show": Permission.READ_COMMENTS,
    "staff_dialogue_analysis.show": Permission.SEE_RESULTS,
    "staff_dialogue_analysis.name": Permission.PLAN_DIALOGUES,
    "staff_dialogue_analysis.vocabulary": Permission.PLAN_DIALOGUES,
    "staff_paper.enter": Permission.ENTER_ANSWERS,
    "staff_paper.sheet": Permission.ENTER_ANSWERS,
    "staff_paper.take_back": Permission.ENTER_ANSWERS,
    "dialogue_planning.begin": Permission.PLAN_DIALOGUES,
    "dialogue_planning.settle": Permission.PLAN_DIALOGUES,
    "dialogue_planning.move": Permission.PLAN_DIALOGUES,
    "dialogue_planning.seeds": Permission.PLAN_DIALOGUES,
    "dialogue_planning.seed": Permission.PLAN_DIALOGUES,
}
# Objects that are there, and objects that are not.
OWN_OBJECT: dict[str, str | int] = {
    "slug": OWN,
    "number": 1,
    "code": "ABCD-EFGH-JKMN",
    "indicator": "nki",
    "dataset": "malbild",
    "kind": "indikator",
    "key": "forum",
    "message_id": 1,
    "concern_id": 1,
    "collection_id": 1,
    "upload_id": 1,
    "letter_kind": "inbjudan",
    "letter_id": 1,
    "mail_id": "00000000-0000-0000-0000-000000000001",
    "response_id": "00000000-0000-0000-0000-000000000001",
    "token": "finns-inte",
    "section": "fragan",
    "way": "svara",
    "theme": "finns-inte",
    "source": "kolada",
    "channel": "slack",
    "which": "slack",
    "call_id": 1,
    "letter": "skickat",
    "value_id": 1,
    "meeting_id": 1,
    "position": 1,
    "check": "quote",
    "version": 1,
    "do": "in",
    "filename": "css/samspel.css",
}
NO_OBJECT: dict[str, str | int] = {
    "slug": "finns-inte",
    "number": 2**31 - 1,
    "code": "2222-2222-2222",
    "indicator": "finns-inte",
    "dataset": "finns-inte",
    "kind": "finns-inte",
    "key": "finns-inte",
    "message_id": 2**31 - 1,
    "concern_id": 2**31 - 1,
    "collection_id": 2**31 - 1,
    "upload_id": 2**31 - 1,
    "letter_kind": "finns-inte",
    "letter_id": 2**31 - 1,
    "mail_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "response_id": "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "token": "finns-inte",
    "section": "finns-inte",
    "way": "svara",
    "theme": "finns-inte",
    "source": "finns-inte",
    "channel": "finns-inte",
    "which": "finns-inte",
    "call_id": 2**31 - 1,
    "letter": "skickat",
    "value_id": 2**31 - 1,
    "meeting_id": 2**31 - 1,
    "position": 2**31 - 1,
    "check": "finns-inte",
    "version": 2**31 - 1,
    "do": "finns-inte",
    "filename": "finns-inte.css",
}
# These only leave: where they lead says nothing about whether the object was there.
LEADS_ELSEWHERE = {"staff.retry"}


def deeds(app: Flask, given: dict[str, str | int]) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, address) of the app."""
    return [
        (rule.endpoint, method, built(app, rule, given))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


def built(app: Flask, rule: Rule, given: dict[str, str | int]) -> str:
    values = {name: given[name] for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or {"GET"}))))


def knock(browser: Browser, method: str, address: str) -> Page:
    """Ask without following; a form carries a good token, so that only the gate can be what refuses."""
    if method == "GET":
        return Page(browser.client.get(address))
    token = browser.open("/personal/logga-in").value("csrf_token") or browser.open("/").value("csrf_token")
    return browser.post(address, {"csrf_token": token[0] if token else ""}, follow=False)


def test_the_table_covers_every_route_and_agrees_with_what_each_declares(demo_app: Flask) -> None:
    declared = declared_access(demo_app)

    assert {name for name, access in declared.items() if access is None} == set()
    assert declared == {name: PUBLIC if needs is None else Access(needs) for name, needs in TABLE.items()}
    assert {rule.endpoint for rule in demo_app.url_map.iter_rules()} == set(TABLE)


def test_a_route_nobody_declared_is_closed(app: Flask) -> None:
    app.add_url_rule("/glomd", "forgotten", lambda: "open")

    assert Browser(app).open("/glomd").status == 403


def test_a_stranger_gets_into_public_pages_and_is_sent_to_sign_in_from_all_others(demo_app: Flask) -> None:
    for endpoint, method, address in deeds(demo_app, OWN_OBJECT):
        page = knock(Browser(demo_app), method, address)
        sent_to_sign_in = page.status == 303 and urlsplit(page.headers["Location"]).path == "/personal/logga-in"

        assert sent_to_sign_in == (TABLE[endpoint] is not None), (endpoint, method, page.status)
        assert page.status < 500, (endpoint, method, address)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_the_doors_of_the_table_and_no_others(demo_app: Flask, role: Role) -> None:
    browser = signed_in(demo_app, role)

    for endpoint, method, address in deeds(demo_app, OWN_OBJECT):
        if endpoint == "staff.sign_out":
            continue
        needs = TABLE[endpoint]
        page = knock(browser, method, address)

        assert (page.status == 403) == (needs is not None and role not in PERMISSIONS[needs]), (endpoint, page.status)
        assert page.status < 500, (endpoint, method, address)


def test_an_object_that_is_not_there_is_not_found_and_never_an_error(demo_app: Flask) -> None:
    browser = signed_in(demo_app, *Role)

    for endpoint, method, address in deeds(demo_app, NO_OBJECT):
        if address == built_without_object(address) or endpoint in LEADS_ELSEWHERE:
            continue
        assert knock(browser, method, address).status == 404, (endpoint, method, address)


def built_without_object(address: str) -> str:
    """The address itself when it names no object."""
    return "" if any(str(part) in address for part in NO_OBJECT.values()) else address


def test_a_round_of_another_survey_cannot_be_closed_through_this_one(demo_app: Flask) -> None:
    browser = signed_in(demo_app, Role.STRATEGIST)

    page = knock(browser, "POST", "/personal/enkater/receptionen/stang/1")

    assert page.status == 404


def test_the_doors_that_need_no_form_token_are_few_and_public() -> None:
    assert sorted(WITHOUT_FORM_TOKEN) == ["following.stop", "letters.unsubscribe", "slack.events", "teams.messages"]
    assert all(TABLE[endpoint] is None for endpoint in WITHOUT_FORM_TOKEN)


@pytest.mark.parametrize("address", ["/enkat/receptionen", "/personal/logga-in", "/personal/logga-ut"])
def test_nothing_is_done_for_a_form_without_its_token(demo_app: Flask, address: str) -> None:
    browser = signed_in(demo_app, Role.STRATEGIST)
    before = browser.cookie()

    page = browser.post(address, {"csrf_token": "from elsewhere", "kontaktsatt": "besok"}, follow=False)

    assert page.status in (200, 400)
    assert browser.open("/personal").path == "/personal"
    assert browser.cookie() == before or "tack" not in page.url
