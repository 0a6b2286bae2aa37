"""That a project came from another installation, with its whole record."""

from dataclasses import dataclass
from uuid import UUID

from domain.event import Event, stream_id


@dataclass(frozen=True, kw_only=True)
class DossierImported(Event):
    """A project's dossier was taken in: so many `events`, by the file's hash; each says by `imported_at` when."""

    TOPIC = "DossierImported"

    project: UUID
    code: str
    name: str
    events: int
    sha256: str


def stream_of(district: str, project: UUID) -> UUID:
    """The stream of a project's dossier; a project comes in once."""
    return stream_id(f"{district}/dossier/{project}")
