"""ヘルプ: the pages in `resources/help`, with a search over all of them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.counting import CountingProfile, Tariff
from dreampower_sms.domain.hits import words_of
from dreampower_sms.services.help_search import Found
from dreampower_sms.ui import show
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.help_browser import HelpBrowser, View, printed
from dreampower_sms.ui.help_library import INDEX, HelpLibrary
from dreampower_sms.ui.help_results import HelpResults
from dreampower_sms.ui.keys import CLOSE, Key, Screen
from dreampower_sms.ui.printing.html_page import html_document
from dreampower_sms.ui.search_line import SearchLine

_TYPING_MS = 120
"""So long after the last letter the list is made: not one for every letter of a quick typist."""
_MOST = 60
"""Places that are listed. Who finds more gives another word."""
SEARCH = Key("検索", "look_up", help="ヘルプの中を言葉で探します。")
BACK = Key("前のページ", "page_back", "why_not_back", help="前に読んだページに戻ります。")
CONTENTS = Key("目次", "open_index", help="ヘルプの目次を開きます。")
SHEET = Key("キー一覧", "open_keys", help="すべての画面のキーの一覧を開きます。")
PRINT = Key("印刷", "print_page", help="このページを印刷します。印刷の前に見て確かめられます。")


@dataclass(slots=True)
class _Read:
    """A page that was opened, and how far it was read."""

    page: str
    view: View


class HelpScreen(Screen):
    """One page of help, with links to the others, and what a search found beside it."""

    id, title = "help", "ヘルプ"
    keys = ({3: SEARCH, 4: BACK, 5: CONTENTS, 6: SHEET, 7: PRINT, 12: CLOSE},)

    def __init__(self, page: str, library: HelpLibrary, fees: str = "") -> None:
        super().__init__()
        self._library, self._fees = library, fees
        self._trail: list[_Read] = []
        self.question = SearchLine("ヘルプの中を探す", "探す言葉（例：結果不明　配信停止 解除）")
        self.question.typed.connect(self._typed)
        self.question.arrow.connect(self._arrow)
        self.question.returnPressed.connect(self._enter)
        self.tally = Reading("見つかった数")
        self.results = HelpResults()
        self.results.shown.connect(self._preview)
        self.results.opened.connect(self._enter)
        self.browser = HelpBrowser("ヘルプの本文")
        self.browser.anchorClicked.connect(self._follow)
        self._wait = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._wait.timeout.connect(self._search)
        self._asked = ""
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.look_up)
        self._lay_out()
        self.open_page(page)

    def open_page(self, page: str) -> None:
        """Show a page, "sms_details" or, from a heading on, "sms_details#jobs". Raises `ResourceMissingError`."""
        name, _, anchor = page.partition("#")
        self._open(name, View(self.html(name), self._library.section(name, anchor)))

    def html(self, page: str) -> str:
        """The page with what is filled in."""
        return self._library.html(page, self._fees)

    @property
    def page_shown(self) -> str:
        """The page that was opened last."""
        return self._trail[-1].page

    def show_help(self) -> None:
        """F1: how to use the help, on this screen."""
        self.open_page(HelpScreen.id)

    def look_up(self) -> None:
        """F3."""
        self.question.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.question.selectAll()

    def page_back(self) -> None:
        """F4."""
        self._trail.pop()
        self._end_search()

    def why_not_back(self) -> str:
        """There was no page before."""
        return "" if len(self._trail) > 1 else "前のページはありません。"

    def open_index(self) -> None:
        """F5."""
        self.open_page(INDEX)

    def open_keys(self) -> None:
        """F6: the key sheet, this page's screen first."""
        self.keys_asked.emit(self.page_shown)

    def print_page(self) -> None:
        """F7."""
        page = self.page_shown
        self.paper_asked.emit(html_document(self._library.title(page), printed(self.html(page))))

    def escape(self) -> None:
        """From the page to what was found, from there to the page that was read before, from there out."""
        if not self._searching():
            self.go_back()
        elif self.results.isVisible() and self.browser.hasFocus():
            self.results.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._end_search()

    def first_field(self) -> QWidget:
        return self.browser

    # --- inside ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.question, 1)
        top.addWidget(self.tally)
        middle = QHBoxLayout()
        middle.addWidget(self.results, 4)
        middle.addWidget(self.browser, 9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 10)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        self.results.hide()
        self.tally.hide()

    def _open(self, page: str, view: View) -> None:
        if self._trail:
            self._trail[-1].view.scrolled = self.browser.position()
        self._trail.append(_Read(page, view))
        self.browser.show_view(view)
        self.changed.emit()

    def _searching(self) -> bool:
        return bool(self.question.text())

    def _typed(self, text: str) -> None:
        self._asked = text
        self._wait.start()

    def _search(self) -> None:
        self._wait.stop()
        found = self._library.find(self._asked, _MOST + 1)
        asked = bool(words_of(self._asked))
        self.results.setVisible(bool(found))
        self.results.show_found(found[:_MOST])
        self.tally.setVisible(asked)
        if not asked:
            self.browser.show_view(self._trail[-1].view)
        elif found:
            self.tally.setText(f"{len(found)} か所" if len(found) <= _MOST else f"{_MOST} か所以上")
        else:
            self.tally.setText("見つかりません。短い言葉や、別の言い方で探してください。")

    def _preview(self, found: Found) -> None:
        """Show a place without going there: the page that was read stays the one to come back to."""
        self.browser.show_view(View(self.html(found.page), found.section, found.words))

    def _enter(self) -> None:
        """Go to the chosen place and read on from there."""
        if self._wait.isActive():
            self._search()
        if (found := self.results.chosen()) is None or not self._searching():
            return
        self._open(found.page, View(self.html(found.page), found.section, found.words))
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrow(self, event: QKeyEvent) -> None:
        if self._wait.isActive():
            self._search()
        if self.results.isVisible():
            QApplication.sendEvent(self.results, event)

    def _end_search(self) -> None:
        """Back on the page that was opened last, as it was left."""
        self.question.clear()
        self._search()
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _follow(self, link: QUrl) -> None:
        page = link.fileName().removesuffix(".html") or self.page_shown
        self.open_page(f"{page}#{link.fragment()}")


def fees_html(title: str, profile: CountingProfile, tariff: Tariff) -> str:
    """The fee table of the contract in use."""
    rows, begin = "", 1
    for number, tier in enumerate(tariff.tiers, 1):
        rows += (
            f"<tr><td align='right'>{number}</td><td align='right'>{begin}～{tier.end}</td>"
            f"<td align='right'>{show.yen(tier.price)}</td></tr>"
        )
        begin = tier.end + 1
    since = show.day(tariff.valid_from)
    return (
        f"<p>契約：{title}　{since} から適用　1 通の上限 {profile.max_units} 文字（税別・見込み）</p>"
        "<table border='1' cellspacing='0' cellpadding='5'>"
        f"<tr><th>料金区分</th><th>文字数</th><th>料金</th></tr>{rows}</table>"
    )
