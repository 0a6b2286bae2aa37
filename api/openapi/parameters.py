"""What the parameters of operations are, with an example each: said once for all that share a name.

A signature that says more keeps its own words.
"""

from typing import Any, NamedTuple

ID = "0c9f8c1e-6b5a-5d3e-9a53-2f0a4be1c7d2"


class Told(NamedTuple):
    """A description for where there is none, and an example."""

    example: Any = None
    description: str = ""


PARAMETERS: dict[tuple[str, str], Told] = {
    ("path", "project"): Told("HH-2026-0001"),
    ("path", "key"): Told("construction_permit", "事项：目录编号，有范围则加 :范围，第二次结果加 ~2"),
    ("path", "stage"): Told("construction_permitting", "阶段"),
    ("path", "kind"): Told("land_contract_signed", "事实的种类"),
    ("path", "scope"): Told("phase-1", "范围的编号"),
    ("path", "bundle"): Told("bundle_project_initiation_land", "一件事的编号"),
    ("path", "duty"): Told("progress_report", "证后事项的编号"),
    ("path", "calendar"): Told("0a1b2c3d4e5f", "订阅的编号"),
    ("path", "absence"): Told(2),
    ("path", "import_id"): Told("0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
    **{("path", name): Told(ID) for name in ("concern", "reminder", "receiver")},
    ("header", "idempotency-key"): Told("7d3c1e52"),
    ("query", "as_of"): Told("2026-03-05"),
    ("query", "as_known_at"): Told("2026-03-09T18:00"),
    ("query", "at"): Told("2026-03-09"),
    ("query", "from"): Told("2026-01-01"),
    ("query", "to"): Told("2026-06-30"),
    ("query", "on"): Told("2026-03-02"),
    ("query", "min_position"): Told(17),
    ("query", "after"): Told(0),
    ("query", "limit"): Told(description="每次条数"),
    ("query", "stage"): Told("construction_permitting", "所在阶段"),
    ("query", "team"): Told("1", "专班"),
    ("query", "specialist"): Told("s-101", "专员"),
    ("query", "department"): Told("natural_resources", "部门"),
    ("query", "project"): Told("HH-2026-0001"),
    ("query", "handler"): Told("me"),
    ("query", "kind"): Told("MatterGranted"),
    ("query", "q"): Told("液压", "名称、编号或企业中的文字"),
    ("query", "post"): Told(description="岗位"),
    ("query", "role"): Told(description="角色"),
}


def tell(parameter: dict[str, Any]) -> None:
    """Put in what a parameter lacks; one of a few words needs no example."""
    told = PARAMETERS.get((parameter["in"], parameter["name"].lower()))
    if told is None:
        return
    schema: dict[str, Any] = parameter["schema"]
    if told.description and "description" not in parameter:
        parameter["description"] = told.description
    if told.example is not None and not chosen(schema):
        schema.setdefault("examples", [told.example])


def chosen(schema: dict[str, Any]) -> bool:
    """Whether its values are listed, here or where it refers to."""
    return any("enum" in part or "$ref" in part for part in (schema, *schema.get("anyOf", ())))
