"""What follows from a hand-over: each of its projects gets another specialist, by a command of its own (design §8).

One command writes one stream; so the hand-over stands in the predecessor's, and these commands come after it, each with
it as its cause. Whoever is killed between them goes on where he was: they act once.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from domain.deciding.case import Actor
from domain.deciding.commands import AssignSpecialist
from domain.deciding.judging import Judgement
from domain.log.ledger import Command, Job
from domain.log.logs import Log
from domain.projects import Projects
from domain.staff.directory import Directory
from domain.staff.posts import ProjectsHandedOver


def following(projects: Projects, event: ProjectsHandedOver) -> Iterator[Job]:
    """The commands that follow from a hand-over."""
    for project in event.projects:
        yield changing_hands(projects, event, project)


def changing_hands(projects: Projects, event: ProjectsHandedOver, project: UUID) -> Job:
    """One project gets its successor, unless somebody else has been put in charge since."""
    command = reaction(event, project)

    def decide_charge(log: Log, moment: datetime) -> Judgement:
        record = projects.known(project, log)
        if record.project.specialist != event.staff:
            return Judgement((), (), record)
        team = event.team or record.project.team
        wanted = AssignSpecialist(
            effective_on=event.effective_on, reason=event.reason, specialist=event.successor, team=team
        )
        return projects.judged(project, log, projects.stamp(project, command, moment), [wanted], Actor("lead"))

    return projects.judging(project, command, decide_charge)


def reaction(event: ProjectsHandedOver, project: UUID) -> Command:
    """The command that answers a hand-over on a project: by who handed over, once."""
    cause = f"{event.originator_id}/{event.originator_version}"
    key = uuid5(project, cause)
    return Command(
        id=f"{event.actor}/{key}",
        digest=sha256(key.bytes).hexdigest(),
        actor=event.actor,
        via=event.via,
        request_id=event.request_id,
        cause=cause,
    )


class HandOvers:
    """The hand-overs of a district, carried to their end: what another process left undone is done here."""

    def __init__(self, projects: Projects, directory: Directory) -> None:
        self.projects = projects
        self.directory = directory
        self.seen = 0

    def carry_on(self) -> int:
        """Do what still follows from what was recorded since the last call, at first from all; how many commands did.

        Repeating one that was carried out changes nothing.
        """
        events, done = self.directory.told(), 0
        for event in events[self.seen :]:
            if isinstance(event, ProjectsHandedOver):
                outcomes = [self.projects.run(job) for job in following(self.projects, event)]
                done += sum(bool(outcome.events) and not outcome.repeated for outcome in outcomes)
        self.seen = len(events)
        return done
