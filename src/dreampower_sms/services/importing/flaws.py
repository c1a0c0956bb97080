"""What can be wrong with a row or worth a second look, each by a code that has a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Flaw(StrEnum):
    """Codes of this package; flaws of numbers and dates keep the codes of `domain.phone` and `domain.dates`."""

    BROKEN_ROW = "import_broken_row"
    """Quotes that don't pair up."""
    TOO_MANY_CELLS = "import_too_many_cells"
    NAME_MISSING = "import_name_missing"
    NAME_UNREADABLE = "import_name_unreadable"
    """No letter in it, or two lines: the columns may have moved, or it is two people."""
    TOO_LONG = "import_too_long"
    CONTROL_CHARACTER = "import_control_character"
    BROKEN_CHARACTER = "import_broken_character"
    """U+FFFD: somebody converted the file before and lost this character."""
    ZIP_UNREADABLE = "import_zip_unreadable"
    EMAIL_UNREADABLE = "import_email_unreadable"
    NUMBER_UNREADABLE = "import_number_unreadable"
    BIRTHDAY_AHEAD = "import_birthday_ahead"
    WORD_UNKNOWN = "import_word_unknown"
    """Neither yes nor no, or neither 個人 nor 法人."""
    PLATE_UNREADABLE = "import_plate_unreadable"
    CODE_TWICE = "import_code_twice"
    """The same customer code with two names."""
    CODE_OTHER_NAME = "import_code_other_name"
    """The customer with this code has another name in the shop."""
    SEVERAL_MATCH = "import_several_match"
    """More than one customer of the shop may be meant."""
    OWNER_UNKNOWN = "import_owner_unknown"
    OWNER_DIFFERS = "import_owner_differs"
    """The vehicle is another customer's, in the file or in the shop."""

    KANA_MISSING = "import_kana_missing"
    KANA_NOT_KANA = "import_kana_not_kana"
    ONLY_NAME = "import_only_name"
    """Nothing but a name: nobody can tell whether it is the same person next time."""
    MOBILE_CANT_SMS = "import_mobile_cant_sms"
    MOBILE_AS_PHONE = "import_mobile_as_phone"
    """The only mobile number stands in the column of fixed lines, so nothing can be sent to it."""
    ZERO_RESTORED = "import_zero_restored"
    ZERO_DATE = "import_zero_date"
    DAY_DROPPED = "import_day_dropped"
    LINES_JOINED = "import_lines_joined"
    PRIVATE_CHARACTER = "import_private_character"
    """外字: shown by the PC that made it, and by no other."""
    LOST_CHARACTER = "import_lost_character"
    """A 〓 or ? where a character could not be written."""
    DUMMY_CUSTOMER = "import_dummy_customer"
    STAFF_NEW = "import_staff_new"
    SAME_AS_ROW = "import_same_as_row"
    DIFFERS_FROM_ROW = "import_differs_from_row"
    """A second row of the same customer or vehicle says something else; the first one holds."""
    ARCHIVED = "import_archived"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one cell, or about a whole row (`column` is "" then)."""

    row: int
    """As a spreadsheet counts."""
    column: str
    """The header, as the file has it."""
    value: str
    """The cell, as the file has it."""
    code: str
    error: bool
    """True: the row is refused. False: it comes in, and somebody may want to know."""
    details: Mapping[str, str] = field(default_factory=dict[str, str])


class CellError(Exception):
    """A cell can't be read. Never leaves this package: it becomes a `Problem`."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code, self.details = code, details
