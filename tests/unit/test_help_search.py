"""Full text search in the help: what is found, in what order, and where the hits stand."""

import pytest

from dreampower_sms import paths
from dreampower_sms.domain.hits import Folded, hits, words_of
from dreampower_sms.domain.text import search_key
from dreampower_sms.services.help_search import KEYS_HERE, HelpIndex, sections
from dreampower_sms.ui.keysheet import HELP_PAGES

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(paths.resource("help").glob("*.html"))]

ASKED = {
    "結果不明": "states",
    "配信停止 解除": "complaints",
    "料金表": "notices",
    "ﾎﾞﾀﾝｶｽﾀﾑ": "button_custom",
    "ぼたんかすたむ": "button_custom",
    "車検一覧": "inspection_list",
    "練習モード": "practice",
    "ｔｗｉｌｉｏ": "contract_edit",
    "一時停止": "sms_details",
    "シフトjis": "export",
    "クレーム": "complaints",
    "届いていない": "states",
    "バックアップ": "backup",
    "用語": "glossary",
    "返信できない": "notices",
    "配信停止を解除したい": "complaints",
    "パソコンが壊れたら": "backup",
    "料金はいくらですか": "notices",
    "文字を大きくしたい": "menu",
    "料金を知りたい": "notices",
    "時間外": "initial_settings",
    "詐欺": "complaints",
}
"""A clerk's question and the page that must come first."""


def page(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def test_a_text_folds_as_a_search_key_does_and_every_piece_has_its_place() -> None:
    for text in (*TEXTS, "ｶﾞｿﾘﾝ・か゛き、サーバー―1-2 佐々木 髙橋"):
        folded = Folded.of(text)
        assert folded.key == search_key(text)
        assert all(a < b <= len(text) for a, b in folded.spans)


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("ガソリンと ｶﾞｿﾘﾝ", "がそりん", ["ガソリン", "ｶﾞｿﾘﾝ"]),
        ("Ｆ9 送信、F１ ヘルプ、F12 閉じる", "f1", ["F１"]),
        ("サーバーを止める", "サーバー 止", ["サーバー", "止"]),
        ("Ctrl+Z で戻す", "CTRL+z", ["Ctrl+Z"]),
        ("配信停止の配信", "配信 配信停止", ["配信停止", "配信"]),
        ("なにもない", "！？", []),
    ],
)
def test_hits_are_marked_as_they_are_written(text: str, question: str, marked: list[str]) -> None:
    assert [text[a:b] for a, b in hits(text, words_of(question))] == marked


def test_title_comes_before_heading_before_keys_before_text() -> None:
    pages = {
        "text": sections("text", page("い", "<p>検索のことも書いてある。検索、検索、検索。</p>")),
        "keys": sections("keys", page("ろ", f"<h2>キー</h2>{KEYS_HERE}"), [(9, "検索", "探します。")]),
        "heading": sections("heading", page("は", "<p>初め</p><h2>検索のしかた</h2><p>本文</p>")),
        "title": sections("title", page("自由検索", "<p>本文</p><h2>ほか</h2><p>何もない</p>")),
        "exact": sections("exact", page("検索", "<p>本文</p>")),
    }
    found = HelpIndex(pages).find("検索")
    assert [each.page for each in found] == ["exact", "title", "heading", "keys", "text"]
    assert (found[2].heading, found[2].section) == ("検索のしかた", 1)
    assert found[3].snippet.startswith("F9 検索")


def test_all_words_must_be_there_in_one_place_or_else_on_one_page() -> None:
    one = sections("one", page("紙", "<p>青い字</p><h2>次</h2><p>赤い字と白い字</p>"))
    two = sections("two", page("石", "<p>赤い石</p>"))
    index = HelpIndex({"one": one, "two": two})
    assert [(each.page, each.section) for each in index.find("赤い 白い")] == [("one", 1)]
    assert [each.page for each in index.find("青い 白い")] == ["one"]
    assert [(each.page, each.heading) for each in index.find("紙 赤い")] == [("one", "次")]
    assert index.find("赤い 黒い") == ()
    assert index.find(" 、。 ") == ()
    assert [each.page for each in index.find("石はどうですか")] == ["two"], "a sentence is its words"


def test_a_snippet_shows_the_hit_with_what_stands_around_it() -> None:
    index = HelpIndex({"long": sections("long", page("長", f"<p>{'あ' * 200}目印{'い' * 200}</p>"))})
    (found,) = index.find("目印")
    assert found.snippet.startswith("…ああ")
    assert found.snippet.endswith("いい…")
    assert [found.snippet[a:b] for a, b in found.marks] == ["目印"]


@pytest.mark.parametrize(("question", "first"), ASKED.items())
def test_a_clerks_question_leads_to_the_page_that_answers_it(question: str, first: str) -> None:
    assert HELP_PAGES.find(question)[0].page == first
