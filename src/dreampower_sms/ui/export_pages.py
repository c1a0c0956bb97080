"""What the export sheet shows: what is asked, how far it is, which characters are lost, what was written."""

from pathlib import Path

from PySide6.QtCore import QDate, QSettings, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dreampower_sms.services.exporting.errors import CharactersLost
from dreampower_sms.services.exporting.service import Exported
from dreampower_sms.services.exporting.table import Calendar, FileKind
from dreampower_sms.ui.forms import Button, Field, ItemList, Reading, caption, field
from dreampower_sms.ui.keys import ENTER

KINDS = {
    FileKind.XLSX: "Excel（xlsx）",
    FileKind.CSV_UTF8: "CSV（UTF-8）",
    FileKind.CSV_CP932: "CSV（シフト JIS）",
}
CALENDARS = {Calendar.WESTERN: "西暦", Calendar.JAPANESE: "和暦（R8.11.23）"}
_SUFFIXES = {kind.suffix for kind in FileKind}
_LOST_LINES = 7


class PathLine(QLineEdit):
    """Where to write. Enter belongs to the sheet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.ignore()
        else:
            super().keyPressEvent(event)


class AskPage(QWidget):
    """Kind of file, calendar, place."""

    def __init__(self, settings: QSettings, name: str) -> None:
        super().__init__()
        self._settings, self._name = settings, name
        self._digits: list[QRadioButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        choices = QGridLayout()
        choices.setHorizontalSpacing(18)
        choices.setColumnStretch(1, 1)
        self.kinds = self._choices(choices, "形式", list(KINDS.values()))
        self.calendars = self._choices(choices, "日付", list(CALENDARS.values()))
        column.addLayout(choices)
        self.path: Field[PathLine] = field("保存先", PathLine())
        self.browse = Button("参照(&B)…", name="保存先を参照")
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addLayout(self.path.column(), 1)
        row.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self._choose(self.kinds, str(settings.value("export/kind", "", type=str)), list(FileKind))
        self._choose(self.calendars, str(settings.value("export/calendar", "", type=str)), list(Calendar))
        self.path.widget.setText(str(self._proposed()))
        self.kinds.buttonClicked.connect(self._follow)

    @property
    def kind(self) -> FileKind:
        """The kind of file that is chosen."""
        return list(FileKind)[self.kinds.checkedId()]

    @property
    def calendar(self) -> Calendar:
        """The calendar that is chosen."""
        return list(Calendar)[self.calendars.checkedId()]

    def first_field(self) -> QWidget:
        """The kind that is chosen."""
        return self.kinds.button(self.kinds.checkedId())

    def target(self) -> Path | None:
        """The file to write, with the ending of its kind; None when no name was typed."""
        typed = self.path.widget.text().strip().strip('"')
        if not typed:
            return None
        path = self._folder() / Path(typed).expanduser()
        return (
            path.with_suffix(self.kind.suffix)
            if path.suffix.lower() in _SUFFIXES
            else Path(f"{path}{self.kind.suffix}")
        )

    def choose_digit(self, number: int) -> None:
        """The choice with this number."""
        if 1 <= number <= len(self._digits):
            button = self._digits[number - 1]
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            button.click()

    def choose_kind(self, kind: FileKind) -> None:
        """Choose a kind of file; the name follows."""
        self.kinds.button(list(FileKind).index(kind)).setChecked(True)
        self._follow()

    def remember(self, path: Path) -> None:
        """What was used is proposed next time."""
        self._settings.setValue("export/folder", str(path.parent))
        self._settings.setValue("export/kind", self.kind.value)
        self._settings.setValue("export/calendar", self.calendar.value)

    def _choices(self, grid: QGridLayout, title: str, names: list[str]) -> QButtonGroup:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(18)
        for place, name in enumerate(names):
            button = QRadioButton(f"{len(self._digits) + 1}　{name}")
            button.setAccessibleName(f"{title} {name}")
            self._digits.append(button)
            group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        line = grid.rowCount()
        grid.addWidget(caption(title), line, 0)
        grid.addLayout(row, line, 1)
        return group

    @staticmethod
    def _choose(group: QButtonGroup, remembered: str, values: list[FileKind] | list[Calendar]) -> None:
        group.button(next((i for i, value in enumerate(values) if value.value == remembered), 0)).setChecked(True)

    def _folder(self) -> Path:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = Path(str(self._settings.value("export/folder", "", type=str)) or documents)
        return folder if folder.is_dir() else Path(documents)

    def _proposed(self) -> Path:
        """A name that is free, so that nothing is replaced without a thought."""
        stem = f"{self._name}_{QDate.currentDate().toString('yyyyMMdd')}"
        folder, suffix, number = self._folder(), self.kind.suffix, 1
        path = folder / f"{stem}{suffix}"
        while path.exists():
            number += 1
            path = folder / f"{stem}_{number}{suffix}"
        return path

    def _follow(self) -> None:
        if (path := self.target()) is not None:
            self.path.widget.setText(str(path))

    def _browse(self) -> None:
        dialog = QFileDialog(self, "保存先", str(self.target() or self._folder()), f"*{self.kind.suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # the sheet asks by itself
        dialog.fileSelected.connect(self.path.widget.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class RunPage(QWidget):
    """How far it is."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Reading("書き出しの進み具合")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("書き出しの進み具合")
        self.bar.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self.bar)

    def show_progress(self, done: int, total: int) -> None:
        """Rows written and rows in all. After the last one the file is still to be packed."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.said.setText(f"{done:,} / {total:,} 件" if done < total else f"{done:,} 件。ファイルを仕上げています…")


class LostPage(QWidget):
    """Which characters シフト JIS does not hold, and where they stand."""

    replace = Signal()
    other = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = Reading("シフト JIS にない文字")
        self.said.setWordWrap(True)
        self.list = ItemList("シフト JIS にない文字")
        self.other_button = Button("1　CSV（UTF-8）で書き出す", "primary")
        self.replace_button = Button("2　? に置き換えて書き出す")
        self.other_button.clicked.connect(self.other)
        self.replace_button.clicked.connect(self.replace)
        row = QHBoxLayout()
        row.addWidget(self.other_button)
        row.addWidget(self.replace_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addWidget(self.list)
        column.addLayout(row)

    def show_lost(self, lost: CharactersLost, sentence: str) -> None:
        """Name the places."""
        more = lost.count - len(lost.places)
        self.said.setText(sentence + (f"はじめの {len(lost.places)} か所を示します。" if more else ""))
        self.list.clear()
        for place in lost.places:
            self.list.addItem(f"{place.row:,} 行目　「{place.column}」　{place.char}　（U+{ord(place.char):04X}）")
        self.list.setCurrentRow(0)
        lines = min(self.list.count(), _LOST_LINES)
        self.list.setFixedHeight(lines * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth() + 4)


class DonePage(QWidget):
    """What was written, and what one may want now."""

    folder = Signal()
    file = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = Reading("書き出した結果")
        self.said.setWordWrap(True)
        self.folder_button = Button("1　フォルダを開く")
        self.file_button = Button("2　ファイルを開く")
        self.folder_button.clicked.connect(self.folder)
        self.file_button.clicked.connect(self.file)
        row = QHBoxLayout()
        row.addWidget(self.folder_button)
        row.addWidget(self.file_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addLayout(row)

    def show_done(self, done: Exported) -> None:
        """Say where it is."""
        replaced = f"（{done.replaced:,} 文字を ? に置き換えました）" if done.replaced else ""
        self.said.setText(f"{done.rows:,} 件を書き出しました{replaced}。\n{done.path}")
