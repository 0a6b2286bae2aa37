"""What a previewed command does to the service list: at once, or with the next list that is issued after it."""

from collections.abc import Iterator, Sequence
from typing import Any

from api.locale import text
from api.shown.catalogue_moves import move_view
from api.words.history_lines import Words
from domain.deciding.commands import EnterProfile, MoveCatalogue, ProjectCommand
from domain.project.events.servicelist import with_next_list
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.projects import Preview, Projects


def next_list(
    preview: Preview, wanted: Sequence[ProjectCommand], projects: Projects, rules: Rules, language: str
) -> Iterator[str]:
    """Sentences on matters that come and go, on changed limits, and on those whose ground has changed."""
    before, after = preview.before, preview.judgement.project
    move = next((one for one in wanted if isinstance(one, MoveCatalogue)), None)
    if move:
        yield from catalogue_words(preview, projects, move.version, language)
        return
    profile = next((one for one in wanted if isinstance(one, EnterProfile)), None)
    if profile and before.listed:
        after = with_next_list(after, profile.effective_on, rules)
    words = Words(language, rules.catalogue, scopes=after.scopes.names)
    found = list(list_words(before, after, words)) if before.listed else []
    if found and profile:
        yield text("effect.list.next", language)
    yield from found


def list_words(before: Project, after: Project, words: Words) -> Iterator[str]:
    """The matters that are added, left out, marked 依据已变 or 需复核."""
    found = {
        "added": [key for key in listed(after) if key not in listed(before)],
        "removed": [key for key in listed(before) if key not in listed(after)],
        "basis": newly("basis_changed_on", before, after),
        "review": newly("review_needed_on", before, after),
    }
    for kind, keys in found.items():
        if keys:
            yield sentence(kind, keys, words)


def listed(project: Project) -> list[str]:
    """The keys on the list."""
    return [key for key, matter in project.matters.items() if matter.listed]


def newly(mark: str, before: Project, after: Project) -> list[str]:
    """The keys that bear a mark which they did not bear before."""
    return [
        key
        for key, matter in after.matters.items()
        if getattr(matter, mark) and getattr(matter, mark) != getattr(before.matters.get(key), mark, None)
    ]


def sentence(kind: str, keys: Sequence[str], words: Words) -> str:
    names = words.say("history.between").join(words.matter(key) for key in keys)
    return words.say(f"effect.list.{kind}", count=len(keys), names=names)


def catalogue_words(preview: Preview, projects: Projects, version: str, language: str) -> Iterator[str]:
    """What the next list would change under another catalogue, and the milestones whose forecast moves."""
    found = move_view(preview, projects, version)
    new, old, scopes = projects.rules.pinned(version), projects.rules_of(preview.before), preview.before.scopes.names
    words, older = (Words(language, one.catalogue, scopes=scopes) for one in (new, old))
    limits = list(dict.fromkeys(one["matter"] for one in found["limits"]))
    kinds = (("added", found["added"], words), ("removed", found["removed"], older), ("limits", limits, words))
    told = [sentence(kind, keys, named) for kind, keys, named in kinds if keys]
    told += [forecast(row, words) for row in found["forecast"]]
    yield from told or [text("effect.list.same", language)]


def forecast(row: dict[str, Any], words: Words) -> str:
    """The forecast of a milestone before and after."""
    stage = next(one for one in words.catalogue.stages if one.id == row["milestone"])
    name = stage.milestone_zh if words.language == "zh" else stage.milestone_en
    return words.say("effect.list.forecast", name=name, before=row["before"] or "—", after=row["after"] or "—")
