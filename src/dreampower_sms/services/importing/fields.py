"""What a column can be: the field, how its cells are read, and the headers under which it is found.

The first header of a field is its title on the screen. Fields of the same table are only ever added at the end: the
marks of earlier imports (`marks`) stand in this order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.text import search_key
from dreampower_sms.services.importing import cells
from dreampower_sms.services.importing.cells import Reader


class Owner(StrEnum):
    """Whose field it is."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can hold."""

    key: str
    """The column of the table, or a part that `rows` puts together."""
    owner: Owner
    read: Reader
    headers: tuple[str, ...]
    size: int = 0
    """Longest text; 0: no limit."""
    many: bool = False
    """Whether several columns may hold it; their texts are put one below the other."""

    @property
    def title(self) -> str:
        """Its name on the screen."""
        return self.headers[0]


def _size(owner: Owner, key: str) -> int:
    table = (CustomerRow if owner is Owner.CUSTOMER else VehicleRow).__table__
    return getattr(table.c[key].type, "length", 0) or 0 if key in table.c else 0


def _fields(owner: Owner, rows: Iterable[tuple[str, Reader, str]]) -> dict[str, Field]:
    return {
        key: Field(key, owner, read, tuple(headers.split()), _PARTS.get(key) or _size(owner, key), key == "memo")
        for key, read, headers in rows
    }


_PARTS = {"code": 60, "vehicle_code": 60, "staff": 60, "family_name": 60, "given_name": 60, "family_kana": 80,
          "given_kana": 80, "prefecture": 20, "city": 60, "street": 150, "building": 150}  # fmt: skip
"""Longest text of what is no column by itself."""

CUSTOMER = _fields(
    Owner.CUSTOMER,
    (
        ("code", cells.code, (
            "顧客コード 顧客番号 顧客ID 顧客No 顧客CD お客様コード お客様番号 会員番号 得意先コード "
            "customerid"
        )),
        ("name", cells.name, (
            "氏名 名前 お名前 氏名・名称 名称 顧客名 顧客氏名 お客様名 使用者 使用者名 会社名 得意先名 name"
        )),
        ("family_name", cells.name, "姓 苗字 名字 氏 lastname familyname"),
        ("given_name", cells.name, "名 下の名前 firstname givenname"),
        ("kana", cells.kana, (
            "フリガナ 氏名カナ 氏名フリガナ 氏名かな カナ かな カナ氏名 名前カナ 顧客名カナ 顧客カナ "
            "顧客名フリガナ お客様名カナ 使用者カナ ヨミ よみがな 読み 読み仮名 名称カナ kana"
        )),
        ("family_kana", cells.kana, "セイ 姓カナ 姓フリガナ 姓かな"),
        ("given_kana", cells.kana, "メイ 名カナ 名フリガナ 名かな"),
        ("honorific", cells.line, "敬称"),
        ("kind", cells.kind, "個人法人 個人/法人 個人法人区分 個法区分 法人区分 顧客区分"),
        ("zip", cells.zip_code, "郵便番号 〒 郵便 郵便No zip zipcode postalcode"),
        ("prefecture", cells.address, "都道府県 都道府県名 県名"),
        ("city", cells.address, "市区町村 市町村 市区郡 市区町村名"),
        ("address", cells.address, "住所 住所1 ご住所 現住所 自宅住所 使用者住所 address address1"),
        ("street", cells.address, "番地 町名番地 町域番地 丁目番地 町域"),
        ("building", cells.address, "建物 建物名 住所2 マンション名 ビル名 方書 address2"),
        ("phone", cells.phone, (
            "電話番号 電話 TEL 電話番号1 TEL1 自宅電話 自宅電話番号 自宅TEL 固定電話 固定電話番号 "
            "電話番号自宅 phone"
        )),
        ("mobile", cells.mobile, (
            "携帯番号 携帯 携帯電話 携帯電話番号 携帯TEL 携帯No 電話番号携帯 モバイル スマホ SMS番号 mobile"
        )),
        ("email", cells.email, "メールアドレス メール Eメール E-mail email mail PCメール"),
        ("birthday", cells.day, "誕生日 生年月日 誕生年月日 birthday"),
        ("rank", cells.line, "ランク 顧客ランク 会員ランク rank"),
        ("staff", cells.line, "担当者 担当 営業担当 営業担当者 担当者名 担当営業 顧客担当者"),
        ("memo", cells.memo, "メモ 備考 摘要 特記事項 コメント 備考1 備考2 備考3 メモ1 メモ2 memo"),
        ("flag_summer", cells.yes_no, "暑中 暑中見舞 暑中見舞い"),
        ("flag_midyear", cells.yes_no, "中元 お中元"),
        ("flag_yearend", cells.yes_no, "歳暮 お歳暮"),
        ("flag_newyear", cells.yes_no, "年賀 年賀状"),
        ("flag_print_list", cells.yes_no, "一覧印刷"),
        ("flag_dm", cells.yes_no, "DM発送 DM DM可否"),
        ("flag_sms", cells.yes_no, "SMS SMS送信 SMS配信 SMS可否 顧客SMS"),
        ("flag_telecall", cells.yes_no, "テレコール 電話可否"),
    ),
)  # fmt: skip

VEHICLE = _fields(
    Owner.VEHICLE,
    (
        ("vehicle_code", cells.code, "車両コード 車両ID 車両No 車両CD 車両管理番号 vehicleid"),
        ("plate", cells.plate, (
            "登録番号 車両番号 ナンバー 車両ナンバー 車番 登録No 自動車登録番号 ナンバープレート プレート"
        )),
        ("plate_area", cells.line, "陸運支局 支局 運輸支局 地名 地域名 登録番号地域 登録番号地名 陸支 ナンバー地名"),
        ("plate_class", cells.code, "分類番号 登録番号分類 分類 ナンバー分類"),
        ("plate_kana", cells.plate_letter, "ひらがな 登録番号かな 登録番号カナ 平仮名 ナンバーかな"),
        ("plate_number", cells.serial, "一連番号 一連指定番号 登録番号一連 指定番号 ナンバー番号"),
        ("maker", cells.line, "メーカー メーカー名 車メーカー maker"),
        ("model", cells.line, "車名 車種 車種名 通称名 車両名 model"),
        ("type_code", cells.code, "型式 認定型式"),
        ("chassis_number", cells.code, "車台番号 車体番号 フレームNo フレーム番号 VIN"),
        ("first_registration", cells.month, (
            "初度登録 初度登録年月 初度登録年月日 初年度登録 初年度登録年月 初年度 初度検査年月"
        )),
        ("inspection_expiry", cells.day, (
            "車検満了日 車検満期日 車検期限 車検有効期限 満了日 次回車検 次回車検日 車検満了年月日 "
            "有効期間満了日"
        )),
        ("next_check", cells.day, "次回点検日 次回点検 点検予定日 次回点検予定日"),
        ("mileage", cells.number, "走行距離 走行キロ 走行距離km メーター 距離"),
        ("vehicle_sms", cells.yes_no, "車両SMS 車検SMS"),
    ),
)  # fmt: skip

FIELDS = {**CUSTOMER, **VEHICLE}
"""All fields by key."""

REJECTED_HEADERS = ("取込エラー", "元の行")
"""Columns that a rejected-rows file has on top; a mended file may keep them."""

BY_HEADER = {search_key(header) or header: field for field in FIELDS.values() for header in field.headers}
"""Folded header → field, so that width, case and signs make no difference. 〒 is all sign, so it stands as it is."""
