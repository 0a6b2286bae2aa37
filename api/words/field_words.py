"""What does not fit in a field, in words: the validator's own are English and speak of its types and patterns."""

from collections.abc import Mapping
from typing import Any

from api.locale import text, texts

PATTERNS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "field.form.identifier",
    r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}$": "field.form.code",
    r"^[0-9A-HJ-NPQRTUWXY]{18}$": "field.form.uscc",
    r"^[a-z0-9-]{1,40}$": "field.form.scope",
    r"^[\w.-]+$": "field.form.staff",
    r"^[\x21-\x7e]+$": "field.form.key",
    r"^[0-9]{0,15}$": "field.form.digits",
    r"^[0-9a-f]{32}$": "field.form.import",
}
"""The words for each pattern that a field is held to: which characters, how many, an example."""


def message(item: Mapping[str, Any], language: str) -> str:
    """The words for a validation error, from the locale."""
    values = {name: plain(value) for name, value in (item.get("ctx") or {}).items()}
    pattern = str(values.get("pattern", ""))
    web = "field.web_address" if pattern.startswith("^https?://") else ""
    key = web or PATTERNS.get(pattern) or f"field.{item['type']}"
    if "expected" in values:
        values["expected"] = str(values["expected"]).replace("'", "").replace(" or ", ", ")
    return text(key if key in texts(language) else "field.other", language, **values)


def plain(value: object) -> object:
    """A value as it stands in an answer."""
    return value if isinstance(value, bool | int | str | list) or value is None else str(value)
