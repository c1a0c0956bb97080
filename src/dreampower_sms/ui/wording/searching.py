"""Sentences on free search: conditions, values, saved titles."""

from collections.abc import Mapping

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.terms import Operator

SENTENCES = {
    "search_refused": "検索条件に直すところがあります。",
    "search_item_removed": "検索項目「{item}」はありません。条件から外してください。",
    "search_item_twice": "検索項目「{item}」が 2 回入っています。1 つにまとめてください。",
    "search_no_term": "「{item}」の条件が空です。値を入力するか、条件から外してください。",
    "search_operator": "「{item}」はこの方法では検索できません。条件の種類を選び直してください。",
    "search_value_empty": "「{item}」の値が空です。値を入力するか、条件から外してください。",
    "search_value_unreadable": "「{item}」の値に使えない文字があるか、長すぎます。入力し直してください。",
    "search_range_reversed": "「{item}」の範囲が逆です。左に小さい値、右に大きい値を入力してください。",
    "search_number_too_large": "「{item}」の数字が大きすぎます。小さい数字を入力してください。",
    "search_choice_removed": "「{item}」で選んだ値は今はありません。選び直してください。",
    "search_number_unreadable": "[「{text}」を]数字として読めません。整数を入力してください。例：30",
    "search_title_nameless": "検索タイトルを入力してください。",
    "search_title_taken": "この名前の検索タイトルはもうあります。別の名前にしてください。",
    "search_title_unused": "リスト表示の項目がありません。1 つ以上に印を付けてください。",
    "search_unreadable": "保存された検索タイトルを読めません。タイトルを作り直してください。",
}

OPERATORS: Mapping[Operator, str] = {
    Operator.CONTAINS: "を含む",
    Operator.STARTS: "で始まる",
    Operator.ENDS: "で終わる",
    Operator.EQUALS: "と一致",
    Operator.EMPTY: "空",
    Operator.NOT_EMPTY: "空でない",
    Operator.BETWEEN: "範囲",
    Operator.THIS_MONTH: "今月",
    Operator.NEXT_MONTH: "来月",
    Operator.WITHIN_DAYS: "今日から○日以内",
    Operator.PAST_DAYS: "過去○日以内",
    Operator.MONTHS_AGO: "○か月前",
    Operator.MONTHS_AGO_OR_MORE: "○か月前より前",
    Operator.CHECKED: "チェック有",
    Operator.UNCHECKED: "チェック無",
    Operator.ONE_OF: "のどれか",
    Operator.TIMES: "回数",
}
"""The choices of 検索条件."""

ANYTHING = "問わず"

TARGETS: Mapping[Target, str] = {Target.CUSTOMER: "顧客", Target.VEHICLE: "車両"}

TITLE_LACKS_ITEMS = (
    "検索タイトルの項目「{items}」は今はありません。その項目を除いて検索します。F4 タイトル修正で直してください。"
)
TITLE_LACKS_CONDITIONS = "検索タイトルの「{items}」の条件は読めませんでした。入力し直してください。"
TITLE_DELETED = "検索タイトル「{name}」は別のパソコンで削除されました。次からはほかの検索タイトルを選んでください。"
