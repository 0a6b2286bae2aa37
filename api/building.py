"""The one composition root: settings in, a running Huhang out. Everything else gets its parts as arguments."""

from functools import cache, partial

from api.access.log import AccessLog
from api.access.passwords import Bench
from api.access.rates import Rates
from api.access.reach import Reaches
from api.channel_settings import channels_of
from api.http.desk import Desk
from api.http.kept_answers import KeptAnswers
from api.http.live import Live
from api.importing.apart import Apart
from api.runtime import Runtime, policy_in_force
from api.settings import Settings
from api.shown.written_rows import WrittenRows
from api.words.history_lines import Words, event_words
from domain.log.ledger import Clock, Ledger, system_clock
from domain.log.recorder import open_recorder
from domain.log.writer import Writer
from domain.projects import Projects
from domain.reprojections import Reprojections
from domain.rulebook import Rulebook
from domain.staff.directory import Directory
from domain.staff.handovers import HandOvers
from projections.board.rows_at_hand import RowsAtHand
from projections.changes import changes_of
from projections.database import open_views
from projections.locks import lock_of
from projections.ops.access import AccessTable
from projections.ops.answered import AnsweredRequests
from projections.ops.claims import Claims
from projections.ops.contacts import Contacts
from projections.ops.counters import Counters
from projections.ops.database import open_ops
from projections.ops.feeds import Feeds
from projections.ops.imports import Imports
from projections.ops.pulse import Pulse
from projections.ops.receivers import Receivers
from projections.ops.registered import Accounts
from projections.ops.signing import signing_key
from projections.ops.texts import Texts
from projections.ops.throttle import Throttle
from projections.ops.tokens import Tokens
from projections.ops.tokens_at_hand import TokensAtHand
from projections.projector.engine import ProjectionEngine
from projections.projector.helper import Helper
from projections.views.journal import JournalRows
from projections.views.reminders import ReminderRows
from scheduler.agenda import RegisteredProjects
from scheduler.channels.page import Page
from scheduler.channels.webhook import Webhook
from scheduler.sending.addressbook import ContactBook
from scheduler.sending.links import Links
from scheduler.sending.outbox import Outbox
from scheduler.sweep import Sweeper


def build(settings: Settings, clock: Clock = system_clock, *, demo: bool = False) -> Runtime:
    """Wire an installation; only the demo and imports may set the clock (design §2)."""
    ledger = Ledger(open_recorder(settings.database_url), clock)
    rulebook = Rulebook(ledger, settings.district)
    views = open_views(settings.database_url)
    ops = open_ops(settings.database_url)
    at_hand = TokensAtHand(ops)
    projects = Projects(ledger, rulebook, settings.district)
    channels = channels_of(settings)
    links = Links(cache(partial(signing_key, ops)), settings.base_url)
    directory = Directory(ledger, settings.district)
    otherwise = channels.get(Webhook.name) or (Page() if demo else None)
    book = ContactBook(Contacts(ops), channels, otherwise, directory)
    writer = Writer(ledger)
    registered = RegisteredProjects(ledger)
    reprojections = Reprojections(projects, rulebook, registered.open_projects)
    helper = Helper(settings.database_url, settings.district)
    projector = ProjectionEngine(ledger, views, rulebook, records=projects.records, helper=helper)
    imports = Imports(ops)

    def brought_in() -> None:
        directory.refresh()
        projector.wake()

    return Runtime(
        settings=settings,
        rulebook=rulebook,
        ledger=ledger,
        projects=projects,
        directory=directory,
        reaches=Reaches(projects, directory),
        views=views,
        writer=writer,
        desk=Desk(writer),
        projector=projector,
        ops=ops,
        tokens=Tokens(ops, at_hand=at_hand),
        accounts=Accounts(ops, at_hand=at_hand),
        throttle=Throttle(ops),
        bench=Bench(),
        access=AccessLog(AccessTable(ops), clock),
        rates=Rates(settings.requests_per_second),
        pulse=Pulse(ops),
        texts=Texts(ops),
        feeds=Feeds(ops),
        answered=AnsweredRequests(ops),
        reprojections=reprojections,
        sweeper=Sweeper(
            projects,
            registered,
            policy_in_force(rulebook),
            book,
            Claims(ops),
            links,
            HandOvers(projects, directory),
            reprojections,
            partial(policy_in_force, rulebook),
            lambda event, language, scopes: event_words(
                event, Words(language, rulebook.now().catalogue, scopes=scopes)
            ),
        ),
        links=links,
        reminders=ReminderRows(ledger, views),
        journal=JournalRows(ledger, views),
        channels=channels,
        demo=demo,
        counters=Counters(ops),
        live=Live(ledger),
        kept=KeptAnswers(changes_of(settings.database_url, ledger, views)),
        board_rows=RowsAtHand(),
        written_rows=WrittenRows(),
        receivers=Receivers(ops),
        outbox=Outbox(ledger, Receivers(ops), lock_of(ops, "webhooks"), settings.receiver_networks),
        imports=imports,
        apart=Apart(settings.database_url, settings.district, imports, brought_in, clock),
    )
