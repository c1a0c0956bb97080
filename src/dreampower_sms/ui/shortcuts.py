"""Keys that are no F-keys, as data for the key sheet and the help: what they do, and on which screens.

They are bound where they belong (a window, a list, a text); a test holds the sequences bound there against this table.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One row: the keys as a clerk reads them, and a sentence."""

    keys: str
    help: str
    screens: tuple[str, ...] = ()
    """Ids of screens; none: everywhere."""
    bound: tuple[str, ...] = ()
    """The sequences as Qt is told them, where the source names them."""


EVERYWHERE: Sequence[Shortcut] = (
    Shortcut("Enter", "次の欄へ進みます。ボタンの上では押したことになります。本文では改行です。"),
    Shortcut("Tab、Shift+Tab", "次の欄、前の欄へ移ります。"),
    Shortcut("Esc", "ひとつ前に戻ります。開いている一覧や問いかけがあれば、それを閉じます。", bound=("Esc",)),
    Shortcut("Ctrl+Z", "最後の操作を元に戻します。文字を入力している間は、入力を元に戻します。", bound=("Ctrl+Z",)),
    Shortcut("Ctrl+/", "キー一覧を開きます。", bound=("Ctrl+/",)),
    Shortcut("Ctrl+＋（Ctrl+；）", "文字を大きくします。", bound=("Ctrl++", "Ctrl+;", "Ctrl+=")),
    Shortcut("Ctrl+－", "文字を小さくします。", bound=("Ctrl+-",)),
    Shortcut("Ctrl+0", "文字を元の大きさに戻します。", bound=("Ctrl+0",)),
    Shortcut("↑、↓", "一覧の前の行、次の行を選びます。"),
    Shortcut("PageUp、PageDown", "一覧を 1 画面ずつ動かします。"),
    Shortcut("Home、End", "一覧の最初の行、最後の行へ移ります。"),
    Shortcut("Ctrl+C", "一覧で選んだ行をコピーします。表計算ソフトに貼り付けられます。"),
)
"""On every screen, or in every list."""

ON_SCREENS: Sequence[Shortcut] = (
    Shortcut("1～9", "その数字のボタンを押します。", ("menu", "master")),
    Shortcut("Ctrl+1～8", "お客様のカスタムバーのボタンを押します。", ("inquiry",), bound=("Ctrl",)),
    Shortcut("Ctrl+Shift+1～8", "車両のカスタムバーのボタンを押します。", ("inquiry",), bound=("Ctrl+Shift",)),
    Shortcut("Space", "選んだ場所の一覧を開きます。", ("button_custom",)),
    Shortcut("0～9", "定型メッセージを選びます。0 は未選択です。", ("sms_send", "bulk_send")),
    Shortcut("{", "差し込み項目の一覧を、カーソルの位置に開きます。", ("sms_send", "bulk_send", "template_editor")),
    Shortcut("←、→", "前の方、次の方の本文を出します。", ("bulk_send",)),
    Shortcut(
        "Alt+←、Alt+→",
        "どこにいても、前の方、次の方の本文を出します。",
        ("bulk_send",),
        bound=("Alt+Left", "Alt+Right"),
    ),
    Shortcut("Space", "選んだ車両に印を付けます。もう一度押すと外します。", ("inspection_list",)),
    Shortcut("Ctrl+A", "すべての車両に印を付けます。", ("inspection_list",)),
    Shortcut("Ctrl+I", "印を反転します。", ("inspection_list", "free_search")),
    Shortcut("1～4", "状態を未案内、案内済、予約済、入庫済にします。", ("inspection_list",)),
    Shortcut("Space", "選んだ行の印を付けたり外したりします。", ("free_search",)),
    Shortcut("Ctrl+A", "すべての行に印を付けます。すべてに付いていれば外します。", ("free_search",)),
    Shortcut("Ctrl+1～9", "左から数えた列で並べ替えます。もう一度押すと逆の順です。", ("free_search",)),
    Shortcut("Ctrl+Enter", "同じ項目の条件を増やします。", ("free_search",), bound=("Ctrl+Return", "Ctrl+Enter")),
    Shortcut("Space", "項目の印を付けたり外したりします。", ("search_title",)),
    Shortcut("Alt+↑、Alt+↓", "順番を変えます。", ("search_title", "sms_details")),
    Shortcut(
        "Ctrl+Tab、Ctrl+Shift+Tab",
        "次のタブ、前のタブに移ります。",
        ("sms_details", "initial_settings", "contract_edit"),
    ),
    Shortcut("Alt+←、Alt+→", "「利用明細」で、前の月、次の月に移ります。", ("sms_details",)),
    Shortcut("Delete", "選んだ定型メッセージを一覧から外します。", ("sms_details",)),
    Shortcut("Delete、Backspace", "選んだ列を取り込まないことにします。", ("import",)),
    Shortcut("1、2", "相手の内容、自分の内容を選びます。← と → でも同じです。", ("conflict",)),
    Shortcut("1、2", "まとめられる方、残す方の内容を選びます。← と → でも同じです。", ("duplicates",)),
    Shortcut("1、2、3", "取り込まない、置き換える、別の名前で追加を選びます。", ("template_import",)),
    Shortcut("PageUp、PageDown", "ページを 1 画面ずつ動かします。", ("print_preview",)),
    Shortcut("Home、End", "最初のページ、最後のページへ移ります。", ("print_preview",)),
    Shortcut("Ctrl+F", "探す言葉の欄に移ります。", ("help", "key_sheet"), bound=("Ctrl+F",)),
)
"""On some screens only."""


LETTERS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("D", "電話する", ("inquiry",)),
    ("B", "参照", ("free_search", "sms_details", "reconcile")),
    ("S", "設定", ("button_custom",)),
    ("R", "注意事項・料金表", ("sms_send",)),
    ("K", "置き換える", ("sms_send",)),
    ("A", "もう一度問い合わせる", ("sms_details",)),
    ("Y", "送った", ("sms_details",)),
    ("N", "送っていない", ("sms_details",)),
    ("S", "今から送る", ("sms_details",)),
    ("C", "送らない", ("sms_details",)),
    ("D", "複製", ("sms_details",)),
    ("X", "一覧から外す・一覧に戻す", ("sms_details",)),
    ("V", "外したものも表示", ("sms_details",)),
    ("E", "書き出し", ("sms_details",)),
    ("M", "取り込み", ("sms_details",)),
    ("I", "差し込み項目", ("template_editor",)),
    ("N", "挿入", ("template_editor",)),
    ("T", "検索タイトル", ("free_search",)),
    ("C", "コピーを作る", ("search_title",)),
    ("D", "削除", ("search_title",)),
    ("K", "契約の修正・切替", ("initial_settings",)),
    ("A", "行を足す", ("initial_settings",)),
    ("R", "行を削る", ("initial_settings",)),
    ("N", "この日からの料金表を作る", ("initial_settings",)),
    ("D", "選んだ料金表を取り消す", ("initial_settings",)),
)
"""The underlined letters: which letter with Alt, the words beside it, and on which screens."""


def of_screen(screen_id: str) -> Sequence[Shortcut]:
    """What is special to this screen."""
    return [
        *(shortcut for shortcut in ON_SCREENS if screen_id in shortcut.screens),
        *(Shortcut(f"Alt+{letter}", f"「{words}」を選びます。") for letter, words, on in LETTERS if screen_id in on),
    ]
