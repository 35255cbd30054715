"""Cases for staff: upload a list, say what its columns mean, look, read it in; then see who has not answered."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock, spreadsheets, tables
from core.db import db
from core.errors import N_
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import language, ngettext, say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.spreadsheets import BadSheet, Sheet
from core.web.files import receives_file
from core.web.stale import is_stale, keeps_typed
from surveys import results, rounds
from surveys.cases import admitting, invented, standing, template, uploading
from surveys.cases.forms import ColumnsForm
from surveys.cases.judging import BadRow
from surveys.cases.meanings import Columns, Meaning
from surveys.cases.models import CaseOutcome
from surveys.cases.standing import PhoneLine
from surveys.errors import NoSuchSurvey
from surveys.measures import CUSTOMER_TYPE
from surveys.models import Access
from surveys.rounds import Round, RoundState

blueprint = Blueprint("staff_cases", __name__, url_prefix="/personal/enkater/<slug>/arenden/<id:collection_id>")

BAD_ROWS_A_PAGE = 50
LONGEST_NAME = 100
COLUMNS = "kolumner"


@blueprint.route("", methods=["GET", "POST"], strict_slashes=False)
@staff_only(Permission.INVITE)
@keeps_typed
@receives_file
def index(slug: str, collection_id: int) -> ResponseReturnValue:
    """How it goes for the round's cases, and where the next list is uploaded."""
    round_, staff, error = _round(slug, collection_id), signed_in_staff(), ""
    if request.method == "POST" and not is_stale():
        _must_receive_cases(round_)
        try:
            _let_others_write()
            name, sheet = _sent_sheet()
        except BadSheet as refused:
            error = say(refused)
        else:
            if sheet.title:
                name = _("%(name)s, bladet %(title)s", name=name, title=sheet.title)
            kept = uploading.keep(db.session(), collection_id, staff.id, name, sheet, clock.now())
            db.session.commit()
            return redirect(_to("staff_cases.columns", round_, upload_id=kept), 303)
    body = render_template(
        "surveys/staff/cases.html",
        slug=slug,
        round=round_,
        is_closed=round_.state(clock.today()) is RoundState.CLOSED,
        is_for_cases=standing.is_for_cases(round_),
        standing=standing.standing(db.session(), round_, language()),
        outcomes=_outcome_words(),
        unfinished=uploading.unfinished(db.session(), collection_id, staff.id),
        error=error,
        most_rows=spreadsheets.MOST_ROWS,
        area_names=list(standing.area_labels(round_, language()).values()),
        stale=is_stale(),
    )
    return body, 422 if error else 200


