"""請求照合: reads a gateway's bill of any layout and compares it with our messages. Changes nothing."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from dreampower_sms.db import reconciling
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
    STATUS = "status"


_WORDS: Mapping[Field, Sequence[str]] = {
    Field.ID: ("メッセージid", "messageid", "message_id", "sid", "smsid", "配信id", "送信id", "deliveryid", "id"),
    Field.REFERENCE: ("管理番号", "参照", "reference", "clientref", "securitycode", "セキュリティコード", "備考"),
    Field.NUMBER: ("電話番号", "携帯番号", "宛先", "送信先", "to", "phonenumber", "phone", "destination"),
    Field.AT: ("送信日時", "配信日時", "送信日", "日時", "datesent", "date", "sentat", "sent", "time"),
    Field.UNITS: ("通数", "請求通数", "分割数", "セグメント", "segments", "numsegments", "count"),
    Field.PRICE: ("金額", "料金", "単価", "請求額", "price", "amount", "cost", "fee"),
    Field.STATUS: ("ステータス", "結果", "状態", "status", "result"),
}
"""Words of headings, the surest first."""

_CLOCK = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:\s*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?)?"
)
"""A clock as spreadsheets save it, with or without leading zeros."""

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
    headers = open_source(path).headers
    return Bill(path, headers, guess(headers))


def guess(headers: Sequence[str]) -> Columns:
    """Which heading is which field: whole words first, then headings that begin or end with one."""
    plain = {_plain(header): header for header in headers if header}
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


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-()（）]", "", search_key(heading))


def _is_short(word: str) -> bool:
    return word.isascii() and len(word) <= _SHORT


def check(columns: Columns) -> None:
    """Raise `BillWrong` unless messages can be found by these columns (``bill_no_key``), none taken twice."""
    if not {Field.ID, Field.REFERENCE, Field.NUMBER} & columns.keys():
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

        Raises `BillWrong`, `ImportFileError`, `DatabaseError`; ends early without an answer when `stop` says so.
        """
        check(columns)
        stop = stop or Stop()
        lines = list(_lines(open_source(path), columns, stop, progress))
        with self._database.stoppable(stop) as session:
            own = reconciling.own(session, contract_id, begins(first), begins(month_after(first)))
        return reconcile(lines, own)


def _lines(source: Source, columns: Columns, stop: Stop, progress: Progress | None) -> Iterator[BillLine]:
    places = {field: source.headers.index(header) for field, header in columns.items()}
    total = source.count()
    for number, record in enumerate(source.records(), 1):
        if stop.wanted:
            raise SearchStopped
        if progress is not None and number % _TELL_EVERY == 0:
            progress(number, total)
        yield _line(record, columns, places)


def _line(record: Record, columns: Columns, places: Mapping[Field, int]) -> BillLine:
    if record.flaw is not None:
        return BillLine(record.row, wrong=("", "　".join(record.cells)))
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
    number, at, units, price = (read[field] for field in _READERS)
    return BillLine(
        record.row,
        cells.get(Field.ID, ""),
        cells.get(Field.REFERENCE, ""),
        number if isinstance(number, str) else "",
        at if isinstance(at, datetime) else None,
        at if isinstance(at, date) and not isinstance(at, datetime) else None,
        units if isinstance(units, int) else None,
        price if isinstance(price, Decimal) else None,
        cells.get(Field.STATUS, ""),
        wrong,
    )


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


def _price(text: str) -> Decimal:
    """Costs stand as negative sums on some bills."""
    price = Decimal(text.replace(",", "").replace("円", "").replace("¥", "").replace("￥", "").strip())
    if not price.is_finite():
        raise ValueError(text)
    return abs(price)


_READERS: Mapping[Field, Callable[[str], object]] = {
    Field.NUMBER: _number,
    Field.AT: _moment,
    Field.UNITS: _count,
    Field.PRICE: _price,
}
