"""What 一括変更 can change: one table. A new item is one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dreampower_sms.domain.people import ContactState
from dreampower_sms.domain.search.items import Target


class ValueKind(StrEnum):
    """How the new value is entered, and how it is kept as text."""

    CHECK = "check"
    """"1" or "0"."""
    TEXT = "text"
    STATE = "state"
    """A value of `ContactState`."""


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One field of a customer or vehicle."""

    column: str
    target: Target
    kind: ValueKind
    longest: int = 0
    """Of a text."""


_ALL = (
    BulkItem("flag_sms", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_summer", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_midyear", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_yearend", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_newyear", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_print_list", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_dm", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("flag_telecall", Target.CUSTOMER, ValueKind.CHECK),
    BulkItem("rank", Target.CUSTOMER, ValueKind.TEXT, 10),
    BulkItem("honorific", Target.CUSTOMER, ValueKind.TEXT, 10),
    BulkItem("sms", Target.VEHICLE, ValueKind.CHECK),
    BulkItem("contact_state", Target.VEHICLE, ValueKind.STATE),
)
BULK_ITEMS: Mapping[Target, tuple[BulkItem, ...]] = {
    target: tuple(item for item in _ALL if item.target is target) for target in Target
}


def is_value(item: BulkItem, text: str) -> bool:
    """Whether a text can be the value of an item."""
    match item.kind:
        case ValueKind.CHECK:
            return text in ("1", "0")
        case ValueKind.STATE:
            return text in {state.value for state in ContactState}
        case ValueKind.TEXT:
            return len(text) <= item.longest
