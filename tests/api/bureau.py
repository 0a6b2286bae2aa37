"""A bureau that escorts one project over HTTP: every act is entered by an officer of the matter's own department."""

from collections import defaultdict
from typing import Any

from api.schemas.acts import ACT_BODIES
from domain.catalogue.loader import shipped_catalogue
from domain.project.model.evolution import catalogue_id
from domain.project.model.phases import Act
from tests.api.office import ENTERPRISE, Desk, Office

CATALOGUE = shipped_catalogue()


class Bureau:
    """The people who carry a project, and what they see of it. Days are written "04-17" of the year that is on."""

    def __init__(self, office: Office, year: int) -> None:
        self.office = office
        self.year = year
        self.project = ""

    @property
    def specialist(self) -> Desk:
        return self.office.desk("specialist", actor="s-101")

    @property
    def lead(self) -> Desk:
        return self.office.desk("lead")

    @property
    def auditor(self) -> Desk:
        return self.office.desk("auditor")

    def officer(self, matter: str) -> Desk:
        return self.office.desk("officer", CATALOGUE.matters[catalogue_id(matter)].department)

    def day(self, on: str) -> str:
        """The day as it is sent."""
        return on if len(on) != len("04-17") else f"{self.year}-{on}"

    def at(self, on: str, clock: str = "10:00") -> "Bureau":
        self.office.at(f"{self.day(on)} {clock}")
        return self

    def register(self, on: str, **values: Any) -> None:
        self.at(on)
        body = {"name": "叁旺液压", "landed_on": self.day(on), "enterprise": ENTERPRISE, **values}
        self.project = f"/projects/{self.specialist.done('/projects', body)['id']}"

    def say(self, on: str, path: str, desk: Desk | None = None, **body: Any) -> Any:
        """Something about the project as a whole, said on the day it is so."""
        self.at(on)
        return (desk or self.specialist).done(f"{self.project}/{path}", {"effective_on": self.day(on), **body})

    def fact(self, on: str, kind: str, **values: Any) -> Any:
        self.at(on)
        return self.specialist.done(f"{self.project}/facts/{kind}", {"on": self.day(on), **values})

    def acts(self, on: str, acts: str, *matters: str, **values: Any) -> list[Any]:
        """A day's acts on some matters, entered that day: one list per department."""
        self.at(on)
        lists = defaultdict(list)
        for matter in matters:
            for act in acts.split():
                lists[CATALOGUE.matters[catalogue_id(matter)].department].append(self.item(on, act, matter, values))
        return [
            self.officer(items[0]["matter"]).done(f"{self.project}/acts", {"items": items}) for items in lists.values()
        ]

    def item(self, on: str, act: str, matter: str, values: dict[str, Any]) -> dict[str, Any]:
        """One act with its paper (the receipt's number, the decision's document) and what it knows of the values."""
        paper = {"receive": {"receipt_no": f"JM-{matter}-{on}"}, "grant": {"document": f"{matter}-{on}"}}
        given = {**paper.get(act, {}), "effective_on": self.day(on), **values}
        known = {name: value for name, value in given.items() if name in ACT_BODIES[Act(act)].model_fields}
        return {"act": act, "matter": matter, **known}

    def act(self, on: str, act: str, matter: str, **values: Any) -> Any:
        """One act, entered today by whoever's matter it is."""
        item = self.item(on, act, matter, values)
        body = {name: value for name, value in item.items() if name not in ("act", "matter")}
        return self.officer(matter).done(f"{self.project}/matters/{matter}/{act}", body)

    def correct(self, matter: str, topic: str, reason: str, **changes: Any) -> Any:
        """The officer puts right the last entry of a topic on his matter, found in the history."""
        version = self.last(topic, matter)["version"]
        body = {"version": version, "reason": reason, "set": changes}
        return self.officer(matter).done(f"{self.project}/corrections", body)

    def seen(self, **at: Any) -> Any:
        """The project as the auditor reads it, today or at (D, K)."""
        answer = self.auditor.get(self.project, **at)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def matter(self, key: str, **at: Any) -> Any:
        return next(row for row in self.seen(**at)["matters"] if row["key"] == key)

    def stage(self, stage: str, **at: Any) -> Any:
        return next(row for row in self.seen(**at)["stages"] if row["stage"] == stage)

    def history(self, language: str = "zh") -> list[dict[str, Any]]:
        """Every line of the project's history, page by page, up to what was recorded last."""
        reader = Desk(self.auditor.client, self.auditor.secret, language)
        rows: list[dict[str, Any]] = []
        while len(rows) < self.seen()["version"]:
            rows += reader.history(self.project, self.office.positions(), after=len(rows))
        return rows

    def last(self, topic: str, matter: str = "", stage: str = "") -> dict[str, Any]:
        """The last line of a topic about a matter or stage."""
        found = [row for row in self.history() if row["topic"] == topic and row["matter"] == matter]
        return [row for row in found if stage in ("", row["stage"])][-1]


def topics(answer: Any) -> list[str]:
    """What a write recorded, in order."""
    return [event["topic"] for event in answer["events"]]
