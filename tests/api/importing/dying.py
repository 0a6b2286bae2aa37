"""A process that imports a file, and says when it begins to write: to be killed then."""

import sys
from pathlib import Path

from api.importing.bringing_in import BringingIn
from api.tables.definitions import tables_of
from api.tables.files import open_tables
from api.tables.reading import read_tables
from tests.api.ledgers import BUREAU
from tests.scenario import Scenario


def main(url: str, path: Path) -> None:
    scenario = Scenario(url).at("07-01 09:00")
    work = BringingIn(scenario.projects, BUREAU)
    work.carry_out(read_tables(open_tables(path, path.name), tables_of(scenario.rules.catalogue)))
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    work.staged.commit()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
