"""Reading a YAML or JSON file into plain data, more strictly than YAML itself does."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PlainFileError(Exception):
    """A file that is no YAML or JSON: where (the file, with its line where known) and why, in few words."""

    def __init__(self, place: str, cause: str) -> None:
        super().__init__(place, cause)
        self.place, self.cause = place, cause


class _StrictLoader(_Loader):
    """YAML's safe loader that refuses a key standing twice in one mapping: YAML would keep the last, silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"duplicate key {key.value}", problem_mark=key.start_mark)
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read_plain(path: Path) -> object:
    """The content of a file, UTF-8, YAML or JSON; `PlainFileError` when it cannot be read or is neither."""
    try:
        return parse_plain(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise PlainFileError(str(path), error.strerror or type(error).__name__) from error
    except UnicodeDecodeError as error:
        raise PlainFileError(str(path), "not UTF-8") from error


def parse_plain(text: str, name: str) -> object:
    """The content of a text. JSON is tried first where it looks like it: YAML does not take all of it."""
    try:
        if text.lstrip().startswith("{"):
            return json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        pass  # then it must be YAML's flow style, and YAML tells the line of the mistake
    try:
        return _read_one(_StrictLoader(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = name if mark is None else f"{name}:{mark.line + 1}"
        raise PlainFileError(place, getattr(error, "problem", None) or type(error).__name__) from error
    except (RecursionError, ValueError, TypeError) as error:
        raise PlainFileError(name, type(error).__name__) from error


def _read_one(loader: _StrictLoader) -> object:
    """The one document of a text."""
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found
