"""One cell → one value, or `CellError`. No reader guesses, completes or drops anything without saying so.

Normalised in silence is only what loses nothing: spaces around, the width of digits and kana, kana written as two
characters (files of a Mac), dashes and dots of numbers and dates, the mask of an empty date field (``/  /``), an
Excel midnight behind a date. ㈱, 髙 and 﨑 stay as they are.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from dreampower_sms.domain.dates import parse_full_date, parse_month
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.domain.phone import NumberKind, ParsedPhone, parse_phone, pretty
from dreampower_sms.domain.plate import parse_plate, plate_kana, plate_number
from dreampower_sms.domain.text import search_key
from dreampower_sms.domain.zipcode import parse_zip
from dreampower_sms.services.importing.flaws import CellError, Flaw


class Read(NamedTuple):
    """What a cell says. `value` None: nothing."""

    value: Any
    warnings: tuple[Flaw, ...] = ()


Reader = Callable[[str], Read]
"""Reads a cell that `clean` has been over and that is not empty. Raises `CellError`."""

NOTHING = Read(None)

FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
"""What a spreadsheet takes for the beginning of a formula; the export puts a ' before it, which is taken off here."""

_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u3099\u309a\uff61-\uff9f\ufeff\ufffd]|^[=']")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_TWO_PART_KANA = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_ESCAPED = re.compile(f"'+{FORMULA.pattern}")
_QUOTED_NUMBER = re.compile('="([^"]*)"')
_FULL_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_NOT_KANA = re.compile("[^ァ-ヺー・ A-Za-z0-9Ａ-Ｚａ-ｚ０-９&＆.．,，()（）\\-－　]")
_LOST = re.compile("[?？〓]")
_MIDNIGHT = re.compile(r"(?:\s+|T)0{1,2}:00(?::00(?:\.0+)?)?$")
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?(?:km|キロ)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"]+@(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_ZIP_WITHOUT_ZERO = re.compile("[0-9]{6}")
_DUMMIES = frozenset({"上様"})

_YES = frozenset({
    "1", "○", "〇", "◯", "●", "✓", "✔", "レ", "y", "yes", "true", "t", "on", "有", "有り", "あり", "はい", "要", "必要",
    "可", "許可", "ok", "する", "対象", "希望", "送る",
})  # fmt: skip
_NO = frozenset({
    "0", "×", "✕", "✗", "x", "n", "no", "false", "f", "off", "無", "無し", "なし", "いいえ", "不要", "不可", "拒否",
    "ng", "しない", "対象外", "希望しない", "送らない", "停止",
})  # fmt: skip
_KINDS = {
    **dict.fromkeys(("個人", "個人客", "一般", "individual"), CustomerKind.INDIVIDUAL),
    **dict.fromkeys(("法人", "法人客", "会社", "企業", "company"), CustomerKind.COMPANY),
}
_UNREADABLE = frozenset({
    NumberKind.UNKNOWN, NumberKind.INCOMPLETE, NumberKind.TOO_SHORT, NumberKind.TOO_LONG, NumberKind.TEXT_BESIDE,
    NumberKind.TWO_NUMBERS, NumberKind.DECIMAL,
})  # fmt: skip
"""What a person has to mend; the other kinds are numbers that can be called."""


def clean(text: str) -> str:
    """Take off what is no part of the value. Raises `CellError` for characters that no text has."""
    text = text.strip()
    if not _SPECIAL.search(text):
        return text
    if _CONTROL.search(text.replace("\r", "")):
        raise CellError(Flaw.CONTROL_CHARACTER)
    if "\ufffd" in text:
        raise CellError(Flaw.BROKEN_CHARACTER)
    if _ESCAPED.match(text):
        text = text[1:]
    if quoted := _QUOTED_NUMBER.fullmatch(text):
        text = quoted[1]
    text = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.replace("\ufeff", ""))
    return _TWO_PART_KANA.sub(lambda found: unicodedata.normalize("NFC", found[0]), text).strip()


def memo(text: str) -> Read:
    """Any text, with its lines."""
    return Read(text, (Flaw.PRIVATE_CHARACTER,) if _PRIVATE.search(text) else ())


def line(text: str) -> Read:
    """A text of one line."""
    warnings = memo(text).warnings
    if "\n" in text:
        return Read(" ".join(text.split("\n")), (*warnings, Flaw.LINES_JOINED))
    return Read(text.replace("\t", " "), warnings)


def address(text: str) -> Read:
    """A line whose digits are half-width."""
    return line(text.translate(_FULL_DIGITS))


def code(text: str) -> Read:
    """The shop's own code of something, in half-width."""
    read = line(text)
    return Read(unicodedata.normalize("NFKC", read.value), read.warnings)


