"""An office whose reminders arrive at a receiver: the worked example of the reminder policy, over HTTP."""

from typing import Any

from domain.catalogue.loader import shipped_catalogue
from domain.reminders.events import RungEvent
from projections.ops.accounts import Role
from tests.api.office import SEED_ANSWERS, Desk, Office
from tests.scheduler.policies import promises_only_content
from tests.scheduler.receiver import Receiver

MATTER = "fire_design_review"  # promised within 5 working days
DEPARTMENT = shipped_catalogue().matters[MATTER].department
SPECIALIST = "s-101"
BASE = "https://huhang.jimo.example.cn"


class Reminding:
    """The office, a project of `SPECIALIST` with one matter accepted on Mon 09-21, and what arrived."""

    def __init__(self, office: Office, receiver: Receiver) -> None:
        self.office = office
        admin = office.at("01-05 08:00").desk("admin")
        admin.done("/policy", {"content": promises_only_content()})
        self.receiver = receiver
        self.project = self.started()

    def started(self) -> str:
        """Registered, listed, in charge, and the matter accepted; promised by 09-29, statutory by 10-19."""
        lead = self.office.at("01-05 09:00").desk("lead")
        project = lead.register("2026-01-05")
        answers = {**SEED_ANSWERS, "fire_special_project": True}
        lead.done(f"{project}/profile", {"effective_on": "2026-01-05", "answers": answers})
        lead.done(f"{project}/service-list", {"effective_on": "2026-01-05", "reason": "画像已定"})
        charge = {"effective_on": "2026-01-05", "specialist": SPECIALIST, "team": "1"}
        lead.done(f"{project}/assignments", charge)
        officer = self.office.at("09-21 09:00").desk("officer", DEPARTMENT)
        officer.act(project, MATTER, "receive", "09-21", receipt_no="JM-1")
        officer.act(project, MATTER, "accept", "09-21", reason="按办件系统补录")
        return project

    @property
    def specialist(self) -> Desk:
        """Who is reminded."""
        return self.office.desk(Role.SPECIALIST, actor=SPECIALIST)

    def sweep(self, when: str) -> list[dict[str, Any]]:
        """What a sweep at the moment brings to the receiver."""
        before = len(self.receiver.received)
        self.office.at(when).runtime.sweeper.sweep()
        return [one.content for one in self.receiver.received[before:]]

    def answers(self, rung: str) -> list[str]:
        """The topics of a rung's stream, with who did it."""
        ledger = self.office.runtime.ledger
        found = [event for _, event in ledger.after(0, 10_000) if isinstance(event, RungEvent)]
        return [f"{event.TOPIC} {event.actor}" for event in found if str(event.rung) == rung]
