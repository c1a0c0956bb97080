"""携帯電話(練習): shows what arrived through the practice gateway as a phone would show it.

A window of its own beside the program, so that a new clerk sees the message arrive while the card and
the history change. It only shows; nothing here can be pressed by F-key.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QEvent, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.ui.style import LEADING

CASE = QColor("#1c2430")
GLASS = QColor("#f4f6f9")
BUBBLE = QColor("#e3e8ef")
INK = QColor("#151a21")
FAINT = QColor("#47525f")
SENDER = "050-0000-0000"
"""Nobody's number: where the contract names no sender, phones show a number of the sending service, never the shop's.
"""
_PAUSE_MS = 125
"""So long after a message is shown, others are gathered. One is laid out in one go: with five, a clerk felt it at the
window while a list was sent.
"""
SHOWN = 30
"""Messages that it keeps."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message that reached the practice handset. `at` is in Japan time."""

    number: str
    sender: str
    """What the contract says that phones show; "" where it says nothing."""
    body: str
    at: datetime


class Bubble(QLabel):
    """One message, wrapped as a phone wraps it. Its height is set once for a text and a width: a layout that asks every
    bubble for its height whenever one of them changes takes longer than to lay out their texts.

    It is drawn once, too, and Qt alone paints the picture: all bubbles of a phone move when one comes, and while
    messages are sent whatever Qt asks Python may wait for the sender.
    """

    _PAD = 10

    def __init__(self, message: Arrived, width: int = 220, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMinimumWidth(1)  # or the phone could not be made narrower than the picture
        self._message = message
        self._text: _LaidOut
        self._caption: _LaidOut
        """When it came and to whom, below the bubble."""
        self._name()
        self.fit(width)

    def show_message(self, message: Arrived) -> None:
        """Show another message in the place of this one."""
        self._message = message
        self._name()
        self.fit(self._fitted)

    def _name(self) -> None:
        self.setAccessibleName(f"{self._message.number} に届いたメッセージ")
        self.setAccessibleDescription(self._message.body)

    def fit(self, width: int) -> None:
        """Take the height that the message needs in this width."""
        self._fitted = width
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.8)
        self._text = _lay_out(self._message.body, self.font(), max(width - 3 * self._PAD, 40))
        caption = f"{self._message.at:%H:%M}  宛先 {self._message.number}"
        self._caption = _lay_out(caption, small, max(width, 40))
        self.setFixedHeight(ceil(self._text.size.height() + self._caption.size.height()) + 2 * self._PAD + 8)
        self.draw()

    def draw(self) -> None:
        """Make its picture for the screen that it stands on."""
        self.setPixmap(self._draw(self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit(self._fitted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != self._fitted:
            self.fit(event.size().width())

    def _draw(self, ratio: float) -> QPixmap:
        """The bubble on its glass. `ratio`: dots of this screen to a pixel of Qt."""
        picture = QPixmap(self.minimumSize().expandedTo(QSize(self._fitted, 1)) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(GLASS)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bubble = QRectF(QPointF(0, 0), self._text.size.grownBy(QMarginsF(*[self._PAD] * 4)))
        path = QPainterPath()
        path.addRoundedRect(bubble, 12, 12)
        painter.fillPath(path, BUBBLE)
        painter.setPen(INK)
        self._text.layout.draw(painter, QPointF(self._PAD, self._PAD))
        painter.setPen(FAINT)
        self._caption.layout.draw(painter, bubble.bottomLeft() + QPointF(0, 2))
        painter.end()
        return picture


class _LaidOut(NamedTuple):
    """A text in lines, and the room that they take."""

    layout: QTextLayout
    size: QSizeF


def _lay_out(text: str, font: QFont, room: float) -> _LaidOut:
    """Break a text into lines where words end; a number to call stays whole as long as a line has room for it."""
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(option)
    height, widest = 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, height + (LEADING - 1) / 2 * line.height()))
        height += LEADING * line.height()
        widest = max(widest, line.naturalTextWidth())
    layout.endLayout()
    return _LaidOut(layout, QSizeF(widest, height))


class Glass(QWidget):
    """The lit part of a phone: the same in every theme, as what is written on it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GLASS)
        painter.drawRoundedRect(self.rect(), 8, 8)


class Handset(QWidget):
    """The practice phone. `arrive` puts a message on its screen."""

    def __init__(self, parent: QWidget | None = None, right_of_way: RightOfWay | None = None) -> None:
        """`right_of_way` is the one of the program's window."""
        super().__init__(parent, Qt.WindowType.Tool)
        self._right_of_way = right_of_way or RightOfWay()
        self.setWindowTitle("携帯電話(練習)")
        self.setAccessibleName("練習用の携帯電話")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.resize(300, 560)
        self._sender = QLabel("まだ何も届いていません")
        self._sender.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sender.setWordWrap(True)
        self._sender.setStyleSheet(f"color: {INK.name()}; font-weight: bold;")
        self._waiting: deque[Arrived] = deque(maxlen=SHOWN)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_waiting)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._column.addStretch(1)
        page = self._page = QWidget()
        page.setLayout(self._column)
        page.setAutoFillBackground(True)  # or the phone itself is painted anew below each bubble that moves
        glass = QPalette(page.palette())
        glass.setColor(QPalette.ColorRole.Window, GLASS)
        page.setPalette(glass)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(page)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setStyleSheet("QScrollArea, QScrollArea > QWidget > QScrollBar { background: transparent; }")
        self._scroll.setAccessibleName("練習用の携帯電話に届いたメッセージ")
        self._scroll.verticalScrollBar().rangeChanged.connect(self._follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 58, 26, 44)
        layout.addWidget(self._sender)
        layout.addWidget(self._scroll, 1)

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.UpdateRequest:
                with self._right_of_way.taken():
                    return super().event(event)
            case QEvent.Type.DevicePixelRatioChange:
                for bubble in self._bubbles():
                    bubble.draw()
            case _:
                pass
        return super().event(event)

    def arrive(self, message: Arrived) -> None:
        """Show one more message, the newest at the bottom; the oldest of many leave.

        At once, unless many come in a row: those are shown one after the other, the newest of them alone where
        thousands come, or the window would have no time for its clerk.
        """
        self._waiting.append(message)
        if not self._pause.isActive():
            self._show_waiting()

    def _show_waiting(self) -> None:
        if not self._waiting:
            return
        self._pause.start()
        message = self._waiting.popleft()
        with self._right_of_way.taken():
            self._sender.setText(message.sender or SENDER)
            self._column.addWidget(self._bubble(message))

    def _bubble(self, message: Arrived) -> Bubble:
        """A new one, or the oldest with another text: laying out and dressing a widget takes long."""
        if self._column.count() > SHOWN:
            item = self._column.takeAt(1)
            if item is not None and isinstance(oldest := item.widget(), Bubble):
                oldest.show_message(message)
                return oldest
        return Bubble(message, self._scroll.viewport().width(), self._page)

    def place_beside(self, window: QWidget) -> None:
        """Stand to the right of the window, or over its right edge where the screen ends."""
        frame, room = window.frameGeometry(), QWidget.screen(window).availableGeometry()
        left = min(frame.right() + 8, room.right() - self.width() - 8)
        self.move(left, min(frame.top() + 40, room.bottom() - self.height()))

    @property
    def shown_sender(self) -> str:
        """What the phone names as the sender."""
        return self._sender.text()

    def messages(self) -> list[str]:
        """The bodies now on the screen, oldest first."""
        return [bubble.accessibleDescription() for bubble in self._bubbles()]

    def _bubbles(self) -> list[Bubble]:
        inside = (item.widget() for i in range(self._column.count()) if (item := self._column.itemAt(i)))
        return [widget for widget in inside if isinstance(widget, Bubble)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        case = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        painter.setPen(QPen(CASE.lighter(150), 2))
        painter.setBrush(CASE)
        painter.drawRoundedRect(case, 30, 30)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GLASS)
        painter.drawRoundedRect(case.adjusted(10, 40, -10, -26), 8, 8)
        painter.setBrush(CASE.lighter(180))
        painter.drawRoundedRect(QRectF(case.center().x() - 28, case.top() + 17, 56, 6), 3, 3)
        painter.drawEllipse(QPointF(case.center().x(), case.bottom() - 13), 5, 5)

    def _follow(self, _low: int, high: int) -> None:
        self._scroll.verticalScrollBar().setValue(high)
