"""How lists are asked for page by page: the same two parameters everywhere."""

from typing import Annotated

from fastapi import Query

Limit = Annotated[int, Query(ge=1, le=200, description="每页条数")]
CursorText = Annotated[str | None, Query(max_length=2000, description="上一页答复中的 next，排序不变")]
