"""Words of consent: what happened, where it came from, what is wrong."""

from collections.abc import Mapping

from dreampower_sms.domain.consent import Ground, Happened
from dreampower_sms.domain.people import ConsentKind

HAPPENED: Mapping[Happened, str] = {
    Happened.GRANTED: "同意",
    Happened.RELATION: "取引関係",
    Happened.WITHDRAWN: "同意の撤回",
    Happened.STOPPED: "配信停止",
    Happened.LIFTED: "配信停止の解除",
    Happened.NUMBER_CHANGED: "番号の変更",
}

GROUNDS: Mapping[Ground, str] = {
    Ground.CONSENT: "同意の記録",
    Ground.RELATION: "取引関係の記録（同意に代わるもの）",
    Ground.NO_ADVERTISING: "広告ではない連絡（同意の記録は要りません）",
    Ground.WITHDRAWN: "同意の撤回の記録",
    Ground.NONE: "同意・取引関係の記録なし",
}
"""On what a message rested."""

KINDS: Mapping[ConsentKind, str] = {
    ConsentKind.GRANTED: "同意をいただいた",
    ConsentKind.RELATION: "取引関係がある",
    ConsentKind.WITHDRAWN: "同意を撤回された",
}

SOURCES = ("店頭の用紙", "店頭で口頭", "電話", "Web の申込み", "車検・整備の契約")
"""Where a consent comes from; a clerk may write another."""

STANDARD_WORDING = (
    "車検・点検・整備のご連絡とお得なご案内を、携帯電話のショートメッセージ（SMS）でお送りすることに同意します。"
    "受け取りはいつでも止められます。"
)
"""Until a shop writes its own."""

SENTENCES = {
    "consent_no_number": "SMS を送れる携帯番号がありません。先に顧客修正で番号を登録してください。",
    "consent_no_wording": "お客様が同意した文面を入力してください。あとで証明に使います。",
    "consent_wording_too_long": "「お客様が同意した文面」が案内書に入りきりません。"
    "[{limit} 文字、{lines} 行までに]短くするか、案内書に使うチェックを外してください。",
}
