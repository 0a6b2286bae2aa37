"""Examples of the answers in the API's description: what the demo answers, cut short. Run it to make them anew:

`python -m tests.contract.answers` writes `api/schemas/views/examples/<schema>.json`, one for each schema of an answer.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import Any

import orjson
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.building import build
from api.demo.start import play_demo
from api.main import create_app
from api.openapi.answers import READS
from api.openapi.examples import FOLDER
from api.settings import Settings
from domain.catalogue.loader import canonical_text, shipped_content
from tests.api.conftest import opened
from tests.api.office import V1, Clock, Desk, Office
from tests.scheduler.receiver import SECRET, Receiver

MOST = 1  # items of a list, and entries of a mapping
KEY = re.compile(r"key=[\w-]+")
CSV = "项目名称,企业名称,落地日期\n即发液压,即发公司,3月2日\n".encode()
WHY = ("getReminderWhy", "getSilenceWhy")
AUDITOR = ("listAccess", "listAccessDigests", "listEvents", "exportOcel")
ACCOUNT = {"account": "s-109", "role": "specialist", "team": "1", "name": "张三"}
BUNDLE, REASON = "bundle_project_initiation_land", "专班分工调整"


class Recorder:
    """The demo's office, and what its operations answered."""

    def __init__(self, office: Office, document: dict[str, Any]) -> None:
        self.office = office
        self.document = document
        self.paths = {
            operation["operationId"]: path.removeprefix(V1)
            for path, item in document["paths"].items()
            for operation in item.values()
        }
        self.found: dict[str, Any] = {}

    def desk(self, role: str) -> Desk:
        """Somebody of the demo."""
        return self.office.desk(role, actor="s-101" if role == "specialist" else "")

    def keep(self, name: str, answer: Any) -> Any:
        """Keep what was answered under the name of its schema."""
        assert answer.status_code in (200, 201, 202), f"{name}: {answer.text}"
        self.found[name] = answer.json()
        return self.found[name]

    def post(self, name: str, role: str, path: str, body: Any = None, **asked: Any) -> Any:
        return self.keep(name, self.desk(role).post(path, body, **asked))

    def read(self, operation: str, places: Mapping[str, str], **asked: Any) -> Any:
        """A read as its path names it."""
        if operation in ("getHealth", "getReadiness"):
            answer = self.office.client.get(self.paths[operation])
        else:
            role = "auditor" if operation in AUDITOR else "specialist" if "My" in operation else "admin"
            answer = self.desk(role).get(self.paths[operation].format(**places), **asked)
        model = READS.get(operation)
        return self.keep(model.__name__ if model else "Ocel", answer)


def record(told: Recorder, other: Office) -> None:
    """Ask for everything once."""
    made = writes(told)
    moved(told, made["code"])
    taken_in(told, other)
    told.office.runtime.sweeper.sweep()
    told.office.runtime.projector.catch_up()
    told.office.clock.now += timedelta(days=1)
    told.office.runtime.access.digest(told.office.runtime.ledger, "jimo")
    reminder = next(one for one in told.read("listReminders", {})["items"] if one["state"] == "sent")
    places = made | {"staff": "s-101", "account": "s-109", "project": lively(told)}
    places |= {"reminder": reminder["rung"]}
    for operation in (*READS, "exportOcel"):
        if operation not in ("askWhatIf", "getImport"):  # kept already
            told.read(operation, places, **({"recipient": reminder["recipient"]} if operation in WHY else {}))


def lively(told: Recorder) -> str:
    """A project with deadlines under way."""
    rows = told.desk("admin").get("/deadlines").json()["items"]
    return str(rows[0]["code"])


def writes(told: Recorder) -> dict[str, str]:
    """What is made and changed; the ids by which it is read."""
    project = {"name": "即发高端装备项目", "landed_on": "2026-06-01", "enterprise": {"name": "即发装备公司"}}
    made = told.post("RegisteredProject", "specialist", "/projects", project)
    path = f"/projects/{made['id']}"
    charge = {"effective_on": "2026-06-02", "specialist": "s-101", "team": "1"}
    told.post("WrittenOfProject", "lead", f"{path}/assignments", charge)
    told.desk("specialist").done(f"{path}/profile", {"effective_on": "2026-06-02", "answers": {}})
    told.desk("specialist").done(f"{path}/service-list", {"effective_on": "2026-06-02", "reason": "先行出具"})
    handed_in = {"effective_on": "2026-06-12", "receipt_no": "JM-2026-0601", "reason": "一件事申报"}
    told.post("SubmittedBundle", "specialist", f"{path}/bundles/{BUNDLE}/submit", handed_in)
    received = {"effective_on": "2026-06-12", "reason": "窗口收件"}
    told.post("Previewed", "specialist", f"{path}/matters/investment_agreement/receive", received, preview="true")
    told.post("WhatIfView", "specialist", f"{path}/what-if", {"changes": [{"without_pre_review": True}]})
    told.desk("admin").done("/webhooks", {"url": "https://bi.example.cn/huhang", "secret": "whsec_" + "A" * 44})
    told.post("Written", "admin", "/teams", {"team": "9", "name": "重点项目专班", "reason": "新设"})
    told.post("AccountView", "admin", "/accounts", ACCOUNT)
    told.post("PreviewedAccount", "admin", "/accounts/s-109/role", {"role": "auditor"}, preview="true")
    told.post("Erased", "admin", "/accounts/s-109/erase", {}, preview="true")
    told.post("PreviewedCalendar", "specialist", "/me/calendars", {}, preview="true")
    calendar = told.post("MadeCalendar", "specialist", "/me/calendars", {})["id"]
    told.post("RevokedCalendar", "specialist", f"/me/calendars/{calendar}/revoke", preview="true")
    concern = {"project": made["id"], "title": "临时用电迟迟未通", "text": "报装两周仍无人上门。"}
    raised = told.post("Registered", "specialist", "/concerns", concern)
    hand_over = {"successor": "s-102", "effective_on": "2026-06-15", "reason": REASON, "projects": [made["id"]]}
    told.post("HandedOver", "admin", "/staff/s-101/hand-over", hand_over)
    code = told.desk("admin").get(path).json()["code"]
    return {"code": code, "concern": raised["id"]}


