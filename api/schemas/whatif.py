"""The body of a what-if: the items of a list of acts, and what no act can say."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from api.errors import ALTERNATIVES
from api.schemas.fields import Body, Day, Name
from api.schemas.projects import MAX_ITEMS, ActItem, CorrectionItem, FactBody

ACT = ALTERNATIVES[0]


class FactItem(FactBody):
    """A project fact that is supposed to come true."""

    fact: Name


class ProfileItem(Body):
    """Other answers of the profile; the others stay as they are."""

    profile: dict[str, Any]


class WithoutPreReviewItem(Body):
    """As if no opinion were given in advance."""

    without_pre_review: Literal[True]


class DayOffItem(Body):
    """A working day that becomes a day off."""

    day_off: Day


def kind_of_change(value: Any) -> str:
    """A change names its kind by its field; everything else is read as an act."""
    given = value if isinstance(value, Mapping) else {}
    return next((tag for tag in ALTERNATIVES if tag[1:-1] in given), ACT)


ChangeItem = Annotated[
    Annotated[ActItem, Tag("<act>")]
    | Annotated[CorrectionItem, Tag("<correction>")]
    | Annotated[FactItem, Tag("<fact>")]
    | Annotated[ProfileItem, Tag("<profile>")]
    | Annotated[WithoutPreReviewItem, Tag("<without_pre_review>")]
    | Annotated[DayOffItem, Tag("<day_off>")],
    Discriminator(kind_of_change),
]


class WhatIfBody(Body):
    """Changes that are judged as a whole and compared with the project as it is; nothing is stored.

    Supposed acts may lie in the future.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "changes": [
                        {"fact": "land_contract_signed", "on": "2026-06-01"},
                        {"without_pre_review": True},
                    ]
                }
            ]
        }
    )

    changes: Annotated[list[ChangeItem], Field(min_length=1, max_length=MAX_ITEMS)]
