"""Where Tab and Enter lead: through what is seen, in the order in which it is laid out.

Qt's own order is that in which widgets were made, and what is made later (a line of a list, a field of another
gateway) comes last in it wherever it stands. Here the layouts are asked at each step, so nobody has to keep an order.
"""

from collections.abc import Iterator
from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

_LEAVES = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit)
"""What is made of widgets that are nobody's business."""


def go_on(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next or previous stop below `root`, round and round. False: there is none."""
    stops = [each for each in in_order(root) if _stops(each)]
    if not stops:
        return False
    focused, step = root.focusWidget(), 1 if forward else -1
    place = stops.index(focused) if focused in stops else min(-step, 0)
    target = stops[(place + step) % len(stops)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _show(target)
    return True


def to_next_field(widget: QWidget) -> None:
    """Enter goes on as Tab does, but from a field to the next one: tabs between them are no place to write."""
    widget.focusNextChild()
    if isinstance(tabs := QApplication.focusWidget(), QTabBar):
        tabs.focusNextChild()


def in_order(root: QWidget) -> Iterator[QWidget]:
    """All widgets below `root` that may be seen, as the eye meets them."""
    for part in _parts(root):
        yield part
        if not isinstance(part, _LEAVES):
            yield from in_order(part)


def _parts(widget: QWidget) -> list[QWidget]:
    """What `widget` is made of; behind what is laid out, what only floats over it."""
    match widget:
        case QTabWidget():
            return [part for part in (widget.tabBar(), widget.currentWidget()) if part is not None]
        case QStackedWidget():
            return [part] if (part := widget.currentWidget()) is not None else []
        case QSplitter():
            return [part for place in range(widget.count()) if (part := widget.widget(place)) is not None]
        case QScrollArea():
            return [part] if (part := widget.widget()) is not None else []
        case _:
            laid_out = list(_items(widget.layout()))
            children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            return laid_out + [child for child in children if child not in laid_out and not child.isWindow()]


def _items(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=partial(_cell, layout))
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        else:
            yield from _items(item.layout())


def _cell(layout: QGridLayout, place: int) -> tuple[int, int]:
    """Row and column of an item."""
    row, column, _rows, _columns = cast("tuple[int, int, int, int]", layout.getItemPosition(place))
    return row, column


def _stops(widget: QWidget) -> bool:
    """Whether Tab stops here. Of choices that exclude each other only the chosen one is a stop."""
    if isinstance(widget, QRadioButton) and not widget.isChecked() and _has_chosen(widget):
        return False
    takes = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return takes and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def _has_chosen(button: QRadioButton) -> bool:
    if (group := button.group()) is not None:
        return group.checkedButton() is not None
    parent = button.parentWidget()
    return parent is not None and any(other.isChecked() for other in parent.findChildren(QRadioButton))


def _show(widget: QWidget) -> None:
    """Scroll it into sight."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
