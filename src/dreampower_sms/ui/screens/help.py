"""ヘルプ: the pages in `resources/help`, and 注意事項・料金表 with the fees in use now."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from dreampower_sms import paths
from dreampower_sms.domain.counting import CountingProfile, Tariff
from dreampower_sms.ui import show
from dreampower_sms.ui.keys import CLOSE, Key, Screen
from dreampower_sms.ui.style import PAGE_SHEET

KEYS_HERE = "<!-- keys -->"
FEES_HERE = "<!-- fees -->"
INDEX = "index"


class HelpScreen(Screen):
    """One page of help, with links to the others. F4 goes back to the page before."""

    id, title = "help", "ヘルプ"
    keys = (
        {
            4: Key("前のページ", "page_back", "why_not_back", help="前に読んだページに戻ります。"),
            5: Key("目次", "open_index", help="ヘルプの目次を開きます。"),
            12: CLOSE,
        },
    )

    def __init__(self, page: str, keys_html: Callable[[str], str], fees: str = "") -> None:
        super().__init__()
        self._keys_html, self._fees = keys_html, fees
        self._trail: list[str] = []
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.document().setDefaultStyleSheet(PAGE_SHEET)
        self.browser.setAccessibleName("ヘルプの本文")
        self.browser.anchorClicked.connect(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 10)
        layout.addWidget(self.browser)
        self.open_page(page)

    def open_page(self, page: str) -> None:
        """Show `resources/help/<page>.html` with its keys and the fees filled in."""
        html = paths.resource(f"help/{page}.html").read_text(encoding="utf-8")
        self.browser.setHtml(html.replace(KEYS_HERE, self._keys_html(page)).replace(FEES_HERE, self._fees))
        self._trail.append(page)
        self.changed.emit()

    def page_back(self) -> None:
        """F4."""
        self._trail.pop()
        self.open_page(self._trail.pop())

    def why_not_back(self) -> str:
        """There was no page before."""
        return "" if len(self._trail) > 1 else "前のページはありません。"

    def open_index(self) -> None:
        """F5."""
        self.open_page(INDEX)

    def first_field(self) -> QWidget:
        return self.browser

    def _follow(self, link: QUrl) -> None:
        if link.fileName().endswith(".html"):
            self.open_page(link.fileName().removesuffix(".html"))
        elif link.hasFragment():
            self.browser.scrollToAnchor(link.fragment())


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
