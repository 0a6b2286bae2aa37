"""The shipped catalogue's content, fresh for each test to spoil, and a way to load what came of it."""

import copy
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from domain.catalogue.flaws import Flaw
from domain.catalogue.loader import read_catalogue
from domain.catalogue.plainfile import parse_plain
from domain.errors import DomainError


@cache
def _shipped() -> Any:
    text = files("domain.catalogue").joinpath("data", "catalogue.yaml").read_text(encoding="utf-8")
    return parse_plain(text, "catalogue.yaml")


@pytest.fixture
def content() -> dict[str, Any]:
    """A copy of the shipped file's content."""
    shipped: dict[str, Any] = copy.deepcopy(_shipped())
    return shipped


@pytest.fixture
def refused() -> Callable[[object], tuple[Flaw, ...]]:
    """Load a content that must be refused; the flaws found."""

    def load(content: object) -> tuple[Flaw, ...]:
        with pytest.raises(DomainError) as caught:
            read_catalogue(content)
        params = caught.value.params
        assert caught.value.code == "catalogue_invalid"
        flaws = params["flaws"]
        assert isinstance(flaws, tuple)
        first = flaws[0]
        shown = (params["place"], params["problem"], params["found"], params["suggestion"], params["count"])
        assert shown == (first.place, first.problem, first.found, first.suggestion, len(flaws))
        return flaws

    return load
