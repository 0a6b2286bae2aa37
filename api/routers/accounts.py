"""Accounts for the administrator: let somebody in, as whom, and out at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.passwords import refuse_weak
from api.access.people import noticed, refuse_unknown_department
from api.access.personal_data import erase, erasing, export
from api.access.rights import Right, require
from api.access.security import runtime_of, signed_in
from api.errors import language_of
from api.http.answers import JSON, json_bytes, read
from api.http.once import Once, once_of
from api.http.paging import CursorText, Limit
from api.http.requests import IdempotencyKey, Preview
from api.http.routing import Router, refuse_unknown_parameters
from api.runtime import Runtime
from api.schemas.accounts import AccountBody, PasswordBody, RoleBody
from projections.cursors import Order, page_of
from projections.ops.accounts import Role, check_account
from projections.ops.answered import Note, unnoted
from projections.ops.registered import Registered
from projections.ops.tokens import SESSION

router = Router(prefix="/api/v1", tags=["账号 accounts"])
NOTHING: Mapping[str, Any] = {}
UNKNOWN = "…"  # in place of the hash of a password that is not set
AccountName = Annotated[str, Path(max_length=200, description="账号即人员编号", examples=["s-101"])]


@dataclass(frozen=True)
class Changing:
    """A change of an account that is asked for, or what it would do."""

    here: Runtime
    preview: bool
    once: Once
    language: str


async def administrator(request: Request) -> Runtime:
    """Who looks after accounts; the right is looked at before the body is (ruling 31)."""
    require(await signed_in(request), Right.ACCOUNTS)
    refuse_unknown_parameters(request)
    return await runtime_of(request)


async def changing(request: Request, preview: Preview = False, idempotency_key: IdempotencyKey = None) -> Changing:
    """The same, for a change or its preview, which is no change."""
    here, account = await administrator(request), await signed_in(request)
    request.state.previewed = preview
    return Changing(here, preview, await once_of(request, account, here, idempotency_key), language_of(request))


Administrator = Annotated[Runtime, Depends(administrator)]
Change = Annotated[Changing, Depends(changing)]


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
    sort: Annotated[AccountSort, Query(description="account（默认）按账号，newest 新建的在前")] = AccountSort.ACCOUNT,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """账号，含已停用的 / Accounts, disabled ones too, a page at a time."""

    def found() -> dict[str, Any]:
        every = (one for one in here.accounts.listed() if role in (None, one.role))
        page, more = page_of(every, ORDERS[sort], f"accounts {sort}", limit, cursor)
        return {"next": more, "items": [account_view(one) for one in page]}

    return read(request, await run_in_threadpool(found), "p")


@router.post("/accounts", operation_id="addAccount", status_code=201)
async def add(request: Request, ask: Change, body: AccountBody) -> Response:
    """新建账号；没有默认密码 / A new account; there is no default password."""
    here, password = ask.here, body.password.get_secret_value() if body.password else None
    whom, warned = (
        (body.account, body.role, body.department or "", body.team or ""),
        await notices(ask, body.account, body),
    )
    if ask.preview:
        refuse_unknown_department(here, body.department or "")
        if password is not None:
            refuse_weak(body.account, password)
        made = await run_in_threadpool(partial(here.accounts.new, *whom, name=body.name, subject=body.subject))
        return previewed(None, replace(made, password_hash=None if password is None else UNKNOWN), **warned)

    async def act(note: Note) -> Registered:
        refuse_unknown_department(here, body.department or "")
        kept = None if password is None else await here.bench.hashed(body.account, password)
        told = partial(here.accounts.add, name=body.name, subject=body.subject, password_hash=kept, note=note)
        return await run_in_threadpool(told, *whom)

    request.state.changed = body.account
    secret = password is not None
    return private(await ask.once.act(act, partial(account_view, **warned), about=body.account, secret=secret), 201)


@router.post("/accounts/{account}/role", operation_id="setRole")
async def set_role(account: AccountName, ask: Change, body: RoleBody) -> Response:
    """改任角色：其会话立即失效，须重新登录 / Another role; who is signed in signs in anew."""
    department, team, warned = body.department or "", body.team or "", await notices(ask, account, body)
    if ask.preview:
        check_account(account, body.role, department, team)
        refuse_unknown_department(ask.here, department)
        wanted = {"role": body.role, "department": department, "team": team}
        return await foreseen(ask.here, account, SESSION, warned, **wanted)

    def change(note: Note) -> Registered:
        refuse_unknown_department(ask.here, department)
        return ask.here.accounts.set_role(account, body.role, department, team, note)

    return await changed(ask, account, change, warned)


@router.post("/accounts/{account}/password", operation_id="setPassword")
async def set_password(account: AccountName, ask: Change, body: PasswordBody) -> Response:
    """重设密码：其会话立即失效 / Another password; every session of the account ends."""
    here, password = ask.here, body.password.get_secret_value()
    await run_in_threadpool(here.accounts.get, account)
    if ask.preview:
        refuse_weak(account, password)
        return await foreseen(here, account, SESSION, password_hash=UNKNOWN)

    async def act(note: Note) -> Registered:
        kept = await here.bench.hashed(account, password)
        return await run_in_threadpool(here.accounts.set_password, account, kept, note)

    return private(await ask.once.act(act, account_view, about=account, secret=True))


@router.post("/accounts/{account}/disable", operation_id="disableAccount")
async def disable(account: AccountName, ask: Change) -> Response:
    """停用：其会话和令牌立即失效 / Out at once: its sessions and tokens are useless from this moment."""
    if ask.preview:
        found = await run_in_threadpool(ask.here.accounts.get, account)
        return await foreseen(ask.here, account, disabled_at=found.disabled_at or ask.here.accounts.clock())
    return await changed(ask, account, partial(ask.here.accounts.disable, account))


@router.post("/accounts/{account}/enable", operation_id="enableAccount")
async def enable(account: AccountName, ask: Change) -> Response:
    """恢复：可再登录，旧会话和令牌不恢复 / Let somebody sign in again; old sessions and tokens stay useless."""
    if ask.preview:
        return await foreseen(ask.here, account, SESSION, disabled_at=None)
    return await changed(ask, account, partial(ask.here.accounts.enable, account))


@router.read("/accounts/{account}/personal-data", "getPersonalData")
async def personal_data(request: Request, account: AccountName, here: Administrator) -> Response:
    """一个人的全部个人数据，不含密钥与密码：账号、通道、令牌、日历、导入、岗位、线索 / All that is kept of a person."""
    return read(request, await run_in_threadpool(export, here, account), "p")


@router.post("/accounts/{account}/erase", operation_id="erasePerson")
async def erase_person(account: AccountName, ask: Change) -> Response:
    """抹去个人数据，不可恢复；事件中只留编号 / Erase a person's data for good; the log keeps the bare id."""
    if ask.preview:
        return private(json_bytes(await run_in_threadpool(erasing, ask.here, account)))

    async def act(note: Note) -> Mapping[str, int]:
        of_himself = account == ask.once.actor  # nothing of him stays, and he asks no more
        return await run_in_threadpool(erase, ask.here, account, unnoted if of_himself else note)

    return private(await ask.once.act(act, dict))


