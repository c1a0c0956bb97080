"""Who may get a message. Properties over any candidate, then one case for each reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dreampower_sms.domain.characters import troubles
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, Stop
from dreampower_sms.domain.rules import Rules
from dreampower_sms.domain.sendable import (
    Candidate,
    Past,
    Reason,
    Refusal,
    Weight,
    blocking,
    consent_for,
    held_until,
    why_not_sendable,
)
from dreampower_sms.domain.windows import JAPAN, SendWindow

NOON = datetime(2026, 11, 24, 12, tzinfo=JAPAN)
NUMBER = "+819012341234"
RULES = Rules(max_units=660, sender_names=("山川自動車株式会社",))
ADVERT = "山川自動車株式会社 オイル半額 配信停止は0312345678"


def stop(purpose: Purpose | None = None) -> Stop:
    return Stop(NUMBER, NOON - timedelta(days=9), "佐藤", "電話で依頼", purpose)


def consent(kind: ConsentKind, purpose: Purpose | None = None, days_ago: int = 5) -> ConsentRecord:
    return ConsentRecord(NOON - timedelta(days=days_ago), NUMBER, kind, purpose, "佐藤", "店頭", "")


def plain(purpose: Purpose = Purpose.ROUTINE) -> Candidate:
    """A candidate against whom nothing speaks."""
    return Candidate(
        purpose=purpose,
        body=ADVERT,
        units=len(ADVERT),
        e164=NUMBER,
        vehicle_sms=True,
        consents=(consent(ConsentKind.GRANTED),),
    )


purposes = st.sampled_from(Purpose)
optional_purposes = st.none() | purposes
near_moments = st.timedeltas(timedelta(days=-40), timedelta(days=40)).map(lambda delta: NOON + delta)
consents = st.builds(
    ConsentRecord,
    at=near_moments,
    e164=st.just(NUMBER),
    kind=st.sampled_from(ConsentKind),
    purpose=optional_purposes,
    clerk=st.just("佐藤"),
    source=st.just(""),
    wording=st.just(""),
)
bodies = st.sampled_from([ADVERT, "", " \n　", "車検の日が近づきました"])
candidates = st.builds(
    Candidate,
    purpose=purposes,
    body=bodies,
    units=st.integers(0, 1400),
    e164=st.sampled_from([NUMBER, ""]),
    number_kind=st.sampled_from(["", "", "fixed line", "empty"]),
    customer_sms=st.booleans(),
    vehicle_sms=st.none() | st.booleans(),
    is_dummy=st.booleans(),
    number_bad=st.sampled_from(["", "", "unknown_subscriber"]),
    stops=st.lists(st.builds(stop, optional_purposes), max_size=2),
    consents=st.lists(consents, max_size=4),
    past=st.lists(st.builds(Past, near_moments, bodies), max_size=6),
    merge_errors=st.lists(st.sampled_from(["氏名", "車種"]), max_size=2),
    duplicate=st.booleans(),
    number_changed=st.booleans(),
    customer_gone=st.booleans(),
    vehicle_gone=st.booleans(),
    not_greeted=st.booleans(),
    scheduled_at=st.none() | near_moments,
)
moments = st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda delta: NOON + delta)
overrides = st.sets(st.sampled_from(Reason))


def reasons(candidate: Candidate, now: datetime = NOON, rules: Rules = RULES) -> set[Reason]:
    return {refusal.reason for refusal in why_not_sendable(candidate, rules, now)}


@given(candidates, moments, overrides, optional_purposes)
def test_an_opted_out_number_is_never_sendable(
    candidate: Candidate, now: datetime, overridden: set[Reason], stopped: Purpose | None
) -> None:
    assume(stopped in (None, candidate.purpose))
    candidate = replace(candidate, stops=[*candidate.stops, stop(stopped)])
    assert Reason.OPTED_OUT in {r.reason for r in blocking(why_not_sendable(candidate, RULES, now), overridden)}


@given(candidates, moments, overrides)
def test_a_hard_reason_can_not_be_overridden(candidate: Candidate, now: datetime, overridden: set[Reason]) -> None:
    found = why_not_sendable(candidate, RULES, now)
    hard = {refusal for refusal in found if refusal.weight is Weight.HARD}
    assert hard <= set(blocking(found, overridden))
    assert hard <= set(blocking(found, Reason))


@given(candidates, moments, overrides, overrides)
def test_overriding_more_never_blocks_more(
    candidate: Candidate, now: datetime, few: set[Reason], more: set[Reason]
) -> None:
    found = why_not_sendable(candidate, RULES, now)
    assert set(blocking(found, few | more)) <= set(blocking(found, few)) <= set(blocking(found))


DEFECTS = {
    Reason.EMPTY_TEXT: {"body": " 　\n\u200b"},
    Reason.MERGE_ERROR: {"merge_errors": ("氏名",)},
    Reason.OVER_LIMIT: {"units": 661},
    Reason.NOT_MOBILE: {"number_kind": "fixed line"},
    Reason.DUMMY: {"is_dummy": True},
    Reason.OPTED_OUT: {"stops": (stop(),)},
    Reason.DUPLICATE_IN_JOB: {"duplicate": True},
    Reason.SMS_OFF_CUSTOMER: {"customer_sms": False},
    Reason.SMS_OFF_VEHICLE: {"vehicle_sms": False},
    Reason.NUMBER_FAILED: {"number_bad": "unknown_subscriber"},
    Reason.NUMBER_CHANGED: {"number_changed": True},
    Reason.CUSTOMER_GONE: {"customer_gone": True},
    Reason.VEHICLE_GONE: {"vehicle_gone": True},
    Reason.NOT_GREETED: {"not_greeted": True},
    Reason.CONTROL_CHARACTER: {"troubles": troubles("車\x07検")},
}
"""Changes to a candidate that each add one reason and concern nothing that another one looks at, but for the text."""


@given(candidates, moments, st.sampled_from(sorted(DEFECTS)))
def test_one_defect_more_never_hides_another(candidate: Candidate, now: datetime, added: Reason) -> None:
    worse = replace(candidate, **DEFECTS[added])
    hidden = reasons(candidate, now) - reasons(worse, now)
    may_change = {
        # another text has other faults of its own
        Reason.EMPTY_TEXT: {Reason.SAME_CONTENT, Reason.NO_SENDER_NAME, Reason.NO_STOP_NOTICE},
        # a number that is no mobile is a number
        Reason.NOT_MOBILE: {Reason.NO_NUMBER},
    }
    assert added in reasons(worse, now)
    assert hidden <= may_change.get(added, set())


@given(candidates, moments)
def test_one_more_past_message_never_hides_a_reason(candidate: Candidate, now: datetime) -> None:
    worse = replace(candidate, past=[*candidate.past, Past(now, candidate.body)])
    assert reasons(candidate, now) <= reasons(worse, now)


@given(candidates, moments)
def test_the_heaviest_comes_first_and_nothing_twice(candidate: Candidate, now: datetime) -> None:
    found = why_not_sendable(candidate, RULES, now)
    weights = [refusal.weight.value for refusal in found]
    assert weights == sorted(weights, reverse=True)
    assert len({refusal.reason for refusal in found}) == len(found)


@given(candidates, moments)
def test_advertising_needs_consent_on_record(candidate: Candidate, now: datetime) -> None:
    candidate = replace(candidate, purpose=Purpose.CAMPAIGN)
    if not blocking(why_not_sendable(candidate, RULES, now), Reason):
        assert consent_for(candidate.consents, Purpose.CAMPAIGN) in (ConsentKind.GRANTED, ConsentKind.RELATION)


@pytest.mark.parametrize("purpose", Purpose)
def test_nothing_speaks_against_an_ordinary_message(purpose: Purpose) -> None:
    assert why_not_sendable(plain(purpose), RULES, NOON) == ()


@pytest.mark.parametrize(("reason", "change"), DEFECTS.items())
def test_each_defect_alone(reason: Reason, change: dict[str, object]) -> None:
    assert reasons(replace(plain(), **change)) == {reason}


def test_no_number_is_told_apart_from_a_wrong_one() -> None:
    assert why_not_sendable(replace(plain(), e164="", number_kind="empty"), RULES, NOON) == (Refusal(Reason.NO_NUMBER),)
    fixed = replace(plain(), e164="+81312345678", number_kind="fixed line")
    assert why_not_sendable(fixed, RULES, NOON) == (Refusal(Reason.NOT_MOBILE, "fixed line"),)


def test_details_say_what_to_mend() -> None:
    candidate = replace(plain(), units=663, merge_errors=("氏名", "車種"))
    details = {refusal.reason: refusal.detail for refusal in why_not_sendable(candidate, RULES, NOON)}
    assert details == {Reason.OVER_LIMIT: "3", Reason.MERGE_ERROR: "氏名、車種"}


def test_characters_that_may_not_arrive_are_named_and_do_not_block() -> None:
    found = why_not_sendable(replace(plain(), troubles=troubles("雪☃だるま☃😀")), RULES, NOON)
    assert found == (Refusal(Reason.MAY_NOT_ARRIVE, "☃😀"),)
    assert blocking(found) == ()


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x7f", "\ud83d"])
def test_what_is_no_text_at_all_is_hard(char: str) -> None:
    """A PostgreSQL text can't hold NUL, nothing at all can hold half of a surrogate pair."""
    found = why_not_sendable(replace(plain(), troubles=troubles(f"車検{char}です")), RULES, NOON)
    assert blocking(found, Reason) == (Refusal(Reason.CONTROL_CHARACTER),)


