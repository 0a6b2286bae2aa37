"""Which operation answers with what: the schemas of answers in the API's description.

Answers are written from plain dictionaries; these schemas describe them, and the tests hold the answers to them.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.openapi.examples import examples, examples_of
from api.schemas.views import access, accounts, admin, base, board, catalogue, figures, health, people, plan, project
from api.shown.outside import ALL, MILESTONES, PROJECT, ROW, Fields

READS: Mapping[str, type[BaseModel]] = {
    "listProjects": board.BoardPage,
    "getBoardHead": board.BoardHead,
    "getProject": project.ProjectView,
    "getServiceList": plan.ServiceListView,
    "getDeadlines": project.DeadlinesView,
    "listDeadlines": board.DeadlinesPage,
    "getMyAgenda": board.AgendaView,
    "getHistory": board.HistoryPage,
    "getMilestones": plan.MilestonesView,
    "getSchedule": plan.ScheduleView,
    "getDelays": plan.DelaysView,
    "askWhatIf": plan.WhatIfView,
    "getStatistics": figures.StatisticsView,
    "listTeams": figures.TeamsView,
    "listDepartments": figures.DepartmentsView,
    "getCatalogue": catalogue.CatalogueView,
    "listPosts": people.PostsView,
    "getStaff": people.StaffView,
    "listConcerns": people.ConcernsView,
    "getConcern": people.ConcernView,
    "listReminders": people.RemindersPage,
    "getReminders": people.RemindersPage,
    "getReminderWhy": people.WhyView,
    "getSilenceWhy": people.WhyNotView,
    "listMyCalendars": people.CalendarsView,
    "listAccounts": accounts.AccountsView,
    "getPersonalData": accounts.PersonalData,
    "listAccess": access.AccessPage,
    "listAccessDigests": access.AccessDigestsView,
    "getHealth": health.HealthView,
    "getReadiness": health.ReadinessView,
    "listWebhooks": admin.ReceiversView,
    "getImport": admin.ImportView,
    "searchAudit": admin.AuditPage,
    "listEvents": admin.EventsView,
}
"""What operations answer with 200 and nothing else."""

MAKES: Mapping[str, type[BaseModel]] = {
    "registerProject": base.RegisteredProject,
    "raiseConcern": base.Registered,
    "addAccount": accounts.AccountView,
    "takeCalendar": base.MadeCalendar,
    "registerWebhook": base.Registered,
    "importDossier": admin.ArrivedView,
}
"""What operations answer with 201."""

ACCEPTED: Mapping[str, type[BaseModel]] = {"checkImport": admin.ImportView, "recordImport": admin.ImportView}
"""What operations answer with 202: it is being worked on."""

CHANGES_OF_ACCOUNTS = ("setRole", "setPassword", "disableAccount", "enableAccount")
WRITES: Mapping[str, type[BaseModel]] = {
    **dict.fromkeys(CHANGES_OF_ACCOUNTS, accounts.AccountView),
    "erasePerson": accounts.Erased,
    "submitBundle": people.SubmittedBundle,
    "handOver": people.HandedOver,
    "revokeCalendar": people.RevokedCalendar,
    "takePost": people.TakenPost,
}
"""Writes that say something else than the events they recorded, or more."""

PREVIEWS: Mapping[str, type[BaseModel]] = {
    **dict.fromkeys(("addAccount", *CHANGES_OF_ACCOUNTS), accounts.PreviewedAccount),
    "erasePerson": accounts.Erased,
    "takePost": people.TakenPost,
    "takeCalendar": people.PreviewedCalendar,
    "revokeCalendar": people.RevokedCalendar,
    "moveCatalogue": plan.PreviewedMove,
    "loadCalendarYear": plan.PreviewedYear,
    "importDossier": admin.ArrivedView,
}
"""Previews that show something else than the dates, the light and the reminders, or more."""

OUTSIDE: Mapping[type[BaseModel], Fields] = {
    project.ProjectView: PROJECT,
    board.BoardRow: ROW,
    plan.MilestonesView: MILESTONES,
}
"""What an enterprise sees of an answer: the other fields are not required."""

JSON = "application/json"
REFERENCE = "#/components/schemas/{model}"


def describe_answers(document: dict[str, Any]) -> None:
    """Put the schemas of all answers in, each with an example."""
    tables = (READS, MAKES, ACCEPTED, WRITES, PREVIEWS)
    told: list[type[BaseModel]] = [model for table in tables for model in table.values()]
    known: dict[type[BaseModel], None] = dict.fromkeys([*told, base.Written, base.WrittenOfProject, base.Previewed])
    references, made = models_json_schema([(model, "serialization") for model in known], ref_template=REFERENCE)
    schemas = document["components"]["schemas"]
    schemas |= made["$defs"]
    document["components"]["examples"] = examples()
    for model, shown in OUTSIDE.items():
        free(schemas, schemas[model.__name__], shown)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for status, models in answers(operation["operationId"], path, method).items():
                content = operation["responses"].get(status, {}).get("content", {})
                if JSON in content:
                    content[JSON]["schema"] = either([references[model, "serialization"] for model in models])
                    content[JSON]["examples"] = examples_of([model.__name__ for model in models])


def answers(name: str, path: str, method: str) -> Mapping[str, tuple[type[BaseModel], ...]]:
    """The models of an operation's answers by status; none for one whose answer is no JSON of ours."""
    if name in READS:
        return {"200": (READS[name],)}
    if name in ACCEPTED:
        return {"202": (ACCEPTED[name],), "200": (ACCEPTED[name],)}
    if method != "post":
        return {}
    of_project = "{project}" in path or name == "registerProject"
    previewed = PREVIEWS.get(name, base.Previewed if of_project else base.Written)
    if name in MAKES:
        return {"201": (MAKES[name],), "200": (previewed,)}
    written = WRITES.get(name, base.WrittenOfProject if of_project else base.Written)
    return {"200": tuple(dict.fromkeys((previewed, written)))}  # a preview says more: it is tried first


def either(schemas: list[Any]) -> Any:
    """One schema, or any of two: what was recorded, or the preview of it."""
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def free(schemas: dict[str, Any], schema: dict[str, Any], shown: Fields) -> None:
    """Require only what everybody sees, here and within."""
    schema["required"] = [name for name in schema["required"] if name in shown]
    for name, within in shown.items():
        if within is not ALL:
            free(schemas, schemas[reference_in(schema["properties"][name])], within)


def reference_in(schema: Any) -> str:
    """The name of the schema that a field, or each of its items, or its one alternative refers to."""
    while "$ref" not in schema:
        schema = schema["items"] if "items" in schema else schema["anyOf"][0]
    return str(schema["$ref"]).rpartition("/")[2]
