"""The rows of the board as pieces of a page. A project's row is made once a day and change, and then kept."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from api.pages.board.line import Said, board_line
from api.words.history_lines import Words
from api.words.naming import staff_words
from api.words.team_words import team_words
from domain.catalogue.model import Catalogue
from domain.staff.people import People
from projections.board.rows import BoardRow

KEPT = 4096


@dataclass(frozen=True)
class RowWords:
    """What the rows need besides themselves: language, catalogue, the day, the names of task forces and people."""

    language: str
    catalogue: Catalogue
    today: date
    teams: Mapping[str, str]
    names: Mapping[str, str]
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", Words(self.language, self.catalogue))

    @property
    def stages(self) -> dict[str, str]:
        zh = self.language == "zh"
        return {stage.id: stage.name_zh if zh else stage.name_en for stage in self.catalogue.stages}

    @property
    def departments(self) -> dict[str, str]:
        return {key: getattr(item, self.language) for key, item in self.catalogue.departments.items()}


class KeptRows:
    """The last used pieces, by all that they are made from."""

    def __init__(self) -> None:
        self.kept: OrderedDict[object, str] = OrderedDict()
        self.lock = Lock()

    def get(self, key: object) -> str | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: object, piece: str) -> str:
        with self.lock:
            self.kept[key] = piece
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return piece


ROWS = KeptRows()


def shown_rows(rows: Sequence[BoardRow], words: RowWords, people: People, concerns: Mapping[str, int]) -> list[str]:
    """Each project's row."""
    say = Said(words.words, words.stages, words.departments, words.today)
    found = []
    for row in rows:
        specialist = staff_words(row.specialist, words.names)
        instead = people.substitute(row.specialist, words.today) if row.specialist else None
        substitute = staff_words(instead, words.names) if instead else ""
        asked = concerns.get(row.project, 0)
        team = team_words(row.team, words.teams, words.language) if row.team else ""
        base = (row.project, row.position, row.light, row.next_due, row.stuck, row.land, asked)
        key = (*base, words.language, words.today, words.catalogue.digest, team, specialist, substitute)
        piece = ROWS.get(key)
        if piece is None:
            piece = ROWS.put(key, board_line(row, specialist, substitute, asked, team, say))
        found.append(piece)
    return found
