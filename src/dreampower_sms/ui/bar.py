"""The bar of twelve fixed slots at the bottom, and the message line above it."""

import shiboken6
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from dreampower_sms.ui.announce import announce
from dreampower_sms.ui.fitting import fitted, widest
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.keys import FIRST, LAST, Screen
from dreampower_sms.ui.style import Colours, colours, edge_width, mark

_GROUP = 4
"""Keyboards set F-keys in groups of four; the bar keeps the gap."""
_NUMBER = 0.78
"""Size of the number above it."""
_LINES = 2.3
"""Height of a slot in lines of the font in use: the number, and a label on one line or on two small ones."""
_SHORTEST = 3
"""A slot is never narrower than so many lines are high."""
_PAD = 4
_WIDEST_PAGE = "8/8"


class Slot(QPushButton):
    """One key of the bar: its number small above its label. A key that can't be used now stays clickable, to say why.

    It paints itself, because twelve labels have to be readable side by side at every zoom: a long one is written
    smaller, then on two lines.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.label = ""
        self._shown: tuple[str, str, str] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_key(self, label: str, reason: str, what: str = "") -> None:
        """Draw the slot: label, the reason when it can't be used, else what it does."""
        if (label, reason, what) == self._shown:
            return
        self._shown, self.label = (label, reason, what), label
        self.setText(f"F{self.number}\n{label}")
        self.setEnabled(bool(label))
        self.setAccessibleName(f"F{self.number} {label}".strip())
        self.setAccessibleDescription(reason or what)
        self.setToolTip(reason or what)
        self.setProperty("state", "empty" if not label else "blocked" if reason else "ready")
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.height() * _SHORTEST, round(metrics.height() * _LINES) + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def lines(self) -> tuple[QFont, list[str]]:
        """The label as it fits."""
        font = QFont(self.font())
        font.setBold(self.property("state") == "ready")
        return fitted(self.label, font, self.width() - 2 * _PAD)

    def is_readable(self) -> bool:
        """Whether the whole label is seen; a test asks it of every screen."""
        return widest(*self.lines()) <= self.width() - 2

    def paintEvent(self, event: QPaintEvent) -> None:
        look, state = colours(), str(self.property("state"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._paint_ground(painter, look, state)
        number, room = self._number_font(), self.rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        painter.setFont(number)
        painter.setPen(ink if state == "ready" and self.isDown() else QColor(look.faint if state == "ready" else ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, f"F{self.number}")
        font, lines = self.lines()
        painter.setFont(font)
        painter.setPen(ink)
        below = self.rect().adjusted(0, _PAD + QFontMetrics(number).height(), 0, -_PAD + 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

    def _paint_ground(self, painter: QPainter, look: Colours, state: str) -> QColor:
        """Paint ground and edge of the slot; the colour of the label on it."""
        width = edge_width()
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        if state == "empty":
            return QColor(look.header_faint)
        if state == "blocked":
            ground, edge, ink = look.slot_off, look.header_faint, look.header_faint
        elif self.isDown():
            ground, edge, ink = look.accent, look.accent, look.on_accent
        else:
            ground, edge, ink = look.button, look.edge, look.text
        pen = QPen(QColor(edge), width, Qt.PenStyle.DashLine if state == "blocked" else Qt.PenStyle.SolidLine)
        if self.underMouse() and state == "ready":
            pen = QPen(QColor(look.accent), width + 1)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 5, 5)
        return QColor(ink)

    def _number_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _NUMBER)
        return font


class KeyBar(QFrame):
    """Twelve slots drawn from the visible screen's table."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyBar")
        self._screen: Screen | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        self.slots = {n: Slot(n) for n in range(FIRST, LAST + 1)}
        for number, slot in self.slots.items():
            layout.addWidget(slot, 1)
            slot.clicked.connect(self._clicked)
            if number % _GROUP == 0 and number != LAST:
                layout.addSpacing(10)
        self._page = Reading("キーのページ", name="pageMark")
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        policy = self._page.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # a slot stands in the same place on every screen
        self._page.setSizePolicy(policy)
        layout.addWidget(self._page)
        # Several changes in one turn of the event loop are drawn once.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)

    def show_screen(self, screen: Screen) -> None:
        """Draw this screen's keys from now on."""
        if self._screen is not None and shiboken6.isValid(self._screen):
            self._screen.changed.disconnect(self._later.start)
            self._screen.page_turned.disconnect(self.refresh)
        self._screen = screen
        screen.changed.connect(self._later.start)
        screen.page_turned.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask every key again whether it can be used."""
        screen = self._screen
        if screen is None:
            return
        for number, slot in self.slots.items():
            key = screen.key(number)
            if key is None:
                slot.show_key("", "")
            else:
                slot.show_key(key.label, screen.reason(key), key.help)
        pages = 1 if screen.page_names else len(screen.keys)
        self._page.setText(f"{screen.page + 1}/{pages}" if pages > 1 else "")
        self._page.setFixedWidth(self._page.fontMetrics().horizontalAdvance(_WIDEST_PAGE) + 2 * _PAD)
        self._page.setVisible(pages > 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._later.start()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Slot):
            QGuiApplication.inputMethod().commit()  # a click, unlike a key, comes also while text is being composed
            self.pressed.emit(sender.number)


class MessageLine(Reading):
    """One sentence above the bar: what just happened, or why a key did nothing. Read aloud, an error at once."""

    _STAYS_MS = 12_000

    def __init__(self) -> None:
        super().__init__("お知らせ", name="messageLine")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self._timer = QTimer(self, singleShot=True, interval=self._STAYS_MS)
        self._timer.timeout.connect(self.clear_line)
        self._standing = ""
        self.clear_line()

    def say(self, text: str, severity: str = "info") -> None:
        """Show the sentence; an error stays until the next one, others leave by themselves."""
        marks = {"info": "", "warn": "⚠ ", "error": "✖ "}
        self.setText(marks[severity] + text)
        self._paint(severity)
        if severity == "error":
            self._timer.stop()
        else:
            self._timer.start()
        announce(self, text, at_once=severity == "error")

    def mention(self, text: str) -> None:
        """Tell a screen reader, and show it only over nothing or what stands: no clerk asked for it."""
        if self.text() == self._lasting():
            self.say(text)
        else:
            announce(self, text)

    def stand(self, text: str, over: str = "") -> None:
        """Show an error for as long as it lasts: whatever is said meanwhile, it is there again afterwards. "" ends it,
        and `over` says so.
        """
        before, was_seen = self._standing, self.text() == self._lasting()
        self._standing = text
        if text and text != before:
            self.say(text, "error")
        elif before and not text:
            if was_seen or self.property("severity") != "error":
                self.say(over)
            else:  # another error, which is to be read
                announce(self, over)

    def clear_line(self) -> None:
        """Nothing to say but what stands."""
        self._timer.stop()
        self.setText(self._lasting())
        self._paint("error" if self._standing else "none")

    def _lasting(self) -> str:
        """What the line shows when nothing else is said."""
        return f"✖ {self._standing}" if self._standing else ""

    def leave(self) -> None:
        """The screen was closed: why one of its keys did nothing is of no use any more; what it did is."""
        if self.property("severity") == "warn":
            self.clear_line()

    def _paint(self, severity: str) -> None:
        mark(self, "severity", severity)
