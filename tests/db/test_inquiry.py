"""照会: what is found by what is typed, in which order, on both databases, against a search in plain Python."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from dreampower_sms.db import inquiry
from dreampower_sms.db.engine import Database
from dreampower_sms.db.keys import customer_keys, vehicle_keys
from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.domain.look_up import FEWEST_DIGITS, Word, WordKind, ask

DAY = datetime(2026, 11, 24, tzinfo=UTC)
Row = Mapping[str, object]


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def fill(database: Database, customers: Sequence[Row], vehicles: Sequence[Row] = ()) -> None:
    """These customers and vehicles and no others. Ids count from 1."""
    stamps = {"created_at": DAY, "updated_at": DAY}
    with database.write() as session:
        session.execute(delete(VehicleRow))
        session.execute(delete(CustomerRow))
        rows = [
            {"id": n, "archived_at": None, **row, **customer_keys(row), **stamps} for n, row in enumerate(customers, 1)
        ]
        session.execute(insert(CustomerRow), rows)
        if vehicles:
            cars = [
                {"id": n, "archived_at": None, **row, **vehicle_keys(row), **stamps}
                for n, row in enumerate(vehicles, 1)
            ]
            session.execute(insert(VehicleRow), cars)


def found(database: Database, typed: str, limit: int = 1000) -> list[int]:
    with database.read() as session:
        return inquiry.find(session, ask(typed), limit)


def person(name: str, kana: str = "", mobile: str = "", phone: str = "") -> Row:
    return {"name": name, "kana": kana, "mobile": mobile, "phone": phone}


def car(owner: int, area: str = "", number: str = "", klass: str = "500", kana: str = "あ") -> Row:
    return {"customer_id": owner, "plate_area": area, "plate_class": klass, "plate_kana": kana, "plate_number": number}


PEOPLE = (
    person("山田 太郎", "ヤマダ タロウ", "090-1234-5678"),
    person("髙橋 花子", "タカハシ ハナコ", "080-8765-0012", "043-222-1234"),
    person("株式会社山本商会", "ヤマモトショウカイ", phone="03-3333-9999"),
    person("千葉 一郎", "チバ イチロウ", "070-1111-2222"),
    person("𠮷野 さくら", "ヨシノ サクラ", "090-0000-1212"),
    person("佐藤太郎", "サトウタロウ", "090-5555-4321"),
    person("ABC 50%_OFF [x]", "エービーシー"),
)
CARS = (
    car(1, "千葉", "12-34"),
    car(2, "習志野", "・・12", "33", "さ"),
    car(3, "なにわ", "56-78", "30A", "わ"),
    car(6, "足立", "1", "C"),
)


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", [7, 6, 2, 4, 1, 3, 5]),  # kana order
        ("ー()", [7, 6, 2, 4, 1, 3, 5]),  # only signs ask nothing
        ("山田", [1]),
        ("やまだ", [1]),
        ("ﾔﾏﾀﾞ", [1]),
        ("ヤマ", [1, 3]),
        ("高橋", [2]),
        ("吉野", [5]),
        ("𠮷", [5]),
        ("さくら", [5]),
        ("太郎", [6, 1]),  # a given name, with and without a space before it
        ("タロウ", [6, 1]),
        ("山本", [3]),  # a company without its legal form
        ("商会", [3]),  # the middle of a name
        ("ショウカイ", [3]),
        ("株式会社", [3]),
        ("山田 太郎", [1]),
        ("太郎　山田", [1]),
        ("山田 花子", []),
        ("いない", []),
        ("1234", [2, 1]),  # the end of a telephone number, a plate
        ("12-34", [2, 1]),
        ("5678", [1, 3]),
        ("0901234", [1]),  # a mobile number from its start
        ("090-1234-5678", [1]),
        ("０４３ー２２２ー１２３４", [2]),
        ("12", [2]),  # two digits: the whole number of a plate
        ("1", [6]),
        ("012", [2]),
        ("千葉 1234", [1]),
        ("千葉", [4]),
        ("千葉 山田", [1]),  # the area of a plate and a name
        ("山田 千葉", [1]),
        ("千葉 一郎", [4]),
        ("千葉500あ1234", [1]),
        ("千葉 500 あ 12-34", [1]),
        ("千葉５００ア１２", [1]),
        ("なにわ30Aわ5678", [3]),
        ("習志野33さ・・12", [2]),
        ("足立Cあ1", [6]),
        ("千葉500い1234", []),
        ("山田 5678", [1]),
        ("山田 9999", []),
        ("花子 12", [2]),
        ("50%", [7]),
        ("%", [7, 6, 2, 4, 1, 3, 5]),
        ("_off", [7]),
        ("a*c", []),
        ("abc", [7]),
    ],
)
def test_found(database: Database, typed: str, ids: list[int]) -> None:
    fill(database, PEOPLE, CARS)
    assert found(database, typed) == ids


def test_archived_customers_and_vehicles_are_not_found(database: Database) -> None:
    gone = {"archived_at": DAY}
    fill(database, [{**PEOPLE[0], **gone}, PEOPLE[1]], [{**car(2, "千葉", "12-34"), **gone}, car(1, "千葉", "77")])
    assert found(database, "") == [2]
    for typed in ("山田", "太郎", "田太", "5678", "ヤマダ", "77", "千葉500あ77", "千葉500あ1234", "花子 千葉"):
        assert found(database, typed) == [], typed


def test_a_page_is_the_first_in_kana_order(database: Database) -> None:
    fill(database, [person(f"山田 {n}", f"ヤマダ{kana}") for n, kana in enumerate("エアウイオ")])
    assert found(database, "山田", 3) == [2, 4, 3]
    assert found(database, "", 2) == [2, 4]
    assert found(database, "田", 2) == []  # one letter is looked for at the start only


def test_what_begins_with_the_word_comes_before_what_holds_it(database: Database) -> None:
    fill(
        database,
        [person("中山", "ナカヤマ"), person("山下", "ヤマシタ"), person("山本", "ヤマモト"), person("丸山商店", "ア")],
    )
    assert found(database, "ヤマ", 2) == [2, 3]
    assert found(database, "ヤマ", 3) == [1, 2, 3]
    assert found(database, "山下") == [2]


def test_a_customer_found_in_two_ways_stands_once(database: Database) -> None:
    fill(
        database,
        [person("林 林", "ハヤシ ハヤシ", "090-1111-1212", "03-1111-1212")],
        [car(1, "林", "12-12"), car(1, "林", "12-12")],
    )
    for typed in ("林", "ハヤシ", "1212", "林 1212", "林500あ1212"):
        assert found(database, typed) == [1], typed


def test_no_index_is_scanned_row_by_row_in_kana_order(database: Database) -> None:
    """SQLite, asked for a page in kana order, else walks that index and looks up each row: 170 ms instead of 16."""
    if not database.is_sqlite:
        return
    fill(database, PEOPLE, CARS)
    sent: list[str] = []
    with database.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(sent.append)
        for typed in ("商会", "山田 太郎", "千葉 1234", "タロウ", "千葉500あ1234", "12", "山田 千葉"):
            inquiry.find(session, ask(typed), 200)
        raw.set_trace_callback(None)
        plans = {
            s: [r[3] for r in session.execute(text(f"EXPLAIN QUERY PLAN {s}"))] for s in sent if s.startswith("SELECT")
        }
    for statement, plan in plans.items():
        assert not any(step.startswith("SCAN") and "COVERING" not in step for step in plan), (statement, plan)
        assert not any("ix_vehicles_plate (plate_area_key=?)" in step for step in plan if "EXISTS" in statement), plan


# The same question in plain Python

letters = st.sampled_from("山田太郎花子アヤマダタa1")
names = st.builds(" ".join, st.lists(st.text(letters, min_size=1, max_size=4), min_size=1, max_size=2))
numbers = st.text("012", max_size=4).map(lambda tail: f"090-1111-{tail:0>4}")
people = st.builds(person, names, st.text("アヤマダタロウ ", max_size=5), numbers | st.just(""), st.just(""))
areas = st.sampled_from(["山田", "千葉", "太郎"])
plates = st.sampled_from(["1", "12", "012", "12-34", "2-11"])
words = names | st.text("012", min_size=1, max_size=4) | st.just("千葉") | st.just("山田500あ12") | st.just("千葉500あ")


def _fits(word: Word, one: Mapping[str, str], cars: Sequence[Mapping[str, str]], *, leads: bool) -> bool:
    if word.kind is WordKind.DIGITS:
        if len(word.key) < FEWEST_DIGITS:
            return any(each["plate_digits"] == word.key for each in cars)
        return one["mobile_rev"].startswith(word.key[::-1]) or any(
            each["plate_digits"].startswith(word.key) for each in cars
        )
    if word.kind is WordKind.PLATE:
        return any(
            (each["plate_area_key"], each["plate_class_key"], each["plate_kana_key"])
            == (word.area, word.plate_class, word.plate_kana) and each["plate_digits"].startswith(word.key)
            for each in cars
        ) or (not word.key and one["name_key"].startswith(word.area + word.plate_class))  # fmt: skip
    if leads:
        keys = (
            ("name_key", "name_key2", "kana_key", "kana_key2")
            if word.kind is WordKind.KANA
            else ("name_key", "name_key2")
        )
        if any(one[key].startswith(word.key) for key in keys):
            return True
        if len(word.key) < 2:
            return False
    in_it = word.key in one["name_key"] or word.key in one["kana_key"]
    return in_it or (not leads and any(each["plate_area_key"] == word.key for each in cars))


def expected(typed: str, customers: Sequence[Row], vehicles: Sequence[Row]) -> set[int]:
    """Ids of those who fit every word, one of which leads: the first that is no plate's area on record."""
    asked = ask(typed).words
    all_areas = {vehicle_keys(vehicle)["plate_area_key"] for vehicle in vehicles}
    by_name = [w for w in asked if w.kind in (WordKind.NAME, WordKind.KANA)]
    leader = next((w for w in asked if w not in by_name or w.key not in all_areas), asked[0] if asked else None)
    if asked and asked[0] not in by_name:
        leader = asked[0]
    ids: set[int] = set()
    for number, customer in enumerate(customers, 1):
        cars = [vehicle_keys(vehicle) for vehicle in vehicles if vehicle["customer_id"] == number]
        keys = customer_keys(customer)
        if all(_fits(word, keys, cars, leads=word is leader) for word in asked):
            ids.add(number)
    return ids


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_finds_what_a_search_in_plain_python_finds(database: Database, data: st.DataObject) -> None:
    customers = data.draw(st.lists(people, min_size=1, max_size=8))
    owners = st.integers(1, len(customers))
    vehicles = data.draw(st.lists(st.builds(car, owners, areas, plates), max_size=8))
    fill(database, customers, vehicles)
    for typed in data.draw(st.lists(st.builds(" ".join, st.lists(words, max_size=3)), min_size=3, max_size=6)):
        ids = found(database, typed)
        assert set(ids) == expected(typed, customers, vehicles), typed
        kana = {n: (customer_keys(customer)["kana_key"], n) for n, customer in enumerate(customers, 1)}
        assert ids == sorted(ids, key=kana.__getitem__)
        assert found(database, typed, 2) == ids[:2] or len(ids) > 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=12))
def test_anything_may_be_typed(database: Database, typed: str) -> None:
    found(database, typed)
