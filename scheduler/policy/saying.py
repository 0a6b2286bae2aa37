"""What the words of a reminder may name, and the values of it: taken from the facts when the message is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.dates.terms import Unit, days_left, used
from domain.planning.chain import owner
from domain.planning.forecast import forecast as rolled_forward
from domain.planning.foreseen import Forecast, Foreseen
from domain.project.due.validity import validity
from domain.project.model.limits import limits
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project
from domain.reminders.escalations import Trigger
from domain.reminders.nodes import Node
from domain.reminders.points import Point, duty_of
from scheduler.policy.foreseeing import forecast
from scheduler.policy.naming import matter_names, name_of, result_names

COMMON = frozenset({"project", "matter", "due", "left", "over", "stopped", "call"})
OWN: Mapping[Node, frozenset[str]] = {
    Node.ACCEPTANCE_ANSWER: frozenset({"received"}),
    Node.ACCEPTANCE_DEEMED: frozenset({"received", "promised", "statutory"}),
    Node.SUPPLEMENT: frozenset({"count", "list"}),
    Node.DEFERRED_MATERIAL: frozenset({"material"}),
    Node.SUSPENSION_END: frozenset({"stop", "since"}),
    Node.MILESTONE_TARGET: frozenset({"stage", "forecast", "rolled", "stuck", "owner"}),
    Node.FORECAST_SLIP: frozenset({"before", "after", "slip", "rolled", "cause", "owner"}),
    Node.PERMIT_LAPSE: frozenset({"permit", "expiry"}),
    Node.LAND_DATE: frozenset({"duty"}),
    Node.IDLE_LAND: frozenset({"duty"}),
    Node.ONE_OFF_DUTY: frozenset({"permit", "duty", "how"}),
    Node.RECURRING_DUTY: frozenset({"duty"}),
    Node.STALE: frozenset({"quiet", "last_on", "last"}),
    Node.CONCERN: frozenset({"title"}),
}
NEEDED: Mapping[Node, frozenset[str]] = {
    Node.ACCEPTANCE_ANSWER: frozenset({"matter", "due"}),
    Node.ACCEPTANCE_DEEMED: frozenset({"matter", "received"}),
    Node.PROMISED: frozenset({"matter", "due"}),
    Node.STATUTORY: frozenset({"matter", "due"}),
    Node.SUPPLEMENT: frozenset({"matter", "list"}),
    Node.DEFERRED_MATERIAL: frozenset({"material", "due"}),
    Node.SUSPENSION_END: frozenset({"matter", "due"}),
    Node.PRE_REVIEW_OPINION: frozenset({"matter", "due"}),
    Node.MILESTONE_TARGET: frozenset({"stage", "due"}),
    Node.FORECAST_SLIP: frozenset({"project", "after"}),
    Node.PERMIT_LAPSE: frozenset({"permit", "due"}),
    Node.LAND_DATE: frozenset({"duty", "due"}),
    Node.IDLE_LAND: frozenset({"duty", "due"}),
    Node.ONE_OFF_DUTY: frozenset({"duty", "due"}),
    Node.RECURRING_DUTY: frozenset({"duty", "due"}),
    Node.STALE: frozenset({"project", "quiet"}),
    Node.CONCERN: frozenset({"title", "due"}),
}
"""What the words of a node have to say before the due date: what it is about, and by when."""
OWNERS: Mapping[str, Mapping[str, str]] = {
    "department": {"zh": "部门", "en": "the department"},
    "enterprise": {"zh": "企业", "en": "the enterprise"},
    "land": {"zh": "土地", "en": "the land"},
    "above": {"zh": "上级", "en": "a higher authority"},
    "team": {"zh": "专班", "en": "the task force"},
}
LAST = {"zh": "（{what}）", "en": " ({what})"}
NONE = {"zh": "无", "en": "none"}
UNKNOWN = {"zh": "未定", "en": "not known"}
ROLLED = {
    "zh": "按已有记录推算，未办事项不早于{today}则为{on}",
    "en": "by what is recorded, while with nothing open before {today} it is {on}",
}
AMONG = {"zh": "；{said}", "en": "; {said}"}  # in brackets already
ASIDE = {"zh": "（{said}）", "en": " ({said})"}
COMMA = {"zh": "、", "en": ", "}
COLON = {"zh": "：", "en": ": "}


def places_of(node: Node) -> frozenset[str]:
    """The places that the words of a node may have."""
    return COMMON | OWN.get(node, frozenset())


LastWords = Callable[[str], str]
"""What was recorded last of a project, in a language."""


@dataclass(frozen=True)
class Occasion:
    """A point of a project on the day of a message."""

    point: Point
    project: Project
    rules: Rules
    today: date
    last: LastWords = lambda _: ""

    @property
    def matter(self) -> Matter:
        return self.project.matters[self.point.matter]

    def foreseen(self) -> Forecast:
        """The forecast as the board has it: moved by facts, not by days that pass."""
        return forecast(self.project, self.rules)


def values(occasion: Occasion, language: str) -> dict[str, object]:
    """The value of each place in one language; `left` and `over` are working days."""
    point, calendar = occasion.point, occasion.rules.calendar
    left = days_left(calendar, occasion.today, point.due_on)
    own = WRITERS.get(point.node)
    return {
        "project": occasion.project.name,
        "matter": name_of(point.matter, occasion.project)[language],
        "due": point.due_on,
        "left": max(left, 0),
        "over": max(-left, 0),
        **(own(occasion, language) if own else {}),
    }


def stopped_days(occasion: Occasion) -> int:
    """The working days so far that a limit's stops kept from counting; 0 for other nodes."""
    point, calendar, today = occasion.point, occasion.rules.calendar, occasion.today
    if point.node not in (Node.PROMISED, Node.STATUTORY):
        return 0
    for limit in limits(occasion.matter, occasion.project.answers(point.matter), calendar).each():
        if limit.kind == point.node.value:
            counted = used(calendar, limit.start, today, Unit.WORKING_DAYS, limit.pauses)
            return calendar.working_days(limit.start, today) - counted
    return 0


