"""The description of the API says what the API does: every operation, every refusal, examples that are taken."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from pydantic import BaseModel, TypeAdapter

from api.openapi.examples import FOLDER
from api.schemas.acts import ACT_BODIES
from api.schemas.projects import (
    ActsBody,
    AssignmentBody,
    CorrectionBody,
    FactBody,
    ProfileBody,
    RegisterBody,
    ServiceListBody,
)
from api.schemas.whatif import WhatIfBody
from tests.api.office import V1, Office

BODIES: tuple[type[BaseModel], ...] = (
    RegisterBody,
    ProfileBody,
    ServiceListBody,
    AssignmentBody,
    FactBody,
    CorrectionBody,
    ActsBody,
    WhatIfBody,
    *ACT_BODIES.values(),
)


CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"`[^`]*`")
HALF_WIDTH = re.compile(r"(?<![A-Za-z0-9])[,:;?!()]|[,:;?!()](?![A-Za-z0-9])")
BETWEEN = re.compile(r"[\u4e00-\u9fff][,:;?!][\u4e00-\u9fff]")


@pytest.fixture
def document(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = office.client.get(f"{V1}/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_it_is_openapi_3_1_and_each_operation_has_an_id_of_its_own_and_a_summary(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(identifier.isalnum() and identifier[0].islower() for identifier in ids)
    assert all(operation["summary"] and operation["tags"] for _, _, operation in operations(document))


def test_every_operation_says_how_it_can_refuse(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if not path.startswith("/api/"):
            continue
        refusals = {status for status in operation["responses"] if status >= "400"}
        expected = {"401", "403", "422", "429"}
        if "{project}" in path:
            expected |= {"404"}
        if method == "post":
            expected |= {"409"}
        if method == "post" and "{project}" in path and not path.endswith("/what-if"):  # which stores nothing
            expected |= {"412", "428"}
        if "If-Match" in {one["name"] for one in operation.get("parameters", ())}:
            expected |= {"412"}
        assert expected <= refusals, (path, method)
        assert not path.endswith("/what-if") or not {"412", "428"} & refusals
        for status in refusals:
            assert (status in {"429", "503"}) == ("Retry-After" in operation["responses"][status].get("headers", {}))
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


BESIDE_THE_LOG = {
    "getCatalogue",
    "getImport",
    "getImportTemplate",
    "listEvents",
    "listen",
    "listAccess",
    "listAccessDigests",
    "listAccounts",
    "getPersonalData",
    "listMyCalendars",
    "listWebhooks",
    "getMyCalendar",
    "getProjectCalendar",
}


def test_whoever_has_written_may_read_as_far_as_that(document: dict[str, Any]) -> None:
    """Every read but those that show no more of the log than they name, or nothing of it."""
    without = {
        operation["operationId"]
        for path, method, operation in operations(document)
        if method == "get"
        and path.startswith("/api/")
        and "min_position" not in {one["name"] for one in operation.get("parameters", ())}
    }
    assert without == BESIDE_THE_LOG


def test_every_write_may_be_previewed(document: dict[str, Any]) -> None:
    without = {
        operation["operationId"]
        for _, method, operation in operations(document)
        if method == "post" and "preview" not in {one["name"] for one in operation.get("parameters", ())}
    }
    assert without == {"askWhatIf"}  # which stores nothing anyhow


def test_every_parameter_says_what_it_is_and_gives_an_example(document: dict[str, Any]) -> None:
    told = [(operation, one) for _, _, operation in operations(document) for one in operation.get("parameters", ())]
    bare = {(operation["operationId"], one["name"]) for operation, one in told if not one.get("description")}
    assert bare == set()
    without = {one["name"] for _, one in told if not any(word in str(one) for word in ("example", "enum", "$ref"))}
    assert without == {"cursor", "limit", "preview", "last-event-id", "key"}


def test_what_is_said_to_have_a_tag_has_one_and_nothing_else(office: Office, document: dict[str, Any]) -> None:
    admin, auditor = office.desk("admin"), office.desk("auditor")
    for path, method, operation in operations(document):
        if method != "get" or "{" in path or not path.startswith(V1) or path.endswith(("/stream", ".ics")):
            continue
        answers = [desk.get(path.removeprefix(V1)) for desk in (admin, auditor)]
        answer = next((one for one in answers if one.status_code == 200), None)
        if answer is None:  # neither has calendars of his own
            assert {one.status_code for one in answers} == {403}, path
            continue
        assert ("etag" in answer.headers) == ("304" in operation["responses"]), path
        assert ("content-disposition" in answer.headers) == (
            "Content-Disposition" in operation["responses"]["200"].get("headers", {})
        ), path


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_may_ask_for_the_head_alone(office: Office, path: str) -> None:
    headers = office.desk("admin").headers()
    got, head = (office.client.request(method, path, headers=headers) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (got.status_code, b"")


def test_a_registration_may_be_previewed_and_says_so(document: dict[str, Any]) -> None:
    assert {"200", "201"} <= set(document["paths"]["/api/v1/projects"]["post"]["responses"])


def test_nothing_points_at_what_is_not_there(document: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                yield from references(item)

    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_a_made_thing_says_what_can_be_asked_of_it_next(document: dict[str, Any]) -> None:
    ids = {operation["operationId"] for _, _, operation in operations(document)}
    links = document["components"]["links"]
    assert {link["operationId"] for link in links.values()} <= ids
    made = document["paths"]["/api/v1/projects"]["post"]["responses"]["201"]["links"]
    assert {"getProject", "grantMatter", "askWhatIf"} <= set(made)
    assert links["projectOfGetProject"]["parameters"] == {"project": "$response.body#/id"}
    assert links["accountOfSetRole"]["parameters"] == {"account": "$response.body#/account"}
    assert set(document["paths"]["/api/v1/imports"]["post"]["responses"]["202"]["links"]) == {
        "getImport",
        "recordImport",
    }


def test_an_act_has_a_name_that_people_know(document: dict[str, Any]) -> None:
    path = document["paths"]["/api/v1/projects/{project}/matters/{key}/grant"]
    assert path["post"]["summary"] == "准予 / grant"


def test_an_item_of_a_list_has_the_fields_of_its_act(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    mapping = schemas["ActItem"]["discriminator"]["mapping"]
    item = schemas[mapping["suspend"].rpartition("/")[2]]
    assert {"act", "matter", "effective_on", "kind"} <= set(item["required"])
    assert item["additionalProperties"] is False


def test_every_operation_but_health_asks_for_a_token(document: dict[str, Any]) -> None:
    unasked = {path for path, _, operation in operations(document) if not operation.get("security")}

    assert unasked == {"/healthz", "/readyz"}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_the_example_of_a_body_is_taken_by_its_own_model(body: type[BaseModel]) -> None:
    examples = TypeAdapter(body).json_schema()["examples"]

    assert examples
    for example in examples:
        TypeAdapter(body).validate_python(example)


def test_every_body_has_its_example_in_the_document(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {})
        if content and "application/json" not in content:  # a file
            assert {media["schema"]["format"] for media in content.values()} == {"binary"}, path
        elif content:
            reference = content["application/json"]["schema"]["$ref"]
            schema = document["components"]["schemas"][reference.rpartition("/")[2]]
            assert schema["examples"], path
            assert schema["additionalProperties"] is False, path


def test_the_examples_of_a_first_day_are_carried_out(office: Office) -> None:
    """Who copies the examples from the description gets a project, in charge, profiled, with a list."""
    desk = office.desk("lead")
    examples = {body.__name__: TypeAdapter(body).json_schema()["examples"][0] for body in BODIES}
    office.at("05-04 09:00")

    project = f"/projects/{desk.done('/projects', examples['RegisterBody'])['id']}"

    desk.done(f"{project}/profile", examples["ProfileBody"])
    desk.done(f"{project}/assignments", examples["AssignmentBody"])
    desk.done(f"{project}/acts", examples["ActsBody"])
    desk.done(f"{project}/facts/agreed_start", {**examples["FactBody"], "due": "2026-06-01"})
    desk.done(f"{project}/service-list", {**examples["ServiceListBody"], "reason": "先行出具"})


def test_every_answer_in_json_has_a_shape(document: dict[str, Any]) -> None:
    bare = [
        (operation["operationId"], status)
        for _, _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("2") and not answer.get("content", {}).get("application/json", {"schema": True})["schema"]
    ]
    assert bare == []


def test_what_is_said_in_chinese_has_chinese_punctuation(document: dict[str, Any]) -> None:
    """Of `中文 / English` the first half; names within backquotes and what stands between Latin letters are free."""
    halves = [line.rpartition(" / ")[0] for text in words(document) for line in text.splitlines()]
    wrong = [half for half in halves if CHINESE.search(half) and HALF_WIDTH.search(QUOTED.sub("", half))]
    assert wrong == []
    assert [text for text in words(document) if BETWEEN.search(text)] == []
    assert sum(bool(CHINESE.search(half)) for half in halves) > 100


def words(part: Any) -> Iterator[str]:
    """Every description of a document."""
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "description" and isinstance(value, str))
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from words(value)


def test_every_answer_in_json_has_an_example_that_is_one(document: dict[str, Any]) -> None:
    """`python -m tests.contract.answers` makes them anew, where an answer has become another."""
    told = dict[str, Any](document["components"]["examples"])
    wrong = [problem for _, _, operation in operations(document) for problem in ill_told(document, operation)]
    assert wrong == []
    named = {file.stem for file in FOLDER.glob("*.json")}
    assert named == told.keys() == set(re.findall(r"#/components/examples/(\w+)", json.dumps(document["paths"])))


def ill_told(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[str]:
    """What an operation's answers lack, and which example is none."""
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get("application/json") if status.startswith("2") else None
        if content is None:
            continue
        place, references = f"{operation['operationId']} {status}", content.get("examples", {})
        if not references:
            yield f"{place}: none"
        for name in references:
            value = document["components"]["examples"][name]["value"]
            own = {"$ref": f"#/components/schemas/{name}"} if name in document["components"]["schemas"] else {}
            shape = {**(own or content["schema"]), "components": document["components"]}
            yield from (f"{place}, {name}: {one}" for one in Draft202012Validator(shape).iter_errors(value))


def test_the_examples_hold_no_secret(document: dict[str, Any]) -> None:
    told = json.dumps(document["components"]["examples"], ensure_ascii=False)
    assert re.findall(r"key=[\w-]+|whsec_|argon2|\b1[3-9][0-9]{9}\b", told) == []
    assert max(len(json.dumps(one)) for one in document["components"]["examples"].values()) < 12_000