def test_a_refusal_of_advertising_leaves_notices_alone() -> None:
    refused = (stop(Purpose.CAMPAIGN),)
    assert reasons(replace(plain(Purpose.CAMPAIGN), stops=refused)) == {Reason.OPTED_OUT}
    assert reasons(replace(plain(Purpose.ROUTINE), stops=refused)) == set()
    assert reasons(replace(plain(Purpose.URGENT), stops=(stop(None),))) == {Reason.OPTED_OUT}


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ([], None),
        ([consent(ConsentKind.RELATION)], ConsentKind.RELATION),
        ([consent(ConsentKind.GRANTED, days_ago=5), consent(ConsentKind.WITHDRAWN, days_ago=2)], ConsentKind.WITHDRAWN),
        ([consent(ConsentKind.WITHDRAWN, days_ago=5), consent(ConsentKind.GRANTED, days_ago=2)], ConsentKind.GRANTED),
        ([consent(ConsentKind.GRANTED, days_ago=2), consent(ConsentKind.WITHDRAWN, days_ago=2)], ConsentKind.WITHDRAWN),
        ([consent(ConsentKind.GRANTED, Purpose.ROUTINE)], None),
        ([consent(ConsentKind.WITHDRAWN, Purpose.ROUTINE), consent(ConsentKind.GRANTED, None, 9)], ConsentKind.GRANTED),
    ],
)
def test_the_last_word_on_consent_counts(log: list[ConsentRecord], said: ConsentKind | None) -> None:
    assert consent_for(log, Purpose.CAMPAIGN) is said


