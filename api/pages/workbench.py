"""The pages in the order in which their addresses are looked for."""

from api.pages import (
    auditing,
    deadlines,
    docs,
    downloads,
    figures,
    helping,
    importing,
    live,
    oidc,
    outside,
    session,
)
from api.pages.administration import accessing, administering, personal_data, ruling, staff, task_forces, webhooks
from api.pages.board import board
from api.pages.mine import calendars, day, reminders, tapping, why
from api.pages.project import acting, delays, dossiers, project, registering, service_list, what_if

PAGES = (
    session,
    oidc,
    board,
    live,
    outside,
    project,
    registering,
    service_list,
    downloads,
    acting,
    helping,
    what_if,
    delays,
    day,
    deadlines,
    importing,
    dossiers,
    figures,
    auditing,
    ruling,
    administering,
    staff,
    task_forces,
    accessing,
    personal_data,
    webhooks,
    tapping,
    why,
    reminders,
    calendars,
    docs,
)
