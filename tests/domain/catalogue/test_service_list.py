"""精准画像 → 定制服务清单: completing a profile, choosing matters, saying why."""

from collections import Counter
from decimal import Decimal

import pytest

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.profile import (
    Answer,
    Choice,
    choose_matters,
    complete_profile,
    reason_text,
    suggestion_reason,
    suggestions,
)
from domain.errors import DomainError

CATALOGUE = shipped_catalogue()
SANWANG = CATALOGUE.example_profiles["sanwang_hydraulic"]


def chosen(**changes: object) -> list[str]:
    profile = complete_profile(CATALOGUE, {**SANWANG, **changes})
    return [choice.matter for choice in choose_matters(CATALOGUE, profile) if choice.applies]


def reason(matter: str, language: str = "zh", **changes: object) -> str:
    profile = complete_profile(CATALOGUE, {**SANWANG, **changes})
    choice = next(choice for choice in choose_matters(CATALOGUE, profile) if choice.matter == matter)
    return reason_text(CATALOGUE, choice, language)


def test_the_hydraulics_plant_needs_39_of_70_matters() -> None:
    matters = chosen()
    assert len(matters) == 39
    stages = Counter(CATALOGUE.matters[matter].stage for matter in matters)
    assert [stages[stage.id] for stage in CATALOGUE.stages] == [4, 3, 6, 2, 3, 7, 6, 8]


def test_the_list_keeps_the_order_of_the_catalogue_and_names_every_matter() -> None:
    choices = choose_matters(CATALOGUE, complete_profile(CATALOGUE, SANWANG))
    assert [choice.matter for choice in choices] == list(CATALOGUE.matters)


@pytest.mark.parametrize(
    ("changes", "added", "removed"),
    [
        ({"annual_energy_tce": 1000}, {"energy_conservation_review"}, set()),
        ({"annual_energy_tce": Decimal("999.9")}, set(), set()),
        ({"annual_coal_t": 1000}, {"energy_conservation_review"}, set()),
        ({"soil_conservation_class": "report"}, {"soil_conservation_report"}, {"soil_conservation_form"}),
        ({"fire_special_project": True}, {"fire_design_review", "fire_acceptance"}, {"fire_acceptance_filing"}),
        ({"civil_air_defence_required": True}, {"civil_air_defence_review"}, set()),
        ({"new_construction_land": True}, set(), set()),
        (
            {"new_construction_land": True, "investment_kind": "ratification"},
            {"land_preexamination_site_opinion", "project_ratification"},
            {"project_filing"},
        ),
        ({"state_funds": True}, {"construction_tendering"}, set()),
        ({"state_funds": True, "total_investment_cny": 3_999_999}, set(), {"investment_statistics_entry"}),
        ({"night_work": True}, {"night_construction"}, set()),
        ({"new_enterprise": False}, set(), {"enterprise_registration", "enterprise_opening_services"}),
        ({"heritage_survey_required": True}, set(), set()),
        ({"heritage_survey_required": True, "area_assessment_covered": False}, {"heritage_survey"}, set()),
        (
            {"floor_area_m2": 499},
            set(),
            {
                "quality_safety_supervision",
                "construction_permit",
                "fire_acceptance_filing",
                "urban_archives_acceptance",
                "joint_acceptance",
                "completion_filing",
            },
        ),
    ],
)
def test_an_answer_flips_exactly_the_matters_it_should(
    changes: dict[str, object], added: set[str], removed: set[str]
) -> None:
    before, after = set(chosen()), set(chosen(**changes))
    assert (after - before, before - after) == (added, removed)


def test_left_out_answers_take_their_defaults_literally() -> None:
    profile = complete_profile(CATALOGUE, {"site_area_m2": 60_000})
    assert profile["soil_conservation_class"] == "none"
    assert profile == {
        **{name: field.default for name, field in CATALOGUE.profile_fields.items()},
        "site_area_m2": 60_000,
    }


@pytest.mark.parametrize(
    ("site", "earthwork", "suggested"),
    [
        (50_000, 0, "report"),
        (49_999, 50_000, "report"),
        (49_999, 49_999, "form"),
        (5_000, 0, "form"),
        (4_999, 1_000, "form"),
    ],
)
def test_a_derived_value_is_suggested_but_not_applied(site: int, earthwork: int, suggested: str) -> None:
    given = {"site_area_m2": site, "earthwork_m3": earthwork}
    profile = complete_profile(CATALOGUE, given)
    [suggestion] = suggestions(CATALOGUE, profile, given)
    assert (suggestion.field, suggestion.default, suggestion.suggested) == (
        "soil_conservation_class",
        "none",
        suggested,
    )
    assert profile["soil_conservation_class"] == "none"
    assert "达到" in suggestion_reason(CATALOGUE, suggestion, profile, "zh")


@pytest.mark.parametrize(
    "given",
    [{"site_area_m2": 4_999, "earthwork_m3": 999}, {"site_area_m2": 50_000, "soil_conservation_class": "none"}],
)
def test_nothing_is_suggested_for_the_default_or_a_given_answer(given: dict[str, object]) -> None:
    assert suggestions(CATALOGUE, complete_profile(CATALOGUE, given), given) == ()


