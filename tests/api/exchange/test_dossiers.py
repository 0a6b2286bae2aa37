"""A project's dossier: it leaves one installation and reads the same in another, or nothing of it comes in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from sqlalchemy import Table, select

from api.cli.main import main
from api.demo.start import play_demo
from api.dossier.arriving import take_in
from api.dossier.leaving import dossier
from api.dossier.packing import EVENTS, MANIFEST, TEXTS, packed, plain, seal_of, sealed, unpacked
from domain.errors import DomainError
from domain.log.ledger import Command
from domain.project.events.assistance import AssistanceGiven
from domain.project.record.reading import facts
from projections.ops.accounts import Role
from projections.rows.checkpoints import project_numbers
from projections.views.all_views import all_views
from tests.api.conftest import opened
from tests.api.office import V1, Desk, Office, problem
from tests.api.reminding import Reminding
from tests.scheduler.policies import promises_only_content
from tests.scheduler.receiver import SECRET as RECEIVER_SECRET

MATTER = "investment_agreement"
OWN_TO_A_STORE = {"number", "position"}
WHEN_KNOWN = {"portfolio_past", "portfolio_past_missing"}
WORDS = "与企业现场核对材料"


@dataclass
class Two:
    """An installation with a project that has lived, and an empty one."""

    here: Office
    there: Office
    project: str
    data: bytes

    @property
    def files(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        manifest, files = unpacked(self.data)
        return dict(manifest), dict(files)

    def changed(self, manifest: dict[str, Any], files: dict[str, bytes]) -> bytes:
        """A dossier that was sealed anew over something else."""
        return packed({**files, MANIFEST: sealed(plain(manifest), files)})


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    here, there = (f"sqlite:///{tmp_path_factory.mktemp(name)}" for name in ("here", "there"))
    with opened(here) as office, opened(there) as other:
        desk, lead = office.at("03-02 09:00").desk(), office.desk(Role.LEAD)
        path = desk.register()
        desk.done(f"{path}/profile", {"effective_on": "2026-03-02", "answers": {}})
        desk.done(f"{path}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
        lead.done(f"{path}/assignments", {"specialist": "t-specialist", "team": "1", "effective_on": "2026-03-02"})
        desk.act(path, MATTER, "submit", "03-02")
        office.at("03-12 09:00")
        desk.act(path, MATTER, "receive", "03-03", receipt_no="JM-1", reason="纸件转录")
        desk.done(f"{path}/assistance", {"effective_on": "2026-03-12", "kind": "visit", "summary": WORDS})
        concern = {"project": path.rpartition("/")[2], "title": "迟迟不受理", "text": "已交三周"}
        desk.done("/concerns", concern)
        office.runtime.projector.catch_up()
        yield Two(
            office, other.at("04-01 09:00"), concern["project"], dossier(office.runtime, UUID(concern["project"]))
        )


def arrive(two: Two, data: bytes, *, preview: bool = False, key: str = "k") -> Any:
    return take_in(two.there.runtime, data, Command(f"t/{key}", "d", "t", "import"), preview=preview)


def rows_of(office: Office, project: str) -> dict[str, list[dict[str, Any]]]:
    """What every view shows of a project, but for what is a store's own."""
    office.runtime.projector.catch_up()
    found: dict[str, list[dict[str, Any]]] = {}
    with office.runtime.views.connect() as connection:
        wanted = select(project_numbers.c.number).where(project_numbers.c.project == project)
        number = connection.execute(wanted).scalar_one()
        for table in (table for view in all_views() for table in view.tables if view_has(table)):
            rows = connection.execute(select(table).where(table.c.number == number)).mappings()
            plain_rows = [{k: v for k, v in row.items() if k not in OWN_TO_A_STORE} for row in rows]
            found[table.name] = sorted(plain_rows, key=repr)
    return found


def view_has(table: Table) -> bool:
    return "number" in table.c and table.name not in WHEN_KNOWN


def refused(two: Two, data: bytes, code: str) -> DomainError:
    before = two.there.positions()
    with pytest.raises(DomainError) as error:
        arrive(two, data)
    assert error.value.code == code, (error.value.code, error.value.params)
    assert two.there.positions() == before
    return error.value


def test_the_same_record_makes_the_same_bytes(two: Two) -> None:
    assert dossier(two.here.runtime, UUID(two.project)) == two.data


