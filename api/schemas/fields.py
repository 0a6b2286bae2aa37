"""Field types of the API: dates as people write them, text with bounds, unknown fields refused."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.errors import ProblemError
from api.http.routing import UNREADABLE
from domain.errors import DomainError
from domain.event import SHANGHAI
from domain.project.record.reading import end_of_day

MAX_TEXT = 2000
MAX_NAME = 200
MAX_LIST = 50
EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)  # a day beyond is a slip of the pen
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = r"(?:1949-1[0-2]|(?:19[5-9][0-9]|2[01][0-9]{2})-(?:0[1-9]|1[0-2]))-"
"""The same bounds, as the API's description says them."""
BARRED = r"\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069"  # controls, also what turns text around
CONTROL = re.compile(f"[{BARRED}]")


def iso_day(value: Any) -> Any:
    """A date is written YYYY-MM-DD; a number is no date."""
    if type(value) is date:
        return value
    try:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_form", "write a date as YYYY-MM-DD") from None
    return within_bounds(day)


def within_bounds(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        bounds = {"earliest": EARLIEST.isoformat(), "latest": LATEST.isoformat()}
        raise PydanticCustomError("date_range", "a date between {earliest} and {latest}", bounds)
    return day


def known_moment(value: Any) -> Any:
    """A moment, or a bare date: the end of that day in Shanghai. A moment without a zone is Shanghai time."""
    try:
        if not isinstance(value, str) or not DAY.match(value):
            raise ValueError
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("moment_form", "write a date, or a moment as 2026-03-09T18:00+08:00") from None
    within_bounds(moment.date())
    if DAY.fullmatch(value):
        return end_of_day(moment.date())
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def start_moment(value: Any) -> Any:
    """A moment as above; a bare date is the beginning of that day in Shanghai."""
    moment = known_moment(value)
    return datetime.combine(moment, time.min, SHANGHAI) if DAY.fullmatch(value) else moment


When = TypeVar("When", date, datetime)


def refuse_backwards(first: When | None, last: When | None) -> None:
    """A span that ends before it begins finds nothing, and would pass for an answer."""
    if first and last and last < first:
        begin, end = map(shanghai_day, (first, last))
        raise DomainError("end_before_beginning", field="to", begin=begin, end=end)


def shanghai_day(when: date) -> str:
    """The day of a moment there, or the day itself."""
    return (when.astimezone(SHANGHAI).date() if isinstance(when, datetime) else when).isoformat()


def printable(value: str) -> str:
    """Text that prints as it reads: no control characters, tabs and line breaks excepted."""
    if CONTROL.search(value):
        raise PydanticCustomError("control_character", "no control characters")
    return value


def fitting(value: Any) -> Any:
    """A corrected value, not typed yet: text within bounds, and what looks like a date is one."""
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise PydanticCustomError("string_too_long", "at most {max_length} characters", {"max_length": MAX_TEXT})
        return str(iso_day(value)) if DAY.fullmatch(value) else printable(value)
    if isinstance(value, list):
        return [fitting(item) for item in value]
    if isinstance(value, Mapping):
        return {printable(name): fitting(item) for name, item in value.items()}
    return value


def whole(value: Any) -> Any:
    """A whole number may be written 10.0, as JSON has it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def truly(value: Any) -> Any:
    """True is written true; 1 is a number."""
    if value is not None and value is not True:
        raise PydanticCustomError("literal_error", "true")
    return value


def described(**schema: Any) -> Any:
    """What the validators above hold a value to, said in the API's description."""
    return Field(json_schema_extra=schema)


PRINTABLE = rf"^[^{BARRED}]*$"
LEGIBLE = rf"^[^{BARRED}]*[^\s{BARRED}][^{BARRED}]*$"  # and not only blanks
Day = Annotated[date, BeforeValidator(iso_day), described(pattern=rf"^{YEARS}[0-9]{{2}}$")]
MOMENT = WithJsonSchema(
    {"type": "string", "pattern": f"^{YEARS}", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
)
KnownAt = Annotated[datetime, BeforeValidator(known_moment), MOMENT]
Since = Annotated[datetime, BeforeValidator(start_moment), MOMENT]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_TEXT),
    AfterValidator(printable),
    described(pattern=PRINTABLE),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME),
    AfterValidator(printable),
    described(pattern=LEGIBLE),
]
Names = Annotated[tuple[Name, ...], Field(max_length=MAX_LIST)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$")]
Uscc = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
WHOLE = BeforeValidator(whole)
Days = Annotated[int, Field(ge=0, le=100_000, strict=True), WHOLE]
Yes = Annotated[bool, Field(strict=True)]
Truly = Annotated[Literal[True], BeforeValidator(truly)]
Version = Annotated[int, Field(ge=1, le=2**31, strict=True), WHOLE]
Corrected = Annotated[Any, AfterValidator(fitting)]


class Body(BaseModel):
    """A request body: strict JSON, unknown fields refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def is_json(cls, value: Any) -> Any:
        """Refuse here, after the rights, what is no JSON or was not sent as JSON."""
        if value is UNREADABLE:
            raise PydanticCustomError("json_invalid", "no JSON")
        if isinstance(value, bytes):
            raise ProblemError("unsupported_media_type")
        return value
