"""The start on land, as the board and a project's page tell it: building begins in time after the land contract."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.dates.arithmetic import add_months
from domain.lights import PERMIT
from domain.project.events.projectfacts import CONSTRUCTION_STARTED, LAND_CONTRACT_SIGNED
from domain.project.model.progress import headline_fact
from domain.project.model.state import Project

LAND_CONTRACT = "land_grant_contract"
START_WITHIN = 3  # months from the land contract to the start of construction: later, and the start on land is not met


@dataclass(frozen=True, slots=True)
class LandStart:
    """The days of the main scope: contract, start of construction, and from when on the start is missed.

    `uncounted`: why its permit earns nothing on the escort's account, whatever its day; empty where it does. `prior`:
    it was there before the landing. `unconfirmed`: it, or the contract before it, waits for its department's word.
    """

    signed_on: date | None
    started_on: date | None
    missed_on: date | None
    uncounted: str


def land_start(project: Project) -> LandStart:
    """Permit or not, a start is missed once the months after the contract went by without construction."""
    contract, started = headline_fact(project, LAND_CONTRACT_SIGNED), headline_fact(project, CONSTRUCTION_STARTED)
    signed_on, started_on = contract.on if contract else None, started.on if started else None
    missed_on = start_missed_on(signed_on, started_on) if signed_on else None
    return LandStart(signed_on, started_on, missed_on, uncounted(project))


def uncounted(project: Project) -> str:
    """See `LandStart`."""
    permit, contract = (project.matters.get(project.scopes.headline(matter)) for matter in (PERMIT, LAND_CONTRACT))
    if permit and permit.prior:
        return "prior"
    return "unconfirmed" if any(matter and matter.unconfirmed for matter in (permit, contract)) else ""


def start_missed_on(contract: date, started: date | None) -> date | None:
    """The first day on which building had not begun within three months of the land contract; None when it had."""
    last = add_months(contract, START_WITHIN)
    return last + timedelta(days=1) if started is None or started > last else None
