"""Telephone numbers as people type them: to E.164, or the reason why no SMS can go there.

Only a valid Japanese mobile number (060, 070, 080, 090) may get an SMS. A field must hold exactly one
number and nothing else: two numbers, or a word beside the number, is an error that a person mends, because
picking one would sooner or later write to the wrong customer.

What is read as the same number: full-width characters, every dash that keyboards and spreadsheets produce,
``・``, the long-vowel mark, dots, spaces and parentheses between digits, ``+81`` with or without the trunk 0,
and the three marks that a spreadsheet leaves when it took the text for a number, each of which has only
one reading: the lost leading 0 (``9012341234``), the same as a decimal (``9012341234.0``) and ``+81…`` without
its plus (``819012341234``). Any other decimal (``901234123.4``, ``0901234123.0``) is refused.

Numbers are judged by phonenumbers (is it valid, which type); its figures for Japan follow the ministry's
numbering plan (総務省 電気通信番号計画). It costs about 20 ms to load and 30 µs a call, so plain mobile numbers, by far
the most, take a short way that the tests hold against the library.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from dreampower_sms.domain.text import digits as decimals


class NumberKind(StrEnum):
    """Why a text is no number that can get an SMS. `code` finds its sentence."""

    FIXED_LINE = "fixed line"
    VOIP = "voip"
    TOLL_FREE = "toll free"
    PREMIUM = "premium"
    UAN = "uan"
    """0570 and the like: one number for a whole company."""
    PERSONAL = "personal"
    """0600, 0601 …: ten digits. May also be a mobile number that lost a digit."""
    PAGER = "pager"
    """020 with 11 digits: pagers (0204) and machines (all others)."""
    M2M = "m2m"
    """0200 with 14 digits: machines."""
    NOT_JAPANESE = "not Japanese"
    UNKNOWN = "unknown"
    """The length is right, but nobody has been given such a number."""
    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    """Only an area code, or a number that breaks off at a dash."""
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TEXT_BESIDE = "text beside the number"
    TWO_NUMBERS = "two numbers"
    DECIMAL = "decimal"
    """A spreadsheet's decimal that can't be turned back into a number."""

    @property
    def code(self) -> str:
        """Stable code of this reason, e.g. ``phone_fixed_line``."""
        return f"phone_{self.name.lower()}"


@dataclass(frozen=True, slots=True)
class ParsedPhone:
    """One field as read. `kind` is None exactly when an SMS can be sent."""

    e164: str | None
    """E.164 of every valid number that has one, also of those that get no SMS."""
    kind: NumberKind | None

    @property
    def sendable(self) -> bool:
        """Whether this is one valid Japanese mobile number."""
        return self.kind is None

    @property
    def reason(self) -> str:
        """Code of the reason why no SMS can be sent; empty when one can."""
        return "" if self.kind is None else self.kind.code


_DASHES = "-‐‑‒–—―−－ーｰ─━﹣"
_DOTS = ".．・･·•｡。"
_SPACES = " \t\u00a0\u2002\u2003\u2009\u202f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Marks that arrive with numbers copied from web pages and address books."""
_PLAIN = str.maketrans(
    {
        **{chr(ord("０") + digit): str(digit) for digit in range(10)},
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_DOTS, "."),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_INVISIBLE, ""),
        "＋": "+",
        "（": "(",
        "）": ")",
    },
)
_MOBILE = re.compile(r"0([6-9]0)-?([1-9][0-9]{3})-?([0-9]{4})")
_SPREADSHEET = re.compile(r"([1-9][0-9]*)\.0")
_DECIMAL = re.compile(r"[1-9][0-9]*\.[0-9]*|[0-9]+\.0")
_NUMBER = re.compile(r"\(?\+?[0-9 ().-]*")
_BESIDE = re.compile(r"[^0-9 ().+-]+")
_LOST_PLUS = re.compile(r"81([6-9]0[1-9][0-9]{7})")
_ELEVEN = frozenset({"020", "050", "060", "070", "080", "090"})
"""Numbers that start so have 11 digits; all others have 10."""
_JAPAN = 81
_M2M, _M2M_LENGTH = "0200", 14
_MASK = "*******"
_AREA_CODE = 5
"""Digits of the longest area code: no more than that is not a number yet."""
_SHORTEST, _LONGEST = 9, 17
"""Digits of a fixed line that lost its 0, and of the longest carrier service (0037, 0066, 0078)."""


def parse_phone(text: str) -> ParsedPhone:
    """Read one field that should hold one Japanese telephone number. Never raises."""
    if mobile := _MOBILE.fullmatch(text):
        return ParsedPhone("+81" + "".join(mobile.groups()), None)
    plain = text.translate(_PLAIN).strip()
    if whole := _SPREADSHEET.fullmatch(plain):
        plain = whole[1]
    if flaw := _flaw(plain):
        return ParsedPhone(None, flaw)
    number, international = _digits(plain), "+" in plain
    if international and not number.startswith("81"):
        return _judge_foreign(number)
    return _judge(_national(number, international=international))


def dialled(text: str) -> str:
    """The digits of a number as Japan dials it, for comparing: ``+81 90-1234-1234`` and ``０９０…`` are the same.

    Of a text that is no number, its digits.
    """
    plain = decimals(text)
    international = "+" in text.translate(_PLAIN) and plain.startswith(str(_JAPAN))
    return _national(plain, international=True) if international else plain