@pytest.mark.parametrize(
    ("answers", "code", "field", "suggestion"),
    [
        ({"eia_clas": "form"}, "profile_unknown_field", "eia_clas", "eia_class"),
        ({1: True}, "profile_unknown_field", "1", None),
        ({"eia_class": "forms"}, "profile_value_not_allowed", "eia_class", "form"),
        ({"eia_class": None}, "profile_value_not_allowed", "eia_class", None),
        ({"eia_class": ["form"]}, "profile_value_not_allowed", "eia_class", None),
        ({"state_funds": "yes"}, "profile_not_boolean", "state_funds", "true"),
        ({"state_funds": 0}, "profile_not_boolean", "state_funds", "false"),
        ({"annual_coal_t": "1,000"}, "profile_not_number", "annual_coal_t", "1000"),
        ({"annual_coal_t": "很多"}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": "nan"}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": True}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": None}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": float("nan")}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": float("inf")}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": Decimal("NaN")}, "profile_not_number", "annual_coal_t", "0"),
        ({"annual_coal_t": -5}, "profile_negative", "annual_coal_t", "5"),
    ],
)
def test_a_wrong_answer_is_refused_with_field_and_suggestion(
    answers: dict[str, object], code: str, field: str, suggestion: str | None
) -> None:
    with pytest.raises(DomainError) as caught:
        complete_profile(CATALOGUE, answers)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)
    assert suggestion is None or caught.value.params["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (860.5, Decimal("860.5")),
        (860.0, 860),
        (Decimal("1E+3"), 1000),
        (Decimal("0.10"), Decimal("0.1")),
        (0.1, Decimal("0.1")),
    ],
)
def test_a_number_is_kept_as_int_or_decimal_in_one_form(given: object, kept: Answer) -> None:
    answer = complete_profile(CATALOGUE, {"annual_energy_tce": given})["annual_energy_tce"]
    assert (answer, type(answer)) == (kept, type(kept))


def test_a_choice_keeps_the_answers_its_rule_looked_at() -> None:
    choices = {choice.matter: choice for choice in choose_matters(CATALOGUE, complete_profile(CATALOGUE, SANWANG))}
    assert choices["energy_conservation_review"].because == ("annual_energy_tce=860", "annual_coal_t=0")
    assert choices["eia_form_approval"].because == ("eia_class=form",)
    assert choices["enterprise_registration"].because == ("new_enterprise=true",)
    assert choices["utility_power"] == Choice("utility_power", True, ())


@pytest.mark.parametrize(
    ("matter", "zh", "en"),
    [
        ("utility_power", "适用：所有项目均办理", "applies: every project needs it"),
        ("eia_form_approval", "适用：环评类别为报告表", "applies: EIA class: form"),
        ("eia_report_approval", "不适用：环评类别为报告表，不是报告书", "does not apply: EIA class: form, not report"),
        (
            "energy_conservation_review",
            "不适用：年综合能源消费量 860 吨标准煤，未达到 1000 吨标准煤；年煤炭消费量 0 吨，未达到 1000 吨",
            "does not apply: Annual energy use 860 tce, below 1000 tce; Annual coal use 0 t, below 1000 t",
        ),
        ("special_equipment_registration", "适用：是否使用特种设备：是", "applies: Uses special equipment: yes"),
        (
            "fire_acceptance_filing",
            ("适用：是否特殊建设工程：否；总建筑面积 42,000 ㎡，达到 500 ㎡；计划总投资 32,000 万元，达到 100 万元"),
            (
                "applies: Special construction project: no; Total floor area 42,000 m², at least 500 m²; "
                "Planned total investment 320,000,000 CNY, at least 1,000,000 CNY"
            ),
        ),
        (
            "construction_waste_disposal",
            "适用：挖填土石方总量 38,000 m³，大于 0 m³",
            "applies: Excavation and fill volume 38,000 m³, above 0 m³",
        ),
        (
            "occupational_health_acceptance",
            "适用：职业病危害风险为一般，不是无",
            "applies: Occupational-hazard class: general, not none",
        ),
    ],
)
def test_a_reason_is_a_sentence_of_labels(matter: str, zh: str, en: str) -> None:
    assert (reason(matter), reason(matter, "en")) == (zh, en)


def test_of_two_ways_to_apply_only_the_one_that_held_is_told() -> None:
    assert (
        reason("energy_conservation_review", annual_energy_tce=Decimal("1000.5"))
        == "适用：年综合能源消费量 1000.5 吨标准煤，达到 1000 吨标准煤"
    )


def test_every_choice_has_a_reason_without_identifiers() -> None:
    for choice in choose_matters(CATALOGUE, complete_profile(CATALOGUE, SANWANG)):
        for language in ("zh", "en"):
            words = reason_text(CATALOGUE, choice, language)
            assert "_" not in words
            assert "{" not in words
