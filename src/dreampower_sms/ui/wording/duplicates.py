"""Words of 重複顧客: what two customers have in common."""

from collections.abc import Mapping

from dreampower_sms.domain.duplicates import Reason

REASONS: Mapping[Reason, str] = {
    Reason.MOBILE: "携帯番号",
    Reason.NAME: "氏名",
    Reason.CLOSE_NAME: "氏名が似ている",
    Reason.KANA: "フリガナ",
    Reason.BIRTHDAY: "誕生日",
    Reason.PHONE: "電話番号",
    Reason.ADDRESS: "住所",
}

MOVED: Mapping[str, str] = {
    "vehicles": "車両",
    "messages": "送信の記録",
    "consent_records": "同意の記録",
    "drafts": "書きかけの文章",
}
"""What goes over in a merge, by its table, as far as a clerk knows it."""