@blueprint.route("/fil/<id:upload_id>", methods=["GET", "POST"])
@staff_only(Permission.INVITE)
@keeps_typed
def columns(slug: str, collection_id: int, upload_id: int) -> ResponseReturnValue:
    """Which column means what: suggested as last time, else by the headings."""
    round_ = _round(slug, collection_id)
    upload = uploading.upload(db.session(), collection_id, upload_id)
    suggested = uploading.suggested_columns(db.session(), round_.survey_id, upload.sheet)
    form = ColumnsForm.over(upload.sheet, _meanings(round_), suggested)
    if form.is_sent and not is_stale() and form.validate():
        chosen = form.columns().as_text()
        return redirect(_to("staff_cases.check", round_, upload_id=upload_id, **{COLUMNS: chosen}), 303)
    body = render_template(
        "surveys/staff/cases_columns.html",
        slug=slug,
        round=round_,
        upload=upload,
        form=form,
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


@blueprint.route("/fil/<id:upload_id>/granska", methods=["GET", "POST"])
@staff_only(Permission.INVITE)
@keeps_typed
def check(slug: str, collection_id: int, upload_id: int) -> ResponseReturnValue:
    """What reading the list in will do, counts first; sent, it is done."""
    round_ = _round(slug, collection_id)
    if request.method == "POST" and not is_stale():
        return _read_in(round_, upload_id)
    upload = uploading.upload(db.session(), collection_id, upload_id)
    chosen = _columns(upload.sheet)
    if chosen is None:
        return redirect(_to("staff_cases.columns", round_, upload_id=upload_id), 303)
    plan = admitting.plan(db.session(), round_, upload.sheet, chosen, _secret())
    after = request.args.get("efter", 0, type=int)
    bad = [row for row in plan.bad if row.number > after][: BAD_ROWS_A_PAGE + 1]
    return render_template(
        "surveys/staff/cases_check.html",
        slug=slug,
        round=round_,
        is_closed=round_.state(clock.today()) is RoundState.CLOSED,
        upload=upload,
        columns=chosen.as_text(),
        plan=plan,
        areas=_labelled(round_, plan.by_area),
        outcomes=_outcome_words(),
        bad=[(row.number, chosen.cell(row.cells, Meaning.CASE), _reasons(row)) for row in bad[:BAD_ROWS_A_PAGE]],
        after=bad[BAD_ROWS_A_PAGE - 1].number if len(bad) > BAD_ROWS_A_PAGE else None,
        counts_as_n=admitting.gives_population(db.session(), round_),
        replaced=_labelled(round_, admitting.replaced(db.session(), round_, plan)),
        stale=is_stale(),
    )


def _read_in(round_: Round, upload_id: int) -> ResponseReturnValue:
    """Read the list in as it stands this moment: somebody else may have read in another since the page was shown."""
    upload = uploading.upload(db.session(), round_.collection_id, upload_id)
    chosen = _columns(upload.sheet)
    if chosen is None:
        return redirect(_to("staff_cases.columns", round_, upload_id=upload_id), 303)
    _let_others_write()
    read = admitting.read_list(round_, upload.sheet, chosen, _secret())
    results.one_at_a_time(db.session(), round_.survey_id)
    _must_receive_cases(_round(round_.slug, round_.collection_id))
    uploading.take(db.session(), round_.collection_id, upload_id)
    plan = admitting.plan_of(db.session(), round_, read)
    admitting.admit(db.session(), round_, plan, _secret())
    uploading.remember_columns(db.session(), round_.survey_id, upload.sheet, chosen)
    audit.record(
        db.session(),
        signed_in_staff(),
        "cases.read_in",
        "collection",
        round_.collection_id,
        rows=plan.rows,
        read_in=len(plan.cases),
        invited=plan.by_outcome.get(CaseOutcome.INVITED, 0),
    )
    db.session.commit()
    flash(ngettext("%(num)s ärende är inläst.", "%(num)s ärenden är inlästa.", len(plan.cases)), "good")
    return redirect(_to("staff_cases.index", round_), 303)


@blueprint.get("/fil/<id:upload_id>/rader-att-ratta.csv")
@staff_only(Permission.INVITE)
def bad_rows(slug: str, collection_id: int, upload_id: int) -> ResponseReturnValue:
    """The rows that cannot be read in, as they came and with the reasons, to put right and upload again."""
    round_ = _round(slug, collection_id)
    upload = uploading.upload(db.session(), collection_id, upload_id)
    chosen = _columns(upload.sheet)
    if chosen is None:
        return redirect(_to("staff_cases.columns", round_, upload_id=upload_id), 303)
    plan = admitting.plan(db.session(), round_, upload.sheet, chosen, _secret())
    header = [*upload.sheet.columns, _("Att rätta")]
    return _as_csv("rader-att-ratta.csv", header, ([*row.cells, _reasons(row)] for row in plan.bad))


@blueprint.get("/mall.xlsx")
@staff_only(Permission.INVITE)
def example(slug: str, collection_id: int) -> ResponseReturnValue:
    """A file to fill in; for a round of the demo one that can be uploaded as it is."""
    round_ = _round(slug, collection_id)
    if not standing.is_for_cases(round_):
        raise NoSuchSurvey
    rows = invented.cases(round_, clock.today()) if round_.is_demo else template.examples(round_)
    answer = Response(template.as_excel(_meanings(round_), rows), content_type=template.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="arenden-mall.xlsx"'
    return answer


@blueprint.get("/inte-svarat")
@staff_only(Permission.INVITE)
def not_answered(slug: str, collection_id: int) -> ResponseReturnValue:
    """Who has been invited and has not answered, fifty at a time; nothing of what anybody answered."""
    round_ = _round(slug, collection_id)
    after = request.args.get("efter", 0, type=int)
    people = standing.not_answered(db.session(), collection_id, after if 0 <= after < 2**31 else 0)
    return render_template("surveys/staff/cases_not_answered.html", slug=slug, round=round_, people=people)


@blueprint.post("/sms.csv")
@staff_only(Permission.INVITE)
def phone_list(slug: str, collection_id: int) -> ResponseReturnValue:
    """Name, number, personal link and code, for a service that sends text messages; noted in the log."""
    round_ = _round(slug, collection_id)
    only_silent = request.form.get("who") != "all"
    lines = standing.phone_lines(db.session(), collection_id, _secret(), only_silent=only_silent)
    audit.record(
        db.session(),
        signed_in_staff(),
        "contacts.exported",
        "collection",
        round_.collection_id,
        count=len(lines),
        only_not_answered=only_silent,
    )
    db.session.commit()
    header = [_("Namn"), _("Telefon"), _("Länk"), _("Kod")]
    return _as_csv("sms.csv", header, map(_phone_line, lines))


def _round(slug: str, collection_id: int) -> Round:
    round_ = rounds.by_id(db.session(), collection_id)
    if round_.slug != slug or round_.access is not Access.CODE:
        raise NoSuchSurvey
    return round_


def _to(endpoint: str, round_: Round, **values: Any) -> str:
    """The address of another page about the round's cases."""
    return url_for(endpoint, slug=round_.slug, collection_id=round_.collection_id, **values)


def _must_receive_cases(round_: Round) -> None:
    if not standing.is_for_cases(round_):
        raise NoSuchSurvey
    round_.must_not_be_closed(clock.today())


def _let_others_write() -> None:
    """End the transaction: what follows takes a moment and needs no database, and nobody who answers waits for it."""
    db.session.commit()


def _sent_sheet() -> tuple[str, Sheet]:
    """The name of the file that was sent, and what it holds; raises BadSheet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadSheet(N_("Välj en fil att ladda upp."))
    name = file.filename if len(file.filename) <= LONGEST_NAME else file.filename[: LONGEST_NAME - 1] + "…"
    return name, spreadsheets.read(name, file.read(spreadsheets.LARGEST_FILE + 1))


def _meanings(round_: Round) -> tuple[Meaning, ...]:
    """A survey that does not ask about the customer's type has no use for it."""
    asks = bool(round_.questionnaire.measuring(CUSTOMER_TYPE))
    return tuple(meaning for meaning in Meaning if asks or meaning is not Meaning.CUSTOMER_TYPE)


def _columns(sheet: Sheet) -> Columns | None:
    return Columns.from_text(request.args.get(COLUMNS, ""), len(sheet.columns))


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _labelled(round_: Round, by_area: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts in the order of the survey's areas, by what the areas are called."""
    labels = standing.area_labels(round_, language())
    return [(label, by_area[area]) for area, label in labels.items() if area in by_area]


def _outcome_words() -> dict[CaseOutcome, str]:
    return {
        CaseOutcome.INVITED: _("Får en inbjudan"),
        CaseOutcome.IN_INSIKT: _("Redan i Insikt, bjuds inte in"),
        CaseOutcome.SAME_CUSTOMER: _("Kunden är redan tillfrågad"),
        CaseOutcome.NO_ADDRESS: _("Saknar e-post och telefon"),
    }


def _reasons(row: BadRow) -> str:
    return " ".join(say(reason) for reason in row.reasons)


def _phone_line(line: PhoneLine) -> list[str]:
    """With a dash in a mobile number a spreadsheet keeps the nought, and abroad is dialled without a plus."""
    phone = f"{line.phone[:3]}-{line.phone[3:]}" if line.phone.startswith("07") else line.phone.replace("+", "00")
    address = settings_of(current_app).base_url + url_for("survey_codes.invited", code=line.code)
    return [line.name, phone, address, line.code]


def _as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A file that Swedish Excel opens as it is."""
    file = io.StringIO()
    tables.write_rows(file, header, rows, delimiter=";")
    answer = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
