"""送信履歴: filters against plain Python, pages without gaps, and the time line of one message."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from dreampower_sms.db import claims, messages, outcomes, receipts
from dreampower_sms.db.engine import Database
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.domain.history import HistoryFilter, HistoryKey
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.domain.messages import MessageRow, Move, Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.history import History, with_number
from tests import sending
from tests.sending import NOON, PRACTICE, job_of, recipient

BODIES = ("車検のご案内です", "100%引き_セール", "オイル交換")
CLERKS = ("佐藤", "鈴木")


@pytest.fixture
def history(database: Database, add_customer: Callable[..., Customer]) -> History:
    """Forty messages of two clerks to three customers for ten days, four a day, two of them at the same moment. What
    is planned last was registered first.
    """
    people = [add_customer(name=name, mobile=f"090-2000-000{n}") for n, name in enumerate(("山田", "佐藤", "髙橋"))]
    for n in range(40):
        body = BODIES[n % 3]
        at = NOON + timedelta(days=n // 4, hours=n % 4 // 2)
        message = replace(
            recipient(n % 3, body=body, not_before=at), customer_id=people[n % 3].id,
            customer_name=people[n % 3].name, excluded=Reason.OPTED_OUT if n % 5 == 0 else None,
        )  # fmt: skip
        purpose = Purpose.CAMPAIGN if n % 4 == 0 else Purpose.ROUTINE
        job = replace(job_of([message], JobKind.SINGLE), clerk=CLERKS[n % 2], purpose=purpose, title=f"ジョブ {n}")
        with database.write() as session:
            messages.confirm(session, job, NOON - timedelta(days=n))
    return History(database)


@pytest.fixture
def everything(history: History) -> list[MessageRow]:
    return history.page(HistoryFilter(), limit=1000)


def test_the_newest_comes_first_with_all_that_a_list_shows(everything: list[MessageRow]) -> None:
    assert [row.id for row in everything] == list(range(40, 0, -1))
    last = everything[0]
    assert (last.customer_name, last.clerk, last.state) == ("山田", "鈴木", State.QUEUED)
    assert (last.body, last.tier, last.purpose, last.job_title) == (BODIES[0], 1, Purpose.ROUTINE, "ジョブ 39")


FILTERS: list[tuple[HistoryFilter, Callable[[MessageRow], bool]]] = [
    (HistoryFilter(since=NOON + timedelta(days=2)), lambda row: row.history_at >= NOON + timedelta(days=2)),
    (HistoryFilter(until=NOON + timedelta(days=2)), lambda row: row.history_at < NOON + timedelta(days=2)),
    (HistoryFilter(customer_id=2), lambda row: row.customer_id == 2),
    (HistoryFilter(e164="+819020000001"), lambda row: row.e164 == "+819020000001"),
    (HistoryFilter(number_part="0002"), lambda row: "0002" in row.e164),
    (HistoryFilter(name="橋"), lambda row: "橋" in row.customer_name),
    (HistoryFilter(text="車検"), lambda row: "車検" in row.body),
    (HistoryFilter(text="0%引き_"), lambda row: "0%引き_" in row.body),
    (HistoryFilter(text="0_引き%"), lambda row: False),
    (HistoryFilter(states=(State.EXCLUDED,)), lambda row: row.state is State.EXCLUDED),
    (HistoryFilter(states=(State.EXCLUDED, State.QUEUED)), lambda row: True),
    (HistoryFilter(clerk="佐藤"), lambda row: row.clerk == "佐藤"),
    (HistoryFilter(purpose=Purpose.CAMPAIGN), lambda row: row.purpose is Purpose.CAMPAIGN),
    (HistoryFilter(customer_id=1, clerk="佐藤", text="車検"), lambda row: row.customer_id == 1 and row.clerk == "佐藤"),
]


@pytest.mark.parametrize("number", range(len(FILTERS)))
def test_filters(history: History, everything: list[MessageRow], number: int) -> None:
    wanted, fits = FILTERS[number]
    expected = [row.id for row in everything if fits(row)]
    assert list(history.ids(wanted)) == expected
    assert [row.id for row in history.page(wanted, limit=1000)] == expected
    assert history.count(wanted) == len(expected)


def test_one_job(history: History, everything: list[MessageRow]) -> None:
    row = everything[7]
    assert history.page(HistoryFilter(job_id=row.job_id)) == [row]


@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_by_key_have_no_gap_and_no_overlap(history: History, everything: list[MessageRow], size: int) -> None:
    """Two messages of one moment fall on either side of a page's end."""
    read: list[MessageRow] = []
    while page := history.page(HistoryFilter(), size, after=HistoryKey.of(read[-1]) if read else None):
        assert len(page) <= size
        read += page
    assert read == everything


