"""Words of templates: names of fields and groups, what was done, what is wrong with a file of them."""

from collections.abc import Mapping

from dreampower_sms.domain.templates import Group

FIELDS: Mapping[str, str] = {"name": "名前", "purpose": "目的", "digit": "キー", "body": "本文"}

GROUPS: Mapping[Group, str] = {
    Group.CUSTOMER: "顧客",
    Group.VEHICLE: "車両",
    Group.COMPANY: "自社",
    Group.STAFF: "担当者",
    Group.DATE: "日付",
    Group.URL: "URL",
}

READINGS: Mapping[str, str] = {
    "氏名": "しめい なまえ おなまえ",
    "氏名カナ": "しめいかな ふりがな",
    "敬称": "けいしょう さま",
    "郵便番号": "ゆうびんばんごう",
    "住所": "じゅうしょ",
    "電話番号": "でんわばんごう こていでんわ",
    "携帯番号": "けいたいばんごう",
    "誕生日": "たんじょうび せいねんがっぴ",
    "顧客担当者": "こきゃくたんとうしゃ",
    "車名": "しゃめい くるま おくるま",
    "メーカー": "めーかー",
    "登録番号": "とうろくばんごう なんばー",
    "型式": "かたしき",
    "初度登録": "しょどとうろく ねんしき",
    "車検満了日": "しゃけんまんりょうび",
    "次回点検日": "じかいてんけんび",
    "走行距離": "そうこうきょり",
    "自社名": "じしゃめい みせ",
    "自社正式名称": "じしゃせいしきめいしょう",
    "自社電話": "じしゃでんわ",
    "自社住所": "じしゃじゅうしょ",
    "担当者": "たんとうしゃ",
    "今日": "きょう",
    "送信日": "そうしんび",
    "自社URL": "じしゃURL ほーむぺーじ",
    "配信停止先": "はいしんていしさき",
}
"""Of each field, so that it is found before its kanji are chosen; and what else a clerk may call it."""

DONE: Mapping[str, str] = {
    "added": "追加",
    "saved": "修正",
    "archived": "取り外し",
    "restored": "復帰",
    "moved": "並べ替え",
    "imported": "取り込み",
}
"""What a step did, as its name for Ctrl+Z."""

SENTENCES = {
    "template_file_unreadable": "「{file}」は定型メッセージのファイルとして読めません。[{line} 行目のあたりが壊れています。]書き出し直してください。",
    "template_file_unwritable": "「{file}」に書き込めません。ほかの場所を選ぶか、開いているプログラムを閉じてください。",
    "template_file_missing": "「{file}」を開けません。ファイルの場所と名前を確かめてください。",
    "template_file_large": "「{file}」は大きすぎます。定型メッセージのファイルかどうか確かめてください。",
    "template_file_foreign": "「{file}」は定型メッセージのファイルではありません。このソフトで書き出したファイルを選んでください。",
    "template_file_newer": "「{file}」は新しい版のソフトで作られています。このソフトを新しくしてから取り込んでください。",
    "template_file_empty": "「{file}」には定型メッセージがありません。別のファイルを選んでください。",
    "template_file_entry": "{entry} 件目が定型メッセージの形になっていません。ファイルを書き出し直してください。",
    "template_file_twice": "{entry} 件目の名前「{name}」は {other} 件目と同じです。どちらかの名前を変えてください。",
    "template_file_field_unknown": "{entry} 件目に、知らない項目「{field}」があります。その項目を取り除いてください。",
    "template_file_field_missing": "{entry} 件目に「{field}」がないか、文字になっていません。ファイルを直してください。",
    "template_file_field_wrong": "{entry} 件目の「{field}」を取り込めません。",
    "template_file_purpose": "{entry} 件目の「目的」にある「{value}」は使えません。urgent・routine・campaign のどれかにしてください。",
    "template_file_digit": "{entry} 件目の「キー」にある「{value}」は使えません。1～9 の数字か null にしてください。",
    "template_file_moved_on": "「{name}」が、比べたあとにほかのパソコンで変わりました。もう一度読み込んで選び直してください。",
}
