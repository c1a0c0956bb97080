"""The shipped table of postal codes, and looking up both ways."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest

from dreampower_sms import paths
from dreampower_sms.services.postal import Postal

ARCHIVE = paths.resource("zip/places.zip")


@pytest.fixture(scope="module")
def postal() -> Postal:
    return Postal(ARCHIVE)


def test_the_shipped_table_is_what_the_script_makes() -> None:
    script = Path(__file__).parents[2] / "scripts" / "make_zip_table.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_is_small() -> None:
    assert ARCHIVE.stat().st_size < 4_000_000


@pytest.mark.parametrize("text", ["260-0854", "2600854", "〒２６０ー０８５４"])
def test_one_town_by_code(postal: Postal, text: str) -> None:
    (place,) = postal.by_zip(text)
    assert (place.zip, place.address) == ("260-0854", "千葉県千葉市中央区長洲")
    assert (place.note, place.office) == ("", False)


def test_a_code_of_several_towns_gives_all(postal: Postal) -> None:
    assert {place.address for place in postal.by_zip("004-0000")} == {"北海道札幌市厚別区", "北海道札幌市清田区"}


def test_a_company_s_own_code_gives_its_address(postal: Postal) -> None:
    places = postal.by_zip("100-8994")
    assert places
    assert all(place.office and place.address.startswith("東京都") for place in places)


@pytest.mark.parametrize("text", ["", "260", "999-9999", "000-0000", "260-0854 千葉"])
def test_an_unknown_code_gives_nothing(postal: Postal, text: str) -> None:
    assert postal.by_zip(text) == ()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("千葉県千葉市中央区長洲1-2-3", "260-0854"),
        ("千葉市中央区長洲１丁目", "260-0854"),
        ("東京都千代田区霞ヶ関1-1", "100-0013"),
        ("千代田区丸ノ内1-9-1", "100-0005"),
        ("北海道白糠町西庶路西3条北1", "088-0571"),
        ("札幌市中央区北十二条西5", "060-0012"),
        ("旭川市神楽岡十二条3", "078-8322"),
        ("東京都利島村1", "100-0301"),
        ("岩手県和賀郡西和賀町越中畑64", "029-5523"),
    ],
)
def test_code_by_address(postal: Postal, address: str, code: str) -> None:
    assert [(place.zip, place.certain) for place in postal.by_address(address)] == [(code, True)]


def test_a_town_with_codes_by_block_gives_all_with_their_notes(postal: Postal) -> None:
    places = postal.by_address("札幌市中央区北一条西5")
    assert {place.zip: place.note for place in places} == {"060-0001": "1〜19丁目", "064-0821": "20〜28丁目"}


def test_two_cities_of_one_name_are_both_named(postal: Postal) -> None:
    assert {place.prefecture for place in postal.by_address("府中市")} == {"東京都", "広島県"}


def test_kyoto_names_the_street_before_the_town(postal: Postal) -> None:
    codes = {place.zip for place in postal.by_address("京都市上京区上の下立売通天神道西入上る北町1")}
    assert "602-8368" in codes


def test_a_town_that_goes_on_is_uncertain(postal: Postal) -> None:
    (place,) = postal.by_address("船橋市本町東1")
    assert (place.zip, place.certain) == ("273-0005", False)


@pytest.mark.parametrize("address", ["", "1-2-3", "千葉市", "どこか遠い所", "千葉市中央区どこにもない町1-2"])
def test_what_is_no_known_address_gives_nothing(postal: Postal, address: str) -> None:
    assert postal.by_address(address) == ()


def test_every_town_leads_back_to_its_code(postal: Postal) -> None:
    with ZipFile(ARCHIVE) as archive:
        groups = sorted(set(archive.namelist()) - {"made.txt", "cities.tsv"})
        lines = [line.split("\t") for name in random.Random(20261123).sample(groups, 25)
                 for line in archive.read(name).decode().splitlines()]  # fmt: skip
    towns = [line for line in lines if line[3] and line[5] != "1"]
    for code, prefecture, city, town, *_ in random.Random(7).sample(towns, 150):
        spelled = f"{code[:3]}-{code[3:]}"
        assert spelled in {place.zip for place in postal.by_address(f"{prefecture}{city}{town}1-2")}, (city, town)
        assert f"{prefecture}{city}{town}" in {place.address for place in postal.by_zip(code)}


def test_several_threads_may_ask() -> None:
    postal = Postal(ARCHIVE)
    codes = ["260-0854", "100-0013", "060-0012", "602-8368"] * 25
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(postal.by_zip, codes))
    assert all(places and places[0].zip == code for code, places in zip(codes, found, strict=True))
