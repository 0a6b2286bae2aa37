"""The directory: who holds which post, who is away and who stands in, whose projects go to whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.people import (
    absence_view,
    check_appointing,
    check_speaking_for,
    department_or_project,
    holding_view,
    legible,
    missing,
    noticed,
)
from api.access.rights import Right, require, rights_of
from api.access.security import Here, Who, runtime_of, signed_in
from api.errors import ProblemError, language_of
from api.http.answers import read, written
from api.http.paging import CursorText, Limit
from api.http.project_ids import looked_up, project_within_reach
from api.http.requests import Asked, IdempotencyKey, IfMatch, Preview, asked, asking
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import PATIENCE, MinPosition, behind
from api.routers.rulebook import freely, loaded
from api.runtime import Runtime
from api.schemas.fields import Day, Name
from api.schemas.people import AbsenceBody, HandOverBody, PostBody, ReturnBody, TeamBody
from domain.errors import DomainError
from domain.log.ledger import Job, Outcome
from domain.staff.appointing import (
    Appointment,
    HandOver,
    Leave,
    coming_back,
    going_away,
    handing_over,
    leaving,
    naming,
    taking,
)
from domain.staff.handovers import following
from domain.staff.people import Holding
from domain.staff.posts import OF_DEPARTMENT, OF_PROJECT, OF_TEAM, Post, ProjectsHandedOver, stream_of_staff
from projections.cursors import Order, page_of
from projections.lists.charges import charges_of
from projections.ops.accounts import Account, Role
from projections.views.reach import EVERYTHING

router = Router(prefix="/api/v1", tags=["人员 people"])

StaffName = Annotated[str, Path(description="人员编号；me 为本人", examples=["s-101", "me"])]
Appoint = Annotated[Asked, Depends(asking(Right.POSTS))]


@dataclass(frozen=True)
class AskedOfStaff(Asked):
    """A write about a person."""

    staff: str


async def asked_of_staff(
    request: Request, right: Right, staff: str, form: tuple[str | None, str | None, bool]
) -> AskedOfStaff:
    """What is asked about a person; the right is looked at before the body is (ruling 31)."""
    account, here = await signed_in(request), await runtime_of(request)
    require(account, right)
    whose = account.actor if staff == "me" else staff
    if right is Right.ABSENCE:
        await run_in_threadpool(check_speaking_for, here, account, whose)
    refuse_unknown_parameters(request)
    return AskedOfStaff(**await asked(request, account, *form), staff=legible(whose))


async def of_absence(
    request: Request,
    staff: StaffName,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    preview: Preview = False,
) -> AskedOfStaff:
    """An absence: one's own, one of a lead's people, anybody's for an administrator."""
    return await asked_of_staff(request, Right.ABSENCE, staff, (if_match, idempotency_key, preview))


async def of_hand_over(
    request: Request,
    staff: StaffName,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    preview: Preview = False,
) -> AskedOfStaff:
    """A hand-over; which projects are a lead's to give away is seen when they are looked up."""
    return await asked_of_staff(request, Right.HAND_OVER, staff, (if_match, idempotency_key, preview))


class PostSort(StrEnum):
    """In which order posts are listed."""

    POST = "post"
    STAFF = "staff"
    NEWEST = "newest"


ORDERS: Mapping[PostSort, Order[Holding]] = {
    PostSort.POST: Order(lambda one: "\t".join((one.post, one.of, one.since.isoformat(), one.staff))),
    PostSort.STAFF: Order(lambda one: "\t".join((one.staff, one.post, one.of, one.since.isoformat()))),
    PostSort.NEWEST: Order(
        lambda one: "\t".join((one.since.isoformat(), one.post, one.of, one.staff)), descending=True
    ),
}
OfAbsence = Annotated[AskedOfStaff, Depends(of_absence)]
OfHandOver = Annotated[AskedOfStaff, Depends(of_hand_over)]


def recorded(here: Runtime, job: Job) -> Job:
    """The job, after which the directory knows."""
    return here.directory.seen(job)


