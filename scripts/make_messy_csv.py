"""A customer file as a garage really hands it over, with what must become of each row known beforehand.

`python -m scripts.make_messy_csv FILE [--rows 5000] [--seed 1]` writes it in cp932 and prints the counts to expect.

Every row is made by one `Quirk`, which says by its place in a list whether the row comes in, comes in with a word, or
is refused, and how a person would mend it. Names and numbers are invented; the mobile numbers are of the block
of the demo (070-9800), which is given to no carrier.
"""

import argparse
import csv
import io
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HEADERS = (
    "顧客コード", "氏名", "フリガナ", "個人法人", "郵便番号", "住所", "電話番号", "携帯番号", "誕生日", "メモ", "SMS",
    "登録番号", "車名", "車台番号", "初度登録", "車検満了日", "走行距離",
)  # fmt: skip

Cells = dict[str, str]
_FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
_SURNAMES = (("青葉", "アオバ"), ("若葉", "ワカバ"), ("稲毛", "イナゲ"), ("美浜", "ミハマ"), ("緑川", "ミドリカワ"),
             ("花見", "ハナミ"), ("髙﨑", "タカサキ"), ("渡邉", "ワタナベ"), ("齋藤", "サイトウ"))  # fmt: skip
_GIVEN = (("太一", "タイチ"), ("さくら", "サクラ"), ("健", "ケン"), ("由美子", "ユミコ"), ("ジョージ", "ジョージ"))
_HALF_KANA = str.maketrans(
    dict(zip("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
             "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ", strict=True))
    | {"バ": "ﾊﾞ", "ゲ": "ｹﾞ", "ド": "ﾄﾞ", "ー": "ｰ", "ジ": "ｼﾞ"}
)  # fmt: skip


@dataclass(slots=True)
class Messy:
    """The file, and what is to be expected of it."""

    content: bytes = b""
    accepted: int = 0
    warned: int = 0
    refused: int = 0
    customers: int = 0
    """How many there are in the rows that come in."""
    vehicles: int = 0
    codes: Counter[str] = field(default_factory=Counter[str])
    """How often each finding is made."""
    mended: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """Row of the file → its cells as a person would mend them."""

    @property
    def rows(self) -> int:
        """Rows below the header."""
        return self.accepted + self.warned + self.refused


