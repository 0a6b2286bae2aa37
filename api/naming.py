"""What people are called where their codes would stand."""

from collections.abc import Mapping

from api.runtime import Runtime


def staff_names(here: Runtime) -> Mapping[str, str]:
    """The names of those who have an account, by staff id; none of them stands in the log."""
    return here.accounts.names()


def own_name(here: Runtime, *staff: str) -> Mapping[str, str]:
    """The names of some people, of those whose accounts have one."""
    return here.accounts.names(staff)


def staff_words(staff: str, names: Mapping[str, str]) -> str:
    """A person by name and id; by the id alone where no account names him."""
    return f"{names[staff]} {staff}" if staff in names else staff
