"""一件事: several matters handed in as one submission; each keeps its own clock, decision, refusal and remedy."""

from dataclasses import dataclass

from msgspec.structs import replace

from domain.project.model.evolution import ProjectEvent, evolves
from domain.project.model.rules import Rules
from domain.project.model.standing import Submission
from domain.project.model.state import Matter, Project


@dataclass(frozen=True, kw_only=True)
class BundleSubmitted(ProjectEvent):
    """One form, shared materials, one receipt for the `members` (keys); each has its `ApplicationReceived` beside.

    `left_out`: those that were received or granted already.
    """

    TOPIC = "BundleSubmitted"

    bundle: str
    members: tuple[str, ...]
    receipt_no: str
    left_out: tuple[str, ...] = ()


@evolves(BundleSubmitted)
def _submitted(project: Project, event: BundleSubmitted, rules: Rules) -> Project:
    submission = Submission(event.bundle, event.effective_on, event.members, event.receipt_no)
    return replace(project, submissions=(*project.submissions, submission))


def bundle_of(project: Project, key: str) -> str:
    """The chosen bundle a matter is in: at most one; empty where it is in none."""
    return next((item.bundle for item in project.submissions if key in item.members), "")


def fellows(project: Project, matter: Matter) -> frozenset[str]:
    """The keys received in the same submission as the matter's current application (ruling 24)."""
    attempt = matter.attempt
    if attempt is None or not attempt.bundle:
        return frozenset()
    same = (attempt.bundle, attempt.receipt_no)
    return frozenset(
        other.key
        for other in project.matters.values()
        if any((item.bundle, item.receipt_no) == same for item in other.attempts)
    )
