"""Sentences on the database, files and records."""

SENTENCES = {
    "unexpected": "予期しない問題が起きました。もう一度お試しください。続くときはログを添えてお問い合わせください。",
    "error": "処理できませんでした。もう一度お試しください。",
    "domain_error": "入力された値を扱えません。内容を確かめてください。",
    "database_error": "データベースの処理に失敗しました。もう一度お試しください。",
    "db_newer": "このデータは新しい版の DREAMPOWER SMS で作られています。プログラムを更新してから開いてください。",
    "db_unreachable": (
        "データベースにつながりません。何台かで使うときはサーバーの電源とネットワークを、1 台のときはデータのフォルダーを"
        "確かめてください。入力中の内容は画面に残っています。"
    ),
    "db_locked": (
        "データベースをほかの処理が使用中です。少し待ってからもう一度お試しください。入力中の内容は画面に残っています。"
    ),
    "db_disk_full": (
        "ディスクの空きがないため保存できません。不要なファイルを削除してからもう一度お試しください。何も送信していません。"
    ),
    "db_readonly": (
        "データベースに書き込めません。データフォルダーの書き込み権限を確かめてください。何も送信していません。"
    ),
    "db_corrupt": "データベースのファイルが壊れているか、別の種類のファイルです。バックアップから復元してください。",
    "db_network_share": (
        "共有フォルダー上の SQLite ファイルは壊れるおそれがあるため使えません。"
        "このパソコンのディスクに置くか、複数台で使うときは PostgreSQL をお使いください。"
    ),
    "db_url": (
        "データベースの書き方が違います。SQLite はファイルの場所を、PostgreSQL は postgresql://ユーザー@サーバー/データベース"
        " の形で書いてください。"
    ),
    "db_connect_server": "connect には PostgreSQL のデータベースを書いてください。1 台で使うときは connect は要りません。",
    "db_password_in_url": (
        "パスワードは URL に書かず、PostgreSQL の pgpass ファイルに書いてください。"
        "Windows では %APPDATA%\\postgresql\\pgpass.conf です。何も保存していません。"
    ),
    "db_stopped": "検索を中止しました。",
    "service_error": "処理できませんでした。もう一度お試しください。",
    "record_changed": (
        "ほかのパソコンで先に変更されました。最新の内容を確かめてから、もう一度保存してください。"
        "入力した内容は残っています。"
    ),
    "date_empty": "日付を入力してください。",
    "date_unreadable": "[「{text}」を]日付として読めません。例：R8.11.23、2026/11/23、1123",
    "date_ambiguous": "[「{text}」は]日付として 2 通りに読めます。年を付けて入力してください。例：R8.11.23",
    "date_no_year": "[「{text}」には]年がありません。年を付けてください。例：R8.11.23、2026/11/23",
    "date_impossible": "[「{text}」という]日付はありません。月と日を確かめてください。",
    "date_out_of_range": "[「{text}」は]扱える範囲（1873～2100 年）の外の日付です。年を確かめてください。",
    "schedule_unreadable": ("[「{text}」を]送信日時として読めません。例：今すぐ、明日 10:00、3日後 10:00、11/25 10:00"),
    "schedule_needs_time": "[「{text}」の]何時に送るかを入力してください。例：明日 10:00",
    "schedule_past": "[{at:moment} は]もう過ぎています。これからの日時を入力してください。",
    "schedule_too_far": "[{at:moment} は]先すぎます。1 年以内の日時を入力してください。",
    "date_outside_era": "[「{text}」は]その元号にない日付です。[正しくは {right} です。]",
}

FORGOTTEN_LINE = "次からは、このパソコンのファイルを開きます。"


def database_line(database: str) -> str:
    """Which database is opened, without a password."""
    return f"開くデータベース：{database}"


def connected_line(database: str, file: str) -> str:
    """It answered, and is opened from now on."""
    return f"つながりました。次からは {database} を開きます。\n{file} に保存しました。"
