"""送信案内書: what has to be there before it is handed to a customer, and what its QR code says."""

from dataclasses import replace

import pytest

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.leaflet import (
    LONGEST_SENTENCE,
    LeafletChoices,
    Missing,
    Sheet,
    Target,
    Use,
    joined,
    missing,
    uri,
)

SHOP = Company(name="山川自動車", phone="０３-1234-5678", url="https://example.jp/")
CHOICES = LeafletChoices()


@pytest.mark.parametrize(
    ("choices", "company", "lacking"),
    [
        (CHOICES, SHOP, ()),
        (CHOICES, replace(SHOP, name="", formal_name="山川自動車株式会社"), ()),
        (CHOICES, replace(SHOP, name=""), (Missing.NAME,)),
        (CHOICES, Company(), (Missing.NAME, Missing.PHONE, Missing.URL)),
        (replace(CHOICES, target="phone"), replace(SHOP, url=""), ()),
        (replace(CHOICES, uses=""), SHOP, (Missing.USES,)),
        (replace(CHOICES, sentence="あ" * LONGEST_SENTENCE), SHOP, ()),
        (replace(CHOICES, sentence="あ" * (LONGEST_SENTENCE + 1)), SHOP, (Missing.LONG_SENTENCE,)),
        (replace(CHOICES, sender="0" * 41), SHOP, (Missing.LONG_SENDER,)),
    ],
)
def test_what_is_missing_is_named(choices: LeafletChoices, company: Company, lacking: tuple[Missing, ...]) -> None:
    assert missing(choices, company) == lacking


def test_a_code_is_an_address_or_a_number_to_dial() -> None:
    assert uri(Target.URL, SHOP) == "https://example.jp/"
    assert uri(Target.PHONE, SHOP) == "tel:0312345678"
    assert uri(Target.NONE, SHOP) == ""
    assert uri(Target.PHONE, Company()) == ""


def test_values_of_another_program_are_passed_over() -> None:
    odd = LeafletChoices(uses="repair,towing,inspection", target="fax", sheet="b5")
    assert odd.chosen_uses() == (Use.INSPECTION, Use.REPAIR)
    assert (odd.chosen_target(), odd.chosen_sheet()) == (Target.URL, Sheet.A4)
    assert joined(odd.chosen_uses()) == "inspection,repair"
