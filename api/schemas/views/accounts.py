"""Accounts, without anything secret."""

from datetime import datetime

from api.schemas.views.base import View


class AccountView(View):
    """Who may sign in, as whom."""

    account: str
    role: str
    department: str | None
    team: str | None
    name: str
    subject: str | None
    has_password: bool
    added_at: datetime
    disabled_at: datetime | None


class AccountsView(View):
    """All accounts."""

    items: list[AccountView]
