"""The web application: API, page, and the parts that run beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from api import errors
from api.http.dress import Dress
from api.openapi import document as openapi
from api.pages import docs
from api.pages.sections import sections
from api.pages.session import SignInNeededError
from api.pages.wanted import led_to_sign_in
from api.pages.workbench import PAGES
from api.routers import (
    access,
    accounts,
    answering,
    audit,
    calendars,
    concerns,
    deadlines,
    directing,
    dividing,
    dossiers,
    events,
    exports,
    figures,
    health,
    history,
    imports,
    lists,
    own_calendars,
    people,
    plans,
    reads,
    receivers,
    reminders,
    rulebook,
    why,
    writes,
)
from api.runtime import Runtime

TITLE = "护航 Huhang"
PARTS = (
    lists,
    writes,
    health,
    reads,
    audit,
    events,
    receivers,
    dossiers,
    deadlines,
    calendars,
    history,
    figures,
    exports,
    imports,
    plans,
    directing,
    dividing,
    rulebook,
    answering,
    reminders,
    why,
    people,
    concerns,
    own_calendars,
    accounts,
    access,
    *PAGES,
)  # those asked most come first: a path is looked for in this order


class Described(FastAPI):
    """The app with its own description: the framework's, and the refusals."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return openapi.describe(self)


def create_app(runtime: Runtime, *, whole: bool = True) -> FastAPI:
    """The app of an installation; when it is the `whole` of it, its projector and scheduler run while it does."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers = (
            *((runtime.projector, runtime.upkeep(), runtime.runner(), runtime.outbox) if whole else ()),
            runtime.watcher(),
        )
        runtime.record_shipped()
        runtime.writer.start()
        for worker in workers:
            worker.start()
        runtime.apart.start()
        yield
        for worker in reversed(workers):
            worker.stop()
        runtime.close()

    app = Described(
        title=TITLE,
        version="0.1.0",
        description="重大项目全生命周期跟踪：每个事实都是事件，两个时间，每个日期都说得出依据。",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        routes=[route for part in PARTS for route in part.router.routes],  # flat: found in one pass
    )
    app.state.runtime = runtime
    app.state.sections = sections
    errors.install(app)
    app.add_middleware(Dress)
    app.mount("/static", StaticFiles(packages=[("api", "static")]), name="static")
    app.mount(docs.FILES, StaticFiles(packages=[docs.PACKAGE]), name="docs")

    @app.exception_handler(SignInNeededError)
    async def to_sign_in(request: Request, _: SignInNeededError) -> Response:
        return led_to_sign_in(request)

    return app
