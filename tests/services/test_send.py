"""One message to one customer, from the first key press to the committed row."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ConsentRow, CustomerRow, SettingRow, StopRow, TariffRow
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import ConsentKind, Customer, Vehicle
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.windows import JAPAN
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.errors import ContractMissing
from dreampower_sms.services.send import Changed, Confirmed, Refused, SendRequest, SendService
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON, Clock

TEXT = "山川自動車です。お車の準備ができました。"
ADVERT = "山川自動車株式会社 オイル半額 配信停止は0312345678"


@pytest.fixture
def customer(add_customer: Callable[..., Customer]) -> Customer:
    return add_customer()


@pytest.fixture
def request_for(service: SendService, customer: Customer) -> Callable[..., SendRequest]:
    """A request to the customer, changed by keywords."""

    def make(text: str = TEXT, *, to: Customer | None = None, **changed: object) -> SendRequest:
        wanted = SendRequest(service.recipient(to or customer), text, Purpose.ROUTINE, "佐藤")
        return replace(wanted, **changed)

    return make


Make = Callable[..., SendRequest]
Answer = Confirmed | Refused | Changed


def confirmed(result: Answer) -> Confirmed:
    assert isinstance(result, Confirmed), result.preview
    return result


def stopping(result: Answer) -> list[Reason]:
    assert isinstance(result, Refused)
    return [refusal.reason for refusal in result.preview.stopping]


def set_setting(database: Database, terms: ShopTerms, key: str, value: object) -> None:
    with database.write() as session:
        session.add(SettingRow(scope="shop", key=key, value=value))
    terms.forget()


def test_a_message_is_committed_as_the_phone_will_show_it(
    service: SendService, request_for: Make, database: Database, customer: Customer
) -> None:
    request = request_for("{氏名}様\r\n山川自動車です。{担当者}", template_id=None)
    preview = service.preview(request)
    assert preview.text == "髙橋 一郎様\n山川自動車です。佐藤"
    assert (preview.measure.units, preview.measure.tier, preview.measure.price) == (17, 1, Decimal(20))
    done = confirmed(service.confirm(service.new_job_id(), service.preview(request)))
    row = sending.record(database, done.message_id)
    assert (row.body, row.units, row.tier, row.price) == (preview.text, 17, 1, Decimal(20))
    assert (row.state, row.customer_id, row.customer_name) == (State.QUEUED, customer.id, "髙橋 一郎")
    assert (row.e164, row.clerk, row.priority, row.not_before) == ("+819022223333", "佐藤", 0, NOON)
    assert done == Confirmed(row.job_id, row.id, first=True, same_text=True, leaves_at=None)


def test_vehicle_fields_are_filled_in(
    service: SendService, customer: Customer, add_vehicle: Callable[..., Vehicle]
) -> None:
    vehicle = add_vehicle(customer, model="プリウス", plate_area="千葉", plate_number="12-34")
    request = SendRequest(service.recipient(customer, vehicle), "{車名} {登録番号}", Purpose.ROUTINE, "佐藤")
    assert service.preview(request).text == "プリウス 千葉 12-34"


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("", Reason.EMPTY_TEXT, ""),
        (" 　\n ", Reason.EMPTY_TEXT, ""),
        ("あ" * 661, Reason.OVER_LIMIT, "1"),
        ("{車名}のご案内", Reason.MERGE_ERROR, "車名"),
        ("{なまえ}様", Reason.MERGE_ERROR, "なまえ"),
        ("{氏名 様", Reason.MERGE_ERROR, "{ }"),
        ("山川\x00です", Reason.CONTROL_CHARACTER, ""),
    ],
)
def test_a_text_that_can_not_go_out(
    service: SendService, request_for: Make, database: Database, text: str, reason: Reason, detail: str
) -> None:
    result = service.confirm(service.new_job_id(), service.preview(request_for(text)))
    assert stopping(result) == [reason]
    assert isinstance(result, Refused)
    assert result.preview.stopping[0].detail == detail
    assert sending.states(database) == []


def test_a_missing_field_is_shown_and_never_sent_blank(service: SendService, request_for: Make) -> None:
    preview = service.preview(request_for("{氏名}様の{車名}"))
    assert (preview.text, preview.shown) == ("", "髙橋 一郎様の〔車名〕")
    assert preview.measure.units > 0
    assert [error.field for error in preview.field_errors] == ["車名"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"mobile": ""}, Reason.NO_NUMBER),
        ({"mobile": "03-1234-5678"}, Reason.NOT_MOBILE),
        ({"mobile": "050-1234-5678"}, Reason.NOT_MOBILE),
        ({"is_dummy": True}, Reason.DUMMY),
        ({"flag_sms": False}, Reason.SMS_OFF_CUSTOMER),
        ({"number_bad": "unknown_subscriber"}, Reason.NUMBER_FAILED),
    ],
)
def test_a_recipient_who_gets_nothing(
    service: SendService,
    request_for: Make,
    add_customer: Callable[..., Customer],
    changed: dict[str, object],
    reason: Reason,
) -> None:
    assert stopping(
        service.confirm(service.new_job_id(), service.preview(request_for(to=add_customer(**changed))))
    ) == [reason]


def test_a_refusal_that_came_while_the_clerk_typed_is_seen(
    service: SendService, request_for: Make, database: Database
) -> None:
    request = request_for()
    assert service.preview(request).stopping == ()
    with database.write() as session:
        session.add(StopRow(e164="+819022223333", at=NOON, clerk="鈴木"))
    assert stopping(service.confirm(service.new_job_id(), service.preview(request))) == [Reason.OPTED_OUT]


def test_a_refusal_holds_for_everybody_who_shares_the_number(
    service: SendService, request_for: Make, database: Database, add_customer: Callable[..., Customer]
) -> None:
    with database.write() as session:
        session.add(StopRow(e164="+819022223333", at=NOON, clerk="鈴木"))
    daughter = add_customer(name="髙橋 花子", mobile="０９０２２２２３３３３")
    assert stopping(service.confirm(service.new_job_id(), service.preview(request_for(to=daughter)))) == [
        Reason.OPTED_OUT
    ]


def test_a_check_box_that_was_cleared_while_the_clerk_typed_is_seen(
    service: SendService, request_for: Make, database: Database, customer: Customer
) -> None:
    request = request_for()
    with database.write() as session:
        session.get_one(CustomerRow, customer.id).flag_sms = False
    assert stopping(service.confirm(service.new_job_id(), service.preview(request))) == [Reason.SMS_OFF_CUSTOMER]


def test_a_customer_who_was_removed_while_the_clerk_typed_is_seen(
    service: SendService, request_for: Make, database: Database, customer: Customer
) -> None:
    request = request_for()
    with database.write() as session:
        session.get_one(CustomerRow, customer.id).archived_at = NOON
    assert stopping(service.confirm(service.new_job_id(), service.preview(request))) == [Reason.CUSTOMER_GONE]


def test_a_soft_reason_needs_a_reason_and_both_are_kept(
    service: SendService, request_for: Make, database: Database, add_customer: Callable[..., Customer]
) -> None:
    off = add_customer(flag_sms=False)
    silent = request_for(to=off, overrides=(Reason.SMS_OFF_CUSTOMER,), override_reason="  ")
    refused = service.confirm(service.new_job_id(), service.preview(silent))
    assert stopping(refused) == [Reason.SMS_OFF_CUSTOMER]
    assert isinstance(refused, Refused)
    assert refused.preview.can_be_overridden
    done = confirmed(
        service.confirm(service.new_job_id(), service.preview(replace(silent, override_reason="電話で依頼された")))
    )
    row = sending.record(database, done.message_id)
    assert (row.override_code, row.override_reason) == ("sms_off_customer", "電話で依頼された")


def test_a_hard_reason_takes_no_override(service: SendService, request_for: Make, database: Database) -> None:
    with database.write() as session:
        session.add(StopRow(e164="+819022223333", at=NOON, clerk="鈴木"))
    request = request_for(overrides=tuple(Reason), override_reason="どうしても")
    assert stopping(service.confirm(service.new_job_id(), service.preview(request))) == [Reason.OPTED_OUT]


def test_the_same_text_again_is_refused_also_while_the_first_waits(service: SendService, request_for: Make) -> None:
    confirmed(service.confirm(service.new_job_id(), service.preview(request_for())))
    again = service.confirm(service.new_job_id(), service.preview(request_for()))
    assert stopping(again) == [Reason.SAME_CONTENT]
    assert isinstance(again, Refused)
    assert datetime.fromisoformat(again.preview.stopping[0].detail) == NOON
    assert stopping(service.confirm(service.new_job_id(), service.preview(request_for(purpose=Purpose.URGENT)))) == [
        Reason.SAME_CONTENT
    ]
    confirmed(service.confirm(service.new_job_id(), service.preview(request_for(TEXT + "!"))))


def test_advertising_needs_consent_on_record(service: SendService, request_for: Make, database: Database) -> None:
    advert = request_for(ADVERT, purpose=Purpose.CAMPAIGN)
    assert stopping(service.confirm(service.new_job_id(), service.preview(advert))) == [Reason.NO_CONSENT]
    with database.write() as session:
        session.add(ConsentRow(e164="+819022223333", kind=ConsentKind.RELATION, at=NOON, clerk="佐藤"))
    confirmed(service.confirm(service.new_job_id(), service.preview(advert)))


def test_an_advertisement_is_warned_about_its_form(service: SendService, request_for: Make) -> None:
    preview = service.preview(request_for("オイル半額", purpose=Purpose.CAMPAIGN))
    assert {warning.reason for warning in preview.warnings} == {Reason.NO_SENDER_NAME, Reason.NO_STOP_NOTICE}


def test_a_double_press_is_one_message(
    service: SendService, request_for: Make, database: Database, changes: Changes
) -> None:
    told: list[list[int]] = []
    changes.listen(lambda ids: told.append(list(ids)))
    job_id, request = service.new_job_id(), request_for()
    first, second = service.confirm(job_id, service.preview(request)), service.confirm(job_id, service.preview(request))
    edited = service.confirm(job_id, service.preview(replace(request, text="別の文")))
    assert sending.states(database) == [State.QUEUED]
    assert confirmed(first).first
    assert (confirmed(second).first, confirmed(second).same_text) == (False, True)
    assert (confirmed(edited).first, confirmed(edited).same_text) == (False, False)
    assert told == [[confirmed(first).message_id]]


def test_presses_from_many_threads_are_one_message(service: SendService, request_for: Make, database: Database) -> None:
    job_id, request = service.new_job_id(), request_for()
    together = threading.Barrier(8)
    results: list[Answer] = []

    def press() -> None:
        together.wait()
        results.append(service.confirm(job_id, service.preview(request)))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(confirmed(result).first for result in results) == [False] * 7 + [True]
    assert len(sending.states(database)) == 1


def test_two_pcs_with_the_same_text_to_one_number_at_the_same_moment(
    service: SendService, request_for: Make, database: Database
) -> None:
    """Two dialogs, two job ids: one gets through, the other is told."""
    request = request_for()
    together = threading.Barrier(4)
    results: list[Answer] = []

    def press() -> None:
        together.wait()
        results.append(service.confirm(service.new_job_id(), service.preview(request)))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [isinstance(result, Confirmed) for result in results].count(True) == 1
    assert len(sending.states(database)) == 1


def test_outside_the_window_it_waits_for_the_morning(
    service: SendService, request_for: Make, database: Database, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 24, 22, tzinfo=JAPAN)
    morning = datetime(2026, 11, 25, 9, tzinfo=JAPAN)
    done = confirmed(service.confirm(service.new_job_id(), service.preview(request_for())))
    row = sending.record(database, done.message_id)
    assert done.leaves_at == morning
    assert (row.not_before, row.held_code) == (morning, Held.OUTSIDE_WINDOW)
    urgent = confirmed(
        service.confirm(service.new_job_id(), service.preview(request_for("至急です", purpose=Purpose.URGENT)))
    )
    assert urgent.leaves_at is None


def test_a_schedule_is_kept_and_a_past_one_refused(service: SendService, request_for: Make, database: Database) -> None:
    tomorrow = NOON + timedelta(days=1)
    done = confirmed(service.confirm(service.new_job_id(), service.preview(request_for(scheduled_at=tomorrow))))
    assert (done.leaves_at, sending.record(database, done.message_id).not_before) == (tomorrow, tomorrow)
    past = request_for("別の文", scheduled_at=NOON - timedelta(minutes=1))
    assert stopping(service.confirm(service.new_job_id(), service.preview(past))) == [Reason.SCHEDULED_IN_PAST]


def test_the_shops_own_rules_hold(
    service: SendService, request_for: Make, database: Database, terms: ShopTerms, clock: Clock
) -> None:
    week = [["10:00", "18:00"]] * 6 + [None, None]
    set_setting(database, terms, "send_window", week)
    set_setting(database, terms, "frequency", {"routine": [0, 1, 0]})
    clock.now = datetime(2026, 11, 22, 12, tzinfo=JAPAN)  # a Sunday; Monday is 勤労感謝の日
    first = confirmed(service.confirm(service.new_job_id(), service.preview(request_for())))
    assert first.leaves_at == datetime(2026, 11, 24, 10, tzinfo=JAPAN)
    set_setting(database, terms, "holidays_kept", value=False)
    monday = service.preview(request_for()).leaves_at
    assert monday == datetime(2026, 11, 23, 10, tzinfo=JAPAN)
    clock.now = datetime(2026, 11, 24, 12, tzinfo=JAPAN)
    assert stopping(service.confirm(service.new_job_id(), service.preview(request_for("別の文")))) == [
        Reason.CAP_PER_DAY
    ]


def test_the_price_is_that_of_the_day_on_which_it_leaves(
    service: SendService, request_for: Make, database: Database, terms: ShopTerms
) -> None:
    tomorrow = NOON + timedelta(days=1)
    with database.write() as session:
        for tier, end in enumerate((70, 660), start=1):
            day = {"contract_id": "practice", "valid_from": tomorrow.date(), "tier": tier, "end_units": end}
            session.add(TariffRow(**day, price=Decimal(9) * tier))
    terms.forget()
    assert service.preview(request_for()).measure.price == Decimal(20)
    assert service.preview(request_for(scheduled_at=tomorrow)).measure.price == Decimal(9)


def test_a_text_that_is_another_by_now_is_shown_again_before_it_leaves(
    service: SendService, request_for: Make, database: Database, clock: Clock
) -> None:
    seen = service.preview(request_for("{今日:月日}にお電話しました。"))
    clock.run(days=1)
    job_id, answer = service.new_job_id(), service.confirm(service.new_job_id(), seen)
    assert isinstance(answer, Changed)
    assert (seen.text, answer.preview.text) == ("11月24日にお電話しました。", "11月25日にお電話しました。")
    assert sending.states(database) == []
    done = confirmed(service.confirm(job_id, answer.preview))
    assert sending.record(database, done.message_id).body == "11月25日にお電話しました。"


def test_a_price_or_a_contract_that_is_another_by_now_is_shown_again(
    service: SendService, request_for: Make, database: Database, terms: ShopTerms
) -> None:
    seen = service.preview(request_for())
    with database.write() as session:
        for tier, end in enumerate((10, 660), start=1):
            day = {"contract_id": "practice", "valid_from": NOON.date(), "tier": tier, "end_units": end}
            session.add(TariffRow(**day, price=Decimal(9) * tier))
    terms.forget()
    answer = service.confirm(service.new_job_id(), seen)
    assert isinstance(answer, Changed)
    assert (answer.preview.measure.tier, answer.preview.measure.price) == (2, Decimal(18))
    other = replace(answer.preview, contract=replace(answer.preview.contract, id="other"))
    assert isinstance(service.confirm(service.new_job_id(), other), Changed)
    assert sending.states(database) == []
    confirmed(service.confirm(service.new_job_id(), answer.preview))


def test_a_contract_that_is_not_there_is_named(service: SendService, request_for: Make) -> None:
    with pytest.raises(ContractMissing) as caught:
        service.preview(request_for(contract_id="gone"))
    assert caught.value.details == {"contract": "gone"}
