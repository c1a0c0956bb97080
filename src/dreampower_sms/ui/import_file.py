"""データ取込, first step: which file, and how it is read."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dreampower_sms.services.importing.opening import SHEETS, open_source
from dreampower_sms.services.importing.reading import Record, Source
from dreampower_sms.services.importing.report import Choices, Proposal
from dreampower_sms.services.importing.service import Imports
from dreampower_sms.ui.forms import Choice, Field, Line, Reading, caption, field
from dreampower_sms.ui.grid import Grid

ENCODINGS = {"utf-8-sig": "UTF-8", "cp932": "シフト JIS", "utf-16": "UTF-16"}
DELIMITERS = {",": "カンマ", "\t": "タブ", ";": "セミコロン", "|": "縦線"}
FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that could be read."""

    source: Source
    headers: tuple[str, ...]
    first: tuple[Record, ...]
    rows: int
    """Below the header."""


def open_file(path: Path, encoding: str = "", delimiter: str = "", sheet: str = "") -> Opened:
    """Read the file once: header, first rows, number of rows. Raises `ImportFileError`."""
    source = open_source(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
    return Opened(source, source.headers, tuple(source.preview(FIRST_ROWS)), source.count())


@dataclass(frozen=True, slots=True)
class Ready:
    """A file with what the program proposes for it."""

    opened: Opened
    proposal: Proposal
    unfinished: int
    """The last row of an earlier run of it that was broken off."""


def read_file(imports: Imports, path: Path, encoding: str, delimiter: str, sheet: str) -> Ready:
    """Read a file and ask the shop what it knows of it. Raises `ImportFileError` and `DatabaseError`."""
    opened = open_file(path, encoding, delimiter, sheet)
    proposal = imports.propose(opened.source)
    return Ready(opened, proposal, imports.unfinished(opened.source, Choices(proposal.columns)))


class FileStep(QWidget):
    """Path, what was found out about the file (and may be corrected), its first rows."""

    asked = Signal()
    """Read the file, as path and choices stand now."""

    def __init__(self) -> None:
        super().__init__()
        self.path: Field[Line] = field(
            "取り込むファイル（Excel か CSV）",
            Line("取り込むファイル", "ここにファイルを落とすか、場所を入力して Enter"),
        )
        self.encoding, self.delimiter, self.sheet = Choice("文字コード"), Choice("区切り"), Choice("シート")
        self.found = Reading("ファイルの内容", name="caption")
        self.grid = Grid("ファイルの先頭", 3)
        self._text = self._pair("文字コード", self.encoding), self._pair("区切り", self.delimiter)
        self._book = (self._pair("シート", self.sheet),)
        for value, name in ENCODINGS.items():
            self.encoding.addItem(name, value)
        for value, name in DELIMITERS.items():
            self.delimiter.addItem(name, value)
        row = QHBoxLayout()
        for part in (*self._text, *self._book):
            row.addWidget(part)
        row.addWidget(self.found)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.path.column())
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        self.path.widget.returnPressed.connect(self.asked)
        for choice in (self.encoding, self.delimiter, self.sheet):
            choice.activated.connect(self.asked)
        self.setAcceptDrops(True)
        self.show_opened(None)

    def browse(self, folder: str) -> None:
        """Choose a file in the system's own window."""
        kinds = " ".join(sorted({"*.csv", "*.txt", "*.tsv", *(f"*{suffix}" for suffix in SHEETS)}))
        dialog = QFileDialog(self, "取り込むファイル", folder, f"Excel か CSV ({kinds});;すべてのファイル (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, path: str) -> None:
        """A file was chosen or dropped: read it."""
        self.path.widget.setText(path)
        self.asked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))

    def typed(self) -> Path | None:
        """The file that is meant; Explorer copies a path in quotes."""
        text = self.path.widget.text().strip().strip('"')
        return Path(text).expanduser() if text else None

    def choices(self, opened: Opened | None) -> tuple[str, str, str]:
        """Encoding, delimiter and sheet as chosen for the file that is open; for another file they are found out."""
        if opened is None or self.typed() != opened.source.path:
            return "", "", ""
        if opened.source.sheets:
            return "", "", self.sheet.currentText()
        encoding, delimiter = str(self.encoding.currentData()), str(self.delimiter.currentData())
        return encoding, delimiter if encoding == opened.source.encoding else "", ""

    def show_opened(self, opened: Opened | None) -> None:
        """Show a file, or that there is none."""
        self.path.show_error("")
        text, book = opened is not None and not opened.source.sheets, opened is not None and bool(opened.source.sheets)
        for parts, seen in ((self._text, text), (self._book, book)):
            for part in parts:
                part.setVisible(seen)
        if opened is None:
            self.found.setText("")
            self.grid.show_rows((), ())
            return
        source = opened.source
        self.encoding.setCurrentIndex(self.encoding.findData(source.encoding))
        self.delimiter.setCurrentIndex(self.delimiter.findData(source.delimiter))
        self.sheet.clear()
        self.sheet.addItems(list(source.sheets))
        self.sheet.setCurrentText(source.sheet)
        self.found.setText(f"{opened.rows:,} 行　{len(opened.headers)} 列")
        rows = [(f"{record.row:,}", *record.cells) for record in opened.first]
        self.grid.show_rows(("行", *opened.headers), [row[: len(opened.headers) + 1] for row in rows])

    def show_problem(self, sentence: str) -> None:
        """The file can't be read; it says what to do."""
        self.show_opened(None)
        self.path.show_error(sentence)

    def first_field(self) -> QLineEdit:
        """Where a path is typed."""
        return self.path.widget

    @staticmethod
    def _pair(title: str, choice: Choice) -> QWidget:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 12, 0)
        label = caption(title)
        label.setBuddy(choice)
        row.addWidget(label)
        row.addWidget(choice)
        return pair
