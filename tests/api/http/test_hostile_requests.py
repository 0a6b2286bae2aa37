"""What does not fit is refused as a problem that says where, in the reader's language; nothing is stored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from tests.api.office import ENTERPRISE, SEED_ANSWERS, V1, Desk, Office, problem

MATTER = "/matters/investment_agreement"
RECEIVED = {"effective_on": "2026-03-02", "receipt_no": "JM-1"}


def landing(**values: Any) -> dict[str, Any]:
    return {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE, **values}


def places(answer: httpx2.Response, code: str = "invalid_request") -> dict[str, str]:
    """Where the request does not fit and by which rule; each place has words of the reader's language."""
    body = problem(answer, 422, code)
    for item in body["errors"]:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in item["message"]), item
    return {item["pointer"]: item["code"] for item in body["errors"]}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"",
        b"null",
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"profile": {"floor_area_m2": NaN}}',
        b'{"profile": {"floor_area_m2": 1e999}}',
        b"[" * 50_000 + b"]" * 50_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
    ids=range(10),
)
def test_a_body_that_is_no_json_is_refused_as_a_whole(desk: Desk, content: bytes) -> None:
    answered = places(desk.post("/projects", content=content))

    assert answered in ({"#": "json_invalid"}, {"#": "missing"}, {"#": "model_attributes_type"})


def test_a_body_of_another_type_is_refused_before_it_is_read_as_json(desk: Desk) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = desk.post("/projects", content=b'{"name": "x"}', content_type=content_type)
        problem(answer, 415, "unsupported_media_type")


def test_a_body_beyond_bounds_is_refused_whether_its_length_is_announced_or_not(desk: Desk) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 50_000

    problem(desk.post("/projects", content=b" " * 1_100_000), 413, "body_too_large")
    streamed = desk.client.post(
        f"{V1}/projects", content=parts(), headers=desk.headers(Content_Type="application/json")
    )
    problem(streamed, 413, "body_too_large")
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://testserver"}
    problem(desk.client.post("/sign-in", content=parts(), headers=form), 413, "body_too_large")


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "2026-13-01",
        "20260303",
        "1e9",
        20260303,
        1e9,
        True,
        None,
        [],
        "2026-W10-1",
        "2026-3-02",
        " 2026-03-02",
        "２０２６-03-02",
        "2026-03-02T00:00:00",
        "",
    ],
)
def test_a_date_is_written_in_one_way(desk: Desk, day: object) -> None:
    assert places(desk.post("/projects", landing(landed_on=day))) == {"#/landed_on": "date_form"}


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "2200-01-01", "9999-12-31"])
def test_a_day_beyond_living_memory_is_a_slip_of_the_pen(desk: Desk, day: str) -> None:
    expected = {"on": day, "document": "方案"}

    assert places(desk.post("/projects", landing(landed_on=day, expected=expected))) == {
        "#/landed_on": "date_range",
        "#/expected/on": "date_range",
    }


def test_a_moment_is_a_date_or_an_iso_moment_within_bounds(desk: Desk) -> None:
    project = desk.register()

    for moment in ("2026-02-30", "9999-12-31", "0001-01-01T00:00:00+14:00", "2026-03-02T25:00", "now", "", "1e9"):
        for path in (project, f"{project}/history", f"{project}/service-list"):
            assert list(places(desk.get(path, as_known_at=moment))) == ["query:as_known_at"]
    for moment in ("2026-03-02", "2026-03-02T18:00", "2026-03-02T18:00:00Z", "2026-03-02T18:00+08:00"):
        assert desk.get(project, as_known_at=moment).status_code == 200


