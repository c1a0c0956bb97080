"""Words of 一括変更."""

SENTENCES = {
    "bulk_password_wrong": "パスワードが違います。確かめて、もう一度入力してください。",
    "bulk_password_wait": "パスワードの間違いが続いたため、[あと {seconds} 秒]待ってから入力してください。",
    "bulk_password_short": "新しいパスワードは[ {least} 文字以上で、]最初のパスワードと違うものにしてください。",
    "bulk_change_value_wrong": "この値にはできません。項目と値を確かめてください。",
    "bulk_change_undone": "この一括変更は、もう元に戻されています。",
    "bulk_change_moved_on": "[{rows} 件が]あとから変更されているため、元に戻せません。一覧で確かめてください。",
}
