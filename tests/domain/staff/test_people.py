"""Who holds a post, who is away, who stands in: what the directory's streams say and refuse."""

from datetime import date
from uuid import uuid4

import pytest

from domain.log.ledger import Job, Outcome
from domain.staff.appointing import (
    Appointment,
    HandOver,
    Leave,
    coming_back,
    going_away,
    handing_over,
    leaving,
    naming,
    taking,
)
from domain.staff.directory import Directory
from domain.staff.people import People
from domain.staff.posts import Post, PostTaken, stream_of_post, stream_of_staff
from tests.scenario import Scenario, day, moment, refused

pytestmark = pytest.mark.both_engines

BUREAU = "housing_urban_rural_development"


class Office:
    """A district's directory, and who writes in it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.directory = Directory(scenario.ledger, "jimo")

    def at(self, text: str) -> "Office":
        self.scenario.at(text)
        return self

    @property
    def people(self) -> People:
        return self.directory.now()

    def run(self, job: Job) -> Outcome:
        return self.directory.run(job)

    def takes(self, staff: str, post: Post, of: str, on: str, reason: str = "") -> Outcome:
        wanted = Appointment(staff, post, of, day(on), reason)
        return self.run(taking("jimo", self.scenario.command(), wanted))

    def leaves(self, staff: str, post: Post, of: str, on: str) -> Outcome:
        return self.run(leaving("jimo", self.scenario.command(), Appointment(staff, post, of, day(on))))

    def away(self, staff: str, first: str, last: str, substitute: str) -> int:
        leave = Leave(staff, day(first), day(last), substitute)
        return self.run(going_away("jimo", self.scenario.command(), leave)).version

    def back(self, staff: str, absence: int, on: str) -> Outcome:
        return self.run(coming_back("jimo", self.scenario.command(), staff, absence, day(on)))

    def officers(self, on: str) -> tuple[str, ...]:
        return self.people.holders(Post.OFFICER, BUREAU, day(on))


@pytest.fixture
def office(scenario: Scenario) -> Office:
    return Office(scenario.at("09-21 09:00"))


def test_a_post_is_held_from_its_day_until_the_day_it_is_left(office: Office) -> None:
    office.takes("o-1", Post.OFFICER, BUREAU, "09-14")
    office.at("09-24 09:00").takes("o-2", Post.OFFICER, BUREAU, "09-24")
    office.leaves("o-1", Post.OFFICER, BUREAU, "09-24")
    assert [office.officers(on) for on in ("09-13", "09-14", "09-23", "09-24")] == [(), ("o-1",), ("o-1",), ("o-2",)]


def test_what_was_not_known_yet_is_not_read_as_known_then(office: Office) -> None:
    office.takes("o-1", Post.OFFICER, BUREAU, "09-14")
    office.at("09-24 09:00").takes("o-2", Post.OFFICER, BUREAU, "09-15")
    then = office.directory.at(moment("09-22 12:00"))
    assert then.holders(Post.OFFICER, BUREAU, day("09-22")) == ("o-1",)
    assert office.directory.at(moment("09-24 12:00")).holders(Post.OFFICER, BUREAU, day("09-22")) == ("o-1", "o-2")
    assert office.directory.at(moment("09-20 12:00")).holders(Post.OFFICER, BUREAU, day("09-22")) == ()


def test_a_task_forces_posts_stand_in_its_own_stream_all_else_in_the_persons(office: Office) -> None:
    office.takes("t-1", Post.LEAD, "3", "09-21")
    office.takes("l-1", Post.LEADERSHIP, "", "09-21")
    for staff, post, of in (("t-1", Post.LEAD, "3"), ("l-1", Post.LEADERSHIP, "")):
        stream = stream_of_post("jimo", staff, post, of)
        (event,) = office.scenario.ledger.load(stream)
        assert isinstance(event, PostTaken)
        assert (event.staff, event.post, event.of, event.effective_on) == (staff, post, of, day("09-21"))
    assert stream_of_post("jimo", "l-1", Post.LEADERSHIP, "") == stream_of_staff("jimo", "l-1")
    assert [one.post for one in office.people.posts("t-1", day("09-21"))] == [Post.LEAD]


def test_a_post_held_already_is_not_taken_again(office: Office) -> None:
    office.takes("o-1", Post.OFFICER, BUREAU, "09-14")
    assert office.takes("o-1", Post.OFFICER, BUREAU, "09-21").events == ()


def test_a_post_left_on_the_day_it_was_taken_was_never_held(office: Office) -> None:
    office.takes("o-1", Post.OFFICER, BUREAU, "09-14")
    office.leaves("o-1", Post.OFFICER, BUREAU, "09-14")
    assert office.officers("09-14") == ()
    office.takes("o-1", Post.OFFICER, BUREAU, "09-21")
    assert office.officers("09-21") == ("o-1",)


def test_the_impossible_is_refused(office: Office) -> None:
    with refused("future_date"):
        office.takes("o-1", Post.OFFICER, BUREAU, "09-22")
    with refused("post_of_nothing", post="officer"):
        office.takes("o-1", Post.OFFICER, "", "09-21")
    with refused("post_of_something", post="leadership"):
        office.takes("o-1", Post.LEADERSHIP, "3", "09-21")
    with refused("post_not_held", staff="o-1"):
        office.leaves("o-1", Post.OFFICER, BUREAU, "09-21")
    office.takes("o-1", Post.OFFICER, BUREAU, "09-21")
    with refused("end_before_beginning"):
        office.leaves("o-1", Post.OFFICER, BUREAU, "09-20")
    with refused("personal_data"):
        office.takes("13812345678", Post.OFFICER, BUREAU, "09-21")
    with refused("personal_data"):
        office.takes("o-2", Post.OFFICER, BUREAU, "09-21", reason="电话 13812345678")


def test_the_substitute_stands_in_on_the_days_away_and_on_no_other(office: Office) -> None:
    office.away("s-07", "09-28", "10-09", "s-08")
    present = [office.people.present("s-07", day(on)) for on in ("09-27", "09-28", "10-09", "10-10")]
    assert present == ["s-07", "s-08", "s-08", "s-07"]
    assert office.people.stands_in_for("s-08", day("10-01")) == ("s-07",)


def test_a_substitute_who_is_away_himself_is_stood_in_for(office: Office) -> None:
    office.away("s-07", "09-28", "10-09", "s-08")
    office.away("s-08", "09-30", "09-30", "s-09")
    present = [office.people.present("s-07", day(on)) for on in ("09-29", "09-30", "10-08")]
    assert present == ["s-08", "s-09", "s-08"]


def test_when_all_are_away_for_each_other_the_person_himself_is_told(office: Office) -> None:
    office.away("s-07", "09-28", "09-30", "s-08")
    office.away("s-08", "09-28", "09-30", "s-07")
    assert [office.people.present(one, day("09-29")) for one in ("s-07", "s-08")] == ["s-07", "s-08"]


def test_an_absence_ends_early_or_does_not_take_place(office: Office) -> None:
    first = office.away("s-07", "09-28", "10-09", "s-08")
    office.back("s-07", first, "09-30")
    assert [office.people.present("s-07", day(on)) for on in ("09-29", "09-30")] == ["s-08", "s-07"]
    second = office.away("s-07", "09-30", "10-09", "s-09")
    office.back("s-07", second, "09-29")
    assert office.people.absence("s-07", day("10-08")) is None
    assert office.away("s-07", "10-08", "10-08", "s-09") == 5


def test_an_absence_that_cannot_be_is_refused(office: Office) -> None:
    number = office.away("s-07", "09-28", "10-09", "s-08")
    with refused("absence_overlaps", absence=number, first="2026-09-28"):
        office.away("s-07", "10-09", "10-12", "s-08")
    with refused("own_substitute"):
        office.away("s-07", "10-12", "10-12", "s-07")
    with refused("end_before_beginning"):
        office.away("s-07", "10-13", "10-12", "s-08")
    with refused("unknown_absence"):
        office.back("s-07", 7, "09-30")
    with refused("absence_over", last="2026-10-09"):
        office.back("s-07", number, "10-10")


def test_projects_are_handed_to_somebody_else(office: Office) -> None:
    project = uuid4()

    def hand_over(successor: str, *projects: object) -> Outcome:
        wanted = HandOver("s-07", successor, "3", (project,) if projects else (), day("09-21"))
        return office.run(handing_over("jimo", office.scenario.command(), wanted))

    with refused("own_successor"):
        hand_over("s-07", project)
    with refused("nothing_to_hand_over"):
        hand_over("s-08")
    (event,) = hand_over("s-08", project).events
    assert (getattr(event, "successor", ""), event.effective_on) == ("s-08", date(2026, 9, 21))


def test_a_second_process_sees_a_post_within_a_second(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Directory(office.scenario.ledger, "jimo")
    assert other.now().all() == []
    office.takes("o-1", Post.OFFICER, BUREAU, "09-14")
    clock = other.following.looked + 1.01
    monkeypatch.setattr("domain.log.following.time.monotonic", lambda: clock)
    assert other.now().holders(Post.OFFICER, BUREAU, day("09-21")) == ("o-1",)


def test_a_task_force_is_there_with_its_name_and_called_otherwise_from_then_on(office: Office) -> None:
    def called(name: str) -> int:
        return office.run(naming("jimo", office.scenario.command(), "9", name)).version

    assert (called("海洋专班"), called("海洋专班")) == (1, 1)
    office.at("09-24 09:00")
    assert called("现代海洋专班") == 2
    assert office.people.teams == {"9": "现代海洋专班"}
    assert office.directory.at(moment("09-22 12:00")).teams == {"9": "海洋专班"}
    assert office.people.known_teams() == {"9"}


def test_a_task_force_is_known_by_its_people_but_not_by_the_one_post_that_is_told_apart(office: Office) -> None:
    office.takes("s-1", Post.MEMBER, "9", "09-21")
    assert office.people.known_teams() == {"9"}
    assert office.people.known_teams(("s-1", Post.MEMBER)) == set()
    assert office.people.known_teams(("s-1", Post.LEAD)) == {"9"}
    office.takes("s-2", Post.MEMBER, "9", "09-21")
    assert office.people.known_teams(("s-1", Post.MEMBER)) == {"9"}


def test_no_telephone_is_the_name_of_a_task_force(office: Office) -> None:
    with refused("personal_data"):
        office.run(naming("jimo", office.scenario.command(), "9", "专班 13812345678"))


@pytest.mark.parametrize("code", ["第 9 专班", "9 a", "A9", "-9", "x" * 65])
def test_a_task_force_is_named_by_a_short_code_and_one_that_is_there_has_what_it_has(office: Office, code: str) -> None:
    office.takes("s-1", Post.MEMBER, code, "09-21")
    with refused("team_code", field="team", team=code):
        office.run(naming("jimo", office.scenario.command(), code, "海洋专班"))


@pytest.mark.parametrize("post", [Post.LEAD, Post.MEMBER, Post.OFFICER])
def test_no_telephone_is_what_a_post_is_of(office: Office, post: Post) -> None:
    with refused("personal_data", field="of"):
        office.takes("s-1", post, "13812345678", "09-21")


def test_a_uuid_that_looks_like_a_telephone_is_a_project_all_the_same(office: Office) -> None:
    project = "0b9d7d1e-5f5b-4a51-9d8e-a13812345678"
    assert len(office.takes("e-1", Post.ENTERPRISE, project, "09-21").events) == 1
