"""The calendar feed, read back strictly: what it shows, what moves, what is taken back, and who may read it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zlib import crc32

import httpx2
import pytest
from icalendar import Calendar

from projections.ops.feeds import FeedOf
from tests.api.office import V1, Desk, Office, problem
from tests.api.test_deadlines import DEPARTMENT, MATTER, STOP, accepted

pytestmark = pytest.mark.both_engines

LONGEST_LINE = 75  # octets, RFC 5545 §3.1


class Reader:
    """A calendar program that has subscribed."""

    def __init__(self, office: Office, kind: FeedOf, subject: str, language: str = "zh") -> None:
        self.office = office
        self.issued = office.runtime.feeds.issue(kind, subject, language)
        self.path = f"/projects/{subject}" if kind is FeedOf.PROJECT else "/me"

    def get(self, method: str = "GET", key: str = "", **headers: str) -> httpx2.Response:
        position = self.office.positions()
        assert self.office.runtime.projector.wait_for(position, 10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        params = {"key": key or self.issued.secret}
        return self.office.client.request(method, f"{V1}{self.path}/calendar.ics", params=params, headers=sent)

    def calendar(self) -> Any:
        answer = self.get()
        assert answer.status_code == 200, answer.text
        return strictly(answer.content)

    def events(self, of: str = "") -> dict[str, Any]:
        """Events of the matter by the beginning of their summary."""
        found = [event for event in self.calendar().walk("VEVENT") if of in event["SUMMARY"]]
        assert len({str(event["UID"]) for event in found}) == len(found)
        return {beginning(event["SUMMARY"]): event for event in found}


def beginning(summary: str) -> str:
    """What stands in brackets at its beginning."""
    matched = re.match(r"[【\[](.*?)[】\]]", summary)
    assert matched, summary
    return matched[1]


def strictly(content: bytes) -> Any:
    """What a strict reader makes of it: CRLF, folded lines, no flaw in any component, all that RFC 5545 demands."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        line.decode()
    calendar: Any = Calendar.from_ical(content)
    assert (calendar["VERSION"], calendar["METHOD"], calendar["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    for component in calendar.walk():
        assert component.errors == []
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY"} <= set(event)
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTAMP"].dt.tzinfo is not None
    return calendar


def told(event: Any) -> tuple[date, int, str]:
    return event["DTSTART"].dt, int(event["SEQUENCE"]), str(event["STATUS"])


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk("lead", team="7")


@pytest.fixture
def project(desk: Desk, request: pytest.FixtureRequest) -> str:
    """A project of a specialist that only this test knows."""
    return accepted(desk, specialist_of(request))


@pytest.fixture
def reader(office: Office, project: str, request: pytest.FixtureRequest) -> Reader:
    return Reader(office, FeedOf.STAFF, specialist_of(request))


def specialist_of(request: pytest.FixtureRequest) -> str:
    return f"s-{crc32(request.node.name.encode())}"


PERMIT = "建设工程规划许可证核发"


def test_a_deadline_is_a_day_with_its_matter_project_and_alarms(reader: Reader) -> None:
    events = reader.events(PERMIT)
    assert set(events) == {"承诺时限", "法定时限"}
    event = events["承诺时限"]
    assert told(event) == (date(2026, 3, 5), 0, "CONFIRMED")
    assert event["SUMMARY"] == f"【承诺时限】{PERMIT}·叁旺液压"
    assert "项目：叁旺液压（HH-" in event["DESCRIPTION"]
    assert event["TRANSP"] == "TRANSPARENT"
    alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(hours=8.5) - timedelta(days=1), timedelta(hours=8.5)]
    monday = [
        alarm["TRIGGER"].dt for alarm in events["法定时限"].walk("VALARM")
    ]  # 03-30; the working day before: 03-27
    assert monday[0] == timedelta(hours=8.5) - timedelta(days=3)


def test_the_stamp_is_the_last_events_and_the_answer_stays_the_same(office: Office, reader: Reader) -> None:
    first = reader.get()
    office.at("03-03 12:00")
    second = reader.get()
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    (stamp,) = {event["DTSTAMP"].dt for event in strictly(first.content).walk("VEVENT")}
    assert stamp == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_whoever_has_it_gets_304_and_head_is_answered_alike(reader: Reader) -> None:
    got = reader.get()
    again = reader.get(If_None_Match=got.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get(If_None_Match=f"W/{got.headers['etag']}").status_code == 304
    head = reader.get("HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])


def test_what_changed_is_read_again(office: Office, desk: Desk, project: str, reader: Reader) -> None:
    got = reader.get()
    office.at("03-03 09:00")
    desk.act(project, MATTER, "suspend", "03-03", reason="听证", **STOP)
    again = reader.get(If_None_Match=got.headers["etag"])
    assert (again.status_code, again.headers["etag"] == got.headers["etag"]) == (200, False)


def test_a_date_that_moves_keeps_its_uid_and_gets_the_next_sequence(
    office: Office, desk: Desk, project: str, reader: Reader
) -> None:
    before = reader.events(PERMIT)["法定时限"]
    office.at("03-10 09:00")
    desk.act(project, MATTER, "suspend", "03-03", reason="听证", **{**STOP, "resumed_on": "2026-03-05"})
    after = reader.events(PERMIT)["法定时限"]
    assert after["UID"] == before["UID"]
    assert after["DTSTART"].dt > before["DTSTART"].dt
    assert int(after["SEQUENCE"]) == 1
    assert after["DTSTAMP"].dt == datetime(2026, 3, 10, 1, 0, tzinfo=UTC)


def test_a_date_that_vanished_is_cancelled_for_thirty_days_and_may_come_back(
    office: Office, desk: Desk, project: str, reader: Reader
) -> None:
    assert reader.events(PERMIT)["承诺时限"]["STATUS"] == "CONFIRMED"
    office.at("03-03 09:00")
    desk.act(project, MATTER, "suspend", "03-03", reason="听证", **STOP)
    gone = reader.events(PERMIT)["承诺时限"]
    assert told(gone) == (date(2026, 3, 5), 1, "CANCELLED")
    assert gone["DTSTAMP"].dt == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    assert gone.walk("VALARM") == []
    office.at("03-09 09:00")
    desk.act(project, MATTER, "resume", "03-09", kind="hearing")
    back = reader.events(PERMIT)
    assert told(back["承诺时限"]) == (date(2026, 3, 11), 2, "CONFIRMED")
    assert back["停表到期"]["STATUS"] == "CANCELLED"
    office.at("04-08 08:59")
    assert "停表到期" in reader.events(PERMIT)
    office.at("04-08 09:00")
    assert "停表到期" not in reader.events(PERMIT)


def test_what_a_feed_never_told_is_not_taken_back(office: Office, desk: Desk, project: str, reader: Reader) -> None:
    office.at("03-03 09:00")
    desk.act(project, MATTER, "suspend", "03-03", reason="听证", **STOP)
    assert set(reader.events(PERMIT)) == {"停表到期"}


def test_a_hand_over_takes_the_dates_from_one_calendar_to_the_other(
    office: Office, desk: Desk, project: str, reader: Reader
) -> None:
    before = reader.events(PERMIT)["承诺时限"]
    office.at("03-03 09:00")
    new = f"{reader.issued.id}-successor"
    desk.done(
        f"{project}/assignments",
        {"effective_on": "2026-03-03", "specialist": new, "team": "7", "reason": "轮岗"},
    )
    assert reader.events(PERMIT)["承诺时限"]["STATUS"] == "CANCELLED"
    his = Reader(office, FeedOf.STAFF, new).events(PERMIT)["承诺时限"]
    assert (his["UID"], his["STATUS"]) == (before["UID"], "CONFIRMED")


def test_a_terminated_project_has_no_dates(office: Office, desk: Desk, project: str, reader: Reader) -> None:
    assert reader.events()
    office.at("03-03 09:00")
    desk.done(f"{project}/terminate", {"effective_on": "2026-03-03", "reason": "企业撤回投资"})
    assert {str(event["STATUS"]) for event in reader.calendar().walk("VEVENT")} == {"CANCELLED"}


def test_a_projects_calendar_stands_at_its_own_address(office: Office, desk: Desk, project: str) -> None:
    subject = project.removeprefix("/projects/")
    reader = Reader(office, FeedOf.PROJECT, subject)
    assert set(reader.events(PERMIT)) == {"承诺时限", "法定时限"}
    assert reader.calendar()["X-WR-CALNAME"] == "护航期限 叁旺液压"
    reader.path = f"/projects/{desk.get(project).json()['code']}"
    assert reader.get().status_code == 200
    for path in ("/me", desk.register(), "/projects/none"):
        reader.path = path
        problem(reader.get(), 404, "unknown_calendar")


@pytest.mark.parametrize(("kind", "subject"), [(FeedOf.TEAM, "7"), (FeedOf.DEPARTMENT, DEPARTMENT)])
def test_a_task_forces_and_a_departments_calendar(office: Office, project: str, kind: FeedOf, subject: str) -> None:
    calendar = Reader(office, kind, subject).calendar()
    assert any(PERMIT in event["SUMMARY"] for event in calendar.walk("VEVENT"))


def test_in_english(office: Office, project: str, request: pytest.FixtureRequest) -> None:
    reader = Reader(office, FeedOf.STAFF, specialist_of(request), "en")
    assert all(event["SUMMARY"].startswith("[") for event in reader.calendar().walk("VEVENT"))


def test_only_the_secret_opens_it_and_not_once_it_is_revoked(office: Office, desk: Desk, reader: Reader) -> None:
    assert reader.get().status_code == 200
    for key in ("wrong", reader.issued.id, desk.secret):
        problem(reader.get(key=key), 404, "unknown_calendar")
    problem(office.client.get(f"{V1}/me/calendar.ics"), 422, "invalid_request")
    problem(Desk(office.client, reader.issued.secret).get("/projects"), 401, "not_signed_in")
    office.runtime.feeds.revoke(reader.issued.id)
    office.runtime.feeds.revoke(reader.issued.id)
    problem(reader.get(), 404, "unknown_calendar")
    assert office.runtime.feeds.told(reader.issued.id) == {}


def test_the_secret_is_stored_only_as_a_hash(office: Office, reader: Reader) -> None:
    with office.runtime.ops.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM feed").all()
    assert reader.issued.secret not in str(rows)
    assert reader.issued.secret not in repr(office.runtime.feeds.listed())


def test_many_readers_at_once_get_the_same(office: Office, desk: Desk, project: str, reader: Reader) -> None:
    with ThreadPoolExecutor(4) as pool:
        contents = list(pool.map(lambda _: reader.get().content, range(8)))
    assert len(set(contents)) == 1
