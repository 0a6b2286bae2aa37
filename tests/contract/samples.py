"""Samples of the stored form of every event class. Run it to make the missing ones.

`<topic>.<schema>.json` is the shape as it was shipped first; `<topic>.<schema>.<n>.json` what it grew to by optional
fields.
"""

from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import StoredEvent

from domain.event import Event
from domain.log.codec import codec_of, to_stored
from domain.project.events.lifecycle import ProjectRegistered
from tests.domain.log.instances import SAMPLES, event_classes, sample

GAINED = {"imported_at"}
FOLDER = Path(__file__).parent / "events"


def shape_of(path: Path) -> tuple[str, int]:
    """The topic and the schema of a sample."""
    topic, schema, *_ = path.stem.split(".")
    return topic, int(schema)


def samples_of(topic: str, schema: int) -> list[Path]:
    """The samples there are of a shape."""
    return sorted(path for path in FOLDER.glob(f"{topic}.{schema}.*") if shape_of(path) == (topic, schema))


def read_sample(path: Path) -> StoredEvent:
    """A sample as the log would hand it over."""
    return StoredEvent(SAMPLES[UUID], SAMPLES[int], shape_of(path)[0], path.read_bytes())


def untold(kind: type[Event]) -> set[str]:
    """The fields of an event class that no sample of its shape has; what the envelope gained is told once for all."""
    told: set[str] = set()
    for path in samples_of(kind.TOPIC, kind.SCHEMA):
        told |= orjson.loads(path.read_bytes()).keys()
    gained = GAINED if kind is not ProjectRegistered else set()
    return {field.name for field in codec_of(kind)} - told - gained


def make_missing() -> None:
    """Write the samples that are not there yet, never one that is."""
    for kind in event_classes():
        if untold(kind):
            values: Any = orjson.loads(to_stored(sample(kind)).state)
            free_path(kind).write_bytes(orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def free_path(kind: type[Event]) -> Path:
    """The first name for a sample that is not taken."""
    names = (f"{kind.TOPIC}.{kind.SCHEMA}{f'.{number}' if number > 1 else ''}.json" for number in count(1))
    return next(path for path in (FOLDER / name for name in names) if not path.exists())


if __name__ == "__main__":
    make_missing()
