"""Reading a policy file: every flaw is a DomainError that names the place and what would be right there.

What the first version of the file could say is still read: it stands in logs.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from string import Formatter

from domain.catalogue.plainfile import PlainFileError, parse_plain
from domain.project.model.thresholds import USUAL, Thresholds
from domain.reminders.digests import DigestKind
from domain.reminders.nodes import Node
from scheduler.policy.checks import clock, flaw, items, mapping, named, number, one_of, template, words, yes_or_no
from scheduler.policy.policy import (
    FIRST,
    LANGUAGES,
    MOST_REPEATS,
    Addressee,
    By,
    Caps,
    Condition,
    Escalation,
    Head,
    Ladder,
    Manner,
    Overdue,
    Policy,
    Row,
    Window,
    Wording,
)
from scheduler.policy.saying import NEEDED, places_of

A_YEAR = 366  # days: no light waits longer
MAY_BE_NOTHING = frozenset({"red_after_target", "short_limit"})
HEAD_PLACES = frozenset({"on", "count"})
CALL_PLACES = frozenset({"tel"})
LINE_PLACES = frozenset({"project", "code", "what"})


@cache
def shipped_policy() -> Policy:
    """The default policy, shipped with the package."""
    return policy_of_content(shipped_policy_content())


def shipped_policy_content() -> object:
    """The content of the default policy, as parsed from its file."""
    return parse_plain(files("scheduler").joinpath("data/policy.yaml").read_text(encoding="utf-8"), "policy.yaml")


def read_policy(text: str, name: str) -> Policy:
    """The policy in a YAML or JSON text; DomainError policy_invalid names the place and what is wrong there."""
    try:
        content = parse_plain(text, name)
    except PlainFileError as error:
        raise flaw(error.place, "unreadable") from error
    return new_policy(content)


def new_policy(content: object) -> Policy:
    """The policy of a content that somebody wants to put in force; DomainError policy_invalid.

    Stricter than what is read from a log: its words must say what they are about, and by when.
    """
    policy = policy_of_content(content)
    for node, row in policy.rows.items():
        for language, wording in row.wording.items():
            said = {field for _, field, _, _ in Formatter().parse(wording.ahead) if field}
            if missing := sorted(NEEDED.get(node, frozenset()) - said):
                raise flaw(f"rows.{node}.wording.{language}.ahead", "unsaid", found=missing[0])
    return policy


def policy_of_content(content: object) -> Policy:
    """The policy of a content already parsed; DomainError policy_invalid."""
    top = mapping(content, "policy", {"version", "window", "rows"}, {"caps", "lights", "digests"})
    rows = {node_of(key): read_row(row, node_of(key)) for key, row in named(top["rows"], "rows").items()}
    caps = read_caps(top["caps"]) if "caps" in top else Caps()
    lights = read_lights(top["lights"]) if "lights" in top else USUAL
    heads = {kind: read_head(head, kind) for kind, head in read_kinds(top.get("digests", {}))}
    refuse_missing_heads(rows, caps, heads)
    return Policy(words(top["version"], "version"), read_window(top["window"]), rows, caps, lights, heads)


def read_kinds(content: object) -> Iterator[tuple[DigestKind, object]]:
    for key, head in named(content, "digests").items():
        yield one_of(key, DigestKind, f"digests.{key}"), head


def read_head(content: object, kind: DigestKind) -> Head:
    place = f"digests.{kind}"
    summary = kind in (DigestKind.WEEKLY, DigestKind.MONTHLY)
    head = mapping(content, place, {"wording", "to", "line"} if summary else {"wording"})
    line = mapping(head["line"], f"{place}.line", set(LANGUAGES)) if summary else {}
    wording = mapping(head["wording"], f"{place}.wording", set(LANGUAGES))
    to = enumerate(items(head["to"], f"{place}.to")) if "to" in head else ()
    return Head(
        {one: template(wording[one], f"{place}.wording.{one}", HEAD_PLACES) for one in LANGUAGES},
        tuple(one_of(role, Addressee, f"{place}.to[{at}]") for at, role in to),
        {one: template(words, f"{place}.line.{one}", LINE_PLACES) for one, words in line.items()},
    )


def refuse_missing_heads(rows: Mapping[Node, Row], caps: Caps, heads: Mapping[DigestKind, Head]) -> None:
    """What rows send by digest has a digest; so has what is over a cap."""
    used = {by for row in rows.values() for manner in row.manners.values() for by in manner.used()}
    needed = {DigestKind.DAILY: By.DIGEST in used or caps.direct, DigestKind.RECURRING: By.MERGED in used}
    for kind, why in needed.items():
        if why and kind not in heads:
            raise flaw(f"digests.{kind}", "missing_digest")


def node_of(key: str) -> Node:
    if key not in set(Node):
        raise flaw(f"rows.{key}", "unknown_node", allowed=", ".join(Node))
    return Node(key)


def read_window(content: object) -> Window:
    hours = mapping(content, "window", {"opens", "closes"})
    opens, closes = clock(hours["opens"], "window.opens"), clock(hours["closes"], "window.closes")
    if closes <= opens:
        raise flaw("window.closes", "closes_first")
    return Window(opens, closes)


def read_caps(content: object) -> Caps:
    return Caps(number(mapping(content, "caps", {"direct"})["direct"], "caps.direct", 1))


def read_lights(content: object) -> Thresholds:
    """When lights go on; what is left out is as usual."""
    given = mapping(content, "lights", set(), set(Thresholds.__struct_fields__))
    least = {name: 0 if name in MAY_BE_NOTHING else 1 for name in given}
    found = {name: number(value, f"lights.{name}", least[name], A_YEAR) for name, value in given.items()}
    return Thresholds(**found)


def read_row(content: object, node: Node) -> Row:
    place = f"rows.{node}"
    row = mapping(content, place, {"row", "ladders", "to", "wording"}, {"overdue", "escalation"})
    wording = mapping(row["wording"], f"{place}.wording", set(LANGUAGES))
    found = Row(
        number=number(row["row"], f"{place}.row", 1),
        ladders=read_ladders(row["ladders"], f"{place}.ladders"),
        overdue=read_overdue(row["overdue"], f"{place}.overdue") if "overdue" in row else None,
        manners=read_manners(row["to"], f"{place}.to"),
        wording={one: read_wording(wording[one], f"{place}.wording.{one}", places_of(node)) for one in LANGUAGES},
        escalation=read_escalations(row["escalation"], f"{place}.escalation") if "escalation" in row else (),
    )
    refuse_unknown_steps(found, f"{place}.to")
    return found


def refuse_unknown_steps(row: Row, place: str) -> None:
    """A step that goes another way must be one of the row's."""
    known = {step for ladder in row.ladders for step in row.offsets(ladder.shortest)}
    for role, manner in row.manners.items():
        for step in manner.steps or ():
            if step != FIRST and step not in known:
                raise flaw(f"{place}.{role}", "no_step", found=step, allowed=", ".join(map(str, sorted(known))))


