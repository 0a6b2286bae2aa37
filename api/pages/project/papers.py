"""The papers of a matter as its line in the service list says them: how many stand how, and which ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from api.locale import text
from domain.project.model.materials import MaterialState

ORDER = tuple(MaterialState)


@dataclass(frozen=True)
class Papers:
    """How many stand how, and per state a line that names them."""

    counted: str
    lines: tuple[str, ...]


def papers_by_matter(project: Mapping[str, Any], language: str) -> dict[str, Papers]:
    """Of each matter that has any."""
    return {row["key"]: papers(row["materials"], language) for row in project["matters"] if row["materials"]}


def papers(materials: Sequence[Mapping[str, Any]], language: str) -> Papers:
    """Those of one matter; a paper that is still to come says by when, where a day is named."""
    between, colon = text("history.between", language), text("history.colon", language)
    by_state = {
        state: list(rows)
        for state, rows in groupby(
            sorted(materials, key=lambda row: ORDER.index(row["state"])), key=lambda row: MaterialState(row["state"])
        )
    }
    names = {state: text(f"material.{state}", language) for state in by_state}
    counted = between.join(f"{names[state]} {len(rows)}" for state, rows in by_state.items())
    lines = (
        f"{names[state]}{colon}{between.join(named(row, language) for row in rows)}" for state, rows in by_state.items()
    )
    return Papers(counted, tuple(lines))


def named(material: Mapping[str, Any], language: str) -> str:
    if material["state"] == MaterialState.GIVEN or not material["on"]:
        return str(material["name"])
    return text("material.by", language, name=material["name"], day=material["on"])
