"""Pages are shown before they are printed."""

from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

_SHARE = 0.92
"""Of the window: Qt's own size shows a page that nobody can read."""


class PrintPreview(QPrintPreviewDialog):
    """Qt's preview, which paints on a printer that it does not keep: it has to live as long as the dialog does."""

    def __init__(self, printer: QPrinter, parent: QWidget, title: str) -> None:
        super().__init__(printer, parent)
        self._printer = printer
        printer.setDocName(title)
        self.setWindowTitle(title)
        self.resize(parent.window().size() * _SHARE)
        self.finished.connect(self.deleteLater)