def days_past(occasion: Occasion) -> int:
    """How many days after the due date it is, working days where positive; 0 on it, and on days off that follow it."""
    due_on, today = occasion.point.due_on, occasion.today
    return occasion.rules.calendar.working_days(due_on, today) or min((today - due_on).days, 0)


def received(occasion: Occasion, language: str) -> dict[str, object]:
    """The receipt, or the supplement that stands for one."""
    attempt = occasion.matter.attempt
    return {"received": (attempt.waiting_since or attempt.received_on) if attempt else UNKNOWN[language]}


def deemed(occasion: Occasion, language: str) -> dict[str, object]:
    matter = occasion.matter
    found = limits(matter, occasion.project.answers(matter.key), occasion.rules.calendar)
    days = {limit.kind: limit.due_on for limit in found.each()}
    return {
        "received": matter.attempt.accepted_on if matter.attempt else None,
        **{kind: days.get(kind) or NONE[language] for kind in ("promised", "statutory")},
    }


def asked_for(occasion: Occasion, language: str) -> dict[str, object]:
    request = occasion.matter.attempt.open_request if occasion.matter.attempt else None
    materials = request.materials if request else ()
    return {"count": len(materials), "list": COMMA[language].join(materials) or UNKNOWN[language]}


def stop(occasion: Occasion, language: str) -> dict[str, object]:
    kind = occasion.rules.catalogue.clock_stop_types.get(occasion.point.detail)
    return {"stop": getattr(kind, language, occasion.point.detail), "since": occasion.point.start}


def target(occasion: Occasion, language: str) -> dict[str, object]:
    """The stage, its forecast, and what it waits for with whose move that is."""
    told, catalogue = occasion.foreseen(), occasion.rules.catalogue
    stage = next(one for one in catalogue.stages if one.id == occasion.point.detail)
    foreseen, on_page = told.milestones.get(stage.id), rolled_to_today(occasion).milestones.get(stage.id)
    stuck = stuck_at(occasion, stage.milestone_matters, told)
    return {
        "stage": getattr(stage, f"name_{language}"),
        "forecast": foreseen.on if foreseen else UNKNOWN[language],
        "rolled": rolled(foreseen and foreseen.on, on_page, occasion, ASIDE, language),
        "stuck": matter_names(stuck, occasion.project)[language] if stuck else UNKNOWN[language],
        "owner": owner_of(stuck, language),
    }


