"""The hours of a day as a clerk types them: 9:00～20:00, 9-20, 0900 2000; 休 or nothing for a closed day."""

import re
import unicodedata
from datetime import time

from dreampower_sms.domain.windows import Hours, WindowWrong

CLOSED = "休み"
_CLOSED_WORDS = frozenset({"", "休", "休み", "なし", "-"})
_CLOCK = r"(\d{1,2})(?:[:時.]?(\d{2})分?|時)?"
_HOURS = re.compile(rf"{_CLOCK}(?:\s*(?:から|[-~～〜ー―–−])\s*|\s+){_CLOCK}(?:まで)?")
_MIDNIGHT = 24


def parse_hours(text: str) -> Hours | None:
    """The hours, None for a closed day. Raises `WindowWrong` (``window_unreadable`` or what `Hours` refuses)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _CLOSED_WORDS:
        return None
    found = _HOURS.fullmatch(plain)
    if found is None:
        raise WindowWrong("window_unreadable", text=text.strip())
    try:
        opens, closes = _clock(found[1], found[2]), _clock(found[3], found[4])
    except ValueError as error:
        raise WindowWrong("window_unreadable", text=text.strip()) from error
    return Hours(opens, closes)


def show_hours(hours: Hours | None) -> str:
    """As `parse_hours` reads it."""
    return CLOSED if hours is None else f"{hours.opens:%H:%M}～{hours.closes:%H:%M}"


def _clock(hour: str, minute: str | None) -> time:
    """Raises ValueError for 25:00. 24:00 is the last minute of the day, which `Hours` refuses in its own words."""
    return time(23, 59) if int(hour) == _MIDNIGHT and not int(minute or 0) else time(int(hour), int(minute or 0))