def test_advertising_without_consent_is_hard() -> None:
    found = why_not_sendable(replace(plain(Purpose.CAMPAIGN), consents=()), RULES, NOON)
    assert blocking(found, Reason) == (Refusal(Reason.NO_CONSENT),)


def test_an_advertisement_is_warned_about_its_form() -> None:
    candidate = replace(plain(Purpose.CAMPAIGN), body="タイヤ30%OFF")
    found = why_not_sendable(candidate, RULES, NOON)
    assert {r.reason for r in found} == {Reason.NO_SENDER_NAME, Reason.NO_STOP_NOTICE}
    assert blocking(found) == ()


@pytest.mark.parametrize(("days_ago", "repeated"), [(6.9, True), (7, False), (-6.9, True)])
def test_the_same_text_within_a_week(days_ago: float, repeated: bool) -> None:
    """A message that waits for its time counts like one that went."""
    past = (Past(NOON - timedelta(days=days_ago), ADVERT),)
    assert (Reason.SAME_CONTENT in reasons(replace(plain(), past=past))) is repeated


def test_days_are_days_of_japan() -> None:
    late_evening = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # half past midnight on the 24th in Japan
    one_day = (Past(late_evening, "a"), Past(NOON, "b"), Past(NOON, "c"))
    assert reasons(replace(plain(), past=one_day)) == {Reason.CAP_PER_DAY}
    earlier = (Past(late_evening - timedelta(hours=1), "a"), *one_day[1:])
    assert reasons(replace(plain(), past=earlier)) == set()


