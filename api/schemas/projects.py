"""The bodies of the project's own commands."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from api.errors import ALTERNATIVES
from api.schemas.acts import ACT_ITEMS
from api.schemas.fields import WHOLE, Body, Code, Corrected, Day, Days, Identifier, Name, Text, Truly, Uscc, Version
from domain.project.model.phases import Act

MAX_ITEMS = 200
Reason = Annotated[Text, Field(description="理由")]


class EnterpriseBody(Body):
    """The project's enterprise."""

    name: Name
    uscc: Uscc | None = Field(default=None, description="统一社会信用代码")


class ExpectedBody(Body):
    """预期: the date of the construction permit as written down, with the paper it stands on."""

    on: Day
    document: Name


class RegisterBody(Body):
    """A project that landed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "山东叁旺液压总成制造项目",
                    "landed_on": "2026-03-02",
                    "enterprise": {"name": "山东叁旺液压有限公司"},
                    "expected": {"on": "2026-05-29", "document": "项目推进方案"},
                }
            ]
        }
    )

    name: Name
    landed_on: Day
    enterprise: EnterpriseBody
    code: Code | None = Field(default=None, description="局内编号；不填则按年份顺序编号")
    national_code: Code | None = Field(default=None, description="国家项目代码；随备案取得，也可在登记时填写")
    expected: ExpectedBody | None = None
    profile: dict[str, Any] | None = Field(default=None, description="画像；未填的字段取默认值")


class ProfileBody(Body):
    """Answers of the profile; fields left out take their defaults."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"effective_on": "2026-03-02", "answers": {"new_enterprise": True, "land_mode": "grant"}}]
        }
    )

    effective_on: Day
    answers: dict[str, Any]
    expected: ExpectedBody | None = None


class ServiceListBody(Body):
    """Issue the service list from the profile as known now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-03-04"}]})

    effective_on: Day
    preparation: Days = Field(default=0, description="每个环节的准备工作日")
    construction_days: Days | None = Field(default=None, description="预计施工的自然日")
    reason: Reason = ""


class AssignmentBody(Body):
    """Put a specialist and a task force in charge."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"effective_on": "2026-03-02", "specialist": "s-101", "team": "1"}]}
    )

    effective_on: Day
    specialist: Identifier
    team: Identifier
    reason: Reason = ""


class FactBody(Body):
    """A project fact that came true on `on`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"on": "2026-04-27"}]})

    on: Day
    due: Day | None = Field(default=None, description="约定日期，仅约定开工、约定竣工、缴款期限需要")
    scope: Identifier | None = None
    document: Text = ""
    value: Code | None = Field(default=None, description="国家项目代码，仅取得代码（code_assigned）需要")
    reason: Reason = ""


class CorrectionBody(Body):
    """更正 a recorded event: `set` some fields, or `void` it; `set: {}` restores it as first recorded."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"version": 9, "reason": "证载日期为3月6日", "set": {"effective_on": "2026-03-06"}}],
            "if": {"required": ["void"], "properties": {"void": {"const": True}}},
            "then": {"properties": {"set": {"type": "null"}}},
            "else": {"required": ["set"], "properties": {"set": {"type": "object"}}},
        }
    )

    version: Version
    reason: Annotated[Text, Field(min_length=1)]
    void: Truly | None = None
    set: dict[str, Corrected] | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "CorrectionBody":
        if (self.void is None) == (self.set is None):
            raise PydanticCustomError("void_or_set", "give either void: true or set: {…}")
        return self


class ConfirmBody(Body):
    """Confirm an entry made on the department's behalf (待核)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 9}]})

    version: Version
    reason: Reason = ""


class ContestBody(Body):
    """Contest an entry made on the department's behalf; it stays 待核."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 9, "reason": "未收到该申请"}]})

    version: Version
    reason: Annotated[Text, Field(min_length=1)]


class DutyDoneBody(Body):
    """A duty after a grant was done; without `occurrence` the one that is open."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"effective_on": "2026-06-15"}]})

    effective_on: Day
    occurrence: Annotated[int, Field(ge=1, le=10_000, strict=True), WHOLE] | None = None
    document: Text = ""
    reason: Reason = ""


class ActItem(Body):
    """One act of a list: its name, its matter, and the fields of the act."""

    model_config = ConfigDict(extra="allow")

    act: Act
    matter: Name

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """In the description each act has its own fields; they are checked after the rights, one by one."""
        return handler(ACT_ITEMS.core_schema)


class CorrectionItem(Body):
    """One correction of a list."""

    correction: CorrectionBody


def kind_of_item(value: Any) -> str:
    """A correction says so; everything else is read as an act."""
    given = value if isinstance(value, Mapping) else {}
    return CORRECTION if set(given) == {"correction"} else ACT


ACT, CORRECTION, *_ = ALTERNATIVES
Item = Annotated[Annotated[ActItem, Tag(ACT)] | Annotated[CorrectionItem, Tag(CORRECTION)], Discriminator(kind_of_item)]


class ActsBody(Body):
    """Acts and corrections on one project, judged as a whole: all or none."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "act": "receive",
                            "matter": "investment_agreement",
                            "effective_on": "2026-03-02",
                            "receipt_no": "JM-1",
                        },
                        {"act": "accept", "matter": "investment_agreement", "effective_on": "2026-03-02"},
                    ]
                }
            ]
        }
    )

    items: Annotated[list[Item], Field(min_length=1, max_length=MAX_ITEMS)]
