"""Sentences and short names on sending: refusals, states, results, gateways."""

from dreampower_sms.domain.history import StateGroup
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import Purpose, State

SENTENCES = {
    "empty_text": "メッセージが空です。本文を入力してください。",
    "merge_error": "差し込み項目[「{detail}」]が空か、ありません。お客様の登録か本文を直してください。",
    "over_limit": "文字数が[ {detail} 文字]多すぎます。本文を短くしてください。",
    "control_character": "文字ではない制御記号が入っているため送信できません。その記号を取り除いてください。",
    "no_number": "携帯番号が登録されていません。顧客修正で番号を登録してください。",
    "not_mobile": "SMS を送れない番号です。携帯番号を登録してください。",
    "dummy": "上様などの仮のお客様には送信できません。",
    "opted_out": "この番号は配信停止になっています。お客様の希望がないかぎり送信できません。",
    "no_consent": "キャンペーンの送信には、同意か取引関係の記録が必要です。同意を記録してください。",
    "duplicate_in_job": "同じ番号が一覧にもう 1 件あるため、2 件目は送りません。",
    "taken_out": "この一覧から外してあります。",
    "scheduled_in_past": "送信日時が過ぎています。これからの日時を入力してください。",
    "never_open": "送信できる時間帯がありません。初期設定の送信時間を確かめてください。",
    "sms_off_customer": "このお客様は SMS のチェックが外れています。送ってよければ理由を入力してください。",
    "sms_off_vehicle": "この車両は SMS のチェックが外れています。送ってよければ理由を入力してください。",
    "number_failed": "前回この番号に届きませんでした。番号が変わっていないか確かめてください。",
    "same_content_recently": "同じ内容を[ {detail:moment} に]この番号へ送っています。二重でないか確かめてください。",
    "undecided": "同じ内容が結果不明のままです。SMS の「要確認」で、送ったかどうかを決めてから送ってください。",
    "cap_per_day": "この番号への 1 日の送信が上限[の {detail} 通]に達しています。明日以降に送ってください。",
    "cap_per_month": "この番号への 1 か月の送信が上限[の {detail} 通]に達しています。来月以降に送ってください。",
    "number_changed": "一覧を作ったあとで携帯番号が変わっています。古い番号には送りません。一覧を作り直してください。",
    "customer_gone": "このお客様は削除されています。送ってよければ、登録を戻してから送ってください。",
    "vehicle_gone": "この車両は一覧を作ったあとで削除されたか、ほかのお客様のものになりました。この車両の案内は送りません。",
    "not_greeted": "先に送るはずの挨拶が届いていないため、送りませんでした。送ってよければ、新しく送ってください。",
    "greeting": "先に送る挨拶がまだ出ていないか、出てからの日数が足りません。挨拶が出た日から、登録のときに選んだ日数をおいて自動で送信します。",
    "outside_window": "今は送信時間外です。[{detail:moment} 以降の]送信時間になると自動で送信します。",
    "may_not_arrive": "一部の携帯電話で表示されないおそれのある文字[「{detail}」]があります。",
    "no_sender_name": "広告には会社の正式名称が必要です。本文に入れてください。",
    "no_stop_notice": "広告には配信停止の方法の案内が必要です。本文に入れてください。",
    "window_wrong": (
        "送信時間の設定に誤りがあるため、メッセージは送信されずに待っています。"
        "マスタの「会社情報マスタ（初期設定）」の F6（設定）で直してください。"
    ),
    "window_backwards": "送信時間帯の終わりは始まりより後にしてください。",
    "window_at_night": "送信時間帯は 8 時から 21 時の間にしてください。",
    "window_week": "送信時間帯は曜日ごとに 7 日分設定してください。",
    "gateway_error": "送信サービスの処理に失敗しました。しばらくしてからもう一度お試しください。",
    "gateway_unavailable": "送信サービスにつながりません。しばらくしてから自動でもう一度試します。",
    "gateway_missing": "送信サービス「{name}」に、この版は対応していません。プログラムを更新するか、契約の設定を確かめてください。",
    "practice_refused": "練習：送信サービスがこの番号を断りました（末尾 0001）。",
    "practice_undelivered": "練習：届きませんでした（末尾 0002）。",
    "practice_out_of_reach": "練習：圏外か電源が入っていません（末尾 0005）。届くまで待ちます。",
    "practice_store": "練習用の記録ファイルを使えませんでした。データフォルダーの空きと書き込み権限を確かめてください。",
    "timeout": "送信サービスから返事がありません。届いたかどうか分かりません。",
    "missed": "送信日時に送信できる状態ではありませんでした。送るかどうか決めてください。",
    "slept": "送信の直前にパソコンが休止しました。まだ送っていません。送るかどうか決めてください。",
    "gave_up": "送信サービスに何度もつながらなかったため止めました。",
    "stopped": "このままでは送れないため止めました。",
    "lease_lost": "送信の途中でプログラムが止まりました。届いたかどうか分かりません。お客様に確かめてください。",
    "stopped_while_posting": "送信の返事を待つ間にプログラムを終了しました。届いたかどうか分かりません。",
    "no_result": "送信サービスから最後まで結果の知らせがありませんでした。届いたかどうか分かりません。",
    "gateway_failing": "送信サービスの失敗が続いたため、この送信を一時停止しました。原因を確かめてから再開してください。",
    "gateway_broke": "送信サービスの返事を扱えませんでした。届いたかどうか分かりません。お客様に確かめてください。",
    "contract_missing": "使える送信サービスの契約がありません。初期設定で契約を確かめてください。",
    "contract_unusable": (
        "契約「{title}」の料金表に誤りがあるため、この契約のメッセージは送信されずに待っています。"
        "マスタの「会社情報マスタ（初期設定）」の F7（設定2）で直してください。"
    ),
    "opt_out_wrong": "配信停止を処理できませんでした。内容を確かめてください。",
    "opt_out_no_number": "携帯番号がないため配信停止を記録できません。番号を確かめてください。",
    "sender_broken": "送信の処理で予期しない問題が起きました。自動でもう一度試します。続くときはお問い合わせください。",
    "poller_broken": "送信結果の確認で予期しない問題が起きました。自動でもう一度試します。続くときはお問い合わせください。",
    "again_unknown": "届いたかどうか分からないメッセージです。「要確認」タブで判断してから再送してください。",
    "again_not_over": "まだ送信が終わっていません。二重に届かないように、結果が出てから再送してください。",
    "again_no_customer": "お客様の登録がないメッセージです。照会でお客様を探して送ってください。",
    "again_customer_gone": "このお客様は削除されています。再送できません。",
    "retry": "送信サービスにつながらないため、少し待ってもう一度試します。",
}

