"""One project on a page, from the title band down to its history; whoever may act does so from here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.pages.project.gantt import chart
from api.pages.project.papers import papers_by_matter
from api.pages.project.standing import certificates, movers, numbers, other_days
from api.pages.session import Visitor
from api.routers.history import history_lines
from api.runtime import Runtime
from api.shown.concerns import concern_view
from api.shown.plan import Namer, held_by, milestones_view, schedule_view
from api.shown.project import project_view
from api.shown.scopes import answer_words, scope_words
from api.words.naming import staff_words
from api.words.team_words import team_words
from domain.concerns.concern import Concern
from domain.deciding.commands import ACT_EVENTS
from domain.deciding.opening import FIRST_STAGE
from domain.landstart import land_start
from domain.planning.forecast import aims_at_permit, applying, forecast
from domain.planning.network import kept_network
from domain.project.events.assistance import AssistanceKind
from domain.project.events.projectfacts import FactRecorded
from domain.project.events.servicelist import SERVICE_LIST_MATTER
from domain.project.events.targets import has_the_word, needed_with
from domain.project.model.phases import RUNNING
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from projections.ops.accounts import Account, Role

router = APIRouter(include_in_schema=False)

CORRECTABLE = frozenset({*(event.TOPIC for event in ACT_EVENTS.values()), FactRecorded.TOPIC})
LINES = 40  # of the history on one page
TO_PERMIT = 5  # stages until the construction permit
SPANS = ("permit", "whole")
FIRST_WAYS = ("escorted", "promised", "statutory")


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of a project."""

    account: Account
    project: UUID
    language: str
    span: str | None
    way: str
    before: int | None


