"""What the things that a reminder is about are called, in each language."""

from collections.abc import Mapping

from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project
from domain.reminders.nodes import Node
from domain.reminders.points import Point

KINDS: Mapping[str, tuple[str, str]] = {
    "parcel": ("宗地 ", "parcel "),
    "phase": ("期 ", "phase "),
    "section": ("标段 ", "section "),
    "buildings": ("单体 ", "buildings "),
}
"""What the scopes of a project are, before their ids; in Chinese and in English."""


def name_of(matter: str, project: Project) -> dict[str, str]:
    """A matter's name in each language; the project's where a point is about the whole of it."""
    return matter_names(project.matters[matter], project) if matter else dict.fromkeys(("zh", "en"), project.name)


def point_name(point: Point, project: Project, rules: Rules) -> dict[str, str]:
    """What a point is about, in each language: its matter, the stage of a milestone, else the project."""
    stage = next((one for one in rules.catalogue.stages if one.id == point.detail), None)
    if point.node is Node.MILESTONE_TARGET and stage:
        return {"zh": stage.name_zh, "en": stage.name_en}
    return name_of(point.matter, project)


def matter_names(matter: Matter, project: Project) -> dict[str, str]:
    """The matter's name in each language, with its scope and the number of its result where it has them."""
    return placed({"zh": matter.definition.name_zh, "en": matter.definition.name_en}, matter, project)


def result_names(matter: Matter, project: Project) -> dict[str, str]:
    """The name of its result, the same way: the certificate's in Chinese, where there is one; else the matter's."""
    definition = matter.definition
    return placed({"zh": definition.certificate or definition.name_zh, "en": definition.name_en}, matter, project)


def placed(names: Mapping[str, str], matter: Matter, project: Project) -> dict[str, str]:
    """The names with the matter's scope and the number of its result, where it has them."""
    scope, number = project.scopes.place(matter.key), matter.key.partition("~")[2]
    zh, en = names["zh"], names["en"]
    if scope:
        kind = KINDS.get(project.scopes.kinds.get(scope, ""), ("", ""))
        zh, en = f"{zh}（{kind[0]}{scope}）", f"{en} ({kind[1]}{scope})"
    if number:
        zh, en = f"{zh}（第 {number} 次）", f"{en} (no. {number})"
    return {"zh": zh, "en": en}