def test_a_changed_byte_is_refused_wherever_it_stands(two: Two) -> None:
    dice = random.Random(6)
    for place in [0, len(two.data) - 1, *(dice.randrange(len(two.data)) for _ in range(60))]:
        changed = bytearray(two.data)
        changed[place] ^= 1 << dice.randrange(8)
        with pytest.raises(DomainError) as error:
            unpacked(bytes(changed))
        assert error.value.code.startswith("dossier_"), place
    refused(two, two.data[:-1], "dossier_broken")
    refused(two, two.data + b"x", "dossier_changed")
    refused(two, b"no archive", "dossier_broken")


def test_another_version_district_catalogue_or_calendar_is_refused_and_named(two: Two) -> None:
    manifest, files = two.files
    other = {**plain(manifest), "version": 2}
    body = {**orjson.loads(sealed(other, files)), "version": 2}
    body["seal"] = seal_of({name: value for name, value in body.items() if name != "seal"})
    assert refused(two, packed({**files, MANIFEST: orjson.dumps(body)}), "dossier_version").params["known"] == 1
    refused(two, two.changed({**manifest, "district": "laoshan"}, files), "dossier_district")
    catalogue = {**manifest["catalogue"], "version": "9.9.9"}
    refused(two, two.changed({**manifest, "catalogue": catalogue}, files), "dossier_catalogue")
    calendar = {"version": "", "years": {"2099": "0" * 64}}
    assert (
        refused(two, two.changed({**manifest, "calendar": calendar}, files), "dossier_calendar").params["year"]
        == "2099"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"ApplicationReceived"', b'"ApplicationReceivd"'),
        (b'"effective_on":"2026-03-03"', b'"effective_on":"2026-13-03"'),
        (b'"version":3', b'"version":4'),
        (b'"district":"jimo"', b'"district":"jim0"'),
    ],
)
def test_an_event_that_cannot_be_one_is_refused_with_its_line(two: Two, old: bytes, new: bytes) -> None:
    manifest, files = two.files
    assert old in files[EVENTS]
    files[EVENTS] = files[EVENTS].replace(old, new, 1)
    refused(two, two.changed(manifest, files), "dossier_event")


def test_words_that_do_not_fit_their_proof_are_refused(two: Two) -> None:
    manifest, files = two.files
    files[TEXTS] = files[TEXTS].replace(WORDS.encode(), "另一段话".encode())
    refused(two, two.changed(manifest, files), "dossier_event")


def test_it_replays_to_the_same_views_and_keeps_both_its_times(two: Two) -> None:
    assert arrive(two, two.data, preview=True).events
    before = two.there.positions()
    arrived = arrive(two, two.data)
    assert rows_of(two.there, two.project) == rows_of(two.here, two.project)
    (mine, theirs) = (office.runtime.ledger.load(arrived.project) for office in (two.here, two.there))
    assert [(e.TOPIC, e.recorded_at, e.effective_on, e.actor) for e in mine] == [
        (e.TOPIC, e.recorded_at, e.effective_on, e.actor) for e in theirs
    ]
    moment = two.there.clock.now
    assert {event.imported_at for event in theirs} == {moment}
    assert facts(theirs, as_known_at=moment)
    assert not facts(theirs, as_known_at=mine[-1].recorded_at)  # nothing of it was known here then
    assert two.there.positions() > before
    text = next(event.text for event in theirs if isinstance(event, AssistanceGiven))
    assert two.there.runtime.texts.read([text]) == {text: WORDS}
    assert len(two.there.runtime.concerns.of_project(arrived.project)) == 1
    assert arrive(two, two.data) == arrived  # the same command once more
    with pytest.raises(DomainError) as error:
        arrive(two, two.data, key="another")
    assert error.value.code == "dossier_exists"


def test_what_came_in_goes_on_there(two: Two) -> None:
    if two.there.runtime.ledger.topic(UUID(two.project)) == "":
        arrive(two, two.data)
    desk = two.there.desk(Role.SPECIALIST)
    path = f"/projects/{two.project}"
    desk.act(path, MATTER, "accept", "03-16", reason="补录")
    assert desk.get(path, as_known_at="2026-03-31").status_code == 404
    found = two.there.desk(Role.AUDITOR).get("/audit", kind="DossierImported").json()["items"]
    assert [row["project"] for row in found] == [two.project]


