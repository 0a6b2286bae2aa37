"""Figures for those who watch: in Prometheus' format, behind a token, with nothing of any project or person."""

import re
import time

import httpx2
import pytest

from api.http.metrics import Figures, written
from projections.ops.accounts import Role
from projections.projector.health import Health, ViewHealth
from scheduler.jobs import PULSE_NAME
from tests.api.office import Desk, Office
from tests.projections.test_broken_view import with_one_broken
from tests.scenario import moment

pytestmark = pytest.mark.both_engines

SAMPLE = re.compile(r'huhang_\w+(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? -?\d+(\.\d+)?')


def asked(office: Office, role: Role) -> httpx2.Response:
    return office.client.get("/metrics", headers=office.desk(role).headers())


def figures(office: Office, role: Role = Role.ADMIN) -> dict[str, float]:
    """The samples, by name and labels."""
    answer = asked(office, role)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("# ")]
    assert [line for line in lines if not SAMPLE.fullmatch(line)] == []
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_each_sample_has_its_help_and_its_type(office: Office) -> None:
    text = asked(office, Role.ADMIN).text
    told = re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE)
    assert {name for name, _ in told} == set(re.findall(r"^# HELP (\w+) ", text, re.MULTILINE))
    shown = {line.partition(" ")[0].partition("{")[0] for line in text.splitlines() if not line.startswith("#")}
    assert shown == {name for name, _ in told}
    assert all(name.endswith("_total") == (kind == "counter") for name, kind in told)


def test_every_view_says_how_far_it_is(office: Office, desk: Desk) -> None:
    desk.register()
    office.runtime.projector.wait_for(office.runtime.ledger.position(), 10)
    shown = figures(office)
    position = office.runtime.ledger.position()
    assert shown["huhang_log_position"] == position
    for view in office.runtime.projector.views:
        assert shown[f'huhang_view_running{{view="{view.name}"}}'] == 1
        assert shown[f'huhang_view_position{{view="{view.name}"}}'] == position
        assert shown[f'huhang_view_behind{{view="{view.name}"}}'] == 0


def test_commands_are_counted_and_refusals_by_their_reason(office: Office, desk: Desk) -> None:
    before = figures(office)
    project = desk.register()
    answer = desk.post(f"{project}/matters/nothing/receive", {"effective_on": "2026-03-02"})
    assert answer.status_code >= 400
    shown = figures(office)

    def more(outcome: str) -> float:
        name = f'huhang_commands_total{{outcome="{outcome}"}}'
        return shown[name] - before.get(name, 0)

    assert more("recorded") == 1
    assert more(answer.json()["code"]) == 1


def test_the_last_sweep_and_what_it_did_are_shown(own_office: Office) -> None:
    own_office.runtime.pulse.beat(PULSE_NAME, "pid 1", moment("03-02 08:50"), 1250, "")
    own_office.runtime.counters.add({"sent": 3, "failed": 0})
    own_office.runtime.counters.add({"sent": 4})
    own_office.at("03-02 09:00")
    shown = figures(own_office)
    assert shown['huhang_sweep_outcomes_total{outcome="sent"}'] >= 7
    assert {"huhang_sweep_lag_seconds", "huhang_sweep_failures", "huhang_sweep_duration_seconds"} <= shown.keys()


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEADERSHIP, Role.ENTERPRISE])
def test_who_does_not_watch_gets_no_figures(office: Office, role: Role) -> None:
    answer = asked(office, role)
    assert (answer.status_code, answer.json()["code"]) == (403, "right_missing")


def test_without_a_token_there_are_no_figures(office: Office) -> None:
    assert office.client.get("/metrics").status_code == 401


def test_health_says_when_the_last_sweep_was(office: Office) -> None:
    last = time.monotonic() + 10
    while office.client.get("/healthz").json()["sweep"] is None and time.monotonic() < last:
        time.sleep(0.05)
    sweep = office.client.get("/healthz").json()["sweep"]
    assert sweep.keys() == {"at", "lag_seconds", "failures"}


def test_a_stopped_view_is_named_with_its_position_and_the_class_of_its_cause_alone() -> None:
    views = (ViewHealth("matters", False, 7, "LookupError: 叁旺液压"), ViewHealth("history", True, None, None))
    text = written(Figures(9, Health(9, 0, True, None, views), None, None, {}, {}))
    assert 'huhang_view_running{view="matters"} 0' in text
    assert 'huhang_view_stopped_at{view="matters",cause="LookupError"} 7' in text
    assert 'huhang_view_behind{view="matters"} 2' in text
    assert "叁旺" not in text


def test_an_outage_is_told_to_whoever_has_a_good_token_as_administrator(own_office: Office) -> None:
    tokens = own_office.runtime.tokens
    tokens.issue("a-9", Role.ADMIN)
    gone = tokens.issue("a-8", Role.ADMIN)
    tokens.revoke(gone.id)
    tokens.issue("s-1", Role.SPECIALIST, "", "1")
    assert own_office.runtime.administrators() == ["a-9"]


def test_readiness_names_a_broken_view_with_its_position_and_nothing_of_the_project(own_office: Office) -> None:
    here = own_office.runtime
    here.projector.wait_for(here.ledger.position(), 10)
    here.projector.views = with_one_broken()
    specialist = own_office.desk()
    project = specialist.register("2026-03-01")
    specialist.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    specialist.act(project, "investment_agreement", "accept", "03-02", reason="如实补录")
    assert here.projector.wait_for(here.ledger.position(), 10)
    answer = own_office.client.get("/readyz")
    stopped = [view for view in answer.json()["views"]["views"] if not view["running"]]
    position = max(at for at, event in here.ledger.after(0, 10_000) if event.TOPIC == "ApplicationAccepted")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert stopped == [{"name": "milestones", "running": False, "stopped_at": position, "cause": "LookupError"}]
    assert "叁旺" not in answer.text
    assert figures(own_office)['huhang_view_running{view="milestones"}'] == 0
