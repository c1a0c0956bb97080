"""A bill beside our own messages: each line and each message ends in exactly one place."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreampower_sms.domain.messages import State
from dreampower_sms.domain.reconciling import BillLine, Kind, Own, Pair, paired, reconcile

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
ONE = Own(1, "r1", "g1", "+819020000001", "山田", NOON, 1, Decimal(20), State.DELIVERED)
LINE = BillLine(2, gateway_id="g1", price=Decimal(20), units=1)


def pairs(lines: list[BillLine], own: list[Own]) -> list[Pair]:
    return list(paired(lines, own))


FREE = replace(ONE, state=State.UNDELIVERED, units=0, price=Decimal(0))


@pytest.mark.parametrize(
    ("line", "own", "kind", "difference"),
    [
        (LINE, ONE, Kind.SAME, 0),
        (replace(LINE, price=None, units=None), ONE, Kind.SAME, None),
        (replace(LINE, price=None, foreign="0.08 USD"), ONE, Kind.SAME, None),
        (replace(LINE, price=Decimal(23)), ONE, Kind.PRICE, 3),
        (replace(LINE, units=2, price=Decimal(40)), ONE, Kind.UNITS, 20),
        (replace(LINE, e164="+819020000009"), ONE, Kind.NUMBER, 0),
        (replace(LINE, e164=ONE.e164), ONE, Kind.SAME, 0),
        (replace(LINE, gateway_id="g9"), ONE, Kind.NOT_OURS, 20),
        (replace(LINE, gateway_id="g9", price=None), ONE, Kind.NOT_OURS, None),
        (replace(LINE, gateway_id="", reference="r1"), ONE, Kind.SAME, 0),
        (LINE, replace(ONE, state=State.REJECTED), Kind.NOT_CHARGEABLE, 20),
        (LINE, replace(ONE, state=State.UNKNOWN), Kind.PROVED_SENT, 0),
        (replace(LINE, price=Decimal(23)), replace(ONE, state=State.UNKNOWN), Kind.PROVED_SENT, 3),
        (replace(LINE, price=None, wrong=("金額", "abc")), ONE, Kind.UNREADABLE, None),
        (replace(LINE, price=Decimal(0)), FREE, Kind.SAME, 0),
        (replace(LINE, units=None), FREE, Kind.PRICE, 20),
        (replace(LINE, total=True, wrong=("電話番号", "合計")), ONE, Kind.TOTAL, None),
    ],
)
def test_what_one_line_is(line: BillLine, own: Own, kind: Kind, difference: int | None) -> None:
    pair = pairs([line], [own])[0]
    assert (pair.kind, pair.difference) == (kind, difference)


def test_a_message_that_is_billed_twice_is_told_once_as_twice() -> None:
    bill = [LINE, replace(LINE, row=3)]
    assert [(pair.kind, pair.difference) for pair in pairs(bill, [ONE])] == [(Kind.SAME, 0), (Kind.TWICE, 20)]
    found = reconcile(bill, [ONE])
    assert (found.billed, found.ours) == (40, 20)


def test_what_is_missing_on_the_bill() -> None:
    own = [ONE, replace(ONE, id=2, gateway_id="g2", state=State.UNKNOWN), replace(ONE, id=3, state=State.REJECTED),
           replace(ONE, id=4, gateway_id="g4", within=False), replace(FREE, id=5, gateway_id="g5")]  # fmt: skip
    assert [(pair.kind, pair.own and pair.own.id) for pair in pairs([], own)] == [
        (Kind.NOT_BILLED, 1), (Kind.STILL_UNKNOWN, 2)]  # fmt: skip


def test_without_an_id_the_nearest_in_time_to_the_number_is_taken_once() -> None:
    own = [replace(ONE, id=n, gateway_id="", reference=f"r{n}", at=NOON + timedelta(minutes=10 * n)) for n in (1, 2)]
    line = BillLine(2, e164=ONE.e164, at=NOON + timedelta(minutes=19))
    found = pairs([line, replace(line, row=3, at=NOON + timedelta(minutes=18))], own)
    assert [pair.own and pair.own.id for pair in found] == [2, 1]
    far = pairs([replace(line, at=NOON + timedelta(days=2))], own)
    assert [pair.kind for pair in far] == [Kind.NOT_OURS, Kind.NOT_BILLED, Kind.NOT_BILLED]


def test_a_bill_without_times_is_matched_by_the_day_and_one_without_days_by_the_number() -> None:
    own = [replace(ONE, id=n, gateway_id="", reference=f"r{n}", at=NOON + timedelta(days=n)) for n in range(3)]
    line = BillLine(2, e164=ONE.e164, day=date(2026, 11, 25))
    assert next(pair.own and pair.own.id for pair in pairs([line], own)) == 1
    lines = [BillLine(n, e164=ONE.e164) for n in range(2, 6)]
    assert [pair.own and pair.own.id for pair in pairs(lines, own)] == [0, 1, 2, None]


def test_sums_and_differences_agree() -> None:
    own = [ONE, replace(ONE, id=2, gateway_id="g2", reference="r2", within=False)]
    bill = [replace(LINE, price=Decimal(25)), replace(LINE, row=3, gateway_id="g2")]
    found = reconcile(bill, own)
    assert found.billed - found.ours == found.difference == 5
    assert [pair.difference for pair in pairs(bill, own)] == [5, 0]
    assert (found.counts, len(found.differing)) == ({Kind.PRICE: 1, Kind.SAME: 1}, 1)


def test_totals_of_the_bill_are_in_no_sum() -> None:
    total = BillLine(3, price=Decimal(20), total=True)
    tax = BillLine(4, e164=ONE.e164, at=NOON, price=Decimal(2), total=True)
    found = reconcile([LINE, total, tax], [ONE])
    assert (found.billed, found.ours, found.difference, found.differing) == (20, 20, 0, [])
    assert [pair.line for pair in found.of(Kind.TOTAL)] == [total, tax]


def test_what_asks_whether_to_go_on_may_end_it() -> None:
    left = 3

    def go_on() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        reconcile([replace(LINE, row=n) for n in range(2, 9)], [ONE], go_on)


def test_the_same_number_with_another_id_is_another_message_where_the_ids_are_ours() -> None:
    two = replace(ONE, id=2, gateway_id="g2", reference="r2", e164="+819020000002")
    lines = [BillLine(2, gateway_id="other", e164=ONE.e164, at=NOON), BillLine(3, gateway_id="g2")]
    assert [pair.kind for pair in pairs(lines, [ONE, two])] == [Kind.NOT_OURS, Kind.SAME, Kind.NOT_BILLED]
    [pair] = pairs([BillLine(2, gateway_id="of the invoice", e164=ONE.e164, at=NOON)], [ONE])
    assert pair.own == ONE  # not one id of the bill is ours: they number something else


def test_a_message_of_three_sms_that_stands_in_three_lines_is_one() -> None:
    own = replace(ONE, units=3, price=Decimal(60))
    lines = [replace(LINE, row=row) for row in (2, 3, 4)]
    [pair] = pairs(lines, [own])
    assert (pair.kind, pair.line and pair.line.units, pair.difference) == (Kind.SAME, 3, 0)
    kinds = [pair.kind for pair in pairs([*lines, replace(LINE, row=5)], [own])]
    assert kinds == [Kind.UNITS, Kind.TWICE, Kind.TWICE, Kind.TWICE]


def test_lines_without_a_price_in_yen_are_left_out_of_the_sums_and_counted() -> None:
    own = [ONE, replace(ONE, id=2, gateway_id="g2", reference="r2")]
    found = reconcile([LINE, replace(LINE, row=3, gateway_id="g2", price=None, foreign="0.08 USD")], own)
    assert (found.billed, found.ours, found.difference, found.unpriced) == (20, 20, 0, 1)
    assert found.priced == 1


OWN = st.builds(
    Own, st.integers(1, 99), st.text("ab", min_size=3, max_size=6), st.sampled_from(["", "x", "y", "z"]),
    st.sampled_from(["+8190200000" + n for n in "123"]), st.just("山田"),
    st.integers(0, 90).map(lambda m: NOON + timedelta(minutes=m)), st.just(1), st.just(Decimal(20)),
    st.sampled_from([State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.UNKNOWN, State.REJECTED]),
)  # fmt: skip
OWNS = st.lists(OWN, max_size=12, unique_by=(lambda o: o.id, lambda o: o.reference))
LINE_OF = st.builds(
    BillLine, st.integers(2, 99), st.sampled_from(["", "x", "y", "q"]), st.sampled_from(["", "aaa"]),
    st.sampled_from(["", "+81902000001", "+81902000002"]), st.just(NOON), st.none(), st.just(1),
    st.just(Decimal(20)),
)  # fmt: skip
LINES = st.lists(LINE_OF, max_size=12)


@settings(max_examples=100)
@given(LINES, OWNS)
def test_every_line_and_every_message_is_in_one_pair(lines: list[BillLine], own: list[Own]) -> None:
    found = pairs(lines, own)
    assert [pair.line for pair in found if pair.line is not None] == lines
    alone = [pair.own.id for pair in found if pair.own is not None and pair.kind is not Kind.TWICE]
    assert len(alone) == len(set(alone))
    assert {one.id for one in own if one.state is not State.REJECTED} <= set(alone)


PRICES = st.none() | st.integers(0, 90).map(Decimal)


@settings(max_examples=100)
@given(LINES, OWNS, st.lists(PRICES, min_size=12, max_size=12))
def test_the_difference_of_the_bill_is_the_sum_of_those_of_its_pairs(
    lines: list[BillLine], own: list[Own], prices: list[Decimal | None]
) -> None:
    bill = [replace(line, price=price) for line, price in zip(lines, prices, strict=False)]
    found = reconcile(bill, own)
    assert found.billed == sum(line.price for line in bill if line.price is not None)
    assert found.difference == sum(pair.difference for pair in pairs(bill, own) if pair.difference is not None)


@settings(max_examples=50)
@given(OWNS)
def test_a_bill_of_our_own_messages_differs_in_nothing(own: list[Own]) -> None:
    charged = [replace(one, gateway_id=f"g{one.id}", state=State.DELIVERED) for one in own]
    lines = [BillLine(n, one.gateway_id, units=one.units, price=one.price) for n, one in enumerate(charged, 2)]
    found = reconcile(lines, charged)
    assert found.differing == []
    assert found.billed == found.ours