@pytest.mark.both_engines
def test_a_dossier_goes_over_http_from_one_installation_to_another(own_office: Office, tmp_path: Path) -> None:
    path = own_office.desk().register()
    got = own_office.desk(Role.AUDITOR).get(f"{path}/dossier")
    assert got.headers["content-type"] == "application/zip"
    problem(own_office.desk().get(f"{path}/dossier"), 403, "right_missing")
    with opened(f"sqlite:///{tmp_path / 'there'}") as there:

        def sent(desk: Desk, **params: Any) -> httpx2.Response:
            headers = desk.headers(Content_Type="application/zip", Idempotency_Key="k-1")
            return desk.client.post(f"{V1}/dossiers", params=params, content=got.content, headers=headers)

        admin = there.desk(Role.ADMIN)
        problem(sent(there.desk()), 403, "right_missing")
        assert sent(admin, preview=True).status_code == 200
        first, second = sent(admin), sent(admin)
        assert (first.status_code, first.json()) == (201, second.json())
        assert f"/projects/{first.json()['id']}" == path
        problem(admin.post("/dossiers", content=b"PK", content_type="application/zip"), 422, "dossier_broken")


def test_the_command_line_takes_a_dossier_out_and_in(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "project.zip"
    monkeypatch.setenv("HUHANG_DATABASE_URL", two.here.runtime.settings.database_url)
    assert main(["export", "--dossier", two.project, str(file)]) == 0
    assert unpacked(file.read_bytes())[1][EVENTS] == unpacked(two.data)[1][EVENTS]
    monkeypatch.setenv("HUHANG_DATABASE_URL", f"sqlite:///{tmp_path / 'third'}")
    assert main(["import", str(file), "--dry-run"]) == 0
    assert main(["import", str(file)]) == 0
    assert "HH-2026-0001" in capsys.readouterr().out
    assert main(["import", str(file)]) == 2
    assert "HH-2026-0001" in capsys.readouterr().err
    for name in ("audit.csv", "audit.jsonl", "audit.xlsx"):
        assert main(["export", "--audit", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert main(["export", "--audit", str(tmp_path / "audit.doc")]) == 2
    assert main(["export", "--audit", str(tmp_path / "none" / "audit.csv")]) == 2
    assert f"无法打开 {tmp_path}/none/audit.csv：没有这个文件或文件夹" in capsys.readouterr().err


def test_reminders_sent_before_are_known_there_and_not_sent_again_nor_answered_for(
    reminding: Reminding, tmp_path: Path
) -> None:
    reminding.sweep("09-28 08:30")
    assert reminding.receiver.received
    project = UUID(reminding.project.rpartition("/")[2])
    reminding.office.runtime.projector.catch_up()
    data = dossier(reminding.office.runtime, project)
    before = len(reminding.receiver.received)
    settings: dict[str, Any] = {"webhook_url": reminding.receiver.url, "webhook_secret": RECEIVER_SECRET}
    with opened(f"sqlite:///{tmp_path / 'there'}", **settings) as there:
        there.at("09-28 09:00").desk(Role.ADMIN).done("/policy", {"content": promises_only_content()})
        take_in(there.runtime, data, Command("t/k", "d", "t", "import"))
        there.runtime.sweeper.sweep()
        assert len(reminding.receiver.received) == before
        there.at("09-30 08:30").runtime.sweeper.sweep()
        assert len(reminding.receiver.received) > before
        audit = there.runtime.auditor(there.clock.now).audit([project])
        assert audit.clean, audit
        assert audit.outcomes >= len(reminding.receiver.received) - before


def test_whole_lives_read_there_as_here(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'here'}") as here, opened(f"sqlite:///{tmp_path / 'there'}") as there:
        for office in (here, there):
            office.at("2026-11-28 09:00")
        play_demo(here.runtime)
        with here.runtime.views.connect() as connection:
            projects = sorted(connection.execute(select(project_numbers.c.project)).scalars())
        for project in projects:
            take_in(there.runtime, dossier(here.runtime, UUID(project)), Command(f"t/{project}", "d", "t", "import"))
        for project in projects:
            assert rows_of(there, project) == rows_of(here, project)
        assert len(projects) == 3
