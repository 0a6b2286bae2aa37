"""`huhang export`: the audit as a table, the history for process mining, a project's dossier."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.speaking import language
from api.cli.stored import stored
from api.locale import text
from domain.errors import DomainError

if TYPE_CHECKING:
    from api.runtime import Runtime


def register(name: str, subparsers: Any) -> None:
    """Add `export` to the command line."""
    words = text("cli.export", language())
    parser = subparsers.add_parser(name, help=words, description=words)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--audit", metavar="FILE", type=Path, help=text("cli.export.audit", language()))
    what.add_argument("--ocel", metavar="FILE", type=Path, help=text("cli.export.ocel", language()))
    dossier = text("cli.export.dossier", language())
    what.add_argument("--dossier", metavar=("PROJECT", "FILE"), nargs=2, help=dossier)
    parser.set_defaults(run=stored(run))


def run(here: "Runtime", options: argparse.Namespace) -> None:
    """Bring the views up, write the file whole or not at all, and say what it is."""
    here.record_shipped()
    here.projector.catch_up(past=False)
    if options.dossier:
        from api.dossier.leaving import dossier
        from api.http.project_ids import looked_up

        project, name = options.dossier
        found = looked_up(here, project)
        if found is None:
            raise DomainError("unknown_project", project=project)
        written(Path(name), [dossier(here, found)])
    elif options.ocel:
        from api.exchange.ocel import ocel_parts

        written(options.ocel, ocel_parts(here))
    else:
        written(options.audit, audit(here, options.audit))


def audit(here: "Runtime", file: Path) -> Iterable[bytes]:
    """The whole audit, in the form that the file's name asks for."""
    from api.exchange.audit_files import WRITERS, FileKind
    from api.words.audit_lines import exported
    from projections.lists.audit import Sought

    kind = file.suffix.removeprefix(".")
    if kind not in set(FileKind):
        raise DomainError("unknown_file_kind", file=file.name, known="、".join(FileKind))
    here.journal.catch_up()
    return WRITERS[FileKind(kind)](exported(here, Sought(), language()), language())


def written(file: Path, parts: Iterable[bytes]) -> None:
    """The file, there when it is whole."""
    beside = file.with_name(f".{file.name}.part")
    size = 0
    try:
        with beside.open("wb") as open_file:
            for part in parts:
                size += open_file.write(part)
        beside.replace(file)
    except OSError as error:
        error.filename = str(file)  # what was asked for, not what stands beside it meanwhile
        raise
    finally:
        beside.unlink(missing_ok=True)
    print(text("cli.export.done", language(), file=file, size=f"{size:,}"))
