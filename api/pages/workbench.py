"""The pages in the order in which their addresses are looked for."""

from api.pages import (
    acting,
    board,
    deadlines,
    figures,
    my_calendars,
    my_day,
    my_reminders,
    oidc,
    project,
    registering,
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
    tapping,
    why,
    my_reminders,
    my_calendars,
)
