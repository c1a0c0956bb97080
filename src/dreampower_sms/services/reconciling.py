"""請求照合: reads a gateway's bill of any layout and compares it with our messages. Changes nothing."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from dreampower_sms.db import contracts, reconciling
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.errors import SearchStopped
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.reconciling import BillLine, Reconciled, reconcile
from dreampower_sms.domain.text import search_key
from dreampower_sms.domain.usage import begins, month_after
from dreampower_sms.domain.windows import JAPAN
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.reading import Record, Source
from dreampower_sms.services.terms import charges

Progress = Callable[[int, int], None]
_TELL_EVERY = 500
_SHORT = 2
"""Words of so few letters (to, id) have to be the whole heading."""


class BillWrong(ServiceError):
    """The columns of a bill can't be used."""

    code = "bill_columns"


class Field(StrEnum):
    """What a column of a bill may hold."""

    ID = "id"
    REFERENCE = "reference"
    NUMBER = "number"
    AT = "at"
    UNITS = "units"
    PRICE = "price"
    CURRENCY = "currency"
    STATUS = "status"


_WORDS: Mapping[Field, Sequence[str]] = {
    Field.ID: ("メッセージid", "messageid", "message_id", "sid", "smsid", "配信id", "送信id", "deliveryid", "id"),
    Field.REFERENCE: ("管理番号", "参照", "reference", "clientref", "securitycode", "セキュリティコード", "備考"),
    Field.NUMBER: ("電話番号", "携帯番号", "宛先", "送信先", "to", "phonenumber", "phone", "destination"),
    Field.AT: ("送信日時", "配信日時", "送信日", "日時", "datesent", "date", "sentat", "sent", "time"),
    Field.UNITS: ("通数", "請求通数", "分割数", "セグメント", "segments", "numsegments", "count"),
    Field.PRICE: ("金額", "料金", "単価", "請求額", "price", "amount", "cost", "fee"),
    Field.CURRENCY: ("通貨", "currency", "priceunit"),
    Field.STATUS: ("ステータス", "結果", "状態", "status", "result"),
}
"""Words of headings, the surest first."""

_WITH_TAX = "税込"
"""Prices are compared without tax: such a column is not guessed."""
_SAMPLE = 50
"""So many lines are looked at when a bill is opened."""
_COUNTERS = frozenset({"id", "no", "番号"})
"""Headings that may stand over the numbers of the lines as well."""

_KEYS = frozenset({Field.ID, Field.REFERENCE, Field.NUMBER})
"""What a message is found by: a line that has none of them sums up others, or adds to them."""
_TOTAL = re.compile(
    r"ゴ?(?:請求)?(?:金額)?(?:総?合計|総計|小計|計|消費税|税額|total|subtotal|grandtotal|tax)(?:金?額)?(?:税[抜別込])?\d*"
)
"""Cells, as `search_key` folds them, of lines that sum up."""

_CLOCK = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:\s*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?)?"
)
"""A clock as spreadsheets save it, with or without leading zeros."""

_UNIT = r"[^\W\d_]{0,3}[$¥€£₩]?"
_MONEY = re.compile(
    rf"(?P<minus>[-−]?)\s*(?P<before>{_UNIT})\s*(?P<sign>[-−]?)(?P<amount>(?:\d[\d,]*)?\.?\d+)\s*(?P<after>{_UNIT})"
)
_YEN = frozenset({"", "円", "¥", "JPY", "JP¥", "YEN"})


@dataclass(frozen=True, slots=True)
class Money:
    """A price as a bill has it."""

    amount: Decimal
    unit: str
    """Empty where the cell does not tell."""


Columns = Mapping[Field, str]
"""The heading of each field that the bill has."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A file that was opened: its headings, and the columns as they are guessed."""

    path: Path
    headers: Sequence[str]
    guessed: Columns


def open_bill(path: Path) -> Bill:
    """Look at a file. Raises `ImportFileError`."""
    source = open_source(path)
    headers = source.headers
    sample = [record.cells for record in source.preview(_SAMPLE) if record.flaw is None]
    counting = {header for place, header in enumerate(headers) if _counts(header, [cells[place] for cells in sample])}
    return Bill(path, headers, guess([header for header in headers if header not in counting]))


def guess(headers: Sequence[str]) -> Columns:
    """Which heading is which field: whole words first, then headings that begin or end with one."""
    plain = {_plain(header): header for header in headers if header and _WITH_TAX not in header}
    found: dict[Field, str] = {}
    for fits in (str.__eq__, str.startswith, str.endswith):
        for field, words in _WORDS.items():
            fitting = (
                header
                for word in map(_plain, words)
                for text, header in plain.items()
                if header not in found.values() and fits(text, word) and (text == word or not _is_short(word))
            )
            if field not in found and (header := next(fitting, None)) is not None:
                found[field] = header
    return found


def _counts(heading: str, cells: Sequence[str]) -> bool:
    """Whether a column only numbers the lines: 1, 2, 3 …"""
    if _plain(heading) not in _COUNTERS or not cells or not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(right - left == 1 for left, right in pairwise(numbers)) and numbers[0] in {0, 1}


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-()（）]", "", search_key(heading))


def _is_short(word: str) -> bool:
    return word.isascii() and len(word) <= _SHORT


def check(columns: Columns) -> None:
    """Raise `BillWrong` unless messages can be found by these columns (``bill_no_key``), none taken twice."""
    if not _KEYS & columns.keys():
        raise BillWrong("bill_no_key")
    if len(set(columns.values())) < len(columns):
        raise BillWrong("bill_column_twice")


