"""What a catalogue file says of facts and of duties after a permit: kinds, aliases, anchors, events (ruling 19)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.catalogue.flaws import Flaw, Problem, shown
from domain.catalogue.references import check_department, ids, known, unique
from domain.catalogue.vocabulary import Anchor, DutyType, MetBy

_FACT_ANCHORS = {Anchor.AGREED_START, Anchor.AGREED_COMPLETION, Anchor.PAYMENT_DUE}
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_LEAP_YEAR = 2024


def check_facts(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """Aliases and facts of a grant name known fact kinds; an alias is not itself a kind."""
    kinds, matters = ids(content, "fact_kinds"), ids(content, "matters")
    for alias, kind in content["fact_aliases"].items():
        if alias in kinds:
            flaws.append(Flaw(f"fact_aliases.{alias}", Problem.DUPLICATE, alias, f"≠ {alias}"))
        known(kind, f"fact_aliases.{alias}", kinds, flaws)
    for matter, kind in content["matter_facts"].items():
        known(matter, f"matter_facts.{matter}", matters, flaws)
        known(kind, f"matter_facts.{matter}", kinds, flaws)


def check_duties(content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    """Every duty hangs on a known matter, department, anchor and event."""
    entries = content["post_permit"]
    unique(((f"post_permit[{index}].matter", entry["matter"]) for index, entry in enumerate(entries)), flaws)
    matters = ids(content, "matters")
    for index, entry in enumerate(entries):
        place = f"post_permit[{index}]"
        known(entry["matter"], f"{place}.matter", matters, flaws)
        duties = entry["duties"]
        unique(((f"{place}.duties[{number}].id", duty["id"]) for number, duty in enumerate(duties)), flaws)
        for number, duty in enumerate(duties):
            _check_duty(duty, f"{place}.duties[{number}]", content, flaws)


def _check_duty(duty: Mapping[str, Any], place: str, content: Mapping[str, Any], flaws: list[Flaw]) -> None:
    check_department(duty["department"], f"{place}.department", content, flaws)
    if (duty["recurrence"] is not None) != (duty["type"] == DutyType.RECURRING):
        found = f"{duty['type']}: {shown(duty['recurrence'])}"
        flaws.append(Flaw(f"{place}.recurrence", Problem.CONTRADICTION, found, "recurring: monthly | yearly | …"))
    kinds = ids(content, "fact_kinds")
    if met := duty.get("met_by"):
        facts = [*kinds, *content["fact_aliases"]]
        known(met["of"], f"{place}.met_by.of", facts if met["kind"] == MetBy.FACT else ids(content, "matters"), flaws)
    if duty["anchor"] in _FACT_ANCHORS:
        known(duty["anchor"], f"{place}.anchor", kinds, flaws)
    if duty["anchor"] == Anchor.FIXED_DATE:
        if not _is_month_day(duty["event"]):
            flaws.append(Flaw(f"{place}.event", Problem.WRONG_TYPE, shown(duty["event"]), "06-30"))
    elif duty["event"] is not None:
        known(duty["event"], f"{place}.event", [*kinds, *content["fact_aliases"]], flaws)
    elif duty["anchor"] == Anchor.EVENT:
        flaws.append(Flaw(f"{place}.event", Problem.MISSING_KEY, "event", "event"))


def _is_month_day(value: object) -> bool:
    matched = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        return False
    try:
        date(_LEAP_YEAR, int(matched[1]), int(matched[2]))
    except ValueError:
        return False
    return True
