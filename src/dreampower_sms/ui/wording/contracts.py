"""Sentences on the contracts of the shop, their secrets and budgets."""

from dreampower_sms.services.secrets import SecretPlace
from dreampower_sms.ui.wording import gateways

SENTENCES = {
    "contract_secret_unknown": "この契約に「{name}」という鍵はありません。名前を確かめてください。",
    "contract_wrong": "契約を保存できません。赤い欄を直してください。",
    "contract_gone": "この契約はなくなりました。一覧を開き直してください。",
    "contract_changed": "契約「{title}」はほかのパソコンで変更されました。画面を閉じて、もう一度開いてください。",
    "contract_in_use": "使用中の契約は停止できません。先に別の契約に切り替えてください。",
    "contract_off": "契約「{title}」は使用停止です。再開してから切り替えてください。",
    "contract_incomplete": "契約「{title}」の鍵か設定が、このパソコンにありません。契約の修正で入力してください。",
    "contract_elsewhere": "使う契約は、マスタの「契約」で違いを確かめてから切り替えてください。",
    "contract_title_missing": "名称を入力してください。",
    "contract_title_taken": "「{title}」という契約はもうあります。区別できる名称にしてください。",
    "contract_field_missing": "入力するか、選んでください。",
    "contract_test_unable": "この送信サービスには、SMS を送らずに確かめる方法がありません。F8 試験送信で、自分の携帯電話に 1 通送って確かめてください。",
    "contract_test_number": "試験に使えるのは、自分の携帯電話の番号だけです。例：090-1234-5678",
    "contract_inactive": "契約[「{title}」]は使用停止になりました。この画面を閉じて、もう一度開いてください。",
    "number_failed_before": "この番号には前回届きませんでした。番号が変わっていないか、お客様に確かめてください。",
    "secret_unreadable": "このパソコンに保存した鍵を読めません[（{kind}）]。マスタの「契約」で鍵を入力し直してください。",
    "secret_unwritable": "鍵をこのパソコンに保存できません[（{kind}）]。Windows にサインインし直してから、もう一度保存してください。",
    "secret_empty": "鍵を入力してください。",
    "secret_long": "鍵が長すぎます。{most} 文字までで入力してください。",
    "secret_key_open": "鍵のファイル {file} をほかの人も読めるため、使いません。本人だけが読める権限（600）にしてください。",
    "budget_day_messages": "契約の 1 日の通数の上限に達したため、送信を止めました。明日になってから再開するか、マスタの「契約」で上限を上げてから再開してください。",
    "budget_day_yen": "契約の 1 日の金額の上限に達したため、送信を止めました。明日になってから再開するか、マスタの「契約」で上限を上げてから再開してください。",
    "budget_month_messages": "契約の 1 か月の通数の上限に達したため、送信を止めました。来月になってから再開するか、マスタの「契約」で上限を上げてから再開してください。",
    "budget_month_yen": "契約の 1 か月の金額の上限に達したため、送信を止めました。来月になってから再開するか、マスタの「契約」で上限を上げてから再開してください。",
}

FIELDS = {
    "title": "名称",
    "sender_name": "送信者名",
    "day_messages": "1 日（通）",
    "day_yen": "1 日（円）",
    "month_messages": "1 か月（通）",
    "month_yen": "1 か月（円）",
}

HINTS = {
    "base_url": "空欄：標準の接続先",
    "proxy": "例：http://proxy.example.jp:8080",
    "ca_file": "空欄：標準の証明書だけ",
    "account_sid": "AC から始まる 34 文字",
    "auth_token": "API キーを使わないとき",
    "api_key_sid": "SK から始まる 34 文字",
    "api_key_secret": "API キーを使うとき",
    "from": "例：+815012345678",
    "messaging_service_sid": "差出人の番号の代わり：MG から始まる 34 文字",
}


_CHOICES = {"yes": "する", "no": "しない", "short": "契約なし（70 文字まで）", "long": "契約あり（660 文字まで）"}


def gateway_name(name: str) -> str:
    """What a gateway is called; one that this program does not know by its own name."""
    return gateways.NAMES.get(name, name)


def field_name(name: str) -> str:
    """What a field of a contract is called."""
    return FIELDS.get(name) or gateways.FIELDS.get(name, name)


def choice_name(value: str) -> str:
    """What a value is called that a field offers."""
    return _CHOICES.get(value, value)


_PLACES = {
    SecretPlace.NONE: "なし",
    SecretPlace.ENVIRONMENT: "環境変数",
    SecretPlace.STORE: "OS の保管庫",
    SecretPlace.FILE: "暗号化ファイル（守るのは secrets.key を本人だけが読めること）",
}


def secret_line(contract_id: str, title: str, name: str, place: SecretPlace) -> str:
    """One line of the list of secrets on a console."""
    return f"{contract_id}（{title}）　{name}（{field_name(name)}）：{_PLACES[place]}"


def kept_line(place: SecretPlace) -> str:
    """A secret was kept."""
    return f"保存しました。保存先：{_PLACES[place]}"


GONE_LINE = "このパソコンから削除しました。"
NO_SECRETS_LINE = "鍵のいる契約はありません。"
ASK_LINE = "鍵（画面には出ません）："
