"""Forms that take a code of somebody, of a task force or a department offer those there are, by name."""

from html import unescape
from re import findall

from domain.catalogue.loader import shipped_catalogue
from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, Desk, Office
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

BUREAU = shipped_catalogue().departments[DEPARTMENT].zh
ON = {"effective_on": "2026-03-02"}


def offered(office: Office, path: str, desk: Desk) -> str:
    """The form as it came, on one line."""
    return unescape(page(office, path, desk).text)


def test_the_specialist_and_the_task_force_of_a_project_are_chosen_by_name(office: Office, desk: Desk) -> None:
    admin, lead = office.desk("admin"), office.desk("lead")
    office.runtime.accounts.add("s-51", Role.SPECIALIST, "", "1", name="赵敏")
    admin.done("/teams", {"team": "1", "name": "装备一专班"})
    code = desk.get(desk.register(name="要派人的项目")).json()["code"]

    form = offered(office, f"/projects/{code}/do/assign", lead)

    assert '<option value="s-51">赵敏 s-51 · 服务专员 · 装备一专班</option>' in form
    assert '<option value="1">装备一专班</option>' in form
    assert '<select name="specialist" required><option value="" selected></option>' in form.replace(" >", ">")
    assert "经办人" not in form.partition('name="specialist"')[2].partition("</select>")[0]


def test_a_task_force_that_nobody_knows_stays_as_it_was_chosen(office: Office, desk: Desk) -> None:
    path, lead = desk.register(name="旧专班的项目"), office.desk("lead")
    code = desk.get(path).json()["code"]
    lead.done(f"{path}/assignments", {**ON, "specialist": "s-52", "team": "gone"})
    form = offered(office, f"/projects/{code}/do/assign", office.desk("lead", team="gone"))
    assert '<option value="gone" selected>' in form


def test_accounts_posts_and_days_away_offer_departments_and_people(office: Office) -> None:
    admin = office.desk("admin")
    office.runtime.accounts.add("o-51", Role.OFFICER, DEPARTMENT, "", name="钱伟")
    office.runtime.accounts.add("s-53", Role.SPECIALIST, "", "1", name="已停用的人")
    office.runtime.accounts.disable("s-53")

    assert f'<option value="{DEPARTMENT}">{BUREAU}</option>' in offered(office, "/admin/account", admin)
    for path in ("/admin/post", "/admin/absence", "/admin/hand-over", "/admin/person-erase"):
        form = offered(office, path, admin)
        assert f'<option value="o-51">钱伟 o-51 · 经办人 · {BUREAU}</option>' in form, path
        assert "已停用的人" not in form, path
    assert '<option value="s-53">已停用的人</option>' in offered(office, "/admin/account-enable", admin)


def test_an_enterprise_is_not_told_who_works_here(office: Office) -> None:
    office.runtime.accounts.add("s-54", Role.SPECIALIST, "", "1", name="周洁")
    form = offered(office, "/admin/absence?staff=t-enterprise", office.desk("enterprise"))
    assert 'name="substitute"' in form
    assert "周洁" not in form
    assert "周洁" in offered(office, "/admin/absence", office.desk("specialist"))


def choices(office: Office, path: str, desk: Desk, name: str) -> set[str]:
    """Whom a question of a form offers, by id."""
    asked = offered(office, path, desk).partition(f'<select name="{name}"')[2].partition("</select>")[0]
    return set(findall(r'<option value="([^"]+)"', asked))


def with_people(office: Office) -> None:
    """A task force, a department and another one, the leadership, and people of outside."""
    admin, add = office.desk("admin"), office.runtime.accounts.add
    for one, role, department, team in (
        ("l-7", Role.LEAD, "", "7"),
        ("s-71", Role.SPECIALIST, "", "7"),
        ("s-81", Role.SPECIALIST, "", "8"),
        ("o-71", Role.OFFICER, DEPARTMENT, ""),
        ("o-81", Role.OFFICER, "ecology", ""),
        ("x-71", Role.LEADERSHIP, "", ""),
        ("e-71", Role.ENTERPRISE, "", ""),
        ("u-71", Role.AUDITOR, "", ""),
    ):
        add(one, role, department, team)
    admin.done("/posts", {"staff": "m-71", "post": "member", "of": "7", **ON})
    admin.done("/posts", {"staff": "h-71", "post": "head_of_department", "of": DEPARTMENT, **ON})


