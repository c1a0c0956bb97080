"""Sentences on 初期設定 and 担当者, and the names of their fields."""

SENTENCES = {
    "setup_wrong": "初期設定を保存できません。赤い欄を直してください。",
    "zip_unreadable": "郵便番号は 7 桁で入力してください。例：260-0854",
    "phone_unreadable": "電話番号として読めません。市外局番から入力してください。",
    "email_unreadable": "メールアドレスとして読めません。例：info@example.jp",
    "url_unreadable": "URL は https:// から入力してください。",
    "text_long": "長すぎます。{most} 文字までで入力してください。",
    "setup_number_unreadable": "数として読めません。0 以上の整数を入力してください。",
    "number_big": "大きすぎます。{most} までで入力してください。",
    "window_unreadable": "時間として読めません。例：9:00～20:00、休み",
    "fee_end_unreadable": "文字数[「{text}」]を読めません。1 以上の整数を入力してください。",
    "fee_price_unreadable": "金額[「{text}」]を読めません。円で入力してください。例：8、8.5",
    "fee_past_locked": "{day} からの料金表はもう使われたため、変更できません。新しい開始日で作ってください。",
    "rounding_wrong": "端数設定の内容が正しくありません。入力を確かめてください。",
    "rounding_unit": "合計の単位は 1 円、10 円、100 円から選んでください。",
    "tax_rates_empty": "消費税率がありません。適用開始日と税率を入力してください。",
    "tax_day_twice": "適用開始日 {day} の税率が 2 つあります。どちらかを直してください。",
    "tax_rate_range": "税率は 0 から 100 までのパーセントで入力してください。",
    "tax_rate_unreadable": "[「{day}」からの]税率[「{percent}」]を読めません。開始日（例：R1.10.1）と数（例：10）を入力してください。",
    "staff_wrong": "担当者を保存できません。内容を確かめてください。",
    "staff_nameless": "名前を入力してください。",
    "staff_name_taken": "「{name}」という担当者はもういます。区別できる名前にしてください。",
    "staff_name_retired": "「{name}」は退職した担当者の名前です。同じ人なら F5 で復帰、別の人なら区別できる名前にしてください。",
    "staff_last": "最後の担当者は退職にできません。先にほかの担当者を追加してください。",
    "staff_changed": "「{name}」はほかのパソコンで変更されました。最新の内容を表示しました。もう一度操作してください。",
}

COMPANY = {
    "company.name": ("店名", "自社名"),
    "company.formal_name": ("正式名称", "自社正式名称"),
    "company.kana": ("フリガナ", ""),
    "company.representative": ("代表者", ""),
    "company.zip": ("郵便番号", ""),
    "company.address": ("住所", "自社住所"),
    "company.phone": ("電話番号", "自社電話"),
    "company.email": ("メール", ""),
    "company.url": ("URL", "自社URL"),
    "company.opt_out_contact": ("配信停止の連絡先", "配信停止先"),
}
"""Label of a field, and the merge field that takes its value from it."""

BOXES = {
    "defaults.flag_summer": "暑中",
    "defaults.flag_midyear": "中元",
    "defaults.flag_yearend": "歳暮",
    "defaults.flag_newyear": "年賀",
    "defaults.flag_print_list": "一覧印刷",
    "defaults.flag_dm": "DM発送",
    "defaults.flag_sms": "SMS",
    "defaults.flag_telecall": "テレコール",
    "defaults.auto_area_code": "市外局番を自動取得",
}
"""As the manual prints them, in its order (chapter 5)."""

DAYS = ("月", "火", "水", "木", "金", "土", "日", "祝日")
LIMITS = ("同じ内容は空ける（日）", "1 日に（通）", "1 か月に（通）")
OVER_LIMITS = "超えるとき"
WHAT_THEN = ("送らない", "知らせるだけ")
MODES = {"down": "切捨て", "half_up": "四捨五入", "up": "切上げ"}

_OTHERS = {
    "send.contract": "契約",
    "send.confirm": "送信前に確認する",
    "send.holidays": "祝日は祝日の時間にする",
    "send.late": "遅れの許容（分）",
    "send.budget": "月の予算（円）",
    "rounding.tax": "消費税の端数",
    "rounding.total": "合計の端数",
    "rounding.unit": "合計の単位",
    "rounding.rates": "消費税率",
}


def name_of(key: str) -> str:
    """What a field is called, for questions and the message line."""
    area, _, rest = key.partition(".")
    if area == "window":
        return f"送信時間（{DAYS[int(rest)]}）"
    if area == "fees":
        return f"料金表（{rest.rpartition('.')[2]} から）"
    if area == "contract":
        return "契約の名称" if rest.endswith(".title") else "送信者名"
    return _NAMES.get(area, _NAMES.get(key, key))


_NAMES = {
    **{key: label for key, (label, _) in COMPANY.items()},
    **BOXES,
    **_OTHERS,
    "limits": "間隔と回数の上限",
}
