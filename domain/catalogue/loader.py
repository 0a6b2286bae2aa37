"""Reading a catalogue: from a file, or from content that came another way; refused with place and suggestion."""

import hashlib
import json
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from domain.catalogue.build import build_catalogue
from domain.catalogue.duties_check import check_duties, check_facts
from domain.catalogue.fields_check import check_examples, check_fields, compile_rules
from domain.catalogue.flaws import Flaw, Problem, refusal, shown
from domain.catalogue.model import Catalogue
from domain.catalogue.plainfile import PlainFileError, parse_plain, read_plain
from domain.catalogue.references import check_references
from domain.catalogue.schema import CATALOGUE


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue that comes with the package, read once per process."""
    return read_catalogue(shipped_content())


def shipped_content() -> object:
    """The content of the shipped catalogue, as parsed from its file."""
    text = files("domain.catalogue").joinpath("data", "catalogue.yaml").read_text(encoding="utf-8")
    return parse_plain(text, "catalogue.yaml")


def load_catalogue(path: Path | str) -> Catalogue:
    """A district's own catalogue, YAML or JSON; `catalogue_invalid` names the first flaw, holds all."""
    try:
        content = read_plain(Path(path))
    except PlainFileError as error:
        raise refusal(Flaw(error.place, Problem.UNREADABLE, error.cause, "YAML | JSON, UTF-8")) from error
    return read_catalogue(content)


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
