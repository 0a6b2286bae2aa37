"""A project is named by its uuid or by the bureau's own code."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.security import Here, Who
from domain.errors import DomainError


def project_id(
    project: Annotated[str, Path(description="项目的 uuid 或局内编号,如 HH-2026-0001", max_length=64)],
    here: Here,
    _: Who,
) -> UUID:
    """The project's uuid; 404 for what is neither."""
    try:
        found: UUID | None = UUID(project)
    except ValueError:
        found = here.projects.by_code(project)
    if found is None or not here.ledger.exists(found):
        raise DomainError("unknown_project", project=project)
    return found


ProjectId = Annotated[UUID, Depends(project_id)]
