"""`dreampower-sms import`: what it says, where, and with which exit code."""

from pathlib import Path

import pytest
from sqlalchemy import select

from dreampower_sms.__main__ import main
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import CustomerRow

GOOD = "氏名,携帯番号\r\n青葉 健,070-9800-1111\r\n"
BAD = GOOD + "若葉 健,070-9800\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def run(migrated_url: str, file: Path, *more: str) -> int:
    return main(["import", str(file), "--data", str(file.parent), "--database", migrated_url, *more])


def names(url: str) -> list[tuple[str, str]]:
    database = Database(url)
    with database.read() as session:
        found = [(name, mobile) for name, mobile in session.execute(select(CustomerRow.name, CustomerRow.mobile))]
    database.close()
    return found


def test_all_rows_come_in(migrated_url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD, encoding="cp932", newline="")
    assert run(migrated_url, file) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[:3] == [
        "取込: 1 行",
        "  受入 1 行、注意つき受入 0 行、拒否 0 行",
        "  顧客: 新規 1、更新 0、変更なし 0",
    ]
    assert said.err == "1 / 1 行\n"
    assert names(migrated_url) == [("青葉 健", "070-9800-1111")]


def test_refused_rows_are_named_and_kept(migrated_url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(BAD, encoding="cp932", newline="")
    rejected = file.with_name("拒否.csv")
    assert run(migrated_url, file, "--rejected", str(rejected)) == 1
    assert "3 行目「携帯番号」［070-9800］: " in capsys.readouterr().out
    mended = rejected.read_text(encoding="cp932").replace("070-9800\n", "070-9800-2222\n")
    rejected.write_text(mended, encoding="cp932")
    assert run(migrated_url, rejected) == 0
    assert [name for name, _ in names(migrated_url)] == ["青葉 健", "若葉 健"]


def test_a_dry_run_writes_nothing(migrated_url: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(BAD, encoding="utf-8", newline="")
    assert run(migrated_url, file, "--dry-run") == 1
    assert "何も書き込んでいません" in capsys.readouterr().out
    assert names(migrated_url) == []


def test_columns_encoding_delimiter_and_choice_by_hand(migrated_url: str, file: Path) -> None:
    file.write_text("客\t番号=1\r\n青葉 健\t070-9800-1111\r\n", encoding="euc_jp", newline="")
    hand = ("--encoding", "euc_jp", "--delimiter", "tab", "--map", "客=氏名", "--map", "番号=1=携帯番号")
    assert run(migrated_url, file, *hand, "--existing", "skip") == 0
    assert names(migrated_url) == [("青葉 健", "070-9800-1111")]
    assert run(migrated_url, file, *hand[:4]) == 0  # the columns are remembered


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (None, (), "見つかりません"),
        ("", (), "何も入っていません"),
        ("体重\r\n60\r\n", (), "取り込む項目が選ばれていません"),
        (GOOD, ("--map", "年齢=氏名"), "列「年齢」がファイルにありません"),
        (GOOD, ("--map", "氏名=体重"), "項目「体重」はありません"),
    ],
)
def test_what_cannot_be_done(
    migrated_url: str,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
    more: tuple[str, ...],
    said: str,
) -> None:
    if text is not None:
        file.write_text(text, encoding="utf-8", newline="")
    assert run(migrated_url, file, *more) == 2
    assert said in capsys.readouterr().err
    assert names(migrated_url) == []
