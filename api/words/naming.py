"""What people are called where their codes would stand: by the names of their accounts, none of which is in the log."""

from collections.abc import Mapping


def staff_words(staff: str, names: Mapping[str, str]) -> str:
    """A person by name and id; by the id alone where no account names him."""
    return f"{names[staff]} {staff}" if staff in names else staff
