"""A telephone, an identity number or an e-mail has no place in the log: the log is never erased (design §2)."""

import re

from domain.errors import DomainError
from domain.telephones import AREA_AND_NUMBER

PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    rf"|(?<![A-Za-z0-9_第-])(?<!\d\.)(?:\+?86[- ]?)?{AREA_AND_NUMBER}(?![A-Za-z0-9_号])"  # no part of an id
    r"|(?<!\d)\d{17}[\dXx](?![\dXx])"
    r"|[\w.+-]+@[\w-]+\.\w+"
)


def refuse_personal_data(text: str, field: str = "reason") -> None:
    """A text that goes into the log names nobody by number or address. Raises DomainError personal_data."""
    if PERSONAL.search(text):
        raise DomainError("personal_data", field=field)
