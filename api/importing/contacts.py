"""Telephones and e-mails of the staff: noted in the operational store, never in the log.

Noted once the import is recorded, each behind what is known of the person; none is ever taken away. A process that dies
between the two leaves them for the next import of the same file.
"""

from collections.abc import Iterable, Mapping

from api.tables.definitions import STAFF
from api.tables.model import Row
from projections.ops.contacts import ContactChannel, Contacts

CONTACTS = "contacts"  # among the tables of a report
COLUMNS: Mapping[str, ContactChannel] = {
    "telephone": ContactChannel.TELEPHONE,
    "office_telephone": ContactChannel.TELEPHONE,
    "email": ContactChannel.EMAIL,
}

Reached = tuple[str, ContactChannel, str]


def contacts_in(rows: Iterable[Row]) -> list[Reached]:
    """Every way to a person that the rows of the staff name, once."""
    ways = (
        (row.get("staff"), channel, address)
        for row in rows
        if row.table == STAFF
        for column, channel in COLUMNS.items()
        for address in row.get(column) or ()
    )
    return list(dict.fromkeys(ways))


def unknown(contacts: Contacts, named: Iterable[Reached]) -> list[Reached]:
    """Those that are not noted yet."""
    known = {(one.staff, one.channel, one.address) for one in contacts.listed()}
    return [one for one in named if one not in known]