@router.get("/projects/{code}")
async def project_page(
    request: Request,
    code: str,
    account: Visitor,
    here: Here,
    span: Annotated[str | None, Query(max_length=10)] = None,
    way: Annotated[str, Query(max_length=10)] = FIRST_WAYS[0],
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    done: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> HTMLResponse:
    """The project that holds a code."""
    require(account, Right.INTERNAL)
    project = await run_in_threadpool(project_within_reach, here, account, code)
    drawn = span if span in SPANS else None, way if way in FIRST_WAYS else FIRST_WAYS[0]
    asked = Asked(account, project, page_language(request), *drawn, before)
    values = await run_in_threadpool(everything, here, asked)
    return render(request, "project/page.html", account=account, may=may_act(account), done=done, **values)


class MayAct:
    """Whether somebody may act on the matters of a department, from the one table of rights."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.rights = rights_of(account) if account.token_id else frozenset()

    def __call__(self, department: str | None, right: str = Right.ACT.value) -> bool:
        own = self.account.role is not Role.OFFICER or department in (None, self.account.department)
        return own and Right(right) in self.rights

    def target(self, left: int) -> bool:
        """Whether his is the word that moves a target so many working days ahead."""
        return Right.MOVE_TARGET in self.rights and has_the_word(self.account.role.value, needed_with(left))


def may_act(account: Account) -> MayAct:
    """What the page asks before it shows a button."""
    return MayAct(account)


def everything(here: Runtime, asked: Asked) -> dict[str, Any]:
    """All that the page shows, read at one moment."""
    log = here.ledger.load(asked.project)
    record = here.projects.known(asked.project, log)
    state = record.project
    rules, today = here.projects.rules_of(state), here.projects.today()
    names, told = Namer(rules.catalogue, asked.language, state.scopes.names), forecast(state, rules, today)
    stored = forecast(state, rules)
    to_permit = aims_at_permit(state, rules)
    view = project_view(state, log, rules, today, None, asked.language, record.codes, stored)
    milestones = milestones_view(state, told, names, today)
    last = min(asked.before or len(log), len(log))
    lines = history_lines(here, asked.project, asked.language, after=max(0, last - LINES), limit=min(LINES, last))
    people = here.accounts.names({line["actor"] for line in lines})
    named = "zh" if asked.language == "zh" else "en"
    return {
        "project": view,
        "milestones": milestones,
        "movers": movers(view, milestones, rules.calendar, held_by(stored, names), to_permit=to_permit),
        "to_permit": to_permit,
        "numbers": numbers(view, milestones, rules.calendar, land_start(state), here.settings.start_on_land_days),
        "other_days": other_days(milestones, stored),
        "certificates": certificates(view),
        **gantt_of(state, rules, view, milestones, schedule_view(state, told, names, today), asked),
        "concerns": [concern_row(here, one, asked) for one in here.concerns.of_project(asked.project)],
        "assistance_kinds": [one.value for one in AssistanceKind],
        "key": str(uuid4()),
        "next_steps": list(next_steps(state)),
        "landing": list(landing(state, rules, names)),
        "correctable": CORRECTABLE,
        "lines": lines[::-1],
        "named": lambda staff: staff_words(staff, people),
        "older": last - LINES if last > LINES else None,
        "newest": asked.before is None,
        "departments": {key: getattr(item, named) for key, item in rules.catalogue.departments.items()},
        "matter_departments": {row["key"]: row["department"] for row in view["matters"]},
        "matter_names": {row["key"]: row["name"] for row in view["matters"]},
        "running": RUNNING,
        "papers": papers_by_matter(view, asked.language),
        "stop_kinds": {key: getattr(item, named) for key, item in rules.catalogue.clock_stop_types.items()},
        "fact_name": names.fact,
        "gates": {key: one.definition.gate.value for key, one in state.matters.items() if one.definition.gate},
        "answer_words": lambda name, value: answer_words(rules.catalogue, name, value, asked.language),
        "scope_names": {scope.id: scope_words(scope, asked.language) for scope in state.scopes.scopes},
        "idle": idle(state, rules),
        "team_name": team_words(state.team, here.directory.now().teams, asked.language) if state.team else "",
        **in_charge(here, state.specialist),
    }


def in_charge(here: Runtime, specialist: str) -> dict[str, str]:
    """Who looks after the project, and who stands in, by their names; empty for nobody."""
    substitute = here.directory.now().substitute(specialist, here.projects.today()) if specialist else None
    names = here.accounts.names([specialist, substitute or ""])
    return {
        "specialist": staff_words(specialist, names),
        "substitute": staff_words(substitute, names) if substitute else "",
    }


def concern_row(here: Runtime, concern: Concern, asked: Asked) -> dict[str, Any]:
    """A concern with its words, and whether he who looks is one of those who answer it."""
    account, words = asked.account, here.texts.read(concern.texts)
    of_the_service = account.role in (Role.LEAD, Role.SPECIALIST)
    may = bool(account.token_id) and Right.HANDLE_CONCERN in rights_of(account)
    shown = concern_view(here, concern, here.projects.today(), asked.language, words)
    return {**shown, "may_answer": may and (of_the_service or account.actor == concern.handler)}


def landing(state: Project, rules: Rules, names: Namer) -> Iterator[tuple[str, str, str]]:
    """Before the first list: the matters of the first stage that nothing was recorded of; they are open for acts."""
    if not state.listed:
        for key, matter in rules.catalogue.matters.items():
            if matter.stage == FIRST_STAGE and key not in state.matters and key != SERVICE_LIST_MATTER:
                yield key, names.matter(key), matter.department


def next_steps(state: Project) -> Iterator[tuple[str, str]]:
    """What a young project needs before anything else, each with the right to do it."""
    if state.profile is None:
        yield "profile", Right.PROFILE.value
    elif not state.listed:
        yield "list", Right.ISSUE_LIST.value
    if not state.specialist:
        yield "assign", Right.ASSIGN.value


def idle(state: Project, rules: Rules) -> frozenset[str]:
    """What there is no occasion for: no stage to open again, no other catalogue."""
    closed = any(stage.closed_on for stage in state.stages.values())
    others = any(version != state.catalogue for version in rules.catalogues)
    return frozenset(name for name, occasion in (("reopen", closed), ("catalogue", others)) if not occasion)


def gantt_of(
    state: Project,
    rules: Rules,
    view: dict[str, Any],
    milestones: dict[str, Any],
    schedule: dict[str, Any],
    asked: Asked,
) -> dict[str, Any]:
    """The chart: up to the construction permit, or of the whole life."""
    ids = [stage.id for stage in rules.catalogue.stages]
    building = bool(milestones["construction_permit"]["actual"]) and view["status"] == "active"
    span = asked.span or SPANS[building]
    stages = ids if span == "whole" else ids[:TO_PERMIT]
    network = kept_network(rules.catalogue, state.profile or {}, applying(state, rules), state.scopes)
    waits = {key: node.depends_on for key, node in network.nodes.items()}
    drawn = chart(view, schedule, milestones, waits, rules.calendar, stages, asked.way)
    return {"gantt": drawn, "span": span, "spans": SPANS, "way": asked.way, "ways": FIRST_WAYS}
