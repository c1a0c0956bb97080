"""Dates the way a Japanese front desk types and reads them: 和暦 and 西暦, full or short.

What is read, in any width and with spaces anywhere (``/`` stands for ``. - /`` and the other dashes):

    R8/11/23  R081123  令和8年11月23日  令和元年5月1日    era R H S T M or its name
    2026/11/23  20261123  2026年11月23日                four-digit year
    11/23  1123  11月23日                               no year: the nearest such day, before or after today
    23  23日                                            only a day: of this month

Everything else is refused, because a date can decide when a customer is written to: a year of two digits
without an era (8/11/23 may be 令和8年 or 2008), three digits (123), days that don't exist, and days outside their
era. For these the error names the right one (H40.1.1 is R10.1.1): licences and certificates printed before
2019 count 平成 on.

Dates run from 1873-01-01, when Japan took over the Gregorian calendar, to 2100-12-31. The day on which an era
begins belongs to the new one.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from dreampower_sms.domain.errors import DateUnreadable


class Month(NamedTuple):
    """A month of a year, e.g. of 初度登録, for which the certificate names no day. `str` gives ``2021-04``."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


class _Era(NamedTuple):
    name: str
    letter: str
    first: date
    before: int
    """The year before its first, so that era year + `before` is the Gregorian year."""


FIRST, LAST = date(1873, 1, 1), date(2100, 12, 31)
"""The days that can be read and shown."""

_ERAS = (
    _Era("令和", "R", date(2019, 5, 1), 2018),
    _Era("平成", "H", date(1989, 1, 8), 1988),
    _Era("昭和", "S", date(1926, 12, 25), 1925),
    _Era("大正", "T", date(1912, 7, 30), 1911),
    _Era("明治", "M", FIRST, 1867),
)
_BY_NAME = {name: era for era in _ERAS for name in (era.name, era.letter)}
_SEPARATORS = re.compile(r"[-./・‐‑‒–—―−ー]")
_YEAR = f"(?:(?P<era>{'|'.join(_BY_NAME)})/?(?P<era_year>元|[0-9]{{1,2}})|(?P<year>[0-9]{{4}}))[/年]"
_YEAR_DIGITS = f"(?:(?P<era>{'|'.join(_BY_NAME)})(?P<era_year>[0-9]{{2}})|(?P<year>[0-9]{{4}}))"
_FULL = (
    re.compile(f"{_YEAR}(?P<month>[0-9]{{1,2}})[/月](?P<day>[0-9]{{1,2}})日?"),
    re.compile(f"{_YEAR_DIGITS}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"),
)
_MONTHS = (
    re.compile(f"{_YEAR}(?P<month>[0-9]{{1,2}})月?"),
    re.compile(f"{_YEAR_DIGITS}(?P<month>[0-9]{{2}})"),
)
_NO_YEAR = re.compile("(?P<month>[0-9]{1,2})[/月](?P<day>[0-9]{1,2})日?|(?P<mm>[0-9]{2})(?P<dd>[0-9]{2})")
_ONLY_DAY = re.compile("(?P<day>[0-9]{1,2})日?")
_AMBIGUOUS = re.compile("[0-9]{1,2}[/年][0-9]{1,2}[/月][0-9]{1,2}日?|[0-9]{3}|[0-9]{6}")


def parse_date(text: str, today: date) -> date:
    """Read one date; `today` completes what leaves out the year or the month.

    Raises:
        DateUnreadable: with the code ``date_empty``, ``date_unreadable``, ``date_ambiguous``, ``date_impossible``,
            ``date_out_of_range`` or ``date_outside_era`` (then `details` has the ``right`` spelling).
    """
    plain = _plain(text)
    for pattern in _FULL:
        if found := pattern.fullmatch(plain):
            return _full_date(found.groupdict(), text)
    if found := _NO_YEAR.fullmatch(plain):
        return _nearest(int(found["month"] or found["mm"]), int(found["day"] or found["dd"]), today, text)
    if found := _ONLY_DAY.fullmatch(plain):
        return _date(today.year, today.month, int(found["day"]), text)
    raise DateUnreadable("date_ambiguous" if _AMBIGUOUS.fullmatch(plain) else "date_unreadable", text=text)


