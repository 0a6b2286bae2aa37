"""The pages in the order in which their addresses are looked for."""

from api.pages import (
    acting,
    auditing,
    board,
    deadlines,
    figures,
    my_calendars,
    my_day,
    my_reminders,
    oidc,
    project,
    registering,
    ruling,
    service_list,
    session,
    tapping,
    why,
)

PAGES = (
    session,
    oidc,
    board,
    project,
    registering,
    service_list,
    acting,
    my_day,
    deadlines,
    figures,
    auditing,
    ruling,
    tapping,
    why,
    my_reminders,
    my_calendars,
)
