"""キー一覧: the keys of every screen on one sheet, that of the screen in front first; searched and printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.hits import places, words_of
from dreampower_sms.domain.text import search_key
from dreampower_sms.ui import shortcuts
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.help_browser import HelpBrowser, View, printed
from dreampower_sms.ui.keys import CLOSE, Key, Page, Screen
from dreampower_sms.ui.printing.html_page import html_document
from dreampower_sms.ui.search_line import SearchLine

_EVERYWHERE = "どの画面でも"
_MORE = "そのほかのキー"
_SHORT, _LONG = 7, 25
"""Percent of the width for F-keys, and for others, which have no label and take its place, too."""
_LABEL = "<td width='18%'>{}</td>"
_NONE = "このキーは見つかりません。短い言葉で探してください。"


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The F-keys of a screen, or of one page or mode of it."""

    screen: str
    title: str
    part: str
    """Name of the page or mode, "" where there is one table."""
    keys: Page

    @property
    def heading(self) -> str:
        """What stands above it."""
        return f"{self.title}（{self.part}）" if self.part else self.title


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading with rows of keys and what they do."""

    heading: str
    rows: Sequence[tuple[str, str, str]]
    """Keys, label, sentence."""


class KeySheetScreen(Screen):
    """All keys. What is typed leaves only the rows that hold every word of it."""

    id, title = "key_sheet", "キー一覧"
    keys = (
        {
            3: Key("検索", "look_up", help="キーを、働きや画面の名前で探します。"),
            7: Key("印刷", "print_sheet", "why_not_print", help="見えている一覧を印刷します。先に見て確かめられます。"),
            12: CLOSE,
        },
    )

    def __init__(self, screen_id: str, tables: Sequence[KeyTable]) -> None:
        super().__init__()
        self._blocks = list(blocks(screen_id, tables))
        self.words = SearchLine("キーを探す", "働き、画面の名前、キー（例：送信　Ctrl+Z）")
        self.words.typed.connect(self._show)
        self.words.arrow.connect(self._arrow)
        self.tally = Reading("見つかった数")
        self.browser = HelpBrowser("キーの一覧")
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.look_up)
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.tally)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 10)
        layout.addLayout(top)
        layout.addWidget(self.browser, 1)
        self._show("")

    def look_up(self) -> None:
        """F3."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def print_sheet(self) -> None:
        """F7."""
        self.paper_asked.emit(html_document(self.title, printed(f"<h1>{self.title}</h1>{self._html}")))

    def why_not_print(self) -> str:
        """There is nothing on the sheet."""
        return "" if self._html else "印刷するキーがありません。"

    def show_keys(self) -> None:
        """Ctrl+/: they are shown."""

    def escape(self) -> None:
        """First the words go, then the screen."""
        if self.words.text():
            self.words.clear()
        else:
            self.go_back()

    def first_field(self) -> QWidget:
        return self.words

    def _show(self, text: str) -> None:
        words = words_of(text)
        left = [_Block(b.heading, [row for row in b.rows if _holds(b.heading, row, words)]) for b in self._blocks]
        self._html = "".join(_table(block) for block in left if block.rows)
        self.browser.show_view(View(self._html or f"<p>{_NONE}</p>", words=words))
        self.tally.setText(f"{sum(len(block.rows) for block in left)} 件")
        self.tally.setVisible(bool(words))
        self.changed.emit()

    def _arrow(self, event: QKeyEvent) -> None:
        QApplication.sendEvent(self.browser, event)


def blocks(first: str, tables: Sequence[KeyTable]) -> Iterator[_Block]:
    """The screen `first`, the keys that work everywhere, then all others in their order. Of "inquiry#2" the tables of
    照会 come first, before them the third.
    """
    first, _, place = first.partition("#")
    yield from _of_screen(first, tables, int(place or 0))
    yield _Block(_EVERYWHERE, [(each.keys, "", each.help) for each in shortcuts.EVERYWHERE])
    for screen in dict.fromkeys(table.screen for table in tables):
        if screen != first:
            yield from _of_screen(screen, tables)


def _of_screen(screen: str, tables: Sequence[KeyTable], front: int = 0) -> Iterator[_Block]:
    own = [table for table in tables if table.screen == screen]
    for table in (*own[front : front + 1], *own[:front], *own[front + 1 :]):
        rows = [(f"F{number}", key.label, key.help) for number, key in sorted(table.keys.items())]
        yield _Block(table.heading, rows)
    if own and (more := shortcuts.of_screen(screen)):
        yield _Block(f"{own[0].title}：{_MORE}", [(each.keys, "", each.help) for each in more])


def _holds(heading: str, row: tuple[str, str, str], words: Sequence[str]) -> bool:
    texts = [search_key(text) for text in (heading, *row)]
    return all(any(next(places(word, text), None) is not None for text in texts) for word in words)


def _table(block: _Block) -> str:
    rows = "".join(
        f"<tr><td width='{_SHORT if label else _LONG}%'><b>{escape(keys)}</b></td>"
        f"{_LABEL.format(escape(label)) if label else ''}<td>{escape(what)}</td></tr>"
        for keys, label, what in block.rows
    )
    return f"<h2>{escape(block.heading)}</h2><table width='100%' cellspacing='0' cellpadding='2'>{rows}</table>"
