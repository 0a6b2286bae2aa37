"""The one table that says what is possible: phase × act → phase.

`decide`, the evolvers and the correction guard all ask `follow`. The table is data, written as people read it;
the conditions beside it, (a) to (g), are the guards of the act's own module.
"""

from enum import StrEnum
from functools import cache


class Phase(StrEnum):
    """Where one matter of a project stands. Pre-review is a track of its own beside it."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    LAPSED = "lapsed"
    ANNULLED = "annulled"
    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class Act(StrEnum):
    """What can be done to a matter; the names are the API's path segments."""

    PRE_REVIEW = "pre-review"
    PRE_REVIEW_OPINION = "pre-review-opinion"
    SUBMIT = "submit"
    RECEIVE = "receive"
    REQUEST_SUPPLEMENT = "request-supplement"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem-accepted"
    NOT_ACCEPT = "not-accept"
    MATERIAL_RECEIVED = "material-received"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    DELIVER = "deliver"
    CHANGE = "change"
    EXTEND_START = "extend-start"
    RENEW = "renew"
    LAPSE = "lapse"
    ANNUL = "annul"
    WAIVE = "waive"
    NOT_APPLICABLE = "not-applicable"


SHORT = {
    "pl": Phase.PLANNED,
    "sub": Phase.SUBMITTED,
    "rec": Phase.RECEIVED,
    "sr": Phase.SUPPLEMENT_REQUESTED,
    "sup": Phase.SUPPLEMENTED,
    "acc": Phase.ACCEPTED,
    "sus": Phase.SUSPENDED,
    "gr": Phase.GRANTED,
    "lap": Phase.LAPSED,
    "ann": Phase.ANNULLED,
    "nac": Phase.NOT_ACCEPTED,
    "ref": Phase.REFUSED,
    "wd": Phase.WITHDRAWN,
    "clo": Phase.CLOSED,
    "wai": Phase.WAIVED,
    "nap": Phase.NOT_APPLICABLE,
}

# `=` stays · `.` impossible · `back` the phase before the stop · `?` a guard decides (c): after a deemed acceptance
TABLE_TEXT = """
act                pl  sub rec sr  sup acc sus  gr  lap ann nac ref wd  clo wai nap
pre-review         =   =   .   .   .   .   .    .   =   =   =   =   =   =   .   .
pre-review-opinion =   =   =   =   =   =   =    =   =   =   =   =   =   =   =   =
submit             sub =   .   .   .   .   .    .   sub sub sub sub sub sub sub sub
receive            rec rec .   .   .   .   .    .   rec rec rec rec rec rec rec rec
request-supplement .   .   sr  sr  sr  =   =    .   .   .   .   .   .   .   .   .
supplement         .   .   .   sup .   =   =    .   .   .   .   .   .   .   .   .
accept             .   .   acc acc acc ?   .    .   .   .   .   .   .   .   .   .
deem-accepted      .   .   acc .   acc .   .    .   .   .   .   .   .   .   .   .
not-accept         .   .   nac nac nac ?   .    .   .   .   .   .   .   .   .   .
material-received  .   .   .   .   .   =   =    =   .   .   .   .   .   .   .   .
suspend            .   .   sus .   sus sus sus  .   .   .   .   .   .   .   .   .
resume             .   .   .   .   .   .   back .   .   .   .   .   .   .   .   .
extend             .   .   =   .   =   =   =    .   .   .   .   .   .   .   .   .
grant              gr  gr  gr  .   gr  gr  .    .   gr  gr  gr  gr  gr  gr  gr  gr
refuse             .   .   .   .   .   ref .    .   .   .   .   .   .   .   .   .
withdraw           .   wd  wd  wd  wd  wd  wd   .   .   .   .   .   .   .   .   .
close              .   .   clo clo clo clo clo  .   .   .   .   .   .   .   .   .
deliver            .   .   .   .   .   .   .    =   .   .   .   =   .   .   .   .
change             .   .   .   .   .   .   .    =   .   .   .   .   .   .   .   .
extend-start       .   .   .   .   .   .   .    =   .   .   .   .   .   .   .   .
renew              .   .   .   .   .   .   .    =   .   .   .   .   .   .   .   .
lapse              .   .   .   .   .   .   .    lap .   .   .   .   .   .   .   .
annul              .   .   .   .   .   .   .    ann ann .   .   .   .   .   .   .
waive              wai wai .   .   .   .   .    .   wai wai wai wai wai wai .   wai
not-applicable     nap nap .   .   .   .   .    .   nap nap nap nap nap nap nap .
"""


def parse_table(text: str) -> dict[tuple[Act, Phase], str]:
    """The cells of the table by act and phase."""
    header, *rows = [line.split() for line in text.strip().splitlines()]
    phases = [SHORT[short] for short in header[1:]]
    return {(Act(row[0]), phase): cell for row in rows for phase, cell in zip(phases, row[1:], strict=True)}


TABLE = parse_table(TABLE_TEXT)


@cache
def follow(phase: Phase, act: Act, back: Phase | None = None) -> Phase | None:
    """The phase that follows an act, or None when the act is impossible in this phase.

    `back` is the phase before an open stop. A cell `?` (accept and not-accept on an accepted matter) stays;
    the act's guard decides.
    """
    cell = TABLE[act, phase]
    if cell == ".":
        return None
    if cell in "=?":
        return phase
    return back if cell == "back" else SHORT[cell]


CONCLUDED = frozenset(
    {
        Phase.GRANTED,
        Phase.REFUSED,
        Phase.WITHDRAWN,
        Phase.CLOSED,
        Phase.NOT_ACCEPTED,
        Phase.LAPSED,
        Phase.ANNULLED,
    }
)
EXEMPT = frozenset({Phase.WAIVED, Phase.NOT_APPLICABLE})
RUNNING = frozenset({Phase.RECEIVED, Phase.SUPPLEMENT_REQUESTED, Phase.SUPPLEMENTED, Phase.ACCEPTED, Phase.SUSPENDED})
LIFE_OF_RESULTS = frozenset({Act.DELIVER, Act.CHANGE, Act.EXTEND_START, Act.RENEW, Act.LAPSE, Act.ANNUL})
"""What still happens to a granted result when the project has ended (ruling 28)."""
