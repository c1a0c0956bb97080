"""データ取込, second step: which column of the file is which field, and what its first rows become."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from dreampower_sms.domain.imports import OnExisting
from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.services.importing.fields import FIELDS, Owner
from dreampower_sms.services.importing.mapping import Columns
from dreampower_sms.services.importing.rows import Row, RowReader
from dreampower_sms.ui.forms import Choice, ItemList, Reading, caption
from dreampower_sms.ui.grid import Grid
from dreampower_sms.ui.import_file import Opened

LEFT_OUT = "（取り込まない）"
OWNERS = {Owner.CUSTOMER: "顧客", Owner.VEHICLE: "車両"}
EXISTING = {
    OnExisting.FILL: "空いている項目だけ埋める",
    OnExisting.OVERWRITE: "ファイルの内容で書き換える",
    OnExisting.SKIP: "変更しない（新しい顧客と車両だけ加える）",
}
_EXAMPLES = 3
_KINDS = {CustomerKind.INDIVIDUAL: "個人", CustomerKind.COMPANY: "法人"}
_PARTS = {
    "plate_area": "地名", "plate_class": "分類", "plate_kana": "かな", "plate_number": "番号", "is_dummy": "上様",
    "sms": "車両SMS",
}  # fmt: skip


class FieldList(ItemList):
    """All fields. Enter takes one, Esc goes back to the columns; a typed letter goes to the next field that has it."""

    taken = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("取り込む項目")
        self._add("", LEFT_OUT)
        for key, found in FIELDS.items():
            self._add(key, f"{OWNERS[found.owner]}　{found.title}")
        self.itemActivated.connect(self._take)

    def choose(self, key: str) -> None:
        """Make this field the current one."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _add(self, key: str, text: str) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        self.addItem(item)

    def _take(self, item: QListWidgetItem) -> None:
        self.taken.emit(item.data(Qt.ItemDataRole.UserRole))


class ColumnsStep(QWidget):
    """Columns of the file beside the fields; below, the first rows as they would be stored."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._opened: Opened | None = None
        self._keys: list[str] = []
        self._today = date.min
        self.grid = Grid("列と項目の対応", 3)
        self.fields = FieldList()
        self.existing = Choice("すでにある顧客と車両")
        for value, name in EXISTING.items():
            self.existing.addItem(name, value)
        self.preview = Grid("取り込んだときの内容")
        self.warned = Reading("取り込めない行")
        self._build()
        self.grid.itemActivated.connect(self._go_to_fields)
        self.grid.currentCellChanged.connect(self._moved)
        self.fields.taken.connect(self._assign)
        self.fields.left.connect(self.grid.setFocus)

    @property
    def columns(self) -> Columns:
        """The fields as chosen."""
        return Columns(tuple(self._keys))

    @property
    def on_existing(self) -> OnExisting:
        """What happens to records that the shop has."""
        return OnExisting(self.existing.currentData())

    def begin(self, opened: Opened, columns: Columns, today: date) -> None:
        """Show the proposal for a file."""
        self._opened, self._keys, self._today = opened, list(columns.keys), today
        rows = [
            (header, "、".join(_examples(opened, place)), self._name_of(place))
            for place, header in enumerate(opened.headers)
        ]
        self.grid.show_rows(("ファイルの列", "はじめの値", "取り込む項目"), rows)
        self.grid.setCurrentCell(0, 0)
        self._show_preview()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.grid.hasFocus():
            self._assign("")
        else:
            super().keyPressEvent(event)

    def _go_to_fields(self) -> None:
        self.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, row: int, *_rest: int) -> None:
        if 0 <= row < len(self._keys):
            self.fields.choose(self._keys[row])

    def _assign(self, key: str) -> None:
        row = self.grid.currentRow()
        if not 0 <= row < len(self._keys):
            return
        self._keys[row] = key
        self.grid.set_cell(row, 2, self._name_of(row))
        self.grid.setCurrentCell(min(row + 1, len(self._keys) - 1), 0)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_preview()
        self.changed.emit()

    def _name_of(self, place: int) -> str:
        found = FIELDS.get(self._keys[place])
        return f"{OWNERS[found.owner]}　{found.title}" if found else LEFT_OUT

    def _show_preview(self) -> None:
        if self._opened is None:
            return
        reader = RowReader(self._opened.headers, self.columns, self._today)
        rows = [reader.read(record) for record in self._opened.first]
        refused = [f"{row.number:,}" for row in rows if row.refused]
        self.warned.setText(f"取り込めない行：{'、'.join(refused)}（F9 で理由を確認）" if refused else "")
        fields = _fields_of(rows)
        self.preview.show_rows(
            ("行", *(_title(owner, key) for owner, key in fields)),
            [(f"{row.number:,}", *(_stored(row, owner, key) for owner, key in fields)) for row in rows],
        )

    def _build(self) -> None:
        sides = QHBoxLayout()
        sides.addWidget(self.grid, 3)
        sides.addWidget(self.fields, 1)
        row = QHBoxLayout()
        row.addWidget(caption("取り込んだときの内容", "sectionTitle"))
        row.addWidget(self.warned)
        row.addStretch(1)
        label = caption("すでにある顧客と車両")
        label.setBuddy(self.existing)
        row.addWidget(label)
        row.addWidget(self.existing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(caption("列を選んで Enter、項目を選んで Enter。取り込まない列は Delete。"))
        column.addLayout(sides, 3)
        column.addLayout(row)
        column.addWidget(self.preview, 2)


def _examples(opened: Opened, place: int) -> list[str]:
    """The first different values of a column."""
    cells = (record.cells[place] for record in opened.first if record.flaw is None)
    found = dict.fromkeys(" ".join(cell.split()) for cell in cells if cell.strip())
    return list(found)[:_EXAMPLES]


def _fields_of(rows: Sequence[Row]) -> list[tuple[Owner, str]]:
    """What the rows would set, customers first, in the order in which it is met."""
    met = dict.fromkeys((Owner.CUSTOMER, key) for row in rows for key in row.customer)
    met |= dict.fromkeys((Owner.VEHICLE, key) for row in rows for key in row.vehicle)
    return list(met)


def _title(owner: Owner, key: str) -> str:
    if owner is Owner.VEHICLE and key == "code":
        key = "vehicle_code"
    found = FIELDS.get(key)
    return _PARTS.get(key) or (found.title if found else key)


def _stored(row: Row, owner: Owner, key: str) -> str:
    """What would stand in the field; "―" where the row is refused as a whole."""
    if row.refused:
        return "―"
    values: Mapping[str, Any] = row.customer if owner is Owner.CUSTOMER else row.vehicle
    match values.get(key):
        case None:
            return ""
        case bool() as ticked:
            return "○" if ticked else "×"
        case date() as day:
            return f"{day:%Y/%m/%d}"
        case CustomerKind() as kind:
            return _KINDS[kind]
        case value:
            return str(value)
