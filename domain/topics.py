"""Every event class, known by its stored name: whoever opens the log imports this, and can read all of it."""

from importlib import import_module
from pkgutil import iter_modules

from domain.project import events, record

BESIDE_PROJECTS = (
    "domain.reminders.events",
    "domain.reminders.escalations",
    "domain.reminders.digests",
    "domain.rulebook",
    "domain.staff.posts",
    "domain.concerns.concern",
    "domain.receivers",
    "domain.access",
    "domain.dossiers",
)


def register_all() -> None:
    """Import the modules that define events; each registers its classes in `event.TOPICS`."""
    for room in (events, record):
        for module in iter_modules(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    for name in BESIDE_PROJECTS:
        import_module(name)
