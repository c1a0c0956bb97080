"""The form of 顧客修正: which fields a customer has on the screen, in the order of Enter."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from dreampower_sms.ui.form import DateLine, Row
from dreampower_sms.ui.forms import LATIN, Area, Check, Choice, Line
from dreampower_sms.ui.kana_line import NameLine
from dreampower_sms.ui.record_screen import KINDS

FLAGS = ("flag_summer", "flag_midyear", "flag_yearend", "flag_newyear", "flag_print_list", "flag_dm", "flag_sms",
         "flag_telecall")  # fmt: skip


def customer_rows(today: Callable[[], date]) -> Sequence[Row]:
    """One row a field, for six columns; `name` is a `NameLine`, `birthday` reads both calendars."""
    kinds = partial(_choice, "区分", tuple((text, kind.value) for kind, text in KINDS.items()))
    return (
        Row("name", "氏名・名称", partial(NameLine, "氏名・名称"), span=2),
        Row("kana", "フリガナ", partial(Line, "フリガナ"), span=2),
        Row("honorific", "敬称", partial(Line, "敬称")),
        Row("kind", "区分", kinds),
        Row("zip", "郵便番号", partial(Line, "郵便番号", "260-0854", LATIN)),
        Row("address", "住所", partial(Line, "住所"), span=5),
        Row("mobile", "携帯番号", partial(Line, "携帯番号", "090-1234-5678", LATIN), span=2),
        Row("phone", "電話番号", partial(Line, "電話番号", "043-123-4567", LATIN), span=2),
        Row("email", "メールアドレス", partial(Line, "メールアドレス", "", LATIN), span=2),
        Row("birthday", "誕生日", partial(DateLine, "誕生日", today), span=2),
        Row("rank", "ランク", partial(Line, "ランク")),
        Row("staff_id", "担当者", partial(_choice, "担当者", (("なし", 0),)), span=2),
        Row("is_dummy", "仮のお客様", partial(Check, "上様", "仮のお客様（上様）")),
        Row("memo", "メモ", partial(Area, "メモ"), wide=True),
    )


def _choice(name: str, entries: Sequence[tuple[str, Any]]) -> Choice:
    made = Choice(name)
    for text, value in entries:
        made.addItem(text, value)
    return made