def stuck_at(occasion: Occasion, awaited: tuple[str, ...], told: Forecast) -> Matter | None:
    """The milestone's matter that is foreseen last of those not settled."""
    project = occasion.project
    waiting = [one for one in project.matters.values() if one.definition.id in awaited and not one.settled]
    waiting = [one for one in waiting if one.key in told.matters]

    def last(matter: Matter) -> date:
        granted = told.matters[matter.key].granted
        return granted.on if granted else date.max

    return max(waiting, key=last, default=None)


def owner_of(matter: Matter | None, language: str) -> str:
    """Whose move a matter is."""
    return OWNERS[owner(matter) if matter else "team"][language]


def slip(occasion: Occasion, language: str) -> dict[str, object]:
    """From which date to which the permit's forecast moved, and what holds it."""
    point, hold = occasion.point, occasion.foreseen().held_by
    after, on_page = point.said["foreseen_on"], rolled_to_today(occasion).construction_permit
    return {
        "before": point.due_on,
        "after": after,
        "slip": point.said["slip"],
        "rolled": rolled(after, on_page, occasion, AMONG, language),
        "cause": name_of(hold.matter, occasion.project)[language] if hold else UNKNOWN[language],
        "owner": OWNERS[hold.owner if hold else "team"][language],
    }


def rolled_to_today(occasion: Occasion) -> Forecast:
    """The forecast as the project's own page has it."""
    return rolled_forward(occasion.project, occasion.rules, occasion.today)


def rolled(told: object, on_page: Foreseen | None, occasion: Occasion, shape: Mapping[str, str], language: str) -> str:
    """Why the project's own page has another day than is told, where it has: that is rolled forward to today."""
    if told is None or on_page is None or on_page.on == told:
        return ""
    return shape[language].format(said=ROLLED[language].format(today=occasion.today, on=on_page.on))


def permit(occasion: Occasion, language: str) -> dict[str, object]:
    found = validity(occasion.matter, occasion.project, occasion.rules)
    return {
        "permit": result_names(occasion.matter, occasion.project)[language],
        "expiry": found.expiry if found else occasion.point.due_on,
    }


def duty(occasion: Occasion, language: str) -> dict[str, object]:
    """What is owed after a grant, and how it is done (the catalogue has the ways in Chinese)."""
    found = duty_of(occasion.matter, occasion.point.detail, occasion.rules)
    what = getattr(found, f"what_{language}") if found else occasion.point.detail
    how = found.how_to_apply_zh if found else UNKNOWN[language]
    return {"permit": result_names(occasion.matter, occasion.project)[language], "duty": what, "how": how}


def quiet(occasion: Occasion, language: str) -> dict[str, object]:
    """How long nothing was recorded, since which day, and what it was."""
    on, what = occasion.point.start, occasion.last(language)
    days = occasion.rules.calendar.working_days(on, occasion.today)
    return {"quiet": days, "last_on": on, "last": LAST[language].format(what=what) if what else ""}


UP = {"zh": "（自{since}告知后无人确认）", "en": " (told on {since}, nobody has acknowledged)"}
UNASKED = frozenset({Trigger.AT_ONCE, Trigger.SLIP, Trigger.REPEATS_OVER})


def going_up_words(trigger: Trigger, since: date | None, language: str) -> str:
    """What is added to a message that goes up because nobody answered."""
    return "" if trigger in UNASKED or since is None else UP[language].format(since=since)


Writer = Callable[[Occasion, str], dict[str, object]]
WRITERS: Mapping[Node, Writer] = {
    Node.ACCEPTANCE_ANSWER: received,
    Node.ACCEPTANCE_DEEMED: deemed,
    Node.SUPPLEMENT: asked_for,
    Node.DEFERRED_MATERIAL: lambda occasion, _: {"material": occasion.point.detail},
    Node.SUSPENSION_END: stop,
    Node.MILESTONE_TARGET: target,
    Node.FORECAST_SLIP: slip,
    Node.PERMIT_LAPSE: permit,
    Node.LAND_DATE: duty,
    Node.IDLE_LAND: duty,
    Node.ONE_OFF_DUTY: duty,
    Node.RECURRING_DUTY: duty,
    Node.STALE: quiet,
    Node.CONCERN: lambda occasion, _: {"title": occasion.point.said["title"]},
}
