"""What refers to what in a catalogue file: every id named must exist, once, and nothing may wait for itself.

The file has passed `schema.CATALOGUE` before it comes here, so keys and types are what they should be.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from domain.catalogue.flaws import Flaw, Problem, nearest, shown


def check_references(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """Append a flaw for every duplicate, every unknown id and the first cycle."""
    _check_duplicates(content, flaws)
    _check_stages(content, flaws)
    _check_matters(content, flaws)
    _check_bundles(content, flaws)
    if not flaws:
        _check_cycles(content["matters"], flaws)


def known(value: str, place: str, choices: Iterable[str], flaws: list[Flaw]) -> None:
    """Append a flaw when `value` is not among the choices."""
    options = list(choices)
    if value not in options:
        flaws.append(Flaw(place, Problem.UNKNOWN_REFERENCE, shown(value), nearest(value, options)))


def ids(content: Mapping[str, Any], section: str) -> list[str]:
    """The ids of a section's entries."""
    return [entry["id"] for entry in content.get(section, [])]


def unique(values: Iterable[tuple[str, Any]], flaws: list[Flaw]) -> None:
    """Append a flaw for each (place, value) whose value stood before."""
    seen = set()
    for place, value in values:
        if value in seen:
            flaws.append(Flaw(place, Problem.DUPLICATE, shown(value), f"≠ {shown(value)}"))
        seen.add(value)


def check_department(department: Mapping[str, str], place: str, content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """The department must be on the list, under the names it has there: one term for one thing."""
    entry = next((item for item in content["departments"] if item["id"] == department["id"]), None)
    if entry is None:
        known(department["id"], f"{place}.id", ids(content, "departments"), flaws)
        return
    flaws.extend(
        Flaw(f"{place}.{name}", Problem.CONTRADICTION, shown(department[name]), entry[name])
        for name in ("zh", "en")
        if department[name] != entry[name]
    )


def _check_duplicates(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    sections = (
        "stages",
        "departments",
        "clock_stop_types",
        "profile_fields",
        "matters",
        "bundles",
        "fact_kinds",
        "example_profiles",
    )
    for section in sections:
        unique(((f"{section}[{index}].id", id_) for index, id_ in enumerate(ids(content, section))), flaws)
    unique(((f"stages[{index}].order", stage["order"]) for index, stage in enumerate(content["stages"])), flaws)


def _check_stages(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    stages, kinds = ids(content, "stages"), ids(content, "fact_kinds")
    stage_of = {matter["id"]: matter["stage"] for matter in content["matters"]}
    for index, stage in enumerate(content["stages"]):
        place = f"stages[{index}]"
        _check_list(stage["milestone_matters"], f"{place}.milestone_matters", stage_of, flaws)
        for position, matter in enumerate(stage["milestone_matters"]):
            if stage_of.get(matter, stage["id"]) != stage["id"]:
                where = f"{place}.milestone_matters[{position}]"
                flaws.append(Flaw(where, Problem.CONTRADICTION, f"{matter}: {stage_of[matter]}", stage["id"]))
        if stage["milestone_fact"] is not None:
            known(stage["milestone_fact"], f"{place}.milestone_fact", kinds, flaws)
        if stage["typical_next"] is not None:
            known(stage["typical_next"], f"{place}.typical_next", stages, flaws)


def _check_matters(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    stages, matters, stops = (ids(content, name) for name in ("stages", "matters", "clock_stop_types"))
    for index, matter in enumerate(content["matters"]):
        place = f"matters[{index}]"
        known(matter["stage"], f"{place}.stage", stages, flaws)
        check_department(matter["department"], f"{place}.department", content, flaws)
        _check_list(matter["clock_stops"], f"{place}.clock_stops", stops, flaws)
        _check_list(matter["depends_on"], f"{place}.depends_on", matters, flaws)
        _check_list(matter["can_prereview_after"], f"{place}.can_prereview_after", matters, flaws)
        if matter["validity"] is not None:
            _check_validity(matter["validity"], f"{place}.validity", flaws)


def _check_bundles(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    matters = ids(content, "matters")
    for index, bundle in enumerate(content["bundles"]):
        place = f"bundles[{index}]"
        _check_list(bundle["matters"], f"{place}.matters", matters, flaws)
        check_department(bundle["lead_department"], f"{place}.lead_department", content, flaws)


def _check_list(values: list[str], place: str, choices: Iterable[str], flaws: list[Flaw]) -> None:
    places = [(f"{place}[{index}]", value) for index, value in enumerate(values)]
    options = list(choices)
    for where, value in places:
        known(value, where, options, flaws)
    unique(places, flaws)


def _check_validity(validity: Mapping[str, Any], place: str, flaws: list[Flaw]) -> None:
    if validity["extension_each_value"] and validity["extension_each_unit"] is None:
        flaws.append(Flaw(f"{place}.extension_each_unit", Problem.CONTRADICTION, "null", "months | years"))
    if (validity["apply_before_value"] is None) != (validity["apply_before_unit"] is None):
        found = f"{shown(validity['apply_before_value'])} {shown(validity['apply_before_unit'])}"
        flaws.append(Flaw(f"{place}.apply_before_unit", Problem.CONTRADICTION, found, "30 calendar_days | null null"))


def _check_cycles(matters: list[Mapping[str, Any]], flaws: list[Flaw]) -> None:
    """Nothing waits for itself: neither for a grant (`depends_on`) nor for a begin (`can_prereview_after`)."""
    waits = {matter["id"]: [*matter["depends_on"], *matter["can_prereview_after"]] for matter in matters}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        around: list[str] = error.args[1]
        flaws.append(_cycle_flaw(matters, around))


def _cycle_flaw(matters: list[Mapping[str, Any]], around: list[str]) -> Flaw:
    """The flaw stands where the second matter of the cycle names the first."""
    index = next(index for index, matter in enumerate(matters) if matter["id"] == around[1])
    entry = matters[index]
    key = "depends_on" if around[0] in entry["depends_on"] else "can_prereview_after"
    place = f"matters[{index}].{key}[{entry[key].index(around[0])}]"
    return Flaw(place, Problem.CYCLE, " → ".join(around), f"- {around[0]}")