STATES: dict[State, str] = {
    State.DRAFT: "下書き",
    State.QUEUED: "送信待ち",
    State.CLAIMED: "送信準備",
    State.POSTING: "送信中",
    State.ACCEPTED: "送信済",
    State.DELIVERED: "到達",
    State.UNDELIVERED: "不達",
    State.REJECTED: "送信拒否",
    State.UNKNOWN: "結果不明",
    State.CANCELLED: "取消",
    State.EXCLUDED: "除外",
}
"""How a state is called in lists."""

STATE_GROUPS: dict[StateGroup, str] = {
    StateGroup.NOT_SENT: "未送信",
    StateGroup.UNDER_WAY: "送信中（結果待ち）",
    StateGroup.ARRIVED: "届いた",
    StateGroup.FAILED: "届かない",
    StateGroup.UNKNOWN: "結果不明",
    StateGroup.EXCLUDED: "除外",
    StateGroup.CANCELLED: "取消",
}
"""What a shop asks the history for."""

HELD: dict[Held, str] = {
    Held.OUTSIDE_WINDOW: "送信時間を待っています",
    Held.GREETING: "先に送る挨拶を待っています",
    Held.RETRY: "もう一度試すのを待っています",
    Held.MISSED: "送信日時を過ぎたため、送るかどうかの判断を待っています",
    Held.GAVE_UP: "何度もつながらなかったため、判断を待っています",
    Held.STOPPED: "送信を止めたため、判断を待っています",
}
"""Why a waiting message does not leave."""

TONES: dict[State, str] = {
    State.DELIVERED: "good",
    State.UNDELIVERED: "bad",
    State.REJECTED: "bad",
    State.UNKNOWN: "wait",
    State.CANCELLED: "faint",
    State.EXCLUDED: "faint",
}
"""Which colour a state has; the word says the same, so that colour is never needed."""

PURPOSES: dict[Purpose, str] = {
    Purpose.URGENT: "緊急連絡",
    Purpose.ROUTINE: "定例情報連絡",
    Purpose.CAMPAIGN: "キャンペーン",
}
"""Manual chapter 3."""
