"""关键节点: what people are reminded of. The names are those of the reminder policy's rows and of stored events."""

from enum import StrEnum

from domain.project.due.deadlines import Deadline, DeadlineKind


class Node(StrEnum):
    """A kind of dated point that can be reminded of (design §7; the practice's policy numbers them 1 to 16)."""

    ACCEPTANCE_ANSWER = "acceptance_answer"
    ACCEPTANCE_DEEMED = "acceptance_deemed"
    PROMISED = "promised"
    STATUTORY = "statutory"
    SUPPLEMENT = "supplement"
    DEFERRED_MATERIAL = "deferred_material"
    SUSPENSION_END = "suspension_end"
    PRE_REVIEW_OPINION = "pre_review_opinion"
    MILESTONE_TARGET = "milestone_target"
    FORECAST_SLIP = "forecast_slip"
    PERMIT_LAPSE = "permit_lapse"
    LAND_DATE = "land_date"
    IDLE_LAND = "idle_land"
    ONE_OFF_DUTY = "one_off_duty"
    RECURRING_DUTY = "recurring_duty"
    STALE = "stale"
    CONCERN = "concern"
    HANDOVER = "handover"


NAMED_OTHERWISE = frozenset({DeadlineKind.POST_PERMIT_DUTY, DeadlineKind.SUPPLEMENT, DeadlineKind.DELIVERY})
"""Kinds of deadlines that are not nodes by themselves: duties are of two kinds, a supplement is counted from the
request whether or not it names a day, and of a delivery nobody is reminded."""


def node_of(deadline: Deadline) -> Node | None:
    """The node that an open deadline is; None for one that is not reminded as such."""
    if deadline.kind is DeadlineKind.POST_PERMIT_DUTY:
        return Node.RECURRING_DUTY if deadline.recurring else Node.ONE_OFF_DUTY
    return None if deadline.kind in NAMED_OTHERWISE else Node(deadline.kind.value)