class Reconciling:
    """Compares bills. Calls may come from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def compare(
        self,
        path: Path,
        columns: Columns,
        contract_id: str,
        first: date,
        stop: Stop | None = None,
        progress: Progress | None = None,
    ) -> Reconciled:
        """The bill beside the messages of the month that begins with `first`.

        Raises `BillWrong` (``bill_changed`` where the file has lost a column), `ImportFileError`, `DatabaseError`;
        ends early without an answer when `stop` says so.
        """
        check(columns)
        stop = stop or Stop()
        lines = _upright(list(_lines(open_source(path), columns, stop, progress)))
        with self._database.stoppable(stop) as session:
            contract = next(one for one in contracts.contracts(session) if one.id == contract_id)
            billed = charges(session, contract)
            own = reconciling.own(session, contract_id, begins(first), begins(month_after(first)), billed)

        def go_on() -> None:
            if stop.wanted:
                raise SearchStopped

        return replace(reconcile(lines, own, go_on), damaged=billed.damaged)


def _lines(source: Source, columns: Columns, stop: Stop, progress: Progress | None) -> Iterator[BillLine]:
    if not set(columns.values()) <= set(source.headers):
        raise BillWrong("bill_changed")
    places = {field: source.headers.index(header) for field, header in columns.items()}
    total = source.count()
    for number, record in enumerate(source.records(), 1):
        if stop.wanted:
            raise SearchStopped
        if progress is not None and number % _TELL_EVERY == 0:
            progress(number, total)
        yield _line(record, columns, places)


def _upright(lines: list[BillLine]) -> list[BillLine]:
    """Some bills write every cost as a negative sum; on the others a negative sum is money that comes back."""
    if any(line.price is not None and line.price > 0 and not line.total for line in lines):
        return lines
    return [replace(line, price=abs(line.price)) if line.price is not None else line for line in lines]


def _line(record: Record, columns: Columns, places: Mapping[Field, int]) -> BillLine:
    if record.flaw is not None:
        return BillLine(record.row, wrong=("", "　".join(record.cells)), total=any(map(_sums_up, record.cells)))
    cells = {field: record.cells[place].strip() for field, place in places.items()}
    wrong: tuple[str, str] | None = None
    read: dict[Field, object] = {}
    for field, reader in _READERS.items():
        text = cells.get(field, "")
        try:
            read[field] = reader(text) if text else None
        except (ValueError, InvalidOperation, OverflowError):
            wrong = wrong or (columns[field], text)
            read[field] = None
    number, at, units, money = (read[field] for field in _READERS)
    price, foreign = _in_yen(money, cells.get(Field.CURRENCY, "")) if isinstance(money, Money) else (None, "")
    return BillLine(
        record.row,
        cells.get(Field.ID, ""),
        cells.get(Field.REFERENCE, ""),
        number if isinstance(number, str) else "",
        at if isinstance(at, datetime) else None,
        at if isinstance(at, date) and not isinstance(at, datetime) else None,
        units if isinstance(units, int) else None,
        price,
        foreign,
        cells.get(Field.STATUS, ""),
        wrong,
        total=_is_total(record, cells, number),
    )


def _is_total(record: Record, cells: Mapping[Field, str], number: object) -> bool:
    """Whether no message can be found by it, and it does not say that one should be."""
    keys = (cells.get(Field.ID, ""), cells.get(Field.REFERENCE, ""))
    if number or any(key and not _sums_up(key) for key in keys):
        return False
    return not any(cells.get(key) for key in _KEYS) or any(map(_sums_up, record.cells))


def _sums_up(cell: str) -> bool:
    return _TOTAL.fullmatch(search_key(cell)) is not None


def _in_yen(money: Money, currency: str) -> tuple[Decimal | None, str]:
    """The price, or how it is written where it is in another money."""
    unit = money.unit or unicodedata.normalize("NFKC", currency).strip().upper()
    return (money.amount, "") if unit in _YEN else (None, f"{money.amount} {unit}")


def _number(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    phone = parse_phone(f"+{digits}" if digits.startswith("81") and len(digits) > 11 else text)  # noqa: PLR2004  81 and ten
    if phone.e164 is None:
        raise ValueError(text)
    return phone.e164


def _moment(text: str) -> datetime | date:
    """Without a zone it is a clock in Japan, as bills of Japan have it; without a time a day."""
    plain = unicodedata.normalize("NFKC", text)
    if clock := _CLOCK.fullmatch(plain):
        year, month, day, hour, minute, second = (int(part or 0) for part in clock.groups())
        if clock[4] is None:
            return date(year, month, day)
        return datetime(year, month, day, hour, minute, second, tzinfo=JAPAN).astimezone(UTC)
    if plain[:1].isalpha():  # Twilio's own form, RFC 2822; without a zone it is UTC
        found = parsedate_to_datetime(plain)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    found = datetime.fromisoformat(plain)
    return (found if found.tzinfo else found.replace(tzinfo=JAPAN)).astimezone(UTC)


def _count(text: str) -> int:
    return int(text.replace(",", "").removesuffix("通"))


def _money(text: str) -> Money:
    found = _MONEY.fullmatch(unicodedata.normalize("NFKC", text).upper())
    if found is None:
        raise ValueError(text)
    unit = found["before"] or found["after"]
    amount = Decimal(found["amount"].replace(",", ""))
    return Money(-amount if found["minus"] or found["sign"] else amount, unit)


_READERS: Mapping[Field, Callable[[str], object]] = {
    Field.NUMBER: _number,
    Field.AT: _moment,
    Field.UNITS: _count,
    Field.PRICE: _money,
}
