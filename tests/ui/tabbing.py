"""Goes round a screen by Tab: everything is reached, nothing keeps the focus, in the order in which it is read.

assert_tab_goes_round(screen)
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QTextBrowser, QWidget

from dreampower_sms.ui.sheet import Sheet
from dreampower_sms.ui.template_body import TemplateBody
from tests.ui.walk import path, settle, takes_focus

_MOST = 400
"""Presses after which a round that does not come to its beginning is given up."""
_OVERLAP = 8
"""Pixels by which rows and columns that stand beside each other may overlap."""


def assert_tab_goes_round(screen: QWidget) -> None:
    """From where the focus is, Tab reaches everything that takes it and comes back; Shift+Tab goes back the same way.

    A sheet over the screen keeps the focus inside.
    """
    sheet = next((each for each in screen.findChildren(Sheet) if each.isVisible()), None)
    wanted = list(_stops(sheet or screen))
    if not wanted:
        return
    screen.window().activateWindow()
    settle()
    if isinstance(body := QApplication.focusWidget(), TemplateBody):
        body.close_list()  # an open list has Tab as a key
    if QApplication.focusWidget() not in wanted:
        wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    there = _round(Qt.Key.Key_Tab, alone=len(wanted) == 1)
    missed = [path(each) for each in wanted if each not in there]
    assert not missed, "Tab does not reach:\n" + "\n".join(missed)
    back = _round(Qt.Key.Key_Backtab, alone=len(wanted) == 1)
    assert back == [there[0], *reversed(there[1:])], f"Shift+Tab goes another way:\n{_all(back)}\nTab:\n{_all(there)}"
    jumps = [jump for jump in map(_jump, there) if jump]
    assert len(jumps) <= 1, "Tab goes back, more than once a round:\n" + "\n".join(jumps)


def _stops(screen: QWidget) -> Iterator[QWidget]:
    for each in screen.findChildren(QWidget):
        tabs = each.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if isinstance(each, QRadioButton) and not each.isChecked():
            continue  # ← and → lead there from the chosen one
        if tabs and takes_focus(each) and each.isVisible() and each.isEnabled() and not each.focusProxy():
            yield each


def _round(key: Qt.Key, *, alone: bool) -> list[QWidget]:
    """Where the focus goes until it is where it began. A page with links has it for as long as there are some."""
    modifier = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
    start = _focused()
    stops = [start]
    for _ in range(_MOST):
        QTest.keyClick(stops[-1], key, modifier)
        now = _focused()
        if now == start and (len(stops) > 1 or alone):
            return stops
        if now == stops[-1]:
            assert isinstance(now, QTextBrowser), f"Tab does not leave {path(now)}"
        else:
            assert now not in stops, f"Tab goes round without its beginning: {path(now)}"
            stops.append(now)
    problem = f"no end of Tab from {path(start)}"
    raise AssertionError(problem)


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def _jump(one: QWidget) -> str:
    """What is wrong with the way on from `one`; measured when the focus has gone on, which may have scrolled."""
    one.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(one, Qt.Key.Key_Tab)
    other = _focused()
    here, there = _place(one), _place(other)
    if other is one or not _is_backwards(here, there):  # a page with links is left only behind the last of them
        return ""
    return f"{one.accessibleName()} {path(one)} {here.getRect()}\n  → {other.accessibleName()} {there.getRect()}"


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _is_backwards(one: QRect, other: QRect) -> bool:
    """Neither to the right of `one` nor below it."""
    right, below = other.left() >= one.right() - _OVERLAP, other.top() >= one.bottom() - _OVERLAP
    return not right and not below


def _all(stops: Sequence[QWidget]) -> str:
    return "\n".join(f"  {each.accessibleName()} {path(each)}" for each in stops)
