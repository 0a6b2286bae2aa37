"""A person's own data: everything that is kept of him to hand out, and erased for good on request."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.runtime import Runtime
from domain.errors import DomainError
from projections.ops import personal
from projections.ops.answered import Note, unnoted


def export(here: Runtime, staff: str) -> dict[str, Any]:
    """All that is kept of a person, and where only his id stands. Raises DomainError nothing_of_person."""
    people, today = here.directory.now(), here.projects.today()
    kept = personal.told_of(here.ops, staff)
    held = [one for one in people.all() if one.staff == staff]
    posts = [{"post": one.post, "of": one.of or None, "since": one.since, "until": one.until} for one in held]
    absences = [
        {"first_on": one.first_on, "last_on": one.last_on, "substitute": one.substitute}
        for one in people.absences.get(staff, ())
    ]
    raised = [one for one in here.concerns.all().values() if one.raised_by == staff]
    words = here.texts.read(text for one in raised for text in one.texts[:1])
    concerns = [{"id": str(one.id), "title": one.title, "text": words.get(one.texts[0])} for one in raised]
    if not (any(kept.values()) or posts or absences or concerns):
        raise DomainError("nothing_of_person", staff=staff)
    return {"staff": staff, "on": today, **kept, "posts": posts, "absences": absences, "concerns": concerns}


def erase(here: Runtime, staff: str, note: Note = unnoted) -> Mapping[str, int]:
    """Erase all that is kept of a person, and the words of concerns he raised; what was erased.

    The id stays in the log, where it names nobody any more.
    """
    gone = personal.erase(here.ops, staff, words_of(here, staff), here.ledger.clock(), note)
    here.accounts.forget()
    return gone


def erasing(here: Runtime, staff: str) -> Mapping[str, int]:
    """What `erase` would erase, counted."""
    return {**personal.counted(here.ops, staff), "texts": len(words_of(here, staff))}


def words_of(here: Runtime, staff: str) -> Sequence[str]:
    """The ids of the words of concerns that a person raised."""
    return [one.texts[0] for one in here.concerns.all().values() if one.raised_by == staff]
