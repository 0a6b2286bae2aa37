"""Shipped event shapes are a contract: a sample of every topic and shape stays readable for ever.

A new event class, a new shape or a new field of one gets its sample by `python -m tests.contract.samples`; a sample
that is there is never written again.
"""

from pathlib import Path

import orjson
import pytest

from domain.event import TOPICS, Event
from domain.log.codec import from_stored, to_stored
from tests.contract.samples import FOLDER, read_sample, samples_of, shape_of, untold
from tests.domain.log.instances import event_classes


@pytest.mark.parametrize("kind", event_classes(), ids=lambda kind: kind.TOPIC)
def test_every_event_class_has_a_sample_of_each_of_its_shapes(kind: type[Event]) -> None:
    missing = [schema for schema in range(1, kind.SCHEMA + 1) if not samples_of(kind.TOPIC, schema)]
    assert not missing, f"no sample of {kind.TOPIC} {missing}: python -m tests.contract.samples"


@pytest.mark.parametrize("kind", event_classes(), ids=lambda kind: kind.TOPIC)
def test_every_field_stands_in_a_sample(kind: type[Event]) -> None:
    assert not untold(kind), f"{kind.TOPIC}: python -m tests.contract.samples"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_is_still_read(path: Path) -> None:
    topic, schema = shape_of(path)
    event = from_stored(read_sample(path))
    assert type(event) is TOPICS[topic]
    if schema == event.SCHEMA:
        assert orjson.loads(to_stored(event).state) == orjson.loads(path.read_bytes())