@router.read("/posts", "listPosts")
async def posts(
    request: Request,
    account: Who,
    here: Here,
    _: MinPosition,
    post: Post | None = None,
    of: Annotated[Name | None, Query(description="部门、专班或项目", examples=["natural_resources"])] = None,
    staff: Annotated[Name | None, Query(description="人员编号", examples=["o-12"])] = None,
    on: Annotated[Day | None, Query(description="哪一天的，默认今天")] = None,
    sort: Annotated[
        PostSort, Query(description="post（默认）按岗位、所属，staff 按人员，newest 新任的在前")
    ] = PostSort.POST,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """岗位：谁在岗、所属、起止、今天由谁代理 / Who holds which post on a day, and who stands in today."""
    require(account, Right.INTERNAL)
    refuse_unknown_parameters(request)
    people, today, language = here.directory.now(), here.projects.today(), language_of(request)
    whose = await run_in_threadpool(of_what, here, post, of) if of else ()
    found = [
        one
        for one in people.all()
        if one.on(on or today)
        and post in (None, one.post)
        and staff in (None, one.staff)
        and (not of or one.of in whose)
    ]
    own = partial(is_of_own_project, here, account)
    page, more = await run_in_threadpool(page_of, found, ORDERS[sort], f"posts {sort}", limit, cursor, own)
    items = [holding_view(one, people, here.rules.catalogue, today, language) for one in page]
    return read(request, {"as_of": on or today, "next": more, "items": items}, "p")


@router.post("/teams", operation_id="nameTeam")
async def name_team(body: TeamBody, ask: Annotated[Asked, Depends(asking(Right.TEAMS))]) -> Response:
    """设立专班并命名，或更名；编号不变 / A task force is made and named, or called otherwise; its code stays."""
    job = naming(ask.here.settings.district, freely(ask), body.team, body.name, body.reason)
    return await loaded(ask, recorded(ask.here, job))


def of_what(here: Runtime, post: Post | None, of: str) -> Collection[str]:
    """What posts are looked for: of a department that there is, a task force, a project by its uuid or code.

    Where no post says which, a code may be that of a task force and of a project. Raises DomainError unknown_choice.
    """
    if post in OF_DEPARTMENT and of not in here.rules.catalogue.departments:
        raise DomainError("unknown_choice", field="of", written=of, known="、".join(here.rules.catalogue.departments))
    project = looked_up(here, of) if post is None or post in OF_PROJECT else None
    return {of, str(project)} if project else {of}


@router.post("/posts", operation_id="takePost")
async def take(body: PostBody, ask: Appoint) -> Response:
    """任岗：管理员任何岗位，专班长本专班成员和本专班项目的企业联系人 / Somebody takes a post."""
    wanted = await appointment(ask, body)
    team = wanted.of if wanted.post in OF_TEAM else ""
    warned = await run_in_threadpool(noticed, ask.here, team, wanted.staff, ask.language, wanted.post)
    return await loaded(ask, recorded(ask.here, taking(ask.here.settings.district, freely(ask), wanted)), **warned)


@router.post("/posts/leave", operation_id="leavePost")
async def leave(body: PostBody, ask: Appoint) -> Response:
    """离岗：自生效日起不再担任；与任岗同日即从未担任 / Somebody leaves a post."""
    wanted = await appointment(ask, body)
    return await loaded(ask, recorded(ask.here, leaving(ask.here.settings.district, freely(ask), wanted)))


async def appointment(ask: Asked, body: PostBody) -> Appointment:
    """What is wanted, of a department, task force or project that there is, by who may."""
    of = await run_in_threadpool(department_or_project, ask.here, body.post, body.of or "")
    await run_in_threadpool(check_appointing, ask.here, ask.account, body.post, of)
    return Appointment(body.staff, body.post, of, body.effective_on, body.reason)


@router.read("/staff/{staff}", "getStaff")
async def person(request: Request, staff: StaffName, account: Who, here: Here, _: MinPosition) -> Response:
    """一个人：岗位、不在岗、代理谁、负责的项目 / A person: posts, absences, for whom he stands in, his projects."""
    whose = account.actor if staff == "me" else staff
    require_reading_of(account, whose)
    refuse_unknown_parameters(request)
    people, today, language = here.directory.now(), here.projects.today(), language_of(request)
    reach = EVERYTHING if whose == account.actor else here.reaches.of(account)
    charges = await run_in_threadpool(charges_of, here.views, whose, reach)
    posts_held = people.posts(whose, today)
    held = await run_in_threadpool(lambda: [one for one in posts_held if is_of_own_project(here, account, one)])
    body = {
        "staff": whose,
        "posts": [holding_view(one, people, here.rules.catalogue, today, language) for one in held],
        "absences": [absence_view(one, today) for one in people.absences.get(whose, ())],
        "stands_in_for": people.stands_in_for(whose, today),
        "projects": [{"id": one.project, "code": one.code, "name": one.name, "team": one.team} for one in charges],
    }
    return read(request, body, "p")


def is_of_own_project(here: Runtime, account: Account, held: Holding) -> bool:
    """Whether a post is not that of a project beyond reach; one's own are all one's own."""
    return held.post not in OF_PROJECT or held.staff == account.actor or here.reaches.covers(account, UUID(held.of))


def require_reading_of(account: Account, staff: str) -> None:
    """Who reads nothing else reads what is recorded of himself."""
    own = staff == account.actor and Right.INTERNAL not in rights_of(account)
    require(account, Right.ABSENCE if own else Right.INTERNAL)


@router.post("/staff/{staff}/absences", operation_id="planAbsence")
async def plan_absence(body: AbsenceBody, ask: OfAbsence) -> Response:
    """登记不在岗：期间的提醒发给代理人 / Days away; meanwhile the substitute is reminded."""
    wanted = Leave(ask.staff, body.first_on, body.last_on, body.substitute)
    return await loaded(ask, recorded(ask.here, going_away(ask.here.settings.district, freely(ask), wanted)))


@router.post("/staff/{staff}/absences/{absence}/end", operation_id="endAbsence")
async def end_absence(
    absence: Annotated[int, Path(ge=1, description="登记的编号（答复中的 version）")], body: ReturnBody, ask: OfAbsence
) -> Response:
    """提前返岗，或取消 / Back earlier, or not gone at all."""
    job = coming_back(ask.here.settings.district, freely(ask), ask.staff, absence, body.returned_on)
    return await loaded(ask, recorded(ask.here, job))


@router.post("/staff/{staff}/hand-over", operation_id="handOver")
async def hand_over(body: HandOverBody, ask: OfHandOver) -> Response:
    """移交项目：已发的提醒不重发，接手人收到一份未了事项清单 / Projects go to a successor."""
    job, _ = await handing(ask, body)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await ask.here.carry_out(job)
    await followed(ask.here, outcome)
    gone = [project for event in outcome.events for project in getattr(event, "projects", ())]
    return written(outcome, projects=gone)


async def handing(ask: AskedOfStaff, body: HandOverBody) -> tuple[Job, tuple[UUID, ...]]:
    """The job of handing over, and the projects that go; a repeated request hands over nothing more."""
    here = ask.here
    stream = stream_of_staff(here.settings.district, ask.staff)
    known = any(event.command_id == ask.command.id for event in await run_in_threadpool(here.ledger.load, stream))
    projects = () if known else await run_in_threadpool(handed_over, ask, body)
    wanted = HandOver(ask.staff, body.successor, body.team or "", projects, body.effective_on, body.reason)
    return recorded(here, handing_over(here.settings.district, freely(ask), wanted)), projects


async def followed(here: Runtime, outcome: Outcome) -> None:
    """Each project gets its successor."""
    for event in outcome.events:
        if isinstance(event, ProjectsHandedOver):
            for step in following(here.projects, event):
                await here.carry_out(step)


def handed_over(ask: AskedOfStaff, body: HandOverBody) -> tuple[UUID, ...]:
    """Which projects go, when the views know of all; a lead gives away his own task force's, and within it."""
    here, account = ask.here, ask.account
    position = here.ledger.position()
    if not here.projector.wait_for(position, PATIENCE):
        raise behind(position)
    own = charges_of(here.views, ask.staff)
    if account.role is Role.LEAD:
        if body.team not in (None, account.team):
            raise missing(account, Right.HAND_OVER, f"team:{body.team}")
        own = [one for one in own if one.team == account.team]
    named = {project_within_reach(here, account, name) for name in body.projects}
    if strange := named - {one.project for one in own}:
        raise ProblemError("not_in_charge", staff=ask.staff, project=str(min(strange)))
    return tuple(one.project for one in own if not named or one.project in named)
