"""Changes of the rules: a year's days off, a reminder policy, a catalogue; what each moves is worked out before."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.http.requests import Asked
from api.pages.changing.changes import Change, Questions, Values, Wanted
from api.pages.changing.effects import of_catalogue, of_policy, of_year
from api.pages.forms.fields import Field
from api.schemas.rulebook import CalendarYearBody
from domain.catalogue.loader import read_catalogue
from domain.catalogue.plainfile import parse_plain
from domain.errors import DomainError
from domain.log.ledger import Outcome
from domain.rulebook import CalendarYearLoaded
from scheduler.policy.file import new_policy


def year_questions(form: Questions) -> list[Field]:
    return [
        form.ask("year", "number", value=form.here.projects.today().year + 1),
        form.ask("source"),
        form.ask("holidays", "lines", hint="days_hint"),
        form.ask("workdays", "lines", required=False, hint="days_hint"),
    ]


def content_question(form: Questions) -> list[Field]:
    return [form.ask("content", "area", hint="content_hint")]


async def year(ask: Asked, values: Values) -> Wanted:
    """A year's days off; open dates are worked out anew."""
    days = {name: dict(day_and_name(line) for line in values.get(name, ())) for name in ("holidays", "workdays")}
    body = CalendarYearBody.model_validate({**values, **days})
    here, content = ask.here, body.content()
    job = here.rulebook.loading_year(ask.command, body.year, content)

    async def then(_: Outcome | None) -> None:
        notice = next(
            (one for one in reversed(here.rulebook.log("calendar")) if isinstance(one, CalendarYearLoaded)), None
        )
        for step in await run_in_threadpool(list, here.reprojections.following(notice)) if notice else ():
            await here.carry_out(step)

    effect = await run_in_threadpool(lambda: list(of_year(here, body.year, content, ask.language)))
    return Wanted(effect, job, then)


def day_and_name(line: str) -> tuple[str, str]:
    """`2027-01-01 元旦`."""
    day, _, name = line.partition(" ")
    return day, name.strip() or day


def pasted(values: Values, place: str) -> object:
    """What was pasted, read; nothing is no file."""
    if "content" not in values:
        raise DomainError("field_required", field="content")
    return parse_plain(str(values["content"]), place)


async def policy(ask: Asked, values: Values) -> Wanted:
    """A reminder policy, in force at once."""
    here, content = ask.here, pasted(values, "policy")
    checked = await run_in_threadpool(new_policy, content)

    async def then(_: Outcome | None) -> None:
        here.sweeper.use(checked)

    effect = await run_in_threadpool(lambda: list(of_policy(here, checked, ask.language)))
    return Wanted(effect, here.rulebook.loading_policy(ask.command, content, checked.version), then)


async def catalogue(ask: Asked, values: Values) -> Wanted:
    """A version of the catalogue."""
    here, content = ask.here, pasted(values, "catalogue")
    wanted = await run_in_threadpool(read_catalogue, content)
    job = await run_in_threadpool(here.rulebook.loading_catalogue, ask.command, content)
    return Wanted(list(of_catalogue(here, wanted, ask.language)), job)


RULES: Mapping[str, Change] = {
    "year": Change(Right.RULEBOOK, year_questions, year),
    "policy": Change(Right.RULEBOOK, content_question, policy),
    "catalogue": Change(Right.RULEBOOK, content_question, catalogue),
}
