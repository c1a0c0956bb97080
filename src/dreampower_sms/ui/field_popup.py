"""差し込み項目 at the cursor of a text."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.announce import announce
from dreampower_sms.ui.field_list import FieldList
from dreampower_sms.ui.wording.templates import GROUPS

_SHOWN_ROWS = 9


class FieldPopup(FieldList):
    """The list at the cursor. It never has the focus: the text gets the keys and hands on what belongs here."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("差し込み項目の候補")
        self.over = over
        self.setParent(over)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self.currentItemChanged.connect(self._tell)

    def show_at(self, corner: QPoint, line: int) -> None:
        """Stand below the line of the cursor (`line` pixels high), above it where there is no room."""
        over, row = self.over, self.sizeHintForRow(0)
        height = min(self.count(), _SHOWN_ROWS) * row + 2 * self.frameWidth() + 4
        self.resize(QSize(self.fontMetrics().height() * 14, height))
        left = max(0, min(corner.x(), over.width() - self.width()))
        below = corner.y() + line
        top = below if below + height <= over.height() else max(0, corner.y() - height)
        self.move(left, top)
        newly = self.isHidden()
        self.show()
        self.raise_()
        if newly:
            self._tell()

    def _tell(self) -> None:
        """The focus stays in the text, so a screen reader has to be told where the list stands."""
        chosen = self.chosen()
        if chosen is not None and not self.isHidden():
            field, form = chosen
            said = f"{field.name}{f' {form}' if form else ''}　{GROUPS[field.group]}　{field.meaning}"
            announce(self, said)
