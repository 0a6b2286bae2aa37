"""Why did I get this, and why was I not told: by API, page, link and command line (dates of 2026).

`fire_design_review` accepted on Mon 09-21: promised by 09-29, statutory limit 10-19.
"""

import re
from typing import Any

import pytest

from api.cli.main import main
from domain.log.ledger import Command, Job
from domain.staff.appointing import Appointment, Leave, going_away, taking
from domain.staff.posts import Post
from tests.api.office import Desk, problem
from tests.api.reminding import DEPARTMENT, MATTER, SPECIALIST, Reminding
from tests.scenario import day

MONTH = "2026-09"


def directory(reminding: Reminding, job: Job) -> None:
    reminding.office.runtime.directory.run(job)


def command(key: str) -> Command:
    return Command(id=f"admin/{key}", digest=key, actor="admin", via="api")


def officer(reminding: Reminding, staff: str = "o-1") -> None:
    wanted = Appointment(staff, Post.OFFICER, DEPARTMENT, day("01-05"))
    directory(reminding, taking("jimo", command(f"take {staff}"), wanted))


def away(reminding: Reminding, staff: str, first: str, last: str, substitute: str) -> None:
    leave = Leave(staff, day(first), day(last), substitute)
    directory(reminding, going_away("jimo", command(f"away {staff}"), leave))


def why(desk: Desk, rung: str, **asked: str) -> dict[str, str]:
    """The sentences of a reminder, by code (the last of each)."""
    answer = desk.get(f"/reminders/{rung}/why", None, **asked)
    assert answer.status_code == 200, answer.text
    return {one["code"]: one["text"] for one in answer.json()["reasons"]}


def why_not(reminding: Reminding, staff: str, **asked: str) -> dict[str, dict[str, str]]:
    """The sentences of each open node, by node and code."""
    desk = reminding.office.desk("auditor")
    answer = desk.get(f"{reminding.project}/reminders/why", None, recipient=staff, **asked)
    assert answer.status_code == 200, answer.text
    return {
        one["node"] or "": {reason["code"]: reason["text"] for reason in one["reasons"]}
        for one in answer.json()["items"]
    }


def of_matter(messages: list[dict[str, Any]], staff: str) -> dict[str, Any]:
    """What somebody was told of the matter's promise."""
    return next(one for one in messages if one["staff"] == staff and one["kind"] == "promised")


def test_a_message_says_which_facts_and_which_row_made_it_and_who_held_the_role(reminding: Reminding) -> None:
    message = of_matter(reminding.sweep("09-28 08:30"), SPECIALIST)
    told = why(reminding.specialist, message["rung"])
    assert "2026-09-29" in told["due"]
    assert "第 3 行" in told["row"]
    assert told["holder"] == f"{SPECIALIST} 自 2026-01-05 起为服务专员"
    assert "2026-09-28 08:30" in told["sent"]
    assert "08:30–18:00" in told["sent"]
    facts = reminding.specialist.get(f"/reminders/{message['rung']}/why").json()["reasons"]
    topics = [one["values"]["event"]["topic"] for one in facts if one["code"] == "fact"]
    assert topics == ["ApplicationReceived", "ApplicationAccepted"]


def test_a_substitute_is_told_for_whom_he_stands_in(reminding: Reminding) -> None:
    reminding.office.at("09-25 09:00")
    away(reminding, SPECIALIST, "09-28", "10-09", "s-102")
    message = of_matter(reminding.sweep("09-28 08:30"), "s-102")
    told = why(reminding.office.desk("auditor"), message["rung"], recipient="s-102")
    assert told["stood_in"] == f"s-102 代理 {SPECIALIST}（2026-09-28 至 2026-10-09 不在岗）"
    silent = why_not(reminding, SPECIALIST)["promised"]
    assert silent["away"] == "2026-09-28 至 2026-10-09 不在岗，服务专员的提醒发给代理人 s-102"


def test_what_became_of_it_is_said_too(reminding: Reminding) -> None:
    message = of_matter(reminding.sweep("09-28 08:30"), SPECIALIST)
    reminding.office.at("09-28 10:00")
    reminding.specialist.done(f"/reminders/{message['rung']}/ack", None)
    told = why(reminding.specialist, message["rung"])
    assert told["acknowledged"] == f"{SPECIALIST} 已于 2026-09-28 10:00 确认，该期限不再上报"
    assert "over" not in told
    officer_desk = reminding.office.at("09-28 11:00").desk("officer", DEPARTMENT)
    officer_desk.act(reminding.project, MATTER, "grant", "09-28", document="消审〔2026〕1号", reason="先行")
    assert "over" in why(reminding.specialist, message["rung"])


