"""A template tried on a shop's data, on both databases."""

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.services.template_samples import TemplateSamples, Worst
from dreampower_sms.services.terms import ShopTerms
from tests.sending import Clock

Add = Callable[..., Customer]


@pytest.fixture
def tried(database: Database, terms: ShopTerms, clock: Clock) -> TemplateSamples:
    return TemplateSamples(database, terms, clock)


def worst(tried: TemplateSamples, body: str) -> Worst:
    found = tried.worst(body, "佐藤", lambda _done, _all: None, lambda: False)
    assert found is not None
    return found


def test_only_who_may_get_an_sms_is_a_sample_in_the_order_of_kana(tried: TemplateSamples, add_customer: Add) -> None:
    later = add_customer(name="渡辺", kana="ワタナベ")
    first = add_customer(name="阿部", kana="アベ")
    add_customer(flag_sms=False)
    add_customer(is_dummy=True)
    add_customer(mobile="03-1234-5678")
    assert list(tried.customers()) == [first.id, later.id]


def test_the_first_sample_is_somebody_with_a_vehicle(
    tried: TemplateSamples, add_customer: Add, add_vehicle: Callable[..., Vehicle]
) -> None:
    assert tried.first() is None
    walker = add_customer(name="阿部", kana="アベ")
    assert tried.first() == walker.id
    driver = add_customer(name="渡辺", kana="ワタナベ")
    add_vehicle(driver, inspection_expiry=date(2027, 1, 1))
    assert tried.first() == driver.id


def test_a_sample_comes_with_the_vehicle_that_is_due_next(
    tried: TemplateSamples, add_customer: Add, add_vehicle: Callable[..., Vehicle]
) -> None:
    owner = add_customer()
    add_vehicle(owner, model="後", inspection_expiry=date(2028, 1, 1))
    add_vehicle(owner, model="先", inspection_expiry=date(2027, 1, 1))
    sample = tried.sample(owner.id)
    assert sample is not None
    assert sample.vehicle is not None
    shown = tried.show("{自社名}です。{氏名}{敬称}の{車名}、{車検満了日:月日}まで", sample, "佐藤")
    assert shown.text == "山川自動車です。髙橋 一郎様の先、1月1日まで"
    assert (shown.measure.units, shown.measure.tier) == (len(shown.text), 1)
    assert tried.sample(999) is None


def test_what_has_no_value_is_named_and_a_half_typed_field_does_not_disturb(
    tried: TemplateSamples, add_customer: Add
) -> None:
    sample = tried.sample(add_customer().id)
    shown = tried.show("{氏名}{車名}{住所|お客様}{知らない}{氏", sample, "佐藤")
    assert shown.text == "髙橋 一郎〔車名〕お客様〔知らない〕{氏"
    assert [error.field for error in shown.missing] == ["車名"]
    assert list(shown.fallbacks) == ["住所"]
    assert tried.show("{自社名}{氏名}", None, "佐藤").text == "山川自動車〔氏名〕"


def test_the_worst_case_counts_everybody_by_tier(tried: TemplateSamples, add_customer: Add) -> None:
    long = add_customer(name="長" * 60, kana="ナガ")
    for n in range(3):
        add_customer(name=f"山田{n}", kana="ヤマダ")
    add_customer(name="空", kana="カラ", honorific="")
    found = worst(tried, "{自社名}です。お世話になっております。{氏名}{敬称}")
    assert (found.recipients, found.tiers, found.missing) == (5, {1: 3, 2: 1}, {"敬称": 1})
    assert found.longest is not None
    assert found.longest.customer.id == long.id
    assert found.measure is not None
    assert found.measure.units == len("山川自動車です。お世話になっております。") + 61
    assert worst(tried, "{氏名}" * 12).over == 1


def test_characters_that_may_not_arrive_are_found_in_what_customers_bring(
    tried: TemplateSamples, add_customer: Add
) -> None:
    plain = add_customer(name="山田", kana="ヤマダ")
    odd = add_customer(name="山田👍", kana="ヤマダ")
    add_customer(name="👍𓀀", kana="ア")
    found = worst(tried, "{自社名}です🎉 {氏名}")
    assert found.doubtful == {"👍": 2, "𓀀": 1}, "🎉 stands in the template, where it is underlined"
    assert worst(tried, "{自社名}です👍 {敬称}").doubtful == {}
    seen = [tried.show("{氏名}", tried.sample(each.id), "佐藤").troubles for each in (plain, odd)]
    assert [[one.char for one in each] for each in seen] == [[], ["👍"]]


def test_a_template_that_names_vehicles_is_tried_on_each_of_them(
    tried: TemplateSamples, add_customer: Add, add_vehicle: Callable[..., Vehicle]
) -> None:
    owner = add_customer()
    for model in ("短", "とても長い車名"):
        add_vehicle(owner, model=model)
    add_customer(name="徒歩", kana="トホ")
    found = worst(tried, "{車名}のご案内")
    assert (found.recipients, found.missing) == (3, {"車名": 1})
    assert found.longest is not None
    assert found.longest.vehicle is not None
    assert found.longest.vehicle.model == "とても長い車名"


def test_the_worst_case_is_that_of_all_texts_one_by_one(
    tried: TemplateSamples, add_customer: Add, add_vehicle: Callable[..., Vehicle]
) -> None:
    for n in range(12):
        owner = add_customer(name="長" * (n % 4 * 10 + 1), kana=f"ア{n}", address="" if n % 5 == 0 else "千葉市")
        add_vehicle(owner, model="車" * (n % 3 * 15))
    body = "{自社名}です。{氏名}{敬称}の{車名}。{住所|ご自宅}へ伺います。"
    found = worst(tried, body)
    one_by_one = [tried.show(body, tried.sample(id_), "佐藤") for id_ in tried.customers()]
    got = [shown.measure for shown in one_by_one if not shown.missing]
    assert found.recipients == len(one_by_one) == 12
    assert found.tiers == dict(sorted(Counter(each.tier for each in got).items()))
    assert found.missing == {"車名": len(one_by_one) - len(got)}
    assert found.measure is not None
    assert found.measure.units == max(each.units for each in got)


def test_it_can_be_stopped_and_does_not_begin_with_a_fault(tried: TemplateSamples, add_customer: Add) -> None:
    for n in range(3):
        add_customer(name=f"山田{n}")
    steps: list[tuple[int, int]] = []
    assert tried.worst("{氏名}", "佐藤", lambda done, total: steps.append((done, total)), lambda: bool(steps)) is None
    assert steps == [(3, 3)]
    assert tried.worst("{氏名", "佐藤", lambda _done, _all: None, lambda: False) is None
    assert worst(tried, "{氏名}").recipients == 3


def test_a_shop_without_customers_has_no_worst_case(tried: TemplateSamples) -> None:
    found = worst(tried, "{自社名}です。")
    assert (found.recipients, found.longest, found.measure) == (0, None, None)
