"""What a project is read by, and what it was read by before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.catalogue.model import Catalogue
from domain.dates.calendar import WorkingCalendar
from domain.project.model.thresholds import USUAL, Thresholds


@dataclass(frozen=True, eq=False)
class Rules:
    """What a project is read by: the catalogue it is pinned to, the working calendar, and when lights go on.

    `catalogues` are all that were loaded, by version; another object means other rules. `since` is when they came to be
    known, in place of those `before`; None where they always were.
    """

    catalogue: Catalogue
    calendar: WorkingCalendar
    catalogues: Mapping[str, Catalogue] = field(default_factory=dict)
    lights: Thresholds = USUAL
    since: datetime | None = None
    before: "Rules | None" = field(default=None, repr=False)
    others: dict[str, "Rules"] = field(default_factory=dict, repr=False)

    def pinned(self, version: str) -> "Rules":
        """The same with the catalogue of a version; as they are for one that is not known."""
        if version == self.catalogue.version or version not in self.catalogues:
            return self
        if version not in self.others:
            self.others[version] = replace(self, catalogue=self.catalogues[version], others={})
        return self.others[version]

    def now(self) -> "Rules":
        """Rules that stand for ever, where a rulebook would look."""
        return self

    def at(self, known: datetime | None) -> "Rules":
        """Those of them, or of those before them, that were known at K."""
        rules = self
        while known is not None and rules.before and rules.since and rules.since > known:
            rules = rules.before
        return rules

    def same_as(self, other: "Rules") -> bool:
        """Whether any project reads the same by others."""
        return self.content == other.content

    @property
    def content(self) -> tuple[object, ...]:
        """What they say, to be compared."""
        return self.calendar.version, self.catalogue.digest, self.lights, {*self.catalogues}
