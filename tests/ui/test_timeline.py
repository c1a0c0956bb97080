"""What the page of one message advises while its phone can't be reached."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from dreampower_sms.domain.history import Result, Timeline
from dreampower_sms.domain.messages import MessageRow, Purpose, State
from dreampower_sms.ui import show
from dreampower_sms.ui.timeline import timeline_html
from tests.sending import NOON, number

ROW = MessageRow(
    1,
    "a" * 32,
    NOON,
    NOON,
    None,
    "試験",
    number(1),
    "本文",
    2,
    1,
    Decimal(20),
    State.ACCEPTED,
    "",
    "",
    Purpose.ROUTINE,
    "",
)


def _page(row: MessageRow, *deliveries: str) -> str:
    at = NOON + timedelta(minutes=1)
    results = tuple(Result(at, at, delivery, "", "", "practice") for delivery in deliveries)
    return timeline_html(Timeline(row, None, NOON, "", (), "", (), results, "g-1", None, None, "", None, ""))


def test_a_phone_out_of_reach_is_called_and_not_written_to_again() -> None:
    page = _page(ROW, "pending", "unreachable")
    assert f"電話する：{show.number(ROW.e164)}" in page
    assert "送り直さない" in page
    assert show.moment(NOON + timedelta(hours=2)) in page


def test_a_phone_that_is_back_or_has_got_it_needs_no_call() -> None:
    assert "電話する" not in _page(ROW, "unreachable", "pending")
    assert "電話する" not in _page(replace(ROW, state=State.DELIVERED), "unreachable", "delivered")
    assert "電話する" not in _page(ROW)
