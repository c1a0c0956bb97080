"""Who sends a repeat knows of it: what came in since is shown first, whatever reason was given before."""

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow, CustomerRow, MessageRecord, SettingRow
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.bulk_send import BulkSend, Changed, Registered
from dreampower_sms.services.listing import BulkRequest, Sorting, warnings_of
from dreampower_sms.services.send import Changed as OneChanged
from dreampower_sms.services.send import Confirmed, Preview, SendRequest, SendService
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON
from tests.services.bench import Bench
from tests.services.fakes import until

TEXT = "山川自動車です。車検のご案内です。"
WHY = "届いていないと電話があった"


@pytest.fixture
def warns(database: Database, terms: ShopTerms) -> None:
    """The shop only tells of repeats, and leaves nobody out for them."""
    with database.write() as session:
        session.add(SettingRow(scope="shop", key="frequency", value={"routine": [7, 3, 0, True]}))
    terms.forget()


def look(bulk: BulkSend, people: list[Customer], set_aside: Collection[Reason] = (), text: str = TEXT) -> Sorting:
    """What a clerk is shown who sends to these people."""
    request = BulkRequest(
        JobKind.CUSTOMERS, text, Purpose.ROUTINE, "佐藤", overrides=set_aside, override_reason=WHY if set_aside else ""
    )
    return bulk.sort(bulk.audience(JobKind.CUSTOMERS, [one.id for one in people]), request)


def press(bulk: BulkSend, seen: Sorting) -> Registered | Changed:
    return bulk.confirm(bulk.new_job_id(), seen)


def send(bulk: BulkSend, seen: Sorting) -> Registered:
    done = press(bulk, seen)
    assert isinstance(done, Registered)
    return done


def leave(database: Database) -> None:
    """What waits in the outbox leaves, a little after it was due."""
    for id_ in range(1, len(sending.states(database)) + 1):
        sending.touch(database, id_, state=State.ACCEPTED, posted_at=NOON + timedelta(minutes=1))


def test_a_reason_for_one_repeat_lets_no_other_repeat_through(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    send(bulk, look(bulk, people[:1]))
    seen = look(bulk, people, [Reason.SAME_CONTENT])
    send(bulk, look(bulk, people[1:]))  # on another PC
    answer = press(bulk, seen)
    assert isinstance(answer, Changed)
    assert len(sending.states(database)) == 5
    assert send(bulk, answer.sorting).messages == 5, "by now the clerk saw all of them"


def test_two_pcs_that_each_give_a_reason_repeat_a_list_once(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    send(bulk, look(bulk, people))
    here, there = (look(bulk, people, [Reason.SAME_CONTENT]) for _ in range(2))
    leave(database)  # of what they were told: that is nothing new
    send(bulk, here)
    assert isinstance(press(bulk, there), Changed)
    assert len(sending.states(database)) == 10


def test_where_the_shop_only_warns_the_second_pc_is_told_before_it_repeats_a_list(
    bulk: BulkSend, people: list[Customer], database: Database, warns: None
) -> None:
    here, there = look(bulk, people), look(bulk, people)
    send(bulk, here)
    answer = press(bulk, there)
    assert isinstance(answer, Changed)
    assert warnings_of(answer.sorting) == {Reason.SAME_CONTENT: 5}
    assert len(sending.states(database)) == 5
    assert send(bulk, answer.sorting).messages == 5


def test_a_repeat_that_comes_after_the_list_was_confirmed_is_left_out_though_the_list_has_a_reason(
    bulk: BulkSend, people: list[Customer], bench: Bench
) -> None:
    send(bulk, look(bulk, people[:1]))
    leave(bench.database)
    job_id = send(bulk, look(bulk, people[:2], [Reason.SAME_CONTENT])).job_id
    [other] = sending.confirm(bench.database, 1, first=9)  # whatever let it through
    sending.touch(bench.database, other, e164="+819022223001", body=TEXT, state=State.ACCEPTED, posted_at=NOON)
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    with bench.database.read() as session:
        rows = session.scalars(select(MessageRecord).where(MessageRecord.job_id == job_id).order_by(MessageRecord.id))
        assert [(row.state, row.code, row.override_code) for row in rows] == [
            (State.ACCEPTED, "", Reason.SAME_CONTENT),
            (State.EXCLUDED, Reason.SAME_CONTENT, ""),
        ]


def test_a_press_is_found_again_though_somebody_left_out_was_removed_before_it(
    bulk: BulkSend, people: list[Customer], database: Database, add_customer: Callable[..., Customer]
) -> None:
    off = add_customer(mobile="090-2222-4001", flag_sms=False)
    seen, job_id = look(bulk, [*people, off]), bulk.new_job_id()
    with database.write() as session:
        session.get_one(CustomerRow, off.id).archived_at = NOON
    assert isinstance(bulk.confirm(job_id, seen), Registered)
    again = bulk.confirm(job_id, seen)  # the answer to the first press was lost
    assert isinstance(again, Registered)
    assert (again.first, again.messages, len(sending.states(database))) == (False, 5, 5)


# --- one message --------------------------------------------------------------------------------------------


def one(service: SendService, person: Customer, *set_aside: Reason) -> Preview:
    """What a clerk is shown who writes to one person."""
    why = WHY if set_aside else ""
    request = SendRequest(
        service.recipient(person), TEXT, Purpose.ROUTINE, "佐藤", overrides=set_aside, override_reason=why
    )
    return service.preview(request)


def press_one(service: SendService, seen: Preview) -> object:
    return service.confirm(service.new_job_id(), seen)


def test_two_pcs_that_each_give_a_reason_repeat_a_message_once(
    service: SendService, people: list[Customer], database: Database
) -> None:
    assert isinstance(press_one(service, one(service, people[0])), Confirmed)
    here, there = (one(service, people[0], Reason.SAME_CONTENT) for _ in range(2))
    leave(database)  # of what they were told: that is nothing new
    assert isinstance(press_one(service, here), Confirmed)
    answer = press_one(service, there)
    assert isinstance(answer, OneChanged)
    assert len(sending.states(database)) == 2
    assert isinstance(press_one(service, answer.preview), Confirmed)


def test_where_the_shop_only_warns_the_second_pc_is_told_before_it_repeats_a_message(
    service: SendService, people: list[Customer], database: Database, warns: None
) -> None:
    here, there = one(service, people[0]), one(service, people[0])
    assert isinstance(press_one(service, here), Confirmed)
    answer = press_one(service, there)
    assert isinstance(answer, OneChanged)
    assert [warning.reason for warning in answer.preview.warnings] == [Reason.SAME_CONTENT]
    assert len(sending.states(database)) == 1


def test_a_budget_that_another_list_ate_meanwhile_is_shown_before_anything_is_written(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    with database.write() as session:
        session.get_one(ContractRow, "practice").day_messages = 5
    seen = look(bulk, people[:3])
    assert seen.stop is None
    assert isinstance(press(bulk, look(bulk, people[2:], text="別のお知らせです。")), Registered)
    job_id = bulk.new_job_id()
    changed = bulk.confirm(job_id, seen)
    assert isinstance(changed, Changed)
    assert changed.sorting.stop is not None
    assert changed.sorting.stop.fits == 2
    assert isinstance(bulk.confirm(job_id, changed.sorting), Registered)
    with database.read() as session:
        assert session.scalar(select(func.count()).where(MessageRecord.job_id == job_id)) == 3
