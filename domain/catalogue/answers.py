"""One answer of a profile, judged and put into its one canonical form."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from domain.catalogue.flaws import nearest, shown
from domain.catalogue.rules import Answer
from domain.catalogue.vocabulary import FieldType
from domain.errors import DomainError


def checked_answer(field: str, type_: FieldType, allowed: Sequence[str], value: object) -> Answer:
    """The answer as bool, int, Decimal or text; a whole Decimal becomes an int, a float the Decimal it prints as.

    `DomainError` names the field, what was given, what is allowed and what was probably meant.
    """
    if type_ is FieldType.NUMBER:
        return _number(field, value)
    if type_ is FieldType.BOOLEAN:
        if isinstance(value, bool):
            return value
        raise DomainError("profile_not_boolean", field=field, value=shown(value), suggestion=_boolean_meant(value))
    if isinstance(value, str) and value in allowed:
        return value
    raise DomainError(
        "profile_value_not_allowed",
        field=field,
        value=shown(value),
        allowed=", ".join(allowed),
        suggestion=nearest(value, allowed),
    )


def canonical(answer: Answer) -> str:
    """The one text of an answer: `true`, `860`, `0.5`, `form`."""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return f"{answer:f}" if isinstance(answer, Decimal) else str(answer)


def from_canonical(type_: FieldType, text: str) -> Answer:
    """The answer that `canonical` wrote."""
    if type_ is FieldType.BOOLEAN:
        return text == "true"
    return _whole_or_decimal(Decimal(text)) if type_ is FieldType.NUMBER else text


def _number(field: str, value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise DomainError("profile_not_number", field=field, value=shown(value), suggestion=_number_meant(value))
    number = Decimal(str(value))
    if not number.is_finite():
        raise DomainError("profile_not_number", field=field, value=shown(value), suggestion="0")
    if number < 0:
        raise DomainError("profile_negative", field=field, value=shown(value), suggestion=canonical(-number))
    return _whole_or_decimal(number)


def _whole_or_decimal(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number.normalize()


def _boolean_meant(value: object) -> str:
    meant = {"true": "true", "yes": "true", "1": "true", "是": "true", "有": "true"}
    return meant.get(str(value).strip().lower(), "false")


def _number_meant(value: object) -> str:
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        return "0"
    return canonical(number) if number.is_finite() else "0"
