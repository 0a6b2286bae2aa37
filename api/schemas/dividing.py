"""The bodies of scopes and bundles."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.schemas.fields import MAX_LIST, Body, Day, Name, Text
from api.schemas.projects import Reason
from domain.deciding.commands import AddScope
from domain.project.model.scoping import ScopeKind

ScopeId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Keys = Annotated[list[Name], Field(max_length=2 * MAX_LIST)]
Said = Annotated[Text, Field(min_length=1, description="理由")]


class ScopeBody(Body):
    """A scope of the project with matters of its own: parcel, phase, section or buildings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "sec-1",
                    "kind": "section",
                    "main": True,
                    "matters": ["construction_planning_permit", "construction_permit"],
                    "answers": {"floor_area_m2": 12000},
                    "effective_on": "2026-03-02",
                    "reason": "分两个标段施工",
                }
            ]
        }
    )

    id: ScopeId
    kind: ScopeKind
    within: ScopeId | None = Field(default=None, description="所在的上级范围")
    main: bool | None = Field(default=None, description="主范围：挂图以它为准；不填时第一个范围即为主范围")
    matters: Keys = Field(default=[], description="按此范围分别办理的事项（目录编号）；其余仍属整个项目")
    answers: dict[str, Any] = Field(default={}, description="本范围与项目画像不同的答案")
    effective_on: Day
    reason: Said

    def command(self) -> AddScope:
        """The command the body asks for."""
        return AddScope(
            scope=self.id,
            kind=self.kind,
            within=self.within or "",
            main=self.main,
            matters=tuple(self.matters),
            answers=self.answers,
            effective_on=self.effective_on,
            reason=self.reason,
        )


class CloseScopeBody(Body):
    """A scope is merged into another, split, or given up."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-03-02", "reason": "两标段合并"}]})

    effective_on: Day
    reason: Said


class BundleBody(Body):
    """一件事: one form, shared materials, one receipt; without `members` all that apply."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"effective_on": "2026-03-02", "receipt_no": "YJS-20260302001"}]}
    )

    effective_on: Day
    receipt_no: Name
    members: Annotated[list[Name], Field(min_length=1, max_length=2 * MAX_LIST)] | None = None
    reason: Reason = ""
