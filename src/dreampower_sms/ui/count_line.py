"""文字数, 料金区分 and price under a message, live while it is typed."""

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from dreampower_sms.domain.counting import Measure
from dreampower_sms.ui import show
from dreampower_sms.ui.forms import Reading, caption
from dreampower_sms.ui.style import mark


class CountLine(QFrame):
    """Four figures in fixed places, so that the eye finds them without reading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("countLine")
        self._units = _figure("文字数")
        self._tier = _figure("料金区分")
        self._price = _figure("見込み料金")
        self._hint = Reading("文字数の説明", name="countHint")
        self._hint.setWordWrap(True)
        self._hint.setText(" ")  # keeps the place of a line, so that nothing moves while somebody types
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for column, (head, value) in enumerate((self._units, self._tier, self._price)):
            grid.addWidget(head, 0, column)
            grid.addWidget(value, 1, column)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self._hint, 2, 0, 1, 4)

    def show_measure(self, measure: Measure, limit: int, composing: int = 0) -> None:
        """Show what one message of this text costs. `composing`: characters the input method has not committed."""
        units = f"{measure.units} / {limit}"
        self._units[1].setText(f"{units}　変換中 +{composing}" if composing else units)
        self._tier[1].setText("―" if measure.tier is None else str(measure.tier))
        self._price[1].setText(show.yen(measure.price))
        mark(self, "over", measure.over > 0)
        self._hint.setText(_hint(measure))

    def text(self) -> str:
        """All figures in one line, for a screen reader and for tests."""
        return f"文字数 {self._units[1].text()} 料金区分 {self._tier[1].text()} 見込み {self._price[1].text()}"


def _figure(title: str) -> tuple[QLabel, Reading]:
    return caption(title, "figureCaption"), Reading(title, "0", "figure")


def _hint(measure: Measure) -> str:
    parts: list[str] = []
    if measure.over:
        parts.append(f"{measure.over} 文字多すぎます。{measure.over} 文字減らしてください。")
    elif measure.cut:
        parts.append(f"あと {measure.cut} 文字減らすと料金区分 {(measure.tier or 2) - 1} になります。")
    if measure.costly:
        shown = "".join(dict.fromkeys(c.char for c in measure.costly))
        parts.append(f"「{shown}」は 1 つで 2 文字以上に数えます。")
    return " ".join(parts) or " "
