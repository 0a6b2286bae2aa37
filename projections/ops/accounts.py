"""Roles and accounts: who a caller is (design §9). What each may do stands in the API's one table."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import DomainError


class Role(StrEnum):
    """The eight roles."""

    ADMIN = "admin"
    LEADERSHIP = "leadership"
    LEAD = "lead"
    SPECIALIST = "specialist"
    OFFICER = "officer"
    ENTERPRISE = "enterprise"
    OBSERVER = "observer"
    AUDITOR = "auditor"


NEEDS_DEPARTMENT = frozenset({Role.OFFICER})
NEEDS_TEAM = frozenset({Role.LEAD, Role.SPECIALIST})


@dataclass(frozen=True, slots=True)
class Account:
    """A caller as his token or session names him; a specialist's actor is his staff id.

    `scopes`: the rights a token is confined to, of those of its role; empty: all of them. `session`: of a person.
    """

    actor: str
    role: Role
    department: str
    team: str
    token_id: str
    scopes: frozenset[str] = frozenset()
    session: bool = False


def check_account(actor: str, role: Role, department: str, team: str) -> None:
    """Refuse an account that could not be judged: DomainError account_needs_actor, …_department, …_team."""
    if not actor.strip():
        raise DomainError("account_needs_actor")
    if role in NEEDS_DEPARTMENT and not department.strip():
        raise DomainError("account_needs_department", role=role.value)
    if role in NEEDS_TEAM and not team.strip():
        raise DomainError("account_needs_team", role=role.value)
