"""Words and sentences of 請求照合."""

from dreampower_sms.domain.reconciling import Kind
from dreampower_sms.services.reconciling import Field

KINDS = {
    Kind.NOT_OURS: "こちらに記録がない",
    Kind.NOT_BILLED: "請求にない",
    Kind.PRICE: "金額が違う",
    Kind.UNITS: "通数が違う",
    Kind.NUMBER: "番号が違う",
    Kind.TWICE: "二重に請求",
    Kind.NOT_CHARGEABLE: "送っていないのに請求",
    Kind.PROVED_SENT: "結果不明（請求あり）",
    Kind.STILL_UNKNOWN: "結果不明（請求なし）",
    Kind.UNREADABLE: "読めない行",
    Kind.TOTAL: "合計などの行",
    Kind.SAME: "一致",
}
"""How each outcome is called in the list."""

ADVICE = {
    Kind.NOT_OURS: "ほかの契約や月の分でないかを確かめ、身に覚えがなければ送信サービスに問い合わせます。",
    Kind.NOT_BILLED: "次の月の請求に入ることがあります。入らなければ、請求されないまま届いています。",
    Kind.PRICE: "料金表が変わっていないかを、契約の料金表と見比べます。",
    Kind.UNITS: "文字数の数え方が違います。本文の長さと契約の料金表を確かめます。",
    Kind.NUMBER: "請求の行とこちらの記録で、宛先の電話番号が違います。送信サービスに問い合わせます。",
    Kind.TWICE: "同じメッセージの行がほかにもあります。送信サービスに問い合わせます。",
    Kind.NOT_CHARGEABLE: "送信サービスが断ったか、取り消したものです。送信サービスに問い合わせます。",
    Kind.PROVED_SENT: "請求にあるため、送られています。「要確認」で「送った」と判断できます。",
    Kind.STILL_UNKNOWN: "請求にないため、送られていない見込みです。お客様に確かめて「要確認」で判断します。",
    Kind.UNREADABLE: "ファイルのこの行を直すと、照合できます。",
    Kind.TOTAL: "どのメッセージの行でもないため、どの合計にも入れていません。",
    Kind.SAME: "",
}
"""What a clerk does about it."""

FIELDS = {
    Field.ID: "メッセージ ID",
    Field.REFERENCE: "管理番号",
    Field.NUMBER: "電話番号",
    Field.AT: "送信日時",
    Field.UNITS: "通数",
    Field.PRICE: "金額（税別）",
    Field.CURRENCY: "通貨",
    Field.STATUS: "結果",
}
"""The columns that a bill may have."""

SENTENCES = {
    "bill_columns": "請求ファイルの列が正しく選ばれていません。列を選び直してください。",
    "bill_no_key": "どのメッセージかを見分ける列がありません。メッセージ ID、管理番号、電話番号のどれかの列を選んでください。",
    "bill_changed": "ファイルの列が、選んだときと変わっています。F3 でファイルを選び直してください。",
    "bill_column_twice": "同じ列が 2 つの項目に選ばれています。どちらかを「なし」にしてください。",
}
