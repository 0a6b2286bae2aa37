"""Cells as people fill them: dates in every usual form, full-width digits, 是 and 否, numbers with units.

What could mean two things is refused, never guessed: 12月1日 has no year, 26/12/1 no century.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from api.schemas.fields import CONTROL, EARLIEST, LATEST, MAX_NAME, MAX_TEXT
from api.tables.model import CellError, Reader
from projections.ops.contacts import ADDRESSES, LONGEST_EMAIL, ContactChannel, normalised

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "／", "－"})
FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
WITHOUT_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
WITHOUT_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?")
SHORT_YEAR = re.compile(r"\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
EPOCH = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)  # of workbooks that were begun on a Macintosh
SERIALS = range(18_264, 109_574)  # 1950 to 2199
YES = {"是": True, "有": True, "√": True, "y": True, "yes": True, "true": True, "1": True, "✓": True}
NO = {"否": False, "无": False, "×": False, "x": False, "n": False, "no": False, "false": False, "0": False}
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}")
USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
SEPARATORS = re.compile(r"[\n,;、/]+")  # between several telephones or e-mails; a telephone may have blanks within
LEAST_DIGITS = 7  # of a telephone on its own: what is shorter beside a blank is a part of one
SHOWN = 40  # characters of a cell that a message repeats


def narrow(text: str) -> str:
    """Full-width digits and letters as plain ones; blanks at the ends gone."""
    return unicodedata.normalize("NFKC", text).strip()


def shown(value: object) -> str:
    """A cell as a message repeats it."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_blank(value: object) -> bool:
    """Nothing, or one of the strokes by which people say so."""
    return value is None or (isinstance(value, str) and value.strip() in BLANKS)


def written(value: Any) -> str:
    """A cell as text: a whole number without its decimal point."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value).strip()


def day(value: Any) -> date:
    """A date: 2026-12-1, 2026/12/1, 2026.12.1, 2026年12月1日, 20261201, a date cell or its number.

    CellError: date_without_year, date_without_day, date_short_year, date_unreadable, date_impossible, date_range.
    """
    return day_from(EPOCH, value)


def day_since_1904(value: Any) -> date:
    """The same where the numbers of date cells count from 1904."""
    return day_from(EPOCH_1904, value)


def day_from(epoch: date, value: Any) -> date:
    """A date, where its number counts from a day."""
    if isinstance(value, datetime):
        return bounded(value.date(), value)
    if isinstance(value, date):
        return bounded(value, value)
    text = narrow(written(value))
    if found := FULL.fullmatch(text) or EIGHT.fullmatch(text):
        try:
            on = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise CellError("date_impossible", value=shown(value)) from None
        return bounded(on, value)
    if text.isdecimal() and int(text) + (epoch - EPOCH).days in SERIALS:
        return bounded(epoch + timedelta(days=int(text)), value)
    raise CellError(unclear(text), value=shown(value))


def unclear(text: str) -> str:
    """Why a text is no date."""
    for pattern, code in (
        (WITHOUT_DAY, "date_without_day"),
        (SHORT_YEAR, "date_short_year"),
        (WITHOUT_YEAR, "date_without_year"),
    ):
        if pattern.fullmatch(text):
            return code
    return "date_unreadable"


def bounded(on: date, value: object) -> date:
    if not EARLIEST <= on <= LATEST:
        raise CellError("date_beyond_bounds", value=shown(value), earliest=EARLIEST, latest=LATEST)
    return on


def text_within(longest: int) -> Reader:
    """Text of at most so many characters, that prints as it reads."""

    def read(value: Any) -> str:
        text = written(value)
        if CONTROL.search(text):
            raise CellError("control_character", value=shown(text))
        if len(text) > longest:
            raise CellError("text_too_long", length=len(text), most=longest)
        return text

    return read


words = text_within(MAX_TEXT)
name = text_within(MAX_NAME)


def plain(value: Any) -> str:
    """Text in which full-width digits and letters count as plain ones, and blanks not at all."""
    return re.sub(r"\s+", "", narrow(name(value)))


def code(value: Any) -> str:
    """A bureau's code."""
    return matching(CODE, plain(value), "code_unreadable")


def uscc(value: Any) -> str:
    """统一社会信用代码: 18 characters."""
    return matching(USCC, plain(value).upper(), "uscc_unreadable")


def identifier(value: Any) -> str:
    """A person's id."""
    return matching(IDENTIFIER, plain(value).lower(), "identifier_unreadable")


def contacts(channel: ContactChannel) -> Reader:
    """Telephones or e-mails, one or several in a cell. The refusal does not repeat them."""

    def read(value: Any) -> tuple[str, ...]:
        parts = [one.split() for one in SEPARATORS.split(narrow(name(value)))]
        found = tuple(normalised(channel, one) for words in parts for one in together(channel, words))
        if not all(len(one) <= LONGEST_EMAIL and ADDRESSES[channel].fullmatch(one) for one in found):
            raise CellError(f"{channel.value}_unreadable")
        return found

    return read


def together(channel: ContactChannel, words: Sequence[str]) -> Sequence[str]:
    """Words parted by blanks: addresses each, or the parts of one telephone."""
    if channel is ContactChannel.TELEPHONE and any(len(one) < LEAST_DIGITS for one in words):
        return [" ".join(words)]
    return words


def matching(pattern: re.Pattern[str], text: str, code: str) -> str:
    if not pattern.fullmatch(text):
        raise CellError(code, value=shown(text))
    return text


def yes(value: Any) -> bool:
    """是 or 否."""
    found = (YES | NO).get(plain(value).lower())
    if found is None:
        raise CellError("not_yes_or_no", value=shown(value))
    return found


def number(factor: Decimal = Decimal(1)) -> Reader:
    """A number, in the unit that the heading names; thousands may be parted by commas."""

    def read(value: Any) -> Decimal:
        text = plain(value).replace(",", "") if isinstance(value, str) else repr(value)
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise CellError("not_a_number", value=shown(value)) from None
        if not found.is_finite() or found < 0 or found >= Decimal(10) ** 15:
            raise CellError("not_a_number", value=shown(value))
        return (found * factor).quantize(Decimal("0.01")) if factor != 1 else found

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds; 第2次 is 2."""

    def read(value: Any) -> int:
        text = re.sub(r"^第|次$", "", plain(value) if isinstance(value, str) else written(value))
        if not text.isdecimal() or not least <= int(text) <= most:
            raise CellError("not_a_count", value=shown(value), least=least, most=most)
        return int(text)

    return read


def choice(meanings: Mapping[str, Any], offered: Sequence[str] = ()) -> Reader:
    """One of some words; a near miss is suggested. `meanings` by the words as `key_of` makes them."""

    def read(value: Any) -> Any:
        text = key_of(written(value))
        if text in meanings:
            return meanings[text]
        nearest = get_close_matches(text, list(map(key_of, offered)) or list(meanings), 1, 0.5)
        known = {key_of(one): one for one in offered}
        if nearest:
            raise CellError("not_a_choice_but", value=shown(value), suggestion=known.get(nearest[0], nearest[0]))
        raise CellError("not_a_choice", value=shown(value), choices="、".join(offered[:12]))

    return read


def key_of(text: str) -> str:
    """A word as it is compared: full-width and blanks do not matter, nor do capitals."""
    return re.sub(r"\s+", "", narrow(text)).lower()