def test_unknown_fields_are_refused_however_deep(desk: Desk) -> None:
    project = desk.register()

    assert places(desk.post("/projects", landing(foo=1))) == {"#/foo": "extra_forbidden"}
    assert places(desk.post("/projects", landing(enterprise={**ENTERPRISE, "phone": "1"}))) == {
        "#/enterprise/phone": "extra_forbidden"
    }
    assert places(desk.post("/projects", landing(expected={"on": "2026-05-29", "document": "x", "a/b~c": 1}))) == {
        "#/expected/a~1b~0c": "extra_forbidden"
    }
    deferred = [{"material": "章程", "due_on": "2026-03-20", "copies": 2}]
    act = {"effective_on": "2026-03-02", "deferred": deferred}
    assert places(desk.post(f"{project}{MATTER}/accept", act)) == {"#/deferred/0/copies": "extra_forbidden"}
    item = {"act": "accept", "matter": "investment_agreement", **act, "irregularities": []}
    assert places(desk.post(f"{project}/acts", {"items": [item]})) == {
        "#/items/0/deferred/0/copies": "extra_forbidden",
        "#/items/0/irregularities": "extra_forbidden",
    }
    both = {"correction": {"version": 1, "reason": "x", "void": True, "why": ""}}
    assert places(desk.post(f"{project}/acts", {"items": [both]})) == {"#/items/0/correction/why": "extra_forbidden"}
    assert problem(desk.post("/projects", landing(profile={"colour": "red"})), 422, "profile_unknown_field")


def test_what_a_correction_may_not_set_is_refused(desk: Desk) -> None:
    project = desk.register()
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")

    def corrected(**values: object) -> httpx2.Response:
        return desk.post(f"{project}/corrections", {"version": 2, "reason": "录入有误", "set": values})

    problem(corrected(matter="project_filing"), 422, "field_not_correctable")
    problem(corrected(recorded_at="2026-03-01"), 422, "field_not_correctable")
    problem(corrected(receipt_no={"a": 1}), 422, "bad_correction")
    problem(corrected(receipt_no=10**40), 422, "bad_correction")
    problem(corrected(effective_on=20260303), 422, "bad_correction")
    assert places(corrected(effective_on="2026-02-30")) == {"#/set/effective_on": "date_form"}
    assert places(corrected(effective_on="0001-01-01")) == {"#/set/effective_on": "date_range"}
    assert places(corrected(receipt_no="9" * 10_000)) == {"#/set/receipt_no": "string_too_long"}
    assert places(corrected(receipt_no="a\0b")) == {"#/set/receipt_no": "control_character"}
    body = {"version": 10**30, "reason": "x", "void": True}
    assert list(places(desk.post(f"{project}/corrections", body))) == ["#/version"]


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "\u202egnp.exe", "a\x7f"])
def test_text_holds_nothing_that_does_not_print(desk: Desk, text: str) -> None:
    project = desk.register()

    assert places(desk.post("/projects", landing(name=text))) == {"#/name": "control_character"}
    assert places(desk.post(f"{project}{MATTER}/receive", {**RECEIVED, "reason": text})) == {
        "#/reason": "control_character"
    }
    asked = {"effective_on": "2026-03-02", "materials": ["章程", text]}
    assert places(desk.post(f"{project}{MATTER}/request-supplement", asked)) == {"#/materials/1": "control_character"}


def test_text_and_lists_have_bounds(desk: Desk) -> None:
    project = desk.register()

    assert places(desk.post(f"{project}{MATTER}/receive", {**RECEIVED, "reason": "字" * 10_000})) == {
        "#/reason": "string_too_long"
    }
    many = {"effective_on": "2026-03-02", "materials": ["章程"] * 51}
    assert places(desk.post(f"{project}{MATTER}/request-supplement", many)) == {"#/materials": "too_long"}
    item = {"act": "submit", "matter": "investment_agreement", "effective_on": "2026-03-02"}
    assert places(desk.post(f"{project}/acts", {"items": [item] * 201})) == {"#/items": "too_long"}
    assert places(desk.post(f"{project}/acts", {"items": []})) == {"#/items": "too_short"}


@pytest.mark.parametrize("days", [-1, 10**20, 2**64, "3", 3.5, 1e9, True, None])
def test_a_number_of_days_is_a_whole_number_within_bounds(desk: Desk, days: object) -> None:
    project = desk.register()
    body = {"effective_on": "2026-03-02", "days": days, "approved_by": "局长", "document": "延〔2026〕1号"}

    assert list(places(desk.post(f"{project}{MATTER}/extend", body))) == ["#/days"]


