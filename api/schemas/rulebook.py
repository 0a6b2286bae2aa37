"""The bodies of what an administrator loads: a year's days off, a catalogue, a reminder policy."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.schemas.fields import WHOLE, Body, Day, Name, Text

DaysOff = Annotated[dict[Day, Name], Field(max_length=200)]


class CalendarYearBody(Body):
    """The notice of a year's holidays and make-up working days, each with its name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "year": 2027,
                    "holidays": {"2027-01-01": "元旦"},
                    "workdays": {"2027-02-20": "春节"},
                    "source": "国务院办公厅关于2027年部分节假日安排的通知",
                }
            ]
        }
    )

    year: Annotated[int, Field(ge=1949, le=2199, strict=True), WHOLE]
    holidays: DaysOff
    workdays: DaysOff = Field(default_factory=dict)
    source: Name
    text: Text = ""

    def content(self) -> dict[str, Any]:
        """What is recorded, as the shipped years are written."""
        named = {part: {day.isoformat(): name for day, name in getattr(self, part).items()} for part in PARTS}
        return {"official": True, "source": self.source, **named, **({"text": self.text} if self.text else {})}


PARTS = ("holidays", "workdays")


class ContentBody(Body):
    """A whole catalogue or policy, as its file would hold it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"content": {}}]})

    content: dict[str, Any]
