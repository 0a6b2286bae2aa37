"""The pages of those who watch: the audit, the reminders ahead, the rules in force."""

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem
from tests.api.pages.test_pages import page


def test_the_audit_is_searched_on_a_page_by_project_and_mark(office: Office, desk: Desk) -> None:
    office.at("03-20 10:00")
    project = desk.register(code="JM-AUDITED", profile=SEED_ANSWERS)
    desk.act(project, "investment_agreement", "receive", "03-03", receipt_no="JM-A1")
    desk.history(project, office.positions())
    auditor = office.desk("auditor")

    late = page(office, "/audit?project=JM-AUDITED&mark=late", auditor).text
    none = page(office, "/audit?project=JM-AUDITED&mark=contested", auditor).text

    assert "收件号 JM-A1" in late
    assert "补录" in late
    assert 'class="empty"' in none


@pytest.mark.parametrize("path", ["/audit", "/policy", "/admin"])
def test_who_serves_projects_watches_nobody(office: Office, desk: Desk, path: str) -> None:
    problem(page(office, path, desk), 403, "right_missing")


def test_the_reminders_ahead_are_those_of_the_day_asked_for(office: Office, desk: Desk) -> None:
    project = desk.register(code="JM-AHEAD", profile=SEED_ANSWERS)
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-B1")
    desk.act(project, "investment_agreement", "accept", "03-02")
    leadership = office.desk("leadership")

    due = page(office, "/policy?on=2026-03-09", leadership).text
    early = page(office, "/policy?on=2026-03-03", leadership).text

    assert "/projects/JM-AHEAD" in due
    assert "/projects/JM-AHEAD" not in early


def test_a_lead_looks_ahead_at_his_own_projects_only(office: Office, desk: Desk) -> None:
    project = desk.register(code="JM-OTHERS", profile=SEED_ANSWERS)
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-C1")
    desk.act(project, "investment_agreement", "accept", "03-02")
    lead = office.desk("lead")
    lead.done(f"{project}/assignments", {"effective_on": "2026-03-02", "specialist": "s-9", "team": "9"})

    assert "/projects/JM-OTHERS" not in page(office, "/policy?on=2026-03-09", lead).text
    assert "/projects/JM-OTHERS" in page(office, "/policy?on=2026-03-09", office.desk("leadership")).text


def test_an_administrator_sees_which_rules_are_in_force(office: Office) -> None:
    shown = page(office, "/admin", office.desk("admin")).text

    assert office.runtime.rules.catalogue.version in shown
    assert "2027 年放假安排尚未载入" in shown