def test_a_message_that_comes_while_paging_shifts_nothing(history: History, database: Database) -> None:
    first = history.page(HistoryFilter(), 10)
    with database.write() as session:
        messages.confirm(session, job_of([recipient(500, not_before=NOON + timedelta(days=30))]), NOON)
    second = history.page(HistoryFilter(), 10, after=HistoryKey.of(first[-1]))
    assert [row.id for row in first + second] == list(range(40, 20, -1))


@pytest.mark.parametrize(
    ("leaves", "second"), [(40, range(30, 20, -1)), (25, [30, 29, 28, 27, 26, 24, 23, 22, 21, 20])]
)
def test_a_message_that_leaves_while_paging_is_met_once(
    history: History, database: Database, leaves: int, second: Sequence[int]
) -> None:
    """One that was read, and one that the next page would have held: it is by now the newest of all."""
    first = history.page(HistoryFilter(), 10)
    now = NOON + timedelta(days=20)
    sending.touch(database, leaves, state=State.CLAIMED, claim_token="a" * 32, lease_until=now + timedelta(minutes=2))
    with database.write() as session:
        assert claims.post(session, "a" * 32, [leaves], now, now + timedelta(minutes=2)) == [leaves]
    rest = history.page(HistoryFilter(), 10, after=HistoryKey.of(first[-1]))
    assert [row.id for row in rest] == list(second)
    assert history.ids(HistoryFilter(), 1)[0] == leaves


def test_rows_come_in_the_order_asked_and_missing_ones_are_left_out(history: History) -> None:
    assert [row.id for row in history.rows([5, 99999, 17, 2])] == [5, 17, 2]
    assert history.rows([]) == []


def test_the_last_five_of_a_customer(history: History) -> None:
    assert [row.id for row in history.last_of(1)] == [40, 37, 34, 31, 28]


@pytest.mark.parametrize(
    ("typed", "e164", "part"),
    [
        ("090-2000-0001", "+819020000001", ""),
        ("０９０２００００００１", "+819020000001", ""),
        ("0001", "", "0001"),
        ("2000-0001", "", "20000001"),
        ("090-2000-00", "", "090200000"),
        ("+81 90-2000", "", "0902000"),
        ("8190", "", "8190"),
        ("03-1234-5678", "", "0312345678"),
        ("", "", ""),
    ],
)
def test_a_number_as_typed(typed: str, e164: str, part: str) -> None:
    assert with_number(HistoryFilter(clerk="佐藤"), typed) == HistoryFilter(clerk="佐藤", e164=e164, number_part=part)


def test_a_whole_life_on_one_time_line(database: Database) -> None:
    message = replace(
        recipient(1), overridden=(Reason.SMS_OFF_CUSTOMER, Reason.CAP_PER_DAY), override_reason="電話で依頼"
    )
    with database.write() as session:
        messages.confirm(session, job_of([message], JobKind.SINGLE), NOON)
    mine, later = "a" * 32, NOON + timedelta(minutes=1)
    for tried in (1, 2):
        with database.write() as session:
            claims.claim(session, mine, [PRACTICE], later, later + timedelta(minutes=2), 1)
            claims.post(session, mine, [1], later, later)
        answer = Answer(1, "not_sent" if tried == 1 else "accepted", "dns" if tried == 1 else "")
        with database.write() as session:
            outcomes.close_attempts(session, mine, [answer], later)
            if tried == 1:
                outcomes.try_again(session, mine, answer, later, later, Held.RETRY)
            else:
                outcomes.accept(session, mine, {1: "g1"}, later, later)
    with database.write() as session:
        for delivery in ("pending", "delivered"):
            event = receipts.Event(delivery, later, source="practice")
            receipts.keep(session, {1: event}, later)
        receipts.settle(session, Move.DELIVER, {1: (event, 1)})
    line = History(database).timeline(1)
    assert line is not None
    assert [(a.no, a.outcome, a.code, a.ended_at) for a in line.attempts] == [
        (1, "not_sent", "dns", later),
        (2, "accepted", "", later),
    ]
    assert [(r.delivery, r.source) for r in line.results] == [("pending", "practice"), ("delivered", "practice")]
    assert (line.message.state, line.gateway_id, line.charged_units) == (State.DELIVERED, "g1", 1)
    assert line.override_codes == ("sms_off_customer", "cap_per_day")
    assert (line.override_reason, line.held, line.settled_at) == ("電話で依頼", "", later)


def test_no_message_has_no_time_line(database: Database) -> None:
    assert History(database).timeline(1) is None