def name(text: str) -> Read:
    """A name, or part of one."""
    key = search_key(text)
    if "\n" in text or not key or key.isdecimal():
        raise CellError(Flaw.NAME_UNREADABLE)
    warnings = memo(text).warnings
    return Read(text.replace("\t", " "), (*warnings, Flaw.LOST_CHARACTER) if _LOST.search(text) else warnings)


def is_dummy(text: str) -> bool:
    """Whether the name stands in for walk-ins."""
    return "".join(text.split()) in _DUMMIES


def kana(text: str) -> Read:
    """A reading, in katakana."""
    said = line(text).value.translate(_KATAKANA)
    return Read(said, (Flaw.KANA_NOT_KANA,) if _NOT_KANA.search(said) else ())


def zip_code(text: str) -> Read:
    """A postal code. Six digits are one whose leading 0 a spreadsheet took, which is said."""
    if found := parse_zip(text):
        return Read(found)
    plain = unicodedata.normalize("NFKC", text)
    if _ZIP_WITHOUT_ZERO.fullmatch(plain):
        return Read(parse_zip(f"0{plain}"), (Flaw.ZERO_RESTORED,))
    return _nothing_or(Flaw.ZIP_UNREADABLE, text)


def phone(text: str) -> Read:
    """A number that can be called."""
    return _callable(text, parse_phone(text))


def mobile(text: str) -> Read:
    """A number that should be able to get an SMS."""
    found = parse_phone(text)
    read = _callable(text, found)
    return read if read is NOTHING or found.sendable else Read(read.value, (Flaw.MOBILE_CANT_SMS,))


def _callable(text: str, found: ParsedPhone) -> Read:
    if found.kind is NumberKind.EMPTY:
        return NOTHING
    if found.kind in _UNREADABLE:
        raise CellError(found.reason)
    return Read(pretty(found.e164) if found.e164 else unicodedata.normalize("NFKC", text))


def email(text: str) -> Read:
    """One mail address."""
    plain = unicodedata.normalize("NFKC", text)
    return Read(plain) if _EMAIL.fullmatch(plain) else _nothing_or(Flaw.EMAIL_UNREADABLE, text)


def day(text: str) -> Read:
    """A date with its year."""
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text))
    if (empty := _empty_date(plain)) is not None:
        return empty
    try:
        return Read(parse_full_date(plain))
    except DateUnreadable as error:
        raise CellError(error.code, **error.details) from error


def month(text: str) -> Read:
    """A year and month as YYYY-MM; a whole date gives its month and says that the day is dropped."""
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text))
    if (empty := _empty_date(plain)) is not None:
        return empty
    try:
        return Read(str(parse_month(plain)))
    except DateUnreadable as error:
        if error.code != "date_unreadable":
            raise CellError(error.code, **error.details) from error
    found: date = day(plain).value
    return Read(f"{found:%Y-%m}", () if found.day == 1 else (Flaw.DAY_DROPPED,))


def number(text: str) -> Read:
    """A whole number, with or without thousands separators and km."""
    found = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found or len(found[1]) > 9:  # noqa: PLR2004  what the column holds
        raise CellError(Flaw.NUMBER_UNREADABLE)
    return Read(int(found[1].replace(",", "")))


def yes_no(text: str) -> Read:
    """A check box."""
    word = unicodedata.normalize("NFKC", text).casefold()
    if word not in _YES | _NO:
        raise CellError(Flaw.WORD_UNKNOWN, words="1 0 ○ ×")
    return Read(word in _YES)


def kind(text: str) -> Read:
    """個人 or 法人."""
    found = _KINDS.get(unicodedata.normalize("NFKC", text).casefold())
    if found is None:
        raise CellError(Flaw.WORD_UNKNOWN, words="個人 法人")
    return Read(found)


def plate(text: str) -> Read:
    """A whole plate as its four parts."""
    found = parse_plate(text)
    return Read(found) if found else _nothing_or(Flaw.PLATE_UNREADABLE, text)


def serial(text: str) -> Read:
    """The number of a plate in a column of its own."""
    found = plate_number(text)
    return Read(found) if found else _nothing_or(Flaw.PLATE_UNREADABLE, text)


def plate_letter(text: str) -> Read:
    """The hiragana of a plate in a column of its own."""
    found = plate_kana(text)
    return Read(found) if found else _nothing_or(Flaw.PLATE_UNREADABLE, text)


def _nothing_or(flaw: Flaw, text: str) -> Read:
    """A cell of signs only (``-``, ``---``) is an empty one; anything else can't be read."""
    if any(map(str.isalnum, text)):
        raise CellError(flaw)
    return NOTHING


def _empty_date(plain: str) -> Read | None:
    figures = [char for char in plain if char.isalnum()]
    if not figures:
        return NOTHING
    return Read(None, (Flaw.ZERO_DATE,)) if set(figures) == {"0"} else None
