"""What can be searched: one `ItemInfo` a field of 自由検索, without a word of SQL.

The catalogue itself lives in `db.searching_items`, beside the columns that it names. The rules here only
need to know of which type an item is, so they take any mapping from key to `ItemInfo`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dreampower_sms.domain.phone import dialled
from dreampower_sms.domain.search.terms import Operator
from dreampower_sms.domain.text import kana_key, search_key


class Target(StrEnum):
    """検索対象: what a row of the result is."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    """A vehicle, with its owner's items beside its own."""


class ItemType(StrEnum):
    """How an item is asked for. Decides the operators and how text is made comparable."""

    TEXT = "text"
    KANA = "kana"
    DIGITS = "digits"
    """Numbers that people write with or without hyphens: only the digits count."""
    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    """A month of a year, which counts as its first day."""
    FLAG = "flag"
    CHOICE = "choice"
    EVENTS = "events"
    """Things that happen to a customer again and again (SMS): asked for by how often within N days."""


_WORDS = (Operator.CONTAINS, Operator.STARTS, Operator.ENDS, Operator.EQUALS, Operator.EMPTY, Operator.NOT_EMPTY)

_DAYS = (
    Operator.BETWEEN,
    Operator.THIS_MONTH,
    Operator.NEXT_MONTH,
    Operator.WITHIN_DAYS,
    Operator.PAST_DAYS,
    Operator.MONTHS_AGO,
    Operator.MONTHS_AGO_OR_MORE,
    Operator.EMPTY,
    Operator.NOT_EMPTY,
)

OPERATORS: Mapping[ItemType, tuple[Operator, ...]] = {
    ItemType.TEXT: _WORDS,
    ItemType.KANA: (Operator.STARTS, *(each for each in _WORDS if each is not Operator.STARTS)),
    ItemType.DIGITS: (Operator.ENDS, *(each for each in _WORDS if each is not Operator.ENDS)),
    ItemType.NUMBER: (Operator.BETWEEN, Operator.EMPTY, Operator.NOT_EMPTY),
    ItemType.DATE: _DAYS,
    ItemType.MONTH: _DAYS,
    ItemType.FLAG: (Operator.CHECKED, Operator.UNCHECKED),
    ItemType.CHOICE: (Operator.ONE_OF, Operator.EMPTY, Operator.NOT_EMPTY),
    ItemType.EVENTS: (Operator.TIMES,),
}
"""The operators a type offers, the usual one first: it is what an entry field starts with."""

TEXT_KEYS: Mapping[ItemType, Callable[[str], str]] = {
    ItemType.TEXT: search_key,
    ItemType.KANA: kana_key,
    ItemType.DIGITS: dialled,
}
"""What makes two spellings of a text comparable: width, case, kana, signs. The database holds the same keys."""

BLANKS = " \t\r\n\u3000"
"""A text of nothing but these is blank."""


@dataclass(frozen=True, slots=True)
class Needle:
    """What is really looked for when a clerk types a text."""

    text: str
    literal: bool
    """Compare with the text as it is stored, not with its key."""


def needle_of(item_type: ItemType, text: str) -> Needle | None:
    """What `text` is compared as; None when it asks for nothing.

    Keys hold no signs. A text of nothing but signs (%, 👍) is therefore looked for as it was typed, except in
    numbers, where only digits can be meant.
    """
    if key := TEXT_KEYS[item_type](text):
        return Needle(key, literal=False)
    typed = text.strip(BLANKS)
    return Needle(typed, literal=True) if typed and item_type is not ItemType.DIGITS else None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values of a CHOICE item, as stored and as shown."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ItemInfo:
    """One searchable item."""

    key: str
    """Stable for ever: saved titles name items by it."""
    label: str
    type: ItemType
    target: Target
    """Whose item it is. A search for vehicles offers the owner's items too."""
    width: int = 100
    """Width of its column in a list, in pixels at 96 dpi."""
    choices: tuple[Choice, ...] = ()
    changeable: bool = False
    """Whether 一括変更 may set it."""
    sorted_by: str = ""
    """The item whose values order this one's column ("" for its own): names go by their kana."""
    operators: tuple[Operator, ...] = field(default=())
    """Those of the type, unless the catalogue says otherwise."""

    def __post_init__(self) -> None:
        """Fill in the operators of the type."""
        if not self.operators:
            object.__setattr__(self, "operators", OPERATORS[self.type])

    def belongs_to(self, target: Target) -> bool:
        """Whether a search for `target` can use this item."""
        return self.target is target or target is Target.VEHICLE

    def label_in(self, target: Target) -> str:
        """The heading in a search for `target`: 顧客_氏名 for an owner's item among vehicle items."""
        return f"顧客_{self.label}" if target is Target.VEHICLE and self.target is Target.CUSTOMER else self.label

    def choice_label(self, code: str) -> str:
        """The label of a choice; a code that no longer exists is shown as it is."""
        return next((each.label for each in self.choices if each.code == code), code)


Items = Mapping[str, ItemInfo]
"""A catalogue, as the rules of this package see it."""

Value = str | tuple[str, ...] | int | date | bool | tuple[date, ...] | None
"""What a row holds for an item, by type: TEXT, KANA, DIGITS, CHOICE a text (or several, of which any may
answer: 電話 and 携帯), NUMBER an int, DATE a day of Japan, MONTH its first day, FLAG a bool, EVENTS the days of
Japan on which something happened. None: nothing on record."""

Record = Mapping[str, Value]
"""One row, by item key. A missing key is the same as None."""
