"""Sentences on writing lists to files."""

SENTENCES = {
    "export_failed": "[{name} を]書き出せませんでした。別の場所か別の名前にして、もう一度お試しください。",
    "export_stopped": "書き出しを中止しました。ファイルは作っていません。",
    "export_folder_missing": "フォルダー[「{folder}」]がありません。保存先を確かめてください。",
    "export_not_writable": "フォルダー[「{folder}」]には書き込めません。ドキュメントなど別の場所を選んでください。",
    "export_in_use": (
        "[{name} に]書き込めません。Excel や PDF の閲覧ソフトで開いているときは閉じてください。読み取り専用のときは別の名前にしてください。"
    ),
    "export_disk_full": (
        "ディスクの空きが足りません。不要なファイルを削除するか、別の場所を選んでください。元のファイルは変わっていません。"
    ),
    "export_name_wrong": '[「{name}」は]ファイルの名前に使えません。\\ / : * ? " < > | を使わない名前にしてください。',
    "export_too_many_rows": (
        "{count} 件は Excel の 1 枚のシートに入りません（{limit} 件まで）。CSV にするか、条件を絞ってください。"
    ),
    "export_cell_too_long": (
        "{row} 行目の「{column}」が Excel のセルに入りません（{limit} 文字まで）。CSV で書き出してください。"
    ),
    "export_characters_lost": "シフト JIS にない文字が {count} か所にあります。まだ何も書き出していません。",
}
