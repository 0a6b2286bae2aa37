"""The web application: API, page, and the parts that run beside them."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api import errors, openapi
from api.pages import board, project, session
from api.routers import deadlines, directing, dividing, health, history, lists, plans, reads, rulebook, writes
from api.runtime import Runtime

TITLE = "护航 Huhang"
REQUEST_ID = re.compile(r"^[\w.-]{1,64}$")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'",
}


def create_app(runtime: Runtime, *, whole: bool = True) -> FastAPI:
    """The app of an installation; when it is the `whole` of it, its projector and scheduler run while it does."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers = (runtime.projector, runtime.runner()) if whole else ()
        runtime.record_shipped()
        runtime.writer.start()
        for worker in workers:
            worker.start()
        yield
        for worker in reversed(workers):
            worker.stop()
        runtime.close()

    app = FastAPI(
        title=TITLE,
        version="0.1.0",
        description="重大项目全生命周期跟踪:每个事实都是事件,两个时间,每个日期都说得出依据。",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.runtime = runtime
    app.openapi = lambda: openapi.describe(app)  # type: ignore[method-assign]
    errors.install(app)
    app.middleware("http")(dress)
    for part in (
        health,
        lists,
        reads,
        deadlines,
        history,
        plans,
        writes,
        directing,
        dividing,
        rulebook,
        session,
        board,
        project,
    ):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(packages=[("api", "static")]), name="static")

    @app.exception_handler(session.SignInNeededError)
    async def to_sign_in(_: Request, __: session.SignInNeededError) -> Response:
        return RedirectResponse("/sign-in", 303)

    return app


async def dress(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Give every request an id, refuse bodies beyond bounds, and every answer its safe headers."""
    given = request.headers.get("x-request-id", "")
    request.state.request_id = given if REQUEST_ID.match(given) else uuid4().hex
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > errors.MAX_BODY:
        answer = errors.problem(request, "body_too_large", {"limit": errors.MAX_BODY})
    else:
        try:
            answer = await call_next(request)
        except Exception as error:  # noqa: BLE001 - here, so that even this answer has its id and headers
            answer = errors.unexpected(request, error)
    answer.headers["X-Request-Id"] = request.state.request_id
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
