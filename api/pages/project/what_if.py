"""假如: a project's dates under other facts, compared day by day; nothing is stored."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.locale import text
from api.pages.forms.fields import Field, flaws, labels_of, read_fields
from api.pages.forms.fields import filled as with_answer
from api.pages.session import Visitor
from api.runtime import Runtime
from api.schemas.acts import ACT_BODIES, act_command
from api.schemas.projects import FactBody
from api.schemas.whatif import DayOffItem
from api.shown.plan import Namer, comparison_view
from api.shown.scopes import matter_name
from api.words.problem_words import sentence
from domain.catalogue.model import Catalogue
from domain.deciding.commands import RecordFact
from domain.errors import DomainError
from domain.planning.forecast import aims_at_permit
from domain.project.model.phases import Act, Phase
from domain.project.model.state import Matter, Project
from domain.whatif import Change, DayOff, WithoutPreReview, what_if
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False)

TO_GRANT: Mapping[Phase, tuple[Act, ...]] = {
    Phase.ACCEPTED: (Act.GRANT,),
    Phase.RECEIVED: (Act.ACCEPT, Act.GRANT),
    Phase.SUPPLEMENTED: (Act.ACCEPT, Act.GRANT),
    Phase.SUPPLEMENT_REQUESTED: (Act.SUPPLEMENT, Act.ACCEPT, Act.GRANT),
    Phase.SUSPENDED: (Act.RESUME, Act.GRANT),
}
FROM_THE_START = (Act.RECEIVE, Act.ACCEPT, Act.GRANT)
FACTS = ("land_contract_signed", "land_delivered", "construction_started", "works_completed")


@router.get("/projects/{code}/what-if")
async def page(request: Request, code: str, account: Visitor, here: Here) -> HTMLResponse:
    """The form, and the comparison once something is supposed."""
    require(account, Right.INTERNAL)
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    values = await run_in_threadpool(compared, here, account, code, given, page_language(request))
    return render(request, "project/what_if.html", account=account, **values)


def compared(
    here: Runtime, account: Account, code: str, given: Mapping[str, list[str]], language: str
) -> dict[str, Any]:
    """The questions with their answers, and what would move."""
    project = project_within_reach(here, account, code)
    state, log = here.projects.read(project)
    rules, today = here.projects.rules_of(state), here.projects.today()
    fields = questions(state, rules.catalogue, language)
    found, problems = None, []
    try:
        changes = list(changes_in(read_fields(fields, given), state))
        if changes:
            told = what_if(log, changes, here.rules, today)
            found = comparison_view(told, Namer(rules.catalogue, language, state.scopes.names), today)
    except ValidationError as error:
        problems = flaws(error, fields, language)
    except DomainError as refusal:
        problems = [sentence(refusal.code, refusal.params, language, rules.catalogue, labels_of(fields))]
    return {
        "project": state,
        "today": today,
        "fields": [with_answer(one, given) for one in fields],
        "found": found,
        "to_permit": aims_at_permit(state, rules),
        "problems": problems,
    }


def questions(state: Project, catalogue: Catalogue, language: str) -> list[Field]:
    """What may be supposed."""

    def say(key: str) -> str:
        return text(f"whatif.{key}", language)

    open_ = [one for one in state.matters.values() if one.listed and one.phase not in (Phase.GRANTED, Phase.WAIVED)]
    matters = tuple(
        (one.key, matter_name(state, one, language)) for one in open_ if one.phase is not Phase.NOT_APPLICABLE
    )
    kinds = [catalogue.fact_kinds[kind] for kind in FACTS if kind in catalogue.fact_kinds]
    return [
        Field("matter", say("matter"), "select", options=matters),
        Field("granted_on", say("granted_on"), "date", of="effective_on"),
        Field("fact", say("fact"), "select", options=tuple((one.id, getattr(one, language)) for one in kinds)),
        Field("fact_on", say("fact_on"), "date", of="on"),
        Field("day_off", say("day_off"), "date"),
        Field("without_pre_review", say("without_pre_review"), "check"),
    ]


def changes_in(values: Mapping[str, Any], state: Project) -> Iterator[Change]:
    """The changes that the answers come to. Raises ValidationError; DomainError field_required, unknown_matter."""
    for what, day in (("matter", "granted_on"), ("fact", "fact_on")):
        if (what in values) != (day in values):
            raise DomainError("field_required", field=day if what in values else what)
    if "matter" in values:
        if values["matter"] not in state.matters:
            raise DomainError("unknown_matter", matter=values["matter"])
        yield from granted(state.matters[values["matter"]], values["granted_on"])
    if "fact" in values:
        body = FactBody.model_validate({"on": values["fact_on"]})
        nothing = {"due": None, "scope": "", "document": "", "value": ""}
        yield RecordFact(kind=values["fact"], effective_on=body.on, values=nothing)
    if "day_off" in values:
        yield DayOff(DayOffItem.model_validate({"day_off": values["day_off"]}).day_off)
    if values.get("without_pre_review"):
        yield WithoutPreReview()


def granted(matter: Matter, on: date | str) -> Iterator[Change]:
    """What is still to be done of a matter, all on the day of the grant."""
    for act in TO_GRANT.get(matter.phase, FROM_THE_START):
        said: dict[str, Any] = {"effective_on": on, "reason": "假如"}
        yield act_command(act, matter.key, ACT_BODIES[act].model_validate(said))
