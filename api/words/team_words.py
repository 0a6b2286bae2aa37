"""What task forces are called where their codes would stand."""

from collections.abc import Mapping

from api.locale import text


def team_words(team: str, names: Mapping[str, str], language: str) -> str:
    """A task force by its name; by its code where nobody named it."""
    return names.get(team) or text("project.team", language, team=team)
