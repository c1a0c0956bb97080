"""Consent and 配信停止: on record, by number, undoable."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.db import facts
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import CustomerRow
from dreampower_sms.domain.consent import Entry, Happened, in_order
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.consent import Consent, ConsentWrong, Story
from dreampower_sms.services.optout import OptOut, OptOutError
from dreampower_sms.services.people import People, Saved
from dreampower_sms.services.send import SendRequest, SendService
from dreampower_sms.services.settings import Settings
from tests.sending import NOON, Clock

E164 = "+819022223333"
WORDS = "車検や点検のご案内を SMS でお送りします。いつでも止められます。"


@pytest.fixture
def consent(database: Database, clock: Clock) -> Consent:
    return Consent(database, clock, pc="受付1")


@pytest.fixture
def opt_out(database: Database, clock: Clock) -> OptOut:
    return OptOut(database, clock, "受付1")


def story(consent: Consent, customer: Customer) -> Story:
    found = consent.story(customer.id)
    assert found is not None
    return found


def agree(consent: Consent, customer: Customer, purpose: Purpose | None = None) -> None:
    consent.record(customer.id, E164, ConsentKind.GRANTED, purpose, source="店頭の用紙", wording=WORDS, clerk="佐藤")


def why_not(service: SendService, customer: Customer, purpose: Purpose) -> list[Reason]:
    request = SendRequest(service.recipient(customer), "山川自動車株式会社 停止は窓口へ", purpose, "佐藤")
    return [refusal.reason for refusal in service.preview(request).stopping]


def test_a_record_holds_the_words_and_who_took_it(consent: Consent, add_customer: Callable[..., Customer]) -> None:
    customer = add_customer()
    agree(consent, customer)
    [entry] = story(consent, customer).entries
    assert entry == Entry(NOON, Happened.GRANTED, E164, None, "佐藤", "店頭の用紙", WORDS)
    consent.save_wording("新しい文面")
    assert consent.wording() == "新しい文面"
    assert story(consent, customer).entries[0].wording == WORDS, "what was agreed to stays"


def test_what_is_no_proof_is_refused(consent: Consent, add_customer: Callable[..., Customer]) -> None:
    customer = add_customer()
    for e164, wording, source, code in (
        ("", WORDS, "", "consent_no_number"),
        (E164, " ", "", "consent_no_wording"),
        (E164, WORDS, "あ" * 121, "text_too_long"),
    ):
        with pytest.raises(ConsentWrong) as wrong:
            consent.record(customer.id, e164, ConsentKind.GRANTED, None, source=source, wording=wording, clerk="")
        assert wrong.value.code == code
    assert story(consent, customer).entries == []


def test_the_time_line_tells_everything_in_order(
    consent: Consent, opt_out: OptOut, add_customer: Callable[..., Customer], clock: Clock, database: Database
) -> None:
    customer = add_customer()
    agree(consent, customer)
    clock.run(days=1)
    opt_out.stop(E164, "電話", "鈴木")
    clock.run(days=1)
    opt_out.resume(E164, "お客様の希望", "鈴木")
    clock.run(days=1)
    people = People(database, Settings(database, clock), clock)
    base = people.customer(customer.id)
    assert isinstance(people.save_customer(base, {**base.values, "mobile": "090-4444-5555"}, "佐藤"), Saved)
    found = story(consent, customer)
    assert [entry.what for entry in found.entries] == [
        Happened.NUMBER_CHANGED,
        Happened.LIFTED,
        Happened.STOPPED,
        Happened.GRANTED,
    ]
    assert found.entries[0].source == "090-2222-3333"
    assert (found.e164, found.stopped) == ("+819044445555", False)


def test_a_stop_holds_for_everybody_with_the_number(
    consent: Consent, opt_out: OptOut, service: SendService, add_customer: Callable[..., Customer]
) -> None:
    family = [add_customer(name=f"家族 {n}") for n in range(3)]
    opt_out.stop(E164, "電話", "佐藤")
    for one in family:
        assert why_not(service, one, Purpose.ROUTINE) == [Reason.OPTED_OUT]
        assert story(consent, one).stopped
    assert len(story(consent, family[0]).sharing) == 2
    later = add_customer(name="あとから")
    assert why_not(service, later, Purpose.ROUTINE) == [Reason.OPTED_OUT], "a new customer with a stopped number"


def test_only_campaigns_can_be_refused(
    consent: Consent, opt_out: OptOut, service: SendService, add_customer: Callable[..., Customer]
) -> None:
    customer = add_customer()
    agree(consent, customer)
    step = opt_out.stop(E164, "電話", "佐藤", Purpose.CAMPAIGN)
    assert why_not(service, customer, Purpose.CAMPAIGN) == [Reason.OPTED_OUT]
    assert why_not(service, customer, Purpose.ROUTINE) == []
    assert story(consent, customer).stopped_purposes == [Purpose.CAMPAIGN]
    opt_out.undo(step, "佐藤")
    assert why_not(service, customer, Purpose.CAMPAIGN) == []


def test_the_number_goes_into_the_memo_and_comes_back(
    opt_out: OptOut, add_customer: Callable[..., Customer], database: Database
) -> None:
    customer = add_customer(memo="代車あり")
    step = opt_out.stop(E164, "電話", "佐藤", into_memo=(customer.id, "SMS 停止 090-2222-3333"))
    assert row(database, customer) == ("", "代車あり\nSMS 停止 090-2222-3333")
    assert not opt_out.undo(step, "佐藤").kept_apart
    assert row(database, customer) == ("090-2222-3333", "代車あり")
    assert active(database) == 0


def test_a_customer_who_was_changed_since_keeps_the_change(
    opt_out: OptOut, add_customer: Callable[..., Customer], database: Database
) -> None:
    customer = add_customer(memo="代車あり")
    step = opt_out.stop(E164, "電話", "佐藤", into_memo=(customer.id, "SMS 停止 090-2222-3333"))
    with database.write() as session:
        session.get_one(CustomerRow, customer.id).memo = "引取"
    back = opt_out.undo(step, "佐藤")
    assert back.kept_apart
    assert row(database, customer) == ("", "引取")
    assert active(database) == 0, "the stop itself is lifted"


def test_a_number_in_the_memo_keeps_its_story(
    consent: Consent, opt_out: OptOut, add_customer: Callable[..., Customer]
) -> None:
    customer = add_customer()
    step = opt_out.stop(E164, "電話", "佐藤", into_memo=(customer.id, "SMS 停止 090-2222-3333"))
    assert [entry.what for entry in story(consent, customer).entries] == [Happened.STOPPED, Happened.NUMBER_CHANGED]
    opt_out.undo(step, "佐藤")
    assert story(consent, customer).e164 == E164


def test_taking_back_what_was_so_already_leaves_it_so(opt_out: OptOut, database: Database) -> None:
    opt_out.stop(E164, "電話", "佐藤")
    second = opt_out.stop(E164, "窓口", "鈴木")
    assert not second.changed
    opt_out.undo(second, "鈴木")
    assert active(database) == 1, "the first refusal still stands"


def row(database: Database, customer: Customer) -> tuple[str, str]:
    with database.read() as session:
        found = session.get_one(CustomerRow, customer.id)
        return found.mobile, found.memo


def active(database: Database) -> int:
    with database.read() as session:
        return len(facts.number_facts(session, [E164], NOON, ()).stops.get(E164, ()))


def test_twice_is_as_good_as_once_and_nothing_can_not_be_stopped(opt_out: OptOut, database: Database) -> None:
    opt_out.stop(E164, "電話", "佐藤")
    opt_out.stop(E164, "電話", "鈴木")
    assert active(database) == 1
    with pytest.raises(OptOutError):
        opt_out.stop("", "電話", "佐藤")
    assert opt_out.undo(opt_out.resume(E164, "希望", "佐藤"), "佐藤").stopped
    assert active(database) == 1


MOMENTS = st.integers(0, 5).map(lambda n: datetime(2026, 11, 24, tzinfo=UTC) + timedelta(hours=n))
ENTRIES = st.builds(Entry, MOMENTS, st.sampled_from(Happened), st.just(E164), st.none(), st.just(""), st.just(""))


@given(st.lists(ENTRIES))
def test_the_newest_comes_first_and_an_end_counts_more(entries: list[Entry]) -> None:
    ordered = in_order(entries)
    assert sorted(map(repr, ordered)) == sorted(map(repr, entries))
    for newer, older in pairwise(ordered):
        assert newer.at >= older.at
        if newer.at == older.at and older.what in (Happened.STOPPED, Happened.WITHDRAWN):
            assert newer.what in (Happened.STOPPED, Happened.WITHDRAWN)
