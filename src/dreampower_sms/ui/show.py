"""How values are shown: numbers, dates, times, money. One place, so that all screens agree."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from dreampower_sms.domain.dates import wareki_short
from dreampower_sms.domain.messages import NOT_LEFT, MessageRow, State
from dreampower_sms.domain.people import ContactState, Vehicle
from dreampower_sms.domain.phone import pretty
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.ui import wording
from dreampower_sms.ui.wording.sending import STATES, TONES

CONTACTS: Mapping[ContactState, str] = {
    ContactState.NOT_CONTACTED: "未案内",
    ContactState.CONTACTED: "案内済",
    ContactState.BOOKED: "予約済",
    ContactState.ARRIVED: "入庫済",
}


def day(value: date | None) -> str:
    """R8.11.23 (2026), or a dash."""
    return "―" if value is None else f"{wareki_short(value)} ({value.year})"


def moment(value: datetime | None) -> str:
    """A moment on a clock in Japan: 2026/11/23 14:05."""
    return "" if value is None else f"{in_japan(value):%Y/%m/%d %H:%M}"


def local(value: datetime) -> datetime:
    """The same moment on a clock in Japan."""
    return in_japan(value)


def leaving(at: datetime | None, now: datetime) -> str:
    """When a message leaves that may wait until `at`."""
    return moment(at) if at is not None and at > now else "すぐに送信"


def short_moment(value: datetime | None) -> str:
    """As `moment`, without the century: for narrow columns."""
    return "" if value is None else f"{in_japan(value):%y/%m/%d %H:%M}"


def sending(row: MessageRow) -> str:
    """When a message left, or that and when it was planned to."""
    at = short_moment(row.history_at)
    return f"{at} 予定" if row.state in NOT_LEFT else at


def to_the_second(value: datetime) -> str:
    """For the course of one message."""
    return f"{in_japan(value):%Y/%m/%d %H:%M:%S}"


def yen(value: Decimal | None) -> str:
    """1,234円; sen only where there are some."""
    if value is None:
        return "―"
    return f"{value:,.0f}円" if value == value.to_integral_value() else f"{value:,.2f}円"


def number(e164: str) -> str:
    """090-1234-5678."""
    return pretty(e164) if e164 else ""


def one_line(text: str) -> str:
    """A text of several lines in a cell."""
    return " ⏎ ".join(text.splitlines())


def state(row: MessageRow) -> str:
    """The state of a message, with its reason where it has one."""
    reason = wording.sentence(row.code) if row.code and wording.has(row.code) else ""
    name = STATES[row.state]
    return f"{name}（{reason}）" if reason and "{" not in reason else name


def state_name(row: MessageRow) -> str:
    """The state of a message in one word."""
    return "予約" if row.state is State.QUEUED and row.scheduled_at is not None else STATES[row.state]


def tone_of(row: MessageRow) -> str:
    """The colour of its state."""
    return TONES.get(row.state, "")


def vehicle(value: Vehicle, apart: str = "　") -> str:
    """One vehicle: plate, model and, `apart` from these, 車検満了日."""
    return f"{value.plate}　{value.maker} {value.model}{apart}車検 {day(value.inspection_expiry)}"
