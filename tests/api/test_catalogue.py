"""The catalogue in force over HTTP: what the loader read, with a tag that changes with it."""

import json
from typing import Any

from domain.catalogue.loader import canonical_text, shipped_catalogue, shipped_content
from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem

PERMIT = {
    "id": "construction_permit",
    "name_zh": "建筑工程施工许可证核发",
    "name_en": "Construction permit",
    "stage": "construction_permitting",
    "department": "approval_bureau",
    "kind": "行政许可",
    "legal_basis": "《建筑法》第八条、第九条;《建筑工程施工许可管理办法》第五条、第八条",
    "statutory": {"count": 7, "unit": "calendar_days"},
    "statutory_extension_days": 0,
    "semantics": "maximum",
    "statutory_variants": [],
    "promised": {"count": 1, "unit": "working_days"},
    "promised_source": "assumed",
    "clock_stops": ["correction"],
    "depends_on": [
        "land_grant_contract",
        "land_allocation_decision",
        "construction_planning_permit",
        "civil_air_defence_review",
        "seismic_over_limit_review",
        "construction_tendering",
        "construction_drawing_review",
        "fire_design_review",
        "quality_safety_supervision",
    ],
    "can_prereview_after": ["construction_planning_permit", "construction_drawing_review"],
    "applies_when": "floor_area_m2 >= 500 and total_investment_cny >= 1000000",
    "materials": [
        "施工许可申请表",
        "用地批准手续",
        "建设工程规划许可证",
        "施工图审查合格书",
        "施工合同(中标通知书)",
        "质量安全具体措施和资金承诺",
    ],
    "certificate": "建筑工程施工许可证",
    "validity": {
        "period": {"count": 3, "unit": "months"},
        "starts_from": "delivery",
        "extension_times": 2,
        "extension_each": {"count": 3, "unit": "months"},
        "apply_before": {"count": 0, "unit": "calendar_days"},
        "on_lapse": "expires",
        "rule_zh": "领证之日起3个月内开工;不能按期开工应在期满前申请延期,以两次为限、每次不超过3个月;逾期自行废止",
        "confidence": "high",
    },
    "gate": None,
    "clock_starts_on": "received",
    "commitment": "none",
    "confidence": "high",
    "note": "建筑法§8文本为“收到申请之日起七日内”(未写工作日);限额以下(本例按100万元/500㎡)免办,限额以省规定为准",
}
OPENING = {
    "id": "bundle_enterprise_opening",
    "name_zh": "企业开办一件事",
    "name_en": "Enterprise opening, one thing",
    "matters": ["enterprise_registration", "enterprise_opening_services"],
    "applies_when": "new_enterprise",
    "promised_days": 1,
    "promised_source": "assumed",
    "steps_before": ["设立登记", "公章刻制", "税务信息确认和领票", "社保登记", "公积金开户", "银行预约开户"],
    "steps_after": ["一表申请、一次提交"],
    "result_zh": "营业执照、公章、税务和社保登记一次办结",
    "lead_department": "approval_bureau",
    "issue": "as_ready",
    "note": None,
    "confidence": "high",
}
INSURANCE = {
    "matter": "enterprise_registration",
    "id": "social_insurance_registration",
    "what_zh": "成立之日起30日内办理社保登记",
    "what_en": "Register for social insurance",
    "type": "one_off",
    "recurrence": None,
    "anchor": "grant",
    "event": None,
    "fixed_date": None,
    "offset": {"count": 30, "unit": "calendar_days"},
    "direction": "after",
    "department": "hr_social",
    "how_to_apply_zh": "企业开办一窗通同步办理",
    "legal_basis": "《社会保险法》第五十七条",
    "remind_before_days": [30, 7, 1],
    "confidence": "high",
    "met_by": {"by": "grant", "id": "enterprise_opening_services"},
}


def got(desk: Desk) -> dict[str, Any]:
    answer = desk.get("/catalogue")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def by_id(rows: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(row for row in rows if row["id"] == key)


def test_it_has_all_that_the_file_has_in_its_order(desk: Desk) -> None:
    told, file = got(desk), json.loads(canonical_text(shipped_content()))
    assert (told["version"], told["digest"]) == (file["meta"]["version"], shipped_catalogue().digest)
    for part in ("stages", "departments", "matters", "bundles", "profile_fields", "fact_kinds", "clock_stop_types"):
        assert [row["id"] for row in told[part]] == [row["id"] for row in file[part]], part
    assert [row["order"] for row in told["stages"]] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (told["fact_aliases"], told["matter_facts"]) == (file["fact_aliases"], file["matter_facts"])
    duties = [(of["matter"], duty["id"]) for of in file["post_permit"] for duty in of["duties"]]
    assert [(row["matter"], row["id"]) for row in told["duties"]] == duties
    for row, written in zip(told["matters"], file["matters"], strict=True):
        for name in ("name_zh", "name_en", "stage", "kind", "depends_on", "can_prereview_after", "applies_when"):
            assert row[name] == written[name], (row["id"], name)
        assert row["department"] == written["department"]["id"]
        assert row["promised"]["count"] == written["promised_days"]
        assert (row["statutory"] or {}).get("count") == written["statutory_days"]


def test_a_matter_a_bundle_and_a_duty_in_full(desk: Desk) -> None:
    told = got(desk)
    assert by_id(told["matters"], "construction_permit") == PERMIT
    assert told["bundles"][0] == OPENING
    assert by_id(told["duties"], "social_insurance_registration") == INSURANCE


def test_everybody_signed_in_reads_the_same(office: Office, desk: Desk) -> None:
    told = got(desk)
    assert all(got(office.desk(role)) == told for role in Role)
    problem(office.anybody.get("/catalogue"), 401, "not_signed_in")
    problem(desk.get("/catalogue", version="1"), 422, "invalid_request")


def test_its_tag_changes_with_the_version_in_force(own_office: Office) -> None:
    desk = own_office.desk()
    tag = desk.get("/catalogue").headers["etag"]
    assert desk.get("/catalogue", {"If-None-Match": tag}).status_code == 304
    content = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = "district-2"
    own_office.desk("admin").done("/catalogue", {"content": content})
    answer = desk.get("/catalogue", {"If-None-Match": tag})
    assert (answer.status_code, answer.json()["version"]) == (200, "district-2")
    assert answer.headers["etag"] != tag
