"""Accounts for the administrator: let somebody in, as whom, and out at once."""

from collections.abc import Mapping
from datetime import UTC
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.answers import JSON, json_bytes, read
from api.paging import CursorText, Limit
from api.personal_data import erase, export
from api.rights import Right, require
from api.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.schemas.accounts import AccountBody, PasswordBody, RoleBody
from api.security import runtime_of, signed_in
from domain.errors import DomainError
from projections.cursors import Order, page_of
from projections.ops.accounts import Role
from projections.ops.registered import Registered

router = Router(prefix="/api/v1", tags=["账号 accounts"])
AccountName = Annotated[str, Path(max_length=200, description="账号即人员编号", examples=["s-101"])]


async def administrator(request: Request) -> Runtime:
    """Who looks after accounts; the right is looked at before the body is (ruling 31)."""
    require(await signed_in(request), Right.ACCOUNTS)
    refuse_unknown_parameters(request)
    return await runtime_of(request)


Administrator = Annotated[Runtime, Depends(administrator)]


class AccountSort(StrEnum):
    """In which order accounts are listed."""

    ACCOUNT = "account"
    NEWEST = "newest"


ORDERS: Mapping[AccountSort, Order[Registered]] = {
    AccountSort.ACCOUNT: Order(lambda one: one.id),
    AccountSort.NEWEST: Order(lambda one: f"{one.added_at.astimezone(UTC).isoformat()} {one.id}", descending=True),
}


@router.read("/accounts", "listAccounts")
async def accounts(
    request: Request,
    here: Administrator,
    role: Role | None = None,
    sort: Annotated[AccountSort, Query(description="account(默认)按账号,newest 新建的在前")] = AccountSort.ACCOUNT,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """账号,含已停用的 / Accounts, disabled ones too, a page at a time."""

    def found() -> dict[str, Any]:
        every = (one for one in here.accounts.listed() if role in (None, one.role))
        page, more = page_of(every, ORDERS[sort], f"accounts {sort}", limit, cursor)
        return {"next": more, "items": [account_view(one) for one in page]}

    return read(request, await run_in_threadpool(found), "p")


@router.post("/accounts", operation_id="addAccount", status_code=201)
async def add(request: Request, here: Administrator, body: AccountBody) -> Response:
    """新建账号;没有默认密码 / A new account; there is no default password."""
    made = await here.bench.hashed(body.account, body.password.get_secret_value()) if body.password else None
    more = {"name": body.name, "subject": body.subject, "password_hash": made}
    await run_in_threadpool(
        lambda: here.accounts.add(body.account, body.role, body.department or "", body.team or "", **more)
    )
    request.state.changed = body.account
    return await shown(here, body.account, 201)


@router.post("/accounts/{account}/role", operation_id="setRole")
async def set_role(account: AccountName, here: Administrator, body: RoleBody) -> Response:
    """改任角色:其会话立即失效,须重新登录 / Another role; who is signed in signs in anew."""
    await run_in_threadpool(here.accounts.set_role, account, body.role, body.department or "", body.team or "")
    return await shown(here, account)


@router.post("/accounts/{account}/password", operation_id="setPassword")
async def set_password(account: AccountName, here: Administrator, body: PasswordBody) -> Response:
    """重设密码:其会话立即失效 / Another password; every session of the account ends."""
    await run_in_threadpool(here.accounts.get, account)
    made = await here.bench.hashed(account, body.password.get_secret_value())
    await run_in_threadpool(here.accounts.set_password, account, made)
    return await shown(here, account)


@router.post("/accounts/{account}/disable", operation_id="disableAccount")
async def disable(account: AccountName, here: Administrator) -> Response:
    """停用:其会话和令牌立即失效 / Out at once: its sessions and tokens are useless from this moment."""
    await run_in_threadpool(here.accounts.disable, account)
    return await shown(here, account)


@router.post("/accounts/{account}/enable", operation_id="enableAccount")
async def enable(account: AccountName, here: Administrator) -> Response:
    """恢复:可再登录,旧会话和令牌不恢复 / Let somebody sign in again; old sessions and tokens stay useless."""
    await run_in_threadpool(here.accounts.enable, account)
    return await shown(here, account)


@router.read("/accounts/{account}/personal-data", "getPersonalData")
async def personal_data(request: Request, account: AccountName, here: Administrator) -> Response:
    """一个人的全部个人数据:账号、通道、会话与令牌、日历、岗位、不在岗、所提线索 / All that is kept of a person."""
    return read(request, await run_in_threadpool(export, here, account), "p")


@router.post("/accounts/{account}/erase", operation_id="erasePerson")
async def erase_person(account: AccountName, here: Administrator) -> Response:
    """抹去个人数据,不可恢复;事件中只留编号 / Erase a person's data for good; the log keeps the bare id."""
    gone = await run_in_threadpool(erase, here, account)
    return Response(json_bytes(gone), 200, {"Cache-Control": "no-store"}, JSON)


async def shown(here: Runtime, account: str, status: int = 200) -> Response:
    """The account as it is now."""
    found = await run_in_threadpool(here.accounts.find, account)
    if found is None:
        raise DomainError("unknown_account", account=account)
    return Response(json_bytes(account_view(found)), status, {"Cache-Control": "no-store"}, JSON)


def account_view(account: Registered) -> dict[str, Any]:
    """An account without anything secret."""
    return {
        "account": account.id,
        "role": account.role,
        "department": account.department or None,
        "team": account.team or None,
        "name": account.name,
        "subject": account.subject,
        "has_password": account.password_hash is not None,
        "added_at": account.added_at,
        "disabled_at": account.disabled_at,
    }
