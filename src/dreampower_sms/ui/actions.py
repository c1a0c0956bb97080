"""What can be put on the custom bars of 照会 (manual chapter 1): one row an action.

The row names methods of the inquiry screen, as a `Key` does, so that a button of a custom bar, its reason
when it can't be pressed and the list in ボタンカスタム come from the same place.
"""

from dataclasses import dataclass
from enum import StrEnum


class Bar(StrEnum):
    """The two custom bars. The value is what the database holds."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"


SLOTS = 8
"""Buttons a bar."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a button of a custom bar can do."""

    id: str
    label: str
    run: str
    blocked: str = ""
    bars: frozenset[Bar] = frozenset(Bar)


ACTIONS = (
    Action("message", "メッセージ", "open_sms", "why_no_sms"),
    Action("history", "送信履歴", "open_history", "why_no_customer"),
    Action("opt_out", "配信停止", "toggle_opt_out", "why_no_opt_out", frozenset({Bar.CUSTOMER})),
    Action("copy_number", "携帯番号コピー", "copy_number", "why_no_mobile", frozenset({Bar.CUSTOMER})),
    Action("copy_plate", "登録番号コピー", "copy_plate", "why_no_vehicle", frozenset({Bar.VEHICLE})),
)


def action(identifier: str) -> Action | None:
    """The action with this id, None when this version has none of that name."""
    return next((a for a in ACTIONS if a.id == identifier), None)


def actions_for(bar: Bar) -> tuple[Action, ...]:
    """The actions that may stand on a bar."""
    return tuple(a for a in ACTIONS if bar in a.bars)
