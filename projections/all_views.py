"""The views that ship."""

from projections.history import HistoryView
from projections.matters import MattersView
from projections.portfolio import PortfolioView
from projections.view import View


def all_views() -> tuple[View, ...]:
    """Every view, in the order they are written."""
    return (PortfolioView(), MattersView(), HistoryView())
