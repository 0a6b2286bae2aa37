"""What the documents name is there: files and folders of the project, and what links lead to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
HISTORY = ROOT / "CHANGELOG.md"  # names what was there
ROOMS = "domain|projections|scheduler|api|tests|benchmarks|docs|scripts|requirements"
NAMED = re.compile(rf"(?<![\w./:-])((?:{ROOMS})/[\w./*-]*\w/?)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def missing(document: Path) -> Iterator[str]:
    told = document.read_text(encoding="utf-8")
    for link in LINK.findall(told):
        if not (document.parent / link).exists():
            yield link
    for path in () if document == HISTORY else NAMED.findall(told):
        if not any(ROOT.glob(path.rstrip("/"))):
            yield path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_it_names_what_is_there(document: Path) -> None:
    assert list(missing(document)) == []


def test_comments_name_files_that_are_there() -> None:
    dead = {
        f"{file.relative_to(ROOT)}: {path}"
        for room in ROOMS.split("|")
        for file in (ROOT / room).rglob("*.py")
        for path in re.findall(rf"`((?:{ROOMS})/[\w./]+\w)`", file.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }
    assert dead == set()
