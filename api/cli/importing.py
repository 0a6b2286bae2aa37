"""`huhang import`: ledgers in, all or nothing; `--dry-run` only says what would be."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored
from api.locale import text

if TYPE_CHECKING:
    from api.runtime import Runtime

PROBLEMS = 1
BY = "cli"


def register(name: str, subparsers: Any) -> None:
    """Add `import` to the command line."""
    words = text("cli.import", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    parser.add_argument("file", metavar="FILE", type=Path, help=text("cli.import.file", language()))
    parser.add_argument("--dry-run", action="store_true", help=text("cli.import.dry_run", language()))
    parser.add_argument("--json", action="store_true", help=text("cli.import.json", language()))
    parser.add_argument("--template", action="store_true", help=text("cli.import.template", language()))
    parser.set_defaults(run=stored(run))


def run(here: "Runtime", options: argparse.Namespace) -> int:
    """Import, and say what came of it; exit code 1 when there are problems."""
    from api.cli.progress import Bar
    from api.importing.bringing_in import Importer
    from api.importing.start import bring_in
    from api.importing.wording import as_json, lines
    from domain.deciding.case import Actor
    from projections.ops.contacts import Contacts

    if options.template:
        return write_template(here, options.file)
    if options.file.suffix == ".zip" or not options.dry_run:
        here.record_shipped()
    if options.file.suffix == ".zip":
        return dossier(here, options)
    bar = Bar(words="cli.import.progress")
    report = bring_in(
        here.projects,
        options.file,
        Importer(BY, Actor(BY)),
        contacts=Contacts(here.ops),
        dry_run=options.dry_run,
        progress=bar.reached,
    )
    catalogue = here.rules.catalogue
    if options.json:
        print(json.dumps(as_json(report, language(), catalogue), ensure_ascii=False))
    else:
        for line in lines(report, language(), catalogue):
            print(line)
    return PROBLEMS if report.problems else 0


def write_template(here: "Runtime", path: Path) -> int:
    """The empty template, to a file that is not there yet."""
    from api.exchange.templates import template_parts

    with path.open("xb") as file:
        for part in template_parts(here.rules.catalogue, language()):
            file.write(part)
    return 0


def dossier(here: "Runtime", options: argparse.Namespace) -> int:
    """Take a project's dossier in."""
    from uuid import uuid4

    from api.dossier.arriving import take_in
    from api.dossier.packing import LARGEST
    from domain.errors import DomainError
    from domain.log.ledger import Command

    if options.file.stat().st_size > LARGEST:
        raise DomainError("dossier_too_large", most=LARGEST)
    command = Command(f"{BY}/{uuid4()}", "", BY, "import")
    arrived = take_in(here, options.file.read_bytes(), command, preview=options.dry_run)
    said = "cli.import.dossier_ok" if options.dry_run else "cli.import.dossier"
    if options.json:
        print(json.dumps({"project": str(arrived.project), "code": arrived.code, "events": arrived.events}))
    else:
        print(text(said, language(), code=arrived.code, name=arrived.name, events=arrived.events))
    return 0
