"""The view `portfolio`: one row per project, all that the board shows; its queries are in `board`."""

from collections.abc import Mapping

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Index, Integer, String, Table

from projections.rows.batches import Touched
from projections.rows.tables import CODE, Row, metadata
from projections.views.portfolio_rows import portfolio_row

KEY = BigInteger().with_variant(Integer, "sqlite")

DAYS = ("red_on", "yellow_on", "over_statutory_on")  # from which it is in another light

portfolio = Table(
    "portfolio",
    metadata,
    Column("number", KEY, primary_key=True, autoincrement=False),
    Column("project", String(36), nullable=False, index=True),
    Column("district", String, nullable=False),
    Column("code", CODE, nullable=False, index=True),
    Column("national_code", CODE, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("enterprise", String, nullable=False),
    Column("team", String, nullable=False),
    Column("specialist", String, nullable=False),
    Column("landed_on", Date, nullable=False),
    Column("status", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stage", String, nullable=False),
    Column("rail", JSON, nullable=False),
    Column("scopes", JSON, nullable=False),  # what each is, by id
    Column("keepers", JSON, nullable=False),  # by matter the scope whose key has none in it
    Column("state", String),  # a light that wins over both days
    *(
        Column(f"{light}_{part}", Date if part == "on" else String)
        for light in ("red", "yellow")
        for part in ("on", "cause", "matter", "owner", "department")
    ),
    Column("over_statutory_on", Date),
    Column("over_statutory_matter", String),
    Column("over_statutory_department", String),
    Column("over_promised_on", Date),
    Column("due_on", Date),
    Column("due_kind", String),
    Column("due_matter", String),
    Column("due_start", Date),
    Column("due_owner", String),
    Column("due_department", String),
    Column("due_provisional", Boolean),
    Column("sort_on", Date, nullable=False),  # due_on; the last day there is where none is next
    Column("stuck_matter", String),
    Column("stuck_owner", String),
    Column("stuck_department", String),
    Column("stuck_since", Date),
    Column("permit_applies", Boolean, nullable=False),  # else the forecast is that of the start of construction
    Column("permit_expected_on", Date),
    Column("permit_expected_later", Boolean, nullable=False),  # noted after the first list (补记): no honour
    Column("permit_statutory_on", Date),
    Column("permit_promised_on", Date),
    Column("permit_escorted_on", Date),
    Column("permit_forecast_on", Date),  # as the facts stand, not rolled forward to any day
    Column("permit_granted_on", Date),
    Column("permit_counts", Boolean, nullable=False),  # neither prior nor waiting for confirmation
    Column("ahead_days", Integer),
    Column("contract_signed_on", Date),
    Column("land_mode", String),  # as the profile has it
    Column("land_allocated_on", Date),
    Column("start_on_land_days", Integer),
    Column("start_missed_on", Date),  # from when on the start on land is not met: no construction in time
    Column("construction_started_on", Date),
    Column("open_stops", Integer, nullable=False),
    Column("deferred_materials", Integer, nullable=False),
    Column("open_requests", Integer, nullable=False),
    Column("irregularities", JSON, nullable=False),
    Column("unconfirmed", Integer, nullable=False),
    Column("late_entries", Integer, nullable=False),
    Column("last_activity_on", Date),
    Column("position", KEY, nullable=False),
    Index("portfolio_by_due", "sort_on", "number"),
    Index("portfolio_by_team", "team", "sort_on", "number"),
    Index("portfolio_by_state", "state", "sort_on", "number", *DAYS),
    Index("portfolio_by_team_and_state", "team", "state", "sort_on", "number", *DAYS),
    *(Index(f"portfolio_by_{day}", "state", day, *(other for other in DAYS if other != day), "team") for day in DAYS),
    Index("portfolio_by_specialist", "specialist", "sort_on", "number"),
)


class PortfolioView:
    """The row of a project."""

    name = "portfolio"
    shape = 13
    tables = (portfolio,)

    def rows(self, touched: Touched) -> Mapping[str, list[Row]]:
        """All that the board shows of it."""
        return {"portfolio": [portfolio_row(touched)]}
