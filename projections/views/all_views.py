"""The views that ship."""

from collections.abc import Sequence

from domain.errors import DomainError
from projections.rows.view import View
from projections.views.deadlines import DeadlinesView
from projections.views.history import HistoryView
from projections.views.matters import MattersView
from projections.views.milestones import MilestonesView
from projections.views.past import PastView
from projections.views.portfolio import PortfolioView
from projections.views.search import SearchView
from projections.views.statistics import StatisticsView


def all_views() -> tuple[View, ...]:
    """Every view, in the order they are written."""
    return (
        PortfolioView(),
        SearchView(),
        MattersView(),
        DeadlinesView(),
        MilestonesView(),
        HistoryView(),
        StatisticsView(),
        PastView(),
    )


def chosen_views(names: Sequence[str]) -> tuple[View, ...]:
    """The views of some names, all of them for none. Raises DomainError unknown_view."""
    known = {view.name: view for view in all_views()}
    for name in names:
        if name not in known:
            raise DomainError("unknown_view", view=name, known="、".join(known))
    return tuple(known[name] for name in dict.fromkeys(names)) or tuple(known.values())


def whole_views(views: Sequence[View]) -> tuple[View, ...]:
    """Views that work out at once what they otherwise leave for later."""
    return tuple(PastView(whole=True) if isinstance(view, PastView) else view for view in views)
