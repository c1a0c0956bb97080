"""送信日時 as a clerk types it: at once, a day and a time, or so long from now.

    (nothing)  今すぐ                               at once
    10:00  10時  10時半  10時30分                   today at that time; tomorrow when it has passed
    明日 10:00  明後日 9時  3日後 10:00             days from today
    来週月曜 10:00  金曜 10:00                      the weekday of next week; the next such day
    11/25 10:00  R8.11.25 10:00                    any day that `domain.dates` reads
    30分後  2時間後                                 from this minute

A day needs its time: nobody means midnight. A day that has passed is refused. A text is read once (`Chosen`): the same
text later is the same moment, and refused when that has passed, never moved to another day. All of it is Japan time.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dreampower_sms.domain.dates import parse_date
from dreampower_sms.domain.errors import DateUnreadable, DomainError
from dreampower_sms.domain.windows import JAPAN, in_japan

FARTHEST = timedelta(days=366)
"""Longer ahead nobody plans a text whose words may be wrong by then."""

_AT_ONCE = {"", "今", "今すぐ", "すぐ", "即時"}
_TIME = re.compile(
    r"(?:^|(?<=[\s日後曜の]))(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})|時(?:(?P<half>半)|(?P<minutes>[0-9]{1,2})分)?)$"
)
_AFTER = re.compile(r"(?P<number>[0-9]{1,4})(?P<unit>分|時間)後")
_DAYS = {"今日": 0, "本日": 0, "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2}
_DAYS_LATER = re.compile(r"(?P<number>[0-9]{1,3})(?P<unit>日|週間)後")
_WEEKDAY = re.compile(r"(?P<next>来週)?の?(?P<day>[月火水木金土日])曜?日?")
_WEEK = "月火水木金土日"


class ScheduleWrong(DomainError):
    """The text is no moment at which something can be sent."""

    code = "schedule_unreadable"


@dataclass(frozen=True, slots=True)
class Chosen:
    """送信日時 as it is typed, with the moment as which it was understood."""

    text: str = ""
    at: datetime | None = None
    """None: at once, or nothing that could be read."""

    def read(self, text: str, now: datetime) -> "Chosen":
        """What is chosen by the text that is there now. Raises `ScheduleWrong` as `parse_when` does."""
        if self.at is None or text != self.text:
            return Chosen(text, parse_when(text, now))
        if self.at < now:
            raise ScheduleWrong("schedule_past", at=self.at.isoformat())
        return self


def parse_when(text: str, now: datetime) -> datetime | None:
    """The moment that was typed, UTC; None for at once.

    Raises:
        ScheduleWrong: ``schedule_unreadable``, ``schedule_needs_time``, ``schedule_past`` (``at``),
            ``schedule_too_far`` (``at``), or the code of a date that can't be read.
    """
    plain = re.sub(r"\s*([:/.年月時])\s*", r"\1", unicodedata.normalize("NFKC", text).strip())
    closed = "".join(plain.split())
    if closed in _AT_ONCE:
        return None
    if after := _AFTER.fullmatch(closed):
        unit = timedelta(minutes=1) if after["unit"] == "分" else timedelta(hours=1)
        moment = now + int(after["number"]) * unit
    else:
        moment = _on_a_day(plain, text, now)
    if moment < now:
        raise ScheduleWrong("schedule_past", at=moment.isoformat())
    if moment - now > FARTHEST:
        raise ScheduleWrong("schedule_too_far", at=moment.isoformat())
    return moment.astimezone(UTC).replace(microsecond=0)


def _on_a_day(plain: str, text: str, now: datetime) -> datetime:
    today = in_japan(now).date()
    found = _TIME.search(plain)
    if found is None:
        if _day(plain, today) is not None:
            raise ScheduleWrong("schedule_needs_time", text=text.strip())
        raise ScheduleWrong(text=text.strip())
    words, clock = plain[: found.start()].strip().removesuffix("の"), _clock(found, text)
    if words:
        day = _day(words, today)
        if day is None:
            raise ScheduleWrong(text=text.strip())
        return datetime.combine(day, clock, JAPAN)
    moment = datetime.combine(today, clock, JAPAN)
    return moment if moment >= now else moment + timedelta(days=1)


def _clock(found: re.Match[str], text: str) -> time:
    minute = 30 if found["half"] else int(found["minute"] or found["minutes"] or 0)
    try:
        return time(int(found["hour"]), minute)
    except ValueError as error:
        raise ScheduleWrong(text=text.strip()) from error


def _day(words: str, today: date) -> date | None:
    """The day that these words name; None when they name none. Raises `ScheduleWrong` for one that can't be."""
    words = "".join(words.split())
    if words in _DAYS:
        return today + timedelta(days=_DAYS[words])
    if later := _DAYS_LATER.fullmatch(words):
        return today + timedelta(days=int(later["number"]) * (7 if later["unit"] == "週間" else 1))
    if weekday := _WEEKDAY.fullmatch(words):
        return _weekday(_WEEK.index(weekday["day"]), today, next_week=bool(weekday["next"]))
    try:
        return parse_date(words, today)
    except DateUnreadable as error:
        if error.code == "date_unreadable":
            return None
        raise ScheduleWrong(error.code, **error.details) from error


def _weekday(wanted: int, today: date, *, next_week: bool) -> date:
    """来週月曜 is of the week that begins on the coming Monday; 月曜 alone is the next one, never today."""
    if next_week:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
