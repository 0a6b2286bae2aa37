"""The framework with nothing to do: a route, a model in the query, a bearer token, an answer of two bytes."""

from typing import Annotated

from fastapi import FastAPI, Header, Query, Response

app = FastAPI(docs_url=None, redoc_url=None)


@app.get("/nothing")
async def nothing(authorization: Annotated[str, Header()], limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """Nothing."""
    return Response(b"{}" if authorization and limit else b"", 200, {}, "application/json")
