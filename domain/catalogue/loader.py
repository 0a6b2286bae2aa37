"""Reading a catalogue: from a file, or from content that came another way; refused with place and suggestion."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from domain.catalogue.build import build_catalogue
from domain.catalogue.duties_check import check_duties, check_facts
from domain.catalogue.fields_check import check_examples, check_fields, compile_rules
from domain.catalogue.flaws import Flaw, Problem, refusal
from domain.catalogue.model import Catalogue
from domain.catalogue.references import check_references
from domain.catalogue.schema import CATALOGUE
from domain.catalogue.shape import shown

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _DuplicateKeyError(Exception):
    """A key that stands twice in one mapping: YAML itself would silently keep the last."""


class _StrictLoader(_Loader):  # type: ignore[misc]
    """YAML's safe loader that refuses a key standing twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) != len(keys):
            key = next(key for key, _ in node.value if keys.count(key.value) > 1)
            raise _DuplicateKeyError(f"line {key.start_mark.line + 1}: {key.value}")
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue that comes with the package, read once per process."""
    text = files("domain.catalogue").joinpath("data", "catalogue.yaml").read_text(encoding="utf-8")
    return read_catalogue(_parse(text, "catalogue.yaml"))


def load_catalogue(path: Path | str) -> Catalogue:
    """A district's own catalogue, YAML or JSON; `catalogue_invalid` names the first flaw and holds them all."""
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(Flaw(str(file), Problem.UNREADABLE, type(error).__name__, "UTF-8 YAML | JSON")) from error
    return read_catalogue(_parse(text, file.name))


def read_catalogue(content: object) -> Catalogue:
    """The catalogue of a content already parsed (from YAML, JSON or an event's canonical text)."""
    text = canonical_text(content)
    plain = json.loads(text)
    flaws: list[Flaw] = []
    CATALOGUE(plain, "", flaws)
    _refuse(flaws)
    check_references(plain, flaws)
    check_facts(plain, flaws)
    check_duties(plain, flaws)
    check_fields(plain, flaws)
    _refuse(flaws)
    check_examples(plain, flaws)
    rules = compile_rules(plain, flaws)
    _refuse(flaws)
    return build_catalogue(plain, rules, hashlib.sha256(text.encode()).hexdigest())


def canonical_text(content: object) -> str:
    """The one JSON text of a content: keys sorted, no spaces; its SHA-256 is the catalogue's digest (ruling 30)."""
    try:
        return json.dumps(
            content,
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
            default=_date_text,
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise refusal(Flaw("", Problem.UNREADABLE, shown(error), "text, number, true, false, null, [], {}")) from error


def _refuse(flaws: list[Flaw]) -> None:
    if flaws:
        raise refusal(*flaws)


def _date_text(value: object) -> str:
    """YAML reads an unquoted 2026-11-24 as a date; it is meant as text."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _parse(text: str, name: str) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = yaml.load(text, _StrictLoader)  # noqa: S506  (a safe loader, made stricter)
    except _DuplicateKeyError as error:
        raise refusal(Flaw(name, Problem.DUPLICATE, str(error), "")) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = name if mark is None else f"{name}:{mark.line + 1}"
        raise refusal(Flaw(place, Problem.UNREADABLE, shown(getattr(error, "problem", None)), "YAML | JSON")) from error
    return content
