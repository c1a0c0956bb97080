"""Words of customers and vehicles: names of fields, what is wrong with them, what was done."""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "name": "氏名・名称",
    "kana": "フリガナ",
    "honorific": "敬称",
    "kind": "区分",
    "zip": "郵便番号",
    "address": "住所",
    "phone": "電話番号",
    "mobile": "携帯番号",
    "email": "メールアドレス",
    "birthday": "誕生日",
    "rank": "ランク",
    "staff_id": "担当者",
    "memo": "メモ",
    "is_dummy": "上様",
    "flag_summer": "暑中",
    "flag_midyear": "中元",
    "flag_yearend": "歳暮",
    "flag_newyear": "年賀",
    "flag_print_list": "一覧印刷",
    "flag_dm": "DM発送",
    "flag_sms": "SMS",
    "flag_telecall": "テレコール",
    "plate_area": "地名",
    "plate_class": "分類番号",
    "plate_kana": "かな",
    "plate_number": "一連番号",
    "plate": "登録番号",
    "maker": "メーカー",
    "model": "車名",
    "type_code": "型式",
    "chassis_number": "車台番号",
    "first_registration": "初度登録",
    "inspection_expiry": "車検満了日",
    "next_check": "次回点検日",
    "mileage": "走行距離（km）",
    "sms": "SMS",
    "contact_state": "案内の状態",
}

DONE: Mapping[str, str] = {"added": "登録", "saved": "修正", "archived": "削除", "restored": "復元"}
"""What a step did, as its name for Ctrl+Z."""

SENTENCES = {
    "record_gone": "この登録はもうありません。一覧を開き直してください。",
    "fields_wrong": "直すところがあります。赤い欄を確かめてください。入力した内容は残っています。",
    "customer_name_missing": "氏名を入力してください。",
    "customer_zip_wrong": "郵便番号は 7 桁で入力してください。例：260-0854",
    "customer_email_wrong": "メールアドレスとして読めません。1 つだけ、半角で入力してください。",
    "customer_birthday_ahead": "未来の日付です。年を確かめてください。",
    "vehicle_mileage_wrong": "走行距離は 0～9,999,999 km で入力してください。",
    "vehicle_plate_wrong": "登録番号として読めません。例：千葉 500 あ 12-34",
    "vehicle_empty": "登録番号か車名を入力してください。",
    "text_too_long": "[{over} 文字]長すぎます。[{limit} 文字以内にしてください。]",
    "number_unreadable": "[「{text}」は]数として読めません。数字だけを入力してください。例：45000",
}
