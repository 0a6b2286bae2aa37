"""Accounts, without anything secret."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.views.base import Notice, View


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
    warnings: list[Notice] = Field(default_factory=list, description="新建、改任的答复 / of its making or another role")


class PreviewedAccount(View):
    """What a change would make of an account: before is null for a new one."""

    before: AccountView | None
    after: AccountView
    sessions_and_tokens_ended: int
    warnings: list[Notice] = Field(default_factory=list)


class AccountsView(View):
    """All accounts."""

    next: str | None
    items: list[AccountView]


class PersonalData(View):
    """Everything that is kept of a person."""

    staff: str
    on: date
    account: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    sessions_and_tokens: list[dict[str, Any]]
    calendars: list[dict[str, Any]]
    imports: list[dict[str, Any]]
    kept_answers: list[dict[str, Any]]
    posts: list[dict[str, Any]]
    absences: list[dict[str, Any]]
    concerns: list[dict[str, Any]]


class Erased(View):
    """How many rows of each kind were erased."""

    account: int
    contacts: int
    sessions_and_tokens: int
    calendars: int
    imports: int
    kept_answers: int
    texts: int
