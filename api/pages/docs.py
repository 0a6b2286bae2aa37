"""The API to read and to try, without internet: Swagger UI from the server's own files."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.http.rendering import render
from api.http.routing import StrictRoute

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

FILES = "/docs/files"
PACKAGE = ("fastapi_offline", "static")  # where Swagger UI comes from


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Open to all: it says what can be asked, and answers nothing without a token."""
    return render(request, "docs.html")
