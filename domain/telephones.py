"""How telephones are written in China, and the one form in which one is noted: `0532-88551234转801`.

A landline has an area code (010, 02x, else 0 and three digits) and seven or eight digits. People put the code in
brackets, a dash of some kind, blanks or nothing behind it, and the extension after 转, 分机 or one more dash.
"""

import re
import unicodedata

DASHES = r"\-\u2010-\u2015\u2212\uff0d"
"""Within a class of characters: all that a keyboard makes of a dash."""
AREA_AND_NUMBER = rf"(?:0(?:10|2\d)[)）]?[ {DASHES}]?[2-8]\d{{7}}|0[3-9]\d{{2}}[)）]?[ {DASHES}]?[2-8]\d{{6,7}})"
"""A landline with its area code, as it is found within a text."""
LANDLINE = re.compile(
    r"\(?(?:(0(?:10|2\d))\)?-?([2-8]\d{7})|(0[3-9]\d{2})\)?-?([2-8]\d{6,7}))(?:(?:转|分机|-)(\d{1,6}))?", re.ASCII
)
TELEPHONE = re.compile(r"\+?\d(-?\d){5,15}(转\d{1,6})?", re.ASCII)
"""A telephone as it is noted."""


def noted(written: str) -> str:
    """A telephone in its one form. What is no landline keeps its own dashes; what is no telephone is not refused."""
    text = re.sub(rf"[{DASHES}]", "-", "".join(unicodedata.normalize("NFKC", written).split()))
    found = LANDLINE.fullmatch(text) or LANDLINE.fullmatch(text.replace("-", ""))
    if found is None:
        return text
    number, extension = "-".join(filter(None, found.groups()[:-1])), found[5]
    return f"{number}转{extension}" if extension else number
