"""The standard templates: short, lawful, sendable everywhere, and filled for every demo customer and vehicle."""

import tomllib
from collections import Counter
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import pytest

from dreampower_sms import paths
from dreampower_sms.domain.characters import is_blank, normalise_text, troubles
from dreampower_sms.domain.counting import PROFILES, measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.rules import STOP_WORDS
from dreampower_sms.domain.templates import check, merge, parse
from dreampower_sms.services.fields import field_values
from scripts.demo.people import People
from scripts.demo.records import STAFF
from scripts.demo.rules import SHOP, as_domain, vehicle_as_domain
from scripts.demo.vehicles import Vehicles

ONE_PART = 70
PURPOSES_OF_THE_MANUAL = 13
"""Samples in manual chapter 8."""
DAY = date(2026, 11, 23)


def standard() -> list[dict[str, Any]]:
    return tomllib.loads(paths.resource("templates/standard.toml").read_text(encoding="utf-8"))["template"]


TEMPLATES = [pytest.param(one, id=one["key"]) for one in standard()]


@cache
def recipients() -> list[tuple[Customer, Vehicle | None]]:
    """Every demo customer with each of their vehicles, and once without."""
    people = People()
    customers = people.make()
    owners = {one.id: as_domain(one) for one in customers}
    cars = [vehicle_as_domain(one) for one in Vehicles(people, customers).make()]
    return [*((owners[car.customer_id], car) for car in cars), *((one, None) for one in owners.values())]


def merged(template: dict[str, Any]) -> list[str]:
    """The text for every recipient who can get it."""
    parsed = parse(template["body"])
    texts: list[str] = []
    for (customer, vehicle), clerk in product(recipients(), STAFF[:1] if "担当者" not in template["body"] else STAFF):
        result = merge(parsed, field_values(customer, vehicle, SHOP, clerk.name, DAY, DAY))
        assert {error.code for error in result.errors} <= {"field_empty"}
        assert not result.errors or vehicle is None, result.errors
        texts.append(result.text)
    return [text for text in texts if text]


def test_two_greetings_with_the_manuals_names_and_a_text_for_each_of_its_samples() -> None:
    names = [one["name"] for one in standard()]
    assert names[:2] == ["挨拶 自社名付", "挨拶 自社名,担当者付"]
    assert len(names) - 2 == PURPOSES_OF_THE_MANUAL
    heads = Counter(name.split()[0] for name in names)
    assert heads["車検案内"] == 4
    assert heads["点検案内"] == heads["オイル交換案内"] == 2
    for once in ("タイヤキャンペーン", "創業祭", "お友達紹介キャンペーン", "緊急連絡", "予約事前連絡"):
        assert heads[once] == 1


def test_keys_names_and_digits_are_unique_and_two_digits_are_left_for_the_shop() -> None:
    for field in ("key", "name"):
        assert len({one[field] for one in standard()}) == len(standard())
    digits = [one["digit"] for one in standard() if "digit" in one]
    assert sorted(digits) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_field_exists_and_the_shop_comes_first(template: dict[str, Any]) -> None:
    assert check(parse(template["body"])) == ()
    assert template["body"].startswith(("{自社名}", "{自社正式名称}"))
    assert set(template) <= {"key", "name", "digit", "purpose", "body"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_costs_one_part_for_everybody(template: dict[str, Any]) -> None:
    texts = merged(template)
    assert len(texts) >= len(recipients()) // 2
    longest = max(texts, key=lambda text: measure(text).units)
    assert measure(longest).units <= ONE_PART, longest
    assert measure(longest).tier == 1
    for profile in ("every_70", "every_66"):
        assert measure(longest, PROFILES[profile]).tier == 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_own_words_arrive_on_every_phone(template: dict[str, Any]) -> None:
    body = template["body"]
    assert normalise_text(body) == body
    for charset in ("cp932", "shift_jis", "iso2022_jp"):
        assert troubles(body, charset) == ()


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_advertisement_names_its_sender_and_how_to_refuse_it(template: dict[str, Any]) -> None:
    body = template["body"]
    advertising = Purpose(template["purpose"]).advertising
    assert advertising == ("{自社正式名称}" in body)
    assert advertising == ("停止{配信停止先}" in body)
    assert any(word in body for word in STOP_WORDS) or not advertising
    offers = ("割引", "半額", "無料", "進呈", "創業祭")
    assert advertising == any(offer in body for offer in offers), "an offer makes a text an advertisement"


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_shop_without_data_of_its_own_sends_nothing_with_a_gap(template: dict[str, Any]) -> None:
    result = merge(parse(template["body"]), {})
    assert is_blank(result.text)
    assert result.errors
