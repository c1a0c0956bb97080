"""印刷プレビュー: a document as it will be printed, on the paper of choice; to the printer or into a PDF."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.ui.forms import Choice, Reading, caption
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.page_scroll import PERCENT, PageScroll
from dreampower_sms.ui.printing.document import Document, print_on
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.paper import printer_for, sheet
from dreampower_sms.ui.saving_pdf import save_pdf

_SIZES = (
    ("A4", QPageSize.PageSizeId.A4),
    ("A5", QPageSize.PageSizeId.A5),
    ("B5", QPageSize.PageSizeId.JisB5),
    ("ハガキ", QPageSize.PageSizeId.Postcard),
)
_LOADING = "印刷の用意をしています。少しお待ちください。"
_NO_PRINTER = "使えるプリンターがありません。F6 で PDF に保存できます。"
_NO_ANSWER = "プリンターが応答しません。電源と接続を確かめるか、F6 で PDF に保存してください。"


class PrintPreviewScreen(Screen):
    """The pages, laid out anew for another paper; nothing is printed before it was seen."""

    id, title = "print_preview", "印刷プレビュー"
    keys = (
        {
            1: HELP,
            3: Key("用紙", "choose_paper", "why_not_yet", help="用紙の大きさと向きを選びます。"),
            6: Key("PDF保存", "save_pdf", "why_not_yet", help="見えているとおりの PDF を保存します。"),
            7: Key("縮小", "make_smaller", "why_not_smaller", help="画面のページを小さくします。"),
            8: Key("拡大", "make_larger", "why_not_larger", help="画面のページを大きくします。"),
            9: Key("印刷", "print_pages", "why_not_yet", help="プリンター、部数、ページを選んで印刷します。"),
            12: CLOSE,
        },
    )

    def __init__(self, document: Document, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._document, self._jobs, self._settings = document, jobs, settings
        self._ready = False
        self.name = Reading("印刷するもの", document.title, "sectionTitle")
        self.paper = Choice("用紙")
        self.place = Reading("ページ")
        self.view = PageScroll("印刷されるページ")
        self.view.turned.connect(self._say_place)
        for name, size in _SIZES:
            for turned, word in ((False, "縦"), (True, "横")):
                layout = sheet(size, _margin(document.layout), landscape=turned)
                self.paper.addItem(f"{name} {word}", layout)
                if layout == document.layout:
                    self.paper.setCurrentIndex(self.paper.count() - 1)
        self.paper.currentIndexChanged.connect(self._lay_out)
        self._build()
        self._lay_out()

    # --- what the keys do --------------------------------------------------------------------------------

    def choose_paper(self) -> None:
        """F3: to the choice; a second press leads back to the pages."""
        (self.view if self.paper.hasFocus() else self.paper).setFocus()

    def save_pdf(self) -> None:
        """F6: ask where."""
        save_pdf(self, self._jobs, self._settings, replace(self._document, layout=self._layout()))

    def make_smaller(self) -> None:
        """F7."""
        self.view.resize_pages(max(each for each in PERCENT if each < self.view.percent))

    def make_larger(self) -> None:
        """F8."""
        self.view.resize_pages(min(each for each in PERCENT if each > self.view.percent))

    def print_pages(self) -> None:
        """F9: the system's own choice of printer, copies and pages."""
        if not QPrinterInfo.availablePrinterNames():
            self.say(_NO_PRINTER, "warn")
            return
        printer = printer_for(self._layout())
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(self.view.pages))
        dialog.setModal(True)
        dialog.finished.connect(partial(self._chosen, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def why_not_yet(self) -> str:
        """The pages are being laid out."""
        return "" if self._ready else _LOADING

    def why_not_smaller(self) -> str:
        """It is as small as it gets."""
        return self.why_not_yet() or ("" if self.view.percent > PERCENT[0] else "これより小さくできません。")

    def why_not_larger(self) -> str:
        """It is as large as it gets."""
        return self.why_not_yet() or ("" if self.view.percent < PERCENT[-1] else "これより大きくできません。")

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.view

    # --- inside ----------------------------------------------------------------------------------------------

    def _layout(self) -> QPageLayout:
        layout = self.paper.currentData()
        assert isinstance(layout, QPageLayout)  # noqa: S101  what was put in
        return layout

    def _lay_out(self) -> None:
        self._ready, document, layout = False, self._document, self._layout()
        self.place.setText(_LOADING)
        self.changed.emit()
        if document.in_window:
            self._show(layout, document.on(layout))
        else:
            self._jobs.start(self, lambda _job: document.on(layout), partial(self._show, layout), lane="layout")

    def _show(self, layout: QPageLayout, pages: Sequence[Page]) -> None:
        self._ready = True
        self.view.show_pages(pages, layout)
        self._say_place()

    def _say_place(self) -> None:
        if self._ready:
            self.place.setText(f"{self.view.number} / {len(self.view.pages)} ページ　{self.view.percent} %")
        self.changed.emit()

    def _chosen(self, printer: QPrinter, result: int) -> None:
        if result != QDialog.DialogCode.Accepted:
            return
        self.say("印刷しています…")
        if self._document.in_window:
            self._printed(print_on(self._document, printer))
        else:
            self._jobs.write(self, partial(self._print, printer), self._printed)

    def _print(self, printer: QPrinter, _job: Job) -> bool:
        return print_on(self._document, printer)

    def _printed(self, answered: bool) -> None:  # noqa: FBT001  what the job found
        self.say("プリンターに送りました。" if answered else _NO_ANSWER, "info" if answered else "error")

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.name)
        top.addStretch(1)
        top.addWidget(self.place)
        top.addSpacing(12)
        top.addWidget(caption("用紙"))
        top.addWidget(self.paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 8)
        column.addLayout(top)
        column.addWidget(self.view, 1)


def _margin(layout: QPageLayout) -> float:
    """Of all four sides, in millimetres: other papers get the same."""
    return layout.margins(QPageLayout.Unit.Millimeter).left()