async def notices(ask: Changing, account: str, body: RoleBody) -> dict[str, Any]:
    """What whoever makes an account, or gives it another role, ought to know."""
    return await run_in_threadpool(noticed, ask.here, body.team or "", account, ask.language)


async def foreseen(
    here: Runtime, account: str, ending: str | None = None, warned: Mapping[str, Any] = NOTHING, **changes: Any
) -> Response:
    """What a change would make of an account, and how many sessions and tokens (or those of a kind) it would end."""
    found = await run_in_threadpool(here.accounts.get, account)
    ended = await run_in_threadpool(here.accounts.standing, account, ending)
    return previewed(found, replace(found, **changes), ended, **warned)


def previewed(before: Registered | None, after: Registered, ended: int = 0, **warned: Any) -> Response:
    """The answer to a preview: nothing is stored."""
    body = {
        "before": account_view(before) if before else None,
        "after": account_view(after),
        "sessions_and_tokens_ended": ended,
        **warned,
    }
    return private(json_bytes(body))


async def changed(
    ask: Changing, account: str, change: Callable[[Note], Registered], warned: Mapping[str, Any] = NOTHING
) -> Response:
    """The account after a change."""

    async def act(note: Note) -> Registered:
        return await run_in_threadpool(change, note)

    return private(await ask.once.act(act, partial(account_view, **warned), about=account))


def private(answer: bytes, status: int = 200) -> Response:
    """An answer about a person, which nobody keeps on the way."""
    return Response(answer, status, {"Cache-Control": "no-store"}, JSON)


def account_view(account: Registered, **warned: Any) -> dict[str, Any]:
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
        **warned,
    }
