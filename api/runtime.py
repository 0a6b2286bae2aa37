"""The one composition root: settings in, a running Huhang out. Everything else gets its parts as arguments."""

from dataclasses import dataclass

from sqlalchemy import Engine

from api.settings import Settings
from domain.catalogue.loader import shipped_catalogue
from domain.dates.calendar import official_calendar
from domain.ledger import Clock, Ledger, system_clock
from domain.project.evolution import Rules
from domain.projects import Projects
from domain.recorder import close_recorder, open_recorder
from projections.database import sqlite_engine
from projections.engine import ProjectionEngine
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens


@dataclass(frozen=True)
class Runtime:
    """The parts of one installation, wired."""

    settings: Settings
    rules: Rules
    ledger: Ledger
    projects: Projects
    views: Engine
    projector: ProjectionEngine
    ops: Engine
    tokens: Tokens
    demo: bool

    def close(self) -> None:
        """Stop the projector and give every connection back."""
        self.projector.stop()
        self.views.dispose()
        self.ops.dispose()
        close_recorder(self.ledger.recorder)


def build(settings: Settings, clock: Clock = system_clock, *, demo: bool = False) -> Runtime:
    """Wire an installation; only the demo and imports may set the clock (design §2)."""
    rules = Rules(shipped_catalogue(), official_calendar())
    ledger = Ledger(open_recorder(settings.folder / "events.sqlite"), clock)
    views = sqlite_engine(settings.folder / "views.sqlite", durable=False)
    ops = open_ops(settings.folder / "ops.sqlite")
    return Runtime(
        settings=settings,
        rules=rules,
        ledger=ledger,
        projects=Projects(ledger, rules, settings.district),
        views=views,
        projector=ProjectionEngine(ledger, views, rules),
        ops=ops,
        tokens=Tokens(ops),
        demo=demo,
    )
