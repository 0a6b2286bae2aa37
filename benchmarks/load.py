"""How long it takes to read one project from the log: load and decode, then facts and fold.

    python -m benchmarks.load [RUNS]

A project's life is told through the real commands into an SQLite log until it has 1,000 events; its first 40, 200 and
1,000 events are then streams of their own. One JSON line per length, then the growth ratios: time per event is flat
when 200/40 and 1000/200 are both 5. The lengths take turns, so that a machine that drifts drifts for all; times are the
process's own.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, pairwise
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder

from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.deciding.case import Actor
from domain.deciding.commands import (
    EnterProfile,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RegisterProject,
)
from domain.event import SHANGHAI
from domain.log.ledger import Command, Ledger
from domain.log.logs import Log
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.evolution import fold
from domain.project.model.phases import Act
from domain.project.model.rules import Rules
from domain.project.record.reading import facts
from domain.projects import Projects

LENGTHS = (40, 200, 1000)
LANDED = date(2018, 1, 8)
AT_ONCE = 40  # acts in one command
APPLICATION: tuple[tuple[Act, Mapping[str, object]], ...] = (
    (Act.RECEIVE, {"receipt_no": "JM-1"}),
    (Act.REQUEST_SUPPLEMENT, {"materials": ("营业执照",)}),
    (Act.SUPPLEMENT, {}),
    (Act.ACCEPT, {}),
    (Act.SUSPEND, {"kind": "expert_review", "notice_no": "评告1号", "notice_on": LANDED}),
    (Act.RESUME, {}),
    (Act.EXTEND, {"days": 5, "approved_by": "局长", "document": "延1号"}),
    (Act.REFUSE, {"document": "不予许可1号"}),
)
"""One attempt; a refusal ends it and the next receipt opens another."""


class Story:
    """A long life of the seed project: all its matters are applied for again and again."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self.today = LANDED
        self.rules = Rules(shipped_catalogue(), official_calendar())
        self.ledger = Ledger(recorder, self.clock)
        self.projects = Projects(self.ledger, self.rules, "jimo")

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(10), SHANGHAI)

    def told(self, length: int) -> Log:
        """The project's log, at least so many events long."""
        wanted = RegisterProject(name="量度项目", landed_on=LANDED, enterprise="量度企业")
        project, _ = self.projects.register(self.command(), wanted, Actor("specialist"))
        answers = self.rules.catalogue.example_profiles["sanwang_hydraulic"]
        self.do(project, EnterProfile(effective_on=LANDED, answers=answers))
        self.do(project, IssueServiceList(effective_on=LANDED, reason="量度"))
        matters = [matter.key for matter in self.projects.read(project)[0].matters.values() if matter.listed]
        acts = self.acts(sorted(set(matters) - {"tailored_service_list"}))
        while len(log := self.ledger.load(project)) < length:
            self.do(project, *(next(acts) for _ in range(AT_ONCE)))
        return log

    def acts(self, matters: list[str]) -> Iterator[RecordAct]:
        """The same act on every matter, one a day, then the next act of the application."""
        for act, values in cycle(APPLICATION):
            self.today += timedelta(days=1)
            for matter in matters:
                yield RecordAct(act=act, matter=matter, effective_on=self.today, reason="量度", values=values)

    def do(self, project: UUID, *wanted: ProjectCommand) -> None:
        self.projects.execute(project, self.command(), wanted, Actor("specialist"))

    def command(self) -> Command:
        key = str(uuid4())
        return Command(id=f"benchmark/{key}", digest=key, actor="benchmark", via="import")


def main(runs: int = 21) -> None:
    """Print the medians and the growth ratios."""
    with TemporaryDirectory() as folder:
        recorder = open_recorder(f"sqlite:///{folder}")
        story = Story(recorder)
        log = story.told(max(LENGTHS))
        streams = {length: prefix(story.ledger, log, length) for length in LENGTHS}
        taken = measure(story, streams, runs)
        close_recorder(recorder)
    for length, steps in taken.items():
        medians = {step: median(times) for step, times in steps.items()}
        shown = {f"{step}_ms": round(value * 1000, 2) for step, value in medians.items()}
        print(json.dumps({"events": length, "runs": runs, **shown, "events_per_s": round(length / medians["both"])}))
    for short, long in pairwise(LENGTHS):
        for step in taken[short]:
            ratio = median(taken[long][step]) / median(taken[short][step])
            print(json.dumps({"measure": f"{step}_growth_{long}_{short}", "value": round(ratio, 2)}))


def prefix(ledger: Ledger, log: Log, length: int) -> UUID:
    """The first events of a log as a stream of its own: what was recorded up to there is a whole log as well."""
    stream = uuid4()
    ledger.save([replace(event, originator_id=stream) for event in log[:length]])
    return stream


def measure(story: Story, streams: Mapping[int, UUID], runs: int) -> dict[int, dict[str, list[float]]]:
    """Seconds by length and step."""
    taken: dict[int, dict[str, list[float]]] = {length: {"load": [], "fold": [], "both": []} for length in streams}
    for _ in range(runs):
        for length, stream in streams.items():
            ledger = Ledger(story.ledger.recorder)  # a new one has nothing at hand
            begun = process_time()
            log = ledger.load(stream)
            loaded = process_time()
            fold(stream, facts(log), story.rules)
            load, folding = loaded - begun, process_time() - loaded
            for step, seconds in (("load", load), ("fold", folding), ("both", load + folding)):
                taken[length][step].append(seconds)
    return taken


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
