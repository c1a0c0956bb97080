"""まとめる: which of two customers' values the one that is left keeps."""

from collections.abc import Mapping
from typing import ClassVar

from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.keys import HELP, Key


class MergeChoiceScreen(ConflictScreen):
    """One row a field in which the two differ."""

    id, title, base = "duplicates.choice", "内容の選択", "duplicates"
    sides: ClassVar[Mapping[str, str]] = {"theirs": "まとめられる方", "mine": "残す方"}
    short_sides: ClassVar[Mapping[str, str]] = {"theirs": "1", "mine": "2"}
    has_base = False
    explanation = (
        "2 件の登録で内容が違う欄です。欄ごとに 1（まとめられる方）か 2（残す方）を選び、F10 を押してください。"
        "片方だけに入っている欄は自動で補い、メモは両方をつなげます。"
    )
    keys = (
        {
            1: HELP,
            3: Key("1 を選ぶ", "take_theirs", help="選んだ欄を、まとめられる方の内容にします。1 でもできます。"),
            4: Key("2 を選ぶ", "take_mine", help="選んだ欄を、残す方の内容にします。2 でもできます。"),
            10: Key("まとめる", "keep", "why_not_keep", help="選んだ内容で 2 件を 1 件にまとめます。"),
            12: Key("戻る", "go_back", help="まとめずに一覧へ戻ります。"),
        },
    )
