"""Sentences on what providers of SMS answer, and how their settings are called."""

SENTENCES = {
    "gateway_option_wrong": "契約の設定に使えない値があります。マスタの「契約」で確かめてください。",
    "gateway_option_digits": "数字だけで入力してください。",
    "gateway_option_uuid": "英数字とハイフン 36 文字の ID です。送信サービスの管理画面からそのまま写してください。",
    "gateway_option_ascii": "半角の英数字と記号だけで、空白を入れずに入力してください。",
    "gateway_incomplete": "契約の設定[「{field}」]が足りません。マスタの「契約」で入力してください。",
    "gateway_address_wrong": "アドレスが正しくありません。https:// から始まる形で入力してください。",
    "gateway_address_insecure": "暗号化されないアドレスは使えません。https:// から始まるアドレスを入力してください。",
    "gateway_proxy_wrong": "プロキシは http://名前:ポート の形で入力してください。",
    "gateway_proxy_password": "プロキシのアドレスにパスワードを入れないでください。利用者名とパスワードの欄に入力してください。",
    "gateway_ca_file": "証明書のファイルを読めません。PEM 形式のファイルの場所を確かめてください。",
    "connect": "送信サービスにつながりません。インターネットの接続を確かめてください。",
    "dns": "送信サービスのアドレスが見つかりません。インターネットの接続を確かめてください。",
    "tls": "送信サービスの証明書を確かめられないため、つなぎませんでした。パソコンの日付と、契約の証明書の設定を確かめてください。",
    "proxy": "プロキシが送信サービスへの接続を断りました。契約のプロキシの設定を確かめてください。",
    "no_answer": "送信サービスの返事が途中で切れました。届いたかどうか分かりません。",
    "redirected": "送信サービスが別のアドレスへ案内しました。鍵を守るため従いません。契約のアドレスを確かめてください。届いたかどうか分かりません。",
    "unreadable": "送信サービスの返事を読めません。届いたかどうか分かりません。",
    "too_large": "送信サービスの返事が大きすぎるため、読むのをやめました。届いたかどうか分かりません。",
    "gateway_failed": "送信サービスの中で問題が起きました。届いたかどうか分かりません。",
    "too_many_requests": "送信サービスが混み合っています。少し待って、もう一度自動で送ります。",
    "key_refused": "送信サービスが鍵を受け付けません。マスタの「契約」で鍵を確かめてから、送信を再開してください。",
    "not_there": "このアドレスに送信サービスの窓口がありません。マスタの「契約」でアドレスと ID を確かめてから、送信を再開してください。",
    "gateway_refused": "送信サービスがこのメッセージを断りました[（{detail}）]。送っていません。",
}

NAMES = {
    "practice": "練習（どこにも届きません）",
    "karaden": "空電（Karaden SMS API）",
    "mediasms": "MediaSMS",
    "twilio": "Twilio",
}
"""What a gateway is called."""

FIELDS = {
    "base_url": "アドレス",
    "proxy": "プロキシ",
    "proxy_user": "プロキシの利用者名",
    "proxy_password": "プロキシのパスワード",
    "ca_file": "証明書のファイル",
    "tenant": "テナント ID",
    "service_id": "サービス設定 ID",
    "token": "トークン",
    "shorten": "URL の短縮",
    "username": "ユーザー名",
    "password": "パスワード",
    "account_sid": "アカウント SID",
    "auth_token": "認証トークン",
    "api_key_sid": "API キーの SID",
    "api_key_secret": "API キーのシークレット",
    "from": "差出人の番号",
    "messaging_service_sid": "メッセージングサービスの SID",
}
"""What a field of `gateways.registry.Row` is called on the screen."""