def test_a_shop_may_be_told_instead_of_refused() -> None:
    limits = replace(RULES.frequency[Purpose.ROUTINE], warns=True)
    rules = replace(RULES, frequency={**RULES.frequency, Purpose.ROUTINE: limits})
    past = tuple(Past(NOON - timedelta(minutes=n), plain().body) for n in range(3))
    found = why_not_sendable(replace(plain(), past=past), rules, NOON)
    assert {r.reason for r in found} == {Reason.SAME_CONTENT, Reason.CAP_PER_DAY}
    assert {r.weight for r in found} == {Weight.WARNING}
    assert blocking(found) == ()
    assert blocking(why_not_sendable(replace(plain(), past=past), RULES, NOON)) != ()


def test_the_cap_counts_on_the_day_on_which_it_will_leave() -> None:
    today = tuple(Past(NOON, text) for text in "abc")
    tomorrow = replace(plain(), past=today, scheduled_at=NOON + timedelta(days=1))
    assert reasons(tomorrow) == set()


def test_campaigns_have_a_cap_per_month() -> None:
    past = tuple(Past(NOON - timedelta(days=days), text) for days, text in ((2, "a"), (5, "b"), (9, "c"), (12, "d")))
    assert reasons(replace(plain(Purpose.CAMPAIGN), past=past)) == {Reason.CAP_PER_MONTH}
    assert reasons(replace(plain(Purpose.CAMPAIGN), past=past[:3])) == set()


def test_outside_the_window_is_held_and_says_until_when() -> None:
    night = datetime(2026, 11, 24, 22, tzinfo=JAPAN)
    found = why_not_sendable(plain(), RULES, night)
    morning = datetime(2026, 11, 25, 9, tzinfo=JAPAN)
    assert found == (Refusal(Reason.OUTSIDE_WINDOW, until=morning),)
    assert blocking(found) == ()
    assert held_until(found) == morning
    assert reasons(plain(Purpose.URGENT), night) == set()


def test_an_urgent_message_on_a_schedule_keeps_out_of_the_night() -> None:
    three = datetime(2026, 11, 25, 3, tzinfo=JAPAN)
    found = why_not_sendable(replace(plain(Purpose.URGENT), scheduled_at=three), RULES, NOON)
    assert found == (Refusal(Reason.OUTSIDE_WINDOW, until=datetime(2026, 11, 25, 8, tzinfo=JAPAN)),)


def test_a_schedule_in_the_past_is_refused() -> None:
    past = replace(plain(), scheduled_at=NOON - timedelta(seconds=1))
    assert reasons(past) == {Reason.SCHEDULED_IN_PAST}
    assert reasons(replace(plain(), scheduled_at=NOON)) == set()


def test_a_window_that_never_opens_is_hard() -> None:
    closed = replace(RULES, window=SendWindow((None,) * 7, None))
    assert blocking(why_not_sendable(plain(), closed, NOON), Reason) == (Refusal(Reason.NEVER_OPEN),)


def test_a_reason_that_nobody_weighed_is_hard() -> None:
    soft_or_lighter = {reason for reason in Reason if reason.weight is not Weight.HARD}
    assert soft_or_lighter == {
        Reason.SMS_OFF_CUSTOMER,
        Reason.SMS_OFF_VEHICLE,
        Reason.NUMBER_FAILED,
        Reason.SAME_CONTENT,
        Reason.CAP_PER_DAY,
        Reason.CAP_PER_MONTH,
        Reason.OUTSIDE_WINDOW,
        Reason.MAY_NOT_ARRIVE,
        Reason.NO_SENDER_NAME,
        Reason.NO_STOP_NOTICE,
    }
