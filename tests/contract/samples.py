"""Samples of the stored form of every event class, one file per topic and shape. Run it to make the missing ones."""

from pathlib import Path
from uuid import UUID

import orjson
from eventsourcing.persistence import StoredEvent

from domain.codec import to_stored
from tests.domain.instances import SAMPLES, event_classes, sample

FOLDER = Path(__file__).parent / "events"


def path_of(topic: str, schema: int) -> Path:
    return FOLDER / f"{topic}.{schema}.json"


def read_sample(path: Path) -> StoredEvent:
    """A sample as the log would hand it over."""
    return StoredEvent(SAMPLES[UUID], SAMPLES[int], path.stem.rsplit(".", 1)[0], path.read_bytes())


def make_missing() -> None:
    """Write the samples that are not there yet, never one that is."""
    for kind in event_classes():
        path = path_of(kind.TOPIC, kind.SCHEMA)
        if not path.exists():
            values = orjson.loads(to_stored(sample(kind)).state)
            path.write_bytes(orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    make_missing()
