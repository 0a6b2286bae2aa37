"""The history as an object-centric event log: as OCEL 2.0 has it, and a tool of the trade finds a process in it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.cli.main import main
from projections.ops.accounts import Role
from tests.api.office import Office, problem

MATTER = "investment_agreement"
DISCOVER = """
import sys, pm4py
log = pm4py.read_ocel2_json(sys.argv[1])
print(len(log.events), len(log.objects), sorted(pm4py.ocel_get_object_types(log)))
net = pm4py.discover_oc_petri_net(log)
print(sorted(net["petri_nets"]))
matters = pm4py.ocel_flattening(log, "matter")
graph, start, end = pm4py.discover_dfg(matters)
print(graph[("ApplicationReceived", "ApplicationAccepted")])
tree = pm4py.discover_process_tree_inductive(matters)
print(str(tree))
"""


def told(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = office.desk(Role.AUDITOR).get("/ocel.json", min_position=office.positions()).json()
    return found


def test_events_are_the_facts_as_they_are_known_now_with_their_objects(own_office: Office) -> None:
    desk = own_office.desk()
    path = desk.register()
    own_office.at("03-10 09:00")
    desk.act(path, MATTER, "receive", "03-03", receipt_no="JM-1", reason="补录")
    desk.act(path, MATTER, "accept", "03-03", reason="补录")
    version = desk.history(path, own_office.positions())[-1]["version"]
    correction = {"version": version, "reason": "录入有误", "set": {"effective_on": "2026-03-04"}}
    desk.done(f"{path}/corrections", correction)
    log, project = told(own_office), path.rpartition("/")[2]
    objects = {one["id"]: one for one in log["objects"]}
    assert len(objects) == len(log["objects"])
    events = {event["type"]: event for event in log["events"]}
    assert events["ApplicationAccepted"]["time"].startswith("2026-03-04T00:00:0")
    assert events["RecordCorrected"]["time"] == "2026-03-10T09:00:00+08:00"
    related = {(one["objectId"], one["qualifier"]) for one in events["ApplicationAccepted"]["relationships"]}
    department = own_office.runtime.rules.catalogue.matters[MATTER].department
    assert {
        (project, "of"),
        (f"{project}/{MATTER}", "on"),
        (f"{project}/project_landing", "in"),
        (f"department/{department}", "decided by"),
        ("person/t-specialist", "recorded by"),
    } == related
    assert all(one["objectId"] in objects for event in log["events"] for one in event["relationships"])
    assert {one["type"] for one in log["objects"]} <= {kind["name"] for kind in log["objectTypes"]}
    assert {event["type"] for event in log["events"]} <= {kind["name"] for kind in log["eventTypes"]}
    assert len({event["id"] for event in log["events"]}) == len(log["events"])


def test_the_log_is_for_those_who_may_read_all_of_it(office: Office) -> None:
    problem(office.desk().get("/ocel.json"), 403, "right_missing")
    assert told(office)["events"] == []


def test_a_tool_for_process_mining_discovers_a_process_in_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", f"sqlite:///{tmp_path}")
    file = tmp_path / "log.json"
    assert main(["demo"]) == 0
    assert main(["export", "--ocel", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    log = orjson.loads(file.read_bytes())
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DISCOVER, str(file)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    counts, nets, followed, tree = found.stdout.strip().splitlines()[-4:]
    assert counts.startswith(f"{len(log['events'])} ")
    assert "'matter'" in nets
    assert int(followed) > 10
    assert "ApplicationAccepted" in tree
