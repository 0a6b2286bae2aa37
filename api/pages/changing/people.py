"""Changes of the directory: task forces named, posts taken and left, days away and a return, projects handed over."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool

from api.access.people import check_speaking_for, new_team
from api.access.rights import Right
from api.http.requests import Asked
from api.pages.changing.changes import Change, Questions, Values, Wanted
from api.pages.forms.fields import Field
from api.pages.forms.who_is_who import WhoIsWho
from api.routers.people import AskedOfStaff, appointment, followed, handing, recorded
from api.schemas.people import AbsenceBody, HandOverBody, PostBody, ReturnBody, TeamBody
from domain.log.ledger import Outcome
from domain.staff.appointing import Leave, coming_back, going_away, leaving, naming, taking
from domain.staff.posts import OF_TEAM, Post
from projections.lists.charges import charges_of

BACK = "/people"


def team_questions(form: Questions) -> list[Field]:
    return [
        form.ask("team_code", hint="team_code_hint", of="team"),
        form.ask("team_name", of="name"),
        form.ask("reason", "area", required=False),
    ]


def post_questions(form: Questions) -> list[Field]:
    return [
        form.suggested("staff", WhoIsWho.appointable),
        form.ask("post", "select", options=tuple((one.value, form.say(f"post.{one.value}")) for one in Post)),
        form.ask("of", "suggest", required=False, hint="of_hint", options=(*form.known.departments, *form.known.teams)),
        form.ask("effective_on", "date", value=form.today),
        form.ask("reason", "area", required=False),
    ]


def absence_questions(form: Questions) -> list[Field]:
    return [
        form.person("staff", WhoIsWho.spoken_for),
        form.ask("first_on", "date", value=form.today),
        form.ask("last_on", "date", value=form.today),
        form.person("substitute", WhoIsWho.stand_ins),
    ]


def return_questions(form: Questions) -> list[Field]:
    return [
        form.person("staff", WhoIsWho.spoken_for),
        form.ask("absence", "number"),
        form.ask("returned_on", "date", value=form.today),
    ]


def hand_over_questions(form: Questions) -> list[Field]:
    return [
        form.person("staff", WhoIsWho.spoken_for, hint="from_hint"),
        form.person("successor", WhoIsWho.successors),
        form.ask("projects", "lines", required=False, hint="projects_hint"),
        form.team("into_team", hint="into_team_hint", of="team"),
        form.ask("effective_on", "date", value=form.today),
        form.ask("reason", "area", required=False),
    ]


async def team(ask: Asked, values: Values) -> Wanted:
    """A task force is made, or called otherwise."""
    plain = {"team_code": "team", "team_name": "name"}
    body = TeamBody.model_validate({plain.get(name, name): value for name, value in values.items()})
    names = ask.here.directory.now().teams
    old = names.get(body.team)
    which = "effect.team.same" if old == body.name else "effect.team.renamed" if old else "effect.team"
    said = [ask.say(which, team=body.team, name=body.name, old=old)]
    if others := sorted(one for one, name in names.items() if name == body.name and one != body.team):
        said.append(ask.say("effect.team.taken", others=ask.say("history.between").join(others), name=body.name))
    job = naming(ask.here.settings.district, ask.command, body.team, body.name, body.reason)
    return Wanted(said, recorded(ask.here, job))


async def post(ask: Asked, values: Values) -> Wanted:
    """Somebody takes a post."""
    wanted = await appointment(ask, PostBody.model_validate(dict(values)))
    said = [ask.say("effect.post", staff=wanted.staff, post=ask.say(f"post.{wanted.post.value}"))]
    if wanted.post in OF_TEAM:
        found = await run_in_threadpool(new_team, ask.here, wanted.of, wanted.staff, ask.language)
        said += [found["title"]] if found else []
    return Wanted(said, recorded(ask.here, taking(ask.here.settings.district, ask.command, wanted)))


async def leave(ask: Asked, values: Values) -> Wanted:
    """Somebody leaves a post."""
    wanted = await appointment(ask, PostBody.model_validate(dict(values)))
    said = ask.say("effect.leave", staff=wanted.staff, post=ask.say(f"post.{wanted.post.value}"))
    return Wanted([said], recorded(ask.here, leaving(ask.here.settings.district, ask.command, wanted)))


def of_staff(ask: Asked, values: Values) -> tuple[AskedOfStaff, dict[str, object]]:
    """What is asked about a person, and the rest of the answers."""
    rest = {name: value for name, value in values.items() if name != "staff"}
    return AskedOfStaff(**vars(ask), staff=str(values.get("staff", "")).strip() or ask.account.actor), rest


async def absence(ask: Asked, values: Values) -> Wanted:
    """Days away; meanwhile the substitute is reminded."""
    about, rest = of_staff(ask, values)
    await run_in_threadpool(check_speaking_for, ask.here, ask.account, about.staff)
    body = AbsenceBody.model_validate(rest)
    wanted = Leave(about.staff, body.first_on, body.last_on, body.substitute)
    count = len(await run_in_threadpool(charges_of, ask.here.views, about.staff))
    said = ask.say("effect.absence", staff=about.staff, **dict(body), count=count)
    return Wanted([said], recorded(ask.here, going_away(ask.here.settings.district, ask.command, wanted)))


async def back_again(ask: Asked, values: Values) -> Wanted:
    """Back earlier, or not gone at all."""
    about, rest = of_staff(ask, values)
    await run_in_threadpool(check_speaking_for, ask.here, ask.account, about.staff)
    number = rest.pop("absence", 0)
    body = ReturnBody.model_validate(rest)
    job = coming_back(
        ask.here.settings.district,
        ask.command,
        about.staff,
        number if isinstance(number, int) else 0,
        body.returned_on,
    )
    return Wanted([ask.say("effect.return", staff=about.staff, day=body.returned_on)], recorded(ask.here, job))


async def hand_over(ask: Asked, values: Values) -> Wanted:
    """Projects go to a successor."""
    about, rest = of_staff(ask, values)
    team = rest.pop("into_team", None)
    body = HandOverBody.model_validate({**rest, "team": team})
    job, going = await handing(about, body)
    charges = await run_in_threadpool(charges_of, ask.here.views, about.staff)
    names = ask.say("history.between").join(one.name for one in charges if one.project in going)
    said = ask.say("effect.hand_over", staff=about.staff, successor=body.successor, count=len(going), names=names)

    async def then(outcome: Outcome | None) -> None:
        if outcome:
            await followed(ask.here, outcome)

    return Wanted([said], job, then)


PEOPLE: Mapping[str, Change] = {
    "team": Change(Right.TEAMS, team_questions, team, back="/teams"),
    "post": Change(Right.POSTS, post_questions, post, back=BACK),
    "leave": Change(Right.POSTS, post_questions, leave, back=BACK),
    "absence": Change(Right.ABSENCE, absence_questions, absence, back=BACK),
    "return": Change(Right.ABSENCE, return_questions, back_again, back=BACK),
    "hand-over": Change(Right.HAND_OVER, hand_over_questions, hand_over, back=BACK),
}
