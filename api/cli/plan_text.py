"""The plan for people: the service list with reasons, three ways side by side, what the escort gains."""

from collections.abc import Iterator, Mapping
from datetime import date
from unicodedata import east_asian_width

from api.cli.dates import mark, say
from api.cli.speaking import language
from domain.catalogue.model import Catalogue, Stage
from domain.catalogue.profile import Answer, Choice, Suggestion, reason_text, suggestion_reason
from domain.catalogue.words import label_of, value_text
from domain.dates.calendar import WorkingCalendar
from domain.planning.model import Gain, Plan, is_provisional

NAME_WIDTH = 44
DATE_WIDTH = 18
SPAN_WIDTH = 34
FLOAT_WIDTH = 6


def plan_lines(
    catalogue: Catalogue,
    profile: Mapping[str, Answer],
    choices: tuple[Choice, ...],
    planned: Plan,
    suggested: tuple[Suggestion, ...],
    calendar: WorkingCalendar,
) -> Iterator[str]:
    """The whole answer, line by line."""
    applying = [choice for choice in choices if choice.applies]
    yield say("plan.title", start=planned.start, applying=len(applying), all=len(choices))
    yield say("plan.assumed", version=catalogue.version)
    yield from _inputs(planned)
    for stage in catalogue.stages:
        here = [choice for choice in applying if catalogue.matters[choice.matter].stage == stage.id]
        if here:
            yield from _stage(catalogue, stage, here, planned, calendar)
    yield from _milestones(catalogue, planned, calendar)
    yield from _gains(catalogue, planned, calendar)
    yield from _left_out(catalogue, [choice for choice in choices if not choice.applies])
    yield from _suggested(catalogue, suggested, profile)


def width(words: str) -> int:
    """How many columns words take on a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


def padded(words: str, columns: int) -> str:
    """Words filled up with spaces to a number of columns, at least one space."""
    return words + " " * max(1, columns - width(words))


def _inputs(planned: Plan) -> Iterator[str]:
    if planned.preparation:
        yield say("plan.preparation", count=planned.preparation)
    if planned.construction_days is None:
        yield say("plan.no_construction")
    else:
        yield say("plan.construction", count=planned.construction_days)
    if planned.provisional:
        yield say("plan.provisional")


def _stage(
    catalogue: Catalogue, stage: Stage, choices: list[Choice], planned: Plan, calendar: WorkingCalendar
) -> Iterator[str]:
    yield ""
    yield say("plan.stage", order=stage.order, name=_named(stage), count=len(choices))
    yield "  " + _row(
        *(say(f"plan.column.{name}") for name in ("matter", "statutory", "promised", "escorted", "float", "reason"))
    )
    for choice in choices:
        escorted = planned.escorted.matters[choice.matter]
        begins, granted = (_day(day, planned, calendar) for day in (escorted.begins, escorted.granted))
        yield "  " + _row(
            _named(catalogue.matters[choice.matter]),
            _day(planned.statutory.matters[choice.matter].granted, planned, calendar),
            _day(planned.promised.matters[choice.matter].granted, planned, calendar),
            say("plan.none") if escorted.granted is None else f"{begins} → {granted}",
            say("plan.none") if escorted.float is None else str(escorted.float),
            reason_text(catalogue, choice, language()),
        )


def _row(name: str, statutory: str, promised: str, escorted: str, spare: str, reason: str) -> str:
    dates = padded(statutory, DATE_WIDTH) + padded(promised, DATE_WIDTH) + padded(escorted, SPAN_WIDTH)
    return padded(name, NAME_WIDTH) + dates + padded(spare, FLOAT_WIDTH) + reason


def _milestones(catalogue: Catalogue, planned: Plan, calendar: WorkingCalendar) -> Iterator[str]:
    yield ""
    yield say("plan.milestones")
    ways = planned.ways().values()
    for stage in catalogue.stages:
        days = "".join(padded(_day(way.milestones[stage.id], planned, calendar), DATE_WIDTH) for way in ways)
        milestone = stage.milestone_zh if language() == "zh" else stage.milestone_en
        yield "  " + padded(_named(stage), NAME_WIDTH) + days + milestone


def _gains(catalogue: Catalogue, planned: Plan, calendar: WorkingCalendar) -> Iterator[str]:
    yield ""
    if planned.gain_vs_statutory is None or planned.gain_vs_promised is None:
        yield say("plan.no_permit")
        return
    permits = {name: _day(way.construction_permit, planned, calendar) for name, way in planned.ways().items()}
    yield say("plan.permit", **{name.value: day for name, day in permits.items()})
    yield _gain("plan.gain.statutory", planned.gain_vs_statutory)
    yield _gain("plan.gain.promised", planned.gain_vs_promised)
    yield say("plan.start", day=_day(planned.escorted.construction_start, planned, calendar))
    arrow = say("plan.arrow")
    for name, way in planned.ways().items():
        path = arrow.join(_named(catalogue.matters[matter]) for matter in way.critical_path)
        yield say(f"plan.path.{name}", path=path)


def _gain(key: str, gain: Gain) -> str:
    key = f"{key}.later" if gain.calendar_days < 0 else key
    return say(key, calendar=abs(gain.calendar_days), working=abs(gain.working_days))


def _left_out(catalogue: Catalogue, choices: list[Choice]) -> Iterator[str]:
    yield ""
    yield say("plan.left_out", count=len(choices))
    for choice in choices:
        name = padded(_named(catalogue.matters[choice.matter]), NAME_WIDTH)
        yield f"  {name}{reason_text(catalogue, choice, language())}"


def _suggested(catalogue: Catalogue, suggested: tuple[Suggestion, ...], profile: Mapping[str, Answer]) -> Iterator[str]:
    for item in suggested:
        field = catalogue.profile_fields[item.field]
        yield ""
        yield say(
            "plan.suggestion",
            field=label_of(field, language()),
            id=item.field,
            default=value_text(field, item.default, language()),
            suggested=value_text(field, item.suggested, language()),
            value=item.suggested,
            reason=suggestion_reason(catalogue, item, profile, language()),
        )


def _named(item: object) -> str:
    return str(getattr(item, f"name_{language()}"))


def _day(day: date | None, planned: Plan, calendar: WorkingCalendar) -> str:
    if day is None:
        return say("plan.none")
    return f"{day}{mark(is_provisional(calendar, planned.start, day))}"
