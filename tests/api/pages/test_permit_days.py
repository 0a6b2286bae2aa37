"""One permit, several days: the page says what each is where they differ, and the light's cause names its own."""

from typing import Any

from tests.api.office import Desk, Office
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import MATTER, accepted, got


def told(office: Office, desk: Desk, project: str) -> tuple[Any, dict[str, Any], str]:
    """The board's row, the permit as the project's read has it, and the page."""
    code = got(desk, project)["code"]
    (row,) = [
        item
        for item in got(desk, "/projects", q=code, min_position=office.positions())["items"]
        if item["code"] == code
    ]
    permit = got(desk, f"{project}/milestones")["construction_permit"]
    return row, permit, page(office, f"/projects/{code}", desk).text


def test_where_the_days_are_one_nothing_is_explained(office: Office) -> None:
    desk = office.at("03-02 09:00").desk("lead", team="7")
    row, permit, shown = told(office, desk, accepted(desk, "s-days"))
    assert row["permit"]["forecast_on"] == permit["forecast"]["on"]
    assert "按已有记录推算" not in shown


def test_where_nothing_happened_the_page_says_both_days(office: Office) -> None:
    """The board keeps the day that follows from the record; one project's read is rolled forward (design §5)."""
    desk = office.at("03-02 09:00").desk("lead", team="7")
    project = accepted(desk, "s-days")
    office.at("03-30 09:00")
    row, permit, shown = told(office, desk, project)
    stored = row["permit"]["forecast_on"]
    assert stored < permit["forecast"]["on"]
    assert f"挂图和亮灯只按已有记录推算：{stored}；此处另设未办事项不早于 2026-03-30" in shown


def test_plan_target_and_forecast_say_what_they_are(office: Office) -> None:
    desk = office.at("03-02 09:00").desk("lead", team="7")
    *_, shown = told(office, desk, accepted(desk, "s-days"))
    for words in (
        "首版服务清单出具时的护航计划，不再变动",
        "里程碑现在的目标日；调整须说明理由",
        "按已有事实和承诺时限推算的日期",
    ):
        assert f'<dt title="{words}">' in shown


def test_the_lights_cause_names_the_day_it_goes_by(office: Office) -> None:
    desk = office.at("03-02 09:00").desk("lead", team="7")
    project = accepted(desk, "s-days")
    office.at("05-20 09:00")
    desk.act(project, MATTER, "grant", "05-20", document="规1", reason="如实补录")
    row, permit, shown = told(office, desk, project)
    assert row["light"]["cause"] == "forecast_late_by_ten"
    matter = next(item["name"] for item in got(desk, project)["matters"] if item["key"] == row["light"]["matter"])
    assert matter in shown.split('id="movers"')[1].split("</section>")[0]
    assert f"（按已有记录推算 {row['permit']['forecast_on']}，目标 {permit['target']}）" in shown
