"""Words of まとめ送信: groups of the sorting table, states of a job."""

from collections.abc import Mapping

from dreampower_sms.domain.jobs import JobState
from dreampower_sms.domain.sendable import Reason

GROUPS: Mapping[Reason, str] = {
    Reason.EMPTY_TEXT: "本文が空",
    Reason.MERGE_ERROR: "差し込みが空欄",
    Reason.OVER_LIMIT: "文字数が多すぎる",
    Reason.CONTROL_CHARACTER: "送れない記号がある",
    Reason.NO_NUMBER: "携帯番号なし",
    Reason.NOT_MOBILE: "携帯番号ではない",
    Reason.DUMMY: "仮のお客様（上様）",
    Reason.OPTED_OUT: "配信停止",
    Reason.NO_CONSENT: "同意の記録なし",
    Reason.DUPLICATE_IN_JOB: "同じ番号が 2 件",
    Reason.TAKEN_OUT: "手で外した",
    Reason.SCHEDULED_IN_PAST: "送信日時が過去",
    Reason.NEVER_OPEN: "送信時間帯なし",
    Reason.SMS_OFF_CUSTOMER: "SMS チェックなし（顧客）",
    Reason.SMS_OFF_VEHICLE: "SMS チェックなし（車両）",
    Reason.NUMBER_FAILED: "前回届かなかった",
    Reason.SAME_CONTENT: "同じ内容を送信済み",
    Reason.UNDECIDED: "同じ内容が結果不明",
    Reason.CAP_PER_DAY: "1 日の上限",
    Reason.CAP_PER_MONTH: "1 か月の上限",
    Reason.NUMBER_CHANGED: "番号が変わった",
    Reason.CUSTOMER_GONE: "削除したお客様",
    Reason.VEHICLE_GONE: "削除した車両",
    Reason.NOT_GREETED: "挨拶が届いていない",
}
"""Why people of a list get nothing, in a few words; the sentence of the reason says what to do."""

IN_LISTS: Mapping[Reason, str] = {
    Reason.NUMBER_FAILED: "前回この番号に届きませんでした。番号を確かめ、それでも送るときは F6 修正で理由を入力してください。",
    Reason.SMS_OFF_CUSTOMER: "このお客様は SMS のチェックが外れています。送ってよければ顧客修正でチェックを付けてください。",
    Reason.SMS_OFF_VEHICLE: "この車両は SMS のチェックが外れています。送ってよければ車両修正でチェックを付けてください。",
}
"""What helps in a list where it is something else than for a single message."""

JOB_STATES: Mapping[JobState, str] = {
    JobState.OPEN: "送信中",
    JobState.PAUSED: "一時停止",
    JobState.CANCELLED: "取消",
    JobState.DONE: "送信済",
}
WITH_FAILURES = "失敗あり"
"""Over, and not everybody got it: the word says what its red does."""

SENTENCES = {
    "listing_stopped": "振り分けを中止しました。",
    "list_id_taken": "書きかけの控えが、前に登録した別の送信のものでした。まだ何も送っていません。もう一度 F9 を押すと登録します。",
    "job_gone": "この送信はもうありません。一覧を開き直してください。",
    "job_not_open": "送信中ではないため一時停止できません。",
    "job_not_paused": "一時停止していないため再開できません。",
    "job_without_failures": "届かなかった宛先はありません。",
    "reason_missing": "理由を入力してください。あとで確かめるために記録します。",
    "message_decided": "このメッセージは、ほかの人がすでに判断しました。一覧を確かめてください。",
    "paused_by_hand": "担当者が一時停止しました。F4 再開で続きを送ります。",
}
