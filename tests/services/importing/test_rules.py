"""What an import does to a shop that has customers already, and what it never does."""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ConsentRow, CustomerRow, StaffRow, StopRow, VehicleRow
from dreampower_sms.domain.imports import OnExisting
from dreampower_sms.services.importing.errors import MappingWrong
from dreampower_sms.services.importing.mapping import Columns, corrected
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.importing.report import Choices, Counts, DryRun, RunReport
from dreampower_sms.services.importing.service import Imports

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
HEAD = ("氏名", "フリガナ", "携帯番号", "電話番号", "住所", "SMS")
MOBILE = "070-9800-1111"
ANY, EVERY = "070-9800-2222", "070-9800-3333"


class Desk:
    """A shop, and files for it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.sms = database, folder, True
        self.service = Imports(database, lambda: NOW, "受付1", lambda: {"flag_sms": self.sms})

    def file(self, *rows: Sequence[str], head: Sequence[str] = HEAD) -> Path:
        path = self.folder / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        return path

    def bring(self, path: Path, existing: OnExisting = OnExisting.FILL) -> RunReport:
        """A dry run and a run; both must say the same."""
        source = open_source(path)
        chosen = Choices(self.service.propose(source).columns, existing)
        tried = self.service.dry_run(source, chosen)
        report = self.service.run(source, chosen)
        assert (tried.counts, tried.errors, tried.warnings) == (report.counts, report.errors, report.warnings)
        return report

    def customers(self) -> list[CustomerRow]:
        with self.database.read() as session:
            return list(session.scalars(select(CustomerRow).order_by(CustomerRow.id)))

    def vehicles(self) -> list[VehicleRow]:
        with self.database.read() as session:
            return list(session.scalars(select(VehicleRow).order_by(VehicleRow.id)))

    def put(self, **values: object) -> None:
        with self.database.write() as session:
            session.add(CustomerRow(created_at=NOW, updated_at=NOW, **values))

    def set(self, **values: object) -> None:
        with self.database.write() as session:
            session.execute(update(CustomerRow).values(values))


@pytest.fixture
def desk(migrated_url: str, tmp_path: Path) -> Iterator[Desk]:
    database = Database(migrated_url)
    yield Desk(database, tmp_path)
    database.close()


def codes(report: DryRun | RunReport) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in (*report.errors, *report.warnings)]


def test_a_customer_of_the_shop_is_found_by_name_and_number_and_only_filled(desk: Desk) -> None:
    desk.put(name="髙橋 一郎", mobile=MOBILE, address="千葉市1", flag_sms=False)
    report = desk.bring(desk.file(["高橋　一郎", "タカハシ", MOBILE, "", "千葉市2", "○"]))
    assert (report.counts.customers_changed, report.counts.customers_new) == (1, 0)
    (one,) = desk.customers()
    assert (one.name, one.kana, one.kana_key, one.address, one.flag_sms) == (
        "髙橋 一郎", "タカハシ", "タカハシ", "千葉市1", False,
    )  # fmt: skip
    assert one.version == 2


def test_overwriting_takes_what_the_file_says_and_never_erases(desk: Desk) -> None:
    desk.put(name="髙橋 一郎", kana="タカハシ", mobile=MOBILE, address="千葉市1", memo="大事")
    desk.bring(desk.file(["高橋 一郎", "", MOBILE, "", "千葉市2", "○"]), OnExisting.OVERWRITE)
    (one,) = desk.customers()
    assert (one.name, one.kana, one.address, one.memo, one.flag_sms) == (
        "高橋 一郎",
        "タカハシ",
        "千葉市2",
        "大事",
        True,
    )


def test_skipping_brings_only_new_ones(desk: Desk) -> None:
    desk.put(name="髙橋 一郎", mobile=MOBILE)
    rows = (["高橋 一郎", "タカハシ", MOBILE, "", "", ""], ["青葉 健", "アオバ", ANY, "", "", ""])
    counts = desk.bring(desk.file(*rows), OnExisting.SKIP).counts
    assert (counts.customers_unchanged, counts.customers_changed, counts.customers_new) == (1, 0, 1)
    assert desk.customers()[0].kana == ""


@pytest.mark.parametrize("existing", [OnExisting.FILL, OnExisting.OVERWRITE])
def test_what_the_shop_changed_after_an_import_stays_when_the_file_comes_again(
    desk: Desk, existing: OnExisting
) -> None:
    path = desk.file(["青葉 健", "アオバ", MOBILE, "043-122-0001", "千葉市1", "○"])
    desk.bring(path, existing)
    desk.set(name="若葉 健", phone="", mobile=ANY, address="千葉市9", flag_sms=False)
    report = desk.bring(path, existing)
    assert (report.counts, codes(report)) == (Counts(accepted=1, customers_unchanged=1), [])
    (one,) = desk.customers()
    assert (one.name, one.phone, one.address, one.flag_sms) == ("若葉 健", "", "千葉市9", False)


def test_what_was_only_not_filled_can_be_overwritten_later(desk: Desk) -> None:
    desk.put(name="青葉 健", mobile=MOBILE, address="千葉市1")
    path = desk.file(["青葉 健", "アオバ", MOBILE, "", "千葉市2", ""])
    desk.bring(path)
    assert desk.customers()[0].address == "千葉市1"
    assert desk.bring(path, OnExisting.OVERWRITE).counts.customers_changed == 1
    assert desk.customers()[0].address == "千葉市2"


def test_an_import_grants_no_consent_and_lifts_no_stop(desk: Desk) -> None:
    with desk.database.write() as session:
        for e164 in ("+817098001111", "+817098002222"):
            session.add(StopRow(e164=e164, purpose="", at=NOW, clerk="佐藤", reason="", source=""))
    desk.put(name="青葉 健", mobile=MOBILE, flag_sms=False)
    rows = (
        ["青葉 健", "", MOBILE, "", "", "可"],
        ["若葉 健", "", ANY, "", "", "可"],
        ["緑川 健", "", EVERY, "", "", "可"],
    )
    desk.bring(desk.file(*rows), OnExisting.OVERWRITE)
    assert [each.flag_sms for each in desk.customers()] == [False, False, True]
    with desk.database.read() as session:
        assert session.scalars(select(ConsentRow)).all() == []
        assert [stop.lifted_at for stop in session.scalars(select(StopRow))] == [None, None]


def test_new_customers_and_vehicles_start_from_the_shops_defaults(desk: Desk) -> None:
    head = ("氏名", "携帯番号", "SMS", "登録番号", "車両SMS")
    rows = (["青葉 健", MOBILE, "", "千葉 500 あ 1", ""], ["若葉 健", ANY, "×", "千葉 500 あ 2", "×"])
    desk.bring(desk.file(*rows, head=head))
    assert [each.flag_sms for each in desk.customers()] == [True, False]
    assert [each.sms for each in desk.vehicles()] == [True, False]


def test_whom_the_file_may_mean_is_never_guessed(desk: Desk) -> None:
    for address in ("千葉市1", "千葉市2"):
        desk.put(name="青葉 健", mobile=MOBILE, address=address)
    report = desk.bring(desk.file(["青葉 健", "", MOBILE, "", "千葉市3", ""], ["青葉 健", "", ANY, "", "", ""]))
    assert next(code for code in codes(report) if code[0] == 2) == (2, "import_several_match")
    assert report.counts.customers_new == 1  # another number is another person


def test_rows_of_one_person_are_one_customer_across_batches(desk: Desk) -> None:
    others = [[f"若葉 {n}", "ワ", f"070-9801-{n:04}", "", "", ""] for n in range(1500)]
    first, last = ["青葉 健", "ア", MOBILE, "043-122-0001", "", ""], ["青葉 健", "ア", "", "043-122-0001", "千葉市", ""]
    alone = ["青葉 健", "ア", "", "", "", ""]  # nothing but the name: may be somebody else
    report = desk.bring(desk.file(first, *others, last, alone))
    found = [(row, code) for row, code in codes(report) if row > 1502]
    assert found == [(1503, "import_differs_from_row"), (1504, "import_only_name")]
    assert report.counts.customers_new == 1502


def test_a_vehicle_belongs_to_one_customer(desk: Desk) -> None:
    head = ("顧客コード", "氏名", "登録番号", "車台番号")
    rows = (
        ["1", "青葉 健", "千葉 500 あ 1", "A-1"],
        ["1", "青葉 健", "千葉 500 あ 2", "A-2"],
        ["2", "若葉 健", "千葉 500 あ 1", "A-1"],
        ["3", "", "千葉 500 あ 3", ""],
        ["1", "", "千葉 500 あ 4", ""],
    )
    report = desk.bring(desk.file(*rows, head=head))
    errors = [(problem.row, problem.code) for problem in report.errors]
    assert errors == [(4, "import_owner_differs"), (5, "import_owner_unknown")]
    (one,) = desk.customers()
    assert [(v.customer_id, v.plate_number) for v in desk.vehicles()] == [
        (one.id, "・・・1"), (one.id, "・・・2"), (one.id, "・・・4"),
    ]  # fmt: skip
    moved = desk.bring(desk.file(["9", "美浜 健", "千葉 500 あ 1", "A-1"], head=head))
    assert [(p.code, p.details["owner"]) for p in moved.errors] == [("import_owner_differs", "青葉 健")]
    renamed = desk.bring(desk.file(["1", "美浜 健", "", ""], head=head))
    assert [(p.code, p.details["name"]) for p in renamed.errors] == [("import_code_other_name", "青葉 健")]


def test_archived_customers_stay_as_they_are_and_merged_ones_lead_to_the_kept_one(desk: Desk) -> None:
    path = desk.file(["青葉 健", "", MOBILE, "", "", ""])
    desk.bring(path)
    desk.put(name="青葉 ケン", mobile=ANY)
    kept = desk.customers()[1].id
    with desk.database.write() as session:
        gone = update(CustomerRow).where(CustomerRow.id != kept)
        session.execute(gone.values(archived_at=NOW, merged_into_id=kept))
    desk.bring(desk.file(["青葉 健", "アオバ", MOBILE, "", "", ""]))
    assert [each.kana for each in desk.customers()] == ["", "アオバ"]
    desk.set(archived_at=NOW)
    report = desk.bring(desk.file(["青葉 健", "アオバ", MOBILE, "", "千葉市", ""]))
    assert (codes(report), report.counts.customers_unchanged) == ([(2, "import_archived")], 1)
    assert {each.address for each in desk.customers()} == {""}


def test_unknown_staff_come_as_people_who_left(desk: Desk) -> None:
    with desk.database.write() as session:
        session.add(StaffRow(name="佐藤 次郎"))
    head = ("氏名", "携帯番号", "担当者")
    rows = (["青葉 健", MOBILE, "佐藤次郎"], ["若葉 健", ANY, "退職 太郎"], ["緑川 健", EVERY, "退職 太郎"])
    report = desk.bring(desk.file(*rows, head=head))
    assert codes(report) == [(3, "import_staff_new")]
    with desk.database.read() as session:
        staff = {each.id: (each.name, each.active) for each in session.scalars(select(StaffRow))}
    assert [staff[each.staff_id or 0] for each in desk.customers()] == [
        ("佐藤 次郎", True), ("退職 太郎", False), ("退職 太郎", False),
    ]  # fmt: skip


def test_a_workbook_comes_in_and_its_refused_rows_go_out_for_excel(desk: Desk) -> None:
    path = desk.folder / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("顧客")
        sheet.write_row(0, 0, ["氏名", "携帯番号", "誕生日"])
        sheet.write_row(1, 0, ["青葉 健", 7098001111])
        sheet.write_datetime(
            1,
            2,
            datetime(1980, 1, 2),  # noqa: DTZ001  a cell has no time zone
            book.add_format({"num_format": "yyyy/mm/dd"}),
        )
        sheet.write_row(2, 0, ["若葉 健", "070-9800", "S99.1.1"])
    report = desk.bring(path)
    assert (report.counts.accepted, report.counts.refused) == (1, 1)
    (one,) = desk.customers()
    assert (one.mobile, str(one.birthday)) == (MOBILE, "1980-01-02")
    out = desk.folder / "r.csv"
    assert desk.service.write_rejected(report.run_id, out, lambda problem: problem.code) == 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["取込エラー", "元の行", "氏名", "携帯番号", "誕生日"]
    assert rows[1][1:] == ["3", "若葉 健", "070-9800", "S99.1.1"]


def test_without_refused_rows_no_file_is_made(desk: Desk) -> None:
    report = desk.bring(desk.file(["青葉 健", "ア", MOBILE, "", "", ""]))
    out = desk.folder / "r.csv"
    assert desk.service.write_rejected(report.run_id, out, lambda problem: problem.code) == 0
    assert not out.exists()


def test_columns_by_hand() -> None:
    headers, start = ("A", "B", "C"), Columns(("", "mobile", "memo"))
    assert corrected(start, headers, [("A", "氏名"), ("C", "")]).keys == ("name", "mobile", "")
    with pytest.raises(MappingWrong, match="import_column_unknown"):
        corrected(start, headers, [("D", "氏名")])
    with pytest.raises(MappingWrong, match="import_field_unknown"):
        corrected(start, headers, [("A", "体重")])


cells = st.text(max_size=12) | st.sampled_from(["", MOBILE, "043-", "S55.1.2", "青葉 健", "千葉 500 あ 1", "○", "100"])
tables = st.lists(st.lists(cells, max_size=8), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables, encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp932"]))
def test_any_table_comes_in_or_out(desk: Desk, rows: list[list[str]], encoding: str) -> None:
    """Every row is counted once; a second time nothing changes; a refused row goes out as it came."""
    path, head = desk.folder / "h.csv", ["氏名", "携帯番号", "誕生日", "登録番号", "SMS", "走行距離", "備考"]
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([head, *rows])
    source = open_source(path)
    stood = {record.row: record for record in source.records()}
    report = desk.bring(path)
    assert report.counts.rows == len(stood)
    again = desk.bring(path)
    made = ("customers_new", "vehicles_new", "customers_changed", "vehicles_changed")
    assert [getattr(again.counts, name) for name in made] == [0, 0, 0, 0]
    out = desk.folder / "out.csv"
    if desk.service.write_rejected(report.run_id, out, lambda problem: problem.code):
        back = list(open_source(out, encoding=source.encoding, delimiter=",").records())
        for record in back:
            first = stood[int(record.cells[1])]
            assert record.cells[2:] == first.cells or first.flaw
