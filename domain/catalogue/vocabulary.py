"""The words a catalogue file may use where it has a choice: the key of each is what stands in the file.

Source: the research catalogue (`meta.rules`), design §3 rules 8–10, rulings 18–19.
"""

from enum import StrEnum


class Commitment(StrEnum):
    """告知承诺: not offered, offered, or the usual way."""

    NONE = "none"
    ALLOWED = "allowed"
    STANDARD = "standard"


class Confidence(StrEnum):
    """How sure the compilers of a catalogue are of an entry."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class StopEffect(StrEnum):
    """What a stop of the clock does: excluded by the law, by a special rule only, or the clock has not begun."""

    EXCLUDED = "excluded"
    BY_SPECIAL_RULE = "by_special_rule"
    NOT_STARTED = "not_started"


class ValidityStart(StrEnum):
    """The day from which a validity runs (design §3 rule 10)."""

    GRANT = "grant"
    DELIVERY = "delivery"
    CERTIFICATE_DATE = "certificate_date"
    CONTRACT_START_DATE = "contract_start_date"


class LapseEffect(StrEnum):
    """What the end of a validity brings."""

    EXPIRES = "expires"
    RE_EXAMINATION = "re_examination"
    IDLE_LAND = "idle_land"


class DutyType(StrEnum):
    """证后事项: once, again and again, or each time something happens."""

    ONE_OFF = "one_off"
    RECURRING = "recurring"
    EVENT_DRIVEN = "event_driven"


class Recurrence(StrEnum):
    """How often a recurring duty comes; the `per_*` ones need an interval entered at the grant (ruling 18)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    EVERY_3_YEARS = "every_3_years"
    PER_PERMIT = "per_permit"
    PER_CERTIFICATE = "per_certificate"
    PER_CLASS = "per_class"


class Anchor(StrEnum):
    """The day a duty is counted from; the `agreed_*` and `payment_due` ones are project facts."""

    GRANT = "grant"
    EXPIRY = "expiry"
    EVENT = "event"
    FIXED_DATE = "fixed_date"
    QUARTER_END = "quarter_end"
    AGREED_START = "agreed_start"
    AGREED_COMPLETION = "agreed_completion"
    PAYMENT_DUE = "payment_due"


class MetBy(StrEnum):
    """What else shows that a duty after a grant was done: a project fact, an application received, a grant."""

    FACT = "fact"
    APPLICATION = "application"
    GRANT = "grant"


class Direction(StrEnum):
    """On which side of its anchor a duty falls."""

    ON = "on"
    AFTER = "after"
    BEFORE = "before"


class FieldType(StrEnum):
    """The type of a profile answer."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    ENUM = "enum"


class Issue(StrEnum):
    """How the certificates of a bundle are handed over."""

    AS_READY = "as_ready"
    TOGETHER = "together"
