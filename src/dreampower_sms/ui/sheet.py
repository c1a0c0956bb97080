"""A panel that lies over a screen and keeps the focus: no window of its own, so the keys of the screen still work."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame

from dreampower_sms.ui import tab_order
from dreampower_sms.ui.keys import ENTER, Screen

_MARGIN = 24


class Sheet(QFrame):
    """Subclasses answer `enter`, `escape` and `digit`. Tab stays inside; `leave` gives the focus back."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.setObjectName("sheet")
        self.setAutoFillBackground(True)
        self._screen = screen
        self._before = QApplication.focusWidget()
        screen.installEventFilter(self)

    def enter(self) -> None:
        """Enter was pressed where no button took it."""

    def escape(self) -> None:
        """Esc was pressed inside."""
        self.leave()

    def digit(self, number: int) -> None:
        """A digit was pressed where nothing is typed."""

    def leave(self) -> None:
        """Close; the focus goes back to where it was."""
        self.hide()
        before = self._before
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (field := self._screen.first_field()) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def fit(self) -> None:
        """Take the room that the content needs, in the middle of the screen."""
        self.ensurePolished()
        room = self._screen.rect().adjusted(_MARGIN, _MARGIN // 2, -_MARGIN, -_MARGIN // 2)
        width = min(room.width(), self.fontMetrics().averageCharWidth() * 96)
        layout = self.layout()
        wanted = self.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            wanted = layout.totalHeightForWidth(width)
        height = min(room.height(), wanted)
        self.setGeometry(
            room.x() + (room.width() - width) // 2, room.y() + max(0, (room.height() - height) // 3), width, height
        )
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._screen and event.type() == QEvent.Type.Resize and self.isVisible():
            self.fit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # or the window's Esc would leave the screen below
                return True
        elif event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        elif event.key() in ENTER:
            self.enter()
        elif 1 <= number <= 9 and not event.isAutoRepeat():  # noqa: PLR2004  the digits of the keyboard
            self.digit(number)
        # Everything else ends here: a key that means something to the list below must not act under the sheet.

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        return tab_order.go_on(self, forward=next)
