"""Sentences on free search: conditions, values, saved titles."""

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
    "search_unreadable": "保存された検索タイトルを読めません。タイトルを作り直してください。",
}