def test_a_form_offers_whom_its_reader_may_speak_for_and_who_could_stand_in(own_office: Office) -> None:
    with_people(own_office)
    officer, specialist = own_office.desk("officer", actor="o-72"), own_office.desk("specialist", actor="s-71")
    lead, leader = own_office.desk("lead", actor="l-7", team="7"), own_office.desk("leadership", actor="x-72")
    path = lead.register(name="专班七的项目")
    lead.done(f"{path}/assignments", {**ON, "specialist": "s-71", "team": "7"})
    own_office.runtime.projector.wait_for(own_office.positions(), 5)
    service = {"l-7", "s-71", "s-81", "m-71"}
    for desk, whose, stand_ins in (
        (officer, {"o-72"}, {"o-71", "h-71"}),
        (specialist, {"s-71"}, service - {"s-71"}),
        (lead, {"l-7", "s-71", "m-71"}, service),
        (leader, {"x-72"}, service | {"x-71"}),
    ):
        assert choices(own_office, "/admin/absence", desk, "staff") == whose
        assert choices(own_office, "/admin/return", desk, "staff") == whose
        assert choices(own_office, "/admin/absence", desk, "substitute") == stand_ins
    assert choices(own_office, "/admin/hand-over", lead, "staff") == {"l-7", "s-71", "m-71"}
    assert choices(own_office, "/admin/hand-over", lead, "successor") == service
    known = offered(own_office, "/admin/post", lead)
    assert "s-81" in known
    assert not {one for one in ("e-71", "u-71", "o-71") if one in known}


def test_an_administrator_speaks_for_everybody_and_no_enterprise_stands_in(own_office: Office) -> None:
    with_people(own_office)
    admin = own_office.desk("admin")
    inside = {"l-7", "s-71", "s-81", "m-71", "o-71", "o-81", "h-71", "x-71"}
    assert choices(own_office, "/admin/absence", admin, "staff") == {*inside, "e-71", "u-71", "t-admin"}
    assert choices(own_office, "/admin/absence", admin, "substitute") == inside
    assert choices(own_office, "/admin/hand-over", admin, "successor") == {"l-7", "s-71", "s-81", "m-71"}


def test_who_knows_nobody_beside_him_writes_who_stands_in(own_office: Office) -> None:
    assert '<input name="substitute"' in offered(own_office, "/admin/absence", own_office.desk("officer"))


def test_a_code_that_is_not_offered_is_taken_all_the_same(office: Office) -> None:
    given = {"staff": "n-1", "post": "officer", "of": DEPARTMENT, **ON}
    assert send(office, office.desk("admin"), "/admin/post", confirm="yes", **given).status_code == 303


def test_who_may_extend_a_limit_is_offered_from_the_department(office: Office, desk: Desk) -> None:
    path = desk.register(name="要延长的项目")
    code = desk.get(path).json()["code"]
    office.desk("admin").done("/posts", {"staff": "h-51", "post": "head_of_department", "of": DEPARTMENT, **ON})
    bureau = office.desk("officer")
    for act, more in (("receive", {"receipt_no": "1"}), ("accept", {})):
        bureau.act(path, "investment_agreement", act, "2026-03-02", **more)
    form = offered(office, f"/projects/{code}/do/act?matter=investment_agreement&act=extend", bureau)
    assert f'<option value="h-51">h-51 · 部门负责人 · {BUREAU}</option>' in form


def test_scopes_are_called_by_what_they_are(office: Office, desk: Desk) -> None:
    path = desk.register(name="分标段的项目")
    code = desk.get(path).json()["code"]
    scope = {"id": "sec-1", "kind": "section", "matters": ["construction_permit"], "reason": "分标段", **ON}
    desk.done(f"{path}/scopes", scope)
    assert '<option value="sec-1">标段 sec-1</option>' in offered(office, f"/projects/{code}/do/fact", desk)
    assert "标段 sec-1" in offered(office, f"/projects/{code}/do/close-scope?scope=sec-1", desk)
