"""Who may import what: the same rights and reach as for single commands, asked of every row."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.access.rights import Right, rights_of
from api.tables.definitions import CASES, FACTS, PROJECTS, STAFF
from api.tables.model import Place, Problem, Row
from domain.catalogue.model import Catalogue
from domain.project.model.state import Project
from projections.ops.accounts import Account, Role
from projections.views.reach import EVERYTHING, Reach

NEEDED: Mapping[str, frozenset[Right]] = {
    PROJECTS: frozenset({Right.REGISTER, Right.PROFILE, Right.ISSUE_LIST}),
    CASES: frozenset({Right.ACT}),
    FACTS: frozenset({Right.RECORD_FACT}),
    STAFF: frozenset({Right.POSTS}),
}
"""The rights that a table needs."""


@dataclass(frozen=True)
class Permit:
    """What somebody may import: which tables, of which projects, and of which department's matters (empty: all)."""

    tables: frozenset[str] = frozenset(NEEDED)
    reach: Reach = EVERYTHING
    department: str = ""

    def refused(self, row: Row, catalogue: Catalogue) -> Problem | None:
        """Why a row is not his to import."""
        if row.table not in self.tables:
            return Problem(Place(row.place.sheet), "import_not_allowed", {"table": row.table})
        matter = catalogue.matters.get(row.get("matter") or "")
        if matter and self.department and matter.department != self.department:
            return Problem(row.at("matter"), "import_of_another_department", {"department": matter.department})
        return None

    def covers(self, project: Project) -> bool:
        return self.reach.covers(project)


EVERYBODYS = Permit()
"""Of whoever runs the server."""


def tables_of(account: Account) -> frozenset[str]:
    """The tables that an account may import; posts are an administrator's, a lead has his single acts for that."""
    own = {table for table, needed in NEEDED.items() if needed <= rights_of(account)}
    return frozenset(own if account.role is Role.ADMIN else own - {STAFF})


def permit_of(account: Account, reach: Reach) -> Permit:
    """What an account may import."""
    return Permit(tables_of(account), reach, account.department if account.role is Role.OFFICER else "")