def parse_full_date(text: str) -> date:
    """Read one date that names its year: in a file nobody sees which year would be completed.

    Raises:
        DateUnreadable: like `parse_date`, and ``date_no_year`` for what only `parse_date` reads.
    """
    plain = _plain(text)
    for pattern in _FULL:
        if found := pattern.fullmatch(plain):
            return _full_date(found.groupdict(), text)
    if _NO_YEAR.fullmatch(plain) or _ONLY_DAY.fullmatch(plain):
        raise DateUnreadable("date_no_year", text=text)
    raise DateUnreadable("date_ambiguous" if _AMBIGUOUS.fullmatch(plain) else "date_unreadable", text=text)


def parse_month(text: str) -> Month:
    """Read a month with its year: R3.4, R0304, 令和3年4月, 2021/4, 202104.

    A month in which an era changes belongs to both. Raises `DateUnreadable` like `parse_date`.
    """
    plain = _plain(text)
    for pattern in _MONTHS:
        if found := pattern.fullmatch(plain):
            return _full_month(found.groupdict(), text)
    raise DateUnreadable(text=text)


def wareki(day: date) -> str:
    """Show the full Japanese date: 令和8年11月23日, 令和元年5月1日.

    Raises:
        DateUnreadable: ``date_out_of_range`` before 1873 and after 2100.
    """
    era = _era_of(day)
    return f"{era.name}{_era_year(day.year - era.before)}{month_day(day)}"


def wareki_short(day: date) -> str:
    """Show the short Japanese date: R8.11.23. Raises like `wareki`."""
    era = _era_of(day)
    return f"{era.letter}{day.year - era.before}.{day.month}.{day.day}"


def seireki(day: date) -> str:
    """Show the Gregorian date: 2026年11月23日."""
    return f"{day.year}年{month_day(day)}"


def both(day: date) -> str:
    """Show the date so that nobody has to convert it: 令和8年11月23日(2026年)."""
    return f"{wareki(day)}({day.year}年)"


def month_day(day: date) -> str:
    """Show the date without its year: 11月23日."""
    return f"{day.month}月{day.day}日"


def wareki_month(month: Month) -> str:
    """Show a month in its (newer) era: 令和3年4月."""
    era = _era_of(_last_day(month))
    return f"{era.name}{_era_year(month.year - era.before)}{month.month}月"


def _plain(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not plain:
        raise DateUnreadable("date_empty")
    return _SEPARATORS.sub("/", plain)


def _full_date(groups: Mapping[str, str | None], text: str) -> date:
    era, year = _year(groups, text)
    day = _date(year, int(groups["month"] or 0), int(groups["day"] or 0), text)
    if era and era is not _era_of(day):
        raise DateUnreadable("date_outside_era", text=text, right=wareki_short(day))
    return day


def _full_month(groups: Mapping[str, str | None], text: str) -> Month:
    era, year = _year(groups, text)
    first = _date(year, int(groups["month"] or 0), 1, text)
    month = Month(first.year, first.month)
    if era and era not in {_era_of(first), _era_of(_last_day(month))}:
        raise DateUnreadable("date_outside_era", text=text, right=wareki_month(month))
    return month


def _year(groups: Mapping[str, str | None], text: str) -> tuple[_Era | None, int]:
    """Return the era, if one is named, and the Gregorian year."""
    if groups["era"] is None:
        return None, int(groups["year"] or 0)
    era = _BY_NAME[groups["era"]]
    years = 1 if groups["era_year"] == "元" else int(groups["era_year"] or 0)
    if not years:
        raise DateUnreadable("date_impossible", text=text)
    return era, era.before + years


def _nearest(month: int, day: int, today: date, text: str) -> date:
    """Complete the year; of two days equally far away the later one."""
    days: list[date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue  # 29 February of another year; no day left is told below
    if not days:
        raise DateUnreadable("date_impossible", text=text)
    return min(days, key=lambda candidate: (abs(candidate - today), candidate < today))


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise DateUnreadable("date_impossible", text=text) from error
    if not FIRST <= found <= LAST:
        raise DateUnreadable("date_out_of_range", text=text)
    return found


def _era_of(day: date) -> _Era:
    if not FIRST <= day <= LAST:
        raise DateUnreadable("date_out_of_range", text=day.isoformat())
    return next(era for era in _ERAS if day >= era.first)


def _era_year(years: int) -> str:
    return "元年" if years == 1 else f"{years}年"


def _last_day(month: Month) -> date:
    return date(month.year, month.month, monthrange(month.year, month.month)[1])
