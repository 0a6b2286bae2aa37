"""The words people read, Chinese and English: one JSON file per area and language, `{key: template}`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path  # importlib.resources costs `huhang due` 6 ms

LANGUAGES = ("zh", "en")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All templates of a language, by key; a key that stands in two files is a mistake and is refused."""
    merged: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.json")):
        for key, template in json.loads(file.read_text(encoding="utf-8")).items():
            if key in merged:
                raise ValueError(f"locale key {key!r} stands twice in {language}")
            merged[key] = template
    return merged


def text(key: str, language: str = "zh", /, **params: object) -> str:
    """The sentence for `key`; a key without words comes back as itself with its values, never as an error."""
    template = texts(language).get(key)
    if template is None:
        return " ".join([key, *(f"{name}={value}" for name, value in params.items())])
    return template.format_map(Values(params))


class Values(dict[str, object]):
    """What a sentence names; a value that nobody gave is a dash, so that no refusal fails on its own words."""

    def __missing__(self, name: str) -> str:
        return "—"