@pytest.mark.parametrize("answer", [0, 1, "true", "yes", "", None, []])
def test_yes_and_no_are_true_and_false(desk: Desk, answer: object) -> None:
    project = desk.register()
    body = {"effective_on": "2026-03-02", "by_commitment": answer}

    assert places(desk.post(f"{project}{MATTER}/accept", body)) == {"#/by_commitment": "bool_type"}
    correction = {"version": 1, "reason": "录入有误", "void": answer or 0}
    assert list(places(desk.post(f"{project}/corrections", correction))) == ["#/void"]


def test_an_extension_by_no_days_is_refused_in_words(desk: Desk) -> None:
    project = desk.register()
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    desk.act(project, "investment_agreement", "accept", "03-02")
    body = {"effective_on": "2026-03-02", "days": 0, "approved_by": "局长"}

    assert "1 至" in problem(desk.post(f"{project}{MATTER}/extend", body), 422, "extension_days")["title"]


@pytest.mark.parametrize(
    "path", ["%2e%2e", "%00", "..%2f", "%2e%2e%2f", "a" * 3000, "%F0%9F", "编号", "hh-2026-0001", "%20"]
)
def test_what_names_no_project_is_not_found(desk: Desk, path: str) -> None:
    desk.register()

    answer = desk.get(f"/projects/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_stream_that_is_no_project_is_not_found_and_never_written(office: Office, desk: Desk) -> None:
    """A code has a stream too, and its id can be worked out by anybody."""
    desk.register(code="JM-STREAM-1")
    stream: UUID = office.runtime.projects.codes.stream("JM-STREAM-1")
    before = office.positions()

    problem(desk.get(f"/projects/{stream}"), 404, "unknown_project")
    problem(desk.post(f"/projects/{stream}{MATTER}/receive", RECEIVED), 404, "unknown_project")
    assert office.positions() == before


def test_unknown_matters_acts_and_facts_are_refused(desk: Desk) -> None:
    project = desk.register()

    for key in ("nope", "%00", "a" * 3000, "investment_agreement:x~2"):
        problem(desk.post(f"{project}/matters/{key}/receive", RECEIVED), 404, "unknown_matter")
    problem(desk.post(f"{project}{MATTER}/applaud", RECEIVED), 404, "not_found")
    problem(desk.post(f"{project}/facts/sunshine", {"on": "2026-03-02"}), 422, "unknown_fact")
    made_up = {"act": "deem-accepted", "matter": "investment_agreement", "effective_on": "2026-03-02"}
    body = problem(desk.post(f"{project}/acts", {"items": [made_up]}), 422, "unknown_act")
    assert [item["pointer"] for item in body["errors"]] == ["#/items/0"]
    made_up["act"] = "applaud"
    assert places(desk.post(f"{project}/acts", {"items": [made_up]})) == {"#/items/0/act": "enum"}


def test_a_parameter_nobody_reads_or_given_twice_is_refused(desk: Desk) -> None:
    project = desk.register()

    assert places(desk.get("/projects?foo=bar")) == {"query:foo": "extra_forbidden"}
    assert places(desk.get(f"{project}?as_off=2026-03-02")) == {"query:as_off": "extra_forbidden"}
    assert places(desk.get(f"{project}?as_of=2026-03-02&as_of=2026-03-01")) == {"query:as_of": "given_twice"}
    assert places(desk.get("/projects?limit=1&limit=2")) == {"query:limit": "given_twice"}
    assert places(desk.post(f"{project}{MATTER}/receive?preveiw=true", RECEIVED)) == {
        "query:preveiw": "extra_forbidden"
    }
    assert places(desk.post(f"{project}{MATTER}/receive?preview=maybe", RECEIVED)) == {"query:preview": "bool_parsing"}


@pytest.mark.parametrize("limit", ["0", "-1", "201", "abc", "9" * 30, "1.5", ""])
def test_a_page_has_at_least_one_row_and_at_most_two_hundred(desk: Desk, limit: str) -> None:
    assert list(places(desk.get("/projects", limit=limit))) == ["query:limit"]
    assert list(places(desk.get(f"{desk.register()}/history", limit=limit))) == ["query:limit"]


@pytest.mark.parametrize("cursor", ["x", "\0", "AAAA", "游标", "WyJjb2RlIiwwLCJhIiwxXQ", "e30", "bnVsbA"])
def test_a_cursor_that_we_did_not_make_is_refused(desk: Desk, cursor: str) -> None:
    problem(desk.get("/projects", cursor=cursor), 422, "bad_cursor")


def test_numbers_beyond_the_store_are_refused(desk: Desk) -> None:
    project = desk.register()

    assert list(places(desk.get("/projects", min_position="9" * 30))) == ["query:min_position"]
    assert list(places(desk.get(f"{project}/history", after="9" * 30))) == ["query:after"]


@pytest.mark.parametrize(
    "if_match", ["", "17", 'W/"3"', '"3", "4"', '"t-0123456789abcdef"', '""', f'"{"9" * 20}"', '"3-zz"']
)
def test_an_if_match_that_names_no_version_is_refused(desk: Desk, if_match: str) -> None:
    project = desk.register()

    problem(desk.post(f"{project}{MATTER}/receive", RECEIVED, if_match=if_match), 422, "if_match_form")


@pytest.mark.parametrize("key", ["k" * 101, " ", "a b", "\x7f"])
def test_an_idempotency_key_is_short_and_printable(desk: Desk, key: str) -> None:
    project = desk.register()

    answered = places(desk.post(f"{project}{MATTER}/receive", RECEIVED, key=key))
    assert list(answered) == ["header:idempotency-key"]


def test_addresses_and_methods_that_are_not_there_answer_with_problems(office: Office, desk: Desk) -> None:
    project = desk.register()

    def asked(method: str, path: str) -> httpx2.Response:
        return office.client.request(method, path, headers=desk.headers())

    problem(asked("GET", f"{V1}/nothing"), 404, "not_found")
    problem(asked("GET", f"{V1}/projects/"), 404, "not_found")
    problem(asked("GET", "/static/..%2fmain.py"), 404, "not_found")
    for method, path in (("PUT", "/projects"), ("PATCH", project), ("DELETE", project), ("GET", f"{project}/acts")):
        answer = asked(method, V1 + path)
        problem(answer, 405, "method_not_allowed")
        assert answer.headers["allow"]
    for method in ("OPTIONS", "TRACE", "DELETE"):
        answer = asked(method, f"{V1}{project}/service-list")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_the_language_is_the_one_liked_best_that_we_speak(desk: Desk) -> None:
    titles = {}
    for wanted in ("zh-CN", "en-GB,en;q=0.9", "fr, en;q=0.4, zh;q=0.8", "fr", "", "*", "en;q=0", "en;q=x", ";;,,q"):
        desk.language = wanted
        answer = desk.get("/projects/none")
        titles[wanted] = (answer.headers["content-language"], problem(answer, 404, "unknown_project")["title"])

    assert titles.pop("en-GB,en;q=0.9") == ("en", "There is no such project: none")
    assert set(titles.values()) == {("zh", "没有这个项目：none")}


def test_an_error_nobody_foresaw_shows_nothing_of_the_inside(own_office: Office, tmp_path: Path) -> None:
    project = own_office.desk().register()
    newcomer = own_office.desk("auditor")  # whose token nobody has looked up yet
    own_office.runtime.ops.dispose()
    for part in ("ops.sqlite", "ops.sqlite-wal", "ops.sqlite-shm"):
        (tmp_path / part).unlink()
    (tmp_path / "ops.sqlite").write_bytes(b"no database at all" * 100)

    body: dict[str, Any] = problem(newcomer.get(project), 500, "internal_error")

    assert set(body) == {"type", "code", "title", "status"}
    assert "sqlite" not in str(body)


def test_a_refused_request_stores_nothing(office: Office, desk: Desk) -> None:
    project = desk.register()
    before = office.positions()

    future, personal = {"effective_on": "2026-03-03"}, {"effective_on": "2026-03-02", "reason": "13912345678"}
    bodies: list[Any] = [None, [], {}, future, personal]
    for body in bodies:
        assert desk.post(f"{project}{MATTER}/receive", body).status_code == 422
    problem(desk.post("/projects", landing(profile={**SEED_ANSWERS, "floor_area_m2": -1})), 422, "profile_negative")
    assert office.positions() == before