def mask(number: str) -> str:
    """Hide a number for logs and crash reports: its last four digits stay, and not even they of a part of one.

    Four digits are enough to find the row with the customer at hand, and too few to call anybody.
    """
    digits = _digits(number)
    return _MASK + digits[-4:] if len(digits) >= _SHORTEST else _MASK


def pretty(e164: str) -> str:
    """Show an E.164 number the way Japan writes it: ``090-1234-1234``; foreign ones with their ``+``."""
    if e164.startswith("+81") and (mobile := _MOBILE.fullmatch("0" + e164[3:])):
        return "0" + "-".join(mobile.groups())
    import phonenumbers  # noqa: PLC0415  late: only a number that is no mobile needs it

    style = phonenumbers.PhoneNumberFormat
    if e164.startswith(f"+{_JAPAN}"):
        number = phonenumbers.PhoneNumber(country_code=_JAPAN, national_number=int(e164[3:]))
        return phonenumbers.format_number(number, style.NATIONAL)
    return phonenumbers.format_number(phonenumbers.parse(e164), style.INTERNATIONAL)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _flaw(plain: str) -> NumberKind | None:
    """Tell why the field isn't one number and nothing else."""
    if _DECIMAL.fullmatch(plain):
        return NumberKind.DECIMAL
    parts = _BESIDE.split(plain)
    if any(map(_holds_two, parts)) or sum(len(_digits(part)) >= _SHORTEST for part in parts) > 1:
        return NumberKind.TWO_NUMBERS
    if not _NUMBER.fullmatch(plain):
        return NumberKind.TEXT_BESIDE
    if not (digits := _digits(plain)):
        return NumberKind.EMPTY
    if plain[0] == "-" or plain[-1] in "-.(" or len(digits) <= _AREA_CODE:
        return NumberKind.INCOMPLETE
    return None


def _holds_two(part: str) -> bool:
    """Whether a gap, a 0 or a + stands where a second number of full length may begin."""
    places = [place for place, char in enumerate(part) if char.isdecimal()]
    if len(places) < 2 * _SHORTEST:
        return False
    return any(char in "+0 " for char in part[places[_SHORTEST - 1] + 1 : places[-_SHORTEST] + 1])


def _national(digits: str, *, international: bool) -> str:
    """Write the number with its trunk 0, giving back what a spreadsheet took."""
    if international:
        return "0" + digits.removeprefix("81").removeprefix("0")
    if lost := _LOST_PLUS.fullmatch(digits):
        return "0" + lost[1]
    return digits if digits[0] == "0" else "0" + digits


def _judge(national: str) -> ParsedPhone:
    """Tell what a number with its trunk 0 is."""
    if len(national) > _LONGEST:
        return ParsedPhone(None, NumberKind.TOO_LONG)
    if national.startswith(_M2M):
        return ParsedPhone(None, _by_length(national, _M2M_LENGTH, NumberKind.M2M))
    import phonenumbers  # noqa: PLC0415  late: 20 ms that the start of the program doesn't need

    # "+81" keeps the library from taking off 010, the exit code for calls abroad, and the comparison from
    # accepting a number behind a carrier's prefix (0037-68).
    number = phonenumbers.parse(f"+81{national}")
    as_typed = str(number.national_number) == national.lstrip("0")
    if not (as_typed and phonenumbers.is_valid_number(number)):
        return ParsedPhone(None, _by_length(national, 11 if national[:3] in _ELEVEN else 10, NumberKind.UNKNOWN))
    kind = _kinds()[phonenumbers.number_type(number)]
    if national.startswith("00"):
        return ParsedPhone(None, kind)
    return ParsedPhone(f"+81{national[1:]}", kind)


def _judge_foreign(digits: str) -> ParsedPhone:
    import phonenumbers  # noqa: PLC0415  late: see `_judge`

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ParsedPhone(None, NumberKind.NOT_JAPANESE)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ParsedPhone(e164 if phonenumbers.is_valid_number(number) else None, NumberKind.NOT_JAPANESE)


def _by_length(national: str, expected: int, otherwise: NumberKind) -> NumberKind:
    if national.startswith("00"):
        return NumberKind.UNKNOWN
    if len(national) < expected:
        return NumberKind.TOO_SHORT
    return NumberKind.TOO_LONG if len(national) > expected else otherwise


@cache
def _kinds() -> Mapping[int, NumberKind | None]:
    """Translate the library's types; None is the one that gets an SMS."""
    from phonenumbers import PhoneNumberType as Type  # noqa: PLC0415  late: see `_judge`

    return defaultdict(
        lambda: NumberKind.UNKNOWN,
        {
            Type.MOBILE: None,
            Type.FIXED_LINE: NumberKind.FIXED_LINE,
            Type.VOIP: NumberKind.VOIP,
            Type.TOLL_FREE: NumberKind.TOLL_FREE,
            Type.PREMIUM_RATE: NumberKind.PREMIUM,
            Type.UAN: NumberKind.UAN,
            Type.PERSONAL_NUMBER: NumberKind.PERSONAL,
            Type.PAGER: NumberKind.PAGER,
        },
    )