def moved(told: Recorder, code: str) -> None:
    """A project moved to the next catalogue, seen before."""
    content = orjson.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = "district-2"
    told.desk("admin").done("/catalogue", {"content": content})
    body = {"version": "district-2", "effective_on": "2026-06-15", "reason": "新版目录"}
    notice = {"year": 2027, "source": "国务院办公厅通知", "holidays": {"2027-01-01": "元旦", "2027-01-04": "元旦"}}
    told.post("PreviewedYear", "admin", "/calendar/years", notice, preview="true")
    told.post("PreviewedMove", "lead", f"/projects/{code}/catalogue", body, preview="true")


def taken_in(told: Recorder, other: Office) -> None:
    """A ledger that is checked, and a dossier that arrives elsewhere."""
    sent: dict[str, Any] = {"content": CSV, "content_type": "text/csv", "name": "台账.csv"}
    desk = told.desk("lead")
    id_ = desk.post("/imports", **sent).json()["id"]
    while (answer := desk.get(f"/imports/{id_}")).json()["state"] == "checking":
        time.sleep(0.2)
    told.keep("ImportView", answer)
    file = told.desk("auditor").get(f"/projects/{lively(told)}/dossier").content
    arrived = other.desk("admin").post("/dossiers", content=file, content_type="application/zip", preview="true")
    told.keep("ArrivedView", arrived)


def cut(value: Any, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The fullest item of each list, one entry of each mapping of like things."""
    if isinstance(value, dict):
        fields, like = fields_of(schema, schemas), likes_of(schema, schemas)
        entries = list(value.items())[:MOST] if like else value.items()
        return {name: cut(one, fields.get(name, like), schemas) for name, one in entries}
    if isinstance(value, list):
        item: Mapping[str, Any] = next((one["items"] for one in choices(schema, schemas) if "items" in one), {})
        return [cut(one, item, schemas) for one in sorted(value, key=filled, reverse=True)[:MOST]]
    return KEY.sub("key=…", value) if isinstance(value, str) else value


def fields_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((one["properties"] for one in choices(schema, schemas) if "properties" in one), {})


def likes_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """What each entry of a mapping is; nothing where there are named fields, or anything."""
    found = (one.get("additionalProperties") for one in choices(schema, schemas))
    return next((one for one in found if isinstance(one, dict)), {})


def choices(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a value may be, references followed."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    yield schema
    for one in schema.get("anyOf", ()):
        yield from choices(one, schemas)


def filled(value: Any) -> int:
    """How much there is to see."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(filled, parts)) + (value not in (None, "", [], {}))


def main() -> None:
    """Write them all."""
    clock = Clock()
    clock.at("06-15 10:00")
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        other = held.enter_context(opened(f"sqlite:///{folder}/other"))
        other.clock.at("06-16 10:00")
        receiver = held.enter_context(closing(Receiver()))
        settings = Settings(
            database_url=f"sqlite:///{folder}/demo", webhook_url=receiver.url, webhook_secret=SecretStr(SECRET)
        )
        runtime = build(settings, clock, demo=True)
        play_demo(runtime)
        with TestClient(create_app(runtime, whole=False)) as client:
            runtime.projector.start()
            told = Recorder(Office(runtime, client, clock), client.get(f"{V1}/openapi.json").json())
            record(told, other)
    schemas = told.document["components"]["schemas"]
    FOLDER.mkdir(exist_ok=True)
    for name, answer in told.found.items():
        whole = cut(answer, {"$ref": f"/{name}"} if name in schemas else {}, schemas)
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        (FOLDER / f"{name}.json").write_bytes(orjson.dumps(whole, option=options))
    sys.stdout.write(f"{len(told.found)}\n")


if __name__ == "__main__":
    main()
