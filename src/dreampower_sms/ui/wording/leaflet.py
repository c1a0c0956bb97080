"""Words of 送信案内書: what customers read on it, and what is missing for it."""

from collections.abc import Mapping

from dreampower_sms.domain.leaflet import LONGEST_SENDER, LONGEST_SENTENCE, Sheet, Target, Use

SENTENCES = {
    "leaflet_no_name": "会社情報に店名がありません。F5 初期設定で入力してください。",
    "leaflet_no_phone": "会社情報に電話番号がありません。止めたいお客様の連絡先です。F5 初期設定で入力してください。",
    "leaflet_no_url": "会社情報に URL がありません。F5 初期設定で入力するか、QR コードの内容を変えてください。",
    "leaflet_no_uses": "お知らせする内容を 1 つ以上選んでください。",
    "leaflet_long_sentence": f"お店からのひとことは {LONGEST_SENTENCE} 文字までです。",
    "leaflet_long_sender": f"送信元の表示は {LONGEST_SENDER} 文字までです。",
}


USES: Mapping[Use, str] = {
    Use.INSPECTION: "車検のご案内",
    Use.CHECKUP: "点検のご案内",
    Use.READY: "納車・お預かりのご連絡",
    Use.REPAIR: "整備・修理のご連絡",
    Use.BOOKING: "ご予約の確認",
    Use.OIL: "オイル交換などのお知らせ",
    Use.HOLIDAYS: "休業日のお知らせ",
    Use.CAMPAIGN: "お得なキャンペーンのご案内",
}

TARGETS: Mapping[Target, str] = {
    Target.URL: "ホームページ（URL）",
    Target.PHONE: "電話をかける（tel:）",
    Target.NONE: "QR コードなし",
}

SHEETS: Mapping[Sheet, str] = {Sheet.A4: "A4（1 枚で案内と同意書）", Sheet.A5: "A5（案内と同意書で 2 枚）"}

QR_CAPTIONS: Mapping[Target, str] = {Target.URL: "ホームページはこちら", Target.PHONE: "お電話はこちら"}

QR_SAYS = "QR コードの内容：{uri}"

NAME = "SMS送信案内書"
TITLE = ("SMS（ショートメッセージ）で", "大切なお知らせをお届けします")
LEAD = "{shop}では、お車の大切なお知らせを、携帯電話の SMS でもお送りしています。"
WHAT = (
    "SMS とは",
    (
        "携帯電話の番号あてに届く、短い文字のお手紙です。スマートフォンでも従来の携帯電話でも、そのままお読みいただけます。"
        "アプリも登録も要らず、受け取る料金もかかりません。"
    ),
)
USED_FOR = "お届けする内容"
SENDER = "だれから届きますか"
SENDER_NAME = "文章の中で「{shop}」と名乗ってお送りします。"
SENDER_SHOWN = "送信元には「{sender}」と表示されます（携帯電話会社により変わることがあります）。"
SENDER_SAFE = "暗証番号やカード番号を SMS でおたずねすることはありません。"
STOP = "いつでも止められます"
STOP_HOW = (
    "お電話（{phone}）か店頭で「SMS を止めて」とお伝えください。すぐに送信を止める登録をして、以後お送りしません。"
)
STOP_ELSEWHERE = "次の連絡先でも承ります：{contact}"
USED_ONLY = (
    "番号の取り扱い",
    "おうかがいした携帯電話の番号は、お客様へのご連絡とこのお知らせのほかには使いません。",
)
OWN = "お店からのひとこと"
ASK = "お問い合わせ・停止のご連絡"
PHONE = "電話 {phone}"
CUT = "き り と り"
FORM = "SMS の受け取りについての同意書"
TO = "{shop} あて"
AGREE = "上の内容に同意します"
OWNER, HONORIFIC, MOBILE, SIGNED, DAY, TAKEN_BY = "お名前", "様", "携帯電話番号", "ご署名", "日付", "受付担当"
DATE = "令和　　　年　　　月　　　日"
ABOUT = "お知らせの内容：{uses}"
KEPT = "同意はいつでも取り消せます。お電話か店頭でお申し出ください。"
