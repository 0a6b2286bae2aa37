"""The body of every act, made from the act's event: one definition, no second list of fields to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, Discriminator, Field, TypeAdapter, create_model

from api.schemas.fields import MAX_LIST, Body, Day, Days, Name, Names, Text, Yes
from domain.deciding.commands import ACT_EVENTS, RecordAct
from domain.event import ENVELOPE
from domain.project.events.applications import DeferredMaterial
from domain.project.model.evolution import MatterEvent
from domain.project.model.phases import Act

SYSTEM_FIELDS = ENVELOPE | {"irregularities", "matter", "unconfirmed", "bundle", "limits_passed"}


class DeferredMaterialBody(Body):
    """A material that may follow until a day (容缺)."""

    material: Name
    due_on: Day


def deferred_materials(bodies: Sequence[DeferredMaterialBody]) -> tuple[DeferredMaterial, ...]:
    return tuple(DeferredMaterial(body.material, body.due_on) for body in bodies)


FIELD_TYPES: Mapping[Any, Any] = {
    str: Text,
    bool: Yes,
    date: Day,
    date | None: Day | None,
    int: Days,
    int | None: Days | None,
    tuple[str, ...]: Names,
    tuple[DeferredMaterial, ...]: Annotated[
        tuple[DeferredMaterialBody, ...], Field(max_length=MAX_LIST), AfterValidator(deferred_materials)
    ],
}
SAMPLES: Mapping[str, Any] = {
    "effective_on": "2026-03-03",
    "receipt_no": "JM20260303001",
    "materials": ["住所使用证明"],
    "kind": "expert_review",
    "days": 10,
    "document": "地字第370215202600001号",
    "material": "住所使用证明",
    "notice_no": "评告〔2026〕7号",
    "notice_on": "2026-03-03",
}


def sample(name: str, hints: Mapping[str, Any]) -> Any:
    """An example of a field: the first of its values where they are fixed."""
    hint = hints[name]
    return next(iter(hint)).value if isinstance(hint, type) and issubclass(hint, StrEnum) else SAMPLES[name]


class ActBody(Body):
    """What every act says: when it was true, and why, by which department, on which paper."""

    effective_on: Day = Field(description="生效日期（事实发生之日），YYYY-MM-DD；不得晚于今天")
    reason: Text = Field(default="", description="理由；有异常情形时必填")


def body_of(event_type: type[MatterEvent]) -> type[ActBody]:
    """The body model of an act: the event's own fields and the act's shared ones."""
    hints = get_type_hints(event_type)
    own: dict[str, Any] = {}
    for field in fields(event_type):
        if field.name not in SYSTEM_FIELDS:
            default = ... if field.default is MISSING else field.default
            own[field.name] = (FIELD_TYPES.get(hints[field.name], hints[field.name]), default)
    model: type[ActBody] = create_model(
        f"{event_type.__name__}Body",
        __base__=ActBody,
        __doc__=event_type.__doc__,
        **own,
    )
    required = {"effective_on", *(name for name, (_, default) in own.items() if default is ...)}
    model.model_config["json_schema_extra"] = {"examples": [{name: sample(name, hints) for name in sorted(required)}]}
    model.model_rebuild(force=True)
    return model


ACT_BODIES: Mapping[Act, type[ActBody]] = {act: body_of(event_type) for act, event_type in ACT_EVENTS.items()}


def item_of(act: Act, model: type[ActBody]) -> Any:
    """An act as an item of a list: its name and its matter beside its own fields."""
    named: dict[str, Any] = {"act": (Literal[act.value], ...), "matter": (Name, ...)}
    return create_model(f"{model.__name__.removesuffix('Body')}Item", __base__=model, __doc__=model.__doc__, **named)


def any_item() -> TypeAdapter[Any]:
    """Every act as an item, told apart by its name: what the API's description says of lists."""
    items: Any = reduce(or_, (item_of(act, model) for act, model in ACT_BODIES.items()))
    either: Any = Annotated[items, Discriminator("act")]
    return TypeAdapter(either)


ACT_ITEMS = any_item()


def act_command(act: Act, matter: str, body: ActBody) -> RecordAct:
    """The command a body asks for."""
    values = {name: getattr(body, name) for name in type(body).model_fields}
    effective_on, reason = values.pop("effective_on"), values.pop("reason")
    return RecordAct(act=act, matter=matter, effective_on=effective_on, reason=reason, values=values)
