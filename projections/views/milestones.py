"""The view `milestones`: one row per project and stage, and one per scope where it is reached scope by scope."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Engine, Integer, String, Table, or_, select

from domain.catalogue.model import Stage
from domain.project.events.targets import current_target, original_target
from domain.project.model.progress import awaits, parts_of
from domain.project.model.scoping import WHOLE
from domain.project.model.state import Project, StageState
from projections.database import reading
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row, metadata
from projections.views.portfolio import KEY, portfolio

milestones = Table(
    "milestones",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("stage", String, primary_key=True),
    Column("scope", String, primary_key=True),  # empty for the whole project, which alone has targets and a forecast
    Column("place", Integer, nullable=False),  # its place among the catalogue's stages
    Column("original_target", Date),
    Column("target", Date),
    Column("target_moved_on", Date),
    Column("forecast_on", Date),  # as the facts stand, not rolled forward to any day; once reached, the actual day
    Column("provisional", Boolean, nullable=False),
    Column("actual_on", Date),
    Column("state", String, nullable=False),
)
c = milestones.c


class MilestoneState(StrEnum):
    """How far a milestone is; `not_applicable` once the list has nothing that it waits for (ruling 25)."""

    PENDING = "pending"
    OPEN = "open"
    REACHED = "reached"
    NOT_APPLICABLE = "not_applicable"


class MilestonesView:
    """The milestones of a project."""

    name = "milestones"
    shape = 1
    tables = (milestones,)

    def rows(self, touched: Touched) -> Mapping[str, list[Row | Values]]:
        """A row each, and those of their scopes; as they were where neither forecast nor targets moved."""
        before = touched.before
        known = before.rows.get("milestones") if before else None
        if (
            before
            and known
            and touched.forecast is before.forecast
            and touched.project.targets is before.project.targets
        ):
            return {"milestones": list(known.values())}
        return {"milestones": list(milestone_rows(touched))}


def of_project(engine: Engine, project: str | UUID) -> list[Mapping[str, Any]]:
    """The milestones of a project (by id or code) in the catalogue's order, each before those of its scopes."""
    query = (
        select(milestones)
        .join(portfolio, portfolio.c.number == c.number)
        .where(or_(portfolio.c.project == str(project), portfolio.c.code == str(project)))
        .order_by(c.place, c.scope)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def milestone_rows(touched: Touched) -> Iterator[Row]:
    """The rows of a project. Nothing here depends on today."""
    for place, stage in enumerate(touched.rules.catalogue.stages):
        head = {"number": touched.number, "stage": stage.id, "place": place}
        yield {**head, **whole(touched, stage)}
        parts = parts_of(touched.project, stage)
        for scope in parts if len(parts) > 1 else ():
            yield {**head, **part(touched.project, stage, scope)}


def whole(touched: Touched, stage: Stage) -> Row:
    """The milestone of the whole project: as first planned, as it is aimed at now, as foreseen, and as it came."""
    project, foreseen = touched.project, touched.forecast.milestones.get(stage.id)
    actual = project.stages.get(stage.id, StageState()).milestone_on
    moved = project.targets.get(stage.id)
    return {
        "scope": WHOLE,
        "original_target": original_target(project, stage.id),
        "target": current_target(project, stage.id),
        "target_moved_on": moved and moved.moved_on,
        "forecast_on": foreseen and foreseen.on,
        "provisional": foreseen is not None and foreseen.provisional,
        "actual_on": actual,
        "state": state_of(project, stage, actual).value,
    }


def part(project: Project, stage: Stage, scope: str) -> Row:
    """The milestone in one of several scopes."""
    actual = dict(project.stages.get(stage.id, StageState()).reached).get(scope)
    return {
        "scope": scope,
        "original_target": None,
        "target": None,
        "target_moved_on": None,
        "forecast_on": actual,
        "provisional": False,
        "actual_on": actual,
        "state": state_of(project, stage, actual).value,
    }


def state_of(project: Project, stage: Stage, actual: date | None) -> MilestoneState:
    """Reached, else open with its stage, if there is anything to wait for."""
    if actual:
        return MilestoneState.REACHED
    if project.listed and not awaits(project, stage):
        return MilestoneState.NOT_APPLICABLE
    opened = project.stages.get(stage.id, StageState()).opened_on
    return MilestoneState.OPEN if opened else MilestoneState.PENDING