def test_a_newer_step_says_which_it_came_in_place_of(reminding: Reminding) -> None:
    message = of_matter(reminding.sweep("09-29 08:30"), SPECIALIST)
    assert "到期前第 1 个工作日" in why(reminding.specialist, message["rung"])["in_place_of"]


def test_why_somebody_was_not_told(reminding: Reminding) -> None:
    officer(reminding)
    assert "not_yet" in why_not(reminding, SPECIALIST, at=f"{MONTH}-25T09:00")["promised"]
    reminding.office.at("09-28 08:00")
    assert "window" in why_not(reminding, SPECIALIST)["promised"]
    reminding.office.at("09-28 09:00")
    assert "waiting" in why_not(reminding, SPECIALIST)["promised"]
    reminding.sweep("09-28 09:01")
    assert "told" in why_not(reminding, SPECIALIST)["promised"]
    stranger = why_not(reminding, "s-999")["promised"]
    assert stranger["not_his_role"].endswith(SPECIALIST)
    assert "told" in why_not(reminding, "o-1")["promised"]


def test_sent_stays_sent_when_the_specialist_hands_over(reminding: Reminding) -> None:
    reminding.sweep("09-28 08:30")
    lead = reminding.office.at("09-28 10:00").desk("lead")
    lead.done(f"{reminding.project}/assignments", {"effective_on": "2026-09-28", "specialist": "s-102", "team": "1"})
    told = why_not(reminding, "s-102")["promised"]
    assert told["told_before"] == (
        f"到期前第 1 个工作日的提醒已于 2026-09-28 08:30 发给当时的服务专员 {SPECIALIST}；已发的不重发"
    )


def test_what_is_stopped_or_concluded_is_silent_and_says_so(reminding: Reminding) -> None:
    officer_desk = reminding.office.at("09-24 09:00").desk("officer", DEPARTMENT)
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "2026-09-24", "reason": "专家评审"}
    officer_desk.act(reminding.project, MATTER, "suspend", "09-24", **notice)
    stopped = why_not(reminding, SPECIALIST, matter=MATTER)
    assert "2026-09-24" in stopped[""]["frozen"]
    officer_desk.act(reminding.project, MATTER, "withdraw", "09-24", reason="企业撤回")
    assert "concluded" in why_not(reminding, SPECIALIST, matter=MATTER)[""]
    assert "unknown_here" in why_not(reminding, SPECIALIST, matter="astronautics")[""]


def test_who_reads_nothing_else_asks_only_about_himself(reminding: Reminding) -> None:
    message = of_matter(reminding.sweep("09-28 08:30"), SPECIALIST)
    contact = reminding.office.desk("enterprise")
    problem(contact.get(f"/reminders/{message['rung']}/why"), 404, "unknown_reminder")
    problem(contact.get(f"/reminders/{message['rung']}/why", None, recipient=SPECIALIST), 403, "right_missing")
    problem(contact.get(f"{reminding.project}/reminders/why"), 403, "right_missing")
    assert why(reminding.office.desk("auditor"), message["rung"], recipient=SPECIALIST)
    problem(reminding.specialist.get("/reminders/nothing/why"), 404, "unknown_reminder")


def page(reminding: Reminding, path: str, desk: Desk | None = None) -> str:
    cookie = {"Cookie": f"huhang_session={desk.secret}"} if desk else {}
    answer = reminding.office.client.get(path, headers={"Accept": "text/html", **cookie})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_pages_are_reached_from_my_reminders_and_from_the_message(reminding: Reminding) -> None:
    message = of_matter(reminding.sweep("09-28 08:30"), SPECIALIST)
    office, desk = reminding.office, reminding.specialist
    office.runtime.projector.wait_for(office.positions(), 5)
    found = re.search(r'href="(/reminders/[^"]+/why[^"]*)"', page(reminding, "/reminders", desk))
    assert found
    assert "第 3 行" in page(reminding, found[1], desk)
    code = message["project"]["code"]
    assert "已于 2026-09-28 08:30 提醒" in page(reminding, f"/reminders/why?project={code}", desk)
    assert "第 3 行" in page(reminding, message["link"].removeprefix("https://huhang.jimo.example.cn"))


def test_the_command_line_says_it_too(
    reminding: Reminding, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    message = of_matter(reminding.sweep("09-28 08:30"), SPECIALIST)
    monkeypatch.setenv("HUHANG_DATABASE_URL", reminding.office.runtime.settings.database_url)
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    asked = ["reminders", "why", "--staff", SPECIALIST]
    assert main([*asked, "--rung", message["rung"]]) == 0
    assert "By row 3 of the reminder policy" in capsys.readouterr().out
    assert main([*asked, "--project", message["project"]["code"], "--at", "2026-09-28T09:00"]) == 0
    assert "Told at 2026-09-28 08:30 (1 working day before)" in capsys.readouterr().out
    assert main(asked) == 2
    assert "--rung or --project" in capsys.readouterr().err
