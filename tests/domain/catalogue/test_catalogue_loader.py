"""The loader refuses what is wrong in a catalogue file, with its place and what was probably meant."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from domain.catalogue.flaws import Flaw, Problem
from domain.catalogue.loader import canonical_text, load_catalogue, read_catalogue, shipped_catalogue
from domain.errors import DomainError

Content = dict[str, Any]
Refused = Callable[[object], tuple[Flaw, ...]]


def at(content: Content, place: str, value: object) -> None:
    """Put a value at a place like `matters[3].kind`."""
    *path, last = place.replace("]", "").replace("[", ".").split(".")
    target: Any = content
    for key in path:
        target = target[int(key)] if isinstance(target, list) else target[key]
    if isinstance(target, list):
        target[int(last)] = value
    else:
        target[last] = value


@pytest.mark.parametrize(
    ("place", "value", "problem", "suggestion"),
    [
        ("matters[16].depends_on[1]", "project_ratificaton", Problem.UNKNOWN_REFERENCE, "project_ratification"),
        (
            "matters[41].can_prereview_after[0]",
            "utility_powr",
            Problem.UNKNOWN_REFERENCE,
            "utility_power",
        ),
        ("matters[41].clock_stops[0]", "corection", Problem.UNKNOWN_REFERENCE, "correction"),
        ("matters[0].stage", "project_land", Problem.UNKNOWN_REFERENCE, "project_landing"),
        ("matters[1].department.id", "aproval_bureau", Problem.UNKNOWN_REFERENCE, "approval_bureau"),
        ("matters[1].department.zh", "审批局", Problem.CONTRADICTION, "青岛市即墨区行政审批服务局"),
        ("matters[1].kind", "行政许克", Problem.UNKNOWN_VALUE, "行政许可"),
        ("matters[1].statutory_unit", "workdays", Problem.UNKNOWN_VALUE, "working_days"),
        ("matters[1].statutory_semantics", "max", Problem.UNKNOWN_VALUE, "maximum"),
        ("matters[1].clock_starts_on", "acepted", Problem.UNKNOWN_VALUE, "accepted"),
        ("matters[1].commitment", "allow", Problem.UNKNOWN_VALUE, "allowed"),
        ("matters[1].gate", "construction", Problem.UNKNOWN_VALUE, "construction_start"),
        ("matters[1].confidence", "?", Problem.UNKNOWN_VALUE, "high | medium | low"),
        ("matters[1].promised_days", -1, Problem.NEGATIVE, "0, 1, 2, …"),
        ("matters[1].statutory_days", "3", Problem.WRONG_TYPE, "0, 1, 2, …"),
        ("matters[1].statutory_days", 2.5, Problem.WRONG_TYPE, "0, 1, 2, …"),
        ("matters[1].promised_days", True, Problem.WRONG_TYPE, "0, 1, 2, …"),
        ("matters[1].statutory_extension_days", -3, Problem.NEGATIVE, "0, 1, 2, …"),
        ("matters[1].name_zh", None, Problem.WRONG_TYPE, "text"),
        ("matters[1].id", "Enterprise Registration", Problem.WRONG_TYPE, "a-z 0-9 _"),
        ("matters[1].depends_on", "project_filing", Problem.WRONG_TYPE, "[…]"),
        ("matters[1].validity", [], Problem.WRONG_TYPE, "{…}"),
        ("matters[5].validity.on_lapse", "expire", Problem.UNKNOWN_VALUE, "expires"),
        ("matters[5].validity.starts_from", "granted", Problem.UNKNOWN_VALUE, "grant"),
        (
            "stages[0].milestone_matters[0]",
            "utility_powr",
            Problem.UNKNOWN_REFERENCE,
            "utility_power",
        ),
        ("stages[0].milestone_matters[0]", "construction_permit", Problem.CONTRADICTION, "project_landing"),
        ("stages[5].milestone_fact", "works_complete", Problem.UNKNOWN_REFERENCE, "works_completed"),
        ("stages[5].typical_next", "completion", Problem.UNKNOWN_REFERENCE, "completion_acceptance"),
        ("stages[5].order", 5, Problem.DUPLICATE, "≠ 5"),
        ("departments[1].id", "local_zone", Problem.DUPLICATE, "≠ local_zone"),
        ("clock_stop_types[0].effect", "excludes", Problem.UNKNOWN_VALUE, "excluded"),
        ("bundles[0].matters[1]", "enterprise_opening", Problem.UNKNOWN_REFERENCE, "enterprise_opening_services"),
        ("bundles[0].lead_department.id", "approval", Problem.UNKNOWN_REFERENCE, "approval_bureau"),
        ("bundles[0].issue", "at_once", Problem.UNKNOWN_VALUE, "as_ready | together"),
        ("post_permit[0].matter", "project_filling", Problem.UNKNOWN_REFERENCE, "project_filing"),
        ("post_permit[0].duties[0].department.id", "taxes", Problem.UNKNOWN_REFERENCE, "tax"),
        ("post_permit[0].duties[0].type", "recuring", Problem.UNKNOWN_VALUE, "recurring"),
        ("post_permit[0].duties[0].anchor", "expired", Problem.UNKNOWN_VALUE, "expiry"),
        ("post_permit[0].duties[0].direction", "afterwards", Problem.UNKNOWN_VALUE, "after"),
        ("post_permit[0].duties[0].offset_value", -30, Problem.NEGATIVE, "0, 1, 2, …"),
        ("post_permit[0].duties[0].remind_before_days", [7, "3"], Problem.WRONG_TYPE, "0, 1, 2, …"),
        ("profile_fields[1].type", "enums", Problem.UNKNOWN_VALUE, "enum"),
        ("profile_fields[1].default", "new_built", Problem.UNKNOWN_VALUE, "new_build"),
        ("profile_fields[1].allowed_values", None, Problem.CONTRADICTION, "enum: [a, b] | null"),
        ("profile_fields[0].allowed_values", ["a"], Problem.CONTRADICTION, "enum: [a, b] | null"),
        ("profile_fields[0].default", "false", Problem.WRONG_TYPE, "false"),
        ("profile_fields[8].default", "0", Problem.WRONG_TYPE, "0"),
        ("profile_fields[1].value_labels.new", {"zh": "新", "en": "new"}, Problem.UNKNOWN_VALUE, "new_build"),
        ("fact_kinds[1].id", "land_won", Problem.DUPLICATE, "≠ land_won"),
        ("fact_kinds[0].due", "yes", Problem.WRONG_TYPE, "true | false"),
        ("fact_aliases.construction_start", "construction_begun", Problem.UNKNOWN_REFERENCE, "construction_started"),
        ("fact_aliases.land_won", "production_started", Problem.DUPLICATE, "≠ land_won"),
        ("matter_facts.project_filing", "code_asigned", Problem.UNKNOWN_REFERENCE, "code_assigned"),
        ("matter_facts.project_filling", "code_assigned", Problem.UNKNOWN_REFERENCE, "project_filing"),
        ("example_profiles[0].profile.eia_clas", "form", Problem.UNKNOWN_KEY, "eia_class"),
        ("example_profiles[0].profile.eia_class", "forms", Problem.UNKNOWN_VALUE, "form"),
        ("meta.version", 1, Problem.WRONG_TYPE, "text"),
        ("fact_aliases", [], Problem.WRONG_TYPE, "{…}"),
        ("example_profiles[0].profile.eia_class", None, Problem.WRONG_TYPE, "true | false | number | text"),
        ("stagess", [], Problem.UNKNOWN_KEY, ""),
        ("matters[1].promised_day", 1, Problem.UNKNOWN_KEY, ""),
    ],
)
def test_a_flaw_is_refused_with_its_place_and_a_suggestion(
    content: Content, refused: Refused, place: str, value: object, problem: Problem, suggestion: str
) -> None:
    at(content, place, value)
    flaw = next(flaw for flaw in refused(content) if flaw.place.startswith(place))
    assert flaw.problem is problem
    assert flaw.suggestion == suggestion or not suggestion


def test_a_missing_key_is_refused(content: Content, refused: Refused) -> None:
    del content["matters"][3]["promised_days"]
    assert refused(content) == (Flaw("matters[3]", Problem.MISSING_KEY, "promised_days", "promised_days"),)


def test_a_renamed_key_says_which_key_was_meant(content: Content, refused: Refused) -> None:
    content["matters"][3]["promised_dayz"] = content["matters"][3].pop("promised_days")
    assert refused(content)[0] == Flaw(
        "matters[3].promised_dayz", Problem.UNKNOWN_KEY, "promised_dayz", "promised_days"
    )


def test_all_flaws_are_reported_at_once(content: Content, refused: Refused) -> None:
    at(content, "matters[1].promised_days", -1)
    at(content, "matters[2].kind", "?")
    at(content, "bundles[0].issue", None)
    assert [flaw.place for flaw in refused(content)] == [
        "matters[1].promised_days",
        "matters[2].kind",
        "bundles[0].issue",
    ]


def test_two_matters_of_one_id_are_refused(content: Content, refused: Refused) -> None:
    content["matters"].append(content["matters"][0])
    assert refused(content)[0].problem is Problem.DUPLICATE


def test_a_prerequisite_named_twice_is_refused(content: Content, refused: Refused) -> None:
    content["matters"][12]["depends_on"].append(content["matters"][12]["depends_on"][0])
    assert refused(content)[0].problem is Problem.DUPLICATE


def test_a_cycle_of_grants_is_refused_and_named(content: Content, refused: Refused) -> None:
    content["matters"][0]["depends_on"] = ["tailored_service_list"]
    [flaw] = refused(content)
    assert flaw.problem is Problem.CYCLE
    assert set(flaw.found.split(" → ")) == {"investment_agreement", "tailored_service_list"}
    assert flaw.found.split(" → ")[0] == flaw.found.split(" → ")[-1]
    assert flaw.place in {"matters[0].depends_on[0]", "matters[3].depends_on[0]"}


def test_a_cycle_through_a_prereview_is_refused(content: Content, refused: Refused) -> None:
    content["matters"][1]["can_prereview_after"] = ["project_filing"]
    [flaw] = refused(content)
    assert (flaw.problem, set(flaw.found.split(" → "))) == (
        Problem.CYCLE,
        {"enterprise_registration", "project_filing"},
    )


def test_a_matter_waiting_for_itself_is_refused(content: Content, refused: Refused) -> None:
    content["matters"][3]["depends_on"] = ["tailored_service_list"]
    [flaw] = refused(content)
    assert (flaw.place, flaw.problem) == ("matters[3].depends_on[0]", Problem.CYCLE)
    assert flaw.found == "tailored_service_list → tailored_service_list"


def duty(content: Content) -> Content:
    first: Content = content["post_permit"][0]["duties"][0]
    return first


def test_a_duty_on_an_unknown_fact_is_refused(content: Content, refused: Refused) -> None:
    duty(content).update(anchor="event", event="works_complete", type="one_off", recurrence=None)
    assert refused(content) == (
        Flaw("post_permit[0].duties[0].event", Problem.UNKNOWN_REFERENCE, "works_complete", "works_completed"),
    )


def test_a_duty_on_an_event_must_name_it(content: Content, refused: Refused) -> None:
    duty(content).update(anchor="event", event=None)
    assert refused(content)[0] == Flaw("post_permit[0].duties[0].event", Problem.MISSING_KEY, "event", "event")


@pytest.mark.parametrize("day", ["06-31", "6-30", "production_start", None])
def test_a_fixed_date_must_be_a_day_of_the_year(content: Content, refused: Refused, day: object) -> None:
    duty(content).update(anchor="fixed_date", event=day)
    assert refused(content)[0].suggestion == "06-30"


def test_only_a_recurring_duty_recurs_and_it_says_how_often(content: Content, refused: Refused) -> None:
    duty(content).update(type="one_off", recurrence="yearly")
    assert refused(content)[0].place == "post_permit[0].duties[0].recurrence"
    duty(content).update(type="recurring", recurrence=None)
    assert refused(content)[0].place == "post_permit[0].duties[0].recurrence"


def test_a_duty_on_an_agreed_day_needs_that_fact_kind(content: Content, refused: Refused) -> None:
    content["fact_kinds"] = [kind for kind in content["fact_kinds"] if kind["id"] != "agreed_start"]
    assert {flaw.found for flaw in refused(content)} == {"agreed_start"}


def test_two_duties_of_one_id_and_two_lists_of_one_matter_are_refused(content: Content, refused: Refused) -> None:
    content["post_permit"][0]["duties"].append(duty(content))
    content["post_permit"].append(content["post_permit"][1])
    assert [flaw.problem for flaw in refused(content)] == [Problem.DUPLICATE, Problem.DUPLICATE]


def test_a_validity_says_its_units(content: Content, refused: Refused) -> None:
    validity = content["matters"][5]["validity"]
    validity.update(extension_each_value=1, extension_each_unit=None, apply_before_value=30, apply_before_unit=None)
    assert [flaw.place for flaw in refused(content)] == [
        "matters[5].validity.extension_each_unit",
        "matters[5].validity.apply_before_unit",
    ]


@pytest.mark.parametrize("content", [None, [], "text", {"meta": {1, 2}}, {"meta": float("nan")}])
def test_what_is_no_catalogue_at_all_is_refused(refused: Refused, content: object) -> None:
    assert refused(content)[0].problem in {Problem.WRONG_TYPE, Problem.UNREADABLE}


def test_a_key_standing_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text("meta:\n  version: a\n  version: b\n", encoding="utf-8")
    with pytest.raises(DomainError) as caught:
        load_catalogue(file)
    assert (caught.value.params["place"], caught.value.params["found"]) == ("ours.yaml:3", "duplicate key version")


@pytest.mark.parametrize("written", [b"a: [1", b"\xff\xfe", b"a: !!python/object:os.system {}", b"{" * 5000])
def test_a_file_that_is_neither_yaml_nor_json_is_refused(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "ours.yaml"
    file.write_bytes(written)
    with pytest.raises(DomainError) as caught:
        load_catalogue(file)
    assert caught.value.params["problem"] is Problem.UNREADABLE


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as caught:
        load_catalogue(tmp_path / "nowhere.yaml")
    assert caught.value.params["problem"] is Problem.UNREADABLE


def test_a_district_loads_its_own_file_in_yaml_or_json(tmp_path: Path, content: Content) -> None:
    content["matters"][0]["promised_days"] = 4
    as_yaml, as_json = tmp_path / "ours.yaml", tmp_path / "ours.json"
    as_yaml.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    as_json.write_text(json.dumps(content), encoding="utf-8")
    loaded = load_catalogue(as_yaml)
    assert loaded.matters["investment_agreement"].promised.count == 4
    assert loaded == load_catalogue(as_json)
    assert loaded.digest != shipped_catalogue().digest


def test_the_digest_is_that_of_the_canonical_text_and_survives_the_round_trip(content: Content) -> None:
    text = canonical_text(content)
    assert shipped_catalogue().digest == hashlib.sha256(text.encode()).hexdigest()
    assert read_catalogue(json.loads(text)) == shipped_catalogue()


def test_a_date_written_without_quotes_is_the_same_text(content: Content) -> None:
    content["meta"]["compiled_on"] = date(2026, 11, 24)
    assert read_catalogue(content).compiled_on == "2026-11-24"


def test_an_empty_catalogue_of_matters_loads(content: Content) -> None:
    for section in ("matters", "bundles", "post_permit"):
        content[section] = []
    content["matter_facts"] = {}
    for stage in content["stages"]:
        stage["milestone_matters"] = []
    del content["example_profiles"]
    assert not read_catalogue(content).matters
