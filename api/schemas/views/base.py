"""What all answers share."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.lights import Light

INSIDE = "企业看不到 / not shown to an enterprise"


class View(BaseModel):
    """An answer, or a part of one; a field that is not described here is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Page(View):
    """A page of a list; `next` is the cursor of the page after it, null on the last."""

    next: str | None


class NamedProject(View):
    """A project as lists name it."""

    id: UUID
    code: str
    name: str


class RecordedEvent(View):
    """An event that a write recorded, or would record."""

    version: int = Field(description="事件在该项目中的序号 / its number in the stream")
    topic: str
    matter: str | None
    effective_on: date
    irregularities: list[str] = Field(default_factory=list, description=INSIDE)
    limits_passed: list[str] = Field(default_factory=list, description=INSIDE)


class Written(View):
    """What a write recorded; the same however often it is sent with its key."""

    version: int
    events: list[RecordedEvent]


class Registered(Written):
    """What was made, by the id that paths take."""

    id: UUID


class LightOnDay(View):
    """A light, and the days on which it turns."""

    light: Light
    red_on: date | None
    yellow_on: date | None
    state: str | None


class Lights(View):
    """The light before and after."""

    before: LightOnDay | None
    after: LightOnDay | None


class MovedDate(View):
    """A deadline that moves, appears (`before` null) or vanishes (`after` null)."""

    matter: str
    kind: str
    of: str | None
    before: date | None
    after: date | None


class MovedReminder(View):
    """A reminder that will go out, or will not."""

    change: str = Field(description="appears | vanishes")
    matter: str
    kind: str
    step: str
    on: date
    due_on: date
    to: list[str]


class Notice(View):
    """What a writer ought to know, though nothing is refused."""

    code: str
    title: str
    params: dict[str, str]


class WrittenOfProject(Written):
    """What a write to a project recorded."""

    warnings: list[Notice] = Field(default_factory=list)


class RegisteredProject(WrittenOfProject):
    """A project that was taken in, by the id that paths take."""

    id: UUID


class Previewed(Written):
    """What a write would do; nothing is stored."""

    dates: list[MovedDate]
    lights: Lights | None = Field(default=None, description=INSIDE)
    reminders: list[MovedReminder] = Field(default_factory=list, description=INSIDE)
    irregularities: list[str] = Field(default_factory=list, description=INSIDE)
    needs_reason: list[str] = Field(default_factory=list, description="须说明理由的异常情形 / codes that need a reason")
    warnings: list[Notice] = Field(default_factory=list)


class MadeCalendar(View):
    """A calendar's address; its secret part is shown this once."""

    id: str
    path: str | None = Field(description="地址，只在第一次答复中；同一幂等键重发时为空 / null on a repetition")
    hint: str