Change = Callable[[Cells, random.Random], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Quirk:
    """One way in which files are messy. `code`: the finding, "" for none; `tail`: what stands behind the last cell."""

    code: str
    change: Change
    tail: tuple[str, ...] = ()


def _same(_cells: Cells, _dice: random.Random) -> Mapping[str, str]:
    return {}


def _set(**values: str) -> Change:
    return lambda _cells, _dice: values


_DAYS = (
    "S55.1.2",
    "昭和55年1月2日",
    "H3/4/5",
    "R1.5.1",
    "令和元年5月1日",
    "1980/1/2",
    "19800102",
    "1980-01-02 00:00:00",
)

ACCEPTED = (
    Quirk("", _same),
    Quirk("", lambda c, _: {k: c[k].translate(_FULL_WIDTH) for k in ("郵便番号", "電話番号", "携帯番号", "走行距離")}),
    Quirk("", lambda c, _: {"フリガナ": c["フリガナ"].translate(_HALF_KANA)}),
    Quirk("", lambda _, dice: {"誕生日": dice.choice(_DAYS)}),
    Quirk("", lambda _, dice: {"車検満了日": dice.choice(("R9.3.4", "令和9年3月4日", "2027/3/4"))}),
    Quirk("", lambda c, _: {"氏名": f"{c['氏名'].split()[0]}㈱", "個人法人": ""}),
    Quirk("", lambda c, _: {"メモ": f'通称"{c["氏名"]}", 要連絡'}),
    Quirk("", _set(メモ="一行目\n二行目")),
    Quirk("", _same, ("", "", "")),
    Quirk("", _set(誕生日="    /  /  ", 走行距離="45,000km")),
    Quirk("", _set(SMS="可")),
    Quirk("", _set(SMS="不可")),
    Quirk("", _set(登録番号="", 車名="", 車台番号="", 初度登録="", 車検満了日="", 走行距離="")),
)
"""Rows that come in, with nothing to be said."""

WARNED = (
    Quirk("import_kana_missing", _set(フリガナ="")),
    Quirk("import_mobile_cant_sms", _set(携帯番号="043-122-1234")),
    Quirk("import_mobile_as_phone", lambda c, _: {"電話番号": c["携帯番号"], "携帯番号": ""}),
    Quirk("import_zero_restored", _set(郵便番号="600001")),
    Quirk("import_zero_date", _set(誕生日="0000/00/00")),
    Quirk("import_lines_joined", _set(住所="千葉市中央区\n長洲1-1")),
    Quirk("import_dummy_customer", _set(氏名="上様", フリガナ="ウエサマ")),
    Quirk("import_lost_character", lambda c, _: {"氏名": f"〓{c['氏名']}"}),
)
"""Rows that come in, with a word."""

REFUSED = (
    Quirk("phone_incomplete", _set(電話番号="043-")),
    Quirk("phone_two_numbers", _set(携帯番号="070-9800-1111 / 070-9800-2222")),
    Quirk("date_impossible", _set(誕生日="2020/02/30")),
    Quirk("import_name_missing", _set(顧客コード="", 氏名="")),
    Quirk("import_number_unreadable", _set(走行距離="約5万")),
    Quirk("import_plate_unreadable", _set(登録番号="千葉 12-34 ?")),
    Quirk("import_word_unknown", _set(SMS="たぶん")),
    Quirk("import_zip_unreadable", _set(郵便番号="26-08")),
    Quirk("import_too_many_cells", _same, ("", "余り")),
    Quirk("import_birthday_ahead", _set(誕生日="2099/1/1")),
)
"""Rows that are refused until somebody mends them."""

_BROKEN = "import_broken_row"
_SAME_AS_ROW, _DIFFERS, _CODE_TWICE = "import_same_as_row", "import_differs_from_row", "import_code_twice"


class Maker:
    """Makes one file."""

    def __init__(self, rows: int, seed: int) -> None:
        self._rows, self._dice = rows, random.Random(seed)
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._row = 1
        self._known: list[list[str]] = []
        """Rows that came in unsaid, to be repeated."""
        self._messy = Messy()

    def make(self) -> Messy:
        """The file and its expectations."""
        self._writer.writerow(HEADERS)
        for _ in range(self._rows):
            self._row += 1
            lot = self._dice.random()
            if lot < 0.70 or not self._known:
                self._accept(self._dice.choice(ACCEPTED))
            elif lot < 0.82:
                self._warn(self._dice.choice(WARNED))
            elif lot < 0.87:
                self._repeat()
            elif lot < 0.99:
                self._refuse(self._dice.choice(REFUSED))
            else:
                self._dice.choice((self._break, self._take_code))()
        self._messy.content = self._text.getvalue().encode("cp932")
        return self._messy

    def _accept(self, quirk: Quirk) -> None:
        cells = self._changed(quirk)
        self._known.append(cells)
        self._come_in(cells)
        self._messy.accepted += 1
        self._writer.writerow([*cells, *quirk.tail])

    def _warn(self, quirk: Quirk) -> None:
        cells = self._changed(quirk)
        self._come_in(cells)
        self._messy.warned += 1
        self._messy.codes[quirk.code] += 1
        self._writer.writerow(cells)

    def _repeat(self) -> None:
        """A customer for the second time, word for word or with another memo."""
        cells = list(self._dice.choice(self._known))
        differs = self._dice.random() < 0.3
        if differs:
            cells[HEADERS.index("メモ")] = f"別のメモ{self._row}"
        self._messy.warned += 1
        self._messy.codes[_DIFFERS if differs else _SAME_AS_ROW] += 1
        self._writer.writerow(cells)

    def _refuse(self, quirk: Quirk) -> None:
        good = self._person()
        self._keep(quirk.code, list(good.values()))
        self._writer.writerow([*(good | dict(quirk.change(good, self._dice))).values(), *quirk.tail])

    def _break(self) -> None:
        """A quote that stands in the middle of a cell."""
        good = list(self._person().values())
        self._keep(_BROKEN, good)
        self._text.write(",".join([good[0], f'"{good[1]}"殿', *good[2:]]) + "\r\n")

    def _take_code(self) -> None:
        """The code of somebody else."""
        good = list(self._person().values())
        self._keep(_CODE_TWICE, good)
        others = [cells[0] for cells in self._known if cells[1] != good[1]]
        self._writer.writerow([self._dice.choice(others), *good[1:]])

    def _keep(self, code: str, good: list[str]) -> None:
        self._messy.refused += 1
        self._messy.codes[code] += 1
        self._messy.mended[self._row] = good

    def _come_in(self, cells: list[str]) -> None:
        self._messy.customers += 1
        self._messy.vehicles += bool(cells[HEADERS.index("登録番号")])

    def _changed(self, quirk: Quirk) -> list[str]:
        cells = self._person()
        return list((cells | dict(quirk.change(cells, self._dice))).values())

    def _person(self) -> Cells:
        n, dice = self._row, self._dice
        (surname, reading), (given, spoken) = dice.choice(_SURNAMES), dice.choice(_GIVEN)
        values = (
            f"M{n:05}", f"{surname} {given}", f"{reading} {spoken}", dice.choice(("個人", "")), "260-0854",
            f"千葉市中央区長洲{n}-{n % 7 + 1}", f"043-122-{n % 10000:04}", f"070-9800-{n % 10000:04}",
            f"19{50 + n % 50}/{n % 12 + 1}/{n % 28 + 1}", "", dice.choice(("○", "×", "1", "0", "")),
            f"千葉 {300 + n // 9000} さ {n % 9000 + 1000}", dice.choice(("プリウス", "N-BOX", "ﾊｲｴｰｽ")),
            f"ABC{n % 9}-{n:07}",
            f"20{n % 20 + 1:02}/{n % 12 + 1:02}", f"2027/{n % 12 + 1}/{n % 28 + 1}", str(n * 7),
        )  # fmt: skip
        return dict(zip(HEADERS, values, strict=True))


def make(rows: int = 5000, seed: int = 1) -> Messy:
    """The file of so many rows; the same seed gives the same bytes."""
    return Maker(rows, seed).make()


def main(arguments: list[str] | None = None) -> int:
    """Write the file and print what is to be expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    messy = make(options.rows, options.seed)
    options.file.write_bytes(messy.content)
    expected = {"accepted": messy.accepted, "warned": messy.warned, "refused": messy.refused}
    print(json.dumps(expected | {"findings": dict(sorted(messy.codes.items()))}, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
