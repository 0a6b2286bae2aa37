"""Wrong input on a page is answered in words: which field, by its label, what is wrong and how to mend it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from api.locale import LANGUAGES, texts
from api.schemas.fields import Body
from api.words.field_words import PATTERNS, message
from tests.api.office import Desk, Office
from tests.api.pages.test_acting_pages import registered, send
from tests.api.pages.test_pages import HERE, page

WEB = "^https?://"
RAW = ("{18}", "[a-z", "field.", "errors")


def shown(answer: Any) -> str:
    """What a page refuses with, no pattern and no key in it."""
    text: str = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert not [raw for raw in RAW if raw in text], text
    return text


def kinds(body: type[Body]) -> Iterator[type[Body]]:
    for one in body.__subclasses__():
        yield one
        yield from kinds(one)


def patterns(part: object) -> Iterator[str]:
    """Every pattern that a core schema holds texts to."""
    if isinstance(part, dict):
        if part.get("type") == "str" and "pattern" in part:
            yield part["pattern"]
        for inner in part.values():
            yield from patterns(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from patterns(inner)


def test_every_pattern_of_a_body_is_said_in_words() -> None:
    found = {one for body in kinds(Body) for one in patterns(TypeAdapter(body).core_schema)}
    assert len(found) > 4
    assert not {one for one in found if not one.startswith(WEB)} - set(PATTERNS)
    for language in LANGUAGES:
        assert set(PATTERNS.values()) <= set(texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_is_never_shown(language: str) -> None:
    for pattern in PATTERNS:
        said = message({"type": "string_pattern_mismatch", "ctx": {"pattern": pattern}}, language)
        assert pattern not in said
        assert "{" not in said
        assert len(said) > 10


NEW = {"name": "词句", "enterprise": "词句公司", "landed_on": "2026-03-02"}


def test_a_new_project_is_refused_in_words(office: Office, desk: Desk) -> None:
    told = shown(send(office, desk, "/new", **NEW, uscc="123"))
    assert "统一社会信用代码：应为 18 位数字和大写字母" in told
    told = shown(send(office, desk, "/new", **{**NEW, "enterprise": ""}))
    assert "企业：必填" in told
    assert "项目名称：" not in told
    for none in ("2027-02-29", "２０２６-０３-０２"):
        told = shown(send(office, desk, "/new", **{**NEW, "landed_on": none}))
        assert "落地日：应为真实存在的日期，用半角写成 YYYY-MM-DD" in told
    told = shown(send(office, desk, "/new", **NEW, expected_document="合同"))
    assert "施工许可证预期日期：必填" in told


def test_forms_of_a_project_are_refused_in_words(office: Office, desk: Desk) -> None:
    project = registered(office, desk, "JM-WORDS")
    for act in ("receive", "accept", "grant"):
        paper = {"receive": {"receipt_no": "JM-W"}, "grant": {"document": "JM-W"}}.get(act, {})
        desk.act(project, "investment_agreement", act, "03-02", **paper)
    base, day = "/projects/JM-WORDS/do", {"effective_on": "2026-03-02"}
    assert "：只用小写字母、数字和 -" in shown(send(office, desk, f"{base}/scope", id="一标段", name="一标段", **day))
    assert "请填写“1 事项”" in shown(send(office, desk, f"{base}/day", **day))
    unknown = {"matter_1": "investment_agreement", "act_1": "grnt"}
    assert "“grnt”不是可以登记的办理动作" in shown(send(office, desk, f"{base}/day", **unknown, **day))
    early = {"matter": "investment_agreement", "act": "deliver", "effective_on": "1999-01-01", "document": "W"}
    told = shown(send(office, desk, f"{base}/act", **early))
    assert "没有登记过办理：请核对日期" in told
    assert "请核对：-" not in told


def test_a_task_force_is_refused_by_the_label_of_its_field(office: Office) -> None:
    admin = office.desk("admin")
    told = shown(send(office, admin, "/admin/team", team_code="九班", team_name="九班"))
    assert "专班编号：只用小写字母、数字" in told


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/?q={'x' * 3000}", "搜索：至多"),
        ("/?as_known_at=abc", "回看时刻：应为真实存在的日期"),
        ("/deadlines?month=2026-12", "月份：应为真实存在的日期，用半角写成 YYYY-MM-DD"),
        ("/?as_known_at=2030-01-01", "只能回看到今天为止"),
    ],
)
def test_an_address_that_does_not_fit_is_refused_in_words(office: Office, desk: Desk, path: str, said: str) -> None:
    answer = page(office, path, desk, accept="text/html")
    assert (answer.status_code, said in shown(answer)) == (422, True)


@pytest.mark.parametrize(
    ("what", "content", "said"),
    [
        ("catalogue", "今天天气不错", "整个文件：类型不对“今天天气不错”；建议：写成一组“名称: 值”"),
        ("catalogue", " ", "请填写“全文”"),
        ("policy", "", "请填写“全文”"),
        ("catalogue", "a: [", "第 2 行：不是合法的 YAML 或 JSON"),
        ("policy", "caps: [1\nrows: {}", "第 2 行：不是合法的 YAML 或 JSON"),
        ("policy", "caps: 1\ncaps: 2", "第 2 行：“caps”写了两次"),
        ("policy", "colour: red", "policy.colour：这里没有这一项；可写：caps"),
    ],
)
def test_content_that_is_no_policy_or_catalogue_is_refused_in_words(
    office: Office, what: str, content: str, said: str
) -> None:
    told = shown(send(office, office.desk("admin"), f"/admin/{what}", content=content))
    assert said in told, told
    assert "policy_flaw" not in told
    assert "catalogue_problem" not in told


@pytest.mark.parametrize(("summary", "said"), [("", "经过：必填"), ("长" * 2001, "经过：至多 2000 个字")])
def test_help_given_that_does_not_fit_is_refused_by_its_label(
    office: Office, desk: Desk, summary: str, said: str
) -> None:
    registered(office, desk, f"JM-HELP-{len(summary)}")
    given = {"key": "k", "kind": "accompanied", "on": "2026-03-02", "summary": summary}
    cookie = {"Cookie": f"huhang_session={desk.secret}", "Accept": "text/html", **HERE}
    office.client.cookies.clear()
    answer = office.client.post(f"/projects/JM-HELP-{len(summary)}/assistance", data=given, headers=cookie)
    told = shown(answer)
    assert said in told
    assert "后退一页" in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("matter=no_such_matter&granted_on=2026-03-02", "服务清单上没有事项 no_such_matter"),
        ("matter=investment_agreement", "请填写“改在这一天准予”"),
        ("granted_on=2026-03-02", "请填写“某事项”"),
        ("fact=land_delivered", "请填写“发生在这一天”"),
        ("fact=land_delivered&fact_on=2027-02-29", "发生在这一天：应为真实存在的日期"),
    ],
)
def test_half_of_a_supposition_or_an_unknown_one_is_told_above_the_form(
    office: Office, desk: Desk, asked: str, said: str
) -> None:
    code = f"JM-IF-{sum(map(ord, asked))}"
    registered(office, desk, code)
    assert said in shown(page(office, f"/projects/{code}/what-if?{asked}", desk))
