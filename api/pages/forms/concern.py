"""提出问题线索: the form in which somebody from outside tells what is wrong with a project's service."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.locale import text
from api.pages.forms.fields import Field, Option
from api.schemas.concerns import ConcernBody


def questions(projects: Sequence[Option], language: str) -> list[Field]:
    """What is asked; `projects` are those he may name."""

    def asked(name: str, label: str, kind: str = "text", *, required: bool = True, of: str = "") -> Field:
        return Field(name, text(label, language), kind, required=required, of=of)

    known = tuple(projects)
    return [
        Field("project", text("board.project", language), "select", required=True, options=known, alone=True),
        asked("title", "mine.subject"),
        asked("at", "mine.at", required=False),
        asked("words", "mine.words", "area", of="text"),
    ]


def body_in(values: Mapping[str, Any]) -> ConcernBody:
    """The body that the answers come to. Raises ValidationError."""
    asked = {name: values.get(name) for name in ("project", "title")}
    return ConcernBody.model_validate({**asked, "text": values.get("words"), "at": values.get("at", "")})
