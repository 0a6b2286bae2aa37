"""The words people read, Chinese and English: one JSON file per area and language, `{key: template}`."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path  # importlib.resources costs `huhang due` 6 ms

LANGUAGES = ("zh", "en")
FLAWS = ("catalogue_problem.", "policy_flaw.")
LIST = "、"  # how the domain joins several values into one
MORE_THAN_ONE = "(s)"  # in an English template: an s, unless its `count` is one


@cache
def texts(language: str) -> Mapping[str, str]:
    """All templates of a language, by key."""
    return read_texts(Path(__file__).parent / language)


def read_texts(folder: Path) -> Mapping[str, str]:
    """All templates of a folder; a key that stands twice, in two files or in one, is a mistake and is refused."""
    files = sorted(folder.glob("*.json"))
    return once(chain.from_iterable(json.loads(one.read_bytes(), object_pairs_hook=list) for one in files))


def once(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The pairs as a mapping."""
    merged: dict[str, str] = {}
    for key, template in pairs:
        if key in merged:
            raise ValueError(f"locale key {key!r} stands twice")
        merged[key] = template
    return merged


def text(key: str, language: str = "zh", /, **params: object) -> str:
    """The sentence for `key`; a key without words comes back as itself with its values, never as an error."""
    template = texts(language).get(key)
    if template is None:
        return " ".join([key, *(f"{name}={value}" for name, value in params.items())])
    said = template.format_map(Values(params))
    return said.replace(MORE_THAN_ONE, "" if params.get("count") == 1 else "s") if MORE_THAN_ONE in template else said


def listed(params: Mapping[str, object], language: str) -> dict[str, object]:
    """The params with several values joined as the language joins them."""
    between = text("history.between", language)
    return {name: one.replace(LIST, between) if isinstance(one, str) else one for name, one in params.items()}


def spelled(params: Mapping[str, object], language: str) -> dict[str, object]:
    """The values that a refusal names; one that is the key of words itself (a flaw of a file) in these words."""
    return {
        name: text(value, language, **params) if isinstance(value, str) and value.startswith(FLAWS) else value
        for name, value in params.items()
    }


class Values(dict[str, object]):
    """What a sentence names; a value that nobody gave is a dash, so that no refusal fails on its own words."""

    def __missing__(self, name: str) -> str:
        return "—"