def read_ladders(content: object, place: str) -> tuple[Ladder, ...]:
    ladders = [read_ladder(item, f"{place}[{at}]") for at, item in enumerate(items(content, place))]
    ladders.sort(key=lambda ladder: ladder.shortest, reverse=True)
    lengths = [ladder.shortest for ladder in ladders]
    if len(set(lengths)) < len(lengths):
        raise flaw(place, "same_length")
    if lengths[-1] != 0:
        raise flaw(place, "no_ladder_from_0")
    return tuple(ladders)


def read_ladder(content: object, place: str) -> Ladder:
    ladder = mapping(content, place, {"from", "before"})
    steps = enumerate(items(ladder["before"], f"{place}.before", empty=True))
    before = tuple(number(step, f"{place}.before[{at}]", 0) for at, step in steps)
    if len(set(before)) < len(before):
        raise flaw(f"{place}.before", "step_twice")
    return Ladder(number(ladder["from"], f"{place}.from", 0), before)


def read_overdue(content: object, place: str) -> Overdue:
    overdue = mapping(content, place, {"first", "every", "repeats"}, {"then"})
    first, every = (number(overdue[key], f"{place}.{key}", 1) for key in ("first", "every"))
    repeats = number(overdue["repeats"], f"{place}.repeats", 0, MOST_REPEATS)
    then = one_of(overdue["then"], Addressee, f"{place}.then") if "then" in overdue else None
    return Overdue(first, every, repeats, then)


def read_manners(content: object, place: str) -> dict[Addressee, Manner]:
    """Who is told, and how: a mapping, or a list of those who get every step as a message of its own."""
    if isinstance(content, dict):
        roles = named(content, place)
        if not roles:
            raise flaw(place, "no_role")
        return {
            one_of(role, Addressee, f"{place}.{role}"): read_manner(manner, f"{place}.{role}")
            for role, manner in roles.items()
        }
    listed = enumerate(items(content, place))
    return {one_of(role, Addressee, f"{place}[{at}]"): Manner() for at, role in listed}


def read_manner(content: object, place: str) -> Manner:
    manner = mapping(content, place, {"by"}, {str(by) for by in By})
    steps: dict[int | str, By] = {}
    for by in By:
        for at, step in enumerate(items(manner.get(by, []), f"{place}.{by}", empty=True)):
            known = step if step == FIRST else number(step, f"{place}.{by}[{at}]")
            if known in steps:
                raise flaw(f"{place}.{by}[{at}]", "step_goes_already")
            steps[known if isinstance(known, int) else FIRST] = by
    return Manner(one_of(manner["by"], By, f"{place}.by"), steps)


def read_escalations(content: object, place: str) -> tuple[Escalation, ...]:
    steps = [read_escalation(step, f"{place}[{at}]") for at, step in enumerate(items(content, place))]
    for at, step in enumerate(steps):
        if step.to in {other.to for other in steps[:at]}:
            raise flaw(f"{place}[{at}].to", "goes_up_already", found=step.to.value)
    return tuple(steps)


def read_escalation(content: object, place: str) -> Escalation:
    step = mapping(content, place, {"to", "at"}, {"clock", "at_once", "listed", "when", "only"})
    only = enumerate(items(step["only"], f"{place}.only")) if "only" in step else ()
    return Escalation(
        to=one_of(step["to"], Addressee, f"{place}.to"),
        at=number(step["at"], f"{place}.at"),
        clock=clock(step["clock"], f"{place}.clock") if "clock" in step else None,
        at_once=yes_or_no(step.get("at_once", False), f"{place}.at_once"),
        listed=yes_or_no(step.get("listed", False), f"{place}.listed"),
        when=one_of(step["when"], Condition, f"{place}.when") if "when" in step else None,
        only=frozenset(words(one, f"{place}.only[{at}]") for at, one in only),
    )


def read_wording(content: object, place: str, places: AbstractSet[str]) -> Wording:
    """`overdue` left out: the same words before and after, and on the day; `today` left out: as before it; the others:
    nothing is added."""
    wording = mapping(content, place, {"ahead"}, {"overdue", "today", "stopped", "provisional", "call"})
    own = {"call": CALL_PLACES}
    parts = {part: template(text, f"{place}.{part}", own.get(part, places)) for part, text in wording.items()}
    return Wording(**{"overdue": parts["ahead"], "today": parts["ahead"], **parts})
