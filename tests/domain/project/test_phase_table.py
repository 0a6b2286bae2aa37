"""Rulings §5: phase × act, transcribed a second time from the ruling's own table and compared cell by cell."""

import pytest

from domain.project.model.phases import SHORT, Act, Phase, follow

RULING = """
| act | pl | sub | rec | sr | sup | acc | sus | gr | lap | ann | nac | ref | wd | clo | wai | nap |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| pre-review (a) | = | = | · | · | · | · | · | · | = | = | = | = | = | = | · | · |
| pre-review-opinion (a) | = | = | = | = | = | = | = | = | = | = | = | = | = | = | = | = |
| submit (no effect, no attempt) | sub | = | · | · | · | · | · | · | sub | sub | sub | sub | sub | sub | sub | sub |
| receive (attempt n+1) | rec | rec | · | · | · | · | · | · | rec | rec | rec | rec | rec | rec | rec | rec |
| request-supplement | · | · | sr | sr! | sr! | =! | =! | · | · | · | · | · | · | · | · | · |
| supplement (b) | · | · | · | sup | · | = | = | · | · | · | · | · | · | · | · | · |
| accept | · | · | acc | acc | acc | ·(c) | · | · | · | · | · | · | · | · | · | · |
| [AcceptanceDeemed] | · | · | acc | · | acc | · | · | · | · | · | · | · | · | · | · | · |
| not-accept | · | · | nac | nac | nac | ·(c) | · | · | · | · | · | · | · | · | · | · |
| material-received (d) | · | · | · | · | · | = | = | = | · | · | · | · | · | · | · | · |
| suspend (e) | · | · | sus | · | sus | sus | sus | · | · | · | · | · | · | · | · | · |
| resume (e) | · | · | · | · | · | · | back | · | · | · | · | · | · | · | · | · |
| extend (e) | · | · | = | · | = | = | = | · | · | · | · | · | · | · | · | · |
| grant | gr(f) | gr(f) | gr(g) | · | gr(g) | gr | · | · |gr(f)|gr(f)|gr(f)|gr(f)|gr(f)|gr(f)|gr(f)|gr(f)|
| refuse | · | · | · | · | · | ref | · | · | · | · | · | · | · | · | · | · |
| withdraw | · | wd | wd | wd | wd | wd | wd | · | · | · | · | · | · | · | · | · |
| close (终止/退件) | · | · | clo | clo | clo | clo | clo | · | · | · | · | · | · | · | · | · |
| deliver (once) | · | · | · | · | · | · | · | = | · | · | · | = | · | · | · | · |
| change | · | · | · | · | · | · | · | = | · | · | · | · | · | · | · | · |
| extend-start | · | · | · | · | · | · | · | = | · | · | · | · | · | · | · | · |
| renew (applied/granted/refused) | · | · | · | · | · | · | · | = | · | · | · | · | · | · | · | · |
| lapse [ResultLapsed] | · | · | · | · | · | · | · | lap | · | · | · | · | · | · | · | · |
| annul (撤销/撤回/注销) | · | · | · | · | · | · | · | ann | ann | · | · | · | · | · | · | · |
| waive | wai | wai | · | · | · | · | · | · | wai | wai | wai | wai | wai | wai | · | wai |
| not-applicable | nap | nap | · | · | · | · | · | · | nap | nap | nap | nap | nap | nap | nap | · |
"""
WITH_A_GUARD = "·(c)"  # after a deemed acceptance the guard decides; the table lets it through


def cells() -> list[tuple[Act, Phase, str]]:
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in RULING.strip().splitlines()]
    return [
        (act_named(row[0]), SHORT[short], cell) for row in rows for short, cell in zip(header[1:], row[1:], strict=True)
    ]


def act_named(words: str) -> Act:
    name = words.partition(" (")[0].partition(" [")[0]
    return Act.DEEM_ACCEPTED if name == "[AcceptanceDeemed]" else Act(name)


@pytest.mark.parametrize(("act", "phase", "cell"), cells())
def test_the_table_says_what_the_ruling_says(act: Act, phase: Phase, cell: str) -> None:
    followed = follow(phase, act, Phase.ACCEPTED)
    plain = cell.partition("(")[0].rstrip("!")
    if cell == WITH_A_GUARD or plain == "=":
        assert followed is phase
    elif plain == "back":
        assert followed is Phase.ACCEPTED
    else:
        assert followed is (None if plain == "·" else SHORT[plain])


def test_every_act_and_every_phase_has_its_cell() -> None:
    assert {(act, phase) for act, phase, _ in cells()} == {(act, phase) for act in Act for phase in Phase}
    assert len(cells()) == len(Act) * len(Phase)
