"""When a project is red or yellow: numbers that a district sets in its policy (design §6: thresholds are settings)."""

import json
from functools import lru_cache

from msgspec import Struct, convert


class Thresholds(Struct, frozen=True):
    """All in working days."""

    red_after_promised: int = 5  # over a promised limit
    red_after_target: int = 10  # the permit's forecast behind its target by more
    yellow_before: int = 3  # a due day
    yellow_before_short: int = 1  # the due day of a term of `short_limit` at most
    short_limit: int = 5
    yellow_before_act_by: int = 10  # the last day to act on the land or a permit
    quiet_before_permit: int = 7  # without an event
    quiet_during_works: int = 22

    def __str__(self) -> str:
        return ".".join(str(getattr(self, name)) for name in self.__struct_fields__)


USUAL = Thresholds()


@lru_cache(maxsize=64)
def thresholds_of(policy: str) -> Thresholds:
    """Those of a policy's canonical JSON, which was checked when it was loaded; the usual where it has none."""
    return convert(json.loads(policy).get("lights", {}), Thresholds)
