"""Field types of the API: dates as people write them, text with bounds, unknown fields refused."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.event import SHANGHAI
from domain.project.reading import end_of_day

MAX_TEXT = 2000
MAX_NAME = 200


def iso_day(value: Any) -> Any:
    """A date is written YYYY-MM-DD; a number is no date."""
    if value is None or type(value) is date:
        return value
    try:
        if not isinstance(value, str) or len(value) != len("2026-01-01"):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_form", "write a date as YYYY-MM-DD") from None


def known_moment(value: Any) -> Any:
    """A moment, or a bare date: the end of that day in Shanghai. A moment without a zone is Shanghai time."""
    try:
        if not isinstance(value, str):
            raise ValueError
        if len(value) == len("2026-01-01"):
            return end_of_day(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("moment_form", "write a date, or a moment as 2026-03-09T18:00+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


Day = Annotated[date, BeforeValidator(iso_day)]
KnownAt = Annotated[datetime, BeforeValidator(known_moment)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$")]
Uscc = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
Days = Annotated[int, Field(ge=0, le=100_000, strict=True)]


class Body(BaseModel):
    """A request body: unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
