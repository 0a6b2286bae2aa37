"""Which open matter holds the construction permit now, and by what chain (ruling 34)."""

from domain.planning.foreseen import Basis, Foreseen, Hold
from domain.planning.outlook import Outlook, last_of
from domain.project.due.deadlines import Owner
from domain.project.model.phases import RUNNING
from domain.project.model.state import Matter

OTHERS_BEGIN = frozenset({Basis.AFTER_BEGIN})
OTHERS_GRANT = frozenset({Basis.AFTER_GRANT, Basis.ISSUE_DAY})
OWN_BEGIN = frozenset({Basis.LIMIT})


def critical_chain(outlook: Outlook) -> tuple[str, ...]:
    """Back from the permit along what set each date, as far as it is open; printed from the one that holds it.

    Empty once the permit is granted, and where it has no date.
    """
    targets = outlook.network.targets
    matter = last_of(targets, outlook.grants) if all(name in outlook.grants for name in targets) else None
    day = outlook.grants[matter] if matter else None
    found: list[str] = []
    while matter and day and not day.actual:
        found.append(matter)
        matter, day = before(outlook, matter, day)
    return tuple(dict.fromkeys(reversed(found)))


def before(outlook: Outlook, matter: str, day: Foreseen) -> tuple[str, Foreseen | None]:
    """The matter and the date that set this one; None where it follows from a fact or from the reading's day."""
    basis, other = day.because.basis, day.because.matter
    if basis in OWN_BEGIN:
        return matter, outlook.begins[matter]
    if basis in OTHERS_GRANT:
        return other, outlook.grants[other]
    if basis in OTHERS_BEGIN:
        return other, outlook.begun[other]
    return matter, None


def hold(matter: Matter) -> Hold:
    """Whose move a matter is: the department's while it has an application or a draft, else the applicant's."""
    return Hold(matter.key, owner(matter), matter.definition.department)


def owner(matter: Matter) -> Owner:
    """The enterprise owes supplements and applications; everything else is the department's (ruling 37)."""
    if matter.phase in RUNNING:
        asked = matter.attempt is not None and matter.attempt.open_request is not None
        return Owner.ENTERPRISE if asked else Owner.DEPARTMENT
    if matter.review_open or not matter.definition.kind.needs_application:
        return Owner.DEPARTMENT
    return Owner.ENTERPRISE
