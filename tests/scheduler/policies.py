"""Policies for tests that are about one thing: the shipped one's rows, and no more of it than the test needs."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar

from domain.project.model.state import Project
from domain.rulebook import Rulebook
from scheduler.policy.file import policy_of_content, shipped_policy_content
from scheduler.policy.policy import Policy
from scheduler.sending.addressbook import OneChannel
from tests.scenario import Scenario


def promises_only_content() -> dict[str, Any]:
    """Row 3 alone, each step a message of its own, and nothing goes up."""
    content: Any = deepcopy(shipped_policy_content())
    row = content["rows"]["promised"]
    plain = {**row, "to": ["officer", "specialist"], "overdue": {"first": 1, "every": 2, "repeats": 5}}
    del plain["escalation"]
    return {"version": "promises", "window": content["window"], "rows": {"promised": plain}}


def load_policy(scenario: Scenario, content: dict[str, Any]) -> None:
    """Have a policy in force in a store."""
    rulebook = Rulebook(scenario.ledger, "jimo")
    rulebook.run(rulebook.loading_policy(scenario.command(), content, content["version"]))


def promises_only() -> Policy:
    return policy_of_content(promises_only_content())


def shipped_rows(*nodes: str, summaries: bool = False) -> Policy:
    """Some rows of the shipped policy, as they are; without the summaries of weeks and months unless asked for."""
    content: Any = deepcopy(shipped_policy_content())
    left_out = () if summaries else ("weekly", "monthly")
    digests = {kind: head for kind, head in content["digests"].items() if kind not in left_out}
    rows = {node: content["rows"][node] for node in nodes}
    return policy_of_content({**content, "digests": digests, "rows": rows})


class Everybody(OneChannel):
    """A book in which each role is somebody: o-1, e-1, l-1, h-1, b-1; the specialist as the record says."""

    known: ClassVar[Mapping[str, str]] = {
        "officer": "o-1",
        "enterprise": "e-1",
        "lead": "l-1",
        "head_of_department": "h-1",
        "leadership": "b-1",
    }

    def staff(self, role: str, project: Project, *asked: Any, **named: Any) -> Sequence[str]:
        return (self.known[role],) if role in self.known else super().staff(role, project, *asked, **named)
