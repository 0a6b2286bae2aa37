"""A person's data on pages: counted, handed out as a file, and erased having seen what goes."""

import pytest

from projections.ops.access import Kind
from projections.ops.accounts import Role
from projections.ops.contacts import Contacts
from tests.api.office import Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

STAFF, PHONE, MAIL = "e-7", "13800138000", "zhang.san@example.cn"


@pytest.fixture
def furnished(own_office: Office) -> Office:
    """Somebody with an account, a contact, a token, a post, and words that he wrote."""
    office = own_office.at("03-02 09:00")
    project = office.desk("specialist").register()
    here = office.runtime
    here.accounts.add(STAFF, Role.ENTERPRISE, name="张三", password_hash="argon2-of-it")
    Contacts(here.ops).add(STAFF, "email", MAIL)
    office.appoint(STAFF, "enterprise", project)
    body = {"project": project.rpartition("/")[2], "title": "报装迟缓", "text": f"请打 {PHONE}"}
    office.desk(Role.ENTERPRISE, actor=STAFF).done("/concerns", body)
    return office


def test_what_is_kept_of_a_person_is_counted_and_handed_out(furnished: Office) -> None:
    admin = furnished.desk(Role.ADMIN)
    assert f"/personal-data?staff={STAFF}" in page(furnished, "/admin", admin).text

    shown = page(furnished, f"/personal-data?staff={STAFF}", admin).text
    file = page(furnished, f"/personal-data.json?staff={STAFF}", admin)

    assert "联系方式" in shown
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.json() == admin.get(f"/accounts/{STAFF}/personal-data").json()
    nobody = page(furnished, "/personal-data?staff=nobody", admin)
    assert (nobody.status_code, "没有 nobody 的任何数据" in nobody.text) == (404, True)


def test_a_person_is_erased_having_seen_what_goes(furnished: Office) -> None:
    admin, here = furnished.desk(Role.ADMIN), furnished.runtime
    said = send(furnished, admin, "/admin/person-erase", staff=STAFF).text
    assert "账号 1、联系方式 1、会话与令牌 1、线索正文 1" in said
    assert "仍任 1 岗" in said
    assert "这是您自己的账号" not in said
    assert here.accounts.find(STAFF) is not None

    answer = send(furnished, admin, "/admin/person-erase", staff=STAFF, confirm="yes")

    assert answer.headers["location"] == "/personal-data?done=person-erase"
    assert here.accounts.find(STAFF) is None
    file = page(furnished, f"/personal-data.json?staff={STAFF}", admin)
    assert not any(part in file.text for part in (PHONE, MAIL, "张三"))
    assert f"{STAFF} 没有可抹去的数据" in send(furnished, admin, "/admin/person-erase", staff=STAFF).text
    here.access.write()
    entries = [(one.actor, one.path) for one in here.access.table.listed(kind=Kind.ACCOUNT)]
    assert entries == [("t-admin", f"/admin/person-erase/{STAFF}")]


def test_who_would_erase_himself_is_told_so(furnished: Office) -> None:
    admin = furnished.desk(Role.ADMIN)
    assert "这是您自己的账号" in send(furnished, admin, "/admin/person-erase", staff="t-admin").text
    unknown = send(furnished, admin, "/admin/person-erase", staff="nobody")
    assert (unknown.status_code, "没有 nobody 的任何数据" in unknown.text) == (422, True)


@pytest.mark.parametrize("path", ["/personal-data", "/personal-data.json?staff=e-7", "/admin/person-erase"])
@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.AUDITOR, Role.LEAD, Role.ENTERPRISE])
def test_personal_data_is_the_administrators_to_look_after(office: Office, role: Role, path: str) -> None:
    problem(page(office, path, office.desk(role)), 403, "right_missing")
