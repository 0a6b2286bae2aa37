"""Examples of the answers in the API's description: what the demo answered, cut to an item of each list.

They stand beside the models, a file for each; `python -m tests.contract.answers` makes them anew.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parents[1] / "schemas" / "views" / "examples"


def examples() -> dict[str, Any]:
    """All examples by the name of their schema."""
    return {file.stem: {"value": orjson.loads(file.read_bytes())} for file in sorted(FOLDER.glob("*.json"))}


def examples_of(names: Sequence[str]) -> dict[str, Any]:
    """The examples of an answer that has one of these schemas."""
    return {name: {"$ref": f"#/components/examples/{name}"} for name in names}
